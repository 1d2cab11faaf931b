/* SPDX-License-Identifier: MIT */
/* The head of a CVAT document: as it came, or made of what is written. */
#include "formats/cvat_write.h"
#include "formats/jsonml.h"
#include "formats/markup.h"
#include "formats/media.h"

/* A new child with that text; all take NULL where memory was missing. */
static struct dn_xml_element *
add(struct dn_cvat_writer *writer, struct dn_xml_element *parent,
    const char *name, struct dn_span text)
{
	return parent == NULL ? NULL : dn_markup_add_text(&writer->arena,
	    parent, dn_span_of(name), text);
}

/* The same with a number. */
static struct dn_xml_element *
add_number(struct dn_cvat_writer *writer, struct dn_xml_element *parent,
    const char *name, int64_t number)
{
	dn_bytes_clear(&writer->text);
	dn_bytes_add_int(&writer->text, number);
	return add(writer, parent, name, dn_bytes_span(&writer->text));
}

/* ---- tasks ----------------------------------------------------------- */

/* The frames of a video: how many, from which on, how far apart. */
static struct dn_xml_element *
add_frames(struct dn_cvat_writer *writer, struct dn_xml_element *task)
{
	struct dn_item *item = writer->item;
	int64_t frames = -1, start = 0, step = 1;
	struct dn_node *media = item->media;

	(void)dn_node_int(dn_node_get(&item->tree, media, "start"), &start);
	(void)dn_node_int(dn_node_get(&item->tree, media, "step"), &step);
	if (dn_node_int(dn_node_get(&item->tree, media, "frames"), &frames))
		add_number(writer, task, "size", frames);
	add(writer, task, "mode", DN_SPAN("interpolation"));
	add_number(writer, task, "start_frame", start);
	if (step < 1 || step > 1000000000)
		step = 1;
	if (frames > 0 && frames < 1000000000 && start >= 0 &&
	    start < 1000000000)
		add_number(writer, task, "stop_frame",
		    start + (frames - 1) * step);
	dn_bytes_clear(&writer->text);
	if (step > 1) {
		dn_bytes_add_text(&writer->text, "step=");
		dn_bytes_add_int(&writer->text, step);
	}
	return add(writer, task, "frame_filter", writer->text.len > 0 ?
	    dn_bytes_span(&writer->text) : DN_SPAN(""));
}

/* A task of the video, for the document's head. */
static int
add_task(struct dn_cvat_writer *writer, const struct dn_media *media,
    struct dn_err *err)
{
	struct dn_item *item = writer->item;
	struct dn_tree *tree = &item->tree;
	struct dn_node *id = dn_node_get(tree, item->source, "id");
	struct dn_xml_element *task, *size;

	if (writer->tasks == NULL)
		writer->tasks = dn_markup_add(&writer->arena, NULL,
		    DN_SPAN("tasks"));
	task = writer->tasks == NULL ? NULL : dn_markup_add(&writer->arena,
	    writer->tasks, DN_SPAN("task"));
	if (writer->own && dn_node_type(id) == DN_JSON_NUMBER)
		add(writer, task, "id", id->raw);
	else
		add_number(writer, task, "id", (int64_t)writer->videos);
	add(writer, task, "name", item->id);
	if (item->split.len > 0)
		add(writer, task, "subset", item->split);
	if (add_frames(writer, task) == NULL)
		return dn_err_memory(err);
	if (media->width > 0 && media->height > 0) {
		size = add(writer, task, "original_size", DN_SPAN(""));
		add(writer, size, "width", dn_media_whole(item,
		    dn_node_get(tree, item->media, "width")));
		add(writer, size, "height", dn_media_whole(item,
		    dn_node_get(tree, item->media, "height")));
	}
	if (media->path.len > 0)
		add(writer, task, "source", media->path);
	return 0;
}

int
dn_cvat_write_video(struct dn_cvat_writer *writer,
    const struct dn_media *media, struct dn_err *err)
{
	if (dn_cvat_write_tracks(writer, err) < 0)
		return -1;
	if (add_task(writer, media, err) < 0)
		return -1;
	writer->videos++;
	return 0;
}

/* ---- a head of its own ----------------------------------------------- */

