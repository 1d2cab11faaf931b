/* SPDX-License-Identifier: MIT */
/* Counting how persons stayed by age, then letting those there now go on. */
#include "ledger/forecast.h"

#include <stdlib.h>

#include "core/date.h"
#include "core/money.h"
#include "ledger/months.h"

#define NOBODY DN_EVENT_NOBODY
#define HEAD INT64_C(1000000000)        /* what one person weighs */

/* So many alike: in the stream or out of it, with so much left. */
struct group {
	int64_t left, mass;
	bool inside;
};

/* The work in hand. */
struct work {
	struct dn_forecast *to;
	const struct dn_book *book;
	const struct dn_policy *policy;
	const struct dn_entitlement *owed;
	uint32_t *lines, *starts;       /* months of a person, side by side */
	struct group *groups, *next;    /* of one batch */
	size_t count;
	struct dn_forecast_rate all;
	bool counting;          /* rates, and who stays */
	struct dn_err *err;
};

/* ---- who retained what ---- */

static bool
is_month(const struct dn_line *line)
{
	return line->person != NOBODY && line->version != NULL &&
	    line->rule == line->version->retention.rule;
}

/* Lay the months of each person side by side; they ascend. */
static bool
lay_months(struct work *work)
{
	size_t persons = dn_names_count(work->book->persons), i;
	const struct dn_entitlement *owed = work->owed;

	work->starts = calloc(persons + 2, sizeof(*work->starts));
	work->lines = calloc(owed->count + 1, sizeof(*work->lines));
	work->groups = calloc(2 * persons + 2, sizeof(*work->groups));
	work->next = calloc(4 * persons + 4, sizeof(*work->next));
	if (work->starts == NULL || work->lines == NULL ||
	    work->groups == NULL || work->next == NULL)
		return false;
	for (i = 0; i < owed->count; i++)
		if (is_month(&owed->lines[i])) {
			work->starts[owed->lines[i].person + 2]++;
			if (owed->lines[i].month > work->to->last)
				work->to->last = owed->lines[i].month;
		}
	for (i = 2; i < persons + 2; i++)
		work->starts[i] += work->starts[i - 1];
	for (i = 0; i < owed->count; i++)
		if (is_month(&owed->lines[i]))
			work->lines[work->starts[owed->lines[i].person +
			    1]++] = (uint32_t)i;
	return true;
}

/* The month of the verdict that a batch has, not too long ago. */
static int32_t
verdict_month(const struct work *work, uint32_t batch)
{
	int32_t at = work->book->events[work->owed->batches[batch].verdict].at;
	int32_t month = dn_month_number(dn_date_from_number(at));
	int32_t first = work->to->last - DN_FORECAST_MONTHS_MAX + 1;

	return month > first ? month : first;
}

/* What a person may be owed for months, in all. */
static int64_t
rest_of(const struct dn_policy_version *version)
{
	return version->retention.cap == DN_CAP_PERSON ? version->rest_fen :
	    INT64_MAX;
}

/* One month of one person on the way: count what they did. */
static void
count_step(struct work *work, int32_t age, bool before, bool now)
{
	struct dn_forecast_rate *rate = &work->to->rates[age];

	if (!work->counting)
		return;
	if (before) {
		rate->could_stay++;
		rate->stayed += now;
	} else {
		rate->could_enter++;
		rate->entered += now;
	}
}

/*
 * Go through the months of a person since the verdict: what is left for them
 * at the end, and whether they are in the stream then.
 */
static struct group
follow(struct work *work, uint32_t person, uint32_t batch, bool *ever)
{
	const struct dn_policy_version *version =
	    work->owed->batches[batch].version;
	struct group group = { .left = rest_of(version), .mass = HEAD };
	int32_t since = verdict_month(work, batch), month;
	uint32_t at = work->starts[person], end = work->starts[person + 1];
	bool before = false, now;

	*ever = at < end;
	for (; at < end && work->owed->lines[work->lines[at]].month < since;
	    at++) {
		const struct dn_line *line =
		    &work->owed->lines[work->lines[at]];

		group.left -= line->fen;
		before = line->month == since - 1;
	}
	for (month = since; month <= work->to->last && group.left > 0;
	    month++) {
		now = at < end &&
		    work->owed->lines[work->lines[at]].month == month;
		if (now)
			group.left -= work->owed->lines[work->lines[at++]].fen;
		count_step(work, month - since, before, now);
		before = now;
	}
	group.inside = before;
	return group;
}

