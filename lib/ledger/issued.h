/* SPDX-License-Identifier: MIT */
/* What statements have said so far, line by line, and the heads they froze. */
#ifndef DN_LEDGER_ISSUED_H
#define DN_LEDGER_ISSUED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "ledger/entitle.h"
#include "ledger/standing.h"

/*
 * Sums of all lines stated, on the way to a struct dn_issued.  Zeroed:
 * nothing was stated; so is a released one.
 */
struct dn_issued_sums {
	struct dn_issued_line *lines;
	size_t count, room;
	size_t sorted;          /* lines that stand in order, each key once */
	struct dn_issued_heads *heads;
	size_t heads_count, heads_room;
	int64_t carry;          /* of the last statement */
};

/* Free what they hold. */
void dn_issued_release(struct dn_issued_sums *sums);

/* One line more was stated.  0, or -1 with DN_E_NO_MEMORY. */
int dn_issued_add(struct dn_issued_sums *sums,
    const struct dn_issued_line *line, struct dn_err *err) DN_MUST_CHECK;

/* Forget the lines that were added behind the first `count`, since a view. */
void dn_issued_forget(struct dn_issued_sums *sums, size_t count);

/*
 * The heads of a batch_open were frozen, which they were not before.  0, or
 * -1 with DN_E_NO_MEMORY.
 */
int dn_issued_freeze(struct dn_issued_sums *sums,
    const struct dn_issued_heads *heads, struct dn_err *err) DN_MUST_CHECK;

/*
 * Put the lines in order and add up those of one key: the view of all,
 * *borrowed* until the next change.  0, or -1 with DN_E_OVERFLOW.
 */
int dn_issued_view(struct dn_issued_sums *sums, struct dn_issued *view,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * A statement of all that was owed has been issued: its lines now add up to
 * just that.  0, or -1 with DN_E_NO_MEMORY.
 */
int dn_issued_reach(struct dn_issued_sums *sums, const struct dn_line *owed,
    size_t count, struct dn_err *err) DN_MUST_CHECK;

/* How two keys stand to each other, by their numbers: <0, 0, >0. */
int dn_issued_compare(const struct dn_issued_line *a,
    const struct dn_issued_line *b);

/*
 * Where the key of a line stands in a view, or its line_count.  `hint` is
 * where it may well stand: behind the one that was found before.
 */
size_t dn_issued_find(const struct dn_issued *view,
    const struct dn_issued_line *key, size_t hint);

/* The key of what is owed, with its amount. */
struct dn_issued_line dn_issued_of(const struct dn_line *line);

#endif
