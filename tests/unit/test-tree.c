/* SPDX-License-Identifier: MIT */
/* Trees: what is not touched keeps its bytes, what is changed reads well. */
#include "io/tree.h"

#include <stdio.h>
#include <stdlib.h>

#include "suites.h"

/* A scanned text and the tree on it. */
struct fixture {
	struct dn_json *json;
	struct dn_tree tree;
	struct dn_bytes out;
	char *text;
};

/* Scan `text` and begin a tree with it. */
static struct dn_node *
begin_tree(struct fixture *fix, const char *text)
{
	struct dn_json_value value;
	struct dn_err err = DN_ERR_INIT;
	size_t len = strlen(text), used;

	*fix = (struct fixture){ .json = dn_json_new(NULL, DN_JSON_STRICT) };
	ck_assert_ptr_nonnull(fix->json);
	fix->text = calloc(1, len + DN_JSON_PADDING);
	ck_assert_ptr_nonnull(fix->text);
	memcpy(fix->text, text, len);
	dn_tree_init(&fix->tree, SIZE_MAX);
	dn_bytes_init(&fix->out, SIZE_MAX);
	ck_assert_int_eq(dn_json_scan_prefix(fix->json,
	    (struct dn_span){ fix->text, len }, true, &value, &used, &err), 1);
	return dn_tree_read(&fix->tree, &value);
}

static void
end_tree(struct fixture *fix)
{
	dn_json_free(fix->json);
	dn_tree_release(&fix->tree);
	dn_bytes_release(&fix->out);
	free(fix->text);
}

/* What the tree is written as. */
static const char *
written(struct fixture *fix)
{
	struct dn_err err = DN_ERR_INIT;

	dn_bytes_clear(&fix->out);
	dn_tree_write(fix->tree.root, &fix->out);
	ck_assert_int_eq(dn_tree_check(&fix->tree, &err), 0);
	return dn_bytes_text(&fix->out);
}

START_TEST(what_is_only_read_is_written_byte_for_byte)
{
	const char *text = "{ \"a\" : [1.50 ,\t{\"\\u0062\":null}] , "
	    "\"c\":1e3 }";
	struct fixture fix;
	struct dn_node *root = begin_tree(&fix, text), *inner;

	inner = dn_node_get(&fix.tree, root, "a")->first;
	ck_assert_ptr_null(inner);
	inner = dn_node_first(&fix.tree, dn_node_get(&fix.tree, root, "a"));
	ck_assert_uint_eq(dn_node_count(&fix.tree, inner->parent), 2);
	ck_assert_ptr_nonnull(dn_node_get(&fix.tree, inner->next, "b"));
	ck_assert_str_eq(written(&fix), text);
	end_tree(&fix);
}
END_TEST

START_TEST(unchanged_members_of_a_changed_object_keep_name_and_value)
{
	struct fixture fix;
	struct dn_node *root;

	root = begin_tree(&fix, "{ \"\\u0061\" : { \"x\": 0.10 } "
	    ", \"b\":12345678901234567890, \"c\" : \"\\u00e9\" }");
	dn_node_set_int(&fix.tree, root, "b", -7);
	ck_assert_str_eq(written(&fix),
	    "{\"\\u0061\":{ \"x\": 0.10 },\"b\":-7,\"c\":\"\\u00e9\"}");
	end_tree(&fix);
}
END_TEST

START_TEST(a_change_deep_down_leaves_the_rest_raw)
{
	struct fixture fix;
	struct dn_node *root, *box;

	root = begin_tree(&fix, "{\"list\":[ {\"a\":1 }, {\"a\":[ 2 , 3 ]} ],"
	    " \"end\" : { } }");
	box = dn_node_get(&fix.tree, root, "list");
	box = dn_node_first(&fix.tree, box)->next;
	dn_node_set_bool(&fix.tree, box, "new", true);
	ck_assert_str_eq(written(&fix), "{\"list\":[{\"a\":1 },"
	    "{\"a\":[ 2 , 3 ],\"new\":true}],\"end\":{ }}");
	end_tree(&fix);
}
END_TEST

