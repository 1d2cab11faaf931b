/* SPDX-License-Identifier: MIT */
/* BRAT's types: those that are used, and how a document spells them. */
#include "formats/brat.h"

/* In source.raw of an item: null, or the names that are spelt as they are. */
#define SPELT "/@types"

/* ---- what is used ---------------------------------------------------- */

int
dn_brat_types_init(struct dn_brat_types *types, struct dn_err *err)
{
	*types = (struct dn_brat_types){ .aliased = false };
	types->entities = dn_names_new();
	types->relations = dn_names_new();
	types->events = dn_names_new();
	types->attributes = dn_names_new();
	types->parts = dn_names_new();
	types->plain = dn_names_new();
	if (types->entities == NULL || types->relations == NULL ||
	    types->events == NULL || types->attributes == NULL ||
	    types->parts == NULL || types->plain == NULL)
		return dn_err_memory(err);
	return 0;
}

void
dn_brat_types_release(struct dn_brat_types *types)
{
	dn_names_free(types->entities);
	dn_names_free(types->relations);
	dn_names_free(types->events);
	dn_names_free(types->attributes);
	dn_names_free(types->parts);
	dn_names_free(types->plain);
	dn_names_free(types->spelt);
}

/* Append the type in a line of the present item. */
static int
add_type(struct dn_brat_types *types, struct dn_span name,
    struct dn_bytes *out, struct dn_err *err)
{
	size_t from = out->len;
	struct dn_bytes back;
	bool plain = types->all_plain || (types->spelt != NULL &&
	    dn_names_find(types->spelt, name) != DN_NAMES_NONE);

	dn_brat_encode(out, name);
	if (dn_bytes_check(out, err) < 0)
		return -1;
	if (dn_span_equal(name, (struct dn_span){ out->data + from,
	    out->len - from }))
		return 0;
	/* It must be a word, and one that is read as it is. */
	for (size_t i = 0; i < name.len; i++)
		plain = plain && (unsigned char)name.ptr[i] > ' ';
	dn_bytes_init(&back, SIZE_MAX / 2);
	if (plain && name.len > 0) {
		dn_brat_decode(&back, name);
		plain = dn_span_equal(dn_bytes_span(&back), name);
	}
	dn_bytes_release(&back);
	if (!plain || name.len == 0) {
		types->aliased = true;
		return 0;
	}
	out->len = from;
	dn_bytes_add_span(out, name);
	return dn_names_add(types->plain, name, NULL) == DN_NAMES_NONE ?
	    dn_err_memory(err) : dn_bytes_check(out, err);
}

/* Note a name and its part; as dn_brat_use. */
static int
note(struct dn_brat_types *types, struct dn_names *table, struct dn_span name,
    struct dn_span part, struct dn_err *err)
{
	struct dn_bytes key;
	int failed;

	if (dn_names_add(table, name, NULL) == DN_NAMES_NONE)
		return dn_err_memory(err);
	if (part.ptr == NULL)
		return 0;
	dn_bytes_init(&key, SIZE_MAX / 2);
	dn_bytes_add_span(&key, name);
	dn_bytes_add_byte(&key, '\0');
	dn_bytes_add_span(&key, part);
	failed = dn_bytes_check(&key, err);
	if (failed == 0 && dn_names_add(types->parts, dn_bytes_span(&key),
	    NULL) == DN_NAMES_NONE)
		failed = dn_err_memory(err);
	dn_bytes_release(&key);
	return failed;
}

int
dn_brat_use(struct dn_brat_types *types, struct dn_names *table,
    struct dn_span name, struct dn_span part, struct dn_bytes *out,
    struct dn_err *err)
{
	if (add_type(types, name, out, err) < 0)
		return -1;
	return note(types, table, name, part, err);
}

int
dn_brat_use_role(struct dn_brat_types *types, struct dn_span role,
    struct dn_bytes *out, struct dn_err *err)
{
	return add_type(types, role, out, err);
}

