/* SPDX-License-Identifier: MIT */
/* BRAT: every line both ways, offsets in code points, types of any name. */
#include "formats/brat.h"

#include "converting.h"
#include "suites.h"

#define TEXT "Caf\xc3\xa9 \xf0\x9f\x98\x80 au lait\r\nspots noted.\r\n"
#define JSON_TEXT "Caf\xc3\xa9 \xf0\x9f\x98\x80 au lait\\r\\nspots noted." \
	"\\r\\n"

/* Make "in/a.txt" and "in/a.ann". */
static void
put_document(const char *lines)
{
	mkdir("in", 0700);
	scratch_put_text("in/a.txt", TEXT);
	scratch_put_text("in/a.ann", lines);
}

/* The record of that text with these members, and these of its source. */
static void
reads_with(const char *lines, const char *members, const char *source)
{
	char want[2000];

	put_document(lines);
	converting_must("brat", "dn", "in", "items");
	snprintf(want, sizeof(want), "{\"dn\":1,\"record\":\"item\",\"id\":"
	    "\"a\",\"media\":{\"type\":\"text\",\"path\":\"a.txt\",\"text\":"
	    "\"" JSON_TEXT "\"},%s,\"source\":{\"format\":\"brat\"%s}}\n",
	    members, source);
	scratch_holds_text("items", want);
}

static void
reads(const char *lines, const char *members)
{
	reads_with(lines, members, "");
}

START_TEST(offsets_count_code_points_with_carriage_returns)
{
	scratch_begin();
	reads("T1\tA 0 4\tCaf\xc3\xa9\nT2\tB 5 6;7 9\t\xf0\x9f\x98\x80 au\n"
	    "T3\tC 16 21\tspots\n", "\"annotations\":[{\"id\":\"T1\","
	    "\"kind\":\"span\",\"label\":\"A\",\"spans\":[[0,4]],\"text\":"
	    "\"Caf\xc3\xa9\"},{\"id\":\"T2\",\"kind\":\"span\",\"label\":"
	    "\"B\",\"spans\":[[5,6],[7,9]],\"text\":\"\xf0\x9f\x98\x80 au\"},"
	    "{\"id\":\"T3\",\"kind\":\"span\",\"label\":\"C\",\"spans\":"
	    "[[16,21]],\"text\":\"spots\"}]");
	scratch_end();
}
END_TEST

START_TEST(relations_events_and_equivalences_may_refer_forward)
{
	scratch_begin();
	reads_with("E1\tCause:T1 Theme:T2 Theme2:E2 \n"
	    "R0\tpart-of Arg1:T2 Arg2:E1\t\n"
	    "*\tEquiv T1 T2\nT1\tA 0 4\tCaf\xc3\xa9\nE2\tEnd:T2\n"
	    "T2\tB 7 9\tau\n", "\"annotations\":[{\"id\":\"T1\",\"kind\":"
	    "\"span\",\"label\":\"A\",\"spans\":[[0,4]],\"text\":"
	    "\"Caf\xc3\xa9\"},{\"id\":\"T2\",\"kind\":\"span\",\"label\":"
	    "\"B\",\"spans\":[[7,9]],\"text\":\"au\"}],\"relations\":["
	    "{\"id\":\"E1\",\"type\":\"Cause\",\"trigger\":\"T1\",\"args\":["
	    "{\"role\":\"Theme\",\"ref\":\"T2\"},{\"role\":\"Theme2\","
	    "\"ref\":\"E2\"}]},{\"id\":\"R0\",\"type\":\"part-of\",\"args\":["
	    "{\"role\":\"Arg1\",\"ref\":\"T2\"},{\"role\":\"Arg2\",\"ref\":"
	    "\"E1\"}]},{\"type\":\"Equiv\",\"args\":[{\"ref\":\"T1\"},"
	    "{\"ref\":\"T2\"}],\"directed\":false},{\"id\":\"E2\",\"type\":"
	    "\"End\",\"trigger\":\"T2\",\"args\":[]}]", ",\"raw\":{\"/ann\":["
	    "\"E1\",\"R0\",\"*\",\"T1\",\"E2\",\"T2\"],\"/blank\":true}");
	scratch_end();
}
END_TEST

START_TEST(attributes_references_and_notes_go_to_what_they_are_about)
{
	scratch_begin();
	reads("T1\tA 0 4\tCaf\xc3\xa9\nA1\tNegated T1\nM2\tSure T1 very much\n"
	    "N1\tReference T1 DB:x:1\ta name\n#1\tAnnotatorNotes T1\tone\ttwo\n"
	    "#2\tNote T1\n", "\"annotations\":[{\"id\":\"T1\",\"kind\":"
	    "\"span\",\"label\":\"A\",\"spans\":[[0,4]],\"text\":"
	    "\"Caf\xc3\xa9\",\"attributes\":{\"Negated\":true,\"Sure\":"
	    "\"very much\"},\"references\":["
	    "{\"id\":\"N1\",\"db\":\"DB\",\"ref\":\"x:1\",\"text\":"
	    "\"a name\"}],\"notes\":[{\"id\":\"#1\",\"type\":"
	    "\"AnnotatorNotes\",\"text\":\"one\\ttwo\"},{\"id\":\"#2\","
	    "\"type\":\"Note\"}],\"source\":{\"raw\":{"
	    "\"/attributes/Negated/id\":\"A1\","
	    "\"/attributes/Sure/id\":\"M2\"}}}]");
	scratch_end();
}
END_TEST

