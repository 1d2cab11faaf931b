/* SPDX-License-Identifier: MIT */
/* Triples: TSV and N-Triples there and back, and relations from elsewhere. */
#include "formats/triples.h"

#include "converting.h"
#include "suites.h"

/* A file comes back byte for byte. */
static void
same(const char *name, const char *text)
{
	scratch_put_text(name, text);
	converting_must("triples", "dn", name, "items");
	converting_must("dn", "triples", "items", "out");
	scratch_holds_text("out", text);
}

#define ROW "treats\tDisease\td 1\t0\t4\t7\t9\tDrug\tSign\tT1\tT2\tR1\n"

START_TEST(tsv_comes_back_byte_for_byte)
{
	scratch_begin();
	same("a.tsv", "Paris\tcapital_of\tFrance\nBerlin\tcapital_of\t"
	    "Germany\n");
	same("a.tsv", "head\trelation\ttail\tweight\na\tr\tb\t0.9\r\n\n"
	    "a\\x\tr\tb\\\n\n\nc\t\td");
	same("a.tsv", "Aspirin\t" ROW "X\\ty\\n\\\\\t" ROW);
	same("a.tsv", "Aspirin\ttreats\tpain\td\t\t\t\t\t\t\t\t\t\n"
	    "Aspirin\ttreats\tflu\td\t0\t7\t\t\tDrug\t\tT1\t\t\n");
	same("a.tsv", "a\tr\tb\td\t0\t1\t2\t3\n\na\tr\tb\te\t0\t1\t2\t3\n");
	same("a.tsv", "a\tr\tb\td\t0\tx\t2\t3\n");
	scratch_end();
}
END_TEST

START_TEST(n_triples_come_back_byte_for_byte)
{
	scratch_begin();
	same("a.nt", "# one\n<http://a.org/x> <http://a.org/p> "
	    "<http://a.org/y> .\n_:b1 <http://a.org/p> \"q\\\"\\u00e9\\n\"@en "
	    ". # two\n<http://a.org/x>   <http://a.org/p> "
	    "\"5\"^^<http://a.org/int>.\n# three\n");
	same("a.nt", "<urn:x-dn:d/1#char=0,4> <urn:x-dn:treats> "
	    "<urn:x-dn:d/1#char=5,9> .\n<urn:x-dn:d/1#char=0,4> "
	    "<" DN_TRIPLES_LABEL "> \"Caf\xc3\xa9\" .\n"
	    "<urn:x-dn:d/1#char=0,4> <" DN_TRIPLES_TYPE "> "
	    "<urn:x-dn:Drug%20X> .\n");
	same("a.nt", "<urn:x-dn:a> <urn:x-dn:b> <urn:x-dn:%E4%B8%AD> .\n");
	same("a.nt", "# only\n_:a.b<http://a.org/p>_:c.\n");
	scratch_end();
}
END_TEST

#define PLACE(a, b) "<urn:x-dn:d#char=" #a "," #b ">"
#define MEETS PLACE(0, 3) " <urn:x-dn:meets> " PLACE(8, 11) " .\n"
#define CALLED(place, text) place " <" DN_TRIPLES_LABEL "> " text " .\n"
#define TYPED(place, name) place " <" DN_TRIPLES_TYPE "> <urn:x-dn:" name \
	"> .\n"

START_TEST(lines_that_describe_a_place_keep_spelling_and_order)
{
	scratch_begin();
	same("a.nt", CALLED(PLACE(0, 3), "\"T\\u006fm\"") MEETS);
	same("a.nt", MEETS TYPED(PLACE(0, 3), "P%65rson")
	    CALLED(PLACE(8, 11), "  \"Ann\" ") "# end\n"
	    CALLED(PLACE(0, 3), "\"Tom\""));
	same("a.nt", "# first\n" TYPED(PLACE(8, 11), "P") "\n" MEETS
	    CALLED(PLACE(0, 3), "\"a\\tb\"") MEETS "# last\n");
	/* Of what is said twice the same is one, and another a relation. */
	same("a.nt", CALLED(PLACE(0, 3), "\"Tom\"") MEETS
	    CALLED(PLACE(0, 3), "\"Tom\"") CALLED(PLACE(0, 3), "\"Tim\"")
	    TYPED(PLACE(0, 3), "A") TYPED(PLACE(0, 3), "B"));
	/* A place in no relation. */
	same("a.nt", CALLED(PLACE(0, 3), "\"Tom\""));
	same("a.nt", MEETS TYPED(PLACE(4, 5), "X"));
	same("a.nt", CALLED(PLACE(0, 3), "\"Tom\"@en") MEETS "\r\n"
	    PLACE(8, 11) " <" DN_TRIPLES_LABEL "> \"A\" . # x\r\n");
	scratch_end();
}
END_TEST

