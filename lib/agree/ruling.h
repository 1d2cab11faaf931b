/* SPDX-License-Identifier: MIT */
/* What an item's votes come to, and whether a person must look. */
#ifndef DN_AGREE_RULING_H
#define DN_AGREE_RULING_H

#include <stdint.h>

#include "agree/panel.h"

/* Two labels whose shares are no further apart than this are a tie. */
#define DN_RULING_TIE 1e-9

/* Why there is no label, or why it needs a look. */
enum dn_ruling_reason {
	DN_RULING_CLEAR,        /* all said it */
	DN_RULING_GOLD,         /* it is known */
	DN_RULING_TIE_VOTE,     /* two labels are as good: there is none */
	DN_RULING_SINGLE,       /* one person said it */
	DN_RULING_DISPUTED,     /* some said otherwise */
	DN_RULING_OVERRULED     /* more people said otherwise */
};

/*
 * `label` is a place of the panel, or DN_PANEL_NONE for a tie.  `confidence`
 * is the share, or probability, of the label, of a tie that of each.
 * `dispute`, from 0 to 1, is how much the item needs a person.
 */
struct dn_ruling {
	double confidence, dispute;
	uint32_t label;
	enum dn_ruling_reason reason;
};

/* The words of the reasons; "" for the first. */
extern const char *const dn_ruling_reasons[];

/*
 * Judge all ballots of a panel by the sums of the weights of those who said
 * each label: `weights` has one, above 0, for each annotator; NULL: all 1.
 * The dispute is the entropy of the shares over the most that it could be with
 * the labels of the panel (0 where there is one).  `rulings` has room for
 * all.  -1 with DN_E_NO_MEMORY.
 */
int dn_ruling_judge(const struct dn_panel *panel, const double *weights,
    struct dn_ruling *rulings, struct dn_err *err) DN_MUST_CHECK;

/*
 * The ruling on a ballot whose labels have these probabilities, one each, and
 * a sum of 1; the dispute is 1 less the margin between the two largest.
 */
struct dn_ruling dn_ruling_of(const struct dn_panel *panel,
    const struct dn_ballot *ballot, const double *probabilities);

#endif
