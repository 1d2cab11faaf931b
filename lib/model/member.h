/* SPDX-License-Identifier: MIT */
/* The members of an annotation by number, so that each is looked up once. */
#ifndef DN_MODEL_MEMBER_H
#define DN_MODEL_MEMBER_H

#include <stdint.h>

#include "core/bytes.h"

/* By the rows of members.def. */
enum dn_member {
#define MEMBER(id, name) DN_MEMBER_##id,
#include "model/members.def"
#undef MEMBER
	DN_MEMBER_COUNT                 /* at most 64: sets are words */
};

#define DN_MEMBER_BIT(id) ((uint64_t)1 << DN_MEMBER_##id)

/* All names, by number; behind the last an empty one. */
struct dn_member_text {
	char text[15];
	unsigned char len;
};

extern const struct dn_member_text dn_member_texts[DN_MEMBER_COUNT + 1];

/* The name of a member, as "bbox". */
static inline const char *
dn_member_name(enum dn_member member)
{
	return dn_member_texts[member].text;
}

/* The same, to be lent to what is made: it is found again at a glance. */
static inline struct dn_span
dn_member_span(enum dn_member member)
{
	const struct dn_member_text *name = &dn_member_texts[member];

	return (struct dn_span){ name->text, name->len };
}

/* What dn_member_find does with a name that was not lent. */
enum dn_member dn_member_look_up(struct dn_span name);

/* The member of that decoded name; DN_MEMBER_COUNT for any other. */
static inline enum dn_member
dn_member_find(struct dn_span name)
{
	uintptr_t place = (uintptr_t)name.ptr - (uintptr_t)dn_member_texts;

	return place < sizeof(dn_member_texts) ? (enum dn_member)
	    (place / sizeof(dn_member_texts[0])) : dn_member_look_up(name);
}

#endif
