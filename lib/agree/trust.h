/* SPDX-License-Identifier: MIT */
/* What each annotator's vote weighs. */
#ifndef DN_AGREE_TRUST_H
#define DN_AGREE_TRUST_H

#include <stddef.h>

#include "agree/panel.h"

/*
 * Weights that a file names, one JSON object a line: {"annotator","weight"},
 * or an accuracy of --quality, whose `value` is the weight; with a `field` it
 * is for that one alone.  Other metric lines, and an accuracy of null, are
 * passed over.
 */
struct dn_trust {
	struct dn_names *names;         /* and fields: agree/item_name.h */
	double *weights;                /* by number of name */
	size_t cap;
	struct dn_bytes text, key;
	struct dn_loop loop;            /* to run over the file */
};

/* No weights yet; -1 without memory; a release is due either way. */
int dn_trust_init(struct dn_trust *trust, struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_trust_release(struct dn_trust *trust);

/*
 * The weights of a panel's annotators by their places, into room for them.
 * -1 with DN_E_USAGE for one whom the file does not name.
 */
int dn_trust_weights(struct dn_trust *trust, const struct dn_gather *gather,
    const struct dn_panel *panel, double *weights, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * The same from the ballots whose label is known: (right + 1) / (rated + 2).
 * 1; 0 when none is, and then all weigh 1/2; -1 without memory.
 */
int dn_trust_by_gold(const struct dn_panel *panel, double *weights,
    struct dn_err *err) DN_MUST_CHECK;

#endif