START_TEST(a_member_is_replaced_where_it_stands_whatever_it_was)
{
	struct fixture fix;
	struct dn_node *root, *node;

	root = begin_tree(&fix, "{\"a\":{\"x\":1},\"b\":[1,2],\"c\":3}");
	ck_assert_ptr_nonnull(dn_node_first(&fix.tree,
	    dn_node_get(&fix.tree, root, "a")));
	dn_node_set_text(&fix.tree, root, "a", DN_SPAN("t\"\n"));
	node = dn_node_set_array(&fix.tree, root, "b");
	dn_node_add_real(&fix.tree, node, 0.5);
	node = dn_node_set_object(&fix.tree, root, "c");
	dn_node_set_raw(&fix.tree, node, "d", DN_SPAN("[ 1 ]"));
	ck_assert_str_eq(written(&fix),
	    "{\"a\":\"t\\\"\\n\",\"b\":[0.5],\"c\":{\"d\":[ 1 ]}}");
	end_tree(&fix);
}
END_TEST

START_TEST(an_object_is_built_from_nothing)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_tree tree;
	struct dn_bytes out;
	struct dn_node *root, *list;
	char name[] = "n/1";

	dn_tree_init(&tree, SIZE_MAX);
	dn_bytes_init(&out, SIZE_MAX);
	root = dn_tree_object(&tree);
	dn_tree_write(root, &out);
	ck_assert_str_eq(dn_bytes_text(&out), "{}");
	list = dn_node_set_array(&tree, root, "list");
	dn_node_add_int(&tree, list, INT64_MIN);
	dn_node_add_text(&tree, list, DN_SPAN(""));
	dn_node_add_raw(&tree, list, DN_SPAN("1.50"));
	dn_node_set_bool(&tree, dn_node_add_object(&tree, list), "a", false);
	dn_node_add_array(&tree, dn_node_add_array(&tree, list));
	dn_node_set_raw_named(&tree, root, dn_span_of(name), DN_SPAN("null"));
	name[0] = 'x';
	dn_node_set_text_named(&tree, root, DN_SPAN("\"\1"), DN_SPAN("v"));
	dn_node_set_lent(&tree, root, "", DN_SPAN("7"));
	dn_bytes_clear(&out);
	dn_tree_write(root, &out);
	ck_assert_str_eq(dn_bytes_text(&out), "{\"list\":"
	    "[-9223372036854775808,\"\",1.50,{\"a\":false},[[]]],\"n/1\":null,"
	    "\"\\\"\\u0001\":\"v\",\"\":7}");
	ck_assert_int_eq(dn_tree_check(&tree, &err), 0);
	dn_bytes_release(&out);
	dn_tree_release(&tree);
}
END_TEST

START_TEST(needed_containers_are_kept_or_made)
{
	struct fixture fix;
	struct dn_node *root = begin_tree(&fix, "{\"a\":{\"k\":1},\"b\":2}");

	dn_node_set_int(&fix.tree, dn_node_need_object(&fix.tree, root, "a"),
	    "l", 2);
	dn_node_need_object(&fix.tree, root, "b");
	dn_node_add_int(&fix.tree, dn_node_need_array(&fix.tree, root, "c"),
	    1);
	dn_node_add_int(&fix.tree, dn_node_need_array(&fix.tree, root, "c"),
	    2);
	ck_assert_str_eq(written(&fix),
	    "{\"a\":{\"k\":1,\"l\":2},\"b\":{},\"c\":[1,2]}");
	end_tree(&fix);
}
END_TEST

START_TEST(children_are_removed_at_both_ends_and_between)
{
	struct fixture fix;
	struct dn_node *root = begin_tree(&fix, "[1, 2, 3, 4]"), *at;

	at = dn_node_first(&fix.tree, root);
	dn_node_remove(&fix.tree, at->next);
	ck_assert_str_eq(written(&fix), "[1,3,4]");
	dn_node_remove(&fix.tree, at);
	dn_node_remove(&fix.tree, root->last);
	ck_assert_str_eq(written(&fix), "[3]");
	dn_node_add_int(&fix.tree, root, 9);
	ck_assert_str_eq(written(&fix), "[3,9]");
	dn_node_remove(&fix.tree, root->first);
	dn_node_remove(&fix.tree, root->first);
	dn_node_remove(&fix.tree, NULL);
	dn_node_remove(&fix.tree, root);
	ck_assert_str_eq(written(&fix), "[]");
	end_tree(&fix);
}
END_TEST

