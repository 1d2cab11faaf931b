/* SPDX-License-Identifier: MIT */
/* The end of a COCO document: ids are known, the spools are put together. */
#include <stdio.h>
#include <stdlib.h>

#include "formats/coco_panoptic.h"
#include "formats/coco_spelling.h"
#include "formats/rawjson.h"
#include "io/jsontext.h"
#include "io/number.h"

/* A spool on its way to the output, its marks becoming ids. */
struct replay {
	struct dn_coco_writer *writer;
	struct dn_bytes out;
	size_t skip;                    /* bytes of the first comma */
	char mark;                      /* of the number being read, or 0 */
	size_t number;
	bool results, left_out;         /* what is between two marks */
	struct dn_coco_spellings spellings;
};

/* ---- ids ------------------------------------------------------------- */

/*
 * Find the id of each category: that of its header, else its number.  They
 * stand in writer->category_ids; `given` counts the former.
 */
static int
number_categories(struct dn_coco_writer *writer, size_t *given,
    struct dn_err *err)
{
	struct dn_labels *labels = writer->writing->labels;
	struct dn_arena *arena = &dn_labels_tree(labels)->arena;
	size_t count = dn_labels_count(labels);
	int64_t *numbers;

	if (dn_labels_number(labels, "coco", 1, &numbers, given, err) < 0)
		return -1;
	writer->category_ids = dn_arena_take_many(arena, count,
	    sizeof(*writer->category_ids));
	for (size_t i = 0; writer->category_ids != NULL && i < count; i++) {
		const struct dn_node *id = dn_labels_id(labels, i, "coco");

		dn_bytes_clear(&writer->scratch);
		dn_bytes_add_int(&writer->scratch, numbers[i]);
		writer->category_ids[i] = id != NULL ? id->raw :
		    dn_arena_copy(arena, dn_bytes_span(&writer->scratch));
		if (writer->category_ids[i].ptr == NULL)
			writer->category_ids = NULL;
	}
	free(numbers);
	return count > 0 && writer->category_ids == NULL ?
	    dn_err_memory(err) : 0;
}

/* A spelling for the id at the end of the output, from `begun` on. */
static int
spell(struct replay *replay, size_t begun, struct dn_err *err)
{
	struct dn_labels *labels = replay->writer->writing->labels;
	struct dn_span label = { NULL, 0 };
	bool nameless = false;

	if (replay->mark == DN_COCO_LABEL) {
		label = dn_labels_name(labels, replay->number);
		nameless = replay->results && dn_labels_id(labels,
		    replay->number, "coco") == NULL;
	}
	return dn_coco_spell(&replay->spellings, label, nameless,
	    &replay->out, begun, err);
}

/* The number behind a mark was read: what it stands for. */
static int
add_id(struct replay *replay, struct dn_err *err)
{
	struct dn_coco_writer *writer = replay->writer;
	size_t begun = replay->out.len;

	if (replay->mark == DN_COCO_LABEL)
		dn_bytes_add_span(&replay->out,
		    writer->category_ids[replay->number]);
	else if (dn_ids_write(replay->mark == DN_COCO_IMAGE ?
	    writer->image_ids : writer->annotation_ids, replay->number,
	    &replay->out, err) < 0)
		return -1;
	return replay->spellings.text.len == 0 ? 0 : spell(replay, begun,
	    err);
}

/* Is a mark one of two around a choice; and is what stands there left out? */
static bool
is_choice(const struct replay *replay, char mark, bool *out)
{
	bool came = replay->results ||
	    dn_ids_are_kept(replay->writer->annotation_ids);

	*out = mark == DN_COCO_NO_RESULT || mark == DN_COCO_RESULT ?
	    replay->results == (mark == DN_COCO_NO_RESULT) :
	    came == (mark == DN_COCO_NUMBERED);
	return mark == DN_COCO_NO_RESULT || mark == DN_COCO_RESULT ||
	    mark == DN_COCO_CAME || mark == DN_COCO_NUMBERED;
}

