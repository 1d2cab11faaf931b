/* SPDX-License-Identifier: MIT */
/* Units on continua: alpha of 1995, its family of 2016, durations. */
#include "agree/unitize.h"

#include <math.h>

#include "agree/coincide.h"
#include "continua.h"
#include "suites.h"

#define NEAR(a, b) ck_assert_double_eq_tol(a, b, 1e-12)

static struct dn_unitized
alpha_1995(const char *text, uint32_t label)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_unitized results[16];
	struct dn_continua set;

	continua_read(&set, text);
	ck_assert_int_eq(dn_unitize(&set, results, &err), 0);
	if (label == UINT32_MAX)
		label = set.label_count;
	dn_continua_release(&set);
	return results[label];
}

#define ALL UINT32_MAX

START_TEST(equal_units_agree_and_shifted_ones_do_less)
{
	struct dn_unitized got = alpha_1995("0 100 2: 0 0 10 20, 1 0 10 20",
	    ALL);

	ck_assert_ptr_null(got.reason);
	ck_assert_double_eq(got.value, 1);
	ck_assert_double_eq(got.observed, 0);
	/* Squares 1 and 1 by two orders: 4 / (2 * 100^2). */
	got = alpha_1995("0 100 2: 0 0 10 20, 1 0 11 21", ALL);
	NEAR(got.observed, 4. / 20000);
	ck_assert(got.value < 1 && got.value > 0.9);
}
END_TEST

START_TEST(a_unit_in_a_gap_counts_its_square)
{
	struct dn_unitized got = alpha_1995(
	    "0 100 2: 0 0 10 20, 1 0 20 25", ALL);

	NEAR(got.observed, 2. * (100 + 25) / (2 * 10000));
	/* And again for every other annotator who has none. */
	got = alpha_1995("0 100 4: 0 0 10 20", ALL);
	NEAR(got.observed, 2. * 3 * 100 / (4 * 3 * 10000));
}
END_TEST

START_TEST(items_are_laid_end_to_end)
{
	struct dn_unitized one = alpha_1995(
	    "0 100 2: 0 0 10 20, 1 0 15 30\n", 0);
	struct dn_unitized two = alpha_1995(
	    "0 100 2: 0 0 10 20, 1 0 15 30\n7 50 1: 0 0 8 9\n", 0);
	struct dn_unitized both = alpha_1995("0 100 2: 0 0 10 20, 1 0 15 30\n"
	    "100 200 2: 0 0 110 120, 1 0 115 130", 0);

	ck_assert_double_eq(one.value, two.value);
	NEAR(both.observed, one.observed / 2);
}
END_TEST

START_TEST(what_cannot_be_computed_has_a_reason)
{
	ck_assert_str_eq(alpha_1995("0 9 2:", ALL).reason, "empty");
	ck_assert_str_eq(alpha_1995("", ALL).reason, "empty");
	ck_assert_str_eq(alpha_1995("0 9 1: 0 0 1 2", ALL).reason,
	    "one-annotator");
	ck_assert_str_eq(alpha_1995("0 9 2: 0 1 1 2, 1 1 1 2", 0).reason,
	    "unused");
	ck_assert_str_eq(alpha_1995("0 9 2: 0 1 1 4, 0 1 3 5", 1).reason,
	    "overlap");
	ck_assert_str_eq(alpha_1995("0 9 2: 0 1 1 4, 0 1 3 5", ALL).reason,
	    "overlap");
	ck_assert_ptr_null(alpha_1995("0 9 2: 0 0 1 4, 0 1 3 5", ALL).reason);
}
END_TEST

/* alpha of the family for a set. */
static struct dn_unitized
family(const struct dn_continua *set, enum dn_alpha_u which, uint32_t label)
{
	struct dn_coincidence sums[32];
	struct dn_err err = DN_ERR_INIT;

	ck_assert_uint_lt(set->label_count, 31);
	ck_assert_int_eq(dn_coincide(set, sums, &err), 0);
	return dn_alpha_u(sums, set->label_count, which, label);
}

START_TEST(lengths_coincide)
{
	struct dn_coincidence sums[3];
	struct dn_err err = DN_ERR_INIT;
	struct dn_continua set;

	continua_read(&set, "0 10 3: 0 0 0 4, 1 0 2 6, 2 1 3 8\n"
	    "5 9 2: 0 0 5 9");
	ck_assert_int_eq(dn_coincide(&set, sums, &err), 0);
	ck_assert_double_eq(sums[0].own, 4 + 4 + 4);
	ck_assert_double_eq(sums[0].same, 2 * 2 / 2.);
	ck_assert_double_eq(sums[0].squares, 48);
	ck_assert_double_eq(sums[0].paired, (2 + 1 + 2 + 3) / 2.);
	ck_assert_double_eq(sums[0].paired_squares,
	    3 * 3 / 4. + 5 * 5 / 4.);
	ck_assert_double_eq(sums[1].own, 5);
	ck_assert_double_eq(sums[1].same, 0);
	ck_assert_double_eq(sums[2].own, 30 - 13 + 4);
	ck_assert_double_eq(sums[2].squares, sums[2].own);
	dn_continua_release(&set);
}
END_TEST

