/* SPDX-License-Identifier: MIT */
/* Annotations as entries of a result: as they came, or new. */
#include "formats/labelstudio_write.h"
#include "formats/media.h"
#include "io/jsontext.h"
#include "model/raster.h"
#include "model/shape.h"

/* ---- parts of an entry ----------------------------------------------- */

static bool
is_stretch(enum dn_annotation_kind kind)
{
	return kind == DN_ANNOTATION_SPAN || kind == DN_ANNOTATION_INTERVAL ||
	    kind == DN_ANNOTATION_INSTANT;
}

static bool
is_shape(enum dn_annotation_kind kind)
{
	switch (kind) {
	case DN_ANNOTATION_BOX:
	case DN_ANNOTATION_ROTATED_BOX:
	case DN_ANNOTATION_POLYGON:
	case DN_ANNOTATION_POLYLINE:
	case DN_ANNOTATION_POINTS:
	case DN_ANNOTATION_ELLIPSE:
	case DN_ANNOTATION_MASK:
	case DN_ANNOTATION_TRACK:
		return true;
	default:
		return false;
	}
}

/* Is it a region, whose id others can share? */
static bool
is_drawn(struct dn_studio_writer *writer, struct dn_node *annotation)
{
	struct dn_annotation it;
	struct dn_err ignored = DN_ERR_INIT;

	return annotation != NULL && dn_annotation_read(writer->item,
	    annotation, &it, &ignored) == 0 && (is_shape(it.kind) ||
	    is_stretch(it.kind) || it.kind == DN_ANNOTATION_SKELETON);
}

struct dn_span
dn_studio_written_id(struct dn_studio_writer *writer,
    struct dn_node *annotation)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *id = dn_node_get(tree, dn_node_get(tree, annotation,
	    "source"), "id");
	struct dn_span target = dn_node_text(tree,
	    dn_node_get(tree, annotation, "target"));

	if (id != NULL && dn_studio_is_own(writer, annotation))
		return id->type == DN_JSON_STRING ? dn_node_text(tree, id) :
		    id->raw;
	if (target.ptr != NULL && is_drawn(writer, dn_studio_find(writer,
	    annotation, target)))
		return target;
	return dn_node_text(tree, dn_node_get(tree, annotation, "id"));
}

void
dn_studio_put_raw(struct dn_studio_writer *writer, struct dn_node *object,
    const char *begin, struct dn_span without, struct dn_node *root)
{
	struct dn_node *node = dn_raw_first(&writer->item->tree, object);
	size_t len = strlen(begin);

	for (; node != NULL; node = node->next)
		if (node->name.len >= len &&
		    memcmp(node->name.ptr, begin, len) == 0 &&
		    !(without.len + len == node->name.len && without.len > 0 &&
		    memcmp(node->name.ptr + len, without.ptr,
		    without.len) == 0))
			dn_studio_put(&writer->entry, root, node->name, node);
}

/* The medium among `others` that an annotation is on; absent: the item's. */
static struct dn_span
other_of(struct dn_studio_writer *writer, struct dn_node *annotation)
{
	struct dn_tree *tree = &writer->item->tree;

	return dn_node_text(tree, dn_node_get(tree, annotation, "on"));
}

/* The scale of an entry: its own size, where it says one. */
static struct dn_studio_scale
scale_of(struct dn_studio_writer *writer, struct dn_node *annotation,
    bool own)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_studio_scale scale = writer->scale;
	double width, height;

	if (other_of(writer, annotation).ptr != NULL)
		scale = (struct dn_studio_scale){ 1, 1, true };
	if (own && dn_node_real(dn_raw_get(tree, annotation,
	    DN_SPAN("/original_width")), &width) &&
	    dn_node_real(dn_raw_get(tree, annotation,
	    DN_SPAN("/original_height")), &height) && width > 0 && height > 0)
		scale = (struct dn_studio_scale){ width, height, false };
	return scale;
}

/* The geometry of an annotation, into `value`. */
static int
write_geometry(struct dn_studio_writer *writer,
    const struct dn_annotation *annotation, bool own,
    struct dn_studio_piece *piece, struct dn_node *value, struct dn_err *err)
{
	static const struct dn_studio_text none = { .known = false };
	struct dn_studio_scale scale = scale_of(writer, annotation->node,
	    own);

