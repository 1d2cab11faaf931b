/* SPDX-License-Identifier: MIT */
/* What a format is: one const descriptor, at the end of its file. */
#ifndef DN_FORMATS_FORMAT_H
#define DN_FORMATS_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/opt.h"
#include "formats/loss.h"
#include "formats/relabel.h"
#include "io/outdir.h"
#include "io/recode.h"
#include "io/sink.h"
#include "model/item.h"
#include "model/label.h"
#include "model/offset.h"

/* Options of single formats, as the rows below fill them; zeroed: defaults. */
struct dn_format_options {
	const char *base;               /* of IRIs; NULL: see triples.h */
	const char *columns;            /* see csv.h and conll.h; or NULL */
	int delimiter, read_delimiter, encoding, header;
	int conll_item;                 /* see conll.h */
	int holes;                      /* see yolo_write.h */
	const char *joiner;             /* NULL: as the file is */
	const char *label_separator;    /* see csv.h; NULL: none */
	int read_scheme, scheme;        /* enum dn_conll_scheme */
	int offsets;                    /* enum dn_offset_unit */
	const char *task;               /* each format has its own, or none */
	int triples;                    /* enum dn_triples_syntax */
	bool voc_int;                   /* whole numbers are written */
	int voc_origin;                 /* see voc.h */
};

/* Their rows, for a tool's table; `o` is a struct dn_format_options. */
#define DN_FORMAT_ROWS(o) \
	DN_OPT_TEXT(0, "base", "IRI", &(o).base, \
	    "what IRIs of N-Triples begin with"), \
	DN_OPT_TEXT(0, "columns", "ROLE=COLUMN,...", &(o).columns, \
	    "what the columns of a table or of CoNLL are"), \
	DN_OPT_CHOICE(0, "delimiter", "DELIMITER", &(o).delimiter, \
	    dn_csv_delimiters, "between cells that are written"), \
	DN_OPT_CHOICE(0, "read-delimiter", "DELIMITER", \
	    &(o).read_delimiter, dn_csv_delimiters, \
	    "between cells that are read"), \
	DN_OPT_CHOICE(0, "encoding", "auto|utf-8|gb18030", &(o).encoding, \
	    dn_encoding_names, "encoding of texts that are read"), \
	DN_OPT_CHOICE(0, "header", "yes|no", &(o).header, dn_csv_headers, \
	    "whether a table's first row names its columns"), \
	DN_OPT_CHOICE(0, "conll-item", "auto|sentence|file", \
	    &(o).conll_item, dn_conll_items, \
	    "what an item of CoNLL is"), \
	DN_OPT_CHOICE(0, "holes", "bridge|fill|split|drop", &(o).holes, \
	    dn_format_holes, "what YOLO gets of holes and parts"), \
	DN_OPT_TEXT(0, "joiner", "TEXT", &(o).joiner, \
	    "what stands between tokens of CoNLL"), \
	DN_OPT_TEXT(0, "label-separator", "TEXT", &(o).label_separator, \
	    "what stands between the labels of a cell"), \
	DN_OPT_CHOICE(0, "read-scheme", "SCHEME", &(o).read_scheme, \
	    dn_conll_schemes, "how tags that are read mark spans"), \
	DN_OPT_CHOICE(0, "scheme", "SCHEME", &(o).scheme, \
	    dn_conll_schemes, "how tags that are written mark spans"), \
	DN_OPT_CHOICE(0, "offsets", \
	    "auto|codepoint|utf16|byte|newline", \
	    &(o).offsets, dn_offset_names, "what offsets count"), \
	DN_OPT_TEXT(0, "task", "TASK", &(o).task, \
	    "which of a format's uses is meant"), \
	DN_OPT_CHOICE(0, "triples", "auto|tsv|nt", &(o).triples, \
	    dn_triples_syntaxes, "syntax of triples that are written"), \
	DN_OPT_FLAG(0, "voc-int", &(o).voc_int, \
	    "write coordinates of VOC as whole numbers"), \
	DN_OPT_CHOICE(0, "voc-origin", "auto|0|1", &(o).voc_origin, \
	    dn_format_origins, "number of VOC's first pixel")

/* The values of those that have names; NULL-ended. */
extern const char *const dn_conll_items[], *const dn_conll_schemes[];
extern const char *const dn_format_holes[];
extern const char *const dn_csv_delimiters[], *const dn_csv_headers[];
extern const char *const dn_format_origins[], *const dn_triples_syntaxes[];

/*
 * The account of annotations: in = out + rejected + dropped + ignored.  Readers
 * count what comes in and what they reject, writers what goes out and what
 * they drop.
 */
struct dn_annotation_counts {
	uint64_t in, out, rejected, dropped, ignored;
};

/*
 * The run that a reader or writer works for.  The two calls are the run's way
 * to be told things; `reject` returns 0 when the bad thing was put away, -1
 * when the run ends of it, which it then has said itself.
 */
struct dn_format_run {
	const struct dn_format_options *options;
	struct dn_annotation_counts annotations;
	bool keeps_rejects;             /* the run goes on behind bad things */
	void *state;
	void (*note)(void *state, const char *text);
	int (*reject)(void *state, const struct dn_err *err,
	    struct dn_span raw);
};

