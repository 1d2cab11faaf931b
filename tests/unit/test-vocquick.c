/* SPDX-License-Identifier: MIT */
/* What goes in one go, to VOC or from it, is as what goes the long way. */
#include "formats/voc.h"

#include "converting.h"
#include "suites.h"

#define HEAD "<annotation><source><database>The VOC2007 Database</database>" \
	"</source>"
#define TAIL "</annotation>"

/* The whole of a file, until the next call. */
static const char *
whole(const char *path, char text[8000])
{
	FILE *file = fopen(path, "r");
	size_t len = 0;

	if (file != NULL) {
		len = fread(text, 1, 7999, file);
		fclose(file);
	}
	text[len] = '\0';
	return text;
}

/* Read a document: its records in `text`, how it went in `converted`. */
static void
read_document(const char *document, const char *comment, char text[8000],
    struct converted *converted)
{
	struct dn_convert_settings settings = { .from = "voc" };
	char path[] = "a.xml";
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fprintf(file, HEAD "%s%s" TAIL, document, comment);
	ck_assert_int_eq(fclose(file), 0);
	remove("out");
	(void)converting_by(&settings, path, "out", converted, true);
	whole("out", text);
}

/* A comment makes a document be read the long way: that must be no other. */
static void
reads_alike(const char *document)
{
	struct converted quick, slow;
	char one[8000], two[8000];

	read_document(document, "", one, &quick);
	read_document(document, "<!-- -->", two, &slow);
	ck_assert_msg(strcmp(one, two) == 0, "%s:\n%s%s", document, one, two);
	ck_assert_int_eq(quick.err.code, slow.err.code);
	ck_assert_str_eq(quick.annotations, slow.annotations);
	ck_assert_uint_eq(quick.counts.rejected, slow.counts.rejected);
}

#define BOX(a, b, c, d) "<bndbox><xmin>" a "</xmin><ymin>" b "</ymin>" \
	"<xmax>" c "</xmax><ymax>" d "</ymax></bndbox>"
#define BOXED(a, b, c, d) "<object>" BOX(a, b, c, d) "</object>"

START_TEST(numbers_are_shifted_and_spellings_kept_alike)
{
	static const char *const documents[] = {
		BOXED("1", "2", "3", "4"), BOXED("0", "0", "0", "0"),
		BOXED("0.5", "1.25", "3.5", "4.75"),
		BOXED("1", "1", "1.5", "2"),
		BOXED("1.50", "1", "2", "2"), BOXED("1.50", "1", "2.50", "2"),
		BOXED("-1", "-1.5", "-0.5", "0.0"), BOXED("-0", "0", "1", "1"),
		BOXED("01", "1", "2", "2"), BOXED("1.", ".5", "2", "2"),
		BOXED("1e1", "1", "20", "2"), BOXED("+1", "1", "2", "2"),
		BOXED(" 1", "1 ", "2", "2"), BOXED("", "1", "2", "2"),
		BOXED("99999999999999", "1", "999999999999999", "2"),
		BOXED("9.99999999999999", "1", "9.999999999999999", "2"),
		BOXED("0.0000000000001", "1", "99999999999999", "2"),
		BOXED("99999999999999", "1", "9.9999999999999", "2"),
		BOXED("123456789012345678901", "1", "2", "2"),
		BOXED("x", "1", "2", "2"), BOXED("0.0", "-0.0", "1.0", "1.00"),
		"<object>" BOX("1", "1", "2", "2") BOX("3", "3", "4", "4")
		"</object>", "<object><bndbox><xmin>1</xmin></bndbox></object>",
		"<object><bndbox><ymax>1</ymax><xmax>2</xmax><ymin>3</ymin>"
		"<xmin>4</xmin></bndbox></object>",
		"<object><bndbox><xmin>1</xmin><xmin>2</xmin><ymax>1</ymax>"
		"<xmax>2</xmax><ymin>3</ymin></bndbox></object>",
		"<object><bndbox>x" "</bndbox></object>",
		"<object><bndbox a='1'/></object>",
		"<object><polygon><x1>1</x1><y1>2.5</y1></polygon><polygon>"
		"<x1>-1</x1><y1>0</y1><x2>3</x2><y2>4</y2></polygon></object>",
		"<object><polygon><x1>1</x1></polygon></object>",
		"<object><polygon></polygon></object>",
		"<object><polygon><x1>1</x1><y1>1e0</y1></polygon></object>",
		"<object><polygon><y1>1</y1><x1>1</x1></polygon></object>",
		"<object><polygon><pt><x>1</x></pt></polygon></object>",
		"<object><truncated>1</truncated><difficult>1</difficult>"
		"<occluded>0.50</occluded></object>",
		"<object><truncated>-1</truncated></object>",
		"<object><truncated>x</truncated></object>",
		"<object><truncated>01</truncated></object>",
		"<object><difficult>2</difficult></object>",
		"<object><difficult></difficult></object>",
		"<object><occluded> 1</occluded></object>",
	};

	scratch_begin();
	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
		reads_alike(documents[i]);
	scratch_end();
}
END_TEST

