/* SPDX-License-Identifier: MIT */
/* Answers for people: a page of Markdown, and a CSV of what is to be done. */
#include "core/date.h"
#include "core/money.h"
#include "core/utf8.h"
#include "io/cells.h"
#include "ledger/explain_write.h"
#include "ledger/months.h"

#define NOBODY DN_EVENT_NOBODY

/* The words of a page, by enum dn_language. */
static const struct words {
	const char *title, *entitled, *stated, *columns, *total, *none, *line;
	const char *row;
} pages[] = {
	[DN_LANGUAGE_ENGLISH] = {
		"Explanation for", "entitled", "stated",
		"| what | entitled (yuan) | stated (yuan) | clause | rules | "
		    "missing | events |",
		"in all", "nothing", "line",
		"person,batch,month,component,rule,code,missing"
	},
	[DN_LANGUAGE_CHINESE] = {
		"核算说明：", "应付", "已列支",
		"| 项目 | 应付（元） | 已列支（元） | 依据条款 | 规则 | 缺项 | "
		    "事件 |",
		"合计", "无", "行",
		"人员,批次,月份,项目,规则,代码,待办"
	}
};

/* Append text of the data for a page, where it is never markup. */
static void
write_cell(struct dn_bytes *out, struct dn_span text)
{
	struct dn_bytes shown;

	dn_bytes_init(&shown, SIZE_MAX / 2);
	dn_utf8_show(&shown, text.ptr, text.len, SIZE_MAX);
	dn_cells_escape(out, dn_bytes_span(&shown));
	if (shown.failed != DN_E_NONE)
		out->failed = shown.failed;
	dn_bytes_release(&shown);
}

static void
write_month(struct dn_bytes *out, int32_t month)
{
	char text[DN_MONTH_TEXT + 1];

	dn_month_write(dn_date_from_number(dn_month_begins(month)), text);
	dn_bytes_add_text(out, text);
}

/* What a row is about. */
static void
write_subject(const struct dn_explain_words *words, struct dn_bytes *out,
    const struct dn_why *why)
{
	const struct dn_book *book = dn_explain_book(words->explain);

	if (why->about == DN_WHY_PERSON) {
		dn_bytes_add_text(out, pages[words->language].total);
		return;
	}
	if (why->component != NOBODY)
		write_cell(out, dn_names_get(book->components,
		    why->component));
	if (why->about == DN_WHY_ADVANCE) {
		dn_bytes_add_byte(out, ' ');
		write_cell(out, dn_names_get(book->batches, why->batch));
		dn_bytes_add_format(out, " (%lld x ", (long long)why->heads);
		dn_money_write(out, why->head_fen);
		dn_bytes_add_byte(out, ')');
	}
	if (why->month != 0) {
		dn_bytes_add_byte(out, ' ');
		write_month(out, why->month);
	}
}

/* The rules that were asked; one that does not hold is struck out. */
static void
write_rules(const struct dn_explanation *explanation, struct dn_bytes *out,
    const struct dn_why *why)
{
	uint64_t missing = 0;
	size_t i;
	int kind;

	for (i = 0; i < why->need_count; i++)
		missing |= UINT64_C(1) <<
		    explanation->needs[why->needs + i].kind;
	for (kind = 0; kind < DN_NEED_KINDS; kind++) {
		const char *mark = (missing >> kind & 1) != 0 ? "~~" : "";

		if ((why->asked >> kind & 1) != 0)
			dn_bytes_add_format(out, "%s%s %s%s ", mark,
			    dn_need_rows[kind].rule, dn_need_rows[kind].code,
			    mark);
	}
}

