/* SPDX-License-Identifier: MIT */
/* CoNLL: every scheme and layout there and back, and what is told as lost. */
#include "formats/conll.h"

#include "converting.h"
#include "suites.h"

/* ---- tags ------------------------------------------------------------ */

/* The spans of the tags (blanks between) as "FIRST-END:LABEL ...". */
static void
decodes(const char *tags, const char *want)
{
	struct dn_conll_span spans[20];
	struct dn_span list[20], rest = dn_span_of(tags);
	size_t count = 0, found;
	struct dn_bytes out;

	while (rest.len > 0) {
		const char *blank = memchr(rest.ptr, ' ', rest.len);
		size_t len = blank != NULL ? (size_t)(blank - rest.ptr) :
		    rest.len;

		list[count++] = (struct dn_span){ rest.ptr, len };
		len += blank != NULL;
		rest = (struct dn_span){ rest.ptr + len, rest.len - len };
	}
	found = dn_conll_decode(DN_CONLL_TAGS, list, count, spans);
	dn_bytes_init(&out, SIZE_MAX / 2);
	for (size_t i = 0; i < found; i++)
		dn_bytes_add_format(&out, "%s%zu-%zu:%.*s", i > 0 ? " " : "",
		    spans[i].first, spans[i].end, (int)spans[i].label.len,
		    spans[i].label.ptr);
	ck_assert_str_eq(dn_bytes_text(&out), want);
	dn_bytes_release(&out);
}

START_TEST(tags_of_all_schemes_mark_the_same_spans)
{
	decodes("O B-X I-X O", "1-3:X");
	decodes("I-X I-X B-X I-Y", "0-2:X 2-3:X 3-4:Y");
	decodes("B-X E-X S-X S-X O", "0-2:X 2-3:X 3-4:X");
	decodes("B-X I-X L-X U-Y", "0-3:X 3-4:Y");
	decodes("B-X M-X E-X B-X", "0-3:X 3-4:X");
	decodes("", "");
}
END_TEST

START_TEST(tags_that_break_their_scheme_begin_spans)
{
	decodes("O I-X E-Y E-Y", "1-2:X 2-3:Y 3-4:Y");
	decodes("E-X E-X I-X", "0-1:X 1-2:X 2-3:X");
	decodes("S-X I-X", "0-1:X 1-2:X");
}
END_TEST

START_TEST(tags_may_lack_prefix_or_label)
{
	decodes("PER PER LOC O", "0-2:PER 2-3:LOC");
	decodes("B I O S", "0-2: 3-4:");
	decodes("B_PER I_PER _ -", "0-2:PER");
	decodes("B-PER.NAM I-PER.NAM B-A-B", "0-2:PER.NAM 2-3:A-B");
	ck_assert(dn_conll_is_tag(DN_CONLL_TAGS, DN_SPAN("O")));
	ck_assert(!dn_conll_is_tag(DN_CONLL_TAGS, DN_SPAN("Bob")));
	ck_assert(!dn_conll_is_tag(DN_CONLL_TAGS, DN_SPAN("")));
}
END_TEST

/* ---- layouts --------------------------------------------------------- */

/* The scheme that a file of these lines is found to be in. */
static void
is_scheme(const char *lines, enum dn_conll_scheme scheme)
{
	struct dn_conll_layout layout = dn_conll_survey(dn_span_of(lines),
	    true);

	ck_assert_str_eq(dn_conll_schemes[layout.scheme],
	    dn_conll_schemes[scheme]);
}

START_TEST(the_scheme_is_seen_in_the_tags)
{
	is_scheme("a O\nb B-X\nc I-X\n", DN_CONLL_IOB2);
	is_scheme("a O\nb I-X\nc I-X\nd B-X\n", DN_CONLL_IOB1);
	is_scheme("a S-X\nb B-X\nc E-X\n", DN_CONLL_BIOES);
	is_scheme("a U-X\nb B-X\nc L-X\n", DN_CONLL_BILOU);
	is_scheme("a B-X\nb M-X\nc E-X\n", DN_CONLL_BMES);
	is_scheme("a O\n", DN_CONLL_IOB2);
	/* One slip does not make a scheme. */
	is_scheme("a B-X\nb O\nc B-X\nd O\ne I-X\nf O\ng B-X\nh S-X\n",
	    DN_CONLL_IOB2);
}
END_TEST

START_TEST(the_layout_is_seen_in_the_lines)
{
	struct dn_conll_layout layout;

	layout = dn_conll_survey(DN_SPAN("a\tO\r\n\r\nb c\tB-X\r\n"), true);
	ck_assert(layout.tabs && layout.returns && !layout.documents);
	layout = dn_conll_survey(DN_SPAN("a|N|O |||O b|N|B-X\n"), true);
	ck_assert(layout.lines && layout.fields == 3);
	layout = dn_conll_survey(DN_SPAN("\xe5\x8f\xa3" "0\tO\n"
	    "\xe7\xbd\xa9" "1\tO\n"), true);
	ck_assert(layout.letters && layout.digits);
	layout = dn_conll_survey(DN_SPAN("\xe5\x8f\xa3 O\n\xef\xbc\x8c O\n"),
	    true);
	ck_assert(layout.letters && !layout.digits);
	layout = dn_conll_survey(DN_SPAN("\xe4\xb8\xad\xe5\x9b\xbd B-X\n"
	    "\xe7\x9a\x84 O\n"), true);
	ck_assert(!layout.letters);
	layout = dn_conll_survey(DN_SPAN("-DOCSTART- -X- O O\n\na O\n"),
	    true);
	ck_assert(layout.documents);
	/* One document that does not end is none. */
	layout = dn_conll_survey(DN_SPAN("-DOCSTART- -X- O O\n\na O\n"),
	    false);
	ck_assert(!layout.documents);
}
END_TEST

