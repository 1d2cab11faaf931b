/* SPDX-License-Identifier: MIT */
/* Pools: records in any order are items again, with everybody's units. */
#include "match/pool.h"

#include "loops.h"
#include "suites.h"

static const struct dn_pool_spec plain = { .item = "item",
	.annotator = "annotator", .label = "label" };

/* Feed the lines, to the gold's side or not. */
static void
feed(struct dn_pool *pool, bool gold, const char *text, size_t threads,
    struct loops *loops)
{
	loops_run(loops, dn_pool_loop(pool, gold), dn_span_of(text), threads);
	if (loops->failed < 0)
		ck_abort_msg("%s", loops->err.text);
}

static void
add_unit(const struct dn_pool *pool, const struct dn_unit *unit,
    struct dn_bytes *out)
{
	dn_bytes_add_byte(out, ' ');
	dn_bytes_add_span(out, dn_pool_annotator(pool, unit->owner));
	dn_bytes_add_byte(out, '=');
	if (unit->id.ptr != NULL)
		dn_bytes_add_span(out, unit->id);
	dn_bytes_add_span(out, unit->label);
}

/* Tell of all items: "split/id annotator=idlabel ... -absent;". */
static void
tell(struct dn_pool *pool, struct dn_bytes *out)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_pool_item item;
	int got;

	dn_bytes_clear(out);
	ck_assert_int_eq(dn_pool_close(pool, &err), 0);
	while ((got = dn_pool_next(pool, &item, &err)) == 1) {
		if (item.split.ptr != NULL) {
			dn_bytes_add_span(out, item.split);
			dn_bytes_add_byte(out, '/');
		}
		for (size_t i = 0; i < item.id.len; i++)
			dn_bytes_add_byte(out, item.id.ptr[i] == '\0' ? '~' :
			    item.id.ptr[i]);
		for (size_t i = 0; i < item.count; i++)
			add_unit(pool, &item.units[i], out);
		for (size_t a = 0; a < dn_pool_annotators(pool); a++) {
			ck_assert_uint_le(item.begins[a], item.begins[a + 1]);
			ck_assert(item.present[a] ||
			    item.begins[a] == item.begins[a + 1]);
			if (item.present[a])
				continue;
			dn_bytes_add_byte(out, item.told ? '!' : '-');
			dn_bytes_add_span(out, dn_pool_annotator(pool, a));
		}
		dn_bytes_add_byte(out, ';');
	}
	ck_assert_msg(got == 0, "%s", err.text);
}

/* The pool of these lines is this. */
static void
check(const struct dn_pool_spec *spec, const char *gold, const char *text,
    const char *want, struct loops *loops)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_pool *pool = dn_pool_new(spec, &err);
	struct dn_bytes out;

	ck_assert_ptr_nonnull(pool);
	dn_bytes_init(&out, SIZE_MAX);
	if (gold != NULL)
		feed(pool, true, gold, 2, loops);
	feed(pool, false, text, 2, loops);
	tell(pool, &out);
	ck_assert_str_eq(dn_bytes_text(&out), want);
	tell(pool, &out);
	ck_assert_str_eq(dn_bytes_text(&out), want);
	dn_bytes_release(&out);
	dn_pool_free(pool);
}

static void
check_plain(const char *text, const char *want, struct loops *loops)
{
	check(&plain, NULL, text, want, loops);
}

START_TEST(ratings_in_any_order_are_items)
{
	static const char *const lines[] = {
		"{\"item\":\"b\",\"annotator\":\"Y\",\"id\":\"2\","
		    "\"bbox\":[0,0,1,1],\"label\":\"car\"}\n",
		"{\"item\":\"a\",\"annotator\":\"X\",\"id\":\"1\","
		    "\"span\":[0,3],\"label\":\"car\"}\n",
		"{\"item\":\"b\",\"annotator\":\"X\",\"id\":\"3\","
		    "\"bbox\":[0,0,1,1],\"label\":\"bus\"}\n",
		"{\"item\":\"b\",\"annotator\":\"X\",\"id\":\"1\","
		    "\"bbox\":[0,0,1,2],\"label\":\"bus\"}\n",
	};
	struct loops loops;
	struct dn_bytes text;

	scratch_begin();
	loops_init(&loops);
	dn_bytes_init(&text, SIZE_MAX);
	for (size_t turn = 0; turn < 4; turn++) {
		dn_bytes_clear(&text);
		for (size_t i = 0; i < 4; i++)
			dn_bytes_add_text(&text, lines[turn & 1 ?
			    (i + turn) % 4 : (7 - i - turn) % 4]);
		check_plain(dn_bytes_text(&text),
		    "a X=1\"car\"-Y;b X=1\"bus\" X=3\"bus\" Y=2\"car\";",
		    &loops);
		ck_assert_uint_eq(loops.counts.used, 4);
	}
	dn_bytes_release(&text);
	loops_release(&loops);
	scratch_end();
}
END_TEST

