/* SPDX-License-Identifier: MIT */
/* Words: where a text is cut where nobody says how. */
#include "model/words.h"

#include "suites.h"

/* The words of `text` with "|" between them are `want`. */
static void
cuts(const char *text, const char *want)
{
	struct dn_span word;
	struct dn_bytes out;
	size_t at = 0;

	dn_bytes_init(&out, SIZE_MAX / 2);
	while (dn_words_next(dn_span_of(text), &at, &word)) {
		if (out.len > 0)
			dn_bytes_add_byte(&out, '|');
		dn_bytes_add_span(&out, word);
	}
	ck_assert_str_eq(dn_bytes_text(&out), want);
	ck_assert_uint_eq(at, strlen(text));
	dn_bytes_release(&out);
}

START_TEST(words_are_cut_at_blanks_and_signs)
{
	cuts("", "");
	cuts(" \t\n", "");
	cuts("Hello, world.", "Hello|,|world|.");
	cuts("  EGFR-mediated (p53) ", "EGFR|-|mediated|(|p53|)");
	cuts("a\xc2\xa0" "b", "a|b");
	cuts("snake_case x:y", "snake_case|x|:|y");
}
END_TEST

START_TEST(signs_within_words_and_numbers_stay)
{
	cuts("don't U.S.A. 3.14 1,000, v1.2", "don't|U.S.A|.|3.14|1,000|,|"
	    "v1.2");
	cuts("I\xe2\x80\x99ve 'so'", "I\xe2\x80\x99ve|'|so|'");
	cuts("a,b 1'2", "a|,|b|1|'|2");
	cuts("York's, James' O'Shea", "York|'|s|,|James|'|O'Shea");
}
END_TEST

START_TEST(every_ideograph_is_a_word)
{
	cuts("\xe6\x88\x91\xe7\x88\xb1iPhone15\xe3\x80\x82",
	    "\xe6\x88\x91|\xe7\x88\xb1|iPhone15|\xe3\x80\x82");
	cuts("\xf0\xa0\x80\x80\xe3\x81\x82\xe3\x82\xab\xe3\x83\xa1",
	    "\xf0\xa0\x80\x80|\xe3\x81\x82|\xe3\x82\xab\xe3\x83\xa1");
}
END_TEST

START_TEST(what_is_joined_stays_together)
{
	cuts("e\xcc\x81t\xc3\xa9", "e\xcc\x81t\xc3\xa9");
	cuts("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb!",
	    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb|!");
	cuts("\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd\xf0\x9f\x91\x8d",
	    "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd|\xf0\x9f\x91\x8d");
	cuts("\xf0\x9f\x87\xa8\xf0\x9f\x87\xb3\xf0\x9f\x87\xa9\xf0\x9f\x87"
	    "\xaa", "\xf0\x9f\x87\xa8\xf0\x9f\x87\xb3|"
	    "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa");
	cuts("\xe0\xb8\xa0\xe0\xb8\xb2\xe0\xb8\xa9\xe0\xb8\xb2",
	    "\xe0\xb8\xa0\xe0\xb8\xb2\xe0\xb8\xa9\xe0\xb8\xb2");
}
END_TEST

START_TEST(ideographs_and_blanks_are_known)
{
	ck_assert(dn_words_ideograph(0x4e2d) && dn_words_ideograph(0x30ab));
	ck_assert(!dn_words_ideograph('a') && !dn_words_ideograph(0x3002));
	ck_assert(dn_words_blank(0xa0) && dn_words_blank('\n'));
	ck_assert(!dn_words_blank('-'));
}
END_TEST

DN_SUITE(words,
    words_are_cut_at_blanks_and_signs,
    signs_within_words_and_numbers_stay,
    every_ideograph_is_a_word,
    what_is_joined_stays_together,
    ideographs_and_blanks_are_known)
