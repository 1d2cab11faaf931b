/* SPDX-License-Identifier: MIT */
/* SHA-256 (FIPS 180-4): what a journal and all that it names are held by. */
#ifndef DN_IO_DIGEST_H
#define DN_IO_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

#define DN_DIGEST_BYTES 32
#define DN_DIGEST_HEX (2 * DN_DIGEST_BYTES)     /* characters as text */

/* A digest; zeroed: what stands where there is none before. */
struct dn_digest {
	unsigned char bytes[DN_DIGEST_BYTES];
};

/*
 * Can this build make digests?  By nettle, or else by libsodium.  Without
 * either all digests are zero, and a tool that needs one has to refuse.
 */
bool dn_digest_available(void);

/* The same as a call that fails: -1 with DN_E_NOT_BUILT where it cannot. */
int dn_digest_needed(struct dn_err *err) DN_MUST_CHECK;

/* The digest of `text`, which may be absent: that of no bytes. */
struct dn_digest dn_digest_of(struct dn_span text);

/* The digest of two stretches, as if they stood behind each other. */
struct dn_digest dn_digest_of_both(struct dn_span first,
    struct dn_span second);

/* Are they the same? */
bool dn_digest_equal(const struct dn_digest *a, const struct dn_digest *b);

/* A digest of bytes that come piece by piece. */
struct dn_digester;

/* A *new* one that has seen nothing; NULL without memory. */
struct dn_digester *dn_digester_new(void);

/* Go on with these bytes. */
void dn_digester_add(struct dn_digester *digester, struct dn_span text);

/* The digest of all bytes so far; the next is of what comes after. */
struct dn_digest dn_digester_end(struct dn_digester *digester);

/* Free; NULL is fine. */
void dn_digester_free(struct dn_digester *digester);

/* Append 64 hex digits, lower case. */
void dn_digest_write(struct dn_bytes *out, const struct dn_digest *digest);

/* Read just 64 hex digits of either case; false for anything else. */
bool dn_digest_parse(struct dn_span text, struct dn_digest *digest);

#endif
