/* SPDX-License-Identifier: MIT */
/* Plain XML that streams is read as libxml2 reads it, place by place. */
#include "io/xmlquick.h"


#include "suites.h"

/* Two spaces are no usual spelling: what follows is libxml2's. */
#define QUICK "<?xml version=\"1.0\" ?>\n"
#define SLOW "<?xml version=\"1.0\"  ?>\n"

/* Write the present event and where it is. */
static void
show_event(const struct dn_xml *xml, enum dn_xml_event event,
    struct dn_bytes *out)
{
	struct dn_span name, value;

	dn_bytes_add_format(out, "\n%d %zu %d:%d ", (int)event,
	    dn_xml_depth(xml), (int)dn_xml_line(xml),
	    (int)dn_xml_column(xml));
	dn_bytes_add_span(out, event == DN_XML_TEXT ? dn_xml_text(xml) :
	    dn_xml_name(xml));
	for (size_t i = 0; i < dn_xml_attributes(xml); i++) {
		dn_xml_attribute(xml, i, &name, &value);
		dn_bytes_add_byte(out, ' ');
		dn_bytes_add_span(out, name);
		dn_bytes_add_text(out, "='");
		dn_bytes_add_span(out, value);
		dn_bytes_add_byte(out, '\'');
	}
}

/* All events of the document, and how it ends. */
static struct dn_bytes
show_document(const char *declaration, struct dn_span text)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes whole, out;
	enum dn_xml_event event;
	struct dn_xml *xml;
	int more;

	dn_bytes_init(&whole, SIZE_MAX);
	dn_bytes_init(&out, SIZE_MAX);
	dn_bytes_add_text(&whole, declaration);
	dn_bytes_add_span(&whole, text);
	xml = dn_xml_new_behind(NULL, dn_bytes_span(&whole), &err);
	ck_assert_ptr_nonnull(xml);
	while ((more = dn_xml_next(xml, &event, &err)) > 0)
		show_event(xml, event, &out);
	dn_bytes_add_format(&out, "\n%d", more);
	if (more < 0)
		dn_bytes_add_format(&out, " %d:%d %s", (int)err.line,
		    (int)err.column, err.text);
	dn_xml_free(xml);
	dn_bytes_release(&whole);
	return out;
}

/* Both ways give the same events at the same places, and the same end. */
static void
reads_alike(struct dn_span text)
{
	struct dn_bytes quick = show_document(QUICK, text);
	struct dn_bytes slow = show_document(SLOW, text);

	ck_assert_msg(dn_span_equal(dn_bytes_span(&quick),
	    dn_bytes_span(&slow)), "%.*s:%s\n--%s", (int)text.len, text.ptr,
	    dn_bytes_text(&quick), dn_bytes_text(&slow));
	dn_bytes_release(&quick);
	dn_bytes_release(&slow);
}

