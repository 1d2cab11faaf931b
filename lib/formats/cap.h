/* SPDX-License-Identifier: MIT */
/* Features that a format may carry, and what of a record shows them. */
#ifndef DN_FORMATS_CAP_H
#define DN_FORMATS_CAP_H

#include <stdint.h>

#include "model/item.h"

/* Features, by the rows of caps.def. */
enum dn_cap {
#define CAP(id, name, member, meaning) DN_CAP_##id,
#include "formats/caps.def"
#undef CAP
	DN_CAP_COUNT
};

/* They are the bits of a word. */
_Static_assert(DN_CAP_COUNT <= 64, "caps.def has more rows than bits");

#define DN_CAP_BIT(id) ((uint64_t)1 << DN_CAP_##id)

/* The name of a feature, as in dn-formats(7), and what it means. */
const char *dn_cap_name(enum dn_cap cap);
const char *dn_cap_meaning(enum dn_cap cap);

/* The feature that a kind of annotation is. */
enum dn_cap dn_cap_of_kind(enum dn_annotation_kind kind);

/*
 * The feature that a member shows in an annotation of that kind, which may be
 * the kind's own; DN_CAP_COUNT where it shows none.
 */
enum dn_cap dn_cap_of_member(enum dn_member member,
    enum dn_annotation_kind kind);

#endif
