/* SPDX-License-Identifier: MIT */
/* Scales as their authors print them, and Gwet's cumulative probability. */
#include "agree/benchmark.h"

#include <math.h>

#include "core/stat.h"

#define SURE 0.95

static const struct dn_benchmark_level landis_koch[] = {
	{ "almost-perfect", 0.8 }, { "substantial", 0.6 },
	{ "moderate", 0.4 }, { "fair", 0.2 }, { "slight", 0 },
	{ "poor", -1 }
};

static const struct dn_benchmark_level altman[] = {
	{ "very-good", 0.8 }, { "good", 0.6 }, { "moderate", 0.4 },
	{ "fair", 0.2 }, { "poor", -1 }
};

static const struct dn_benchmark_level fleiss[] = {
	{ "excellent", 0.75 }, { "intermediate-to-good", 0.4 },
	{ "poor", -1 }
};

static const struct dn_benchmark_level krippendorff[] = {
	{ "reliable", 0.8 }, { "tentative", 0.667 }, { "unreliable", -1 }
};

#define SCALE(name, levels) \
	{ name, levels, sizeof(levels) / sizeof(levels[0]) }

const struct dn_benchmark dn_benchmarks[] = {
	SCALE("landis-koch", landis_koch),
	SCALE("altman", altman),
	SCALE("fleiss", fleiss),
	SCALE("krippendorff", krippendorff),
	{ NULL, NULL, 0 }
};

/* P(K >= from), of a normal variable cut to -1 .. 1. */
static double
probability_from(double from, double value, double se)
{
	double top = dn_stat_normal_below((1 - value) / se);
	double bottom = dn_stat_normal_below((-1 - value) / se);

	return (top - dn_stat_normal_below((from - value) / se)) /
	    (top - bottom);
}

const struct dn_benchmark_level *
dn_benchmark_find(const struct dn_benchmark *benchmark, double value,
    double se, double *probability)
{
	const struct dn_benchmark_level *level = benchmark->levels;
	const struct dn_benchmark_level *last = level + benchmark->count - 1;

	*probability = NAN;
	if (isnan(value) || isnan(se))
		return NULL;
	for (; level < last; level++) {
		*probability = se == 0 ? value >= level->from :
		    probability_from(level->from, value, se);
		if (*probability >= SURE)
			return level;
	}
	*probability = 1;
	return last;
}
