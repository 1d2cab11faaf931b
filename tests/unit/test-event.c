/* SPDX-License-Identifier: MIT */
/* Events and the book: what is refused, and what is the same. */
#include "ledger/event.h"

#include <stdio.h>
#include <stdlib.h>

#include "ledgerplay.h"
#include "suites.h"

/* ---- events ---- */

START_TEST(bad_events_are_refused_and_the_member_named)
{
	static const struct {
		const char *event, *field;
		enum dn_code code;
	} cases[] = {
		{ "{\"type\":\"enrol\",\"at\":\"2026-01-01\"}", "id",
		    DN_E_MISSING_FIELD },
		{ "{\"id\":\"a\",\"at\":\"2026-01-01\"}", "type",
		    DN_E_MISSING_FIELD },
		{ "{\"id\":\"a\",\"type\":\"enroll\",\"at\":\"2026-01-01\"}",
		    "type", DN_E_BAD_VALUE },
		{ "{\"id\":\"a\",\"type\":\"exam\"}", "at",
		    DN_E_MISSING_FIELD },
		{ "{\"id\":7,\"type\":\"exam\",\"at\":\"2026-01-01\"}", "id",
		    DN_E_BAD_TYPE },
		{ "{\"id\":\"\",\"type\":\"exam\",\"at\":\"2026-01-01\"}",
		    "id", DN_E_BAD_VALUE },
		{ "{\"id\":\"a\",\"type\":\"exam\",\"at\":\"2026-02-29\"}",
		    "at", DN_E_BAD_VALUE },
		{ "{\"id\":\"a\",\"type\":\"exam\",\"at\":20260101}", "at",
		    DN_E_BAD_TYPE },
		{ "{\"id\":\"a\",\"type\":\"exam\",\"at\":\"2026-01-01\","
		    "\"rec\":\"soon\"}", "rec", DN_E_BAD_VALUE },
		{ "{\"id\":\"a\",\"type\":\"exam\",\"at\":\"2026-01-01\","
		    "\"v\":2}", "v", DN_E_VERSION },
		{ "{\"id\":\"a\",\"type\":\"exam\",\"at\":\"2026-01-01\","
		    "\"record\":\"rating\"}", "record", DN_E_BAD_VALUE },
		{ "{\"id\":\"a\",\"type\":\"exam\",\"at\":\"2026-01-01\","
		    "\"evidence\":[{\"uri\":\"x\"}]}", "evidence",
		    DN_E_BAD_VALUE },
		{ "{\"id\":\"a\",\"type\":\"exam\",\"at\":\"2026-01-01\","
		    "\"evidence\":[{\"kind\":\"x\",\"sha256\":\"12\"}]}",
		    "evidence", DN_E_BAD_VALUE },
#define ENROL "{\"id\":\"a\",\"type\":\"enrol\",\"at\":\"2026-01-01\","
		{ ENROL "\"batch\":\"B\"}", "person", DN_E_MISSING_FIELD },
		{ ENROL "\"person\":\"P\"}", "batch", DN_E_MISSING_FIELD },
		{ ENROL "\"batch\":\"B\",\"person\":5}", "person",
		    DN_E_BAD_TYPE },
		{ ENROL "\"batch\":\"B\",\"person\":\"\"}", "person",
		    DN_E_BAD_VALUE },
#define OPEN "{\"id\":\"a\",\"type\":\"batch_open\",\"at\":\"2026-01-01\"," \
	"\"batch\":\"B\","
		{ OPEN "\"planned\":-1}", "planned", DN_E_BAD_VALUE },
		{ OPEN "\"planned\":1.0}", "planned", DN_E_BAD_VALUE },
		{ OPEN "\"planned\":\"5\"}", "planned", DN_E_BAD_TYPE },
		{ OPEN "\"planned\":1000000001}", "planned", DN_E_BAD_VALUE },
		{ OPEN "\"planned\":99999999999999999999}", "planned",
		    DN_E_BAD_VALUE },
#define WAGE "{\"id\":\"a\",\"type\":\"payroll_proof\",\"at\":\"2026-01-01\"," \
	"\"person\":\"P\",\"employer\":\"E\","
		{ WAGE "\"month\":\"2026-13\",\"amount_fen\":1}", "month",
		    DN_E_BAD_VALUE },
		{ WAGE "\"month\":\"2026-06\",\"amount_fen\":1e5}",
		    "amount_fen", DN_E_BAD_VALUE },
		{ WAGE "\"month\":\"2026-06\"}", "amount_fen",
		    DN_E_MISSING_FIELD },
#define HIRE "{\"id\":\"a\",\"type\":\"contract\",\"at\":\"2026-01-01\"," \
	"\"person\":\"P\",\"employer\":\"E\",\"start\":\"2026-06-01\","
		{ HIRE "\"end\":\"2026-05-31\"}", "end", DN_E_BAD_VALUE },
		{ HIRE "\"end\":\"2026-06-31\"}", "end", DN_E_BAD_VALUE },
		{ HIRE "\"end\":\"2027-05-31\",\"insurance\":5}", "insurance",
		    DN_E_BAD_TYPE },
		{ HIRE "\"end\":\"2027-05-31\",\"insurance\":[\"dental\"]}",
		    "insurance", DN_E_BAD_VALUE },
#define VERDICT "{\"id\":\"a\",\"type\":\"training_acceptance\"," \
	"\"at\":\"2026-01-01\",\"batch\":\"B\","
		{ VERDICT "\"verdict\":\"good\"}", "verdict",
		    DN_E_BAD_VALUE },
		{ VERDICT "\"verdict\":\"pass\",\"passed\":\"P\"}", "passed",
		    DN_E_BAD_TYPE },
		{ VERDICT "\"verdict\":\"pass\",\"passed\":[\"P\",1]}",
		    "passed", DN_E_BAD_TYPE },
		{ VERDICT "\"verdict\":\"fail\",\"passed\":[\"P\"]}",
		    "passed", DN_E_BAD_VALUE },
#define SPOT "{\"id\":\"a\",\"type\":\"spot_check\",\"at\":\"2026-01-01\"," \
	"\"batch\":\"B\","
		{ SPOT "\"findings\":[]}", "sample_size",
		    DN_E_MISSING_FIELD },
		{ SPOT "\"sample_size\":5,\"findings\":[{\"person\":\"P\"}]}",
		    "findings", DN_E_BAD_VALUE },
		{ SPOT "\"sample_size\":5,\"findings\":[7]}", "findings",
		    DN_E_BAD_TYPE },
		{ "{\"id\":\"a\",\"type\":\"hold\",\"at\":\"2026-01-01\"}",
		    "scope", DN_E_MISSING_FIELD },
		{ "{\"id\":\"a\",\"type\":\"correction\","
		    "\"at\":\"2026-01-01\",\"void\":\"b\"}", "void",
		    DN_E_NO_EVENT },
		{ "{\"id\":\"a\",\"type\":\"correction\","
		    "\"at\":\"2026-01-01\",\"void\":\"a\"}", "void",
		    DN_E_NO_EVENT },
		{ "{\"id\":\"a\",\"type\":\"correction\","
		    "\"at\":\"2026-01-01\",\"void\":\"b\",\"with\":{}}",
		    "with", DN_E_BAD_TYPE }
	};
	struct play play = play_begin(NULL, NULL);
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dn_err err = DN_ERR_INIT;

		ck_assert_msg(play_add(&play, cases[i].event, &err) < 0,
		    "%s", cases[i].event);
		ck_assert_msg(err.code == cases[i].code, "%s: %s",
		    cases[i].event, dn_code_name(err.code));
		ck_assert_msg(strcmp(err.field, cases[i].field) == 0,
		    "%s: %s", cases[i].event, err.field);
	}
	ck_assert_uint_eq(play.book->count, 0);
	play_release(&play);
}
END_TEST

