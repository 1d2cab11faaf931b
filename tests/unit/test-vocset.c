/* SPDX-License-Identifier: MIT */
/* The lists of VOC's ImageSets: splits, flags, order, and the way back. */
#include "formats/voc_set.h"

#include "converting.h"
#include "suites.h"

#define DOCUMENT "<annotation><source><database>The VOC2007 Database" \
	"</database></source></annotation>"

/* A set of documents a, b, c and "d 1". */
static void
put_documents(void)
{
	static const char *const names[] = { "a", "b", "c", "d 1" };
	char path[40];

	mkdir("in", 0700);
	mkdir("in/Annotations", 0700);
	mkdir("in/ImageSets", 0700);
	mkdir("in/ImageSets/Main", 0700);
	mkdir("in/ImageSets/Layout", 0700);
	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "in/Annotations/%s.xml",
		    names[i]);
		scratch_put_text(path, DOCUMENT);
	}
}

/* How often `text` stands in a file. */
static size_t
count_in(const char *path, const char *text)
{
	char line[4000];
	size_t count = 0;
	FILE *file = fopen(path, "r");

	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file) != NULL)
		for (const char *at = line; (at = strstr(at, text)) != NULL;
		    at++)
			count++;
	fclose(file);
	return count;
}

START_TEST(a_path_is_cut_at_its_first_folder_of_a_name)
{
	struct dn_span root, rest;

	ck_assert(dn_voc_below(DN_SPAN("x/A/b/A/c"), "A", &root, &rest));
	ck_assert(dn_span_is(root, "x/"));
	ck_assert(dn_span_is(rest, "b/A/c"));
	ck_assert(dn_voc_below(DN_SPAN("A/c"), "A", &root, &rest));
	ck_assert_uint_eq(root.len, 0);
	ck_assert(!dn_voc_below(DN_SPAN("xA/c"), "A", &root, &rest));
	ck_assert(!dn_voc_below(DN_SPAN("A/"), "A", &root, &rest));
	ck_assert(!dn_voc_below(DN_SPAN("c/A"), "A", &root, &rest));
	ck_assert(!dn_voc_below(DN_SPAN(""), "A", &root, &rest));
}
END_TEST

START_TEST(a_split_is_told_by_lists_of_main_without_flags)
{
	const struct dn_span none = { NULL, 0 };

	ck_assert_int_eq(dn_voc_list_rank(DN_SPAN("Main/train"), none), 0);
	ck_assert_int_eq(dn_voc_list_rank(DN_SPAN("Main/val"), none), 1);
	ck_assert_int_eq(dn_voc_list_rank(DN_SPAN("Main/test"), none), 2);
	ck_assert_int_eq(dn_voc_list_rank(DN_SPAN("Main/Fold 1"), none), 3);
	ck_assert_int_eq(dn_voc_list_rank(DN_SPAN("Main/trainval"), none), 4);
	ck_assert_int_eq(dn_voc_list_rank(DN_SPAN("Main/train"),
	    DN_SPAN(" -1")), -1);
	ck_assert_int_eq(dn_voc_list_rank(DN_SPAN("Layout/train"), none), -1);
	ck_assert_int_eq(dn_voc_list_rank(DN_SPAN("Main/"), none), -1);
}
END_TEST

/* How many items the folder "in" has, and the number of its last file. */
static size_t
count_items(size_t *last)
{
	static const char *const paths[] = { "in" };
	struct dn_err err = DN_ERR_INIT;
	struct dn_files *files = dn_files_new(paths, 1, &err);
	struct dn_voc_set *set;
	size_t count;

	ck_assert_ptr_nonnull(files);
	set = dn_voc_set_new(files, &err);
	ck_assert_ptr_nonnull(set);
	count = dn_voc_set_documents(set);
	*last = dn_voc_set_item(set, 3);
	dn_voc_set_free(set);
	dn_files_free(files);
	return count;
}

