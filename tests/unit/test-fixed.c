/* SPDX-License-Identifier: MIT */
/* Decimals of few digits are as exact decimals are. */
#include "model/fixed.h"

#include <stdio.h>

#include "model/decimal.h"
#include "suites.h"

/* Scan `text`: it must be one, and leave `rest`. */
static struct dn_fixed
scan(const char *text, const char *rest)
{
	const char *at = text;
	struct dn_fixed number = { 0, 0 };

	ck_assert_msg(dn_fixed_scan(&at, text + strlen(text), &number),
	    "%s", text);
	ck_assert_str_eq(at, rest);
	return number;
}

static void
writes(struct dn_fixed number, const char *want)
{
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	dn_fixed_write(&out, number);
	ck_assert_str_eq(dn_bytes_text(&out), want);
	dn_bytes_release(&out);
}

START_TEST(what_is_scanned_is_written_the_same)
{
	static const char *const texts[] = { "0", "1", "-1", "10", "0.5",
		"-0.50", "12.30", "0.0", "0.00000000000", "99999999999999",
		"-99999999999999", "9.9999999999999", "-0.0000000000001",
		"1234567", "12345678", "123456.7", "12345.67", "-1234.567" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		writes(scan(texts[i], ""), texts[i]);
	writes(scan("7]", "]"), "7");
	writes(scan("7.5e1", "e1"), "7.5");
	writes(scan("123456789012345", "5"), "12345678901234");
}
END_TEST

START_TEST(it_does_not_matter_what_follows)
{
	static const char *const texts[] = { "0", "-7", "20.48", "640",
		"-0.25", "1234567", "12345.6", "12345678", "1.2345678" };
	char text[40];

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		snprintf(text, sizeof(text), "%s</xmin>\n", texts[i]);
		writes(scan(text, "</xmin>\n"), texts[i]);
		snprintf(text, sizeof(text), "%s,-1.5,7]", texts[i]);
		writes(scan(text, ",-1.5,7]"), texts[i]);
	}
}
END_TEST

START_TEST(other_spellings_are_left_to_others)
{
	static const char *const texts[] = { "", "-", "+1", "01", "-01", "00",
		".5", "5.", "-0", "-0.0", " 1", "x", "12345678901234.5",
		"-.", "--1" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *at = texts[i];
		struct dn_fixed number;

		char text[40];

		ck_assert_msg(!dn_fixed_scan(&at, at + strlen(at), &number),
		    "%s", texts[i]);
		ck_assert_ptr_eq(at, texts[i]);
		snprintf(text, sizeof(text), "%s</xmin>\n", texts[i]);
		at = text;
		ck_assert_msg(!dn_fixed_scan(&at, at + strlen(at), &number),
		    "%s", text);
	}
}
END_TEST

START_TEST(scanning_ends_at_the_end)
{
	const char *text = "12.34", *at;
	struct dn_fixed number;

	for (size_t len = 0; len <= 5; len++) {
		at = text;
		ck_assert_int_eq(dn_fixed_scan(&at, text + len, &number),
		    len != 0 && len != 3);
		if (len != 0 && len != 3)
			ck_assert_ptr_eq(at, text + len);
	}
}
END_TEST

START_TEST(numbers_are_shifted_and_widened_as_decimals_are)
{
	static const char *const texts[] = { "0", "-1", "2.5", "-0.25",
		"99999999999999", "0.0000000000001", "640.125" };
	char want[DN_DECIMAL_TEXT];
	struct dn_decimal value;
	struct dn_fixed number;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		for (int by = -1; by <= 1; by++) {
			ck_assert(dn_decimal_read(dn_span_of(texts[i]),
			    &value));
			ck_assert(dn_decimal_add(value, dn_decimal_of(by),
			    &value));
			dn_decimal_write(value, want);
			writes(dn_fixed_shift(scan(texts[i], ""), by), want);
		}
	number = scan("-2.5", "");
	ck_assert(dn_fixed_widen(&number, 3));
	writes(number, "-2.500");
	ck_assert(dn_fixed_widen(&number, DN_FIXED_DIGITS));
	writes(number, "-2.50000000000000");
	number = scan("11", "");
	ck_assert(!dn_fixed_widen(&number, DN_FIXED_DIGITS));
	number = scan("-99999999999999", "");
	ck_assert(dn_fixed_widen(&number, 1));
	writes(number, "-99999999999999.0");
	ck_assert(!dn_fixed_widen(&number, 3));
}
END_TEST

DN_SUITE(fixed,
    what_is_scanned_is_written_the_same,
    it_does_not_matter_what_follows,
    other_spellings_are_left_to_others,
    scanning_ends_at_the_end,
    numbers_are_shifted_and_widened_as_decimals_are)
