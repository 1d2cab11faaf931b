/* SPDX-License-Identifier: MIT */
/* Settling by persons and by heads, and sharing out what is too much. */
#include "ledger/settle.h"

#include <stdlib.h>

#include "core/date.h"
#include "core/money.h"
#include "io/jsontext.h"

#define NOBODY DN_EVENT_NOBODY

/* The work in hand. */
struct work {
	struct dn_settlement *settlement;
	const struct dn_book *book;
	const struct dn_policy_version *version;
	struct dn_issued before;
	struct dn_entitlement owed;
	int64_t *completed, *stated;    /* by batch */
	struct dn_err *err;
};

static int
overflow(struct work *work)
{
	return dn_err_set(work->err, DN_E_OVERFLOW,
	    "an amount does not fit 64 bits of fen");
}

/* Does the version pay instalments, so that months tell who completed? */
static bool
has_instalments(const struct dn_policy_version *version)
{
	size_t i;

	for (i = 0; i < version->component_count; i++)
		if (version->components[i].instalments)
			return true;
	return false;
}

/* Where nobody is to stay: who is owed anything. */
static int
count_owed(struct work *work)
{
	bool *seen = calloc(dn_names_count(work->book->persons) + 1,
	    sizeof(*seen));
	size_t i;

	if (seen == NULL)
		return dn_err_memory(work->err);
	for (i = 0; i < work->owed.count; i++) {
		const struct dn_line *line = &work->owed.lines[i];

		if (line->person == NOBODY || seen[line->person])
			continue;
		seen[line->person] = true;
		work->settlement->completed++;
		if (line->batch != NOBODY)
			work->completed[line->batch]++;
	}
	free(seen);
	return 0;
}

/* Who passed and stayed as long as it takes (R16). */
static int
count_completed(struct work *work)
{
	size_t i, persons = dn_names_count(work->book->persons);
	uint32_t home;

	if (!has_instalments(work->version))
		return count_owed(work);
	for (i = 0; i < persons; i++) {
		home = work->owed.home[i];
		if (home == NOBODY || work->owed.retained[i] <
		    work->version->completed_months)
			continue;
		work->completed[home]++;
		work->settlement->completed++;
	}
	return 0;
}

static int
add_up(struct work *work)
{
	struct dn_settlement *settlement = work->settlement;
	size_t i;

	for (i = 0; i < work->owed.count; i++)
		if (!dn_money_add(settlement->by_person,
		    work->owed.lines[i].fen, &settlement->by_person))
			return overflow(work);
	for (i = 0; i < work->before.line_count; i++) {
		const struct dn_issued_line *line = &work->before.lines[i];

		if (!dn_money_add(settlement->stated, line->fen,
		    &settlement->stated) ||
		    (line->batch != NOBODY &&
		    !dn_money_add(work->stated[line->batch], line->fen,
		    &work->stated[line->batch])))
			return overflow(work);
	}
	return 0;
}

/* What is entitled, and what was paid beyond it (R17). */
static int
weigh(struct work *work)
{
	struct dn_settlement *settlement = work->settlement;
	const struct dn_policy_version *version = work->version;
	int64_t most;

	if (!dn_money_ratio(version->budget_fen, settlement->completed,
	    version->target_heads, &settlement->by_headcount))
		return overflow(work);
	settlement->entitled = settlement->by_person;
	if (version->method == DN_METHOD_BY_HEADCOUNT ||
	    (version->method == DN_METHOD_MIN &&
	    settlement->by_headcount < settlement->by_person))
		settlement->entitled = settlement->by_headcount;
	/* An open carry is money that has been paid already. */
	if (!dn_money_sub(settlement->stated, settlement->carry, &most) ||
	    !dn_money_sub(most, settlement->entitled, &most))
		return overflow(work);
	settlement->clawback = most > 0 ? most : 0;
	return 0;
}

/* The batches that there is something to say of, by name. */
static int
list_batches(struct work *work)
{
	struct dn_settlement *settlement = work->settlement;
	size_t count = work->owed.batch_count, i;
	size_t *sorted = count > 0 ? dn_names_sorted(work->book->batches) :
	    NULL;

	settlement->batches = calloc(count + 1, sizeof(*settlement->batches));
	if (settlement->batches == NULL || (count > 0 && sorted == NULL)) {
		free(sorted);
		return dn_err_memory(work->err);
	}
	for (i = 0; i < count; i++) {
		size_t number = sorted[i];

		if (work->owed.batches[number].open == NOBODY &&
		    work->stated[number] == 0)
			continue;
		settlement->batches[settlement->batch_count++] =
		    (struct dn_settlement_batch){
			.batch = (uint32_t)number,
			.completed = work->completed[number]
		};
	}
	free(sorted);
	return 0;
}

