/* SPDX-License-Identifier: MIT */
/* Records in memory put in order by their first word, digit by digit. */
#ifndef DN_IO_RADIX_H
#define DN_IO_RADIX_H

#include <stddef.h>

/*
 * Put `count` records of `size` bytes, a multiple of eight, in ascending order
 * of the 64-bit word that each begins with; equal ones stay in the order in
 * which they came.  `spare` has room for as many.  Returns which of the two
 * holds them then; what the other holds is of no use.
 */
void *dn_radix_sort(void *list, void *spare, size_t count, size_t size);

#endif
