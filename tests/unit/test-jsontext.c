/* SPDX-License-Identifier: MIT */
/* Strings decoded and written, children walked, values in their one form. */
#include "io/jsontext.h"

#include <math.h>
#include <stdio.h>

#include "jsonplace.h"
#include "suites.h"

/* Scan a text that must be legal; the value borrows the new `copy`. */
static struct dn_json_value
scan_value(const char *text, size_t len, unsigned flags, char **copy)
{
	struct dn_json *json = dn_json_new(NULL, flags);
	struct dn_err err = DN_ERR_INIT;
	struct dn_json_value value;
	size_t used;

	*copy = json_place(text, len);
	ck_assert_int_eq(dn_json_scan(json, (struct dn_span){ *copy, len },
	    NULL, &err), 0);
	ck_assert_int_eq(dn_json_scan_prefix(json, (struct dn_span){ *copy,
	    len }, true, &value, &used, &err), 1);
	dn_json_free(json);
	return value;
}

/* ---- strings ------------------------------------------------------------ */

START_TEST(strings_are_decoded)
{
	static const struct {
		const char *json, *text;
		size_t len;
	} cases[] = {
		{ "\"\"", "", 0 }, { "\"a\"", "a", 1 },
		{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8 },
		{ "\"a\\u0000b\"", "a\0b", 3 },
		{ "\"\\u0041\\u00e9\\u4E2D\"", "A\xc3\xa9\xe4\xb8\xad", 6 },
		{ "\"\\ud834\\udd1e\"", "\xf0\x9d\x84\x9e", 4 },
		{ "\"\\uD800\\uDC00\\udbff\\udfff\"",
		  "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", 8 },
		{ "\"x\\\\u0041\"", "x\\u0041", 7 },
		{ "\"\xe4\xb8\xad\\n\xe6\x96\x87\"",
		  "\xe4\xb8\xad\n\xe6\x96\x87", 7 },
		{ "\"\\\\\\\"\\\\\"", "\\\"\\", 3 },
		/* half a pair, which only the lenient scanner lets through */
		{ "\"\\ud834\"", "\xef\xbf\xbd", 3 },
		{ "\"\\udd1e\\ud834\"", "\xef\xbf\xbd\xef\xbf\xbd", 6 },
		{ "\"\\ud834\\ud834\\udd1e\"",
		  "\xef\xbf\xbd\xf0\x9d\x84\x9e", 7 },
		{ "\"\\ud834\\u0041\"", "\xef\xbf\xbd" "A", 4 },
		{ "\"\\ud834\\n\"", "\xef\xbf\xbd\n", 4 },
		{ "\"\\ud834u\"", "\xef\xbf\xbdu", 4 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct dn_json_value value;
		struct dn_bytes scratch;
		struct dn_span text;
		char *copy;

		value = scan_value(cases[i].json, strlen(cases[i].json), 0,
		    &copy);
		dn_bytes_init(&scratch, SIZE_MAX);
		dn_bytes_add_text(&scratch, "before");
		text = dn_json_text(&value, &scratch);
		ck_assert_ptr_nonnull(text.ptr);
		ck_assert_uint_eq(text.len, cases[i].len);
		ck_assert_int_eq(memcmp(text.ptr, cases[i].text, text.len), 0);
		/* What holds no escape is borrowed. */
		if (!value.escaped)
			ck_assert_ptr_eq(text.ptr, copy + 1);
		else
			ck_assert_ptr_eq(text.ptr, scratch.data);
		dn_bytes_release(&scratch);
		free(copy);
	}
}
END_TEST

START_TEST(hex_digits_have_their_value_and_no_other_byte_has)
{
	const char *digits = "0123456789abcdef", *upper = "0123456789ABCDEF";

	for (int c = 0; c < 256; c++) {
		const char *at = c == 0 ? NULL : strchr(digits, c);
		const char *up = c == 0 ? NULL : strchr(upper, c);

		ck_assert_int_eq(dn_json_hex((char)c), at != NULL ?
		    (int)(at - digits) : up != NULL ? (int)(up - upper) : -1);
	}
	ck_assert_int_eq(dn_json_unit("fFa9"), 0xffa9);
	ck_assert_int_eq(dn_json_unit("0000"), 0);
	ck_assert_int_eq(dn_json_unit("000g"), -1);
	ck_assert_int_eq(dn_json_unit("\xff" "000"), -1);
}
END_TEST

START_TEST(only_strings_are_texts)
{
	static const char *const others[] = { "1", "null", "[\"a\"]", "{}" };
	struct dn_json_value none = { 0 };
	struct dn_bytes scratch;

	dn_bytes_init(&scratch, SIZE_MAX);
	ck_assert_ptr_null(dn_json_text(&none, &scratch).ptr);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		char *copy;
		struct dn_json_value value = scan_value(others[i],
		    strlen(others[i]), 0, &copy);

		ck_assert_ptr_null(dn_json_text(&value, &scratch).ptr);
		free(copy);
	}
	dn_bytes_release(&scratch);
}
END_TEST

