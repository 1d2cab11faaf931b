/* SPDX-License-Identifier: MIT */
/* Lines about an item: what it was found to be, and what a person must say. */
#ifndef DN_AGREE_VOTE_LINE_H
#define DN_AGREE_VOTE_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "agree/panel.h"
#include "agree/ruling.h"
#include "core/bytes.h"

/* The annotator who is right, and as whom lines of a queue come back. */
#define DN_VOTE_GOLD "gold"

/* What lines of a panel have in common, and room to count in. */
struct dn_vote_lines {
	const struct dn_gather *gather; /* borrowed, as the rest */
	const struct dn_panel *panel;
	const char *method;
	bool mixed;                     /* a string reads as another label */
	uint32_t *scratch;              /* labels of one ballot */
};

/*
 * Get ready for a panel.  -1 with DN_E_NO_MEMORY; a release is due either way.
 */
int dn_vote_lines_init(struct dn_vote_lines *lines,
    const struct dn_gather *gather, const struct dn_panel *panel,
    const char *method, struct dn_err *err) DN_MUST_CHECK;

/* Free what they hold. */
void dn_vote_lines_release(struct dn_vote_lines *lines);

/*
 * Append the vote line of a ballot.  Its votes are keyed by label: strings as
 * they are, others by their canonical JSON; where a string of the panel reads
 * as another label's JSON all strings are keyed by theirs, with quotes.
 */
void dn_vote_line_write(const struct dn_vote_lines *lines,
    const struct dn_ballot *ballot, const struct dn_ruling *ruling,
    struct dn_bytes *out);

/*
 * Append the line of a queue: a rating by DN_VOTE_GOLD with a label of null,
 * under the names that ratings have, and beside it who said what.
 */
void dn_vote_line_write_queue(const struct dn_vote_lines *lines,
    const struct dn_ballot *ballot, const struct dn_ruling *ruling,
    struct dn_bytes *out);

/* May a rating have this name for a member in a line of a queue? */
bool dn_vote_line_may_name(const char *member);

#endif
