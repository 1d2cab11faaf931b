/* SPDX-License-Identifier: MIT */
/* XML as events and as a tree, its encodings, and what is never read. */
#include "io/xml.h"

#include <iconv.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "suites.h"

/* A source of these bytes. */
static struct dn_src *
source(struct dn_span text)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_src *src;
	int fd = memfd_create("test", 0);

	ck_assert_int_ge(fd, 0);
	while (text.len > 0) {
		ssize_t done = write(fd, text.ptr, text.len);

		ck_assert_int_gt(done, 0);
		text.ptr += done;
		text.len -= (size_t)done;
	}
	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
	src = dn_src_open_fd(fd, "t.xml", &err);
	ck_assert_ptr_nonnull(src);
	return src;
}

/* Write the present event as <name a='v' ...>, text or </name>. */
static void
show_event(const struct dn_xml *xml, enum dn_xml_event event,
    struct dn_bytes *out)
{
	struct dn_span name, value;
	size_t i;

	if (event == DN_XML_TEXT) {
		dn_bytes_add_span(out, dn_xml_text(xml));
		return;
	}
	dn_bytes_add_text(out, event == DN_XML_START ? "<" : "</");
	dn_bytes_add_span(out, dn_xml_name(xml));
	for (i = 0; i < dn_xml_attributes(xml); i++) {
		dn_xml_attribute(xml, i, &name, &value);
		dn_bytes_add_byte(out, ' ');
		dn_bytes_add_span(out, name);
		dn_bytes_add_text(out, "='");
		dn_bytes_add_span(out, value);
		dn_bytes_add_byte(out, '\'');
	}
	dn_bytes_add_byte(out, '>');
}

/* Read all of the text; 0 or -1, with the events that came in `out`. */
static int
read_all(struct dn_span text, struct dn_bytes *out, struct dn_err *err)
{
	struct dn_src *src = source(text);
	struct dn_xml *xml = dn_xml_new(src, err);
	enum dn_xml_event event;
	int more;

	ck_assert_ptr_nonnull(xml);
	dn_bytes_init(out, SIZE_MAX);
	while ((more = dn_xml_next(xml, &event, err)) > 0) {
		if (event == DN_XML_TEXT)
			ck_assert_uint_gt(dn_xml_text(xml).len, 0);
		show_event(xml, event, out);
	}
	/* The end and an error are both for ever. */
	ck_assert_int_eq(dn_xml_next(xml, &event, err), more);
	dn_xml_free(xml);
	dn_src_close(src);
	return more;
}

/* The text must give just these events. */
static void
gives(struct dn_span text, const char *want)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	ck_assert_msg(read_all(text, &out, &err) == 0, "%.60s: %s", text.ptr,
	    err.text);
	ck_assert_str_eq(dn_bytes_text(&out), want);
	dn_bytes_release(&out);
}

/*
 * The text must be refused there (column 0: anywhere in the line), with a
 * message that holds `word`.
 */
static void
refused(struct dn_span text, uint64_t line, uint64_t column, const char *word)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	ck_assert_msg(read_all(text, &out, &err) < 0, "%.60s", text.ptr);
	ck_assert_msg(err.code == DN_E_BAD_XML || err.code == DN_E_BAD_UTF8,
	    "%.60s: %s", text.ptr, dn_code_name(err.code));
	ck_assert_msg(strstr(err.text, word) != NULL, "%.60s: %s", text.ptr,
	    err.text);
	ck_assert_msg(err.line == line && (column == 0 ||
	    err.column == column),
	    "%.60s: at %d:%d", text.ptr, (int)err.line, (int)err.column);
	ck_assert_str_eq(err.source, "t.xml");
	ck_assert_ptr_null(strchr(err.text, '\n'));
	dn_bytes_release(&out);
}

/* `before`, `count` times `piece`, `after`. */
static struct dn_bytes
repeat(const char *before, const char *piece, size_t count, const char *after)
{
	struct dn_bytes text;

	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_add_text(&text, before);
	for (; count > 0; count--)
		dn_bytes_add_text(&text, piece);
	dn_bytes_add_text(&text, after);
	ck_assert_int_eq(text.failed, DN_E_NONE);
	return text;
}

static void
refused_many(const char *before, const char *piece, size_t count,
    const char *after, uint64_t column, const char *word)
{
	struct dn_bytes text = repeat(before, piece, count, after);

	refused(dn_bytes_span(&text), 1, column, word);
	dn_bytes_release(&text);
}

