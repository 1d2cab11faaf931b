/* SPDX-License-Identifier: MIT */
/* Statements become entries: each sums to zero, or is refused. */
#include "ledger/export.h"

#include <stdlib.h>

#include "core/date.h"
#include "core/money.h"
#include "io/jsontext.h"
#include "io/number.h"

/* Members of the records that statements are made of. */
enum member {
	RECORD, ID, CUT, BATCH, PERSON, MONTH, COMPONENT, AMOUNT, CARRY_IN,
	PAYABLE, CARRY, REFUND, CLAWBACK, MEMBERS
};

static const char *const members[MEMBERS] = {
	"record", "id", "cut", "batch", "person", "month", "component",
	"amount_fen", "carry_in_fen", "payable_fen", "carry_fen",
	"refund_fen", "clawback_fen"
};

struct dn_export *
dn_export_new(void)
{
	struct dn_export *export = calloc(1, sizeof(*export));
	struct dn_err err = DN_ERR_INIT;

	if (export == NULL)
		return NULL;
	dn_bytes_init(&export->scratch, SIZE_MAX / 2);
	export->words = dn_names_new();
	export->keys = dn_names_new();
	export->lines = dn_names_new();
	export->fields = dn_json_fields_new(members, MEMBERS, &err);
	if (export->fields != NULL)
		export->json = dn_json_new(export->fields, DN_JSON_STRICT);
	if (export->json != NULL && export->words != NULL &&
	    export->keys != NULL && export->lines != NULL &&
	    dn_names_add(export->words, DN_SPAN(""), NULL) == 0)
		return export;
	dn_export_free(export);
	return NULL;
}

void
dn_export_free(struct dn_export *export)
{
	if (export == NULL)
		return;
	dn_names_free(export->words);
	dn_names_free(export->keys);
	dn_names_free(export->lines);
	dn_json_free(export->json);
	dn_json_fields_free(export->fields);
	dn_bytes_release(&export->scratch);
	free(export->accounts);
	free(export->postings);
	free(export->entries);
	free(export->stated);
	free(export->bills);
	free(export);
}

/* ---- lists ---- */

/* Room for one more element of `size`, zeroed; NULL without memory. */
static void *
grow(void **list, size_t *count, size_t *room, size_t size)
{
	char *more;

	if (*count == *room) {
		size_t wider = *room == 0 ? 64 : 2 * *room;

		if (wider > UINT32_MAX)
			return NULL;
		more = realloc(*list, wider * size);
		if (more == NULL)
			return NULL;
		memset(more + *room * size, 0, (wider - *room) * size);
		*list = more;
		*room = wider;
	}
	return (char *)*list + (*count)++ * size;
}

struct dn_span
dn_export_word(const struct dn_export *export, uint32_t word)
{
	return dn_names_get(export->words, word);
}

/* The number of a word; the absent one is 0.  -1 without memory. */
static int
take_word(struct dn_export *export, struct dn_span text, uint32_t *word)
{
	size_t number = dn_names_add(export->words, text, NULL);

	*word = (uint32_t)number;
	return number < UINT32_MAX ? 0 : -1;
}

/* The number of an account, which is made when it is new; -1. */
static int
take_account(struct dn_export *export, enum dn_export_kind kind,
    struct dn_span part, struct dn_span batch, uint32_t *number)
{
	struct dn_export_account *account;
	uint32_t key[3] = { kind, 0, 0 };
	size_t at;
	int added;

	if (take_word(export, part, &key[1]) < 0 ||
	    take_word(export, batch, &key[2]) < 0)
		return -1;
	at = dn_names_add(export->keys, (struct dn_span){ (char *)key,
	    sizeof(key) }, &added);
	if (at >= UINT32_MAX)
		return -1;
	*number = (uint32_t)at;
	if (!added)
		return 0;
	account = grow((void **)&export->accounts, &export->account_count,
	    &export->account_room, sizeof(*account));
	if (account == NULL)
		return -1;
	account->kind = kind;
	account->part = key[1];
	account->batch = key[2];
	return 0;
}

/* Add a posting to the last entry, unless it is of nothing. */
static int
post(struct dn_export *export, const struct dn_export_posting *posting,
    struct dn_err *err)
{
	struct dn_export_posting *to;

	if (posting->fen == 0)
		return 0;
	to = grow((void **)&export->postings, &export->posting_count,
	    &export->posting_room, sizeof(*to));
	if (to == NULL)
		return dn_err_memory(err);
	*to = *posting;
	export->entries[export->entry_count - 1].count++;
	return dn_money_add(export->accounts[posting->account].fen,
	    posting->fen, &export->accounts[posting->account].fen) ? 0 :
	    dn_err_set(err, DN_E_OVERFLOW, "an account does not fit");
}

