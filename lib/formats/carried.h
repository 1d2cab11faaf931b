/* SPDX-License-Identifier: MIT */
/* The annotations of an item that a target carries, one after the other. */
#ifndef DN_FORMATS_CARRIED_H
#define DN_FORMATS_CARRIED_H

#include "formats/format.h"
#include "formats/loss.h"
#include "model/item.h"

/*
 * Give every annotation of an item that the target carries to `write`, in
 * their order, and count what came out and what was dropped.  What the target
 * lacks of one is told before.  `write` returns 1; 0 when nothing came of it,
 * which it has told; -1 with `err`, which ends this with -1.
 */
int dn_carried_write(struct dn_writing *writing, struct dn_item *item,
    int (*write)(void *state, const struct dn_annotation *annotation,
    struct dn_err *err), void *state, struct dn_err *err) DN_MUST_CHECK;

#endif
