/* SPDX-License-Identifier: MIT */
/* Words for a coefficient, and how sure they are. */
#ifndef DN_AGREE_BENCHMARK_H
#define DN_AGREE_BENCHMARK_H

#include <stddef.h>

/* A level: its name, and the coefficient from which on it is reached. */
struct dn_benchmark_level {
	const char *name;
	double from;
};

/* A scale of levels, the best first, the last from minus one on. */
struct dn_benchmark {
	const char *name;
	const struct dn_benchmark_level *levels;
	size_t count;
};

/*
 * Landis and Koch (1977), Altman (1991), Fleiss (1981), and Krippendorff's
 * (2004) limits of 0.8 and 0.667; ended by one without a name.
 */
extern const struct dn_benchmark dn_benchmarks[];

/*
 * The best level that the true coefficient reaches with a probability of 0.95
 * or more, taken for normal with this value and standard error and cut to -1
 * .. 1 (Gwet 2014); `probability` is set to that.  With an error of 0 the
 * level of the value, which is certain; NULL for what is not defined.
 */
const struct dn_benchmark_level *dn_benchmark_find(
    const struct dn_benchmark *benchmark, double value, double se,
    double *probability);

#endif
