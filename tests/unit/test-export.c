/* SPDX-License-Identifier: MIT */
/* Statements as double entry: what becomes of lines, verdicts, payments. */
#include <stdlib.h>

#include "core/date.h"
#include "ledger/export.h"
#include "suites.h"

/* Which batch is accepted; advances are called so. */
static bool
is_advance(void *state, struct dn_span component)
{
	(void)state;
	return dn_span_is(component, "upfront");
}

static bool
is_accepted(void *state, struct dn_span batch)
{
	const char *accepted = state;

	return accepted != NULL && dn_span_is(batch, accepted);
}

/* Add a text as issued, with `accepted` the batch that is, or NULL. */
static int
issue(struct dn_export *export, const char *text, const char *accepted,
    struct dn_err *err)
{
	const struct dn_export_rules rules = {
		(void *)(uintptr_t)accepted, is_advance, is_accepted
	};
	size_t len = strlen(text);
	char *padded = calloc(1, len + DN_JSON_PADDING);
	int taken;

	ck_assert_ptr_nonnull(padded);
	memcpy(padded, text, len);
	taken = dn_export_issue(export, (struct dn_span){ padded, len },
	    &rules, err);
	free(padded);
	return taken;
}

static void
state(struct dn_export *export, const char *text, const char *accepted)
{
	struct dn_err err = DN_ERR_INIT;

	ck_assert_msg(issue(export, text, accepted, &err) == 0, "%s: %s",
	    text, err.text);
}

/* All of it in a form, behind the head; borrowed until the next. */
static const char *
written(struct dn_export *export, enum dn_export_form form)
{
	static struct dn_bytes out;
	struct dn_err err = DN_ERR_INIT;
	const char *body;

	dn_bytes_release(&out);
	dn_bytes_init(&out, SIZE_MAX);
	ck_assert_msg(dn_export_write(export, form, &out, &err) == 0, "%s",
	    err.text);
	body = strstr(dn_bytes_text(&out), "\n\n");
	return body != NULL ? body + 2 : dn_bytes_text(&out);
}

#define LINE(batch, rest, component, fen) "{\"record\":\"line\"," \
	"\"batch\":\"" batch "\"," rest "\"component\":\"" component \
	"\",\"amount_fen\":" fen "}\n"
#define MONTH(person, month) "\"person\":\"" person "\"," \
	"\"month\":\"" month "\","
#define END(id, cut, before, payable, after, refund) \
	"{\"record\":\"statement\",\"id\":\"" id "\",\"cut\":\"" cut \
	"\",\"carry_in_fen\":" before ",\"payable_fen\":" payable \
	",\"carry_fen\":" after ",\"refund_fen\":" refund "}\n"

START_TEST(an_advance_is_an_asset_until_the_verdict)
{
	struct dn_export *export = dn_export_new();

	state(export, LINE("B1", "", "upfront", "300000")
	    END("S1", "2026-03-31", "0", "300000", "0", "0"), NULL);
	state(export, LINE("B1", MONTH("P1", "2026-06"), "retention",
	    "150000") END("S2", "2026-07-15", "0", "150000", "0", "0"), "B1");
	ck_assert_str_eq(written(export, DN_EXPORT_HLEDGER),
	    "2026-03-31 * (S1) statement  ; statement:S1\n"
	    "    assets:advance:B1  3000.00 CNY\n"
	    "    liabilities:payable  -3000.00 CNY\n"
	    "    assets:advance:B1  0.00 CNY = 3000.00 CNY\n"
	    "    liabilities:payable  0.00 CNY = -3000.00 CNY\n\n"
	    "2026-07-15 * (S2) statement  ; statement:S2\n"
	    "    expenses:retention:B1  1500.00 CNY"
	    "  ; person:P1, month:2026-06\n"
	    "    liabilities:payable  -1500.00 CNY\n"
	    "    expenses:retention:B1  0.00 CNY = 1500.00 CNY\n"
	    "    liabilities:payable  0.00 CNY = -4500.00 CNY\n\n"
	    "2026-07-15 * (S2) verdict  ; statement:S2\n"
	    "    expenses:training:B1  3000.00 CNY\n"
	    "    assets:advance:B1  -3000.00 CNY\n"
	    "    expenses:training:B1  0.00 CNY = 3000.00 CNY\n"
	    "    assets:advance:B1  0.00 CNY = 0.00 CNY\n");
	dn_export_free(export);
}
END_TEST