START_TEST(elements_attributes_and_text_come_in_order)
{
	gives(DN_SPAN("<?xml version=\"1.0\"?>\n<a x=\"1\" y='\"2\"'>t<b/>u"
	    "<c></c></a>\n"),
	    "<a x='1' y='\"2\"'>t<b></b>u<c></c></a>");
	gives(DN_SPAN("<v:a xmlns:v='u' v:b='1' xml:lang='zh'/>"),
	    "<v:a xmlns:v='u' v:b='1' xml:lang='zh'></v:a>");
	gives(DN_SPAN("<a>\n <b/>\n</a>"), "<a>\n <b></b>\n</a>");
}
END_TEST

START_TEST(text_is_joined_over_comments_instructions_and_cdata)
{
	gives(DN_SPAN("<a>b<!-- c <x> & --><![CDATA[<&]]]]>d<?e f?>&#x4e2d;"
	    "g</a><!-- end --><?x?>"), "<a>b<&]]d\xE4\xB8\xADg</a>");
	gives(DN_SPAN("<a><![CDATA[]]><!----></a>"), "<a></a>");
}
END_TEST

START_TEST(the_five_entities_and_numbers_are_decoded_once)
{
	gives(DN_SPAN("<a b='&amp;&lt;&gt;&quot;&apos;&#38;#38;&#x26;amp;'>"
	    "&amp;&lt;&gt;&quot;&apos;&#38;#38;&#x26;amp;</a>"),
	    "<a b='&<>\"'&#38;&amp;'>&<>\"'&#38;&amp;</a>");
	gives(DN_SPAN("<a b='&#10;&#9;'>&#13;&#x1F600;</a>"),
	    "<a b='\n\t'>\r\xF0\x9F\x98\x80</a>");
}
END_TEST

START_TEST(line_ends_are_made_lf_and_values_one_line)
{
	gives(DN_SPAN("<a>1\r\n2\r3\n</a>\r\n"), "<a>1\n2\n3\n</a>");
	gives(DN_SPAN("<a b='1\r\n2\t3'/>"), "<a b='1 2 3'></a>");
}
END_TEST

START_TEST(depth_and_line_are_those_of_the_event)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_src *src = source(DN_SPAN("<a>\n\nx\n<b\nc='1'/>\n</a>"));
	struct dn_xml *xml = dn_xml_new(src, &err);
	static const struct {
		enum dn_xml_event event;
		size_t depth;
		uint64_t line;
	} want[] = {
		{ DN_XML_START, 1, 1 }, { DN_XML_TEXT, 1, 1 },
		{ DN_XML_START, 2, 5 }, { DN_XML_END, 2, 5 },
		{ DN_XML_TEXT, 1, 5 }, { DN_XML_END, 1, 6 }
	};
	enum dn_xml_event event;
	size_t i;

	ck_assert_ptr_nonnull(xml);
	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		ck_assert_int_eq(dn_xml_next(xml, &event, &err), 1);
		ck_assert_int_eq(event, want[i].event);
		ck_assert_uint_eq(dn_xml_depth(xml), want[i].depth);
		ck_assert_uint_eq(dn_xml_line(xml), want[i].line);
		ck_assert(event != DN_XML_TEXT || dn_xml_name(xml).len == 0);
		ck_assert(event == DN_XML_TEXT || dn_xml_text(xml).len == 0);
	}
	ck_assert_int_eq(dn_xml_next(xml, &event, &err), 0);
	dn_xml_free(xml);
	dn_xml_free(NULL);
	dn_src_close(src);
}
END_TEST

START_TEST(lines_are_right_far_behind_65535)
{
	struct dn_bytes text = repeat("<a>", "\n", 70000, "<b></a>");

	refused(dn_bytes_span(&text), 70001, 8, "<b> of line 70001");
	dn_bytes_release(&text);
}
END_TEST

