/* SPDX-License-Identifier: MIT */
/* Pascal VOC: dialects, exact coordinates, and the way back. */
#include "formats/voc.h"

#include "converting.h"
#include "suites.h"

/* The text of a file of one line, until the next call. */
static const char *
line_of(const char *path)
{
	static char line[4000];
	FILE *file = fopen(path, "r");

	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), file));
	fclose(file);
	return line;
}

/* A file of the devkit with the given object, and what its record is. */
#define DEVKIT(object) "<annotation><filename>a.jpg</filename><source>" \
	"<database>The VOC2007 Database</database></source>" object \
	"</annotation>"
#define RECORD(annotation) "{\"dn\":1,\"record\":\"item\",\"id\":\"a\"," \
	"\"media\":{\"type\":\"image\",\"path\":\"a.jpg\"}," \
	"\"annotations\":[" annotation "],\"source\":{\"format\":\"voc\"," \
	"\"file\":\"a.xml\",\"dialect\":\"devkit\",\"raw\":{" \
	"\"/source/database\":\"The VOC2007 Database\"}}}\n"

#define BOX(a, b, c, d) "<bndbox><xmin>" a "</xmin><ymin>" b "</ymin>" \
	"<xmax>" c "</xmax><ymax>" d "</ymax></bndbox>"

START_TEST(the_first_pixel_is_one_and_the_last_belongs_to_the_box)
{
	scratch_begin();
	converting_reads("voc", "a.xml", DEVKIT("<object><name>cat</name>"
	    BOX("1", "2", "1", "4") "</object>"),
	    RECORD("{\"id\":\"1\",\"kind\":\"box\",\"label\":\"cat\","
	    "\"bbox\":[0,1,1,3]}"));
	scratch_end();
}
END_TEST

START_TEST(decimals_are_exact_and_spellings_are_kept)
{
	scratch_begin();
	converting_reads("voc", "a.xml", DEVKIT("<object><name>cat</name>"
	    BOX("0.1", " 5 ", "7.50", "+8") "</object>"),
	    RECORD("{\"id\":\"1\",\"kind\":\"box\",\"label\":\"cat\","
	    "\"bbox\":[-0.9,4,8.40,4],\"source\":{\"raw\":{"
	    "\"/bndbox/ymin\":\" 5 \",\"/bndbox/ymax\":\"+8\"}}}"));
	converting_must("dn", "voc", "converted.jsonl", "out");
	scratch_holds_text("out/a.xml", "<annotation>\n"
	    "\t<filename>a.jpg</filename>\n\t<source>\n"
	    "\t\t<database>The VOC2007 Database</database>\n\t</source>\n"
	    "\t<object>\n\t\t<name>cat</name>\n\t\t<bndbox>\n"
	    "\t\t\t<xmin>0.1</xmin>\n\t\t\t<ymin> 5 </ymin>\n"
	    "\t\t\t<xmax>7.50</xmax>\n\t\t\t<ymax>+8</ymax>\n"
	    "\t\t</bndbox>\n\t</object>\n</annotation>\n");
	scratch_end();
}
END_TEST

START_TEST(marks_attributes_and_polygons_become_members)
{
	scratch_begin();
	converting_reads("voc", "a.xml", DEVKIT("<object><name>cat</name>"
	    "<pose>Left</pose><truncated>1</truncated>"
	    "<difficult>1</difficult><occluded>0.5</occluded>"
	    BOX("1", "1", "9", "9")
	    "<polygon><x1>1</x1><y1>1</y1><x2>9</x2><y2>1</y2>"
	    "<x3>9.5</x3><y3>9</y3></polygon><attributes><attribute>"
	    "<name>age</name><value>old</value></attribute></attributes>"
	    "</object>"), RECORD("{\"id\":\"1\",\"kind\":\"polygon\","
	    "\"label\":\"cat\",\"bbox\":[0,0,9,9],"
	    "\"polygons\":[[[[0,0],[8,0],[8.5,8]]]],\"truncated\":1,"
	    "\"occluded\":0.5,\"difficult\":true,"
	    "\"attributes\":{\"age\":\"old\"},"
	    "\"source\":{\"raw\":{\"/pose\":\"Left\"}}}"));
	scratch_end();
}
END_TEST

#define TURNED(cx, cy, w, h, angle) "\t\t<robndbox>\n\t\t\t<cx>" cx \
	"</cx>\n\t\t\t<cy>" cy "</cy>\n\t\t\t<w>" w "</w>\n\t\t\t<h>" h \
	"</h>\n\t\t\t<angle>" angle "</angle>\n\t\t</robndbox>\n"

