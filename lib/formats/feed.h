/* SPDX-License-Identifier: MIT */
/* The lines of a file, one at a time, with a look at its beginning. */
#ifndef DN_FORMATS_FEED_H
#define DN_FORMATS_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/files.h"
#include "io/recode.h"

/* A line without its LF; a CR before that belongs to it.  Borrowed. */
struct dn_feed_line {
	struct dn_span text;
	uint64_t number;        /* from 1 */
	bool ended;             /* there was a LF */
};

/* A reader of files that are lines; one at a time is open. */
struct dn_feed;

/*
 * A *new* reader of `files` (borrowed) for lines of at most `max` bytes.  NULL
 * without memory.
 */
struct dn_feed *dn_feed_new(const struct dn_files *files, size_t max);

/* Close and free; NULL is fine. */
void dn_feed_free(struct dn_feed *feed);

/*
 * Open file `index` in place of the one before, which is in that encoding.  A
 * byte order mark at its start is passed over.  As dn_files_open and
 * dn_recode_new fail.
 */
int dn_feed_open(struct dn_feed *feed, size_t index,
    enum dn_encoding encoding, struct dn_err *err) DN_MUST_CHECK;

/* What the open file is in, which was found out where AUTO was given. */
enum dn_encoding dn_feed_encoding(const struct dn_feed *feed);

/* True when the open file began with a byte order mark. */
bool dn_feed_marked(const struct dn_feed *feed);

/*
 * Look ahead from the start of the open file: its first lines, whole, of some
 * `most` bytes, or all (*whole) when there are no more.  To be called before
 * dn_feed_next; *borrowed* until that is.  DN_E_BAD_FORMAT where there is no
 * LF, but a CR before the end.
 */
int dn_feed_head(struct dn_feed *feed, size_t most, struct dn_span *head,
    bool *whole, struct dn_err *err) DN_MUST_CHECK;

/*
 * The next line: 1; 0 at the end of the file; -1 with DN_E_TOO_LONG, the line
 * as place, after which the next call goes on behind it, or as dn_src_read
 * fails.  What is borrowed lives until the next call.
 */
int dn_feed_next(struct dn_feed *feed, struct dn_feed_line *line,
    struct dn_err *err) DN_MUST_CHECK;

/* Give the line that was read last once more. */
void dn_feed_back(struct dn_feed *feed);

#endif
