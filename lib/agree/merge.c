/* SPDX-License-Identifier: MIT */
/* A line is checked as a whole before any of it is counted. */
#include "agree/merge.h"

#include <stdlib.h>
#include <string.h>

#include "agree/gathering.h"
#include "agree/partial.h"
#include "io/jsontext.h"
#include "io/tree.h"

/* More ratings than doubles tell apart are no counts. */
#define MOST_RATINGS ((uint64_t)1 << 53)

struct dn_merge_state {
	struct dn_tree tree;
	struct dn_bytes options, source, scratch;       /* canonical JSON */
	uint64_t ratings;               /* in all */
	uint32_t *annotators, *labels;  /* numbers in the gathering, by place */
	uint64_t *stamps;               /* by place: the last row he is in */
	struct dn_rating *list;
	size_t annotator_count, label_count;
	uint64_t row;
};

/* ---- what is wrong ---------------------------------------------------- */

static int
wrong(enum dn_code code, const struct dn_node *node, const char *member,
    const char *what, struct dn_err *err)
{
	dn_err_set(err, code, "%s", what);
	dn_err_field(err, member, strlen(member));
	return node == NULL ? -1 :
	    dn_err_excerpt(err, node->raw.ptr, node->raw.len);
}

/* A member that must be there, of that type; NULL otherwise. */
static struct dn_node *
need(struct dn_merge_state *state, struct dn_node *object, const char *name,
    enum dn_json_type type, struct dn_err *err)
{
	struct dn_node *node = dn_node_get(&state->tree, object, name);

	if (node == NULL)
		wrong(DN_E_MISSING_FIELD, NULL, name,
		    "a needed member is not there", err);
	else if (node->type != type)
		wrong(DN_E_BAD_TYPE, node, name, "of another type", err);
	return node != NULL && node->type == type ? node : NULL;
}

/* A whole number below `end`. */
static int
read_count(const struct dn_node *node, uint64_t end, const char *member,
    uint64_t *count, struct dn_err *err)
{
	int64_t value;

	if (node == NULL || !dn_node_int(node, &value) || value < 0 ||
	    (uint64_t)value >= end)
		return wrong(DN_E_BAD_VALUE, node, member,
		    "not a count that there can be", err);
	*count = (uint64_t)value;
	return 0;
}

/* ---- options ---------------------------------------------------------- */

/* Is that member of the line, as canonical JSON, the same as `own`? */
static int
check_same(struct dn_merge_state *state, const char *name,
    const struct dn_bytes *own, struct dn_err *err)
{
	const struct dn_node *node = need(state, state->tree.root, name,
	    DN_JSON_OBJECT, err);
	struct dn_json_value value;

	if (node == NULL)
		return -1;
	value = dn_json_value_of(node->raw);
	dn_bytes_clear(&state->scratch);
	dn_json_canonical(&value, &state->scratch);
	if (dn_bytes_check(&state->scratch, err) < 0)
		return -1;
	return dn_span_equal(dn_bytes_span(&state->scratch),
	    dn_bytes_span(own)) ? 0 : 1;
}

/* Counts of other options would be added to what they do not belong to. */
static int
check_options(struct dn_merge_state *state, struct dn_err *err)
{
	int other = check_same(state, "options", &state->options, err);

	if (other > 0)
		return dn_err_set(err, DN_E_USAGE, "--merge: these were "
		    "counted with other --categories, --between, --repeat or "
		    "--unit than are given now");
	if (other == 0 && state->source.len > 0)
		other = check_same(state, "source", &state->source, err);
	if (other > 0)
		return dn_err_set(err, DN_E_USAGE, "--merge: these were "
		    "counted with another --group-by or --predictions than "
		    "those before");
	if (other == 0 && state->source.len == 0) {
		other = check_same(state, "source", &state->source, err);
		dn_bytes_add_span(&state->source,
		    dn_bytes_span(&state->scratch));
	}
	return other < 0 ? -1 : dn_bytes_check(&state->source, err);
}