START_TEST(items_are_told_apart_by_split_and_id)
{
	struct loops loops;

	scratch_begin();
	loops_init(&loops);
	check_plain(
	    "{\"id\":\"x\",\"split\":\"b\",\"annotations\":[{\"kind\":"
	    "\"class\",\"label\":1,\"annotator\":\"A\"}]}\n"
	    "{\"id\":\"x\",\"split\":\"a\",\"annotations\":[{\"kind\":"
	    "\"class\",\"label\":2,\"annotator\":\"A\"}]}\n"
	    "{\"id\":\"ax\",\"annotations\":[{\"kind\":"
	    "\"class\",\"label\":3,\"annotator\":\"A\"}]}\n"
	    "{\"id\":\"ab\",\"split\":\"a\",\"annotations\":[{\"kind\":"
	    "\"class\",\"label\":4,\"annotator\":\"A\"}]}\n"
	    "{\"item\":\"\\u0000x\",\"split\":null,\"annotator\":\"A\","
	    "\"label\":5}\n"
	    "{\"item\":\"x\",\"split\":\"\",\"annotator\":\"A\","
	    "\"label\":6}\n"
	    "{\"item\":\"x\",\"split\":\"a\",\"annotator\":\"B\","
	    "\"label\":7}\n",
	    "~x A=5-B;ax A=3-B;/x A=6-B;a/ab A=4-B;a/x A=2 B=7;"
	    "b/x A=1-B;", &loops);
	ck_assert_uint_eq(loops.counts.rejected, 0);
	loops_release(&loops);
	scratch_end();
}
END_TEST

START_TEST(work_says_who_found_nothing)
{
	struct dn_pool_spec spec = plain;
	struct loops loops;

	scratch_begin();
	loops_init(&loops);
	check_plain("{\"id\":\"i\",\"work\":[{\"set\":\"1\",\"annotator\":"
	    "\"A\"},{\"set\":\"2\",\"annotator\":\"B\"},{\"set\":\"3\","
	    "\"model\":\"m\"}],\"annotations\":[{\"kind\":\"box\",\"bbox\":"
	    "[0,0,1,1],\"set\":\"1\"},{\"kind\":\"box\",\"bbox\":[0,0,1,1],"
	    "\"set\":\"3\"}]}\n"
	    "{\"id\":\"j\",\"work\":[{\"annotator\":\"C\"}]}\n",
	    "i A=!C;j!A!B;", &loops);
	spec.predictions = true;
	check(&spec, NULL, "{\"id\":\"i\",\"annotations\":[{\"kind\":"
	    "\"box\",\"bbox\":[0,0,1,1],\"origin\":\"prediction\"}]}\n",
	    "i prediction=;", &loops);
	loops_release(&loops);
	scratch_end();
}
END_TEST

START_TEST(gold_comes_from_a_file_of_its_own)
{
	struct dn_pool_spec spec = plain;
	struct loops loops;

	spec.gold = true;
	spec.nobody = "own";
	scratch_begin();
	loops_init(&loops);
	check(&spec, "{\"id\":\"i\",\"annotations\":[{\"kind\":\"class\","
	    "\"label\":\"g\"}]}\n{\"id\":\"empty\",\"annotations\":[]}\n"
	    "{\"item\":\"j\",\"annotator\":\"Chen\",\"label\":\"h\"}\n",
	    "{\"id\":\"i\",\"annotations\":[{\"kind\":\"class\","
	    "\"label\":\"o\"}]}\n"
	    "{\"id\":\"j\",\"annotations\":[]}\n"
	    "{\"item\":\"i\",\"annotator\":\"zoe\",\"label\":\"z\"}\n"
	    "{\"item\":\"i\",\"annotator\":\"gold\",\"label\":\"z\"}\n",
	    "empty-own-zoe;i own=\"o\" zoe=\"z\" gold=\"g\";"
	    "j gold=\"h\"-zoe;", &loops);
	ck_assert_uint_eq(loops.counts.used, 3);
	ck_assert_uint_eq(loops.counts.ignored[7], 1);
	loops_release(&loops);
	scratch_end();
}
END_TEST