/* The same to an account by what it is. */
static int
post_to(struct dn_export *export, enum dn_export_kind kind, const char *part,
    struct dn_span batch, int64_t fen, struct dn_err *err)
{
	struct dn_export_posting posting = { .fen = fen };

	if (fen == 0)
		return 0;
	if (take_account(export, kind, dn_span_of(part), batch,
	    &posting.account) < 0)
		return dn_err_memory(err);
	return post(export, &posting, err);
}

/* Begin an entry. */
static int
begin_entry(struct dn_export *export, const struct dn_export_entry *as,
    struct dn_err *err)
{
	struct dn_export_entry *entry = grow((void **)&export->entries,
	    &export->entry_count, &export->entry_room, sizeof(*entry));

	if (entry == NULL)
		return dn_err_memory(err);
	*entry = *as;
	entry->first = export->posting_count;
	entry->count = 0;
	return 0;
}

/* ---- lines ---- */

static int
broken(struct dn_err *err, const char *what)
{
	return dn_err_set(err, DN_E_BROKEN, "a statement as issued %s", what);
}

/* An amount that must be there. */
static int
take_fen(const struct dn_json_value *value, int64_t *fen, struct dn_err *err)
{
	if (value->type == DN_JSON_NUMBER &&
	    dn_number_read_int(value->raw, fen))
		return 0;
	return broken(err, "lacks an amount");
}

/* A text that may not be there, as a word. */
static int
take_text(struct dn_export *export, const struct dn_json_value *value,
    uint32_t *word, struct dn_err *err)
{
	struct dn_span text = { NULL, 0 };

	if (value->type == DN_JSON_STRING)
		text = dn_json_text(value, &export->scratch);
	if (take_word(export, text, word) < 0 ||
	    dn_bytes_check(&export->scratch, err) < 0)
		return dn_err_memory(err);
	return 0;
}

/*
 * What was stated for this key before is corrected by an amount below 0; one
 * above it stands for the key from now on.
 */
static int
find_reversed(struct dn_export *export, uint32_t component, uint32_t batch,
    struct dn_export_posting *posting, struct dn_err *err)
{
	uint32_t key[4] = { component, batch, posting->person,
		posting->month };
	size_t at = dn_names_add(export->lines, (struct dn_span){
	    (char *)key, sizeof(key) }, NULL);
	size_t room = export->stated_room;
	uint32_t *stated;

	if (at == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (at >= room) {
		room = room == 0 ? 64 : 2 * room;
		stated = realloc(export->stated, room * sizeof(*stated));
		if (stated == NULL)
			return dn_err_memory(err);
		memset(stated + export->stated_room, 0,
		    (room - export->stated_room) * sizeof(*stated));
		export->stated = stated;
		export->stated_room = room;
	}
	if (posting->fen < 0)
		posting->reverses = export->stated[at];
	else
		export->stated[at] =
		    export->entries[export->entry_count - 1].id;
	return 0;
}

/* A line: what it pays for comes in. */
static int
take_line(struct dn_export *export, const struct dn_json_value *values,
    const struct dn_export_rules *rules, int64_t *sum, struct dn_err *err)
{
	struct dn_export_posting posting = { .fen = 0 };
	uint32_t component, batch;
	struct dn_span name;
	bool advance;

	if (take_fen(&values[AMOUNT], &posting.fen, err) < 0 ||
	    take_text(export, &values[COMPONENT], &component, err) < 0 ||
	    take_text(export, &values[BATCH], &batch, err) < 0 ||
	    take_text(export, &values[PERSON], &posting.person, err) < 0 ||
	    take_text(export, &values[MONTH], &posting.month, err) < 0)
		return -1;
	if (find_reversed(export, component, batch, &posting, err) < 0)
		return -1;
	name = dn_export_word(export, component);
	advance = rules->is_advance(rules->state, name);
	if (take_account(export, advance ? DN_EXPORT_ADVANCE :
	    DN_EXPORT_EXPENSE, advance ? DN_SPAN("") : name,
	    dn_export_word(export, batch), &posting.account) < 0)
		return dn_err_memory(err);
	if (!dn_money_add(*sum, posting.fen, sum))
		return dn_err_set(err, DN_E_OVERFLOW,
		    "the lines of a statement do not fit");
	return post(export, &posting, err);
}

/* ---- statements ---- */

static int
note_bill(struct dn_export *export, uint32_t id, bool settlement, bool refund,
    struct dn_err *err)
{
	struct dn_export_bill *bill = grow((void **)&export->bills,
	    &export->bill_count, &export->bill_room, sizeof(*bill));

