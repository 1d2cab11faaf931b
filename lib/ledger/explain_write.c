/* SPDX-License-Identifier: MIT */
/* Answers as records: rules, events with their evidence, what is missing. */
#include "ledger/explain_write.h"

#include "core/date.h"
#include "io/jsontext.h"
#include "ledger/months.h"

#define NOBODY DN_EVENT_NOBODY

static const char *const abouts[] = {
	[DN_WHY_PERSON] = "person", [DN_WHY_ADVANCE] = "advance",
	[DN_WHY_MONTH] = "month", [DN_WHY_LINE] = "line"
};

static const char *const event_types[DN_EVENT_TYPES] = {
#define DN_EVENT(id, name, needs) name,
#include "ledger/event.def"
#undef DN_EVENT
};

/* What is being written. */
struct writing {
	const struct dn_explain_words *words;
	const struct dn_explanation *explanation;
	const struct dn_why *why;
	const struct dn_book *book;
	struct dn_bytes *out;
	struct dn_bytes text;           /* of one line or phrase */
};

/* ---- members ---- */

static void
write_text(struct dn_bytes *out, const char *name, struct dn_span text)
{
	dn_bytes_add_format(out, ",\"%s\":", name);
	dn_json_write_text(out, text);
}

static void
write_int(struct dn_bytes *out, const char *name, int64_t value)
{
	dn_bytes_add_format(out, ",\"%s\":", name);
	dn_bytes_add_int(out, value);
}

static void
write_month(struct dn_bytes *out, const char *name, int32_t month)
{
	char text[DN_MONTH_TEXT + 1];

	dn_month_write(dn_date_from_number(dn_month_begins(month)), text);
	dn_bytes_add_format(out, ",\"%s\":\"%s\"", name, text);
}

void
dn_explain_write_person(const struct dn_explain_words *words,
    struct dn_bytes *out, uint32_t person)
{
	const struct dn_names *shown = dn_explain_owed(words->explain)->shown;
	const struct dn_book *book = dn_explain_book(words->explain);

	if (words->person != NULL)
		words->person(out, dn_names_get(book->persons, person));
	else
		dn_bytes_add_span(out, dn_names_get(shown != NULL ? shown :
		    book->persons, person));
}

static void
write_person(const struct writing *writing)
{
	struct dn_bytes name;

	dn_bytes_init(&name, SIZE_MAX);
	dn_explain_write_person(writing->words, &name, writing->why->person);
	write_text(writing->out, "person", dn_bytes_span(&name));
	dn_bytes_release(&name);
}

/* Batch, person, component and month, as far as there are any. */
static void
write_key(struct writing *writing)
{
	const struct dn_why *why = writing->why;
	struct dn_bytes *out = writing->out;

	if (why->person != NOBODY)
		write_person(writing);
	if (why->batch != NOBODY)
		write_text(out, "batch", dn_names_get(writing->book->batches,
		    why->batch));
	if (why->component != NOBODY)
		write_text(out, "component", dn_names_get(
		    writing->book->components, why->component));
	if (why->month != 0)
		write_month(out, "month", why->month);
}

/* ---- figures ---- */

static void
write_statements(const struct writing *writing)
{
	const struct dn_explain_words *words = writing->words;
	const struct dn_why *why = writing->why;
	struct dn_bytes *out = writing->out;
	bool first = true;
	size_t i;

	if (why->about == DN_WHY_PERSON || words->said_count == 0)
		return;
	dn_bytes_add_text(out, ",\"statements\":[");
	for (i = 0; i < words->said_count; i++) {
		const struct dn_explain_said *said = &words->said[i];

		if (said->line.component != why->component ||
		    said->line.person != why->person ||
		    said->line.month != why->month ||
		    (why->person == NOBODY && said->line.batch != why->batch))
			continue;
		dn_bytes_add_text(out, first ? "{\"id\":" : ",{\"id\":");
		dn_json_write_text(out, dn_names_get(writing->book->ids,
		    said->statement));
		dn_bytes_add_format(out, ",\"amount_fen\":%lld}",
		    (long long)said->line.fen);
		first = false;
	}
	dn_bytes_add_byte(out, ']');
}