START_TEST(the_column_of_an_error_is_that_of_the_value)
{
	struct play play = play_begin(NULL, NULL);
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(play_add(&play, "{\"type\":\"exam\",\"id\":"
	    "\"a\",\"at\":\"never\"}", &err), -1);
	ck_assert_uint_eq(err.column, 30);
	ck_assert_uint_eq(err.excerpt_len, 7);
	play_release(&play);
}
END_TEST

START_TEST(types_without_effect_are_kept_all_the_same)
{
	struct play play = play_begin(NULL, NULL);

	play_say(&play, "2026-01-02", "\"type\":\"certificate\",\"v\":1,"
	    "\"level\":3,\"evidence\":[]");
	play_say(&play, "2026-01-02", "\"type\":\"correction\",\"void\":\"e0\","
	    "\"with\":\"e9\"");
	ck_assert_uint_eq(play.book->count, 2);
	ck_assert(!dn_event_counts(DN_EVENT_CERTIFICATE, DN_EVENT_CITIZEN));
	ck_assert(dn_event_counts(DN_EVENT_CERTIFICATE,
	    DN_EVENT_ASKS(DN_EVENT_CERTIFICATE)));
	ck_assert(dn_event_counts(DN_EVENT_CORRECTION, 0));
	ck_owed(&play, "2026-12-31", "");
	play_release(&play);
}
END_TEST

