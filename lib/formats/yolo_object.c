/* SPDX-License-Identifier: MIT */
/* Reading a line of YOLO: what its numbers are, and whose. */
#include "core/utf8.h"
#include "formats/yolo_read.h"
#include "io/number.h"
#include "model/member.h"

/* What a line says: its numbers up to `count` are of that form. */
struct meaning {
	enum dn_yolo_form form;
	size_t count;
	bool score;             /* one more number, the last */
};

/* ---- four points: an outline, or a turned box? ----------------------- */

/* Does a file have an outline of other than four points? */
static int
has_outline(struct dn_yolo_reader *reader, size_t file, struct dn_err *err)
{
	struct dn_yolo_line line = { .count = 0 };
	struct dn_bytes content;
	struct dn_span text, one;
	int found;

	dn_bytes_init(&content, reader->reading->max_value);
	found = dn_files_slurp(reader->present->files, file, &content, err);
	text = dn_bytes_span(&content);
	while (found == 0 && dn_span_next_line(&text, &one)) {
		found = dn_yolo_line_read(&line, one, err);
		if (found == 0 && line.rest.len == 0 && (line.count == 6 ||
		    line.count == 7 || line.count > 9))
			found = 1;
	}
	dn_bytes_release(&content);
	dn_yolo_line_release(&line);
	return found;
}

/* Decide it for the set, by what its other lines are. */
static int
decide_quads(struct dn_yolo_reader *reader, struct dn_err *err)
{
	const struct dn_yolo_set *set = reader->present;
	int found = 0;

	for (size_t i = 0; i < set->entry_count && found == 0; i++) {
		struct dn_err late = DN_ERR_INIT;

		/* A file that cannot be read is told of when it comes. */
		if (set->entries[i].label != DN_YOLO_NONE)
			found = has_outline(reader, set->entries[i].label,
			    &late) > 0;
	}
	if (found != 0) {
		reader->quads = DN_YOLO_SEG;
		return 0;
	}
	return dn_err_set(err, DN_E_USAGE, "eight numbers may be a polygon of "
	    "four points or a turned box: say --task seg or --task obb");
}

/* ---- what the numbers are -------------------------------------------- */

static int
refuse_count(const struct dn_yolo_line *line, struct dn_err *err,
    const char *task)
{
	return dn_err_set(err, DN_E_BAD_FORMAT,
	    "%zu numbers behind the class are none of %s", line->count, task);
}

/* How many values a keypoint has where nothing but the line tells. */
static int
guess_values(struct dn_yolo_reader *reader, size_t numbers,
    struct dn_err *err)
{
	bool twos = numbers % 2 == 0, threes = numbers % 3 == 0;

	if (twos == threes)
		return dn_err_set(err, DN_E_USAGE, "nothing tells how many "
		    "keypoints of how many values there are: data.yaml needs "
		    "kpt_shape");
	reader->frame.values = reader->present->values = twos ? 2 : 3;
	reader->frame.points = reader->present->points =
	    numbers / reader->frame.values;
	return 0;
}

static int
mean_pose(struct dn_yolo_reader *reader, struct meaning *meaning,
    struct dn_err *err)
{
	const struct dn_yolo_line *line = &reader->line;
	size_t whole;

	if (line->count < 6)
		return refuse_count(line, err, "--task pose");
	if (reader->frame.points == 0 &&
	    guess_values(reader, line->count - 4, err) < 0)
		return -1;
	whole = 4 + reader->frame.points * reader->frame.values;
	if (line->count != whole && line->count != whole + 1)
		return dn_err_set(err, DN_E_BAD_FORMAT, "%zu numbers behind "
		    "the class, where a pose has %zu", line->count, whole);
	*meaning = (struct meaning){ DN_YOLO_POSE, whole,
		line->count > whole };
	return 0;
}

static int
mean_outline(struct dn_yolo_reader *reader, enum dn_yolo_task task,
    struct meaning *meaning, struct dn_err *err)
{
	const struct dn_yolo_line *line = &reader->line;
	size_t whole = line->count - line->count % 2;
	bool quad = whole == 8;

	if (quad && task == DN_YOLO_AUTO) {
		if (reader->quads == DN_YOLO_AUTO &&
		    decide_quads(reader, err) < 0)
			return -1;
		task = reader->quads;
	}
	if (task == DN_YOLO_OBB && !quad)
		return refuse_count(line, err, "--task obb");
	*meaning = (struct meaning){ task == DN_YOLO_OBB ? DN_YOLO_CORNERS :
		DN_YOLO_RING, whole, line->count > whole };
	return 0;
}

