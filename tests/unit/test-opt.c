/* SPDX-License-Identifier: MIT */
/* Option rows: every way to say a value, every refusal, the texts shown. */
#include "core/opt.h"

#include <math.h>
#include <stdio.h>

#include "suites.h"

/* The variables of one parse, and a table over them. */
static bool quiet, verbose;
static const char *output;
static struct dn_opt_list fields;
static uint64_t threads, memory, seed;
static double least;
static int progress;

static const char *const whens[] = { "auto", "always", "never", NULL };

static const struct dn_opt common[] = {
	DN_OPT_TEXT('o', "output", "FILE", &output, "write FILE instead"),
	DN_OPT_COUNT('j', "threads", "N", &threads, 1, 1024, "worker threads"),
	DN_OPT_SIZE(0, "memory", "SIZE", &memory, 1024, UINT64_C(1) << 40,
	    "spill past SIZE"),
	DN_OPT_FLAG('q', "quiet", &quiet, "say nothing"),
	DN_OPT_CHOICE(0, "progress", "WHEN", &progress, whens,
	    "draw a bar: auto, always or never"),
	DN_OPT_LATER('T', "trailer", NULL, "write the end line"),
	DN_OPT_END
};

static const struct dn_opt own[] = {
	DN_OPT_LIST('f', "field", "FIELD", &fields, "compare FIELD"),
	DN_OPT_REAL('m', "min", "KAPPA", &least, -1, 1, "at least KAPPA"),
	DN_OPT_COUNT(0, "seed", "N", &seed, 0, UINT64_MAX, "draw by seed N"),
	DN_OPT_FLAG('v', "verbose", &verbose, "say more"),
	DN_OPT_FLAG(0, "an-option-with-a-long-name", &verbose, "the same"),
	DN_OPT_FLAG('x', NULL, &verbose, "a letter alone"),
	DN_OPT_END
};

static const struct dn_opt *const tables[] = { common, own, NULL };
static struct dn_opt_parse parse;
static struct dn_err err;

/* Parse the words up to NULL, everything else as at the start of a tool. */
static int
parse_words(char **words)
{
	int count = 0;

	while (words[count] != NULL)
		count++;
	quiet = verbose = false;
	output = NULL;
	threads = memory = seed = 7;
	least = 0;
	progress = 0;
	err = (struct dn_err)DN_ERR_INIT;
	parse = (struct dn_opt_parse){ .tables = tables };
	return dn_opt_parse(&parse, count, words, &err);
}

#define PARSE(...) \
	parse_words((char *[]){ (char *)"dn-test", __VA_ARGS__, NULL })

#define ACCEPT(...) ck_assert_msg(PARSE(__VA_ARGS__) == 0, "%s", err.text)

#define REFUSE(what, ...) \
	do { \
		ck_assert_int_eq(PARSE(__VA_ARGS__), -1); \
		ck_assert_str_eq(err.text, what); \
		ck_assert_int_eq(dn_code_status(err.code), 2); \
		dn_opt_release(&parse); \
	} while (0)

#define W(word) (char *)word

START_TEST(a_value_may_be_joined_follow_a_sign_or_be_the_next_word)
{
	char *const forms[][3] = {
		{ W("-oFILE"), NULL, NULL }, { W("-o"), W("FILE"), NULL },
		{ W("--output=FILE"), NULL, NULL },
		{ W("--output"), W("FILE"), NULL },
		{ W("-qoFILE"), NULL, NULL }, { W("-qvo"), W("FILE"), NULL },
	};
	size_t at;

	for (at = 0; at < sizeof(forms) / sizeof(forms[0]); at++) {
		ACCEPT(forms[at][0], forms[at][1]);
		ck_assert_str_eq(output, "FILE");
		ck_assert_uint_eq(parse.operands.count, 0);
		dn_opt_release(&parse);
	}
}
END_TEST

START_TEST(a_negative_number_is_an_operand)
{
	ACCEPT(W("-100"), W("-q"), W("-0x"));
	ck_assert(quiet);
	ck_assert_uint_eq(parse.operands.count, 2);
	ck_assert_str_eq(parse.operands.values[0], "-100");
	ck_assert_str_eq(parse.operands.values[1], "-0x");
	dn_opt_release(&parse);
}
END_TEST

