/* SPDX-License-Identifier: MIT */
/* Reading the tracks of CVAT's videos, each video an item. */
#include <stdlib.h>

#include "formats/cvat_read.h"
#include "formats/markup.h"
#include "io/jsontext.h"

/* ---- which video ----------------------------------------------------- */

/* The task of that id, or the only one, or the only one of video. */
static const struct dn_cvat_task *
find_task(const struct dn_cvat_meta *meta, struct dn_span id)
{
	const struct dn_cvat_task *only = NULL;
	size_t known = dn_names_find(meta->task_ids, id);

	if (known != DN_NAMES_NONE && id.ptr != NULL)
		return &meta->tasks[known];
	if (meta->task_count == 1)
		return &meta->tasks[0];
	for (size_t i = 0; i < meta->task_count; i++) {
		if (!meta->tasks[i].video)
			continue;
		if (only != NULL)
			return NULL;
		only = &meta->tasks[i];
	}
	return only;
}

/* The video of a task and subset, new or known; NULL without memory. */
static struct dn_cvat_video *
find_video(struct dn_cvat_reader *reader, struct dn_span task,
    struct dn_span subset, struct dn_err *err)
{
	struct dn_bytes *key = &reader->other;
	size_t count = reader->video_count, at;
	struct dn_cvat_video *video;

	dn_bytes_clear(key);
	dn_bytes_add_span(key, task);
	dn_bytes_add_byte(key, '\0');
	dn_bytes_add_span(key, subset);
	if (dn_bytes_check(key, err) < 0)
		return NULL;
	if (count == reader->video_cap) {
		size_t cap = count == 0 ? 4 : count * 2;

		video = reallocarray(reader->videos, cap, sizeof(*video));
		if (video == NULL)
			goto memory;
		reader->videos = video;
		reader->video_cap = cap;
	}
	at = dn_names_add(reader->video_ids, dn_bytes_span(key), NULL);
	if (at == DN_NAMES_NONE)
		goto memory;
	video = &reader->videos[at];
	if (at < count)
		return video;
	*video = (struct dn_cvat_video){ .task = NULL };
	dn_bytes_init(&video->list, SIZE_MAX / 2);
	reader->video_count++;
	video->id = dn_arena_copy(&reader->meta.arena, task);
	if (subset.ptr != NULL)
		video->subset = dn_arena_copy(&reader->meta.arena, subset);
	video->task = find_task(&reader->meta, task);
	if (video->task != NULL)
		reader->meta.tasks[video->task - reader->meta.tasks].used =
		    true;
	return video;
memory:
	dn_err_memory(err);
	return NULL;
}

/* ---- tracks ---------------------------------------------------------- */

/* One shape of a track, in the list of its video. */
static int
read_shape(struct dn_cvat_reader *reader, struct dn_bytes *list,
    enum dn_annotation_kind *first, struct dn_err *why)
{
	struct dn_xml_element *element;
	enum dn_annotation_kind kind;
	size_t from;

	dn_arena_clear(&reader->inner);
	element = dn_xml_take(reader->xml, &reader->inner, why);
	if (element == NULL) {
		reader->broken = true;
		return -1;
	}
	kind = dn_cvat_kind(element->name);
	if (kind == DN_ANNOTATION_OTHER || kind == DN_ANNOTATION_CLASS) {
		dn_cvat_keep_child(&reader->rest, element);
		return 0;
	}
	from = list->len;
	dn_bytes_add_text(list, *first != DN_ANNOTATION_OTHER ? ",{" : "{");
	if (*first == DN_ANNOTATION_OTHER)
		*first = kind;
	if (kind != *first) {
		dn_cvat_begin(list, "kind");
		dn_json_write_text(list, dn_span_of(
		    dn_annotation_name(kind)));
	}
	if (dn_cvat_read_shape(reader, element, DN_CVAT_TRACK, list,
	    why) < 0) {
		list->len = from;
		return -1;
	}
	dn_bytes_add_byte(list, '}');
	return 0;
}

/* All shapes up to the end of the track; -1 with `why`. */
static int
read_shapes(struct dn_cvat_reader *reader, struct dn_bytes *list,
    struct dn_err *why)
{
	enum dn_annotation_kind first = DN_ANNOTATION_OTHER;
	enum dn_xml_event event;
	int more;

	dn_bytes_clear(&reader->rest);
	dn_bytes_clear(&reader->text);
	dn_bytes_add_text(list, ",\"shapes\":[");
	while ((more = dn_xml_next(reader->xml, &event, why)) > 0) {
		if (event == DN_XML_END)
			break;
		if (event == DN_XML_START &&
		    read_shape(reader, list, &first, why) < 0)
			return -1;
		if (event == DN_XML_TEXT &&
		    !dn_markup_blank(dn_xml_text(reader->xml)))
			dn_bytes_add_span(&reader->text,
			    dn_xml_text(reader->xml));
	}
	reader->broken = more < 0;
	dn_bytes_add_byte(list, ']');
	if (first != DN_ANNOTATION_OTHER) {
		dn_bytes_add_text(list, ",\"shape\":");
		dn_json_write_text(list,
		    dn_span_of(dn_annotation_name(first)));
	}
	return more;
}

