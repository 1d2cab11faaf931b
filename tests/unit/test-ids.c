/* SPDX-License-Identifier: MIT */
/* Ids of a document: kept where they are unique, else counted from 1. */
#include "formats/ids.h"

#include "records.h"
#include "scratch.h"
#include "suites.h"

/* Add the ids of a JSON array; then what they are written as. */
static void
check(const char *given, bool any, const char *why, const char *want)
{
	struct dn_ids *ids = dn_ids_new(0);
	struct dn_err err = DN_ERR_INIT;
	struct record_text record;
	struct dn_tree tree;
	struct dn_node *first, *node;
	struct dn_bytes out;
	const char *because;
	size_t i;

	ck_assert_ptr_nonnull(ids);
	record_scan(&record, given);
	dn_tree_init(&tree, SIZE_MAX);
	dn_bytes_init(&out, SIZE_MAX);
	first = dn_node_first(&tree, dn_tree_read(&tree, &record.value));
	for (node = first; node != NULL; node = node->next)
		ck_assert_int_eq(dn_ids_add(ids, node, any, &err), 0);
	dn_ids_take_back(ids);
	ck_assert_uint_eq(dn_ids_count(ids), 0);
	for (node = first; node != NULL; node = node->next) {
		ck_assert_int_eq(dn_ids_add(ids, node, any, &err), 0);
		ck_assert_int_eq(dn_ids_settle(ids, &err), 0);
	}
	ck_assert_int_ge(dn_ids_kept(ids, &because, &err), 0);
	if (why == NULL)
		ck_assert_ptr_null(because);
	else
		ck_assert_str_eq(because, why);
	for (i = 0; i < dn_ids_count(ids); i++) {
		if (i > 0)
			dn_bytes_add_byte(&out, ' ');
		ck_assert_int_eq(dn_ids_write(ids, i, &out, &err), 0);
	}
	ck_assert_str_eq(dn_bytes_text(&out), want);
	dn_bytes_release(&out);
	dn_tree_release(&tree);
	dn_ids_free(ids);
	free(record.memory);
}

START_TEST(unique_integers_are_kept)
{
	check("[]", false, NULL, "");
	check("[7]", false, NULL, "7");
	check("[3,-1,9007199254740993]", false, NULL,
	    "3 -1 9007199254740993");
	check("[0,1e2,2.0]", false, NULL, "0 100 2");
}
END_TEST

START_TEST(integers_that_are_alike_are_numbered)
{
	check("[3,2,3]", false, "some are alike", "1 2 3");
	check("[1,1.0]", false, "some are alike", "1 2");
}
END_TEST

START_TEST(texts_are_ids_where_that_is_allowed)
{
	check("[\"a\",\"\",\"b\\u0063\"]", true, NULL, "\"a\" \"\" \"bc\"");
	check("[\"a\",1,\"1\"]", true, NULL, "\"a\" 1 \"1\"");
	check("[\"bc\",\"b\\u0063\"]", true, "some are alike", "1 2");
	check("[\"a\"]", false, NULL, "1");
}
END_TEST

START_TEST(numbers_keep_their_spelling_where_that_is_allowed)
{
	check("[1.0,5e0,-2.50,-3,0]", true, NULL, "1.0 5e0 -2.50 -3 0");
	check("[99999999999999999999,7]", true, NULL,
	    "99999999999999999999 7");
	check("[1.0,1]", true, "some are alike", "1 2");
	check("[1.0,1e0]", true, "some are alike", "1 2");
	check("[1.5,1.5]", true, "some are alike", "1 2");
	check("[-0,\"-0\"]", true, NULL, "-0 \"-0\"");
}
END_TEST

START_TEST(things_without_an_id_are_numbered_with_the_rest)
{
	check("[null,null]", true, NULL, "1 2");
	check("[5,null]", true, "some have none", "1 2");
	check("[5,1.5]", false, "some have none", "1 2");
	check("[5,[]]", true, "some have none", "1 2");
	check("[99999999999999999999]", false, NULL, "1");
}
END_TEST

