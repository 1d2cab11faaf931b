/* SPDX-License-Identifier: MIT */
/* What a stream of records holds, as metric lines. */
#include "report/stats.h"

#include <stdlib.h>

#include "core/hash.h"
#include "report/count.h"

struct dn_stats {
	struct dn_loop loop;
	struct dn_count total;          /* of all threads, once they ended */
	struct dn_hash_set *items, *covered;
	uint64_t item_count, covered_count;
	struct dn_tally splits, covered_splits, media;
	struct dn_spread lengths;
	struct dn_tally declared;       /* labels of headers */
	struct dn_bytes name;
	bool failed;                    /* a thread ran out of memory */
};

/* What a thread has of its own. */
struct worker {
	struct dn_stats *stats;
	struct dn_count count;
};

/* ---- counting ------------------------------------------------------------ */

static void *
worker_new(void *state)
{
	struct worker *own = malloc(sizeof(*own));

	if (own == NULL)
		return NULL;
	own->stats = state;
	dn_count_init(&own->count);
	return own;
}

/* Threads end one after the other, so that each can hand over its counts. */
static void
worker_free(void *worker)
{
	struct worker *own = worker;

	if (dn_count_merge(&own->stats->total, &own->count) < 0)
		own->stats->failed = true;
	dn_count_release(&own->count);
	free(own);
}

static int
map(void *worker, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err)
{
	struct worker *own = worker;

	result->verdict = DN_USED;
	return dn_count_record(&own->count, record, note, err);
}

/* Count a stretch of the line that holds a JSON value. */
static int
tally_raw(struct dn_stats *stats, struct dn_tally *tally, struct dn_span raw)
{
	const struct dn_json_value value = dn_json_value_of(raw);
	struct dn_span name;

	name = dn_count_name(&value, &stats->name);
	return stats->name.failed != DN_E_NONE ? -1 :
	    dn_tally_add(tally, name, 1);
}

/* The first line of an item. */
static int
count_item(struct dn_stats *stats, const struct dn_count_note *note)
{
	stats->item_count++;
	if (tally_raw(stats, &stats->splits, note->split) < 0 ||
	    tally_raw(stats, &stats->media, note->media) < 0)
		return -1;
	return note->has_text ?
	    dn_spread_add(&stats->lengths, note->points) : 0;
}

/* The first line by which an item is covered. */
static int
cover_item(struct dn_stats *stats, const struct dn_count_note *note)
{
	stats->covered_count++;
	return tally_raw(stats, &stats->covered_splits, note->split);
}

static int
fold(void *state, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err)
{
	struct dn_stats *stats = state;
	const struct dn_count_note *of = note;
	int fresh = 1, covers = of->covered;

	(void)record, (void)result;
	if (!of->is_item)
		return 0;
	if (of->named)
		fresh = dn_hash_set_add(stats->items, of->item, 0, NULL);
	if (of->named && of->covered)
		covers = dn_hash_set_add(stats->covered, of->item, 0, NULL);
	if (fresh < 0 || covers < 0 ||
	    (fresh == 1 && count_item(stats, of) < 0) ||
	    (covers == 1 && cover_item(stats, of) < 0))
		return dn_err_memory(err);
	return 0;
}

/* The labels that a header declares. */
static int
header(void *state, const struct dn_record *record, struct dn_result *result,
    struct dn_err *err)
{
	struct dn_stats *stats = state;
	const struct dn_json_value *labels = &record->fields[DN_COUNT_LABELS];
	struct dn_json_children walk, members;
	struct dn_json_value label, child;
	struct dn_span name;

	result->verdict = DN_USED;
	if (labels->type != DN_JSON_ARRAY)
		return 0;
	walk = dn_json_children(labels);
	while (dn_json_child(&walk, &name, &label)) {
		if (label.type != DN_JSON_OBJECT)
			continue;
		members = dn_json_children(&label);
		while (dn_json_child(&members, &name, &child))
			if (dn_kind_name_is(name, "name") &&
			    dn_tally_add(&stats->declared, dn_count_name(&child,
			    &stats->name), 1) < 0)
				return dn_err_memory(err);
	}
	return 0;
}

struct dn_stats *
dn_stats_new(struct dn_err *err)
{
	struct dn_stats *stats;

	if (!dn_hash_available()) {
		dn_err_set(err, DN_E_NOT_BUILT,
		    "this build has no XXH3 to tell items apart with");
		return NULL;
	}
	stats = calloc(1, sizeof(*stats));
	if (stats != NULL) {
		dn_count_init(&stats->total);
		dn_bytes_init(&stats->name, SIZE_MAX / 2);
		stats->items = dn_hash_set_new_plain();
		stats->covered = dn_hash_set_new_plain();
	}
	if (stats == NULL || stats->items == NULL || stats->covered == NULL) {
		dn_err_memory(err);
		dn_stats_free(stats);
		return NULL;
	}
	stats->loop = (struct dn_loop){ .fields = dn_count_fields,
		.field_count = DN_COUNT_FIELDS,
		.note_size = sizeof(struct dn_count_note), .state = stats,
		.worker_new = worker_new, .worker_free = worker_free,
		.map = map, .fold = fold, .header = header };
	return stats;
}

