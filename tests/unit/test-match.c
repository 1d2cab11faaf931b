/* SPDX-License-Identifier: MIT */
/* Units: what is read of annotations and ratings, and in which order. */
#include "match/unit.h"

#include <math.h>

#include "suites.h"
#include "units.h"

static void
is(struct dn_span span, const char *want)
{
	ck_assert_msg(dn_span_is(span, want), "\"%.*s\" is not \"%s\"",
	    (int)span.len, span.ptr != NULL ? span.ptr : "", want);
}

static void
near(double got, double want)
{
	ck_assert_msg(fabs(got - want) < 1e-9, "%.17g is not %.17g", got,
	    want);
}

static void
box_is(const struct dn_unit *unit, double x, double y, double width,
    double height)
{
	near(unit->box.x, x);
	near(unit->box.y, y);
	near(unit->box.width, width);
	near(unit->box.height, height);
}

START_TEST(what_all_units_have_is_canonical)
{
	struct units units;

	units_of(&units, "{\"id\":\"a\",\"kind\":\"box\",\"bbox\":[1,2,3,4],"
	    "\"label\":1.0,\"field\":\"f\",\"attributes\":{\"b\":1,\"a\":2},"
	    "\"group\":7,\"annotator\":\"Z\",\"crowd\":true},"
	    "{\"kind\":\"class\",\"labels\":[\"y\",\"x\",\"y\"],"
	    "\"set\":\"s\"}");
	ck_assert_int_eq(units.failed, 0);
	ck_assert_uint_eq(units.count, 2);
	is(units.unit[0].id, "a");
	is(units.unit[0].label, "1");
	is(units.unit[0].field, "f");
	is(units.unit[0].attributes, "{\"a\":2,\"b\":1}");
	is(units.unit[0].group, "7");
	is(units.unit[0].annotator, "Z");
	ck_assert(units.unit[0].crowd && !units.unit[0].prediction);
	box_is(&units.unit[0], 1, 2, 3, 4);
	is(units.unit[1].label, "[\"x\",\"y\"]");
	is(units.unit[1].annotator, "s");
	ck_assert_ptr_null(units.unit[1].id.ptr);
	units_end(&units);
}
END_TEST

START_TEST(annotators_are_found_by_set_and_work)
{
	struct units units;

	units_read(&units, "{\"id\":\"i\",\"work\":[{\"set\":\"1\","
	    "\"annotator\":\"Li\"},{\"set\":\"2\",\"model\":\"m\"}],"
	    "\"annotations\":["
	    "{\"kind\":\"box\",\"bbox\":[0,0,1,1],\"set\":\"1\"},"
	    "{\"kind\":\"box\",\"bbox\":[0,0,1,1],\"set\":\"2\"},"
	    "{\"kind\":\"box\",\"bbox\":[0,0,1,1]},"
	    "{\"kind\":\"box\",\"bbox\":[0,0,1,1],"
	    "\"origin\":\"prediction\"}]}");
	ck_assert_uint_eq(units.count, 4);
	is(units.unit[0].annotator, "Li");
	ck_assert(units.unit[1].prediction && !units.unit[0].prediction);
	ck_assert_ptr_null(units.unit[2].annotator.ptr);
	ck_assert(units.unit[3].prediction);
	units_end(&units);
}
END_TEST

