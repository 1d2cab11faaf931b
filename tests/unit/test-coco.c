/* SPDX-License-Identifier: MIT */
/* COCO: what comes in, what goes back, ids, hostile documents. */
#include "formats/coco.h"

#include "converting.h"
#include "suites.h"

/* A document of one image of 9 x 8, one category 7 "cat", and annotations. */
#define DOCUMENT(annotations) "{\"images\":[{\"id\":1,\"file_name\":" \
	"\"a.jpg\",\"width\":9,\"height\":8}],\"annotations\":[" annotations \
	"],\"categories\":[{\"id\":7,\"name\":\"cat\"}]}"
#define HEADER "{\"dn\":1,\"record\":\"dataset\",\"labels\":[{\"name\":" \
	"\"cat\",\"ids\":{\"coco\":7}}],\"source\":{\"format\":\"coco\"," \
	"\"file\":\"a.json\"}}\n"
#define RECORD(annotations) "{\"dn\":1,\"record\":\"item\",\"id\":\"a\"," \
	"\"media\":{\"type\":\"image\",\"path\":\"a.jpg\",\"width\":9," \
	"\"height\":8},\"annotations\":[" annotations "]," \
	"\"source\":{\"format\":\"coco\",\"id\":1}}\n"

/* An annotation with this member reads as `record` and comes back. */
static const struct {
	const char *member, *record;
} members[] = {
	{ "\"bbox\":[0.10,1e0,2,3.50]",
	    "\"kind\":\"box\",\"label\":\"cat\",\"bbox\":[0.10,1e0,2,3.50]" },
	{ "\"segmentation\":[[1.0,2,3.5,2,3,4]]", "\"kind\":\"polygon\","
	    "\"label\":\"cat\",\"polygons\":[[[[1.0,2],[3.5,2],[3,4]]]]" },
	{ "\"segmentation\":[[1,2,3,2,3,4],[5,5,6,5,6,6]]",
	    "\"kind\":\"polygon\",\"label\":\"cat\",\"polygons\":"
	    "[[[[1,2],[3,2],[3,4]]],[[[5,5],[6,5],[6,6]]]]" },
	{ "\"segmentation\":{\"size\":[10,5],\"counts\":\"0d0n0\"}",
	    "\"kind\":\"mask\",\"label\":\"cat\",\"mask\":"
	    "{\"size\":[10,5],\"counts\":\"0d0n0\"}" },
	{ "\"keypoints\":[1,2,2,0,0,0,3,4.5,1]", "\"kind\":\"skeleton\","
	    "\"label\":\"cat\",\"keypoints\":[[1,2,2],[0,0,0],[3,4.5,1]]" },
	{ "\"caption\":\"a cat\"", "\"kind\":\"caption\",\"label\":\"cat\","
	    "\"text\":\"a cat\"" },
	{ "\"area\":1.50", "\"kind\":\"class\",\"label\":\"cat\","
	    "\"area\":1.50" },
	{ "\"iscrowd\":0", "\"kind\":\"class\",\"label\":\"cat\","
	    "\"crowd\":false" },
	{ "\"iscrowd\":1", "\"kind\":\"class\",\"label\":\"cat\","
	    "\"crowd\":true" },
	{ "\"score\":0.5", "\"kind\":\"class\",\"label\":\"cat\","
	    "\"score\":0.5" },
	{ "\"attributes\":{\"x\":[1],\"y\":null}", "\"kind\":\"class\","
	    "\"label\":\"cat\",\"attributes\":{\"x\":[1],\"y\":null}" },
};

START_TEST(every_member_reads_well_and_comes_back)
{
	size_t i;

	for (i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		char text[1000], want[1000];

		scratch_begin();
		snprintf(text, sizeof(text), DOCUMENT("{\"id\":5,"
		    "\"image_id\":1,\"category_id\":7,%s}"),
		    members[i].member);
		snprintf(want, sizeof(want), HEADER RECORD("{\"id\":\"5\",%s,"
		    "\"source\":{\"id\":5}}"), members[i].record);
		converting_reads("coco", "a.json", text, want);
		converting_must("dn", "coco", "converted.jsonl", "back.json");
		snprintf(want, sizeof(want), "{\"images\":[\n{\"id\":1,"
		    "\"file_name\":\"a.jpg\",\"width\":9,\"height\":8}\n],\n"
		    "\"annotations\":[\n{\"id\":5,\"image_id\":1,"
		    "\"category_id\":7,%s}\n],\n\"categories\":[\n"
		    "{\"id\":7,\"name\":\"cat\"}\n]}\n", members[i].member);
		scratch_holds_text("back.json", want);
		scratch_end();
	}
}
END_TEST

START_TEST(run_lengths_in_a_list_are_one_mask)
{
#define PARTS "[{\"size\":[2,3],\"counts\":[0,1,5]}," \
	"{\"size\":[2,3],\"counts\":[1,1,4]}," \
	"{\"size\":[2,3],\"counts\":\"411\"}]"
	scratch_begin();
	converting_reads("coco", "a.json", DOCUMENT("{\"id\":5,"
	    "\"image_id\":1,\"segmentation\":" PARTS "}"),
	    HEADER RECORD("{\"id\":\"5\",\"kind\":\"mask\",\"mask\":"
	    "{\"size\":[2,3],\"counts\":\"022OO\"},\"source\":{\"id\":5,"
	    "\"raw\":{\"/segmentation\":" PARTS "}}}"));
	scratch_end();
#undef PARTS
}
END_TEST

