/* SPDX-License-Identifier: MIT */
/* Records through the rules: what goes, what is mended, flagged, left alone. */
#include "clean/clean.h"

#include <stdio.h>

#include "core/utf8.h"
#include "io/sink.h"
#include "loops.h"
#include "suites.h"

static struct loops got;
static struct dn_bytes dropped;

/* Clean `text` by the settings, which end in NULL, after the text profile. */
static void
clean(const char *const *settings, const char *field, struct dn_span text,
    size_t threads)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_sink *sink = dn_sink_open("dropped", &err);
	struct dn_rules rules;
	struct dn_clean *run;

	dn_rules_init(&rules);
	ck_assert_int_eq(dn_rules_profile(&rules, "text", &err), 0);
	for (; *settings != NULL; settings++)
		ck_assert_int_eq(dn_rules_set(&rules, *settings, &err), 0);
	run = dn_clean_new(&rules, field, sink, &err);
	ck_assert_ptr_nonnull(run);
	loops_run(&got, dn_clean_loop(run), text, threads);
	dn_clean_free(run);
	ck_assert_int_eq(got.failed, 0);
	ck_assert_int_eq(dn_sink_commit(sink, &err), 0);
	loops_read("dropped", &dropped);
}

/* `in` becomes `want`, and cleaning that again changes nothing. */
static void
check_with(const char *const *settings, const char *field, const char *in,
    const char *want)
{
	char line[4096];
	int pass;

	scratch_begin();
	loops_init(&got);
	dn_bytes_init(&dropped, SIZE_MAX / 2);
	for (pass = 0; pass < 2; pass++) {
		snprintf(line, sizeof(line), "%s\n", pass == 0 ? in : want);
		clean(settings, field, dn_span_of(line), 1);
		snprintf(line, sizeof(line), "%s%s", want,
		    *want != '\0' ? "\n" : "");
		ck_assert_str_eq(dn_bytes_text(&got.out), line);
		if (*want == '\0')
			break;
	}
	dn_bytes_release(&dropped);
	loops_release(&got);
	scratch_end();
}

static const char *const none[] = { NULL };

static void
check(const char *in, const char *want)
{
	check_with(none, NULL, in, want);
}

#define ITEM(text, rest) "{\"record\":\"item\",\"id\":\"i\",\"media\":" \
	"{\"type\":\"text\",\"text\":\"" text "\"}" rest "}"
#define SPAN(spans, more) "{\"kind\":\"span\",\"spans\":" spans more "}"
#define MARK(rule, field, value, limit, unit) \
	"{\"rule\":\"" rule "\",\"field\":\"" field "\",\"value\":" value \
	",\"limit\":" limit ",\"unit\":\"" unit "\",\"action\":\"flag\"}"

START_TEST(good_records_go_out_as_they_are)
{
	check("{ \"text\":\"a\\u0062c\\/\" , \"n\":1.0e2}",
	    "{ \"text\":\"a\\u0062c\\/\" , \"n\":1.0e2}");
	check("{\"text\":\"\\u3002\u4e2d\uff0c\"}",
	    "{\"text\":\"\\u3002\u4e2d\uff0c\"}");
}
END_TEST

START_TEST(a_text_alone_is_rewritten)
{
	check("{ \"n\" : 1.0 ,\"text\" : \"\\u200ba\\u0062\\n\\uff21\" , "
	    "\"z\":[ ]}  ",
	    "{ \"n\" : 1.0 ,\"text\" : \"ab\\nA\" , \"z\":[ ]}  ");
	check("{\"te\\u0078t\":\"\u3000x\ufeff\"}", "{\"te\\u0078t\":\" x\"}");
}
END_TEST

START_TEST(missing_and_blank_texts_go)
{
	static const char *const texts[] = {
		"{}", "{\"text\":null}", "{\"text\":7}", "{\"text\":[\"a\"]}",
		"{\"text\":\"\"}", "{\"text\":\" \\t\u3000\\u0085\"}",
		"{\"text\":\"\\u200b\\ufeff \"}", ITEM("", ""),
		"{\"record\":\"item\",\"id\":\"x\",\"media\":{}}",
	};
	size_t at;

	for (at = 0; at < sizeof(texts) / sizeof(texts[0]); at++)
		check(texts[at], "");
}
END_TEST

