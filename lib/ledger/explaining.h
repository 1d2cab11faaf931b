/* SPDX-License-Identifier: MIT */
/* What the parts of explaining share; of no use to others. */
#ifndef DN_LEDGER_EXPLAINING_H
#define DN_LEDGER_EXPLAINING_H

#include "core/names.h"
#include "ledger/explain.h"
#include "ledger/months.h"

struct dn_explain {
	struct dn_book *book;
	const struct dn_policy *policy;
	const struct dn_issued *issued;         /* or NULL */
	int32_t day;
	struct dn_standing standing;
	struct dn_months *months;
	struct dn_entitlement owed;
	uint32_t *events, *starts;      /* of a person, side by side */
	uint32_t *lines, *line_starts;  /* likewise, of `owed` */
	uint32_t *said, *said_starts;   /* likewise, of `issued` */
	uint32_t *voids;                /* an event: the correction of it */
	uint32_t *holds;                /* a batch: the last hold or check */
	uint32_t *stamps;               /* a batch: person + 1 who was there */
	int64_t *pools;                 /* a batch: owed by person and month */
	int64_t *advances, *told;       /* a batch: its advance, as stated */
	struct dn_names *papers;        /* batch and kind of evidence */
	struct dn_explain_claims *claims;       /* of components of any unit */
	/* Of the person in hand; kept for their memory alone. */
	struct dn_explain_sum *sums;    /* by component and month */
	struct dn_explain_entry *entries;       /* by month and event */
	int32_t *list;                  /* months to be explained */
	size_t sum_count, sum_room, entry_count, entry_room;
	size_t list_count, list_room;
};

/* What a person is owed and was told for a component and month. */
struct dn_explain_sum {
	uint32_t component;
	int32_t month;
	int64_t owed, stated;
};

/* An event of a person that is about a month. */
struct dn_explain_entry {
	int32_t month;
	uint32_t event;
};

/* A person being explained. */
struct dn_explaining {
	struct dn_explain *explain;
	struct dn_explanation *to;
	uint32_t person, batch;         /* the batch, or DN_EVENT_NOBODY */
	bool passed;                    /* it is their home */
	const uint32_t *events;
	size_t event_count;
	struct dn_err *err;
};

/* Begin an answer: *borrowed* until the next begins; NULL without memory. */
struct dn_why *dn_explaining_begin(struct dn_explaining *work,
    enum dn_why_about about);

/*
 * Add a need, or an event with what voids it, to the answer begun last; an
 * event may be added twice, and its end puts them in order, each once.
 */
int dn_explaining_need(struct dn_explaining *work, const struct dn_need *need)
    DN_MUST_CHECK;
int dn_explaining_event(struct dn_explaining *work, uint32_t event)
    DN_MUST_CHECK;

/* The answer begun last is complete. */
void dn_explaining_end(struct dn_explaining *work);

/* Is the event in force, or was it voided? */
bool dn_explaining_holds(const struct dn_explain *explain, uint32_t event);

/* What the person is owed, and was told, for a component and month. */
struct dn_explain_sum dn_explaining_sum(const struct dn_explaining *work,
    uint32_t component, int32_t month);

/* The number of a component's id; DN_EVENT_NOBODY for an unknown one. */
uint32_t dn_explaining_component(const struct dn_explain *explain,
    struct dn_span id);

/* Find the batch that a person's training counts in. */
void dn_explaining_batch(struct dn_explaining *work);

/* Answer where the person stands, and what training lacks. */
int dn_explaining_training(struct dn_explaining *work) DN_MUST_CHECK;

/* Answer about the months, or one month. */
int dn_explaining_months(struct dn_explaining *work, int32_t month)
    DN_MUST_CHECK;

/*
 * All claims, laid by persons: *new*, NULL as dn_claims_make fails.  Standing,
 * months and what is owed must be there.
 */
struct dn_explain_claims *dn_explain_claims_new(struct dn_explain *explain,
    struct dn_err *err) DN_MUST_CHECK;

/* Free; NULL is fine. */
void dn_explain_claims_free(struct dn_explain_claims *claims);

/*
 * Answer about lines of other components, and about each claim that is owed
 * nothing: all of them, or those of a month.
 */
int dn_explaining_claims(struct dn_explaining *work, int32_t month)
    DN_MUST_CHECK;

#endif
