/* SPDX-License-Identifier: MIT */
/* From COCO's categories, images and annotations to the record's members. */
#include <stdio.h>
#include <stdlib.h>

#include "formats/coco.h"
#include "formats/compact.h"
#include "formats/files.h"
#include "model/shape.h"

/* Of an id in `label_of`: the label has another id, or is only a name. */
#define INEXACT ((size_t)1 << (sizeof(size_t) * 8 - 1))

/* Keep a member that the model lacks, under its pointer. */
static void
keep(struct dn_tree *tree, struct dn_node *object, struct dn_node *member)
{
	struct dn_bytes pointer;

	dn_bytes_init(&pointer, SIZE_MAX / 2);
	dn_node_step(member->name, &pointer);
	if (pointer.failed != DN_E_NONE)
		tree->failed = true;
	dn_raw_set(tree, object, dn_bytes_span(&pointer), member->raw);
	dn_bytes_release(&pointer);
}

/*
 * Put the members that `names` (NULL-ended) lists behind the others, in its
 * order: what is written and read again then gives the same record.
 */
static void
put_in_order(struct dn_tree *tree, struct dn_node *object,
    const char *const *names)
{
	for (; *names != NULL; names++)
		dn_node_put_last(dn_node_get(tree, object, *names));
}

/* ---- categories ------------------------------------------------------ */

int
dn_coco_categories_init(struct dn_coco_categories *categories,
    struct dn_err *err)
{
	*categories = (struct dn_coco_categories){ .count = 0 };
	dn_item_init(&categories->header);
	dn_item_begin_header(&categories->header);
	categories->ids = dn_names_new();
	categories->labels = dn_names_new();
	if (categories->ids == NULL || categories->labels == NULL)
		return dn_err_memory(err);
	return 0;
}

void
dn_coco_categories_release(struct dn_coco_categories *categories)
{
	dn_item_release(&categories->header);
	dn_names_free(categories->ids);
	dn_names_free(categories->labels);
	free(categories->label_of);
}

/* Note which label a category id stands for. */
static int
map_id(struct dn_coco_categories *categories, const struct dn_node *id,
    size_t label, struct dn_err *err)
{
	struct dn_bytes text;
	size_t number;
	int added;

	if (categories->count == categories->cap) {
		size_t cap = categories->cap == 0 ? 64 : categories->cap * 2;
		size_t *label_of = reallocarray(categories->label_of, cap,
		    sizeof(*label_of));

		if (label_of == NULL)
			return dn_err_memory(err);
		categories->label_of = label_of;
		categories->cap = cap;
	}
	dn_bytes_init(&text, SIZE_MAX / 2);
	dn_coco_id(&text, id);
	number = text.failed == DN_E_NONE ? dn_names_add(categories->ids,
	    dn_bytes_span(&text), &added) : DN_NAMES_NONE;
	dn_bytes_release(&text);
	if (number == DN_NAMES_NONE)
		return dn_err_memory(err);
	/* Of two categories with one id the first is meant. */
	if (added)
		categories->label_of[categories->count++] = label;
	return 0;
}

/* A colour [r, g, b] as "#rrggbb"; false when it is none. */
static bool
read_color(struct dn_tree *tree, struct dn_node *list, char color[8])
{
	struct dn_node *node = dn_node_first(tree, list);
	int64_t parts[3];

	for (int i = 0; i < 3; i++, node = node->next)
		if (!dn_node_int(node, &parts[i]) || parts[i] < 0 ||
		    parts[i] > 255)
			return false;
	snprintf(color, 8, "#%02x%02x%02x", (unsigned)parts[0],
	    (unsigned)parts[1], (unsigned)parts[2]);
	return node == NULL && list->type == DN_JSON_ARRAY;
}

/* Edges counted from 1 as `edges` counted from 0; false when they are none. */
static bool
read_skeleton(struct dn_tree *tree, struct dn_node *list,
    struct dn_bytes *out)
{
	struct dn_node *edge = dn_node_first(tree, list), *end;
	const char *before = "[";
	int64_t number;