	if (is_stretch(annotation->kind))
		return dn_studio_write_span(writer->item, annotation, own,
		    piece, other_of(writer, annotation->node).ptr != NULL ?
		    &none : &writer->text, &writer->entry, value, err);
	if (!is_shape(annotation->kind))
		return 1;
	if (dn_studio_is_timeline(&writer->item->tree, annotation->node))
		return dn_studio_write_timeline(&writer->item->tree,
		    annotation->node, own, &writer->entry, value, err);
	if (!(scale.width > 0) || !(scale.height > 0))
		return dn_media_need(writer->item, &writer->media, true, err);
	return dn_studio_write_shape(writer->item, annotation, own, piece,
	    scale, &writer->entry, value, err);
}

/* The value of a region without its labels, as others of its id share it. */
static int
write_shared(struct dn_studio_writer *writer, struct dn_node *region,
    struct dn_node *root, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	bool own = dn_studio_is_own(writer, region);
	struct dn_span type = dn_node_text(tree, dn_raw_get(tree, region,
	    DN_SPAN("/type")));
	struct dn_studio_piece first = { .number = 0 };
	struct dn_annotation annotation;

	if (dn_annotation_read(writer->item, region, &annotation, err) < 0)
		return -1;
	if (own)
		dn_studio_put_raw(writer, region, "/value/",
		    dn_studio_member(type), root);
	return write_geometry(writer, &annotation, own, &first,
	    dn_node_need_object(&writer->entry, root, "value"), err) < 0 ?
	    -1 : 0;
}

/* ---- entries of this format ------------------------------------------ */

/* score, origin, parentID, from_name: what the record has a member for. */
static void
write_members(struct dn_studio_writer *writer, struct dn_node *annotation,
    bool own, bool prediction, struct dn_node *root)
{
	static const char *const names[][2] = { { "field", "from_name" },
		{ "score", "score" }, { "parent", "parentID" } };
	struct dn_tree *tree = &writer->item->tree;
	struct dn_span origin = dn_node_text(tree, dn_node_get(tree,
	    annotation, "origin"));

	for (int i = 0; i < 3; i++) {
		struct dn_node *node = dn_node_get(tree, annotation,
		    names[i][0]);

		if (dn_node_type(node) > DN_JSON_NULL)
			dn_node_set_copy(&writer->entry, root, names[i][1],
			    node);
	}
	if (prediction || (own && dn_raw_get(tree, annotation,
	    DN_SPAN("/origin")) != NULL))
		return;
	if (dn_span_is(origin, "manual"))
		dn_node_set_text(&writer->entry, root, "origin", origin);
	else if (dn_span_is(origin, "auto"))
		dn_node_set_text(&writer->entry, root, "origin",
		    DN_SPAN("prediction"));
}

/* The id, of the type that it came with. */
static void
write_id(struct dn_studio_writer *writer, struct dn_node *annotation,
    struct dn_node *root)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *given = dn_node_get(tree, dn_node_get(tree,
	    annotation, "source"), "id");
	struct dn_span id = dn_studio_written_id(writer, annotation);

	if (given != NULL)
		dn_node_set_copy(&writer->entry, root, "id", given);
	else if (id.ptr != NULL)
		dn_node_set_text(&writer->entry, root, "id", id);
}

/* The entry that was joined to an annotation: its labels. */
static int
add_joined(struct dn_studio_writer *writer, struct dn_studio_set *set,
    const struct dn_annotation *annotation, struct dn_node *joined,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *root = dn_studio_begin(writer), *node;

	write_id(writer, annotation->node, root);
	for (node = dn_node_first(tree, joined); node != NULL;
	    node = node->next) {
		dn_bytes_clear(&writer->scratch);
		dn_tree_write(node, &writer->scratch);
		dn_node_set_raw_named(&writer->entry, root, node->name,
		    dn_bytes_span(&writer->scratch));
	}
	if (write_shared(writer, annotation->node, root, err) < 0)
		return -1;
	dn_studio_write_answer(writer, annotation, true, dn_node_text(tree,
	    dn_node_get(tree, joined, "type")),
	    dn_node_need_object(&writer->entry, root, "value"));
	return dn_studio_add_entry(writer, set, dn_raw_get(tree,
	    annotation->node, DN_SPAN(DN_STUDIO_JOINED_PLACE)), err);
}

