/* SPDX-License-Identifier: MIT */
/* A multinomial draw is a binomial one after the other of what is left. */
#include "agree/draw.h"

#include <math.h>

#define FEW 10.0        /* successes expected, below which inversion is quick */

/* What Stirling's formula lacks of log k!. */
static double
stirling_rest(double k)
{
	static const double small[] = {
		0.08106146679532726, 0.04134069595540929,
		0.02767792568499834, 0.02079067210376509,
		0.01664469118982119, 0.01387612882307075,
		0.01189670994589177, 0.01041126526197209,
		0.009255462182712733, 0.008330563433362871
	};
	double next = k + 1, square = next * next;

	if (k <= 9)
		return small[(int)k];
	return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / next;
}

/* Walk up the distribution until its sum passes a uniform number. */
static double
by_inversion(struct dn_random *random, double n, double p)
{
	double odds = p / (1 - p), chance, left, k;

	do {
		chance = exp(n * log1p(-p));
		left = dn_random_real(random);
		for (k = 0; k <= n && left > chance; k++) {
			left -= chance;
			chance *= odds * (n - k) / (k + 1);
		}
	} while (k > n);        /* rounding can leave a rest: begin anew */
	return k;
}

/* Hormann (1993), algorithm BTRS; n p is 10 or more and p at most a half. */
static double
by_rejection(struct dn_random *random, double n, double p)
{
	double spread = sqrt(n * p * (1 - p)), odds = p / (1 - p);
	double b = 1.15 + 2.53 * spread, a = -0.0873 + 0.0248 * b + 0.01 * p;
	double alpha = (2.83 + 5.1 / b) * spread, most = floor((n + 1) * p);

	for (;;) {
		double u = dn_random_real(random) - 0.5;
		double v = dn_random_real(random), edge = 0.5 - fabs(u);
		double k = floor((2 * a / edge + b) * u + n * p + 0.5);

		if (edge >= 0.07 && v <= 0.92 - 4.2 / b)
			return k;
		if (k < 0 || k > n || v == 0)
			continue;
		if (log(v * alpha / (a / (edge * edge) + b)) <=
		    (most + 0.5) * log((most + 1) / (odds * (n - most + 1))) +
		    (n + 1) * log((n - most + 1) / (n - k + 1)) +
		    (k + 0.5) * log(odds * (n - k + 1) / (k + 1)) +
		    stirling_rest(most) + stirling_rest(n - most) -
		    stirling_rest(k) - stirling_rest(n - k))
			return k;
	}
}

uint64_t
dn_draw_binomial(struct dn_random *random, uint64_t n, double p)
{
	double rare = p > 0.5 ? 1 - p : p, got;

	if (n == 0 || p <= 0)
		return 0;
	if (p >= 1)
		return n;
	got = (double)n * rare < FEW ?
	    by_inversion(random, (double)n, rare) :
	    by_rejection(random, (double)n, rare);
	return p > 0.5 ? n - (uint64_t)got : (uint64_t)got;
}

void
dn_draw_items(struct dn_random *random, const uint64_t *items, size_t count,
    uint64_t total, uint64_t *out)
{
	uint64_t left = total, rest = total;

	for (size_t i = 0; i < count; i++) {
		out[i] = left == 0 || rest == 0 ? 0 : items[i] >= rest ?
		    left : dn_draw_binomial(random, left,
		    (double)items[i] / (double)rest);
		left -= out[i];
		rest -= items[i];
	}
}
