/* SPDX-License-Identifier: MIT */
/* BRAT's configuration: labels from it, and one for what was written. */
#include <stdlib.h>

#include "formats/brat.h"

#define LEVELS 64               /* of the hierarchy of types */

/* ---- reading --------------------------------------------------------- */

/* Cut the next line off `text`, without its end; false when there is none. */
static bool
next_line(struct dn_span *text, struct dn_span *line)
{
	const char *end;

	if (text->len == 0)
		return false;
	*line = *text;
	end = memchr(text->ptr, '\n', text->len);
	if (end != NULL)
		line->len = (size_t)(end - text->ptr);
	text->ptr += line->len + (end != NULL);
	text->len -= line->len + (end != NULL);
	if (line->len > 0 && line->ptr[line->len - 1] == '\r')
		line->len--;
	return true;
}

/*
 * The type that a line of the configuration declares, and how deep it stands;
 * false for comments, macros, separators and blank lines.
 */
static bool
declared_type(struct dn_span line, struct dn_span *type, size_t *level)
{
	size_t at = 0;

	while (at < line.len && line.ptr[at] == '\t')
		at++;
	*level = at;
	while (at < line.len && (line.ptr[at] == ' ' || line.ptr[at] == '!'))
		at++;
	*type = (struct dn_span){ line.ptr + at, 0 };
	while (at < line.len && line.ptr[at] != ' ' && line.ptr[at] != '\t') {
		at++;
		type->len++;
	}
	return type->len > 0 && type->ptr[0] != '#' && type->ptr[0] != '<' &&
	    type->ptr[0] != '[' && memchr(type->ptr, '-', 1) == NULL;
}

/* "[name]" as the section that begins, else false. */
static bool
begins_section(struct dn_span line, struct dn_span *name)
{
	while (line.len > 0 && (line.ptr[line.len - 1] == ' ' ||
	    line.ptr[line.len - 1] == '\t'))
		line.len--;
	if (line.len < 3 || line.ptr[0] != '[' ||
	    line.ptr[line.len - 1] != ']')
		return false;
	*name = (struct dn_span){ line.ptr + 1, line.len - 2 };
	return true;
}

/* A label for a type of [entities], unless it was declared before. */
static int
add_label(struct dn_item *header, struct dn_names *known,
    struct dn_span type, struct dn_span parent, struct dn_err *err)
{
	struct dn_tree *tree = &header->tree;
	struct dn_bytes name;
	struct dn_node *label;
	int added = 0, failed;

	dn_bytes_init(&name, SIZE_MAX / 2);
	dn_brat_decode(&name, type);
	failed = dn_bytes_check(&name, err);
	if (failed == 0 && dn_names_add(known, dn_bytes_span(&name), &added) ==
	    DN_NAMES_NONE)
		failed = dn_err_memory(err);
	if (failed == 0 && added) {
		label = dn_node_add_object(tree, dn_node_need_array(tree,
		    header->root, "labels"));
		dn_node_set_text(tree, label, "name", dn_bytes_span(&name));
		if (parent.ptr != NULL) {
			dn_bytes_clear(&name);
			dn_brat_decode(&name, parent);
			dn_node_set_text(tree, label, "parent",
			    dn_bytes_span(&name));
		}
		dn_node_set_text(tree, label, "kind", DN_SPAN("span"));
	}
	dn_bytes_release(&name);
	return failed;
}

/* The types of [entities], each below the last one that stands less deep. */
static int
add_labels(struct dn_item *header, struct dn_span text, struct dn_err *err)
{
	struct dn_names *known = dn_names_new();
	struct dn_span line, name, type, above[LEVELS + 1];
	bool entities = false;
	size_t level;
	int failed = known == NULL ? dn_err_memory(err) : 0;

	memset(above, 0, sizeof(above));
	while (failed == 0 && next_line(&text, &line)) {
		if (begins_section(line, &name)) {
			entities = dn_span_is(name, "entities") ||
			    dn_span_is(name, "spans");
			continue;
		}
		if (!entities || !declared_type(line, &type, &level) ||
		    level >= LEVELS)
			continue;
		above[level + 1] = type;
		for (size_t i = level + 2; i <= LEVELS; i++)
			above[i] = type;
		failed = add_label(header, known, type,
		    level == 0 ? (struct dn_span){ NULL, 0 } : above[level],
		    err);
	}
	dn_names_free(known);
	return failed;
}

