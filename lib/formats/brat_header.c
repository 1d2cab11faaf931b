/* SPDX-License-Identifier: MIT */
/* What BRAT's configurations say becomes a header. */
#include "formats/brat.h"
#include "io/jsontext.h"

#define LEVELS 64               /* of the hierarchy of types */

/* ---- reading --------------------------------------------------------- */

bool
dn_brat_declared_type(struct dn_span line, struct dn_span *type,
    size_t *level)
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
add_labels(struct dn_item *header, struct dn_names *known,
    struct dn_span text, struct dn_err *err)
{
	struct dn_span line, name, type, above[LEVELS + 1];
	bool entities = false;
	size_t level;
	int failed = 0;

	memset(above, 0, sizeof(above));
	while (failed == 0 && dn_span_next_line(&text, &line)) {
		if (begins_section(line, &name)) {
			entities = dn_span_is(name, "entities") ||
			    dn_span_is(name, "spans");
			continue;
		}
		if (!entities || !dn_brat_declared_type(line, &type, &level) ||
		    level >= LEVELS)
			continue;
		above[level + 1] = type;
		for (size_t i = level + 2; i <= LEVELS; i++)
			above[i] = type;
		failed = add_label(header, known, type,
		    level == 0 ? (struct dn_span){ NULL, 0 } : above[level],
		    err);
	}
	return failed;
}

/* ---- colours and other names ----------------------------------------- */

/* Cut `text` at the first `at`, with blanks around both halves cut off. */
static struct dn_span
cut(struct dn_span *rest, char at)
{
	const char *end = rest->len > 0 ? memchr(rest->ptr, at, rest->len) :
	    NULL;
	struct dn_span part = *rest;

	if (end != NULL)
		part.len = (size_t)(end - rest->ptr);
	rest->ptr += part.len + (end != NULL);
	rest->len -= part.len + (end != NULL);
	while (part.len > 0 && (unsigned char)*part.ptr <= ' ') {
		part.ptr++;
		part.len--;
	}
	while (part.len > 0 && (unsigned char)part.ptr[part.len - 1] <= ' ')
		part.len--;
	return part;
}

/* "TYPE | NAME | NAME": what else a label is called. */
static void
add_aliases(struct dn_tree *tree, struct dn_node *label, struct dn_span rest)
{
	struct dn_span name = dn_node_text(tree, dn_node_get(tree, label,
	    "name"));
	struct dn_node *aliases = NULL;

	if (dn_node_get(tree, label, "aliases") != NULL)
		return;
	while (rest.len > 0) {
		struct dn_span alias = cut(&rest, '|');

		if (alias.len == 0 || dn_span_equal(alias, name))
			continue;
		if (aliases == NULL)
			aliases = dn_node_set_array(tree, label, "aliases");
		dn_node_add_text(tree, aliases, alias);
	}
}

static bool
is_color(struct dn_span text)
{
	if (text.len != 7 || text.ptr[0] != '#')
		return false;
	for (size_t i = 1; i < 7; i++)
		if (dn_json_hex(text.ptr[i]) < 0)
			return false;
	return true;
}

/* "TYPE KEY:VALUE, KEY:VALUE": the colour of a label. */
static void
add_color(struct dn_tree *tree, struct dn_node *label, struct dn_span rest)
{
	while (rest.len > 0) {
		struct dn_span pair = cut(&rest, ','), key = cut(&pair, ':');
		struct dn_span value = cut(&pair, ',');

		if (dn_span_is(key, "bgColor") && is_color(value) &&
		    dn_node_get(tree, label, "color") == NULL)
			dn_node_set_text(tree, label, "color", value);
	}
}

/* A line of visual.conf: which label it is about, and what it says. */
static int
take_visual(struct dn_item *header, const struct dn_names *known,
    struct dn_node **labels, bool drawing, struct dn_span line,
    struct dn_err *err)
{
	struct dn_span type = line;
	struct dn_bytes name;
	size_t number, at = 0;

	while (at < line.len && (drawing ? line.ptr[at] != ' ' &&
	    line.ptr[at] != '\t' : line.ptr[at] != '|'))
		at++;
	type.len = at;
	type = cut(&type, '\n');
	at += at < line.len;
	line = (struct dn_span){ line.ptr + at, line.len - at };
	dn_bytes_init(&name, SIZE_MAX / 2);
	dn_brat_decode(&name, type);
	number = dn_names_find(known, dn_bytes_span(&name));
	at = (size_t)dn_bytes_check(&name, err);
	dn_bytes_release(&name);
	if (at != 0 || number == DN_NAMES_NONE)
		return at != 0 ? -1 : 0;
	if (drawing)
		add_color(&header->tree, labels[number], line);
	else
		add_aliases(&header->tree, labels[number], line);
	return 0;
}

