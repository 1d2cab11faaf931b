/* SPDX-License-Identifier: MIT */
/* Length coincidences on continua, and what is computed from them alone. */
#ifndef DN_AGREE_COINCIDE_H
#define DN_AGREE_COINCIDE_H

#include <stdint.h>

#include "agree/continuum.h"
#include "agree/unitize.h"

/*
 * For every label, and the gaps after the last label, over the items that two
 * annotators or more worked on, in ticks:
 *
 * own: the length that annotators gave it;
 * same: of that what coincides with the same label of another annotator, a
 *   pair of annotators counting 1 / (m - 1) each way, m being the annotators
 *   of the item;
 * squares: of its units' lengths; of gaps, plainly their length;
 * paired: the length that coincides with units of others, whatever their
 *   label; 0 for gaps;
 * paired_squares: of the lengths by which each of its units coincides with
 *   units of others, in the mean over these.
 */
struct dn_coincidence {
	double own, same, squares, paired, paired_squares;
};

/*
 * Fill `sums`, label_count + 1 of them, by one sweep over each item.  Sums are
 * exact but for one division each by the numbers m - 1 that there are.  The
 * set must have no overlap (dn_continua_reason).  -1 with DN_E_NO_MEMORY.
 */
int dn_coincide(const struct dn_continua *set, struct dn_coincidence *sums,
    struct dn_err *err) DN_MUST_CHECK;

/* Which alpha of the family of Krippendorff and others (2016). */
enum dn_alpha_u { DN_ALPHA_U, DN_ALPHA_BINARY, DN_ALPHA_CU, DN_ALPHA_KU };

/*
 * alpha-u from sums over `labels` labels: of all values, gaps being one
 * (DN_ALPHA_U); of units against gaps (BINARY); of units against units alone
 * (CU); of the label `which` among these (KU), with coverage = paired / own.
 * Coincidences expected: e_ck = (l_c l_k - [c=k] s_c) / (l - S / l), where l_c
 * is the length of c and s_c the sum of its units' squares.  Of a label: 1 -
 * (l_k - l_kk) / (l_k - e_kk).
 * The reason is "one-category", "unused", or "no-pairs" where no two units
 * coincide at all.
 */
struct dn_unitized dn_alpha_u(const struct dn_coincidence *sums,
    uint32_t labels, enum dn_alpha_u which, uint32_t label);

/*
 * What duration alone says, gaps being a label: the share of length on which
 * a pair of annotators agrees; alpha from it and the labels' shares, without
 * a term for small samples, which durations are not.  Both of all labels, or
 * for `label` against the rest (`label` < 0: of all).
 */
struct dn_unitized dn_share_of(const struct dn_coincidence *sums,
    uint32_t labels, int64_t label);
struct dn_unitized dn_alpha_of(const struct dn_coincidence *sums,
    uint32_t labels, int64_t label);

/*
 * Cohen's kappa from durations, of a set of two annotators (those of
 * dn_continua_pair) with its sums.  -1 with DN_E_NO_MEMORY.
 */
int dn_kappa_of(const struct dn_continua *set,
    const struct dn_coincidence *sums, int64_t label,
    struct dn_unitized *result, struct dn_err *err) DN_MUST_CHECK;

#endif
