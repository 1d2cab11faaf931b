/* SPDX-License-Identifier: MIT */
/* Two statements side by side. */
#ifndef DN_LEDGER_CHANGE_H
#define DN_LEDGER_CHANGE_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "ledger/issued.h"
#include "ledger/lines.h"

/* A key under which the two have different amounts; 0 where it has none. */
struct dn_change {
	struct dn_line line;    /* its `fen` is the second less the first */
	int64_t first, second;
};

/* All of them, and the sums of both. */
struct dn_changes {
	struct dn_change *list;         /* in the order shown */
	size_t count, room;
	int64_t first, second;
};

/*
 * Compare the lines of two statements: 0 with *new* changes, or -1 with
 * DN_E_OVERFLOW or DN_E_NO_MEMORY; to be released in both cases.
 */
int dn_changes_find(struct dn_changes *changes, struct dn_issued_sums *first,
    struct dn_issued_sums *second, struct dn_order *order,
    struct dn_err *err) DN_MUST_CHECK;

/* Free what they hold. */
void dn_changes_release(struct dn_changes *changes);

/* Append one as JSON, a `change` record, with newline. */
void dn_change_write(struct dn_bytes *out, const struct dn_change *change,
    const struct dn_book *book);

/* Append the sums, a `total` record; the spans are the ids of the two. */
void dn_changes_write_total(struct dn_bytes *out,
    const struct dn_changes *changes, struct dn_span first,
    struct dn_span second);

#endif
