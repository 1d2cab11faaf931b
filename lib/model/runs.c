/* SPDX-License-Identifier: MIT */
/* Run lengths walked and drawn; mirrored, cut out of and put into pictures. */
#include "model/runs.h"

#include <stdlib.h>

#include "model/slab.h"

/* ---- walking --------------------------------------------------------- */

struct dn_runs_walk
dn_runs_walk(const struct dn_mask *mask)
{
	return (struct dn_runs_walk){ .mask = mask };
}

bool
dn_runs_next(struct dn_runs_walk *walk, uint64_t *from, uint64_t *to)
{
	const struct dn_mask *mask = walk->mask;
	bool found = false;

	for (; walk->next < mask->count; walk->next++) {
		uint32_t run = mask->runs[walk->next];

		/* Empty runs join what is on their two sides. */
		if (walk->next % 2 == 0 && run > 0 && found)
			break;
		if (walk->next % 2 == 1 && run > 0 && !found) {
			*from = walk->at;
			found = true;
		}
		walk->at += run;
		if (walk->next % 2 == 1 && found)
			*to = walk->at;
	}
	return found;
}

/* ---- drawing --------------------------------------------------------- */

int
dn_pen_begin(struct dn_pen *pen, struct dn_mask *out, uint32_t height,
    uint32_t width, struct dn_err *err)
{
	*pen = (struct dn_pen){ .mask = out };
	dn_mask_init(out, height, width);
	if ((uint64_t)height * width <= UINT32_MAX)
		return 0;
	return dn_err_set(err, DN_E_OVERFLOW, "a mask of %lu x %lu pixels is "
	    "too large", (unsigned long)width, (unsigned long)height);
}

/* What was held back becomes runs. */
static int
draw_held(struct dn_pen *pen, struct dn_err *err)
{
	if (pen->to == pen->from)
		return 0;
	if (pen->mask->count + 2 > DN_RUNS_MOST)
		return dn_err_set(err, DN_E_OVERFLOW,
		    "a mask of more than %zu runs", DN_RUNS_MOST);
	if (dn_mask_add(pen->mask, (uint32_t)(pen->from - pen->told),
	    err) < 0 ||
	    dn_mask_add(pen->mask, (uint32_t)(pen->to - pen->from), err) < 0)
		return -1;
	pen->told = pen->from = pen->to;
	return 0;
}

int
dn_pen_range(struct dn_pen *pen, uint64_t from, uint64_t to,
    struct dn_err *err)
{
	if (from == to)
		return 0;
	if (from != pen->to || pen->from == pen->to) {
		if (draw_held(pen, err) < 0)
			return -1;
		pen->from = from;
	}
	pen->to = to;
	return 0;
}

int
dn_pen_end(struct dn_pen *pen, struct dn_err *err)
{
	struct dn_mask *mask = pen->mask;
	uint64_t pixels = (uint64_t)mask->height * mask->width;

	if (draw_held(pen, err) < 0)
		return -1;
	if (pen->told == pixels && mask->count > 0)
		return 0;
	return dn_mask_add(mask, (uint32_t)(pixels - pen->told), err);
}

/* ---- windows --------------------------------------------------------- */

struct dn_window
dn_runs_window(const struct dn_mask *mask)
{
	struct dn_box box = dn_mask_box(mask);

	return (struct dn_window){ (uint32_t)box.x, (uint32_t)box.y,
		(uint32_t)box.width, (uint32_t)box.height };
}

/* The part of from..to, moved by `shift`, that is within 0..limit. */
static bool
clip(uint64_t *from, uint64_t *to, int64_t shift, uint32_t limit)
{
	int64_t low = (int64_t)*from + shift, high = (int64_t)*to + shift;

	low = low < 0 ? 0 : low;
	high = high > limit ? limit : high;
	*from = (uint64_t)low;
	*to = (uint64_t)high;
	return low < high;
}

