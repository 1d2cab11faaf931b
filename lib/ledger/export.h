/* SPDX-License-Identifier: MIT */
/* Statements and payments as double entry, for accounting programs. */
#ifndef DN_LEDGER_EXPORT_H
#define DN_LEDGER_EXPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/names.h"
#include "io/json.h"

/*
 * What the accounts are, by kind:
 *
 *   advance      assets: paid for heads before their verdict, by batch
 *   bank         assets
 *   recoverable  assets: carry (stated too much, to be offset), refund (asked
 *                back), clawback (to be given back after the settlement)
 *   payable      liabilities: stated, not yet paid
 *   expense      training (the advance of a batch that was accepted), any
 *                component of the policy; clawback takes some of it back
 */
enum dn_export_kind {
	DN_EXPORT_ADVANCE, DN_EXPORT_BANK, DN_EXPORT_RECOVERABLE,
	DN_EXPORT_PAYABLE, DN_EXPORT_EXPENSE
};

/* An account; names are numbers of the export's words. */
struct dn_export_account {
	enum dn_export_kind kind;
	uint32_t part;          /* component, or which recoverable; 0: none */
	uint32_t batch;         /* 0: none */
	int64_t fen;            /* its balance */
	int64_t spent;          /* of an advance: became an expense */
};

/* A posting: what came into an account (or, below 0, left it). */
struct dn_export_posting {
	uint32_t account;
	uint32_t person, month; /* words; 0: none */
	uint32_t reverses;      /* statement that had said it; 0: none */
	int64_t fen;
};

/* What an entry is. */
enum dn_export_entry_kind {
	DN_EXPORT_STATEMENT, DN_EXPORT_VERDICT, DN_EXPORT_SETTLEMENT,
	DN_EXPORT_PAYMENT, DN_EXPORT_REVERSAL
};

/* An entry; its postings add up to 0. */
struct dn_export_entry {
	enum dn_export_entry_kind kind;
	int32_t day;
	uint32_t id;            /* of the statement or event */
	uint32_t statement;     /* that is paid; 0: none */
	uint32_t reference;     /* of the bank; 0: none */
	uint32_t reverses;      /* event; 0: none */
	size_t first, count;    /* its postings */
};

/* A statement that may be paid. */
struct dn_export_bill {
	uint32_t id;
	bool settlement;
	bool refund;            /* money is asked back */
};

/* All entries, as they were added; to be read by the modules of export. */
struct dn_export {
	struct dn_names *words;         /* number 0 is the empty one */
	struct dn_names *keys, *lines;  /* of accounts; of lines stated */
	struct dn_export_account *accounts;
	size_t account_count, account_room;
	struct dn_export_posting *postings;
	size_t posting_count, posting_room;
	struct dn_export_entry *entries;
	size_t entry_count, entry_room;
	uint32_t *stated;               /* a line: the statement of it */
	size_t stated_room;
	struct dn_export_bill *bills;   /* a statement: who owes whom */
	size_t bill_count, bill_room;
	uint32_t settled;               /* clawback of the last settlement */
	int64_t clawback;
	struct dn_json_fields *fields;
	struct dn_json *json;
	struct dn_bytes scratch;
};

/* A *new* empty export, NULL without memory. */
struct dn_export *dn_export_new(void);

/* Free; NULL is fine. */
void dn_export_free(struct dn_export *export);

/* A word by its number, *borrowed*. */
struct dn_span dn_export_word(const struct dn_export *export, uint32_t word);

/* What a statement's lines do not say themselves. */
struct dn_export_rules {
	void *state;
	/* Is the component an advance for heads, kept when they pass? */
	bool (*is_advance)(void *state, struct dn_span component);
	/* Has the batch a verdict in effect by the statement's cut? */
	bool (*is_accepted)(void *state, struct dn_span batch);
};

/*
 * Add a statement or settlement by its text as issued, JSON Lines with
 * DN_JSON_PADDING readable bytes behind it.  0, or -1 with DN_E_BROKEN where
 * the text is none or does not add up, DN_E_OVERFLOW or DN_E_NO_MEMORY.
 */
int dn_export_issue(struct dn_export *export, struct dn_span text,
    const struct dn_export_rules *rules, struct dn_err *err) DN_MUST_CHECK;

/* A payment, or the reversal of one. */
struct dn_export_payment {
	struct dn_span id, statement, reference;
	struct dn_span reverses;        /* event; absent: it is a payment */
	int32_t day;
	int64_t fen;
};

/*
 * Add a payment of a statement: by the bank to whom it is owed, or back where
 * the statement asks for a refund or is a settlement.  -1 with DN_E_OVERFLOW or
 * DN_E_NO_MEMORY.
 */
int dn_export_pay(struct dn_export *export,
    const struct dn_export_payment *payment, struct dn_err *err)
    DN_MUST_CHECK;

/* How entries are written. */
enum dn_export_form {
	DN_EXPORT_HLEDGER, DN_EXPORT_LEDGER, DN_EXPORT_BEANCOUNT
};

/*
 * Append all entries as a journal of that program: accounts and commodity
 * declared, and behind each entry what the accounts it touched come to then.
 * To be called once, at the end.  -1 with DN_E_OVERFLOW or DN_E_NO_MEMORY.
 */
int dn_export_write(struct dn_export *export, enum dn_export_form form,
    struct dn_bytes *out, struct dn_err *err) DN_MUST_CHECK;

#endif