START_TEST(broken_documents_are_refused_where_they_break)
{
	refused(DN_SPAN(""), 1, 1, "no element");
	refused(DN_SPAN("<!-- x -->\n"), 2, 1, "no element");
	refused(DN_SPAN("hello"), 1, 1, "empty");
	refused(DN_SPAN("<a/><b/>"), 1, 5, "extra content");
	refused(DN_SPAN("<a>\n<b></b>"), 2, 8, "<a> of line 1 is open");
	refused(DN_SPAN("<a>\n<b></a></b>"), 2, 8,
	    "</a> where <b> of line 2 is open");
	refused(DN_SPAN("<a b='1' b='2'/>"), 1, 15, "redefined");
	refused(DN_SPAN("<a b=1/>"), 1, 6, "expected");
	refused(DN_SPAN("<a b='<'/>"), 1, 7, "'<'");
	refused(DN_SPAN("<a>]]></a>"), 1, 4, "]]>");
	refused(DN_SPAN("<a>&#0;</a>"), 1, 8, "value 0");
	refused(DN_SPAN("<a>&#xD800;</a>"), 1, 12, "55296");
	refused(DN_SPAN("<a>\xEF\xBF\xBE</a>"), 1, 4, "0xFFFE");
	refused(DN_SPAN("<a>\n\x01</a>"), 2, 1, "control byte");
	refused(DN_SPAN("<a>\0</a>"), 1, 4, "control byte");
	refused(DN_SPAN("<?xml version='2.0'?><a/>"), 1, 20, "version");
}
END_TEST

START_TEST(what_came_before_an_error_is_given_first)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	ck_assert_int_eq(read_all(DN_SPAN("<a><b c='1'/>x<d></a>"), &out,
	    &err), -1);
	ck_assert_str_eq(dn_bytes_text(&out), "<a><b c='1'></b>x<d>");
	dn_bytes_release(&out);
	ck_assert_int_eq(read_all(DN_SPAN("<a><b/>&nbsp;</a>"), &out, &err),
	    -1);
	ck_assert_str_eq(dn_bytes_text(&out), "<a><b></b>");
	dn_bytes_release(&out);
}
END_TEST

START_TEST(entities_and_declarations_are_refused)
{
	refused(DN_SPAN("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">"
	    "]><a>&x;</a>"), 1, 13, "DOCTYPE");
	refused(DN_SPAN("<!DOCTYPE a [ ]><a/>"), 1, 13, "DOCTYPE");
	refused(DN_SPAN("<!DOCTYPE a SYSTEM 'x' [<!ENTITY % p ''>]><a/>"), 1,
	    24, "DOCTYPE");
	refused(DN_SPAN("<!DOCTYPE a SYSTEM 'x.dtd'><a>\n&foo;</a>"), 2, 1,
	    "entities");
	refused(DN_SPAN("<!DOCTYPE a SYSTEM 'x.dtd'><a b='c &foo; d'/>"), 1,
	    36, "entities");
	refused(DN_SPAN("<a>&nbsp;</a>"), 1, 4, "entities");
	refused(DN_SPAN("<a>\n x & y</a>"), 2, 4, "entities");
	refused(DN_SPAN("<a b='&;'/>"), 1, 7, "entities");
	refused(DN_SPAN("<a>&am"), 1, 0, "");
	refused(DN_SPAN("<!ENTITY a 'b'><a/>"), 1, 2, "invalid element name");
}
END_TEST

START_TEST(an_external_dtd_is_passed_over)
{
	gives(DN_SPAN("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a>x</a>"),
	    "<a>x</a>");
	gives(DN_SPAN("<!DOCTYPE a PUBLIC \"-//X//Y\" 'http://x/[d>].dtd' >"
	    "<a/>"), "<a></a>");
	gives(DN_SPAN("<!DOCTYPE a><a/>"), "<a></a>");
	gives(DN_SPAN("<a xmlns:xi='http://www.w3.org/2001/XInclude'>"
	    "<xi:include href='/etc/passwd'/></a>"),
	    "<a xmlns:xi='http://www.w3.org/2001/XInclude'>"
	    "<xi:include href='/etc/passwd'></xi:include></a>");
}
END_TEST

START_TEST(what_looks_like_markup_in_quotes_is_none)
{
	gives(DN_SPAN("<a b='>' c=\"'[!--\">&gt;</a>"),
	    "<a b='>' c=''[!--'>></a>");
	gives(DN_SPAN("<a><!-- '\"&x; [ <!DOCTYPE --><?p '\"&x; [?></a>"),
	    "<a></a>");
	gives(DN_SPAN("<a><![CDATA[&x; <!DOCTYPE a [ -->]]></a>"),
	    "<a>&x; <!DOCTYPE a [ --></a>");
}
END_TEST

