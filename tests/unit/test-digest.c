/* SPDX-License-Identifier: MIT */
/* SHA-256: the vectors of FIPS 180-4, in one piece and in many. */
#include "io/digest.h"

#include <stdlib.h>

#include "suites.h"

/* Assert that a digest is written as `hex`, which is read as it. */
static void
is_hex(struct dn_digest digest, const char *hex)
{
	struct dn_digest back;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	dn_digest_write(&out, &digest);
	ck_assert_str_eq(dn_bytes_text(&out), hex);
	ck_assert(dn_digest_parse(dn_bytes_span(&out), &back));
	ck_assert(dn_digest_equal(&back, &digest));
	dn_bytes_release(&out);
}

static const struct {
	const char *text, *hex;
} vectors[] = {
	{ "", "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855" },
	{ "abc", "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	    "248d6a61d20638b8e5c026930c3e6039"
	    "a33ce45964ff2167f6ecedd419db06c1" }
};

START_TEST(the_vectors_of_the_standard_hold)
{
	if (!dn_digest_available())
		return;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
		is_hex(dn_digest_of(dn_span_of(vectors[i].text)),
		    vectors[i].hex);
}
END_TEST

START_TEST(pieces_give_what_the_whole_gives)
{
	struct dn_digester *digester = dn_digester_new();
	struct dn_digest of_all, of_pieces;
	char text[1000], piece[] = "a";

	if (!dn_digest_available())
		return;
	ck_assert_ptr_nonnull(digester);
	for (int i = 0; i < 1000000; i++)
		dn_digester_add(digester, dn_span_of(piece));
	is_hex(dn_digester_end(digester), "cdc76e5c9914fb9281a1c7e284d73e67"
	    "f1809a48a497200e046d39ccc7112cd0");
	/* What ended begins anew. */
	memset(text, 'x', sizeof(text));
	dn_digester_add(digester, (struct dn_span){ text, 333 });
	dn_digester_add(digester, (struct dn_span){ NULL, 0 });
	dn_digester_add(digester, (struct dn_span){ text, 667 });
	of_pieces = dn_digester_end(digester);
	of_all = dn_digest_of_both((struct dn_span){ text, 1 },
	    (struct dn_span){ text, 999 });
	ck_assert(dn_digest_equal(&of_pieces, &of_all));
	dn_digester_free(digester);
	dn_digester_free(NULL);
}
END_TEST

START_TEST(only_64_hex_digits_are_a_digest)
{
	struct dn_digest digest;
	char text[DN_DIGEST_HEX + 1];

	memset(text, 'A', sizeof(text));
	ck_assert(dn_digest_parse((struct dn_span){ text, DN_DIGEST_HEX },
	    &digest));
	ck_assert_int_eq(digest.bytes[31], 0xaa);
	ck_assert(!dn_digest_parse((struct dn_span){ text, 63 }, &digest));
	ck_assert(!dn_digest_parse((struct dn_span){ text, 65 }, &digest));
	ck_assert(!dn_digest_parse((struct dn_span){ NULL, 0 }, &digest));
	for (size_t i = 0; i < DN_DIGEST_HEX; i++) {
		text[i] = 'g';
		ck_assert(!dn_digest_parse((struct dn_span){ text,
		    DN_DIGEST_HEX }, &digest));
		text[i] = '0';
	}
}
END_TEST

DN_SUITE(digest, the_vectors_of_the_standard_hold,
    pieces_give_what_the_whole_gives, only_64_hex_digits_are_a_digest)
