/* SPDX-License-Identifier: MIT */
/* Bytes from the last to the first, but for those that all share. */
#include "io/radix.h"

#include <stdint.h>
#include <string.h>

#define DIGITS 256

static inline uint64_t
key_of(const char *record)
{
	uint64_t key;

	memcpy(&key, record, sizeof(key));
	return key;
}

/* Move all records to where the digit at `shift` puts them. */
static void
sort_digit(const char *from, char *to, size_t count, size_t size, int shift)
{
	size_t places[DIGITS] = { 0 }, sum = 0;

	for (size_t i = 0; i < count; i++)
		places[key_of(from + i * size) >> shift & 0xff]++;
	for (int i = 0; i < DIGITS; i++) {
		size_t next = sum + places[i] * size;

		places[i] = sum;
		sum = next;
	}
	for (; count > 0; count--, from += size) {
		size_t *place = &places[key_of(from) >> shift & 0xff];

		for (size_t at = 0; at < size; at += sizeof(uint64_t))
			memcpy(to + *place + at, from + at, sizeof(uint64_t));
		*place += size;
	}
}

void *
dn_radix_sort(void *list, void *spare, size_t count, size_t size)
{
	char *from = list, *to = spare;
	uint64_t differ = 0;

	for (size_t i = 1; i < count; i++)
		differ |= key_of(from + i * size) ^ key_of(from);
	for (int shift = 0; shift < 64; shift += 8) {
		char *other = to;

		if ((differ >> shift & 0xff) == 0)
			continue;
		sort_digit(from, to, count, size, shift);
		to = from;
		from = other;
	}
	return from;
}