START_TEST(tags_attributes_and_names_are_bounded)
{
	struct dn_bytes text;
	unsigned i;

	refused_many("<a b='", "x", (8 << 20) + 64, "'/>", 1, "8 MiB");
	refused_many("<a b='", "x", 20000000, "'/>", 1, "8 MiB");
	refused_many("<!DOCTYPE a '", "x", 9000000, "", 1, "8 MiB");
	refused_many("", "<a ", 3000000, "", 1, "8 MiB");
	text = repeat("<a b='", "x", 8000000, "'></a>");
	gives(dn_bytes_span(&text), dn_bytes_text(&text));
	dn_bytes_release(&text);
	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_add_text(&text, "<a");
	for (i = 0; i < 200000; i++)
		dn_bytes_add_format(&text, " a%u='1'", i);
	dn_bytes_add_text(&text, "/>");
	refused(dn_bytes_span(&text), 1, 9139, "1024 attributes");
	dn_bytes_release(&text);
}
END_TEST

START_TEST(depth_ends_at_256)
{
	struct dn_bytes text = repeat("", "<a>", 256, ""), want;
	unsigned i;

	for (i = 0; i < 256; i++)
		dn_bytes_add_text(&text, "</a>");
	want = repeat("", "", 0, "");
	dn_bytes_add_span(&want, dn_bytes_span(&text));
	gives(dn_bytes_span(&text), dn_bytes_text(&want));
	dn_bytes_release(&want);
	dn_bytes_release(&text);
	refused_many("", "<a>", 257, "", 771, "256 levels");
	refused_many("", "<a>", 100000, "", 771, "256 levels");
}
END_TEST

START_TEST(long_texts_and_comments_are_bounded)
{
	struct dn_bytes text = repeat("<a>", "0123456789", 999999, "</a>");

	gives(dn_bytes_span(&text), dn_bytes_text(&text));
	dn_bytes_release(&text);
	refused_many("<a>", "0123456789", 1000001, "</a>", 0, "10 MB");
	refused_many("<a><!--", "0123456789", 1100000, "--></a>", 4, "10 MB");
	refused_many("<a>", "<![CDATA[0123456789]]>", 1000001, "</a>",
	    0, "10 MB");
}
END_TEST

START_TEST(many_small_things_cost_their_length)
{
	struct dn_bytes text, want;
	unsigned i;

	text = repeat("<a>", "<!---->&lt;<![CDATA[]]><?p?>", 100000, "</a>");
	want = repeat("<a>", "<", 100000, "</a>");
	gives(dn_bytes_span(&text), dn_bytes_text(&want));
	dn_bytes_release(&want);
	dn_bytes_release(&text);
	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_add_text(&text, "<a>");
	for (i = 0; i < 700000; i++)
		dn_bytes_add_format(&text, "<n%u/>", i);
	dn_bytes_add_text(&text, "</a>");
	refused(dn_bytes_span(&text), 1, 0, "distinct names");
	dn_bytes_release(&text);
}
END_TEST

/* The document in the encoding, with a byte order mark of its own or none. */
static struct dn_bytes
encoded(const char *encoding, const char *mark, size_t mark_len,
    const char *text)
{
	iconv_t conversion = iconv_open(encoding, "UTF-8");
	char buffer[4096], *from, *to = buffer;
	size_t len = strlen(text), room = sizeof(buffer);
	struct dn_bytes out;

	ck_assert(conversion != (iconv_t)-1);
	from = strdup(text);
	ck_assert_ptr_nonnull(from);
	text = from;
	ck_assert(iconv(conversion, &from, &len, &to, &room) != (size_t)-1);
	iconv_close(conversion);
	free((char *)text);
	dn_bytes_init(&out, SIZE_MAX);
	dn_bytes_add(&out, mark, mark_len);
	dn_bytes_add(&out, buffer, sizeof(buffer) - room);
	return out;
}

static void
reads_encoding(const char *encoding, const char *label, const char *mark,
    size_t mark_len)
{
	char document[200];
	struct dn_bytes text;

	snprintf(document, sizeof(document), "<?xml version='1.0'%s?>\n"
	    "<a b='\xE4\xB8\xAD'>\xE5\x9C\x8B\n&lt;</a>", label);
	text = encoded(encoding, mark, mark_len, document);
	gives(dn_bytes_span(&text),
	    "<a b='\xE4\xB8\xAD'>\xE5\x9C\x8B\n<</a>");
	dn_bytes_release(&text);
}

