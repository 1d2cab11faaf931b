/* SPDX-License-Identifier: MIT */
/* Laying the events of each person side by side, and sorting them out. */
#include "ledger/facts.h"

#include <stdlib.h>

#include "core/date.h"

#define NOBODY DN_EVENT_NOBODY
#define DAY_MINUTES (24 * 60)

/* A sign-in and -out, within its class. */
struct visit {
	uint32_t batch, session, event;
	int32_t from, to;
};

/* Coming into a batch, or leaving it. */
struct change {
	uint32_t batch, event;
	int32_t day, at;
	bool comes;
};

/* An event and the day or month that it is sorted by. */
struct dated {
	int32_t key;
	uint32_t event;
};

struct dn_facts {
	struct dn_standing *standing;
	const struct dn_book *book;
	uint32_t *events, *starts;      /* those of a person, side by side */
	uint32_t *sessions;             /* by word: the event, or NOBODY */
	int64_t *scheduled;             /* minutes, by batch */
	struct visit *visits;           /* room for one person's */
	struct change *changes;
	struct dated *dated;
	size_t visit_count, change_count;
	struct dn_person person;
};

/* ---- all persons ---- */

static bool
is_personal(const struct dn_facts *facts, size_t index)
{
	const struct dn_event *event = &facts->book->events[index];

	if (facts->standing->out[index] || event->person == NOBODY)
		return false;
	switch (event->type) {
	case DN_EVENT_ENROL:
	case DN_EVENT_WITHDRAW:
	case DN_EVENT_CONTRACT:
	case DN_EVENT_CONTRACT_END:
	case DN_EVENT_INSURANCE_PROOF:
	case DN_EVENT_PAYROLL_PROOF:
		return true;
	default:
		return event->taken;
	}
}

/* Lay the events of each person side by side; the most that one has. */
static bool
sort_by_person(struct dn_facts *facts, size_t *most)
{
	size_t persons = dn_names_count(facts->book->persons), i, total = 0;
	size_t events = facts->standing->events;
	uint32_t *starts = calloc(persons + 2, sizeof(*starts));

	facts->starts = starts;
	if (starts == NULL)
		return false;
	for (i = 0; i < events; i++)
		if (is_personal(facts, i)) {
			starts[facts->book->events[i].person + 2]++;
			total++;
		}
	facts->events = calloc(total + 1, sizeof(*facts->events));
	if (facts->events == NULL)
		return false;
	*most = 0;
	for (i = 2; i < persons + 2; i++) {
		if (starts[i] > *most)
			*most = starts[i];
		starts[i] += starts[i - 1];
	}
	for (i = 0; i < events; i++)
		if (is_personal(facts, i))
			facts->events[starts[facts->book->events[i].person +
			    1]++] = (uint32_t)i;
	return true;
}

/* Find the classes by their names, and how long those of a batch are. */
static bool
find_sessions(struct dn_facts *facts)
{
	size_t words = dn_names_count(facts->book->words), i;

	facts->sessions = calloc(words + 1, sizeof(*facts->sessions));
	facts->scheduled = calloc(dn_names_count(facts->book->batches) + 1,
	    sizeof(*facts->scheduled));
	if (facts->sessions == NULL || facts->scheduled == NULL)
		return false;
	for (i = 0; i < words; i++)
		facts->sessions[i] = NOBODY;
	for (i = 0; i < facts->standing->events; i++) {
		const struct dn_event *event = &facts->book->events[i];

		if (event->type != DN_EVENT_SESSION_HELD || !event->taken ||
		    facts->standing->out[i])
			continue;
		facts->sessions[event->target] = (uint32_t)i;
		facts->scheduled[event->batch] += event->to - event->from;
	}
	return true;
}

/* The class of a sign-in, or NULL. */
static const struct dn_event *
class_of(const struct dn_facts *facts, const struct dn_event *attend)
{
	uint32_t session = facts->sessions[attend->target];

	return session != NOBODY ? &facts->book->events[session] : NULL;
}

/* Sign-ins that are unpaired, or of no class, are told. */
static void
count_unpaired(struct dn_facts *facts)
{
	size_t i;

	for (i = 0; i < facts->standing->events; i++) {
		const struct dn_event *event = &facts->book->events[i];

		if (event->type == DN_EVENT_ATTEND && event->taken &&
		    !facts->standing->out[i])
			facts->standing->findings.unpaired +=
			    event->from == event->to ||
			    class_of(facts, event) == NULL;
	}
}

