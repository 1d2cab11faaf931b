/* SPDX-License-Identifier: MIT */
/* Lines of items in a spool, chained by item. */
#include "formats/parts.h"

#include <stdlib.h>

#include "core/names.h"
#include "formats/join.h"
#include "io/sink.h"

#define NONE SIZE_MAX

/* A line: where its text is, where it came from, the next of its item. */
struct part {
	uint64_t offset, line;
	size_t next;
	uint32_t len, source, annotations;
};

/* An item's first and last line. */
struct chain {
	size_t first, last;
};

struct dn_parts {
	struct dn_sink *spool;
	struct dn_names *keys, *sources;
	struct chain *chains;           /* of each key */
	size_t chain_cap;
	struct part *parts;
	size_t part_count, part_cap;
	struct dn_bytes text;           /* of the lines of one item */
	struct dn_item item, line;
	struct dn_json *json;
	struct dn_join *join;
	size_t at;                      /* the next item */
	size_t first, bad;              /* lines of the one before */
	uint64_t differing;
};

struct dn_parts *
dn_parts_new(struct dn_err *err)
{
	struct dn_parts *parts = calloc(1, sizeof(*parts));

	if (parts == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	dn_item_init(&parts->item);
	dn_item_init(&parts->line);
	dn_bytes_init(&parts->text, SIZE_MAX / 2);
	parts->keys = dn_names_new();
	parts->sources = dn_names_new();
	parts->json = dn_json_new(NULL, DN_JSON_STRICT);
	parts->join = dn_join_new();
	if (parts->keys == NULL || parts->sources == NULL ||
	    parts->json == NULL || parts->join == NULL)
		dn_err_memory(err);
	else if ((parts->spool = dn_sink_spool(err)) != NULL)
		return parts;
	dn_parts_free(parts);
	return NULL;
}

void
dn_parts_free(struct dn_parts *parts)
{
	if (parts == NULL)
		return;
	if (parts->spool != NULL)
		dn_sink_abort(parts->spool);
	dn_names_free(parts->keys);
	dn_names_free(parts->sources);
	free(parts->chains);
	free(parts->parts);
	dn_bytes_release(&parts->text);
	dn_item_release(&parts->item);
	dn_item_release(&parts->line);
	dn_json_free(parts->json);
	dn_join_free(parts->join);
	free(parts);
}

/* ---- putting away ---------------------------------------------------- */

static int
make_room(struct dn_parts *parts, struct dn_err *err)
{
	size_t keys = dn_names_count(parts->keys);

	if (keys == parts->chain_cap) {
		size_t cap = keys == 0 ? 1024 : keys * 2;
		struct chain *chains = reallocarray(parts->chains, cap,
		    sizeof(*chains));

		if (chains == NULL)
			return dn_err_memory(err);
		parts->chains = chains;
		parts->chain_cap = cap;
	}
	if (parts->part_count == parts->part_cap) {
		size_t cap = parts->part_cap == 0 ? 1024 :
		    parts->part_cap * 2;
		struct part *list = reallocarray(parts->parts, cap,
		    sizeof(*list));

		if (list == NULL)
			return dn_err_memory(err);
		parts->parts = list;
		parts->part_cap = cap;
	}
	return 0;
}

/* The number of the item, made new where it is its first line. */
static int
find_chain(struct dn_parts *parts, const struct dn_item *item,
    size_t *number, int *added, struct dn_err *err)
{
	struct dn_bytes *key = &parts->text;

	dn_bytes_clear(key);
	dn_bytes_add_span(key, item->split);
	dn_bytes_add_byte(key, '\0');
	dn_bytes_add_span(key, item->id);
	if (dn_bytes_check(key, err) < 0)
		return -1;
	*number = dn_names_add(parts->keys, dn_bytes_span(key), added);
	return *number != DN_NAMES_NONE ? 0 : dn_err_memory(err);
}

int
dn_parts_add(struct dn_parts *parts, struct dn_item *item,
    const char *source, uint64_t line, struct dn_err *err)
{
	struct part part = { .line = line, .next = NONE,
		.offset = dn_sink_count(parts->spool) };
	size_t number, name;
	int added;

	if (make_room(parts, err) < 0 ||
	    find_chain(parts, item, &number, &added, err) < 0)
		return -1;
	name = dn_names_add(parts->sources, dn_span_of(source), NULL);
	if (name == DN_NAMES_NONE || name > UINT32_MAX)
		return dn_err_memory(err);
	part.source = (uint32_t)name;
	dn_bytes_clear(&parts->text);
	if (dn_item_write(item, &parts->text, err) < 0)
		return -1;
	if (parts->text.len > UINT32_MAX)
		return dn_err_set(err, DN_E_TOO_LONG,
		    "a line of 4 GiB is not gathered");
	part.len = (uint32_t)parts->text.len;
	part.annotations = (uint32_t)dn_node_count(&item->tree,
	    item->annotations);
	if (dn_sink_write(parts->spool, parts->text.data, parts->text.len,
	    err) < 0)
		return -1;
	if (added)
		parts->chains[number].first = parts->part_count;
	else
		parts->parts[parts->chains[number].last].next =
		    parts->part_count;
	parts->chains[number].last = parts->part_count;
	parts->parts[parts->part_count++] = part;
	return 0;
}

/* ---- giving back ----------------------------------------------------- */

/* All lines of an item, each with room behind it for the scanner. */
static int
read_lines(struct dn_parts *parts, struct dn_err *err)
{
	struct dn_bytes *text = &parts->text;

	dn_bytes_clear(text);
	for (size_t i = parts->first; i != NONE; i = parts->parts[i].next) {
		const struct part *part = &parts->parts[i];
		char *room = dn_bytes_reserve(text, part->len +
		    DN_JSON_PADDING);

		if (room == NULL)
			return dn_err_memory(err);
		if (dn_sink_spool_read(parts->spool, part->offset, room,
		    part->len, err) < 0)
			return -1;
		memset(room + part->len, 0, DN_JSON_PADDING);
		text->len += part->len + DN_JSON_PADDING;
	}
	return 0;
}

/* Read a line that was written by us. */
static int
read_line(struct dn_parts *parts, const struct part *part, size_t *offset,
    struct dn_item *item, struct dn_err *err)
{
	struct dn_json_value value;
	size_t used;

	if (dn_json_scan_prefix(parts->json, (struct dn_span){
	    parts->text.data + *offset, part->len }, true, &value, &used,
	    err) < 0)
		return -1;
	*offset += part->len + DN_JSON_PADDING;
	return dn_item_read(item, &value, err);
}

static const char *
source_of(const struct dn_parts *parts, const struct part *part)
{
	return dn_names_get(parts->sources, part->source).ptr;
}

/* What does not fit names the first line too. */
static void
name_both(struct dn_parts *parts, struct dn_err *err)
{
	const struct part *first = &parts->parts[parts->first];
	char text[sizeof(err->text)];

	memcpy(text, err->text, sizeof(text));
	dn_err_set(err, err->code,
	    "%.100s than in %.80s:%llu, a line of the same item", text,
	    source_of(parts, first), (unsigned long long)first->line);
}

static int
join_lines(struct dn_parts *parts, size_t offset, struct dn_err *err)
{
	size_t i = parts->parts[parts->first].next;

	if (i != NONE && dn_join_begin(parts->join, &parts->item, err) < 0)
		return -1;
	for (; i != NONE; i = parts->parts[i].next) {
		if (read_line(parts, &parts->parts[i], &offset, &parts->line,
		    err) == 0 && dn_join_add(parts->join, &parts->line,
		    &parts->differing, err) == 0)
			continue;
		parts->bad = i;
		if (err->code == DN_E_CONTRADICTION)
			name_both(parts, err);
		return -1;
	}
	return 0;
}

/* Where a line stood. */
static void
place(const struct dn_parts *parts, size_t index, struct dn_err *err)
{
	err->source = source_of(parts, &parts->parts[index]);
	err->line = parts->parts[index].line;
	if (err->column == 0 && err->line > 0)
		err->column = 1;
}

int
dn_parts_next(struct dn_parts *parts, struct dn_item **item,
    struct dn_err *err)
{
	size_t offset = 0;

	if (parts->at == dn_names_count(parts->keys))
		return 0;
	if (parts->at == 0 && dn_sink_flush(parts->spool, err) < 0)
		return -1;
	parts->first = parts->bad = parts->chains[parts->at++].first;
	*item = &parts->item;
	if (read_lines(parts, err) == 0 &&
	    read_line(parts, &parts->parts[parts->first], &offset,
	    &parts->item, err) == 0 && join_lines(parts, offset, err) == 0)
		return 1;
	if (dn_code_status(err->code) == 3)
		place(parts, parts->bad, err);
	return -1;
}

uint64_t
dn_parts_annotations(const struct dn_parts *parts)
{
	uint64_t count = 0;

	for (size_t i = parts->first; i != NONE; i = parts->parts[i].next)
		count += parts->parts[i].annotations;
	return count;
}

int
dn_parts_reject(struct dn_parts *parts, const struct dn_err *err,
    int (*reject)(void *state, const struct dn_err *err, struct dn_span raw),
    void *state)
{
	/* The first pass is for the line that it was found at. */
	for (int pass = 0; pass < 2; pass++) {
		size_t offset = 0;

		for (size_t i = parts->first; i != NONE;
		    i = parts->parts[i].next) {
			const struct part *part = &parts->parts[i];
			struct dn_err why = *err;
			int stop;

			offset += part->len + DN_JSON_PADDING;
			if ((i == parts->bad) != (pass == 0))
				continue;
			place(parts, i, &why);
			stop = reject(state, &why, (struct dn_span){
			    parts->text.data + offset - part->len -
			    DN_JSON_PADDING, part->len - 1 });
			if (stop != 0)
				return stop;
		}
	}
	return 0;
}

uint64_t
dn_parts_differing(const struct dn_parts *parts)
{
	return parts->differing;
}