/* Tasks of pictures: one a split. */
static int
add_splits(struct dn_cvat_writer *writer, struct dn_err *err)
{
	size_t count = dn_names_count(writer->splits);
	int64_t id = (int64_t)writer->videos;

	if (writer->tasks == NULL)
		writer->tasks = dn_markup_add(&writer->arena, NULL,
		    DN_SPAN("tasks"));
	for (size_t i = 0; i < count; i++) {
		struct dn_span split = dn_names_get(writer->splits, i);
		struct dn_xml_element *task = writer->tasks == NULL ? NULL :
		    dn_markup_add(&writer->arena, writer->tasks,
		    DN_SPAN("task"));

		add_number(writer, task, "id", id++);
		if (split.len > 0)
			add(writer, task, "subset", split);
		add_number(writer, task, "size",
		    (int64_t)writer->pictures[i]);
		if (add(writer, task, "mode", DN_SPAN("annotation")) == NULL)
			return dn_err_memory(err);
	}
	return 0;
}

/* <meta> of a project, or of one task. */
static int
make_meta(struct dn_cvat_writer *writer, struct dn_xml_element *root,
    struct dn_err *err)
{
	struct dn_xml_element *meta, *holder, *labels, *source;

	if (add_splits(writer, err) < 0)
		return -1;
	meta = add(writer, root, "meta", DN_SPAN(""));
	if (meta == NULL || writer->tasks == NULL)
		return dn_err_memory(err);
	holder = writer->tasks->first;
	if (holder != NULL && holder->next == NULL) {
		/* The file of a single video stands behind its task. */
		source = dn_xml_child(holder, "source");
		meta->first = meta->last = holder;
		holder->parent = meta;
		if (source != NULL)
			add(writer, meta, "source", source->text);
	} else {
		holder = add(writer, meta, "project", DN_SPAN(""));
		if (holder == NULL)
			return dn_err_memory(err);
		writer->tasks->parent = holder;
		if (writer->tasks->first != NULL)
			holder->first = holder->last = writer->tasks;
	}
	labels = add(writer, holder, "labels", DN_SPAN(""));
	if (labels == NULL)
		return dn_err_memory(err);
	return dn_cvat_write_labels(writer, labels, err);
}

/* ---- the head that came ---------------------------------------------- */

/* The `source.raw` member of the headers; NULL where it is of others. */
static struct dn_node *
find_raw(struct dn_cvat_writer *writer, bool *differs)
{
	struct dn_labels *labels = writer->writing->labels;
	struct dn_tree *tree = dn_labels_tree(labels);
	struct dn_node *source = dn_labels_member(labels, "source", differs);

	if (!dn_span_is(dn_node_text(tree, dn_node_get(tree, source,
	    "format")), "cvat"))
		return NULL;
	return dn_node_get(tree, source, "raw");
}

/* Where the labels of a kept <meta> stand, or are to stand. */
static struct dn_xml_element *
find_labels(struct dn_xml_element *meta)
{
	static const char *const parts[] = { "project", "task", "job" };
	struct dn_xml_element *holder = meta, *labels;

	for (int i = 0; i < 3 && holder == meta; i++) {
		struct dn_xml_element *part = dn_xml_child(meta, parts[i]);

		if (part != NULL)
			holder = part;
	}
	labels = dn_xml_child(holder, "labels");
	return labels;
}

/* Is there a label that somebody declared? */
static bool
any_label(struct dn_cvat_writer *writer)
{
	struct dn_labels *labels = writer->writing->labels;

	for (size_t i = 0; i < dn_labels_count(labels); i++)
		if (dn_labels_node(labels, i) != NULL ||
		    (i < writer->needed_cap && writer->needed[i]))
			return true;
	return false;
}

/* <meta> as it came, with the labels as they are now: 1, 0 if it is none. */
static int
bring_meta(struct dn_cvat_writer *writer, struct dn_xml_element *root,
    struct dn_node *kept, struct dn_err *err)
{
	struct dn_tree *tree = dn_labels_tree(writer->writing->labels);
	struct dn_xml_element *meta, *labels, *rest, *last;
	int built = dn_jsonml_build(&writer->arena, tree, kept, root, &meta);

