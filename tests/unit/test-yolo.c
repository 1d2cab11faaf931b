/* SPDX-License-Identifier: MIT */
/* YOLO: words of lines, digits, outlines in one piece and within pictures. */
#include "formats/yolo.h"
#include "formats/yolo_ring.h"
#include "formats/yolo_shape.h"

#include <math.h>

#include "converting.h"
#include "io/number.h"
#include "suites.h"

/* ---- lines ----------------------------------------------------------- */

static void
read_line(struct dn_yolo_line *line, const char *text)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_yolo_line_read(line, dn_span_of(text), &err), 0);
}

START_TEST(numbers_are_read_as_other_programs_write_them)
{
	static const struct {
		const char *text;
		double value;
	} rows[] = {
		{ "0.5", 0.5 }, { ".5", 0.5 }, { "5.", 5 }, { "+1", 1 },
		{ "-0.25", -0.25 }, { "1e-05", 1e-5 }, { "1E2", 100 },
		{ "007", 7 }, { "-.5e+1", -5 },
	};
	struct dn_yolo_line line = { .count = 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[40];

		snprintf(text, sizeof(text), "3 \t%s ", rows[i].text);
		read_line(&line, text);
		ck_assert(dn_span_is(line.first, "3"));
		ck_assert_uint_eq(line.count, 1);
		ck_assert_uint_eq(line.rest.len, 0);
		ck_assert_double_eq_tol(line.numbers[0].value, rows[i].value,
		    1e-15);
	}
	dn_yolo_line_release(&line);
}
END_TEST

START_TEST(what_is_no_number_ends_them)
{
	static const char *const bad[] = { "nan", "inf", "0x1", "1,5", "e5",
		"", "--1", ".", "1e", "+", "1e999" };
	struct dn_yolo_line line = { .count = 0 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char text[40];

		snprintf(text, sizeof(text), "0 0.25 %s x ", bad[i]);
		read_line(&line, text);
		ck_assert_uint_eq(line.count, 1);
		ck_assert_uint_gt(line.rest.len, 0);
	}
	read_line(&line, " \t ");
	ck_assert_ptr_null(line.first.ptr);
	dn_yolo_line_release(&line);
}
END_TEST

START_TEST(the_number_of_most_digits_tells_how_many_are_known)
{
	static const struct {
		const char *text;
		unsigned digits;
	} rows[] = {
		{ "3 0.5", 1 }, { "3 0.50 0.5", 2 }, { "3 1 012 0.012", 2 },
		{ "3 0.1 0.0000012", 2 }, { "3 12.50 0.125", 4 },
		{ "3 1 00 0 0.0", 1 }, { "3 0 0e5", 0 }, { "3 1 .123", 3 },
		{ "3 -0.1 -0.12 +12.3", 3 }, { "3 0.1 1.25e-7", 3 },
		{ "3 0.123456789 0.395833333", 9 },
	};
	struct dn_yolo_line line = { .count = 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		read_line(&line, rows[i].text);
		ck_assert_uint_eq(line.rest.len, 0);
		ck_assert_msg(line.digits == rows[i].digits, "%s",
		    rows[i].text);
	}
	dn_yolo_line_release(&line);
}
END_TEST

static const char *
nearest(struct dn_bytes *out, double value, double doubt)
{
	double put, read;

	dn_bytes_clear(out);
	put = dn_yolo_add_nearest(out, value, doubt);
	ck_assert(dn_number_read(dn_bytes_span(out), &read));
	ck_assert(put == read);
	return dn_bytes_text(out);
}

static const char *
nine(struct dn_bytes *out, double value)
{
	char text[DN_YOLO_NINE];

	dn_bytes_clear(out);
	dn_bytes_add(out, text,
	    (size_t)(dn_yolo_write_nine(text, value) - text));
	return dn_bytes_text(out);
}