START_TEST(empty_outlines_leave_a_box_a_box)
{
	scratch_begin();
	converting_reads("coco", "a.json", DOCUMENT("{\"id\":5,"
	    "\"image_id\":1,\"segmentation\":[[],[]],\"bbox\":[1,2,3,4]}"),
	    HEADER RECORD("{\"id\":\"5\",\"kind\":\"box\","
	    "\"bbox\":[1,2,3,4],\"source\":{\"id\":5,"
	    "\"raw\":{\"/segmentation\":[[],[]]}}}"));
	scratch_end();
}
END_TEST

/* Members that the model has otherwise or not: kept, and given back. */
static const char *const kept[] = {
	"\"segmentation\":[]", "\"segmentation\":null",
	"\"segmentation\":[1,2,3,2,3,4]",
	"\"segmentation\":[[1,2,3,2,3,4],[]]",
	"\"segmentation\":[[]]", "\"segmentation\":[[],[]]",
	"\"segmentation\":{\"counts\":[0,20,30],\"size\":[10,5]}",
	"\"segmentation\":{\"size\":[1,2],\"counts\":\"2\",\"x\":1}",
	"\"segmentation\":[{\"size\":[2,2],\"counts\":\"22\"}]",
	"\"segmentation\":[{\"size\":[2,2],\"counts\":[0,1,3]},"
	    "{\"counts\":[3,1],\"size\":[2,2]}]",
	"\"bbox\":[]", "\"bbox\":null", "\"bbox\":[null,null,null,null]",
	"\"keypoints\":[]",
	"\"keypoints\":[1,2,0],\"num_keypoints\":0", "\"iscrowd\":2",
	"\"iscrowd\":false", "\"area\":null", "\"attributes\":[]",
	"\"ignore\":1", "\"a/b~c\":{\"deep\":[{}]}", "\"score\":\"high\"",
	"\"caption\":7",
};

START_TEST(what_the_model_lacks_comes_back_too)
{
	size_t i;

	for (i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		char text[1000];
		FILE *file;

		scratch_begin();
		snprintf(text, sizeof(text), DOCUMENT("{\"id\":5,"
		    "\"image_id\":1,\"category_id\":7,%s}"), kept[i]);
		scratch_put_text("a.json", text);
		converting_must("coco", "dn", "a.json", "items");
		converting_must("dn", "coco", "items", "back.json");
		file = fopen("back.json", "r");
		ck_assert_ptr_nonnull(file);
		text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
		fclose(file);
		if (strstr(text, kept[i]) == NULL)
			ck_abort_msg("%s: %s", kept[i], text);
		/* Once more, from what was written. */
		converting_must("coco", "coco", "back.json", "again.json");
		scratch_holds_text("again.json", text);
		scratch_end();
	}
}
END_TEST

START_TEST(white_space_of_the_document_stays_out_of_lines)
{
	scratch_begin();
	converting_reads("coco", "a.json",
	    "\xef\xbb\xbf{\n \"categories\" : [\n"
	    " {\"name\" : \"cat\" , \"id\" : 7}],\n\"annotations\":[ {\n"
	    "\"bbox\" : [ 1 ,\n 2 , 3 , 4 ] , \"image_id\":1.0,\n"
	    "\"category_id\" : 7e0 , \"id\" : 5 } ] , \"images\" : [ {\n"
	    "\"file_name\" : \"a.jpg\", \"id\" : 1, \"width\" :9,\n"
	    "\"height\": 8 } ] }\n", HEADER RECORD("{\"id\":\"5\",\"kind\":"
	    "\"box\",\"label\":\"cat\",\"bbox\":[1,2,3,4],"
	    "\"source\":{\"id\":5,\"raw\":{\"/image_id\":1.0,"
	    "\"/category_id\":7e0}}}"));
	scratch_end();
}
END_TEST

/* Geometry, then what becomes of it: how it is spaced does not matter. */
static const struct {
	const char *json, *out;
	enum dn_coco_segmentation what;
} shapes[] = {
	{ "[[1,2,3,4,5,6]]", "[[[[1,2],[3,4],[5,6]]]]", DN_COCO_POLYGONS },
	{ "[[1,2]]", "[[[[1,2]]]]", DN_COCO_POLYGONS },
	{ "[[-1.5,2],[3,4,5.25,0]]", "[[[[-1.5,2]]],[[[3,4],[5.25,0]]]]",
	    DN_COCO_POLYGONS },
	{ "[[1e2,2]]", "[[[[1e2,2]]]]", DN_COCO_POLYGONS },
	{ "[[],[1,2]]", "[[[[1,2]]]]", DN_COCO_POLYGONS },
	{ "[1,2,3,4]", "[[[[1,2],[3,4]]]]", DN_COCO_POLYGONS },
	{ "[[1,2,3]]", NULL, DN_COCO_POLYGONS },
	{ "[[1,2],[3]]", NULL, DN_COCO_POLYGONS },
	{ "[[1,2],3]", NULL, DN_COCO_POLYGONS },
	{ "[[1,[2]]]", NULL, DN_COCO_POLYGONS },
	{ "[[[1,2]]]", NULL, DN_COCO_POLYGONS },
	{ "[[1,null]]", NULL, DN_COCO_POLYGONS },
	{ "[[1,1e999]]", NULL, DN_COCO_POLYGONS },
	{ "[]", "", DN_COCO_NOTHING },
};

