/* SPDX-License-Identifier: MIT */
/* The scanner: what it accepts, what it refuses and where, what it finds. */
#include "io/json.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "jsonplace.h"
#include "suites.h"

/* ---- the grammar -------------------------------------------------------- */

START_TEST(every_kind_of_value_is_accepted)
{
	static const char *const texts[] = {
		"null", "true", "false", "0", "-0", "1", "-1", "10", "1.0",
		"0.5", "-0.0e-0", "1e5", "1E+5", "1e-05", "1.25E9", "\"\"",
		"\"a\"", "[]", "{}", "[[]]", "[{}]", "{\"\":{}}", "[1]",
		"[1,2]", "[1,\"a\",null,true,false,{},[]]", "{\"a\":1}",
		"{\"a\":1,\"b\":[{\"c\":null}],\"d\":\"e\"}",
		" \t\r\n1 \t\r\n", " [ 1 , 2 ] ", "[ ]", "{ }",
		"\t{\r\n\"a\"\n:\t1 ,\r\"b\" : 2\n}\n",
		"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u0000\\uABCD\\uabcd\"",
		"\"\\ud834\\udd1e\"", "\"\x7f\"", "[\"\\u005c\\u0022\"]",
	};
	const unsigned flags[] = { 0, DN_JSON_STRICT };

	for (size_t f = 0; f < 2; f++)
		for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
			struct dn_err err = DN_ERR_INIT;

			ck_assert_msg(json_check(flags[f], texts[i],
			    strlen(texts[i]), &err) == 0, "%s: %s", texts[i],
			    err.text);
			ck_assert_int_eq(err.code, DN_E_NONE);
		}
}
END_TEST

