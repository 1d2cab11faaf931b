/* SPDX-License-Identifier: MIT */
/* Headers of pictures, each kind by its bytes; cut off, bent, hostile. */
#include "io/picture.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "scratch.h"
#include "suites.h"

/* A picture's first bytes and what they say. */
static const struct sample {
	const char *bytes;
	size_t len;
	const char *format;
	uint32_t width, height;
	unsigned channels;
	int orientation;
} samples[] = {
#define BYTES(text) text, sizeof(text) - 1
#define IHDR(type) "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\2\0\0\0\5\10" type
	{ BYTES(IHDR("\0") "\0\0\0CRC."), "png", 258, 5, 1, 1 },
	{ BYTES(IHDR("\2") "\0\0\0CRC."), "png", 258, 5, 3, 1 },
	{ BYTES(IHDR("\3") "\0\0\0CRC."), "png", 258, 5, 3, 1 },
	{ BYTES(IHDR("\4") "\0\0\0CRC."), "png", 258, 5, 2, 1 },
	{ BYTES(IHDR("\6") "\0\0\0CRC."), "png", 258, 5, 4, 1 },
#define TIFF_LE(n) "II*\0\10\0\0\0\1\0\x12\1\3\0\1\0\0\0" n "\0\0\0\0\0\0\0"
#define TIFF_BE(n) "MM\0*\0\0\0\10\0\1\1\x12\0\3\0\0\0\1\0" n "\0\0\0\0\0\0"
	{ BYTES(IHDR("\6") "\0\0\0CRC.\0\0\0\2tEXt  CRC.\0\0\0\x1a" "eXIf"
	    TIFF_BE("\6") "CRC."), "png", 258, 5, 4, 6 },
#define SOF(n, components) "\xff" n "\0\x11\10\0\5\1\2" components
	{ BYTES("\xff\xd8" SOF("\xc0", "\3")), "jpeg", 258, 5, 3, 1 },
	{ BYTES("\xff\xd8" SOF("\xc2", "\1")), "jpeg", 258, 5, 1, 1 },
	{ BYTES("\xff\xd8\xff\xff\xff" "\xe0\0\4ab" SOF("\xcf", "\4")),
	    "jpeg", 258, 5, 4, 1 },
	/* Tables are no frames. */
	{ BYTES("\xff\xd8\xff\xc4\0\4ab\xff\xcc\0\4ab" SOF("\xc1", "\3")),
	    "jpeg", 258, 5, 3, 1 },
	{ BYTES("\xff\xd8\xff\xe1\0\x22" "Exif\0\0" TIFF_LE("\6")
	    SOF("\xc0", "\3")), "jpeg", 258, 5, 3, 6 },
	{ BYTES("\xff\xd8\xff\xe1\0\x22" "Exif\0\0" TIFF_BE("\10")
	    SOF("\xc0", "\3")), "jpeg", 258, 5, 3, 8 },
	{ BYTES("\xff\xd8" SOF("\xc0", "\3") "aaaaaaaaa\xff\xe1\0\x22"
	    "Exif\0\0" TIFF_BE("\3")), "jpeg", 258, 5, 3, 3 },
	/* EXIF that is none, an orientation that is none. */
	{ BYTES("\xff\xd8\xff\xe1\0\x0c" "Exif\0\0II+?" SOF("\xc0", "\3")),
	    "jpeg", 258, 5, 3, 1 },
	{ BYTES("\xff\xd8\xff\xe1\0\x22" "Exif\0\0" TIFF_LE("\x09")
	    SOF("\xc0", "\3")), "jpeg", 258, 5, 3, 1 },
	{ BYTES("BM\0\0\0\0\0\0\0\0\0\0\0\0\x0c\0\0\0\2\1\5\0\1\0\10\0"),
	    "bmp", 258, 5, 3, 1 },
	{ BYTES("BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0\2\1\0\0\5\0\0\0\1\0"
	    "\x20\0"), "bmp", 258, 5, 4, 1 },
	/* Rows from the top: the height is negative. */
	{ BYTES("BM\0\0\0\0\0\0\0\0\0\0\0\0\x7c\0\0\0\2\1\0\0\xfb\xff\xff\xff"
	    "\1\0\x18\0"), "bmp", 258, 5, 3, 1 },
	{ BYTES("GIF89a\2\1\5\0\0\0"), "gif", 258, 5, 3, 1 },
	{ BYTES("GIF87a\2\1\5\0\0\0"), "gif", 258, 5, 3, 1 },
#define TAG_LE(tag, type, value) tag "\1" type "\0\1\0\0\0" value
	{ BYTES("II*\0\10\0\0\0\4\0" TAG_LE("\0", "\4", "\2\1\0\0")
	    TAG_LE("\1", "\3", "\5\0\0\0") TAG_LE("\x12", "\3", "\5\0\0\0")
	    TAG_LE("\x15", "\3", "\4\0\0\0")), "tiff", 258, 5, 4, 5 },
	{ BYTES("MM\0*\0\0\0\10\0\2\1\0\0\3\0\0\0\1\1\2\0\0"
	    "\1\1\0\3\0\0\0\1\0\5\0\0"), "tiff", 258, 5, 1, 1 },
#define TAG_BIG(tag, type, value) tag "\1" type "\0\1\0\0\0\0\0\0\0" value
	{ BYTES("II+\0\10\0\0\0\x10\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0"
	    TAG_BIG("\0", "\x10", "\2\1\0\0\0\0\0\0")
	    TAG_BIG("\1", "\4", "\5\0\0\0\0\0\0\0")), "tiff", 258, 5, 1, 1 },
	{ BYTES("RIFF....WEBPVP8 ....\x10\0\0\x9d\1\x2a\2\1\5\0"), "webp",
	    258, 5, 3, 1 },
	{ BYTES("RIFF....WEBPVP8L....\x2f\1\1\1\x10"), "webp", 258, 5, 4, 1 },
	{ BYTES("RIFF....WEBPVP8X\x0a\0\0\0\x18\0\0\0\1\1\0\4\0\0"
	    "VP8L\3\0\0\0...." "EXIF\x20\0\0\0" "Exif\0\0" TIFF_LE("\7")),
	    "webp", 258, 5, 4, 7 },
	{ BYTES("RIFF....WEBPVP8X\x0a\0\0\0\x08\0\0\0\1\1\0\4\0\0"
	    "EXIF\x1a\0\0\0" TIFF_BE("\2")), "webp", 258, 5, 3, 2 },
};

