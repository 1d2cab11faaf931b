/* SPDX-License-Identifier: MIT */
/* Keys and signatures: what is made is taken, what is changed is not. */
#include "io/signature.h"

#include "scratch.h"
#include "suites.h"

static struct dn_secret_key secret;
static struct dn_public_key public;

/* Make a pair; false where this build has none, which it must say. */
static bool
make(void)
{
	struct dn_err err = DN_ERR_INIT;
	int made = dn_key_make(&secret, &public, &err);

	ck_assert_int_eq(made, dn_signature_available() ? 0 : -1);
	if (made < 0)
		ck_assert_int_eq(err.code, DN_E_NOT_BUILT);
	return made == 0;
}

START_TEST(keys_read_back_from_their_files)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_secret_key secret_back;
	struct dn_public_key public_back;
	struct dn_bytes text;

	if (!make())
		return;
	scratch_begin();
	dn_bytes_init(&text, SIZE_MAX);
	dn_secret_key_write(&text, &secret);
	scratch_put("key", text.data, text.len);
	ck_assert_int_eq(dn_secret_key_load(&secret_back, "key", &err), 0);
	ck_assert_int_eq(memcmp(&secret, &secret_back, sizeof(secret)), 0);
	ck_assert_int_eq(dn_public_key_load(&public_back, "key", &err), -1);
	ck_assert_int_eq(err.code, DN_E_CONFIG);
	dn_bytes_clear(&text);
	dn_public_key_write(&text, &public);
	scratch_put("pub", text.data, text.len);
	ck_assert_int_eq(dn_public_key_load(&public_back, "pub", &err), 0);
	ck_assert_int_eq(memcmp(&public, &public_back, sizeof(public)), 0);
	for (size_t len = 0; len < 100; len++) {
		scratch_put("cut", text.data, len);
		ck_assert_int_eq(dn_public_key_load(&public_back, "cut",
		    &err), -1);
		ck_assert_int_eq(dn_secret_key_load(&secret_back, "cut",
		    &err), -1);
	}
	ck_assert_int_eq(dn_secret_key_load(&secret_back, "none", &err), -1);
	ck_assert_int_eq(err.code, DN_E_NO_FILE);
	dn_bytes_release(&text);
	scratch_end();
}
END_TEST

START_TEST(a_signature_is_of_one_message_by_one_key)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_public_key first;
	struct dn_bytes text;

	if (!make())
		return;
	dn_bytes_init(&text, SIZE_MAX);
	ck_assert_int_eq(dn_signature_make(&secret, DN_SPAN("message"),
	    "words", &text, &err), 0);
	ck_assert_int_eq(dn_signature_check(&public, DN_SPAN("message"),
	    dn_bytes_span(&text)), DN_SIGNATURE_GOOD);
	ck_assert_int_eq(dn_signature_check(&public, DN_SPAN("messagE"),
	    dn_bytes_span(&text)), DN_SIGNATURE_BAD);
	ck_assert_int_eq(dn_signature_check(&public, DN_SPAN(""),
	    dn_bytes_span(&text)), DN_SIGNATURE_BAD);
	first = public;
	ck_assert(make());
	ck_assert_int_eq(dn_signature_check(&public, DN_SPAN("message"),
	    dn_bytes_span(&text)), DN_SIGNATURE_OTHER);
	memcpy(public.id, first.id, sizeof(first.id));
	ck_assert_int_eq(dn_signature_check(&public, DN_SPAN("message"),
	    dn_bytes_span(&text)), DN_SIGNATURE_BAD);
	dn_bytes_release(&text);
}
END_TEST

START_TEST(a_signature_file_that_is_cut_is_none)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes text;

	if (!make())
		return;
	dn_bytes_init(&text, SIZE_MAX);
	ck_assert_int_eq(dn_signature_make(&secret, DN_SPAN("m"), "words",
	    &text, &err), 0);
	for (size_t len = 0; len + 4 < text.len; len++)
		ck_assert_int_ne(dn_signature_check(&public, DN_SPAN("m"),
		    (struct dn_span){ text.data, len }), DN_SIGNATURE_GOOD);
	*strstr(text.data, "words") = 'W';
	ck_assert_int_eq(dn_signature_check(&public, DN_SPAN("m"),
	    dn_bytes_span(&text)), DN_SIGNATURE_BAD);
	dn_bytes_release(&text);
}
END_TEST

DN_SUITE(signature, keys_read_back_from_their_files,
    a_signature_is_of_one_message_by_one_key,
    a_signature_file_that_is_cut_is_none)
