/* SPDX-License-Identifier: MIT */
/* Figures are made from counts at the end. */
#include "match/differ_score.h"

#include "io/jsontext.h"
#include "io/number.h"
#include "match/differ_line.h"

#define CONFIDENCE 0.95

enum metric { ACCURACY, PRECISION, RECALL, F1, PRECISION_STRICT,
	RECALL_STRICT, F1_STRICT, SIMILARITY, RELATION_PRECISION,
	RELATION_RECALL, RELATION_F1, METRIC_COUNT };

static const char *const names[METRIC_COUNT] = {
	"accuracy", "precision", "recall", "f1", "precision-strict",
	"recall-strict", "f1-strict", "mean-similarity",
	"relation-precision", "relation-recall", "relation-f1"
};

/* A figure; `of` 0: it is not defined. */
struct figure {
	double value, low, high;
	uint64_t of;
	bool share;                     /* of `of`: it has an interval */
};

/* A relation is found where its type and both ends are. */
static void
add_relation(struct dn_differ_score *score, const struct dn_diff *diff)
{
	const struct dn_unit *unit = diff->gold != NULL ? diff->gold :
	    diff->own;

	if (unit == NULL || unit->kind != DN_UNIT_RELATION)
		return;
	score->relation_gold += diff->side == DN_DIFF_PAIR ||
	    diff->side == DN_DIFF_GOLD;
	score->relation_own += diff->side == DN_DIFF_PAIR ||
	    diff->side == DN_DIFF_OWN;
	score->relations += diff->side == DN_DIFF_PAIR &&
	    diff->kind == DN_DIFF_CORRECT;
}

void
dn_differ_score_add(struct dn_differ_score *score,
    const struct dn_diff *diff, double match)
{
	add_relation(score, diff);
	score->kinds[diff->kind]++;
	if (diff->side == DN_DIFF_PAIR || diff->side == DN_DIFF_GOLD)
		score->gold++;
	if (diff->side == DN_DIFF_PAIR || diff->side == DN_DIFF_OWN)
		score->own++;
	if (diff->side != DN_DIFF_PAIR)
		return;
	score->pairs++;
	dn_stat_sum_add(&score->similarity, diff->similarity);
	if (diff->similarity < match)
		return;
	score->matched++;
	if (diff->kind == DN_DIFF_CORRECT || diff->kind == DN_DIFF_FUZZY)
		score->strict++;
}

static struct figure
share(uint64_t part, uint64_t of)
{
	struct figure figure = { .of = of, .share = true };

	if (of == 0)
		return figure;
	figure.value = (double)part / (double)of;
	dn_stat_wilson((double)part, (double)of, CONFIDENCE, &figure.low,
	    &figure.high);
	return figure;
}

static struct figure
f1(uint64_t matched, uint64_t both)
{
	return (struct figure){ .of = both,
		.value = 2 * (double)matched / (double)(both + (both == 0)) };
}

static struct figure
figure_of(const struct dn_differ_score *score, enum metric metric)
{
	uint64_t both = score->gold + score->own;

	switch (metric) {
	case ACCURACY:
		return share(score->kinds[DN_DIFF_CORRECT], score->gold +
		    score->kinds[DN_DIFF_SPURIOUS] +
		    score->kinds[DN_DIFF_DUPLICATED]);
	case PRECISION:
		return share(score->matched, score->own);
	case RECALL:
		return share(score->matched, score->gold);
	case F1:
		return f1(score->matched, both);
	case PRECISION_STRICT:
		return share(score->strict, score->own);
	case RECALL_STRICT:
		return share(score->strict, score->gold);
	case F1_STRICT:
		return f1(score->strict, both);
	case RELATION_PRECISION:
		return share(score->relations, score->relation_own);
	case RELATION_RECALL:
		return share(score->relations, score->relation_gold);
	case RELATION_F1:
		return f1(score->relations,
		    score->relation_gold + score->relation_own);
	default:
		return (struct figure){ .of = score->pairs, .value =
			dn_stat_sum_get(&score->similarity) /
			(double)(score->pairs + (score->pairs == 0)) };
	}
}

