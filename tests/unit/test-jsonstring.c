/* SPDX-License-Identifier: MIT */
/* The inside of strings: UTF-8 and escapes at every place, vectors or not. */
#include "io/jsonstring.h"

#include <stdio.h>

#include "core/utf8.h"
#include "jsonplace.h"
#include "jsonscalar.h"
#include "suites.h"

#define PLACES 150      /* more than two of the blocks that are looked at */

/* Two scanners that must agree, and a buffer that ends with its padding. */
struct pair {
	struct dn_json *vector, *scalar;
	char *text;
};

static void
begin_pair(struct pair *pair, size_t room)
{
	pair->vector = dn_json_new(NULL, DN_JSON_STRICT);
	pair->scalar = scalar_json_new(NULL, DN_JSON_STRICT);
	pair->text = malloc(room);
	ck_assert_ptr_nonnull(pair->vector);
	ck_assert_ptr_nonnull(pair->scalar);
	ck_assert_ptr_nonnull(pair->text);
}

static void
end_pair(struct pair *pair)
{
	dn_json_free(pair->vector);
	scalar_json_free(pair->scalar);
	free(pair->text);
}

/* Scan the first `len` bytes with both; the column of the error, or 0. */
static size_t
scan_both(struct pair *pair, size_t len, enum dn_code *code)
{
	struct dn_span text = { pair->text, len };
	struct dn_err a = DN_ERR_INIT, b = DN_ERR_INIT;
	int status;

	memset(pair->text + len, '\n', DN_JSON_PADDING);
	status = dn_json_scan(pair->vector, text, NULL, &a);
	/* Plain ifs where it is done by the million: assertions are slow. */
	if (scalar_json_scan(pair->scalar, text, NULL, &b) != status ||
	    a.code != b.code || a.column != b.column)
		ck_abort_msg("%s at %zu, but %s at %zu", dn_code_name(a.code),
		    (size_t)a.column, dn_code_name(b.code),
		    (size_t)b.column);
	*code = a.code;
	return status == 0 ? 0 : (size_t)a.column;
}

/*
 * The string of `len` bytes behind `before` plain ones, with plain ones
 * behind it; the column at which it fails, counted from its first byte.
 */
static size_t
scan_inside(struct pair *pair, const char *inside, size_t len, size_t before,
    enum dn_code *code)
{
	size_t column;

	pair->text[0] = '"';
	memset(pair->text + 1, 'x', before);
	memcpy(pair->text + 1 + before, inside, len);
	memset(pair->text + 1 + before + len, 'y', 3);
	pair->text[before + len + 4] = '"';
	column = scan_both(pair, before + len + 5, code);
	return column == 0 ? 0 : column - before - 1;
}

START_TEST(every_character_is_accepted)
{
	struct pair pair;
	enum dn_code code;
	uint32_t point = ' ';

	begin_pair(&pair, 3000 + DN_JSON_PADDING);
	while (point < 0x110000) {
		size_t len = 0;

		pair.text[len++] = '"';
		for (; len < 2900 && point < 0x110000; point++) {
			if (point == '"' || point == '\\' ||
			    (point >= 0xd800 && point < 0xe000))
				continue;
			len += dn_utf8_encode(point, pair.text + len);
		}
		pair.text[len++] = '"';
		ck_assert_uint_eq(scan_both(&pair, len, &code), 0);
	}
	end_pair(&pair);
}
END_TEST

START_TEST(any_four_bytes_are_judged_as_utf8_has_them)
{
	static const unsigned char last[] = { 0x20, 0x7f, 0x80, 0xbf, 0xc2,
		0xe4, 0xf0 };
	struct pair pair;

	begin_pair(&pair, 16 + DN_JSON_PADDING);
	for (unsigned a = 0x80; a < 0x100; a++)
	for (unsigned b = 0x20; b < 0x100; b++)
	for (size_t c = 0; c < sizeof(last); c++)
	for (size_t d = 0; d < sizeof(last); d++) {
		char bytes[] = { (char)a, (char)b, (char)last[c],
			(char)last[d] };
		size_t valid = dn_utf8_valid(bytes, 4), column;
		enum dn_code code;

		if (b == '"' || b == '\\')
			continue;
		column = scan_inside(&pair, bytes, 4, 0, &code);
		if (column != (valid == 4 ? 0 : valid + 1) ||
		    code != (valid == 4 ? DN_E_NONE : DN_E_BAD_UTF8))
			ck_abort_msg("%02x %02x %02x %02x", a, b, last[c],
			    last[d]);
	}
	end_pair(&pair);
}
END_TEST

