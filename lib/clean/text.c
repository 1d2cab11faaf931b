/* SPDX-License-Identifier: MIT */
/* What text should not hold, found and mended. */
#include "clean/text.h"

#include <stdlib.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "core/utf8.h"

#define ZWNJ 0x200Cu
#define ZWJ 0x200Du
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Extended_Pictographic (UTS #51, emoji-data.txt, Unicode 13 to 15). */
static const struct dn_utf8_range pictographs[] = {
	{ 0x00A9, 0x00A9 }, { 0x00AE, 0x00AE }, { 0x203C, 0x203C },
	{ 0x2049, 0x2049 }, { 0x2122, 0x2122 }, { 0x2139, 0x2139 },
	{ 0x2194, 0x2199 }, { 0x21A9, 0x21AA }, { 0x231A, 0x231B },
	{ 0x2328, 0x2328 }, { 0x2388, 0x2388 }, { 0x23CF, 0x23CF },
	{ 0x23E9, 0x23F3 }, { 0x23F8, 0x23FA }, { 0x24C2, 0x24C2 },
	{ 0x25AA, 0x25AB }, { 0x25B6, 0x25B6 }, { 0x25C0, 0x25C0 },
	{ 0x25FB, 0x25FE }, { 0x2600, 0x2605 }, { 0x2607, 0x2612 },
	{ 0x2614, 0x2685 }, { 0x2690, 0x2705 }, { 0x2708, 0x2712 },
	{ 0x2714, 0x2714 }, { 0x2716, 0x2716 }, { 0x271D, 0x271D },
	{ 0x2721, 0x2721 }, { 0x2728, 0x2728 }, { 0x2733, 0x2734 },
	{ 0x2744, 0x2744 }, { 0x2747, 0x2747 }, { 0x274C, 0x274C },
	{ 0x274E, 0x274E }, { 0x2753, 0x2755 }, { 0x2757, 0x2757 },
	{ 0x2763, 0x2767 }, { 0x2795, 0x2797 }, { 0x27A1, 0x27A1 },
	{ 0x27B0, 0x27B0 }, { 0x27BF, 0x27BF }, { 0x2934, 0x2935 },
	{ 0x2B05, 0x2B07 }, { 0x2B1B, 0x2B1C }, { 0x2B50, 0x2B50 },
	{ 0x2B55, 0x2B55 }, { 0x3030, 0x3030 }, { 0x303D, 0x303D },
	{ 0x3297, 0x3297 }, { 0x3299, 0x3299 }, { 0x1F000, 0x1F0FF },
	{ 0x1F10D, 0x1F10F }, { 0x1F12F, 0x1F12F }, { 0x1F16C, 0x1F171 },
	{ 0x1F17E, 0x1F17F }, { 0x1F18E, 0x1F18E }, { 0x1F191, 0x1F19A },
	{ 0x1F1AD, 0x1F1E5 }, { 0x1F201, 0x1F20F }, { 0x1F21A, 0x1F21A },
	{ 0x1F22F, 0x1F22F }, { 0x1F232, 0x1F23A }, { 0x1F23C, 0x1F23F },
	{ 0x1F249, 0x1F3FA }, { 0x1F400, 0x1F53D }, { 0x1F546, 0x1F64F },
	{ 0x1F680, 0x1F6FF }, { 0x1F774, 0x1F77F }, { 0x1F7D5, 0x1F7FF },
	{ 0x1F80C, 0x1F80F }, { 0x1F848, 0x1F84F }, { 0x1F85A, 0x1F85F },
	{ 0x1F888, 0x1F88F }, { 0x1F8AE, 0x1F8FF }, { 0x1F90C, 0x1F93A },
	{ 0x1F93C, 0x1F945 }, { 0x1F947, 0x1FAFF }, { 0x1FC00, 0x1FFFD },
};

/* Blocks of scripts in which a joiner changes how letters are written. */
static const struct dn_utf8_range joining[] = {
	{ 0x0600, 0x0DFF },     /* Arabic .. Sinhala */
	{ 0x0F00, 0x109F },     /* Tibetan, Myanmar */
	{ 0x1780, 0x18AF },     /* Khmer, Mongolian */
	{ 0x1A20, 0x1AAF },     /* Tai Tham */
	{ 0x1B00, 0x1C4F },     /* Balinese .. Lepcha */
	{ 0xA840, 0xA87F },     /* Phags-pa */
	{ 0xA8E0, 0xA8FF },     /* Devanagari Extended */
	{ 0xA980, 0xA9FF },     /* Javanese, Myanmar Extended-B */
	{ 0xAA60, 0xAA7F },     /* Myanmar Extended-A */
	{ 0xFB50, 0xFDFF },     /* Arabic Presentation Forms-A */
	{ 0xFE70, 0xFEFE },     /* Arabic Presentation Forms-B */
	{ 0x10AC0, 0x10AFF },   /* Manichaean */
	{ 0x10D00, 0x10D3F },   /* Hanifi Rohingya */
	{ 0x11000, 0x11D9F },   /* Brahmi .. Masaram Gondi */
	{ 0x1E900, 0x1E95F },   /* Adlam */
};

static bool
is_invisible(uint32_t point)
{
	if (point < 0x20)
		return point != '\t' && point != '\n' && point != '\r';
	return (point >= 0x7F && point <= 0x9F) || point == 0xAD ||
	    (point >= 0x200B && point <= 0x200F) ||
	    (point >= 0x202A && point <= 0x202E) ||
	    (point >= 0x2060 && point <= 0x2069) || point == 0xFEFF;
}

static bool
is_form(uint32_t point, unsigned find)
{
	if (point == 0x3000)
		return true;
	if (point < 0xFF01 || point > 0xFF5E)
		return false;
	return (find & DN_TEXT_PUNCTUATION) != 0 ||
	    (point >= 0xFF10 && point <= 0xFF19) ||
	    (point >= 0xFF21 && point <= 0xFF3A) ||
	    (point >= 0xFF41 && point <= 0xFF5A);
}

/* The ASCII character that a full-width form stands for. */
static char
ascii_of(uint32_t form)
{
	return form == 0x3000 ? ' ' : (char)(form - 0xFF01 + 0x21);
}

bool
dn_text_is_space(uint32_t point)
{
	return (point >= 0x09 && point <= 0x0D) || point == 0x20 ||
	    point == 0x85 || point == 0xA0 || point == 0x1680 ||
	    (point >= 0x2000 && point <= 0x200A) || point == 0x2028 ||
	    point == 0x2029 || point == 0x202F || point == 0x205F ||
	    point == 0x3000;
}

bool
dn_text_blank(struct dn_span text)
{
	uint32_t point = 0;
	size_t at = 0, step;

	for (; at < text.len; at += step) {
		step = dn_utf8_decode(text.ptr + at, text.len - at, &point);
		if (step == 0 || !dn_text_is_space(point))
			return false;
	}
	return true;
}

/*
 * What the first byte of a character lets it be.  Han text has none of these
 * first bytes but for its punctuation.
 */
static unsigned
suspicion(unsigned char lead)
{
	switch (lead) {
	case 0xC2:      /* C1, U+00AD */
	case 0xE2:      /* U+2000 .. U+2FFF */
	case 0x7F:
		return DN_TEXT_INVISIBLE;
	case 0xE3:      /* U+3000 */
		return DN_TEXT_FORMS;
	case 0xEF:      /* U+FEFF, U+FF01 .. U+FF5E */
		return DN_TEXT_INVISIBLE | DN_TEXT_FORMS;
	default:
		return lead < 0x20 ? DN_TEXT_INVISIBLE : 0;
	}
}

#ifdef __SSE2__
/* A bit for each of 16 bytes that suspicion() has something against. */
static unsigned
suspects_of_16(const char *text)
{
	const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)
	    text);
	const __m128i low = _mm_set1_epi8(0x1F);
	__m128i found = _mm_cmpeq_epi8(_mm_min_epu8(bytes, low), bytes);

	found = _mm_or_si128(found,
	    _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7F)));
	found = _mm_or_si128(found,
	    _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)0xC2)));
	found = _mm_or_si128(found,
	    _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)0xE2)));
	found = _mm_or_si128(found,
	    _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)0xE3)));
	found = _mm_or_si128(found,
	    _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)0xEF)));
	return (unsigned)_mm_movemask_epi8(found);
}
#endif

