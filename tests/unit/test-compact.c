/* SPDX-License-Identifier: MIT */
/* White space leaves JSON texts, but never their strings. */
#include "formats/compact.h"

#include "suites.h"

/* The text without its white space, both ways of asking. */
static void
check(const char *text, const char *want)
{
	struct dn_bytes out;
	char copy[200];
	size_t len = strlen(text);

	ck_assert_uint_lt(len, sizeof(copy));
	memcpy(copy, text, len);
	len = dn_compact(copy, len);
	ck_assert_uint_eq(len, strlen(want));
	ck_assert_int_eq(memcmp(copy, want, len), 0);
	dn_bytes_init(&out, SIZE_MAX);
	dn_bytes_add_text(&out, "x");
	dn_compact_add(&out, dn_span_of(text));
	ck_assert_str_eq(dn_bytes_text(&out) + 1, want);
	dn_bytes_release(&out);
}

START_TEST(only_space_between_tokens_goes)
{
	check("", "");
	check(" \t\r\n", "");
	check("{ \"a b\" : [ 1 ,\n\t2.50e1 ] }\r\n", "{\"a b\":[1,2.50e1]}");
	check("[\"\\\" \\\\\" , \" \\n\"]", "[\"\\\" \\\\\",\" \\n\"]");
	check("\"\xc2\xa0\xe3\x80\x80 \"", "\"\xc2\xa0\xe3\x80\x80 \"");
}
END_TEST

START_TEST(space_is_found_wherever_it_stands)
{
	char text[80], want[80];

	for (size_t len = 1; len < sizeof(text) - 1; len++)
		for (size_t at = 0; at < len; at++) {
			memset(text, '1', sizeof(text));
			memset(want, '1', sizeof(want));
			text[len] = want[len - 1] = '\0';
			text[at] = " \t\n\r"[at % 4];
			check(text, want);
		}
}
END_TEST

START_TEST(texts_that_are_no_json_end_well)
{
	check("\"open ", "\"open ");
	check("\"open\\", "\"open\\");
	check("\"", "\"");
	check("\\ \" \\\" ", "\\\" \\\" ");
}
END_TEST

DN_SUITE(compact,
    only_space_between_tokens_goes,
    space_is_found_wherever_it_stands,
    texts_that_are_no_json_end_well)
