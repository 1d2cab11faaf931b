/* SPDX-License-Identifier: MIT */
/* Quantiles of the normal and Student's t, and sums that keep their error. */
#ifndef DN_CORE_STAT_H
#define DN_CORE_STAT_H

#include <math.h>

/*
 * A sum of doubles and beside it what rounding took off (Neumaier 1974): as
 * good as one in twice the precision.  Starts as zeroed.
 */
struct dn_stat_sum {
	double high, low;
};

/* Add one finite number. */
static inline void
dn_stat_sum_add(struct dn_stat_sum *sum, double value)
{
	double high = sum->high + value;

	if (fabs(sum->high) >= fabs(value))
		sum->low += (sum->high - high) + value;
	else
		sum->low += (value - high) + sum->high;
	sum->high = high;
}

/* What was added, rounded once. */
static inline double
dn_stat_sum_get(const struct dn_stat_sum *sum)
{
	return sum->high + sum->low;
}

/*
 * The quantiles take the probability `p` below them, in 0..1, and are good to
 * a relative 1e-12 for p from 1e-30.  The small end of an interval at
 * confidence C is quantile((1 - C) / 2), which keeps the digits that
 * 1 - (1 - C) / 2 would lose; the large end is its negative.  Infinite at 0
 * and 1, NaN for what is no probability.
 */

/* Of the standard normal distribution. */
double dn_stat_normal_quantile(double p);

/* P(Z <= z) of the standard normal distribution. */
double dn_stat_normal_below(double z);

/* Of Student's t with `df` > 0 degrees of freedom, whole or not. */
double dn_stat_student_quantile(double p, double df);

/*
 * P(T > t) of Student's t, for t >= 0: half the regularised incomplete beta
 * function at df / (df + t * t) (Abramowitz and Stegun 1964, 26.7.1).  Good to
 * a relative 1e-10 up to a million degrees of freedom.
 */
double dn_stat_student_tail(double t, double df);

/*
 * The score interval of a share (Wilson 1927), `hits` of `n` >= 1 with
 * hits <= n, at `confidence` between 0 and 1; both ends are within 0..1.
 */
void dn_stat_wilson(double hits, double n, double confidence, double *low,
    double *high);

/*
 * The exact interval of a share (Clopper and Pearson 1934), by the beta
 * distribution; as above, but n may be 0, which gives 0..1.  Good to 1e-10.
 */
void dn_stat_exact(double hits, double n, double confidence, double *low,
    double *high);

#endif
