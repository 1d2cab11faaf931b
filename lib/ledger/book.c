/* SPDX-License-Identifier: MIT */
/* Adding events to the book: once each, their names as numbers. */
#include "ledger/book.h"

#include <stdlib.h>

#include "core/date.h"
#include "core/ident.h"
#include "io/jsontext.h"

#define COUNT_MAX (UINT32_MAX - 1)

struct dn_book *
dn_book_new(bool citizen)
{
	struct dn_book *book = calloc(1, sizeof(*book));

	if (book == NULL)
		return NULL;
	book->citizen = citizen;
	book->last_day = INT32_MIN;
	dn_bytes_init(&book->scratch, SIZE_MAX);
	book->ids = dn_names_new();
	book->batches = dn_names_new();
	book->persons = dn_names_new();
	book->employers = dn_names_new();
	book->kinds = dn_names_new();
	book->receipts = dn_names_new();
	book->components = dn_names_new();
	book->words = dn_names_new();
	if (book->ids != NULL && book->batches != NULL &&
	    book->persons != NULL && book->employers != NULL &&
	    book->kinds != NULL && book->receipts != NULL &&
	    book->components != NULL && book->words != NULL)
		return book;
	dn_book_free(book);
	return NULL;
}

void
dn_book_free(struct dn_book *book)
{
	if (book == NULL)
		return;
	dn_names_free(book->ids);
	dn_names_free(book->batches);
	dn_names_free(book->persons);
	dn_names_free(book->employers);
	dn_names_free(book->kinds);
	dn_names_free(book->receipts);
	dn_names_free(book->components);
	dn_names_free(book->words);
	dn_bytes_release(&book->scratch);
	free(book->events);
	free(book->list);
	free(book->certificates);
	free(book->papers);
	free(book);
}

/* The array with room for `need` elements of `size` bytes; NULL without. */
static void *
grow(void *array, size_t need, size_t *room, size_t size)
{
	size_t more = *room > 0 ? *room : 256;
	void *grown;

	if (need <= *room)
		return array;
	while (more < need)
		more += more / 2;
	grown = reallocarray(array, more, size);
	if (grown != NULL)
		*room = more;
	return grown;
}

/* ---- names ---- */

/* The number of a name; nobody stays nobody.  False without memory. */
static bool
number(struct dn_book *book, struct dn_names *names,
    const struct dn_json_value *value, uint32_t *to)
{
	size_t index;

	if (value->type == DN_JSON_NONE)
		return true;
	index = dn_names_add(names, dn_json_text(value, &book->scratch), NULL);
	*to = (uint32_t)index;
	return index <= COUNT_MAX;
}

/* The same for a person: of a citizen number both spellings are one. */
static bool
number_person(struct dn_book *book, const struct dn_json_value *value,
    uint32_t *to)
{
	char citizen[DN_IDENT_CITIZEN + 1];
	struct dn_span name;
	size_t index;

	if (value->type == DN_JSON_NONE)
		return true;
	name = dn_json_text(value, &book->scratch);
	if (book->citizen &&
	    dn_ident_citizen(name, citizen) == DN_IDENT_GOOD)
		name = (struct dn_span){ citizen, DN_IDENT_CITIZEN };
	index = dn_names_add(book->persons, name, NULL);
	*to = (uint32_t)index;
	return index <= COUNT_MAX;
}

/* ---- lists ---- */

static bool
append(struct dn_book *book, uint32_t number_in_list)
{
	uint32_t *grown;

	if (book->list_count >= COUNT_MAX)
		return false;
	grown = grow(book->list, book->list_count + 1, &book->list_room,
	    sizeof(*grown));
	if (grown == NULL)
		return false;
	book->list = grown;
	grown[book->list_count++] = number_in_list;
	return true;
}

/* An element of the event's list: a person who passed, or a finding. */
static bool
append_element(struct dn_book *book, const struct dn_json_value *element)
{
	struct dn_json_value person = *element;
	uint32_t index = 0;
	int32_t month = 0;
	bool finding = element->type == DN_JSON_OBJECT;

	if (finding)
		dn_event_finding(element, &book->scratch, &person, &month);
	return number_person(book, &person, &index) && append(book, index) &&
	    (!finding || append(book, (uint32_t)month));
}

