/* SPDX-License-Identifier: MIT */
/* What goes in one go, to VOC or from it, is as what goes the long way. */
#include "formats/voc.h"

#include "converting.h"
#include "suites.h"

#define HEAD "<annotation><source><database>The VOC2007 Database</database>" \
	"</source>"
#define TAIL "</annotation>"

/* Put a document into a folder, by its number. */
static void
put_document(const char *folder, size_t number, const char *document,
    const char *comment)
{
	char path[40];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%zu.xml", folder, number);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fprintf(file, HEAD "%s%s" TAIL, document, comment);
	ck_assert_int_eq(fclose(file), 0);
}

/*
 * Put a document into two folders.  A comment makes it be read the long way:
 * that must be no other.
 */
static void
put_twice(size_t number, const char *document)
{
	put_document("quick", number, document, "");
	put_document("slow", number, document, "<!-- -->");
}

static void
begin(void)
{
	scratch_begin();
	ck_assert_int_eq(mkdir("quick", 0700), 0);
	ck_assert_int_eq(mkdir("slow", 0700), 0);
}

/* The records of a folder. */
static struct dn_bytes
read_folder(const char *folder, struct converted *converted)
{
	struct dn_convert_settings settings = { .from = "voc" };
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes text;

	remove("out");
	ck_assert_int_eq(converting_by(&settings, folder, "out", converted,
	    true), 0);
	dn_bytes_init(&text, SIZE_MAX);
	ck_assert_int_eq(dn_src_slurp("out", &text, &err), 0);
	return text;
}

/* Both folders are read alike; each has these many good documents at least. */
static void
end(uint64_t good)
{
	struct converted quick, slow;
	struct dn_bytes one = read_folder("quick", &quick);
	struct dn_bytes two = read_folder("slow", &slow);

	ck_assert_str_eq(dn_bytes_text(&one), dn_bytes_text(&two));
	ck_assert_str_eq(quick.annotations, slow.annotations);
	ck_assert_uint_eq(quick.counts.rejected, slow.counts.rejected);
	ck_assert_uint_ge(quick.counts.out, good);
	dn_bytes_release(&one);
	dn_bytes_release(&two);
	scratch_end();
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

	begin();
	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
		put_twice(i, documents[i]);
	end(20);
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

	begin();
	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
		put_twice(i, documents[i]);
	end(20);
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

	begin();
	for (unsigned round = 0; round < 600; round++) {
		memcpy(copy, text, sizeof(text));
		for (unsigned edits = 1 + round % 2; edits > 0; edits--)
			copy[suite_next(&state) % (sizeof(text) - 1)] =
			    "<>/.-+ 019eax\n&]\"\\"[suite_next(&state) % 18];
		put_twice(round, copy);
	}
	end(50);
}
END_TEST

/* The whole of a file, "" if there is none. */
static void
whole(const char *path, char text[8000])
{
	FILE *file = fopen(path, "r");
	size_t len = 0;

	if (file != NULL) {
		len = fread(text, 1, 7999, file);
		fclose(file);
	}
	text[len] = '\0';
}

/* Append a record with these members of an annotation. */
static void
put_record(FILE *file, size_t number, const char *members, bool spaced)
{
	fprintf(file, "{\"id\":\"%zu\",\"annotations\":[{", number);
	for (; *members != '\0'; members++) {
		fputc(*members, file);
		if (spaced && (*members == '[' || *members == ','))
			fputc(' ', file);
	}
	fprintf(file, "}]}\n");
}

/*
 * Lists without white space are printed from their text, those with it number
 * by number: that must be no other.
 */
static void
writes_alike(const char *const *members, size_t count, bool whole_numbers)
{
	struct dn_convert_settings settings = { .to = "voc",
		.format = { .voc_int = whole_numbers } };
	struct converted converted[2];
	char one[8000], two[8000], path[40];
	size_t written = 0;

	scratch_begin();
	for (int spaced = 0; spaced < 2; spaced++) {
		FILE *file = fopen("a.jsonl", "w");

		ck_assert_ptr_nonnull(file);
		for (size_t i = 0; i < count; i++)
			put_record(file, i, members[i], spaced);
		ck_assert_int_eq(fclose(file), 0);
		ck_assert_int_eq(converting_by(&settings, "a.jsonl",
		    spaced ? "two" : "one", &converted[spaced], true), 0);
	}
	ck_assert_str_eq(converted[0].annotations, converted[1].annotations);
	for (size_t i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "one/%zu.xml", i);
		whole(path, one);
		snprintf(path, sizeof(path), "two/%zu.xml", i);
		whole(path, two);
		ck_assert_str_eq(one, two);
		written += *one != '\0';
	}
	ck_assert_uint_ge(written, 10);
	scratch_end();
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

	for (int whole_numbers = 0; whole_numbers < 2; whole_numbers++)
		writes_alike(members, sizeof(members) / sizeof(members[0]),
		    whole_numbers);
}
END_TEST

DN_SUITE(vocquick,
    numbers_are_shifted_and_spellings_kept_alike,
    names_and_what_has_no_member_are_read_alike,
    mutants_are_read_alike,
    shapes_are_printed_as_they_are_number_by_number)
