/* SPDX-License-Identifier: MIT */
/* Each annotator against the gold, item by item. */
#include "match/diffs.h"

#include <stdlib.h>

int
dn_diffs_init(struct dn_diffs *diffs, const struct dn_diffs_spec *spec,
    struct dn_err *err)
{
	const struct dn_diff_limits *limits = &spec->limits;

	*diffs = (struct dn_diffs){ .spec = spec };
	dn_differ_init(&diffs->differ, *limits);
	if (limits->touch <= 0 || limits->touch > limits->match ||
	    limits->match > limits->good)
		return dn_err_set(err, DN_E_USAGE, "0 < --touch <= --match "
		    "<= --good is wanted");
	if (spec->drill && spec->cases == 0)
		return dn_err_set(err, DN_E_USAGE, "--drill needs --cases");
	if (dn_differ_score_check(&spec->mins, err) < 0)
		return -1;
	if (spec->cases == 0)
		return 0;
	diffs->cases = dn_differ_cases_new(spec->cases, spec->drill,
	    *limits);
	return diffs->cases == NULL ? dn_err_memory(err) : 0;
}

void
dn_diffs_release(struct dn_diffs *diffs)
{
	if (diffs->spec == NULL)
		return;
	dn_differ_release(&diffs->differ);
	dn_differ_cases_free(diffs->cases);
	free(diffs->scores);
	diffs->scores = NULL;
	diffs->cases = NULL;
}

int
dn_diffs_begin(struct dn_diffs *diffs, const struct dn_pool *pool,
    struct dn_err *err)
{
	/* --between has its first one first. */
	diffs->gold = diffs->spec->between != NULL ? 0 :
	    dn_pool_find(pool, DN_SPAN(DN_POOL_GOLD));
	diffs->annotators = dn_pool_annotators(pool);
	diffs->scores = calloc(diffs->annotators + 1,
	    sizeof(*diffs->scores));
	return diffs->scores == NULL ? dn_err_memory(err) : 0;
}

/* Write or keep the differences of one annotator on an item. */
static int
take(struct dn_diffs *diffs, const struct dn_differ_line *line,
    struct dn_differ_score *score, struct dn_bytes *out, struct dn_err *err)
{
	for (size_t i = 0; i < diffs->differ.count; i++) {
		const struct dn_diff *diff = &diffs->differ.diffs[i];
		bool correct = diff->kind == DN_DIFF_CORRECT;

		dn_differ_score_add(score, diff, diffs->spec->limits.match);
		diffs->found += !correct;
		if (correct && !diffs->spec->all)
			continue;
		if (diffs->cases != NULL) {
			if (dn_differ_cases_add(diffs->cases, line, diff,
			    err) < 0)
				return -1;
			continue;
		}
		dn_bytes_add_text(out, "{\"record\":\"diff\"");
		dn_differ_line_write(line, diff, false, out);
		dn_bytes_add_text(out, "}\n");
	}
	return dn_bytes_check(out, err);
}

int
dn_diffs_next(struct dn_diffs *diffs, struct dn_pool *pool,
    struct dn_bytes *out, struct dn_err *err)
{
	struct dn_differ_line line = { .split = { NULL, 0 } };
	struct dn_pool_item item;
	size_t gold = diffs->gold, gold_count = 0;
	const struct dn_unit *golds = NULL;
	int got = dn_pool_next(pool, &item, err);

	if (got < 0)
		return -1;
	if (got == 0)
		return diffs->cases == NULL ? 0 :
		    dn_differ_cases_write(diffs->cases, out, err);
	if (gold < diffs->annotators) {
		golds = item.units + item.begins[gold];
		gold_count = item.begins[gold + 1] - item.begins[gold];
		if (diffs->spec->between != NULL)
			line.against = dn_pool_annotator(pool, gold);
	}
	line.split = item.split;
	line.item = item.id;
	for (size_t i = 0; i < diffs->annotators; i++) {
		if (i == gold || (diffs->spec->worked && !item.present[i]))
			continue;
		line.annotator = dn_pool_annotator(pool, i);
		if (dn_differ_item(&diffs->differ, golds, gold_count,
		    item.units + item.begins[i],
		    item.begins[i + 1] - item.begins[i], err) < 0 ||
		    take(diffs, &line, &diffs->scores[i], out, err) < 0)
			return -1;
	}
	return 1;
}

void
dn_diffs_scores(const struct dn_diffs *diffs, const struct dn_pool *pool,
    struct dn_bytes *out)
{
	struct dn_span gold = DN_SPAN(DN_POOL_GOLD);

	if (diffs->gold < diffs->annotators)
		gold = dn_pool_annotator(pool, diffs->gold);
	for (size_t i = 0; i < diffs->annotators; i++)
		if (i != diffs->gold)
			dn_differ_score_write(&diffs->scores[i], gold,
			    dn_pool_annotator(pool, i), out);
}

void
dn_diffs_missed(const struct dn_diffs *diffs, const struct dn_pool *pool,
    struct dn_bytes *out)
{
	static const struct dn_differ_score nothing;
	const struct dn_opt_list *mins = &diffs->spec->mins;
	bool any = false;

	if (mins->count == 0) {
		if (diffs->found > 0)
			dn_bytes_add_format(out, "%llu difference%s\n",
			    (unsigned long long)diffs->found,
			    diffs->found == 1 ? "" : "s");
		return;
	}
	for (size_t i = 0; i < diffs->annotators; i++)
		if (i != diffs->gold) {
			dn_differ_score_missed(&diffs->scores[i], mins,
			    dn_pool_annotator(pool, i), out);
			any = true;
		}
	if (!any)
		dn_differ_score_missed(&nothing, mins,
		    DN_SPAN("nobody"), out);
}