START_TEST(records_that_are_no_items_need_no_text)
{
	check("{\"item\":\"a\",\"annotator\":\"b\",\"label\":1}",
	    "{\"item\":\"a\",\"annotator\":\"b\",\"label\":1}");
	check("{\"type\":\"a\",\"at\":\"b\"}", "{\"type\":\"a\",\"at\":\"b\"}");
	check("{\"record\":\"metric\",\"value\":1}",
	    "{\"record\":\"metric\",\"value\":1}");
	/* But a text that they have is looked at. */
	check("{\"record\":\"diff\",\"text\":\"a\\u200bb\"}",
	    "{\"record\":\"diff\",\"text\":\"ab\"}");
}
END_TEST

START_TEST(flags_are_added_once)
{
	static const char *const flags[] = {
		"missing-text.action=flag", "blank-text.action=flag",
		"invisible.action=flag", "full-width.action=flag", NULL
	};

	check_with(flags, NULL, "{}", "{\"quality\":["
	    MARK("missing-text", "text", "\"absent\"", "\"string\"", "type")
	    "]}");
	check_with(flags, NULL, "{\"text\":\"\u3000\", \"quality\" : [ 1 ] }",
	    "{\"text\":\"\u3000\", \"quality\" : [ 1,"
	    MARK("blank-text", "text", "0", "1", "characters") ","
	    MARK("full-width", "text", "1", "0", "characters") " ] }");
	check_with(flags, NULL, "{\"quality\":null,\"text\":\"a\\u200bb\"}",
	    "{\"quality\":[" MARK("invisible", "text", "1", "0", "characters")
	    "],\"text\":\"a\\u200bb\"}");
	/* An older flag on the same is brought up to date where it stands. */
	check_with(flags, NULL, "{\"text\":\"\\u200b\\u200bx\",\"quality\":["
	    "{\"field\":\"te\\u0078t\",\"rule\":\"invisible\",\"value\":9},"
	    "{\"rule\":\"other\",\"field\":\"text\"}]}",
	    "{\"text\":\"\\u200b\\u200bx\",\"quality\":["
	    MARK("invisible", "text", "2", "0", "characters")
	    ",{\"rule\":\"other\",\"field\":\"text\"}]}");
}
END_TEST

START_TEST(a_quality_that_is_no_array_is_a_bad_record)
{
	static const char *const flags[] = { "invisible.action=flag", NULL };

	scratch_begin();
	loops_init(&got);
	dn_bytes_init(&dropped, SIZE_MAX / 2);
	clean(flags, NULL, DN_SPAN("{\"text\":\"\\u200bx\",\"quality\":0.9}\n"
	    "{\"text\":\"x\",\"quality\":0.9}\n"), 1);
	ck_assert_uint_eq(got.counts.rejected, 1);
	ck_assert_uint_eq(got.counts.codes[DN_E_BAD_TYPE], 1);
	ck_assert_str_eq(dn_bytes_text(&got.out),
	    "{\"text\":\"x\",\"quality\":0.9}\n");
	dn_bytes_release(&dropped);
	loops_release(&got);
	scratch_end();
}
END_TEST

START_TEST(limits_are_the_most_that_may_stand)
{
	static const char *const limits[] = {
		"invisible.max=2", "full-width.max=1", NULL
	};

	check_with(limits, NULL, "{\"text\":\"\\u200b\\u200b\u3000x\"}",
	    "{\"text\":\"\\u200b\\u200b\u3000x\"}");
	check_with(limits, NULL, "{\"text\":\"\\u200b\\u200b\\u200b\u3000x\"}",
	    "{\"text\":\"\u3000x\"}");
}
END_TEST

