/* SPDX-License-Identifier: MIT */
/* Columns cut out of run lengths, and the seams between them. */
#include "model/slab.h"

#include <stdlib.h>

void
dn_slab_release(struct dn_slab *slab)
{
	free(slab->extents);
	*slab = (struct dn_slab){ 0 };
}

struct dn_slab_walk
dn_slab_walk(const struct dn_mask *mask)
{
	struct dn_slab_walk walk = { .runs = dn_runs_walk(mask),
		.height = mask->height };

	walk.more = dn_runs_next(&walk.runs, &walk.from, &walk.to);
	return walk;
}

/* The pixels up to `end` are done. */
static void
pass(struct dn_slab_walk *walk, uint64_t end)
{
	walk->from = end;
	if (end >= walk->to)
		walk->more = dn_runs_next(&walk->runs, &walk->from, &walk->to);
}

static int
add_extent(struct dn_slab *slab, uint64_t from, uint64_t to,
    struct dn_err *err)
{
	if (slab->count == slab->cap) {
		size_t cap = slab->cap == 0 ? 16 : slab->cap * 2;
		struct dn_extent *extents = reallocarray(slab->extents, cap,
		    sizeof(*extents));

		if (extents == NULL)
			return dn_err_memory(err);
		slab->extents = extents;
		slab->cap = cap;
	}
	slab->extents[slab->count++] =
	    (struct dn_extent){ (uint32_t)from, (uint32_t)to };
	return 0;
}

int
dn_slab_next(struct dn_slab_walk *walk, struct dn_slab *slab,
    struct dn_err *err)
{
	uint64_t height = walk->height, start, end;

	if (!walk->more)
		return 0;
	slab->count = 0;
	slab->left = walk->from / height;
	slab->right = slab->left + 1;
	start = slab->left * height;
	if (walk->from == start && walk->to - start >= height) {
		slab->right = walk->to / height;
		pass(walk, slab->right * height);
		return add_extent(slab, 0, height, err) < 0 ? -1 : 1;
	}
	end = start + height;
	while (walk->more && walk->from < end) {
		uint64_t to = walk->to < end ? walk->to : end;

		if (add_extent(slab, walk->from - start, to - start, err) < 0)
			return -1;
		pass(walk, to);
	}
	return 1;
}

/* ---- seams ----------------------------------------------------------- */

/* What dn_seam_next has not come to yet stands one before the first. */
#define BEFORE_FIRST SIZE_MAX

struct dn_seam
dn_seam(const struct dn_slab *left, const struct dn_slab *right)
{
	return (struct dn_seam){ .left = left, .right = right,
		.left_end = BEFORE_FIRST, .right_end = BEFORE_FIRST };
}

/* Where an end of a slab is; false past the last. */
static bool
find_end(const struct dn_slab *slab, size_t end, uint32_t *y)
{
	if (end / 2 >= slab->count)
		return false;
	*y = end % 2 == 0 ? slab->extents[end / 2].from :
	    slab->extents[end / 2].to;
	return true;
}

bool
dn_seam_next(struct dn_seam *seam)
{
	uint32_t left = 0, right = 0;
	bool has_left = find_end(seam->left, seam->left_end + 1, &left);
	bool has_right = find_end(seam->right, seam->right_end + 1, &right);

	seam->on_left = has_left && (!has_right || left <= right);
	seam->on_right = has_right && (!has_left || right <= left);
	seam->left_end += seam->on_left;
	seam->right_end += seam->on_right;
	seam->y = seam->on_left ? left : right;
	return has_left || has_right;
}

int
dn_slab_sweep(const struct dn_mask *mask, int (*meet)(void *state,
    uint32_t x, struct dn_seam *seam, struct dn_err *err), void *state,
    struct dn_err *err)
{
	static const struct dn_slab nothing;
	struct dn_slab_walk walk = dn_slab_walk(mask);
	struct dn_slab slabs[2] = { { 0 } }, *left = &slabs[0];
	struct dn_slab *right = &slabs[1], *other;
	struct dn_seam seam;
	int got = 1, failed = 0;

	while (got > 0 && failed == 0) {
		got = dn_slab_next(&walk, right, err);
		if (got < 0)
			break;
		if (left->count > 0 && (got == 0 ||
		    left->right != right->left)) {
			seam = dn_seam(left, &nothing);
			failed = meet(state, (uint32_t)left->right, &seam,
			    err);
			left->count = 0;
		}
		if (got > 0 && failed == 0) {
			seam = dn_seam(left, right);
			failed = meet(state, (uint32_t)right->left, &seam,
			    err);
		}
		other = left;
		left = right;
		right = other;
	}
	dn_slab_release(left);
	dn_slab_release(right);
	return got < 0 || failed < 0 ? -1 : 0;
}
