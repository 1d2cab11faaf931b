/* SPDX-License-Identifier: MIT */
/* Who is in which batch, and the tables of months and of the end. */
#include "ledger/review.h"

#include <math.h>
#include <stdlib.h>

#include "core/date.h"
#include "core/money.h"
#include "io/jsontext.h"
#include "ledger/review_write.h"
#include "ledger/settle.h"

#define NOBODY DN_EVENT_NOBODY

/* An enrolment or withdrawal, in the order of the book. */
struct move {
	uint32_t batch, person, event;
};

/* ---- writing members ---- */

void
dn_review_ratio(struct dn_bytes *out, const char *name, int64_t part,
    int64_t whole)
{
	dn_bytes_add_format(out, ",\"%s\":", name);
	if (whole <= 0)
		dn_bytes_add_text(out, "null");
	else
		dn_review_real(out, (double)part / (double)whole);
}

void
dn_review_real(struct dn_bytes *out, double value)
{
	dn_json_write_real(out, round(value * 1e6) / 1e6);
}

void
dn_review_int(struct dn_bytes *out, const char *name, int64_t value)
{
	dn_bytes_add_format(out, ",\"%s\":%lld", name, (long long)value);
}

void
dn_review_day(struct dn_bytes *out, const char *name, int32_t day)
{
	char text[DN_DATE_TEXT + 1];

	dn_date_write(dn_date_from_number(day), text);
	dn_bytes_add_format(out, ",\"%s\":\"%s\"", name, text);
}

/* ---- members ---- */

static int
compare_moves(const void *a, const void *b)
{
	const struct move *x = a, *y = b;

	if (x->batch != y->batch)
		return x->batch < y->batch ? -1 : 1;
	if (x->person != y->person)
		return x->person < y->person ? -1 : 1;
	return (x->event > y->event) - (x->event < y->event);
}

/* Who is enrolled: those whose last move was in. */
static int
find_members(struct dn_review *review, struct dn_err *err)
{
	const struct dn_event *events = review->book->events;
	struct move *moves = calloc(review->events + 1, sizeof(*moves));
	size_t i, count = 0;

	if (moves == NULL)
		return dn_err_memory(err);
	for (i = 0; i < review->events; i++)
		if (!review->owed.out[i] && (events[i].type ==
		    DN_EVENT_ENROL || events[i].type == DN_EVENT_WITHDRAW))
			moves[count++] = (struct move){ events[i].batch,
				events[i].person, (uint32_t)i };
	if (count > 0)
		qsort(moves, count, sizeof(*moves), compare_moves);
	review->members = calloc(count + 1, sizeof(*review->members));
	for (i = 0; i < count && review->members != NULL; i++) {
		if ((i + 1 < count && moves[i].batch == moves[i + 1].batch &&
		    moves[i].person == moves[i + 1].person) ||
		    events[moves[i].event].type != DN_EVENT_ENROL)
			continue;
		review->members[review->count++] = (struct dn_member){
			.batch = moves[i].batch, .person = moves[i].person
		};
	}
	free(moves);
	return review->members != NULL ? 0 : dn_err_memory(err);
}

/* All memberships of a person are a chain. */
static int
chain_members(struct dn_review *review, struct dn_err *err)
{
	size_t persons = dn_names_count(review->book->persons), i;

	review->first = calloc(persons + 1, sizeof(*review->first));
	if (review->first == NULL)
		return dn_err_memory(err);
	for (i = 0; i < persons; i++)
		review->first[i] = NOBODY;
	for (i = review->count; i-- > 0;) {
		struct dn_member *member = &review->members[i];

		member->next = review->first[member->person];
		review->first[member->person] = (uint32_t)i;
	}
	return 0;
}

struct dn_member *
dn_review_member(const struct dn_review *review, uint32_t batch,
    uint32_t person)
{
	uint32_t at = review->first[person];

	while (at != NOBODY && review->members[at].batch != batch)
		at = review->members[at].next;
	return at != NOBODY ? &review->members[at] : NULL;
}

struct dn_span
dn_review_name(const struct dn_review *review, uint32_t person)
{
	return dn_names_get(review->owed.shown != NULL ? review->owed.shown :
	    review->book->persons, person);
}

int
dn_review_init(struct dn_review *review, struct dn_book *book,
    const struct dn_policy *policy, const struct dn_cut *cut,
    const struct dn_issued *issued, struct dn_err *err)
{
	*review = (struct dn_review){
		.book = book, .policy = policy, .cut = *cut,
		.events = cut->events < book->count ? cut->events :
		    book->count,
		.batch_count = dn_names_count(book->batches)
	};
	if (dn_entitle(&review->owed, book, policy, cut, issued, err) < 0 ||
	    find_members(review, err) < 0 || chain_members(review, err) < 0)
		return -1;
	review->batches = dn_names_sorted(book->batches);
	if (review->batches == NULL && review->batch_count > 0)
		return dn_err_memory(err);
	return 0;
}

void
dn_review_release(struct dn_review *review)
{
	dn_entitlement_release(&review->owed);
	free(review->members);
	free(review->first);
	free(review->batches);
	*review = (struct dn_review){ .count = 0 };
}

/* ---- who stays in work ---- */

static void
write_retention(struct dn_bytes *out, struct dn_span batch, int64_t passed,
    const int64_t *reached)
{
	size_t k;

	dn_bytes_add_text(out, "{\"record\":\"retention\",\"batch\":");
	if (batch.ptr != NULL)
		dn_json_write_text(out, batch);
	else
		dn_bytes_add_text(out, "null");
	dn_review_int(out, "passed", passed);
	dn_bytes_add_text(out, ",\"reached\":[");
	for (k = 0; k < DN_REVIEW_MONTHS; k++)
		dn_bytes_add_format(out, k > 0 ? ",%lld" : "%lld",
		    (long long)reached[k]);
	dn_bytes_add_text(out, "]}\n");
}

