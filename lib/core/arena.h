/* SPDX-License-Identifier: MIT */
/* Memory for many small things that all end together: one record's tree. */
#ifndef DN_CORE_ARENA_H
#define DN_CORE_ARENA_H

#include <stddef.h>

#include "core/bytes.h"

#define DN_ARENA_ALIGN 16

/* Start as zeroed with a `max`; pieces are 16-byte aligned. */
struct dn_arena {
	struct dn_arena_chunk *chunk;   /* the one being filled, then older */
	char *next;                     /* where it is free, */
	size_t left;                    /* and for how many bytes */
	size_t total, max;              /* bytes in all, and the cap */
};

/* An empty arena that never takes more than `max` bytes. */
void dn_arena_init(struct dn_arena *arena, size_t max);

/* Free everything. */
void dn_arena_release(struct dn_arena *arena);

/* Forget everything given out; keep one chunk for the next round. */
void dn_arena_clear(struct dn_arena *arena);

/* Zeroed memory, *borrowed* until clear or release; NULL when there is none. */
void *dn_arena_take(struct dn_arena *arena, size_t size);

/* What dn_arena_take_raw does where the present chunk has no room. */
void *dn_arena_take_slowly(struct dn_arena *arena, size_t size);

/* The same, but the bytes are whatever they were. */
static inline void *
dn_arena_take_raw(struct dn_arena *arena, size_t size)
{
	char *piece = arena->next;

	/* `left` is a multiple of the alignment: rounded up it fits, too. */
	if (size > arena->left || piece == NULL)
		return dn_arena_take_slowly(arena, size);
	size = (size + DN_ARENA_ALIGN - 1) / DN_ARENA_ALIGN * DN_ARENA_ALIGN;
	arena->next += size;
	arena->left -= size;
	return piece;
}

/* Zeroed, for `count` things of `size` bytes, with the product checked. */
void *dn_arena_take_many(struct dn_arena *arena, size_t count, size_t size);

/* A copy of the bytes with a NUL behind them; `ptr` NULL without memory. */
struct dn_span dn_arena_copy(struct dn_arena *arena, struct dn_span span);

#endif
