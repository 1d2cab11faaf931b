/* SPDX-License-Identifier: MIT */
/* Lines piled up by what names their items, and read again item by item. */
#include "match/pool.h"

#include <stdlib.h>

#include "core/names.h"
#include "io/jsontext.h"
#include "io/pile.h"
#include "match/pool_read.h"
#include "match/similar.h"
#include "model/kind.h"

/* The members asked for; the first two have names of the user's own. */
enum member {
	ITEM,
	ANNOTATOR,
	TYPE,
	AT,
	ID,
	SPLIT,
	ANNOTATIONS,
	CASE,
	MEMBER_COUNT
};

static const char *const reasons[DN_POOL_REASONS + 1] = {
	[DN_POOL_OTHER_RECORD] = "other-record",
	[DN_POOL_MISSING_LABEL] = "missing-label",
	[DN_POOL_OTHER_ANNOTATOR] = "other-annotator",
	[DN_POOL_NO_ANNOTATIONS] = "no-annotations",
	[DN_POOL_OTHER_KIND] = "kind",
	[DN_POOL_TARGET] = "target",
	[DN_POOL_PREDICTION] = "prediction",
	[DN_POOL_OTHER_GOLD] = "gold",
};

/* What stands before a line in the pile. */
#define OF_RATING 1
#define OF_GOLD 2

/* What map leaves to fold. */
struct note {
	bool rating, library;           /* and a case of a library */
	uint32_t used, ignored[DN_POOL_REASONS];
};

/* One of the two inputs. */
struct side {
	struct dn_pool *pool;
	bool gold;
	struct dn_loop loop;
};

struct worker {
	const struct side *side;
	struct dn_pool_reader reader;
	struct dn_names *names;         /* of annotators */
	struct dn_bytes text;
};

struct dn_pool {
	struct dn_pool_wants wants;
	const char *fields[MEMBER_COUNT];
	struct side sides[2];
	struct dn_names *names;
	struct dn_pile *pile;
	struct dn_bytes key, text;
	uint64_t used, ignored[DN_POOL_REASONS];
	bool failed;                    /* memory was missed */
	/* Once it is closed. */
	size_t *order, *numbers;        /* names by number, and back */
	size_t count;                   /* of annotators */
	struct dn_pool_reader reader;
	struct dn_span split, id;       /* of the item, in its arena */
	struct dn_span next_key, next_line;
	bool pending;                   /* a line of the next item is read */
	size_t *begins;
	bool *present;
};

/* ---- mapping ------------------------------------------------------- */

static bool
is_there(const struct dn_json_value *value)
{
	return value->type > DN_JSON_NULL;
}

/* The sort of a record: by what it says, or else by its members. */
static enum dn_pool_reason
sort_of(const struct dn_record *record, bool gold, struct dn_bytes *scratch,
    bool *rating)
{
	const struct dn_json_value *values = record->fields;
	bool item = is_there(&values[ITEM]);
	bool annotator = is_there(&values[ANNOTATOR]);
	bool some = is_there(&values[ID]) || is_there(&values[ANNOTATIONS]);

	*rating = true;
	if (record->record.type == DN_JSON_STRING) {
		struct dn_span kind = dn_json_text(&record->record, scratch);

		*rating = dn_span_is(kind, "rating") ||
		    (gold && dn_span_is(kind, "diff"));
		return *rating || dn_span_is(kind, "item") ?
		    DN_POOL_REASONS : DN_POOL_OTHER_RECORD;
	}
	if (item && annotator)
		return DN_POOL_REASONS;
	if (is_there(&values[TYPE]) && is_there(&values[AT]))
		return DN_POOL_OTHER_RECORD;
	/* What lacks one of the two is told so, not taken for an item. */
	*rating = !some || ((item || annotator) &&
	    !is_there(&values[ANNOTATIONS]));
	return DN_POOL_REASONS;
}

