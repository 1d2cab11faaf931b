/* SPDX-License-Identifier: MIT */
/* Duplicate names: few and many, near and far, alike and hostile. */
#include "io/jsonkeys.h"

#include <stdio.h>

#include "jsonplace.h"
#include "suites.h"

/* How the name with a number is spelled. */
typedef int spelling(char *out, size_t size, unsigned number);

static int
plain(char *out, size_t size, unsigned number)
{
	return snprintf(out, size, "n%u", number);
}

/* One long beginning and end, so that only the middle tells. */
static int
alike(char *out, size_t size, unsigned number)
{
	return snprintf(out, size, "annotation-%06u-identifier", number);
}

/* The first characters as escapes. */
static int
escaped(char *out, size_t size, unsigned number)
{
	return snprintf(out, size, "\\u006e\\u%04x", 0x4e00 + number % 0x5000);
}

/* One, two or three bytes and no pattern in the length. */
static int
tiny(char *out, size_t size, unsigned number)
{
	return number < 26 ? snprintf(out, size, "%c", 'a' + number) :
	    number < 702 ? snprintf(out, size, "%c%c", 'a' + number / 26 - 1,
	    'a' + number % 26) : snprintf(out, size, "-%u", number);
}

static spelling *const spellings[] = { plain, alike, escaped, tiny };

/* An object with `count` names in which `second` is called as `first`. */
static size_t
make_object(char *text, size_t size, spelling *spell, unsigned count,
    unsigned first, unsigned second, size_t *column)
{
	size_t len = 1;

	text[0] = '{';
	for (unsigned i = 0; i < count; i++) {
		char name[64];

		spell(name, sizeof(name), i == second ? first : i);
		if (i == second)
			*column = len + 1;
		len += (size_t)snprintf(text + len, size - len, "\"%s\":%u%c",
		    name, i, i + 1 < count ? ',' : '}');
		ck_assert_uint_lt(len, size);
	}
	if (count == 0)
		text[len++] = '}';
	return len;
}

START_TEST(different_names_are_accepted_however_many)
{
	const unsigned counts[] = { 0, 1, 2, 23, 24, 25, 26, 63, 64, 65, 127,
		128, 129, 1000, 20000 };
	const size_t size = 1 << 20;
	char *text = malloc(size);

	ck_assert_ptr_nonnull(text);
	for (size_t s = 0; s < sizeof(spellings) / sizeof(*spellings); s++)
		for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
			struct dn_err err = DN_ERR_INIT;
			size_t len = make_object(text, size, spellings[s],
			    counts[i], UINT32_MAX, UINT32_MAX, NULL);

			ck_assert_int_eq(json_check(DN_JSON_STRICT, text, len,
			    &err), 0);
		}
	free(text);
}
END_TEST

START_TEST(a_name_that_repeats_is_found_wherever_it_stands)
{
	const unsigned counts[] = { 2, 3, 24, 25, 26, 27, 50, 64, 65, 200 };
	const size_t size = 1 << 16;
	char *text = malloc(size);

	ck_assert_ptr_nonnull(text);
	for (size_t s = 0; s < sizeof(spellings) / sizeof(*spellings); s++)
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
	for (unsigned second = 1; second < counts[i]; second += 1 + second / 7)
	for (unsigned first = 0; first < second; first += 1 + first / 3) {
		struct dn_err err = DN_ERR_INIT;
		size_t column = 0;
		size_t len = make_object(text, size, spellings[s], counts[i],
		    first, second, &column);

		ck_assert_int_eq(json_check(DN_JSON_UNIQUE, text, len, &err),
		    -1);
		ck_assert_int_eq(err.code, DN_E_DUPLICATE_KEY);
		ck_assert_uint_eq(err.column, column);
		ck_assert_int_eq(json_check(0, text, len, &err), 0);
	}
	free(text);
}
END_TEST

START_TEST(of_several_repetitions_the_first_is_told)
{
	struct dn_err err = DN_ERR_INIT;
	char text[4096];
	size_t len = 1, column = 0;

	/* 40 names, then all of them again, backwards. */
	text[0] = '{';
	for (unsigned i = 0; i < 80; i++) {
		if (i == 40)
			column = len + 1;
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "\"name-%02u\":0%c", i < 40 ? i : 79 - i,
		    i < 79 ? ',' : '}');
	}
	ck_assert_int_eq(json_check(DN_JSON_UNIQUE, text, len, &err), -1);
	ck_assert_uint_eq(err.column, column);
	ck_assert_str_eq(err.field, "name-39");
}
END_TEST

