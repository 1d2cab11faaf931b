/* SPDX-License-Identifier: MIT */
/* Tables as events: headers, totals, rows left out, and hostile tables. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ledger/import.h"
#include "suites.h"

/* What came of a table. */
struct came {
	struct dn_bytes events, rejects;
	struct dn_counts counts;
	struct dn_err err;
	int result;
	bool strict;            /* the first bad row ends it */
};

static int
keep_event(void *state, struct dn_span lines, struct dn_err *err)
{
	struct came *came = state;

	(void)err;
	dn_bytes_add_span(&came->events, lines);
	return 0;
}

static int
keep_reject(void *state, const struct dn_err *err, struct dn_span raw)
{
	struct came *came = state;

	came->counts.rejected++;
	dn_bytes_add_format(&came->rejects, "%d:%d %s %s: %s [%.*s] {%.*s}\n",
	    (int)err->line, (int)err->column, dn_code_name(err->code),
	    err->field, err->text, (int)err->excerpt_len, err->excerpt,
	    raw.len < 60 ? (int)raw.len : 60, raw.ptr != NULL ? raw.ptr : "");
	return came->strict ? -1 : 0;
}

/* Import a table by a map. */
static struct came
import_with(const char *map_text, struct dn_span table, bool strict)
{
	char path[] = "/tmp/dn-import-XXXXXX";
	struct came came = { .strict = strict, .err = DN_ERR_INIT };
	struct dn_import_host host = { &came, keep_event, keep_reject,
		1 << 20 };
	struct dn_import_map *map = dn_import_map_parse(dn_span_of(map_text),
	    "map", &came.err);
	int fd = mkstemp(path);

	ck_assert_msg(map != NULL, "%d:%d: %s", (int)came.err.line,
	    (int)came.err.column, came.err.text);
	ck_assert_int_eq(write(fd, table.ptr, table.len), (int)table.len);
	close(fd);
	dn_bytes_init(&came.events, SIZE_MAX);
	dn_bytes_init(&came.rejects, SIZE_MAX);
	host.state = &came;
	came.result = dn_import_file(map, path, &host, &came.counts,
	    &came.err);
	unlink(path);
	dn_import_map_free(map);
	return came;
}

static struct came
import(const char *map, const char *table)
{
	return import_with(map, dn_span_of(table), false);
}

static void
release(struct came *came)
{
	dn_bytes_release(&came->events);
	dn_bytes_release(&came->rejects);
}

/* All events, without their evidence; borrowed. */
static const char *
events_of(struct came *came)
{
	return dn_bytes_text(&came->events);
}

#define WAGES "dn_map: 1\nevent: payroll_proof\nevidence: none\n" \
	"id: 'b-{no}'\nmembers: {at: day, person: who, " \
	"employer: {constant: E1}, month: {column: day, shift: -1}, " \
	"amount_fen: yuan}\n"
#define ENROL "dn_map: 1\nevent: enrol\nevidence: none\n" \
	"members: {at: day, person: who, batch: class}\n"

START_TEST(a_row_is_an_event)
{
	struct came came = import(WAGES, "no,who,yuan,day\n"
	    "7,P1,\"¥1,500.00\",2026/7/10\n");

	ck_assert_int_eq(came.result, 0);
	ck_assert_str_eq(events_of(&came), "{\"type\":\"payroll_proof\","
	    "\"id\":\"b-7\",\"at\":\"2026-07-10\",\"person\":\"P1\","
	    "\"employer\":\"E1\",\"month\":\"2026-06\","
	    "\"amount_fen\":150000}\n");
	ck_assert_uint_eq(came.counts.in, 1);
	ck_assert_uint_eq(came.counts.out, 1);
	release(&came);
}
END_TEST