/* Room for all that one person may have. */
static bool
make_room(struct dn_facts *facts, size_t most)
{
	struct dn_person *person = &facts->person;

	most++;
	person->contracts = calloc(DN_BOOK_CONTRACTS_MAX,
	    sizeof(*person->contracts));
	person->proofs = calloc(most, sizeof(*person->proofs));
	person->certificates = calloc(most, sizeof(*person->certificates));
	person->insured = calloc(most, sizeof(*person->insured));
	person->enrolled = calloc(most, sizeof(*person->enrolled));
	person->attended = calloc(most, sizeof(*person->attended));
	facts->visits = calloc(most, sizeof(*facts->visits));
	facts->changes = calloc(most, sizeof(*facts->changes));
	facts->dated = calloc(most, sizeof(*facts->dated));
	return facts->changes != NULL && facts->dated != NULL &&
	    person->contracts != NULL && person->proofs != NULL &&
	    person->certificates != NULL && person->insured != NULL &&
	    person->enrolled != NULL && person->attended != NULL &&
	    facts->visits != NULL;
}

struct dn_facts *
dn_facts_new(struct dn_standing *standing, struct dn_err *err)
{
	struct dn_facts *facts = calloc(1, sizeof(*facts));
	size_t most;

	if (facts == NULL)
		goto out;
	facts->standing = standing;
	facts->book = standing->book;
	if (sort_by_person(facts, &most) && find_sessions(facts) &&
	    make_room(facts, most)) {
		count_unpaired(facts);
		return facts;
	}
out:
	dn_facts_free(facts);
	dn_err_memory(err);
	return NULL;
}

void
dn_facts_free(struct dn_facts *facts)
{
	if (facts == NULL)
		return;
	free(facts->events);
	free(facts->starts);
	free(facts->sessions);
	free(facts->scheduled);
	free(facts->visits);
	free(facts->changes);
	free(facts->dated);
	free(facts->person.contracts);
	free(facts->person.proofs);
	free(facts->person.certificates);
	free(facts->person.insured);
	free(facts->person.enrolled);
	free(facts->person.attended);
	free(facts);
}

int64_t
dn_facts_scheduled(const struct dn_facts *facts, uint32_t batch)
{
	return batch != NOBODY ? facts->scheduled[batch] : 0;
}

int64_t
dn_person_minutes(const struct dn_person *person, uint32_t batch)
{
	size_t low = 0, high = person->attended_count;

	if (batch == NOBODY)
		return person->minutes;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (person->attended[middle].batch < batch)
			low = middle + 1;
		else
			high = middle;
	}
	return low < person->attended_count &&
	    person->attended[low].batch == batch ?
	    person->attended[low].minutes : 0;
}

/* ---- one person ---- */

static int
compare_changes(const void *a, const void *b)
{
	const struct change *x = a, *y = b;

	if (x->batch != y->batch)
		return x->batch < y->batch ? -1 : 1;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return (x->event > y->event) - (x->event < y->event);
}

static int
compare_enrolled(const void *a, const void *b)
{
	const struct dn_enrolled *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->event > y->event) - (x->event < y->event);
}

/* Make periods of who comes and leaves. */
static void
find_enrolled(struct dn_facts *facts)
{
	struct dn_person *person = &facts->person;
	struct dn_enrolled *open = NULL;
	const struct change *change;
	size_t i;

	qsort(facts->changes, facts->change_count, sizeof(*facts->changes),
	    compare_changes);
	for (i = 0; i < facts->change_count; i++) {
		change = &facts->changes[i];
		if (open != NULL && open->batch != change->batch)
			open = NULL;
		if (!change->comes && open != NULL) {
			open->to = change->at - 1;
			open = NULL;
		} else if (change->comes && open == NULL) {
			open = &person->enrolled[person->enrolled_count++];
			*open = (struct dn_enrolled){ change->batch,
				change->event, change->at, INT32_MAX };
		}
	}
	qsort(person->enrolled, person->enrolled_count,
	    sizeof(*person->enrolled), compare_enrolled);
}

/* A sign-in, as far as it is within its class. */
static void
take_visit(struct dn_facts *facts, const struct dn_event *event,
    uint32_t index)
{
	const struct dn_event *session = class_of(facts, event);
	struct visit visit;

	if (session == NULL)
		return;
	visit = (struct visit){
		.batch = session->batch, .session = event->target,
		.event = index,
		.from = event->from > session->from ? event->from :
		    session->from,
		.to = event->to < session->to ? event->to : session->to
	};
	if (visit.from < visit.to)
		facts->visits[facts->visit_count++] = visit;
}