const struct dn_loop *
dn_stats_loop(const struct dn_stats *stats)
{
	return &stats->loop;
}

void
dn_stats_free(struct dn_stats *stats)
{
	if (stats == NULL)
		return;
	dn_count_release(&stats->total);
	dn_hash_set_free(stats->items);
	dn_hash_set_free(stats->covered);
	dn_tally_release(&stats->splits);
	dn_tally_release(&stats->covered_splits);
	dn_tally_release(&stats->media);
	dn_spread_release(&stats->lengths);
	dn_tally_release(&stats->declared);
	dn_bytes_release(&stats->name);
	free(stats);
}

/* ---- writing ------------------------------------------------------------- */

#define NO_WHOLE UINT64_MAX

/* Lines that count the same thing apart. */
struct apart {
	const char *metric, *member;
	uint64_t whole;
	const struct dn_tally *wholes;  /* by name, in place of `whole` */
	struct dn_bytes *out;
};

static void
begin_line(struct dn_bytes *out, const char *metric)
{
	dn_bytes_add_format(out, "{\"record\":\"metric\",\"metric\":\"%s\"",
	    metric);
}

/* `"value":V,"of":W}` and the end of the line. */
static void
end_line(struct dn_bytes *out, uint64_t value, uint64_t whole)
{
	dn_bytes_add_text(out, ",\"value\":");
	dn_bytes_add_uint(out, value);
	if (whole != NO_WHOLE) {
		dn_bytes_add_text(out, ",\"of\":");
		dn_bytes_add_uint(out, whole);
	}
	dn_bytes_add_text(out, "}\n");
}

/* A line without anything apart. */
static void
write_total(struct dn_bytes *out, const char *metric, uint64_t value,
    uint64_t whole)
{
	begin_line(out, metric);
	end_line(out, value, whole);
}

static int
write_one(void *state, struct dn_span name, uint64_t count)
{
	const struct apart *apart = state;

	begin_line(apart->out, apart->metric);
	dn_bytes_add_format(apart->out, ",\"%s\":", apart->member);
	dn_bytes_add_span(apart->out, name);
	end_line(apart->out, count, apart->wholes != NULL ?
	    dn_tally_get(apart->wholes, name) : apart->whole);
	return 0;
}

/* A line for each name. */
static int
write_apart(struct dn_bytes *out, const char *metric, const char *member,
    const struct dn_tally *tally, uint64_t whole)
{
	struct apart apart = { .metric = metric, .member = member,
		.whole = whole, .out = out };

	return dn_tally_each(tally, write_one, &apart);
}

/* How many of the items of each split are covered; none is none of them. */
static int
write_coverage(const struct dn_stats *stats, struct dn_bytes *out)
{
	struct apart apart = { .metric = "coverage", .member = "split",
		.wholes = &stats->splits, .out = out };
	struct dn_tally all = { .names = NULL };
	int failed = 0;
	size_t at;

	write_total(out, "coverage", stats->covered_count, stats->item_count);
	for (at = 0; at < dn_tally_size(&stats->splits) && failed == 0; at++)
		failed = dn_tally_add(&all,
		    dn_names_get(stats->splits.names, at), 0);
	if (failed == 0)
		failed = dn_tally_merge(&all, &stats->covered_splits);
	if (failed == 0)
		failed = dn_tally_each(&all, write_one, &apart);
	dn_tally_release(&all);
	return failed;
}

static int
write_items(const struct dn_stats *stats, struct dn_bytes *out)
{
	if (stats->item_count == 0)
		return 0;
	write_total(out, "items", stats->item_count, NO_WHOLE);
	if (write_apart(out, "items", "split", &stats->splits,
	    stats->item_count) < 0 ||
	    write_apart(out, "items", "media", &stats->media,
	    stats->item_count) < 0)
		return -1;
	return write_coverage(stats, out);
}

static void
write_areas(const struct dn_count *count, struct dn_bytes *out)
{
	static const char *const buckets[] = {
		"small", "medium", "large", "unknown"
	};
	uint64_t whole = 0;
	int at;

	for (at = 0; at < DN_AREA_COUNT; at++)
		whole += count->areas[at];
	for (at = 0; at < DN_AREA_COUNT && whole > 0; at++) {
		begin_line(out, "box-area");
		dn_bytes_add_format(out, ",\"bucket\":\"%s\"", buckets[at]);
		end_line(out, count->areas[at], whole);
	}
}

