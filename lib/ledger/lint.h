/* SPDX-License-Identifier: MIT */
/* Hints at slips and fraud; they refuse nothing. */
#ifndef DN_LEDGER_LINT_H
#define DN_LEDGER_LINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "ledger/need.h"
#include "ledger/standing.h"

#define DN_LINT_MANY 30         /* equal wages that are many */

/* The rules; see lint.def. */
enum dn_lint_rule {
#define DN_LINT(id, name, severity, english, chinese) DN_LINT_##id,
#include "ledger/lint.def"
#undef DN_LINT
	DN_LINT_RULES
};

/* A look at a book.  What is given to dn_lint_new is borrowed. */
struct dn_lint;

/*
 * A *new* look at the events that hold on the day of the cut; `many` equal
 * wages, or proofs of one minute, make a hint.  NULL with DN_E_NO_MEMORY.
 */
struct dn_lint *dn_lint_new(const struct dn_book *book,
    const struct dn_policy *policy, const struct dn_cut *cut, uint64_t many,
    struct dn_err *err) DN_MUST_CHECK;

/* Free; NULL is fine. */
void dn_lint_free(struct dn_lint *lint);

/*
 * See what the line of an event, a legal JSON object, says beyond the book:
 * `account`, `bank_ref`, `serial`, `time`, `in`, `out`, `on` and the digests of
 * its evidence.  0, or -1 with DN_E_NO_MEMORY.
 */
int dn_lint_see(struct dn_lint *lint, uint32_t event, struct dn_span line,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * See all lines of a journal: line N is that of event N - 1; what is behind the
 * last event is passed over.  0, or -1 as dn_lines_next fails.
 */
int dn_lint_read(struct dn_lint *lint, const char *path, struct dn_err *err)
    DN_MUST_CHECK;

/* Hold the rules against all that was seen.  0, or -1 with DN_E_NO_MEMORY. */
int dn_lint_judge(struct dn_lint *lint, struct dn_err *err) DN_MUST_CHECK;

/* Number of hints. */
size_t dn_lint_count(const struct dn_lint *lint);

/*
 * Append a hint as a record `lint`: by rule, then by first event.  `person`
 * appends a name as it is shown; NULL: as it is.
 */
void dn_lint_write(struct dn_bytes *out, const struct dn_lint *lint,
    size_t index, enum dn_language language,
    void (*person)(struct dn_bytes *out, struct dn_span name));

#endif
