/* SPDX-License-Identifier: MIT */
/* Gold comes first, so that what is wrong with it is said first. */
#include "app/gold.h"

#include <string.h>
#include <unistd.h>

#include "agree/clusters.h"

/* --gold names a FILE, or else an annotator. */
static bool
is_file(const struct dn_score_spec *scores)
{
	return scores->gold != NULL && (strcmp(scores->gold, "-") == 0 ||
	    access(scores->gold, F_OK) == 0);
}

bool
dn_run_gather(struct dn_run *run, const struct dn_score_spec *scores,
    struct dn_gather *gather)
{
	if (is_file(scores)) {
		if (gather->spec.sorted) {
			dn_run_usage(run, "--sorted: who is right must be in "
			    "the input too");
			return false;
		}
		gather->as = gather->spec.gold = DN_GATHER_GOLD;
		if (!dn_run_side_input(run, scores->gold) ||
		    !dn_run_side(run, &gather->loop, scores->gold))
			return false;
		gather->as = NULL;
	}
	return dn_run_loop(run, &gather->loop, false);
}

bool
dn_run_match(struct dn_run *run, const struct dn_score_spec *scores,
    struct dn_gather *gather)
{
	const bool file = is_file(scores);
	const struct dn_pool_spec spec = dn_score_pool(scores, &gather->spec,
	    file);
	struct dn_err err = DN_ERR_INIT;
	struct dn_pool *pool = dn_pool_new(&spec, &err);

	if (file)
		gather->spec.gold = DN_POOL_GOLD;
	if (pool == NULL)
		dn_run_fail(run, &err);
	else if ((!file || (dn_run_side_input(run, scores->gold) &&
	    dn_run_side(run, dn_pool_loop(pool, true), scores->gold))) &&
	    dn_run_loop(run, dn_pool_loop(pool, false), false) &&
	    dn_clusters_gather(pool, scores->match,
	    scores->absence == DN_SCORE_MISSING, gather, &err) < 0)
		dn_run_fail(run, &err);
	dn_pool_free(pool);
	return dn_run_intact(run);
}
