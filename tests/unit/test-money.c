/* SPDX-License-Identifier: MIT */
/* Money: nothing wraps, nothing is lost in splitting, texts by the rules. */
#include "core/money.h"

#include <stdlib.h>

#include "suites.h"

__extension__ typedef __int128 wide;

START_TEST(what_overflows_is_refused_and_nothing_is_set)
{
	int64_t out = 7;

	ck_assert(!dn_money_add(INT64_MAX, 1, &out));
	ck_assert(!dn_money_add(INT64_MIN, -1, &out));
	ck_assert(!dn_money_sub(INT64_MIN, 1, &out));
	ck_assert(!dn_money_sub(0, INT64_MIN, &out));
	ck_assert(!dn_money_mul(INT64_MAX, 2, &out));
	ck_assert(!dn_money_mul(INT64_MIN, -1, &out));
	ck_assert(!dn_money_ratio(INT64_MAX, 2, 1, &out));
	ck_assert(!dn_money_ratio(INT64_MIN, -1, 1, &out));
	ck_assert(!dn_money_ratio(1, 1, 0, &out));
	ck_assert(!dn_money_ratio(1, 1, -1, &out));
	ck_assert(!dn_money_ratio(1, 1, INT64_MIN, &out));
	ck_assert_int_eq(out, 7);
}
END_TEST

START_TEST(what_fits_is_exact_to_the_edges)
{
	int64_t out;

	ck_assert(dn_money_add(INT64_MAX, INT64_MIN, &out) && out == -1);
	ck_assert(dn_money_sub(-1, INT64_MAX, &out) && out == INT64_MIN);
	ck_assert(dn_money_mul(INT64_MIN, 1, &out) && out == INT64_MIN);
	ck_assert(dn_money_ratio(INT64_MIN, 1, 1, &out) && out == INT64_MIN);
	ck_assert(dn_money_ratio(INT64_MIN, INT64_MAX, INT64_MAX, &out));
	ck_assert(out == INT64_MIN);
	ck_assert(dn_money_ratio(INT64_MAX, INT64_MIN, INT64_MAX, &out));
	ck_assert(out == INT64_MIN);
	ck_assert(dn_money_ratio(INT64_MIN, INT64_MIN, INT64_MAX, &out) ==
	    false);
}
END_TEST

START_TEST(a_ratio_is_rounded_half_away_from_zero)
{
	static const struct {
		int64_t amount, numerator, denominator, want;
	} cases[] = {
		{ 1000001, 30, 100, 300000 }, { 100000000, 137, 300, 45666667 },
		{ 5, 1, 10, 1 }, { 4, 1, 10, 0 }, { -5, 1, 10, -1 },
		{ -4, 1, 10, 0 }, { 5, -1, 10, -1 }, { -5, -1, 10, 1 },
		{ 3, 1, 2, 2 }, { -3, 1, 2, -2 }, { 1, 1, 3, 0 },
		{ 2, 1, 3, 1 }, { 0, 9, 7, 0 }, { 9, 0, 7, 0 },
	};
	size_t at;
	int64_t out;

	for (at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
		ck_assert(dn_money_ratio(cases[at].amount, cases[at].numerator,
		    cases[at].denominator, &out));
		ck_assert_int_eq(out, cases[at].want);
	}
}
END_TEST

START_TEST(a_ratio_is_within_half_of_the_exact_one)
{
	uint64_t state = 41;
	size_t round;
	int64_t out;

	for (round = 0; round < 50000; round++) {
		int64_t amount = (int64_t)suite_next(&state) >>
		    suite_next(&state) % 63;
		int64_t numerator = (int64_t)suite_next(&state) >>
		    suite_next(&state) % 63;
		int64_t denominator = (int64_t)((suite_next(&state) >> 1 >>
		    suite_next(&state) % 62) | 1);
		wide off;

		if (!dn_money_ratio(amount, numerator, denominator, &out)) {
			wide exact = (wide)amount * numerator / denominator;

			ck_assert(exact >= INT64_MAX || exact <= INT64_MIN);
			continue;
		}
		off = (wide)amount * numerator - (wide)out * denominator;
		off = off < 0 ? -off : off;
		ck_assert(off <= denominator - off);
	}
}
END_TEST