/* ---- months ahead ---- */

static int
compare_groups(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	if (x->inside != y->inside)
		return x->inside ? -1 : 1;
	return (x->left > y->left) - (x->left < y->left);
}

/* Add up groups that are alike, leave out those of nothing. */
static size_t
merge(struct group *groups, size_t count)
{
	size_t i, n = 0;

	if (count > 1)
		qsort(groups, count, sizeof(*groups), compare_groups);
	for (i = 0; i < count; i++) {
		if (groups[i].left <= 0 || groups[i].mass == 0)
			continue;
		if (n > 0 && compare_groups(&groups[n - 1], &groups[i]) == 0)
			groups[n - 1].mass += groups[i].mass;
		else
			groups[n++] = groups[i];
	}
	return n;
}

/* The rate of an age; that of all ages where it was never seen. */
static struct dn_forecast_rate
rate_at(const struct work *work, size_t age, bool all_work)
{
	struct dn_forecast_rate rate = { 1, 1, 0, 1 }, seen = work->all;

	rate.entered = all_work;
	if (all_work)
		return rate;
	if (age < work->to->rate_count)
		seen = work->to->rates[age];
	if (seen.could_stay == 0) {
		seen.stayed = work->all.stayed;
		seen.could_stay = work->all.could_stay;
	}
	if (seen.could_enter == 0) {
		seen.entered = work->all.entered;
		seen.could_enter = work->all.could_enter;
	}
	if (seen.could_stay > 0) {
		rate.stayed = seen.stayed;
		rate.could_stay = seen.could_stay;
	}
	if (seen.could_enter > 0) {
		rate.entered = seen.entered;
		rate.could_enter = seen.could_enter;
	}
	return rate;
}

/*
 * Let the groups go on by one month: what is paid, in fen, half up; -1 where
 * that does not fit.
 */
static int64_t
go_on(struct work *work, const struct dn_policy_version *version,
    const struct dn_forecast_rate *rate, int64_t instalment)
{
	bool waits = version->retention.continuity ==
	    DN_CONTINUITY_CONSECUTIVE;
	__extension__ __int128 paid = 0;
	size_t i, n = 0;

	for (i = 0; i < work->count; i++) {
		struct group here = work->groups[i], gone = here;
		int64_t pays = instalment < here.left ? instalment :
		    here.left;

		/* Fits: a share of at most one. */
		if (!dn_money_ratio(here.mass, here.inside ? rate->stayed :
		    rate->entered, here.inside ? rate->could_stay :
		    rate->could_enter, &here.mass))
			here.mass = 0;
		gone.mass -= here.mass;
		paid += (__extension__ (__int128)here.mass) * pays;
		if (here.left != INT64_MAX)
			here.left -= pays;
		if (gone.inside && waits)
			gone.mass = 0;
		here.inside = true;
		gone.inside = false;
		work->next[n++] = here;
		work->next[n++] = gone;
	}
	work->count = merge(work->next, n);
	memcpy(work->groups, work->next,
	    work->count * sizeof(*work->groups));
	paid = (paid + HEAD / 2) / HEAD;
	return paid <= INT64_MAX ? (int64_t)paid : -1;
}

/* The months ahead of one batch, whose groups are those of today. */
static int
forecast_batch(struct work *work, uint32_t batch, int64_t pool,
    bool all_work)
{
	const struct dn_policy_version *version =
	    work->owed->batches[batch].version, *then;
	int32_t since = verdict_month(work, batch);
	size_t i;

	for (i = 0; i < work->to->month_count; i++) {
		int32_t month = work->to->last + 1 + (int32_t)i;
		struct dn_forecast_rate rate = rate_at(work,
		    month > since ? (size_t)(month - since) : 0,
		    all_work);
		struct dn_forecast_month *to = &work->to->months[i];
		int64_t *sum = all_work ? &to->upper : &to->expected;
		int64_t fen;

		then = dn_policy_at(work->policy, dn_month_begins(month));
		fen = go_on(work, version, &rate, then != NULL ?
		    then->retention.instalment_fen : 0);
		if (fen > pool)
			fen = pool;
		pool -= fen;
		if (fen < 0 || !dn_money_add(*sum, fen, sum))
			return dn_err_set(work->err, DN_E_OVERFLOW,
			    "a sum does not fit 64 bits of fen");
	}
	return 0;
}

