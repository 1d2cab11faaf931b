/* SPDX-License-Identifier: MIT */
/* What a line is, and which item it names. */
#include "model/kind.h"

#include "suites.h"

/* Scan `line` for the members that tell. */
static enum dn_kind
kind_of(const char *line)
{
	static const char *const names[] = { "record", DN_KIND_FIELDS };
	struct dn_json_value values[1 + DN_KIND_FIELD_COUNT];
	struct dn_err err = DN_ERR_INIT;
	struct dn_json_fields *fields;
	struct dn_json *json;
	enum dn_kind kind;
	char text[256] = "";

	fields = dn_json_fields_new(names, 5, &err);
	json = dn_json_new(fields, DN_JSON_STRICT);
	memcpy(text, line, strlen(line));
	ck_assert_int_eq(dn_json_scan(json,
	    (struct dn_span){ text, strlen(line) }, values, &err), 0);
	kind = dn_kind_of(&values[0], &values[1]);
	dn_json_free(json);
	dn_json_fields_free(fields);
	return kind;
}

START_TEST(a_line_is_what_its_record_says)
{
	ck_assert_int_eq(kind_of("{\"record\":\"item\"}"), DN_KIND_ITEM);
	ck_assert_int_eq(kind_of("{\"record\":\"rating\"}"), DN_KIND_RATING);
	ck_assert_int_eq(kind_of("{\"record\":\"event\"}"), DN_KIND_EVENT);
	ck_assert_int_eq(kind_of("{\"record\":\"metric\"}"), DN_KIND_OTHER);
	ck_assert_int_eq(kind_of("{\"record\":\"it\\u0065m\"}"),
	    DN_KIND_ITEM);
	ck_assert_int_eq(kind_of("{\"record\":\"item\",\"item\":\"a\","
	    "\"annotator\":\"b\"}"), DN_KIND_ITEM);
	ck_assert_int_eq(kind_of("{\"record\":7}"), DN_KIND_OTHER);
	ck_assert_int_eq(kind_of("{\"record\":\"\"}"), DN_KIND_OTHER);
}
END_TEST

START_TEST(without_record_its_members_tell)
{
	ck_assert_int_eq(kind_of("{}"), DN_KIND_ITEM);
	ck_assert_int_eq(kind_of("{\"record\":null,\"id\":\"a\"}"),
	    DN_KIND_ITEM);
	ck_assert_int_eq(kind_of("{\"item\":\"a\",\"annotator\":\"b\"}"),
	    DN_KIND_RATING);
	ck_assert_int_eq(kind_of("{\"item\":\"a\"}"), DN_KIND_ITEM);
	ck_assert_int_eq(kind_of("{\"type\":\"enrol\",\"at\":\"x\"}"),
	    DN_KIND_EVENT);
	ck_assert_int_eq(kind_of("{\"type\":\"t\"}"), DN_KIND_ITEM);
	ck_assert_int_eq(kind_of("{\"type\":1,\"at\":2,\"item\":3,"
	    "\"annotator\":4}"), DN_KIND_RATING);
}
END_TEST

static struct dn_json_value
string(const char *raw)
{
	return dn_json_value_of(dn_span_of(raw));
}

/* The key of an item; 0 where it has none. */
static int
key_of(struct dn_json_value id, struct dn_json_value split,
    struct dn_hash *key)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes scratch;
	int got;

	dn_bytes_init(&scratch, SIZE_MAX);
	got = dn_kind_item_key(&id, &split, &scratch, key, &err);
	dn_bytes_release(&scratch);
	return got;
}

static bool
same(struct dn_json_value id, struct dn_json_value split,
    struct dn_json_value other_id, struct dn_json_value other_split)
{
	struct dn_hash a, b;

	ck_assert_int_eq(key_of(id, split, &a), 1);
	ck_assert_int_eq(key_of(other_id, other_split, &b), 1);
	return a.low == b.low && a.high == b.high;
}

START_TEST(items_are_the_same_by_id_and_split)
{
	struct dn_json_value none = { .type = DN_JSON_NONE };
	struct dn_json_value null = dn_json_value_of(dn_span_of("null"));
	struct dn_json_value one = dn_json_value_of(dn_span_of("1"));
	struct dn_hash key;

	if (!dn_hash_available())
		return;
	ck_assert(same(string("\"a\""), none, string("\"\\u0061\""), none));
	ck_assert(same(string("\"a\""), none, string("\"a\""), null));
	ck_assert(same(string("\"a\""), string("\"b\""), string("\"a\""),
	    string("\"\\u0062\"")));
	ck_assert(!same(string("\"a\""), none, string("\"b\""), none));
	ck_assert(!same(string("\"a\""), none, string("\"a\""),
	    string("\"\"")));
	ck_assert(!same(string("\"a\""), one, string("\"a\""),
	    string("\"1\"")));
	ck_assert(!same(string("\"ab\""), string("\"c\""), string("\"a\""),
	    string("\"bc\"")));
	/* An id is a string; other lines name no item. */
	ck_assert_int_eq(key_of(none, none, &key), 0);
	ck_assert_int_eq(key_of(null, none, &key), 0);
	ck_assert_int_eq(key_of(one, none, &key), 0);
}
END_TEST

START_TEST(names_and_texts_are_compared_decoded)
{
	struct dn_json_value number = dn_json_value_of(dn_span_of("12"));
	struct dn_json_value value = string("\"on\"");

	ck_assert(dn_kind_text_is(&value, "on"));
	ck_assert(!dn_kind_text_is(&value, "o"));
	ck_assert(!dn_kind_text_is(&number, "12"));
	value = string("\"\\u006fn\"");
	ck_assert(dn_kind_text_is(&value, "on"));
	ck_assert(!dn_kind_text_is(&value, "one"));
	value = string("\"\"");
	ck_assert(!dn_kind_text_is(&value, "on"));
	ck_assert(dn_kind_name_is(DN_SPAN("s\\u0070ans"), "spans"));
	ck_assert(!dn_kind_name_is(DN_SPAN("s\\u0070anss"), "spans"));
	ck_assert(!dn_kind_name_is(DN_SPAN(""), "spans"));
}
END_TEST

DN_SUITE(kind,
    a_line_is_what_its_record_says,
    without_record_its_members_tell,
    items_are_the_same_by_id_and_split,
    names_and_texts_are_compared_decoded)