static bool
append_kind(struct dn_book *book, const struct dn_json_value *element)
{
	struct dn_json_value kind = dn_event_evidence(element);
	uint32_t index = 0;

	return number(book, book->kinds, &kind, &index) &&
	    append(book, index);
}

/* Put a list behind the others and note where it stands. */
static bool
add_list(struct dn_book *book, const struct dn_json_value *list,
    bool (*add)(struct dn_book *, const struct dn_json_value *),
    uint32_t *at, uint32_t *count)
{
	struct dn_json_children children;
	struct dn_json_value element;
	struct dn_span name;

	*at = (uint32_t)book->list_count;
	if (list->type == DN_JSON_NONE)
		return true;
	children = dn_json_children(list);
	while (dn_json_child(&children, &name, &element))
		if (!add(book, &element))
			return false;
	*count = (uint32_t)(book->list_count - *at);
	return true;
}

/* ---- adding ---- */

/* The paper of an event that is counted: 0 a contract, 1 a certificate. */
static bool
is_paper(const struct dn_event *event, size_t *which)
{
	*which = event->type == DN_EVENT_CERTIFICATE;
	return event->type == DN_EVENT_CONTRACT ||
	    (event->type == DN_EVENT_CERTIFICATE && event->taken);
}

/* May the person have one more?  Months are compared with each of them. */
static int
check_papers(struct dn_book *book, uint32_t person, size_t which,
    struct dn_err *err)
{
	static const char *const names[] = { "contracts", "certificates" };
	size_t room = book->papers_room;
	uint16_t (*grown)[2] = grow(book->papers, (size_t)person + 1,
	    &book->papers_room, sizeof(*grown));

	if (grown == NULL)
		return dn_err_memory(err);
	memset(grown + room, 0,
	    (book->papers_room - room) * sizeof(*grown));
	book->papers = grown;
	if (grown[person][which] < DN_BOOK_CONTRACTS_MAX)
		return 0;
	return dn_err_set(err, DN_E_TOO_LONG, "more than %d %s of one person",
	    DN_BOOK_CONTRACTS_MAX, names[which]);
}

/* What stands under the id already: the same event, or another. */
static int
meet(const struct dn_book *book, size_t before,
    const struct dn_event_draft *draft, struct dn_err *err)
{
	if (book->events[before].content == draft->event.content)
		return 0;
	dn_err_set(err, DN_E_ID_CONFLICT,
	    "another event has this id, with other content");
	dn_err_field(err, "id", 2);
	return dn_err_excerpt(err, draft->id.raw.ptr, draft->id.raw.len);
}

/* Find the event that a correction voids. */
static int
find_target(struct dn_book *book, const struct dn_event_draft *draft,
    struct dn_event *event, struct dn_err *err)
{
	size_t index = dn_names_find(book->ids,
	    dn_json_text(&draft->target, &book->scratch));

	event->target = (uint32_t)index;
	if (index != DN_NAMES_NONE)
		return 0;
	dn_err_set(err, DN_E_NO_EVENT, "no event before has the id to void");
	dn_err_field(err, "void", 4);
	return dn_err_excerpt(err, draft->target.raw.ptr,
	    draft->target.raw.len);
}

/* The number of a word, which may be written as a number. */
static bool
number_word(struct dn_book *book, const struct dn_json_value *value,
    uint32_t *to)
{
	size_t index;

	if (value->type != DN_JSON_NUMBER)
		return number(book, book->words, value, to);
	index = dn_names_add(book->words, value->raw, NULL);
	*to = (uint32_t)index;
	return index <= COUNT_MAX;
}

/* Put a certificate behind the others and note where it stands. */
static bool
add_certificate(struct dn_book *book, const struct dn_event_draft *draft,
    struct dn_event *event)
{
	struct dn_certificate certificate = {
		DN_EVENT_NOBODY, DN_EVENT_NOBODY, DN_EVENT_NOBODY,
		DN_EVENT_NOBODY, (int32_t)draft->hours
	}, *grown = grow(book->certificates, book->certificate_count + 1,
	    &book->certificate_room, sizeof(*grown));