/* Draw a slab whose pixels are moved; what is beyond the picture is not. */
static int
draw_slab(struct dn_pen *pen, const struct dn_slab *slab, int64_t right,
    int64_t down, struct dn_err *err)
{
	uint64_t left = slab->left, end = slab->right, height;

	height = pen->mask->height;
	if (!clip(&left, &end, right, pen->mask->width))
		return 0;
	while (left < end) {
		uint64_t next = left + 1;

		for (size_t i = 0; i < slab->count; i++) {
			uint64_t from = slab->extents[i].from;
			uint64_t to = slab->extents[i].to;

			if (!clip(&from, &to, down, pen->mask->height))
				continue;
			/* Whole columns are one range, however many. */
			if (to - from == height)
				next = end;
			if (dn_pen_range(pen, left * height + from,
			    (next - 1) * height + to, err) < 0)
				return -1;
		}
		left = next;
	}
	return 0;
}

int
dn_runs_put(const struct dn_mask *mask, int64_t left, int64_t top,
    uint32_t height, uint32_t width, struct dn_mask *out, struct dn_err *err)
{
	struct dn_slab_walk walk = dn_slab_walk(mask);
	struct dn_slab slab = { 0 };
	struct dn_pen pen;
	int got = dn_pen_begin(&pen, out, height, width, err);

	/* Further away than any picture is as good as there. */
	left = left > UINT32_MAX ? UINT32_MAX : left;
	left = left < -(int64_t)UINT32_MAX ? -(int64_t)UINT32_MAX : left;
	top = top > UINT32_MAX ? UINT32_MAX : top;
	top = top < -(int64_t)UINT32_MAX ? -(int64_t)UINT32_MAX : top;
	if (got == 0)
		while ((got = dn_slab_next(&walk, &slab, err)) > 0)
			if (draw_slab(&pen, &slab, left, top, err) < 0)
				break;
	dn_slab_release(&slab);
	return got == 0 ? dn_pen_end(&pen, err) : -1;
}

int
dn_runs_cut(const struct dn_mask *mask, struct dn_window window,
    struct dn_mask *out, struct dn_err *err)
{
	return dn_runs_put(mask, -(int64_t)window.left, -(int64_t)window.top,
	    window.height, window.width, out, err);
}

/* ---- mirrored -------------------------------------------------------- */

int
dn_runs_reverse(const struct dn_mask *mask, struct dn_mask *out,
    struct dn_err *err)
{
	struct dn_pen pen;
	uint64_t at = 0;

	if (dn_pen_begin(&pen, out, mask->height, mask->width, err) < 0)
		return -1;
	for (size_t i = mask->count; i-- > 0; at += mask->runs[i])
		if (i % 2 == 1 && dn_pen_range(&pen, at, at + mask->runs[i],
		    err) < 0)
			return -1;
	return dn_pen_end(&pen, err);
}

/* The extents of a slab, from the foot of the column. */
static void
flip_slab(struct dn_slab *slab, uint32_t height)
{
	for (size_t i = 0, j = slab->count; i < j--; i++) {
		struct dn_extent low = slab->extents[i];
		struct dn_extent high = slab->extents[j];

		slab->extents[i] = (struct dn_extent){ height - high.to,
			height - high.from };
		slab->extents[j] = (struct dn_extent){ height - low.to,
			height - low.from };
	}
}

int
dn_runs_flip(const struct dn_mask *mask, struct dn_mask *out,
    struct dn_err *err)
{
	struct dn_slab_walk walk = dn_slab_walk(mask);
	struct dn_slab slab = { 0 };
	struct dn_pen pen;
	int got = dn_pen_begin(&pen, out, mask->height, mask->width, err);

	if (got == 0)
		while ((got = dn_slab_next(&walk, &slab, err)) > 0) {
			flip_slab(&slab, mask->height);
			if (draw_slab(&pen, &slab, 0, 0, err) < 0)
				break;
		}
	dn_slab_release(&slab);
	return got == 0 ? dn_pen_end(&pen, err) : -1;
}

/* ---- changed over ---------------------------------------------------- */

/* Rows from..to where a row changes between outside and inside at x. */
struct side {
	uint32_t from, to, x;
};

/* The sides of a mask, in order of their first row, and those of one row. */
struct sides {
	struct side *all, *active;
	size_t count, cap, used, active_count;
};

