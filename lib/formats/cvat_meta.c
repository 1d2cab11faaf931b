/* SPDX-License-Identifier: MIT */
/* What a CVAT document says of itself: its labels, its tasks, all the rest. */
#include <stdlib.h>

#include "formats/cvat_read.h"
#include "formats/jsonml.h"
#include "formats/markup.h"
#include "io/jsontext.h"
#include "io/number.h"

#define META_MOST ((size_t)1 << 28)     /* bytes of its elements */

int
dn_cvat_meta_init(struct dn_cvat_meta *meta, struct dn_err *err)
{
	*meta = (struct dn_cvat_meta){ .given = false };
	dn_arena_init(&meta->arena, META_MOST);
	dn_bytes_init(&meta->list, SIZE_MAX / 2);
	dn_bytes_init(&meta->raw, SIZE_MAX / 2);
	dn_bytes_init(&meta->rest, SIZE_MAX / 2);
	dn_bytes_init(&meta->key, SIZE_MAX / 2);
	meta->labels = dn_names_new();
	meta->attributes = dn_names_new();
	meta->points = dn_names_new();
	meta->task_ids = dn_names_new();
	if (meta->labels == NULL || meta->attributes == NULL ||
	    meta->points == NULL || meta->task_ids == NULL)
		return dn_err_memory(err);
	return 0;
}

void
dn_cvat_meta_release(struct dn_cvat_meta *meta)
{
	dn_arena_release(&meta->arena);
	dn_bytes_release(&meta->list);
	dn_bytes_release(&meta->raw);
	dn_bytes_release(&meta->rest);
	dn_bytes_release(&meta->key);
	dn_names_free(meta->labels);
	dn_names_free(meta->attributes);
	dn_names_free(meta->points);
	dn_names_free(meta->task_ids);
	free(meta->types);
	free(meta->places);
	free(meta->counts);
	*meta = (struct dn_cvat_meta){ .given = false };
}

/* ---- look-ups -------------------------------------------------------- */

struct dn_span
dn_cvat_meta_key(struct dn_cvat_meta *meta, struct dn_span label,
    struct dn_span name)
{
	dn_bytes_clear(&meta->key);
	dn_bytes_add_span(&meta->key, label);
	dn_bytes_add_byte(&meta->key, '\0');
	dn_bytes_add_span(&meta->key, name);
	return dn_bytes_span(&meta->key);
}

size_t
dn_cvat_meta_points(const struct dn_cvat_meta *meta, struct dn_span label)
{
	size_t index = dn_names_find(meta->labels, label);

	return index == DN_NAMES_NONE ? 0 : meta->counts[index];
}

size_t
dn_cvat_meta_point(struct dn_cvat_meta *meta, struct dn_span label,
    struct dn_span point)
{
	size_t index = dn_names_find(meta->points,
	    dn_cvat_meta_key(meta, label, point));

	return index == DN_NAMES_NONE ? DN_NAMES_NONE : meta->places[index];
}

char
dn_cvat_meta_type(struct dn_cvat_meta *meta, struct dn_span label,
    struct dn_span attribute)
{
	size_t index = dn_names_count(meta->attributes) == 0 ?
	    DN_NAMES_NONE : dn_names_find(meta->attributes,
	    dn_cvat_meta_key(meta, label, attribute));

	return index == DN_NAMES_NONE ? '\0' : meta->types[index];
}

int
dn_cvat_grow(void **list, size_t *cap, size_t count, size_t size,
    struct dn_err *err)
{
	size_t wanted = *cap == 0 ? 32 : *cap * 2;
	void *grown;

	if (count < *cap)
		return 0;
	grown = reallocarray(*list, wanted, size);
	if (grown == NULL)
		return dn_err_memory(err);
	*list = grown;
	*cap = wanted;
	return 0;
}

/* ---- elements -------------------------------------------------------- */

bool
dn_cvat_is_simple(const struct dn_xml_element *element)
{
	return element->first == NULL && element->attributes == NULL;
}

struct dn_span
dn_cvat_text_of(const struct dn_xml_element *element, const char *name)
{
	const struct dn_xml_element *child = element == NULL ? NULL :
	    dn_xml_child(element, name);

	return child != NULL && dn_cvat_is_simple(child) ? child->text :
	    (struct dn_span){ NULL, 0 };
}

void
dn_cvat_keep_child(struct dn_bytes *rest, const struct dn_xml_element *child)
{
	dn_bytes_add_byte(rest, rest->len > 0 ? ',' : '[');
	dn_jsonml_add(rest, child);
}

