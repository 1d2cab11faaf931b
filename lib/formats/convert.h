/* SPDX-License-Identifier: MIT */
/* A conversion: from one format through the record to another. */
#ifndef DN_FORMATS_CONVERT_H
#define DN_FORMATS_CONVERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/alter.h"
#include "formats/format.h"
#include "formats/media.h"
#include "io/jsonl.h"

/* Bytes that an index takes at most, unless --memory says otherwise. */
#define DN_CONVERT_MEMORY ((size_t)64 << 20)
#define DN_CONVERT_LEAST ((uint64_t)1 << 20)

/* What the command line says; zeroed: defaults. */
struct dn_convert_settings {
	const char *from, *to;          /* format names; NULL: dn */
	const char *loss;               /* --loss FILE */
	bool list, check, strict, force, gather;
	int id;                         /* 0: stem, 1: path */
	uint64_t memory;                /* 0: DN_CONVERT_MEMORY */
	struct dn_alter_settings alter;
	struct dn_media_settings media;
	struct dn_format_options format;
};

extern const char *const dn_convert_ids[];

/* The rows of these settings, but for those that say what a format is. */
#define DN_CONVERT_ROWS(s) \
	DN_OPT_TEXT('f', "from", "FORMAT", &(s).from, \
	    "format that is read (default: dn)"), \
	DN_OPT_TEXT('t', "to", "FORMAT", &(s).to, \
	    "format that is written (default: dn)"), \
	DN_OPT_FLAG(0, "list", &(s).list, \
	    "list the formats and what each carries"), \
	DN_OPT_FLAG(0, "check", &(s).check, \
	    "only check the input, write nothing"), \
	DN_OPT_TEXT(0, "loss", "FILE", &(s).loss, \
	    "write a line to FILE for each thing lost"), \
	DN_OPT_FLAG(0, "strict", &(s).strict, \
	    "write nothing and exit 1 when anything is lost"), \
	DN_ALTER_ROWS((s).alter), \
	DN_MEDIA_ROWS((s).media), \
	DN_OPT_FLAG(0, "gather", &(s).gather, \
	    "join the lines of one item"), \
	DN_OPT_CHOICE(0, "id", "stem|path", &(s).id, dn_convert_ids, \
	    "ids without or with the suffix of the path"), \
	DN_OPT_FLAG(0, "force", &(s).force, \
	    "replace a folder that is not empty"), \
	DN_OPT_SIZE(0, "memory", "SIZE", &(s).memory, DN_CONVERT_LEAST, \
	    UINT64_MAX, "spill to $TMPDIR past SIZE (default: 64M)"), \
	DN_FORMAT_ROWS((s).format)

/*
 * How the run is told of things.  `reject` is for whole items, `reject_part`
 * for parts of one; both say 0 when the bad thing was put away, -1 when the
 * run ends of it, which was then said.
 */
struct dn_convert_host {
	void *state;
	void (*note)(void *state, const char *text);
	int (*reject)(void *state, const struct dn_err *err,
	    struct dn_span raw);
	int (*reject_part)(void *state, const struct dn_err *err,
	    struct dn_span raw);
	bool keeps_rejects;             /* they mostly say 0 */
};

/* A conversion on its way. */
struct dn_convert;

/* Reasons of counts.dropped and counts.ignored; NULL-ended. */
extern const char *const dn_convert_drops[], *const dn_convert_ignores[];

/*
 * A *new* conversion of `paths` (borrowed, like settings and host).  NULL with
 * DN_E_USAGE for formats that there are not, that cannot be read or written,
 * or that -f auto could not tell.
 */
struct dn_convert *dn_convert_new(const struct dn_convert_settings *settings,
    const struct dn_convert_host *host, const char *const *paths,
    size_t path_count, struct dn_err *err) DN_MUST_CHECK;

/* Free it; nothing more is written.  NULL is fine. */
void dn_convert_free(struct dn_convert *convert);

/* True when the input is records, which the loop below is to be run over. */
bool dn_convert_reads_records(const struct dn_convert *convert);

/* True when a record that is not changed goes out by the loop itself. */
bool dn_convert_passes(const struct dn_convert *convert);

/* True when the format that is written is always a folder. */
bool dn_convert_needs_folder(const struct dn_convert *convert);

/*
 * True when the output `path` (NULL: stdout) is to be a folder: by its format,
 * or where that may be either because it ends in a slash or is one.
 */
bool dn_convert_writes_folder(const struct dn_convert *convert,
    const char *path);

/* True when there is any output (not with --check). */
bool dn_convert_writes(const struct dn_convert *convert);

/*
 * Begin writing: to `out` (borrowed), or where that is NULL to the folder
 * `path`, which is opened; loss lines go to `loss` (borrowed), unless NULL.
 */
int dn_convert_open(struct dn_convert *convert, struct dn_sink *out,
    const char *path, struct dn_sink *loss, struct dn_err *err) DN_MUST_CHECK;

/* The loop for input that is records; it belongs to the conversion. */
const struct dn_loop *dn_convert_loop(struct dn_convert *convert);

/*
 * Read and convert input that is not records; `counts` tells how far it came
 * (the rejected are counted by the host).  -1 with `err`, or with `err` left
 * alone when the host was told what ended it.
 */
int dn_convert_read(struct dn_convert *convert, size_t max_value,
    struct dn_counts *counts, struct dn_err *err) DN_MUST_CHECK;

/*
 * With --gather, when all was read: items are joined and written, which until
 * then are counted as used.  Else there is nothing to do.  -1 as before.
 */
int dn_convert_gather(struct dn_convert *convert, struct dn_counts *counts,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * All was read: write the end.  1 when --strict forbids it: then nothing is
 * written, and the output must be thrown away.
 */
int dn_convert_finish(struct dn_convert *convert, struct dn_err *err)
    DN_MUST_CHECK;

/* All is well: put a folder in its place, which dn_convert_free drops else. */
int dn_convert_put(struct dn_convert *convert, struct dn_err *err)
    DN_MUST_CHECK;

/* Append the account of annotations as JSON, for --summary. */
void dn_convert_summary(const struct dn_convert *convert,
    struct dn_bytes *out);

/*
 * Append in words what was lost, and what became of annotations that did not
 * come out; nothing when there is nothing to tell.  Where the input is only
 * checked, that is all of it, and how many records are `good`.
 */
void dn_convert_tell(const struct dn_convert *convert, uint64_t good,
    struct dn_bytes *out);

#endif