START_TEST(a_statement_needs_no_dates)
{
	struct play play = play_begin(NULL, NULL);
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(play_add(&play, "{\"type\":\"statement\","
	    "\"id\":\"S1\",\"cut\":\"2026-07-15\",\"seq\":4}", &err), 1);
	play_release(&play);
}
END_TEST

/* Add one event twice, spelt as given, and return what the second met. */
static int
again(const char *first, const char *second)
{
	struct play play = play_begin(NULL, NULL);
	struct dn_err err = DN_ERR_INIT;
	int result;

	ck_assert_int_eq(play_add(&play, first, &err), 1);
	result = play_add(&play, second, &err);
	ck_assert(result == 0 || err.code == DN_E_ID_CONFLICT);
	ck_assert_uint_eq(play.book->count, 1);
	play_release(&play);
	return result;
}

START_TEST(the_same_event_again_is_a_duplicate_however_spelt)
{
	static const char first[] = "{\"type\":\"enrol\",\"id\":\"a\","
	    "\"at\":\"2026-01-01\",\"batch\":\"B\",\"person\":\"\xE4\xB8\xAD\""
	    ",\"x\":{\"a\":1.0,\"b\":[true,null]}}";

	ck_assert_int_eq(again(first, first), 0);
	ck_assert_int_eq(again(first, "{ \"x\" : {\"b\":[true, null],"
	    "\"a\":10e-1}, \"person\":\"\\u4e2d\",\"batch\":\"\\u0042\","
	    "\"\\u0061t\":\"2026-01-01\",\"id\":\"a\",\"type\":\"enrol\"}"),
	    0);
	ck_assert_int_eq(again(first, "{\"seq\":5,\"prev\":\"00\","
	    "\"type\":\"enrol\",\"id\":\"a\",\"at\":\"2026-01-01\","
	    "\"batch\":\"B\",\"person\":\"\xE4\xB8\xAD\",\"x\":{\"a\":1,"
	    "\"b\":[true,null]}}"), 0);
}
END_TEST