/* The record without what may stand around it. */
static struct dn_json_value
object_of(struct dn_span line)
{
	while (line.len > 0 && *line.ptr != '{') {
		line.ptr++;
		line.len--;
	}
	return (struct dn_json_value){ .type = DN_JSON_OBJECT, .raw = line };
}

/* All names that the record brought. */
static int
note_names(struct worker *worker, struct dn_err *err)
{
	const struct dn_pool_reader *reader = &worker->reader;

	for (size_t i = 0; i < reader->count; i++)
		if (dn_names_add(worker->names, reader->units[i].annotator,
		    NULL) == DN_NAMES_NONE)
			return dn_err_memory(err);
	for (size_t i = 0; i < reader->worker_count; i++)
		if (dn_names_add(worker->names, reader->workers[i],
		    NULL) == DN_NAMES_NONE)
			return dn_err_memory(err);
	return 0;
}

/* What could not be compared is bad here, where its place is known. */
static int
check_units(const struct dn_pool_reader *reader, struct dn_err *err)
{
	for (size_t i = 0; i < reader->count; i++)
		if (dn_unit_check(&reader->units[i], err) < 0)
			return dn_err_field(err, "polygons", 8);
	return 0;
}

static int
map(void *state, const struct dn_record *record, void *data,
    struct dn_result *result, struct dn_err *err)
{
	struct worker *worker = state;
	struct dn_pool_reader *reader = &worker->reader;
	struct dn_json_value object = object_of(record->line);
	struct note *note = data;
	bool gold = worker->side->gold;

	result->reason = sort_of(record, gold, &worker->text,
	    &note->rating);
	note->library = gold && dn_kind_text_is(&record->record, "diff");
	result->verdict = DN_IGNORE;
	if (result->reason != DN_POOL_REASONS)
		return 0;
	dn_pool_reader_clear(reader);
	if ((note->rating ? dn_pool_read_rating : dn_pool_read_item)(reader,
	    &object, gold, err) < 0 || check_units(reader, err) < 0)
		return -1;
	result->reason = reader->first;
	if (!note->rating) {
		note->used = (uint32_t)reader->count;
		memcpy(note->ignored, reader->ignored,
		    sizeof(note->ignored));
	}
	if (reader->count == 0 && reader->worker_count == 0)
		return 0;
	result->verdict = DN_USED;
	return note_names(worker, err);
}

/* ---- folding ------------------------------------------------------- */

/*
 * Add a text so that texts and what follows them are in order: a NUL ends it,
 * and one within it is followed by a byte.
 */
static void
add_ended(struct dn_bytes *key, struct dn_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		dn_bytes_add_byte(key, text.ptr[i]);
		if (text.ptr[i] == '\0')
			dn_bytes_add_byte(key, '\1');
	}
	dn_bytes_add(key, "\0", 2);
}

/* What names the item, in the order of split, none first, and id. */
static int
make_key(struct dn_pool *pool, const struct dn_json_value *split,
    const struct dn_json_value *id, struct dn_err *err)
{
	dn_bytes_clear(&pool->key);
	dn_bytes_add_byte(&pool->key, is_there(split));
	if (is_there(split))
		add_ended(&pool->key, dn_json_text(split, &pool->text));
	dn_bytes_add_span(&pool->key, dn_answer_name(id, &pool->text));
	if (pool->text.failed != DN_E_NONE)
		return dn_err_memory(err);
	return dn_bytes_check(&pool->key, err);
}

static int
fold(void *state, const struct dn_record *record, void *data,
    struct dn_result *result, struct dn_err *err)
{
	static const struct dn_json_value none;
	const struct side *side = state;
	struct dn_pool *pool = side->pool;
	const struct note *note = data;
	char flags = (char)((note->rating ? OF_RATING : 0) |
	    (side->gold ? OF_GOLD : 0));