START_TEST(the_family_is_one_where_all_agree)
{
	struct dn_continua set;

	continua_read(&set, "0 10 2: 0 0 0 4, 0 1 4 6, 1 0 0 4, 1 1 4 6");
	ck_assert_double_eq(family(&set, DN_ALPHA_U, 0).value, 1);
	ck_assert_double_eq(family(&set, DN_ALPHA_BINARY, 0).value, 1);
	ck_assert_double_eq(family(&set, DN_ALPHA_CU, 0).value, 1);
	ck_assert_double_eq(family(&set, DN_ALPHA_KU, 1).value, 1);
	ck_assert_double_eq(family(&set, DN_ALPHA_KU, 1).coverage, 1);
	dn_continua_release(&set);
	continua_read(&set, "0 10 2: 0 1 0 4, 1 1 5 10");
	ck_assert_str_eq(family(&set, DN_ALPHA_CU, 0).reason, "no-pairs");
	ck_assert_str_eq(family(&set, DN_ALPHA_KU, 0).reason, "unused");
	ck_assert_str_eq(family(&set, DN_ALPHA_KU, 1).reason, "no-pairs");
	ck_assert_double_eq(family(&set, DN_ALPHA_KU, 1).coverage, 0);
	dn_continua_release(&set);
	continua_read(&set, "0 10 2: 0 0 0 10, 1 0 0 10");
	ck_assert_str_eq(family(&set, DN_ALPHA_U, 0).reason, "one-category");
	dn_continua_release(&set);
}
END_TEST

START_TEST(durations_make_a_table)
{
	struct dn_coincidence sums[3];
	struct dn_err err = DN_ERR_INIT;
	struct dn_unitized kappa;
	struct dn_continua set;

	/* The table: 0/0 3, 0/1 1, gap/1 2, gap/gap 4. */
	continua_read(&set, "0 10 2: 0 0 0 4, 1 0 0 3, 1 1 3 6");
	ck_assert_int_eq(dn_coincide(&set, sums, &err), 0);
	NEAR(dn_share_of(sums, 2, -1).value, 0.7);
	NEAR(dn_share_of(sums, 2, 0).value, 0.9);
	ck_assert_int_eq(dn_kappa_of(&set, sums, -1, &kappa, &err), 0);
	NEAR(kappa.value, (0.7 - 0.36) / (1 - 0.36));
	ck_assert_int_eq(dn_kappa_of(&set, sums, 0, &kappa, &err), 0);
	NEAR(kappa.value, (0.9 - 0.54) / (1 - 0.54));
	NEAR(dn_alpha_of(sums, 2, -1).value,
	    1 - 0.3 / (1 - (49 + 9 + 100) / 400.));
	NEAR(dn_alpha_of(sums, 2, 1).value, 1 - 0.3 / (2 * 0.15 * 0.85));
	dn_continua_release(&set);
}
END_TEST

START_TEST(two_annotators_are_taken_out)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_continua set, pair;

	continua_read(&set, "0 10 3: 0 0 0 4, 1 0 2 6, 2 1 3 8\n"
	    "0 5 2: 0 0 0 4");
	ck_assert_int_eq(dn_continua_pair(&set, 0, 2, &pair, &err), 0);
	ck_assert_uint_eq(pair.annotator_count, 2);
	ck_assert_uint_eq(pair.list[0].count, 2);
	ck_assert_uint_eq(pair.list[0].units[1].annotator, 1);
	ck_assert_uint_eq(pair.list[1].annotator_count, 1);
	ck_assert_uint_eq(dn_continua_size(&pair).items, 1);
	dn_continua_release(&pair);
	dn_continua_release(&set);
}
END_TEST

/* ---- published numbers --------------------------------------------------- */

enum { SET, COEF, FIELD, EXPECTED, TOLERANCE, RECOMPUTED, WHICH, CATEGORY,
	FIELDS };

static const char *const members[FIELDS] = { "dataset", "coefficient",
	"field", "expected", "tolerance", "recomputed", "/options/which",
	"/options/category" };

