/* SPDX-License-Identifier: MIT */
/* An event of the ledger: what one line says, checked. */
#ifndef DN_LEDGER_EVENT_H
#define DN_LEDGER_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "io/json.h"

/* The types; see event.def. */
enum dn_event_type {
#define DN_EVENT(id, name, needs) DN_EVENT_##id,
#include "ledger/event.def"
#undef DN_EVENT
	DN_EVENT_TYPES
};

/* Members that are read, in the order of dn_event_members. */
enum dn_event_member {
	DN_EVENT_TYPE, DN_EVENT_ID, DN_EVENT_V, DN_EVENT_REC, DN_EVENT_AT,
	DN_EVENT_BATCH, DN_EVENT_PERSON, DN_EVENT_EMPLOYER, DN_EVENT_MONTH,
	DN_EVENT_START, DN_EVENT_END, DN_EVENT_LAST_DAY, DN_EVENT_PLANNED,
	DN_EVENT_AMOUNT, DN_EVENT_VERDICT, DN_EVENT_PASSED, DN_EVENT_SCOPE,
	DN_EVENT_VOID, DN_EVENT_WITH, DN_EVENT_INSURANCE, DN_EVENT_KINDS,
	DN_EVENT_SAMPLE_SIZE, DN_EVENT_SAMPLE, DN_EVENT_FINDINGS,
	DN_EVENT_EVIDENCE, DN_EVENT_RECORD, DN_EVENT_SESSION, DN_EVENT_IN,
	DN_EVENT_OUT, DN_EVENT_KIND, DN_EVENT_LEVEL, DN_EVENT_TRADE,
	DN_EVENT_SERIAL, DN_EVENT_HOURS, DN_EVENT_RESULT, DN_EVENT_SCORE,
	DN_EVENT_OF_RECEIPT, DN_EVENT_SEQ, DN_EVENT_PREV,
	DN_EVENT_MEMBERS
};

/* Their names, for a record loop's fields. */
extern const char *const dn_event_members[DN_EVENT_MEMBERS];

/* What is asked of a reader of events: bits. */
#define DN_EVENT_CITIZEN 1u             /* persons are citizen numbers */
#define DN_EVENT_ASKS(type) (2u << (type))      /* the type is counted by */
#define DN_EVENT_TAKES (1u << 31)       /* others are read where good */

/* No batch, person, employer or event. */
#define DN_EVENT_NOBODY UINT32_MAX

/*
 * An event as the book keeps it; names are numbers of the book's tables, days
 * those of core/date.h, months dn_month_number's, times minutes of Shanghai
 * since 1970.  What a type has no use for
 * is zero or DN_EVENT_NOBODY.
 */
struct dn_event {
	uint8_t type;           /* enum dn_event_type */
	uint8_t insurance;      /* kinds proven, a bit each; see event.c */
	bool pass;              /* the verdict, or result */
	bool taken;             /* of a type that is asked for, and read */
	int32_t day;            /* counts from: `rec`, else `at` */
	int32_t at;             /* true since */
	uint32_t batch;         /* or the scope */
	uint32_t person, employer;
	uint32_t target;        /* event that a correction voids; session; */
	                        /* receipt, in the book, of a notice */
	int32_t from, to;       /* start and end, last day, or the month */
	int64_t amount;         /* fen, heads planned, size of sample, score */
	uint64_t content;       /* the same for the same members and values */
	uint64_t byte;          /* where its line begins in the journal */
	uint32_t list, list_count;      /* in the book: who passed; findings; */
	                                /* or which of its certificates */
	uint32_t proof, proof_count;    /* in the book: kinds of evidence */
};

/*
 * An event that is read, but not in the book yet: names are where they stand
 * in the line, which must outlive it.
 */
struct dn_event_draft {
	struct dn_event event;
	struct dn_json_value id, batch, person;
	struct dn_json_value employer;  /* or trade of a certificate */
	struct dn_json_value target;    /* or session, or level */
	struct dn_json_value list;      /* passed, or findings; or serial */
	struct dn_json_value evidence;
	struct dn_json_value kind;      /* of a certificate */
	int64_t hours;                  /* that it tells; -1: none */
};

/*
 * Read an event from its members (in the order of dn_event_members) and the
 * whole line: 0, or -1 with the member named and DN_E_MISSING_FIELD,
 * DN_E_BAD_TYPE, DN_E_BAD_VALUE or DN_E_VERSION; where `asks` has
 * DN_EVENT_CITIZEN also DN_E_ID_FORMAT, DN_E_ID_DATE, DN_E_ID_CHECKSUM.
 * `scratch` is the thread's own.
 *
 * Of sessions, attendance, exams and certificates just id and dates are read,
 * unless `asks` has their type (see dn_policy_asks), or DN_EVENT_TAKES: what
 * stands in a journal may have come under another policy.
 */
int dn_event_read(const struct dn_json_value *members, struct dn_span line,
    uint32_t asks, struct dn_bytes *scratch, struct dn_event_draft *draft,
    struct dn_err *err) DN_MUST_CHECK;

/* Is it a statement or settlement?  These have a cut, and no days. */
static inline bool
dn_event_is_issue(const struct dn_event *event)
{
	return event->type == DN_EVENT_STATEMENT ||
	    event->type == DN_EVENT_SETTLEMENT;
}

/* Does an event of this type change what is due where that is asked for? */
bool dn_event_counts(enum dn_event_type type, uint32_t asks);

/*
 * A finding of a spot check, an element of its list: the person as it stands
 * there, and the month.  The element was checked by dn_event_read.
 */
void dn_event_finding(const struct dn_json_value *element,
    struct dn_bytes *scratch, struct dn_json_value *person, int32_t *month);

/* The kind of a piece of evidence, an element of its list, likewise. */
struct dn_json_value dn_event_evidence(const struct dn_json_value *element);

#endif
