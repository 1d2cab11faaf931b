/* SPDX-License-Identifier: MIT */
/* Reading Label Studio: task by task, however long the document is. */
#include <stdlib.h>

#include "core/utf8.h"
#include "formats/compact.h"
#include "formats/files.h"
#include "formats/labelstudio.h"
#include "io/jsondoc.h"
#include "io/keys.h"

/*
 * What comes behind the flat objects of one task: only there it is seen that
 * they are all.
 */
struct ahead {
	bool held;                      /* there is something of it */
	int more;                       /* as next_task returned */
	struct dn_err err;
	struct dn_json_value value;     /* of `text` */
	struct dn_bytes text;
	uint64_t line, column, byte;
};

struct reader {
	struct dn_reading *reading;
	struct dn_files *files;
	size_t next_file;
	struct dn_src *src;             /* the present document */
	struct dn_jsondoc *doc;
	bool object;                    /* it is one task */
	bool taken;                     /* which was taken */
	bool empty;                     /* it holds nothing at all */
	struct ahead ahead;
	struct dn_keys *files_named;    /* by ids, and those with a task's */
	uint64_t apart;                 /* tasks with the file of another */
	struct dn_studio_task task;
};

static void
close_document(struct reader *reader)
{
	dn_jsondoc_free(reader->doc);
	dn_src_close(reader->src);
	reader->doc = NULL;
	reader->src = NULL;
	reader->ahead.held = false;
}

/* Say what was found out on the way. */
static void
tell(const struct reader *reader)
{
	const struct dn_studio_task *task = &reader->task;
	const struct dn_format_run *run = reader->reading->run;

	if (task->texts[DN_OFFSETS_UTF16] + task->texts[DN_OFFSETS_BYTE] > 0)
		dn_format_note(run, "offsets count code points in %llu texts, "
		    "UTF-16 units in %llu, bytes in %llu",
		    (unsigned long long)task->texts[DN_OFFSETS_CODE_POINT],
		    (unsigned long long)task->texts[DN_OFFSETS_UTF16],
		    (unsigned long long)task->texts[DN_OFFSETS_BYTE]);
	if (task->texts[DN_OFFSETS_NEWLINE] > 0)
		dn_format_note(run, "offsets count CR LF as one in %llu texts",
		    (unsigned long long)task->texts[DN_OFFSETS_NEWLINE]);
	if (task->mismatches > 0)
		dn_format_note(run, "%llu spans have a text that is not the "
		    "one at their offsets",
		    (unsigned long long)task->mismatches);
	if (task->sizeless > 0)
		dn_format_note(run, "%llu regions are kept as they are "
		    "(other): they need the picture's size, see --sizes",
		    (unsigned long long)task->sizeless);
	if (task->elsewhere > 0)
		dn_format_note(run, "%llu regions are on another picture or "
		    "text of their task than the first: those are \"others\"",
		    (unsigned long long)task->elsewhere);
	if (reader->apart > 0)
		dn_format_note(run, "%llu tasks of a file that another one "
		    "has are called by that and their own id",
		    (unsigned long long)reader->apart);
}

