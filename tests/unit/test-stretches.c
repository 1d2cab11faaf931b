/* SPDX-License-Identifier: MIT */
/* Records become continua: what is read, in whose numbers and ticks. */
#include "agree/stretches.h"

#include "loops.h"
#include "suites.h"

/* A run over records, and the view of one field. */
struct read {
	struct dn_stretches stretches;
	struct loops loops;
	struct dn_agree_view view;
	struct dn_continua set;
	int got;
};

static void
read_all(struct read *read, const char *text, enum dn_stretch_kind kind,
    const char *continuum)
{
	struct dn_stretches_spec spec = { .ratings = { .item = "item",
		.annotator = "annotator", .label = "label" }, .kind = kind,
		.continuum = continuum };
	struct dn_err err = DN_ERR_INIT;

	scratch_begin();
	loops_init(&read->loops);
	ck_assert_int_eq(dn_stretches_init(&read->stretches, &spec, &err), 0);
	loops_run(&read->loops, &read->stretches.gather.loop,
	    dn_span_of(text), 1);
	ck_assert_int_eq(dn_stretches_close(&read->stretches, &err), 0);
	read->got = 0;
	read->view = (struct dn_agree_view){ .table = NULL };
	read->set = (struct dn_continua){ .list = NULL };
}

static void
look(struct read *read, uint32_t field)
{
	struct dn_err err = DN_ERR_INIT;

	dn_agree_view_release(&read->view);
	dn_continua_release(&read->set);
	read->got = dn_stretches_view(&read->stretches, field, &read->view,
	    &read->set, &err);
}

static void
end(struct read *read)
{
	dn_agree_view_release(&read->view);
	dn_continua_release(&read->set);
	dn_stretches_release(&read->stretches);
	loops_release(&read->loops);
	scratch_end();
}

#define UNIT(item, who, start, end, label) "{\"item\":\"" item \
	"\",\"annotator\":\"" who "\",\"start\":" #start ",\"end\":" #end \
	",\"label\":\"" label "\"}\n"

START_TEST(numbers_are_in_order_whatever_comes_first)
{
	struct read read;

	read_all(&read, UNIT("two", "zoe", 1, 2, "b") UNIT("one", "ann", 4, 5,
	    "a") UNIT("two", "ann", 1, 3, "b"), DN_STRETCH_INTERVAL, NULL);
	look(&read, 0);
	ck_assert_int_eq(read.got, 1);
	ck_assert_uint_eq(read.set.count, 2);
	ck_assert_uint_eq(read.set.list[0].annotator_count, 1);
	ck_assert_uint_eq(read.set.list[0].units[0].label, 0);
	ck_assert_uint_eq(read.set.list[1].annotator_count, 2);
	ck_assert_uint_eq(read.set.list[1].units[0].annotator, 0);
	ck_assert_int_eq(read.set.list[1].units[0].end, 3);
	ck_assert_int_eq(read.set.list[1].units[1].end, 2);
	ck_assert_uint_eq(read.set.list[1].units[1].label, 1);
	end(&read);
}
END_TEST

START_TEST(ticks_are_as_fine_as_the_ends_ask)
{
	struct read read;

	read_all(&read, UNIT("i", "a", 0.25, 1.5, "x") UNIT("i", "b", 0.3,
	    -0.0, "x") UNIT("i", "b", 0.3, 2, "x"), DN_STRETCH_INTERVAL,
	    NULL);
	ck_assert_uint_eq(read.loops.counts.rejected, 1);
	look(&read, 0);
	ck_assert_double_eq(read.set.ticks, 100);
	ck_assert_int_eq(read.set.list[0].begin, 25);
	ck_assert_int_eq(read.set.list[0].end, 200);
	ck_assert_int_eq(read.set.list[0].units[1].start, 30);
	end(&read);
	/* More digits than there is room for are rounded. */
	read_all(&read, UNIT("i", "a", 0.123456789, 3600, "x") UNIT("i", "b",
	    0.5, 3600, "x"), DN_STRETCH_INTERVAL, NULL);
	look(&read, 0);
	ck_assert_double_le(2 * read.set.ticks * 3600,
	    (double)DN_CONTINUA_TICKS);
	ck_assert_double_ge(read.set.ticks, 1e7);
	end(&read);
}
END_TEST

