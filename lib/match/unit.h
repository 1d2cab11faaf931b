/* SPDX-License-Identifier: MIT */
/* What is compared between annotators: a shape, span or text, and its label. */
#ifndef DN_MATCH_UNIT_H
#define DN_MATCH_UNIT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "model/answer.h"
#include "model/geometry.h"
#include "model/item.h"
#include "model/mask.h"
#include "model/span.h"

/* What a unit is made of; which can be compared says similar.h. */
enum dn_unit_kind {
	DN_UNIT_CLASS,          /* a label of the whole item */
	DN_UNIT_BOX,            /* where it is turned it has a part, too */
	DN_UNIT_AREA,           /* polygon, ellipse: parts */
	DN_UNIT_MASK,
	DN_UNIT_LINE,           /* polyline or points, in their order */
	DN_UNIT_SKELETON,
	DN_UNIT_CUBOID,
	DN_UNIT_SPAN,           /* ranges of code points */
	DN_UNIT_INTERVAL,       /* seconds, half open; an instant is empty */
	DN_UNIT_TEXT,           /* a transcript or caption */
	DN_UNIT_RELATION,       /* between others of its annotator's */
	DN_UNIT_COUNT
};

/* A number past this is in no picture and no recording: DN_E_BAD_VALUE. */
#define DN_UNIT_LARGEST 1e100

/*
 * One annotation, as dn-record(5) has it.  Texts and lists are *borrowed* from
 * the arena that it was read into; what a kind does not have is empty.  An
 * annotation that has several geometries is its `kind`'s.
 */
struct dn_unit {
	enum dn_unit_kind kind;
	struct dn_span id;              /* absent where there is none */
	struct dn_span annotator;       /* absent where nothing says it */
	struct dn_span field;           /* absent where there is none */
	struct dn_span label;           /* canonical JSON; absent: none */
	struct dn_span attributes;      /* canonical JSON object, or absent */
	struct dn_span group;           /* canonical JSON, or absent */
	struct dn_span text;            /* of a text, span or interval */
	struct dn_box box;              /* around the shape; of a box, itself */
	struct dn_part *parts;          /* in px: ring 0 without the others */
	size_t part_count;
	struct dn_mask mask;            /* its runs are *borrowed*, too */
	struct dn_point *points;        /* of a line, skeleton */
	int *visible;                   /* of a skeleton: 0, 1 or 2 a point */
	size_t point_count;
	double area;                    /* of a skeleton's object, px */
	double center[3], size[3], yaw; /* of a cuboid: m, rad; z is up */
	bool camera;                    /* it was given in a camera's frame */
	struct dn_range *ranges;        /* of a span: sorted and joined */
	size_t range_count;
	double start, end;              /* of an interval */
	struct dn_span *refs;           /* of a relation: ids, in order */
	size_t ref_count;
	bool directed;                  /* a relation, unless it denies it */
	bool prediction, crowd;
	size_t owner;                   /* for a pool: its annotator's number */
};

/* What an annotation of a kind is read as; DN_UNIT_COUNT: not compared. */
enum dn_unit_kind dn_unit_kind_of(enum dn_annotation_kind kind);

/*
 * Read an annotation of an item into `unit`, copying into `arena`; `answers`
 * were begun with the item's tree.  1; 0 for what is not compared: a kind that
 * is none of the above (a track, `other`), a class without a label, or a class
 * that is about one region.  -1 with DN_E_BAD_TYPE, DN_E_BAD_VALUE (also for a
 * negative size), DN_E_MISSING_FIELD (no geometry) or DN_E_NO_MEMORY, the field
 * as JSON pointer.
 *
 * An ellipse is the ring of dn_ellipse_ring.  Of a cuboid's quaternion only
 * the turn about the up axis is taken.  The area of a skeleton's object is
 * `area`, else that of `bbox`, else of the box around its points.
 */
int dn_unit_read(struct dn_unit *unit, struct dn_arena *arena,
    struct dn_item *item, struct dn_answers *answers,
    const struct dn_annotation *annotation, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * The same of a relation: its `type` is the label, its `args` tell what it is
 * between, each by `ref`, an event's `trigger` before them.  1 or -1.
 */
int dn_unit_read_relation(struct dn_unit *unit, struct dn_arena *arena,
    struct dn_item *item, struct dn_answers *answers, struct dn_node *node,
    struct dn_err *err) DN_MUST_CHECK;

/* What a rating's members are called. */
struct dn_unit_names {
	const char *annotator, *label;
};

/*
 * The same of a rating record, the root of the item's tree, which need not be
 * an item: `bbox`; `span`, one [start, end] or a list of them; `start` and
 * `end`; `text`; or none of these: a class.  `names` takes precedence.
 */
int dn_unit_read_rating(struct dn_unit *unit, struct dn_arena *arena,
    struct dn_item *item, struct dn_answers *answers,
    const struct dn_unit_names *names, struct dn_err *err) DN_MUST_CHECK;

/*
 * An order of units in which only equal ones are equal: by id, kind, geometry,
 * label, and all else.
 */
int dn_unit_compare(const struct dn_unit *a, const struct dn_unit *b);

/* Are they in one place, and of one form?  Kinds must be equal. */
bool dn_unit_same_shape(const struct dn_unit *a, const struct dn_unit *b);

/* Do both have a label, and the same? */
bool dn_unit_same_label(const struct dn_unit *a, const struct dn_unit *b);

#endif
