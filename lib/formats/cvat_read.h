/* SPDX-License-Identifier: MIT */
/* The parts of CVAT's reader: documents, pictures, tracks, shapes. */
#ifndef DN_FORMATS_CVAT_READ_H
#define DN_FORMATS_CVAT_READ_H

#include "core/names.h"
#include "formats/cvat.h"
#include "formats/files.h"
#include "io/xml.h"

/* ---- elements -------------------------------------------------------- */

/* True when it has neither attributes nor children. */
bool dn_cvat_is_simple(const struct dn_xml_element *element);

/* The text of a simple child; absent where there is none such. */
struct dn_span dn_cvat_text_of(const struct dn_xml_element *element,
    const char *name);

/* Append a child that no member is made of to a list, "[", ",", ... */
void dn_cvat_keep_child(struct dn_bytes *rest,
    const struct dn_xml_element *child);

/* Room for one more element of a list that grows by doubling. */
int dn_cvat_grow(void **list, size_t *cap, size_t count, size_t size,
    struct dn_err *err) DN_MUST_CHECK;

/* ---- the document ---------------------------------------------------- */

/* A task of the document; texts are in the arena, or absent. */
struct dn_cvat_task {
	struct dn_span id, name, subset, source;
	struct dn_span size, start, filter, width, height;
	bool video, used;       /* used: it has tracks */
};

/* What a document says before its pictures. */
struct dn_cvat_meta {
	struct dn_arena arena;
	struct dn_names *labels;        /* declared at the top */
	struct dn_names *attributes;    /* label, NUL, name */
	char *types;                    /* of each of these: b, n or t */
	size_t types_cap;
	struct dn_names *points;        /* label, NUL, name of its point */
	size_t *places, places_cap;     /* of each of these within the label */
	size_t *counts, counts_cap;     /* points of each label */
	struct dn_cvat_task *tasks;     /* in the arena */
	size_t task_count;
	struct dn_names *task_ids;
	bool given, versioned;
	struct dn_bytes list;           /* of the header's labels */
	struct dn_bytes raw, rest;      /* of its source */
	struct dn_bytes key;            /* scratch */
};

/* Ready for a document; -1 without memory, release is due either way. */
int dn_cvat_meta_init(struct dn_cvat_meta *meta, struct dn_err *err)
    DN_MUST_CHECK;
void dn_cvat_meta_release(struct dn_cvat_meta *meta);

/*
 * Take a child of the document that is neither picture nor track, or an
 * attribute of its root.  Elements are those of meta->arena, and changed.
 */
int dn_cvat_meta_take(struct dn_cvat_meta *meta,
    struct dn_xml_element *element, struct dn_err *err) DN_MUST_CHECK;
void dn_cvat_meta_attribute(struct dn_cvat_meta *meta, struct dn_span name,
    struct dn_span value);

/*
 * Make meta->list of the children of <labels>, and take those out that could
 * be read.
 */
int dn_cvat_read_labels(struct dn_cvat_meta *meta,
    struct dn_xml_element *list, struct dn_err *err) DN_MUST_CHECK;

/* label, NUL, name: the key of what belongs to a label; in meta->key. */
struct dn_span dn_cvat_meta_key(struct dn_cvat_meta *meta,
    struct dn_span label, struct dn_span name);

/* All of it was taken: append the members of the header's source.raw. */
void dn_cvat_meta_raw(struct dn_cvat_meta *meta, struct dn_bytes *out);

/* How many points a label has, 0 for one that is not there. */
size_t dn_cvat_meta_points(const struct dn_cvat_meta *meta,
    struct dn_span label);

/* The number of a label's point, or DN_NAMES_NONE. */
size_t dn_cvat_meta_point(struct dn_cvat_meta *meta, struct dn_span label,
    struct dn_span point);

/* The type of a label's attribute: b, n or t; '\0' where it is not there. */
char dn_cvat_meta_type(struct dn_cvat_meta *meta, struct dn_span label,
    struct dn_span attribute);

/* ---- the reader ------------------------------------------------------ */

/* The tracks of one video, as JSON. */
struct dn_cvat_video {
	struct dn_bytes list;
	uint64_t count, rejected;               /* tracks */
	const struct dn_cvat_task *task;        /* or NULL */
	struct dn_span id, subset;              /* of the task, in meta.arena */
	uint32_t width, height;                 /* of its frames; 0: unknown */
	bool sized;                             /* that was looked up */
	bool full;                              /* larger than may be */
};

#define DN_CVAT_ORDER 8         /* places of a tag whose names are noted */

/* A reader, and where it is. */
struct dn_cvat_reader {
	struct dn_reading *reading;
	struct dn_files *files;
	size_t next_file;
	uint64_t comments;              /* passed over so far */
	struct dn_item *item;           /* to be filled */

	/* The document. */
	const char *path, *name;
	struct dn_src *src;
	struct dn_xml *xml;
	struct dn_cvat_meta meta;
	int phase;                      /* enum in cvat_read.c */
	bool header_due, held;          /* held: a START waits for its turn */
	bool broken;                    /* the document cannot be read on */
	bool ahead;                     /* an event waits, read before */
	enum dn_xml_event event;
	struct dn_err late;             /* told when its turn comes */
	struct dn_cvat_video *videos;
	size_t video_count, video_cap, next_video;
	struct dn_names *video_ids;     /* task, NUL, subset */
	struct dn_names *given_ids;     /* of videos: id, NUL, subset */

