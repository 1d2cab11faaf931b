/* SPDX-License-Identifier: MIT */
/* Keyed hashes: BLAKE2b (RFC 7693), which nobody can try without the key. */
#ifndef DN_IO_KEYED_H
#define DN_IO_KEYED_H

#include <stdbool.h>

#include "core/bytes.h"

#define DN_KEYED_KEY 32         /* bytes of a key */
#define DN_KEYED_HASH 16        /* and of a hash */

/* A secret. */
struct dn_keyed {
	unsigned char key[DN_KEYED_KEY];
};

/* Does this build have them?  They are libsodium's. */
bool dn_keyed_available(void);

/* The same as a call that fails: -1 with DN_E_NOT_BUILT where not. */
int dn_keyed_needed(struct dn_err *err) DN_MUST_CHECK;

/* A key that nobody knows: 0, or -1 with DN_E_SYSTEM. */
int dn_keyed_make(struct dn_keyed *keyed, struct dn_err *err) DN_MUST_CHECK;

/* The hash of `text`; zeros where this build has none. */
void dn_keyed_hash(const struct dn_keyed *keyed, struct dn_span text,
    unsigned char hash[DN_KEYED_HASH]);

#endif