START_TEST(a_description_that_is_no_longer_so_is_written_anew)
{
	scratch_begin();
	scratch_put_text("items", "{\"dn\":1,\"record\":\"item\",\"id\":\"d\","
	    "\"media\":{\"type\":\"text\"},\"annotations\":[{\"id\":\"1\","
	    "\"kind\":\"span\",\"label\":\"Q\",\"spans\":[[0,3]],\"text\":"
	    "\"Tom\"}],\"source\":{\"format\":\"triples\",\"id\":\"d\","
	    "\"dialect\":\"nt\",\"raw\":{\"/gaps/0\":[\"<urn:x-dn:d#char=0,3> "
	    "<" DN_TRIPLES_LABEL "> \\\"T\\\\u006fm\\\" .\",\"<urn:x-dn:d#char="
	    "0,3> <" DN_TRIPLES_TYPE "> <urn:x-dn:P> .\",\"<urn:x-dn:e#char="
	    "0,3> <" DN_TRIPLES_TYPE "> <urn:x-dn:Q> .\",\"<a> <b> <c> .\","
	    "\"bad\",\"<urn:x-dn:d#char=1,3> <" DN_TRIPLES_TYPE "> "
	    "<urn:x-dn:Q> .\"]}}}\n");
	converting_must("dn", "triples", "items", "out");
	scratch_holds_text("out", CALLED(PLACE(0, 3), "\"T\\u006fm\"")
	    TYPED(PLACE(0, 3), "Q"));
	scratch_end();
}
END_TEST

START_TEST(a_document_is_an_item_and_names_its_mentions_once)
{
	scratch_begin();
	converting_reads("triples", "a.tsv", "A\tr\tB\td\t0\t1\t2\t3\tX\tY\n"
	    "A\ts\tB\td\t0\t1\t2\t3\tX\tY\n", "{\"dn\":1,\"record\":"
	    "\"item\",\"id\":\"d\",\"media\":{\"type\":\"text\"},"
	    "\"annotations\":[{\"id\":\"1\",\"kind\":\"span\",\"label\":"
	    "\"X\",\"spans\":[[0,1]],\"text\":\"A\"},{\"id\":\"2\",\"kind\":"
	    "\"span\",\"label\":\"Y\",\"spans\":[[2,3]],\"text\":\"B\"}],"
	    "\"relations\":[{\"type\":\"r\",\"args\":[{\"role\":\"Arg1\","
	    "\"ref\":\"1\"},{\"role\":\"Arg2\",\"ref\":\"2\"}],\"source\":"
	    "{\"raw\":{\"/line\":\"A\\tr\\tB\\td\\t0\\t1\\t2\\t3\\tX\\tY\"}}},"
	    "{\"type\":\"s\",\"args\":[{\"role\":\"Arg1\",\"ref\":\"1\"},"
	    "{\"role\":\"Arg2\",\"ref\":\"2\"}],\"source\":{\"raw\":{"
	    "\"/line\":\"A\\ts\\tB\\td\\t0\\t1\\t2\\t3\\tX\\tY\"}}}],"
	    "\"source\":{\"format\":\"triples\",\"file\":\"a.tsv\","
	    "\"id\":\"d\",\"dialect\":\"tsv\"}}\n");
	scratch_end();
}
END_TEST

/* Lines that are no triples, and the column where that is seen. */
static const struct {
	const char *line, *code;
	unsigned column;
} wrong[] = {
	{ "<x:a> <x:b> .", "bad-format", 13 },
	{ "<x:a> <x:b> <x:c>", "bad-format", 18 },
	{ "<x:a> \"b\" <x:c> .", "bad-format", 7 },
	{ "<x:a <x:b> <x:c> .", "bad-format", 5 },
	{ "<x:a> <x:b> \"c .", "bad-format", 17 },
	{ "<x:a> <x:b> \"\\q\" .", "bad-format", 15 },
	{ "<x:a> <x:b> \"\\ud800\" .", "bad-format", 20 },
	{ "<x:a> <x:b> \"\\U00110000\" .", "bad-format", 24 },
	{ "<x:a> <x:b> \"\\u00\" .", "bad-format", 18 },
	{ "<x:a> <x:b> <x:c> . x", "bad-format", 21 },
	{ "<x:a> <x:b> _: .", "bad-format", 15 },
	{ "<x:a> <x:b> <x:\xff> .", "bad-utf8", 1 },
};

