/* SPDX-License-Identifier: MIT */
/* Geometry is read as numbers; what is no geometry is refused by pointer. */
#include "model/shape.h"

#include <stdio.h>

#include "model/check.h"
#include "records.h"
#include "suites.h"

/* An item with one annotation of these members. */
static struct dn_node *
begin_shape(struct record_text *record, struct dn_item *item,
    const char *members)
{
	char text[600];

	snprintf(text, sizeof(text), "{\"id\":\"a\",\"annotations\":[{%s}]}",
	    members);
	record_read(record, item, text);
	return dn_item_first_annotation(item);
}

START_TEST(a_box_is_four_numbers)
{
	struct dn_err err = DN_ERR_INIT;
	struct record_text record;
	struct dn_item item;
	struct dn_node *node;
	struct dn_box box;

	node = begin_shape(&record, &item, "\"bbox\":[1.5,-2,3e1,0]");
	ck_assert_int_eq(dn_shape_box(&item, node, &box, &err), 1);
	ck_assert_double_eq(box.x, 1.5);
	ck_assert_double_eq(box.y, -2);
	ck_assert_double_eq(box.width, 30);
	ck_assert_double_eq(box.height, 0);
	ck_assert_int_eq(dn_shape_box_of(&item, dn_node_get(&item.tree, node,
	    "bbox"), &box, &err), 1);
	ck_assert_int_eq(dn_shape_box_of(&item, NULL, &box, &err), 0);
	ck_assert_int_eq(dn_shape_box_of(&item, item.root, &box, &err), -1);
	ck_assert_int_eq(err.code, DN_E_BAD_TYPE);
	err = (struct dn_err)DN_ERR_INIT;
	record_end(&record, &item);
	node = begin_shape(&record, &item, "\"bbox\":null");
	ck_assert_int_eq(dn_shape_box(&item, node, &box, &err), 0);
	ck_assert_int_eq(err.code, DN_E_NONE);
	record_end(&record, &item);
}
END_TEST

START_TEST(parts_rings_and_points_are_told_apart)
{
	struct dn_err err = DN_ERR_INIT;
	struct record_text record;
	struct dn_item item;
	struct dn_node *node;
	struct dn_part *parts;
	size_t count;

	node = begin_shape(&record, &item, "\"polygons\":[[[[0,0],[4,0],[4,4]],"
	    "[[1,1],[2,1],[2,2]]],[[[9,9],[8,8.5],[7,9]]],[]]");
	ck_assert_int_eq(dn_shape_polygons(&item, node, &parts, &count, &err),
	    1);
	ck_assert_uint_eq(count, 3);
	ck_assert_uint_eq(parts[0].count, 2);
	ck_assert_uint_eq(parts[1].count, 1);
	ck_assert_uint_eq(parts[2].count, 0);
	ck_assert_uint_eq(parts[0].rings[1].count, 3);
	ck_assert_double_eq(parts[1].rings[0].points[1].y, 8.5);
	record_end(&record, &item);
}
END_TEST

START_TEST(white_space_and_lists_that_were_looked_into_say_the_same)
{
	struct dn_err err = DN_ERR_INIT;
	struct record_text record;
	struct dn_item item;
	struct dn_node *node;
	struct dn_part *parts;
	size_t count;

	for (int looked = 0; looked < 2; looked++) {
		node = begin_shape(&record, &item, "\"polygons\": [ [ [ [ 0 , "
		    "1e1 ] ,[2.5,-3]\t, [ 4,5 ] ] ] ]");
		if (looked)
			dn_node_first(&item.tree, dn_node_first(&item.tree,
			    dn_node_first(&item.tree, dn_node_first(&item.tree,
			    dn_node_get(&item.tree, node, "polygons")))));
		ck_assert_int_eq(dn_shape_polygons(&item, node, &parts,
		    &count, &err), 1);
		ck_assert_uint_eq(parts[0].rings[0].count, 3);
		ck_assert_double_eq(parts[0].rings[0].points[0].y, 10);
		ck_assert_double_eq(parts[0].rings[0].points[1].y, -3);
		ck_assert_double_eq(parts[0].rings[0].points[2].x, 4);
		record_end(&record, &item);
	}
}
END_TEST