START_TEST(encodings_are_found_by_mark_shape_or_declaration)
{
	reads_encoding("UTF-8", "", "", 0);
	reads_encoding("UTF-8", "", "\xEF\xBB\xBF", 3);
	reads_encoding("UTF-8", " encoding=\"utf8\"", "", 0);
	reads_encoding("UTF-16LE", " encoding='UTF-16'", "\xFF\xFE", 2);
	reads_encoding("UTF-16BE", " encoding='UTF-16'", "\xFE\xFF", 2);
	reads_encoding("UTF-16LE", "", "", 0);
	reads_encoding("UTF-16BE", "", "", 0);
	reads_encoding("UTF-32LE", "", "\xFF\xFE\0\0", 4);
	reads_encoding("UTF-32BE", "", "", 0);
	reads_encoding("GB18030", " encoding='gb18030'", "", 0);
	reads_encoding("GBK", " encoding = \"GBK\" standalone='yes'", "", 0);
	reads_encoding("GBK", " encoding='GB2312'", "", 0);
	reads_encoding("BIG5", " encoding='Big5'", "", 0);
	reads_encoding("EUC-JP", " encoding='EUC-JP'", "", 0);
}
END_TEST

START_TEST(bytes_that_belie_their_encoding_are_refused)
{
	refused(DN_SPAN("<?xml version='1.0' encoding='UTF-16'?><a/>"), 1, 1,
	    "labelled UTF-16");
	refused(DN_SPAN("<?xml version='1.0' encoding='IBM037'?><a/>"), 1, 1,
	    "labelled IBM037");
	refused(DN_SPAN("<?xml version='1.0' encoding='nope'?><a/>"), 1, 1,
	    "\"nope\"");
	refused(DN_SPAN("<?xml version='1.0' encoding='GBK//IGNORE'?><a/>"),
	    1, 1, "\"GBK//IGNORE\"");
	refused(DN_SPAN("<?xml version='1.0' encoding='ascii'?>\n<a>\xC3\xA9"
	    "</a>"), 2, 4, "ascii");
	refused(DN_SPAN("<?xml version='1.0' encoding='GBK'?><a>\xD6</a>"),
	    1, 40, "GBK");
	refused(DN_SPAN("<a>\n  \xFF</a>"), 2, 3, "UTF-8");
	refused(DN_SPAN("<a>\xE4\xB8"), 1, 4, "UTF-8");
	refused(DN_SPAN("\xFF\xFE<\0a\0/\0>"), 1, 4, "UTF-16LE");
	refused(DN_SPAN("\x4C\x6F\xA7\x94\x93"), 1, 3, "UTF-8");
	/* UTF-7 may hide markup from a look at the bytes, but not from us. */
	refused(DN_SPAN("<?xml version='1.0' encoding='UTF-7'?>"
	    "+ADw-!DOCTYPE a +AFs-"), 1, 51, "DOCTYPE");
}
END_TEST

START_TEST(pieces_may_end_anywhere)
{
	static const char body[] = "<b c='>&amp;\xE4\xB8\xAD'>\r\n&#x4e2d;"
	    "<![CDATA[]>]]>\xF0\x9F\x98\x80<!-- - - ->-->\xC3\xA9</b></a>";
	static const char want[] = "<b c='>&\xE4\xB8\xAD'>\n\xE4\xB8\xAD]>"
	    "\xF0\x9F\x98\x80\xC3\xA9</b></a>";
	size_t shift, len = sizeof(body) - 1;

	for (shift = 0; shift <= len; shift++) {
		struct dn_bytes text = repeat("<a>", ".", 32765 - shift, body);
		struct dn_bytes out = repeat("<a>", ".", 32765 - shift, want);

		gives(dn_bytes_span(&text), dn_bytes_text(&out));
		dn_bytes_release(&text);
		dn_bytes_release(&out);
	}
}
END_TEST

