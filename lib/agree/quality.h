/* SPDX-License-Identifier: MIT */
/* How good each annotator is: by what is known, by the others, by a model. */
#ifndef DN_AGREE_QUALITY_H
#define DN_AGREE_QUALITY_H

#include <stddef.h>
#include <stdint.h>

#include "agree/dawid.h"
#include "agree/panel.h"

/*
 * What is said of an annotator; a number that is not defined is NAN.
 *
 * accuracy: of the `known` ballots whose label is known the share that the
 *   annotator, too, gave it, `right` of them; low and high by Wilson (1927).
 * f1: the mean over the labels that are right or given there of 2 tp / (2 tp +
 *   fp + fn).
 * kappa: the mean of Cohen's kappa with each other annotator who rated some of
 *   the same ballots: `pairs` that have one, `undefined` that have none.
 * gain: Krippendorff's alpha (nominal) of all, less that without the annotator
 *   (`without`).
 * skill: see dn_dawid_skill; NAN without a model.
 */
struct dn_quality {
	uint64_t rated, known, right;
	double accuracy, low, high, f1;
	double kappa;
	uint64_t pairs, undefined;
	double gain, without;
	double skill;
	uint64_t rank;                  /* from 1; 0: none */
};

/* All annotators of a panel. */
struct dn_qualities {
	const struct dn_panel *panel;   /* borrowed */
	struct dn_quality *list;        /* by place */
	uint32_t *order;                /* places by rank, then by name */
	uint64_t voted;                 /* ballots with a vote */
	double alpha;                   /* of all; NAN where not defined */
	struct dn_panel_casts casts;
};

/* What is asked for. */
struct dn_quality_spec {
	double confidence;              /* of the intervals */
	uint64_t least;                 /* known ballots to have a rank */
};

/*
 * Compute all; `dawid` is a model of the panel, or NULL.  Ranked by the lower
 * end of the interval are those with `least` known ballots and one at least;
 * equal ones share a rank, and the next is behind all of them.  -1 with
 * DN_E_NO_MEMORY; dn_qualities_release is due either way.
 */
int dn_qualities_init(struct dn_qualities *qualities,
    const struct dn_panel *panel, const struct dn_dawid *dawid,
    const struct dn_quality_spec *spec, struct dn_err *err) DN_MUST_CHECK;

/* Free what they hold. */
void dn_qualities_release(struct dn_qualities *qualities);

/*
 * How often the annotator gave label l where k is known to be right, at k * q
 * + l of `counts`, which has q * q numbers.
 */
void dn_quality_confusion(const struct dn_qualities *qualities,
    size_t annotator, uint64_t *counts);

/* The parts, each for all annotators; -1 without memory. */
int dn_quality_by_gold(struct dn_qualities *qualities, double confidence,
    struct dn_err *err) DN_MUST_CHECK;
int dn_quality_by_peers(struct dn_qualities *qualities, struct dn_err *err)
    DN_MUST_CHECK;
int dn_quality_by_alpha(struct dn_qualities *qualities, struct dn_err *err)
    DN_MUST_CHECK;

#endif