/* The form of the present line. */
static int
find_meaning(struct dn_yolo_reader *reader, struct meaning *meaning,
    struct dn_err *err)
{
	const struct dn_yolo_line *line = &reader->line;
	enum dn_yolo_task task = reader->task != DN_YOLO_AUTO ?
	    reader->task : reader->present->task;

	if (reader->dota) {
		*meaning = (struct meaning){ DN_YOLO_CORNERS, 8, false };
		return 0;
	}
	if (line->count == 4 || line->count == 5) {
		*meaning = (struct meaning){ DN_YOLO_BOX, 4,
			line->count > 4 };
		return 0;
	}
	if (task == DN_YOLO_TASK_POSE)
		return mean_pose(reader, meaning, err);
	if (line->count < 6)
		return refuse_count(line, err, "a box or an outline");
	if (task == DN_YOLO_DETECT)
		return refuse_count(line, err, "--task detect");
	return mean_outline(reader, task, meaning, err);
}

/* ---- whose they are -------------------------------------------------- */

/* The name of the class that the line begins with. */
static int
set_class(struct dn_yolo_reader *reader, struct dn_node *node,
    struct dn_err *err)
{
	struct dn_span text = reader->line.first;
	const struct dn_yolo_set *set = reader->present;
	const struct dn_yolo_class *class;
	int64_t id;

	if (set->class_count == 0)
		set = &reader->given;
	if (set->class_count == 0)
		return dn_err_set(err, DN_E_USAGE, "nothing tells the names "
		    "of the classes: say a data.yaml, classes.txt or *.names "
		    "as another PATH, or --labels");
	if (!dn_yolo_read_count(text, &id) || id < 0)
		return dn_err_set(err, DN_E_BAD_VALUE,
		    "the number of the class is no count from 0");
	class = dn_yolo_class_find(set, id);
	if (class == NULL)
		return dn_err_set(err, DN_E_UNKNOWN_ID,
		    "class %lld has no name (named classes: %zu)",
		    (long long)id, set->class_count);
	dn_node_set_text(&reader->item->tree, node,
	    dn_member_name(DN_MEMBER_LABEL), class->name);
	dn_bytes_clear(&reader->text);
	dn_bytes_add_int(&reader->text, id);
	if (class->first != id ||
	    !dn_span_equal(text, dn_bytes_span(&reader->text)))
		dn_raw_set_text(&reader->item->tree, node,
		    DN_SPAN("/class"), text);
	return 0;
}

/* A name in UTF-8, or in what --encoding lets it be. */
static int
decode_name(struct dn_yolo_reader *reader, struct dn_span *name,
    struct dn_err *err)
{
	int told = reader->reading->run->options->encoding;
	enum dn_encoding encoding = DN_ENCODING_GB18030;

	if (told != DN_ENCODING_GB18030 && dn_utf8_valid(name->ptr,
	    name->len) == name->len)
		return 0;
	dn_bytes_clear(&reader->other);
	dn_bytes_add_span(&reader->other, *name);
	if (told == DN_ENCODING_UTF8 || dn_recode_bytes(&reader->other,
	    &encoding, err) < 0)
		return dn_err_set(err, DN_E_BAD_UTF8,
		    "the name of the class is not UTF-8");
	if (!reader->recoded)
		dn_format_note(reader->reading->run, "names in %.200s and "
		    "its like are read as GB18030",
		    reader->reading->source);
	reader->recoded = true;
	*name = dn_bytes_span(&reader->other);
	return 0;
}

/* DOTA: the name behind the corners, and perhaps how difficult it is. */
static int
set_name(struct dn_yolo_reader *reader, struct dn_node *node,
    struct dn_err *err)
{
	struct dn_tree *tree = &reader->item->tree;
	const struct dn_yolo_line *line = &reader->line;
	struct dn_span name = line->rest, mark = { NULL, 0 };
	int64_t difficult;

