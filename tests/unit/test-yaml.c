/* SPDX-License-Identifier: MIT */
/* Strict YAML: what is read, what is refused and where, and how soon. */
#include "io/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "suites.h"

/* Parse, or fail the test with what the parser says. */
static struct dn_yaml *
parse(const char *text)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_yaml *yaml = dn_yaml_parse(dn_span_of(text), "t", &err);

	ck_assert_msg(yaml != NULL, "%s: %s", text, err.text);
	return yaml;
}

/* The text must be refused at the place, with a message that holds `word`. */
static void
refused(struct dn_span text, uint64_t line, uint64_t column, const char *word)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_ptr_null(dn_yaml_parse(text, "t.yaml", &err));
	ck_assert_msg(err.code == DN_E_CONFIG, "%.40s: code %s", text.ptr,
	    dn_code_name(err.code));
	ck_assert_str_eq(err.source, "t.yaml");
	ck_assert_msg(strstr(err.text, word) != NULL, "%.40s: %s", text.ptr,
	    err.text);
	ck_assert_msg(err.line == line && err.column == column,
	    "%.40s: at %d:%d", text.ptr, (int)err.line, (int)err.column);
}

/* `count` times `piece` must be refused; a time limit guards the suite. */
static void
refused_many(const char *piece, size_t count, const char *word)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes text;

	dn_bytes_init(&text, DN_YAML_MAX_BYTES);
	for (; count > 0; count--)
		dn_bytes_add_text(&text, piece);
	ck_assert_ptr_null(dn_yaml_parse(dn_bytes_span(&text), "t", &err));
	ck_assert_int_eq(err.code, DN_E_CONFIG);
	ck_assert_msg(strstr(err.text, word) != NULL, "%s: %s", piece,
	    err.text);
	dn_bytes_release(&text);
}

START_TEST(mappings_and_sequences_become_a_tree_in_their_order)
{
	struct dn_yaml *yaml = parse("b: 1\na: [x, {y: z}]\nc:\n- d\n");
	const struct dn_yaml_node *root = dn_yaml_root(yaml), *node;

	ck_assert_int_eq(root->kind, DN_YAML_MAPPING);
	ck_assert_ptr_null(root->key.ptr);
	ck_assert_uint_eq(dn_yaml_count(root), 3);
	ck_assert_str_eq(root->first->key.ptr, "b");
	ck_assert_str_eq(root->first->text.ptr, "1");
	node = dn_yaml_get(root, "a");
	ck_assert_int_eq(node->kind, DN_YAML_SEQUENCE);
	ck_assert_uint_eq(dn_yaml_count(node), 2);
	ck_assert_ptr_null(node->first->key.ptr);
	node = dn_yaml_get(node->first->next, "y");
	ck_assert_str_eq(node->text.ptr, "z");
	ck_assert_str_eq(dn_yaml_get(root, "c")->first->text.ptr, "d");
	ck_assert_ptr_null(dn_yaml_get(root, "d"));
	ck_assert_ptr_null(dn_yaml_get(dn_yaml_get(root, "a"), "x"));
	ck_assert_ptr_null(dn_yaml_get(NULL, "a"));
	dn_yaml_free(yaml);
	dn_yaml_free(NULL);
}
END_TEST

START_TEST(quoted_and_plain_scalars_are_told_apart)
{
	struct dn_yaml *yaml = parse("- no\n- \"no\"\n- 'no'\n- |\n  no\n- >\n"
	    "  no\n");
	const struct dn_yaml_node *node = dn_yaml_root(yaml)->first;
	bool plain = true;

	for (; node != NULL; node = node->next, plain = false) {
		ck_assert_int_eq(node->plain, plain);
		ck_assert_int_eq(strncmp(node->text.ptr, "no", 2), 0);
	}
	dn_yaml_free(yaml);
}
END_TEST

