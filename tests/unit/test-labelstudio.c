/* SPDX-License-Identifier: MIT */
/* Label Studio: every type of entry both ways, sets, texts, what is bad. */
#include "formats/labelstudio.h"

#include "suites.h"
#include "tasks.h"

/* ---- entries --------------------------------------------------------- */

/* Entries, and what stands in the record of each. */
static const struct {
	const char *entry, *record;
} entries[] = {
	{ ENTRY("rectanglelabels", "\"x\":10.0,\"y\":1e1,\"width\":33.3,"
	    "\"height\":7,\"rotation\":0,\"rectanglelabels\":[\"a\"]"),
	    "\"kind\":\"box\",\"id\":\"r1\",\"label\":\"a\","
	    "\"bbox\":[100,50,333,35]" },
	{ ENTRY("rectanglelabels", "\"x\":10,\"y\":10,\"width\":3,"
	    "\"height\":7,\"rectanglelabels\":[\"a\",\"b\"]"),
	    "\"labels\":[\"a\",\"b\"]" },
	{ ENTRY("rectangle", "\"x\":-1,\"y\":10,\"width\":3,\"height\":7"),
	    "\"bbox\":[-10,50,30,35]" },
	{ ENTRY("rectanglelabels", "\"x\":1,\"y\":1,\"width\":3,"
	    "\"height\":7,\"rotation\":null,\"rectanglelabels\":[]"),
	    "\"kind\":\"box\"" },
	/* Turned about its corner in pixels, not in percent. */
	{ ENTRY("rectanglelabels", "\"x\":50,\"y\":50,\"width\":20,"
	    "\"height\":20,\"rotation\":90,\"rectanglelabels\":[\"a\"]"),
	    "\"kind\":\"rotatedBox\",\"id\":\"r1\",\"label\":\"a\","
	    "\"bbox\":[350,300,200,100],\"rotation\":90" },
	{ ENTRY("rectanglelabels", "\"x\":10.537066764905694,"
	    "\"y\":79.55767690059092,\"width\":19.045470024656687,"
	    "\"height\":8.132522043893882,\"rotation\":328.33240366032834,"
	    "\"rectanglelabels\":[\"a\"]"),
	    "\"rotation\":328.33240366032834" },
	{ ENTRY("ellipselabels", "\"x\":50.40,\"y\":50,\"radiusX\":13.3,"
	    "\"radiusY\":10,\"rotation\":12.50,\"ellipselabels\":[\"e\"]"),
	    "\"kind\":\"ellipse\",\"id\":\"r1\",\"label\":\"e\","
	    "\"center\":[504,250],\"radii\":[133,50],\"rotation\":12.50" },
	{ ENTRY("polygonlabels", "\"points\":[[1,2],[3.50,4],[5,6.1]],"
	    "\"closed\":true,\"polygonlabels\":[\"p\"]"),
	    "\"kind\":\"polygon\",\"id\":\"r1\",\"label\":\"p\","
	    "\"polygons\":[[[[10,10],[35,20],[50,30.5]]]]" },
	{ ENTRY("polygonlabels", "\"points\":[[41.74228675136116,"
	    "3.546099290780142],[45.37205081669691,12.4822695035461]],"
	    "\"polygonlabels\":[\"p\"]"), "\"kind\":\"polygon\"" },
	{ ENTRY("polygon", "\"points\":[[1,2],[3,4]],\"closed\":false"),
	    "\"kind\":\"polyline\",\"id\":\"r1\","
	    "\"points\":[[10,10],[30,20]]" },
	{ ENTRY("polygon", "\"points\":[]"), "\"polygons\":[[[]]]" },
	{ ENTRY("keypointlabels", "\"x\":22.595281306715066,\"y\":31.7,"
	    "\"width\":0.18,\"keypointlabels\":[\"k\"]"),
	    "\"kind\":\"points\"" },
	{ ENTRY("keypoint", "\"x\":20,\"y\":30"), "\"points\":[[200,150]]" },
	{ ENTRY("bitmask", "\"imageDataURL\":null"),
	    "\"kind\":\"other\"" },
	{ ENTRY("timelinelabels", "\"ranges\":[{\"start\":1,\"end\":4}],"
	    "\"timelinelabels\":[\"a\"]"), "\"kind\":\"track\","
	    "\"id\":\"r1\",\"label\":\"a\",\"shape\":\"class\","
	    "\"shapes\":[{\"frame\":1,\"keyframe\":true,"
	    "\"outside\":false},{\"frame\":5,\"keyframe\":true,"
	    "\"outside\":true}]" },
	{ ENTRY("timelinelabels", "\"ranges\":[],"
	    "\"timelinelabels\":[\"a\"]"), "\"shapes\":[]" },
	{ ENTRY("timeserieslabels", "\"start\":\"2020-01-01\","
	    "\"end\":\"2020-01-02T00:00:01.50+01:00\","
	    "\"timeserieslabels\":[\"a\"]"), "\"kind\":\"interval\","
	    "\"id\":\"r1\",\"label\":\"a\",\"start\":1577836800,"
	    "\"end\":1577919601.50" },
	{ ENTRY("timeserieslabels", "\"start\":\"1969-12-31 23:59\","
	    "\"end\":\"1970-01-01T00:00Z\",\"timeserieslabels\":[\"a\"]"),
	    "\"start\":-60,\"end\":0" },
	{ ENTRY("timeserieslabels", "\"start\":\"01/02/2020\","
	    "\"end\":\"2020-01-02\",\"timeserieslabels\":[\"a\"]"),
	    "\"kind\":\"other\"" },
	{ ENTRY("timeserieslabels", "\"start\":\"2020-01-02 24:00\","
	    "\"end\":\"2020-01-02\",\"timeserieslabels\":[\"a\"]"),
	    "\"kind\":\"other\"" },
	{ ENTRY("timeserieslabels", "\"start\":1602708145233,"
	    "\"end\":1602708375312,\"instant\":false,"
	    "\"timeserieslabels\":[\"a\"]"), "\"kind\":\"interval\","
	    "\"id\":\"r1\",\"label\":\"a\",\"start\":1602708145233,"
	    "\"end\":1602708375312" },
	{ ENTRY("timeserieslabels", "\"start\":7,\"end\":7,\"instant\":true,"
	    "\"timeserieslabels\":[\"a\"]"), "\"kind\":\"instant\","
	    "\"id\":\"r1\",\"label\":\"a\",\"at\":7" },
	{ ENTRY("labels", "\"start\":12.778410892095105,\"end\":28.50,"
	    "\"channel\":0,\"labels\":[\"Beat\"]"), "\"kind\":\"interval\","
	    "\"id\":\"r1\",\"label\":\"Beat\",\"start\":12.778410892095105,"
	    "\"end\":28.50" },
	{ ENTRY("hypertextlabels", "\"start\":\"/div[1]/text()[1]\","
	    "\"end\":\"/div[2]/text()[1]\",\"startOffset\":3,"
	    "\"endOffset\":2,\"globalOffsets\":{\"start\":3,\"end\":9},"
	    "\"text\":\"some\",\"hypertextlabels\":[\"h\"]"),
	    "\"kind\":\"span\",\"id\":\"r1\",\"label\":\"h\","
	    "\"spans\":[[3,9]],\"text\":\"some\"" },
	{ ENTRY("hypertextlabels", "\"start\":\"/div[1]\",\"end\":\"/p\","
	    "\"startOffset\":3,\"endOffset\":2,\"hypertextlabels\":[\"h\"]"),
	    "\"kind\":\"other\"" },
	{ ENTRY("videorectangle", "\"framesCount\":9,\"sequence\":[{"
	    "\"frame\":1,\"enabled\":true,\"rotation\":0,\"x\":10,\"y\":10,"
	    "\"width\":20,\"height\":30,\"time\":0.04},{\"frame\":7,"
	    "\"enabled\":false,\"rotation\":0,\"x\":20,\"y\":10,"
	    "\"width\":20,\"height\":30,\"time\":0.28}],\"labels\":[\"v\"]"),
	    "\"kind\":\"track\",\"id\":\"r1\",\"label\":\"v\","
	    "\"shape\":\"box\",\"shapes\":[{\"frame\":1,\"keyframe\":true,"
	    "\"outside\":false,\"bbox\":[100,50,200,150]},"
	    "{\"frame\":7,\"keyframe\":true,"
	    "\"outside\":true,\"bbox\":[200,50,200,150]}]" },
	{ ENTRY("choices", "\"choices\":[\"c\"]"), "\"kind\":\"class\","
	    "\"id\":\"r1\",\"label\":\"c\"" },
	{ ENTRY("choices", "\"choices\":[\"c\",\"d\"]"),
	    "\"labels\":[\"c\",\"d\"]" },
	{ ENTRY("choices", "\"choices\":[]"), "\"kind\":\"other\"" },
	{ ENTRY("taxonomy", "\"taxonomy\":[[\"a\",\"b\"]]"),
	    "\"label\":[\"a\",\"b\"]" },
	{ ENTRY("taxonomy", "\"taxonomy\":[[\"a\",\"b\"],[\"c\"]]"),
	    "\"labels\":[[\"a\",\"b\"],[\"c\"]]" },
	{ ENTRY("rating", "\"rating\":4"), "\"kind\":\"rating\","
	    "\"id\":\"r1\",\"value\":4" },
	{ ENTRY("number", "\"number\":-2.50"), "\"value\":-2.50" },
	{ ENTRY("datetime", "\"datetime\":\"1991-05-22T09:17\""),
	    "\"value\":\"1991-05-22T09:17\"" },
	{ ENTRY("textarea", "\"text\":[\"one\"]"), "\"kind\":\"caption\","
	    "\"id\":\"r1\",\"text\":\"one\"" },
	{ ENTRY("textarea", "\"text\":[\"one\",\"two\"]"),
	    "\"text\":\"one\\ntwo\"" },
	{ ENTRY("textarea", "\"text\":\"plain\""), "\"text\":\"plain\"" },
	{ ENTRY("textarea", "\"text\":[]"), "\"kind\":\"other\"" },
	{ ENTRY("pairwise", "\"selected\":\"left\""),
	    "\"kind\":\"preference\",\"id\":\"r1\",\"selected\":\"left\"" },
	{ ENTRY("ranker", "\"ranker\":[\"b\",\"a\"]"), "\"kind\":\"ranking\","
	    "\"id\":\"r1\",\"order\":[\"b\",\"a\"]" },
	{ ENTRY("ranker", "\"ranker\":{\"rank\":[\"b\",\"a\"]}"),
	    "\"order\":[\"b\",\"a\"]" },
	{ ENTRY("ranker", "\"ranker\":{\"good\":[\"b\"],\"bad\":[]}"),
	    "\"kind\":\"other\"" },
	{ ENTRY("never seen", "\"x\":[1,{\"y\":null}]"),
	    "\"kind\":\"other\"" },
	{ "{\"id\":7,\"type\":\"choices\",\"value\":{\"choices\":[\"c\"]},"
	    "\"a/b~c\":{\"d\":[]}}", "\"id\":\"7\"" },
	{ "{\"type\":\"choices\",\"value\":{\"choices\":[\"c\"]}}",
	    "{\"kind\":\"class\",\"label\":\"c\",\"set\"" },
	{ "{\"type\":\"choices\",\"value\":null}", "\"kind\":\"other\"" },
	{ "{\"type\":\"choices\"}", "\"kind\":\"other\"" },
	{ "{}", "\"kind\":\"other\"" },
	{ "{\"id\":null,\"type\":\"choices\",\"value\":{\"choices\":"
	    "[\"c\"]},\"origin\":\"prediction\",\"score\":0.50,"
	    "\"parentID\":\"p\",\"readonly\":false}",
	    "\"score\":0.50,\"set\":\"5\",\"origin\":\"auto\","
	    "\"parent\":\"p\"" },
	{ "{\"type\":\"choices\",\"value\":{\"choices\":[\"c\"]},"
	    "\"origin\":\"prediction-changed\"}", "\"origin\":\"manual\"" },
	{ "{\"type\":\"choices\",\"value\":{\"choices\":[\"c\"]},"
	    "\"origin\":\"odd\"}", "\"/origin\":\"odd\"" },
};

