/* SPDX-License-Identifier: MIT */
/* The memo gives back what was kept, or nothing; never another's number. */
#include "agree/memo.h"

#include <stdio.h>

#include "suites.h"

START_TEST(a_text_that_was_kept_is_found)
{
	static struct dn_memo memo;
	struct dn_memo_entry key;
	uint32_t number = 9;

	ck_assert(!dn_memo_find(&memo, DN_SPAN(""), &key, &number));
	dn_memo_keep(&memo, &key, 4);
	ck_assert(dn_memo_find(&memo, DN_SPAN(""), &key, &number));
	ck_assert_uint_eq(number, 4);
	ck_assert(!dn_memo_find(&memo, DN_SPAN("\0"), &key, &number));
	ck_assert(!dn_memo_find(&memo, DN_SPAN("标注员甲"), &key, &number));
	dn_memo_keep(&memo, &key, 7);
	ck_assert(dn_memo_find(&memo, DN_SPAN("标注员甲"), &key, &number));
	ck_assert_uint_eq(number, 7);
	ck_assert(!dn_memo_find(&memo, DN_SPAN("标注员乙"), &key, &number));
}
END_TEST

START_TEST(a_long_text_is_not_kept)
{
	static struct dn_memo memo;
	struct dn_memo_entry key;
	uint32_t number;

	ck_assert(!dn_memo_find(&memo, DN_SPAN("0123456789abcdefg"), &key,
	    &number));
	dn_memo_keep(&memo, &key, 1);
	ck_assert(!dn_memo_find(&memo, DN_SPAN("0123456789abcdefg"), &key,
	    &number));
	ck_assert(!dn_memo_find(&memo, DN_SPAN("0123456789abcdef"), &key,
	    &number));
	dn_memo_keep(&memo, &key, 2);
	ck_assert(dn_memo_find(&memo, DN_SPAN("0123456789abcdef"), &key,
	    &number));
	ck_assert_uint_eq(number, 2);
}
END_TEST

START_TEST(many_texts_push_each_other_out_and_none_is_mistaken)
{
	static struct dn_memo memo;
	struct dn_memo_entry key;
	uint64_t state = 3;
	char text[16];

	for (int i = 0; i < 100000; i++) {
		uint32_t number, want = (uint32_t)(suite_next(&state) % 900);
		struct dn_span span = { text, (size_t)snprintf(text,
		    sizeof(text), "%x", want * 2654435761u) };

		if (dn_memo_find(&memo, span, &key, &number))
			ck_assert_uint_eq(number, want);
		else
			dn_memo_keep(&memo, &key, want);
	}
}
END_TEST

DN_SUITE(memo,
    a_text_that_was_kept_is_found,
    a_long_text_is_not_kept,
    many_texts_push_each_other_out_and_none_is_mistaken)