START_TEST(another_event_with_the_same_id_is_a_conflict)
{
#define EXAM(more) "{\"type\":\"exam\",\"id\":\"a\",\"at\":\"2026-01-01\"" \
	more "}"
	ck_assert_int_eq(again(EXAM(""), EXAM(",\"x\":1")), -1);
	ck_assert_int_eq(again(EXAM(",\"x\":1"), EXAM(",\"x\":2")), -1);
	ck_assert_int_eq(again(EXAM(",\"x\":1"), EXAM(",\"x\":\"1\"")), -1);
	ck_assert_int_eq(again(EXAM(",\"x\":1"), EXAM(",\"y\":1")), -1);
	ck_assert_int_eq(again(EXAM(",\"x\":1,\"y\":2"),
	    EXAM(",\"x\":2,\"y\":1")), -1);
	ck_assert_int_eq(again(EXAM(",\"x\":\"y\",\"y\":\"x\""),
	    EXAM(",\"y\":\"y\",\"x\":\"x\"")), -1);
	ck_assert_int_eq(again(EXAM(",\"x\":[]"), EXAM(",\"x\":{}")), -1);
	ck_assert_int_eq(again(EXAM(",\"rec\":\"2026-01-02\""),
	    EXAM("")), -1);
}
END_TEST

START_TEST(contracts_of_one_person_are_bounded)
{
	struct play play = play_begin(NULL, NULL);
	struct dn_err err = DN_ERR_INIT;
	char event[400];
	int i, added = 1;

	for (i = 0; i <= DN_BOOK_CONTRACTS_MAX && added == 1; i++) {
		snprintf(event, sizeof(event), "{\"type\":\"contract\","
		    "\"id\":\"c%d\",\"at\":\"2026-01-01\",\"person\":\"P\","
		    "\"employer\":\"E\",\"start\":\"2026-01-01\","
		    "\"end\":\"2026-12-31\"}", i);
		added = play_add(&play, event, &err);
	}
	ck_assert_int_eq(added, -1);
	ck_assert_int_eq(i, DN_BOOK_CONTRACTS_MAX + 1);
	ck_assert_int_eq(err.code, DN_E_TOO_LONG);
	/* The last one that fitted is still known. */
	snprintf(event, sizeof(event), "{\"type\":\"contract\",\"id\":\"c%d\","
	    "\"at\":\"2026-01-01\",\"person\":\"P\",\"employer\":\"E\","
	    "\"start\":\"2026-01-01\",\"end\":\"2026-12-31\"}", i - 2);
	ck_assert_int_eq(play_add(&play, event, &err), 0);
	play_release(&play);
}
END_TEST

START_TEST(certificates_of_one_person_are_bounded)
{
	struct play play = play_begin(NULL, NULL);
	struct dn_err err = DN_ERR_INIT;
	char event[400];
	int i, added = 1;

	play.asks = DN_EVENT_TAKES;
	for (i = 0; i <= DN_BOOK_CONTRACTS_MAX && added == 1; i++) {
		snprintf(event, sizeof(event), "{\"type\":\"certificate\","
		    "\"id\":\"c%d\",\"at\":\"2026-01-01\","
		    "\"person\":\"P\"}", i);
		added = play_add(&play, event, &err);
	}
	ck_assert_int_eq(added, -1);
	ck_assert_int_eq(i, DN_BOOK_CONTRACTS_MAX + 1);
	ck_assert_int_eq(err.code, DN_E_TOO_LONG);
	ck_assert_uint_eq(play.book->certificate_count,
	    DN_BOOK_CONTRACTS_MAX);
	play_release(&play);
}
END_TEST

/* ---- citizen numbers ---- */

