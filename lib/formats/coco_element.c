/* SPDX-License-Identifier: MIT */
/* An annotation as COCO has it: as it came, or completed where it is new. */
#include "formats/coco_spelling.h"
#include "formats/rawjson.h"
#include "io/jsontext.h"
#include "model/shape.h"

/* ---- members --------------------------------------------------------- */

/*
 * Begin what only a document has, or only results; false when it is known by
 * now that the output is not that.
 */
static bool
begin_part(struct dn_coco_writer *writer, char mark)
{
	bool *can = writer->can_be;

	if (can[0] && can[1])
		dn_bytes_add_byte(&writer->out, mark);
	return can[mark == DN_COCO_RESULT];
}

/* End what begin_part began. */
static void
end_part(struct dn_coco_writer *writer, char mark)
{
	if (writer->can_be[0] && writer->can_be[1])
		dn_bytes_add_byte(&writer->out, mark);
}

void
dn_coco_copy(struct dn_coco_writer *writer, struct dn_span name,
    const struct dn_node *node)
{
	if (node == NULL)
		return;
	dn_coco_begin(&writer->out, name);
	dn_rawjson_value(&writer->out, node);
}

static void
add_number_mark(struct dn_coco_writer *writer, char mark, size_t number)
{
	dn_bytes_add_byte(&writer->out, mark);
	dn_bytes_add_uint(&writer->out, number);
	dn_bytes_add_byte(&writer->out, mark);
}

/* The id of a thing, if it is known that all are numbered, else its mark. */
static void
add_id(struct dn_coco_writer *writer, const struct dn_ids *ids, char mark,
    size_t number)
{
	if (dn_ids_are_numbers(ids))
		dn_bytes_add_uint(&writer->out, number + 1);
	else
		add_number_mark(writer, mark, number);
}

void
dn_coco_add_image_id(struct dn_coco_writer *writer)
{
	add_id(writer, writer->image_ids, DN_COCO_IMAGE, writer->image);
}

struct dn_node *
dn_coco_own_raw(struct dn_coco_writer *writer, struct dn_node *object,
    const char *pointer)
{
	return writer->own ? dn_raw_get(&writer->item->tree, object,
	    dn_span_of(pointer)) : NULL;
}

/* ---- geometry -------------------------------------------------------- */

/* keypoints: those that were kept, if they still hold, else flat. */
static void
add_keypoints(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *kept = dn_coco_own_raw(writer, annotation->node,
	    "/keypoints");
	struct dn_node *keypoints = annotation->members[DN_MEMBER_KEYPOINTS];
	struct dn_node *node = dn_node_first(tree, keypoints), *number;
	const char *before = "[";

	if (kept != NULL && dn_coco_keypoints_stay(writer, kept,
	    keypoints)) {
		dn_coco_copy(writer, DN_COCO_NAME("keypoints"), kept);
		return;
	}
	dn_coco_begin(&writer->out, DN_COCO_NAME("keypoints"));
	if (node == NULL)
		dn_bytes_add_byte(&writer->out, '[');
	for (; node != NULL; node = node->next)
		for (number = dn_node_first(tree, node); number != NULL;
		    number = number->next) {
			dn_bytes_add_text(&writer->out, before);
			dn_bytes_add_span(&writer->out, number->raw);
			before = ",";
		}
	dn_bytes_add_byte(&writer->out, ']');
}

/* keypoints, and how many of them are labelled. */
static int
write_keypoints(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, struct dn_coco_outline *outline,
    struct dn_err *err)
{
	struct dn_node *node = annotation->node;
	struct dn_keypoint *points;
	struct dn_point corner;
	size_t count = 0, labelled = 0;
	int got = 0;

