/* SPDX-License-Identifier: MIT */
/* Cells as values: what is not quite clear is refused, never guessed. */
#include "ledger/import_cell.h"

#include "core/ident.h"
#include "core/money.h"
#include "core/utf8.h"
#include "io/jsontext.h"

const char *const dn_import_forms[DN_IMPORT_FORMS + 1] = {
	"text", "date", "month", "time", "amount", "fen", "number", "citizen",
	"list", NULL
};

/* ---- what surrounds a cell ---- */

/* Length of the blank at the start of `text`, 0 where there is none. */
static size_t
blank_at(struct dn_span text)
{
	static const char *const wide[] = {
		"\xc2\xa0", "\xe3\x80\x80", "\xef\xbb\xbf", "\xe2\x80\x8b"
	};

	if (text.len > 0 && (*text.ptr == ' ' || (*text.ptr >= '\t' &&
	    *text.ptr <= '\r')))
		return 1;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (text.len >= strlen(wide[i]) &&
		    memcmp(text.ptr, wide[i], strlen(wide[i])) == 0)
			return strlen(wide[i]);
	return 0;
}

static struct dn_span
skip(struct dn_span text, size_t len)
{
	return (struct dn_span){ text.ptr + len, text.len - len };
}

static struct dn_span
trim_blanks(struct dn_span text)
{
	size_t len, back;

	while ((len = blank_at(text)) > 0)
		text = skip(text, len);
	do {
		len = text.len;
		for (back = 1; back <= 3 && back <= text.len; back++) {
			struct dn_span end = skip(text, text.len - back);

			if (blank_at(end) == back) {
				text.len -= back;
				break;
			}
		}
	} while (text.len < len);
	return text;
}

