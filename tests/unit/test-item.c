/* SPDX-License-Identifier: MIT */
/* Items: what is read, what is refused, what is kept and what is built. */
#include "model/item.h"

#include <stdio.h>

#include "records.h"
#include "suites.h"

START_TEST(an_item_that_is_only_read_keeps_its_bytes)
{
	const char *text = "{ \"dn\":1, \"id\" : \"a\\u0062\", "
	    "\"quality\":[1e3], \"media\":{\"type\":\"image\","
	    "\"width\":640.0 ,\"height\":480},"
	    "\"annotations\": [ {\"kind\":\"box\",\"bbox\":[0.10,1,2,3]} ] }";
	struct dn_err err = DN_ERR_INIT;
	struct record_text record;
	struct dn_annotation annotation;
	struct dn_media media;
	struct dn_item item;

	record_read(&record, &item, text);
	ck_assert(dn_span_is(item.id, "ab"));
	ck_assert_ptr_null(item.split.ptr);
	ck_assert(!item.header);
	ck_assert_int_eq(dn_item_media(&item, &media, &err), 0);
	ck_assert_int_eq(media.type, DN_MEDIA_IMAGE);
	ck_assert_double_eq(media.width, 640);
	ck_assert_ptr_null(media.path.ptr);
	ck_assert_int_eq(dn_annotation_read(&item,
	    dn_item_first_annotation(&item), &annotation, &err), 0);
	ck_assert_int_eq(annotation.kind, DN_ANNOTATION_BOX);
	ck_assert_ptr_null(annotation.label);
	record_is(&item, text);
	record_end(&record, &item);
}
END_TEST

START_TEST(unknown_members_survive_a_change_byte_for_byte)
{
	struct record_text record;
	struct dn_item item;

	record_read(&record, &item, "{\"id\":\"a\",\"x\": { \"y\" : 0.10 },"
	    "\"annotations\":[ { \"kind\":\"class\", \"mine\":[1 ,2] } , 7 ]}");
	dn_node_set_text(&item.tree, dn_item_first_annotation(&item),
	    "annotator", DN_SPAN("anna"));
	record_is(&item, "{\"id\":\"a\",\"x\":{ \"y\" : 0.10 },"
	    "\"annotations\":[{\"kind\":\"class\",\"mine\":[1 ,2],"
	    "\"annotator\":\"anna\"},7]}");
	record_end(&record, &item);
}
END_TEST

START_TEST(an_item_is_built_from_nothing)
{
	struct dn_item item;
	struct dn_node *node;

	dn_item_init(&item);
	dn_item_begin(&item, DN_SPAN("doc/1"));
	dn_node_set_text(&item.tree, dn_item_set_media(&item, DN_MEDIA_TEXT),
	    "text", DN_SPAN("a\r\n"));
	dn_item_need_annotations(&item);
	node = dn_item_annotate(&item, DN_ANNOTATION_SPAN);
	dn_node_set_text(&item.tree, node, "label", DN_SPAN("Drug"));
	node = dn_item_relate(&item);
	dn_node_set_text(&item.tree, node, "type", DN_SPAN("Treats"));
	ck_assert(dn_span_is(item.id, "doc/1"));
	record_is(&item, "{\"dn\":1,\"record\":\"item\",\"id\":\"doc/1\","
	    "\"media\":{\"type\":\"text\",\"text\":\"a\\r\\n\"},"
	    "\"annotations\":[{\"kind\":\"span\",\"label\":\"Drug\"}],"
	    "\"relations\":[{\"type\":\"Treats\"}]}");
	dn_item_begin_header(&item);
	ck_assert(item.header);
	record_is(&item, "{\"dn\":1,\"record\":\"dataset\"}");
	dn_item_release(&item);
}
END_TEST

START_TEST(a_header_needs_no_id)
{
	struct record_text record;
	struct dn_item item;

	record_read(&record, &item, "{\"record\":\"dataset\",\"labels\":[]}");
	ck_assert(item.header);
	ck_assert_ptr_null(item.id.ptr);
	record_end(&record, &item);
}
END_TEST

/* What is wrong, and the code, field and text that say so. */
static const struct {
	const char *record, *code, *field;
} wrong[] = {
	{ "[]", "not-object", "" },
	{ "{}", "missing-field", "" },
	{ "{\"id\":null}", "missing-field", "" },
	{ "{\"id\":7}", "bad-type", "/id" },
	{ "{\"id\":\"a\",\"dn\":2}", "version", "/dn" },
	{ "{\"id\":\"a\",\"dn\":1.5}", "version", "/dn" },
	{ "{\"id\":\"a\",\"dn\":\"1\"}", "bad-type", "/dn" },
	{ "{\"id\":\"a\",\"split\":1}", "bad-type", "/split" },
	{ "{\"id\":\"a\",\"media\":[]}", "bad-type", "/media" },
	{ "{\"id\":\"a\",\"annotations\":{}}", "bad-type", "/annotations" },
	{ "{\"id\":\"a\",\"relations\":0}", "bad-type", "/relations" },
	{ "{\"id\":\"a\",\"source\":\"x\"}", "bad-type", "/source" },
	{ "{\"record\":\"dataset\",\"source\":1}", "bad-type", "/source" },
};

