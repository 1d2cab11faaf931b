/* SPDX-License-Identifier: MIT */
/* Random counts: how often of n each of many comes up. */
#ifndef DN_AGREE_DRAW_H
#define DN_AGREE_DRAW_H

#include <stddef.h>
#include <stdint.h>

#include "core/random.h"

/*
 * Successes of `n` trials that succeed with probability `p`: by inversion
 * where few are expected, else Hormann's (1993) transformed rejection.
 */
uint64_t dn_draw_binomial(struct dn_random *random, uint64_t n, double p);

/*
 * Draw `total` times with putting back from units of `items[i]` each, which
 * add up to `total`; out[i] is how often unit i came up.
 */
void dn_draw_items(struct dn_random *random, const uint64_t *items,
    size_t count, uint64_t total, uint64_t *out);

#endif
