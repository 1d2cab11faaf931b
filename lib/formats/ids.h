/* SPDX-License-Identifier: MIT */
/* Ids for a document that needs one of its own for each thing. */
#ifndef DN_FORMATS_IDS_H
#define DN_FORMATS_IDS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/bytes.h"
#include "io/tree.h"

/*
 * Things in their order, each with the id that it came with or without.  If
 * every thing has one and no two are alike they are kept, else the things are
 * numbered from 1.
 */
struct dn_ids;

/* A *new* empty list, NULL without memory. */
struct dn_ids *dn_ids_new(void);

/* Free it; NULL is fine. */
void dn_ids_free(struct dn_ids *ids);

/*
 * Add a thing with its id, an integer or (if `any`) a number as it is spelt or
 * a string; NULL or anything else: it has none.  Integers take 8 bytes each.
 * -1 without memory.
 */
int dn_ids_add(struct dn_ids *ids, const struct dn_node *id, bool any,
    struct dn_err *err) DN_MUST_CHECK;

/* Forget the things behind the first `count`. */
void dn_ids_truncate(struct dn_ids *ids, size_t count);

/* Number of things. */
size_t dn_ids_count(const struct dn_ids *ids);

/*
 * No more will come: true when the ids are kept.  Otherwise *why says in few
 * words what is wrong with them, or is NULL where no thing had one.
 */
bool dn_ids_kept(struct dn_ids *ids, const char **why);

/* Append the id of thing `index` as JSON; only after dn_ids_kept. */
void dn_ids_write(const struct dn_ids *ids, size_t index,
    struct dn_bytes *out);

#endif
