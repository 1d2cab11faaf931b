/* SPDX-License-Identifier: MIT */
/* The scanner against others: a public conformance set, and jansson. */
#include <dirent.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/jsontext.h"
#include "io/number.h"
#include "io/src.h"
#include "jsonplace.h"
#include "suites.h"

/* ---- the conformance set: y_ must be taken, n_ refused, i_ is free ------- */

/* What is done with the free ones by the scanner that is not strict. */
static const struct choice {
	const char *name;
	enum dn_code code;      /* DN_E_NONE: taken */
} choices[] = {
	/* Numbers are text: no value is too large, none too small. */
	{ "i_number_double_huge_neg_exp", DN_E_NONE },
	{ "i_number_huge_exp", DN_E_NONE },
	{ "i_number_neg_int_huge_exp", DN_E_NONE },
	{ "i_number_pos_double_huge_exp", DN_E_NONE },
	{ "i_number_real_neg_overflow", DN_E_NONE },
	{ "i_number_real_pos_overflow", DN_E_NONE },
	{ "i_number_real_underflow", DN_E_NONE },
	{ "i_number_too_big_neg_int", DN_E_NONE },
	{ "i_number_too_big_pos_int", DN_E_NONE },
	{ "i_number_very_big_negative_int", DN_E_NONE },
	/* Half a pair is legal by the grammar; the strict refuse it. */
	{ "i_object_key_lone_2nd_surrogate", DN_E_NONE },
	{ "i_string_1st_surrogate_but_2nd_missing", DN_E_NONE },
	{ "i_string_1st_valid_surrogate_2nd_invalid", DN_E_NONE },
	{ "i_string_incomplete_surrogate_and_escape_valid", DN_E_NONE },
	{ "i_string_incomplete_surrogate_pair", DN_E_NONE },
	{ "i_string_incomplete_surrogates_escape_valid", DN_E_NONE },
	{ "i_string_invalid_lonely_surrogate", DN_E_NONE },
	{ "i_string_invalid_surrogate", DN_E_NONE },
	{ "i_string_inverted_surrogates_U+1D11E", DN_E_NONE },
	{ "i_string_lone_second_surrogate", DN_E_NONE },
	/* Bytes that are not UTF-8 are never taken. */
	{ "i_string_UTF-8_invalid_sequence", DN_E_BAD_UTF8 },
	{ "i_string_UTF8_surrogate_U+D800", DN_E_BAD_UTF8 },
	{ "i_string_invalid_utf-8", DN_E_BAD_UTF8 },
	{ "i_string_iso_latin_1", DN_E_BAD_UTF8 },
	{ "i_string_lone_utf8_continuation_byte", DN_E_BAD_UTF8 },
	{ "i_string_not_in_unicode_range", DN_E_BAD_UTF8 },
	{ "i_string_overlong_sequence_2_bytes", DN_E_BAD_UTF8 },
	{ "i_string_overlong_sequence_6_bytes", DN_E_BAD_UTF8 },
	{ "i_string_overlong_sequence_6_bytes_null", DN_E_BAD_UTF8 },
	{ "i_string_truncated-utf-8", DN_E_BAD_UTF8 },
	/* Other encodings are wrong from the first byte on, as is a mark. */
	{ "i_string_UTF-16LE_with_BOM", DN_E_BAD_JSON },
	{ "i_string_utf16BE_no_BOM", DN_E_BAD_JSON },
	{ "i_string_utf16LE_no_BOM", DN_E_BAD_JSON },
	{ "i_structure_UTF-8_BOM_empty_object", DN_E_BAD_JSON },
	/* 500 are below our 512. */
	{ "i_structure_500_nested_arrays", DN_E_NONE },
};

/* How many of each kind were judged as they must be. */
struct tally {
	unsigned taken, refused, chosen;
};