/* ,"source":{"id":..,"raw":{...}}} of what the track said itself. */
static void
end_track(struct dn_cvat_reader *reader, struct dn_bytes *list,
    struct dn_span id)
{
	struct dn_bytes *kept = &reader->kept;

	if (reader->rest.len > 0) {
		dn_cvat_begin(kept, "/*");
		dn_bytes_add_span(kept, dn_bytes_span(&reader->rest));
		dn_bytes_add_byte(kept, ']');
	}
	if (reader->text.len > 0)
		dn_cvat_keep(kept, "", DN_SPAN(""), dn_markup_trim(
		    dn_bytes_span(&reader->text)));
	if (id.ptr == NULL && kept->len == 0) {
		dn_bytes_add_byte(list, '}');
		return;
	}
	dn_bytes_add_text(list, ",\"source\":{");
	if (id.ptr != NULL) {
		dn_cvat_begin(list, "id");
		if (dn_cvat_is_integer(id))
			dn_bytes_add_span(list, id);
		else
			dn_json_write_text(list, id);
	}
	if (kept->len > 0) {
		dn_cvat_begin(list, "raw");
		dn_bytes_add_byte(list, '{');
		dn_bytes_add_span(list, dn_bytes_span(kept));
		dn_bytes_add_byte(list, '}');
	}
	dn_bytes_add_text(list, "}}");
}

/* The id of a track, taken out of its attributes. */
static struct dn_span
take_id(struct dn_xml_element *track)
{
	struct dn_xml_attribute **link = &track->attributes;

	for (; *link != NULL; link = &(*link)->next)
		if (dn_span_is((*link)->name, "id")) {
			struct dn_span id = (*link)->value;

			*link = (*link)->next;
			return id;
		}
	return (struct dn_span){ NULL, 0 };
}

/* The track into the list; -1 with `why`, and the list as it was. */
static int
add_track(struct dn_cvat_reader *reader, struct dn_cvat_video *video,
    struct dn_xml_element *track, struct dn_err *why)
{
	struct dn_bytes *list = &video->list;
	size_t from = list->len;
	struct dn_span id = take_id(track);

	dn_bytes_add_format(list, "%s{\"id\":\"%llu\",\"kind\":\"track\"",
	    from > 0 ? "," : "", (unsigned long long)video->count);
	reader->label = dn_xml_value(track, "label");
	if (dn_cvat_read_track(reader, track, list, why) < 0)
		return -1;
	dn_bytes_clear(&reader->kept);
	dn_bytes_add_span(&reader->kept, dn_bytes_span(&reader->raw));
	if (read_shapes(reader, list, why) < 0) {
		list->len = from;
		return -1;
	}
	end_track(reader, list, id);
	return dn_bytes_check(list, why);
}

/* What a video is called: its file, its task, or the document. */
static struct dn_span
video_name(const struct dn_cvat_reader *reader,
    const struct dn_cvat_video *video)
{
	const struct dn_cvat_task *task = video->task;

	if (task != NULL && task->source.len > 0)
		return reader->reading->keep_suffix ? task->source :
		    dn_files_stem(task->source);
	if (task != NULL && task->name.len > 0)
		return task->name;
	return strcmp(reader->name, "-") != 0 ?
	    dn_files_stem(dn_span_of(reader->name)) : DN_SPAN("video");
}

static struct dn_span
video_path(const struct dn_cvat_video *video)
{
	return video->task != NULL && video->task->source.len > 0 ?
	    video->task->source : (struct dn_span){ NULL, 0 };
}

/* The size of its frames, for masks: its task's, else it is looked up. */
static int
size_video(struct dn_cvat_reader *reader, struct dn_cvat_video *video,
    struct dn_err *err)
{
	reader->width = video->width;
	reader->height = video->height;
	if (video->sized)
		return 0;
	video->sized = true;
	if (video->task != NULL) {
		dn_cvat_size(video->task->width, &reader->width);
		dn_cvat_size(video->task->height, &reader->height);
	}
	dn_cvat_begin_item(reader, video_name(reader, video), video->subset,
	    DN_MEDIA_VIDEO, video_path(video));
	if (dn_cvat_find_size(reader, err) < 0) {
		reader->broken = true;
		return -1;
	}
	video->width = reader->width;
	video->height = reader->height;
	return 0;
}