START_TEST(the_file_is_evidence_by_its_digest)
{
	struct came came = import("dn_map: 1\nevent: enrol\n"
	    "id: 'e-{who}'\nevidence: roster\n"
	    "members: {at: day, person: who, batch: class}\n",
	    "day,who,class\n2026-03-02,P1,B1\n");

	ck_assert(strstr(events_of(&came), "\"evidence\":[{\"kind\":"
	    "\"roster\",\"sha256\":\"ad3b72bc6ca9d19b902446eb7f340992e2d4e60f"
	    "6efe937e40ddb0b196ed6b72\",\"uri\":\"dn-import-") != NULL);
	release(&came);
}
END_TEST

START_TEST(the_header_is_found_below_titles_and_on_each_page)
{
	struct came came = import(ENROL, "roster of spring,,\n\n"
	    "made by,Zhao,\n day , who,cl\xe3\x80\x80" "ass\n"
	    "2026-03-02,P1,B1\n,,\nday,who,class\n2026-03-02,P2,B1\n");

	ck_assert_int_eq(came.result, 0);
	ck_assert_uint_eq(came.counts.in, 5);
	ck_assert_uint_eq(came.counts.out, 2);
	ck_assert_uint_eq(came.counts.blank, 1);
	ck_assert_uint_eq(came.counts.ignored[0], 1);
	ck_assert_uint_eq(came.counts.ignored[2], 2);
	release(&came);
}
END_TEST

START_TEST(a_table_without_the_columns_is_refused)
{
	struct came came = import(ENROL, "a,b\nday,who,klass\n1,2,3\n");

	ck_assert_int_eq(came.result, -1);
	ck_assert_int_eq(came.err.code, DN_E_BAD_FORMAT);
	ck_assert_uint_eq(came.err.line, 2);
	ck_assert_str_eq(came.err.text, "no row names all columns of the map; "
	    "the one most like it lacks 1 of 3");
	release(&came);
	came = import(ENROL, "day,who,class,who\n");
	ck_assert_int_eq(came.result, -1);
	ck_assert_uint_eq(came.err.column, 15);
	release(&came);
	came = import("dn_map: 1\nevent: enrol\nheader: 5\n"
	    "members: {at: day, person: who, batch: class}\n",
	    "day,who,class\n2026-03-02,P1,B1\n");
	ck_assert_int_eq(came.result, -1);
	release(&came);
	came = import(ENROL, "");
	ck_assert_int_eq(came.result, 0);
	release(&came);
}
END_TEST

START_TEST(columns_may_be_numbers)
{
	struct came came = import("dn_map: 1\nevent: enrol\nheader: none\n"
	    "evidence: none\nid: 'e{2}'\n"
	    "members: {at: 1, person: 2, batch: 3}\n",
	    "20260302;P1;B1;x\n20260302;P2\n");

	ck_assert_str_eq(events_of(&came), "{\"type\":\"enrol\",\"id\":"
	    "\"eP1\",\"at\":\"2026-03-02\",\"person\":\"P1\",\"batch\":"
	    "\"B1\"}\n");
	ck_assert_str_eq(dn_bytes_text(&came.rejects), "2:1 missing-field "
	    "batch: the cell of batch is empty [] {20260302;P2}\n");
	release(&came);
}
END_TEST

#define TOTAL WAGES "total: {row: {column: no, is: total}, column: yuan}\n" \
	"skip: [{column: no, is: subtotal}]\n"

START_TEST(a_total_is_compared_before_anything_is_written)
{
	struct came came = import(TOTAL, "no,who,yuan,day\n"
	    "1,P1,\"1,500.00\",2026-07-10\n2,P2,0.5,2026-07-10\n"
	    "subtotal,,9.99,\n3,P3,,2026-07-10\nto tal,,1500.50,\n");

	ck_assert_int_eq(came.result, 0);
	ck_assert_uint_eq(came.counts.out, 2);
	ck_assert_uint_eq(came.counts.rejected, 1);
	ck_assert_uint_eq(came.counts.ignored[1], 1);
	ck_assert_uint_eq(came.counts.ignored[3], 1);
	release(&came);
	came = import(TOTAL, "no,who,yuan,day\n1,P1,1500,2026-07-10\n"
	    "total,,1500.01,\n");
	ck_assert_int_eq(came.result, -1);
	ck_assert_str_eq(came.err.text,
	    "the rows above come to 1500.00, not to this total");
	ck_assert_uint_eq(came.err.line, 3);
	ck_assert_uint_eq(came.events.len, 0);
	release(&came);
	came = import(TOTAL, "no,who,yuan,day\n1,P1,1500,2026-07-10\n");
	ck_assert_int_eq(came.err.code, DN_E_MISSING_FIELD);
	ck_assert_uint_eq(came.events.len, 0);
	release(&came);
	came = import(TOTAL, "no,who,yuan,day\ntotal,,,\n");
	ck_assert_int_eq(came.result, -1);
	release(&came);
}
END_TEST

