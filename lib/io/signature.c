/* SPDX-License-Identifier: MIT */
/* Signatures by libsodium, in the files that minisign 0.11 reads and writes. */
#include "io/signature.h"

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdio.h>
#include <sys/random.h>
#ifdef HAVE_SODIUM
#include <sodium.h>
#endif

#include "core/base64.h"
#include "io/src.h"

#define FILE_MAX 8192           /* bytes of a key or signature file */
#define COMMENT "untrusted comment: "
#define TRUSTED "trusted comment: "

/* Where things stand in the three binary forms. */
enum {
	SECRET_KDF = 2, SECRET_CHECK = 4, SECRET_ID = 54, SECRET_KEY = 62,
	SECRET_BYTES = 158,
	PUBLIC_ID = 2, PUBLIC_KEY = 10, PUBLIC_BYTES = 42,
	SIGNED_ID = 2, SIGNED_TEXT = 10, SIGNED_BYTES = 74,
	SIGNATURE_BYTES = 64
};

/* ---- what libsodium does ------------------------------------------------- */

bool
dn_signature_available(void)
{
#ifdef HAVE_SODIUM
	return true;
#else
	return false;
#endif
}

int
dn_signature_needed(struct dn_err *err)
{
	return dn_signature_available() ? 0 : dn_err_set(err,
	    DN_E_NOT_BUILT, "this build has no libsodium, which signs");
}

/* Sign `text`; zeros where this build cannot. */
static void
sign(const struct dn_secret_key *key, struct dn_span text,
    unsigned char signature[SIGNATURE_BYTES])
{
#ifdef HAVE_SODIUM
	crypto_sign_detached(signature, NULL,
	    (const unsigned char *)text.ptr, text.len, key->key);
#else
	(void)key;
	(void)text;
	memset(signature, 0, SIGNATURE_BYTES);
#endif
}

static bool
is_signed(const struct dn_public_key *key, struct dn_span text,
    const unsigned char signature[SIGNATURE_BYTES])
{
#ifdef HAVE_SODIUM
	return crypto_sign_verify_detached(signature,
	    (const unsigned char *)text.ptr, text.len, key->key) == 0;
#else
	(void)key;
	(void)text;
	(void)signature;
	return false;
#endif
}

/* The 64 bytes of a message that are signed in its place. */
static void
prehash(struct dn_span message, unsigned char hash[SIGNATURE_BYTES])
{
#ifdef HAVE_SODIUM
	crypto_generichash(hash, SIGNATURE_BYTES,
	    (const unsigned char *)message.ptr, message.len, NULL, 0);
#else
	(void)message;
	memset(hash, 0, SIGNATURE_BYTES);
#endif
}

int
dn_key_make(struct dn_secret_key *secret, struct dn_public_key *public,
    struct dn_err *err)
{
	unsigned char random[40];

	if (dn_signature_needed(err) < 0)
		return -1;
	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return dn_err_system(err, DN_E_SYSTEM,
		    "no random bytes can be had");
#ifdef HAVE_SODIUM
	crypto_sign_seed_keypair(public->key, secret->key, random);
#endif
	memcpy(public->id, random + 32, sizeof(public->id));
	memcpy(secret->id, random + 32, sizeof(secret->id));
	explicit_bzero(random, sizeof(random));
	return 0;
}

/* ---- writing ------------------------------------------------------------- */

void
dn_key_name(const unsigned char id[8], char name[DN_SIGNATURE_NAME + 1])
{
	/* As a little-endian number, so the last byte comes first. */
	for (size_t i = 0; i < 8; i++)
		snprintf(name + 2 * i, 3, "%02X", id[7 - i]);
}

/* A line of comment, and one of base64. */
static void
write_pair(struct dn_bytes *out, const char *comment, const char *words,
    const unsigned char *bytes, size_t count)
{
	dn_bytes_add_text(out, comment);
	dn_bytes_add_text(out, words);
	dn_bytes_add_byte(out, '\n');
	dn_base64_encode(out, (struct dn_span){ (const char *)bytes, count });
	dn_bytes_add_byte(out, '\n');
}

void
dn_secret_key_write(struct dn_bytes *out, const struct dn_secret_key *key)
{
	unsigned char bytes[SECRET_BYTES] = "Ed\0\0B2";

	memcpy(bytes + SECRET_ID, key->id, sizeof(key->id));
	memcpy(bytes + SECRET_KEY, key->key, sizeof(key->key));
	write_pair(out, COMMENT, "secret key of dn-ledger, for minisign",
	    bytes, sizeof(bytes));
	explicit_bzero(bytes, sizeof(bytes));
}

void
dn_public_key_write(struct dn_bytes *out, const struct dn_public_key *key)
{
	unsigned char bytes[PUBLIC_BYTES] = "Ed";
	char words[64] = "minisign public key ";

	dn_key_name(key->id, words + strlen(words));
	memcpy(bytes + PUBLIC_ID, key->id, sizeof(key->id));
	memcpy(bytes + PUBLIC_KEY, key->key, sizeof(key->key));
	write_pair(out, COMMENT, words, bytes, sizeof(bytes));
}

int
dn_signature_make(const struct dn_secret_key *key, struct dn_span message,
    const char *comment, struct dn_bytes *out, struct dn_err *err)
{
	unsigned char bytes[SIGNED_BYTES] = "ED", hash[SIGNATURE_BYTES];
	unsigned char both[SIGNATURE_BYTES];
	struct dn_bytes text;

	if (dn_signature_needed(err) < 0)
		return -1;
	prehash(message, hash);
	memcpy(bytes + SIGNED_ID, key->id, sizeof(key->id));
	sign(key, (struct dn_span){ (const char *)hash, sizeof(hash) },
	    bytes + SIGNED_TEXT);
	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_add(&text, bytes + SIGNED_TEXT, SIGNATURE_BYTES);
	dn_bytes_add_text(&text, comment);
	sign(key, dn_bytes_span(&text), both);
	write_pair(out, COMMENT, "signature of dn-ledger", bytes,
	    sizeof(bytes));
	write_pair(out, TRUSTED, comment, both, sizeof(both));
	if (text.failed != DN_E_NONE)
		out->failed = text.failed;
	dn_bytes_release(&text);
	return dn_bytes_check(out, err);
}

