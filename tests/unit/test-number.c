/* SPDX-License-Identifier: MIT */
/* Numbers: shortest texts, exact reading, equality of any length. */
#include "io/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "suites.h"

static const char *
written(double value)
{
	static char text[DN_NUMBER_TEXT];

	ck_assert_uint_eq(dn_number_write(value, text), strlen(text));
	return text;
}

static double
of_bits(uint64_t bits)
{
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

static bool
is_same(double a, double b)
{
	return memcmp(&a, &b, sizeof(a)) == 0;
}

START_TEST(ordinary_numbers_are_written_without_exponent)
{
	static const struct {
		double value;
		const char *text;
	} cases[] = {
		{ 0, "0" }, { 1, "1" }, { -1, "-1" }, { 10, "10" },
		{ 12.5, "12.5" }, { 640.25, "640.25" }, { 0.1, "0.1" },
		{ 0.1 + 0.2, "0.30000000000000004" }, { 1.0 / 3,
		"0.3333333333333333" }, { 2.0 / 3, "0.6666666666666666" },
		{ 100, "100" }, { 1e20, "100000000000000000000" },
		{ 1.5e20, "150000000000000000000" }, { 123456789012345680000.0,
		"123456789012345680000" }, { 999999999999999900000.0,
		"999999999999999900000" }, { 0.000001, "0.000001" },
		{ 0.0000012345678901234567, "0.0000012345678901234567" },
		{ 9007199254740991, "9007199254740991" },
		{ 9007199254740992, "9007199254740992" },
		{ 9007199254740994, "9007199254740994" },
		{ 4503599627370495.5, "4503599627370495.5" },
		{ 2251799813685247.75, "2251799813685247.8" },
		{ 1125899906842624.25, "1125899906842624.2" },
		{ 0.5, "0.5" }, { 3.14159, "3.14159" },
		{ 1e15, "1000000000000000" },
		{ 99999999999999.99, "99999999999999.98" },
		{ 0.009999999999999999, "0.009999999999999998" },
	};
	size_t at;

	for (at = 0; at < sizeof(cases) / sizeof(cases[0]); at++)
		ck_assert_str_eq(written(cases[at].value), cases[at].text);
	ck_assert_str_eq(written(-0.0), "-0");
	ck_assert_str_eq(written(-12.5), "-12.5");
}
END_TEST

START_TEST(the_very_large_and_small_have_an_exponent)
{
	static const struct {
		double value;
		const char *text;
	} cases[] = {
		{ 1e21, "1e+21" }, { 1.5e21, "1.5e+21" }, { 1e22, "1e+22" },
		{ 1e23, "1e+23" }, { 1e-7, "1e-7" }, { 1.5e-7, "1.5e-7" },
		{ 1e100, "1e+100" }, { DBL_MAX, "1.7976931348623157e+308" },
		{ DBL_MIN, "2.2250738585072014e-308" }, { 5e-324, "5e-324" },
		{ 2e-323, "2e-323" }, { 2.225073858507201e-308,
		"2.225073858507201e-308" }, { 9.5367431640625e-7,
		"9.5367431640625e-7" },
		/* Powers of two whose nearest 16 digits do not read back. */
		{ 0x1p-44, "5.684341886080802e-14" },
		{ 0x1p-24, "5.960464477539063e-8" },
		{ 0x1p+89, "6.189700196426902e+26" },
		{ 0x1p-1074, "5e-324" },
		{ 0x1p-1021, "4.450147717014403e-308" },
		{ 9007199254740993e3, "9007199254740993000" },
	};
	size_t at;

	for (at = 0; at < sizeof(cases) / sizeof(cases[0]); at++)
		ck_assert_str_eq(written(cases[at].value), cases[at].text);
}
END_TEST

START_TEST(what_is_not_finite_is_not_written)
{
	char text[DN_NUMBER_TEXT] = "x";

	ck_assert_uint_eq(dn_number_write(NAN, text), 0);
	ck_assert_str_eq(text, "");
	ck_assert_uint_eq(dn_number_write(INFINITY, text), 0);
	ck_assert_uint_eq(dn_number_write(-INFINITY, text), 0);
}
END_TEST

/* Digits from first to last that is not 0, by which shortness is judged. */
static size_t
count_digits(const char *text)
{
	size_t count = 0, zeros = 0;

	for (; *text != '\0' && *text != 'e'; text++) {
		if (*text == '0' && count > 0)
			zeros++;
		if (*text >= '1' && *text <= '9') {
			count += zeros + 1;
			zeros = 0;
		}
	}
	return count;
}

/*
 * That it reads back, that no fewer digits of printf do, and that of as many
 * digits none is nearer: printf's are the nearest of their number.
 */
static void
check_shortest(double value)
{
	char text[DN_NUMBER_TEXT], trial[64];
	size_t len = dn_number_write(value, text), count;
	double back = 0;
	int digits;

	ck_assert_uint_gt(len, 0);
	ck_assert_uint_lt(len, DN_NUMBER_TEXT);
	ck_assert(is_same(strtod(text, NULL), value));
	ck_assert(dn_number_read(dn_span_of(text), &back));
	ck_assert(is_same(back, value));
	count = count_digits(text);
	for (digits = 1; digits < (int)count; digits++) {
		snprintf(trial, sizeof(trial), "%.*e", digits - 1, value);
		ck_assert_msg(!is_same(strtod(trial, NULL), value), "%s", text);
	}
	snprintf(trial, sizeof(trial), "%.*e", (int)count - 1, value);
	if (is_same(strtod(trial, NULL), value) && count == 17)
		ck_assert_msg(dn_number_equal(dn_span_of(text),
		    dn_span_of(trial)), "%s %s", text, trial);
}

START_TEST(random_doubles_are_written_shortest)
{
	uint64_t state = 11;
	size_t round;

	for (round = 0; round < 5000; round++) {
		double value = of_bits(suite_next(&state));

		if (isfinite(value) && value != 0)
			check_shortest(value);
	}
}
END_TEST

START_TEST(random_coordinates_are_written_shortest)
{
	uint64_t state = 12;
	size_t round;

	for (round = 0; round < 5000; round++) {
		uint64_t number = suite_next(&state) >>
		    suite_next(&state) % 64;
		double tens = pow(10, (double)(suite_next(&state) % 20));

		if (number == 0)
			continue;
		check_shortest((double)number / tens);
		check_shortest(-(double)number / 640);
		check_shortest((double)number * 0x1p-53);
		check_shortest((double)number * 0x1p-80);
	}
}
END_TEST

START_TEST(powers_of_two_and_their_neighbours_are_written_shortest)
{
	uint64_t field;

	for (field = 0; field < 2047; field++) {
		uint64_t bits = field << 52;

		if (field > 0)
			check_shortest(of_bits(bits));
		check_shortest(of_bits(bits + 1));
		check_shortest(of_bits(bits + 2));
		check_shortest(of_bits(bits + (UINT64_C(1) << 52) - 1));
	}
}
END_TEST

START_TEST(powers_of_ten_are_written_with_one_digit)
{
	char text[32];
	int power;

	for (power = -323; power <= 308; power++) {
		snprintf(text, sizeof(text), "1e%d", power);
		ck_assert_uint_eq(count_digits(written(strtod(text, NULL))), 1);
		check_shortest(strtod(text, NULL));
	}
}
END_TEST

START_TEST(up_to_15_digits_come_back_as_they_were)
{
	uint64_t state = 13;
	char text[64];
	double value;
	size_t round;

	for (round = 0; round < 30000; round++) {
		uint64_t number = suite_next(&state) %
		    UINT64_C(1000000000000000);
		int places = (int)(suite_next(&state) % 7);

		snprintf(text, sizeof(text), "%llu.%0*llu1",
		    (unsigned long long)(number >> 20), places,
		    (unsigned long long)(number & 0xFFFFF) %
		    (unsigned long long)pow(10, places));
		if (strlen(text) > 16)
			continue;
		ck_assert(dn_number_read(dn_span_of(text), &value));
		ck_assert_str_eq(written(value), text);
	}
}
END_TEST

START_TEST(only_the_grammar_of_json_is_read)
{
	const char *const bad[] = { "", "-", "+1", "01", "-01", "00", ".5",
		"1.", "1.e5", "1e", "1e+", "1e-", "e5", "0x1", " 1", "1 ",
		"1,5", "Infinity", "NaN", "nan", "inf", "--1", "1-", "1e5.5",
		"1_0", "1f", "-.5", "1e5e5", "\xD9\xA1" };
	const char *const good[] = { "0", "-0", "0.0", "10", "1.5e5", "1E+5",
		"1e-5", "0e0", "-0.0e-0", "1e0005", "0.10" };
	double value = 7;
	int64_t whole = 7;
	size_t at;

	for (at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
		struct dn_span text = dn_span_of(bad[at]);

		ck_assert_msg(!dn_number_read(text, &value), "%s", bad[at]);
		ck_assert(!dn_number_read_int(text, &whole));
		ck_assert(!dn_number_equal(text, text));
	}
	ck_assert(!dn_number_read(DN_SPAN("1\0"), &value));
	ck_assert(!dn_number_read(dn_span_of(NULL), &value));
	ck_assert(value == 7 && whole == 7);
	for (at = 0; at < sizeof(good) / sizeof(good[0]); at++) {
		ck_assert(dn_number_read(dn_span_of(good[at]), &value));
		ck_assert(is_same(value, strtod(good[at], NULL)));
	}
}
END_TEST

START_TEST(reading_stops_at_the_end_of_the_span)
{
	double value;
	int64_t whole;
	char *text = malloc(2);

	memcpy(text, "12", 2);
	ck_assert(dn_number_read((struct dn_span){ text, 2 }, &value));
	ck_assert(value == 12);
	ck_assert(dn_number_read_int((struct dn_span){ text, 1 }, &whole));
	ck_assert_int_eq(whole, 1);
	free(text);
}
END_TEST

START_TEST(a_list_of_numbers_is_taken_as_each_is_read)
{
	static const struct {
		const char *text;
		bool good;
	} rows[] = {
		{ "0", true }, { "-0", true }, { "190 ", true },
		{ "-2.25e-1", true }, { " 1E+2\n", true }, { "0.1.2", false },
		{ "01", false }, { "-", false }, { "", false },
		{ "x", false }, { "1.", false }, { "1.x", false },
		{ ".5", false }, { "1e", false }, { "1e999", false },
		{ "9007199254740993", true }, { "12345678901234567890", true },
		{ "0.12345678901234567890123456789", true },
		{ "99999999999999999999999999999999999999999", true },
		{ "1-2", false }, { "1 2", false }, { "1,2", false },
		{ "[1]", false }, { "null", false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char list[60];
		double value = 7, want = 8;
		const char *text = rows[i].text, *end;

		snprintf(list, sizeof(list), "[%s],", text);
		end = dn_number_take_list(list, list + strlen(list) - 1,
		    &value, 1);
		ck_assert_msg((end != NULL) == rows[i].good, "%s", text);
		if (end == NULL)
			continue;
		ck_assert_ptr_eq(end, list + strlen(list) - 1);
		text += strspn(text, " ");
		ck_assert(dn_number_read((struct dn_span){ text,
		    strcspn(text, " \n") }, &want));
		ck_assert_int_eq(memcmp(&value, &want, sizeof(value)), 0);
	}
}
END_TEST

START_TEST(a_list_has_just_as_many_numbers)
{
	static const char list[] = "[1, 2.5 ,-3,4]";
	const char *end = list + sizeof(list) - 1;
	double values[5];

	ck_assert_ptr_eq(dn_number_take_list(list, end, values, 4), end);
	ck_assert(values[0] == 1 && values[1] == 2.5 && values[2] == -3 &&
	    values[3] == 4);
	ck_assert_ptr_null(dn_number_take_list(list, end, values, 3));
	ck_assert_ptr_null(dn_number_take_list(list, end, values, 5));
}
END_TEST

/* With room behind them and without they are read in two ways. */
START_TEST(short_numbers_are_taken_as_they_are_read)
{
	static const char letters[] = "00123456789..--,]eE+ ";
	uint64_t state = 9, taken = 0;

	for (int round = 0; round < 500000; round++) {
		char text[24];
		size_t len = 1 + suite_next(&state) % 10;
		double value = -1, want = -2;
		const char *end, *number;

		memset(text, ']', sizeof(text));
		text[0] = '[';
		for (size_t i = 1; i <= len; i++)
			text[i] = letters[suite_next(&state) % (i % 3 == 1 ?
			    sizeof(letters) - 1 : 11)];
		end = dn_number_take_list(text, text + (round % 2 == 0 ?
		    sizeof(text) : len + 2), &value, 1);
		number = text + 1 + strspn(text + 1, " ");
		len = strspn(number, "0123456789.-+eE");
		len += strspn(number + len, " ");
		if ((number[len] == ']' && dn_number_read((struct dn_span){
		    number, strcspn(number, " ]") }, &want)) !=
		    (end != NULL) || (end != NULL && (end != number + len + 1
		    || memcmp(&value, &want, sizeof(value)) != 0)))
			ck_abort_msg("%.24s: %g, %g", text, value, want);
		taken += end != NULL;
	}
	ck_assert_uint_gt(taken, 100000);
}
END_TEST

START_TEST(a_number_is_taken_whatever_follows)
{
	static const char *const texts[] = { "0", "-0", "5", "0.5", "1234567",
		"12345678", "-0.395833333", "0.12345678", "0.123456789012345",
		"12345678.12345678", "640" };
	static const char *const behind[] = { "", " ", "\t0.5", ",", "x",
		" 0.25 0.75 1" };
	char text[80];
	double value, wanted;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		for (size_t j = 0; j < sizeof(behind) / sizeof(behind[0]);
		    j++) {
			size_t len = strlen(texts[i]);

			snprintf(text, sizeof(text), "%s%s", texts[i],
			    behind[j]);
			ck_assert(dn_number_read(dn_span_of(texts[i]),
			    &wanted));
			ck_assert_ptr_eq(dn_number_take(text, text +
			    strlen(text), &value), text + len);
			ck_assert(value == wanted);
		}
}
END_TEST

START_TEST(what_is_no_plain_number_is_not_taken)
{
	static const char *const texts[] = { "", "-", "+1", ".5", "5.", "01",
		"-01", "1e5", "1E5", "0.5e1", "1.2.3", "1-", "x", " 1", "nan",
		"00000000", "123456789012345678901", "0.00000000e",
		"0.12345678901234567890123456789" };
	double value;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ck_assert_msg(dn_number_take(texts[i], texts[i] +
		    strlen(texts[i]), &value) == NULL, "%s", texts[i]);
}
END_TEST

START_TEST(random_texts_are_read_as_strtod_reads_them)
{
	uint64_t state = 14;
	char text[128];
	size_t round;

	for (round = 0; round < 40000; round++) {
		double want, got = 0;
		bool fits;

		snprintf(text, sizeof(text), "%s%llu.%0*llue%d",
		    suite_next(&state) % 2 ? "-" : "",
		    (unsigned long long)suite_next(&state) >>
		    suite_next(&state) % 64, (int)(suite_next(&state) % 40),
		    (unsigned long long)suite_next(&state),
		    (int)(suite_next(&state) % 700) - 360);
		want = strtod(text, NULL);
		fits = dn_number_read(dn_span_of(text), &got);
		ck_assert_msg(fits == isfinite(want), "%s", text);
		if (fits)
			ck_assert_msg(is_same(want, got), "%s", text);
	}
}
END_TEST

START_TEST(halfway_cases_are_decided_by_the_last_of_a_thousand_digits)
{
	static char text[3000];
	double value;

	/* 2^53 + 1 lies between two doubles: the tie goes to the even one. */
	snprintf(text, sizeof(text), "9007199254740993.");
	memset(text + strlen(text), '0', 2000);
	ck_assert(dn_number_read(dn_span_of(text), &value));
	ck_assert(value == 9007199254740992);
	text[strlen(text) - 1] = '1';
	ck_assert(dn_number_read(dn_span_of(text), &value));
	ck_assert(value == 9007199254740994);
}
END_TEST

START_TEST(overflow_is_false_and_underflow_is_zero)
{
	double value = 7;

	ck_assert(!dn_number_read(DN_SPAN("1e309"), &value));
	ck_assert(!dn_number_read(DN_SPAN("-1e309"), &value));
	ck_assert(!dn_number_read(DN_SPAN("1.7976931348623159e308"), &value));
	ck_assert(!dn_number_read(DN_SPAN("1e999999999999999999"), &value));
	ck_assert(value == 7);
	ck_assert(dn_number_read(DN_SPAN("1.7976931348623158e308"), &value));
	ck_assert(is_same(value, DBL_MAX));
	ck_assert(dn_number_read(DN_SPAN("1e-400"), &value));
	ck_assert(is_same(value, 0));
	ck_assert(dn_number_read(DN_SPAN("-1e-99999999999999999999"), &value));
	ck_assert(is_same(value, -0.0));
	ck_assert(dn_number_read(DN_SPAN("0e99999999999999999999"), &value));
	ck_assert(is_same(value, 0));
	ck_assert(dn_number_read(DN_SPAN("2.5e-324"), &value));
	ck_assert(is_same(value, 0x1p-1074));
	ck_assert(dn_number_read(DN_SPAN("2.4e-324"), &value));
	ck_assert(is_same(value, 0));
}
END_TEST

START_TEST(a_long_number_may_have_a_short_value)
{
	struct dn_bytes text;
	double value;
	int64_t whole;
	size_t at;

	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_add_text(&text, "0.");
	for (at = 0; at < 100000; at++)
		dn_bytes_add_byte(&text, '0');
	dn_bytes_add_text(&text, "125e100003");
	ck_assert(dn_number_read(dn_bytes_span(&text), &value));
	ck_assert(is_same(value, 125));
	ck_assert(dn_number_read_int(dn_bytes_span(&text), &whole));
	ck_assert_int_eq(whole, 125);
	ck_assert(dn_number_equal(dn_bytes_span(&text), DN_SPAN("1.25e2")));
	dn_bytes_release(&text);
}
END_TEST

START_TEST(whole_numbers_are_read_without_rounding)
{
	static const struct {
		const char *text;
		int64_t value;
	} good[] = {
		{ "0", 0 }, { "-0", 0 }, { "0.000", 0 }, { "0e9", 0 },
		{ "0e-9", 0 }, { "1.0", 1 }, { "1e3", 1000 }, { "-1e3", -1000 },
		{ "1500e-2", 15 }, { "1.5e1", 15 }, { "12.3400e2", 1234 },
		{ "9007199254740993", 9007199254740993 },
		{ "9223372036854775807", INT64_MAX },
		{ "-9223372036854775808", INT64_MIN },
		{ "9.223372036854775807e18", INT64_MAX },
		{ "-922337203685477580800e-2", INT64_MIN },
		{ "1e18", 1000000000000000000 },
		{ "0.0000000000000000001e19", 1 },
	};
	const char *const bad[] = { "0.5", "1e-1", "9223372036854775808",
		"-9223372036854775809", "1e19", "12345678901234567890", "1e400",
		"18446744073709551616", "1e99999999999999999999", "1.5",
		"1e-99999999999999999999", "99999999999999999999e0" };
	int64_t value;
	size_t at;

	for (at = 0; at < sizeof(good) / sizeof(good[0]); at++) {
		value = 7;
		ck_assert(dn_number_read_int(dn_span_of(good[at].text),
		    &value));
		ck_assert_int_eq(value, good[at].value);
	}
	value = 7;
	for (at = 0; at < sizeof(bad) / sizeof(bad[0]); at++)
		ck_assert_msg(!dn_number_read_int(dn_span_of(bad[at]), &value),
		    "%s", bad[at]);
	ck_assert_int_eq(value, 7);
}
END_TEST

/* The canonical spelling, borrowed until the next call; NULL if refused. */
static const char *
canonical(const char *number)
{
	static char text[256];
	struct dn_bytes out;
	bool good;

	dn_bytes_init(&out, sizeof(text) - 1);
	good = dn_number_add_canonical(&out, dn_span_of(number));
	memcpy(text, dn_bytes_text(&out), out.len + 1);
	dn_bytes_release(&out);
	return good ? text : NULL;
}

/* Spellings of eight different numbers. */
static const char *const spellings[][6] = {
	{ "1", "1.0", "10e-1", "0.1e1", "1E0", "1e-0" },
	{ "0", "-0", "0.0", "0e9", "-0.00e-5", "0E+9" },
	{ "12345678901234567890", "1234567890123456789e1",
	"12345678901234567890.0", "1.234567890123456789e19",
	"12345678901234567890e0", "123456789012345678900e-1" },
	{ "12345678901234567891", "12345678901234567891.00",
	"1234567890123456789.1e1", "12345678901234567891E0",
	"1.2345678901234567891e19", "123456789012345678910e-1" },
	{ "-1", "-1.0", "-10e-1", "-1e0", "-0.1e1", "-1.00" },
	{ "0.1", "1e-1", "0.10", "0.01e1", "10e-2", "0.100" },
	{ "1e400", "10e399", "0.1e401", "1.0e400", "1E+400", "1e0400" },
	{ "0.100000000000000005551115", "0.1000000000000000055511150",
	"1.00000000000000005551115e-1", "0.00100000000000000005551115e2",
	"100000000000000005551115e-24", "0.100000000000000005551115e0" },
};

START_TEST(equal_numbers_are_equal_however_they_are_written)
{
	size_t a, b, classes = sizeof(spellings) / sizeof(spellings[0]);
	char spelling[256];

	for (a = 0; a < 6 * classes; a++) {
		const char *left = spellings[a / 6][a % 6];

		snprintf(spelling, sizeof(spelling), "%s", canonical(left));
		for (b = 0; b < 6 * classes; b++) {
			const char *right = spellings[b / 6][b % 6];

			ck_assert_int_eq(dn_number_equal(dn_span_of(left),
			    dn_span_of(right)), a / 6 == b / 6);
			ck_assert_int_eq(strcmp(spelling,
			    canonical(right)) == 0, a / 6 == b / 6);
		}
	}
}
END_TEST

START_TEST(the_canonical_spelling_keeps_every_digit)
{
	ck_assert_str_eq(canonical("-0.0"), "0");
	ck_assert_str_eq(canonical("12.50"), "12.5");
	ck_assert_str_eq(canonical("-1e3"), "-1000");
	ck_assert_str_eq(canonical("12345678901234567890"),
	    "12345678901234567890");
	ck_assert_str_eq(canonical("1234567890123456789012.5"),
	    "1.2345678901234567890125e+21");
	ck_assert_str_eq(canonical("0.0000001"), "1e-7");
	ck_assert_str_eq(canonical("1e99999999999999999"),
	    "1e+99999999999999999");
	ck_assert_ptr_null(canonical("1e100000000000000000"));
	ck_assert_ptr_null(canonical("1e-100000000000000000"));
	ck_assert_ptr_null(canonical("1e99999999999999999999999999"));
	ck_assert_ptr_null(canonical("x"));
	ck_assert(!dn_number_equal(DN_SPAN("1e100000000000000000"),
	    DN_SPAN("1e100000000000000000")));
}
END_TEST

START_TEST(a_canonical_spelling_that_does_not_fit_fails_the_buffer)
{
	struct dn_bytes out;

	dn_bytes_init(&out, 4);
	ck_assert(dn_number_add_canonical(&out, DN_SPAN("123456789")));
	ck_assert_int_eq(out.failed, DN_E_TOO_LONG);
	ck_assert_uint_eq(out.len, 0);
	dn_bytes_release(&out);
}
END_TEST

DN_SUITE(number,
    ordinary_numbers_are_written_without_exponent,
    the_very_large_and_small_have_an_exponent,
    what_is_not_finite_is_not_written,
    random_doubles_are_written_shortest,
    random_coordinates_are_written_shortest,
    powers_of_two_and_their_neighbours_are_written_shortest,
    powers_of_ten_are_written_with_one_digit,
    up_to_15_digits_come_back_as_they_were,
    only_the_grammar_of_json_is_read,
    reading_stops_at_the_end_of_the_span,
    a_list_of_numbers_is_taken_as_each_is_read,
    a_list_has_just_as_many_numbers,
    short_numbers_are_taken_as_they_are_read,
    a_number_is_taken_whatever_follows,
    what_is_no_plain_number_is_not_taken,
    random_texts_are_read_as_strtod_reads_them,
    halfway_cases_are_decided_by_the_last_of_a_thousand_digits,
    overflow_is_false_and_underflow_is_zero,
    a_long_number_may_have_a_short_value,
    whole_numbers_are_read_without_rounding,
    equal_numbers_are_equal_however_they_are_written,
    the_canonical_spelling_keeps_every_digit,
    a_canonical_spelling_that_does_not_fit_fails_the_buffer)
