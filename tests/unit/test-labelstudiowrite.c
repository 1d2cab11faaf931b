/* SPDX-License-Identifier: MIT */
/* Label Studio: what was changed, and what came from other formats. */
#include "formats/labelstudio_write.h"

#include "suites.h"
#include "tasks.h"

/* ---- changes --------------------------------------------------------- */

/* Replace `from` by `to` in "records.jsonl" and write it as a document. */
static void
write_changed(const char *from, const char *to)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes text, changed;
	const char *at;

	dn_bytes_init(&text, SIZE_MAX / 2);
	dn_bytes_init(&changed, SIZE_MAX / 2);
	ck_assert_int_eq(dn_src_slurp("records.jsonl", &text, &err), 0);
	at = strstr(dn_bytes_text(&text), from);
	ck_assert_ptr_nonnull(at);
	dn_bytes_add(&changed, text.data, (size_t)(at - text.data));
	dn_bytes_add_text(&changed, to);
	dn_bytes_add_text(&changed, at + strlen(from));
	scratch_put("changed.jsonl", changed.data, changed.len);
	converting_must("dn", "labelstudio", "changed.jsonl", "back.json");
	dn_bytes_release(&text);
	dn_bytes_release(&changed);
}

START_TEST(what_was_changed_is_worked_out_anew)
{
	static const struct {
		const char *entry, *from, *to, *want;
	} rows[] = {
		{ ENTRY("rectangle", "\"x\":10.0,\"y\":20.0,\"width\":30.0,"
		    "\"height\":40.0,\"rotation\":0"), "[100,100,300,200]",
		    "[150,100,300,200]", ENTRY("rectangle", "\"x\":15,"
		    "\"y\":20,\"width\":30,\"height\":40,\"rotation\":0") },
		{ ENTRY("rectangle", "\"x\":50,\"y\":50,\"width\":20,"
		    "\"height\":20,\"rotation\":90"), "[350,300,200,100]",
		    "[340,300,200,100]", ENTRY("rectangle", "\"x\":49,"
		    "\"y\":50,\"width\":20,\"height\":20,\"rotation\":90") },
		{ ENTRY("ellipse", "\"x\":50.0,\"y\":50,\"radiusX\":10,"
		    "\"radiusY\":20"), "[100,100]", "[200,100]",
		    ENTRY("ellipse", "\"x\":50,\"y\":50,\"radiusX\":20,"
		    "\"radiusY\":20") },
		{ ENTRY("polygon", "\"points\":[[1.0,2],[3,4]],"
		    "\"closed\":true"), "[30,20]", "[40,20]",
		    ENTRY("polygon", "\"points\":[[1,2],[4,4]],"
		    "\"closed\":true") },
		{ ENTRY("keypoint", "\"x\":1.0,\"y\":2"), "[10,10]",
		    "[20,10]", ENTRY("keypoint", "\"x\":2,\"y\":2") },
		{ ENTRY("rectanglelabels", BOX ",\"rectanglelabels\":"
		    "[\"a\"]"), "\"label\":\"a\"",
		    "\"labels\":[\"b\",\"c\"]", ENTRY("rectanglelabels",
		    BOX ",\"rectanglelabels\":[\"b\",\"c\"]") },
		{ ENTRY("textarea", "\"text\":[\"a\",\"b\"]"), "a\\nb", "c",
		    ENTRY("textarea", "\"text\":[\"c\"]") },
		{ ENTRY("ranker", "\"ranker\":{\"r\":[1,2]}"),
		    "\"order\":[1,2]", "\"order\":[2,1]", ENTRY("ranker",
		    "\"ranker\":[2,1]") },
		{ ENTRY("hypertextlabels", "\"start\":\"/a\",\"end\":\"/b\","
		    "\"startOffset\":3,\"endOffset\":2,\"globalOffsets\":"
		    "{\"start\":3,\"end\":9}"), "[[3,9]]", "[[3,8]]",
		    ENTRY("hypertextlabels", "\"globalOffsets\":"
		    "{\"start\":3,\"end\":8}") },
		{ ENTRY("videorectangle", "\"sequence\":[{\"frame\":1,"
		    "\"x\":10,\"y\":10,\"width\":20,\"height\":30,"
		    "\"time\":0.04}]"), "[100,50,200,150]",
		    "[100,50,300,150]", ENTRY("videorectangle",
		    "\"sequence\":[{\"frame\":1,\"enabled\":true,\"x\":10,"
		    "\"y\":10,\"width\":30,\"height\":30,\"rotation\":0}]") },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[2000];

		scratch_begin();
		snprintf(text, sizeof(text), TASK("%s"), rows[i].entry);
		comes_back(text);
		write_changed(rows[i].from, rows[i].to);
		snprintf(text, sizeof(text), TASK("%s"), rows[i].want);
		scratch_put_text("in.json", text);
		are_equal("in.json", "back.json");
		scratch_end();
	}
}
END_TEST

