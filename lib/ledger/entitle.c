/* SPDX-License-Identifier: MIT */
/* From standings and months to amounts: advance, instalments, caps, holds. */
#include "ledger/entitle.h"

#include <stdlib.h>

#include "core/date.h"
#include "core/ident.h"
#include "core/money.h"
#include "io/jsontext.h"
#include "ledger/general.h"
#include "ledger/lines.h"
#include "ledger/months.h"

#define NOBODY DN_EVENT_NOBODY
#define NOT_RETAINED (-1)       /* until amounts are given, then 0 */

/* The work in hand. */
struct work {
	struct dn_entitlement *entitlement;
	struct dn_standing standing;
	struct dn_months *months;
	const struct dn_issued *issued;
	uint32_t upfront, retention;    /* components by number */
	size_t *batches, *persons;      /* in the order shown */
	uint32_t *members, *starts;     /* persons of a batch, side by side */
	struct dn_err *err;
};

static int
overflow(struct work *work)
{
	return dn_err_set(work->err, DN_E_OVERFLOW,
	    "an amount does not fit 64 bits of fen");
}

/* ---- the advance (R2, R4) ---- */

static int
add_upfront(struct work *work, uint32_t number)
{
	const struct dn_batch_standing *batch =
	    &work->standing.batches[number];
	const struct dn_issued_line *before;
	struct dn_line line = {
		.batch = number, .component = work->upfront, .person = NOBODY,
		.version = batch->version, .rule = batch->version->upfront.rule
	};
	int64_t heads = batch->heads, most;
	size_t count;

	if (batch->version->upfront.rule == NULL)
		return 0;
	if (batch->verdict != NOBODY) {
		const struct dn_event *verdict =
		    &work->standing.book->events[batch->verdict];

		if (batch->version->upfront.acceptance ==
		    DN_ACCEPTANCE_PER_PERSON)
			heads = batch->passed;
		else if (!verdict->pass)
			heads = 0;
	}
	if (!dn_money_mul(batch->version->upfront_fen, heads, &line.fen))
		return overflow(work);
	if (batch->held) {
		/* While held it cannot rise; recovery goes on (R18). */
		before = dn_lines_stated(work->issued, &line, &count);
		most = count > 0 ? before->fen : 0;
		if (line.fen > most)
			line.fen = most;
	}
	return line.fen == 0 || dn_lines_add(work->entitlement, &line,
	    work->err) != NULL ? 0 : -1;
}

/* ---- instalments (R5, R9, R18) ---- */

/* What is retained, as far as the months before tell (R9). */
struct stream {
	int32_t last;           /* month before, 0 at first */
	bool gap;               /* there was one, and it is open */
};

/* Does the month stand behind an open gap that its version minds? */
static bool
is_cut_off(struct stream *stream, const struct dn_line *line)
{
	stream->gap = stream->gap ||
	    (stream->last != 0 && line->month != stream->last + 1);
	stream->last = line->month;
	return stream->gap && line->version->retention.continuity ==
	    DN_CONTINUITY_CONSECUTIVE;
}

/* A month of the person, to be given an amount. */
static struct dn_line
retained(const struct work *work, uint32_t number, uint32_t person,
    int32_t month)
{
	return (struct dn_line){
		.batch = number, .component = work->retention,
		.person = person, .month = month
	};
}

/* A month is paid by the version in force on its first day (R19). */
static void
set_version(struct dn_line *line, const struct dn_policy_version *version)
{
	line->version = version;
	line->rule = version->retention.rule;
}

/* Append the person's months that are retained, with no amount yet. */
static int
add_months(struct work *work, uint32_t number, uint32_t person)
{
	struct stream stream = { 0, false };
	const struct dn_month *list;
	size_t count, i;

	if (dn_months_of(work->months, person, &list, &count, work->err) < 0)
		return -1;
	for (i = 0; i < count; i++) {
		struct dn_line line = retained(work, number, person,
		    list[i].month);

		if (list[i].verdict != DN_MONTH_COUNTS)
			continue;
		set_version(&line, list[i].version);
		if (line.rule == NULL || is_cut_off(&stream, &line))
			continue;
		work->entitlement->retained[person]++;
		if (dn_lines_add(work->entitlement, &line, work->err) == NULL)
			return -1;
	}
	return 0;
}

