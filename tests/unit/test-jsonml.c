/* SPDX-License-Identifier: MIT */
/* Elements as JSON arrays, there and back. */
#include "formats/jsonml.h"

#include "formats/markup.h"
#include "scratch.h"
#include "suites.h"

/* A document as JsonML, in `out`. */
static void
encode(const char *xml, struct dn_bytes *out)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_arena arena;
	struct dn_xml_loader *loader = dn_xml_loader_new(&err);
	struct dn_xml_element *root;
	struct dn_src *src;

	ck_assert_ptr_nonnull(loader);
	scratch_put_text("a.xml", xml);
	src = dn_src_open("a.xml", &err);
	ck_assert_ptr_nonnull(src);
	dn_arena_init(&arena, SIZE_MAX);
	root = dn_xml_load(loader, src, NULL, &arena, NULL, &err);
	ck_assert_ptr_nonnull(root);
	dn_bytes_init(out, SIZE_MAX);
	dn_jsonml_add(out, root);
	dn_arena_release(&arena);
	dn_xml_loader_free(loader);
	dn_src_close(src);
}

/* What becomes of a JSON text, as XML; "" for none. */
static void
decodes(const char *json, const char *want)
{
	struct dn_json_value value = { .raw = dn_span_of(json),
		.type = dn_json_begins[(unsigned char)*json] };
	struct dn_xml_element *element = NULL;
	struct dn_arena arena;
	struct dn_tree tree;
	struct dn_bytes out;
	int built;

	dn_arena_init(&arena, SIZE_MAX);
	dn_tree_init(&tree, SIZE_MAX);
	dn_bytes_init(&out, SIZE_MAX);
	built = dn_jsonml_build(&arena, &tree, dn_tree_read(&tree, &value),
	    NULL, &element);
	ck_assert_int_eq(built, *want != '\0');
	if (built == 1)
		ck_assert(dn_markup_write(element, &out));
	ck_assert_str_eq(dn_bytes_text(&out), want);
	dn_bytes_release(&out);
	dn_tree_release(&tree);
	dn_arena_release(&arena);
}

START_TEST(an_element_is_its_name_attributes_text_and_children)
{
	struct dn_bytes out;

	scratch_begin();
	encode("<a b='1' c='\"'>\n <d/> x <e> </e><!-- --><f>y</f></a>",
	    &out);
	ck_assert_str_eq(dn_bytes_text(&out), "[\"a\",{\"b\":\"1\","
	    "\"c\":\"\\\"\"},\"x\",[\"d\"],[\"e\",\" \"],"
	    "[\"f\",\"y\"]]");
	dn_bytes_release(&out);
	encode("<a>\n <b/>\n</a>", &out);
	ck_assert_str_eq(dn_bytes_text(&out), "[\"a\",[\"b\"]]");
	dn_bytes_release(&out);
	scratch_end();
}
END_TEST

START_TEST(an_array_is_its_element_again)
{
	decodes("[\"a\"]", "<a></a>\n");
	decodes("[\"a\",{\"b\":\"<\"},\" t \"]", "<a b=\"&lt;\"> t </a>\n");
	decodes("[\"a\",[\"b\",{}],[\"c\",\"x\"]]",
	    "<a>\n\t<b></b>\n\t<c>x</c>\n</a>\n");
}
END_TEST

START_TEST(what_is_no_element_is_refused)
{
	static const char *const texts[] = { "[]", "{}", "\"a\"", "[1]",
		"[\"\"]", "[\"a b\"]", "[\"<\"]", "[\"a\",{\"b\":1}]",
		"[\"a\",{\"b c\":\"1\"}]", "[\"a\",1]", "[\"a\",null]",
		"[\"a\",[\"b\"],\"text\"]", "[\"a\",[\"b\",[\"-\"]]]",
		"[[\"a\"]]" };
	struct dn_bytes deep;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		decodes(texts[i], "");
	dn_bytes_init(&deep, SIZE_MAX);
	for (int i = 0; i < 300; i++)
		dn_bytes_add_text(&deep, "[\"a\",");
	dn_bytes_add_text(&deep, "[\"b\"]");
	for (int i = 0; i < 300; i++)
		dn_bytes_add_byte(&deep, ']');
	decodes(dn_bytes_text(&deep), "");
	dn_bytes_release(&deep);
}
END_TEST

DN_SUITE(jsonml, an_element_is_its_name_attributes_text_and_children,
    an_array_is_its_element_again, what_is_no_element_is_refused)
