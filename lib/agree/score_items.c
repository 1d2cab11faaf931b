/* SPDX-License-Identifier: MIT */
/* Each item's own share in a coefficient, by its place in the table. */
#include "agree/score_items.h"

#include <math.h>
#include <stdlib.h>

#include "agree/coefs.h"

static int
compare_patterns(const void *a, const void *b)
{
	return dn_agree_pattern_compare(a, b);
}

static int
compare_rows(const void *a, const void *b)
{
	return dn_agree_row_compare(a, b);
}

static int
compare_cells(const void *a, const void *b)
{
	return dn_agree_cell_compare(a, b);
}

/* ---- places --------------------------------------------------------- */

/* Scratch of finding places. */
struct finding {
	struct dn_ratings_walk walk;
	uint32_t *annotators, *labels;  /* places in the view, by number */
	uint32_t *pattern;              /* labels of an item, in order */
	size_t cap;
};

/* Places by number, for as many numbers as there are; NULL: no memory. */
static uint32_t *
invert(const uint32_t *numbers, size_t count, size_t room)
{
	uint32_t *places = calloc(room + 1, sizeof(*places));

	for (uint32_t i = 0; places != NULL && i < count; i++)
		places[numbers[i]] = i;
	return places;
}

/* The ratings of an item as the view numbers them, in order. */
static int
read_item(struct finding *finding, const struct dn_agree_item *item,
    struct dn_err *err)
{
	struct dn_ratings_walk *walk = &finding->walk;
	uint32_t *more;

	if (dn_ratings_read(walk, item->list, err) < 0)
		return -1;
	if (walk->count > finding->cap) {
		more = reallocarray(finding->pattern, walk->count,
		    sizeof(*more));
		if (more == NULL)
			return dn_err_memory(err);
		finding->pattern = more;
		finding->cap = walk->count;
	}
	for (size_t i = 0; i < walk->count; i++) {
		struct dn_rating *rating = &walk->list[i];

		rating->annotator = finding->annotators[rating->annotator];
		rating->label = finding->labels[rating->label];
		finding->pattern[i] = rating->label;
	}
	dn_agree_ratings_sort(walk->list, walk->count);
	dn_agree_labels_sort(finding->pattern, walk->count);
	return 0;
}

/* Where something stands in a list that is sorted; SIZE_MAX: nowhere. */
static size_t
place_in(const void *list, size_t count, size_t size, const void *wanted,
    int (*compare)(const void *, const void *))
{
	const char *found = count == 0 ? NULL :
	    bsearch(wanted, list, count, size, compare);

	return found == NULL ? SIZE_MAX :
	    (size_t)(found - (const char *)list) / size;
}

static void
place_item(struct dn_score_items *items, size_t at,
    const struct finding *finding)
{
	const struct dn_agree_table *table = items->view->table;
	const struct dn_rating *list = finding->walk.list;
	size_t size = finding->walk.count;
	struct dn_agree_pattern pattern = { finding->pattern, size, 0 };
	struct dn_agree_row row = { list, size, 0 };
	struct dn_agree_cell cell = { list[0].label, list[size - 1].label,
		0 };

	items->sizes[at] = size;
	items->patterns[at] = place_in(table->patterns, table->pattern_count,
	    sizeof(pattern), &pattern, compare_patterns);
	items->rows[at] = place_in(table->rows, table->row_count,
	    sizeof(row), &row, compare_rows);
	items->cells[at] = size != 2 ? SIZE_MAX :
	    place_in(table->cells, table->cell_count, sizeof(cell), &cell,
	    compare_cells);
}

static int
place_items(struct dn_score_items *items, const struct dn_gather *gather,
    struct dn_err *err)
{
	const struct dn_agree_view *view = items->view;
	struct finding finding = { .walk = { .ratings = gather->ratings },
		.annotators = invert(view->annotators, view->annotator_count,
		    dn_names_count(gather->annotators)),
		.labels = invert(view->labels, view->label_count,
		    dn_categories_count(gather->categories)) };
	int failed = finding.annotators == NULL || finding.labels == NULL ?
	    dn_err_memory(err) : 0;