/* Read it, with a blank behind each comma where it is `spaced`. */
static void
check_shape(size_t which, bool spaced)
{
	struct dn_err err = DN_ERR_INIT;
	char text[128 + DN_JSON_PADDING] = "";
	struct dn_json_value value = { .type = DN_JSON_ARRAY };
	enum dn_coco_segmentation what;
	struct dn_bytes out;
	size_t len = 0;
	bool same;

	for (const char *p = shapes[which].json; *p != '\0'; p++) {
		text[len++] = *p;
		if (spaced && *p == ',')
			text[len++] = ' ';
	}
	value.raw = (struct dn_span){ text, len };
	dn_bytes_init(&out, SIZE_MAX);
	ck_assert_int_eq(dn_coco_segment(&value, NULL, NULL, &what, &same,
	    &err), shapes[which].out != NULL ? 0 : -1);
	ck_assert_int_eq(dn_coco_segment(&value, &out, NULL, &what, &same,
	    &err), shapes[which].out != NULL ? 0 : -1);
	ck_assert_int_eq(what, shapes[which].what);
	if (shapes[which].out != NULL)
		ck_assert_str_eq(dn_bytes_text(&out), shapes[which].out);
	dn_bytes_release(&out);
}

START_TEST(polygons_are_the_same_however_they_are_spaced)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		check_shape(i, false);
		check_shape(i, true);
	}
}
END_TEST

START_TEST(names_are_read_without_their_escapes)
{
	scratch_begin();
	converting_reads("coco", "a.json",
	    "{\"im\\u0061ges\":[{\"\\u0069d\":1,\"file_name\":\"a.jpg\","
	    "\"width\":9,\"height\":8}],\"annotations\":[{\"id\":5,"
	    "\"image\\u005fid\":1,\"c\\u0061tegory_id\":7,\"bbox\":[1,2,3,4],"
	    "\"ne\\/w\":1}],\"categories\":[{\"id\":7,\"name\":"
	    "\"c\\u0061t\"}]}", "{\"dn\":1,\"record\":\"dataset\",\"labels\":["
	    "{\"name\":\"c\\u0061t\",\"ids\":{\"coco\":7}}],\"source\":{"
	    "\"format\":\"coco\",\"file\":\"a.json\"}}\n" RECORD(
	    "{\"id\":\"5\",\"kind\":\"box\",\"label\":\"c\\u0061t\",\"bbox\":"
	    "[1,2,3,4],\"source\":{\"id\":5,\"raw\":{\"/ne~1w\":1}}}"));
	scratch_end();
}
END_TEST

START_TEST(categories_become_labels_with_all_they_say)
{
	const char *document = "{\"info\":{\"year\":2020},\"licenses\":null,\n"
	    "\"images\":[],\n\"annotations\":[],\n\"categories\":[\n"
	    "{\"id\":0,\"name\":\"person\",\"supercategory\":\"animal\","
	    "\"keypoints\":[\"head\",\"foot\"],\"skeleton\":[[1,2],[2,2]]},\n"
	    "{\"id\":\"x\",\"name\":\"\xe7\x8c\xab\",\"color\":[255,0,16]},\n"
	    "{\"id\":9,\"name\":\"self\",\"isthing\":1,"
	    "\"supercategory\":\"self\"}\n]}\n";

	scratch_begin();
	converting_reads("coco", "a.json", document, "{\"dn\":1,\"record\":"
	    "\"dataset\",\"info\":{\"year\":2020},\"licenses\":null,"
	    "\"labels\":[{\"name\":\"person\",\"ids\":{\"coco\":0},"
	    "\"parent\":\"animal\",\"keypoints\":[\"head\",\"foot\"],"
	    "\"edges\":[[0,1],[1,1]]},{\"name\":\"\xe7\x8c\xab\",\"ids\":"
	    "{\"coco\":\"x\"},\"color\":\"#ff0010\"},{\"name\":\"self\","
	    "\"ids\":{\"coco\":9},\"source\":{\"raw\":{\"/isthing\":1,"
	    "\"/supercategory\":\"self\"}}}],\"source\":{\"format\":\"coco\","
	    "\"file\":\"a.json\"}}\n");
	converting_must("dn", "coco", "converted.jsonl", "back.json");
	scratch_holds_text("back.json", document);
	scratch_end();
}
END_TEST