START_TEST(cases_of_a_library_are_gold_for_their_kind)
{
	struct dn_pool_spec spec = plain;
	struct loops loops;

	scratch_begin();
	loops_init(&loops);
	spec.gold = true;
	check(&spec, "{\"record\":\"diff\",\"case\":7,\"kind\":\"missing\","
	    "\"item\":\"i\",\"split\":\"s\",\"field\":\"f\","
	    "\"annotator\":\"X\"}\n{\"record\":\"diff\",\"kind\":"
	    "\"split\",\"item\":\"i\",\"annotator\":\"X\"}\n",
	    "{\"item\":7,\"annotator\":\"X\",\"label\":\"split\"}\n"
	    "{\"record\":\"diff\",\"case\":7,\"kind\":\"missing\"}\n",
	    "7 X=\"split\" gold=\"missing\";", &loops);
	loops_release(&loops);
	scratch_end();
}
END_TEST

START_TEST(relations_count_where_they_are_asked_for)
{
	static const char text[] = "{\"id\":\"i\",\"work\":[{\"annotator\":"
	    "\"X\"}],\"annotations\":[{\"id\":\"a\",\"kind\":\"box\","
	    "\"label\":1,\"bbox\":[0,0,1,1]}],\"relations\":[{\"id\":\"r\","
	    "\"type\":\"on\",\"trigger\":\"a\",\"args\":[{\"ref\":\"b\"},"
	    "{\"ref\":\"c\"}],\"directed\":false}]}\n";
	struct dn_err err = DN_ERR_INIT;
	struct dn_pool_spec spec = plain;
	struct dn_pool_item item;
	struct dn_pool *pool;
	struct loops loops;

	scratch_begin();
	loops_init(&loops);
	check(&spec, NULL, text, "i X=a1;", &loops);
	spec.kinds = ~0u;
	check(&spec, NULL, text, "i X=a1 X=r\"on\";", &loops);
	pool = dn_pool_new(&spec, &err);
	feed(pool, false, text, 1, &loops);
	ck_assert_int_eq(dn_pool_close(pool, &err), 0);
	ck_assert_int_eq(dn_pool_next(pool, &item, &err), 1);
	ck_assert_uint_eq(item.units[1].ref_count, 3);
	ck_assert(dn_span_is(item.units[1].refs[0], "a"));
	ck_assert(dn_span_is(item.units[1].refs[2], "c"));
	ck_assert(!item.units[1].directed);
	dn_pool_free(pool);
	loops_release(&loops);
	scratch_end();
}
END_TEST

START_TEST(a_relation_says_what_it_is_between)
{
	struct dn_pool_spec spec = plain;
	struct loops loops;

	scratch_begin();
	loops_init(&loops);
	spec.kinds = ~0u;
	spec.nobody = "X";
	check(&spec, NULL,
	    "{\"id\":\"i\",\"relations\":[1]}\n"
	    "{\"id\":\"i\",\"relations\":[{\"args\":1}]}\n"
	    "{\"id\":\"i\",\"relations\":[{\"args\":[1]}]}\n"
	    "{\"id\":\"i\",\"relations\":[{\"args\":[{\"role\":\"x\"}]}]}\n"
	    "{\"id\":\"i\",\"relations\":[{\"trigger\":1}]}\n",
	    "", &loops);
	ck_assert_uint_eq(loops.counts.rejected, 5);
	loops_release(&loops);
	scratch_end();
}
END_TEST

START_TEST(what_is_left_out_has_a_reason)
{
	struct dn_pool_spec spec = plain;
	struct loops loops;
	static const uint64_t want[] = { 2, 2, 1, 1, 2, 1, 1, 0 };

	spec.between = "B,A";
	spec.kinds = DN_POOL_KIND(CLASS) | DN_POOL_KIND(SPAN);
	scratch_begin();
	loops_init(&loops);
	check(&spec, NULL,
	    "{\"type\":\"t\",\"at\":1}\n{\"record\":\"metric\"}\n"
	    "{\"item\":\"i\",\"annotator\":\"A\",\"label\":null}\n"
	    "{\"id\":\"i\",\"annotations\":[{\"kind\":\"class\","
	    "\"label\":null,\"annotator\":\"A\"}]}\n"
	    "{\"item\":\"i\",\"annotator\":\"C\",\"label\":1}\n"
	    "{\"id\":\"i\",\"annotations\":[]}\n"
	    "{\"item\":\"i\",\"annotator\":\"A\",\"bbox\":[0,0,1,1]}\n"
	    "{\"id\":\"i\",\"annotations\":[{\"kind\":\"box\"}]}\n"
	    "{\"id\":\"i\",\"annotations\":[{\"kind\":\"class\","
	    "\"label\":1,\"target\":\"x\",\"annotator\":\"A\"}]}\n"
	    "{\"id\":\"i\",\"annotations\":[{\"kind\":\"box\","
	    "\"origin\":\"prediction\"}]}\n"
	    "{\"item\":\"i\",\"annotator\":\"A\",\"label\":1}\n"
	    "{\"item\":1,\"annotator\":\"B\",\"label\":2}\n"
	    "{\"id\":\"i\",\"annotations\":[{\"label\":3,"
	    "\"annotator\":\"B\"},{\"label\":3,\"annotator\":\"Q\"}]}\n",
	    "1 B=2-A;i B=3 A=1;", &loops);
	for (size_t i = 0; i < 8; i++)
		ck_assert_uint_eq(loops.counts.ignored[i], want[i]);
	ck_assert_uint_eq(loops.counts.used, 3);
	ck_assert_uint_eq(loops.counts.rejected, 0);
	loops_release(&loops);
	scratch_end();
}
END_TEST

