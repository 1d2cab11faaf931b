/* SPDX-License-Identifier: MIT */
/* Objects of Pascal VOC: geometry, marks and attributes as elements. */
#include "formats/carried.h"
#include "formats/markup.h"
#include "formats/voc_write.h"
#include "io/jsontext.h"
#include "io/number.h"
#include "model/shape.h"

/* ---- numbers and texts ----------------------------------------------- */

static int
add_decimal(struct dn_voc_writer *writer, struct dn_xml_element *parent,
    struct dn_span name, struct dn_decimal value, struct dn_err *err)
{
	char text[DN_DECIMAL_TEXT];
	size_t len = dn_decimal_write(value, text);

	return dn_voc_add_text(writer, parent, name, (struct dn_span){ text,
	    len }, err);
}

/* The same of a coordinate, which --voc-int makes a whole number. */
static int
add_coordinate(struct dn_voc_writer *writer, struct dn_xml_element *parent,
    struct dn_span name, struct dn_decimal value, struct dn_err *err)
{
	struct dn_decimal whole;

	if (!writer->writing->run->options->voc_int)
		return add_decimal(writer, parent, name, value, err);
	whole = dn_decimal_round(value);
	writer->rounded = writer->rounded || !dn_decimal_equal(value, whole);
	return add_decimal(writer, parent, name, whole, err);
}

/* A coordinate of the record, as an exact decimal. */
static int
read_decimal(const struct dn_node *node, struct dn_decimal *value,
    struct dn_err *err)
{
	if (dn_decimal_read(node->raw, value))
		return 0;
	return dn_node_error(node, err, DN_E_BAD_VALUE,
	    "a coordinate of too many digits");
}

static int
shift(const struct dn_node *node, struct dn_decimal value, int by,
    struct dn_decimal *shifted, struct dn_err *err)
{
	if (dn_decimal_add(value, dn_decimal_of(by), shifted))
		return 0;
	return dn_node_error(node, err, DN_E_BAD_VALUE,
	    "a coordinate of too many digits");
}

/* ---- objects --------------------------------------------------------- */

/* <bndbox> of a box in continuous pixels: x, y, width, height. */
static int
add_box(struct dn_voc_writer *writer, struct dn_xml_element *object,
    struct dn_node *array, struct dn_err *err)
{
	static const struct dn_span names[] = { DN_SPAN("xmin"),
		DN_SPAN("ymin"), DN_SPAN("xmax"), DN_SPAN("ymax") };
	struct dn_node *node = dn_node_first(&writer->item->tree, array);
	struct dn_decimal values[4], edge;
	struct dn_xml_element *box;

	if (dn_voc_open(writer, object, DN_SPAN("bndbox"), &box, err) < 0)
		return -1;
	for (int i = 0; i < 4; i++, node = node->next) {
		if (read_decimal(node, &values[i], err) < 0)
			return -1;
		if (i < 2) {
			if (shift(node, values[i], writer->dialect->low,
			    &edge, err) < 0)
				return -1;
		} else if (!dn_decimal_add(values[i - 2], values[i], &edge)) {
			return dn_node_error(node, err, DN_E_BAD_VALUE,
			    "a coordinate of too many digits");
		} else if (shift(node, edge, writer->dialect->high, &edge,
		    err) < 0) {
			return -1;
		}
		if (add_coordinate(writer, box, names[i], edge, err) < 0)
			return -1;
	}
	dn_voc_end(writer, DN_SPAN("bndbox"));
	return 0;
}

/* <angle> in radians, as it was given where the box has not turned since. */
static int
add_angle(struct dn_voc_writer *writer, struct dn_xml_element *box,
    struct dn_node *annotation, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_span given = dn_node_text(tree, dn_raw_get(tree, annotation,
	    DN_SPAN("/robndbox/angle")));
	struct dn_decimal value;
	char text[DN_DECIMAL_TEXT];
	double degrees = 0, radians;

	(void)dn_node_real(dn_node_get(tree, annotation, "rotation"),
	    &degrees);
	if (writer->own && given.ptr != NULL &&
	    dn_decimal_read(given, &value)) {
		dn_decimal_write(value, text);
		if (dn_number_read(dn_span_of(text), &radians) &&
		    !(dn_voc_degrees(radians) < degrees) &&
		    !(dn_voc_degrees(radians) > degrees))
			return dn_voc_add_text(writer, box, DN_SPAN("angle"),
			    given, err);
	}
	dn_bytes_clear(&writer->name);
	dn_json_write_real(&writer->name, dn_voc_radians(degrees));
	return dn_voc_add_text(writer, box, DN_SPAN("angle"),
	    dn_bytes_span(&writer->name), err);
}

