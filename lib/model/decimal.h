/* SPDX-License-Identifier: MIT */
/* Exact decimals: coordinates are shifted without a digit being lost. */
#ifndef DN_MODEL_DECIMAL_H
#define DN_MODEL_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

#define DN_DECIMAL_DIGITS 36    /* that a decimal may have, at most */
#define DN_DECIMAL_TEXT 48      /* room that any decimal's text fits in */

/* units / 10^scale; the scale is kept: 540.0 stays a number of one digit. */
struct dn_decimal {
	__extension__ __int128 units;
	unsigned scale;         /* 0..DN_DECIMAL_DIGITS */
};

/*
 * Read a decimal as data files have it: white space around it, a leading plus,
 * "5." and ".5" are fine, also an exponent.  False, with nothing set, for what
 * is no number (also NaN and infinity) or has too many digits.
 */
bool dn_decimal_read(struct dn_span text, struct dn_decimal *value);

/* A whole number. */
struct dn_decimal dn_decimal_of(int64_t value);

/*
 * Sum and difference, exact, with the larger scale of the two; false when it
 * has too many digits.
 */
bool dn_decimal_add(struct dn_decimal a, struct dn_decimal b,
    struct dn_decimal *sum) DN_MUST_CHECK;
bool dn_decimal_subtract(struct dn_decimal a, struct dn_decimal b,
    struct dn_decimal *difference) DN_MUST_CHECK;

/* Product, exact, with the sum of the scales; false as above. */
bool dn_decimal_multiply(struct dn_decimal a, struct dn_decimal b,
    struct dn_decimal *product) DN_MUST_CHECK;

/* The same number without zeros at the end behind the point. */
struct dn_decimal dn_decimal_trim(struct dn_decimal value);

/* The nearest whole number, of two as near the one further from 0. */
struct dn_decimal dn_decimal_round(struct dn_decimal value);

/* True when both are the same number, whatever their scales. */
bool dn_decimal_equal(struct dn_decimal a, struct dn_decimal b);

/*
 * Write it as a JSON number with `scale` digits behind the point, never with
 * an exponent, and a NUL.  Returns the length without it.
 */
size_t dn_decimal_write(struct dn_decimal value, char out[DN_DECIMAL_TEXT]);

#endif
