/* SPDX-License-Identifier: MIT */
/* XXH3-128, and a set of hashes that grows where it lies. */
#include "core/hash.h"

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>
#include <sys/mman.h>
#ifdef HAVE_XXHASH
#include <xxhash.h>
#endif

#include "core/random.h"

/*
 * One table in the order of the places where its hashes belong, probed by
 * single steps and without turning at its end, where TAIL entries more take
 * what overflows.  So it can grow where it lies: all entries go to the end of
 * the longer table, then each to its new place, which is never behind where
 * it is read from.  No second table is ever needed.
 *
 * Memory: an entry is 16 bytes and 8 for the value.  At 3/4 full the table
 * grows to 7/4 of its size, so that 3/7 of it are taken: 24 * 7/3 = 56 bytes a
 * hash, and at most a huge page and the tail besides.  Huge pages halve the
 * time of an addition.
 */
#define TAIL 1024
#define FIRST (64 * 1024)       /* bytes of the first table */
#define HUGE_PAGE ((size_t)2 * 1024 * 1024)

__extension__ typedef unsigned __int128 wide;

/*
 * An entry is the two words of a hash and, in a set with values, the value.
 * Free where the hash is all zero; a hash that is stands in the set itself.
 */
enum { LOW, HIGH, VALUE, WIDEST };

struct dn_hash_set {
	uint64_t *entries;      /* mapped; NULL: no table yet */
	size_t width;           /* words of an entry: VALUE or WIDEST */
	size_t bytes, size;     /* of the mapping; entries with the tail */
	size_t count, most;     /* entries taken, and to be before it grows */
	uint64_t secret[2];     /* odd: places cannot be foretold */
	bool crowded;           /* the tail is full: grow before adding */
	bool has_zero;
	uint64_t zero_value;
};

bool
dn_hash_available(void)
{
#ifdef HAVE_XXHASH
	return true;
#else
	return false;
#endif
}

struct dn_hash
dn_hash_bytes(const void *data, size_t len)
{
#ifdef HAVE_XXHASH
	XXH128_hash_t hash = XXH3_128bits(data, len);

	return (struct dn_hash){ hash.low64, hash.high64 };
#else
	(void)data;
	(void)len;
	return (struct dn_hash){ 0, 0 };
#endif
}

/* An empty set with entries of `width` words. */
static struct dn_hash_set *
new_set(size_t width)
{
	struct dn_hash_set *set = calloc(1, sizeof(*set));

	if (set != NULL) {
		set->width = width;
		set->secret[0] = dn_random_secret() | 1;
		set->secret[1] = dn_random_secret() | 1;
	}
	return set;
}

struct dn_hash_set *
dn_hash_set_new(void)
{
	return new_set(WIDEST);
}

struct dn_hash_set *
dn_hash_set_new_plain(void)
{
	return new_set(VALUE);
}

void
dn_hash_set_free(struct dn_hash_set *set)
{
	if (set == NULL)
		return;
	if (set->entries != NULL)
		munmap(set->entries, set->bytes);
	free(set);
}

static uint64_t *
entry_at(const struct dn_hash_set *set, size_t at)
{
	return set->entries + at * set->width;
}

static bool
is_free(const uint64_t *entry)
{
	return (entry[LOW] | entry[HIGH]) == 0;
}

/* Copy an entry from one place, or from outside, to another. */
static void
put(const struct dn_hash_set *set, uint64_t *to, const uint64_t *from)
{
	to[LOW] = from[LOW];
	to[HIGH] = from[HIGH];
	if (set->width == WIDEST)
		to[VALUE] = from[VALUE];
}

/* Take an entry out of the table. */
static void
take(const struct dn_hash_set *set, uint64_t *from, uint64_t to[WIDEST])
{
	put(set, to, from);
	from[LOW] = from[HIGH] = 0;
}

/*
 * The order of hashes in the table: multiply-shift with secret factors, a
 * universal family (Dietzfelbinger et al. 1997).
 */
static uint64_t
rank(const struct dn_hash_set *set, const uint64_t *entry)
{
	return entry[LOW] * set->secret[0] + entry[HIGH] * set->secret[1];
}

/* Where to begin to look in a table of `size` entries. */
static size_t
place(uint64_t rank, size_t size)
{
	return (size_t)((wide)rank * (size - TAIL) >> 64);
}

/* ---- growth ------------------------------------------------------------ */

