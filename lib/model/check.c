/* SPDX-License-Identifier: MIT */
/* Items checked member by member, by a table of types. */
#include "model/check.h"

#include "model/shape.h"

#define MAY(type) (1u << (type))
#define TRUTH (MAY(DN_JSON_TRUE) | MAY(DN_JSON_FALSE))
#define TEXT MAY(DN_JSON_STRING)
#define NUMBER MAY(DN_JSON_NUMBER)
#define LIST MAY(DN_JSON_ARRAY)
#define OBJECT MAY(DN_JSON_OBJECT)

/* The types that a member may have; null is always unknown. */
struct rule {
	const char *name;
	unsigned types;
};

static const struct rule annotation_rules[] = {
	{ "id", TEXT }, { "label", TEXT | NUMBER | TRUTH | LIST },
	{ "labels", LIST }, { "field", TEXT }, { "attributes", OBJECT },
	{ "score", NUMBER }, { "annotator", TEXT }, { "set", TEXT },
	{ "created", TEXT }, { "updated", TEXT }, { "origin", TEXT },
	{ "z", NUMBER }, { "crowd", TRUTH }, { "difficult", TRUTH },
	{ "outside", TRUTH }, { "occluded", NUMBER | TRUTH },
	{ "truncated", NUMBER | TRUTH }, { "notes", LIST },
	{ "references", LIST }, { "source", OBJECT }, { "area", NUMBER },
	{ "rotation", NUMBER | LIST }, { "radii", LIST },
	{ "center", LIST }, { "shapes", LIST }, { "order", LIST },
	{ "start", NUMBER }, { "end", NUMBER }, { "at", NUMBER },
	{ "tier", NUMBER }, { "text", TEXT },
};

static const struct rule relation_rules[] = {
	{ "id", TEXT }, { "type", TEXT }, { "args", LIST },
	{ "directed", TRUTH }, { "attributes", OBJECT },
	{ "annotator", TEXT }, { "set", TEXT }, { "score", NUMBER },
	{ "notes", LIST }, { "references", LIST }, { "source", OBJECT },
	{ "trigger", TEXT },
};

/* Every member of `object` against the rules. */
static int
check_types(struct dn_item *item, struct dn_node *object,
    const struct rule *rules, size_t count, struct dn_err *err)
{
	struct dn_node *node = dn_node_first(&item->tree, object);

	for (; node != NULL; node = node->next) {
		if (node->type == DN_JSON_NULL)
			continue;
		for (size_t i = 0; i < count; i++)
			if (dn_span_is(node->name, rules[i].name) &&
			    (rules[i].types & MAY(node->type)) == 0)
				return dn_node_error(node, err, DN_E_BAD_TYPE,
				    "\"%s\" is of the wrong type",
				    rules[i].name);
	}
	return 0;
}

/* All geometry that stands there: what is there must be legal. */
static int
check_shapes(struct dn_item *item, struct dn_node *node, struct dn_err *err)
{
	struct dn_box box;
	struct dn_part *parts;
	struct dn_keypoint *keypoints;
	struct dn_range *ranges;
	struct dn_ring points;
	struct dn_mask mask;
	size_t count;
	int got;

	dn_mask_init(&mask, 0, 0);
	got = dn_shape_mask(item, node, &mask, err);
	dn_mask_release(&mask);
	if (got < 0 || dn_shape_box(item, node, &box, err) < 0 ||
	    dn_shape_polygons(item, node, &parts, &count, err) < 0 ||
	    dn_shape_keypoints(item, node, &keypoints, &count, err) < 0 ||
	    dn_shape_points(item, node, &points, err) < 0 ||
	    dn_shape_spans(item, node, &ranges, &count, err) < 0)
		return -1;
	return 0;
}

static int
check_annotation(struct dn_item *item, struct dn_node *node,
    struct dn_err *err)
{
	static const char *const members[] = {
#define KIND(id, name, member) member,
#include "model/kinds.def"
#undef KIND
	};
	struct dn_annotation annotation;
	const char *member;

	if (dn_annotation_read(item, node, &annotation, err) < 0 ||
	    check_types(item, node, annotation_rules,
	    sizeof(annotation_rules) / sizeof(annotation_rules[0]), err) < 0 ||
	    check_shapes(item, node, err) < 0)
		return -1;
	member = members[annotation.kind];
	if (member != NULL &&
	    dn_node_type(dn_node_get(&item->tree, node, member)) <=
	    DN_JSON_NULL)
		return dn_node_error(node, err, DN_E_MISSING_FIELD,
		    "an annotation of kind %s without \"%s\"",
		    dn_annotation_name(annotation.kind), member);
	return 0;
}

static int
check_relation(struct dn_item *item, struct dn_node *node,
    struct dn_err *err)
{
	struct dn_tree *tree = &item->tree;
	struct dn_node *argument;

	if (node->type != DN_JSON_OBJECT)
		return dn_node_error(node, err, DN_E_BAD_TYPE,
		    "a relation is an object");
	if (check_types(item, node, relation_rules,
	    sizeof(relation_rules) / sizeof(relation_rules[0]), err) < 0)
		return -1;
	argument = dn_node_first(tree, dn_node_get(tree, node, "args"));
	for (; argument != NULL; argument = argument->next)
		if (dn_node_type(dn_node_get(tree, argument, "ref")) !=
		    DN_JSON_STRING)
			return dn_node_error(argument, err, DN_E_BAD_TYPE,
			    "an argument has a \"ref\" that is a string");
	return 0;
}

int
dn_item_check(struct dn_item *item, struct dn_err *err)
{
	struct dn_media media;
	struct dn_node *node;

	if (dn_item_media(item, &media, err) < 0)
		return -1;
	for (node = dn_item_first_annotation(item); node != NULL;
	    node = node->next)
		if (check_annotation(item, node, err) < 0)
			return -1;
	for (node = dn_item_first_relation(item); node != NULL;
	    node = node->next)
		if (check_relation(item, node, err) < 0)
			return -1;
	return dn_tree_check(&item->tree, err);
}
