/* SPDX-License-Identifier: MIT */
/* Annotations that stand apart, read by many: a batch of images at a time. */
#include "formats/coco_ahead.h"

#include <stdlib.h>

#include "io/radix.h"

#define NEAR ((uint64_t)1 << 14)        /* bytes between those of a run */
#define STREAK 16               /* neighbours that are a run */
#define LONGEST ((size_t)1 << 16)       /* bytes of a text that is held */
#define LEAST ((size_t)1 << 20) /* bytes that are held, at least */
#define NOT_HELD UINT32_MAX

/* An image, or an annotation of the image before it. */
struct entry {
	struct dn_coco_place place;
	uint32_t text;          /* where its text is held */
	bool image;
};

struct dn_coco_ahead {
	struct dn_coco_index *index;
	struct dn_store *store;
	struct entry *entries;          /* what is known ahead */
	size_t count, next, entry_most;
	struct dn_store_piece *pieces;  /* texts to be read */
	struct dn_store_piece *spare;   /* to sort them */
	size_t piece_count, piece_most;
	bool ascending;                 /* they are in order */
	char *texts;
	size_t held, text_most;
	bool within;            /* annotations of an image may follow */
	bool ended, failed;     /* the index, behind what is known */
	struct dn_err failure;
	/* A run of neighbours, which are read as they come: its end. */
	uint64_t run_end, last_end;
	unsigned streak;
};

struct dn_coco_ahead *
dn_coco_ahead_new(struct dn_coco_index *index, struct dn_store *store,
    size_t memory)
{
	struct dn_coco_ahead *ahead = calloc(1, sizeof(*ahead));

	if (ahead == NULL)
		return NULL;
	if (memory < LEAST)
		memory = LEAST;
	ahead->index = index;
	ahead->store = store;
	ahead->text_most = memory / 2 < UINT32_MAX ? memory / 2 :
	    UINT32_MAX - 1;
	ahead->entry_most = memory * 5 / 16 / sizeof(*ahead->entries);
	ahead->piece_most = memory * 3 / 32 / sizeof(*ahead->pieces);
	ahead->entries = malloc(ahead->entry_most * sizeof(*ahead->entries));
	ahead->pieces = malloc(ahead->piece_most * sizeof(*ahead->pieces));
	ahead->spare = malloc(ahead->piece_most * sizeof(*ahead->pieces));
	ahead->texts = malloc(ahead->text_most);
	if (ahead->entries != NULL && ahead->pieces != NULL &&
	    ahead->spare != NULL && ahead->texts != NULL)
		return ahead;
	dn_coco_ahead_free(ahead);
	return NULL;
}

void
dn_coco_ahead_free(struct dn_coco_ahead *ahead)
{
	if (ahead == NULL)
		return;
	free(ahead->entries);
	free(ahead->pieces);
	free(ahead->spare);
	free(ahead->texts);
	free(ahead);
}

/* ---- looking ahead --------------------------------------------------- */

static bool
follows(uint64_t offset, uint64_t end)
{
	return offset >= end && offset - end <= NEAR;
}

/*
 * Does the annotation go on with a run?  One that is once established goes on
 * though others are looked at in between.
 */
static bool
is_of_run(struct dn_coco_ahead *ahead, const struct dn_coco_place *place)
{
	bool neighbour = follows(place->offset, ahead->last_end);

	ahead->streak = neighbour ? ahead->streak + 1 : 0;
	ahead->last_end = place->offset + place->length;
	if (!follows(place->offset, ahead->run_end) &&
	    ahead->streak < STREAK)
		return false;
	ahead->run_end = ahead->last_end;
	return true;
}

