/* SPDX-License-Identifier: MIT */
/* Errors as values: texts that fit, places, codes and their statuses. */
#include "core/err.h"

#include <errno.h>
#include <string.h>

#include "core/utf8.h"
#include "suites.h"

START_TEST(setting_returns_minus_one_and_keeps_the_source)
{
	struct dn_err err = DN_ERR_INIT;

	err.source = "a.jsonl";
	ck_assert_int_eq(dn_err_set(&err, DN_E_USAGE, "bad %s %d", "x", 7), -1);
	ck_assert_int_eq(err.code, DN_E_USAGE);
	ck_assert_str_eq(err.text, "bad x 7");
	ck_assert_str_eq(err.source, "a.jsonl");
}
END_TEST

START_TEST(setting_again_forgets_the_former_place)
{
	struct dn_err err = DN_ERR_INIT;

	dn_err_set(&err, DN_E_BAD_JSON, "first");
	ck_assert_int_eq(dn_err_at(&err, 12, 3), -1);
	ck_assert_int_eq(dn_err_field(&err, "label", 5), -1);
	ck_assert_int_eq(dn_err_excerpt(&err, "{\0}", 3), -1);
	err.byte = 99;
	ck_assert_uint_eq(err.line, 12);
	ck_assert_uint_eq(err.column, 3);
	ck_assert_str_eq(err.field, "label");
	ck_assert_uint_eq(err.excerpt_len, 3);
	ck_assert_int_eq(memcmp(err.excerpt, "{\0}", 3), 0);
	dn_err_set(&err, DN_E_READ, "second");
	ck_assert_uint_eq(err.line, 0);
	ck_assert_uint_eq(err.column, 0);
	ck_assert_uint_eq(err.byte, 0);
	ck_assert_str_eq(err.field, "");
	ck_assert_uint_eq(err.excerpt_len, 0);
}
END_TEST

START_TEST(the_text_of_an_error_may_go_into_itself)
{
	struct dn_err err = DN_ERR_INIT;

	dn_err_set(&err, DN_E_BAD_JSON, "inner");
	dn_err_field(&err, "label", 5);
	dn_err_set(&err, DN_E_CONFIG, "%s of %s", err.text, err.field);
	ck_assert_str_eq(err.text, "inner of label");
}
END_TEST

START_TEST(long_texts_are_cut_at_a_character_for_every_length)
{
	char text[1200];
	size_t lead, at;

	for (lead = 0; lead < 300; lead++) {
		struct dn_err err = DN_ERR_INIT;

		memset(text, 'a', lead);
		for (at = lead; at + 4 < sizeof(text); at += 3)
			memcpy(text + at, "\xE4\xB8\xAD", 3);
		text[at] = '\0';
		dn_err_set(&err, DN_E_CONFIG, "%s", text);
		at = strlen(err.text);
		ck_assert_uint_lt(at, sizeof(err.text));
		ck_assert_uint_ge(at, sizeof(err.text) - 3);
		ck_assert_uint_eq(dn_utf8_floor(err.text, at), at);
		ck_assert_int_eq(memcmp(err.text, text, at), 0);
	}
}
END_TEST

START_TEST(the_reason_of_the_system_is_added_and_errno_kept)
{
	struct dn_err err = DN_ERR_INIT;

	errno = ENOSPC;
	ck_assert_int_eq(dn_err_system(&err, DN_E_WRITE, "%s", "out"), -1);
	ck_assert_int_eq(errno, ENOSPC);
	ck_assert_str_eq(err.text, "out: No space left on device");
	ck_assert_int_eq(err.code, DN_E_WRITE);
}
END_TEST

START_TEST(a_long_name_does_not_push_out_the_reason)
{
	struct dn_err err = DN_ERR_INIT;
	char name[600];
	const char *reason = ": No space left on device";

	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	errno = ENOSPC;
	dn_err_system(&err, DN_E_WRITE, "%s", name);
	ck_assert_uint_eq(strlen(err.text), sizeof(err.text) - 1);
	ck_assert_str_eq(err.text + strlen(err.text) - strlen(reason), reason);
}
END_TEST

