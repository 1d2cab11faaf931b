/* SPDX-License-Identifier: MIT */
/* CVAT for images and video: one XML document of pictures or tracks. */
#include "formats/cvat.h"

#include "io/jsontext.h"
#include "io/number.h"
#include "model/decimal.h"
#include "model/runs.h"

const char *const dn_cvat_corners[DN_CVAT_CORNERS] = {
	"tl1", "bl1", "tr1", "br1", "tl2", "bl2", "tr2", "br2"
};

/* ---- names ----------------------------------------------------------- */

static const struct {
	const char *element, *type;
	enum dn_annotation_kind kind;
} kinds[] = {
	{ "box", "rectangle", DN_ANNOTATION_BOX },
	{ "polygon", "polygon", DN_ANNOTATION_POLYGON },
	{ "polyline", "polyline", DN_ANNOTATION_POLYLINE },
	{ "points", "points", DN_ANNOTATION_POINTS },
	{ "ellipse", "ellipse", DN_ANNOTATION_ELLIPSE },
	{ "cuboid", "cuboid", DN_ANNOTATION_CUBOID_2D },
	{ "mask", "mask", DN_ANNOTATION_MASK },
	{ "skeleton", "skeleton", DN_ANNOTATION_SKELETON },
	{ "tag", "tag", DN_ANNOTATION_CLASS },
};

#define KIND_COUNT (sizeof(kinds) / sizeof(kinds[0]))

enum dn_annotation_kind
dn_cvat_kind(struct dn_span element)
{
	for (size_t i = 0; i < KIND_COUNT; i++)
		if (dn_span_is(element, kinds[i].element))
			return kinds[i].kind;
	return DN_ANNOTATION_OTHER;
}

const char *
dn_cvat_element(enum dn_annotation_kind kind)
{
	if (kind == DN_ANNOTATION_ROTATED_BOX)
		kind = DN_ANNOTATION_BOX;
	for (size_t i = 0; i < KIND_COUNT; i++)
		if (kinds[i].kind == kind)
			return kinds[i].element;
	return NULL;
}

enum dn_annotation_kind
dn_cvat_kind_of_type(struct dn_span type)
{
	for (size_t i = 0; i < KIND_COUNT; i++)
		if (dn_span_is(type, kinds[i].type))
			return kinds[i].kind;
	return DN_ANNOTATION_OTHER;
}

const char *
dn_cvat_type(enum dn_annotation_kind kind)
{
	for (size_t i = 0; i < KIND_COUNT; i++)
		if (kinds[i].kind == kind)
			return kinds[i].type;
	return NULL;
}

/* ---- JSON ------------------------------------------------------------ */

void
dn_cvat_begin_span(struct dn_bytes *out, struct dn_span name)
{
	char *to = dn_bytes_reserve(out, name.len + 4);

	if (to == NULL)
		return;
	if (out->len > 0 && to[-1] != '{')
		*to++ = ',';
	*to++ = '"';
	memcpy(to, name.ptr, name.len);
	memcpy(to + name.len, "\":", 2);
	out->len = (size_t)(to - out->data) + name.len + 2;
}

/* ---- numbers --------------------------------------------------------- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
dn_cvat_is_integer(struct dn_span text)
{
	size_t at = text.len > 1 && text.ptr[0] == '-' ? 1 : 0;

	if (text.len - at < 1 || text.len - at > 18 ||
	    (text.ptr[at] == '0' && text.len > 1))
		return false;
	for (; at < text.len; at++)
		if (!is_digit(text.ptr[at]))
			return false;
	return true;
}

/*
 * Pass a number that JSON has just so, without an exponent and not too long;
 * where it ends, NULL for any other.
 */
static const char *
pass_plain(const char *at, const char *end)
{
	const char *from = at, *digits;

	if (at < end && *at == '-')
		at++;
	digits = at;
	while (at < end && is_digit(*at))
		at++;
	if (at == digits || (*digits == '0' && at > digits + 1))
		return NULL;
	if (at < end && *at == '.') {
		digits = ++at;
		while (at < end && is_digit(*at))
			at++;
	}
	return at > digits && at - from <= 30 ? at : NULL;
}

