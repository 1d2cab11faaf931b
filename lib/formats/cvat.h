/* SPDX-License-Identifier: MIT */
/* CVAT's elements and attributes, shared by its reader and writer. */
#ifndef DN_FORMATS_CVAT_H
#define DN_FORMATS_CVAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/names.h"
#include "formats/format.h"
#include "model/mask.h"
#include "model/runs.h"

/* ---- shared by both -------------------------------------------------- */

/* The kind that a shape's element is; DN_ANNOTATION_OTHER for none. */
enum dn_annotation_kind dn_cvat_kind(struct dn_span element);

/* The element of a kind, or NULL. */
const char *dn_cvat_element(enum dn_annotation_kind kind);

/* The kind that a label's <type> names, and the way back; OTHER and NULL. */
enum dn_annotation_kind dn_cvat_kind_of_type(struct dn_span type);
const char *dn_cvat_type(enum dn_annotation_kind kind);

/* Corners of a cuboid, in the record's order: "tl1", "bl1" and so on. */
#define DN_CVAT_CORNERS 8
extern const char *const dn_cvat_corners[DN_CVAT_CORNERS];

/*
 * Append the points of a text "x,y;x,y" as "[x,y],[x,y]", numbers as they are
 * spelt where JSON has it so.  How many there are, 0 where it is no such text;
 * *same becomes false where the numbers of the record do not give the same
 * text again.
 */
size_t dn_cvat_points(struct dn_span text, struct dn_bytes *out, bool *same);

/* Append one number so; false for what is none. */
bool dn_cvat_number(struct dn_span text, struct dn_bytes *out, bool *same);

/* True for an integer as int(3) writes it, of at most 18 digits. */
bool dn_cvat_is_integer(struct dn_span text);

/*
 * Run lengths "1, 2, 3" along the rows of a window, put into a picture of that
 * size.  `mask` must be empty, and is the caller's to release.  -1 with
 * DN_E_BAD_VALUE when they do not fill the window, or it the picture.
 */
int dn_cvat_mask(struct dn_span rle, struct dn_window window,
    uint32_t height, uint32_t width, struct dn_mask *mask,
    struct dn_err *err) DN_MUST_CHECK;

/* Append what a window shows of a mask as such run lengths. */
int dn_cvat_rle(const struct dn_mask *mask, struct dn_window window,
    struct dn_bytes *out, struct dn_err *err) DN_MUST_CHECK;

/*
 * Append the edges that a skeleton's picture draws as "[0,1],[1,2]", by the
 * numbers of the points in `names` (found by dn_names_find).  False, and
 * nothing appended, when it draws to points that are not there.
 */
bool dn_cvat_edges(struct dn_span svg, const struct dn_names *names,
    struct dn_bytes *out);

/*
 * Append , and "name": unless it is the first member of an object.  The name
 * has nothing to escape.
 */
void dn_cvat_begin_span(struct dn_bytes *out, struct dn_span name);

/* The same for a NUL-ended name; a literal's length is known then. */
static inline void
dn_cvat_begin(struct dn_bytes *out, const char *name)
{
	dn_cvat_begin_span(out, dn_span_of(name));
}

/* The functions of the descriptor: see format.h. */
void *dn_cvat_read_open(struct dn_reading *reading, struct dn_err *err);
int dn_cvat_read_next(void *state, struct dn_item *item, struct dn_span *raw,
    struct dn_err *err);
void dn_cvat_read_close(void *state);
void *dn_cvat_write_open(struct dn_writing *writing, struct dn_err *err);
int dn_cvat_write_item(void *state, struct dn_item *item, struct dn_err *err);
int dn_cvat_write_end(void *state, struct dn_err *err);
void dn_cvat_write_close(void *state);

#endif
