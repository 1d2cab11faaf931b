/* SPDX-License-Identifier: MIT */
/* Annotators by annotation, set and work; labels as one value. */
#include "model/answer.h"

#include <stdlib.h>

#include "io/jsontext.h"
#include "io/number.h"

/* An entry of `work`; what it does not say is absent. */
struct dn_answer_work {
	struct dn_span set, annotator, name;    /* the last: a model's */
	bool model;
};

void
dn_answers_init(struct dn_answers *answers)
{
	*answers = (struct dn_answers){ .tree = NULL };
	dn_bytes_init(&answers->scratch, SIZE_MAX / 2);
}

void
dn_answers_release(struct dn_answers *answers)
{
	dn_bytes_release(&answers->scratch);
	free(answers->work);
}

struct dn_span
dn_answer_name(const struct dn_json_value *value, struct dn_bytes *scratch)
{
	if (value->type == DN_JSON_STRING)
		return dn_json_text(value, scratch);
	if (value->type != DN_JSON_NUMBER)
		return (struct dn_span){ NULL, 0 };
	dn_bytes_clear(scratch);
	if (!dn_number_add_canonical(scratch, value->raw))
		dn_bytes_add_span(scratch, value->raw);
	return dn_bytes_span(scratch);
}

/* ---- members ------------------------------------------------------ */

/* A member that is there and not null, or NULL. */
static struct dn_node *
member(struct dn_tree *tree, struct dn_node *object, const char *name)
{
	struct dn_node *node = dn_node_get(tree, object, name);

	return node == NULL || node->type == DN_JSON_NULL ? NULL : node;
}

static struct dn_json_value
value_of(const struct dn_node *node)
{
	return dn_json_value_of(node != NULL ? node->raw :
	    (struct dn_span){ NULL, 0 });
}

static int
wrong_type(const struct dn_node *node, const char *name, const char *what,
    struct dn_err *err)
{
	dn_err_set(err, DN_E_BAD_TYPE, "%s", what);
	dn_err_field(err, name, strlen(name));
	return dn_err_excerpt(err, node->raw.ptr, node->raw.len);
}

/* A name of an annotator or set, kept with the record; absent if none. */
static int
read_name(struct dn_answers *answers, struct dn_node *object,
    const char *name, struct dn_span *text, struct dn_err *err)
{
	const struct dn_node *node = member(answers->tree, object, name);
	struct dn_json_value value = value_of(node);

	*text = (struct dn_span){ NULL, 0 };
	if (node == NULL)
		return 0;
	*text = dn_answer_name(&value, &answers->scratch);
	if (text->ptr == NULL)
		return wrong_type(node, name,
		    "neither a string nor a number", err);
	*text = dn_arena_copy(&answers->tree->arena, *text);
	if (text->ptr == NULL || answers->scratch.failed != DN_E_NONE)
		return dn_err_memory(err);
	return 0;
}

int
dn_answer_objects(struct dn_tree *tree, struct dn_node *object,
    const char *name, struct dn_node **first, struct dn_err *err)
{
	struct dn_node *array = member(tree, object, name);

	*first = NULL;
	if (array == NULL)
		return 0;
	if (array->type != DN_JSON_ARRAY)
		return wrong_type(array, name, "not an array", err);
	*first = dn_node_first(tree, array);
	for (const struct dn_node *node = *first; node != NULL;
	    node = node->next)
		if (node->type != DN_JSON_OBJECT)
			return wrong_type(node, name, "not an object", err);
	return dn_tree_check(tree, err);
}

/* ---- work --------------------------------------------------------- */

static int
compare_work(const void *a, const void *b)
{
	return dn_span_compare(((const struct dn_answer_work *)a)->set,
	    ((const struct dn_answer_work *)b)->set);
}

static int
add_work(struct dn_answers *answers, struct dn_node *object,
    struct dn_err *err)
{
	struct dn_answer_work *entry;
	const struct dn_node *model;

	if (answers->count == answers->cap) {
		size_t cap = answers->cap == 0 ? 8 : answers->cap * 2;
		struct dn_answer_work *more = reallocarray(answers->work,
		    cap, sizeof(*more));

		if (more == NULL)
			return dn_err_memory(err);
		answers->work = more;
		answers->cap = cap;
	}
	entry = &answers->work[answers->count++];
	model = member(answers->tree, object, "model");
	entry->model = model != NULL;
	entry->name = (struct dn_span){ NULL, 0 };
	if (model != NULL && (model->type == DN_JSON_STRING ||
	    model->type == DN_JSON_NUMBER) &&
	    read_name(answers, object, "model", &entry->name, err) < 0)
		return -1;
	if (read_name(answers, object, "set", &entry->set, err) < 0)
		return -1;
	return read_name(answers, object, "annotator", &entry->annotator,
	    err);
}

int
dn_answers_begin(struct dn_answers *answers, struct dn_tree *tree,
    struct dn_err *err)
{
	struct dn_node *entry;

