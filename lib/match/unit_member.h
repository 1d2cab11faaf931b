/* SPDX-License-Identifier: MIT */
/* What reads a unit's members: for the readers of its kinds alone. */
#ifndef DN_MATCH_UNIT_MEMBER_H
#define DN_MATCH_UNIT_MEMBER_H

#include "match/unit.h"

/* What a unit is being read from, and into; all is *borrowed*. */
struct dn_unit_reader {
	struct dn_unit *unit;
	struct dn_arena *arena;
	struct dn_item *item;
	struct dn_answers *answers;
	struct dn_node *node;           /* the annotation, or a rating */
	struct dn_err *err;
};

/* A member that is there and not null, or NULL. */
struct dn_node *dn_unit_member(const struct dn_unit_reader *reader,
    const char *name);

/* Say that a member is not there: -1 with DN_E_MISSING_FIELD. */
int dn_unit_missing(const struct dn_unit_reader *reader, const char *name);

/* Keep a text with the unit; -1 with DN_E_NO_MEMORY, as for all that keep. */
int dn_unit_keep(const struct dn_unit_reader *reader, struct dn_span from,
    struct dn_span *to) DN_MUST_CHECK;

/* Keep a value in canonical form. */
int dn_unit_keep_canonical(const struct dn_unit_reader *reader,
    const struct dn_json_value *value, struct dn_span *to) DN_MUST_CHECK;

/* Keep a member of any type in canonical form, where it is there. */
int dn_unit_read_canonical(const struct dn_unit_reader *reader,
    const char *name, struct dn_span *to) DN_MUST_CHECK;

/* Keep a text: 1; 0 where it is not there; -1 with DN_E_BAD_TYPE, too. */
int dn_unit_read_text(const struct dn_unit_reader *reader, const char *name,
    struct dn_span *to) DN_MUST_CHECK;

/*
 * Read a number of at most DN_UNIT_LARGEST: 1; 0 where it is not there; -1
 * with DN_E_BAD_TYPE or DN_E_BAD_VALUE.
 */
int dn_unit_read_number(const struct dn_unit_reader *reader,
    const char *name, double *value) DN_MUST_CHECK;

/* Read a list of `count` such numbers, which must be there: 1 or -1. */
int dn_unit_need_numbers(const struct dn_unit_reader *reader,
    const char *name, double *values, size_t count) DN_MUST_CHECK;

/*
 * Let a ring have its points in the unit's arena: 0, or -1 with
 * DN_E_BAD_VALUE, too, for one that is beyond all measure.
 */
int dn_unit_keep_ring(const struct dn_unit_reader *reader, const char *name,
    struct dn_ring *ring) DN_MUST_CHECK;

/* Give the unit `count` parts with as many rings as these have, all empty. */
int dn_unit_take_parts(const struct dn_unit_reader *reader,
    const struct dn_part *parts, size_t count) DN_MUST_CHECK;

/*
 * Give the unit these ranges, sorted and joined: 1 or -1.  Empty ones go,
 * unless all are: then the first stays.
 */
int dn_unit_keep_ranges(const struct dn_unit_reader *reader,
    const struct dn_range *ranges, size_t count) DN_MUST_CHECK;

#endif
