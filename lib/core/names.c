/* SPDX-License-Identifier: MIT */
/* Names packed one behind the other, found through a seeded hash table. */
#include "core/names.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "core/arena.h"
#include "core/random.h"

/*
 * Memory a name: its bytes, a NUL and one byte of length (more from 128 bytes
 * on), 8 bytes of `texts`, and 8 bytes of `slots` at a load of 3/8 to 3/4.
 */
#define BLOCK (64 * 1024)       /* bytes that names are packed into */
#define INDEX_BITS 40           /* of a slot; the other 24 are of the hash */
#define INDEX_MASK ((UINT64_C(1) << INDEX_BITS) - 1)
#define FIRST 64                /* slots and texts to begin with */
#define LENGTH_MAX 10           /* bytes of the longest length */
#define TOGETHER 32             /* names whose memory is asked for at once */
#define HUGE_PAGE ((size_t)2 * 1024 * 1024)

struct dn_names {
	struct dn_arena arena;
	char *block, *end;      /* what is left of the newest block */
	const char **texts;     /* by number: length, bytes, NUL */
	uint64_t *slots;        /* index + 1 and hash bits; 0: free */
	size_t count, room, mask;
	uint64_t key[2];
};

/* ---- SipHash-1-3 (Aumasson and Bernstein 2012) ------------------------- */

static uint64_t
rotate(uint64_t word, int by)
{
	return word << by | word >> (64 - by);
}

static void
sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[2] += v[3];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] = rotate(v[0], 32);
	v[2] += v[1];
	v[0] += v[3];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] = rotate(v[2], 32);
}