static void
take_event(struct dn_facts *facts, uint32_t index)
{
	const struct dn_event *event = &facts->book->events[index];
	struct dn_person *person = &facts->person;

	switch (event->type) {
	case DN_EVENT_ENROL:
	case DN_EVENT_WITHDRAW:
		facts->changes[facts->change_count++] = (struct change){
			event->batch, index, event->day, event->at,
			event->type == DN_EVENT_ENROL
		};
		break;
	case DN_EVENT_INSURANCE_PROOF:
		person->insured[person->insured_count++] = event->from;
		break;
	case DN_EVENT_PAYROLL_PROOF:
		person->proofs[person->proof_count++] = index;
		break;
	case DN_EVENT_CERTIFICATE:
		if (event->pass)
			person->certificates[person->certificate_count++] =
			    index;
		break;
	case DN_EVENT_EXAM:
		if (event->amount > person->score)
			person->score = event->amount;
		break;
	case DN_EVENT_ATTEND:
		take_visit(facts, event, index);
		break;
	default:
		break;
	}
}

static int
compare_visits(const void *a, const void *b)
{
	const struct visit *x = a, *y = b;

	if (x->batch != y->batch)
		return x->batch < y->batch ? -1 : 1;
	if (x->session != y->session)
		return x->session < y->session ? -1 : 1;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->event > y->event) - (x->event < y->event);
}

/* Add up what was attended, no minute of a class twice. */
static void
sum_visits(struct dn_facts *facts)
{
	struct dn_person *person = &facts->person;
	struct dn_attended *sum = NULL;
	const struct visit *visit, *before = NULL;
	int32_t reached = 0, from;
	size_t i;

	qsort(facts->visits, facts->visit_count, sizeof(*facts->visits),
	    compare_visits);
	for (i = 0; i < facts->visit_count; i++, before = visit) {
		visit = &facts->visits[i];
		if (before == NULL || before->batch != visit->batch) {
			sum = &person->attended[person->attended_count++];
			*sum = (struct dn_attended){
				.batch = visit->batch, .day = INT32_MIN
			};
		}
		if (before == NULL || before->session != visit->session)
			reached = visit->from;
		from = visit->from > reached ? visit->from : reached;
		if (from >= visit->to)
			continue;
		sum->minutes += visit->to - from;
		person->minutes += visit->to - from;
		reached = visit->to;
		if (visit->from / DAY_MINUTES >= sum->day) {
			sum->day = visit->from / DAY_MINUTES;
			sum->event = visit->event;
		}
	}
}

static int
compare_numbers(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

/* Leave each month once. */
static void
sort_insured(struct dn_person *person)
{
	size_t i, n = 0;

	qsort(person->insured, person->insured_count,
	    sizeof(*person->insured), compare_numbers);
	for (i = 0; i < person->insured_count; i++)
		if (n == 0 || person->insured[n - 1] != person->insured[i])
			person->insured[n++] = person->insured[i];
	person->insured_count = n;
}

static int
compare_dated(const void *a, const void *b)
{
	const struct dated *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->event > y->event) - (x->event < y->event);
}

/* Sort events by their month, or day; those of one as they stand. */
static void
sort_events(struct dn_facts *facts, uint32_t *list, size_t count, bool months)
{
	const struct dn_event *event;
	size_t i;

	for (i = 0; i < count; i++) {
		event = &facts->book->events[list[i]];
		facts->dated[i] = (struct dated){
			months ? event->from : event->at, list[i]
		};
	}
	qsort(facts->dated, count, sizeof(*facts->dated), compare_dated);
	for (i = 0; i < count; i++)
		list[i] = facts->dated[i].event;
}

const struct dn_person *
dn_facts_of(struct dn_facts *facts, uint32_t number)
{
	struct dn_person *person = &facts->person;
	const uint32_t *events = facts->events + facts->starts[number];
	size_t count = facts->starts[number + 1] - facts->starts[number];
	size_t i;

	person->person = number;
	person->proof_count = person->certificate_count = 0;
	person->insured_count = person->enrolled_count = 0;
	person->attended_count = 0;
	facts->visit_count = facts->change_count = 0;
	person->minutes = 0;
	person->score = -1;
	person->contract_count = dn_contracts_collect(facts->book, events,
	    count, person->contracts);
	for (i = 0; i < count; i++)
		take_event(facts, events[i]);
	find_enrolled(facts);
	sort_insured(person);
	sort_events(facts, person->proofs, person->proof_count, true);
	sort_events(facts, person->certificates, person->certificate_count,
	    false);
	sum_visits(facts);
	return person;
}