/* ---- tasks ----------------------------------------------------------- */

static void
read_task(struct dn_cvat_task *task, const struct dn_xml_element *element,
    const struct dn_xml_element *meta)
{
	const struct dn_xml_element *size = dn_xml_child(element,
	    "original_size");

	*task = (struct dn_cvat_task){
		.id = dn_cvat_text_of(element, "id"),
		.name = dn_cvat_text_of(element, "name"),
		.subset = dn_cvat_text_of(element, "subset"),
		.source = dn_cvat_text_of(element, "source"),
		.size = dn_cvat_text_of(element, "size"),
		.start = dn_cvat_text_of(element, "start_frame"),
		.filter = dn_cvat_text_of(element, "frame_filter"),
		.width = dn_cvat_text_of(size, "width"),
		.height = dn_cvat_text_of(size, "height"),
		.video = dn_span_is(dn_cvat_text_of(element, "mode"),
		    "interpolation"),
	};
	if (task->source.len == 0)
		task->source = dn_cvat_text_of(meta, "source");
}

static int
read_tasks(struct dn_cvat_meta *meta, const struct dn_xml_element *root,
    const struct dn_xml_element *list, struct dn_err *err)
{
	const struct dn_xml_element *child;
	size_t count = 0;

	for (child = list->first; child != NULL; child = child->next)
		count++;
	meta->tasks = dn_arena_take_many(&meta->arena, count + 1,
	    sizeof(*meta->tasks));
	if (meta->tasks == NULL)
		return dn_err_memory(err);
	for (child = list->first; child != NULL; child = child->next) {
		struct dn_cvat_task *task = &meta->tasks[meta->task_count];
		int added;

		if (!dn_span_is(child->name, "task") &&
		    !dn_span_is(child->name, "job"))
			continue;
		read_task(task, child, root);
		if (dn_names_add(meta->task_ids, task->id, &added) ==
		    DN_NAMES_NONE)
			return dn_err_memory(err);
		meta->task_count += added != 0;
	}
	return 0;
}

/* ---- the whole ------------------------------------------------------- */

/* <meta>: a project with tasks, a task or a job. */
static int
take_meta(struct dn_cvat_meta *meta, struct dn_xml_element *root,
    struct dn_err *err)
{
	static const char *const parts[] = { "project", "task", "job" };
	struct dn_xml_element *holder = root, *labels, *tasks;

	for (int i = 0; i < 3 && holder == root; i++) {
		struct dn_xml_element *part = dn_xml_child(root, parts[i]);

		if (part != NULL)
			holder = part;
	}
	meta->given = true;
	tasks = dn_span_is(holder->name, "project") ?
	    dn_xml_child(holder, "tasks") : root;
	if (tasks != NULL && read_tasks(meta, root, tasks, err) < 0)
		return -1;
	labels = dn_xml_child(holder, "labels");
	if (labels != NULL && dn_cvat_read_labels(meta, labels, err) < 0)
		return -1;
	return 0;
}

int
dn_cvat_meta_take(struct dn_cvat_meta *meta, struct dn_xml_element *element,
    struct dn_err *err)
{
	if (dn_span_is(element->name, "meta") && !meta->given) {
		if (take_meta(meta, element, err) < 0)
			return -1;
		dn_cvat_begin(&meta->raw, "/meta");
		dn_jsonml_add(&meta->raw, element);
		return dn_bytes_check(&meta->raw, err);
	}
	if (dn_span_is(element->name, "version") &&
	    dn_cvat_is_simple(element) &&
	    !meta->versioned) {
		meta->versioned = true;
		dn_cvat_keep(&meta->raw, "", DN_SPAN("/version"),
		    element->text);
		return 0;
	}
	dn_cvat_keep_child(&meta->rest, element);
	return dn_bytes_check(&meta->rest, err);
}

void
dn_cvat_meta_attribute(struct dn_cvat_meta *meta, struct dn_span name,
    struct dn_span value)
{
	dn_cvat_keep(&meta->raw, "/@", name, value);
}

void
dn_cvat_meta_raw(struct dn_cvat_meta *meta, struct dn_bytes *out)
{
	dn_bytes_add_span(out, dn_bytes_span(&meta->raw));
	if (!meta->given) {
		dn_cvat_begin(out, "/meta");
		dn_bytes_add_text(out, "null");
	}
	if (meta->rest.len > 0) {
		dn_cvat_begin(out, "/*");
		dn_bytes_add_span(out, dn_bytes_span(&meta->rest));
		dn_bytes_add_byte(out, ']');
	}
}
