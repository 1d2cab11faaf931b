/* SPDX-License-Identifier: MIT */
/* Laying side by side what belongs to a person, and answering about them. */
#include "ledger/explain.h"

#include <stdlib.h>

#include "core/array.h"
#include "core/money.h"
#include "ledger/explaining.h"

#define NOBODY DN_EVENT_NOBODY

/* ---- what belongs to a person, side by side ---- */

/* Call `visit` with each person whom an event is about. */
static void
visit_persons(const struct dn_book *book, const struct dn_event *event,
    void (*visit)(void *state, uint32_t person), void *state)
{
	uint32_t i, step = event->type == DN_EVENT_SPOT_CHECK ? 2 : 1;

	if (event->person != NOBODY)
		visit(state, event->person);
	if (event->type != DN_EVENT_SPOT_CHECK &&
	    event->type != DN_EVENT_TRAINING_ACCEPTANCE)
		return;
	for (i = 0; i < event->list_count; i += step)
		visit(state, book->list[event->list + i]);
}

/* Filling rows of numbers: first they are counted, then put in. */
struct rows {
	uint32_t *starts, *numbers;
	uint32_t number;                /* that is put in */
};

static void
count_one(void *state, uint32_t person)
{
	struct rows *rows = state;

	rows->starts[person + 2]++;
}

static void
put_one(void *state, uint32_t person)
{
	struct rows *rows = state;

	rows->numbers[rows->starts[person + 1]++] = rows->number;
}

/* Go over all things of a kind: events, lines owed, lines stated. */
static void
each_event(const struct dn_explain *explain, struct rows *rows,
    void (*visit)(void *, uint32_t))
{
	size_t i;

	for (i = 0; i < explain->standing.events; i++) {
		rows->number = (uint32_t)i;
		/* Later ones are not known yet on the day; voided ones are. */
		if (explain->book->events[i].day <= explain->day)
			visit_persons(explain->book,
			    &explain->book->events[i], visit, rows);
	}
}

static void
each_line(const struct dn_explain *explain, struct rows *rows,
    void (*visit)(void *, uint32_t))
{
	size_t i;

	for (i = 0; i < explain->owed.count; i++) {
		rows->number = (uint32_t)i;
		if (explain->owed.lines[i].person != NOBODY)
			visit(rows, explain->owed.lines[i].person);
	}
}

static void
each_said(const struct dn_explain *explain, struct rows *rows,
    void (*visit)(void *, uint32_t))
{
	size_t i, count = explain->issued != NULL ?
	    explain->issued->line_count : 0;

	for (i = 0; i < count; i++) {
		rows->number = (uint32_t)i;
		if (explain->issued->lines[i].person != NOBODY)
			visit(rows, explain->issued->lines[i].person);
	}
}

static bool
lay(const struct dn_explain *explain, void (*each)(const struct dn_explain *,
    struct rows *, void (*)(void *, uint32_t)), uint32_t **numbers,
    uint32_t **starts)
{
	size_t persons = dn_names_count(explain->book->persons), i;
	struct rows rows = {
		.starts = calloc(persons + 2, sizeof(*rows.starts))
	};

	*starts = rows.starts;
	if (rows.starts == NULL)
		return false;
	each(explain, &rows, count_one);
	for (i = 2; i < persons + 2; i++)
		rows.starts[i] += rows.starts[i - 1];
	*numbers = rows.numbers = calloc(
	    (size_t)rows.starts[persons + 1] + 1, sizeof(*rows.numbers));
	if (rows.numbers == NULL)
		return false;
	each(explain, &rows, put_one);
	return true;
}

/* ---- what belongs to an event or a batch ---- */

static bool
add_papers(struct dn_explain *explain, const struct dn_event *event)
{
	uint32_t pair[2] = { event->batch, 0 }, i;

	for (i = 0; event->batch != NOBODY && i < event->proof_count; i++) {
		pair[1] = explain->book->list[event->proof + i];
		if (dn_names_add(explain->papers, (struct dn_span){
		    (const char *)pair, sizeof(pair) }, NULL) ==
		    DN_NAMES_NONE)
			return false;
	}
	return true;
}