/* A text that is refused, the code, and the column. */
static const struct refusal {
	const char *text;
	enum dn_code code;
	size_t column;
} refusals[] = {
	/* nothing, or not enough */
	{ "", DN_E_BAD_JSON, 1 }, { " ", DN_E_BAD_JSON, 2 },
	{ "\r\n\t ", DN_E_BAD_JSON, 5 }, { "[", DN_E_BAD_JSON, 2 },
	{ "{", DN_E_BAD_JSON, 2 }, { "[ ", DN_E_BAD_JSON, 3 },
	{ "[1", DN_E_BAD_JSON, 3 }, { "[1,", DN_E_BAD_JSON, 4 },
	{ "[1, ", DN_E_BAD_JSON, 5 }, { "{\"a", DN_E_BAD_JSON, 4 },
	{ "{\"a\"", DN_E_BAD_JSON, 5 }, { "{\"a\":", DN_E_BAD_JSON, 6 },
	{ "{\"a\": ", DN_E_BAD_JSON, 7 }, { "{\"a\":1", DN_E_BAD_JSON, 7 },
	{ "{\"a\":1,", DN_E_BAD_JSON, 8 }, { "\"", DN_E_BAD_JSON, 2 },
	{ "\"abc", DN_E_BAD_JSON, 5 }, { "[[1]", DN_E_BAD_JSON, 5 },
	/* something else than what is due */
	{ "]", DN_E_BAD_JSON, 1 }, { "}", DN_E_BAD_JSON, 1 },
	{ ",", DN_E_BAD_JSON, 1 }, { ":", DN_E_BAD_JSON, 1 },
	{ "[,]", DN_E_BAD_JSON, 2 }, { "[1,]", DN_E_BAD_JSON, 4 },
	{ "[1,,2]", DN_E_BAD_JSON, 4 }, { "[1 2]", DN_E_BAD_JSON, 4 },
	{ "[1}", DN_E_BAD_JSON, 3 }, { "[}", DN_E_BAD_JSON, 2 },
	{ "{]", DN_E_BAD_JSON, 2 }, { "{,}", DN_E_BAD_JSON, 2 },
	{ "{\"a\":1]", DN_E_BAD_JSON, 7 }, { "[1:2]", DN_E_BAD_JSON, 3 },
	{ "{\"a\":1,}", DN_E_BAD_JSON, 8 }, { "{1:2}", DN_E_BAD_JSON, 2 },
	{ "{a:1}", DN_E_BAD_JSON, 2 }, { "{\"a\" 1}", DN_E_BAD_JSON, 6 },
	{ "{\"a\"=1}", DN_E_BAD_JSON, 5 }, { "{\"a\"::1}", DN_E_BAD_JSON, 6 },
	{ "{\"a\":}", DN_E_BAD_JSON, 6 }, { "{\"a\",}", DN_E_BAD_JSON, 5 },
	{ "{\"a\":1 \"b\":2}", DN_E_BAD_JSON, 8 },
	{ "{null:1}", DN_E_BAD_JSON, 2 }, { "[1]]", DN_E_BAD_JSON, 4 },
	{ "{}}", DN_E_BAD_JSON, 3 }, { "1 2", DN_E_BAD_JSON, 3 },
	{ "{} x", DN_E_BAD_JSON, 4 }, { "[],", DN_E_BAD_JSON, 3 },
	{ "'a'", DN_E_BAD_JSON, 1 }, { "/**/1", DN_E_BAD_JSON, 1 },
	{ "[1,#\n2]", DN_E_BAD_JSON, 4 }, { "\v1", DN_E_BAD_JSON, 1 },
	{ "\f1", DN_E_BAD_JSON, 1 }, { "1\f", DN_E_BAD_JSON, 2 },
	{ "\xc2\xa0" "1", DN_E_BAD_JSON, 1 },
	/* literals */
	{ "nul", DN_E_BAD_JSON, 4 }, { "nulL", DN_E_BAD_JSON, 4 },
	{ "nulll", DN_E_BAD_JSON, 5 }, { "n", DN_E_BAD_JSON, 2 },
	{ "tru", DN_E_BAD_JSON, 4 }, { "tRue", DN_E_BAD_JSON, 2 },
	{ "true1", DN_E_BAD_JSON, 5 }, { "fals", DN_E_BAD_JSON, 5 },
	{ "fa1se", DN_E_BAD_JSON, 3 }, { "f", DN_E_BAD_JSON, 2 },
	{ "True", DN_E_BAD_JSON, 1 }, { "NULL", DN_E_BAD_JSON, 1 },
	{ "NaN", DN_E_BAD_JSON, 1 }, { "nan", DN_E_BAD_JSON, 2 },
	{ "Infinity", DN_E_BAD_JSON, 1 }, { "inf", DN_E_BAD_JSON, 1 },
	{ "[truefalse]", DN_E_BAD_JSON, 6 },
	/* numbers */
	{ "-", DN_E_BAD_JSON, 2 }, { "+1", DN_E_BAD_JSON, 1 },
	{ ".5", DN_E_BAD_JSON, 1 }, { "-.5", DN_E_BAD_JSON, 2 },
	{ "01", DN_E_BAD_JSON, 2 }, { "-01", DN_E_BAD_JSON, 3 },
	{ "00", DN_E_BAD_JSON, 2 }, { "1.", DN_E_BAD_JSON, 3 },
	{ "1.e1", DN_E_BAD_JSON, 3 }, { "1e", DN_E_BAD_JSON, 3 },
	{ "1e+", DN_E_BAD_JSON, 4 }, { "1e-x", DN_E_BAD_JSON, 4 },
	{ "1e1.5", DN_E_BAD_JSON, 4 }, { "1.2.3", DN_E_BAD_JSON, 4 },
	{ "0x1", DN_E_BAD_JSON, 2 }, { "1_000", DN_E_BAD_JSON, 2 },
	{ "--1", DN_E_BAD_JSON, 2 }, { "1-1", DN_E_BAD_JSON, 2 },
	{ "-Infinity", DN_E_BAD_JSON, 2 }, { "0e", DN_E_BAD_JSON, 3 },
	{ "\xef\xbc\x91", DN_E_BAD_JSON, 1 }, { "1f", DN_E_BAD_JSON, 2 },
	/* strings */
	{ "\"\n\"", DN_E_BAD_JSON, 2 }, { "\"a\tb\"", DN_E_BAD_JSON, 3 },
	{ "\"\x1f\"", DN_E_BAD_JSON, 2 }, { "\"\\", DN_E_BAD_JSON, 2 },
	{ "\"ab\\\"", DN_E_BAD_JSON, 6 }, { "\"\\a\"", DN_E_BAD_JSON, 2 },
	{ "\"\\'\"", DN_E_BAD_JSON, 2 }, { "\"\\0\"", DN_E_BAD_JSON, 2 },
	{ "\"\\x41\"", DN_E_BAD_JSON, 2 }, { "\"\\U0041\"", DN_E_BAD_JSON, 2 },
	{ "\"\\u\"", DN_E_BAD_JSON, 2 }, { "\"\\u1\"", DN_E_BAD_JSON, 2 },
	{ "\"\\u12\"", DN_E_BAD_JSON, 2 }, { "\"\\u123\"", DN_E_BAD_JSON, 2 },
	{ "\"\\u123g\"", DN_E_BAD_JSON, 2 },
	{ "\"\\u 123\"", DN_E_BAD_JSON, 2 },
	{ "\"\\u0041\\u004\"", DN_E_BAD_JSON, 8 },
	{ "\"\\u+123", DN_E_BAD_JSON, 2 },
	{ "{\"\\q\":1}", DN_E_BAD_JSON, 3 },
	{ "\"\\ud834\\u12\"", DN_E_BAD_JSON, 8 },
	/* not UTF-8 */
	{ "\"\xff\"", DN_E_BAD_UTF8, 2 }, { "\"a\x80\"", DN_E_BAD_UTF8, 3 },
	{ "\"\xc3\"", DN_E_BAD_UTF8, 2 },
	{ "{\"\xe4\xb8\":1}", DN_E_BAD_UTF8, 3 },
	{ "\"\xed\xa0\x80\"", DN_E_BAD_UTF8, 2 },
	/* a byte order mark is the reader's to pass over */
	{ "\xef\xbb\xbf{}", DN_E_BAD_JSON, 1 },
	{ "\xff\xfe{", DN_E_BAD_JSON, 1 },
	/* what only the strict refuse */
	{ "\"\\ud834\"", DN_E_LONE_SURROGATE, 2 },
	{ "\"ab\\udd1e\"", DN_E_LONE_SURROGATE, 4 },
	{ "\"\\ud834x\"", DN_E_LONE_SURROGATE, 2 },
	{ "\"\\ud834\\n\"", DN_E_LONE_SURROGATE, 2 },
	{ "\"\\ud834\\u0041\"", DN_E_LONE_SURROGATE, 2 },
	{ "\"\\ud834\\ud834\\udd1e\"", DN_E_LONE_SURROGATE, 2 },
	{ "\"\\ud834\\udd1e\\udd1e\"", DN_E_LONE_SURROGATE, 14 },
	{ "\"\\uDBFF\\uE000\"", DN_E_LONE_SURROGATE, 2 },
	{ "{\"\\udfff\":1}", DN_E_LONE_SURROGATE, 3 },
	{ "{\"a\":1,\"a\":2}", DN_E_DUPLICATE_KEY, 8 },
	{ "{\"a\":1, \"b\":2,\n \"a\":3}", DN_E_DUPLICATE_KEY, 17 },
	{ "{\"\":1,\"\":1}", DN_E_DUPLICATE_KEY, 7 },
	{ "[{\"x\":{\"y\":1,\"y\":1}}]", DN_E_DUPLICATE_KEY, 14 },
	{ "{\"a\":{\"a\":1},\"a\":1}", DN_E_DUPLICATE_KEY, 14 },
	{ "{\"a\":1,\"\\u0061\":2}", DN_E_DUPLICATE_KEY, 8 },
	{ "{\"\\u0061\":1,\"a\":2}", DN_E_DUPLICATE_KEY, 13 },
	{ "{\"\\n\":1,\"\\u000a\":2}", DN_E_DUPLICATE_KEY, 9 },
};

