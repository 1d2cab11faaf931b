/* SPDX-License-Identifier: MIT */
/* From records to views: what counts, what is left out, what is bad. */
#include "agree/gather.h"

#include <stdlib.h>

#include "agree/tally.h"
#include "agree/view.h"
#include "io/lines.h"
#include "io/reject.h"
#include "scratch.h"
#include "suites.h"

/* A run over some text, and what came of it. */
struct trial {
	struct dn_gather gather;
	struct dn_counts counts;
	struct dn_err err;
	int failed;
};

static const struct dn_gather_spec plain = { .item = "item",
	.annotator = "annotator", .label = "label" };

/* Gather from a text; bad records go to the file `rejects` if `keep`. */
static void
run(struct trial *trial, const struct dn_gather_spec *spec, const char *text,
    size_t threads, bool keep)
{
	const char *const path = "in";
	struct dn_stream stream = { .threads = threads,
		.max_rejects = UINT64_MAX, .max_record = 1 << 20 };
	struct dn_err late = DN_ERR_INIT;

	memset(trial, 0, sizeof(*trial));
	scratch_begin();
	scratch_put_text(path, text);
	ck_assert_int_eq(dn_gather_init(&trial->gather, spec, &late), 0);
	stream.lines = dn_lines_new(&path, 1, 1 << 20);
	if (keep)
		stream.rejects = dn_sink_open("rejects", &late);
	trial->failed = dn_loop_run(&trial->gather.loop, &stream,
	    &trial->counts, &trial->err);
	if (keep)
		ck_assert_int_eq(dn_sink_commit(stream.rejects, &late), 0);
	dn_lines_free(stream.lines);
	scratch_end();
}

/* What was gathered, as text: a line a field, then one a pattern. */
static void
tell(struct trial *trial, struct dn_bytes *out)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_agree_views *views = dn_agree_views_new(&trial->gather, true,
	    &err);
	struct dn_agree_view view;

	dn_bytes_clear(out);
	while (dn_agree_views_next(views, &view, &err) == 1) {
		dn_bytes_add_span(out, view.field);
		dn_bytes_add_text(out, ":");
		for (size_t i = 0; i < view.annotator_count; i++) {
			dn_bytes_add_byte(out, ' ');
			dn_bytes_add_span(out, dn_names_get(
			    trial->gather.annotators, view.annotators[i]));
		}
		dn_bytes_add_text(out, " |");
		for (size_t i = 0; i < view.label_count; i++) {
			dn_bytes_add_byte(out, ' ');
			dn_bytes_add_span(out, dn_categories_text(
			    trial->gather.categories, view.labels[i]));
		}
		for (size_t i = 0; i < view.table->pattern_count; i++) {
			const struct dn_agree_pattern *p =
			    &view.table->patterns[i];

			dn_bytes_add_text(out, " ");
			for (size_t j = 0; j < p->size; j++)
				dn_bytes_add_uint(out, p->labels[j]);
			dn_bytes_add_format(out, "x%llu",
			    (unsigned long long)p->items);
		}
		dn_bytes_add_text(out, "\n");
		dn_agree_view_release(&view);
	}
	dn_agree_views_free(views);
}

/* Every way of running gives the same: threads, hashes or names kept. */
static void
check_spec(const struct dn_gather_spec *spec, const char *text,
    const char *want)
{
	for (int way = 0; way < 4; way++) {
		struct dn_gather_spec own = *spec;
		struct trial trial;
		struct dn_bytes out;

		own.exact = way >= 2;
		dn_bytes_init(&out, SIZE_MAX / 2);
		run(&trial, &own, text, 1 + (size_t)way % 2, false);
		ck_assert_msg(trial.failed == 0, "%s", trial.err.text);
		tell(&trial, &out);
		ck_assert_str_eq(dn_bytes_text(&out), want);
		dn_bytes_release(&out);
		dn_gather_release(&trial.gather);
	}
}

static void
check(const char *text, const char *want)
{
	check_spec(&plain, text, want);
}

/* The first bad record ends the run with this. */
static void
check_bad(const char *text, enum dn_code code, uint64_t line,
    const char *field)
{
	struct trial trial;

	run(&trial, &plain, text, 1, false);
	ck_assert_int_eq(trial.failed, -1);
	ck_assert_str_eq(dn_code_name(trial.err.code), dn_code_name(code));
	ck_assert_uint_eq(trial.err.line, line);
	ck_assert_str_eq(trial.err.field, field);
	dn_gather_release(&trial.gather);
}

#define RATING(item, annotator, label) "{\"item\":" item ",\"annotator\":" \
	annotator ",\"label\":" label "}\n"

