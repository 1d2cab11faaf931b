/* SPDX-License-Identifier: MIT */
/* Writing the points of CVAT's skeletons. */
#include "formats/cvat_write.h"
#include "formats/jsonml.h"
#include "formats/markup.h"
#include "model/shape.h"

/* The names that a label has for its points; NULL where it has none. */
static struct dn_node *
find_names(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    struct dn_node **names, struct dn_err *err)
{
	struct dn_labels *labels = writer->writing->labels;
	struct dn_tree *tree = dn_labels_tree(labels);
	size_t index;

	*names = NULL;
	if (!scene->labelled)
		return NULL;
	if (dn_labels_add(labels, scene->label, &index, err) < 0)
		return NULL;
	*names = dn_node_first(tree, dn_node_get(tree,
	    dn_labels_node(labels, index), "keypoints"));
	return *names;
}

/* "x,y" of a point, in writer->text. */
static struct dn_span
point_text(struct dn_cvat_writer *writer, struct dn_tree *tree,
    struct dn_node *point)
{
	struct dn_node *x = dn_node_first(tree, point);

	dn_bytes_clear(&writer->text);
	dn_bytes_add_span(&writer->text, x->raw);
	dn_bytes_add_byte(&writer->text, ',');
	dn_bytes_add_span(&writer->text, x->next->raw);
	return dn_bytes_span(&writer->text);
}

/* One point as the record has it. */
static void
write_joint(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    struct dn_node *point, int visible, struct dn_span name,
    const char *indent, struct dn_span source, struct dn_span keyframe)
{
	struct dn_cvat_tag *tag = &writer->tag;

	dn_cvat_tag_clear(tag);
	dn_cvat_tag_set(tag, "label", name);
	if (scene->track && keyframe.ptr != NULL)
		dn_cvat_tag_set(tag, "keyframe", keyframe);
	if (source.ptr != NULL)
		dn_cvat_tag_set(tag, "source", source);
	dn_cvat_tag_set(tag, "outside", visible == 0 ? DN_SPAN("1") :
	    DN_SPAN("0"));
	dn_cvat_tag_set(tag, "occluded", visible == 1 ? DN_SPAN("1") :
	    DN_SPAN("0"));
	dn_cvat_tag_set(tag, "points", point_text(writer, &scene->item->tree,
	    point));
	dn_bytes_add_text(&writer->out, indent);
	if (!dn_cvat_tag_write(tag, "points", &writer->out))
		writer->control = true;
	dn_bytes_add_text(&writer->out, "/>\n");
}

/* ---- points that were kept ------------------------------------------- */

/* Bring a kept element up to what the record says of its point now. */
static int
update(struct dn_cvat_writer *writer, struct dn_tree *tree,
    struct dn_xml_element *element, struct dn_node *point, int visible)
{
	struct dn_arena *arena = &writer->scratch;
	bool outside = dn_span_is(dn_xml_value(element, "outside"), "1");
	bool occluded = dn_span_is(dn_xml_value(element, "occluded"), "1");
	struct dn_node *x = dn_node_first(tree, point);
	bool same = true;

	if (visible != (outside ? 0 : occluded ? 1 : 2) &&
	    (dn_markup_put(arena, element, DN_SPAN("/@outside"),
	    visible == 0 ? DN_SPAN("1") : DN_SPAN("0")) < 0 ||
	    dn_markup_put(arena, element, DN_SPAN("/@occluded"),
	    visible == 1 ? DN_SPAN("1") : DN_SPAN("0")) < 0))
		return -1;
	dn_bytes_clear(&writer->text);
	dn_bytes_clear(&writer->other);
	(void)dn_cvat_points(dn_xml_value(element, "points"), &writer->text,
	    &same);
	dn_bytes_add_byte(&writer->other, '[');
	dn_bytes_add_span(&writer->other, x->raw);
	dn_bytes_add_byte(&writer->other, ',');
	dn_bytes_add_span(&writer->other, x->next->raw);
	dn_bytes_add_byte(&writer->other, ']');
	if (dn_span_equal(dn_bytes_span(&writer->text),
	    dn_bytes_span(&writer->other)))
		return 0;
	return dn_markup_put(arena, element, DN_SPAN("/@points"),
	    point_text(writer, tree, point)) < 0 ? -1 : 0;
}

/* The points of a skeleton, and how those that were kept find theirs. */
struct joints {
	struct dn_node **nodes;
	const struct dn_keypoint *points;
	size_t count;
	struct dn_names *names;         /* of the label, in their order */
	bool by_name;
};

/* Are all kept points declared by the label, and none twice? */
static int
look_at_names(struct joints *joints, struct dn_tree *labels,
    struct dn_node *name, struct dn_tree *tree, struct dn_node *kept)
{
	size_t count = 0;
	char *seen;
	struct dn_node *node = dn_node_first(tree, kept);