START_TEST(a_verdict_that_is_void_makes_it_an_asset_again)
{
	struct dn_export *export = dn_export_new();
	const char *text;

	state(export, LINE("B1", "", "upfront", "300000")
	    END("S1", "2026-03-31", "0", "300000", "0", "0"), "B1");
	state(export, END("S2", "2026-04-30", "0", "0", "0", "0"), NULL);
	text = strstr(written(export, DN_EXPORT_HLEDGER), "2026-04-30");
	ck_assert_str_eq(text, "2026-04-30 * (S2) verdict  ; statement:S2\n"
	    "    expenses:training:B1  -3000.00 CNY\n"
	    "    assets:advance:B1  3000.00 CNY\n"
	    "    expenses:training:B1  0.00 CNY = 0.00 CNY\n"
	    "    assets:advance:B1  0.00 CNY = 3000.00 CNY\n");
	dn_export_free(export);
}
END_TEST

START_TEST(what_is_taken_back_says_what_it_reverses)
{
	struct dn_export *export = dn_export_new();
	const char *text;

	state(export, LINE("B1", MONTH("P1", "2026-06"), "retention",
	    "150000") END("S1", "2026-07-15", "0", "150000", "0", "0"), NULL);
	state(export, LINE("B1", MONTH("P1", "2026-06"), "retention",
	    "-150000") END("S2", "2026-08-15", "0", "0", "-150000", "0"),
	    NULL);
	state(export, LINE("B1", MONTH("P2", "2026-06"), "retention",
	    "100000") END("S3", "2026-09-15", "-150000", "0", "-50000", "0"),
	    NULL);
	text = strstr(written(export, DN_EXPORT_LEDGER), "2026-08-15");
	ck_assert_str_eq(text, "2026-08-15 * (S2) statement\n"
	    "      ; statement: S2\n"
	    "    expenses:retention:B1  -1500.00 CNY\n"
	    "        ; person: P1\n        ; month: 2026-06\n"
	    "        ; reverses: S1\n"
	    "    assets:recoverable:carry  1500.00 CNY\n"
	    "    expenses:retention:B1  0.00 CNY = 0.00 CNY\n"
	    "    assets:recoverable:carry  0.00 CNY = 1500.00 CNY\n\n"
	    "2026-09-15 * (S3) statement\n      ; statement: S3\n"
	    "    expenses:retention:B1  1000.00 CNY\n"
	    "        ; person: P2\n        ; month: 2026-06\n"
	    "    assets:recoverable:carry  -1000.00 CNY\n"
	    "    expenses:retention:B1  0.00 CNY = 1000.00 CNY\n"
	    "    assets:recoverable:carry  0.00 CNY = 500.00 CNY\n");
	dn_export_free(export);
}
END_TEST

static void
pay(struct dn_export *export, const char *id, const char *statement,
    const char *day, int64_t fen, const char *reverses)
{
	struct dn_export_payment payment = { .id = dn_span_of(id),
		.statement = dn_span_of(statement), .fen = fen,
		.reverses = dn_span_of(reverses) };
	struct dn_err err = DN_ERR_INIT;
	struct dn_date date;

	ck_assert(dn_date_parse(dn_span_of(day), &date));
	payment.day = dn_date_number(date);
	ck_assert_int_eq(dn_export_pay(export, &payment, &err), 0);
}