START_TEST(a_continuum_is_as_long_as_is_known)
{
	struct read read;

	read_all(&read, "{\"id\":\"i\",\"media\":{\"type\":\"audio\","
	    "\"duration\":9},\"annotations\":[{\"kind\":\"interval\","
	    "\"annotator\":\"a\",\"label\":\"x\",\"start\":1,\"end\":2}]}\n"
	    UNIT("i", "b", 2, 3, "x"), DN_STRETCH_ANY, NULL);
	look(&read, 0);
	ck_assert_int_eq(read.set.list[0].begin, 0);
	ck_assert_int_eq(read.set.list[0].end, 9);
	ck_assert_uint_eq(read.set.list[0].count, 2);
	end(&read);
	read_all(&read, UNIT("i", "b", 2, 3, "x") UNIT("i", "b", 8, 12, "x"),
	    DN_STRETCH_ANY, "1,10");
	ck_assert_uint_eq(read.loops.counts.rejected, 1);
	look(&read, 0);
	ck_assert_int_eq(read.set.list[0].begin, 1);
	ck_assert_int_eq(read.set.list[0].end, 11);
	end(&read);
}
END_TEST

START_TEST(tiers_are_fields_and_texts_are_labels)
{
	struct read read;

	read_all(&read, "{\"id\":\"i\",\"tiers\":[{\"name\":\"w\"},{\"name\":"
	    "\"p\"}],\"annotations\":[{\"kind\":\"interval\",\"tier\":1,"
	    "\"annotator\":\"a\",\"text\":\"x\",\"start\":1,\"end\":2},"
	    "{\"kind\":\"interval\",\"tier\":0,\"annotator\":\"a\",\"text\":"
	    "\"\",\"start\":1,\"end\":2},{\"kind\":\"instant\",\"at\":4,"
	    "\"annotator\":\"a\"}]}\n", DN_STRETCH_INTERVAL, NULL);
	ck_assert_uint_eq(read.stretches.gather.annotations_used, 1);
	ck_assert_uint_eq(dn_stretches_fields(&read.stretches), 3);
	look(&read, 0);
	ck_assert_int_eq(read.got, 0);
	look(&read, 1);
	ck_assert_int_eq(read.got, 1);
	ck_assert(dn_span_is(read.view.field, "p"));
	ck_assert_uint_eq(read.set.list[0].count, 1);
	look(&read, 2);
	ck_assert_uint_eq(read.set.list[0].count, 0);
	ck_assert_uint_eq(read.set.list[0].annotator_count, 1);
	end(&read);
}
END_TEST

START_TEST(who_found_nothing_was_there)
{
	struct read read;

	read_all(&read, "{\"id\":\"i\",\"work\":[{\"set\":\"s\","
	    "\"annotator\":\"a\"},{\"set\":\"t\",\"annotator\":\"b\"},"
	    "{\"set\":\"m\",\"model\":\"net\"}],\"annotations\":[{\"kind\":"
	    "\"span\",\"set\":\"s\",\"label\":\"x\",\"spans\":[[0,2],[4,5]]}]}"
	    "\n{\"item\":\"i\",\"annotator\":\"c\",\"label\":null}\n",
	    DN_STRETCH_SPAN, NULL);
	look(&read, 0);
	ck_assert_uint_eq(read.set.list[0].count, 2);
	ck_assert_uint_eq(read.set.list[0].annotator_count, 3);
	ck_assert_uint_eq(read.view.annotator_count, 3);
	end(&read);
}
END_TEST

START_TEST(a_bad_record_counts_in_nothing)
{
	struct read read;

	read_all(&read, "{\"id\":\"i\",\"annotations\":[{\"kind\":\"interval\""
	    ",\"annotator\":\"a\",\"label\":\"x\",\"start\":1,\"end\":2},"
	    "{\"kind\":\"interval\",\"annotator\":\"a\",\"label\":\"x\","
	    "\"start\":1,\"end\":1.0}]}\n" UNIT("i", "a", 1, 2, "x")
	    UNIT("i", "a", 1.0, 2, "x"), DN_STRETCH_INTERVAL, NULL);
	ck_assert_uint_eq(read.loops.counts.rejected, 2);
	ck_assert_uint_eq(read.loops.counts.codes[DN_E_BAD_VALUE], 1);
	ck_assert_uint_eq(read.loops.counts.codes[DN_E_REPEATED], 1);
	look(&read, 0);
	ck_assert_uint_eq(read.set.list[0].count, 1);
	end(&read);
}
END_TEST

Suite *
stretches_suite(void)
{
	Suite *suite = suite_create("stretches");
	TCase *tcase = tcase_create("stretches");

	tcase_add_test(tcase, numbers_are_in_order_whatever_comes_first);
	tcase_add_test(tcase, ticks_are_as_fine_as_the_ends_ask);
	tcase_add_test(tcase, a_continuum_is_as_long_as_is_known);
	tcase_add_test(tcase, tiers_are_fields_and_texts_are_labels);
	tcase_add_test(tcase, who_found_nothing_was_there);
	tcase_add_test(tcase, a_bad_record_counts_in_nothing);
	suite_add_tcase(suite, tcase);
	return suite;
}