START_TEST(every_type_of_entry_reads_well_and_comes_back)
{
	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
		char text[2000];

		scratch_begin();
		snprintf(text, sizeof(text), TASK("%s"), entries[i].entry);
		comes_back(text);
		records_hold(entries[i].record);
		scratch_end();
	}
}
END_TEST

#define OTHER_BOX "\"x\":11,\"y\":10.123456789,\"width\":3,\"height\":7"
#define RELATION(more) "{\"type\":\"relation\",\"from_id\":\"r1\"," \
	"\"to_id\":\"r2\"" more "}"

/* Entries of several, with what the record says of them. */
static const struct {
	const char *entries, *record;
} groups[] = {
	/* A shape and its labels are one annotation. */
	{ ENTRY("rectangle", BOX) "," ENTRY("labels", BOX
	    ",\"labels\":[\"a\"]"), "\"label\":\"a\"" },
	{ ENTRY("rectangle", BOX) "," ENTRY("rating", BOX ",\"rating\":3")
	    "," ENTRY("labels", BOX ",\"labels\":[\"a\"]"),
	    "\"joined-place\":2" },
	/* A second shape of that id is another one. */
	{ ENTRY("rectangle", BOX) "," ENTRY("rectanglelabels", OTHER_BOX
	    ",\"rectanglelabels\":[\"a\"]"), "\"id\":\"r1/f\"" },
	{ ENTRY("rectanglelabels", BOX ",\"rectanglelabels\":[\"a\"]") ","
	    ENTRY("taxonomy", BOX ",\"taxonomy\":[[\"x\"]]"),
	    "\"target\":\"r1\"" },
	{ ENTRY("taxonomy", BOX ",\"taxonomy\":[[\"x\"]]") ","
	    ENTRY("rectanglelabels", BOX ",\"rectanglelabels\":[\"a\"]"),
	    "\"shared\":true" },
	{ ENTRY("rectanglelabels", BOX ",\"rectanglelabels\":[\"a\"]") ","
	    ENTRY("choices", "\"choices\":[\"x\"]") ","
	    ENTRY("choices", "\"choices\":[\"y\"]"),
	    "\"id\":\"r1/f/2\"" },
	{ ENTRY("rectanglelabels", BOX ",\"rectanglelabels\":[\"a\"]") ","
	    ENTRY("textarea", OTHER_BOX ",\"text\":[\"t\"]"),
	    "\"/value/x\":11" },
	{ ENTRY("rectanglelabels", BOX ",\"rectanglelabels\":[\"a\"]") ","
	    ENTRY("odd", BOX), "\"kind\":\"other\"" },
	/* Relations, also to what there is not, and in between. */
	{ ENTRY("choices", "\"choices\":[\"x\"]") ","
	    RELATION(",\"direction\":\"right\""), "\"args\":[{\"role\":"
	    "\"from\",\"ref\":\"r1\"},{\"role\":\"to\",\"ref\":\"r2\"}],"
	    "\"directed\":true" },
	{ RELATION(",\"direction\":\"left\",\"labels\":[\"is\"]") ","
	    ENTRY("choices", "\"choices\":[\"x\"]"), "{\"type\":\"is\","
	    "\"args\":[{\"role\":\"from\",\"ref\":\"r2\"},{\"role\":\"to\","
	    "\"ref\":\"r1\"}]" },
	{ RELATION(",\"direction\":\"bi\",\"labels\":[]") ","
	    RELATION(",\"labels\":[\"a\",\"b\"],\"x\":1"),
	    "\"directed\":false" },
	{ RELATION(",\"labels\":null") "," ENTRY("rating", "\"rating\":1")
	    "," RELATION("") "," ENTRY("rating", "\"rating\":2") ","
	    RELATION(""), "\"place\":2" },
};