/* ---- the account ------------------------------------------------------ */

/* Add what reasons' names have; `sums` are by their numbers. */
static int
add_reasons(struct dn_merge_state *state, struct dn_node *object,
    uint64_t *sums, struct dn_err *err)
{
	struct dn_node *node = dn_node_first(&state->tree, object);
	uint64_t count;

	for (; node != NULL; node = node->next) {
		size_t i = 0;

		while (dn_gather_reasons[i] != NULL &&
		    !dn_span_is(node->name, dn_gather_reasons[i]))
			i++;
		if (dn_gather_reasons[i] == NULL)
			return wrong(DN_E_BAD_VALUE, node, "ignored",
			    "there is no such reason", err);
		if (read_count(node, MOST_RATINGS, "ignored", &count,
		    err) < 0)
			return -1;
		sums[i] += count;
	}
	return 0;
}

/* What became of annotations is told of all runs together. */
static int
add_account(struct dn_gather *gather, struct dn_merge_state *state,
    struct dn_node *account, struct dn_err *err)
{
	uint64_t used, ignored[DN_REASONS_MAX] = { 0 };
	struct dn_node *annotations = need(state, account, "annotations",
	    DN_JSON_OBJECT, err), *reasons;

	if (annotations == NULL)
		return -1;
	reasons = need(state, annotations, "ignored", DN_JSON_OBJECT, err);
	if (reasons == NULL || read_count(dn_node_get(&state->tree,
	    annotations, "used"), MOST_RATINGS, "used", &used, err) < 0 ||
	    add_reasons(state, reasons, ignored, err) < 0)
		return -1;
	gather->annotations_used += used;
	for (size_t i = 0; i < DN_REASONS_MAX; i++)
		gather->annotations_ignored[i] += ignored[i];
	return 0;
}

/* ---- names ------------------------------------------------------------ */

static int
number_annotators(struct dn_gather *gather, struct dn_merge_state *state,
    struct dn_node *names, struct dn_err *err)
{
	size_t count = dn_node_count(&state->tree, names);
	struct dn_node *node = dn_node_first(&state->tree, names);
	uint64_t *stamps = reallocarray(state->stamps, count + 1,
	    sizeof(*stamps));
	uint32_t *numbers = NULL;

	if (stamps != NULL) {
		state->stamps = stamps;
		memset(stamps, 0, count * sizeof(*stamps));
		numbers = reallocarray(state->annotators, count + 1,
		    sizeof(*numbers));
	}
	if (numbers == NULL)
		return dn_err_memory(err);
	state->annotators = numbers;
	state->annotator_count = count;
	for (; node != NULL; node = node->next) {
		struct dn_span name = dn_node_text(&state->tree, node);

		if (node->type != DN_JSON_STRING ||
		    !dn_gather_is_wanted(gather, name))
			return wrong(DN_E_BAD_VALUE, node, "annotators",
			    "not the name of an annotator that counts", err);
		if (dn_gather_number(gather->annotators, name, numbers++,
		    err) < 0)
			return -1;
	}
	return 0;
}

static int
number_labels(struct dn_gather *gather, struct dn_merge_state *state,
    struct dn_node *labels, struct dn_err *err)
{
	size_t count = dn_node_count(&state->tree, labels);
	struct dn_node *node = dn_node_first(&state->tree, labels);
	uint32_t *numbers = reallocarray(state->labels, count + 1,
	    sizeof(*numbers));

	if (numbers == NULL)
		return dn_err_memory(err);
	state->labels = numbers;
	state->label_count = count;
	for (; node != NULL; node = node->next) {
		struct dn_json_value value = dn_json_value_of(node->raw);

		if (node->type == DN_JSON_NULL)
			return wrong(DN_E_BAD_VALUE, node, "labels",
			    "null is no label", err);
		if (dn_categories_add(gather->categories, &value, numbers++,
		    err) < 0)
			return -1;
	}
	return 0;
}

