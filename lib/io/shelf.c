/* SPDX-License-Identifier: MIT */
/* Bytes put away: the last ones in memory, those before them in a spool. */
#include "io/shelf.h"

#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "io/sink.h"

#define LEAST ((size_t)1 << 16)         /* bytes that are held, at least */
#define WINDOW ((size_t)1 << 16)        /* bytes read where it goes on */
#define GLANCE ((size_t)1 << 9)         /* and where it begins anew */

struct dn_shelf {
	struct dn_sink *spool;          /* NULL: all is in memory */
	uint64_t spilled;               /* bytes of it, all flushed */
	struct dn_bytes tail;           /* what is not there */
	size_t most;                    /* bytes of the tail */
	char *window;                   /* of the spool */
	uint64_t begin;
	size_t len;
};

struct dn_shelf *
dn_shelf_new(size_t memory)
{
	struct dn_shelf *shelf = calloc(1, sizeof(*shelf));

	if (shelf == NULL)
		return NULL;
	shelf->most = memory < LEAST ? LEAST : memory;
	dn_bytes_init(&shelf->tail, SIZE_MAX / 2);
	return shelf;
}

void
dn_shelf_free(struct dn_shelf *shelf)
{
	if (shelf == NULL)
		return;
	if (shelf->spool != NULL)
		dn_sink_abort(shelf->spool);
	dn_bytes_release(&shelf->tail);
	free(shelf->window);
	free(shelf);
}

uint64_t
dn_shelf_count(const struct dn_shelf *shelf)
{
	return shelf->spilled + shelf->tail.len;
}

/* Write the tail behind what is on disk. */
static int
spill(struct dn_shelf *shelf, struct dn_err *err)
{
	if (shelf->spool == NULL &&
	    (shelf->spool = dn_sink_spool(err)) == NULL)
		return -1;
	if (shelf->window == NULL &&
	    (shelf->window = malloc(WINDOW)) == NULL)
		return dn_err_memory(err);
	if (dn_sink_write(shelf->spool, shelf->tail.data, shelf->tail.len,
	    err) < 0 || dn_sink_flush(shelf->spool, err) < 0)
		return -1;
	shelf->spilled += shelf->tail.len;
	dn_bytes_clear(&shelf->tail);
	return 0;
}

int
dn_shelf_add(struct dn_shelf *shelf, const void *data, size_t len,
    struct dn_err *err)
{
	struct dn_bytes *tail = &shelf->tail;

	if (tail->len > 0 && (tail->len >= shelf->most ||
	    len > shelf->most - tail->len) && spill(shelf, err) < 0)
		return -1;
	dn_bytes_add(tail, data, len);
	return dn_bytes_check(tail, err);
}

/* Let the window begin at `offset`, which is on disk. */
static int
move_window(struct dn_shelf *shelf, uint64_t offset, struct dn_err *err)
{
	size_t len = offset == shelf->begin + shelf->len ? WINDOW : GLANCE;

	if (len > shelf->spilled - offset)
		len = (size_t)(shelf->spilled - offset);
	shelf->len = 0;
	if (dn_sink_spool_read(shelf->spool, offset, shelf->window, len,
	    err) < 0)
		return -1;
	shelf->begin = offset;
	shelf->len = len;
	return 0;
}

/* As much as the window has of some bytes on disk, which is some. */
static int
read_window(struct dn_shelf *shelf, uint64_t offset, char *data, size_t *len,
    struct dn_err *err)
{
	size_t at;

	if ((offset < shelf->begin || offset >= shelf->begin + shelf->len) &&
	    move_window(shelf, offset, err) < 0)
		return -1;
	at = (size_t)(offset - shelf->begin);
	if (*len > shelf->len - at)
		*len = shelf->len - at;
	memcpy(data, shelf->window + at, *len);
	return 0;
}

int
dn_shelf_read(struct dn_shelf *shelf, uint64_t offset, void *data, size_t len,
    struct dn_err *err)
{
	char *to = data;

	while (len > 0 && offset < shelf->spilled) {
		size_t got = len;

		if (read_window(shelf, offset, to, &got, err) < 0)
			return -1;
		to += got;
		offset += got;
		len -= got;
	}
	if (len > 0)
		memcpy(to, shelf->tail.data + (offset - shelf->spilled), len);
	return 0;
}
