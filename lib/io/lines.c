/* SPDX-License-Identifier: MIT */
/* Cutting inputs into blocks: bytes are read to where they are looked at. */
#include "io/lines.h"

#include <stdlib.h>

#include "io/src.h"

#define KEPT_SIZE (4 * DN_BLOCK_SIZE)   /* memory a block keeps when reused */

typedef unsigned char byte_vector __attribute__((vector_size(16)));

struct dn_lines {
	const char *const *paths;
	size_t count, at;       /* `at`: the next to be opened */
	size_t max;
	struct dn_src *src;     /* NULL between inputs */
	bool ended;             /* all of `src` is in the block or `tail` */
	bool amid;              /* amid a line that was given as too long */
	uint64_t line, byte;    /* where the next block begins */
	char *tail;             /* read, but behind the last block */
	size_t tail_at, tail_len, tail_cap;
	size_t tail_whole;      /* bytes of it from `tail_at` in whole lines */
	struct dn_err failure;  /* what every further call says */
};

void
dn_block_release(struct dn_block *block)
{
	free(block->data);
	*block = (struct dn_block){ 0 };
}

struct dn_lines *
dn_lines_new(const char *const *paths, size_t count, size_t max)
{
	static const char *const input[] = { "-" };
	struct dn_lines *lines = calloc(1, sizeof(*lines));

	if (lines == NULL)
		return NULL;
	lines->tail_cap = DN_BLOCK_PADDING;     /* enough for a mark */
	lines->tail = malloc(lines->tail_cap);
	if (lines->tail == NULL) {
		free(lines);
		return NULL;
	}
	lines->paths = count > 0 ? paths : input;
	lines->count = count > 0 ? count : 1;
	lines->max = max;
	return lines;
}

void
dn_lines_free(struct dn_lines *lines)
{
	if (lines == NULL)
		return;
	dn_src_close(lines->src);
	free(lines->tail);
	free(lines);
}

/* Newlines among the bytes, 16 at a time: compilers make SSE2 or NEON of it. */
static uint64_t
count_newlines(const char *data, size_t len)
{
	const byte_vector newline = { '\n', '\n', '\n', '\n', '\n', '\n', '\n',
	    '\n', '\n', '\n', '\n', '\n', '\n', '\n', '\n', '\n' };
	byte_vector a, b, sum_a, sum_b;
	uint64_t found = 0;
	size_t round, at;

	while (len >= 2 * sizeof(a)) {
		sum_a = sum_b = (byte_vector){ 0 };
		/* A sum counts down from 0 and may not wrap: 127 for two. */
		for (round = 0; round < 127 && len >= 2 * sizeof(a); round++) {
			memcpy(&a, data, sizeof(a));
			memcpy(&b, data + sizeof(a), sizeof(b));
			sum_a += (byte_vector)(a == newline);
			sum_b += (byte_vector)(b == newline);
			data += 2 * sizeof(a);
			len -= 2 * sizeof(a);
		}
		sum_a = -(sum_a + sum_b);
		for (at = 0; at < sizeof(sum_a); at++)
			found += sum_a[at];
	}
	for (at = 0; at < len; at++)
		found += data[at] == '\n';
	return found;
}

/* Room for `size` bytes, the newline that may be added, and the padding. */
static int
make_room(struct dn_block *block, size_t size, struct dn_err *err)
{
	char *data;

	if (size <= block->cap)
		return 0;
	if (size > SIZE_MAX - DN_BLOCK_PADDING - 1)
		return dn_err_memory(err);
	data = realloc(block->data, size + 1 + DN_BLOCK_PADDING);
	if (data == NULL)
		return dn_err_memory(err);
	block->data = data;
	block->cap = size;
	return 0;
}

/* An empty block with room for `size` bytes, and a whole one if it is less. */
static int
empty_block(struct dn_block *block, size_t size, struct dn_err *err)
{
	/* One long line is no reason to hold its memory for good. */
	if (block->cap > KEPT_SIZE)
		dn_block_release(block);
	block->len = 0;
	return make_room(block, size > DN_BLOCK_SIZE ? size : DN_BLOCK_SIZE,
	    err);
}

