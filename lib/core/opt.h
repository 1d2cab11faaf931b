/* SPDX-License-Identifier: MIT */
/* One row an option: parsing, --help, completion, the man check read it. */
#ifndef DN_CORE_OPT_H
#define DN_CORE_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

/* How the value of an option is read, and what `to` points at. */
enum dn_opt_type {
	DN_OPT_FLAG,    /* bool: set to true, takes no value */
	DN_OPT_TEXT,    /* const char *: borrowed from argv */
	DN_OPT_LIST,    /* struct dn_opt_list: may repeat */
	DN_OPT_COUNT,   /* uint64_t: decimal, within low..high */
	DN_OPT_SIZE,    /* uint64_t: bytes, with K, M, G, T (powers of 1024) */
	DN_OPT_REAL,    /* double: within least..most */
	DN_OPT_CHOICE,  /* int: index into `choices` */
	DN_OPT_LATER    /* not built yet: refused with status 2, and said so */
};

/* The values of an option that may repeat, in their order. */
struct dn_opt_list {
	const char **values;    /* owned; freed by dn_opt_list_release */
	size_t count;
};

/* One option.  Use the macros below; a table ends with DN_OPT_END. */
struct dn_opt {
	char letter;            /* 'o' of -o, or 0 */
	const char *name;       /* "output" of --output */
	const char *argument;   /* "FILE", or NULL */
	enum dn_opt_type type;
	void *to;               /* where the value goes; see dn_opt_type */
	const char *help;       /* lower case, no full stop, <= 56 columns */
	uint64_t low, high;     /* DN_OPT_COUNT and DN_OPT_SIZE */
	double least, most;     /* DN_OPT_REAL */
	const char *const *choices;     /* DN_OPT_CHOICE: names, NULL-ended */
};

#define DN_OPT_FLAG(l, n, to, h) { l, n, NULL, DN_OPT_FLAG, to, h, \
	0, 0, 0, 0, NULL }
#define DN_OPT_TEXT(l, n, a, to, h) { l, n, a, DN_OPT_TEXT, to, h, \
	0, 0, 0, 0, NULL }
#define DN_OPT_LIST(l, n, a, to, h) { l, n, a, DN_OPT_LIST, to, h, \
	0, 0, 0, 0, NULL }
/* `hi` of UINT64_MAX is no bound. */
#define DN_OPT_COUNT(l, n, a, to, lo, hi, h) { l, n, a, DN_OPT_COUNT, to, h, \
	lo, hi, 0, 0, NULL }
#define DN_OPT_SIZE(l, n, a, to, lo, hi, h) { l, n, a, DN_OPT_SIZE, to, h, \
	lo, hi, 0, 0, NULL }
#define DN_OPT_REAL(l, n, a, to, lo, hi, h) { l, n, a, DN_OPT_REAL, to, h, \
	0, 0, lo, hi, NULL }
#define DN_OPT_CHOICE(l, n, a, to, c, h) { l, n, a, DN_OPT_CHOICE, to, h, \
	0, 0, 0, 0, c }
#define DN_OPT_LATER(l, n, a, h) { l, n, a, DN_OPT_LATER, NULL, h, \
	0, 0, 0, 0, NULL }
#define DN_OPT_END { 0, NULL, NULL, DN_OPT_FLAG, NULL, NULL, \
	0, 0, 0, 0, NULL }

/* Several tables are searched one after the other; the array ends in NULL. */
struct dn_opt_parse {
	const struct dn_opt *const *tables;
	struct dn_opt_list operands;    /* what is not an option, in order */
};

/*
 * Parse argv[1..argc-1].  Options and operands may mix; "--" ends options; "-"
 * is an operand, and so is a word of '-' and a digit, a negative number: no
 * letter of an option is a digit.  Letters may be joined (-qj2), values follow
 * joined, after '=' (long ones) or as the next word.  Long names are never
 * abbreviated.  An option given twice is an error unless it is a flag or a
 * list.
 * Returns 0, or -1 with DN_E_USAGE (DN_E_NOT_BUILT for a DN_OPT_LATER row,
 * DN_E_NO_MEMORY) and a text that names the option.  Either way dn_opt_release
 * is due.
 */
int dn_opt_parse(struct dn_opt_parse *parse, int argc, char **argv,
    struct dn_err *err) DN_MUST_CHECK;

/* Free the operands and every list the tables point at. */
void dn_opt_release(struct dn_opt_parse *parse);

/* Append to a list; -1 without memory. */
int dn_opt_list_add(struct dn_opt_list *list, const char *value)
    DN_MUST_CHECK;

/* Free the array of a list (the values are borrowed). */
void dn_opt_list_release(struct dn_opt_list *list);

/*
 * Append the options as --help shows them, a line each, help at column 24 (on
 * a line of its own where the option is longer), within 80 columns; those of
 * type DN_OPT_LATER are left out.
 */
void dn_opt_help(const struct dn_opt *const *tables, struct dn_bytes *out);

/*
 * Append the machine form, a line an option: LETTER TAB NAME TAB ARGUMENT TAB
 * HELP, with "-" for what is absent; DN_OPT_LATER rows are left out.
 */
void dn_opt_list_rows(const struct dn_opt *const *tables,
    struct dn_bytes *out);

/*
 * Read a decimal count, or a SIZE such as 64K or 64k; false when it is none
 * or past 64 bits, with *value untouched.
 */
bool dn_opt_read_count(const char *text, uint64_t *value);
bool dn_opt_read_size(const char *text, uint64_t *value);

/* Read a decimal number such as 0.5, -.5 or 1e3; false when it is none. */
bool dn_opt_read_real(const char *text, double *value);

#endif