START_TEST(entries_of_one_region_go_together_and_come_back)
{
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		char text[3000];

		scratch_begin();
		snprintf(text, sizeof(text), TASK("%s"), groups[i].entries);
		comes_back(text);
		records_hold(groups[i].record);
		scratch_end();
	}
}
END_TEST

/* ---- tasks ----------------------------------------------------------- */

static const struct {
	const char *document, *record;
} tasks[] = {
	{ "[]", "" },
	{ "{\"id\":1,\"data\":{\"image\":\"a.jpg\"}}", "\"id\":\"a\"" },
	{ "[{\"id\":1,\"data\":{}}]", "\"id\":\"task-1\"" },
	{ "[{\"data\":{\"image\":\"x.png\"},\"annotations\":[],"
	    "\"predictions\":[],\"drafts\":[{\"result\":[{}]}],\"meta\":"
	    "{\"a\":1}}]", "\"/drafts\":[{\"result\":[{}]}]" },
	{ "[{\"id\":\"t\",\"data\":{\"a\":1},\"annotations\":null}]",
	    "\"id\":\"task-t\"" },
	{ "[{\"id\":1,\"data\":\"odd\"}]", "\"/data\":\"odd\"" },
	{ "[{\"id\":1,\"data\":{\"image\":\"s3://b/c/d.e.jpg?x=/y.png\"}}]",
	    "\"id\":\"d.e\"" },
	{ "[{\"id\":1,\"data\":{\"image\":"
	    "\"/data/local-files/?d=in/f.png\"}}]", "\"id\":\"f\"" },
	{ "[{\"id\":1,\"data\":{\"left\":\"a.png\",\"right\":\"b.png\"}}]",
	    "\"id\":\"task-1\"" },
	{ "[{\"id\":1,\"data\":{\"a~/b\":\"x y.wav\",\"n\":2}}]",
	    "\"medium\":\"/data/a~0~1b\"" },
	/* Sets: their own ids, some without, some empty or without result. */
	{ "[{\"id\":1,\"data\":{},\"annotations\":[{\"id\":5,\"result\":[]},"
	    "{\"id\":5,\"result\":[]},{\"result\":null},{}]}]",
	    "\"set\":\"annotation-4\"" },
	{ "[{\"id\":1,\"data\":{},\"annotations\":[{\"id\":5,"
	    "\"completed_by\":{\"id\":3,\"email\":\"a@b\"},\"result\":[],"
	    "\"was_cancelled\":true,\"ground_truth\":true,"
	    "\"created_at\":\"2026-01-02T03:04:05.678901Z\","
	    "\"updated_at\":\"2026-01-02\",\"lead_time\":3.20}]}]",
	    "{\"set\":\"5\",\"annotator\":\"a@b\",\"created\":"
	    "\"2026-01-02T03:04:05.678901Z\",\"leadTime\":3.20,"
	    "\"status\":\"cancelled\",\"gold\":true" },
	{ "[{\"id\":1,\"data\":{},\"annotations\":[{\"id\":5,"
	    "\"completed_by\":\"ann\",\"lead_time\":null,\"result\":[],"
	    "\"ground_truth\":null}]}]", "\"annotator\":\"ann\"" },
	{ "[{\"id\":1,\"data\":{},\"predictions\":[{\"id\":5,"
	    "\"model_version\":\"m\",\"score\":0.50,\"result\":[" ENTRY(
	    "choices", "\"choices\":[\"c\"]") "]},{\"result\":[]}]}]",
	    "{\"set\":\"prediction-5\",\"status\":\"prediction\","
	    "\"model\":\"m\",\"score\":0.50" },
	{ "[{\"id\":1,\"data\":{},\"annotations\":[{\"id\":5,\"result\":["
	    ENTRY("choices", "\"choices\":[\"c\"]") "]},{\"id\":6,"
	    "\"result\":[" ENTRY("choices", "\"choices\":[\"d\"]") "]}],"
	    "\"predictions\":[{\"id\":5,\"result\":[" ENTRY("choices",
	    "\"choices\":[\"e\"]") "]}]}]", "\"set\":\"6\"" },
	{ "[{\"id\":1,\"data\":{\"image\":\"l.jpg\"},\"completions\":["
	    "{\"result\":[" ENTRY("choices", "\"choices\":[\"c\"]")
	    "],\"created_at\":1597000000}]}]",
	    "\"dialect\":\"completions\"" },
	{ "{\"completions\":[{\"result\":[]}],\"data\":{\"image\":\"x\"}}",
	    "\"dialect\":\"completions object\"" },
	{ "[{\"id\":1,\"data\":{},\"annotations\":[],\"completions\":[{}]}]",
	    "\"dialect\":\"completions\"" },
	{ "[{\"id\":1,\"data\":{},\"annotations\":[{\"id\":1,\"result\":[]}],"
	    "\"completions\":[{\"result\":[]}]}]", "\"/completions\"" },
};