/* <robndbox> of a box that is turned about its centre. */
static int
add_turned(struct dn_voc_writer *writer, struct dn_xml_element *object,
    struct dn_node *annotation, struct dn_err *err)
{
	static const struct dn_span names[] = { DN_SPAN("cx"), DN_SPAN("cy"),
		DN_SPAN("w"), DN_SPAN("h") };
	struct dn_node *node = dn_node_first(&writer->item->tree, dn_node_get(
	    &writer->item->tree, annotation, "bbox"));
	struct dn_decimal values[4];
	struct dn_xml_element *box;

	if (dn_voc_open(writer, object, DN_SPAN("robndbox"), &box, err) < 0)
		return -1;
	for (int i = 0; i < 4; i++, node = node->next)
		if (read_decimal(node, &values[i], err) < 0)
			return -1;
	for (int i = 0; i < 4; i++) {
		if (i < 2 && !dn_voc_centre(writer->dialect, values[i],
		    values[i + 2], &values[i]))
			return dn_node_error(annotation, err, DN_E_BAD_VALUE,
			    "a coordinate of too many digits");
		if (add_decimal(writer, box, names[i], values[i], err) < 0)
			return -1;
	}
	if (add_angle(writer, box, annotation, err) < 0)
		return -1;
	dn_voc_end(writer, DN_SPAN("robndbox"));
	return 0;
}

/* A <polygon> of the outline of one part. */
static int
add_polygon(struct dn_voc_writer *writer, struct dn_xml_element *object,
    struct dn_node *ring, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *point = dn_node_first(tree, ring);
	struct dn_xml_element *polygon;
	uint64_t number = 0;

	if (point == NULL)
		return 0;
	if (dn_voc_open(writer, object, DN_SPAN("polygon"), &polygon, err) < 0)
		return -1;
	for (; point != NULL; point = point->next) {
		struct dn_node *node = dn_node_first(tree, point);

		number++;
		for (int i = 0; i < 2; i++, node = node->next) {
			struct dn_decimal value;

			dn_bytes_clear(&writer->name);
			dn_bytes_add_byte(&writer->name, "xy"[i]);
			dn_bytes_add_uint(&writer->name, number);
			if (read_decimal(node, &value, err) < 0 ||
			    shift(node, value, writer->dialect->low, &value,
			    err) < 0 || add_coordinate(writer, polygon,
			    dn_bytes_span(&writer->name), value, err) < 0)
				return -1;
		}
	}
	dn_voc_end(writer, DN_SPAN("polygon"));
	return 0;
}

/* The box around a polygon that came without one. */
static void
add_envelope(struct dn_voc_writer *writer, struct dn_node *node,
    const struct dn_part *parts, size_t count)
{
	struct dn_box box = { 0, 0, 0, 0 };
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		struct dn_box around;

		if (parts[i].count == 0 || parts[i].rings[0].count == 0)
			continue;
		around = dn_box_around(parts[i].rings[0].points,
		    parts[i].rings[0].count);
		box = any ? dn_box_join(box, around) : around;
		any = true;
	}
	if (any)
		dn_shape_set_box(&writer->item->tree, node, &box);
}

/* The box around a mask that came without one. */
static int
add_mask_box(struct dn_voc_writer *writer, struct dn_node *node,
    struct dn_err *err)
{
	struct dn_mask mask;
	struct dn_box box;
	int found;

	dn_mask_init(&mask, 0, 0);
	found = dn_shape_mask(writer->item, node, &mask, err);
	box = found > 0 ? dn_mask_box(&mask) : (struct dn_box){ 0, 0, 0, 0 };
	if (found > 0)
		dn_shape_set_box(&writer->item->tree, node, &box);
	dn_mask_release(&mask);
	return found < 0 ? -1 : 0;
}

