/* SPDX-License-Identifier: MIT */
/* Plain XML is read as the parser of all of XML reads it. */
#include "io/xmlplain.h"

#include <stdio.h>
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
	ck_assert_int_eq(write(fd, text.ptr, text.len), (ssize_t)text.len);
	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
	src = dn_src_open_fd(fd, "t.xml", &err);
	ck_assert_ptr_nonnull(src);
	return src;
}

/* The same document by the events of the parser; NULL when it is bad. */
static struct dn_xml_element *
take_all(struct dn_span text, struct dn_arena *arena)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_src *src = source(text);
	struct dn_xml *xml = dn_xml_new(src, &err);
	struct dn_xml_element *root = NULL;
	enum dn_xml_event event;
	int more;

	ck_assert_ptr_nonnull(xml);
	more = dn_xml_next(xml, &event, &err);
	if (more > 0)
		root = dn_xml_take(xml, arena, &err);
	while (root != NULL && (more = dn_xml_next(xml, &event, &err)) > 0)
		continue;
	dn_xml_free(xml);
	dn_src_close(src);
	return more == 0 ? root : NULL;
}

/* Write all that a tree is, and where. */
static void
show_tree(const struct dn_xml_element *element, struct dn_bytes *out)
{
	const struct dn_xml_attribute *attribute = element->attributes;
	const struct dn_xml_element *child = element->first;

	ck_assert_uint_eq(strlen(element->name.ptr), element->name.len);
	ck_assert_uint_eq(strlen(element->text.ptr), element->text.len);
	dn_bytes_add_byte(out, '(');
	dn_bytes_add_span(out, element->name);
	dn_bytes_add_format(out, " %d:%d", (int)element->line,
	    (int)element->column);
	for (; attribute != NULL; attribute = attribute->next)
		dn_bytes_add_format(out, " %s='%s'", attribute->name.ptr,
		    attribute->value.ptr);
	dn_bytes_add_format(out, " \"%s\"", element->text.ptr);
	for (; child != NULL; child = child->next) {
		ck_assert_ptr_eq(child->parent, element);
		ck_assert(child->next != NULL || child == element->last);
		show_tree(child, out);
	}
	dn_bytes_add_byte(out, ')');
}

/* Loading gives what the parser's events give, or both give nothing. */
static void
loads_as_parsed(struct dn_xml_loader *loader, struct dn_span text)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_src *src = source(text);
	struct dn_arena arena, other;
	struct dn_xml_element *got, *want;
	struct dn_bytes got_text, want_text;

	dn_arena_init(&arena, SIZE_MAX);
	dn_arena_init(&other, SIZE_MAX);
	dn_bytes_init(&got_text, SIZE_MAX);
	dn_bytes_init(&want_text, SIZE_MAX);
	got = dn_xml_load(loader, src, NULL, &arena, NULL, &err);
	want = take_all(text, &other);
	ck_assert_msg((got == NULL) == (want == NULL), "%.*s: %s",
	    (int)text.len, text.ptr, err.text);
	if (got != NULL) {
		show_tree(got, &got_text);
		show_tree(want, &want_text);
		ck_assert_str_eq(dn_bytes_text(&got_text),
		    dn_bytes_text(&want_text));
	}
	dn_bytes_release(&got_text);
	dn_bytes_release(&want_text);
	dn_arena_release(&arena);
	dn_arena_release(&other);
	dn_src_close(src);
}