START_TEST(places_count_bytes_and_lines_from_one)
{
	struct dn_yaml *yaml = parse("\xEF\xBB\xBF\xE4\xB8\xAD: [\xC3\xA9, b]"
	    "\r\n\r\nq: {r: 1, \"\xC3\xA9\": 2}\r\n");
	const struct dn_yaml_node *first = dn_yaml_root(yaml)->first;
	const struct dn_yaml_node *inner;

	ck_assert_uint_eq(first->line, 1);
	ck_assert_uint_eq(first->column, 1);
	ck_assert_uint_eq(first->first->column, 7);
	ck_assert_uint_eq(first->first->next->column, 11);
	ck_assert_uint_eq(first->next->line, 3);
	inner = dn_yaml_get(first->next, "\xC3\xA9");
	ck_assert_uint_eq(inner->line, 3);
	ck_assert_uint_eq(inner->column, 11);
	dn_yaml_free(yaml);
}
END_TEST

START_TEST(an_empty_document_has_no_root)
{
	static const char *const texts[] = {
		"", "\n\n", "# only a comment\n", "---\n", "---\n...\n",
		"\xEF\xBB\xBF"
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct dn_yaml *yaml = parse(texts[i]);

		ck_assert_ptr_null(dn_yaml_root(yaml));
		dn_yaml_free(yaml);
	}
}
END_TEST

/* The only element of a sequence that holds `text`. */
static bool
read_int(const char *text, int64_t *value)
{
	char line[80];
	struct dn_yaml *yaml;
	bool is_int;

	snprintf(line, sizeof(line), "- %s\n", text);
	yaml = parse(line);
	is_int = dn_yaml_int(dn_yaml_root(yaml)->first, value);
	dn_yaml_free(yaml);
	return is_int;
}

START_TEST(integers_are_decimal_digits_and_nothing_else)
{
	static const char *const bad[] = {
		"", "-", "+1", "007", "-01", "0x1F", "0o17", "1_000", "1e3",
		"1.0", "\"1\"", "'1'", "1 2", "9223372036854775808",
		"-9223372036854775809", "99999999999999999999", "\xEF\xBC\x91",
		"true", "[1]", "12:30", ".5"
	};
	int64_t value = 77;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!read_int(bad[i], &value), "%s", bad[i]);
	ck_assert_int_eq(value, 77);
	ck_assert(read_int("0", &value) && value == 0);
	ck_assert(read_int("-0", &value) && value == 0);
	ck_assert(read_int("-12", &value) && value == -12);
	ck_assert(read_int("9223372036854775807", &value));
	ck_assert(value == INT64_MAX);
	ck_assert(read_int("-9223372036854775808", &value));
	ck_assert(value == INT64_MIN);
}
END_TEST

START_TEST(only_true_and_false_are_booleans)
{
	struct dn_yaml *yaml = parse("[true, false, yes, no, on, True, \"true\""
	    ", 1, [true]]");
	const struct dn_yaml_node *node = dn_yaml_root(yaml)->first;
	bool value = false;

	ck_assert(dn_yaml_bool(node, &value) && value);
	node = node->next;
	ck_assert(dn_yaml_bool(node, &value) && !value);
	for (node = node->next; node != NULL; node = node->next)
		ck_assert(!dn_yaml_bool(node, &value));
	dn_yaml_free(yaml);
}
END_TEST

START_TEST(null_is_null_tilde_or_nothing)
{
	struct dn_yaml *yaml = parse("a: null\nb: ~\nc:\nd: \"\"\ne: Null\n"
	    "f: []\n");
	const struct dn_yaml_node *root = dn_yaml_root(yaml);

	ck_assert(dn_yaml_null(dn_yaml_get(root, "a")));
	ck_assert(dn_yaml_null(dn_yaml_get(root, "b")));
	ck_assert(dn_yaml_null(dn_yaml_get(root, "c")));
	ck_assert(!dn_yaml_null(dn_yaml_get(root, "d")));
	ck_assert(!dn_yaml_null(dn_yaml_get(root, "e")));
	ck_assert(!dn_yaml_null(dn_yaml_get(root, "f")));
	dn_yaml_free(yaml);
}
END_TEST