	if (bill == NULL)
		return dn_err_memory(err);
	*bill = (struct dn_export_bill){ id, settlement, refund };
	return 0;
}

/* The balance of an account that may not be there yet. */
static int64_t
balance_of(struct dn_export *export, enum dn_export_kind kind,
    const char *part)
{
	for (size_t i = 0; i < export->account_count; i++)
		if (export->accounts[i].kind == kind && dn_span_is(
		    dn_export_word(export, export->accounts[i].part), part))
			return export->accounts[i].fen;
	return 0;
}

/*
 * The last record of a statement: what its lines come to is payable now, was
 * carried before and is now, or is asked back.
 */
static int
close_statement(struct dn_export *export, const struct dn_json_value *values,
    int64_t sum, struct dn_err *err)
{
	struct dn_export_entry *entry =
	    &export->entries[export->entry_count - 1];
	struct dn_span none = { NULL, 0 };
	int64_t before, payable, after, refund, rest;

	if (take_fen(&values[CARRY_IN], &before, err) < 0 ||
	    take_fen(&values[PAYABLE], &payable, err) < 0 ||
	    take_fen(&values[CARRY], &after, err) < 0 ||
	    take_fen(&values[REFUND], &refund, err) < 0)
		return -1;
	if (payable < 0 || refund < 0 || before > 0 || after > 0 ||
	    before == INT64_MIN || !dn_money_sub(before, after, &after) ||
	    !dn_money_sub(sum, payable, &rest) ||
	    !dn_money_add(rest, after, &rest) ||
	    !dn_money_add(rest, refund, &rest) || rest != 0)
		return broken(err, "does not add up");
	if (balance_of(export, DN_EXPORT_RECOVERABLE, "carry") != -before)
		return broken(err, "does not carry on from the one before");
	if (note_bill(export, entry->id, false, refund > 0, err) < 0 ||
	    post_to(export, DN_EXPORT_PAYABLE, "", none, -payable, err) < 0 ||
	    post_to(export, DN_EXPORT_RECOVERABLE, "carry", none, after,
	    err) < 0)
		return -1;
	return post_to(export, DN_EXPORT_RECOVERABLE, "refund", none, refund,
	    err);
}

/* Spend some of an advance, or take it back. */
static int
move_advance(struct dn_export *export, size_t number, int64_t fen,
    struct dn_err *err)
{
	struct dn_export_account *account = &export->accounts[number];
	struct dn_span batch = dn_export_word(export, account->batch);

	if (!dn_money_add(account->spent, fen, &account->spent))
		return dn_err_set(err, DN_E_OVERFLOW,
		    "an advance does not fit");
	if (post_to(export, DN_EXPORT_EXPENSE, "training", batch, fen,
	    err) < 0)
		return -1;
	return post_to(export, DN_EXPORT_ADVANCE, "", batch, -fen, err);
}

/* The advance of a batch is spent while its verdict is in effect. */
static int
move_advances(struct dn_export *export, uint32_t id, int32_t day,
    const struct dn_export_rules *rules, struct dn_err *err)
{
	const struct dn_export_entry verdict = {
		.kind = DN_EXPORT_VERDICT, .day = day, .id = id
	};
	size_t count = export->account_count;
	bool begun = false;

	for (size_t i = 0; i < count; i++) {
		const struct dn_export_account *account =
		    &export->accounts[i];
		int64_t fen;

		if (account->kind != DN_EXPORT_ADVANCE)
			continue;
		fen = rules->is_accepted(rules->state, dn_export_word(export,
		    account->batch)) ? account->fen : -account->spent;
		if (fen == 0)
			continue;
		if (!begun && begin_entry(export, &verdict, err) < 0)
			return -1;
		begun = true;
		if (move_advance(export, i, fen, err) < 0)
			return -1;
	}
	return 0;
}

/* A settlement takes the place of the one before it. */
static int
take_settlement(struct dn_export *export, const struct dn_json_value *values,
    const struct dn_export_entry *as, struct dn_err *err)
{
	struct dn_span none = { NULL, 0 };
	struct dn_export_entry entry = *as;
	int64_t clawback, change;

	if (take_fen(&values[CLAWBACK], &clawback, err) < 0)
		return -1;
	if (clawback < 0)
		return broken(err, "has a clawback below 0");
	change = clawback - export->clawback;
	entry.kind = DN_EXPORT_SETTLEMENT;
	entry.reverses = export->settled;
	export->settled = entry.id;
	export->clawback = clawback;
	if (begin_entry(export, &entry, err) < 0 ||
	    note_bill(export, entry.id, true, false, err) < 0 ||
	    post_to(export, DN_EXPORT_RECOVERABLE, "clawback", none, change,
	    err) < 0)
		return -1;
	return post_to(export, DN_EXPORT_EXPENSE, "clawback", none, -change,
	    err);
}

/* ---- the text of a statement ---- */

/* Its last line, which says what it is. */
static struct dn_span
last_line(struct dn_span text)
{
	const char *before;

	if (text.len > 0 && text.ptr[text.len - 1] == '\n')
		text.len--;
	before = text.len > 0 ? memrchr(text.ptr, '\n', text.len) : NULL;
	if (before != NULL)
		text = (struct dn_span){ before + 1, text.len -
		    (size_t)(before + 1 - text.ptr) };
	return text;
}

static int
scan(struct dn_export *export, struct dn_span line,
    struct dn_json_value *values, struct dn_err *err)
{
	struct dn_err why = DN_ERR_INIT;