START_TEST(no_room_for_a_text_is_no_text)
{
	char *copy;
	struct dn_json_value value = scan_value("\"abc\\n\"", 7, 0, &copy);
	struct dn_bytes scratch;

	dn_bytes_init(&scratch, 3);
	ck_assert_ptr_null(dn_json_text(&value, &scratch).ptr);
	dn_bytes_release(&scratch);
	free(copy);
}
END_TEST

START_TEST(only_quotes_backslashes_and_controls_are_escaped)
{
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	for (unsigned c = 0; c < 0x80; c++) {
		char byte = (char)c, want[16];
		const char *simple = c == 0 ? NULL :
		    strchr("\bb\ff\nn\rr\tt\"\"\\\\", (int)c);

		if (simple != NULL && (c < ' ' || c == '"' || c == '\\'))
			snprintf(want, sizeof(want), "\"\\%c\"", simple[1]);
		else if (c < ' ')
			snprintf(want, sizeof(want), "\"\\u%04x\"", c);
		else
			snprintf(want, sizeof(want), "\"%c\"", byte);
		dn_bytes_clear(&out);
		dn_json_write_text(&out, (struct dn_span){ &byte, 1 });
		ck_assert_str_eq(dn_bytes_text(&out), want);
	}
	dn_bytes_clear(&out);
	dn_json_write_text(&out, DN_SPAN("\xe4\xb8\xad\"\x7f\xf0\x9d\x84\x9e"));
	ck_assert_str_eq(dn_bytes_text(&out),
	    "\"\xe4\xb8\xad\\\"\x7f\xf0\x9d\x84\x9e\"");
	dn_bytes_clear(&out);
	dn_json_write_text(&out, (struct dn_span){ NULL, 0 });
	dn_json_write_text(&out, DN_SPAN(""));
	dn_json_write_text(&out, DN_SPAN("\n"));
	dn_json_write_text(&out, DN_SPAN("ab\n\ncd"));
	ck_assert_str_eq(dn_bytes_text(&out), "\"\"\"\"\"\\n\"\"ab\\n\\ncd\"");
	dn_bytes_release(&out);
}
END_TEST

START_TEST(a_byte_that_needs_an_escape_is_found_anywhere)
{
	struct dn_bytes out;
	char text[24], want[64];

	dn_bytes_init(&out, SIZE_MAX);
	for (size_t len = 0; len < sizeof(text); len++)
		for (size_t at = 0; at <= len; at++) {
			memset(text, (at & 1) != 0 ? 'x' : '\xe4', len);
			if (at < len)
				text[at] = '"';
			dn_bytes_clear(&out);
			dn_json_write_text(&out, (struct dn_span){ text, len });
			snprintf(want, sizeof(want), "\"%.*s%s%.*s\"",
			    (int)at, text, at < len ? "\\\"" : "",
			    (int)(at < len ? len - at - 1 : 0), text + at + 1);
			ck_assert_str_eq(dn_bytes_text(&out), want);
		}
	dn_bytes_release(&out);
}
END_TEST

