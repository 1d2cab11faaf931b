/* SPDX-License-Identifier: MIT */
/* What a line of dn-record(5) is, and which item it speaks of. */
#ifndef DN_MODEL_KIND_H
#define DN_MODEL_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "core/bytes.h"
#include "core/hash.h"
#include "io/json.h"

/* The sorts of records that people write; the others are what tools say. */
enum dn_kind {
	DN_KIND_ITEM,
	DN_KIND_RATING,
	DN_KIND_EVENT,
	DN_KIND_OTHER
};

/* The members that tell, beside "record"; dn_kind_of takes them in order. */
#define DN_KIND_FIELDS "item", "annotator", "type", "at"
#define DN_KIND_FIELD_COUNT 4

/*
 * The kind of a line: what its member `record` says; where that is absent or
 * null a rating if it has "item" and "annotator", an event if it has "type"
 * and "at", else an item.  `fields` are the values of DN_KIND_FIELDS.
 */
enum dn_kind dn_kind_of(const struct dn_json_value *record,
    const struct dn_json_value *fields);

/*
 * A hash of what names an item: its `id`, which must be a string, and its
 * `split`, where null is as good as absent.  1 with *key; 0 for a line that
 * names no item so; -1 without memory.  Needs dn_hash_available(); `scratch`
 * is used for decoding.
 */
int dn_kind_item_key(const struct dn_json_value *id,
    const struct dn_json_value *split, struct dn_bytes *scratch,
    struct dn_hash *key, struct dn_err *err) DN_MUST_CHECK;

/* True when the string `value`, decoded, is just the NUL-ended `text`. */
bool dn_kind_text_is(const struct dn_json_value *value, const char *text);

/* The same for the raw bytes of a member's name, without its quotes. */
bool dn_kind_name_is(struct dn_span raw, const char *name);

#endif