bool
dn_cvat_number(struct dn_span text, struct dn_bytes *out, bool *same)
{
	char number[DN_DECIMAL_TEXT];
	struct dn_decimal value;
	const char *end = text.ptr + text.len;
	double real;

	if ((text.len > 0 && pass_plain(text.ptr, end) == end) ||
	    dn_number_read(text, &real)) {
		dn_bytes_add_span(out, text);
		return true;
	}
	*same = false;
	if (!dn_decimal_read(text, &value))
		return false;
	dn_bytes_add(out, number, dn_decimal_write(value, number));
	return true;
}

/* Cut what comes before `end` off the text. */
static struct dn_span
cut(struct dn_span *text, char end)
{
	const char *found = text->len > 0 ?
	    memchr(text->ptr, end, text->len) : NULL;
	struct dn_span part = *text;

	if (found == NULL) {
		text->ptr += text->len;
		text->len = 0;
		return part;
	}
	part.len = (size_t)(found - text->ptr);
	text->ptr += part.len + 1;
	text->len -= part.len + 1;
	return part;
}

/*
 * Pass the point at `at` if its numbers are plain: most are, and are written
 * as they stand.  Where it ends, or NULL.
 */
static const char *
pass_point(const char *at, const char *end)
{
	at = pass_plain(at, end);
	if (at == NULL || at == end || *at != ',')
		return NULL;
	at = pass_plain(at + 1, end);
	return at != NULL && (at == end || *at == ';') ? at : NULL;
}

/* Append the point that `text` is, as dn_cvat_points. */
static bool
add_point(struct dn_span text, struct dn_bytes *out, bool *same)
{
	struct dn_span x = cut(&text, ',');

	if (!dn_cvat_number(x, out, same))
		return false;
	dn_bytes_add_byte(out, ',');
	return dn_cvat_number(text, out, same);
}

size_t
dn_cvat_points(struct dn_span text, struct dn_bytes *out, bool *same)
{
	const char *end = text.ptr + text.len, *to;
	size_t count = 0;

	while (text.len > 0) {
		dn_bytes_add_text(out, count++ > 0 ? ",[" : "[");
		to = pass_point(text.ptr, end);
		if (to != NULL) {
			dn_bytes_add(out, text.ptr, (size_t)(to - text.ptr));
			to += to < end;
			text = (struct dn_span){ to, (size_t)(end - to) };
		} else if (!add_point(cut(&text, ';'), out, same)) {
			return 0;
		}
		dn_bytes_add_byte(out, ']');
		/* A last ";" is nobody's. */
		if (text.len == 0 && text.ptr[-1] == ';')
			*same = false;
	}
	return count;
}

/* ---- masks ----------------------------------------------------------- */

/* Runs along the rows of the window: those of its mirror image. */
static int
read_runs(struct dn_span rle, struct dn_window window, struct dn_mask *mirror,
    struct dn_err *err)
{
	dn_mask_init(mirror, window.width, window.height);
	while (rle.len > 0) {
		struct dn_span part = cut(&rle, ',');
		uint64_t run = 0;

		while (part.len > 0 && *part.ptr == ' ') {
			part.ptr++;
			part.len--;
		}
		if (part.len == 0 || part.len > 10)
			return dn_err_set(err, DN_E_BAD_VALUE,
			    "rle is not a list of run lengths");
		for (size_t i = 0; i < part.len; i++) {
			if (!is_digit(part.ptr[i]))
				return dn_err_set(err, DN_E_BAD_VALUE,
				    "rle is not a list of run lengths");
			run = run * 10 + (uint64_t)(part.ptr[i] - '0');
		}
		if (run > UINT32_MAX)
			return dn_err_set(err, DN_E_BAD_VALUE,
			    "a run length that is too large");
		if (dn_mask_add(mirror, (uint32_t)run, err) < 0)
			return -1;
	}
	return dn_mask_check(mirror, err);
}

