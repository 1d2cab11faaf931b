/* SPDX-License-Identifier: MIT */
/* Proofs of one event, and checkpoints: read as written, or not at all. */
#include "ledger/proof.h"

#include <stdio.h>

#include "ledger/checkpoint.h"
#include "suites.h"

#define LINES 5

/* A proof of line 3 of some lines. */
static void
make(struct dn_bytes *out)
{
	struct dn_merkle tree = { .size = 0 };
	struct dn_digest leaves[LINES];
	struct dn_proof proof = { .event = DN_SPAN("e\"3"), .seq = 3,
		.size = LINES };
	char line[64], third[64];

	for (int i = 1; i <= LINES; i++) {
		snprintf(line, sizeof(line),
		    "{\"id\":\"e\\\"%d\",\"seq\":%d}", i, i);
		if (i == 3)
			memcpy(third, line, sizeof(third));
		leaves[i - 1] = dn_merkle_leaf(dn_span_of(line));
		dn_merkle_add(&tree, &leaves[i - 1]);
	}
	proof.root = dn_merkle_root(&tree);
	proof.line = dn_span_of(third);
	dn_proof_write(out, &proof, leaves);
}

static enum dn_code
judge(struct dn_span text)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_proof proof;
	struct dn_bytes scratch;

	dn_bytes_init(&scratch, SIZE_MAX);
	if (dn_proof_check(text, &proof, &scratch, &err) == 0) {
		ck_assert(dn_span_is(proof.event, "e\"3"));
		ck_assert_uint_eq(proof.seq, 3);
	}
	dn_bytes_release(&scratch);
	return err.code;
}

START_TEST(a_proof_proves_what_it_was_made_for)
{
	struct dn_bytes text;

	if (!dn_digest_available())
		return;
	dn_bytes_init(&text, SIZE_MAX);
	make(&text);
	ck_assert_int_eq(judge(dn_bytes_span(&text)), DN_E_NONE);
	dn_bytes_release(&text);
}
END_TEST

START_TEST(a_changed_or_cut_proof_proves_nothing)
{
	struct dn_bytes text;

	if (!dn_digest_available())
		return;
	dn_bytes_init(&text, SIZE_MAX);
	make(&text);
	for (size_t len = 0; len + 1 < text.len; len++)
		ck_assert_int_ne(judge((struct dn_span){ text.data, len }),
		    DN_E_NONE);
	for (size_t i = 0; i + 1 < text.len; i++) {
		char was = text.data[i];

		text.data[i] = (char)(was ^ 1);
		ck_assert_msg(judge(dn_bytes_span(&text)) != DN_E_NONE,
		    "byte %zu", i);
		text.data[i] = was;
	}
	dn_bytes_release(&text);
}
END_TEST

START_TEST(what_is_no_proof_is_told_so)
{
	const char *const texts[] = {
		"", "[]", "7", "{}", "{\"record\":\"proof\"}",
		"{\"record\":\"proof\",\"event\":\"a\",\"seq\":0,\"size\":1,"
		"\"line\":\"\",\"path\":[],\"root\":\"00\"}",
		"{\"record\":\"proof\",\"event\":\"a\",\"seq\":2,\"size\":1,"
		"\"line\":\"{}\",\"path\":7,\"root\":\"0000000000000000000000"
		"000000000000000000000000000000000000000000\"}"
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ck_assert_int_ne(judge(dn_span_of(texts[i])), DN_E_NONE);
}
END_TEST

START_TEST(a_checkpoint_is_read_just_as_written)
{
	struct dn_checkpoint checkpoint = { "0123456789abcdef", 42,
		{ { 1, 2, 3 } } }, back;
	struct dn_bytes text;

	dn_bytes_init(&text, SIZE_MAX);
	dn_checkpoint_write(&text, &checkpoint);
	ck_assert(dn_checkpoint_parse(dn_bytes_span(&text), &back));
	ck_assert_uint_eq(back.size, 42);
	ck_assert_str_eq(back.origin, checkpoint.origin);
	ck_assert(dn_digest_equal(&back.root, &checkpoint.root));
	for (size_t len = 0; len < text.len; len++)
		ck_assert(!dn_checkpoint_parse((struct dn_span){ text.data,
		    len }, &back));
	dn_bytes_add_byte(&text, '\n');
	ck_assert(!dn_checkpoint_parse(dn_bytes_span(&text), &back));
	text.len--;
	*strstr(text.data, "42") = '0';
	ck_assert(!dn_checkpoint_parse(dn_bytes_span(&text), &back));
	*strstr(text.data, "02") = '\0';
	ck_assert(!dn_checkpoint_parse(dn_bytes_span(&text), &back));
	dn_bytes_release(&text);
}
END_TEST

DN_SUITE(proof, a_proof_proves_what_it_was_made_for,
    a_changed_or_cut_proof_proves_nothing, what_is_no_proof_is_told_so,
    a_checkpoint_is_read_just_as_written)
