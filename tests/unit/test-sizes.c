/* SPDX-License-Identifier: MIT */
/* Files of sizes: their lines, and names with more or fewer folders. */
#include "formats/sizes.h"

#include "scratch.h"
#include "suites.h"

/* A table of that text. */
static struct dn_sizes *
load(const char *text)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_sizes *sizes;

	scratch_begin();
	scratch_put_text("sizes", text);
	sizes = dn_sizes_load("sizes", &err);
	scratch_end();
	if (sizes == NULL)
		ck_abort_msg("%llu: %s", (unsigned long long)err.line,
		    err.text);
	return sizes;
}

/* The width of a path or an id; 0 when it is not known. */
static uint32_t
width_of(const struct dn_sizes *sizes, const char *path, const char *id)
{
	struct dn_err err = DN_ERR_INIT;
	uint32_t width = 0, height = 0;
	int got = dn_sizes_find(sizes, dn_span_of(path), dn_span_of(id),
	    &width, &height, &err);

	ck_assert_int_ge(got, 0);
	ck_assert_uint_eq(height, width * 2);
	return got == 1 ? width : 0;
}

START_TEST(lines_are_objects_or_rows)
{
	struct dn_sizes *sizes = load("\xef\xbb\xbfname\twidth\theight\n"
	    "a.png\t1\t2\r\n\n\"b,\"\"c.png\",2,4\n"
	    "{\"path\":\"\\u0064.png\",\"width\":3,\"height\":6.0}\n"
	    "{\"id\":\"e\",\"path\":\"f.png\",\"width\":4,\"height\":8}\n"
	    "{\"record\":\"dataset\"}\n"
	    "{\"id\":\"g\",\"media\":{\"path\":\"h.png\",\"width\":5,"
	    "\"height\":10}}\nx y,z.png,6,12");

	ck_assert_uint_eq(width_of(sizes, "a.png", NULL), 1);
	ck_assert_uint_eq(width_of(sizes, "b,\"c.png", NULL), 2);
	ck_assert_uint_eq(width_of(sizes, "d.png", NULL), 3);
	ck_assert_uint_eq(width_of(sizes, "f.png", NULL), 4);
	ck_assert_uint_eq(width_of(sizes, NULL, "e"), 4);
	ck_assert_uint_eq(width_of(sizes, NULL, "g"), 5);
	ck_assert_uint_eq(width_of(sizes, "h.png", NULL), 5);
	ck_assert_uint_eq(width_of(sizes, "x y,z.png", NULL), 6);
	ck_assert_uint_eq(width_of(sizes, "z.png", NULL), 0);
	ck_assert_uint_eq(width_of(sizes, NULL, NULL), 0);
	dn_sizes_free(sizes);
}
END_TEST

START_TEST(folders_before_a_name_may_differ)
{
	struct dn_sizes *sizes = load("set/a/1.png,1,2\nset/b/1.png,2,4\n"
	    "2.png,3,6\nset/c/3.jpg,4,8\nset/c/3.png,5,10\nd/4.png,6,12\n");

	ck_assert_uint_eq(width_of(sizes, "set/a/1.png", NULL), 1);
	ck_assert_uint_eq(width_of(sizes, "/data/set/b/1.png", NULL), 2);
	/* Two lines end like this, and neither is the other's. */
	ck_assert_uint_eq(width_of(sizes, "1.png", NULL), 0);
	ck_assert_uint_eq(width_of(sizes, "b/1.png", NULL), 0);
	ck_assert_uint_eq(width_of(sizes, "any/where/2.png", NULL), 3);
	ck_assert_uint_eq(width_of(sizes, "4.png", NULL), 6);
	ck_assert_uint_eq(width_of(sizes, "x/4.png", NULL), 0);
	ck_assert_uint_eq(width_of(sizes, "14.png", NULL), 0);
	ck_assert_uint_eq(width_of(sizes, NULL, "set/a/1"), 1);
	ck_assert_uint_eq(width_of(sizes, NULL, "2"), 3);
	ck_assert_uint_eq(width_of(sizes, NULL, "deep/d/4"), 6);
	ck_assert_uint_eq(width_of(sizes, NULL, "4"), 6);
	/* By its stem this is one of two. */
	ck_assert_uint_eq(width_of(sizes, NULL, "set/c/3"), 0);
	ck_assert_uint_eq(width_of(sizes, NULL, "set/c/3.png"), 5);
	dn_sizes_free(sizes);
}
END_TEST

START_TEST(many_lines_are_a_table)
{
	struct dn_sizes *sizes;
	struct dn_bytes text;
	char name[40];
	unsigned i;

	dn_bytes_init(&text, SIZE_MAX);
	for (i = 1; i <= 30000; i++)
		dn_bytes_add_format(&text, "d%u/%u.png,%u,%u\n", i % 7, i, i,
		    2 * i);
	sizes = load(dn_bytes_text(&text));
	for (i = 1; i <= 30000; i += 7) {
		snprintf(name, sizeof(name), "%u.png", i);
		ck_assert_uint_eq(width_of(sizes, name, NULL), i);
	}
	dn_sizes_free(sizes);
	dn_bytes_release(&text);
}
END_TEST

START_TEST(a_bad_line_is_named)
{
	static const struct {
		const char *text;
		uint64_t line;
	} bads[] = {
		{ "a,1,2\nb\n", 2 }, { "a,1,2\nb,1,x\n", 2 },
		{ "a,0,2\n", 1 }, { "a,1,4294967296\n", 1 },
		{ "a,1,2\n\na,1,3\n", 3 }, { ",1,2\n", 1 },
		{ "{\"path\":\"a\"}\n", 1 }, { "{\"path\":\"a\",\n", 1 },
		{ "{\"path\":7,\"width\":1,\"height\":2}\n", 1 },
		{ "a,1,2\nb,1e999999999999999999,2\n", 2 },
		{ "{\"path\":\"a\",\"width\":-1,\"height\":2}\n", 1 },
	};
	size_t i;

	scratch_begin();
	for (i = 0; i < sizeof(bads) / sizeof(bads[0]); i++) {
		struct dn_err err = DN_ERR_INIT;

		scratch_put_text("sizes", bads[i].text);
		ck_assert_ptr_null(dn_sizes_load("sizes", &err));
		ck_assert_int_eq(err.code, DN_E_CONFIG);
		ck_assert_uint_eq(err.line, bads[i].line);
		ck_assert_str_eq(err.source, "sizes");
	}
	scratch_end();
}
END_TEST

DN_SUITE(sizes,
    lines_are_objects_or_rows,
    folders_before_a_name_may_differ,
    many_lines_are_a_table,
    a_bad_line_is_named)
