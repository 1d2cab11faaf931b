/* SPDX-License-Identifier: MIT */
/* The months of employment of a person that the rules of retention count. */
#ifndef DN_LEDGER_MONTHS_H
#define DN_LEDGER_MONTHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "ledger/standing.h"

/* Why a month with a wage proof does or does not count, best first. */
enum dn_month_verdict {
	DN_MONTH_COUNTS,
	DN_MONTH_VETOED,        /* by a spot check (R18) */
	DN_MONTH_PARTIAL,       /* too few days under contract (R6) */
	DN_MONTH_INSURANCE,     /* kinds of insurance are not proven (R8) */
	DN_MONTH_CONTRACT,      /* no contract, or too short a one (R6, R7) */
	DN_MONTH_WAGE,          /* below the floor (R21) */
	DN_MONTH_EMPLOYER,      /* not among those of the policy (R6) */
	DN_MONTH_NO_POLICY      /* before its first version */
};

/* A bit for each of them but the first. */
#define DN_MONTH_FAULT(verdict) (1u << (verdict))

/* A month for which there is a wage proof. */
struct dn_month {
	int32_t month;          /* dn_month_number */
	enum dn_month_verdict verdict;  /* the worst fault, or that it counts */
	unsigned faults;        /* all of them, DN_MONTH_FAULT each */
	uint32_t proof;         /* the event that the verdict is about */
	uint32_t contract;      /* that says most for it, or DN_EVENT_NOBODY */
	uint8_t insurance;      /* kinds proven, as in dn_event */
	uint8_t days;           /* under contract with that employer */
	const struct dn_policy_version *version;        /* of day 1, or NULL */
};

/* Everything that is needed to judge months, sorted by person. */
struct dn_months;

/*
 * A *new* judge over a standing, which is borrowed and gets the findings on
 * wages.  NULL with DN_E_NO_MEMORY.
 */
struct dn_months *dn_months_new(struct dn_standing *standing,
    struct dn_err *err) DN_MUST_CHECK;

/* Free; NULL is fine. */
void dn_months_free(struct dn_months *months);

/*
 * The months of a person, ascending, each once with its best verdict: `*list`
 * is borrowed until the next call.  R9 and R5 are not applied yet.  0, or -1
 * with DN_E_NO_MEMORY.
 */
int dn_months_of(struct dn_months *months, uint32_t person,
    const struct dn_month **list, size_t *count, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * What would be said of a month if there were a good wage proof for it: `*best`
 * of the person's employers, with DN_EVENT_NOBODY as the proof.
 */
void dn_months_suppose(struct dn_months *months, uint32_t person,
    int32_t month, struct dn_month *best);

/* Did a spot check take the month away (R18)? */
bool dn_months_vetoed(const struct dn_months *months, uint32_t person,
    int32_t month);

/* Kinds of insurance that are proven for the month itself, as in dn_event. */
uint8_t dn_months_insured(const struct dn_months *months, uint32_t person,
    int32_t month);

/* The month that a day is of. */
int32_t dn_month_of(int32_t day);

/* First and last day of a month, as numbers of days. */
int32_t dn_month_begins(int32_t month);
int32_t dn_month_ends(int32_t month);

#endif
