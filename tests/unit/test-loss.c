/* SPDX-License-Identifier: MIT */
/* The loss report: each member that a target lacks is one line. */
#include "formats/loss.h"

#include "records.h"
#include "scratch.h"
#include "suites.h"

#define KEPT (DN_CAP_BIT(IMAGE) | DN_CAP_BIT(BOX) | DN_CAP_BIT(EMPTY) | \
	DN_CAP_BIT(IMAGE_SIZE))
#define DEGRADED (DN_CAP_BIT(CLASS) | DN_CAP_BIT(UNANNOTATED))

/* Judge an item; the report is what dn_loss_tell says of it. */
static void
judge(const char *text, const char *want)
{
	struct dn_loss *loss = dn_loss_new("x", KEPT, DEGRADED, NULL);
	struct dn_err err = DN_ERR_INIT;
	struct record_text record;
	struct dn_annotation annotation;
	struct dn_media media;
	struct dn_node *node;
	struct dn_item item;
	struct dn_bytes out;
	bool carried;

	ck_assert_ptr_nonnull(loss);
	dn_bytes_init(&out, SIZE_MAX);
	record_read(&record, &item, text);
	ck_assert_int_eq(dn_item_media(&item, &media, &err), 0);
	if (dn_loss_item(loss, &item, &media, &err) == 1)
		for (node = dn_item_first_annotation(&item); node != NULL;
		    node = node->next) {
			ck_assert_int_eq(dn_annotation_read(&item, node,
			    &annotation, &err), 0);
			ck_assert_int_eq(dn_loss_annotation(loss, &item,
			    &annotation, &carried, &err), 0);
		}
	dn_loss_tell(loss, &out);
	if (strcmp(dn_bytes_text(&out), want) != 0)
		ck_abort_msg("%s: %s", text, dn_bytes_text(&out));
	ck_assert_int_eq(dn_loss_count(loss) == 0, want[0] == '\0');
	dn_bytes_release(&out);
	record_end(&record, &item);
	dn_loss_free(loss);
}

/* The same for one annotation with these members. */
static void
judge_annotation(const char *members, const char *want)
{
	char text[600];

	snprintf(text, sizeof(text), "{\"id\":\"a\",\"annotations\":[{%s}]}",
	    members);
	judge(text, want);
}

START_TEST(what_is_carried_is_no_loss)
{
	judge("{\"id\":\"a\",\"annotations\":[]}", "");
	judge("{\"dn\":1,\"record\":\"item\",\"id\":\"a\",\"media\":{\"type\":"
	    "\"image\",\"path\":\"p\",\"width\":1,\"height\":2,\"units\":"
	    "\"px\"},\"annotations\":[{\"id\":\"1\",\"kind\":\"box\","
	    "\"bbox\":[0,0,1,1],\"label\":\"x\"}]}", "");
	judge("{\"id\":\"a\",\"media\":{\"type\":\"image\",\"units\":"
	    "\"fraction\"},\"annotations\":[]}", "");
}
END_TEST

/* Relations are made by somebody, too. */
START_TEST(what_nobody_annotated_is_not_what_has_nothing)
{
	judge("{\"id\":\"a\"}", "unannotated 1 degraded");
	judge("{\"id\":\"a\",\"annotations\":null}",
	    "unannotated 1 degraded");
	judge("{\"id\":\"a\",\"relations\":[{\"type\":\"r\"}]}",
	    "relation 1 dropped");
	judge("{\"id\":\"a\",\"annotations\":[],\"relations\":[]}", "");
	judge("{\"id\":\"a\",\"source\":{\"format\":\"x\"}}", "");
	judge("{\"id\":\"a\",\"source\":{\"format\":\"y\"}}",
	    "unannotated 1 degraded");
}
END_TEST

START_TEST(members_that_say_nothing_are_no_loss)
{
	judge("{\"id\":\"a\",\"split\":null,\"relations\":[],\"meta\":{},"
	    "\"tiers\":[],\"annotations\":[{\"kind\":\"box\",\"bbox\":"
	    "[0,0,1,1],\"score\":null,\"crowd\":false,\"occluded\":0,"
	    "\"attributes\":{},\"notes\":[],\"annotator\":\"\"}]}", "");
}
END_TEST

START_TEST(every_known_member_is_its_own_feature)
{
	static const char *const rows[][2] = {
		{ "\"score\":0.5", "score" }, { "\"crowd\":true", "crowd" },
		{ "\"attributes\":{\"a\":1}", "attributes" },
		{ "\"annotator\":\"a\"", "annotator" },
		{ "\"set\":\"s\"", "annotator" },
		{ "\"created\":\"2026\"", "time" },
		{ "\"updated\":\"2026\"", "time" },
		{ "\"area\":3", "area" }, { "\"group\":1", "group" },
		{ "\"z\":-1", "z" }, { "\"text\":\"t\"", "caption" },
		{ "\"mask\":{\"size\":[1,1]}", "mask" },
		{ "\"keypoints\":[[1,2,2]]", "skeleton" },
		{ "\"rotation\":5", "rotated-box" },
		{ "\"field\":\"f\"", "field" }, { "\"labels\":[1]", "labels" },
		{ "\"label\":[\"a\",\"b\"]", "labels" },
		{ "\"mine\":1", "other-members" },
		{ "\"points\":[[1,2]]", "polyline" },
	};
	char members[200], want[100];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(members, sizeof(members),
		    "\"kind\":\"box\",\"bbox\":[0,0,1,1],%s", rows[i][0]);
		snprintf(want, sizeof(want), "%s 1 dropped", rows[i][1]);
		judge_annotation(members, want);
	}
}
END_TEST