static void
judge_file(const char *folder, const char *name, struct tally *tally)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes text;
	char path[4096];
	int status;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	dn_bytes_init(&text, SIZE_MAX);
	ck_assert_int_eq(dn_src_slurp(path, &text, &err), 0);
	status = json_check(0, text.len > 0 ? text.data : "", text.len, &err);
	dn_bytes_release(&text);
	if (name[0] == 'y') {
		ck_assert_msg(status == 0, "%s: %s", name, err.text);
		tally->taken++;
	} else if (name[0] == 'n') {
		ck_assert_msg(status == -1, "%s: accepted", name);
		ck_assert_uint_gt(err.column, 0);
		tally->refused++;
	}
	for (size_t i = 0; i < sizeof(choices) / sizeof(*choices); i++)
		if (strncmp(name, choices[i].name, strlen(name) - 5) == 0 &&
		    strlen(choices[i].name) == strlen(name) - 5) {
			ck_assert_msg(err.code == choices[i].code, "%s: %s",
			    name, dn_code_name(err.code));
			tally->chosen++;
		}
}

START_TEST(the_conformance_set_is_judged_as_it_must_be)
{
	const char *shared = getenv("DN_SHARED");
	struct tally tally = { 0 };
	const struct dirent *entry;
	char folder[2048];
	DIR *dir;

	snprintf(folder, sizeof(folder), "%s/conformance/json/test_parsing",
	    shared != NULL ? shared : ".");
	dir = opendir(folder);
	if (dir == NULL) {
		printf("# skipped: there is no conformance set\n");
		return;
	}
	while ((entry = readdir(dir)) != NULL)
		if (strlen(entry->d_name) > 5)
			judge_file(folder, entry->d_name, &tally);
	closedir(dir);
	ck_assert_uint_eq(tally.taken, 95);
	ck_assert_uint_eq(tally.refused, 188);
	ck_assert_uint_eq(tally.chosen, 35);
}
END_TEST

/* ---- jansson on mutated records ------------------------------------------ */

static const char *const records[] = {
	"{\"id\":17,\"text\":\"a\\nb \\\"c\\\" \xe4\xb8\xad\xe6\x96\x87\","
	"\"label\":\"class0\",\"annotator\":\"a30\",\"score\":0.19}",
	"{\"item\":\"img-0000000\",\"annotator\":\"a0\",\"label\":\"L0\"}",
	"{\"dn\":1,\"record\":\"item\",\"id\":\"x\",\"media\":{\"type\":"
	"\"image\",\"width\":640,\"height\":480},\"annotations\":[{\"id\":1,"
	"\"bbox\":[1.5,2e2,-0.0,4E-1],\"crowd\":false,\"score\":null},{}]}",
	"{ \"a\" : [ true , false , null , [ [ ] , { } ] ] ,\t\"b\" : 1 }\r",
	"{\"te\\u0078t\":\"\\ud834\\udd1e\\u4e2d\\/\\\\\",\"\\u00e9\":\"\xc3"
	"\xa9\xf0\x9d\x84\x9e\",\"n\":12345678901234567890,\"m\":1e400}",
	"[0,-0,1,-1,10,0.5,1e5,1E+5,1e-5,9223372036854775807]", "\"text\"",
	"-12.5e-3", "true", "[[[[[[[[[[[[{\"a\":[{\"a\":[{}]}]}]]]]]]]]]]]]",
};

/* What a mutation may put into a record. */
static const char *const splices[] = {
	"\"", "\\", "{", "}", "[", "]", ",", ":", "-", "0", "1", "e", ".",
	" ", "\n", "\t", "\b", "\x7f", "\x80", "\xc3", "\xe4", "\xed\xa0\x80",
	"\xf0\x9d\x84\x9e", "\xff", "\\u0000", "\\ud800", "\\udc00", "\\n",
	"\\x", "\"a\":1,", ",\"a\":1", "\"label\":\"\",", "null", "nul", "00",
	"1e999", "-1e-999", "99999999999999999999", "0.", "[]", "{}", "/*x*/",
	"NaN", "\xef\xbb\xbf", "\"\\u0000\":1,", "\\u0061", "1E", "+",
};

