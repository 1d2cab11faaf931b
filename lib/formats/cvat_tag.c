/* SPDX-License-Identifier: MIT */
/* A start tag of CVAT's, attribute by attribute. */
#include <stdlib.h>

#include "formats/cvat_write.h"

void
dn_cvat_tag_init(struct dn_cvat_tag *tag)
{
	*tag = (struct dn_cvat_tag){ .pairs = NULL };
	dn_bytes_init(&tag->pool, SIZE_MAX / 2);
}

void
dn_cvat_tag_release(struct dn_cvat_tag *tag)
{
	free(tag->pairs);
	dn_bytes_release(&tag->pool);
}

void
dn_cvat_tag_clear(struct dn_cvat_tag *tag)
{
	tag->count = 0;
	dn_bytes_clear(&tag->pool);
}

static struct dn_span
piece(const struct dn_cvat_tag *tag, size_t at, size_t len)
{
	if (tag->pool.failed != DN_E_NONE || len == 0)
		return DN_SPAN("");
	return (struct dn_span){ tag->pool.data + at, len };
}

static struct dn_cvat_pair *
find(const struct dn_cvat_tag *tag, struct dn_span name)
{
	for (size_t i = 0; i < tag->count; i++)
		if (dn_span_equal(piece(tag, tag->pairs[i].name,
		    tag->pairs[i].name_len), name))
			return &tag->pairs[i];
	return NULL;
}

bool
dn_cvat_tag_put(struct dn_cvat_tag *tag, struct dn_span name,
    struct dn_span value)
{
	struct dn_cvat_pair *pair = find(tag, name);

	if (pair == NULL && tag->count == DN_CVAT_TAG_MOST)
		return false;
	if (pair == NULL && tag->count == tag->cap) {
		size_t cap = tag->cap == 0 ? 32 : tag->cap * 2;

		pair = reallocarray(tag->pairs, cap, sizeof(*pair));
		if (pair == NULL) {
			tag->pool.failed = DN_E_NO_MEMORY;
			return true;
		}
		tag->pairs = pair;
		tag->cap = cap;
		pair = NULL;
	}
	if (pair == NULL) {
		pair = &tag->pairs[tag->count++];
		pair->name = tag->pool.len;
		pair->name_len = name.len;
		dn_bytes_add_span(&tag->pool, name);
	}
	pair->value = tag->pool.len;
	pair->value_len = value.len;
	dn_bytes_add_span(&tag->pool, value);
	return true;
}

bool
dn_cvat_tag_set(struct dn_cvat_tag *tag, const char *name,
    struct dn_span value)
{
	return dn_cvat_tag_put(tag, dn_span_of(name), value);
}

struct dn_span
dn_cvat_tag_get(const struct dn_cvat_tag *tag, struct dn_span name)
{
	const struct dn_cvat_pair *pair = find(tag, name);

	return pair == NULL ? (struct dn_span){ NULL, 0 } :
	    piece(tag, pair->value, pair->value_len);
}

bool
dn_cvat_tag_write(const struct dn_cvat_tag *tag, const char *name,
    struct dn_bytes *out)
{
	bool clean = true;

	if (tag->pool.failed != DN_E_NONE)
		out->failed = tag->pool.failed;
	dn_bytes_add_byte(out, '<');
	dn_bytes_add_text(out, name);
	for (size_t i = 0; i < tag->count; i++) {
		const struct dn_cvat_pair *pair = &tag->pairs[i];

		dn_bytes_add_byte(out, ' ');
		dn_bytes_add_span(out, piece(tag, pair->name,
		    pair->name_len));
		dn_bytes_add_text(out, "=\"");
		clean &= dn_xml_escape(out, piece(tag, pair->value,
		    pair->value_len));
		dn_bytes_add_byte(out, '"');
	}
	return clean;
}