START_TEST(sums_that_do_not_fit_are_an_error)
{
	struct came came = import(TOTAL, "no,who,yuan,day\n"
	    "1,P1,92233720368547758.07,2026-07-10\n"
	    "2,P1,92233720368547758.07,2026-07-10\ntotal,,1,\n");

	ck_assert_int_eq(came.result, -1);
	ck_assert_int_eq(came.err.code, DN_E_OVERFLOW);
	release(&came);
}
END_TEST

START_TEST(each_bad_row_tells_its_cell)
{
	struct came came = import(WAGES, "no,who,yuan,day\n"
	    "1,P1,1 500,2026-07-10\n2,P1,1,234.50,2026-07-10\n"
	    ",P1,1,2026-07-10\n4,1.10105E+17,1,2026-07-10\n5,P1\n"
	    "6,P1,\"1,2026-07-10\n");

	ck_assert_str_eq(dn_bytes_text(&came.rejects),
	    "2:6 bad-value amount_fen: this is no amount of yuan as 1500, "
	    "1,500.00 or ¥1500.5元, with two decimals at most [1 500] "
	    "{1,P1,1 500,2026-07-10}\n"
	    "3:15 bad-format : more cells than the header has: an unquoted "
	    "comma? [2026-07-10] {2,P1,1,234.50,2026-07-10}\n"
	    "4:1 missing-field id: the cell that the id is made of is empty "
	    "[] {,P1,1,2026-07-10}\n"
	    "5:3 bad-value person: a spreadsheet has rounded this number: "
	    "set its column to text and export it again [1.10105E+17] "
	    "{4,1.10105E+17,1,2026-07-10}\n"
	    "6:1 missing-field at: the cell of at is empty [] {5,P1}\n"
	    "7:6 bad-format : a quote that is not closed "
	    "[6,P1,\"1,2026-07-10\n] {6,P1,\"1,2026-07-10\n}\n");
	ck_assert_uint_eq(came.counts.in, 6);
	release(&came);
	came = import_with(WAGES, dn_span_of("no,who,yuan,day\n"
	    "1,P1,x,2026-07-10\n2,P1,1,2026-07-10\n"), true);
	ck_assert_int_eq(came.result, 1);
	ck_assert_uint_eq(came.events.len, 0);
	release(&came);
}
END_TEST

START_TEST(the_event_as_a_whole_is_checked)
{
	struct came came = import("dn_map: 1\nevent: contract\n"
	    "evidence: none\nmembers: {at: from, person: who, employer: e, "
	    "start: from, end: to}\n", "who,e,from,to\n"
	    "P1,E1,2026-06-01,2026-05-31\n");

	ck_assert_str_eq(dn_bytes_text(&came.rejects), "2:18 bad-value end: "
	    "end is before the start [2026-05-31] "
	    "{P1,E1,2026-06-01,2026-05-31}\n");
	release(&came);
	came = import("dn_map: 1\nevent: payroll_proof\nmembers: {at: day}\n",
	    "day\n2026-06-01\n");
	ck_assert(strstr(dn_bytes_text(&came.rejects),
	    "missing-field person: person is missing") != NULL);
	release(&came);
}
END_TEST

