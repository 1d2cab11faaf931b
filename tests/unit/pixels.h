/* SPDX-License-Identifier: MIT */
/* pixels - masks as pixels, for tests that compare the two. */
#ifndef DN_TESTS_PIXELS_H
#define DN_TESTS_PIXELS_H

#include <string.h>

#include "model/runs.h"
#include "suites.h"

#define PIXELS_MOST 64          /* of a side */

/* A picture in rows. */
struct pixels {
	uint32_t height, width;
	unsigned char at[PIXELS_MOST][PIXELS_MOST];
};

/*
 * A picture of one of some kinds by its number: noise of several densities,
 * empty, full, checkerboard, rings in rings, pixels on a diagonal, stripes.
 */
static inline void
pixels_fill(struct pixels *pixels, uint64_t *state, unsigned kind)
{
	uint32_t y, x;

	pixels->height = 1 + (uint32_t)(suite_next(state) % 24);
	pixels->width = 1 + (uint32_t)(suite_next(state) % 24);
	memset(pixels->at, 0, sizeof(pixels->at));
	for (y = 0; y < pixels->height; y++)
		for (x = 0; x < pixels->width; x++) {
			unsigned noise = (unsigned)(suite_next(state) % 8);
			unsigned edge = x < y ? x : y;

			if (pixels->width - 1 - x < edge)
				edge = pixels->width - 1 - x;
			if (pixels->height - 1 - y < edge)
				edge = pixels->height - 1 - y;
			pixels->at[y][x] = (unsigned char[]){ noise < 4,
				noise < 1, noise < 7, 0, 1, (x + y) % 2,
				edge % 2 == 0, x == y, x % 3 == 0, y % 3 == 0,
				(x / 3 + y / 3) % 2, noise < 6 }[kind % 12];
		}
}

/* The runs of the picture, counted pixel by pixel down the columns. */
static inline void
pixels_mask(const struct pixels *pixels, struct dn_mask *mask)
{
	struct dn_err err = DN_ERR_INIT;
	uint32_t run = 0, x, y;
	unsigned char now = 0;

	dn_mask_init(mask, pixels->height, pixels->width);
	for (x = 0; x < pixels->width; x++)
		for (y = 0; y < pixels->height; y++) {
			if (pixels->at[y][x] != now) {
				ck_assert_int_eq(dn_mask_add(mask, run, &err),
				    0);
				run = 0;
				now = pixels->at[y][x];
			}
			run++;
		}
	ck_assert_int_eq(dn_mask_add(mask, run, &err), 0);
}

/* The mask is this picture, run by run; it is released. */
static inline void
pixels_same(struct dn_mask *mask, const struct pixels *want)
{
	struct dn_mask runs;

	pixels_mask(want, &runs);
	ck_assert_uint_eq(mask->height, want->height);
	ck_assert_uint_eq(mask->width, want->width);
	ck_assert_uint_eq(mask->count, runs.count);
	ck_assert_mem_eq(mask->runs, runs.runs,
	    runs.count * sizeof(*runs.runs));
	dn_mask_release(&runs);
	dn_mask_release(mask);
}

#endif
