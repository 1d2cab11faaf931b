/* SPDX-License-Identifier: MIT */
/* EXIF's orientations: quarter turns clockwise, then mirrored or not. */
#include "model/orient.h"

#include "model/runs.h"

/* Each of the eight as that, in their order. */
static const struct way {
	unsigned quarters;
	bool mirrored;                  /* left to right, after turning */
} ways[] = {
	{ 0, false }, { 0, true }, { 2, false }, { 2, true },
	{ 1, true }, { 1, false }, { 3, true }, { 3, false },
};

/* What is none of the eight is upright. */
static const struct way *
way_of(int orientation)
{
	return &ways[dn_orient_is(orientation) ? orientation - 1 : 0];
}

bool
dn_orient_is(int64_t orientation)
{
	return orientation >= 1 && orientation <= 8;
}

int
dn_orient_inverse(int orientation)
{
	if (orientation == 6 || orientation == 8)
		return 14 - orientation;
	return orientation;
}

bool
dn_orient_swaps(int orientation)
{
	return way_of(orientation)->quarters % 2 == 1;
}

bool
dn_orient_mirrors(int orientation)
{
	return way_of(orientation)->mirrored;
}

struct dn_point
dn_orient_point(int orientation, double width, double height,
    struct dn_point point)
{
	const struct way *way = way_of(orientation);
	struct dn_point turned = point;

	switch (way->quarters) {
	case 1:
		turned = (struct dn_point){ height - point.y, point.x };
		break;
	case 2:
		turned = (struct dn_point){ width - point.x,
			height - point.y };
		break;
	case 3:
		turned = (struct dn_point){ point.y, width - point.x };
		break;
	}
	if (way->mirrored)
		turned.x = (way->quarters % 2 == 1 ? height : width) -
		    turned.x;
	return turned;
}

struct dn_box
dn_orient_box(int orientation, double width, double height,
    struct dn_box box)
{
	struct dn_point corner = { box.x, box.y };
	struct dn_point far = { box.x + box.width, box.y + box.height };
	bool swaps = dn_orient_swaps(orientation);

	corner = dn_orient_point(orientation, width, height, corner);
	far = dn_orient_point(orientation, width, height, far);
	/* The sizes themselves, which differences of corners only come near. */
	return (struct dn_box){ corner.x < far.x ? corner.x : far.x,
		corner.y < far.y ? corner.y : far.y,
		swaps ? box.height : box.width,
		swaps ? box.width : box.height };
}

double
dn_orient_angle(int orientation, double angle)
{
	const struct way *way = way_of(orientation);
	double turned = angle + 90.0 * way->quarters;

	if (way->quarters == 0 && !way->mirrored)
		return angle;
	return dn_turn_angle(way->mirrored ? -turned : turned);
}

struct dn_turned
dn_orient_turned(int orientation, double width, double height,
    struct dn_turned turned)
{
	struct dn_box *box = &turned.box;
	struct dn_point center = { box->x + box->width / 2,
		box->y + box->height / 2 };

	center = dn_orient_point(orientation, width, height, center);
	box->x = center.x - box->width / 2;
	box->y = center.y - box->height / 2;
	turned.rotation = dn_orient_angle(orientation, turned.rotation);
	return turned;
}

/* ---- masks ----------------------------------------------------------- */

enum step { TRANSPOSE, FLIP, REVERSE, STEP_COUNT };

static int
make_step(enum step step, const struct dn_mask *mask, struct dn_mask *out,
    struct dn_err *err)
{
	if (step == TRANSPOSE)
		return dn_runs_transpose(mask, out, err);
	if (step == FLIP)
		return dn_runs_flip(mask, out, err);
	return dn_runs_reverse(mask, out, err);
}

int
dn_orient_mask(int orientation, const struct dn_mask *mask,
    struct dn_mask *out, struct dn_err *err)
{
	/* The same eight as a transposition, a flip and a half turn. */
	static const bool steps[][STEP_COUNT] = {
		{ 0, 0, 0 }, { 0, 1, 1 }, { 0, 0, 1 }, { 0, 1, 0 },
		{ 1, 0, 0 }, { 1, 1, 1 }, { 1, 0, 1 }, { 1, 1, 0 },
	};
	const bool *take = steps[way_of(orientation) - ways];
	const struct dn_mask *from = mask;
	struct dn_mask made[STEP_COUNT];
	int failed = 0, last = -1;

	for (int i = 0; i < STEP_COUNT; i++)
		dn_mask_init(&made[i], 0, 0);
	for (int i = 0; i < STEP_COUNT && failed == 0; i++) {
		if (!take[i])
			continue;
		failed = make_step((enum step)i, from, &made[i], err);
		from = &made[i];
		last = i;
	}
	if (last < 0)
		failed = dn_runs_put(mask, 0, 0, mask->height, mask->width,
		    &made[++last], err);
	*out = made[last];
	for (int i = 0; i < last; i++)
		dn_mask_release(&made[i]);
	return failed;
}