static void
write_row(const struct dn_explain_words *words,
    const struct dn_explanation *explanation, struct dn_bytes *out,
    const struct dn_why *why)
{
	const struct dn_book *book = dn_explain_book(words->explain);
	struct dn_bytes text;
	size_t i;

	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_add_text(out, "| ");
	write_subject(words, out, why);
	dn_bytes_add_text(out, " | ");
	dn_money_write(out, why->owed);
	dn_bytes_add_text(out, " | ");
	dn_money_write(out, why->stated);
	dn_bytes_add_text(out, " | ");
	if (why->rule != NULL)
		write_cell(out, why->rule->clause);
	dn_bytes_add_text(out, " | ");
	write_rules(explanation, out, why);
	dn_bytes_add_text(out, "| ");
	for (i = 0; i < why->need_count; i++) {
		dn_bytes_clear(&text);
		dn_need_write(&text, book,
		    &explanation->needs[why->needs + i], words->language);
		dn_bytes_add_text(out, i > 0 ? "; " : "");
		write_cell(out, dn_bytes_span(&text));
	}
	dn_bytes_add_text(out, " | ");
	for (i = 0; i < why->event_count; i++) {
		dn_bytes_add_text(out, i > 0 ? ", " : "");
		write_cell(out, dn_names_get(book->ids,
		    explanation->events[why->events + i]));
	}
	dn_bytes_add_text(out, " |\n");
	dn_bytes_release(&text);
}

void
dn_explain_write_page(const struct dn_explain_words *words,
    const struct dn_explanation *explanation, struct dn_bytes *out)
{
	const struct words *page = &pages[words->language];
	struct dn_bytes name;
	size_t i;

	if (explanation->count == 0)
		return;
	dn_bytes_init(&name, SIZE_MAX);
	dn_explain_write_person(words, &name, explanation->whys[0].person);
	dn_bytes_add_format(out, "# %s ", page->title);
	write_cell(out, dn_bytes_span(&name));
	dn_bytes_release(&name);
	dn_bytes_add_format(out, "\n\n%s\n|---|---:|---:|---|---|---|---|\n",
	    page->columns);
	for (i = 0; i < explanation->count; i++)
		write_row(words, explanation, out, &explanation->whys[i]);
}

/* ---- a list of things to do ---- */

void
dn_explain_begin(const struct dn_explain_words *words,
    enum dn_explain_form form, struct dn_bytes *out)
{
	if (form != DN_EXPLAIN_ROWS)
		return;
	dn_bytes_add_text(out, pages[words->language].row);
	dn_bytes_add_text(out, "\r\n");
}

/* The cells before the words of a need. */
static void
write_key(const struct dn_explain_words *words, struct dn_bytes *out,
    const struct dn_why *why)
{
	const struct dn_book *book = dn_explain_book(words->explain);
	struct dn_bytes name;

	dn_bytes_init(&name, SIZE_MAX);
	if (why->person != NOBODY)
		dn_explain_write_person(words, &name, why->person);
	dn_cells_write_safely(out, dn_bytes_span(&name), ',');
	dn_bytes_add_byte(out, ',');
	if (why->batch != NOBODY)
		dn_cells_write_safely(out, dn_names_get(book->batches,
		    why->batch), ',');
	dn_bytes_add_byte(out, ',');
	if (why->month != 0)
		write_month(out, why->month);
	dn_bytes_add_byte(out, ',');
	if (why->component != NOBODY)
		dn_cells_write_safely(out, dn_names_get(book->components,
		    why->component), ',');
	dn_bytes_release(&name);
}

void
dn_explain_write_rows(const struct dn_explain_words *words,
    const struct dn_explanation *explanation, struct dn_bytes *out)
{
	const struct dn_book *book = dn_explain_book(words->explain);
	struct dn_bytes text;
	size_t i, k;

	dn_bytes_init(&text, SIZE_MAX);
	for (i = 0; i < explanation->count; i++)
		for (k = 0; k < explanation->whys[i].need_count; k++) {
			const struct dn_why *why = &explanation->whys[i];
			const struct dn_need *need =
			    &explanation->needs[why->needs + k];

			if (!dn_why_is_open(explanation, why, need))
				continue;
			dn_bytes_clear(&text);
			dn_need_write(&text, book, need, words->language);
			write_key(words, out, why);
			dn_bytes_add_format(out, ",%s,%s,",
			    dn_need_rows[need->kind].rule,
			    dn_need_rows[need->kind].code);
			dn_cells_write_safely(out, dn_bytes_span(&text), ',');
			dn_bytes_add_text(out, "\r\n");
		}
	dn_bytes_release(&text);
}