/* How much of the clawback falls to a batch, beside the others. */
static void
choose_weights(const struct work *work, int64_t *weights)
{
	const struct dn_settlement *settlement = work->settlement;
	bool any = false;
	size_t i;

	for (i = 0; i < settlement->batch_count; i++) {
		weights[i] = settlement->batches[i].completed;
		any = any || weights[i] > 0;
	}
	if (any)
		return;
	for (i = 0; i < settlement->batch_count; i++) {
		int64_t said = work->stated[settlement->batches[i].batch];

		weights[i] = said > 0 ? said : 0;
		any = any || weights[i] > 0;
	}
	for (i = 0; i < settlement->batch_count && !any; i++)
		weights[i] = 1;
}

static int
share_out(struct work *work)
{
	struct dn_settlement *settlement = work->settlement;
	size_t count = settlement->batch_count, i;
	int64_t *weights = calloc(2 * count + 1, sizeof(*weights));
	int result = 0;

	if (weights == NULL)
		return dn_err_memory(work->err);
	choose_weights(work, weights);
	if (count > 0 && !dn_money_split(settlement->clawback, weights, count,
	    weights + count))
		result = overflow(work);
	for (i = 0; i < count; i++)
		settlement->batches[i].clawback = weights[count + i];
	free(weights);
	return result;
}

int
dn_settle(struct dn_settlement *settlement, struct dn_book *book,
    const struct dn_policy *policy, const struct dn_cut *cut,
    struct dn_issued_sums *before, struct dn_err *err)
{
	struct work work = {
		.settlement = settlement, .book = book, .err = err,
		.version = dn_policy_at(policy, cut->day)
	};
	size_t batches = dn_names_count(book->batches);
	int result = -1;

	*settlement = (struct dn_settlement){ .carry = before->carry };
	if (work.version == NULL)
		return dn_err_set(err, DN_E_CONFIG,
		    "no version of the policy is in force on the day of the "
		    "settlement");
	work.completed = calloc(batches + 1, sizeof(*work.completed));
	work.stated = calloc(batches + 1, sizeof(*work.stated));
	if (work.completed == NULL || work.stated == NULL) {
		dn_err_memory(err);
		goto out;
	}
	if (dn_issued_view(before, &work.before, err) < 0 ||
	    dn_entitle(&work.owed, book, policy, cut, &work.before, err) < 0)
		goto out;
	if (count_completed(&work) == 0 && add_up(&work) == 0 &&
	    weigh(&work) == 0 && list_batches(&work) == 0 &&
	    share_out(&work) == 0)
		result = 0;
out:
	dn_entitlement_release(&work.owed);
	free(work.completed);
	free(work.stated);
	return result;
}

void
dn_settlement_release(struct dn_settlement *settlement)
{
	free(settlement->batches);
	*settlement = (struct dn_settlement){ .batches = NULL };
}

void
dn_settlement_write_sums(struct dn_bytes *out,
    const struct dn_settlement *settlement)
{
	dn_bytes_add_format(out, ",\"completed\":%lld,"
	    "\"by_person_fen\":%lld,\"by_headcount_fen\":%lld,"
	    "\"entitled_fen\":%lld,\"stated_fen\":%lld,"
	    "\"carry_fen\":%lld,\"clawback_fen\":%lld",
	    (long long)settlement->completed,
	    (long long)settlement->by_person,
	    (long long)settlement->by_headcount,
	    (long long)settlement->entitled, (long long)settlement->stated,
	    (long long)settlement->carry, (long long)settlement->clawback);
}

void
dn_settlement_write(struct dn_bytes *out,
    const struct dn_settlement *settlement, const struct dn_book *book,
    struct dn_span id, int32_t day)
{
	char cut[DN_DATE_TEXT + 1];
	size_t i;

	dn_date_write(dn_date_from_number(day), cut);
	dn_bytes_add_text(out, "{\"record\":\"settlement\",\"id\":");
	dn_json_write_text(out, id);
	dn_bytes_add_format(out, ",\"cut\":\"%s\"", cut);
	dn_settlement_write_sums(out, settlement);
	dn_bytes_add_text(out, ",\"amount_text\":\"");
	dn_money_write_uppercase(out, settlement->clawback);
	dn_bytes_add_text(out, "\",\"batches\":[");
	for (i = 0; i < settlement->batch_count; i++) {
		const struct dn_settlement_batch *batch =
		    &settlement->batches[i];

		dn_bytes_add_text(out, i > 0 ? ",{\"batch\":" :
		    "{\"batch\":");
		dn_json_write_text(out,
		    dn_names_get(book->batches, batch->batch));
		dn_bytes_add_format(out, ",\"completed\":%lld,"
		    "\"clawback_fen\":%lld}", (long long)batch->completed,
		    (long long)batch->clawback);
	}
	dn_bytes_add_text(out, "]}\n");
}
