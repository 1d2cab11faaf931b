/* SPDX-License-Identifier: MIT */
/* Check digits of citizen numbers. */
#include "core/ident.h"

#include "core/date.h"

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