static int
add_own(struct dn_studio_writer *writer, struct dn_studio_set *set,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node = annotation->node, *value, *region;
	struct dn_node *root = dn_studio_begin(writer);
	struct dn_node *joined = dn_raw_get(tree, node,
	    DN_SPAN(DN_STUDIO_JOINED));
	struct dn_studio_piece first = { .number = 0 };
	struct dn_span type = dn_node_text(tree, dn_raw_get(tree, node,
	    DN_SPAN("/type")));

	if (dn_raw_get(tree, node, DN_SPAN(DN_STUDIO_SHARED)) != NULL) {
		region = dn_studio_find(writer, node, dn_node_text(tree,
		    dn_node_get(tree, node, "target")));
		if (region != NULL && write_shared(writer, region, root,
		    err) < 0)
			return -1;
	}
	dn_studio_put_raw(writer, node, "/", DN_SPAN(""), root);
	write_id(writer, node, root);
	write_members(writer, node, true, set->prediction, root);
	if (annotation->kind != DN_ANNOTATION_OTHER) {
		value = dn_node_need_object(&writer->entry, root, "value");
		if (write_geometry(writer, annotation, true, &first, value,
		    err) < 0)
			return -1;
		if (joined == NULL)
			dn_studio_write_answer(writer, annotation, true, type,
			    value);
	}
	if (dn_studio_add_entry(writer, set, NULL, err) < 0)
		return -1;
	return joined == NULL ? 0 :
	    add_joined(writer, set, annotation, joined, err);
}

/* ---- entries of other formats ---------------------------------------- */

/* Give an entry a `from_name` that is no other control's. */
static void
call(struct dn_studio_writer *writer, struct dn_node *root)
{
	struct dn_tree *out = &writer->entry;
	struct dn_span wanted = dn_node_text(out, dn_node_get(out, root,
	    "from_name"));
	struct dn_span name = dn_studio_controls_name(writer->controls,
	    wanted, dn_node_text(out, dn_node_get(out, root, "type")),
	    dn_node_text(out, dn_node_get(out, root, "to_name")));

	if (name.ptr == NULL)
		out->failed = true;
	else if (!dn_span_equal(name, wanted))
		dn_node_set_text(out, root, "from_name", name);
}

/* A new entry: what all of one annotation have. */
static struct dn_node *
begin_new(struct dn_studio_writer *writer, struct dn_studio_set *set,
    const struct dn_annotation *annotation, struct dn_span id,
    struct dn_span type)
{
	struct dn_tree *out = &writer->entry;
	struct dn_node *root = dn_studio_begin(writer), *media;
	struct dn_span name = dn_node_text(&writer->item->tree,
	    dn_node_get(&writer->item->tree, writer->item->media, "type"));
	bool region = dn_studio_answer(type) == DN_STUDIO_REGION;

	dn_node_set_text(out, root, "id", id);
	dn_node_set_text(out, root, "from_name", region ? DN_SPAN("label") :
	    type);
	dn_node_set_text(out, root, "to_name", name.ptr != NULL ? name :
	    DN_SPAN("item"));
	dn_node_set_text(out, root, "type", type);
	call(writer, root);
	write_members(writer, annotation->node, false, set->prediction, root);
	media = writer->item->media;
	if (writer->scale.width > 0 && writer->scale.height > 0 &&
	    !writer->scale.fraction) {
		dn_node_set_copy(out, root, "original_width",
		    dn_node_get(&writer->item->tree, media, "width"));
		dn_node_set_copy(out, root, "original_height",
		    dn_node_get(&writer->item->tree, media, "height"));
		dn_node_set_int(out, root, "image_rotation", 0);
	}
	return root;
}

/* Attributes as answers about the region: texts to choose, and numbers. */
static int
add_attributes(struct dn_studio_writer *writer, struct dn_studio_set *set,
    const struct dn_annotation *annotation, struct dn_span id,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree, *out = &writer->entry;
	struct dn_node *node = dn_node_get(tree, annotation->node,
	    "attributes");

	node = dn_node_type(node) == DN_JSON_OBJECT ?
	    dn_node_first(tree, node) : NULL;
	for (; node != NULL; node = node->next) {
		bool number = node->type == DN_JSON_NUMBER;
		struct dn_node *root, *value;

		if (node->type == DN_JSON_NULL)
			continue;
		root = begin_new(writer, set, annotation, id, number ?
		    DN_SPAN("number") : DN_SPAN("choices"));
		dn_node_set_text(out, root, "from_name", node->name);
		call(writer, root);
		if (write_shared(writer, annotation->node, root, err) < 0)
			return -1;
		value = dn_node_need_object(out, root, "value");
		dn_bytes_clear(&writer->scratch);
		dn_tree_write(node, &writer->scratch);
		if (number)
			dn_node_set_copy(out, value, "number", node);
		else
			dn_node_add_text(out, dn_node_set_array(out, value,
			    "choices"), node->type == DN_JSON_STRING ?
			    dn_node_text(tree, node) :
			    dn_bytes_span(&writer->scratch));
		if (dn_studio_add_entry(writer, set, NULL, err) < 0)
			return -1;
	}
	return 0;
}