START_TEST(wrong_lines_go_alone)
{
	const struct dn_convert_settings settings = { .from = "triples" };
	struct converted converted;
	char text[200];

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		scratch_begin();
		snprintf(text, sizeof(text), "<x:a> <x:b> <x:c> .\n%s\n"
		    "<x:d> <x:b> <x:c> .\n", wrong[i].line);
		scratch_put_text("in", text);
		ck_assert_int_eq(converting_by(&settings, "in", "out",
		    &converted, true), 0);
		if (strcmp(dn_code_name(converted.err.code), wrong[i].code) !=
		    0 || converted.err.line != 2 ||
		    converted.err.column != wrong[i].column)
			ck_abort_msg("%s: %s column %llu", wrong[i].line,
			    converted.reject,
			    (unsigned long long)converted.err.column);
		ck_assert_uint_eq(converted.parts, 1);
		ck_assert_uint_eq(converted.counts.out, 2);
		scratch_end();
	}
	scratch_begin();
	scratch_put_text("in", "a\tb\tc\nonly words\n\xff\tb\tc\n");
	ck_assert_int_eq(converting_by(&settings, "in", "out", &converted,
	    true), 0);
	ck_assert_uint_eq(converted.parts, 2);
	scratch_end();
}
END_TEST

#define ITEM "{\"dn\":1,\"record\":\"item\",\"id\":\"a b\",\"media\":{" \
	"\"type\":\"text\",\"text\":\"Tom met\\tAnn.\"},\"annotations\":[" \
	"{\"id\":\"T1\",\"kind\":\"span\",\"label\":\"P\",\"spans\":[[0,3]]}" \
	",{\"id\":\"T2\",\"kind\":\"span\",\"label\":\"P\",\"spans\":" \
	"[[8,11]]},{\"id\":\"T3\",\"kind\":\"span\",\"label\":\"V\"," \
	"\"spans\":[[4,5],[6,9]]},{\"id\":\"T4\",\"kind\":\"span\"," \
	"\"label\":\"Z\",\"spans\":[[0,1]]}],\"relations\":["

/* The relations of that item are written so, with these losses. */
static void
writes(const char *relations, int syntax, const char *want,
    const char *losses)
{
	const struct dn_convert_settings settings = { .to = "triples",
		.format = { .triples = syntax,
		.base = syntax == DN_TRIPLES_NT ? "http://b/" : NULL } };
	struct converted converted;
	char item[2000];

	scratch_begin();
	snprintf(item, sizeof(item), ITEM "%s]}\n", relations);
	scratch_put_text("items", item);
	ck_assert_int_eq(converting_by(&settings, "items", "out", &converted,
	    false), 0);
	scratch_holds_text("out", want);
	snprintf(item, sizeof(item), "{\"record\":\"loss\",\"item\":\"a b\","
	    "\"annotation\":null,\"feature\":\"text\",\"action\":"
	    "\"degraded\",\"detail\":\"text\"}\n%s", losses);
	scratch_holds_text("loss", item);
	scratch_end();
}

#define LOSS(id, feature, action, detail) "{\"record\":\"loss\",\"item\":" \
	"\"a b\",\"annotation\":\"" id "\",\"feature\":\"" feature "\"," \
	"\"action\":\"" action "\",\"detail\":\"" detail "\"}\n"
#define ALONE(id) LOSS(id, "span", "dropped", "it is in no relation")
#define ARGS(role, a, other, b) "\"args\":[{\"role\":\"" role "\",\"ref\":" \
	"\"" a "\"},{\"role\":\"" other "\",\"ref\":\"" b "\"}]"