/* Lines that come back just so. */
static const char *const documents[] = {
	"",
	"T1\tA 0 4\tCaf\xc3\xa9\n",
	"T7\tA 0 4;7 9\tCaf\xc3\xa9 au\nT3\tB-x_1 0 0\t\n",
	"T1\tA 0 4\tan older text\n",
	"T1\tA 11 21\tlait  spots\n",
	"T1\tA 0 4\tCaf\xc3\xa9\nT2\tA 7 9\tau\n"
	    "E1\tA:T1\nE2\tB:T2 Theme:E1 Theme:T1\n"
	    "R1\tr Arg1:T1 Arg2:E2\t\n*\tEquiv T1 T2\n",
	"T1\tA 0 4\tCaf\xc3\xa9\nA7\tNegated T1\nM1\tSure T1 high\n"
	    "A8\tEmpty T1 \n",
	"T1\tA 0 4\tCaf\xc3\xa9\nN9\tReference T1 a:b\t\nN1\tX T1 c\n"
	    "#3\tAnnotatorNotes T1\ttwo\ttabs\n#1\tt T1\t\n",
	"T1\tA 0 4\tCaf\xc3\xa9\nE1\tA:T1\nA1\tNegated E1\n"
	    "#1\tAnnotatorNotes A1\tabout an attribute\n",
	"T1\tA 0 4\tCaf\xc3\xa9\nA1\tNegated T1\nA2\tNegated T1\n",
	"T1\tpa_xg_t 0 4\tCaf\xc3\xa9\nT2\t_x 7 9\tau\n",
	"#1\tNote T1\tx\nR1\tr Arg1:T1 Arg2:T2\t\nT2\tA 7 9\tau\n"
	    "T1\tA 0 4\tCaf\xc3\xa9\n*\tEquiv T1 T2\nA1\tSure R1\n"
	    "*\tEquiv T2 T1\nN1\tX T1 c\nA2\tSure T2\n",
	"T1\tA 0 4\tCaf\xc3\xa9\nT2\tA 7 9\tau\nA1\tSure T2\n"
	    "A2\tSure T1\n",
	"T1\tA 0 4\tCaf\xc3\xa9\r\nT2\tA 7 9\tau\r\n",
	"T2\tA 7 9\tau\r\nT1\tA 0 4\tCaf\xc3\xa9\r\nA1\tSure T1",
	"T1\tA 0 4\tCaf\xc3\xa9",
	DN_BRAT_MARK "T1\tA 0 4\tCaf\xc3\xa9\r\nA1\tB T1\r\n",
	DN_BRAT_MARK,
	/* Lines of R and E that end otherwise. */
	"T1\tA 0 4\tCaf\xc3\xa9\nE1\tA:T1 \nE2\tA:T1 Theme:E1\n"
	    "R1\tr Arg1:T1 Arg2:T1\nR2\tr Arg1:T1 Arg2:T1\n",
	"T1\tA 0 4\tCaf\xc3\xa9\nE1\tA:T1\nE2\tA:T1 Theme:E1 \n"
	    "R1\tr Arg1:T1 Arg2:T1\tx\nR2\tr Arg1:T1 Arg2:T1\n",
};

START_TEST(every_line_comes_back)
{
	size_t i;

	for (i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
		scratch_begin();
		put_document(documents[i]);
		converting_must("brat", "dn", "in", "items");
		converting_must("dn", "brat", "items", "out");
		scratch_holds_text("out/a.txt", TEXT);
		scratch_holds_text("out/a.ann", documents[i]);
		ck_assert_uint_eq(scratch_count("out"), 2);
		scratch_end();
	}
}
END_TEST

START_TEST(a_text_without_annotations_is_one_nobody_looked_at)
{
	scratch_begin();
	mkdir("in", 0700);
	scratch_put_text("in/b.txt", "x");
	converting_must("brat", "dn", "in", "items");
	scratch_holds_text("items", "{\"dn\":1,\"record\":\"item\",\"id\":"
	    "\"b\",\"media\":{\"type\":\"text\",\"path\":\"b.txt\",\"text\":"
	    "\"x\"},\"source\":{\"format\":\"brat\"}}\n");
	converting_must("dn", "brat", "items", "out");
	ck_assert_uint_eq(scratch_count("out"), 1);
	scratch_end();
}
END_TEST