START_TEST(a_file_of_tags_is_told_from_others)
{
	ck_assert_int_eq(dn_conll_likeness(DN_SPAN("a O\nb B-X\n")), 90);
	ck_assert_int_eq(dn_conll_likeness(DN_SPAN("a\tO\nb\tO\n")), 30);
	ck_assert_int_eq(dn_conll_likeness(DN_SPAN("text,label\na,b\n")), 0);
	ck_assert_int_eq(dn_conll_likeness(DN_SPAN("{\"dn\":1}\n")), 0);
	ck_assert_int_eq(dn_conll_likeness(DN_SPAN("")), 0);
	ck_assert_int_eq(dn_conll_likeness((struct dn_span){ NULL, 0 }), 0);
}
END_TEST

/* ---- there and back -------------------------------------------------- */

/* A file comes back byte for byte. */
static void
same(const char *text)
{
	scratch_put_text("in.conll", text);
	converting_must("conll", "dn", "in.conll", "items");
	converting_must("dn", "conll", "items", "out.conll");
	scratch_holds_text("out.conll", text);
}

START_TEST(files_come_back_byte_for_byte)
{
	scratch_begin();
	same("a\tO\nb\tB-X\n\nc\tI-X\n\n");
	same("EU NNP I-NP I-ORG\nrejects VBZ I-VP O\n\n");
	same("-DOCSTART- -X- -X- O\n\na N O\nb N B-X\n\nc N O\n\n"
	    "-DOCSTART- -X- -X- O\n\n-DOCSTART-\tO\nd N I-X\n\n");
	same("a|N|O b|N|B-X\nc|N|O\n");
	same("a|O b|B-X  c|O \n\nd|O");
	same("\xe5\x8f\xa3" "0\tB-PER.NAM\n\xe7\xbd\xa9" "1\tI-PER.NAM\n\n");
	same("a O\r\nb B-X\r\n\r\nc O\r\n");
	same("a O\r\nb B-X\n\nc O\r\n");
	same("a\tO\n \t \n\n\xc2\xa0\n\nb\tO\n\n\n");
	same("\n\na O\n\nb O");
	same("\xc2\xa0 O\nx\xc2\xa0y B-X\n\n");
	same("\tO\na b\tB-New York\n\n");
	same("a  N   O \nb N B-X\nc O\n\n");
	same("# id 1 domain=en\na _ _ B-X\n# _ _ O\n\n# id 2\nb _ _ O\n\n");
	same("\xef\xbb\xbf" "a O\n\n");
	same("a PER\nb PER\nc LOC\n\nd O\n\n");
	same("a B\nb I\nc O\n\n");
	same("a S-X\nb O\nc B-X\nd I-X\ne E-X\nf I-Y\n\n");
	same("a U-X\nb B-X\nc L-X\n\n");
	same("a B-X\nb M-X\nc E-X\nd S-X\n\n");
	scratch_end();
}
END_TEST

#define ONTO "bc/cctv   0 "

START_TEST(files_of_other_columns_come_back_byte_for_byte)
{
	scratch_begin();
	/* CoNLL-2012: brackets, chains, a changing number of columns. */
	same("#begin document (bc/cctv); part 000\n"
	    ONTO "0  In   IN (S* - - - A   *           (ARG*  -\n"
	    ONTO "1  Hong NP *   - - - A   (GPE(ORG*   *)     (23|(24\n"
	    ONTO "2  Kong NP *   - - - A   *)          (V*)   24)\n"
	    ONTO "3  ,    ,  *   - - - A   *)          *      23)\n"
	    ONTO "4  1997 CD *)  - - - A   (DATE)      *      (7)|(8)\n\n"
	    ONTO "0  Yes  UH (S*) - - - B  *  -\n\n#end document\n"
	    "#begin document (bc/cctv); part 001\n"
	    ONTO "0  No   UH (S*) - - - B  (X* (9\n"
	    ONTO "1  !    .  *    - - - B  *)) 9)|8)\n\n#end document\n");
	same("#begin document (x)\nx 0 0 A N 2)\nx 0 1 B N _\n#end document\n"
	    "#begin document (y)\ny 0 0 A N (1)\n#end document");
	/* CoNLL-U, with and without names of its columns. */
	same("# text = Don't\n1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\t_\n"
	    "1\tDo\tdo\tV\t_\t_\t0\troot\t_\tSpaceAfter=No\n"
	    "1.1\tx\t_\t_\t_\t_\t_\t_\t_\t_\n"
	    "2\tn't\tnot\tP\t_\t_\t1\tadv\t_\t_\n\n# sent_id = 2\n"
	    "1\tHi\thi\tI\t_\t_\t0\troot\t_\t_\n\n");
	same("# global.columns = ID FORM MISC PARSEME:NER\n"
	    "1\ta\t_\tB-X\n2\tb\t_\tI-X\n\n1\tc\t_\tI-X\n\n");
	same("-DOCSTART- -X- O\n\na N O\n-DOCSTART- -X- O\nb N O\n");
	scratch_end();
}
END_TEST

