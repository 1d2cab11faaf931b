/* SPDX-License-Identifier: MIT */
/* Writing Label Studio: an array of tasks, each when its item comes. */
#include "formats/labelstudio_write.h"

#include <stdlib.h>

#include "formats/carried.h"

#define FILE_PIECE ((size_t)1 << 20)    /* gathered for a file */

void *
dn_studio_write_open(struct dn_writing *writing, struct dn_err *err)
{
	struct dn_studio_writer *writer = calloc(1, sizeof(*writer));

	if (writer == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	writer->writing = writing;
	dn_arena_init(&writer->arena, SIZE_MAX / 2);
	dn_tree_init(&writer->entry, SIZE_MAX / 2);
	dn_tree_init(&writer->task, SIZE_MAX / 2);
	dn_bytes_init(&writer->scratch, SIZE_MAX / 2);
	dn_bytes_init(&writer->line, SIZE_MAX / 2);
	dn_bytes_init(&writer->first, SIZE_MAX / 2);
	dn_bytes_init(&writer->file, SIZE_MAX / 2);
	writer->controls = dn_studio_controls_new(writing->folder !=
	    NULL);
	if (writer->controls != NULL)
		return writer;
	dn_studio_write_close(writer);
	dn_err_memory(err);
	return NULL;
}

void
dn_studio_write_close(void *state)
{
	struct dn_studio_writer *writer = state;

	if (writer == NULL)
		return;
	dn_studio_text_release(&writer->text);
	dn_names_free(writer->set_names);
	dn_names_free(writer->ids);
	free(writer->sets);
	free(writer->nodes);
	dn_arena_release(&writer->arena);
	dn_tree_release(&writer->entry);
	dn_tree_release(&writer->task);
	dn_bytes_release(&writer->scratch);
	dn_bytes_release(&writer->line);
	dn_bytes_release(&writer->first);
	dn_bytes_release(&writer->file);
	dn_studio_controls_free(writer->controls);
	free(writer);
}

/* ---- an item --------------------------------------------------------- */

bool
dn_studio_is_own(struct dn_studio_writer *writer, struct dn_node *object)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *source = dn_node_get(tree, object, "source");
	struct dn_node *format = dn_node_get(tree, source, "format");

	if (format != NULL)
		return dn_span_is(dn_node_text(tree, format), "labelstudio");
	return writer->own && source != NULL;
}

static struct dn_span
dialect_of(struct dn_studio_writer *writer)
{
	struct dn_tree *tree = &writer->item->tree;

	return writer->own ? dn_node_text(tree, dn_node_get(tree,
	    writer->item->source, "dialect")) : (struct dn_span){ NULL, 0 };
}

/* The member of `source.raw` that the item's medium was read from. */
static struct dn_span
medium_of(struct dn_studio_writer *writer)
{
	struct dn_tree *tree = &writer->item->tree;

	return !writer->own ? (struct dn_span){ NULL, 0 } :
	    dn_node_text(tree, dn_raw_get(tree, writer->item->root,
	    DN_SPAN(DN_STUDIO_MEDIUM)));
}

/* Make the item's text ready, with the utterances it was joined of. */
static int
begin_text(struct dn_studio_writer *writer, const struct dn_media *media,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_span pointer = medium_of(writer);
	struct dn_span dialect = dialect_of(writer);
	struct dn_node *list;

	dn_studio_text_release(&writer->text);
	if (media->text.ptr == NULL)
		return 0;
	if (dn_studio_text_init(&writer->text, media->text, err) < 0)
		return -1;
	if (dn_studio_says(dialect, DN_STUDIO_UTF16))
		writer->text.unit = DN_OFFSETS_UTF16;
	else if (dn_studio_says(dialect, DN_STUDIO_BYTE))
		writer->text.unit = DN_OFFSETS_BYTE;
	else if (dn_studio_says(dialect, DN_STUDIO_NEWLINE))
		writer->text.unit = DN_OFFSETS_NEWLINE;
	list = pointer.ptr == NULL ? NULL : dn_raw_get(tree,
	    writer->item->root, pointer);
	if (list != NULL)
		dn_studio_dialogue(tree, list, &writer->scratch,
		    &writer->text);
	return 0;
}