	answers->tree = tree;
	answers->count = 0;
	if (dn_answer_objects(tree, tree->root, "work", &entry, err) < 0)
		return -1;
	for (; entry != NULL; entry = entry->next)
		if (add_work(answers, entry, err) < 0)
			return -1;
	if (answers->count > 1)
		qsort(answers->work, answers->count, sizeof(*answers->work),
		    compare_work);
	return 0;
}

/* Who judged, by what an entry says; false when it says nothing. */
static bool
take_work(const struct dn_answer_work *entry, struct dn_answer *answer)
{
	answer->model = entry->annotator.ptr == NULL && entry->model;
	answer->model_name = entry->name;
	answer->annotator = entry->annotator.ptr != NULL ? entry->annotator :
	    entry->set;
	return answer->model || answer->annotator.ptr != NULL;
}

size_t
dn_answers_count(const struct dn_answers *answers)
{
	return answers->count;
}

struct dn_answer
dn_answers_get(const struct dn_answers *answers, size_t number)
{
	struct dn_answer answer;

	(void)take_work(&answers->work[number], &answer);
	return answer;
}

int
dn_answer_find(struct dn_answers *answers, struct dn_node *annotation,
    struct dn_answer *answer, struct dn_err *err)
{
	struct dn_answer_work key = { .model = false };
	const struct dn_answer_work *entry = NULL;

	*answer = (struct dn_answer){ .model = false };
	if (read_name(answers, annotation, "annotator", &answer->annotator,
	    err) < 0 || read_name(answers, annotation, "set", &key.set,
	    err) < 0)
		return -1;
	if (answer->annotator.ptr != NULL)
		return 0;
	if (key.set.ptr != NULL && answers->count > 0)
		entry = bsearch(&key, answers->work, answers->count,
		    sizeof(*answers->work), compare_work);
	else if (key.set.ptr == NULL && answers->count == 1)
		entry = answers->work;
	if (take_work(entry != NULL ? entry : &key, answer))
		return 0;
	dn_err_set(err, DN_E_MISSING_FIELD,
	    "an annotation says neither its annotator nor its set");
	return dn_err_field(err, "annotator", 9);
}

/* ---- labels ------------------------------------------------------- */

static int
compare_spans(const void *a, const void *b)
{
	return dn_span_compare(*(const struct dn_span *)a,
	    *(const struct dn_span *)b);
}

/* The array of some canonical values in order, each once. */
static struct dn_span
write_set(struct dn_answers *answers, struct dn_span *parts, size_t count)
{
	struct dn_bytes *out = &answers->scratch;

	if (count > 1)
		qsort(parts, count, sizeof(*parts), compare_spans);
	dn_bytes_clear(out);
	dn_bytes_add_byte(out, '[');
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && dn_span_equal(parts[i], parts[i - 1]))
			continue;
		if (i > 0)
			dn_bytes_add_byte(out, ',');
		dn_bytes_add_span(out, parts[i]);
	}
	dn_bytes_add_byte(out, ']');
	return dn_arena_copy(&answers->tree->arena, dn_bytes_span(out));
}

/* What `labels` come to: one is a label, several are their set. */
static int
read_labels(struct dn_answers *answers, struct dn_node *labels,
    struct dn_json_value *label, struct dn_err *err)
{
	struct dn_arena *arena = &answers->tree->arena;
	size_t count = dn_node_count(answers->tree, labels), i = 0;
	struct dn_node *node = dn_node_first(answers->tree, labels);
	struct dn_span *parts;

	if (labels->type != DN_JSON_ARRAY)
		return wrong_type(labels, "labels", "not an array", err);
	*label = value_of(node);
	if (count == 1)
		return 0;
	parts = dn_arena_take_many(arena, count + 1, sizeof(*parts));
	for (; parts != NULL && node != NULL; node = node->next) {
		struct dn_json_value value = value_of(node);

		dn_bytes_clear(&answers->scratch);
		dn_json_canonical(&value, &answers->scratch);
		parts[i++] = dn_arena_copy(arena,
		    dn_bytes_span(&answers->scratch));
		if (parts[i - 1].ptr == NULL)
			return dn_err_memory(err);
	}
	if (parts != NULL)
		*label = (struct dn_json_value){ .type = DN_JSON_ARRAY,
			.raw = write_set(answers, parts, count) };
	if (parts == NULL || label->raw.ptr == NULL ||
	    answers->scratch.failed != DN_E_NONE)
		return dn_err_memory(err);
	return 0;
}

int
dn_answer_label(struct dn_answers *answers, struct dn_node *annotation,
    struct dn_json_value *label, struct dn_err *err)
{
	struct dn_node *labels = member(answers->tree, annotation, "labels");

	*label = value_of(member(answers->tree, annotation, "label"));
	return labels == NULL ? 0 : read_labels(answers, labels, label, err);
}