	if (!side->gold) {
		pool->used += note->used;
		for (int i = 0; i < DN_POOL_REASONS; i++)
			pool->ignored[i] += note->ignored[i];
	}
	if (result->verdict == DN_IGNORE)
		return 0;
	if ((note->library ?
	    make_key(pool, &none, &record->fields[CASE], err) :
	    make_key(pool, &record->fields[SPLIT],
	    &record->fields[note->rating ? ITEM : ID], err)) < 0)
		return -1;
	dn_bytes_clear(&pool->text);
	dn_bytes_add_byte(&pool->text, flags);
	dn_bytes_add_span(&pool->text, record->line);
	if (dn_bytes_check(&pool->text, err) < 0)
		return -1;
	return dn_pile_add(pool->pile, dn_bytes_span(&pool->key),
	    dn_bytes_span(&pool->text), err);
}

/* ---- life ---------------------------------------------------------- */

static void
free_worker(void *state)
{
	struct worker *worker = state;
	struct dn_pool *pool;

	if (worker == NULL)
		return;
	pool = worker->side->pool;
	for (size_t i = 0; worker->names != NULL &&
	    i < dn_names_count(worker->names); i++)
		if (dn_names_add(pool->names, dn_names_get(worker->names, i),
		    NULL) == DN_NAMES_NONE)
			pool->failed = true;
	dn_pool_reader_release(&worker->reader);
	dn_names_free(worker->names);
	dn_bytes_release(&worker->text);
	free(worker);
}

static void *
new_worker(void *state)
{
	struct side *side = state;
	struct worker *worker = calloc(1, sizeof(*worker));

	if (worker == NULL)
		return NULL;
	worker->side = side;
	dn_pool_reader_init(&worker->reader, &side->pool->wants);
	dn_bytes_init(&worker->text, SIZE_MAX / 2);
	worker->names = dn_names_new();
	if (worker->names == NULL) {
		free_worker(worker);
		return NULL;
	}
	return worker;
}

/* Split `between`, and let the two be numbers 0 and 1. */
static int
name_pair(struct dn_pool *pool, struct dn_err *err)
{
	const char *between = pool->wants.spec.between, *comma;
	struct dn_span *pair = pool->wants.pair;

	if (between == NULL)
		return 0;
	comma = strchr(between, ',');
	if (comma == NULL || comma == between || comma[1] == '\0' ||
	    strchr(comma + 1, ',') != NULL)
		return dn_err_set(err, DN_E_USAGE, "--between: \"%s\" is not "
		    "two annotators with a comma between", between);
	pair[0] = (struct dn_span){ between, (size_t)(comma - between) };
	pair[1] = dn_span_of(comma + 1);
	if (dn_span_equal(pair[0], pair[1]))
		return dn_err_set(err, DN_E_USAGE, "--between: \"%s\" is one "
		    "annotator", between);
	return dn_names_add(pool->names, pair[0], NULL) == DN_NAMES_NONE ||
	    dn_names_add(pool->names, pair[1], NULL) == DN_NAMES_NONE ?
	    dn_err_memory(err) : 0;
}

static void
init_sides(struct dn_pool *pool)
{
	for (int i = 0; i < 2; i++) {
		struct side *side = &pool->sides[i];

		side->pool = pool;
		side->gold = i > 0;
		side->loop = (struct dn_loop){ .fields = pool->fields,
			.field_count = MEMBER_COUNT,
			.note_size = sizeof(struct note),
			.keep_fields = true, .ignores = reasons,
			.state = side, .worker_new = new_worker,
			.worker_free = free_worker, .map = map,
			.fold = fold };
	}
}