START_TEST(a_split_goes_by_largest_remainder_and_the_earlier_one)
{
	int64_t shares[4];

	ck_assert(dn_money_split(10000, (int64_t[]){ 1, 1, 1 }, 3, shares));
	ck_assert_int_eq(shares[0], 3334);
	ck_assert_int_eq(shares[1], 3333);
	ck_assert_int_eq(shares[2], 3333);
	ck_assert(dn_money_split(-10001, (int64_t[]){ 1, 1, 1 }, 3, shares));
	ck_assert_int_eq(shares[0], -3334);
	ck_assert_int_eq(shares[1], -3334);
	ck_assert_int_eq(shares[2], -3333);
	ck_assert(dn_money_split(100, (int64_t[]){ 1, 0, 5, 2 }, 4, shares));
	ck_assert_int_eq(shares[0], 13);
	ck_assert_int_eq(shares[1], 0);
	ck_assert_int_eq(shares[2], 62);
	ck_assert_int_eq(shares[3], 25);
	ck_assert(dn_money_split(2, (int64_t[]){ 0, 0, 9, 0 }, 4, shares));
	ck_assert_int_eq(shares[2], 2);
	ck_assert(dn_money_split(0, (int64_t[]){ 3, 4 }, 2, shares));
	ck_assert_int_eq(shares[0] | shares[1], 0);
}
END_TEST

START_TEST(a_split_of_the_largest_amounts_does_not_wrap)
{
	const int64_t weights[] = { INT64_MAX, INT64_MAX, INT64_MAX };
	int64_t shares[3];

	ck_assert(dn_money_split(INT64_MIN, weights, 3, shares));
	ck_assert_int_eq(shares[0], -3074457345618258603);
	ck_assert_int_eq(shares[1], -3074457345618258603);
	ck_assert_int_eq(shares[2], -3074457345618258602);
	ck_assert(dn_money_split(INT64_MIN, weights, 1, shares));
	ck_assert_int_eq(shares[0], INT64_MIN);
}
END_TEST

START_TEST(bad_weights_are_refused)
{
	int64_t shares[2] = { 7, 7 };

	ck_assert(!dn_money_split(5, (int64_t[]){ 0, 0 }, 2, shares));
	ck_assert(!dn_money_split(5, (int64_t[]){ 2, -1 }, 2, shares));
	ck_assert(!dn_money_split(5, (int64_t[]){ INT64_MIN }, 1, shares));
	ck_assert(!dn_money_split(5, NULL, 0, shares));
	ck_assert(shares[0] == 7 && shares[1] == 7);
}
END_TEST

/* Largest remainder by its words: one fen a time to the best that is left. */
static void
naive_split(int64_t total, const int64_t *weights, size_t count,
    int64_t *shares)
{
	wide sum = 0, rests[40];
	int64_t left = total;
	size_t at, best;

	for (at = 0; at < count; at++)
		sum += weights[at];
	for (at = 0; at < count; at++) {
		shares[at] = (int64_t)((wide)total * weights[at] / sum);
		rests[at] = (wide)total * weights[at] % sum;
		left -= shares[at];
	}
	for (; left > 0; left--) {
		for (best = 0, at = 1; at < count; at++)
			if (rests[at] > rests[best])
				best = at;
		shares[best]++;
		rests[best] = -1;
	}
}

START_TEST(any_split_is_that_of_the_rule_and_adds_up)
{
	uint64_t state = 42;
	size_t round, at, count;

	for (round = 0; round < 20000; round++) {
		int64_t weights[40], want[40], got[40], sum = 0;
		int64_t total = (int64_t)(suite_next(&state) >> 1 >>
		    suite_next(&state) % 63);
		unsigned shift = (unsigned)(suite_next(&state) % 63);

		count = 1 + suite_next(&state) % 40;
		for (at = 0; at < count; at++)
			weights[at] = (int64_t)(suite_next(&state) >> 1 >>
			    shift);
		weights[suite_next(&state) % count] |= 1;
		naive_split(total, weights, count, want);
		ck_assert(dn_money_split(total, weights, count, got));
		for (at = 0; at < count; at++) {
			ck_assert_int_eq(got[at], want[at]);
			sum += got[at];
		}
		ck_assert_int_eq(sum, total);
	}
}
END_TEST

/* dn_money_write of an amount, borrowed until the next call. */
static const char *
written(int64_t fen)
{
	static char text[32];
	struct dn_bytes out;

	dn_bytes_init(&out, sizeof(text) - 1);
	dn_money_write(&out, fen);
	memcpy(text, dn_bytes_text(&out), out.len + 1);
	dn_bytes_release(&out);
	return text;
}

