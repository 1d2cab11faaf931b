/* SPDX-License-Identifier: MIT */
/* LabelMe: shapes, paths of pictures, and what was changed on the way. */
#include "formats/labelme.h"

#include "converting.h"
#include "suites.h"

/* A document with one shape, and its record. */
#define DOCUMENT(shape) "{\"version\":\"5.0.1\",\"flags\":{},\"shapes\":[" \
	shape "],\"imagePath\":\"a.jpg\",\"imageData\":null," \
	"\"imageHeight\":8,\"imageWidth\":9}\n"
#define RECORD(annotation) "{\"dn\":1,\"record\":\"item\",\"id\":\"a\"," \
	"\"media\":{\"type\":\"image\",\"path\":\"a.jpg\",\"width\":9," \
	"\"height\":8},\"annotations\":[" annotation "],\"source\":{" \
	"\"format\":\"labelme\",\"file\":\"a.json\",\"raw\":{\"/flags\":{}," \
	"\"/version\":\"5.0.1\",\"/imageData\":null}}}\n"

/* The document that a record with this annotation is written as. */
static void
writes(const char *annotation, const char *shape)
{
	struct dn_bytes text;

	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_add_format(&text, RECORD("%s"), annotation);
	scratch_put_text("a.jsonl", dn_bytes_text(&text));
	converting_must("dn", "labelme", "a.jsonl", "out");
	dn_bytes_clear(&text);
	dn_bytes_add_format(&text, "{\"version\":\"5.0.1\",\"flags\":{},"
	    "\"shapes\":[\n%s\n],\"imagePath\":\"a.jpg\",\"imageData\":null,"
	    "\"imageHeight\":8,\"imageWidth\":9}\n", shape);
	scratch_holds_text("out/a.json", dn_bytes_text(&text));
	dn_bytes_release(&text);
}

START_TEST(corners_in_any_order_are_one_box_and_come_back_as_they_were)
{
	static const char *const orders[] = { "[[1,2],[4,6.5]]",
		"[[4,6.5],[1,2]]", "[[1,6.5],[4,2]]", "[[4,2],[1,6.5]]" };
	char text[1000];

	for (size_t i = 0; i < 4; i++) {
		FILE *file;

		scratch_begin();
		snprintf(text, sizeof(text), DOCUMENT("{\"label\":\"x\","
		    "\"points\":%s,\"shape_type\":\"rectangle\"}"),
		    orders[i]);
		scratch_put_text("a.json", text);
		converting_must("labelme", "dn", "a.json", "items");
		file = fopen("items", "r");
		ck_assert_ptr_nonnull(file);
		ck_assert_ptr_nonnull(fgets(text, sizeof(text), file));
		fclose(file);
		ck_assert_ptr_nonnull(strstr(text, "\"bbox\":[1,2,3,4.5]"));
		converting_must("dn", "labelme", "items", "out");
		converting_must("labelme", "dn", "out", "again");
		scratch_holds_text("again", text);
		scratch_end();
	}
}
END_TEST

/* A PNG of 9 x 8, its header alone. */
#define PICTURE "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAICAAAAAAOpoppAAAAAElFTkSuQmCC"

START_TEST(a_picture_in_the_document_tells_its_size)
{
	static const char *const sizes[] = { "", ",\"imageHeight\":null,"
		"\"imageWidth\":null", ",\"imageWidth\":0" };
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes text;

	for (size_t i = 0; i < 3; i++) {
		scratch_begin();
		dn_bytes_init(&text, SIZE_MAX);
		dn_bytes_add_format(&text, "{\"flags\":{},\"shapes\":[],"
		    "\"imagePath\":\"a.jpg\",\"imageData\":\"" PICTURE
		    "\"%s}\n", sizes[i]);
		scratch_put_text("a.json", dn_bytes_text(&text));
		converting_must("labelme", "dn", "a.json", "items");
		converting_must("dn", "labelme", "items", "out");
		scratch_holds_text("out/a.json", dn_bytes_text(&text));
		dn_bytes_clear(&text);
		ck_assert_int_eq(dn_src_slurp("items", &text, &err), 0);
		ck_assert_ptr_nonnull(strstr(dn_bytes_text(&text),
		    "\"width\":9,\"height\":8"));
		dn_bytes_release(&text);
		scratch_end();
	}
}
END_TEST

