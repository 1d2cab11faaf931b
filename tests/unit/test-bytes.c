/* SPDX-License-Identifier: MIT */
/* Bounded buffers: growth, the bound, sticky failure, handing over. */
#include "core/bytes.h"

#include <stdlib.h>

#include "suites.h"

START_TEST(absent_and_empty_spans_are_equal)
{
	struct dn_span none = dn_span_of(NULL);

	ck_assert_ptr_null(none.ptr);
	ck_assert(dn_span_equal(none, DN_SPAN("")));
	ck_assert(dn_span_is(none, ""));
	ck_assert(!dn_span_is(none, "a"));
	ck_assert_int_eq(dn_span_compare(none, DN_SPAN("")), 0);
}
END_TEST

START_TEST(lines_are_cut_off_without_their_ends)
{
	struct dn_span text = DN_SPAN("one\r\n\n\r\r\nlast"), line;

	ck_assert(dn_span_next_line(&text, &line));
	ck_assert(dn_span_is(line, "one"));
	ck_assert(dn_span_next_line(&text, &line));
	ck_assert(dn_span_is(line, ""));
	ck_assert(dn_span_next_line(&text, &line));
	ck_assert(dn_span_is(line, "\r"));
	ck_assert(dn_span_next_line(&text, &line));
	ck_assert(dn_span_is(line, "last"));
	ck_assert(!dn_span_next_line(&text, &line));
	text = DN_SPAN("one\r\ntwo");
	ck_assert(dn_span_cut_line(&text, &line));
	ck_assert(dn_span_is(line, "one\r"));
	ck_assert(dn_span_cut_line(&text, &line));
	ck_assert(dn_span_is(line, "two"));
	ck_assert(!dn_span_cut_line(&text, &line));
}
END_TEST

START_TEST(spans_of_any_length_differ_by_any_byte)
{
	char a[48], b[48];

	for (size_t len = 1; len <= sizeof(a); len++) {
		memset(a, 'x', len);
		memset(b, 'x', len);
		ck_assert(dn_span_equal((struct dn_span){ a, len },
		    (struct dn_span){ b, len }));
		for (size_t at = 0; at < len; at++) {
			b[at] = 'y';
			ck_assert(!dn_span_equal((struct dn_span){ a, len },
			    (struct dn_span){ b, len }));
			b[at] = 'x';
		}
	}
}
END_TEST

START_TEST(spans_are_ordered_by_unsigned_bytes_and_prefix_first)
{
	ck_assert_int_lt(dn_span_compare(DN_SPAN("a"), DN_SPAN("b")), 0);
	ck_assert_int_lt(dn_span_compare(DN_SPAN("a"), DN_SPAN("aa")), 0);
	ck_assert_int_gt(dn_span_compare(DN_SPAN("a\0b"), DN_SPAN("a")), 0);
	ck_assert_int_gt(dn_span_compare(DN_SPAN("\xFF"), DN_SPAN("a")), 0);
	ck_assert_int_gt(dn_span_compare(DN_SPAN("a"), dn_span_of(NULL)), 0);
	ck_assert(!dn_span_equal(DN_SPAN("a\0b"), DN_SPAN("a\0c")));
	ck_assert(!dn_span_is(DN_SPAN("a\0"), "a"));
}
END_TEST

START_TEST(additions_of_any_size_stand_one_after_the_other)
{
	struct dn_bytes bytes;
	char want[20000], piece[300];
	uint64_t state = 1;
	size_t len = 0, size;

	dn_bytes_init(&bytes, SIZE_MAX);
	for (;;) {
		size = suite_next(&state) % sizeof(piece);
		if (len + size > sizeof(want))
			break;
		memset(piece, (int)(size & 0x7F), size);
		memcpy(want + len, piece, size);
		len += size;
		if (size % 3 == 0)
			dn_bytes_add_span(&bytes,
			    (struct dn_span){ piece, size });
		else
			dn_bytes_add(&bytes, piece, size);
		ck_assert_uint_eq(bytes.len, len);
		ck_assert_uint_le(bytes.len, bytes.cap);
	}
	ck_assert_int_eq(memcmp(bytes.data, want, len), 0);
	dn_bytes_release(&bytes);
	ck_assert_ptr_null(bytes.data);
}
END_TEST