/* Hold the text of an annotation that is not one of a run. */
static void
hold(struct dn_coco_ahead *ahead, struct entry *entry)
{
	struct dn_store_piece *piece = &ahead->pieces[ahead->piece_count];

	if (is_of_run(ahead, &entry->place) ||
	    entry->place.length > LONGEST)
		return;
	entry->text = (uint32_t)ahead->held;
	*piece = (struct dn_store_piece){ .offset = entry->place.offset,
		.to = ahead->texts + ahead->held,
		.len = entry->place.length };
	if (ahead->piece_count > 0 && piece[-1].offset > piece->offset)
		ahead->ascending = false;
	ahead->piece_count++;
	ahead->held += entry->place.length;
}

/* The next entry: 1, 0 behind the last, -1. */
static int
find_entry(struct dn_coco_ahead *ahead, struct entry *entry)
{
	int more = 0;

	*entry = (struct entry){ .text = NOT_HELD };
	if (ahead->within)
		more = dn_coco_index_next_annotation(ahead->index,
		    &entry->place, &ahead->failure);
	if (more != 0)
		return more;
	entry->image = true;
	more = dn_coco_index_next_image(ahead->index, &entry->place,
	    &ahead->failure);
	ahead->within = more > 0;
	return more;
}

/* Read what is to be held.  What cannot be is read again when it is due. */
static void
read_texts(struct dn_coco_ahead *ahead)
{
	struct dn_err ignored = DN_ERR_INIT;

	struct dn_store_piece *pieces = ahead->ascending ? ahead->pieces :
	    dn_radix_sort(ahead->pieces, ahead->spare, ahead->piece_count,
	    sizeof(*pieces));

	if (dn_store_read_many(ahead->store, pieces, ahead->piece_count,
	    &ignored) == 0)
		return;
	for (size_t i = 0; i < ahead->count; i++)
		ahead->entries[i].text = NOT_HELD;
}

/* Find what comes next, as much as there is room for: false at the end. */
static bool
look(struct dn_coco_ahead *ahead)
{
	ahead->count = ahead->next = ahead->piece_count = ahead->held = 0;
	ahead->ascending = true;
	while (!ahead->ended && ahead->count < ahead->entry_most &&
	    ahead->piece_count < ahead->piece_most &&
	    ahead->held <= ahead->text_most - LONGEST) {
		struct entry *entry = &ahead->entries[ahead->count];
		int more = find_entry(ahead, entry);

		if (more > 0 && !entry->image)
			hold(ahead, entry);
		ahead->count += more > 0;
		ahead->ended = more <= 0;
		ahead->failed = more < 0;
	}
	read_texts(ahead);
	return ahead->count > 0;
}

/* ---- giving ---------------------------------------------------------- */

/* What comes next, or NULL. */
static const struct entry *
peek(struct dn_coco_ahead *ahead)
{
	if (ahead->next == ahead->count && !look(ahead))
		return NULL;
	return &ahead->entries[ahead->next];
}

/* Nothing comes: 0, or what the index said. */
static int
tell_end(const struct dn_coco_ahead *ahead, struct dn_err *err)
{
	if (!ahead->failed)
		return 0;
	*err = ahead->failure;
	return -1;
}

int
dn_coco_ahead_image(struct dn_coco_ahead *ahead, struct dn_coco_place *place,
    struct dn_err *err)
{
	const struct entry *entry = peek(ahead);

	while (entry != NULL && !entry->image) {
		ahead->next++;
		entry = peek(ahead);
	}
	if (entry == NULL)
		return tell_end(ahead, err);
	ahead->next++;
	*place = entry->place;
	return 1;
}

int
dn_coco_ahead_annotation(struct dn_coco_ahead *ahead,
    struct dn_coco_place *place, struct dn_span *text, struct dn_err *err)
{
	const struct entry *entry = peek(ahead);

	if (entry == NULL)
		return ahead->within ? tell_end(ahead, err) : 0;
	if (entry->image)
		return 0;
	ahead->next++;
	*place = entry->place;
	*text = (struct dn_span){ NULL, 0 };
	if (entry->text != NOT_HELD)
		*text = (struct dn_span){ ahead->texts + entry->text,
			place->length };
	return 1;
}
