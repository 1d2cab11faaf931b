/* SPDX-License-Identifier: MIT */
/* Grouping what should differ, and telling where too many agree. */
#include "ledger/lint.h"

#include <stdlib.h>

#include "core/array.h"
#include "core/date.h"
#include "io/jsontext.h"
#include "io/lines.h"
#include "ledger/linting.h"
#include "ledger/months.h"

#define NOBODY DN_EVENT_NOBODY
#define LINE_MAX_BYTES ((size_t)1 << 30)
#define MINUTE_TEXT 16          /* "2026-07-10T09:31" */

static const struct {
	const char *name, *severity, *english, *chinese;
} rules[DN_LINT_RULES] = {
#define DN_LINT(id, name, severity, english, chinese) \
	{ name, severity, english, chinese },
#include "ledger/lint.def"
#undef DN_LINT
};

struct dn_lint *
dn_lint_new(const struct dn_book *book, const struct dn_policy *policy,
    const struct dn_cut *cut, uint64_t many, struct dn_err *err)
{
	struct dn_lint *lint = calloc(1, sizeof(*lint));

	if (lint == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	lint->book = book;
	lint->policy = policy;
	lint->day = cut->day;
	lint->many = many;
	dn_bytes_init(&lint->scratch, SIZE_MAX);
	lint->texts = dn_names_new();
	if (lint->texts == NULL)
		dn_err_memory(err);
	else if (dn_standing_init(&lint->standing, book, policy, cut, NULL,
	    err) == 0)
		return lint;
	dn_lint_free(lint);
	return NULL;
}

void
dn_lint_free(struct dn_lint *lint)
{
	size_t i;

	if (lint == NULL)
		return;
	for (i = 0; i < DN_LINT_RULES; i++)
		free(lint->items[i].list);
	dn_standing_release(&lint->standing);
	dn_names_free(lint->texts);
	dn_bytes_release(&lint->scratch);
	free(lint->hints);
	free(lint->numbers);
	free(lint);
}

int
dn_linting_add(struct dn_lint *lint, enum dn_lint_rule rule,
    const struct dn_lint_item *item, struct dn_err *err)
{
	struct dn_lint_items *items = &lint->items[rule];
	struct dn_lint_item *grown = dn_array_grow(items->list, items->count,
	    &items->room, sizeof(*grown));

	if (grown == NULL)
		return dn_err_memory(err);
	items->list = grown;
	grown[items->count++] = *item;
	return 0;
}

/* ---- lines ---- */

/* Note a text of an event: who shares it? */
static int
note_text(struct dn_lint *lint, enum dn_lint_rule rule, struct dn_span text,
    uint32_t event, struct dn_err *err)
{
	const struct dn_event *known = &lint->book->events[event];
	struct dn_lint_item item = { .who = known->person, .event = event };
	struct dn_bytes name;

	dn_bytes_init(&name, SIZE_MAX);
	dn_bytes_add_byte(&name, (char)rule);
	dn_bytes_add_span(&name, text);
	item.key = dn_names_add(lint->texts, dn_bytes_span(&name), NULL);
	dn_bytes_release(&name);
	if (rule == DN_LINT_MINUTE)
		item.rest = known->employer;
	return item.key == DN_NAMES_NONE ? dn_err_memory(err) :
	    dn_linting_add(lint, rule, &item, err);
}

/* The digests of its evidence. */
static int
see_evidence(struct dn_lint *lint, uint32_t event,
    const struct dn_json_value *list, struct dn_err *err)
{
	struct dn_json_children pieces = dn_json_children(list), members;
	struct dn_json_value piece, value;
	struct dn_span name;

	while (dn_json_child(&pieces, &name, &piece)) {
		if (piece.type != DN_JSON_OBJECT)
			continue;
		members = dn_json_children(&piece);
		while (dn_json_child(&members, &name, &value))
			if (dn_span_is(name, "sha256") &&
			    value.type == DN_JSON_STRING &&
			    note_text(lint, DN_LINT_EVIDENCE, dn_json_text(
			    &value, &lint->scratch), event, err) < 0)
				return -1;
	}
	return 0;
}

/* A member of the line that a rule looks at. */
static int
see_text(struct dn_lint *lint, uint32_t event, struct dn_span name,
    const struct dn_json_value *value, struct dn_err *err)
{
	uint8_t type = lint->book->events[event].type;
	struct dn_span text = dn_json_text(value, &lint->scratch);

	if (text.len == 0)
		return 0;
	if (dn_span_is(name, "account"))
		return note_text(lint, DN_LINT_ACCOUNT, text, event, err);
	if (dn_span_is(name, "bank_ref") && type == DN_EVENT_PAYROLL_PROOF)
		return note_text(lint, DN_LINT_BANK_REF, text, event, err);
	if (dn_span_is(name, "serial") && type == DN_EVENT_CERTIFICATE)
		return note_text(lint, DN_LINT_SERIAL, text, event, err);
	if (dn_span_is(name, "time") && type == DN_EVENT_PAYROLL_PROOF &&
	    text.len >= MINUTE_TEXT) {
		text.len = MINUTE_TEXT;
		return note_text(lint, DN_LINT_MINUTE, text, event, err);
	}
	return 0;
}

int
dn_lint_see(struct dn_lint *lint, uint32_t event, struct dn_span line,
    struct dn_err *err)
{
	struct dn_json_value object = { .raw = line, .type = DN_JSON_OBJECT };
	struct dn_json_children children = dn_json_children(&object);
	const struct dn_event *known = &lint->book->events[event];
	struct dn_lint_item item = { .who = known->person, .event = event };
	struct dn_json_value value;
	struct dn_span name;
	unsigned ends = 0;
	int result = 0;

	if (event >= lint->standing.events || lint->standing.out[event])
		return 0;
	while (result == 0 && dn_json_child(&children, &name, &value)) {
		if (dn_span_is(name, "evidence") && known->person != NOBODY)
			result = see_evidence(lint, event, &value, err);
		else if (value.type != DN_JSON_STRING)
			continue;
		else if (known->type == DN_EVENT_ATTEND)
			ends += dn_span_is(name, "in") || dn_span_is(name,
			    "out");
		else if (known->person != NOBODY)
			result = see_text(lint, event, name, &value, err);
	}
	if (result == 0 && known->type == DN_EVENT_ATTEND && ends == 1) {
		item.key = event;
		result = dn_linting_add(lint, DN_LINT_UNPAIRED, &item, err);
	}
	return result;
}

/* See the lines of a block; `*event` counts on. */
static int
see_block(struct dn_lint *lint, const struct dn_block *block, size_t *event,
    struct dn_err *err)
{
	const char *at = block->data, *end = block->data + block->len, *stop;
	size_t known = lint->book->count;

	while (at < end && *event < known) {
		stop = memchr(at, '\n', (size_t)(end - at));
		if (stop == NULL)
			stop = end;
		if (dn_lint_see(lint, (uint32_t)*event, (struct dn_span){ at,
		    (size_t)(stop - at) }, err) < 0)
			return -1;
		++*event;
		at = stop + 1;
	}
	return 0;
}

int
dn_lint_read(struct dn_lint *lint, const char *path, struct dn_err *err)
{
	struct dn_lines *lines = dn_lines_new(&path, 1, LINE_MAX_BYTES);
	struct dn_block block = { .data = NULL };
	size_t event = 0;
	int more = 1;

	if (lines == NULL)
		return dn_err_memory(err);
	while (event < lint->book->count && more > 0) {
		more = dn_lines_next(lines, &block, err);
		if (more > 0 && see_block(lint, &block, &event, err) < 0)
			more = -1;
	}
	dn_block_release(&block);
	dn_lines_free(lines);
	return more < 0 ? -1 : 0;
}

/* ---- groups ---- */

static int
compare_items(const void *a, const void *b)
{
	const struct dn_lint_item *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->rest != y->rest)
		return x->rest < y->rest ? -1 : 1;
	return (x->event > y->event) - (x->event < y->event);
}

