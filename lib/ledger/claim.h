/* SPDX-License-Identifier: MIT */
/* Claims: what a component of any unit may be paid for, one by one. */
#ifndef DN_LEDGER_CLAIM_H
#define DN_LEDGER_CLAIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/facts.h"
#include "ledger/months.h"
#include "ledger/policy.h"
#include "ledger/standing.h"

/* What may be amiss beside the predicates; bits of `missing`. */
#define DN_CLAIM_VETOED (1u << 31)      /* by a spot check (R18) */
#define DN_CLAIM_EMPLOYER (1u << 30)    /* not among those of the policy */
#define DN_CLAIM_WAGE (1u << 29)        /* below the floor (R21) */
#define DN_CLAIM_DAYS (1u << 28)        /* too few under contract (R6) */
#define DN_CLAIM_HEADS (1u << 27)       /* threshold_heads */
#define DN_CLAIM_WINDOW (1u << 26)      /* behind the window */
#define DN_CLAIM_GAP (1u << 25)         /* behind an open gap (R9) */
#define DN_CLAIM_ONCE (1u << 24)        /* another has the key */
#define DN_CLAIM_DELAY (1u << 23)       /* not yet */

/* The caps that an amount may be cut down to. */
enum dn_claim_cap {
	DN_CLAIM_CAP_UNIT, DN_CLAIM_CAP_OTHER, DN_CLAIM_CAP_PERSON,
	DN_CLAIM_CAP_BATCH, DN_CLAIM_CAP_EMPLOYER
};

/*
 * One month, certificate, person, course or year of an employer.  It is owed
 * `fen` when nothing is missing.
 */
struct dn_claim {
	const struct dn_policy_version *version;
	const struct dn_policy_component *rule;
	uint32_t batch, person, employer;       /* or DN_EVENT_NOBODY */
	uint32_t cause;         /* the event that it is about, or none */
	uint32_t certificate;   /* the event, or none */
	uint32_t contract;      /* the event, or none */
	int32_t day;            /* that versions and tables go by */
	int32_t month;          /* of the line; 0: none */
	int32_t place;          /* among those of its person or employer: */
	                        /* months since the first; then its year */
	int32_t part;           /* how many were paid before it */
	int64_t minutes;        /* of training */
	int64_t heads;          /* of the employer */
	uint32_t missing;       /* bits by enum dn_predicate, and the above */
	uint32_t holder;        /* DN_CLAIM_ONCE: the cause of the other */
	int32_t due;            /* DN_CLAIM_DELAY: the day that it is owed */
	unsigned cut;           /* bits by enum dn_claim_cap: less is owed */
	int64_t fen;
};

/* The claims of one component of a policy. */
struct dn_claims {
	struct dn_standing *standing;
	struct dn_months *months;
	struct dn_facts *facts;
	const uint32_t *rank;   /* by person: the order shown */
	int32_t day;            /* of the cut */
	const struct dn_policy_component **rules;       /* by version */
	int unit;               /* enum dn_unit */
	struct dn_claim *list;
	size_t count, room;
	struct dn_err *err;
};

/*
 * The next component that has claims, each once, at the first version that has
 * it: *borrowed*, or NULL behind the last.  Both counters begin at 0.
 */
const struct dn_policy_component *dn_claims_next(
    const struct dn_policy *policy, size_t *version, size_t *component);

/*
 * Work out all claims of the component `id` and what is owed for them: `list`
 * by day and person, with DN_E_OVERFLOW or DN_E_NO_MEMORY -1.  The members up
 * to `day`, and `err`, are the caller's; the rest is released by
 * dn_claims_release in both cases.
 */
int dn_claims_make(struct dn_claims *claims, struct dn_span id)
    DN_MUST_CHECK;

/* Free what it made. */
void dn_claims_release(struct dn_claims *claims);

/* Append a claim; NULL without memory, and said so. */
struct dn_claim *dn_claims_add(struct dn_claims *claims,
    const struct dn_claim *claim) DN_MUST_CHECK;

/* A claim on a day, with the rule of that day, which is NULL where none is. */
struct dn_claim dn_claim_on(const struct dn_claims *claims, int32_t day);

/* Find all claims that the unit has, with what each misses: 0, or -1. */
int dn_claims_find(struct dn_claims *claims) DN_MUST_CHECK;

/*
 * See whether a month of the person meets the rule of the claim, and note the
 * employer, proof and contract: the best of those there are.
 */
void dn_claim_judge_month(const struct dn_claims *claims,
    const struct dn_person *person, struct dn_claim *claim);

/* The same for what is paid once; `contract` is the one it is about, if any. */
void dn_claim_judge_once(const struct dn_claims *claims,
    const struct dn_person *person, const struct dn_contract *contract,
    struct dn_claim *claim);

/* Is the word among the texts of a list?  Any is where there is no list. */
bool dn_claim_allows(const struct dn_yaml_node *list,
    const struct dn_names *names, uint32_t word);

/*
 * Mark what heads, gaps, windows and keys rule out, and count months: 0, or
 * -1.  The list is in the order of dn_claims_make.
 */
int dn_claims_limit(struct dn_claims *claims) DN_MUST_CHECK;

/* Give each claim that misses nothing its amount: 0, or -1. */
int dn_claims_pay(struct dn_claims *claims) DN_MUST_CHECK;

/* Cut amounts down to the caps: 0, or -1. */
int dn_claims_cap(struct dn_claims *claims) DN_MUST_CHECK;

#endif