START_TEST(every_error_has_its_code_and_column)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		const struct refusal *r = &refusals[i];
		struct dn_err err = DN_ERR_INIT;

		ck_assert_msg(json_check(DN_JSON_STRICT, r->text,
		    strlen(r->text), &err) == -1, "accepted: %s", r->text);
		ck_assert_msg(err.code == r->code && err.column == r->column,
		    "%s: %s at %zu", r->text, dn_code_name(err.code),
		    (size_t)err.column);
		ck_assert_uint_eq(err.line, 0);
		ck_assert_str_ne(err.text, "");
	}
}
END_TEST

START_TEST(only_the_strict_refuse_duplicates_and_half_pairs)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		const struct refusal *r = &refusals[i];
		struct dn_err err = DN_ERR_INIT;
		size_t len = strlen(r->text);
		bool doubled = r->code == DN_E_DUPLICATE_KEY;
		bool half = r->code == DN_E_LONE_SURROGATE;

		ck_assert_msg(json_check(0, r->text, len, &err) ==
		    (doubled || half ? 0 : -1), "%s", r->text);
		ck_assert_int_eq(json_check(DN_JSON_UNIQUE, r->text, len,
		    &err), half ? 0 : -1);
		ck_assert_int_eq(json_check(DN_JSON_PAIRED, r->text, len,
		    &err), doubled ? 0 : -1);
	}
}
END_TEST

START_TEST(a_control_byte_is_refused_everywhere_but_as_white_space)
{
	static const char *const parts[][2] = {
		{ "", "1" }, { "1", "" }, { "[", "1]" }, { "[1", "]" },
		{ "[1,", "2]" }, { "{", "\"a\":1}" }, { "{\"a\"", ":1}" },
		{ "{\"a\":", "1}" }, { "{\"a\":1", "}" }, { "{\"a\":1,",
		"\"b\":2}" }, { "\"a", "b\"" }, { "{\"a", "\":1}" },
		{ "tr", "ue" }, { "1", "2" }, { "1.", "5" },
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		for (int c = 0; c < ' '; c++) {
			struct dn_err err = DN_ERR_INIT;
			char text[32];
			int len = snprintf(text, sizeof(text), "%s%c%s",
			    parts[i][0], c, parts[i][1]);
			bool blank = c == '\t' || c == '\n' || c == '\r';
			int status = json_check(0, text, (size_t)len, &err);

			if (i < 10 && blank) {
				ck_assert_int_eq(status, 0);
				continue;
			}
			ck_assert_int_eq(status, -1);
			ck_assert_int_eq(err.code, DN_E_BAD_JSON);
			/* After a blank, it is the second number. */
			ck_assert_uint_eq(err.column, strlen(parts[i][0]) + 1 +
			    (i == 13 && blank));
		}
}
END_TEST

START_TEST(a_nul_is_a_byte_like_others)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(json_check(0, "123\0", 4, &err), -1);
	ck_assert_uint_eq(err.column, 4);
	ck_assert_int_eq(json_check(0, "{\"a\":1}\0{}", 10, &err), -1);
	ck_assert_uint_eq(err.column, 8);
	ck_assert_uint_eq(err.excerpt_len, 10);
	ck_assert_int_eq(memcmp(err.excerpt, "{\"a\":1}\0{}", 10), 0);
	ck_assert_int_eq(json_check(0, "\"\\u0000\"", 8, &err), 0);
}
END_TEST

START_TEST(any_control_byte_may_end_a_text)
{
	static const char *const texts[] = { "1", "-0.5e+1", "null", "\"a\"",
		"[1]", "{\"a\":1}", "{} ", "12 \n", "{} \r" };
	static const char *const cut[] = { "", "[", "1.", "\"a", "nul",
		"{\"a\":", "-", "\"\\", "\"\\u12", "\"\xe4\xb8",
		"\"\\ud834\\udd" };

	for (char end = 0; end < ' '; end++) {
		struct dn_json *json = dn_json_new(NULL, DN_JSON_STRICT);
		struct dn_err err = DN_ERR_INIT;

		for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
			struct dn_span text = dn_span_of(texts[i]);
			char *copy = json_place_ended(text.ptr, text.len, end);

			text.ptr = copy;
			ck_assert_int_eq(dn_json_scan(json, text, NULL, &err),
			    0);
			free(copy);
		}
		for (size_t i = 0; i < sizeof(cut) / sizeof(*cut); i++) {
			struct dn_span text = dn_span_of(cut[i]);
			char *copy = json_place_ended(text.ptr, text.len, end);

			text.ptr = copy;
			ck_assert_int_eq(dn_json_scan(json, text, NULL, &err),
			    -1);
			ck_assert_uint_le(err.column, text.len + 1);
			free(copy);
		}
		dn_json_free(json);
	}
}
END_TEST