START_TEST(odd_categories_are_kept_whole)
{
	const char *document = "{\"type\":\"x\",\n"
	    "\"images\":[\n{\"id\":1}\n],\n"
	    "\"annotations\":[\n"
	    "{\"id\":1,\"image_id\":1,\"category_id\":2}\n],\n"
	    "\"categories\":[\n{\"id\":1,\"name\":\"a\"},\n"
	    "{\"id\":2,\"name\":\"a\"},\n{\"name\":\"none\"},\n7\n]}\n";

	scratch_begin();
	scratch_put_text("a.json", document);
	converting_must("coco", "dn", "a.json", "items");
	converting_must("dn", "coco", "items", "back.json");
	scratch_holds_text("back.json", document);
	scratch_end();
}
END_TEST

/* Documents that come back byte for byte, as the writer spaces them. */
static const char *const spelt[] = {
	/* Ids that are the same, and spelt in several ways. */
	"{\"images\":[\n{\"id\":7},\n{\"id\":\"x\"}\n],\n"
	    "\"annotations\":[\n"
	    "{\"id\":1,\"image_id\":7.0,\"category_id\":10e-1},\n"
	    "{\"id\":2,\"image_id\":7,\"category_id\":1},\n"
	    "{\"id\":3,\"image_id\":\"\\u0078\",\"category_id\":1.0}\n],\n"
	    "\"categories\":[\n{\"id\":1,\"name\":\"p\"}\n]}\n",
	"[\n{\"image_id\":3.0,\"category_id\":1},\n"
	    "{\"image_id\":3,\"category_id\":1.0},\n"
	    "{\"image_id\":3e0,\"category_id\":\"a b\"}\n]\n",
	/* Colours and skeletons. */
	"{\"images\":[],\n\"annotations\":[],\n\"categories\":[\n"
	    "{\"id\":1,\"name\":\"p\",\"skeleton\":[[1.0,2],[2,3e0]],"
	    "\"color\":[255.0,0,16]},\n"
	    "{\"id\":2,\"name\":\"q\",\"color\":\"red\","
	    "\"skeleton\":[[0,1]]},\n"
	    "{\"id\":3,\"name\":\"r\",\"color\":[1,2],"
	    "\"skeleton\":[{\"a\":1,\"b\":2}]}\n]}\n",
	/* Lists that are null or not there. */
	"{\"images\":null,\n\"annotations\":null,\n"
	    "\"categories\":null}\n",
	"{\"info\":null}\n", "{}\n", "{\"annotations\":[]}\n",
	"{\"info\":{},\n\"images\":[\n{\"id\":1}\n]}\n",
	"{\"images\":[\n{\"id\":1}\n],\n\"categories\":null}\n",
};

START_TEST(what_is_spelt_otherwise_comes_back_so)
{
	for (size_t i = 0; i < sizeof(spelt) / sizeof(spelt[0]); i++) {
		scratch_begin();
		scratch_put_text("a.json", spelt[i]);
		converting_must("coco", "dn", "a.json", "items");
		converting_must("dn", "coco", "items", "back.json");
		scratch_holds_text("back.json", spelt[i]);
		scratch_end();
	}
}
END_TEST

/* Records of which something was changed, and what is written then. */
START_TEST(a_spelling_that_holds_no_more_gives_way)
{
	scratch_begin();
	scratch_put_text("items", "{\"dn\":1,\"record\":\"dataset\","
	    "\"labels\":[{\"name\":\"q\",\"ids\":{\"coco\":4},"
	    "\"edges\":[[0,0]],\"source\":{\"raw\":{\"/skeleton\":"
	    "[[1.0,2]],\"/color\":[1.0,2,3]}}}],\"source\":{\"raw\":{"
	    "\"/categories/0\":{\"id\":9,\"name\":\"p\"},"
	    "\"/annotations\":null,\"/@absent/images\":true},"
	    "\"format\":\"coco\"}}\n"
	    "{\"id\":\"a\",\"annotations\":[{\"id\":\"1\",\"kind\":\"class\","
	    "\"label\":\"q\",\"source\":{\"raw\":{\"/image_id\":7.0,"
	    "\"/category_id\":9}}}],\"source\":{\"format\":\"coco\","
	    "\"id\":8}}\n");
	converting_must("dn", "coco", "items", "back.json");
	scratch_holds_text("back.json", "{\"images\":[\n{\"id\":8}\n],\n"
	    "\"annotations\":[\n"
	    "{\"id\":1,\"image_id\":8,\"category_id\":4}\n],\n"
	    "\"categories\":[\n{\"id\":9,\"name\":\"p\"},\n"
	    "{\"id\":4,\"name\":\"q\",\"skeleton\":[[1,1]]}\n]}\n");
	scratch_end();
}
END_TEST

START_TEST(results_in_a_document_have_its_categories)
{
	const struct dn_convert_settings settings = { .from = "coco",
		.to = "coco", .format = { .task = "instances" } };
	struct converted converted;

	scratch_begin();
	scratch_put_text("r.json", "[{\"image_id\":3,\"category_id\":18,"
	    "\"bbox\":[1,2,3,4]}]");
	ck_assert_int_eq(converting_by(&settings, "r.json", "back.json",
	    &converted, false), 0);
	scratch_holds_text("back.json", "{\"images\":[\n{\"id\":3}\n],\n"
	    "\"annotations\":[\n{\"id\":1,\"image_id\":3,"
	    "\"category_id\":1,\"bbox\":[1,2,3,4]}\n],\n"
	    "\"categories\":[\n{\"id\":1,\"name\":\"18\"}\n]}\n");
	scratch_end();
}
END_TEST