START_TEST(ratings_are_gathered_by_item)
{
	check(RATING("\"1\"", "\"b\"", "\"x\"") RATING("\"2\"", "\"a\"",
	    "\"y\"") RATING("\"1\"", "\"a\"", "\"y\"") RATING("\"2\"",
	    "\"b\"", "\"x\""), ": a b | \"x\" \"y\" 01x2\n");
	check("", ": |\n");
	check("{\"label\":\"x\",\"record\":\"rating\",\"annotator\":\"a\","
	    "\"item\":\"i\",\"note\":[1,{}]}\n", ": a | \"x\" 0x1\n");
}
END_TEST

START_TEST(names_are_texts_and_numbers_alike)
{
	check(RATING("1", "7", "1") RATING("\"1\"", "\"8\"", "1.0")
	    RATING("1.0", "\"\\u0039\"", "\"1\""),
	    ": 7 8 9 | 1 \"1\" 001x1\n");
	check(RATING("\"\\u732b\"", "\"标注员\"", "\"\\u732b\"")
	    RATING("\"猫\"", "\"乙\"", "\"猫\""),
	    ": 乙 标注员 | \"猫\" 00x1\n");
	/* Items whose names begin alike are not the same. */
	check(RATING("\"a\"", "1", "0") RATING("\"ab\"", "2", "0")
	    RATING("\"\"", "3", "0") RATING("\"a\\u0000\"", "4", "0"),
	    ": 1 2 3 4 | 0 0x4\n");
}
END_TEST

START_TEST(a_null_label_is_no_rating)
{
	struct trial trial;

	check(RATING("1", "1", "null") RATING("1", "1", "0")
	    RATING("1", "2", "1"), ": 1 2 | 0 1 01x1\n");
	run(&trial, &plain, RATING("1", "1", "null") RATING("1", "1", "0"), 1,
	    false);
	ck_assert_uint_eq(trial.counts.used, 1);
	ck_assert_uint_eq(trial.counts.ignored[1], 1);
	ck_assert_str_eq(trial.gather.loop.ignores[1], "missing-label");
	dn_gather_release(&trial.gather);
	check_bad("{\"item\":1,\"annotator\":2}\n", DN_E_MISSING_FIELD, 1,
	    "label");
}
END_TEST

START_TEST(fields_are_questions_of_their_own)
{
	check("{\"item\":1,\"annotator\":1,\"label\":0,\"field\":\"b\"}\n"
	    "{\"item\":1,\"annotator\":1,\"label\":1,\"field\":\"a\"}\n"
	    "{\"item\":1,\"annotator\":1,\"label\":2}\n"
	    "{\"item\":1,\"annotator\":2,\"label\":2,\"field\":null}\n"
	    "{\"item\":1,\"annotator\":3,\"label\":5,\"field\":\"b\"}\n",
	    ": 1 2 | 2 00x1\na: 1 | 1 0x1\nb: 1 3 | 0 5 01x1\n");
	check_bad("{\"item\":1,\"annotator\":1,\"label\":0,\"field\":7}\n",
	    DN_E_BAD_TYPE, 1, "field");
}
END_TEST

START_TEST(a_repeated_rating_is_a_bad_record)
{
	check_bad(RATING("1", "1", "0") RATING("2", "1", "0")
	    RATING("1", "1", "0"), DN_E_REPEATED, 3, "annotator");
	check_bad(RATING("1", "\"1\"", "0") RATING("\"1\"", "1", "3"),
	    DN_E_REPEATED, 2, "annotator");
}
END_TEST

START_TEST(what_a_rating_lacks_is_named)
{
	check_bad("{\"item\":1,\"label\":0}\n", DN_E_MISSING_FIELD, 1,
	    "annotator");
	check_bad("{\"annotator\":1,\"label\":0}\n", DN_E_MISSING_FIELD, 1,
	    "item");
	check_bad("{\"label\":0}\n", DN_E_MISSING_FIELD, 1, "item");
	check_bad("{}\n", DN_E_MISSING_FIELD, 1, "item");
	check_bad("{\"record\":\"rating\",\"item\":null,\"annotator\":1}\n",
	    DN_E_MISSING_FIELD, 1, "item");
	check_bad(RATING("[]", "1", "0"), DN_E_BAD_TYPE, 1, "item");
	check_bad(RATING("1", "true", "0"), DN_E_BAD_TYPE, 1, "annotator");
	check_bad("{\"record\":\"item\",\"item\":1}\n", DN_E_MISSING_FIELD, 1,
	    "id");
}
END_TEST

