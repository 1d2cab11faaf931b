/* SPDX-License-Identifier: MIT */
/* Two coefficients of the same items: do they differ? */
#ifndef DN_AGREE_COMPARE_H
#define DN_AGREE_COMPARE_H

#include "agree/coef.h"

/* The difference of two coefficients, NAN where there is none. */
struct dn_difference {
	const char *reason;             /* why there is no value, or NULL */
	double value, se, t, p;         /* p: of both sides */
	double low, high;
	uint64_t n;                     /* items; n - 1 degrees of freedom */
	bool jackknife;                 /* how se was found */
};

/*
 * The first less the second.  Where both have a value of their own for every
 * item, se is that of the mean of their differences (Gwet 2016); else it comes
 * from leaving out one item at a time.  The question's table keeps rows.  -1
 * with DN_E_NO_MEMORY.
 */
int dn_agree_compare(const struct dn_agree_coef *first,
    const struct dn_agree_coef *second,
    const struct dn_agree_question *question,
    struct dn_difference *difference, struct dn_err *err) DN_MUST_CHECK;

#endif