START_TEST(results_become_items_by_their_image)
{
	scratch_begin();
	converting_reads("coco", "r.json", "[{\"image_id\":3,\"category_id\":1,"
	    "\"bbox\":[1,2,3,4],\"score\":0.9},{\"image_id\":\"x\","
	    "\"category_id\":2,\"score\":1},{\"image_id\":3,\"caption\":"
	    "\"hi\"}]", "{\"dn\":1,\"record\":\"item\",\"id\":\"3\","
	    "\"annotations\":[{\"id\":\"1\",\"kind\":\"box\",\"label\":\"1\","
	    "\"bbox\":[1,2,3,4],\"score\":0.9,\"origin\":\"prediction\","
	    "\"source\":{\"raw\":{\"/category_id\":1}}},{\"id\":\"2\","
	    "\"kind\":\"caption\",\"text\":\"hi\",\"origin\":\"prediction\"}],"
	    "\"source\":{\"format\":\"coco\",\"id\":3,\"dialect\":"
	    "\"results\"}}\n"
	    "{\"dn\":1,\"record\":\"item\",\"id\":\"x\",\"annotations\":["
	    "{\"id\":\"1\",\"kind\":\"class\",\"label\":\"2\",\"score\":1,"
	    "\"origin\":\"prediction\",\"source\":{\"raw\":"
	    "{\"/category_id\":2}}}],\"source\":{\"format\":\"coco\","
	    "\"id\":\"x\",\"dialect\":\"results\"}}\n");
	scratch_end();
}
END_TEST

START_TEST(an_item_from_elsewhere_is_completed)
{
	scratch_begin();
	scratch_put_text("items", "{\"id\":\"b\",\"media\":{\"type\":\"image\","
	    "\"path\":\"b.png\"},\"annotations\":[{\"kind\":\"box\",\"label\":"
	    "\"dog\",\"bbox\":[1,2,3,4.5]},{\"kind\":\"polygon\",\"label\":"
	    "\"ant\",\"polygons\":[[[[0,0],[4,0],[4,3]]],[[[9,9],[9,8],"
	    "[8,8]]]]},{\"kind\":\"mask\",\"label\":\"dog\",\"mask\":{\"size\":"
	    "[10,5],\"counts\":\"0d0n0\"},\"crowd\":true},{\"kind\":"
	    "\"skeleton\",\"label\":1,\"keypoints\":[[5,6,2],[7,9,1],"
	    "[0,0,0]]}]}\n{\"id\":\"c\"}\n");
	converting_must("dn", "coco", "items", "out");
	scratch_holds_text("out", "{\"images\":[\n"
	    "{\"id\":1,\"file_name\":\"b.png\"},\n"
	    "{\"id\":2,\"file_name\":\"c\"}\n],\n\"annotations\":[\n"
	    "{\"id\":1,\"image_id\":1,\"category_id\":3,\"bbox\":[1,2,3,4.5],"
	    "\"area\":13.5,\"iscrowd\":0},\n"
	    "{\"id\":2,\"image_id\":1,\"category_id\":2,\"segmentation\":"
	    "[[0,0,4,0,4,3],[9,9,9,8,8,8]],\"bbox\":[0,0,9,9],\"area\":6.5,"
	    "\"iscrowd\":0},\n"
	    "{\"id\":3,\"image_id\":1,\"category_id\":3,\"segmentation\":"
	    "{\"size\":[10,5],\"counts\":\"0d0n0\"},\"bbox\":[0,0,2,10],"
	    "\"area\":20,\"iscrowd\":1},\n"
	    "{\"id\":4,\"image_id\":1,\"category_id\":1,\"keypoints\":"
	    "[5,6,2,7,9,1,0,0,0],\"num_keypoints\":2,\"bbox\":[5,6,2,3],"
	    "\"area\":6,\"iscrowd\":0}\n],\n\"categories\":[\n"
	    "{\"id\":3,\"name\":\"dog\"},\n{\"id\":2,\"name\":\"ant\"},\n"
	    "{\"id\":1,\"name\":\"1\"}\n]}\n");
	scratch_end();
}
END_TEST