/* Change a text of `len` bytes a little; its new length. */
static size_t
mutate(char *text, size_t len, uint64_t *state)
{
	size_t at = suite_next(state) % (len + 1), n;
	const char *splice;

	switch (suite_next(state) % 8) {
	case 0:                 /* one byte is another one */
		if (at < len)
			text[at] = (char)suite_next(state);
		return len;
	case 1:                 /* some bytes are gone */
		n = 1 + suite_next(state) % 4;
		n = n < len - at ? n : len - at;
		memmove(text + at, text + at + n, len - at - n);
		return len - n;
	case 2:                 /* the end is gone */
		return suite_next(state) % 4 == 0 ? at : len;
	case 3:                 /* a piece stands twice */
		n = suite_next(state) % 20;
		n = n < len - at ? n : len - at;
		memmove(text + at + n, text + at, len - at);
		return len + n;
	default:                /* something stands there too, or instead */
		splice = splices[suite_next(state) %
		    (sizeof(splices) / sizeof(*splices))];
		n = strlen(splice);
		if (suite_next(state) % 2 == 0 && at + n <= len) {
			memcpy(text + at, splice, n);
			return len;
		}
		memmove(text + at + n, text + at, len - at);
		memcpy(text + at, splice, n);
		return len + n;
	}
}

/* True when jansson's value is the one that the scanner found. */
static bool
same_value(const struct dn_json_value *value, const json_t *peer)
{
	struct dn_json_children walk;
	struct dn_json_value child;
	struct dn_bytes scratch;
	struct dn_span name, text;
	size_t count = 0;
	double real;
	int64_t integer;
	bool same = true;

	switch (json_typeof(peer)) {
	case JSON_NULL:
		return value->type == DN_JSON_NULL;
	case JSON_TRUE:
		return value->type == DN_JSON_TRUE;
	case JSON_FALSE:
		return value->type == DN_JSON_FALSE;
	case JSON_INTEGER:
		return dn_number_read_int(value->raw, &integer) &&
		    integer == json_integer_value(peer);
	case JSON_REAL:
		return dn_number_read(value->raw, &real) &&
		    fabs(real - json_real_value(peer)) <= 0.0;
	case JSON_STRING:
		dn_bytes_init(&scratch, SIZE_MAX);
		text = dn_json_text(value, &scratch);
		same = text.ptr != NULL && dn_span_equal(text,
		    (struct dn_span){ json_string_value(peer),
		    json_string_length(peer) });
		dn_bytes_release(&scratch);
		return same;
	default:
		break;
	}
	if (value->type != (json_is_array(peer) ? DN_JSON_ARRAY :
	    DN_JSON_OBJECT))
		return false;
	walk = dn_json_children(value);
	dn_bytes_init(&scratch, SIZE_MAX);
	while (same && dn_json_child(&walk, &name, &child)) {
		const json_t *other;

		if (json_is_array(peer)) {
			other = json_array_get(peer, count);
		} else {
			dn_bytes_clear(&scratch);
			dn_json_decode(name, &scratch);
			other = json_object_getn(peer, scratch.len > 0 ?
			    scratch.data : "", scratch.len);
		}
		same = other != NULL && same_value(&child, other);
		count++;
	}
	dn_bytes_release(&scratch);
	return same && count == (json_is_array(peer) ? json_array_size(peer) :
	    json_object_size(peer));
}

/* Where the two may differ, and why. */
enum difference {
	SAME,
	OVERFLOW,       /* we keep a number as text: it cannot overflow */
	NUL_IN_NAME,    /* jansson's names are C strings */
	DEEP,           /* our limit is 512, jansson's 2048 */
	NUL_BEHIND,     /* jansson takes one NUL for the end of the text */
	DIFFERENCES
};