	/* A name may be of digits only, and then was read as a number. */
	if (line->count > 8) {
		name.ptr = line->numbers[8].text.ptr;
		name.len = (size_t)(line->rest.ptr + line->rest.len -
		    name.ptr);
	}
	for (size_t i = name.len; i > 0 && mark.ptr == NULL; i--)
		if (name.ptr[i - 1] == ' ' || name.ptr[i - 1] == '\t')
			mark = (struct dn_span){ name.ptr + i, name.len - i };
	if (mark.ptr != NULL && !dn_number_read_int(mark, &difficult))
		mark.ptr = NULL;
	if (mark.ptr != NULL) {
		name.len = (size_t)(mark.ptr - name.ptr);
		name = dn_yolo_trim(name);
	}
	if (name.len == 0)
		return dn_err_set(err, DN_E_MISSING_FIELD, "no class");
	if (decode_name(reader, &name, err) < 0)
		return -1;
	dn_node_set_text(tree, node, "label", name);
	if (mark.ptr != NULL) {
		if (difficult == 0 || difficult == 1)
			dn_node_set_bool(tree, node, "difficult",
			    difficult == 1);
		else
			dn_raw_set_text(tree, node, DN_SPAN("/difficult"),
			    mark);
	}
	return 0;
}

/* ---- the annotation -------------------------------------------------- */

/* Keep the numbers' texts where writing would not make the same of them. */
static int
keep_numbers(struct dn_yolo_reader *reader, struct dn_node *node,
    const struct meaning *meaning, struct dn_err *err)
{
	struct dn_tree *tree = &reader->item->tree;
	struct dn_yolo_shape shape;
	struct dn_point corners[4];
	int got;

	if (!reader->dota && dn_yolo_shape_returns(&reader->line,
	    meaning->count, meaning->form, &reader->frame))
		return 0;
	got = dn_yolo_shape_get(reader->item, node, meaning->form, corners,
	    &shape, err);
	if (got < 0)
		return -1;
	dn_bytes_clear(&reader->text);
	dn_bytes_clear(&reader->other);
	dn_yolo_line_add(&reader->text, &reader->line, meaning->count);
	if (got > 0)
		dn_yolo_shape_add(&reader->other, &shape, &reader->frame);
	if (dn_bytes_check(&reader->text, err) < 0 ||
	    dn_bytes_check(&reader->other, err) < 0)
		return -1;
	/* What is outside would be cut off, were it not known as it came. */
	if (got == 0 || (!reader->dota &&
	    !dn_yolo_shape_inside(&shape, &reader->frame)) ||
	    !dn_span_equal(dn_bytes_span(&reader->text),
	    dn_bytes_span(&reader->other)))
		dn_raw_set_text(tree, node, DN_SPAN("/numbers"),
		    dn_bytes_span(&reader->text));
	return 0;
}

/* The last number: how sure a program was. */
static void
set_score(struct dn_yolo_reader *reader, struct dn_node *node,
    const struct meaning *meaning)
{
	const struct dn_yolo_number *score =
	    &reader->line.numbers[meaning->count];
	struct dn_tree *tree = &reader->item->tree;

	if (dn_yolo_is_json(score->text)) {
		dn_node_set_raw(tree, node, "score", score->text);
	} else {
		dn_node_set_real(tree, node, "score", score->value);
		dn_raw_set_text(tree, node, DN_SPAN("/score"), score->text);
	}
	dn_node_set_text(tree, node, "origin", DN_SPAN("prediction"));
}

static int
fill(struct dn_yolo_reader *reader, struct dn_node *node, struct dn_err *err)
{
	struct dn_tree *tree = &reader->item->tree;
	struct dn_yolo_line *line = &reader->line;
	struct meaning meaning = { DN_YOLO_BOX, 4, false };
	struct dn_node *source;

	if (!reader->dota && line->rest.len > 0) {
		dn_err_set(err, DN_E_BAD_VALUE, "not a number");
		dn_err_excerpt(err, line->rest.ptr, line->rest.len);
		return -1;
	}
	if (reader->dota && line->count < 8)
		return dn_err_set(err, DN_E_BAD_FORMAT,
		    "a line of DOTA has eight numbers and a name");
	if (find_meaning(reader, &meaning, err) < 0)
		return -1;
	if ((reader->dota ? set_name(reader, node, err) :
	    set_class(reader, node, err)) < 0)
		return -1;
	dn_yolo_shape_set(tree, node, line, meaning.count, meaning.form,
	    &reader->frame, &reader->text);
	if (meaning.score)
		set_score(reader, node, &meaning);
	if (meaning.form == DN_YOLO_CORNERS && dn_span_is(dn_node_text(tree,
	    dn_node_get(tree, node, "kind")), "polygon")) {
		source = dn_node_need_object(tree, node, "source");
		dn_node_set_text(tree, source, "dialect", DN_SPAN("obb"));
	}
	return keep_numbers(reader, node, &meaning, err);
}