START_TEST(what_is_left_out_says_why)
{
	static const char *const drops[] = {
		"invisible.action=drop", "full-width.action=drop", NULL
	};

	scratch_begin();
	loops_init(&got);
	dn_bytes_init(&dropped, SIZE_MAX / 2);
	clean(drops, NULL, DN_SPAN("{\"text\":\"\\u200b\uff21\"}\n{ }\n"
	    "{\"text\":null,\"dn_reasons\":[]}\n{\"text\":\"x\"}\n"
	    "{\"text\":\" \",\"dn_reasons\":1}\n"), 2);
	ck_assert_str_eq(dn_bytes_text(&got.out), "{\"text\":\"x\"}\n");
	ck_assert_str_eq(dn_bytes_text(&dropped),
	    "{\"text\":\"\\u200b\uff21\",\"dn_reasons\":[{\"rule\":"
	    "\"invisible\",\"field\":\"text\",\"value\":1,\"limit\":0},"
	    "{\"rule\":\"full-width\",\"field\":\"text\",\"value\":1,"
	    "\"limit\":0}]}\n"
	    "{\"dn_reasons\":[{\"rule\":\"missing-text\",\"field\":\"text\","
	    "\"value\":\"absent\",\"limit\":\"string\"}] }\n"
	    "{\"text\":null,\"dn_reasons\":[{\"rule\":\"missing-text\","
	    "\"field\":\"text\",\"value\":\"null\",\"limit\":\"string\"}]}\n");
	ck_assert_uint_eq(got.counts.dropped[DN_RULE_INVISIBLE], 1);
	ck_assert_uint_eq(got.counts.dropped[DN_RULE_MISSING_TEXT], 2);
	ck_assert_uint_eq(got.counts.rejected, 1);
	dn_bytes_release(&dropped);
	loops_release(&got);
	scratch_end();
}
END_TEST

START_TEST(the_text_may_stand_anywhere)
{
	check_with(none, "body",
	    "{\"text\":\"\\u200bx\",\"body\":\"\\u200by\"}",
	    "{\"text\":\"\\u200bx\",\"body\":\"y\"}");
	check_with(none, "/a/0/t~1t", "{\"a\":[{\"t/t\":\"\\u200by\"}]}",
	    "{\"a\":[{\"t/t\":\"y\"}]}");
	check(ITEM("\\u200bx", ""), ITEM("x", ""));
	/* `text` comes first, where it is a string. */
	check("{\"text\":1,\"media\":{\"text\":\"\\u200bx\"}}",
	    "{\"text\":1,\"media\":{\"text\":\"x\"}}");
}
END_TEST

START_TEST(spans_tokens_and_copies_follow_the_text)
{
	check("{\"id\":\"i\",\"annotations\":["
	    SPAN("[[0, 2]]", ",\"text\":\"ab\"") ","
	    SPAN("[[1,4],[ 4,6 ]]", ",\"text\":\"b\\u200bc \\u0064\uff21\"")
	    "," SPAN("[[5,6]]", ",\"text\":\"other\"") ","
	    SPAN("[[5,6]]", ",\"on\":\"left\"") ",{\"kind\":\"class\"}],"
	    "\"media\":{\"tokens\":[[0,1],[3,6]],\"text\":"
	    "\"ab\\u200bcd\uff21\"}}",
	    "{\"id\":\"i\",\"annotations\":["
	    SPAN("[[0, 2]]", ",\"text\":\"ab\"") ","
	    SPAN("[[1,3],[ 3,5 ]]", ",\"text\":\"bc dA\"") ","
	    SPAN("[[4,5]]", ",\"text\":\"other\"") ","
	    SPAN("[[5,6]]", ",\"on\":\"left\"") ",{\"kind\":\"class\"}],"
	    "\"media\":{\"tokens\":[[0,1],[2,5]],\"text\":\"abcdA\"}}");
}
END_TEST

START_TEST(a_copy_may_have_blanks_for_line_ends)
{
	check(ITEM("a\\nb\\u200bc", ",\"annotations\":["
	    SPAN("[[0,5]]", ",\"text\":\"a b\\u200bc\"") "]"),
	    ITEM("a\\nbc", ",\"annotations\":["
	    SPAN("[[0,4]]", ",\"text\":\"a bc\"") "]"));
	check(ITEM("ab\\u200bcd", ",\"annotations\":["
	    SPAN("[[0,1],[2,4]]", ",\"text\":\"a\\u200bc\"") "]"),
	    ITEM("abcd", ",\"annotations\":["
	    SPAN("[[0,1],[2,3]]", ",\"text\":\"ac\"") "]"));
}
END_TEST

