/* SPDX-License-Identifier: MIT */
/* A block of lines between reading and writing; for the record loop alone. */
#ifndef DN_IO_BATCH_H
#define DN_IO_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "io/json.h"
#include "io/jsonl.h"
#include "io/lines.h"
#include "io/sink.h"

/* One line of the block, and what map said of it. */
struct dn_line {
	size_t at, len;         /* in the block, without newline and CR */
	size_t text, text_len;  /* in `mapped`: what goes out for DN_WRITE */
	size_t failure;         /* index + 1 into `failures`; 0: none */
	uint32_t number;        /* lines before it in the block */
	uint16_t reason;
	uint8_t verdict, kind;
	bool blank;
	bool read;              /* legal, so that map saw it */
};

/* A stretch of output: at `ptr`, or where that is NULL at `at` in `folded`. */
struct dn_piece {
	const char *ptr;
	size_t at, len;
};

/* A block with everything that comes of it; reused for block after block. */
struct dn_batch {
	const struct dn_loop *spec;
	struct dn_block block;
	struct dn_line *lines;
	size_t line_count, line_cap;
	char *notes;                            /* note_size a line */
	struct dn_json_value *fields;           /* those kept, a line */
	struct dn_err *failures;
	size_t failure_count, failure_cap;
	struct dn_bytes mapped, folded;         /* text from map and fold */
	struct dn_piece *pieces;
	size_t piece_count, piece_cap;
	bool no_memory;
	uint64_t max_record;
};

/* What a thread needs for mapping. */
struct dn_mapper {
	struct dn_json *json;
	struct dn_json_value *values;
	void *worker;
};

/* The loop's fields and the two that tell what a line is; *new*. */
struct dn_json_fields *dn_batch_fields(const struct dn_loop *spec,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * A mapper over `fields` (borrowed); -1 without memory, still to release.  One
 * that is not `working` has no worker, and is for dn_batch_scan alone.
 */
int dn_mapper_init(struct dn_mapper *mapper, const struct dn_loop *spec,
    const struct dn_json_fields *fields, bool working) DN_MUST_CHECK;

/* Free what it holds. */
void dn_mapper_release(struct dn_mapper *mapper, const struct dn_loop *spec);

/* An empty batch; it is released by dn_batch_release. */
void dn_batch_init(struct dn_batch *batch, const struct dn_loop *spec,
    uint64_t max_record);

/* Free what it holds. */
void dn_batch_release(struct dn_batch *batch);

/*
 * Find the lines of the block just read, scan each and call map.  With
 * `strict` the first bad line ends it.
 */
void dn_batch_map(struct dn_batch *batch, struct dn_mapper *mapper,
    bool strict);

/* Scan a line again, with a mapper that nobody else uses meanwhile. */
int dn_batch_scan(struct dn_batch *batch, const struct dn_line *line,
    struct dn_mapper *mapper, struct dn_record *record, struct dn_err *err)
    DN_MUST_CHECK;

/* The record of line `index`, as fold sees it. */
void dn_batch_record(const struct dn_batch *batch, size_t index,
    struct dn_record *record);

/* The note of line `index`. */
void *dn_batch_note(const struct dn_batch *batch, size_t index);

/* The text of a line, borrowed; absent for one that was too long to keep. */
struct dn_span dn_batch_text(const struct dn_batch *batch,
    const struct dn_line *line);

/* Say where: source, line, byte, and column 1 where none is known. */
void dn_batch_place(const struct dn_batch *batch, const struct dn_line *line,
    struct dn_err *err);

/* The line goes out as it is. */
void dn_batch_pass(struct dn_batch *batch, const struct dn_line *line);

/*
 * What was written for it goes out: what fold added to `folded` from `from`
 * on, or where that is nothing what map left.
 */
void dn_batch_write(struct dn_batch *batch, const struct dn_line *line,
    size_t from);

/* Write all that goes out, unless `sink` is NULL, and forget it. */
int dn_batch_flush(struct dn_batch *batch, struct dn_sink *sink,
    struct dn_err *err) DN_MUST_CHECK;

#endif
