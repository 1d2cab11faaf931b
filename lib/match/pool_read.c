/* SPDX-License-Identifier: MIT */
/* What of a record counts, whose it is, and why the rest does not. */
#include "match/pool_read.h"

#include <stdlib.h>

/* Members that say where: an annotation without them judges the item. */
#define PLACES (DN_MEMBER_BIT(BBOX) | DN_MEMBER_BIT(POLYGONS) | \
    DN_MEMBER_BIT(POINTS) | DN_MEMBER_BIT(CENTER) | DN_MEMBER_BIT(MASK) | \
    DN_MEMBER_BIT(KEYPOINTS) | DN_MEMBER_BIT(SPANS) | \
    DN_MEMBER_BIT(START) | DN_MEMBER_BIT(AT) | DN_MEMBER_BIT(SHAPES) | \
    DN_MEMBER_BIT(COUNTS))

void
dn_pool_reader_init(struct dn_pool_reader *reader,
    const struct dn_pool_wants *wants)
{
	*reader = (struct dn_pool_reader){ .wants = wants,
		.first = DN_POOL_NO_ANNOTATIONS };
	dn_item_init(&reader->item);
	dn_answers_init(&reader->answers);
	dn_arena_init(&reader->arena, SIZE_MAX / 2);
}

void
dn_pool_reader_release(struct dn_pool_reader *reader)
{
	dn_item_release(&reader->item);
	dn_answers_release(&reader->answers);
	dn_arena_release(&reader->arena);
	free(reader->units);
	free(reader->workers);
}

void
dn_pool_reader_clear(struct dn_pool_reader *reader)
{
	dn_arena_clear(&reader->arena);
	reader->count = reader->worker_count = 0;
	reader->told = false;
	memset(reader->ignored, 0, sizeof(reader->ignored));
	reader->first = DN_POOL_NO_ANNOTATIONS;
}

/* ---- what counts --------------------------------------------------- */

static int
ignore(struct dn_pool_reader *reader, enum dn_pool_reason reason)
{
	if (reader->first == DN_POOL_NO_ANNOTATIONS)
		reader->first = reason;
	reader->ignored[reason]++;
	return 0;
}

/* Does the name count?  If not, *why. */
static bool
is_wanted(const struct dn_pool_reader *reader, struct dn_span name, bool gold,
    enum dn_pool_reason *why)
{
	const struct dn_pool_wants *wants = reader->wants;

	*why = DN_POOL_OTHER_GOLD;
	if (gold)
		return true;
	if (wants->spec.gold && dn_span_is(name, DN_POOL_GOLD))
		return false;
	*why = DN_POOL_OTHER_ANNOTATOR;
	return wants->pair[0].ptr == NULL ||
	    dn_span_equal(name, wants->pair[0]) ||
	    dn_span_equal(name, wants->pair[1]);
}

static bool
is_kind(const struct dn_pool_reader *reader, enum dn_unit_kind kind)
{
	return kind != DN_UNIT_COUNT && (reader->wants->spec.kinds == 0 ||
	    (reader->wants->spec.kinds & 1u << kind) != 0);
}

/* Room for one more unit, which counts once `count` is raised. */
static struct dn_unit *
next_unit(struct dn_pool_reader *reader, struct dn_err *err)
{
	if (reader->count == reader->cap) {
		size_t cap = reader->cap == 0 ? 16 : 2 * reader->cap;
		struct dn_unit *more = reallocarray(reader->units, cap,
		    sizeof(*more));

		if (more == NULL) {
			dn_err_memory(err);
			return NULL;
		}
		reader->units = more;
		reader->cap = cap;
	}
	return &reader->units[reader->count];
}

/* Whose a unit is that says nobody. */
static int
name_nobody(struct dn_pool_reader *reader, struct dn_unit *unit,
    struct dn_err *err)
{
	const char *nobody = reader->wants->spec.nobody;

	if (unit->prediction)
		nobody = "prediction";
	if (nobody != NULL) {
		unit->annotator = dn_span_of(nobody);
		return 0;
	}
	dn_err_set(err, DN_E_MISSING_FIELD,
	    "an annotation says neither its annotator nor its set");
	return dn_err_field(err, "annotator", 9);
}

/* A unit that was read counts, or not. */
static int
take_unit(struct dn_pool_reader *reader, struct dn_unit *unit, bool gold,
    struct dn_err *err)
{
	enum dn_pool_reason why;

