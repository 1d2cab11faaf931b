/* SPDX-License-Identifier: MIT */
/* What the writers of accounting journals have in common. */
#ifndef DN_LEDGER_EXPORT_WRITE_H
#define DN_LEDGER_EXPORT_WRITE_H

#include "ledger/export.h"

/* Entries on their way out. */
struct dn_export_writing {
	struct dn_export *export;
	enum dn_export_form form;
	struct dn_bytes *out;
	size_t *order;                  /* of the entries */
	int64_t *sums;                  /* of an account so far */
	size_t *touched;                /* accounts, each once */
	size_t touched_count;
	bool *is_touched;
};

/*
 * Append an account's name, as `assets:advance:B1` or `Assets:Advance:B1`.
 * What an account's name cannot hold is escaped, so that no two become one.
 */
void dn_export_name(struct dn_export_writing *writing, uint32_t account);

/* Append text that stands in one line, without what ends a tag or a code. */
void dn_export_plain(struct dn_export_writing *writing, struct dn_span text);

/* Append a text in quotes, as beancount has it. */
void dn_export_quoted(struct dn_export_writing *writing, struct dn_span text);

/* What people call an entry: "statement", "verdict", ... */
const char *dn_export_title(enum dn_export_entry_kind kind);

/* Append what is written once, before all entries; the day of the first. */
void dn_export_head(struct dn_export_writing *writing, int32_t day);

/* Append an entry with its postings. */
void dn_export_entry_write(struct dn_export_writing *writing,
    const struct dn_export_entry *entry);

/* Append what accounts that were touched come to at the end of a day. */
void dn_export_assert(struct dn_export_writing *writing, int32_t day);

#endif