START_TEST(every_sort_of_task_reads_well_and_comes_back)
{
	for (size_t i = 0; i < sizeof(tasks) / sizeof(tasks[0]); i++) {
		scratch_begin();
		comes_back(tasks[i].document);
		records_hold(tasks[i].record);
		scratch_end();
	}
}
END_TEST

/* JSON_MIN: what is an answer and what data, and that it comes back. */
static const struct {
	const char *document, *record;
} flats[] = {
	{ "[{\"image\":\"a.png\",\"id\":1,\"label\":[{\"x\":10,\"y\":10,"
	    "\"width\":3.3,\"height\":7,\"rotation\":0,"
	    "\"rectanglelabels\":[\"a\"],\"original_width\":1000,"
	    "\"original_height\":500},{\"x\":1,\"y\":1,\"width\":1,"
	    "\"height\":1,\"rectanglelabels\":[\"b\"]}],\"annotator\":3,"
	    "\"annotation_id\":5,\"created_at\":\"2026-01-02T03:04:05Z\","
	    "\"updated_at\":null,\"lead_time\":1.50}]",
	    "\"label\":\"a\",\"bbox\":[100,50,33,35],\"field\":\"label\"" },
	{ "[{\"text\":\"one two\",\"id\":1,\"ner\":[{\"start\":0,\"end\":3,"
	    "\"text\":\"one\",\"labels\":[\"N\"]}],\"mood\":\"good\","
	    "\"many\":{\"choices\":[\"a\",\"b\"]},\"annotator\":{\"id\":3,"
	    "\"email\":\"a@b\"},\"annotation_id\":5}]",
	    "\"labels\":[\"a\",\"b\"],\"field\":\"many\"" },
	{ "[{\"image\":\"a.png\",\"id\":1,\"mood\":\"good\",\"l\":[{"
	    "\"x\":1,\"y\":1,\"width\":1,\"height\":1,"
	    "\"rectanglelabels\":[\"b\"]}],\"annotator\":3,"
	    "\"annotation_id\":5},{\"image\":\"a.png\",\"id\":1,"
	    "\"mood\":\"bad\",\"l\":[{\"x\":2,\"y\":1,\"width\":1,"
	    "\"height\":1,\"rectanglelabels\":[\"c\"]}],"
	    "\"annotator\":4,\"annotation_id\":6},{\"image\":\"b.png\","
	    "\"id\":2,\"mood\":\"bad\",\"annotator\":4,"
	    "\"annotation_id\":7}]",
	    "\"set\":\"6\",\"annotator\":\"4\",\"source\":{\"id\":6,"
	    "\"raw\":{\"/min\":{\"mood\":\"bad\"}}}" },
	{ "[{\"id\":1,\"k\":[],\"l\":[{\"labels\":1}],\"annotator\":3,"
	    "\"annotation_id\":null}]", "\"/data/l\":[{\"labels\":1}]" },
};