int
dn_cvat_mask(struct dn_span rle, struct dn_window window, uint32_t height,
    uint32_t width, struct dn_mask *mask, struct dn_err *err)
{
	struct dn_mask mirror, part;
	int failed = -1;

	dn_mask_init(&mirror, 0, 0);
	dn_mask_init(&part, 0, 0);
	if (window.width == 0 || window.height == 0)
		return dn_err_set(err, DN_E_BAD_VALUE,
		    "a mask of %ux%u pixels", window.width, window.height);
	if ((uint64_t)window.left + window.width > width ||
	    (uint64_t)window.top + window.height > height)
		return dn_err_set(err, DN_E_BAD_VALUE,
		    "a mask of %ux%u at %u,%u in a picture of %ux%u",
		    window.width, window.height, window.left, window.top,
		    width, height);
	if (read_runs(rle, window, &mirror, err) == 0 &&
	    dn_runs_transpose(&mirror, &part, err) == 0)
		failed = dn_runs_put(&part, window.left, window.top, height,
		    width, mask, err);
	dn_mask_release(&mirror);
	dn_mask_release(&part);
	return failed;
}

int
dn_cvat_rle(const struct dn_mask *mask, struct dn_window window,
    struct dn_bytes *out, struct dn_err *err)
{
	struct dn_mask mirror, part;
	int failed = -1;

	dn_mask_init(&mirror, 0, 0);
	dn_mask_init(&part, 0, 0);
	if (dn_runs_cut(mask, window, &part, err) == 0 &&
	    dn_runs_transpose(&part, &mirror, err) == 0)
		failed = 0;
	for (size_t i = 0; failed == 0 && i < mirror.count; i++) {
		if (i > 0)
			dn_bytes_add_text(out, ", ");
		dn_bytes_add_uint(out, mirror.runs[i]);
	}
	dn_mask_release(&mirror);
	dn_mask_release(&part);
	return failed;
}

/* ---- the descriptor -------------------------------------------------- */

static int
probe(const struct dn_probe *file)
{
	const char *found = memmem(file->head.ptr, file->head.len,
	    "<annotations", 12);

	if (found == NULL)
		return 0;
	return memmem(file->head.ptr, file->head.len, "<image ", 7) != NULL ||
	    memmem(file->head.ptr, file->head.len, "<track ", 7) != NULL ||
	    memmem(file->head.ptr, file->head.len, "<meta>", 6) != NULL ?
	    95 : 60;
}

#define CARRIED (DN_CAP_BIT(BOX) | DN_CAP_BIT(ROTATED_BOX) | \
	DN_CAP_BIT(POLYGON) | DN_CAP_BIT(POLYLINE) | DN_CAP_BIT(POINTS) | \
	DN_CAP_BIT(ELLIPSE) | DN_CAP_BIT(MASK) | DN_CAP_BIT(SKELETON) | \
	DN_CAP_BIT(CUBOID_2D) | DN_CAP_BIT(TRACK) | DN_CAP_BIT(CLASS) | \
	DN_CAP_BIT(ATTRIBUTES) | DN_CAP_BIT(ORIGIN) | DN_CAP_BIT(GROUP) | \
	DN_CAP_BIT(Z) | DN_CAP_BIT(OCCLUDED) | DN_CAP_BIT(OUTSIDE) | \
	DN_CAP_BIT(LABEL_SET) | DN_CAP_BIT(IMAGE) | DN_CAP_BIT(VIDEO) | \
	DN_CAP_BIT(IMAGE_SIZE) | DN_CAP_BIT(SPLIT) | DN_CAP_BIT(EMPTY))

static const char *const guessed[] = { ".xml", NULL };

extern const struct dn_format dn_format_cvat;

const struct dn_format dn_format_cvat = {
	.name = "cvat",
	.title = "CVAT XML 1.1: images and video",
	.reads = CARRIED | DN_CAP_BIT(MEDIA),
	.writes = CARRIED,
	.degrades = DN_CAP_BIT(PARTS) | DN_CAP_BIT(HOLES) |
	    DN_CAP_BIT(MEDIA) | DN_CAP_BIT(UNANNOTATED),
	.flags = DN_FORMAT_WHOLE,
	.guessed = guessed,
	.probe = probe,
	.read_open = dn_cvat_read_open,
	.read_next = dn_cvat_read_next,
	.read_close = dn_cvat_read_close,
	.write_open = dn_cvat_write_open,
	.write_item = dn_cvat_write_item,
	.write_end = dn_cvat_write_end,
	.write_close = dn_cvat_write_close,
};
