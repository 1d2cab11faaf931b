/* SPDX-License-Identifier: MIT */
/* Quantiles by Newton's method on tails that lose no digits. */
#include "core/stat.h"

#include <float.h>
#include <stdbool.h>

#define PI 3.14159265358979323846
#define SQRT_HALF 0.70710678118654752440
#define SQRT_TWO_PI 2.50662827463100050242

/* Here the tail's argument begins to lose digits, and the series has them. */
#define SERIES_FROM 3e4

/* Newton's method ends long before; the bound is for what nobody foresaw. */
#define STEPS_MAX 100

static bool
is_probability(double p)
{
	return p >= 0 && p <= 1;
}

/*
 * A start within 4.5e-4 (Hastings 1955; Abramowitz and Stegun 26.2.23), then
 * Halley's method, which trebles the digits at every step.
 */
double
dn_stat_normal_quantile(double p)
{
	double root, z;
	int step;

	if (!is_probability(p))
		return NAN;
	if (p == 0)
		return -INFINITY;
	if (p >= 0.5)
		return p == 0.5 ? 0 : -dn_stat_normal_quantile(1 - p);
	root = sqrt(-2 * log(p));
	z = ((0.010328 * root + 0.802853) * root + 2.515517) /
	    (((0.001308 * root + 0.189269) * root + 1.432788) * root + 1) -
	    root;
	for (step = 0; step < 3; step++) {
		double density = exp(-z * z / 2) / SQRT_TWO_PI;
		double miss = (0.5 * erfc(-z * SQRT_HALF) - p) / density;

		z -= miss / (1 + z * miss / 2);
	}
	return z;
}

/*
 * gamma(a + 1/2) / gamma(a).  The series in 1/a is that of Tricomi and Erdelyi
 * (1951); differences of lgamma would lose the digits of a large one.
 */
static double
gamma_ratio(double a)
{
	double u = 1 / a;

	if (a < 64)
		return tgamma(a + 0.5) / tgamma(a);
	return sqrt(a) * (1 + u * (-1.0 / 8 + u * (1.0 / 128 +
	    u * (5.0 / 1024 + u * (-21.0 / 32768 + u * (-399.0 / 262144 +
	    u * (869.0 / 4194304)))))));
}

/*
 * The continued fraction of the incomplete beta function (Abramowitz and
 * Stegun 26.5.8) by Lentz's method as Thompson and Barnett (1986) have it.
 */
static double
beta_fraction(double a, double b, double x)
{
	double c = 1, d = 1 / (1 - (a + b) * x / (a + 1)), value = d, m, term;

	for (m = 1; m < 1e7; m++) {
		term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		d = 1 / (1 + term * d);
		c = 1 + term / c;
		value *= d * c;
		term = -(a + m) * (a + b + m) * x /
		    ((a + 2 * m) * (a + 2 * m + 1));
		d = 1 / (1 + term * d);
		c = 1 + term / c;
		value *= d * c;
		if (fabs(d * c - 1) <= DBL_EPSILON)
			break;
	}
	return value;
}

double
dn_stat_student_tail(double t, double df)
{
	double a = df / 2, square = t * t, x, front;

	if (!(t >= 0) || !(df > 0))
		return NAN;
	if (isinf(square))
		return 0;
	x = df / (df + square);
	front = exp(-a * log1p(square / df)) * sqrt(square / (df + square)) *
	    gamma_ratio(a) / sqrt(PI);
	/* Each form where it converges fast; far out it is the tail itself. */
	if (x < (a + 1) / (a + 2.5))
		return front * beta_fraction(a, 0.5, x) / a / 2;
	return 0.5 - front * beta_fraction(0.5, a, square / (df + square));
}

static double
student_density(double t, double df)
{
	return gamma_ratio(df / 2) / sqrt(PI * df) *
	    exp(-(df + 1) / 2 * log1p(t * t / df));
}

/*
 * For p <= 1/2, as the negative of what has the tail p.  In log t the log of
 * the tail is falling and concave, so that Newton's method overshoots once
 * and then comes down to the root.
 */
static double
student_tail_quantile(double p, double df)
{
	double t = -dn_stat_normal_quantile(p);
	int step;

	for (step = 0; step < STEPS_MAX && t > 0; step++) {
		double tail = dn_stat_student_tail(t, df);
		double change = log(tail / p) * tail /
		    (t * student_density(t, df));

		t *= exp(change);
		if (!(fabs(change) > 4 * DBL_EPSILON))
			break;
	}
	return -t;
}

/* For many degrees of freedom, from the normal one (Fisher, Cornish 1960). */
static double
student_series(double z, double df)
{
	double z2 = z * z;

	return z + z * ((z2 + 1) / 4 + (((5 * z2 + 16) * z2 + 3) / 96 +
	    (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384 / df) / df) / df;
}

double
dn_stat_normal_below(double z)
{
	return erfc(-z / sqrt(2)) / 2;
}

double
dn_stat_student_quantile(double p, double df)
{
	if (!is_probability(p) || !(df > 0))
		return NAN;
	if (p == 0)
		return -INFINITY;
	if (p > 0.5)
		return -dn_stat_student_quantile(1 - p, df);
	if (df == 1 && p < 0.5)
		return -1 / tan(PI * p);
	if (df > SERIES_FROM)
		return student_series(dn_stat_normal_quantile(p), df);
	return student_tail_quantile(p, df);
}

/*
 * low = (a - root) / (n + z2) with a = hits + z2 / 2 and root^2 = a^2 -
 * hits^2 (n + z2) / n: so it is hits^2 / n / (a + root), where nothing cancels.
 */
static double
wilson_low(double hits, double n, double z)
{
	double a = hits + z * z / 2;
	double root = z * sqrt(hits * (n - hits) / n + z * z / 4);

	return hits * hits / n / (a + root);
}

void
dn_stat_wilson(double hits, double n, double confidence, double *low,
    double *high)
{
	double z = -dn_stat_normal_quantile((1 - confidence) / 2);

	*low = wilson_low(hits, n, z);
	*high = 1 - wilson_low(n - hits, n, z);
}

/* The regularised incomplete beta function, 26.5.8 as above, for 0 < x < 1. */
static double
beta_below(double a, double b, double x)
{
	int sign;
	double front = exp(lgamma_r(a + b, &sign) - lgamma_r(a, &sign) -
	    lgamma_r(b, &sign) + a * log(x) + b * log1p(-x));

	if (x < (a + 1) / (a + b + 2))
		return front * beta_fraction(a, b, x) / a;
	return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

/* Where the beta distribution has `p` below it: halving cannot go astray. */
static double
beta_quantile(double p, double a, double b)
{
	double low = 0, high = 1, middle;
	int step;

	for (step = 0; step < 60; step++) {
		middle = (low + high) / 2;
		if (beta_below(a, b, middle) < p)
			low = middle;
		else
			high = middle;
	}
	return (low + high) / 2;
}

void
dn_stat_exact(double hits, double n, double confidence, double *low,
    double *high)
{
	double tail = (1 - confidence) / 2;

	*low = hits <= 0 ? 0 : beta_quantile(tail, hits, n - hits + 1);
	*high = hits >= n ? 1 :
	    1 - beta_quantile(tail, n - hits, hits + 1);
}
