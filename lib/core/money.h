/* SPDX-License-Identifier: MIT */
/* Money is a whole number of fen; overflow is an error, never a wrap. */
#ifndef DN_CORE_MONEY_H
#define DN_CORE_MONEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

/* *out = a + b, a - b, a * b.  False (and *out untouched) when it overflows. */
bool dn_money_add(int64_t a, int64_t b, int64_t *out) DN_MUST_CHECK;
bool dn_money_sub(int64_t a, int64_t b, int64_t *out) DN_MUST_CHECK;
bool dn_money_mul(int64_t a, int64_t b, int64_t *out) DN_MUST_CHECK;

/*
 * *out = amount * numerator / denominator, rounded half away from zero, the
 * product in 128 bits.  False on overflow or a denominator < 1.
 */
bool dn_money_ratio(int64_t amount, int64_t numerator, int64_t denominator,
    int64_t *out) DN_MUST_CHECK;

/*
 * Split `total` into `count` shares in proportion to `weights` (>= 0, not all
 * 0) by largest remainder, ties to the earlier one; shares add up to `total`.
 * A negative total is split as its opposite.  False on a bad weight, with the
 * shares untouched.
 */
bool dn_money_split(int64_t total, const int64_t *weights, size_t count,
    int64_t *shares) DN_MUST_CHECK;

/*
 * Read "1500.00", "1500.5" or "1500" yuan as fen; no sign but '-', no blanks.
 * False for anything else and on overflow, with *fen untouched.
 */
bool dn_money_parse(struct dn_span text, int64_t *fen) DN_MUST_CHECK;

/*
 * Read a whole number of fen: decimal digits with an optional '-'.  False for
 * anything else and on overflow, with *fen untouched.
 */
bool dn_money_parse_fen(struct dn_span text, int64_t *fen) DN_MUST_CHECK;

/* Append as yuan with two decimals: 150000 becomes 1500.00. */
void dn_money_write(struct dn_bytes *out, int64_t fen);

/*
 * Append the uppercase amount of the payment rules (annex of 1997, Correct
 * filling of bills): 人民币壹仟伍佰元整.  Of the two spellings allowed after a
 * yuan digit 0 the one with 零 is written, and 整 only behind 元; negative
 * amounts begin 人民币负.
 */
void dn_money_write_uppercase(struct dn_bytes *out, int64_t fen);

#endif