/* Begin a block with what was read behind the last one. */
static int
begin_block(struct dn_lines *lines, struct dn_block *block, struct dn_err *err)
{
	size_t len = lines->tail_len - lines->tail_at;

	if (empty_block(block, len, err) < 0)
		return -1;
	if (len > 0)
		memcpy(block->data, lines->tail + lines->tail_at, len);
	block->len = len;
	lines->tail_at = lines->tail_len = 0;
	return 0;
}

/* Keep the bytes from `from` on for the next block. */
static int
keep_tail(struct dn_lines *lines, const struct dn_block *block, size_t from,
    struct dn_err *err)
{
	size_t len = block->len - from;
	char *tail;

	if (len > lines->tail_cap) {
		tail = realloc(lines->tail, len);
		if (tail == NULL)
			return dn_err_memory(err);
		lines->tail = tail;
		lines->tail_cap = len;
	}
	if (len > 0)
		memcpy(lines->tail, block->data + from, len);
	lines->tail_len = len;
	return 0;
}

/* Read on until the block holds `aim` bytes, or the input ends or fails. */
static void
read_to(struct dn_lines *lines, struct dn_block *block, size_t aim)
{
	size_t got = 0;
	int status;

	while (block->len < aim && !lines->ended &&
	    lines->failure.code == DN_E_NONE) {
		status = dn_src_read(lines->src, block->data + block->len,
		    aim - block->len, &got, &lines->failure);
		if (status > 0)
			block->len += got;
		lines->ended = status == 0;
	}
}

/*
 * Fill the block and find how many of its bytes are whole lines: 0 when not
 * even one is, although it is longer than allowed or the input has failed.
 */
static int
fill(struct dn_lines *lines, struct dn_block *block, size_t *whole)
{
	size_t scanned = 0, aim = block->len > DN_BLOCK_SIZE ?
	    block->len : DN_BLOCK_SIZE;
	const char *newline;

	for (;;) {
		read_to(lines, block, aim);
		newline = memrchr(block->data + scanned, '\n',
		    block->len - scanned);
		*whole = newline == NULL ? 0 :
		    (size_t)(newline - block->data) + 1;
		if (lines->ended && *whole < block->len) {
			block->data[block->len++] = '\n';
			*whole = block->len;
		}
		if (*whole > 0 || block->len < aim || block->len > lines->max)
			return 0;
		/*
		 * A long line: steps of a quarter leave little memory unused,
		 * and what is not touched is not resident.
		 */
		scanned = block->len;
		aim += DN_BLOCK_SIZE;
		if (aim > block->cap && make_room(block,
		    aim + block->cap / 4, &lines->failure) < 0)
			return -1;
	}
}

/*
 * The rest of a line that is too long: read it, and forget it.  What follows
 * it stays in the block, which is empty before.
 */
static int
read_past(struct dn_lines *lines, struct dn_block *block)
{
	const char *newline;
	size_t past;

	do {
		block->len = 0;
		read_to(lines, block, DN_BLOCK_SIZE);
		newline = memchr(block->data, '\n', block->len);
		past = newline == NULL ? block->len :
		    (size_t)(newline - block->data) + 1;
		lines->byte += past;
	} while (newline == NULL && !lines->ended &&
	    lines->failure.code == DN_E_NONE);
	if (newline == NULL && !lines->ended)
		return -1;
	block->len -= past;
	memmove(block->data, block->data + past, block->len);
	lines->amid = false;
	return 0;
}

/* Bytes of the lines up to the first that is too long. */
static size_t
allowed(const char *data, size_t whole, size_t max)
{
	const char *newline;
	size_t at = 0;

	if (whole - 1 <= max)
		return whole;
	while (at < whole) {
		newline = memchr(data + at, '\n', whole - at);
		if ((size_t)(newline - data) - at > max)
			break;
		at = (size_t)(newline - data) + 1;
	}
	return at;
}