START_TEST(turned_boxes_are_read_about_their_centres_and_come_back)
{
	const char *text = "<annotation verified=\"no\">\n"
	    "\t<filename>a.jpg</filename>\n\t<path>/a.jpg</path>\n"
	    "\t<source>\n\t\t<database>Unknown</database>\n\t</source>\n"
	    "\t<object>\n\t\t<type>robndbox</type>\n"
	    "\t\t<name>ship</name>\n"
	    TURNED("230.9931", "141.50", "224.5", "51", "0.46")
	    "\t</object>\n\t<object>\n\t\t<type>robndbox</type>\n"
	    TURNED("10", "20.0", " 4 ", "2", "1.5707963267948966")
	    "\t</object>\n</annotation>\n";

	scratch_begin();
	scratch_put_text("a.xml", text);
	converting_must("voc", "dn", "a.xml", "items");
	ck_assert_ptr_nonnull(strstr(line_of("items"), "\"kind\":"
	    "\"rotatedBox\",\"label\":\"ship\","
	    "\"bbox\":[118.7431,116,224.5,51],"
	    "\"rotation\":26.356058576"));
	ck_assert_ptr_nonnull(strstr(line_of("items"),
	    "\"bbox\":[8,19,4,2],\"rotation\":90"));
	converting_must("dn", "voc", "items", "out");
	scratch_holds_text("out/a.xml", text);
	scratch_end();
}
END_TEST