START_TEST(citizen_numbers_are_checked_folded_and_shown_masked)
{
	struct play play = play_begin("opaque", "gb11643");
	struct dn_cut cut = { play_day("2026-12-31"), SIZE_MAX };
	struct dn_entitlement lines;
	struct dn_err err = DN_ERR_INIT;
	struct dn_span none = { NULL, 0 };
	struct dn_bytes out;

	play_open(&play, "2026-03-02", "B1", 2);
	play_enrol(&play, "2026-03-02", "B1", "11010519491231002x");
	play_enrol(&play, "2026-03-02", "B1", "11010519500118002X");
	ck_assert_int_eq(play_add(&play, "{\"type\":\"enrol\",\"id\":"
	    "\"x\",\"at\":\"2026-03-02\",\"batch\":\"B1\",\"person\":"
	    "\"110105194912310021\"}", &err), -1);
	ck_assert_int_eq(err.code, DN_E_ID_CHECKSUM);
	ck_assert_int_eq(memcmp(err.excerpt, "110105********0021", 18), 0);
	ck_assert_int_eq(play_add(&play, "{\"type\":\"training_"
	    "acceptance\",\"id\":\"x\",\"at\":\"2026-03-02\",\"batch\":"
	    "\"B1\",\"verdict\":\"pass\",\"passed\":[\"P1\"]}", &err), -1);
	ck_assert_int_eq(err.code, DN_E_ID_FORMAT);
	play_pass(&play, "2026-06-05", "B1",
	    "\"11010519491231002X\",\"11010519500118002X\"");
	play_hire(&play, "11010519491231002X", "E", "2026-06-01", "2027-05-31");
	play_hire(&play, "11010519500118002x", "E", "2026-06-01", "2027-05-31");
	play_wage(&play, "11010519491231002x", "E", "2026-06", 1);
	play_wage(&play, "11010519500118002X", "E", "2026-06", 1);
	ck_assert_int_eq(dn_entitle(&lines, play.book, play.policy, &cut,
	    NULL, &err), 0);
	ck_assert_uint_eq(lines.count, 3);
	dn_bytes_init(&out, SIZE_MAX);
	dn_line_write(&out, &lines, play.book, &lines.lines[0], none);
	dn_line_write(&out, &lines, play.book, &lines.lines[1], none);
	dn_line_write(&out, &lines, play.book, &lines.lines[2], none);
	ck_assert_str_eq(dn_bytes_text(&out), "{\"record\":\"line\","
	    "\"batch\":\"B1\",\"component\":\"upfront\",\"amount_fen\":600000,"
	    "\"clause\":\"c1\"}\n{\"record\":\"line\",\"batch\":\"B1\","
	    "\"person\":\"110105********002X\",\"month\":\"2026-06\","
	    "\"component\":\"retention\",\"amount_fen\":150000,"
	    "\"clause\":\"c2\"}\n{\"record\":\"line\",\"batch\":\"B1\","
	    "\"person\":\"110105********002X#2\",\"month\":\"2026-06\","
	    "\"component\":\"retention\",\"amount_fen\":150000,"
	    "\"clause\":\"c2\"}\n");
	dn_bytes_release(&out);
	dn_entitlement_release(&lines);
	play_release(&play);
}
END_TEST

/* ---- training ---- */

#define ASKED (DN_EVENT_ASKS(DN_EVENT_SESSION_HELD) | \
	DN_EVENT_ASKS(DN_EVENT_ATTEND) | DN_EVENT_ASKS(DN_EVENT_EXAM) | \
	DN_EVENT_ASKS(DN_EVENT_CERTIFICATE))
#define BEGIN(type) "{\"id\":\"a\",\"type\":\"" type \
	"\",\"at\":\"2026-01-01\","
#define CLASS BEGIN("session") "\"batch\":\"B\"," \
	"\"start\":\"2026-03-02T09:00\","
#define THERE BEGIN("attend") "\"person\":\"P\",\"session\":\"s\","
#define PAPER BEGIN("certificate") "\"person\":\"P\","