START_TEST(parts_and_holes_are_counted_however_they_are_written)
{
	static const struct {
		const char *polygons;
		size_t parts, holes;
	} rows[] = {
		{ "[]", 0, 0 }, { "[[]]", 1, 0 }, { "[[[]]]", 1, 0 },
		{ "[[[[1,2]]]]", 1, 0 }, { "[ [[[1,2]]]]", 1, 0 },
		{ "[[[[1,2],[3,4]],[[5,6]]]]", 1, 1 },
		{ "[[[[1,2]],[[5,6]]],[[[1,2]]],[[[3,4]],[[5,6]],[[7,8]]]]",
		    3, 3 },
		{ "[[[[1,2]],[]],[[[1,2]]]]", 2, 1 },
		{ "[[[[1,2]]],[],[[[1,2]]]]", 3, 0 },
		{ "[[[[1,2]], [[3,4]]] ,[[[1,2]]]]", 2, 1 },
		{ "[1,[2,3],[[4]]]", 3, 1 }, { "7", 0, 0 }, { "null", 0, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct record_text record;
		struct dn_item item;
		struct dn_node *node;
		size_t parts = 9, holes = 9;
		char text[200];

		snprintf(text, sizeof(text), "\"polygons\":%s",
		    rows[i].polygons);
		node = begin_shape(&record, &item, text);
		node = dn_node_get(&item.tree, node, "polygons");
		dn_shape_count(&item, node, &parts, &holes);
		ck_assert_msg(parts == rows[i].parts && holes == rows[i].holes,
		    "%s: %zu %zu", text, parts, holes);
		record_end(&record, &item);
	}
}
END_TEST

START_TEST(many_parts_and_many_rings_are_read_like_few)
{
	for (size_t many = 1; many < 40; many++) {
		struct dn_err err = DN_ERR_INIT;
		struct record_text record;
		struct dn_part *parts;
		struct dn_node *node;
		struct dn_item item;
		char text[560];
		size_t count, len = 0;

		len += (size_t)snprintf(text, sizeof(text), "\"polygons\":[");
		for (size_t i = 0; i < many; i++)
			len += (size_t)snprintf(text + len, sizeof(text) - len,
			    i % 3 == 2 ? ",[[1,%zu]]" : i == 0 ? "[[[1,%zu]]" :
			    "],[[[1,%zu]]", i);
		snprintf(text + len, sizeof(text) - len, "]]");
		node = begin_shape(&record, &item, text);
		ck_assert_int_eq(dn_shape_polygons(&item, node, &parts,
		    &count, &err), 1);
		ck_assert_uint_eq(count, many - many / 3);
		for (size_t i = 0; i < many; i++) {
			size_t part = i - (i + 1) / 3;
			struct dn_ring *ring = &parts[part].rings[i % 3 == 2];

			ck_assert_uint_eq(ring->count, 1);
			ck_assert_double_eq(ring->points[0].y, (double)i);
		}
		record_end(&record, &item);
	}
}
END_TEST

START_TEST(keypoints_have_a_visibility)
{
	struct dn_err err = DN_ERR_INIT;
	struct record_text record;
	struct dn_item item;
	struct dn_node *node;
	struct dn_keypoint *points;
	size_t count;

	node = begin_shape(&record, &item,
	    "\"keypoints\":[[1,2,2],[0,0,0],[3,4,1]]");
	ck_assert_int_eq(dn_shape_keypoints(&item, node, &points, &count,
	    &err), 1);
	ck_assert_uint_eq(count, 3);
	ck_assert_int_eq(points[0].visible, 2);
	ck_assert_int_eq(points[1].visible, 0);
	ck_assert_int_eq(points[2].visible, 1);
	record_end(&record, &item);
}
END_TEST

START_TEST(spans_are_ranges_of_code_points)
{
	static const struct dn_range two[] = { { 0, 2 }, { 3, 5 } };
	struct dn_err err = DN_ERR_INIT;
	struct record_text record;
	struct dn_item item;
	struct dn_node *node;
	struct dn_range *ranges;
	size_t count;

	node = begin_shape(&record, &item, "\"kind\":\"span\"");
	ck_assert_int_eq(dn_shape_spans(&item, node, &ranges, &count, &err),
	    0);
	dn_shape_set_spans(&item.tree, node, two, 2);
	ck_assert_int_eq(dn_shape_spans(&item, node, &ranges, &count, &err),
	    1);
	ck_assert_uint_eq(count, 2);
	ck_assert_uint_eq(ranges[1].start, 3);
	ck_assert_uint_eq(ranges[1].end, 5);
	record_is(&item, "{\"id\":\"a\",\"annotations\":[{\"kind\":\"span\","
	    "\"spans\":[[0,2],[3,5]]}]}");
	record_end(&record, &item);
}
END_TEST

START_TEST(a_mask_fills_its_picture)
{
	struct dn_err err = DN_ERR_INIT;
	struct record_text record;
	struct dn_item item;
	struct dn_node *node;
	struct dn_mask mask;

	node = begin_shape(&record, &item,
	    "\"mask\":{\"size\":[10,5],\"counts\":\"0d0n0\"}");
	dn_mask_init(&mask, 0, 0);
	ck_assert_int_eq(dn_shape_mask(&item, node, &mask, &err), 1);
	ck_assert_uint_eq(dn_mask_area(&mask), 20);
	mask.runs[1]++;
	mask.runs[2]--;
	dn_shape_set_mask(&item.tree, node, &mask);
	dn_mask_release(&mask);
	ck_assert_int_eq(dn_shape_mask(&item, node, &mask, &err), 1);
	ck_assert_uint_eq(dn_mask_area(&mask), 21);
	dn_mask_release(&mask);
	record_end(&record, &item);
}
END_TEST

START_TEST(a_box_is_set_with_the_shortest_numbers)
{
	struct record_text record;
	struct dn_item item;
	struct dn_node *node;

	node = begin_shape(&record, &item, "\"bbox\":[0,0,1,1]");
	dn_shape_set_box(&item.tree, node,
	    &(struct dn_box){ 0.1, 2, 1e21, -3.25 });
	record_is(&item, "{\"id\":\"a\",\"annotations\":"
	    "[{\"bbox\":[0.1,2,1e+21,-3.25]}]}");
	record_end(&record, &item);
}
END_TEST

/* What is checked, the code, and the pointer below /annotations/0. */
static const struct {
	const char *members, *code, *field;
} wrong[] = {
	{ "\"kind\":\"box\"", "missing-field", "" },
	{ "\"kind\":\"box\",\"bbox\":null", "missing-field", "" },
	{ "\"kind\":\"box\",\"bbox\":7", "bad-type", "/bbox" },
	{ "\"kind\":\"box\",\"bbox\":[]", "bad-value", "/bbox" },
	{ "\"kind\":\"box\",\"bbox\":[1,2,3]", "bad-value", "/bbox" },
	{ "\"kind\":\"box\",\"bbox\":[1,2,3,4,5]", "bad-value", "/bbox" },
	{ "\"kind\":\"box\",\"bbox\":[1,2,\"3\",4]", "bad-type", "/bbox/2" },
	{ "\"kind\":\"box\",\"bbox\":[1,2,3,1e999]", "bad-value", "/bbox/3" },
	{ "\"kind\":\"polygon\",\"polygons\":[[[[1,2],[3]]]]", "bad-value",
	    "/polygons/0/0/1" },
	{ "\"kind\":\"polygon\",\"polygons\":[[[1,2]]]", "bad-type",
	    "/polygons/0/0/0" },
	{ "\"kind\":\"polygon\",\"polygons\":{}", "bad-type", "/polygons" },
	{ "\"kind\":\"points\",\"points\":[[1,2],{}]", "bad-type",
	    "/points/1" },
	{ "\"kind\":\"skeleton\",\"keypoints\":[[1,2,3]]", "bad-value",
	    "/keypoints/0/2" },
	{ "\"kind\":\"skeleton\",\"keypoints\":[[1,2,0.5]]", "bad-value",
	    "/keypoints/0/2" },
	{ "\"kind\":\"skeleton\",\"keypoints\":[[1,2,-1]]", "bad-value",
	    "/keypoints/0/2" },
	{ "\"kind\":\"span\",\"spans\":[[3,2]]", "bad-value", "/spans/0" },
	{ "\"kind\":\"span\",\"spans\":[[-1,2]]", "bad-value",
	    "/spans/0/0" },
	{ "\"kind\":\"span\",\"spans\":[[0,1.5]]", "bad-value",
	    "/spans/0/1" },
	{ "\"kind\":\"span\",\"spans\":[[0]]", "bad-value", "/spans/0" },
	{ "\"kind\":\"mask\",\"mask\":{}", "missing-field", "/mask" },
	{ "\"kind\":\"mask\",\"mask\":{\"size\":[1]}", "bad-value",
	    "/mask/size" },
	{ "\"kind\":\"mask\",\"mask\":{\"size\":[1,-1]}", "bad-value",
	    "/mask/size/1" },
	{ "\"kind\":\"mask\",\"mask\":{\"size\":[1,1]}", "missing-field",
	    "/mask" },
	{ "\"kind\":\"mask\",\"mask\":{\"size\":[1,2],\"counts\":[2]}",
	    "bad-type", "/mask/counts" },
	{ "\"kind\":\"mask\",\"mask\":{\"size\":[1,2],\"counts\":\"1\"}",
	    "bad-value", "/mask/counts" },
	{ "\"kind\":\"class\",\"score\":\"high\"", "bad-type", "/score" },
	{ "\"kind\":\"class\",\"attributes\":[]", "bad-type", "/attributes" },
	{ "\"kind\":\"class\",\"label\":{}", "bad-type", "/label" },
	{ "\"kind\":\"caption\",\"text\":1", "bad-type", "/text" },
	{ "\"kind\":\"instant\"", "missing-field", "" },
};

START_TEST(what_is_no_geometry_is_refused_by_pointer)
{
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct dn_err err = DN_ERR_INIT;
		struct record_text record;
		struct dn_item item;
		char field[100];

		begin_shape(&record, &item, wrong[i].members);
		snprintf(field, sizeof(field), "/annotations/0%s",
		    wrong[i].field);
		if (dn_item_check(&item, &err) == 0)
			ck_abort_msg("accepted: %s", wrong[i].members);
		if (strcmp(dn_code_name(err.code), wrong[i].code) != 0 ||
		    strcmp(err.field, field) != 0)
			ck_abort_msg("%s: %s %s %s", wrong[i].members,
			    dn_code_name(err.code), err.field, err.text);
		record_end(&record, &item);
	}
}
END_TEST