/* The sections [labels] and [drawing] of a visual.conf. */
static int
take_visuals(struct dn_item *header, const struct dn_names *known,
    struct dn_node **labels, struct dn_span text, struct dn_err *err)
{
	struct dn_span line, name = { NULL, 0 };

	while (dn_span_next_line(&text, &line)) {
		bool drawing = dn_span_is(name, "drawing");

		if (begins_section(line, &name) || line.len == 0 ||
		    line.ptr[0] == '#' || (!drawing &&
		    !dn_span_is(name, "labels")))
			continue;
		if (take_visual(header, known, labels, drawing, line, err) <
		    0)
			return -1;
	}
	return 0;
}

/* ---- the header ------------------------------------------------------ */

/* Is it the pointer of a file that is called `what`, in any folder? */
static bool
is_called(struct dn_span pointer, const char *what)
{
	size_t len = strlen(what);

	return pointer.len > len && memcmp(pointer.ptr + pointer.len - len,
	    what, len) == 0 && (pointer.len == len + 1 ||
	    pointer.ptr[pointer.len - len - 1] == '1');
}

bool
dn_brat_is_conf(struct dn_span name)
{
	static const char *const names[] = { "annotation.conf",
		"kb_shortcuts.conf", "tools.conf", "visual.conf" };
	size_t from = name.len;

	while (from > 0 && name.ptr[from - 1] != '/')
		from--;
	name = (struct dn_span){ name.ptr + from, name.len - from };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (dn_span_is(name, names[i]))
			return true;
	return false;
}

void
dn_brat_begin_header(struct dn_item *header)
{
	struct dn_tree *tree = &header->tree;

	dn_item_begin_header(header);
	header->source = dn_node_need_object(tree, header->root, "source");
	dn_node_set_text(tree, header->source, "format", DN_SPAN("brat"));
}

int
dn_brat_add_conf(struct dn_item *header, struct dn_span name,
    struct dn_span text, struct dn_err *err)
{
	struct dn_bytes pointer;
	int failed;

	dn_bytes_init(&pointer, SIZE_MAX / 2);
	dn_node_step(name, &pointer);
	failed = dn_bytes_check(&pointer, err);
	if (failed == 0)
		dn_raw_set_text(&header->tree, header->root,
		    dn_bytes_span(&pointer), text);
	dn_bytes_release(&pointer);
	return failed;
}

/* The nodes of the labels, in their order; NULL without memory. */
static struct dn_node **
label_nodes(struct dn_item *header, size_t count)
{
	struct dn_tree *tree = &header->tree;
	struct dn_node **nodes = dn_arena_take_many(&tree->arena, count + 1,
	    sizeof(*nodes));
	struct dn_node *node = dn_node_first(tree, dn_node_get(tree,
	    header->root, "labels"));

	for (size_t i = 0; nodes != NULL && i < count && node != NULL;
	    i++, node = node->next)
		nodes[i] = node;
	return nodes;
}

/* Go through the texts that were kept: types first, then how they look. */
static int
take_texts(struct dn_item *header, struct dn_names *known,
    struct dn_err *err)
{
	struct dn_tree *tree = &header->tree;
	struct dn_node *node = dn_raw_first(tree, header->root), **labels;

	for (; node != NULL; node = node->next)
		if (is_called(node->name, "annotation.conf") &&
		    add_labels(header, known, dn_node_text(tree, node),
		    err) < 0)
			return -1;
	labels = label_nodes(header, dn_names_count(known));
	if (labels == NULL)
		return dn_err_memory(err);
	node = dn_raw_first(tree, header->root);
	for (; node != NULL; node = node->next)
		if (is_called(node->name, "visual.conf") &&
		    take_visuals(header, known, labels, dn_node_text(tree,
		    node), err) < 0)
			return -1;
	return 0;
}

int
dn_brat_end_header(struct dn_item *header, struct dn_err *err)
{
	struct dn_names *known = dn_names_new();
	int failed = known == NULL ? dn_err_memory(err) :
	    take_texts(header, known, err);

	dn_names_free(known);
	dn_node_put_last(header->source);
	return failed == 0 ? dn_tree_check(&header->tree, err) : -1;
}