START_TEST(names_and_what_has_no_member_are_read_alike)
{
	static const char *const documents[] = {
		"<object></object>", "<object/>", "<object a='1'/>",
		"<object> \n\t </object>", "<object>x</object>",
		"<object><name>a</name></object><object></object>",
		"<object><name></name></object>", "<object><name/></object>",
		"<object><name>a</name><name>b</name></object>",
		"<object><name>\"\\\n</name></object>",
		"<object><name>a&amp;b</name></object>",
		"<object><name>\xE4\xB8\xAD\xEF\xBC\x8C</name></object>",
		"<object><name>a]]b</name></object>",
		"<object><name>a<b/></name></object>",
		"<object><name c='d'>a</name></object>",
		"<object><pose>Left</pose><view>\t</view></object>",
		"<object><pose>Left</pose><pose>Right</pose></object>",
		"<object><a>1</a><b>2</b><c>3</c><d>4</d></object>",
		"<object><a>1</a><b>2</b><c>3</c><d>4</d><e>5</e></object>",
		"<object><a-b>1</a-b></object>", "<object><a1>1</a1></object>",
		"<object><a1b>1</a1b></object>", "<object><A>1</A></object>",
		"<object><part><name>head</name></part></object>",
		"<object><attributes></attributes></object>",
		"<object><robndbox>1</robndbox></object>",
		"<object><name>a</name>x</object>",
		"<object><name>a</nam></object>", "<object><name>a</object>",
		"<object><object></object></object>",
		"<object><!-- </object> --></object>",
		"<object><!-- </object><object> --></object>",
		"<object><![CDATA[</object>]]></object>",
		"<object><name>a</name></object><folder>f</folder>"
		"<object><name>b</name></object>",
	};

	scratch_begin();
	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
		reads_alike(documents[i]);
	scratch_end();
}
END_TEST

START_TEST(mutants_are_read_alike)
{
	static const char text[] = "<object>\n\t<name>cat</name>"
	    "<pose>Left</pose><truncated>0</truncated>"
	    "<difficult>1</difficult>" BOX("10", "20.5", "30", "40.5")
	    "<polygon><x1>1</x1><y1>2</y1><x2>3.5</x2><y2>4</y2></polygon>"
	    "</object>\n<object><name>dog</name></object>";
	char copy[sizeof(text)];
	uint64_t state = 5;

	scratch_begin();
	for (unsigned round = 0; round < 150; round++) {
		memcpy(copy, text, sizeof(text));
		for (unsigned edits = 1 + round % 2; edits > 0; edits--)
			copy[suite_next(&state) % (sizeof(text) - 1)] =
			    "<>/.-+ 019eax\n&]\"\\"[suite_next(&state) % 18];
		reads_alike(copy);
	}
	scratch_end();
}
END_TEST

/* A record with these members of an annotation becomes a file of VOC. */
static int
write_record(const char *members, bool whole_numbers, char text[8000],
    struct converted *converted)
{
	struct dn_convert_settings settings = { .to = "voc",
		.format = { .voc_int = whole_numbers } };
	FILE *file = fopen("a.jsonl", "w");
	int failed;