/* Some address of `size` free bytes that huge pages may fill, or NULL. */
static char *
reserve(size_t size)
{
	char *start = mmap(NULL, size + HUGE_PAGE, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t before;

	if (start == MAP_FAILED)
		return NULL;
	before = (HUGE_PAGE - (uintptr_t)start % HUGE_PAGE) % HUGE_PAGE;
	if (before > 0)
		munmap(start, before);
	munmap(start + before + size, HUGE_PAGE - before);
	return start + before;
}

/* Lengthen a mapping, its pages kept; NULL without memory, and it stays. */
static void *
remap(void *old, size_t had, size_t size)
{
	void *fresh = MAP_FAILED;
	char *room;

	if (had == 0)
		fresh = mmap(NULL, size, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	else if (size >= HUGE_PAGE && (room = reserve(size)) != NULL &&
	    (fresh = mremap(old, had, size, MREMAP_MAYMOVE | MREMAP_FIXED,
	    room)) == MAP_FAILED)
		munmap(room, size);
	if (fresh == MAP_FAILED && had > 0)
		fresh = mremap(old, had, size, MREMAP_MAYMOVE);
	if (fresh == MAP_FAILED)
		return NULL;
	if (size >= HUGE_PAGE)
		madvise(fresh, size, MADV_HUGEPAGE);    /* only a wish */
	return fresh;
}

/*
 * Move what the first `old` entries hold to the end of the table, in order:
 * within a run of taken entries they may stand in any.  Returns the first.
 */
static size_t
gather(struct dn_hash_set *set, size_t old)
{
	size_t from = old, to = set->size, at;
	uint64_t moved[WIDEST] = { 0 }, order;

	while (from-- > 0) {
		if (is_free(entry_at(set, from)))
			continue;
		take(set, entry_at(set, from), moved);
		order = rank(set, moved);
		to--;
		for (at = to; at + 1 < set->size &&
		    rank(set, entry_at(set, at + 1)) < order; at++)
			put(set, entry_at(set, at), entry_at(set, at + 1));
		put(set, entry_at(set, at), moved);
	}
	return to;
}

/* Give all from `from` on their places; false when the tail is too short. */
static bool
spread(struct dn_hash_set *set, size_t from)
{
	uint64_t moved[WIDEST] = { 0 };
	size_t next = 0, at;

	for (; from < set->size; from++) {
		at = place(rank(set, entry_at(set, from)), set->size);
		if (at < next)
			at = next;
		if (at > from)
			return false;
		take(set, entry_at(set, from), moved);
		put(set, entry_at(set, at), moved);
		next = at + 1;
	}
	return true;
}

/* Grow until all have a place; -1 without memory. */
static int
grow(struct dn_hash_set *set)
{
	size_t old, bytes, unit;
	void *fresh;

	do {
		old = set->size;
		bytes = set->bytes;
		if (bytes > SIZE_MAX / 4)
			return -1;
		bytes = bytes > 0 ? bytes + bytes / 4 * 3 : FIRST;
		unit = bytes >= HUGE_PAGE ? HUGE_PAGE : FIRST;
		bytes = (bytes + unit - 1) / unit * unit;
		fresh = remap(set->entries, set->bytes, bytes);
		if (fresh == NULL)
			return -1;
		set->entries = fresh;
		set->bytes = bytes;
		set->size = bytes / (set->width * sizeof(*set->entries));
		set->most = (set->size - TAIL) / 4 * 3;
		set->crowded = !spread(set, gather(set, old));
	} while (set->crowded);
	return 0;
}

/* ---- the set ----------------------------------------------------------- */

/* The hash that marks free entries has a place of its own. */
static int
add_zero(struct dn_hash_set *set, uint64_t value, uint64_t *found)
{
	if (set->has_zero) {
		if (found != NULL)
			*found = set->zero_value;
		return 0;
	}
	set->has_zero = true;
	set->zero_value = set->width == WIDEST ? value : 0;
	return 1;
}

/*
 * The entry of `hash`, or the free one where it goes; past the last one when
 * the tail is full.
 */
static uint64_t *
find_entry(const struct dn_hash_set *set, const uint64_t hash[VALUE])
{
	uint64_t *end = entry_at(set, set->size);
	uint64_t *entry = entry_at(set, place(rank(set, hash), set->size));

	while (entry < end && !is_free(entry) &&
	    (entry[LOW] != hash[LOW] || entry[HIGH] != hash[HIGH]))
		entry += set->width;
	return entry;
}

int
dn_hash_set_add(struct dn_hash_set *set, struct dn_hash hash, uint64_t value,
    uint64_t *found)
{
	uint64_t fresh[WIDEST] = { hash.low, hash.high, value }, *entry;

	if (is_free(fresh))
		return add_zero(set, value, found);
	if ((set->crowded || set->count >= set->most) && grow(set) < 0)
		return -1;
	entry = find_entry(set, fresh);
	if (entry == entry_at(set, set->size)) {
		set->crowded = true;
		return dn_hash_set_add(set, hash, value, found);
	}
	if (!is_free(entry)) {
		if (found != NULL)
			*found = set->width == WIDEST ? entry[VALUE] : 0;
		return 0;
	}
	put(set, entry, fresh);
	set->count++;
	return 1;
}

bool
dn_hash_set_has(const struct dn_hash_set *set, struct dn_hash hash)
{
	const uint64_t wanted[VALUE] = { hash.low, hash.high };
	const uint64_t *entry;

	if (is_free(wanted))
		return set->has_zero;
	if (set->size == 0)
		return false;
	entry = find_entry(set, wanted);
	return entry != entry_at(set, set->size) && !is_free(entry);
}

void
dn_hash_set_prefetch(const struct dn_hash_set *set, struct dn_hash hash)
{
	const uint64_t wanted[VALUE] = { hash.low, hash.high };

	if (set->size > 0)
		__builtin_prefetch(entry_at(set,
		    place(rank(set, wanted), set->size)), 1);
}

size_t
dn_hash_set_count(const struct dn_hash_set *set)
{
	return set->count + set->has_zero;
}
