/* SPDX-License-Identifier: MIT */
/* Ids kept where they are unique: a word each, texts apart. */
#include "formats/ids.h"

#include <stdlib.h>

#include "core/bytes.h"
#include "io/jsontext.h"
#include "io/keys.h"
#include "io/number.h"
#include "io/shelf.h"
#include "io/sorter.h"

/*
 * A word is an integer of 62 bits, or the place of a text in JSON: a string,
 * or a number that is spelt otherwise (1.0) or has more bits.  Of a bare thing
 * it is whether there was an id that is not its own.
 */
enum kind { NONE, NUMBER, TEXT, BARE, KINDS };

#define NUMBER_MOST ((int64_t)1 << 60)

struct dn_ids {
	size_t memory;
	struct dn_shelf *words, *texts;
	uint64_t *fresh;                /* words that may be taken back */
	size_t fresh_count, fresh_cap;
	size_t settled;
	size_t missing, bare, alike;    /* of the settled ones */
	int64_t last;
	bool ascending;                 /* they are integers, and rise */
	bool mixed, kept;
	struct dn_bytes text;
};

struct dn_ids *
dn_ids_new(size_t memory)
{
	struct dn_ids *ids = calloc(1, sizeof(*ids));

	if (ids == NULL)
		return NULL;
	ids->memory = memory;
	ids->ascending = true;
	dn_bytes_init(&ids->text, SIZE_MAX / 2);
	ids->words = dn_shelf_new(memory / 8);
	ids->texts = dn_shelf_new(memory / 8);
	if (ids->words != NULL && ids->texts != NULL)
		return ids;
	dn_ids_free(ids);
	return NULL;
}

void
dn_ids_free(struct dn_ids *ids)
{
	if (ids == NULL)
		return;
	dn_shelf_free(ids->words);
	dn_shelf_free(ids->texts);
	dn_bytes_release(&ids->text);
	free(ids->fresh);
	free(ids);
}

static enum kind
kind_of(uint64_t word)
{
	return (enum kind)(word % KINDS);
}

static int64_t
number_of(uint64_t word)
{
	return (int64_t)(word / KINDS) - NUMBER_MOST;
}

/* ---- adding ---------------------------------------------------------- */

static int
make_room(struct dn_ids *ids, struct dn_err *err)
{
	size_t cap = ids->fresh_cap == 0 ? 64 : ids->fresh_cap * 2;
	uint64_t *fresh;

	if (ids->fresh_count < ids->fresh_cap)
		return 0;
	fresh = reallocarray(ids->fresh, cap, sizeof(*fresh));
	if (fresh == NULL)
		return dn_err_memory(err);
	ids->fresh = fresh;
	ids->fresh_cap = cap;
	return 0;
}

/* Is a number spelt as an integer is when it is written? */
static bool
is_plain(const struct dn_node *id)
{
	struct dn_span raw = id->raw;

	if (raw.ptr[0] == '-' && raw.len > 1 && raw.ptr[1] != '0')
		raw = (struct dn_span){ raw.ptr + 1, raw.len - 1 };
	for (size_t i = 0; i < raw.len; i++)
		if (raw.ptr[i] < '0' || raw.ptr[i] > '9')
			return false;
	return true;
}

/* Put ids->text away, its length before it: its word. */
static int
put_text(struct dn_ids *ids, uint64_t *word, struct dn_err *err)
{
	const struct dn_bytes *text = &ids->text;
	uint64_t place = dn_shelf_count(ids->texts), len = text->len;

	if (dn_bytes_check(text, err) < 0 ||
	    dn_shelf_add(ids->texts, &len, sizeof(len), err) < 0 ||
	    dn_shelf_add(ids->texts, text->data, text->len, err) < 0)
		return -1;
	*word = place * KINDS + TEXT;
	return 0;
}

/* The word of an integer. */
static int
put_number(struct dn_ids *ids, int64_t number, uint64_t *word,
    struct dn_err *err)
{
	if (number >= -NUMBER_MOST && number < NUMBER_MOST) {
		*word = (uint64_t)(number + NUMBER_MOST) * KINDS + NUMBER;
		return 0;
	}
	dn_bytes_clear(&ids->text);
	dn_bytes_add_int(&ids->text, number);
	return put_text(ids, word, err);
}

