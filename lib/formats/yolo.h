/* SPDX-License-Identifier: MIT */
/* A YOLO data set: its files, names and items, shared by reader and writer. */
#ifndef DN_FORMATS_YOLO_H
#define DN_FORMATS_YOLO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/names.h"
#include "formats/files.h"
#include "formats/format.h"
#include "formats/yolo_shape.h"
#include "io/yaml.h"

#define DN_YOLO_NONE SIZE_MAX           /* no file, no class */
#define DN_YOLO_KEYPOINTS 10000         /* that a pose may have */

/* What lines are: values of --task. */
enum dn_yolo_task {
	DN_YOLO_AUTO,
	DN_YOLO_DETECT,
	DN_YOLO_SEG,
	DN_YOLO_TASK_POSE,
	DN_YOLO_OBB,
	DN_YOLO_DOTA,
	DN_YOLO_CLASSIFY                /* no lines: folders are labels */
};

/* The name of a task in data.yaml, as "segment"; NULL for AUTO. */
const char *dn_yolo_task_name(enum dn_yolo_task task);

/* The task of a name as there or in --task; AUTO for another text. */
enum dn_yolo_task dn_yolo_task_find(struct dn_span name);

/* ---- a set of files ------------------------------------------------- */

/* A class: the number that lines have, and its name. */
struct dn_yolo_class {
	int64_t id;
	struct dn_span name;
	int64_t first;                  /* the lowest that has the name */
};

/* An item to be read; files by their number, DN_YOLO_NONE: there is none. */
struct dn_yolo_entry {
	struct dn_span id, split;       /* split absent: in none */
	struct dn_span path;            /* of the medium; absent: unknown */
	struct dn_span listed;          /* its line in a list; absent: none */
	struct dn_span folder;          /* its class, in FOLDERS, or absent */
	size_t image, label;
};

/* Where its names came from. */
enum dn_yolo_layout {
	DN_YOLO_LOOSE,                  /* nothing but label files */
	DN_YOLO_CLASSES,                /* a file of names */
	DN_YOLO_DARKNET,                /* FILE.data, and what it names */
	DN_YOLO_YAML,                   /* data.yaml */
	DN_YOLO_FOLDERS                 /* they are the names */
};

/* A part of the set: where a member of the configuration leads to. */
struct dn_yolo_split {
	struct dn_span name;            /* absent: items are in no split */
	struct dn_span key;             /* as the configuration has it */
	struct dn_span place;           /* folder of its labels, or its list */
};

/* All of this lives in the arena. */
struct dn_yolo_set {
	struct dn_arena arena;
	struct dn_files *files;
	struct dn_names *names;         /* of the files, in their order */
	enum dn_yolo_layout layout;
	size_t config;                  /* file of the configuration */
	size_t named;                   /* file of names that it leads to */
	struct dn_yaml *yaml;           /* of layout YAML */
	struct dn_span text;            /* of other configurations */
	struct dn_yolo_class *classes;  /* by their numbers */
	size_t class_count, class_cap;
	struct dn_yolo_entry *entries;  /* owned */
	size_t entry_count, entry_cap;
	struct dn_yolo_split *splits;   /* owned */
	size_t split_count, split_cap;
	enum dn_yolo_task task;         /* told by the configuration, or AUTO */
	size_t points;                  /* kpt_shape; 0: not told */
	unsigned values;
	size_t unresolved;              /* splits that lead to nothing here */
	size_t size_file;               /* sizes.tsv, or NONE */
	struct dn_names *sized;         /* label files with a size told there */
	double *sizes;                  /* theirs: width, height */
	enum dn_encoding encoding;      /* that texts are read in, or AUTO */
	size_t recoded;                 /* the first that was GB18030, NONE */
	bool keep_suffix;
};

/* How a set is read. */
#define DN_YOLO_KEEP_SUFFIX 1u  /* of pictures, in ids */
#define DN_YOLO_BY_FOLDERS 2u   /* these are the labels, whatever else is */
#define DN_YOLO_UTF8 4u         /* that, not what their bytes look like, */
#define DN_YOLO_GB18030 8u      /* or this is what texts are in */

/*
 * Read what a folder is, or (where `folder` is false) what files named one by
 * one are: names, splits, items.  `given` are paths, *borrowed*; `config` is
 * the name of the configuration below the folder, NULL: it is looked for.
 * -1 with `err`; dn_yolo_set_release is due either way.
 */