START_TEST(fields_may_have_other_names)
{
	struct dn_gather_spec spec = { .item = "/doc/id", .annotator = "who",
		.label = "start" };

	/* What is named as the label is no geometry. */
	check_spec(&spec, "{\"doc\":{\"id\":4},\"who\":\"a\",\"start\":1,"
	    "\"end\":2}\n", ": a | 1 0x1\n");
}
END_TEST

START_TEST(two_annotators_may_be_all_that_count)
{
	struct dn_gather_spec spec = plain;
	struct trial trial;

	spec.between = "z,a";
	check_spec(&spec, RATING("1", "\"a\"", "0") RATING("1", "\"m\"", "9")
	    RATING("1", "\"z\"", "1"), ": z a | 0 1 01x1\n");
	check_spec(&spec, RATING("1", "\"a\"", "0"), ": z a | 0 0x1\n");
	check_spec(&spec, "", ": z a |\n");
	run(&trial, &spec, RATING("1", "\"m\"", "9"), 1, false);
	ck_assert_uint_eq(trial.counts.ignored[2], 1);
	ck_assert_str_eq(trial.gather.loop.ignores[2], "other-annotator");
	dn_gather_release(&trial.gather);
}
END_TEST

START_TEST(between_names_two)
{
	static const char *const bad[] = { "", "a", ",", "a,", ",b", "a,a",
		"a,b,c" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct dn_gather_spec spec = plain;
		struct dn_err err = DN_ERR_INIT;
		struct dn_gather gather;

		spec.between = bad[i];
		ck_assert_int_eq(dn_gather_init(&gather, &spec, &err), -1);
		ck_assert_int_eq(err.code, DN_E_USAGE);
		dn_gather_release(&gather);
	}
}
END_TEST

START_TEST(declared_labels_are_shown_and_others_are_bad)
{
	struct dn_gather_spec spec = plain;
	struct trial trial;

	spec.categories = "[\"low\",\"mid\",\"high\"]";
	check_spec(&spec, RATING("1", "1", "\"high\"") RATING("1", "2",
	    "\"low\""), ": 1 2 | \"low\" \"mid\" \"high\" 02x1\n");
	check_spec(&spec, "", ": | \"low\" \"mid\" \"high\"\n");
	run(&trial, &spec, RATING("1", "1", "\"medium\""), 1, false);
	ck_assert_int_eq(trial.err.code, DN_E_BAD_VALUE);
	ck_assert_uint_eq(trial.err.column, 33);
	dn_gather_release(&trial.gather);
}
END_TEST

START_TEST(other_records_are_left_out_by_name)
{
	struct trial trial;

	run(&trial, &plain, "{\"record\":\"event\",\"item\":1}\n"
	    "{\"record\":\"metric\",\"metric\":\"cohen\"}\n"
	    "{\"type\":\"login\",\"at\":\"2026-07-10\"}\n"
	    "{\"item\":1,\"annotator\":1,\"label\":\"x\","
	    "\"bbox\":[0,0,1,1]}\n"
	    "{\"item\":1,\"annotator\":1,\"label\":\"x\",\"start\":0,"
	    "\"end\":1}\n"
	    "{\"item\":1,\"annotator\":1,\"label\":\"x\",\"span\":[0,1]}\n"
	    "{\"record\":\"dataset\",\"labels\":[]}\n"
	    "\n{\"id\":\"1\"}\n", 1, false);
	ck_assert_int_eq(trial.failed, 0);
	ck_assert_uint_eq(trial.counts.in, 7);
	ck_assert_uint_eq(trial.counts.used, 0);
	ck_assert_uint_eq(trial.counts.ignored[0], 3);
	ck_assert_uint_eq(trial.counts.ignored[3], 3);
	ck_assert_str_eq(trial.gather.loop.ignores[3], "geometry");
	ck_assert_uint_eq(trial.counts.ignored[4], 1);
	dn_gather_release(&trial.gather);
}
END_TEST