bool
dn_import_same(struct dn_span a, struct dn_span b)
{
	size_t blank;

	for (;;) {
		while ((blank = blank_at(a)) > 0)
			a = skip(a, blank);
		while ((blank = blank_at(b)) > 0)
			b = skip(b, blank);
		if (a.len == 0 || b.len == 0 || *a.ptr != *b.ptr)
			return a.len == 0 && b.len == 0;
		a = skip(a, 1);
		b = skip(b, 1);
	}
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

struct dn_span
dn_import_trim(struct dn_span cell)
{
	struct dn_span text = trim_blanks(cell);

	if (text.len >= 3 && text.ptr[0] == '=' && text.ptr[1] == '"' &&
	    text.ptr[text.len - 1] == '"')
		text = trim_blanks((struct dn_span){ text.ptr + 2,
		    text.len - 3 });
	else if (text.len >= 2 && text.ptr[0] == '\'' &&
	    is_digit(text.ptr[1]))
		text = skip(text, 1);
	return text;
}

/* ---- what spreadsheets spoil ---- */

/* Digits, with one point at most, then E+ and digits. */
static bool
is_scientific(struct dn_span text)
{
	size_t i = 0, points = 0, start;

	while (i < text.len && (is_digit(text.ptr[i]) || (i > 0 &&
	    text.ptr[i] == '.' && points++ == 0)))
		i++;
	if (i == 0 || i + 2 >= text.len ||
	    (text.ptr[i] != 'E' && text.ptr[i] != 'e') ||
	    text.ptr[i + 1] != '+')
		return false;
	for (start = i += 2; i < text.len && is_digit(text.ptr[i]); i++)
		;
	return i > start && i == text.len;
}

/* ##### where a column was too narrow, #N/A! where a formula failed. */
static bool
is_hash(struct dn_span text)
{
	static const char *const failures[] = {
		"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!",
		"#NULL!", "#SPILL!", "#CALC!"
	};
	size_t i;

	for (i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
		if (dn_span_is(text, failures[i]))
			return true;
	for (i = 0; i < text.len && text.ptr[i] == '#'; i++)
		;
	return i > 1 && i == text.len;
}

int
dn_import_whole(struct dn_span text, struct dn_err *err)
{
	if (memchr(text.ptr, '\0', text.len) != NULL)
		return dn_err_set(err, DN_E_BAD_VALUE, "the cell holds a NUL");
	if (is_scientific(text))
		return dn_err_set(err, DN_E_BAD_VALUE, "a spreadsheet has "
		    "rounded this number: set its column to text and export "
		    "it again");
	if (is_hash(text))
		return dn_err_set(err, DN_E_BAD_VALUE, "a spreadsheet did "
		    "not show the value here: widen the column or mend the "
		    "formula and export it again");
	return 0;
}

/* ---- plain characters ---- */

const char *
dn_import_fold(struct dn_span text, char out[DN_IMPORT_FOLDED])
{
	size_t len = 0, i = 0, step;
	uint32_t point;

	while (i < text.len && len < DN_IMPORT_LONGEST) {
		step = dn_utf8_decode(text.ptr + i, text.len - i, &point);
		if (step == 0 || point == 0)
			return NULL;
		if (point >= 0xff01 && point <= 0xff5e)
			point -= 0xff01 - '!';
		else if (point == 0x3000 || point == 0xa0)
			point = ' ';
		else if (point == 0xffe5)
			point = 0xa5;
		len += dn_utf8_encode(point, out + len);
		i += step;
	}
	out[len] = '\0';
	return i == text.len ? out : NULL;
}

/* ---- amounts and numbers ---- */

/* Without the sign of money before it or the word behind it. */
static struct dn_span
bare_amount(struct dn_span text)
{
	static const char *const before[] = {
		"人民币", "RMB", "CNY", "\xc2\xa5"
	};
	static const char *const behind[] = { "元", "圆" };
	size_t i, len;

	for (i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		len = strlen(before[i]);
		if (text.len >= len && memcmp(text.ptr, before[i], len) == 0)
			text = trim_blanks(skip(text, len));
	}
	for (i = 0; i < sizeof(behind) / sizeof(behind[0]); i++) {
		len = strlen(behind[i]);
		if (text.len >= len && memcmp(text.ptr + text.len - len,
		    behind[i], len) == 0) {
			text.len -= len;
			return trim_blanks(text);
		}
	}
	return text;
}

/*
 * Copy the digits without the commas between each three of them, and without
 * zeros that stand behind the decimals that count; 0 where it is not so.
 */
static size_t
bare_digits(struct dn_span text, size_t decimals,
    char out[DN_IMPORT_LONGEST + 1])
{
	size_t len = 0, i = 0, group = 0, fraction = 0;
	bool grouped = false;

	for (; i < text.len && text.ptr[i] != '.'; i++) {
		if (text.ptr[i] == ',') {
			if (grouped ? group != 3 : group < 1 || group > 3)
				return 0;
			grouped = true;
			group = 0;
			continue;
		}
		if (!is_digit(text.ptr[i]))
			return 0;
		out[len++] = text.ptr[i];
		group++;
	}
	if (len == 0 || (grouped && group != 3) || i + 1 == text.len)
		return 0;
	for (i++; i < text.len; i++, fraction++) {
		if (!is_digit(text.ptr[i]) ||
		    (fraction >= decimals && text.ptr[i] != '0'))
			return 0;
		if (fraction == 0 && decimals > 0)
			out[len++] = '.';
		if (fraction < decimals)
			out[len++] = text.ptr[i];
	}
	return len;
}

static int
read_amount(const struct dn_import_reading *reading, struct dn_bytes *out,
    struct dn_err *err)
{
	char plain[DN_IMPORT_FOLDED], digits[DN_IMPORT_LONGEST + 1];
	struct dn_span text = dn_span_of(dn_import_fold(reading->text, plain));
	size_t len;
	int64_t fen;

	text = bare_amount(text);
	if (text.len > 0 && (*text.ptr == '-' || *text.ptr == '('))
		return dn_err_set(err, DN_E_BAD_VALUE,
		    "the amount is negative");
	len = text.ptr != NULL ? bare_digits(text, 2, digits) : 0;
	if (len == 0)
		return dn_err_set(err, DN_E_BAD_VALUE, "this is no amount of "
		    "yuan as 1500, 1,500.00 or ¥1500.5元, with two decimals "
		    "at most");
	if (!dn_money_parse((struct dn_span){ digits, len }, &fen))
		return dn_err_set(err, DN_E_BAD_VALUE,
		    "the amount is too large");
	dn_bytes_add_int(out, fen);
	return 0;
}

static int
read_number(const struct dn_import_reading *reading, struct dn_bytes *out,
    struct dn_err *err)
{
	char plain[DN_IMPORT_FOLDED], digits[DN_IMPORT_LONGEST + 1];
	struct dn_span text = dn_span_of(dn_import_fold(reading->text, plain));
	size_t len = text.ptr != NULL ? bare_digits(text, 0, digits) : 0;
	size_t i = 0;

	while (i + 1 < len && digits[i] == '0')
		i++;
	if (len == 0 || len - i > 18)
		return dn_err_set(err, DN_E_BAD_VALUE,
		    "this is no whole number of at most 18 digits");
	dn_bytes_add(out, digits + i, len - i);
	return 0;
}

/* ---- persons ---- */

static int
read_citizen(const struct dn_import_reading *reading, struct dn_bytes *out,
    struct dn_err *err)
{
	char plain[DN_IMPORT_FOLDED], number[DN_IDENT_CITIZEN + 1];
	struct dn_span text = dn_span_of(dn_import_fold(reading->text, plain));

	switch (dn_ident_citizen(text, number)) {
	case DN_IDENT_GOOD:
		dn_bytes_add_format(out, "\"%s\"", number);
		return 0;
	case DN_IDENT_DATE:
		return dn_err_set(err, DN_E_ID_DATE, "the citizen number "
		    "holds no date of birth that exists");
	case DN_IDENT_CHECKSUM:
		return dn_err_set(err, DN_E_ID_CHECKSUM, "the citizen number "
		    "has a wrong check digit%s", text.len > 3 &&
		    memcmp(text.ptr + text.len - 3, "000", 3) == 0 ? "; "
		    "spreadsheets make its last three digits 000" : "");
	case DN_IDENT_FORMAT:
		break;
	}
	return dn_err_set(err, DN_E_ID_FORMAT,
	    "this is no citizen number of 18 characters");
}

int
dn_import_read(const struct dn_import_reading *reading, struct dn_bytes *out,
    struct dn_err *err)
{
	static int (*const readers[])(const struct dn_import_reading *,
	    struct dn_bytes *, struct dn_err *) = {
		[DN_IMPORT_DATE] = dn_import_read_date,
		[DN_IMPORT_MONTH] = dn_import_read_month,
		[DN_IMPORT_TIME] = dn_import_read_time,
		[DN_IMPORT_AMOUNT] = read_amount,
		[DN_IMPORT_FEN] = read_number,
		[DN_IMPORT_NUMBER] = read_number,
		[DN_IMPORT_CITIZEN] = read_citizen
	};

	if (dn_import_whole(reading->text, err) < 0)
		return -1;
	if (reading->form == DN_IMPORT_TEXT) {
		dn_json_write_text(out, reading->text);
		return 0;
	}
	return readers[reading->form](reading, out, err);
}