/*
 * The same in a held batch: only stated months can be retained (R18).  Those
 * that are not stand there as well, since the sum may have to stay.
 */
static int
add_held_months(struct work *work, uint32_t number, uint32_t person)
{
	struct stream stream = { 0, false };
	struct dn_line line = retained(work, number, person, 0);
	const struct dn_issued_line *before;
	const struct dn_month *list;
	size_t count, stated_count, i, at = 0;

	before = dn_lines_stated(work->issued, &line, &stated_count);
	if (dn_months_of(work->months, person, &list, &count, work->err) < 0)
		return -1;
	for (i = 0; i < stated_count; i++) {
		if (before[i].fen == 0)
			continue;
		line.month = before[i].month;
		line.fen = NOT_RETAINED;
		set_version(&line, work->standing.batches[number].version);
		while (at < count && list[at].month < line.month)
			at++;
		if (at < count && list[at].month == line.month &&
		    list[at].verdict == DN_MONTH_COUNTS &&
		    list[at].version->retention.rule != NULL) {
			set_version(&line, list[at].version);
			if (!is_cut_off(&stream, &line))
				line.fen = 0;
			work->entitlement->retained[person] += line.fen == 0;
		}
		if (dn_lines_add(work->entitlement, &line, work->err) == NULL)
			return -1;
	}
	return 0;
}

/* Each person has a rest of their own: instalments until it is used up. */
static void
pay_by_person(struct dn_line *lines, size_t count, int64_t rest)
{
	int64_t left = rest;
	size_t i;

	for (i = 0; i < count; i++) {
		if (i == 0 || lines[i].person != lines[i - 1].person)
			left = rest;
		if (lines[i].fen == NOT_RETAINED) {
			lines[i].fen = 0;
			continue;
		}
		lines[i].fen = lines[i].version->retention.instalment_fen;
		if (lines[i].fen > left)
			lines[i].fen = left;
		left -= lines[i].fen;
	}
}

/* By month, then as the persons stand: pointers into the lines ascend. */
static int
compare_by_month(const void *a, const void *b)
{
	const struct dn_line *x = *(struct dn_line *const *)a;
	const struct dn_line *y = *(struct dn_line *const *)b;

	if (x->month != y->month)
		return x->month < y->month ? -1 : 1;
	return (x > y) - (x < y);
}

/* Pay one month; what exceeds the pool is split evenly, a fen each on top. */
static int64_t
pay_month(struct dn_line **lines, size_t count, int64_t pool)
{
	int64_t instalment = lines[0]->version->retention.instalment_fen;
	int64_t heads = (int64_t)count, share = pool / heads, extra;
	size_t i;

	extra = pool % heads;
	if (share >= instalment) {
		share = instalment;
		extra = 0;
	}
	for (i = 0; i < count; i++) {
		lines[i]->fen = share + ((int64_t)i < extra);
		pool -= lines[i]->fen;
	}
	return pool;
}

/* The rests of all who passed are one pool, drawn on month by month. */
static int
pay_by_batch(struct work *work, struct dn_line *lines, size_t count,
    int64_t pool)
{
	struct dn_line **sorted = calloc(count + 1, sizeof(struct dn_line *));
	size_t i, from = 0, kept = 0;

	if (sorted == NULL)
		return dn_err_memory(work->err);
	for (i = 0; i < count; i++) {
		if (lines[i].fen == NOT_RETAINED)
			lines[i].fen = 0;
		else
			sorted[kept++] = &lines[i];
	}
	qsort(sorted, kept, sizeof(struct dn_line *), compare_by_month);
	for (i = 1; i <= kept; i++)
		if (i == kept || sorted[i]->month != sorted[from]->month) {
			pool = pay_month(sorted + from, i - from, pool);
			from = i;
		}
	free(sorted);
	return 0;
}

/* While held, a person whose sum would rise stays at what was stated. */
static int
hold_back(struct work *work, struct dn_line *lines, size_t count)
{
	const struct dn_issued_line *before;
	int64_t sum = 0, said = 0;
	size_t stated_count, i;

	before = dn_lines_stated(work->issued, &lines[0], &stated_count);
	for (i = 0; i < stated_count; i++)
		if (!dn_money_add(said, before[i].fen, &said))
			return overflow(work);
	for (i = 0; i < count; i++)
		if (!dn_money_add(sum, lines[i].fen, &sum))
			return overflow(work);
	if (sum <= said)
		return 0;
	for (i = 0; i < count; i++)
		lines[i].fen = dn_lines_stated_month(before, stated_count,
		    lines[i].month);
	return 0;
}