/* What links the pieces of one span. */
static int
link_piece(struct dn_studio_writer *writer, struct dn_studio_set *set,
    struct dn_span from, struct dn_span to, struct dn_err *err)
{
	struct dn_tree *out = &writer->entry;
	struct dn_node *root = dn_studio_begin(writer), *place;

	dn_node_set_text(out, root, "type", DN_SPAN("relation"));
	dn_node_set_text(out, root, "from_id", from);
	dn_node_set_text(out, root, "to_id", to);
	dn_node_set_text(out, root, "direction", DN_SPAN("right"));
	dn_node_add_text(out, dn_node_set_array(out, root, "labels"),
	    DN_SPAN("discontinuous"));
	/* Behind all others: it is none that the item has. */
	dn_node_set_int(out, root, "place", INT64_MAX);
	place = dn_node_get(out, root, "place");
	dn_node_remove(out, place);
	return dn_studio_add_entry(writer, set, place, err);
}

/* The number of entries that a geometry needs. */
static size_t
count_pieces(struct dn_studio_writer *writer,
    const struct dn_annotation *annotation)
{
	static const char *const names[] = {
		[DN_ANNOTATION_POLYGON] = "polygons",
		[DN_ANNOTATION_POINTS] = "points",
		[DN_ANNOTATION_SPAN] = "spans",
	};
	struct dn_tree *tree = &writer->item->tree;
	size_t count = 1;

	if (annotation->kind < sizeof(names) / sizeof(names[0]) &&
	    names[annotation->kind] != NULL)
		count = dn_node_count(tree, dn_node_get(tree,
		    annotation->node, names[annotation->kind]));
	return count;
}

/* A polygon with holes as a brush stroke; 0 when it has none. */
static int
fill_holes(struct dn_studio_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_item *item = writer->item;
	struct dn_part *parts;
	struct dn_mask mask;
	size_t count, holes = 0;
	int got = dn_shape_polygons(item, annotation->node, &parts, &count,
	    err);

	for (size_t i = 0; got > 0 && i < count; i++)
		holes += parts[i].count > 1;
	if (got <= 0 || holes == 0 || writer->scale.fraction)
		return got < 0 ? -1 : 0;
	if (writer->scale.width > UINT32_MAX ||
	    writer->scale.height > UINT32_MAX)
		return 0;
	dn_mask_init(&mask, 0, 0);
	got = dn_raster_parts(parts, count, (uint32_t)writer->scale.height,
	    (uint32_t)writer->scale.width, &mask, err);
	if (got == 0)
		dn_shape_set_mask(&item->tree, annotation->node, &mask);
	dn_mask_release(&mask);
	return got < 0 ? -1 : 1;
}

/* The id of an annotation from elsewhere, or a new one; *borrowed*. */
static struct dn_span
choose_id(struct dn_studio_writer *writer, struct dn_node *annotation)
{
	struct dn_span id = dn_studio_written_id(writer, annotation);

	if (id.len == 0) {
		dn_bytes_clear(&writer->scratch);
		dn_bytes_add_format(&writer->scratch, "dn-%llu",
		    (unsigned long long)++writer->generated);
		id = dn_bytes_span(&writer->scratch);
	}
	return dn_arena_copy(&writer->arena, id);
}

/* The region that an answer is about, or NULL. */
static struct dn_node *
region_of(struct dn_studio_writer *writer, struct dn_node *annotation)
{
	struct dn_node *region = dn_studio_find(writer, annotation,
	    dn_node_text(&writer->item->tree, dn_node_get(
	    &writer->item->tree, annotation, "target")));

	return is_drawn(writer, region) ? region : NULL;
}

