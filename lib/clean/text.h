/* SPDX-License-Identifier: MIT */
/* What text should not hold: invisible characters, full-width forms, blanks. */
#ifndef DN_CLEAN_TEXT_H
#define DN_CLEAN_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

/*
 * What can be looked for and mended, as flags.
 *
 * INVISIBLE: C0 and C1 controls and DEL but tab, LF and CR; U+00AD; U+200B to
 * U+200F; U+202A to U+202E; U+2060 to U+2069; U+FEFF.  They are removed.  Two
 * of them have uses and are then left alone, `before` being the last character
 * that stays and `after` the next one that is not in this set:
 * - U+200D where both are Extended_Pictographic (UTS #51), variation
 *   selectors and skin tones behind `before` passed over (UAX #29, GB11);
 * - U+200C and U+200D where both are of a script that is written with them:
 *   the blocks from Arabic to Sinhala (U+0600 to U+0DFF), Tibetan, Myanmar,
 *   Khmer, Mongolian, and the smaller ones of southern and western Asia.
 *
 * FORMS: full-width letters and digits (U+FF10 to U+FF19, U+FF21 to U+FF3A,
 * U+FF41 to U+FF5A) and U+3000, which become ASCII, one for one.
 * PUNCTUATION: with FORMS, the other characters of U+FF01 to U+FF5E too.
 */
#define DN_TEXT_INVISIBLE 1u
#define DN_TEXT_FORMS 2u
#define DN_TEXT_PUNCTUATION 4u

/* A run of removed characters, in code points of the old text. */
struct dn_text_cut {
	size_t at, count;
	size_t before;          /* removed by the cuts before this one */
};

/* A mended text, and how places in the old one move. */
struct dn_text_fix {
	struct dn_bytes text;           /* the new text */
	struct dn_text_cut *cuts;       /* in order, never touching */
	size_t cut_count, cut_cap;
	size_t points;                  /* code points of the old text */
	size_t invisible, forms;        /* characters found of each sort */
};

/* An empty fix.  It may be used for text after text. */
void dn_text_fix_init(struct dn_text_fix *fix);

/* Free what it holds. */
void dn_text_fix_release(struct dn_text_fix *fix);

/* False when `text`, which is UTF-8, holds nothing of what `find` names. */
bool dn_text_suspect(struct dn_span text, unsigned find);

/*
 * Count what `find` names in `text`, which is UTF-8 and must not lie in `fix`,
 * into fix->invisible and fix->forms.  Where `mend`, a part of `find`, is not
 * 0, also write the text without what `mend` names to fix->text and, with
 * `places`, the cuts.  Mending a mended text changes nothing more.  -1 with
 * DN_E_NO_MEMORY.
 */
int dn_text_mend(struct dn_text_fix *fix, struct dn_span text, unsigned find,
    unsigned mend, bool places, struct dn_err *err) DN_MUST_CHECK;

/*
 * Move a place between code points of the old text to the new one: false when
 * it lies inside a cut or past the end.
 */
bool dn_text_move(const struct dn_text_fix *fix, size_t *place);

/*
 * Move both ends of a span: false (and nothing changed) when one cannot be, it
 * ends before it starts, or all that it held is gone.
 */
bool dn_text_move_span(const struct dn_text_fix *fix, size_t *start,
    size_t *end);

/*
 * What becomes of one character, for copies of parts of the text: its place in
 * the old text decides, and `out` gets what stands there now.
 */
void dn_text_move_point(const struct dn_text_fix *fix, size_t place,
    uint32_t point, unsigned mend, struct dn_bytes *out);

/* True when `text` is empty or White_Space (PropList) alone. */
bool dn_text_blank(struct dn_span text);

/* True for a character of the property White_Space. */
bool dn_text_is_space(uint32_t point);

#endif