/* ---- lines ----------------------------------------------------------- */

/* "imagesource:" and "gsd:" at the top of a file of DOTA. */
static bool
take_remark(struct dn_yolo_reader *reader, struct dn_span text)
{
	static const char *const names[] = { "imagesource", "gsd" };
	struct dn_bytes *pointer = &reader->text;

	for (int i = 0; i < 2; i++) {
		size_t len = strlen(names[i]);

		if (text.len <= len || memcmp(text.ptr, names[i], len) != 0 ||
		    text.ptr[len] != ':' ||
		    dn_utf8_valid(text.ptr, text.len) < text.len)
			continue;
		dn_bytes_clear(pointer);
		dn_bytes_add_format(pointer, "/%s", names[i]);
		dn_raw_set_text(&reader->item->tree, reader->item->root,
		    dn_bytes_span(pointer), (struct dn_span){
		    text.ptr + len + 1, text.len - len - 1 });
		return true;
	}
	return false;
}

/* Lines of DOTA begin with a number: give them a first word to be read as. */
static int
read_words(struct dn_yolo_reader *reader, struct dn_span text,
    struct dn_err *err)
{
	struct dn_item *item = reader->item;
	const struct dn_yolo_line *line = &reader->line;
	double value;
	bool told = reader->task == DN_YOLO_DOTA ||
	    (reader->task == DN_YOLO_AUTO &&
	    reader->present->task == DN_YOLO_DOTA);

	if (dn_yolo_line_read(&reader->line, text, err) < 0)
		return -1;
	if (line->first.ptr == NULL)
		return 0;
	if (!reader->dota && (told || (reader->ordinal == 0 &&
	    line->count == 7 && line->rest.len > 0 &&
	    dn_number_read(line->first, &value)))) {
		reader->dota = true;
		reader->frame.width = reader->frame.height = 1;
		reader->frame.fraction = false;
		dn_node_set_text(&item->tree, item->source, "dialect",
		    DN_SPAN("dota"));
		dn_node_remove(&item->tree, dn_node_get(&item->tree,
		    item->media, "units"));
	}
	if (!reader->dota)
		return 0;
	dn_bytes_clear(&reader->words);
	dn_bytes_add_text(&reader->words, "- ");
	dn_bytes_add_span(&reader->words, text);
	if (dn_bytes_check(&reader->words, err) < 0)
		return -1;
	return dn_yolo_line_read(&reader->line,
	    dn_bytes_span(&reader->words), err);
}

int
dn_yolo_read_line(struct dn_yolo_reader *reader, struct dn_span text,
    uint64_t number, struct dn_err *err)
{
	struct dn_format_run *run = reader->reading->run;
	struct dn_tree *tree = &reader->item->tree;
	struct dn_err why = DN_ERR_INIT;
	struct dn_node *node;

	if (reader->ordinal == 0 && take_remark(reader, text))
		return 0;
	if (read_words(reader, text, err) < 0)
		return -1;
	if (reader->line.first.ptr == NULL)
		return 0;
	run->annotations.in++;
	node = dn_node_add_object(tree,
	    dn_item_need_annotations(reader->item));
	dn_bytes_clear(&reader->text);
	dn_bytes_add_byte(&reader->text, '"');
	dn_bytes_add_uint(&reader->text, ++reader->ordinal);
	dn_bytes_add_byte(&reader->text, '"');
	dn_node_append_copy(tree, node, dn_member_span(DN_MEMBER_ID),
	    dn_bytes_span(&reader->text));
	/* In its place among the members; which it is, is known later. */
	dn_node_append_span(tree, node, dn_member_span(DN_MEMBER_KIND),
	    DN_SPAN("\"box\""));
	if (fill(reader, node, &why) == 0)
		return 0;
	if (dn_code_status(why.code) != 3) {
		*err = why;
		return -1;
	}
	run->annotations.rejected++;
	dn_node_remove(tree, node);
	why.source = reader->reading->source;
	if (why.excerpt_len == 0)
		dn_err_excerpt(&why, text.ptr, text.len);
	dn_err_at(&why, number, 0);
	*err = why;
	return run->reject(run->state, &why, text);
}