static void
write_figures(struct writing *writing)
{
	const struct dn_why *why = writing->why;
	struct dn_bytes *out = writing->out;

	if (why->about == DN_WHY_MONTH)
		write_text(out, "answer", dn_span_of(why->owed == 0 ?
		    "refused" : why->need_count == 0 ? "owed" : "kept"));
	write_int(out, "entitled_fen", why->owed);
	write_int(out, "stated_fen", why->stated);
	write_statements(writing);
	if (why->about == DN_WHY_ADVANCE) {
		write_int(out, "heads", why->heads);
		write_int(out, "head_fen", why->head_fen);
	} else if (why->about == DN_WHY_MONTH && why->version != NULL) {
		write_int(out, "instalment_fen", why->instalment);
		write_int(out, "before_fen", why->before);
	}
	if (why->rule == NULL)
		return;
	if (why->rule->clause.ptr != NULL)
		write_text(out, "clause", why->rule->clause);
	write_int(out, "policy_line", (int64_t)why->rule->line);
}

/* ---- rules and needs ---- */

static bool
is_missing(const struct writing *writing, enum dn_need_kind kind)
{
	const struct dn_why *why = writing->why;
	size_t i;

	for (i = 0; i < why->need_count; i++)
		if (writing->explanation->needs[why->needs + i].kind == kind)
			return true;
	return false;
}

static void
write_rule(struct writing *writing, enum dn_need_kind kind)
{
	const struct dn_need_row *row = &dn_need_rows[kind];
	const struct dn_why *why = writing->why;
	struct dn_bytes *out = writing->out;

	dn_bytes_add_format(out, "{\"rule\":\"%s\",\"code\":\"%s\"",
	    row->rule, row->code);
	write_text(out, "text", dn_span_of(
	    writing->words->language == DN_LANGUAGE_CHINESE ? row->chinese :
	    row->english));
	dn_bytes_add_text(out, is_missing(writing, kind) ?
	    ",\"holds\":false" : ",\"holds\":true");
	if (why->version != NULL)
		write_int(out, "policy_line", (int64_t)dn_need_line(
		    dn_explain_policy(writing->words->explain), why->version,
		    why->rule, kind));
	dn_bytes_add_byte(out, '}');
}

static void
write_rules(struct writing *writing)
{
	bool first = true;
	int kind;

	dn_bytes_add_text(writing->out, ",\"rules\":[");
	for (kind = 0; kind < DN_NEED_KINDS; kind++) {
		if ((writing->why->asked >> kind & 1) == 0)
			continue;
		if (!first)
			dn_bytes_add_byte(writing->out, ',');
		write_rule(writing, (enum dn_need_kind)kind);
		first = false;
	}
	dn_bytes_add_byte(writing->out, ']');
}

/* A need: its rule, code and words. */
static void
write_need(struct writing *writing, const struct dn_need *need)
{
	const struct dn_need_row *row = &dn_need_rows[need->kind];

	dn_bytes_clear(&writing->text);
	dn_need_write(&writing->text, writing->book, need,
	    writing->words->language);
	dn_bytes_add_format(writing->out, "\"rule\":\"%s\",\"code\":\"%s\"",
	    row->rule, row->code);
	write_text(writing->out, "text", dn_bytes_span(&writing->text));
}

static void
write_needs(struct writing *writing)
{
	const struct dn_why *why = writing->why;
	size_t i;

	dn_bytes_add_text(writing->out, ",\"missing\":[");
	for (i = 0; i < why->need_count; i++) {
		dn_bytes_add_text(writing->out, i > 0 ? ",{" : "{");
		write_need(writing,
		    &writing->explanation->needs[why->needs + i]);
		dn_bytes_add_byte(writing->out, '}');
	}
	dn_bytes_add_byte(writing->out, ']');
}

/* ---- events ---- */

/* The list of evidence of a line of the journal, as it stands there. */
static struct dn_span
find_evidence(struct dn_span line)
{
	struct dn_json_value object = { .raw = line, .type = DN_JSON_OBJECT };
	struct dn_json_children children = dn_json_children(&object);
	struct dn_json_value value;
	struct dn_span name;

	while (dn_json_child(&children, &name, &value))
		if (dn_span_is(name, "evidence") &&
		    value.type == DN_JSON_ARRAY)
			return value.raw;
	return (struct dn_span){ NULL, 0 };
}