START_TEST(flat_objects_read_as_tasks_and_come_back_flat)
{
	for (size_t i = 0; i < sizeof(flats) / sizeof(flats[0]); i++) {
		scratch_begin();
		comes_back(flats[i].document);
		records_hold(flats[i].record);
		records_hold("\"dialect\":\"min\"");
		scratch_end();
	}
}
END_TEST

START_TEST(offsets_that_count_cr_lf_as_one_come_back)
{
	scratch_begin();
	comes_back("[{\"id\":1,\"data\":{\"text\":\"a\\r\\nbc\"},"
	    "\"annotations\":[{\"id\":3,\"result\":[{\"id\":\"x\",\"type\":"
	    "\"labels\",\"value\":{\"start\":2,\"end\":4,\"text\":\"bc\","
	    "\"labels\":[\"L\"]}}]}]}]");
	records_hold("\"spans\":[[3,5]]");
	records_hold("\"dialect\":\"newline\"");
	scratch_end();
}
END_TEST

START_TEST(a_document_of_nothing_is_an_empty_array)
{
	scratch_begin();
	scratch_put_text("in.json", "");
	converting_must("labelstudio", "labelstudio", "in.json", "out");
	scratch_holds_text("out", "[]\n");
	scratch_end();
}
END_TEST

START_TEST(a_configuration_is_a_header)
{
	scratch_begin();
	converting_reads("labelstudio", "c.xml", "<View><Image name='i'/>"
	    "<RectangleLabels name='l'><Label value='b&amp;' background="
	    "'#FFA0b1' category='2'/><Label value='a' alias='x'/><Label "
	    "value='a'/></RectangleLabels><Choices><Choice value='c'/>"
	    "</Choices></View>", "{\"dn\":1,\"record\":\"dataset\","
	    "\"labels\":[{\"name\":\"b&\",\"color\":\"#ffa0b1\",\"ids\":"
	    "{\"labelstudio\":\"2\"}},{\"name\":\"a\",\"aliases\":"
	    "[\"x\"]},{\"name\":\"c\"}],\"source\":{\"format\":"
	    "\"labelstudio\",\"raw\":{\"/config\":\"<View><Image "
	    "name='i'/><RectangleLabels name='l'><Label value='b&amp;' "
	    "background='#FFA0b1' category='2'/><Label value='a' alias='x'/>"
	    "<Label value='a'/></RectangleLabels><Choices><Choice "
	    "value='c'/></Choices></View>\"}}}\n");
	scratch_end();
}
END_TEST

START_TEST(tasks_that_were_alone_become_one_array)
{
	scratch_begin();
	ck_assert_int_eq(mkdir("in", 0777), 0);
	scratch_put_text("in/1.json", "{\"id\":1,\"data\":{\"a\":1}}");
	scratch_put_text("in/2.json", "{\"id\":2,\"data\":{\"a\":2}}");
	scratch_put_text("in/other.txt", "no task");
	converting_must("labelstudio", "labelstudio", "in", "out");
	scratch_holds_text("out", "[\n{\"id\":1,\"data\":{\"a\":1}},\n"
	    "{\"id\":2,\"data\":{\"a\":2}}\n]\n");
	scratch_end();
}
END_TEST

/* ---- sizes ----------------------------------------------------------- */

