/* SPDX-License-Identifier: MIT */
/* Which annotations of an item are judgements of it, and whose they are. */
#include "agree/classes.h"

#include <stdlib.h>

#include "io/jsontext.h"
#include "io/number.h"

/* Who worked on the item, as its member `work` has it. */
struct dn_class_work {
	struct dn_span set, annotator;  /* absent where not said */
	bool model;
};

void
dn_classes_init(struct dn_classes *classes)
{
	*classes = (struct dn_classes){ .next = NULL };
	dn_tree_init(&classes->tree, SIZE_MAX / 2);
	dn_bytes_init(&classes->scratch, SIZE_MAX / 2);
}

void
dn_classes_release(struct dn_classes *classes)
{
	dn_tree_release(&classes->tree);
	dn_bytes_release(&classes->scratch);
	free(classes->work);
}

struct dn_span
dn_class_name(const struct dn_json_value *value, struct dn_bytes *scratch)
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
member(struct dn_classes *classes, struct dn_node *object, const char *name)
{
	struct dn_node *node = dn_node_get(&classes->tree, object, name);

	return node == NULL || node->type == DN_JSON_NULL ? NULL : node;
}

static struct dn_json_value
value_of(const struct dn_node *node)
{
	return dn_json_value_of(node != NULL ? node->raw :
	    (struct dn_span){ NULL, 0 });
}

