/* SPDX-License-Identifier: MIT */
/* Run lengths: their compressed text, their sum, what they enclose. */
#include "model/mask.h"

#include <stdlib.h>

#define GROUP_MOST 7            /* of five bits in a run: 33 bits and sign */

void
dn_mask_init(struct dn_mask *mask, uint32_t height, uint32_t width)
{
	*mask = (struct dn_mask){ .height = height, .width = width };
}

void
dn_mask_release(struct dn_mask *mask)
{
	free(mask->runs);
	dn_mask_init(mask, 0, 0);
}

int
dn_mask_add(struct dn_mask *mask, uint32_t run, struct dn_err *err)
{
	if (mask->count == mask->cap) {
		size_t cap = mask->cap == 0 ? 64 : mask->cap * 2;
		uint32_t *runs = reallocarray(mask->runs, cap, sizeof(*runs));

		if (runs == NULL)
			return dn_err_memory(err);
		mask->runs = runs;
		mask->cap = cap;
	}
	mask->runs[mask->count++] = run;
	return 0;
}

/* The signed number at *at, which moves behind it; false if there is none. */
static bool
read_number(const char **at, const char *end, int64_t *value)
{
	int64_t sum = 0;
	unsigned bits;
	int group;

	for (group = 0; group < GROUP_MOST && *at < end; group++) {
		bits = (unsigned char)*(*at)++ - 48u;
		if (bits > 63)
			return false;
		sum |= (int64_t)(bits & 0x1f) << 5 * group;
		if ((bits & 0x20) != 0)
			continue;
		/* The highest bit of the last group is the sign. */
		if ((bits & 0x10) != 0)
			sum -= (int64_t)1 << 5 * (group + 1);
		*value = sum;
		return true;
	}
	return false;
}

int
dn_mask_expand(struct dn_mask *mask, struct dn_span counts,
    struct dn_err *err)
{
	const char *at = counts.ptr, *end;
	int64_t value;

	if (counts.len == 0)
		return 0;
	for (end = at + counts.len; at < end;) {
		if (!read_number(&at, end, &value))
			return dn_err_set(err, DN_E_BAD_VALUE,
			    "not compressed run lengths");
		if (mask->count > 2)
			value += mask->runs[mask->count - 2];
		if (value < 0 || value > UINT32_MAX)
			return dn_err_set(err, DN_E_BAD_VALUE,
			    "a run length out of range");
		if (dn_mask_add(mask, (uint32_t)value, err) < 0)
			return -1;
	}
	return 0;
}

int
dn_mask_check(const struct dn_mask *mask, struct dn_err *err)
{
	uint64_t sum = 0, want = (uint64_t)mask->height * mask->width;

	for (size_t i = 0; i < mask->count; i++)
		sum += mask->runs[i];
	if (sum == want)
		return 0;
	return dn_err_set(err, DN_E_BAD_VALUE,
	    "run lengths of %llu pixels in a picture of %llu",
	    (unsigned long long)sum, (unsigned long long)want);
}

void
dn_mask_compress(const struct dn_mask *mask, struct dn_bytes *out)
{
	for (size_t i = 0; i < mask->count; i++) {
		int64_t value = mask->runs[i];
		bool more;

		if (i > 2)
			value -= mask->runs[i - 2];
		do {
			int bits = (int)(value & 0x1f);

			value >>= 5;
			more = (bits & 0x10) != 0 ? value != -1 : value != 0;
			if (more)
				bits |= 0x20;
			dn_bytes_add_byte(out, (char)(bits + 48));
		} while (more);
	}
}

uint64_t
dn_mask_area(const struct dn_mask *mask)
{
	uint64_t sum = 0;

	for (size_t i = 1; i < mask->count; i += 2)
		sum += mask->runs[i];
	return sum;
}

struct dn_box
dn_mask_box(const struct dn_mask *mask)
{
	uint64_t at = 0, height = mask->height;
	uint64_t left = UINT64_MAX, right = 0, top = UINT64_MAX, bottom = 0;

	for (size_t i = 0; i < mask->count && height > 0; i++) {
		uint64_t first = at, last;

		at += mask->runs[i];
		if (i % 2 == 0 || mask->runs[i] == 0)
			continue;
		last = at - 1;
		if (first / height < left)
			left = first / height;
		if (last / height > right)
			right = last / height;
		/* Over two columns: the foot of one, the head of the next. */
		if (first / height != last / height) {
			top = 0;
			bottom = height - 1;
			continue;
		}
		if (first % height < top)
			top = first % height;
		if (last % height > bottom)
			bottom = last % height;
	}
	if (left == UINT64_MAX)
		return (struct dn_box){ 0, 0, 0, 0 };
	return (struct dn_box){ (double)left, (double)top,
		(double)(right - left + 1), (double)(bottom - top + 1) };
}