START_TEST(items_bring_the_ratings_of_their_annotations)
{
	check("{\"id\":\"1\",\"annotations\":[{\"kind\":\"class\","
	    "\"label\":\"x\",\"annotator\":\"a\"},{\"kind\":\"class\","
	    "\"label\":\"y\",\"annotator\":\"b\"}]}\n"
	    "{\"id\":\"2\",\"annotations\":[{\"label\":\"x\",\"annotator\":"
	    "\"a\"}]}\n"
	    " {\"id\":\"2\",\"annotations\":[{\"label\":\"x\",\"annotator\":"
	    "\"b\"}]}\n", ": a b | \"x\" \"y\" 00x1 01x1\n");
	/* An item is one by split and id; so may a rating name it. */
	check("{\"id\":\"1\",\"split\":\"train\",\"annotations\":[{\"label\":"
	    "0,\"annotator\":1}]}\n{\"id\":\"1\",\"split\":\"val\","
	    "\"annotations\":[{\"label\":0,\"annotator\":2}]}\n"
	    "{\"id\":\"2\",\"annotations\":[{\"label\":0,\"annotator\":1}]}\n"
	    RATING("2", "2", "1"), ": 1 2 | 0 1 0x2 01x1\n");
	check("{\"id\":\"1\",\"annotations\":[{\"label\":0,\"field\":\"q\","
	    "\"annotator\":1},{\"label\":1,\"annotator\":1}]}\n",
	    ": 1 | 1 0x1\nq: 1 | 0 0x1\n");
}
END_TEST

START_TEST(a_bad_item_counts_not_at_all)
{
	static const char good[] = "{\"id\":\"1\",\"annotations\":[{\"label\":"
	    "0,\"annotator\":2}]}\n";
	static const char twice[] = "{\"id\":\"1\",\"annotations\":["
	    "{\"label\":0,\"annotator\":1},{\"label\":0,\"annotator\":2}]}\n";
	static const char again[] = "{\"id\":\"1\",\"annotations\":["
	    "{\"label\":1,\"annotator\":1}]}\n";
	char text[512];
	struct trial trial;
	struct dn_bytes out;

	snprintf(text, sizeof(text), "%s%s%s", good, twice, again);
	dn_bytes_init(&out, SIZE_MAX / 2);
	run(&trial, &plain, text, 2, true);
	ck_assert_int_eq(trial.failed, 0);
	ck_assert_uint_eq(trial.counts.used, 2);
	ck_assert_uint_eq(trial.counts.rejected, 1);
	ck_assert_uint_eq(trial.counts.codes[DN_E_REPEATED], 1);
	ck_assert_uint_eq(trial.gather.annotations_used, 2);
	tell(&trial, &out);
	ck_assert_str_eq(dn_bytes_text(&out), ": 1 2 | 0 1 01x1\n");
	dn_bytes_release(&out);
	dn_gather_release(&trial.gather);
}
END_TEST

START_TEST(annotations_have_an_account_too)
{
	struct trial trial;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX / 2);
	run(&trial, &plain, "{\"id\":\"1\",\"annotations\":[{\"label\":0,"
	    "\"annotator\":1},{\"kind\":\"box\",\"bbox\":[0,0,1,1]},"
	    "{\"label\":null},{\"kind\":\"class\",\"target\":\"b\","
	    "\"label\":1},{\"kind\":\"box\"}]}\n"
	    "{\"id\":\"2\",\"annotations\":[{\"kind\":\"box\"}]}\n"
	    "{\"id\":\"3\",\"annotations\":[{\"label\":2,\"origin\":"
	    "\"prediction\"},{\"kind\":\"box\"}]}\n", 1, false);
	dn_tally_write(&trial.gather, &out);
	ck_assert_str_eq(dn_bytes_text(&out), "{\"in\":8,\"used\":1,"
	    "\"ignored\":{\"missing-label\":1,\"kind\":4,\"target\":1,"
	    "\"prediction\":1}}");
	dn_bytes_clear(&out);
	dn_tally_tell(&trial.gather, &out);
	ck_assert_str_eq(dn_bytes_text(&out), "annotations: 8 in, 1 used, "
	    "7 ignored (missing-label 1, kind 4, target 1, prediction 1)");
	ck_assert_uint_eq(trial.counts.used, 1);
	ck_assert_uint_eq(trial.counts.ignored[5], 1);
	ck_assert_uint_eq(trial.counts.ignored[7], 1);
	dn_bytes_release(&out);
	dn_gather_release(&trial.gather);
}
END_TEST

START_TEST(a_rating_may_name_the_split_of_its_item)
{
	check("{\"id\":\"1\",\"split\":\"val\",\"annotations\":[{\"label\":0,"
	    "\"annotator\":1}]}\n{\"item\":\"1\",\"split\":\"val\","
	    "\"annotator\":2,\"label\":0}\n{\"item\":\"1\",\"split\":null,"
	    "\"annotator\":2,\"label\":0}\n", ": 1 2 | 0 0x1 00x1\n");
	check_bad("{\"item\":\"1\",\"split\":7,\"annotator\":2,\"label\":0}\n",
	    DN_E_BAD_TYPE, 1, "split");
}
END_TEST