static bool
says(struct dn_classes *classes, const struct dn_node *node, const char *text)
{
	return node != NULL && node->type == DN_JSON_STRING &&
	    dn_span_is(dn_node_text(&classes->tree, node), text);
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
read_name(struct dn_classes *classes, struct dn_node *object,
    const char *name, struct dn_span *text, struct dn_err *err)
{
	const struct dn_node *node = member(classes, object, name);
	struct dn_json_value value = value_of(node);

	*text = (struct dn_span){ NULL, 0 };
	if (node == NULL)
		return 0;
	*text = dn_class_name(&value, &classes->scratch);
	if (text->ptr == NULL)
		return wrong_type(node, name,
		    "neither a string nor a number", err);
	*text = dn_arena_copy(&classes->tree.arena, *text);
	if (text->ptr == NULL || classes->scratch.failed != DN_E_NONE)
		return dn_err_memory(err);
	return 0;
}

/* The first child of an array of objects; NULL where it is not there. */
static int
read_objects(struct dn_classes *classes, const char *name,
    struct dn_node **first, struct dn_err *err)
{
	struct dn_node *array = member(classes, classes->tree.root, name);

	*first = NULL;
	if (array == NULL)
		return 0;
	if (array->type != DN_JSON_ARRAY)
		return wrong_type(array, name, "not an array", err);
	*first = dn_node_first(&classes->tree, array);
	for (const struct dn_node *node = *first; node != NULL;
	    node = node->next)
		if (node->type != DN_JSON_OBJECT)
			return wrong_type(node, name, "not an object", err);
	return dn_tree_check(&classes->tree, err);
}

/* ---- work --------------------------------------------------------- */

static int
compare_work(const void *a, const void *b)
{
	return dn_span_compare(((const struct dn_class_work *)a)->set,
	    ((const struct dn_class_work *)b)->set);
}

static int
add_work(struct dn_classes *classes, struct dn_node *object,
    struct dn_err *err)
{
	struct dn_class_work *entry;

	if (classes->work_count == classes->work_cap) {
		size_t cap = classes->work_cap == 0 ? 8 :
		    classes->work_cap * 2;
		struct dn_class_work *more = reallocarray(classes->work, cap,
		    sizeof(*more));

		if (more == NULL)
			return dn_err_memory(err);
		classes->work = more;
		classes->work_cap = cap;
	}
	entry = &classes->work[classes->work_count++];
	entry->model = member(classes, object, "model") != NULL;
	if (read_name(classes, object, "set", &entry->set, err) < 0)
		return -1;
	return read_name(classes, object, "annotator", &entry->annotator,
	    err);
}

int
dn_classes_begin(struct dn_classes *classes,
    const struct dn_json_value *record, struct dn_err *err)
{
	struct dn_node *entry;

	dn_tree_clear(&classes->tree);
	classes->work_count = 0;
	classes->next = NULL;
	if (dn_tree_read(&classes->tree, record) == NULL)
		return dn_err_memory(err);
	if (read_objects(classes, "work", &entry, err) < 0)
		return -1;
	for (; entry != NULL; entry = entry->next)
		if (add_work(classes, entry, err) < 0)
			return -1;
	if (classes->work_count > 1)
		qsort(classes->work, classes->work_count,
		    sizeof(*classes->work), compare_work);
	return read_objects(classes, "annotations", &classes->next, err);
}

/* Who judged, by what an entry says; false when it says nothing. */
static bool
take_work(const struct dn_class_work *entry, struct dn_class *class)
{
	if (entry->annotator.ptr != NULL)
		class->annotator = entry->annotator;
	else if (entry->model)
		class->state = DN_CLASS_PREDICTION;
	else if (entry->set.ptr != NULL)
		class->annotator = entry->set;
	else
		return false;
	return true;
}

/* Find who judged: the annotation says it, or its set's work, or the one. */
static int
find_annotator(struct dn_classes *classes, struct dn_node *node,
    struct dn_class *class, struct dn_err *err)
{
	struct dn_class_work key = { .model = false };
	const struct dn_class_work *entry = NULL;

	if (read_name(classes, node, "annotator", &class->annotator,
	    err) < 0 || read_name(classes, node, "set", &key.set, err) < 0)
		return -1;
	if (class->annotator.ptr != NULL)
		return 0;
	if (key.set.ptr != NULL && classes->work_count > 0)
		entry = bsearch(&key, classes->work, classes->work_count,
		    sizeof(*classes->work), compare_work);
	else if (key.set.ptr == NULL && classes->work_count == 1)
		entry = classes->work;
	if (take_work(entry != NULL ? entry : &key, class))
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
write_set(struct dn_classes *classes, struct dn_span *parts, size_t count)
{
	struct dn_bytes *out = &classes->scratch;

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
	return dn_arena_copy(&classes->tree.arena, dn_bytes_span(out));
}

/* What `labels` come to: one is a label, several are their set. */
static int
read_labels(struct dn_classes *classes, struct dn_node *labels,
    struct dn_json_value *label, struct dn_err *err)
{
	struct dn_arena *arena = &classes->tree.arena;
	size_t count = dn_node_count(&classes->tree, labels), i = 0;
	struct dn_node *node = dn_node_first(&classes->tree, labels);
	struct dn_span *parts;

	if (labels->type != DN_JSON_ARRAY)
		return wrong_type(labels, "labels", "not an array", err);
	*label = value_of(node);
	if (count == 1)
		return 0;
	parts = dn_arena_take_many(arena, count + 1, sizeof(*parts));
	for (; parts != NULL && node != NULL; node = node->next) {
		struct dn_json_value value = value_of(node);

		dn_bytes_clear(&classes->scratch);
		dn_json_canonical(&value, &classes->scratch);
		parts[i++] = dn_arena_copy(arena,
		    dn_bytes_span(&classes->scratch));
		if (parts[i - 1].ptr == NULL)
			return dn_err_memory(err);
	}
	if (parts != NULL)
		*label = (struct dn_json_value){ .type = DN_JSON_ARRAY,
			.raw = write_set(classes, parts, count) };
	if (parts == NULL || label->raw.ptr == NULL ||
	    classes->scratch.failed != DN_E_NONE)
		return dn_err_memory(err);
	return 0;
}

/* ---- annotations -------------------------------------------------- */

/* What an annotation is, by its members alone. */
static enum dn_class_state
state_of(struct dn_classes *classes, struct dn_node *node)
{
	static const char *const places[] = { "bbox", "polygons", "points",
		"center", "mask", "keypoints", "spans", "start", "at",
		"shapes", "counts" };
	const struct dn_node *kind = member(classes, node, "kind");

	if (says(classes, member(classes, node, "origin"), "prediction"))
		return DN_CLASS_PREDICTION;
	if (kind != NULL && !says(classes, kind, "class"))
		return DN_CLASS_KIND;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (kind == NULL && member(classes, node, places[i]) != NULL)
			return DN_CLASS_KIND;
	return member(classes, node, "target") != NULL ? DN_CLASS_TARGET :
	    DN_CLASS_RATING;
}

int
dn_classes_next(struct dn_classes *classes, struct dn_class *class,
    struct dn_err *err)
{
	struct dn_node *node = classes->next, *labels;

	if (node == NULL)
		return 0;
	classes->next = node->next;
	*class = (struct dn_class){ .state = state_of(classes, node) };
	if (class->state == DN_CLASS_RATING) {
		class->label = value_of(member(classes, node, "label"));
		class->field = value_of(member(classes, node, "field"));
		labels = member(classes, node, "labels");
		if (labels != NULL && read_labels(classes, labels,
		    &class->label, err) < 0)
			return -1;
		if (class->label.type == DN_JSON_NONE ||
		    class->label.type == DN_JSON_NULL)
			class->state = DN_CLASS_MISSING;
		else if (find_annotator(classes, node, class, err) < 0)
			return -1;
	}
	return dn_tree_check(&classes->tree, err) < 0 ? -1 : 1;
}
