/* SPDX-License-Identifier: MIT */
/* Seeded pseudo-random numbers: the same seed gives the same run everywhere. */
#ifndef DN_CORE_RANDOM_H
#define DN_CORE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* SplitMix64 (Steele, Lea, Flood 2014); a copy continues as its original. */
struct dn_random {
	uint64_t state;
};

/* Begin the stream that belongs to `seed`. */
void dn_random_init(struct dn_random *random, uint64_t seed);

/*
 * Begin the stream that belongs to `seed` and a key, such as an item's id:
 * what is drawn for a key does not depend on when it is drawn.
 */
void dn_random_init_key(struct dn_random *random, uint64_t seed,
    const void *key, size_t len);

/* 64 random bits. */
uint64_t dn_random_next(struct dn_random *random);

/* Uniform in 0..bound-1 without bias (Lemire 2019); `bound` >= 1. */
uint64_t dn_random_below(struct dn_random *random, uint64_t bound);

/* Uniform in [0, 1), 53 bits. */
double dn_random_real(struct dn_random *random);

/* Shuffle `count` indices in place (Fisher and Yates). */
void dn_random_shuffle(struct dn_random *random, size_t *index, size_t count);

/*
 * 64 bits that nobody can foretell, to seed hash tables against chosen input.
 * No output may depend on them.
 */
uint64_t dn_random_secret(void);

#endif