	if (grown == NULL)
		return false;
	book->certificates = grown;
	event->list = (uint32_t)book->certificate_count;
	if (!number_word(book, &draft->kind, &certificate.kind) ||
	    !number_word(book, &draft->target, &certificate.level) ||
	    !number_word(book, &draft->employer, &certificate.trade) ||
	    !number_word(book, &draft->list, &certificate.serial))
		return false;
	grown[book->certificate_count++] = certificate;
	return true;
}

/* Give the names of an event of training their numbers. */
static bool
number_training(struct dn_book *book, const struct dn_event_draft *draft,
    struct dn_event *event)
{
	if (!number(book, book->batches, &draft->batch, &event->batch) ||
	    !number_person(book, &draft->person, &event->person) ||
	    !add_list(book, &draft->evidence, append_kind, &event->proof,
	    &event->proof_count))
		return false;
	if (event->type == DN_EVENT_CERTIFICATE)
		return add_certificate(book, draft, event);
	return number(book, book->words, &draft->target, &event->target);
}

/* Give the names of the event their numbers. */
static int
number_names(struct dn_book *book, const struct dn_event_draft *draft,
    struct dn_event *event, struct dn_err *err)
{
	if (event->taken)
		return number_training(book, draft, event) ? 0 :
		    dn_err_memory(err);
	if (!number(book, book->batches, &draft->batch, &event->batch) ||
	    !number(book, book->employers, &draft->employer,
	    &event->employer) ||
	    !number_person(book, &draft->person, &event->person) ||
	    !add_list(book, &draft->list, append_element, &event->list,
	    &event->list_count) ||
	    !add_list(book, &draft->evidence, append_kind, &event->proof,
	    &event->proof_count))
		return dn_err_memory(err);
	return 0;
}

/* Days that go back would put an event where its day is over. */
static int
check_order(const struct dn_book *book, const struct dn_event *event,
    struct dn_err *err)
{
	char last[DN_DATE_TEXT + 1];

	if (!book->ordered || dn_event_is_issue(event) ||
	    event->day >= book->last_day)
		return 0;
	dn_date_write(dn_date_from_number(book->last_day), last);
	dn_err_set(err, DN_E_REC_ORDER,
	    "is recorded before the last event, of %s", last);
	return dn_err_field(err, "rec", 3);
}

/* Number what the event names, and check what only the book can tell. */
static int
fit_in(struct dn_book *book, const struct dn_event_draft *draft,
    struct dn_event *event, struct dn_err *err)
{
	struct dn_event *grown = grow(book->events, book->count + 1,
	    &book->room, sizeof(*grown));
	size_t which;

	if (grown == NULL || book->count >= COUNT_MAX)
		return dn_err_memory(err);
	book->events = grown;
	if (number_names(book, draft, event, err) < 0 ||
	    check_order(book, event, err) < 0)
		return -1;
	if (event->type == DN_EVENT_NOTICE)
		return number(book, book->receipts, &draft->target,
		    &event->target) ? 0 : dn_err_memory(err);
	if (event->type == DN_EVENT_CORRECTION)
		return find_target(book, draft, event, err);
	return is_paper(event, &which) ?
	    check_papers(book, event->person, which, err) : 0;
}

int
dn_book_add(struct dn_book *book, const struct dn_event_draft *draft,
    struct dn_err *err)
{
	struct dn_event event = draft->event;
	size_t lists = book->list_count, index;
	size_t certificates = book->certificate_count, which;
	int fits = fit_in(book, draft, &event, err), added = 0;
	struct dn_span id = dn_json_text(&draft->id, &book->scratch);

	/* What does not fit may still be what stands there already. */
	index = fits < 0 ? dn_names_find(book->ids, id) :
	    dn_names_add(book->ids, id, &added);
	if (index == DN_NAMES_NONE && fits == 0)
		fits = dn_err_memory(err);
	if (!added) {
		book->list_count = lists;
		book->certificate_count = certificates;
		return index != DN_NAMES_NONE ?
		    meet(book, index, draft, err) : -1;
	}
	if (is_paper(&event, &which))
		book->papers[event.person][which]++;
	if (!dn_event_is_issue(&event))
		book->last_day = event.day;
	book->events[book->count++] = event;
	return 1;
}