START_TEST(a_child_is_made_the_last_one)
{
	struct fixture fix;
	struct dn_node *root = begin_tree(&fix, "{\"a\":1, \"b\":2, \"c\":3}");

	dn_node_put_last(dn_node_get(&fix.tree, root, "c"));
	dn_node_put_last(root);
	dn_node_put_last(NULL);
	ck_assert_str_eq(written(&fix), "{\"a\":1, \"b\":2, \"c\":3}");
	dn_node_put_last(dn_node_get(&fix.tree, root, "a"));
	ck_assert_str_eq(written(&fix), "{\"b\":2,\"c\":3,\"a\":1}");
	dn_node_put_last(dn_node_get(&fix.tree, root, "c"));
	ck_assert_str_eq(written(&fix), "{\"b\":2,\"a\":1,\"c\":3}");
	end_tree(&fix);
}
END_TEST

START_TEST(values_move_from_tree_to_tree)
{
	struct fixture from, to;
	struct dn_node *a, *b;

	a = begin_tree(&from, "{\"x\":{ \"y\" : 1.0 },\"z\":1}");
	b = begin_tree(&to, "{}");
	dn_node_set_copy(&to.tree, b, "p", dn_node_get(&from.tree, a, "x"));
	ck_assert_ptr_null(dn_node_set_copy(&to.tree, b, "q", NULL));
	dn_node_set_int(&from.tree, a, "z", 2);
	dn_node_set_copy(&to.tree, b, "all", a);
	end_tree(&from);
	ck_assert_str_eq(written(&to), "{\"p\":{ \"y\" : 1.0 },"
	    "\"all\":{\"x\":{ \"y\" : 1.0 },\"z\":2}}");
	end_tree(&to);
}
END_TEST

/* The decoded text of a member. */
static struct dn_span
text_of(struct dn_tree *tree, struct dn_node *object, const char *name)
{
	return dn_node_text(tree, dn_node_get(tree, object, name));
}

START_TEST(texts_and_numbers_are_read_decoded)
{
	struct fixture fix;
	struct dn_node *root = begin_tree(&fix,
	    "{\"t\":\"\\u4e2d\\n\","
	    "\"p\":\"x\",\"i\":-42,\"r\":1e3,\"f\":1.5,\"y\":true,\"e\":\"\","
	    "\"big\":9223372036854775808}");
	struct dn_tree *tree = &fix.tree;
	int64_t integer = 5;
	double real = 5;

	ck_assert(dn_span_is(text_of(tree, root, "t"), "\xe4\xb8\xad\n"));
	ck_assert(dn_span_is(text_of(tree, root, "p"), "x"));
	ck_assert_ptr_nonnull(text_of(tree, root, "e").ptr);
	ck_assert_ptr_null(dn_node_text(tree, root).ptr);
	ck_assert_ptr_null(dn_node_text(tree, NULL).ptr);
	ck_assert(dn_node_int(dn_node_get(tree, root, "i"), &integer));
	ck_assert_int_eq(integer, -42);
	ck_assert(dn_node_int(dn_node_get(tree, root, "r"), &integer));
	ck_assert_int_eq(integer, 1000);
	ck_assert(!dn_node_int(dn_node_get(tree, root, "f"), &integer));
	ck_assert(!dn_node_int(dn_node_get(tree, root, "big"), &integer));
	ck_assert(!dn_node_int(dn_node_get(tree, root, "t"), &integer));
	ck_assert(dn_node_real(dn_node_get(tree, root, "f"), &real));
	ck_assert(real > 1.49 && real < 1.51);
	ck_assert(!dn_node_real(NULL, &real));
	ck_assert(dn_node_true(dn_node_get(tree, root, "y")));
	ck_assert(!dn_node_true(dn_node_get(tree, root, "i")));
	ck_assert_int_eq(dn_node_type(NULL), DN_JSON_NONE);
	end_tree(&fix);
}
END_TEST

START_TEST(absent_nodes_may_be_asked_on)
{
	struct fixture fix;
	struct dn_node *root = begin_tree(&fix, "{\"a\":1}");
	struct dn_tree *tree = &fix.tree;

	ck_assert_ptr_null(dn_node_get(tree, NULL, "a"));
	ck_assert_ptr_null(dn_node_get(tree, dn_node_get(tree, root, "a"),
	    "b"));
	ck_assert_ptr_null(dn_node_first(tree, NULL));
	ck_assert_uint_eq(dn_node_count(tree, dn_node_get(tree, root, "z")),
	    0);
	ck_assert_ptr_null(dn_node_set_int(tree, NULL, "a", 1));
	ck_assert_ptr_null(dn_node_add_int(tree, NULL, 1));
	ck_assert_ptr_null(dn_node_add_int(tree, root, 1));
	ck_assert_ptr_null(dn_node_set_int(tree, dn_node_get(tree, root, "a"),
	    "b", 1));
	ck_assert_str_eq(written(&fix), "{\"a\":1}");
	end_tree(&fix);
}
END_TEST

