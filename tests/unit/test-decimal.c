/* SPDX-License-Identifier: MIT */
/* Exact decimals: every digit is kept, what does not fit is refused. */
#include "model/decimal.h"

#include <stdio.h>

#include "suites.h"

/* The text of what `text` is read as, or "refused". */
static const char *
reread(const char *text)
{
	static char out[DN_DECIMAL_TEXT];
	struct dn_decimal value;

	if (!dn_decimal_read(dn_span_of(text), &value))
		return "refused";
	ck_assert_uint_eq(dn_decimal_write(value, out), strlen(out));
	return out;
}

START_TEST(digits_are_kept_as_they_stand)
{
	static const char *const same[] = { "0", "1", "-1", "540.0", "0.10",
		"-0.05", "12345678901234567890.123456789012345", "0.000",
		"999999999999999999999999999999999999",
		"0.999999999999999999999999999999999999" };
	size_t i;

	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		ck_assert_str_eq(reread(same[i]), same[i]);
}
END_TEST

START_TEST(numbers_of_any_length_come_back)
{
	static const char digits[] = "987654321012345678909876543210123456";

	for (int len = 1; len <= DN_DECIMAL_DIGITS; len++)
		for (int part = 0; part < len; part++) {
			struct dn_decimal value, twice;
			char text[DN_DECIMAL_TEXT], out[DN_DECIMAL_TEXT];

			snprintf(text, sizeof(text), part > 0 ? "-%.*s.%.*s" :
			    "-%.*s", len - part, digits, part, digits + len -
			    part);
			ck_assert(dn_decimal_read(dn_span_of(text), &value));
			ck_assert_uint_eq(dn_decimal_write(value, out),
			    strlen(text));
			ck_assert_str_eq(out, text);
			ck_assert_int_eq(dn_decimal_add(value, value, &twice),
			    len < DN_DECIMAL_DIGITS);
			snprintf(text, sizeof(text), "-%.*s", len - part,
			    digits);
			value = dn_decimal_round(value);
			dn_decimal_write(value, out);
			if (part == 0 || digits[len - part] < '5')
				ck_assert_str_eq(out, text);
			else
				ck_assert_str_ne(out, text);
		}
}
END_TEST

START_TEST(other_spellings_are_understood)
{
	static const char *const pairs[][2] = { { " 81 ", "81" },
		{ "\n\t5\r\n", "5" }, { "+5", "5" }, { "5.", "5" },
		{ ".5", "0.5" }, { "-.5", "-0.5" }, { "007", "7" },
		{ "1e3", "1000" }, { "1.50E+1", "15.0" }, { "15e-1", "1.5" },
		{ "-0", "0" }, { "0e999999999999", "0" }, { "1e35",
		"100000000000000000000000000000000000" } };
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		ck_assert_str_eq(reread(pairs[i][0]), pairs[i][1]);
}
END_TEST

START_TEST(what_is_no_number_is_refused)
{
	static const char *const wrong[] = { "", " ", ".", "-", "+", "e1",
		"1e", "1e+", "NaN", "inf", "-Infinity", "0x10", "1,5", "1 2",
		"--1", "1.2.3", "1e1.5", "12px",
		"1000000000000000000000000000000000000",
		"0.0000000000000000000000000000000000001", "1e36", "1e-37",
		"1e99999999999999999999" };
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_str_eq(reread(wrong[i]), "refused");
	ck_assert(!dn_decimal_read((struct dn_span){ NULL, 0 }, NULL));
}
END_TEST

START_TEST(a_shift_there_and_back_gives_the_same_text)
{
	static const char *const texts[] = { "0.1", "5.5", "540.0", "-3.25",
		"0.30000000000000004", "695.1853359360001", "99999.999" };
	struct dn_decimal one = dn_decimal_of(1), value;
	char out[DN_DECIMAL_TEXT];
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		ck_assert(dn_decimal_read(dn_span_of(texts[i]), &value));
		ck_assert(dn_decimal_subtract(value, one, &value));
		ck_assert(dn_decimal_add(value, one, &value));
		dn_decimal_write(value, out);
		ck_assert_str_eq(out, texts[i]);
	}
}
END_TEST

START_TEST(sums_take_the_larger_scale)
{
	struct dn_decimal a, b, sum;
	char out[DN_DECIMAL_TEXT];

	ck_assert(dn_decimal_read(DN_SPAN("5.50"), &a));
	ck_assert(dn_decimal_read(DN_SPAN("-7"), &b));
	ck_assert(dn_decimal_add(a, b, &sum));
	dn_decimal_write(sum, out);
	ck_assert_str_eq(out, "-1.50");
	ck_assert(dn_decimal_subtract(b, a, &sum));
	dn_decimal_write(sum, out);
	ck_assert_str_eq(out, "-12.50");
}
END_TEST

