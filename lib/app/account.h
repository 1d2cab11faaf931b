/* SPDX-License-Identifier: MIT */
/* The account of a run: does it add up, and how is it told. */
#ifndef DN_APP_ACCOUNT_H
#define DN_APP_ACCOUNT_H

#include "core/bytes.h"
#include "io/jsonl.h"

/* in = out + rejected + used + all dropped + all ignored? */
bool dn_account_adds_up(const struct dn_counts *counts);

/*
 * Append the line for people when anything was dropped, ignored or rejected:
 * "10000 in, 9987 out, 13 rejected (bad-json 9, bad-utf8 4)"; else nothing.
 * `drops` and `ignores` name the counts, NULL-ended, and may be NULL.
 */
void dn_account_tell(const struct dn_counts *counts,
    const char *const *drops, const char *const *ignores,
    struct dn_bytes *out);

/*
 * Append the --summary object and a newline; `more` are further members as
 * raw JSON, each with its leading comma, or "".
 */
void dn_account_write(const struct dn_counts *counts, const char *tool,
    const char *const *drops, const char *const *ignores, const char *more,
    struct dn_bytes *out);

#endif