START_TEST(bad_records_are_rejects)
{
	struct loops loops;

	scratch_begin();
	loops_init(&loops);
	check_plain(
	    "{\"item\":\"i\",\"annotator\":\"A\"}\n"
	    "{\"item\":\"i\",\"label\":1}\n"
	    "{\"item\":[],\"annotator\":\"A\",\"label\":1}\n"
	    "{\"item\":\"i\",\"annotator\":\"A\",\"bbox\":[1,2]}\n"
	    "{\"id\":\"i\",\"annotations\":[{\"kind\":\"box\",\"bbox\":"
	    "[0,0,1,1]}]}\n"
	    "{\"id\":\"i\",\"annotations\":[{\"bbox\":[0,0,1,1]}]}\n"
	    "{\"id\":7,\"annotations\":[]}\n"
	    "{\"id\":\"i\",\"annotations\":[5]}\n"
	    "{\"id\":\"i\",\"annotations\":[{\"kind\":\"nonsense\"}]}\n"
	    "{\"record\":\"item\",\"split\":\"x\"}\n"
	    "{\"item\":\"i\",\"annotator\":\"A\",\"label\":1,\"split\":3}\n"
	    "{\"id\":\"i\",\"annotations\":[{\"kind\":\"polygon\","
	    "\"annotator\":\"A\",\"polygons\":[[[[0,0],[9,9],[9,0],"
	    "[0,9]]]]}]}\n",
	    "", &loops);
	ck_assert_uint_eq(loops.counts.rejected, 12);
	loops_release(&loops);
	scratch_end();
}
END_TEST

START_TEST(pools_past_their_memory_give_the_same)
{
	struct dn_pool_spec spec = plain;
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes text, small, large;
	struct loops loops;
	uint64_t state = 5;

	scratch_begin();
	loops_init(&loops);
	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_init(&small, SIZE_MAX);
	dn_bytes_init(&large, SIZE_MAX);
	for (int i = 0; i < 4000; i++)
		dn_bytes_add_format(&text, "{\"item\":\"image/%03d\","
		    "\"annotator\":\"A%d\",\"bbox\":[%d,0,1,1],"
		    "\"label\":\"l%d\"}\n", (int)(suite_next(&state) % 500),
		    (int)(suite_next(&state) % 3), i,
		    (int)(suite_next(&state) % 4));
	for (int turn = 0; turn < 2; turn++) {
		struct dn_pool *pool;

		spec.memory = turn == 0 ? 1 << 26 : 0;
		pool = dn_pool_new(&spec, &err);
		feed(pool, false, dn_bytes_text(&text), 1 + (size_t)turn * 3,
		    &loops);
		tell(pool, turn == 0 ? &large : &small);
		dn_pool_free(pool);
	}
	ck_assert_uint_gt(large.len, 30000);
	ck_assert_str_eq(dn_bytes_text(&small), dn_bytes_text(&large));
	dn_bytes_release(&text);
	dn_bytes_release(&small);
	dn_bytes_release(&large);
	loops_release(&loops);
	scratch_end();
}
END_TEST

START_TEST(between_names_two)
{
	static const char *const wrong[] = { "A", "A,", ",B", "A,B,C",
		"A,A" };
	struct dn_err err = DN_ERR_INIT;
	struct dn_pool_spec spec = plain;

	for (size_t i = 0; i < 5; i++) {
		spec.between = wrong[i];
		ck_assert_ptr_null(dn_pool_new(&spec, &err));
		ck_assert_int_eq(err.code, DN_E_USAGE);
	}
	dn_pool_free(NULL);
}
END_TEST

DN_SUITE(pool, ratings_in_any_order_are_items,
    items_are_told_apart_by_split_and_id, work_says_who_found_nothing,
    gold_comes_from_a_file_of_its_own,
    cases_of_a_library_are_gold_for_their_kind,
    relations_count_where_they_are_asked_for,
    a_relation_says_what_it_is_between, what_is_left_out_has_a_reason,
    bad_records_are_rejects, pools_past_their_memory_give_the_same,
    between_names_two)