START_TEST(ratings_may_be_read_as_those_of_one_annotator)
{
	const char *const path = "in";
	struct dn_gather_spec spec = plain;
	struct dn_stream stream = { .threads = 1,
		.max_rejects = UINT64_MAX, .max_record = 1 << 20 };
	struct trial trial = { .failed = 0 };
	struct dn_bytes out;

	spec.exact = true;
	dn_bytes_init(&out, SIZE_MAX / 2);
	scratch_begin();
	scratch_put_text(path, "{\"item\":\"1\",\"label\":\"x\"}\n"
	    RATING("\"2\"", "\"b\"", "\"y\"") "{\"id\":\"3\",\"annotations\":"
	    "[{\"label\":\"x\",\"annotator\":\"c\"}]}\n");
	ck_assert_int_eq(dn_gather_init(&trial.gather, &spec, &trial.err), 0);
	trial.gather.as = "gold";
	stream.lines = dn_lines_new(&path, 1, 1 << 20);
	ck_assert_int_eq(dn_loop_run(&trial.gather.loop, &stream,
	    &trial.counts, &trial.err), 0);
	dn_lines_free(stream.lines);
	scratch_end();
	ck_assert_uint_eq(dn_names_count(dn_gather_keys(&trial.gather)), 3);
	tell(&trial, &out);
	ck_assert_str_eq(dn_bytes_text(&out),
	    ": gold | \"x\" \"y\" 0x2 1x1\n");
	dn_bytes_release(&out);
	dn_gather_release(&trial.gather);
}
END_TEST

START_TEST(no_ratings_have_no_account_of_annotations)
{
	struct trial trial;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX / 2);
	run(&trial, &plain, RATING("1", "1", "0"), 1, false);
	dn_tally_write(&trial.gather, &out);
	dn_tally_tell(&trial.gather, &out);
	ck_assert_uint_eq(out.len, 0);
	dn_gather_release(&trial.gather);
}
END_TEST

START_TEST(groups_are_parts_of_their_own)
{
	struct dn_gather_spec spec = plain;
	struct dn_span group, field;
	struct trial trial;
	uint32_t *order;

	spec.group_by = "/at/room";
	run(&trial, &spec,
	    "{\"item\":1,\"annotator\":1,\"label\":1,"
	    "\"at\":{\"room\":\"b\"}}\n"
	    "{\"item\":1,\"annotator\":1,\"label\":1,\"at\":{\"room\":7}}\n"
	    "{\"item\":1,\"annotator\":1,\"label\":1,"
	    "\"at\":{\"room\":true}}\n"
	    "{\"item\":1,\"annotator\":1,\"label\":1,\"field\":\"f\"}\n"
	    "{\"item\":1,\"annotator\":1,\"label\":1,\"field\":\"f\","
	    "\"at\":{\"room\":\"b\"}}\n"
	    "{\"item\":2,\"annotator\":1,\"label\":1,"
	    "\"at\":{\"room\":\"b\"}}\n",
	    2, false);
	ck_assert_int_eq(trial.failed, 0);
	ck_assert_uint_eq(dn_gather_part_count(&trial.gather), 5);
	order = dn_gather_parts_sorted(&trial.gather);
	dn_gather_part_names(&trial.gather, order[0], &group, &field);
	ck_assert_ptr_null(group.ptr);
	ck_assert(dn_span_is(field, "f"));
	dn_gather_part_names(&trial.gather, order[1], &group, &field);
	ck_assert(dn_span_is(group, "7"));
	ck_assert_ptr_null(field.ptr);
	dn_gather_part_names(&trial.gather, order[3], &group, &field);
	ck_assert(dn_span_is(group, "b"));
	ck_assert(dn_span_is(field, "f"));
	dn_gather_part_names(&trial.gather, order[4], &group, &field);
	ck_assert(dn_span_is(group, "true"));
	free(order);
	dn_gather_release(&trial.gather);
}
END_TEST

DN_SUITE(gather,
    ratings_are_gathered_by_item,
    names_are_texts_and_numbers_alike,
    a_null_label_is_no_rating,
    fields_are_questions_of_their_own,
    a_repeated_rating_is_a_bad_record,
    what_a_rating_lacks_is_named,
    fields_may_have_other_names,
    two_annotators_may_be_all_that_count,
    between_names_two,
    declared_labels_are_shown_and_others_are_bad,
    other_records_are_left_out_by_name,
    items_bring_the_ratings_of_their_annotations,
    a_bad_item_counts_not_at_all,
    annotations_have_an_account_too,
    a_rating_may_name_the_split_of_its_item,
    ratings_may_be_read_as_those_of_one_annotator,
    no_ratings_have_no_account_of_annotations,
    groups_are_parts_of_their_own)