START_TEST(either_file_of_a_document_names_it)
{
	static const char *const names[] = { "in/a.txt", "in/a.ann" };
	size_t i;

	for (i = 0; i < 2; i++) {
		scratch_begin();
		put_document("T1\tA 0 4\tCaf\xc3\xa9\n");
		converting_must("brat", "brat", names[i], "out");
		scratch_holds_text("out/a.ann", "T1\tA 0 4\tCaf\xc3\xa9\n");
		scratch_end();
	}
}
END_TEST

START_TEST(names_of_types_are_any_text_and_come_back)
{
	static const char *const names[] = { "", "Drug", "a b",
		"\xe8\x8d\xaf\xe5\x93\x81", "_x_", "_x41_", "_x5f_x41_",
		"x_x4_", "_", "__", "_xe9_ \xc3\xa9", "a:b|c\t\"", "\x01",
		"_x110000_", "_xd800_", "-", "_X41_", "_x5f_x_x5f_" };
	size_t i, k;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct dn_bytes type, name;

		dn_bytes_init(&type, SIZE_MAX);
		dn_bytes_init(&name, SIZE_MAX);
		dn_brat_encode(&type, dn_span_of(names[i]));
		for (k = 0; k < type.len; k++)
			ck_assert_ptr_nonnull(strchr("abcdefghijklmnopqrstuvw"
			    "xyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-",
			    type.data[k]));
		dn_brat_decode(&name, dn_bytes_span(&type));
		if (!dn_span_is(dn_bytes_span(&name), names[i]))
			ck_abort_msg("\"%s\" is %s is %s", names[i],
			    dn_bytes_text(&type), dn_bytes_text(&name));
		dn_bytes_release(&type);
		dn_bytes_release(&name);
	}
}
END_TEST

START_TEST(no_two_names_have_one_type_and_no_type_is_lost)
{
	static const char letters[] = "_x4a\xe9 ";
	uint64_t state = 1;
	int round;

	for (round = 0; round < 20000; round++) {
		struct dn_bytes type, name;
		char text[24];
		size_t len = suite_next(&state) % 20, i;

		for (i = 0; i < len; i++) {
			text[i] = letters[suite_next(&state) % 6];
			/* Latin-1's e with accent, as UTF-8. */
			if ((unsigned char)text[i] == 0xe9) {
				text[i++] = '\xc3';
				text[i] = '\xa9';
			}
		}
		dn_bytes_init(&type, SIZE_MAX);
		dn_bytes_init(&name, SIZE_MAX);
		dn_brat_encode(&type, (struct dn_span){ text, i });
		dn_brat_decode(&name, dn_bytes_span(&type));
		ck_assert(dn_span_equal(dn_bytes_span(&name),
		    (struct dn_span){ text, i }));
		dn_bytes_release(&type);
		dn_bytes_release(&name);
	}
}
END_TEST

START_TEST(a_nest_of_escapes_costs_little)
{
	static char text[200001];
	struct dn_bytes type;
	size_t i;

	for (i = 0; i + 9 < sizeof(text); i += 4)
		memcpy(text + i, "_x5f", 4);
	memcpy(text + i, "_x41_", 5);
	dn_bytes_init(&type, SIZE_MAX);
	dn_brat_encode(&type, dn_span_of(text));
	dn_brat_decode(&type, dn_span_of(text));
	ck_assert_int_eq(type.failed, DN_E_NONE);
	dn_bytes_release(&type);
}
END_TEST

START_TEST(chinese_types_have_an_alias_and_a_configuration)
{
	scratch_begin();
	scratch_put_text("items", "{\"id\":\"d\",\"media\":{\"type\":\"text\","
	    "\"text\":\"\xe9\x98\xbf\xe5\x8f\xb8\\nab\"},\"annotations\":["
	    "{\"id\":\"1\",\"kind\":\"span\",\"label\":\"\xe8\x8d\xaf\","
	    "\"spans\":[[0,5]],\"attributes\":{\"n\":1,\"ok\":true,"
	    "\"w\":\"x\"}},{\"id\":\"2\",\"kind\":\"span\",\"label\":\"B\","
	    "\"spans\":[[3,5]]}],\"relations\":[{\"type\":\"r\",\"args\":["
	    "{\"ref\":\"1\"},{\"ref\":\"2\"}]}]}\n");
	converting_must("dn", "brat", "items", "out");
	scratch_holds_text("out/d.ann", "T1\t_x836f_ 0 2;3 5\t"
	    "\xe9\x98\xbf\xe5\x8f\xb8 ab\nT2\tB 3 5\tab\n"
	    "R1\tr Arg1:T1 Arg2:T2\t\nA1\tn T1 1\nA2\tok T1\nA3\tw T1 x\n");
	scratch_holds_text("out/annotation.conf", "[entities]\nB\n_x836f_\n\n"
	    "[relations]\nr Arg1:<ANY>, Arg2:<ANY>\n\n[events]\n\n"
	    "[attributes]\nn Arg:<ANY>, Value:1\nok Arg:<ANY>\n"
	    "w Arg:<ANY>, Value:x\n");
	scratch_holds_text("out/visual.conf",
	    "[labels]\n_x836f_ | \xe8\x8d\xaf\n");
	converting_must("brat", "dn", "out", "again");
	converting_must("dn", "brat", "again", "out2");
	scratch_holds_text("out2/d.ann", "T1\t_x836f_ 0 2;3 5\t"
	    "\xe9\x98\xbf\xe5\x8f\xb8 ab\nT2\tB 3 5\tab\n"
	    "R1\tr Arg1:T1 Arg2:T2\t\nA1\tn T1 1\nA2\tok T1\nA3\tw T1 x\n");
	scratch_end();
}
END_TEST