START_TEST(letters_may_be_joined_and_the_last_take_a_value)
{
	ACCEPT(W("-qvj2"));
	ck_assert(quiet && verbose);
	ck_assert_uint_eq(threads, 2);
	dn_opt_release(&parse);
	ACCEPT(W("-j"), W("12"), W("-xq"));
	ck_assert(quiet && verbose);
	ck_assert_uint_eq(threads, 12);
	dn_opt_release(&parse);
}
END_TEST

START_TEST(options_and_operands_may_mix_until_two_dashes)
{
	ACCEPT(W("a"), W("-q"), W("-"), W("-o"), W("-"), W(""), W("--"),
	    W("-v"), W("--"), W("b"));
	ck_assert(quiet && !verbose);
	ck_assert_str_eq(output, "-");
	ck_assert_uint_eq(parse.operands.count, 6);
	ck_assert_str_eq(parse.operands.values[0], "a");
	ck_assert_str_eq(parse.operands.values[1], "-");
	ck_assert_str_eq(parse.operands.values[2], "");
	ck_assert_str_eq(parse.operands.values[3], "-v");
	ck_assert_str_eq(parse.operands.values[4], "--");
	ck_assert_str_eq(parse.operands.values[5], "b");
	dn_opt_release(&parse);
	ck_assert_uint_eq(parse.operands.count, 0);
	ck_assert_ptr_null(parse.operands.values);
}
END_TEST

START_TEST(a_value_may_look_like_an_option)
{
	ACCEPT(W("-o"), W("--quiet"), W("--field"), W("--"), W("-f-q"));
	ck_assert_str_eq(output, "--quiet");
	ck_assert(!quiet);
	ck_assert_uint_eq(fields.count, 2);
	ck_assert_str_eq(fields.values[0], "--");
	ck_assert_str_eq(fields.values[1], "-q");
	dn_opt_release(&parse);
}
END_TEST

START_TEST(a_value_behind_the_sign_may_be_empty_or_hold_a_sign)
{
	ACCEPT(W("--output="), W("--field=a=b"), W("-f=c"));
	ck_assert_str_eq(output, "");
	ck_assert_str_eq(fields.values[0], "a=b");
	ck_assert_str_eq(fields.values[1], "=c");
	dn_opt_release(&parse);
	ck_assert_uint_eq(fields.count, 0);
}
END_TEST

START_TEST(unknown_options_are_named)
{
	REFUSE("unknown option --foo", W("--foo"));
	REFUSE("unknown option --foo", W("--foo=bar"));
	REFUSE("unknown option --outpu", W("--outpu"), W("x"));
	REFUSE("unknown option --outputs", W("--outputs"), W("x"));
	REFUSE("unknown option --", W("--=x"));
	REFUSE("unknown option -z", W("-qzv"));
	REFUSE("unknown option -\u00e9", W("-\u00e9t\u00e9"));
	REFUSE("unknown option -\xFF", W("-\xFF"));
	REFUSE("unknown option -=", W("-="));
	REFUSE("unknown option ---", W("---"));
}
END_TEST

START_TEST(a_missing_value_names_what_is_missing)
{
	REFUSE("option --output needs a value, FILE", W("-o"));
	REFUSE("option --output needs a value, FILE", W("--output"));
	REFUSE("option --field needs a value, FIELD", W("-qf"));
}
END_TEST

START_TEST(a_flag_takes_no_value)
{
	REFUSE("option --quiet takes no value", W("--quiet=yes"));
	REFUSE("option --quiet takes no value", W("--quiet="));
}
END_TEST

START_TEST(what_is_not_a_flag_or_list_is_given_once)
{
	REFUSE("option --output is given twice", W("-oa"), W("--output=b"));
	REFUSE("option --threads is given twice", W("-j1"), W("-j1"));
	REFUSE("option --min is given twice", W("-m0"), W("x"), W("-m1"));
	ACCEPT(W("-qq"), W("-fa"), W("-q"), W("-fb"));
	ck_assert_uint_eq(fields.count, 2);
	dn_opt_release(&parse);
}
END_TEST

START_TEST(what_is_not_built_yet_is_refused_by_its_name)
{
	REFUSE("option --trailer is not built yet", W("--trailer"));
	ck_assert_int_eq(err.code, DN_E_NOT_BUILT);
	REFUSE("option --trailer is not built yet", W("--trailer=x"));
	REFUSE("option --trailer is not built yet", W("-qT"));
}
END_TEST