/* ---- rows ------------------------------------------------------------- */

/* [annotator,label], as places of the line. */
static int
read_rating(struct dn_gather *gather, struct dn_merge_state *state,
    struct dn_node *pair, struct dn_rating *rating, struct dn_err *err)
{
	struct dn_node *first = pair->type != DN_JSON_ARRAY ? NULL :
	    dn_node_first(&state->tree, pair);
	uint64_t annotator, label;

	if (first == NULL || first->next == NULL ||
	    first->next->next != NULL)
		return wrong(DN_E_BAD_TYPE, pair, "rows",
		    "not an annotator and a label", err);
	if (read_count(first, state->annotator_count, "rows", &annotator,
	    err) < 0 || read_count(first->next, state->label_count, "rows",
	    &label, err) < 0)
		return -1;
	if (state->stamps[annotator] == state->row &&
	    gather->spec.repeat != DN_GATHER_ALL)
		return wrong(DN_E_REPEATED, pair, "rows",
		    "an annotator rates an item twice", err);
	state->stamps[annotator] = state->row;
	*rating = (struct dn_rating){ state->annotators[annotator],
		state->labels[label] };
	return 0;
}

/* Read [items,[annotator,label],...]; count it when `part` is not NULL. */
static int
read_row(struct dn_gather *gather, struct dn_merge_state *state,
    struct dn_node *row, const uint32_t *part, struct dn_err *err)
{
	struct dn_node *node = row->type != DN_JSON_ARRAY ? NULL :
	    dn_node_first(&state->tree, row);
	size_t size = dn_node_count(&state->tree, row), i = 0;
	uint64_t items;
	struct dn_rating *list;

	if (node == NULL || size < 2)
		return wrong(DN_E_BAD_TYPE, row, "rows",
		    "not a count and ratings", err);
	size--;
	if (read_count(node, MOST_RATINGS, "rows", &items, err) < 0)
		return -1;
	if (items == 0 || items > (MOST_RATINGS - state->ratings) / size)
		return wrong(DN_E_OVERFLOW, node, "rows",
		    "none, or too many to count", err);
	list = reallocarray(state->list, size, sizeof(*list));
	if (list == NULL)
		return dn_err_memory(err);
	state->list = list;
	state->row++;
	for (node = node->next; node != NULL; node = node->next)
		if (read_rating(gather, state, node, &list[i++], err) < 0)
			return -1;
	state->ratings += items * size;
	return part == NULL ? 0 : dn_ratings_add_list(gather->ratings, *part,
	    list, size, items, err);
}

/* All rows, first to look at them, then to count them. */
static int
add_rows(struct dn_gather *gather, struct dn_merge_state *state,
    struct dn_node *rows, const uint32_t *part, struct dn_err *err)
{
	struct dn_node *node = dn_node_first(&state->tree, rows);
	uint64_t before = state->ratings;

	for (; node != NULL; node = node->next)
		if (read_row(gather, state, node, part, err) < 0) {
			state->ratings = before;
			return -1;
		}
	if (part == NULL)
		state->ratings = before;
	return 0;
}

static int
add_part(struct dn_gather *gather, struct dn_merge_state *state,
    struct dn_err *err)
{
	struct dn_tree *tree = &state->tree;
	struct dn_node *annotators = need(state, tree->root, "annotators",
	    DN_JSON_ARRAY, err), *labels, *rows;
	struct dn_node *group = dn_node_get(tree, tree->root, "group");
	struct dn_node *field = dn_node_get(tree, tree->root, "field");
	struct dn_gather_name name = { .annotator = { NULL, 0 } };
	uint32_t part;

