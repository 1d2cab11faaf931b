/* SPDX-License-Identifier: MIT */
/* Entries sorted as many as fit, the sorted runs merged by a heap. */
#include "io/pile.h"

#include <stdbool.h>
#include <stdlib.h>

#include "io/shelf.h"

#define LEAST ((size_t)1 << 16)         /* bytes that are held, at least */
#define PIECE_LEAST ((size_t)1 << 13)   /* bytes read at once of a run */
#define PIECE_MOST ((size_t)1 << 18)

/* What stands before the bytes of a key and its value. */
struct head {
	size_t key, value;
};

/* An entry in memory, while they are sorted. */
struct entry {
	struct dn_span key;
	size_t at;              /* of its head in the text */
};

/* A sorted stretch of the shelf, and what was read of it. */
struct run {
	uint64_t begin, end, at;        /* bytes of the shelf; next to read */
	char *piece;
	size_t used, len, cap;          /* of the piece */
	struct dn_span key, value;      /* that it gives next */
};

struct dn_pile {
	size_t most;                    /* bytes that are held */
	uint64_t total;
	struct dn_bytes text;           /* entries that are not on disk */
	size_t count;                   /* of them */
	struct entry *sorted;           /* once it has begun */
	size_t next;                    /* to give from them */
	struct dn_shelf *shelf;
	struct run *runs;               /* the last one is what is in memory */
	size_t run_count, run_cap;
	size_t *heap;                   /* runs by what they give next */
	size_t heap_count, piece;
	bool moved;                     /* the top of the heap was given */
};

struct dn_pile *
dn_pile_new(size_t memory)
{
	struct dn_pile *pile = calloc(1, sizeof(*pile));

	if (pile == NULL)
		return NULL;
	pile->most = (memory < LEAST ? LEAST : memory) / 2;
	dn_bytes_init(&pile->text, SIZE_MAX / 2);
	return pile;
}

void
dn_pile_free(struct dn_pile *pile)
{
	if (pile == NULL)
		return;
	for (size_t i = 0; i < pile->run_count; i++)
		free(pile->runs[i].piece);
	dn_bytes_release(&pile->text);
	dn_shelf_free(pile->shelf);
	free(pile->sorted);
	free(pile->runs);
	free(pile->heap);
	free(pile);
}

uint64_t
dn_pile_count(const struct dn_pile *pile)
{
	return pile->total;
}

/* ---- in memory ------------------------------------------------------- */

static struct head
head_at(const char *text)
{
	struct head head;

	memcpy(&head, text, sizeof(head));
	return head;
}

static size_t
length(struct head head)
{
	return sizeof(head) + head.key + head.value;
}

/* Entries of one key stay in the order in which they came. */
static int
compare_entries(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;
	int order = dn_span_compare(left->key, right->key);

	if (order != 0)
		return order;
	return left->at < right->at ? -1 : left->at > right->at;
}

/* Put what is in memory in order. */
static int
sort_entries(struct dn_pile *pile, struct dn_err *err)
{
	size_t at = 0;

	free(pile->sorted);
	pile->sorted = calloc(pile->count + 1, sizeof(*pile->sorted));
	if (pile->sorted == NULL)
		return dn_err_memory(err);
	for (size_t i = 0; i < pile->count; i++) {
		const char *text = pile->text.data + at;
		struct head head = head_at(text);

		pile->sorted[i] = (struct entry){
			{ text + sizeof(head), head.key }, at };
		at += length(head);
	}
	if (pile->count > 1)
		qsort(pile->sorted, pile->count, sizeof(*pile->sorted),
		    compare_entries);
	return 0;
}

/* ---- on disk --------------------------------------------------------- */

static struct run *
add_run(struct dn_pile *pile, struct dn_err *err)
{
	if (pile->run_count == pile->run_cap) {
		size_t cap = pile->run_cap == 0 ? 16 : 2 * pile->run_cap;
		struct run *more = reallocarray(pile->runs, cap,
		    sizeof(*more));

		if (more == NULL) {
			dn_err_memory(err);
			return NULL;
		}
		pile->runs = more;
		pile->run_cap = cap;
	}
	pile->runs[pile->run_count] = (struct run){ .begin = 0 };
	return &pile->runs[pile->run_count++];
}

/* Write what is in memory as one more run. */
static int
spill(struct dn_pile *pile, struct dn_err *err)
{
	struct run *run;

	if (pile->shelf == NULL)
		pile->shelf = dn_shelf_new(LEAST);
	if (pile->shelf == NULL)
		return dn_err_memory(err);
	if (sort_entries(pile, err) < 0)
		return -1;
	run = add_run(pile, err);
	if (run == NULL)
		return -1;
	run->begin = dn_shelf_count(pile->shelf);
	for (size_t i = 0; i < pile->count; i++) {
		const char *text = pile->text.data + pile->sorted[i].at;

		if (dn_shelf_add(pile->shelf, text, length(head_at(text)),
		    err) < 0)
			return -1;
	}
	run->end = dn_shelf_count(pile->shelf);
	dn_bytes_clear(&pile->text);
	pile->count = 0;
	return 0;
}

