/* SPDX-License-Identifier: MIT */
/* Names of members, found by their first letter and their length. */
#include "model/member.h"

const struct dn_member_text dn_member_texts[] = {
#define MEMBER(id, name) [DN_MEMBER_##id] = { name, sizeof(name) - 1 },
#include "model/members.def"
#undef MEMBER
	[DN_MEMBER_COUNT] = { "", 0 },
};

_Static_assert(DN_MEMBER_COUNT <= 64, "a set of members is a word");

/* The first member of each letter. */
static const unsigned char begin[] = {
	['a'] = DN_MEMBER_AREA, ['b'] = DN_MEMBER_BBOX,
	['c'] = DN_MEMBER_CROWD, ['d'] = DN_MEMBER_DIFFICULT,
	['e'] = DN_MEMBER_END, ['f'] = DN_MEMBER_FIELD,
	['g'] = DN_MEMBER_GROUP, ['h'] = DN_MEMBER_COUNT,
	['i'] = DN_MEMBER_ID, ['j'] = DN_MEMBER_COUNT,
	['k'] = DN_MEMBER_KIND, ['l'] = DN_MEMBER_LABEL,
	['m'] = DN_MEMBER_MASK, ['n'] = DN_MEMBER_NOTES,
	['o'] = DN_MEMBER_OCCLUDED, ['p'] = DN_MEMBER_POLYGONS,
	['q'] = DN_MEMBER_COUNT, ['r'] = DN_MEMBER_ROTATION,
	['s'] = DN_MEMBER_SOURCE, ['t'] = DN_MEMBER_TEXT,
	['u'] = DN_MEMBER_UPDATED, ['v'] = DN_MEMBER_VALUE,
	['w'] = DN_MEMBER_COUNT, ['x'] = DN_MEMBER_COUNT,
	['y'] = DN_MEMBER_YAW, ['z'] = DN_MEMBER_Z,
};

enum dn_member
dn_member_look_up(struct dn_span name)
{
	const struct dn_member_text *row;
	char letter = name.len > 0 ? name.ptr[0] : '\0';

	if (letter < 'a' || letter > 'z')
		return DN_MEMBER_COUNT;
	row = &dn_member_texts[begin[(unsigned char)letter]];
	for (; row->text[0] == letter; row++)
		if (row->len == name.len &&
		    dn_bytes_same(row->text, name.ptr, name.len))
			return (enum dn_member)(row - dn_member_texts);
	return DN_MEMBER_COUNT;
}
