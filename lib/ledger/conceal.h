/* SPDX-License-Identifier: MIT */
/* Citizen numbers that no journal holds: masked, with a keyed hash. */
#ifndef DN_LEDGER_CONCEAL_H
#define DN_LEDGER_CONCEAL_H

#include <stdbool.h>
#include <stddef.h>

#include "core/bytes.h"
#include "core/ident.h"
#include "io/journal.h"
#include "io/keyed.h"

/* Bytes of a name that stands for a number: "110105********002X~5f3a...". */
#define DN_CONCEAL_NAME (DN_IDENT_CITIZEN + 1 + 2 * DN_KEYED_HASH)

/*
 * What makes names of numbers, the same for one number as long as a ledger
 * lives: its secret, and what is shown of a number, as when the first was
 * made.
 */
struct dn_conceal {
	struct dn_keyed secret;
	size_t mask_head, mask_tail;
	bool fresh;             /* made, and not kept yet */
};

/* Is this such a name? */
bool dn_conceal_is_name(struct dn_span name);

/* Append the name of a number, with its X in upper case. */
void dn_conceal_name(const struct dn_conceal *conceal,
    const char number[DN_IDENT_CITIZEN + 1], struct dn_bytes *out);

/*
 * The next legal citizen number in `text` at *at or behind it: true with it in
 * `number`, X in upper case, and *at where it begins.  It has no digit on
 * either side.
 */
bool dn_conceal_find(struct dn_span text, size_t *at,
    char number[DN_IDENT_CITIZEN + 1]);

/*
 * Append a line, one legal JSON text, with a name in the place of every legal
 * citizen number in a text of it, however it is spelled, or that is a number;
 * all other bytes as they are.
 */
void dn_conceal_line(const struct dn_conceal *conceal, struct dn_span line,
    struct dn_bytes *out, struct dn_bytes *scratch);

/*
 * Read DIR/secret.key: 1; 0 where there is none; -1 with DN_E_BROKEN,
 * DN_E_READ or DN_E_NOT_BUILT.
 */
int dn_conceal_load(struct dn_conceal *conceal,
    const struct dn_journal *journal, struct dn_err *err) DN_MUST_CHECK;

/* Make a new secret, which is fresh: -1 with DN_E_NOT_BUILT, DN_E_SYSTEM. */
int dn_conceal_make(struct dn_conceal *conceal, size_t mask_head,
    size_t mask_tail, struct dn_err *err) DN_MUST_CHECK;

/*
 * Keep a fresh secret as DIR/secret.key, for its owner alone and for good;
 * never in the place of another.  -1 with DN_E_WRITE.
 */
int dn_conceal_keep(struct dn_conceal *conceal,
    const struct dn_journal *journal, struct dn_err *err) DN_MUST_CHECK;

#endif