/* ---- from elsewhere -------------------------------------------------- */

/* A record of a picture with an annotation. */
#define RECORD(annotation) "{\"id\":\"p\",\"media\":{\"type\":\"image\"," \
	"\"path\":\"p.jpg\",\"width\":100,\"height\":50},\"annotations\":[{" \
	annotation "}]}"
#define NEW(type, name, value) "{\"id\":\"a\",\"from_name\":\"" name "\"," \
	"\"to_name\":\"image\",\"type\":\"" type "\"," \
	"\"original_width\":100,\"original_height\":50," \
	"\"image_rotation\":0,\"value\":{" value "}}"
#define ANSWER(type, value) "{\"id\":\"a\",\"from_name\":\"" type "\"," \
	"\"to_name\":\"image\",\"type\":\"" type "\"," \
	"\"original_width\":100,\"original_height\":50," \
	"\"image_rotation\":0,\"value\":{" value "}}"

static const struct {
	const char *annotation, *entry;
	bool lossless;
} foreign[] = {
	{ "\"id\":\"a\",\"kind\":\"box\",\"label\":\"x\",\"bbox\":"
	    "[10,10,20,5]", NEW("rectanglelabels", "label", "\"x\":10,"
	    "\"y\":20,\"width\":20,\"height\":10,\"rotation\":0,"
	    "\"rectanglelabels\":[\"x\"]"), true },
	{ "\"id\":\"a\",\"kind\":\"rotatedBox\",\"bbox\":[10,10,20,10],"
	    "\"rotation\":180", NEW("rectangle", "label", "\"x\":30,"
	    "\"y\":40,\"width\":20,\"height\":20,\"rotation\":180"), true },
	{ "\"id\":\"a\",\"kind\":\"polygon\",\"label\":\"x\",\"polygons\":"
	    "[[[[1,1],[2,1],[2,2]]]]", NEW("polygonlabels", "label",
	    "\"points\":[[1,2],[2,2],[2,4]],\"closed\":true,"
	    "\"polygonlabels\":[\"x\"]"), true },
	{ "\"id\":\"a\",\"kind\":\"polyline\",\"points\":[[1,1],[2,1]]",
	    NEW("polygon", "label", "\"points\":[[1,2],[2,2]],"
	    "\"closed\":false"), true },
	{ "\"id\":\"a\",\"kind\":\"points\",\"label\":\"x\",\"points\":"
	    "[[1,1]]", NEW("keypointlabels", "label", "\"x\":1,\"y\":2,"
	    "\"keypointlabels\":[\"x\"]"), true },
	{ "\"id\":\"a\",\"kind\":\"ellipse\",\"center\":[50,25],\"radii\":"
	    "[10,5],\"rotation\":30", NEW("ellipse", "label", "\"x\":50,"
	    "\"y\":50,\"radiusX\":10,\"radiusY\":10,\"rotation\":30"),
	    true },
	{ "\"id\":\"a\",\"kind\":\"class\",\"label\":\"x\"",
	    ANSWER("choices", "\"choices\":[\"x\"]"), true },
	{ "\"id\":\"a\",\"kind\":\"class\",\"label\":5", ANSWER("choices",
	    "\"choices\":[\"5\"]"), true },
	{ "\"id\":\"a\",\"kind\":\"class\",\"label\":[\"x\",\"y\"]",
	    ANSWER("taxonomy", "\"taxonomy\":[[\"x\",\"y\"]]"), true },
	{ "\"id\":\"a\",\"kind\":\"class\",\"labels\":[[\"x\"],\"y\"]",
	    ANSWER("taxonomy", "\"taxonomy\":[[\"x\"],[\"y\"]]"), true },
	{ "\"id\":\"a\",\"kind\":\"caption\",\"text\":\"t\"",
	    ANSWER("textarea", "\"text\":[\"t\"]"), true },
	{ "\"id\":\"a\",\"kind\":\"rating\",\"value\":3", ANSWER("rating",
	    "\"rating\":3"), true },
	{ "\"id\":\"a\",\"kind\":\"rating\",\"value\":0.5",
	    ANSWER("number", "\"number\":0.5"), true },
	{ "\"id\":\"a\",\"kind\":\"rating\",\"value\":\"v\"",
	    ANSWER("textarea", "\"text\":[\"v\"]"), true },
	{ "\"id\":\"a\",\"kind\":\"ranking\",\"order\":[\"x\",\"y\"]",
	    ANSWER("ranker", "\"ranker\":[\"x\",\"y\"]"), true },
	{ "\"id\":\"a\",\"kind\":\"preference\",\"selected\":\"left\"",
	    ANSWER("pairwise", "\"selected\":\"left\""), true },
	{ "\"id\":\"a\",\"kind\":\"polygon\",\"polygons\":[[[[0,0],[1,0],"
	    "[1,1]]],[[[5,5],[6,5],[6,6]]]]", NEW("polygon", "label",
	    "\"points\":[[0,0],[1,0],[1,2]],\"closed\":true") ",{\"id\":"
	    "\"a/2\"," /* as before */ "\"from_name\":\"label\","
	    "\"to_name\":\"image\",\"type\":\"polygon\","
	    "\"original_width\":100,\"original_height\":50,"
	    "\"image_rotation\":0,\"value\":{\"points\":[[5,10],[6,10],"
	    "[6,12]],\"closed\":true}}", false },
	{ "\"id\":\"a\",\"kind\":\"box\",\"bbox\":[10,10,20,5],"
	    "\"attributes\":{\"n\":2,\"c\":\"red\",\"t\":true}",
	    NEW("rectangle", "label", "\"x\":10,\"y\":20,\"width\":20,"
	    "\"height\":10,\"rotation\":0") ","
	    NEW("number", "n", "\"x\":10,\"y\":20,\"width\":20,"
	    "\"height\":10,\"rotation\":0,\"number\":2") ","
	    NEW("choices", "c", "\"x\":10,\"y\":20,\"width\":20,"
	    "\"height\":10,\"rotation\":0,\"choices\":[\"red\"]") ","
	    NEW("choices", "t", "\"x\":10,\"y\":20,\"width\":20,"
	    "\"height\":10,\"rotation\":0,\"choices\":[\"true\"]"), false },
};