	for (; edge != NULL; edge = edge->next) {
		if (dn_node_count(tree, edge) != 2)
			return false;
		dn_bytes_add_text(out, before);
		before = "[";
		end = dn_node_first(tree, edge);
		for (; end != NULL; end = end->next) {
			if (!dn_node_int(end, &number) || number < 1)
				return false;
			dn_bytes_add_text(out, before);
			dn_bytes_add_int(out, number - 1);
			before = ",";
		}
		dn_bytes_add_byte(out, ']');
	}
	dn_bytes_add_text(out, out->len > 0 ? "]" : "[]");
	return list->type == DN_JSON_ARRAY;
}

/* One member of a category to the label; what does not fit is kept. */
static void
take_category_member(struct dn_tree *tree, struct dn_node *label,
    struct dn_node *member)
{
	struct dn_bytes edges;
	char color[8];

	if (dn_span_is(member->name, "id") || dn_span_is(member->name, "name"))
		return;
	/* A label is not its own parent. */
	if (dn_span_is(member->name, "supercategory") &&
	    member->type == DN_JSON_STRING && member->raw.len > 2 &&
	    !dn_span_equal(member->raw,
	    dn_node_get(tree, label, "name")->raw)) {
		dn_node_set_raw(tree, label, "parent", member->raw);
	} else if (dn_span_is(member->name, "keypoints") &&
	    member->type == DN_JSON_ARRAY) {
		dn_node_set_raw(tree, label, "keypoints", member->raw);
	} else if (dn_span_is(member->name, "color") &&
	    read_color(tree, member, color)) {
		dn_node_set_text(tree, label, "color", dn_span_of(color));
	} else if (dn_span_is(member->name, "skeleton")) {
		dn_bytes_init(&edges, SIZE_MAX / 2);
		if (read_skeleton(tree, member, &edges))
			dn_node_set_raw(tree, label, "edges",
			    dn_bytes_span(&edges));
		else
			keep(tree, label, member);
		dn_bytes_release(&edges);
	} else {
		keep(tree, label, member);
	}
}

/* Keep a category that cannot be a label whole, by its number. */
static void
keep_category(struct dn_coco_categories *categories,
    const struct dn_node *category)
{
	struct dn_item *header = &categories->header;
	char pointer[48];

	snprintf(pointer, sizeof(pointer), "/categories/%zu",
	    dn_names_count(categories->labels) + categories->odd++);
	dn_raw_set(&header->tree, header->root, dn_span_of(pointer),
	    category->raw);
}

/* A category as a new label of the header. */
static void
add_label(struct dn_coco_categories *categories, struct dn_node *category,
    struct dn_node *name, struct dn_node *id)
{
	static const char *const order[] = { "supercategory", "keypoints",
		"skeleton", "color", NULL };
	struct dn_item *header = &categories->header;
	struct dn_tree *tree = &header->tree;
	struct dn_node *label, *member;

	label = dn_node_add_object(tree,
	    dn_node_need_array(tree, header->root, "labels"));
	dn_node_set_raw(tree, label, "name", name->raw);
	dn_node_set_raw(tree, dn_node_set_object(tree, label, "ids"), "coco",
	    id->raw);
	put_in_order(tree, category, order);
	for (member = dn_node_first(tree, category); member != NULL;
	    member = member->next)
		take_category_member(tree, label, member);
	dn_node_put_last(dn_node_get(tree, label, "source"));
}