/* ---- batches ---- */

/* Take the persons of a batch as groups; rates are counted on the way. */
static void
gather(struct work *work, uint32_t batch, const uint32_t *members,
    size_t count)
{
	const struct dn_policy_version *version =
	    work->owed->batches[batch].version;
	size_t i;
	bool ever;

	work->count = 0;
	for (i = 0; i < count; i++) {
		struct group group = follow(work, members[i], batch, &ever);

		work->to->staying += work->counting && group.inside &&
		    group.left > 0;
		/* Behind a gap nobody comes back. */
		if (group.inside || !ever || version->retention.continuity !=
		    DN_CONTINUITY_CONSECUTIVE)
			work->groups[work->count++] = group;
	}
	work->count = merge(work->groups, work->count);
}

/* What is left of a batch's pool; past all where each has a rest. */
static int64_t
pool_of(const struct work *work, uint32_t batch)
{
	const struct dn_batch_standing *standing =
	    &work->owed->batches[batch];
	int64_t pool;
	size_t i;

	if (standing->version->retention.cap == DN_CAP_PERSON ||
	    !dn_money_mul(standing->version->rest_fen, standing->passed,
	    &pool))
		return INT64_MAX;
	for (i = 0; i < work->owed->count; i++)
		if (work->owed->lines[i].batch == batch &&
		    is_month(&work->owed->lines[i]))
			pool -= work->owed->lines[i].fen;
	return pool;
}

/* Can anything be expected of the batch? */
static bool
is_going(const struct work *work, uint32_t batch)
{
	const struct dn_batch_standing *standing =
	    &work->owed->batches[batch];

	return standing->verdict != NOBODY && standing->version != NULL &&
	    standing->version->retention.rule != NULL;
}

/* Count the rates, all batches together. */
static void
count_rates(struct work *work, const uint32_t *members,
    const uint32_t *firsts)
{
	size_t i;
	uint32_t batch;

	work->counting = true;
	for (batch = 0; batch < work->owed->batch_count; batch++)
		/* Of a held one not all months are owed that were worked. */
		if (is_going(work, batch) && !work->owed->batches[batch].held)
			gather(work, batch, members + firsts[batch],
			    firsts[batch + 1] - firsts[batch]);
	work->counting = false;
	for (i = 0; i < DN_FORECAST_MONTHS_MAX; i++) {
		const struct dn_forecast_rate *rate = &work->to->rates[i];

		work->all.stayed += rate->stayed;
		work->all.could_stay += rate->could_stay;
		/* At first all come; that says nothing about coming back. */
		work->all.entered += i > 0 ? rate->entered : 0;
		work->all.could_enter += i > 0 ? rate->could_enter : 0;
		if (rate->could_stay > 0 || rate->could_enter > 0)
			work->to->rate_count = i + 1;
	}
}

/* Let each batch go on, once as expected and once with all at work. */
static int
forecast_all(struct work *work, const uint32_t *members,
    const uint32_t *firsts)
{
	uint32_t batch;
	int way;

	for (batch = 0; batch < work->owed->batch_count; batch++) {
		if (!is_going(work, batch))
			continue;
		if (work->owed->batches[batch].held) {
			work->to->held++;
			continue;
		}
		for (way = 0; way < 2; way++) {
			gather(work, batch, members + firsts[batch],
			    firsts[batch + 1] - firsts[batch]);
			if (forecast_batch(work, batch, pool_of(work, batch),
			    way == 1) < 0)
				return -1;
		}
	}
	return 0;
}

/* Persons by batch, side by side. */
static bool
lay_members(const struct work *work, uint32_t **members, uint32_t **firsts)
{
	size_t persons = dn_names_count(work->book->persons), i;
	const uint32_t *home = work->owed->home;

	*firsts = calloc(work->owed->batch_count + 3, sizeof(**firsts));
	*members = calloc(persons + 1, sizeof(**members));
	if (*firsts == NULL || *members == NULL)
		return false;
	for (i = 0; i < persons; i++)
		if (home[i] != NOBODY)
			(*firsts)[home[i] + 2]++;
	for (i = 2; i < work->owed->batch_count + 3; i++)
		(*firsts)[i] += (*firsts)[i - 1];
	for (i = 0; i < persons; i++)
		if (home[i] != NOBODY)
			(*members)[(*firsts)[home[i] + 1]++] = (uint32_t)i;
	return true;
}