START_TEST(plain_documents_load_as_the_parser_has_them)
{
	static const char *const texts[] = {
		"<a/>", "<a></a>", "<a> </a>\n", "\n <a/>\n", "<a b='c'/>x",
		"<?xml version=\"1.0\"?>\n<a>1</a>", "<a/><a/>", "", " ",
		"<?xml version='1.0' encoding='UTF-8'?><a>\n\t<b>1</b>\n</a>",
		"<?xml version='1.0' encoding='GBK'?><a>\xD6\xD0</a>",
		"<a>&amp;&lt;b&gt;&quot;&apos;</a>", "<a>&#65;</a>",
		"<a>&b;</a>", "<a>1&amp;2<b/>3&lt;</a>", "<a>]]></a>",
		"<a>]] ></a>", "<a>\xE4\xB8\xAD<b/>\xE4\xB8\xAD\n"
		"\xE4<c/></a>", "<a>\xE4\xB8\xAD<b/>\xC3\xA9<c x='1'/></a>",
		"<a>\xEF\xBF\xBE</a>", "<a>\xEF\xBC\x8C<b/></a>",
		"<a>\x7F\xC2\x80</a>", "<a>\x01</a>", "<a>\r\n<b/></a>",
		"<a b=\"1\" c='2\"3'  ><d/></a >", "<a b='1'c='2'/>",
		"<a b='1' b='2'/>", "<a b=' x  y ' />", "<a b='<'/>",
		"<a b='>'/>", "<a b='\t'/>", "<a b='\xC3\xA9'/>", "<a b/>",
		"<a:b c:d='e'/>", "<a.b-c_1>1</a.b-c_1>", "<-a/>", "<1/>",
		"<a><b></a></b>", "<a", "<a>", "<a><", "<a></", "<a></a",
		"<a/", "<a b", "<a b=", "<a b='", "<a b=''", "<a>1</ab>",
		"<ab>1</a>", "<a>1<!-- 2 -->3</a>", "<a><![CDATA[<]]></a>",
		"<!DOCTYPE a><a/>", "<a><?b c?></a>", "x<a/>", "<a/>&amp;",
		"\xEF\xBB\xBF<a/>", "<a>\xC3</a>", "<xml/>", "< a/>",
		"<a\n/>", "<a><a><a>1</a>\n2</a>3</a>",
	};
	struct dn_err err = DN_ERR_INIT;
	struct dn_xml_loader *loader = dn_xml_loader_new(&err);

	ck_assert_ptr_nonnull(loader);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		loads_as_parsed(loader, dn_span_of(texts[i]));
	dn_xml_loader_free(loader);
}
END_TEST

START_TEST(mutants_of_plain_documents_load_as_the_parser_has_them)
{
	static const char text[] = "<?xml version='1.0' encoding='utf-8'?>\n"
	    "<annotation verified=\"yes\">\n\t<folder>a &amp; b</folder>\n"
	    "\t<object>\n\t\t<name>\xE4\xB8\xAD</name><x1>12.5</x1>\n"
	    "\t</object>\n\t<empty/>\n</annotation>\n";
	struct dn_err err = DN_ERR_INIT;
	struct dn_xml_loader *loader = dn_xml_loader_new(&err);
	char copy[sizeof(text)];
	uint64_t state = 11;

	ck_assert_ptr_nonnull(loader);
	for (unsigned round = 0; round < 1000; round++) {
		memcpy(copy, text, sizeof(text));
		for (unsigned edits = 1 + round % 3; edits > 0; edits--)
			copy[suite_next(&state) % (sizeof(text) - 1)] =
			    "<>&;'\"]!-?/=a \n\t\r\xC3\x80"[suite_next(
			    &state) % 19];
		loads_as_parsed(loader, (struct dn_span){ copy,
		    sizeof(text) - 1 });
	}
	dn_xml_loader_free(loader);
}
END_TEST

START_TEST(many_names_are_kept_apart)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_xml_loader *loader = dn_xml_loader_new(&err);
	struct dn_bytes text;

	ck_assert_ptr_nonnull(loader);
	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_add_text(&text, "<a>");
	for (unsigned i = 0; i < 20000; i++)
		dn_bytes_add_format(&text, "<a%u-%u>%u</a%u-%u>", i % 7, i, i,
		    i % 7, i);
	dn_bytes_add_text(&text, "</a>");
	loads_as_parsed(loader, dn_bytes_span(&text));
	loads_as_parsed(loader, DN_SPAN("<a1-1/>"));
	dn_bytes_release(&text);
	dn_xml_loader_free(loader);
}
END_TEST

/* Load a document but for those elements: NULL when it is bad. */
static struct dn_xml_element *
load_but_for(struct dn_xml_loader *loader, const char *name, const char *text,
    struct dn_arena *arena)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_src *src = source(dn_span_of(text));
	struct dn_xml_element *root = dn_xml_load(loader, src, name, arena,
	    NULL, &err);

	dn_src_close(src);
	return root;
}

/* But for <b>s. */
static struct dn_xml_element *
load_but(struct dn_xml_loader *loader, const char *text,
    struct dn_arena *arena)
{
	return load_but_for(loader, "b", text, arena);
}

