/* SPDX-License-Identifier: MIT */
/* The book: all events in the order they came, with their names numbered. */
#ifndef DN_LEDGER_BOOK_H
#define DN_LEDGER_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/names.h"
#include "ledger/event.h"

#define DN_BOOK_CONTRACTS_MAX 1000      /* of one person; certificates too */

/* What a certificate says beside its event; names are `words` of the book. */
struct dn_certificate {
	uint32_t kind, level, trade, serial;    /* or DN_EVENT_NOBODY */
	int32_t hours;                          /* -1: it tells none */
};

/*
 * Events are numbered from 0 in the order of the journal, and so are their
 * ids.  Nothing is ever taken out: a correction is one more event.  To be read
 * by the modules of the ledger; changed by dn_book_add alone, but for
 * `components`, which who makes or reads lines adds to.
 */
struct dn_book {
	struct dn_names *ids, *batches, *persons, *employers;
	struct dn_names *kinds;         /* of evidence */
	struct dn_names *receipts;      /* ids of those that notices are of */
	struct dn_names *components;    /* ids that lines were given under */
	struct dn_names *words;         /* of certificates, and sessions */
	struct dn_event *events;
	size_t count, room;
	uint32_t *list;                 /* see dn_event: persons who passed; */
	size_t list_count, list_room;   /* findings as person, month; kinds */
	struct dn_certificate *certificates;
	size_t certificate_count, certificate_room;
	uint16_t (*papers)[2];          /* of a person: contracts, and */
	size_t papers_room;             /* certificates */
	bool citizen;                   /* persons are citizen numbers */
	bool ordered;                   /* days must not go back */
	int32_t last_day;               /* of an event so far */
	struct dn_bytes scratch;
};

/* A *new* empty book, NULL without memory. */
struct dn_book *dn_book_new(bool citizen);

/* Free; NULL is fine. */
void dn_book_free(struct dn_book *book);

/*
 * Add an event.  1 when it was added; 0 when the same event (id and content)
 * stands there already; -1 with DN_E_ID_CONFLICT (the id with other content),
 * DN_E_NO_EVENT (a correction of an id that is not there), DN_E_REC_ORDER (its
 * day is before one that is there, in a book that is ordered), DN_E_TOO_LONG
 * (the person has too many contracts or certificates) or DN_E_NO_MEMORY, and
 * no event more.
 */
int dn_book_add(struct dn_book *book, const struct dn_event_draft *draft,
    struct dn_err *err) DN_MUST_CHECK;

#endif
