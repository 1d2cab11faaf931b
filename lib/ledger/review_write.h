/* SPDX-License-Identifier: MIT */
/* Members of the records of a review: each is written behind a comma. */
#ifndef DN_LEDGER_REVIEW_WRITE_H
#define DN_LEDGER_REVIEW_WRITE_H

#include <stdint.h>

#include "core/bytes.h"

/* A whole number; a day. */
void dn_review_int(struct dn_bytes *out, const char *name, int64_t value);
void dn_review_day(struct dn_bytes *out, const char *name, int32_t day);

/* A ratio with six decimals; null of nothing. */
void dn_review_ratio(struct dn_bytes *out, const char *name, int64_t part,
    int64_t whole);

/* A number with six decimals, without a name. */
void dn_review_real(struct dn_bytes *out, double value);

#endif
