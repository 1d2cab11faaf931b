/* SPDX-License-Identifier: MIT */
/* Entries in the order of their days, with what each account comes to. */
#include "ledger/export_write.h"

#include <stdlib.h>

#include "core/date.h"
#include "core/money.h"
#include "core/utf8.h"

/* ---- names ---- */

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

/*
 * Part of a name for the plain-text programs: what is neither a letter nor a
 * digit of any script as %XX.
 */
static void
add_part(struct dn_bytes *out, struct dn_span text)
{
	size_t i = 0, step;
	uint32_t point;

	while (i < text.len) {
		step = dn_utf8_decode(text.ptr + i, text.len - i, &point);
		if (is_alnum(text.ptr[i]) || text.ptr[i] == '-' ||
		    text.ptr[i] == '_' || text.ptr[i] == '.' ||
		    (point >= 0x3400 && point <= 0x9fff && step == 3))
			dn_bytes_add(out, text.ptr + i, step);
		else
			for (size_t k = 0; k < (step > 0 ? step : 1); k++)
				dn_bytes_add_format(out, "%%%02X",
				    (unsigned char)text.ptr[i + k]);
		i += step > 0 ? step : 1;
	}
}

/*
 * Part of a name for beancount: an upper-case letter or digit, then letters,
 * digits and '-'.  What is another begins with X, and has bytes as -XX.
 */
static void
add_ascii_part(struct dn_bytes *out, struct dn_span text)
{
	bool plain = text.len > 0 && *text.ptr != 'X' &&
	    is_alnum(*text.ptr) && !(*text.ptr >= 'a' && *text.ptr <= 'z');
	size_t i;

	for (i = 0; plain && i < text.len; i++)
		plain = is_alnum(text.ptr[i]) || text.ptr[i] == '-';
	if (plain) {
		dn_bytes_add_span(out, text);
		return;
	}
	dn_bytes_add_byte(out, 'X');
	for (i = 0; i < text.len; i++)
		if (is_alnum(text.ptr[i]))
			dn_bytes_add_byte(out, text.ptr[i]);
		else
			dn_bytes_add_format(out, "-%02X",
			    (unsigned char)text.ptr[i]);
}

/* The parts that are ours; those of a policy are as it calls them. */
static const char *const parts[] = {
	"carry", "refund", "clawback", "training", "retention"
};

/* "retention" as beancount has it: with a capital. */
static void
add_component(struct dn_export_writing *writing, struct dn_span part)
{
	if (writing->form != DN_EXPORT_BEANCOUNT) {
		add_part(writing->out, part);
		return;
	}
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (dn_span_is(part, parts[i])) {
			dn_bytes_add_byte(writing->out,
			    (char)(*part.ptr - 'a' + 'A'));
			dn_bytes_add(writing->out, part.ptr + 1,
			    part.len - 1);
			return;
		}
	add_ascii_part(writing->out, part);
}

void
dn_export_name(struct dn_export_writing *writing, uint32_t account)
{
	static const char *const names[][2] = {
		[DN_EXPORT_ADVANCE] = { "assets:advance", "Assets:Advance" },
		[DN_EXPORT_BANK] = { "assets:bank", "Assets:Bank" },
		[DN_EXPORT_RECOVERABLE] = {
		    "assets:recoverable", "Assets:Recoverable" },
		[DN_EXPORT_PAYABLE] = {
		    "liabilities:payable", "Liabilities:Payable" },
		[DN_EXPORT_EXPENSE] = { "expenses", "Expenses" }
	};
	bool ascii = writing->form == DN_EXPORT_BEANCOUNT;
	const struct dn_export_account *at =
	    &writing->export->accounts[account];

	dn_bytes_add_text(writing->out, names[at->kind][ascii]);
	if (at->part != 0) {
		dn_bytes_add_byte(writing->out, ':');
		add_component(writing, dn_export_word(writing->export,
		    at->part));
	}
	if (at->batch == 0)
		return;
	dn_bytes_add_byte(writing->out, ':');
	if (ascii)
		add_ascii_part(writing->out, dn_export_word(writing->export,
		    at->batch));
	else
		add_part(writing->out, dn_export_word(writing->export,
		    at->batch));
}

void
dn_export_plain(struct dn_export_writing *writing, struct dn_span text)
{
	static const char ends[] = ",;:|()[]{}\"%";
	size_t i;

	for (i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] <= ' ' ||
		    text.ptr[i] == 0x7f || memchr(ends, text.ptr[i],
		    sizeof(ends) - 1) != NULL)
			dn_bytes_add_format(writing->out, "%%%02X",
			    (unsigned char)text.ptr[i]);
		else
			dn_bytes_add_byte(writing->out, text.ptr[i]);
}

