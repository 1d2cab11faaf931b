/* SPDX-License-Identifier: MIT */
/* Masks as run lengths, column by column, as COCO's tools have them. */
#ifndef DN_MODEL_MASK_H
#define DN_MODEL_MASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "model/geometry.h"

/*
 * Runs of pixels outside and inside by turns, outside first (that run may be
 * 0), down the columns.  Legal when they add up to height x width.
 */
struct dn_mask {
	uint32_t height, width;
	uint32_t *runs;         /* owned */
	size_t count, cap;
};

/* An empty list of runs for a picture of that size. */
void dn_mask_init(struct dn_mask *mask, uint32_t height, uint32_t width);

/* Free the runs. */
void dn_mask_release(struct dn_mask *mask);

/* Append a run; -1 without memory. */
int dn_mask_add(struct dn_mask *mask, uint32_t run, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Append the runs that the compressed text `counts` tells (maskApi.c,
 * rleFrString: five bits a character from '0', 0x20 = more to come, from the
 * fourth run on the difference to the last but one).  -1 with DN_E_BAD_VALUE.
 */
int dn_mask_expand(struct dn_mask *mask, struct dn_span counts,
    struct dn_err *err) DN_MUST_CHECK;

/* 0 when the runs add up to the picture; -1 with DN_E_BAD_VALUE. */
int dn_mask_check(const struct dn_mask *mask, struct dn_err *err)
    DN_MUST_CHECK;

/* Append the compressed text, the way back of dn_mask_expand. */
void dn_mask_compress(const struct dn_mask *mask, struct dn_bytes *out);

/* Number of pixels inside. */
uint64_t dn_mask_area(const struct dn_mask *mask);

/* The smallest box around the pixels inside; all 0 where there are none. */
struct dn_box dn_mask_box(const struct dn_mask *mask);

#endif
