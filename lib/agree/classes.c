/* SPDX-License-Identifier: MIT */
/* Which annotations of an item are judgements of it, and whose they are. */
#include "agree/classes.h"

void
dn_classes_init(struct dn_classes *classes)
{
	*classes = (struct dn_classes){ .next = NULL };
	dn_tree_init(&classes->tree, SIZE_MAX / 2);
	dn_answers_init(&classes->answers);
}

void
dn_classes_release(struct dn_classes *classes)
{
	dn_tree_release(&classes->tree);
	dn_answers_release(&classes->answers);
}

struct dn_span
dn_class_name(const struct dn_json_value *value, struct dn_bytes *scratch)
{
	return dn_answer_name(value, scratch);
}

/* A member that is there and not null, or NULL. */
static struct dn_node *
member(struct dn_classes *classes, struct dn_node *object, const char *name)
{
	struct dn_node *node = dn_node_get(&classes->tree, object, name);

	return node == NULL || node->type == DN_JSON_NULL ? NULL : node;
}

static bool
says(struct dn_classes *classes, const struct dn_node *node, const char *text)
{
	return node != NULL && node->type == DN_JSON_STRING &&
	    dn_span_is(dn_node_text(&classes->tree, node), text);
}

int
dn_classes_begin(struct dn_classes *classes,
    const struct dn_json_value *record, struct dn_err *err)
{
	struct dn_tree *tree = &classes->tree;

	dn_tree_clear(tree);
	classes->next = NULL;
	if (dn_tree_read(tree, record) == NULL)
		return dn_err_memory(err);
	if (dn_answers_begin(&classes->answers, tree, err) < 0)
		return -1;
	return dn_answer_objects(tree, tree->root, "annotations",
	    &classes->next, err);
}

/* Is it of the kind that counts, as far as it says? */
static bool
is_kind(struct dn_classes *classes, struct dn_node *node,
    const struct dn_node *kind)
{
	if (!classes->texts)
		return kind == NULL || says(classes, kind, "class");
	return kind == NULL ? member(classes, node, "text") != NULL :
	    says(classes, kind, "transcript") ||
	    says(classes, kind, "caption");
}

/* What an annotation is, by its members alone. */
static enum dn_class_state
state_of(struct dn_classes *classes, struct dn_node *node)
{
	static const char *const places[] = { "bbox", "polygons", "points",
		"center", "mask", "keypoints", "spans", "start", "at",
		"shapes", "counts" };
	const struct dn_node *kind = member(classes, node, "kind");

	if (!classes->predictions &&
	    says(classes, member(classes, node, "origin"), "prediction"))
		return DN_CLASS_PREDICTION;
	if (!is_kind(classes, node, kind))
		return DN_CLASS_KIND;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (kind == NULL && member(classes, node, places[i]) != NULL)
			return DN_CLASS_KIND;
	return member(classes, node, "target") != NULL ? DN_CLASS_TARGET :
	    DN_CLASS_RATING;
}

/* What a judgement says, and who says it. */
static int
read_class(struct dn_classes *classes, struct dn_node *node,
    struct dn_class *class, struct dn_err *err)
{
	const struct dn_node *field = member(classes, node, "field");
	struct dn_answer answer;

	class->field = dn_json_value_of(field != NULL ? field->raw :
	    (struct dn_span){ NULL, 0 });
	if (classes->texts) {
		const struct dn_node *text = member(classes, node, "text");

		class->label = dn_json_value_of(text != NULL ? text->raw :
		    (struct dn_span){ NULL, 0 });
	} else if (dn_answer_label(&classes->answers, node, &class->label,
	    err) < 0) {
		return -1;
	}
	if (class->label.type == DN_JSON_NONE ||
	    class->label.type == DN_JSON_NULL) {
		class->state = DN_CLASS_MISSING;
		return 0;
	}
	if (dn_answer_find(&classes->answers, node, &answer, err) < 0)
		return -1;
	class->annotator = answer.annotator;
	if (!answer.model)
		return 0;
	if (!classes->predictions)
		class->state = DN_CLASS_PREDICTION;
	else if (answer.model_name.ptr != NULL)
		class->annotator = answer.model_name;
	if (class->annotator.ptr != NULL || !classes->predictions)
		return 0;
	dn_err_set(err, DN_E_MISSING_FIELD, "a prediction names neither its "
	    "model nor its set");
	return dn_err_field(err, "model", 5);
}

int
dn_classes_next(struct dn_classes *classes, struct dn_class *class,
    struct dn_err *err)
{
	struct dn_node *node = classes->next;

	if (node == NULL)
		return 0;
	classes->next = node->next;
	*class = (struct dn_class){ .state = state_of(classes, node) };
	if (class->state == DN_CLASS_RATING &&
	    read_class(classes, node, class, err) < 0)
		return -1;
	return dn_tree_check(&classes->tree, err) < 0 ? -1 : 1;
}