START_TEST(a_box_turned_elsewhere_is_written_about_its_centre)
{
	struct dn_convert_settings settings = { .to = "voc",
		.loss = "loss" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("items", "{\"id\":\"a\",\"annotations\":[{\"kind\":"
	    "\"rotatedBox\",\"bbox\":[1,2,3,4.0],\"rotation\":180},{\"kind\":"
	    "\"box\",\"bbox\":[0,0,1,1]}]}\n");
	ck_assert_int_eq(converting_by(&settings, "items", "out", &converted,
	    false), 0);
	scratch_holds_text("out/a.xml", "<annotation>\n\t<folder></folder>\n"
	    "\t<filename>a</filename>\n"
	    "\t<source>\n\t\t<database>dn</database>\n"
	    "\t\t<annotation>dn --voc-origin 1</annotation>\n\t</source>\n"
	    "\t<segmented>0</segmented>\n\t<object>\n"
	    "\t\t<type>robndbox</type>\n\t\t<pose>Unspecified</pose>\n"
	    "\t\t<truncated>0</truncated>\n\t\t<difficult>0</difficult>\n"
	    TURNED("3.5", "5", "3", "4.0", "3.141592653589793")
	    "\t</object>\n\t<object>\n"
	    "\t\t<type>bndbox</type>\n\t\t<pose>Unspecified</pose>\n"
	    "\t\t<truncated>0</truncated>\n\t\t<difficult>0</difficult>\n"
	    "\t\t<bndbox>\n\t\t\t<xmin>1</xmin>\n\t\t\t<ymin>1</ymin>\n"
	    "\t\t\t<xmax>1</xmax>\n\t\t\t<ymax>1</ymax>\n\t\t</bndbox>\n"
	    "\t</object>\n</annotation>\n");
	/* A turned box is not as it was: its angle is in radians. */
	ck_assert_ptr_nonnull(strstr(line_of("loss"), "\"feature\":"
	    "\"rotated-box\",\"action\":\"degraded\""));
	converting_must("voc", "dn", "out", "again");
	ck_assert_ptr_nonnull(strstr(line_of("again"),
	    "\"bbox\":[1,2,3,4.0],\"rotation\":180"));
	scratch_end();
}
END_TEST

START_TEST(a_box_turned_since_beats_the_angle_that_was_given)
{
	scratch_begin();
	scratch_put_text("items", "{\"id\":\"a\",\"annotations\":[{\"kind\":"
	    "\"rotatedBox\",\"bbox\":[1,2,3,4],\"rotation\":0,\"source\":"
	    "{\"raw\":{\"/robndbox/angle\":\"0.46\","
	    "\"/robndbox/cx\":\"9\"}}}],"
	    "\"source\":{\"format\":\"voc\",\"dialect\":\"devkit\"}}\n");
	converting_must("dn", "voc", "items", "out");
	scratch_holds_text("out/a.xml", "<annotation>\n\t<object>\n"
	    TURNED("3.5", "5", "3", "4", "0") "\t</object>\n</annotation>\n");
	scratch_end();
}
END_TEST

START_TEST(whole_numbers_are_written_where_asked_and_changes_told)
{
	struct dn_convert_settings settings = { .to = "voc", .loss = "loss",
		.format = { .voc_int = true } };
	struct converted converted;

	scratch_begin();
	scratch_put_text("items", "{\"id\":\"a\",\"annotations\":["
	    "{\"id\":\"1\",\"kind\":\"box\",\"bbox\":[0.5,2,3.0,4.25]},"
	    "{\"id\":\"2\",\"kind\":\"box\",\"bbox\":[4,1.0,2,2.0],"
	    "\"source\":{\"raw\":{\"/bndbox/ymin\":\"2.0\"}}},"
	    "{\"id\":\"3\",\"kind\":\"polygon\","
	    "\"polygons\":[[[[1.4,2],[5,2]]]]}],"
	    "\"source\":{\"format\":\"voc\",\"dialect\":\"devkit\"}}\n");
	ck_assert_int_eq(converting_by(&settings, "items", "out", &converted,
	    false), 0);
	scratch_holds_text("out/a.xml", "<annotation>\n\t<object>\n"
	    "\t\t<bndbox>\n\t\t\t<xmin>2</xmin>\n\t\t\t<ymin>3</ymin>\n"
	    "\t\t\t<xmax>4</xmax>\n\t\t\t<ymax>6</ymax>\n\t\t</bndbox>\n"
	    "\t</object>\n\t<object>\n"
	    "\t\t<bndbox>\n\t\t\t<xmin>5</xmin>\n\t\t\t<ymin>2</ymin>\n"
	    "\t\t\t<xmax>6</xmax>\n\t\t\t<ymax>3</ymax>\n\t\t</bndbox>\n"
	    "\t</object>\n\t<object>\n"
	    "\t\t<polygon>\n\t\t\t<x1>2</x1>\n\t\t\t<y1>3</y1>\n"
	    "\t\t\t<x2>6</x2>\n\t\t\t<y2>3</y2>\n\t\t</polygon>\n"
	    "\t</object>\n</annotation>\n");
	scratch_holds_text("loss", "{\"record\":\"loss\",\"item\":\"a\","
	    "\"annotation\":\"1\",\"feature\":\"box\",\"action\":"
	    "\"degraded\",\"detail\":\"rounded to whole pixels\"}\n"
	    "{\"record\":\"loss\",\"item\":\"a\","
	    "\"annotation\":\"3\",\"feature\":\"polygon\",\"action\":"
	    "\"degraded\",\"detail\":\"rounded to whole pixels\"}\n");
	scratch_end();
}
END_TEST

/* Signatures, and where a box of "10 10 20 20" then begins and ends. */
static const struct {
	const char *head, *dialect;
	int low, high;
} writers[] = {
	{ "<source><database>The VOC2012 Database</database></source>",
	    "devkit", 1, 0 },
	{ "<path>/a/b.jpg</path><source><database>Unknown</database>"
	    "</source>", "labelimg", 0, 0 },
	{ "<source><database>MyDatabase</database></source>",
	    "labelstudio", 0, 0 },
	{ "<owner><name>Label Studio</name></owner>", "labelstudio", 0, 0 },
	{ "<folder>VOC</folder><source><database>roboflow.ai</database>"
	    "</source>", "supervision", 1, 1 },
	{ "<folder></folder><source><database>roboflow.com</database>"
	    "</source>", "roboflow", 0, 0 },
	{ "<source><annotation>dn --voc-origin 0</annotation></source>",
	    "dn-0", 0, 0 },
	{ "<source><annotation>dn --voc-origin 1</annotation></source>",
	    "dn-1", 1, 0 },
};

START_TEST(each_writer_is_read_by_its_own_way_of_counting)
{
	size_t i;

	for (i = 0; i < sizeof(writers) / sizeof(writers[0]); i++) {
		char text[1000], want[200];
		FILE *file;

		scratch_begin();
		snprintf(text, sizeof(text), "<annotation>%s<object>"
		    "<name>cat</name>%s</object></annotation>",
		    writers[i].head, BOX("10", "10", "20", "20"));
		scratch_put_text("a.xml", text);
		converting_must("voc", "dn", "a.xml", "items");
		file = fopen("items", "r");
		ck_assert_ptr_nonnull(file);
		ck_assert_ptr_nonnull(fgets(text, sizeof(text), file));
		fclose(file);
		snprintf(want, sizeof(want), "\"bbox\":[%d,%d,%d,%d]",
		    10 - writers[i].low, 10 - writers[i].low,
		    10 + writers[i].low - writers[i].high,
		    10 + writers[i].low - writers[i].high);
		if (strstr(text, want) == NULL)
			ck_abort_msg("%s: no %s in %s", writers[i].dialect,
			    want, text);
		snprintf(want, sizeof(want), "\"dialect\":\"%s\"",
		    writers[i].dialect);
		ck_assert_ptr_nonnull(strstr(text, want));
		/* And back, to what it was. */
		converting_must("dn", "voc", "items", "out");
		converting_must("voc", "dn", "out", "again");
		scratch_holds_text("again", text);
		scratch_end();
	}
}
END_TEST

START_TEST(a_file_without_signature_needs_to_be_told)
{
	struct dn_convert_settings settings = { .from = "voc", .to = "dn" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("a.xml", "<annotation><object>"
	    BOX("1", "1", "2", "2") "</object></annotation>");
	converting_fails(&settings, "a.xml", "usage", &converted);
	ck_assert_ptr_nonnull(strstr(converted.err.text, "--voc-origin"));
	settings.format.voc_origin = DN_VOC_ZERO;
	ck_assert_int_eq(converting_by(&settings, "a.xml", "out", &converted,
	    false), 0);
	scratch_end();
}
END_TEST

START_TEST(one_signature_decides_for_the_files_without)
{
	struct dn_convert_settings settings = { .from = "voc", .to = "dn" };
	struct converted converted;

	scratch_begin();
	mkdir("in", 0700);
	scratch_put_text("in/x.xml", "<annotation><object>"
	    BOX("1", "1", "2", "2") "</object></annotation>");
	scratch_put_text("in/b.xml", DEVKIT(""));
	ck_assert_int_eq(converting_by(&settings, "in", "out", &converted,
	    false), 0);
	ck_assert_str_eq(converted.note, "pixels are counted from 1: 1 of 2 "
	    "files are signed so, the first by \"devkit\"");
	ck_assert_uint_eq(converted.counts.out, 2);
	scratch_put_text("in/c.xml", "<annotation verified='yes'><source>"
	    "<database>Unknown</database></source></annotation>");
	converting_fails(&settings, "in", "usage", &converted);
	ck_assert_ptr_nonnull(strstr(converted.err.text, "in/b.xml"));
	ck_assert_ptr_nonnull(strstr(converted.err.text, "in/c.xml"));
	scratch_end();
}
END_TEST

START_TEST(ids_are_paths_of_pictures_below_the_folder)
{
	static const char *const ids[] = { "\"id\":\"a.b\"",
		"\"id\":\"sub/c d\"", "\"id\":\"sub/e\"" };
	char line[600];
	FILE *file;
	size_t i;

	scratch_begin();
	mkdir("in", 0700);
	mkdir("in/Annotations", 0700);
	mkdir("in/Annotations/sub", 0700);
	scratch_put_text("in/Annotations/1.xml", "<annotation>"
	    "<filename>a.b.jpg</filename><source><database>The VOC2007 "
	    "Database</database></source></annotation>");
	scratch_put_text("in/Annotations/sub/2.xml", "<annotation>"
	    "<filename>c d.png</filename></annotation>");
	scratch_put_text("in/Annotations/sub/e.xml",
	    "<annotation></annotation>");
	scratch_put_text("in/list.txt", "a.b\n");
	converting_must("voc", "dn", "in", "items");
	file = fopen("items", "r");
	ck_assert_ptr_nonnull(file);
	for (i = 0; i < 3; i++) {
		ck_assert_ptr_nonnull(fgets(line, sizeof(line), file));
		ck_assert_ptr_nonnull(strstr(line, ids[i]));
	}
	ck_assert_ptr_null(fgets(line, sizeof(line), file));
	fclose(file);
	/* The way back keeps the files' places. */
	converting_must("dn", "voc", "items", "out");
	ck_assert_int_eq(access("out/Annotations/sub/2.xml", R_OK), 0);
	scratch_end();
}
END_TEST

START_TEST(everything_else_is_kept_by_pointer_and_comes_back)
{
	const char *text = "<annotation verified=\"yes\">\n"
	    "\t<folder></folder>\n\t<filename>a.jpg</filename>\n"
	    "\t<source>\n\t\t<database>The VOC2007 Database</database>\n"
	    "\t\t<image id=\"7\">flickr &amp; co</image>\n\t</source>\n"
	    "\t<size>\n\t\t<width>0</width>\n\t\t<height>300</height>\n"
	    "\t\t<depth>3</depth>\n\t\t<unit>px</unit>\n\t</size>\n"
	    "\t<segmented>1</segmented>\n"
	    "\t<object id=\"o1\">\n\t\t<name>cat</name>\n"
	    "\t\t<difficult>2</difficult>\n"
	    "\t\t<bndbox>\n\t\t\t<xmin>1</xmin>\n\t\t\t<ymin>1</ymin>\n"
	    "\t\t\t<xmax>2</xmax>\n\t\t\t<ymax>2</ymax>\n"
	    "\t\t\t<note>x</note>\n\t\t</bndbox>\n"
	    "\t\t<attributes>\n\t\t\t<odd>1</odd>\n\t\t</attributes>\n"
	    "\t\t<part>\n\t\t\t<name>head</name>\n\t\t</part>\n"
	    "\t\t<part>\n\t\t\t<name>tail</name>\n\t\t</part>\n"
	    "\t</object>\n"
	    "\t<object>\n\t\t<name>whole picture</name>\n\t</object>\n"
	    "\t<object>\n\t\t<robndbox>\n\t\t\t<cx>1.5</cx>\n"
	    "\t\t</robndbox>\n\t</object>\n</annotation>\n";

	scratch_begin();
	scratch_put_text("a.xml", text);
	converting_must("voc", "dn", "a.xml", "items");
	converting_must("dn", "voc", "items", "out");
	scratch_holds_text("out/a.xml", text);
	scratch_end();
}
END_TEST

START_TEST(what_stands_beside_a_text_that_is_read_comes_back)
{
	const char *text = "<annotation>\n"
	    "\t<filename id=\"7\">a.jpg</filename>\n"
	    "\t<source>\n\t\t<database>The VOC2007 Database</database>\n"
	    "\t</source>\n"
	    "\t<size>px\n\t\t<width unit=\"px\">3</width>\n"
	    "\t\t<height> 5 </height>\n\t</size>\n"
	    "\t<object>\n\t\t<name lang=\"zh\">\xe7\x8c\xab</name>\n"
	    "\t\t<truncated by=\"me\">0</truncated>\n"
	    "\t\t<difficult by=\"me\">0</difficult>\n"
	    "\t\t<occluded by=\"me\">0</occluded>\n"
	    "\t\t<bndbox>odd\n\t\t\t<xmin est=\"1\">1</xmin>\n"
	    "\t\t\t<ymin>1</ymin>\n\t\t\t<xmax>2</xmax>\n"
	    "\t\t\t<ymax>2</ymax>\n\t\t</bndbox>\n"
	    "\t\t<attributes>\n\t\t\t<attribute>\n"
	    "\t\t\t\t<name id=\"1\">a</name>\n"
	    "\t\t\t\t<value>b</value>\n\t\t\t</attribute>\n"
	    "\t\t</attributes>\n\t</object>\n</annotation>\n";

	scratch_begin();
	scratch_put_text("a.xml", text);
	converting_must("voc", "dn", "a.xml", "items");
	converting_must("dn", "voc", "items", "out");
	scratch_holds_text("out/a.xml", text);
	scratch_end();
}
END_TEST

START_TEST(a_changed_record_beats_a_kept_spelling)
{
	scratch_begin();
	scratch_put_text("items", "{\"id\":\"a\",\"media\":{\"type\":\"image\","
	    "\"path\":\"a.jpg\",\"width\":5},\"annotations\":[{\"kind\":"
	    "\"box\",\"bbox\":[3,1,2,2],\"source\":{\"raw\":{"
	    "\"/bndbox/xmin\":\" 1\",\"/bndbox/ymin\":\"2.0\"}}}],"
	    "\"source\":{\"format\":\"voc\",\"dialect\":\"devkit\","
	    "\"raw\":{\"/size/width\":\"7\"}}}\n");
	converting_must("dn", "voc", "items", "out");
	scratch_holds_text("out/a.xml", "<annotation>\n"
	    "\t<filename>a.jpg</filename>\n\t<size>\n"
	    "\t\t<width>5</width>\n\t</size>\n\t<object>\n\t\t<bndbox>\n"
	    "\t\t\t<xmin>4</xmin>\n\t\t\t<ymin>2.0</ymin>\n"
	    "\t\t\t<xmax>5</xmax>\n\t\t\t<ymax>3</ymax>\n"
	    "\t\t</bndbox>\n\t</object>\n</annotation>\n");
	scratch_end();
}
END_TEST

START_TEST(an_item_from_elsewhere_becomes_a_whole_file)
{
	scratch_begin();
	scratch_put_text("items",
	    "{\"id\":\"x/b\",\"media\":{\"type\":\"image\","
	    "\"path\":\"x/b.png\",\"width\":64,\"height\":48},"
	    "\"annotations\":[{\"kind\":\"polygon\",\"label\":\"\xe8\xbd\xa6\","
	    "\"polygons\":[[[[1,2],[5,2],[5,8.5]]]]}]}\n");
	converting_must("dn", "voc", "items", "out");
	scratch_holds_text("out/x/b.xml", "<annotation>\n"
	    "\t<folder>x</folder>\n\t<filename>b.png</filename>\n"
	    "\t<source>\n\t\t<database>dn</database>\n"
	    "\t\t<annotation>dn --voc-origin 1</annotation>\n\t</source>\n"
	    "\t<size>\n\t\t<width>64</width>\n\t\t<height>48</height>\n"
	    "\t</size>\n\t<segmented>0</segmented>\n\t<object>\n"
	    "\t\t<name>\xe8\xbd\xa6</name>\n\t\t<pose>Unspecified</pose>\n"
	    "\t\t<truncated>0</truncated>\n\t\t<difficult>0</difficult>\n"
	    "\t\t<bndbox>\n\t\t\t<xmin>2</xmin>\n\t\t\t<ymin>3</ymin>\n"
	    "\t\t\t<xmax>5</xmax>\n\t\t\t<ymax>8.5</ymax>\n\t\t</bndbox>\n"
	    "\t\t<polygon>\n\t\t\t<x1>2</x1>\n\t\t\t<y1>3</y1>\n"
	    "\t\t\t<x2>6</x2>\n\t\t\t<y2>3</y2>\n"
	    "\t\t\t<x3>6</x3>\n\t\t\t<y3>9.5</y3>\n\t\t</polygon>\n"
	    "\t</object>\n</annotation>\n");
	scratch_end();
}
END_TEST

START_TEST(a_told_origin_signs_the_file_anew)
{
	struct dn_convert_settings settings = { .to = "voc",
		.format = { .voc_origin = DN_VOC_ZERO } };
	struct converted converted;
	char text[1000];
	FILE *file;
	size_t got;

	scratch_begin();
	scratch_put_text("a.xml", DEVKIT("<object>" BOX("1", "1", "2", "2")
	    "</object>"));
	converting_must("voc", "dn", "a.xml", "items");
	ck_assert_int_eq(converting_by(&settings, "items", "out", &converted,
	    false), 0);
	file = fopen("out/a.xml", "r");
	ck_assert_ptr_nonnull(file);
	got = fread(text, 1, sizeof(text) - 1, file);
	text[got] = '\0';
	fclose(file);
	ck_assert_ptr_nonnull(strstr(text, "<xmin>0</xmin>"));
	ck_assert_ptr_nonnull(strstr(text, "<xmax>2</xmax>"));
	ck_assert_ptr_nonnull(strstr(text, "dn --voc-origin 0"));
	scratch_end();
}
END_TEST

START_TEST(gbk_files_are_read)
{
	scratch_begin();
	scratch_put_text("a.xml", "<?xml version=\"1.0\" encoding=\"GBK\"?>"
	    "<annotation><filename>\xb3\xb5.jpg</filename><source><database>"
	    "The VOC2007 Database</database></source></annotation>");
	converting_must("voc", "dn", "a.xml", "items");
	scratch_holds_text("items", "{\"dn\":1,\"record\":\"item\",\"id\":"
	    "\"\xe8\xbd\xa6\",\"media\":{\"type\":\"image\",\"path\":"
	    "\"\xe8\xbd\xa6.jpg\"},\"annotations\":[],\"source\":{\"format\":"
	    "\"voc\",\"file\":\"a.xml\",\"dialect\":\"devkit\",\"raw\":{"
	    "\"/source/database\":\"The VOC2007 Database\"}}}\n");
	scratch_end();
}
END_TEST

START_TEST(bytes_in_no_declared_encoding_are_refused_with_what_to_say)
{
	struct dn_convert_settings settings = { .from = "voc", .to = "dn",
		.format = { .voc_origin = DN_VOC_ONE } };
	struct converted converted;

	scratch_begin();
	scratch_put_text("a.xml", "<annotation>\n<filename>\xb3\xb5.jpg"
	    "</filename></annotation>");
	converting_fails(&settings, "a.xml", "bad-utf8", &converted);
	ck_assert_uint_eq(converted.err.line, 2);
	ck_assert_ptr_nonnull(strstr(converted.err.text,
	    "encoding=\"GBK\""));
	scratch_put_text("a.xml", "<?xml version='1.0' encoding='UTF-8'?>"
	    "<annotation>\xb3\xb5</annotation>");
	converting_fails(&settings, "a.xml", "bad-utf8", &converted);
	ck_assert_ptr_nonnull(strstr(converted.err.text, "declared"));
	scratch_end();
}
END_TEST

START_TEST(xml_of_the_older_labelme_is_refused_by_name)
{
	struct dn_convert_settings settings = { .from = "voc", .to = "dn" };
	struct converted converted;

	scratch_begin();
	mkdir("in", 0700);
	scratch_put_text("in/a.xml", "<annotation><filename>a.jpg</filename>"
	    "<source><sourceAnnotation>LabelMe Webtool</sourceAnnotation>"
	    "</source><object><name>car</name><polygon><pt><x>1</x><y>2</y>"
	    "</pt></polygon></object></annotation>");
	converting_fails(&settings, "in", "bad-format", &converted);
	ck_assert_ptr_nonnull(strstr(converted.err.text, "LabelMe 3.0"));
	/* Beside others it is a bad item. */
	scratch_put_text("in/b.xml", DEVKIT(""));
	ck_assert_int_eq(converting_by(&settings, "in", "out", &converted,
	    true), 0);
	ck_assert_uint_eq(converted.counts.rejected, 1);
	ck_assert_uint_eq(converted.counts.out, 1);
	scratch_end();
}
END_TEST

/* Objects that are rejected alone, and why. */
static const char *const bad_objects[][2] = {
	{ "<bndbox></bndbox>", "missing-field" },
	{ BOX("1", "1", "x", "2"), "bad-value" },
	{ BOX("NaN", "1", "2", "2"), "bad-value" },
	{ BOX("1", "1", "1e999", "2"), "bad-value" },
	{ BOX("1", "", "2", "2"), "bad-value" },
	{ BOX("1", "1", "2", "99999999999999999999999999999999999999"),
	    "bad-value" },
};

START_TEST(a_bad_object_is_rejected_and_the_rest_goes_on)
{
	for (size_t i = 0; i < sizeof(bad_objects) / sizeof(bad_objects[0]);
	    i++) {
		char text[1000];

		scratch_begin();
		snprintf(text, sizeof(text), DEVKIT("<object>\n%s</object>"
		    "<object><name>b</name></object>"), bad_objects[i][0]);
		converting_rejects_part("voc", "a.xml", text,
		    bad_objects[i][1]);
		scratch_end();
	}
}
END_TEST

START_TEST(a_document_that_is_none_is_a_bad_item)
{
	static const char *const wrong[][2] = {
		{ "\n", "bad-xml" }, { "<annotation>", "bad-xml" },
		{ "{}", "bad-xml" }, { "<html></html>", "bad-format" },
		{ "<annotation>&x;</annotation>", "bad-xml" },
		{ "<!DOCTYPE a [<!ENTITY x 'y'>]><annotation/>", "bad-xml" },
		{ "<annotation><filename>\xff</filename></annotation>",
		    "bad-utf8" },
	};
	struct dn_convert_settings settings = { .from = "voc",
		.format = { .voc_origin = DN_VOC_ONE } };
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct converted converted;

		scratch_begin();
		mkdir("in", 0700);
		scratch_put_text("in/a.xml", wrong[i][0]);
		scratch_put_text("in/b.xml", "<annotation/>");
		ck_assert_int_eq(converting_by(&settings, "in", "out",
		    &converted, true), 0);
		ck_assert_uint_eq(converted.rejects, 1);
		ck_assert_uint_eq(converted.counts.in, 2);
		ck_assert_uint_eq(converted.counts.out, 1);
		if (strcmp(dn_code_name(converted.err.code), wrong[i][1]) != 0)
			ck_abort_msg("%s: %s", wrong[i][0], converted.reject);
		ck_assert_str_eq(converted.source, "in/a.xml");
		scratch_end();
	}
}
END_TEST

START_TEST(a_file_cut_anywhere_is_refused_cleanly)
{
	const char *text = DEVKIT("<size><width>9</width></size><object>"
	    "<name>cat</name>" BOX("1", "1", "2", "2") "</object>");
	struct dn_convert_settings settings = { .from = "voc",
		.format = { .voc_origin = DN_VOC_ONE } };
	size_t len;

	scratch_begin();
	/* A file of nothing is no document: it is passed over. */
	for (len = 1; len < strlen(text); len++) {
		struct converted converted;

		scratch_put("a.xml", text, len);
		converting_fails(&settings, "a.xml", "bad-xml", &converted);
	}
	scratch_end();
}
END_TEST

START_TEST(too_many_foreign_things_are_refused_not_kept_forever)
{
	struct dn_convert_settings settings = { .from = "voc",
		.format = { .voc_origin = DN_VOC_ONE } };
	struct converted converted;
	FILE *file;
	int i;

	scratch_begin();
	file = fopen("a.xml", "w");
	ck_assert_ptr_nonnull(file);
	fputs("<annotation>", file);
	for (i = 0; i < 10001; i++)
		fprintf(file, "<x%d/>", i);
	fputs("</annotation>", file);
	fclose(file);
	converting_fails(&settings, "a.xml", "bad-format", &converted);
	scratch_end();
}
END_TEST

START_TEST(names_from_data_never_leave_the_folder)
{
	scratch_begin();
	mkdir("a", 0700);
	scratch_put_text("items", "{\"id\":\"../../evil\",\"media\":{\"type\":"
	    "\"image\"}}\n{\"id\":\"/etc/evil\"}\n{\"id\":\"b\",\"source\":"
	    "{\"format\":\"voc\",\"file\":\"../c.xml\"}}\n");
	converting_must("dn", "voc", "items", "a/out");
	ck_assert_uint_eq(scratch_count("a"), 1);
	ck_assert_int_ne(access("evil.xml", F_OK), 0);
	ck_assert_int_ne(access("a/c.xml", F_OK), 0);
	scratch_end();
}
END_TEST

START_TEST(pointers_from_data_make_no_illegal_names)
{
	struct dn_convert_settings settings = { .to = "voc" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("items",
	    "{\"id\":\"a\",\"source\":{\"format\":\"voc\","
	    "\"dialect\":\"devkit\",\"raw\":{\"/a b\":\"1\",\"/<x>\":\"2\","
	    "\"/y[9]\":\"3\",\"plain\":\"4\",\"/ok\":\"5\",\"/n\":6,\"\":\"7\","
	    "\"/@9\":\"8\",\"/q[\":\"9\"}}}\n");
	ck_assert_int_eq(converting_by(&settings, "items", "out", &converted,
	    false), 0);
	scratch_holds_text("out/a.xml",
	    "<annotation>\n\t<ok>5</ok>\n</annotation>\n");
	scratch_end();
}
END_TEST

START_TEST(bad_coordinates_of_records_are_bad_records)
{
	static const char *const wrong[][2] = {
		{ "\"bbox\":[1,2,3]", "bad-value" },
		{ "\"bbox\":[1,2,3,\"4\"]", "bad-type" },
		{ "\"bbox\":[1e300,2,3,4]", "bad-value" },
		{ "\"bbox\":[1,2,3,4],\"polygons\":[[[[1]]]]", "bad-value" },
	};
	struct dn_convert_settings settings = { .to = "voc" };
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct converted converted;
		char text[300];

		scratch_begin();
		snprintf(text, sizeof(text), "{\"id\":\"a\",\"annotations\":["
		    "{\"kind\":\"box\",%s}]}\n{\"id\":\"b\"}\n", wrong[i][0]);
		scratch_put_text("items", text);
		converting_fails(&settings, "items", wrong[i][1],
		    &converted);
		ck_assert_int_eq(converting_by(&settings, "items", "out",
		    &converted, true), 0);
		ck_assert_uint_eq(converted.counts.rejected, 1);
		ck_assert_uint_eq(converted.counts.out, 1);
		ck_assert_str_eq(converted.annotations, "{\"in\":1,\"out\":0,"
		    "\"rejected\":1,\"dropped\":0,\"ignored\":0}");
		scratch_end();
	}
}
END_TEST

START_TEST(boxes_in_fractions_need_a_size)
{
	struct dn_convert_settings settings = { .to = "voc" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("items", "{\"id\":\"a\",\"media\":{\"type\":\"image\","
	    "\"units\":\"fraction\"}}\n");
	converting_fails(&settings, "items", "need-size", &converted);
	scratch_end();
}
END_TEST

DN_SUITE(voc,
    the_first_pixel_is_one_and_the_last_belongs_to_the_box,
    decimals_are_exact_and_spellings_are_kept,
    marks_attributes_and_polygons_become_members,
    turned_boxes_are_read_about_their_centres_and_come_back,
    a_box_turned_elsewhere_is_written_about_its_centre,
    a_box_turned_since_beats_the_angle_that_was_given,
    whole_numbers_are_written_where_asked_and_changes_told,
    each_writer_is_read_by_its_own_way_of_counting,
    a_file_without_signature_needs_to_be_told,
    one_signature_decides_for_the_files_without,
    ids_are_paths_of_pictures_below_the_folder,
    everything_else_is_kept_by_pointer_and_comes_back,
    what_stands_beside_a_text_that_is_read_comes_back,
    a_changed_record_beats_a_kept_spelling,
    an_item_from_elsewhere_becomes_a_whole_file,
    a_told_origin_signs_the_file_anew,
    gbk_files_are_read,
    bytes_in_no_declared_encoding_are_refused_with_what_to_say,
    xml_of_the_older_labelme_is_refused_by_name,
    a_bad_object_is_rejected_and_the_rest_goes_on,
    a_document_that_is_none_is_a_bad_item,
    a_file_cut_anywhere_is_refused_cleanly,
    too_many_foreign_things_are_refused_not_kept_forever,
    names_from_data_never_leave_the_folder,
    pointers_from_data_make_no_illegal_names,
    bad_coordinates_of_records_are_bad_records,
    boxes_in_fractions_need_a_size)