int dn_yolo_set_read(struct dn_yolo_set *set, const char *const *given,
    size_t count, bool folder, const char *config, unsigned how,
    struct dn_err *err) DN_MUST_CHECK;

/* Append the text of a file of names or paths, as UTF-8. */
int dn_yolo_set_slurp(struct dn_yolo_set *set, size_t index,
    struct dn_bytes *out, struct dn_err *err) DN_MUST_CHECK;

/* Free it; a zeroed one is fine. */
void dn_yolo_set_release(struct dn_yolo_set *set);

/* The class of a number, *borrowed*, or NULL. */
const struct dn_yolo_class *dn_yolo_class_find(const struct dn_yolo_set *set,
    int64_t id);

/*
 * The member of data.yaml that this suite writes: `dn`, a mapping of `splits`
 * and `labels`; NULL where there is none, or it is another's.
 */
const struct dn_yaml_node *dn_yolo_set_dn(const struct dn_yolo_set *set);

/* Fill `item`, a header, with what the configuration says. */
int dn_yolo_set_header(const struct dn_yolo_set *set, struct dn_item *item,
    struct dn_err *err) DN_MUST_CHECK;

/* ---- parts of it, one source file each ------------------------------- */

/* yolo_config.c: find and read the configuration, and fill the classes. */
int dn_yolo_config_read(struct dn_yolo_set *set, const char *config,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Fill the classes of a set that has none from --labels, whose texts are
 * *borrowed*; nothing where that lists none.
 */
int dn_yolo_config_labels(struct dn_yolo_set *set,
    const struct dn_relabel *labels, struct dn_err *err) DN_MUST_CHECK;

/* Add a class behind those with lower numbers; -1 without memory. */
int dn_yolo_class_add(struct dn_yolo_set *set, int64_t id,
    struct dn_span name, struct dn_err *err) DN_MUST_CHECK;

/* True for a file that holds names, lists or words, and no labels. */
bool dn_yolo_is_config(struct dn_span name);

/* yolo_places.c: find the items that the configuration leads to. */
int dn_yolo_places_read(struct dn_yolo_set *set, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * yolo_folders.c: is the picture `name` one of a set for classification,
 * SPLIT/CLASS/FILE?  Then *split and *label say so.  Where `told`, CLASS/FILE
 * is one, too, with an absent split.  Of what is none *label is undefined, and
 * *split (left alone for what is in no folder) still tells the split.
 */
bool dn_yolo_folders_split(struct dn_span name, bool told,
    struct dn_span *split, struct dn_span *label);

/* Is all of the set pictures of that kind? */
bool dn_yolo_folders_is(const struct dn_yolo_set *set);

/* Find its items, and its classes: the folders in byte order. */
int dn_yolo_folders_read(struct dn_yolo_set *set, bool told,
    struct dn_err *err) DN_MUST_CHECK;

/* yolo_sizes.c: read sizes.tsv, where there is one. */
int dn_yolo_sizes_read(struct dn_yolo_set *set, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * The size of an entry's picture, upright: as sizes.tsv or its own header
 * tells.  `label` is the path of its label file.  False where nothing does.
 */
bool dn_yolo_size(const struct dn_yolo_set *set,
    const struct dn_yolo_entry *entry, struct dn_span label, double *width,
    double *height);

/* The value of a key of FILE.data; the absent span where it has none. */
struct dn_span dn_yolo_data_value(struct dn_span text, const char *key);

/*
 * The next key and value of FILE.data, cut off `text`; false at the end.
 */
bool dn_yolo_data_next(struct dn_span *text, struct dn_span *key,
    struct dn_span *value);

/* True for texts that YAML takes for something else unless they are quoted. */
bool dn_yolo_needs_quotes(struct dn_span text);

/* The text without blanks around it. */
struct dn_span dn_yolo_trim(struct dn_span text);

/* The functions of the descriptor: see format.h. */
void *dn_yolo_read_open(struct dn_reading *reading, struct dn_err *err);
int dn_yolo_read_next(void *state, struct dn_item *item, struct dn_span *raw,
    struct dn_err *err);
void dn_yolo_read_close(void *state);
void *dn_yolo_write_open(struct dn_writing *writing, struct dn_err *err);
int dn_yolo_write_item(void *state, struct dn_item *item,
    struct dn_err *err);
int dn_yolo_write_end(void *state, struct dn_err *err);
void dn_yolo_write_close(void *state);

#endif
