/* SPDX-License-Identifier: MIT */
/* What the readers of events share; for lib/ledger/event*.c alone. */
#ifndef DN_LEDGER_EVENT_READ_H
#define DN_LEDGER_EVENT_READ_H

#include "ledger/event.h"

#define DN_EVENT_COUNT_MAX INT64_C(1000000000)
#define DN_EVENT_FEN_MAX INT64_C(1000000000000000)

/* A reading of one event. */
struct dn_event_reading {
	const struct dn_json_value *members;
	struct dn_span line;
	bool citizen;
	struct dn_bytes *scratch;
	struct dn_event_draft *draft;
	struct dn_err *err;
};

/* Fail about a value of a member, with its place; returns -1. */
int dn_event_fail(const struct dn_event_reading *reading,
    const struct dn_json_value *value, enum dn_event_member member,
    enum dn_code code, const char *text);

/* The same with DN_E_BAD_VALUE about the whole member. */
int dn_event_bad_value(const struct dn_event_reading *reading,
    enum dn_event_member member, const char *text);

/* Is the member there, and of the type?  0, or -1 and `text` said. */
int dn_event_expect(const struct dn_event_reading *reading,
    enum dn_event_member member, enum dn_json_type type, const char *text)
    DN_MUST_CHECK;

/* The text of a string member, *borrowed* until the next one. */
struct dn_span dn_event_text(const struct dn_event_reading *reading,
    enum dn_event_member member);

/* Read a name, any text but none: 0, or -1. */
int dn_event_name(const struct dn_event_reading *reading,
    enum dn_event_member member, struct dn_json_value *to) DN_MUST_CHECK;

/* Read a whole number in plain digits up to `most`: 0, or -1. */
int dn_event_number(const struct dn_event_reading *reading,
    enum dn_event_member member, int64_t most, int64_t *to) DN_MUST_CHECK;

/* Read `person` into the draft, as the identity wants it: 0, or -1. */
int dn_event_person(const struct dn_event_reading *reading) DN_MUST_CHECK;

/*
 * Read a session, attend, exam or certificate: 0, or -1 where it is bad and
 * `asks` has its type; a bad one that is not asked for says nothing.
 */
int dn_event_training(const struct dn_event_reading *reading, uint32_t asks)
    DN_MUST_CHECK;

#endif
