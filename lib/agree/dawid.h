/* SPDX-License-Identifier: MIT */
/* Labels and annotators' errors by expectation maximisation. */
#ifndef DN_AGREE_DAWID_H
#define DN_AGREE_DAWID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agree/panel.h"
#include "agree/ruling.h"

/* The change of the likelihood at which it is over, relative to it. */
#define DN_DAWID_CHANGE 1e-9

struct dn_dawid_spec {
	double smoothing;               /* added to every count; 0: none */
	uint64_t iterations;            /* at most, 1 or more */
};

/*
 * The model of Dawid and Skene (Applied Statistics 28, 1979, 20-28) fitted to
 * a panel (borrowed).  With T_ik the probability that item i is k, and n_agl
 * the expected items that are k and that annotator a calls l:
 *
 * start: T_ik is the share of k in the votes of i; 1 where gold says k, which
 *   then stays;
 * then, again and again: the class k has the probability (sum_i T_ik + s) /
 *   (items + q s), a calls k l with (n_akl + s) / (sum_l n_akl + q s), q labels
 *   and s the smoothing; T_ik in proportion to the product of these over the
 *   votes of i.
 *
 * It ends when the log likelihood of the votes changes by no more than
 * DN_DAWID_CHANGE of it.  An annotator who was never met with class k, at
 * smoothing 0, is taken to call it anything.  Items are summed in the order of
 * the panel, with what rounding takes off: no order of input changes a bit.
 */
struct dn_dawid {
	const struct dn_panel *panel;
	struct dn_dawid_spec spec;
	uint64_t iterations;            /* that were made */
	bool converged;
	double likelihood;              /* its logarithm, at the last of them */
	double *priors;                 /* logs of the classes */
	double *logs;                   /* of a cell by class: see dawid.c */
	double *unsaid;                 /* of a label that annotator a never
	                                   gave, at a * q + k */
	uint32_t *cells;                /* of each vote */
	uint32_t *given;                /* the label of each cell */
	size_t *firsts;                 /* cells by annotator: where a begins */
	struct dn_dawid_work *work;
};

/*
 * Fit it.  -1 with DN_E_NO_MEMORY; dn_dawid_release is due either way.  A panel
 * without ballots is fine.
 */
int dn_dawid_fit(struct dn_dawid *dawid, const struct dn_panel *panel,
    const struct dn_dawid_spec *spec, struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_dawid_release(struct dn_dawid *dawid);

/* The probabilities of all labels of a ballot, into room for them. */
void dn_dawid_probabilities(const struct dn_dawid *dawid,
    const struct dn_ballot *ballot, double *probabilities);

/* The rulings on all ballots, into room for them; -1 without memory. */
int dn_dawid_judge(const struct dn_dawid *dawid,
    struct dn_ruling *rulings, struct dn_err *err) DN_MUST_CHECK;

/* The probability that the annotator calls an item of class k label l. */
double dn_dawid_confusion(const struct dn_dawid *dawid, size_t annotator,
    size_t k, size_t l);

/* The probability that an item is of class k. */
double dn_dawid_prior(const struct dn_dawid *dawid, size_t k);

/* How likely the annotator is right: by class, weighted by the priors. */
double dn_dawid_skill(const struct dn_dawid *dawid, size_t annotator);

#endif