START_TEST(digits_are_as_many_as_are_known)
{
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	ck_assert_str_eq(nearest(&out, 101.00000001, 1e-6), "101");
	ck_assert_str_eq(nearest(&out, 101.37000001, 1e-6), "101.37");
	ck_assert_str_eq(nearest(&out, -0.4999999, 1e-6), "-0.5");
	ck_assert_str_eq(nearest(&out, -1e-9, 1e-6), "0");
	ck_assert_str_eq(nearest(&out, 1.0 / 3, 0), "0.3333333333333333");
	ck_assert_str_eq(nearest(&out, 1e20, 1), "100000000000000000000");
	ck_assert_str_eq(nine(&out, 1.0 / 3), "0.333333333");
	ck_assert_str_eq(nine(&out, 0.5), "0.5");
	ck_assert_str_eq(nine(&out, 0.9999999999), "1");
	ck_assert_str_eq(nine(&out, 1.0 / 3000), "0.000333333333");
	ck_assert_str_eq(nine(&out, -2.5), "-2.5");
	ck_assert_str_eq(nine(&out, 123456.789012), "123456.789");
	ck_assert_str_eq(nine(&out, 0), "0");
	ck_assert_str_eq(nine(&out, 1), "1");
	ck_assert_str_eq(nine(&out, 0.123456789), "0.123456789");
	ck_assert_str_eq(nine(&out, 0.1), "0.1");
	ck_assert_str_eq(nine(&out, -0.050200), "-0.0502");
	ck_assert_str_eq(nine(&out, 0.09999999999), "0.1");
	ck_assert_str_eq(nine(&out, 1.0 / 7e11), "0.00000000000142857143");
	/* A zero at the end of what is not exact tells how exact it is. */
	ck_assert_str_eq(nine(&out, 105.5 / 281), "0.375444840");
	ck_assert_str_eq(nine(&out, 0.37544484), "0.37544484");
	dn_bytes_release(&out);
}
END_TEST

START_TEST(a_score_says_nothing_of_where_things_are)
{
	struct dn_yolo_line line = { .count = 0 };
	const struct dn_yolo_frame frame = { .width = 486, .height = 500 };
	struct dn_item item;
	struct dn_node *node;
	struct dn_bytes scratch;

	read_line(&line, "0 0.527777778 0.437 0.388888889 0.49 "
	    "0.9876543210987654321");
	ck_assert_uint_eq(dn_yolo_line_digits(&line, 4), 9);
	dn_bytes_init(&scratch, SIZE_MAX);
	dn_item_init(&item);
	dn_item_begin(&item, DN_SPAN("a"));
	node = dn_node_add_object(&item.tree, dn_item_need_annotations(&item));
	dn_yolo_shape_set(&item.tree, node, &line, 4, DN_YOLO_BOX, &frame,
	    &scratch);
	dn_bytes_clear(&scratch);
	dn_tree_write(dn_node_get(&item.tree, node, "bbox"), &scratch);
	ck_assert_str_eq(dn_bytes_text(&scratch), "[162,96,189,245]");
	dn_item_release(&item);
	dn_bytes_release(&scratch);
	dn_yolo_line_release(&line);
}
END_TEST

/* Boxes of four decimals in pictures of any size: there and back. */
START_TEST(nine_digits_bring_boxes_back)
{
	uint64_t state = 7;
	struct dn_bytes out, json;

	dn_bytes_init(&out, SIZE_MAX);
	dn_bytes_init(&json, SIZE_MAX);
	for (int i = 0; i < 20000; i++) {
		double size = (double)(1 + suite_next(&state) % 9999);
		double x = (double)(suite_next(&state) %
		    (uint64_t)(size * 1e4)) / 1e4;
		struct dn_yolo_line line = { .count = 0 };
		double put, read;
		char text[60];

		nine(&json, x / size);
		dn_bytes_clear(&out);
		dn_bytes_add_text(&out, "0 ");
		dn_bytes_add_span(&out, dn_bytes_span(&json));
		read_line(&line, dn_bytes_text(&out));
		dn_bytes_clear(&json);
		put = dn_yolo_add_nearest(&json,
		    line.numbers[0].value * size, dn_yolo_doubt(&line, size));
		ck_assert(dn_number_read(dn_bytes_span(&json), &read));
		ck_assert(put == read);
		snprintf(text, sizeof(text), "%.4f", x);
		while (text[strlen(text) - 1] == '0')
			text[strlen(text) - 1] = '\0';
		if (text[strlen(text) - 1] == '.')
			text[strlen(text) - 1] = '\0';
		ck_assert_str_eq(dn_bytes_text(&json), text);
		dn_yolo_line_release(&line);
	}
	dn_bytes_release(&out);
	dn_bytes_release(&json);
}
END_TEST

