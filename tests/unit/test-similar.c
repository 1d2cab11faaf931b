/* SPDX-License-Identifier: MIT */
/* Similarities: by hand, and against rasters of single points. */
#include "match/similar.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/src.h"
#include "match/clip.h"
#include "suites.h"
#include "units.h"

static double
similarity(const struct dn_unit *a, const struct dn_unit *b)
{
	struct dn_err err = DN_ERR_INIT;
	double there, back;

	if (dn_similarity(a, b, &there, &err) < 0)
		ck_abort_msg("%s", err.text);
	ck_assert_int_eq(dn_similarity(b, a, &back, &err), 0);
	ck_assert(fabs(there - back) < 1e-12);
	ck_assert(there >= 0 && there <= 1);
	return there;
}

/* Two annotations are alike so far. */
static void
check(const char *annotations, double want)
{
	struct units units;
	double got;

	units_of(&units, annotations);
	ck_assert_msg(units.count == 2, "%s: %s", annotations,
	    units.err.text);
	got = similarity(&units.unit[0], &units.unit[1]);
	ck_assert_msg(fabs(got - want) < 1e-9, "%s: %.17g is not %.17g",
	    annotations, got, want);
	units_end(&units);
}

#define BOX(x, y, w, h) "{\"kind\":\"box\",\"bbox\":[" #x "," #y "," #w "," \
    #h "]}"
#define RING(...) "{\"kind\":\"polygon\",\"polygons\":[[[" #__VA_ARGS__ "]]]}"

START_TEST(boxes_are_intersection_over_union)
{
	check(BOX(0, 0, 10, 10) "," BOX(5, 0, 10, 10), 1.0 / 3);
	check(BOX(0, 0, 10, 10) "," BOX(0, 0, 10, 7), 0.7);
	check(BOX(0, 0, 10, 10) "," BOX(0, 0, 10, 10), 1);
	check(BOX(0, 0, 10, 10) "," BOX(10, 0, 10, 10), 0);
	check(BOX(0, 0, 0, 10) "," BOX(0, 0, 0, 10), 1);
	check(BOX(0, 0, 0, 10) "," BOX(0, 0, 0, 9), 0);
	check(BOX(1e99, 0, 1e99, 1) "," BOX(1e99, 0, 1e99, 1), 1);
	check(BOX(0, 0, 1e-99, 1e-99) "," BOX(0, 0, 1e-99, 1e-99), 1);
}
END_TEST

START_TEST(areas_are_clipped)
{
	/* A triangle and half of the square around it. */
	check(RING([0, 0], [10, 0], [0, 10]) "," BOX(0, 0, 10, 10), 0.5);
	check(RING([0, 0], [10, 0], [0, 10]) ","
	    RING([10, 10], [10, 0], [0, 10]), 0);
	/* Two triangles that share a quarter of the square. */
	check(RING([0, 0], [10, 0], [0, 10]) ","
	    RING([0, 0], [10, 0], [10, 10]), 25.0 / 75);
	/* The same, whichever way and from where it runs. */
	check(RING([0, 0], [10, 0], [10, 10], [0, 10]) ","
	    RING([10, 10], [10, 0], [0, 0], [0, 10]), 1);
	/* A hole of a quarter. */
	check("{\"kind\":\"polygon\",\"polygons\":[[[[0,0],[8,0],[8,8],"
	    "[0,8]],[[2,2],[6,2],[6,6],[2,6]]]]}," BOX(0, 0, 8, 8), 0.75);
	/* Parts that overlap are united. */
	check("{\"kind\":\"polygon\",\"polygons\":[[[[0,0],[6,0],[6,8],"
	    "[0,8]]],[[[2,0],[8,0],[8,8],[2,8]]]]}," BOX(0, 0, 8, 8), 1);
	/* Empty ones. */
	check("{\"kind\":\"polygon\",\"polygons\":[]},"
	    "{\"kind\":\"polygon\",\"polygons\":[]}", 1);
	check("{\"kind\":\"polygon\",\"polygons\":[[]]},"
	    BOX(0, 0, 1, 1), 0);
	check(RING([1, 1], [5, 5]) "," BOX(0, 0, 9, 9), 0);
}
END_TEST