START_TEST(integers_of_64_bits_are_kept)
{
	static const char ends[] = "[9223372036854775807,"
	    "-9223372036854775808,1152921504606846976,1152921504606846975,"
	    "-1152921504606846977,-1152921504606846976]";
	static const char *const want = "9223372036854775807 "
	    "-9223372036854775808 1152921504606846976 1152921504606846975 "
	    "-1152921504606846977 -1152921504606846976";

	check(ends, false, NULL, want);
	check(ends, true, NULL, want);
	check("[1152921504606846976,1.152921504606846976e18]", true,
	    "some are alike", "1 2");
	check("[9223372036854775807,7,9223372036854775807]", false,
	    "some are alike", "1 2 3");
}
END_TEST

START_TEST(what_is_taken_back_does_not_count)
{
	struct dn_ids *ids = dn_ids_new(0);
	struct dn_err err = DN_ERR_INIT;
	struct dn_node id = { .type = DN_JSON_NUMBER, .raw = DN_SPAN("7") };
	const char *why;
	int i;

	ck_assert_int_eq(dn_ids_add(ids, &id, false, &err), 0);
	ck_assert_int_eq(dn_ids_settle(ids, &err), 0);
	for (i = 0; i < 3000; i++)
		ck_assert_int_eq(dn_ids_add(ids, &id, false, &err), 0);
	ck_assert_uint_eq(dn_ids_count(ids), 3001);
	dn_ids_take_back(ids);
	dn_ids_take_back(ids);
	ck_assert_uint_eq(dn_ids_count(ids), 1);
	ck_assert_int_eq(dn_ids_kept(ids, &why, &err), 1);
	dn_ids_free(ids);
	dn_ids_free(NULL);
}
END_TEST

/*
 * Add things by letters: n an integer of its own, b bare, a alike to others, x
 * without an id.  What becomes of them, with '-' for what stays bare.
 */
static void
check_bare(const char *things, bool mixed, const char *why, const char *want)
{
	struct dn_ids *ids = dn_ids_new(0);
	struct dn_err err = DN_ERR_INIT;
	struct dn_node id = { .type = DN_JSON_NUMBER, .raw = DN_SPAN("7") };
	const char *because;
	struct dn_bytes out;
	int kept;

	dn_bytes_init(&out, SIZE_MAX);
	for (const char *p = things; *p != '\0'; p++)
		ck_assert_int_eq(*p == 'b' || *p == 'a' ?
		    dn_ids_add_bare(ids, *p == 'a', &err) :
		    dn_ids_add(ids, *p == 'n' ? &id : NULL, true, &err), 0);
	if (mixed)
		dn_ids_mix(ids);
	kept = dn_ids_kept(ids, &because, &err);
	ck_assert_int_eq(kept, dn_ids_are_kept(ids));
	ck_assert_int_eq(kept, why == NULL);
	if (why != NULL)
		ck_assert_str_eq(because, why);
	for (size_t i = 0; i < dn_ids_count(ids); i++)
		if (kept && things[i] != 'n')
			dn_bytes_add_byte(&out, '-');
		else
			ck_assert_int_eq(dn_ids_write(ids, i, &out, &err), 0);
	ck_assert_str_eq(dn_bytes_text(&out), want);
	dn_bytes_release(&out);
	dn_ids_free(ids);
}

START_TEST(bare_things_stay_so_in_the_set_they_came_in)
{
	check_bare("bbb", false, NULL, "---");
	check_bare("bnb", false, NULL, "-7-");
	check_bare("aan", false, NULL, "--7");
}
END_TEST

START_TEST(bare_things_are_numbered_where_sets_are_mixed)
{
	check_bare("bbb", true, NULL, "---");
	check_bare("n", true, NULL, "7");
	check_bare("bnb", true, "some have none", "123");
	check_bare("aa", true, "some are alike", "12");
	check_bare("bba", true, "some have none", "123");
	check_bare("aan", true, "some are alike", "123");
}
END_TEST

START_TEST(bare_things_are_numbered_where_others_are)
{
	check_bare("xbn", false, "some have none", "123");
	check_bare("xab", false, "some have none", "123");
	check_bare("nbn", false, "some are alike", "123");
}
END_TEST

