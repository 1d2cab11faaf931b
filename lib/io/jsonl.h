/* SPDX-License-Identifier: MIT */
/* The record loop: blocks of lines in parallel, results in input order. */
#ifndef DN_IO_JSONL_H
#define DN_IO_JSONL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "io/json.h"
#include "io/lines.h"
#include "io/sink.h"

#define DN_REASONS_MAX 64       /* rules and reasons that a tool may have */

/* A line as dn-record(5) has it, told by its member "record". */
enum dn_line_kind {
	DN_LINE_RECORD,         /* anything that counts as a record */
	DN_LINE_HEADER,         /* "dataset" */
	DN_LINE_END             /* "end" */
};

/*
 * A legal record, *borrowed* for the call: one JSON object, strict UTF-8, no
 * duplicate names, no lone surrogates, at most DN_JSON_DEPTH deep.
 */
struct dn_record {
	struct dn_span line;    /* without its newline; 16 bytes readable on */
	const struct dn_json_value *fields;     /* those the loop asked for */
	struct dn_json_value record;    /* its member "record", may be absent */
	enum dn_line_kind kind;
	const char *source;     /* borrowed name of the input */
	uint64_t number;        /* line in it, from 1 */
	uint64_t byte;          /* offset of the line in it */
	struct dn_span mapped;  /* for fold: what map has written for it */
};

/* What becomes of a record. */
enum dn_verdict {
	DN_PASS,                /* goes out byte for byte */
	DN_WRITE,               /* what was added to `out` goes out instead */
	DN_USED,                /* taken into account, goes nowhere itself */
	DN_DROP,                /* left out by the rule numbered `reason` */
	DN_IGNORE               /* not for this tool, by `reason` */
};

struct dn_result {
	enum dn_verdict verdict;        /* DN_PASS at first */
	unsigned reason;                /* index into drops or ignores */
	struct dn_bytes *out;           /* add whole lines, newline included */
};

/*
 * What a tool does with records.  `map` is called for every record, by
 * several threads at once, each with a worker of its own; `fold` then for
 * every record in input order, one at a time.  Either may be NULL.  Both may
 * set the verdict; fold sees what map said.  Both return 0, or -1 with `err`
 * filled, which makes it a bad record (status 3 codes) or ends the run.
 *
 * `note` is note_size zeroed bytes a record, for map to leave to fold.
 * Without `keep_fields` fold's record has no fields.
 */
struct dn_loop {
	const char *const *fields;      /* members or pointers */
	size_t field_count;
	size_t note_size;
	bool keep_fields;
	const char *const *drops;       /* names of rules, NULL-ended */
	const char *const *ignores;     /* names of reasons, likewise */
	void *state;
	void *(*worker_new)(void *state);       /* NULL: the state itself */
	void (*worker_free)(void *worker);
	int (*map)(void *worker, const struct dn_record *record, void *note,
	    struct dn_result *result, struct dn_err *err);
	int (*fold)(void *state, const struct dn_record *record, void *note,
	    struct dn_result *result, struct dn_err *err);
	/* A note that fold sees soon, to have its memory fetched; or NULL. */
	void (*ahead)(void *state, const void *note);
	/* Append what of a bad line may stand in --rejects; NULL: all. */
	void (*conceal)(void *state, struct dn_span line,
	    struct dn_bytes *out);
	/*
	 * A bad record where there are no rejects: true when the run may go
	 * on.  NULL: none may.  `read`: a legal record, that map or fold
	 * refused.  The error may be changed.
	 */
	bool (*refused)(void *state, struct dn_err *err, bool read);
	/* Headers, in order; NULL: they go out where they stand. */
	int (*header)(void *state, const struct dn_record *record,
	    struct dn_result *result, struct dn_err *err);
};

/* The account of a run: in = out + rejected + used + dropped + ignored. */
struct dn_counts {
	uint64_t in, out, rejected, used, blank;
	uint64_t dropped[DN_REASONS_MAX], ignored[DN_REASONS_MAX];
	uint64_t refused;       /* of the rejected: by map or fold */
	uint64_t codes[DN_E_COUNT];     /* the rejected ones by error code */
};

/* Where records come from and go to. */
struct dn_stream {
	struct dn_lines *lines;
	struct dn_sink *out;            /* NULL: nothing goes out */
	struct dn_sink *rejects;        /* NULL: the first bad record ends it */
	size_t threads;                 /* at least 1 */
	uint64_t max_rejects;           /* UINT64_MAX: any number */
	uint64_t max_record;            /* bytes; for the message only */
};

/*
 * Run the loop to the end of the input.  `counts` is zeroed first and always
 * tells how far it came.  0 when every record was accounted for.  -1 with
 * `err`: the first bad record (source, line, column), DN_E_TOO_MANY, or what
 * failed.  `out` then holds exactly the results of the records before it,
 * for any number of threads.
 */
int dn_loop_run(const struct dn_loop *loop, const struct dn_stream *stream,
    struct dn_counts *counts, struct dn_err *err) DN_MUST_CHECK;

#endif
