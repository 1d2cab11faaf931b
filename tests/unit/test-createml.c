/* SPDX-License-Identifier: MIT */
/* Create ML: centres, exactly, and documents that are not whole. */
#include "formats/createml.h"

#include "converting.h"
#include "suites.h"

#define ELEMENT(x, y, w, h) "[\n{\"image\":\"a.jpg\",\"annotations\":[{" \
	"\"label\":\"c\",\"coordinates\":{\"x\":" x ",\"y\":" y \
	",\"width\":" w ",\"height\":" h "}}]}\n]\n"

/* Coordinates, the box that they are, and whether they had to be kept. */
static const struct {
	const char *text, *box;
	bool kept;
} boxes[] = {
	{ ELEMENT("2", "3", "4", "2"), "[0,2,4,2]", false },
	{ ELEMENT("2", "3", "3", "1"), "[0.5,2.5,3,1]", false },
	{ ELEMENT("2.0", "3.0", "3.0", "1.0"), "[0.5,2.5,3.0,1.0]", false },
	{ ELEMENT("0.1", "0.3", "0.1", "0.7"), "[0.05,-0.05,0.1,0.7]",
	    false },
	{ ELEMENT("312.5", "250", "125", "100"), "[250.0,200,125,100]",
	    false },
	{ ELEMENT("-1.25", "0", "-2", "0"), "[-0.25,0,-2,0]", false },
	{ ELEMENT("2.0", "3", "4", "2"), "[0.0,2,4,2]", true },
	{ ELEMENT("2e0", "3", "4", "2"), "[0,2,4,2]", true },
	{ ELEMENT("343.49999999999994", "1", "12.000000000000002", "2"),
	    "[337.499999999999939,0,12.000000000000002,2]", true },
};

START_TEST(a_box_is_its_centre_less_a_half_to_the_last_digit)
{
	for (size_t i = 0; i < sizeof(boxes) / sizeof(boxes[0]); i++) {
		char text[500], want[100];
		FILE *file;

		scratch_begin();
		scratch_put_text("a.json", boxes[i].text);
		converting_must("createml", "dn", "a.json", "items");
		file = fopen("items", "r");
		ck_assert_ptr_nonnull(file);
		ck_assert_ptr_nonnull(fgets(text, sizeof(text), file));
		fclose(file);
		snprintf(want, sizeof(want), "\"bbox\":%s", boxes[i].box);
		if (strstr(text, want) == NULL)
			ck_abort_msg("no %s in %s", want, text);
		ck_assert_int_eq(strstr(text, "\"/coordinates\"") != NULL,
		    boxes[i].kept);
		converting_must("dn", "createml", "items", "again.json");
		scratch_holds_text("again.json", boxes[i].text);
		scratch_end();
	}
}
END_TEST

START_TEST(a_label_that_is_a_list_stands_on_one_line)
{
	char text[500];
	FILE *file;

	scratch_begin();
	scratch_put_text("a.json", "[{\"image\":\"a.jpg\",\"annotations\":[{"
	    "\"label\":[\n\"a\",\r\n\t\"b\"\n],\"coordinates\":{\"x\":2,"
	    "\"y\":3,\"width\":4,\"height\":2}}]}]");
	converting_must("createml", "dn", "a.json", "items");
	file = fopen("items", "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(fgets(text, sizeof(text), file));
	fclose(file);
	ck_assert_ptr_nonnull(strstr(text, "\"label\":[\"a\",\"b\"]"));
	converting_must("dn", "labelme", "items", "out");
	scratch_put_text("a.json", "{\"shapes\":[{\"label\":[\n\"a\",\n"
	    "\"b\"],\"points\":[[1,1]],\"shape_type\":\"point\"}]}");
	converting_must("labelme", "dn", "a.json", "items");
	converting_must("dn", "dn", "items", "again");
	scratch_end();
}
END_TEST

START_TEST(coordinates_that_were_kept_give_way_to_a_box_that_was_changed)
{
	scratch_begin();
	scratch_put_text("a.jsonl", "{\"dn\":1,\"record\":\"item\",\"id\":"
	    "\"a\",\"media\":{\"type\":\"image\",\"path\":\"a.jpg\"},"
	    "\"annotations\":[{\"kind\":\"box\",\"label\":\"c\",\"bbox\":"
	    "[1,2,4,2],\"source\":{\"raw\":{\"/coordinates\":{\"x\":2e0,"
	    "\"y\":3,\"width\":4,\"height\":2}}}}],\"source\":{\"format\":"
	    "\"createml\"}}\n");
	converting_must("dn", "createml", "a.jsonl", "a.json");
	scratch_holds_text("a.json", ELEMENT("3", "3", "4", "2"));
	scratch_end();
}
END_TEST

START_TEST(of_a_broken_document_what_came_before_is_there)
{
	struct dn_convert_settings settings = { .from = "createml" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("a.json", "[{\"image\":\"a.jpg\",\"annotations\":[]}"
	    ",\n {\"image\":\"b.jpg\"]");
	ck_assert_int_eq(converting_by(&settings, "a.json", "out",
	    &converted, true), 0);
	ck_assert_uint_eq(converted.counts.out, 1);
	ck_assert_uint_eq(converted.rejects, 1);
	ck_assert_uint_eq(converted.err.line, 2);
	scratch_end();
}
END_TEST

START_TEST(a_folder_is_refused)
{
	struct dn_convert_settings settings = { .from = "createml" };
	struct converted converted;

	scratch_begin();
	ck_assert_int_eq(mkdir("folder", 0700), 0);
	scratch_put_text("folder/a.json", "[]");
	converting_fails(&settings, "folder", "no-file", &converted);
	scratch_end();
}
END_TEST

Suite *
createml_suite(void)
{
	Suite *suite = suite_create("createml");
	TCase *tcase = tcase_create("createml");

	tcase_add_test(tcase,
	    a_box_is_its_centre_less_a_half_to_the_last_digit);
	tcase_add_test(tcase, a_label_that_is_a_list_stands_on_one_line);
	tcase_add_test(tcase,
	    coordinates_that_were_kept_give_way_to_a_box_that_was_changed);
	tcase_add_test(tcase,
	    of_a_broken_document_what_came_before_is_there);
	tcase_add_test(tcase, a_folder_is_refused);
	suite_add_tcase(suite, tcase);
	return suite;
}
