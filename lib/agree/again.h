/* SPDX-License-Identifier: MIT */
/* A table with the same lists and other numbers of items: to draw it again. */
#ifndef DN_AGREE_AGAIN_H
#define DN_AGREE_AGAIN_H

#include <stddef.h>
#include <stdint.h>

#include "agree/table.h"

/*
 * The units are the source's rows where it keeps them, else its patterns.  The
 * source is *borrowed*.
 */
struct dn_agree_again {
	const struct dn_agree_table *source;
	struct dn_agree_table table;    /* to compute from */
	size_t units;
	size_t *pattern_of, *cell_of;   /* of each row; SIZE_MAX: no cell */
};

/* Prepare.  -1 with DN_E_NO_MEMORY; dn_agree_again_release is due. */
int dn_agree_again_init(struct dn_agree_again *again,
    const struct dn_agree_table *source, struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_agree_again_release(struct dn_agree_again *again);

/* Items of a unit in the source. */
uint64_t dn_agree_again_items(const struct dn_agree_again *again,
    size_t unit);

/* Give every unit this number of items, and sum. */
void dn_agree_again_set(struct dn_agree_again *again, const uint64_t *items);

#endif