/* Note corrections by what they void, holds and papers by batch. */
static bool
note_events(struct dn_explain *explain)
{
	size_t i;

	for (i = 0; i < explain->standing.events; i++) {
		const struct dn_event *event = &explain->book->events[i];

		if (explain->standing.out[i])
			continue;
		if (event->type == DN_EVENT_CORRECTION)
			explain->voids[event->target] = (uint32_t)i;
		else if (event->type == DN_EVENT_HOLD ||
		    event->type == DN_EVENT_SPOT_CHECK)
			explain->holds[event->batch] = (uint32_t)i;
		if (!add_papers(explain, event))
			return false;
	}
	return true;
}

/* Is it the component of advances, for the batch? */
static bool
is_advance(const struct dn_explain *explain, uint32_t batch,
    uint32_t component)
{
	const struct dn_policy_version *version = batch == NOBODY ? NULL :
	    explain->standing.batches[batch].version;

	return version != NULL && version->upfront.rule != NULL && component ==
	    dn_explaining_component(explain, version->upfront.id);
}

/* What each batch is owed: its advance, and its months together. */
static int
add_pools(struct dn_explain *explain, struct dn_err *err)
{
	size_t i, count = explain->issued != NULL ?
	    explain->issued->line_count : 0;

	for (i = 0; i < explain->owed.count; i++) {
		const struct dn_line *line = &explain->owed.lines[i];

		if (line->batch == NOBODY)
			continue;
		if (line->rule == line->version->upfront.rule)
			explain->advances[line->batch] = line->fen;
		else if (line->rule == line->version->retention.rule &&
		    !dn_money_add(explain->pools[line->batch], line->fen,
		    &explain->pools[line->batch]))
			return dn_err_set(err, DN_E_OVERFLOW,
			    "a sum does not fit 64 bits of fen");
	}
	for (i = 0; i < count; i++) {
		const struct dn_issued_line *line = &explain->issued->lines[i];

		if (line->person == NOBODY && is_advance(explain, line->batch,
		    line->component))
			explain->told[line->batch] = line->fen;
	}
	return 0;
}

/* ---- the whole ---- */

/* Room for what is noted, with nobody everywhere. */
static bool
make_room(struct dn_explain *explain)
{
	size_t batches = dn_names_count(explain->book->batches), i;

	explain->papers = dn_names_new();
	explain->voids = calloc(explain->book->count + 1,
	    sizeof(*explain->voids));
	explain->holds = calloc(batches + 1, sizeof(*explain->holds));
	explain->stamps = calloc(batches + 1, sizeof(*explain->stamps));
	explain->pools = calloc(batches + 1, sizeof(*explain->pools));
	explain->advances = calloc(batches + 1, sizeof(*explain->advances));
	explain->told = calloc(batches + 1, sizeof(*explain->told));
	if (explain->papers == NULL || explain->voids == NULL ||
	    explain->holds == NULL || explain->stamps == NULL ||
	    explain->pools == NULL || explain->advances == NULL ||
	    explain->told == NULL)
		return false;
	for (i = 0; i < explain->book->count; i++)
		explain->voids[i] = NOBODY;
	for (i = 0; i < batches; i++)
		explain->holds[i] = NOBODY;
	return true;
}

static int
prepare(struct dn_explain *explain, const struct dn_cut *cut,
    struct dn_err *err)
{

	if (dn_standing_init(&explain->standing, explain->book,
	    explain->policy, cut, explain->issued, err) < 0 ||
	    dn_entitle(&explain->owed, explain->book, explain->policy, cut,
	    explain->issued, err) < 0)
		return -1;
	explain->months = dn_months_new(&explain->standing, err);
	if (explain->months == NULL)
		return -1;
	if (!make_room(explain) || !note_events(explain) ||
	    !lay(explain, each_event, &explain->events, &explain->starts) ||
	    !lay(explain, each_line, &explain->lines,
	    &explain->line_starts) ||
	    !lay(explain, each_said, &explain->said, &explain->said_starts))
		return dn_err_memory(err);
	if (add_pools(explain, err) < 0)
		return -1;
	explain->claims = dn_explain_claims_new(explain, err);
	return explain->claims != NULL ? 0 : -1;
}

struct dn_explain *
dn_explain_new(struct dn_book *book, const struct dn_policy *policy,
    const struct dn_cut *cut, const struct dn_issued *issued,
    struct dn_err *err)
{
	struct dn_explain *explain = calloc(1, sizeof(*explain));