START_TEST(insides_may_be_left_unread)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_xml_loader *loader = dn_xml_loader_new(&err);
	struct dn_xml_element *root;
	struct dn_arena arena;

	ck_assert_ptr_nonnull(loader);
	dn_arena_init(&arena, SIZE_MAX);
	root = load_but(loader, "<a><b><c/>&x;</b><c>2</c><b/><d><b>3</b></d>"
	    "</a>", &arena);
	ck_assert_ptr_nonnull(root);
	ck_assert(dn_xml_left(loader));
	ck_assert(dn_span_is(root->first->text, "<c/>&x;"));
	ck_assert_int_eq(memcmp(root->first->text.ptr + 7, "</b>", 4), 0);
	ck_assert_ptr_null(root->first->first);
	ck_assert_str_eq(root->first->next->text.ptr, "2");
	ck_assert_str_eq(root->last->first->text.ptr, "3");
	/* All of it is looked at then. */
	ck_assert_ptr_null(dn_xml_load_again(loader, &arena, &err));
	ck_assert_int_eq(err.code, DN_E_BAD_XML);
	ck_assert_ptr_null(err.source);
	ck_assert_ptr_nonnull(load_but(loader, "<a><b><c/></b></a>", &arena));
	root = dn_xml_load_again(loader, &arena, &err);
	ck_assert_ptr_nonnull(root);
	ck_assert_ptr_nonnull(root->first->first);
	/* What is not plain is read as it always is. */
	root = load_but(loader, "<a><!-- --><b><c/></b></a>", &arena);
	ck_assert_ptr_nonnull(root);
	ck_assert(!dn_xml_left(loader));
	ck_assert_ptr_nonnull(root->first->first);
	ck_assert_ptr_nonnull(load_but(loader, "<a><c/></a>", &arena));
	ck_assert(!dn_xml_left(loader));
	dn_arena_release(&arena);
	dn_xml_loader_free(loader);
}
END_TEST

START_TEST(insides_that_end_elsewhere_are_not_left_out)
{
	static const char *const bad[] = { "<a><b></a>", "<a><b></b></b></a>",
		"<a><b><![CDATA[</b>]]></a>", "<a><b></b" };
	static const char *const odd[] = {
		"<a><b><b>1</b></b></a>", "<a><b><!-- </b> --></b></a>" };
	struct dn_err err = DN_ERR_INIT;
	struct dn_xml_loader *loader = dn_xml_loader_new(&err);
	struct dn_arena arena;

	ck_assert_ptr_nonnull(loader);
	dn_arena_init(&arena, SIZE_MAX);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_ptr_null(load_but(loader, bad[i], &arena));
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		ck_assert_ptr_nonnull(load_but(loader, odd[i], &arena));
		ck_assert(!dn_xml_left(loader));
	}
	dn_arena_release(&arena);
	dn_xml_loader_free(loader);
}
END_TEST

/* What such an element holds is left, up to its end. */
static void
leaves(const char *name, const char *insides)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_xml_loader *loader = dn_xml_loader_new(&err);
	struct dn_xml_element *root;
	struct dn_arena arena;
	char text[200];

	ck_assert_ptr_nonnull(loader);
	dn_arena_init(&arena, SIZE_MAX);
	snprintf(text, sizeof(text), "<r><%s>%s</%s><%s></%s></r>", name,
	    insides, name, name, name);
	root = load_but_for(loader, name, text, &arena);
	ck_assert_msg(root != NULL && dn_xml_left(loader), "%s", text);
	ck_assert_msg(dn_span_is(root->first->text, insides), "%s", text);
	ck_assert_uint_eq(root->last->text.len, 0);
	/* What is cut off is no end, though it holds all but one byte. */
	text[strlen(text) - strlen("></r>") - 1] = '\0';
	ck_assert_ptr_null(load_but_for(loader, name, text, &arena));
	dn_arena_release(&arena);
	dn_xml_loader_free(loader);
}

START_TEST(an_end_is_found_by_any_letter_of_its_name)
{
	static const char *const names[] = { "object", "j", "jj", "aj",
		"ajj", "quiz", "b", "aaa", "A1", "_", "box", "y-j" };
	static const char *const insides[] = { "", "j", "jjj", "</objec",
		"<j/j>", "jobject>", "</ object>", "<objec></objec>", "</aj",
		"</a j", "</y-", "</jjj>", "aj>aj>", "x</bo", "</", "<" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		for (size_t k = 0; k < sizeof(insides) / sizeof(insides[0]);
		    k++)
			leaves(names[i], insides[k]);
}
END_TEST

DN_SUITE(xmlplain,
    plain_documents_load_as_the_parser_has_them,
    mutants_of_plain_documents_load_as_the_parser_has_them,
    many_names_are_kept_apart,
    insides_may_be_left_unread,
    insides_that_end_elsewhere_are_not_left_out,
    an_end_is_found_by_any_letter_of_its_name)