static int
add_new(struct dn_studio_writer *writer, struct dn_studio_set *set,
    struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_span id = choose_id(writer, annotation->node), own = id;
	struct dn_studio_piece piece = { .number = 0 };
	size_t pieces = count_pieces(writer, annotation);
	struct dn_node *region = region_of(writer, annotation->node);
	int got = 0;

	if (annotation->kind == DN_ANNOTATION_POLYGON)
		got = fill_holes(writer, annotation, err);
	if (got > 0) {
		annotation->kind = DN_ANNOTATION_MASK;
		pieces = 1;
	}
	for (size_t i = 0; got >= 0 && i < pieces; i++) {
		struct dn_span type = dn_studio_new_type(writer, annotation);
		struct dn_node *root, *value;

		if (i > 0) {
			dn_bytes_clear(&writer->scratch);
			dn_bytes_add_span(&writer->scratch, id);
			dn_bytes_add_format(&writer->scratch, "/%zu", i + 1);
			own = dn_arena_copy(&writer->arena,
			    dn_bytes_span(&writer->scratch));
		}
		piece.number = i;
		root = begin_new(writer, set, annotation, own, type);
		value = dn_node_set_object(&writer->entry, root, "value");
		got = region != NULL ? write_shared(writer, region, root,
		    err) : write_geometry(writer, annotation, false, &piece,
		    value, err);
		if (got < 0)
			break;
		dn_studio_write_answer(writer, annotation, false, type,
		    value);
		got = dn_studio_add_entry(writer, set, NULL, err);
		if (got == 0 && i > 0 &&
		    annotation->kind == DN_ANNOTATION_SPAN)
			got = link_piece(writer, set, id, own, err);
	}
	return got < 0 ? -1 :
	    add_attributes(writer, set, annotation, id, err);
}

/* ---- skeletons ------------------------------------------------------- */

/* What a point of a skeleton is called: by the label's header, or number. */
static struct dn_span
point_name(struct dn_studio_writer *writer,
    const struct dn_annotation *annotation, size_t number)
{
	struct dn_labels *labels = writer->writing->labels;
	struct dn_tree *tree = dn_labels_tree(labels);
	struct dn_node *node = NULL;

	for (size_t i = 0; i < dn_labels_count(labels); i++)
		if (dn_span_equal(dn_labels_name(labels, i),
		    annotation->label_text))
			node = dn_node_first(tree, dn_node_get(tree,
			    dn_labels_node(labels, i), "keypoints"));
	for (size_t i = 0; node != NULL && i < number; i++)
		node = node->next;
	if (dn_node_type(node) == DN_JSON_STRING)
		return dn_node_text(tree, node);
	dn_bytes_clear(&writer->scratch);
	dn_bytes_add_uint(&writer->scratch, number + 1);
	return dn_bytes_span(&writer->scratch);
}

