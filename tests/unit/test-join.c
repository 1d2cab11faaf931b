/* SPDX-License-Identifier: MIT */
/* Lines of one item: what stands behind each other, and what contradicts. */
#include "formats/join.h"

#include "records.h"
#include "suites.h"

/* Join two lines of the item i: NULL is a contradiction. */
static void
joins(const char *first, const char *second, const char *want,
    uint64_t want_differing)
{
	struct dn_join *join = dn_join_new();
	struct dn_err err = DN_ERR_INIT;
	struct record_text one, two;
	struct dn_item item, line;
	uint64_t differing = 0;

	ck_assert_ptr_nonnull(join);
	record_read(&one, &item, first);
	record_read(&two, &line, second);
	ck_assert_int_eq(dn_join_begin(join, &item, &err), 0);
	if (want == NULL) {
		ck_assert_int_eq(dn_join_add(join, &line, &differing, &err),
		    -1);
		ck_assert_int_eq(err.code, DN_E_CONTRADICTION);
	} else {
		ck_assert_int_eq(dn_join_add(join, &line, &differing, &err),
		    0);
		record_is(&item, want);
		ck_assert_uint_eq(differing, want_differing);
	}
	dn_join_free(join);
	record_end(&one, &item);
	record_end(&two, &line);
}

#define I(members) "{\"id\":\"i\"," members "}"

START_TEST(annotations_and_work_stand_behind_each_other)
{
	joins(I("\"annotations\":[{\"id\":\"1\"}],\"work\":[{\"set\":\"a\"}]"),
	    I("\"annotations\":[{\"id\":\"2\"},{}],\"work\":[{\"set\":\"a\"},"
	    "{\"set\":\"b\"}]"),
	    I("\"annotations\":[{\"id\":\"1\",\"set\":\"a\"},{\"id\":\"2\"},"
	    "{}],\"work\":[{\"set\":\"a\"},{\"set\":\"b\"}]"), 0);
	joins("{\"id\":\"i\"}", I("\"annotations\":[],\"relations\":[{}]"),
	    I("\"annotations\":[],\"relations\":[{}]"), 0);
	joins("{\"id\":\"i\"}", "{\"id\":\"i\"}", "{\"id\":\"i\"}", 0);
}
END_TEST

START_TEST(annotations_are_signed_by_the_one_who_worked)
{
	joins(I("\"work\":[{\"annotator\":\"x\"}],\"annotations\":[{},"
	    "{\"annotator\":\"q\"}]"),
	    I("\"work\":[{\"annotator\":\"y\",\"set\":\"s\"}],"
	    "\"annotations\":[{}],\"relations\":[{}]"),
	    I("\"work\":[{\"annotator\":\"x\"},{\"annotator\":\"y\",\"set\":"
	    "\"s\"}],\"annotations\":[{\"annotator\":\"x\"},{\"annotator\":"
	    "\"q\"},{\"set\":\"s\"}],\"relations\":[{\"set\":\"s\"}]"), 0);
}
END_TEST

START_TEST(ids_that_are_taken_change_and_are_followed)
{
	joins(I("\"annotations\":[{\"id\":\"1\"},{\"id\":\"1-2\"}]"),
	    I("\"annotations\":[{\"id\":\"1\"},{\"id\":\"2\",\"parent\":"
	    "\"1\",\"target\":\"1\"}],\"relations\":[{\"id\":\"2\",\"trigger\":"
	    "\"1\",\"args\":[{\"ref\":\"2\"},{\"ref\":\"1\"}]}]"),
	    I("\"annotations\":[{\"id\":\"1\"},{\"id\":\"1-2\"},{\"id\":"
	    "\"1-3\"},{\"id\":\"2\",\"parent\":\"1-3\",\"target\":\"1-3\"}],"
	    "\"relations\":[{\"id\":\"2-2\",\"trigger\":\"1-3\",\"args\":["
	    "{\"ref\":\"2-2\"},{\"ref\":\"1-3\"}]}]"), 0);
	/* In another set the same id is another's. */
	joins(I("\"annotations\":[{\"id\":\"1\",\"set\":\"a\"}]"),
	    I("\"annotations\":[{\"id\":\"1\",\"set\":\"b\"}]"),
	    I("\"annotations\":[{\"id\":\"1\",\"set\":\"a\"},{\"id\":\"1\","
	    "\"set\":\"b\"}]"), 0);
}
END_TEST

START_TEST(media_are_united_and_must_agree)
{
	joins(I("\"media\":{\"type\":\"image\",\"width\":1.0}"),
	    I("\"media\":{\"width\":1,\"height\":2}"),
	    I("\"media\":{\"type\":\"image\",\"width\":1.0,\"height\":2}"), 0);
	joins(I("\"media\":{\"type\":\"image\",\"width\":1}"),
	    I("\"media\":{\"width\":2}"), NULL, 0);
	joins(I("\"others\":[{\"name\":\"l\",\"path\":\"a\"}]"),
	    I("\"others\":[{\"name\":\"r\"},{\"name\":\"l\",\"rate\":1}]"),
	    I("\"others\":[{\"name\":\"l\",\"path\":\"a\",\"rate\":1},"
	    "{\"name\":\"r\"}]"), 0);
	joins(I("\"others\":[{\"name\":\"l\",\"path\":\"a\"}]"),
	    I("\"others\":[{\"name\":\"l\",\"path\":\"b\"}]"), NULL, 0);
}
END_TEST

START_TEST(tiers_go_behind_and_take_their_annotations_along)
{
	joins(I("\"tiers\":[{\"name\":\"a\"}],\"annotations\":[{\"tier\":0}]"),
	    I("\"tiers\":[{\"name\":\"b\"}],\"annotations\":[{\"tier\":0}]"),
	    I("\"tiers\":[{\"name\":\"a\"},{\"name\":\"b\"}],\"annotations\":["
	    "{\"tier\":0},{\"tier\":1}]"), 0);
	joins(I("\"tiers\":[{\"name\":\"a\"}],\"annotations\":[{\"tier\":0}]"),
	    I("\"tiers\":[{\"name\":\"a\"}],\"annotations\":[{\"tier\":0}]"),
	    I("\"tiers\":[{\"name\":\"a\"}],\"annotations\":[{\"tier\":0},"
	    "{\"tier\":0}]"), 0);
}
END_TEST

START_TEST(of_other_members_the_first_is_right)
{
	joins(I("\"mine\":[1],\"meta\":1"), I("\"mine\":[1.0],\"meta\":2,"
	    "\"more\":null"), I("\"mine\":[1],\"meta\":1,\"more\":null"), 1);
	joins(I("\"work\":{}"), I("\"work\":[]"), I("\"work\":{}"), 1);
}
END_TEST

DN_SUITE(join,
    annotations_and_work_stand_behind_each_other,
    annotations_are_signed_by_the_one_who_worked,
    ids_that_are_taken_change_and_are_followed,
    media_are_united_and_must_agree,
    tiers_go_behind_and_take_their_annotations_along,
    of_other_members_the_first_is_right)
