/* SPDX-License-Identifier: MIT */
/* The difference between what is owed and what was stated, and its text. */
#include "ledger/statement.h"

#include <stdlib.h>

#include "core/date.h"
#include "core/money.h"
#include "io/jsontext.h"
#include "ledger/lines.h"
#include "ledger/months.h"
#include "ledger/notice.h"

#define NOBODY DN_EVENT_NOBODY
#define PIECE ((size_t)1 << 16)

/* The work in hand. */
struct work {
	struct dn_statement *statement;
	const struct dn_book *book;
	const struct dn_policy *policy;
	const struct dn_cut *cut;
	struct dn_issued before;
	size_t room;                    /* for lines */
	struct dn_err *err;
};

static int
overflow(struct work *work)
{
	return dn_err_set(work->err, DN_E_OVERFLOW,
	    "an amount does not fit 64 bits of fen");
}

/* ---- differences ---- */

static int
add_line(struct work *work, const struct dn_line *line)
{
	struct dn_statement *statement = work->statement;
	struct dn_line *grown;
	size_t more;

	if (statement->count == work->room) {
		more = work->room > 0 ? 2 * work->room : 256;
		grown = reallocarray(statement->lines, more, sizeof(*grown));
		if (grown == NULL)
			return dn_err_memory(work->err);
		statement->lines = grown;
		work->room = more;
	}
	statement->lines[statement->count++] = *line;
	return 0;
}

/* What is owed beyond what was stated of it; `met` notes what was. */
static int
add_differences(struct work *work, bool *met)
{
	const struct dn_entitlement *owed = &work->statement->owed;
	size_t i, at, hint = 0, none = work->before.line_count;

	for (i = 0; i < owed->count; i++) {
		struct dn_line line = owed->lines[i];
		struct dn_issued_line key = dn_issued_of(&line);

		at = dn_issued_find(&work->before, &key, hint);
		if (at != none) {
			met[at] = true;
			hint = at + 1;
			if (!dn_money_sub(line.fen, work->before.lines[at].fen,
			    &line.fen))
				return overflow(work);
		}
		if (line.fen != 0 && add_line(work, &line) < 0)
			return -1;
	}
	return 0;
}

/* The version that a line followed of which nothing is owed any more (R19). */
static const struct dn_policy_version *
version_of(const struct work *work, const struct dn_issued_line *key)
{
	if (key->month != 0)
		return dn_policy_at(work->policy,
		    dn_month_begins(key->month));
	if (key->batch != NOBODY &&
	    work->statement->owed.batches[key->batch].version != NULL)
		return work->statement->owed.batches[key->batch].version;
	return dn_policy_at(work->policy, work->cut->day);
}

/* Take back what was stated and is not owed at all. */
static int
add_reversals(struct work *work, const bool *met)
{
	size_t i;

	for (i = 0; i < work->before.line_count; i++) {
		const struct dn_issued_line *key = &work->before.lines[i];
		struct dn_line line = {
			.batch = key->batch, .component = key->component,
			.person = key->person, .month = key->month
		};

		if (met[i] || key->fen == 0)
			continue;
		line.version = version_of(work, key);
		if (line.version != NULL)
			line.rule = dn_policy_component(line.version,
			    dn_lines_rule(dn_names_get(
			    work->book->components, key->component)));
		if (!dn_money_sub(0, key->fen, &line.fen))
			return overflow(work);
		if (add_line(work, &line) < 0)
			return -1;
	}
	return 0;
}

/* Merge the lines before and behind `middle`, each in the order shown. */
static int
merge(struct work *work, const struct dn_order *order, size_t middle)
{
	struct dn_statement *statement = work->statement;
	struct dn_line *tail, *lines = statement->lines;
	size_t count = statement->count, n = count - middle;

	/* From behind, so that only the few that came last are set aside. */
	tail = calloc(n + 1, sizeof(*tail));
	if (tail == NULL)
		return dn_err_memory(work->err);
	memcpy(tail, lines + middle, n * sizeof(*tail));
	while (n > 0)
		if (middle > 0 && dn_order_compare(order, &lines[middle - 1],
		    &tail[n - 1]) > 0)
			lines[--count] = lines[--middle];
		else
			lines[--count] = tail[--n];
	free(tail);
	return 0;
}

