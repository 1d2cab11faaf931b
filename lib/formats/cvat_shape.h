/* SPDX-License-Identifier: MIT */
/* A shape of CVAT on its way to members: what was given, what was taken. */
#ifndef DN_FORMATS_CVAT_SHAPE_H
#define DN_FORMATS_CVAT_SHAPE_H

#include "formats/cvat_read.h"

/* Attributes that are understood, in byte order of their names. */
enum dn_cvat_name {
	DN_CVAT_CX, DN_CVAT_CY, DN_CVAT_FRAME, DN_CVAT_GROUP, DN_CVAT_HEIGHT,
	DN_CVAT_KEYFRAME, DN_CVAT_LABEL, DN_CVAT_LEFT, DN_CVAT_OCCLUDED,
	DN_CVAT_OUTSIDE, DN_CVAT_POINTS, DN_CVAT_RLE, DN_CVAT_ROTATION,
	DN_CVAT_RX, DN_CVAT_RY, DN_CVAT_SOURCE, DN_CVAT_TOP, DN_CVAT_WIDTH,
	DN_CVAT_XBL1, DN_CVAT_XBL2, DN_CVAT_XBR, DN_CVAT_XBR1, DN_CVAT_XBR2,
	DN_CVAT_XTL, DN_CVAT_XTL1, DN_CVAT_XTL2, DN_CVAT_XTR1, DN_CVAT_XTR2,
	DN_CVAT_YBL1, DN_CVAT_YBL2, DN_CVAT_YBR, DN_CVAT_YBR1, DN_CVAT_YBR2,
	DN_CVAT_YTL, DN_CVAT_YTL1, DN_CVAT_YTL2, DN_CVAT_YTR1, DN_CVAT_YTR2,
	DN_CVAT_Z_ORDER, DN_CVAT_NAME_COUNT
};

/* Their names. */
extern const struct dn_span dn_cvat_names[DN_CVAT_NAME_COUNT];

/* A shape being read: what was given and not yet taken goes to raw. */
struct dn_cvat_shape {
	struct dn_cvat_reader *reader;
	const struct dn_xml_element *element;
	struct dn_bytes *out;
	struct dn_span values[DN_CVAT_NAME_COUNT];
	uint64_t given;
};

/* True when it was given and not taken. */
static inline bool
dn_cvat_has(const struct dn_cvat_shape *shape, enum dn_cvat_name name)
{
	return (shape->given >> name & 1) != 0;
}

/* It goes into a member: nothing of it is to be kept. */
static inline void
dn_cvat_take(struct dn_cvat_shape *shape, enum dn_cvat_name name)
{
	shape->given &= ~((uint64_t)1 << name);
}

/* Begin a member of what the shape is read into; `name` is a literal. */
static inline void
dn_cvat_member(const struct dn_cvat_shape *shape, const char *name)
{
	if (shape->out == &shape->reader->list)
		dn_cvat_begin_member(shape->reader, dn_span_of(name));
	else
		dn_cvat_begin(shape->out, name);
}

/* The number of a name, or -1. */
int dn_cvat_name(struct dn_span name);

/*
 * Sort the attributes of shape->element out; those of other names are kept in
 * reader->raw at once.
 */
void dn_cvat_look(struct dn_cvat_shape *shape);

/* Fail for an attribute, "NAME WHY"; or when it was not given.  -1. */
int dn_cvat_refuse(const struct dn_cvat_shape *shape, struct dn_err *err,
    enum dn_cvat_name name, const char *why);
int dn_cvat_need(const struct dn_cvat_shape *shape, enum dn_cvat_name name,
    struct dn_err *err) DN_MUST_CHECK;

/* Append the members of its geometry; nothing for what has none. */
int dn_cvat_read_geometry(struct dn_cvat_shape *shape,
    enum dn_annotation_kind kind, enum dn_cvat_place place,
    struct dn_err *err) DN_MUST_CHECK;

#endif