static int
write_annotations(const struct dn_count *count, struct dn_bytes *out)
{
	uint64_t whole = count->annotations;

	if (whole == 0)
		return 0;
	write_total(out, "annotations", whole, NO_WHOLE);
	if (write_apart(out, "annotations", "kind", &count->kinds,
	    whole) < 0 ||
	    write_apart(out, "annotations", "label", &count->labels,
	    whole) < 0 ||
	    write_apart(out, "annotations", "annotator", &count->annotators,
	    whole) < 0)
		return -1;
	write_areas(count, out);
	return 0;
}

static void
write_lengths(struct dn_spread *lengths, struct dn_bytes *out)
{
	uint64_t twice = dn_spread_median_twice(lengths);
	const struct { const char *name; uint64_t value; bool half; } all[] = {
		{ "min", lengths->least, false },
		{ "median", twice / 2, twice % 2 != 0 },
		{ "max", lengths->most, false },
		{ "sum", lengths->sum, false },
	};
	size_t at;

	for (at = 0; at < sizeof(all) / sizeof(all[0]) &&
	    lengths->count > 0; at++) {
		begin_line(out, "text-length");
		dn_bytes_add_format(out, ",\"statistic\":\"%s\",\"value\":",
		    all[at].name);
		dn_bytes_add_uint(out, all[at].value);
		dn_bytes_add_text(out, all[at].half ? ".5,\"n\":" : ",\"n\":");
		dn_bytes_add_uint(out, lengths->count);
		dn_bytes_add_text(out, ",\"unit\":\"code points\"}\n");
	}
}

static int
write_ratings(const struct dn_count *count, struct dn_bytes *out)
{
	if (count->ratings == 0)
		return 0;
	write_total(out, "ratings", count->ratings, NO_WHOLE);
	if (write_apart(out, "ratings", "label", &count->rated,
	    count->ratings) < 0)
		return -1;
	return write_apart(out, "ratings", "annotator", &count->raters,
	    count->ratings);
}

/* The names of both, without null. */
static int
write_distinct(struct dn_bytes *out, const char *metric,
    const struct dn_tally *one, const struct dn_tally *other,
    const struct dn_tally *declared)
{
	struct dn_tally both = { .names = NULL };
	uint64_t used = 0;
	size_t size, at;

	if (dn_tally_merge(&both, one) < 0 ||
	    dn_tally_merge(&both, other) < 0) {
		dn_tally_release(&both);
		return -1;
	}
	size = dn_tally_size(&both);
	if (size > 0)
		write_total(out, metric, size -
		    (dn_tally_get(&both, DN_SPAN("null")) > 0), NO_WHOLE);
	size = declared != NULL ? dn_tally_size(declared) : 0;
	for (at = 0; at < size; at++)
		used += dn_tally_get(&both,
		    dn_names_get(declared->names, at)) > 0;
	if (size > 0)
		write_total(out, "label-coverage", used, size);
	dn_tally_release(&both);
	return 0;
}

/* The number of records, and of each kind. */
static uint64_t
write_records(const struct dn_count *count, struct dn_bytes *out)
{
	static const char *const kinds[] = {
		"item", "rating", "event", "other"
	};
	uint64_t whole = 0;
	int at;

	for (at = 0; at <= DN_KIND_OTHER; at++)
		whole += count->records[at];
	if (whole > 0)
		write_total(out, "records", whole, NO_WHOLE);
	for (at = 0; at <= DN_KIND_OTHER; at++) {
		if (count->records[at] == 0)
			continue;
		begin_line(out, "records");
		dn_bytes_add_format(out, ",\"kind\":\"%s\"", kinds[at]);
		end_line(out, count->records[at], whole);
	}
	return whole;
}

int
dn_stats_write(struct dn_stats *stats, struct dn_bytes *out,
    struct dn_err *err)
{
	const struct dn_count *total = &stats->total;

	if (stats->failed)
		return dn_err_memory(err);
	if (write_records(total, out) == 0)
		return dn_bytes_check(out, err);
	if (write_items(stats, out) < 0 || write_annotations(total, out) < 0)
		return dn_err_memory(err);
	write_lengths(&stats->lengths, out);
	if (write_ratings(total, out) < 0 ||
	    write_distinct(out, "labels", &total->labels, &total->rated,
	    &stats->declared) < 0 ||
	    write_distinct(out, "annotators", &total->annotators,
	    &total->raters, NULL) < 0)
		return dn_err_memory(err);
	return dn_bytes_check(out, err);
}