START_TEST(ids_are_kept_where_they_are_unique_integers)
{
	struct dn_convert_settings settings = { .to = "coco" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("items", "{\"id\":\"a\",\"source\":{\"id\":40}}\n"
	    "{\"id\":\"b\",\"source\":{\"id\":7}}\n");
	converting_must("dn", "coco", "items", "out");
	scratch_holds_text("out", "{\"images\":[\n{\"id\":40,\"file_name\":"
	    "\"a\"},\n{\"id\":7,\"file_name\":\"b\"}\n],\n\"annotations\":[],\n"
	    "\"categories\":[]}\n");
	scratch_put_text("items", "{\"id\":\"a\",\"source\":{\"id\":40}}\n"
	    "{\"id\":\"b\",\"source\":{\"id\":40}}\n");
	ck_assert_int_eq(converting_by(&settings, "items", "out", &converted,
	    false), 0);
	ck_assert_str_eq(converted.note, "images are numbered from 1: of "
	    "their ids some are alike");
	scratch_holds_text("out", "{\"images\":[\n{\"id\":1,\"file_name\":"
	    "\"a\"},\n{\"id\":2,\"file_name\":\"b\"}\n],\n\"annotations\":[],\n"
	    "\"categories\":[]}\n");
	scratch_end();
}
END_TEST

START_TEST(lines_of_one_item_are_one_image)
{
	scratch_begin();
	scratch_put_text("items", "{\"id\":\"a\",\"annotations\":[{\"kind\":"
	    "\"class\",\"label\":\"x\"}]}\n{\"id\":\"a\",\"annotations\":["
	    "{\"kind\":\"class\",\"label\":\"y\"}]}\n");
	converting_must("dn", "coco", "items", "out");
	scratch_holds_text("out", "{\"images\":[\n{\"id\":1,\"file_name\":"
	    "\"a\"}\n],\n\"annotations\":[\n{\"id\":1,\"image_id\":1,"
	    "\"category_id\":1,\"iscrowd\":0},\n{\"id\":2,\"image_id\":1,"
	    "\"category_id\":2,\"iscrowd\":0}\n],\n\"categories\":[\n"
	    "{\"id\":1,\"name\":\"x\"},\n{\"id\":2,\"name\":\"y\"}\n]}\n");
	scratch_end();
}
END_TEST

START_TEST(headers_may_come_last)
{
	scratch_begin();
	scratch_put_text("items", "{\"id\":\"a\",\"annotations\":[{\"kind\":"
	    "\"class\",\"label\":\"cat\"}]}\n{\"record\":\"dataset\","
	    "\"labels\":[{\"name\":\"cat\",\"ids\":{\"coco\":17}}],"
	    "\"info\":{}}\n");
	converting_must("dn", "coco", "items", "out");
	scratch_holds_text("out", "{\"info\":{},\n\"images\":[\n{\"id\":1,"
	    "\"file_name\":\"a\"}\n],\n\"annotations\":[\n{\"id\":1,"
	    "\"image_id\":1,\"category_id\":17,\"iscrowd\":0}\n],\n"
	    "\"categories\":[\n{\"id\":17,\"name\":\"cat\"}\n]}\n");
	scratch_end();
}
END_TEST

START_TEST(no_records_are_an_empty_document)
{
	scratch_begin();
	scratch_put_text("items", "");
	converting_must("dn", "coco", "items", "out");
	scratch_holds_text("out", "{\"images\":[],\n\"annotations\":[],\n"
	    "\"categories\":[]}\n");
	scratch_end();
}
END_TEST

/* Annotations that are rejected alone, and why. */
static const char *const bad[][2] = {
	{ "7", "missing-field" }, { "{}", "missing-field" },
	{ "{\"image_id\":2,\"category_id\":7}", "unknown-id" },
	{ "{\"image_id\":\"1\",\"category_id\":7}", "unknown-id" },
	{ "{\"image_id\":1,\"category_id\":8}", "unknown-id" },
	{ "{\"image_id\":1,\"bbox\":[1,2,3]}", "bad-value" },
	{ "{\"image_id\":1,\"bbox\":[1,2,3,null]}", "bad-type" },
	{ "{\"image_id\":1,\"bbox\":[null,null,null]}", "bad-type" },
	{ "{\"image_id\":1,\"bbox\":[1,2,3,1e999]}", "bad-value" },
	{ "{\"image_id\":1,\"bbox\":{}}", "bad-type" },
	{ "{\"image_id\":1,\"segmentation\":[[1,2,3]]}", "bad-value" },
	{ "{\"image_id\":1,\"segmentation\":[[1,\"2\"]]}", "bad-value" },
	{ "{\"image_id\":1,\"segmentation\":[7,[1,2]]}", "bad-value" },
	{ "{\"image_id\":1,\"segmentation\":\"x\"}", "bad-value" },
	{ "{\"image_id\":1,\"segmentation\":{}}", "bad-value" },
	{ "{\"image_id\":1,\"segmentation\":{\"size\":[2,2],"
	    "\"counts\":[5]}}", "bad-value" },
	{ "{\"image_id\":1,\"segmentation\":{\"size\":[2,2],"
	    "\"counts\":[-1,5]}}", "bad-value" },
	{ "{\"image_id\":1,\"segmentation\":{\"size\":[99999999999,2],"
	    "\"counts\":[5]}}", "bad-value" },
	{ "{\"image_id\":1,\"segmentation\":{\"size\":[2,2],"
	    "\"counts\":\"~~\"}}", "bad-value" },
	{ "{\"image_id\":1,\"segmentation\":[{}]}", "bad-value" },
	{ "{\"image_id\":1,\"segmentation\":[{\"size\":[2,2],"
	    "\"counts\":[4]},[1,2,3,4,5,6]]}", "bad-value" },
	{ "{\"image_id\":1,\"segmentation\":[[1,2,3,4,5,6],"
	    "{\"size\":[2,2],\"counts\":[4]}]}", "bad-value" },
	{ "{\"image_id\":1,\"segmentation\":[{\"size\":[2,2],"
	    "\"counts\":[4]},{\"size\":[1,4],\"counts\":[4]}]}",
	    "bad-value" },
	{ "{\"image_id\":1,\"segmentation\":[{\"size\":[2,2],"
	    "\"counts\":[4]},{\"size\":[2,2],\"counts\":[5]}]}",
	    "bad-value" },
	{ "{\"image_id\":1,\"keypoints\":[1,2]}", "bad-value" },
	{ "{\"image_id\":1,\"keypoints\":7}", "bad-value" },
};

START_TEST(a_bad_annotation_is_rejected_and_the_rest_goes_on)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char text[600];

		scratch_begin();
		snprintf(text, sizeof(text), DOCUMENT("\n%s,"
		    "{\"image_id\":1}"), bad[i][0]);
		converting_rejects_part("coco", "a.json", text, bad[i][1]);
		scratch_end();
	}
}
END_TEST

