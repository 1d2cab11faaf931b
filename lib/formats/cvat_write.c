/* SPDX-License-Identifier: MIT */
/* Writing CVAT: items are spooled until all labels are known. */
#include "formats/cvat_write.h"

#include <stdlib.h>

#include "formats/media.h"

#define HEAD_MOST SIZE_MAX / 2
#define KEPT_MOST ((size_t)1 << 28)     /* bytes of one kept element */

void *
dn_cvat_write_open(struct dn_writing *writing, struct dn_err *err)
{
	struct dn_cvat_writer *writer = calloc(1, sizeof(*writer));

	if (writer == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	writer->writing = writing;
	dn_bytes_init(&writer->out, SIZE_MAX / 2);
	dn_bytes_init(&writer->text, SIZE_MAX / 2);
	dn_bytes_init(&writer->other, SIZE_MAX / 2);
	dn_bytes_init(&writer->group, SIZE_MAX / 2);
	dn_bytes_init(&writer->shapes, SIZE_MAX / 2);
	dn_cvat_tag_init(&writer->tag);
	dn_arena_init(&writer->arena, HEAD_MOST);
	dn_arena_init(&writer->scratch, KEPT_MOST);
	dn_item_init(&writer->shape);
	writer->attributes = dn_names_new();
	writer->splits = dn_names_new();
	if (writer->attributes == NULL || writer->splits == NULL)
		dn_err_memory(err);
	else if ((writer->spool = dn_sink_spool(err)) != NULL)
		return writer;
	dn_cvat_write_close(writer);
	return NULL;
}

void
dn_cvat_write_close(void *state)
{
	struct dn_cvat_writer *writer = state;

	if (writer == NULL)
		return;
	if (writer->spool != NULL)
		dn_sink_abort(writer->spool);
	dn_bytes_release(&writer->out);
	dn_bytes_release(&writer->text);
	dn_bytes_release(&writer->other);
	dn_bytes_release(&writer->group);
	dn_bytes_release(&writer->shapes);
	dn_cvat_tag_release(&writer->tag);
	dn_arena_release(&writer->arena);
	dn_arena_release(&writer->scratch);
	dn_item_release(&writer->shape);
	dn_names_free(writer->attributes);
	dn_names_free(writer->splits);
	dn_names_free(writer->groups);
	free(writer->needed);
	free(writer->types);
	free(writer->pictures);
	free(writer);
}

/* ---- what the head will need ----------------------------------------- */

int
dn_cvat_need_label(struct dn_cvat_writer *writer, struct dn_span label,
    struct dn_err *err)
{
	size_t index, cap = writer->needed_cap;
	bool *needed;

	if (dn_labels_add(writer->writing->labels, label, &index, err) < 0)
		return -1;
	if (index >= cap) {
		cap = index < 32 ? 64 : index * 2;
		needed = realloc(writer->needed, cap);
		if (needed == NULL)
			return dn_err_memory(err);
		memset(needed + writer->needed_cap, 0,
		    cap - writer->needed_cap);
		writer->needed = needed;
		writer->needed_cap = cap;
	}
	writer->needed[index] = true;
	return 0;
}

int
dn_cvat_need_attribute(struct dn_cvat_writer *writer, struct dn_span label,
    struct dn_span name, unsigned type, struct dn_err *err)
{
	size_t count = dn_names_count(writer->attributes), at;
	struct dn_bytes *key = &writer->text;
	unsigned char *types;

	if (count == writer->types_cap) {
		size_t cap = count == 0 ? 64 : count * 2;

		types = realloc(writer->types, cap);
		if (types == NULL)
			return dn_err_memory(err);
		writer->types = types;
		writer->types_cap = cap;
	}
	dn_bytes_clear(key);
	dn_bytes_add_span(key, label);
	dn_bytes_add_byte(key, '\0');
	dn_bytes_add_span(key, name);
	if (dn_bytes_check(key, err) < 0)
		return -1;
	at = dn_names_add(writer->attributes, dn_bytes_span(key), NULL);
	if (at == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (at == count)
		writer->types[at] = 0;
	writer->types[at] |= (unsigned char)type;
	return 0;
}

/* A picture of this split: one more for its task. */
static int
need_split(struct dn_cvat_writer *writer, struct dn_err *err)
{
	size_t count = dn_names_count(writer->splits), at;
	uint64_t *pictures;

	if (count == writer->pictures_cap) {
		size_t cap = count == 0 ? 8 : count * 2;

		pictures = reallocarray(writer->pictures, cap,
		    sizeof(*pictures));
		if (pictures == NULL)
			return dn_err_memory(err);
		writer->pictures = pictures;
		writer->pictures_cap = cap;
	}
	at = dn_names_add(writer->splits, writer->item->split, NULL);
	if (at == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (at == count)
		writer->pictures[at] = 0;
	writer->pictures[at]++;
	return 0;
}

/* ---- items ----------------------------------------------------------- */

/* The split, unless it is the one that the whole document has. */
static void
put_split(struct dn_cvat_writer *writer)
{
	struct dn_item *item = writer->item;
	struct dn_node *kept = writer->own ? dn_raw_get(&item->tree,
	    item->root, DN_SPAN("/../meta/subset")) : NULL;

	if (item->split.len > 0 && (kept == NULL || !dn_span_equal(
	    dn_node_text(&item->tree, kept), item->split)))
		dn_cvat_tag_set(&writer->tag, "subset", item->split);
}

/* A picture that does not say its size has that of its first mask. */
static void
put_mask_size(struct dn_cvat_writer *writer)
{
	struct dn_item *item = writer->item;
	struct dn_tree *tree = &item->tree;
	struct dn_node *node = dn_item_first_annotation(item), *size = NULL;

	for (; node != NULL && size == NULL; node = node->next)
		size = dn_node_first(tree, dn_node_get(tree,
		    dn_node_get(tree, node, "mask"), "size"));
	if (size == NULL || size->next == NULL ||
	    !dn_cvat_is_integer(size->raw) ||
	    !dn_cvat_is_integer(size->next->raw))
		return;
	dn_cvat_tag_set(&writer->tag, "width", size->next->raw);
	dn_cvat_tag_set(&writer->tag, "height", size->raw);
}

/* The attributes of an <image>. */
static int
begin_picture(struct dn_cvat_writer *writer, const struct dn_media *media,
    struct dn_err *err)
{
	static const char *const sizes[] = { "width", "height" };
	struct dn_item *item = writer->item;
	struct dn_tree *tree = &item->tree;
	struct dn_node *id = dn_node_get(tree, item->source, "id");
	struct dn_cvat_tag *tag = &writer->tag;
	struct dn_bytes *text = &writer->text;

	dn_cvat_tag_clear(tag);
	dn_bytes_clear(text);
	if (!writer->own) {
		dn_bytes_add_uint(text, writer->images);
		dn_cvat_tag_set(tag, "id", dn_bytes_span(text));
	} else if (dn_node_type(id) > DN_JSON_NULL) {
		dn_cvat_tag_set(tag, "id", id->type == DN_JSON_STRING ?
		    dn_node_text(tree, id) : id->raw);
	}
	if (media->path.ptr != NULL)
		dn_cvat_tag_set(tag, "name", media->path);
	else if (!writer->own)
		dn_cvat_tag_set(tag, "name", item->id);
	put_split(writer);
	for (int i = 0; i < 2; i++) {
		struct dn_node *size = dn_node_get(tree, item->media,
		    sizes[i]);

		if (dn_node_type(size) == DN_JSON_NUMBER)
			dn_cvat_tag_set(tag, sizes[i], writer->own ?
			    size->raw : dn_media_whole(item, size));
	}
	if (!(media->width > 0) && !(media->height > 0))
		put_mask_size(writer);
	return writer->own ? dn_cvat_put_kept(writer, tree, item->root, NULL,
	    err) : dn_bytes_check(text, err);
}

static int
write_picture(struct dn_cvat_writer *writer, const struct dn_media *media,
    struct dn_err *err)
{
	struct dn_bytes *out = &writer->out;
	struct dn_item *item = writer->item;
	struct dn_span text = { NULL, 0 };
	size_t mark;

	if (need_split(writer, err) < 0)
		return -1;
	if (begin_picture(writer, media, err) < 0)
		return -1;
	dn_bytes_add_byte(out, '\t');
	if (!dn_cvat_tag_write(&writer->tag, "image", out))
		writer->control = true;
	mark = out->len;
	dn_bytes_add_byte(out, '>');
	if (writer->own)
		text = dn_node_text(&item->tree, dn_raw_get(&item->tree,
		    item->root, DN_SPAN("")));
	if (text.ptr != NULL)
		dn_cvat_escape(writer, out, text);
	dn_bytes_add_byte(out, '\n');
	if (dn_cvat_write_picture(writer, err) < 0)
		return -1;
	if (out->len == mark + 2) {
		out->len = mark;
		dn_bytes_add_text(out, "/>\n");
	} else {
		dn_bytes_add_text(out, "\t</image>\n");
	}
	writer->images++;
	/* What stood behind it. */
	return writer->own ? dn_cvat_write_kept(writer, &item->tree,
	    dn_raw_get(&item->tree, item->root, DN_SPAN("/../*")), "\t", out,
	    err) : 0;
}

/* Members of a medium that neither pictures nor videos have here. */
static int
judge_media(struct dn_cvat_writer *writer, const struct dn_media *media,
    struct dn_err *err)
{
	static const char *const known[] = { "type", "path", "width",
		"height", "units", "depth", "text", "tokens", NULL };
	static const char *const frames[] = { "frames", "start", "step",
		NULL };
	struct dn_item *item = writer->item;
	struct dn_node *node = dn_node_first(&item->tree, item->media);

	for (; node != NULL; node = node->next) {
		bool found = node->type == DN_JSON_NULL;

		for (int i = 0; known[i] != NULL; i++)
			found |= dn_span_is(node->name, known[i]);
		for (int i = 0; frames[i] != NULL &&
		    media->type == DN_MEDIA_VIDEO; i++)
			found |= dn_span_is(node->name, frames[i]);
		if (!found && dn_loss_dropped(writer->writing->loss, item,
		    NULL, DN_CAP_MEDIA, err, "%.*s",
		    node->name.len < 80 ? (int)node->name.len : 80,
		    node->name.ptr) < 0)
			return -1;
	}
	return 0;
}

/* A video, or what has tracks and does not say what it is. */
static bool
is_video(struct dn_item *item, const struct dn_media *media)
{
	struct dn_node *node = dn_item_first_annotation(item);

	return media->type == DN_MEDIA_VIDEO ||
	    (media->type == DN_MEDIA_NONE && node != NULL && dn_span_is(
	    dn_node_text(&item->tree, dn_node_get(&item->tree, node,
	    "kind")), "track"));
}

/* Forget the former item. */
static void
begin_item(struct dn_cvat_writer *writer, struct dn_item *item,
    const struct dn_media *media)
{
	writer->item = item;
	writer->own = dn_span_is(dn_node_text(&item->tree,
	    dn_node_get(&item->tree, item->source, "format")), "cvat");
	writer->own_annotation = writer->own;
	writer->annotation = NULL;
	writer->control = false;
	writer->foreign = writer->foreign || !writer->own;
	writer->number = 0;
	writer->width = media->width <= UINT32_MAX ?
	    (uint32_t)media->width : 0;
	writer->height = media->height <= UINT32_MAX ?
	    (uint32_t)media->height : 0;
	dn_names_free(writer->groups);
	writer->groups = NULL;
	dn_bytes_clear(&writer->out);
}

int
dn_cvat_write_item(void *state, struct dn_item *item, struct dn_err *err)
{
	struct dn_cvat_writer *writer = state;
	struct dn_loss *loss = writer->writing->loss;
	struct dn_media media;
	int carried, failed;

	if (dn_item_media(item, &media, err) < 0 ||
	    dn_media_need(item, &media, false, err) < 0)
		return -1;
	/* The frames of videos are kept, and judge_media tells of the rest. */
	dn_loss_keep(loss, DN_CAP_MEDIA, true);
	carried = dn_loss_item(loss, item, &media, err);
	if (carried <= 0) {
		writer->writing->run->annotations.dropped +=
		    dn_node_count(&item->tree, item->annotations);
		return carried;
	}
	begin_item(writer, item, &media);
	if (judge_media(writer, &media, err) < 0)
		return -1;
	failed = is_video(item, &media) ?
	    dn_cvat_write_video(writer, &media, err) :
	    write_picture(writer, &media, err);
	if (failed < 0 || dn_bytes_check(&writer->out, err) < 0 ||
	    dn_tree_check(&item->tree, err) < 0)
		return -1;
	if (writer->control && dn_loss_degraded(loss, item, NULL, DN_CAP_TEXT,
	    err, "control characters, which XML has no place for") < 0)
		return -1;
	return dn_sink_write(writer->spool, writer->out.data,
	    writer->out.len, err) < 0 ? -1 : 1;
}

/* ---- the end --------------------------------------------------------- */

static int
give(void *state, const char *data, size_t len, struct dn_err *err)
{
	struct dn_cvat_writer *writer = state;

	return dn_sink_write(writer->writing->out, data, len, err);
}

int
dn_cvat_write_end(void *state, struct dn_err *err)
{
	static const char end[] = "</annotations>\n";
	struct dn_cvat_writer *writer = state;

	dn_bytes_clear(&writer->out);
	if (dn_cvat_write_head(writer, err) < 0 ||
	    dn_bytes_check(&writer->out, err) < 0 ||
	    dn_sink_write(writer->writing->out, writer->out.data,
	    writer->out.len, err) < 0 ||
	    dn_sink_replay(writer->spool, give, writer, err) != 0)
		return -1;
	return dn_sink_write(writer->writing->out, end, sizeof(end) - 1, err);
}