/* The first byte from `at` on that is a suspect, or the length. */
static size_t
next_suspect(struct dn_span text, size_t at)
{
#ifdef __SSE2__
	for (; text.len - at >= 16; at += 16) {
		unsigned found = suspects_of_16(text.ptr + at);

		if (found != 0)
			return at + (size_t)__builtin_ctz(found);
	}
#endif
	while (at < text.len && suspicion((unsigned char)text.ptr[at]) == 0)
		at++;
	return at;
}

bool
dn_text_suspect(struct dn_span text, unsigned find)
{
	uint32_t point;
	size_t at;

	for (at = next_suspect(text, 0); at < text.len;
	    at = next_suspect(text, at + 1)) {
		if ((suspicion((unsigned char)text.ptr[at]) & find) == 0 ||
		    dn_utf8_decode(text.ptr + at, text.len - at, &point) == 0)
			continue;
		if (((find & DN_TEXT_INVISIBLE) && is_invisible(point)) ||
		    ((find & DN_TEXT_FORMS) && is_form(point, find)))
			return true;
	}
	return false;
}

/* ---- mending ------------------------------------------------------------- */

/* A way through a text, with what decides on joiners. */
struct walk {
	struct dn_span text;
	size_t at;
	uint32_t before;        /* the last character that stays */
	bool pictograph;        /* it is one, or goes with one */
	uint32_t after;         /* what stands at after_at */
	size_t after_at;        /* first place not invisible, if > at */
};