struct dn_media_finder;

/* What a reader works with. */
struct dn_reading {
	struct dn_format_run *run;
	const char *const *paths;       /* files or folders, or "-" */
	size_t path_count;
	const struct dn_relabel *labels;        /* of --labels, or NULL */
	size_t max_value;               /* bytes of a value taken whole */
	size_t memory;                  /* for an index, then it spills */
	bool keep_suffix;               /* ids keep the suffix of the path */
	bool early;                     /* what is written is seen at once */
	bool again;                     /* a further line of an item before */
	const struct dn_media_finder *finder;   /* see media.h; or NULL */
	uint64_t ignored;               /* files passed over so far */
	/* Where the item read last begins; the name is borrowed. */
	const char *source;
	uint64_t line, column, byte;    /* 0: it is all of its file */
};

/* What a writer works with. */
struct dn_writing {
	struct dn_format_run *run;
	struct dn_labels *labels;       /* of the headers so far */
	struct dn_loss *loss;
	struct dn_sink *out;            /* formats of one document */
	struct dn_outdir *folder;       /* formats of many files */
	size_t memory;                  /* bytes of lists that may be on disk */
};

/* Something to guess the format of. */
struct dn_probe {
	const char *name;               /* of the file, without folders */
	struct dn_span head;            /* its first bytes */
};

#define DN_FORMAT_FOLDERS 1u    /* reads folders, and is written as one */
#define DN_FORMAT_WHOLE 2u      /* one document, written at the end */
#define DN_FORMAT_RECORDS 4u    /* JSON Lines, read by the record loop */
#define DN_FORMAT_LINES 8u      /* an item may have lines in several places */
#define DN_FORMAT_EITHER 16u    /* one document, or a folder with more */

/*
 * A format.  Reading: read_open makes a *new* state (NULL with `err`), which
 * read_next is called with until it returns 0 or fails for good, and read_close
 * frees.  Writing: write_open, write_item for each item, write_end when all
 * went well, and write_close, which frees.  A direction that a format lacks has
 * NULL functions.
 *
 * read_next fills `item`, a header or an item: 1; 0 at the end; -1 with `err`.
 * After a -1 of bad data (status 3) the next call goes on behind it; `raw`, if
 * it was set, is the text that was bad, *borrowed* until then.  A bad part of
 * an item is given to run->reject, and left out.
 *
 * write_item returns 1; 0 when the item cannot be carried, which it has
 * reported as a loss; -1 with `err`.  Headers are merged into `labels` before,
 * and are not written through it.
 */
struct dn_format {
	const char *name;
	const char *title;              /* for --list, lower case */
	uint64_t reads, writes;         /* bits by DN_CAP_BIT; 0: no such way */
	uint64_t degrades;              /* written, but not as they were */
	/* Kept by some uses of the format; the writer tells of the others. */
	uint64_t partly;
	unsigned flags;
	/*
	 * One document, but guessed in folders, too, by files whose names end
	 * in one of these; NULL-ended, or NULL.
	 */
	const char *const *guessed;
	const char *const *tasks;       /* values of --task; NULL: none */
	const char *folder_task;        /* that one is written as a folder */
	/* 0..100: how sure it is that this is one of its files. */
	int (*probe)(const struct dn_probe *probe);
	void *(*read_open)(struct dn_reading *reading, struct dn_err *err);
	int (*read_next)(void *state, struct dn_item *item,
	    struct dn_span *raw, struct dn_err *err);
	void (*read_close)(void *state);
	void *(*write_open)(struct dn_writing *writing, struct dn_err *err);
	int (*write_item)(void *state, struct dn_item *item,
	    struct dn_err *err);
	int (*write_end)(void *state, struct dn_err *err);
	void (*write_close)(void *state);
};

/* All formats, in byte order of their names; NULL-ended. */
extern const struct dn_format *const dn_formats[];

/*
 * The format of that name, or NULL with DN_E_USAGE, for one that is planned
 * with DN_E_NOT_BUILT.
 */
const struct dn_format *dn_format_find(const char *name, struct dn_err *err);

/*
 * Guess the format of `path`, a file, a folder or "-", from its content; what
 * is looked at of stdin is then gone from it.  NULL with
 * DN_E_USAGE when none or several come into question (the text names them, and
 * the option that settles it), DN_E_NO_FILE or DN_E_READ.
 */
const struct dn_format *dn_format_guess(const char *path, struct dn_err *err);

/*
 * Append the table of --list: a line a format with its name, r and w for what
 * it can do and its title; then a line a feature with K, D or - a format, for
 * kept, degraded and lost in writing.
 */
void dn_format_list(struct dn_bytes *out);

struct dn_files;

/*
 * The files that there are to read, as by dn_files_new, *new*.  What is left
 * out is counted and told, by dn_format_skipped.
 */
struct dn_files *dn_format_files(struct dn_reading *reading,
    struct dn_err *err) DN_MUST_CHECK;

/* Count as passed over, and tell, what `files` had to leave out. */
void dn_format_skipped(struct dn_reading *reading,
    const struct dn_files *files);

/* Tell the run something, formatted. */
void dn_format_note(const struct dn_format_run *run, const char *format, ...)
    DN_PRINTF(2, 3);

#endif