START_TEST(documents_are_items_where_something_may_refer_to_them)
{
	static const char *const refer[] = { "in/ImageSets/Main/x.txt",
		"in/SegmentationClass/x.png", "in/SegmentationObject/x.png" };
	size_t last;

	scratch_begin();
	put_documents();
	mkdir("in/SegmentationClass", 0700);
	mkdir("in/SegmentationObject", 0700);
	ck_assert_uint_eq(count_items(&last), 0);
	ck_assert_uint_eq(last, DN_VOC_NONE);
	scratch_put_text("in/labelmap.txt", "");
	scratch_put_text("in/ImageSets/Main/x.md", "a\n");
	ck_assert_uint_eq(count_items(&last), 0);
	for (size_t i = 0; i < sizeof(refer) / sizeof(refer[0]); i++) {
		scratch_put_text(refer[i], "a\n");
		ck_assert_uint_eq(count_items(&last), 4);
		ck_assert_uint_eq(last, 3);
		ck_assert_int_eq(unlink(refer[i]), 0);
	}
	scratch_end();
}
END_TEST

START_TEST(a_split_in_order_needs_nothing_else)
{
	scratch_begin();
	put_documents();
	scratch_put_text("in/ImageSets/Main/train.txt", "a\r\n\n c\n");
	scratch_put_text("in/ImageSets/Main/val.txt", "b\nd 1");
	converting_must("voc", "dn", "in", "items");
	ck_assert_uint_eq(count_in("items", "\"split\":\"train\""), 2);
	ck_assert_uint_eq(count_in("items", "\"split\":\"val\""), 2);
	ck_assert_uint_eq(count_in("items", "ImageSets"), 0);
	converting_must("dn", "voc", "items", "out");
	scratch_holds_text("out/ImageSets/Main/train.txt", "a\nc\n");
	scratch_holds_text("out/ImageSets/Main/val.txt", "b\nd 1\n");
	converting_must("voc", "dn", "out", "again");
	ck_assert_uint_eq(count_in("again", "\"split\":\"train\""), 2);
	scratch_end();
}
END_TEST

START_TEST(lists_come_back_with_their_flags_and_their_order)
{
	static const char *const lists[][2] = {
		{ "Main/train", "c\na\n" }, { "Main/trainval", "b\nc\na\n" },
		{ "Main/cat_train", "a  1\nc -1\n" }, { "Main/test", "" },
		{ "Layout/train", "\"d 1\"  1\na  1\na  2\n" },
		{ "Main/dog_x", "nobody  0\nb  1\n" },
		{ "Segmentation", "d 1\nnobody 2\n" },
	};
	char path[80];

	scratch_begin();
	put_documents();
	for (size_t i = 0; i < 7; i++) {
		snprintf(path, sizeof(path), "in/ImageSets/%s.txt",
		    lists[i][0]);
		scratch_put_text(path, lists[i][1]);
	}
	converting_must("voc", "dn", "in", "items");
	ck_assert_uint_eq(count_in("items", "\"split\":\"train\""), 2);
	ck_assert_uint_eq(count_in("items", "\"split\":\"trainval\""), 1);
	converting_must("dn", "voc", "items", "out");
	for (size_t i = 0; i < 7; i++) {
		snprintf(path, sizeof(path), "out/ImageSets/%s.txt",
		    lists[i][0]);
		scratch_holds_text(path, lists[i][1]);
	}
	/* What was only listed has got no document. */
	ck_assert_uint_eq(scratch_count("out/Annotations"), 4);
	scratch_end();
}
END_TEST

START_TEST(a_changed_split_leaves_its_lists)
{
	scratch_begin();
	scratch_put_text("items", "{\"id\":\"a\",\"split\":\"val\",\"source\":"
	    "{\"format\":\"voc\",\"file\":\"Annotations/a.xml\",\"raw\":{"
	    "\"/../ImageSets\":[[\"Main/train\"],[\"Main/cat_train\",\" 1\"],"
	    "[\"Segmentation/x\"]]}}}\n");
	converting_must("dn", "voc", "items", "out");
	scratch_holds_text("out/ImageSets/Main/val.txt", "a\n");
	scratch_holds_text("out/ImageSets/Segmentation/x.txt", "a\n");
	ck_assert_uint_eq(scratch_count("out/ImageSets/Main"), 1);
	scratch_end();
}
END_TEST