START_TEST(no_byte_past_the_padding_is_read)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), len;
	char *map = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *end = map + page - DN_JSON_PADDING;
	struct dn_json *json = dn_json_new(NULL, DN_JSON_STRICT);
	struct dn_err err = DN_ERR_INIT;

	ck_assert(map != MAP_FAILED);
	ck_assert_int_eq(mprotect(map + page, page, PROT_NONE), 0);
	memset(end, 'x', DN_JSON_PADDING);
	*end = '\n';
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		len = strlen(refusals[i].text);
		memcpy(end - len, refusals[i].text, len);
		ck_assert_int_eq(dn_json_scan(json,
		    (struct dn_span){ end - len, len }, NULL, &err), -1);
	}
	/* Strings of every length up to the end, with and without it. */
	for (len = 2; len < 300; len++) {
		memset(end - len, 'a', len);
		end[-(ptrdiff_t)len] = '"';
		ck_assert_int_eq(dn_json_scan(json,
		    (struct dn_span){ end - len, len }, NULL, &err), -1);
		ck_assert_uint_eq(err.column, len + 1);
		end[-1] = '"';
		ck_assert_int_eq(dn_json_scan(json,
		    (struct dn_span){ end - len, len }, NULL, &err), 0);
	}
	dn_json_free(json);
	ck_assert_int_eq(munmap(map, 2 * page), 0);
}
END_TEST

START_TEST(containers_nest_512_deep_and_no_deeper)
{
	static char text[200001];
	const size_t depths[] = { 1, 511, 512, 513, 514, 1000, 100000 };

	for (size_t i = 0; i < sizeof(depths) / sizeof(*depths); i++) {
		struct dn_err err = DN_ERR_INIT;
		size_t n = depths[i];
		int want = n <= 512 ? 0 : -1;

		memset(text, '[', n);
		memset(text + n, ']', n);
		ck_assert_int_eq(json_check(DN_JSON_STRICT, text, 2 * n, &err),
		    want);
		if (want < 0) {
			ck_assert_int_eq(err.code, DN_E_TOO_DEEP);
			ck_assert_uint_eq(err.column, 513);
		}
		/* Not closed, it is too deep all the same, else just cut. */
		ck_assert_int_eq(json_check(0, text, n, &err), -1);
		ck_assert_int_eq(err.code,
		    n <= 512 ? DN_E_BAD_JSON : DN_E_TOO_DEEP);
	}
	for (size_t n = 512; n <= 513; n++) {
		struct dn_err err = DN_ERR_INIT;

		for (size_t i = 0; i < n; i++)
			memcpy(text + 5 * i, "{\"a\":", 5);
		text[5 * n] = '1';
		memset(text + 5 * n + 1, '}', n);
		ck_assert_int_eq(json_check(DN_JSON_STRICT, text, 6 * n + 1,
		    &err), n == 512 ? 0 : -1);
	}
	ck_assert_int_eq(DN_JSON_DEPTH, 512);
}
END_TEST

START_TEST(a_failure_leaves_nothing_behind_for_the_next_text)
{
	struct dn_json *json = dn_json_new(NULL, DN_JSON_STRICT);
	struct dn_span good = DN_SPAN("{\"a\":{\"\\u0062\":[\"\\u4e2d\"]},"
	    "\"b\":1}");
	char *copy = json_place(good.ptr, good.len);

	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		struct dn_span text = dn_span_of(refusals[i].text);
		char *bad = json_place(text.ptr, text.len);
		struct dn_err err = DN_ERR_INIT;

		text.ptr = bad;
		ck_assert_int_eq(dn_json_scan(json, text, NULL, &err), -1);
		ck_assert_uint_eq(err.column, refusals[i].column);
		free(bad);
		ck_assert_int_eq(dn_json_scan(json, (struct dn_span){ copy,
		    good.len }, NULL, &err), 0);
	}
	free(copy);
	dn_json_free(json);
}
END_TEST

START_TEST(one_buffer_may_hold_one_text_after_the_other)
{
	struct dn_json *json = dn_json_new(NULL, DN_JSON_STRICT);
	struct dn_err err = DN_ERR_INIT;
	char buffer[8 + DN_JSON_PADDING] = "\"aaaaaa\"\n";

	/* What was seen of a text at this address must not be believed. */
	ck_assert_int_eq(dn_json_scan(json, (struct dn_span){ buffer, 8 },
	    NULL, &err), 0);
	memcpy(buffer, "\"a\"\n    ", 8);
	ck_assert_int_eq(dn_json_scan(json, (struct dn_span){ buffer, 3 },
	    NULL, &err), 0);
	memcpy(buffer, "\"aa\"aaa\"", 8);
	ck_assert_int_eq(dn_json_scan(json, (struct dn_span){ buffer, 8 },
	    NULL, &err), -1);
	ck_assert_uint_eq(err.column, 5);
	dn_json_free(json);
}
END_TEST

