/* SPDX-License-Identifier: MIT */
/* Reports of the ledger: records of a kind as rows of a table. */
#include "report/form_draw.h"

/* How a member is shown. */
enum shape {
	TEXT,                   /* as it stands */
	ALL,                    /* the same, and null is all of them */
	WORD,                   /* a word of words.def */
	DAY,                    /* a date or month */
	COUNT,
	MONEY,                  /* fen */
	SHARE,                  /* a ratio, as percent */
	TARGET,                 /* hundredths of a percent */
	PERSON,
	LIST,                   /* of persons or ratios */
	KINDS                   /* of words */
};

struct member {
	const char *name, *word;
	enum shape shape;
};

#define MEMBERS_MAX 40

/*
 * A kind of record, the heading of its table, and its columns; of a list
 * "name/2" is the third element.
 */
struct sheet {
	const char *record, *heading;
	bool apart;             /* a table each, of a line a member */
	struct member members[MEMBERS_MAX];
};

#define END { NULL, NULL, TEXT }

static const struct sheet sheets[] = {
	{ "final_acceptance", "final-figures", true, {
		{ "target_heads", "target-heads", COUNT },
		{ "enrolled", "enrolled", COUNT },
		{ "passed", "passed", COUNT },
		{ "completed", "completed", COUNT },
		{ "reached", "target-reached", SHARE },
		{ "budget_fen", "budget", MONEY },
		{ "by_person_fen", "by_person_fen", MONEY },
		{ "by_headcount_fen", "by_headcount_fen", MONEY },
		{ "entitled_fen", "entitled_fen", MONEY },
		{ "stated_fen", "stated_fen", MONEY },
		{ "carry_fen", "open_carry_fen", MONEY },
		{ "clawback_fen", "clawback_fen", MONEY }, END } },
	{ "final_batch", "by-batch", false, {
		{ "batch", "batch", TEXT },
		{ "planned", "planned", COUNT },
		{ "enrolled", "enrolled", COUNT },
		{ "passed", "passed", COUNT },
		{ "completed", "completed", COUNT },
		{ "entitled_fen", "entitled_fen", MONEY },
		{ "stated_fen", "stated_fen", MONEY },
		{ "clawback_fen", "clawback_fen", MONEY }, END } },
	{ "batch_evaluation", "by-batch", true, {
		{ "batch", "batch", TEXT },
		{ "opened", "opened", DAY },
		{ "planned", "planned", COUNT },
		{ "enrolled", "enrolled", COUNT },
		{ "sat", "sat", COUNT },
		{ "certified", "certified", COUNT },
		{ "of", "rate-of", WORD },
		{ "of_count", "of-count", COUNT },
		{ "rate", "rate", SHARE },
		{ "ci", "exact-interval", LIST },
		{ "target_bp", "target", TARGET },
		{ "met", "met", WORD },
		{ "sure", "sure", WORD },
		{ "sessions", "sessions", COUNT },
		{ "scheduled_minutes", "scheduled-minutes", COUNT },
		{ "attended_minutes", "attended-minutes", COUNT },
		{ "attendance", "attendance-rate", SHARE },
		{ "unpaired", "unpaired", LIST },
		{ "pieces_required", "pieces-required", COUNT },
		{ "pieces_present", "pieces-present", COUNT },
		{ "completeness", "completeness", SHARE },
		{ "missing", "missing-kinds", KINDS },
		{ "verdict", "verdict", WORD },
		{ "verdict_on", "verdict-on", DAY },
		{ "passed", "passed", COUNT },
		{ "advance_fen", "advance", MONEY },
		{ "kept_fen", "kept", MONEY },
		{ "return_fen", "to-return", MONEY },
		{ "spot_checks", "spot-checks", COUNT },
		{ "sampled", "sampled", COUNT },
		{ "months_voided", "months-voided", COUNT },
		{ "held", "held", WORD }, END } },
	{ "evidence_gap", "evidence-gaps", false, {
		{ "batch", "batch", TEXT },
		{ "person", "person", PERSON },
		{ "missing", "missing-kinds", KINDS }, END } },
	{ "retention", "months-in-work", false, {
		{ "batch", "batch", ALL },
		{ "passed", "passed", COUNT },
		{ "reached/0", "1", COUNT }, { "reached/1", "2", COUNT },
		{ "reached/2", "3", COUNT }, { "reached/3", "4", COUNT },
		{ "reached/4", "5", COUNT }, { "reached/5", "6", COUNT },
		{ "reached/6", "7", COUNT }, { "reached/7", "8", COUNT },
		{ "reached/8", "9", COUNT }, { "reached/9", "10", COUNT },
		{ "reached/10", "11", COUNT }, { "reached/11", "12", COUNT },
		END } },
	{ "notice", "notices", false, {
		{ "receipt", "receipt", TEXT },
		{ "received", "received", DAY },
		{ "start", "notice-start", DAY },
		{ "days", "days", COUNT },
		{ "last_day", "notice-end", DAY },
		{ "late", "late", WORD },
		{ "state", "state", WORD }, END } },
	{ "remedy", "remedies", false, {
		{ "event", "event", TEXT },
		{ "from", "told-on", DAY },
		{ "days", "days", COUNT },
		{ "due", "due", DAY },
		{ "state", "state", WORD }, END } }
};

