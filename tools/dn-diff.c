/* SPDX-License-Identifier: MIT */
/* dn-diff - where annotators differ from a gold, difference by difference. */
#include "app/run.h"
#include "app/tell.h"
#include "match/diffs.h"

static struct dn_pool_spec records = { .item = "item",
	.annotator = "annotator", .label = "label",
	.kinds = ~0u, .memory = (size_t)256 << 20 };
static struct dn_diffs_spec wanted = {
	.limits = { .touch = 0.1, .match = 0.5, .good = 0.8 } };
static const char *gold, *scores;

static const struct dn_opt options[] = {
	DN_OPT_TEXT(0, "gold", "FILE", &gold, "what is right"),
	DN_DIFFS_ROWS(wanted),
	DN_OPT_TEXT(0, "scores", "FILE", &scores,
	    "write counts and scores as metric lines"),
	DN_OPT_TEXT(0, "as", "NAME", &records.nobody,
	    "annotator of what names none"),
	DN_OPT_TEXT(0, "item", "FIELD", &records.item,
	    "member that names the item of a rating [item]"),
	DN_OPT_TEXT(0, "annotator", "FIELD", &records.annotator,
	    "member that names who rated it [annotator]"),
	DN_OPT_TEXT(0, "label", "FIELD", &records.label,
	    "member that holds the label [label]"),
	DN_OPT_FLAG(0, "predictions", &records.predictions,
	    "compare a model's annotations, too"),
	DN_OPT_END
};

static const struct dn_tool tool = { "dn-diff",
	"find where annotators differ from a gold", "[FILE]...", options,
	NULL };

/* Write the differences of all items; false when it failed, and said so. */
static bool
write_differences(struct dn_run *run, struct dn_diffs *diffs,
    struct dn_pool *pool)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;
	bool well = true;
	int got = 1;

	dn_bytes_init(&out, SIZE_MAX / 2);
	while (got > 0 && well) {
		dn_bytes_clear(&out);
		got = dn_diffs_next(diffs, pool, &out, &err);
		if (got < 0)
			dn_run_fail(run, &err);
		well = got >= 0 && dn_run_write(run, dn_bytes_span(&out));
	}
	dn_bytes_release(&out);
	return well;
}

/* All records are in: compare, score, judge. */
static void
answer(struct dn_run *run, struct dn_diffs *diffs, struct dn_pool *pool,
    struct dn_sink *metrics)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes text;

	if (dn_pool_close(pool, &err) < 0 ||
	    dn_diffs_begin(diffs, pool, &err) < 0) {
		dn_run_fail(run, &err);
		return;
	}
	if (!write_differences(run, diffs, pool))
		return;
	dn_bytes_init(&text, SIZE_MAX / 2);
	if (metrics != NULL) {
		dn_diffs_scores(diffs, pool, &text);
		if (dn_bytes_check(&text, &err) < 0 || dn_sink_write(metrics,
		    text.data, text.len, &err) < 0)
			dn_run_fail(run, &err);
	}
	dn_bytes_clear(&text);
	dn_diffs_missed(diffs, pool, &text);
	if (dn_run_intact(run))
		dn_tell_missed(run, dn_bytes_span(&text));
	dn_bytes_release(&text);
}

/* Read the gold and the input into a pool. */
static struct dn_pool *
read_all(struct dn_run *run)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_pool *pool = dn_pool_new(&records, &err);

	if (pool == NULL)
		dn_run_fail(run, &err);
	else if ((gold == NULL ||
	    dn_run_side(run, dn_pool_loop(pool, true), gold)) &&
	    dn_run_loop(run, dn_pool_loop(pool, false), false))
		return pool;
	dn_pool_free(pool);
	return NULL;
}

int
main(int argc, char **argv)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_sink *metrics = NULL;
	struct dn_pool *pool = NULL;
	struct dn_diffs diffs = { .spec = NULL };
	struct dn_run run;

	if (!dn_run_start(&run, &tool, argc, argv))
		return dn_run_finish(&run);
	if ((gold == NULL) == (wanted.between == NULL))
		dn_run_usage(&run, "either --gold or --between is wanted");
	records.between = wanted.between;
	records.gold = gold != NULL;
	if (dn_run_intact(&run) && dn_diffs_init(&diffs, &wanted, &err) < 0)
		dn_run_fail(&run, &err);
	else if (dn_run_intact(&run) && dn_run_output(&run))
		metrics = dn_run_side_output(&run, scores);
	if (dn_run_intact(&run) && dn_run_side_input(&run, gold))
		pool = read_all(&run);
	if (pool != NULL)
		answer(&run, &diffs, pool, metrics);
	dn_pool_free(pool);
	dn_diffs_release(&diffs);
	return dn_run_finish(&run);
}
