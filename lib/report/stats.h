/* SPDX-License-Identifier: MIT */
/* What a stream of records holds, counted exactly, as metric lines. */
#ifndef DN_REPORT_STATS_H
#define DN_REPORT_STATS_H

#include "core/bytes.h"
#include "io/jsonl.h"

/*
 * Metric lines.  Each is {"record":"metric","metric":NAME,...,"value":V,...}:
 *
 * - what is counted apart stands before `value` as a member: kind, split,
 *   media, label, annotator, bucket or statistic, as a JSON value (null: there
 *   is none);
 * - a count that is a part of a whole has the whole in `of`: value / of is its
 *   share;
 * - a statistic of several numbers has how many they are in `n`, and all that
 *   is measured has its `unit`.
 *
 *	records                         also by kind of record
 *	items                           also by split and by media
 *	coverage                of items, those with an annotation or a mark in
 *	                        `work`; also by split
 *	annotations                     also by kind, label and annotator
 *	box-area                of boxes, by bucket: below 32 * 32 px, below
 *	                        96 * 96 px, the others; unknown
 *	text-length             min, median, max, sum of items' code points
 *	ratings                         also by label and annotator
 *	labels, annotators              distinct ones of annotations and ratings
 *	label-coverage          of the labels of headers, those in use
 *
 * Metrics of which there is nothing are left out.  Lines apart come in the
 * byte order of what they count.  Lines of one item (same `split` and `id`)
 * are one item; its split, media and text are those of its first line.  An
 * annotation without an `annotator` has the one whose `set` in `work` it names.
 */
struct dn_stats;

/*
 * A *new* empty count; NULL with DN_E_NOT_BUILT where the build has no XXH3 to
 * tell items apart with, or DN_E_NO_MEMORY.
 */
struct dn_stats *dn_stats_new(struct dn_err *err) DN_MUST_CHECK;

/* What to run over the records, *borrowed*: it uses them all. */
const struct dn_loop *dn_stats_loop(const struct dn_stats *stats);

/*
 * After the run: append the metric lines, none when there was no record.  -1
 * without memory.
 */
int dn_stats_write(struct dn_stats *stats, struct dn_bytes *out,
    struct dn_err *err) DN_MUST_CHECK;

/* Free; NULL is fine. */
void dn_stats_free(struct dn_stats *stats);

#endif