int
dn_brat_header(struct dn_item *header, struct dn_span annotation_conf,
    struct dn_span visual_conf, struct dn_err *err)
{
	struct dn_tree *tree = &header->tree;

	dn_item_begin_header(header);
	if (add_labels(header, annotation_conf, err) < 0)
		return -1;
	header->source = dn_node_need_object(tree, header->root, "source");
	dn_node_set_text(tree, header->source, "format", DN_SPAN("brat"));
	if (annotation_conf.ptr != NULL)
		dn_raw_set_text(tree, header->root,
		    DN_SPAN("/annotation.conf"), annotation_conf);
	if (visual_conf.ptr != NULL)
		dn_raw_set_text(tree, header->root, DN_SPAN("/visual.conf"),
		    visual_conf);
	return dn_tree_check(tree, err);
}

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
	if (types->entities == NULL || types->relations == NULL ||
	    types->events == NULL || types->attributes == NULL ||
	    types->parts == NULL)
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
}

int
dn_brat_use(struct dn_brat_types *types, struct dn_names *table,
    struct dn_span name, struct dn_span part, struct dn_bytes *out,
    struct dn_err *err)
{
	struct dn_bytes key;
	size_t from = out->len;
	int failed;

	dn_brat_encode(out, name);
	if (dn_bytes_check(out, err) < 0)
		return -1;
	if (!dn_span_equal(name, (struct dn_span){ out->data + from,
	    out->len - from }))
		types->aliased = true;
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

/* ---- a new configuration --------------------------------------------- */

/* The first of the sorted parts that does not stand before `name`, NUL. */
static size_t
first_part(const struct dn_brat_types *types, const size_t *order,
    struct dn_span name)
{
	size_t low = 0, high = dn_names_count(types->parts), middle;