START_TEST(growing_costs_few_allocations)
{
	struct dn_bytes bytes;
	size_t at, grown = 0, cap = 0;

	dn_bytes_init(&bytes, SIZE_MAX);
	for (at = 0; at < 1000000; at++) {
		dn_bytes_add_byte(&bytes, (char)at);
		grown += bytes.cap != cap;
		cap = bytes.cap;
	}
	ck_assert_uint_eq(bytes.len, 1000000);
	ck_assert_uint_le(grown, 20);
	dn_bytes_release(&bytes);
}
END_TEST

START_TEST(the_bound_is_reached_but_never_passed)
{
	size_t max, at;

	for (max = 0; max < 300; max++) {
		struct dn_err err = DN_ERR_INIT;
		struct dn_bytes bytes;

		dn_bytes_init(&bytes, max);
		for (at = 0; at < max; at++)
			dn_bytes_add_byte(&bytes, 'x');
		ck_assert_int_eq(dn_bytes_check(&bytes, &err), 0);
		ck_assert_uint_eq(bytes.len, max);
		ck_assert_uint_le(bytes.cap, max);
		ck_assert_uint_eq(strlen(dn_bytes_text(&bytes)), max);
		dn_bytes_add_byte(&bytes, 'y');
		ck_assert_uint_eq(bytes.len, max);
		ck_assert_int_eq(dn_bytes_check(&bytes, &err), -1);
		ck_assert_int_eq(err.code, DN_E_TOO_LONG);
		dn_bytes_release(&bytes);
	}
}
END_TEST

START_TEST(a_failure_sticks_until_cleared)
{
	struct dn_bytes bytes;
	struct dn_err err = DN_ERR_INIT;

	dn_bytes_init(&bytes, 8);
	dn_bytes_add_text(&bytes, "12345");
	dn_bytes_add_text(&bytes, "6789");
	dn_bytes_add_byte(&bytes, '6');
	dn_bytes_add_format(&bytes, "%d", 6);
	dn_bytes_add_int(&bytes, 6);
	ck_assert_ptr_null(dn_bytes_reserve(&bytes, 0));
	ck_assert_uint_eq(bytes.len, 5);
	ck_assert_str_eq(dn_bytes_text(&bytes), "");
	ck_assert_int_eq(dn_bytes_check(&bytes, &err), -1);
	ck_assert_str_eq(err.text, "more than 8 bytes");
	dn_bytes_clear(&bytes);
	dn_bytes_add_text(&bytes, "12345678");
	ck_assert_int_eq(dn_bytes_check(&bytes, &err), 0);
	ck_assert_str_eq(dn_bytes_text(&bytes), "12345678");
	dn_bytes_release(&bytes);
}
END_TEST

START_TEST(sizes_that_would_wrap_are_refused)
{
	struct dn_bytes bytes;
	struct dn_err err = DN_ERR_INIT;

	dn_bytes_init(&bytes, SIZE_MAX);
	dn_bytes_add_text(&bytes, "ab");
	ck_assert_ptr_null(dn_bytes_reserve(&bytes, SIZE_MAX - 1));
	ck_assert_int_eq(dn_bytes_check(&bytes, &err), -1);
	ck_assert_int_eq(err.code, DN_E_TOO_LONG);
	dn_bytes_clear(&bytes);
	ck_assert_ptr_null(dn_bytes_reserve(&bytes, SIZE_MAX / 2 - 8));
	ck_assert_int_eq(dn_bytes_check(&bytes, &err), -1);
	ck_assert_int_eq(err.code, DN_E_NO_MEMORY);
	ck_assert_uint_eq(bytes.len, 0);
	dn_bytes_release(&bytes);
}
END_TEST

START_TEST(nothing_can_be_added_from_nowhere)
{
	struct dn_bytes bytes;
	struct dn_err err = DN_ERR_INIT;

	dn_bytes_init(&bytes, 10);
	dn_bytes_add(&bytes, NULL, 0);
	dn_bytes_add_span(&bytes, dn_span_of(NULL));
	dn_bytes_add_text(&bytes, "");
	ck_assert_int_eq(dn_bytes_check(&bytes, &err), 0);
	ck_assert_uint_eq(dn_bytes_span(&bytes).len, 0);
	ck_assert_str_eq(dn_bytes_text(&bytes), "");
	dn_bytes_release(&bytes);
}
END_TEST

