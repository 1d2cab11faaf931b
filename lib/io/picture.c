/* SPDX-License-Identifier: MIT */
/* Headers of pictures: the few bytes that tell how large they are. */
#include "io/picture.h"

#include "io/peek.h"
#include "io/tiff.h"

#define STEPS_MOST 65536        /* chunks or segments that are passed over */

static int
bad(struct dn_err *err, const char *why)
{
	return dn_err_set(err, DN_E_BAD_FORMAT, "%s", why);
}

/* Take a size that a header tells. */
static int
take_size(struct dn_picture *picture, uint64_t width, uint64_t height,
    unsigned channels, struct dn_err *err)
{
	if (width == 0 || height == 0)
		return bad(err, "a picture without width or height");
	if (width > UINT32_MAX || height > UINT32_MAX)
		return bad(err, "a picture that is too large");
	picture->width = (uint32_t)width;
	picture->height = (uint32_t)height;
	picture->channels = channels;
	return 0;
}

/* What is cut off or bent is no failure here; what cannot be read is. */
static int
forgive(const struct dn_err *why, struct dn_err *err)
{
	if (why->code != DN_E_READ)
		return 0;
	*err = *why;
	return -1;
}

/* The orientation in EXIF data, which is a TIFF; none where it is bent. */
static int
take_exif(struct dn_picture *picture, const struct dn_peek *peek, uint64_t at,
    struct dn_err *err)
{
	struct dn_err why = DN_ERR_INIT;
	struct dn_tiff tiff = { 0 };

	/* Entries before a place that is cut off are good all the same. */
	if (dn_tiff_read(peek, at, &tiff, &why) < 0 && forgive(&why, err) < 0)
		return -1;
	if (tiff.orientation >= 1 && tiff.orientation <= 8)
		picture->orientation = (int)tiff.orientation;
	return 0;
}

/* ---- PNG ------------------------------------------------------------- */

/* eXIf stands before or after the pixels; those are passed over. */
static int
find_png_exif(const struct dn_peek *peek, struct dn_picture *picture,
    struct dn_err *err)
{
	struct dn_err why = DN_ERR_INIT;
	unsigned char chunk[8];
	uint64_t at = 8;

	for (int i = 0; i < STEPS_MOST; i++) {
		if (dn_peek_at(peek, at, chunk, 8, &why) < 0)
			return forgive(&why, err);
		if (memcmp(chunk + 4, "IEND", 4) == 0)
			return 0;
		if (memcmp(chunk + 4, "eXIf", 4) == 0)
			return take_exif(picture, peek, at + 8, err);
		at += 12 + dn_peek_number(chunk, 4, true);
	}
	return 0;
}

static int
read_png(const struct dn_peek *peek, struct dn_picture *picture,
    struct dn_err *err)
{
	/* By colour type: grey, none, colour, palette, each with alpha. */
	static const unsigned channels[] = { 1, 0, 3, 3, 2, 0, 4 };
	unsigned char head[26];

	picture->format = "png";
	if (dn_peek_at(peek, 0, head, sizeof(head), err) < 0)
		return -1;
	if (memcmp(head + 12, "IHDR", 4) != 0 || head[25] > 6 ||
	    channels[head[25]] == 0)
		return bad(err, "a PNG without its header");
	if (take_size(picture, dn_peek_number(head + 16, 4, true),
	    dn_peek_number(head + 20, 4, true), channels[head[25]], err) < 0)
		return -1;
	return find_png_exif(peek, picture, err);
}

/* ---- JPEG ------------------------------------------------------------ */

/* The next marker, past fill bytes and what else is between segments. */
static int
next_marker(const struct dn_peek *peek, uint64_t *at, struct dn_err *err)
{
	unsigned char before, byte = 0;

	for (int i = 0; i < STEPS_MOST; i++) {
		before = byte;
		if (dn_peek_at(peek, (*at)++, &byte, 1, err) < 0)
			return -1;
		if (before == 0xff && byte != 0xff && byte != 0)
			return byte;
	}
	return bad(err, "a JPEG whose segments do not follow each other");
}

/* ITU T.81, B.2.2: SOF0 to SOF15, without DHT, JPG and DAC among them. */
static bool
is_frame(int marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 &&
	    marker != 0xc8 && marker != 0xcc;
}