	for (size_t i = 0; i < items->count && failed == 0; i++) {
		failed = read_item(&finding, &items->items[i], err);
		if (failed == 0)
			place_item(items, i, &finding);
	}
	dn_ratings_walk_release(&finding.walk);
	free(finding.annotators);
	free(finding.labels);
	free(finding.pattern);
	return failed;
}

int
dn_score_items_init(struct dn_score_items *items,
    const struct dn_agree_items *all, const struct dn_gather *gather,
    const struct dn_agree_view *view, struct dn_err *err)
{
	const struct dn_agree_table *table = view->table;
	size_t room;

	*items = (struct dn_score_items){ .view = view };
	items->items = dn_agree_items_of(all, view->part, &items->count);
	room = items->count + 1;
	items->sizes = calloc(room, sizeof(*items->sizes));
	items->patterns = calloc(room, sizeof(*items->patterns));
	items->rows = calloc(room, sizeof(*items->rows));
	items->cells = calloc(room, sizeof(*items->cells));
	items->own = calloc(table->pattern_count + table->row_count +
	    table->cell_count + 1, sizeof(*items->own));
	if (items->sizes == NULL || items->patterns == NULL ||
	    items->rows == NULL || items->cells == NULL ||
	    items->own == NULL)
		return dn_err_memory(err);
	return place_items(items, gather, err);
}

void
dn_score_items_release(struct dn_score_items *items)
{
	free(items->sizes);
	free(items->patterns);
	free(items->rows);
	free(items->cells);
	free(items->own);
	*items = (struct dn_score_items){ .view = NULL };
}

/* ---- scores --------------------------------------------------------- */

/* The own value at a place of the list that it is of; NAN for no place. */
static double
own_at(const struct dn_score_items *items, enum dn_agree_own of, size_t at)
{
	size_t place = of == DN_AGREE_OWN_PATTERN ? items->patterns[at] :
	    of == DN_AGREE_OWN_ROW ? items->rows[at] :
	    of == DN_AGREE_OWN_CELL ? items->cells[at] : SIZE_MAX;

	return place == SIZE_MAX ? NAN : items->own[place];
}

/* What an item with two ratings or more comes to. */
static double
value_of(const struct dn_score_items *items,
    const struct dn_score_line *line, enum dn_agree_own of, size_t at)
{
	const struct dn_agree_coef *coef = line->coef;
	double own;

	if (coef->compute == dn_agree_percent ||
	    coef->compute == dn_agree_specific)
		return dn_agree_within(line->metric,
		    &items->view->table->patterns[items->patterns[at]]);
	own = own_at(items, of, at);
	return coef->compute == dn_agree_percent_all ? own > 0 : own;
}

int
dn_score_items_write(const struct dn_score_items *items,
    const struct dn_score_line *line,
    const struct dn_agree_question *question, struct dn_bytes *out,
    struct dn_err *err)
{
	struct dn_agree_question asked = *question;
	struct dn_score_line own = *line;
	struct dn_agree_result whole, one;

	if (line->coef->compute == dn_agree_light)
		return 0;
	asked.own = items->own;
	if (dn_agree_compute(line->coef, &asked, &whole, err) < 0)
		return -1;
	for (size_t i = 0; i < items->count; i++) {
		one = (struct dn_agree_result){ .reason = whole.reason,
			.value = NAN, .n = items->sizes[i] };
		if (one.reason == NULL && one.n >= 2)
			one.value = value_of(items, line, whole.own_of, i);
		if (one.reason == NULL && isnan(one.value))
			one.reason = "no-pairs";
		own.item = &items->items[i];
		dn_score_line_write_item(&own, &one, out);
	}
	return 0;
}