	if (dn_json_scan(export->json, line, values, &why) == 0 &&
	    values[RECORD].type == DN_JSON_STRING)
		return 0;
	return why.code == DN_E_NO_MEMORY ? dn_err_memory(err) :
	    broken(err, "is not of records");
}

/* Its lines but the last, added up. */
static int
take_lines(struct dn_export *export, struct dn_span text,
    const struct dn_export_rules *rules, int64_t *sum, struct dn_err *err)
{
	struct dn_json_value values[MEMBERS];
	struct dn_span line;
	const char *newline;

	while (text.len > 0) {
		newline = memchr(text.ptr, '\n', text.len);
		line = text;
		if (newline != NULL)
			line.len = (size_t)(newline - text.ptr);
		if (scan(export, line, values, err) < 0)
			return -1;
		if (!dn_span_is(dn_json_text(&values[RECORD],
		    &export->scratch), "line"))
			return broken(err, "holds another record");
		if (take_line(export, values, rules, sum, err) < 0)
			return -1;
		line.len += newline != NULL;
		text = (struct dn_span){ text.ptr + line.len,
			text.len - line.len };
	}
	return 0;
}

int
dn_export_issue(struct dn_export *export, struct dn_span text,
    const struct dn_export_rules *rules, struct dn_err *err)
{
	struct dn_json_value values[MEMBERS];
	struct dn_span last = last_line(text);
	struct dn_export_entry entry = { .kind = DN_EXPORT_STATEMENT };
	struct dn_date cut;
	int64_t sum = 0;

	if (scan(export, last, values, err) < 0 ||
	    take_text(export, &values[ID], &entry.id, err) < 0)
		return -1;
	if (entry.id == 0 || values[CUT].type != DN_JSON_STRING ||
	    !dn_date_parse(dn_json_text(&values[CUT], &export->scratch),
	    &cut))
		return broken(err, "lacks its id or cut");
	entry.day = dn_date_number(cut);
	if (dn_span_is(dn_json_text(&values[RECORD], &export->scratch),
	    "settlement"))
		return take_settlement(export, values, &entry, err);
	text.len = (size_t)(last.ptr - text.ptr);
	if (begin_entry(export, &entry, err) < 0 ||
	    take_lines(export, text, rules, &sum, err) < 0 ||
	    scan(export, last, values, err) < 0 ||
	    close_statement(export, values, sum, err) < 0)
		return -1;
	return move_advances(export, entry.id, entry.day, rules, err);
}

/* ---- payments ---- */

int
dn_export_pay(struct dn_export *export,
    const struct dn_export_payment *payment, struct dn_err *err)
{
	struct dn_export_entry entry = {
		.kind = payment->reverses.ptr != NULL ?
		    DN_EXPORT_REVERSAL : DN_EXPORT_PAYMENT,
		.day = payment->day
	};
	struct dn_span none = { NULL, 0 };
	int64_t fen = payment->fen;
	const char *part = NULL;

	if (take_word(export, payment->id, &entry.id) < 0 ||
	    take_word(export, payment->statement, &entry.statement) < 0 ||
	    take_word(export, payment->reference, &entry.reference) < 0 ||
	    take_word(export, payment->reverses, &entry.reverses) < 0)
		return dn_err_memory(err);
	for (size_t i = 0; i < export->bill_count; i++)
		if (export->bills[i].id == entry.statement) {
			if (export->bills[i].settlement)
				part = "clawback";
			else if (export->bills[i].refund)
				part = "refund";
		}
	if (begin_entry(export, &entry, err) < 0)
		return -1;
	if (entry.kind == DN_EXPORT_REVERSAL)
		fen = -fen;
	if (part != NULL)
		return post_to(export, DN_EXPORT_BANK, "", none, fen,
		    err) < 0 ? -1 : post_to(export, DN_EXPORT_RECOVERABLE,
		    part, none, -fen, err);
	return post_to(export, DN_EXPORT_PAYABLE, "", none, fen, err) < 0 ?
	    -1 : post_to(export, DN_EXPORT_BANK, "", none, -fen, err);
}