/* Put what is taken back, behind `middle`, in its place. */
static int
put_in_place(struct work *work, size_t middle)
{
	struct dn_statement *statement = work->statement;
	struct dn_order order = { .ranks = NULL };
	int result = dn_order_init(&order, work->book, work->policy,
	    statement->owed.shown, work->err);

	if (result == 0) {
		qsort_r(statement->lines + middle, statement->count - middle,
		    sizeof(*statement->lines), dn_order_compare_any, &order);
		result = merge(work, &order, middle);
	}
	dn_order_release(&order);
	return result;
}

static int
find_differences(struct work *work)
{
	struct dn_statement *statement = work->statement;
	bool *met = calloc(work->before.line_count + 1, sizeof(*met));
	size_t middle;
	int result = -1;

	if (met == NULL)
		return dn_err_memory(work->err);
	if (add_differences(work, met) < 0)
		goto out;
	middle = statement->count;
	if (add_reversals(work, met) < 0)
		goto out;
	if (statement->count > middle && put_in_place(work, middle) < 0)
		goto out;
	result = 0;
out:
	free(met);
	return result;
}

/* ---- sums ---- */

/* Is it an advance a head?  Of a rule that is gone its key tells. */
static bool
is_upfront(const struct dn_line *line)
{
	return line->rule != NULL ? line->rule->unit == DN_UNIT_BATCH_HEAD :
	    line->person == NOBODY && line->month == 0;
}

static int
add_up(struct work *work)
{
	struct dn_totals *totals = &work->statement->totals;
	size_t i;

	for (i = 0; i < work->statement->count; i++) {
		const struct dn_line *line = &work->statement->lines[i];
		int64_t *sum = is_upfront(line) ? &totals->upfront :
		    &totals->retention;

		if (!dn_money_add(*sum, line->fen, sum))
			return overflow(work);
	}
	if (!dn_money_add(totals->upfront, totals->retention, &totals->net) ||
	    !dn_money_add(totals->net, totals->carry_in, &totals->net))
		return overflow(work);
	return 0;
}

/* What is paid now, and what becomes of the rest (R14, R22). */
static int
divide(struct work *work)
{
	struct dn_statement *statement = work->statement;
	struct dn_totals *totals = &statement->totals;
	const struct dn_policy_version *version = dn_policy_at(work->policy,
	    work->cut->day);
	size_t events = work->cut->events < work->book->count ?
	    work->cut->events : work->book->count;

	if (dn_notice_count(work->book, statement->owed.out, events,
	    work->policy, version, work->cut->day, &statement->notices,
	    work->err) < 0)
		return -1;
	if (totals->net >= 0) {
		if (statement->notices > 0 &&
		    version->notice_gate == DN_GATE_NEXT_PAYMENT)
			totals->carry = totals->net;
		else
			totals->payable = totals->net;
	} else if (version == NULL ||
	    version->recovery == DN_RECOVERY_OFFSET) {
		totals->carry = totals->net;
	} else if (!dn_money_sub(0, totals->net, &totals->refund)) {
		return overflow(work);
	}
	return 0;
}

/* ---- heads (R2) ---- */

/* Mark the batch_opens whose heads are frozen. */
static bool *
find_frozen(const struct work *work)
{
	bool *frozen = calloc(work->statement->owed.batch_count + 1,
	    sizeof(*frozen));
	size_t i;

	for (i = 0; frozen != NULL && i < work->before.heads_count; i++) {
		uint32_t open = work->before.heads[i].open;
		uint32_t batch = work->book->events[open].batch;

		if (work->statement->owed.batches[batch].open == open)
			frozen[batch] = true;
	}
	return frozen;
}

/* The first statement that shows a batch freezes its heads. */
static int
freeze(struct work *work)
{
	struct dn_statement *statement = work->statement;
	const struct dn_batch_standing *batch;
	bool *frozen = find_frozen(work);
	size_t i;

	statement->heads = calloc(statement->owed.batch_count + 1,
	    sizeof(*statement->heads));
	if (frozen == NULL || statement->heads == NULL) {
		free(frozen);
		return dn_err_memory(work->err);
	}
	for (i = 0; i < statement->count; i++) {
		uint32_t number = statement->lines[i].batch;

		if (number == NOBODY || frozen[number])
			continue;
		frozen[number] = true;
		batch = &statement->owed.batches[number];
		if (batch->open != NOBODY)
			statement->heads[statement->heads_count++] =
			    (struct dn_issued_heads){ batch->open,
			    batch->heads };
	}
	free(frozen);
	return 0;
}