START_TEST(members_that_say_nothing_of_a_shape_come_back)
{
	scratch_begin();
	scratch_put_text("a.json", DOCUMENT("{\"label\":null,\"points\":"
	    "[[1,2]],\"shape_type\":\"odd\"},\n{\"label\":\"x\","
	    "\"points\":[[1,2],[3,4]],\"shape_type\":\"rectangle\","
	    "\"mask\":\"of no mask\"}"));
	converting_must("labelme", "dn", "a.json", "items");
	converting_must("dn", "labelme", "items", "out");
	scratch_holds_text("out/a.json", DOCUMENT("\n{\"label\":null,"
	    "\"points\":[[1,2]],\"shape_type\":\"odd\"},\n"
	    "{\"label\":\"x\",\"points\":[[1,2],[3,4]],"
	    "\"shape_type\":\"rectangle\",\"mask\":\"of no mask\"}\n"));
	scratch_end();
}
END_TEST

START_TEST(digits_are_not_rounded)
{
	scratch_begin();
	converting_reads("labelme", "a.json", DOCUMENT("{\"label\":\"x\","
	    "\"points\":[[0.1,107.36900369003689],[0.30,329.36900369003695]],"
	    "\"shape_type\":\"rectangle\"}"), RECORD("{\"id\":\"1\","
	    "\"kind\":\"box\",\"label\":\"x\",\"bbox\":[0.1,"
	    "107.36900369003689,0.20,222.00000000000006]}"));
	scratch_end();
}
END_TEST

START_TEST(points_that_were_kept_give_way_to_what_was_changed)
{
	scratch_begin();
	/* Kept corners that still say the box, and that no longer do. */
	writes("{\"id\":\"1\",\"kind\":\"box\",\"label\":\"x\",\"bbox\":"
	    "[1,2,3,4],\"source\":{\"raw\":{\"/points\":[[4,6],[1,2]]}}}",
	    "{\"label\":\"x\",\"points\":[[4,6],[1,2]],\"shape_type\":"
	    "\"rectangle\"}");
	ck_assert_int_eq(dn_fd_remove(AT_FDCWD, "out"), 0);
	writes("{\"id\":\"1\",\"kind\":\"box\",\"label\":\"x\",\"bbox\":"
	    "[1,2,3,9],\"source\":{\"raw\":{\"/points\":[[4,6],[1,2]]}}}",
	    "{\"label\":\"x\",\"points\":[[1,2],[4,11]],\"shape_type\":"
	    "\"rectangle\"}");
	ck_assert_int_eq(dn_fd_remove(AT_FDCWD, "out"), 0);
	/* A type that no longer fits. */
	writes("{\"id\":\"1\",\"kind\":\"polyline\",\"label\":\"x\","
	    "\"points\":[[1,2],[3,4]],\"source\":{\"raw\":{\"/shape_type\":"
	    "\"points\",\"/points\":\"no\"}}}",
	    "{\"label\":\"x\",\"points\":[[1,2],[3,4]],\"shape_type\":"
	    "\"line\"}");
	scratch_end();
}
END_TEST