START_TEST(duplicate_keys_are_refused_and_both_lines_named)
{
	struct dn_yaml *yaml;

	refused(DN_SPAN("a: 1\nb: 2\na: 3\n"), 3, 1,
	    "key \"a\" stands in line 1 already");
	refused(DN_SPAN("a: 1\n\"a\": 2\n"), 2, 1, "line 1");
	refused(DN_SPAN("- {k: 1,\n   k: 2}\n"), 2, 4, "line 1");
	refused(DN_SPAN("a:\n  b: {}\n  c: {d: {}, d: {}}\n"), 3, 14,
	    "\"d\" stands in line 3");
	/* Neither nesting nor a likeness of the joined names is a clash. */
	yaml = parse("a: {a: {a: 1}, b: {a: 1}}\n1:a: 2\n\"1:1:a\": 3\n");
	ck_assert_uint_eq(dn_yaml_count(dn_yaml_root(yaml)), 3);
	dn_yaml_free(yaml);
}
END_TEST

START_TEST(anchors_aliases_tags_and_merges_are_refused)
{
	refused(DN_SPAN("x: &a [1]\n"), 1, 4, "anchor");
	refused(DN_SPAN("&a x: 1\n"), 1, 1, "anchor");
	refused(DN_SPAN("x: *a\n"), 1, 4, "alias");
	refused(DN_SPAN("a: b\nx: !!int 3\n"), 2, 4, "tag");
	refused(DN_SPAN("x: ! 3\n"), 1, 4, "tag");
	refused(DN_SPAN("x: !local {a: 1}\n"), 1, 4, "tag");
	refused(DN_SPAN("a: b\n<<: {c: d}\n"), 2, 1, "merge");
	refused(DN_SPAN("%TAG ! tag:x,2000:\n---\na: 1\n"), 1, 1, "directive");
	refused(DN_SPAN("%YAML 1.2\n---\na: 1\n"), 1, 1, "directive");
	dn_yaml_free(parse("\"<<\": 1\n"));
}
END_TEST

START_TEST(one_document_is_read_and_no_more)
{
	refused(DN_SPAN("a: 1\n---\nb: 2\n"), 2, 1, "second document");
	refused(DN_SPAN("---\n---\n"), 2, 1, "second document");
	dn_yaml_free(parse("---\na: 1\n...\n"));
}
END_TEST

START_TEST(keys_are_texts)
{
	refused(DN_SPAN("? [a]\n: b\n"), 1, 3, "key must be a text");
	refused(DN_SPAN("{{a: 1}: 2}"), 1, 2, "key must be a text");
	dn_yaml_free(parse("? a\n: b\n"));
}
END_TEST

START_TEST(control_bytes_and_bad_utf8_have_their_place)
{
	refused(DN_SPAN("a: 1\nb: \0\n"), 2, 4, "NUL");
	refused(DN_SPAN("a: \x07\n"), 1, 4, "control byte");
	refused(DN_SPAN("a: \x7F\n"), 1, 4, "control byte");
	refused(DN_SPAN("a: \xC2\x85\n"), 1, 4, "control character");
	refused(DN_SPAN("a: \xE2\x80\xA8\n"), 1, 4, "line separator");
	refused(DN_SPAN("a: 1\rb: 2\n"), 1, 5, "carriage return");
	refused(DN_SPAN("a: 1\r"), 1, 5, "carriage return");
	refused(DN_SPAN("a: 1\n  \xFF"), 2, 3, "not UTF-8");
	refused(DN_SPAN("a: \xC3"), 1, 4, "not UTF-8");
	refused(DN_SPAN("\xFF\xFE" "a\0"), 1, 1, "not UTF-8");
	refused(DN_SPAN("a: \"x\\0y\"\n"), 1, 4, "NUL in a quoted text");
	dn_yaml_free(parse("a: \"\\t\\x07\xC2\xA0\xE2\x80\xA6\"\n"));
}
END_TEST

