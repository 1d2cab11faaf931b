/* SPDX-License-Identifier: MIT */
/* Lines put away come back item by item, and the bad ones line by line. */
#include "formats/parts.h"

#include <stdio.h>

#include "records.h"
#include "suites.h"

static void
add(struct dn_parts *parts, const char *text, uint64_t line)
{
	struct dn_err err = DN_ERR_INIT;
	struct record_text record;
	struct dn_item item;

	record_read(&record, &item, text);
	ck_assert_int_eq(dn_parts_add(parts, &item, "file", line, &err), 0);
	record_end(&record, &item);
}

/* The next item is this, or a contradiction where it is NULL. */
static void
comes(struct dn_parts *parts, const char *want, uint64_t annotations)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_item *item;
	int got = dn_parts_next(parts, &item, &err);

	ck_assert_int_eq(got, want != NULL ? 1 : -1);
	if (want != NULL)
		record_is(item, want);
	else
		ck_assert_int_eq(err.code, DN_E_CONTRADICTION);
	ck_assert_uint_eq(dn_parts_annotations(parts), annotations);
}

START_TEST(items_come_in_the_order_of_their_first_lines)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_parts *parts = dn_parts_new(&err);
	struct dn_item *item;

	ck_assert_ptr_nonnull(parts);
	add(parts, "{ \"id\":\"b\", \"annotations\":[ {\"id\":\"1\"} ]}", 1);
	add(parts, "{ \"id\" : \"\\u0061\" }", 2);
	add(parts, "{\"id\":\"b\",\"split\":\"x\"}", 3);
	add(parts, "{\"id\":\"b\",\"annotations\":[{\"id\":\"2\"}],\"x\":1}",
	    4);
	add(parts, "{\"id\":\"b\",\"annotations\":[{\"id\":\"3\"}],\"x\":2}",
	    5);
	comes(parts, "{\"id\":\"b\",\"annotations\":[{\"id\":\"1\"},{\"id\":"
	    "\"2\"},{\"id\":\"3\"}],\"x\":1}", 3);
	/* One alone comes byte for byte. */
	comes(parts, "{ \"id\" : \"\\u0061\" }", 0);
	comes(parts, "{\"id\":\"b\",\"split\":\"x\"}", 0);
	ck_assert_int_eq(dn_parts_next(parts, &item, &err), 0);
	ck_assert_uint_eq(dn_parts_differing(parts), 1);
	dn_parts_free(parts);
	dn_parts_free(NULL);
}
END_TEST

/* Lines that were rejected, by their numbers. */
struct rejected {
	uint64_t lines[10];
	size_t count;
};

static int
reject(void *state, const struct dn_err *err, struct dn_span raw)
{
	struct rejected *rejected = state;

	ck_assert_ptr_nonnull(strstr(err->text, "file:1"));
	ck_assert_uint_gt(raw.len, 5);
	ck_assert_int_eq(raw.ptr[raw.len - 1], '}');
	rejected->lines[rejected->count++] = err->line;
	return 0;
}

START_TEST(a_contradiction_takes_all_lines_of_the_item)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_parts *parts = dn_parts_new(&err);
	struct rejected rejected = { { 0 }, 0 };
	struct dn_item *item;

	ck_assert_ptr_nonnull(parts);
	add(parts, "{\"id\":\"b\",\"media\":{\"type\":\"text\"}}", 1);
	add(parts, "{\"id\":\"b\",\"annotations\":[{},{}]}", 2);
	add(parts, "{\"id\":\"b\",\"media\":{\"type\":\"image\"}}", 3);
	add(parts, "{\"id\":\"c\"}", 4);
	add(parts, "{\"id\":\"b\"}", 5);
	ck_assert_int_eq(dn_parts_next(parts, &item, &err), -1);
	ck_assert_str_eq(err.source, "file");
	ck_assert_uint_eq(err.line, 3);
	ck_assert_int_eq(dn_parts_reject(parts, &err, reject, &rejected), 0);
	ck_assert_uint_eq(rejected.count, 4);
	ck_assert_uint_eq(rejected.lines[0], 3);
	ck_assert_uint_eq(rejected.lines[1], 1);
	ck_assert_uint_eq(rejected.lines[3], 5);
	ck_assert_uint_eq(dn_parts_annotations(parts), 2);
	comes(parts, "{\"id\":\"c\"}", 0);
	dn_parts_free(parts);
}
END_TEST

START_TEST(many_items_of_many_lines_are_found)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_parts *parts = dn_parts_new(&err);
	struct dn_item *item;
	char text[100];
	unsigned i, k;

	ck_assert_ptr_nonnull(parts);
	for (k = 0; k < 3; k++)
		for (i = 0; i < 3000; i++) {
			snprintf(text, sizeof(text), "{\"id\":\"%u\","
			    "\"annotations\":[{\"id\":\"%u\"}]}", i, k);
			add(parts, text, i);
		}
	for (i = 0; i < 3000; i++) {
		snprintf(text, sizeof(text), "{\"id\":\"%u\",\"annotations\":"
		    "[{\"id\":\"0\"},{\"id\":\"1\"},{\"id\":\"2\"}]}", i);
		comes(parts, text, 3);
	}
	ck_assert_int_eq(dn_parts_next(parts, &item, &err), 0);
	dn_parts_free(parts);
}
END_TEST

DN_SUITE(parts,
    items_come_in_the_order_of_their_first_lines,
    a_contradiction_takes_all_lines_of_the_item,
    many_items_of_many_lines_are_found)