int
dn_cvat_take_track(struct dn_cvat_reader *reader, struct dn_err *err)
{
	struct dn_cvat_video *video;
	struct dn_xml_element *track;
	struct dn_err why = DN_ERR_INIT;

	dn_arena_clear(&reader->outer);
	track = dn_xml_tag(reader->xml, &reader->outer, err);
	if (track == NULL)
		return -1;
	video = find_video(reader, dn_xml_value(track, "task_id"),
	    dn_xml_value(track, "subset"), err);
	if (video == NULL)
		return -1;
	video->count++;
	if (video->full)
		return dn_cvat_skip(reader, 2, err);
	if (size_video(reader, video, err) < 0)
		return -1;
	if (add_track(reader, video, track, &why) < 0) {
		if (reader->broken) {
			*err = why;
			return -1;
		}
		video->rejected++;
		reader->reading->run->annotations.in++;
		if (dn_cvat_reject(reader, &why, "track", video->count,
		    err) < 0)
			return -1;
		return dn_cvat_skip(reader, 2, err);
	}
	if (video->list.len > reader->reading->max_value) {
		video->full = true;
		dn_bytes_release(&video->list);
	}
	return 0;
}

/* ---- items ----------------------------------------------------------- */

/* Tasks of video that have no track are videos, too. */
int
dn_cvat_empty_videos(struct dn_cvat_reader *reader, struct dn_err *err)
{
	const struct dn_cvat_meta *meta = &reader->meta;

	if (meta->task_count == 1 && meta->tasks[0].video)
		return reader->video_count > 0 || find_video(reader,
		    (struct dn_span){ NULL, 0 }, (struct dn_span){ NULL, 0 },
		    err) != NULL ? 0 : -1;
	for (size_t i = 0; i < meta->task_count; i++)
		if (meta->tasks[i].video && !meta->tasks[i].used &&
		    find_video(reader, meta->tasks[i].id,
		    meta->tasks[i].subset, err) == NULL)
			return -1;
	return 0;
}

/* The id of a video: its name, or that of its task's id where it was given. */
static int
name_video(struct dn_cvat_reader *reader, const struct dn_cvat_video *video,
    struct dn_bytes *id, struct dn_err *err)
{
	struct dn_span name = video_name(reader, video);
	int added;

	dn_bytes_clear(id);
	dn_bytes_add_span(id, name);
	dn_bytes_add_byte(id, '\0');
	dn_bytes_add_span(id, video->subset);
	if (dn_bytes_check(id, err) < 0)
		return -1;
	if (dn_names_add(reader->given_ids, dn_bytes_span(id), &added) ==
	    DN_NAMES_NONE)
		return dn_err_memory(err);
	id->len = name.len;
	if (added)
		return 0;
	dn_bytes_clear(id);
	dn_bytes_add_text(id, "task-");
	dn_bytes_add_span(id, video->id);
	return dn_bytes_check(id, err);
}

/* frames, start and step of the medium. */
static void
add_frames(struct dn_cvat_reader *reader, const struct dn_cvat_task *task)
{
	struct dn_tree *tree = &reader->item->tree;
	struct dn_node *media = reader->item->media;
	struct dn_span step = task->filter;

	if (dn_cvat_is_integer(task->size))
		dn_node_set_raw(tree, media, "frames", task->size);
	if (dn_cvat_is_integer(task->start))
		dn_node_set_raw(tree, media, "start", task->start);
	if (step.len > 5 && memcmp(step.ptr, "step=", 5) == 0) {
		step.ptr += 5;
		step.len -= 5;
		if (dn_cvat_is_integer(step))
			dn_node_set_raw(tree, media, "step", step);
	}
}

int
dn_cvat_give_video(struct dn_cvat_reader *reader,
    struct dn_cvat_video *video, struct dn_err *err)
{
	struct dn_annotation_counts *counts =
	    &reader->reading->run->annotations;
	const struct dn_cvat_task *task = video->task;
	struct dn_span split = video->subset;

	counts->in += video->count - video->rejected;
	reader->reading->line = reader->reading->column = 0;
	if (video->full) {
		dn_err_set(err, DN_E_TOO_LONG,
		    "a video of more than %zu bytes",
		    reader->reading->max_value);
		return -1;
	}
	if (name_video(reader, video, &reader->other, err) < 0)
		return -1;
	if (split.ptr == NULL && task != NULL)
		split = task->subset;
	dn_cvat_begin_item(reader, dn_bytes_span(&reader->other), split,
	    DN_MEDIA_VIDEO, video_path(video));
	dn_bytes_clear(&reader->raw);
	if (task != NULL) {
		dn_cvat_add_size(reader, "width", task->width, NULL);
		dn_cvat_add_size(reader, "height", task->height, NULL);
		add_frames(reader, task);
	}
	if (dn_cvat_end_item(reader, &video->list, task != NULL ? task->id :
	    (struct dn_span){ NULL, 0 }, err) < 0)
		return -1;
	dn_bytes_release(&video->list);
	return 1;
}
