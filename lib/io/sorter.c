/* SPDX-License-Identifier: MIT */
/* Sorting by digits in memory, by merging sorted runs past it. */
#include "io/sorter.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "io/radix.h"
#include "io/sink.h"

#define LEAST ((size_t)1 << 16)         /* bytes that are held, at least */
#define PIECE_LEAST ((size_t)1 << 12)   /* bytes read at once of a run */
#define PIECE_MOST ((size_t)1 << 18)

/* A sorted stretch of the spool, and what was read of it. */
struct run {
	uint64_t begin, end;    /* bytes of the spool */
	uint64_t at;            /* the next to read */
	uint64_t last;          /* key of its last record */
	char *piece;            /* within sorter->pieces */
	size_t used, len;
};

struct dn_sorter {
	size_t size;            /* bytes of a record */
	size_t words, most;     /* of a record; bytes that are held */
	uint64_t *list;         /* records that are not on disk */
	size_t count, cap;
	uint64_t total;
	bool ascending;         /* the list is in order */
	struct dn_sink *spool;
	struct run *runs;
	size_t run_count, run_cap;
	size_t *heap;           /* runs by what they give next */
	size_t heap_count;
	char *pieces;
	size_t piece;           /* bytes of each */
	size_t next;            /* to give from the list */
	bool moved;             /* the top of the heap was given */
};

struct dn_sorter *
dn_sorter_new(size_t words, size_t memory)
{
	struct dn_sorter *sorter = calloc(1, sizeof(*sorter));

	if (sorter == NULL)
		return NULL;
	sorter->words = words;
	sorter->size = words * sizeof(uint64_t);
	/* Half of it is for what is being sorted. */
	sorter->most = (memory < LEAST ? LEAST : memory) / 2;
	sorter->ascending = true;
	return sorter;
}

void
dn_sorter_free(struct dn_sorter *sorter)
{
	if (sorter == NULL)
		return;
	if (sorter->spool != NULL)
		dn_sink_abort(sorter->spool);
	free(sorter->list);
	free(sorter->runs);
	free(sorter->heap);
	free(sorter->pieces);
	free(sorter);
}

uint64_t
dn_sorter_count(const struct dn_sorter *sorter)
{
	return sorter->total;
}

/* ---- in memory ------------------------------------------------------- */

/* Put the list in order. */
static int
sort_list(struct dn_sorter *sorter, struct dn_err *err)
{
	uint64_t *spare, *sorted;

	if (sorter->ascending)
		return 0;
	spare = malloc(sorter->count * sorter->size);
	if (spare == NULL)
		return dn_err_memory(err);
	sorted = dn_radix_sort(sorter->list, spare, sorter->count,
	    sorter->size);
	if (sorted == spare) {
		spare = sorter->list;
		sorter->cap = sorter->count;
	}
	sorter->list = sorted;
	sorter->ascending = true;
	free(spare);
	return 0;
}

/* ---- on disk --------------------------------------------------------- */

/* A new run at the end of the spool. */
static struct run *
add_run(struct dn_sorter *sorter, struct dn_err *err)
{
	struct run *run;

	if (sorter->run_count == sorter->run_cap) {
		size_t cap = sorter->run_cap == 0 ? 16 : 2 * sorter->run_cap;

		run = reallocarray(sorter->runs, cap, sizeof(*run));
		if (run == NULL) {
			dn_err_memory(err);
			return NULL;
		}
		sorter->runs = run;
		sorter->run_cap = cap;
	}
	run = &sorter->runs[sorter->run_count++];
	*run = (struct run){ .begin = dn_sink_count(sorter->spool) };
	return run;
}

/* Write the list as a run, or behind the last one where it goes on so. */
static int
spill(struct dn_sorter *sorter, struct dn_err *err)
{
	struct run *run = sorter->run_count > 0 ?
	    &sorter->runs[sorter->run_count - 1] : NULL;

	if (sort_list(sorter, err) < 0)
		return -1;
	if (sorter->spool == NULL &&
	    (sorter->spool = dn_sink_spool(err)) == NULL)
		return -1;
	if ((run == NULL || sorter->list[0] < run->last) &&
	    (run = add_run(sorter, err)) == NULL)
		return -1;
	if (dn_sink_write(sorter->spool, sorter->list,
	    sorter->count * sorter->size, err) < 0)
		return -1;
	run->end = dn_sink_count(sorter->spool);
	run->last = sorter->list[(sorter->count - 1) * sorter->words];
	sorter->count = 0;
	return 0;
}

/* Room for one more record; a full list is spilled. */
static int
make_room(struct dn_sorter *sorter, struct dn_err *err)
{
	size_t most = sorter->most / sorter->size;
	size_t cap = sorter->cap == 0 ? 256 : 2 * sorter->cap;
	uint64_t *list;

	if (sorter->count >= most)
		return spill(sorter, err);
	if (cap > most)
		cap = most;
	list = reallocarray(sorter->list, cap, sorter->size);
	if (list == NULL)
		return dn_err_memory(err);
	sorter->list = list;
	sorter->cap = cap;
	return 0;
}