START_TEST(a_span_that_cannot_follow_stops_the_fix)
{
	check(ITEM("a\\u200b\\u200bb\uff21", ",\"annotations\":["
	    SPAN("[[0,1],[2,4]]", "") "]"),
	    ITEM("a\\u200b\\u200bb\uff21", ",\"annotations\":["
	    SPAN("[[0,1],[2,4]]", "") "],\"quality\":["
	    MARK("invisible", "/media/text", "2", "0", "characters") ","
	    MARK("full-width", "/media/text", "1", "0", "characters") ","
	    MARK("invisible", "/annotations/0/spans/1", "[2,4]", "null",
	    "code points") "]"));
	/* One that would be empty, and tokens, and what is no span. */
	check(ITEM("a\\u200bb", ",\"annotations\":[1,"
	    SPAN("[[1,2],[0,9],[0],[0,1.5],7]", "") "," SPAN("0", "") "]"),
	    ITEM("a\\u200bb", ",\"annotations\":[1,"
	    SPAN("[[1,2],[0,9],[0],[0,1.5],7]", "") "," SPAN("0", "")
	    "],\"quality\":["
	    MARK("invisible", "/media/text", "1", "0", "characters") ","
	    MARK("invisible", "/annotations/1/spans/0", "[1,2]", "null",
	    "code points") ","
	    MARK("invisible", "/annotations/1/spans/1", "[0,9]", "null",
	    "code points") ","
	    MARK("invisible", "/annotations/1/spans/2", "[0]", "null",
	    "code points") ","
	    MARK("invisible", "/annotations/1/spans/3", "[0,1.5]", "null",
	    "code points") ","
	    MARK("invisible", "/annotations/1/spans/4", "7", "null",
	    "code points") ","
	    MARK("invisible", "/annotations/2/spans", "0", "null",
	    "code points") "]"));
	/* Where nothing moves a wrong span does not matter. */
	check(ITEM("\uff21b", ",\"annotations\":["
	    SPAN("[[9,10]]", ",\"text\":\"\uff21\"") "]"),
	    ITEM("Ab", ",\"annotations\":["
	    SPAN("[[9,10]]", ",\"text\":\"\uff21\"") "]"));
}
END_TEST

START_TEST(further_media_have_their_own_spans)
{
	check_with(none, "/others/1/text",
	    "{\"id\":\"i\","
	    "\"media\":{\"text\":\"\\u200bx\",\"tokens\":[[1,2]]},"
	    "\"others\":[{},{\"name\":\"b\",\"text\":\"\\u200by\","
	    "\"tokens\":[[1,2]]}],\"annotations\":["
	    SPAN("[[1,2]]", ",\"on\":\"b\"") "," SPAN("[[1,2]]", "") "]}",
	    "{\"id\":\"i\","
	    "\"media\":{\"text\":\"\\u200bx\",\"tokens\":[[1,2]]},"
	    "\"others\":[{},{\"name\":\"b\",\"text\":\"y\","
	    "\"tokens\":[[0,1]]}],\"annotations\":["
	    SPAN("[[0,1]]", ",\"on\":\"b\"") "," SPAN("[[1,2]]", "") "]}");
	/* No annotation speaks of a medium without a name. */
	check_with(none, "/others/0/text",
	    "{\"id\":\"i\",\"others\":[{\"text\":\"\\u200by\"}],"
	    "\"annotations\":[" SPAN("[[1,2]]", "") "]}",
	    "{\"id\":\"i\",\"others\":[{\"text\":\"y\"}],"
	    "\"annotations\":[" SPAN("[[1,2]]", "") "]}");
}
END_TEST

START_TEST(without_rules_nothing_is_looked_at)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_rules rules;
	struct dn_clean *run;

	dn_rules_init(&rules);
	run = dn_clean_new(&rules, NULL, NULL, &err);
	ck_assert_ptr_nonnull(run);
	ck_assert_ptr_null(dn_clean_loop(run)->map);
	ck_assert_ptr_null(dn_clean_loop(run)->fold);
	dn_clean_free(run);
	dn_clean_free(NULL);
}
END_TEST