/* Words are read in the machine's order: no result depends on the hash. */
static uint64_t
hash_of(const struct dn_names *names, struct dn_span name)
{
	uint64_t v[4] = {
		names->key[0] ^ UINT64_C(0x736f6d6570736575),
		names->key[1] ^ UINT64_C(0x646f72616e646f6d),
		names->key[0] ^ UINT64_C(0x6c7967656e657261),
		names->key[1] ^ UINT64_C(0x7465646279746573)
	};
	uint64_t word, last = (uint64_t)name.len << 56;
	size_t at;

	for (at = 0; name.len - at >= sizeof(word); at += sizeof(word)) {
		memcpy(&word, name.ptr + at, sizeof(word));
		v[3] ^= word;
		sip_round(v);
		v[0] ^= word;
	}
	word = 0;
	if (at < name.len)
		memcpy(&word, name.ptr + at, name.len - at);
	last ^= word;
	v[3] ^= last;
	sip_round(v);
	v[0] ^= last;
	v[2] ^= 0xFF;
	sip_round(v);
	sip_round(v);
	sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* ---- texts ------------------------------------------------------------- */

/* The length goes ahead of the bytes, seven bits a byte, low ones first. */
static size_t
write_length(char *to, size_t len)
{
	size_t at = 0;

	for (; len >= 0x80; len >>= 7)
		to[at++] = (char)(0x80 | (len & 0x7F));
	to[at++] = (char)len;
	return at;
}

static struct dn_span
read_text(const char *text)
{
	struct dn_span span = { NULL, 0 };
	unsigned shift = 0;
	unsigned char byte;

	do {
		byte = (unsigned char)*text++;
		span.len |= (size_t)(byte & 0x7F) << shift;
		shift += 7;
	} while (byte >= 0x80);
	span.ptr = text;
	return span;
}

/* Room for `size` bytes: of the block, or of one that it has to itself. */
static char *
take_room(struct dn_names *names, size_t size)
{
	char *room;

	if (size > BLOCK / 4)
		return dn_arena_take(&names->arena, size);
	if ((size_t)(names->end - names->block) < size) {
		room = dn_arena_take(&names->arena, BLOCK);
		if (room == NULL)
			return NULL;
		names->block = room;
		names->end = room + BLOCK;
	}
	room = names->block;
	names->block += size;
	return room;
}

/* A copy of `name` as `texts` points at it; NULL without memory. */
static const char *
store(struct dn_names *names, struct dn_span name)
{
	char length[LENGTH_MAX];
	size_t prefix = write_length(length, name.len);
	char *room;

	if (name.len > PTRDIFF_MAX - LENGTH_MAX - 1)
		return NULL;
	room = take_room(names, prefix + name.len + 1);
	if (room == NULL)
		return NULL;
	memcpy(room, length, prefix);
	if (name.len > 0)
		memcpy(room + prefix, name.ptr, name.len);
	room[prefix + name.len] = '\0';
	return room;
}

/* ---- the table --------------------------------------------------------- */

struct dn_names *
dn_names_new(void)
{
	struct dn_names *names = calloc(1, sizeof(*names));

	if (names == NULL)
		return NULL;
	dn_arena_init(&names->arena, SIZE_MAX);
	names->key[0] = dn_random_secret();
	names->key[1] = dn_random_secret();
	return names;
}

void
dn_names_free(struct dn_names *names)
{
	if (names == NULL)
		return;
	dn_arena_release(&names->arena);
	free(names->texts);
	free(names->slots);
	free(names);
}

static uint64_t
slot_of(uint64_t hash, size_t index)
{
	return (hash & ~INDEX_MASK) | (index + 1);
}

/* The slot that holds `name`, or the free one where it would go. */
static uint64_t *
find_slot(const struct dn_names *names, struct dn_span name, uint64_t hash)
{
	size_t at = (size_t)hash & names->mask;

	for (;; at = (at + 1) & names->mask) {
		uint64_t *slot = &names->slots[at];

		if (*slot == 0)
			return slot;
		if (((*slot ^ hash) & ~INDEX_MASK) == 0 &&
		    dn_span_equal(name, read_text(
		    names->texts[(*slot & INDEX_MASK) - 1])))
			return slot;
	}
}

/* Free slots; in huge pages, where the machine has them, from one on. */
static uint64_t *
new_slots(size_t count)
{
	size_t size = count * sizeof(uint64_t);
	uint64_t *slots;

	if (size < HUGE_PAGE)
		return calloc(count, sizeof(*slots));
	slots = aligned_alloc(HUGE_PAGE, size);
	if (slots != NULL) {
		madvise(slots, size, MADV_HUGEPAGE);    /* only a wish */
		memset(slots, 0, size);
	}
	return slots;
}

/* Twice the slots, filled anew; hashing again is cheaper than keeping all. */
static int
grow_slots(struct dn_names *names)
{
	size_t count = names->slots != NULL ? 2 * (names->mask + 1) : FIRST;
	uint64_t hashes[TOGETHER], *fresh = new_slots(count);
	size_t mask = count - 1, done, some, at, slot;

	if (fresh == NULL)
		return -1;
	for (done = 0; done < names->count; done += some) {
		some = names->count - done;
		if (some > TOGETHER)
			some = TOGETHER;
		for (at = 0; at < some; at++) {
			hashes[at] = hash_of(names,
			    read_text(names->texts[done + at]));
			__builtin_prefetch(&fresh[hashes[at] & mask], 1);
		}
		for (at = 0; at < some; at++) {
			slot = hashes[at] & mask;
			while (fresh[slot] != 0)
				slot = (slot + 1) & mask;
			fresh[slot] = slot_of(hashes[at], done + at);
		}
	}
	free(names->slots);
	names->slots = fresh;
	names->mask = mask;
	return 0;
}

/* Make room for one more name; -1 without memory. */
static int
make_room(struct dn_names *names)
{
	size_t room = names->room > 0 ? 2 * names->room : FIRST;
	const char **texts;

	if (names->count == names->room) {
		texts = reallocarray(names->texts, room, sizeof(*texts));
		if (texts == NULL)
			return -1;
		names->texts = texts;
		names->room = room;
	}
	if (names->slots == NULL ||
	    names->count >= names->mask - names->mask / 4)
		return grow_slots(names);
	return names->count < INDEX_MASK - 1 ? 0 : -1;
}

static size_t
add_hashed(struct dn_names *names, struct dn_span name, uint64_t hash,
    int *added)
{
	const char *text;
	uint64_t *slot;

	if (make_room(names) < 0)
		return DN_NAMES_NONE;
	slot = find_slot(names, name, hash);
	if (added != NULL)
		*added = *slot == 0;
	if (*slot != 0)
		return (size_t)(*slot & INDEX_MASK) - 1;
	text = store(names, name);
	if (text == NULL)
		return DN_NAMES_NONE;
	names->texts[names->count] = text;
	*slot = slot_of(hash, names->count);
	return names->count++;
}

size_t
dn_names_add(struct dn_names *names, struct dn_span name, int *added)
{
	return add_hashed(names, name, hash_of(names, name), added);
}

/* Where the text of the name with this hash is pointed at, most probably. */
static const char **
guess_text(const struct dn_names *names, uint64_t hash)
{
	uint64_t slot = names->slots[hash & names->mask];

	return names->texts + (slot > 0 ? (slot & INDEX_MASK) - 1 : 0);
}

/* Ask for the slots, then what they lead to, then what that leads to. */
static void
prefetch(const struct dn_names *names, const uint64_t *hashes, size_t count)
{
	size_t at;

	if (names->count == 0)
		return;
	for (at = 0; at < count; at++)
		__builtin_prefetch(&names->slots[hashes[at] & names->mask], 1);
	for (at = 0; at < count; at++)
		__builtin_prefetch(guess_text(names, hashes[at]));
	for (at = 0; at < count; at++)
		__builtin_prefetch(*guess_text(names, hashes[at]));
}

int
dn_names_add_many(struct dn_names *names, const struct dn_span *spans,
    size_t count, size_t *numbers)
{
	uint64_t hashes[TOGETHER];
	size_t done, some, at;

	for (done = 0; done < count; done += some) {
		some = count - done < TOGETHER ? count - done : TOGETHER;
		for (at = 0; at < some; at++)
			hashes[at] = hash_of(names, spans[done + at]);
		prefetch(names, hashes, some);
		for (at = 0; at < some; at++) {
			numbers[done + at] = add_hashed(names,
			    spans[done + at], hashes[at], NULL);
			if (numbers[done + at] == DN_NAMES_NONE)
				return -1;
		}
	}
	return 0;
}

size_t
dn_names_find(const struct dn_names *names, struct dn_span name)
{
	uint64_t slot;

	if (names->count == 0)
		return DN_NAMES_NONE;
	slot = *find_slot(names, name, hash_of(names, name));
	return slot != 0 ? (size_t)(slot & INDEX_MASK) - 1 : DN_NAMES_NONE;
}

struct dn_span
dn_names_get(const struct dn_names *names, size_t index)
{
	return read_text(names->texts[index]);
}

size_t
dn_names_count(const struct dn_names *names)
{
	return names->count;
}

/* ---- order ------------------------------------------------------------- */

/* A name to be sorted, by the eight bytes behind what all have in common. */
struct ranked {
	uint64_t key;
	size_t index;
};

static size_t
common_prefix(const struct dn_names *names)
{
	struct dn_span first = dn_names_get(names, 0);
	size_t common = first.len, index, at;

	for (index = 1; index < names->count && common > 0; index++) {
		struct dn_span name = dn_names_get(names, index);

		if (name.len < common)
			common = name.len;
		for (at = 0; at < common && name.ptr[at] == first.ptr[at];)
			at++;
		common = at;
	}
	return common;
}

static struct ranked
rank(const struct dn_names *names, size_t index, size_t skip)
{
	struct dn_span name = dn_names_get(names, index);
	struct ranked ranked = { 0, index };
	size_t at;

	for (at = 0; at < 8; at++)
		ranked.key = ranked.key << 8 | (skip + at < name.len ?
		    (unsigned char)name.ptr[skip + at] : 0);
	return ranked;
}

static int
compare_ranked(const void *left, const void *right, void *state)
{
	const struct ranked *a = left, *b = right;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return dn_span_compare(dn_names_get(state, a->index),
	    dn_names_get(state, b->index));
}

size_t *
dn_names_sorted(const struct dn_names *names)
{
	size_t *sorted = NULL, index, skip;
	struct ranked *ranked;

	if (names->count == 0)
		return NULL;
	ranked = reallocarray(NULL, names->count, sizeof(*ranked));
	if (ranked == NULL)
		return NULL;
	skip = common_prefix(names);
	for (index = 0; index < names->count; index++)
		ranked[index] = rank(names, index, skip);
	qsort_r(ranked, names->count, sizeof(*ranked), compare_ranked,
	    (void *)names);
	sorted = reallocarray(NULL, names->count, sizeof(*sorted));
	for (index = 0; sorted != NULL && index < names->count; index++)
		sorted[index] = ranked[index].index;
	free(ranked);
	return sorted;
}
