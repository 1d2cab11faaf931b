/* SPDX-License-Identifier: MIT */
/* Options as rows: the one place where argv is read and rows are shown. */
#include "core/opt.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/utf8.h"

#define HELP_COLUMN 24          /* 80 less the 56 that a help text may take */

/* Where the parser stands. */
struct scan {
	const struct dn_opt *const *tables;
	bool *seen;             /* one a row, all tables counted through */
	char **next, **end;     /* words of argv still to come */
	struct dn_err *err;
};

static bool
is_end(const struct dn_opt *option)
{
	return option->letter == 0 && option->name == NULL;
}

static size_t
count_rows(const struct dn_opt *const *tables)
{
	const struct dn_opt *option;
	size_t count = 0;

	for (; *tables != NULL; tables++)
		for (option = *tables; !is_end(option); option++)
			count++;
	return count;
}

/* "--output", or "-o" where there is only that; the same in every message. */
static const char *
title(const struct dn_opt *option, char room[64])
{
	if (option->name != NULL)
		snprintf(room, 64, "--%s", option->name);
	else
		snprintf(room, 64, "-%c", option->letter);
	return room;
}

/* ---- numbers ----------------------------------------------------------- */

/* Digits from `text` on; where they end, or NULL when none or too large. */
static const char *
read_digits(const char *text, uint64_t *value)
{
	uint64_t sum = 0;

	if (*text < '0' || *text > '9')
		return NULL;
	for (; *text >= '0' && *text <= '9'; text++)
		if (__builtin_mul_overflow(sum, 10u, &sum) ||
		    __builtin_add_overflow(sum, (uint64_t)(*text - '0'), &sum))
			return NULL;
	*value = sum;
	return text;
}

bool
dn_opt_read_count(const char *text, uint64_t *value)
{
	uint64_t sum;
	const char *end = read_digits(text, &sum);

	if (end == NULL || *end != '\0')
		return false;
	*value = sum;
	return true;
}

bool
dn_opt_read_size(const char *text, uint64_t *value)
{
	static const char units[] = "KkMmGgTt";
	uint64_t sum;
	const char *end = read_digits(text, &sum), *unit;
	unsigned shift;

	if (end == NULL)
		return false;
	if (*end != '\0') {
		unit = strchr(units, *end);
		if (unit == NULL || end[1] != '\0')
			return false;
		shift = 10 * (1 + (unsigned)(unit - units) / 2);
		if (sum > UINT64_MAX >> shift)
			return false;
		sum <<= shift;
	}
	*value = sum;
	return true;
}

/* Digits, perhaps with a point among them; where they end, NULL if none. */
static const char *
skip_decimal(const char *text)
{
	size_t whole = strspn(text, "0123456789"), part = 0;

	text += whole;
	if (*text == '.') {
		part = strspn(text + 1, "0123456789");
		text += 1 + part;
	}
	return whole + part > 0 ? text : NULL;
}

/*
 * A plain decimal number.  No program of this suite ever leaves the C locale,
 * so what passes the check of syntax is read by strtod as it stands; the
 * check keeps out the hexadecimal, infinite and blank that strtod takes too.
 */
bool
dn_opt_read_real(const char *text, double *value)
{
	const char *at = skip_decimal(text + (*text == '-' || *text == '+'));

	if (at == NULL)
		return false;
	if (*at == 'e' || *at == 'E') {
		at++;
		at += *at == '-' || *at == '+';
		if (*at < '0' || *at > '9')
			return false;
		at += strspn(at, "0123456789");
	}
	if (*at != '\0')
		return false;
	*value = strtod(text, NULL);
	return true;
}

/* ---- setting one option ------------------------------------------------ */

/* The largest unit that divides a size, so that 65536 reads 64K. */
static void
write_size(uint64_t value, char room[32])
{
	static const char units[] = "\0KMGT";
	size_t unit = 0;

	while (value != 0 && value % 1024 == 0 && unit < 4) {
		value /= 1024;
		unit++;
	}
	snprintf(room, 32, "%llu%.1s", (unsigned long long)value,
	    units + unit);
}

/* `"x" is not a WHAT from LOW to HIGH`, without a bound that is none. */
static int
refuse_number(const struct dn_opt *option, const char *value,
    struct dn_err *err)
{
	const char *what = "whole number";
	char name[64], low[32], high[32];

	if (option->type == DN_OPT_SIZE) {
		what = "size (bytes, or with K, M, G, T)";
		write_size(option->low, low);
		write_size(option->high, high);
	} else if (option->type == DN_OPT_REAL) {
		what = "number";
		snprintf(low, sizeof(low), "%.15g", option->least);
		snprintf(high, sizeof(high), "%.15g", option->most);
	} else {
		snprintf(low, sizeof(low), "%llu",
		    (unsigned long long)option->low);
		snprintf(high, sizeof(high), "%llu",
		    (unsigned long long)option->high);
	}
	title(option, name);
	if (option->type != DN_OPT_REAL && option->high == UINT64_MAX)
		return dn_err_set(err, DN_E_USAGE,
		    "%s: \"%.80s\" is not a %s of at least %s", name, value,
		    what, low);
	return dn_err_set(err, DN_E_USAGE,
	    "%s: \"%.80s\" is not a %s from %s to %s", name, value, what, low,
	    high);
}