	ck_assert_ptr_nonnull(file);
	fprintf(file, "{\"id\":\"a\",\"annotations\":[{%s}]}\n", members);
	ck_assert_int_eq(fclose(file), 0);
	failed = converting_by(&settings, "a.jsonl", "folder", converted,
	    true);
	whole("folder/a.xml", text);
	if (failed == 0)
		ck_assert_int_eq(dn_fd_remove(AT_FDCWD, "folder"), 0);
	return failed;
}

/*
 * Lists without white space are printed from their text, those with it number
 * by number: that must be no other.
 */
static void
writes_alike(const char *members)
{
	char one[8000], two[8000], spaced[2000];
	struct converted quick, slow;
	size_t len = 0;
	int failed;

	for (const char *p = members; *p != '\0'; p++) {
		spaced[len++] = *p;
		if (*p == '[' || *p == ',')
			spaced[len++] = ' ';
	}
	spaced[len] = '\0';
	for (int whole_numbers = 0; whole_numbers < 2; whole_numbers++) {
		failed = write_record(members, whole_numbers, one, &quick);
		ck_assert_int_eq(write_record(spaced, whole_numbers, two,
		    &slow), failed);
		ck_assert_msg(strcmp(one, two) == 0, "%s:\n%s%s", members,
		    one, two);
		ck_assert_int_eq(quick.err.code, slow.err.code);
		ck_assert_str_eq(quick.annotations, slow.annotations);
	}
}

START_TEST(shapes_are_printed_as_they_are_number_by_number)
{
	static const char *const members[] = {
		"\"kind\":\"box\",\"bbox\":[1,2,3,4]",
		"\"kind\":\"box\",\"bbox\":[0.5,-1.25,3,4.125]",
		"\"kind\":\"box\",\"bbox\":[-0,0.0,1e2,4]",
		"\"kind\":\"box\",\"bbox\":[99999999999999,1,0.5,9]",
		"\"kind\":\"box\",\"bbox\":[1,2,3]",
		"\"kind\":\"box\",\"bbox\":[1,2,3,4,5]",
		"\"kind\":\"box\",\"bbox\":[1,2,3,\"4\"]",
		"\"kind\":\"box\",\"bbox\":[1,2,3,[4]]",
		"\"kind\":\"box\",\"bbox\":[]",
		"\"kind\":\"box\",\"bbox\":null",
		"\"kind\":\"rotatedBox\",\"bbox\":[1,2,3,4],\"rotation\":30",
		"\"kind\":\"polygon\",\"bbox\":[1,2,3,4],"
		"\"polygons\":[[[[1,2],[3,4.50],[5,6]]]]",
		"\"kind\":\"polygon\",\"bbox\":[1,2,3,4],\"polygons\":"
		"[[[[1,2],[3,4],[5,6]],[[1,1],[2,2],[3,3]]],[[[7,8]]]]",
		"\"kind\":\"polygon\",\"bbox\":[1,2,3,4],"
		"\"polygons\":[[[[1,2],[3,4],[5]]]]",
		"\"kind\":\"polygon\",\"bbox\":[1,2,3,4],"
		"\"polygons\":[[[[1,2],[3,4]],[[1,\"2\"]]]]",
		"\"kind\":\"polygon\",\"bbox\":[1,2,3,4],"
		"\"polygons\":[[[]],[]]",
		"\"kind\":\"polygon\",\"bbox\":[1,2,3,4],\"polygons\":[]",
		"\"kind\":\"polygon\",\"polygons\":[[[[1,2],[3,4],[5,7]]]]",
		"\"kind\":\"class\"",
		"\"kind\":\"polygon\",\"bbox\":[1,2,3,4],\"polygons\":[[["
		"[1,2],[1,2],[1,2],[1,2],[1,2],[1,2],[1,2],[1,2],[1,2],"
		"[1,2],[1,2]]]]",
	};

	scratch_begin();
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		writes_alike(members[i]);
	scratch_end();
}
END_TEST

DN_SUITE(vocquick,
    numbers_are_shifted_and_spellings_kept_alike,
    names_and_what_has_no_member_are_read_alike,
    mutants_are_read_alike,
    shapes_are_printed_as_they_are_number_by_number)