START_TEST(plain_and_other_documents_read_alike)
{
	static const char *const texts[] = {
		"<a/>", "<a></a>", "<a> </a>\n", "\n <a>x</a>\n", "", " ",
		"<a b='c'/>x", "<a>1</a>2", "<a/><a/>", "x<a/>",
		"<a>&amp;&lt;b&gt;&quot;&apos;<b/></a>", "<a>&#65;<b/></a>",
		"<a>1<b c='&lt;&amp;#38;&quot;'/>&am<b/></a>",
		"<a>&b;</a>", "<a>1&amp;2<b/>3&lt;</a>", "<a>1]]>2<b/></a>",
		"<a>]] ><b c=']]>'/></a>", "<a>\xE4\xB8\xAD<b/>\xE4\xB8\xAD\n"
		"\xE4\xB8\xAD<c d='\xE4\xB8\xAD\xC3\xA9'/></a>",
		"<a>\xEF\xBF\xBE</a>", "<a>\xEF\xBC\x8C<b/></a>",
		"<a><b c='\xEF\xBF\xBF'/></a>", "<a><b c='\xEF\xBC\x8C'/></a>",
		"<a>\x7F\xC2\x80<b/></a>", "<a><b>\x01</b></a>",
		"<a>\r\n<b/></a>", "<a><b>1\r\n</b></a>",
		"<a b=\"1\" c='2\"3'  ><d/></a >", "<a><b b='1'c='2'/></a>",
		"<a>\n<b b='1' b='2'/></a>", "<a b=' x  y ' ><b/></a>",
		"<a><b b='<'/></a>", "<a><b b='>'/>x</a>", "<a><b b='\t'/></a>",
		"<a><b b='1\n2'/></a>", "<a><b\nb='1'\tc='2'/><c/></a>",
		"<a>\n<b b/></a>", "<a>\n<b b=c/></a>", "<a><b/ ></a>",
		"<a><b:c d:e='f' xmlns:b='g'/></a>", "<a xmlns='b'>1</a>",
		"<a.b-c_1>1<a.b-c_1>2</a.b-c_1></a.b-c_1>", "<a><-b/></a>",
		"<a><1/></a>", "<a>\n<b></a></b>", "<a>\n<b><c></b></a>", "<a",
		"<a>", "<a><", "<a><b></", "<a><b></b", "<a><b/", "<a><b c",
		"<a><b c=", "<a>\n<b c='", "<a><b c=''", "<a><b>1</bc></a>",
		"<a><bc>1</b></a>", "<a><b></b ></a>", "<a><b>\n</a></b>",
		"<a>1<!-- 2 -->3<b/></a>", "<a><b/>1<!-- 2 --></a>",
		"<a><b><![CDATA[<]]>2</b>3<b/></a>", "<!DOCTYPE a><a>1</a>",
		"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
		"<a><b><?c d?>2</b></a>", "<a><b>1</b></a><!-- 2 -->",
		"<a>1</a>&amp;", "<a>\xC3</a>", "<a><b>1</b>\n\xFF</a>",
		"< a/>", "<a\n>1<b/></a>", "<a><a><a>1</a>\n2</a>3</a>",
		"<?xml version='1.0'?><a/>", "<a>\n\n\n<b>1</b>\n\n</a>",
		"<a>1<b/>2\xC3\xA9\n&amp;3<b x='\xC3\xA9&gt;'>&lt;\n\n4</b>"
		"</a>",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		reads_alike(dn_span_of(texts[i]));
}
END_TEST

static const char sample[] = "<annotations>\n\t<version>1.1</version>\n"
    "\t<image id=\"1\" name=\"\xE4\xB8\xAD &amp; x.jpg\" width='640'>\n"
    "\t\t<box label=\"a &lt; b\" xtl=\"1.5\" occluded=\"0\"/>\n"
    "\t\t<polygon points=\"1,2;3,4;5,6\"><attribute name=\"c\">&quot;d\n"
    "\xC3\xA9&quot;</attribute></polygon>\n\t</image>\n</annotations>\n";

START_TEST(every_cut_reads_alike)
{
	for (size_t len = 0; len < sizeof(sample); len++)
		reads_alike((struct dn_span){ sample, len });
}
END_TEST

START_TEST(mutants_read_alike)
{
	char copy[sizeof(sample)];
	uint64_t state = 5;

	for (unsigned round = 0; round < 3000; round++) {
		memcpy(copy, sample, sizeof(sample));
		for (unsigned edits = 1 + round % 3; edits > 0; edits--)
			copy[suite_next(&state) % (sizeof(sample) - 1)] =
			    "<>&;'\"]!-?/=a \n\t\r\xC3\x80"[suite_next(
			    &state) % 19];
		reads_alike((struct dn_span){ copy, sizeof(sample) - 1 });
	}
}
END_TEST

/* `before`, `count` times `piece`, `after`: do both ways read it alike? */
static void
many_read_alike(const char *before, const char *piece, size_t count,
    const char *after)
{
	struct dn_bytes text;

	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_add_text(&text, before);
	for (size_t i = 0; i < count; i++)
		dn_bytes_add_text(&text, piece);
	dn_bytes_add_text(&text, after);
	reads_alike(dn_bytes_span(&text));
	dn_bytes_release(&text);
}

START_TEST(long_documents_and_large_parts_read_alike)
{
	static const char piece[] = "<b c='1'>\xE4\xB8\xAD &lt;\n<d/>\n</b>";

	/* More than is held, and a first odd thing far behind. */
	many_read_alike("<a>\n", piece, 30000, "</a>");
	many_read_alike("<a>\n", piece, 30000, "<b c='1'>&#65;</b></a>");
	many_read_alike("<a>\n", piece, 30000, "<b c='1'><c></b></a>");
	many_read_alike("<a>\n<b>", piece, 30000, "");
	many_read_alike("<a><b>1</b>\n", "\xE4\xB8\xAD\n", 100000, "</a>");
	many_read_alike("<a>\n<b c='1'/>\n<b c='", "1,2;\xC3\xA9", 100000,
	    "'/><b/></a>");
	many_read_alike("<a><b/>", "<b>", 254, "<c/></a>");
	many_read_alike("<a><b/>", "<b>", 255, "<c/></a>");
	many_read_alike("<a><b/>", "<b>", 256, "<c/></a>");
	many_read_alike("<a><b ", "c='1' ", 2, "/></a>");
}
END_TEST

START_TEST(many_attributes_and_names_read_alike)
{
	struct dn_bytes text;

	dn_bytes_init(&text, SIZE_MAX);
	for (unsigned count = 60; count < 70; count++) {
		dn_bytes_clear(&text);
		dn_bytes_add_text(&text, "<a>\n<b/><c");
		for (unsigned i = 0; i < count; i++)
			dn_bytes_add_format(&text, " a%u='%u'", i, i);
		dn_bytes_add_text(&text, "/><b/></a>");
		reads_alike(dn_bytes_span(&text));
	}
	/* Distinct names have a limit in all. */
	dn_bytes_clear(&text);
	dn_bytes_add_text(&text, "<a>\n");
	for (unsigned i = 0; i < 30000; i++)
		dn_bytes_add_format(&text, "<name-of-an-element-that-is-long-"
		    "%u b%u='1'/>", i, i);
	reads_alike(dn_bytes_span(&text));
	dn_bytes_release(&text);
	many_read_alike("<a>\n<", "name-", 150, " b='1'/><c/></a>");
	many_read_alike("<a>\n<", "name-", 11000, " b='1'/><c/></a>");
}
END_TEST

START_TEST(what_is_plain_is_read_as_far_as_it_goes)
{
	static const char text[] = "<a><b c='&gt;'>1&amp;2</b><d/><!-- --></a>";
	struct dn_xmlqueue queue = { .count = 0 };
	xmlDictPtr names = xmlDictCreate();
	struct dn_xmlquick quick;
	char copy[sizeof(text)];
	bool odd = false;

	memcpy(copy, text, sizeof(text));
	dn_xmlquick_init(&quick, names);
	ck_assert_uint_eq(dn_xmlquick_read(&quick, copy, 6, &queue, &odd), 3);
	ck_assert(!odd);
	ck_assert_uint_eq(queue.count, 1);
	ck_assert_uint_eq(dn_xmlquick_read(&quick, copy + 3, sizeof(text) - 4,
	    &queue, &odd), 29 - 3 + 1);
	ck_assert(odd);
	ck_assert_uint_eq(queue.count, 6);
	ck_assert_uint_eq(queue.pair_count, 1);
	ck_assert_uint_eq(queue.pairs[0].value.len, 1);
	ck_assert_uint_eq(queue.events[2].text.len, 3);
	ck_assert_uint_eq(quick.depth, 1);
	ck_assert_uint_eq(quick.column, 31);
	dn_xmlqueue_release(&queue);
	xmlDictFree(names);
}
END_TEST

DN_SUITE(xmlquick,
    plain_and_other_documents_read_alike,
    every_cut_reads_alike,
    mutants_read_alike,
    long_documents_and_large_parts_read_alike,
    many_attributes_and_names_read_alike,
    what_is_plain_is_read_as_far_as_it_goes)