/* Id `number` of many: an integer, or every so often a string. */
static struct dn_node
id_of(uint64_t number, char text[32])
{
	bool string = number % 7 == 0;
	int len = snprintf(text, 32, string ? "\"%llu\"" : "%llu",
	    (unsigned long long)number);

	return (struct dn_node){
		.type = string ? DN_JSON_STRING : DN_JSON_NUMBER,
		.raw = { text, (size_t)len } };
}

/* Many ids in another order than theirs, the last as the one `back` before. */
static struct dn_ids *
many(size_t memory, uint64_t count, uint64_t back)
{
	struct dn_ids *ids = dn_ids_new(memory);
	struct dn_err err = DN_ERR_INIT;
	char text[32];

	ck_assert_ptr_nonnull(ids);
	for (uint64_t i = 0; i < count; i++) {
		uint64_t at = i + 1 == count && back > 0 ? i - back : i;
		const struct dn_node id = id_of(at * 7919 % 99991, text);

		ck_assert_int_eq(dn_ids_add(ids, &id, true, &err), 0);
		if (i % 1000 == 999)
			ck_assert_int_eq(dn_ids_settle(ids, &err), 0);
	}
	return ids;
}

START_TEST(past_the_memory_they_are_the_same)
{
	static const size_t memories[] = { 0, 1 << 18, SIZE_MAX };
	const uint64_t count = 80000;
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;
	const char *why;
	char text[32];

	scratch_begin();
	setenv("TMPDIR", ".", 1);
	dn_bytes_init(&out, SIZE_MAX);
	for (int i = 0; i < 3; i++) {
		struct dn_ids *ids = many(memories[i], count, 0);

		ck_assert_int_eq(dn_ids_kept(ids, &why, &err), 1);
		for (uint64_t at = 0; at < count; at++) {
			/* Also here and there, out of order. */
			uint64_t place = at % 3 == 0 ? at * 31 % count : at;
			const struct dn_node id = id_of(place * 7919 % 99991,
			    text);

			dn_bytes_clear(&out);
			ck_assert_int_eq(dn_ids_write(ids, place, &out, &err),
			    0);
			ck_assert(dn_span_equal(dn_bytes_span(&out), id.raw));
		}
		dn_ids_free(ids);
		for (uint64_t back = 79993; back < count; back++) {
			ids = many(memories[i], count, back);
			ck_assert_int_eq(dn_ids_kept(ids, &why, &err), 0);
			ck_assert_str_eq(why, "some are alike");
			dn_ids_free(ids);
		}
	}
	ck_assert_uint_eq(scratch_count("."), 0);
	dn_bytes_release(&out);
	scratch_end();
}
END_TEST

START_TEST(without_a_place_on_disk_they_fail)
{
	struct dn_ids *ids = dn_ids_new(0);
	struct dn_err err = DN_ERR_INIT;
	const struct dn_node id = { .type = DN_JSON_NUMBER,
		.raw = DN_SPAN("7") };
	int failed = 0;

	setenv("TMPDIR", "/nowhere/at/all", 1);
	for (int i = 0; failed == 0 && i < 100000; i++) {
		ck_assert_int_eq(dn_ids_add(ids, &id, false, &err), 0);
		failed = dn_ids_settle(ids, &err);
	}
	ck_assert_int_lt(failed, 0);
	ck_assert_int_eq(err.code, DN_E_NO_FILE);
	dn_ids_free(ids);
}
END_TEST

DN_SUITE(ids,
    unique_integers_are_kept,
    integers_that_are_alike_are_numbered,
    texts_are_ids_where_that_is_allowed,
    numbers_keep_their_spelling_where_that_is_allowed,
    things_without_an_id_are_numbered_with_the_rest,
    integers_of_64_bits_are_kept,
    what_is_taken_back_does_not_count,
    bare_things_stay_so_in_the_set_they_came_in,
    bare_things_are_numbered_where_sets_are_mixed,
    bare_things_are_numbered_where_others_are,
    past_the_memory_they_are_the_same,
    without_a_place_on_disk_they_fail)