START_TEST(a_configuration_becomes_a_header_and_comes_back)
{
	const char *conf = "# types\n[entities]\n!Thing\n\tDrug\n\t\tPill x\n"
	    "\tSign\n----\nOther\n<M>=A|B\n[relations]\nr Arg1:Drug\n";
	char line[600];
	FILE *file;

	scratch_begin();
	put_document("T1\tDrug 0 4\tCaf\xc3\xa9\n");
	scratch_put_text("in/annotation.conf", conf);
	scratch_put_text("in/visual.conf", "[labels]\n");
	converting_must("brat", "dn", "in", "items");
	file = fopen("items", "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), file));
	fclose(file);
	ck_assert_ptr_nonnull(strstr(line, "\"labels\":[{\"name\":\"Thing\","
	    "\"kind\":\"span\"},{\"name\":\"Drug\",\"parent\":\"Thing\","
	    "\"kind\":\"span\"},{\"name\":\"Pill\",\"parent\":\"Drug\","
	    "\"kind\":\"span\"},{\"name\":\"Sign\",\"parent\":\"Thing\","
	    "\"kind\":\"span\"},{\"name\":\"Other\",\"kind\":\"span\"}]"));
	converting_must("dn", "brat", "items", "out");
	scratch_holds_text("out/annotation.conf", conf);
	scratch_holds_text("out/visual.conf", "[labels]\n");
	scratch_end();
}
END_TEST

/* Lines that are refused, why, and at which column of which line. */
static const struct {
	const char *lines, *code;
	unsigned line, column;
} wrong[] = {
	{ "x\n", "bad-format", 1, 1 },
	{ "T1\tA 0 4\tCaf\n\nX1\tA T1\n", "bad-format", 3, 1 },
	{ "T1", "bad-format", 1, 1 },
	{ "T1\tA 0 4\n", "bad-format", 1, 1 },
	{ "T1\tA\tx\n", "bad-format", 1, 1 },
	{ "T1\tA 0\tx\n", "bad-format", 1, 6 },
	{ "T1\tA 0 x\tx\n", "bad-format", 1, 6 },
	{ "T1\tA 0 4;\tx\n", "bad-format", 1, 10 },
	{ "T1\tA 0 4 5\tx\n", "bad-format", 1, 10 },
	{ "T1\tA -1 4\tx\n", "bad-format", 1, 6 },
	{ "T1\tA 4 0\tx\n", "bad-value", 1, 6 },
	{ "T1\tA 0 31\tx\n", "bad-value", 1, 6 },
	{ "T1\tA 0 2;7 99999999999999999999\tx\n", "bad-format", 1, 10 },
	{ "T1\tA 0 1\tC\nT1\tA 0 1\tC\n", "repeated", 2, 1 },
	{ "R1\tr Arg1:T1 Arg2:T2\n", "unknown-id", 1, 11 },
	{ "R1\tr T1 T2\n", "bad-format", 1, 6 },
	{ "R1\tr\n", "bad-format", 1, 1 },
	{ "E1\tA T1\n", "bad-format", 1, 1 },
	{ "E1\tA:\n", "bad-format", 1, 1 },
	{ "E1\tA:T9\n", "unknown-id", 1, 6 },
	{ "*\tEquiv\n", "bad-format", 1, 1 },
	{ "*\tEquiv T1\n", "unknown-id", 1, 9 },
	{ "A1\tNegated\n", "bad-format", 1, 1 },
	{ "A1\tNegated T1\n", "unknown-id", 1, 12 },
	{ "A1\n", "bad-format", 1, 1 },
	{ "T1\tA 0 1\tC\nN1\tReference T1\tx\n", "bad-format", 2, 4 },
	{ "#1\tAnnotatorNotes\ttext\n", "bad-format", 1, 1 },
	{ "T1\tA 0 1\tC\nR1\tr Arg1:T1 Arg2:A1\t\nA1\tx T1\n",
	    "unknown-id", 2, 19 },
};

START_TEST(wrong_lines_are_told_by_line_and_column)
{
	const struct dn_convert_settings settings = { .from = "brat" };
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct converted converted;

		scratch_begin();
		put_document(wrong[i].lines);
		scratch_put_text("in/b.txt", "good");
		ck_assert_int_eq(converting_by(&settings, "in", "out",
		    &converted, true), 0);
		if (strcmp(dn_code_name(converted.err.code), wrong[i].code) !=
		    0 || converted.err.line != wrong[i].line ||
		    converted.err.column != wrong[i].column)
			ck_abort_msg("%s: %s column %llu", wrong[i].lines,
			    converted.reject,
			    (unsigned long long)converted.err.column);
		ck_assert_str_eq(converted.source, "in/a.ann");
		ck_assert_uint_eq(converted.parts, 1);
		ck_assert_uint_eq(converted.counts.out, 2);
		scratch_end();
	}
}
END_TEST

