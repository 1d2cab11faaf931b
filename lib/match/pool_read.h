/* SPDX-License-Identifier: MIT */
/* Records taken apart into the units that a pool wants. */
#ifndef DN_MATCH_POOL_READ_H
#define DN_MATCH_POOL_READ_H

#include <stdint.h>

#include "match/pool.h"

/* Why a record or annotation is left out; pool.h tells. */
enum dn_pool_reason {
	DN_POOL_OTHER_RECORD,
	DN_POOL_MISSING_LABEL,
	DN_POOL_OTHER_ANNOTATOR,
	DN_POOL_NO_ANNOTATIONS,
	DN_POOL_OTHER_KIND,
	DN_POOL_TARGET,
	DN_POOL_PREDICTION,
	DN_POOL_OTHER_GOLD,
	DN_POOL_REASONS
};

/* What a pool wants, taken from its spec; all is *borrowed*. */
struct dn_pool_wants {
	struct dn_pool_spec spec;
	struct dn_span pair[2];         /* of `between`, else absent */
};

/*
 * A reader of record after record.  Units, and the names of those who worked
 * on the item, pile up in `arena` until it is cleared.
 */
struct dn_pool_reader {
	const struct dn_pool_wants *wants;
	struct dn_item item;
	struct dn_answers answers;
	struct dn_arena arena;
	struct dn_unit *units;
	size_t count, cap;
	struct dn_span *workers;        /* a name may be there twice */
	size_t worker_count, worker_cap;
	bool told;                      /* a record said who worked on it */
	/* Annotations left out since it was cleared, and the first reason. */
	uint32_t ignored[DN_POOL_REASONS];
	enum dn_pool_reason first;
	struct dn_span id, split;       /* of the last record, in its memory */
};

/* An empty reader. */
void dn_pool_reader_init(struct dn_pool_reader *reader,
    const struct dn_pool_wants *wants);

/* Free what it holds. */
void dn_pool_reader_release(struct dn_pool_reader *reader);

/* Forget all that was read. */
void dn_pool_reader_clear(struct dn_pool_reader *reader);

/*
 * Read a scanned record, a rating or an item, of the gold's file or not, and
 * add what it holds.  -1 as dn_unit_read, dn_item_read and dn_annotation_read;
 * DN_E_MISSING_FIELD for an annotation that is nobody's.
 */
int dn_pool_read_rating(struct dn_pool_reader *reader,
    const struct dn_json_value *record, bool gold, struct dn_err *err)
    DN_MUST_CHECK;
int dn_pool_read_item(struct dn_pool_reader *reader,
    const struct dn_json_value *record, bool gold, struct dn_err *err)
    DN_MUST_CHECK;

#endif