	if (annotation->members[DN_MEMBER_KEYPOINTS] != NULL)
		got = dn_shape_keypoints(writer->item, node, &points, &count,
		    err);
	if (got < 0)
		return -1;
	if (got == 0) {
		dn_coco_copy(writer, DN_COCO_NAME("keypoints"),
		    dn_coco_own_raw(writer, node, "/keypoints"));
		dn_coco_copy(writer, DN_COCO_NAME("num_keypoints"),
		    dn_coco_own_raw(writer, node, "/num_keypoints"));
		return 0;
	}
	add_keypoints(writer, annotation);
	for (size_t i = 0; i < count; i++) {
		if (points[i].visible == 0)
			continue;
		corner = (struct dn_point){ points[i].x, points[i].y };
		if (labelled++ == 0 && !outline->known)
			outline->box = dn_box_around(&corner, 1);
		else if (!outline->known)
			outline->box = dn_box_join(outline->box,
			    dn_box_around(&corner, 1));
	}
	if (!writer->own && begin_part(writer, DN_COCO_NO_RESULT)) {
		dn_coco_begin(&writer->out, DN_COCO_NAME("num_keypoints"));
		dn_bytes_add_uint(&writer->out, labelled);
		end_part(writer, DN_COCO_NO_RESULT);
	} else if (writer->own) {
		dn_coco_copy(writer, DN_COCO_NAME("num_keypoints"),
		    dn_coco_own_raw(writer, node, "/num_keypoints"));
	}
	if (!outline->known && labelled > 0) {
		outline->known = true;
		outline->area = outline->box.width * outline->box.height;
	}
	return 0;
}

static void
add_number(struct dn_bytes *out, double value, char before)
{
	dn_bytes_add_byte(out, before);
	dn_json_write_real(out, value);
}

/* bbox and area: as given, else from the outline where the file is new. */
static int
write_box(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, struct dn_coco_outline *outline,
    struct dn_err *err)
{
	struct dn_node *area = annotation->members[DN_MEMBER_AREA];
	struct dn_node *given = annotation->members[DN_MEMBER_BBOX];
	struct dn_box box;
	int got = dn_shape_box_of(writer->item, given, &box, err);

	if (got < 0)
		return -1;
	if (got == 1) {
		dn_coco_copy(writer, DN_COCO_NAME("bbox"), given);
		if (!outline->known)
			outline->area = box.width * box.height;
		outline->known = true;
	} else if (writer->own) {
		dn_coco_copy(writer, DN_COCO_NAME("bbox"),
		    dn_coco_own_raw(writer, annotation->node, "/bbox"));
	} else if (outline->known) {
		dn_coco_begin(&writer->out, DN_COCO_NAME("bbox"));
		add_number(&writer->out, outline->box.x, '[');
		add_number(&writer->out, outline->box.y, ',');
		add_number(&writer->out, outline->box.width, ',');
		add_number(&writer->out, outline->box.height, ',');
		dn_bytes_add_byte(&writer->out, ']');
	}
	if (dn_node_type(area) == DN_JSON_NUMBER) {
		dn_coco_copy(writer, DN_COCO_NAME("area"), area);
	} else if (outline->known && !writer->own &&
	    begin_part(writer, DN_COCO_NO_RESULT)) {
		dn_coco_begin(&writer->out, DN_COCO_NAME("area"));
		dn_json_write_real(&writer->out, outline->area);
		end_part(writer, DN_COCO_NO_RESULT);
	}
	return 0;
}

/* ---- annotations ----------------------------------------------------- */

/* The name that a label is a category by; absent where there is none. */
static struct dn_span
label_name(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *label = annotation->label;

	if (label == NULL)
		label = dn_node_first(tree,
		    annotation->members[DN_MEMBER_LABELS]);
	if (dn_node_type(label) == DN_JSON_ARRAY)
		label = dn_node_first(tree, label);
	if (label == NULL)
		return (struct dn_span){ NULL, 0 };
	return label->type == DN_JSON_STRING ? dn_node_text(tree, label) :
	    label->raw;
}

int
dn_coco_write_category(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_node *kept = dn_coco_own_raw(writer, annotation->node,
	    "/category_id");
	struct dn_span name = label_name(writer, annotation);
	size_t index;
	int whole = 0;

	if (kept != NULL && name.ptr != NULL)
		whole = dn_coco_has_whole(writer, name, kept->raw, err);
	if (whole < 0)
		return -1;
	if (name.ptr == NULL && kept == NULL && !writer->own)
		dn_bytes_add_byte(&writer->out, DN_COCO_NO_LABEL);
	if (name.ptr == NULL || whole > 0) {
		dn_coco_copy(writer, DN_COCO_NAME("category_id"), kept);
		return 0;
	}
	if (dn_labels_add(writer->writing->labels, name, &index, err) < 0)
		return -1;
	dn_coco_begin(&writer->out, DN_COCO_NAME("category_id"));
	dn_coco_add_spelling(writer, kept);
	add_number_mark(writer, DN_COCO_LABEL, index);
	return 0;
}