START_TEST(items_of_splits_from_elsewhere_are_laid_out_as_a_set)
{
	scratch_begin();
	scratch_put_text("items", "{\"id\":\"p/.q\",\"split\":\"train\"}\n"
	    "{\"id\":\"r\",\"split\":\"train\",\"source\":{\"format\":\"voc\","
	    "\"file\":\"r.xml\"}}\n{\"id\":\"s\"}\n");
	converting_must("dn", "voc", "items", "out");
	scratch_holds_text("out/ImageSets/Main/train.txt", "p/%2Eq\nr\n");
	ck_assert_int_eq(access("out/Annotations/p/%2Eq.xml", R_OK), 0);
	ck_assert_int_eq(access("out/Annotations/r.xml", R_OK), 0);
	ck_assert_int_eq(access("out/s.xml", R_OK), 0);
	converting_must("voc", "dn", "out", "again");
	ck_assert_uint_eq(count_in("again", "\"id\":\"p/.q\",\"split\":"
	    "\"train\""), 1);
	scratch_end();
}
END_TEST

START_TEST(lists_from_data_stay_in_the_folder_and_in_their_lines)
{
	scratch_begin();
	mkdir("a", 0700);
	scratch_put_text("items", "{\"id\":\"a\",\"split\":\"../../../x\","
	    "\"source\":{\"format\":\"voc\",\"file\":\"a.xml\"}}\n"
	    "{\"id\":\"b\",\"source\":{\"format\":\"voc\",\"file\":\"b.xml\","
	    "\"raw\":{\"/../ImageSets\":[[\"../../../y\"],[],7,[8],"
	    "[\"z\",\" 1\\n2\"],[\"w\",3,-4],[\"w\",\"\",1e99]]}}}\n"
	    "{\"id\":\"c\",\"source\":{\"format\":\"voc\",\"file\":\"c.xml\","
	    "\"raw\":{\"/../ImageSets\":\"text\"}}}\n");
	converting_must("dn", "voc", "items", "a/out");
	ck_assert_uint_eq(scratch_count("."), 3);
	ck_assert_uint_eq(scratch_count("a"), 1);
	scratch_holds_text("a/out/ImageSets/z.txt", "b\n");
	scratch_holds_text("a/out/ImageSets/w.txt", "b\nb\n");
	scratch_end();
}
END_TEST

START_TEST(a_bad_line_is_rejected_and_the_others_stay)
{
	struct dn_convert_settings settings = { .from = "voc", .to = "dn" };
	struct converted converted;

	scratch_begin();
	put_documents();
	scratch_put_text("in/ImageSets/Main/val.txt", "a\n\xb0\xa1\nb\n");
	ck_assert_int_eq(converting_by(&settings, "in", "items", &converted,
	    true), 0);
	ck_assert_uint_eq(converted.parts, 1);
	ck_assert_str_eq(converted.reject,
	    "bad-utf8:2: a name that is not UTF-8");
	ck_assert_str_eq(converted.source, "in/ImageSets/Main/val.txt");
	ck_assert_uint_eq(count_in("items", "\"split\":\"val\""), 2);
	ck_assert_int_lt(converting_by(&settings, "in", "more", &converted,
	    false), 0);
	scratch_end();
}
END_TEST

DN_SUITE(vocset,
    a_path_is_cut_at_its_first_folder_of_a_name,
    a_split_is_told_by_lists_of_main_without_flags,
    documents_are_items_where_something_may_refer_to_them,
    a_split_in_order_needs_nothing_else,
    lists_come_back_with_their_flags_and_their_order,
    a_changed_split_leaves_its_lists,
    items_of_splits_from_elsewhere_are_laid_out_as_a_set,
    lists_from_data_stay_in_the_folder_and_in_their_lines,
    a_bad_line_is_rejected_and_the_others_stay)