#define SAMPLE_COUNT (sizeof(samples) / sizeof(samples[0]))

START_TEST(each_kind_is_known_by_its_bytes)
{
	size_t i;

	scratch_begin();
	for (i = 0; i < SAMPLE_COUNT; i++) {
		const struct sample *sample = &samples[i];
		struct dn_span bytes = { sample->bytes, sample->len };
		struct dn_err err = DN_ERR_INIT;
		struct dn_picture picture;

		if (dn_picture_read_bytes(bytes, &picture, &err) < 0)
			ck_abort_msg("%zu, %s: %s", i, sample->format,
			    err.text);
		ck_assert_str_eq(picture.format, sample->format);
		ck_assert_uint_eq(picture.width, sample->width);
		ck_assert_uint_eq(picture.height, sample->height);
		ck_assert_uint_eq(picture.channels, sample->channels);
		ck_assert_msg(picture.orientation == sample->orientation,
		    "%zu, %s: orientation %d", i, sample->format,
		    picture.orientation);
	}
	scratch_end();
}
END_TEST

START_TEST(a_file_is_read_as_its_bytes_are)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_picture picture;
	size_t i;
	int fd;

	scratch_begin();
	for (i = 0; i < SAMPLE_COUNT; i++) {
		scratch_put("picture", samples[i].bytes, samples[i].len);
		fd = open("picture", O_RDONLY | O_CLOEXEC);
		ck_assert_int_ge(fd, 0);
		ck_assert_int_eq(dn_picture_read(fd, &picture, &err), 0);
		ck_assert_uint_eq(picture.width, samples[i].width);
		ck_assert_int_eq(picture.orientation, samples[i].orientation);
		close(fd);
	}
	fd = open(".", O_RDONLY | O_CLOEXEC);
	ck_assert_int_eq(dn_picture_read(fd, &picture, &err), -1);
	ck_assert_int_eq(err.code, DN_E_READ);
	close(fd);
	scratch_end();
}
END_TEST

