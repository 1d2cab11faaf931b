/* SPDX-License-Identifier: MIT */
/* The paths of a YOLO data set, and collecting what they lead to. */
#ifndef DN_FORMATS_YOLO_PLACES_H
#define DN_FORMATS_YOLO_PLACES_H

#include <stdbool.h>
#include <stddef.h>

#include "formats/yolo.h"

#define DN_YOLO_LABEL_FOLDERS 2

/* What folders of labels are called. */
extern const char *const dn_yolo_label_folders[DN_YOLO_LABEL_FOLDERS];

/* The name of a file, *borrowed*. */
struct dn_span dn_yolo_file(const struct dn_yolo_set *set, size_t index);

/* True for names of pictures, by their suffix. */
bool dn_yolo_is_picture(struct dn_span name);

/* Cut the first part off a path; false at its end. */
bool dn_yolo_next_part(struct dn_span *path, struct dn_span *part);

/*
 * The last parts of a path, so many as any file has: of one that is deeper the
 * folders in front are taken away, before each of the others is.
 */
struct dn_span dn_yolo_last_parts(struct dn_span path);

/* Append the parts of `path` but for "." and what ".." takes back. */
void dn_yolo_add_path(struct dn_bytes *out, struct dn_span path);

/* Where the last part called `word` begins, or DN_YOLO_NONE. */
size_t dn_yolo_find_part(struct dn_span path, const char *word);

/* The folder that a file stands in, with its slash. */
struct dn_span dn_yolo_folder_of(struct dn_span name);

/*
 * Set `out` to the folder of the labels for a folder of pictures: its last
 * part "images" becomes `word`.
 */
void dn_yolo_set_labels(struct dn_bytes *out, struct dn_span folder,
    const char *word);

/* Set `out` to a path without its folder called images or labels. */
void dn_yolo_set_loose(struct dn_bytes *out, struct dn_span name);

/* The label file of a picture, or DN_YOLO_NONE. */
size_t dn_yolo_find_label(const struct dn_yolo_set *set,
    struct dn_span picture, struct dn_bytes *scratch);

/* True when there are files below a folder; "" is the whole. */
bool dn_yolo_is_folder(const struct dn_yolo_set *set, struct dn_span folder);

/* What is being collected. */
struct dn_yolo_walk {
	struct dn_yolo_set *set;
	struct dn_span split;
	bool *claimed;                  /* label files that have a picture */
	struct dn_bytes scratch;
};

/* Add an entry under the path in walk->scratch. */
int dn_yolo_add_named(struct dn_yolo_walk *walk, struct dn_yolo_entry *entry,
    bool picture, struct dn_err *err) DN_MUST_CHECK;

/* Sort the entries from `from` on by their ids. */
void dn_yolo_sort(struct dn_yolo_set *set, size_t from);

/* A folder of pictures and that of its labels; ids begin behind `root`. */
int dn_yolo_collect_folder(struct dn_yolo_walk *walk, struct dn_span folder,
    struct dn_span root, struct dn_err *err) DN_MUST_CHECK;

/* The pictures that a file lists. */
int dn_yolo_collect_list(struct dn_yolo_walk *walk, size_t list,
    struct dn_err *err) DN_MUST_CHECK;

#endif