START_TEST(annotations_of_other_formats_become_entries)
{
	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		const struct dn_convert_settings settings = {
			.to = "labelstudio", .strict = true };
		struct converted converted;
		char text[3000];

		scratch_begin();
		snprintf(text, sizeof(text), RECORD("%s"),
		    foreign[i].annotation);
		scratch_put_text("in.jsonl", text);
		ck_assert_int_eq(converting_by(&settings, "in.jsonl", "out",
		    &converted, false), 0);
		ck_assert_int_eq(converted.refused, !foreign[i].lossless);
		converting_must("dn", "labelstudio", "in.jsonl", "back.json");
		snprintf(text, sizeof(text), "[{\"id\":1,\"data\":{\"image\":"
		    "\"p.jpg\"},\"annotations\":[{\"result\":[%s]}]}]",
		    foreign[i].entry);
		scratch_put_text("in.json", text);
		are_equal("in.json", "back.json");
		scratch_end();
	}
}
END_TEST

/* A polygon with a hole, and a mask: brush strokes that are masks again. */
START_TEST(masks_and_holes_become_brush_strokes)
{
	static const char *const annotations[] = {
		"\"id\":\"a\",\"kind\":\"mask\",\"mask\":{\"size\":[50,100],"
		    "\"counts\":\"T3X6lb4\"}",
		"\"id\":\"a\",\"kind\":\"polygon\",\"polygons\":[[[[1,1],"
		    "[9,1],[9,9],[1,9]],[[3,3],[5,3],[5,5],[3,5]]]]",
	};

	for (int i = 0; i < 2; i++) {
		char text[1000];

		scratch_begin();
		snprintf(text, sizeof(text), RECORD("%s"), annotations[i]);
		scratch_put_text("in.jsonl", text);
		converting_must("dn", "labelstudio", "in.jsonl", "back.json");
		converting_must("labelstudio", "dn", "back.json",
		    "records.jsonl");
		records_hold("\"kind\":\"mask\"");
		records_hold("\"size\":[50,100]");
		records_hold(i == 0 ? "\"counts\":\"T3X6lb4\"" :
		    "\"/type\":\"brush\"");
		scratch_end();
	}
}
END_TEST