START_TEST(what_is_not_yaml_is_refused_where_it_breaks)
{
	refused(DN_SPAN("a: {b: 1, c: [1,2}\n"), 1, 18, "',' or ']'");
	refused(DN_SPAN("a: \"x"), 1, 6, "end of stream");
	refused(DN_SPAN("a: b: c\n"), 1, 5, "mapping values");
	refused(DN_SPAN("a: 1\n\tb: 2\n"), 2, 1, "tab");
	refused(DN_SPAN("- a\nb: 1\n"), 2, 1, "'-' indicator");
	refused(DN_SPAN("a: \"\\q\"\n"), 1, 5, "escape");
	refused(DN_SPAN("a: \"\\ud800\"\n"), 1, 7, "Unicode");
}
END_TEST

START_TEST(depth_ends_at_64_however_it_is_written)
{
	char text[2 * (DN_YAML_MAX_DEPTH + 1)];

	memset(text, '[', DN_YAML_MAX_DEPTH);
	memset(text + DN_YAML_MAX_DEPTH, ']', DN_YAML_MAX_DEPTH);
	text[2 * DN_YAML_MAX_DEPTH] = '\0';
	dn_yaml_free(parse(text));
	refused_many("[", DN_YAML_MAX_DEPTH + 1, "64 levels");
	refused_many("[", 100000, "64 levels");
	refused_many("[\n", 100000, "64 levels");
	refused_many("{a: ", 100000, "64 levels");
	refused_many("{", 100000, "key must be a text");
	refused_many("- ", 100000, "64 levels");
	refused_many("? ", 100000, "key must be a text");
}
END_TEST

START_TEST(size_and_number_of_nodes_are_bounded)
{
	struct dn_bytes text;
	size_t i;

	dn_bytes_init(&text, SIZE_MAX);
	for (i = 0; i <= DN_YAML_MAX_BYTES; i++)
		dn_bytes_add_byte(&text, '#');
	refused(dn_bytes_span(&text), 0, 0, "1 MiB");
	text.len--;
	dn_yaml_free(parse(dn_bytes_text(&text)));
	dn_bytes_clear(&text);
	dn_bytes_add_byte(&text, '[');
	for (i = 1; i < DN_YAML_MAX_NODES; i++)
		dn_bytes_add_text(&text, "a,");
	dn_bytes_add_byte(&text, ']');
	dn_yaml_free(parse(dn_bytes_text(&text)));
	text.len--;
	dn_bytes_add_text(&text, "a]");
	refused(dn_bytes_span(&text), 1, 2 * DN_YAML_MAX_NODES, "nodes");
	dn_bytes_release(&text);
}
END_TEST

START_TEST(many_keys_on_one_line_are_read_in_no_time)
{
	struct dn_bytes text;
	struct dn_yaml *yaml;
	unsigned i;

	dn_bytes_init(&text, DN_YAML_MAX_BYTES);
	dn_bytes_add_byte(&text, '{');
	for (i = 0; i < 49000; i++)
		dn_bytes_add_format(&text, "k%u: \xC3\xA9, ", i);
	dn_bytes_add_text(&text, "k7: 1}");
	refused(dn_bytes_span(&text), 1, text.len - 5, "line 1 already");
	dn_bytes_clear(&text);
	for (i = 0; i < 49000; i++)
		dn_bytes_add_format(&text, "k%u: 1\n", i);
	yaml = parse(dn_bytes_text(&text));
	ck_assert_uint_eq(dn_yaml_get(dn_yaml_root(yaml), "k48999")->line,
	    49000);
	dn_yaml_free(yaml);
	dn_bytes_release(&text);
}
END_TEST

START_TEST(bombs_of_aliases_and_directives_do_not_go_off)
{
	struct dn_bytes text;
	unsigned i;

	refused_many("&a ", 300000, "anchor");
	refused_many("! ", 300000, "tag");
	refused_many("---\n", 200000, "second document");
	dn_bytes_init(&text, DN_YAML_MAX_BYTES);
	dn_bytes_add_text(&text, "a: 1\n...\n");
	for (i = 0; i < 50000; i++)
		dn_bytes_add_format(&text, "%%TAG !a%u! x\n", i);
	refused(dn_bytes_span(&text), 3, 1, "directive");
	dn_bytes_release(&text);
}
END_TEST

