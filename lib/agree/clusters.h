/* SPDX-License-Identifier: MIT */
/* Shapes of several annotators that stand for one thing become an item. */
#ifndef DN_AGREE_CLUSTERS_H
#define DN_AGREE_CLUSTERS_H

#include "agree/gather.h"
#include "match/pool.h"

/* How alike two units must be, where it is not said. */
#define DN_CLUSTERS_MATCH 0.5

/* The labels of who has none of a cluster, and of a shape without a label. */
#define DN_CLUSTERS_ABSENT "\"absent\""
#define DN_CLUSTERS_PRESENT "\"present\""

/*
 * Close a pool that all was read into, and fill a gathering of nothing from it.
 * In each item and field the units of every two annotators are paired
 * (match/assign.h), those less alike than `match` (0: DN_CLUSTERS_MATCH) not at
 * all; pairs join clusters, the most alike first, as long as these have one
 * unit an annotator; and each cluster is an item that those who worked on the
 * item gave the labels of their units, or DN_CLUSTERS_ABSENT, which is then
 * gather->absent, but with `missing` nothing.  gather->matched is set;
 * annotators keep the numbers they have in the pool.  -1 with DN_E_BAD_VALUE
 * for a label that is not declared, or is called as one of the above; as the
 * pool and dn_pair_units otherwise.
 */
int dn_clusters_gather(struct dn_pool *pool,
    double match, bool missing, struct dn_gather *gather,
    struct dn_err *err) DN_MUST_CHECK;

#endif
