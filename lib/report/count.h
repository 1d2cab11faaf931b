/* SPDX-License-Identifier: MIT */
/* What one thread counts in records; for stats.c alone. */
#ifndef DN_REPORT_COUNT_H
#define DN_REPORT_COUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/hash.h"
#include "io/jsonl.h"
#include "model/kind.h"
#include "report/tally.h"

/* The members that are asked for, in this order. */
enum {
	DN_COUNT_ID,
	DN_COUNT_SPLIT,
	DN_COUNT_MEDIA,
	DN_COUNT_TEXT,
	DN_COUNT_UNITS,
	DN_COUNT_WORK,
	DN_COUNT_ANNOTATIONS,
	DN_COUNT_LABEL,
	DN_COUNT_LABELS,
	DN_COUNT_KIND,          /* and the rest of DN_KIND_FIELDS */
	DN_COUNT_ANNOTATOR = DN_COUNT_KIND + 1,
	DN_COUNT_FIELDS = DN_COUNT_KIND + DN_KIND_FIELD_COUNT
};

/* Their names. */
extern const char *const dn_count_fields[DN_COUNT_FIELDS];

/* Box areas, COCO's limits. */
enum { DN_AREA_SMALL, DN_AREA_MEDIUM, DN_AREA_LARGE, DN_AREA_UNKNOWN,
    DN_AREA_COUNT };

/*
 * Sums over records, in any order.  Names are JSON texts, the same for equal
 * values (dn_json_canonical).
 */
struct dn_count {
	uint64_t records[DN_KIND_OTHER + 1];
	uint64_t annotations, ratings;
	uint64_t areas[DN_AREA_COUNT];
	struct dn_tally kinds, labels, annotators;      /* of annotations */
	struct dn_tally rated, raters;                  /* of ratings */
	struct dn_bytes name;                           /* working memory */
};

/* What is left for the count of items, which needs their order. */
struct dn_count_note {
	struct dn_hash item;
	struct dn_span split, media;    /* in the line; absent: none */
	uint64_t points;                /* of the text */
	bool is_item, named, covered, has_text;
};

/* An empty count. */
void dn_count_init(struct dn_count *count);

/* Free what it holds. */
void dn_count_release(struct dn_count *count);

/* Add all of `other`; -1 without memory. */
int dn_count_merge(struct dn_count *count, const struct dn_count *other)
    DN_MUST_CHECK;

/*
 * Count one record.  -1 with DN_E_BAD_TYPE, and nothing counted, where
 * `annotations` is no array of objects; DN_E_NO_MEMORY.
 */
int dn_count_record(struct dn_count *count, const struct dn_record *record,
    struct dn_count_note *note, struct dn_err *err) DN_MUST_CHECK;

/*
 * The JSON text by which equal values are one name: *borrowed* from the value
 * or from `scratch`; "null" for an absent value.  Memory that ran out shows in
 * `scratch`.
 */
struct dn_span dn_count_name(const struct dn_json_value *value,
    struct dn_bytes *scratch);

#endif
