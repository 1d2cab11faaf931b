/* SPDX-License-Identifier: MIT */
/* Records become ratings: what is read, what is left out, what is bad. */
#ifndef DN_AGREE_GATHER_H
#define DN_AGREE_GATHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agree/categories.h"
#include "agree/ratings.h"
#include "core/names.h"
#include "core/opt.h"
#include "io/jsonl.h"

/* What the command line says of the records; all is *borrowed*. */
struct dn_gather_spec {
	const char *item, *annotator, *label;   /* members of a rating */
	const char *categories;         /* declared labels, or NULL */
	const char *between;            /* "A,B", all that count, or NULL */
	const char *group_by;           /* member that names groups, or NULL */
	const char *gold;               /* annotator who is right, or NULL */
	bool transcripts;               /* labels are texts: their `text` */
	int repeat;                     /* dn_gather_repeat */
	bool predictions;               /* those of models count too */
	bool sorted;                    /* the input comes item by item */
	bool partial, merge;            /* write counts; read such counts */
	bool exact;                     /* keep items' names, not hashes */
};

/* Of an annotator's several ratings of an item: as --repeat names them. */
enum dn_gather_repeat { DN_GATHER_ERROR, DN_GATHER_FIRST, DN_GATHER_LAST,
	DN_GATHER_ALL, DN_GATHER_INTRA };
extern const char *const dn_gather_repeats[];

/* The options that fill a spec `s`. */
#define DN_GATHER_ROWS(s) \
	DN_OPT_TEXT(0, "categories", "JSON", &(s).categories, \
	    "array of the labels there are, in order"), \
	DN_OPT_TEXT(0, "between", "A,B", &(s).between, \
	    "leave out all but these two annotators"), \
	DN_OPT_TEXT(0, "item", "FIELD", &(s).item, \
	    "member that names the item [item]"), \
	DN_OPT_TEXT(0, "annotator", "FIELD", &(s).annotator, \
	    "member that names who rated it [annotator]"), \
	DN_OPT_TEXT(0, "label", "FIELD", &(s).label, \
	    "member that holds the label [label]"), \
	DN_OPT_TEXT(0, "group-by", "FIELD", &(s).group_by, \
	    "score groups apart, which this member names"), \
	DN_OPT_FLAG(0, "predictions", &(s).predictions, \
	    "count what models say too"), \
	DN_OPT_CHOICE(0, "repeat", "WHAT", &(s).repeat, dn_gather_repeats, \
	    "rated twice: error, first, last, all, intra"), \
	DN_OPT_FLAG(0, "sorted", &(s).sorted, \
	    "the lines come in byte order of their items"), \
	DN_OPT_FLAG(0, "partial", &(s).partial, \
	    "write counts, to be merged"), \
	DN_OPT_FLAG(0, "merge", &(s).merge, "add up such counts")

/* Nobody is right, as far as is known, and no label is that of nothing. */
#define DN_GATHER_NO_GOLD UINT32_MAX
#define DN_GATHER_NO_LABEL UINT32_MAX

/* A name that no annotator of a record has: of the ratings of gold's file. */
#define DN_GATHER_GOLD "\xFFgold"

/*
 * All ratings of a run.  Annotators and fields are numbered by their names;
 * ratings without a field have field 0, the named ones follow.  What the
 * ratings call a field is a part: a field, or with `group_by` a field of a
 * group.  With `between` its two annotators are numbers 0 and 1; comparing
 * each with himself (DN_GATHER_INTRA) they are "1", "2" and so on.
 */
struct dn_gather {
	struct dn_gather_spec spec;
	struct dn_ratings *ratings;
	struct dn_categories *categories;
	struct dn_names *annotators;
	struct dn_names *fields, *groups;       /* number - 1 */
	struct dn_names *parts;         /* of both; NULL: fields alone */
	struct dn_loop loop;            /* to run; its state is the gathering */
	const char *as;         /* who rated all that is read from now on,
	                           *borrowed*; NULL: as each record says */
	uint32_t gold;          /* the annotator who is right, if any */
	bool matched;           /* items are units, and may be absent */
	uint32_t absent;        /* the label of what one has not, if any */
	struct dn_gather_fold *fold;    /* of gather.c */
	/* Annotations of item records, by what became of them. */
	uint64_t annotations_used, annotations_ignored[DN_REASONS_MAX];
};

/*
 * Begin: `gather` is filled and its loop ready.  The loop takes every record
 * into account as used, or ignores it by a reason:
 *
 * other-record     an event, metric or other line that holds no ratings
 * missing-label    the label is null: nothing was said
 * other-annotator  not one of those that `between` names
 * geometry         a rating of a place in the item, not of the item
 * no-annotations   an item record without any
 * kind             its annotations are not classes
 * target           its classes are about one of its regions
 * prediction       its classes are a model's, which were not asked for
 * repeated         an annotator's second rating, or a first one gives way
 *
 * An item record is used when one of its annotations is.  With `sorted` an
 * item that comes too late is a bad record, and unless items keep their names,
 * somebody is right or annotators are compared with themselves, memory is that
 * of one item.
 *
 * With `merge` the loop reads counts (agree/merge.h) instead.
 *
 * -1 with DN_E_USAGE or DN_E_NO_MEMORY; dn_gather_release is due either way.
 */
int dn_gather_init(struct dn_gather *gather,
    const struct dn_gather_spec *spec, struct dn_err *err) DN_MUST_CHECK;

/*
 * All is read: who is right, by the spec's `gold`, is known from now on.  -1
 * with DN_E_USAGE where no rating is theirs.
 */
int dn_gather_find_gold(struct dn_gather *gather, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * The names of items and fields (agree/item_name.h) where they are kept, by
 * spec.exact; *borrowed*.  A name that only bad records have is among them.
 */
const struct dn_names *dn_gather_keys(const struct dn_gather *gather);

/* The input is over: what is gathered is complete. */
int dn_gather_close(struct dn_gather *gather, struct dn_err *err)
    DN_MUST_CHECK;

/* Parts that ratings were given; at least 1. */
uint32_t dn_gather_part_count(const struct dn_gather *gather);

/* The names of a part, *borrowed*; absent for none. */
void dn_gather_part_names(const struct dn_gather *gather, uint32_t part,
    struct dn_span *group, struct dn_span *field);

/*
 * A *new* array of the parts' numbers, by group and field in byte order, none
 * before any; NULL without memory.
 */
uint32_t *dn_gather_parts_sorted(const struct dn_gather *gather);

/* Free what it holds. */
void dn_gather_release(struct dn_gather *gather);

#endif