/* Box and polygons, each checked before it is taken number by number. */
static int
add_geometry(struct dn_voc_writer *writer, struct dn_xml_element *object,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node = annotation->node, *part;
	bool turned = annotation->kind == DN_ANNOTATION_ROTATED_BOX;
	struct dn_part *parts;
	struct dn_box box;
	size_t count;
	int boxed, outlined;

	if (dn_voc_print_shapes(writer, annotation) > 0)
		return 0;
	boxed = dn_shape_box(writer->item, node, &box, err);
	outlined = dn_shape_polygons(writer->item, node, &parts, &count, err);
	if (boxed < 0 || outlined < 0)
		return -1;
	if (boxed == 0 && outlined == 1 && !writer->own && !turned)
		add_envelope(writer, node, parts, count);
	else if (boxed == 0 && !writer->own && !turned &&
	    add_mask_box(writer, node, err) < 0)
		return -1;
	part = dn_node_get(tree, node, "bbox");
	if (dn_node_type(part) == DN_JSON_ARRAY && (turned ?
	    add_turned(writer, object, node, err) :
	    add_box(writer, object, part, err)) < 0)
		return -1;
	part = dn_node_first(tree, dn_node_get(tree, node, "polygons"));
	for (; part != NULL; part = part->next)
		if (add_polygon(writer, object, dn_node_first(tree, part),
		    err) < 0)
			return -1;
	return 0;
}

/* <truncated> and its like: a number or truth value; `otherwise` if absent. */
static int
add_mark(struct dn_voc_writer *writer, struct dn_xml_element *object,
    const struct dn_annotation *annotation, enum dn_member member,
    const char *otherwise, struct dn_err *err)
{
	const struct dn_node *mark = annotation->members[member];
	struct dn_span text = dn_span_of(otherwise);

	if (dn_node_type(mark) == DN_JSON_NUMBER)
		text = mark->raw;
	else if (dn_node_type(mark) == DN_JSON_TRUE)
		text = DN_SPAN("1");
	else if (dn_node_type(mark) == DN_JSON_FALSE)
		text = DN_SPAN("0");
	return text.ptr == NULL ? 0 : dn_voc_add_text(writer, object,
	    dn_span_of(dn_member_name(member)), text, err);
}

/* <pose> and the marks; what comes from elsewhere has all but the last. */
static int
add_marks(struct dn_voc_writer *writer, struct dn_xml_element *object,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	static const char none[] = "\t\t<pose>Unspecified</pose>\n"
	    "\t\t<truncated>0</truncated>\n\t\t<difficult>0</difficult>\n";
	const uint64_t marks = DN_MEMBER_BIT(TRUNCATED) |
	    DN_MEMBER_BIT(DIFFICULT);
	const char *otherwise = writer->own ? NULL : "0";

	if (!writer->own && (annotation->present & marks) == 0)
		dn_bytes_add(&writer->out, none, sizeof(none) - 1);
	else if ((!writer->own && dn_voc_add_text(writer, object,
	    DN_SPAN("pose"), DN_SPAN("Unspecified"), err) < 0) ||
	    add_mark(writer, object, annotation, DN_MEMBER_TRUNCATED,
	    otherwise, err) < 0 || add_mark(writer, object, annotation,
	    DN_MEMBER_DIFFICULT, otherwise, err) < 0)
		return -1;
	return add_mark(writer, object, annotation, DN_MEMBER_OCCLUDED, NULL,
	    err);
}

/* An <attribute> of the list, which is begun with the first one. */
static int
add_attribute(struct dn_voc_writer *writer, struct dn_xml_element *object,
    struct dn_xml_element **list, bool *begun, struct dn_span name,
    struct dn_span value, struct dn_err *err)
{
	struct dn_xml_element *one;

	if (!*begun && dn_voc_open(writer, object, DN_SPAN("attributes"),
	    list, err) < 0)
		return -1;
	*begun = true;
	if (dn_voc_open(writer, *list, DN_SPAN("attribute"), &one, err) < 0 ||
	    dn_voc_add_text(writer, one, DN_SPAN("name"), name, err) < 0 ||
	    dn_voc_add_text(writer, one, DN_SPAN("value"), value, err) < 0)
		return -1;
	dn_voc_end(writer, DN_SPAN("attribute"));
	return 0;
}

/* The extension <attributes>: names and texts. */
static int
add_attributes(struct dn_voc_writer *writer, struct dn_xml_element *object,
    struct dn_node *annotation, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_loss *loss = writer->writing->loss;
	struct dn_node *node = dn_node_first(tree,
	    dn_node_get(tree, annotation, "attributes"));
	struct dn_xml_element *list = NULL;
	bool begun = false;

	for (; node != NULL; node = node->next) {
		struct dn_span text = node->type == DN_JSON_STRING ?
		    dn_node_text(tree, node) : node->raw;
		int len = node->name.len < 80 ? (int)node->name.len : 80;

		if (node->type >= DN_JSON_ARRAY) {
			if (dn_loss_dropped(loss, writer->item, annotation,
			    DN_CAP_ATTRIBUTES, err, "%.*s", len,
			    node->name.ptr) < 0)
				return -1;
			continue;
		}
		if (node->type != DN_JSON_STRING && dn_loss_degraded(loss,
		    writer->item, annotation, DN_CAP_ATTRIBUTES, err,
		    "%.*s becomes a text", len, node->name.ptr) < 0)
			return -1;
		if (add_attribute(writer, object, &list, &begun, node->name,
		    text, err) < 0)
			return -1;
	}
	if (begun)
		dn_voc_end(writer, DN_SPAN("attributes"));
	return 0;
}