/* A mark begins, or one of what is left out ends. */
static void
take_mark(struct replay *replay, char mark)
{
	bool out;

	if (is_choice(replay, mark, &out)) {
		replay->left_out = !replay->left_out && out;
		return;
	}
	if (mark == DN_COCO_NO_LABEL) {
		if (dn_labels_count(replay->writer->writing->labels) > 0)
			dn_bytes_add_text(&replay->out,
			    ",\"category_id\":null");
		return;
	}
	if (mark == DN_COCO_SPELLING) {
		replay->spellings.within = !replay->spellings.within;
		return;
	}
	replay->mark = mark;
	replay->number = 0;
}

/* Take text between marks: a spelling, or what goes out as it is. */
static void
take_text(struct replay *replay, const char *data, size_t len)
{
	struct dn_bytes *spelling = &replay->spellings.text;

	if (replay->spellings.within) {
		dn_bytes_add(spelling, data, len);
		return;
	}
	/* It was for an id that was known before. */
	if (len > 0)
		dn_bytes_clear(spelling);
	if (!replay->left_out)
		dn_bytes_add(&replay->out, data, len);
}

/* Go on in the number of a mark; NULL when its id cannot be had. */
static const char *
take_number(struct replay *replay, const char *data, const char *end,
    struct dn_err *err)
{
	for (; data < end && *data != replay->mark; data++)
		replay->number = replay->number * 10 + (size_t)(*data - '0');
	if (data == end)
		return data;
	if (!replay->left_out && add_id(replay, err) < 0)
		return NULL;
	replay->mark = 0;
	return data + 1;
}

/* The first mark in data, looked for eight bytes at a time, or the end. */
static const char *
find_mark(const char *data, const char *end)
{
	const uint64_t ones = 0x0101010101010101u, tops = ones * 0x80;
	uint64_t word;

	for (; end - data >= 8; data += 8) {
		memcpy(&word, data, 8);
		if (((word - ones * DN_COCO_TEXT) & ~word & tops) != 0)
			break;
	}
	while (data < end && (unsigned char)*data >= DN_COCO_TEXT)
		data++;
	return data;
}

/* Take a piece of a spool; a mark may be cut by its end. */
static int
give(void *state, const char *data, size_t len, struct dn_err *err)
{
	struct replay *replay = state;
	const char *end = data + len, *from;

	dn_bytes_clear(&replay->out);
	for (; replay->skip > 0 && data < end; data++)
		replay->skip--;
	while (data < end) {
		if (replay->mark != 0) {
			data = take_number(replay, data, end, err);
			if (data == NULL)
				return -1;
			continue;
		}
		from = data;
		data = find_mark(data, end);
		take_text(replay, from, (size_t)(data - from));
		if (data < end)
			take_mark(replay, *data++);
	}
	if (dn_bytes_check(&replay->out, err) < 0)
		return -1;
	return dn_sink_write(replay->writer->writing->out, replay->out.data,
	    replay->out.len, err);
}

/* The elements of a spool, a line each, in brackets. */
static int
write_spool(struct dn_coco_writer *writer, bool results,
    struct dn_sink *sink, struct dn_err *err)
{
	struct replay replay = { .writer = writer, .skip = 1,
		.results = results };
	struct dn_sink *out = writer->writing->out;
	int failed;

	if (dn_sink_count(sink) == 0)
		return dn_sink_write(out, "[]", 2, err);
	if (dn_sink_write(out, "[", 1, err) < 0)
		return -1;
	dn_bytes_init(&replay.out, SIZE_MAX / 2);
	dn_coco_spellings_init(&replay.spellings, writer);
	failed = dn_sink_replay(sink, give, &replay, err);
	dn_coco_spellings_release(&replay.spellings);
	dn_bytes_release(&replay.out);
	if (failed != 0)
		return -1;
	return dn_sink_write(out, "\n]", 2, err);
}

/* ---- categories ------------------------------------------------------ */

