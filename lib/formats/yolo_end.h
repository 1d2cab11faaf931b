/* SPDX-License-Identifier: MIT */
/* The end of writing YOLO, shared by the files that write its parts. */
#ifndef DN_FORMATS_YOLO_END_H
#define DN_FORMATS_YOLO_END_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/yolo_write.h"
#include "io/shelf.h"

/* An item out of the spool; texts are *borrowed* while it is looked at. */
struct dn_yolo_item {
	struct dn_yolo_head head;
	struct dn_span stem, split;     /* split absent: in none */
	struct dn_span suffix;          /* of its picture, with the dot */
	struct dn_span listed, file;    /* as it came, of an own one */
	struct dn_span lines;
};

/* The pictures of one split, a line each. */
struct dn_yolo_list {
	struct dn_span split;           /* owned copy; absent: in none */
	struct dn_shelf *lines;
	bool pathless;                  /* no picture of it has a suffix */
};

/* A class that is written: several may be one label, in an own set. */
struct dn_yolo_named {
	int64_t number;
	size_t label;
};

/* What the end knows. */
struct dn_yolo_end {
	struct dn_yolo_writer *writer;
	size_t label_count;
	int64_t *numbers;               /* of each label */
	struct dn_yolo_named *classes;  /* in the order of their numbers */
	size_t class_count;
	uint64_t merged;                /* lines of a class that is no more */
	struct dn_bytes out, name;
	struct dn_yolo_list *lists;
	size_t list_count;
	struct dn_shelf *sizes;         /* lines; NULL: none */
	uint64_t pictures;              /* that alone tell of their items */

	/* All came from one set of this format, and goes back as it was. */
	bool own;
	struct dn_node *raw;            /* what its header kept */
	struct dn_span config, dialect; /* its file, how it tells the names */
};

/* ---- yolo_own.c: sets that go back as they were ----------------------- */

/* Find out whether all came from one set, as far as headers tell. */
void dn_yolo_own_begin(struct dn_yolo_end *end);

/* A text that the header kept, where all goes back; else absent. */
struct dn_span dn_yolo_own_text(struct dn_yolo_end *end,
    const char *pointer);

/* True when an item is where the set's configuration leads to. */
bool dn_yolo_own_item(struct dn_yolo_end *end,
    const struct dn_yolo_item *item);

/* The folder of a split's labels, "" for the whole; absent for a list. */
struct dn_span dn_yolo_own_folder(struct dn_yolo_end *end,
    struct dn_span split);

/*
 * The file that lists a split, as the configuration has it, in `out`; false
 * where it has a folder.
 */
bool dn_yolo_own_list(struct dn_yolo_end *end, struct dn_span split,
    struct dn_bytes *out);

/*
 * The split of number `index` that the configuration leads to, absent for no
 * split; false behind the last.
 */
bool dn_yolo_own_place(struct dn_yolo_end *end, size_t index,
    struct dn_span *split);

/* ---- yolo_lists.c: train.txt and its like, and sizes ------------------ */

/* Remember an item for the lists. */
int dn_yolo_list_item(struct dn_yolo_end *end,
    const struct dn_yolo_item *item, struct dn_err *err) DN_MUST_CHECK;

/* Write the lists. */
int dn_yolo_write_lists(struct dn_yolo_end *end, struct dn_err *err)
    DN_MUST_CHECK;

/* The name of the file that lists a split, in `out`. */
void dn_yolo_list_name(const struct dn_yolo_list *list, struct dn_bytes *out);

/* Free them. */
void dn_yolo_lists_release(struct dn_yolo_end *end);

/* ---- yolo_emit.c: data.yaml and its like ------------------------------ */

/* Write the configuration. */
int dn_yolo_write_config(struct dn_yolo_end *end, struct dn_err *err)
    DN_MUST_CHECK;

#endif