/*
 * A line and whether its numbers are kept, in a picture of 640 x 480: where
 * they would be spelt otherwise, or lie outside.
 */
START_TEST(what_would_be_written_otherwise_is_kept)
{
	static const struct {
		const char *line;
		bool kept;
	} rows[] = {
		{ "0 0.5 0.5 0.25 0.125\n", false },
		{ "0 0.50 0.5 0.25 0.125\n", true },
		{ "0 0.5 0.5 0.25 .125\n", true },
		{ "0 0.5 0.5 1.5 0.125\n", true },
		{ "0 0.33333 0.5 0.25 0.125\n", false },
		{ "0 0.333333333333 0.5 0.25 0.125\n", true },
		{ "0 0.5 0.5 0.25 0.125 0.75 0.75\n", false },
		{ "0 0.5 0.5 0.25 0.125 0.75 0.750\n", true },
		{ "0 0.5 0.5 0.25 0.125 0.75 -0.75\n", true },
		{ "0 0.5 0.5 0.25 0.125 0.75 1e300\n", true },
	};
	const struct dn_convert_settings settings = { .from = "yolo" };
	struct converted converted;
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes text;

	dn_bytes_init(&text, SIZE_MAX);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		scratch_begin();
		mkdir("in", 0700);
		mkdir("in/labels", 0700);
		scratch_put_text("in/classes.txt", "cat\n");
		scratch_put_text("in/sizes.tsv", "images/a.jpg\t640\t480\n");
		scratch_put_text("in/labels/a.txt", rows[i].line);
		ck_assert_int_eq(converting_by(&settings, "in", "out",
		    &converted, false), 0);
		dn_bytes_clear(&text);
		ck_assert_int_eq(dn_src_slurp("out", &text, &err), 0);
		if ((strstr(dn_bytes_text(&text), "/numbers") != NULL) !=
		    rows[i].kept)
			ck_abort_msg("%s%s", rows[i].line,
			    dn_bytes_text(&text));
		scratch_end();
	}
	dn_bytes_release(&text);
}
END_TEST

/* ---- outlines -------------------------------------------------------- */

static double
area(const struct dn_yolo_path *path)
{
	return dn_ring_area(path->points, path->count);
}

START_TEST(a_bridge_encloses_what_the_rings_did)
{
	struct dn_point outer[] = { { 0, 0 }, { 10, 0 }, { 10, 10 },
		{ 0, 10 } };
	struct dn_point hole[] = { { 2, 2 }, { 4, 2 }, { 4, 4 }, { 2, 4 } };
	struct dn_point far[] = { { 20, 0 }, { 20, 5 }, { 25, 5 },
		{ 25, 0 } };
	struct dn_ring rings[] = { { outer, 4 }, { hole, 4 } };
	struct dn_ring other = { far, 4 };
	struct dn_part parts[] = { { rings, 2 }, { &other, 1 } };
	struct dn_yolo_path path = { NULL, 0, 0 };
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_yolo_bridge(parts, 2, true, &path, &err), 0);
	ck_assert_uint_eq(path.count, 4 + 6 + 6);
	ck_assert_double_eq_tol(area(&path), 100 - 4 + 25, 1e-9);
	ck_assert_int_eq(dn_yolo_bridge(parts, 2, false, &path, &err), 0);
	ck_assert_double_eq_tol(area(&path), 100 + 25, 1e-9);
	ck_assert_int_eq(dn_yolo_bridge(parts, 0, true, &path, &err), 0);
	ck_assert_uint_eq(path.count, 0);
	dn_yolo_path_release(&path);
}
END_TEST

