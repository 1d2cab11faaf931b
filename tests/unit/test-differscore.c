/* SPDX-License-Identifier: MIT */
/* Scores of differences: figures, intervals, what is asked for at least. */
#include "match/differ_score.h"

#include <stdio.h>

#include "suites.h"

/* 6 correct, 1 fuzzy, 1 wrong label, 1 far, 1 missing, 1 spurious, 1 double. */
static struct dn_differ_score
sample(void)
{
	static const struct dn_diff diffs[] = {
		{ DN_DIFF_CORRECT, DN_DIFF_PAIR, NULL, NULL, 1 },
		{ DN_DIFF_CORRECT, DN_DIFF_PAIR, NULL, NULL, 1 },
		{ DN_DIFF_CORRECT, DN_DIFF_PAIR, NULL, NULL, 1 },
		{ DN_DIFF_CORRECT, DN_DIFF_PAIR, NULL, NULL, 1 },
		{ DN_DIFF_CORRECT, DN_DIFF_PAIR, NULL, NULL, 1 },
		{ DN_DIFF_CORRECT, DN_DIFF_PAIR, NULL, NULL, 1 },
		{ DN_DIFF_ATTRIBUTE, DN_DIFF_BESIDE, NULL, NULL, 1 },
		{ DN_DIFF_FUZZY, DN_DIFF_PAIR, NULL, NULL, 0.625 },
		{ DN_DIFF_LABEL, DN_DIFF_PAIR, NULL, NULL, 0.875 },
		{ DN_DIFF_FAR, DN_DIFF_PAIR, NULL, NULL, 0.375 },
		{ DN_DIFF_MISSING, DN_DIFF_GOLD, NULL, NULL, 0 },
		{ DN_DIFF_SPURIOUS, DN_DIFF_OWN, NULL, NULL, 0 },
		{ DN_DIFF_DUPLICATED, DN_DIFF_OWN, NULL, NULL, 0.9 },
	};
	struct dn_differ_score score = { .gold = 0 };

	for (size_t i = 0; i < sizeof(diffs) / sizeof(diffs[0]); i++)
		dn_differ_score_add(&score, &diffs[i], 0.5);
	return score;
}

/* Does the text hold the metric with what follows its name? */
static void
check_line(struct dn_bytes *text, const char *metric, const char *value)
{
	char want[200];

	snprintf(want, sizeof(want), "\"metric\":\"%s\",%s", metric, value);
	if (strstr(dn_bytes_text(text), want) == NULL)
		ck_abort_msg("no %s in %s", want, dn_bytes_text(text));
}

START_TEST(figures_are_made_from_counts)
{
	struct dn_differ_score score = sample();
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX / 2);
	ck_assert_uint_eq(score.gold, 10);
	ck_assert_uint_eq(score.own, 11);
	dn_differ_score_write(&score, DN_SPAN("gold"), DN_SPAN("li"), &out);
	check_line(&out, "accuracy", "\"value\":0.5,");
	check_line(&out, "precision", "\"value\":0.7272727272727273,");
	check_line(&out, "recall", "\"value\":0.8,");
	check_line(&out, "f1", "\"value\":0.7619047619047619,\"ci\":null,");
	check_line(&out, "precision-strict", "\"value\":0.6363636363636364,");
	check_line(&out, "recall-strict", "\"value\":0.7,");
	check_line(&out, "f1-strict", "\"value\":0.6666666666666666,");
	check_line(&out, "mean-similarity",
	    "\"value\":0.875,\"ci\":null,\"confidence\":0.95,\"n\":9,"
	    "\"annotators\":[\"gold\",\"li\"]}");
	check_line(&out, "differences",
	    "\"kind\":\"correct\",\"annotator\":\"li\",\"value\":6}");
	check_line(&out, "differences",
	    "\"kind\":\"attribute\",\"annotator\":\"li\",\"value\":1}");
	dn_bytes_release(&out);
}
END_TEST

START_TEST(nothing_has_no_figures)
{
	const struct dn_differ_score score = { .gold = 0 };
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX / 2);
	dn_differ_score_write(&score, DN_SPAN("gold"), DN_SPAN("li"), &out);
	check_line(&out, "accuracy",
	    "\"value\":null,\"reason\":\"empty\",\"ci\":null,");
	check_line(&out, "mean-similarity",
	    "\"value\":null,\"reason\":\"empty\",\"ci\":null,");
	dn_bytes_release(&out);
}
END_TEST

/* What is missed of one --min. */
static void
check_missed(const char *min, const char *want)
{
	struct dn_differ_score score = sample();
	struct dn_opt_list mins = { .count = 0 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX / 2);
	ck_assert_int_eq(dn_opt_list_add(&mins, min), 0);
	ck_assert_int_eq(dn_differ_score_check(&mins, &err), 0);
	dn_differ_score_missed(&score, &mins, DN_SPAN("li"), &out);
	ck_assert_str_eq(dn_bytes_text(&out), want);
	dn_bytes_release(&out);
	dn_opt_list_release(&mins);
}

START_TEST(a_gate_tests_the_value_or_the_lower_end)
{
	check_missed("recall=0.8", "");
	check_missed("recall=0.81",
	    "li: recall is 0.8, asked for at least 0.81\n");
	/* (0.8 + z2/20 - z sqrt(0.016 + z2/400)) / (1 + z2/10) */
	check_missed("recall.low=0.49", "");
	check_missed("f1-strict=0.7",
	    "li: f1-strict is 0.6666666666666666, asked for at least 0.7\n");
}
END_TEST

START_TEST(a_gate_that_is_none_is_refused)
{
	static const char *const wrong[] = { "accuracy", "kappa=1",
		"accuracy=x", "=0.5", "accuracy.high=0.5", "f1.low=0.5",
		".low=1", "mean-similarity.low=0.5" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct dn_opt_list mins = { .count = 0 };
		struct dn_err err = DN_ERR_INIT;

		ck_assert_int_eq(dn_opt_list_add(&mins, wrong[i]), 0);
		ck_assert_int_eq(dn_differ_score_check(&mins, &err), -1);
		ck_assert_int_eq(err.code, DN_E_USAGE);
		dn_opt_list_release(&mins);
	}
}
END_TEST

DN_SUITE(differscore, figures_are_made_from_counts, nothing_has_no_figures,
    a_gate_tests_the_value_or_the_lower_end, a_gate_that_is_none_is_refused)