START_TEST(bad_events_of_training_are_refused_where_they_are_asked_for)
{
	static const struct {
		const char *event, *field;
		enum dn_code code;
	} cases[] = {
		{ BEGIN("session") "\"batch\":\"B\"}", "start",
		    DN_E_MISSING_FIELD },
		{ BEGIN("session") "\"start\":\"2026-03-02T09:00\"}", "batch",
		    DN_E_MISSING_FIELD },
		{ CLASS "\"end\":\"2026-03-02\"}", "end", DN_E_BAD_VALUE },
		{ CLASS "\"end\":7}", "end", DN_E_BAD_TYPE },
		{ CLASS "\"end\":\"2026-03-02T09:00\"}", "end",
		    DN_E_BAD_VALUE },
		{ CLASS "\"end\":\"2026-03-02T24:00\"}", "end",
		    DN_E_BAD_VALUE },
		{ CLASS "\"end\":\"2026-03-02T10:60\"}", "end",
		    DN_E_BAD_VALUE },
		{ CLASS "\"end\":\"2026-03-02T10:0x\"}", "end",
		    DN_E_BAD_VALUE },
		{ CLASS "\"end\":\"2026-02-30T10:00\"}", "end",
		    DN_E_BAD_VALUE },
		{ CLASS "\"end\":\"2026-03-02T10:00:60\"}", "end",
		    DN_E_BAD_VALUE },
		{ CLASS "\"end\":\"2026-03-02T10:00+8:00\"}", "end",
		    DN_E_BAD_VALUE },
		{ CLASS "\"end\":\"2026-03-02T10:00+15:00\"}", "end",
		    DN_E_BAD_VALUE },
		{ CLASS "\"end\":\"9026-03-02T10:00\"}", "end",
		    DN_E_BAD_VALUE },
		{ BEGIN("attend") "\"person\":\"P\"}", "session",
		    DN_E_MISSING_FIELD },
		{ BEGIN("attend") "\"session\":\"s\"}", "person",
		    DN_E_MISSING_FIELD },
		{ THERE "\"in\":\"9:00\"}", "in", DN_E_BAD_VALUE },
		{ THERE "\"in\":\"2026-03-02T09:00\","
		    "\"out\":\"2026-03-02T08:59\"}", "out", DN_E_BAD_VALUE },
		{ BEGIN("exam") "\"person\":\"P\"}", "score",
		    DN_E_MISSING_FIELD },
		{ BEGIN("exam") "\"person\":\"P\",\"score\":-1}", "score",
		    DN_E_BAD_VALUE },
		{ BEGIN("certificate") "\"level\":\"5\"}", "person",
		    DN_E_MISSING_FIELD },
		{ PAPER "\"level\":\"\"}", "level", DN_E_BAD_VALUE },
		{ PAPER "\"level\":5.0}", "level", DN_E_BAD_VALUE },
		{ PAPER "\"level\":[5]}", "level", DN_E_BAD_TYPE },
		{ PAPER "\"trade\":null}", "trade", DN_E_BAD_TYPE },
		{ PAPER "\"hours\":100001}", "hours", DN_E_BAD_VALUE },
		{ PAPER "\"hours\":\"80\"}", "hours", DN_E_BAD_TYPE },
		{ PAPER "\"amount_fen\":1.5}", "amount_fen", DN_E_BAD_VALUE },
		{ PAPER "\"result\":\"good\"}", "result", DN_E_BAD_VALUE }
	};
	struct play play = play_begin(NULL, NULL);
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dn_err err = DN_ERR_INIT;

		play.asks = ASKED;
		ck_assert_msg(play_add(&play, cases[i].event, &err) < 0,
		    "%s", cases[i].event);
		ck_assert_msg(err.code == cases[i].code, "%s: %s",
		    cases[i].event, dn_code_name(err.code));
		ck_assert_msg(strcmp(err.field, cases[i].field) == 0,
		    "%s: %s", cases[i].event, err.field);
	}
	ck_assert_uint_eq(play.book->count, 0);
	ck_assert_uint_eq(play.book->certificate_count, 0);
	play_release(&play);
}
END_TEST

START_TEST(what_is_not_asked_for_is_not_looked_at)
{
	static const uint32_t asks[] = { 0, DN_EVENT_TAKES };
	size_t i;

	for (i = 0; i < 2; i++) {
		struct play play = play_begin(NULL, NULL);
		struct dn_err err = DN_ERR_INIT;

		play.asks = asks[i];
		ck_assert_int_eq(play_add(&play, PAPER "\"level\":5.0}",
		    &err), 1);
		ck_assert_int_eq(err.code, 0);
		ck_assert(!play.book->events[0].taken);
		ck_assert_uint_eq(play.book->events[0].person,
		    DN_EVENT_NOBODY);
		ck_assert_uint_eq(dn_names_count(play.book->persons), 0);
		play_release(&play);
	}
}
END_TEST

