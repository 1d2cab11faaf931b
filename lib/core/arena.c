/* SPDX-License-Identifier: MIT */
/* Arenas: chunks that double, a piece cut off the newest, freed as one. */
#include "core/arena.h"

#include <stdint.h>
#include <stdlib.h>

#define ALIGN DN_ARENA_ALIGN
#define LEAST 4096              /* bytes of the first chunk */
#define MOST (1024 * 1024)      /* where doubling ends, and what clear keeps */

struct dn_arena_chunk {
	struct dn_arena_chunk *older;
	size_t size;            /* bytes of `data` */
	_Alignas(ALIGN) char data[];
};

void
dn_arena_init(struct dn_arena *arena, size_t max)
{
	*arena = (struct dn_arena){ .max = max };
}

static void
free_chunks(struct dn_arena_chunk *chunk)
{
	struct dn_arena_chunk *older;

	for (; chunk != NULL; chunk = older) {
		older = chunk->older;
		free(chunk);
	}
}

void
dn_arena_release(struct dn_arena *arena)
{
	free_chunks(arena->chunk);
	dn_arena_init(arena, arena->max);
}

/* Take the largest chunk that is worth keeping out of the list. */
static struct dn_arena_chunk *
unlink_largest(struct dn_arena_chunk **list)
{
	struct dn_arena_chunk **at, **best = NULL, *kept;

	for (at = list; *at != NULL; at = &(*at)->older)
		if ((*at)->size <= MOST &&
		    (best == NULL || (*at)->size > (*best)->size))
			best = at;
	if (best == NULL)
		return NULL;
	kept = *best;
	*best = kept->older;
	kept->older = NULL;
	return kept;
}

/* Give out of that chunk from now on. */
static void
fill_chunk(struct dn_arena *arena, struct dn_arena_chunk *chunk)
{
	arena->chunk = chunk;
	arena->next = chunk->data;
	arena->left = chunk->size / ALIGN * ALIGN;
}

void
dn_arena_clear(struct dn_arena *arena)
{
	struct dn_arena_chunk *kept = unlink_largest(&arena->chunk);

	dn_arena_release(arena);
	if (kept != NULL) {
		fill_chunk(arena, kept);
		arena->total = sizeof(*kept) + kept->size;
	}
}

/* A chunk with room for `size`; twice the last one if the cap allows. */
static struct dn_arena_chunk *
new_chunk(struct dn_arena *arena, size_t size)
{
	size_t room = arena->max - arena->total, want = LEAST;
	struct dn_arena_chunk *chunk;

	if (room < sizeof(*chunk) || size > room - sizeof(*chunk))
		return NULL;
	room -= sizeof(*chunk);
	if (arena->chunk != NULL && 2 * arena->chunk->size > want)
		want = 2 * arena->chunk->size;
	if (want > MOST)
		want = MOST;
	if (want > room)
		want = room;
	if (want < size)
		want = size;
	chunk = malloc(sizeof(*chunk) + want);
	if (chunk == NULL)
		return NULL;
	chunk->size = want;
	arena->total += sizeof(*chunk) + want;
	return chunk;
}

void *
dn_arena_take_slowly(struct dn_arena *arena, size_t size)
{
	struct dn_arena_chunk *chunk;

	if (size > PTRDIFF_MAX)
		return NULL;
	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	chunk = new_chunk(arena, size);
	if (chunk == NULL)
		return NULL;
	/* A chunk that one piece fills goes behind the one being filled. */
	if (arena->chunk != NULL && chunk->size == size) {
		chunk->older = arena->chunk->older;
		arena->chunk->older = chunk;
		return chunk->data;
	}
	chunk->older = arena->chunk;
	fill_chunk(arena, chunk);
	arena->next += size;
	arena->left -= size;
	return chunk->data;
}

void *
dn_arena_take(struct dn_arena *arena, size_t size)
{
	void *piece = dn_arena_take_raw(arena, size);

	return piece != NULL ? memset(piece, 0, size) : NULL;
}

void *
dn_arena_take_many(struct dn_arena *arena, size_t count, size_t size)
{
	size_t product;

	if (__builtin_mul_overflow(count, size, &product))
		return NULL;
	return dn_arena_take(arena, product);
}

struct dn_span
dn_arena_copy(struct dn_arena *arena, struct dn_span span)
{
	char *copy = span.len < SIZE_MAX ?
	    dn_arena_take_raw(arena, span.len + 1) : NULL;

	if (copy == NULL)
		return (struct dn_span){ NULL, 0 };
	if (span.len > 0)
		memcpy(copy, span.ptr, span.len);
	copy[span.len] = '\0';
	return (struct dn_span){ copy, span.len };
}