START_TEST(four_corners_are_a_turned_box_or_a_polygon)
{
	scratch_begin();
	converting_reads("labelme", "a.json", DOCUMENT("{\"label\":\"x\","
	    "\"points\":[[4,1],[4,5],[2,5],[2,1]],\"shape_type\":"
	    "\"oriented_rectangle\"},{\"label\":\"y\",\"points\":[[4,1],"
	    "[4,5],[2,5],[1,1]],\"shape_type\":\"oriented_rectangle\"},"
	    "{\"label\":\"z\",\"points\":[[1,1],[3,1],[3,2],[1,2]],"
	    "\"shape_type\":\"rotation\",\"direction\":0}"), RECORD(
	    "{\"id\":\"1\",\"kind\":\"rotatedBox\",\"label\":\"x\","
	    "\"bbox\":[1,2,4,2],\"rotation\":90},{\"id\":\"2\",\"kind\":"
	    "\"polygon\",\"label\":\"y\",\"polygons\":[[[[4,1],[4,5],"
	    "[2,5],[1,1]]]],\"source\":{\"raw\":{\"/shape_type\":"
	    "\"oriented_rectangle\"}}},{\"id\":\"3\",\"kind\":"
	    "\"rotatedBox\",\"label\":\"z\",\"bbox\":[1,1,2,1],"
	    "\"rotation\":0,\"source\":{\"raw\":{\"/shape_type\":"
	    "\"rotation\",\"/direction\":0}}}"));
	converting_must("dn", "labelme", "converted.jsonl", "out");
	converting_must("labelme", "dn", "out", "again");
	converting_must("dn", "labelme", "again", "more");
	converting_must("labelme", "labelme", "out", "third");
	scratch_holds_text("third/a.json", DOCUMENT("\n{\"label\":\"x\","
	    "\"points\":[[4,1],[4,5],[2,5],[2,1]],\"shape_type\":"
	    "\"oriented_rectangle\"},\n{\"label\":\"y\",\"points\":[[4,1],"
	    "[4,5],[2,5],[1,1]],\"shape_type\":\"oriented_rectangle\"},\n"
	    "{\"label\":\"z\",\"points\":[[1,1],[3,1],[3,2],[1,2]],"
	    "\"shape_type\":\"rotation\",\"direction\":0}\n"));
	scratch_end();
}
END_TEST

/* A PNG of 2 x 12 pixels, of which some are inside. */
#define PNG "iVBORw0KGgoAAAANSUhEUgAAAAIAAAAMCAAAAABt1zOIAAAADklEQVQImWNkZG" \
	"BiIIAAAfcAGTu4ykwAAAAASUVORK5CYII="
#define MASK(corners, png) "{\"label\":\"m\",\"points\":" corners \
	",\"shape_type\":\"mask\",\"mask\":\"" png "\"}"

START_TEST(a_mask_is_put_into_its_picture_and_comes_back_as_it_was)
{
	if (converting_lacks("labelme"))
		return;
	scratch_begin();
	/* Cut off at the lower edge; the corners are not where it begins. */
	scratch_put_text("a.json", DOCUMENT("\n" MASK("[[7.5,19],[6,3]]", PNG)
	    "\n"));
	converting_must("labelme", "dn", "a.json", "items");
	converting_must("dn", "labelme", "items", "out");
	scratch_holds_text("out/a.json", DOCUMENT("\n"
	    MASK("[[7.5,19],[6,3]]", PNG) "\n"));
	converting_must("labelme", "coco", "a.json", "coco.json");
	converting_must("coco", "labelme", "coco.json", "other");
	converting_must("labelme", "coco", "other", "again.json");
	scratch_end();
}
END_TEST

START_TEST(a_mask_that_is_none_is_refused)
{
	static const struct {
		const char *document, *code;
	} bad[] = {
		{ "{\"shapes\":[" MASK("[[1,1],[2,2]]", PNG) "]}",
		    "need-size" },
		{ DOCUMENT(MASK("[[1,1]]", PNG)), "bad-value" },
		{ DOCUMENT(MASK("[[1,1],[2,2]]", "*")), "bad-value" },
		{ DOCUMENT(MASK("[[1,1],[2,2]]", "aGVsbG8=")),
		    "bad-format" },
		{ DOCUMENT(MASK("[[1e300,1],[1e300,2]]", PNG)),
		    "bad-value" },
		{ DOCUMENT("{\"label\":\"m\",\"points\":[[1,1],[2,2]],"
		    "\"shape_type\":\"mask\"}"), "missing-field" },
	};
	struct dn_convert_settings settings = { .from = "labelme" };
	struct converted converted;

	if (converting_lacks("labelme"))
		return;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		scratch_begin();
		scratch_put_text("a.json", bad[i].document);
		converting_fails(&settings, "a.json", bad[i].code,
		    &converted);
		scratch_end();
	}
}
END_TEST

START_TEST(flags_of_the_picture_follow_the_classes)
{
	scratch_begin();
	scratch_put_text("a.jsonl", "{\"dn\":1,\"record\":\"item\",\"id\":"
	    "\"a\",\"annotations\":[{\"kind\":\"class\",\"label\":\"b\"},"
	    "{\"kind\":\"class\",\"label\":\"new\"}],\"source\":{\"format\":"
	    "\"labelme\",\"raw\":{\"/flags\":{\"a\":true,\"b\":false,"
	    "\"c\":false}}}}\n");
	converting_must("dn", "labelme", "a.jsonl", "out");
	scratch_holds_text("out/a.json", "{\"flags\":{\"a\":false,\"b\":true,"
	    "\"c\":false,\"new\":true},\"shapes\":[]}\n");
	scratch_end();
}
END_TEST

