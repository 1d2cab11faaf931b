/* SPDX-License-Identifier: MIT */
/* Annotations joined to images by sorting: no table of ids is in memory. */
#include "formats/coco_index.h"

#include <stdlib.h>

#include "core/hash.h"
#include "core/names.h"
#include "io/jsontext.h"
#include "io/number.h"
#include "io/sorter.h"

/* Ids of integers below this are their own key, with it added. */
#define PLAIN ((int64_t)1 << 61)
#define TEXT ((uint64_t)1 << 63)        /* and of others, their number */

/* Words of a record: its key, and a place. */
enum { KEY, OFFSET, SIZE, WORDS };

/* Bits of a column, beside its offset; one that needs more is unknown. */
#define COLUMN_BITS 20

/* Records in order, and the next of them. */
struct list {
	struct dn_sorter *sorter;
	const uint64_t *top;            /* NULL: there is none */
};

struct dn_coco_index {
	bool results;
	struct dn_names *texts;         /* ids that are no plain integers */
	struct dn_bytes scratch;
	uint64_t count;                 /* of images, good and bad */
	struct list ids;                /* of images: key, number */
	struct list images;             /* number, place */
	struct list wanted;             /* annotations by the image's id */
	struct list annotations;        /* the same by the image's number */
	struct list bad;                /* numbers of images that are none */
	struct list orphans;            /* offsets of annotations */
	struct list own;                /* ids of annotations */
	uint64_t *repeated;             /* of them, in order */
	size_t repeated_count, repeated_cap;
	uint64_t repeats;
	uint64_t asked, given;          /* images so far */
};

/* ---- lists ----------------------------------------------------------- */

static int
step(struct list *list, struct dn_err *err)
{
	int more = dn_sorter_next(list->sorter, &list->top, err);

	if (more <= 0)
		list->top = NULL;
	return more < 0 ? -1 : 0;
}

static int
rewind_list(struct list *list, struct dn_err *err)
{
	return dn_sorter_begin(list->sorter, err) < 0 ? -1 : step(list, err);
}

static void
drop_list(struct list *list)
{
	dn_sorter_free(list->sorter);
	*list = (struct list){ NULL, NULL };
}

static void
write_place(uint64_t record[WORDS], uint64_t key,
    const struct dn_coco_place *place)
{
	uint64_t column = place->column >> COLUMN_BITS == 0 ? place->column :
	    0;

	record[KEY] = key;
	record[OFFSET] = place->offset << COLUMN_BITS | column;
	record[SIZE] = (uint64_t)place->length << 32 | place->line;
}

static struct dn_coco_place
read_place(const uint64_t record[WORDS])
{
	struct dn_coco_place place = {
		.offset = record[OFFSET] >> COLUMN_BITS,
		.column = record[OFFSET] & (((uint64_t)1 << COLUMN_BITS) - 1),
		.length = (uint32_t)(record[SIZE] >> 32),
		.line = (uint32_t)record[SIZE] };

	/* In the first line it is known, but for a byte order mark. */
	if (place.line == 1 && place.column == 0)
		place.column = place.offset + 1;
	return place;
}

struct dn_coco_index *
dn_coco_index_new(bool results, size_t memory)
{
	struct dn_coco_index *index = calloc(1, sizeof(*index));
	size_t part = memory / 16;

	if (index == NULL)
		return NULL;
	index->results = results;
	dn_bytes_init(&index->scratch, SIZE_MAX / 2);
	index->texts = dn_names_new();
	index->ids.sorter = dn_sorter_new(2, part);
	index->images.sorter = dn_sorter_new(WORDS, part);
	index->wanted.sorter = dn_sorter_new(WORDS, 6 * part);
	index->annotations.sorter = dn_sorter_new(WORDS, 6 * part);
	index->bad.sorter = dn_sorter_new(1, part / 4);
	index->orphans.sorter = dn_sorter_new(1, part / 4);
	index->own.sorter = dn_sorter_new(1, part);
	if (index->texts != NULL && index->ids.sorter != NULL &&
	    index->images.sorter != NULL && index->wanted.sorter != NULL &&
	    index->annotations.sorter != NULL && index->bad.sorter != NULL &&
	    index->orphans.sorter != NULL && index->own.sorter != NULL)
		return index;
	dn_coco_index_free(index);
	return NULL;
}

void
dn_coco_index_free(struct dn_coco_index *index)
{
	if (index == NULL)
		return;
	dn_names_free(index->texts);
	dn_bytes_release(&index->scratch);
	drop_list(&index->ids);
	drop_list(&index->images);
	drop_list(&index->wanted);
	drop_list(&index->annotations);
	drop_list(&index->bad);
	drop_list(&index->orphans);
	drop_list(&index->own);
	free(index->repeated);
	free(index);
}

/* ---- putting in ------------------------------------------------------ */