START_TEST(bad_utf8_is_seen_at_every_place)
{
	static const struct {
		const char *bytes;
		size_t column;
	} bad[] = {
		{ "\x80", 1 }, { "\xbf", 1 }, { "\xc0\x80", 1 },
		{ "\xc1\xbf", 1 }, { "\xc3", 1 }, { "\xc3\xc3\xa9", 1 },
		{ "\xc3\xa9\xa9", 3 }, { "\xe0\x9f\xbf", 1 },
		{ "\xe4\xb8", 1 }, { "\xe4", 1 }, { "\xe4\xb8\xad\xad", 4 },
		{ "\xed\xa0\x80", 1 }, { "\xed\xbf\xbf", 1 },
		{ "\xf0\x8f\xbf\xbf", 1 }, { "\xf0\x9d\x84", 1 },
		{ "\xf4\x90\x80\x80", 1 }, { "\xf5\x80\x80\x80", 1 },
		{ "\xf8\x88\x80\x80\x80", 1 }, { "\xfe", 1 }, { "\xff", 1 },
		/* behind runs of good characters of three bytes */
		{ "\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad"
		  "\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xed\xa0\x80", 25 },
		{ "\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe0\x80\x80\xe4\xb8\xad"
		  "\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad", 10 },
		{ "\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8", 10 },
		{ "\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xb8\xad\xe4"
		  "\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad", 13 },
	};
	struct pair pair;
	enum dn_code code;

	begin_pair(&pair, 2 * PLACES + DN_JSON_PADDING);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		for (size_t at = 0; at < PLACES; at++) {
			ck_assert_uint_eq(scan_inside(&pair, bad[i].bytes,
			    strlen(bad[i].bytes), at, &code), bad[i].column);
			ck_assert_int_eq(code, DN_E_BAD_UTF8);
		}
	end_pair(&pair);
}
END_TEST

START_TEST(control_bytes_are_seen_at_every_place)
{
	struct pair pair;
	enum dn_code code;

	begin_pair(&pair, 2 * PLACES + DN_JSON_PADDING);
	for (char c = 0; c < ' '; c++)
		for (size_t at = 0; at < PLACES; at++) {
			ck_assert_uint_eq(scan_inside(&pair, &c, 1, at,
			    &code), 1);
			ck_assert_int_eq(code, DN_E_BAD_JSON);
		}
	end_pair(&pair);
}
END_TEST

START_TEST(escapes_are_judged_at_every_place)
{
	static const struct {
		const char *bytes;
		enum dn_code code;
		size_t column;
	} escapes[] = {
		{ "\\\"", DN_E_NONE, 0 }, { "\\\\", DN_E_NONE, 0 },
		{ "\\\\\\\\\\\"", DN_E_NONE, 0 }, { "\\/", DN_E_NONE, 0 },
		{ "\\b\\f\\n\\r\\t", DN_E_NONE, 0 },
		{ "\\u0000", DN_E_NONE, 0 },
		{ "\\uFFFF\\uaBcD", DN_E_NONE, 0 },
		{ "\\ud7ff\\ue000", DN_E_NONE, 0 },
		{ "\\ud800\\udc00\\udbff\\udfff", DN_E_NONE, 0 },
		{ "\xe4\xb8\xad\\n\xe4\xb8\xad", DN_E_NONE, 0 },
		{ "\\x", DN_E_BAD_JSON, 1 }, { "\\\x01", DN_E_BAD_JSON, 1 },
		{ "\\\xe4\xb8\xad", DN_E_BAD_JSON, 1 },
		{ "\\u12x4", DN_E_BAD_JSON, 1 },
		{ "\\n\\u12", DN_E_BAD_JSON, 3 },
		{ "\\ud800\\ud800", DN_E_LONE_SURROGATE, 1 },
		{ "\\u0041\\udc00", DN_E_LONE_SURROGATE, 7 },
		{ "\\ud800\\u00", DN_E_BAD_JSON, 7 },
	};
	struct pair pair;
	enum dn_code code;

	begin_pair(&pair, 2 * PLACES + DN_JSON_PADDING);
	for (size_t i = 0; i < sizeof(escapes) / sizeof(*escapes); i++)
		for (size_t at = 0; at < PLACES; at++) {
			ck_assert_uint_eq(scan_inside(&pair, escapes[i].bytes,
			    strlen(escapes[i].bytes), at, &code),
			    escapes[i].column);
			ck_assert_int_eq(code, escapes[i].code);
		}
	end_pair(&pair);
}
END_TEST

START_TEST(every_single_escape_is_as_the_grammar_has_it)
{
	struct pair pair;
	enum dn_code code;

	begin_pair(&pair, 64 + DN_JSON_PADDING);
	for (unsigned c = 0; c < 256; c++) {
		char bytes[] = { '\\', (char)c, ' ' };
		bool simple = c != 0 && strchr("\"\\/bfnrt", (int)c) != NULL;

		ck_assert_uint_eq(scan_inside(&pair, bytes, 3, 5, &code),
		    simple ? 0 : 1);
	}
	for (unsigned c = 0; c < 256; c++)
		for (size_t at = 2; at < 6; at++) {
			char bytes[] = "\\u0123";
			bool digit = c != 0 &&
			    strchr("0123456789abcdefABCDEF", (int)c) != NULL;

			bytes[at] = (char)c;
			ck_assert_uint_eq(scan_inside(&pair, bytes, 6, 5,
			    &code), digit ? 0 : 1);
		}
	end_pair(&pair);
}
END_TEST

