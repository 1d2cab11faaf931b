/* SPDX-License-Identifier: MIT */
/* Comparing lines by the names of what they are about. */
#include "ledger/shown.h"

#include <stdlib.h>

int
dn_shown_init(struct dn_shown *shown, const struct dn_book *book,
    const struct dn_names *persons, const struct dn_policy *policy,
    struct dn_err *err)
{
	size_t i, count = dn_names_count(book->components);

	*shown = (struct dn_shown){
		.book = book, .persons = persons,
		.ranks = calloc(count + 1, sizeof(*shown->ranks))
	};
	if (shown->ranks == NULL)
		return dn_err_memory(err);
	for (i = 0; policy != NULL && i < count; i++)
		shown->ranks[i] = dn_policy_rank(policy,
		    dn_names_get(book->components, i));
	return 0;
}

void
dn_shown_release(struct dn_shown *shown)
{
	free(shown->ranks);
	*shown = (struct dn_shown){ .ranks = NULL };
}

/* Two names by number, `first` telling where nobody comes. */
static int
compare_names(const struct dn_names *names, uint32_t a, uint32_t b, int first)
{
	if (a == b)
		return 0;
	if (a == DN_EVENT_NOBODY)
		return first;
	if (b == DN_EVENT_NOBODY)
		return -first;
	return dn_span_compare(dn_names_get(names, a), dn_names_get(names, b));
}

int
dn_shown_compare(const void *a, const void *b, void *state)
{
	const struct dn_shown *shown = state;
	const struct dn_line *x = a, *y = b;
	int order = compare_names(shown->book->batches, x->batch, y->batch, 1);

	if (order != 0)
		return order;
	if (shown->ranks[x->component] != shown->ranks[y->component])
		return shown->ranks[x->component] <
		    shown->ranks[y->component] ? -1 : 1;
	order = compare_names(shown->book->components, x->component,
	    y->component, 0);
	if (order != 0)
		return order;
	order = compare_names(shown->persons, x->person, y->person, -1);
	if (order != 0)
		return order;
	return (x->month > y->month) - (x->month < y->month);
}
