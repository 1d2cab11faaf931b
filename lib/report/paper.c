/* SPDX-License-Identifier: MIT */
/* What all forms of paper share: texts, amounts and dates as cells. */
#include "report/paper.h"

#include "core/date.h"
#include "core/money.h"
#include "core/utf8.h"
#include "report/paper_kind.h"

#define KEY_DIGITS ((size_t)32) /* of a name that stands for a number, */
#define KEY_SHOWN ((size_t)6)   /* and those that people are shown */

static const struct dn_paper_kind *const kinds[] = {
	&dn_paper_csv, &dn_paper_markdown, &dn_paper_html
};

void
dn_paper_begin(struct dn_paper *paper, enum dn_form form, enum dn_lang lang,
    bool bom, struct dn_bytes *out)
{
	*paper = (struct dn_paper){
		.kind = kinds[form], .lang = lang, .out = out
	};
	dn_bytes_init(&paper->cell, SIZE_MAX / 2);
	dn_table_init(&paper->table, 1);
	if (bom && form == DN_FORM_CSV)
		dn_bytes_add_text(out, "\xEF\xBB\xBF");
}

int
dn_paper_end(struct dn_paper *paper, struct dn_err *err)
{
	int result;

	if (paper->kind->end != NULL)
		paper->kind->end(paper);
	if (paper->cell.failed != DN_E_NONE || paper->table.failed)
		result = dn_err_memory(err);
	else
		result = dn_bytes_check(paper->out, err);
	dn_bytes_release(&paper->cell);
	dn_table_release(&paper->table);
	return result;
}

/* ---- what a cell is made of --------------------------------------------- */

/* Most names are plain: they need not be looked at one character a time. */
static bool
is_plain(struct dn_span text)
{
	size_t at;

	for (at = 0; at < text.len; at++)
		if (text.ptr[at] < ' ' || text.ptr[at] > '~')
			return false;
	return true;
}

void
dn_paper_text(struct dn_paper *paper, struct dn_span data)
{
	paper->data = true;
	if (is_plain(data))
		dn_bytes_add_span(&paper->cell, data);
	else
		dn_utf8_show(&paper->cell, data.ptr, data.len, SIZE_MAX);
}

void
dn_paper_name(struct dn_paper *paper, struct dn_span key)
{
	if (!dn_word_write(&paper->cell, paper->lang, key))
		dn_paper_text(paper, key);
}

void
dn_paper_word(struct dn_paper *paper, const char *key)
{
	dn_paper_name(paper, dn_span_of(key));
}

void
dn_paper_person(struct dn_paper *paper, struct dn_span name)
{
	static const char digits[] = "0123456789abcdef";
	size_t head = name.len - KEY_DIGITS, at;

	if (!paper->kind->bare && name.len > KEY_DIGITS + 1 &&
	    name.ptr[head - 1] == '~') {
		for (at = head; at < name.len; at++)
			if (memchr(digits, name.ptr[at], 16) == NULL)
				break;
		if (at == name.len)
			name.len = head + KEY_SHOWN;
	}
	dn_paper_text(paper, name);
}