void *
dn_studio_read_open(struct dn_reading *reading, struct dn_err *err)
{
	struct reader *reader = calloc(1, sizeof(*reader));

	if (reader == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	reader->reading = reading;
	reader->task.reading = reading;
	dn_bytes_init(&reader->task.scratch, SIZE_MAX / 2);
	dn_bytes_init(&reader->ahead.text, SIZE_MAX / 2);
	reader->task.choices = dn_names_new();
	reader->task.areas = dn_names_new();
	reader->files_named = dn_keys_new(reading->memory / 16);
	if (reader->task.choices == NULL || reader->task.areas == NULL ||
	    reader->files_named == NULL) {
		dn_studio_read_close(reader);
		dn_err_memory(err);
		return NULL;
	}
	reader->files = dn_format_files(reading, err);
	if (reader->files != NULL)
		return reader;
	dn_studio_read_close(reader);
	return NULL;
}

void
dn_studio_read_close(void *state)
{
	struct reader *reader = state;

	if (reader == NULL)
		return;
	close_document(reader);
	dn_files_free(reader->files);
	dn_studio_text_release(&reader->task.text);
	dn_bytes_release(&reader->task.scratch);
	dn_bytes_release(&reader->ahead.text);
	dn_names_free(reader->task.choices);
	dn_names_free(reader->task.areas);
	dn_keys_free(reader->files_named);
	free(reader);
}

/* Enter the document: an array of tasks, or one task. */
static int
enter(struct reader *reader, struct dn_err *err)
{
	enum dn_json_type type;

	if (dn_jsondoc_peek(reader->doc, &type, err) < 0)
		return -1;
	/* Empty input is a document of nothing. */
	reader->empty = reader->taken = type == DN_JSON_NONE;
	reader->object = type == DN_JSON_OBJECT || reader->empty;
	if (reader->object)
		return 0;
	if (type == DN_JSON_ARRAY)
		return dn_jsondoc_enter(reader->doc, &type, err);
	dn_err_set(err, DN_E_BAD_FORMAT,
	    "the document is neither an array of tasks nor a task");
	return dn_err_at(err, dn_jsondoc_line(reader->doc),
	    dn_jsondoc_column(reader->doc));
}

/* A labelling configuration that is named as one of the files: a header. */
static int
take_config(struct reader *reader, size_t index, struct dn_item *item,
    struct dn_err *err)
{
	const struct dn_studio_names names = { .choices =
		reader->task.choices, .areas = reader->task.areas };
	struct dn_bytes text;
	int failed = -1;

	dn_bytes_init(&text, reader->reading->max_value);
	if (dn_files_slurp(reader->files, index, &text, err) == 0)
		reader->src = dn_files_open(reader->files, index, err);
	if (reader->src != NULL && dn_utf8_valid(text.data, text.len) <
	    text.len)
		dn_err_set(err, DN_E_BAD_UTF8,
		    "a configuration that is not UTF-8");
	else if (reader->src != NULL)
		failed = dn_studio_read_config(item, reader->src,
		    dn_bytes_span(&text), &names, err);
	if (failed < 0)
		err->source = reader->reading->source;
	close_document(reader);
	dn_bytes_release(&text);
	return failed < 0 ? -1 : 1;
}

/* Is the file that comes next a configuration?  In a folder by its name. */
static bool
is_config(const struct reader *reader)
{
	size_t next = reader->next_file;
	const char *name, *last;

	if (next >= dn_files_count(reader->files))
		return false;
	name = dn_files_name(reader->files, next);
	last = strrchr(name, '/');
	return dn_files_named(reader->files, next) ?
	    dn_files_suffix(dn_span_of(name), ".xml") :
	    strcmp(last != NULL ? last + 1 : name, DN_STUDIO_CONFIG) == 0;
}

/* A file of a folder: by its suffix, or as storages have it by a number. */
static bool
is_document(struct dn_span name)
{
	const char *last = name.len > 0 ? memrchr(name.ptr, '/', name.len) :
	    NULL;

	if (dn_files_suffix(name, ".json"))
		return true;
	if (last != NULL) {
		name.len -= (size_t)(last + 1 - name.ptr);
		name.ptr = last + 1;
	}
	return dn_studio_is_number(name);
}

/* Open the next document; 0 when there is none. */
static int
open_document(struct reader *reader, struct dn_err *err)
{
	size_t index;

	for (;; reader->reading->ignored++) {
		if (reader->next_file == dn_files_count(reader->files))
			return 0;
		index = reader->next_file++;
		if (dn_files_named(reader->files, index) ||
		    is_document(dn_span_of(dn_files_name(reader->files,
		    index))))
			break;
	}
	reader->reading->source = dn_files_path(reader->files, index);
	reader->reading->line = reader->reading->column = 1;
	reader->reading->byte = 0;
	reader->task.number = 0;
	reader->src = dn_files_open(reader->files, index, err);
	if (reader->src == NULL)
		return -1;
	reader->doc = dn_jsondoc_new(reader->src, reader->reading->max_value);
	if (reader->doc == NULL)
		return dn_err_memory(err);
	return enter(reader, err) < 0 ? -1 : 1;
}

/* Go to the next task of the document: 1, 0 behind the last, -1. */
static int
next_task(struct reader *reader, struct dn_err *err)
{
	struct dn_span name;
	int more = 1;

	if (reader->ahead.held) {
		if (reader->ahead.more < 0)
			*err = reader->ahead.err;
		reader->ahead.held = reader->ahead.more > 0;
		return reader->ahead.more;
	}
	if (!reader->object)
		more = dn_jsondoc_next(reader->doc, &name, err);
	else if (reader->taken)
		more = 0;
	reader->taken = true;
	if (more == 0 && !reader->empty)
		return dn_jsondoc_finish(reader->doc, err);
	return more;
}

/* Look at what comes behind: ahead->more tells. */
static void
look_ahead(struct reader *reader)
{
	struct ahead *ahead = &reader->ahead;

	ahead->err = (struct dn_err)DN_ERR_INIT;
	ahead->more = next_task(reader, &ahead->err);
	if (ahead->more > 0 && dn_jsondoc_value(reader->doc, &ahead->value,
	    &ahead->err) < 0)
		ahead->more = -1;
	ahead->held = true;
	dn_bytes_clear(&ahead->text);
	if (ahead->more <= 0)
		return;
	ahead->line = dn_jsondoc_line(reader->doc);
	ahead->column = dn_jsondoc_column(reader->doc);
	ahead->byte = dn_jsondoc_offset(reader->doc);
	dn_bytes_add_span(&ahead->text, ahead->value.raw);
	if (dn_bytes_check(&ahead->text, &ahead->err) < 0)
		ahead->more = -1;
	ahead->value.raw = dn_bytes_span(&ahead->text);
}

/* The value that is due, and where it stands. */
static int
take_value(struct reader *reader, struct dn_json_value *value,
    struct dn_err *err)
{
	struct ahead *ahead = &reader->ahead;
	struct dn_reading *reading = reader->reading;

	if (ahead->held) {
		*value = ahead->value;
		reading->line = ahead->line;
		reading->column = ahead->column;
		reading->byte = ahead->byte;
		return 0;
	}
	if (dn_jsondoc_value(reader->doc, value, err) < 0)
		return -1;
	reading->line = dn_jsondoc_line(reader->doc);
	reading->column = dn_jsondoc_column(reader->doc);
	reading->byte = dn_jsondoc_offset(reader->doc);
	return 0;
}

/* A value in the item's tree, without what is not needed between tokens. */
static struct dn_node *
add_value(struct dn_tree *tree, struct dn_json_value *value)
{
	char *text = dn_arena_take(&tree->arena,
	    value->raw.len + DN_JSON_PADDING);

	if (text == NULL)
		return NULL;
	memcpy(text, value->raw.ptr, value->raw.len);
	value->raw = (struct dn_span){ text, dn_compact(text,
	    value->raw.len) };
	memset(text + value->raw.len, 0, DN_JSON_PADDING);
	return dn_tree_value(tree, value);
}

/* Room for one more flat object; they are few. */
static int
add_flat(struct dn_studio_task *task, struct dn_node *node,
    struct dn_err *err)
{
	size_t count = task->flat_count;
	struct dn_node **flats = task->flats;

	if ((count & (count - 1)) == 0) {
		flats = dn_arena_take_many(&task->tree->arena,
		    count == 0 ? 1 : count * 2, sizeof(struct dn_node *));
		if (flats == NULL)
			return dn_err_memory(err);
		if (count > 0)
			memcpy(flats, task->flats,
			    count * sizeof(struct dn_node *));
	}
	flats[count] = node;
	task->flats = flats;
	task->flat_count++;
	return 0;
}

/* Take the flat objects behind that are annotations of the same task. */
static int
gather_flats(struct reader *reader, struct dn_err *err)
{
	struct dn_studio_task *task = &reader->task;
	struct dn_tree *tree = task->tree;
	struct dn_node *id = dn_node_get(tree, task->task, "id"), *node, *other;

	if (add_flat(task, task->task, err) < 0)
		return -1;
	while (id != NULL && !reader->object) {
		struct dn_json_value value;

		reader->ahead.held = false;
		look_ahead(reader);
		if (reader->ahead.more <= 0)
			return 0;
		value = reader->ahead.value;
		node = add_value(tree, &value);
		if (node == NULL)
			return dn_err_memory(err);
		other = node->type == DN_JSON_OBJECT &&
		    dn_studio_is_flat(tree, node) ?
		    dn_node_get(tree, node, "id") : NULL;
		if (other == NULL || !dn_span_equal(id->raw, other->raw))
			return 0;
		if (add_flat(task, node, err) < 0)
			return -1;
	}
	return 0;
}

/*
 * What the task is called, in scratch: with `own` by its file and its own id,
 * among those of its document; files of a folder are one.
 */
static struct dn_span
name_key(struct reader *reader, bool own)
{
	struct dn_bytes *key = &reader->task.scratch;
	size_t index = reader->next_file - 1;

	dn_bytes_clear(key);
	dn_bytes_add_uint(key, dn_files_named(reader->files, index) ?
	    index + 1 : 0);
	dn_bytes_add_byte(key, '\0');
	dn_bytes_add_span(key, reader->task.item->id);
	dn_bytes_add_byte(key, '\0');
	if (own)
		dn_studio_call_task(&reader->task);
	return dn_bytes_span(key);
}

/* Claim that, and what it stands for: 1, 0 if it was claimed, or -1. */
static int
claim(struct reader *reader, bool own, uint64_t value, struct dn_err *err)
{
	struct dn_span key = name_key(reader, own);

	if (dn_bytes_check(&reader->task.scratch, err) < 0)
		return -1;
	return dn_keys_claim(reader->files_named, key, value, err);
}

/* Claim an annotation of the task: 1, 0 if it was claimed, or -1. */
static int
claim_annotation(struct reader *reader, struct dn_node *id,
    struct dn_err *err)
{
	struct dn_studio_task *task = &reader->task;

	name_key(reader, true);
	dn_bytes_add_byte(&task->scratch, '\0');
	dn_tree_write(id, &task->scratch);
	if (dn_bytes_check(&task->scratch, err) < 0)
		return -1;
	return dn_keys_claim(reader->files_named,
	    dn_bytes_span(&task->scratch), 0, err);
}

/*
 * Claim all annotations of flat objects, or one that has its task in it: 1, 0
 * if one was claimed, or -1.
 */
static int
claim_annotations(struct reader *reader, struct dn_err *err)
{
	struct dn_studio_task *task = &reader->task;
	struct dn_tree *tree = task->tree;
	int all = 1, got;

	if (task->lone)
		return claim_annotation(reader, dn_node_get(tree,
		    dn_node_first(tree, dn_node_get(tree, task->task,
		    "annotations")), "id"), err);
	for (size_t i = 0; i < task->flat_count; i++) {
		got = claim_annotation(reader, dn_node_get(tree,
		    task->flats[i], "annotation_id"), err);
		if (got < 0)
			return -1;
		all = all && got;
	}
	return all;
}

/* Is it only some of the annotations of a task that has an id? */
static bool
is_part(struct dn_studio_task *task)
{
	return task->flat_count > 0 || (task->lone && dn_node_type(dn_node_get(
	    task->tree, task->task, "id")) > DN_JSON_NULL);
}

/* Call the item by its file and the task's own id. */
static int
rename_task(struct dn_studio_task *task, struct dn_err *err)
{
	dn_bytes_clear(&task->scratch);
	dn_bytes_add_span(&task->scratch, task->item->id);
	dn_bytes_add_byte(&task->scratch, '-');
	dn_studio_call_task(task);
	if (dn_bytes_check(&task->scratch, err) < 0)
		return -1;
	task->item->id = dn_arena_copy(&task->tree->arena,
	    dn_bytes_span(&task->scratch));
	dn_node_set_text(task->tree, task->item->root, "id", task->item->id);
	return dn_tree_check(task->tree, err);
}

/*
 * Two tasks of one file are two items: the second has its own id, too.  Flat
 * objects of one task that stand apart, and annotations with their task in
 * them, are lines of one item, though, as long as these are others.
 */
static int
call_apart(struct reader *reader, struct dn_err *err)
{
	struct dn_studio_task *task = &reader->task;
	uint64_t renamed = 0;
	bool part = is_part(task);
	int first = 1, own, other = 1;

	if (!task->by_file && !part)
		return 0;
	if (part)
		other = claim_annotations(reader, err);
	if (other >= 0 && task->by_file)
		first = claim(reader, false, 0, err);
	if (other < 0 || first < 0)
		return -1;
	own = claim(reader, true, first == 0, err);
	renamed = first == 0;
	if (own == 0)
		own = dn_keys_find(reader->files_named, name_key(reader, true),
		    &renamed, err) < 0 ? -1 : 0;
	if (own < 0)
		return -1;
	reader->reading->again = own == 0 && other > 0 && part;
	reader->apart += own > 0 && renamed > 0;
	return renamed > 0 ? rename_task(task, err) : 0;
}

/* The task that is due as the item; what is wrong leaves *raw. */
static int
take_task(struct reader *reader, struct dn_item *item, struct dn_span *raw,
    struct dn_err *err)
{
	struct dn_studio_task *task = &reader->task;
	struct dn_json_value value;

	if (take_value(reader, &value, err) < 0) {
		err->source = reader->reading->source;
		close_document(reader);
		return -1;
	}
	dn_item_begin(item, DN_SPAN(""));
	reader->reading->again = false;
	task->item = item;
	task->tree = &item->tree;
	task->task = add_value(&item->tree, &value);
	reader->ahead.held = false;
	task->number++;
	task->flat_count = 0;
	dn_studio_text_release(&task->text);
	if (task->task == NULL)
		return dn_err_memory(err);
	if (task->task->type == DN_JSON_OBJECT &&
	    dn_studio_is_flat(task->tree, task->task) &&
	    gather_flats(reader, err) < 0)
		return -1;
	if (dn_studio_read_task(task, reader->object, err) == 0 &&
	    call_apart(reader, err) == 0) {
		task->texts[task->text.unit] += task->text.known;
		return 1;
	}
	*raw = value.raw;
	if (err->code != DN_E_NONE && err->line == 0) {
		err->source = reader->reading->source;
		dn_err_at(err, reader->reading->line,
		    reader->reading->column);
		err->byte = reader->reading->byte;
	}
	return -1;
}

int
dn_studio_read_next(void *state, struct dn_item *item, struct dn_span *raw,
    struct dn_err *err)
{
	struct reader *reader = state;
	int more;

	for (;;) {
		more = 1;
		if (reader->doc == NULL && is_config(reader)) {
			reader->reading->source = dn_files_path(reader->files,
			    reader->next_file);
			reader->reading->line = reader->reading->column = 1;
			return take_config(reader, reader->next_file++, item,
			    err);
		}
		if (reader->doc == NULL)
			more = open_document(reader, err);
		if (more == 0)
			tell(reader);
		if (more == 0)
			return 0;
		if (more > 0)
			more = next_task(reader, err);
		if (more > 0)
			return take_task(reader, item, raw, err);
		if (more < 0)
			err->source = reader->reading->source;
		close_document(reader);
		if (more < 0)
			return -1;
	}
}