int
dn_brat_use_label(struct dn_brat_types *types, struct dn_span name,
    struct dn_err *err)
{
	struct dn_bytes type;

	dn_bytes_init(&type, SIZE_MAX / 2);
	dn_brat_spell(types, &type, name);
	if (!dn_span_equal(dn_bytes_span(&type), name))
		types->aliased = true;
	dn_bytes_release(&type);
	return note(types, types->entities, name,
	    (struct dn_span){ NULL, 0 }, err);
}

void
dn_brat_spell(const struct dn_brat_types *types, struct dn_bytes *out,
    struct dn_span name)
{
	if (dn_names_find(types->plain, name) != DN_NAMES_NONE)
		dn_bytes_add_span(out, name);
	else
		dn_brat_encode(out, name);
}

/* ---- how a document spells them -------------------------------------- */

int
dn_brat_types_begin(struct dn_brat_types *types, struct dn_item *item,
    bool own, struct dn_err *err)
{
	struct dn_node *kept = own ? dn_raw_get(&item->tree, item->root,
	    DN_SPAN(SPELT)) : NULL;
	struct dn_node *node;

	types->all_plain = dn_node_type(kept) == DN_JSON_NULL;
	dn_names_free(types->spelt);
	types->spelt = NULL;
	if (dn_node_type(kept) != DN_JSON_ARRAY)
		return 0;
	types->spelt = dn_names_new();
	if (types->spelt == NULL)
		return dn_err_memory(err);
	node = dn_node_first(&item->tree, kept);
	for (; node != NULL; node = node->next)
		if (dn_names_add(types->spelt, dn_node_text(&item->tree,
		    node), NULL) == DN_NAMES_NONE)
			return dn_err_memory(err);
	return 0;
}

bool
dn_brat_is_spelling(const struct dn_node *node)
{
	return dn_span_is(node->name, SPELT) &&
	    (node->type == DN_JSON_NULL || node->type == DN_JSON_ARRAY);
}

/* Could it be other than what its name is written as? */
static bool
is_unusual(struct dn_span type)
{
	for (size_t i = 0; i < type.len; i++) {
		unsigned char c = (unsigned char)type.ptr[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '-' && (c != '_' ||
		    (i + 1 < type.len && type.ptr[i + 1] == 'x')))
			return true;
	}
	return false;
}

int
dn_brat_see_type(struct dn_brat_document *document, struct dn_span type,
    struct dn_span name, struct dn_err *err)
{
	struct dn_bytes again;
	bool same;

	if (!is_unusual(type))
		return 0;
	dn_bytes_init(&again, SIZE_MAX / 2);
	dn_brat_encode(&again, name);
	same = again.failed == DN_E_NONE &&
	    dn_span_equal(dn_bytes_span(&again), type);
	dn_bytes_release(&again);
	if (same) {
		document->aliased = document->aliased ||
		    !dn_span_equal(name, type);
		return 0;
	}
	if (document->plain == NULL)
		document->plain = dn_names_new();
	if (document->plain == NULL || dn_names_add(document->plain, name,
	    NULL) == DN_NAMES_NONE)
		return dn_err_memory(err);
	return 0;
}

void
dn_brat_keep_types(struct dn_brat_document *document)
{
	struct dn_tree *tree = &document->item->tree;
	struct dn_node *source, *list;

	if (document->plain == NULL)
		return;
	if (!document->aliased) {
		dn_raw_set(tree, document->item->root, DN_SPAN(SPELT),
		    DN_SPAN("null"));
	} else {
		source = dn_node_need_object(tree, document->item->root,
		    "source");
		list = dn_node_set_array(tree, dn_node_need_object(tree,
		    source, "raw"), SPELT);
		for (size_t i = 0; i < dn_names_count(document->plain); i++)
			dn_node_add_text(tree, list,
			    dn_names_get(document->plain, i));
	}
	dn_names_free(document->plain);
	document->plain = NULL;
	document->aliased = false;
}
