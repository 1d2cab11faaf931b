/* SPDX-License-Identifier: MIT */
/* Ids kept where they are unique: integers in a list, texts in a table. */
#include "formats/ids.h"

#include <stdlib.h>

#include "core/names.h"
#include "io/jsontext.h"
#include "io/number.h"

struct dn_ids {
	int64_t *numbers;       /* of others: their places in `texts` */
	unsigned char *kinds;   /* of each thing: enum below */
	size_t count, cap;
	struct dn_names *texts;
	bool kept;
};

enum { NUMBER, TEXT, SPELT, NONE };     /* SPELT: 1.0, or too large */

struct dn_ids *
dn_ids_new(void)
{
	struct dn_ids *ids = calloc(1, sizeof(*ids));

	if (ids == NULL)
		return NULL;
	ids->texts = dn_names_new();
	if (ids->texts != NULL)
		return ids;
	free(ids);
	return NULL;
}

void
dn_ids_free(struct dn_ids *ids)
{
	if (ids == NULL)
		return;
	dn_names_free(ids->texts);
	free(ids->numbers);
	free(ids->kinds);
	free(ids);
}

static int
make_room(struct dn_ids *ids, struct dn_err *err)
{
	size_t cap = ids->cap == 0 ? 1024 : ids->cap * 2;
	int64_t *numbers;
	unsigned char *kinds;

	if (ids->count < ids->cap)
		return 0;
	numbers = reallocarray(ids->numbers, cap, sizeof(*numbers));
	if (numbers == NULL)
		return dn_err_memory(err);
	ids->numbers = numbers;
	kinds = realloc(ids->kinds, cap);
	if (kinds == NULL)
		return dn_err_memory(err);
	ids->kinds = kinds;
	ids->cap = cap;
	return 0;
}

/* The number of a text among all texts; of a number, of its spelling. */
static int
number_text(struct dn_ids *ids, const struct dn_node *id, int64_t *number,
    struct dn_err *err)
{
	struct dn_bytes decoded;
	size_t found;

	dn_bytes_init(&decoded, SIZE_MAX / 2);
	if (id->type == DN_JSON_STRING)
		dn_json_decode((struct dn_span){ id->raw.ptr + 1,
		    id->raw.len - 2 }, &decoded);
	else
		dn_bytes_add_span(&decoded, id->raw);
	found = decoded.failed == DN_E_NONE ? dn_names_add(ids->texts,
	    dn_bytes_span(&decoded), NULL) : DN_NAMES_NONE;
	dn_bytes_release(&decoded);
	if (found == DN_NAMES_NONE)
		return dn_err_memory(err);
	*number = (int64_t)found;
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

int
dn_ids_add(struct dn_ids *ids, const struct dn_node *id, bool any,
    struct dn_err *err)
{
	int64_t number = 0;
	unsigned char kind = NONE;

	if (make_room(ids, err) < 0)
		return -1;
	if (dn_node_int(id, &number) && (!any || is_plain(id)))
		kind = NUMBER;
	else if (any && dn_node_type(id) == DN_JSON_NUMBER)
		kind = SPELT;
	else if (any && dn_node_type(id) == DN_JSON_STRING)
		kind = TEXT;
	if ((kind == TEXT || kind == SPELT) &&
	    number_text(ids, id, &number, err) < 0)
		return -1;
	ids->numbers[ids->count] = number;
	ids->kinds[ids->count++] = kind;
	return 0;
}

void
dn_ids_truncate(struct dn_ids *ids, size_t count)
{
	if (count < ids->count)
		ids->count = count;
}

size_t
dn_ids_count(const struct dn_ids *ids)
{
	return ids->count;
}

static int
compare_numbers(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* Do two ids of that kind agree?  -1 without memory. */
static int
repeat(const struct dn_ids *ids, unsigned char kind)
{
	int64_t *sorted = reallocarray(NULL, ids->count + 1, sizeof(*sorted));
	size_t used = 0;
	int found = 0;

	if (sorted == NULL)
		return -1;
	for (size_t i = 0; i < ids->count; i++) {
		if (ids->kinds[i] == kind)
			sorted[used++] = ids->numbers[i];
		else if (kind == NUMBER && ids->kinds[i] == SPELT &&
		    dn_number_read_int(dn_names_get(ids->texts,
		    (size_t)ids->numbers[i]), &sorted[used]))
			used++;
	}
	qsort(sorted, used, sizeof(*sorted), compare_numbers);
	for (size_t i = 1; i < used; i++)
		found = found != 0 || sorted[i - 1] == sorted[i];
	free(sorted);
	return found;
}

bool
dn_ids_kept(struct dn_ids *ids, const char **why)
{
	size_t missing = 0;
	int alike;

	*why = NULL;
	for (size_t i = 0; i < ids->count; i++)
		missing += ids->kinds[i] == NONE;
	if (missing > 0) {
		if (missing < ids->count)
			*why = "some have none";
		return false;
	}
	alike = repeat(ids, NUMBER);
	if (alike == 0)
		alike = repeat(ids, TEXT);
	if (alike == 0)
		alike = repeat(ids, SPELT);
	if (alike > 0)
		*why = "some are alike";
	else if (alike < 0)
		*why = "there is no memory to compare them";
	ids->kept = alike == 0;
	return ids->kept;
}

void
dn_ids_write(const struct dn_ids *ids, size_t index, struct dn_bytes *out)
{
	if (!ids->kept)
		dn_bytes_add_uint(out, index + 1);
	else if (ids->kinds[index] == TEXT)
		dn_json_write_text(out, dn_names_get(ids->texts,
		    (size_t)ids->numbers[index]));
	else if (ids->kinds[index] == SPELT)
		dn_bytes_add_span(out, dn_names_get(ids->texts,
		    (size_t)ids->numbers[index]));
	else
		dn_bytes_add_int(out, ids->numbers[index]);
}
