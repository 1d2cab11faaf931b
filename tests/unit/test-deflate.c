/* SPDX-License-Identifier: MIT */
/* Streams of runs: zlib reads them as they were told. */
#include "io/deflate.h"

#include <stdlib.h>
#include <zlib.h>

#include "suites.h"

/* The runs that are told, byte by byte, and the stream of them. */
struct told {
	struct dn_bytes plain, packed;
	struct dn_deflate *deflate;
};

static void
begin(struct told *told)
{
	dn_bytes_init(&told->plain, SIZE_MAX / 2);
	dn_bytes_init(&told->packed, SIZE_MAX / 2);
	told->deflate = dn_deflate_new(&told->packed);
	ck_assert_ptr_nonnull(told->deflate);
}

static void
tell(struct told *told, unsigned char byte, size_t count)
{
	char *end = dn_bytes_reserve(&told->plain, count + 1);

	ck_assert_ptr_nonnull(end);
	memset(end, byte, count);
	told->plain.len += count;
	dn_deflate_run(told->deflate, byte, count);
}

/* zlib finds the same bytes, and nothing behind them. */
static void
end(struct told *told)
{
	uLongf len = (uLongf)told->plain.len + 1;
	uLong used;
	unsigned char *again = malloc(len);

	ck_assert_ptr_nonnull(again);
	dn_deflate_end(told->deflate);
	used = (uLong)told->packed.len;
	ck_assert_int_eq(uncompress2(again, &len,
	    (const unsigned char *)told->packed.data, &used), Z_OK);
	ck_assert_uint_eq(used, told->packed.len);
	ck_assert_uint_eq(len, told->plain.len);
	if (len > 0)
		ck_assert_mem_eq(again, told->plain.data, len);
	free(again);
	dn_deflate_free(told->deflate);
	dn_bytes_release(&told->plain);
	dn_bytes_release(&told->packed);
}

START_TEST(nothing_is_a_stream_too)
{
	struct told told;

	begin(&told);
	end(&told);
	begin(&told);
	tell(&told, 7, 0);
	end(&told);
}
END_TEST

START_TEST(runs_of_every_length_come_back)
{
	struct told told;

	for (size_t count = 1; count < 1200; count++) {
		begin(&told);
		tell(&told, 0, count);
		tell(&told, 255, count);
		tell(&told, 255, count % 7);
		end(&told);
	}
}
END_TEST

START_TEST(one_long_run_is_two_bits_a_piece)
{
	struct told told;

	begin(&told);
	tell(&told, 200, 50000000);
	dn_deflate_run(told.deflate, 200, 0);
	ck_assert_uint_lt(told.packed.len, 100);
	end(&told);
	begin(&told);
	tell(&told, 0, 25000000);
	dn_deflate_run(told.deflate, 1, 0);
	end(&told);
}
END_TEST

START_TEST(random_runs_and_bytes_come_back)
{
	uint64_t state = 41;

	for (unsigned round = 0; round < 300; round++) {
		size_t runs = suite_next(&state) % 3000;
		unsigned values = 1 + (unsigned)(suite_next(&state) % 256);
		unsigned longest = 1 + (unsigned)(suite_next(&state) % 600);
		struct told told;

		begin(&told);
		for (size_t i = 0; i < runs; i++)
			tell(&told, (unsigned char)(suite_next(&state) %
			    values), suite_next(&state) % longest);
		end(&told);
	}
}
END_TEST

/* Each byte twice as often as the one before: the longest codes there are. */
START_TEST(codes_are_never_too_long)
{
	struct told told;
	size_t often = 1;

	begin(&told);
	for (unsigned value = 0; value < 24; value++, often = often * 8 / 5)
		for (size_t i = 0; i < often && i < 12000; i++) {
			tell(&told, (unsigned char)value, 1);
			tell(&told, (unsigned char)(value + 100), 1);
		}
	end(&told);
}
END_TEST

START_TEST(blocks_without_end_come_back)
{
	uint64_t state = 42;
	struct told told;

	begin(&told);
	for (unsigned i = 0; i < 200000; i++)
		tell(&told, (unsigned char)suite_next(&state), 1);
	end(&told);
}
END_TEST

DN_SUITE(deflate,
    nothing_is_a_stream_too,
    runs_of_every_length_come_back,
    one_long_run_is_two_bits_a_piece,
    random_runs_and_bytes_come_back,
    codes_are_never_too_long,
    blocks_without_end_come_back)