/* The member of `data` that is shown, and the tag of what that is. */
static void
begin_shown(struct dn_studio_writer *writer, const struct dn_media *media)
{
	static const char *const tags[] = {
		[DN_MEDIA_IMAGE] = "Image", [DN_MEDIA_TEXT] = "Text",
		[DN_MEDIA_AUDIO] = "Audio", [DN_MEDIA_VIDEO] = "Video",
	};
	static const char data[] = "/data/";
	size_t len = sizeof(data) - 1;
	const char *name = dn_media_name(media->type);
	struct dn_span pointer = medium_of(writer);
	struct dn_studio_shown *shown = &writer->shown;

	*shown = (struct dn_studio_shown){ .tag = "Text",
		.variable = name != NULL ? dn_span_of(name) :
		    DN_SPAN("item") };
	if (media->type < sizeof(tags) / sizeof(tags[0]) &&
	    tags[media->type] != NULL)
		shown->tag = tags[media->type];
	if (pointer.len > len && memcmp(pointer.ptr, data, len) == 0)
		shown->variable = (struct dn_span){ pointer.ptr + len,
			pointer.len - len };
	if (writer->text.count > 0)
		shown->tag = "Paragraphs";
	else if (media->type == DN_MEDIA_TEXT && media->text.ptr == NULL)
		shown->tag = "HyperText";
}

/* Get ready for the item. */
static int
begin_item(struct dn_studio_writer *writer, const struct dn_media *media,
    struct dn_err *err)
{
	struct dn_item *item = writer->item;

	writer->own = dn_span_is(dn_node_text(&item->tree, dn_node_get(
	    &item->tree, item->source, "format")), "labelstudio");
	writer->media = *media;
	writer->scale = (struct dn_studio_scale){ media->width,
		media->height, false };
	if (media->fraction)
		writer->scale = (struct dn_studio_scale){ 1, 1, true };
	dn_arena_clear(&writer->arena);
	dn_tree_clear(&writer->task);
	writer->generated = 0;
	writer->sized = false;
	dn_names_free(writer->set_names);
	dn_names_free(writer->ids);
	writer->set_names = dn_names_new();
	writer->ids = dn_names_new();
	if (writer->set_names == NULL || writer->ids == NULL)
		return dn_err_memory(err);
	if (begin_text(writer, media, err) < 0)
		return -1;
	begin_shown(writer, media);
	if (writer->writing->folder != NULL && dn_studio_controls_task(
	    writer->controls, &writer->shown, err) < 0)
		return -1;
	return dn_studio_begin_sets(writer, err);
}

/* Note an annotation, so that others can refer to it. */
static int
note_id(struct dn_studio_writer *writer, struct dn_node *annotation,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	size_t count = dn_names_count(writer->ids), index;
	struct dn_span set = dn_node_text(tree, dn_node_get(tree, annotation,
	    "set"));
	int added;

	if (set.ptr == NULL)
		set = dn_node_text(tree, dn_node_get(tree, annotation,
		    "annotator"));
	if (count == writer->node_cap) {
		size_t cap = count == 0 ? 64 : count * 2;
		struct dn_node **nodes = reallocarray(writer->nodes, cap,
		    sizeof(struct dn_node *));

		if (nodes == NULL)
			return dn_err_memory(err);
		writer->nodes = nodes;
		writer->node_cap = cap;
	}
	dn_bytes_clear(&writer->scratch);
	dn_bytes_add_span(&writer->scratch, set);
	dn_bytes_add_byte(&writer->scratch, '\0');
	dn_bytes_add_span(&writer->scratch, dn_node_text(tree,
	    dn_node_get(tree, annotation, "id")));
	if (dn_bytes_check(&writer->scratch, err) < 0)
		return -1;
	index = dn_names_add(writer->ids, dn_bytes_span(&writer->scratch),
	    &added);
	if (index == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (added)
		writer->nodes[index] = annotation;
	return 0;
}

/* Is a mask as large as the picture, as far as the two are known? */
static bool
fits(const struct dn_studio_writer *writer,
    const struct dn_annotation *annotation)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *height = dn_node_first(tree, dn_node_get(tree,
	    annotation->members[DN_MEMBER_MASK], "size"));
	int64_t h, w;

	/* Of other media than the first the size is not known. */
	return dn_node_get(tree, annotation->node, "on") != NULL ||
	    writer->scale.fraction || height == NULL ||
	    !dn_node_int(height, &h) || !dn_node_int(height->next, &w) ||
	    !(writer->scale.width > 0) || !(writer->scale.height > 0) ||
	    ((double)h == writer->scale.height &&
	    (double)w == writer->scale.width);
}