#define SHEETS (sizeof(sheets) / sizeof(sheets[0]))

/* A member, or an element of one; NULL where there is none. */
static struct dn_node *
get_member(struct dn_form_draw *draw, struct dn_node *record,
    const char *name)
{
	size_t len = strcspn(name, "/"), index = 0, digit;
	struct dn_node *node = dn_node_find(draw->tree, record,
	    (struct dn_span){ name, len });

	if (name[len] == '\0' || node == NULL)
		return node;
	for (digit = len + 1; name[digit] != '\0'; digit++)
		index = index * 10 + (size_t)(name[digit] - '0');
	node = dn_node_first(draw->tree, node);
	while (node != NULL && index-- > 0)
		node = node->next;
	return node;
}

/* A ratio as percent, cut off: one below a target never looks like it. */
static void
add_share(struct dn_form_draw *draw, double ratio)
{
	dn_paper_share(draw->paper, (int64_t)(ratio * 10000 + 1e-6));
}

static void
add_list(struct dn_form_draw *draw, struct dn_node *node, bool words)
{
	double ratio;

	node = dn_node_first(draw->tree, node);
	for (size_t i = 0; node != NULL; node = node->next, i++) {
		bool number = dn_node_real(node, &ratio);

		if (i > 0)
			dn_paper_text(draw->paper, number ? DN_SPAN(" - ") :
			    DN_SPAN(", "));
		if (number)
			add_share(draw, ratio);
		else if (words)
			dn_paper_name(draw->paper,
			    dn_node_text(draw->tree, node));
		else
			dn_paper_person(draw->paper,
			    dn_node_text(draw->tree, node));
	}
}

static void
add_number(struct dn_form_draw *draw, struct dn_node *node, enum shape shape)
{
	int64_t number;
	double ratio;

	if (shape == SHARE) {
		if (dn_node_real(node, &ratio))
			add_share(draw, ratio);
	} else if (!dn_node_int(node, &number)) {
		dn_paper_text(draw->paper, node->raw);
	} else if (shape == COUNT) {
		dn_paper_count(draw->paper, number);
	} else if (shape == MONEY) {
		dn_paper_money(draw->paper, number);
	} else {
		dn_paper_share(draw->paper, number);
	}
}

/* Add a value to the cell; nothing where it is null or not there. */
static void
add_value(struct dn_form_draw *draw, struct dn_node *node, enum shape shape)
{
	struct dn_span text;

	if (node == NULL || node->type == DN_JSON_NULL) {
		if (shape == ALL)
			dn_paper_word(draw->paper, "total");
		return;
	}
	text = node->type == DN_JSON_STRING ?
	    dn_node_text(draw->tree, node) : node->raw;
	if (shape == LIST || shape == KINDS)
		add_list(draw, node, shape == KINDS && !draw->bare);
	else if (shape == WORD)
		dn_paper_name(draw->paper, text);
	else if (shape == PERSON)
		dn_paper_person(draw->paper, text);
	else if (shape == DAY)
		dn_paper_date(draw->paper, text);
	else if (shape == TEXT || shape == ALL)
		dn_paper_text(draw->paper, text);
	else
		add_number(draw, node, shape);
}