START_TEST(an_error_shows_what_stands_around_it)
{
	struct dn_err err = DN_ERR_INIT;
	const char *text = "{\"id\":1,\"text\":\"\xe4\xb8\xad\xe6\x96\x87"
	    "\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87\",x\"label\":2}";

	ck_assert_int_eq(json_check(0, text, strlen(text), &err), -1);
	ck_assert_str_eq(err.text, "unexpected character");
	ck_assert_uint_eq(err.column, 37);
	/* Twenty bytes before, or a little less: no character is cut. */
	ck_assert_uint_eq(err.excerpt_len, strlen(text) - 16);
	ck_assert_int_eq(memcmp(err.excerpt, text + 16, err.excerpt_len), 0);
	ck_assert_int_eq(json_check(0, "[1", 2, &err), -1);
	ck_assert_str_eq(err.text, "the text ends inside a value");
	ck_assert_int_eq(json_check(0, "[\n\b1", 4, &err), -1);
	ck_assert_str_eq(err.text, "a control character where none may be");
	ck_assert_int_eq(json_check(DN_JSON_UNIQUE,
	    "{\"a\\\"b\":1,\"a\\u0022b\":2}", 24, &err), -1);
	ck_assert_str_eq(err.field, "a\\u0022b");
	ck_assert_str_eq(err.text, dn_code_meaning(DN_E_DUPLICATE_KEY));
}
END_TEST

/* ---- fields ------------------------------------------------------------- */

#define MOST 8

/* What stands at fields of a text; NULL where nothing does. */
struct finding {
	const char *text;
	const char *fields[MOST], *raw[MOST];
};

static const struct finding findings[] = {
	{ "{\"a\":1,\"b\":\"x\",\"c\":[1,2],\"d\":{\"e\":null},\"f\":true}",
	  { "a", "b", "c", "d", "e", "f", "g" },
	  { "1", "\"x\"", "[1,2]", "{\"e\":null}", NULL, "true", NULL } },
	{ "{ \"a\" : 1 , \"b\" : [ ] , \"c\" : { } }",
	  { "a", "b", "c" }, { "1", "[ ]", "{ }" } },
	/* pointers, into what another one asks for too */
	{ "{\"a\":{\"b\":{\"c\":5,\"d\":6}},\"b\":7,\"c\":8}",
	  { "/a/b/c", "/a/b", "/a", "/b", "c", "/a/c", "/a/b/d", "/d" },
	  { "5", "{\"c\":5,\"d\":6}", "{\"b\":{\"c\":5,\"d\":6}}", "7", "8",
	    NULL, "6", NULL } },
	/* the same thing asked for again */
	{ "{\"a\":1,\"b\":{\"a\":2}}", { "a", "/a", "a", "/b/a", "/b/a" },
	  { "1", "1", "1", "2", "2" } },
	/* array elements, by canonical indices only */
	{ "{\"a\":[10,11,[20,21],{\"0\":30},12,13,14,15,16,17,18]}",
	  { "/a/0", "/a/1", "/a/2/1", "/a/3/0", "/a/10", "/a/11", "/a/01",
	    "/a/-" },
	  { "10", "11", "21", "30", "18", NULL, NULL, NULL } },
	{ "[{\"a\":1},[5,6],\"z\"]", { "/0/a", "/1/1", "/2", "/3", "/0" },
	  { "1", "6", "\"z\"", NULL, "{\"a\":1}" } },
	{ "{\"0\":1,\"01\":2,\"18446744073709551616\":3}",
	  { "/0", "/01", "/18446744073709551616" }, { "1", "2", "3" } },
	{ "{\"a\":[[1],[2]]}", { "/a/18446744073709551616", "/a/1/0",
	  "/a/18446744073709551615", "/a/4294967296" },
	  { NULL, "2", NULL, NULL } },
	/* ~0 and ~1, and an empty name */
	{ "{\"a/b\":1,\"m~n\":2,\"~1\":3,\"\":{\"\":4}}",
	  { "/a~1b", "/m~0n", "/~01", "/", "//", "a/b", "m~n", "" },
	  { "1", "2", "3", "{\"\":4}", "4", "1", "2", "{\"\":4}" } },
	/* names with escapes in the text */
	{ "{\"te\\u0078t\":1,\"\\u0000\":2,\"a\\/b\":3,\"\\ud834\\udd1e\":4}",
	  { "text", "a/b", "\xf0\x9d\x84\x9e", "te\\u0078t" },
	  { "1", "3", "4", NULL } },
	{ "{\"x\":{\"\\u0061\\u0062\":{\"\\u0063\":\"\\u0064\"}}}",
	  { "/x/ab/c", "/x/ab" },
	  { "\"\\u0064\"", "{\"\\u0063\":\"\\u0064\"}" } },
	/* names alike in length, first and last eight bytes */
	{ "{\"annotation-1-identifier\":1,\"annotation-2-identifier\":2,"
	  "\"identifi\":3,\"identifie\":4,\"identif\":5}",
	  { "annotation-2-identifier", "annotation-1-identifier",
	    "annotation-3-identifier", "identifi", "identifie", "identif" },
	  { "2", "1", NULL, "3", "4", "5" } },
	/* of duplicates the last */
	{ "{\"a\":1,\"a\":[2],\"a\":\"3\"}", { "a" }, { "\"3\"" } },
	/* a value that is not what the pointer goes on from */
	{ "{\"a\":1,\"b\":\"c\",\"c\":null}", { "/a/b", "/b/c", "/c/0" },
	  { NULL, NULL, NULL } },
	{ "1", { "a" }, { NULL } }, { "\"a\"", { "a", "/0" }, { NULL, NULL } },
	{ "[]", { "a", "/0" }, { NULL, NULL } },
	{ " {\"a\" :\t-1.50e+3\r\n} ", { "a" }, { "-1.50e+3" } },
};