/* ---- all of it ---- */

int
dn_statement_make(struct dn_statement *statement, struct dn_book *book,
    const struct dn_policy *policy, const struct dn_cut *cut,
    struct dn_issued_sums *before, struct dn_err *err)
{
	struct work work = {
		.statement = statement, .book = book, .policy = policy,
		.cut = cut, .err = err
	};
	int result = -1;

	*statement = (struct dn_statement){ .lines = NULL };
	statement->totals.carry_in = before->carry;
	if (dn_issued_view(before, &work.before, err) == 0 &&
	    dn_entitle(&statement->owed, book, policy, cut, &work.before,
	    err) == 0 &&
	    find_differences(&work) == 0 &&
	    add_up(&work) == 0 && divide(&work) == 0 && freeze(&work) == 0)
		result = 0;
	return result;
}

void
dn_statement_release(struct dn_statement *statement)
{
	free(statement->lines);
	free(statement->heads);
	dn_entitlement_release(&statement->owed);
	*statement = (struct dn_statement){ .lines = NULL };
}

int
dn_statement_pass(const struct dn_statement *statement,
    struct dn_issued_sums *sums, struct dn_err *err)
{
	size_t i;

	for (i = 0; i < statement->heads_count; i++)
		if (dn_issued_freeze(sums, &statement->heads[i], err) < 0)
			return -1;
	sums->carry = statement->totals.carry;
	return dn_issued_reach(sums, statement->owed.lines,
	    statement->owed.count, err);
}

/* ---- text ---- */

void
dn_totals_write(struct dn_bytes *out, const struct dn_totals *totals)
{
	const struct {
		const char *name;
		int64_t fen;
	} rows[] = {
		{ "upfront", totals->upfront },
		{ "retention", totals->retention },
		{ "carry_in", totals->carry_in },
		{ "net", totals->net },
		{ "payable", totals->payable },
		{ "carry", totals->carry },
		{ "refund", totals->refund }
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		dn_bytes_add_format(out, ",\"%s_fen\":%lld", rows[i].name,
		    (long long)rows[i].fen);
}

/* Append the record of a statement. */
static void
write_end(struct dn_bytes *out, const struct dn_totals *totals,
    struct dn_span id, int32_t day)
{
	char cut[DN_DATE_TEXT + 1];

	dn_date_write(dn_date_from_number(day), cut);
	dn_bytes_add_text(out, "{\"record\":\"statement\",\"id\":");
	dn_json_write_text(out, id);
	dn_bytes_add_format(out, ",\"cut\":\"%s\"", cut);
	dn_totals_write(out, totals);
	dn_bytes_add_text(out, ",\"amount_text\":\"");
	dn_money_write_uppercase(out, totals->payable);
	dn_bytes_add_text(out, "\"}\n");
}

/* Hand over what has been written so far. */
static int
hand_over(struct dn_bytes *out, const struct dn_text_taker *taker,
    struct dn_err *err)
{
	if (dn_bytes_check(out, err) < 0 ||
	    taker->take(taker->state, dn_bytes_span(out), err) < 0)
		return -1;
	dn_bytes_clear(out);
	return 0;
}

int
dn_statement_write(const struct dn_statement *statement,
    const struct dn_book *book, struct dn_span id, int32_t day,
    const struct dn_text_taker *taker, struct dn_err *err)
{
	struct dn_bytes out;
	int result = 0;
	size_t i;

	dn_bytes_init(&out, SIZE_MAX);
	for (i = 0; i < statement->count && result == 0; i++) {
		dn_line_write(&out, &statement->owed, book,
		    &statement->lines[i], id);
		if (out.len >= PIECE)
			result = hand_over(&out, taker, err);
	}
	if (result == 0) {
		write_end(&out, &statement->totals, id, day);
		result = hand_over(&out, taker, err);
	}
	dn_bytes_release(&out);
	return result;
}
