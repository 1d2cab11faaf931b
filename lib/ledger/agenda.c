/* SPDX-License-Identifier: MIT */
/* Receipts, their notices and remedies as rows, sorted by their ends. */
#include "ledger/agenda.h"

#include <stdlib.h>

#include "core/date.h"
#include "io/jsontext.h"
#include "io/tree.h"
#include "ledger/notice.h"

#define NOBODY DN_EVENT_NOBODY
#define LINE_MAX ((size_t)1 << 28)

/* One row; days are INT32_MIN where there is none. */
struct row {
	int32_t end;                    /* it is sorted by */
	uint32_t number;                /* and then by when it came */
	uint32_t event;                 /* the notice, or the order to mend */
	uint32_t receipt;               /* number of the name, or NOBODY */
	int32_t begin;
	int32_t received;
	int64_t days;
	bool remedy, late;
	const char *state;
};

/* The work in hand. */
struct work {
	const struct dn_book *book;
	const struct dn_policy *policy;
	const struct dn_policy_version *version;        /* or NULL */
	const struct dn_agenda_source *source;
	int32_t day;
	size_t events;
	bool *out;                      /* an event: voided or later */
	uint32_t *received;             /* receipt: its event, or NOBODY */
	uint32_t *notice;               /* and the one that counts */
	uint32_t passed;                /* the last final acceptance */
	struct row *rows;
	size_t count, room;
	struct dn_bytes line;
	struct dn_err *err;
};

/* ---- which notice counts ---- */

static int32_t
last_day(const struct work *work, const struct dn_event *notice)
{
	return dn_notice_last_day(work->policy, notice->from,
	    work->version->notice_days);
}

static bool
is_whole(const struct work *work, const struct dn_event *notice)
{
	return notice->to >= last_day(work, notice);
}

/* Does a notice count rather than the one before it? */
static bool
counts_before(const struct work *work, const struct dn_event *notice,
    uint32_t other)
{
	const struct dn_event *before;

	if (other == NOBODY)
		return true;
	before = &work->book->events[other];
	if (is_whole(work, notice) != is_whole(work, before))
		return is_whole(work, notice);
	return !is_whole(work, notice) || notice->from < before->from;
}

static void
find_notices(struct work *work)
{
	size_t i, receipt;

	for (i = 0; i < work->events; i++) {
		const struct dn_event *event = &work->book->events[i];

		if (work->out[i])
			continue;
		if (event->type == DN_EVENT_NOTICE && counts_before(work,
		    event, work->notice[event->target]))
			work->notice[event->target] = (uint32_t)i;
		if (event->type != DN_EVENT_RECEIPT)
			continue;
		receipt = dn_names_find(work->book->receipts,
		    dn_names_get(work->book->ids, i));
		if (receipt != DN_NAMES_NONE)
			work->received[receipt] = (uint32_t)i;
	}
}

/* ---- rows ---- */

static int
add_row(struct work *work, const struct row *row)
{
	size_t more = work->room > 0 ? 2 * work->room : 64;
	struct row *grown;

	if (work->count == work->room) {
		grown = reallocarray(work->rows, more, sizeof(*grown));
		if (grown == NULL)
			return dn_err_memory(work->err);
		work->rows = grown;
		work->room = more;
	}
	work->rows[work->count] = *row;
	work->rows[work->count].number = (uint32_t)work->count;
	work->count++;
	return 0;
}

/* A receipt without a notice. */
static int
add_missing(struct work *work, uint32_t event)
{
	int64_t within = work->version->notice_within_days;
	struct row row = {
		.event = event, .receipt = NOBODY, .begin = INT32_MIN,
		.received = work->book->events[event].at,
		.days = work->version->notice_days
	};

	row.end = within < 0 ? row.received :
	    dn_notice_last_day(work->policy, row.received, within);
	row.late = within >= 0 && work->day > row.end;
	row.state = within < 0 || row.late ? "missing" : "waiting";
	return add_row(work, &row);
}

