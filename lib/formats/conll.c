/* SPDX-License-Identifier: MIT */
/* CoNLL: tokens with their tags, a line each. */
#include "formats/conll.h"

const char *const dn_conll_items[] = { "auto", "sentence", "file", NULL };

const char *const dn_conll_schemes[] = { "auto", "bilou", "bioes", "bmes",
	"iob1", "iob2", NULL };

const char *const dn_conll_kinds[] = { "tags", "brackets", "chains",
	"lower", NULL };

static int
probe(const struct dn_probe *file)
{
	return dn_conll_likeness(file->head);
}

#define CARRIED (DN_CAP_BIT(SPAN) | DN_CAP_BIT(TEXT) | DN_CAP_BIT(TOKENS) | \
	DN_CAP_BIT(EMPTY))

extern const struct dn_format dn_format_conll;

const struct dn_format dn_format_conll = {
	.name = "conll",
	.title = "CoNLL: a token and its tags a line",
	.reads = CARRIED | DN_CAP_BIT(FIELD) | DN_CAP_BIT(GROUP),
	.writes = CARRIED,
	.degrades = DN_CAP_BIT(DISCONTINUOUS) | DN_CAP_BIT(UNANNOTATED),
	/* Where its file had columns for them. */
	.partly = DN_CAP_BIT(FIELD) | DN_CAP_BIT(GROUP),
	.guessed = dn_conll_suffixes,
	.probe = probe,
	.read_open = dn_conll_read_open,
	.read_next = dn_conll_read_next,
	.read_close = dn_conll_read_close,
	.write_open = dn_conll_write_open,
	.write_item = dn_conll_write_item,
	.write_end = dn_conll_write_end,
	.write_close = dn_conll_write_close,
};
