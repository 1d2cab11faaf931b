/* SPDX-License-Identifier: MIT */
/* Records looked at by rules: left out, mended, or marked. */
#ifndef DN_CLEAN_CLEAN_H
#define DN_CLEAN_CLEAN_H

#include <stddef.h>

#include "clean/rule.h"
#include "core/bytes.h"
#include "io/jsonl.h"
#include "io/sink.h"

/*
 * What becomes of a record.
 *
 * Its text is what stands at the given field, or without one in `text`, or
 * else in `/media/text`.  missing-text looks at items alone (dn-record(5)), as
 * other records need none.  The other rules look at every record with a text.
 *
 * A rule whose action is `drop` and which is broken leaves the record out; the
 * first such rule counts.  Else texts are mended, invisible characters and
 * full-width forms in one pass, and blank-text looks at what that left: so
 * cleaning a second time changes nothing more.  All other bytes of the record
 * stay.  Where the text is /media/text or /others/N/text the spans, tokens and
 * copies that stand on it move along (dn_anchor_move); when one cannot, the
 * text stays as it is and the record is marked instead, for each rule that
 * would have mended it and for each such span.
 *
 * Marks stand in `quality`, which is made where it is missing.  A record in
 * which nothing was changed or marked anew goes out byte for byte.
 */
struct dn_clean;

/*
 * A *new* run with these rules (copied).  `field` names the text (borrowed),
 * or is NULL.  Where `dropped` is not NULL each record that is left out is
 * written there with an array `dn_reasons` of all the rules that left it out.
 * NULL with DN_E_NO_MEMORY.
 */
struct dn_clean *dn_clean_new(const struct dn_rules *rules, const char *field,
    struct dn_sink *dropped, struct dn_err *err) DN_MUST_CHECK;

/* What to run over the records, *borrowed*; it drops by the rules' names. */
const struct dn_loop *dn_clean_loop(const struct dn_clean *clean);

/*
 * Append, for DN_RULE_FIX or DN_RULE_FLAG, how many records were mended or
 * marked by each rule: {"invisible":3}, those of 0 left out.
 */
void dn_clean_table(const struct dn_clean *clean, enum dn_rule_action action,
    struct dn_bytes *out);

/*
 * Append the same for people: "fixed: invisible 3; flagged: full-width 1";
 * nothing when there was nothing.
 */
void dn_clean_tell(const struct dn_clean *clean, struct dn_bytes *out);

/* Free; NULL is fine. */
void dn_clean_free(struct dn_clean *clean);

#endif