START_TEST(turned_boxes_are_areas)
{
	/* A square of 2 turned by 45 degrees and one that is not: an octagon
	 * of 8 (sqrt 2 - 1) in common. */
	double common = 8 * (sqrt(2) - 1);

	check("{\"kind\":\"rotatedBox\",\"bbox\":[0,0,2,2],\"rotation\":45},"
	    BOX(0, 0, 2, 2), common / (8 - common));
	check("{\"kind\":\"rotatedBox\",\"bbox\":[0,0,4,2],\"rotation\":90},"
	    BOX(1, -1, 2, 4), 1);
	check("{\"kind\":\"rotatedBox\",\"bbox\":[0,0,4,2],\"rotation\":180},"
	    BOX(0, 0, 4, 2), 1);
	check("{\"kind\":\"ellipse\",\"center\":[5,5],\"radii\":[5,5]},"
	    "{\"kind\":\"ellipse\",\"center\":[5,5],\"radii\":[5,5],"
	    "\"rotation\":360}", 1);
}
END_TEST

START_TEST(masks_are_compared_by_pixels)
{
	struct units units;
	double got;

	/* The left half of 4 x 4, the upper half, and a box of the left. */
	units_of(&units, "{\"kind\":\"mask\",\"mask\":{\"size\":[4,4],"
	    "\"counts\":\"088\"}},{\"kind\":\"mask\",\"mask\":{\"size\":"
	    "[4,4],\"counts\":\"022000000\"}}," BOX(0, 0, 2, 4));
	ck_assert_uint_eq(units.count, 3);
	got = similarity(&units.unit[0], &units.unit[2]);
	ck_assert(fabs(got - 1) < 1e-12);
	got = similarity(&units.unit[0], &units.unit[1]);
	ck_assert(fabs(got - 1.0 / 3) < 1e-12);
	got = similarity(&units.unit[0], &units.unit[0]);
	ck_assert(fabs(got - 1) < 1e-12);
	units_end(&units);
}
END_TEST

START_TEST(outlines_that_cross_themselves_are_told)
{
	static const struct {
		const char *text;
		bool crosses;
	} cases[] = {
		{ RING([0, 0], [10, 10], [10, 0], [0, 10]), true },
		{ RING([0, 0], [10, 10], [10, 0], [0, 10], [-5, 5]), true },
		{ RING([0, 0], [5, 5], [10, 10], [10, 0], [5, 5], [0, 10]),
		    false },
		{ RING([0, 0], [10, 0], [10, 10], [0, 10]), false },
		{ RING([0, 0], [4, 0], [4, 4], [8, 4], [4, 4], [0, 4]),
		    false },
		{ RING([0, 0], [4, 0], [4, 0], [4, 4]), false },
		{ RING([0, 0], [9, 1], [3, 2], [9, 3], [0, 4]), false },
		{ RING([0, 0], [9, 1], [1, 6], [9, 3], [0, 4]), true },
	};
	struct dn_err err = DN_ERR_INIT;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct units units;

		units_of(&units, cases[i].text);
		ck_assert_uint_eq(units.count, 1);
		ck_assert_msg((dn_unit_check(&units.unit[0], &err) < 0) ==
		    cases[i].crosses, "%s", cases[i].text);
		units_end(&units);
	}
	ck_assert_int_eq(err.code, DN_E_BAD_VALUE);
}
END_TEST

/* Is a point within a ring, by even and odd? */
static bool
within(const struct dn_ring *ring, double x, double y)
{
	bool in = false;

	for (size_t i = 0; i < ring->count; i++) {
		struct dn_point a = ring->points[i];
		struct dn_point b = ring->points[(i + 1) % ring->count];

		if ((a.y <= y) != (b.y <= y) &&
		    x < a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y))
			in = !in;
	}
	return in;
}

static bool
within_parts(const struct dn_part *parts, size_t count, double x, double y)
{
	for (size_t i = 0; i < count; i++) {
		bool in = within(&parts[i].rings[0], x, y);

		for (size_t j = 1; j < parts[i].count; j++)
			in = in && !within(&parts[i].rings[j], x, y);
		if (in)
			return true;
	}
	return false;
}

#define GRID 256

