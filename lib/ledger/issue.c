/* SPDX-License-Identifier: MIT */
/* Reading the journal's line of a statement: few lines, read by name. */
#include "ledger/issue.h"

#include <stdlib.h>

#include "core/date.h"
#include "io/jsontext.h"
#include "io/number.h"

/* A reading of one line. */
struct reading {
	struct dn_issue *issue;
	const struct dn_book *book;
	struct dn_bytes *scratch;
};

static bool
read_day(const struct dn_json_value *value, struct dn_bytes *scratch,
    int32_t *to)
{
	struct dn_date date;

	if (value->type != DN_JSON_STRING ||
	    !dn_date_parse(dn_json_text(value, scratch), &date))
		return false;
	*to = dn_date_number(date);
	return true;
}

static bool
read_int(const struct dn_json_value *value, int64_t *to)
{
	return value->type == DN_JSON_NUMBER &&
	    dn_number_read_int(value->raw, to);
}

/* Heads: {"B1":500}, each of a batch that an event before has named. */
static int
read_heads(const struct reading *reading, const struct dn_json_value *value,
    struct dn_err *err)
{
	struct dn_issue *issue = reading->issue;
	struct dn_json_children children;
	struct dn_json_value heads;
	struct dn_span name;
	size_t index;

	if (value->type != DN_JSON_OBJECT)
		return dn_err_set(err, DN_E_BAD_VALUE, "must be an object");
	children = dn_json_children(value);
	while (dn_json_child(&children, &name, &heads)) {
		struct dn_issue_heads *grown = reallocarray(issue->heads,
		    issue->heads_count + 1, sizeof(*grown));

		if (grown == NULL)
			return dn_err_memory(err);
		issue->heads = grown;
		grown += issue->heads_count;
		dn_bytes_clear(reading->scratch);
		dn_json_decode(name, reading->scratch);
		index = dn_names_find(reading->book->batches,
		    dn_bytes_span(reading->scratch));
		if (index == DN_NAMES_NONE)
			return dn_err_set(err, DN_E_UNKNOWN_ID,
			    "has heads of a batch that was never named");
		grown->batch = (uint32_t)index;
		if (!read_int(&heads, &grown->heads))
			return dn_err_set(err, DN_E_BAD_VALUE,
			    "must hold numbers");
		issue->heads_count++;
	}
	return 0;
}

/* Where an amount goes, or NULL: the member is none. */
static int64_t *
amount_of(struct dn_totals *totals, struct dn_span name)
{
	const struct { const char *name; int64_t *to; } amounts[] = {
		{ "upfront_fen", &totals->upfront },
		{ "retention_fen", &totals->retention },
		{ "carry_in_fen", &totals->carry_in },
		{ "net_fen", &totals->net },
		{ "payable_fen", &totals->payable },
		{ "carry_fen", &totals->carry },
		{ "refund_fen", &totals->refund }
	};

	for (size_t i = 0; i < sizeof(amounts) / sizeof(amounts[0]); i++)
		if (dn_span_is(name, amounts[i].name))
			return amounts[i].to;
	return NULL;
}

/* Where a digest goes, and what tells that it was there; NULL: nowhere. */
static struct dn_digest *
digest_of(struct dn_issue *issue, struct dn_span name, unsigned *bit)
{
	if (dn_span_is(name, "policy_sha256"))
		return *bit = 1, &issue->policy;
	if (dn_span_is(name, "lines_sha256"))
		return *bit = 2, &issue->lines;
	return dn_span_is(name, "root") ? *bit = 4, &issue->root : NULL;
}

/* Read a member; `seen` gets the bit of one that must be there. */
static int
read_member(const struct reading *reading, struct dn_span name,
    const struct dn_json_value *value, unsigned *seen, struct dn_err *err)
{
	struct dn_issue *issue = reading->issue;
	int64_t *amount = amount_of(&issue->totals, name), count = 0;
	unsigned bit = 0;
	struct dn_digest *digest = digest_of(issue, name, &bit);
	bool good = true;

	if (amount != NULL) {
		good = read_int(value, amount);
	} else if (digest != NULL) {
		good = value->type == DN_JSON_STRING && dn_digest_parse(
		    dn_json_text(value, reading->scratch), digest);
	} else if (dn_span_is(name, "cut")) {
		good = read_day(value, reading->scratch, &issue->cut);
		bit = 8;
	} else if (dn_span_is(name, "lines")) {
		good = read_int(value, &count) && count >= 0;
		issue->line_count = (uint64_t)count;
	} else if (dn_span_is(name, "heads")) {
		return read_heads(reading, value, err);
	} else if (dn_span_is(name, "type")) {
		issue->settlement = dn_span_is(dn_json_text(value,
		    reading->scratch), "settlement");
	}
	*seen |= bit;
	return good ? 0 : dn_err_set(err, DN_E_BAD_VALUE,
	    "is not as a statement has it");
}

int
dn_issue_read(struct dn_issue *issue, struct dn_span line,
    const struct dn_book *book, struct dn_bytes *scratch, struct dn_err *err)
{
	const struct reading reading = { issue, book, scratch };
	struct dn_json_value object = { .raw = line, .type = DN_JSON_OBJECT };
	struct dn_json_children children = dn_json_children(&object);
	struct dn_json_value value;
	struct dn_span name;
	unsigned seen = 0;

	while (dn_json_child(&children, &name, &value))
		if (read_member(&reading, name, &value, &seen, err) < 0)
			return dn_err_field(err, name.ptr, name.len);
	return seen == 15 ? 0 : dn_err_set(err, DN_E_MISSING_FIELD,
	    "a statement needs cut, policy_sha256, lines_sha256 and root");
}
