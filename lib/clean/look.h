/* SPDX-License-Identifier: MIT */
/* One record looked at by the rules; for clean.c alone. */
#ifndef DN_CLEAN_LOOK_H
#define DN_CLEAN_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clean/quality.h"
#include "clean/rule.h"
#include "core/bytes.h"
#include "io/jsonl.h"
#include "model/kind.h"

/* The members that are asked for, in this order. */
enum {
	DN_LOOK_TEXT,
	DN_LOOK_TEXT_ELSE,      /* where the first one is absent */
	DN_LOOK_TOKENS,
	DN_LOOK_ON,             /* the name of the medium, in others */
	DN_LOOK_ANNOTATIONS,
	DN_LOOK_QUALITY,
	DN_LOOK_KIND,           /* and the rest of DN_KIND_FIELDS */
	DN_LOOK_COUNT = DN_LOOK_KIND + DN_KIND_FIELD_COUNT
};

/* What a run looks for and where; shared by its threads. */
struct dn_look {
	struct dn_rules rules;
	const char *fields[DN_LOOK_COUNT];
	char *tokens, *on;      /* pointers made for others, or NULL */
	bool anchored[2];       /* do spans stand on the text, and the other? */
};

/* What was found of a record. */
struct dn_look_note {
	uint8_t taken[DN_RULE_COUNT];   /* actions; OFF: not broken */
	uint8_t which;                  /* field of the text, 0 or 1 */
	uint8_t type;                   /* of the value there */
	uint64_t measures[DN_RULE_COUNT];
};

/* Room for the numbers of a finding. */
struct dn_look_words {
	char value[24], limit[24];
};

/*
 * Set up from rules and the name of the text's field (borrowed), or NULL.
 * dn_look_release is due either way; -1 without memory.
 */
int dn_look_init(struct dn_look *look, const struct dn_rules *rules,
    const char *field, struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_look_release(struct dn_look *look);

/* Fill a finding for a broken rule; it borrows `words` and `look`. */
void dn_look_describe(const struct dn_look *look,
    const struct dn_look_note *note, enum dn_rule_id rule,
    struct dn_look_words *words, struct dn_finding *finding);

/* What a thread works with: a *new* one over `look`, NULL without memory. */
struct dn_looker;
struct dn_looker *dn_looker_new(const struct dn_look *look);

/* Free; NULL is fine. */
void dn_looker_free(struct dn_looker *looker);

/*
 * Look at a record: a dn_loop's map, `worker` a struct dn_looker and `note` a
 * struct dn_look_note.
 */
int dn_looker_map(void *worker, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err);

#endif
