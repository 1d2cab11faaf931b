/* SPDX-License-Identifier: MIT */
/* What is missing before an amount is owed, and how that is said. */
#ifndef DN_LEDGER_NEED_H
#define DN_LEDGER_NEED_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "ledger/book.h"
#include "ledger/policy.h"

/* What a rule asks for; see need.def. */
enum dn_need_kind {
#define DN_NEED(id, code, rule, path, english, chinese) DN_NEED_##id,
#include "ledger/need.def"
#undef DN_NEED
	DN_NEED_KINDS
};

/* A row of need.def. */
struct dn_need_row {
	const char *code, *rule, *path, *english, *chinese;
};

/* The rows by enum dn_need_kind. */
extern const struct dn_need_row dn_need_rows[DN_NEED_KINDS];

/* The languages that people are told in. */
enum dn_language {
	DN_LANGUAGE_ENGLISH,
	DN_LANGUAGE_CHINESE
};

/*
 * Something that is missing.  What a kind has no use for is 0, absent or
 * DN_EVENT_NOBODY.
 */
struct dn_need {
	enum dn_need_kind kind;
	uint32_t batch, employer;
	uint32_t event;         /* that it is about */
	uint32_t other;         /* one that voids it */
	int32_t month;
	int64_t count, have;    /* persons, months, days, kinds, fen, ... */
	uint8_t insurance;      /* kinds not proven, as in dn_event */
	struct dn_span text;    /* a kind of evidence, borrowed */
};

/* One of that kind that says nothing more yet. */
struct dn_need dn_need_of(enum dn_need_kind kind);

/* Append what is to be done about it, a phrase for a list of things to do. */
void dn_need_write(struct dn_bytes *out, const struct dn_book *book,
    const struct dn_need *need, enum dn_language language);

/*
 * The line of the policy file that asks for it, in a version; 0 where the
 * version is NULL.  `rule` is the component that it is asked for, or NULL:
 * that by person and month.
 */
uint64_t dn_need_line(const struct dn_policy *policy,
    const struct dn_policy_version *version,
    const struct dn_policy_component *rule, enum dn_need_kind kind);

#endif