START_TEST(clipped_areas_are_those_of_rasters)
{
	struct dn_err err = DN_ERR_INIT;
	uint64_t state = 23;

	for (unsigned round = 0; round < 60; round++) {
		struct dn_point points[2][2][2][7];
		struct dn_ring rings[2][2][2];
		struct dn_part parts[2][2];
		struct dn_clip clip;
		double sums[3] = { 0, 0, 0 };

		for (size_t i = 0; i < 8; i++) {
			struct dn_ring *ring = &rings[i / 4][i / 2 % 2][i % 2];

			*ring = (struct dn_ring){
				points[i / 4][i / 2 % 2][i % 2],
				3 + suite_next(&state) % 5 };
			for (size_t j = 0; j < ring->count; j++)
				ring->points[j] = (struct dn_point){
					(double)(suite_next(&state) % 17),
					(double)(suite_next(&state) % 17) };
			parts[i / 4][i / 2 % 2] = (struct dn_part){
				rings[i / 4][i / 2 % 2],
				1 + suite_next(&state) % 2 };
		}
		for (int y = 0; y < GRID; y++)
			for (int x = 0; x < GRID; x++) {
				bool a = within_parts(parts[0], 2,
				    (x + 0.5) / 16, (y + 0.5) / 16);
				bool b = within_parts(parts[1], 2,
				    (x + 0.5) / 16, (y + 0.5) / 16);

				sums[0] += a / 256.0;
				sums[1] += b / 256.0;
				sums[2] += (a && b) / 256.0;
			}
		ck_assert_int_eq(dn_clip((struct dn_clip_shape){ parts[0], 2 },
		    (struct dn_clip_shape){ parts[1], 2 }, &clip, &err), 0);
		ck_assert_msg(fabs(clip.area[0] - sums[0]) < 1 &&
		    fabs(clip.area[1] - sums[1]) < 1 &&
		    fabs(clip.common - sums[2]) < 1,
		    "round %u: %f %f %f are not %f %f %f", round,
		    clip.area[0], clip.area[1], clip.common, sums[0],
		    sums[1], sums[2]);
	}
}
END_TEST

#define CUBOID(x, z, yaw) "{\"kind\":\"cuboid3d\",\"center\":[" #x ",0," #z \
    "],\"size\":[4,2,2],\"yaw\":" #yaw "}"

START_TEST(cuboids_are_compared_in_space)
{
	check(CUBOID(0, 0, 0) "," CUBOID(2, 0, 0), 1.0 / 3);
	check(CUBOID(0, 0, 0) "," CUBOID(0, 1, 0), 1.0 / 3);
	check(CUBOID(0, 0, 0) "," CUBOID(0, 0, 3.141592653589793), 1);
	check(CUBOID(0, 0, 0) "," CUBOID(0, 0, 1.5707963267948966),
	    1.0 / 3);
	check(CUBOID(0, 0, 0) "," CUBOID(0, 2, 0), 0);
	check(CUBOID(0, 0, 0) ",{\"kind\":\"cuboid3d\",\"center\":[0,0,0],"
	    "\"size\":[4,2,2],\"frame\":\"camera\"}", 0);
}
END_TEST

#define LINE(...) "{\"kind\":\"polyline\",\"points\":[" #__VA_ARGS__ "]}"

START_TEST(lines_are_alike_where_they_are_near)
{
	check(LINE([0, 0], [10, 0]) "," LINE([0, 2], [10, 2]), 1);
	check(LINE([0, 0], [10, 0]) "," LINE([0, 4], [10, 4]), 0);
	/* 13 of 20 lie beside 10. */
	check(LINE([0, 0], [10, 0]) "," LINE([0, 0], [20, 0]), 23.0 / 30);
	check(LINE([0, 0], [10, 0]) "," LINE([10, 0], [5, 0], [0, 0]), 1);
	check(LINE([5, 0]) "," LINE([5, 3]), 1);
	check(LINE([5, 0]) "," LINE([5, 4]), 0);
	check(LINE([5, 0]) "," LINE([0, 0], [12, 0]), 0.5);
	check(LINE() "," LINE(), 1);
	check(LINE() "," LINE([0, 0]), 0);
	check(LINE([0, 0], [10, 0]) "," LINE([5, -5], [5, 5]), 12.0 / 20);
}
END_TEST

