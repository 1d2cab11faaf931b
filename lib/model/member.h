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

/* The name of a member, as "bbox". */
const char *dn_member_name(enum dn_member member);

/* The member of that decoded name; DN_MEMBER_COUNT for any other. */
enum dn_member dn_member_find(struct dn_span name);

#endif