/* Edges counted from 0 as `skeleton` counted from 1. */
static void
add_skeleton(struct dn_coco_writer *writer, struct dn_tree *tree,
    struct dn_node *edges)
{
	struct dn_node *edge = dn_node_first(tree, edges), *end;
	const char *before = "[";
	int64_t number;

	dn_coco_begin(&writer->out, DN_COCO_NAME("skeleton"));
	for (; edge != NULL; edge = edge->next) {
		dn_bytes_add_text(&writer->out, before);
		before = "[";
		for (end = dn_node_first(tree, edge); end != NULL;
		    end = end->next) {
			dn_bytes_add_text(&writer->out, before);
			dn_bytes_add_int(&writer->out,
			    dn_node_int(end, &number) ? number + 1 : 0);
			before = ",";
		}
		dn_bytes_add_byte(&writer->out, ']');
	}
	dn_bytes_add_text(&writer->out, dn_node_first(tree, edges) != NULL ?
	    "]" : "[]");
}

static int
hex(char c)
{
	return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* "#rrggbb" as [r, g, b]; false when it is no such colour. */
static bool
add_color(struct dn_coco_writer *writer, struct dn_span color)
{
	if (color.len != 7 || color.ptr[0] != '#')
		return false;
	for (int i = 1; i < 7; i++)
		if (strchr("0123456789abcdefABCDEF", color.ptr[i]) == NULL)
			return false;
	dn_coco_begin(&writer->out, DN_COCO_NAME("color"));
	for (int i = 1; i < 7; i += 2)
		dn_bytes_add_format(&writer->out, "%s%d", i == 1 ? "[" : ",",
		    hex(color.ptr[i]) * 16 + hex(color.ptr[i + 1]));
	dn_bytes_add_byte(&writer->out, ']');
	return true;
}

/* One member of a label's header; what cannot be carried is a loss. */
static int
add_label_member(struct dn_coco_writer *writer, struct dn_span label,
    struct dn_node *member, struct dn_err *err)
{
	struct dn_tree *tree = dn_labels_tree(writer->writing->labels);
	struct dn_node *kept;

	if (member->type == DN_JSON_NULL || dn_span_is(member->name, "name") ||
	    dn_span_is(member->name, "ids") ||
	    dn_span_is(member->name, "source"))
		return 0;
	if (dn_span_is(member->name, "parent") &&
	    member->type == DN_JSON_STRING) {
		dn_coco_copy(writer, DN_COCO_NAME("supercategory"), member);
		return 0;
	}
	if (dn_span_is(member->name, "keypoints")) {
		dn_coco_copy(writer, DN_COCO_NAME("keypoints"), member);
		return 0;
	}
	if (dn_span_is(member->name, "edges")) {
		kept = dn_coco_drawing(tree, member->parent, "skeleton");
		dn_coco_copy(writer, DN_COCO_NAME("skeleton"), kept);
		if (kept == NULL)
			add_skeleton(writer, tree, member);
		return 0;
	}
	if (dn_span_is(member->name, "color") && (kept =
	    dn_coco_drawing(tree, member->parent, "color")) != NULL) {
		dn_coco_copy(writer, DN_COCO_NAME("color"), kept);
		return 0;
	}
	if (dn_span_is(member->name, "color") &&
	    add_color(writer, dn_node_text(tree, member)))
		return 0;
	return dn_loss_dropped(writer->writing->loss, NULL, NULL,
	    DN_CAP_LABEL_SET, err, "%.*s of label %.*s",
	    member->name.len < 60 ? (int)member->name.len : 60,
	    member->name.ptr, label.len < 60 ? (int)label.len : 60,
	    label.ptr);
}

/* Segments are of things, but where it was said that they are not. */
static void
add_thing(struct dn_coco_writer *writer, struct dn_tree *tree,
    struct dn_node *label, bool copied)
{
	struct dn_node *told = dn_raw_get(tree, label, DN_SPAN("/isthing"));

	if (told != NULL && copied)
		return;
	if (told != NULL) {
		dn_coco_copy(writer, DN_COCO_NAME("isthing"), told);
		return;
	}
	dn_coco_begin(&writer->out, DN_COCO_NAME("isthing"));
	dn_bytes_add_byte(&writer->out, '1');
}

/* What a category of this format had and the label has not. */
static void
copy_kept(struct dn_coco_writer *writer, struct dn_tree *tree,
    struct dn_node *label)
{
	static const char *const written[] = { "color", "skeleton", "id",
		"name", NULL };
	static const char *const said[] = { "color", "edges" };

	for (int i = 0; i < 2; i++)
		if (dn_node_get(tree, label, said[i]) == NULL)
			dn_rawjson_member(&writer->out,
			    dn_span_of(written[i]),
			    dn_coco_drawing(tree, label, written[i]));
	dn_rawjson_write(&writer->out, tree, label, written);
}

static int
write_category(struct dn_coco_writer *writer, size_t index,
    struct dn_err *err)
{
	struct dn_labels *labels = writer->writing->labels;
	struct dn_tree *tree = dn_labels_tree(labels);
	struct dn_node *node = dn_labels_node(labels, index), *member;
	struct dn_span name = dn_labels_name(labels, index);

	dn_bytes_clear(&writer->out);
	dn_bytes_add_byte(&writer->out, '{');
	dn_coco_begin(&writer->out, DN_COCO_NAME("id"));
	dn_bytes_add_span(&writer->out, writer->category_ids[index]);
	dn_coco_begin(&writer->out, DN_COCO_NAME("name"));
	dn_json_write_text(&writer->out, name);
	for (member = dn_node_first(tree, node); member != NULL;
	    member = member->next)
		if (add_label_member(writer, name, member, err) < 0)
			return -1;
	if (dn_labels_id(labels, index, "coco") != NULL)
		copy_kept(writer, tree, node);
	/* Who reads keypoints asks for a skeleton, though it have no edge. */
	else if (dn_node_get(tree, node, "keypoints") != NULL &&
	    dn_node_get(tree, node, "edges") == NULL)
		add_skeleton(writer, tree, NULL);
	if (writer->panoptic != NULL)
		add_thing(writer, tree, node,
		    dn_labels_id(labels, index, "coco") != NULL);
	dn_bytes_add_byte(&writer->out, '}');
	return dn_bytes_check(&writer->out, err);
}

/* Categories as they are written, one behind the other. */
struct category_list {
	struct dn_node *odd;            /* the next kept whole, or NULL */
	size_t place;                   /* of the next one */
};

static int
put_category(struct dn_coco_writer *writer, struct category_list *list,
    struct dn_span text, struct dn_err *err)
{
	struct dn_sink *out = writer->writing->out;
	bool first = list->place++ == 0;

	if (dn_sink_write(out, first ? "\n" : ",\n", first ? 1 : 2, err) < 0)
		return -1;
	return dn_sink_write(out, text.ptr, text.len, err);
}

/*
 * Categories that no label could be made of, kept whole in the header, as far
 * as they stood before the place that is next; with `all` the others too.
 */
static int
put_odd(struct dn_coco_writer *writer, struct category_list *list, bool all,
    struct dn_err *err)
{
	size_t place;

	for (; list->odd != NULL; list->odd = list->odd->next) {
		if (!dn_coco_odd_place(list->odd, &place))
			continue;
		if (place > list->place && !all)
			return 0;
		if (put_category(writer, list, list->odd->raw, err) < 0)
			return -1;
	}
	return 0;
}

static int
write_categories(struct dn_coco_writer *writer, struct dn_node *header,
    struct dn_err *err)
{
	struct dn_labels *labels = writer->writing->labels;
	struct dn_sink *out = writer->writing->out;
	size_t count = dn_labels_count(labels);
	struct category_list list = { .odd = dn_raw_first(
	    dn_labels_tree(labels), header) };

	if (dn_sink_write(out, "[", 1, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (put_odd(writer, &list, false, err) < 0 ||
		    write_category(writer, i, err) < 0 ||
		    put_category(writer, &list, dn_bytes_span(&writer->out),
		    err) < 0)
			return -1;
	if (put_odd(writer, &list, true, err) < 0)
		return -1;
	return dn_sink_write(out, list.place > 0 ? "\n]" : "]",
	    list.place > 0 ? 2 : 1, err);
}

/* ---- the document ---------------------------------------------------- */

/* Say how things are numbered. */
static int
tell_ids(struct dn_coco_writer *writer, struct dn_err *err)
{
	struct dn_labels *labels = writer->writing->labels;
	const struct dn_format_run *run = writer->writing->run;
	const char *why;
	size_t given;
	bool mixed;
	int kept;

	if (number_categories(writer, &given, err) < 0)
		return -1;
	if (given < dn_labels_count(labels))
		dn_format_note(run, "categories: %zu have the ids of the "
		    "headers, %zu are numbered in byte order of their names",
		    given, dn_labels_count(labels) - given);
	else if (given > 0)
		dn_format_note(run, "categories: all %zu have the ids of the "
		    "headers", given);
	kept = dn_ids_kept(writer->image_ids, &why, err);
	if (kept < 0)
		return -1;
	if (kept == 0 && why != NULL)
		dn_format_note(run, "images are numbered from 1: of their ids "
		    "%s", why);
	/* Headers of several documents say so; of one, its own file. */
	dn_labels_member(labels, "source", &mixed);
	if (mixed)
		dn_ids_mix(writer->annotation_ids);
	kept = dn_ids_kept(writer->annotation_ids, &why, err);
	if (kept < 0)
		return -1;
	if (kept == 0 && why != NULL && !dn_coco_writes_results(writer))
		dn_format_note(run, "annotations are numbered from 1: of "
		    "their ids %s", why);
	return 0;
}

/* What the headers say of the whole: info, licenses, and of this format. */
static int
write_head(struct dn_coco_writer *writer, struct dn_node *header,
    bool *first, struct dn_err *err)
{
	static const char *const names[] = { "info", "licenses", "meta",
		NULL };
	static const char *const written[] = { "info", "licenses", "images",
		"annotations", "categories", NULL };
	struct dn_labels *labels = writer->writing->labels;
	struct dn_loss *loss = writer->writing->loss;
	bool differs;

	dn_labels_member(labels, DN_LABELS_RAW, &differs);
	if (differs && header != NULL && dn_loss_dropped(loss, NULL, NULL,
	    DN_CAP_FOREIGN, err, "further members of later headers") < 0)
		return -1;
	dn_bytes_clear(&writer->out);
	dn_bytes_add_byte(&writer->out, '{');
	for (int i = 0; names[i] != NULL; i++) {
		struct dn_node *node = dn_labels_member(labels, names[i],
		    &differs);

		if (i < 2)
			dn_rawjson_member(&writer->out, dn_span_of(names[i]),
			    node);
		if ((differs || (i == 2 && node != NULL)) &&
		    dn_loss_dropped(loss, NULL, NULL, DN_CAP_INFO, err,
		    i < 2 ? "%s of later headers" : "%s", names[i]) < 0)
			return -1;
	}
	if (header != NULL)
		dn_rawjson_write(&writer->out, dn_labels_tree(labels), header,
		    written);
	*first = writer->out.len == 1;
	if (dn_bytes_check(&writer->out, err) < 0)
		return -1;
	return dn_sink_write(writer->writing->out, writer->out.data,
	    writer->out.len, err);
}

/*
 * Begin a list of the document, unless there is nothing in it and it came as
 * null or not at all: 1, else 0, or -1.
 */
static int
begin_list(struct dn_coco_writer *writer, struct dn_node *header,
    const char *name, bool empty, bool *first, struct dn_err *err)
{
	struct dn_tree *tree = dn_labels_tree(writer->writing->labels);
	char pointer[32];
	bool null;

	snprintf(pointer, sizeof(pointer), "/@absent/%s", name);
	if (empty && dn_raw_get(tree, header, dn_span_of(pointer)) != NULL)
		return 0;
	snprintf(pointer, sizeof(pointer), "/%s", name);
	null = empty && dn_node_type(dn_raw_get(tree, header,
	    dn_span_of(pointer))) == DN_JSON_NULL;
	dn_bytes_clear(&writer->out);
	dn_bytes_add_text(&writer->out, *first ? "" : ",\n");
	dn_bytes_add_format(&writer->out, "\"%s\":%s", name,
	    null ? "null" : "");
	*first = false;
	if (dn_bytes_check(&writer->out, err) < 0 ||
	    dn_sink_write(writer->writing->out, writer->out.data,
	    writer->out.len, err) < 0)
		return -1;
	return !null;
}

/* Results: the annotations alone. */
static int
write_results(struct dn_coco_writer *writer, struct dn_err *err)
{
	size_t count = dn_labels_count(writer->writing->labels);

	if (writer->task == DN_COCO_RESULTS && count > 0 &&
	    dn_loss_dropped(writer->writing->loss, NULL, NULL,
	    DN_CAP_LABEL_SET, err, "the names of %zu labels", count) < 0)
		return -1;
	if (write_spool(writer, true, writer->annotations, err) < 0)
		return -1;
	return dn_sink_write(writer->writing->out, "\n", 1, err);
}

/* Is there a category to write? */
static bool
has_categories(struct dn_coco_writer *writer, struct dn_node *header)
{
	struct dn_labels *labels = writer->writing->labels;
	struct dn_node *node = dn_raw_first(dn_labels_tree(labels), header);
	size_t place;

	while (node != NULL && !dn_coco_odd_place(node, &place))
		node = node->next;
	return dn_labels_count(labels) > 0 || node != NULL;
}

/*
 * The three lists, as far as there are any.  Where there are categories tools
 * ask each annotation for its own: captions alone have none, nor a list.
 */
static int
write_lists(struct dn_coco_writer *writer, struct dn_node *header, bool first,
    struct dn_err *err)
{
	const struct { const char *name; struct dn_sink *spool; } lists[] = {
		{ "images", writer->images },
		{ "annotations", writer->annotations } };
	bool any;
	int is;

	for (int i = 0; i < 2; i++) {
		struct dn_sink *spool = lists[i].spool;

		is = begin_list(writer, header, lists[i].name,
		    dn_sink_count(spool) == 0, &first, err);
		if (is < 0 || (is > 0 && write_spool(writer, false, spool,
		    err) < 0))
			return -1;
	}
	any = has_categories(writer, header);
	if (!any && header == NULL && dn_sink_count(writer->annotations) > 0)
		return 0;
	is = begin_list(writer, header, "categories", !any, &first, err);
	return is <= 0 ? is : write_categories(writer, header, err);
}

static int
write_document(struct dn_coco_writer *writer, struct dn_err *err)
{
	struct dn_node *header = dn_coco_own_header(writer);
	bool first;

	if (writer->results > 0 && dn_loss_dropped(writer->writing->loss,
	    NULL, NULL, DN_CAP_ORIGIN, err, "prediction, of the results for "
	    "%zu images", writer->results) < 0)
		return -1;
	if (write_head(writer, header, &first, err) < 0 ||
	    write_lists(writer, header, first, err) < 0)
		return -1;
	return dn_sink_write(writer->writing->out, "}\n", 2, err);
}

int
dn_coco_write_end(void *state, struct dn_err *err)
{
	struct dn_coco_writer *writer = state;
	int failed;

	if (tell_ids(writer, err) < 0)
		failed = -1;
	else if (dn_coco_writes_results(writer))
		failed = write_results(writer, err);
	else
		failed = write_document(writer, err);
	if (failed == 0 && writer->panoptic != NULL)
		failed = dn_coco_panoptic_end(writer, err);
	return failed;
}