START_TEST(cells_may_be_written_for_values)
{
	struct came came = import("dn_map: 1\nevidence: none\n"
	    "event: {column: what, values: {in: enrol, out: withdraw}}\n"
	    "id: '{what}-{who}'\n"
	    "members:\n  at: {constant: 2026-03-02}\n  person: who\n"
	    "  batch: {column: class, values: {甲: B1, 乙: B2, 无: null},\n"
	    "    empty: 乙}\n"
	    "  kinds: {column: kinds, split: 、, optional: true,\n"
	    "    values: {五险: [pension, medical], 工伤: injury, 无: null}}\n"
	    "  insurance: {flags: {p: pension, m: medical}, yes: 是,\n"
	    "    no: [否, '']}\n"
	    "  colour: {column: colour, as: text, optional: true}\n",
	    "what,who,class,kinds,p,m,colour\n"
	    "in,P1,甲,五险、工伤,是,否,red\nout,P2,,,,是,\n"
	    "in,P3,丙,,,,\nin,P4,甲,病,,,\nin,P5,甲,,x,,\nat,P6,甲,,,,\n");

	ck_assert_str_eq(events_of(&came),
	    "{\"type\":\"enrol\",\"id\":\"in-P1\",\"at\":\"2026-03-02\","
	    "\"person\":\"P1\",\"batch\":\"B1\",\"kinds\":[\"pension\","
	    "\"medical\",\"injury\"],\"insurance\":[\"pension\"],"
	    "\"colour\":\"red\"}\n"
	    "{\"type\":\"withdraw\",\"id\":\"out-P2\",\"at\":\"2026-03-02\","
	    "\"person\":\"P2\",\"batch\":\"B2\",\"insurance\":["
	    "\"medical\"]}\n");
	ck_assert_str_eq(dn_bytes_text(&came.rejects),
	    "4:7 bad-value batch: the map has no value for this cell [丙] "
	    "{in,P3,丙,,,,}\n"
	    "5:11 bad-value kinds: the map has no value for this cell [病] "
	    "{in,P4,甲,病,,,}\n"
	    "6:12 bad-value insurance: the cell says neither yes nor no as "
	    "the map has it [x] {in,P5,甲,,x,,}\n"
	    "7:1 bad-value type: the map has no value for this cell [at] "
	    "{at,P6,甲,,,,}\n");
	release(&came);
}
END_TEST

/* The id of event `number`, from 0. */
static void
id_of(struct came *came, int number, char id[100])
{
	const char *at = events_of(came);

	while (number-- > 0)
		at = strchr(at, '\n') + 1;
	at = strstr(at, "\"id\":\"") + 6;
	snprintf(id, 100, "%.*s", (int)(strchr(at, '"') - at), at);
}

START_TEST(ids_made_of_rows_are_the_same_for_the_same_file)
{
	static const char table[] = "day,who,class\n2026-03-02,P1,B1\n"
	    "2026-03-02,P1,B1\n2026-03-02,P2,B1\n";
	struct came first = import(ENROL, table);
	struct came again = import(ENROL, table);
	char id[3][100];

	ck_assert_str_eq(events_of(&first), events_of(&again));
	for (int i = 0; i < 3; i++)
		id_of(&first, i, id[i]);
	ck_assert_uint_eq(strlen(id[0]), 6 + 32);
	ck_assert(strncmp(id[0], "enrol-", 6) == 0);
	ck_assert_str_ne(id[0], id[2]);
	ck_assert(strncmp(id[0], id[1], strlen(id[0])) == 0);
	ck_assert_str_eq(id[1] + strlen(id[0]), "-2");
	release(&first);
	release(&again);
}
END_TEST

START_TEST(no_id_is_made_of_a_citizen_number)
{
	struct came came = import(ENROL, "day,who,class\n"
	    "2026-03-02,11010519491231002X,B1\n");
	char id[100];

	id_of(&came, 0, id);
	ck_assert_uint_eq(strlen(id), 6 + 16 + 2);
	ck_assert_str_eq(id + 6 + 16, "-2");
	release(&came);
}
END_TEST

