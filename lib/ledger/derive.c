/* SPDX-License-Identifier: MIT */
/* Deriving what was issued from the journal, and comparing it. */
#include "ledger/derive.h"

#include <stdlib.h>

#include "core/date.h"
#include "io/src.h"
#include "ledger/kept.h"

#define NOBODY DN_EVENT_NOBODY

void
dn_history_release(struct dn_history *history)
{
	dn_issued_release(&history->sums);
	dn_policy_free(history->policy);
	*history = (struct dn_history){ .reg = NULL };
}

/* ---- one issue ---- */

static struct dn_span
id_of(const struct dn_register *reg, const struct dn_issue *issue)
{
	return dn_names_get(reg->book->ids, issue->event);
}

/* It is about the issue's line in the journal. */
static int
blame(const struct dn_history *history, const struct dn_issue *issue,
    struct dn_err *err, const char *text)
{
	struct dn_span id = id_of(history->reg, issue);

	err->source = dn_journal_path(history->journal);
	dn_err_set(err, DN_E_BROKEN, "%s \"%.*s\" %s",
	    issue->settlement ? "settlement" : "statement",
	    (int)(id.len < 80 ? id.len : 80), id.ptr, text);
	return dn_err_at(err, (uint64_t)issue->event + 1, 0);
}

int
dn_history_policy(struct dn_history *history, const struct dn_issue *issue,
    struct dn_err *err)
{
	struct dn_bytes name, text;
	struct dn_digest digest;
	char *path;
	int result = -1;

	if (history->policy != NULL && dn_digest_equal(
	    &history->policy_digest, &issue->policy))
		return 0;
	dn_policy_free(history->policy);
	history->policy = NULL;
	dn_bytes_init(&text, SIZE_MAX);
	dn_bytes_init(&name, SIZE_MAX);
	dn_bytes_add_text(&name, "policy/");
	dn_digest_write(&name, &issue->policy);
	dn_bytes_add_text(&name, ".yaml");
	path = dn_journal_beside(history->journal, dn_bytes_text(&name));
	if (path == NULL) {
		dn_err_memory(err);
	} else if (dn_src_slurp(path, &text, err) == 0) {
		digest = dn_digest_of(dn_bytes_span(&text));
		if (dn_digest_equal(&digest, &issue->policy))
			history->policy = dn_policy_parse(
			    dn_bytes_span(&text), "policy", err);
		else
			blame(history, issue, err, "follows a policy of which "
			    "the kept file was changed");
		history->policy_digest = issue->policy;
		result = history->policy != NULL ? 0 : -1;
	}
	/* The path does not outlive this call. */
	if (result < 0 && err->code != DN_E_BROKEN &&
	    err->code != DN_E_NO_MEMORY)
		blame(history, issue, err,
		    "follows a policy of which the kept file cannot be read");
	dn_bytes_release(&text);
	dn_bytes_release(&name);
	free(path);
	return result;
}

/* Work it out anew. */
static int
make(struct dn_history *history, const struct dn_issue *issue,
    struct dn_issuing *issuing, struct dn_err *err)
{
	*issuing = (struct dn_issuing){
		.settlement = issue->settlement,
		.id = id_of(history->reg, issue),
		.cut = { issue->cut, issue->event }
	};
	if (dn_history_policy(history, issue, err) < 0)
		return -1;
	return dn_issuing_make(issuing, history->reg->book, history->policy,
	    &history->sums, err);
}

/* ---- sums as they go on ---- */

/* The batch_opens that hold at the issue, by number of the batch. */
static uint32_t *
find_opens(const struct dn_register *reg, const struct dn_issue *issue)
{
	const struct dn_book *book = reg->book;
	struct dn_cut cut = { issue->cut, issue->event };
	size_t batches = dn_names_count(book->batches), i;
	uint32_t *opens = malloc((batches + 1) * sizeof(*opens));
	bool *out = calloc(issue->event + (size_t)1, sizeof(*out));

	if (opens == NULL || out == NULL) {
		free(opens);
		free(out);
		return NULL;
	}
	for (i = 0; i < batches; i++)
		opens[i] = NOBODY;
	dn_cut_leave_out(book, &cut, out);
	for (i = 0; i < issue->event; i++)
		if (book->events[i].type == DN_EVENT_BATCH_OPEN && !out[i])
			opens[book->events[i].batch] = (uint32_t)i;
	free(out);
	return opens;
}

/* Remember which heads the issue froze. */
static int
freeze(struct dn_history *history, const struct dn_issue *issue,
    struct dn_err *err)
{
	uint32_t *opens;
	int result = 0;
	uint32_t batch;
	size_t i;