START_TEST(amounts_are_written_with_two_decimals)
{
	ck_assert_str_eq(written(0), "0.00");
	ck_assert_str_eq(written(5), "0.05");
	ck_assert_str_eq(written(-5), "-0.05");
	ck_assert_str_eq(written(150000), "1500.00");
	ck_assert_str_eq(written(-150050), "-1500.50");
	ck_assert_str_eq(written(INT64_MAX), "92233720368547758.07");
	ck_assert_str_eq(written(INT64_MIN), "-92233720368547758.08");
}
END_TEST

START_TEST(amounts_are_read_as_they_are_written)
{
	uint64_t state = 43;
	int64_t fen;
	size_t round;

	for (round = 0; round < 20000; round++) {
		int64_t want = (int64_t)suite_next(&state) >>
		    suite_next(&state) % 63;

		ck_assert(dn_money_parse(dn_span_of(written(want)), &fen));
		ck_assert_int_eq(fen, want);
	}
	ck_assert(dn_money_parse(dn_span_of(written(INT64_MIN)), &fen));
	ck_assert_int_eq(fen, INT64_MIN);
	ck_assert(dn_money_parse(DN_SPAN("1500"), &fen) && fen == 150000);
	ck_assert(dn_money_parse(DN_SPAN("1500.5"), &fen) && fen == 150050);
	ck_assert(dn_money_parse(DN_SPAN("-0"), &fen) && fen == 0);
}
END_TEST

START_TEST(what_is_no_amount_is_refused)
{
	const char *const bad[] = { "", "-", ".", ".5", "5.", "1.234", "+1",
		" 1", "1 ", "1,000.00", "1e3", "--1", "1.2.3", "1.-2", "0x1",
		"92233720368547758.08", "-92233720368547758.09",
		"184467440737095516.16", "99999999999999999999999",
		"92233720368547759", "\xEF\xBC\x91" };
	int64_t fen = 7;
	size_t at;

	for (at = 0; at < sizeof(bad) / sizeof(bad[0]); at++)
		ck_assert_msg(!dn_money_parse(dn_span_of(bad[at]), &fen), "%s",
		    bad[at]);
	ck_assert(!dn_money_parse(DN_SPAN("1\0"), &fen));
	ck_assert_int_eq(fen, 7);
}
END_TEST

START_TEST(whole_fen_are_digits_that_fit)
{
	const char *const bad[] = { "", "-", "+1", " 1", "1 ", "1.0", "1e3",
		"--1", "9223372036854775808", "-9223372036854775809",
		"\xEF\xBC\x91" };
	int64_t fen = 7;
	size_t at;

	for (at = 0; at < sizeof(bad) / sizeof(bad[0]); at++)
		ck_assert_msg(!dn_money_parse_fen(dn_span_of(bad[at]), &fen),
		    "%s", bad[at]);
	ck_assert(!dn_money_parse_fen(DN_SPAN("1\0"), &fen));
	ck_assert_int_eq(fen, 7);
	ck_assert(dn_money_parse_fen(DN_SPAN("140950"), &fen));
	ck_assert_int_eq(fen, 140950);
	ck_assert(dn_money_parse_fen(DN_SPAN("-9223372036854775808"), &fen));
	ck_assert_int_eq(fen, INT64_MIN);
}
END_TEST

START_TEST(uppercase_amounts_are_those_of_the_payment_rules)
{
	static const struct {
		int64_t fen;
		const char *text;
	} cases[] = {
		{ 140950, "人民币壹仟肆佰零玖元伍角" },
		{ 600714, "人民币陆仟零柒元壹角肆分" },
		{ 10700053, "人民币壹拾万柒仟元零伍角叁分" },
		{ 150000000, "人民币壹佰伍拾万元整" },
		{ 49883333, "人民币肆拾玖万捌仟捌佰"
		"叁拾叁元叁角叁分" },
		{ 1, "人民币壹分" }, { 0, "人民币零元整" },
		{ 10001000000, "人民币壹亿零壹万元整" },
		{ -100000, "人民币负壹仟元整" },
		{ 5, "人民币伍分" }, { 50, "人民币伍角" },
		{ 55, "人民币伍角伍分" },
		{ -55, "人民币负伍角伍分" },
		{ 105, "人民币壹元零伍分" },
		{ 150, "人民币壹元伍角" },
		{ 1005, "人民币壹拾元零伍分" },
		{ 1050, "人民币壹拾元零伍角" },
		{ 100000, "人民币壹仟元整" },
		{ 100100, "人民币壹仟零壹元整" },
		{ 10010000, "人民币壹拾万零壹佰元整" },
		{ 1000000000, "人民币壹仟万元整" },
		{ 100000000100, "人民币壹拾亿零壹元整" },
		{ 100000000000100, "人民币壹万亿零壹元整" },
		{ 100000010000000000, "人民币壹仟万零壹亿元整" },
		{ 1000000000000000000, "人民币壹亿亿元整" },
		{ 1000000000000000001, "人民币壹亿亿元零壹分" },
		{ INT64_MAX, "人民币玖亿贰仟贰佰叁拾叁万"
		"柒仟贰佰零叁亿陆仟捌佰伍拾肆万"
		"柒仟柒佰伍拾捌元零柒分" },
		{ INT64_MIN, "人民币负玖亿贰仟贰佰叁拾叁万"
		"柒仟贰佰零叁亿陆仟捌佰伍拾肆万"
		"柒仟柒佰伍拾捌元零捌分" },
	};
	struct dn_bytes out;
	size_t at;

	dn_bytes_init(&out, SIZE_MAX);
	for (at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
		dn_bytes_clear(&out);
		dn_money_write_uppercase(&out, cases[at].fen);
		ck_assert_str_eq(dn_bytes_text(&out), cases[at].text);
	}
	dn_bytes_release(&out);
}
END_TEST

