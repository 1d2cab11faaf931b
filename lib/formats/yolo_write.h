/* SPDX-License-Identifier: MIT */
/* A writer of YOLO, shared by its source files. */
#ifndef DN_FORMATS_YOLO_WRITE_H
#define DN_FORMATS_YOLO_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/yolo.h"
#include "formats/yolo_ring.h"
#include "io/sink.h"
#include "model/trace.h"
#include "model/turn.h"

/* Values of --holes: names in dn_format_holes. */
enum dn_yolo_holes {
	DN_YOLO_HOLES_BRIDGE,           /* one line, tied together */
	DN_YOLO_HOLES_FILL,             /* one line, outlines alone */
	DN_YOLO_HOLES_SPLIT,            /* a line a part */
	DN_YOLO_HOLES_DROP              /* no line */
};

/*
 * An item in the spool: this head, then its texts (stem, split, suffix, list
 * line, label file) without ends, then its lines.
 */
struct dn_yolo_head {
	uint64_t size;                  /* of texts and lines */
	double width, height;           /* px; 0: not known */
	uint32_t lengths[5];
	bool own, split;                /* it has a split */
	bool unlabelled;                /* it came without a label file */
};

/*
 * A line in the spool: this head, the numbers, and the spelling of the class
 * that it came with.  The number of the class is known at the end only, and so
 * is how many keypoints there are.
 */
struct dn_yolo_spooled {
	uint32_t label, numbers, spelling;
	uint32_t points;                /* of a pose, DN_YOLO_NO_POSE: none */
	uint32_t values;
	int32_t tail;                   /* where a score begins; -1: none */
	bool dota;
};

#define DN_YOLO_NO_POSE UINT32_MAX

/* Parts of whatever encloses something, and where they stand. */
struct dn_yolo_outline {
	struct dn_part *parts;
	size_t count;
	struct dn_trace trace;
	struct dn_mask mask;
	struct dn_part part;            /* of one ring, from here on */
	struct dn_ring ring;
	struct dn_point points[DN_ELLIPSE_POINTS];
	bool polygons;                  /* the parts are those of polygons */
};

/* A writer, and the item that it is at. */
struct dn_yolo_writer {
	struct dn_writing *writing;
	struct dn_sink *spool;
	enum dn_yolo_task told;         /* --task */
	enum dn_yolo_task task;         /* AUTO until it is known */
	size_t points;                  /* the most that a pose has */
	uint64_t items, own_items, dota_lines, pose_lines;

	/* The present item. */
	struct dn_item *item;
	bool own;                       /* it came from files of this format */
	bool dota;                      /* and from DOTA's */
	struct dn_yolo_frame frame;     /* of its geometry */
	struct dn_bytes record, numbers, scratch, label;
	struct dn_yolo_path path, spare;
	struct dn_yolo_outline outline; /* of the present annotation */
	struct dn_yolo_line line;
	struct dn_err ignored;          /* what nobody is told */
};

/*
 * Append the lines of an annotation to writer->record, as they stand in the
 * spool.  1; 0 where it could not be written, which was reported; -1.
 */
int dn_yolo_write_annotation(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, struct dn_err *err)
    DN_MUST_CHECK;

/* Append the line in writer->numbers: its label, what stands around it. */
int dn_yolo_write_line(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, uint32_t points,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Append the lines of geometry of a form that it may have to be made into; as
 * dn_yolo_write_annotation.
 */
int dn_yolo_write_form(struct dn_yolo_writer *writer,
    const struct dn_annotation *annotation, enum dn_yolo_form form,
    struct dn_err *err) DN_MUST_CHECK;

/* yolo_end.c: all was spooled; write the folder. */
int dn_yolo_write_all(struct dn_yolo_writer *writer, struct dn_err *err)
    DN_MUST_CHECK;

#endif