	if (built < 0)
		return dn_err_memory(err);
	if (built == 0 || !dn_span_is(meta->name, "meta"))
		return 0;
	labels = find_labels(meta);
	if (labels == NULL && !any_label(writer))
		return 1;
	if (labels == NULL)
		labels = add(writer, meta->first != NULL ? meta->first :
		    meta, "labels", DN_SPAN(""));
	if (labels == NULL)
		return dn_err_memory(err);
	/* What could not be a label of the record stands behind those. */
	rest = labels->first;
	last = labels->last;
	labels->first = labels->last = NULL;
	if (dn_cvat_write_labels(writer, labels, err) < 0)
		return -1;
	if (labels->last != NULL)
		labels->last->next = rest;
	else
		labels->first = rest;
	labels->last = last != NULL ? last : labels->last;
	return 1;
}

/* Attributes of the root, and other elements that came. */
static int
bring_rest(struct dn_cvat_writer *writer, struct dn_xml_element *root,
    struct dn_node *raw, struct dn_err *err)
{
	struct dn_tree *tree = dn_labels_tree(writer->writing->labels);
	struct dn_node *node = dn_node_first(tree, raw);
	struct dn_xml_element *made;

	for (; node != NULL; node = node->next) {
		struct dn_span text = dn_node_text(tree, node);
		int put = 1;

		if (text.ptr != NULL && node->name.len > 2 &&
		    memcmp(node->name.ptr, "/@", 2) == 0)
			put = dn_markup_put(&writer->arena, root, node->name,
			    text);
		else if (dn_span_is(node->name, "/*"))
			for (struct dn_node *child = dn_node_first(tree, node);
			    child != NULL && put > 0; child = child->next)
				put = dn_jsonml_build(&writer->arena, tree,
				    child, root, &made);
		if (put < 0)
			return dn_err_memory(err);
		if (put == 0 && dn_loss_dropped(writer->writing->loss, NULL,
		    NULL, DN_CAP_FOREIGN, err, "%.*s",
		    node->name.len < 80 ? (int)node->name.len : 80,
		    node->name.ptr) < 0)
			return -1;
	}
	return 0;
}

/* The root with all that stands before the pictures. */
static int
fill_root(struct dn_cvat_writer *writer, struct dn_xml_element *root,
    struct dn_err *err)
{
	struct dn_tree *tree = dn_labels_tree(writer->writing->labels);
	bool differs = false, came;
	struct dn_node *raw = find_raw(writer, &differs), *meta, *version;
	int brought = 0;

	if (raw != NULL && differs) {
		if (dn_loss_dropped(writer->writing->loss, NULL, NULL,
		    DN_CAP_FOREIGN, err, "what several documents say of "
		    "themselves, but for their labels") < 0)
			return -1;
		raw = NULL;
	}
	meta = dn_node_get(tree, raw, "/meta");
	version = dn_node_get(tree, raw, "/version");
	came = raw != NULL && !writer->foreign;
	if (!came && version == NULL)
		add(writer, root, "version", DN_SPAN("1.1"));
	else if (version != NULL)
		add(writer, root, "version", dn_node_text(tree, version));
	if (meta != NULL && meta->type == DN_JSON_ARRAY)
		brought = bring_meta(writer, root, meta, err);
	if (brought == 0 && (!came || meta == NULL))
		brought = make_meta(writer, root, err);
	if (brought < 0)
		return -1;
	return raw != NULL ? bring_rest(writer, root, raw, err) : 0;
}

int
dn_cvat_write_head(struct dn_cvat_writer *writer, struct dn_err *err)
{
	static const char end[] = "</annotations>\n";
	struct dn_xml_element *root = dn_markup_add(&writer->arena, NULL,
	    DN_SPAN("annotations"));
	struct dn_bytes *out = &writer->out;

	if (root == NULL)
		return dn_err_memory(err);
	if (fill_root(writer, root, err) < 0)
		return -1;
	dn_bytes_add_text(out, "<?xml version=\"1.0\" "
	    "encoding=\"utf-8\"?>\n");
	if (!dn_markup_write(root, out) && dn_loss_degraded(
	    writer->writing->loss, NULL, NULL, DN_CAP_TEXT, err,
	    "control characters, which XML has no place for") < 0)
		return -1;
	if (dn_bytes_check(out, err) < 0)
		return -1;
	out->len -= sizeof(end) - 1;
	if (root->first == NULL)
		dn_bytes_add_byte(out, '\n');
	return dn_bytes_check(out, err);
}
