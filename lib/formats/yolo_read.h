/* SPDX-License-Identifier: MIT */
/* A reader of YOLO, shared by its two source files. */
#ifndef DN_FORMATS_YOLO_READ_H
#define DN_FORMATS_YOLO_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/yolo.h"
#include "io/folder.h"

/* A reader, and the set and item that it is at. */
struct dn_yolo_reader {
	struct dn_reading *reading;
	struct dn_yolo_set set;         /* a folder */
	struct dn_yolo_set given;       /* the files that were named */
	struct dn_yolo_set *present;    /* one of these; NULL at first */
	size_t first;                   /* operand that may be opened next */
	size_t next;                    /* entry of the present set */
	bool headed;                    /* its header was given */
	bool recoded;                   /* names in labels were GB18030 */
	const char **named;
	const char *around;
	struct dn_bytes folder;
	enum dn_yolo_task task;         /* --task */
	enum dn_yolo_task quads;        /* what four points are, once known */

	/* The present item. */
	struct dn_item *item;
	struct dn_yolo_frame frame;
	uint64_t ordinal;               /* annotations so far, bad ones too */
	bool dota;
	struct dn_yolo_line line;
	struct dn_bytes content, text, other, words;
};

/*
 * Read a line, the `number`th of the file, into the item.  One that is bad is
 * rejected and left out: 0.  -1 when the run ends of it, or the set does.
 */
int dn_yolo_read_line(struct dn_yolo_reader *reader, struct dn_span text,
    uint64_t number, struct dn_err *err) DN_MUST_CHECK;

#endif