	if (annotators == NULL)
		return -1;
	labels = need(state, tree->root, "labels", DN_JSON_ARRAY, err);
	rows = labels == NULL ? NULL :
	    need(state, tree->root, "rows", DN_JSON_ARRAY, err);
	if (rows == NULL)
		return -1;
	if (group != NULL)
		name.group = dn_json_value_of(group->raw);
	if (field != NULL)
		name.field = dn_json_value_of(field->raw);
	if ((group != NULL && group->type != DN_JSON_STRING) ||
	    (field != NULL && field->type != DN_JSON_STRING))
		return wrong(DN_E_BAD_TYPE, NULL, "group",
		    "group and field are strings", err);
	if (number_annotators(gather, state, annotators, err) < 0 ||
	    number_labels(gather, state, labels, err) < 0 ||
	    add_rows(gather, state, rows, NULL, err) < 0 ||
	    dn_gather_part(gather, &name, &part, err) < 0)
		return -1;
	return add_rows(gather, state, rows, &part, err);
}

/* ---- the loop --------------------------------------------------------- */

/* An escape in so short a word is nobody's. */
static int
map(void *data, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err)
{
	(void)data;
	(void)note;
	(void)err;
	if (!dn_span_is(record->record.raw, "\"counts\""))
		return dn_gather_ignore(result, DN_GATHER_OTHER_RECORD);
	result->verdict = DN_USED;
	return 0;
}

static int
fold(void *data, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err)
{
	struct dn_merge *merge = data;
	struct dn_merge_state *state = merge->state;
	struct dn_span object = record->line;
	struct dn_json_value line;
	struct dn_node *account;

	(void)note;
	/* Blanks may stand before the object. */
	while (*object.ptr != '{') {
		object.ptr++;
		object.len--;
	}
	line = dn_json_value_of(object);
	if (result->verdict == DN_IGNORE)
		return 0;
	dn_tree_clear(&state->tree);
	if (dn_tree_read(&state->tree, &line) == NULL)
		return dn_err_memory(err);
	if (check_options(state, err) < 0)
		return -1;
	account = dn_node_get(&state->tree, state->tree.root, "account");
	if ((account != NULL ? add_account(merge->gather, state, account,
	    err) : add_part(merge->gather, state, err)) < 0)
		return -1;
	return dn_tree_check(&state->tree, err);
}

int
dn_merge_init(struct dn_merge *merge, struct dn_gather *gather,
    struct dn_err *err)
{
	struct dn_merge_state *state = calloc(1, sizeof(*state));
	struct dn_bytes own;
	struct dn_json_value value;

	*merge = (struct dn_merge){ .gather = gather, .state = state };
	if (state == NULL)
		return dn_err_memory(err);
	dn_tree_init(&state->tree, SIZE_MAX / 2);
	dn_bytes_init(&state->options, SIZE_MAX / 2);
	dn_bytes_init(&state->source, SIZE_MAX / 2);
	dn_bytes_init(&state->scratch, SIZE_MAX / 2);
	merge->loop = (struct dn_loop){ .ignores = dn_gather_reasons,
		.state = merge, .map = map, .fold = fold };
	dn_bytes_init(&own, SIZE_MAX / 2);
	dn_partial_options(gather, false, &own);
	value = dn_json_value_of(dn_bytes_span(&own));
	if (own.failed == DN_E_NONE)
		dn_json_canonical(&value, &state->options);
	dn_bytes_release(&own);
	return own.failed != DN_E_NONE ? dn_err_memory(err) :
	    dn_bytes_check(&state->options, err);
}

void
dn_merge_release(struct dn_merge *merge)
{
	struct dn_merge_state *state = merge->state;

	if (state == NULL)
		return;
	dn_tree_release(&state->tree);
	dn_bytes_release(&state->options);
	dn_bytes_release(&state->source);
	dn_bytes_release(&state->scratch);
	free(state->annotators);
	free(state->labels);
	free(state->stamps);
	free(state->list);
	free(state);
	*merge = (struct dn_merge){ .state = NULL };
}
