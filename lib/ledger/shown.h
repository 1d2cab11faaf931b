/* SPDX-License-Identifier: MIT */
/* The order in which lines are shown: by names, as bytes. */
#ifndef DN_LEDGER_SHOWN_H
#define DN_LEDGER_SHOWN_H

#include <stddef.h>

#include "core/bytes.h"
#include "ledger/entitle.h"

/* What the order goes by; to be released. */
struct dn_shown {
	const struct dn_book *book;             /* borrowed, as the next */
	const struct dn_names *persons;         /* as they are shown */
	size_t *ranks;                          /* of components */
};

/*
 * Get ready to compare lines of a book, with the components in the order of
 * the policy (NULL: by name): 0, or -1 with DN_E_NO_MEMORY.  `persons` are
 * those of the book or what is shown in their place.
 */
int dn_shown_init(struct dn_shown *shown, const struct dn_book *book,
    const struct dn_names *persons, const struct dn_policy *policy,
    struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_shown_release(struct dn_shown *shown);

/*
 * By batch (those of none last), component, person (nobody first) and month:
 * <0, 0, >0.  For qsort_r: the lines are struct dn_line or begin with one, the
 * state is a struct dn_shown.
 */
int dn_shown_compare(const void *a, const void *b, void *shown);

#endif
