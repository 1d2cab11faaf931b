/* SPDX-License-Identifier: MIT */
/* The features of formats: their names, and what shows them. */
#include "formats/cap.h"

#include <string.h>

static const char *const cap_names[] = {
#define CAP(id, name, member, meaning) name,
#include "formats/caps.def"
#undef CAP
};

static const char *const cap_meanings[] = {
#define CAP(id, name, member, meaning) meaning,
#include "formats/caps.def"
#undef CAP
};

/* Members of an annotation that show a feature. */
static const char *const cap_members[] = {
#define CAP(id, name, member, meaning) member,
#include "formats/caps.def"
#undef CAP
};

static const enum dn_cap kind_caps[] = {
	[DN_ANNOTATION_BOX] = DN_CAP_BOX,
	[DN_ANNOTATION_ROTATED_BOX] = DN_CAP_ROTATED_BOX,
	[DN_ANNOTATION_POLYGON] = DN_CAP_POLYGON,
	[DN_ANNOTATION_POLYLINE] = DN_CAP_POLYLINE,
	[DN_ANNOTATION_POINTS] = DN_CAP_POINTS,
	[DN_ANNOTATION_ELLIPSE] = DN_CAP_ELLIPSE,
	[DN_ANNOTATION_MASK] = DN_CAP_MASK,
	[DN_ANNOTATION_SKELETON] = DN_CAP_SKELETON,
	[DN_ANNOTATION_CUBOID_2D] = DN_CAP_CUBOID_2D,
	[DN_ANNOTATION_CUBOID_3D] = DN_CAP_CUBOID_3D,
	[DN_ANNOTATION_POINT_LABELS] = DN_CAP_POINT_LABELS,
	[DN_ANNOTATION_SPAN] = DN_CAP_SPAN,
	[DN_ANNOTATION_INTERVAL] = DN_CAP_INTERVAL,
	[DN_ANNOTATION_INSTANT] = DN_CAP_INSTANT,
	[DN_ANNOTATION_TRACK] = DN_CAP_TRACK,
	[DN_ANNOTATION_CLASS] = DN_CAP_CLASS,
	[DN_ANNOTATION_CAPTION] = DN_CAP_CAPTION,
	[DN_ANNOTATION_TRANSCRIPT] = DN_CAP_CAPTION,
	[DN_ANNOTATION_RATING] = DN_CAP_RATING,
	[DN_ANNOTATION_RANKING] = DN_CAP_RANKING,
	[DN_ANNOTATION_PREFERENCE] = DN_CAP_PREFERENCE,
	[DN_ANNOTATION_OTHER] = DN_CAP_FOREIGN,
};

const char *
dn_cap_name(enum dn_cap cap)
{
	return cap_names[cap];
}

const char *
dn_cap_meaning(enum dn_cap cap)
{
	return cap_meanings[cap];
}

enum dn_cap
dn_cap_of_kind(enum dn_annotation_kind kind)
{
	return kind_caps[kind];
}

/* The feature that a member shows whatever the kind. */
static enum dn_cap
shown_by(enum dn_member member)
{
	switch (member) {
	case DN_MEMBER_ID:
	case DN_MEMBER_KIND:
	case DN_MEMBER_LABEL:
	case DN_MEMBER_SOURCE:
	case DN_MEMBER_CENTER:
	case DN_MEMBER_START:
	case DN_MEMBER_YAW:
	case DN_MEMBER_FRAME:
	case DN_MEMBER_SHAPE:
	case DN_MEMBER_IDS:
		return DN_CAP_COUNT;
	case DN_MEMBER_SET:
		return DN_CAP_ANNOTATOR;
	case DN_MEMBER_UPDATED:
		return DN_CAP_TIME;
	default:
		break;
	}
	for (int i = 0; i < DN_CAP_COUNT; i++)
		if (cap_members[i] != NULL &&
		    strcmp(cap_members[i], dn_member_name(member)) == 0)
			return (enum dn_cap)i;
	return DN_CAP_MEMBERS;
}

enum dn_cap
dn_cap_of_member(enum dn_member member, enum dn_annotation_kind kind)
{
	enum dn_cap own = kind_caps[kind];

	if (member == DN_MEMBER_POINTS)
		return kind == DN_ANNOTATION_POINTS ||
		    kind == DN_ANNOTATION_CUBOID_2D ? own : DN_CAP_POLYLINE;
	/* The box of a turned box says nothing without its rotation. */
	if (member == DN_MEMBER_BBOX && own == DN_CAP_ROTATED_BOX)
		return own;
	/* A span's text is a copy, and a tier's interval has its own. */
	if (member == DN_MEMBER_TEXT)
		return own == DN_CAP_SPAN || own == DN_CAP_INTERVAL ||
		    own == DN_CAP_INSTANT ? DN_CAP_COUNT : DN_CAP_CAPTION;
	return shown_by(member);
}