/* The lines that are left of `lines`, and how many were put away. */
static void
leaves(const char *lines, const char *want, unsigned parts)
{
	const struct dn_convert_settings settings = { .from = "brat",
		.to = "brat" };
	struct converted converted;

	scratch_begin();
	put_document(lines);
	ck_assert_int_eq(converting_by(&settings, "in", "out", &converted,
	    true), 0);
	ck_assert_uint_eq(converted.parts, parts);
	ck_assert_uint_eq(converted.rejects, 0);
	scratch_holds_text("out/a.ann", want);
	scratch_end();
}

START_TEST(types_come_back_as_their_file_spells_them)
{
	static const char *const types[] = { "A", "a_xb", "A.b", "_x",
		"_x5730_", "_x41_", "_x5f_x41_", "\xe5\x9c\xb0", "a:b", "|",
		"_x5730_\xe5\x9c\xb0", "_x110000_", "_xd800_", "_x2e__x_" };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		char lines[400];

		scratch_begin();
		snprintf(lines, sizeof(lines), "T1\t%s 0 4\tCaf\xc3\xa9\n"
		    "E1\t%s:T1 %s:T1\nR1\t%s Arg1:T1 %s:T1\t\n"
		    "A1\t%s T1\n", types[i], types[i], types[i], types[i],
		    types[i], types[i]);
		put_document(lines);
		converting_must("brat", "dn", "in", "items");
		converting_must("dn", "brat", "items", "out");
		scratch_holds_text("out/a.ann", lines);
		converting_must("brat", "dn", "out", "again");
		scratch_end();
	}
}
END_TEST

START_TEST(a_bad_line_goes_alone_but_for_what_refers_to_it)
{
	leaves("T1\tA 0 4\tCaf\xc3\xa9\nX\nT2\tA 99 100\tx\n",
	    "T1\tA 0 4\tCaf\xc3\xa9\n", 2);
	leaves("E3\tX:E2\nE2\tX:E1\nE1\tX:T9\nA1\tN E3\n*\tEquiv T1 E3\n"
	    "T1\tA 0 4\tCaf\xc3\xa9\nN1\tReference T1 D:1\tx\n"
	    "R1\tX Arg1:T1 Arg2:T1\t\n", "T1\tA 0 4\tCaf\xc3\xa9\n"
	    "N1\tReference T1 D:1\tx\nR1\tX Arg1:T1 Arg2:T1\t\n", 5);
	leaves("T1\tA 0 4\tCaf\xc3\xa9\nT1\tB 5 6\tx\nA1\tN T1\nA1\tM T1\n",
	    "T1\tA 0 4\tCaf\xc3\xa9\nA1\tN T1\n", 2);
	leaves("R1\tX Arg1:T7 Arg2:T8\t\n", "", 1);
}
END_TEST

START_TEST(a_long_chain_that_hangs_on_nothing_costs_little)
{
	const struct dn_convert_settings settings = { .from = "brat" };
	struct converted converted;
	struct dn_bytes lines;

	scratch_begin();
	dn_bytes_init(&lines, SIZE_MAX / 2);
	for (int i = 20000; i > 0; i--)
		dn_bytes_add_format(&lines, "E%d\tX:E%d\n", i, i - 1);
	put_document(dn_bytes_text(&lines));
	ck_assert_int_eq(converting_by(&settings, "in", "out", &converted,
	    true), 0);
	ck_assert_uint_eq(converted.rejects, 1);
	dn_bytes_release(&lines);
	scratch_end();
}
END_TEST

START_TEST(annotations_of_several_files_go_back_to_them)
{
	scratch_begin();
	mkdir("in", 0700);
	scratch_put_text("in/a.txt", TEXT);
	scratch_put_text("in/a.a1", "T1\tA 0 4\tCaf\xc3\xa9\n");
	scratch_put_text("in/a.a2", "T2\tB 7 9\tau\r\nM1\tNegation E1\r\n"
	    "E1\tB:T2 Theme:T1 \r\nT9\tB 7 9\tau");
	scratch_put_text("in/b.txt", "b");
	scratch_put_text("in/b.a1", "");
	converting_must("brat", "dn", "in", "items");
	converting_must("dn", "brat", "items", "out");
	scratch_holds_text("out/a.a1", "T1\tA 0 4\tCaf\xc3\xa9\n");
	scratch_holds_text("out/a.a2", "T2\tB 7 9\tau\r\nM1\tNegation E1\r\n"
	    "E1\tB:T2 Theme:T1 \r\nT9\tB 7 9\tau");
	scratch_holds_text("out/b.a1", "");
	ck_assert_int_ne(access("out/a.ann", F_OK), 0);
	converting_must("brat", "dn", "in/a.a2", "one");
	converting_must("brat", "dn", "in/a.txt", "two");
	scratch_end();
}
END_TEST