static int
add_notice(struct work *work, uint32_t receipt)
{
	uint32_t received = work->received[receipt];
	const struct dn_event *notice =
	    &work->book->events[work->notice[receipt]];
	int64_t within = work->version->notice_within_days;
	struct row row = {
		.event = work->notice[receipt], .receipt = receipt,
		.begin = notice->from, .received = INT32_MIN,
		.days = work->version->notice_days
	};

	row.end = last_day(work, notice);
	if (received != NOBODY) {
		row.received = work->book->events[received].at;
		row.late = within >= 0 && notice->from > dn_notice_last_day(
		    work->policy, row.received, within);
	}
	row.state = !is_whole(work, notice) ? "stopped" :
	    work->day <= row.end ? "running" : "complete";
	return add_row(work, &row);
}

static int
add_notices(struct work *work)
{
	size_t i, receipts = dn_names_count(work->book->receipts);

	if (work->version == NULL || work->version->notice_days < 0)
		return 0;
	find_notices(work);
	for (i = 0; i < work->events; i++) {
		size_t receipt;

		if (work->out[i] ||
		    work->book->events[i].type != DN_EVENT_RECEIPT)
			continue;
		receipt = dn_names_find(work->book->receipts,
		    dn_names_get(work->book->ids, i));
		if ((receipt == DN_NAMES_NONE ||
		    work->notice[receipt] == NOBODY) &&
		    add_missing(work, (uint32_t)i) < 0)
			return -1;
	}
	for (i = 0; i < receipts; i++)
		if (work->notice[i] != NOBODY &&
		    add_notice(work, (uint32_t)i) < 0)
			return -1;
	return 0;
}

/* ---- remedies: what of them the book does not keep is in their lines ---- */

/* Read a text member of an event's line; "" where it has none. */
static int
read_member(struct work *work, uint32_t event, const char *member,
    struct dn_bytes *text)
{
	struct dn_json_value value;
	struct dn_node *node;
	struct dn_tree tree;
	int result;

	dn_bytes_clear(text);
	dn_bytes_clear(&work->line);
	if (work->source->line(work->source->state,
	    &work->book->events[event], &work->line, work->err) < 0)
		return -1;
	value = dn_json_value_of(dn_bytes_span(&work->line));
	dn_tree_init(&tree, LINE_MAX);
	node = dn_node_get(&tree, dn_tree_read(&tree, &value), member);
	if (node != NULL)
		dn_bytes_add_span(text, dn_node_text(&tree, node));
	result = dn_tree_check(&tree, work->err);
	dn_tree_release(&tree);
	return result;
}

static int
add_remedy(struct work *work, uint32_t event, struct dn_span due)
{
	const struct dn_event *begun = &work->book->events[event];
	struct dn_date date;
	struct row row = {
		.event = event, .receipt = NOBODY, .begin = begun->at,
		.received = INT32_MIN, .remedy = true
	};

	if (dn_date_parse(due, &date)) {
		row.end = dn_date_number(date);
	} else if (work->version != NULL && work->version->remedy_days >= 0) {
		row.end = dn_notice_last_day(work->policy, begun->at,
		    work->version->remedy_days);
	} else {
		return 0;
	}
	row.days = row.end - row.begin;
	row.state = work->passed != NOBODY && work->passed > event ? "done" :
	    work->day > row.end ? "overdue" : "open";
	return add_row(work, &row);
}

/* One event: an order to mend, or a final acceptance that failed or not. */
static int
take_remedy(struct work *work, uint32_t event, bool passes,
    struct dn_bytes *text)
{
	bool order = work->book->events[event].type == DN_EVENT_REMEDY;

	if (read_member(work, event, order ? "due" : "verdict", text) < 0)
		return -1;
	if (passes) {
		if (!order && dn_span_is(dn_bytes_span(text), "pass"))
			work->passed = event;
		return 0;
	}
	if (!order && !dn_span_is(dn_bytes_span(text), "fail"))
		return 0;
	return add_remedy(work, event, order ? dn_bytes_span(text) :
	    (struct dn_span){ NULL, 0 });
}

static int
add_remedies(struct work *work)
{
	struct dn_bytes text;
	int result = 0, round;
	size_t i;

	dn_bytes_init(&text, LINE_MAX);
	for (round = 0; round < 2; round++)
		for (i = 0; i < work->events && result == 0; i++) {
			uint8_t type = work->book->events[i].type;

			if (!work->out[i] && (type == DN_EVENT_REMEDY ||
			    type == DN_EVENT_FINAL_ACCEPTANCE))
				result = take_remedy(work, (uint32_t)i,
				    round == 0, &text);
		}
	dn_bytes_release(&text);
	return result;
}