START_TEST(whole_numbers_are_written_in_full)
{
	struct dn_bytes bytes;

	dn_bytes_init(&bytes, SIZE_MAX);
	dn_bytes_add_int(&bytes, 0);
	dn_bytes_add_byte(&bytes, ' ');
	dn_bytes_add_int(&bytes, INT64_MIN);
	dn_bytes_add_byte(&bytes, ' ');
	dn_bytes_add_int(&bytes, INT64_MAX);
	dn_bytes_add_byte(&bytes, ' ');
	dn_bytes_add_uint(&bytes, UINT64_MAX);
	dn_bytes_add_byte(&bytes, ' ');
	dn_bytes_add_int(&bytes, -10);
	ck_assert_str_eq(dn_bytes_text(&bytes), "0 -9223372036854775808 "
	    "9223372036854775807 18446744073709551615 -10");
	dn_bytes_release(&bytes);
}
END_TEST

START_TEST(formats_fit_at_every_fill_of_the_buffer)
{
	size_t fill;

	for (fill = 0; fill < 200; fill++) {
		struct dn_bytes bytes;
		size_t at;

		dn_bytes_init(&bytes, fill + 7);
		for (at = 0; at < fill; at++)
			dn_bytes_add_byte(&bytes, '.');
		dn_bytes_add_format(&bytes, "%s-%03d", "abc", 5);
		ck_assert_str_eq(dn_bytes_text(&bytes) + fill, "abc-005");
		ck_assert_uint_eq(bytes.len, fill + 7);
		dn_bytes_add_format(&bytes, "%s", "");
		ck_assert_int_eq(bytes.failed, DN_E_NONE);
		dn_bytes_add_format(&bytes, "%c", 'x');
		ck_assert_int_eq(bytes.failed, DN_E_TOO_LONG);
		dn_bytes_release(&bytes);
	}
}
END_TEST

START_TEST(a_NUL_is_a_byte_like_any_other)
{
	struct dn_bytes bytes;

	dn_bytes_init(&bytes, SIZE_MAX);
	dn_bytes_add(&bytes, "a\0b", 3);
	ck_assert(dn_span_equal(dn_bytes_span(&bytes), DN_SPAN("a\0b")));
	dn_bytes_release(&bytes);
}
END_TEST

START_TEST(detaching_hands_over_and_leaves_an_empty_buffer)
{
	struct dn_bytes bytes;
	size_t len = 99;
	char *text;

	dn_bytes_init(&bytes, 5);
	text = dn_bytes_detach(&bytes, &len);
	ck_assert_str_eq(text, "");
	ck_assert_uint_eq(len, 0);
	free(text);
	dn_bytes_add_text(&bytes, "abcde");
	text = dn_bytes_detach(&bytes, NULL);
	ck_assert_str_eq(text, "abcde");
	ck_assert_uint_eq(bytes.len, 0);
	dn_bytes_add_text(&bytes, "fgh");
	ck_assert_str_eq(text, "abcde");
	free(text);
	dn_bytes_add_text(&bytes, "ijk");
	ck_assert_ptr_null(dn_bytes_detach(&bytes, &len));
	ck_assert_int_eq(bytes.failed, DN_E_NONE);
	ck_assert_uint_eq(bytes.len, 0);
	dn_bytes_release(&bytes);
}
END_TEST

START_TEST(reserved_room_is_the_callers_to_fill)
{
	struct dn_bytes bytes;
	char *room;

	dn_bytes_init(&bytes, 1000);
	room = dn_bytes_reserve(&bytes, 1000);
	ck_assert_ptr_nonnull(room);
	memset(room, 'r', 1000);
	bytes.len += 1000;
	ck_assert_uint_eq(strlen(dn_bytes_text(&bytes)), 1000);
	ck_assert_ptr_nonnull(dn_bytes_reserve(&bytes, 0));
	ck_assert_ptr_null(dn_bytes_reserve(&bytes, 1));
	dn_bytes_release(&bytes);
}
END_TEST

DN_SUITE(bytes,
    absent_and_empty_spans_are_equal,
    spans_of_any_length_differ_by_any_byte,
    lines_are_cut_off_without_their_ends,
    spans_are_ordered_by_unsigned_bytes_and_prefix_first,
    additions_of_any_size_stand_one_after_the_other,
    growing_costs_few_allocations,
    the_bound_is_reached_but_never_passed,
    a_failure_sticks_until_cleared,
    sizes_that_would_wrap_are_refused,
    nothing_can_be_added_from_nowhere,
    whole_numbers_are_written_in_full,
    formats_fit_at_every_fill_of_the_buffer,
    a_NUL_is_a_byte_like_any_other,
    detaching_hands_over_and_leaves_an_empty_buffer,
    reserved_room_is_the_callers_to_fill)