#define UNSIZED(type, value) "[{\"id\":1,\"data\":{\"image\":\"a.png\"}," \
	"\"annotations\":[{\"result\":[{\"id\":\"r\",\"type\":\"" type \
	"\",\"value\":{" value "}}]}]}]"

START_TEST(without_a_size_numbers_are_fractions)
{
	scratch_begin();
	comes_back(UNSIZED("rectangle", "\"x\":12.5,\"y\":25,\"width\":50,"
	    "\"height\":3.3"));
	records_hold("\"units\":\"fraction\"");
	records_hold("\"bbox\":[0.125,0.25,0.5,0.033]");
	scratch_end();
}
END_TEST

START_TEST(without_a_size_what_is_turned_is_kept_as_it_is)
{
	static const char *const documents[] = {
		UNSIZED("rectangle", "\"x\":1,\"y\":2,\"width\":5,"
		    "\"height\":3,\"rotation\":1"),
		UNSIZED("ellipse", "\"x\":1,\"y\":2,\"radiusX\":5,"
		    "\"radiusY\":3,\"rotation\":1"),
		UNSIZED("brush", "\"format\":\"rle\",\"rle\":[0]"),
		UNSIZED("videorectangle", "\"sequence\":[{\"frame\":1,"
		    "\"x\":1,\"y\":1,\"width\":1,\"height\":1,"
		    "\"rotation\":5}]"),
	};
	const struct dn_convert_settings settings = { .from = "labelstudio" };
	struct converted converted;

	for (int i = 0; i < 4; i++) {
		scratch_begin();
		comes_back(documents[i]);
		records_hold("[{\"kind\":\"other\",\"id\":\"r\"");
		ck_assert_int_eq(converting_by(&settings, "in.json", "out",
		    &converted, false), 0);
		ck_assert_ptr_nonnull(strstr(converted.note,
		    "1 regions are kept as they are"));
		scratch_end();
	}
}
END_TEST

#define TURNED "\"x\":1,\"y\":2,\"width\":5,\"height\":3,\"rotation\":9"

START_TEST(what_speaks_of_a_region_without_a_size_comes_back)
{
	scratch_begin();
	comes_back(UNSIZED("rectangle", TURNED "},\"from_name\":\"a\"},"
	    "{\"id\":\"r\",\"type\":\"labels\",\"value\":{" TURNED
	    ",\"labels\":[\"x\"]}},{\"id\":\"r\",\"type\":\"choices\","
	    "\"value\":{" TURNED ",\"choices\":[\"y\"]"));
	records_hold("\"id\":\"r/");
	records_hold("\"label\":\"y\",\"target\":\"r\"");
	scratch_end();
}
END_TEST

START_TEST(tasks_of_one_file_are_items_of_their_own)
{
	scratch_begin();
	comes_back("[{\"id\":1,\"data\":{\"image\":\"s3://b/1/x.jpg\"}},"
	    "{\"id\":2,\"data\":{\"image\":\"s3://b/2/x.jpg\"}},"
	    "{\"id\":\"n\",\"data\":{\"image\":\"s3://b/2/x.jpg\"}},"
	    "{\"data\":{\"image\":\"s3://b/2/x.jpg\"}}]");
	records_hold("\"id\":\"x\"");
	records_hold("\"id\":\"x-task-2\"");
	records_hold("\"id\":\"x-task-n\"");
	records_hold("\"id\":\"x-task-4\"");
	scratch_end();
}
END_TEST

START_TEST(items_are_called_by_their_file_alone)
{
	static const char *const paths[][2] = {
		{ "/data/local-files/?d=x.jpg", "x" },
		{ "/data/local-files/?d=a/x.jpg", "x" },
		{ "/data/local-files/?d=a%2Fb%5Cx.jpg", "x" },
		{ "/data/local-files/?d=a\\\\x.jpg", "x" },
		{ "https://h.org/a/x.jpg?d=y/z.png", "z" },
		{ "https://h.org/a/x.jpg?e=y/z.png", "x" },
		{ "https://h.org/a/b%2Fx.jpg", "b%2Fx" },
	};
	char text[1000];

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		scratch_begin();
		snprintf(text, sizeof(text), "[{\"id\":1,\"data\":{"
		    "\"image\":\"%s\"}}]", paths[i][0]);
		comes_back(text);
		snprintf(text, sizeof(text), "\"id\":\"%s\",\"media\"",
		    paths[i][1]);
		records_hold(text);
		scratch_end();
	}
}
END_TEST

START_TEST(regions_of_other_pictures_of_a_task_are_told)
{
	const struct dn_convert_settings settings = { .from = "labelstudio" };
	struct converted converted;

	scratch_begin();
	comes_back(TASK(ENTRY("rectangle", BOX) ",{\"id\":\"r2\",\"type\":"
	    "\"rectangle\",\"to_name\":\"second\",\"value\":{" BOX "}},"
	    "{\"id\":\"r3\",\"type\":\"rectangle\",\"item_index\":1,"
	    "\"value\":{" BOX "}},{\"id\":\"r4\",\"type\":\"rectangle\","
	    "\"item_index\":0,\"value\":{" BOX "}}"));
	ck_assert_int_eq(converting_by(&settings, "in.json", "out",
	    &converted, false), 0);
	ck_assert_ptr_nonnull(strstr(converted.note,
	    "1 regions are on another picture or text"));
	records_hold("\"on\":\"page-1\"");
	records_hold("\"others\":[{\"name\":\"page-1\",\"type\":\"image\"");
	scratch_end();
}
END_TEST

