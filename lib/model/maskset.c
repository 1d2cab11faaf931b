/* SPDX-License-Identifier: MIT */
/* Masks of one size joined, run by run. */
#include "model/maskset.h"

#include "model/runs.h"

/* A mask that is walked: the range it stands in or before. */
struct side {
	struct dn_runs_walk walk;
	uint64_t from, to;
	bool more;
};

static struct side
begin_side(const struct dn_mask *mask)
{
	struct side side = { .walk = dn_runs_walk(mask) };

	side.more = dn_runs_next(&side.walk, &side.from, &side.to);
	return side;
}

/* Whether pixel `at` is inside; `until` is brought down to where that ends. */
static bool
look(struct side *side, uint64_t at, uint64_t *until)
{
	uint64_t end;

	if (side->more && side->to <= at)
		side->more = dn_runs_next(&side->walk, &side->from,
		    &side->to);
	if (!side->more)
		return false;
	end = side->from <= at ? side->to : side->from;
	if (end < *until)
		*until = end;
	return side->from <= at;
}

static bool
same_size(const struct dn_mask *a, const struct dn_mask *b)
{
	return a->height == b->height && a->width == b->width;
}

/* Whether a pixel is in the set of two masks. */
static bool
belongs(enum dn_mask_set set, bool a, bool b)
{
	if (set == DN_MASK_UNION)
		return a || b;
	return set == DN_MASK_BOTH ? a && b : a && !b;
}

int
dn_mask_combine(const struct dn_mask *a, const struct dn_mask *b,
    enum dn_mask_set set, struct dn_mask *out, struct dn_err *err)
{
	struct side left = begin_side(a), right = begin_side(b);
	uint64_t at, until, pixels;
	struct dn_pen pen;

	if (dn_pen_begin(&pen, out, a->height, a->width, err) < 0)
		return -1;
	if (!same_size(a, b))
		return dn_err_set(err, DN_E_BAD_VALUE,
		    "masks of pictures of different sizes");
	pixels = (uint64_t)a->height * a->width;
	for (at = 0; at < pixels; at = until) {
		bool in_left, in_right;

		until = pixels;
		in_left = look(&left, at, &until);
		in_right = look(&right, at, &until);
		if (belongs(set, in_left, in_right) &&
		    dn_pen_range(&pen, at, until, err) < 0)
			return -1;
	}
	return dn_pen_end(&pen, err);
}

int
dn_mask_unite(struct dn_mask *masks, size_t count, struct dn_err *err)
{
	struct dn_mask joined;

	if (count == 0)
		return dn_err_set(err, DN_E_BAD_VALUE, "no masks");
	/* In pairs, then pairs of pairs: each run moves log(count) times. */
	for (size_t step = 1; step < count; step *= 2)
		for (size_t i = 0; i + step < count; i += 2 * step) {
			int failed = dn_mask_combine(&masks[i],
			    &masks[i + step], DN_MASK_UNION, &joined, err);

			dn_mask_release(&masks[i]);
			dn_mask_release(&masks[i + step]);
			masks[i] = joined;
			if (failed < 0)
				return -1;
		}
	return 0;
}

uint64_t
dn_mask_common(const struct dn_mask *a, const struct dn_mask *b)
{
	struct dn_runs_walk left = dn_runs_walk(a), right = dn_runs_walk(b);
	uint64_t from[2], to[2], sum = 0;
	bool more;

	more = same_size(a, b) && dn_runs_next(&left, &from[0], &to[0]) &&
	    dn_runs_next(&right, &from[1], &to[1]);
	while (more) {
		uint64_t low = from[0] > from[1] ? from[0] : from[1];
		uint64_t high = to[0] < to[1] ? to[0] : to[1];

		if (low < high)
			sum += high - low;
		more = to[0] < to[1] ? dn_runs_next(&left, &from[0], &to[0]) :
		    dn_runs_next(&right, &from[1], &to[1]);
	}
	return sum;
}
