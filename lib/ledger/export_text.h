/* SPDX-License-Identifier: MIT */
/* The texts of what was issued, one after the other. */
#ifndef DN_LEDGER_EXPORT_TEXT_H
#define DN_LEDGER_EXPORT_TEXT_H

#include "core/bytes.h"
#include "ledger/derive.h"

/* A way through them; register and journal are borrowed. */
struct dn_export_texts {
	const struct dn_register *reg;
	const struct dn_journal *journal;
	struct dn_history history;      /* where one had to be derived */
	struct dn_bytes text;
};

/* Begin; to be released. */
void dn_export_texts_init(struct dn_export_texts *texts,
    const struct dn_register *reg, const struct dn_journal *journal);

/* Free what it holds. */
void dn_export_texts_release(struct dn_export_texts *texts);

/*
 * The text of an issue by its number, with DN_JSON_PADDING readable bytes
 * behind it: `*text` is *borrowed* until the next one.  0, or -1 with
 * DN_E_BROKEN where it is not as it was issued and cannot be derived, or as
 * dn_history_pass fails.
 */
int dn_export_texts_get(struct dn_export_texts *texts, size_t issue,
    struct dn_span *text, struct dn_err *err) DN_MUST_CHECK;

#endif
