/* SPDX-License-Identifier: MIT */
/* SplitMix64 streams, and what is drawn from them. */
#include "core/random.h"

#include <string.h>
#include <sys/auxv.h>
#include <sys/random.h>

#define GOLDEN UINT64_C(0x9E3779B97F4A7C15)

__extension__ typedef unsigned __int128 wide;

/* The output function of SplitMix64: every bit of the input matters to all. */
static uint64_t
mix(uint64_t bits)
{
	bits = (bits ^ bits >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	bits = (bits ^ bits >> 27) * UINT64_C(0x94D049BB133111EB);
	return bits ^ bits >> 31;
}

void
dn_random_init(struct dn_random *random, uint64_t seed)
{
	random->state = seed;
}

/*
 * Eight bytes at a time, little-endian whatever the machine, the length last:
 * the same key draws the same numbers everywhere and for good.
 */
void
dn_random_init_key(struct dn_random *random, uint64_t seed, const void *key,
    size_t len)
{
	const unsigned char *byte = key;
	uint64_t sum = mix(seed + GOLDEN), word = 0;
	size_t at;

	for (at = 0; at < len; at++) {
		word |= (uint64_t)byte[at] << at % 8 * 8;
		if (at % 8 == 7 || at + 1 == len) {
			sum = mix(sum + GOLDEN + word);
			word = 0;
		}
	}
	random->state = mix(sum ^ (uint64_t)len);
}

uint64_t
dn_random_next(struct dn_random *random)
{
	random->state += GOLDEN;
	return mix(random->state);
}

uint64_t
dn_random_below(struct dn_random *random, uint64_t bound)
{
	wide product = (wide)dn_random_next(random) * bound;
	uint64_t least;

	/* Reject the part of the low half that would favour some results. */
	if ((uint64_t)product < bound) {
		least = (0 - bound) % bound;
		while ((uint64_t)product < least)
			product = (wide)dn_random_next(random) * bound;
	}
	return (uint64_t)(product >> 64);
}

double
dn_random_real(struct dn_random *random)
{
	return (double)(dn_random_next(random) >> 11) * 0x1p-53;
}

void
dn_random_shuffle(struct dn_random *random, size_t *index, size_t count)
{
	size_t at, other, held;

	for (at = count; at > 1; at--) {
		other = (size_t)dn_random_below(random, at);
		held = index[at - 1];
		index[at - 1] = index[other];
		index[other] = held;
	}
}

uint64_t
dn_random_secret(void)
{
	uint64_t bits = 0;
	const void *start;

	if (getrandom(&bits, sizeof(bits), GRND_NONBLOCK) == sizeof(bits))
		return bits;
	/* Early at boot: what the kernel gave this process at its start. */
	start = (const void *)getauxval(AT_RANDOM);
	if (start != NULL)
		memcpy(&bits, start, sizeof(bits));
	return mix(bits);
}