/* Items of a file with these columns, and the file from those again. */
static void
reads(const char *columns, const char *text, const char *annotations)
{
	struct dn_convert_settings settings = { .from = "conll",
		.format = { .columns = columns } };
	struct converted converted;
	char line[4000];
	FILE *file;
	size_t len;

	scratch_put_text("in.conll", text);
	ck_assert_int_eq(converting_by(&settings, "in.conll", "items",
	    &converted, false), 0);
	file = fopen("items", "rb");
	ck_assert_ptr_nonnull(file);
	len = fread(line, 1, sizeof(line) - 1, file);
	line[len] = '\0';
	fclose(file);
	if (strstr(line, annotations) == NULL)
		ck_abort_msg("%s", line);
	converting_must("dn", "conll", "items", "out.conll");
	scratch_holds_text("out.conll", text);
}

START_TEST(brackets_are_spans_and_chains_are_groups)
{
	scratch_begin();
	reads(NULL, "#begin document (d); part 000\n"
	    "d 0 0 A N * - - - S (X* (1|(2\nd 0 1 B N * - - - S *) 2)|1)\n\n",
	    "\"id\":\"d/000\",\"media\":{\"type\":\"text\",\"text\":"
	    "\"A B\",\"tokens\":[[0,1],[2,3]]},\"annotations\":["
	    "{\"id\":\"1\",\"kind\":\"span\",\"label\":\"X\",\"spans\":"
	    "[[0,3]],\"text\":\"A B\"},{\"id\":\"2\",\"kind\":\"span\","
	    "\"field\":\"coref\",\"spans\":[[0,3]],\"text\":\"A B\","
	    "\"group\":\"1\"},{\"id\":\"3\",\"kind\":\"span\",\"field\":"
	    "\"coref\",\"spans\":[[0,3]],\"text\":\"A B\",\"group\":\"2\"}],"
	    "\"source\":{\"format\":\"conll\",\"file\":\"in.conll\","
	    "\"dialect\":\"columns\"");
	scratch_end();
}
END_TEST

/* Written from `items` with `from` changed to `to`. */
static void
changes(const char *from, const char *to, const char *want)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes text, changed;
	const char *at;

	dn_bytes_init(&text, SIZE_MAX / 2);
	dn_bytes_init(&changed, SIZE_MAX / 2);
	ck_assert_int_eq(dn_src_slurp("items", &text, &err), 0);
	at = strstr(dn_bytes_text(&text), from);
	ck_assert_ptr_nonnull(at);
	dn_bytes_add(&changed, text.data, (size_t)(at - text.data));
	dn_bytes_add_text(&changed, to);
	dn_bytes_add_text(&changed, at + strlen(from));
	scratch_put("changed", changed.data, changed.len);
	converting_must("dn", "conll", "changed", "out.conll");
	scratch_holds_text("out.conll", want);
	dn_bytes_release(&text);
	dn_bytes_release(&changed);
}

START_TEST(tags_in_lower_case_are_tags)
{
	scratch_begin();
	reads(NULL, "EU b-org\nx o\n# o\n\n", "\"label\":\"org\",\"spans\":"
	    "[[0,2]]");
	changes("\"org\"", "\"Org x\"", "EU b-Org_x\nx o\n# o\n\n");
	reads(NULL, "a\ts-x\nb\tb-y\nc\te-y\nd\tO\ne\t_\n\n",
	    "\"label\":\"y\",\"spans\":[[2,5]]");
	reads("tag=2,tag=3", "a o B-x\nb i-x o\n\n", "{\"id\":\"1\",\"kind\":"
	    "\"span\",\"label\":\"x\",\"spans\":[[2,3]]");
	reads(NULL, "a o\n\n", "\"annotations\":[]");
	/* One in capitals, or without a prefix, and they are names. */
	reads(NULL, "a o\nb B-x\n\n", "\"label\":\"o\"");
	reads(NULL, "a b-x\nb per\n\n", "\"label\":\"b-x\"");
	scratch_end();
}
END_TEST

START_TEST(columns_are_as_they_are_told)
{
	scratch_begin();
	reads("token=2,tag=3,tag=4", "#\tn-tv.de\n1\tSchartau\tB-PER\tO\n"
	    "2\tTag\tB-ORG\tB-OTHpart\n\n", "\"annotations\":[{\"id\":"
	    "\"1\",\"kind\":\"span\",\"label\":\"PER\",\"spans\":[[0,8]],"
	    "\"text\":\"Schartau\"},{\"id\":\"2\",\"kind\":\"span\","
	    "\"label\":\"ORG\",\"spans\":[[9,12]],\"text\":\"Tag\"},{\"id\":"
	    "\"3\",\"kind\":\"span\",\"label\":\"OTHpart\",\"field\":"
	    "\"column-4\",\"spans\":[[9,12]],\"text\":\"Tag\"}]");
	reads("tag=last,tag=3", "EU NNP I-NP I-ORG\nx VBZ I-VP O\n\n",
	    "\"label\":\"NP\",\"field\":\"column-3\"");
	reads("token=FORM,tag=NE", "# global.columns = NE FORM\nO\ta\n"
	    "B-X\tb\n\n", "\"label\":\"X\",\"spans\":[[2,3]]");
	reads("token=1", "a B-X\nb I-X\n\n", "\"annotations\":[]");
	reads("bracket=last", "a (X*\nb *)\n\n", "\"spans\":[[0,3]]");
	scratch_end();
}
END_TEST

