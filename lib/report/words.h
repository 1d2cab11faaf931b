/* SPDX-License-Identifier: MIT */
/* The words of reports in English and Chinese. */
#ifndef DN_REPORT_WORDS_H
#define DN_REPORT_WORDS_H

#include <stdbool.h>

#include "core/bytes.h"

/* The languages of reports, as --lang names them in order. */
enum dn_lang {
	DN_LANG_EN,
	DN_LANG_ZH
};

/*
 * Append the word for `key`, a name of metric lines such as "text-length".
 * False, and nothing appended, for one that is not in words.def.
 */
bool dn_word_write(struct dn_bytes *out, enum dn_lang lang,
    struct dn_span key);

#endif
