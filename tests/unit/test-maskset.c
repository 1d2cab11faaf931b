/* SPDX-License-Identifier: MIT */
/* Masks joined, against their pixels. */
#include "model/maskset.h"

#include "pixels.h"
#include "suites.h"

/* Two pictures of one size. */
static void
fill_two(struct pixels pair[2], uint64_t *state, unsigned round)
{
	pixels_fill(&pair[0], state, round);
	pixels_fill(&pair[1], state, round / 12);
	pair[1].height = pair[0].height;
	pair[1].width = pair[0].width;
}

START_TEST(sets_of_masks_are_sets_of_pixels)
{
	struct dn_err err = DN_ERR_INIT;
	struct pixels pair[2], want;
	struct dn_mask a, b, out;
	uint64_t state = 11;
	unsigned round, set;
	uint32_t x, y;

	for (round = 0; round < 432; round++) {
		uint64_t common = 0;

		fill_two(pair, &state, round);
		pixels_mask(&pair[0], &a);
		pixels_mask(&pair[1], &b);
		for (set = DN_MASK_UNION; set <= DN_MASK_MINUS; set++) {
			want = pair[0];
			for (y = 0; y < want.height; y++)
				for (x = 0; x < want.width; x++) {
					int in = pair[1].at[y][x];

					want.at[y][x] = (unsigned char[]){
						in || pair[0].at[y][x],
						in && pair[0].at[y][x],
						!in && pair[0].at[y][x]
					}[set];
					common += set == DN_MASK_BOTH &&
					    want.at[y][x];
				}
			ck_assert_int_eq(dn_mask_combine(&a, &b,
			    (enum dn_mask_set)set, &out, &err), 0);
			pixels_same(&out, &want);
		}
		ck_assert_uint_eq(dn_mask_common(&a, &b), common);
		dn_mask_release(&a);
		dn_mask_release(&b);
	}
}
END_TEST

START_TEST(many_masks_unite_in_the_first)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_mask masks[7];
	struct pixels pixels, want;
	uint64_t state = 12;
	size_t count, i;
	uint32_t x, y;

	for (count = 1; count <= 7; count++) {
		memset(&want, 0, sizeof(want));
		want.height = want.width = 20;
		for (i = 0; i < count; i++) {
			pixels_fill(&pixels, &state, i % 2 == 0 ? 1 : 8);
			pixels.height = pixels.width = 20;
			pixels_mask(&pixels, &masks[i]);
			for (y = 0; y < 20; y++)
				for (x = 0; x < 20; x++)
					want.at[y][x] |= pixels.at[y][x];
		}
		ck_assert_int_eq(dn_mask_unite(masks, count, &err), 0);
		pixels_same(&masks[0], &want);
		for (i = 1; i < count; i++)
			ck_assert_ptr_null(masks[i].runs);
	}
	ck_assert_int_eq(dn_mask_unite(masks, 0, &err), -1);
}
END_TEST

START_TEST(sizes_must_be_the_same)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_mask a, b, out;

	dn_mask_init(&a, 2, 3);
	dn_mask_init(&b, 3, 2);
	ck_assert_int_eq(dn_mask_combine(&a, &b, DN_MASK_UNION, &out, &err),
	    -1);
	ck_assert_int_eq(err.code, DN_E_BAD_VALUE);
	dn_mask_release(&out);
	ck_assert_uint_eq(dn_mask_common(&a, &b), 0);
}
END_TEST

DN_SUITE(maskset,
    sets_of_masks_are_sets_of_pixels,
    many_masks_unite_in_the_first,
    sizes_must_be_the_same)