	if (unit->prediction && !reader->wants->spec.predictions)
		return ignore(reader, DN_POOL_PREDICTION);
	if (!is_kind(reader, unit->kind))
		return ignore(reader, DN_POOL_OTHER_KIND);
	if (gold)
		unit->annotator = DN_SPAN(DN_POOL_GOLD);
	else if (unit->annotator.ptr == NULL &&
	    name_nobody(reader, unit, err) < 0)
		return -1;
	if (!is_wanted(reader, unit->annotator, gold, &why))
		return ignore(reader, why);
	reader->count++;
	return 0;
}

/* ---- who worked ---------------------------------------------------- */

static int
add_worker(struct dn_pool_reader *reader, struct dn_span name, bool gold,
    struct dn_err *err)
{
	enum dn_pool_reason why;

	if (!is_wanted(reader, name, gold, &why))
		return 0;
	if (reader->worker_count == reader->worker_cap) {
		size_t cap = reader->worker_cap == 0 ? 8 :
		    2 * reader->worker_cap;
		struct dn_span *more = reallocarray(reader->workers, cap,
		    sizeof(*more));

		if (more == NULL)
			return dn_err_memory(err);
		reader->workers = more;
		reader->worker_cap = cap;
	}
	name = dn_arena_copy(&reader->arena, name);
	if (name.ptr == NULL)
		return dn_err_memory(err);
	reader->workers[reader->worker_count++] = name;
	return 0;
}

/* Those whom `work` names; where it names nobody, whom the spec does. */
static int
add_workers(struct dn_pool_reader *reader, bool gold, struct dn_err *err)
{
	const struct dn_pool_spec *spec = &reader->wants->spec;
	size_t count = dn_answers_count(&reader->answers);

	if (gold)
		return add_worker(reader, DN_SPAN(DN_POOL_GOLD), true, err);
	for (size_t i = 0; i < count; i++) {
		struct dn_answer answer = dn_answers_get(&reader->answers, i);

		if (answer.annotator.ptr == NULL ||
		    (answer.model && !spec->predictions))
			continue;
		reader->told = true;
		if (add_worker(reader, answer.annotator, false, err) < 0)
			return -1;
	}
	return count > 0 || spec->nobody == NULL ||
	    reader->item.annotations == NULL ||
	    dn_item_first_annotation(&reader->item) != NULL ? 0 :
	    add_worker(reader, dn_span_of(spec->nobody), false, err);
}

/* ---- items --------------------------------------------------------- */

/* Read what all annotations have; one without a kind may be a class. */
static int
read_annotation(struct dn_pool_reader *reader, struct dn_node *node,
    struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_tree *tree = &reader->item.tree;
	struct dn_err why = DN_ERR_INIT;

	if (dn_annotation_read(&reader->item, node, annotation, &why) == 0)
		return 0;
	if (why.code != DN_E_MISSING_FIELD ||
	    (annotation->present & PLACES) != 0) {
		*err = why;
		return -1;
	}
	annotation->kind = DN_ANNOTATION_CLASS;
	annotation->id = dn_node_text(tree,
	    annotation->members[DN_MEMBER_ID]);
	return 0;
}

static int
take_annotation(struct dn_pool_reader *reader, struct dn_node *node,
    bool gold, struct dn_err *err)
{
	struct dn_annotation annotation;
	struct dn_unit *unit = next_unit(reader, err);
	const struct dn_node *origin;
	enum dn_unit_kind kind;
	int got;

	if (unit == NULL ||
	    read_annotation(reader, node, &annotation, err) < 0)
		return -1;
	kind = dn_unit_kind_of(annotation.kind);
	origin = annotation.members[DN_MEMBER_ORIGIN];
	if (!reader->wants->spec.predictions && dn_node_type(origin) ==
	    DN_JSON_STRING && dn_span_is(dn_node_text(&reader->item.tree,
	    origin), "prediction"))
		return ignore(reader, DN_POOL_PREDICTION);
	if (!is_kind(reader, kind))
		return ignore(reader, DN_POOL_OTHER_KIND);
	got = dn_unit_read(unit, &reader->arena, &reader->item,
	    &reader->answers, &annotation, err);
	if (got > 0)
		return take_unit(reader, unit, gold, err);
	return got < 0 ? -1 : ignore(reader,
	    dn_node_type(annotation.members[DN_MEMBER_TARGET]) >
	    DN_JSON_NULL ? DN_POOL_TARGET : DN_POOL_MISSING_LABEL);
}

