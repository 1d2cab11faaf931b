/* SPDX-License-Identifier: MIT */
/* Scores: what is asked for, how a line reads, what misses --min. */
#include "agree/score.h"

#include <stdlib.h>

#include "io/lines.h"
#include "scratch.h"
#include "suites.h"

static const struct dn_gather_spec plain = { .item = "item",
	.annotator = "annotator", .label = "label" };

/* A spec with these --min, to be released. */
static struct dn_score_spec
spec_of(const char *coefs, const char *min, const char *more)
{
	struct dn_score_spec spec = { .coefs = coefs, .confidence = 0.95 };

	if (min != NULL)
		ck_assert_int_eq(dn_opt_list_add(&spec.mins, min), 0);
	if (more != NULL)
		ck_assert_int_eq(dn_opt_list_add(&spec.mins, more), 0);
	return spec;
}

/* Score ratings given as "item annotator label" words. */
static void
score(const struct dn_score_spec *spec, const char *words,
    struct dn_bytes *out, struct dn_bytes *missed)
{
	const char *const path = "in";
	struct dn_stream stream = { .threads = 1, .max_record = 1 << 20 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_counts counts;
	struct dn_gather gather;
	struct dn_score asked;
	struct dn_bytes text;

	dn_bytes_init(&text, SIZE_MAX / 2);
	for (; *words != '\0'; words += words[3] == '\0' ? 3 : 4)
		dn_bytes_add_format(&text, "{\"item\":\"%c\",\"annotator\":"
		    "\"%c\",\"label\":\"%c\"}\n", words[0], words[1],
		    words[2]);
	scratch_begin();
	scratch_put_text(path, dn_bytes_text(&text));
	ck_assert_int_eq(dn_gather_init(&gather, &plain, &err), 0);
	stream.lines = dn_lines_new(&path, 1, 1 << 20);
	ck_assert_int_eq(dn_loop_run(&gather.loop, &stream, &counts, &err),
	    0);
	ck_assert_int_eq(dn_score_init(&asked, spec, &err), 0);
	dn_bytes_init(out, SIZE_MAX / 2);
	dn_bytes_init(missed, SIZE_MAX / 2);
	ck_assert_int_eq(dn_score_all(&asked, &gather, out, missed, &err), 0);
	dn_lines_free(stream.lines);
	scratch_end();
	dn_score_release(&asked);
	dn_gather_release(&gather);
	dn_bytes_release(&text);
}

static void
check(struct dn_score_spec spec, const char *words, const char *want,
    const char *want_missed)
{
	struct dn_bytes out, missed;

	score(&spec, words, &out, &missed);
	ck_assert_str_eq(dn_bytes_text(&out), want);
	ck_assert_str_eq(dn_bytes_text(&missed), want_missed);
	dn_bytes_release(&out);
	dn_bytes_release(&missed);
	dn_opt_list_release(&spec.mins);
}

#define NAMES(n) "\"n\":" #n ",\"annotators\":[\"a\",\"b\"],\"labels\":" \
	"[\"x\",\"y\"]}\n"

START_TEST(a_line_says_all_there_is)
{
	check(spec_of("cohen", NULL, NULL), "1ax 1bx 2ax 2by 3ay 3bx 4ay 4by",
	    "{\"record\":\"metric\",\"metric\":\"cohen\",\"weights\":"
	    "\"identity\",\"value\":0,\"se\":0.5,\"se0\":0.5,\"z\":0,"
	    "\"ci\":[-0.9799819922700269,0.9799819922700269],"
	    "\"confidence\":0.95,\"po\":0.5,\"pe\":0.5,\"kappa_max\":1,"
	    "\"po_max\":1," NAMES(4), "");
	check(spec_of("krippendorff", NULL, NULL), "1ax 1bx 2ax 2by",
	    "{\"record\":\"metric\",\"metric\":\"krippendorff\",\"scale\":"
	    "\"nominal\",\"value\":0,\"se\":0.4444444444444445,\"se0\":null,"
	    "\"z\":null,\"ci\":[-5.6472021049665315,1],\"confidence\":0.95,"
	    "\"po\":0.625,\"pe\":0.625,\"do\":0.5,\"de\":0.5," NAMES(2), "");
}
END_TEST

START_TEST(what_is_not_defined_is_null_with_a_reason)
{
	check(spec_of("cohen", NULL, NULL), "1ax 2by",
	    "{\"record\":\"metric\",\"metric\":\"cohen\",\"weights\":"
	    "\"identity\",\"value\":null,\"reason\":\"no-pairs\",\"se\":null,"
	    "\"se0\":null,\"z\":null,\"ci\":null,\"confidence\":0.95,"
	    "\"po\":null,\"pe\":null,\"kappa_max\":null,\"po_max\":null,"
	    NAMES(0), "");
}
END_TEST

START_TEST(without_an_interval_there_is_none)
{
	struct dn_score_spec spec = spec_of("percent", NULL, NULL);

	spec.errors = DN_SCORE_NO_INTERVAL;
	check(spec, "1ax 1bx 2ax 2by", "{\"record\":\"metric\",\"metric\":"
	    "\"percent\",\"weights\":\"identity\",\"value\":0.5,\"se\":0.5,"
	    "\"se0\":null,\"z\":null,\"po\":0.5,\"pe\":0," NAMES(2), "");
}
END_TEST

/* The names of the metrics that come out. */
static void
check_names(struct dn_score_spec spec, const char *words, const char *want)
{
	static const char before[] = "\"metric\":\"";
	struct dn_bytes out, missed, names;
	const char *at;

	score(&spec, words, &out, &missed);
	dn_bytes_init(&names, SIZE_MAX / 2);
	for (at = dn_bytes_text(&out); (at = strstr(at, before)) != NULL;) {
		at += sizeof(before) - 1;
		dn_bytes_add(&names, at, strcspn(at, "\""));
		dn_bytes_add_byte(&names, ' ');
	}
	ck_assert_str_eq(dn_bytes_text(&names), want);
	dn_bytes_release(&out);
	dn_bytes_release(&missed);
	dn_bytes_release(&names);
	dn_opt_list_release(&spec.mins);
}

START_TEST(what_suits_depends_on_the_annotators)
{
	check_names(spec_of(NULL, NULL, NULL), "", "percent cohen ");
	check_names(spec_of(NULL, NULL, NULL), "1ax", "percent cohen ");
	check_names(spec_of(NULL, NULL, NULL), "1ax 1by", "percent cohen ");
	check_names(spec_of(NULL, NULL, NULL), "1ax 1by 1cx",
	    "percent fleiss krippendorff ");
	check_names(spec_of("krippendorff,percent,krippendorff", NULL, NULL),
	    "1ax", "krippendorff percent ");
	check_names(spec_of("all", NULL, NULL), "1ax",
	    "percent percent-all specific-agreement cohen scott fleiss "
	    "conger light krippendorff ac1 ac2 brennan-prediger ");
}
END_TEST

START_TEST(what_min_names_is_computed_too)
{
	check_names(spec_of("percent", "fleiss=0", "percent=0"), "1ax 1by",
	    "percent fleiss ");
	check_names(spec_of(NULL, "fleiss.low=-1", NULL), "1ax 1by",
	    "percent cohen fleiss ");
}
END_TEST

/* What is missed, in words. */
static void
check_missed(const char *min, const char *more, const char *words,
    const char *want)
{
	struct dn_score_spec spec = spec_of("percent", min, more);
	struct dn_bytes out, missed;

	score(&spec, words, &out, &missed);
	ck_assert_str_eq(dn_bytes_text(&missed), want);
	dn_bytes_release(&out);
	dn_bytes_release(&missed);
	dn_opt_list_release(&spec.mins);
}

START_TEST(a_null_misses_and_so_does_less)
{
	static const char half[] = "1ax 1bx 2ax 2by";

	check_missed("percent=0.5", "cohen=0", half, "");
	check_missed("percent=0.51", NULL, half,
	    "percent is 0.5, asked for at least 0.51\n");
	check_missed("percent=0.9", "percent.low=0.1", half,
	    "percent is 0.5, asked for at least 0.9\n"
	    "percent.low is 0, asked for at least 0.1\n");
	check_missed("cohen=-1", NULL, "1ax 1bx",
	    "cohen is not defined (one-category), asked for at least -1\n");
	check_missed("percent.low=0", NULL, "1ax 1bx",
	    "percent.low is not defined (no standard error), asked for at "
	    "least 0\n");
	check_missed("percent=0", NULL, "",
	    "percent is not defined (empty), asked for at least 0\n");
}
END_TEST

START_TEST(what_cannot_be_asked_is_refused)
{
	static const struct {
		const char *coefs, *min;
		enum dn_code code;
		const char *text;
	} bad[] = {
		{ "", NULL, DN_E_USAGE, "--coef: there is no coefficient "
		    "\"\"" },
		{ "percent,", NULL, DN_E_USAGE, "--coef: there is no "
		    "coefficient \"\"" },
		{ "kappa", NULL, DN_E_USAGE, "--coef: there is no "
		    "coefficient \"kappa\"" },
		{ "cohen,gamma", NULL, DN_E_USAGE,
		    "--coef: gamma is not of labels, but of --unit interval "
		    "or span" },
		{ "all", "gamma=1", DN_E_USAGE,
		    "--min: gamma is not of labels, but of --unit interval "
		    "or span" },
		{ NULL, "cohen", DN_E_USAGE, "--min: \"cohen\" is not "
		    "COEF=NUMBER or COEF.low=NUMBER" },
		{ NULL, "cohen.lower=1", DN_E_USAGE, NULL },
		{ NULL, "cohen.=1", DN_E_USAGE, NULL },
		{ NULL, "cohen=", DN_E_USAGE, NULL },
		{ NULL, "cohen=high", DN_E_USAGE, NULL },
		{ NULL, "=1", DN_E_USAGE, NULL },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct dn_score_spec spec = spec_of(bad[i].coefs, bad[i].min,
		    NULL);
		struct dn_err err = DN_ERR_INIT;
		struct dn_score asked;

		ck_assert_int_eq(dn_score_init(&asked, &spec, &err), -1);
		ck_assert_int_eq(err.code, bad[i].code);
		if (bad[i].text != NULL)
			ck_assert_str_eq(err.text, bad[i].text);
		dn_score_release(&asked);
		dn_opt_list_release(&spec.mins);
	}
}
END_TEST

START_TEST(the_lower_end_needs_an_interval)
{
	struct dn_score_spec spec = spec_of(NULL, "cohen.low=0", NULL);
	struct dn_err err = DN_ERR_INIT;
	struct dn_score asked;

	spec.errors = DN_SCORE_NO_INTERVAL;
	ck_assert_int_eq(dn_score_init(&asked, &spec, &err), -1);
	ck_assert_int_eq(err.code, DN_E_USAGE);
	dn_score_release(&asked);
	dn_opt_list_release(&spec.mins);
}
END_TEST

DN_SUITE(score,
    a_line_says_all_there_is,
    what_is_not_defined_is_null_with_a_reason,
    without_an_interval_there_is_none,
    what_suits_depends_on_the_annotators,
    what_min_names_is_computed_too,
    a_null_misses_and_so_does_less,
    what_cannot_be_asked_is_refused,
    the_lower_end_needs_an_interval)
