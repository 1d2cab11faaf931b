/* SPDX-License-Identifier: MIT */
/* Adding up what was stated: lines come in any order, and are sorted once. */
#include "ledger/issued.h"

#include <stdlib.h>

#include "core/money.h"

void
dn_issued_release(struct dn_issued_sums *sums)
{
	free(sums->lines);
	free(sums->heads);
	*sums = (struct dn_issued_sums){ .lines = NULL };
}

int
dn_issued_compare(const struct dn_issued_line *a,
    const struct dn_issued_line *b)
{
	if (a->batch != b->batch)
		return a->batch < b->batch ? -1 : 1;
	if (a->component != b->component)
		return a->component < b->component ? -1 : 1;
	if (a->person != b->person)
		return a->person < b->person ? -1 : 1;
	return (a->month > b->month) - (a->month < b->month);
}

struct dn_issued_line
dn_issued_of(const struct dn_line *line)
{
	return (struct dn_issued_line){
		.batch = line->batch, .component = line->component,
		.person = line->person, .month = line->month, .fen = line->fen
	};
}

/* Room for `need` lines, just as many where it is known how many come. */
static int
make_room(struct dn_issued_sums *sums, size_t need, struct dn_err *err)
{
	struct dn_issued_line *grown;

	if (need <= sums->room)
		return 0;
	grown = reallocarray(sums->lines, need, sizeof(*grown));
	if (grown == NULL)
		return dn_err_memory(err);
	sums->lines = grown;
	sums->room = need;
	return 0;
}

int
dn_issued_add(struct dn_issued_sums *sums, const struct dn_issued_line *line,
    struct dn_err *err)
{
	bool behind = sums->sorted == sums->count && (sums->count == 0 ||
	    dn_issued_compare(&sums->lines[sums->count - 1], line) < 0);

	if (sums->count == sums->room &&
	    make_room(sums, sums->room + sums->room / 2 + 256, err) < 0)
		return -1;
	sums->lines[sums->count++] = *line;
	if (behind)
		sums->sorted = sums->count;
	return 0;
}

void
dn_issued_forget(struct dn_issued_sums *sums, size_t count)
{
	sums->count = count;
	if (sums->sorted > count)
		sums->sorted = count;
}

int
dn_issued_freeze(struct dn_issued_sums *sums,
    const struct dn_issued_heads *heads, struct dn_err *err)
{
	struct dn_issued_heads *grown;
	size_t more;

	if (sums->heads_count == sums->heads_room) {
		more = sums->heads_room > 0 ? 2 * sums->heads_room : 16;
		grown = reallocarray(sums->heads, more, sizeof(*grown));
		if (grown == NULL)
			return dn_err_memory(err);
		sums->heads = grown;
		sums->heads_room = more;
	}
	sums->heads[sums->heads_count++] = *heads;
	return 0;
}

static int
compare_lines(const void *a, const void *b)
{
	return dn_issued_compare(a, b);
}

int
dn_issued_view(struct dn_issued_sums *sums, struct dn_issued *view,
    struct dn_err *err)
{
	struct dn_issued_line *lines = sums->lines;
	size_t i, n = 0;

	if (sums->sorted < sums->count) {
		qsort(lines, sums->count, sizeof(*lines), compare_lines);
		for (i = 0; i < sums->count; i++)
			if (n == 0 || dn_issued_compare(&lines[n - 1],
			    &lines[i]) != 0)
				lines[n++] = lines[i];
			else if (!dn_money_add(lines[n - 1].fen, lines[i].fen,
			    &lines[n - 1].fen))
				return dn_err_set(err, DN_E_OVERFLOW,
				    "what was stated does not fit 64 bits of "
				    "fen");
		sums->count = sums->sorted = n;
	}
	*view = (struct dn_issued){
		.lines = lines, .line_count = sums->count,
		.heads = sums->heads, .heads_count = sums->heads_count
	};
	return 0;
}

int
dn_issued_reach(struct dn_issued_sums *sums, const struct dn_line *owed,
    size_t count, struct dn_err *err)
{
	size_t i;

	sums->count = sums->sorted = 0;
	if (make_room(sums, count, err) < 0)
		return -1;
	for (i = 0; i < count; i++) {
		struct dn_issued_line line = dn_issued_of(&owed[i]);

		if (dn_issued_add(sums, &line, err) < 0)
			return -1;
	}
	return 0;
}

size_t
dn_issued_find(const struct dn_issued *view, const struct dn_issued_line *key,
    size_t hint)
{
	size_t low = 0, high = view->line_count;

	if (hint < high && dn_issued_compare(&view->lines[hint], key) == 0)
		return hint;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dn_issued_compare(&view->lines[middle], key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < view->line_count &&
	    dn_issued_compare(&view->lines[low], key) == 0 ? low :
	    view->line_count;
}