START_TEST(shapes_keep_their_points)
{
	struct units units;

	units_of(&units,
	    "{\"kind\":\"rotatedBox\",\"bbox\":[0,0,4,2],\"rotation\":90},"
	    "{\"kind\":\"rotatedBox\",\"bbox\":[0,0,4,2],\"rotation\":360},"
	    "{\"kind\":\"polygon\",\"polygons\":[[[[0,0],[9,0],[9,9]],"
	    "[[7,1],[8,1],[8,2]]],[[[20,0],[21,0],[21,5]]]]},"
	    "{\"kind\":\"ellipse\",\"center\":[5,5],\"radii\":[3,2]},"
	    "{\"kind\":\"polyline\",\"points\":[[1,2],[3,4]]},"
	    "{\"kind\":\"mask\",\"mask\":{\"size\":[2,2],"
	    "\"counts\":\"121\"}},"
	    "{\"kind\":\"skeleton\",\"keypoints\":[[5,5,2],[9,9,0],"
	    "[7,8,1]]}");
	ck_assert_msg(units.failed == 0, "%s", units.err.text);
	ck_assert_uint_eq(units.count, 7);
	ck_assert_uint_eq(units.unit[0].part_count, 1);
	box_is(&units.unit[0], 1, -1, 2, 4);
	ck_assert_uint_eq(units.unit[1].part_count, 0);
	ck_assert_uint_eq(units.unit[2].part_count, 2);
	ck_assert_uint_eq(units.unit[2].parts[0].count, 2);
	near(units.unit[2].parts[0].rings[1].points[2].y, 2);
	box_is(&units.unit[2], 0, 0, 21, 9);
	box_is(&units.unit[3], 2, 3, 6, 4);
	near(units.unit[4].points[1].x, 3);
	ck_assert_uint_eq(units.unit[5].mask.count, 3);
	box_is(&units.unit[5], 0, 0, 2, 2);
	box_is(&units.unit[6], 5, 5, 2, 3);
	near(units.unit[6].area, 6);
	ck_assert_int_eq(units.unit[6].visible[1], 0);
	units_end(&units);
}
END_TEST

START_TEST(cuboids_have_their_up_axis_along_z)
{
	struct units units;

	units_of(&units,
	    "{\"kind\":\"cuboid3d\",\"center\":[1,2,3],\"size\":[4,2,1.5],"
	    "\"yaw\":0.5,\"frame\":\"lidar\"},"
	    "{\"kind\":\"cuboid3d\",\"center\":[1,2,3],\"size\":[4,2,1.5],"
	    "\"rotation\":[0.7071067811865476,0,0,0.7071067811865476]},"
	    "{\"kind\":\"cuboid3d\",\"center\":[1,2,3],\"size\":[4,2,1.5],"
	    "\"rotation\":[0.7071067811865476,0,-0.7071067811865476,0],"
	    "\"frame\":\"camera\"}");
	ck_assert_uint_eq(units.count, 3);
	near(units.unit[0].yaw, 0.5);
	near(units.unit[1].yaw, acos(0));
	near(units.unit[2].yaw, acos(0));
	near(units.unit[2].center[1], 3);
	near(units.unit[2].center[2], -2);
	ck_assert(units.unit[2].camera);
	units_end(&units);
}
END_TEST

START_TEST(spans_are_sorted_and_joined)
{
	struct units units;

	units_of(&units,
	    "{\"kind\":\"span\",\"spans\":[[8,9],[1,3],[2,5],[5,6],[7,7]],"
	    "\"text\":\"t\"},"
	    "{\"kind\":\"span\",\"spans\":[[4,4],[3,3]]},"
	    "{\"kind\":\"interval\",\"start\":0.5,\"end\":2,"
	    "\"text\":\"hm\"},"
	    "{\"kind\":\"instant\",\"at\":3},"
	    "{\"kind\":\"transcript\",\"text\":\"said\"}");
	ck_assert_uint_eq(units.count, 5);
	ck_assert_uint_eq(units.unit[0].range_count, 2);
	ck_assert_uint_eq(units.unit[0].ranges[0].start, 1);
	ck_assert_uint_eq(units.unit[0].ranges[0].end, 6);
	ck_assert_uint_eq(units.unit[0].ranges[1].start, 8);
	ck_assert_uint_eq(units.unit[1].range_count, 1);
	ck_assert_uint_eq(units.unit[1].ranges[0].start, 3);
	is(units.unit[2].text, "hm");
	near(units.unit[3].end, 3);
	is(units.unit[4].text, "said");
	units_end(&units);
}
END_TEST