START_TEST(a_pointer_names_the_way_to_a_node)
{
	struct fixture fix;
	struct dn_node *root, *node;

	root = begin_tree(&fix, "{\"list\":[0,{\"a/b\":{\"~\":[1,2,3]}}]}");
	node = dn_node_get(&fix.tree, root, "list");
	node = dn_node_first(&fix.tree, node)->next;
	node = dn_node_get(&fix.tree, node, "a/b");
	node = dn_node_get(&fix.tree, node, "~");
	node = dn_node_first(&fix.tree, node)->next->next;
	dn_node_pointer(node, &fix.out);
	ck_assert_str_eq(dn_bytes_text(&fix.out), "/list/1/a~1b/~0/2");
	dn_bytes_clear(&fix.out);
	dn_node_pointer(root, &fix.out);
	dn_node_pointer(NULL, &fix.out);
	ck_assert_uint_eq(fix.out.len, 0);
	end_tree(&fix);
}
END_TEST

START_TEST(the_deepest_legal_text_is_changed_at_its_bottom)
{
	struct fixture fix;
	struct dn_node *node;
	char text[2 * DN_JSON_DEPTH + 1], want[2 * DN_JSON_DEPTH + 2];

	memset(text, '[', DN_JSON_DEPTH);
	memset(text + DN_JSON_DEPTH, ']', DN_JSON_DEPTH);
	text[2 * DN_JSON_DEPTH] = '\0';
	memset(want, '[', DN_JSON_DEPTH);
	want[DN_JSON_DEPTH] = '1';
	memset(want + DN_JSON_DEPTH + 1, ']', DN_JSON_DEPTH);
	want[2 * DN_JSON_DEPTH + 1] = '\0';
	node = begin_tree(&fix, text);
	while (dn_node_first(&fix.tree, node) != NULL)
		node = dn_node_first(&fix.tree, node);
	dn_node_add_int(&fix.tree, node, 1);
	ck_assert_str_eq(written(&fix), want);
	end_tree(&fix);
}
END_TEST

START_TEST(missing_memory_is_told_once_at_any_point)
{
	size_t max, failed = 0;

	for (max = 0; max < 30000; max += 977) {
		struct dn_err err = DN_ERR_INIT;
		struct dn_tree tree;
		struct dn_bytes out;
		struct dn_node *root, *list;
		int i;

		dn_tree_init(&tree, max);
		dn_bytes_init(&out, SIZE_MAX);
		root = dn_tree_object(&tree);
		list = dn_node_set_array(&tree, root, "list");
		for (i = 0; i < 100; i++)
			dn_node_set_int(&tree, dn_node_add_object(&tree, list),
			    "number", i);
		dn_tree_write(tree.root, &out);
		if (dn_tree_check(&tree, &err) < 0) {
			ck_assert_int_eq(err.code, DN_E_NO_MEMORY);
			failed++;
		}
		dn_bytes_release(&out);
		dn_tree_release(&tree);
	}
	ck_assert_uint_gt(failed, 3);
	ck_assert_uint_lt(failed, 31);
}
END_TEST

START_TEST(a_tree_is_used_again_after_clear)
{
	struct fixture fix;
	struct dn_node *root = begin_tree(&fix, "{\"a\":1}");
	int i;

	dn_node_set_int(&fix.tree, root, "b", 2);
	for (i = 0; i < 3; i++) {
		dn_tree_clear(&fix.tree);
		root = dn_tree_object(&fix.tree);
		dn_node_set_int(&fix.tree, root, "round", i);
	}
	ck_assert_str_eq(written(&fix), "{\"round\":2}");
	end_tree(&fix);
}
END_TEST