START_TEST(a_count_is_digits_within_its_bounds)
{
	ACCEPT(W("-j1"));
	dn_opt_release(&parse);
	ACCEPT(W("-j01024"), W("--seed=18446744073709551615"));
	ck_assert_uint_eq(threads, 1024);
	ck_assert_uint_eq(seed, UINT64_MAX);
	dn_opt_release(&parse);
#define NO_COUNT(x) REFUSE("--threads: \"" x \
	"\" is not a whole number from 1 to 1024", W("--threads"), W(x))
	NO_COUNT("x");
	NO_COUNT("");
	NO_COUNT("0");
	NO_COUNT("1025");
	NO_COUNT("-1");
	NO_COUNT("+1");
	NO_COUNT(" 1");
	NO_COUNT("1 ");
	NO_COUNT("1.0");
	NO_COUNT("0x10");
	NO_COUNT("18446744073709551617");
	NO_COUNT("99999999999999999999999999");
	REFUSE("--seed: \"18446744073709551616\" is not a whole number "
	    "of at least 0",
	    W("--seed=18446744073709551616"));
	ck_assert_uint_eq(seed, 7);
}
END_TEST

START_TEST(a_size_has_units_of_1024)
{
	static const struct {
		const char *text;
		uint64_t value;
	} good[] = {
		{ "0", 0 }, { "17", 17 }, { "64K", 65536 }, { "64k", 65536 },
		{ "3M", 3145728 }, { "2G", UINT64_C(2147483648) },
		{ "1T", UINT64_C(1) << 40 },
		{ "16777215T", UINT64_C(16777215) << 40 },
		{ "18446744073709551615", UINT64_MAX },
	};
	const char *const bad[] = { "", "K", "1KB", "1KiB", "1 K", "1.5G",
		"-1", "16777216T", "18446744073709551616", "1P", "0x1K" };
	uint64_t value;
	size_t at;

	for (at = 0; at < sizeof(good) / sizeof(good[0]); at++) {
		ck_assert(dn_opt_read_size(good[at].text, &value));
		ck_assert_uint_eq(value, good[at].value);
	}
	value = 99;
	for (at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
		ck_assert(!dn_opt_read_size(bad[at], &value));
		ck_assert(!dn_opt_read_count(bad[at], &value));
	}
	ck_assert_uint_eq(value, 99);
	REFUSE("--memory: \"1023\" is not a size (bytes, or with K, M, G, T) "
	    "from 1K to 1T", W("--memory=1023"));
}
END_TEST

START_TEST(a_real_is_a_plain_decimal_within_its_bounds)
{
	static const struct {
		const char *text;
		double value;
	} good[] = {
		{ "0.1", 0.1 }, { "-1", -1 }, { "1.", 1 }, { ".5", .5 },
		{ "+0.25", .25 }, { "5e-1", .5 }, { "1E0", 1 },
		{ "0.0000000000000000000001e+22", 1 }, { "1e-400", 0 },
	};
	const char *const bad[] = { "", ".", "-", "e1", "1e", "1e+", "0x1",
		"inf", "nan", "NaN", "INFINITY", " 1", "1 ", "1,5", "1e999",
		"1.0000000000000003", "-1.5", "0.5f", "1_0" };
	size_t at;

	for (at = 0; at < sizeof(good) / sizeof(good[0]); at++) {
		ACCEPT(W("-m"), W(good[at].text));
		ck_assert(fabs(least - good[at].value) <= 0);
		dn_opt_release(&parse);
	}
	for (at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
		ck_assert_int_eq(PARSE(W("-m"), W(bad[at])), -1);
		dn_opt_release(&parse);
	}
	REFUSE("--min: \"x\" is not a number from -1 to 1", W("--min=x"));
}
END_TEST

START_TEST(a_real_is_read_by_itself_too)
{
	double value = 7;

	ck_assert(!dn_opt_read_real("0.5x", &value));
	ck_assert(!dn_opt_read_real("", &value));
	ck_assert_double_eq(value, 7);
	ck_assert(dn_opt_read_real("-.5", &value));
	ck_assert_double_eq(value, -0.5);
}
END_TEST

START_TEST(a_choice_is_one_of_its_names)
{
	ACCEPT(W("--progress=never"));
	ck_assert_int_eq(progress, 2);
	dn_opt_release(&parse);
	REFUSE("--progress: \"x\" is none of auto, always, never",
	    W("--progress"), W("x"));
	REFUSE("--progress: \"\" is none of auto, always, never",
	    W("--progress="));
	REFUSE("--progress: \"alway\" is none of auto, always, never",
	    W("--progress=alway"));
}
END_TEST