START_TEST(relations_are_lines_with_the_places_of_their_spans)
{
	writes("{\"id\":\"R1\",\"type\":\"knows\"," ARGS("Arg1", "T1", "Arg2",
	    "T2") "}", 0, "Tom\tknows\tAnn\ta b\t0\t3\t8\t11\tP\tP\tT1\tT2"
	    "\tR1\n", ALONE("T3") ALONE("T4"));
	writes("{\"id\":\"R1\",\"type\":\"k\\u00e9\"," ARGS("Arg1", "T1",
	    "Arg2", "T2") "}", DN_TRIPLES_NT, "<http://b/a%20b#char=0,3> "
	    "<http://b/k%C3%A9> <http://b/a%20b#char=8,11> .\n"
	    "<http://b/a%20b#char=0,3> <" DN_TRIPLES_LABEL "> \"Tom\" .\n"
	    "<http://b/a%20b#char=0,3> <" DN_TRIPLES_TYPE "> <http://b/P> .\n"
	    "<http://b/a%20b#char=8,11> <" DN_TRIPLES_LABEL "> \"Ann\" .\n"
	    "<http://b/a%20b#char=8,11> <" DN_TRIPLES_TYPE "> <http://b/P> .\n",
	    ALONE("T3") ALONE("T4"));
}
END_TEST

START_TEST(events_and_longer_relations_become_several_lines)
{
	writes("{\"id\":\"E1\",\"type\":\"Meet\",\"trigger\":\"T3\"," ARGS(
	    "Who", "T1", "Whom", "T2") "}", 0, "m t\\tA\tMeet:Who\tTom\ta b"
	    "\t4\t9\t0\t3\tV\tP\tT3\tT1\tE1\nm t\\tA\tMeet:Whom\tAnn\ta b"
	    "\t4\t9\t8\t11\tV\tP\tT3\tT2\tE1\n",
	    "{\"record\":\"loss\",\"item\":\"a b\",\"annotation\":null,"
	    "\"feature\":\"event\",\"action\":\"degraded\",\"detail\":"
	    "\"Meet\"}\n" LOSS("T3", "discontinuous", "degraded",
	    "from its first to its last") ALONE("T4"));
	writes("{\"id\":\"R1\",\"type\":\"r\",\"args\":[{\"ref\":\"T1\"},"
	    "{\"ref\":\"T2\"},{\"ref\":\"T4\"},{\"ref\":\"R9\"}],"
	    "\"directed\":false}", 0, "Tom\tr\tAnn\ta b\t0\t3\t8\t11\tP\tP"
	    "\tT1\tT2\tR1\nTom\tr\tT\ta b\t0\t3\t0\t1\tP\tZ\tT1\tT4\tR1\n",
	    LOSS("R1", "relation", "degraded", "a line has a direction")
	    LOSS("R1", "relation", "degraded",
	    "a line for each argument behind the first") ALONE("T3"));
}
END_TEST

START_TEST(what_no_line_can_say_is_told)
{
	writes("{\"id\":\"R1\",\"type\":\"r\",\"score\":1," ARGS("A", "T1",
	    "B", "T2") ",\"odd\":1},{\"id\":\"R2\",\"type\":\"r\"," ARGS("A",
	    "T1", "B", "R1") "},{\"id\":\"R3\",\"type\":\"r\"}", 0,
	    "Tom\tr\tAnn\ta b\t0\t3\t8\t11\tP\tP\tT1\tT2\tR1\n",
	    LOSS("R1", "score", "dropped", "score of a relation")
	    LOSS("R1", "other-members", "dropped", "odd of a relation")
	    LOSS("R1", "relation", "degraded", "its roles")
	    LOSS("R2", "relation", "dropped",
	    "no two of its arguments are spans")
	    LOSS("R3", "relation", "dropped",
	    "no two of its arguments are spans") ALONE("T3") ALONE("T4"));
}
END_TEST

START_TEST(a_changed_triple_is_written_anew)
{
	scratch_begin();
	scratch_put_text("items", "{\"dn\":1,\"record\":\"item\",\"id\":\"x\","
	    "\"annotations\":[{\"id\":\"1\",\"kind\":\"other\",\"text\":"
	    "\"a\"},{\"id\":\"2\",\"kind\":\"other\",\"text\":\"b\"}],"
	    "\"relations\":[{\"type\":\"s\"," ARGS("Arg1", "1", "Arg2", "2")
	    ",\"source\":{\"raw\":{\"/line\":\"a\\tr\\tb\\tmore\"}}},{"
	    "\"type\":\"r\"," ARGS("Arg1", "1", "Arg2", "2") ",\"source\":{"
	    "\"raw\":{\"/line\":\"a\\tr\\tb\\tmore\"}}}],\"source\":{"
	    "\"format\":\"triples\",\"dialect\":\"tsv\"}}\n");
	converting_must("dn", "triples", "items", "out");
	scratch_holds_text("out", "a\ts\tb\na\tr\tb\tmore\n");
	scratch_end();
}
END_TEST

