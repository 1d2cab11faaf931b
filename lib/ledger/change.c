/* SPDX-License-Identifier: MIT */
/* Merging the lines of two statements, which both go by their keys. */
#include "ledger/change.h"

#include <inttypes.h>
#include <stdlib.h>

#include "core/date.h"
#include "core/money.h"
#include "io/jsontext.h"
#include "ledger/months.h"

#define NOBODY DN_EVENT_NOBODY

static int
overflow(struct dn_err *err)
{
	return dn_err_set(err, DN_E_OVERFLOW,
	    "a sum does not fit 64 bits of fen");
}

/* Take one key with both its amounts. */
static int
take(struct dn_changes *changes, const struct dn_issued_line *key,
    int64_t first, int64_t second, struct dn_err *err)
{
	struct dn_change change = {
		.line = { .batch = key->batch, .component = key->component,
		    .person = key->person, .month = key->month },
		.first = first, .second = second
	};
	struct dn_change *grown;

	if (!dn_money_add(changes->first, first, &changes->first) ||
	    !dn_money_add(changes->second, second, &changes->second) ||
	    !dn_money_sub(second, first, &change.line.fen))
		return overflow(err);
	if (change.line.fen == 0)
		return 0;
	if (changes->count == changes->room) {
		changes->room = changes->room > 0 ? 2 * changes->room : 256;
		grown = reallocarray(changes->list, changes->room,
		    sizeof(*grown));
		if (grown == NULL)
			return dn_err_memory(err);
		changes->list = grown;
	}
	changes->list[changes->count++] = change;
	return 0;
}

/* Go through both, key by key. */
static int
merge(struct dn_changes *changes, const struct dn_issued *a,
    const struct dn_issued *b, struct dn_err *err)
{
	size_t i = 0, k = 0;
	int order, result = 0;

	while (result == 0 && (i < a->line_count || k < b->line_count)) {
		const struct dn_issued_line *x = &a->lines[i];
		const struct dn_issued_line *y = &b->lines[k];

		if (i == a->line_count || k == b->line_count)
			order = i == a->line_count ? 1 : -1;
		else
			order = dn_issued_compare(x, y);
		result = take(changes, order <= 0 ? x : y,
		    order <= 0 ? x->fen : 0, order >= 0 ? y->fen : 0, err);
		i += order <= 0;
		k += order >= 0;
	}
	return result;
}

int
dn_changes_find(struct dn_changes *changes, struct dn_issued_sums *first,
    struct dn_issued_sums *second, struct dn_order *order,
    struct dn_err *err)
{
	struct dn_issued a, b;
	int64_t difference;

	*changes = (struct dn_changes){ .list = NULL };
	if (dn_issued_view(first, &a, err) < 0 ||
	    dn_issued_view(second, &b, err) < 0 ||
	    merge(changes, &a, &b, err) < 0)
		return -1;
	if (!dn_money_sub(changes->second, changes->first, &difference))
		return overflow(err);
	if (changes->count > 0)
		qsort_r(changes->list, changes->count, sizeof(*changes->list),
		    dn_order_compare_any, order);
	return 0;
}

void
dn_changes_release(struct dn_changes *changes)
{
	free(changes->list);
	*changes = (struct dn_changes){ .list = NULL };
}

/* ---- text ---- */

static void
write_amounts(struct dn_bytes *out, int64_t first, int64_t second)
{
	dn_bytes_add_format(out, ",\"s1_fen\":%" PRId64 ",\"s2_fen\":%" PRId64
	    ",\"difference_fen\":%" PRId64 "}\n", first, second,
	    second - first);
}

void
dn_change_write(struct dn_bytes *out, const struct dn_change *change,
    const struct dn_book *book)
{
	const struct dn_line *line = &change->line;
	char month[DN_MONTH_TEXT + 1];

	dn_bytes_add_text(out, "{\"record\":\"change\"");
	if (line->batch != NOBODY) {
		dn_bytes_add_text(out, ",\"batch\":");
		dn_json_write_text(out,
		    dn_names_get(book->batches, line->batch));
	}
	dn_bytes_add_text(out, ",\"component\":");
	dn_json_write_text(out,
	    dn_names_get(book->components, line->component));
	if (line->person != NOBODY) {
		dn_bytes_add_text(out, ",\"person\":");
		dn_json_write_text(out,
		    dn_names_get(book->persons, line->person));
	}
	if (line->month != 0) {
		dn_month_write(dn_date_from_number(
		    dn_month_begins(line->month)), month);
		dn_bytes_add_format(out, ",\"month\":\"%s\"", month);
	}
	write_amounts(out, change->first, change->second);
}

void
dn_changes_write_total(struct dn_bytes *out,
    const struct dn_changes *changes, struct dn_span first,
    struct dn_span second)
{
	dn_bytes_add_text(out, "{\"record\":\"total\",\"s1\":");
	dn_json_write_text(out, first);
	dn_bytes_add_text(out, ",\"s2\":");
	dn_json_write_text(out, second);
	dn_bytes_add_format(out, ",\"changes\":%zu", changes->count);
	write_amounts(out, changes->first, changes->second);
}
