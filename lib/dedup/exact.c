/* SPDX-License-Identifier: MIT */
/* Exact duplicates: keys are made in parallel and looked up in input order. */
#include "dedup/exact.h"

#include <stdlib.h>

#include "core/hash.h"
#include "dedup/key.h"
#include "model/kind.h"

/* Asked for behind the fields of the key, to know the item. */
enum { FIELD_ID, FIELD_SPLIT, FIELD_KIND,
    FIELD_COUNT = FIELD_KIND + DN_KIND_FIELD_COUNT };

static const char *const item_fields[FIELD_COUNT] = {
	"id", "split", DN_KIND_FIELDS
};

static const char *const drops[] = { "duplicate", NULL };

struct dn_exact {
	struct dn_loop loop;
	const char **fields;
	size_t count;                   /* of fields that make the key */
	struct dn_hash_set *keys;       /* seen so far */
	struct dn_hash_set *items;      /* whose first line came */
	struct dn_hash_set *gone;       /* those of them that go */
	uint64_t unkeyed;
};

/* What map leaves to fold. */
struct note {
	struct dn_hash key, item;
	bool keyed, of_item;
};

/* What a thread has of its own. */
struct worker {
	size_t count;
	struct dn_bytes scratch;
};

static void *
worker_new(void *state)
{
	const struct dn_exact *exact = state;
	struct worker *own = malloc(sizeof(*own));

	if (own == NULL)
		return NULL;
	own->count = exact->count;
	dn_bytes_init(&own->scratch, SIZE_MAX / 2);
	return own;
}

static void
worker_free(void *worker)
{
	struct worker *own = worker;

	dn_bytes_release(&own->scratch);
	free(own);
}

static int
map_line(void *worker, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err)
{
	struct note *to = note;

	(void)worker, (void)result, (void)err;
	to->key = dn_hash_bytes(record->line.ptr, record->line.len);
	to->keyed = true;
	return 0;
}

/* The key of a record that has all the fields. */
static int
make_key(const struct dn_json_value *values, size_t count,
    struct dn_bytes *scratch, struct note *to, struct dn_err *err)
{
	struct dn_hash key;
	size_t i;

	for (i = 0; i < count; i++)
		if (values[i].type == DN_JSON_NONE ||
		    values[i].type == DN_JSON_NULL)
			return 0;
	for (i = 0; i < count; i++) {
		if (dn_key_value(&values[i], scratch, &key, err) < 0)
			return -1;
		to->key = i == 0 ? key : dn_key_join(to->key, key);
	}
	to->keyed = true;
	return 0;
}

static int
map_values(void *worker, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err)
{
	struct worker *own = worker;
	const struct dn_json_value *more = record->fields + own->count;
	struct note *to = note;
	int named;

	(void)result;
	if (make_key(record->fields, own->count, &own->scratch, to, err) < 0)
		return -1;
	if (dn_kind_of(&record->record, more + FIELD_KIND) != DN_KIND_ITEM)
		return 0;
	named = dn_kind_item_key(&more[FIELD_ID], &more[FIELD_SPLIT],
	    &own->scratch, &to->item, err);
	to->of_item = named == 1;
	return named < 0 ? -1 : 0;
}

/* Is this the first record with its key?  1 yes, 0 no, -1 without memory. */
static int
judge(struct dn_exact *exact, const struct note *note)
{
	if (!note->keyed) {
		exact->unkeyed++;
		return 1;
	}
	return dn_hash_set_add(exact->keys, note->key, 0, NULL);
}

/* The same for a line of an item, which follows the first one of it. */
static int
judge_item(struct dn_exact *exact, const struct note *note)
{
	int first = dn_hash_set_add(exact->items, note->item, 0, NULL);
	int stays;

	if (first <= 0)
		return first < 0 ? -1 :
		    !dn_hash_set_has(exact->gone, note->item);
	stays = judge(exact, note);
	if (stays == 0 &&
	    dn_hash_set_add(exact->gone, note->item, 0, NULL) < 0)
		return -1;
	return stays;
}

/* Have the places fetched that fold will look at. */
static void
ahead(void *state, const void *note)
{
	const struct dn_exact *exact = state;
	const struct note *of = note;

	if (of->of_item)
		dn_hash_set_prefetch(exact->items, of->item);
	if (of->keyed)
		dn_hash_set_prefetch(exact->keys, of->key);
}

static int
fold(void *state, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err)
{
	struct dn_exact *exact = state;
	const struct note *of = note;
	int stays = of->of_item ? judge_item(exact, of) : judge(exact, of);

	(void)record;
	if (stays < 0)
		return dn_err_memory(err);
	if (stays == 0)
		result->verdict = DN_DROP;
	return 0;
}

/* The fields to ask for: those of the key, then those that tell the item. */
static int
set_fields(struct dn_exact *exact, const char *const *by, size_t count)
{
	exact->count = count;
	if (count == 0)
		return 0;
	exact->fields = calloc(count + FIELD_COUNT, sizeof(*exact->fields));
	if (exact->fields == NULL)
		return -1;
	memcpy(exact->fields, by, count * sizeof(*by));
	memcpy(exact->fields + count, item_fields, sizeof(item_fields));
	return 0;
}

struct dn_exact *
dn_exact_new(const char *const *by, size_t count, struct dn_err *err)
{
	struct dn_exact *exact;

	if (!dn_hash_available()) {
		dn_err_set(err, DN_E_NOT_BUILT,
		    "this build has no XXH3 to find duplicates with");
		return NULL;
	}
	exact = calloc(1, sizeof(*exact));
	if (exact == NULL || set_fields(exact, by, count) < 0) {
		dn_err_memory(err);
		dn_exact_free(exact);
		return NULL;
	}
	exact->keys = dn_hash_set_new_plain();
	exact->items = dn_hash_set_new_plain();
	exact->gone = dn_hash_set_new_plain();
	if (exact->keys == NULL || exact->items == NULL ||
	    exact->gone == NULL) {
		dn_err_memory(err);
		dn_exact_free(exact);
		return NULL;
	}
	exact->loop = (struct dn_loop){
		.fields = exact->fields,
		.field_count = count > 0 ? count + FIELD_COUNT : 0,
		.note_size = sizeof(struct note), .drops = drops,
		.state = exact, .worker_new = worker_new,
		.worker_free = worker_free,
		.map = count > 0 ? map_values : map_line,
		.ahead = ahead, .fold = fold };
	return exact;
}

const struct dn_loop *
dn_exact_loop(const struct dn_exact *exact)
{
	return &exact->loop;
}

uint64_t
dn_exact_unkeyed(const struct dn_exact *exact)
{
	return exact->unkeyed;
}

void
dn_exact_free(struct dn_exact *exact)
{
	if (exact == NULL)
		return;
	dn_hash_set_free(exact->keys);
	dn_hash_set_free(exact->items);
	dn_hash_set_free(exact->gone);
	free(exact->fields);
	free(exact);
}
