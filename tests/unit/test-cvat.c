/* SPDX-License-Identifier: MIT */
/* CVAT: numbers, masks, skeletons, tracks, and what a document declares. */
#include "formats/cvat.h"

#include "converting.h"
#include "suites.h"

#define IMAGE(shapes) "<annotations><image id=\"0\" name=\"a.jpg\" " \
	"width=\"6\" height=\"5\">" shapes "</image></annotations>"

/* The annotations that these shapes are, and those again. */
static void
reads(const char *shapes, const char *annotations)
{
	struct dn_bytes text, want;

	scratch_begin();
	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_init(&want, SIZE_MAX);
	dn_bytes_add_format(&text, IMAGE("%s"), shapes);
	dn_bytes_add_format(&want, "{\"dn\":1,\"record\":\"dataset\","
	    "\"source\":{\"format\":\"cvat\",\"file\":\"a.xml\",\"raw\":{"
	    "\"/meta\":null}}}\n{\"dn\":1,\"record\":\"item\",\"id\":\"a\","
	    "\"media\":{\"type\":\"image\",\"path\":\"a.jpg\",\"width\":6,"
	    "\"height\":5},\"annotations\":[%s],\"source\":{"
	    "\"format\":\"cvat\",\"file\":\"a.xml\",\"id\":0}}\n",
	    annotations);
	converting_reads("cvat", "a.xml", dn_bytes_text(&text),
	    dn_bytes_text(&want));
	converting_must("dn", "cvat", "converted.jsonl", "b.xml");
	ck_assert_int_eq(rename("b.xml", "a.xml"), 0);
	converting_must("cvat", "dn", "a.xml", "again");
	scratch_holds_text("again", dn_bytes_text(&want));
	dn_bytes_release(&text);
	dn_bytes_release(&want);
	scratch_end();
}

START_TEST(sizes_are_exact_and_edges_come_back_as_they_were)
{
	reads("<box xtl=\"0.1\" ytl=\"0.2\" xbr=\"0.30\" ybr=\"3\"/>",
	    "{\"id\":\"1\",\"kind\":\"box\",\"bbox\":[0.1,0.2,0.20,2.8],"
	    "\"source\":{\"raw\":{\"/@ybr\":\"3\"}}}");
	reads("<box xtl=\"3\" ytl=\"3\" xbr=\"1\" ybr=\"1\" "
	    "rotation=\"0\"/>", "{\"id\":\"1\",\"kind\":\"box\","
	    "\"bbox\":[3,3,-2,-2],\"rotation\":0}");
	reads("<box xtl=\"1\" ytl=\"1\" xbr=\"2\" ybr=\"2\" "
	    "rotation=\"-10.50\"/>", "{\"id\":\"1\",\"kind\":\"rotatedBox\","
	    "\"bbox\":[1,1,1,1],\"rotation\":-10.50}");
}
END_TEST

