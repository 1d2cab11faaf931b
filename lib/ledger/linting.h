/* SPDX-License-Identifier: MIT */
/* What the parts of the hints share; of no use to others. */
#ifndef DN_LEDGER_LINTING_H
#define DN_LEDGER_LINTING_H

#include "core/names.h"
#include "ledger/lint.h"

/* What a rule groups: those with one key belong together. */
struct dn_lint_item {
	uint64_t key, rest;     /* numbers of names, months, fen */
	uint32_t who;           /* person, or employer: distinct ones count */
	uint32_t event;
};

struct dn_lint_items {
	struct dn_lint_item *list;
	size_t count, room;
};

/* A hint; its persons and events are in order, each once. */
struct dn_lint_hint {
	enum dn_lint_rule rule;
	uint32_t batch, employer;       /* DN_EVENT_NOBODY: none */
	int32_t month;                  /* 0: none */
	size_t persons, person_count;   /* in `numbers` */
	size_t events, event_count;
};

struct dn_lint {
	const struct dn_book *book;
	const struct dn_policy *policy;
	struct dn_standing standing;
	int32_t day;
	uint64_t many;
	struct dn_names *texts;         /* a byte for the rule, then text */
	struct dn_lint_items items[DN_LINT_RULES];
	struct dn_lint_hint *hints;
	size_t hint_count, hint_room;
	uint32_t *numbers;
	size_t number_count, number_room;
	struct dn_bytes scratch;
};

/* Add an item of a rule: -1 with DN_E_NO_MEMORY. */
int dn_linting_add(struct dn_lint *lint, enum dn_lint_rule rule,
    const struct dn_lint_item *item, struct dn_err *err) DN_MUST_CHECK;

/*
 * Give a hint about some items of one group, sorted by event: persons are
 * those of the events.  -1 with DN_E_NO_MEMORY.
 */
int dn_linting_hint(struct dn_lint *lint, const struct dn_lint_hint *hint,
    const struct dn_lint_item *items, size_t count, struct dn_err *err)
    DN_MUST_CHECK;

/* Judge contracts with proofs, batches and notices: -1 likewise. */
int dn_linting_contracts(struct dn_lint *lint, struct dn_err *err)
    DN_MUST_CHECK;
int dn_linting_batches(struct dn_lint *lint, struct dn_err *err)
    DN_MUST_CHECK;
int dn_linting_notices(struct dn_lint *lint, struct dn_err *err)
    DN_MUST_CHECK;

#endif