/* The next character that is not of the set; 0 at the end. */
static uint32_t
look_ahead(struct walk *walk, size_t from)
{
	uint32_t point = 0;
	size_t at = from, step;

	if (walk->after_at >= from && walk->after_at > 0)
		return walk->after;
	for (; at < walk->text.len; at += step) {
		step = dn_utf8_decode(walk->text.ptr + at,
		    walk->text.len - at, &point);
		if (step == 0 || !is_invisible(point))
			break;
	}
	walk->after_at = at;
	walk->after = at < walk->text.len ? point : 0;
	return walk->after;
}

/* Does the joiner at walk->at, of `step` bytes, have a use there? */
static bool
joins(struct walk *walk, uint32_t joiner, size_t step)
{
	size_t next = walk->at + step;

	if (joiner == ZWJ && walk->pictograph)
		return dn_utf8_within(pictographs, COUNT(pictographs),
		    look_ahead(walk, next));
	if (!dn_utf8_within(joining, COUNT(joining), walk->before))
		return false;
	return dn_utf8_within(joining, COUNT(joining), look_ahead(walk, next));
}

/* Is the character at walk->at to go?  Keeps the walk's memory of the last. */
static bool
goes(struct walk *walk, uint32_t point, size_t step)
{
	bool extends = point == 0xFE0F || (point >= 0x1F3FB &&
	    point <= 0x1F3FF);

	if (is_invisible(point) && !((point == ZWJ || point == ZWNJ) &&
	    joins(walk, point, step)))
		return true;
	walk->before = point;
	if (!extends)
		walk->pictograph =
		    dn_utf8_within(pictographs, COUNT(pictographs), point);
	return false;
}

/* One character at `place` is cut out. */
static int
add_cut(struct dn_text_fix *fix, size_t place)
{
	struct dn_text_cut *last, *more;
	size_t cap;

	last = fix->cut_count > 0 ? &fix->cuts[fix->cut_count - 1] : NULL;
	if (last != NULL && last->at + last->count == place) {
		last->count++;
		return 0;
	}
	if (fix->cut_count == fix->cut_cap) {
		cap = fix->cut_cap == 0 ? 64 : fix->cut_cap * 2;
		more = reallocarray(fix->cuts, cap, sizeof(*more));
		if (more == NULL)
			return -1;
		fix->cuts = more;
		fix->cut_cap = cap;
	}
	more = &fix->cuts[fix->cut_count];
	*more = (struct dn_text_cut){ .at = place, .count = 1 };
	if (fix->cut_count > 0)
		more->before = more[-1].before + more[-1].count;
	fix->cut_count++;
	return 0;
}

