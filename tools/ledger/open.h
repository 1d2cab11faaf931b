/* SPDX-License-Identifier: MIT */
/* A ledger's folder, opened, read and checked, with the policy that holds. */
#ifndef DN_TOOLS_LEDGER_OPEN_H
#define DN_TOOLS_LEDGER_OPEN_H

#include "io/digest.h"
#include "io/journal.h"
#include "ledger/policy.h"
#include "ledger/register.h"
#include "tools/ledger/verbs.h"

/* What was opened; by close_ledger it is released in all cases. */
struct opened {
	struct dn_journal *journal;
	struct dn_register reg;
	struct dn_policy *policy;       /* NULL: none was ever given */
	struct dn_digest policy_digest;
	struct dn_bytes policy_text;    /* the file, byte for byte */
	char *policy_path;
};

/*
 * Open the ledger of --dir as `use` says, read its journal and check it, and
 * load the policy of --policy, else the last one that was kept.  False, and
 * said so, when any of it fails; a torn end is told as well.
 */
bool open_ledger(struct dn_run *run, const struct asked *asked,
    enum dn_journal_use use, struct opened *opened);

/* The same without reading the journal, for those that do so themselves. */
bool open_folder(struct dn_run *run, const struct asked *asked,
    enum dn_journal_use use, struct opened *opened);

/* Load the policy at opened->policy_path; false, and said so. */
bool load_policy(struct dn_run *run, struct opened *opened);

/*
 * Load the policy of the last call, where there was one; it must be as it was
 * kept.  False, and said so.
 */
bool load_last(struct dn_run *run, struct opened *opened);

/*
 * Keep the policy as DIR/policy/SHA256.yaml, and as the last one: to be done
 * before a line is written that follows it.  False, and said so.
 */
bool keep_policy(struct dn_run *run, const struct opened *opened);

/*
 * Does the policy name persons as the journal does, openly or by citizen
 * numbers?  One that names some one way never names others the other way.
 * False, and said so.
 */
bool agrees_on_names(struct dn_run *run, const struct opened *opened);

/* Write the lines that were added; false, and said so. */
bool commit_ledger(struct dn_run *run, struct opened *opened);

/* Unlock and free. */
void close_ledger(struct opened *opened);

/*
 * The number in the book of a person: by the name in the journal, by a citizen
 * number where these are concealed, or by the beginning of a concealed name
 * that a form shows, where only one has it.  False, and said so, where no event
 * names such a person.
 */
bool find_person(struct dn_run *run, const struct opened *opened,
    const char *text, uint32_t *person);

#endif