/* The word of a string or a number that is spelt otherwise. */
static int
put_other(struct dn_ids *ids, const struct dn_node *id, uint64_t *word,
    struct dn_err *err)
{
	struct dn_bytes decoded;
	int failed;

	dn_bytes_clear(&ids->text);
	if (id->type != DN_JSON_STRING) {
		dn_bytes_add_span(&ids->text, id->raw);
		return put_text(ids, word, err);
	}
	/* Strings that are equal are to be written alike. */
	dn_bytes_init(&decoded, SIZE_MAX / 2);
	dn_json_decode((struct dn_span){ id->raw.ptr + 1, id->raw.len - 2 },
	    &decoded);
	dn_json_write_text(&ids->text, dn_bytes_span(&decoded));
	failed = dn_bytes_check(&decoded, err) < 0 ? -1 :
	    put_text(ids, word, err);
	dn_bytes_release(&decoded);
	return failed;
}

int
dn_ids_add(struct dn_ids *ids, const struct dn_node *id, bool any,
    struct dn_err *err)
{
	uint64_t word = NONE;
	int64_t number;
	int failed = make_room(ids, err);

	if (failed == 0 && dn_node_int(id, &number) && (!any || is_plain(id)))
		failed = put_number(ids, number, &word, err);
	else if (failed == 0 && any &&
	    (dn_node_type(id) == DN_JSON_NUMBER ||
	    dn_node_type(id) == DN_JSON_STRING))
		failed = put_other(ids, id, &word, err);
	if (failed == 0)
		ids->fresh[ids->fresh_count++] = word;
	return failed;
}

int
dn_ids_add_bare(struct dn_ids *ids, bool alike, struct dn_err *err)
{
	if (make_room(ids, err) < 0)
		return -1;
	ids->fresh[ids->fresh_count++] = (uint64_t)alike * KINDS + BARE;
	return 0;
}

void
dn_ids_mix(struct dn_ids *ids)
{
	ids->mixed = true;
}

size_t
dn_ids_count(const struct dn_ids *ids)
{
	return ids->settled + ids->fresh_count;
}

bool
dn_ids_are_numbers(const struct dn_ids *ids)
{
	return ids->missing > 0;
}

void
dn_ids_take_back(struct dn_ids *ids)
{
	ids->fresh_count = 0;
}

int
dn_ids_settle(struct dn_ids *ids, struct dn_err *err)
{
	size_t count = ids->fresh_count;

	for (size_t i = 0; i < count; i++) {
		uint64_t word = ids->fresh[i];
		int64_t number = number_of(word);

		ids->missing += kind_of(word) == NONE;
		if (kind_of(word) == BARE) {
			ids->bare++;
			ids->alike += word / KINDS;
			continue;
		}
		ids->ascending = ids->ascending && kind_of(word) == NUMBER &&
		    (ids->settled + i == 0 || number > ids->last);
		ids->last = number;
	}
	/* Words are no more looked at where one is missing. */
	if (count > 0 && ids->missing == 0 && dn_shelf_add(ids->words,
	    ids->fresh, count * sizeof(*ids->fresh), err) < 0)
		return -1;
	ids->settled += count;
	ids->fresh_count = 0;
	return 0;
}

/* ---- comparing ------------------------------------------------------- */

static int
read_word(struct dn_ids *ids, size_t index, uint64_t *word,
    struct dn_err *err)
{
	return dn_shelf_read(ids->words, index * sizeof(*word), word,
	    sizeof(*word), err);
}

/* The text of a word, into ids->text. */
static int
read_text(struct dn_ids *ids, uint64_t word, struct dn_err *err)
{
	uint64_t place = word / KINDS, len;
	char *room;

	if (dn_shelf_read(ids->texts, place, &len, sizeof(len), err) < 0)
		return -1;
	dn_bytes_clear(&ids->text);
	room = dn_bytes_reserve(&ids->text, (size_t)len);
	if (room == NULL)
		return dn_err_memory(err);
	ids->text.len = (size_t)len;
	return dn_shelf_read(ids->texts, place + sizeof(len), room,
	    (size_t)len, err);
}