/* Bytes of the first line, which is whole. */
static size_t
first_line(const char *data, size_t whole)
{
	return (size_t)((const char *)memchr(data, '\n', whole) - data) + 1;
}

/* Say what a block is: `len` bytes, or none of a long line; `used` are past. */
static int
give_block(struct dn_lines *lines, struct dn_block *block, size_t len,
    size_t used)
{
	block->source = dn_src_name(lines->src);
	block->line = lines->line;
	block->byte = lines->byte;
	block->oversize = len == 0;
	block->len = len;
	memset(block->data + len, 0, DN_BLOCK_PADDING);
	lines->line += len > 0 ? count_newlines(block->data, len) : 1;
	lines->byte += used;
	return 1;
}

/*
 * Make a filled block what the caller gets.  A line that is too long parts it:
 * what comes behind waits in the tail, and is given out from there.  Where it
 * ends is not sought before the caller asks for more, since it may never end.
 */
static int
finish_block(struct dn_lines *lines, struct dn_block *block, size_t whole)
{
	size_t len = 0, used = 0;

	if (whole == 0) {
		lines->amid = true;
		return give_block(lines, block, 0, block->len);
	}
	len = allowed(block->data, whole, lines->max);
	used = len > 0 ? len : first_line(block->data, whole);
	if (keep_tail(lines, block, used, &lines->failure) < 0)
		return -1;
	lines->tail_whole = whole - used;
	return give_block(lines, block, len, used);
}

/* The next of the whole lines in the tail: each is moved but once. */
static int
next_in_tail(struct dn_lines *lines, struct dn_block *block)
{
	const char *data = lines->tail + lines->tail_at;
	size_t len = allowed(data, lines->tail_whole, lines->max);
	size_t used = len > 0 ? len : first_line(data, lines->tail_whole);

	if (empty_block(block, len, &lines->failure) < 0)
		return -1;
	memcpy(block->data, data, len);
	lines->tail_at += used;
	lines->tail_whole -= used;
	return give_block(lines, block, len, used);
}

/* Open the next input and drop its byte order mark.  1; 0 after the last. */
static int
open_next(struct dn_lines *lines)
{
	static const char mark[] = "\xEF\xBB\xBF";
	struct dn_block head = { .data = lines->tail };

	if (lines->at == lines->count)
		return 0;
	lines->src = dn_src_open(lines->paths[lines->at++], &lines->failure);
	if (lines->src == NULL)
		return -1;
	lines->ended = false;
	lines->line = 1;
	lines->byte = 0;
	read_to(lines, &head, sizeof(mark) - 1);
	lines->tail_len = head.len;
	if (head.len == sizeof(mark) - 1 &&
	    memcmp(head.data, mark, head.len) == 0) {
		lines->byte = head.len;
		lines->tail_len = 0;
	}
	return 1;
}

static int
next_block(struct dn_lines *lines, struct dn_block *block)
{
	size_t whole = 0;
	int status;

	if (lines->tail_whole > 0)
		return next_in_tail(lines, block);
	for (;;) {
		if (lines->src == NULL) {
			status = open_next(lines);
			if (status <= 0)
				return status;
		}
		if (begin_block(lines, block, &lines->failure) < 0 ||
		    (lines->amid && read_past(lines, block) < 0) ||
		    fill(lines, block, &whole) < 0)
			return -1;
		if (whole > 0 || block->len > lines->max)
			return finish_block(lines, block, whole);
		if (lines->failure.code != DN_E_NONE)
			return -1;
		dn_src_close(lines->src);
		lines->src = NULL;
	}
}

int
dn_lines_next(struct dn_lines *lines, struct dn_block *block,
    struct dn_err *err)
{
	int status = -1;

	if (lines->failure.code == DN_E_NONE)
		status = next_block(lines, block);
	if (status >= 0)
		return status;
	block->len = 0;
	*err = lines->failure;
	if (lines->src != NULL) {
		err->source = dn_src_name(lines->src);
		err->line = lines->line - lines->amid;
		err->column = 1;
		err->byte = lines->byte;
	}
	return -1;
}
