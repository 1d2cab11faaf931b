/* SPDX-License-Identifier: MIT */
/* dn-vote - what is right: one label an item, and what a person must settle. */
#include "agree/gather.h"
#include "agree/tally.h"
#include "agree/trust.h"
#include "agree/vote.h"
#include "app/run.h"
#include "app/tell.h"

static struct dn_gather_spec ratings = { .item = "item",
	.annotator = "annotator", .label = "label", .exact = true };
static struct dn_vote_spec votes = { .iterations = 100, .smoothing = 0.01,
	.sure = 1, .confidence = 0.95, .least = 1 };
static const char *gold, *weights, *queue, *quality;
static struct dn_vote_outputs outputs;

/* Of enum dn_gather_repeat those that leave one vote each. */
static const char *const repeats[] = { "error", "first", "last", NULL };

static const struct dn_opt options[] = {
	DN_VOTE_ROWS(votes),
	DN_OPT_TEXT(0, "gold", "FILE", &gold,
	    "ratings that are right, whoever gave them"),
	DN_OPT_TEXT(0, "weights-of", "FILE", &weights,
	    "weights of annotators, or lines of --quality"),
	DN_OPT_TEXT(0, "queue", "FILE", &queue,
	    "write what a person must settle"),
	DN_OPT_TEXT(0, "quality", "FILE", &quality,
	    "write how good each annotator is"),
	DN_OPT_TEXT(0, "categories", "JSON", &ratings.categories,
	    "array of the labels there are, in order"),
	DN_OPT_TEXT(0, "item", "FIELD", &ratings.item,
	    "member that names the item [item]"),
	DN_OPT_TEXT(0, "annotator", "FIELD", &ratings.annotator,
	    "member that names who rated it [annotator]"),
	DN_OPT_TEXT(0, "label", "FIELD", &ratings.label,
	    "member that holds the label [label]"),
	DN_OPT_FLAG(0, "predictions", &ratings.predictions,
	    "count what models say too"),
	DN_OPT_CHOICE(0, "repeat", "WHAT", &ratings.repeat, repeats,
	    "rated twice: error, first, last"),
	DN_OPT_END
};

static const struct dn_tool tool = { "dn-vote",
	"settle what annotators disagree on", "[FILE]...", options, NULL };

/* May what is asked for be asked for together? */
static void
check(struct dn_run *run)
{
	struct dn_err err = DN_ERR_INIT;

	if (weights != NULL && votes.method != DN_VOTE_WEIGHTED)
		dn_run_usage(run, "--weights-of is for --method weighted");
	if (queue != NULL && (!dn_vote_line_may_name(ratings.item) ||
	    !dn_vote_line_may_name(ratings.annotator) ||
	    !dn_vote_line_may_name(ratings.label)))
		dn_run_usage(run, "--queue cannot write ratings with such "
		    "names of members");
	if (dn_vote_check(&votes, &err) < 0)
		dn_run_fail(run, &err);
}

/* Open all outputs before anything is read. */
static bool
open_outputs(struct dn_run *run)
{
	if (!dn_run_output(run))
		return false;
	outputs.votes = run->out;
	outputs.queue = dn_run_side_output(run, queue);
	outputs.quality = dn_run_side_output(run, quality);
	return dn_run_intact(run);
}

/* Read the files beside the input; false when something failed. */
static bool
read_sides(struct dn_run *run, struct dn_gather *gather,
    struct dn_trust *trust)
{
	if (!dn_run_side_input(run, gold) || !dn_run_side_input(run, weights))
		return false;
	gather->as = DN_VOTE_GOLD;
	if (gold != NULL && !dn_run_side(run, &gather->loop, gold))
		return false;
	gather->as = NULL;
	dn_tally_clear(gather);
	return weights == NULL || dn_run_side(run, &trust->loop, weights);
}

/* Judge and write. */
static void
answer(struct dn_run *run, struct dn_gather *gather, struct dn_trust *trust)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes missed, notes;

	dn_bytes_init(&missed, SIZE_MAX / 2);
	dn_bytes_init(&notes, SIZE_MAX / 2);
	outputs.missed = &missed;
	outputs.notes = &notes;
	if (dn_vote_all(&votes, gather, weights != NULL ? trust : NULL,
	    gold == NULL, &outputs, &err) < 0)
		dn_run_fail(run, &err);
	dn_tell_notes(run, dn_bytes_span(&notes));
	dn_tell_missed(run, dn_bytes_span(&missed));
	dn_bytes_release(&missed);
	dn_bytes_release(&notes);
}

int
main(int argc, char **argv)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_gather gather = { .fold = NULL };
	struct dn_trust trust = { .names = NULL };
	struct dn_run run;

	if (!dn_run_start(&run, &tool, argc, argv))
		return dn_run_finish(&run);
	check(&run);
	if (dn_run_intact(&run) &&
	    (dn_gather_init(&gather, &ratings, &err) < 0 ||
	    dn_trust_init(&trust, &err) < 0))
		dn_run_fail(&run, &err);
	else if (dn_run_intact(&run) && open_outputs(&run) &&
	    read_sides(&run, &gather, &trust) &&
	    dn_run_loop(&run, &gather.loop, false)) {
		dn_tell_annotations(&run, &gather);
		answer(&run, &gather, &trust);
	}
	dn_gather_release(&gather);
	dn_trust_release(&trust);
	return dn_run_finish(&run);
}
