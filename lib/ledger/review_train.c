/* SPDX-License-Identifier: MIT */
/* Training as events tell it: classes, attendance, exams, evidence. */
#include <stdlib.h>

#include "ledger/review.h"

#define NOBODY DN_EVENT_NOBODY
#define KINDS_MAX 64

/* A time that a member was there, within a session. */
struct stay {
	uint32_t member, session;
	int32_t from, to;
};

/* The work in hand. */
struct work {
	struct dn_review *review;
	struct dn_review_class *classes;
	uint32_t *sessions;             /* the event of a session's name */
	struct stay *stays;
	size_t count;
	struct dn_err *err;
};

static bool
is_out(const struct work *work, size_t event)
{
	return work->review->owed.out[event];
}

/* The kinds that the policy of a batch requires, as bits of an event's. */
static uint64_t
kinds_of(const struct work *work, uint32_t batch,
    const struct dn_event *event)
{
	const struct dn_policy_version *version =
	    work->review->owed.batches[batch].version;
	const struct dn_book *book = work->review->book;
	const struct dn_yaml_node *node;
	uint64_t kinds = 0, bit = 1;
	uint32_t i;

	if (version == NULL || version->evidence == NULL)
		return 0;
	for (node = version->evidence->first; node != NULL && bit != 0;
	    node = node->next, bit <<= 1)
		for (i = 0; i < event->proof_count; i++)
			if (dn_span_equal(node->text, dn_names_get(book->kinds,
			    book->list[event->proof + i])))
				kinds |= bit;
	return kinds;
}

/* Evidence of an event: of its batch, or of its person in their batches. */
static void
take_evidence(struct work *work, const struct dn_event *event)
{
	struct dn_review *review = work->review;
	uint64_t kinds;
	uint32_t at;

	if (event->proof_count == 0)
		return;
	if (event->person == NOBODY) {
		if (event->batch != NOBODY)
			work->classes[event->batch].evidence |=
			    kinds_of(work, event->batch, event);
		return;
	}
	for (at = review->first[event->person]; at != NOBODY;
	    at = review->members[at].next) {
		struct dn_member *member = &review->members[at];

		if (event->batch != NOBODY && event->batch != member->batch)
			continue;
		kinds = kinds_of(work, member->batch, event);
		member->evidence |= kinds;
		work->classes[member->batch].evidence |= kinds;
		work->classes[member->batch].personal |= kinds;
	}
}

/* An exam or certificate counts for the batch it names, or for all. */
static void
take_exam(struct work *work, const struct dn_event *event)
{
	struct dn_review *review = work->review;
	uint32_t at;

	if (!event->taken || event->person == NOBODY)
		return;
	for (at = review->first[event->person]; at != NOBODY;
	    at = review->members[at].next) {
		struct dn_member *member = &review->members[at];

		if (event->batch != NOBODY && event->batch != member->batch)
			continue;
		member->sat = true;
		if (event->type == DN_EVENT_CERTIFICATE && event->pass)
			member->certified = true;
	}
}

static void
take_spot_check(struct work *work, const struct dn_event *event)
{
	struct dn_review_class *class = &work->classes[event->batch];

	class->spot_checks++;
	class->sampled += event->amount;
	class->voided += event->list_count / 2;
}

/* A session by its name, so that attendance finds it. */
static void
take_session(struct work *work, size_t index)
{
	const struct dn_event *event = &work->review->book->events[index];
	struct dn_review_class *class;

	if (!event->taken || event->batch == NOBODY)
		return;
	class = &work->classes[event->batch];
	class->sessions++;
	class->minutes += event->to - event->from;
	work->sessions[event->target] = (uint32_t)index;
}

/* A stay within a session, or a sign-in or sign-out alone. */
static void
take_attendance(struct work *work, const struct dn_event *event)
{
	struct dn_review *review = work->review;
	const struct dn_event *session;
	struct dn_member *member;
	int32_t from = event->from, to = event->to;

	if (!event->taken || work->sessions[event->target] == NOBODY)
		return;
	session = &review->book->events[work->sessions[event->target]];
	member = dn_review_member(review, session->batch, event->person);
	if (member == NULL)
		return;
	if (from == to)
		member->unpaired = true;
	if (from < session->from)
		from = session->from;
	if (to > session->to)
		to = session->to;
	if (from < to)
		work->stays[work->count++] = (struct stay){
			(uint32_t)(member - review->members), event->target,
			from, to
		};
}

static int
compare_stays(const void *a, const void *b)
{
	const struct stay *x = a, *y = b;

	if (x->member != y->member)
		return x->member < y->member ? -1 : 1;
	if (x->session != y->session)
		return x->session < y->session ? -1 : 1;
	return (x->from > y->from) - (x->from < y->from);
}

/* Minutes of each member; where stays overlap they count once. */
static void
add_stays(struct work *work)
{
	int32_t reached = 0;
	size_t i;

	if (work->count > 0)
		qsort(work->stays, work->count, sizeof(*work->stays),
		    compare_stays);
	for (i = 0; i < work->count; i++) {
		const struct stay *stay = &work->stays[i];
		int32_t from = stay->from;

		if (i > 0 && stay[-1].member == stay->member &&
		    stay[-1].session == stay->session) {
			if (from < reached)
				from = reached;
		} else {
			reached = from;
		}
		if (stay->to <= from)
			continue;
		work->review->members[stay->member].minutes += stay->to - from;
		reached = stay->to;
	}
}

static void
take_events(struct work *work)
{
	const struct dn_event *events = work->review->book->events;
	size_t i;

	for (i = 0; i < work->review->events; i++)
		if (!is_out(work, i) &&
		    events[i].type == DN_EVENT_SESSION_HELD)
			take_session(work, i);
	for (i = 0; i < work->review->events; i++) {
		if (is_out(work, i))
			continue;
		take_evidence(work, &events[i]);
		if (events[i].type == DN_EVENT_EXAM ||
		    events[i].type == DN_EVENT_CERTIFICATE)
			take_exam(work, &events[i]);
		else if (events[i].type == DN_EVENT_SPOT_CHECK)
			take_spot_check(work, &events[i]);
		else if (events[i].type == DN_EVENT_ATTEND)
			take_attendance(work, &events[i]);
	}
}

int
dn_review_train(struct dn_review *review, struct dn_review_class *classes,
    struct dn_err *err)
{
	size_t words = dn_names_count(review->book->words), i;
	struct work work = {
		.review = review, .classes = classes, .err = err
	};
	int result = -1;

	work.sessions = malloc((words + 1) * sizeof(*work.sessions));
	work.stays = calloc(review->events + 1, sizeof(*work.stays));
	if (work.sessions == NULL || work.stays == NULL) {
		dn_err_memory(err);
	} else {
		for (i = 0; i < words; i++)
			work.sessions[i] = NOBODY;
		take_events(&work);
		add_stays(&work);
		result = 0;
	}
	free(work.sessions);
	free(work.stays);
	return result;
}