static int
hold_batch(struct work *work, struct dn_line *lines, size_t count)
{
	size_t i, from = 0;

	for (i = 1; i <= count; i++)
		if (i == count || lines[i].person != lines[from].person) {
			if (hold_back(work, lines + from, i - from) < 0)
				return -1;
			from = i;
		}
	return 0;
}

/* Take lines of 0 out again. */
static void
drop_zeros(struct dn_entitlement *entitlement, size_t from)
{
	size_t i, n = from;

	for (i = from; i < entitlement->count; i++)
		if (entitlement->lines[i].fen != 0)
			entitlement->lines[n++] = entitlement->lines[i];
	entitlement->count = n;
}

static int
add_retention(struct work *work, uint32_t number)
{
	const struct dn_batch_standing *batch =
	    &work->standing.batches[number];
	struct dn_entitlement *entitlement = work->entitlement;
	size_t from = entitlement->count, count;
	struct dn_line *lines;
	int64_t pool;
	uint32_t i;

	if (batch->version->retention.rule == NULL)
		return 0;
	for (i = work->starts[number]; i < work->starts[number + 1]; i++)
		if ((batch->held ? add_held_months : add_months)(work, number,
		    work->members[i]) < 0)
			return -1;
	count = entitlement->count - from;
	if (count == 0)
		return 0;
	lines = entitlement->lines + from;
	if (batch->version->retention.cap == DN_CAP_PERSON)
		pay_by_person(lines, count, batch->version->rest_fen);
	else if (!dn_money_mul(batch->version->rest_fen, batch->passed,
	    &pool))
		return overflow(work);
	else if (pay_by_batch(work, lines, count, pool) < 0)
		return -1;
	if (batch->held && hold_batch(work, lines, count) < 0)
		return -1;
	drop_zeros(entitlement, from);
	return 0;
}

/* ---- persons as they are shown ---- */

/* Append a number to the names shown, masked and told from its likes. */
static int
show_number(struct dn_names *shown, struct dn_names *masks, size_t *seen,
    struct dn_span masked, struct dn_bytes *text)
{
	size_t mask = dn_names_add(masks, masked, NULL);

	if (mask == DN_NAMES_NONE)
		return -1;
	dn_bytes_clear(text);
	dn_bytes_add_span(text, masked);
	if (++seen[mask] > 1)
		dn_bytes_add_format(text, "#%zu", seen[mask]);
	return dn_names_add(shown, dn_bytes_span(text), NULL) ==
	    DN_NAMES_NONE ? -1 : 0;
}

static int
show_numbers(struct dn_names *shown, const struct dn_book *book,
    const struct dn_policy_version *version)
{
	size_t i, count = dn_names_count(book->persons);
	size_t *seen = calloc(count + 1, sizeof(*seen));
	struct dn_names *masks = dn_names_new();
	struct dn_bytes masked, text;
	int result = seen != NULL && masks != NULL ? 0 : -1;

	dn_bytes_init(&masked, SIZE_MAX);
	dn_bytes_init(&text, SIZE_MAX);
	for (i = 0; i < count && result == 0; i++) {
		dn_bytes_clear(&masked);
		dn_ident_mask(&masked, dn_names_get(book->persons, i),
		    (size_t)version->mask_head, (size_t)version->mask_tail);
		result = show_number(shown, masks, seen,
		    dn_bytes_span(&masked), &text);
	}
	dn_bytes_release(&masked);
	dn_bytes_release(&text);
	dn_names_free(masks);
	free(seen);
	return result;
}

/* ---- all of it ---- */

/* The numbers of names in byte order; an empty table has none. */
static bool
sort_names(const struct dn_names *names, size_t **sorted)
{
	*sorted = dn_names_count(names) > 0 ? dn_names_sorted(names) :
	    calloc(1, sizeof(**sorted));
	return *sorted != NULL;
}

