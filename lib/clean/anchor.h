/* SPDX-License-Identifier: MIT */
/* What in an item stands on its text: spans, tokens, copies of the text. */
#ifndef DN_CLEAN_ANCHOR_H
#define DN_CLEAN_ANCHOR_H

#include <stdbool.h>
#include <stddef.h>

#include "clean/text.h"
#include "core/bytes.h"
#include "io/json.h"
#include "io/splice.h"
#include "model/span.h"

/* A span that cannot follow its text. */
struct dn_torn {
	size_t pointer, pointer_len;    /* where it stands, in `words` */
	size_t value, value_len;        /* what stands there, in `words` */
};

/* Working memory for record after record. */
struct dn_anchor {
	struct dn_bytes words;
	struct dn_torn *torn;           /* of the last record */
	size_t torn_count, torn_cap;
	size_t *spans;                  /* start, end, start, ... */
	size_t span_count, span_cap;
	struct dn_points points;        /* of the text, once a copy is met */
	bool pointed;
	struct dn_bytes scratch, copy;
};

/* What moves: the parts of one item that speak of one medium. */
struct dn_anchored {
	const struct dn_json_value *annotations;        /* may be absent */
	const struct dn_json_value *tokens;             /* may be absent */
	const char *tokens_pointer;     /* "/media/tokens" */
	struct dn_span on;      /* name of a further medium, absent: the main */
	struct dn_span text;    /* the old text */
	unsigned mend;          /* what was mended in it, DN_TEXT_ flags */
};

/* An anchor without memory yet. */
void dn_anchor_init(struct dn_anchor *anchor);

/* Free what it holds. */
void dn_anchor_release(struct dn_anchor *anchor);

/*
 * Move all that stands on the text by `fix`: `spans` and `text` of the
 * annotations whose `on` is that medium, and its `tokens`; what changes is
 * replaced in `splice`.  A `text` follows where it is a copy of its spans
 * (joined by a blank or by nothing, blanks for line ends); else it stays.
 *
 * Returns 1 when all could follow.  0, with anchor->torn and nothing replaced,
 * when one could not: a span that is no pair of whole numbers within the text,
 * whose edge lies inside a cut, or of which nothing would be left.  Without
 * cuts no place moves, so that no span is torn.  -1 without memory.
 */
int dn_anchor_move(struct dn_anchor *anchor, const struct dn_anchored *what,
    const struct dn_text_fix *fix, struct dn_splice *splice,
    struct dn_err *err) DN_MUST_CHECK;

#endif
