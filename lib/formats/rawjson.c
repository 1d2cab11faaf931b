/* SPDX-License-Identifier: MIT */
/* JSON members kept under pointers of one step, and brought back. */
#include "formats/rawjson.h"

#include "formats/compact.h"
#include "io/jsontext.h"
#include "model/item.h"

void
dn_rawjson_init(struct dn_rawjson *raw)
{
	dn_bytes_init(&raw->text, SIZE_MAX / 2);
}

void
dn_rawjson_release(struct dn_rawjson *raw)
{
	dn_bytes_release(&raw->text);
}

void
dn_rawjson_begin(struct dn_rawjson *raw)
{
	dn_bytes_clear(&raw->text);
}

void
dn_rawjson_keep(struct dn_rawjson *raw, struct dn_span name,
    struct dn_span json)
{
	struct dn_bytes pointer;

	dn_bytes_init(&pointer, SIZE_MAX / 2);
	dn_node_step(name, &pointer);
	if (raw->text.len > 0)
		dn_bytes_add_byte(&raw->text, ',');
	dn_json_write_text(&raw->text, dn_bytes_span(&pointer));
	dn_bytes_add_byte(&raw->text, ':');
	dn_compact_add(&raw->text, json);
	if (pointer.failed != DN_E_NONE)
		raw->text.failed = pointer.failed;
	dn_bytes_release(&pointer);
}

void
dn_rawjson_end(struct dn_rawjson *raw, struct dn_tree *tree,
    struct dn_node *object)
{
	struct dn_bytes whole;

	if (raw->text.failed != DN_E_NONE)
		tree->failed = true;
	if (raw->text.len == 0 || tree->failed)
		return;
	dn_bytes_init(&whole, SIZE_MAX / 2);
	dn_bytes_add_byte(&whole, '{');
	dn_bytes_add_span(&whole, dn_bytes_span(&raw->text));
	dn_bytes_add_byte(&whole, '}');
	if (whole.failed != DN_E_NONE)
		tree->failed = true;
	else
		dn_node_set_raw(tree, dn_node_need_object(tree, object,
		    "source"), "raw", dn_bytes_span(&whole));
	dn_bytes_release(&whole);
}

void
dn_rawjson_name(struct dn_bytes *out, struct dn_span name)
{
	if (out->len > 0 && out->data[out->len - 1] != '{')
		dn_bytes_add_byte(out, ',');
	dn_json_write_text(out, name);
	dn_bytes_add_byte(out, ':');
}

void
dn_rawjson_value(struct dn_bytes *out, const struct dn_node *value)
{
	struct dn_bytes text;

	if (!value->changed) {
		dn_compact_add(out, value->raw);
		return;
	}
	dn_bytes_init(&text, SIZE_MAX / 2);
	dn_tree_write(value, &text);
	if (text.failed != DN_E_NONE)
		out->failed = text.failed;
	dn_compact_add(out, dn_bytes_span(&text));
	dn_bytes_release(&text);
}

void
dn_rawjson_copy(struct dn_tree *tree, struct dn_node *object,
    const char *name, const struct dn_node *value)
{
	struct dn_bytes text;

	dn_bytes_init(&text, SIZE_MAX / 2);
	dn_rawjson_value(&text, value);
	if (text.failed != DN_E_NONE)
		tree->failed = true;
	else
		dn_node_set_raw(tree, object, name, dn_bytes_span(&text));
	dn_bytes_release(&text);
}

void
dn_rawjson_member(struct dn_bytes *out, struct dn_span name,
    const struct dn_node *value)
{
	if (value == NULL)
		return;
	dn_rawjson_name(out, name);
	dn_rawjson_value(out, value);
}

/* The name that a pointer of one step leads to; false for another one. */
static bool
read_step(struct dn_span pointer, struct dn_bytes *name)
{
	dn_bytes_clear(name);
	if (pointer.len == 0 || pointer.ptr[0] != '/')
		return false;
	for (size_t i = 1; i < pointer.len; i++) {
		char c = pointer.ptr[i];

		if (c == '/')
			return false;
		if (c == '~' && i + 1 < pointer.len)
			c = pointer.ptr[++i] == '1' ? '/' : '~';
		dn_bytes_add_byte(name, c);
	}
	return true;
}

static bool
is_listed(struct dn_span name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (dn_span_is(name, *list))
			return true;
	return false;
}

bool
dn_rawjson_is_left(struct dn_span pointer, const char *const *written,
    struct dn_bytes *name)
{
	return read_step(pointer, name) &&
	    !is_listed(dn_bytes_span(name), written);
}

void
dn_rawjson_write(struct dn_bytes *out, struct dn_tree *tree,
    struct dn_node *object, const char *const *written)
{
	struct dn_node *node = dn_raw_first(tree, object);
	struct dn_bytes name;

	dn_bytes_init(&name, SIZE_MAX / 2);
	for (; node != NULL; node = node->next)
		if (dn_rawjson_is_left(node->name, written, &name))
			dn_rawjson_member(out, dn_bytes_span(&name), node);
	if (name.failed != DN_E_NONE)
		out->failed = name.failed;
	dn_bytes_release(&name);
}
