/* SPDX-License-Identifier: MIT */
/* The model of Dawid and Skene against one computed densely with NumPy. */
#include "agree/dawid.h"

#include <math.h>

#include "agree/quality.h"
#include "suites.h"

#define ck_assert_near(got, want) \
	ck_assert_double_le(fabs((got) - (want)), 1e-12)

#define NONE DN_PANEL_NONE

/* Six items, three annotators, three labels; two votes are missing. */
static struct dn_rating votes[] = { { 0, 0 }, { 1, 0 }, { 2, 1 },
	{ 0, 1 }, { 1, 1 }, { 2, 1 }, { 0, 0 }, { 1, 1 }, { 2, 1 },
	{ 0, 2 }, { 1, 2 }, { 2, 0 }, { 0, 1 }, { 1, 0 }, { 0, 2 },
	{ 2, 2 } };
static struct dn_ballot ballots[] = { { 0, 3, NONE, 0 },
	{ 3, 3, NONE, 1 }, { 6, 3, NONE, 2 }, { 9, 3, NONE, 3 },
	{ 12, 2, NONE, 4 }, { 14, 2, NONE, 5 } };
static const struct dn_panel panel = { .annotator_count = 3,
	.label_count = 3, .ballots = ballots, .count = 6, .votes = votes,
	.vote_count = 16 };

/* What a model says of the ballots 0, 2 and 4. */
static void
check_ballots(const struct dn_dawid *dawid, const double *want)
{
	double got[3];

	for (size_t b = 0; b < 3; b++) {
		dn_dawid_probabilities(dawid, &panel.ballots[2 * b], got);
		for (size_t k = 0; k < 3; k++)
			ck_assert_near(got[k], want[3 * b + k]);
	}
}

static void
fit(struct dn_dawid *dawid, double smoothing, uint64_t iterations)
{
	const struct dn_dawid_spec spec = { smoothing, iterations };
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_dawid_fit(dawid, &panel, &spec, &err), 0);
}

START_TEST(seven_steps_are_those_of_a_dense_computation)
{
	static const double want[] = { 0.4630912880440793,
		0.5369082314094518, 4.805464688050737e-07,
		0.1364079502570693, 0.8635915590577916,
		4.906851391883412e-07, 0.40136251138256446,
		0.5985365971792789, 0.00010089143815674299 };
	struct dn_dawid dawid;

	fit(&dawid, 0.01, 7);
	check_ballots(&dawid, want);
	ck_assert_uint_eq(dawid.iterations, 7);
	ck_assert(!dawid.converged);
	ck_assert_near(dawid.likelihood, -10.879535989205664);
	ck_assert_near(dn_dawid_prior(&dawid, 1), 0.4791983380850244);
	ck_assert_near(dn_dawid_confusion(&dawid, 2, 0, 1),
	    0.9731485492860519);
	ck_assert_near(dn_dawid_skill(&dawid, 1), 0.7623505433540183);
	dn_dawid_release(&dawid);
}
END_TEST