START_TEST(citizen_numbers_are_masked_in_what_is_rejected)
{
	struct came came = import("dn_map: 1\nevent: enrol\nmembers: "
	    "{at: day, batch: class, person: {column: who, as: citizen}}\n",
	    "day,who,class\n2026-03-02,110105194912310021,B1\n");

	ck_assert_str_eq(dn_bytes_text(&came.rejects), "2:12 id_checksum "
	    "person: the citizen number has a wrong check digit "
	    "[110105********0021] {2026-03-02,110105********0021,B1}\n");
	release(&came);
}
END_TEST

START_TEST(tables_in_gb18030_are_known_by_themselves)
{
	/* 日期,姓名,班 / 2026-03-02,王芳,B1 */
	struct came came = import("dn_map: 1\nevent: enrol\nevidence: none\n"
	    "id: '{姓名}'\nmembers: {at: 日期, person: 姓名, batch: 班}\n",
	    "\xc8\xd5\xc6\xda,\xd0\xd5\xc3\xfb,\xb0\xe0\r\n"
	    "2026-03-02,\xcd\xf5\xb7\xbc,B1\r\n");

	ck_assert_str_eq(events_of(&came), "{\"type\":\"enrol\",\"id\":"
	    "\"王芳\",\"at\":\"2026-03-02\",\"person\":\"王芳\","
	    "\"batch\":\"B1\"}\n");
	release(&came);
}
END_TEST

START_TEST(hostile_tables_are_rejects_and_no_more)
{
	struct came came = import_with(ENROL, DN_SPAN("day,who,class\n"
	    "2026-03-02,P\0" "1,B1\n2026-03-02,P\xff,B1\n"
	    "2026-03-02,\"P1\"x,B1\n2026-03-02,P2,B1\n\"2026-03-02,P3"),
	    false);

	ck_assert_int_eq(came.result, 0);
	ck_assert_uint_eq(came.counts.in, 5);
	ck_assert_uint_eq(came.counts.out, 1);
	ck_assert_uint_eq(came.counts.rejected, 4);
	release(&came);
}
END_TEST

START_TEST(tables_may_be_wide_and_cells_long)
{
	struct dn_bytes table;
	struct came came;

	dn_bytes_init(&table, SIZE_MAX);
	dn_bytes_add_text(&table, "day,who,class");
	for (int i = 0; i < 100000; i++)
		dn_bytes_add_byte(&table, ',');
	dn_bytes_add_text(&table, "\n2026-03-02,");
	for (int i = 0; i < 100000; i++)
		dn_bytes_add_byte(&table, 'x');
	dn_bytes_add_text(&table, ",B1\n2026-03-02,P1,B1");
	for (int i = 0; i < 100000; i++)
		dn_bytes_add_byte(&table, ',');
	dn_bytes_add_text(&table, "\n");
	came = import_with(ENROL, dn_bytes_span(&table), false);
	ck_assert_int_eq(came.result, 0);
	ck_assert_uint_eq(came.counts.out, 2);
	release(&came);
	dn_bytes_clear(&table);
	for (int i = 0; i < 4 << 20; i++)
		dn_bytes_add_byte(&table, ',');
	came = import_with(ENROL, dn_bytes_span(&table), false);
	ck_assert_int_eq(came.result, -1);
	ck_assert_int_eq(came.err.code, DN_E_TOO_LONG);
	release(&came);
	dn_bytes_release(&table);
}
END_TEST

DN_SUITE(import,
    a_row_is_an_event,
    the_file_is_evidence_by_its_digest,
    the_header_is_found_below_titles_and_on_each_page,
    a_table_without_the_columns_is_refused,
    columns_may_be_numbers,
    a_total_is_compared_before_anything_is_written,
    sums_that_do_not_fit_are_an_error,
    each_bad_row_tells_its_cell,
    the_event_as_a_whole_is_checked,
    cells_may_be_written_for_values,
    ids_made_of_rows_are_the_same_for_the_same_file,
    no_id_is_made_of_a_citizen_number,
    citizen_numbers_are_masked_in_what_is_rejected,
    tables_in_gb18030_are_known_by_themselves,
    hostile_tables_are_rejects_and_no_more,
    tables_may_be_wide_and_cells_long)