START_TEST(what_is_written_reads_back_the_same)
{
	struct dn_bytes out, scratch;
	uint64_t state = 5;
	char text[64];

	dn_bytes_init(&out, SIZE_MAX);
	dn_bytes_init(&scratch, SIZE_MAX);
	for (int round = 0; round < 5000; round++) {
		struct dn_span before = { text, suite_next(&state) % 64 };
		struct dn_span after;
		struct dn_json_value value;
		char *copy;

		for (size_t i = 0; i < before.len; i++)
			text[i] = (char)(suite_next(&state) % 128);
		dn_bytes_clear(&out);
		dn_json_write_text(&out, before);
		value = scan_value(out.data, out.len, DN_JSON_STRICT, &copy);
		after = dn_json_text(&value, &scratch);
		ck_assert(dn_span_equal(before, after));
		free(copy);
	}
	dn_bytes_release(&out);
	dn_bytes_release(&scratch);
}
END_TEST

START_TEST(numbers_are_written_short_and_finite)
{
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	dn_json_write_real(&out, 0.1);
	dn_bytes_add_byte(&out, ' ');
	dn_json_write_real(&out, -640);
	dn_bytes_add_byte(&out, ' ');
	dn_json_write_real(&out, 1.0 / 3);
	dn_bytes_add_byte(&out, ' ');
	dn_json_write_real(&out, (double)INFINITY);
	dn_bytes_add_byte(&out, ' ');
	dn_json_write_real(&out, (double)NAN);
	ck_assert_str_eq(dn_bytes_text(&out),
	    "0.1 -640 0.3333333333333333 null null");
	dn_bytes_release(&out);
}
END_TEST

/* ---- children ----------------------------------------------------------- */

/* The children of a container, as "name=raw;" or "raw;" each. */
static void
list_children(const struct dn_json_value *container, struct dn_bytes *out)
{
	struct dn_json_children walk = dn_json_children(container);
	struct dn_json_value value;
	struct dn_span name;

	/* What stood there before says nothing of a child. */
	memset(&value, 1, sizeof(value));
	while (dn_json_child(&walk, &name, &value)) {
		ck_assert(!value.simple);
		ck_assert_int_eq(name.ptr != NULL,
		    container->type == DN_JSON_OBJECT);
		ck_assert_int_eq(value.type, dn_json_begins[
		    (unsigned char)value.raw.ptr[0]]);
		ck_assert_int_eq(value.escaped, value.type == DN_JSON_STRING &&
		    memchr(value.raw.ptr, '\\', value.raw.len) != NULL);
		if (name.ptr != NULL) {
			dn_bytes_add_span(out, name);
			dn_bytes_add_byte(out, '=');
		}
		dn_bytes_add_span(out, value.raw);
		dn_bytes_add_byte(out, ';');
		memset(&value, 1, sizeof(value));
	}
	/* At the end it stays at the end. */
	ck_assert(!dn_json_child(&walk, &name, &value));
}