/* Why nothing can be drawn of a new annotation, or NULL. */
static const char *
find_undrawn(struct dn_studio_writer *writer,
    const struct dn_annotation *annotation)
{
	if (dn_studio_is_own(writer, annotation->node))
		return NULL;
	if (annotation->kind == DN_ANNOTATION_POLYGON &&
	    dn_node_first(&writer->item->tree,
	    annotation->members[DN_MEMBER_POLYGONS]) == NULL)
		return "it encloses nothing";
	return annotation->kind == DN_ANNOTATION_MASK &&
	    !fits(writer, annotation) ?
	    "it has another size than the picture" : NULL;
}

static int
add_annotation(void *state, const struct dn_annotation *annotation,
    struct dn_err *err)
{
	struct dn_studio_writer *writer = state;
	const char *why = find_undrawn(writer, annotation);

	if (why != NULL)
		return dn_loss_dropped(writer->writing->loss, writer->item,
		    annotation->node, dn_cap_of_kind(annotation->kind), err,
		    "%s", why) < 0 ? -1 : 0;
	return dn_studio_add_annotation(writer, annotation, err) < 0 ? -1 : 1;
}

/* All annotations and relations, to the sets. */
static int
write_entries(struct dn_studio_writer *writer, struct dn_err *err)
{
	struct dn_node *node = dn_item_first_annotation(writer->item);

	for (; node != NULL; node = node->next)
		if (note_id(writer, node, err) < 0)
			return -1;
	if (dn_carried_write(writer->writing, writer->item, add_annotation,
	    writer, err) < 0)
		return -1;
	node = dn_item_first_relation(writer->item);
	for (; node != NULL; node = node->next)
		if (dn_studio_add_relation(writer, node, err) < 0)
			return -1;
	return dn_tree_check(&writer->item->tree, err);
}

/* ---- its task -------------------------------------------------------- */

/* `data`: what was kept of it, and the medium where it stood. */
static void
write_data(struct dn_studio_writer *writer, const struct dn_media *media)
{
	struct dn_tree *tree = &writer->item->tree, *out = &writer->task;
	struct dn_node *root = out->root, *medium, *path;
	struct dn_span pointer = medium_of(writer);
	const char *name = dn_media_name(media->type);

	path = dn_node_get(tree, writer->item->media, "path");
	medium = dn_node_get(tree, writer->item->media, "text");
	if (medium == NULL || media->type != DN_MEDIA_TEXT) {
		medium = path;
		path = NULL;
	}
	if (writer->own) {
		if (pointer.ptr != NULL && medium != NULL &&
		    writer->text.count == 0)
			dn_studio_put(out, root, pointer, medium);
		if (pointer.ptr != NULL && path != NULL)
			dn_studio_put(out, root, DN_SPAN("/data/path"), path);
		return;
	}
	root = dn_node_set_object(out, root, "data");
	if (medium != NULL)
		dn_node_set_copy(out, root, name, medium);
	else
		dn_node_set_text(out, root, name != NULL ? name : "item",
		    writer->item->id);
	if (path != NULL)
		dn_node_set_copy(out, root, "path", path);
}