int
dn_review_retention(struct dn_review *review, struct dn_bytes *out,
    struct dn_err *err)
{
	size_t persons = dn_names_count(review->book->persons), i, k;
	int64_t all[DN_REVIEW_MONTHS] = { 0 }, passed = 0;
	int64_t (*reached)[DN_REVIEW_MONTHS] =
	    calloc(review->batch_count + 1, sizeof(*reached));

	if (reached == NULL)
		return dn_err_memory(err);
	for (i = 0; i < persons; i++) {
		uint32_t batch = review->owed.home[i];

		if (batch == NOBODY)
			continue;
		for (k = 0; k < DN_REVIEW_MONTHS &&
		    k < review->owed.retained[i]; k++) {
			reached[batch][k]++;
			all[k]++;
		}
	}
	for (i = 0; i < review->batch_count; i++) {
		size_t batch = review->batches[i];
		const struct dn_batch_standing *standing =
		    &review->owed.batches[batch];

		if (standing->verdict == NOBODY)
			continue;
		passed += standing->passed;
		write_retention(out, dn_names_get(review->book->batches,
		    batch), standing->passed, reached[batch]);
	}
	write_retention(out, (struct dn_span){ NULL, 0 }, passed, all);
	free(reached);
	return dn_bytes_check(out, err);
}

/* ---- the end ---- */

/* Sums of a batch's lines, owed and stated. */
struct sums {
	int64_t owed, stated;
};

static int
add_up(const struct dn_review *review, const struct dn_issued_sums *before,
    struct sums *sums, struct dn_err *err)
{
	size_t i;
	bool fits = true;

	for (i = 0; i < review->owed.count; i++)
		if (review->owed.lines[i].batch != NOBODY)
			fits = fits && dn_money_add(
			    sums[review->owed.lines[i].batch].owed,
			    review->owed.lines[i].fen,
			    &sums[review->owed.lines[i].batch].owed);
	for (i = 0; i < before->count; i++)
		if (before->lines[i].batch != NOBODY)
			fits = fits && dn_money_add(
			    sums[before->lines[i].batch].stated,
			    before->lines[i].fen,
			    &sums[before->lines[i].batch].stated);
	return fits ? 0 : dn_err_set(err, DN_E_OVERFLOW,
	    "a sum does not fit 64 bits of fen");
}

static void
write_final(const struct dn_review *review,
    const struct dn_settlement *settlement, struct dn_bytes *out)
{
	const struct dn_policy_version *version =
	    dn_policy_at(review->policy, review->cut.day);
	int64_t passed = 0;
	size_t i;

	for (i = 0; i < review->batch_count; i++)
		passed += review->owed.batches[i].passed;
	dn_bytes_add_text(out, "{\"record\":\"final_acceptance\"");
	dn_review_day(out, "as_of", review->cut.day);
	dn_review_int(out, "target_heads", version->target_heads);
	dn_review_int(out, "enrolled", (int64_t)review->count);
	dn_review_int(out, "passed", passed);
	dn_review_int(out, "completed", settlement->completed);
	dn_review_ratio(out, "reached", settlement->completed,
	    version->target_heads);
	dn_review_int(out, "budget_fen", version->budget_fen);
	dn_review_int(out, "by_person_fen", settlement->by_person);
	dn_review_int(out, "by_headcount_fen", settlement->by_headcount);
	dn_review_int(out, "entitled_fen", settlement->entitled);
	dn_review_int(out, "stated_fen", settlement->stated);
	dn_review_int(out, "carry_fen", settlement->carry);
	dn_review_int(out, "clawback_fen", settlement->clawback);
	dn_bytes_add_text(out, "}\n");
}

static void
write_final_batch(const struct dn_review *review,
    const struct dn_settlement_batch *batch, const struct sums *sums,
    struct dn_bytes *out)
{
	const struct dn_batch_standing *standing =
	    &review->owed.batches[batch->batch];

	dn_bytes_add_text(out, "{\"record\":\"final_batch\",\"batch\":");
	dn_json_write_text(out, dn_names_get(review->book->batches,
	    batch->batch));
	if (standing->open != NOBODY)
		dn_review_int(out, "planned",
		    review->book->events[standing->open].amount);
	else
		dn_bytes_add_text(out, ",\"planned\":null");
	dn_review_int(out, "enrolled", standing->enrolled);
	dn_review_int(out, "passed", standing->passed);
	dn_review_int(out, "completed", batch->completed);
	dn_review_int(out, "entitled_fen", sums[batch->batch].owed);
	dn_review_int(out, "stated_fen", sums[batch->batch].stated);
	dn_review_int(out, "clawback_fen", batch->clawback);
	dn_bytes_add_text(out, "}\n");
}

int
dn_review_final(struct dn_review *review, struct dn_issued_sums *before,
    struct dn_bytes *out, struct dn_err *err)
{
	struct sums *sums = calloc(review->batch_count + 1, sizeof(*sums));
	struct dn_settlement settlement = { .batches = NULL };
	int result = -1;
	size_t i;

	if (sums == NULL)
		dn_err_memory(err);
	else if (dn_settle(&settlement, review->book, review->policy,
	    &review->cut, before, err) == 0 &&
	    add_up(review, before, sums, err) == 0) {
		write_final(review, &settlement, out);
		for (i = 0; i < settlement.batch_count; i++)
			write_final_batch(review, &settlement.batches[i],
			    sums, out);
		result = dn_bytes_check(out, err);
	}
	dn_settlement_release(&settlement);
	free(sums);
	return result;
}