START_TEST(a_header_that_is_cut_off_is_no_header)
{
	size_t i, len;

	scratch_begin();
	for (i = 0; i < SAMPLE_COUNT; i++)
		for (len = 0; len < samples[i].len; len++) {
			struct dn_err err = DN_ERR_INIT;
			char *copy = malloc(len + 1);
			struct dn_span bytes = { copy, len };
			struct dn_picture picture;
			int got;

			ck_assert_ptr_nonnull(copy);
			memcpy(copy, samples[i].bytes, len);
			got = dn_picture_read_bytes(bytes, &picture, &err);
			if (got < 0)
				ck_assert_int_eq(err.code, DN_E_BAD_FORMAT);
			else
				ck_assert_uint_eq(picture.width, 258);
			free(copy);
		}
	scratch_end();
}
END_TEST

START_TEST(bent_headers_never_crash)
{
	uint64_t state = 23;
	size_t i, j;

	scratch_begin();
	for (i = 0; i < 60000; i++) {
		const struct sample *sample = &samples[i % SAMPLE_COUNT];
		struct dn_err err = DN_ERR_INIT;
		struct dn_picture picture;
		char copy[128];
		struct dn_span bytes = { copy, sample->len };

		ck_assert_uint_le(sample->len, sizeof(copy));
		memcpy(copy, sample->bytes, sample->len);
		for (j = 0; j < 1 + i % 4; j++)
			copy[suite_next(&state) % sample->len] =
			    (char)suite_next(&state);
		if (dn_picture_read_bytes(bytes, &picture, &err) < 0)
			continue;
		ck_assert_uint_gt(picture.width, 0);
		ck_assert_uint_gt(picture.height, 0);
		ck_assert_int_ge(picture.orientation, 1);
		ck_assert_int_le(picture.orientation, 8);
	}
	scratch_end();
}
END_TEST

START_TEST(what_is_no_picture_says_so)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *text;
	} bads[] = {
		{ BYTES("hello, this is a text"),
		    "not a picture that is known" },
		{ BYTES(""), "not a picture that is known" },
		{ BYTES("\xff\xd8\xff\xd9............"),
		    "a JPEG without a frame" },
		{ BYTES("\xff\xd8\xff\xc0\0\x11\10\0\0\1\2\3......"),
		    "a JPEG that tells its height at the end" },
		{ BYTES("GIF89a\0\0\5\0\0\0"),
		    "a picture without width or height" },
		{ BYTES("II*\0\10\0\0\0\xff\xff........"),
		    "a directory of too many entries" },
		{ BYTES("BM\0\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0\2\1\5\0\1\0\0\0"
		    "\0\0\0\0"), "a BMP with a header of no known size" },
	};
	size_t i;

	scratch_begin();
	for (i = 0; i < sizeof(bads) / sizeof(bads[0]); i++) {
		struct dn_span bytes = { bads[i].bytes, bads[i].len };
		struct dn_err err = DN_ERR_INIT;
		struct dn_picture picture;

		ck_assert_int_eq(dn_picture_read_bytes(bytes, &picture, &err),
		    -1);
		ck_assert_int_eq(err.code, DN_E_BAD_FORMAT);
		ck_assert_str_eq(err.text, bads[i].text);
	}
	scratch_end();
}
END_TEST

START_TEST(segments_of_any_size_are_passed_over)
{
	static const char head[] = "\xff\xd8", frame[] = SOF("\xc0", "\3");
	size_t each = 65537, count = 40, at = 2, i;
	char *bytes = calloc(1, each * count + 64);
	struct dn_err err = DN_ERR_INIT;
	struct dn_picture picture;

	scratch_begin();
	ck_assert_ptr_nonnull(bytes);
	memcpy(bytes, head, 2);
	for (i = 0; i < count; i++, at += each)
		memcpy(bytes + at, "\xff\xe2\xff\xff", 4);
	memcpy(bytes + at, frame, sizeof(frame) - 1);
	ck_assert_int_eq(dn_picture_read_bytes((struct dn_span){ bytes,
	    at + sizeof(frame) - 1 }, &picture, &err), 0);
	ck_assert_uint_eq(picture.width, 258);
	free(bytes);
	scratch_end();
}
END_TEST

DN_SUITE(picture,
    each_kind_is_known_by_its_bytes,
    a_file_is_read_as_its_bytes_are,
    a_header_that_is_cut_off_is_no_header,
    bent_headers_never_crash,
    what_is_no_picture_says_so,
    segments_of_any_size_are_passed_over)