START_TEST(an_image_that_is_none_is_a_bad_item)
{
	const struct dn_convert_settings settings = { .from = "coco" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("a.json", "{\"images\":[7,{},{\"id\":null},{\"id\":1},"
	    "{\"id\":1.0,\"file_name\":\"second.jpg\"},{\"id\":2,"
	    "\"file_name\":7}],\"annotations\":[{\"image_id\":1}]}");
	ck_assert_int_eq(converting_by(&settings, "a.json", "out", &converted,
	    true), 0);
	ck_assert_uint_eq(converted.counts.in, 6);
	ck_assert_uint_eq(converted.counts.out, 2);
	ck_assert_uint_eq(converted.counts.rejected, 4);
	ck_assert_str_eq(converted.annotations, "{\"in\":1,\"out\":1,"
	    "\"rejected\":0,\"dropped\":0,\"ignored\":0}");
	scratch_end();
}
END_TEST

START_TEST(documents_that_are_none_are_refused)
{
	static const char *const wrong[][2] = {
		{ " x", "bad-json" }, { "{", "bad-json" },
		{ "7", "bad-format" },
		{ "{\"images\":[],\"images\":[]}", "duplicate-key" },
		{ "{\"images\":[{\"id\":1,\"id\":2}]}", "duplicate-key" },
		{ "{\"images\":[]} x", "bad-json" },
		{ "{\"images\":[{\"id\":NaN}]}", "bad-json" },
		{ "{\"x\":\"\xff\"}", "bad-utf8" },
		{ "{\"annotations\":[{\"x\":\"\\ud800\"}]}",
		    "lone-surrogate" },
	};
	const struct dn_convert_settings settings = { .from = "coco" };
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct converted converted;

		scratch_begin();
		scratch_put_text("a.json", wrong[i][0]);
		converting_fails(&settings, "a.json", wrong[i][1],
		    &converted);
		ck_assert_uint_ge(converted.err.line, i == 2 ? 0 : 1);
		scratch_end();
	}
}
END_TEST

START_TEST(a_document_cut_anywhere_is_refused_cleanly)
{
	const char *text = "{\"info\":{\"a\":[1]},\"images\":[{\"id\":1,"
	    "\"file_name\":\"a\"}],\"annotations\":[{\"id\":1,\"image_id\":1,"
	    "\"bbox\":[1,2,3,4]}],\"categories\":[{\"id\":1}]}";
	const struct dn_convert_settings settings = { .from = "coco" };
	size_t len;

	scratch_begin();
	for (len = 1; len < strlen(text); len++) {
		struct converted converted;

		scratch_put("a.json", text, len);
		converting_fails(&settings, "a.json", "bad-json", &converted);
	}
	scratch_end();
}
END_TEST

START_TEST(deep_and_huge_values_are_refused_by_name)
{
	const struct dn_convert_settings settings = { .from = "coco" };
	struct converted converted;
	FILE *file;
	int i;

	scratch_begin();
	file = fopen("a.json", "w");
	ck_assert_ptr_nonnull(file);
	fputs("{\"annotations\":[", file);
	for (i = 0; i < 100000; i++)
		fputc('[', file);
	fclose(file);
	converting_fails(&settings, "a.json", "too-deep", &converted);
	scratch_end();
}
END_TEST

START_TEST(an_empty_file_is_an_empty_answer)
{
	scratch_begin();
	converting_reads("coco", "a.json", "", "");
	converting_reads("coco", "a.json", " \n", "");
	scratch_end();
}
END_TEST

START_TEST(a_folder_is_no_document)
{
	const struct dn_convert_settings settings = { .from = "coco" };
	struct converted converted;

	scratch_begin();
	mkdir("in", 0700);
	scratch_put_text("in/a.json", DOCUMENT(""));
	converting_fails(&settings, "in", "no-file", &converted);
	converting_fails(&settings, "missing", "no-file", &converted);
	scratch_end();
}
END_TEST

/* With next to no memory the index is on disk, and the records the same. */
static void
check_spilled(const char *path, const char *items)
{
	const struct dn_convert_settings settings = { .from = "coco",
		.memory = 1 };
	struct converted converted;
	char command[100];

	setenv("TMPDIR", ".", 1);
	ck_assert_int_eq(converting_by(&settings, path, "spilled", &converted,
	    false), 0);
	unsetenv("TMPDIR");
	snprintf(command, sizeof(command), "cmp %s spilled", items);
	ck_assert_int_eq(system(command), 0);
}

