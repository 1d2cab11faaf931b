/* SPDX-License-Identifier: MIT */
/* Who the persons of a journal without numbers are: a file apart. */
#ifndef DN_LEDGER_ROSTER_H
#define DN_LEDGER_ROSTER_H

#include "core/bytes.h"
#include "core/names.h"
#include "io/journal.h"
#include "ledger/conceal.h"

/* DIR/roster.jsonl, and what is to be added to it. */
struct dn_roster {
	struct dn_names *persons;       /* names that it has */
	struct dn_bytes added;          /* lines */
};

/*
 * Read what the roster of a journal has; there may be none.  0, or -1 with
 * DN_E_READ or DN_E_NO_MEMORY; to be released in both cases.
 */
int dn_roster_load(struct dn_roster *roster, const struct dn_journal *journal,
    struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_roster_release(struct dn_roster *roster);

/*
 * A person, with what people call them (absent: not known), goes into it,
 * unless they stand there: {"person","number","name"}.
 */
int dn_roster_add(struct dn_roster *roster, struct dn_span person,
    const char number[DN_IDENT_CITIZEN + 1], struct dn_span name,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Write the lines that were added behind the others, for the owner alone and
 * for good; one that was cut short before is cut off.  -1 with DN_E_WRITE.
 */
int dn_roster_write(struct dn_roster *roster,
    const struct dn_journal *journal, struct dn_err *err) DN_MUST_CHECK;

#endif
