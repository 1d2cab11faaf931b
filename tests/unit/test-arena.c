/* SPDX-License-Identifier: MIT */
/* Arenas: alignment, zeroes, the cap, wrapping sizes, reuse after clear. */
#include "core/arena.h"

#include <stdint.h>

#include "suites.h"

START_TEST(pieces_are_zeroed_aligned_and_apart)
{
	struct dn_arena arena;
	unsigned char *pieces[500];
	size_t sizes[500], at, byte;
	uint64_t state = 2;

	dn_arena_init(&arena, SIZE_MAX);
	for (at = 0; at < 500; at++) {
		sizes[at] = suite_next(&state) % (at % 50 == 0 ? 100000 : 200);
		pieces[at] = dn_arena_take(&arena, sizes[at]);
		ck_assert_ptr_nonnull(pieces[at]);
		ck_assert_uint_eq((uintptr_t)pieces[at] % 16, 0);
		for (byte = 0; byte < sizes[at]; byte++)
			ck_assert_uint_eq(pieces[at][byte], 0);
		memset(pieces[at], (int)(at & 0xFF), sizes[at]);
	}
	for (at = 0; at < 500; at++)
		for (byte = 0; byte < sizes[at]; byte++)
			ck_assert_uint_eq(pieces[at][byte], at & 0xFF);
	dn_arena_release(&arena);
	ck_assert_ptr_null(arena.chunk);
	ck_assert_uint_eq(arena.total, 0);
}
END_TEST

START_TEST(the_cap_holds_and_is_made_use_of)
{
	size_t max, taken, size;

	for (max = 0; max < 40000; max += 331)
		for (size = 16; size < 4000; size += 496) {
			struct dn_arena arena;

			dn_arena_init(&arena, max);
			for (taken = 0; dn_arena_take(&arena, size) != NULL;)
				taken += size;
			ck_assert_uint_le(arena.total, max);
			ck_assert_uint_le(taken, arena.total);
			if (max >= size + 64)
				ck_assert_uint_ge(taken, size);
			dn_arena_release(&arena);
		}
}
END_TEST

START_TEST(a_refused_piece_leaves_room_for_a_smaller_one)
{
	struct dn_arena arena;

	dn_arena_init(&arena, 10000);
	ck_assert_ptr_null(dn_arena_take(&arena, 10001));
	ck_assert_ptr_nonnull(dn_arena_take(&arena, 5000));
	ck_assert_ptr_null(dn_arena_take(&arena, 6000));
	ck_assert_ptr_nonnull(dn_arena_take(&arena, 1000));
	dn_arena_release(&arena);
}
END_TEST

START_TEST(sizes_that_would_wrap_are_refused)
{
	struct dn_arena arena;

	dn_arena_init(&arena, SIZE_MAX);
	ck_assert_ptr_null(dn_arena_take(&arena, SIZE_MAX));
	ck_assert_ptr_null(dn_arena_take(&arena, SIZE_MAX - 14));
	ck_assert_ptr_null(dn_arena_take(&arena, PTRDIFF_MAX));
	ck_assert_ptr_null(dn_arena_take_many(&arena, SIZE_MAX / 2, 4));
	ck_assert_ptr_null(dn_arena_take_many(&arena,
	    (SIZE_MAX >> 32) + 1, (SIZE_MAX >> 32) + 1));
	ck_assert_ptr_null(dn_arena_copy(&arena,
	    (struct dn_span){ "", SIZE_MAX }).ptr);
	ck_assert_ptr_nonnull(dn_arena_take_many(&arena, 0, SIZE_MAX));
	ck_assert_ptr_nonnull(dn_arena_take_many(&arena, 30, 40));
	dn_arena_release(&arena);
}
END_TEST

START_TEST(copies_end_in_NUL_and_may_hold_one)
{
	struct dn_arena arena;
	struct dn_span copy;

	dn_arena_init(&arena, SIZE_MAX);
	copy = dn_arena_copy(&arena, DN_SPAN("a\0b"));
	ck_assert(dn_span_equal(copy, DN_SPAN("a\0b")));
	ck_assert_int_eq(copy.ptr[3], '\0');
	copy = dn_arena_copy(&arena, dn_span_of(NULL));
	ck_assert_ptr_nonnull(copy.ptr);
	ck_assert_str_eq(copy.ptr, "");
	dn_arena_release(&arena);
	dn_arena_init(&arena, 10);
	ck_assert_ptr_null(dn_arena_copy(&arena, DN_SPAN("abc")).ptr);
}
END_TEST

START_TEST(what_is_taken_after_clear_is_zeroed_again)
{
	struct dn_arena arena;
	unsigned char *piece;
	size_t round, byte;

	dn_arena_init(&arena, SIZE_MAX);
	for (round = 0; round < 20; round++) {
		piece = dn_arena_take(&arena, 3000);
		for (byte = 0; byte < 3000; byte++)
			ck_assert_uint_eq(piece[byte], 0);
		memset(piece, 0xFF, 3000);
		dn_arena_clear(&arena);
	}
	dn_arena_release(&arena);
}
END_TEST

START_TEST(rounds_alike_settle_on_one_chunk)
{
	struct dn_arena arena;
	struct dn_arena_chunk *chunk;
	size_t round, at;

	dn_arena_init(&arena, SIZE_MAX);
	for (round = 0; round < 20; round++) {
		for (at = 0; at < 1000; at++)
			ck_assert_ptr_nonnull(dn_arena_take(&arena, 100));
		if (round == 10)
			chunk = arena.chunk;
		if (round > 10)
			ck_assert_ptr_eq(arena.chunk, chunk);
		dn_arena_clear(&arena);
	}
	dn_arena_release(&arena);
}
END_TEST

START_TEST(clear_lets_go_of_a_huge_chunk)
{
	struct dn_arena arena;

	dn_arena_init(&arena, SIZE_MAX);
	ck_assert_ptr_nonnull(dn_arena_take(&arena, 10));
	ck_assert_ptr_nonnull(dn_arena_take(&arena, 20000000));
	ck_assert_uint_ge(arena.total, 20000000);
	dn_arena_clear(&arena);
	ck_assert_uint_le(arena.total, 2000000);
	dn_arena_clear(&arena);
	dn_arena_release(&arena);
	dn_arena_clear(&arena);
	ck_assert_uint_eq(arena.total, 0);
}
END_TEST

START_TEST(a_large_piece_does_not_end_the_chunk_being_filled)
{
	struct dn_arena arena;
	char *before, *after;

	dn_arena_init(&arena, SIZE_MAX);
	before = dn_arena_take(&arena, 16);
	ck_assert_ptr_nonnull(dn_arena_take(&arena, 3000000));
	after = dn_arena_take(&arena, 16);
	ck_assert_ptr_eq(after, before + 16);
	dn_arena_release(&arena);
}
END_TEST

DN_SUITE(arena,
    pieces_are_zeroed_aligned_and_apart,
    the_cap_holds_and_is_made_use_of,
    a_refused_piece_leaves_room_for_a_smaller_one,
    sizes_that_would_wrap_are_refused,
    copies_end_in_NUL_and_may_hold_one,
    what_is_taken_after_clear_is_zeroed_again,
    rounds_alike_settle_on_one_chunk,
    clear_lets_go_of_a_huge_chunk,
    a_large_piece_does_not_end_the_chunk_being_filled)