START_TEST(what_gold_says_is_held_fast)
{
	static const double want[] = { 0.5944129219575145,
		0.3792388801113161, 0.026348197931169347,
		0.2519593639921227, 0.724296394263481,
		0.02374424174439636, 1, 0, 0 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_ruling rulings[6];
	struct dn_dawid dawid;

	ballots[4].gold = 0;
	fit(&dawid, 0.5, 3);
	check_ballots(&dawid, want);
	ck_assert_near(dawid.likelihood, -15.20929085519654);
	ck_assert_near(dn_dawid_skill(&dawid, 1), 0.5731153178259134);
	ck_assert_int_eq(dn_dawid_judge(&dawid, rulings, &err), 0);
	ck_assert_uint_eq(rulings[4].label, 0);
	ck_assert_int_eq(rulings[4].reason, DN_RULING_GOLD);
	ck_assert_double_eq(rulings[4].confidence, 1);
	ck_assert_int_eq(rulings[1].reason, DN_RULING_CLEAR);
	ck_assert_int_eq(rulings[0].reason, DN_RULING_DISPUTED);
	ck_assert_near(rulings[0].dispute,
	    1 - (0.5944129219575145 - 0.3792388801113161));
	dn_dawid_release(&dawid);
	ballots[4].gold = NONE;
}
END_TEST

START_TEST(without_smoothing_nothing_is_ever_infinite)
{
	static const double want[] = { 0.5313004623006735,
		0.46869953769932654, 0, 0.14360641602826102,
		0.856393583971739, 0, 0.4051469889853419,
		0.594853011014658, 0 };
	struct dn_dawid dawid;

	fit(&dawid, 0, 4);
	check_ballots(&dawid, want);
	ck_assert_near(dawid.likelihood, -10.754575000899514);
	dn_dawid_release(&dawid);
	fit(&dawid, 0, 1000);
	ck_assert(dawid.converged);
	ck_assert(isfinite(dawid.likelihood));
	dn_dawid_release(&dawid);
}
END_TEST

START_TEST(nothing_is_modelled_from_nothing)
{
	const struct dn_dawid_spec spec = { 0.01, 5 };
	const struct dn_panel empty = { .count = 0 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_dawid dawid;

	ck_assert_int_eq(dn_dawid_fit(&dawid, &empty, &spec, &err), 0);
	ck_assert_double_eq(dawid.likelihood, 0);
	dn_dawid_release(&dawid);
}
END_TEST

START_TEST(annotators_are_compared_with_each_other)
{
	static const double without[] = { 0.17647058823529416,
		0.18181818181818177, 0.4375 };
	static const double kappas[] = { 0.27083333333333326,
		0.2430555555555555, 0.1388888888888889 };
	const struct dn_quality_spec spec = { 0.95, 1 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_qualities qualities;

	ck_assert_int_eq(dn_qualities_init(&qualities, &panel, NULL, &spec,
	    &err), 0);
	ck_assert_near(qualities.alpha, 0.27710843373493976);
	for (size_t a = 0; a < 3; a++) {
		const struct dn_quality *quality = &qualities.list[a];

		ck_assert_near(quality->without, without[a]);
		ck_assert_near(quality->gain, qualities.alpha - without[a]);
		ck_assert_near(quality->kappa, kappas[a]);
		ck_assert_uint_eq(quality->pairs, 2);
		ck_assert_uint_eq(quality->rank, 0);
		ck_assert(isnan(quality->accuracy) && isnan(quality->skill));
	}
	dn_qualities_release(&qualities);
}
END_TEST

START_TEST(annotators_are_ranked_by_the_lower_end)
{
	const struct dn_quality_spec spec = { 0.95, 2 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_qualities qualities;
	uint64_t counts[9];

	ballots[0].gold = 0;
	ballots[3].gold = 2;
	ballots[5].gold = 2;
	ck_assert_int_eq(dn_qualities_init(&qualities, &panel, NULL, &spec,
	    &err), 0);
	ck_assert_uint_eq(qualities.list[0].known, 3);
	ck_assert_uint_eq(qualities.list[0].right, 3);
	ck_assert_uint_eq(qualities.list[0].rank, 1);
	ck_assert_uint_eq(qualities.list[1].rank, 2);
	ck_assert_uint_eq(qualities.list[2].rank, 3);
	ck_assert_near(qualities.list[2].accuracy, 1.0 / 3);
	ck_assert_near(qualities.list[2].f1, 2.0 / 9);
	ck_assert_uint_eq(qualities.voted, 6);
	dn_quality_confusion(&qualities, 2, counts);
	ck_assert_uint_eq(counts[0 * 3 + 1], 1);
	ck_assert_uint_eq(counts[2 * 3 + 0], 1);
	ck_assert_uint_eq(counts[2 * 3 + 2], 1);
	ck_assert_uint_eq(counts[0], 0);
	dn_qualities_release(&qualities);
	ballots[0].gold = ballots[3].gold = ballots[5].gold = NONE;
}
END_TEST

START_TEST(weights_decide_and_ties_stay)
{
	static const double even[] = { 0.1, 0.2, 0.3 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_ruling rulings[6];

	ck_assert_int_eq(dn_ruling_judge(&panel, NULL, rulings, &err), 0);
	ck_assert_uint_eq(rulings[0].label, 0);
	ck_assert_near(rulings[0].confidence, 2.0 / 3);
	ck_assert_int_eq(rulings[0].reason, DN_RULING_DISPUTED);
	ck_assert_int_eq(rulings[1].reason, DN_RULING_CLEAR);
	ck_assert_double_eq(rulings[1].dispute, 0);
	ck_assert_uint_eq(rulings[4].label, NONE);
	ck_assert_int_eq(rulings[4].reason, DN_RULING_TIE_VOTE);
	ck_assert_near(rulings[4].dispute, log(2) / log(3));
	/* 0.1 + 0.2 is not 0.3 to the last bit, and a tie all the same. */
	ck_assert_int_eq(dn_ruling_judge(&panel, even, rulings, &err), 0);
	ck_assert_int_eq(rulings[0].reason, DN_RULING_TIE_VOTE);
	ck_assert_uint_eq(rulings[4].label, 0);
	ck_assert_near(rulings[4].confidence, 2.0 / 3);
}
END_TEST

DN_SUITE(dawid,
    seven_steps_are_those_of_a_dense_computation,
    what_gold_says_is_held_fast,
    without_smoothing_nothing_is_ever_infinite,
    nothing_is_modelled_from_nothing,
    annotators_are_compared_with_each_other,
    annotators_are_ranked_by_the_lower_end,
    weights_decide_and_ties_stay)