/* Persons by batch, each batch's in the order shown. */
static bool
sort_members(struct work *work)
{
	const struct dn_standing *standing = &work->standing;
	size_t batches = work->entitlement->batch_count, i;
	size_t persons = dn_names_count(standing->book->persons);

	work->starts = calloc(batches + 2, sizeof(*work->starts));
	work->members = calloc(persons + 1, sizeof(*work->members));
	if (work->starts == NULL || work->members == NULL)
		return false;
	for (i = 0; i < persons; i++)
		if (standing->home[i] != NOBODY)
			work->starts[standing->home[i] + 2]++;
	for (i = 2; i < batches + 2; i++)
		work->starts[i] += work->starts[i - 1];
	for (i = 0; i < persons; i++) {
		uint32_t person = (uint32_t)work->persons[i];

		if (standing->home[person] != NOBODY)
			work->members[work->starts[standing->home[person] +
			    1]++] = person;
	}
	return true;
}

/* Give the components of the policy numbers, as far as they have none. */
static bool
number_components(struct work *work, struct dn_book *book,
    const struct dn_policy *policy)
{
	size_t i, k, number;

	for (i = 0; i < policy->count; i++)
		for (k = 0; k < policy->versions[i].component_count; k++) {
			const struct dn_policy_component *component =
			    &policy->versions[i].components[k];

			number = dn_names_add(book->components,
			    component->id, NULL);
			if (number >= NOBODY)
				return false;
			if (component->unit == DN_UNIT_BATCH_HEAD)
				work->upfront = (uint32_t)number;
			else if (component->instalments)
				work->retention = (uint32_t)number;
		}
	return true;
}

static int
prepare(struct work *work, struct dn_book *book,
    const struct dn_policy *policy, const struct dn_cut *cut)
{
	struct dn_entitlement *entitlement = work->entitlement;
	const struct dn_names *persons = book->persons;

	if (dn_standing_init(&work->standing, book, policy, cut,
	    work->issued, work->err) < 0)
		return -1;
	work->months = dn_months_new(&work->standing, work->err);
	if (work->months == NULL)
		return -1;
	entitlement->batch_count = dn_names_count(book->batches);
	entitlement->retained = calloc(dn_names_count(persons) + 1,
	    sizeof(*entitlement->retained));
	if (entitlement->retained == NULL)
		return dn_err_memory(work->err);
	if (book->citizen) {
		entitlement->shown = dn_names_new();
		persons = entitlement->shown;
		if (persons == NULL || show_numbers(entitlement->shown, book,
		    &policy->versions[0]) < 0)
			return dn_err_memory(work->err);
	}
	if (!number_components(work, book, policy) ||
	    !sort_names(book->batches, &work->batches) ||
	    !sort_names(persons, &work->persons) || !sort_members(work))
		return dn_err_memory(work->err);
	return 0;
}

int
dn_entitle(struct dn_entitlement *entitlement, struct dn_book *book,
    const struct dn_policy *policy, const struct dn_cut *cut,
    const struct dn_issued *issued, struct dn_err *err)
{
	struct work work = {
		.entitlement = entitlement, .issued = issued, .err = err
	};
	int result = -1;
	size_t i;

	*entitlement = (struct dn_entitlement){ .lines = NULL };
	if (prepare(&work, book, policy, cut) < 0)
		goto out;
	for (i = 0; i < entitlement->batch_count; i++) {
		uint32_t number = (uint32_t)work.batches[i];

		if (work.standing.batches[number].version == NULL)
			continue;
		if (add_upfront(&work, number) < 0 ||
		    add_retention(&work, number) < 0)
			goto out;
	}
	if (dn_policy_is_general(policy) &&
	    dn_general_entitle(entitlement, &work.standing, work.months,
	    cut->day, issued, err) < 0)
		goto out;
	entitlement->findings = work.standing.findings;
	entitlement->batches = work.standing.batches;
	entitlement->out = work.standing.out;
	entitlement->home = work.standing.home;
	work.standing.batches = NULL;
	work.standing.out = NULL;
	work.standing.home = NULL;
	result = 0;
out:
	dn_months_free(work.months);
	dn_standing_release(&work.standing);
	free(work.batches);
	free(work.persons);
	free(work.members);
	free(work.starts);
	return result;
}

void
dn_entitlement_release(struct dn_entitlement *entitlement)
{
	free(entitlement->lines);
	free(entitlement->batches);
	free(entitlement->out);
	free(entitlement->home);
	free(entitlement->retained);
	dn_names_free(entitlement->shown);
	*entitlement = (struct dn_entitlement){ .lines = NULL };
}
