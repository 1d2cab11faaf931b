/* SPDX-License-Identifier: MIT */
/* Writing BRAT: a text and its .ann file for each item. */
#include <stdlib.h>

#include "formats/brat_write.h"
#include "formats/carried.h"
#include "formats/files.h"

void *
dn_brat_write_open(struct dn_writing *writing, struct dn_err *err)
{
	struct dn_brat_writer *writer = calloc(1, sizeof(*writer));

	if (writer == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	writer->writing = writing;
	dn_bytes_init(&writer->out, SIZE_MAX / 2);
	dn_bytes_init(&writer->about, SIZE_MAX / 2);
	dn_bytes_init(&writer->scratch, SIZE_MAX / 2);
	dn_bytes_init(&writer->name, SIZE_MAX / 2);
	if (dn_brat_types_init(&writer->types, err) == 0)
		return writer;
	dn_brat_write_close(writer);
	return NULL;
}

static void
end_item(struct dn_brat_writer *writer)
{
	dn_offsets_release(&writer->offsets);
	dn_points_release(&writer->points);
	dn_names_free(writer->used);
	dn_names_free(writer->known);
	writer->used = NULL;
	writer->known = NULL;
}

void
dn_brat_write_close(void *state)
{
	struct dn_brat_writer *writer = state;

	if (writer == NULL)
		return;
	end_item(writer);
	dn_brat_types_release(&writer->types);
	dn_bytes_release(&writer->out);
	dn_bytes_release(&writer->about);
	dn_bytes_release(&writer->scratch);
	dn_bytes_release(&writer->name);
	free(writer->table);
	free(writer);
}

/* ---- one document ---------------------------------------------------- */

/* Look-ups for the text of the item, and what its offsets count. */
static int
begin_text(struct dn_brat_writer *writer, struct dn_span text,
    struct dn_err *err)
{
	struct dn_item *item = writer->item;
	bool newline = writer->own && dn_span_is(dn_node_text(&item->tree,
	    dn_node_get(&item->tree, item->source, "dialect")),
	    DN_BRAT_NEWLINE);

	writer->unit = newline ? DN_OFFSETS_NEWLINE : DN_OFFSETS_CODE_POINT;
	if (dn_points_init(&writer->points, text, err) < 0)
		return -1;
	return newline ? dn_offsets_init(&writer->offsets, &writer->points,
	    err) : 0;
}

/* Begin the item: look-ups for its text, no ids yet. */
static int
begin_item(struct dn_brat_writer *writer, struct dn_item *item,
    struct dn_span text, struct dn_err *err)
{
	end_item(writer);
	writer->item = item;
	writer->own = dn_span_is(dn_node_text(&item->tree,
	    dn_node_get(&item->tree, item->source, "format")), "brat");
	memset(writer->next, 0, sizeof(writer->next));
	dn_bytes_clear(&writer->out);
	dn_bytes_clear(&writer->about);
	writer->used = dn_names_new();
	writer->known = dn_names_new();
	if (writer->used == NULL || writer->known == NULL)
		return dn_err_memory(err);
	if (dn_brat_types_begin(&writer->types, item, writer->own, err) < 0)
		return -1;
	return begin_text(writer, text, err);
}

/* The suffix of a file that the lines of the document were divided among. */
static const char *
partial_of(const struct dn_node *node)
{
	static const char *const suffixes[] = { ".a1", ".a2", ".co", ".rel" };

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (node->type == DN_JSON_ARRAY && node->name.len > 1 &&
		    dn_span_is((struct dn_span){ node->name.ptr + 1,
		    node->name.len - 1 }, suffixes[i] + 1))
			return suffixes[i];
	return NULL;
}

/* Lines of the item's own file that the model has no members for. */
static int
keep_lines(struct dn_brat_writer *writer, bool write, struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node = dn_raw_first(tree, writer->item->root);

	for (; node != NULL && writer->own; node = node->next) {
		struct dn_span line = dn_node_text(tree, node);

		if (partial_of(node) != NULL || dn_brat_is_layout(node) ||
		    dn_brat_is_spelling(node))
			continue;
		if (line.ptr == NULL || memchr(line.ptr, '\n', line.len)) {
			if (write && dn_loss_dropped(writer->writing->loss,
			    writer->item, NULL, DN_CAP_FOREIGN, err, "%.*s",
			    node->name.len < 80 ? (int)node->name.len : 80,
			    node->name.ptr) < 0)
				return -1;
		} else if (!write) {
			if (dn_names_add(writer->used, dn_brat_line_id(line),
			    NULL) == DN_NAMES_NONE)
				return dn_err_memory(err);
		} else {
			dn_bytes_add_span(&writer->out, line);
			dn_bytes_add_byte(&writer->out, '\n');
		}
	}
	return 0;
}

/* Names for everything that can be referred to, before any line. */
static int
name_all(struct dn_brat_writer *writer, struct dn_err *err)
{
	struct dn_node *node = dn_item_first_annotation(writer->item);

	for (; node != NULL; node = node->next) {
		struct dn_annotation annotation;

		if (dn_annotation_read(writer->item, node, &annotation,
		    err) < 0)
			return -1;
		if (annotation.kind == DN_ANNOTATION_SPAN &&
		    dn_brat_name(writer, node, 'T', err) < 0)
			return -1;
	}
	node = dn_item_first_relation(writer->item);
	for (; node != NULL; node = node->next) {
		char letter = dn_brat_letter(writer, node);

		if ((letter == 'E' || letter == 'R') &&
		    dn_brat_name(writer, node, letter, err) < 0)
			return -1;
	}
	return 0;
}

/* The line of a span; there is none for what has another kind. */
static int
add_annotation(void *state, const struct dn_annotation *annotation,
    struct dn_err *err)
{
	if (annotation->kind != DN_ANNOTATION_SPAN)
		return 0;
	return dn_brat_add_span(state, annotation, err) < 0 ? -1 : 1;
}

/* All lines of the item. */
static int
add_lines(struct dn_brat_writer *writer, struct dn_err *err)
{
	struct dn_node *node = dn_item_first_relation(writer->item);

	if (keep_lines(writer, false, err) < 0 || name_all(writer, err) < 0 ||
	    dn_carried_write(writer->writing, writer->item, add_annotation,
	    writer, err) < 0)
		return -1;
	for (; node != NULL; node = node->next)
		if (dn_brat_add_relation(writer, node, err) < 0)
			return -1;
	dn_bytes_add_span(&writer->out, dn_bytes_span(&writer->about));
	return keep_lines(writer, true, err);
}

/* Write one of the two files: the item's id and a suffix. */
static int
write_file(struct dn_brat_writer *writer, const char *suffix,
    struct dn_span content, struct dn_err *err)
{
	struct dn_span stem = writer->item->id;

	/* An id that kept its suffix does not get it twice. */
	if (dn_files_suffix(stem, ".txt"))
		stem.len -= strlen(".txt");
	dn_bytes_clear(&writer->name);
	dn_bytes_add_span(&writer->name, stem);
	dn_bytes_add_text(&writer->name, suffix);
	if (dn_bytes_check(&writer->name, err) < 0)
		return -1;
	return dn_outdir_write(writer->writing->folder,
	    dn_bytes_span(&writer->name), content, err);
}

/* Note which file an id of a list belongs to. */
static int
note_ids(struct dn_brat_writer *writer, struct dn_node *list,
    struct dn_names *ids, uint8_t **files, size_t *cap, uint8_t number,
    struct dn_err *err)
{
	struct dn_tree *tree = &writer->item->tree;
	struct dn_node *node = dn_node_first(tree, list);

	for (; node != NULL; node = node->next) {
		size_t count = dn_names_count(ids), at;
		int added;

		if (count == *cap) {
			uint8_t *more = realloc(*files, count * 2 + 64);

			if (more == NULL)
				return dn_err_memory(err);
			*files = more;
			*cap = count * 2 + 64;
		}
		at = dn_names_add(ids, dn_node_text(tree, node), &added);
		if (at == DN_NAMES_NONE)
			return dn_err_memory(err);
		if (added)
			(*files)[at] = number;
	}
	return 0;
}

/* The lines of one of the files; what is new goes to the last. */
static void
pick_lines(struct dn_brat_writer *writer, const struct dn_names *ids,
    const uint8_t *files, uint8_t number, bool last)
{
	struct dn_span rest = dn_bytes_span(&writer->out), line;

	dn_bytes_clear(&writer->about);
	while (dn_span_next_line(&rest, &line)) {
		size_t at = dn_names_find(ids, dn_brat_line_id(line));

		if (at == DN_NAMES_NONE ? !last : files[at] != number)
			continue;
		dn_bytes_add_span(&writer->about, line);
		dn_bytes_add_byte(&writer->about, '\n');
	}
}

/* Write a file of lines as they stood when they came. */
static int
write_in_layout(struct dn_brat_writer *writer, const char *suffix,
    struct dn_span lines, struct dn_err *err)
{
	char file[8] = "/";

	for (size_t i = 1; suffix[i] != '\0'; i++)
		file[i] = suffix[i];
	return dn_brat_bring_layout(writer->item, file, lines,
	    &writer->scratch, err) < 0 ? -1 : write_file(writer, suffix,
	    dn_bytes_span(&writer->scratch), err);
}

/* Divide the lines among the files that they came from: 1, 0 if none, -1. */
static int
write_partial(struct dn_brat_writer *writer, struct dn_err *err)
{
	struct dn_node *lists[DN_BRAT_FILES], *node = NULL;
	struct dn_names *ids = dn_names_new();
	uint8_t *files = NULL, count = 0;
	size_t cap = 0;
	int failed = ids == NULL ? dn_err_memory(err) : 0;

	if (writer->own)
		node = dn_raw_first(&writer->item->tree, writer->item->root);
	for (; node != NULL && count < DN_BRAT_FILES; node = node->next)
		if (partial_of(node) != NULL)
			lists[count++] = node;
	for (uint8_t i = 0; i < count && failed == 0; i++)
		failed = note_ids(writer, lists[i], ids, &files, &cap, i,
		    err);
	for (uint8_t i = 0; i < count && failed == 0; i++) {
		pick_lines(writer, ids, files, i, i + 1 == count);
		failed = dn_bytes_check(&writer->about, err);
		if (failed == 0)
			failed = write_in_layout(writer,
			    partial_of(lists[i]),
			    dn_bytes_span(&writer->about), err);
	}
	dn_names_free(ids);
	free(files);
	return failed < 0 ? -1 : count > 0;
}

/* The lines: in one file, unless they came in several. */
static int
write_lines(struct dn_brat_writer *writer, struct dn_err *err)
{
	int partial = write_partial(writer, err);

	if (partial != 0)
		return partial;
	return writer->own ? write_in_layout(writer, ".ann",
	    dn_bytes_span(&writer->out), err) : write_file(writer, ".ann",
	    dn_bytes_span(&writer->out), err);
}

/* Can the item be a document?  1, 0 when that was reported, -1. */
static int
is_document(struct dn_brat_writer *writer, struct dn_item *item,
    const struct dn_media *media, struct dn_err *err)
{
	int carried = dn_loss_item(writer->writing->loss, item, media, err);

	if (carried <= 0 || media->text.ptr != NULL)
		return carried;
	return dn_loss_dropped(writer->writing->loss, item, NULL, DN_CAP_TEXT,
	    err, "the whole item is left out: its text is not given");
}

int
dn_brat_write_item(void *state, struct dn_item *item, struct dn_err *err)
{
	struct dn_brat_writer *writer = state;
	struct dn_media media;
	int carried;

	if (dn_item_media(item, &media, err) < 0)
		return -1;
	carried = is_document(writer, item, &media, err);
	if (carried <= 0) {
		writer->writing->run->annotations.dropped +=
		    dn_node_count(&item->tree, item->annotations);
		return carried;
	}
	if (begin_item(writer, item, media.text, err) < 0 ||
	    add_lines(writer, err) < 0 ||
	    dn_bytes_check(&writer->out, err) < 0 ||
	    dn_tree_check(&item->tree, err) < 0 ||
	    write_file(writer, ".txt", media.text, err) < 0)
		return -1;
	writer->types.foreign = writer->types.foreign || !writer->own;
	/* Without annotations it is one that nobody has looked at. */
	if (item->annotations != NULL &&
	    write_lines(writer, err) < 0)
		return -1;
	return 1;
}

int
dn_brat_write_end(void *state, struct dn_err *err)
{
	struct dn_brat_writer *writer = state;

	return dn_brat_write_types(&writer->types, writer->writing, err);
}
