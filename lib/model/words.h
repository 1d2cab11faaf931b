/* SPDX-License-Identifier: MIT */
/* Words of a text, for formats that need tokens where a record has none. */
#ifndef DN_MODEL_WORDS_H
#define DN_MODEL_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

/* Han ideographs and kana, which are written without blanks between words. */
bool dn_words_ideograph(uint32_t point);

/* White space and controls: what stands between words. */
bool dn_words_blank(uint32_t point);

/*
 * Find the first word of `text` (UTF-8) that begins at byte *at or behind it,
 * and set *at behind it: its bytes, *borrowed*.  False when there is none.
 * Words are those of UAX #29 but that each ideograph and each Hiragana letter
 * is one, a colon and "'s" end one, and Thai and its like are not cut: letters,
 * digits and "_" together, also around one of ' and . (letters), . and ,
 * (digits); each other character that is not blank alone, with what is joined
 * to it.
 */
bool dn_words_next(struct dn_span text, size_t *at, struct dn_span *word);

#endif