START_TEST(points_keep_their_digits_and_their_own_spelling)
{
	static const struct {
		const char *text, *want;
		size_t count;
		bool same;
	} rows[] = {
		{ "1,2", "[1,2]", 1, true },
		{ "1.50,-2;3e2,0", "[1.50,-2],[3e2,0]", 2, true },
		{ "+1, 2 ;.5,5.;", "[1,2],[0.5,5]", 2, false },
		{ "01,2", "[1,2]", 1, false },
		{ "", "", 0, true }, { "1", "", 0, true },
		{ "1,2,3", "", 0, true }, { "1,2;;3,4", "", 0, true },
		{ "nan,1", "", 0, true }, { "1,1e999", "", 0, true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dn_bytes out;
		bool same = true;

		dn_bytes_init(&out, SIZE_MAX);
		ck_assert_uint_eq(dn_cvat_points(dn_span_of(rows[i].text),
		    &out, &same), rows[i].count);
		if (rows[i].count > 0) {
			ck_assert_str_eq(dn_bytes_text(&out), rows[i].want);
			ck_assert_int_eq(same, rows[i].same);
		}
		dn_bytes_release(&out);
	}
}
END_TEST

START_TEST(only_integers_as_they_are_written_are_numbers)
{
	ck_assert(dn_cvat_is_integer(DN_SPAN("0")));
	ck_assert(dn_cvat_is_integer(DN_SPAN("-12")));
	ck_assert(dn_cvat_is_integer(DN_SPAN("123456789012345678")));
	ck_assert(!dn_cvat_is_integer(DN_SPAN("1234567890123456789")));
	ck_assert(!dn_cvat_is_integer(DN_SPAN("-0")));
	ck_assert(!dn_cvat_is_integer(DN_SPAN("01")));
	ck_assert(!dn_cvat_is_integer(DN_SPAN("1.0")));
	ck_assert(!dn_cvat_is_integer(DN_SPAN("-")));
	ck_assert(!dn_cvat_is_integer(DN_SPAN("")));
}
END_TEST

START_TEST(a_mask_runs_along_the_rows_of_its_window)
{
	/* An L: columns of 3, 1 and 1. */
	reads("<mask rle=\"0, 1, 2, 1, 2, 3\" left=\"1\" top=\"2\" "
	    "width=\"3\" height=\"3\"/>", "{\"id\":\"1\",\"kind\":\"mask\","
	    "\"mask\":{\"size\":[5,6],\"counts\":\"734N006\"}}");
	/* A window that is larger than it has to be comes back so. */
	reads("<mask rle=\"4,1,4\" left=\"1\" top=\"1\" width=\"3\" "
	    "height=\"3\"/>", "{\"id\":\"1\",\"kind\":\"mask\",\"mask\":{"
	    "\"size\":[5,6],\"counts\":\"<1a0\"},\"source\":{\"raw\":{"
	    "\"/@height\":\"3\",\"/@left\":\"1\",\"/@rle\":\"4,1,4\","
	    "\"/@top\":\"1\",\"/@width\":\"3\"}}}");
}
END_TEST

START_TEST(a_mask_that_was_changed_is_written_anew)
{
	char text[4000];
	FILE *file;

	scratch_begin();
	scratch_put_text("a.jsonl", "{\"id\":\"a\",\"media\":{"
	    "\"type\":\"image\",\"width\":2,\"height\":2},"
	    "\"annotations\":[{\"kind\":\"mask\","
	    "\"mask\":{\"size\":[2,2],\"counts\":\"22\"},\"source\":{"
	    "\"raw\":{\"/@rle\":\"4\",\"/@left\":\"0\",\"/@top\":\"0\","
	    "\"/@width\":\"2\",\"/@height\":\"2\"}}},{\"kind\":\"box\","
	    "\"bbox\":[1,2,3,4],\"source\":{\"raw\":{\"/@xbr\":\"4.0\","
	    "\"/@ybr\":\"7\"}}}],\"source\":{\"format\":\"cvat\"}}\n");
	converting_must("dn", "cvat", "a.jsonl", "a.xml");
	converting_must("cvat", "dn", "a.xml", "back");
	file = fopen("a.xml", "r");
	ck_assert_ptr_nonnull(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	ck_assert_ptr_nonnull(strstr(text, "<mask rle=\"0, 2\" "
	    "left=\"1\" top=\"0\" width=\"1\" height=\"2\"/>"));
	ck_assert_ptr_nonnull(strstr(text, "<box xtl=\"1\" ytl=\"2\" "
	    "xbr=\"4.0\" ybr=\"6\"/>"));
	scratch_end();
}
END_TEST

START_TEST(edges_are_those_that_the_picture_draws)
{
	static const char svg[] = "<line data-node-from=\"7\" "
	    "data-node-to='x' data-node-to=\"3\"></line>"
	    "<circle data-node-id=\"3\" data-label-name=\"a b\"/>"
	    "<circle data-node-id=\"7\" data-label-name=\"c\"></circle>";
	struct dn_names *names = dn_names_new();
	struct dn_bytes out;

	ck_assert_ptr_nonnull(names);
	dn_bytes_init(&out, SIZE_MAX);
	dn_names_add(names, DN_SPAN("a b"), NULL);
	ck_assert(!dn_cvat_edges(dn_span_of(svg), names, &out));
	ck_assert_uint_eq(out.len, 0);
	dn_names_add(names, DN_SPAN("c"), NULL);
	ck_assert(dn_cvat_edges(DN_SPAN("<line data-node-from=\"7\" "
	    "data-node-to=\"3\"></line><circle data-node-id=\"3\" "
	    "data-label-name=\"a b\"/><circle data-node-id=\"7\" "
	    "data-label-name=\"c\"></circle>"), names, &out));
	ck_assert_str_eq(dn_bytes_text(&out), "[1,0]");
	ck_assert(dn_cvat_edges(DN_SPAN(""), names, &out));
	ck_assert(dn_cvat_edges(DN_SPAN("<line"), names, &out));
	ck_assert(!dn_cvat_edges(DN_SPAN("<l data-node-from=\"7\">"), names,
	    &out));
	dn_bytes_release(&out);
	dn_names_free(names);
}
END_TEST

START_TEST(a_second_attribute_of_a_name_is_kept_whole)
{
	reads("<tag label=\"x\"><attribute name=\"a\">1</attribute>"
	    "<attribute name=\"a\">2</attribute></tag>",
	    "{\"id\":\"1\",\"kind\":\"class\",\"label\":\"x\","
	    "\"attributes\":{\"a\":\"1\"},\"source\":{\"raw\":{\"/*\":["
	    "[\"attribute\",{\"name\":\"a\"},\"2\"]]}}}");
}
END_TEST

START_TEST(many_attributes_cost_their_number)
{
	struct converted converted;
	struct dn_convert_settings settings = { .from = "cvat",
		.to = "cvat" };
	struct dn_bytes text;

	scratch_begin();
	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_add_text(&text, "<annotations><image id=\"0\" "
	    "name=\"a\"><tag label=\"x\">");
	for (int i = 0; i < 100000; i++)
		dn_bytes_add_format(&text, "<attribute name=\"%d\">1"
		    "</attribute><x/>", i % 60000);
	dn_bytes_add_text(&text, "</tag></image></annotations>");
	scratch_put_text("a.xml", dn_bytes_text(&text));
	dn_bytes_release(&text);
	ck_assert_int_eq(converting_by(&settings, "a.xml", "b.xml",
	    &converted, false), 0);
	scratch_end();
}
END_TEST

START_TEST(groups_without_numbers_and_parts_get_free_ones)
{
	char text[4000];
	FILE *file;

	scratch_begin();
	scratch_put_text("a.jsonl", "{\"id\":\"a\",\"media\":{"
	    "\"type\":\"image\"},\"annotations\":[{\"kind\":\"box\","
	    "\"label\":\"x\",\"group\":\"g\",\"bbox\":[0,0,1,1]},"
	    "{\"kind\":\"box\",\"label\":\"x\",\"group\":7,"
	    "\"bbox\":[0,0,2,2]},{\"kind\":\"polygon\",\"label\":\"x\","
	    "\"polygons\":[[[[0,0],[1,0],[1,1]]],[[[3,3],[4,3],[4,4]]]]},"
	    "{\"kind\":\"box\",\"label\":\"x\",\"group\":\"g\","
	    "\"bbox\":[0,0,3,3],\"z\":1.5,\"occluded\":0.5}]}\n");
	converting_must("dn", "cvat", "a.jsonl", "a.xml");
	file = fopen("a.xml", "r");
	ck_assert_ptr_nonnull(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	ck_assert_ptr_nonnull(strstr(text, "<image id=\"0\" name=\"a\">\n"
	    "\t\t<box label=\"x\" occluded=\"0\" xtl=\"0\" ytl=\"0\" "
	    "xbr=\"1\" ybr=\"1\" group_id=\"8\"/>\n"
	    "\t\t<box label=\"x\" occluded=\"0\" xtl=\"0\" ytl=\"0\" "
	    "xbr=\"2\" ybr=\"2\" group_id=\"7\"/>\n"
	    "\t\t<polygon label=\"x\" occluded=\"0\" "
	    "points=\"0,0;1,0;1,1\" group_id=\"9\"/>\n"
	    "\t\t<polygon label=\"x\" occluded=\"0\" "
	    "points=\"3,3;4,3;4,4\" group_id=\"9\"/>\n"
	    "\t\t<box label=\"x\" occluded=\"1\" xtl=\"0\" ytl=\"0\" "
	    "xbr=\"3\" ybr=\"3\" z_order=\"1\" group_id=\"8\"/>\n"
	    "\t</image>\n"));
	scratch_end();
}
END_TEST

START_TEST(a_new_video_has_its_task_and_comes_back)
{
	static const char record[] = "{\"dn\":1,\"record\":\"item\","
	    "\"id\":\"d/v\",\"split\":\"train\",\"media\":{"
	    "\"type\":\"video\",\"path\":\"d/v.mp4\",\"width\":9,"
	    "\"height\":8,\"frames\":5,\"start\":10,\"step\":3},"
	    "\"annotations\":[{\"id\":\"1\",\"kind\":\"track\","
	    "\"label\":\"x\",\"shapes\":[{\"frame\":10,\"keyframe\":true,"
	    "\"bbox\":[1,2,3,4],\"attributes\":{\"on\":true},"
	    "\"outside\":false,\"occluded\":false},{\"frame\":13,"
	    "\"keyframe\":true,\"bbox\":[1.5,2,3.5,4],\"outside\":true,"
	    "\"occluded\":true}],\"shape\":\"box\"}]";
	static const char came[] = ",\"source\":{\"id\":0,\"raw\":{"
	    "\"/@task_id\":\"0\",\"/@subset\":\"train\"}}";
	char text[4000], *at;
	FILE *file;

	scratch_begin();
	snprintf(text, sizeof(text), "%s}\n", record);
	scratch_put_text("a.jsonl", text);
	converting_must("dn", "cvat", "a.jsonl", "a.xml");
	converting_must("cvat", "dn", "a.xml", "back");
	file = fopen("back", "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(fgets(text, sizeof(text), file));
	ck_assert_ptr_nonnull(fgets(text, sizeof(text), file));
	fclose(file);
	/* All but where it came from is what it was. */
	at = strstr(text, came);
	ck_assert_ptr_nonnull(at);
	memmove(at, at + strlen(came), strlen(at + strlen(came)) + 1);
	at = strstr(text, ",\"source\":");
	ck_assert_ptr_nonnull(at);
	*at = '\0';
	ck_assert_str_eq(text, record);
	scratch_end();
}
END_TEST

START_TEST(without_its_header_a_document_still_has_sizes)
{
	struct dn_convert_settings settings = { .from = "dn", .to = "cvat" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("a.jsonl", "{\"id\":\"v\",\"media\":{"
	    "\"type\":\"video\",\"path\":\"v.mp4\",\"width\":3,"
	    "\"height\":2},\"annotations\":[{\"id\":\"1\","
	    "\"kind\":\"track\",\"label\":\"x\",\"shapes\":[{"
	    "\"frame\":0,\"mask\":{\"size\":[2,3],"
	    "\"counts\":\"222\"}}],\"shape\":\"mask\","
	    "\"source\":{\"id\":5}}],\"source\":{"
	    "\"format\":\"cvat\",\"id\":9}}\n{\"id\":\"i\","
	    "\"annotations\":[{\"id\":\"1\",\"kind\":\"mask\","
	    "\"mask\":{\"size\":[2,3],\"counts\":\"222\"}}]}\n");
	ck_assert_int_eq(converting_by(&settings, "a.jsonl", "a.xml",
	    &converted, false), 0);
	settings.from = "cvat";
	settings.to = "dn";
	ck_assert_int_eq(converting_by(&settings, "a.xml", "back",
	    &converted, false), 0);
	ck_assert_str_eq(converted.annotations, "{\"in\":2,\"out\":2,"
	    "\"rejected\":0,\"dropped\":0,\"ignored\":0}");
	scratch_end();
}
END_TEST

START_TEST(an_empty_file_is_a_document_of_nothing)
{
	scratch_begin();
	scratch_put_text("a.xml", "");
	converting_must("cvat", "dn", "a.xml", "items");
	scratch_holds_text("items", "");
	scratch_end();
}
END_TEST

START_TEST(what_breaks_off_is_bad_and_counts_its_tracks)
{
	struct dn_convert_settings settings = { .from = "cvat" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("a.xml", "<annotations><track id=\"0\" "
	    "label=\"x\"></track><image id=\"0\" name=\"a\"><tag/>"
	    "</image><image id=\"1\" name=\"b\"><tag/><tag></image>");
	ck_assert_int_eq(converting_by(&settings, "a.xml", "out", &converted,
	    true), 0);
	ck_assert_str_eq(dn_code_name(converted.err.code), "bad-xml");
	ck_assert_str_eq(converted.annotations, "{\"in\":3,\"out\":1,"
	    "\"rejected\":2,\"dropped\":0,\"ignored\":0}");
	scratch_put_text("b.xml", "<annotation/>");
	converting_fails(&settings, "b.xml", "bad-format", &converted);
	scratch_put_text("c.xml", "<annotations>text</annotations>");
	converting_fails(&settings, "c.xml", "bad-format", &converted);
	scratch_end();
}
END_TEST

START_TEST(a_picture_is_given_before_what_is_bad_behind_it)
{
	static const char good[] = "<annotations><image id=\"0\" name=\"a\">"
	    "<tag label=\"x\"/></image><more>1</more>";
	static const char *const bad[] = { "<more><b></more>", "<more a=",
		"<more>&none;</more>", "", "<more><image/>" };
	struct dn_convert_settings settings = { .from = "cvat" };

	for (size_t i = 0; i < 5; i++) {
		struct converted converted;
		char text[200];

		scratch_begin();
		snprintf(text, sizeof(text), "%s%s", good, bad[i]);
		scratch_put_text("a.xml", text);
		ck_assert_int_eq(converting_by(&settings, "a.xml", "out",
		    &converted, true), 0);
		ck_assert_str_eq(dn_code_name(converted.err.code), "bad-xml");
		ck_assert_str_eq(converted.annotations, "{\"in\":1,"
		    "\"out\":1,\"rejected\":0,\"dropped\":0,"
		    "\"ignored\":0}");
		scratch_end();
	}
}
END_TEST

START_TEST(white_space_between_points_is_nothing)
{
	static const char record[] = "{\"id\":\"a\",\"annotations\":[{"
	    "\"kind\":\"polygon\",\"bbox\":[1,2,4,4.5],\"polygons\":%s}]}\n";
	static const char *const lists[] = {
		"[[[[1,2],[3,4e0],[5,6.50]]],[[]],[],[[[-1,0],[2,3]]]]",
		"[ [ [ [ 1 , 2 ] , [3,4e0 ],[ 5,6.50] ] ],[[ ] ] ,[ ],\t"
		"[ [[-1,0] ,[2,\t3] ]] ] " };
	char text[1000];

	scratch_begin();
	for (size_t i = 0; i < 2; i++) {
		snprintf(text, sizeof(text), record, lists[i]);
		scratch_put_text("a.jsonl", text);
		converting_must("dn", "cvat", "a.jsonl", "out");
		converting_must("cvat", "dn", "out", "again");
		if (i == 0)
			ck_assert_int_eq(rename("again", "first"), 0);
	}
	ck_assert_ptr_nonnull(strstr(text, "6.50"));
	{
		FILE *file = fopen("first", "r");
		size_t len = fread(text, 1, sizeof(text) - 1, file);

		fclose(file);
		text[len] = '\0';
	}
	ck_assert_ptr_nonnull(strstr(text, "[[[[1,2],[3,4e0],[5,6.50]]]]"));
	ck_assert_ptr_nonnull(strstr(text, "[[[[-1,0],[2,3]]]]"));
	scratch_holds_text("again", text);
	scratch_end();
}
END_TEST

/* Convert by `from` and `to`, whatever is rejected, and return what came. */
static struct dn_bytes
convert(const char *from, const char *to, const char *path, const char *out)
{
	const struct dn_convert_settings settings = { .from = from,
		.to = to };
	struct dn_err err = DN_ERR_INIT;
	struct converted converted;
	struct dn_bytes text;

	ck_assert_int_eq(converting_by(&settings, path, out, &converted,
	    true), 0);
	dn_bytes_init(&text, SIZE_MAX);
	ck_assert_int_eq(dn_src_slurp(out, &text, &err), 0);
	return text;
}

START_TEST(what_is_told_of_annotations_is_what_their_text_says)
{
	static const char shapes[] = "<box label=\"a\" occluded=\"1\" "
	    "xtl=\"1\" ytl=\"2.50\" xbr=\"4\" ybr=\"4.5\" z_order=\"1\">"
	    "<attribute name=\"q\">1</attribute><x/>text</box>\n"
	    "<box label=\"a\" xtl=\"1\"/>"
	    "<polygon label=\"b&quot;\" points=\"0,0;1,0;1,1\" new=\"1\" "
	    "group_id=\"3\" source=\"auto\"/><nothing/>"
	    "<ellipse label=\"a\" cx=\"1\" cy=\"2\" rx=\"1\" ry=\"1\"/>"
	    "<mask label=\"a\" rle=\"1, 1\" left=\"0\" top=\"0\" width=\"2\""
	    " height=\"1\"/><polyline points=\"1,1;2,\"/><tag label=\"c\"/>"
	    "<skeleton label=\"s\"><points label=\"1\" points=\"1,1\"/>"
	    "</skeleton><points points=\"1,1;2,2\" rotation=\"0.0\"/>";
	static const char *const targets[] = { "coco", "cvat" };
	/* One picture has too many to tell of any. */
	static const int times[] = { 1, 2, 0, 1500, 1 };
	struct dn_bytes text;

	scratch_begin();
	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_add_text(&text, "<annotations>");
	for (int i = 0; i < 5; i++) {
		dn_bytes_add_format(&text, "<image id=\"%d\" "
		    "name=\"%d.jpg\" width=\"6\" height=\"5\">", i, i);
		for (int j = 0; j < times[i]; j++)
			dn_bytes_add_text(&text, shapes);
		dn_bytes_add_text(&text, "</image>");
	}
	dn_bytes_add_text(&text, "</annotations>");
	scratch_put_text("a.xml", dn_bytes_text(&text));
	dn_bytes_release(&text);
	text = convert("cvat", "dn", "a.xml", "records");
	ck_assert_uint_gt(text.len, 5 << 18);
	dn_bytes_release(&text);
	for (int i = 0; i < 2; i++) {
		struct dn_bytes straight = convert("cvat", targets[i],
		    "a.xml", "one");
		struct dn_bytes around = convert("dn", targets[i],
		    "records", "two");

		ck_assert(dn_span_equal(dn_bytes_span(&straight),
		    dn_bytes_span(&around)));
		dn_bytes_release(&straight);
		dn_bytes_release(&around);
	}
	scratch_end();
}
END_TEST

DN_SUITE(cvat, sizes_are_exact_and_edges_come_back_as_they_were,
    points_keep_their_digits_and_their_own_spelling,
    only_integers_as_they_are_written_are_numbers,
    a_mask_runs_along_the_rows_of_its_window,
    a_mask_that_was_changed_is_written_anew,
    edges_are_those_that_the_picture_draws,
    a_second_attribute_of_a_name_is_kept_whole,
    many_attributes_cost_their_number,
    white_space_between_points_is_nothing,
    groups_without_numbers_and_parts_get_free_ones,
    a_new_video_has_its_task_and_comes_back,
    without_its_header_a_document_still_has_sizes,
    an_empty_file_is_a_document_of_nothing,
    what_breaks_off_is_bad_and_counts_its_tracks,
    a_picture_is_given_before_what_is_bad_behind_it,
    what_is_told_of_annotations_is_what_their_text_says)
