/* SPDX-License-Identifier: MIT */
/* What the book says of one person, as components of any unit look at it. */
#ifndef DN_LEDGER_FACTS_H
#define DN_LEDGER_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/contract.h"
#include "ledger/months.h"
#include "ledger/standing.h"

/* The days of an enrolment, the last one included. */
struct dn_enrolled {
	uint32_t batch, event;
	int32_t from, to;
};

/* What a person attended of the classes of a batch (R12). */
struct dn_attended {
	uint32_t batch, event;  /* the last sign-in that counts */
	int32_t day;            /* of it */
	int64_t minutes;        /* within the classes, each once */
};

/* A person.  Lists are in the order of their days, then of the book. */
struct dn_person {
	uint32_t person;
	struct dn_contract *contracts;
	size_t contract_count;
	uint32_t *proofs;               /* events: wages, by month */
	size_t proof_count;
	uint32_t *certificates;         /* events: those that were passed */
	size_t certificate_count;
	int32_t *insured;               /* months with a proof, each once */
	size_t insured_count;
	struct dn_enrolled *enrolled;
	size_t enrolled_count;
	struct dn_attended *attended;   /* a batch each */
	size_t attended_count;
	int64_t minutes;                /* of all of them */
	int64_t score;                  /* best of all exams; -1: none */
};

/* The events of all persons, side by side. */
struct dn_facts;

/*
 * *New* facts over a standing, which is borrowed and gets the finding on
 * sign-ins that are worth nothing.  NULL with DN_E_NO_MEMORY.
 */
struct dn_facts *dn_facts_new(struct dn_standing *standing,
    struct dn_err *err) DN_MUST_CHECK;

/* Free; NULL is fine. */
void dn_facts_free(struct dn_facts *facts);

/* The person of that number, *borrowed* until the next one is asked for. */
const struct dn_person *dn_facts_of(struct dn_facts *facts, uint32_t person);

/* Minutes that a person attended of a batch, or of all with none. */
int64_t dn_person_minutes(const struct dn_person *person, uint32_t batch);

/* Minutes of all classes of a batch. */
int64_t dn_facts_scheduled(const struct dn_facts *facts, uint32_t batch);

#endif
