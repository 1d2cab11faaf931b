/* SPDX-License-Identifier: MIT */
/* What a target carries of an item: itself, then its annotations in turn. */
#ifndef DN_FORMATS_CARRIED_H
#define DN_FORMATS_CARRIED_H

#include "formats/format.h"
#include "formats/loss.h"
#include "formats/media.h"
#include "model/item.h"

/*
 * Read the medium of an item, and tell what the target lacks of the two: 1; 0
 * when it carries nothing of them, and the annotations count as dropped; -1
 * with `err`, as DN_E_NEED_SIZE where it has to have `pixels` and there are but
 * fractions.
 */
int dn_carried_item(struct dn_writing *writing, struct dn_item *item,
    bool pixels, struct dn_media *media, struct dn_err *err) DN_MUST_CHECK;

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