START_TEST(what_is_not_compared_is_passed_over)
{
	struct units units;

	units_of(&units, "{\"kind\":\"track\",\"shapes\":[]},"
	    "{\"kind\":\"other\"},{\"kind\":\"class\",\"label\":null},"
	    "{\"kind\":\"class\",\"label\":\"a\",\"target\":\"x\"},"
	    "{\"kind\":\"pointLabels\"},{\"kind\":\"rating\",\"value\":3}");
	ck_assert_int_eq(units.failed, 0);
	ck_assert_uint_eq(units.skipped, 6);
	units_end(&units);
}
END_TEST

START_TEST(bad_geometry_is_told)
{
	static const struct {
		const char *text;
		enum dn_code code;
		const char *field;
	} cases[] = {
		{ "{\"kind\":\"box\"}", DN_E_MISSING_FIELD,
		    "/annotations/0" },
		{ "{\"kind\":\"box\",\"bbox\":[0,0,-1,1]}", DN_E_BAD_VALUE,
		    "/annotations/0/bbox" },
		{ "{\"kind\":\"box\",\"bbox\":[0,0,1e300,1]}",
		    DN_E_BAD_VALUE, "/annotations/0/bbox" },
		{ "{\"kind\":\"box\",\"bbox\":[0,0,1]}", DN_E_BAD_VALUE,
		    "/annotations/0/bbox" },
		{ "{\"kind\":\"polygon\",\"polygons\":[[[[0,0],[1e200,0],"
		    "[1,1]]]]}", DN_E_BAD_VALUE, "/annotations/0/polygons" },
		{ "{\"kind\":\"interval\",\"start\":2,\"end\":1}",
		    DN_E_BAD_VALUE, "/annotations/0/end" },
		{ "{\"kind\":\"interval\",\"start\":2}", DN_E_MISSING_FIELD,
		    "/annotations/0" },
		{ "{\"kind\":\"ellipse\",\"center\":[0,0],\"radii\":[1,-1]}",
		    DN_E_BAD_VALUE, "/annotations/0/radii" },
		{ "{\"kind\":\"transcript\",\"text\":1}", DN_E_BAD_TYPE,
		    "/annotations/0/text" },
		{ "{\"kind\":\"cuboid3d\",\"center\":[0,0,0],"
		    "\"size\":[1,1,-1]}", DN_E_BAD_VALUE,
		    "/annotations/0/size" },
		{ "{\"kind\":\"mask\",\"mask\":{\"size\":[2,2],"
		    "\"counts\":\"1\"}}", DN_E_BAD_VALUE,
		    "/annotations/0/mask/counts" },
		{ "{\"kind\":\"class\",\"labels\":3}", DN_E_BAD_TYPE,
		    "labels" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct units units;

		units_of(&units, cases[i].text);
		ck_assert_msg(units.failed, "%s", cases[i].text);
		ck_assert_str_eq(dn_code_name(units.err.code),
		    dn_code_name(cases[i].code));
		ck_assert_str_eq(units.err.field, cases[i].field);
		units_end(&units);
	}
}
END_TEST

START_TEST(ratings_are_what_they_carry)
{
	static const struct dn_unit_names plain = { "annotator", "label" };
	static const struct dn_unit_names own = { "who", "text" };
	static const struct {
		const char *text;
		enum dn_unit_kind kind;
	} cases[] = {
		{ "{\"annotator\":\"A\",\"bbox\":[0,0,1,1]}", DN_UNIT_BOX },
		{ "{\"annotator\":1,\"span\":[3,5],\"label\":\"x\"}",
		    DN_UNIT_SPAN },
		{ "{\"annotator\":1,\"span\":[[3,5],[7,8]]}", DN_UNIT_SPAN },
		{ "{\"annotator\":1,\"start\":1,\"end\":2}",
		    DN_UNIT_INTERVAL },
		{ "{\"annotator\":1,\"text\":\"hello\"}", DN_UNIT_TEXT },
		{ "{\"annotator\":1,\"label\":\"x\"}", DN_UNIT_CLASS },
	};
	struct units units;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_int_eq(units_rating(&units, &plain,
		    cases[i].text), 1);
		ck_assert_int_eq(units.unit[0].kind, cases[i].kind);
		ck_assert_ptr_nonnull(units.unit[0].annotator.ptr);
		units_end(&units);
	}
	ck_assert_int_eq(units_rating(&units, &own,
	    "{\"who\":\"A\",\"text\":\"x\",\"id\":3}"), 1);
	ck_assert_int_eq(units.unit[0].kind, DN_UNIT_CLASS);
	is(units.unit[0].label, "\"x\"");
	is(units.unit[0].id, "3");
	units_end(&units);
	ck_assert_int_eq(units_rating(&units, &plain,
	    "{\"annotator\":\"A\",\"label\":null}"), 0);
	units_end(&units);
	ck_assert_int_eq(units_rating(&units, &plain,
	    "{\"annotator\":\"A\",\"span\":[5,3]}"), -1);
	units_end(&units);
	ck_assert_int_eq(units_rating(&units, &plain,
	    "{\"annotator\":[],\"label\":\"x\"}"), -1);
	ck_assert_str_eq(units.err.field, "/annotator");
	units_end(&units);
}
END_TEST

