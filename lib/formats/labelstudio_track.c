/* SPDX-License-Identifier: MIT */
/* Boxes that move through a video: sequences and tracks. */
#include "formats/compact.h"
#include "formats/labelstudio.h"
#include "io/jsontext.h"
#include "model/shape.h"

static const char *const names[] = { "x", "y", "width", "height",
	"rotation" };

/* ---- reading --------------------------------------------------------- */

/* The numbers of an element; what is missing but the rotation is an error. */
static int
read_numbers(struct dn_tree *tree, struct dn_node *element,
    double numbers[5], struct dn_err *err)
{
	for (int i = 0; i < 5; i++) {
		struct dn_node *node = dn_node_get(tree, element, names[i]);

		numbers[i] = 0;
		if (!dn_node_real(node, &numbers[i]) &&
		    (i < 4 || dn_node_type(node) > DN_JSON_NULL))
			return dn_node_error(element, err, DN_E_BAD_VALUE,
			    "\"%s\" is no finite number", names[i]);
	}
	return 0;
}

/* Append a number after what stands before it. */
static void
add_number(struct dn_bytes *out, const char *before, double value)
{
	dn_bytes_add_text(out, before);
	dn_json_write_real(out, value);
}

/* Append an element of a sequence as an element of `shapes`. */
static int
add_shape(struct dn_tree *tree, struct dn_node *element,
    struct dn_studio_scale scale, struct dn_bytes *out, bool *any_turned,
    struct dn_err *err)
{
	struct dn_node *frame = dn_node_get(tree, element, "frame");
	struct dn_turned turned;
	double numbers[5];
	int64_t number;

	if (!dn_node_int(frame, &number))
		return dn_node_error(element, err, DN_E_BAD_VALUE,
		    "an element of a sequence without a frame");
	if (read_numbers(tree, element, numbers, err) < 0)
		return -1;
	turned = dn_studio_box_pixels(numbers, scale);
	dn_bytes_add_text(out, "{\"frame\":");
	dn_bytes_add_int(out, number);
	dn_bytes_add_text(out, ",\"keyframe\":true");
	dn_bytes_add_text(out, dn_node_type(dn_node_get(tree, element,
	    "enabled")) == DN_JSON_FALSE ? ",\"outside\":true" :
	    ",\"outside\":false");
	add_number(out, ",\"bbox\":[", turned.box.x);
	add_number(out, ",", turned.box.y);
	add_number(out, ",", turned.box.width);
	add_number(out, ",", turned.box.height);
	dn_bytes_add_byte(out, ']');
	if (numbers[4] < 0 || numbers[4] > 0) {
		add_number(out, ",\"rotation\":", numbers[4]);
		*any_turned = true;
	}
	dn_bytes_add_byte(out, '}');
	if (scale.fraction && *any_turned)
		return dn_node_error(element, err, DN_E_NEED_SIZE,
		    "what is turned needs the picture's size");
	return 0;
}

/* The text of `shapes` that a sequence is. */
static int
add_shapes(struct dn_tree *tree, struct dn_node *sequence,
    struct dn_studio_scale scale, struct dn_bytes *out, bool *any_turned,
    struct dn_err *err)
{
	struct dn_node *element = dn_node_first(tree, sequence);

	dn_bytes_clear(out);
	dn_bytes_add_byte(out, '[');
	for (; element != NULL; element = element->next) {
		if (out->len > 1)
			dn_bytes_add_byte(out, ',');
		if (add_shape(tree, element, scale, out, any_turned, err) < 0)
			return -1;
	}
	dn_bytes_add_byte(out, ']');
	return dn_bytes_check(out, err);
}

int
dn_studio_read_track(struct dn_item *item, struct dn_node *annotation,
    struct dn_node *value, struct dn_studio_scale scale,
    struct dn_bytes *scratch, struct dn_err *err)
{
	struct dn_tree *tree = &item->tree;
	struct dn_node *sequence = dn_node_get(tree, value, "sequence");
	bool any_turned = false;