START_TEST(skeletons_are_alike_as_keypoints_are)
{
	double far = 5 / sqrt(100 * 8 * DN_SIMILAR_SIGMA * DN_SIMILAR_SIGMA);

	check("{\"kind\":\"skeleton\",\"keypoints\":[[0,0,2],[10,10,2]]},"
	    "{\"kind\":\"skeleton\",\"keypoints\":[[0,0,1],[10,10,2]]}", 1);
	check("{\"kind\":\"skeleton\",\"keypoints\":[[0,0,2],[9,9,0]],"
	    "\"area\":100},{\"kind\":\"skeleton\",\"keypoints\":[[3,4,2]],"
	    "\"area\":100}", exp(-far * far));
	check("{\"kind\":\"skeleton\",\"keypoints\":[[0,0,2],[9,9,2]]},"
	    "{\"kind\":\"skeleton\",\"keypoints\":[[0,0,2],[0,0,0]]}", 0.5);
	check("{\"kind\":\"skeleton\",\"keypoints\":[[0,0,2]]},"
	    "{\"kind\":\"skeleton\",\"keypoints\":[[1,0,2]]}", 0);
	check("{\"kind\":\"skeleton\",\"keypoints\":[]},"
	    "{\"kind\":\"skeleton\",\"keypoints\":[]}", 1);
}
END_TEST

#define SPAN(...) "{\"kind\":\"span\",\"spans\":[" #__VA_ARGS__ "]}"
#define TIME(a, b) "{\"kind\":\"interval\",\"start\":" #a ",\"end\":" #b "}"
#define SAID(text) "{\"kind\":\"transcript\",\"text\":\"" text "\"}"

START_TEST(spans_times_and_texts)
{
	check(SPAN([0, 10]) "," SPAN([5, 10]), 0.5);
	check(SPAN([0, 4], [6, 10]) "," SPAN([2, 8]), 0.4);
	check(SPAN([0, 4], [2, 10]) "," SPAN([0, 10]), 1);
	check(SPAN([0, 4]) "," SPAN([4, 8]), 0);
	check(SPAN([3, 3]) "," SPAN([3, 3]), 1);
	check(SPAN([3, 3]) "," SPAN([4, 4]), 0);
	check(TIME(0, 2) "," TIME(1, 3), 1.0 / 3);
	check(TIME(1, 1) "," "{\"kind\":\"instant\",\"at\":1}", 1);
	check(TIME(1, 1) "," TIME(0, 2), 0);
	check(SAID("kitten") "," SAID("sitting"), 4.0 / 7);
	check(SAID("\u4f60\u597d") "," SAID("\u4f60"), 0.5);
	check(SAID("") "," SAID(""), 1);
	check(SAID("") "," SAID("ab"), 0);
	check("{\"kind\":\"class\",\"label\":1},"
	    "{\"kind\":\"class\",\"label\":1.0}", 1);
	check("{\"kind\":\"class\",\"label\":1},"
	    "{\"kind\":\"class\",\"label\":\"1\"}", 0);
	check(SAID("a") "," TIME(0, 1), 0);
}
END_TEST

START_TEST(what_lies_inside_is_a_share)
{
	struct dn_err err = DN_ERR_INIT;
	struct units units;
	double share;

	units_of(&units, BOX(0, 0, 4, 4) "," BOX(2, 0, 100, 100) ","
	    BOX(3, 3, 0, 0));
	ck_assert_int_eq(dn_unit_inside(&units.unit[0], &units.unit[1],
	    &share, &err), 0);
	ck_assert(fabs(share - 0.5) < 1e-12);
	ck_assert_int_eq(dn_unit_inside(&units.unit[2], &units.unit[0],
	    &share, &err), 0);
	ck_assert(!(share > 0));
	units_end(&units);
}
END_TEST

/* The next line of a text, without its newline; absent at the end. */
static struct dn_span
next_line(struct dn_span *text)
{
	struct dn_span line = *text;
	const char *end = text->len == 0 ? NULL :
	    memchr(text->ptr, '\n', text->len);

	if (end == NULL)
		return (struct dn_span){ NULL, 0 };
	line.len = (size_t)(end - text->ptr);
	text->ptr += line.len + 1;
	text->len -= line.len + 1;
	return line;
}