START_TEST(offsets_of_utf16_and_bytes_are_seen_and_told)
{
	static const char *const files[] = {
		"T1\tA 0 4\tCaf\xc3\xa9\nT2\tB 8 10\tau\n",
		"T1\tA 0 5\tCaf\xc3\xa9\nT2\tB 11 13\tau\n" };
	static const char *const told[] = { "utf16", "byte" };
	struct dn_convert_settings settings = { .from = "brat",
		.to = "brat" };
	struct converted converted;
	char want[200];

	for (int i = 0; i < 4; i++) {
		scratch_begin();
		put_document(files[i % 2]);
		settings.format.offsets = i < 2 ? DN_OFFSETS_AUTO : i == 2 ?
		    DN_OFFSETS_UTF16 : DN_OFFSETS_BYTE;
		ck_assert_int_eq(converting_by(&settings, "in", "out",
		    &converted, false), 0);
		scratch_holds_text("out/a.ann", "T1\tA 0 4\tCaf\xc3\xa9\n"
		    "T2\tB 7 9\tau\n");
		snprintf(want, sizeof(want), "the offsets of 1 documents are "
		    "no code points; the first: in/a.ann, in %s", told[i % 2]);
		ck_assert_str_eq(converted.note, i < 2 ? want : "");
		scratch_end();
	}
}
END_TEST

START_TEST(offsets_that_count_cr_lf_as_one_come_back)
{
	static const char lines[] = "T1\tA 0 1\tx\nT2\tB 2 4\tyz\n"
	    "T3\tC 3 4;5 6\tz w\n";
	struct dn_convert_settings settings = { .from = "brat" };
	struct converted converted;

	scratch_begin();
	ck_assert_int_eq(mkdir("in", 0777), 0);
	scratch_put_text("in/a.txt", "x\r\nyz\r\nw\r\n");
	scratch_put_text("in/a.ann", lines);
	ck_assert_int_eq(converting_by(&settings, "in", "items", &converted,
	    false), 0);
	ck_assert_str_eq(converted.note, "the offsets of 1 documents are no "
	    "code points; the first: in/a.ann, in newline, which counts CR LF "
	    "as one");
	scratch_holds_text("items", "{\"dn\":1,\"record\":\"item\",\"id\":"
	    "\"a\",\"media\":{\"type\":\"text\",\"path\":\"a.txt\",\"text\":"
	    "\"x\\r\\nyz\\r\\nw\\r\\n\"},\"annotations\":[{\"id\":\"T1\","
	    "\"kind\":\"span\",\"label\":\"A\",\"spans\":[[0,1]],\"text\":"
	    "\"x\"},{\"id\":\"T2\",\"kind\":\"span\",\"label\":\"B\","
	    "\"spans\":[[3,5]],\"text\":\"yz\"},{\"id\":\"T3\",\"kind\":"
	    "\"span\",\"label\":\"C\",\"spans\":[[4,5],[7,8]],\"text\":"
	    "\"z w\"}],\"source\":{\"format\":\"brat\",\"dialect\":"
	    "\"newline\"}}\n");
	converting_must("dn", "brat", "items", "out");
	scratch_holds_text("out/a.ann", lines);
	scratch_holds_text("out/a.txt", "x\r\nyz\r\nw\r\n");
	/* As they stand, where that is told. */
	settings.format.offsets = DN_OFFSETS_CODE_POINT;
	settings.to = "brat";
	ck_assert_int_eq(converting_by(&settings, "in", "told", &converted,
	    false), 0);
	scratch_holds_text("told/a.ann", lines);
	scratch_end();
}
END_TEST

/* Lines from another text fit here and there in any unit. */
START_TEST(offsets_that_mostly_fit_in_no_unit_are_code_points)
{
	struct converted converted;

	scratch_begin();
	put_document("T1\tA 0 4\tCafe\nT2\tB 11 13\tau\nT3\tC 16 21\tspoti\n"
	    "T4\tC 22 27\tnoten\n");
	ck_assert_int_eq(converting_by(&(struct dn_convert_settings){
	    .from = "brat", .to = "brat" }, "in", "out", &converted, false),
	    0);
	scratch_holds_text("out/a.ann", "T1\tA 0 4\tCafe\nT2\tB 11 13\tau\n"
	    "T3\tC 16 21\tspoti\nT4\tC 22 27\tnoten\n");
	scratch_end();
}
END_TEST

