/* SPDX-License-Identifier: MIT */
/* Hashes of keys: the last ones in a table, the others in sorted runs. */
#include "io/keys.h"

#include <stdbool.h>
#include <stdlib.h>

#include "core/hash.h"
#include "core/names.h"
#include "core/random.h"
#include "io/sink.h"

#define LEAST ((size_t)1 << 16)         /* bytes of the table, at least */
#define FIRST ((size_t)1 << 10)         /* entries it begins with */
#define PAGE 128                        /* entries read at once */

/*
 * A filter says of most keys that a run has not that it has not.  It is made
 * of blocks of 512 bits, of which a key sets and asks for 6: with 10 bits a
 * key one in a hundred is looked for in vain (Putze, Sanders and Singler 2007,
 * Cache-, hash- and space-efficient Bloom filters).
 */
#define FILTER_BITS 10
#define BLOCK_WORDS 8
#define BLOCK_BITS 9                    /* 2 to these is the bits of a block */
#define ASKED 6

__extension__ typedef unsigned __int128 wide;

struct entry {
	uint64_t low, high, value;
};

/* Entries on disk, by hash. */
struct run {
	uint64_t begin;                 /* byte of the spool */
	size_t count, blocks;
	uint64_t *fences;               /* low words that pages begin with */
	uint64_t *filter;
};

struct dn_keys {
	struct entry *entries;          /* that are not on disk, as they came */
	uint32_t *slots;                /* entries counted from 1; 2 for each */
	size_t count, cap, most;        /* of entries */
	uint64_t secret;                /* odd: slots cannot be foretold */
	struct dn_sink *spool;          /* NULL: there are no runs */
	struct run *runs;
	size_t run_count, run_cap;
	struct entry *page;
	/* Instead of all that, without hashes: */
	struct dn_names *names;
	uint64_t *values;
};

struct dn_keys *
dn_keys_new(size_t memory)
{
	struct dn_keys *keys = calloc(1, sizeof(*keys));
	size_t size = sizeof(struct entry) + 2 * sizeof(uint32_t);

	if (keys == NULL)
		return NULL;
	keys->most = (memory < LEAST ? LEAST : memory) / size;
	if (keys->most > UINT32_MAX / 2)
		keys->most = UINT32_MAX / 2;
	keys->secret = dn_random_secret() | 1;
	if (dn_hash_available() || (keys->names = dn_names_new()) != NULL)
		return keys;
	free(keys);
	return NULL;
}

void
dn_keys_free(struct dn_keys *keys)
{
	if (keys == NULL)
		return;
	if (keys->spool != NULL)
		dn_sink_abort(keys->spool);
	for (size_t i = 0; i < keys->run_count; i++) {
		free(keys->runs[i].fences);
		free(keys->runs[i].filter);
	}
	dn_names_free(keys->names);
	free(keys->values);
	free(keys->runs);
	free(keys->page);
	free(keys->entries);
	free(keys->slots);
	free(keys);
}

static bool
is_hash(const struct entry *entry, struct dn_hash hash)
{
	return entry->low == hash.low && entry->high == hash.high;
}

/* ---- in memory ------------------------------------------------------- */

/* The slot of a hash, or the free one where it would be. */
static uint32_t *
find_slot(const struct dn_keys *keys, struct dn_hash hash)
{
	size_t size = 2 * keys->cap;
	size_t at = (size_t)((wide)(hash.low * keys->secret) * size >> 64);

	while (keys->slots[at] != 0 &&
	    !is_hash(&keys->entries[keys->slots[at] - 1], hash))
		at = at + 1 < size ? at + 1 : 0;
	return &keys->slots[at];
}