void
dn_text_fix_init(struct dn_text_fix *fix)
{
	*fix = (struct dn_text_fix){ .points = 0 };
	dn_bytes_init(&fix->text, SIZE_MAX / 2);
}

void
dn_text_fix_release(struct dn_text_fix *fix)
{
	dn_bytes_release(&fix->text);
	free(fix->cuts);
	dn_text_fix_init(fix);
}

/*
 * Take one character of the text: count it, and where something is mended
 * keep it, change it or leave it out.
 */
static int
take(struct dn_text_fix *fix, struct walk *walk, uint32_t point, size_t step,
    unsigned find, unsigned mend, bool places)
{
	if ((find & DN_TEXT_INVISIBLE) != 0 && goes(walk, point, step)) {
		fix->invisible++;
		if ((mend & DN_TEXT_INVISIBLE) != 0)
			return places ? add_cut(fix, fix->points) : 0;
	} else if ((find & DN_TEXT_FORMS) != 0 && is_form(point, find)) {
		fix->forms++;
		if ((mend & DN_TEXT_FORMS) != 0) {
			dn_bytes_add_byte(&fix->text, ascii_of(point));
			return 0;
		}
	}
	if (mend != 0)
		dn_bytes_add(&fix->text, walk->text.ptr + walk->at, step);
	return 0;
}

int
dn_text_mend(struct dn_text_fix *fix, struct dn_span text, unsigned find,
    unsigned mend, bool places, struct dn_err *err)
{
	struct walk walk = { .text = text };
	uint32_t point = 0;
	size_t step;

	dn_bytes_clear(&fix->text);
	fix->cut_count = fix->points = fix->invisible = fix->forms = 0;
	for (; walk.at < text.len; walk.at += step, fix->points++) {
		step = dn_utf8_decode(text.ptr + walk.at, text.len - walk.at,
		    &point);
		if (step == 0)
			step = 1;
		if (take(fix, &walk, point, step, find, mend, places) < 0)
			return dn_err_memory(err);
	}
	return dn_bytes_check(&fix->text, err);
}

/* ---- moving places ------------------------------------------------------- */

/* The number of cuts that begin before `place`. */
static size_t
cuts_before(const struct dn_text_fix *fix, size_t place)
{
	size_t low = 0, high = fix->cut_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (fix->cuts[middle].at < place)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
dn_text_move(const struct dn_text_fix *fix, size_t *place)
{
	size_t index = cuts_before(fix, *place);
	const struct dn_text_cut *cut;

	if (*place > fix->points)
		return false;
	if (index == 0)
		return true;
	cut = &fix->cuts[index - 1];
	if (*place < cut->at + cut->count)
		return false;
	*place -= cut->before + cut->count;
	return true;
}

bool
dn_text_move_span(const struct dn_text_fix *fix, size_t *start, size_t *end)
{
	size_t from = *start, to = *end;

	if (from > to || !dn_text_move(fix, &from) ||
	    !dn_text_move(fix, &to) || (from == to && *start != *end))
		return false;
	*start = from;
	*end = to;
	return true;
}

void
dn_text_move_point(const struct dn_text_fix *fix, size_t place,
    uint32_t point, unsigned mend, struct dn_bytes *out)
{
	size_t index = cuts_before(fix, place + 1), step;
	char bytes[DN_UTF8_MAX];

	if (index > 0 && place < fix->cuts[index - 1].at +
	    fix->cuts[index - 1].count)
		return;
	if ((mend & DN_TEXT_FORMS) != 0 && is_form(point, mend)) {
		dn_bytes_add_byte(out, ascii_of(point));
		return;
	}
	step = dn_utf8_encode(point, bytes);
	dn_bytes_add(out, bytes, step);
}
