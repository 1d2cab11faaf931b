/* SPDX-License-Identifier: MIT */
/* Offsets of a text as files count them: code points, UTF-16 units, bytes. */
#ifndef DN_MODEL_OFFSET_H
#define DN_MODEL_OFFSET_H

#include <stdbool.h>
#include <stddef.h>

#include "core/bytes.h"
#include "model/span.h"

/* What an offset counts; in the order of dn_offset_names. */
enum dn_offset_unit {
	DN_OFFSETS_AUTO,        /* to be found out; counts as code points */
	DN_OFFSETS_CODE_POINT,
	DN_OFFSETS_UTF16,       /* as JavaScript does: 2 beyond U+FFFF */
	DN_OFFSETS_BYTE,        /* of UTF-8 */
	DN_OFFSETS_NEWLINE,     /* code points, but CR LF is one */
	DN_OFFSETS_COUNT
};

/* "auto", "codepoint", "utf16", "byte", "newline"; NULL-ended, an option's. */
extern const char *const dn_offset_names[];

/* A text on which offsets of every unit are looked up. */
struct dn_offsets {
	const struct dn_points *points; /* borrowed */
	size_t *wide;           /* owned: characters beyond U+FFFF, or NULL */
	size_t wide_count;
	size_t *breaks;         /* owned: the CR of each CR LF, or NULL */
	size_t break_count;
};

/*
 * Make ready for the text of `points`, which must stay as long.  Takes 8 bytes
 * a character beyond U+FFFF, and a CR LF.  -1 with DN_E_NO_MEMORY.
 */
int dn_offsets_init(struct dn_offsets *offsets,
    const struct dn_points *points, struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_offsets_release(struct dn_offsets *offsets);

/*
 * The code point that begins at `offset`, or the end of the text: true with
 * *point; false beyond the end and inside of a character.  No offset is between
 * a CR and its LF where they are one.
 */
bool dn_offsets_point(const struct dn_offsets *offsets,
    enum dn_offset_unit unit, size_t offset, size_t *point);

/*
 * The way back: the offset of a code point (<= their count) in `unit`; of one
 * between a CR and its LF, where they are one, that behind both.
 */
size_t dn_offsets_offset(const struct dn_offsets *offsets,
    enum dn_offset_unit unit, size_t point);

/*
 * A range counted in `unit` as code points: true with *range; false when one
 * of its ends is no place in the text, or it runs backwards.
 */
bool dn_offsets_range(const struct dn_offsets *offsets,
    enum dn_offset_unit unit, struct dn_range given, struct dn_range *range);

/* Does the range, counted in `unit`, hold just `text`? */
bool dn_offsets_hold(const struct dn_offsets *offsets,
    enum dn_offset_unit unit, struct dn_range given, struct dn_span text);

/*
 * The unit in which most ranges held their text, from the number of those for
 * each unit; of several the first in the order above.  Where none has half of
 * all ranges, held[DN_OFFSETS_AUTO], it is code points, too.
 */
enum dn_offset_unit
dn_offsets_choose(const size_t held[DN_OFFSETS_COUNT]);

#endif