START_TEST(legal_items_pass_the_check)
{
	struct dn_err err = DN_ERR_INIT;
	struct record_text record;
	struct dn_item item;

	record_read(&record, &item, "{\"id\":\"a\","
	    "\"media\":{\"type\":\"text\",\"text\":\"x\"},\"annotations\":["
	    "{\"id\":\"1\",\"kind\":\"box\",\"bbox\":[0,0,1,1],\"label\":null,"
	    "\"occluded\":true,\"truncated\":0.5,\"mine\":{}},"
	    "{\"id\":\"2\",\"kind\":\"span\",\"spans\":[[0,1]]},"
	    "{\"id\":\"3\",\"kind\":\"other\"},"
	    "{\"kind\":\"polygon\",\"polygons\":[]}],"
	    "\"relations\":[{\"type\":\"r\",\"args\":"
	    "[{\"role\":\"a\",\"ref\":\"1\"},{\"ref\":\"2\"}]}]}");
	ck_assert_int_eq(dn_item_check(&item, &err), 0);
	record_end(&record, &item);
}
END_TEST

START_TEST(wrong_relations_are_refused_by_pointer)
{
	static const struct {
		const char *relation, *field;
	} rows[] = {
		{ "1", "/relations/0" },
		{ "{\"args\":{}}", "/relations/0/args" },
		{ "{\"args\":[{\"ref\":1}]}", "/relations/0/args/0" },
		{ "{\"args\":[{\"ref\":\"1\"},2]}", "/relations/0/args/1" },
		{ "{\"type\":[]}", "/relations/0/type" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dn_err err = DN_ERR_INIT;
		struct record_text record;
		struct dn_item item;
		char text[200];

		snprintf(text, sizeof(text),
		    "{\"id\":\"a\",\"relations\":[%s]}", rows[i].relation);
		record_read(&record, &item, text);
		ck_assert_int_eq(dn_item_check(&item, &err), -1);
		ck_assert_int_eq(err.code, DN_E_BAD_TYPE);
		ck_assert_str_eq(err.field, rows[i].field);
		record_end(&record, &item);
	}
}
END_TEST

DN_SUITE(shape,
    a_box_is_four_numbers,
    parts_rings_and_points_are_told_apart,
    white_space_and_lists_that_were_looked_into_say_the_same,
    parts_and_holes_are_counted_however_they_are_written,
    many_parts_and_many_rings_are_read_like_few,
    keypoints_have_a_visibility,
    spans_are_ranges_of_code_points,
    a_mask_fills_its_picture,
    a_box_is_set_with_the_shortest_numbers,
    what_is_no_geometry_is_refused_by_pointer,
    legal_items_pass_the_check,
    wrong_relations_are_refused_by_pointer)
