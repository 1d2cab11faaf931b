/* SPDX-License-Identifier: MIT */
/* What tells an item and field from others, as one name in bytes. */
#ifndef DN_AGREE_ITEM_NAME_H
#define DN_AGREE_ITEM_NAME_H

#include <stddef.h>

#include "core/bytes.h"
#include "core/hash.h"

/*
 * Such a name is that of the item, and behind a byte that no UTF-8 holds each
 * its split, the annotator (where one is compared with himself alone), the
 * group and the field, where there are any.
 */
#define DN_ITEM_NAME_SPLIT '\xFE'
#define DN_ITEM_NAME_ANNOTATOR '\xFC'
#define DN_ITEM_NAME_GROUP '\xFD'
#define DN_ITEM_NAME_FIELD '\xFF'

/* What ratings (agree/ratings.h) have a name as, by its number among names. */
struct dn_hash dn_item_name_hash(size_t number);

/* The parts of a name: the item, and its split or the absent span. */
void dn_item_name_parts(struct dn_span name, struct dn_span *item,
    struct dn_span *split);

/* The annotator of a name, or the absent span. */
struct dn_span dn_item_name_annotator(struct dn_span name);

/* Byte order of items, of one item that of the rest: <0, 0, >0. */
int dn_item_name_compare(struct dn_span a, struct dn_span b);

#endif