/* ---- writing ---- */

static int
compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

static void
write_day(struct dn_bytes *out, const char *name, int32_t day)
{
	char text[DN_DATE_TEXT + 1];

	if (day == INT32_MIN) {
		dn_bytes_add_format(out, ",\"%s\":null", name);
		return;
	}
	dn_date_write(dn_date_from_number(day), text);
	dn_bytes_add_format(out, ",\"%s\":\"%s\"", name, text);
}

static void
write_row(const struct work *work, const struct row *row,
    struct dn_bytes *out)
{
	struct dn_span id = dn_names_get(work->book->ids, row->event);

	if (row->remedy) {
		dn_bytes_add_text(out, "{\"record\":\"remedy\",\"event\":");
		dn_json_write_text(out, id);
		write_day(out, "from", row->begin);
		dn_bytes_add_format(out, ",\"days\":%lld",
		    (long long)row->days);
		write_day(out, "due", row->end);
	} else {
		dn_bytes_add_text(out, "{\"record\":\"notice\",\"receipt\":");
		dn_json_write_text(out, row->receipt == NOBODY ? id :
		    dn_names_get(work->book->receipts, row->receipt));
		write_day(out, "received", row->received);
		write_day(out, "start", row->begin);
		dn_bytes_add_format(out, ",\"days\":%lld",
		    (long long)row->days);
		write_day(out, "last_day", row->begin == INT32_MIN ?
		    INT32_MIN : row->end);
		dn_bytes_add_text(out, ",\"event\":");
		if (row->receipt == NOBODY)
			dn_bytes_add_text(out, "null");
		else
			dn_json_write_text(out, id);
		dn_bytes_add_format(out, ",\"late\":%s",
		    row->late ? "true" : "false");
	}
	dn_bytes_add_format(out, ",\"state\":\"%s\"}\n", row->state);
}

/* What comes later, and what is voided, is left out; see standing.c. */
static void
leave_out(struct work *work)
{
	const struct dn_event *events = work->book->events;
	size_t i;

	for (i = 0; i < work->events; i++)
		work->out[i] = events[i].day > work->day;
	for (i = work->events; i-- > 0;)
		if (events[i].type == DN_EVENT_CORRECTION && !work->out[i])
			work->out[events[i].target] = true;
}

int
dn_agenda_write(const struct dn_book *book, const struct dn_policy *policy,
    const struct dn_cut *cut, const struct dn_agenda_source *source,
    struct dn_bytes *out, struct dn_err *err)
{
	size_t receipts = dn_names_count(book->receipts), i;
	struct work work = {
		.book = book, .policy = policy, .source = source,
		.version = policy != NULL ? dn_policy_at(policy, cut->day) :
		    NULL, .day = cut->day, .err = err, .passed = NOBODY,
		.events = cut->events < book->count ? cut->events :
		    book->count
	};
	int result = -1;

	dn_bytes_init(&work.line, LINE_MAX);
	work.out = calloc(work.events + 1, sizeof(*work.out));
	work.received = malloc((receipts + 1) * sizeof(*work.received));
	work.notice = malloc((receipts + 1) * sizeof(*work.notice));
	if (work.out == NULL || work.received == NULL || work.notice == NULL) {
		dn_err_memory(err);
		goto out;
	}
	for (i = 0; i < receipts; i++)
		work.received[i] = work.notice[i] = NOBODY;
	leave_out(&work);
	if (add_notices(&work) < 0 || add_remedies(&work) < 0)
		goto out;
	if (work.count > 0)
		qsort(work.rows, work.count, sizeof(*work.rows),
		    compare_rows);
	for (i = 0; i < work.count; i++)
		write_row(&work, &work.rows[i], out);
	result = dn_bytes_check(out, err);
out:
	free(work.out);
	free(work.received);
	free(work.notice);
	free(work.rows);
	dn_bytes_release(&work.line);
	return result;
}