START_TEST(only_equal_units_are_equal_in_order)
{
	struct units units;

	units_of(&units,
	    "{\"kind\":\"box\",\"bbox\":[0,0,1,1],\"label\":\"a\"},"
	    "{\"kind\":\"box\",\"bbox\":[0,0,1,1],\"label\":\"b\"},"
	    "{\"kind\":\"box\",\"bbox\":[0,0,1,2],\"label\":\"a\"},"
	    "{\"kind\":\"polygon\",\"polygons\":[[[[0,0],[9,0],[9,9]]]]},"
	    "{\"kind\":\"polygon\",\"polygons\":[[[[0,0],[9,9],[9,0]]]]},"
	    "{\"kind\":\"points\",\"points\":[[0,0]]},"
	    "{\"kind\":\"points\",\"points\":[[0,0],[0,0]]},"
	    "{\"kind\":\"mask\",\"mask\":{\"size\":[2,2],"
	    "\"counts\":\"121\"}},"
	    "{\"kind\":\"mask\",\"mask\":{\"size\":[2,2],"
	    "\"counts\":\"022\"}},"
	    "{\"kind\":\"skeleton\",\"keypoints\":[[5,5,2]]},"
	    "{\"kind\":\"skeleton\",\"keypoints\":[[5,5,1]]},"
	    "{\"kind\":\"cuboid3d\",\"center\":[1,2,3],\"size\":[4,2,1]},"
	    "{\"kind\":\"cuboid3d\",\"center\":[1,2,3],\"size\":[4,2,1],"
	    "\"yaw\":1},"
	    "{\"kind\":\"span\",\"spans\":[[1,2]]},"
	    "{\"kind\":\"span\",\"spans\":[[1,2],[4,5]]},"
	    "{\"kind\":\"span\",\"spans\":[[1,2]],\"text\":\"\"},"
	    "{\"kind\":\"instant\",\"at\":3},"
	    "{\"kind\":\"instant\",\"at\":3,\"id\":\"\"}");
	ck_assert_msg(units.failed == 0, "%s", units.err.text);
	for (size_t i = 0; i < units.count; i++)
		for (size_t j = 0; j < units.count; j++) {
			int order = dn_unit_compare(&units.unit[i],
			    &units.unit[j]);

			ck_assert_msg((order == 0) == (i == j),
			    "%zu and %zu", i, j);
			ck_assert_int_eq(order > 0, dn_unit_compare(
			    &units.unit[j], &units.unit[i]) < 0);
		}
	ck_assert(dn_unit_same_label(&units.unit[0], &units.unit[2]));
	ck_assert(!dn_unit_same_label(&units.unit[0], &units.unit[1]));
	ck_assert(!dn_unit_same_label(&units.unit[3], &units.unit[3]));
	units_end(&units);
}
END_TEST

DN_SUITE(match, what_all_units_have_is_canonical,
    annotators_are_found_by_set_and_work, shapes_keep_their_points,
    cuboids_have_their_up_axis_along_z, spans_are_sorted_and_joined,
    what_is_not_compared_is_passed_over, bad_geometry_is_told,
    ratings_are_what_they_carry, only_equal_units_are_equal_in_order)
