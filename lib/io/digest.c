/* SPDX-License-Identifier: MIT */
/* SHA-256 by whichever library there is; nettle's is four times as fast. */
#include "io/digest.h"

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>
#if defined HAVE_NETTLE
#include <nettle/sha2.h>
#elif defined HAVE_SODIUM
#include <sodium.h>
#endif

#include "io/jsontext.h"

#if defined HAVE_NETTLE

struct dn_digester {
	struct sha256_ctx hash;
};

static void
begin(struct dn_digester *state)
{
	sha256_init(&state->hash);
}

static void
add(struct dn_digester *state, struct dn_span text)
{
	if (text.len > 0)
		sha256_update(&state->hash, text.len,
		    (const uint8_t *)text.ptr);
}

static void
end(struct dn_digester *state, struct dn_digest *digest)
{
	sha256_digest(&state->hash, sizeof(digest->bytes), digest->bytes);
}

#elif defined HAVE_SODIUM

struct dn_digester {
	crypto_hash_sha256_state hash;
};

static void
begin(struct dn_digester *state)
{
	crypto_hash_sha256_init(&state->hash);
}

static void
add(struct dn_digester *state, struct dn_span text)
{
	if (text.len > 0)
		crypto_hash_sha256_update(&state->hash,
		    (const unsigned char *)text.ptr, text.len);
}

static void
end(struct dn_digester *state, struct dn_digest *digest)
{
	crypto_hash_sha256_final(&state->hash, digest->bytes);
	begin(state);
}

#else

struct dn_digester {
	char nothing;
};

static void
begin(struct dn_digester *state)
{
	state->nothing = 0;
}

static void
add(struct dn_digester *state, struct dn_span text)
{
	(void)state;
	(void)text;
}

static void
end(struct dn_digester *state, struct dn_digest *digest)
{
	(void)state;
	*digest = (struct dn_digest){ 0 };
}

#endif

bool
dn_digest_available(void)
{
#if defined HAVE_NETTLE || defined HAVE_SODIUM
	return true;
#else
	return false;
#endif
}

int
dn_digest_needed(struct dn_err *err)
{
	return dn_digest_available() ? 0 : dn_err_set(err, DN_E_NOT_BUILT,
	    "this build has no SHA-256: neither nettle nor libsodium");
}

struct dn_digest
dn_digest_of_both(struct dn_span first, struct dn_span second)
{
	struct dn_digest digest;
	struct dn_digester hash;

	begin(&hash);
	add(&hash, first);
	add(&hash, second);
	end(&hash, &digest);
	return digest;
}

struct dn_digest
dn_digest_of(struct dn_span text)
{
	return dn_digest_of_both(text, (struct dn_span){ NULL, 0 });
}

bool
dn_digest_equal(const struct dn_digest *a, const struct dn_digest *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

struct dn_digester *
dn_digester_new(void)
{
	struct dn_digester *digester = malloc(sizeof(*digester));

	if (digester != NULL)
		begin(digester);
	return digester;
}

void
dn_digester_add(struct dn_digester *digester, struct dn_span text)
{
	add(digester, text);
}

struct dn_digest
dn_digester_end(struct dn_digester *digester)
{
	struct dn_digest digest;

	end(digester, &digest);
	return digest;
}

void
dn_digester_free(struct dn_digester *digester)
{
	free(digester);
}

void
dn_digest_write(struct dn_bytes *out, const struct dn_digest *digest)
{
	static const char hex[] = "0123456789abcdef";
	char text[DN_DIGEST_HEX];

	for (size_t i = 0; i < sizeof(digest->bytes); i++) {
		text[2 * i] = hex[digest->bytes[i] >> 4];
		text[2 * i + 1] = hex[digest->bytes[i] & 15];
	}
	dn_bytes_add(out, text, sizeof(text));
}

bool
dn_digest_parse(struct dn_span text, struct dn_digest *digest)
{
	if (text.len != DN_DIGEST_HEX)
		return false;
	for (size_t i = 0; i < sizeof(digest->bytes); i++) {
		int high = dn_json_hex(text.ptr[2 * i]);
		int low = dn_json_hex(text.ptr[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		digest->bytes[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}
