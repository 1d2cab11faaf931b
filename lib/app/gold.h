/* SPDX-License-Identifier: MIT */
/* The input of a run and beside it who is right, as --gold says. */
#ifndef DN_APP_GOLD_H
#define DN_APP_GOLD_H

#include "agree/gather.h"
#include "agree/score.h"
#include "app/run.h"

/*
 * Read the FILE of --gold, if it is one, then the input into a gathering.
 * False when something ended it; it was said.
 */
bool dn_run_gather(struct dn_run *run, const struct dn_score_spec *scores,
    struct dn_gather *gather) DN_MUST_CHECK;

/* The same of items with several units each, which are then matched. */
bool dn_run_match(struct dn_run *run, const struct dn_score_spec *scores,
    struct dn_gather *gather) DN_MUST_CHECK;

#endif