int
dn_sorter_add(struct dn_sorter *sorter, const uint64_t *record,
    struct dn_err *err)
{
	uint64_t *to;

	if (sorter->count == sorter->cap && make_room(sorter, err) < 0)
		return -1;
	to = sorter->list + sorter->count * sorter->words;
	if (sorter->count == 0)
		sorter->ascending = true;
	else if (record[0] < *(to - sorter->words))
		sorter->ascending = false;
	for (size_t i = 0; i < sorter->words; i++)
		to[i] = record[i];
	sorter->count++;
	sorter->total++;
	return 0;
}

/* ---- giving ---------------------------------------------------------- */

/* What a run gives next; its piece is not empty. */
static const uint64_t *
top_of(const struct run *run)
{
	return (const uint64_t *)(const void *)(run->piece + run->used);
}

/* Does run a give before run b?  Of equal records those that came first. */
static bool
before(const struct dn_sorter *sorter, size_t a, size_t b)
{
	uint64_t x = *top_of(&sorter->runs[a]), y = *top_of(&sorter->runs[b]);

	return x != y ? x < y : a < b;
}

/* Let the run at `place` of the heap sink to where it belongs. */
static void
sink_down(struct dn_sorter *sorter, size_t place)
{
	size_t *heap = sorter->heap, child, run = heap[place];

	while ((child = 2 * place + 1) < sorter->heap_count) {
		if (child + 1 < sorter->heap_count &&
		    before(sorter, heap[child + 1], heap[child]))
			child++;
		if (!before(sorter, heap[child], run))
			break;
		heap[place] = heap[child];
		place = child;
	}
	heap[place] = run;
}

/* Read on in a run: 1, 0 at its end, -1. */
static int
read_piece(struct dn_sorter *sorter, struct run *run, struct dn_err *err)
{
	size_t want = sorter->piece;

	run->used = run->len = 0;
	if (want > run->end - run->at)
		want = (size_t)(run->end - run->at);
	if (dn_sink_spool_read(sorter->spool, run->at, run->piece, want,
	    err) < 0)
		return -1;
	run->len = want;
	run->at += want;
	return want > 0;
}

/* Memory for a piece of each run. */
static int
make_pieces(struct dn_sorter *sorter, struct dn_err *err)
{
	size_t piece = 2 * sorter->most / sorter->run_count;

	if (piece > PIECE_MOST)
		piece = PIECE_MOST;
	if (piece < PIECE_LEAST)
		piece = PIECE_LEAST;
	free(sorter->list);
	sorter->list = NULL;
	sorter->cap = 0;
	sorter->piece = piece - piece % sorter->size;
	sorter->pieces = reallocarray(NULL, sorter->run_count, sorter->piece);
	sorter->heap = reallocarray(NULL, sorter->run_count,
	    sizeof(*sorter->heap));
	return sorter->pieces != NULL && sorter->heap != NULL ? 0 :
	    dn_err_memory(err);
}

/* Begin with the first piece of each run. */
static int
begin_runs(struct dn_sorter *sorter, struct dn_err *err)
{
	sorter->heap_count = 0;
	sorter->moved = false;
	for (size_t i = 0; i < sorter->run_count; i++) {
		struct run *run = &sorter->runs[i];

		run->piece = sorter->pieces + i * sorter->piece;
		run->at = run->begin;
		if (read_piece(sorter, run, err) < 0)
			return -1;
		sorter->heap[sorter->heap_count++] = i;
	}
	for (size_t i = sorter->heap_count / 2; i-- > 0;)
		sink_down(sorter, i);
	return 0;
}

int
dn_sorter_begin(struct dn_sorter *sorter, struct dn_err *err)
{
	sorter->next = 0;
	if (sorter->spool == NULL)
		return sort_list(sorter, err);
	if (sorter->count > 0 && spill(sorter, err) < 0)
		return -1;
	if (sorter->pieces == NULL && (make_pieces(sorter, err) < 0 ||
	    dn_sink_flush(sorter->spool, err) < 0))
		return -1;
	return begin_runs(sorter, err);
}

/* Go behind what the top of the heap gave. */
static int
move_on(struct dn_sorter *sorter, struct dn_err *err)
{
	struct run *run = &sorter->runs[sorter->heap[0]];
	int more = 1;

	run->used += sorter->size;
	if (run->used == run->len)
		more = read_piece(sorter, run, err);
	if (more < 0)
		return -1;
	if (more == 0)
		sorter->heap[0] = sorter->heap[--sorter->heap_count];
	if (sorter->heap_count > 0)
		sink_down(sorter, 0);
	return 0;
}

int
dn_sorter_next(struct dn_sorter *sorter, const uint64_t **record,
    struct dn_err *err)
{
	if (sorter->spool == NULL) {
		if (sorter->next == sorter->count)
			return 0;
		*record = sorter->list + sorter->next++ * sorter->words;
		return 1;
	}
	if (sorter->moved && move_on(sorter, err) < 0)
		return -1;
	sorter->moved = false;
	if (sorter->heap_count == 0)
		return 0;
	*record = top_of(&sorter->runs[sorter->heap[0]]);
	sorter->moved = true;
	return 1;
}
