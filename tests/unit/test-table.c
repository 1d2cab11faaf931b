/* SPDX-License-Identifier: MIT */
/* Tables aligned by width. */
#include "report/table.h"

#include "suites.h"

static void
add(struct dn_table *table, const char *text)
{
	dn_bytes_add_text(dn_table_text(table), text);
	dn_table_end(table);
}

static void
check(struct dn_table *table, const char *want)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	ck_assert_int_eq(dn_table_markdown(table, &out, &err), 0);
	ck_assert_str_eq(dn_bytes_text(&out), want);
	dn_bytes_release(&out);
	dn_table_release(table);
}

START_TEST(columns_are_as_wide_as_their_widest_cell)
{
	struct dn_table table;

	dn_table_init(&table, 2);
	table.right[1] = true;
	add(&table, "a"), add(&table, "count");
	add(&table, "longer"), add(&table, "7");
	add(&table, ""), add(&table, "");
	check(&table, "| a      | count |\n| ------ | ----: |\n"
	    "| longer |     7 |\n|        |       |\n");
}
END_TEST

START_TEST(wide_characters_take_two_columns)
{
	struct dn_table table;

	dn_table_init(&table, 1);
	add(&table, "\u6807\u7b7e\u6570");
	add(&table, "abc");
	add(&table, "\u00e9");
	check(&table, "| \u6807\u7b7e\u6570 |\n| ------ |\n| abc    |\n"
	    "| \u00e9      |\n");
}
END_TEST

START_TEST(empty_cells_and_a_head_alone_make_a_table)
{
	struct dn_table table;

	dn_table_init(&table, 1);
	add(&table, "");
	check(&table, "|     |\n| --- |\n");
	dn_table_init(&table, 3);
	check(&table, "");
}
END_TEST

DN_SUITE(table,
    columns_are_as_wide_as_their_widest_cell,
    wide_characters_take_two_columns,
    empty_cells_and_a_head_alone_make_a_table)
