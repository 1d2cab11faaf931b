/* SPDX-License-Identifier: MIT */
/* VOC's pictures of segmentation: masks, classes, void, and the way back. */
#include "formats/voc_classes.h"

#include "converting.h"
#include "model/canvas.h"
#include "suites.h"

#ifdef HAVE_PNG

#define OBJECT(name, x0, y0, x1, y1) "<object><name>" name "</name><bndbox>" \
	"<xmin>" x0 "</xmin><ymin>" y0 "</ymin><xmax>" x1 "</xmax><ymax>" y1 \
	"</ymax></bndbox></object>"
#define DEVKIT(objects) "<annotation><filename>a.jpg</filename><source>" \
	"<database>The VOC2007 Database</database></source>" objects \
	"</annotation>"

/* Begin a picture of 4 x 3 whose pixels are the digits of `rows`; 9 is void. */
static void
make_picture(struct dn_canvas *canvas, const char *rows)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_canvas_init(canvas, 4, 3, &err), 0);
	for (uint32_t i = 0; i < 12; i++) {
		char digit = rows[i % 3 * 4 + i / 3];

		ck_assert_int_eq(dn_canvas_append(canvas, (struct dn_stroke){
		    i, i + 1, digit == '9' ? 255 : (uint32_t)(digit - '0') },
		    &err), 0);
	}
}

/* Write a picture as a file, and be done with it. */
static void
put_canvas(const char *path, struct dn_canvas *canvas, enum dn_png_kind kind,
    unsigned char (*palette)[3])
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX / 2);
	ck_assert_int_eq(dn_canvas_write(canvas, kind, palette, &out, &err),
	    0);
	scratch_put(path, out.data, out.len);
	dn_bytes_release(&out);
	dn_canvas_release(canvas);
}

static void
put_picture(const char *path, const char *rows)
{
	unsigned char palette[256][3];
	struct dn_canvas canvas;

	for (int i = 0; i < 256; i++)
		dn_voc_colour(i, palette[i]);
	make_picture(&canvas, rows);
	put_canvas(path, &canvas, DN_PNG_NUMBERS, palette);
}

static void
begin(const char *document)
{
	scratch_begin();
	mkdir("in", 0700);
	mkdir("in/Annotations", 0700);
	mkdir("in/SegmentationObject", 0700);
	mkdir("in/SegmentationClass", 0700);
	if (document != NULL)
		scratch_put_text("in/Annotations/a.xml", document);
}

/* Does the file's only line hold that? */
static void
holds(const char *path, const char *text)
{
	static char line[8000];
	FILE *file = fopen(path, "r");
	bool found = false;

	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file) != NULL)
		found = found || strstr(line, text) != NULL;
	fclose(file);
	ck_assert_msg(found, "%s holds no %s: %s", path, text, line);
}

/* Assert that two files are the same. */
static void
same_files(const char *a, const char *b)
{
	static char bytes[8000];
	FILE *file = fopen(a, "rb");
	size_t len;

	ck_assert_msg(file != NULL, "%s is not there", a);
	len = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	scratch_holds(b, bytes, len);
}

START_TEST(objects_have_their_masks_and_pictures_come_back)
{
	begin(DEVKIT(OBJECT("cat", "1", "1", "2", "3") OBJECT("dog", "3", "1",
	    "4", "3")));
	put_picture("in/SegmentationObject/a.png", "190019001900");
	put_picture("in/SegmentationClass/a.png", "890089008900");
	converting_must("voc", "dn", "in", "items");
	holds("items", "\"kind\":\"mask\",\"label\":\"cat\",\"bbox\":"
	    "[0,0,2,3],\"mask\":{\"size\":[3,4],\"counts\":\"039\"}");
	holds("items", "\"kind\":\"box\",\"label\":\"dog\"");
	converting_must("dn", "voc", "items", "out");
	same_files("in/SegmentationObject/a.png",
	    "out/SegmentationObject/a.png");
	same_files("in/SegmentationClass/a.png",
	    "out/SegmentationClass/a.png");
	ck_assert_uint_eq(scratch_count("out"), 3);
	scratch_end();
}
END_TEST

