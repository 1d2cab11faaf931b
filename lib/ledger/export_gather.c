/* SPDX-License-Identifier: MIT */
/* The journal event by event: what is stated, paid, and taken back. */
#include "ledger/export_gather.h"

#include <stdlib.h>

#include "io/jsontext.h"
#include "io/number.h"
#include "ledger/export_text.h"
#include "ledger/standing.h"

/* Members of a payment. */
enum member { STATEMENT, AMOUNT, REFERENCE, MEMBERS };

static const char *const members[MEMBERS] = {
	"statement", "amount_fen", "bank_ref"
};

/* A walk along the journal. */
struct walk {
	struct dn_export *export;
	const struct dn_register *reg;
	const struct dn_journal *journal;
	struct dn_export_texts texts;
	struct dn_history policies;
	const struct dn_issue *issue;   /* the present one */
	struct dn_standing standing;    /* at its cut, */
	bool stands;                    /* where it was asked for */
	bool failed;                    /* to work it out */
	uint32_t *voids;                /* an event: corrections in force */
	struct dn_json_fields *fields;
	struct dn_json *json;
	struct dn_bytes line, scratch, reference;
	size_t left_out;
	struct dn_err *err;
};

/* ---- rules ---- */

static bool
is_advance(void *state, struct dn_span component)
{
	const struct walk *walk = state;
	const struct dn_policy *policy = walk->policies.policy;
	const struct dn_policy_component *found;

	for (size_t i = 0; i < policy->count; i++) {
		found = dn_policy_component(&policy->versions[i], component);
		if (found != NULL)
			return found->unit == DN_UNIT_BATCH_HEAD;
	}
	return false;
}

/* How batches stood for the statement. */
static bool
is_accepted(void *state, struct dn_span batch)
{
	struct walk *walk = state;
	const struct dn_book *book = walk->reg->book;
	const struct dn_cut cut = { walk->issue->cut, walk->issue->event };
	size_t number = dn_names_find(book->batches, batch);

	if (walk->failed || number == DN_NAMES_NONE)
		return false;
	if (!walk->stands) {
		walk->stands = true;
		walk->failed = dn_standing_init(&walk->standing, book,
		    walk->policies.policy, &cut, NULL, walk->err) < 0;
	}
	return !walk->failed &&
	    walk->standing.batches[number].verdict != DN_EVENT_NOBODY;
}

static int
take_issue(struct walk *walk, size_t number)
{
	const struct dn_export_rules rules = { walk, is_advance,
		is_accepted };
	struct dn_span text;
	int taken;

	walk->issue = &walk->reg->issues[number];
	if (dn_history_policy(&walk->policies, walk->issue, walk->err) < 0 ||
	    dn_export_texts_get(&walk->texts, number, &text, walk->err) < 0)
		return -1;
	walk->stands = false;
	taken = dn_export_issue(walk->export, text, &rules, walk->err);
	if (walk->stands)
		dn_standing_release(&walk->standing);
	return walk->failed ? -1 : taken;
}

/* ---- payments ---- */

/*
 * Add payment `number`, as `by` makes it: itself, or a correction that voids
 * (`back`) or restores it.
 */
static int
pay(struct walk *walk, uint32_t number, uint32_t by, bool back)
{
	const struct dn_book *book = walk->reg->book;
	struct dn_json_value values[MEMBERS];
	struct dn_export_payment payment = {
		.id = dn_names_get(book->ids, by), .day = book->events[by].at
	};
	struct dn_err why = DN_ERR_INIT;
	struct dn_span line;

	dn_bytes_clear(&walk->line);
	if (dn_journal_line(walk->journal, book->events[number].byte,
	    &walk->line, walk->err) < 0)
		return -1;
	line = dn_bytes_span(&walk->line);
	if (dn_bytes_reserve(&walk->line, DN_JSON_PADDING) == NULL)
		return dn_err_memory(walk->err);
	line.ptr = walk->line.data;
	if (dn_json_scan(walk->json, line, values, &why) < 0 ||
	    values[AMOUNT].type != DN_JSON_NUMBER ||
	    !dn_number_read_int(values[AMOUNT].raw, &payment.fen) ||
	    payment.fen <= 0) {
		walk->left_out += number == by;
		return 0;
	}
	if (back)
		payment.reverses = dn_names_get(book->ids, number);
	if (values[STATEMENT].type == DN_JSON_STRING)
		payment.statement = dn_json_text(&values[STATEMENT],
		    &walk->scratch);
	if (values[REFERENCE].type == DN_JSON_STRING)
		payment.reference = dn_json_text(&values[REFERENCE],
		    &walk->reference);
	return dn_export_pay(walk->export, &payment, walk->err);
}

/*
 * A correction comes: what it voids is void from now on; where that is a
 * correction itself, what that one voided holds again, and so on.
 */
static int
correct(struct walk *walk, uint32_t by)
{
	const struct dn_event *events = walk->reg->book->events;
	uint32_t at = events[by].target;
	bool voids = true;

	while (at != DN_EVENT_NOBODY) {
		bool held = walk->voids[at] == 0, holds;

		walk->voids[at] += voids ? 1 : UINT32_MAX;
		holds = walk->voids[at] == 0;
		if (held == holds)
			return 0;
		if (events[at].type == DN_EVENT_PAYMENT)
			return pay(walk, at, by, !holds);
		if (events[at].type != DN_EVENT_CORRECTION)
			return 0;
		voids = holds;
		at = events[at].target;
	}
	return 0;
}

/* ---- the walk ---- */

static int
walk_along(struct walk *walk)
{
	const struct dn_register *reg = walk->reg;
	size_t issue = 0;
	int taken = 0;

	for (uint32_t i = 0; taken == 0 && i < reg->book->count; i++) {
		if (issue < reg->issue_count &&
		    reg->issues[issue].event == i)
			taken = take_issue(walk, issue++);
		else if (reg->book->events[i].type == DN_EVENT_PAYMENT)
			taken = pay(walk, i, i, false);
		else if (reg->book->events[i].type == DN_EVENT_CORRECTION)
			taken = correct(walk, i);
	}
	return taken;
}

int
dn_export_gather(struct dn_export *export, const struct dn_register *reg,
    const struct dn_journal *journal, size_t *left_out, struct dn_err *err)
{
	struct walk walk = { .export = export, .reg = reg,
		.journal = journal, .err = err,
		.policies = { .reg = reg, .journal = journal } };
	int taken = -1;

	dn_bytes_init(&walk.line, SIZE_MAX / 2);
	dn_bytes_init(&walk.scratch, SIZE_MAX / 2);
	dn_bytes_init(&walk.reference, SIZE_MAX / 2);
	dn_export_texts_init(&walk.texts, reg, journal);
	walk.voids = calloc(reg->book->count + 1, sizeof(*walk.voids));
	walk.fields = dn_json_fields_new(members, MEMBERS, err);
	if (walk.fields != NULL)
		walk.json = dn_json_new(walk.fields, DN_JSON_STRICT);
	if (walk.voids == NULL || walk.json == NULL)
		dn_err_memory(err);
	else
		taken = walk_along(&walk);
	*left_out = walk.left_out;
	free(walk.voids);
	dn_json_free(walk.json);
	dn_json_fields_free(walk.fields);
	dn_export_texts_release(&walk.texts);
	dn_history_release(&walk.policies);
	dn_bytes_release(&walk.line);
	dn_bytes_release(&walk.scratch);
	dn_bytes_release(&walk.reference);
	return taken;
}