START_TEST(payments_go_to_whom_money_is_owed)
{
	struct dn_export *export = dn_export_new();

	state(export, LINE("B1", MONTH("P1", "2026-06"), "retention",
	    "150000") END("S1", "2026-07-15", "0", "150000", "0", "0"), NULL);
	state(export, LINE("B1", MONTH("P1", "2026-06"), "retention",
	    "-50000") END("S2", "2026-08-15", "0", "0", "0", "50000"), NULL);
	state(export, "{\"record\":\"settlement\",\"id\":\"F\",\"cut\":"
	    "\"2026-09-01\",\"clawback_fen\":30000}\n", NULL);
	state(export, "{\"record\":\"settlement\",\"id\":\"G\",\"cut\":"
	    "\"2026-09-02\",\"clawback_fen\":20000}\n", NULL);
	pay(export, "a", "S2", "2026-08-20", 50000, NULL);
	pay(export, "b", "G", "2026-09-03", 20000, NULL);
	pay(export, "c", "S1", "2026-07-20", 150000, NULL);
	pay(export, "d", "S1", "2026-07-21", 150000, "c");
	ck_assert_str_eq(strstr(written(export, DN_EXPORT_BEANCOUNT),
	    "2026-09-02 *"), "2026-09-02 * \"settlement\" \"G\"\n"
	    "  statement: \"G\"\n  reverses: \"F\"\n"
	    "  Assets:Recoverable:Clawback  -100.00 CNY\n"
	    "  Expenses:Clawback  100.00 CNY\n\n"
	    "2026-09-03 balance Assets:Recoverable:Clawback"
	    "  200.00 ~ 0.00 CNY\n"
	    "2026-09-03 balance Expenses:Clawback  -200.00 ~ 0.00 CNY\n\n"
	    "2026-09-03 * \"payment\" \"b\"\n  statement: \"G\"\n"
	    "  Assets:Bank  200.00 CNY\n"
	    "  Assets:Recoverable:Clawback  -200.00 CNY\n\n"
	    "2026-09-04 balance Assets:Bank  700.00 ~ 0.00 CNY\n"
	    "2026-09-04 balance Assets:Recoverable:Clawback"
	    "  0.00 ~ 0.00 CNY\n");
	ck_assert_ptr_nonnull(strstr(written(export, DN_EXPORT_HLEDGER),
	    "2026-07-21 * (d) reversal  ; statement:S1, reverses:c\n"
	    "    liabilities:payable  -1500.00 CNY\n"
	    "    assets:bank  1500.00 CNY\n"));
	ck_assert_ptr_nonnull(strstr(written(export, DN_EXPORT_HLEDGER),
	    "(a) payment  ; statement:S2\n    assets:bank  500.00 CNY\n"
	    "    assets:recoverable:refund  -500.00 CNY\n"));
	dn_export_free(export);
}
END_TEST

START_TEST(no_two_names_become_one)
{
	struct dn_export *export = dn_export_new();
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	state(export, LINE("a b", "", "upfront", "1")
	    LINE("a_b", "", "upfront", "1") LINE("一班", "", "upfront", "1")
	    LINE("a:b;\\n", MONTH("x, y:z", "2026-06"), "bonus", "1")
	    LINE("X-41", "", "upfront", "1") LINE("B-1", "", "upfront", "1")
	    END("S(1)", "2026-03-31", "0", "6", "0", "0"), NULL);
	dn_bytes_init(&out, SIZE_MAX);
	ck_assert_int_eq(dn_export_write(export, DN_EXPORT_LEDGER, &out,
	    &err), 0);
	ck_assert_ptr_nonnull(strstr(dn_bytes_text(&out),
	    "account assets:advance:a%20b\naccount assets:advance:a_b\n"
	    "account assets:advance:一班\n"
	    "account expenses:bonus:a%3Ab%3B%0A\n"
	    "account assets:advance:X-41\naccount assets:advance:B-1\n"));
	ck_assert_ptr_nonnull(strstr(out.data, "* (S%281%29) statement"));
	ck_assert_ptr_nonnull(strstr(out.data, "; person: x%2C%20y%3Az\n"));
	dn_bytes_clear(&out);
	ck_assert_int_eq(dn_export_write(export, DN_EXPORT_BEANCOUNT, &out,
	    &err), 0);
	ck_assert_ptr_nonnull(strstr(dn_bytes_text(&out),
	    "open Assets:Advance:Xa-20b CNY\n  batch: \"a b\"\n"));
	ck_assert_ptr_nonnull(strstr(out.data,
	    "open Assets:Advance:X-E4-B8-80-E7-8F-AD CNY\n"
	    "  batch: \"一班\"\n"));
	ck_assert_ptr_nonnull(strstr(out.data, "Assets:Advance:XX-2D41 "));
	ck_assert_ptr_nonnull(strstr(out.data, "Assets:Advance:B-1 "));
	ck_assert_ptr_nonnull(strstr(out.data, "Expenses:Xbonus:Xa-3Ab-3B"));
	dn_bytes_release(&out);
	dn_export_free(export);
}
END_TEST