static const struct {
	const char *document, *given, *path, *back;
	bool below;
} paths[] = {
	{ "a.json", "a.jpg", "a.jpg", "a.jpg", true },
	{ "-", "a.jpg", "a.jpg", "a.jpg", true },
	{ "s/a.json", "a.jpg", "s/a.jpg", "a.jpg", true },
	{ "s/a.json", "..\\i\\a.jpg", "i/a.jpg", "../i/a.jpg", true },
	{ "s/t/a.json", "../../i/a.jpg", "i/a.jpg", "../../i/a.jpg", true },
	{ "s/a.json", "./b//c/../a.jpg", "s/b/a.jpg", "b/a.jpg", true },
	{ "a.json", "../a.jpg", "../a.jpg", "../a.jpg", false },
	{ "s/a.json", "../../../a.jpg", "../../a.jpg", "../../../a.jpg",
	    false },
	{ "s/a.json", "..", "", "../", true },
	{ "s/a.json", "/x/a.jpg", "/x/a.jpg", "/x/a.jpg", false },
	{ "s/a.json", "C:\\x\\a.jpg", "C:/x/a.jpg", "C:/x/a.jpg", false },
	{ "s/a.json", "https://h/a.jpg", "https://h/a.jpg",
	    "https://h/a.jpg", false },
	{ "s/a.json", "s", "s/s", "s", true },
	{ "s/a.json", "../s", "s", "../s", true },
	{ "a.json", "..a.jpg", "..a.jpg", "..a.jpg", true },
	{ "a.json", ".../../a.jpg", "a.jpg", "a.jpg", true },
};

START_TEST(paths_are_seen_from_the_document_and_from_the_folder)
{
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct dn_span document = dn_span_of(paths[i].document);
		bool below = dn_labelme_path(&out, document,
		    dn_span_of(paths[i].given));

		if (below != paths[i].below ||
		    strcmp(dn_bytes_text(&out), paths[i].path) != 0)
			ck_abort_msg("%s in %s is %s (%d)", paths[i].given,
			    paths[i].document, dn_bytes_text(&out), below);
		dn_labelme_relative(&out, document,
		    dn_span_of(paths[i].path));
		if (strcmp(dn_bytes_text(&out), paths[i].back) != 0)
			ck_abort_msg("%s from %s is %s", paths[i].path,
			    paths[i].document, dn_bytes_text(&out));
	}
	dn_bytes_release(&out);
}
END_TEST

START_TEST(a_circle_is_kept_and_another_ellipse_is_degraded)
{
	struct dn_convert_settings settings = { .to = "labelme",
		.strict = true };
	struct converted converted;

	scratch_begin();
	scratch_put_text("a.jsonl", "{\"dn\":1,\"record\":\"item\",\"id\":"
	    "\"a\",\"annotations\":[{\"kind\":\"ellipse\",\"center\":[5,5],"
	    "\"radii\":[2,2.0]}]}\n");
	ck_assert_int_eq(converting_by(&settings, "a.jsonl", "out",
	    &converted, false), 0);
	ck_assert_int_eq(converted.refused, 0);
	scratch_put_text("b.jsonl", "{\"dn\":1,\"record\":\"item\",\"id\":"
	    "\"a\",\"annotations\":[{\"kind\":\"ellipse\",\"center\":[5,5],"
	    "\"radii\":[2,2]},{\"kind\":\"ellipse\",\"center\":[5,5],"
	    "\"radii\":[2,1]}]}\n");
	ck_assert_int_eq(converting_by(&settings, "b.jsonl", "other",
	    &converted, false), 0);
	ck_assert_int_eq(converted.refused, 1);
	scratch_end();
}
END_TEST