static void
check_finding(const struct finding *finding)
{
	struct dn_json_value values[MOST];
	struct dn_err err = DN_ERR_INIT;
	size_t count = 0, len = strlen(finding->text);
	char *copy = json_place(finding->text, len);
	struct dn_json_fields *fields;
	struct dn_json *json;

	while (count < MOST && finding->fields[count] != NULL)
		count++;
	fields = dn_json_fields_new(finding->fields, count, &err);
	ck_assert_ptr_nonnull(fields);
	json = dn_json_new(fields, 0);
	memset(values, 0x55, sizeof(values));
	ck_assert_int_eq(dn_json_scan(json, (struct dn_span){ copy, len },
	    values, &err), 0);
	for (size_t i = 0; i < count; i++) {
		const char *raw = finding->raw[i];

		ck_assert_msg((raw == NULL) == (values[i].raw.ptr == NULL) &&
		    dn_span_equal(values[i].raw, dn_span_of(raw)),
		    "%s of %s: %.*s", finding->fields[i], finding->text,
		    (int)values[i].raw.len, values[i].raw.ptr);
		ck_assert_uint_eq(values[i].type, raw == NULL ? DN_JSON_NONE :
		    dn_json_begins[(unsigned char)raw[0]]);
		ck_assert_int_eq(values[i].escaped, raw != NULL &&
		    raw[0] == '"' && strchr(raw, '\\') != NULL);
	}
	dn_json_free(json);
	dn_json_fields_free(fields);
	free(copy);
}

START_TEST(members_are_found_where_they_stand)
{
	for (size_t i = 0; i < sizeof(findings) / sizeof(*findings); i++)
		check_finding(&findings[i]);
}
END_TEST

START_TEST(a_pointer_that_is_none_is_refused)
{
	static const char *const wrong[] = { "/~", "/a~", "/a~2b", "/a/~b/c",
		"/~~0", "/a~/b" };
	static const char *const right[] = { "~", "a~2", "/~0", "/~1", "//",
		"/", "", "/~01", "/a~0/b~1" };
	struct dn_err err = DN_ERR_INIT;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		ck_assert_ptr_null(dn_json_fields_new(&wrong[i], 1, &err));
		ck_assert_int_eq(err.code, DN_E_USAGE);
		ck_assert_ptr_nonnull(strstr(err.text, wrong[i]));
	}
	for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++) {
		struct dn_json_fields *fields =
		    dn_json_fields_new(&right[i], 1, &err);

		ck_assert_ptr_nonnull(fields);
		dn_json_fields_free(fields);
	}
	dn_json_fields_free(NULL);
	dn_json_free(NULL);
}
END_TEST

START_TEST(many_fields_are_each_found)
{
	enum { COUNT = 500 };
	static char names[COUNT][16], text[COUNT * 24];
	const char *pointers[COUNT];
	struct dn_json_value values[COUNT];
	struct dn_err err = DN_ERR_INIT;
	struct dn_json_fields *fields;
	struct dn_json *json;
	size_t len = 0;
	char *copy;

	for (int i = 0; i < COUNT; i++) {
		snprintf(names[i], sizeof(names[i]), "/%s/n%d",
		    i % 2 ? "odd" : "even", i);
		pointers[i] = names[i];
	}
	for (int side = 0; side < 2; side++) {
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "%s\"%s\":{", side ? "}," : "{", side ? "odd" : "even");
		for (int i = COUNT - 2 + side; i >= 0; i -= 2)
			len += (size_t)snprintf(text + len, sizeof(text) - len,
			    "\"n%d\":%d%s", i, i * 7, i < 2 ? "" : ", ");
	}
	len += (size_t)snprintf(text + len, sizeof(text) - len, "}}");
	fields = dn_json_fields_new(pointers, COUNT, &err);
	json = dn_json_new(fields, DN_JSON_STRICT);
	copy = json_place(text, len);
	ck_assert_int_eq(dn_json_scan(json, (struct dn_span){ copy, len },
	    values, &err), 0);
	for (int i = 0; i < COUNT; i++) {
		char want[16];

		snprintf(want, sizeof(want), "%d", i * 7);
		ck_assert(dn_span_is(values[i].raw, want));
	}
	free(copy);
	dn_json_free(json);
	dn_json_fields_free(fields);
}
END_TEST