static int
set_number(const struct dn_opt *option, const char *value, struct dn_err *err)
{
	uint64_t number = 0;
	bool good = option->type == DN_OPT_SIZE ?
	    dn_opt_read_size(value, &number) :
	    dn_opt_read_count(value, &number);

	if (!good || number < option->low || number > option->high)
		return refuse_number(option, value, err);
	*(uint64_t *)option->to = number;
	return 0;
}

static int
set_real(const struct dn_opt *option, const char *value, struct dn_err *err)
{
	double number = 0;

	if (!dn_opt_read_real(value, &number) || number < option->least ||
	    number > option->most)
		return refuse_number(option, value, err);
	*(double *)option->to = number;
	return 0;
}

static int
set_choice(const struct dn_opt *option, const char *value, struct dn_err *err)
{
	struct dn_bytes list;
	char name[64];
	int at;

	for (at = 0; option->choices[at] != NULL; at++)
		if (strcmp(option->choices[at], value) == 0) {
			*(int *)option->to = at;
			return 0;
		}
	dn_bytes_init(&list, sizeof(err->text));
	for (at = 0; option->choices[at] != NULL; at++)
		dn_bytes_add_format(&list, "%s%s", at > 0 ? ", " : "",
		    option->choices[at]);
	dn_err_set(err, DN_E_USAGE, "%s: \"%.80s\" is none of %s",
	    title(option, name), value, dn_bytes_text(&list));
	dn_bytes_release(&list);
	return -1;
}

/* Store `value` (NULL for a flag) where the row says. */
static int
set_option(const struct dn_opt *option, const char *value,
    struct dn_err *err)
{
	switch (option->type) {
	case DN_OPT_FLAG:
		*(bool *)option->to = true;
		return 0;
	case DN_OPT_TEXT:
		*(const char **)option->to = value;
		return 0;
	case DN_OPT_LIST:
		if (dn_opt_list_add(option->to, value) < 0)
			return dn_err_memory(err);
		return 0;
	case DN_OPT_COUNT:
	case DN_OPT_SIZE:
		return set_number(option, value, err);
	case DN_OPT_REAL:
		return set_real(option, value, err);
	case DN_OPT_CHOICE:
		return set_choice(option, value, err);
	case DN_OPT_LATER:
		break;
	}
	return dn_err_set(err, DN_E_NOT_BUILT, "not built yet");
}

/* ---- reading argv ------------------------------------------------------ */

static bool
is_called(const struct dn_opt *option, const char *name, size_t len)
{
	return option->name != NULL && strlen(option->name) == len &&
	    memcmp(option->name, name, len) == 0;
}

/* The row of a long name (`len` > 0) or of a letter, and its number. */
static const struct dn_opt *
find_row(const struct scan *scan, const char *name, size_t len, char letter,
    size_t *number)
{
	const struct dn_opt *const *table;
	const struct dn_opt *option;

	*number = 0;
	for (table = scan->tables; *table != NULL; table++)
		for (option = *table; !is_end(option); option++, ++*number)
			if (len > 0 ? is_called(option, name, len) :
			    option->letter == letter)
				return option;
	return NULL;
}

/*
 * One option was met: check that it may stand here, find its value (`joined`,
 * or the next word) and set it.
 */
static int
take_option(struct scan *scan, const struct dn_opt *option, size_t number,
    const char *joined)
{
	char name[64];

	title(option, name);
	if (option->type == DN_OPT_LATER)
		return dn_err_set(scan->err, DN_E_NOT_BUILT,
		    "option %s is not built yet", name);
	if (scan->seen[number] && option->type != DN_OPT_FLAG &&
	    option->type != DN_OPT_LIST)
		return dn_err_set(scan->err, DN_E_USAGE,
		    "option %s is given twice", name);
	scan->seen[number] = true;
	if (option->type == DN_OPT_FLAG) {
		if (joined != NULL)
			return dn_err_set(scan->err, DN_E_USAGE,
			    "option %s takes no value", name);
		return set_option(option, NULL, scan->err);
	}
	if (joined == NULL && scan->next == scan->end)
		return dn_err_set(scan->err, DN_E_USAGE,
		    "option %s needs a value, %s", name, option->argument);
	return set_option(option, joined != NULL ? joined : *scan->next++,
	    scan->err);
}

/* "name" or "name=value", behind the two dashes. */
static int
take_long(struct scan *scan, const char *word)
{
	size_t len = strcspn(word, "="), number;
	const struct dn_opt *option = NULL;

	if (len > 0)
		option = find_row(scan, word, len, 0, &number);
	if (option == NULL)
		return dn_err_set(scan->err, DN_E_USAGE,
		    "unknown option --%.*s", len < 80 ? (int)len : 80, word);
	return take_option(scan, option, number,
	    word[len] == '=' ? word + len + 1 : NULL);
}

