/* SPDX-License-Identifier: MIT */
/* What people write in the cells of a table, as values of an event. */
#ifndef DN_LEDGER_IMPORT_CELL_H
#define DN_LEDGER_IMPORT_CELL_H

#include "core/bytes.h"
#include "core/date.h"
#include "core/utf8.h"

/* Bytes of a cell that is a date, number or amount; of a folded one. */
#define DN_IMPORT_LONGEST 64
#define DN_IMPORT_FOLDED (DN_IMPORT_LONGEST + DN_UTF8_MAX)

/* How a cell is read; in the order of dn_import_forms. */
enum dn_import_form {
	DN_IMPORT_TEXT,         /* as it stands */
	DN_IMPORT_DATE,         /* 2026-07-10, 2026/7/10, 20260710, ... */
	DN_IMPORT_MONTH,        /* 2026-07, 202607, 2026年7月, or a date */
	DN_IMPORT_TIME,         /* a date and a time of day */
	DN_IMPORT_AMOUNT,       /* yuan: 1,234.50 with or without ¥ and 元 */
	DN_IMPORT_FEN,          /* a whole number of fen */
	DN_IMPORT_NUMBER,       /* a whole number */
	DN_IMPORT_CITIZEN,      /* a citizen number of 18 characters */
	DN_IMPORT_LIST,         /* several texts */
	DN_IMPORT_FORMS
};

/* Their names, NULL-ended. */
extern const char *const dn_import_forms[DN_IMPORT_FORMS + 1];

/* Day 0 of numbers that spreadsheets write for dates; in their order. */
enum dn_import_days {
	DN_IMPORT_DAYS_NONE,    /* numbers are no dates */
	DN_IMPORT_DAYS_1900,
	DN_IMPORT_DAYS_1904
};

/*
 * The cell without what surrounds it: blanks of every kind, the ="..." and the
 * apostrophe before a digit that keep a spreadsheet from taking it for a
 * number.  Borrowed from `cell`.
 */
struct dn_span dn_import_trim(struct dn_span cell);

/* Are the texts the same, whatever blanks stand around and in them? */
bool dn_import_same(struct dn_span a, struct dn_span b);

/*
 * Is a trimmed cell one that a spreadsheet has spoiled?  "####" and "#N/A" show
 * no value, and 1.10105E+17 has lost its digits: -1 with DN_E_BAD_VALUE.  So is
 * one that holds a NUL.
 */
int dn_import_whole(struct dn_span text, struct dn_err *err) DN_MUST_CHECK;

/*
 * Read a date; what stands behind it may be a time of day.  The year has four
 * digits and comes first.  -1 with DN_E_BAD_VALUE.
 */
int dn_import_date(struct dn_span text, enum dn_import_days days,
    struct dn_date *date, struct dn_err *err) DN_MUST_CHECK;

/* A cell and what is needed to read it. */
struct dn_import_reading {
	enum dn_import_form form;       /* any but DN_IMPORT_LIST */
	enum dn_import_days days;
	int64_t shift;                  /* of DN_IMPORT_MONTH: months later */
	struct dn_span text;            /* trimmed, not empty, UTF-8 */
	struct dn_span date;            /* of DN_IMPORT_TIME: where the date is
					   when it is not in `text`, trimmed */
};

/*
 * Append the cell as a JSON value.  Full-width digits and letters are as good
 * as plain ones but in texts.  Amounts never pass through floating point: more
 * than two decimals, a sign, digits not grouped by three are refused.  -1 with
 * DN_E_BAD_VALUE, DN_E_ID_FORMAT, DN_E_ID_DATE or DN_E_ID_CHECKSUM, and a
 * message that says what is expected.
 */
int dn_import_read(const struct dn_import_reading *reading,
    struct dn_bytes *out, struct dn_err *err) DN_MUST_CHECK;

/*
 * `out` with a copy of `text` in which full-width characters and blanks are
 * plain, and a NUL at its end; NULL when it is too long or not UTF-8.
 */
const char *dn_import_fold(struct dn_span text, char out[DN_IMPORT_FOLDED]);

/* What dn_import_read does for these forms. */
int dn_import_read_date(const struct dn_import_reading *reading,
    struct dn_bytes *out, struct dn_err *err) DN_MUST_CHECK;
int dn_import_read_month(const struct dn_import_reading *reading,
    struct dn_bytes *out, struct dn_err *err) DN_MUST_CHECK;
int dn_import_read_time(const struct dn_import_reading *reading,
    struct dn_bytes *out, struct dn_err *err) DN_MUST_CHECK;

#endif