static int
add_side(struct sides *sides, uint32_t from, uint32_t to, uint32_t x,
    struct dn_err *err)
{
	if (sides->count == sides->cap) {
		size_t cap = sides->cap == 0 ? 64 : sides->cap * 2;
		struct side *all = reallocarray(sides->all, cap,
		    sizeof(*all));

		if (all == NULL)
			return dn_err_memory(err);
		sides->all = all;
		sides->cap = cap;
	}
	sides->all[sides->count++] = (struct side){ from, to, x };
	return 0;
}

/* Sides stand where just one of two slabs is inside. */
static int
find_sides(void *state, uint32_t x, struct dn_seam *seam, struct dn_err *err)
{
	uint32_t from = 0;
	bool open = false;

	while (dn_seam_next(seam)) {
		if (seam->on_left == seam->on_right)
			continue;
		if (open && add_side(state, from, seam->y, x, err) < 0)
			return -1;
		from = seam->y;
		open = !open;
	}
	return 0;
}

static int
compare_sides(const void *a, const void *b)
{
	const struct side *left = a, *right = b;

	if (left->from != right->from)
		return left->from < right->from ? -1 : 1;
	return left->x < right->x ? -1 : left->x > right->x;
}

/* Leave out the active sides that end at `row`, put in those that begin. */
static void
step_to(struct sides *sides, uint32_t row, struct side *spare)
{
	struct side *old = sides->active, *end = old + sides->active_count;
	size_t count = 0;

	while (old < end || (sides->used < sides->count &&
	    sides->all[sides->used].from == row)) {
		const struct side *begin = &sides->all[sides->used];

		if (old < end && old->to == row)
			old++;
		else if (old < end && (sides->used == sides->count ||
		    begin->from != row || old->x < begin->x))
			spare[count++] = *old++;
		else
			spare[count++] = sides->all[sides->used++];
	}
	memcpy(sides->active, spare, count * sizeof(*spare));
	sides->active_count = count;
}

/* The row at which the active sides change next. */
static uint32_t
next_step(const struct sides *sides)
{
	uint32_t next = UINT32_MAX;

	if (sides->used < sides->count)
		next = sides->all[sides->used].from;
	for (size_t i = 0; i < sides->active_count; i++)
		if (sides->active[i].to < next)
			next = sides->active[i].to;
	return next;
}

/* Draw the rows from..to, which all look the same. */
static int
draw_rows(struct dn_pen *pen, const struct sides *sides, uint64_t from,
    uint64_t to, struct dn_err *err)
{
	const struct side *active = sides->active;
	uint64_t width = pen->mask->height;

	if (sides->active_count == 2 && active[1].x - active[0].x == width)
		return dn_pen_range(pen, from * width, to * width, err);
	for (uint64_t row = from; row < to; row++)
		for (size_t i = 0; i < sides->active_count; i += 2)
			if (dn_pen_range(pen, row * width + active[i].x,
			    row * width + active[i + 1].x, err) < 0)
				return -1;
	return 0;
}

/* Row by row over all sides. */
static int
draw_sides(struct dn_pen *pen, struct sides *sides, struct dn_err *err)
{
	struct side *spare = reallocarray(NULL, sides->count + 1,
	    sizeof(*spare));
	uint32_t row, next;
	int failed = 0;

	sides->active = reallocarray(NULL, sides->count + 1, sizeof(*spare));
	if (spare == NULL || sides->active == NULL)
		failed = dn_err_memory(err);
	else if (sides->count > 0)
		qsort(sides->all, sides->count, sizeof(*spare),
		    compare_sides);
	for (row = 0; failed == 0 && (sides->active_count > 0 ||
	    sides->used < sides->count); row = next) {
		next = next_step(sides);
		failed = draw_rows(pen, sides, row, next, err);
		step_to(sides, next, spare);
	}
	free(sides->active);
	free(spare);
	return failed;
}

int
dn_runs_transpose(const struct dn_mask *mask, struct dn_mask *out,
    struct dn_err *err)
{
	struct sides sides = { 0 };
	struct dn_pen pen;
	int failed = dn_pen_begin(&pen, out, mask->width, mask->height, err);

	if (failed == 0)
		failed = dn_slab_sweep(mask, find_sides, &sides, err);
	if (failed == 0)
		failed = draw_sides(&pen, &sides, err);
	free(sides.all);
	return failed == 0 ? dn_pen_end(&pen, err) : -1;
}