START_TEST(a_sum_that_does_not_fit_is_refused)
{
	struct dn_decimal big, small, sum;

	ck_assert(dn_decimal_read(
	    DN_SPAN("999999999999999999999999999999999999"), &big));
	ck_assert(dn_decimal_read(DN_SPAN("0.1"), &small));
	ck_assert(!dn_decimal_add(big, small, &sum));
	ck_assert(!dn_decimal_add(small, big, &sum));
	ck_assert(!dn_decimal_add(big, dn_decimal_of(1), &sum));
	ck_assert(!dn_decimal_subtract(dn_decimal_of(-1), big, &sum));
	ck_assert(dn_decimal_subtract(big, dn_decimal_of(1), &sum));
}
END_TEST

START_TEST(equal_numbers_are_equal_at_any_scale)
{
	struct dn_decimal a, b;

	ck_assert(dn_decimal_read(DN_SPAN("7.00"), &a));
	ck_assert(dn_decimal_equal(a, dn_decimal_of(7)));
	ck_assert(dn_decimal_read(DN_SPAN("-0.0"), &b));
	ck_assert(dn_decimal_equal(b, dn_decimal_of(0)));
	ck_assert(!dn_decimal_equal(a, b));
	ck_assert(dn_decimal_read(DN_SPAN("7.01"), &b));
	ck_assert(!dn_decimal_equal(a, b));
	ck_assert(dn_decimal_read(DN_SPAN("70"), &b));
	ck_assert(!dn_decimal_equal(a, b));
}
END_TEST

START_TEST(random_sums_agree_with_integers)
{
	uint64_t state = 3;
	int i;

	for (i = 0; i < 2000; i++) {
		int64_t x = (int64_t)(suite_next(&state) % 2000001) - 1000000;
		int64_t y = (int64_t)(suite_next(&state) % 2000001) - 1000000;
		struct dn_decimal a = { x, 3 }, b = { y, 3 }, sum;

		ck_assert(dn_decimal_add(a, b, &sum));
		ck_assert(dn_decimal_equal(sum,
		    (struct dn_decimal){ (x + y) * 10, 4 }));
	}
}
END_TEST

START_TEST(products_are_exact_and_trimmed_on_demand)
{
	struct dn_decimal a, b, product, most = { 1, 0 };
	char text[DN_DECIMAL_TEXT];
	int i;

	ck_assert(dn_decimal_read(DN_SPAN("0.123456"), &a));
	ck_assert(dn_decimal_multiply(a, dn_decimal_of(640), &product));
	dn_decimal_write(product, text);
	ck_assert_str_eq(text, "79.011840");
	dn_decimal_write(dn_decimal_trim(product), text);
	ck_assert_str_eq(text, "79.01184");
	ck_assert(dn_decimal_read(DN_SPAN("-12.50"), &b));
	ck_assert(dn_decimal_multiply(b, b, &product));
	dn_decimal_write(dn_decimal_trim(product), text);
	ck_assert_str_eq(text, "156.25");
	for (i = 0; i < 18; i++)
		most.units *= 10;
	ck_assert(!dn_decimal_multiply(most, most, &product));
	most.scale = 20;
	ck_assert(!dn_decimal_multiply(most, most, &product));
}
END_TEST

START_TEST(whole_numbers_are_the_nearest_ones)
{
	static const char *const rows[][2] = { { "7", "7" }, { "7.0", "7" },
		{ "7.49", "7" }, { "7.5", "8" }, { "-7.5", "-8" },
		{ "-7.499", "-7" }, { "0.4", "0" }, { "-0.4", "0" },
		{ "0.09", "0" }, { "99.95", "100" } };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dn_decimal value;
		char text[DN_DECIMAL_TEXT];

		ck_assert(dn_decimal_read(dn_span_of(rows[i][0]), &value));
		dn_decimal_write(dn_decimal_round(value), text);
		ck_assert_str_eq(text, rows[i][1]);
	}
}
END_TEST

DN_SUITE(decimal,
    digits_are_kept_as_they_stand,
    numbers_of_any_length_come_back,
    other_spellings_are_understood,
    what_is_no_number_is_refused,
    a_shift_there_and_back_gives_the_same_text,
    sums_take_the_larger_scale,
    a_sum_that_does_not_fit_is_refused,
    equal_numbers_are_equal_at_any_scale,
    random_sums_agree_with_integers,
    products_are_exact_and_trimmed_on_demand,
    whole_numbers_are_the_nearest_ones)