START_TEST(numbered_tokens_have_tags_where_all_fields_are)
{
	scratch_begin();
	/* As GermEval has them: outer and inner names. */
	reads(NULL, "#\thttp://x\t[2009]\n1\tA\tB-PER\tO\n2\tB\tO\tB-X\n\n"
	    "#\thttp://y\t[2009]\n1\tC\tO\tO\n\n", "\"annotations\":[{"
	    "\"id\":\"1\",\"kind\":\"span\",\"label\":\"PER\",\"spans\":"
	    "[[0,1]],\"text\":\"A\"},{\"id\":\"2\",\"kind\":\"span\","
	    "\"label\":\"X\",\"field\":\"column-4\",\"spans\":[[2,3]],");
	/* As Universal NER: what stands behind the tags are none. */
	reads(NULL, "#\n# sent_id = 1\n"
	    "1\tin\tO\t-\t-\n2\tRome\tB-LOC\t-\tann\n\n"
	    "# sent_id = 2\n1\tA\tO\t-\t-\n\n", "\"annotations\":[{\"id\":"
	    "\"1\",\"kind\":\"span\",\"label\":\"LOC\",\"spans\":[[3,7]],"
	    "\"text\":\"Rome\"}],");
	/* Much else and no tags: CoNLL-2009, say. */
	reads(NULL, "1\tA\ta\ta\tN\tN\t_\t_\t2\t2\tS\n"
	    "2\tb\tb\tb\tV\tV\t_\t_\t0\t0\tR\n\n",
	    "\"tokens\":[[0,1],[2,3]]},\"annotations\":[],");
	/* A count that does not go on is one of words. */
	reads(NULL, "1 CD B-X\n3 CD O\n\n1 CD O\n\n",
	    "\"text\":\"1 3\"");
	scratch_end();
}
END_TEST

START_TEST(tags_may_stand_before_the_last_column)
{
	scratch_begin();
	reads(NULL, "a O N\nb B-X N\n\n",
	    "\"label\":\"X\",\"spans\":[[2,3]],\"text\":\"b\"}]");
	reads(NULL, "a B-NP B-X N\nb I-NP O N\n\n",
	    "\"label\":\"N\",\"spans\":[[0,3]]");
	scratch_end();
}
END_TEST

START_TEST(columns_that_cannot_be_are_refused)
{
	static const char *const wrong[] = { "token=x", "token=last",
		"token=1,token=2", "tag=last,coref=last", "token=2,tag=2",
		"form=1", "tag=0", "tag=64", "tag=1,tag=2,tag=3,tag=4,tag=5",
		"tag=3", "token=3", "text=text,label=label" };
	struct dn_convert_settings settings = { .from = "conll" };
	struct converted converted;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		scratch_begin();
		scratch_put_text("in", "a O\nb O\n");
		settings.format.columns = wrong[i];
		converting_fails(&settings, "in", "usage", &converted);
		scratch_end();
	}
	/* A line that lacks one of them is bad. */
	scratch_begin();
	scratch_put_text("in", "a N O\nb O\nc N O\n");
	settings.format.columns = "tag=3";
	ck_assert_int_eq(converting_by(&settings, "in", "out", &converted,
	    true), 0);
	ck_assert_uint_eq(converted.parts, 1);
	scratch_end();
}
END_TEST

/* ---- cells of a sentence --------------------------------------------- */

/* Cells, blanks between, mark these spans "FIRST-END:LABEL" and come back. */
static void
marks(enum dn_conll_kind kind, const char *text, const char *spans,
    const char *again, size_t odd)
{
	struct dn_conll_spans list = { .list = NULL };
	struct dn_conll_cells made;
	struct dn_span cells[16];
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes got;
	size_t count = 0, found;

	for (const char *at = text; *at != '\0'; count++) {
		size_t len = strcspn(at, " ");

		cells[count] = (struct dn_span){ at, len };
		at += len + (at[len] == ' ');
	}
	ck_assert_int_eq(dn_conll_read_cells(kind, cells, count, &list,
	    &found, &err), 0);
	ck_assert_uint_eq(found, odd);
	dn_bytes_init(&got, SIZE_MAX / 2);
	for (size_t i = 0; i < list.count; i++)
		dn_bytes_add_format(&got, "%s%zu-%zu:%.*s", i > 0 ? " " : "",
		    list.list[i].first, list.list[i].end,
		    (int)list.list[i].label.len, list.list[i].label.ptr);
	ck_assert_str_eq(dn_bytes_text(&got), spans);
	dn_conll_cells_init(&made);
	ck_assert_int_eq(dn_conll_write_cells(kind, DN_CONLL_IOB2, &list,
	    count, &made, &err), 0);
	dn_bytes_clear(&got);
	for (size_t i = 0; i < count; i++) {
		struct dn_span cell = dn_conll_cell(&made, i);

		dn_bytes_add_format(&got, "%s%.*s", i > 0 ? " " : "",
		    (int)cell.len, cell.ptr);
	}
	ck_assert_str_eq(dn_bytes_text(&got), again);
	dn_conll_cells_release(&made);
	dn_bytes_release(&got);
	free(list.list);
}