START_TEST(members_that_show_a_feature_are_known)
{
	static const char *const names[] = {
#define CAP(id, name, member, meaning) member,
#include "formats/caps.def"
#undef CAP
	};

	for (int i = 0; i < DN_CAP_COUNT; i++) {
		enum dn_member member;

		if (names[i] == NULL)
			continue;
		member = dn_member_find(dn_span_of(names[i]));
		ck_assert_int_lt((int)member, DN_MEMBER_COUNT);
		ck_assert_int_eq((int)dn_cap_of_member(member,
		    names[i][0] == 'p' || names[i][0] == 't' ?
		    DN_ANNOTATION_BOX : DN_ANNOTATION_OTHER), i);
	}
}
END_TEST

START_TEST(only_a_number_of_zeros_says_nothing)
{
	judge_annotation("\"kind\":\"box\",\"bbox\":[0,0,1,1],\"z\":0.0",
	    "");
	judge_annotation("\"kind\":\"box\",\"bbox\":[0,0,1,1],\"z\":-0e7",
	    "");
	judge_annotation("\"kind\":\"box\",\"bbox\":[0,0,1,1],\"z\":"
	    "1e-999", "");
	judge_annotation("\"kind\":\"box\",\"bbox\":[0,0,1,1],\"z\":"
	    "0.00000000000000000000000000000000000000000000000000", "");
	judge_annotation("\"kind\":\"box\",\"bbox\":[0,0,1,1],\"z\":"
	    "0.00000000000000000000000000000000000000000000000001",
	    "z 1 dropped");
	judge_annotation("\"kind\":\"box\",\"bbox\":[0,0,1,1],\"z\":-0.01",
	    "z 1 dropped");
	judge_annotation("\"kind\":\"box\",\"bbox\":[0,0,1,1],\"z\":1e999",
	    "z 1 dropped");
}
END_TEST

START_TEST(members_of_the_item_are_judged_too)
{
	judge("{\"id\":\"a\",\"split\":\"train\",\"others\":[{}],\"work\":[{}],"
	    "\"meta\":{\"a\":1},\"media\":{\"type\":\"image\",\"depth\":3,"
	    "\"sha256\":\"00\"},\"relations\":[{\"type\":\"r\"},{\"trigger\":"
	    "\"1\"}]}", "relation 1 dropped, event 1 dropped, "
	    "annotator 1 dropped, depth 1 dropped, media-details 1 dropped, "
	    "other-media 1 dropped, split 1 dropped, "
	    "other-members 1 dropped");
}
END_TEST

START_TEST(a_medium_that_is_not_carried_leaves_the_item_out)
{
	judge("{\"id\":\"a\",\"media\":{\"type\":\"audio\"},\"split\":\"x\","
	    "\"annotations\":[{\"kind\":\"box\"}]}", "audio 1 dropped");
}
END_TEST

START_TEST(a_kind_that_is_not_carried_is_dropped_or_reduced)
{
	judge_annotation("\"kind\":\"polygon\",\"polygons\":[[[[0,0]]]],"
	    "\"score\":1", "polygon 1 dropped");
	judge_annotation("\"kind\":\"polygon\",\"polygons\":[[[[0,0]]]],"
	    "\"bbox\":[0,0,1,1]", "polygon 1 degraded");
	judge_annotation("\"kind\":\"rotatedBox\",\"bbox\":[0,0,1,1],"
	    "\"rotation\":5", "rotated-box 1 dropped");
	judge_annotation("\"kind\":\"class\",\"label\":\"x\"",
	    "class 1 degraded");
	judge_annotation("\"kind\":\"other\"", "foreign 1 dropped");
}
END_TEST

START_TEST(the_rotation_of_an_ellipse_is_of_no_box)
{
	judge_annotation("\"id\":\"1\",\"kind\":\"ellipse\",\"center\":[9,9],"
	    "\"radii\":[2,1],\"rotation\":30", "ellipse 1 dropped");
	judge_annotation("\"id\":\"1\",\"kind\":\"ellipse\",\"center\":[9,9],"
	    "\"radii\":[2,1],\"rotation\":30,\"bbox\":[7,7,4,4]",
	    "rotated-box 1 dropped, ellipse 1 degraded");
}
END_TEST

