/* SPDX-License-Identifier: MIT */
/* The bytes of plain XML as a table, and the few words that it knows. */
#include "io/xmlbyte.h"

#define FIRST (DN_XMLBYTE_FIRST | DN_XMLBYTE_NAME)
#define NAME DN_XMLBYTE_NAME
#define ODD (DN_XMLBYTE_ODD | DN_XMLBYTE_QUOTED)
#define QUOTED DN_XMLBYTE_QUOTED

#define FOUR(from, bits) [from] = (bits), [(from) + 1] = (bits), \
	[(from) + 2] = (bits), [(from) + 3] = (bits)
#define SIXTEEN(from, bits) FOUR(from, bits), FOUR((from) + 4, bits), \
	FOUR((from) + 8, bits), FOUR((from) + 12, bits)
#define LETTERS(a) SIXTEEN(a, FIRST), FOUR((a) + 16, FIRST), \
	FOUR((a) + 20, FIRST), [(a) + 24] = FIRST, [(a) + 25] = FIRST

const uint8_t dn_xmlbyte_kinds[256] = {
	FOUR(0, ODD), FOUR(4, ODD), [8] = ODD, ['\t'] = QUOTED, ['\n'] = ODD,
	[11] = ODD, FOUR(12, ODD), SIXTEEN(16, ODD), ['&'] = ODD, ['<'] = ODD,
	['"'] = QUOTED, ['\''] = QUOTED, [']'] = DN_XMLBYTE_ODD,
	SIXTEEN(0x80, ODD), SIXTEEN(0x90, ODD), SIXTEEN(0xA0, ODD),
	SIXTEEN(0xB0, ODD), [0xEF] = ODD,
	LETTERS('A'), LETTERS('a'), ['_'] = FIRST, ['-'] = NAME, ['.'] = NAME,
	FOUR('0', NAME), FOUR('4', NAME), ['8'] = NAME, ['9'] = NAME,
};

/* Does `text` begin with `start`? */
static bool
begins(struct dn_span text, struct dn_span start)
{
	return text.len >= start.len &&
	    memcmp(text.ptr, start.ptr, start.len) == 0;
}

size_t
dn_xmlbyte_entity(struct dn_span text, char *byte)
{
	static const struct {
		struct dn_span name;
		char byte;
	} five[] = {
		{ DN_SPAN("&amp;"), '&' }, { DN_SPAN("&lt;"), '<' },
		{ DN_SPAN("&gt;"), '>' }, { DN_SPAN("&quot;"), '"' },
		{ DN_SPAN("&apos;"), '\'' },
	};

	for (size_t i = 0; i < sizeof(five) / sizeof(five[0]); i++)
		if (begins(text, five[i].name)) {
			*byte = five[i].byte;
			return five[i].name.len;
		}
	return 0;
}

size_t
dn_xmlbyte_declaration(struct dn_span text)
{
	static const struct dn_span usual[] = {
		DN_SPAN("<?xml version=\"1.0\"?>"),
		DN_SPAN("<?xml version=\"1.0\" ?>"),
		DN_SPAN("<?xml version=\"1.0\" encoding=\"utf-8\"?>"),
		DN_SPAN("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"),
		DN_SPAN("<?xml version='1.0' encoding='utf-8'?>"),
		DN_SPAN("<?xml version='1.0' encoding='UTF-8'?>"),
	};

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (begins(text, usual[i]))
			return usual[i].len;
	return 0;
}

bool
dn_xmlbyte_is_none(struct dn_span text)
{
	return begins(text, DN_SPAN("\xEF\xBF\xBE")) ||
	    begins(text, DN_SPAN("\xEF\xBF\xBF"));
}