START_TEST(a_named_file_of_another_kind_is_refused)
{
	const struct dn_convert_settings settings = { .from = "brat" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("a.jsonl", "{}\n");
	converting_fails(&settings, "a.jsonl", "no-file", &converted);
	scratch_end();
}
END_TEST

START_TEST(configurations_stay_in_their_folders)
{
	static const char *const names[] = { "in/annotation.conf",
		"in/tools.conf", "in/sub/annotation.conf",
		"in/sub/visual.conf", "in/sub/kb_shortcuts.conf" };
	char name[100];

	scratch_begin();
	put_document("");
	mkdir("in/sub", 0700);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(name, sizeof(name), "# %s\n[entities]\nT%zu\n",
		    names[i], i);
		scratch_put_text(names[i], name);
	}
	converting_must("brat", "dn", "in", "items");
	converting_must("dn", "brat", "items", "out");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char want[100];

		snprintf(name, sizeof(name), "out/%s", names[i] + 3);
		snprintf(want, sizeof(want), "# %s\n[entities]\nT%zu\n",
		    names[i], i);
		scratch_holds_text(name, want);
	}
	scratch_end();
}
END_TEST

START_TEST(labels_keep_order_hierarchy_colour_and_names)
{
	scratch_begin();
	scratch_put_text("items", "{\"dn\":1,\"record\":\"dataset\","
	    "\"labels\":[{\"name\":\"Z\",\"color\":\"#ff0000\"},"
	    "{\"name\":\"B\",\"parent\":\"Z\"},{\"name\":\"A\","
	    "\"parent\":\"B\",\"aliases\":[\"\xe7\x94\xb2\",\"a\"]},"
	    "{\"name\":\"C\",\"parent\":\"Z\"},"
	    "{\"name\":\"X\",\"parent\":\"Y\"},"
	    "{\"name\":\"Y\",\"parent\":\"X\"},"
	    "{\"name\":\"S\",\"parent\":\"S\"}]}\n");
	converting_must("dn", "brat", "items", "out");
	scratch_holds_text("out/annotation.conf", "[entities]\nZ\n\tB\n"
	    "\t\tA\n\tC\nX\n\tY\nS\n\n[relations]\n\n[events]\n\n"
	    "[attributes]\n");
	scratch_holds_text("out/visual.conf", "[labels]\n"
	    "A | \xe7\x94\xb2 | a\n\n[drawing]\nSPAN_DEFAULT\t"
	    "fgColor:black, bgColor:lightgreen, borderColor:darken\n"
	    "ARC_DEFAULT\tcolor:black, arrowHead:triangle-5\n"
	    "Z\tbgColor:#ff0000\n");
	converting_must("brat", "dn", "out", "back");
	converting_must("dn", "brat", "back", "again");
	scratch_end();
}
END_TEST

START_TEST(annotations_without_a_text_are_a_bad_item)
{
	const struct dn_convert_settings settings = { .from = "brat" };
	struct converted converted;

	scratch_begin();
	mkdir("in", 0700);
	scratch_put_text("in/a.ann", "");
	converting_fails(&settings, "in", "bad-format", &converted);
	ck_assert_str_eq(converted.source, "in/a.ann");
	scratch_put("in/a.txt", "a\xff", 2);
	converting_fails(&settings, "in", "bad-utf8", &converted);
	scratch_put_text("in/a.txt", "a");
	scratch_put_text("in/a.ann", "T1\tA 0 1\t\xff\n");
	converting_fails(&settings, "in", "bad-utf8", &converted);
	scratch_end();
}
END_TEST

START_TEST(a_file_cut_anywhere_is_read_or_refused_cleanly)
{
	const char *lines = "T1\tA 0 4;7 9\tCaf\xc3\xa9 au\nE1\tA:T1 X:T1\n"
	    "R1\tr Arg1:T1 Arg2:E1\t\n*\tEquiv T1 E1\nA1\tn T1 v\n"
	    "N1\tReference T1 D:1\tt\n#1\tAnnotatorNotes R1\tt\n";
	const struct dn_convert_settings settings = { .from = "brat" };
	size_t len;

	scratch_begin();
	mkdir("in", 0700);
	scratch_put_text("in/a.txt", TEXT);
	for (len = 0; len <= strlen(lines); len++) {
		struct converted converted;

		scratch_put("in/a.ann", lines, len);
		if (converting_by(&settings, "in", "out", &converted, true) !=
		    0)
			ck_abort_msg("%zu: %s", len, converted.err.text);
		ck_assert_uint_eq(converted.counts.out +
		    converted.rejects, 1);
	}
	scratch_end();
}
END_TEST

START_TEST(another_text_than_the_documents_is_told_once)
{
	const struct dn_convert_settings settings = { .from = "brat" };
	struct converted converted;

	scratch_begin();
	put_document("T1\tA 0 4\tCaf\xc3\xa9\nT2\tA 0 4\tTea\n"
	    "T3\tA 14 21\t  spots\nT4\tA 9 11\t x\n");
	ck_assert_int_eq(converting_by(&settings, "in", "out", &converted,
	    false), 0);
	ck_assert_uint_eq(converted.notes, 1);
	ck_assert_str_eq(converted.note, "2 of 4 spans have another text than "
	    "the document there; the first: in/a.ann:2");
	scratch_end();
}
END_TEST

