/* SPDX-License-Identifier: MIT */
/* Keys of JSON values: what is equal, what is not. */
#include "dedup/key.h"

#include <stdlib.h>

#include "io/jsontext.h"
#include "suites.h"

static struct dn_hash
key_of(const char *json)
{
	struct dn_json *scanner = dn_json_new(NULL, DN_JSON_STRICT);
	struct dn_err err = DN_ERR_INIT;
	struct dn_json_value value;
	struct dn_bytes scratch;
	struct dn_hash key = { 0, 0 };
	char *text = calloc(1, strlen(json) + 64);

	memcpy(text, json, strlen(json));
	dn_bytes_init(&scratch, SIZE_MAX);
	value = dn_json_value_of(dn_span_of(text));
	ck_assert_int_eq(dn_json_scan(scanner, value.raw, NULL, &err), 0);
	ck_assert_int_eq(dn_key_value(&value, &scratch, &key, &err), 0);
	dn_bytes_release(&scratch);
	dn_json_free(scanner);
	free(text);
	return key;
}

static bool
equal(const char *a, const char *b)
{
	struct dn_hash x = key_of(a), y = key_of(b);

	return x.low == y.low && x.high == y.high;
}

START_TEST(strings_are_equal_by_their_text)
{
	if (!dn_hash_available())
		return;
	ck_assert(equal("\"\\u4e2d\"", "\"\u4e2d\""));
	ck_assert(equal("\"\\u4E2D\"", "\"\\u4e2d\""));
	ck_assert(equal("\"a\\/b\\n\"", "\"a/b\\u000a\""));
	ck_assert(equal("\"\\ud83d\\ude00\"", "\"\U0001F600\""));
	ck_assert(!equal("\"a\"", "\"A\""));
	ck_assert(!equal("\"a\"", "\"a \""));
	ck_assert(!equal("\"\\u0000\"", "\"\""));
	/* No normalisation: what looks alike may differ. */
	ck_assert(!equal("\"\u00e9\"", "\"e\u0301\""));
}
END_TEST

START_TEST(numbers_are_equal_by_their_digits)
{
	if (!dn_hash_available())
		return;
	ck_assert(equal("12", "12"));
	ck_assert(!equal("1", "1.0"));
	ck_assert(!equal("1e2", "100"));
	ck_assert(!equal("12345678901234567890", "12345678901234567891"));
}
END_TEST

START_TEST(types_and_shapes_differ)
{
	static const char *const all[] = {
		"null", "true", "false", "1", "\"1\"", "[1]", "[\"1\"]",
		"[[1]]", "{}", "[]", "\"\"", "{\"1\":1}", "\"null\"", "[1,1]",
		"[null]", "{\"a\":[]}", "{\"a\":{}}", "{\"a\":1,\"b\":1}",
		"[\"a\",1,\"b\",1]", "\"[1]\"", "[\"ab\"]", "[\"a\",\"b\"]",
	};
	size_t i, j;

	if (!dn_hash_available())
		return;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		for (j = 0; j < sizeof(all) / sizeof(all[0]); j++)
			ck_assert_msg(equal(all[i], all[j]) == (i == j),
			    "%s and %s", all[i], all[j]);
}
END_TEST

START_TEST(containers_are_equal_by_what_they_hold)
{
	if (!dn_hash_available())
		return;
	ck_assert(equal("[1,\"\\u0061\"]", "[ 1 , \"a\" ]"));
	ck_assert(equal("{\"a\":1,\"b\":[2]}", "{ \"\\u0062\" : [2], "
	    "\"a\":1}"));
	ck_assert(!equal("[1,2]", "[2,1]"));
	ck_assert(!equal("{\"a\":1,\"b\":2}", "{\"a\":2,\"b\":1}"));
	ck_assert(!equal("{\"a\":{\"b\":1}}", "{\"b\":{\"a\":1}}"));
}
END_TEST

START_TEST(the_deepest_legal_value_has_a_key)
{
	char deep[2 * DN_JSON_DEPTH + 1];

	memset(deep, '[', DN_JSON_DEPTH);
	memset(deep + DN_JSON_DEPTH, ']', DN_JSON_DEPTH);
	deep[2 * DN_JSON_DEPTH] = '\0';
	if (dn_hash_available())
		ck_assert(!equal(deep, "[]"));
}
END_TEST

START_TEST(joined_keys_know_their_order)
{
	struct dn_hash a = { 1, 2 }, b = { 3, 4 };
	struct dn_hash x = dn_key_join(a, b), y = dn_key_join(b, a);

	if (dn_hash_available())
		ck_assert(x.low != y.low || x.high != y.high);
}
END_TEST

START_TEST(a_text_that_cannot_be_decoded_is_an_error)
{
	const struct dn_json_value value = dn_json_value_of(
	    dn_span_of("\"\\u0061bcdef\""));
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes scratch;
	struct dn_hash key;

	dn_bytes_init(&scratch, 3);
	ck_assert_int_eq(dn_key_value(&value, &scratch, &key, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_LONG);
	dn_bytes_release(&scratch);
}
END_TEST

DN_SUITE(key,
    strings_are_equal_by_their_text,
    numbers_are_equal_by_their_digits,
    types_and_shapes_differ,
    containers_are_equal_by_what_they_hold,
    the_deepest_legal_value_has_a_key,
    joined_keys_know_their_order,
    a_text_that_cannot_be_decoded_is_an_error)
