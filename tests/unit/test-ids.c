/* SPDX-License-Identifier: MIT */
/* Ids of a document: kept where they are unique, else counted from 1. */
#include "formats/ids.h"

#include "records.h"
#include "suites.h"

/* Add the ids of a JSON array; then what they are written as. */
static void
check(const char *given, bool any, const char *why, const char *want)
{
	struct dn_ids *ids = dn_ids_new();
	struct dn_err err = DN_ERR_INIT;
	struct record_text record;
	struct dn_tree tree;
	struct dn_node *node;
	struct dn_bytes out;
	const char *because;
	size_t i;

	ck_assert_ptr_nonnull(ids);
	record_scan(&record, given);
	dn_tree_init(&tree, SIZE_MAX);
	dn_bytes_init(&out, SIZE_MAX);
	node = dn_node_first(&tree, dn_tree_read(&tree, &record.value));
	for (; node != NULL; node = node->next)
		ck_assert_int_eq(dn_ids_add(ids, node, any, &err), 0);
	dn_ids_kept(ids, &because);
	if (why == NULL)
		ck_assert_ptr_null(because);
	else
		ck_assert_str_eq(because, why);
	for (i = 0; i < dn_ids_count(ids); i++) {
		if (i > 0)
			dn_bytes_add_byte(&out, ' ');
		dn_ids_write(ids, i, &out);
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

START_TEST(what_is_taken_back_does_not_count)
{
	struct dn_ids *ids = dn_ids_new();
	struct dn_err err = DN_ERR_INIT;
	struct dn_node id = { .type = DN_JSON_NUMBER, .raw = DN_SPAN("7") };
	const char *why;
	int i;

	for (i = 0; i < 3000; i++)
		ck_assert_int_eq(dn_ids_add(ids, &id, false, &err), 0);
	ck_assert_uint_eq(dn_ids_count(ids), 3000);
	dn_ids_truncate(ids, 5000);
	dn_ids_truncate(ids, 1);
	ck_assert_uint_eq(dn_ids_count(ids), 1);
	ck_assert(dn_ids_kept(ids, &why));
	dn_ids_free(ids);
	dn_ids_free(NULL);
}
END_TEST

DN_SUITE(ids,
    unique_integers_are_kept,
    integers_that_are_alike_are_numbered,
    texts_are_ids_where_that_is_allowed,
    numbers_keep_their_spelling_where_that_is_allowed,
    things_without_an_id_are_numbered_with_the_rest,
    what_is_taken_back_does_not_count)