	while (low < high) {
		struct dn_span part;

		middle = low + (high - low) / 2;
		part = dn_names_get(types->parts, order[middle]);
		if (dn_span_compare(part, name) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The parts of a type, in byte order: roles or values. */
static void
add_parts(const struct dn_brat_types *types, const size_t *order,
    struct dn_span name, const char *before, const char *between,
    const char *after, struct dn_bytes *out)
{
	size_t count = dn_names_count(types->parts);
	bool any = false;

	for (size_t i = first_part(types, order, name); i < count; i++) {
		struct dn_span part = dn_names_get(types->parts, order[i]);

		if (part.len <= name.len || part.ptr[name.len] != '\0' ||
		    memcmp(part.ptr, name.ptr, name.len) != 0)
			break;
		part.ptr += name.len + 1;
		part.len -= name.len + 1;
		dn_bytes_add_text(out, any ? between : before);
		any = true;
		if (after[0] == '\0')
			dn_bytes_add_span(out, part);
		else
			dn_brat_encode(out, part);
		dn_bytes_add_text(out, after);
	}
}

/* "[title]" and a line for each name. */
static int
add_section(const struct dn_brat_types *types, const char *title,
    const struct dn_names *names, struct dn_bytes *out, struct dn_err *err)
{
	size_t count = dn_names_count(names);
	size_t *order = dn_names_sorted(names);
	size_t *parts = dn_names_sorted(types->parts);
	int failed = 0;

	if ((order == NULL && count > 0) ||
	    (parts == NULL && dn_names_count(types->parts) > 0)) {
		failed = dn_err_memory(err);
		count = 0;
	}
	dn_bytes_add_format(out, "[%s]\n", title);
	for (size_t i = 0; i < count; i++) {
		struct dn_span name = dn_names_get(names, order[i]);

		dn_brat_encode(out, name);
		if (names == types->relations)
			add_parts(types, parts, name, " ", ", ", ":<ANY>",
			    out);
		else if (names == types->events)
			add_parts(types, parts, name, " ", ", ", "*:<ANY>",
			    out);
		else if (names == types->attributes) {
			dn_bytes_add_text(out, " Arg:<ANY>");
			add_parts(types, parts, name, ", Value:", "|", "",
			    out);
		}
		dn_bytes_add_byte(out, '\n');
	}
	dn_bytes_add_byte(out, '\n');
	free(order);
	free(parts);
	return failed;
}

static int
build_annotation_conf(const struct dn_brat_types *types,
    struct dn_bytes *out, struct dn_err *err)
{
	dn_bytes_clear(out);
	if (add_section(types, "entities", types->entities, out, err) < 0 ||
	    add_section(types, "relations", types->relations, out, err) < 0 ||
	    add_section(types, "events", types->events, out, err) < 0 ||
	    add_section(types, "attributes", types->attributes, out, err) < 0)
		return -1;
	out->len--;
	return dn_bytes_check(out, err);
}

/* "type | name" for every name that is not its own type. */
static int
build_visual_conf(const struct dn_brat_types *types, struct dn_bytes *out,
    struct dn_err *err)
{
	const struct dn_names *tables[] = { types->entities,
		types->relations, types->events, types->attributes };

	dn_bytes_clear(out);
	dn_bytes_add_text(out, "[labels]\n");
	for (size_t k = 0; k < 4; k++) {
		size_t *order = dn_names_sorted(tables[k]);
		size_t count = dn_names_count(tables[k]);

		if (order == NULL && count > 0)
			return dn_err_memory(err);
		for (size_t i = 0; i < count; i++) {
			struct dn_span name = dn_names_get(tables[k],
			    order[i]);
			size_t from = out->len;

			dn_brat_encode(out, name);
			if (out->failed == DN_E_NONE && dn_span_equal(name,
			    (struct dn_span){ out->data + from,
			    out->len - from })) {
				out->len = from;
				continue;
			}
			dn_bytes_add_text(out, " | ");
			for (size_t c = 0; c < name.len; c++)
				dn_bytes_add_byte(out, name.ptr[c] == '|' ||
				    (unsigned char)name.ptr[c] < ' ' ? ' ' :
				    name.ptr[c]);
			dn_bytes_add_byte(out, '\n');
		}
		free(order);
	}
	return dn_bytes_check(out, err);
}

/* ---- the headers' configuration -------------------------------------- */

/* All types that a configuration declares; NULL without memory. */
static struct dn_names *
declared_types(struct dn_span text)
{
	struct dn_names *types = dn_names_new();
	struct dn_span line, type;
	size_t level;

	while (types != NULL && next_line(&text, &line))
		if (declared_type(line, &type, &level) &&
		    dn_names_add(types, type, NULL) == DN_NAMES_NONE) {
			dn_names_free(types);
			types = NULL;
		}
	return types;
}

/* Is every name of the table among them? */
static bool
all_declared(const struct dn_names *declared, const struct dn_names *names)
{
	struct dn_bytes type;
	bool all = true;

	dn_bytes_init(&type, SIZE_MAX / 2);
	for (size_t i = 0; i < dn_names_count(names) && all; i++) {
		dn_bytes_clear(&type);
		dn_brat_encode(&type, dn_names_get(names, i));
		all = type.failed == DN_E_NONE && dn_names_find(declared,
		    dn_bytes_span(&type)) != DN_NAMES_NONE;
	}
	dn_bytes_release(&type);
	return all;
}

/* Does the configuration suffice for what was used?  -1 without memory. */
static int
suffices(const struct dn_brat_types *types, struct dn_span text,
    struct dn_err *err)
{
	struct dn_names *declared;
	bool enough;

	if (text.ptr == NULL)
		return 0;
	declared = declared_types(text);
	if (declared == NULL)
		return dn_err_memory(err);
	enough = all_declared(declared, types->entities) &&
	    all_declared(declared, types->relations) &&
	    all_declared(declared, types->events) &&
	    all_declared(declared, types->attributes);
	dn_names_free(declared);
	return enough;
}

/* A text that the headers bring under `pointer`, or the absent span. */
static struct dn_span
brought(struct dn_labels *labels, const char *pointer)
{
	struct dn_tree *tree = dn_labels_tree(labels);
	struct dn_node *source = dn_labels_member(labels, "source", NULL);

	if (source == NULL || !dn_span_is(dn_node_text(tree,
	    dn_node_get(tree, source, "format")), "brat"))
		return (struct dn_span){ NULL, 0 };
	return dn_node_text(tree, dn_raw_get(tree, source->parent,
	    dn_span_of(pointer)));
}

/* Labels of the headers that are to be had for spans. */
static int
use_labels(struct dn_brat_types *types, struct dn_labels *labels,
    struct dn_err *err)
{
	struct dn_tree *tree = dn_labels_tree(labels);
	struct dn_bytes ignored;
	int failed = 0;

	dn_bytes_init(&ignored, SIZE_MAX / 2);
	for (size_t i = 0; i < dn_labels_count(labels) && failed == 0; i++) {
		struct dn_node *kind = dn_node_get(tree,
		    dn_labels_node(labels, i), "kind");

		if (kind == NULL || dn_span_is(dn_node_text(tree, kind),
		    "span"))
			failed = dn_brat_use(types, types->entities,
			    dn_labels_name(labels, i),
			    (struct dn_span){ NULL, 0 }, &ignored, err);
	}
	dn_bytes_release(&ignored);
	return failed;
}

static int
write_file(struct dn_writing *writing, const char *name,
    struct dn_span content, struct dn_err *err)
{
	return dn_outdir_write(writing->folder, dn_span_of(name), content,
	    err);
}

/* annotation.conf, where one is needed and the headers' does not do. */
static int
write_new_conf(struct dn_brat_types *types, struct dn_writing *writing,
    bool replaces, struct dn_bytes *out, struct dn_err *err)
{
	if (replaces && dn_loss_dropped(writing->loss, NULL, NULL,
	    DN_CAP_FOREIGN, err,
	    "annotation.conf, which lacks types that are used") < 0)
		return -1;
	if (!replaces && !types->aliased && !types->foreign)
		return 0;
	if (use_labels(types, writing->labels, err) < 0 ||
	    build_annotation_conf(types, out, err) < 0)
		return -1;
	return write_file(writing, "annotation.conf", dn_bytes_span(out),
	    err);
}

int
dn_brat_write_types(struct dn_brat_types *types, struct dn_writing *writing,
    struct dn_err *err)
{
	struct dn_span conf = brought(writing->labels, "/annotation.conf");
	struct dn_span visual = brought(writing->labels, "/visual.conf");
	int enough = suffices(types, conf, err), failed = -1;
	struct dn_bytes out;

	if (enough < 0)
		return -1;
	/* What came with its documents goes with them, enough or not. */
	if (conf.ptr != NULL && !types->foreign && !types->aliased)
		enough = 1;
	dn_bytes_init(&out, SIZE_MAX / 2);
	if (enough > 0 ? write_file(writing, "annotation.conf", conf, err) <
	    0 : write_new_conf(types, writing, conf.ptr != NULL, &out, err) <
	    0)
		goto out;
	failed = 0;
	if (visual.ptr != NULL && (enough > 0 || !types->aliased)) {
		failed = write_file(writing, "visual.conf", visual, err);
	} else if (types->aliased) {
		failed = build_visual_conf(types, &out, err);
		if (failed == 0)
			failed = write_file(writing, "visual.conf",
			    dn_bytes_span(&out), err);
	}
out:
	dn_bytes_release(&out);
	return failed;
}
