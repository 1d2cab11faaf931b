/* SPDX-License-Identifier: MIT */
/* The upright box around an annotation, whatever it is. */
#include "model/envelope.h"

#include <math.h>
#include <stdio.h>

#include "records.h"
#include "suites.h"

#define NEAR 1e-9

/* Annotations, whether there is a box around them, and which. */
static const struct {
	const char *members;
	int got;
	struct dn_box box;
} shapes[] = {
	{ "\"kind\":\"box\",\"bbox\":[1,2,3,4]", 1, { 1, 2, 3, 4 } },
	{ "\"kind\":\"rotatedBox\",\"bbox\":[0,0,4,2],\"rotation\":90", 1,
	    { 1, -1, 2, 4 } },
	{ "\"kind\":\"polygon\",\"bbox\":[9,9,9,9],\"polygons\":"
	    "[[[[0,0],[4,1],[2,5]],[[-9,-9],[1,1],[1,2]]],[],[[]],"
	    "[[[7,-1]]]]", 1, { 0, -1, 7, 6 } },
	{ "\"kind\":\"mask\",\"mask\":{\"size\":[2,3],\"counts\":\"123\"}",
	    1, { 0, 0, 2, 2 } },
	{ "\"kind\":\"skeleton\",\"keypoints\":[[1,2,2],[0,0,0],[4,1,1]]", 1,
	    { 1, 1, 3, 1 } },
	{ "\"kind\":\"polyline\",\"points\":[[1,1],[5,3]]", 1,
	    { 1, 1, 4, 2 } },
	{ "\"kind\":\"ellipse\",\"center\":[10,10],\"radii\":[4,2]", 1,
	    { 6, 8, 8, 4 } },
	{ "\"kind\":\"ellipse\",\"center\":[10,10],\"radii\":[4,2],"
	    "\"rotation\":90", 1, { 8, 6, 4, 8 } },
	{ "\"kind\":\"class\",\"bbox\":[1,2,3,4]", 1, { 1, 2, 3, 4 } },
	{ "\"kind\":\"class\"", 0, { 0, 0, 0, 0 } },
	{ "\"kind\":\"polygon\",\"polygons\":[]", 0, { 0, 0, 0, 0 } },
	{ "\"kind\":\"polygon\",\"polygons\":3", -1, { 0, 0, 0, 0 } },
	{ "\"kind\":\"box\",\"bbox\":[1,2,3]", -1, { 0, 0, 0, 0 } },
};

START_TEST(there_is_a_box_around_every_geometry)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		struct dn_err err = DN_ERR_INIT;
		struct dn_annotation annotation;
		struct record_text record;
		struct dn_item item;
		struct dn_box box;
		char text[600];
		int got;

		snprintf(text, sizeof(text), "{\"id\":\"a\",\"annotations\":"
		    "[{%s}]}", shapes[i].members);
		record_read(&record, &item, text);
		ck_assert_int_eq(dn_annotation_read(&item,
		    dn_item_first_annotation(&item), &annotation, &err), 0);
		got = dn_envelope(&item, &annotation, &box, &err);
		ck_assert_msg(got == shapes[i].got, "%s: %d", text, got);
		ck_assert_msg(got <= 0 || (fabs(box.x - shapes[i].box.x) <
		    NEAR && fabs(box.y - shapes[i].box.y) < NEAR &&
		    fabs(box.width - shapes[i].box.width) < NEAR &&
		    fabs(box.height - shapes[i].box.height) < NEAR),
		    "%s: %g %g %g %g", text, box.x, box.y, box.width,
		    box.height);
		record_end(&record, &item);
	}
}
END_TEST

START_TEST(parts_that_were_read_have_the_same_box)
{
	struct dn_point points[] = { { 1, 2 }, { 4, -1 }, { 0, 9 } };
	struct dn_ring rings[] = { { points, 2 }, { points + 2, 1 },
		{ NULL, 0 } };
	struct dn_part parts[] = { { rings, 2 }, { rings + 2, 1 },
		{ NULL, 0 }, { rings + 1, 1 } };
	struct dn_box box;

	ck_assert(dn_envelope_parts(parts, 3, &box));
	ck_assert(fabs(box.x - 1) < NEAR && fabs(box.y + 1) < NEAR &&
	    fabs(box.width - 3) < NEAR && fabs(box.height - 3) < NEAR);
	ck_assert(dn_envelope_parts(parts, 4, &box));
	ck_assert(fabs(box.x) < NEAR && fabs(box.height - 10) < NEAR);
	ck_assert(!dn_envelope_parts(parts + 1, 2, &box));
	ck_assert(!dn_envelope_parts(NULL, 0, &box));
}
END_TEST

Suite *
envelope_suite(void)
{
	Suite *suite = suite_create("envelope");
	TCase *tcase = tcase_create("envelope");

	tcase_add_test(tcase, there_is_a_box_around_every_geometry);
	tcase_add_test(tcase, parts_that_were_read_have_the_same_box);
	suite_add_tcase(suite, tcase);
	return suite;
}
