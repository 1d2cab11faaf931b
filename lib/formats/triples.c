/* SPDX-License-Identifier: MIT */
/* Triples: what is related to what, a line each. */
#include "formats/triples.h"

const char *const dn_triples_syntaxes[] = { "auto", "tsv", "nt", NULL };

/* Does a line of TSV have our columns, with a document and places? */
static bool
is_ours(struct dn_span line)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_triple triple;
	struct dn_arena arena;
	bool ours;

	dn_arena_init(&arena, SIZE_MAX / 2);
	ours = dn_triples_read_tsv(line, &arena, &triple, &err) == 0 &&
	    triple.document.ptr != NULL && triple.ends[0].placed;
	dn_arena_release(&arena);
	return ours;
}

/* N-Triples by its first line; TSV only by a header or our columns. */
static int
probe(const struct dn_probe *file)
{
	struct dn_span line = file->head;
	const char *end = line.len > 0 ? memchr(line.ptr, '\n', line.len) :
	    NULL;

	if (end != NULL)
		line.len = (size_t)(end - line.ptr);
	if (dn_triples_is_nt(line))
		return 90;
	return dn_triples_is_header(line) || is_ours(line) ? 80 : 0;
}

#define KEPT (DN_CAP_BIT(RELATION))
#define PARTLY (DN_CAP_BIT(SPAN) | DN_CAP_BIT(DISCONTINUOUS) | \
	DN_CAP_BIT(EVENT) | DN_CAP_BIT(TEXT))

extern const struct dn_format dn_format_triples;

const struct dn_format dn_format_triples = {
	.name = "triples",
	.title = "triples: head, relation, tail as TSV or N-Triples",
	.reads = KEPT | PARTLY,
	.writes = KEPT,
	.degrades = PARTLY,
	.probe = probe,
	.read_open = dn_triples_read_open,
	.read_next = dn_triples_read_next,
	.read_close = dn_triples_read_close,
	.write_open = dn_triples_write_open,
	.write_item = dn_triples_write_item,
	.write_end = dn_triples_write_end,
	.write_close = dn_triples_write_close,
};
