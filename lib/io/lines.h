/* SPDX-License-Identifier: MIT */
/* Inputs cut into blocks of whole lines. */
#ifndef DN_IO_LINES_H
#define DN_IO_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

#define DN_BLOCK_SIZE ((size_t)1 << 19) /* bytes aimed at */
#define DN_BLOCK_PADDING 64             /* readable bytes behind the data */

/*
 * Some lines of one input: `len` bytes that end in a newline (one is added to
 * a last line without), and DN_BLOCK_PADDING zeroes behind them.  A line
 * longer than the cap stands alone in a block with `oversize` set and no data:
 * its bytes were read past.  Start a block as zeroed and use it again and
 * again: its memory grows with a long line and is given back when it is used
 * next.  The memory is the caller's: dn_block_release.
 */
struct dn_block {
	char *data;
	size_t len, cap;
	const char *source;     /* borrowed name of the input */
	uint64_t line;          /* number of the first line, from 1 */
	uint64_t byte;          /* offset of the first byte in the input */
	bool oversize;
};

/* Free the memory of a block; the struct may be used again. */
void dn_block_release(struct dn_block *block);

/* Several inputs, read one after the other. */
struct dn_lines;

/*
 * A *new* reader over `count` paths ("-": stdin), which are borrowed; with
 * count 0 over stdin.  Lines of more than `max` bytes, without the newline, are
 * oversize, and are given out as such before their end is looked for.  Nothing
 * is opened yet.  NULL without memory.
 */
struct dn_lines *dn_lines_new(const char *const *paths, size_t count,
    size_t max);

/*
 * Read the next block.  1; 0 at the end of the last input; -1 as dn_src_open
 * and dn_src_read fail, or without memory, and so for ever after; `err` then
 * has the line that could not be read whole.  A UTF-8 byte order mark at the
 * start of an input is dropped (line 1 then begins at byte 3).  Lines that
 * came whole before a read failed are given out first.  Not for two threads
 * at once.
 */
int dn_lines_next(struct dn_lines *lines, struct dn_block *block,
    struct dn_err *err) DN_MUST_CHECK;

/* Close what is open and free; NULL is fine. */
void dn_lines_free(struct dn_lines *lines);

#endif