START_TEST(raw_members_of_another_format_are_foreign)
{
	judge("{\"id\":\"a\",\"annotations\":[],\"source\":{\"format\":"
	    "\"y\",\"id\":7,\"raw\":{\"/a\":1,\"/b\":2}}}",
	    "foreign 1 dropped");
	judge("{\"id\":\"a\",\"source\":{\"format\":\"x\",\"raw\":"
	    "{\"/a\":1}},\"annotations\":[{\"kind\":\"box\",\"bbox\":"
	    "[0,0,1,1],\"source\":{\"raw\":{\"/c\":1}}},{\"kind\":\"other\","
	    "\"source\":{\"raw\":{\"/c\":1}}},{\"kind\":\"box\",\"bbox\":"
	    "[0,0,1,1],\"source\":{\"format\":\"y\",\"raw\":{\"/c\":1}}}]}",
	    "foreign 1 dropped");
}
END_TEST

START_TEST(members_of_a_relation_are_judged_but_those_carried)
{
	static const char *const carried[] = { "set", NULL };
	struct dn_loss *loss = dn_loss_new("x", KEPT, DEGRADED, NULL);
	struct dn_err err = DN_ERR_INIT;
	struct record_text record;
	struct dn_item item;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	record_read(&record, &item, "{\"id\":\"a\",\"relations\":[{\"id\":"
	    "\"1\",\"type\":\"r\",\"args\":[],\"directed\":false,\"set\":"
	    "\"s\",\"annotator\":\"p\",\"notes\":[{\"text\":\"t\"}],"
	    "\"score\":0,\"odd\":1,\"source\":{\"raw\":{\"/c\":1}}}],"
	    "\"source\":{\"format\":\"y\"}}");
	ck_assert_int_eq(dn_loss_relation(loss, &item,
	    dn_item_first_relation(&item), carried, &err), 0);
	dn_loss_tell(loss, &out);
	ck_assert_str_eq(dn_bytes_text(&out), "annotator 1 dropped, "
	    "notes 1 dropped, foreign 1 dropped, other-members 1 dropped");
	dn_bytes_release(&out);
	record_end(&record, &item);
	dn_loss_free(loss);
}
END_TEST

START_TEST(lines_name_item_annotation_feature_and_action)
{
	struct dn_err err = DN_ERR_INIT;
	struct record_text record;
	struct dn_sink *sink;
	struct dn_loss *loss;
	struct dn_item item;

	scratch_begin();
	record_read(&record, &item, "{\"id\":\"\\\"a\",\"annotations\":["
	    "{\"id\":\"1\",\"kind\":\"box\"}]}");
	sink = dn_sink_open("out", &err);
	loss = dn_loss_new("x", KEPT, DEGRADED, sink);
	ck_assert_int_eq(dn_loss_dropped(loss, &item,
	    dn_item_first_annotation(&item), DN_CAP_SCORE, &err, "a %s\n",
	    "\xe4\xb8\xad"), 0);
	ck_assert_int_eq(dn_loss_degraded(loss, NULL, NULL, DN_CAP_INFO, &err,
	    "%s", ""), 0);
	dn_loss_free(loss);
	ck_assert_int_eq(dn_sink_commit(sink, &err), 0);
	scratch_holds_text("out", "{\"record\":\"loss\",\"item\":\"\\\"a\","
	    "\"annotation\":\"1\",\"feature\":\"score\",\"action\":"
	    "\"dropped\",\"detail\":\"a \xe4\xb8\xad\\n\"}\n"
	    "{\"record\":\"loss\",\"item\":null,\"annotation\":null,"
	    "\"feature\":\"info\",\"action\":\"degraded\",\"detail\":\"\"}\n");
	record_end(&record, &item);
	scratch_end();
}
END_TEST

START_TEST(every_feature_and_kind_has_a_name)
{
	int i, k;

	for (i = 0; i < DN_CAP_COUNT; i++) {
		ck_assert_uint_gt(strlen(dn_cap_name((enum dn_cap)i)), 0);
		ck_assert_uint_gt(strlen(dn_cap_meaning((enum dn_cap)i)), 0);
		for (k = 0; k < i; k++)
			ck_assert_str_ne(dn_cap_name((enum dn_cap)i),
			    dn_cap_name((enum dn_cap)k));
	}
	for (i = 0; i < DN_ANNOTATION_COUNT; i++)
		ck_assert_int_lt((int)dn_cap_of_kind(
		    (enum dn_annotation_kind)i), DN_CAP_COUNT);
	dn_loss_free(NULL);
}
END_TEST

DN_SUITE(loss,
    what_is_carried_is_no_loss,
    what_nobody_annotated_is_not_what_has_nothing,
    members_that_say_nothing_are_no_loss,
    every_known_member_is_its_own_feature,
    members_that_show_a_feature_are_known,
    only_a_number_of_zeros_says_nothing,
    members_of_the_item_are_judged_too,
    a_medium_that_is_not_carried_leaves_the_item_out,
    a_kind_that_is_not_carried_is_dropped_or_reduced,
    the_rotation_of_an_ellipse_is_of_no_box,
    raw_members_of_another_format_are_foreign,
    members_of_a_relation_are_judged_but_those_carried,
    lines_name_item_annotation_feature_and_action,
    every_feature_and_kind_has_a_name)