/* A table for more entries, up to the most. */
static int
grow(struct dn_keys *keys, struct dn_err *err)
{
	size_t cap = keys->cap == 0 ? FIRST : 2 * keys->cap;
	struct entry *entries;
	uint32_t *slots;

	if (cap > keys->most)
		cap = keys->most;
	entries = reallocarray(keys->entries, cap, sizeof(*entries));
	if (entries == NULL)
		return dn_err_memory(err);
	keys->entries = entries;
	slots = calloc(2 * cap, sizeof(*slots));
	if (slots == NULL)
		return dn_err_memory(err);
	free(keys->slots);
	keys->slots = slots;
	keys->cap = cap;
	for (size_t i = 0; i < keys->count; i++)
		*find_slot(keys, (struct dn_hash){ entries[i].low,
		    entries[i].high }) = (uint32_t)i + 1;
	return 0;
}

/* ---- filters --------------------------------------------------------- */

/* The block of a run's filter that a hash is in. */
static uint64_t *
block_of(const struct run *run, struct dn_hash hash)
{
	return run->filter + (size_t)((wide)hash.high * run->blocks >> 64) *
	    BLOCK_WORDS;
}

/* The bits of a hash within its block: they are all set, or are set now. */
static bool
has_bits(uint64_t *block, struct dn_hash hash, bool set)
{
	for (int i = 0; i < ASKED; i++) {
		unsigned bit = (unsigned)(hash.low >> i * BLOCK_BITS) &
		    ((1u << BLOCK_BITS) - 1);
		uint64_t mask = (uint64_t)1 << bit % 64;

		if (set)
			block[bit / 64] |= mask;
		else if ((block[bit / 64] & mask) == 0)
			return false;
	}
	return true;
}

/* ---- on disk --------------------------------------------------------- */

static int
compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->low != y->low)
		return x->low < y->low ? -1 : 1;
	return x->high < y->high ? -1 : x->high > y->high;
}

static size_t
pages_of(const struct run *run)
{
	return (run->count + PAGE - 1) / PAGE;
}

/* Fill in what is kept in memory of the entries, which are sorted. */
static int
describe(const struct dn_keys *keys, struct run *run, struct dn_err *err)
{
	run->count = keys->count;
	run->blocks = run->count * FILTER_BITS / (BLOCK_WORDS * 64) + 1;
	run->fences = reallocarray(NULL, pages_of(run), sizeof(uint64_t));
	run->filter = calloc(run->blocks, BLOCK_WORDS * sizeof(uint64_t));
	if (run->fences == NULL || run->filter == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < run->count; i++) {
		const struct entry *entry = &keys->entries[i];
		const struct dn_hash hash = { entry->low, entry->high };

		if (i % PAGE == 0)
			run->fences[i / PAGE] = entry->low;
		has_bits(block_of(run, hash), hash, true);
	}
	return 0;
}

/* A new run; it is freed with the others. */
static struct run *
add_run(struct dn_keys *keys, struct dn_err *err)
{
	struct run *run;

	if (keys->run_count == keys->run_cap) {
		size_t cap = keys->run_cap == 0 ? 16 : 2 * keys->run_cap;

		run = reallocarray(keys->runs, cap, sizeof(*run));
		if (run == NULL) {
			dn_err_memory(err);
			return NULL;
		}
		keys->runs = run;
		keys->run_cap = cap;
	}
	run = &keys->runs[keys->run_count++];
	*run = (struct run){ .begin = dn_sink_count(keys->spool) };
	return run;
}

/* Write the table as a run. */
static int
spill(struct dn_keys *keys, struct dn_err *err)
{
	struct run *run;

	if (keys->page == NULL &&
	    (keys->page = malloc(PAGE * sizeof(*keys->page))) == NULL)
		return dn_err_memory(err);
	if (keys->spool == NULL &&
	    (keys->spool = dn_sink_spool(err)) == NULL)
		return -1;
	qsort(keys->entries, keys->count, sizeof(*keys->entries),
	    compare_entries);
	run = add_run(keys, err);
	if (run == NULL || describe(keys, run, err) < 0 ||
	    dn_sink_write(keys->spool, keys->entries,
	    keys->count * sizeof(*keys->entries), err) < 0 ||
	    dn_sink_flush(keys->spool, err) < 0)
		return -1;
	keys->count = 0;
	memset(keys->slots, 0, 2 * keys->cap * sizeof(*keys->slots));
	return 0;
}

