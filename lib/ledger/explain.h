/* SPDX-License-Identifier: MIT */
/* Explaining: every figure of a person back to rules and events; why not. */
#ifndef DN_LEDGER_EXPLAIN_H
#define DN_LEDGER_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "ledger/entitle.h"
#include "ledger/need.h"

/* What is explained. */
enum dn_why_about {
	DN_WHY_PERSON,          /* where a person stands, and all their lines */
	DN_WHY_ADVANCE,         /* the advance of their batch, for all heads */
	DN_WHY_MONTH,           /* a month of work */
	DN_WHY_LINE             /* a line of another component */
};

/* One answer. */
struct dn_why {
	enum dn_why_about about;
	uint32_t batch, component, person;      /* DN_EVENT_NOBODY: none */
	int32_t month;                          /* 0: none */
	int64_t owed, stated;                   /* fen */
	int64_t instalment, before;     /* of a month: its rate, owed before */
	int64_t heads, head_fen;        /* of an advance */
	const struct dn_policy_version *version;        /* or NULL */
	const struct dn_policy_component *rule;         /* or NULL */
	uint64_t asked;         /* 1 << enum dn_need_kind: what was looked at */
	size_t needs, need_count;       /* what of it is missing */
	size_t events, event_count;     /* what it rests on */
};

/*
 * The answers about a person: first where they stand, then the advance of
 * their batch, then their months and other lines.  Lists are side by side.
 */
struct dn_explanation {
	struct dn_why *whys;
	struct dn_need *needs;
	uint32_t *events;
	size_t count, room, need_count, need_room, event_count, event_room;
};

/* Everything that answers are taken from. */
struct dn_explain;

/*
 * A *new* one: what is owed by dn_entitle, with all that it goes by.  What is
 * given is borrowed.  NULL as dn_entitle fails.  Linear in the events.
 */
struct dn_explain *dn_explain_new(struct dn_book *book,
    const struct dn_policy *policy, const struct dn_cut *cut,
    const struct dn_issued *issued, struct dn_err *err) DN_MUST_CHECK;

/* Free; NULL is fine. */
void dn_explain_free(struct dn_explain *explain);

/* What it goes by, *borrowed*. */
const struct dn_entitlement *dn_explain_owed(const struct dn_explain *explain);
struct dn_book *dn_explain_book(const struct dn_explain *explain);
const struct dn_policy *dn_explain_policy(const struct dn_explain *explain);

/*
 * Explain a person: all months, or just one (dn_month_number; 0: all).  All are
 * those with a proof, a finding, an amount stated, or under a contract since
 * they enrolled, as far as these months are over; where nothing is left to be
 * owed, no month is listed for its contract alone.  `explanation` is zeroed or
 * one that was filled before.  0, or -1 with DN_E_NO_MEMORY or DN_E_OVERFLOW.
 *
 * The months' amounts and those of lines add up to what the person is owed.  A
 * month that is owed nothing has needs, all of them; one that is owed an
 * amount has none, unless its batch is held and what was stated is kept.
 */
int dn_explain_person(struct dn_explain *explain, uint32_t person,
    int32_t month, struct dn_explanation *explanation, struct dn_err *err)
    DN_MUST_CHECK;

/* Free what it holds. */
void dn_explanation_release(struct dn_explanation *explanation);

/*
 * Is there something to be done about what is missing?  Not where the total is
 * used up, nor for the months of someone who has not passed: there the answer
 * about the person says what is missing.
 */
bool dn_why_is_open(const struct dn_explanation *explanation,
    const struct dn_why *why, const struct dn_need *need);

#endif