/* Members that COCO has no place for, as CVAT's attributes. */
static const struct {
	enum dn_member member;
	enum dn_cap cap;
	const char *attribute;
} extras[] = {
	{ DN_MEMBER_ROTATION, DN_CAP_ROTATED_BOX, "rotation" },
	{ DN_MEMBER_GROUP, DN_CAP_GROUP, "group" },
	{ DN_MEMBER_TRACK_ID, DN_CAP_TRACK_ID, "track_id" },
	{ DN_MEMBER_Z, DN_CAP_Z, "z_order" },
};

/* Add those members to writer->out, behind the attributes of their own. */
static int
add_extras(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, struct dn_node *attributes,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;

	for (size_t i = 0; i < sizeof(extras) / sizeof(extras[0]); i++) {
		const struct dn_node *node =
		    annotation->members[extras[i].member];

		/* What is turned is turned already, but for boxes. */
		if (dn_node_type(node) <= DN_JSON_NULL || (i == 0 &&
		    annotation->kind != DN_ANNOTATION_ROTATED_BOX))
			continue;
		if (dn_node_get(tree, attributes, extras[i].attribute) == NULL)
			dn_rawjson_member(&writer->out,
			    dn_span_of(extras[i].attribute), node);
		else if (dn_loss_dropped(writer->writing->loss, writer->item,
		    annotation->node, extras[i].cap, err,
		    "there is an attribute \"%s\"", extras[i].attribute) < 0)
			return -1;
	}
	return 0;
}

static int
write_attributes(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_node *attributes =
	    annotation->members[DN_MEMBER_ATTRIBUTES];
	struct dn_bytes *out = &writer->out;
	size_t before = out->len, begun;

	dn_coco_begin(out, DN_COCO_NAME("attributes"));
	begun = out->len;
	if (dn_node_type(attributes) != DN_JSON_OBJECT)
		attributes = NULL;
	/* The bracket comes behind what is added. */
	if (attributes == NULL)
		dn_bytes_add_byte(out, '{');
	else
		dn_rawjson_value(out, attributes);
	if (attributes != NULL && out->failed == DN_E_NONE)
		out->len--;
	if (add_extras(writer, annotation, attributes, err) < 0)
		return -1;
	if (attributes == NULL && out->len == begun + 1)
		out->len = before;
	else
		dn_bytes_add_byte(out, '}');
	return 0;
}

/* score; in results each has one, but for those that came without. */
static int
write_score(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	const struct dn_node *score = annotation->members[DN_MEMBER_SCORE];

	if (score != NULL || writer->result) {
		dn_coco_copy(writer, DN_COCO_NAME("score"), score);
		return 0;
	}
	if (begin_part(writer, DN_COCO_RESULT)) {
		dn_coco_begin(&writer->out, DN_COCO_NAME("score"));
		dn_bytes_add_byte(&writer->out, '1');
		end_part(writer, DN_COCO_RESULT);
	}
	return writer->task != DN_COCO_RESULTS ? 0 :
	    dn_loss_degraded(writer->writing->loss, writer->item,
	    annotation->node, DN_CAP_SCORE, err, "1 where there is none");
}

int
dn_coco_write_rest(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	static const char *const written[] = { "id", "segmentation",
		"keypoints", "num_keypoints", "bbox", "image_id", "category_id",
		NULL };
	struct dn_tree *tree = &writer->item->tree;
	const struct dn_node *crowd = annotation->members[DN_MEMBER_CROWD];
	const struct dn_node *text = annotation->members[DN_MEMBER_TEXT];
	bool told = dn_node_type(crowd) == DN_JSON_TRUE ||
	    dn_node_type(crowd) == DN_JSON_FALSE;

	if ((told || (!writer->own && text == NULL)) && (writer->result ||
	    begin_part(writer, DN_COCO_NO_RESULT))) {
		dn_coco_begin(&writer->out, DN_COCO_NAME("iscrowd"));
		dn_bytes_add_byte(&writer->out,
		    dn_node_true(crowd) ? '1' : '0');
		if (!writer->result)
			end_part(writer, DN_COCO_NO_RESULT);
	}
	if (write_score(writer, annotation, err) < 0)
		return -1;
	if (annotation->kind != DN_ANNOTATION_SPAN)
		dn_coco_copy(writer, DN_COCO_NAME("caption"), text);
	if (write_attributes(writer, annotation, err) < 0)
		return -1;
	if (writer->own)
		dn_rawjson_write(&writer->out, tree, annotation->node,
		    written);
	return 0;
}

