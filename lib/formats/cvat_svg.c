/* SPDX-License-Identifier: MIT */
/* The picture of a skeleton, which says which of its points are joined. */
#include <stdlib.h>

#include "formats/cvat.h"

/* The next tag: the text between < and >; false at the end. */
static bool
next_tag(struct dn_span *svg, struct dn_span *tag)
{
	const char *from = svg->len > 0 ?
	    memchr(svg->ptr, '<', svg->len) : NULL;
	const char *end = svg->ptr + svg->len, *to;

	if (from == NULL)
		return false;
	from++;
	to = memchr(from, '>', (size_t)(end - from));
	if (to == NULL)
		return false;
	*tag = (struct dn_span){ from, (size_t)(to - from) };
	*svg = (struct dn_span){ to + 1, (size_t)(end - to - 1) };
	return true;
}

/* The value of an attribute of a tag; absent where it is not there. */
static struct dn_span
value_of(struct dn_span tag, const char *name)
{
	size_t len = strlen(name);
	const char *end = tag.ptr + tag.len, *at = tag.ptr, *to;

	while ((at = memmem(at, (size_t)(end - at), name, len)) != NULL) {
		bool begins = at > tag.ptr && (at[-1] == ' ' ||
		    at[-1] == '\n' || at[-1] == '\t');

		at += len;
		if (!begins || end - at < 2 || at[0] != '=' || at[1] != '"')
			continue;
		at += 2;
		to = memchr(at, '"', (size_t)(end - at));
		if (to != NULL)
			return (struct dn_span){ at, (size_t)(to - at) };
		break;
	}
	return (struct dn_span){ NULL, 0 };
}

/* The points that are drawn, by the numbers they have in the picture. */
struct nodes {
	struct dn_names *ids;
	size_t *points, cap;
};

static bool
add_node(struct nodes *nodes, struct dn_span id, size_t point)
{
	size_t count = dn_names_count(nodes->ids), at;

	if (count == nodes->cap) {
		size_t cap = count == 0 ? 32 : count * 2;
		size_t *points = reallocarray(nodes->points, cap,
		    sizeof(*points));

		if (points == NULL)
			return false;
		nodes->points = points;
		nodes->cap = cap;
	}
	at = dn_names_add(nodes->ids, id, NULL);
	if (at == DN_NAMES_NONE || at != count)
		return false;
	nodes->points[at] = point;
	return true;
}

/* One edge, by the points that its ends stand for. */
static bool
add_edge(const struct nodes *nodes, struct dn_span tag, struct dn_bytes *out,
    bool first)
{
	size_t from = dn_names_find(nodes->ids,
	    value_of(tag, "data-node-from"));
	size_t to = dn_names_find(nodes->ids, value_of(tag, "data-node-to"));

	if (from == DN_NAMES_NONE || to == DN_NAMES_NONE)
		return false;
	dn_bytes_add_format(out, "%s[%zu,%zu]", first ? "" : ",",
	    nodes->points[from], nodes->points[to]);
	return true;
}

static bool
read_nodes(struct dn_span svg, const struct dn_names *names,
    struct nodes *nodes)
{
	struct dn_span tag, id, name;
	size_t point;

	while (next_tag(&svg, &tag)) {
		id = value_of(tag, "data-node-id");
		name = value_of(tag, "data-label-name");
		if (id.ptr == NULL)
			continue;
		point = name.ptr != NULL ? dn_names_find(names, name) :
		    DN_NAMES_NONE;
		if (point == DN_NAMES_NONE || !add_node(nodes, id, point))
			return false;
	}
	return true;
}

bool
dn_cvat_edges(struct dn_span svg, const struct dn_names *names,
    struct dn_bytes *out)
{
	struct nodes nodes = { dn_names_new(), NULL, 0 };
	struct dn_span rest = svg, tag;
	size_t from = out->len;
	bool good = nodes.ids != NULL && read_nodes(svg, names, &nodes);

	while (good && next_tag(&rest, &tag))
		if (value_of(tag, "data-node-from").ptr != NULL)
			good = add_edge(&nodes, tag, out, out->len == from);
	if (!good)
		out->len = from;
	dn_names_free(nodes.ids);
	free(nodes.points);
	return good;
}
