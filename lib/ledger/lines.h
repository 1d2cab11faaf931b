/* SPDX-License-Identifier: MIT */
/* Lines of what is owed: adding them, their order, and those stated before. */
#ifndef DN_LEDGER_LINES_H
#define DN_LEDGER_LINES_H

#include "ledger/entitle.h"

/*
 * Append a line, which may be 0 for now, to those of the entitlement: it,
 * *borrowed* until the next one, or NULL with DN_E_NO_MEMORY.
 */
struct dn_line *dn_lines_add(struct dn_entitlement *entitlement,
    const struct dn_line *line, struct dn_err *err) DN_MUST_CHECK;

/*
 * The lines stated under the batch, component and person of a line: `*count`,
 * *borrowed*, by month.  `issued` may be NULL.
 */
const struct dn_issued_line *dn_lines_stated(const struct dn_issued *issued,
    const struct dn_line *line, size_t *count);

/* What of these was stated for one month. */
int64_t dn_lines_stated_month(const struct dn_issued_line *lines,
    size_t count, int32_t month);

/*
 * The id of the policy's component that the component of a line is one of: all
 * of it, but for an employer's year the part before the employer.
 */
struct dn_span dn_lines_rule(struct dn_span component);

/* The order in which lines are shown, as places of names by their numbers. */
struct dn_order {
	uint32_t *batches, *components, *persons;
	size_t *ranks;          /* of components; see dn_policy_rank */
};

/*
 * Make the order for a book and policy; `shown` are the persons as they are
 * shown, or NULL: as they are called.  0, or -1 with DN_E_NO_MEMORY.  To be
 * released in both cases.  It knows the names that the book has now.
 */
int dn_order_init(struct dn_order *order, const struct dn_book *book,
    const struct dn_policy *policy, const struct dn_names *shown,
    struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_order_release(struct dn_order *order);

/* <0, 0, >0: the line is shown before the other, has the same key, behind. */
int dn_order_compare(const struct dn_order *order, const struct dn_line *a,
    const struct dn_line *b);

/* The same for qsort_r, of lines or what begins with one; `order` is const. */
int dn_order_compare_any(const void *a, const void *b, void *order);

#endif
