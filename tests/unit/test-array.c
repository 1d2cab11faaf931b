/* SPDX-License-Identifier: MIT */
/* Arrays that grow: elements stay, few moves, no memory, no overflow. */
#include "core/array.h"

#include <check.h>
#include <stdint.h>
#include <stdlib.h>

#include "suites.h"

START_TEST(elements_stay_and_moves_are_few)
{
	size_t room = 0, moves = 0;
	uint32_t *array = NULL;

	for (size_t count = 0; count < 100000; count++) {
		size_t before = room;

		array = dn_array_grow(array, count, &room, sizeof(*array));
		ck_assert_ptr_nonnull(array);
		ck_assert_uint_gt(room, count);
		array[count] = (uint32_t)count;
		moves += room != before;
	}
	ck_assert_uint_lt(moves, 15);
	for (size_t i = 0; i < 100000; i++)
		ck_assert_uint_eq(array[i], i);
	free(array);
}
END_TEST

START_TEST(a_size_that_would_wrap_leaves_the_array)
{
	size_t room = SIZE_MAX / 4;
	char array[1] = { 'x' };

	ck_assert_ptr_null(dn_array_grow(array, room, &room, 16));
	ck_assert_uint_eq(room, SIZE_MAX / 4);
}
END_TEST

DN_SUITE(array,
    elements_stay_and_moves_are_few,
    a_size_that_would_wrap_leaves_the_array)