START_TEST(children_are_walked_in_order)
{
	static const char *const cases[][2] = {
		{ "[]", "" }, { "[ ]", "" }, { "{}", "" }, { "{\n}", "" },
		{ "[1]", "1;" }, { "[1,22,-3e5]", "1;22;-3e5;" },
		{ "[ 1 , null\t,\r\ntrue ]", "1;null;true;" },
		{ "[[],[1,[2]],{\"a\":[3]}]", "[];[1,[2]];{\"a\":[3]};" },
		{ "[\"]\",\"}\",\",\"]", "\"]\";\"}\";\",\";" },
		{ "[\"\\\"\",\"\\\\\"]", "\"\\\"\";\"\\\\\";" },
		{ "{\"a\":1}", "a=1;" },
		{ "{ \"a\" : 1 , \"b\\n\" : \"x\" }", "a=1;b\\n=\"x\";" },
		{ "{\"\":{},\"\\\"}\":[\"]\"],\"c\":false}",
		  "={};\\\"}=[\"]\"];c=false;" },
		{ "[[\"[\\\"\"],{\"}\":\"{\"}]", "[\"[\\\"\"];{\"}\":\"{\"};" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct dn_json_value value;
		struct dn_bytes out;
		char *copy;

		value = scan_value(cases[i][0], strlen(cases[i][0]), 0,
		    &copy);
		dn_bytes_init(&out, SIZE_MAX);
		list_children(&value, &out);
		ck_assert_str_eq(dn_bytes_text(&out), cases[i][1]);
		dn_bytes_release(&out);
		free(copy);
	}
}
END_TEST

/* ---- the canonical form -------------------------------------------------- */

static const char *
canonical(const char *text, struct dn_bytes *out)
{
	char *copy;
	struct dn_json_value value = scan_value(text, strlen(text),
	    DN_JSON_PAIRED, &copy);

	dn_bytes_clear(out);
	dn_json_canonical(&value, out);
	free(copy);
	return dn_bytes_text(out);
}

START_TEST(equal_values_have_one_form)
{
	/* Groups of equal values; groups differ from each other. */
	static const char *const groups[][8] = {
		{ "null", " null " }, { "true" }, { "false" },
		{ "\"\"" }, { "\"null\"" }, { "\"1\"", "\"\\u0031\"" },
		{ "\"a\"", "\"\\u0061\"" }, { "\"A\"" },
		{ "\"\\/\"", "\"/\"", "\"\\u002f\"", "\"\\u002F\"" },
		{ "\"\xe4\xb8\xad\"", "\"\\u4e2d\"", "\"\\u4E2D\"" },
		{ "\"\xf0\x9d\x84\x9e\"", "\"\\ud834\\udd1e\"" },
		{ "\"\\n\"", "\"\\u000a\"" }, { "\"\\u0000\"" },
		{ "0", "-0", "0.0", "0e5", "-0.000e-7", "0e99999999999999" },
		{ "1", "1.0", "10e-1", "0.1e1", "1e0", "1E+00", "0.01e2" },
		{ "-1", "-1.000" }, { "10", "1e1", "10.0" }, { "100", "1e2" },
		{ "0.1", "1e-1", "0.10" }, { "12.5", "125e-1" },
		{ "12345678901234567890", "12345678901234567890.0" },
		{ "12345678901234567891" },
		{ "0.1000000000000000055511151231257827" },
		{ "1e400", "10e399" }, { "1e-400" }, { "-1e400" },
		{ "1e99999999999999999999" }, { "1e-99999999999999999999" },
		{ "[]", "[ ]" }, { "{}", "{\n}" }, { "[null]" }, { "[[]]" },
		{ "[1,2]", "[1.0, 2e0]" }, { "[2,1]" },
		{ "[\"1\",2]" }, { "[12]" }, { "[1,[2]]" },
		{ "{\"a\":1,\"b\":2}", "{\"b\":2, \"a\":1}",
		  "{\"\\u0062\":2.0,\"\\u0061\":1}" },
		{ "{\"a\":2,\"b\":1}" }, { "{\"a\":{\"b\":2}}" },
		{ "{\"ab\":1,\"a\":2,\"\":3,\"b\":4}",
		  "{\"b\":4,\"\":3,\"a\":2,\"ab\":1}" },
		{ "{\"\":[{\"\":0}]}", "{\"\":[{\"\":-0}]}" },
		{ "{\"a\\nb\":1}", "{\"a\\u000Ab\":1}" }, { "{\"a\\\\nb\":1}" },
	};
	const size_t count = sizeof(groups) / sizeof(*groups);
	char *forms[sizeof(groups) / sizeof(*groups)];
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	for (size_t i = 0; i < count; i++) {
		forms[i] = strdup(canonical(groups[i][0], &out));
		for (size_t k = 1; k < 8 && groups[i][k] != NULL; k++)
			ck_assert_str_eq(canonical(groups[i][k], &out),
			    forms[i]);
		for (size_t k = 0; k < i; k++)
			ck_assert_str_ne(forms[k], forms[i]);
		/* It is JSON, and its own form. */
		ck_assert_str_eq(canonical(forms[i], &out), forms[i]);
	}
	for (size_t i = 0; i < count; i++)
		free(forms[i]);
	dn_bytes_release(&out);
}
END_TEST

START_TEST(forms_are_as_they_are_said_to_be)
{
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	ck_assert_str_eq(canonical(" { \"b\" : [ 1.0 , \"\\u00e9\\t\" ] ,"
	    " \"a\" : 1e3 } ", &out), "{\"a\":1000,\"b\":[1,\"\xc3\xa9\\t\"]}");
	ck_assert_str_eq(canonical("1E99999999999999999999", &out),
	    "1E99999999999999999999");
	/* Names are in order of their bytes, not of their spelling. */
	ck_assert_str_eq(canonical("{\"\xc3\xa9\":1,\"\\u005a\":2,\"z\":3}",
	    &out), "{\"Z\":2,\"z\":3,\"\xc3\xa9\":1}");
	/* Of equal names, which are for the lenient, the first comes first. */
	ck_assert_str_eq(canonical("{\"a\":2,\"b\":0,\"a\":1}", &out),
	    "{\"a\":2,\"a\":1,\"b\":0}");
	dn_bytes_release(&out);
}
END_TEST

START_TEST(deep_and_wide_values_have_a_form_too)
{
	static char text[512 * 6 + 16], want[512 * 6 + 16];
	struct dn_bytes out;
	char *wide = malloc(1 << 20);
	size_t len = 0;

	for (size_t i = 0; i < 512; i++)
		memcpy(text + 5 * i, "{\"a\":", 5);
	memcpy(text + 512 * 5, "1.0", 3);
	memset(text + 512 * 5 + 3, '}', 512);
	memcpy(want, text, sizeof(want));
	memmove(want + 512 * 5 + 1, want + 512 * 5 + 3, 513);
	dn_bytes_init(&out, SIZE_MAX);
	ck_assert_str_eq(canonical(text, &out), want);
	ck_assert_ptr_nonnull(wide);
	wide[len++] = '{';
	for (int i = 9999; i >= 0; i--)
		len += (size_t)snprintf(wide + len, 32, "\"%05d\":%d%c", i, i,
		    i > 0 ? ',' : '}');
	canonical(wide, &out);
	ck_assert_uint_eq(out.len, len);
	ck_assert_int_eq(memcmp(out.data, "{\"00000\":0,\"00001\":1,", 21), 0);
	free(wide);
	dn_bytes_release(&out);
}
END_TEST

START_TEST(a_form_that_does_not_fit_fails_its_buffer)
{
	static const char text[] = "{\"b\":[1,\"a\\n\"],\"a\":{\"c\":1e100}}";
	struct dn_bytes whole;
	size_t need;

	dn_bytes_init(&whole, SIZE_MAX);
	canonical(text, &whole);
	need = whole.len;
	dn_bytes_release(&whole);
	for (size_t max = 0; max < need; max++) {
		struct dn_err err = DN_ERR_INIT;
		struct dn_json_value value;
		struct dn_bytes out;
		char *copy;

		value = scan_value(text, sizeof(text) - 1, 0, &copy);
		dn_bytes_init(&out, max);
		dn_json_canonical(&value, &out);
		ck_assert_int_eq(dn_bytes_check(&out, &err), -1);
		ck_assert_int_eq(err.code, DN_E_TOO_LONG);
		ck_assert_uint_le(out.len, max);
		dn_bytes_release(&out);
		free(copy);
	}
}
END_TEST

DN_SUITE(jsontext,
    strings_are_decoded,
    hex_digits_have_their_value_and_no_other_byte_has,
    only_strings_are_texts,
    no_room_for_a_text_is_no_text,
    only_quotes_backslashes_and_controls_are_escaped,
    a_byte_that_needs_an_escape_is_found_anywhere,
    what_is_written_reads_back_the_same,
    numbers_are_written_short_and_finite,
    children_are_walked_in_order,
    equal_values_have_one_form,
    forms_are_as_they_are_said_to_be,
    deep_and_wide_values_have_a_form_too,
    a_form_that_does_not_fit_fails_its_buffer)