START_TEST(a_text_that_does_not_add_up_is_refused)
{
	static const char *const texts[] = {
		"", "x\n", "[]\n", "{}\n",
		END("S1", "2026-03-31", "0", "1", "0", "0"),
		END("S1", "2026-02-30", "0", "0", "0", "0"),
		END("", "2026-03-31", "0", "0", "0", "0"),
		END("S1", "2026-03-31", "0", "-1", "1", "0"),
		END("S1", "2026-03-31", "-5", "0", "-5", "0"),
		END("S1", "2026-03-31", "-9223372036854775808", "0", "0", "0"),
		END("S1", "2026-03-31", "0", "\"0\"", "0", "0"),
		LINE("B1", "", "upfront", "2")
		    END("S1", "2026-03-31", "0", "1", "0", "0"),
		LINE("B1", "", "upfront", "1.5")
		    END("S1", "2026-03-31", "0", "1", "0", "0"),
		END("S0", "2026-03-31", "0", "0", "0", "0")
		    END("S1", "2026-03-31", "0", "0", "0", "0"),
		LINE("B1", "", "upfront", "1"),
		"{\"record\":\"settlement\",\"id\":\"F\",\"cut\":"
		    "\"2026-09-01\",\"clawback_fen\":-1}\n"
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct dn_export *export = dn_export_new();
		struct dn_err err = DN_ERR_INIT;

		ck_assert_msg(issue(export, texts[i], NULL, &err) < 0 &&
		    err.code == DN_E_BROKEN, "%s: %s", texts[i], err.text);
		dn_export_free(export);
	}
}
END_TEST

START_TEST(sums_that_do_not_fit_are_an_error)
{
	struct dn_export *export = dn_export_new();
	struct dn_err err = DN_ERR_INIT;

	ck_assert_int_eq(issue(export,
	    LINE("B1", "", "upfront", "9223372036854775807")
	    LINE("B2", "", "upfront", "1")
	    END("S1", "2026-03-31", "0", "0", "0", "0"), NULL, &err), -1);
	ck_assert_int_eq(err.code, DN_E_OVERFLOW);
	dn_export_free(export);
}
END_TEST

START_TEST(nothing_is_exported_of_nothing)
{
	struct dn_export *export = dn_export_new();

	ck_assert_str_eq(written(export, DN_EXPORT_HLEDGER), "");
	dn_export_free(export);
	dn_export_free(NULL);
}
END_TEST

DN_SUITE(export,
    an_advance_is_an_asset_until_the_verdict,
    a_verdict_that_is_void_makes_it_an_asset_again,
    what_is_taken_back_says_what_it_reverses,
    payments_go_to_whom_money_is_owed,
    no_two_names_become_one,
    a_text_that_does_not_add_up_is_refused,
    sums_that_do_not_fit_are_an_error,
    nothing_is_exported_of_nothing)
