/* SPDX-License-Identifier: MIT */
/* The words of reports in English and Chinese. */
#include "report/words.h"

struct word {
	const char *key, *words[2];     /* by enum dn_lang */
};

static const struct word words[] = {
#define WORD(key, english, chinese) { key, { english, chinese } },
#include "report/words.def"
#undef WORD
};

bool
dn_word_write(struct dn_bytes *out, enum dn_lang lang, struct dn_span key)
{
	size_t at;

	for (at = 0; at < sizeof(words) / sizeof(words[0]); at++)
		if (dn_span_is(key, words[at].key)) {
			dn_bytes_add_text(out, words[at].words[lang]);
			return true;
		}
	return false;
}