	if (add_shapes(tree, sequence, scale, scratch, &any_turned, err) < 0)
		return -1;
	dn_node_set_text(tree, annotation, "kind", DN_SPAN("track"));
	dn_node_set_text(tree, annotation, "shape", any_turned ?
	    DN_SPAN("rotatedBox") : DN_SPAN("box"));
	dn_node_set_raw(tree, annotation, "shapes", dn_bytes_span(scratch));
	dn_studio_keep_value(tree, annotation, sequence);
	return 0;
}

/* ---- writing --------------------------------------------------------- */

/* Does a sequence that was kept still say these shapes? */
static bool
still_says(struct dn_tree *tree, struct dn_node *kept,
    struct dn_studio_scale scale, struct dn_node *shapes)
{
	struct dn_err ignored = DN_ERR_INIT;
	struct dn_bytes then, text, now;
	bool same = false, any_turned = false;

	if (dn_node_type(kept) != DN_JSON_ARRAY)
		return false;
	dn_bytes_init(&then, SIZE_MAX / 2);
	dn_bytes_init(&text, SIZE_MAX / 2);
	dn_bytes_init(&now, SIZE_MAX / 2);
	dn_tree_write(shapes, &text);
	dn_compact_add(&now, dn_bytes_span(&text));
	if (add_shapes(tree, kept, scale, &then, &any_turned, &ignored) == 0)
		same = now.failed == DN_E_NONE && dn_span_equal(
		    dn_bytes_span(&then), dn_bytes_span(&now));
	dn_bytes_release(&then);
	dn_bytes_release(&text);
	dn_bytes_release(&now);
	return same;
}

/* A shape of a track as an element of a sequence. */
static int
add_element(struct dn_item *item, struct dn_node *shape,
    struct dn_studio_scale scale, struct dn_tree *out,
    struct dn_node *sequence, struct dn_err *err)
{
	struct dn_node *frame = dn_node_get(&item->tree, shape, "frame");
	struct dn_node *element;
	struct dn_turned turned = { { 0, 0, 0, 0 }, 0 };
	double numbers[5];
	int got = dn_shape_box(item, shape, &turned.box, err);

	if (got <= 0)
		return got;
	if (dn_node_type(frame) != DN_JSON_NUMBER)
		return dn_node_error(shape, err, DN_E_MISSING_FIELD,
		    "a shape of a track without \"frame\"");
	(void)dn_node_real(dn_node_get(&item->tree, shape, "rotation"),
	    &turned.rotation);
	dn_studio_box_percent(turned, scale, numbers);
	element = dn_node_add_object(out, sequence);
	dn_node_set_copy(out, element, "frame", frame);
	dn_node_set_bool(out, element, "enabled",
	    !dn_node_true(dn_node_get(&item->tree, shape, "outside")));
	for (int i = 0; i < 5; i++)
		dn_node_set_real(out, element, names[i], numbers[i]);
	return 1;
}

int
dn_studio_write_track(struct dn_item *item, struct dn_node *annotation,
    bool own, struct dn_studio_scale scale, struct dn_tree *out,
    struct dn_node *value, struct dn_err *err)
{
	struct dn_tree *tree = &item->tree;
	struct dn_node *shapes = dn_node_get(tree, annotation, "shapes");
	struct dn_node *kept = own ? dn_studio_kept_value(tree, annotation,
	    "sequence") : NULL;
	struct dn_node *shape = dn_node_first(tree, shapes), *sequence;
	int got = 1;

	if (dn_node_type(shapes) != DN_JSON_ARRAY)
		return 0;
	if (kept != NULL && still_says(tree, kept, scale, shapes)) {
		dn_node_set_copy(out, value, "sequence", kept);
		return 1;
	}
	sequence = dn_node_set_array(out, value, "sequence");
	for (; shape != NULL && got > 0; shape = shape->next)
		if (dn_node_type(dn_node_get(tree, shape, "keyframe")) !=
		    DN_JSON_FALSE)
			got = add_element(item, shape, scale, out, sequence,
			    err);
	return got;
}

/* ---- timelines ------------------------------------------------------- */

/* Append a change at a frame: from there on it is so, or not. */
static void
add_change(struct dn_bytes *out, int64_t frame, bool outside)
{
	dn_bytes_add_text(out, out->len > 1 ? ",{\"frame\":" :
	    "{\"frame\":");
	dn_bytes_add_int(out, frame);
	dn_bytes_add_text(out, outside ?
	    ",\"keyframe\":true,\"outside\":true}" :
	    ",\"keyframe\":true,\"outside\":false}");
}

