/* SPDX-License-Identifier: MIT */
/* The fewest edits that make one sequence of another, by their kinds. */
#ifndef DN_CORE_EDITS_H
#define DN_CORE_EDITS_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

/* Sequences that are further apart than this are refused. */
#define DN_EDITS_MAX 50000

/* What it takes to make an answer of a reference. */
struct dn_edits {
	uint64_t substitutions, deletions, insertions;
};

/*
 * Count the edits of the least Levenshtein distance: deletions take elements of
 * the reference away, insertions bring those of the answer.  Where several
 * alignments are as short one is counted, always the same, which prefers
 * substitutions.  Time grows with the length and the square of the distance,
 * memory with the distance (Ukkonen 1985).  -1 with DN_E_TOO_LONG past
 * DN_EDITS_MAX, or DN_E_NO_MEMORY.
 */
int dn_edits_count(const uint32_t *reference, size_t reference_count,
    const uint32_t *answer, size_t answer_count, struct dn_edits *edits,
    struct dn_err *err) DN_MUST_CHECK;

/* All of them. */
uint64_t dn_edits_total(const struct dn_edits *edits);

#endif