START_TEST(an_unknown_errno_has_a_text_too)
{
	struct dn_err err = DN_ERR_INIT;

	errno = 98765;
	dn_err_system(&err, DN_E_SYSTEM, "odd");
	ck_assert_str_eq(err.text, "odd: Unknown error 98765");
}
END_TEST

START_TEST(field_and_excerpt_are_cut_at_a_character)
{
	struct dn_err err = DN_ERR_INIT;
	char text[200];
	size_t at;

	for (at = 0; at + 2 <= sizeof(text); at += 2)
		memcpy(text + at, "\xC3\xA9", 2);
	dn_err_field(&err, text, sizeof(text));
	ck_assert_uint_eq(strlen(err.field), 94);
	dn_err_field(&err, NULL, 0);
	ck_assert_str_eq(err.field, "");
	text[0] = 'a';
	dn_err_excerpt(&err, text, sizeof(text));
	ck_assert_uint_eq(err.excerpt_len, 80);
	dn_err_excerpt(&err, text + 1, 8);
	ck_assert_uint_eq(err.excerpt_len, 8);
	dn_err_excerpt(&err, NULL, 0);
	ck_assert_uint_eq(err.excerpt_len, 0);
}
END_TEST

START_TEST(a_full_buffer_of_hostile_bytes_is_copied_within_bounds)
{
	char bytes[200];
	size_t len, value;

	for (value = 0x7F; value < 0x100; value++) {
		memset(bytes, (int)value, sizeof(bytes));
		for (len = 0; len < sizeof(bytes); len++) {
			struct dn_err err = DN_ERR_INIT;

			dn_err_excerpt(&err, bytes, len);
			ck_assert_uint_le(err.excerpt_len, 80);
			dn_err_field(&err, bytes, len);
			ck_assert_uint_le(strlen(err.field), 95);
		}
	}
}
END_TEST

START_TEST(memory_has_its_code_and_text)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_err_memory(&err), -1);
	ck_assert_int_eq(err.code, DN_E_NO_MEMORY);
	ck_assert_str_eq(err.text, "out of memory");
}
END_TEST

START_TEST(every_code_has_a_name_of_its_own_a_meaning_and_a_status)
{
	const char *letters = "abcdefghijklmnopqrstuvwxyz0123456789-_";
	enum dn_code code, other;

	ck_assert_int_eq(dn_code_status(DN_E_NONE), 0);
	for (code = DN_E_NONE + 1; code < DN_E_COUNT; code++) {
		const char *name = dn_code_name(code);

		ck_assert_uint_eq(strspn(name, letters), strlen(name));
		ck_assert_uint_gt(strlen(dn_code_meaning(code)), 3);
		ck_assert_int_ge(dn_code_status(code), 2);
		ck_assert_int_le(dn_code_status(code), 4);
		for (other = DN_E_NONE; other < code; other++)
			ck_assert_str_ne(dn_code_name(other), name);
	}
	ck_assert_str_eq(dn_code_name(DN_E_BAD_JSON), "bad-json");
	ck_assert_int_eq(dn_code_status(DN_E_BAD_JSON), 3);
	ck_assert_int_eq(dn_code_status(DN_E_USAGE), 2);
	ck_assert_int_eq(dn_code_status(DN_E_WRITE), 4);
}
END_TEST

DN_SUITE(err,
    setting_returns_minus_one_and_keeps_the_source,
    setting_again_forgets_the_former_place,
    the_text_of_an_error_may_go_into_itself,
    long_texts_are_cut_at_a_character_for_every_length,
    the_reason_of_the_system_is_added_and_errno_kept,
    a_long_name_does_not_push_out_the_reason,
    an_unknown_errno_has_a_text_too,
    field_and_excerpt_are_cut_at_a_character,
    a_full_buffer_of_hostile_bytes_is_copied_within_bounds,
    memory_has_its_code_and_text,
    every_code_has_a_name_of_its_own_a_meaning_and_a_status)