/* What is owed and was not stated. */
static int
add_open(struct work *work, const struct dn_issued *issued)
{
	int64_t *open = &work->to->open;
	size_t i;

	for (i = 0; i < work->owed->count; i++)
		if (!dn_money_add(*open, work->owed->lines[i].fen, open))
			return dn_err_set(work->err, DN_E_OVERFLOW,
			    "a sum does not fit 64 bits of fen");
	for (i = 0; issued != NULL && i < issued->line_count; i++)
		if (!dn_money_sub(*open, issued->lines[i].fen, open))
			return dn_err_set(work->err, DN_E_OVERFLOW,
			    "a sum does not fit 64 bits of fen");
	return 0;
}

int
dn_forecast_make(struct dn_forecast *forecast, const struct dn_book *book,
    const struct dn_policy *policy, const struct dn_entitlement *owed,
    const struct dn_issued *issued, int32_t day, size_t months,
    struct dn_err *err)
{
	struct work work = {
		.to = forecast, .book = book, .policy = policy, .owed = owed,
		.err = err
	};
	uint32_t *members = NULL, *firsts = NULL;
	int result = -1;

	*forecast = (struct dn_forecast){ .month_count = months };
	forecast->months = calloc(months + 1, sizeof(*forecast->months));
	forecast->rates = calloc(DN_FORECAST_MONTHS_MAX,
	    sizeof(*forecast->rates));
	if (forecast->months == NULL || forecast->rates == NULL ||
	    !lay_months(&work) || !lay_members(&work, &members, &firsts)) {
		dn_err_memory(err);
		goto out;
	}
	if (forecast->last == 0)
		forecast->last = dn_month_number(dn_date_from_number(day)) -
		    1;
	count_rates(&work, members, firsts);
	if (add_open(&work, issued) == 0)
		result = forecast_all(&work, members, firsts);
out:
	free(members);
	free(firsts);
	free(work.starts);
	free(work.lines);
	free(work.groups);
	free(work.next);
	return result;
}

void
dn_forecast_release(struct dn_forecast *forecast)
{
	free(forecast->rates);
	free(forecast->months);
	*forecast = (struct dn_forecast){ .rates = NULL };
}

static void
write_rates(struct dn_bytes *out, const struct dn_forecast *forecast)
{
	size_t i;

	for (i = 0; i < forecast->rate_count; i++) {
		const struct dn_forecast_rate *rate = &forecast->rates[i];

		dn_bytes_add_format(out, "{\"record\":\"survival\","
		    "\"age\":%zu,\"could_stay\":%lld,\"stayed\":%lld,"
		    "\"could_enter\":%lld,\"entered\":%lld}\n", i,
		    (long long)rate->could_stay, (long long)rate->stayed,
		    (long long)rate->could_enter, (long long)rate->entered);
	}
}

void
dn_forecast_write(struct dn_bytes *out, const struct dn_forecast *forecast)
{
	char text[DN_MONTH_TEXT + 1];
	size_t i;

	write_rates(out, forecast);
	dn_bytes_add_format(out, "{\"record\":\"forecast\",\"open_fen\":%lld,"
	    "\"persons_staying\":%lld,\"batches_held\":%zu}\n",
	    (long long)forecast->open, (long long)forecast->staying,
	    forecast->held);
	for (i = 0; i < forecast->month_count; i++) {
		const struct dn_forecast_month *month = &forecast->months[i];

		dn_month_write(dn_date_from_number(dn_month_begins(
		    forecast->last + 1 + (int32_t)i)), text);
		dn_bytes_add_format(out, "{\"record\":\"forecast\","
		    "\"month\":\"%s\",\"expected_fen\":%lld,"
		    "\"lower_fen\":0,\"upper_fen\":%lld}\n", text,
		    (long long)month->expected, (long long)month->upper);
	}
}
