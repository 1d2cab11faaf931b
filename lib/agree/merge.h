/* SPDX-License-Identifier: MIT */
/* Counts that other runs wrote, added up again. */
#ifndef DN_AGREE_MERGE_H
#define DN_AGREE_MERGE_H

#include "agree/gather.h"

/*
 * Reads the lines of dn_partial_write into a gathering; other records are
 * ignored as "other-record".
 */
struct dn_merge {
	struct dn_gather *gather;       /* borrowed */
	struct dn_loop loop;            /* to run in place of the gathering's */
	struct dn_merge_state *state;
};

/*
 * Begin with a gathering that is empty and whose spec says `merge`.  In the
 * loop DN_E_USAGE ends the run: counts were made with other options than this
 * run's, or than each other; a bad line is DN_E_BAD_TYPE, DN_E_BAD_VALUE,
 * DN_E_OVERFLOW or DN_E_MISSING_FIELD and counts not at all.  -1 with
 * DN_E_NO_MEMORY; dn_merge_release is due either way.
 */
int dn_merge_init(struct dn_merge *merge, struct dn_gather *gather,
    struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds; one that is zeroed is fine. */
void dn_merge_release(struct dn_merge *merge);

#endif