/* Both judge the text; what they say must agree, or differ for a reason. */
static enum difference
compare(struct dn_json *json, const char *text, size_t len, size_t *both)
{
	char *copy = json_place(text, len);
	struct dn_err err = DN_ERR_INIT;
	struct dn_json_value value;
	json_error_t error;
	size_t used = 0;
	json_t *peer = json_loadb(text, len, JSON_DECODE_ANY |
	    JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &error);
	int status = dn_json_scan(json, (struct dn_span){ copy, len }, NULL,
	    &err);
	enum difference difference = SAME;

	if (status == 0 && peer != NULL) {
		++*both;
		ck_assert_int_eq(dn_json_scan_prefix(json, (struct dn_span){
		    copy, len }, true, &value, &used, &err), 1);
		ck_assert_msg(same_value(&value, peer), "%.*s", (int)len,
		    text);
	} else if (status == 0) {
		switch (json_error_code(&error)) {
		case json_error_numeric_overflow:
			difference = OVERFLOW;
			break;
		case json_error_null_byte_in_key:
			difference = NUL_IN_NAME;
			break;
		default:
			ck_abort_msg("jansson refuses %.*s: %s", (int)len,
			    text, error.text);
		}
	} else if (peer != NULL) {
		if (err.code == DN_E_TOO_DEEP)
			difference = DEEP;
		else if (err.column <= len && text[err.column - 1] == '\0')
			difference = NUL_BEHIND;
		else
			ck_abort_msg("jansson accepts %.*s: %s", (int)len,
			    text, err.text);
	}
	json_decref(peer);
	free(copy);
	return difference;
}

START_TEST(mutated_records_are_judged_as_jansson_does_but_for_a_reason)
{
	struct dn_json *json = dn_json_new(NULL, DN_JSON_STRICT);
	size_t seen[DIFFERENCES] = { 0 }, both = 0;
	uint64_t state = 20260710;
	char text[4096];

	for (size_t round = 0; round < 40000; round++) {
		const char *record = records[round %
		    (sizeof(records) / sizeof(*records))];
		size_t len = strlen(record);
		size_t times = suite_next(&state) % 4;

		memcpy(text, record, len);
		while (times-- > 0)
			len = mutate(text, len, &state);
		seen[compare(json, text, len, &both)]++;
	}
	ck_assert_uint_gt(both, 8000);
	ck_assert_uint_gt(seen[SAME], 30000);
	ck_assert_uint_gt(seen[OVERFLOW], 0);
	ck_assert_uint_gt(seen[NUL_IN_NAME], 0);
	dn_json_free(json);
}
END_TEST

START_TEST(differences_to_jansson_are_as_they_are_listed)
{
	struct dn_json *json = dn_json_new(NULL, DN_JSON_STRICT);
	char deep[2000];
	size_t both = 0;

	ck_assert_int_eq(compare(json, "1e400", 5, &both), OVERFLOW);
	ck_assert_int_eq(compare(json, "9223372036854775808", 19, &both),
	    OVERFLOW);
	ck_assert_int_eq(compare(json, "{\"\\u0000\":1}", 12, &both),
	    NUL_IN_NAME);
	memset(deep, '[', 1000);
	memset(deep + 1000, ']', 1000);
	ck_assert_int_eq(compare(json, deep, 2000, &both), DEEP);
	ck_assert_int_eq(compare(json, deep + 488, 1024, &both), SAME);
	ck_assert_int_eq(compare(json, "123\0", 4, &both), NUL_BEHIND);
	ck_assert_uint_eq(both, 1);
	dn_json_free(json);
}
END_TEST

DN_SUITE(jsonpeer,
    the_conformance_set_is_judged_as_it_must_be,
    mutated_records_are_judged_as_jansson_does_but_for_a_reason,
    differences_to_jansson_are_as_they_are_listed)