/* Relations count only where they are asked for by name. */
static int
take_relations(struct dn_pool_reader *reader, bool gold, struct dn_err *err)
{
	struct dn_node *node;

	if ((reader->wants->spec.kinds & DN_POOL_KIND(RELATION)) == 0)
		return 0;
	for (node = dn_item_first_relation(&reader->item); node != NULL;
	    node = node->next) {
		struct dn_unit *unit = next_unit(reader, err);

		if (unit == NULL || dn_unit_read_relation(unit,
		    &reader->arena, &reader->item, &reader->answers, node,
		    err) < 0 || take_unit(reader, unit, gold, err) < 0)
			return -1;
	}
	return 0;
}

int
dn_pool_read_item(struct dn_pool_reader *reader,
    const struct dn_json_value *record, bool gold, struct dn_err *err)
{
	struct dn_item *item = &reader->item;
	struct dn_node *node;

	if (dn_item_read(item, record, err) < 0 ||
	    dn_answers_begin(&reader->answers, &item->tree, err) < 0 ||
	    add_workers(reader, gold, err) < 0)
		return -1;
	reader->id = item->id;
	reader->split = item->split;
	node = dn_item_first_annotation(item);
	for (; node != NULL; node = node->next)
		if (take_annotation(reader, node, gold, err) < 0)
			return -1;
	if (take_relations(reader, gold, err) < 0)
		return -1;
	return dn_tree_check(&item->tree, err);
}

/* ---- ratings ------------------------------------------------------- */

/* The text that names the item; numbers may. */
static int
read_item_name(struct dn_pool_reader *reader, struct dn_node *root,
    const char *name, struct dn_err *err)
{
	struct dn_tree *tree = &reader->item.tree;
	const struct dn_node *node = dn_node_get(tree, root, name);
	struct dn_json_value value;
	int bad = 0;

	if (dn_node_type(node) <= DN_JSON_NULL) {
		dn_err_set(err, DN_E_MISSING_FIELD,
		    "a needed member is not there");
		return dn_err_field(err, name, strlen(name));
	}
	value = dn_json_value_of(node->raw);
	reader->id = dn_answer_name(&value, &reader->answers.scratch);
	if (reader->id.ptr == NULL)
		return dn_node_error(node, err, DN_E_BAD_TYPE,
		    "neither a string nor a number");
	reader->id = dn_arena_copy(&tree->arena, reader->id);
	reader->split = dn_node_text(tree, dn_node_member(tree, root,
	    "split", DN_JSON_STRING, &bad, err));
	return bad != 0 ? bad : reader->id.ptr == NULL ?
	    dn_err_memory(err) : 0;
}

/* Is it a line of dn-diff(1)? */
static bool
is_difference(struct dn_tree *tree)
{
	return dn_span_is(dn_node_text(tree, dn_node_get(tree, tree->root,
	    "record")), "diff");
}

int
dn_pool_read_rating(struct dn_pool_reader *reader,
    const struct dn_json_value *record, bool gold, struct dn_err *err)
{
	const struct dn_pool_spec *spec = &reader->wants->spec;
	struct dn_unit_names names = { spec->annotator, spec->label };
	const char *item = spec->item;
	struct dn_tree *tree = &reader->item.tree;
	struct dn_unit *unit = next_unit(reader, err);
	bool case_of_library;
	int got;

	dn_tree_clear(tree);
	if (unit == NULL)
		return -1;
	if (dn_tree_read(tree, record) == NULL)
		return dn_err_memory(err);
	case_of_library = is_difference(tree);
	if (case_of_library) {
		if (dn_node_get(tree, tree->root, "case") == NULL)
			return ignore(reader, DN_POOL_OTHER_RECORD);
		names.label = "kind";
		item = "case";
	}
	if (read_item_name(reader, tree->root, item, err) < 0)
		return -1;
	got = dn_unit_read_rating(unit, &reader->arena, &reader->item,
	    &reader->answers, &names, err);
	if (case_of_library) {
		/* What the difference was in is not what the question asks. */
		unit->field = reader->split = (struct dn_span){ NULL, 0 };
	}
	if (got > 0)
		return take_unit(reader, unit, gold, err);
	if (got < 0 || dn_node_get(tree, tree->root, names.label) != NULL)
		return got < 0 ? -1 : ignore(reader, DN_POOL_MISSING_LABEL);
	dn_err_set(err, DN_E_MISSING_FIELD, "a rating has no label");
	return dn_err_field(err, names.label, strlen(names.label));
}
