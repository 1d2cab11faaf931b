/* SPDX-License-Identifier: MIT */
/* What a line is, and which item it speaks of. */
#include "model/kind.h"

#include "io/jsontext.h"

bool
dn_kind_name_is(struct dn_span raw, const char *name)
{
	struct dn_bytes text;
	bool same;

	if (raw.len == 0 || memchr(raw.ptr, '\\', raw.len) == NULL)
		return dn_span_is(raw, name);
	/* Nothing that decodes to more than the name can be the name. */
	dn_bytes_init(&text, strlen(name));
	dn_json_decode(raw, &text);
	same = text.failed == DN_E_NONE &&
	    dn_span_is(dn_bytes_span(&text), name);
	dn_bytes_release(&text);
	return same;
}

bool
dn_kind_text_is(const struct dn_json_value *value, const char *text)
{
	struct dn_span raw = value->raw;

	if (value->type != DN_JSON_STRING)
		return false;
	raw.ptr++;
	raw.len -= 2;
	return dn_kind_name_is(raw, text);
}

enum dn_kind
dn_kind_of(const struct dn_json_value *record,
    const struct dn_json_value *fields)
{
	bool is_rating = fields[0].type != DN_JSON_NONE &&
	    fields[1].type != DN_JSON_NONE;
	bool is_event = fields[2].type != DN_JSON_NONE &&
	    fields[3].type != DN_JSON_NONE;

	if (record->type == DN_JSON_NONE || record->type == DN_JSON_NULL)
		return is_rating ? DN_KIND_RATING :
		    is_event ? DN_KIND_EVENT : DN_KIND_ITEM;
	if (dn_kind_text_is(record, "item"))
		return DN_KIND_ITEM;
	if (dn_kind_text_is(record, "rating"))
		return DN_KIND_RATING;
	return dn_kind_text_is(record, "event") ? DN_KIND_EVENT :
	    DN_KIND_OTHER;
}

/* Hash the text of a string, or what else stands there by its spelling. */
static int
hash_value(const struct dn_json_value *value, struct dn_bytes *scratch,
    struct dn_hash *hash, struct dn_err *err)
{
	struct dn_span text = value->raw;

	if (value->type == DN_JSON_STRING) {
		text = dn_json_text(value, scratch);
		if (value->escaped && dn_bytes_check(scratch, err) < 0)
			return -1;
	}
	*hash = dn_hash_bytes(text.ptr, text.len);
	hash->low ^= (uint64_t)value->type;
	return 0;
}

int
dn_kind_item_key(const struct dn_json_value *id,
    const struct dn_json_value *split, struct dn_bytes *scratch,
    struct dn_hash *key, struct dn_err *err)
{
	struct dn_hash parts[2] = { { 0, 0 }, { 0, 0 } };

	if (id->type != DN_JSON_STRING)
		return 0;
	if (hash_value(id, scratch, &parts[0], err) < 0)
		return -1;
	if (split->type != DN_JSON_NONE && split->type != DN_JSON_NULL &&
	    hash_value(split, scratch, &parts[1], err) < 0)
		return -1;
	*key = dn_hash_bytes(parts, sizeof(parts));
	return 1;
}
