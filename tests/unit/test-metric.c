/* SPDX-License-Identifier: MIT */
/* Metrics: each formula by hand, sums against pairs, and what is refused. */
#include "agree/metric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scratch.h"
#include "suites.h"

#define LABELS 4

/* A metric of the labels of a JSON array, in its order. */
struct trial {
	struct dn_categories *set;
	struct dn_metric_spec spec;
	struct dn_metric metric;
};

static void
begin(struct trial *trial, const char *name, bool scale, const char *labels)
{
	static const uint32_t order[] = { 0, 1, 2, 3, 4, 5 };
	struct dn_err err = DN_ERR_INIT;

	trial->set = dn_categories_new();
	ck_assert_ptr_nonnull(trial->set);
	ck_assert_int_eq(dn_categories_declare(trial->set, labels, &err), 0);
	ck_assert_int_eq(dn_metric_spec_init(&trial->spec, name, scale,
	    &err), 0);
	ck_assert_msg(dn_metric_init(&trial->metric, &trial->spec, trial->set,
	    order, dn_categories_count(trial->set), &err) == 0, "%s",
	    err.text);
}

static void
end(struct trial *trial)
{
	dn_metric_release(&trial->metric);
	dn_metric_spec_release(&trial->spec);
	dn_categories_free(trial->set);
}

static double
distance(const char *name, bool scale, const char *labels, size_t k, size_t l)
{
	struct trial trial;
	double got;

	begin(&trial, name, scale, labels);
	got = dn_metric_distance(&trial.metric, k, l);
	ck_assert_double_eq(dn_metric_distance(&trial.metric, k, k), 0);
	end(&trial);
	return got;
}

#define ck_assert_near(got, want) \
	ck_assert_double_le(fabs((got) - (want)), 1e-14)

START_TEST(weights_of_numbers_are_those_of_gwet)
{
	static const char *const labels = "[1,2,4,8]";

	ck_assert_near(distance("identity", false, labels, 0, 1), 1);
	ck_assert_near(distance("linear", false, labels, 1, 2), 2.0 / 7);
	ck_assert_near(distance("quadratic", false, labels, 1, 2), 4.0 / 49);
	ck_assert_near(distance("radical", false, labels, 1, 2),
	    sqrt(2.0 / 7));
	/* By ranks: C(2 + 1, 2) of C(4, 2). */
	ck_assert_near(distance("ordinal", false, labels, 1, 3), 3.0 / 6);
	/* (2 / 6)^2 of (7 / 9)^2. */
	ck_assert_near(distance("ratio", false, labels, 1, 2),
	    (1.0 / 9) / (49.0 / 81));
	/* 4 / (4 * 10) of the largest, that of 1 and 8: 49 / (7 * 7). */
	ck_assert_near(distance("bipolar", false, labels, 1, 2), 0.1);
}
END_TEST

START_TEST(ranks_stand_for_names_that_are_declared)
{
	static const char *const labels = "[\"low\",\"mid\",\"high\"]";

	ck_assert_near(distance("linear", false, labels, 0, 1), 0.5);
	ck_assert_near(distance("quadratic", false, labels, 0, 1), 0.25);
	ck_assert_near(distance("interval", true, labels, 0, 2), 4);
}
END_TEST

START_TEST(scales_are_those_of_krippendorff)
{
	static const char *const labels = "[1,2,4,8]";
	double wave = sin(acos(-1) * 2 / 8);

	ck_assert_near(distance("nominal", true, labels, 0, 1), 1);
	ck_assert_near(distance("interval", true, labels, 1, 3), 36);
	ck_assert_near(distance("ratio", true, labels, 1, 3), 0.36);
	ck_assert_near(distance("circular", true, labels, 1, 2),
	    wave * wave);
	ck_assert_near(distance("polar", true, labels, 1, 2), 0.1);
	ck_assert_near(distance("ratio", true, "[0,1]", 0, 0), 0);
}
END_TEST

START_TEST(sets_share_what_they_share)
{
	static const char *const labels =
	    "[[\"a\",\"b\"],[\"b\",1.0,1],\"b\",[\"b\",\"a\"],[]]";

	/* One element of three; of two; all; none. */
	ck_assert_near(distance("jaccard", true, labels, 0, 1), 2.0 / 3);
	ck_assert_near(distance("jaccard", true, labels, 0, 2), 0.5);
	ck_assert_near(distance("jaccard", true, labels, 0, 3), 0);
	ck_assert_near(distance("jaccard", true, labels, 0, 4), 1);
	ck_assert_near(distance("masi", true, labels, 0, 1), 1 - 1.0 / 9);
	ck_assert_near(distance("masi", true, labels, 0, 2), 1 - 1.0 / 3);
	ck_assert_near(distance("masi", true, labels, 0, 3), 0);
	ck_assert_near(distance("masi", true, labels, 0, 4), 1);
}
END_TEST

