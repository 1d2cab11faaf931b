/* SPDX-License-Identifier: MIT */
/* Conversions: the account, stamps, clashes, guesses, what is refused. */
#include "formats/convert.h"

#include "converting.h"
#include "suites.h"

#define BOX "{\"id\":\"a\",\"annotations\":[{\"id\":\"1\",\"kind\":\"box\"," \
	"\"bbox\":[1,2,3,4],\"label\":\"x\",\"score\":0.5}]}\n"

START_TEST(records_pass_byte_for_byte)
{
	const char *text = "{ \"id\" : \"a\" }\n{\"record\":\"dataset\"}\n"
	    "{\"item\":\"a\",\"annotator\":\"b\",\"label\":1.0}\n"
	    "{\"id\":\"a\",\"annotations\":[1,{}] }\n";
	const struct dn_convert_settings settings = { .from = "dn" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("items", text);
	ck_assert_int_eq(converting_by(&settings, "items", "out", &converted,
	    false), 0);
	scratch_holds_text("out", text);
	ck_assert_str_eq(converted.annotations, "{\"in\":2,\"out\":2,"
	    "\"rejected\":0,\"dropped\":0,\"ignored\":0}");
	scratch_end();
}
END_TEST

START_TEST(an_annotator_is_stamped_on_what_has_none)
{
	const struct dn_convert_settings settings = {
		.alter = { .annotator = "anna" } };
	struct converted converted;

	scratch_begin();
	scratch_put_text("items", "{\"id\":\"a\", \"annotations\":[ {\"kind\":"
	    "\"box\"},{\"kind\":\"box\",\"annotator\":\"b\"},{\"kind\":"
	    "\"box\",\"set\":\"s\"} ]}\n{\"id\":\"b\",\"annotations\":[]}\n"
	    "{\"id\":\"c\"}\n{\"id\":\"d\",\"work\":[{}],\"annotations\":[],"
	    "\"relations\":[{\"id\":\"r\"}]}\n{\"item\":\"a\",\"annotator\":"
	    "\"b\"}\n");
	ck_assert_int_eq(converting_by(&settings, "items", "out", &converted,
	    false), 0);
	scratch_holds_text("out", "{\"id\":\"a\",\"annotations\":[{\"kind\":"
	    "\"box\",\"annotator\":\"anna\"},{\"kind\":\"box\",\"annotator\":"
	    "\"b\"},{\"kind\":\"box\",\"set\":\"s\"}],\"work\":["
	    "{\"annotator\":\"anna\"}]}\n{\"id\":\"b\",\"annotations\":[],"
	    "\"work\":[{\"annotator\":\"anna\"}]}\n{\"id\":\"c\"}\n"
	    "{\"id\":\"d\",\"work\":[{}],\"annotations\":[],\"relations\":["
	    "{\"id\":\"r\",\"annotator\":\"anna\"}]}\n{\"item\":\"a\","
	    "\"annotator\":\"b\"}\n");
	scratch_end();
}
END_TEST

START_TEST(records_that_are_no_items_are_ignored_and_counted)
{
	const struct dn_convert_settings settings = { .to = "coco" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("items", BOX "{\"item\":\"a\",\"annotator\":\"b\"}\n"
	    "{\"type\":\"t\",\"at\":\"2026-01-01\"}\n{\"record\":\"metric\"}\n"
	    "{\"record\":\"item\",\"id\":\"b\",\"item\":1,\"annotator\":2}\n");
	ck_assert_int_eq(converting_by(&settings, "items", "out", &converted,
	    false), 0);
	ck_assert_uint_eq(converted.counts.in, 5);
	ck_assert_uint_eq(converted.counts.out, 2);
	ck_assert_uint_eq(converted.counts.ignored[1], 3);
	scratch_end();
}
END_TEST

START_TEST(strict_writes_nothing_when_anything_is_lost)
{
	struct dn_convert_settings settings = { .to = "voc", .strict = true };
	struct converted converted;

	scratch_begin();
	scratch_put_text("items", BOX);
	ck_assert_int_eq(converting_by(&settings, "items", "out", &converted,
	    false), 0);
	ck_assert_int_eq(converted.refused, 1);
	ck_assert_int_ne(access("out", F_OK), 0);
	settings.to = "coco";
	ck_assert_int_eq(converting_by(&settings, "items", "out", &converted,
	    false), 0);
	ck_assert_int_eq(converted.refused, 0);
	ck_assert_int_eq(access("out", F_OK), 0);
	/* What only the end of the document finds out counts too. */
	scratch_put_text("items", "{\"record\":\"dataset\",\"labels\":["
	    "{\"name\":\"x\",\"aliases\":[\"y\"]}]}\n");
	ck_assert_int_eq(converting_by(&settings, "items", "out2", &converted,
	    false), 0);
	ck_assert_int_eq(converted.refused, 1);
	ck_assert_int_ne(access("out2", F_OK), 0);
	scratch_end();
}
END_TEST

START_TEST(what_headers_say_is_lost_where_there_is_no_place_for_it)
{
	static const char header[] = "{\"record\":\"dataset\",\"labels\":["
	    "{\"name\":\"x\"},{\"name\":\"y\"}],\"info\":{},"
	    "\"licenses\":null}\n";
	struct dn_convert_settings settings = { .to = "voc" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("items", header);
	ck_assert_int_eq(converting_by(&settings, "items", "out", &converted,
	    false), 0);
	scratch_holds_text("loss", "{\"record\":\"loss\",\"item\":null,"
	    "\"annotation\":null,\"feature\":\"label-set\",\"action\":"
	    "\"dropped\",\"detail\":\"2 labels of headers\"}\n"
	    "{\"record\":\"loss\",\"item\":null,\"annotation\":null,"
	    "\"feature\":\"info\",\"action\":\"dropped\",\"detail\":"
	    "\"info of headers\"}\n");
	settings.to = "coco";
	ck_assert_int_eq(converting_by(&settings, "items", "out2",
	    &converted, false), 0);
	scratch_holds_text("loss", "");
	scratch_end();
}
END_TEST

START_TEST(two_items_of_one_id_clash)
{
	struct dn_convert_settings settings = { .from = "coco" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("a.json", "{\"images\":[{\"id\":1,\"file_name\":"
	    "\"a.jpg\"},{\"id\":2,\"file_name\":\"a.png\"}],\"annotations\":["
	    "{\"image_id\":2}]}");
	converting_fails(&settings, "a.json", "id-clash", &converted);
	ck_assert_ptr_nonnull(strstr(converted.err.text, "\"a\""));
	ck_assert_ptr_nonnull(strstr(converted.err.text, "--id path"));
	ck_assert_int_eq(converting_by(&settings, "a.json", "out", &converted,
	    true), 0);
	ck_assert_str_eq(converted.annotations, "{\"in\":1,\"out\":0,"
	    "\"rejected\":1,\"dropped\":0,\"ignored\":0}");
	settings.id = 1;
	ck_assert_int_eq(converting_by(&settings, "a.json", "out", &converted,
	    false), 0);
	ck_assert_uint_eq(converted.counts.out, 2);
	scratch_end();
}
END_TEST

START_TEST(check_writes_nothing_and_finds_what_is_wrong)
{
	struct dn_convert_settings settings = { .check = true };
	struct converted converted;

	scratch_begin();
	scratch_put_text("items", BOX);
	ck_assert_int_eq(converting_by(&settings, "items", "out", &converted,
	    false), 0);
	ck_assert_uint_eq(converted.counts.used, 1);
	scratch_put_text("items", "{\"id\":\"a\",\"annotations\":[{\"kind\":"
	    "\"box\",\"bbox\":[1,2]}]}\n");
	converting_fails(&settings, "items", "bad-value", &converted);
	ck_assert_str_eq(converted.err.field, "/annotations/0/bbox");
	settings.to = "coco";
	converting_fails(&settings, "items", "usage", &converted);
	scratch_end();
}
END_TEST

START_TEST(formats_are_guessed_from_their_content)
{
	static const struct {
		const char *name, *text, *format;
	} rows[] = {
		{ "a", "{\"dn\":1,\"record\":\"item\",\"id\":\"a\"}\n", "dn" },
		{ "a.jsonl", "{\"id\":\"a\"}\n", "dn" },
		{ "a.xml", "\n<?xml version='1.0'?><annotation/>", "voc" },
		{ "a.json", "{\"images\":[],\"annotations\":[]}", "coco" },
		{ "a.json", "\n [ {\"image_id\": 1} ]", "coco" },
		{ "a.ann", "T1\tA 0 1\tx\n", "brat" },
		{ "a.ann", "", "brat" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dn_err err = DN_ERR_INIT;
		const struct dn_format *format;

		scratch_begin();
		scratch_put_text(rows[i].name, rows[i].text);
		format = dn_format_guess(rows[i].name, &err);
		if (format == NULL || strcmp(format->name, rows[i].format) !=
		    0)
			ck_abort_msg("%s: %s", rows[i].text, err.text);
		scratch_end();
	}
}
END_TEST

START_TEST(a_guess_that_is_none_or_several_is_refused)
{
	struct dn_convert_settings settings = { .from = "auto" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("a.txt", "plain text");
	converting_fails(&settings, "a.txt", "usage", &converted);
	ck_assert_ptr_nonnull(strstr(converted.err.text, "brat, coco"));
	mkdir("in", 0700);
	scratch_put_text("in/a.xml", "<annotation/>");
	scratch_put_text("in/a.ann", "T1\tA 0 1\tx\n");
	converting_fails(&settings, "in", "usage", &converted);
	ck_assert_ptr_nonnull(strstr(converted.err.text, "brat, voc"));
	converting_fails(&settings, "missing", "no-file", &converted);
	scratch_end();
}
END_TEST

START_TEST(unknown_formats_are_refused_by_name)
{
	static const char *const names[] = { "xyz", "", "auto", "DN" };
	const struct dn_convert_settings later = { .from = "dicom" };
	struct converted converted;
	size_t i;

	scratch_begin();
	scratch_put_text("items", "");
	for (i = 0; i < 4; i++) {
		struct dn_convert_settings to = { .to = names[i] };

		converting_fails(&to, "items", "usage", &converted);
		ck_assert_ptr_nonnull(strstr(converted.err.text, names[i]));
	}
	converting_fails(&later, "items", "not-built", &converted);
	scratch_end();
}
END_TEST

START_TEST(contradicting_headers_are_bad_records)
{
	const struct dn_convert_settings settings = { .to = "coco" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("items", "{\"record\":\"dataset\",\"labels\":["
	    "{\"name\":\"x\",\"color\":\"#000000\"}]}\n{\"record\":"
	    "\"dataset\",\"labels\":[{\"name\":\"x\",\"color\":"
	    "\"#ffffff\"}]}\n");
	converting_fails(&settings, "items", "contradiction", &converted);
	ck_assert_uint_eq(converted.err.line, 2);
	ck_assert_ptr_nonnull(strstr(converted.err.text, "items:1"));
	ck_assert_ptr_nonnull(strstr(converted.err.text, "items:2"));
	scratch_end();
}
END_TEST

START_TEST(a_folder_in_the_way_is_not_replaced_unless_forced)
{
	struct dn_convert_settings settings = { .to = "voc" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("items", "{\"id\":\"b\"}\n");
	mkdir("out", 0700);
	converting_must("dn", "voc", "items", "out");
	ck_assert_int_eq(converting_by(&settings, "items", "out", &converted,
	    false), -1);
	ck_assert_int_eq(dn_code_status(converted.err.code), 2);
	scratch_put_text("out/old", "");
	settings.force = true;
	ck_assert_int_eq(converting_by(&settings, "items", "out", &converted,
	    false), 0);
	ck_assert_uint_eq(scratch_count("out"), 1);
	scratch_end();
}
END_TEST

START_TEST(two_lines_of_one_item_are_two_files_of_one_name)
{
	const struct dn_convert_settings settings = { .to = "voc" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("items", "{\"id\":\"b\"}\n{\"id\":\"b\"}\n");
	converting_fails(&settings, "items", "id-clash", &converted);
	ck_assert_int_eq(converting_by(&settings, "items", "out", &converted,
	    true), 0);
	ck_assert_uint_eq(converted.counts.out, 1);
	ck_assert_uint_eq(converted.counts.rejected, 1);
	scratch_end();
}
END_TEST

START_TEST(the_list_names_every_format_and_feature)
{
	struct dn_bytes out;
	int i;

	dn_bytes_init(&out, SIZE_MAX);
	dn_format_list(&out);
	for (i = 0; dn_formats[i] != NULL; i++)
		ck_assert_ptr_nonnull(strstr(dn_bytes_text(&out),
		    dn_formats[i]->title));
	for (i = 0; i < DN_CAP_COUNT; i++)
		ck_assert_ptr_nonnull(strstr(dn_bytes_text(&out),
		    dn_cap_name((enum dn_cap)i)));
	dn_bytes_release(&out);
}
END_TEST

START_TEST(descriptors_are_whole)
{
	int i;

	for (i = 0; dn_formats[i] != NULL; i++) {
		const struct dn_format *format = dn_formats[i];

		ck_assert(i == 0 || strcmp(dn_formats[i - 1]->name,
		    format->name) < 0);
		ck_assert_ptr_nonnull(format->title);
		ck_assert_ptr_nonnull(format->probe);
		ck_assert_uint_eq(format->writes & format->degrades, 0);
		if ((format->flags & DN_FORMAT_RECORDS) == 0)
			ck_assert(format->read_open != NULL &&
			    format->read_next != NULL &&
			    format->read_close != NULL);
		ck_assert(format->write_open != NULL &&
		    format->write_item != NULL && format->write_end != NULL &&
		    format->write_close != NULL);
	}
}
END_TEST

/* From each format through each: what both carry survives. */
START_TEST(boxes_cross_between_the_formats_of_pictures)
{
	scratch_begin();
	scratch_put_text("items", "{\"id\":\"p\",\"media\":{\"type\":\"image\","
	    "\"path\":\"p.jpg\",\"width\":64,\"height\":48},\"annotations\":["
	    "{\"id\":\"1\",\"kind\":\"box\",\"label\":\"\xe7\x8c\xab\","
	    "\"bbox\":[0.5,1,2.25,3]}]}\n");
	converting_must("dn", "voc", "items", "v");
	converting_must("voc", "coco", "v", "c.json");
	converting_must("coco", "voc", "c.json", "v2");
	converting_must("voc", "dn", "v2", "again");
	scratch_holds_text("again",
	    "{\"dn\":1,\"record\":\"item\",\"id\":\"p\","
	    "\"media\":{\"type\":\"image\",\"path\":\"p.jpg\",\"width\":64,"
	    "\"height\":48},\"annotations\":[{\"id\":\"1\",\"kind\":\"box\","
	    "\"label\":\"\xe7\x8c\xab\",\"bbox\":[0.5,1,2.25,3],"
	    "\"truncated\":0,\"difficult\":false,\"source\":{\"raw\":"
	    "{\"/pose\":\"Unspecified\"}}}],\"source\":{\"format\":\"voc\","
	    "\"file\":\"p.xml\",\"dialect\":\"dn-1\",\"raw\":{\"/folder\":\"\","
	    "\"/source/database\":\"dn\",\"/source/annotation\":"
	    "\"dn --voc-origin 1\",\"/segmented\":\"0\"}}}\n");
	scratch_end();
}
END_TEST

DN_SUITE(convert,
    records_pass_byte_for_byte,
    an_annotator_is_stamped_on_what_has_none,
    records_that_are_no_items_are_ignored_and_counted,
    strict_writes_nothing_when_anything_is_lost,
    what_headers_say_is_lost_where_there_is_no_place_for_it,
    two_items_of_one_id_clash,
    check_writes_nothing_and_finds_what_is_wrong,
    formats_are_guessed_from_their_content,
    a_guess_that_is_none_or_several_is_refused,
    unknown_formats_are_refused_by_name,
    contradicting_headers_are_bad_records,
    a_folder_in_the_way_is_not_replaced_unless_forced,
    two_lines_of_one_item_are_two_files_of_one_name,
    the_list_names_every_format_and_feature,
    descriptors_are_whole,
    boxes_cross_between_the_formats_of_pictures)