static bool
is_number(enum shape shape)
{
	return shape == COUNT || shape == MONEY || shape == SHARE ||
	    shape == TARGET;
}

/* Is the record about all that the others are about? */
static bool
is_total(struct dn_form_draw *draw, const struct sheet *sheet,
    struct dn_node *record)
{
	return sheet->members[0].shape == ALL && dn_node_type(get_member(draw,
	    record, sheet->members[0].name)) == DN_JSON_NULL;
}

/* The records of a kind as rows. */
static void
draw_rows(struct dn_form_draw *draw, const struct sheet *sheet)
{
	struct dn_paper_column columns[MEMBERS_MAX];
	const struct member *member;
	size_t count = 0, at;

	for (member = sheet->members; member->name != NULL; member++)
		columns[count++] = (struct dn_paper_column){
			member->word, is_number(member->shape)
		};
	dn_paper_heading(draw->paper, sheet->heading);
	dn_paper_table(draw->paper, columns, count, DN_PAPER_LONG);
	for (at = 0; at < draw->lines->other_count; at++) {
		struct dn_node *record = dn_form_record(draw, at);

		if (!dn_span_is(dn_form_text(draw, record, "record"),
		    sheet->record))
			continue;
		dn_paper_row(draw->paper, is_total(draw, sheet, record) ?
		    DN_PAPER_TOTAL : DN_PAPER_LINE);
		for (member = sheet->members; member->name != NULL;
		    member++) {
			add_value(draw, get_member(draw, record,
			    member->name), member->shape);
			dn_paper_cell(draw->paper);
		}
		dn_paper_end_row(draw->paper);
	}
	dn_paper_end_table(draw->paper);
}

/* A record as a table of its members, one a line. */
static void
draw_members(struct dn_form_draw *draw, const struct sheet *sheet,
    struct dn_node *record)
{
	static const struct dn_paper_column columns[] = {
		{ "step", false }, { "value", true }
	};
	const struct member *member;

	dn_paper_heading(draw->paper, sheet->heading);
	dn_paper_table(draw->paper, columns, 2, DN_PAPER_TIGHT);
	for (member = sheet->members; member->name != NULL; member++) {
		struct dn_node *node = get_member(draw, record, member->name);

		if (node == NULL || node->type == DN_JSON_NULL)
			continue;
		dn_paper_row(draw->paper, DN_PAPER_LINE);
		dn_paper_word(draw->paper, member->word);
		dn_paper_cell(draw->paper);
		add_value(draw, node, member->shape);
		dn_paper_cell(draw->paper);
		dn_paper_end_row(draw->paper);
	}
	dn_paper_end_table(draw->paper);
}

/* How many records there are of a kind. */
static size_t
count_records(struct dn_form_draw *draw, const char *kind)
{
	size_t at, count = 0;

	for (at = 0; at < draw->lines->other_count; at++)
		count += dn_span_is(dn_form_text(draw,
		    dn_form_record(draw, at), "record"), kind);
	return count;
}

static void
draw_sheet(struct dn_form_draw *draw, const struct sheet *sheet)
{
	size_t at;

	if (!sheet->apart || draw->bare) {
		draw_rows(draw, sheet);
		return;
	}
	for (at = 0; at < draw->lines->other_count; at++) {
		struct dn_node *record = dn_form_record(draw, at);

		if (dn_span_is(dn_form_text(draw, record, "record"),
		    sheet->record))
			draw_members(draw, sheet, record);
	}
}

void
dn_form_records(struct dn_form_draw *draw)
{
	const struct dn_form_options *options = draw->options;
	size_t at, drawn = 0;

	dn_paper_title(draw->paper, options->title, options->programme,
	    (struct dn_span){ NULL, 0 });
	dn_paper_facts(draw->paper);
	dn_form_facts(draw, options->day);
	dn_paper_end_facts(draw->paper);
	for (at = 0; at < SHEETS; at++)
		if (count_records(draw, sheets[at].record) > 0) {
			draw_sheet(draw, &sheets[at]);
			drawn++;
		}
	if (drawn == 0) {
		dn_paper_word(draw->paper, "nothing");
		dn_paper_note(draw->paper);
	}
	dn_form_small_print(draw);
	dn_paper_signatures(draw->paper);
}