START_TEST(sums_are_those_over_pairs)
{
	static const struct { const char *name; bool scale; } metrics[] = {
		{ "identity", false }, { "linear", false },
		{ "quadratic", false }, { "radical", false },
		{ "ratio", false }, { "bipolar", false },
		{ "interval", true }, { "circular", true }, { "polar", true },
	};
	static const uint32_t given[] = { 0, 3, 3, 1, 2, 0 };
	static const double mass[] = { 0.25, 0, 0.5, 3 };
	double out[LABELS], want, all;
	struct trial trial;

	for (size_t m = 0; m < sizeof(metrics) / sizeof(metrics[0]); m++) {
		begin(&trial, metrics[m].name, metrics[m].scale, "[1,2,4,8]");
		dn_metric_against(&trial.metric, mass, out);
		all = 0;
		for (size_t k = 0; k < LABELS; k++) {
			want = 0;
			for (size_t l = 0; l < LABELS; l++) {
				double d = dn_metric_distance(&trial.metric,
				    k, l);

				want += mass[l] * d;
				all += d;
			}
			ck_assert_double_le(fabs(out[k] - want),
			    1e-12 * (1 + want));
		}
		ck_assert_double_le(fabs(dn_metric_total(&trial.metric) -
		    all), 1e-12 * (1 + all));
		want = 0;
		for (size_t i = 0; i < 6; i++)
			for (size_t j = 0; j < 6; j++)
				want += dn_metric_distance(&trial.metric,
				    given[i], given[j]);
		ck_assert_double_le(fabs(dn_metric_within(&trial.metric,
		    given, 6) - want), 1e-12 * (1 + want));
		ck_assert_double_eq(dn_metric_within(&trial.metric,
		    (const uint32_t[]){ 3, 3, 3 }, 3), 0);
		end(&trial);
	}
}
END_TEST

START_TEST(a_file_weighs_labels_by_name)
{
	struct trial trial;

	scratch_begin();
	scratch_put_text("w.json", "{\"labels\":[\"b\",\"a\",\"c\"],"
	    "\"disagreement\":[[0,1,2],[3,0,4],[2,8,0]]}");
	begin(&trial, "@w.json", false, "[\"a\",\"b\"]");
	ck_assert_near(dn_metric_distance(&trial.metric, 0, 1), 3.0 / 8);
	ck_assert_near(dn_metric_distance(&trial.metric, 1, 0), 1.0 / 8);
	ck_assert(trial.metric.askew);
	ck_assert_double_eq(trial.metric.largest, 8);
	ck_assert_str_eq(dn_bytes_text(&trial.spec.labels),
	    "[\"b\",\"a\",\"c\"]");
	end(&trial);
	scratch_put_text("w.json", "{\"labels\":[1,2],"
	    "\"agreement\":[[1,0.25],[0.25,1]]}");
	begin(&trial, "@w.json", false, "[1,2.0]");
	ck_assert_near(dn_metric_distance(&trial.metric, 0, 1), 0.75);
	ck_assert(!trial.metric.askew);
	end(&trial);
	scratch_end();
}
END_TEST

START_TEST(a_file_that_weighs_nothing_is_refused)
{
	static const char *const bad[] = {
		"{\"labels\":[1,2]}",
		"{\"labels\":[1,2],\"agreement\":[[1,0]]}",
		"{\"labels\":[1,2],\"agreement\":[[1,0],[0]]}",
		"{\"labels\":[1,2],\"agreement\":[[1,2],[0,1]]}",
		"{\"labels\":[1,2],\"agreement\":[[0,1],[1,0]]}",
		"{\"labels\":[1,2],\"disagreement\":[[0,-1],[1,0]]}",
		"{\"labels\":[1,2],\"disagreement\":[[0,\"1\"],[1,0]]}",
		"{\"labels\":[1],\"disagreement\":[[0]],\"agreement\":[[1]]}",
		"[]", "{\"labels\":[1", "",
	};

	scratch_begin();
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct dn_err err = DN_ERR_INIT;
		struct dn_metric_spec spec;

		scratch_put_text("w.json", bad[i]);
		ck_assert_msg(dn_metric_spec_init(&spec, "@w.json", false,
		    &err) < 0, "%s", bad[i]);
		ck_assert_int_eq(err.code, DN_E_USAGE);
		dn_metric_spec_release(&spec);
	}
	scratch_end();
}
END_TEST

START_TEST(names_without_an_order_have_no_weights)
{
	static const char *const texts[] = { "\"low\"", "\"mid\"" };
	static const uint32_t order[] = { 0, 1 };
	struct dn_categories *set = dn_categories_new();
	struct dn_err err = DN_ERR_INIT;
	struct dn_metric_spec spec;
	struct dn_metric metric;
	uint32_t number;

	for (size_t i = 0; i < 2; i++) {
		struct dn_json_value value = {
			.raw = dn_span_of(texts[i]), .type = DN_JSON_STRING };

		ck_assert_int_eq(dn_categories_add(set, &value, &number,
		    &err), 0);
	}
	ck_assert_int_eq(dn_metric_spec_init(&spec, "linear", false, &err),
	    0);
	ck_assert_int_eq(dn_metric_init(&metric, &spec, set, order, 2, &err),
	    -1);
	ck_assert_int_eq(err.code, DN_E_USAGE);
	ck_assert_str_eq(err.text, "--weights linear: labels that are not "
	    "numbers have no order without --categories");
	dn_metric_release(&metric);
	dn_metric_spec_release(&spec);
	dn_categories_free(set);
}
END_TEST

DN_SUITE(metric,
    weights_of_numbers_are_those_of_gwet,
    ranks_stand_for_names_that_are_declared,
    scales_are_those_of_krippendorff,
    sets_share_what_they_share,
    sums_are_those_over_pairs,
    a_file_weighs_labels_by_name,
    a_file_that_weighs_nothing_is_refused,
    names_without_an_order_have_no_weights)