	if (issue->heads_count == 0)
		return 0;
	opens = find_opens(history->reg, issue);
	if (opens == NULL)
		return dn_err_memory(err);
	for (i = 0; i < issue->heads_count && result == 0; i++) {
		batch = issue->heads[i].batch;
		if (opens[batch] == NOBODY)
			result = blame(history, issue, err,
			    "froze the heads of a batch that was not open");
		else
			result = dn_issued_freeze(&history->sums,
			    &(struct dn_issued_heads){ opens[batch],
			    issue->heads[i].heads }, err);
	}
	free(opens);
	return result;
}

/* Derive it, and put its file there again when it comes out. */
static int
mend(struct dn_history *history, const struct dn_issue *issue,
    const char *path, struct dn_err *err)
{
	struct dn_issuing issuing;
	struct dn_digest digest;
	int result = make(history, issue, &issuing, err);

	if (result == 0)
		result = dn_issuing_digest(&issuing, history->reg->book,
		    &digest, err);
	if (result == 0 && !dn_digest_equal(&digest, &issue->lines))
		result = blame(history, issue, err, "was kept in a file that "
		    "is not there as it was issued, and does not derive from "
		    "the events before it");
	if (result == 0)
		result = dn_kept_write(path, history->journal, &issuing,
		    history->reg->book, &digest, err);
	if (result == 0 && !issue->settlement)
		result = dn_statement_pass(&issuing.statement, &history->sums,
		    err);
	dn_issuing_release(&issuing);
	return result;
}

/* Go past it by its file: 1; 0 where that is not as it was issued. */
static int
pass_kept(struct dn_history *history, const struct dn_issue *issue,
    const char *path, struct dn_err *err)
{
	int found;

	if (issue->settlement)
		return dn_kept_is(path, &issue->lines);
	found = dn_kept_read(path, &issue->lines, history->reg->book,
	    &history->sums, err);
	if (found <= 0)
		return found;
	history->sums.carry = issue->totals.carry;
	return freeze(history, issue, err) < 0 ? -1 : 1;
}

int
dn_history_pass(struct dn_history *history, char **mended,
    struct dn_err *err)
{
	const struct dn_issue *issue =
	    &history->reg->issues[history->next++];
	char *path = dn_kept_path(history->journal,
	    id_of(history->reg, issue));
	int found;

	*mended = NULL;
	if (path == NULL)
		return dn_err_memory(err);
	found = pass_kept(history, issue, path, err);
	if (found == 0 && mend(history, issue, path, err) == 0)
		*mended = path;
	/* The path goes: what is wrong beside it is told of the journal. */
	else if (found <= 0 && err->source == path)
		err->source = dn_journal_path(history->journal);
	if (*mended == NULL)
		free(path);
	return found > 0 || *mended != NULL ? 0 : -1;
}

/* ---- comparing ---- */

/* A text on its way, beside the file that was kept. */
struct comparison {
	struct dn_digester *derived, *kept;
	struct dn_src *src;             /* NULL: not there, or at its end */
	char *piece;
	size_t room;
	uint64_t line;                  /* where they are */
	bool there, differs;
};

/* Count lines up to the first byte that differs, or through all of them. */
static void
compare_bytes(struct comparison *comparison, struct dn_span text, size_t got)
{
	size_t i, least = got < text.len ? got : text.len;

	for (i = 0; i < least; i++) {
		if (comparison->piece[i] != text.ptr[i])
			break;
		comparison->line += text.ptr[i] == '\n';
	}
	comparison->differs = i < text.len;
}

/* Read as much of the file, hash it and compare. */
static int
compare_piece(void *state, struct dn_span text, struct dn_err *err)
{
	struct comparison *comparison = state;
	size_t got = 0, more;

	dn_digester_add(comparison->derived, text);
	if (comparison->src == NULL)
		return 0;
	if (text.len > comparison->room) {
		char *grown = realloc(comparison->piece, text.len);

		if (grown == NULL)
			return dn_err_memory(err);
		comparison->piece = grown;
		comparison->room = text.len;
	}
	while (got < text.len && dn_src_read(comparison->src,
	    comparison->piece + got, text.len - got, &more, err) > 0)
		got += more;
	dn_digester_add(comparison->kept,
	    (struct dn_span){ comparison->piece, got });
	if (!comparison->differs)
		compare_bytes(comparison, text, got);
	return 0;
}

/* Hash what stands in the file behind the text. */
static void
compare_end(struct comparison *comparison)
{
	struct dn_err err = DN_ERR_INIT;
	char rest[4096];
	size_t got;

	while (comparison->src != NULL && dn_src_read(comparison->src, rest,
	    sizeof(rest), &got, &err) > 0) {
		comparison->differs = true;
		dn_digester_add(comparison->kept,
		    (struct dn_span){ rest, got });
	}
}

/* Tell of a line of the file that was kept. */
static void
tell_kept(const struct dn_register_watch *watch, const char *path,
    uint64_t line, const char *text)
{
	struct dn_err err = { .source = path };

	dn_err_set(&err, DN_E_BROKEN, "%s", text);
	dn_err_at(&err, line, 0);
	watch->fault(watch->state, &err);
}

