/* SPDX-License-Identifier: MIT */
/* What became of the annotations of item records, beside the account. */
#ifndef DN_AGREE_TALLY_H
#define DN_AGREE_TALLY_H

#include "agree/gather.h"

/*
 * Append {"in":N,"used":N,"ignored":{REASON:N,...}}; nothing when there were no
 * annotations.
 */
void dn_tally_write(const struct dn_gather *gather, struct dn_bytes *out);

/* The same for people, without a newline; nothing when all were used. */
void dn_tally_tell(const struct dn_gather *gather, struct dn_bytes *out);

/* Forget what became of annotations so far. */
void dn_tally_clear(struct dn_gather *gather);

#endif