START_TEST(an_annotation_with_its_task_is_that_and_comes_back)
{
	scratch_begin();
	comes_back("{\"id\":5,\"completed_by\":{\"id\":1},\"result\":["
	    "{\"id\":\"r\",\"type\":\"choices\",\"value\":{"
	    "\"choices\":[\"a\"]}}],\"lead_time\":2.5,\"project\":3,"
	    "\"task\":{\"id\":7,\"data\":{\"image\":\"x.jpg\"},"
	    "\"project\":3}}");
	records_hold("\"id\":\"x\",\"media\"");
	records_hold("\"leadTime\":2.5");
	records_hold("\"label\":\"a\"");
	comes_back("[{\"result\":[],\"task\":{\"data\":{\"text\":\"x\"}}},"
	    "{\"result\":[],\"task\":{\"data\":{},\"id\":\"n\"}},"
	    "{\"result\":[],\"task\":{\"data\":{},\"annotations\":[]}},"
	    "{\"result\":[],\"id\":9,\"task\":9}]");
	scratch_end();
}
END_TEST

START_TEST(a_task_that_comes_twice_is_bad)
{
	const struct dn_convert_settings settings = { .from = "labelstudio" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("in", "[{\"id\":1,\"data\":{\"image\":\"x.jpg\"}},"
	    "{\"id\":1,\"data\":{\"image\":\"x.jpg\"}}]");
	converting_fails(&settings, "in", "id-clash", &converted);
	scratch_end();
}
END_TEST

START_TEST(each_entry_may_have_a_size_of_its_own)
{
	scratch_begin();
	comes_back(TASK(ENTRY("rectangle", BOX) ",{\"id\":\"r2\",\"type\":"
	    "\"rectangle\",\"original_width\":10,\"original_height\":20,"
	    "\"value\":{" BOX "}}"));
	records_hold("\"width\":1000,\"height\":500");
	records_hold("\"bbox\":[1,2.0246913578,");
	scratch_end();
}
END_TEST

/* ---- texts ----------------------------------------------------------- */

/* A text of two wide characters and three letters, and a span of it. */
#define WIDE(start, end, text) "[{\"id\":1,\"data\":{\"text\":" \
	"\"\xf0\x9f\x98\x80\xf0\x9f\x98\x81" "abc\"},\"annotations\":[{" \
	"\"result\":[{\"id\":\"s\",\"type\":\"labels\",\"value\":{" \
	"\"start\":" #start ",\"end\":" #end ",\"text\":\"" text "\"," \
	"\"labels\":[\"x\"]}}]}]}]"

START_TEST(the_unit_of_offsets_is_found_by_the_text)
{
	scratch_begin();
	comes_back(WIDE(2, 4, "ab"));
	records_hold("\"spans\":[[2,4]]");
	comes_back(WIDE(4, 6, "ab"));
	records_hold("\"spans\":[[2,4]]");
	records_hold("\"dialect\":\"utf16\"");
	comes_back(WIDE(8, 10.0, "ab"));
	records_hold("\"spans\":[[2,4]]");
	records_hold("\"dialect\":\"byte\"");
	comes_back(WIDE(1, 3, "other"));
	records_hold("\"spans\":[[1,3]]");
	scratch_end();
}
END_TEST

START_TEST(the_unit_of_offsets_may_be_said)
{
	const struct dn_convert_settings settings = { .from = "labelstudio",
		.format = { .offsets = DN_OFFSETS_UTF16 } };
	struct converted converted;

	scratch_begin();
	scratch_put_text("in", WIDE(2, 4, "ab"));
	ck_assert_int_eq(converting_by(&settings, "in", "records.jsonl",
	    &converted, false), 0);
	records_hold("\"spans\":[[1,2]]");
	scratch_put_text("in", WIDE(1, 4, "ab"));
	converting_fails(&settings, "in", "bad-value", &converted);
	scratch_end();
}
END_TEST

START_TEST(a_dialogue_is_one_text)
{
	scratch_begin();
	comes_back("[{\"id\":1,\"data\":{\"d\":[{\"author\":\"A\",\"text\":"
	    "\"one\"},{\"text\":\"tw\xc3\xb6\"}]},\"annotations\":[{"
	    "\"result\":[{\"id\":\"s\",\"type\":\"paragraphlabels\","
	    "\"value\":{\"start\":\"0\",\"end\":\"1\",\"startOffset\":1,"
	    "\"endOffset\":3,\"paragraphlabels\":[\"x\"]}},{\"id\":\"t\","
	    "\"type\":\"paragraphlabels\",\"value\":{\"start\":\"1\","
	    "\"end\":\"1\",\"startOffset\":0,\"endOffset\":1}}]}]}]");
	records_hold("\"text\":\"one\\ntw\xc3\xb6\"");
	records_hold("\"spans\":[[1,7]]");
	records_hold("\"spans\":[[4,5]]");
	scratch_end();
}
END_TEST

/* ---- what is bad ----------------------------------------------------- */

static const struct {
	const char *entry, *code;
} bad[] = {
	{ "5", "bad-type" },
	{ "null", "bad-type" },
	{ ENTRY("rectangle", "\"x\":\"1\",\"y\":1,\"width\":1,"
	    "\"height\":1"), "bad-value" },
	{ ENTRY("rectangle", "\"x\":1e999,\"y\":1,\"width\":1,"
	    "\"height\":1"), "bad-value" },
	{ ENTRY("rectangle", "\"x\":1,\"y\":1,\"height\":1"), "bad-value" },
	{ ENTRY("ellipse", "\"radiusX\":1"), "bad-value" },
	{ ENTRY("polygon", "\"points\":[[1,2],[3]]"), "bad-value" },
	{ ENTRY("polygon", "\"points\":[[1,2,3]]"), "bad-value" },
	{ ENTRY("polygon", "\"points\":[1,2]"), "bad-value" },
	{ ENTRY("keypoint", "\"x\":1"), "bad-value" },
	{ ENTRY("brush", "\"rle\":[1,2,3]"), "bad-value" },
	{ ENTRY("brush", "\"rle\":[-1]"), "bad-value" },
	{ ENTRY("brush", "\"rle\":[256]"), "bad-value" },
	{ ENTRY("videorectangle", "\"sequence\":[{}]"), "bad-value" },
	{ ENTRY("videorectangle", "\"sequence\":[7]"), "bad-value" },
	{ ENTRY("labels", "\"start\":-1,\"end\":4,\"text\":\"a\""),
	    "bad-value" },
	{ ENTRY("labels", "\"start\":5,\"end\":4,\"text\":\"a\""),
	    "bad-value" },
	{ ENTRY("labels", "\"globalOffsets\":{\"start\":1}"), "bad-value" },
	{ "{\"type\":\"relation\",\"from_id\":\"a\"}", "missing-field" },
};

START_TEST(a_bad_entry_is_put_away_and_the_task_goes_on)
{
	const struct dn_convert_settings settings = { .from = "labelstudio" };
	struct converted converted;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char text[2000];

		scratch_begin();
		snprintf(text, sizeof(text), TASK("%s," ENTRY("choices",
		    "\"choices\":[\"c\"]")), bad[i].entry);
		scratch_put_text("in", text);
		converting_fails(&settings, "in", bad[i].code, &converted);
		ck_assert_int_eq(converting_by(&settings, "in",
		    "records.jsonl", &converted, true), 0);
		ck_assert_uint_eq(converted.parts, 1);
		ck_assert_str_eq(converted.annotations, "{\"in\":2,\"out\":1,"
		    "\"rejected\":1,\"dropped\":0,\"ignored\":0}");
		records_hold("\"label\":\"c\"");
		scratch_end();
	}
}
END_TEST