/* The value of a word among `words`, by its number, and step over it. */
static int
take(const char **text, const char *const *words, int count)
{
	int at;

	for (at = 0; at < count; at++) {
		size_t len = strlen(words[at]);

		if (strncmp(*text, words[at], len) == 0) {
			*text += len;
			return at;
		}
	}
	return -1;
}

/*
 * Read an uppercase amount by what each character means: a digit waits for
 * its unit, 万 and 亿 raise what was said since the last larger unit.
 */
static uint64_t
read_uppercase(const char *text)
{
	static const char *const digits[] = { "零", "壹", "贰", "叁", "肆",
		"伍", "陆", "柒", "捌", "玖" };
	static const char *const units[] = { "元", "拾", "佰", "仟", "万",
		"亿", "角", "分", "整" };
	static const uint64_t small[] = { 1, 10, 100, 1000 };
	uint64_t yi = 0, wan = 0, part = 0, digit = 0, fen = 0;
	int word;

	text += strlen("人民币");
	while (*text != '\0') {
		if ((word = take(&text, digits, 10)) >= 0) {
			digit = (uint64_t)word;
			continue;
		}
		word = take(&text, units, 9);
		ck_assert_int_ge(word, 0);
		if (word >= 1 && word <= 3) {
			part += digit * small[word];
		} else if (word == 4) {
			wan = (part + digit) * 10000;
			part = 0;
		} else if (word == 5) {
			yi = (yi + wan + part + digit) * 100000000;
			wan = part = 0;
		} else if (word == 0) {
			fen = (yi + wan + part + digit) * 100;
		} else if (word == 6) {
			fen += digit * 10;
		} else if (word == 7) {
			fen += digit;
		}
		digit = 0;
	}
	return fen;
}

START_TEST(an_uppercase_amount_means_what_it_was_written_for)
{
	uint64_t state = 44;
	struct dn_bytes out;
	size_t round;

	dn_bytes_init(&out, SIZE_MAX);
	for (round = 0; round < 20000; round++) {
		uint64_t fen = suite_next(&state) >> 1 >>
		    suite_next(&state) % 63;
		const char *text;

		/* Zeros are what the rules are about. */
		if (round % 2 == 0)
			fen -= fen % (UINT64_C(10) <<
			    suite_next(&state) % 30);
		dn_bytes_clear(&out);
		dn_money_write_uppercase(&out, (int64_t)fen);
		text = dn_bytes_text(&out);
		ck_assert_uint_eq(read_uppercase(text), fen);
		ck_assert_ptr_null(strstr(text, "零零"));
		ck_assert_ptr_null(strstr(text, "零万"));
		ck_assert_ptr_null(strstr(text, "零亿"));
	}
	dn_bytes_release(&out);
}
END_TEST

DN_SUITE(money,
    what_overflows_is_refused_and_nothing_is_set,
    what_fits_is_exact_to_the_edges,
    a_ratio_is_rounded_half_away_from_zero,
    a_ratio_is_within_half_of_the_exact_one,
    a_split_goes_by_largest_remainder_and_the_earlier_one,
    a_split_of_the_largest_amounts_does_not_wrap,
    bad_weights_are_refused,
    any_split_is_that_of_the_rule_and_adds_up,
    amounts_are_written_with_two_decimals,
    amounts_are_read_as_they_are_written,
    what_is_no_amount_is_refused,
    whole_fen_are_digits_that_fit,
    uppercase_amounts_are_those_of_the_payment_rules,
    an_uppercase_amount_means_what_it_was_written_for)
