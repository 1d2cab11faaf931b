/* SPDX-License-Identifier: MIT */
/* What goes with annotations, and what stays. */
#include "formats/vanish.h"

#include <stdio.h>

#include "records.h"
#include "suites.h"

#define A(id, more) "{\"id\":\"" id "\"" more "}"

/* Take the annotations with `"x":1` out of what stands between the braces. */
static void
vanishes(const char *members, const char *want, uint64_t annotations,
    uint64_t relations, uint64_t parents)
{
	struct dn_vanish_counts counts = { 0 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_node *gone[20], *node;
	struct record_text record;
	struct dn_item item;
	char text[1000];
	size_t count = 0;

	snprintf(text, sizeof(text), "{\"id\":\"i\",%s}", members);
	record_read(&record, &item, text);
	for (node = dn_item_first_annotation(&item); node != NULL;
	    node = node->next)
		if (dn_node_get(&item.tree, node, "x") != NULL)
			gone[count++] = node;
	ck_assert_int_eq(dn_vanish(&item, gone, count, &counts, &err), 0);
	snprintf(text, sizeof(text), "{\"id\":\"i\",%s}", want);
	record_is(&item, text);
	ck_assert_uint_eq(counts.annotations, annotations);
	ck_assert_uint_eq(counts.relations, relations);
	ck_assert_uint_eq(counts.parents, parents);
	record_end(&record, &item);
}

START_TEST(nothing_goes_with_what_nobody_refers_to)
{
	vanishes("\"annotations\":[" A("1", ",\"x\":1") "," A("2", "") "]",
	    "\"annotations\":[" A("2", "") "]", 1, 0, 0);
	vanishes("\"annotations\":[{\"x\":1}]", "\"annotations\":[]", 1, 0,
	    0);
	/* Two of one id: who refers to it may mean the other. */
	vanishes("\"annotations\":[" A("1", ",\"x\":1") "," A("1", "") ","
	    A("2", ",\"target\":\"1\"") "]",
	    "\"annotations\":[" A("1", "") "," A("2", ",\"target\":\"1\"")
	    "]", 1, 0, 0);
}
END_TEST

START_TEST(choices_go_with_their_target_and_children_stay)
{
	vanishes("\"annotations\":[" A("3", ",\"target\":\"2\"") ","
	    A("2", ",\"target\":\"1\"") "," A("1", ",\"x\":1") ","
	    A("4", ",\"parent\":\"3\"") "," A("5", ",\"parent\":\"4\"") "]",
	    "\"annotations\":[" A("4", "") "," A("5", ",\"parent\":\"4\"")
	    "]", 3, 0, 1);
}
END_TEST

#define REFS(first, second) ",\"args\":[{\"ref\":\"" first "\"},{\"ref\":\"" \
	second "\"}]"

START_TEST(relations_go_with_what_they_join)
{
	vanishes("\"annotations\":[" A("1", ",\"x\":1") "," A("2", "") ","
	    A("3", "") "],\"relations\":[" A("r", REFS("s", "2")) ","
	    A("s", REFS("1", "2")) "," A("t", REFS("2", "3")) "]",
	    "\"annotations\":[" A("2", "") "," A("3", "") "],\"relations\":["
	    A("t", REFS("2", "3")) "]", 1, 2, 0);
	/* Of three, two are enough. */
	vanishes("\"annotations\":[" A("1", ",\"x\":1") "," A("2", "") ","
	    A("3", "") "],\"relations\":[{\"args\":[{\"ref\":\"1\"},{\"ref\":"
	    "\"2\"},{\"ref\":\"3\"}]}]",
	    "\"annotations\":[" A("2", "") "," A("3", "") "],\"relations\":["
	    "{\"args\":[{\"ref\":\"2\"},{\"ref\":\"3\"}]}]", 1, 0, 0);
	/* A relation that joins a thing with itself loses both ends. */
	vanishes("\"annotations\":[" A("1", ",\"x\":1") "],\"relations\":["
	    A("r", REFS("1", "1")) "]",
	    "\"annotations\":[],\"relations\":[]", 1, 1, 0);
}
END_TEST

START_TEST(events_live_as_long_as_their_trigger)
{
	vanishes("\"annotations\":[" A("1", ",\"x\":1") "," A("2", "") "],"
	    "\"relations\":[{\"trigger\":\"2\",\"args\":[{\"ref\":\"1\"}]},"
	    "{\"trigger\":\"1\",\"args\":[{\"ref\":\"2\"}]}]",
	    "\"annotations\":[" A("2", "") "],\"relations\":[{\"trigger\":"
	    "\"2\",\"args\":[]}]", 1, 1, 0);
}
END_TEST

DN_SUITE(vanish,
    nothing_goes_with_what_nobody_refers_to,
    choices_go_with_their_target_and_children_stay,
    relations_go_with_what_they_join,
    events_live_as_long_as_their_trigger)