START_TEST(a_bad_task_is_put_away_and_the_next_is_read)
{
	static const char *const documents[] = {
		"[7,{\"id\":2,\"data\":{\"k\":1}}]",
		"[{\"id\":1,\"annotations\":[3]},{\"id\":2,\"data\":{}}]",
		"[{\"id\":1,\"annotations\":{}},{\"id\":2,\"data\":{}}]",
		"[{\"id\":1,\"predictions\":\"x\"},{\"id\":2,\"data\":{}}]",
	};
	const struct dn_convert_settings settings = { .from = "labelstudio" };
	struct converted converted;

	for (int i = 0; i < 4; i++) {
		scratch_begin();
		scratch_put_text("in", documents[i]);
		converting_fails(&settings, "in", "bad-type", &converted);
		ck_assert_int_eq(converting_by(&settings, "in",
		    "records.jsonl", &converted, true), 0);
		ck_assert_uint_eq(converted.rejects, 1);
		records_hold("\"id\":\"task-2\"");
		scratch_end();
	}
}
END_TEST

START_TEST(documents_that_are_cut_anywhere_are_refused)
{
	static const char text[] = TASK(ENTRY("rectanglelabels", BOX
	    ",\"rectanglelabels\":[\"a\"]") "," RELATION(""));
	const struct dn_convert_settings settings = { .from = "labelstudio" };
	struct converted converted;

	for (size_t len = 1; len < sizeof(text) - 1; len += 5) {
		scratch_begin();
		scratch_put("in", text, len);
		ck_assert_int_eq(converting_by(&settings, "in", "out",
		    &converted, true), 0);
		ck_assert_uint_eq(converted.rejects, 1);
		scratch_end();
	}
}
END_TEST

DN_SUITE(labelstudio,
    every_type_of_entry_reads_well_and_comes_back,
    entries_of_one_region_go_together_and_come_back,
    every_sort_of_task_reads_well_and_comes_back,
    flat_objects_read_as_tasks_and_come_back_flat,
    offsets_that_count_cr_lf_as_one_come_back,
    a_document_of_nothing_is_an_empty_array,
    a_configuration_is_a_header,
    tasks_that_were_alone_become_one_array,
    without_a_size_numbers_are_fractions,
    without_a_size_what_is_turned_is_kept_as_it_is,
    what_speaks_of_a_region_without_a_size_comes_back,
    tasks_of_one_file_are_items_of_their_own,
    items_are_called_by_their_file_alone,
    regions_of_other_pictures_of_a_task_are_told,
    an_annotation_with_its_task_is_that_and_comes_back,
    a_task_that_comes_twice_is_bad,
    each_entry_may_have_a_size_of_its_own,
    the_unit_of_offsets_is_found_by_the_text,
    the_unit_of_offsets_may_be_said,
    a_dialogue_is_one_text,
    a_bad_entry_is_put_away_and_the_task_goes_on,
    a_bad_task_is_put_away_and_the_next_is_read,
    documents_that_are_cut_anywhere_are_refused)