START_TEST(brackets_are_read_and_written)
{
	const enum dn_conll_kind kind = DN_CONLL_BRACKETS;

	marks(kind, "(A* * *)", "0-3:A", "(A* * *)", 0);
	marks(kind, "(A(B* *) (C))", "0-3:A 0-2:B 2-3:C", "(A(B* *) (C*))",
	    0);
	marks(kind, "(A) * (B*)", "0-1:A 2-3:B", "(A) * (B)", 0);
	marks(kind, "(A(B))", "0-1:A 0-1:B", "(A(B))", 0);
	marks(kind, "(A* *", "0-2:A", "(A* *)", 1);
	marks(kind, "*) - (A) )", "2-3:A", "* * (A) *", 2);
	marks(kind, "(* *)", "0-2:", "(* *)", 0);
}
END_TEST

START_TEST(chains_are_read_and_written)
{
	const enum dn_conll_kind kind = DN_CONLL_CHAINS;

	marks(kind, "(1 - 1)", "0-3:1", "(1 - 1)", 0);
	marks(kind, "(1|(2 1) 2)", "0-3:2 0-2:1", "(2|(1 1) 2)", 0);
	marks(kind, "(1|(3) (1 1) 1)", "0-4:1 0-1:3 1-3:1",
	    "(1|(3) (1 1) 1)", 0);
	marks(kind, "_ 4) (5", "2-3:5", "- - (5)", 2);
	marks(kind, "|(a)|", "0-1:a", "(a)", 0);
}
END_TEST

START_TEST(depth_has_an_end)
{
	struct dn_conll_spans list = { .list = NULL };
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes text;
	struct dn_span cell;
	size_t odd;

	dn_bytes_init(&text, SIZE_MAX / 2);
	for (int i = 0; i < 100000; i++)
		dn_bytes_add_text(&text, "(A");
	cell = dn_bytes_span(&text);
	ck_assert_int_eq(dn_conll_read_cells(DN_CONLL_BRACKETS, &cell, 1,
	    &list, &odd, &err), 0);
	ck_assert_uint_eq(list.count, 256);
	ck_assert_uint_eq(odd, 100000);
	free(list.list);
	dn_bytes_release(&text);
}
END_TEST

START_TEST(a_sentence_is_an_item_with_tokens_and_spans)
{
	scratch_begin();
	converting_reads("conll", "a.conll", "\xe7\x8c\xab N O\nNew N B-X\n"
	    "York N I-X\n\n", "{\"dn\":1,\"record\":\"item\",\"id\":"
	    "\"a/000001\",\"media\":{\"type\":\"text\",\"text\":"
	    "\"\xe7\x8c\xab New York\",\"tokens\":[[0,1],[2,5],[6,10]]},"
	    "\"annotations\":[{\"id\":\"1\",\"kind\":\"span\",\"label\":"
	    "\"X\",\"spans\":[[2,10]],\"text\":\"New York\"}],\"source\":{"
	    "\"format\":\"conll\",\"file\":\"a.conll\",\"dialect\":\"iob2\","
	    "\"raw\":{\"/separator\":\" \",\"/columns/1\":"
	    "[\"N\",\"N\",\"N\"]}}}\n");
	scratch_end();
}
END_TEST

START_TEST(a_document_is_an_item_of_lines)
{
	scratch_begin();
	converting_reads("conll", "a.conll", "-DOCSTART- id=x%20y O O\n\n"
	    "a\tO\nb\tO\n\nc\tO\n\n", "{\"dn\":1,\"record\":\"item\",\"id\":"
	    "\"x y\",\"media\":{\"type\":\"text\",\"text\":\"a b\\nc\","
	    "\"tokens\":[[0,1],[2,3],[4,5]]},\"annotations\":[],"
	    "\"source\":{\"format\":\"conll\",\"file\":\"a.conll\","
	    "\"dialect\":\"iob2\",\"raw\":{\"/gaps/0\":"
	    "[\"-DOCSTART- id=x%20y O O\",\"\"]}}}\n");
	scratch_end();
}
END_TEST