/* The text of `shapes` that ranges are; false for what is none. */
static bool
add_ranges(struct dn_tree *tree, struct dn_node *ranges, struct dn_bytes *out)
{
	struct dn_node *range = dn_node_first(tree, ranges);
	int64_t start, end;

	dn_bytes_clear(out);
	dn_bytes_add_byte(out, '[');
	for (; range != NULL; range = range->next) {
		if (!dn_node_int(dn_node_get(tree, range, "start"), &start) ||
		    !dn_node_int(dn_node_get(tree, range, "end"), &end) ||
		    start > end || end == INT64_MAX)
			return false;
		add_change(out, start, false);
		add_change(out, end + 1, true);
	}
	dn_bytes_add_byte(out, ']');
	return true;
}

int
dn_studio_read_timeline(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *value, struct dn_bytes *scratch, struct dn_err *err)
{
	struct dn_node *ranges = dn_node_get(tree, value, "ranges");

	if (!add_ranges(tree, ranges, scratch))
		return dn_node_error(ranges, err, DN_E_BAD_VALUE,
		    "not a list of ranges of frames");
	dn_node_set_text(tree, annotation, "kind", DN_SPAN("track"));
	dn_node_set_text(tree, annotation, "shape", DN_SPAN("class"));
	dn_node_set_raw(tree, annotation, "shapes", dn_bytes_span(scratch));
	dn_studio_keep_value(tree, annotation, ranges);
	return dn_bytes_check(scratch, err);
}

bool
dn_studio_is_timeline(struct dn_tree *tree, struct dn_node *annotation)
{
	return dn_node_type(dn_node_get(tree, annotation, "shapes")) ==
	    DN_JSON_ARRAY && dn_span_is(dn_node_text(tree, dn_node_get(tree,
	    annotation, "shape")), "class");
}

/* Do ranges that were kept still say these shapes? */
static bool
still_ranges(struct dn_tree *tree, struct dn_node *kept,
    struct dn_node *shapes)
{
	struct dn_bytes then, text, now;
	bool same;

	if (dn_node_type(kept) != DN_JSON_ARRAY)
		return false;
	dn_bytes_init(&then, SIZE_MAX / 2);
	dn_bytes_init(&text, SIZE_MAX / 2);
	dn_bytes_init(&now, SIZE_MAX / 2);
	dn_tree_write(shapes, &text);
	dn_compact_add(&now, dn_bytes_span(&text));
	same = add_ranges(tree, kept, &then) && now.failed == DN_E_NONE &&
	    dn_span_equal(dn_bytes_span(&then), dn_bytes_span(&now));
	dn_bytes_release(&then);
	dn_bytes_release(&text);
	dn_bytes_release(&now);
	return same;
}

int
dn_studio_write_timeline(struct dn_tree *tree, struct dn_node *annotation,
    bool own, struct dn_tree *out, struct dn_node *value, struct dn_err *err)
{
	struct dn_node *shapes = dn_node_get(tree, annotation, "shapes");
	struct dn_node *kept = own ? dn_studio_kept_value(tree, annotation,
	    "ranges") : NULL, *shape, *ranges, *range = NULL;
	int64_t frame, from = 0;

	if (kept != NULL && still_ranges(tree, kept, shapes)) {
		dn_node_set_copy(out, value, "ranges", kept);
		return 1;
	}
	ranges = dn_node_set_array(out, value, "ranges");
	for (shape = dn_node_first(tree, shapes); shape != NULL;
	    shape = shape->next) {
		bool outside = dn_node_true(dn_node_get(tree, shape,
		    "outside"));

		if (!dn_node_int(dn_node_get(tree, shape, "frame"), &frame))
			return dn_node_error(shape, err, DN_E_MISSING_FIELD,
			    "a shape of a track without \"frame\"");
		if (range == NULL && !outside) {
			range = dn_node_add_object(out, ranges);
			dn_node_set_int(out, range, "start", frame);
			from = frame;
		}
		if (range != NULL)
			dn_node_set_int(out, range, "end", outside &&
			    frame > from ? frame - 1 : frame);
		if (outside)
			range = NULL;
	}
	return 1;
}