START_TEST(an_object_of_another_class_or_place_is_told)
{
	static const char *const objects[][2] = {
		{ OBJECT("dog", "1", "1", "2", "3"),
		    "bad-value:0: object 1 is a \"cat\", and <object> 1 a "
		    "\"dog\"" },
		{ OBJECT("cat", "3", "1", "4", "3"),
		    "bad-value:0: object 1 lies apart from the box of "
		    "<object> 1" },
	};
	struct dn_convert_settings settings = { .from = "voc", .to = "dn" };
	struct converted converted;
	char document[600];

	for (int i = 0; i < 2; i++) {
		snprintf(document, sizeof(document), DEVKIT("%s"),
		    objects[i][0]);
		begin(document);
		put_picture("in/SegmentationObject/a.png", "100010001000");
		put_picture("in/SegmentationClass/a.png", "800080008000");
		ck_assert_int_eq(converting_by(&settings, "in", "items",
		    &converted, true), 0);
		ck_assert_uint_eq(converted.parts, 1);
		ck_assert_str_eq(converted.reject, objects[i][1]);
		ck_assert_str_eq(converted.source,
		    "in/SegmentationObject/a.png");
		holds("items", "\"kind\":\"box\"");
		scratch_end();
	}
}
END_TEST

START_TEST(names_of_other_tools_are_not_the_devkits)
{
	begin("<annotation><source><database>MyDatabase</database></source>"
	    OBJECT("dog", "0", "0", "2", "3") "</annotation>");
	put_picture("in/SegmentationObject/a.png", "100010001000");
	put_picture("in/SegmentationClass/a.png", "800080008000");
	converting_must("voc", "dn", "in", "items");
	holds("items", "\"kind\":\"mask\",\"label\":\"dog\"");
	holds("items", "\"/../SegmentationClass\":[8,\"dog\"]");
	converting_must("dn", "voc", "items", "out");
	same_files("in/SegmentationClass/a.png",
	    "out/SegmentationClass/a.png");
	scratch_end();
}
END_TEST

START_TEST(numbers_without_an_object_are_annotations)
{
	begin(NULL);
	put_picture("in/SegmentationObject/a.png", "100220009000");
	put_picture("in/SegmentationClass/a.png", "100330009000");
	put_picture("in/SegmentationClass/b.png", "000000000033");
	scratch_put_text("in/labelmap.txt", "# label:color_rgb:parts:actions"
	    "\nbackground:0,0,0::\nhat:128,0,0::\n\xe7\x8c\xab:0,128,0::\n"
	    "shoe:128,128,0::\n");
	converting_must("voc", "dn", "in", "items");
	holds("items", "\"/../labelmap.txt\":\"# label");
	holds("items", "{\"id\":\"1\",\"kind\":\"mask\",\"label\":\"hat\","
	    "\"mask\":{\"size\":[3,4],\"counts\":\"01;\"},\"source\":{\"raw\":"
	    "{\"/../SegmentationObject\":1}}}");
	holds("items", "\"label\":\"shoe\"");
	converting_must("dn", "voc", "items", "out");
	same_files("in/SegmentationObject/a.png",
	    "out/SegmentationObject/a.png");
	same_files("in/SegmentationClass/a.png",
	    "out/SegmentationClass/a.png");
	same_files("in/SegmentationClass/b.png",
	    "out/SegmentationClass/b.png");
	same_files("in/labelmap.txt", "out/labelmap.txt");
	/* No documents, and no picture of objects for b. */
	ck_assert_uint_eq(scratch_count("out"), 3);
	ck_assert_uint_eq(scratch_count("out/SegmentationObject"), 1);
	scratch_end();
}
END_TEST

START_TEST(bad_pictures_are_told_and_the_document_stays)
{
	static const char size[] = DEVKIT("<size><width>5</width><height>3"
	    "</height></size>");
	struct dn_convert_settings settings = { .from = "voc", .to = "dn" };
	struct converted converted;

	begin(size);
	put_picture("in/SegmentationObject/a.png", "100010001000");
	ck_assert_int_eq(converting_by(&settings, "in", "items", &converted,
	    true), 0);
	ck_assert_str_eq(converted.reject, "bad-value:0: a picture of "
	    "segmentation of another size");
	holds("items", "\"annotations\":[]");
	scratch_end();

	begin(DEVKIT(""));
	scratch_put_text("in/SegmentationClass/a.png", "\x89PNG\r\n");
	ck_assert_int_eq(converting_by(&settings, "in", "items", &converted,
	    true), 0);
	ck_assert_uint_eq(converted.parts, 1);
	ck_assert_int_eq(converted.err.code, DN_E_BAD_FORMAT);
	scratch_end();

	begin(DEVKIT(""));
	put_picture("in/SegmentationObject/a.png", "110010001000");
	put_picture("in/SegmentationClass/a.png", "340030003000");
	ck_assert_int_eq(converting_by(&settings, "in", "items", &converted,
	    true), 0);
	ck_assert_str_eq(converted.reject, "bad-value:0: class 4 at pixel "
	    "1, 0 is not that of object 1");
	scratch_end();
}
END_TEST