/* The integer that an id is, below PLAIN; false for others. */
static bool
read_plain(const struct dn_json_value *id, int64_t *number)
{
	int64_t value = 0;
	size_t i;

	if (id->type != DN_JSON_NUMBER)
		return false;
	for (i = 0; i < id->raw.len && i < 18 && id->raw.ptr[i] >= '0' &&
	    id->raw.ptr[i] <= '9'; i++)
		value = value * 10 + (id->raw.ptr[i] - '0');
	if (i < id->raw.len && !dn_number_read_int(id->raw, &value))
		return false;
	*number = value;
	return value > -PLAIN && value < PLAIN;
}

/* The key of an id: equal ones have the same. */
static int
key_of(struct dn_coco_index *index, const struct dn_json_value *id,
    uint64_t *key, struct dn_err *err)
{
	int64_t number;
	size_t text;

	if (read_plain(id, &number)) {
		*key = (uint64_t)(number + PLAIN);
		return 0;
	}
	dn_bytes_clear(&index->scratch);
	dn_json_canonical(id, &index->scratch);
	if (dn_bytes_check(&index->scratch, err) < 0)
		return -1;
	text = dn_names_add(index->texts, dn_bytes_span(&index->scratch),
	    NULL);
	*key = TEXT | text;
	return text == DN_NAMES_NONE ? dn_err_memory(err) : 0;
}

int
dn_coco_index_image(struct dn_coco_index *index,
    const struct dn_json_value *id, const struct dn_coco_place *place,
    struct dn_err *err)
{
	uint64_t key[2] = { 0, index->count++ }, record[WORDS];

	write_place(record, key[1], place);
	if (dn_sorter_add(index->images.sorter, record, err) < 0)
		return -1;
	if (id->type <= DN_JSON_NULL)
		return dn_sorter_add(index->bad.sorter, &key[1], err);
	if (key_of(index, id, &key[0], err) < 0)
		return -1;
	return dn_sorter_add(index->ids.sorter, key, err);
}

int
dn_coco_index_annotation(struct dn_coco_index *index,
    const struct dn_json_value *id, const struct dn_coco_place *place,
    struct dn_err *err)
{
	uint64_t key, record[WORDS];

	if (id->type <= DN_JSON_NULL)
		return dn_sorter_add(index->orphans.sorter, &place->offset,
		    err);
	if (key_of(index, id, &key, err) < 0)
		return -1;
	write_place(record, key, place);
	return dn_sorter_add(index->wanted.sorter, record, err);
}

/* The key of an annotation's own id; 0 where there is none to compare by. */
static uint64_t
own_key(const struct dn_json_value *id)
{
	int64_t number;

	if (id->type <= DN_JSON_NULL)
		return 0;
	if (read_plain(id, &number))
		return (uint64_t)(number + PLAIN);
	return dn_hash_available() ? TEXT |
	    dn_hash_bytes(id->raw.ptr, id->raw.len).low : 0;
}

int
dn_coco_index_id(struct dn_coco_index *index, const struct dn_json_value *id,
    struct dn_err *err)
{
	uint64_t key = own_key(id);

	return key == 0 ? 0 : dn_sorter_add(index->own.sorter, &key, err);
}

/* ---- joining --------------------------------------------------------- */

/* Results: the image is where the first of its annotations is. */
static int
join_results(struct dn_coco_index *index, struct dn_err *err)
{
	uint64_t key = 0, first = 0, record[WORDS];
	bool any = false;

	while (index->wanted.top != NULL) {
		memcpy(record, index->wanted.top, sizeof(record));
		if (!any || record[KEY] != key) {
			key = record[KEY];
			first = record[KEY] = record[OFFSET];
			any = true;
			if (dn_sorter_add(index->images.sorter, record, err) <
			    0)
				return -1;
		}
		record[KEY] = first;
		if (dn_sorter_add(index->annotations.sorter, record, err) < 0
		    || step(&index->wanted, err) < 0)
			return -1;
	}
	return 0;
}

/* Annotations of the id of `image`; those before it have no image. */
static int
join_image(struct dn_coco_index *index, const uint64_t *image,
    struct dn_err *err)
{
	uint64_t record[WORDS];
	const uint64_t *top;
	int failed = 0;

	while (failed == 0 && (top = index->wanted.top) != NULL &&
	    (image == NULL || top[KEY] <= image[0])) {
		memcpy(record, top, sizeof(record));
		if (image == NULL || record[KEY] < image[0]) {
			record[OFFSET] >>= COLUMN_BITS;
			failed = dn_sorter_add(index->orphans.sorter,
			    &record[OFFSET], err);
		} else {
			record[KEY] = image[1];
			failed = dn_sorter_add(index->annotations.sorter,
			    record, err);
		}
		if (failed == 0)
			failed = step(&index->wanted, err);
	}
	return failed;
}