static int
compare_numbers(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Put `count` numbers at the end in order, each once; how many there are. */
static size_t
settle_numbers(struct dn_lint *lint, size_t from)
{
	uint32_t *list = lint->numbers + from;
	size_t count = lint->number_count - from, i, n = 0;

	if (count > 1)
		qsort(list, count, sizeof(*list), compare_numbers);
	for (i = 0; i < count; i++)
		if (n == 0 || list[n - 1] != list[i])
			list[n++] = list[i];
	lint->number_count = from + n;
	return n;
}

static int
add_number(struct dn_lint *lint, uint32_t number, struct dn_err *err)
{
	uint32_t *grown = dn_array_grow(lint->numbers, lint->number_count,
	    &lint->number_room, sizeof(*grown));

	if (grown == NULL)
		return dn_err_memory(err);
	lint->numbers = grown;
	grown[lint->number_count++] = number;
	return 0;
}

int
dn_linting_hint(struct dn_lint *lint, const struct dn_lint_hint *hint,
    const struct dn_lint_item *items, size_t count, struct dn_err *err)
{
	struct dn_lint_hint *grown = dn_array_grow(lint->hints,
	    lint->hint_count, &lint->hint_room, sizeof(*grown));
	size_t i;

	if (grown == NULL)
		return dn_err_memory(err);
	lint->hints = grown;
	grown += lint->hint_count++;
	*grown = *hint;
	grown->persons = lint->number_count;
	for (i = 0; i < count; i++) {
		uint32_t person = lint->book->events[items[i].event].person;

		/* Of a batch's verdict each item names one person. */
		if (person == NOBODY && hint->rule == DN_LINT_STRANGER)
			person = items[i].who;
		if (person != NOBODY && add_number(lint, person, err) < 0)
			return -1;
	}
	grown->person_count = settle_numbers(lint, grown->persons);
	grown->events = lint->number_count;
	for (i = 0; i < count; i++)
		if (add_number(lint, items[i].event, err) < 0)
			return -1;
	grown->event_count = settle_numbers(lint, grown->events);
	return 0;
}

/* How many different ones a group has. */
static size_t
count_who(const struct dn_lint_item *items, size_t count, uint32_t *scratch)
{
	size_t i, n = 0;

	for (i = 0; i < count; i++)
		scratch[i] = items[i].who;
	qsort(scratch, count, sizeof(*scratch), compare_numbers);
	for (i = 0; i < count; i++)
		n += i == 0 || scratch[i - 1] != scratch[i];
	return n;
}

/* Is a group of so many events, with so many different ones, a hint? */
static bool
is_hint(const struct dn_lint *lint, enum dn_lint_rule rule, size_t events,
    size_t different)
{
	switch (rule) {
	case DN_LINT_EQUAL:
	case DN_LINT_MINUTE:
		return different >= lint->many;
	case DN_LINT_SERIAL:
		return events > 1;
	case DN_LINT_TWO_PROOFS:
		return events > 1 && different == 1;
	default:
		return different > 1;
	}
}

/* What a group of events is about beside persons. */
static struct dn_lint_hint
hint_about(const struct dn_lint *lint, enum dn_lint_rule rule,
    uint32_t number)
{
	const struct dn_event *event = &lint->book->events[number];
	struct dn_lint_hint hint = {
		.rule = rule, .batch = NOBODY, .employer = NOBODY
	};

	if (rule == DN_LINT_EQUAL || rule == DN_LINT_MINUTE ||
	    rule == DN_LINT_TWO_PROOFS)
		hint.employer = event->employer;
	if (rule == DN_LINT_EQUAL || rule == DN_LINT_TWO_PROOFS ||
	    rule == DN_LINT_TWO_EMPLOYERS)
		hint.month = event->from;
	return hint;
}

static int
judge_groups(struct dn_lint *lint, enum dn_lint_rule rule,
    struct dn_err *err)
{
	struct dn_lint_items *items = &lint->items[rule];
	uint32_t *scratch = calloc(items->count + 1, sizeof(*scratch));
	size_t i, from = 0;
	int result = scratch != NULL ? 0 : dn_err_memory(err);

	if (items->count > 1)
		qsort(items->list, items->count, sizeof(*items->list),
		    compare_items);
	for (i = 1; i <= items->count && result == 0; i++) {
		const struct dn_lint_item *first = &items->list[from];
		struct dn_lint_hint hint;

		if (i < items->count && items->list[i].key == first->key &&
		    items->list[i].rest == first->rest)
			continue;
		hint = hint_about(lint, rule, first->event);
		if (is_hint(lint, rule, i - from, count_who(first, i - from,
		    scratch)))
			result = dn_linting_hint(lint, &hint, first, i - from,
			    err);
		from = i;
	}
	free(scratch);
	return result;
}

/* Group the wage proofs that hold. */
static int
note_proofs(struct dn_lint *lint, struct dn_err *err)
{
	uint32_t i;

	for (i = 0; i < lint->standing.events; i++) {
		const struct dn_event *event = &lint->book->events[i];
		uint64_t month = (uint64_t)event->from << 32;
		struct dn_lint_item item = {
			.key = month | event->employer,
			.rest = (uint64_t)event->amount,
			.who = event->person, .event = i
		};

		if (event->type != DN_EVENT_PAYROLL_PROOF ||
		    lint->standing.out[i])
			continue;
		if (dn_linting_add(lint, DN_LINT_EQUAL, &item, err) < 0)
			return -1;
		item.key = month | event->person;
		item.rest = event->employer;
		if (dn_linting_add(lint, DN_LINT_TWO_PROOFS, &item, err) < 0)
			return -1;
		item.rest = 0;
		item.who = event->employer;
		if (dn_linting_add(lint, DN_LINT_TWO_EMPLOYERS, &item,
		    err) < 0)
			return -1;
	}
	return 0;
}

/* Each item by itself is a hint. */
static int
judge_each(struct dn_lint *lint, enum dn_lint_rule rule, struct dn_err *err)
{
	const struct dn_lint_items *items = &lint->items[rule];
	size_t i;

	for (i = 0; i < items->count; i++) {
		struct dn_lint_hint hint = hint_about(lint, rule,
		    items->list[i].event);

		if (dn_linting_hint(lint, &hint, &items->list[i], 1,
		    err) < 0)
			return -1;
	}
	return 0;
}

/* ---- the whole ---- */

static int
compare_hints(const void *a, const void *b, void *state)
{
	const struct dn_lint_hint *x = a, *y = b;
	const uint32_t *numbers = state;

	if (x->rule != y->rule)
		return x->rule < y->rule ? -1 : 1;
	if (numbers[x->events] != numbers[y->events])
		return numbers[x->events] < numbers[y->events] ? -1 : 1;
	return (x->persons > y->persons) - (x->persons < y->persons);
}

int
dn_lint_judge(struct dn_lint *lint, struct dn_err *err)
{
	static const enum dn_lint_rule groups[] = {
		DN_LINT_ACCOUNT, DN_LINT_SERIAL, DN_LINT_EVIDENCE,
		DN_LINT_BANK_REF, DN_LINT_EQUAL, DN_LINT_MINUTE,
		DN_LINT_TWO_EMPLOYERS, DN_LINT_TWO_PROOFS
	};
	size_t i;

	if (note_proofs(lint, err) < 0)
		return -1;
	for (i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (judge_groups(lint, groups[i], err) < 0)
			return -1;
	if (judge_each(lint, DN_LINT_UNPAIRED, err) < 0 ||
	    dn_linting_contracts(lint, err) < 0 ||
	    dn_linting_batches(lint, err) < 0 ||
	    dn_linting_notices(lint, err) < 0)
		return -1;
	if (lint->hint_count > 1)
		qsort_r(lint->hints, lint->hint_count, sizeof(*lint->hints),
		    compare_hints, lint->numbers);
	return 0;
}

size_t
dn_lint_count(const struct dn_lint *lint)
{
	return lint->hint_count;
}

/* A list of names by their numbers. */
static void
write_names(struct dn_bytes *out, const struct dn_lint *lint,
    const struct dn_names *names, size_t from, size_t count,
    void (*person)(struct dn_bytes *, struct dn_span))
{
	struct dn_bytes text;
	size_t i;

	dn_bytes_init(&text, SIZE_MAX);
	for (i = 0; i < count; i++) {
		struct dn_span name = dn_names_get(names,
		    lint->numbers[from + i]);

		dn_bytes_add_text(out, i > 0 ? "," : "");
		dn_bytes_clear(&text);
		if (person != NULL)
			person(&text, name);
		dn_json_write_text(out, person != NULL ?
		    dn_bytes_span(&text) : name);
	}
	dn_bytes_release(&text);
}

void
dn_lint_write(struct dn_bytes *out, const struct dn_lint *lint, size_t index,
    enum dn_language language,
    void (*person)(struct dn_bytes *out, struct dn_span name))
{
	const struct dn_lint_hint *hint = &lint->hints[index];
	const struct dn_book *book = lint->book;
	char month[DN_MONTH_TEXT + 1];

	dn_bytes_add_format(out, "{\"record\":\"lint\",\"rule\":\"%s\","
	    "\"severity\":\"%s\"", rules[hint->rule].name,
	    rules[hint->rule].severity);
	if (hint->batch != NOBODY) {
		dn_bytes_add_text(out, ",\"batch\":");
		dn_json_write_text(out, dn_names_get(book->batches,
		    hint->batch));
	}
	dn_bytes_add_text(out, ",\"persons\":[");
	write_names(out, lint, book->persons, hint->persons,
	    hint->person_count, person);
	dn_bytes_add_byte(out, ']');
	if (hint->month != 0) {
		dn_month_write(dn_date_from_number(dn_month_begins(
		    hint->month)), month);
		dn_bytes_add_format(out, ",\"month\":\"%s\"", month);
	}
	if (hint->employer != NOBODY) {
		dn_bytes_add_text(out, ",\"employer\":");
		dn_json_write_text(out, dn_names_get(book->employers,
		    hint->employer));
	}
	dn_bytes_add_text(out, ",\"events\":[");
	write_names(out, lint, book->ids, hint->events, hint->event_count,
	    NULL);
	dn_bytes_add_text(out, "],\"text\":");
	dn_json_write_text(out, dn_span_of(language == DN_LANGUAGE_CHINESE ?
	    rules[hint->rule].chinese : rules[hint->rule].english));
	dn_bytes_add_text(out, "}\n");
}
