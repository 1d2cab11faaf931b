/* SPDX-License-Identifier: MIT */
/* Built XML: pointers, order, escapes. */
#include "formats/markup.h"

#include <stdio.h>

#include "suites.h"

/* An arena, a root, and the text that is written of it. */
struct fixture {
	struct dn_arena arena;
	struct dn_xml_element *root;
	struct dn_bytes out;
};

static void
begin_markup(struct fixture *fix)
{
	dn_arena_init(&fix->arena, SIZE_MAX);
	dn_bytes_init(&fix->out, SIZE_MAX);
	fix->root = dn_markup_add(&fix->arena, NULL, DN_SPAN("r"));
	ck_assert_ptr_nonnull(fix->root);
}

static void
end_markup(struct fixture *fix)
{
	dn_arena_release(&fix->arena);
	dn_bytes_release(&fix->out);
}

static int
put(struct fixture *fix, const char *pointer, const char *text)
{
	return dn_markup_put(&fix->arena, fix->root, dn_span_of(pointer),
	    dn_span_of(text));
}

static const char *
written(struct fixture *fix)
{
	dn_bytes_clear(&fix->out);
	ck_assert(dn_markup_write(fix->root, &fix->out));
	return dn_bytes_text(&fix->out);
}

START_TEST(pointers_find_or_make_elements_and_attributes)
{
	struct fixture fix;

	begin_markup(&fix);
	ck_assert_str_eq(written(&fix), "<r></r>\n");
	ck_assert_int_eq(put(&fix, "/a/b", "1"), 1);
	ck_assert_int_eq(put(&fix, "/a/@k", "v"), 1);
	ck_assert_int_eq(put(&fix, "/@v", "w"), 1);
	ck_assert_int_eq(put(&fix, "/a[2]", "2"), 1);
	ck_assert_int_eq(put(&fix, "/a/b", "3"), 1);
	ck_assert_int_eq(put(&fix, "/@v", "x"), 1);
	ck_assert_int_eq(put(&fix, "/text()", "t"), 1);
	ck_assert_str_eq(written(&fix), "<r v=\"x\">t\n\t<a k=\"v\">\n"
	    "\t\t<b>3</b>\n\t</a>\n\t<a>2</a>\n</r>\n");
	end_markup(&fix);
}
END_TEST

START_TEST(pointers_that_are_none_change_nothing)
{
	static const char *const wrong[] = { "", "a", "/", "//a", "/a/",
		"/a b", "/<", "/1a", "/-a", "/a[0]", "/a[2]", "/a[x]", "/a[",
		"/a[1]x", "/@", "/@a/b", "/a[99999999999999999999999]",
		"/a]", "/[1]", "/a\n", "/text()/a" };
	struct fixture fix;
	size_t i;

	begin_markup(&fix);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (put(&fix, wrong[i], "x") != 0)
			ck_abort_msg("taken: %s", wrong[i]);
	end_markup(&fix);
}
END_TEST

START_TEST(a_pointer_has_a_bound)
{
	struct fixture fix;
	char pointer[1000];
	int i;

	begin_markup(&fix);
	for (i = 0; i < 201; i++)
		memcpy(pointer + 2 * i, "/a", 3);
	ck_assert_int_eq(put(&fix, pointer, "x"), 0);
	pointer[400] = '\0';
	ck_assert_int_eq(put(&fix, pointer, "x"), 1);
	ck_assert_uint_gt(strlen(written(&fix)), 400);
	end_markup(&fix);
}
END_TEST

START_TEST(children_are_put_in_order_and_others_keep_theirs)
{
	static const char *const order[] = { "c", "a", NULL };
	struct fixture fix;

	begin_markup(&fix);
	put(&fix, "/x", "1");
	put(&fix, "/a", "2");
	put(&fix, "/c", "3");
	put(&fix, "/y", "4");
	put(&fix, "/c[2]", "5");
	dn_markup_order(fix.root, order);
	put(&fix, "/z", "6");
	ck_assert_str_eq(written(&fix), "<r>\n\t<c>3</c>\n\t<c>5</c>\n"
	    "\t<a>2</a>\n\t<x>1</x>\n\t<y>4</y>\n\t<z>6</z>\n</r>\n");
	end_markup(&fix);
}
END_TEST

START_TEST(texts_are_escaped_and_controls_are_told)
{
	struct fixture fix;

	begin_markup(&fix);
	put(&fix, "/a", "<&>\"'");
	put(&fix, "/@k", "\"\n");
	ck_assert_str_eq(written(&fix), "<r k=\"&quot;&#10;\">\n"
	    "\t<a>&lt;&amp;&gt;&quot;'</a>\n</r>\n");
	put(&fix, "/a", "\x01");
	dn_bytes_clear(&fix.out);
	ck_assert(!dn_markup_write(fix.root, &fix.out));
	end_markup(&fix);
}
END_TEST

START_TEST(missing_memory_is_told)
{
	struct dn_arena arena;
	struct dn_xml_element *root;
	char name[24];
	int i, got = 1;

	dn_arena_init(&arena, 20000);
	root = dn_markup_add(&arena, NULL, DN_SPAN("r"));
	for (i = 0; i < 10000 && got == 1; i++) {
		snprintf(name, sizeof(name), "/a%d", i);
		got = dn_markup_put(&arena, root, dn_span_of(name),
		    DN_SPAN("x"));
	}
	ck_assert_int_eq(got, -1);
	dn_arena_release(&arena);
}
END_TEST

START_TEST(white_space_is_trimmed_at_both_ends)
{
	ck_assert(dn_markup_blank(DN_SPAN(" \t\r\n")));
	ck_assert(dn_markup_blank(dn_span_of(NULL)));
	ck_assert(!dn_markup_blank(DN_SPAN(" x ")));
	ck_assert(dn_span_is(dn_markup_trim(DN_SPAN("\n a b\t")), "a b"));
}
END_TEST

DN_SUITE(markup,
    pointers_find_or_make_elements_and_attributes,
    pointers_that_are_none_change_nothing,
    a_pointer_has_a_bound,
    children_are_put_in_order_and_others_keep_theirs,
    texts_are_escaped_and_controls_are_told,
    missing_memory_is_told,
    white_space_is_trimmed_at_both_ends)