void
dn_export_quoted(struct dn_export_writing *writing, struct dn_span text)
{
	dn_bytes_add_byte(writing->out, '"');
	for (size_t i = 0; i < text.len; i++) {
		if ((unsigned char)text.ptr[i] < ' ') {
			dn_bytes_add_byte(writing->out, ' ');
			continue;
		}
		if (text.ptr[i] == '"' || text.ptr[i] == '\\')
			dn_bytes_add_byte(writing->out, '\\');
		dn_bytes_add_byte(writing->out, text.ptr[i]);
	}
	dn_bytes_add_byte(writing->out, '"');
}

const char *
dn_export_title(enum dn_export_entry_kind kind)
{
	static const char *const titles[] = {
		[DN_EXPORT_STATEMENT] = "statement",
		[DN_EXPORT_VERDICT] = "verdict",
		[DN_EXPORT_SETTLEMENT] = "settlement",
		[DN_EXPORT_PAYMENT] = "payment",
		[DN_EXPORT_REVERSAL] = "reversal"
	};

	return titles[kind];
}

/* ---- order and sums ---- */

static int
compare_entries(const void *a, const void *b, void *state)
{
	const struct dn_export *export = state;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	int32_t first = export->entries[x].day, second =
	    export->entries[y].day;

	if (first != second)
		return first < second ? -1 : 1;
	return x < y ? -1 : x > y;
}

/* Add up what an entry does, and note which accounts it touches. */
static int
add_up(struct dn_export_writing *writing, const struct dn_export_entry *entry,
    struct dn_err *err)
{
	int64_t sum = 0;

	for (size_t i = 0; i < entry->count; i++) {
		const struct dn_export_posting *posting =
		    &writing->export->postings[entry->first + i];
		uint32_t at = posting->account;

		if (!writing->is_touched[at])
			writing->touched[writing->touched_count++] = at;
		writing->is_touched[at] = true;
		if (!dn_money_add(sum, posting->fen, &sum) ||
		    !dn_money_add(writing->sums[at], posting->fen,
		    &writing->sums[at]))
			return dn_err_set(err, DN_E_OVERFLOW,
			    "an account does not fit");
	}
	return sum == 0 ? 0 : dn_err_set(err, DN_E_BROKEN,
	    "an entry does not sum to zero");
}

static void
forget_touched(struct dn_export_writing *writing)
{
	while (writing->touched_count > 0)
		writing->is_touched[writing->touched[
		    --writing->touched_count]] = false;
}

static int
write_entries(struct dn_export_writing *writing, struct dn_err *err)
{
	const struct dn_export *export = writing->export;
	bool daily = writing->form == DN_EXPORT_BEANCOUNT;
	const struct dn_export_entry *entry;

	for (size_t i = 0; i < export->entry_count; i++) {
		entry = &export->entries[writing->order[i]];
		if (add_up(writing, entry, err) < 0)
			return -1;
		if (entry->count == 0)
			continue;
		dn_export_entry_write(writing, entry);
		if (daily && i + 1 < export->entry_count &&
		    export->entries[writing->order[i + 1]].day == entry->day)
			continue;
		if (daily)
			dn_export_assert(writing, entry->day);
		forget_touched(writing);
	}
	return dn_bytes_check(writing->out, err);
}

int
dn_export_write(struct dn_export *export, enum dn_export_form form,
    struct dn_bytes *out, struct dn_err *err)
{
	size_t accounts = export->account_count + 1;
	size_t entries = export->entry_count;
	struct dn_export_writing writing = {
		.export = export, .form = form, .out = out,
		.order = calloc(entries + 1, sizeof(*writing.order)),
		.sums = calloc(accounts, sizeof(*writing.sums)),
		.touched = calloc(accounts, sizeof(*writing.touched)),
		.is_touched = calloc(accounts, sizeof(*writing.is_touched))
	};
	int written = -1;

	if (writing.order == NULL || writing.sums == NULL ||
	    writing.touched == NULL || writing.is_touched == NULL) {
		dn_err_memory(err);
		goto out;
	}
	for (size_t i = 0; i < entries; i++)
		writing.order[i] = i;
	qsort_r(writing.order, entries, sizeof(*writing.order),
	    compare_entries, export);
	if (entries > 0)
		dn_export_head(&writing,
		    export->entries[writing.order[0]].day);
	written = write_entries(&writing, err);
out:
	free(writing.order);
	free(writing.sums);
	free(writing.touched);
	free(writing.is_touched);
	return written;
}
