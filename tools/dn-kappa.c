/* SPDX-License-Identifier: MIT */
/* dn-kappa - do the annotators agree: coefficients from ratings or items. */
#include "agree/gather.h"
#include "agree/score.h"
#include "agree/tally.h"
#include "app/run.h"

static struct dn_gather_spec ratings = { .item = "item",
	.annotator = "annotator", .label = "label" };
static struct dn_score_spec scores = { .confidence = 0.95,
	.replicates = 10000, .seed = 1 };

static const struct dn_opt options[] = {
	DN_SCORE_ROWS(scores),
	DN_GATHER_ROWS(ratings),
	DN_OPT_LATER(0, "match", "X", "how alike two units must be"),
	DN_OPT_LATER(0, "which", "W", "member of the alpha-u family"),
	DN_OPT_LATER(0, "continuum", "BEGIN,LENGTH", "of alpha-u"),
	DN_OPT_LATER(0, "partial", NULL, "write counts to be merged"),
	DN_OPT_LATER(0, "merge", NULL, "combine such counts"),
	DN_OPT_LATER(0, "table", NULL, "print for people"),
	DN_OPT_END
};

static const struct dn_tool tool = { "dn-kappa",
	"measure how far annotators agree", "[FILE]...", options, NULL };

/* A --min that is missed, a line each, is the answer no. */
static void
say_missed(struct dn_run *run, struct dn_span missed)
{
	const char *line = missed.ptr, *end;

	for (; line < missed.ptr + missed.len; line = end + 1) {
		end = memchr(line, '\n',
		    (size_t)(missed.ptr + missed.len - line));
		dn_run_no(run, "%.*s", (int)(end - line), line);
	}
}

/* What became of the annotations of item records. */
static void
account(struct dn_run *run, const struct dn_gather *gather)
{
	struct dn_bytes text;

	dn_bytes_init(&text, SIZE_MAX / 2);
	dn_tally_write(gather, &text);
	if (text.len > 0)
		dn_run_summary(run, "annotations", dn_bytes_text(&text));
	dn_bytes_clear(&text);
	dn_tally_tell(gather, &text);
	if (text.len > 0)
		dn_run_note(run, "%s", dn_bytes_text(&text));
	dn_bytes_release(&text);
}

/* Of --gold the FILE, if it is one, is read first. */
static bool
read_gold(struct dn_run *run, struct dn_gather *gather)
{
	bool read;

	if (scores.gold == NULL || !dn_run_is_file(scores.gold))
		return true;
	gather->as = gather->spec.gold = DN_GATHER_GOLD;
	read = dn_run_side_input(run, scores.gold) &&
	    dn_run_side(run, &gather->loop, scores.gold);
	gather->as = NULL;
	return read;
}

/* Compute from what was gathered, and write. */
static void
answer(struct dn_run *run, struct dn_gather *gather,
    const struct dn_score *score)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out, missed;

	dn_bytes_init(&out, SIZE_MAX / 2);
	dn_bytes_init(&missed, SIZE_MAX / 2);
	if (dn_gather_find_gold(gather, &err) < 0 ||
	    dn_score_all(score, gather, &out, &missed, &err) < 0)
		dn_run_fail(run, &err);
	else if (dn_run_write(run, dn_bytes_span(&out)))
		say_missed(run, dn_bytes_span(&missed));
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

int
main(int argc, char **argv)
{
	struct dn_gather gather = { .fold = NULL };
	struct dn_score score = { .gates = NULL };
	struct dn_run run;

	if (!dn_run_start(&run, &tool, argc, argv))
		return dn_run_finish(&run);
	if (prepare(&run, &score, &gather) && dn_run_output(&run) &&
	    read_gold(&run, &gather) &&
	    dn_run_loop(&run, &gather.loop, false)) {
		account(&run, &gather);
		answer(&run, &gather, &score);
	}
	dn_gather_release(&gather);
	dn_score_release(&score);
	return dn_run_finish(&run);
}
