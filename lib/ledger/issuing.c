/* SPDX-License-Identifier: MIT */
/* What statements and settlements have in common, and their journal lines. */
#include "ledger/issuing.h"

#include "core/date.h"
#include "io/jsontext.h"

int
dn_issuing_make(struct dn_issuing *issuing, struct dn_book *book,
    const struct dn_policy *policy, struct dn_issued_sums *before,
    struct dn_err *err)
{
	return issuing->settlement ?
	    dn_settle(&issuing->settled, book, policy, &issuing->cut, before,
	    err) :
	    dn_statement_make(&issuing->statement, book, policy,
	    &issuing->cut, before, err);
}

void
dn_issuing_release(struct dn_issuing *issuing)
{
	dn_statement_release(&issuing->statement);
	dn_settlement_release(&issuing->settled);
}

int
dn_issuing_write(const struct dn_issuing *issuing, const struct dn_book *book,
    const struct dn_text_taker *taker, struct dn_err *err)
{
	struct dn_bytes text;
	int result;

	if (!issuing->settlement)
		return dn_statement_write(&issuing->statement, book,
		    issuing->id, issuing->cut.day, taker, err);
	dn_bytes_init(&text, SIZE_MAX);
	dn_settlement_write(&text, &issuing->settled, book, issuing->id,
	    issuing->cut.day);
	result = dn_bytes_check(&text, err);
	if (result == 0)
		result = taker->take(taker->state, dn_bytes_span(&text), err);
	dn_bytes_release(&text);
	return result;
}

static int
digest_piece(void *state, struct dn_span piece, struct dn_err *err)
{
	(void)err;
	dn_digester_add(state, piece);
	return 0;
}

int
dn_issuing_digest(const struct dn_issuing *issuing,
    const struct dn_book *book, struct dn_digest *digest, struct dn_err *err)
{
	struct dn_digester *digester = dn_digester_new();
	struct dn_text_taker taker = { digest_piece, digester };
	int result;

	if (digester == NULL)
		return dn_err_memory(err);
	result = dn_issuing_write(issuing, book, &taker, err);
	*digest = dn_digester_end(digester);
	dn_digester_free(digester);
	return result;
}

/* ---- the journal's line ---- */

static void
add_digest(struct dn_bytes *out, const char *name,
    const struct dn_digest *digest)
{
	dn_bytes_add_format(out, ",\"%s\":\"", name);
	dn_digest_write(out, digest);
	dn_bytes_add_byte(out, '"');
}

static void
add_heads(struct dn_bytes *out, const struct dn_statement *statement,
    const struct dn_book *book)
{
	size_t i;

	dn_bytes_add_text(out, ",\"heads\":{");
	for (i = 0; i < statement->heads_count; i++) {
		const struct dn_issued_heads *heads = &statement->heads[i];

		if (i > 0)
			dn_bytes_add_byte(out, ',');
		dn_json_write_text(out, dn_names_get(book->batches,
		    book->events[heads->open].batch));
		dn_bytes_add_byte(out, ':');
		dn_bytes_add_int(out, heads->heads);
	}
	dn_bytes_add_byte(out, '}');
}

void
dn_issuing_record(struct dn_bytes *out, const struct dn_issuing *issuing,
    const struct dn_book *book, const struct dn_issuing_seal *seal)
{
	char cut[DN_DATE_TEXT + 1];

	dn_date_write(dn_date_from_number(issuing->cut.day), cut);
	dn_bytes_add_format(out, "{\"type\":\"%s\",\"id\":",
	    issuing->settlement ? "settlement" : "statement");
	dn_json_write_text(out, issuing->id);
	dn_bytes_add_format(out, ",\"at\":\"%s\",\"cut\":\"%s\"", cut, cut);
	add_digest(out, "policy_sha256", &seal->policy);
	if (!issuing->settlement)
		dn_bytes_add_format(out, ",\"lines\":%zu",
		    issuing->statement.count);
	add_digest(out, "lines_sha256", &seal->lines);
	add_digest(out, "root", &seal->root);
	if (!issuing->settlement) {
		add_heads(out, &issuing->statement, book);
		dn_totals_write(out, &issuing->statement.totals);
	} else {
		dn_settlement_write_sums(out, &issuing->settled);
	}
	dn_bytes_add_text(out, ",\"tool\":");
	dn_json_write_text(out, dn_span_of(seal->tool));
}
