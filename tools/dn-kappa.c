/* SPDX-License-Identifier: MIT */
/* dn-kappa - do the annotators agree: coefficients from ratings or items. */
#include "agree/gather.h"
#include "agree/partial.h"
#include "agree/score.h"
#include "agree/score_units.h"
#include "app/gold.h"
#include "app/run.h"
#include "app/tell.h"
#include "report/sheet.h"

static struct dn_gather_spec ratings = { .item = "item",
	.annotator = "annotator", .label = "label" };
static struct dn_score_spec scores = { .confidence = 0.95,
	.seed = 1 };
static struct dn_score_units_spec stretches;
static bool table;

static const struct dn_opt options[] = {
	DN_SCORE_ROWS(scores),
	DN_SCORE_UNITS_ROWS(stretches),
	DN_GATHER_ROWS(ratings),
	DN_OPT_FLAG(0, "table", &table, "print a table for people"),
	DN_OPT_END
};

static const struct dn_tool tool = { "dn-kappa",
	"measure how far annotators agree", "[FILE]...", options, NULL };

/* Compute from what was gathered, or from units, and write. */
static void
answer(struct dn_run *run, struct dn_gather *gather,
    const struct dn_score *score, struct dn_score_units *marked)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out, drawn, missed;

	dn_bytes_init(&drawn, SIZE_MAX / 2);
	dn_bytes_init(&out, SIZE_MAX / 2);
	dn_bytes_init(&missed, SIZE_MAX / 2);
	if (marked != NULL ?
	    dn_score_units_all(marked, &out, &missed, &err) < 0 :
	    ratings.partial ?
	    dn_partial_write(gather, &run->counts, &out, &err) < 0 :
	    dn_gather_find_gold(gather, &err) < 0 ||
	    dn_score_all(score, gather, &out, &missed, &err) < 0 ||
	    (table && !ratings.partial &&
	    dn_sheet_write(dn_bytes_span(&out), &drawn, &err) < 0))
		dn_run_fail(run, &err);
	else if (dn_run_write(run, dn_bytes_span(drawn.len > 0 ? &drawn :
	    &out)))
		dn_tell_missed(run, dn_bytes_span(&missed));
	dn_bytes_release(&drawn);
	dn_bytes_release(&out);
	dn_bytes_release(&missed);
}

/* Read what is asked for, and make ready to gather. */
static bool
prepare(struct dn_run *run, struct dn_score *score, struct dn_gather *gather)
{
	struct dn_err err = DN_ERR_INIT;

	ratings.exact = scores.per_item;
	ratings.gold = scores.gold;
	if (scores.weights != NULL && scores.scale != NULL)
		dn_run_usage(run, "--weights and --scale exclude each other");
	if (dn_score_init(score, &scores, &err) < 0 ||
	    dn_score_check(score, &ratings, &err) < 0)
		dn_run_fail(run, &err);
	else if (score->weights.labels.len > 0 && ratings.categories == NULL)
		ratings.categories = dn_bytes_text(&score->weights.labels);
	ratings.transcripts = score->transcripts;
	if (dn_run_intact(run) && dn_gather_init(gather, &ratings, &err) < 0)
		dn_run_fail(run, &err);
	return dn_run_intact(run);
}

/* The same for units that were marked off in texts and recordings. */
static void
run_units(struct dn_run *run)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_score_units marked;

	if (dn_score_units_init(&marked, &stretches, &scores, &ratings,
	    &err) < 0) {
		dn_run_fail(run, &err);
	} else if (dn_run_output(run) &&
	    dn_run_loop(run, &marked.stretches.gather.loop, false)) {
		dn_tell_annotations(run, &marked.stretches.gather);
		answer(run, NULL, NULL, &marked);
	}
	dn_score_units_release(&marked);
}

int
main(int argc, char **argv)
{
	struct dn_gather gather = { .fold = NULL };
	struct dn_score score = { .gates = NULL };
	struct dn_run run;

	if (!dn_run_start(&run, &tool, argc, argv))
		return dn_run_finish(&run);
	if (dn_score_units_wanted(&scores))
		run_units(&run);
	else if (prepare(&run, &score, &gather) && dn_run_output(&run) &&
	    (score.matched ? dn_run_match(&run, &scores, &gather) :
	    dn_run_gather(&run, &scores, &gather))) {
		dn_tell_annotations(&run, &gather);
		answer(&run, &gather, &score, NULL);
	}
	dn_gather_release(&gather);
	dn_score_release(&score);
	return dn_run_finish(&run);
}