/* Digits in threes, with a sign. */
static void
add_grouped(struct dn_bytes *out, uint64_t number)
{
	char digits[24];
	size_t len = 0, at;

	do {
		digits[len++] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	for (at = len; at > 0; at--) {
		dn_bytes_add_byte(out, digits[at - 1]);
		if (at > 1 && (at - 1) % 3 == 0)
			dn_bytes_add_byte(out, ',');
	}
}

void
dn_paper_count(struct dn_paper *paper, int64_t count)
{
	if (paper->kind->bare) {
		dn_bytes_add_int(&paper->cell, count);
		return;
	}
	if (count < 0)
		dn_bytes_add_byte(&paper->cell, '-');
	add_grouped(&paper->cell, count < 0 ? 0 - (uint64_t)count :
	    (uint64_t)count);
}

void
dn_paper_money(struct dn_paper *paper, int64_t fen)
{
	uint64_t size = fen < 0 ? 0 - (uint64_t)fen : (uint64_t)fen;

	if (paper->kind->bare) {
		dn_money_write(&paper->cell, fen);
		return;
	}
	dn_bytes_add_text(&paper->cell, fen < 0 ? "-¥" : "¥");
	add_grouped(&paper->cell, size / 100);
	dn_bytes_add_byte(&paper->cell, '.');
	dn_bytes_add_byte(&paper->cell, (char)('0' + size / 10 % 10));
	dn_bytes_add_byte(&paper->cell, (char)('0' + size % 10));
}

void
dn_paper_uppercase(struct dn_paper *paper, int64_t fen)
{
	dn_money_write_uppercase(&paper->cell, fen);
}

void
dn_paper_share(struct dn_paper *paper, int64_t basis_points)
{
	dn_bytes_add_format(&paper->cell, "%lld.%02lld%%",
	    (long long)(basis_points / 100), (long long)(basis_points % 100));
}

void
dn_paper_date(struct dn_paper *paper, struct dn_span date)
{
	struct dn_date read;
	bool day = dn_date_parse(date, &read);

	/* In a table a date sorts as it is. */
	if (paper->kind->bare || paper->lang != DN_LANG_ZH ||
	    (!day && !dn_month_parse(date, &read))) {
		dn_paper_text(paper, date);
		return;
	}
	dn_bytes_add_format(&paper->cell, "%04d年%02d月", read.year,
	    read.month);
	if (day)
		dn_bytes_add_format(&paper->cell, "%02d日", read.day);
}

/* ---- the parts ----------------------------------------------------------- */

/* The word for a key, or the key, behind what stands in the cell. */
static struct dn_span
word_of(struct dn_paper *paper, const char *key, struct dn_bytes *word)
{
	dn_bytes_init(word, SIZE_MAX / 2);
	if (!dn_word_write(word, paper->lang, dn_span_of(key)))
		dn_bytes_add_text(word, key);
	if (word->failed != DN_E_NONE)
		paper->cell.failed = word->failed;
	return dn_bytes_span(word);
}

static void
clear_cell(struct dn_paper *paper)
{
	if (paper->cell.failed == DN_E_NONE)
		dn_bytes_clear(&paper->cell);
	paper->data = false;
}

void
dn_paper_title(struct dn_paper *paper, const char *word,
    struct dn_span programme, struct dn_span id)
{
	struct dn_bytes what, shown;
	struct dn_span span = word_of(paper, word, &what);
	size_t end;

	if (paper->kind->title != NULL) {
		dn_bytes_init(&shown, SIZE_MAX / 2);
		dn_utf8_show(&shown, programme.ptr, programme.len, SIZE_MAX);
		end = shown.len;
		dn_utf8_show(&shown, id.ptr, id.len, SIZE_MAX);
		if (shown.failed != DN_E_NONE)
			paper->cell.failed = shown.failed;
		else
			paper->kind->title(paper, span, (struct dn_span){
			    shown.data, end }, (struct dn_span){
			    shown.len > end ? shown.data + end : NULL,
			    shown.len - end });
		dn_bytes_release(&shown);
	}
	dn_bytes_release(&what);
}

void
dn_paper_facts(struct dn_paper *paper)
{
	if (paper->kind->facts != NULL)
		paper->kind->facts(paper, true);
}

void
dn_paper_end_facts(struct dn_paper *paper)
{
	if (paper->kind->facts != NULL)
		paper->kind->facts(paper, false);
}

void
dn_paper_fact(struct dn_paper *paper, const char *word)
{
	struct dn_bytes name;
	struct dn_span span = word_of(paper, word, &name);

	if (paper->kind->fact != NULL)
		paper->kind->fact(paper, span, dn_bytes_span(&paper->cell));
	dn_bytes_release(&name);
	clear_cell(paper);
}

void
dn_paper_figure(struct dn_paper *paper, const char *word, int64_t fen)
{
	struct dn_bytes name;
	struct dn_span span = word_of(paper, word, &name), text;
	size_t len = paper->cell.len;

	dn_paper_money(paper, fen);
	text = dn_bytes_span(&paper->cell);
	if (paper->kind->figure != NULL && text.len > len)
		paper->kind->figure(paper, span, (struct dn_span){
		    text.ptr + len, text.len - len },
		    (struct dn_span){ text.ptr, len });
	dn_bytes_release(&name);
	clear_cell(paper);
}

void
dn_paper_heading(struct dn_paper *paper, const char *word)
{
	struct dn_bytes name;
	struct dn_span span = word_of(paper, word, &name);

	if (paper->kind->heading != NULL)
		paper->kind->heading(paper, span);
	dn_bytes_release(&name);
}

void
dn_paper_note(struct dn_paper *paper)
{
	if (paper->kind->note != NULL)
		paper->kind->note(paper, dn_bytes_span(&paper->cell));
	clear_cell(paper);
}

void
dn_paper_table(struct dn_paper *paper, const struct dn_paper_column *columns,
    size_t count, enum dn_paper_fit fit)
{
	paper->columns = columns;
	paper->fit = fit;
	paper->column_count = count;
	paper->column = 0;
	paper->kind->table(paper);
}

void
dn_paper_row(struct dn_paper *paper, enum dn_paper_row row)
{
	paper->row = row;
	paper->column = 0;
	if (paper->kind->row != NULL)
		paper->kind->row(paper);
}

void
dn_paper_cell(struct dn_paper *paper)
{
	paper->kind->cell(paper, dn_bytes_span(&paper->cell));
	clear_cell(paper);
	paper->column++;
}

void
dn_paper_end_row(struct dn_paper *paper)
{
	while (paper->column < paper->column_count)
		dn_paper_cell(paper);
	if (paper->kind->end_row != NULL)
		paper->kind->end_row(paper);
}

void
dn_paper_end_table(struct dn_paper *paper)
{
	if (paper->kind->end_table != NULL)
		paper->kind->end_table(paper);
}

void
dn_paper_signatures(struct dn_paper *paper)
{
	if (paper->kind->signatures != NULL)
		paper->kind->signatures(paper);
}