static bool
stands_alone(int marker)
{
	return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/* A segment that says something: its length stands at `at`. */
static int
read_segment(const struct dn_peek *peek, struct dn_picture *picture,
    int marker, uint64_t at, struct dn_err *err)
{
	unsigned char bytes[8];

	if (marker == 0xe1) {
		struct dn_err why = DN_ERR_INIT;

		if (dn_peek_at(peek, at + 2, bytes, 6, &why) < 0)
			return forgive(&why, err);
		return memcmp(bytes, "Exif\0", 5) != 0 ||
		    picture->orientation != 0 ? 0 :
		    take_exif(picture, peek, at + 8, err);
	}
	if (!is_frame(marker) || picture->width != 0)
		return 0;
	if (dn_peek_at(peek, at, bytes, 8, err) < 0)
		return -1;
	if (dn_peek_number(bytes + 3, 2, true) == 0)
		return bad(err, "a JPEG that tells its height at the end");
	return take_size(picture, dn_peek_number(bytes + 5, 2, true),
	    dn_peek_number(bytes + 3, 2, true), bytes[7], err);
}

/* Segments up to the scan, since EXIF may come behind the frame. */
static int
read_jpeg(const struct dn_peek *peek, struct dn_picture *picture,
    struct dn_err *err)
{
	struct dn_err why = DN_ERR_INIT;
	unsigned char length[2];
	uint64_t at = 2;
	int marker = 0;

	picture->format = "jpeg";
	for (int i = 0; i < STEPS_MOST; i++) {
		marker = next_marker(peek, &at, &why);
		if (marker < 0 || marker == 0xd9 || marker == 0xda)
			break;
		if (stands_alone(marker))
			continue;
		if (dn_peek_at(peek, at, length, 2, &why) < 0 ||
		    read_segment(peek, picture, marker, at, &why) < 0)
			break;
		at += dn_peek_number(length, 2, true);
		if (dn_peek_number(length, 2, true) < 2)
			break;
	}
	/* Behind a frame it may be cut off. */
	if (picture->width != 0)
		return forgive(&why, err);
	if (why.code == DN_E_NONE)
		bad(&why, "a JPEG without a frame");
	*err = why;
	return -1;
}

/* ---- BMP, GIF -------------------------------------------------------- */

static int
read_bmp(const struct dn_peek *peek, struct dn_picture *picture,
    struct dn_err *err)
{
	unsigned char head[30];
	uint64_t height, bits;

	picture->format = "bmp";
	if (dn_peek_at(peek, 0, head, 26, err) < 0)
		return -1;
	if (dn_peek_number(head + 14, 4, false) == 12)
		return take_size(picture, dn_peek_number(head + 18, 2, false),
		    dn_peek_number(head + 20, 2, false), 3, err);
	if (dn_peek_number(head + 14, 4, false) < 16)
		return bad(err, "a BMP with a header of no known size");
	if (dn_peek_at(peek, 0, head, 30, err) < 0)
		return -1;
	height = dn_peek_number(head + 22, 4, false);
	/* A negative height: rows from the top. */
	if (height > INT32_MAX)
		height = (uint64_t)UINT32_MAX + 1 - height;
	bits = dn_peek_number(head + 28, 2, false);
	return take_size(picture, dn_peek_number(head + 18, 4, false), height,
	    bits == 32 ? 4 : 3, err);
}

static int
read_gif(const struct dn_peek *peek, struct dn_picture *picture,
    struct dn_err *err)
{
	unsigned char head[10];

	picture->format = "gif";
	if (dn_peek_at(peek, 0, head, sizeof(head), err) < 0)
		return -1;
	return take_size(picture, dn_peek_number(head + 6, 2, false),
	    dn_peek_number(head + 8, 2, false), 3, err);
}

/* ---- TIFF ------------------------------------------------------------ */

static int
read_tiff(const struct dn_peek *peek, struct dn_picture *picture,
    struct dn_err *err)
{
	struct dn_tiff tiff = { .samples = 1 };

	picture->format = "tiff";
	if (dn_tiff_read(peek, 0, &tiff, err) < 0)
		return -1;
	if (tiff.orientation >= 1 && tiff.orientation <= 8)
		picture->orientation = (int)tiff.orientation;
	return take_size(picture, tiff.width, tiff.height,
	    tiff.samples > 65535 ? 65535 : (unsigned)tiff.samples, err);
}

/* ---- WebP ------------------------------------------------------------ */

/* The chunk EXIF, somewhere behind the first; data is padded to even. */
static int
find_webp_exif(const struct dn_peek *peek, struct dn_picture *picture,
    struct dn_err *err)
{
	struct dn_err why = DN_ERR_INIT;
	unsigned char chunk[14];
	uint64_t at = 12;

	for (int i = 0; i < STEPS_MOST; i++) {
		uint64_t len;

		if (dn_peek_at(peek, at, chunk, 8, &why) < 0)
			return forgive(&why, err);
		if (memcmp(chunk, "EXIF", 4) == 0)
			break;
		len = dn_peek_number(chunk + 4, 4, false);
		at += 8 + len + len % 2;
	}
	/* Some writers begin it as in a JPEG. */
	if (dn_peek_at(peek, at, chunk, 14, &why) < 0)
		return forgive(&why, err);
	return take_exif(picture, peek,
	    memcmp(chunk + 8, "Exif\0", 5) == 0 ? at + 14 : at + 8, err);
}

static int
read_webp(const struct dn_peek *peek, struct dn_picture *picture,
    struct dn_err *err)
{
	unsigned char head[30];
	uint64_t bits;

	picture->format = "webp";
	if (dn_peek_at(peek, 0, head, 25, err) < 0)
		return -1;
	if (memcmp(head + 12, "VP8L", 4) == 0 && head[20] == 0x2f) {
		bits = dn_peek_number(head + 21, 4, false);
		return take_size(picture, (bits & 0x3fff) + 1,
		    (bits >> 14 & 0x3fff) + 1, (bits >> 28 & 1) ? 4 : 3, err);
	}
	if (dn_peek_at(peek, 0, head, 30, err) < 0)
		return -1;
	if (memcmp(head + 12, "VP8 ", 4) == 0 && (head[20] & 1) == 0 &&
	    memcmp(head + 23, "\x9d\x01\x2a", 3) == 0)
		return take_size(picture,
		    dn_peek_number(head + 26, 2, false) & 0x3fff,
		    dn_peek_number(head + 28, 2, false) & 0x3fff, 3, err);
	if (memcmp(head + 12, "VP8X", 4) != 0)
		return bad(err, "a WebP of no known kind");
	if ((head[20] & 0x08) != 0 && find_webp_exif(peek, picture, err) < 0)
		return -1;
	return take_size(picture, dn_peek_number(head + 24, 3, false) + 1,
	    dn_peek_number(head + 27, 3, false) + 1,
	    (head[20] & 0x10) != 0 ? 4 : 3, err);
}

/* ---- which ----------------------------------------------------------- */

/* By the first bytes, each of which is in the file. */
static int
read_by_head(const struct dn_peek *peek, const unsigned char *head,
    struct dn_picture *picture, struct dn_err *err)
{
	if (memcmp(head, "\x89PNG\r\n\x1a\n", 8) == 0)
		return read_png(peek, picture, err);
	if (memcmp(head, "\xff\xd8\xff", 3) == 0)
		return read_jpeg(peek, picture, err);
	if (memcmp(head, "BM", 2) == 0)
		return read_bmp(peek, picture, err);
	if (memcmp(head, "GIF87a", 6) == 0 || memcmp(head, "GIF89a", 6) == 0)
		return read_gif(peek, picture, err);
	if (memcmp(head, "II*\0", 4) == 0 || memcmp(head, "MM\0*", 4) == 0 ||
	    memcmp(head, "II+\0", 4) == 0 || memcmp(head, "MM\0+", 4) == 0)
		return read_tiff(peek, picture, err);
	if (memcmp(head, "RIFF", 4) == 0 && memcmp(head + 8, "WEBP", 4) == 0)
		return read_webp(peek, picture, err);
	return bad(err, "not a picture that is known");
}

static int
read_peek(const struct dn_peek *peek, struct dn_picture *picture,
    struct dn_err *err)
{
	unsigned char head[12] = { 0 };

	*picture = (struct dn_picture){ 0 };
	if (dn_peek_at(peek, 0, head, sizeof(head), err) < 0) {
		if (err->code != DN_E_BAD_FORMAT)
			return -1;
		return bad(err, "not a picture that is known");
	}
	if (read_by_head(peek, head, picture, err) < 0)
		return -1;
	if (picture->orientation == 0)
		picture->orientation = 1;
	return 0;
}

int
dn_picture_read(int fd, struct dn_picture *picture, struct dn_err *err)
{
	const struct dn_peek peek = { .fd = fd };

	return read_peek(&peek, picture, err);
}

int
dn_picture_read_bytes(struct dn_span bytes, struct dn_picture *picture,
    struct dn_err *err)
{
	const struct dn_peek peek = { .fd = -1, .bytes = bytes };

	return read_peek(&peek, picture, err);
}