START_TEST(every_cut_of_a_document_is_refused)
{
	static const char text[] = "<?xml version='1.0' encoding='GB18030'?>"
	    "<!DOCTYPE a SYSTEM 'b'><a b='\xD6\xD0&#x4e2d;'><!-- c --><![CDATA"
	    "[d]]>\xD6\xD0&amp;<?e f?><g/></a>";
	struct dn_err err;
	struct dn_bytes out;
	size_t len;

	for (len = 0; len < sizeof(text) - 1; len++) {
		err = (struct dn_err)DN_ERR_INIT;
		ck_assert_int_eq(read_all((struct dn_span){ text, len }, &out,
		    &err), -1);
		ck_assert(err.code == DN_E_BAD_XML ||
		    err.code == DN_E_BAD_UTF8);
		ck_assert_uint_ge(err.line, 1);
		dn_bytes_release(&out);
	}
	ck_assert_int_eq(read_all((struct dn_span){ text, len }, &out, &err),
	    0);
	dn_bytes_release(&out);
}
END_TEST

START_TEST(mutated_documents_never_break_the_reader)
{
	static const char text[] = "<?xml version='1.0'?><!DOCTYPE a><a b='c"
	    "&lt;'><d e=\"f\"/>g<!-- h --><![CDATA[i]]>&#65;<?j k?></a>";
	char copy[sizeof(text)];
	uint64_t state = 7;
	unsigned round, edits;

	for (round = 0; round < 3000; round++) {
		struct dn_err err = DN_ERR_INIT;
		struct dn_bytes out;

		memcpy(copy, text, sizeof(text));
		for (edits = 1 + round % 4; edits > 0; edits--)
			copy[suite_next(&state) % (sizeof(text) - 1)] =
			    "<>&;'\"[]!-?/=a \n\xC3\x80"[suite_next(&state) %
			    18];
		if (read_all((struct dn_span){ copy, sizeof(text) - 1 }, &out,
		    &err) < 0)
			ck_assert(err.text[0] != '\0' && err.line >= 1);
		dn_bytes_release(&out);
	}
}
END_TEST

/* Load a document by a loader of its own; names are borrowed from it. */
static struct dn_xml_element *
load(struct dn_xml_loader **loader, struct dn_src *src, struct dn_arena *arena,
    struct dn_err *err)
{
	*loader = dn_xml_loader_new(err);
	ck_assert_ptr_nonnull(*loader);
	return dn_xml_load(*loader, src, NULL, arena, NULL, err);
}

START_TEST(a_document_becomes_a_tree)
{
	struct dn_xml_loader *loader;
	struct dn_src *src = source(DN_SPAN("<a>\n1<b x='y' z=''>2<c/>3<c/>4"
	    "</b><b/></a>"));
	struct dn_err err = DN_ERR_INIT;
	struct dn_arena arena;
	struct dn_xml_element *root, *b;

	dn_arena_init(&arena, SIZE_MAX);
	root = load(&loader, src, &arena, &err);
	ck_assert_ptr_nonnull(root);
	ck_assert_str_eq(root->name.ptr, "a");
	ck_assert_str_eq(root->text.ptr, "\n1");
	ck_assert_ptr_null(root->parent);
	b = dn_xml_child(root, "b");
	ck_assert_ptr_eq(b, root->first);
	ck_assert_ptr_eq(b->parent, root);
	ck_assert_str_eq(b->text.ptr, "234");
	ck_assert_uint_eq(b->text.len, 3);
	ck_assert_uint_eq(b->line, 2);
	ck_assert_str_eq(b->attributes->name.ptr, "x");
	ck_assert_str_eq(dn_xml_value(b, "x").ptr, "y");
	ck_assert_str_eq(dn_xml_value(b, "z").ptr, "");
	ck_assert_ptr_null(dn_xml_value(b, "w").ptr);
	ck_assert_ptr_eq(b->first->next, b->last);
	ck_assert_ptr_eq(b->next, root->last);
	ck_assert_str_eq(root->last->text.ptr, "");
	ck_assert_ptr_null(dn_xml_child(b, "b"));
	dn_arena_release(&arena);
	dn_xml_loader_free(loader);
	dn_src_close(src);
}
END_TEST

