/* SPDX-License-Identifier: MIT */
/* Lines of what is owed: a growing list, what was stated, order, JSON. */
#include "ledger/lines.h"

#include <stdlib.h>

#include "core/date.h"
#include "io/jsontext.h"
#include "ledger/months.h"

#define NOBODY DN_EVENT_NOBODY

/* ---- lines ---- */

struct dn_line *
dn_lines_add(struct dn_entitlement *entitlement, const struct dn_line *line,
    struct dn_err *err)
{
	struct dn_line *grown;
	size_t more;

	if (entitlement->count == entitlement->room) {
		more = entitlement->room > 0 ? 2 * entitlement->room : 256;
		grown = reallocarray(entitlement->lines, more,
		    sizeof(*grown));
		if (grown == NULL) {
			dn_err_memory(err);
			return NULL;
		}
		entitlement->lines = grown;
		entitlement->room = more;
	}
	grown = &entitlement->lines[entitlement->count++];
	*grown = *line;
	return grown;
}

/* ---- what was stated before ---- */

/* How a stated line stands to the batch, component and person of another. */
static int
compare_stated(const struct dn_issued_line *said, const struct dn_line *line)
{
	if (said->batch != line->batch)
		return said->batch < line->batch ? -1 : 1;
	if (said->component != line->component)
		return said->component < line->component ? -1 : 1;
	return (said->person > line->person) - (said->person < line->person);
}

const struct dn_issued_line *
dn_lines_stated(const struct dn_issued *issued, const struct dn_line *line,
    size_t *count)
{
	size_t from = 0, high, end;

	*count = 0;
	if (issued == NULL)
		return NULL;
	high = issued->line_count;
	while (from < high) {
		size_t middle = from + (high - from) / 2;

		if (compare_stated(&issued->lines[middle], line) < 0)
			from = middle + 1;
		else
			high = middle;
	}
	end = from;
	while (end < issued->line_count &&
	    compare_stated(&issued->lines[end], line) == 0)
		end++;
	*count = end - from;
	return &issued->lines[from];
}

int64_t
dn_lines_stated_month(const struct dn_issued_line *lines, size_t count,
    int32_t month)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (lines[middle].month < month)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && lines[low].month == month ? lines[low].fen : 0;
}

/* ---- order ---- */

/* The places of names in byte order, by their numbers; NULL without memory. */
static uint32_t *
places_of(const struct dn_names *names)
{
	size_t count = dn_names_count(names), i;
	size_t *sorted = count > 0 ? dn_names_sorted(names) : NULL;
	uint32_t *places = calloc(count + 1, sizeof(*places));

	if (places != NULL && sorted != NULL)
		for (i = 0; i < count; i++)
			places[sorted[i]] = (uint32_t)i;
	if (count > 0 && sorted == NULL) {
		free(places);
		places = NULL;
	}
	free(sorted);
	return places;
}

/* The id of a component, without an employer behind it. */
struct dn_span
dn_lines_rule(struct dn_span name)
{
	const char *slash = memchr(name.ptr, '/', name.len);

	if (slash != NULL)
		name.len = (size_t)(slash - name.ptr);
	return name;
}

int
dn_order_init(struct dn_order *order, const struct dn_book *book,
    const struct dn_policy *policy, const struct dn_names *shown,
    struct dn_err *err)
{
	size_t count = dn_names_count(book->components), i;

	order->batches = places_of(book->batches);
	order->persons = places_of(shown != NULL ? shown : book->persons);
	order->components = places_of(book->components);
	order->ranks = calloc(count + 1, sizeof(*order->ranks));
	if (order->batches == NULL || order->persons == NULL ||
	    order->components == NULL || order->ranks == NULL)
		return dn_err_memory(err);
	for (i = 0; i < count; i++)
		order->ranks[i] = dn_policy_rank(policy,
		    dn_lines_rule(dn_names_get(book->components, i)));
	return 0;
}

void
dn_order_release(struct dn_order *order)
{
	free(order->batches);
	free(order->persons);
	free(order->components);
	free(order->ranks);
}

/* Places of two names of one table, of which either may be none: it is last. */
static int
compare_places(const uint32_t *places, uint32_t a, uint32_t b)
{
	if (a == b)
		return 0;
	if (a == NOBODY || b == NOBODY)
		return a == NOBODY ? 1 : -1;
	return places[a] < places[b] ? -1 : 1;
}

int
dn_order_compare(const struct dn_order *order, const struct dn_line *a,
    const struct dn_line *b)
{
	int result = compare_places(order->batches, a->batch, b->batch);

	if (result != 0)
		return result;
	if (order->ranks[a->component] != order->ranks[b->component])
		return order->ranks[a->component] <
		    order->ranks[b->component] ? -1 : 1;
	result = compare_places(order->components, a->component,
	    b->component);
	if (result == 0)
		result = compare_places(order->persons, a->person, b->person);
	return result != 0 ? result :
	    (a->month > b->month) - (a->month < b->month);
}

/* ---- JSON ---- */

void
dn_line_write(struct dn_bytes *out, const struct dn_entitlement *entitlement,
    const struct dn_book *book, const struct dn_line *line,
    struct dn_span statement)
{
	const struct dn_names *persons = entitlement->shown != NULL ?
	    entitlement->shown : book->persons;
	char month[DN_MONTH_TEXT + 1];

	dn_bytes_add_text(out, "{\"record\":\"line\"");
	if (statement.ptr != NULL) {
		dn_bytes_add_text(out, ",\"statement\":");
		dn_json_write_text(out, statement);
	}
	if (line->batch != NOBODY) {
		dn_bytes_add_text(out, ",\"batch\":");
		dn_json_write_text(out,
		    dn_names_get(book->batches, line->batch));
	}
	if (line->person != NOBODY) {
		dn_bytes_add_text(out, ",\"person\":");
		dn_json_write_text(out, dn_names_get(persons, line->person));
	}
	if (line->month != 0) {
		dn_month_write(dn_date_from_number(
		    dn_month_begins(line->month)), month);
		dn_bytes_add_format(out, ",\"month\":\"%s\"", month);
	}
	dn_bytes_add_text(out, ",\"component\":");
	dn_json_write_text(out, dn_names_get(book->components,
	    line->component));
	dn_bytes_add_text(out, ",\"amount_fen\":");
	dn_bytes_add_int(out, line->fen);
	if (line->rule != NULL && line->rule->clause.ptr != NULL) {
		dn_bytes_add_text(out, ",\"clause\":");
		dn_json_write_text(out, line->rule->clause);
	}
	dn_bytes_add_text(out, "}\n");
}

int
dn_order_compare_any(const void *a, const void *b, void *order)
{
	return dn_order_compare(order, a, b);
}