/* A skeleton: a box, and each point as a child of it. */
static int
add_skeleton(struct dn_studio_writer *writer, struct dn_studio_set *set,
    struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_tree *out = &writer->entry;
	struct dn_span id = choose_id(writer, annotation->node);
	struct dn_keypoint *points;
	struct dn_point *corners;
	struct dn_box box;
	size_t count, seen = 0;
	int got = dn_shape_keypoints(writer->item, annotation->node, &points,
	    &count, err);

	if (got <= 0)
		return got;
	corners = dn_arena_take_many(&writer->arena, count + 1,
	    sizeof(*corners));
	if (corners == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < count; i++)
		if (points[i].visible > 0)
			corners[seen++] = (struct dn_point){ points[i].x,
				points[i].y };
	got = dn_shape_box(writer->item, annotation->node, &box, err);
	box = dn_box_around(corners, seen);
	if (got == 0)
		dn_shape_set_box(&writer->item->tree, annotation->node, &box);
	annotation->kind = DN_ANNOTATION_BOX;
	if (got < 0 || add_new(writer, set, annotation, err) < 0)
		return -1;
	annotation->kind = DN_ANNOTATION_POINTS;
	for (size_t i = 0; i < count; i++) {
		struct dn_node *root, *value;
		struct dn_span name = point_name(writer, annotation, i);

		if (points[i].visible <= 0)
			continue;
		name = dn_arena_copy(&writer->arena, name);
		dn_bytes_clear(&writer->scratch);
		dn_bytes_add_span(&writer->scratch, id);
		dn_bytes_add_format(&writer->scratch, "/%zu", i + 1);
		root = begin_new(writer, set, annotation,
		    dn_bytes_span(&writer->scratch),
		    DN_SPAN("keypointlabels"));
		dn_node_set_text(out, root, "from_name", DN_SPAN("keypoint"));
		call(writer, root);
		dn_node_set_text(out, root, "parentID", id);
		value = dn_node_set_object(out, root, "value");
		dn_node_set_real(out, value, "x",
		    points[i].x * 100 / writer->scale.width);
		dn_node_set_real(out, value, "y",
		    points[i].y * 100 / writer->scale.height);
		dn_node_add_text(out, dn_node_set_array(out, value,
		    "keypointlabels"), name);
		if (dn_studio_add_entry(writer, set, NULL, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- annotations ----------------------------------------------------- */

/* A kind that there are entries for: its own, else what stands beside it. */
static enum dn_annotation_kind
carried_kind(struct dn_studio_writer *writer,
    const struct dn_annotation *annotation)
{
	static const struct {
		const char *member;
		enum dn_annotation_kind kind;
	} rows[] = {
		{ "mask", DN_ANNOTATION_MASK },
		{ "polygons", DN_ANNOTATION_POLYGON },
		{ "bbox", DN_ANNOTATION_BOX },
		{ "text", DN_ANNOTATION_CAPTION },
	};
	enum dn_cap cap = dn_cap_of_kind(annotation->kind);

	if (dn_loss_carries(writer->writing->loss, cap))
		return annotation->kind;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (dn_node_type(dn_node_get(&writer->item->tree,
		    annotation->node, rows[i].member)) > DN_JSON_NULL)
			return rows[i].kind;
	return annotation->kind;
}

/* Geometry beside that of the kind, and a target that is no region: told. */
static int
tell_beside(struct dn_studio_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	static const struct {
		const char *member;
		enum dn_cap cap;
		uint64_t kinds;         /* whose own geometry it is */
	} rows[] = {
		{ "bbox", DN_CAP_BOX, DN_CAP_BIT(BOX) |
		    DN_CAP_BIT(ROTATED_BOX) | DN_CAP_BIT(SKELETON) },
		{ "polygons", DN_CAP_POLYGON, DN_CAP_BIT(POLYGON) },
		{ "mask", DN_CAP_MASK, DN_CAP_BIT(MASK) },
	};
	enum dn_annotation_kind kind = annotation->kind;
	struct dn_span target = dn_node_text(&writer->item->tree,
	    dn_node_get(&writer->item->tree, annotation->node, "target"));
	uint64_t bit = (uint64_t)1 << dn_cap_of_kind(kind);

	if (target.ptr != NULL && !is_drawn(writer, dn_studio_find(writer,
	    annotation->node, target)) && dn_loss_dropped(
	    writer->writing->loss, writer->item, annotation->node,
	    DN_CAP_TARGET, err, "it is no region") < 0)
		return -1;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if ((rows[i].kinds & bit) != 0 || dn_node_type(dn_node_get(
		    &writer->item->tree, annotation->node,
		    rows[i].member)) <= DN_JSON_NULL)
			continue;
		if (dn_loss_dropped(writer->writing->loss, writer->item,
		    annotation->node, rows[i].cap, err, "beside its %s",
		    dn_annotation_name(kind)) < 0)
			return -1;
	}
	return 0;
}

/* Only regions and choices have labels: a text's or rating's are told. */
static int
tell_labels(struct dn_studio_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	enum dn_studio_answer answer = dn_studio_answer(dn_studio_new_type(
	    writer, annotation));
	struct dn_node *labels = dn_node_get(&writer->item->tree,
	    annotation->node, "labels");

	if (answer == DN_STUDIO_REGION || answer == DN_STUDIO_CHOICES ||
	    answer == DN_STUDIO_TAXONOMY || (annotation->label == NULL &&
	    dn_node_first(&writer->item->tree, labels) == NULL))
		return 0;
	return dn_loss_dropped(writer->writing->loss, writer->item,
	    annotation->node, DN_CAP_LABELS, err, "of a %s",
	    dn_annotation_name(annotation->kind));
}

int
dn_studio_add_annotation(struct dn_studio_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_annotation carried = *annotation;
	struct dn_studio_set *set = dn_studio_find_set(writer,
	    annotation->node, err);

	if (set == NULL)
		return -1;
	if (dn_studio_is_own(writer, annotation->node))
		return add_own(writer, set, annotation, err);
	carried.kind = carried_kind(writer, annotation);
	if (tell_beside(writer, &carried, err) < 0 ||
	    tell_labels(writer, &carried, err) < 0)
		return -1;
	if (carried.kind == DN_ANNOTATION_POINTS &&
	    count_pieces(writer, &carried) > 1 && dn_loss_degraded(
	    writer->writing->loss, writer->item, annotation->node,
	    DN_CAP_POINTS, err, "an entry for each") < 0)
		return -1;
	return carried.kind == DN_ANNOTATION_SKELETON ?
	    add_skeleton(writer, set, &carried, err) :
	    add_new(writer, set, &carried, err);
}
