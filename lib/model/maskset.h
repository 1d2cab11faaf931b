/* SPDX-License-Identifier: MIT */
/* Masks of one size joined: unions, what is common, what is left. */
#ifndef DN_MODEL_MASKSET_H
#define DN_MODEL_MASKSET_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "model/mask.h"

/* What is said of `out` and of failures at the top of runs.h holds here. */

enum dn_mask_set {
	DN_MASK_UNION,          /* inside of either */
	DN_MASK_BOTH,           /* inside of both */
	DN_MASK_MINUS,          /* inside of the first and not the second */
};

/* Two masks joined; -1 with DN_E_BAD_VALUE where their sizes differ. */
int dn_mask_combine(const struct dn_mask *a, const struct dn_mask *b,
    enum dn_mask_set set, struct dn_mask *out, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * The union of `count` masks, which is what is left in the first; the others
 * are released.  With none, or sizes that differ, DN_E_BAD_VALUE.
 */
int dn_mask_unite(struct dn_mask *masks, size_t count, struct dn_err *err)
    DN_MUST_CHECK;

/* Number of pixels inside of both; 0 where the sizes differ. */
uint64_t dn_mask_common(const struct dn_mask *a, const struct dn_mask *b);

#endif