START_TEST(a_tree_is_bounded_by_its_arena_and_by_errors)
{
	struct dn_bytes text = repeat("<a>", "x<b/>", 200000, "</a>");
	struct dn_src *src = source(dn_bytes_span(&text));
	struct dn_err err = DN_ERR_INIT;
	struct dn_xml_loader *loader = dn_xml_loader_new(&err);
	struct dn_xml_element *root;
	struct dn_arena arena;

	ck_assert_ptr_nonnull(loader);
	dn_arena_init(&arena, 1 << 20);
	root = dn_xml_load(loader, src, NULL, &arena, NULL, &err);
	ck_assert_ptr_null(root);
	ck_assert_int_eq(err.code, DN_E_NO_MEMORY);
	dn_src_close(src);
	dn_arena_release(&arena);
	dn_arena_init(&arena, SIZE_MAX);
	src = source(dn_bytes_span(&text));
	root = dn_xml_load(loader, src, NULL, &arena, NULL, &err);
	ck_assert_uint_eq(root->text.len, 200000);
	dn_src_close(src);
	src = source(DN_SPAN("<a><b></a>"));
	root = dn_xml_load(loader, src, NULL, &arena, NULL, &err);
	ck_assert_ptr_null(root);
	ck_assert_int_eq(err.code, DN_E_BAD_XML);
	dn_src_close(src);
	dn_xml_loader_free(loader);
	dn_arena_release(&arena);
	dn_bytes_release(&text);
}
END_TEST

/* Go on to the next START of that name. */
static void
go_to(struct dn_xml *xml, const char *name)
{
	struct dn_err err = DN_ERR_INIT;
	enum dn_xml_event event;

	do
		ck_assert_int_eq(dn_xml_next(xml, &event, &err), 1);
	while (event != DN_XML_START ||
	    !dn_span_is(dn_xml_name(xml), name));
}

START_TEST(a_document_is_taken_element_by_element)
{
	struct dn_src *src = source(DN_SPAN("<a>\n<b x='1'>2<c>3</c>4</b>"
	    "<d y='5'><e/></d><b>6</b><b><c>"));
	struct dn_err err = DN_ERR_INIT;
	struct dn_arena arena;
	struct dn_xml *xml = dn_xml_new(src, &err);
	struct dn_xml_element *element;

	dn_arena_init(&arena, 1 << 20);
	go_to(xml, "b");
	element = dn_xml_take(xml, &arena, &err);
	ck_assert_ptr_nonnull(element);
	ck_assert_str_eq(element->text.ptr, "24");
	ck_assert_str_eq(dn_xml_value(element, "x").ptr, "1");
	ck_assert_str_eq(dn_xml_child(element, "c")->text.ptr, "3");
	ck_assert_ptr_null(element->parent);
	ck_assert_ptr_null(element->next);
	ck_assert_uint_eq(element->line, 2);
	go_to(xml, "d");
	element = dn_xml_tag(xml, &arena, &err);
	ck_assert_ptr_nonnull(element);
	ck_assert_str_eq(dn_xml_value(element, "y").ptr, "5");
	ck_assert_ptr_null(element->first);
	go_to(xml, "e");
	go_to(xml, "b");
	ck_assert_str_eq(dn_xml_take(xml, &arena, &err)->text.ptr, "6");
	go_to(xml, "b");
	ck_assert_ptr_null(dn_xml_take(xml, &arena, &err));
	ck_assert_int_eq(err.code, DN_E_BAD_XML);
	ck_assert(!dn_xml_nothing(xml));
	dn_xml_free(xml);
	dn_src_close(src);
	dn_arena_release(&arena);
}
END_TEST

START_TEST(comments_are_counted)
{
	struct dn_src *src = source(DN_SPAN("<!-- 1 --><a><?p?><b><!----></b>"
	    "<![CDATA[<!-- none -->]]></a><!--3-->"));
	struct dn_err err = DN_ERR_INIT;
	struct dn_xml *xml = dn_xml_new(src, &err);
	enum dn_xml_event event;

	ck_assert_uint_eq(dn_xml_comments(xml), 0);
	while (dn_xml_next(xml, &event, &err) > 0)
		;
	ck_assert_int_eq(err.code, DN_E_NONE);
	ck_assert_uint_eq(dn_xml_comments(xml), 3);
	dn_xml_free(xml);
	dn_src_close(src);
}
END_TEST

START_TEST(an_input_of_no_bytes_is_told_from_a_bad_one)
{
	static const struct dn_span inputs[] = { DN_SPAN(""), DN_SPAN(" "),
		DN_SPAN("\x80<a/>"), DN_SPAN("<?xml encoding='none'?><a/>"),
		DN_SPAN("<?xml encoding='UTF-16'?><a/>"), DN_SPAN("\0\0<a/>") };
	struct dn_err err = DN_ERR_INIT;

	for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
		struct dn_src *src = source(inputs[i]);
		struct dn_xml *xml = dn_xml_new(src, &err);
		enum dn_xml_event event;

		ck_assert_int_eq(dn_xml_next(xml, &event, &err), -1);
		ck_assert_int_eq(dn_xml_nothing(xml), i == 0);
		dn_xml_free(xml);
		dn_src_close(src);
	}
}
END_TEST

