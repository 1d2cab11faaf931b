/* SPDX-License-Identifier: MIT */
/* --gather: lines of items put away, and given back item by item. */
#ifndef DN_FORMATS_PARTS_H
#define DN_FORMATS_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "model/item.h"

/*
 * Lines in a temporary file, found again by `split` and `id`.  In memory are
 * some 60 bytes and the names of each item, and 32 bytes a line.
 */
struct dn_parts;

/* A *new* empty one; NULL when there is no place for temporary files. */
struct dn_parts *dn_parts_new(struct dn_err *err) DN_MUST_CHECK;

/* Free it; NULL is fine. */
void dn_parts_free(struct dn_parts *parts);

/* Put an item away that stands at `line` of `source` (copied). */
int dn_parts_add(struct dn_parts *parts, struct dn_item *item,
    const char *source, uint64_t line, struct dn_err *err) DN_MUST_CHECK;

/*
 * The next item, in the order of their first lines, its lines joined as by
 * join.h (one line alone comes as it was): 1; 0 at the end; -1, with
 * DN_E_CONTRADICTION and the places of both lines for ones that do not fit;
 * the next call then goes on.  The item, and the error's source, are
 * *borrowed* until the next call.
 */
int dn_parts_next(struct dn_parts *parts, struct dn_item **item,
    struct dn_err *err) DN_MUST_CHECK;

/* Annotations in all lines of the item that dn_parts_next gave or failed at. */
uint64_t dn_parts_annotations(const struct dn_parts *parts);

/*
 * That item is bad, for what `err` says: tell so of each of its lines, first
 * of the one it was found at, with the line's text; until `reject` returns
 * other than 0, which is returned.
 */
int dn_parts_reject(struct dn_parts *parts, const struct dn_err *err,
    int (*reject)(void *state, const struct dn_err *err, struct dn_span raw),
    void *state);

/* Members that later lines said otherwise, all items together. */
uint64_t dn_parts_differing(const struct dn_parts *parts);

#endif
