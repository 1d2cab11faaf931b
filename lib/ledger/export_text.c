/* SPDX-License-Identifier: MIT */
/* Texts as issued, from their files; what is missing is derived. */
#include "ledger/export_text.h"

#include <stdlib.h>

#include "io/json.h"
#include "io/src.h"
#include "ledger/kept.h"

void
dn_export_texts_init(struct dn_export_texts *texts,
    const struct dn_register *reg, const struct dn_journal *journal)
{
	*texts = (struct dn_export_texts){ .reg = reg, .journal = journal };
	dn_bytes_init(&texts->text, SIZE_MAX / 2);
}

void
dn_export_texts_release(struct dn_export_texts *texts)
{
	dn_history_release(&texts->history);
	dn_bytes_release(&texts->text);
}

/* Read the file: 1; 0 where it is not as it was issued; -1. */
static int
read_kept(struct dn_export_texts *texts, const struct dn_issue *issue,
    struct dn_err *err)
{
	char *path = dn_kept_path(texts->journal, dn_names_get(
	    texts->reg->book->ids, issue->event));
	struct dn_err why = DN_ERR_INIT;
	struct dn_digest digest;
	int came = 0;

	if (path == NULL)
		return dn_err_memory(err);
	dn_bytes_clear(&texts->text);
	if (dn_src_slurp(path, &texts->text, &why) == 0) {
		digest = dn_digest_of(dn_bytes_span(&texts->text));
		came = dn_digest_equal(&digest, &issue->lines);
	} else if (why.code == DN_E_NO_MEMORY) {
		came = dn_err_memory(err);
	}
	free(path);
	return came;
}

/* Derive all up to it, which writes the files that are missing. */
static int
derive(struct dn_export_texts *texts, size_t number, struct dn_err *err)
{
	struct dn_history *history = &texts->history;
	char *mended;

	if (history->next > number) {
		dn_history_release(history);
		*history = (struct dn_history){ .next = 0 };
	}
	history->reg = texts->reg;
	history->journal = texts->journal;
	while (history->next <= number) {
		if (dn_history_pass(history, &mended, err) < 0)
			return -1;
		free(mended);
	}
	return 0;
}

int
dn_export_texts_get(struct dn_export_texts *texts, size_t number,
    struct dn_span *text, struct dn_err *err)
{
	const struct dn_issue *issue = &texts->reg->issues[number];
	int came = read_kept(texts, issue, err);

	if (came == 0 && derive(texts, number, err) < 0)
		return -1;
	if (came == 0)
		came = read_kept(texts, issue, err);
	if (came == 0)
		dn_err_set(err, DN_E_BROKEN,
		    "a statement is not as it was issued");
	if (came <= 0)
		return -1;
	if (dn_bytes_reserve(&texts->text, DN_JSON_PADDING) == NULL)
		return dn_err_memory(err);
	*text = dn_bytes_span(&texts->text);
	return 0;
}