static int
join_images(struct dn_coco_index *index, struct dn_err *err)
{
	uint64_t image[2];

	while (index->ids.top != NULL) {
		memcpy(image, index->ids.top, sizeof(image));
		if (join_image(index, image, err) < 0 ||
		    step(&index->ids, err) < 0)
			return -1;
		/* Of several images with one id the first is meant. */
		while (index->ids.top != NULL &&
		    index->ids.top[0] == image[0])
			if (dn_sorter_add(index->bad.sorter,
			    &index->ids.top[1], err) < 0 ||
			    step(&index->ids, err) < 0)
				return -1;
	}
	return join_image(index, NULL, err);
}

/* An id that several annotations have; -1 without memory. */
static int
add_repeated(struct dn_coco_index *index, uint64_t key)
{
	size_t count = index->repeated_count, cap = 2 * count + 16;
	uint64_t *list = index->repeated;

	if (count > 0 && list[count - 1] == key)
		return 0;
	if (count == index->repeated_cap) {
		list = reallocarray(list, cap, sizeof(*list));
		if (list == NULL)
			return -1;
		index->repeated = list;
		index->repeated_cap = cap;
	}
	list[index->repeated_count++] = key;
	return 0;
}

static int
find_repeated(struct dn_coco_index *index, struct dn_err *err)
{
	uint64_t before = 0, key;

	if (rewind_list(&index->own, err) < 0)
		return -1;
	for (; index->own.top != NULL; before = key) {
		key = *index->own.top;
		index->repeats += key == before;
		if (key == before && add_repeated(index, key) < 0)
			return dn_err_memory(err);
		if (step(&index->own, err) < 0)
			return -1;
	}
	return 0;
}

int
dn_coco_index_close(struct dn_coco_index *index, struct dn_err *err)
{
	if (rewind_list(&index->wanted, err) < 0 ||
	    rewind_list(&index->ids, err) < 0 ||
	    (index->results ? join_results(index, err) :
	    join_images(index, err)) < 0 || find_repeated(index, err) < 0)
		return -1;
	drop_list(&index->wanted);
	drop_list(&index->ids);
	drop_list(&index->own);
	return 0;
}

bool
dn_coco_index_sound(const struct dn_coco_index *index)
{
	return dn_sorter_count(index->bad.sorter) == 0 &&
	    dn_sorter_count(index->orphans.sorter) == 0;
}

uint64_t
dn_coco_index_repeats(const struct dn_coco_index *index)
{
	return index->repeats;
}

static int
compare_keys(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

bool
dn_coco_index_repeated(const struct dn_coco_index *index,
    const struct dn_json_value *id)
{
	uint64_t key = index->repeated_count > 0 ? own_key(id) : 0;

	return key != 0 && bsearch(&key, index->repeated,
	    index->repeated_count, sizeof(key), compare_keys) != NULL;
}

/* ---- giving ---------------------------------------------------------- */

int
dn_coco_index_begin(struct dn_coco_index *index, struct dn_err *err)
{
	index->asked = 0;
	index->given = 0;
	if (rewind_list(&index->images, err) < 0 ||
	    rewind_list(&index->annotations, err) < 0 ||
	    rewind_list(&index->bad, err) < 0)
		return -1;
	return rewind_list(&index->orphans, err);
}

/* Is the next of a list `value`?  Then the list goes on. */
static int
is_next(struct list *list, uint64_t value, struct dn_err *err)
{
	if (list->top == NULL || *list->top != value)
		return 0;
	return step(list, err) < 0 ? -1 : 1;
}

int
dn_coco_index_is_image(struct dn_coco_index *index, struct dn_err *err)
{
	int bad = is_next(&index->bad, index->asked++, err);

	return bad < 0 ? -1 : bad == 0;
}

int
dn_coco_index_has_image(struct dn_coco_index *index, uint64_t offset,
    struct dn_err *err)
{
	int orphan = is_next(&index->orphans, offset, err);

	return orphan < 0 ? -1 : orphan == 0;
}

int
dn_coco_index_next_image(struct dn_coco_index *index,
    struct dn_coco_place *place, struct dn_err *err)
{
	int bad = 1;

	while (bad > 0) {
		if (index->images.top == NULL)
			return 0;
		index->given = index->images.top[KEY];
		*place = read_place(index->images.top);
		bad = is_next(&index->bad, index->given, err);
		if (bad < 0 || step(&index->images, err) < 0)
			return -1;
	}
	return 1;
}

int
dn_coco_index_next_annotation(struct dn_coco_index *index,
    struct dn_coco_place *place, struct dn_err *err)
{
	const uint64_t *top = index->annotations.top;

	if (top == NULL || top[KEY] != index->given)
		return 0;
	*place = read_place(top);
	return step(&index->annotations, err) < 0 ? -1 : 1;
}