START_TEST(bad_lines_are_left_out_one_by_one)
{
	const struct dn_convert_settings settings = { .from = "conll" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("in", "a\tO\nalone\nb\tB-X\n\xff\tO\n\nbad\n\n"
	    "c\tO\n");
	ck_assert_int_eq(converting_by(&settings, "in", "out", &converted,
	    true), 0);
	ck_assert_uint_eq(converted.parts, 3);
	ck_assert_uint_eq(converted.counts.out, 2);
	ck_assert_str_eq(converted.reject,
	    "bad-format:6: a token without a tag");
	converting_must("dn", "conll", "out", "again");
	scratch_holds_text("again", "a\tO\nb\tB-X\n\nc\tO\n");
	scratch_end();
}
END_TEST

START_TEST(tags_against_their_scheme_are_told)
{
	const struct dn_convert_settings settings = { .from = "conll" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("in", "a\tB-X\nb\tI-X\n\nc\tO\nd\tI-Y\n\ne\tB-X\n");
	ck_assert_int_eq(converting_by(&settings, "in", "out", &converted,
	    true), 0);
	ck_assert_str_eq(converted.note, "1 tags are not as their scheme has "
	    "them; a span begins where the label changes; the first: in:5");
	same("a\tB-X\nb\tI-X\n\nc\tO\nd\tI-Y\n\ne\tB-X\n");
	scratch_end();
}
END_TEST

START_TEST(options_say_joiner_item_and_scheme)
{
	struct dn_convert_settings settings = { .from = "conll",
		.to = "conll" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("in", "a\tB-X\nb\tI-X\nc\tB-X\n\nd\tO\n\n");
	settings.format.scheme = DN_CONLL_BIOES;
	ck_assert_int_eq(converting_by(&settings, "in", "out", &converted,
	    false), 0);
	scratch_holds_text("out", "a\tB-X\nb\tE-X\nc\tS-X\n\nd\tO\n\n");
	settings.format.scheme = DN_CONLL_IOB1;
	ck_assert_int_eq(converting_by(&settings, "in", "out", &converted,
	    false), 0);
	scratch_holds_text("out", "a\tI-X\nb\tI-X\nc\tB-X\n\nd\tO\n\n");
	settings.to = "dn";
	settings.format.joiner = "_";
	settings.format.conll_item = DN_CONLL_ITEM_FILE;
	settings.format.read_scheme = DN_CONLL_IOB1;
	ck_assert_int_eq(converting_by(&settings, "in", "out", &converted,
	    false), 0);
	ck_assert_str_eq(converted.note, "1 tags are not as their scheme has "
	    "them; a span begins where the label changes; the first: in:1");
	settings.to = "conll";
	settings.format.joiner = "\n";
	converting_fails(&settings, "in", "usage", &converted);
	scratch_end();
}
END_TEST

/* ---- from elsewhere -------------------------------------------------- */

/* An item of the text with these annotations is written as `want`. */
static void
writes(const char *text, const char *annotations, const char *want,
    const char *losses)
{
	const struct dn_convert_settings settings = { .to = "conll" };
	struct converted converted;
	char item[2000];

	snprintf(item, sizeof(item), "{\"dn\":1,\"record\":\"item\",\"id\":"
	    "\"i\",\"media\":{\"type\":\"text\",\"text\":\"%s\"},"
	    "\"annotations\":[%s]}\n", text, annotations);
	scratch_put_text("items", item);
	ck_assert_int_eq(converting_by(&settings, "items", "out", &converted,
	    false), 0);
	scratch_holds_text("out", want);
	scratch_holds_text("loss", losses);
}

#define START "-DOCSTART- id=i O O\n\n"
#define SPAN(id, label, from, to) "{\"id\":\"" id "\",\"kind\":\"span\"," \
	"\"label\":\"" label "\",\"spans\":[[" #from "," #to "]]}"
#define LOSS(id, feature, action, detail) "{\"record\":\"loss\",\"item\":" \
	"\"i\",\"annotation\":" id ",\"feature\":\"" feature "\",\"action\":" \
	"\"" action "\",\"detail\":\"" detail "\"}\n"

START_TEST(words_are_made_where_a_record_has_no_tokens)
{
	scratch_begin();
	writes("a b\\nc", SPAN("1", "X", 2, 3), START "a\tO\nb\tB-X\n\nc\tO\n"
	    "\n", "");
	writes("\xe6\x88\x91\xe7\x88\xb1\xe4\xbd\xa0", SPAN("1", "X", 1, 3),
	    START "\xe6\x88\x91\tO\n\xe7\x88\xb1\tB-X\n\xe4\xbd\xa0\tI-X\n\n",
	    "");
	writes("Hi, you", "", START "Hi\tO\n,\tO\nyou\tO\n\n", LOSS("null",
	    "text", "degraded", "what blanks there are between the tokens"));
	writes("", "", START, "");
	scratch_end();
}
END_TEST

START_TEST(spans_that_do_not_fit_tokens_are_told)
{
	scratch_begin();
	writes("ab cd ef", SPAN("1", "X", 1, 4), START "ab\tB-X\ncd\tI-X\n"
	    "ef\tO\n\n", LOSS("\"1\"", "span", "degraded",
	    "it cuts a token: widened to whole ones"));
	writes("ab cd ef", SPAN("1", "X", 2, 6), START "ab\tO\ncd\tB-X\n"
	    "ef\tO\n\n", LOSS("\"1\"", "span", "degraded",
	    "its ends are at no token: narrowed to tokens"));
	writes("ab cd ef", SPAN("1", "X", 2, 3), START "ab\tO\ncd\tO\nef\tO\n"
	    "\n", LOSS("\"1\"", "span", "dropped", "it covers no token"));
	writes("ab cd ef", SPAN("1", "a b", 0, 2), START "ab\tB-a_b\ncd\tO\n"
	    "ef\tO\n\n", LOSS("\"1\"", "span", "degraded",
	    "blanks of its label become _"));
	writes("ab cd ef", SPAN("1", "", 0, 5), START "ab\tB\ncd\tI\nef\tO\n"
	    "\n", "");
	scratch_end();
}
END_TEST

#define OVERLAPS "it overlaps a span that is as long or longer"

START_TEST(of_spans_that_overlap_the_longest_stay)
{
	scratch_begin();
	writes("a b c d", SPAN("1", "X", 0, 1) "," SPAN("2", "Y", 0, 5) ","
	    SPAN("3", "Z", 4, 7) "," SPAN("4", "Y", 0, 5), START "a\tB-Y\n"
	    "b\tI-Y\nc\tI-Y\nd\tO\n\n",
	    LOSS("\"4\"", "span", "dropped", OVERLAPS)
	    LOSS("\"3\"", "span", "dropped", OVERLAPS)
	    LOSS("\"1\"", "span", "dropped", OVERLAPS));
	scratch_end();
}
END_TEST

START_TEST(pieces_become_one_span_and_line_breaks_end_none)
{
	scratch_begin();
	writes("a b\\nc", "{\"id\":\"1\",\"kind\":\"span\",\"label\":\"X\","
	    "\"spans\":[[0,1],[4,5]]}", START "a\tB-X\nb\tI-X\nc\tI-X\n\n",
	    LOSS("\"1\"", "discontinuous", "degraded", "several pieces"));
	scratch_end();
}
END_TEST

START_TEST(one_annotator_is_written_and_others_are_told)
{
	scratch_begin();
	writes("a b", "{\"id\":\"1\",\"kind\":\"span\",\"label\":\"X\","
	    "\"spans\":[[0,1]],\"set\":\"u\"},{\"id\":\"2\",\"kind\":"
	    "\"span\",\"label\":\"Y\",\"spans\":[[0,3]],\"set\":\"v\"}",
	    START "a\tB-X\nb\tO\n\n",
	    LOSS("\"1\"", "annotator", "dropped", "set")
	    LOSS("\"2\"", "annotator", "dropped", "set")
	    LOSS("\"2\"", "annotator", "dropped",
	    "only the first annotator's spans are written"));
	scratch_end();
}
END_TEST

START_TEST(changed_spans_are_tagged_anew_and_the_rest_stays)
{
	scratch_begin();
	scratch_put_text("items", "{\"dn\":1,\"record\":\"item\",\"id\":\"i\""
	    ",\"media\":{\"type\":\"text\",\"text\":\"a b\\nc d\",\"tokens\":"
	    "[[0,1],[2,3],[4,5],[6,7]]},\"annotations\":[" SPAN("1", "X", 0,
	    3) "],\"source\":{\"format\":\"conll\",\"dialect\":\"bioes\","
	    "\"raw\":{\"/separator\":\" \",\"/columns/1\":"
	    "[\"N\",\"N\",\"V\",\"V\"],\"/tags\":"
	    "[\"I-X\",\"I-X\",\"S-Y\",\"_\"],\"/lines/1\":\"b  N I-X\","
	    "\"/lines/2\":\"c  V S-Y\",\"/gaps/4\":[]}}}\n");
	converting_must("dn", "conll", "items", "out");
	scratch_holds_text("out", "a N I-X\nb  N I-X\n\nc  V O\nd V O\n");
	scratch_end();
}
END_TEST

#define MENTION(id, from, to, group) "{\"id\":\"" id "\",\"kind\":" \
	"\"span\",\"field\":\"coref\",\"spans\":[[" #from "," #to "]]," \
	"\"group\":" group "}"
#define COLUMNS(layers, raw) "\"source\":{\"format\":\"conll\",\"raw\":{" \
	"\"/separator\":\" \",\"/layout\":{\"token\":2,\"width\":4," \
	"\"layers\":[" layers "]},\"/columns/0\":[\"0\",\"1\",\"2\"]" raw "}}"
#define BRACKETS "{\"kind\":\"brackets\",\"column\":3}"
#define CHAINS "{\"kind\":\"chains\",\"field\":\"coref\"}"

/* Spans of an item with columns of its own are written so. */
static void
rewrites(const char *annotations, const char *source, const char *want,
    const char *losses)
{
	const struct dn_convert_settings settings = { .to = "conll" };
	struct converted converted;
	char item[2000];

	scratch_begin();
	snprintf(item, sizeof(item), "{\"dn\":1,\"record\":\"item\",\"id\":"
	    "\"i\",\"media\":{\"type\":\"text\",\"text\":\"a b c\","
	    "\"tokens\":[[0,1],[2,3],[4,5]]},\"annotations\":[%s],%s}\n",
	    annotations, source);
	scratch_put_text("items", item);
	ck_assert_int_eq(converting_by(&settings, "items", "out", &converted,
	    false), 0);
	scratch_holds_text("out", want);
	scratch_holds_text("loss", losses);
	scratch_end();
}

START_TEST(changed_brackets_and_chains_are_written_anew)
{
	rewrites(SPAN("1", "X", 0, 3) "," SPAN("2", "Y", 2, 3) ","
	    MENTION("3", 0, 5, "7") "," MENTION("4", 2, 5, "\"8\""),
	    COLUMNS(BRACKETS "," CHAINS, ",\"/lines/1\":\"1  b (Z  8)\""),
	    "0 a (X* (7\n1  b (Y*))  (8\n2 c * 8)|7)\n\n", "");
}
END_TEST

START_TEST(spans_that_columns_have_no_room_for_are_told)
{
	rewrites(SPAN("1", "X", 0, 3) "," SPAN("2", "(Y|", 2, 5) ","
	    SPAN("3", "(Y|", 4, 5), COLUMNS(BRACKETS, ""),
	    "0 a (X* _\n1 b *) _\n2 c (_Y|) _\n\n",
	    LOSS("\"2\"", "span", "degraded",
	    "blanks and brackets of its label become _")
	    LOSS("\"3\"", "span", "degraded",
	    "blanks and brackets of its label become _")
	    LOSS("\"2\"", "span", "dropped",
	    "it begins within a span and ends behind it"));
	rewrites(SPAN("1", "X", 0, 3) "," MENTION("2", 0, 1, "\"g\""),
	    COLUMNS("", ""), "0 a _ _\n1 b _ _\n2 c _ _\n\n",
	    LOSS("\"1\"", "span", "dropped",
	    "its file has no column for it")
	    LOSS("\"2\"", "field", "dropped", "field")
	    LOSS("\"2\"", "group", "dropped", "group")
	    LOSS("\"2\"", "span", "dropped",
	    "its file has no column for it"));
	rewrites(SPAN("1", "X", 0, 1), COLUMNS(
	    "{\"kind\":\"tags\",\"column\":2},{\"kind\":\"tags\"},"
	    "{\"kind\":\"tags\",\"column\":9}", ""), "0 a _ _ _ _ _ _ B-X\n"
	    "1 b _ _ _ _ _ _ O\n2 c _ _ _ _ _ _ O\n\n", "");
}
END_TEST

START_TEST(columns_of_other_tokens_are_told)
{
	const struct dn_convert_settings settings = { .to = "conll" };
	struct converted converted;

	scratch_begin();
	scratch_put_text("items", "{\"dn\":1,\"record\":\"item\",\"id\":\"i\""
	    ",\"media\":{\"type\":\"text\",\"text\":\"a b\"},"
	    "\"source\":{\"format\":\"conll\",\"raw\":{\"/columns/1\":"
	    "[\"N\"],\"/lines/9\":\"x\",\"/odd\":1}}}\n");
	ck_assert_int_eq(converting_by(&settings, "items", "out", &converted,
	    false), 0);
	scratch_holds_text("out", "a\t_\tO\nb\t_\tO\n\n");
	scratch_holds_text("loss",
	    LOSS("null", "foreign", "dropped",
	    "/columns/1 is not of these tokens")
	    LOSS("null", "foreign", "dropped",
	    "/lines/9 is not of these tokens")
	    LOSS("null", "foreign", "dropped",
	    "/odd is not of these tokens"));
	scratch_end();
}
END_TEST

START_TEST(tokens_must_be_in_the_text_and_in_order)
{
	static const char *const bad[] = { "[[0,9]]", "[[1,0]]",
		"[[0,2],[1,3]]", "[3]", "[[-1,1]]", "[[0]]", "[[0,1.5]]" };
	const struct dn_convert_settings settings = { .to = "conll" };
	struct converted converted;
	char item[300];

	scratch_begin();
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(item, sizeof(item), "{\"dn\":1,\"id\":\"i\","
		    "\"media\":{\"type\":\"text\",\"text\":\"abc\","
		    "\"tokens\":%s}}\n", bad[i]);
		scratch_put_text("items", item);
		converting_fails(&settings, "items", "bad-value", &converted);
	}
	scratch_end();
}
END_TEST

DN_SUITE(conll,
    tags_of_all_schemes_mark_the_same_spans,
    tags_that_break_their_scheme_begin_spans,
    tags_may_lack_prefix_or_label,
    the_scheme_is_seen_in_the_tags,
    the_layout_is_seen_in_the_lines,
    a_file_of_tags_is_told_from_others,
    files_come_back_byte_for_byte,
    files_of_other_columns_come_back_byte_for_byte,
    brackets_are_spans_and_chains_are_groups,
    tags_in_lower_case_are_tags,
    columns_are_as_they_are_told,
    columns_that_cannot_be_are_refused,
    numbered_tokens_have_tags_where_all_fields_are,
    tags_may_stand_before_the_last_column,
    brackets_are_read_and_written,
    chains_are_read_and_written,
    depth_has_an_end,
    a_sentence_is_an_item_with_tokens_and_spans,
    a_document_is_an_item_of_lines,
    bad_lines_are_left_out_one_by_one,
    tags_against_their_scheme_are_told,
    options_say_joiner_item_and_scheme,
    words_are_made_where_a_record_has_no_tokens,
    spans_that_do_not_fit_tokens_are_told,
    of_spans_that_overlap_the_longest_stay,
    pieces_become_one_span_and_line_breaks_end_none,
    one_annotator_is_written_and_others_are_told,
    changed_spans_are_tagged_anew_and_the_rest_stays,
    changed_brackets_and_chains_are_written_anew,
    spans_that_columns_have_no_room_for_are_told,
    columns_of_other_tokens_are_told,
    tokens_must_be_in_the_text_and_in_order)