START_TEST(colours_stand_for_the_numbers_of_the_labelmap)
{
	struct dn_convert_settings settings = { .from = "voc", .to = "dn" };
	struct converted converted;
	static const uint32_t colours[] = { 1 | 2 << 8 | 3 << 16, 128, 5 };
	struct dn_canvas canvas;

	begin(NULL);
	scratch_put_text("in/labelmap.txt", "background:0,0,0::\n"
	    "hat:1,2,3::\nshoe:128,0,0::\n");
	make_picture(&canvas, "100020000000");
	dn_canvas_renumber(&canvas, colours, 1);
	put_canvas("in/SegmentationClass/a.png", &canvas, DN_PNG_COLOURS,
	    NULL);
	converting_must("voc", "dn", "in", "items");
	holds("items", "\"label\":\"hat\",\"mask\":{\"size\":[3,4],"
	    "\"counts\":\"01;\"}");
	holds("items", "\"label\":\"shoe\",\"mask\":{\"size\":[3,4],"
	    "\"counts\":\"11:\"}");
	/* They are written as numbers, and in the same colours. */
	converting_must("dn", "voc", "items", "out");
	converting_must("voc", "dn", "out", "again");
	same_files("items", "again");

	make_picture(&canvas, "100023000000");
	dn_canvas_renumber(&canvas, colours, 1);
	put_canvas("in/SegmentationClass/a.png", &canvas, DN_PNG_COLOURS,
	    NULL);
	ck_assert_int_eq(converting_by(&settings, "in", "items", &converted,
	    true), 0);
	ck_assert_str_eq(converted.reject, "bad-value:0: the colour at pixel "
	    "1, 1 stands for nothing");
	scratch_end();
}
END_TEST

START_TEST(masks_from_elsewhere_are_painted_in_their_order)
{
	scratch_begin();
	scratch_put_text("items", "{\"id\":\"a\",\"split\":\"val\","
	    "\"annotations\":[{\"kind\":\"mask\",\"label\":\"hat\",\"mask\":{"
	    "\"size\":[3,4],\"counts\":\"039\"}},{\"kind\":\"box\",\"label\":"
	    "\"cat\",\"bbox\":[0,0,1,1]},{\"kind\":\"mask\",\"label\":\"cat\","
	    "\"mask\":{\"size\":[3,4],\"counts\":\"219\"}}]}\n");
	converting_must("dn", "voc", "items", "out");
	mkdir("want", 0700);
	put_picture("want/objects", "100010003000");
	same_files("want/objects", "out/SegmentationObject/a.png");
	scratch_holds_text("out/ImageSets/Segmentation/val.txt", "a\n");
	holds("out/labelmap.txt", "hat:128,64,128::");
	holds("out/Annotations/a.xml", "<segmented>1</segmented>");
	converting_must("voc", "dn", "out", "again");
	holds("again", "\"label\":\"hat\",\"bbox\":[0,0,1,3],");
	holds("again", "\"mask\":{\"size\":[3,4],\"counts\":\"02:\"}");
	/* The same again, byte for byte. */
	converting_must("dn", "voc", "items", "out2");
	same_files("out/SegmentationClass/a.png",
	    "out2/SegmentationClass/a.png");
	scratch_end();
}
END_TEST

START_TEST(masks_that_are_none_are_bad_records)
{
	static const char *const bad[] = {
		"{\"id\":\"a\",\"annotations\":[{\"kind\":\"mask\",\"mask\":{"
		    "\"size\":[65536,65535],\"counts\":\"o__o\"}}]}\n",
		"{\"id\":\"a\",\"annotations\":[{\"kind\":\"mask\",\"mask\":{"
		    "\"size\":[3,4],\"counts\":\"9\"}}]}\n",
		"{\"id\":\"a\",\"source\":{\"format\":\"voc\",\"raw\":{"
		    "\"/../SegmentationObject\":{\"size\":[3,4],\"counts\":"
		    "\"9\"}}}}\n",
		"{\"id\":\"a\",\"source\":{\"format\":\"voc\",\"raw\":{"
		    "\"/../SegmentationObject\":{\"size\":[3,4],\"counts\":"
		    "\"<\"},\"/../SegmentationClass\":{\"size\":[4,4],"
		    "\"counts\":\"`0\"}}}}\n",
	};
	struct dn_convert_settings settings = { .to = "voc" };
	struct converted converted;

	for (int i = 0; i < 4; i++) {
		scratch_begin();
		scratch_put_text("items", bad[i]);
		ck_assert_int_eq(converting_by(&settings, "items", "out",
		    &converted, true), 0);
		ck_assert_msg(converted.counts.rejected == 1, "%d", i);
		ck_assert_uint_eq(converted.counts.out, 0);
		scratch_end();
	}
}
END_TEST

#endif