START_TEST(what_was_done_is_counted_by_rule)
{
	static const char *const settings[] = {
		"full-width.action=flag", NULL
	};
	struct dn_err err = DN_ERR_INIT;
	struct dn_rules rules;
	struct dn_clean *run;
	struct dn_bytes out;

	scratch_begin();
	loops_init(&got);
	dn_bytes_init(&out, SIZE_MAX);
	dn_rules_init(&rules);
	ck_assert_int_eq(dn_rules_profile(&rules, "text", &err), 0);
	ck_assert_int_eq(dn_rules_set(&rules, settings[0], &err), 0);
	run = dn_clean_new(&rules, NULL, NULL, &err);
	dn_clean_tell(run, &out);
	ck_assert_uint_eq(out.len, 0);
	loops_run(&got, dn_clean_loop(run), DN_SPAN("{\"text\":\"\\u200bx\"}\n"
	    "{\"text\":\"\\u200by\"}\n{\"text\":\"\uff21\"}\n{}\n"), 2);
	dn_clean_tell(run, &out);
	ck_assert_str_eq(dn_bytes_text(&out),
	    "fixed: invisible 2; flagged: full-width 1");
	dn_bytes_clear(&out);
	dn_clean_table(run, DN_RULE_FIX, &out);
	dn_clean_table(run, DN_RULE_FLAG, &out);
	ck_assert_str_eq(dn_bytes_text(&out),
	    "{\"invisible\":2}{\"full-width\":1}");
	dn_clean_free(run);
	dn_bytes_release(&out);
	loops_release(&got);
	scratch_end();
}
END_TEST

/* Append an item of random text with a span on it. */
static void
add_item(struct dn_bytes *out, uint64_t *state)
{
	static const uint32_t points[] = {
		'a', 'b', 0x4E2D, 0x200B, 0xFEFF, 0xFF21, 0x3000, 0x645,
	};
	size_t count = 1 + suite_next(state) % 12, at, start, end;
	char bytes[DN_UTF8_MAX];

	dn_bytes_add_text(out, "{\"id\":\"i\",\"media\":{\"text\":\"");
	for (at = 0; at < count; at++)
		dn_bytes_add(out, bytes, dn_utf8_encode(
		    points[suite_next(state) % 8], bytes));
	start = suite_next(state) % count;
	end = start + suite_next(state) % (count - start + 1);
	dn_bytes_add_format(out, "\"},\"annotations\":[{\"spans\":"
	    "[[%zu,%zu]]}]}\n", start, end);
}

START_TEST(any_threads_and_a_second_pass_give_the_same)
{
	struct dn_bytes text, first;
	uint64_t state = 41;
	size_t threads, at;

	scratch_begin();
	loops_init(&got);
	dn_bytes_init(&dropped, SIZE_MAX / 2);
	dn_bytes_init(&text, SIZE_MAX / 2);
	dn_bytes_init(&first, SIZE_MAX / 2);
	for (at = 0; at < 40000; at++)
		add_item(&text, &state);
	clean(none, NULL, dn_bytes_span(&text), 1);
	dn_bytes_add_span(&first, dn_bytes_span(&got.out));
	ck_assert_uint_gt(got.counts.dropped[DN_RULE_BLANK_TEXT], 100);
	for (threads = 2; threads <= 4; threads++) {
		clean(none, NULL, dn_bytes_span(&text), threads);
		ck_assert(dn_span_equal(dn_bytes_span(&got.out),
		    dn_bytes_span(&first)));
	}
	clean(none, NULL, dn_bytes_span(&first), 2);
	ck_assert(dn_span_equal(dn_bytes_span(&got.out),
	    dn_bytes_span(&first)));
	dn_bytes_release(&text);
	dn_bytes_release(&first);
	dn_bytes_release(&dropped);
	loops_release(&got);
	scratch_end();
}
END_TEST

DN_SUITE(clean,
    good_records_go_out_as_they_are,
    a_text_alone_is_rewritten,
    missing_and_blank_texts_go,
    records_that_are_no_items_need_no_text,
    flags_are_added_once,
    a_quality_that_is_no_array_is_a_bad_record,
    limits_are_the_most_that_may_stand,
    what_is_left_out_says_why,
    the_text_may_stand_anywhere,
    spans_tokens_and_copies_follow_the_text,
    a_copy_may_have_blanks_for_line_ends,
    a_span_that_cannot_follow_stops_the_fix,
    further_media_have_their_own_spans,
    without_rules_nothing_is_looked_at,
    what_was_done_is_counted_by_rule,
    any_threads_and_a_second_pass_give_the_same)