static void
add_figure(const struct figure *figure, struct dn_bytes *out)
{
	dn_bytes_add_text(out, ",\"value\":");
	if (figure->of == 0)
		dn_bytes_add_text(out, "null,\"reason\":\"empty\"");
	else
		dn_json_write_real(out, figure->value);
	dn_bytes_add_text(out, ",\"ci\":");
	if (figure->of == 0 || !figure->share) {
		dn_bytes_add_text(out, "null");
	} else {
		dn_bytes_add_byte(out, '[');
		dn_json_write_real(out, figure->low);
		dn_bytes_add_byte(out, ',');
		dn_json_write_real(out, figure->high);
		dn_bytes_add_byte(out, ']');
	}
	dn_bytes_add_text(out, ",\"confidence\":");
	dn_json_write_real(out, CONFIDENCE);
	dn_bytes_add_format(out, ",\"n\":%llu",
	    (unsigned long long)figure->of);
}

void
dn_differ_score_write(const struct dn_differ_score *score,
    struct dn_span gold, struct dn_span annotator, struct dn_bytes *out)
{
	for (int metric = 0; metric < METRIC_COUNT; metric++) {
		struct figure figure = figure_of(score, (enum metric)metric);

		if (metric >= RELATION_PRECISION &&
		    score->relation_gold + score->relation_own == 0)
			continue;
		dn_bytes_add_format(out, "{\"record\":\"metric\","
		    "\"metric\":\"%s\"", names[metric]);
		add_figure(&figure, out);
		dn_bytes_add_text(out, ",\"annotators\":[");
		dn_json_write_text(out, gold);
		dn_bytes_add_byte(out, ',');
		dn_json_write_text(out, annotator);
		dn_bytes_add_text(out, "]}\n");
	}
	for (int kind = 0; kind < DN_DIFF_COUNT; kind++) {
		if (score->kinds[kind] == 0)
			continue;
		dn_bytes_add_format(out, "{\"record\":\"metric\","
		    "\"metric\":\"differences\",\"kind\":\"%s\","
		    "\"annotator\":", dn_diff_name((enum dn_diff_kind)kind));
		dn_json_write_text(out, annotator);
		dn_bytes_add_format(out, ",\"value\":%llu}\n",
		    (unsigned long long)score->kinds[kind]);
	}
}

/* ---- gates --------------------------------------------------------- */

/* METRIC=X or METRIC.low=X; false for what is neither. */
static bool
read_gate(const char *text, enum metric *metric, bool *low, double *least)
{
	const char *equals = strchr(text, '=');
	size_t len = equals == NULL ? 0 : (size_t)(equals - text);

	if (equals == NULL || !dn_opt_read_real(equals + 1, least))
		return false;
	*low = len > 4 && memcmp(equals - 4, ".low", 4) == 0;
	if (*low)
		len -= 4;
	for (int i = 0; i < METRIC_COUNT; i++)
		if (strlen(names[i]) == len &&
		    memcmp(names[i], text, len) == 0) {
			*metric = (enum metric)i;
			return !*low || (i != F1 && i != F1_STRICT &&
			    i != SIMILARITY && i != RELATION_F1);
		}
	return false;
}

int
dn_differ_score_check(const struct dn_opt_list *mins, struct dn_err *err)
{
	enum metric metric;
	double least;
	bool low;

	for (size_t i = 0; i < mins->count; i++)
		if (!read_gate(mins->values[i], &metric, &low, &least))
			return dn_err_set(err, DN_E_USAGE,
			    "--min %s: METRIC=X is wanted, METRIC one of "
			    "accuracy, precision, recall, f1, each but the "
			    "first also with -strict or behind relation-, "
			    "or mean-similarity, with .low behind a share",
			    mins->values[i]);
	return 0;
}

void
dn_differ_score_missed(const struct dn_differ_score *score,
    const struct dn_opt_list *mins, struct dn_span annotator,
    struct dn_bytes *out)
{
	char text[DN_NUMBER_TEXT];
	struct figure figure;
	enum metric metric;
	double least, value;
	bool low;

	for (size_t i = 0; i < mins->count; i++) {
		if (!read_gate(mins->values[i], &metric, &low, &least))
			continue;
		figure = figure_of(score, metric);
		value = low ? figure.low : figure.value;
		if (figure.of != 0 && value >= least)
			continue;
		dn_bytes_add_span(out, annotator);
		dn_bytes_add_format(out, ": %s%s is ", names[metric],
		    low ? ".low" : "");
		dn_number_write(value, text);
		dn_bytes_add_text(out, figure.of == 0 ? "not defined" : text);
		dn_number_write(least, text);
		dn_bytes_add_format(out, ", asked for at least %s\n", text);
	}
}