	/* The picture or track, and the shape in it. */
	struct dn_arena outer, inner;
	uint32_t width, height;         /* 0: not known */
	struct dn_span label;           /* of a track */
	uint64_t number;                /* of the annotation */
	struct dn_bytes list;           /* of the picture's annotations */
	struct dn_bytes parts;          /* where what stands in it */
	size_t part;                    /* the annotation's place in these */
	struct dn_bytes raw;            /* members of a source.raw */
	struct dn_bytes kept;           /* those of the picture or track */
	struct dn_bytes rest;           /* children that nobody knows */
	struct dn_bytes text, other;    /* scratch */
	int order[DN_CVAT_ORDER];       /* of the names in the tag before */
};

/* Where a shape stands. */
enum dn_cvat_place {
	DN_CVAT_PICTURE,
	DN_CVAT_TRACK
};

/*
 * Append the members of the annotation, or shape of a track, that `element`
 * is: "kind":"box", ... without braces.  In a track `kind` is left out.  -1
 * with the line and column of what is bad; what was appended is to be cut off.
 */
int dn_cvat_read_shape(struct dn_cvat_reader *reader,
    const struct dn_xml_element *element, enum dn_cvat_place place,
    struct dn_bytes *out, struct dn_err *err) DN_MUST_CHECK;

/*
 * The same for the attributes of a <track>; what has no member is left in
 * reader->raw.
 */
int dn_cvat_read_track(struct dn_cvat_reader *reader,
    const struct dn_xml_element *track, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * An annotation of a picture begins or ends in reader->list, or a member of it
 * begins, called `name`, a literal.  What is cut off the list later has to be
 * cut off reader->parts, too.
 */
void dn_cvat_begin_annotation(struct dn_cvat_reader *reader);
void dn_cvat_begin_member(struct dn_cvat_reader *reader,
    struct dn_span name);
void dn_cvat_end_annotation(struct dn_cvat_reader *reader);

/* Tell what stands where in the node `list` that was made of reader->list. */
void dn_cvat_tell_parts(struct dn_cvat_reader *reader, struct dn_node *list);

/* Append "name":"text" to the members of a source.raw. */
void dn_cvat_keep(struct dn_bytes *raw, const char *prefix,
    struct dn_span name, struct dn_span text);

/* A <track> has begun: read it into its video.  0, or -1. */
int dn_cvat_take_track(struct dn_cvat_reader *reader, struct dn_err *err)
    DN_MUST_CHECK;

/* All tracks were read: tasks of video without any are videos, too. */
int dn_cvat_empty_videos(struct dn_cvat_reader *reader, struct dn_err *err)
    DN_MUST_CHECK;

/* Make reader->item of a video: 1, or -1. */
int dn_cvat_give_video(struct dn_cvat_reader *reader,
    struct dn_cvat_video *video, struct dn_err *err) DN_MUST_CHECK;

/*
 * The picture has ended: elements that nobody knows, up to the next picture,
 * track or text, are read, too, and added to reader->raw, since the header is
 * gone.  What is wrong behind the picture is told by dn_cvat_next_event.
 */
void dn_cvat_keep_behind(struct dn_cvat_reader *reader);

/* The next event of the document, as dn_xml_next: that read ahead, if any. */
int dn_cvat_next_event(struct dn_cvat_reader *reader,
    enum dn_xml_event *event, struct dn_err *err) DN_MUST_CHECK;

/* Tell the run how many comments were passed over. */
void dn_cvat_tell_comments(struct dn_cvat_reader *reader);

/* Begin reader->item, a picture or video; path may be absent. */
void dn_cvat_begin_item(struct dn_cvat_reader *reader, struct dn_span id,
    struct dn_span split, enum dn_media_type type, struct dn_span path);

/* The number of pixels that a text tells, 0 where it tells none. */
void dn_cvat_size(struct dn_span text, uint32_t *pixels);

/*
 * Set a size of the medium; what is none is kept as the attribute `name` of
 * the picture, unless that is NULL.
 */
void dn_cvat_add_size(struct dn_cvat_reader *reader, const char *member,
    struct dn_span text, const char *name);

/*
 * Masks need the size of reader->item, which has begun: where reader->width and
 * reader->height are not known they are looked up, and stay 0 when nobody says.
 */
int dn_cvat_find_size(struct dn_cvat_reader *reader, struct dn_err *err)
    DN_MUST_CHECK;

/* Give it its annotations, and reader->raw: it is done. */
int dn_cvat_end_item(struct dn_cvat_reader *reader,
    const struct dn_bytes *list, struct dn_span id, struct dn_err *err)
    DN_MUST_CHECK;

/* Read on to the end of the level that is open. */
int dn_cvat_skip(struct dn_cvat_reader *reader, size_t depth,
    struct dn_err *err) DN_MUST_CHECK;

/* Say that a shape or track is bad: 0 when the run goes on. */
int dn_cvat_reject(struct dn_cvat_reader *reader, struct dn_err *why,
    const char *element, uint64_t number, struct dn_err *err) DN_MUST_CHECK;

#endif
