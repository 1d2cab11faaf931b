/* SPDX-License-Identifier: MIT */
/* A table of metric lines: the columns that there are, and their cells. */
#include "report/sheet.h"

#include "suites.h"

static void
check(const char *lines, const char *want)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX / 2);
	ck_assert_int_eq(dn_sheet_write(dn_span_of(lines), &out, &err), 0);
	ck_assert_str_eq(dn_bytes_text(&out), want);
	dn_bytes_release(&out);
}

START_TEST(columns_are_those_that_lines_have)
{
	check("{\"metric\":\"percent\",\"value\":0.123456,\"se\":null}\n"
	    "{\"metric\":\"\xE7\x8C\xAB\",\"value\":-1e-9,\"ci\":[0,1.5]}\n",
	    "| metric  |  value |     ci |\n"
	    "| ------- | -----: | -----: |\n"
	    "| percent | 0.1235 |        |\n"
	    "| \xE7\x8C\xAB      |      0 | 0, 1.5 |\n");
}
END_TEST

START_TEST(no_lines_are_no_table)
{
	check("", "");
}
END_TEST

DN_SUITE(sheet,
    columns_are_those_that_lines_have,
    no_lines_are_no_table)