START_TEST(what_is_escaped_is_read_back)
{
	struct dn_bytes text;

	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_add_text(&text, "<a b=\"");
	ck_assert(dn_xml_escape(&text, DN_SPAN("<&>\"'\t\r\n\xE4\xB8\xAD")));
	dn_bytes_add_text(&text, "\">");
	ck_assert(dn_xml_escape(&text, DN_SPAN("]]>\r\n&amp;")));
	ck_assert(dn_xml_escape(&text, DN_SPAN("")));
	dn_bytes_add_text(&text, "</a>");
	gives(dn_bytes_span(&text),
	    "<a b='<&>\"'\t\r\n\xE4\xB8\xAD'>]]>\r\n&amp;</a>");
	dn_bytes_clear(&text);
	ck_assert(!dn_xml_escape(&text, DN_SPAN("a\x01" "b\0<")));
	ck_assert_str_eq(dn_bytes_text(&text),
	    "a\xEF\xBF\xBD" "b\xEF\xBF\xBD&lt;");
	dn_bytes_release(&text);
}
END_TEST

#define THREADS 4
#define DOCUMENTS 50

struct job {
	struct dn_src *src[DOCUMENTS];
	int wrong;
};

/* Read good and bad documents in turn; Check's asserts are for one thread. */
static void *
read_many(void *state)
{
	struct job *job = state;
	int i;

	for (i = 0; i < DOCUMENTS; i++) {
		struct dn_err err = DN_ERR_INIT;
		struct dn_xml *xml = dn_xml_new(job->src[i], &err);
		enum dn_xml_event event;
		int more = 1, count = 0;

		while (xml != NULL && more > 0) {
			more = dn_xml_next(xml, &event, &err);
			count += more > 0;
		}
		job->wrong += i % 2 == 0 ? more != 0 || count != 3 :
		    more != -1 || count != 1 || err.code != DN_E_BAD_XML;
		dn_xml_free(xml);
	}
	return NULL;
}

START_TEST(threads_may_each_have_a_reader)
{
	struct job jobs[THREADS] = { 0 };
	pthread_t threads[THREADS];
	int i, k;

	dn_xml_setup();
	for (i = 0; i < THREADS; i++) {
		for (k = 0; k < DOCUMENTS; k++)
			jobs[i].src[k] = source(k % 2 == 0 ?
			    DN_SPAN("<a b='c'>d</a>") :
			    DN_SPAN("<a>&#xD800;</a>"));
		ck_assert_int_eq(pthread_create(&threads[i], NULL, read_many,
		    &jobs[i]), 0);
	}
	for (i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_int_eq(jobs[i].wrong, 0);
		for (k = 0; k < DOCUMENTS; k++)
			dn_src_close(jobs[i].src[k]);
	}
}
END_TEST

DN_SUITE(xml,
    elements_attributes_and_text_come_in_order,
    text_is_joined_over_comments_instructions_and_cdata,
    comments_are_counted,
    the_five_entities_and_numbers_are_decoded_once,
    line_ends_are_made_lf_and_values_one_line,
    depth_and_line_are_those_of_the_event,
    lines_are_right_far_behind_65535,
    broken_documents_are_refused_where_they_break,
    what_came_before_an_error_is_given_first,
    entities_and_declarations_are_refused,
    an_external_dtd_is_passed_over,
    what_looks_like_markup_in_quotes_is_none,
    tags_attributes_and_names_are_bounded,
    depth_ends_at_256,
    long_texts_and_comments_are_bounded,
    many_small_things_cost_their_length,
    encodings_are_found_by_mark_shape_or_declaration,
    bytes_that_belie_their_encoding_are_refused,
    pieces_may_end_anywhere,
    every_cut_of_a_document_is_refused,
    mutated_documents_never_break_the_reader,
    a_document_becomes_a_tree,
    a_tree_is_bounded_by_its_arena_and_by_errors,
    a_document_is_taken_element_by_element,
    an_input_of_no_bytes_is_told_from_a_bad_one,
    what_is_escaped_is_read_back,
    threads_may_each_have_a_reader)
