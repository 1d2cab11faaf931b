/* SPDX-License-Identifier: MIT */
/* A book filled from JSON texts, for the suites of the ledger. */
#ifndef DN_TESTS_LEDGERPLAY_H
#define DN_TESTS_LEDGERPLAY_H

#include <stdint.h>

#include "ledger/entitle.h"

/* A policy and a book. */
struct play {
	struct dn_policy *policy;
	struct dn_book *book;
	struct dn_json_fields *fields;
	struct dn_json *json;
	struct dn_bytes scratch, text;
	uint32_t asks;                  /* of dn_event_read */
	unsigned next;                  /* for the ids of play_say: e0, e1, */
};

#define PLAY_INSURED "\"insurance\":[\"pension\",\"medical\"," \
	"\"unemployment\",\"injury\",\"maternity\"]"

/* Begin with a policy, which must be good. */
void play_init(struct play *play, const char *policy, size_t len);

/* Begin with a base policy, in which `from` (or NULL) is written as `to`. */
struct play play_begin(const char *from, const char *to);

/* The text of that base policy. */
extern const char play_base[];

/* Free all. */
void play_release(struct play *play);

/* Put one event, a JSON text, into the book: as dn_book_add. */
int play_add(struct play *play, const char *event, struct dn_err *err);

/* Add a good event, recorded and true on a day, by its further members. */
void play_say(struct play *play, const char *day, const char *members);

/* Open a batch, enrol, pass (a list of JSON strings), hire, prove a wage. */
void play_open(struct play *play, const char *day, const char *batch,
    int planned);
void play_enrol(struct play *play, const char *day, const char *batch,
    const char *person);
void play_pass(struct play *play, const char *day, const char *batch,
    const char *persons);
void play_hire(struct play *play, const char *person, const char *employer,
    const char *start, const char *end);
void play_wage(struct play *play, const char *person, const char *employer,
    const char *month, int fen);

/* P1, enrolled in B1 and passed: events e0 to e2. */
void play_person(struct play *play);

/* The number of a day. */
int32_t play_day(const char *text);

/* The name of a line: "upfront/B1" or "B1/P1/2026-06"; borrowed. */
const char *play_key(struct play *play, uint32_t batch, uint32_t person,
    int32_t month);

/* What is owed on a day, as "KEY FEN; KEY FEN"; borrowed. */
const char *play_owed(struct play *play, const char *day);
const char *play_owed_with(struct play *play, const char *day,
    const struct dn_issued *issued, struct dn_findings *findings);

/*
 * Explanations of all persons must be sound: their amounts add up to what is
 * owed, and what is owed nothing lacks something.
 */
void play_explained(struct play *play, const struct dn_cut *cut,
    const struct dn_issued *issued);

/* The lines that are owed on a day must be these. */
#define ck_owed(play, day, want) \
	ck_assert_str_eq(play_owed(play, day), want)

#endif