/* Random changes against a model: a list of names and numbers. */
START_TEST(random_changes_agree_with_a_plain_list)
{
	uint64_t state = 5;
	int round;

	for (round = 0; round < 200; round++) {
		struct fixture fix;
		struct dn_node *root;
		struct dn_bytes want;
		int values[26], order[26], count = 4, step, i;

		root = begin_tree(&fix,
		    "{\"a\": 0, \"b\": 1, \"c\": 2, \"d\": 3}");
		for (i = 0; i < 4; i++) {
			order[i] = i;
			values[i] = i;
		}
		for (step = 0; step < 20; step++) {
			char name[2] = { (char)('a' + suite_next(&state) % 26),
				'\0' };
			int which = name[0] - 'a';

			for (i = 0; i < count && order[i] != which; i++)
				;
			if (suite_next(&state) % 3 == 0) {
				dn_node_remove(&fix.tree,
				    dn_node_get(&fix.tree, root, name));
				if (i < count)
					memmove(&order[i], &order[i + 1],
					    (size_t)(--count - i) *
					    sizeof(int));
				continue;
			}
			values[which] = step;
			if (i == count)
				order[count++] = which;
			dn_bytes_clear(&fix.out);
			dn_bytes_add_int(&fix.out, step);
			dn_node_set_raw_named(&fix.tree, root,
			    dn_span_of(name), dn_bytes_span(&fix.out));
		}
		dn_bytes_init(&want, SIZE_MAX);
		for (i = 0; i < count; i++)
			dn_bytes_add_format(&want, "%c\"%c\":%d",
			    i == 0 ? '{' : ',', 'a' + order[i],
			    values[order[i]]);
		dn_bytes_add_text(&want, count == 0 ? "{}" : "}");
		if (dn_node_count(&fix.tree, root) > 0 &&
		    strchr(written(&fix), ' ') == NULL)
			ck_assert_str_eq(written(&fix),
			    dn_bytes_text(&want));
		dn_bytes_release(&want);
		end_tree(&fix);
	}
}
END_TEST

/* The number that stands at member m<i>, or -1. */
static int64_t
number_at(struct fixture *fix, struct dn_node *object, int i)
{
	char name[20];
	int64_t value;

	snprintf(name, sizeof(name), "m%d", i);
	return dn_node_int(dn_node_find(&fix->tree, object,
	    dn_span_of(name)), &value) ? value : -1;
}

START_TEST(of_many_members_each_is_found)
{
	struct fixture fix;
	struct dn_node *root = begin_tree(&fix, "{}"), *list;
	char name[20];

	for (int round = 0; round < 3; round++) {
		list = dn_node_set_object(&fix.tree, root, "list");
		for (int i = 0; i < 2000; i++) {
			snprintf(name, sizeof(name), "m%d", i);
			dn_node_set_raw_named(&fix.tree, list,
			    dn_span_of(name), dn_span_of(name + 1));
			ck_assert_int_eq(number_at(&fix, list, i), i);
			ck_assert_int_eq(number_at(&fix, list, i + 1), -1);
			ck_assert_int_eq(number_at(&fix, list, i / 2), i / 2);
		}
		ck_assert_uint_eq(dn_node_count(&fix.tree, list), 2000);
	}
	/* Taken out, put last, set anew. */
	for (int i = 0; i < 2000; i += 7) {
		snprintf(name, sizeof(name), "m%d", i);
		dn_node_remove(&fix.tree, dn_node_find(&fix.tree, list,
		    dn_span_of(name)));
		ck_assert_int_eq(number_at(&fix, list, i), -1);
	}
	dn_node_put_last(dn_node_get(&fix.tree, list, "m8"));
	ck_assert_int_eq(number_at(&fix, list, 8), 8);
	dn_node_append_lent(&fix.tree, list, "m7", DN_SPAN("77"));
	ck_assert_int_eq(number_at(&fix, list, 7), 77);
	dn_node_set_int(&fix.tree, list, "m7", 78);
	ck_assert_int_eq(number_at(&fix, list, 7), 78);
	ck_assert_uint_eq(dn_node_count(&fix.tree, list), 2000 - 286 + 1);
	end_tree(&fix);
}
END_TEST

START_TEST(many_members_that_were_read_are_found_fast)
{
	struct fixture fix;
	struct dn_bytes text;
	struct dn_node *root;

	dn_bytes_init(&text, SIZE_MAX);
	for (int i = 0; i < 50000; i++)
		dn_bytes_add_format(&text, "%s\"m%d\":%d", i ? "," : "{", i,
		    i);
	dn_bytes_add_byte(&text, '}');
	root = begin_tree(&fix, dn_bytes_text(&text));
	for (int i = 0; i < 50000; i++)
		ck_assert_int_eq(number_at(&fix, root, i), i);
	ck_assert_int_eq(number_at(&fix, root, 50000), -1);
	ck_assert_str_eq(written(&fix), dn_bytes_text(&text));
	dn_bytes_release(&text);
	end_tree(&fix);
}
END_TEST