START_TEST(all_pairs_of_surrogates_are_judged)
{
	struct pair pair;
	enum dn_code code;

	begin_pair(&pair, 64 + DN_JSON_PADDING);
	for (unsigned a = 0xd700; a < 0xe100; a += 0x3f)
		for (unsigned b = 0xd700; b < 0xe100; b += 0x3f) {
			char bytes[16];
			bool high = a >= 0xd800 && a < 0xdc00;
			bool low = a >= 0xdc00 && a < 0xe000;
			bool next_low = b >= 0xdc00 && b < 0xe000;
			size_t want = low || (high && !next_low) ? 1 :
			    !high && b >= 0xd800 && b < 0xe000 ? 7 : 0;

			snprintf(bytes, sizeof(bytes), "\\u%04x\\u%04X", a, b);
			ck_assert_uint_eq(scan_inside(&pair, bytes, 12, 0,
			    &code), want);
			ck_assert_int_eq(code, want == 0 ? DN_E_NONE :
			    DN_E_LONE_SURROGATE);
		}
	end_pair(&pair);
}
END_TEST

START_TEST(random_strings_are_judged_alike_with_and_without_vectors)
{
	static const char *const pieces[] = { "a", "bcdefgh", "\\n", "\\u4e2d",
		"\\ud834\\udd1e", "\xe4\xb8\xad", "\xe4\xb8\xad\xe6\x96\x87",
		"\xc3\xa9", "\xf0\x9d\x84\x9e", "\xe0\xa4\x85", "\xed\x9f\xbf",
		"\\\\", "\\\"", " ", "0123456789abcdefghijklmnopqrstuvwxyz" };
	const size_t count = sizeof(pieces) / sizeof(*pieces);
	struct pair pair;
	uint64_t state = 3;
	unsigned bad = 0;

	begin_pair(&pair, 4096 + DN_JSON_PADDING);
	for (int round = 0; round < 20000; round++) {
		size_t len = 1, n = suite_next(&state) % 40;
		enum dn_code code;

		pair.text[0] = '"';
		while (n-- > 0) {
			const char *piece = pieces[suite_next(&state) % count];

			memcpy(pair.text + len, piece, strlen(piece));
			len += strlen(piece);
		}
		pair.text[len++] = '"';
		ck_assert_uint_eq(scan_both(&pair, len, &code), 0);
		/* One byte of it changed: both say the same, right or not. */
		pair.text[suite_next(&state) % len] =
		    (char)suite_next(&state);
		bad += scan_both(&pair, len, &code) != 0;
	}
	ck_assert_uint_gt(bad, 5000);
	end_pair(&pair);
}
END_TEST

/* Append a number of a list, and what stands behind it. */
static size_t
add_number(char *to, uint64_t *state)
{
	static const char *const numbers[] = { "0", "7", "-0", "-12", "0.5",
		"315.23", "-0.25", "1234567890123456", "99.000000000001",
		"1e5", "-1.5E-3", "00", "1.", "-", "1.2.3", "01", "--1", "" };
	static const char *const between[] = { ",", ", ", ",  ", ",\n", " ,",
		"", ",," };
	uint64_t random = suite_next(state);
	/* Mostly what is frequent, and right. */
	size_t which = random % 50 == 0 ? random / 64 % 18 : random / 64 % 9;
	size_t gap = random % 64 == 1 ? random / 4096 % 7 : random >> 63;

	return (size_t)snprintf(to, 40, "%s%s", numbers[which],
	    between[gap]);
}

START_TEST(lists_of_numbers_are_judged_the_same_at_every_place)
{
	static const char odd[] = "0123456789,.-+eE ]}[\n\"";
	uint64_t state = 3, good = 0;
	struct pair pair;
	enum dn_code code;

	begin_pair(&pair, 4000);
	for (int round = 0; round < 200000; round++) {
		size_t count = suite_next(&state) % 14, len = 0;

		pair.text[len++] = '[';
		while (count-- > 0)
			len += add_number(pair.text + len, &state);
		len -= len > 1 && pair.text[len - 1] == ',';
		pair.text[len++] = ']';
		if (round % 4 == 0)
			pair.text[suite_next(&state) % len] =
			    odd[suite_next(&state) % (sizeof(odd) - 1)];
		good += scan_both(&pair, len, &code) == 0;
	}
	/* Both are there in numbers. */
	ck_assert_uint_gt(good, 20000);
	ck_assert_uint_lt(good, 180000);
	end_pair(&pair);
}
END_TEST

DN_SUITE(jsonstring,
    every_character_is_accepted,
    any_four_bytes_are_judged_as_utf8_has_them,
    bad_utf8_is_seen_at_every_place,
    control_bytes_are_seen_at_every_place,
    escapes_are_judged_at_every_place,
    every_single_escape_is_as_the_grammar_has_it,
    all_pairs_of_surrogates_are_judged,
    random_strings_are_judged_alike_with_and_without_vectors,
    lists_of_numbers_are_judged_the_same_at_every_place)
