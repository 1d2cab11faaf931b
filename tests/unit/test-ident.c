/* SPDX-License-Identifier: MIT */
/* Citizen numbers: form, birthday, check digit, and the mask. */
#include "core/ident.h"

#include "suites.h"

START_TEST(a_good_number_is_read_and_its_x_folded)
{
	char out[DN_IDENT_CITIZEN + 1];

	ck_assert_int_eq(dn_ident_citizen(DN_SPAN("11010519491231002X"), out),
	    DN_IDENT_GOOD);
	ck_assert_str_eq(out, "11010519491231002X");
	ck_assert_int_eq(dn_ident_citizen(DN_SPAN("11010519491231002x"), out),
	    DN_IDENT_GOOD);
	ck_assert_str_eq(out, "11010519491231002X");
	ck_assert_int_eq(dn_ident_citizen(DN_SPAN("440524188001010014"), out),
	    DN_IDENT_GOOD);
	ck_assert_str_eq(out, "440524188001010014");
}
END_TEST

START_TEST(what_is_wrong_is_told_apart)
{
	static const struct {
		const char *text;
		enum dn_ident verdict;
	} cases[] = {
		{ "", DN_IDENT_FORMAT },
		{ "P1", DN_IDENT_FORMAT },
		{ "110105491231002", DN_IDENT_FORMAT },
		{ "11010519491231002", DN_IDENT_FORMAT },
		{ "11010519491231002X1", DN_IDENT_FORMAT },
		{ "1101051949123100 X", DN_IDENT_FORMAT },
		{ "1101051949123100XX", DN_IDENT_FORMAT },
		{ "11010519491231002Y", DN_IDENT_FORMAT },
		{ "-1010519491231002X", DN_IDENT_FORMAT },
		{ "110105194902310021", DN_IDENT_DATE },
		{ "110105190002290021", DN_IDENT_DATE },
		{ "110105194900010021", DN_IDENT_DATE },
		{ "110105000001010021", DN_IDENT_DATE },
		{ "110105194912310021", DN_IDENT_CHECKSUM },
		{ "110105194912310020", DN_IDENT_CHECKSUM },
		{ "11010519491231003X", DN_IDENT_CHECKSUM }
	};
	char out[DN_IDENT_CITIZEN + 1] = "kept";
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_msg(dn_ident_citizen(dn_span_of(cases[i].text),
		    out) == cases[i].verdict, "%s", cases[i].text);
	ck_assert_str_eq(out, "kept");
}
END_TEST

START_TEST(each_digit_changed_is_found)
{
	static const char good[] = "440524188001010014";
	char text[sizeof(good)], out[DN_IDENT_CITIZEN + 1];
	size_t i;
	char digit;

	for (i = 0; i < DN_IDENT_CITIZEN; i++)
		for (digit = '0'; digit <= '9'; digit++) {
			memcpy(text, good, sizeof(good));
			text[i] = digit;
			ck_assert_int_eq(dn_ident_citizen(dn_span_of(text),
			    out) == DN_IDENT_GOOD, digit == good[i]);
		}
}
END_TEST

START_TEST(a_mask_shows_head_and_tail_alone)
{
	struct dn_bytes out;

	dn_bytes_init(&out, 100);
	dn_ident_mask(&out, DN_SPAN("11010519491231002X"), 6, 4);
	ck_assert_str_eq(dn_bytes_text(&out), "110105********002X");
	dn_bytes_clear(&out);
	dn_ident_mask(&out, DN_SPAN("abc"), 0, 0);
	dn_ident_mask(&out, DN_SPAN("abcd"), 1, 1);
	dn_ident_mask(&out, DN_SPAN("ab"), 1, 1);
	dn_ident_mask(&out, DN_SPAN(""), 1, 1);
	ck_assert_str_eq(dn_bytes_text(&out), "***a**d**");
	dn_bytes_release(&out);
}
END_TEST

START_TEST(each_long_number_of_a_text_is_masked)
{
	struct dn_bytes out;

	dn_bytes_init(&out, 100);
	dn_ident_mask_all(&out, DN_SPAN("a,11010519491231002x,"
	    "110105491231002;12345678901234 1"), 6, 4);
	ck_assert_str_eq(dn_bytes_text(&out), "a,110105********002x,"
	    "110105*****1002;12345678901234 1");
	dn_bytes_release(&out);
}
END_TEST

DN_SUITE(ident,
    a_good_number_is_read_and_its_x_folded,
    what_is_wrong_is_told_apart,
    each_digit_changed_is_found,
    a_mask_shows_head_and_tail_alone,
    each_long_number_of_a_text_is_masked)