int
dn_pile_add(struct dn_pile *pile, struct dn_span key, struct dn_span value,
    struct dn_err *err)
{
	struct head head = { key.len, value.len };

	/* Beside its bytes an entry takes memory when it is sorted. */
	if (pile->count > 0 && pile->text.len +
	    pile->count * sizeof(struct entry) + length(head) > pile->most &&
	    spill(pile, err) < 0)
		return -1;
	dn_bytes_add(&pile->text, &head, sizeof(head));
	dn_bytes_add_span(&pile->text, key);
	dn_bytes_add_span(&pile->text, value);
	pile->count++;
	pile->total++;
	return dn_bytes_check(&pile->text, err);
}

/* ---- merging --------------------------------------------------------- */

/* See to it that `len` bytes of the run are in its piece. */
static int
fill(struct dn_pile *pile, struct run *run, size_t len, struct dn_err *err)
{
	size_t have = run->len - run->used;
	size_t more = len > pile->piece ? len - have : pile->piece - have;
	char *piece = run->piece;

	if (have >= len)
		return 0;
	if (more > run->end - run->at)
		more = (size_t)(run->end - run->at);
	if (run->used > 0)
		memmove(piece, piece + run->used, have);
	if (have + more > run->cap) {
		piece = realloc(piece, have + more);
		if (piece == NULL)
			return dn_err_memory(err);
		run->piece = piece;
		run->cap = have + more;
	}
	run->used = 0;
	run->len = have + more;
	run->at += more;
	return dn_shelf_read(pile->shelf, run->at - more, piece + have, more,
	    err);
}

/* Go on to the run's next entry: 1, 0 at its end, or -1. */
static int
advance(struct dn_pile *pile, struct run *run, struct dn_err *err)
{
	struct head head;
	const char *text;

	if (run == &pile->runs[pile->run_count - 1]) {
		if (pile->next == pile->count)
			return 0;
		text = pile->text.data + pile->sorted[pile->next++].at;
		head = head_at(text);
	} else {
		if (run->used == run->len && run->at == run->end)
			return 0;
		if (fill(pile, run, sizeof(head), err) < 0)
			return -1;
		head = head_at(run->piece + run->used);
		if (fill(pile, run, length(head), err) < 0)
			return -1;
		text = run->piece + run->used;
		run->used += length(head);
	}
	run->key = (struct dn_span){ text + sizeof(head), head.key };
	run->value = (struct dn_span){ run->key.ptr + head.key, head.value };
	return 1;
}

/* Does run `a` give its entry before run `b`? */
static bool
goes_first(const struct dn_pile *pile, size_t a, size_t b)
{
	int order = dn_span_compare(pile->runs[a].key, pile->runs[b].key);

	return order < 0 || (order == 0 && a < b);
}

/* Let the run at `at` sink to its place in the heap. */
static void
sink(struct dn_pile *pile, size_t at)
{
	size_t *heap = pile->heap, run = heap[at], child;

	while ((child = 2 * at + 1) < pile->heap_count) {
		if (child + 1 < pile->heap_count &&
		    goes_first(pile, heap[child + 1], heap[child]))
			child++;
		if (!goes_first(pile, heap[child], run))
			break;
		heap[at] = heap[child];
		at = child;
	}
	heap[at] = run;
}

/* What is in memory is the last run, once. */
static int
finish(struct dn_pile *pile, struct dn_err *err)
{
	if (pile->heap != NULL)
		return 0;
	if (sort_entries(pile, err) < 0 || add_run(pile, err) == NULL)
		return -1;
	pile->heap = calloc(pile->run_count, sizeof(*pile->heap));
	if (pile->heap == NULL)
		return dn_err_memory(err);
	pile->piece = pile->most / pile->run_count;
	if (pile->piece < PIECE_LEAST)
		pile->piece = PIECE_LEAST;
	if (pile->piece > PIECE_MOST)
		pile->piece = PIECE_MOST;
	return 0;
}

int
dn_pile_begin(struct dn_pile *pile, struct dn_err *err)
{
	if (finish(pile, err) < 0)
		return -1;
	pile->next = pile->heap_count = 0;
	pile->moved = false;
	for (size_t i = 0; i < pile->run_count; i++) {
		struct run *run = &pile->runs[i];
		int got;

		run->at = run->begin;
		run->used = run->len = 0;
		got = advance(pile, run, err);
		if (got < 0)
			return -1;
		if (got > 0)
			pile->heap[pile->heap_count++] = i;
	}
	for (size_t i = pile->heap_count / 2; i > 0; i--)
		sink(pile, i - 1);
	return 0;
}

int
dn_pile_next(struct dn_pile *pile, struct dn_span *key, struct dn_span *value,
    struct dn_err *err)
{
	const struct run *run;

	if (pile->moved) {
		int got = advance(pile, &pile->runs[pile->heap[0]], err);

		if (got < 0)
			return -1;
		if (got == 0)
			pile->heap[0] = pile->heap[--pile->heap_count];
		pile->moved = false;
		if (pile->heap_count > 0)
			sink(pile, 0);
	}
	if (pile->heap_count == 0)
		return 0;
	run = &pile->runs[pile->heap[0]];
	*key = run->key;
	*value = run->value;
	pile->moved = true;
	return 1;
}