START_TEST(groups_that_are_no_numbers_get_numbers_that_are_free)
{
	scratch_begin();
	scratch_put_text("a.jsonl", "{\"dn\":1,\"record\":\"item\",\"id\":"
	    "\"a\",\"annotations\":[{\"kind\":\"points\",\"points\":[[1,1]],"
	    "\"group\":\"x\"},{\"kind\":\"polygon\",\"polygons\":[[[[0,0]]],"
	    "[[[1,1]]]]},{\"kind\":\"points\",\"points\":[[1,1]],\"group\":7},"
	    "{\"kind\":\"points\",\"points\":[[1,1]],\"group\":\"x\"}]}\n");
	converting_must("dn", "labelme", "a.jsonl", "out");
	converting_must("labelme", "dn", "out", "back");
	scratch_holds_text("back", "{\"dn\":1,\"record\":\"item\",\"id\":"
	    "\"a\",\"media\":{\"type\":\"image\",\"path\":\"a\"},"
	    "\"annotations\":["
#define LEFT "\"source\":{\"raw\":{\"/mask\":null,\"/flags\":{}," \
	"\"/description\":\"\"}}}"
	    "{\"id\":\"1\",\"kind\":\"points\",\"label\":\"\",\"points\":"
	    "[[1,1]],\"group\":8," LEFT ","
	    "{\"id\":\"2\",\"kind\":\"polygon\",\"label\":\"\",\"polygons\":"
	    "[[[[0,0]]]],\"group\":9," LEFT ","
	    "{\"id\":\"3\",\"kind\":\"polygon\",\"label\":\"\",\"polygons\":"
	    "[[[[1,1]]]],\"group\":9," LEFT ","
	    "{\"id\":\"4\",\"kind\":\"points\",\"label\":\"\",\"points\":"
	    "[[1,1]],\"group\":7," LEFT ","
	    "{\"id\":\"5\",\"kind\":\"points\",\"label\":\"\",\"points\":"
	    "[[1,1]],\"group\":8," LEFT "],\"source\":{\"format\":"
	    "\"labelme\",\"file\":\"a.json\",\"raw\":{\"/imageWidth\":null,"
	    "\"/imageHeight\":null,\"/flags\":{},\"/version\":\"5.5.0\","
	    "\"/imageData\":null}}}\n");
	scratch_end();
}
END_TEST

START_TEST(where_a_shape_is_bad_is_told_by_line_and_column)
{
	struct dn_convert_settings settings = { .from = "labelme" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("a.json", "\n {\"shapes\":[\n{\"label\":\"a\","
	    "\"points\":[[1,1]],\"shape_type\":\"point\"},\n\n  7]}\n");
	converting_fails(&settings, "a.json", "bad-type", &converted);
	ck_assert_uint_eq(converted.err.line, 5);
	ck_assert_uint_eq(converted.err.column, 3);
	ck_assert_str_eq(converted.err.field, "/shapes/1");
	scratch_end();
}
END_TEST

Suite *
labelme_suite(void)
{
	Suite *suite = suite_create("labelme");
	TCase *tcase = tcase_create("labelme");

	tcase_add_test(tcase,
	    corners_in_any_order_are_one_box_and_come_back_as_they_were);
	tcase_add_test(tcase, a_picture_in_the_document_tells_its_size);
	tcase_add_test(tcase, members_that_say_nothing_of_a_shape_come_back);
	tcase_add_test(tcase, digits_are_not_rounded);
	tcase_add_test(tcase,
	    points_that_were_kept_give_way_to_what_was_changed);
	tcase_add_test(tcase, four_corners_are_a_turned_box_or_a_polygon);
	tcase_add_test(tcase,
	    a_mask_is_put_into_its_picture_and_comes_back_as_it_was);
	tcase_add_test(tcase, a_mask_that_is_none_is_refused);
	tcase_add_test(tcase, flags_of_the_picture_follow_the_classes);
	tcase_add_test(tcase,
	    paths_are_seen_from_the_document_and_from_the_folder);
	tcase_add_test(tcase,
	    a_circle_is_kept_and_another_ellipse_is_degraded);
	tcase_add_test(tcase,
	    groups_that_are_no_numbers_get_numbers_that_are_free);
	tcase_add_test(tcase,
	    where_a_shape_is_bad_is_told_by_line_and_column);
	suite_add_tcase(suite, tcase);
	return suite;
}
