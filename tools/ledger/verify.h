/* SPDX-License-Identifier: MIT */
/* What the two ways to verify have in common. */
#ifndef DN_TOOLS_LEDGER_VERIFY_H
#define DN_TOOLS_LEDGER_VERIFY_H

#include <stdint.h>

#include "ledger/checkpoint.h"
#include "tools/ledger/open.h"

/* What is looked at, and what was found. */
struct checking {
	struct dn_run *run;
	const struct asked *asked;
	struct opened opened;
	struct dn_checkpoints checkpoints;
	uint64_t faults;
};

/* Tell of a fault, which makes the answer no; `state` is a checking. */
void verify_tell(void *state, const struct dn_err *err);

/* Has each key of --pub signed?  -1 where that cannot be seen. */
int verify_signatures(const struct checking *checking,
    const struct dn_register_watch *watch, struct dn_err *err);

/*
 * Look at the proof at `path` alone: with --since it must lead to what that
 * says, and the keys of --pub must have signed that.
 */
void verify_proof(struct checking *checking, const char *path);

#endif
