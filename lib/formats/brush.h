/* SPDX-License-Identifier: MIT */
/* Brush strokes as packed run lengths of pixel values, as thi.ng has them. */
#ifndef DN_FORMATS_BRUSH_H
#define DN_FORMATS_BRUSH_H

#include <stdint.h>

#include "core/bytes.h"
#include "model/mask.h"

/*
 * Bits, the most significant first (@thi.ng/rle-pack): 32 for the number of
 * words, 5 for the bits of a word less 1, four times 4 for four sizes less 1;
 * then until the words are there 1 for "run", 2 that choose a size, as many as
 * that for the length less 1, and the word of the run, else each of the words.
 * The words are the pixels of a picture along its rows, by channels (red,
 * green, blue, alpha as a rule), and the mask is where the last channel is not
 * 0.
 */

/*
 * The mask of a picture of width x height that `packed` tells.  `mask` must be
 * empty and is the caller's to release whatever is returned.  -1 with
 * DN_E_BAD_VALUE: bits that end too soon, a number of words that is not one to
 * four a pixel; DN_E_OVERFLOW for pictures that no mask holds;
 * DN_E_NO_MEMORY.  Takes memory by the runs, never by the pixels.
 */
int dn_brush_unpack(struct dn_span packed, uint32_t width, uint32_t height,
    struct dn_mask *mask, struct dn_err *err) DN_MUST_CHECK;

/*
 * Append the packed form of a legal mask: four channels of 8 bits, all 255
 * inside and 0 outside; sizes 3, 4, 8 and 16.  The same bytes as the
 * annotation tools make of it.  -1 with DN_E_OVERFLOW for 2^30 pixels or more,
 * or DN_E_NO_MEMORY.
 */
int dn_brush_pack(const struct dn_mask *mask, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

#endif