	if (explain == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	explain->book = book;
	explain->policy = policy;
	explain->issued = issued;
	explain->day = cut->day;
	if (prepare(explain, cut, err) == 0)
		return explain;
	dn_explain_free(explain);
	return NULL;
}

void
dn_explain_free(struct dn_explain *explain)
{
	if (explain == NULL)
		return;
	dn_explain_claims_free(explain->claims);
	dn_months_free(explain->months);
	dn_standing_release(&explain->standing);
	dn_entitlement_release(&explain->owed);
	dn_names_free(explain->papers);
	free(explain->events);
	free(explain->starts);
	free(explain->lines);
	free(explain->line_starts);
	free(explain->said);
	free(explain->said_starts);
	free(explain->voids);
	free(explain->holds);
	free(explain->stamps);
	free(explain->pools);
	free(explain->advances);
	free(explain->told);
	free(explain->sums);
	free(explain->entries);
	free(explain->list);
	free(explain);
}

const struct dn_entitlement *
dn_explain_owed(const struct dn_explain *explain)
{
	return &explain->owed;
}

struct dn_book *
dn_explain_book(const struct dn_explain *explain)
{
	return explain->book;
}

const struct dn_policy *
dn_explain_policy(const struct dn_explain *explain)
{
	return explain->policy;
}

/* ---- answers ---- */

struct dn_why *
dn_explaining_begin(struct dn_explaining *work, enum dn_why_about about)
{
	struct dn_explanation *to = work->to;
	struct dn_why *grown = dn_array_grow(to->whys, to->count,
	    &to->room, sizeof(*grown));

	if (grown == NULL) {
		dn_err_memory(work->err);
		return NULL;
	}
	to->whys = grown;
	grown += to->count++;
	*grown = (struct dn_why){
		.about = about, .batch = work->batch, .component = NOBODY,
		.person = work->person, .needs = to->need_count,
		.events = to->event_count
	};
	return grown;
}

int
dn_explaining_need(struct dn_explaining *work, const struct dn_need *need)
{
	struct dn_explanation *to = work->to;
	struct dn_why *why = &to->whys[to->count - 1];
	struct dn_need *grown = dn_array_grow(to->needs, to->need_count,
	    &to->need_room, sizeof(*grown));

	if (grown == NULL)
		return dn_err_memory(work->err);
	to->needs = grown;
	grown[to->need_count++] = *need;
	why->need_count++;
	why->asked |= UINT64_C(1) << need->kind;
	return 0;
}

static int
add_event(struct dn_explaining *work, uint32_t event)
{
	struct dn_explanation *to = work->to;
	uint32_t *grown = dn_array_grow(to->events, to->event_count,
	    &to->event_room, sizeof(*grown));

	if (grown == NULL)
		return dn_err_memory(work->err);
	to->events = grown;
	grown[to->event_count++] = event;
	return 0;
}

int
dn_explaining_event(struct dn_explaining *work, uint32_t event)
{
	/* A correction may itself be voided, and so on: all are told. */
	while (event != NOBODY) {
		if (add_event(work, event) < 0)
			return -1;
		event = work->explain->voids[event];
	}
	return 0;
}

static int
compare_numbers(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

void
dn_explaining_end(struct dn_explaining *work)
{
	struct dn_explanation *to = work->to;
	struct dn_why *why = &to->whys[to->count - 1];
	size_t i, n = why->events;

	if (to->event_count - n > 1)
		qsort(to->events + n, to->event_count - n,
		    sizeof(*to->events), compare_numbers);
	for (i = n; i < to->event_count; i++)
		if (n == why->events || to->events[n - 1] != to->events[i])
			to->events[n++] = to->events[i];
	to->event_count = n;
	why->event_count = n - why->events;
}

bool
dn_explaining_holds(const struct dn_explain *explain, uint32_t event)
{
	return !explain->standing.out[event];
}

uint32_t
dn_explaining_component(const struct dn_explain *explain, struct dn_span id)
{
	return (uint32_t)dn_names_find(explain->book->components, id);
}

/* ---- sums of a person ---- */

static int
compare_sums(const void *a, const void *b)
{
	const struct dn_explain_sum *x = a, *y = b;

	if (x->component != y->component)
		return x->component < y->component ? -1 : 1;
	return (x->month > y->month) - (x->month < y->month);
}

static int
add_sum(struct dn_explaining *work, uint32_t component, int32_t month,
    int64_t owed, int64_t stated)
{
	struct dn_explain *explain = work->explain;
	struct dn_explain_sum *grown = dn_array_grow(explain->sums,
	    explain->sum_count, &explain->sum_room, sizeof(*grown));

	if (grown == NULL)
		return dn_err_memory(work->err);
	explain->sums = grown;
	grown[explain->sum_count++] = (struct dn_explain_sum){
		component, month, owed, stated
	};
	return 0;
}

/* Add up those of one component and month. */
static int
merge_sums(struct dn_explaining *work)
{
	struct dn_explain_sum *sums = work->explain->sums;
	size_t i, n = 0, count = work->explain->sum_count;

	if (count > 1)
		qsort(sums, count, sizeof(*sums), compare_sums);
	for (i = 0; i < count; i++) {
		if (n == 0 || compare_sums(&sums[n - 1], &sums[i]) != 0)
			sums[n++] = sums[i];
		else if (!dn_money_add(sums[n - 1].owed, sums[i].owed,
		    &sums[n - 1].owed) || !dn_money_add(sums[n - 1].stated,
		    sums[i].stated, &sums[n - 1].stated))
			return dn_err_set(work->err, DN_E_OVERFLOW,
			    "a sum does not fit 64 bits of fen");
	}
	work->explain->sum_count = n;
	return 0;
}

/* Collect what the person is owed and was told, in whatever batch. */
static int
collect_sums(struct dn_explaining *work)
{
	struct dn_explain *explain = work->explain;
	uint32_t i, person = work->person;

	explain->sum_count = 0;
	for (i = explain->line_starts[person];
	    i < explain->line_starts[person + 1]; i++) {
		const struct dn_line *line =
		    &explain->owed.lines[explain->lines[i]];

		if (add_sum(work, line->component, line->month, line->fen,
		    0) < 0)
			return -1;
	}
	for (i = explain->said_starts[person];
	    i < explain->said_starts[person + 1]; i++) {
		const struct dn_issued_line *line =
		    &explain->issued->lines[explain->said[i]];

		if (add_sum(work, line->component, line->month, 0,
		    line->fen) < 0)
			return -1;
	}
	return merge_sums(work);
}

struct dn_explain_sum
dn_explaining_sum(const struct dn_explaining *work, uint32_t component,
    int32_t month)
{
	struct dn_explain_sum key = { component, month, 0, 0 }, *found = NULL;

	if (work->explain->sum_count > 0)
		found = bsearch(&key, work->explain->sums,
		    work->explain->sum_count, sizeof(key), compare_sums);
	return found != NULL ? *found : key;
}

int
dn_explain_person(struct dn_explain *explain, uint32_t person, int32_t month,
    struct dn_explanation *explanation, struct dn_err *err)
{
	struct dn_explaining work = {
		.explain = explain, .to = explanation, .person = person,
		.batch = NOBODY, .err = err,
		.events = explain->events + explain->starts[person],
		.event_count = explain->starts[person + 1] -
		    explain->starts[person]
	};

	explanation->count = 0;
	explanation->need_count = 0;
	explanation->event_count = 0;
	dn_explaining_batch(&work);
	if (collect_sums(&work) < 0 || dn_explaining_training(&work) < 0 ||
	    dn_explaining_months(&work, month) < 0)
		return -1;
	return dn_explaining_claims(&work, month);
}

void
dn_explanation_release(struct dn_explanation *explanation)
{
	free(explanation->whys);
	free(explanation->needs);
	free(explanation->events);
	*explanation = (struct dn_explanation){ .whys = NULL };
}

bool
dn_why_is_open(const struct dn_explanation *explanation,
    const struct dn_why *why, const struct dn_need *need)
{
	/* Nobody can do anything about these; the latter rule the rest out. */
	const uint64_t given = UINT64_C(1) << DN_NEED_TRAINING |
	    UINT64_C(1) << DN_NEED_ONCE | UINT64_C(1) << DN_NEED_DELAY |
	    UINT64_C(1) << DN_NEED_CAP | UINT64_C(1) << DN_NEED_AMOUNT;
	const uint64_t final = UINT64_C(1) << DN_NEED_REST |
	    UINT64_C(1) << DN_NEED_WINDOW | UINT64_C(1) << DN_NEED_HOURS_BELOW;
	size_t i;

	if ((given >> need->kind & 1) != 0)
		return false;
	for (i = 0; i < why->need_count; i++)
		if ((final >> explanation->needs[why->needs + i].kind & 1) !=
		    0)
			return false;
	return true;
}