START_TEST(many_annotations_in_any_order_find_their_images)
{
	FILE *file;
	char line[400], want[60];
	int i, image;

	scratch_begin();
	file = fopen("a.json", "w");
	ck_assert_ptr_nonnull(file);
	fputs("{\"annotations\":[", file);
	for (i = 0; i < 3000; i++)
		fprintf(file, "%s{\"id\":%d,\"image_id\":%d}",
		    i == 0 ? "" : ",", i, i * 7 % 1000);
	fputs("],\"images\":[", file);
	for (i = 0; i < 1000; i++)
		fprintf(file, "%s{\"id\":%d,\"file_name\":\"%d.jpg\"}",
		    i == 0 ? "" : ",", 999 - i, 999 - i);
	fputs("]}", file);
	fclose(file);
	converting_must("coco", "dn", "a.json", "items");
	check_spilled("a.json", "items");
	file = fopen("items", "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), file));
	for (image = 999; image >= 0; image--) {
		ck_assert_ptr_nonnull(fgets(line, sizeof(line), file));
		for (i = 0; i < 3000; i++) {
			if (i * 7 % 1000 != image)
				continue;
			snprintf(want, sizeof(want), "{\"id\":%d}", i);
			ck_assert_ptr_nonnull(strstr(line, want));
		}
	}
	fclose(file);
	scratch_end();
}
END_TEST

/* One that says as much as is not held ahead, or little. */
static void
put_far(FILE *file, int number, bool record)
{
	fprintf(file, record ? "{\"id\":\"%d\",\"kind\":\"other\"," :
	    "{\"id\":%d,", number);
	if (!record)
		fprintf(file, "\"image_id\":%d,", number * 37 % 40);
	fputs("\"attributes\":{\"text\":\"", file);
	for (int i = number % 100 == 50 ? 70000 : number; i > 0; i--)
		putc('x', file);
	fputs("\"}", file);
	if (record)
		fprintf(file, ",\"source\":{\"id\":%d}", number);
	putc('}', file);
}

START_TEST(far_annotations_keep_their_order_and_their_texts)
{
	char *want = NULL;
	size_t size;
	FILE *file;

	scratch_begin();
	file = fopen("a.json", "w");
	ck_assert_ptr_nonnull(file);
	fputs("{\"annotations\":[", file);
	for (int i = 0; i < 400; i++) {
		fputs(i > 0 ? "," : "", file);
		put_far(file, i, false);
	}
	fputs("],\"images\":[", file);
	for (int i = 0; i < 40; i++)
		fprintf(file, "%s{\"id\":%d}", i > 0 ? "," : "", i);
	fputs("],\"categories\":[]}", file);
	ck_assert_int_eq(fclose(file), 0);
	file = open_memstream(&want, &size);
	ck_assert_ptr_nonnull(file);
	fputs("{\"dn\":1,\"record\":\"dataset\",\"source\":"
	    "{\"format\":\"coco\",\"file\":\"a.json\"}}\n", file);
	for (int image = 0; image < 40; image++) {
		const char *before = "";

		fprintf(file, "{\"dn\":1,\"record\":\"item\",\"id\":\"%d\","
		    "\"media\":{\"type\":\"image\"},\"annotations\":[",
		    image);
		for (int i = 0; i < 400; i++) {
			if (i * 37 % 40 != image)
				continue;
			fputs(before, file);
			put_far(file, i, true);
			before = ",";
		}
		fprintf(file, "],\"source\":{\"format\":\"coco\","
		    "\"id\":%d}}\n", image);
	}
	ck_assert_int_eq(fclose(file), 0);
	converting_must("coco", "dn", "a.json", "items");
	scratch_holds_text("items", want);
	free(want);
	scratch_end();
}
END_TEST

DN_SUITE(coco,
    every_member_reads_well_and_comes_back,
    run_lengths_in_a_list_are_one_mask,
    empty_outlines_leave_a_box_a_box,
    what_the_model_lacks_comes_back_too,
    white_space_of_the_document_stays_out_of_lines,
    polygons_are_the_same_however_they_are_spaced,
    names_are_read_without_their_escapes,
    categories_become_labels_with_all_they_say,
    odd_categories_are_kept_whole,
    what_is_spelt_otherwise_comes_back_so,
    a_spelling_that_holds_no_more_gives_way,
    results_in_a_document_have_its_categories,
    results_become_items_by_their_image,
    an_item_from_elsewhere_is_completed,
    ids_are_kept_where_they_are_unique_integers,
    lines_of_one_item_are_one_image,
    headers_may_come_last,
    no_records_are_an_empty_document,
    a_bad_annotation_is_rejected_and_the_rest_goes_on,
    an_image_that_is_none_is_a_bad_item,
    documents_that_are_none_are_refused,
    a_document_cut_anywhere_is_refused_cleanly,
    deep_and_huge_values_are_refused_by_name,
    an_empty_file_is_an_empty_answer,
    a_folder_is_no_document,
    many_annotations_in_any_order_find_their_images,
    far_annotations_keep_their_order_and_their_texts)