START_TEST(wrong_items_are_refused_by_code_and_field)
{
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct dn_err err = DN_ERR_INIT;
		struct record_text record;
		struct dn_item item;

		record_scan(&record, wrong[i].record);
		dn_item_init(&item);
		ck_assert_int_eq(dn_item_read(&item, &record.value, &err),
		    -1);
		ck_assert_str_eq(dn_code_name(err.code), wrong[i].code);
		ck_assert_str_eq(err.field, wrong[i].field);
		record_end(&record, &item);
	}
}
END_TEST

START_TEST(null_members_are_as_good_as_absent)
{
	struct dn_err err = DN_ERR_INIT;
	struct record_text record;
	struct dn_annotation annotation;
	struct dn_media media;
	struct dn_item item;

	record_read(&record, &item, "{\"id\":\"\",\"split\":null,"
	    "\"media\":null,\"relations\":null,"
	    "\"annotations\":[{\"kind\":\"box\",\"id\":null,\"label\":null}]}");
	ck_assert_ptr_nonnull(item.id.ptr);
	ck_assert_int_eq(dn_item_media(&item, &media, &err), 0);
	ck_assert_int_eq(media.type, DN_MEDIA_NONE);
	ck_assert_ptr_null(dn_item_first_relation(&item));
	ck_assert_int_eq(dn_annotation_read(&item,
	    dn_item_first_annotation(&item), &annotation, &err), 0);
	ck_assert_ptr_null(annotation.id.ptr);
	ck_assert_ptr_null(annotation.label);
	record_end(&record, &item);
}
END_TEST

