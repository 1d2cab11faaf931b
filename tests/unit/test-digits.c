/* SPDX-License-Identifier: MIT */
/* Eight digits in a word beside what printf writes. */
#include "core/digits.h"

#include <check.h>
#include <stdio.h>

#include "suites.h"

static void
try(uint32_t number)
{
	char wanted[16], text[9] = "";
	uint64_t digits = dn_digits_of(number);
	unsigned idle = 0;

	snprintf(wanted, sizeof(wanted), "%08u", (unsigned)number);
	dn_digits_write(digits, text);
	ck_assert_str_eq(text, wanted);
	while (idle < 8 && wanted[7 - idle] == '0')
		idle++;
	ck_assert_uint_eq(dn_digits_idle(digits), idle);
}

START_TEST(digits_are_those_that_printf_writes)
{
	for (uint32_t number = 0; number < 20000; number++)
		try(number);
	for (uint32_t number = 0; number < DN_DIGITS_MOST; number += 2477)
		try(number);
	for (uint32_t number = 0; number < DN_DIGITS_MOST; number += 10000) {
		try(number);
		try(number + 9999);
	}
}
END_TEST

static void
spell(uint64_t number)
{
	char wanted[DN_DIGITS_ROOM], text[DN_DIGITS_ROOM + 1];
	size_t count = dn_digits_spell(number, text);

	text[count] = '\0';
	snprintf(wanted, sizeof(wanted), "%llu", (unsigned long long)number);
	ck_assert_str_eq(text, number == 0 ? "" : wanted);
}

START_TEST(numbers_of_any_length_are_spelled_without_zeros_ahead)
{
	uint64_t power = 1;

	for (int digits = 1; digits <= 20; digits++, power *= 10) {
		spell(power - 1);
		spell(power);
		spell(power + 1);
		spell(power / 7 * 9);
	}
	for (uint64_t number = 0; number < 100000; number++)
		spell(number);
	spell(UINT64_MAX);
}
END_TEST

/* It is read as `number` / 10^`scale`, of `len` bytes; 0: not at all. */
static void
read_back(const char *text, unsigned len, uint32_t number, unsigned scale)
{
	uint32_t got = 0;
	unsigned places = 0;

	ck_assert_msg(dn_digits_read(text, &got, &places) == len, "%s", text);
	if (len == 0)
		return;
	ck_assert_msg(got == number && places == scale, "%s: %u, %u", text,
	    (unsigned)got, places);
}

START_TEST(decimals_that_end_within_eight_bytes_are_read)
{
	char text[40];

	for (uint32_t number = 0; number < 10000000; number += number < 20000 ?
	    1 : 4999)
		for (unsigned places = 0; places < 7; places++) {
			uint32_t power = 1;
			int len;

			for (unsigned i = 0; i < places; i++)
				power *= 10;
			len = places == 0 ?
			    snprintf(text, sizeof(text), "%u",
			    (unsigned)number) : snprintf(text, sizeof(text),
			    "%u.%0*u", (unsigned)(number / power),
			    (int)places, (unsigned)(number % power));
			memcpy(text + len, "</x1>\n\t", 8);
			read_back(text, len < 8 ? (unsigned)len : 0, number,
			    places);
		}
	read_back("0.50,1.5", 4, 50, 2);
	read_back("7\x80\xff\x30\x39....", 1, 7, 0);
	read_back("1.2.3...", 3, 12, 1);
}
END_TEST

START_TEST(what_goes_on_or_is_spelt_otherwise_is_left_to_others)
{
	static const char *const texts[] = { "12345678", "1234567.",
		"123456.7", "1.234567", "", "-1......", "+1......", ".5......",
		"5.</x1>.", "00......", "01......", "00.5....", "</x1>...",
		"\xb0\xb1\xb2...." };
	char text[16];

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		memset(text, 0, sizeof(text));
		memcpy(text, texts[i], strlen(texts[i]));
		read_back(text, 0, 0, 0);
	}
}
END_TEST

Suite *
digits_suite(void)
{
	Suite *suite = suite_create("digits");
	TCase *tcase = tcase_create("digits");

	tcase_add_test(tcase, digits_are_those_that_printf_writes);
	tcase_add_test(tcase,
	    numbers_of_any_length_are_spelled_without_zeros_ahead);
	tcase_add_test(tcase, decimals_that_end_within_eight_bytes_are_read);
	tcase_add_test(tcase,
	    what_goes_on_or_is_spelt_otherwise_is_left_to_others);
	suite_add_tcase(suite, tcase);
	return suite;
}