/* Begin and length of a data set. */
static void
find_size(struct dn_span name, double *begin, double *length)
{
	static const char *const asked[] = { "dataset", "begin", "length" };
	struct dn_err err = DN_ERR_INIT;
	struct dn_json_fields *fields = dn_json_fields_new(asked, 3, &err);
	struct dn_json *json = dn_json_new(fields, DN_JSON_STRICT);
	struct dn_json_value values[3];
	struct dn_bytes text;
	char line[4096];
	const char *at;

	*length = -1;
	ck_assert(continua_slurp("datasets.jsonl", &text));
	for (at = dn_bytes_text(&text); continua_line(json, &at, line,
	    sizeof(line), values);)
		if (dn_span_equal(values[0].raw, name)) {
			*begin = continua_number(&values[1]);
			*length = continua_number(&values[2]);
		}
	ck_assert_double_ge(*length, 0);
	dn_bytes_release(&text);
	dn_json_free(json);
	dn_json_fields_free(fields);
}

static struct dn_unitized
compute(const struct dn_json_value *values, const struct dn_continua *set,
    struct dn_names *labels)
{
	struct dn_unitized results[32];
	struct dn_err err = DN_ERR_INIT;
	size_t label = dn_names_find(labels, values[CATEGORY].raw);
	struct dn_span which = values[WHICH].raw;

	if (dn_span_is(values[COEF].raw, "\"alpha_u\"")) {
		ck_assert_int_eq(dn_unitize(set, results, &err), 0);
		return results[label == DN_NAMES_NONE ? set->label_count :
		    label];
	}
	return family(set, dn_span_is(which, "\"u\"") ? DN_ALPHA_U :
	    dn_span_is(which, "\"binary\"") ? DN_ALPHA_BINARY :
	    dn_span_is(which, "\"cu\"") ? DN_ALPHA_CU : DN_ALPHA_KU,
	    (uint32_t)label);
}

/* One published number: within its tolerance, and as recomputed. */
static void
check_number(const struct dn_json_value *values)
{
	struct dn_names *labels = dn_names_new();
	struct dn_span name = values[SET].raw, field = values[FIELD].raw;
	struct dn_unitized got;
	struct dn_continua set;
	double begin, length, value;
	char file[200];

	find_size(name, &begin, &length);
	snprintf(file, sizeof(file), "%.*s", (int)name.len - 2, name.ptr + 1);
	ck_assert(continua_load(&set, file, begin, length, labels));
	got = compute(values, &set, labels);
	value = dn_span_is(field, "\"Do\"") ? got.observed :
	    dn_span_is(field, "\"De\"") ? got.expected :
	    dn_span_is(field, "\"coverage\"") ? got.coverage : got.value;
	if (!(fabs(value - continua_number(&values[EXPECTED])) <=
	    continua_number(&values[TOLERANCE])) ||
	    !(fabs(value - continua_number(&values[RECOMPUTED])) <= 1e-10))
		ck_abort_msg("%s: %.*s: %.17g", file, (int)field.len,
		    field.ptr, value);
	dn_continua_release(&set);
	dn_names_free(labels);
}

START_TEST(published_numbers_come_out)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_json_fields *fields = dn_json_fields_new(members, FIELDS,
	    &err);
	struct dn_json *json = dn_json_new(fields, DN_JSON_STRICT);
	struct dn_json_value values[FIELDS];
	struct dn_bytes text;
	char line[4096];
	const char *at = "";
	int count = 0;

	if (!continua_slurp("expected.jsonl", &text)) {
		fprintf(stderr, "skipped: published numbers (DN_SHARED)\n");
		dn_bytes_init(&text, SIZE_MAX);
	} else {
		at = dn_bytes_text(&text);
	}
	while (continua_line(json, &at, line, sizeof(line), values))
		if (dn_span_is(values[COEF].raw, "\"alpha_u\"") ||
		    dn_span_is(values[COEF].raw, "\"alpha_u_family\"")) {
			check_number(values);
			count++;
		}
	ck_assert(count == 0 || count >= 20);
	dn_bytes_release(&text);
	dn_json_free(json);
	dn_json_fields_free(fields);
}
END_TEST

Suite *
unitize_suite(void)
{
	Suite *suite = suite_create("unitize");
	TCase *tcase = tcase_create("unitize");

	tcase_add_test(tcase, equal_units_agree_and_shifted_ones_do_less);
	tcase_add_test(tcase, a_unit_in_a_gap_counts_its_square);
	tcase_add_test(tcase, items_are_laid_end_to_end);
	tcase_add_test(tcase, what_cannot_be_computed_has_a_reason);
	tcase_add_test(tcase, lengths_coincide);
	tcase_add_test(tcase, the_family_is_one_where_all_agree);
	tcase_add_test(tcase, durations_make_a_table);
	tcase_add_test(tcase, two_annotators_are_taken_out);
	tcase_add_test(tcase, published_numbers_come_out);
	suite_add_tcase(suite, tcase);
	return suite;
}
