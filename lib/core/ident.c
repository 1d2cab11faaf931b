/* SPDX-License-Identifier: MIT */
/* Check digits of citizen numbers. */
#include "core/ident.h"

#include "core/date.h"

#define SHORTEST 15     /* digits of the citizen numbers before 1999 */

enum dn_ident
dn_ident_citizen(struct dn_span text, char out[DN_IDENT_CITIZEN + 1])
{
	static const int weights[] = {
		7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2
	};
	char birthday[DN_DATE_TEXT];
	struct dn_date date;
	int sum = 0, i;
	char last;

	if (text.len != DN_IDENT_CITIZEN)
		return DN_IDENT_FORMAT;
	for (i = 0; i < DN_IDENT_CITIZEN - 1; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return DN_IDENT_FORMAT;
		sum += weights[i] * (text.ptr[i] - '0');
	}
	last = text.ptr[i] == 'x' ? 'X' : text.ptr[i];
	if (last != 'X' && (last < '0' || last > '9'))
		return DN_IDENT_FORMAT;
	memcpy(birthday, text.ptr + 6, 4);
	birthday[4] = birthday[7] = '-';
	memcpy(birthday + 5, text.ptr + 10, 2);
	memcpy(birthday + 8, text.ptr + 12, 2);
	if (!dn_date_parse((struct dn_span){ birthday, sizeof(birthday) },
	    &date))
		return DN_IDENT_DATE;
	if (last != "10X98765432"[sum % 11])
		return DN_IDENT_CHECKSUM;
	memcpy(out, text.ptr, DN_IDENT_CITIZEN - 1);
	out[DN_IDENT_CITIZEN - 1] = last;
	out[DN_IDENT_CITIZEN] = '\0';
	return DN_IDENT_GOOD;
}

void
dn_ident_mask(struct dn_bytes *out, struct dn_span text, size_t head,
    size_t tail)
{
	bool whole = head + tail >= text.len;
	size_t i;

	for (i = 0; i < text.len; i++)
		dn_bytes_add_byte(out, !whole && (i < head ||
		    i >= text.len - tail) ? text.ptr[i] : '*');
}

/* Digits from `at` on, with an X that ends a number. */
static size_t
number_length(struct dn_span text, size_t at)
{
	size_t len = 0;

	while (at + len < text.len && text.ptr[at + len] >= '0' &&
	    text.ptr[at + len] <= '9')
		len++;
	if (len >= SHORTEST && at + len < text.len &&
	    (text.ptr[at + len] == 'X' || text.ptr[at + len] == 'x'))
		len++;
	return len;
}

void
dn_ident_mask_all(struct dn_bytes *out, struct dn_span text, size_t head,
    size_t tail)
{
	size_t at = 0, len;

	while (at < text.len) {
		len = number_length(text, at);
		if (len >= SHORTEST)
			dn_ident_mask(out, (struct dn_span){ text.ptr + at,
			    len }, head, tail);
		else
			dn_bytes_add(out, text.ptr + at, len > 0 ? len : 1);
		at += len > 0 ? len : 1;
	}
}