START_TEST(what_no_line_can_carry_is_a_loss)
{
	struct dn_convert_settings settings = { .to = "brat" };
	struct converted converted;
	char loss[2000];
	FILE *file;

	scratch_begin();
	scratch_put_text("items", "{\"id\":\"d\",\"media\":{\"type\":\"text\","
	    "\"text\":\"abc\"},\"annotations\":[{\"id\":\"1\",\"kind\":"
	    "\"span\",\"label\":\"x\",\"spans\":[[0,1]],\"notes\":[{\"type\":"
	    "\"n\",\"text\":\"a\\nb\"}]},{\"id\":\"2\",\"kind\":\"class\","
	    "\"label\":\"y\"}],\"relations\":[{\"type\":\"r\",\"args\":["
	    "{\"ref\":\"1\"},{\"ref\":\"2\"}]},{\"type\":\"r\",\"args\":["
	    "{\"ref\":\"1\"}]}]}\n{\"id\":\"p\",\"media\":{\"type\":"
	    "\"image\"},\"annotations\":[{\"kind\":\"box\"}]}\n{\"id\":\"q\","
	    "\"media\":{\"type\":\"text\",\"path\":\"q.txt\"}}\n");
	ck_assert_int_eq(converting_by(&settings, "items", "out", &converted,
	    false), 0);
	ck_assert_uint_eq(converted.counts.out, 1);
	ck_assert_uint_eq(converted.counts.dropped[0], 2);
	ck_assert_str_eq(converted.annotations, "{\"in\":3,\"out\":1,"
	    "\"rejected\":0,\"dropped\":2,\"ignored\":0}");
	file = fopen("loss", "r");
	ck_assert_ptr_nonnull(file);
	loss[fread(loss, 1, sizeof(loss) - 1, file)] = '\0';
	fclose(file);
	ck_assert_str_eq(loss,
	    "{\"record\":\"loss\",\"item\":\"d\",\"annotation\":\"1\","
	    "\"feature\":\"notes\",\"action\":\"degraded\",\"detail\":"
	    "\"line breaks become blanks, a type is one word\"}\n"
	    "{\"record\":\"loss\",\"item\":\"d\",\"annotation\":\"2\","
	    "\"feature\":\"class\",\"action\":\"dropped\",\"detail\":"
	    "\"class\"}\n"
	    "{\"record\":\"loss\",\"item\":\"d\",\"annotation\":null,"
	    "\"feature\":\"relation\",\"action\":\"dropped\",\"detail\":"
	    "\"it refers to what is not written\"}\n"
	    "{\"record\":\"loss\",\"item\":\"d\",\"annotation\":null,"
	    "\"feature\":\"relation\",\"action\":\"dropped\",\"detail\":"
	    "\"it has other than two arguments, and no trigger\"}\n"
	    "{\"record\":\"loss\",\"item\":\"p\",\"annotation\":null,"
	    "\"feature\":\"image\",\"action\":\"dropped\",\"detail\":"
	    "\"the whole item is left out\"}\n"
	    "{\"record\":\"loss\",\"item\":\"q\",\"annotation\":null,"
	    "\"feature\":\"text\",\"action\":\"dropped\",\"detail\":"
	    "\"the whole item is left out: its text is not given\"}\n");
	scratch_end();
}
END_TEST

START_TEST(spans_beyond_the_text_are_bad_records)
{
	struct dn_convert_settings settings = { .to = "brat" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("items", "{\"id\":\"d\",\"media\":{\"type\":\"text\","
	    "\"text\":\"abc\"},\"annotations\":[{\"kind\":\"span\","
	    "\"spans\":[[0,4]]}]}\n");
	converting_fails(&settings, "items", "bad-value", &converted);
	scratch_end();
}
END_TEST

DN_SUITE(brat,
    offsets_count_code_points_with_carriage_returns,
    relations_events_and_equivalences_may_refer_forward,
    attributes_references_and_notes_go_to_what_they_are_about,
    every_line_comes_back,
    a_text_without_annotations_is_one_nobody_looked_at,
    either_file_of_a_document_names_it,
    names_of_types_are_any_text_and_come_back,
    no_two_names_have_one_type_and_no_type_is_lost,
    a_nest_of_escapes_costs_little,
    chinese_types_have_an_alias_and_a_configuration,
    a_configuration_becomes_a_header_and_comes_back,
    wrong_lines_are_told_by_line_and_column,
    types_come_back_as_their_file_spells_them,
    a_bad_line_goes_alone_but_for_what_refers_to_it,
    a_long_chain_that_hangs_on_nothing_costs_little,
    annotations_of_several_files_go_back_to_them,
    offsets_of_utf16_and_bytes_are_seen_and_told,
    offsets_that_count_cr_lf_as_one_come_back,
    offsets_that_mostly_fit_in_no_unit_are_code_points,
    a_named_file_of_another_kind_is_refused,
    configurations_stay_in_their_folders,
    labels_keep_order_hierarchy_colour_and_names,
    annotations_without_a_text_are_a_bad_item,
    a_file_cut_anywhere_is_read_or_refused_cleanly,
    another_text_than_the_documents_is_told_once,
    what_no_line_can_carry_is_a_loss,
    spans_beyond_the_text_are_bad_records)