START_TEST(long_outlines_are_tied_in_linear_time)
{
	static struct dn_point outer[20000], hole[3000];
	struct dn_ring rings[] = { { outer, 20000 }, { hole, 3000 } };
	struct dn_part part = { rings, 2 };
	struct dn_yolo_path path = { NULL, 0, 0 };
	struct dn_err err = DN_ERR_INIT;
	double whole;

	for (int i = 0; i < 20000; i++)
		outer[i] = (struct dn_point){ 100 * cos(i * M_PI / 1e4),
			100 * sin(i * M_PI / 1e4) };
	for (int i = 0; i < 3000; i++)
		hole[i] = (struct dn_point){ 10 * cos(i * M_PI / 1500),
			10 * sin(i * M_PI / 1500) };
	whole = dn_ring_area(outer, 20000) - dn_ring_area(hole, 3000);
	ck_assert_int_eq(dn_yolo_bridge(&part, 1, true, &path, &err), 0);
	ck_assert_double_eq_tol(area(&path), whole, 1e-6);
	dn_yolo_path_release(&path);
}
END_TEST

START_TEST(what_is_outside_is_cut_off)
{
	static const struct dn_point corners[] = { { -5, 5 }, { 5, -5 },
		{ 15, 5 }, { 5, 15 } };
	struct dn_yolo_path path = { NULL, 0, 0 }, spare = { NULL, 0, 0 };
	struct dn_err err = DN_ERR_INIT;
	bool cut;

	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(dn_yolo_path_add(&path, corners[i], &err),
		    0);
	ck_assert_int_eq(dn_yolo_clip(&path, 10, 10, &spare, &cut, &err), 0);
	ck_assert(cut);
	ck_assert_double_eq_tol(area(&path), 100, 1e-9);
	ck_assert_int_eq(dn_yolo_clip(&path, 10, 10, &spare, &cut, &err), 0);
	ck_assert(!cut);
	ck_assert_int_eq(dn_yolo_clip(&path, 1e-9, 1e-9, &spare, &cut, &err),
	    0);
	dn_yolo_path_release(&path);
	dn_yolo_path_release(&spare);
}
END_TEST

/* ---- texts of YAML --------------------------------------------------- */

START_TEST(what_yaml_takes_for_something_else_is_quoted)
{
	static const char *const quoted[] = { "", "yes", "On", "NULL", "~",
		"12", "-1", "1.5", "2024-01-02", "a: b", "a #b", "#a", "- a",
		"[a", "a]", "{", "'a", "\"a", "a:", "a ", " a", "@a", "1_000",
		"0x1F", ".inf", "a\nb", "*a", "&a", "%a" };
	static const char *const plain[] = { "a", "person", "traffic light",
		"\xe7\x8c\xab", "a-b", "../train/images", ".", "3rd place",
		"a:b", "a#b", "images/val" };

	for (size_t i = 0; i < sizeof(quoted) / sizeof(quoted[0]); i++)
		ck_assert_msg(dn_yolo_needs_quotes(dn_span_of(quoted[i])),
		    "%s", quoted[i]);
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		ck_assert_msg(!dn_yolo_needs_quotes(dn_span_of(plain[i])),
		    "%s", plain[i]);
}
END_TEST

START_TEST(a_class_of_digits_ends_with_its_word)
{
	const struct dn_convert_settings settings = { .from = "yolo",
		.format = { .task = "dota" } };
	struct converted converted;

	scratch_begin();
	scratch_put_text("a.txt", "0 0 4 0 4 2 0 2 12 0\n"
	    "0 0 4 0 4 2 0 2 9\t \n0 0 4 0 4 2 0 2 1 a\n");
	ck_assert_int_eq(converting_by(&settings, "a.txt", "out", &converted,
	    false), 0);
	ck_assert_uint_eq(converted.counts.out, 1);
	ck_assert_str_eq(converted.annotations, "{\"in\":3,\"out\":3,"
	    "\"rejected\":0,\"dropped\":0,\"ignored\":0}");
	scratch_end();
}
END_TEST

DN_SUITE(yolo,
    a_class_of_digits_ends_with_its_word,
    numbers_are_read_as_other_programs_write_them,
    what_is_no_number_ends_them,
    the_number_of_most_digits_tells_how_many_are_known,
    what_would_be_written_otherwise_is_kept,
    digits_are_as_many_as_are_known,
    a_score_says_nothing_of_where_things_are,
    nine_digits_bring_boxes_back,
    a_bridge_encloses_what_the_rings_did,
    long_outlines_are_tied_in_linear_time,
    what_is_outside_is_cut_off,
    what_yaml_takes_for_something_else_is_quoted)
