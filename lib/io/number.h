/* SPDX-License-Identifier: MIT */
/* JSON numbers: exact where they are text, shortest where they are written. */
#ifndef DN_IO_NUMBER_H
#define DN_IO_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

#define DN_NUMBER_TEXT 32       /* room that any double's text fits in */

/*
 * Write the shortest decimal that reads back to `value`, of several as short
 * the nearest, in the form of ECMAScript's Number::toString: 640.25, 1e+21,
 * 1e-7, no exponent between those; but minus zero is -0.  A NUL follows.
 * Returns the length without it; 0, and "", for what is not finite.
 */
size_t dn_number_write(double value, char out[DN_NUMBER_TEXT]);

/*
 * The functions below read `text`, which must be one JSON number (RFC 8259,
 * clause 6) with nothing around it, of any length; all are false for what is
 * none, and then set nothing.
 */

/* The nearest double, ties to even; false past the largest finite one. */
bool dn_number_read(struct dn_span text, double *value);

/*
 * The same for each of just `count` numbers in a JSON array that stands at
 * `at` and ends before `end`, and was scanned: returns what is behind it, NULL
 * where it holds anything else or a number that is too large.
 */
const char *dn_number_take_list(const char *at, const char *end,
    double *values, size_t count);

/*
 * The same of a number that stands at `at`, before `end`, whatever follows:
 * returns what is behind it.  NULL, which says nothing yet, where none stands
 * there, or one that has an exponent, a plus or many digits.
 */
const char *dn_number_take(const char *at, const char *end, double *value);

/* A number that is exactly an integer of 64 bits: also 1.0, 1e3 and -0. */
bool dn_number_read_int(struct dn_span text, int64_t *value);

/*
 * True when both are the same number, exactly: 1, 1.0 and 10e-1 are, and so
 * are 0 and -0; no digit is rounded away.  False for a number that is past
 * 10 to the power of plus or minus 10^17.
 */
bool dn_number_equal(struct dn_span a, struct dn_span b);

/*
 * Append the one spelling that equal numbers share, with all their digits, in
 * the form of dn_number_write but for 0, which has no sign.  False, and
 * nothing appended, where dn_number_equal is false for all.
 */
bool dn_number_add_canonical(struct dn_bytes *out, struct dn_span text);

#endif