/* Look in one page: as dn_keys_find. */
static int
find_in_page(struct dn_keys *keys, const struct run *run, size_t page,
    struct dn_hash hash, uint64_t *value, struct dn_err *err)
{
	size_t from = page * PAGE, count = run->count - from;

	if (count > PAGE)
		count = PAGE;
	if (dn_sink_spool_read(keys->spool, run->begin +
	    from * sizeof(struct entry), keys->page,
	    count * sizeof(struct entry), err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (is_hash(&keys->page[i], hash)) {
			*value = keys->page[i].value;
			return 1;
		}
	return 0;
}

/* The first page that may have the hash: the last that begins before it. */
static size_t
first_page(const struct run *run, struct dn_hash hash)
{
	size_t low = 0, high = pages_of(run);

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (run->fences[middle] < hash.low)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static int
find_in_run(struct dn_keys *keys, const struct run *run, struct dn_hash hash,
    uint64_t *value, struct dn_err *err)
{
	size_t page = first_page(run, hash);
	int found = 0;

	if (!has_bits(block_of(run, hash), hash, false))
		return 0;
	for (; found == 0 && page < pages_of(run) &&
	    run->fences[page] <= hash.low; page++)
		found = find_in_page(keys, run, page, hash, value, err);
	return found;
}

/* ---- keys ------------------------------------------------------------ */

static int
find_hash(struct dn_keys *keys, struct dn_hash hash, uint64_t *value,
    struct dn_err *err)
{
	uint32_t slot = keys->count == 0 ? 0 : *find_slot(keys, hash);
	int found = 0;

	if (slot != 0) {
		*value = keys->entries[slot - 1].value;
		return 1;
	}
	for (size_t i = keys->run_count; found == 0 && i-- > 0;)
		found = find_in_run(keys, &keys->runs[i], hash, value, err);
	return found;
}

static int
add_hash(struct dn_keys *keys, struct dn_hash hash, uint64_t value,
    struct dn_err *err)
{
	if (keys->count == keys->cap && (keys->cap < keys->most ?
	    grow(keys, err) : spill(keys, err)) < 0)
		return -1;
	keys->entries[keys->count] = (struct entry){ hash.low, hash.high,
		value };
	*find_slot(keys, hash) = (uint32_t)++keys->count;
	return 0;
}

static int
add_name(struct dn_keys *keys, struct dn_span key, uint64_t value,
    struct dn_err *err)
{
	size_t count = dn_names_count(keys->names);

	if (count == keys->cap) {
		size_t cap = count == 0 ? FIRST : 2 * count;
		uint64_t *values = reallocarray(keys->values, cap,
		    sizeof(*values));

		if (values == NULL)
			return dn_err_memory(err);
		keys->values = values;
		keys->cap = cap;
	}
	if (dn_names_add(keys->names, key, NULL) == DN_NAMES_NONE)
		return dn_err_memory(err);
	keys->values[count] = value;
	return 0;
}

int
dn_keys_find(struct dn_keys *keys, struct dn_span key, uint64_t *value,
    struct dn_err *err)
{
	uint64_t ignored;
	size_t at;

	if (value == NULL)
		value = &ignored;
	if (keys->names == NULL)
		return find_hash(keys, dn_hash_bytes(key.ptr, key.len), value,
		    err);
	at = dn_names_find(keys->names, key);
	if (at == DN_NAMES_NONE)
		return 0;
	*value = keys->values[at];
	return 1;
}

int
dn_keys_add(struct dn_keys *keys, struct dn_span key, uint64_t value,
    struct dn_err *err)
{
	return keys->names != NULL ? add_name(keys, key, value, err) :
	    add_hash(keys, dn_hash_bytes(key.ptr, key.len), value, err);
}

int
dn_keys_claim(struct dn_keys *keys, struct dn_span key, uint64_t value,
    struct dn_err *err)
{
	int found = dn_keys_find(keys, key, NULL, err);

	if (found != 0)
		return found < 0 ? -1 : 0;
	return dn_keys_add(keys, key, value, err) < 0 ? -1 : 1;
}