START_TEST(wrong_media_are_refused_by_field)
{
	static const struct {
		const char *media, *code, *field;
	} rows[] = {
		{ "{}", "missing-field", "/media" },
		{ "{\"type\":\"film\"}", "bad-value", "/media/type" },
		{ "{\"type\":1}", "bad-type", "/media/type" },
		{ "{\"type\":\"image\",\"width\":-1}", "bad-value",
		    "/media/width" },
		{ "{\"type\":\"image\",\"height\":\"9\"}", "bad-type",
		    "/media/height" },
		{ "{\"type\":\"image\",\"height\":1e999}", "bad-value",
		    "/media/height" },
		{ "{\"type\":\"text\",\"text\":[]}", "bad-type",
		    "/media/text" },
		{ "{\"type\":\"text\",\"path\":false}", "bad-type",
		    "/media/path" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dn_err err = DN_ERR_INIT;
		struct record_text record;
		struct dn_media media;
		struct dn_item item;
		char text[200];

		snprintf(text, sizeof(text), "{\"id\":\"a\",\"media\":%s}",
		    rows[i].media);
		record_read(&record, &item, text);
		ck_assert_int_eq(dn_item_media(&item, &media, &err), -1);
		ck_assert_str_eq(dn_code_name(err.code), rows[i].code);
		ck_assert_str_eq(err.field, rows[i].field);
		record_end(&record, &item);
	}
}
END_TEST

START_TEST(every_kind_is_known_by_its_name)
{
	int kind;

	for (kind = 0; kind < DN_ANNOTATION_COUNT; kind++) {
		struct dn_err err = DN_ERR_INIT;
		struct record_text record;
		struct dn_annotation annotation;
		struct dn_item item;
		char text[100];

		snprintf(text, sizeof(text),
		    "{\"id\":\"a\",\"annotations\":[{\"kind\":\"%s\"}]}",
		    dn_annotation_name((enum dn_annotation_kind)kind));
		record_read(&record, &item, text);
		ck_assert_int_eq(dn_annotation_read(&item,
		    dn_item_first_annotation(&item), &annotation, &err), 0);
		ck_assert_int_eq((int)annotation.kind, kind);
		record_end(&record, &item);
	}
}
END_TEST

START_TEST(wrong_annotations_are_refused_by_pointer)
{
	static const struct {
		const char *annotation, *code, *field;
	} rows[] = {
		{ "7", "bad-type", "/annotations/1" },
		{ "{}", "missing-field", "/annotations/1" },
		{ "{\"kind\":\"boxes\"}", "bad-value", "/annotations/1/kind" },
		{ "{\"kind\":3}", "bad-type", "/annotations/1/kind" },
		{ "{\"kind\":\"box\",\"id\":3}", "bad-type",
		    "/annotations/1/id" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dn_err err = DN_ERR_INIT;
		struct record_text record;
		struct dn_annotation annotation;
		struct dn_item item;
		char text[200];

		snprintf(text, sizeof(text),
		    "{\"id\":\"a\",\"annotations\":[{},%s]}",
		    rows[i].annotation);
		record_read(&record, &item, text);
		ck_assert_int_eq(dn_annotation_read(&item,
		    dn_item_first_annotation(&item)->next, &annotation, &err),
		    -1);
		ck_assert_str_eq(dn_code_name(err.code), rows[i].code);
		ck_assert_str_eq(err.field, rows[i].field);
		record_end(&record, &item);
	}
}
END_TEST

START_TEST(a_label_may_be_any_value)
{
	struct dn_err err = DN_ERR_INIT;
	struct record_text record;
	struct dn_annotation annotation;
	struct dn_node *node;
	struct dn_item item;

	record_read(&record, &item, "{\"id\":\"a\",\"annotations\":["
	    "{\"kind\":\"class\",\"label\":\"\\u732b\"},"
	    "{\"kind\":\"class\",\"label\":1.0},"
	    "{\"kind\":\"class\",\"label\":[\"a\",\"b\"]}]}");
	node = dn_item_first_annotation(&item);
	ck_assert_int_eq(dn_annotation_read(&item, node, &annotation, &err),
	    0);
	ck_assert(dn_span_is(annotation.label_text, "\xe7\x8c\xab"));
	ck_assert_int_eq(dn_annotation_read(&item, node->next, &annotation,
	    &err), 0);
	ck_assert_ptr_null(annotation.label_text.ptr);
	ck_assert(dn_span_is(annotation.label->raw, "1.0"));
	ck_assert_int_eq(dn_annotation_read(&item, node->next->next,
	    &annotation, &err), 0);
	ck_assert_int_eq(annotation.label->type, DN_JSON_ARRAY);
	record_end(&record, &item);
}
END_TEST

START_TEST(members_of_an_annotation_have_a_number)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_annotation annotation;
	struct record_text record;
	struct dn_node *node;
	struct dn_item item;

	record_read(&record, &item, "{\"id\":\"a\",\"annotations\":["
	    "{\"kind\":\"box\",\"score\":null,\"\\u0062box\":[]},"
	    "{\"kind\":\"box\",\"boxes\":1}]}");
	node = dn_item_first_annotation(&item);
	ck_assert_int_eq(dn_annotation_read(&item, node, &annotation, &err),
	    0);
	ck_assert_uint_eq(annotation.present, DN_MEMBER_BIT(KIND) |
	    DN_MEMBER_BIT(SCORE) | DN_MEMBER_BIT(BBOX));
	ck_assert(!annotation.others);
	ck_assert_ptr_eq(annotation.members[DN_MEMBER_BBOX],
	    dn_node_get(&item.tree, node, "bbox"));
	ck_assert_ptr_null(annotation.members[DN_MEMBER_ID]);
	dn_annotation_remove(&item, &annotation, DN_MEMBER_ID);
	dn_annotation_remove(&item, &annotation, DN_MEMBER_SCORE);
	ck_assert_ptr_null(annotation.members[DN_MEMBER_SCORE]);
	ck_assert_uint_eq(annotation.present, DN_MEMBER_BIT(KIND) |
	    DN_MEMBER_BIT(BBOX));
	ck_assert_ptr_null(dn_node_get(&item.tree, node, "score"));
	ck_assert_int_eq(dn_annotation_read(&item, node->next, &annotation,
	    &err), 0);
	ck_assert_uint_eq(annotation.present, DN_MEMBER_BIT(KIND));
	ck_assert(annotation.others);
	record_end(&record, &item);
}
END_TEST

START_TEST(what_the_model_lacks_is_kept_by_pointer)
{
	struct record_text record;
	struct dn_node *node;
	struct dn_item item;

	record_read(&record, &item, "{\"id\":\"a\",\"source\":{\"id\":7}}");
	ck_assert_ptr_null(dn_raw_first(&item.tree, item.root));
	dn_raw_set(&item.tree, item.root, DN_SPAN("/license"), DN_SPAN("5"));
	dn_raw_set_text(&item.tree, item.root, DN_SPAN("/a~1b"),
	    DN_SPAN("\"x\""));
	dn_raw_set(&item.tree, item.root, DN_SPAN("/license"), DN_SPAN("6"));
	record_is(&item, "{\"id\":\"a\",\"source\":{\"id\":7,\"raw\":"
	    "{\"/license\":6,\"/a~1b\":\"\\\"x\\\"\"}}}");
	node = dn_raw_get(&item.tree, item.root, DN_SPAN("/license"));
	ck_assert(dn_span_is(node->raw, "6"));
	ck_assert_ptr_eq(dn_raw_first(&item.tree, item.root), node);
	ck_assert_ptr_null(dn_raw_get(&item.tree, item.root, DN_SPAN("/z")));
	record_end(&record, &item);
}
END_TEST

DN_SUITE(item,
    an_item_that_is_only_read_keeps_its_bytes,
    unknown_members_survive_a_change_byte_for_byte,
    an_item_is_built_from_nothing,
    a_header_needs_no_id,
    wrong_items_are_refused_by_code_and_field,
    null_members_are_as_good_as_absent,
    wrong_media_are_refused_by_field,
    every_kind_is_known_by_its_name,
    wrong_annotations_are_refused_by_pointer,
    a_label_may_be_any_value,
    members_of_an_annotation_have_a_number,
    what_the_model_lacks_is_kept_by_pointer)
