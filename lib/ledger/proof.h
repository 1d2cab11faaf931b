/* SPDX-License-Identifier: MIT */
/* That one event stands in a journal, proven without the other events. */
#ifndef DN_LEDGER_PROOF_H
#define DN_LEDGER_PROOF_H

#include <stdint.h>

#include "core/bytes.h"
#include "io/merkle.h"

/* What a proof is about. */
struct dn_proof {
	struct dn_span event;           /* its id */
	uint64_t seq, size;             /* line `seq` of `size` lines, */
	struct dn_digest root;          /* whose root this is */
	struct dn_span line;            /* the line itself */
};

/*
 * Append a proof as a JSON line: {"record":"proof","event","seq","size","line",
 * "path":[hex...],"root"}.  `leaves` are those of proof->size lines.
 */
void dn_proof_write(struct dn_bytes *out, const struct dn_proof *proof,
    const struct dn_digest *leaves);

/*
 * Does the text of such a line prove what it says: that the line has this event
 * and number, and leads to the root by its path?  0 with what it is about
 * (event and line *borrowed* from `scratch`); -1 with DN_E_BROKEN where it does
 * not, DN_E_BAD_JSON and its like where it is none, or DN_E_NO_MEMORY.
 */
int dn_proof_check(struct dn_span text, struct dn_proof *proof,
    struct dn_bytes *scratch, struct dn_err *err) DN_MUST_CHECK;

#endif
