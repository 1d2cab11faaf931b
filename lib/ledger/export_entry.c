/* SPDX-License-Identifier: MIT */
/* Entries as hledger, ledger and beancount read them. */
#include "core/date.h"
#include "core/money.h"
#include "ledger/export_write.h"

static void
add_day(struct dn_export_writing *writing, int32_t day)
{
	char text[DN_DATE_TEXT + 1];

	dn_date_write(dn_date_from_number(day), text);
	dn_bytes_add_text(writing->out, text);
}

static void
add_amount(struct dn_export_writing *writing, int64_t fen)
{
	dn_money_write(writing->out, fen);
	dn_bytes_add_text(writing->out, " CNY");
}

/* ---- before the entries ---- */

void
dn_export_head(struct dn_export_writing *writing, int32_t day)
{
	static const char *const heads[] = {
		[DN_EXPORT_HLEDGER] = "commodity 1000.00 CNY\n",
		[DN_EXPORT_LEDGER] = "commodity CNY\n"
		    "    format 1000.00 CNY\n"
		    "tag bank_ref\ntag month\ntag person\ntag reverses\n"
		    "tag statement\n",
		[DN_EXPORT_BEANCOUNT] =
		    "option \"operating_currency\" \"CNY\"\n"
	};
	const struct dn_export *export = writing->export;
	bool opens = writing->form == DN_EXPORT_BEANCOUNT;

	dn_bytes_add_text(writing->out, heads[writing->form]);
	for (uint32_t i = 0; i < export->account_count; i++) {
		if (opens)
			add_day(writing, day);
		dn_bytes_add_text(writing->out, opens ? " open " :
		    "account ");
		dn_export_name(writing, i);
		dn_bytes_add_text(writing->out, opens ? " CNY\n" : "\n");
		if (!opens || export->accounts[i].batch == 0)
			continue;
		dn_bytes_add_text(writing->out, "  batch: ");
		dn_export_quoted(writing, dn_export_word(export,
		    export->accounts[i].batch));
		dn_bytes_add_byte(writing->out, '\n');
	}
}

/* ---- tags ---- */

/* Begin a tag; hledger has several in one comment, ledger one a line. */
static void
add_tag(struct dn_export_writing *writing, const char *name, uint32_t word,
    size_t *count, int indent)
{
	if (word == 0)
		return;
	switch (writing->form) {
	case DN_EXPORT_HLEDGER:
		dn_bytes_add_text(writing->out, *count == 0 ? "  ; " : ", ");
		dn_bytes_add_format(writing->out, "%s:", name);
		break;
	case DN_EXPORT_LEDGER:
		dn_bytes_add_format(writing->out, "\n%*s; %s: ", indent + 4,
		    "", name);
		break;
	case DN_EXPORT_BEANCOUNT:
		dn_bytes_add_format(writing->out, "\n%*s%s: ", indent, "",
		    name);
		dn_export_quoted(writing, dn_export_word(writing->export,
		    word));
		break;
	}
	if (writing->form != DN_EXPORT_BEANCOUNT)
		dn_export_plain(writing, dn_export_word(writing->export,
		    word));
	++*count;
}

static void
add_entry_tags(struct dn_export_writing *writing,
    const struct dn_export_entry *entry)
{
	size_t count = 0;

	add_tag(writing, "statement", entry->kind <= DN_EXPORT_SETTLEMENT ?
	    entry->id : entry->statement, &count, 2);
	add_tag(writing, "bank_ref", entry->reference, &count, 2);
	add_tag(writing, "reverses", entry->reverses, &count, 2);
	dn_bytes_add_byte(writing->out, '\n');
}

/* ---- entries ---- */

/* 2026-07-15 * (S6) statement S6 */
static void
add_title(struct dn_export_writing *writing,
    const struct dn_export_entry *entry)
{
	struct dn_span id = dn_export_word(writing->export, entry->id);
	const char *title = dn_export_title(entry->kind);

	add_day(writing, entry->day);
	if (writing->form == DN_EXPORT_BEANCOUNT) {
		dn_bytes_add_format(writing->out, " * \"%s\" ", title);
		dn_export_quoted(writing, id);
	} else {
		dn_bytes_add_text(writing->out, " * (");
		dn_export_plain(writing, id);
		dn_bytes_add_format(writing->out, ") %s", title);
	}
	add_entry_tags(writing, entry);
}

static void
add_posting(struct dn_export_writing *writing,
    const struct dn_export_posting *posting)
{
	size_t count = 0;

	dn_bytes_add_text(writing->out, writing->form ==
	    DN_EXPORT_BEANCOUNT ? "  " : "    ");
	dn_export_name(writing, posting->account);
	dn_bytes_add_text(writing->out, "  ");
	add_amount(writing, posting->fen);
	add_tag(writing, "person", posting->person, &count, 4);
	add_tag(writing, "month", posting->month, &count, 4);
	add_tag(writing, "reverses", posting->reverses, &count, 4);
	dn_bytes_add_byte(writing->out, '\n');
}

void
dn_export_entry_write(struct dn_export_writing *writing,
    const struct dn_export_entry *entry)
{
	dn_bytes_add_byte(writing->out, '\n');
	add_title(writing, entry);
	for (size_t i = 0; i < entry->count; i++)
		add_posting(writing,
		    &writing->export->postings[entry->first + i]);
	if (writing->form == DN_EXPORT_BEANCOUNT)
		return;
	for (size_t i = 0; i < writing->touched_count; i++) {
		uint32_t account = (uint32_t)writing->touched[i];

		dn_bytes_add_text(writing->out, "    ");
		dn_export_name(writing, account);
		dn_bytes_add_text(writing->out, "  0.00 CNY = ");
		add_amount(writing, writing->sums[account]);
		dn_bytes_add_byte(writing->out, '\n');
	}
}

void
dn_export_assert(struct dn_export_writing *writing, int32_t day)
{
	struct dn_date next = dn_date_add_days(dn_date_from_number(day), 1);

	/* A balance is that of a day's begin; behind the last day is none. */
	if (dn_date_number(next) == day)
		return;
	dn_bytes_add_byte(writing->out, '\n');
	for (size_t i = 0; i < writing->touched_count; i++) {
		uint32_t account = (uint32_t)writing->touched[i];

		add_day(writing, dn_date_number(next));
		dn_bytes_add_text(writing->out, " balance ");
		dn_export_name(writing, account);
		dn_bytes_add_text(writing->out, "  ");
		dn_money_write(writing->out, writing->sums[account]);
		dn_bytes_add_text(writing->out, " ~ 0.00 CNY\n");
	}
}
