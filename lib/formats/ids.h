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
 * numbered from 1.  Things that are bare hinder nothing in the set that they
 * came in, nor where all are bare.  Past the memory ids are on disk.
 */
struct dn_ids;

/*
 * A *new* empty list that holds some `memory` bytes, beside the ids that may
 * still be taken back.  NULL without memory.
 */
struct dn_ids *dn_ids_new(size_t memory);

/* Free it; NULL is fine. */
void dn_ids_free(struct dn_ids *ids);

/*
 * Add a thing with its id, an integer or (if `any`) a number as it is spelt or
 * a string; NULL or anything else: it has none.  -1 without memory, or with
 * DN_E_WRITE.
 */
int dn_ids_add(struct dn_ids *ids, const struct dn_node *id, bool any,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Add a thing that came bare: without an id, or with one that was not its own
 * (`alike`).  -1 without memory.
 */
int dn_ids_add_bare(struct dn_ids *ids, bool alike, struct dn_err *err)
    DN_MUST_CHECK;

/* The things are of more than one set. */
void dn_ids_mix(struct dn_ids *ids);

/* Forget the things that came since dn_ids_settle. */
void dn_ids_take_back(struct dn_ids *ids);

/* All that were added stay.  -1 without memory, or with DN_E_WRITE. */
int dn_ids_settle(struct dn_ids *ids, struct dn_err *err) DN_MUST_CHECK;

/* Number of things. */
size_t dn_ids_count(const struct dn_ids *ids);

/* Is it known by now that the things are numbered from 1, their index + 1? */
bool dn_ids_are_numbers(const struct dn_ids *ids);

/*
 * No more will come: 1 when the ids are kept, and bare things are as they came;
 * 0 otherwise, and *why
 * says in few words what is wrong with them, or is NULL where no thing had one;
 * -1 without memory, or as disks fail.
 */
int dn_ids_kept(struct dn_ids *ids, const char **why, struct dn_err *err)
    DN_MUST_CHECK;

/* What dn_ids_kept said. */
bool dn_ids_are_kept(const struct dn_ids *ids);

/*
 * Append the id of thing `index`, which is not bare where ids are kept, as
 * JSON; only after dn_ids_kept.  Cheap in
 * the order of the things.  -1 without memory, or with DN_E_READ.
 */
int dn_ids_write(struct dn_ids *ids, size_t index, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

#endif
