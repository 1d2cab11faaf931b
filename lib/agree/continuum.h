/* SPDX-License-Identifier: MIT */
/* Continua: texts and recordings in which annotators marked off units. */
#ifndef DN_AGREE_CONTINUUM_H
#define DN_AGREE_CONTINUUM_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

/* What (annotators x length) of all continua stays below, so that sums fit. */
#define DN_CONTINUA_TICKS (INT64_C(1) << 40)

/* A unit, half open: ticks of its set, start < end. */
struct dn_stretch {
	int64_t start, end;
	uint32_t annotator, label;
};

/* An item: its units by annotator, then start, end and label. */
struct dn_continuum {
	int64_t begin, end;             /* all units lie within */
	struct dn_stretch *units;
	size_t count;
	uint32_t *annotators;           /* who worked on it, ascending */
	size_t annotator_count;
};

/*
 * Items laid end to end: each annotator's sections, units and the gaps
 * between, end where their item ends.  Numbers of annotators and labels are
 * below the counts.  An item that fewer than two worked on has no pairs and is
 * left out of everything.
 */
struct dn_continua {
	struct dn_continuum *list;
	size_t count;
	uint32_t annotator_count, label_count;
	double ticks;                   /* in a second or code point */
};

/*
 * Why nothing can be computed: "empty" (no units), "one-annotator",
 * "no-pairs", or "overlap", where units of one annotator overlap; NULL where
 * something can.
 */
const char *dn_continua_reason(const struct dn_continua *set);

/* Items with two annotators or more, their units, and their length. */
struct dn_continua_size {
	uint64_t items, units;
	int64_t length;
};
struct dn_continua_size dn_continua_size(const struct dn_continua *set);

/*
 * The set of two annotators alone, numbered 0 and 1: *new*, to be released;
 * -1 with DN_E_NO_MEMORY.
 */
int dn_continua_pair(const struct dn_continua *set, uint32_t first,
    uint32_t second, struct dn_continua *pair, struct dn_err *err)
    DN_MUST_CHECK;

/* Free a set and all that its items hold; one that is zeroed is fine. */
void dn_continua_release(struct dn_continua *set);

/* The order that units stand in. */
int dn_stretch_compare(const void *a, const void *b);

#endif
