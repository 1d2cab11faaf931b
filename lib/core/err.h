/* SPDX-License-Identifier: MIT */
/* Errors as values: the library fills one, the caller decides what to do. */
#ifndef DN_CORE_ERR_H
#define DN_CORE_ERR_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#define DN_MUST_CHECK __attribute__((warn_unused_result))
#define DN_PRINTF(string, first) \
	__attribute__((format(printf, string, first)))

/* The codes are stable names for scripts; see err.def and dn-errors(7). */
enum dn_code {
	DN_E_NONE,
#define DN_CODE(id, name, status, meaning) DN_E_##id,
#include "core/err.def"
#undef DN_CODE
	DN_E_COUNT
};

/*
 * What went wrong and where.  Owned by the caller, who starts it as
 * `= DN_ERR_INIT`; it holds no memory of its own.  A function that succeeds
 * leaves it alone.
 */
struct dn_err {
	enum dn_code code;
	const char *source;     /* borrowed name of the input, or NULL */
	uint64_t line;          /* from 1; 0: not about a line */
	uint64_t column;        /* bytes from 1; 0: about the whole line */
	uint64_t byte;          /* offset of the line in its source */
	char field[96];         /* member or pointer it is about, or "" */
	char text[256];         /* lower case, no full stop, UTF-8 */
	char excerpt[80];       /* the offending bytes as they are, or "" */
	size_t excerpt_len;     /* bytes of `excerpt`: it may hold a NUL */
};

#define DN_ERR_INIT { .code = DN_E_NONE }

/*
 * Set code and text, forgetting any former line, field and excerpt; `source`
 * stays.  Text is cut at a character when it does not fit.  The arguments may
 * stand in `err`.  Returns -1, so that `return dn_err_set(...)` reads well.
 */
int dn_err_set(struct dn_err *err, enum dn_code code, const char *format, ...)
    DN_PRINTF(3, 4);

/* The same, with ": " and the meaning of errno, which is kept, added. */
int dn_err_system(struct dn_err *err, enum dn_code code,
    const char *format, ...) DN_PRINTF(3, 4);

/* "out of memory"; returns -1. */
int dn_err_memory(struct dn_err *err);

/* Add where: a line and column, both from 1.  Returns -1. */
int dn_err_at(struct dn_err *err, uint64_t line, uint64_t column);

/* Add the member or JSON pointer that it is about.  Returns -1. */
int dn_err_field(struct dn_err *err, const char *field, size_t len);

/* Add the offending bytes, copied, cut to the room there is.  Returns -1. */
int dn_err_excerpt(struct dn_err *err, const void *text, size_t len);

/* The stable name of a code, as "bad-json". */
const char *dn_code_name(enum dn_code code);

/* One sentence on a code, for dn-errors(7) and `--help`. */
const char *dn_code_meaning(enum dn_code code);

/* The exit status that a code leads to: 2, 3 or 4; 0 for DN_E_NONE. */
int dn_code_status(enum dn_code code);

#endif
