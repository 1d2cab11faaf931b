/* SPDX-License-Identifier: MIT */
/* Field by field items are judged, then all are written in one order. */
#include "agree/vote.h"

#include <stdlib.h>

#include "agree/dawid.h"
#include "agree/quality.h"
#include "agree/quality_line.h"
#include "core/utf8.h"

/* Lines are written when there are as many bytes of them. */
#define WRITE_AT ((size_t)1 << 16)

const char *const dn_vote_methods[] = { "majority", "weighted",
	"dawid-skene", NULL };

/* A vote in the making. */
struct vote {
	const struct dn_vote_spec *spec;
	const struct dn_vote_outputs *outputs;
	struct dn_trust *trust;
	struct dn_quality_gate *gates;
	struct dn_panels panels;
	struct dn_ruling **rulings;   /* of each panel */
	struct dn_vote_lines *lines;    /* likewise */
	struct dn_bytes out;
};

int
dn_vote_check(const struct dn_vote_spec *spec, struct dn_err *err)
{
	struct dn_quality_gate *gates;
	int result = dn_quality_gates_read(&spec->mins, &gates, err);

	free(gates);
	return result;
}

/* ---- one field ----------------------------------------------------- */

static int
judge_weighted(struct vote *vote, const struct dn_panel *panel,
    struct dn_ruling *rulings, struct dn_err *err)
{
	double *weights = calloc(panel->annotator_count + 1,
	    sizeof(*weights));
	int result;

	if (weights == NULL)
		return dn_err_memory(err);
	if (vote->trust != NULL) {
		result = dn_trust_weights(vote->trust, vote->panels.gather,
		    panel, weights, err);
	} else {
		result = dn_trust_by_gold(panel, weights, err);
		if (result == 0 && panel->vote_count > 0)
			result = dn_err_set(err, DN_E_USAGE, "--method "
			    "weighted needs --weights-of, or items with a "
			    "gold label that annotators have rated");
	}
	if (result >= 0)
		result = dn_ruling_judge(panel, weights, rulings, err);
	free(weights);
	return result;
}

/* What it says of people when a model did not come to rest. */
static void
note_restless(const struct vote *vote, const struct dn_dawid *dawid)
{
	struct dn_bytes *notes = vote->outputs->notes;
	struct dn_span field = dawid->panel->field;

	if (dawid->converged || vote->spec->method != DN_VOTE_DAWID_SKENE)
		return;
	if (field.ptr != NULL) {
		dn_utf8_show(notes, field.ptr, field.len, 60);
		dn_bytes_add_text(notes, ": ");
	}
	dn_bytes_add_format(notes, "dawid-skene still changes after %llu "
	    "iterations\n", (unsigned long long)dawid->iterations);
}

/* Write the annotators' lines, and see whether they are good enough. */
static int
assess(struct vote *vote, const struct dn_panel *panel,
    const struct dn_dawid *dawid, struct dn_err *err)
{
	const struct dn_quality_spec spec = { vote->spec->confidence,
		vote->spec->least };
	const struct dn_gather *gather = vote->panels.gather;
	struct dn_qualities qualities;
	int result = dn_qualities_init(&qualities, panel, dawid, &spec, err);

	if (result == 0 && vote->outputs->quality != NULL) {
		dn_bytes_clear(&vote->out);
		result = dn_quality_lines_write(gather, &qualities, dawid,
		    spec.confidence, &vote->out, err);
		if (result == 0)
			result = dn_sink_write(vote->outputs->quality,
			    vote->out.data, vote->out.len, err);
	}
	if (result == 0)
		dn_quality_gates_check(vote->gates, vote->spec->mins.count,
		    gather, &qualities, vote->outputs->missed);
	dn_qualities_release(&qualities);
	return result;
}

static int
judge_panel(struct vote *vote, const struct dn_panel *panel,
    struct dn_ruling *rulings, struct dn_err *err)
{
	bool assessed = vote->outputs->quality != NULL ||
	    vote->spec->mins.count > 0;
	bool modelled = vote->spec->method == DN_VOTE_DAWID_SKENE;
	const struct dn_dawid_spec spec = { vote->spec->smoothing,
		vote->spec->iterations };
	struct dn_dawid dawid = { .panel = NULL };
	int result = 0;

	if (modelled || assessed)
		result = dn_dawid_fit(&dawid, panel, &spec, err);
	if (result == 0 && modelled) {
		note_restless(vote, &dawid);
		result = dn_dawid_judge(&dawid, rulings, err);
	} else if (result == 0) {
		result = vote->spec->method == DN_VOTE_WEIGHTED ?
		    judge_weighted(vote, panel, rulings, err) :
		    dn_ruling_judge(panel, NULL, rulings, err);
	}
	if (result == 0 && assessed)
		result = assess(vote, panel, &dawid, err);
	dn_dawid_release(&dawid);
	return result;
}

/* ---- all fields ---------------------------------------------------- */

static int
make_room(struct vote *vote)
{
	size_t count = vote->panels.count;

	vote->rulings = calloc(count + 1, sizeof(*vote->rulings));
	vote->lines = calloc(count + 1, sizeof(*vote->lines));
	return vote->rulings == NULL || vote->lines == NULL ? -1 : 0;
}