int
dn_coco_category(struct dn_coco_categories *categories,
    const struct dn_json_value *value, struct dn_err *err)
{
	struct dn_tree *tree = &categories->header.tree;
	struct dn_node *category = dn_tree_value(tree, value);
	struct dn_node *id = dn_node_get(tree, category, "id");
	struct dn_node *name = dn_node_get(tree, category, "name");
	struct dn_span text = dn_node_text(tree, name);
	size_t label;
	int added = 0;

	if (dn_tree_check(tree, err) < 0)
		return -1;
	if (dn_node_type(id) < DN_JSON_FALSE || text.ptr == NULL) {
		keep_category(categories, category);
		return 0;
	}
	label = dn_names_add(categories->labels, text, &added);
	if (label == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (added)
		add_label(categories, category, name, id);
	else
		keep_category(categories, category);
	if (map_id(categories, id, added ? label : label | INEXACT, err) < 0)
		return -1;
	return dn_tree_check(tree, err);
}

int
dn_coco_member(struct dn_coco_categories *categories, struct dn_span name,
    const struct dn_json_value *value, struct dn_err *err)
{
	struct dn_item *header = &categories->header;
	struct dn_bytes pointer;

	if (dn_span_is(name, "info") || dn_span_is(name, "licenses")) {
		dn_node_set_raw_named(&header->tree, header->root, name,
		    value->raw);
		return dn_tree_check(&header->tree, err);
	}
	dn_bytes_init(&pointer, SIZE_MAX / 2);
	dn_node_step(name, &pointer);
	dn_raw_set(&header->tree, header->root, dn_bytes_span(&pointer),
	    value->raw);
	if (pointer.failed != DN_E_NONE)
		header->tree.failed = true;
	dn_bytes_release(&pointer);
	return dn_tree_check(&header->tree, err);
}

struct dn_coco_label
dn_coco_find(const struct dn_coco_categories *categories,
    const struct dn_node *id, struct dn_bytes *scratch)
{
	struct dn_coco_label found = { false, false, { NULL, 0 } };
	size_t number;

	dn_bytes_clear(scratch);
	dn_coco_id(scratch, id);
	number = dn_names_find(categories->ids, dn_bytes_span(scratch));
	if (number == DN_NAMES_NONE || scratch->failed != DN_E_NONE)
		return found;
	number = categories->label_of[number];
	found.known = true;
	found.exact = (number & INEXACT) == 0;
	found.name = dn_names_get(categories->labels, number & ~INEXACT);
	return found;
}

/* ---- images ---------------------------------------------------------- */

/* The text of an id that is a string, else its JSON text. */
static struct dn_span
id_text(struct dn_tree *tree, const struct dn_node *id)
{
	return id->type == DN_JSON_STRING ? dn_node_text(tree, id) : id->raw;
}

/* Width or height: a number above 0; anything else is kept. */
static void
take_size(struct dn_item *item, struct dn_node *member)
{
	double size;

	if (!dn_node_real(member, &size) || !(size > 0)) {
		keep(&item->tree, item->root, member);
		return;
	}
	dn_node_set_lent(&item->tree, item->media,
	    dn_span_is(member->name, "width") ? "width" : "height",
	    member->raw);
}

int
dn_coco_image(struct dn_item *item, struct dn_node *image, bool keep_suffix,
    struct dn_err *err)
{
	static const char *const order[] = { "width", "height", NULL };
	struct dn_tree *tree = &item->tree;
	struct dn_node *name = dn_node_get(tree, image, "file_name");
	struct dn_node *id = dn_node_get(tree, image, "id"), *member;
	struct dn_span path = dn_node_text(tree, name), stem = path;

	if (path.len == 0)
		stem = id_text(tree, id);
	else if (!keep_suffix)
		stem = dn_files_stem(path);
	item->id = dn_arena_copy(&tree->arena, stem);
	dn_node_set_text(tree, item->root, "id", stem);
	dn_item_set_media(item, DN_MEDIA_IMAGE);
	if (path.len > 0)
		dn_node_set_lent(tree, item->media, "path", name->raw);
	dn_item_need_annotations(item);
	item->source = dn_node_set_object(tree, item->root, "source");
	dn_node_set_text(tree, item->source, "format", DN_SPAN("coco"));
	dn_node_set_lent(tree, item->source, "id", id->raw);
	put_in_order(tree, image, order);
	for (member = dn_node_first(tree, image); member != NULL;
	    member = member->next) {
		if (dn_span_is(member->name, "id"))
			continue;
		if (dn_span_is(member->name, "width") ||
		    dn_span_is(member->name, "height"))
			take_size(item, member);
		else if (member != name || path.len == 0)
			keep(tree, item->root, member);
	}
	return dn_tree_check(tree, err);
}

/* ---- annotations ----------------------------------------------------- */

/* The annotation being made of `from`. */
struct making {
	struct dn_item *item;
	struct dn_tree *tree;
	struct dn_node *from, *to;
	const struct dn_coco_categories *categories;
	bool results;
	struct dn_bytes *scratch;
};

static struct dn_node *
member_of(struct making *making, const char *name)
{
	return dn_node_get(making->tree, making->from, name);
}

/* id of the annotation, as text: the foreign one, else its number here. */
static void
take_id(struct making *making)
{
	struct dn_node *id = member_of(making, "id");

	if (dn_node_type(id) > DN_JSON_NULL) {
		dn_node_set_text(making->tree, making->to, "id",
		    id_text(making->tree, id));
		return;
	}
	dn_bytes_clear(making->scratch);
	dn_bytes_add_uint(making->scratch,
	    dn_node_count(making->tree, making->item->annotations));
	dn_node_set_text(making->tree, making->to, "id",
	    dn_bytes_span(making->scratch));
}

/*
 * The label.  A category that does not exist is an error, but in results,
 * which bring none, and of captions, which need none.
 */
static int
take_label(struct making *making, struct dn_err *err)
{
	struct dn_node *id = member_of(making, "category_id");
	struct dn_coco_label label;

	if (dn_node_type(id) <= DN_JSON_NULL) {
		if (id != NULL)
			keep(making->tree, making->to, id);
		return 0;
	}
	label = dn_coco_find(making->categories, id, making->scratch);
	if (label.known) {
		dn_node_set_text(making->tree, making->to, "label",
		    label.name);
		if (!label.exact)
			keep(making->tree, making->to, id);
		return 0;
	}
	if (making->results)
		dn_node_set_text(making->tree, making->to, "label",
		    id_text(making->tree, id));
	else if (member_of(making, "caption") == NULL)
		return dn_node_error(id, err, DN_E_UNKNOWN_ID,
		    "no category has the id %.*s",
		    id->raw.len < 60 ? (int)id->raw.len : 60, id->raw.ptr);
	keep(making->tree, making->to, id);
	return 0;
}

/* bbox: four numbers; [] and null are kept. */
static int
take_box(struct making *making, struct dn_node *member, struct dn_err *err)
{
	struct dn_box box;
	struct dn_err why = DN_ERR_INIT;

	if (member->type == DN_JSON_NULL || (member->type == DN_JSON_ARRAY &&
	    dn_node_first(making->tree, member) == NULL)) {
		keep(making->tree, making->to, member);
		return 0;
	}
	dn_node_set_lent(making->tree, making->to, "bbox", member->raw);
	if (dn_shape_box(making->item, making->to, &box, &why) == 1)
		return 0;
	return dn_node_error(member, err, why.code, "%s", why.text);
}

static int
take_segmentation(struct making *making, struct dn_node *member,
    struct dn_err *err)
{
	enum dn_coco_segmentation what;
	struct dn_mask mask;
	bool same;
	int failed;

	dn_mask_init(&mask, 0, 0);
	dn_bytes_clear(making->scratch);
	failed = dn_coco_segment(making->tree, member, making->scratch, &mask,
	    &what, &same, err);
	if (failed == 0 && what == DN_COCO_POLYGONS)
		dn_node_set_raw(making->tree, making->to, "polygons",
		    dn_bytes_span(making->scratch));
	else if (failed == 0 && what == DN_COCO_MASK && same)
		dn_node_set_lent(making->tree, making->to, "mask",
		    member->raw);
	else if (failed == 0 && what == DN_COCO_MASK)
		dn_shape_set_mask(making->tree, making->to, &mask);
	if (failed == 0 && !same)
		keep(making->tree, making->to, member);
	dn_mask_release(&mask);
	return failed;
}

/* keypoints: x, y, v flat; [] and null are kept. */
static int
take_keypoints(struct making *making, struct dn_node *member,
    struct dn_err *err)
{
	struct dn_bytes *out = making->scratch;
	struct dn_node *node = dn_node_first(making->tree, member);
	size_t count = 0;
	double value;

	if (member->type == DN_JSON_NULL ||
	    (node == NULL && member->type == DN_JSON_ARRAY)) {
		keep(making->tree, making->to, member);
		return 0;
	}
	dn_bytes_clear(out);
	for (; node != NULL; node = node->next, count++) {
		if (!dn_node_real(node, &value))
			return dn_node_error(node, err, DN_E_BAD_VALUE,
			    "not a finite number");
		dn_bytes_add_text(out, count == 0 ? "[[" :
		    count % 3 == 0 ? "],[" : ",");
		dn_bytes_add_span(out, node->raw);
	}
	if (count == 0 || count % 3 != 0)
		return dn_node_error(member, err, DN_E_BAD_VALUE,
		    "keypoints are numbers by three");
	dn_bytes_add_text(out, "]]");
	dn_node_set_raw(making->tree, making->to, "keypoints",
	    dn_bytes_span(out));
	return 0;
}

/* A member that goes over as it is where it has the right type. */
static bool
take_plain(struct making *making, struct dn_node *member)
{
	static const struct {
		const char *from, *to;
		enum dn_json_type type;
	} rows[] = {
		{ "area", "area", DN_JSON_NUMBER },
		{ "score", "score", DN_JSON_NUMBER },
		{ "caption", "text", DN_JSON_STRING },
		{ "attributes", "attributes", DN_JSON_OBJECT },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (dn_span_is(member->name, rows[i].from) &&
		    member->type == rows[i].type) {
			dn_node_set_lent(making->tree, making->to,
			    rows[i].to, member->raw);
			return true;
		}
	if (dn_span_is(member->name, "iscrowd") &&
	    (dn_span_is(member->raw, "0") || dn_span_is(member->raw, "1"))) {
		dn_node_set_bool(making->tree, making->to, "crowd",
		    member->raw.ptr[0] == '1');
		return true;
	}
	return false;
}

static int
take_member(struct making *making, struct dn_node *member,
    struct dn_err *err)
{
	if (dn_span_is(member->name, "category_id") ||
	    dn_span_is(member->name, "image_id"))
		return 0;
	if (dn_span_is(member->name, "id")) {
		dn_node_set_lent(making->tree, dn_node_need_object(
		    making->tree, making->to, "source"), "id", member->raw);
		return 0;
	}
	if (dn_span_is(member->name, "bbox"))
		return take_box(making, member, err);
	if (dn_span_is(member->name, "segmentation"))
		return take_segmentation(making, member, err);
	if (dn_span_is(member->name, "keypoints"))
		return take_keypoints(making, member, err);
	if (!take_plain(making, member))
		keep(making->tree, making->to, member);
	return 0;
}

/* The primary geometry: what says most. */
static enum dn_annotation_kind
kind_of(struct making *making)
{
	static const struct {
		const char *member;
		enum dn_annotation_kind kind;
	} rows[] = {
		{ "keypoints", DN_ANNOTATION_SKELETON },
		{ "mask", DN_ANNOTATION_MASK },
		{ "polygons", DN_ANNOTATION_POLYGON },
		{ "bbox", DN_ANNOTATION_BOX },
		{ "text", DN_ANNOTATION_CAPTION },
		{ "label", DN_ANNOTATION_CLASS },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (dn_node_get(making->tree, making->to, rows[i].member) !=
		    NULL)
			return rows[i].kind;
	return DN_ANNOTATION_OTHER;
}

int
dn_coco_annotation(struct dn_item *item, struct dn_node *node,
    const struct dn_coco_categories *categories, bool results,
    struct dn_bytes *scratch, struct dn_err *err)
{
	static const char *const order[] = { "segmentation", "keypoints",
		"num_keypoints", "bbox", "area", "iscrowd", "score",
		"caption", "attributes", NULL };
	struct making making = { item, &item->tree, node, NULL, categories,
		results, scratch };
	struct dn_node *member;

	if (node->type != DN_JSON_OBJECT)
		return dn_node_error(node, err, DN_E_BAD_TYPE,
		    "an annotation is an object");
	making.to = dn_node_add_object(&item->tree,
	    dn_item_need_annotations(item));
	take_id(&making);
	dn_node_set_text(&item->tree, making.to, "kind", DN_SPAN("box"));
	if (take_label(&making, err) < 0)
		goto bad;
	put_in_order(&item->tree, node, order);
	for (member = dn_node_first(&item->tree, node); member != NULL;
	    member = member->next)
		if (take_member(&making, member, err) < 0)
			goto bad;
	if (results)
		dn_node_set_text(&item->tree, making.to, "origin",
		    DN_SPAN("prediction"));
	dn_node_set_text(&item->tree, making.to, "kind", dn_span_of(
	    dn_annotation_name(kind_of(&making))));
	dn_node_put_last(dn_node_get(&item->tree, making.to, "source"));
	if (dn_bytes_check(scratch, err) < 0)
		return -1;
	return dn_tree_check(&item->tree, err);
bad:
	dn_node_remove(&item->tree, making.to);
	return -1;
}
