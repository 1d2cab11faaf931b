/* SPDX-License-Identifier: MIT */
/* Tags and the spans that they mark, in all schemes. */
#include "formats/conll.h"

/* Letters of what begins, is inside, ends, and is alone. */
static const char scheme_letters[DN_CONLL_SCHEMES][5] = {
	[DN_CONLL_AUTO] = "BIIB", [DN_CONLL_BILOU] = "BILU",
	[DN_CONLL_BIOES] = "BIES", [DN_CONLL_BMES] = "BMES",
	[DN_CONLL_IOB1] = "IIII", [DN_CONLL_IOB2] = "BIIB",
};

static enum dn_conll_part
part_of(char letter)
{
	switch (letter) {
	case 'B':
		return DN_CONLL_BEGINS;
	case 'I':
	case 'M':
		return DN_CONLL_INSIDE;
	case 'E':
	case 'L':
		return DN_CONLL_ENDS;
	case 'S':
	case 'U':
		return DN_CONLL_SINGLE;
	default:
		return DN_CONLL_BARE;
	}
}

struct dn_conll_tag
dn_conll_tag(enum dn_conll_kind kind, struct dn_span text)
{
	struct dn_conll_tag tag = { DN_CONLL_OUTSIDE, 'O', { NULL, 0 } };
	char letter = text.len > 0 ? text.ptr[0] : 'O';

	if (kind == DN_CONLL_LOWER && letter >= 'a' && letter <= 'z')
		letter = (char)(letter - 'a' + 'A');
	if (text.len < 2 && (letter == 'O' || letter == '_' ||
	    letter == '-'))
		return tag;
	tag.part = part_of(letter);
	if (tag.part != DN_CONLL_BARE && (text.len == 1 ||
	    text.ptr[1] == '-' || text.ptr[1] == '_')) {
		tag.letter = letter;
		tag.label = text.len > 2 ? (struct dn_span){ text.ptr + 2,
			text.len - 2 } : DN_SPAN("");
	} else {
		tag = (struct dn_conll_tag){ DN_CONLL_BARE, '\0', text };
	}
	return tag;
}

bool
dn_conll_is_tags(enum dn_conll_kind kind)
{
	return kind == DN_CONLL_TAGS || kind == DN_CONLL_LOWER;
}

bool
dn_conll_is_tag(enum dn_conll_kind kind, struct dn_span text)
{
	return dn_conll_tag(kind, text).part != DN_CONLL_BARE && text.len > 0;
}

size_t
dn_conll_decode(enum dn_conll_kind kind, const struct dn_span *tags,
    size_t count, struct dn_conll_span *spans)
{
	size_t found = 0;
	bool open = false;

	for (size_t i = 0; i < count; i++) {
		struct dn_conll_tag tag = dn_conll_tag(kind, tags[i]);

		if (tag.part == DN_CONLL_OUTSIDE) {
			open = false;
			continue;
		}
		if (!open || tag.part == DN_CONLL_BEGINS ||
		    tag.part == DN_CONLL_SINGLE ||
		    !dn_span_equal(spans[found - 1].label, tag.label))
			spans[found++] = (struct dn_conll_span){ i, i,
				tag.label, i };
		spans[found - 1].end = i + 1;
		open = tag.part != DN_CONLL_SINGLE &&
		    tag.part != DN_CONLL_ENDS;
	}
	return found;
}

char
dn_conll_letter(enum dn_conll_scheme scheme,
    const struct dn_conll_span *span, size_t at, bool beside)
{
	const char *letters = scheme_letters[scheme];

	if (at == span->first && beside && scheme == DN_CONLL_IOB1)
		return 'B';
	if (span->end == span->first + 1)
		return letters[3];
	return at == span->first ? letters[0] :
	    at + 1 == span->end ? letters[2] : letters[1];
}

bool
dn_conll_beside(const struct dn_conll_span *spans, size_t index)
{
	return index > 0 && spans[index - 1].end == spans[index].first &&
	    dn_span_equal(spans[index - 1].label, spans[index].label);
}

void
dn_conll_add_tag(struct dn_bytes *out, char letter, struct dn_span label)
{
	dn_bytes_add_byte(out, letter);
	if (label.len > 0) {
		dn_bytes_add_byte(out, '-');
		dn_bytes_add_span(out, label);
	}
}
