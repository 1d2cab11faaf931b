/* SPDX-License-Identifier: MIT */
/* Header, first directory, and the numbers of four tags. */
#include "io/tiff.h"

#define ENTRIES_MOST 4096       /* of a directory; real ones have some 20 */

/* How a TIFF says things. */
struct way {
	bool big_endian, big_tiff;
};

/* The header: how things are said, and where the directory is. */
static int
read_header(const struct dn_peek *peek, uint64_t base, struct way *way,
    uint64_t *directory, struct dn_err *err)
{
	unsigned char head[16];
	uint64_t magic;

	if (dn_peek_at(peek, base, head, 8, err) < 0)
		return -1;
	way->big_endian = head[0] == 'M';
	magic = dn_peek_number(head + 2, 2, way->big_endian);
	way->big_tiff = magic == 43;
	if (head[0] != head[1] || (head[0] != 'I' && head[0] != 'M') ||
	    (magic != 42 && magic != 43))
		return dn_err_set(err, DN_E_BAD_FORMAT, "not a TIFF");
	*directory = dn_peek_number(head + 4, 4, way->big_endian);
	if (!way->big_tiff)
		return 0;
	if (dn_peek_at(peek, base, head, 16, err) < 0)
		return -1;
	*directory = dn_peek_number(head + 8, 8, way->big_endian);
	if (dn_peek_number(head + 4, 2, way->big_endian) == 8)
		return 0;
	return dn_err_set(err, DN_E_BAD_FORMAT, "not a TIFF");
}

/* Bytes of one number of that type; 0 for one that no tag of ours has. */
static size_t
size_of(uint64_t type)
{
	switch (type) {
	case 1:                         /* BYTE */
		return 1;
	case 3:                         /* SHORT */
		return 2;
	case 4:                         /* LONG */
	case 13:                        /* IFD */
		return 4;
	case 16:                        /* LONG8 */
		return 8;
	default:
		return 0;
	}
}

/* Where a tag's number goes, or NULL. */
static uint64_t *
find_tag(struct dn_tiff *tiff, uint64_t tag)
{
	switch (tag) {
	case 256:
		return &tiff->width;
	case 257:
		return &tiff->height;
	case 274:
		return &tiff->orientation;
	case 277:
		return &tiff->samples;
	default:
		return NULL;
	}
}

/* An entry: its first number, where it stands in the entry itself. */
static void
read_entry(const unsigned char *entry, const struct way *way,
    struct dn_tiff *tiff)
{
	bool big = way->big_endian;
	uint64_t *to = find_tag(tiff, dn_peek_number(entry, 2, big));
	size_t size = size_of(dn_peek_number(entry + 2, 2, big));
	size_t room = way->big_tiff ? 8 : 4;
	uint64_t count = dn_peek_number(entry + 4, room, big);

	if (to != NULL && size > 0 && size <= room && count == 1)
		*to = dn_peek_number(entry + 4 + room, size, big);
}

int
dn_tiff_read(const struct dn_peek *peek, uint64_t base, struct dn_tiff *tiff,
    struct dn_err *err)
{
	unsigned char bytes[20];
	struct way way;
	uint64_t at = 0, count;
	size_t size;

	if (read_header(peek, base, &way, &at, err) < 0)
		return -1;
	if (at > INT64_MAX / 2 || base > INT64_MAX / 4)
		return dn_err_set(err, DN_E_BAD_FORMAT, "cut off");
	size = way.big_tiff ? 8 : 2;
	if (dn_peek_at(peek, base + at, bytes, size, err) < 0)
		return -1;
	count = dn_peek_number(bytes, size, way.big_endian);
	if (count > ENTRIES_MOST)
		return dn_err_set(err, DN_E_BAD_FORMAT,
		    "a directory of too many entries");
	at += base + size;
	size = way.big_tiff ? 20 : 12;
	for (uint64_t i = 0; i < count; i++, at += size) {
		if (dn_peek_at(peek, at, bytes, size, err) < 0)
			return -1;
		read_entry(bytes, &way, tiff);
	}
	return 0;
}