START_TEST(numbers_keep_their_digits)
{
	static const char *const numbers[] = { "0", "-0", "0.10", "1e3",
		"1E400", "-1e-400", "12345678901234567890", "-0.0",
		"0.1000000000000000055511151", "1e99999999999999999999",
		"1.50E+0007" };
	const char *name = "n";
	struct dn_err err = DN_ERR_INIT;
	struct dn_json_fields *fields = dn_json_fields_new(&name, 1, &err);
	struct dn_json *json = dn_json_new(fields, DN_JSON_STRICT);
	struct dn_json_value value;
	static char text[1000008];
	char *copy;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		int len = snprintf(text, sizeof(text), "{\"n\":%s}",
		    numbers[i]);

		copy = json_place(text, (size_t)len);
		ck_assert_int_eq(dn_json_scan(json, (struct dn_span){ copy,
		    (size_t)len }, &value, &err), 0);
		ck_assert(dn_span_is(value.raw, numbers[i]));
		ck_assert_int_eq(value.type, DN_JSON_NUMBER);
		free(copy);
	}
	/* A million digits are one number. */
	memset(text, '9', sizeof(text));
	memcpy(text, "{\"n\":", 5);
	text[1000005] = '}';
	copy = json_place(text, 1000006);
	ck_assert_int_eq(dn_json_scan(json, (struct dn_span){ copy, 1000006 },
	    &value, &err), 0);
	ck_assert_uint_eq(value.raw.len, 1000000);
	free(copy);
	dn_json_free(json);
	dn_json_fields_free(fields);
}
END_TEST

/* ---- prefixes ----------------------------------------------------------- */

static const char sample[] = " {\"id\":1,\"te\\u0078t\":\"\xe4\xb8\xad\\ud834"
    "\\udd1e \xf0\x9d\x84\x9e\\\"\",\"a\":[true,false,null,-1.5e+10,{}],"
    "\"o\":{\"b\":[[]],\"c\":\"\"}}";

START_TEST(a_cut_value_asks_for_more)
{
	struct dn_json *json = dn_json_new(NULL, DN_JSON_STRICT);
	struct dn_err err = DN_ERR_INIT;
	struct dn_json_value value;
	size_t used = 0, whole = sizeof(sample) - 1;

	for (size_t len = 0; len < whole; len++) {
		char *copy = json_place(sample, len);

		ck_assert_int_eq(dn_json_scan_prefix(json, (struct dn_span){
		    copy, len }, false, &value, &used, &err), 0);
		ck_assert_int_eq(dn_json_scan_prefix(json, (struct dn_span){
		    copy, len }, true, &value, &used, &err), -1);
		ck_assert_uint_le(err.column, len + 1);
		free(copy);
	}
	for (int final = 0; final < 2; final++) {
		char *copy = json_place(sample, whole);

		ck_assert_int_eq(dn_json_scan_prefix(json, (struct dn_span){
		    copy, whole }, final, &value, &used, &err), 1);
		ck_assert_uint_eq(used, whole);
		ck_assert_ptr_eq(value.raw.ptr, copy + 1);
		ck_assert_uint_eq(value.raw.len, whole - 1);
		ck_assert_int_eq(value.type, DN_JSON_OBJECT);
		free(copy);
	}
	dn_json_free(json);
}
END_TEST

START_TEST(a_line_is_scanned_to_its_end)
{
	static const struct {
		const char *text;
		int len;        /* of the first line, -1: not told */
	} cases[] = {
		{ "{}\n", 2 }, { "{\"a\":1}\n{}\n", 7 },
		{ " [1, 2] \t\r\n1\n", 10 }, { "{} \r\n", 4 },
		{ "{\"a\":\n1}\n", -1 }, { "[\n]\n", -1 },
		{ "\n{}\n", -1 }, { " \n{}\n", -1 }, { "{} {}\n", -1 },
		{ "[1,\n", -1 }, { "\"a\nb\"\n", -1 }, { "{\"a\"\n", -1 },
		{ "tru\n", -1 }, { "-\n", -1 }, { "1 \n", 2 },
	};
	const char *name = "a";
	struct dn_err err = DN_ERR_INIT;
	struct dn_json_fields *fields = dn_json_fields_new(&name, 1, &err);
	struct dn_json *json = dn_json_new(fields, DN_JSON_STRICT);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct dn_span text = dn_span_of(cases[i].text);
		char *copy = json_place(text.ptr, text.len);
		struct dn_json_value value;
		size_t len = 0;

		text.ptr = copy;
		ck_assert_int_eq(dn_json_scan_line(json, text, &value, &len),
		    cases[i].len >= 0);
		if (cases[i].len >= 0)
			ck_assert_uint_eq(len, (size_t)cases[i].len);
		/* A newline is white space again for the next text. */
		text.len = i == 4 ? text.len : 0;
		if (text.len > 0) {
			ck_assert_int_eq(dn_json_scan(json, text, &value,
			    &err), 0);
			ck_assert(dn_span_is(value.raw, "1"));
		}
		free(copy);
	}
	dn_json_free(json);
	dn_json_fields_free(fields);
}
END_TEST