START_TEST(a_certificate_keeps_what_it_says)
{
	struct play play = play_begin(NULL, NULL);
	const struct dn_certificate *paper;
	const struct dn_event *event;

	play.asks = DN_EVENT_TAKES;
	play_say(&play, "2026-03-01", "\"type\":\"certificate\","
	    "\"person\":\"P\",\"level\":5,\"trade\":\"\\u710a\","
	    "\"serial\":\"n1\",\"kind\":\"skill\",\"hours\":80,"
	    "\"amount_fen\":300,\"batch\":\"B\"");
	play_say(&play, "2026-03-01", "\"type\":\"certificate\","
	    "\"person\":\"P\",\"level\":\"5\",\"result\":\"fail\"");
	event = &play.book->events[0];
	paper = play.book->certificates;
	ck_assert(event->taken && event->pass);
	ck_assert_int_eq(event->amount, 300);
	ck_assert_int_eq(paper[0].hours, 80);
	ck_assert_str_eq(dn_names_get(play.book->words, paper[0].trade).ptr,
	    "焊");
	ck_assert_uint_eq(paper[0].level, paper[1].level);
	ck_assert_uint_eq(paper[1].serial, DN_EVENT_NOBODY);
	ck_assert_int_eq(paper[1].hours, -1);
	ck_assert_uint_eq(event[1].list, 1);
	ck_assert(!event[1].pass);
	play_release(&play);
}
END_TEST

START_TEST(times_are_minutes_of_shanghai)
{
	static const char *const same[] = {
		"2026-03-02T09:00", "2026-03-02 09:00:59",
		"2026-03-02T09:00+08:00", "2026-03-02T01:00Z",
		"2026-03-01T20:00:00-05:00", "2026-03-02T06:30+05:30"
	};
	struct play play = play_begin(NULL, NULL);
	char members[200];
	size_t i;

	play.asks = ASKED;
	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		snprintf(members, sizeof(members), "\"type\":\"session\","
		    "\"batch\":\"B\",\"start\":\"%s\","
		    "\"end\":\"2026-03-02T12:30\"", same[i]);
		play_say(&play, "2026-03-02", members);
		ck_assert_int_eq(play.book->events[i].from,
		    play_day("2026-03-02") * 1440 + 9 * 60);
		ck_assert_int_eq(play.book->events[i].to -
		    play.book->events[i].from, 210);
	}
	/* Who did not sign out attended nothing. */
	play_say(&play, "2026-03-02", "\"type\":\"attend\","
	    "\"person\":\"P\",\"session\":\"e0\","
	    "\"in\":\"2026-03-02T09:00\"");
	ck_assert_int_eq(play.book->events[i].from, play.book->events[i].to);
	ck_assert_uint_eq(play.book->events[i].target,
	    play.book->events[0].target);
	play_release(&play);
}
END_TEST

DN_SUITE(event,
    bad_events_are_refused_and_the_member_named,
    the_column_of_an_error_is_that_of_the_value,
    types_without_effect_are_kept_all_the_same,
    a_statement_needs_no_dates,
    the_same_event_again_is_a_duplicate_however_spelt,
    another_event_with_the_same_id_is_a_conflict,
    contracts_of_one_person_are_bounded,
    certificates_of_one_person_are_bounded,
    citizen_numbers_are_checked_folded_and_shown_masked,
    bad_events_of_training_are_refused_where_they_are_asked_for,
    what_is_not_asked_for_is_not_looked_at,
    a_certificate_keeps_what_it_says,
    times_are_minutes_of_shanghai)