static int
judge_all(struct vote *vote, struct dn_err *err)
{
	if (make_room(vote) < 0)
		return dn_err_memory(err);
	for (size_t i = 0; i < vote->panels.count; i++) {
		const struct dn_panel *panel = &vote->panels.list[i];

		if (panel->count == 0)
			continue;
		vote->rulings[i] = calloc(panel->count,
		    sizeof(**vote->rulings));
		if (vote->rulings[i] == NULL)
			return dn_err_memory(err);
		if (judge_panel(vote, panel, vote->rulings[i], err) < 0 ||
		    dn_vote_lines_init(&vote->lines[i], vote->panels.gather,
		    panel, dn_vote_methods[vote->spec->method], err) < 0)
			return -1;
	}
	return 0;
}

/* ---- writing ------------------------------------------------------- */

/* Write what has gathered, if it is enough, or (`end`) in any case. */
static int
pass_on(struct vote *vote, struct dn_sink *sink, bool end,
    struct dn_err *err)
{
	int result;

	if (!end && vote->out.len < WRITE_AT)
		return 0;
	if (dn_bytes_check(&vote->out, err) < 0)
		return -1;
	result = dn_sink_write(sink, vote->out.data, vote->out.len, err);
	dn_bytes_clear(&vote->out);
	return result;
}

/* How a line is made: a vote's, or one of the queue. */
typedef void writer(const struct dn_vote_lines *lines,
    const struct dn_ballot *ballot, const struct dn_ruling *ruling,
    struct dn_bytes *out);

static void
write_one(struct vote *vote, struct dn_panel_place place, writer *write)
{
	write(&vote->lines[place.panel],
	    &vote->panels.list[place.panel].ballots[place.ballot],
	    &vote->rulings[place.panel][place.ballot], &vote->out);
}

static int
write_votes(struct vote *vote, struct dn_err *err)
{
	struct dn_sink *sink = vote->outputs->votes;

	dn_bytes_clear(&vote->out);
	for (size_t i = 0; i < vote->panels.total; i++) {
		write_one(vote, vote->panels.order[i], dn_vote_line_write);
		if (pass_on(vote, sink, false, err) < 0)
			return -1;
	}
	return pass_on(vote, sink, true, err);
}

/* ---- the queue ----------------------------------------------------- */

/* An item in line: how disputed, and where among all items. */
struct waiting {
	double dispute;
	size_t at;
};

static int
compare_waiting(const void *a, const void *b)
{
	const struct waiting *x = a, *y = b;

	if (x->dispute != y->dispute)
		return x->dispute > y->dispute ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

/* Must a person settle it? */
static bool
waits(const struct vote *vote, const struct dn_ruling *ruling)
{
	switch (ruling->reason) {
	case DN_RULING_TIE_VOTE:
	case DN_RULING_SINGLE:
		return true;
	case DN_RULING_DISPUTED:
	case DN_RULING_OVERRULED:
		return vote->spec->sure >= 1 ||
		    ruling->confidence < vote->spec->sure;
	default:
		return false;
	}
}

static int
write_queue(struct vote *vote, struct dn_err *err)
{
	const struct dn_panel_place *order = vote->panels.order;
	struct waiting *list;
	size_t count = 0;
	int result = 0;

	if (vote->outputs->queue == NULL)
		return 0;
	list = calloc(vote->panels.total + 1, sizeof(*list));
	if (list == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < vote->panels.total; i++) {
		const struct dn_ruling *ruling =
		    &vote->rulings[order[i].panel][order[i].ballot];

		if (waits(vote, ruling))
			list[count++] = (struct waiting){ ruling->dispute,
				i };
	}
	if (count > 1)
		qsort(list, count, sizeof(*list), compare_waiting);
	dn_bytes_clear(&vote->out);
	for (size_t i = 0; i < count && result == 0; i++) {
		write_one(vote, order[list[i].at], dn_vote_line_write_queue);
		result = pass_on(vote, vote->outputs->queue, false, err);
	}
	free(list);
	return result < 0 ? -1 : pass_on(vote, vote->outputs->queue, true,
	    err);
}

int
dn_vote_all(const struct dn_vote_spec *spec, struct dn_gather *gather,
    struct dn_trust *trust, bool unrated,
    const struct dn_vote_outputs *outputs, struct dn_err *err)
{
	struct vote vote = { .spec = spec, .outputs = outputs,
		.trust = trust };
	int result;

	dn_bytes_init(&vote.out, SIZE_MAX / 2);
	result = dn_quality_gates_read(&spec->mins, &vote.gates, err);
	if (result == 0)
		result = dn_panels_init(&vote.panels, gather, DN_VOTE_GOLD,
		    unrated, err);
	if (result == 0)
		result = judge_all(&vote, err);
	if (result == 0)
		result = write_votes(&vote, err);
	if (result == 0)
		result = write_queue(&vote, err);
	for (size_t i = 0; vote.lines != NULL && i < vote.panels.count; i++) {
		free(vote.rulings[i]);
		dn_vote_lines_release(&vote.lines[i]);
	}
	free(vote.rulings);
	free(vote.lines);
	free(vote.gates);
	dn_panels_release(&vote.panels);
	dn_bytes_release(&vote.out);
	return result;
}