/* <name>: the label, or the first of several. */
static int
add_label(struct dn_voc_writer *writer, struct dn_xml_element *object,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *label = annotation->label;

	if (label == NULL)
		label = dn_node_first(tree,
		    dn_node_get(tree, annotation->node, "labels"));
	if (dn_node_type(label) == DN_JSON_ARRAY)
		label = dn_node_first(tree, label);
	if (label == NULL)
		return 0;
	return dn_voc_add_text(writer, object, DN_SPAN("name"),
	    label->type == DN_JSON_STRING ? dn_node_text(tree, label) :
	    label->raw, err);
}

/* The tool that has turned boxes reads no object without a <type> then. */
static bool
needs_types(struct dn_voc_writer *writer)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node = writer->own ? NULL :
	    dn_item_first_annotation(writer->item);

	while (node != NULL && !dn_span_is(dn_node_text(tree,
	    dn_node_get(tree, node, "kind")), "rotatedBox"))
		node = node->next;
	return node != NULL;
}

static int
add_object(struct dn_voc_writer *writer, struct dn_xml_element *root,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	static const char *const order[] = { "type", "name", "pose",
		"truncated", "difficult", "occluded", "bndbox", "robndbox",
		"polygon", NULL };
	struct dn_node *node = annotation->node;
	struct dn_xml_element *object;

	if (dn_voc_open(writer, root, DN_SPAN("object"), &object, err) < 0)
		return -1;
	writer->rounded = false;
	if ((writer->typed && dn_voc_add_text(writer, object, DN_SPAN("type"),
	    annotation->kind == DN_ANNOTATION_ROTATED_BOX ?
	    DN_SPAN("robndbox") : DN_SPAN("bndbox"), err) < 0) ||
	    add_label(writer, object, annotation, err) < 0 ||
	    add_marks(writer, object, annotation, err) < 0 ||
	    add_geometry(writer, object, annotation, err) < 0 ||
	    add_attributes(writer, object, node, err) < 0 ||
	    (writer->own &&
	    dn_voc_add_raw(writer, object, node, node, err) < 0))
		return -1;
	if (writer->own)
		dn_markup_order(object, order);
	dn_voc_end(writer, DN_SPAN("object"));
	if (writer->rounded && dn_loss_degraded(writer->writing->loss,
	    writer->item, node, dn_cap_of_kind(annotation->kind), err,
	    "rounded to whole pixels") < 0)
		return -1;
	return 0;
}

/* The number that the mask of no <object> had in the picture, or -1. */
static int64_t
drawn_alone(struct dn_voc_writer *writer, struct dn_node *node)
{
	int64_t number;

	return writer->own && dn_node_int(dn_raw_get(&writer->item->tree,
	    node, DN_SPAN(DN_VOC_OBJECTS)), &number) && number >= 0 ?
	    number : -1;
}

/* Where annotations go. */
struct adding {
	struct dn_voc_writer *writer;
	struct dn_xml_element *root;
};

/* What the annotation is in the document, and in the pictures. */
static int
add_annotation(void *state, const struct dn_annotation *annotation,
    struct dn_err *err)
{
	struct adding *adding = state;
	struct dn_voc_writer *writer = adding->writer;
	int64_t alone = drawn_alone(writer, annotation->node);
	uint64_t object = alone >= 0 ? (uint64_t)alone : ++writer->objects;

	if (dn_voc_paint_object(writer, annotation, object, err) < 0 ||
	    (alone < 0 && add_object(writer, adding->root, annotation,
	    err) < 0))
		return -1;
	return 1;
}

int
dn_voc_add_objects(struct dn_voc_writer *writer, struct dn_xml_element *root,
    struct dn_err *err)
{
	struct adding adding = { writer, root };

	writer->typed = needs_types(writer);
	writer->objects = 0;
	return dn_carried_write(writer->writing, writer->item, add_annotation,
	    &adding, err);
}