/* Letters behind one dash: flags, and last perhaps one with its value. */
static int
take_letters(struct scan *scan, const char *word)
{
	const struct dn_opt *option;
	const char *joined;
	size_t number, len;
	uint32_t point;

	for (; *word != '\0'; word++) {
		option = find_row(scan, NULL, 0, *word, &number);
		if (option == NULL) {
			len = dn_utf8_decode(word, strlen(word), &point);
			return dn_err_set(scan->err, DN_E_USAGE,
			    "unknown option -%.*s", len > 0 ? (int)len : 1,
			    word);
		}
		joined = option->type == DN_OPT_FLAG || word[1] == '\0' ?
		    NULL : word + 1;
		if (take_option(scan, option, number, joined) < 0)
			return -1;
		if (option->type != DN_OPT_FLAG)
			break;
	}
	return 0;
}

static int
take_operand(struct dn_opt_parse *parse, const char *word,
    struct dn_err *err)
{
	if (dn_opt_list_add(&parse->operands, word) < 0)
		return dn_err_memory(err);
	return 0;
}

/* No letter of an option is a digit: such a word is a negative number. */
static bool
is_operand(const char *word)
{
	return word[0] != '-' || word[1] == '\0' ||
	    (word[1] >= '0' && word[1] <= '9');
}

static int
take_words(struct dn_opt_parse *parse, struct scan *scan)
{
	bool options = true;
	int result = 0;

	while (result == 0 && scan->next < scan->end) {
		const char *word = *scan->next++;

		if (!options || is_operand(word))
			result = take_operand(parse, word, scan->err);
		else if (word[1] != '-')
			result = take_letters(scan, word + 1);
		else if (word[2] != '\0')
			result = take_long(scan, word + 2);
		else
			options = false;
	}
	return result;
}

int
dn_opt_parse(struct dn_opt_parse *parse, int argc, char **argv,
    struct dn_err *err)
{
	struct scan scan = { .tables = parse->tables, .err = err };
	int result;

	if (argc < 2)
		return 0;
	scan.seen = calloc(count_rows(parse->tables) + 1, sizeof(bool));
	if (scan.seen == NULL)
		return dn_err_memory(err);
	scan.next = argv + 1;
	scan.end = argv + argc;
	result = take_words(parse, &scan);
	free(scan.seen);
	return result;
}

void
dn_opt_release(struct dn_opt_parse *parse)
{
	const struct dn_opt *const *table;
	const struct dn_opt *option;

	for (table = parse->tables; *table != NULL; table++)
		for (option = *table; !is_end(option); option++)
			if (option->type == DN_OPT_LIST)
				dn_opt_list_release(option->to);
	dn_opt_list_release(&parse->operands);
}

/* ---- lists ------------------------------------------------------------- */

int
dn_opt_list_add(struct dn_opt_list *list, const char *value)
{
	size_t count = list->count;
	const char **values;

	/* The room is the next power of two, so it is full at each of them. */
	if ((count & (count - 1)) == 0) {
		values = reallocarray(list->values, count > 0 ? 2 * count : 1,
		    sizeof(*values));
		if (values == NULL)
			return -1;
		list->values = values;
	}
	list->values[list->count++] = value;
	return 0;
}

void
dn_opt_list_release(struct dn_opt_list *list)
{
	free(list->values);
	*list = (struct dn_opt_list){ NULL, 0 };
}

/* ---- showing the rows ---------------------------------------------------- */

static void
show_row(const struct dn_opt *option, struct dn_bytes *out)
{
	size_t start = out->len, used;

	if (option->letter != 0)
		dn_bytes_add_format(out, "  -%c", option->letter);
	else
		dn_bytes_add_text(out, "    ");
	if (option->name != NULL)
		dn_bytes_add_format(out, "%s--%s",
		    option->letter != 0 ? ", " : "  ", option->name);
	if (option->argument != NULL)
		dn_bytes_add_format(out, " %s", option->argument);
	used = out->len - start;
	if (used > HELP_COLUMN - 2) {
		dn_bytes_add_byte(out, '\n');
		used = 0;
	}
	dn_bytes_add_format(out, "%*s%s\n", (int)(HELP_COLUMN - used), "",
	    option->help);
}

void
dn_opt_help(const struct dn_opt *const *tables, struct dn_bytes *out)
{
	const struct dn_opt *option;

	for (; *tables != NULL; tables++)
		for (option = *tables; !is_end(option); option++)
			if (option->type != DN_OPT_LATER)
				show_row(option, out);
}

void
dn_opt_list_rows(const struct dn_opt *const *tables, struct dn_bytes *out)
{
	const struct dn_opt *option;

	for (; *tables != NULL; tables++)
		for (option = *tables; !is_end(option); option++) {
			if (option->type == DN_OPT_LATER)
				continue;
			dn_bytes_add_byte(out,
			    option->letter != 0 ? option->letter : '-');
			dn_bytes_add_format(out, "\t%s\t%s\t%s\n",
			    option->name != NULL ? option->name : "-",
			    option->argument != NULL ? option->argument : "-",
			    option->help);
		}
}