/* What is said of a text that was compared: is it the issued one? */
static void
judge_text(const struct dn_history *history, const struct dn_issue *issue,
    struct comparison *comparison, const char *path,
    const struct dn_register_watch *watch)
{
	struct dn_digest derived = dn_digester_end(comparison->derived);
	struct dn_digest kept = dn_digester_end(comparison->kept);
	bool issued = dn_digest_equal(&kept, &issue->lines);
	struct dn_err err = DN_ERR_INIT;

	if (!dn_digest_equal(&derived, &issue->lines)) {
		blame(history, issue, &err,
		    "does not derive from the events before it");
		watch->fault(watch->state, &err);
		if (issued)
			tell_kept(watch, path, comparison->line,
			    "does not derive from the events before it");
	} else if (comparison->there && !issued) {
		tell_kept(watch, path, comparison->line,
		    "is not as it was issued");
	}
}

/* Write the text anew, and compare it. */
static int
compare_text(const struct dn_history *history, const struct dn_issue *issue,
    const struct dn_issuing *issuing, const struct dn_register_watch *watch,
    struct dn_err *err)
{
	struct dn_err ignored = DN_ERR_INIT;
	struct comparison comparison = { .line = 1 };
	struct dn_text_taker taker = { compare_piece, &comparison };
	char *path = dn_kept_path(history->journal, issuing->id);
	int result = -1;

	comparison.derived = dn_digester_new();
	comparison.kept = dn_digester_new();
	if (path == NULL || comparison.derived == NULL ||
	    comparison.kept == NULL) {
		dn_err_memory(err);
		goto out;
	}
	comparison.src = dn_kept_open(path, &ignored);
	comparison.there = comparison.src != NULL;
	if (dn_issuing_write(issuing, history->reg->book, &taker, err) < 0)
		goto out;
	compare_end(&comparison);
	judge_text(history, issue, &comparison, path, watch);
	result = 0;
out:
	dn_digester_free(comparison.derived);
	dn_digester_free(comparison.kept);
	dn_src_close(comparison.src);
	free(comparison.piece);
	free(path);
	return result;
}

/* Its line in the journal must say what comes out, up to the tool. */
static int
compare_record(const struct dn_history *history,
    const struct dn_issue *issue, const struct dn_issuing *issuing,
    const struct dn_register_watch *watch, struct dn_err *err)
{
	const struct dn_issuing_seal seal = {
		issue->policy, issue->lines, issue->root, ""
	};
	struct dn_bytes line, record;
	struct dn_err why = DN_ERR_INIT;
	int result = 0;

	if (!issue->rooted) {
		blame(history, issue, &why,
		    "names another root of the lines before it");
		watch->fault(watch->state, &why);
	}
	dn_bytes_init(&line, SIZE_MAX);
	dn_bytes_init(&record, SIZE_MAX);
	dn_issuing_record(&record, issuing, history->reg->book, &seal);
	/* Without the two quotes of an empty tool. */
	if (dn_bytes_check(&record, err) < 0 ||
	    dn_journal_line(history->journal,
	    history->reg->book->events[issue->event].byte, &line, err) < 0)
		result = -1;
	else if (line.len < record.len || memcmp(line.data, record.data,
	    record.len - 1) != 0) {
		blame(history, issue, &why,
		    "has other sums or heads here than come out");
		watch->fault(watch->state, &why);
	}
	dn_bytes_release(&line);
	dn_bytes_release(&record);
	return result;
}

/* Derive one issue, compare it, go past it. */
static int
derive_one(struct dn_history *history, const struct dn_register_watch *watch,
    struct dn_err *err)
{
	const struct dn_issue *issue =
	    &history->reg->issues[history->next++];
	struct dn_issuing issuing;
	int result = -1;

	if (make(history, issue, &issuing, err) == 0 &&
	    compare_text(history, issue, &issuing, watch, err) == 0 &&
	    compare_record(history, issue, &issuing, watch, err) == 0)
		result = issue->settlement ? 0 : dn_statement_pass(
		    &issuing.statement, &history->sums, err);
	dn_issuing_release(&issuing);
	return result;
}

int
dn_derive_all(const struct dn_register *reg, const struct dn_journal *journal,
    const struct dn_register_watch *watch, struct dn_err *err)
{
	struct dn_history history = { .reg = reg, .journal = journal };
	int result = 0;

	while (result == 0 && history.next < reg->issue_count)
		result = derive_one(&history, watch, err);
	/* What cannot be derived is found wrong, and ends it. */
	if (result < 0 && (err->code == DN_E_BROKEN ||
	    err->code == DN_E_OVERFLOW)) {
		watch->fault(watch->state, err);
		result = 0;
	}
	dn_history_release(&history);
	return result;
}