START_TEST(a_base_is_the_begin_of_an_iri)
{
	struct dn_convert_settings settings = { .to = "triples",
		.format = { .base = "http://a b/" } };
	struct converted converted;

	scratch_begin();
	scratch_put_text("items", "");
	converting_fails(&settings, "items", "usage", &converted);
	settings.format.base = "b/";
	converting_fails(&settings, "items", "usage", &converted);
	scratch_end();
}
END_TEST

START_TEST(lines_that_other_readers_refuse_are_bad)
{
	static const char *const bad[] = { "<a> <x:b> <x:c> .",
		"<x:a> <b> <x:c> .", "<x:a> <x:b> <//c/d> .",
		"<x:a> <x:b> \"c\"^^<d> .", "<x:a> <x:b> \"c\"^^d .",
		"<x:a> <x:b> \"c\"^<x:d> .", "<x:a> <x:b> \"c\"^",
		"<x:a> <x:b> \"c\"@1 .", "<x:a> <x:b> \"c\"@ .",
		"<x:a> <x:b> <<( <x:c> <x:d> <x:e> )>> .",
		"<x:a> <x:b> \"c\"^^<x: d> .", "<1:a> <x:b> <x:c> ." };
	struct dn_arena arena;
	struct dn_triple triple;

	dn_arena_init(&arena, SIZE_MAX / 2);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct dn_err err = DN_ERR_INIT;

		ck_assert_msg(dn_triples_read_nt(dn_span_of(bad[i]),
		    DN_SPAN("urn:x-dn:"), &arena, &triple, &err) < 0, "%s",
		    bad[i]);
		ck_assert_int_eq(err.code, DN_E_BAD_FORMAT);
	}
	dn_arena_release(&arena);
	scratch_begin();
	same("a.nt", "<h+t-t.p2:a> <x:b> \"c\"^^<x:d> .\n"
	    "<x:a><x:b>\"c\"@en-GB--ltr.#c\n");
	scratch_end();
}
END_TEST

START_TEST(headers_and_syntaxes_are_known)
{
	ck_assert(dn_triples_is_header(DN_SPAN("Head\tRelation\tTail\tx")));
	ck_assert(dn_triples_is_header(DN_SPAN("subject\tpredicate\tobject")));
	ck_assert(!dn_triples_is_header(DN_SPAN("Paris\tin\tFrance")));
	ck_assert(!dn_triples_is_header(DN_SPAN("head\trelation")));
	ck_assert(dn_triples_is_nt(DN_SPAN("<a> <b> <c> . ")));
	ck_assert(dn_triples_is_nt(DN_SPAN("_:a <b> \"c#.\" .# d. e")));
	ck_assert(!dn_triples_is_nt(DN_SPAN("<a> b")));
	ck_assert(!dn_triples_is_nt(DN_SPAN("<a>. b # c")));
	ck_assert(!dn_triples_is_nt(DN_SPAN("")));
	ck_assert(dn_triples_is_blank(DN_SPAN(" \r"), DN_TRIPLES_TSV));
	ck_assert(dn_triples_is_blank(DN_SPAN(" # x"), DN_TRIPLES_NT));
	ck_assert(!dn_triples_is_blank(DN_SPAN("# x"), DN_TRIPLES_TSV));
}
END_TEST

DN_SUITE(triples,
    tsv_comes_back_byte_for_byte,
    n_triples_come_back_byte_for_byte,
    lines_that_describe_a_place_keep_spelling_and_order,
    a_description_that_is_no_longer_so_is_written_anew,
    a_document_is_an_item_and_names_its_mentions_once,
    wrong_lines_go_alone,
    relations_are_lines_with_the_places_of_their_spans,
    events_and_longer_relations_become_several_lines,
    what_no_line_can_say_is_told,
    a_changed_triple_is_written_anew,
    a_base_is_the_begin_of_an_iri,
    lines_that_other_readers_refuse_are_bad,
    headers_and_syntaxes_are_known)
