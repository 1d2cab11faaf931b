/* SPDX-License-Identifier: MIT */
/* Writing YOLO: items are spooled until the classes are numbered. */
#include "formats/yolo_write.h"

#include <math.h>
#include <stdlib.h>

#include "formats/carried.h"
#include "model/envelope.h"

void *
dn_yolo_write_open(struct dn_writing *writing, struct dn_err *err)
{
	enum dn_yolo_task told = dn_yolo_task_find(dn_span_of(
	    writing->run->options->task));
	struct dn_yolo_writer *writer;

	if (told == DN_YOLO_CLASSIFY) {
		dn_err_set(err, DN_E_USAGE, "--task classify is read only: "
		    "its labels are folders of pictures, and pictures are "
		    "not written");
		return NULL;
	}
	writer = calloc(1, sizeof(*writer));
	if (writer == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	writer->writing = writing;
	writer->task = writer->told = told;
	dn_bytes_init(&writer->record, SIZE_MAX / 2);
	dn_bytes_init(&writer->numbers, SIZE_MAX / 2);
	dn_bytes_init(&writer->scratch, SIZE_MAX / 2);
	dn_bytes_init(&writer->label, SIZE_MAX / 2);
	writer->spool = dn_sink_spool(err);
	if (writer->spool != NULL)
		return writer;
	dn_yolo_write_close(writer);
	return NULL;
}

void
dn_yolo_write_close(void *state)
{
	struct dn_yolo_writer *writer = state;

	if (writer == NULL)
		return;
	if (writer->spool != NULL)
		dn_sink_abort(writer->spool);
	dn_bytes_release(&writer->record);
	dn_bytes_release(&writer->numbers);
	dn_bytes_release(&writer->scratch);
	dn_bytes_release(&writer->label);
	dn_yolo_path_release(&writer->path);
	dn_yolo_path_release(&writer->spare);
	dn_yolo_line_release(&writer->line);
	free(writer);
}

/* ---- lines ----------------------------------------------------------- */

/* What of a label is a name: a text, or the JSON of anything else. */
static int
name_label(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, uint32_t *label,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node = annotation->label;
	struct dn_span name = annotation->label_text;
	size_t index;

	if (name.ptr == NULL) {
		if (dn_node_type(node) <= DN_JSON_NULL)
			node = dn_node_first(tree, dn_node_get(tree,
			    annotation->node, "labels"));
		if (dn_node_type(node) == DN_JSON_ARRAY)
			node = dn_node_first(tree, node);
		name = dn_node_text(tree, node);
		if (name.ptr == NULL && dn_node_type(node) > DN_JSON_NULL) {
			dn_bytes_clear(&writer->label);
			dn_tree_write(node, &writer->label);
			name = dn_bytes_span(&writer->label);
		}
	}
	if (name.ptr == NULL)
		return 0;
	if (dn_labels_add(writer->writing->labels, name, &index, err) < 0)
		return -1;
	*label = (uint32_t)index;
	return 1;
}

/* A text of the annotation's own source.raw, where that goes back. */
static struct dn_span
own_text(struct dn_yolo_writer *writer, struct dn_node *node,
    const char *pointer)
{
	struct dn_tree *tree = &writer->item->tree;

	if (!writer->own)
		return (struct dn_span){ NULL, 0 };
	return dn_node_text(tree, dn_raw_get(tree, node,
	    dn_span_of(pointer)));
}

/* Append the score: a number more, but not in DOTA. */
static int
add_score(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, bool *scored, struct dn_err *err)
{
	struct dn_node *node = annotation->node;
	struct dn_node *score = annotation->members[DN_MEMBER_SCORE];
	struct dn_span spelt = own_text(writer, node, "/score");
	double value;

	*scored = false;
	if (!dn_node_real(score, &value))
		return 0;
	if (writer->dota)
		return dn_loss_dropped(writer->writing->loss, writer->item,
		    node, DN_CAP_SCORE, err, "DOTA has none");
	*scored = true;
	if (spelt.ptr != NULL) {
		dn_bytes_clear(&writer->label);
		dn_bytes_add_text(&writer->label, "0 ");
		dn_bytes_add_span(&writer->label, spelt);
		if (dn_bytes_check(&writer->label, err) < 0 ||
		    dn_yolo_line_read(&writer->line,
		    dn_bytes_span(&writer->label), err) < 0)
			return -1;
	}
	if (spelt.ptr == NULL || writer->line.count != 1 ||
	    memcmp(&writer->line.numbers[0].value, &value,
	    sizeof(value)) != 0)
		spelt = score->raw;
	dn_bytes_add_byte(&writer->numbers, ' ');
	dn_bytes_add_span(&writer->numbers, spelt);
	return 0;
}

/* Append how difficult it is, which only DOTA has. */
static int
add_difficult(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	struct dn_node *node = annotation->node;
	struct dn_node *difficult = annotation->members[DN_MEMBER_DIFFICULT];
	struct dn_span spelt = own_text(writer, node, "/difficult");

	if (!writer->dota)
		return dn_node_true(difficult) ? dn_loss_dropped(
		    writer->writing->loss, writer->item, node,
		    DN_CAP_DIFFICULT, err, "difficult") : 0;
	if (difficult == NULL && writer->own && spelt.ptr == NULL)
		return 0;
	dn_bytes_add_byte(&writer->numbers, ' ');
	if (spelt.ptr != NULL && difficult == NULL)
		dn_bytes_add_span(&writer->numbers, spelt);
	else
		dn_bytes_add_byte(&writer->numbers,
		    dn_node_true(difficult) ? '1' : '0');
	return 0;
}

/* Where it came from is told by a score alone. */
static int
judge_origin(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, bool scored, struct dn_err *err)
{
	struct dn_span origin = dn_node_text(&writer->item->tree,
	    annotation->members[DN_MEMBER_ORIGIN]);

	if (origin.len == 0 || (scored && dn_span_is(origin, "prediction")))
		return 0;
	return dn_loss_dropped(writer->writing->loss, writer->item,
	    annotation->node, DN_CAP_ORIGIN, err, "origin");
}

int
dn_yolo_write_line(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, uint32_t points,
    struct dn_err *err)
{
	struct dn_bytes *numbers = &writer->numbers;
	struct dn_span spelt = own_text(writer, annotation->node, "/class");
	struct dn_yolo_spooled line = { .points = points,
		.values = writer->frame.values, .dota = writer->dota };
	size_t tail = numbers->len;
	bool scored;
	int named = name_label(writer, annotation, &line.label, err);

	if (named < 0)
		return -1;
	if (named == 0)
		return dn_loss_dropped(writer->writing->loss, writer->item,
		    annotation->node, dn_cap_of_kind(annotation->kind), err,
		    "it has no label");
	if (add_score(writer, annotation, &scored, err) < 0 ||
	    add_difficult(writer, annotation, err) < 0 ||
	    judge_origin(writer, annotation, scored, err) < 0 ||
	    dn_bytes_check(numbers, err) < 0)
		return -1;
	if (numbers->len > INT32_MAX || spelt.len > INT32_MAX)
		return dn_err_set(err, DN_E_TOO_LONG,
		    "a line of more than 2 GiB");
	line.numbers = (uint32_t)numbers->len;
	line.tail = (int32_t)tail;
	line.spelling = (uint32_t)spelt.len;
	dn_bytes_add(&writer->record, &line, sizeof(line));
	dn_bytes_add_span(&writer->record, dn_bytes_span(numbers));
	dn_bytes_add_span(&writer->record, spelt);
	writer->dota_lines += line.dota;
	writer->pose_lines += points != DN_YOLO_NO_POSE;
	if (points != DN_YOLO_NO_POSE && points > writer->points)
		writer->points = points;
	return 1;
}

/* ---- annotations ----------------------------------------------------- */

/* The form that a line has by what the annotation is. */
static enum dn_yolo_form
natural_form(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation)
{
	struct dn_tree *tree = &writer->item->tree;

	switch (annotation->kind) {
	case DN_ANNOTATION_BOX:
		return DN_YOLO_BOX;
	case DN_ANNOTATION_ROTATED_BOX:
		return DN_YOLO_CORNERS;
	case DN_ANNOTATION_SKELETON:
		return DN_YOLO_POSE;
	case DN_ANNOTATION_POLYGON:
		return writer->own && dn_span_is(dn_node_text(tree,
		    dn_node_get(tree, dn_node_get(tree, annotation->node,
		    "source"), "dialect")), "obb") ? DN_YOLO_CORNERS :
		    DN_YOLO_RING;
	case DN_ANNOTATION_MASK:
	case DN_ANNOTATION_ELLIPSE:
		return DN_YOLO_RING;
	default:
		break;
	}
	if (annotation->members[DN_MEMBER_KEYPOINTS] != NULL)
		return DN_YOLO_POSE;
	return annotation->members[DN_MEMBER_POLYGONS] != NULL ||
	    annotation->members[DN_MEMBER_MASK] != NULL ?
	    DN_YOLO_RING : DN_YOLO_BOX;
}

static enum dn_yolo_form
form_of(enum dn_yolo_task task)
{
	switch (task) {
	case DN_YOLO_SEG:
		return DN_YOLO_RING;
	case DN_YOLO_TASK_POSE:
		return DN_YOLO_POSE;
	case DN_YOLO_OBB:
	case DN_YOLO_DOTA:
		return DN_YOLO_CORNERS;
	default:
		return DN_YOLO_BOX;
	}
}

/*
 * The form to write: that of the task, which where nobody told it is that of
 * the first annotation, since trainers take one for a set.  What came from
 * such files goes back as it came.
 */
static enum dn_yolo_form
choose_form(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation)
{
	static const enum dn_yolo_task tasks[] = {
		[DN_YOLO_BOX] = DN_YOLO_DETECT, [DN_YOLO_RING] = DN_YOLO_SEG,
		[DN_YOLO_POSE] = DN_YOLO_TASK_POSE,
		[DN_YOLO_CORNERS] = DN_YOLO_OBB,
	};
	enum dn_yolo_form natural = natural_form(writer, annotation);

	if (writer->told == DN_YOLO_AUTO &&
	    writer->own)
		return natural;
	if (writer->task == DN_YOLO_AUTO) {
		writer->task = tasks[natural];
		dn_format_note(writer->writing->run, "the task is %s, by the "
		    "first annotation; --task says otherwise",
		    dn_yolo_task_name(writer->task));
	}
	return form_of(writer->task);
}

/* The line that it came from, where the record still says the same. */
static int
write_own(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, enum dn_yolo_form form,
    struct dn_err *err)
{
	struct dn_span text = own_text(writer, annotation->node, "/numbers");
	struct dn_yolo_line *line = &writer->line;
	size_t points = 0;

	if (text.ptr == NULL)
		return 0;
	/* A first word, in place of the class. */
	dn_bytes_clear(&writer->label);
	dn_bytes_add_text(&writer->label, "0 ");
	dn_bytes_add_span(&writer->label, text);
	if (dn_bytes_check(&writer->label, err) < 0 ||
	    dn_yolo_line_read(line, dn_bytes_span(&writer->label), err) < 0)
		return -1;
	if (line->rest.len > 0 || line->count < 4 ||
	    (form == DN_YOLO_CORNERS && line->count != 8) ||
	    (form == DN_YOLO_RING && line->count % 2 != 0) ||
	    !dn_yolo_shape_same(writer->item, annotation->node, line, form,
	    &writer->frame, &writer->scratch))
		return 0;
	if (form == DN_YOLO_POSE)
		points = (line->count - 4) / writer->frame.values;
	dn_bytes_clear(&writer->numbers);
	dn_yolo_line_add(&writer->numbers, line, line->count);
	return dn_yolo_write_line(writer, annotation, form == DN_YOLO_POSE ?
	    (uint32_t)points : DN_YOLO_NO_POSE, err);
}

/* The box around its outline, which may have been read for the line. */
static bool
find_around(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, struct dn_box *around)
{
	const struct dn_yolo_outline *outline = &writer->outline;

	if (annotation->kind == DN_ANNOTATION_POLYGON && outline->polygons &&
	    dn_envelope_parts(outline->parts, outline->count, around))
		return true;
	return dn_envelope(writer->item, annotation, around,
	    &writer->ignored) > 0;
}

/* Is the box just the one around the outline, but for rounding? */
static bool
is_around(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation)
{
	/* Writers keep two decimals of a pixel. */
	const double near = writer->frame.fraction ? 1e-4 : 0.0101;
	struct dn_box box, around;

	return dn_shape_box_of(writer->item,
	    annotation->members[DN_MEMBER_BBOX], &box, &writer->ignored) > 0 &&
	    find_around(writer, annotation, &around) &&
	    fabs(box.x - around.x) < near &&
	    fabs(box.y - around.y) < near &&
	    fabs(box.width - around.width) < near &&
	    fabs(box.height - around.height) < near;
}

/* Geometry that a line of this form has no place for is lost. */
static int
lose_beside(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, enum dn_yolo_form form,
    struct dn_err *err)
{
	const struct {
		struct dn_node *node;
		enum dn_cap cap;
		bool lost;
	} rows[] = {
		{ annotation->members[DN_MEMBER_POLYGONS], DN_CAP_POLYGON,
		    form != DN_YOLO_RING },
		{ annotation->members[DN_MEMBER_MASK], DN_CAP_MASK,
		    form != DN_YOLO_RING },
		{ annotation->members[DN_MEMBER_KEYPOINTS], DN_CAP_SKELETON,
		    form != DN_YOLO_POSE },
		{ annotation->members[DN_MEMBER_BBOX], DN_CAP_BOX,
		    (form == DN_YOLO_RING || form == DN_YOLO_CORNERS) &&
		    (annotation->kind == DN_ANNOTATION_POLYGON ||
		    annotation->kind == DN_ANNOTATION_MASK) },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		/* What becomes of the kind itself is told. */
		if (rows[i].node == NULL || !rows[i].lost ||
		    rows[i].cap == dn_cap_of_kind(annotation->kind) ||
		    (rows[i].cap == DN_CAP_BOX &&
		    is_around(writer, annotation)))
			continue;
		if (dn_loss_dropped(writer->writing->loss, writer->item,
		    annotation->node, rows[i].cap, err, "beside its %s",
		    dn_annotation_name(annotation->kind)) < 0)
			return -1;
	}
	return 0;
}

int
dn_yolo_write_annotation(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
{
	enum dn_yolo_form form = choose_form(writer, annotation);
	int written = 0;

	writer->outline.polygons = false;
	if (form == natural_form(writer, annotation))
		written = write_own(writer, annotation, form, err);
	if (written == 0)
		written = dn_yolo_write_form(writer, annotation, form, err);
	return written > 0 && lose_beside(writer, annotation, form,
	    err) < 0 ? -1 : written;
}

/* ---- items ----------------------------------------------------------- */

static int
add_annotation(void *state, const struct dn_annotation *annotation,
    struct dn_err *err)
{
	return dn_yolo_write_annotation(state, annotation, err);
}

/* The keypoints of a set that came from such files: its kpt_shape. */
static void
own_keypoints(struct dn_yolo_writer *writer)
{
	struct dn_labels *labels = writer->writing->labels;
	struct dn_tree *tree = dn_labels_tree(labels);
	struct dn_node *shape = dn_node_first(tree, dn_node_get(tree,
	    dn_node_get(tree, dn_labels_member(labels, "source", NULL),
	    "raw"), "/kpt_shape"));
	int64_t points, values;

	if (!dn_node_int(shape, &points) ||
	    !dn_node_int(shape->next, &values) || points < 1 ||
	    points > DN_YOLO_KEYPOINTS || (values != 2 && values != 3))
		return;
	writer->frame.points = (size_t)points;
	writer->frame.values = (unsigned)values;
}

/* What the item's numbers are parts of. */
static int
frame_item(struct dn_yolo_writer *writer, const struct dn_media *media,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;

	writer->dota = writer->own ? dn_span_is(dn_node_text(tree,
	    dn_node_get(tree, writer->item->source, "dialect")), "dota") :
	    false;
	if (writer->told != DN_YOLO_AUTO)
		writer->dota = writer->task == DN_YOLO_DOTA;
	writer->frame = (struct dn_yolo_frame){ 1, 1, media->fraction, 0, 3 };
	if (writer->own)
		own_keypoints(writer);
	if (dn_item_first_annotation(writer->item) == NULL)
		return 0;
	if (writer->dota && media->fraction)
		return dn_node_error(writer->item->media, err, DN_E_NEED_SIZE,
		    "corners in pixels need the picture's size");
	if (writer->dota || media->fraction)
		return 0;
	if (!(media->width > 0) || !(media->height > 0))
		return dn_node_error(writer->item->media, err, DN_E_NEED_SIZE,
		    "parts of a picture need its size");
	writer->frame.width = media->width;
	writer->frame.height = media->height;
	return 0;
}

/* A text of the item's own source. */
static struct dn_span
source_text(struct dn_yolo_writer *writer, const char *name)
{
	struct dn_tree *tree = &writer->item->tree;

	return writer->own ? dn_node_text(tree, dn_node_get(tree,
	    writer->item->source, name)) : (struct dn_span){ NULL, 0 };
}

/* Put the head and the texts of the item in front of its lines. */
static void
begin_record(struct dn_yolo_writer *writer, const struct dn_media *media)
{
	struct dn_item *item = writer->item;
	struct dn_span stem = item->id, suffix = { NULL, 0 };
	struct dn_yolo_head head = { .own = writer->own,
		.split = item->split.ptr != NULL };
	struct dn_span texts[5];

	head.unlabelled = writer->own && dn_raw_get(&item->tree, item->root,
	    DN_SPAN("/@labels")) != NULL;
	if (media->path.ptr != NULL) {
		suffix = dn_files_stem(media->path);
		suffix = (struct dn_span){ media->path.ptr + suffix.len,
			media->path.len - suffix.len };
		/* An id may have the suffix, a label file never has. */
		if (dn_span_equal(item->id, media->path))
			stem = dn_files_stem(item->id);
	}
	if (!media->fraction) {
		head.width = media->width;
		head.height = media->height;
	}
	texts[0] = stem;
	texts[1] = item->split;
	texts[2] = suffix;
	texts[3] = dn_node_text(&item->tree, dn_raw_get(&item->tree,
	    item->root, DN_SPAN("/@listed")));
	texts[4] = source_text(writer, "file");
	if (!writer->own)
		texts[3] = (struct dn_span){ NULL, 0 };
	for (int i = 0; i < 5; i++)
		head.lengths[i] = (uint32_t)texts[i].len;
	dn_bytes_clear(&writer->record);
	dn_bytes_add(&writer->record, &head, sizeof(head));
	for (int i = 0; i < 5; i++)
		dn_bytes_add_span(&writer->record, texts[i]);
}

/* Remarks at the top of a file of DOTA: lines without numbers. */
static int
add_remarks(struct dn_yolo_writer *writer, struct dn_err *err)
{
	static const char *const names[] = { "/imagesource", "/gsd" };
	struct dn_tree *tree = &writer->item->tree;

	for (int i = 0; i < 2 && writer->own; i++) {
		struct dn_span text = dn_node_text(tree, dn_raw_get(tree,
		    writer->item->root, dn_span_of(names[i])));
		struct dn_yolo_spooled line = { .label = UINT32_MAX,
			.points = DN_YOLO_NO_POSE };

		if (text.ptr == NULL)
			continue;
		dn_bytes_clear(&writer->numbers);
		dn_bytes_add_format(&writer->numbers, "%s:", names[i] + 1);
		dn_bytes_add_span(&writer->numbers, text);
		if (dn_bytes_check(&writer->numbers, err) < 0)
			return -1;
		line.numbers = (uint32_t)writer->numbers.len;
		dn_bytes_add(&writer->record, &line, sizeof(line));
		dn_bytes_add_span(&writer->record,
		    dn_bytes_span(&writer->numbers));
	}
	return 0;
}

int
dn_yolo_write_item(void *state, struct dn_item *item, struct dn_err *err)
{
	struct dn_yolo_writer *writer = state;
	struct dn_loss *loss = writer->writing->loss;
	struct dn_yolo_head head;
	struct dn_media media;
	int carried;

	if (dn_item_media(item, &media, err) < 0)
		return -1;
	writer->item = item;
	writer->own = dn_span_is(dn_node_text(&item->tree,
	    dn_node_get(&item->tree, item->source, "format")), "yolo");
	if (media.type == DN_MEDIA_NONE || media.type == DN_MEDIA_IMAGE)
		if (frame_item(writer, &media, err) < 0)
			return -1;
	carried = dn_loss_item(loss, item, &media, err);
	if (carried <= 0) {
		writer->writing->run->annotations.dropped +=
		    dn_node_count(&item->tree, item->annotations);
		return carried;
	}
	begin_record(writer, &media);
	if (add_remarks(writer, err) < 0 || dn_carried_write(writer->writing,
	    writer->item, add_annotation, writer, err) < 0 ||
	    dn_bytes_check(&writer->record, err) < 0 ||
	    dn_tree_check(&item->tree, err) < 0)
		return -1;
	memcpy(&head, writer->record.data, sizeof(head));
	head.size = writer->record.len - sizeof(head);
	memcpy(writer->record.data, &head, sizeof(head));
	writer->items++;
	writer->own_items += writer->own;
	return dn_sink_write(writer->spool, writer->record.data,
	    writer->record.len, err) < 0 ? -1 : 1;
}

int
dn_yolo_write_end(void *state, struct dn_err *err)
{
	return dn_yolo_write_all(state, err);
}