/* Read the rating with that id. */
static void
find(struct dn_span text, struct dn_span id, struct units *units)
{
	static const struct dn_unit_names names = { "annotator", "label" };
	struct dn_span line;
	struct dn_bytes copy;

	dn_bytes_init(&copy, SIZE_MAX);
	while ((line = next_line(&text)).ptr != NULL) {
		dn_bytes_clear(&copy);
		dn_bytes_add_span(&copy, line);
		ck_assert_int_eq(units_rating(units, &names,
		    dn_bytes_text(&copy)), 1);
		if (dn_span_equal(units->unit[0].id, id))
			break;
		units_end(units);
	}
	dn_bytes_release(&copy);
	ck_assert_msg(line.ptr != NULL, "%.*s is not there", (int)id.len,
	    id.ptr);
}

/* An expected line about `iou` holds: 1, else 0. */
static int
holds(struct dn_span boxes, const char *line)
{
	struct record_text record;
	struct units pair[2];
	struct dn_tree tree;
	struct dn_node *ids;
	double want, got;
	int is_iou;

	record_scan(&record, line);
	dn_tree_init(&tree, SIZE_MAX / 2);
	ck_assert_ptr_nonnull(dn_tree_read(&tree, &record.value));
	is_iou = dn_span_is(dn_node_text(&tree, dn_node_get(&tree, tree.root,
	    "coefficient")), "iou");
	if (is_iou) {
		ids = dn_node_first(&tree, dn_node_get(&tree, dn_node_get(
		    &tree, tree.root, "options"), "pair"));
		find(boxes, dn_node_text(&tree, ids), &pair[0]);
		find(boxes, dn_node_text(&tree, ids->next), &pair[1]);
		ck_assert(dn_node_real(dn_node_get(&tree, tree.root,
		    "expected"), &want));
		got = similarity(&pair[0].unit[0], &pair[1].unit[0]);
		ck_assert_msg(fabs(got - want) < 1e-9, "%s: %.17g", line,
		    got);
		units_end(&pair[0]);
		units_end(&pair[1]);
	}
	dn_tree_release(&tree);
	free(record.memory);
	return is_iou;
}

START_TEST(published_boxes_are_alike_as_printed)
{
	const char *shared = getenv("DN_SHARED");
	struct dn_bytes path, boxes, expected, copy;
	struct dn_err err = DN_ERR_INIT;
	struct dn_span text, line;
	int held = 0;

	dn_bytes_init(&path, SIZE_MAX);
	dn_bytes_init(&boxes, SIZE_MAX);
	dn_bytes_init(&expected, SIZE_MAX);
	dn_bytes_init(&copy, SIZE_MAX);
	dn_bytes_add_format(&path, "%s/agreement/boxes_constructed_a.jsonl",
	    shared != NULL ? shared : ".");
	if (dn_src_slurp(dn_bytes_text(&path), &boxes, &err) < 0) {
		fprintf(stderr, "skipped: published boxes (DN_SHARED)\n");
	} else {
		dn_bytes_clear(&path);
		dn_bytes_add_format(&path, "%s/agreement/expected.jsonl",
		    shared);
		ck_assert_int_eq(dn_src_slurp(dn_bytes_text(&path), &expected,
		    &err), 0);
		text = dn_bytes_span(&expected);
		while ((line = next_line(&text)).ptr != NULL) {
			dn_bytes_clear(&copy);
			dn_bytes_add_span(&copy, line);
			held += holds(dn_bytes_span(&boxes),
			    dn_bytes_text(&copy));
		}
		ck_assert_int_eq(held, 5);
	}
	dn_bytes_release(&path);
	dn_bytes_release(&boxes);
	dn_bytes_release(&expected);
	dn_bytes_release(&copy);
}
END_TEST

DN_SUITE(similar, boxes_are_intersection_over_union, areas_are_clipped,
    turned_boxes_are_areas, masks_are_compared_by_pixels,
    outlines_that_cross_themselves_are_told,
    clipped_areas_are_those_of_rasters, cuboids_are_compared_in_space,
    lines_are_alike_where_they_are_near,
    skeletons_are_alike_as_keypoints_are, spans_times_and_texts,
    what_lies_inside_is_a_share,
    published_boxes_are_alike_as_printed)