static int
write_event(struct writing *writing, uint32_t number, struct dn_err *err)
{
	const struct dn_explain_words *words = writing->words;
	const struct dn_event *event = &writing->book->events[number];
	struct dn_bytes *out = writing->out;
	struct dn_span evidence;
	char day[DN_DATE_TEXT + 1];

	dn_date_write(dn_date_from_number(event->day), day);
	dn_bytes_add_text(out, "{\"id\":");
	dn_json_write_text(out, dn_names_get(writing->book->ids, number));
	dn_bytes_add_format(out, ",\"seq\":%lu,\"type\":\"%s\","
	    "\"recorded\":\"%s\"", (unsigned long)number + 1,
	    event_types[event->type], day);
	if (event->type == DN_EVENT_CORRECTION)
		write_text(out, "void", dn_names_get(writing->book->ids,
		    event->target));
	if (words->line != NULL && event->proof_count > 0) {
		dn_bytes_clear(&writing->text);
		if (words->line(words->state, number, &writing->text,
		    err) < 0)
			return -1;
		evidence = find_evidence(dn_bytes_span(&writing->text));
		if (evidence.ptr != NULL) {
			dn_bytes_add_text(out, ",\"evidence\":");
			dn_bytes_add_span(out, evidence);
		}
	}
	dn_bytes_add_byte(out, '}');
	return 0;
}

static int
write_events(struct writing *writing, struct dn_err *err)
{
	const struct dn_why *why = writing->why;
	size_t i;

	dn_bytes_add_text(writing->out, ",\"events\":[");
	for (i = 0; i < why->event_count; i++) {
		if (i > 0)
			dn_bytes_add_byte(writing->out, ',');
		if (write_event(writing, writing->explanation->
		    events[why->events + i], err) < 0)
			return -1;
	}
	dn_bytes_add_byte(writing->out, ']');
	return 0;
}

/* ---- records ---- */

static void
begin(struct writing *writing, const struct dn_explain_words *words,
    const struct dn_explanation *explanation, struct dn_bytes *out)
{
	*writing = (struct writing){
		.words = words, .explanation = explanation, .out = out,
		.book = dn_explain_book(words->explain)
	};
	dn_bytes_init(&writing->text, SIZE_MAX);
}

/* Write the answers as records. */
static int
write_records(struct writing *writing, struct dn_err *err)
{
	const struct dn_explanation *explanation = writing->explanation;
	struct dn_bytes *out = writing->out;
	int result = 0;
	size_t i;

	for (i = 0; i < explanation->count && result == 0; i++) {
		writing->why = &explanation->whys[i];
		dn_bytes_add_format(out, "{\"record\":\"why\",\"about\":\"%s\"",
		    abouts[writing->why->about]);
		write_key(writing);
		write_figures(writing);
		if (i == 0 && writing->words->policy.ptr != NULL)
			write_text(out, "policy_sha256",
			    writing->words->policy);
		write_rules(writing);
		write_needs(writing);
		result = write_events(writing, err);
		dn_bytes_add_text(out, "}\n");
	}
	return result;
}

/* Write what is open as records. */
static void
write_missing(struct writing *writing)
{
	const struct dn_explanation *explanation = writing->explanation;
	struct dn_bytes *out = writing->out;
	size_t i, k;

	for (i = 0; i < explanation->count; i++) {
		writing->why = &explanation->whys[i];
		for (k = 0; k < writing->why->need_count; k++) {
			const struct dn_need *need = &explanation->
			    needs[writing->why->needs + k];

			if (!dn_why_is_open(explanation, writing->why, need))
				continue;
			dn_bytes_add_text(out, "{\"record\":\"missing\"");
			write_key(writing);
			dn_bytes_add_byte(out, ',');
			write_need(writing, need);
			dn_bytes_add_text(out, "}\n");
		}
	}
}

int
dn_explain_write(const struct dn_explain_words *words,
    enum dn_explain_form form, const struct dn_explanation *explanation,
    struct dn_bytes *out, struct dn_err *err)
{
	struct writing writing;
	int result = 0;

	begin(&writing, words, explanation, out);
	if (form == DN_EXPLAIN_RECORDS)
		result = write_records(&writing, err);
	else if (form == DN_EXPLAIN_MISSING)
		write_missing(&writing);
	else if (form == DN_EXPLAIN_ROWS)
		dn_explain_write_rows(words, explanation, out);
	else
		dn_explain_write_page(words, explanation, out);
	dn_bytes_release(&writing.text);
	return result < 0 ? -1 : dn_bytes_check(out, err);
}
