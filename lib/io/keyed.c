/* SPDX-License-Identifier: MIT */
/* Keyed hashes by libsodium. */
#include "io/keyed.h"

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <sys/random.h>
#ifdef HAVE_SODIUM
#include <sodium.h>
#endif

bool
dn_keyed_available(void)
{
#ifdef HAVE_SODIUM
	return true;
#else
	return false;
#endif
}

int
dn_keyed_needed(struct dn_err *err)
{
	return dn_keyed_available() ? 0 : dn_err_set(err, DN_E_NOT_BUILT,
	    "this build has no libsodium, which keeps citizen numbers secret");
}

int
dn_keyed_make(struct dn_keyed *keyed, struct dn_err *err)
{
	ssize_t got = getrandom(keyed->key, sizeof(keyed->key), 0);

	if (got == (ssize_t)sizeof(keyed->key))
		return 0;
	return dn_err_system(err, DN_E_SYSTEM, "no random bytes can be had");
}

void
dn_keyed_hash(const struct dn_keyed *keyed, struct dn_span text,
    unsigned char hash[DN_KEYED_HASH])
{
#ifdef HAVE_SODIUM
	crypto_generichash(hash, DN_KEYED_HASH,
	    (const unsigned char *)text.ptr, text.len, keyed->key,
	    sizeof(keyed->key));
#else
	(void)keyed;
	(void)text;
	memset(hash, 0, DN_KEYED_HASH);
#endif
}