/* "id" with the number of an annotation, or its mark. */
static void
add_own_id(struct dn_coco_writer *writer, size_t number)
{
	dn_bytes_add_text(&writer->out, "\"id\":");
	add_id(writer, writer->annotation_ids, DN_COCO_ANNOTATION, number);
	dn_bytes_add_byte(&writer->out, ',');
}

/* "id" as it came, and a comma. */
static void
add_given_id(struct dn_coco_writer *writer, const struct dn_node *id)
{
	dn_bytes_add_text(&writer->out, "\"id\":");
	dn_rawjson_value(&writer->out, id);
	dn_bytes_add_byte(&writer->out, ',');
}

/*
 * The annotation came without an id, or with one that names several (`given`):
 * so it goes back, unless all are numbered.
 */
static int
write_bare(struct dn_coco_writer *writer, const struct dn_node *given,
    struct dn_err *err)
{
	size_t number = dn_ids_count(writer->annotation_ids);

	if (dn_ids_add_bare(writer->annotation_ids,
	    dn_node_type(given) > DN_JSON_NULL, err) < 0)
		return -1;
	if (given != NULL) {
		dn_bytes_add_byte(&writer->out, DN_COCO_CAME);
		add_given_id(writer, given);
		dn_bytes_add_byte(&writer->out, DN_COCO_CAME);
	}
	if (writer->can_be[0]) {
		dn_bytes_add_byte(&writer->out, DN_COCO_NUMBERED);
		add_own_id(writer, number);
		dn_bytes_add_byte(&writer->out, DN_COCO_NUMBERED);
	}
	return 0;
}

/*
 * The id, if the annotation has one or gets one: in a document among those of
 * all, in results as it came.
 */
static int
write_id(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	size_t number = dn_ids_count(writer->annotation_ids);
	struct dn_node *id = dn_node_get(&writer->item->tree,
	    annotation->members[DN_MEMBER_SOURCE], "id");
	struct dn_node *several = dn_coco_own_raw(writer, annotation->node,
	    "/id");

	if (several != NULL || (writer->own && id != NULL &&
	    id->type == DN_JSON_NULL))
		return write_bare(writer, several, err);
	if (writer->result && id != NULL &&
	    begin_part(writer, DN_COCO_RESULT)) {
		add_given_id(writer, id);
		end_part(writer, DN_COCO_RESULT);
	}
	if (!writer->own)
		dn_ids_mix(writer->annotation_ids);
	if (dn_ids_add(writer->annotation_ids, id, writer->own, err) < 0)
		return -1;
	if (begin_part(writer, DN_COCO_NO_RESULT)) {
		add_own_id(writer, number);
		end_part(writer, DN_COCO_NO_RESULT);
	}
	return 0;
}

int
dn_coco_write_annotation(struct dn_coco_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_coco_outline outline = { { 0, 0, 0, 0 }, 0, false };

	dn_bytes_add_byte(&writer->out, '{');
	if (write_id(writer, annotation, err) < 0)
		return -1;
	dn_bytes_add_text(&writer->out, "\"image_id\":");
	dn_coco_add_spelling(writer, dn_coco_own_raw(writer,
	    annotation->node, "/image_id"));
	dn_coco_add_image_id(writer);
	if (dn_coco_write_category(writer, annotation, err) < 0 ||
	    dn_coco_write_segmentation(writer, annotation, &outline, err) < 0 ||
	    write_keypoints(writer, annotation, &outline, err) < 0 ||
	    write_box(writer, annotation, &outline, err) < 0 ||
	    dn_coco_write_rest(writer, annotation, err) < 0)
		return -1;
	dn_bytes_add_byte(&writer->out, '}');
	return 0;
}