START_TEST(every_cut_of_a_document_is_read_or_refused)
{
	static const char text[] = "a: [1, \"\\u4e2d\", {b: 'c'}]\n"
	    "d:\n  - |\n    e\n  - >-\n    f\n? g\n: {h: \xE4\xB8\xAD}\n";
	size_t len;

	for (len = 0; len < sizeof(text); len++) {
		/* A copy, so that reading past its end would be seen. */
		char *cut = malloc(len > 0 ? len : 1);
		struct dn_err err = DN_ERR_INIT;
		struct dn_yaml *yaml;

		ck_assert_ptr_nonnull(cut);
		memcpy(cut, text, len);
		yaml = dn_yaml_parse((struct dn_span){ cut, len }, "t", &err);
		ck_assert(yaml != NULL || err.code == DN_E_CONFIG);
		dn_yaml_free(yaml);
		free(cut);
	}
}
END_TEST

START_TEST(errors_of_users_stand_at_the_node)
{
	struct dn_yaml *yaml = parse("a: 1\nb: {c: [d]}\n");
	const struct dn_yaml_node *node =
	    dn_yaml_get(dn_yaml_get(dn_yaml_root(yaml), "b"), "c");
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(dn_yaml_error(yaml, node, &err, "not %d", 7), -1);
	ck_assert_int_eq(err.code, DN_E_CONFIG);
	ck_assert_str_eq(err.source, "t");
	ck_assert_str_eq(err.text, "not 7");
	ck_assert_str_eq(err.field, "c");
	ck_assert_uint_eq(err.line, 2);
	ck_assert_uint_eq(err.column, 5);
	dn_yaml_error(yaml, node->first, &err, "no");
	ck_assert_str_eq(err.field, "");
	ck_assert_uint_eq(err.column, 9);
	ck_assert_uint_eq(err.excerpt_len, 1);
	dn_yaml_error(yaml, NULL, &err, "empty");
	ck_assert_uint_eq(err.line, 0);
	dn_yaml_free(yaml);
}
END_TEST

START_TEST(a_file_is_loaded_and_a_missing_or_huge_one_named)
{
	char path[] = "/tmp/dn-yaml-XXXXXX";
	struct dn_err err = DN_ERR_INIT;
	int fd = mkstemp(path);
	struct dn_yaml *yaml;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "a: 1\n", 5), 5);
	yaml = dn_yaml_load(path, &err);
	ck_assert_ptr_nonnull(yaml);
	ck_assert_str_eq(dn_yaml_root(yaml)->first->key.ptr, "a");
	dn_yaml_free(yaml);
	ck_assert_int_eq(ftruncate(fd, (off_t)DN_YAML_MAX_BYTES + 1), 0);
	ck_assert_ptr_null(dn_yaml_load(path, &err));
	ck_assert_int_eq(err.code, DN_E_CONFIG);
	ck_assert_str_eq(err.source, path);
	close(fd);
	unlink(path);
	ck_assert_ptr_null(dn_yaml_load(path, &err));
	ck_assert_int_eq(err.code, DN_E_NO_FILE);
}
END_TEST

DN_SUITE(yaml,
    mappings_and_sequences_become_a_tree_in_their_order,
    quoted_and_plain_scalars_are_told_apart,
    places_count_bytes_and_lines_from_one,
    an_empty_document_has_no_root,
    integers_are_decimal_digits_and_nothing_else,
    only_true_and_false_are_booleans,
    null_is_null_tilde_or_nothing,
    duplicate_keys_are_refused_and_both_lines_named,
    anchors_aliases_tags_and_merges_are_refused,
    one_document_is_read_and_no_more,
    keys_are_texts,
    control_bytes_and_bad_utf8_have_their_place,
    what_is_not_yaml_is_refused_where_it_breaks,
    depth_ends_at_64_however_it_is_written,
    size_and_number_of_nodes_are_bounded,
    many_keys_on_one_line_are_read_in_no_time,
    bombs_of_aliases_and_directives_do_not_go_off,
    every_cut_of_a_document_is_read_or_refused,
    errors_of_users_stand_at_the_node,
    a_file_is_loaded_and_a_missing_or_huge_one_named)