	for (; name != NULL; name = name->next, count++)
		if (dn_names_add(joints->names, dn_node_text(labels, name),
		    NULL) == DN_NAMES_NONE)
			return -1;
	joints->by_name = count == joints->count && count > 0 &&
	    dn_names_count(joints->names) == count;
	seen = dn_arena_take_many(&tree->arena, count + 1, 1);
	if (seen == NULL)
		return -1;
	for (; node != NULL && joints->by_name; node = node->next) {
		struct dn_node *attributes = dn_node_first(tree, node);
		size_t at;

		attributes = attributes != NULL ? attributes->next : NULL;
		at = dn_names_find(joints->names, dn_node_text(tree,
		    dn_node_get(tree, attributes, "label")));
		joints->by_name = at != DN_NAMES_NONE && seen[at]++ == 0;
	}
	return 0;
}

static int
write_kept(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    struct joints *joints, struct dn_node *kept, const char *indent,
    struct dn_err *err)
{
	struct dn_tree *tree = &scene->item->tree;
	struct dn_node *node = dn_node_first(tree, kept);
	struct dn_xml_element *element;

	for (size_t i = 0; node != NULL; node = node->next, i++) {
		size_t at = i;
		int built;

		dn_arena_clear(&writer->scratch);
		built = dn_jsonml_build(&writer->scratch, tree, node, NULL,
		    &element);
		if (built < 0)
			return dn_err_memory(err);
		if (built == 0)
			continue;
		if (joints->by_name)
			at = dn_names_find(joints->names,
			    dn_xml_value(element, "label"));
		if (at >= joints->count)
			continue;
		if (update(writer, tree, element, joints->nodes[at],
		    joints->points[at].visible) < 0)
			return dn_err_memory(err);
		dn_cvat_write_element(writer, element, indent, &writer->out);
	}
	return 0;
}

/* ---- all of them ----------------------------------------------------- */

static int
write_new(struct dn_cvat_writer *writer, const struct dn_cvat_scene *scene,
    const struct joints *joints, struct dn_node *name, const char *indent,
    struct dn_err *err)
{
	struct dn_tree *labels = dn_labels_tree(writer->writing->labels);
	struct dn_arena *arena = &writer->scratch;
	struct dn_span source, keyframe;
	struct dn_bytes number;

	dn_arena_clear(arena);
	source = dn_cvat_tag_get(&writer->tag, DN_SPAN("source"));
	keyframe = dn_cvat_tag_get(&writer->tag, DN_SPAN("keyframe"));
	if (source.ptr != NULL)
		source = dn_arena_copy(arena, source);
	if (keyframe.ptr != NULL)
		keyframe = dn_arena_copy(arena, keyframe);
	dn_bytes_init(&number, 64);
	for (size_t i = 0; i < joints->count; i++) {
		dn_bytes_clear(&number);
		dn_bytes_add_uint(&number, i + 1);
		write_joint(writer, scene, joints->nodes[i],
		    joints->points[i].visible, name != NULL ?
		    dn_node_text(labels, name) : dn_bytes_span(&number),
		    indent, source, keyframe);
		name = name != NULL ? name->next : NULL;
	}
	dn_bytes_release(&number);
	return dn_bytes_check(&writer->out, err);
}

int
dn_cvat_write_joints(struct dn_cvat_writer *writer,
    const struct dn_cvat_scene *scene, const char *indent, struct dn_err *err)
{
	struct dn_tree *tree = &scene->item->tree;
	struct dn_node *kept = dn_cvat_raw(writer, scene, "/points");
	struct dn_node *name, *node;
	struct dn_keypoint *points;
	struct joints joints = { .nodes = NULL };
	int got = dn_shape_keypoints(scene->item, scene->node, &points,
	    &joints.count, err);

	if (got <= 0)
		return got;
	joints.points = points;
	joints.nodes = dn_arena_take_many(&tree->arena, joints.count + 1,
	    sizeof(struct dn_node *));
	if (joints.nodes == NULL)
		return dn_err_memory(err);
	node = dn_node_first(tree, dn_node_get(tree, scene->node,
	    "keypoints"));
	for (size_t i = 0; node != NULL; node = node->next)
		joints.nodes[i++] = node;
	if (find_names(writer, scene, &name, err) == NULL &&
	    err->code == DN_E_NO_MEMORY)
		return -1;
	if (dn_node_type(kept) != DN_JSON_ARRAY)
		return write_new(writer, scene, &joints, name, indent, err);
	joints.names = dn_names_new();
	got = joints.names == NULL || look_at_names(&joints,
	    dn_labels_tree(writer->writing->labels), name, tree, kept) < 0 ?
	    dn_err_memory(err) : write_kept(writer, scene, &joints, kept,
	    indent, err);
	dn_names_free(joints.names);
	return got;
}