START_TEST(a_hostile_word_is_cut_not_overrun)
{
	static char word[100000];

	memset(word, 'x', sizeof(word) - 1);
	word[0] = word[1] = '-';
	ck_assert_int_eq(PARSE(word), -1);
	ck_assert_uint_lt(strlen(err.text), 120);
	dn_opt_release(&parse);
	ck_assert_int_eq(PARSE(W("-j"), word), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "from 1 to 1024"));
	dn_opt_release(&parse);
	ACCEPT(W("-o"), word);
	ck_assert_ptr_eq(output, word);
	dn_opt_release(&parse);
}
END_TEST

START_TEST(no_words_at_all_are_fine)
{
	char *none[] = { NULL };

	ck_assert_int_eq(parse_words(none), 0);
	ck_assert_uint_eq(parse.operands.count, 0);
	dn_opt_release(&parse);
}
END_TEST

START_TEST(lists_grow_and_keep_their_order)
{
	struct dn_opt_list list = { NULL, 0 };
	static char names[1000][8];
	size_t at;

	for (at = 0; at < 1000; at++) {
		snprintf(names[at], sizeof(names[at]), "%zu", at);
		ck_assert_int_eq(dn_opt_list_add(&list, names[at]), 0);
	}
	for (at = 0; at < 1000; at++)
		ck_assert_ptr_eq(list.values[at], names[at]);
	dn_opt_list_release(&list);
	ck_assert_uint_eq(list.count, 0);
	dn_opt_list_release(&list);
}
END_TEST

START_TEST(help_is_aligned_and_leaves_out_what_is_not_built)
{
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	dn_opt_help(tables, &out);
	ck_assert_str_eq(dn_bytes_text(&out),
	    "  -o, --output FILE     write FILE instead\n"
	    "  -j, --threads N       worker threads\n"
	    "      --memory SIZE     spill past SIZE\n"
	    "  -q, --quiet           say nothing\n"
	    "      --progress WHEN   draw a bar: auto, always or never\n"
	    "  -f, --field FIELD     compare FIELD\n"
	    "  -m, --min KAPPA       at least KAPPA\n"
	    "      --seed N          draw by seed N\n"
	    "  -v, --verbose         say more\n"
	    "      --an-option-with-a-long-name\n"
	    "                        the same\n"
	    "  -x                    a letter alone\n");
	dn_bytes_release(&out);
}
END_TEST

START_TEST(rows_have_a_machine_form)
{
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	dn_opt_list_rows(tables + 1, &out);
	ck_assert_str_eq(dn_bytes_text(&out),
	    "f\tfield\tFIELD\tcompare FIELD\n"
	    "m\tmin\tKAPPA\tat least KAPPA\n"
	    "-\tseed\tN\tdraw by seed N\n"
	    "v\tverbose\t-\tsay more\n"
	    "-\tan-option-with-a-long-name\t-\tthe same\n"
	    "x\t-\t-\ta letter alone\n");
	dn_bytes_clear(&out);
	dn_opt_list_rows((const struct dn_opt *const[]){ common, NULL }, &out);
	ck_assert_ptr_null(strstr(dn_bytes_text(&out), "trailer"));
	dn_bytes_release(&out);
}
END_TEST

DN_SUITE(opt,
    a_value_may_be_joined_follow_a_sign_or_be_the_next_word,
    a_negative_number_is_an_operand,
    letters_may_be_joined_and_the_last_take_a_value,
    options_and_operands_may_mix_until_two_dashes,
    a_value_may_look_like_an_option,
    a_value_behind_the_sign_may_be_empty_or_hold_a_sign,
    unknown_options_are_named,
    a_missing_value_names_what_is_missing,
    a_flag_takes_no_value,
    what_is_not_a_flag_or_list_is_given_once,
    what_is_not_built_yet_is_refused_by_its_name,
    a_count_is_digits_within_its_bounds,
    a_size_has_units_of_1024,
    a_real_is_a_plain_decimal_within_its_bounds,
    a_real_is_read_by_itself_too,
    a_choice_is_one_of_its_names,
    a_hostile_word_is_cut_not_overrun,
    no_words_at_all_are_fine,
    lists_grow_and_keep_their_order,
    help_is_aligned_and_leaves_out_what_is_not_built,
    rows_have_a_machine_form)
