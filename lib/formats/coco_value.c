/* SPDX-License-Identifier: MIT */
/* COCO's geometry, checked where it stands and said as the record says it. */
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/coco.h"
#include "io/jsontext.h"
#include "io/number.h"
#include "model/maskset.h"

#define FINITE 300      /* digits that are finite without an exponent */

int
dn_coco_refuse(const struct dn_json_value *value, struct dn_err *err,
    enum dn_code code, const char *field, const char *why)
{
	dn_err_set(err, code, "%s", why);
	dn_err_field(err, field, strlen(field));
	return dn_err_excerpt(err, value->raw.ptr, value->raw.len);
}

/* ---- lists of numbers ------------------------------------------------ */

/* A walk over a list whose elements should be numbers. */
struct numbers {
	const char *at;
	struct dn_span number;
	bool plain;             /* without an exponent */
	size_t count;           /* of numbers so far */
};

enum { END, NUMBER, OTHER };

static const char *
skip_space(const char *p)
{
	while (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r')
		p++;
	return p;
}

/* The next element; `at` stands at the bracket or behind a number. */
static int
next_number(struct numbers *walk)
{
	const char *p = skip_space(walk->at), *start;

	if (*p == ']')
		return END;
	start = p = skip_space(p + 1);
	if (*p == ']')
		return END;
	while ((*p >= '0' && *p <= '9') || *p == '.' || *p == '-')
		p++;
	walk->plain = *p != 'e' && *p != 'E';
	if (!walk->plain && p > start)
		while (*p > ' ' && *p != ',' && *p != ']')
			p++;
	if (p == start)
		return OTHER;
	walk->at = p;
	walk->number = (struct dn_span){ start, (size_t)(p - start) };
	walk->count++;
	return NUMBER;
}

static bool
is_finite(const struct numbers *walk)
{
	double value;

	return (walk->plain && walk->number.len < FINITE) ||
	    dn_number_read(walk->number, &value);
}

/* The element behind the last number, for an error: it is no finite number. */
static int
not_finite(const struct dn_json_value *list, size_t index, const char *field,
    enum dn_code code, struct dn_err *err)
{
	struct dn_json_children walk = dn_json_children(list);
	struct dn_json_value value = *list;
	struct dn_span name;
	char pointer[80];

	for (size_t i = 0; i <= index; i++)
		if (!dn_json_child(&walk, &name, &value))
			break;
	snprintf(pointer, sizeof(pointer), "%s/%zu", field, index);
	return dn_coco_refuse(&value, err, code, pointer,
	    "not a finite number");
}

/* ---- what most lists are --------------------------------------------- */

#define ONES (UINT64_MAX / 255)
#define TOPS (ONES * 0x80)

/* Of eight bytes, the highest bit of each that is a comma. */
static inline uint64_t
comma_bits(uint64_t word)
{
	word ^= ONES * ',';
	return ~(((word & ~TOPS) + ~TOPS) | word) & TOPS;
}

/*
 * Of eight bytes, the highest bit of the first that is none of ",-./" and the
 * digits; those behind it are not told apart.
 */
static inline uint64_t
other_bits(uint64_t word)
{
	return (~(word + ONES * (0x80 - ',')) | (word + ONES * (0x7f - '9')) |
	    word) & TOPS;
}

/*
 * Numbers without exponents and white space that begin at `p`, in a list that
 * was scanned: how many there are up to the bracket that closes, *end; 0 where
 * a closer look is due.
 */
static size_t
count_plain(const char *p, const char **end)
{
	size_t count = *p != ']', digits = 0;
	uint64_t word, commas, other;

	for (;; p += sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		word = le64toh(word);
		commas = comma_bits(word);
		other = other_bits(word);
		if (other != 0)
			break;
		count += (commas >> 7) * ONES >> 56;
		digits = commas != 0 ? 0 : digits + sizeof(word);
		/* So long a number need not be finite. */
		if (digits >= FINITE - 2 * sizeof(word))
			return 0;
	}
	commas &= (other & -other) - 1;
	*end = p + (unsigned)__builtin_ctzll(other) / 8;
	return **end == ']' ? count + ((commas >> 7) * ONES >> 56) : 0;
}

/* The same for a list of nothing else; the scanner saw it. */
static size_t
count_list(const struct dn_json_value *list)
{
	const char *end;

	return list->type == DN_JSON_ARRAY ?
	    count_plain(list->raw.ptr + 1, &end) : 0;
}

/* Is it lists of points alone?  False where a closer look is due. */
static bool
are_plain_parts(const struct dn_json_value *list)
{
	const char *p = list->raw.ptr;
	size_t count;

	do {
		if (*++p != '[')
			return false;
		count = count_plain(p + 1, &p);
		if (count == 0 || count % 2 != 0)
			return false;
	} while (*++p == ',');
	return *p == ']';
}

/* Copy the plain number at `p` and what is behind it, a few bytes too many. */
static inline const char *
copy_number(const char *p, char **out)
{
	size_t len = 0;
	uint64_t word, stop;

	for (;;) {
		memcpy(&word, p + len, sizeof(word));
		memcpy(*out + len, &word, sizeof(word));
		word = le64toh(word);
		stop = comma_bits(word) | other_bits(word);
		if (stop != 0)
			break;
		len += sizeof(word);
		/* So long a number need not be finite. */
		if (len >= FINITE - 2 * sizeof(word))
			return NULL;
	}
	len += (unsigned)__builtin_ctzll(stop) / 8;
	*out += len;
	return p + len;
}

/*
 * Copy a list of plain numbers that begins behind its bracket at `p`, with
 * brackets around each `size` of them, so that numbers by two become points:
 * behind the list, or NULL where a closer look is due.
 */
static const char *
copy_plain(const char *p, unsigned size, char **out)
{
	unsigned left = size;
	char *to = *out;

	*to++ = '[';
	*to++ = '[';
	for (;; p++) {
		p = copy_number(p, &to);
		if (p == NULL || *p != ',')
			break;
		if (--left > 0) {
			*to++ = ',';
			continue;
		}
		memcpy(to, "],[", 3);
		to += 3;
		left = size;
	}
	if (p == NULL || *p != ']' || left != 1)
		return NULL;
	*to++ = ']';
	*to++ = ']';
	*out = to;
	return p + 1;
}

/* Room for such a copy: [1,2] becomes [[[1,2]]], no more than twofold. */
static char *
take_room(const struct dn_json_value *list, struct dn_bytes *out)
{
	return dn_bytes_reserve(out, 2 * list->raw.len + sizeof(uint64_t));
}

/* Append lists of points alone as `polygons`; false: a closer look is due. */
static bool
add_plain_parts(const struct dn_json_value *list, struct dn_bytes *out)
{
	const char *p = list->raw.ptr;
	char *room = take_room(list, out), *to = room;

	if (room == NULL)
		return true;            /* `out` has failed, and says so */
	do {
		*to++ = *p++;
		if (*p != '[')
			return false;
		*to++ = '[';
		p = copy_plain(p + 1, 2, &to);
		if (p == NULL)
			return false;
		*to++ = ']';
	} while (*p == ',');
	*to++ = ']';
	if (*p == ']')
		out->len += (size_t)(to - room);
	return *p == ']';
}

/* ---- polygons -------------------------------------------------------- */

/* A flat list x, y, x, y, ... as one part of one ring; `out` may be NULL. */
static int
add_part(const struct dn_json_value *list, struct dn_bytes *out,
    const char *field, struct dn_err *err)
{
	struct numbers walk = { .at = list->raw.ptr };
	int what;

	if (out != NULL)
		dn_bytes_add(out, "[[", 2);
	while ((what = next_number(&walk)) == NUMBER && is_finite(&walk)) {
		if (out == NULL)
			continue;
		if (walk.count % 2 == 0)
			dn_bytes_add_byte(out, ',');
		else
			dn_bytes_add_text(out, walk.count == 1 ? "[" : "],[");
		dn_bytes_add_span(out, walk.number);
	}
	if (what != END)
		return not_finite(list, walk.count - (what == NUMBER), field,
		    DN_E_BAD_VALUE, err);
	if (walk.count % 2 == 1)
		return dn_coco_refuse(list, err, DN_E_BAD_VALUE, field,
		    "a polygon with half a point");
	if (out != NULL)
		dn_bytes_add(out, "]]]", 3);
	return 0;
}

/* Lists of numbers, each a part; *any: one that is not empty. */
static int
add_parts(const struct dn_json_value *list, struct dn_bytes *out, bool *same,
    bool *any, struct dn_err *err)
{
	struct dn_json_children walk = dn_json_children(list);
	struct dn_json_value part;
	struct dn_span name;
	char field[48] = "/segmentation/0";

	*any = false;
	for (size_t i = 0; dn_json_child(&walk, &name, &part); i++) {
		if (i > 0)
			snprintf(field, sizeof(field), "/segmentation/%zu", i);
		if (part.type != DN_JSON_ARRAY)
			return dn_coco_refuse(&part, err, DN_E_BAD_VALUE,
			    field, "not a list of numbers");
		if (*skip_space(part.raw.ptr + 1) == ']') {
			*same = false;
			continue;
		}
		if (*any && out != NULL)
			dn_bytes_add_byte(out, ',');
		*any = true;
		if (add_part(&part, out, field, err) < 0)
			return -1;
	}
	return 0;
}

/*
 * Lists of numbers; or, by mistake, the numbers of one.  Empty ones alone are
 * nothing.
 */
static int
add_polygons(const struct dn_json_value *list, struct dn_bytes *out,
    enum dn_coco_segmentation *what, bool *same, struct dn_err *err)
{
	char first = *skip_space(list->raw.ptr + 1);
	size_t begun = out != NULL ? out->len : 0;
	bool any = true;
	int failed;

	if (out != NULL)
		dn_bytes_add_byte(out, '[');
	if (dn_json_begins[(unsigned char)first] == DN_JSON_NUMBER) {
		*same = false;
		failed = add_part(list, out, "/segmentation", err);
	} else {
		failed = add_parts(list, out, same, &any, err);
	}
	if (out != NULL)
		dn_bytes_add_byte(out, ']');
	if (failed == 0 && !any) {
		*what = DN_COCO_NOTHING;
		if (out != NULL && out->failed == DN_E_NONE)
			out->len = begun;
	}
	return failed;
}

/* ---- run lengths ----------------------------------------------------- */

/* The member `name` of an object, by its raw name; absent: type NONE. */
static struct dn_json_value
member_of(const struct dn_json_value *object, const char *name, size_t *count)
{
	struct dn_json_children walk = dn_json_children(object);
	struct dn_json_value value, found = { .type = DN_JSON_NONE };
	struct dn_span is;

	for (*count = 0; dn_json_child(&walk, &is, &value); ++*count)
		if (dn_span_is(is, name))
			found = value;
	return found;
}

/* Height and width of run lengths. */
static int
read_size(const struct dn_json_value *object, struct dn_mask *mask,
    const char *field, struct dn_err *err)
{
	size_t count, members;
	struct dn_json_value size = member_of(object, "size", &members);
	struct numbers walk = { .at = size.raw.ptr };
	int64_t sides[2] = { -1, -1 };

	for (count = 0; size.type == DN_JSON_ARRAY && count < 3 &&
	    next_number(&walk) == NUMBER; count++)
		if (count < 2 && !dn_number_read_int(walk.number,
		    &sides[count]))
			break;
	if (count != 2 || *skip_space(walk.at) != ']' || sides[0] < 0 ||
	    sides[1] < 0 || sides[0] > UINT32_MAX || sides[1] > UINT32_MAX)
		return dn_coco_refuse(object, err, DN_E_BAD_VALUE, field,
		    "run lengths without a height and a width");
	mask->height = (uint32_t)sides[0];
	mask->width = (uint32_t)sides[1];
	mask->count = 0;
	return 0;
}

/* Run lengths that are numbers. */
static int
read_list(const struct dn_json_value *counts, struct dn_mask *mask,
    const char *of, struct dn_err *err)
{
	struct dn_json_children walk = dn_json_children(counts);
	struct dn_json_value run;
	struct dn_span name;
	int64_t length;
	char field[80];

	for (size_t i = 0; dn_json_child(&walk, &name, &run); i++) {
		if (run.type != DN_JSON_NUMBER ||
		    !dn_number_read_int(run.raw, &length) || length < 0 ||
		    length > UINT32_MAX) {
			snprintf(field, sizeof(field), "%s/counts/%zu", of, i);
			return dn_coco_refuse(&run, err, DN_E_BAD_VALUE,
			    field, "not a run length");
		}
		if (dn_mask_add(mask, (uint32_t)length, err) < 0)
			return -1;
	}
	return 0;
}

/* Run lengths, compressed or not, that fill their picture. */
static int
read_runs(const struct dn_json_value *object, struct dn_mask *mask,
    const char *of, bool *same, struct dn_err *err)
{
	struct dn_json_value counts;
	struct dn_err why = DN_ERR_INIT;
	struct dn_bytes text;
	size_t members;
	char field[64];
	int failed;

	if (read_size(object, mask, of, err) < 0)
		return -1;
	counts = member_of(object, "counts", &members);
	*same = counts.type == DN_JSON_STRING && members == 2;
	if (counts.type == DN_JSON_ARRAY) {
		if (read_list(&counts, mask, of, err) < 0)
			return -1;
		failed = 0;
	} else if (counts.type == DN_JSON_STRING) {
		dn_bytes_init(&text, SIZE_MAX / 2);
		failed = dn_mask_expand(mask, dn_json_text(&counts, &text),
		    &why);
		dn_bytes_release(&text);
	} else {
		return dn_coco_refuse(object, err, DN_E_BAD_VALUE, of,
		    "run lengths without \"counts\"");
	}
	if (failed == 0)
		failed = dn_mask_check(mask, &why);
	if (failed == 0)
		return 0;
	snprintf(field, sizeof(field), "%s/counts", of);
	return dn_coco_refuse(&counts, err, why.code, field, why.text);
}

/* Run lengths of one part, which is to be as large as the first. */
static int
read_part(const struct dn_json_value *object, struct dn_mask *masks,
    size_t index, struct dn_err *err)
{
	char field[48];
	bool same;

	snprintf(field, sizeof(field), "/segmentation/%zu", index);
	if (object->type != DN_JSON_OBJECT)
		return dn_coco_refuse(object, err, DN_E_BAD_VALUE, field,
		    "no run lengths, beside some");
	if (read_runs(object, &masks[index], field, &same, err) < 0)
		return -1;
	if (masks[index].height == masks->height &&
	    masks[index].width == masks->width)
		return 0;
	return dn_coco_refuse(object, err, DN_E_BAD_VALUE, field,
	    "run lengths of another size than the first");
}

/* Run lengths in a list are those of parts, which together are the mask. */
static int
read_parts(const struct dn_json_value *list, struct dn_mask *mask,
    struct dn_err *err)
{
	struct dn_json_children walk = dn_json_children(list);
	struct dn_json_value part;
	struct dn_mask *masks;
	struct dn_span name;
	size_t count = 0, read = 0;
	int failed = 0;

	while (dn_json_child(&walk, &name, &part))
		count++;
	masks = calloc(count, sizeof(*masks));
	if (masks == NULL)
		return dn_err_memory(err);
	walk = dn_json_children(list);
	for (; failed == 0 && dn_json_child(&walk, &name, &part); read++)
		failed = read_part(&part, masks, read, err);
	if (failed == 0)
		failed = dn_mask_unite(masks, count, err);
	if (failed == 0) {
		dn_mask_release(mask);
		*mask = masks[0];
		dn_mask_init(&masks[0], 0, 0);
	}
	for (size_t i = 0; i < read; i++)
		dn_mask_release(&masks[i]);
	free(masks);
	return failed;
}

int
dn_coco_segment(const struct dn_json_value *value, struct dn_bytes *out,
    struct dn_mask *mask, enum dn_coco_segmentation *what, bool *same,
    struct dn_err *err)
{
	*same = value->type == DN_JSON_NONE;
	*what = DN_COCO_NOTHING;
	switch (value->type) {
	case DN_JSON_ARRAY:
		if (*skip_space(value->raw.ptr + 1) == ']')
			return 0;
		if (*skip_space(value->raw.ptr + 1) == '{') {
			*what = DN_COCO_MASK;
			return read_parts(value, mask, err);
		}
		*same = true;
		*what = DN_COCO_POLYGONS;
		if (out == NULL ? are_plain_parts(value) :
		    add_plain_parts(value, out))
			return 0;
		return add_polygons(value, out, what, same, err);
	case DN_JSON_OBJECT:
		*what = DN_COCO_MASK;
		return read_runs(value, mask, "/segmentation", same, err);
	case DN_JSON_NONE:
	case DN_JSON_NULL:
		return 0;
	default:
		return dn_coco_refuse(value, err, DN_E_BAD_VALUE,
		    "/segmentation", "no segmentation");
	}
}

/* ---- boxes and keypoints --------------------------------------------- */

/* null and [] say nothing. */
static bool
is_empty(const struct dn_json_value *value)
{
	return value->type == DN_JSON_NULL || (value->type == DN_JSON_ARRAY &&
	    *skip_space(value->raw.ptr + 1) == ']');
}

/* A list of lists, as some writers have keypoints. */
static bool
is_nested(const struct dn_json_value *value)
{
	return value->type == DN_JSON_ARRAY &&
	    *skip_space(value->raw.ptr + 1) == '[';
}

/* Four nulls say nothing either. */
static bool
are_nulls(const struct dn_json_value *list)
{
	struct dn_json_children walk = dn_json_children(list);
	struct dn_json_value value = *list;
	struct dn_span name;
	size_t count = 0;

	while (dn_json_child(&walk, &name, &value) &&
	    value.type == DN_JSON_NULL)
		count++;
	return count == 4 && value.type == DN_JSON_NULL;
}

int
dn_coco_box(const struct dn_json_value *value, struct dn_err *err)
{
	struct numbers walk = { .at = value->raw.ptr };
	int what;

	if (count_list(value) == 4)
		return 1;
	if (is_empty(value) || (value->type == DN_JSON_ARRAY &&
	    are_nulls(value)))
		return 0;
	if (value->type != DN_JSON_ARRAY)
		return dn_coco_refuse(value, err, DN_E_BAD_TYPE, "/bbox",
		    "not an array");
	while ((what = next_number(&walk)) == NUMBER)
		if (!is_finite(&walk))
			return not_finite(value, walk.count - 1, "/bbox",
			    DN_E_BAD_VALUE, err);
	if (what == OTHER)
		return not_finite(value, walk.count, "/bbox", DN_E_BAD_TYPE,
		    err);
	if (walk.count != 4)
		return dn_coco_refuse(value, err, DN_E_BAD_VALUE, "/bbox",
		    "not 4 numbers");
	return 1;
}

/* Append plain numbers by three; false: a closer look is due. */
static bool
add_plain_triples(const struct dn_json_value *value, struct dn_bytes *out)
{
	char *room = take_room(value, out), *to = room;

	/* [1,2,3] becomes [[1,2,3]]. */
	if (room == NULL)
		return true;
	if (copy_plain(value->raw.ptr + 1, 3, &to) == NULL)
		return false;
	out->len += (size_t)(to - room);
	return true;
}

int
dn_coco_keypoints(const struct dn_json_value *value, struct dn_bytes *out,
    struct dn_err *err)
{
	struct numbers walk = { .at = value->raw.ptr };
	size_t count = count_list(value);
	int what = END;

	if (count > 0 && count % 3 == 0 &&
	    (out == NULL || add_plain_triples(value, out)))
		return 1;
	if (is_empty(value) || is_nested(value))
		return 0;
	while (value->type == DN_JSON_ARRAY &&
	    (what = next_number(&walk)) == NUMBER && is_finite(&walk)) {
		if (out == NULL)
			continue;
		dn_bytes_add_text(out, walk.count == 1 ? "[[" :
		    walk.count % 3 == 1 ? "],[" : ",");
		dn_bytes_add_span(out, walk.number);
	}
	if (what != END)
		return not_finite(value, walk.count - (what == NUMBER),
		    "/keypoints", DN_E_BAD_VALUE, err);
	if (walk.count == 0 || walk.count % 3 != 0)
		return dn_coco_refuse(value, err, DN_E_BAD_VALUE,
		    "/keypoints", "keypoints are numbers by three");
	if (out != NULL)
		dn_bytes_add_text(out, "]]");
	return 1;
}