START_TEST(escapes_with_one_spelling_are_known)
{
	static const struct {
		const char *text;
		bool escaped, simple;
	} cases[] = {
		{ "{\"a\":\"b\"}", false, false },
		{ "{\"a\":\"\\n\\t\\\"\\\\u\"}", true, true },
		{ "{\"a\":\"\\n\\/\\n\"}", true, false },
		{ "{\"a\":\"\\u4e2d\\n\"}", true, false },
		{ "{\"b\":\"\\n\",\"a\":\"c\",\"c\":\"\\n\"}", false,
		  false },
		{ "{\"b\":\"\\u0041\",\"a\":\"\\n\",\"c\":\"\\/\"}", true,
		  true },
	};
	const char *name = "a";
	struct dn_err err = DN_ERR_INIT;
	struct dn_json_fields *fields = dn_json_fields_new(&name, 1, &err);
	struct dn_json *json = dn_json_new(fields, DN_JSON_STRICT);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct dn_span text = dn_span_of(cases[i].text);
		char *copy = json_place(text.ptr, text.len);
		struct dn_json_value value;

		text.ptr = copy;
		ck_assert_int_eq(dn_json_scan(json, text, &value, &err), 0);
		ck_assert_int_eq(value.escaped, cases[i].escaped);
		ck_assert_int_eq(value.simple, cases[i].simple);
		free(copy);
	}
	dn_json_free(json);
	dn_json_fields_free(fields);
}
END_TEST

START_TEST(what_follows_a_value_is_left_alone)
{
	static const struct {
		const char *text;
		size_t used;
		int status;     /* when more may come */
	} cases[] = {
		{ "1,", 1, 1 }, { "12", 2, 0 }, { "-", 0, 0 },
		{ "1.5]", 3, 1 }, { " null", 5, 1 }, { "nulls", 4, 1 },
		{ "{}x", 2, 1 }, { "[1][2]", 3, 1 }, { "\"a\\n\" ", 5, 1 },
		{ "\"a\"\"b\"", 3, 1 },
		{ " \n", 0, 0 }, { "1e5 ", 3, 1 }, { "0 0", 1, 1 },
	};
	struct dn_json *json = dn_json_new(NULL, DN_JSON_STRICT);
	struct dn_err err = DN_ERR_INIT;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct dn_span text = dn_span_of(cases[i].text);
		char *copy = json_place(text.ptr, text.len);
		struct dn_json_value value;
		size_t used = 0;

		text.ptr = copy;
		ck_assert_int_eq(dn_json_scan_prefix(json, text, false,
		    &value, &used, &err), cases[i].status);
		ck_assert_int_eq(dn_json_scan_prefix(json, text, true,
		    &value, &used, &err), cases[i].used > 0 ? 1 : -1);
		ck_assert_uint_eq(used, cases[i].used);
		if (used > 0)
			ck_assert_int_eq(value.escaped, i == 8);
		free(copy);
	}
	dn_json_free(json);
}
END_TEST

START_TEST(an_error_far_from_the_end_needs_no_more)
{
	struct dn_json *json = dn_json_new(NULL, DN_JSON_STRICT);

	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		const struct refusal *r = &refusals[i];
		struct dn_err err = DN_ERR_INIT;
		struct dn_json_value value;
		char text[64], *copy;
		size_t used, len = strlen(r->text);

		/* Only those that fail before their end. */
		if (r->column > len || r->text[0] == ' ')
			continue;
		memcpy(text, r->text, len);
		memset(text + len, ' ', 13);
		copy = json_place(text, len + 13);
		switch (dn_json_scan_prefix(json, (struct dn_span){ copy,
		    len + 13 }, false, &value, &used, &err)) {
		case 1:         /* a value, and then what is wrong */
			ck_assert_uint_lt(used, r->column);
			break;
		case -1:
			ck_assert_int_eq(err.code, r->code);
			ck_assert_uint_eq(err.column, r->column);
			break;
		default:
			ck_abort_msg("%s", r->text);
		}
		free(copy);
	}
	dn_json_free(json);
}
END_TEST

START_TEST(the_depth_counts_from_outside)
{
	struct dn_json *json = dn_json_new(NULL, 0);
	char *copy = json_place("[[1]]", 5);
	struct dn_span text = { copy, 5 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_json_value value;
	size_t used;

	dn_json_set_depth(json, 510);
	ck_assert_int_eq(dn_json_scan_prefix(json, text, true, &value, &used,
	    &err), 1);
	dn_json_set_depth(json, 511);
	ck_assert_int_eq(dn_json_scan_prefix(json, text, true, &value, &used,
	    &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_DEEP);
	ck_assert_uint_eq(err.column, 2);
	dn_json_set_depth(json, 512);
	ck_assert_int_eq(dn_json_scan(json, text, NULL, &err), -1);
	ck_assert_uint_eq(err.column, 1);
	dn_json_set_depth(json, 0);
	ck_assert_int_eq(dn_json_scan(json, text, NULL, &err), 0);
	free(copy);
	dn_json_free(json);
}
END_TEST

DN_SUITE(json,
    every_kind_of_value_is_accepted,
    every_error_has_its_code_and_column,
    only_the_strict_refuse_duplicates_and_half_pairs,
    a_control_byte_is_refused_everywhere_but_as_white_space,
    a_nul_is_a_byte_like_others,
    any_control_byte_may_end_a_text,
    no_byte_past_the_padding_is_read,
    containers_nest_512_deep_and_no_deeper,
    a_failure_leaves_nothing_behind_for_the_next_text,
    one_buffer_may_hold_one_text_after_the_other,
    an_error_shows_what_stands_around_it,
    members_are_found_where_they_stand,
    a_pointer_that_is_none_is_refused,
    many_fields_are_each_found,
    numbers_keep_their_digits,
    a_line_is_scanned_to_its_end,
    escapes_with_one_spelling_are_known,
    a_cut_value_asks_for_more,
    what_follows_a_value_is_left_alone,
    an_error_far_from_the_end_needs_no_more,
    the_depth_counts_from_outside)