/* ---- reading ------------------------------------------------------------- */

/* Cut off the first line, without its newline and a CR; false at the end. */
static bool
next_line(struct dn_span *text, struct dn_span *line)
{
	const char *newline;

	if (text->len == 0)
		return false;
	newline = memchr(text->ptr, '\n', text->len);
	*line = *text;
	if (newline != NULL)
		line->len = (size_t)(newline - text->ptr);
	text->ptr += line->len + (newline != NULL);
	text->len -= line->len + (newline != NULL);
	if (line->len > 0 && line->ptr[line->len - 1] == '\r')
		line->len--;
	return true;
}

/*
 * Take a line that begins with `comment`, whose rest goes to *words, and one
 * of base64 that is just `count` bytes.
 */
static bool
next_pair(struct dn_span *text, const char *comment, struct dn_span *words,
    unsigned char *bytes, size_t count)
{
	size_t len = strlen(comment);
	struct dn_span line;
	struct dn_bytes out;
	bool good;

	if (!next_line(text, words) || words->len < len ||
	    memcmp(words->ptr, comment, len) != 0 || !next_line(text, &line))
		return false;
	words->ptr += len;
	words->len -= len;
	dn_bytes_init(&out, FILE_MAX);
	good = dn_base64_decode(&out, line) && out.len == count &&
	    out.failed == DN_E_NONE;
	if (good)
		memcpy(bytes, out.data, count);
	if (out.len > 0)
		explicit_bzero(out.data, out.len);
	dn_bytes_release(&out);
	return good;
}

/* Read the one pair of a key file. */
static int
load(const char *path, const char *what, unsigned char *bytes, size_t count,
    struct dn_err *err)
{
	struct dn_bytes text;
	struct dn_span rest, words;
	int status;

	dn_bytes_init(&text, FILE_MAX);
	err->source = path;
	status = dn_src_slurp(path, &text, err);
	rest = dn_bytes_span(&text);
	if (status == 0 && (!next_pair(&rest, COMMENT, &words, bytes,
	    count) || memcmp(bytes, "Ed", 2) != 0))
		status = dn_err_set(err, DN_E_CONFIG,
		    "is no %s key of minisign's form", what);
	if (text.len > 0)
		explicit_bzero(text.data, text.len);
	dn_bytes_release(&text);
	return status;
}

int
dn_secret_key_load(struct dn_secret_key *key, const char *path,
    struct dn_err *err)
{
	unsigned char bytes[SECRET_BYTES];
	int status = load(path, "secret", bytes, sizeof(bytes), err);

	if (status == 0 && (bytes[SECRET_KDF] != 0 ||
	    bytes[SECRET_KDF + 1] != 0))
		status = dn_err_set(err, DN_E_CONFIG, "is protected by a "
		    "password, which only minisign can take");
	if (status == 0 && memcmp(bytes + SECRET_CHECK, "B2", 2) != 0)
		status = dn_err_set(err, DN_E_CONFIG,
		    "is no secret key of minisign's form");
	if (status == 0) {
		memcpy(key->id, bytes + SECRET_ID, sizeof(key->id));
		memcpy(key->key, bytes + SECRET_KEY, sizeof(key->key));
	}
	explicit_bzero(bytes, sizeof(bytes));
	return status;
}

int
dn_public_key_load(struct dn_public_key *key, const char *path,
    struct dn_err *err)
{
	unsigned char bytes[PUBLIC_BYTES];

	if (load(path, "public", bytes, sizeof(bytes), err) < 0)
		return -1;
	memcpy(key->id, bytes + PUBLIC_ID, sizeof(key->id));
	memcpy(key->key, bytes + PUBLIC_KEY, sizeof(key->key));
	return 0;
}

enum dn_signature
dn_signature_check(const struct dn_public_key *key, struct dn_span message,
    struct dn_span text)
{
	unsigned char bytes[SIGNED_BYTES], both[SIGNATURE_BYTES];
	unsigned char hash[SIGNATURE_BYTES];
	struct dn_span words, comment;
	struct dn_bytes trusted;
	bool good;

	if (!next_pair(&text, COMMENT, &words, bytes, sizeof(bytes)) ||
	    !next_pair(&text, TRUSTED, &comment, both, sizeof(both)) ||
	    memcmp(bytes, "ED", 2) != 0)
		return DN_SIGNATURE_NONE;
	if (memcmp(bytes + SIGNED_ID, key->id, sizeof(key->id)) != 0)
		return DN_SIGNATURE_OTHER;
	prehash(message, hash);
	dn_bytes_init(&trusted, SIZE_MAX);
	dn_bytes_add(&trusted, bytes + SIGNED_TEXT, SIGNATURE_BYTES);
	dn_bytes_add_span(&trusted, comment);
	good = trusted.failed == DN_E_NONE && is_signed(key,
	    (struct dn_span){ (const char *)hash, sizeof(hash) },
	    bytes + SIGNED_TEXT) && is_signed(key, dn_bytes_span(&trusted),
	    both);
	dn_bytes_release(&trusted);
	return good ? DN_SIGNATURE_GOOD : DN_SIGNATURE_BAD;
}