START_TEST(members_that_are_told_are_those_that_stand_there)
{
	static const char text[] = "{\"a\":[1,2],\"b\":\"x\"}";
	struct fixture fix;
	struct dn_node *root = begin_tree(&fix, "[]"), *node;

	node = dn_node_add_raw(&fix.tree, root, dn_span_of(text));
	ck_assert_ptr_nonnull(dn_node_tell(&fix.tree, node, DN_SPAN("a"),
	    (struct dn_span){ node->raw.ptr + 5, 5 }));
	ck_assert_ptr_nonnull(dn_node_tell(&fix.tree, node, DN_SPAN("b"),
	    (struct dn_span){ node->raw.ptr + 15, 3 }));
	ck_assert_ptr_null(dn_node_tell(&fix.tree, NULL, DN_SPAN("c"),
	    DN_SPAN("1")));
	ck_assert_uint_eq(dn_node_count(&fix.tree, dn_node_get(&fix.tree,
	    node, "a")), 2);
	ck_assert(dn_span_is(dn_node_text(&fix.tree, dn_node_get(&fix.tree,
	    node, "b")), "x"));
	dn_tree_write(root, &fix.out);
	ck_assert_str_eq(dn_bytes_text(&fix.out),
	    "[{\"a\":[1,2],\"b\":\"x\"}]");
	/* It is not changed by that, but may be. */
	dn_node_set_int(&fix.tree, node, "b", 3);
	dn_bytes_clear(&fix.out);
	dn_tree_write(root, &fix.out);
	ck_assert_str_eq(dn_bytes_text(&fix.out), "[{\"a\":[1,2],\"b\":3}]");
	end_tree(&fix);
}
END_TEST

START_TEST(a_member_that_is_new_is_appended_without_a_look)
{
	struct fixture fix;
	struct dn_node *root = begin_tree(&fix, "{\"a\":1}");
	struct dn_tree *tree = &fix.tree;

	dn_node_append_lent(tree, root, "b", DN_SPAN("2.0"));
	dn_node_append_raw(tree, root, "c", DN_SPAN("[]"));
	dn_node_append_lent(tree, dn_node_append_object(tree, root, "d"), "e",
	    DN_SPAN("null"));
	ck_assert_str_eq(written(&fix),
	    "{\"a\":1,\"b\":2.0,\"c\":[],\"d\":{\"e\":null}}");
	dn_node_turn_lent(dn_node_append_span(tree, root, DN_SPAN("f"),
	    DN_SPAN("null")), DN_SPAN("{\"g\":1}"));
	ck_assert_str_eq(written(&fix), "{\"a\":1,\"b\":2.0,\"c\":[],"
	    "\"d\":{\"e\":null},\"f\":{\"g\":1}}");
	ck_assert_ptr_nonnull(dn_node_get(tree, dn_node_get(tree, root, "f"),
	    "g"));
	dn_node_turn_lent(NULL, DN_SPAN("1"));
	ck_assert_ptr_null(dn_node_append_lent(tree, NULL, "b",
	    DN_SPAN("2")));
	ck_assert_ptr_null(dn_node_append_object(tree,
	    dn_node_get(tree, root, "c"), "b"));
	end_tree(&fix);
}
END_TEST

DN_SUITE(tree,
    what_is_only_read_is_written_byte_for_byte,
    unchanged_members_of_a_changed_object_keep_name_and_value,
    a_change_deep_down_leaves_the_rest_raw,
    a_member_is_replaced_where_it_stands_whatever_it_was,
    an_object_is_built_from_nothing,
    needed_containers_are_kept_or_made,
    children_are_removed_at_both_ends_and_between,
    a_child_is_made_the_last_one,
    values_move_from_tree_to_tree,
    texts_and_numbers_are_read_decoded,
    absent_nodes_may_be_asked_on,
    a_pointer_names_the_way_to_a_node,
    the_deepest_legal_text_is_changed_at_its_bottom,
    of_many_members_each_is_found,
    many_members_that_were_read_are_found_fast,
    members_that_are_told_are_those_that_stand_there,
    a_member_that_is_new_is_appended_without_a_look,
    missing_memory_is_told_once_at_any_point,
    a_tree_is_used_again_after_clear,
    random_changes_agree_with_a_plain_list)