START_TEST(colours_are_those_of_the_devkit)
{
	static const struct {
		int number;
		unsigned char colour[3];
	} rows[] = {
		{ 0, { 0, 0, 0 } }, { 1, { 128, 0, 0 } },
		{ 8, { 64, 0, 0 } }, { 15, { 192, 128, 128 } },
		{ 20, { 0, 64, 128 } }, { 255, { 224, 224, 192 } },
	};
	unsigned char colour[3];

	for (size_t i = 0; i < 6; i++) {
		dn_voc_colour(rows[i].number, colour);
		ck_assert_int_eq(memcmp(colour, rows[i].colour, 3), 0);
	}
}
END_TEST

START_TEST(classes_are_the_devkits_or_numbered_by_name)
{
	struct dn_voc_classes *classes = dn_voc_classes_new();
	struct dn_labels *labels = dn_labels_new();
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes text;
	size_t index;

	ck_assert(classes != NULL && labels != NULL);
	dn_bytes_init(&text, SIZE_MAX / 2);
	ck_assert_int_eq(dn_labels_add(labels, DN_SPAN("cat"), &index, &err),
	    0);
	ck_assert_int_eq(dn_voc_classes_choose(classes, labels, &err), 0);
	ck_assert_int_eq(dn_voc_classes_number(classes, DN_SPAN("cat")), 8);
	dn_voc_classes_write(classes, &text);
	ck_assert_uint_eq(text.len, 0);
	ck_assert_int_eq(dn_voc_classes_need(classes, DN_SPAN("hat"), &err),
	    21);
	ck_assert_int_eq(dn_voc_classes_need(classes, DN_SPAN("hat"), &err),
	    21);
	dn_voc_classes_free(classes);

	classes = dn_voc_classes_new();
	ck_assert_int_eq(dn_labels_add(labels, DN_SPAN("ant"), &index, &err),
	    0);
	ck_assert_int_eq(dn_voc_classes_choose(classes, labels, &err), 0);
	ck_assert_int_eq(dn_voc_classes_number(classes, DN_SPAN("ant")), 1);
	ck_assert_int_eq(dn_voc_classes_number(classes, DN_SPAN("cat")), 2);
	dn_voc_classes_write(classes, &text);
	ck_assert_str_eq(dn_bytes_text(&text),
	    "# label:color_rgb:parts:actions\nbackground:0,0,0::\n"
	    "ant:128,0,0::\ncat:0,128,0::\n");
	for (int i = 3; i < 300; i++) {
		char name[8];

		snprintf(name, sizeof(name), "%d", i);
		ck_assert_int_eq(dn_voc_classes_need(classes,
		    dn_span_of(name), &err), i < 255 ? i : 0);
	}
	dn_voc_classes_free(classes);
	dn_labels_free(labels);
	dn_bytes_release(&text);
}
END_TEST

START_TEST(a_labelmap_of_nonsense_is_passed_over)
{
	struct dn_voc_classes *classes = dn_voc_classes_new();
	struct dn_err err = DN_ERR_INIT;

	ck_assert_ptr_nonnull(classes);
	ck_assert_int_eq(dn_voc_classes_read(classes, DN_SPAN("\n#\n:::\n"
	    "a\na:0,128,0\nb:300,0,0::\nb:1:::::\nc:,,\nd:0,128,0:"), &err),
	    0);
	ck_assert_int_eq(dn_voc_classes_number(classes, DN_SPAN("a")), 1);
	ck_assert_int_eq(dn_voc_classes_number(classes, DN_SPAN("b")), 3);
	ck_assert_int_eq(dn_voc_classes_number(classes, DN_SPAN("c")), 5);
	ck_assert_int_eq(dn_voc_classes_number(classes, DN_SPAN("d")), 2);
	ck_assert_ptr_null(dn_voc_classes_name(classes, 255).ptr);
	ck_assert_ptr_null(dn_voc_classes_name(classes, -1).ptr);
	dn_voc_classes_free(classes);
}
END_TEST

#ifdef HAVE_PNG
DN_SUITE(vocmask,
    objects_have_their_masks_and_pictures_come_back,
    an_object_of_another_class_or_place_is_told,
    names_of_other_tools_are_not_the_devkits,
    numbers_without_an_object_are_annotations,
    bad_pictures_are_told_and_the_document_stays,
    colours_stand_for_the_numbers_of_the_labelmap,
    masks_from_elsewhere_are_painted_in_their_order,
    masks_that_are_none_are_bad_records,
    colours_are_those_of_the_devkit,
    classes_are_the_devkits_or_numbered_by_name,
    a_labelmap_of_nonsense_is_passed_over)
#else
DN_SUITE(vocmask,
    colours_are_those_of_the_devkit,
    classes_are_the_devkits_or_numbered_by_name,
    a_labelmap_of_nonsense_is_passed_over)
#endif