START_TEST(objects_within_objects_have_names_of_their_own)
{
	struct dn_err err = DN_ERR_INIT;
	char text[1 << 16];
	size_t len = 0;

	/* Each object has the same 30 names, the tenth one the next object. */
	for (unsigned depth = 0; depth < 40; depth++) {
		text[len++] = '{';
		for (unsigned i = 0; i < 10; i++)
			len += (size_t)snprintf(text + len,
			    sizeof(text) - len, "\"name%u\":%s", i,
			    i < 9 ? "0," : "");
	}
	text[len++] = '0';
	for (unsigned depth = 0; depth < 40; depth++) {
		for (unsigned i = 10; i < 30; i++)
			len += (size_t)snprintf(text + len,
			    sizeof(text) - len, ",\"name%u\":0", i);
		text[len++] = '}';
	}
	ck_assert_int_eq(json_check(DN_JSON_STRICT, text, len, &err), 0);
	/* The last name of the outermost as its first one. */
	memcpy(text + len - 10, "name0\" ", 7);
	ck_assert_int_eq(json_check(DN_JSON_STRICT, text, len, &err), -1);
	ck_assert_int_eq(err.code, DN_E_DUPLICATE_KEY);
	ck_assert_uint_eq(err.column, len - 10);
	ck_assert_str_eq(err.field, "name0");
}
END_TEST

START_TEST(names_that_share_their_hash_are_told_apart_in_good_time)
{
	enum { COUNT = 200000 };
	const size_t size = COUNT * 40;
	char *text = malloc(size);
	struct dn_err err = DN_ERR_INIT;
	size_t column = 0, len;
	char a[32], b[32];

	ck_assert_ptr_nonnull(text);
	alike(a, sizeof(a), 1);
	alike(b, sizeof(b), 2);
	ck_assert_uint_eq(dn_json_sign(a, strlen(a)),
	    dn_json_sign(b, strlen(b)));
	len = make_object(text, size, alike, COUNT, UINT32_MAX, UINT32_MAX,
	    NULL);
	ck_assert_int_eq(json_check(DN_JSON_STRICT, text, len, &err), 0);
	len = make_object(text, size, alike, COUNT, 17, COUNT - 5, &column);
	ck_assert_int_eq(json_check(DN_JSON_STRICT, text, len, &err), -1);
	ck_assert_uint_eq(err.column, column);
	free(text);
}
END_TEST

START_TEST(short_names_share_a_hash_only_if_equal)
{
	char name[16] = { 0 };
	uint64_t state = 9;

	for (size_t len = 0; len < 8; len++) {
		memset(name, 'x', sizeof(name));
		uint64_t sign = dn_json_sign(name, len);

		/* What stands behind it does not matter. */
		memset(name + len, 'y', sizeof(name) - len);
		ck_assert_uint_eq(dn_json_sign(name, len), sign);
		ck_assert_uint_ne(dn_json_sign(name, len + 1), sign);
		for (int i = 0; i < 1000 && len > 0; i++) {
			memset(name, 'x', sizeof(name));
			name[suite_next(&state) % len] =
			    (char)('A' + suite_next(&state) % 26);
			ck_assert_uint_ne(dn_json_sign(name, len), sign);
		}
	}
}
END_TEST

START_TEST(names_with_one_hash_are_still_compared)
{
	static const char *const names[] = { "ab", "abc", "abd", "", "b" };
	struct dn_json_keys keys;

	ck_assert(dn_json_keys_init(&keys));
	for (size_t i = 0; i < 5; i++) {
		*keys.top = (struct dn_json_key){ .ptr = names[i],
			.len = strlen(names[i]), .sign = 7, .at = names[i] };
		ck_assert(!dn_json_key_repeats(&keys, 0));
		ck_assert(dn_json_keys_push(&keys));
	}
	ck_assert_ptr_null(dn_json_keys_repeat(&keys, keys.all));
	*keys.top = (struct dn_json_key){ .ptr = "abd", .len = 3, .sign = 7 };
	ck_assert(dn_json_key_repeats(&keys, 0));
	ck_assert(dn_json_keys_push(&keys));
	ck_assert_ptr_nonnull(dn_json_keys_repeat(&keys, keys.all));
	dn_json_keys_release(&keys);
}
END_TEST

