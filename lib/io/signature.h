/* SPDX-License-Identifier: MIT */
/* Ed25519 (RFC 8032) keys and signatures as the files of minisign. */
#ifndef DN_IO_SIGNATURE_H
#define DN_IO_SIGNATURE_H

#include <stdbool.h>

#include "core/bytes.h"

#define DN_SIGNATURE_NAME 16    /* hex digits of a key's name */

/* A public key, and the bytes by which signatures name it. */
struct dn_public_key {
	unsigned char id[8], key[32];
};

/* A secret key with its public half. */
struct dn_secret_key {
	unsigned char id[8], key[64];
};

/* Does this build have them?  They are libsodium's. */
bool dn_signature_available(void);

/* The same as a call that fails: -1 with DN_E_NOT_BUILT where not. */
int dn_signature_needed(struct dn_err *err) DN_MUST_CHECK;

/* A new pair.  0, or -1 with DN_E_NOT_BUILT or DN_E_SYSTEM. */
int dn_key_make(struct dn_secret_key *secret, struct dn_public_key *public,
    struct dn_err *err) DN_MUST_CHECK;

/* Append the files that minisign has for them, without a password. */
void dn_secret_key_write(struct dn_bytes *out,
    const struct dn_secret_key *key);
void dn_public_key_write(struct dn_bytes *out,
    const struct dn_public_key *key);

/*
 * Read a key file.  -1 with DN_E_CONFIG for what is none, or is protected by a
 * password; or as dn_src_slurp fails.
 */
int dn_secret_key_load(struct dn_secret_key *key, const char *path,
    struct dn_err *err) DN_MUST_CHECK;
int dn_public_key_load(struct dn_public_key *key, const char *path,
    struct dn_err *err) DN_MUST_CHECK;

/* The name of a key, as minisign shows it: hex, and a NUL. */
void dn_key_name(const unsigned char id[8], char name[DN_SIGNATURE_NAME + 1]);

/*
 * Append a signature file for `message`, of its BLAKE2b-512 (what minisign
 * calls prehashed), with `comment`, one line, under a signature as well.  -1
 * with DN_E_NOT_BUILT or DN_E_SYSTEM.
 */
int dn_signature_make(const struct dn_secret_key *key,
    struct dn_span message, const char *comment, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

/* What a signature file is to a key and a message. */
enum dn_signature {
	DN_SIGNATURE_GOOD,
	DN_SIGNATURE_OTHER,     /* by another key */
	DN_SIGNATURE_NONE,      /* no signature file of this form at all */
	DN_SIGNATURE_BAD        /* not of this message, or of its comment */
};

/* Check the text of a signature file. */
enum dn_signature dn_signature_check(const struct dn_public_key *key,
    struct dn_span message, struct dn_span text);

#endif
