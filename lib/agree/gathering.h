/* SPDX-License-Identifier: MIT */
/* What the files of gathering share: for gather*.c alone. */
#ifndef DN_AGREE_GATHERING_H
#define DN_AGREE_GATHERING_H

#include "agree/classes.h"
#include "agree/gather.h"
#include "agree/memo.h"
#include "agree/merge.h"
#include "agree/present.h"

/* The members asked for; the first three have names of the user's own. */
enum dn_gather_member {
	DN_GATHER_ITEM,
	DN_GATHER_ANNOTATOR,
	DN_GATHER_LABEL,
	DN_GATHER_FIELD,
	DN_GATHER_BBOX,
	DN_GATHER_SPAN,
	DN_GATHER_START,
	DN_GATHER_END,
	DN_GATHER_TYPE,
	DN_GATHER_AT,
	DN_GATHER_ID,
	DN_GATHER_SPLIT,
	DN_GATHER_ANNOTATIONS,
	DN_GATHER_TEXT,
	DN_GATHER_GROUP,                /* the last: asked for by its name */
	DN_GATHER_MEMBER_COUNT
};

/* Why a record or annotation does not count, as gather.h names it. */
enum dn_gather_reason {
	DN_GATHER_OTHER_RECORD,
	DN_GATHER_MISSING_LABEL,
	DN_GATHER_OTHER_ANNOTATOR,
	DN_GATHER_GEOMETRY,
	DN_GATHER_NO_ANNOTATIONS,
	DN_GATHER_OTHER_KIND,
	DN_GATHER_WITH_TARGET,
	DN_GATHER_PREDICTION,
	DN_GATHER_REPEATED
};

/* A member's value in its line; a `len` of 0 is none. */
struct dn_gather_place {
	uint32_t at, len;
	uint8_t type;                   /* enum dn_json_type */
	bool escaped, simple;           /* as of a dn_json_value */
};

/* What map leaves to fold; of an item record only its name. */
struct dn_gather_note {
	struct dn_hash item;            /* and field, hashed, of a rating */
	struct dn_gather_place name, split, annotator, label, field, group;
	bool is_item;
};

/* A thread's own. */
struct dn_gather_worker {
	const struct dn_gather *gather;
	struct dn_bytes text, key;      /* a name, and all that names an item */
};

/* The item that came last, as it was written and as texts. */
struct dn_gather_last {
	bool any, has_split;
	struct dn_bytes id_raw, split_raw, id, split;
};

/* What folding needs beside the gathering itself. */
struct dn_gather_fold {
	const char *fields[DN_GATHER_MEMBER_COUNT];
	struct dn_gather_worker own;    /* the folding thread's */
	struct dn_bytes who;            /* an annotator's name */
	struct dn_names *keys;          /* of items, where they are kept */
	struct dn_classes classes;
	struct dn_hash *added;          /* items that this record rates */
	size_t added_count, added_cap;
	struct dn_span pair[2];         /* of --between */
	struct dn_memo annotators, groups;
	struct dn_present *present;     /* NULL: items come in any order */
	struct dn_gather_last last;
	struct dn_merge merge;          /* where counts are read */
};

/* All that names an item; the group a text, a number or a boolean. */
struct dn_gather_name {
	struct dn_json_value id, split, field, group;
	struct dn_span annotator;       /* absent unless he is part of it */
};

/* The names of the members, NULL for the user's, and those of the reasons. */
extern const char *const dn_gather_members[DN_GATHER_MEMBER_COUNT];
extern const char *const dn_gather_reasons[];

/* Is a member there, and not null? */
static inline bool
dn_gather_is_there(const struct dn_json_value *value)
{
	return value->type != DN_JSON_NONE && value->type != DN_JSON_NULL;
}

/* Where in its record's line a value is. */
static inline struct dn_gather_place
dn_gather_place_of(const struct dn_record *record,
    const struct dn_json_value *value)
{
	if (!dn_gather_is_there(value))
		return (struct dn_gather_place){ .type = DN_JSON_NONE };
	return (struct dn_gather_place){
		(uint32_t)(value->raw.ptr - record->line.ptr),
		(uint32_t)value->raw.len, (uint8_t)value->type,
		value->escaped, value->simple };
}

/* The value that stands there, as it was scanned. */
static inline struct dn_json_value
dn_gather_value_at(const struct dn_record *record,
    struct dn_gather_place place)
{
	return (struct dn_json_value){
		.raw = { record->line.ptr + place.at, place.len },
		.type = (enum dn_json_type)place.type,
		.escaped = place.escaped, .simple = place.simple };
}

/* Say which member of the record is meant, and what stands there; -1. */
int dn_gather_about(const struct dn_record *record,
    const struct dn_json_value *value, const char *member,
    struct dn_err *err);

/* A name must be there, as a string or a number: else -1. */
int dn_gather_check_name(const struct dn_record *record,
    const struct dn_json_value *value, const char *member,
    struct dn_err *err) DN_MUST_CHECK;

/* A field or split may be absent; else it is a string: else -1. */
int dn_gather_check_text(const struct dn_record *record,
    const struct dn_json_value *value, const char *member,
    struct dn_err *err) DN_MUST_CHECK;

/* A group may be absent; else it is a string, number or boolean: else -1. */
int dn_gather_check_group(const struct dn_gather *gather,
    const struct dn_record *record, struct dn_err *err) DN_MUST_CHECK;

/* The group that a record names; none where groups are not asked for. */
struct dn_json_value dn_gather_group(const struct dn_gather *gather,
    const struct dn_record *record);

/* The text of a group's name; *borrowed*, or in `scratch`. */
struct dn_span dn_gather_group_text(const struct dn_json_value *value,
    struct dn_bytes *scratch);

/*
 * Hash, or else number in `keys`, all that tells an item and part from
 * others.  The parts are texts; those that are absent leave no trace.
 */
int dn_gather_name_item(struct dn_gather_worker *worker,
    struct dn_names *keys, const struct dn_gather_name *name,
    struct dn_hash *hash, struct dn_err *err) DN_MUST_CHECK;

/* The number of the part that a name is of. */
int dn_gather_part(struct dn_gather *gather,
    const struct dn_gather_name *name, uint32_t *part, struct dn_err *err)
    DN_MUST_CHECK;

/* Does the annotator count?  Unless `between` names two others. */
bool dn_gather_is_wanted(const struct dn_gather *gather,
    struct dn_span annotator);

/* Give the record that verdict; 0. */
int dn_gather_ignore(struct dn_result *result, enum dn_gather_reason reason);

/* The number of a name, added when it is new; -1 without memory. */
int dn_gather_number(struct dn_names *names, struct dn_span name,
    uint32_t *number, struct dn_err *err) DN_MUST_CHECK;

/*
 * Check that the item may come now; where it is another than before, that one
 * is settled.  `member` has its name.  -1 with DN_E_BAD_VALUE or
 * DN_E_NO_MEMORY.
 */
int dn_gather_order(struct dn_gather *gather, const struct dn_record *record,
    const struct dn_gather_name *name, const char *member,
    struct dn_err *err) DN_MUST_CHECK;

/* None came; free what is kept of it. */
void dn_gather_last_init(struct dn_gather_last *last);
void dn_gather_last_release(struct dn_gather_last *last);

/* Are items named when they are folded, and not before? */
bool dn_gather_names_late(const struct dn_gather *gather);

/* The loop's map and fold. */
int dn_gather_map(void *state, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err);
int dn_gather_record(void *state, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err);

#endif