/*
 * Texts must be new among the texts; numbers, and texts that are one, go on to
 * be sorted.  1, 0 when the id is alike to another, -1.
 */
static int
compare(struct dn_ids *ids, uint64_t word, struct dn_keys *texts,
    struct dn_sorter *numbers, struct dn_err *err)
{
	int64_t number = number_of(word);
	uint64_t key;
	int new = 1;

	if (kind_of(word) == BARE)
		return 1;
	if (kind_of(word) == TEXT) {
		new = read_text(ids, word, err) < 0 ? -1 :
		    dn_keys_claim(texts, dn_bytes_span(&ids->text), 0, err);
		if (new <= 0 || !dn_number_read_int(dn_bytes_span(&ids->text),
		    &number))
			return new;
	}
	key = (uint64_t)number ^ (uint64_t)1 << 63;
	return dn_sorter_add(numbers, &key, err) < 0 ? -1 : new;
}

/* Are there two alike?  They are sorted.  1, 0, -1. */
static int
repeats(struct dn_sorter *numbers, struct dn_err *err)
{
	const uint64_t *key;
	uint64_t before = 0;
	bool any = false;
	int got = dn_sorter_begin(numbers, err);

	while (got >= 0 && (got = dn_sorter_next(numbers, &key, err)) > 0) {
		if (any && *key == before)
			return 1;
		before = *key;
		any = true;
	}
	return got;
}

/* Are two ids alike?  1, 0, -1. */
static int
find_alike(struct dn_ids *ids, struct dn_err *err)
{
	struct dn_keys *texts = dn_keys_new(ids->memory / 4);
	struct dn_sorter *numbers = dn_sorter_new(1, ids->memory / 2);
	uint64_t word;
	int new = 1, alike;

	if (texts == NULL || numbers == NULL)
		new = dn_err_memory(err);
	for (size_t i = 0; new > 0 && i < ids->settled; i++) {
		new = read_word(ids, i, &word, err);
		if (new == 0)
			new = compare(ids, word, texts, numbers, err);
	}
	alike = new > 0 ? repeats(numbers, err) : new < 0 ? -1 : 1;
	dn_keys_free(texts);
	dn_sorter_free(numbers);
	return alike;
}

/* What is wrong with what came bare, where it is not alone; else NULL. */
static const char *
judge_bare(const struct dn_ids *ids)
{
	if (!ids->mixed || (ids->bare == ids->settled && ids->alike == 0))
		return NULL;
	return ids->bare > ids->alike ? "some have none" :
	    ids->alike > 0 ? "some are alike" : NULL;
}

int
dn_ids_kept(struct dn_ids *ids, const char **why, struct dn_err *err)
{
	int alike = 0;

	*why = NULL;
	if (dn_ids_settle(ids, err) < 0)
		return -1;
	if (ids->missing > 0) {
		if (ids->missing + ids->bare - ids->alike < ids->settled)
			*why = "some have none";
		return 0;
	}
	*why = judge_bare(ids);
	if (*why != NULL)
		return 0;
	if (!ids->ascending)
		alike = find_alike(ids, err);
	if (alike < 0)
		return -1;
	if (alike > 0)
		*why = "some are alike";
	ids->kept = alike == 0;
	return ids->kept;
}

bool
dn_ids_are_kept(const struct dn_ids *ids)
{
	return ids->kept;
}

int
dn_ids_write(struct dn_ids *ids, size_t index, struct dn_bytes *out,
    struct dn_err *err)
{
	uint64_t word;

	if (!ids->kept) {
		dn_bytes_add_uint(out, index + 1);
		return 0;
	}
	if (read_word(ids, index, &word, err) < 0)
		return -1;
	if (kind_of(word) == NUMBER) {
		dn_bytes_add_int(out, number_of(word));
		return 0;
	}
	if (read_text(ids, word, err) < 0)
		return -1;
	dn_bytes_add_span(out, dn_bytes_span(&ids->text));
	return 0;
}