/* The task in the form that it had, where that still holds it. */
static bool
write_form(struct dn_studio_writer *writer, struct dn_bytes *out)
{
	struct dn_span dialect = dialect_of(writer);

	if (dn_studio_says(dialect, DN_STUDIO_FLAT))
		return dn_studio_flatten(writer, !dn_studio_says(dialect,
		    DN_STUDIO_OBJECT), out);
	return dn_studio_says(dialect, DN_STUDIO_LONE) &&
	    dn_studio_turn_back(writer, out);
}

/* The item as a task, into writer->line. */
static int
write_task(struct dn_studio_writer *writer, const struct dn_media *media,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree, *out = &writer->task;
	struct dn_node *root = dn_tree_object(out);
	struct dn_node *id = dn_node_get(tree, writer->item->source, "id");
	struct dn_node *raw = writer->own ? dn_raw_first(tree,
	    writer->item->root) : NULL;
	bool completions = dn_studio_says(dialect_of(writer),
	    DN_STUDIO_COMPLETIONS);
	struct dn_bytes *text = &writer->line;

	if (writer->own && id != NULL)
		dn_node_set_copy(out, root, "id", id);
	else if (!writer->own)
		dn_node_set_int(out, root, "id", (int64_t)writer->tasks + 1);
	for (; raw != NULL; raw = raw->next)
		dn_studio_put(out, root, raw->name, raw);
	write_data(writer, media);
	dn_bytes_clear(text);
	if (dn_studio_write_sets(writer, false, text))
		dn_node_set_raw(out, root, completions ? "completions" :
		    "annotations", dn_bytes_span(text));
	else if (!writer->own)
		dn_node_set_array(out, root, "annotations");
	dn_bytes_clear(text);
	if (dn_studio_write_sets(writer, true, text))
		dn_node_set_raw(out, root, "predictions",
		    dn_bytes_span(text));
	if (out->failed || !write_form(writer, text)) {
		dn_bytes_clear(text);
		dn_tree_write(root, text);
	}
	if (dn_bytes_check(text, err) < 0)
		return -1;
	return dn_tree_check(out, err);
}

/* ---- the document ---------------------------------------------------- */

/* What was gathered goes to the file of the folder. */
static int
flush(struct dn_studio_writer *writer, struct dn_err *err)
{
	struct dn_outdir *folder = writer->writing->folder;
	struct dn_span text = dn_bytes_span(&writer->file);
	int failed = dn_bytes_check(&writer->file, err);

	if (failed == 0)
		failed = writer->begun ? dn_outdir_append(folder, text, err) :
		    dn_outdir_write(folder, DN_SPAN(DN_STUDIO_TASKS), text,
		    err);
	writer->begun = true;
	dn_bytes_clear(&writer->file);
	return failed;
}

/* Write a piece of the document, to the folder or alone. */
static int
put(struct dn_studio_writer *writer, const char *text, size_t len,
    struct dn_err *err)
{
	if (writer->writing->folder == NULL)
		return dn_sink_write(writer->writing->out, text, len, err);
	dn_bytes_add(&writer->file, text, len);
	return writer->file.len < FILE_PIECE ?
	    dn_bytes_check(&writer->file, err) : flush(writer, err);
}

/* Write an element of the array, behind those before it. */
static int
write_element(struct dn_studio_writer *writer, const struct dn_bytes *text,
    struct dn_err *err)
{
	if (put(writer, writer->tasks == 0 ? "[\n" : ",\n", 2, err) < 0)
		return -1;
	writer->tasks++;
	return put(writer, text->data, text->len, err);
}

/* A task that was held back is not alone: it is an element, too. */
static int
release_held(struct dn_studio_writer *writer, struct dn_err *err)
{
	if (!writer->held)
		return 0;
	writer->held = false;
	writer->tasks = 0;
	return write_element(writer, &writer->first, err);
}