/* Scan objects one after the other with one scanner: 0 or -1 of the last. */
static int
scan_all(const char *const *objects, size_t count, const char *const *fields,
    size_t field_count, struct dn_json_value *values, struct dn_err *err)
{
	static char text[256 + DN_JSON_PADDING];
	struct dn_json_fields *wanted = dn_json_fields_new(fields,
	    field_count, err);
	struct dn_json *json = dn_json_new(wanted, DN_JSON_STRICT);
	int failed = -1;

	ck_assert_ptr_nonnull(json);
	for (size_t i = 0; i < count; i++) {
		memset(text, 0, sizeof(text));
		memcpy(text, objects[i], strlen(objects[i]));
		*err = (struct dn_err)DN_ERR_INIT;
		failed = dn_json_scan(json, dn_span_of(text), values, err);
	}
	dn_json_free(json);
	dn_json_fields_free(wanted);
	return failed;
}

START_TEST(names_in_their_old_places_are_still_told_apart)
{
	static const char *const fields[] = { "ab", "/c/ab" };
	static const char *const cases[][3] = {
		/* What was there before; the object; ab and /c/ab of it. */
		{ "{\"ab\":1}", "{\"ab\":2}", "2|" },
		{ "{\"ab\":1}", "{\"abc\":2,\"ab\":3}", "3|" },
		{ "{\"abc\":1}", "{\"ab\":2}", "2|" },
		{ "{\"ab\":1}", "{\"a\":2}", "|" },
		{ "{\"ab\":1}", "{\"ab\" :2}", "2|" },
		{ "{\"ab\" :1}", "{ \"ab\":2}", "2|" },
		{ "{\"a\\u0062\":1}", "{\"a\\u0062\":2}", "2|" },
		{ "{\"ab\":1}", "{\"a\\u0062\":2}", "2|" },
		{ "{\"ab\":1,\"c\":{\"ab\":2}}",
		    "{\"c\":{\"ab\":3},\"ab\":4}", "4|3" },
		{ "{\"ab\":1,\"x\":{\"ab\":2}}",
		    "{\"x\":{\"ab\":3},\"c\":{\"ab\":5}}", "|5" },
		{ "{\"thirteenbytes\":1,\"ab\":7}",
		    "{\"thirteenbytes\":1,\"ab\":8}", "8|" },
		{ "{\"fourteen bytes\":1,\"ab\":7}",
		    "{\"fourteen bytez\":1,\"ab\":8}", "8|" },
		{ "{\"\":1,\"ab\":7}", "{\"\":1,\"ab\":8}", "8|" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct dn_err err = DN_ERR_INIT;
		struct dn_json_value values[2];
		char got[32];

		ck_assert_int_eq(scan_all(cases[i], 2, fields, 2, values,
		    &err), 0);
		snprintf(got, sizeof(got), "%.*s|%.*s",
		    (int)values[0].raw.len, values[0].raw.ptr,
		    (int)values[1].raw.len, values[1].raw.ptr);
		ck_assert_str_eq(got, cases[i][2]);
	}
}
END_TEST

START_TEST(names_in_their_old_places_may_repeat_nonetheless)
{
	/* Each place had the name, but in objects that were not the same. */
	static const char *const objects[] = { "{\"x\":1,\"a\":2}",
		"{\"a\":1}", "{\"a\":1,\"a\":2}" };
	static const char *const cut[] = { "{\"a\":1,\"b\":2}",
		"{\"a\":1,\"", "{\"a\":1," };
	static const char *const fields[] = { "a" };
	struct dn_err err = DN_ERR_INIT;
	struct dn_json_value value;

	ck_assert_int_eq(scan_all(objects, 3, fields, 1, &value, &err), -1);
	ck_assert_int_eq(err.code, DN_E_DUPLICATE_KEY);
	ck_assert_uint_eq(err.column, 8);
	for (size_t i = 2; i <= 3; i++) {
		ck_assert_int_eq(scan_all(cut, i, fields, 1, &value, &err),
		    -1);
		ck_assert_int_eq(err.code, DN_E_BAD_JSON);
		ck_assert_uint_eq(err.column, strlen(cut[i - 1]) + 1);
	}
}
END_TEST

DN_SUITE(jsonkeys,
    different_names_are_accepted_however_many,
    a_name_that_repeats_is_found_wherever_it_stands,
    of_several_repetitions_the_first_is_told,
    objects_within_objects_have_names_of_their_own,
    names_that_share_their_hash_are_told_apart_in_good_time,
    short_names_share_a_hash_only_if_equal,
    names_with_one_hash_are_still_compared,
    names_in_their_old_places_are_still_told_apart,
    names_in_their_old_places_may_repeat_nonetheless)
