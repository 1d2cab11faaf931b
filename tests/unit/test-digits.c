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

Suite *
digits_suite(void)
{
	Suite *suite = suite_create("digits");
	TCase *tcase = tcase_create("digits");

	tcase_add_test(tcase, digits_are_those_that_printf_writes);
	tcase_add_test(tcase,
	    numbers_of_any_length_are_spelled_without_zeros_ahead);
	suite_add_tcase(suite, tcase);
	return suite;
}
