/* SPDX-License-Identifier: MIT */
/* A journal as it was read: its events, its chain and what was issued. */
#ifndef DN_LEDGER_REGISTER_H
#define DN_LEDGER_REGISTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/digest.h"
#include "io/journal.h"
#include "io/merkle.h"
#include "ledger/book.h"
#include "ledger/totals.h"

/* The heads of a batch that a statement froze (R2). */
struct dn_issue_heads {
	uint32_t batch;                 /* number in the book */
	int64_t heads;
};

/* A statement or settlement, as its line in the journal tells. */
struct dn_issue {
	uint32_t event;                 /* number in the book: seq - 1 */
	bool settlement;
	int32_t cut;                    /* day */
	struct dn_digest policy;        /* of the policy file */
	struct dn_digest lines;         /* of the bytes as issued */
	struct dn_digest root;          /* of the journal lines before it, */
	bool rooted;                    /* and as it was read it was that */
	uint64_t line_count;
	struct dn_totals totals;        /* members that it has; else 0 */
	struct dn_issue_heads *heads;
	size_t heads_count;
};

/* All of it. */
struct dn_register {
	struct dn_book *book;           /* event N stands in line N + 1 */
	struct dn_issue *issues;
	size_t issue_count, issue_room;
	uint64_t lines;                 /* with those added */
	uint64_t lines_read;
	struct dn_digest first;         /* of line 1; zero: none */
	struct dn_digest last;          /* of the last line; likewise */
	struct dn_merkle tree;          /* of the lines read */
};

/*
 * Someone who is told of every fault in a journal, in the order of its lines;
 * err->source and err->line say where.  And, where `grown` is not NULL, of each
 * leaf that was added to the tree.
 */
struct dn_register_watch {
	void *state;
	void (*fault)(void *state, const struct dn_err *err);
	void (*grown)(void *state, const struct dn_merkle *tree,
	    const struct dn_digest *leaf);
};

/*
 * Read a journal, with `threads`: every line is an event that was recorded,
 * carries its number and the digest of the line before, and no bytes are
 * between them; the head is that of a line it has.  A torn end is left out.
 * With a `watch` faults are told and reading goes on; without one (NULL) the
 * first ends it: -1 with DN_E_BROKEN, or as dn_event_read and dn_book_add fail.
 * Also -1 with DN_E_READ, DN_E_NOT_BUILT (no SHA-256) or DN_E_NO_MEMORY.  To be
 * released in all cases.
 */
int dn_register_read(struct dn_register *reg,
    const struct dn_journal *journal, size_t threads,
    const struct dn_register_watch *watch, struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_register_release(struct dn_register *reg);

/* The statement or settlement of that id, or NULL. */
const struct dn_issue *dn_register_issue(const struct dn_register *reg,
    struct dn_span id);

/*
 * Make the text of an object the next line, and append it to `out`, newline
 * included: `object` is without its closing brace and without `seq` and
 * `prev`; `rec` is the day it is recorded (YYYY-MM-DD) where it does not say so
 * itself, or absent.
 */
void dn_register_seal(struct dn_register *reg, struct dn_span object,
    struct dn_span rec, struct dn_bytes *out);

/*
 * Write to the journal what was added to it, as sealed, and how it ends now:
 * dn_journal_commit.
 */
int dn_register_commit(const struct dn_register *reg,
    struct dn_journal *journal, struct dn_err *err) DN_MUST_CHECK;

#endif