struct dn_pool *
dn_pool_new(const struct dn_pool_spec *spec, struct dn_err *err)
{
	static const char *const names[MEMBER_COUNT] = { NULL, NULL, "type",
		"at", "id", "split", "annotations", "case" };
	struct dn_pool *pool = calloc(1, sizeof(*pool));

	if (pool == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	pool->wants.spec = *spec;
	memcpy(pool->fields, names, sizeof(names));
	pool->fields[ITEM] = spec->item;
	pool->fields[ANNOTATOR] = spec->annotator;
	init_sides(pool);
	dn_pool_reader_init(&pool->reader, &pool->wants);
	dn_bytes_init(&pool->key, SIZE_MAX / 2);
	dn_bytes_init(&pool->text, SIZE_MAX / 2);
	pool->names = dn_names_new();
	pool->pile = dn_pile_new(spec->memory);
	if (pool->names == NULL || pool->pile == NULL)
		dn_err_memory(err);
	else if (name_pair(pool, err) == 0)
		return pool;
	dn_pool_free(pool);
	return NULL;
}

void
dn_pool_free(struct dn_pool *pool)
{
	if (pool == NULL)
		return;
	dn_pool_reader_release(&pool->reader);
	dn_bytes_release(&pool->key);
	dn_bytes_release(&pool->text);
	dn_names_free(pool->names);
	dn_pile_free(pool->pile);
	free(pool->order);
	free(pool->numbers);
	free(pool->begins);
	free(pool->present);
	free(pool);
}

const struct dn_loop *
dn_pool_loop(const struct dn_pool *pool, bool gold)
{
	return &pool->sides[gold].loop;
}

uint64_t
dn_pool_used(const struct dn_pool *pool)
{
	return pool->used;
}

uint64_t
dn_pool_ignored(const struct dn_pool *pool, unsigned reason)
{
	return reason < DN_POOL_REASONS ? pool->ignored[reason] : 0;
}

/* ---- annotators ---------------------------------------------------- */

/* Which names come before all others, and which behind. */
static int
place_of(const struct dn_pool *pool, struct dn_span name)
{
	const struct dn_span *pair = pool->wants.pair;

	if (pool->wants.spec.gold && dn_span_is(name, DN_POOL_GOLD))
		return 3;
	if (pair[0].ptr == NULL)
		return 2;
	return dn_span_equal(name, pair[1]);
}

/* Number the annotators by place, then by name. */
static int
number_names(struct dn_pool *pool, struct dn_err *err)
{
	size_t *sorted, used = 0;

	if (pool->wants.spec.gold && dn_names_add(pool->names,
	    DN_SPAN(DN_POOL_GOLD), NULL) == DN_NAMES_NONE)
		return dn_err_memory(err);
	pool->count = dn_names_count(pool->names);
	sorted = dn_names_sorted(pool->names);
	pool->order = calloc(pool->count + 1, sizeof(*pool->order));
	pool->numbers = calloc(pool->count + 1, sizeof(*pool->numbers));
	pool->begins = calloc(pool->count + 1, sizeof(*pool->begins));
	pool->present = calloc(pool->count + 1, sizeof(*pool->present));
	if ((sorted == NULL && pool->count > 0) || pool->order == NULL ||
	    pool->numbers == NULL || pool->begins == NULL ||
	    pool->present == NULL) {
		free(sorted);
		return dn_err_memory(err);
	}
	for (int place = 0; place < 4; place++)
		for (size_t i = 0; i < pool->count; i++)
			if (place_of(pool, dn_names_get(pool->names,
			    sorted[i])) == place) {
				pool->numbers[sorted[i]] = used;
				pool->order[used++] = sorted[i];
			}
	free(sorted);
	return 0;
}

size_t
dn_pool_annotators(const struct dn_pool *pool)
{
	return pool->count;
}

struct dn_span
dn_pool_annotator(const struct dn_pool *pool, size_t number)
{
	return dn_names_get(pool->names, pool->order[number]);
}

size_t
dn_pool_find(const struct dn_pool *pool, struct dn_span name)
{
	size_t at = dn_names_find(pool->names, name);

	return at == DN_NAMES_NONE ? DN_POOL_NONE : pool->numbers[at];
}

/* ---- items --------------------------------------------------------- */

/* The next line of the pile, if it is not waiting. */
static int
look(struct dn_pool *pool, struct dn_err *err)
{
	int got;

	if (pool->pending)
		return 1;
	got = dn_pile_next(pool->pile, &pool->next_key, &pool->next_line,
	    err);
	pool->pending = got > 0;
	return got;
}

int
dn_pool_close(struct dn_pool *pool, struct dn_err *err)
{
	if (pool->failed)
		return dn_err_memory(err);
	if (pool->order == NULL && number_names(pool, err) < 0)
		return -1;
	pool->pending = false;
	return dn_pile_begin(pool->pile, err);
}

/* Read the line that waits into the item. */
static int
read_line(struct dn_pool *pool, struct dn_err *err)
{
	static const char padding[DN_JSON_PADDING];
	struct dn_pool_reader *reader = &pool->reader;
	int flags = pool->next_line.ptr[0];
	struct dn_json_value object;
	int got;

	dn_bytes_clear(&pool->text);
	dn_bytes_add(&pool->text, pool->next_line.ptr + 1,
	    pool->next_line.len - 1);
	dn_bytes_add(&pool->text, padding, sizeof(padding));
	if (dn_bytes_check(&pool->text, err) < 0)
		return -1;
	pool->pending = false;
	object = object_of((struct dn_span){ pool->text.data,
	    pool->text.len - sizeof(padding) });
	got = ((flags & OF_RATING) != 0 ? dn_pool_read_rating :
	    dn_pool_read_item)(reader, &object, (flags & OF_GOLD) != 0, err);
	if (got < 0)
		return -1;
	pool->id = dn_arena_copy(&reader->arena, reader->id);
	pool->split = reader->split;
	if (reader->split.ptr != NULL)
		pool->split = dn_arena_copy(&reader->arena, reader->split);
	return pool->id.ptr == NULL ||
	    (reader->split.ptr != NULL && pool->split.ptr == NULL) ?
	    dn_err_memory(err) : 0;
}

static int
compare_units(const void *a, const void *b)
{
	const struct dn_unit *left = a, *right = b;

	if (left->owner != right->owner)
		return left->owner < right->owner ? -1 : 1;
	return dn_unit_compare(left, right);
}

/* Put the units in order, and find who has any. */
static void
sort_units(struct dn_pool *pool)
{
	struct dn_pool_reader *reader = &pool->reader;
	size_t at = 0;

	for (size_t i = 0; i < reader->count; i++)
		reader->units[i].owner = dn_pool_find(pool,
		    reader->units[i].annotator);
	if (reader->count > 1)
		qsort(reader->units, reader->count, sizeof(*reader->units),
		    compare_units);
	for (size_t i = 0; i < pool->count; i++) {
		pool->begins[i] = at;
		while (at < reader->count && reader->units[at].owner == i)
			at++;
		pool->present[i] = at > pool->begins[i];
	}
	pool->begins[pool->count] = at;
	for (size_t i = 0; i < reader->worker_count; i++)
		pool->present[dn_pool_find(pool, reader->workers[i])] = true;
}

int
dn_pool_next(struct dn_pool *pool, struct dn_pool_item *item,
    struct dn_err *err)
{
	int got = look(pool, err);

	if (got <= 0)
		return got;
	dn_pool_reader_clear(&pool->reader);
	dn_bytes_clear(&pool->key);
	dn_bytes_add_span(&pool->key, pool->next_key);
	if (dn_bytes_check(&pool->key, err) < 0)
		return -1;
	while (got > 0 && dn_span_equal(pool->next_key,
	    dn_bytes_span(&pool->key))) {
		if (read_line(pool, err) < 0)
			return -1;
		got = look(pool, err);
	}
	if (got < 0)
		return -1;
	sort_units(pool);
	*item = (struct dn_pool_item){ pool->split, pool->id,
		pool->reader.units, pool->reader.count, pool->begins,
		pool->present, pool->reader.told };
	return 1;
}
