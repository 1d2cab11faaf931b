/* SPDX-License-Identifier: MIT */
/* Records in any order become items, each with the units of all annotators. */
#ifndef DN_MATCH_POOL_H
#define DN_MATCH_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/jsonl.h"
#include "match/unit.h"

#define DN_POOL_NONE SIZE_MAX
#define DN_POOL_GOLD "gold"     /* whose the units of the gold's file are */

/* The bit of a kind in dn_pool_spec.kinds. */
#define DN_POOL_KIND(kind) (1u << DN_UNIT_##kind)

/* What the command line says of the records; all is *borrowed*. */
struct dn_pool_spec {
	const char *item, *annotator, *label;   /* members of a rating */
	unsigned kinds;                 /* that count; 0: all but relations */
	const char *between;            /* "A,B", all that count, or NULL */
	const char *nobody;             /* whose annotations are that say
	                                 * nobody; NULL: that is an error */
	bool predictions;               /* count a model's annotations, too */
	bool gold;                      /* a file of the gold's is read, too */
	size_t memory;                  /* bytes, then it spills */
};

/*
 * All items of a run.  A rating record with `bbox`, `span`, `start` and `end`
 * or `text`, or none of these, gives one unit; an item record those of its
 * annotations.  Several lines may carry one item, which `split` and `id` name
 * (a rating's `item` is the id; `split` may stand beside it).  Of the gold's
 * file a difference that has a `case` is a class, its `kind`, of the item that
 * is called as the case.  A record is used, or ignored by a reason:
 *
 * other-record     an event, metric or other line that holds no units
 * missing-label    a class whose label is null: nothing was said
 * other-annotator  not one of those that `between` names (nor the gold)
 * no-annotations   an item record without any, that says nobody's work
 * kind             its units are none of `kinds`, or of a kind not compared
 * target           its classes are about one of its regions
 * prediction       its annotations are a model's
 * gold             an annotator "gold" beside a file of the gold's
 *
 * An outline that crosses itself makes a bad record (dn_unit_check).
 */
struct dn_pool;

/* A *new* pool; NULL with DN_E_USAGE (`between`) or DN_E_NO_MEMORY. */
struct dn_pool *dn_pool_new(const struct dn_pool_spec *spec,
    struct dn_err *err) DN_MUST_CHECK;

/* Free; NULL is fine. */
void dn_pool_free(struct dn_pool *pool);

/*
 * The loop that feeds it, *borrowed*: of the input, or with `gold` of the
 * gold's own file, all of whose units are the annotator "gold"'s.
 */
const struct dn_loop *dn_pool_loop(const struct dn_pool *pool, bool gold);

/* Annotations of item records of the input, by what became of them. */
uint64_t dn_pool_used(const struct dn_pool *pool);
uint64_t dn_pool_ignored(const struct dn_pool *pool, unsigned reason);

/*
 * All is in: sort.  -1 with DN_E_WRITE, DN_E_READ or DN_E_NO_MEMORY.  May be
 * called again to give all items once more.
 */
int dn_pool_close(struct dn_pool *pool, struct dn_err *err) DN_MUST_CHECK;

/*
 * Once it is closed: the annotators there are, in byte order, but those of
 * `between` in its order, and that of the gold's file, "gold", behind all.
 */
size_t dn_pool_annotators(const struct dn_pool *pool);
struct dn_span dn_pool_annotator(const struct dn_pool *pool, size_t number);

/* The number of an annotator, DN_POOL_NONE for one there is not. */
size_t dn_pool_find(const struct dn_pool *pool, struct dn_span name);

/* An item with its units, *borrowed* until the next. */
struct dn_pool_item {
	struct dn_span split, id;       /* split absent where there is none */
	struct dn_unit *units;          /* by annotator, then dn_unit_compare */
	size_t count;
	/*
	 * Of annotator a those from begins[a] to begins[a + 1].  `present` says
	 * whether the annotator has any, or is known to have worked on it; that
	 * the others have not is known only where `told`.
	 */
	const size_t *begins;
	const bool *present;
	bool told;
};

/* The next item, by split and id in byte order: 1; 0 at the end; or -1. */
int dn_pool_next(struct dn_pool *pool, struct dn_pool_item *item,
    struct dn_err *err) DN_MUST_CHECK;

#endif