/* Only entries tell the size of a picture. */
static int
tell_size(struct dn_studio_writer *writer, const struct dn_media *media,
    struct dn_err *err)
{
	if (writer->sized || !(media->width > 0))
		return 0;
	return dn_loss_dropped(writer->writing->loss, writer->item, NULL,
	    DN_CAP_IMAGE_SIZE, err, "no entry has it");
}

/* A task is called by its medium or its number: another id is lost. */
static int
tell_id(struct dn_studio_writer *writer, const struct dn_media *media,
    struct dn_err *err)
{
	struct dn_span id = writer->item->id;

	if (media->path.ptr != NULL || (id.len > 5 &&
	    memcmp(id.ptr, "task-", 5) == 0))
		return 0;
	return dn_loss_dropped(writer->writing->loss, writer->item, NULL,
	    DN_CAP_MEMBERS, err, "id");
}

int
dn_studio_write_item(void *state, struct dn_item *item, struct dn_err *err)
{
	struct dn_studio_writer *writer = state;
	struct dn_media media;
	int carried;

	/* Of its own files all that was kept has them. */
	dn_loss_keep(writer->writing->loss, DN_CAP_OTHERS, dn_span_is(
	    dn_node_text(&item->tree, dn_node_get(&item->tree, item->source,
	    "format")), "labelstudio"));
	carried = dn_carried_item(writer->writing, item, false, &media, err);
	if (carried <= 0)
		return carried;
	writer->item = item;
	if (tell_id(writer, &media, err) < 0 ||
	    begin_item(writer, &media, err) < 0 ||
	    write_entries(writer, err) < 0 ||
	    tell_size(writer, &media, err) < 0 ||
	    write_task(writer, &media, err) < 0 ||
	    release_held(writer, err) < 0)
		return -1;
	if (writer->tasks == 0 && dn_studio_says(dialect_of(writer),
	    DN_STUDIO_OBJECT)) {
		dn_bytes_clear(&writer->first);
		dn_bytes_add_span(&writer->first,
		    dn_bytes_span(&writer->line));
		writer->held = true;
		writer->tasks = 1;
		return dn_bytes_check(&writer->first, err) < 0 ? -1 : 1;
	}
	return write_element(writer, &writer->line, err) < 0 ? -1 : 1;
}

/* The labels of headers: without a folder there is no place for them. */
static int
tell_labels(struct dn_studio_writer *writer, struct dn_err *err)
{
	struct dn_labels *labels = writer->writing->labels;
	size_t declared = 0;

	for (size_t i = 0; i < dn_labels_count(labels); i++)
		declared += dn_labels_node(labels, i) != NULL;
	return declared == 0 ? 0 : dn_loss_dropped(writer->writing->loss,
	    NULL, NULL, DN_CAP_LABEL_SET, err, "%zu labels of headers",
	    declared);
}

/* The configuration stands beside the tasks. */
static int
write_config(struct dn_studio_writer *writer, struct dn_err *err)
{
	struct dn_bytes *text = &writer->line;

	if (flush(writer, err) < 0)
		return -1;
	dn_bytes_clear(text);
	if (dn_studio_write_config(writer->controls, writer->writing, text,
	    err) < 0)
		return -1;
	return dn_outdir_write(writer->writing->folder,
	    DN_SPAN(DN_STUDIO_CONFIG), dn_bytes_span(text), err);
}

int
dn_studio_write_end(void *state, struct dn_err *err)
{
	struct dn_studio_writer *writer = state;
	int failed;

	if (writer->held) {
		failed = put(writer, writer->first.data, writer->first.len,
		    err);
		if (failed == 0)
			failed = put(writer, "\n", 1, err);
	} else {
		failed = writer->tasks == 0 ? put(writer, "[]\n", 3, err) :
		    put(writer, "\n]\n", 3, err);
	}
	if (failed < 0)
		return -1;
	return writer->writing->folder == NULL ? tell_labels(writer, err) :
	    write_config(writer, err);
}