START_TEST(spans_in_pieces_are_linked)
{
	scratch_begin();
	scratch_put_text("in.jsonl", "{\"id\":\"p\",\"media\":{\"type\":"
	    "\"text\",\"text\":\"ab cd\"},\"annotations\":[{\"id\":\"a\","
	    "\"kind\":\"span\",\"label\":\"x\",\"spans\":[[0,1],[3,5]],"
	    "\"text\":\"a cd\"}]}");
	converting_must("dn", "labelstudio", "in.jsonl", "back.json");
	scratch_put_text("in.json", "[{\"id\":1,\"data\":{\"text\":"
	    "\"ab cd\"},\"annotations\":[{\"result\":[{\"id\":\"a\","
	    "\"from_name\":\"label\",\"to_name\":\"text\",\"type\":"
	    "\"labels\",\"value\":{\"start\":0,\"end\":1,\"text\":\"a\","
	    "\"labels\":[\"x\"]}},{\"id\":\"a/2\",\"from_name\":\"label\","
	    "\"to_name\":\"text\",\"type\":\"labels\",\"value\":{"
	    "\"start\":3,\"end\":5,\"text\":\"cd\",\"labels\":[\"x\"]}},"
	    "{\"type\":\"relation\",\"from_id\":\"a\",\"to_id\":\"a/2\","
	    "\"direction\":\"right\",\"labels\":[\"discontinuous\"]}]}]}]");
	are_equal("in.json", "back.json");
	scratch_end();
}
END_TEST

START_TEST(a_skeleton_is_a_box_with_keypoints_in_it)
{
	scratch_begin();
	scratch_put_text("in.jsonl", "{\"record\":\"dataset\",\"labels\":[{"
	    "\"name\":\"x\",\"keypoints\":[\"nose\",\"eye\"]}]}\n"
	    RECORD("\"id\":\"a\",\"kind\":\"skeleton\",\"label\":\"x\","
	    "\"keypoints\":[[10,10,2],[20,20,1],[0,0,0]]"));
	converting_must("dn", "labelstudio", "in.jsonl", "back.json");
	converting_must("labelstudio", "dn", "back.json", "records.jsonl");
	records_hold("\"kind\":\"box\",\"id\":\"a\",\"label\":\"x\","
	    "\"bbox\":[10,10,10,10]");
	records_hold("\"kind\":\"points\",\"id\":\"a/1\",\"label\":\"nose\","
	    "\"points\":[[10,10]]");
	records_hold("\"kind\":\"points\",\"id\":\"a/2\",\"label\":\"eye\"");
	records_hold("\"parent\":\"a\"");
	scratch_end();
}
END_TEST

START_TEST(annotators_and_predictions_have_sets_of_their_own)
{
	scratch_begin();
	scratch_put_text("in.jsonl", "{\"id\":\"p\",\"media\":{\"type\":"
	    "\"image\",\"path\":\"p.jpg\"},\"annotations\":[{\"id\":\"1\","
	    "\"kind\":\"class\",\"label\":\"x\",\"annotator\":\"7\"},"
	    "{\"id\":\"2\",\"kind\":\"class\",\"label\":\"y\",\"annotator\":"
	    "\"ann\"},{\"id\":\"3\",\"kind\":\"class\",\"label\":\"z\","
	    "\"annotator\":\"net\",\"origin\":\"prediction\",\"score\":0.5},"
	    "{\"id\":\"4\",\"kind\":\"class\",\"label\":\"w\",\"annotator\":"
	    "\"7\"}]}");
	converting_must("dn", "labelstudio", "in.jsonl", "back.json");
	converting_must("labelstudio", "dn", "back.json", "records.jsonl");
	records_hold("\"work\":[{\"annotator\":\"7\"},{\"annotator\":"
	    "\"ann\",");
	records_hold("\"label\":\"w\",\"field\":\"choices\","
	    "\"annotator\":\"7\"");
	records_hold("{\"set\":\"prediction-1\",\"status\":\"prediction\","
	    "\"model\":\"net\"}]");
	records_hold("\"score\":0.5,\"field\":\"choices\","
	    "\"set\":\"prediction-1\",\"origin\":\"prediction\"");
	scratch_end();
}
END_TEST

START_TEST(a_picture_without_a_size_is_refused)
{
	const struct dn_convert_settings settings = { .to = "labelstudio" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("in.jsonl", "{\"id\":\"p\",\"media\":{\"type\":"
	    "\"image\",\"path\":\"p.jpg\"},\"annotations\":[{\"kind\":"
	    "\"box\",\"bbox\":[1,1,1,1]}]}");
	converting_fails(&settings, "in.jsonl", "need-size", &converted);
	scratch_end();
}
END_TEST

DN_SUITE(labelstudiowrite,
    what_was_changed_is_worked_out_anew,
    annotations_of_other_formats_become_entries,
    masks_and_holes_become_brush_strokes,
    spans_in_pieces_are_linked,
    a_skeleton_is_a_box_with_keypoints_in_it,
    annotators_and_predictions_have_sets_of_their_own,
    a_picture_without_a_size_is_refused)
