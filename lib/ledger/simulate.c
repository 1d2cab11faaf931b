/* SPDX-License-Identifier: MIT */
/* Adding up both sides by batch, component and person, then comparing. */
#include "ledger/simulate.h"

#include <stdlib.h>

#include "core/money.h"
#include "io/jsontext.h"

#define NOBODY DN_EVENT_NOBODY

/* What one person, or nobody, is owed by both sides. */
struct share {
	uint64_t row;           /* place of batch and component */
	uint32_t batch, component, person;
	int64_t now, draft;
};

/* The work in hand. */
struct comparing {
	struct share *shares;
	size_t count;
	struct dn_names *rows;  /* batch and component, in the order met */
	uint32_t *places;       /* a batch: where it stands */
	uint32_t placed;
	struct dn_simulation *to;
	struct dn_err *err;
};

static int
overflow(struct comparing *work)
{
	return dn_err_set(work->err, DN_E_OVERFLOW,
	    "a sum does not fit 64 bits of fen");
}

/* ---- shares ---- */

/* Where a batch stands among those met; those of none stand last. */
static uint32_t
place_of(struct comparing *work, uint32_t batch)
{
	if (batch == NOBODY)
		return UINT32_MAX;
	if (work->places[batch] == 0)
		work->places[batch] = ++work->placed;
	return work->places[batch];
}

/* Add the lines of one side, those of one person and row as one share. */
static int
add_side(struct comparing *work, const struct dn_entitlement *side,
    bool is_draft)
{
	size_t i, before = work->count;

	for (i = 0; i < side->count; i++) {
		const struct dn_line *line = &side->lines[i];
		uint32_t pair[2] = { line->batch, line->component };
		struct share *last = work->count > before ?
		    &work->shares[work->count - 1] : NULL;
		size_t row;

		if (last == NULL || last->batch != line->batch ||
		    last->component != line->component ||
		    last->person != line->person) {
			row = dn_names_add(work->rows, (struct dn_span){
			    (const char *)pair, sizeof(pair) }, NULL);
			if (row == DN_NAMES_NONE)
				return dn_err_memory(work->err);
			last = &work->shares[work->count++];
			*last = (struct share){
				.row = (uint64_t)place_of(work,
				    line->batch) << 32 | row,
				.batch = line->batch,
				.component = line->component,
				.person = line->person
			};
		}
		if (!dn_money_add(is_draft ? last->draft : last->now,
		    line->fen, is_draft ? &last->draft : &last->now))
			return overflow(work);
	}
	return 0;
}

static int
compare_shares(const void *a, const void *b)
{
	const struct share *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return (x->person > y->person) - (x->person < y->person);
}

static int
compare_persons(const void *a, const void *b)
{
	const struct share *x = a, *y = b;

	return (x->person > y->person) - (x->person < y->person);
}

/* Add up neighbours of one person (and, where asked, of one row). */
static int
merge(struct comparing *work, bool by_row)
{
	struct share *shares = work->shares;
	size_t i, n = 0;

	if (work->count > 1)
		qsort(shares, work->count, sizeof(*shares), by_row ?
		    compare_shares : compare_persons);
	for (i = 0; i < work->count; i++) {
		if (n == 0 || shares[n - 1].person != shares[i].person ||
		    (by_row && shares[n - 1].row != shares[i].row))
			shares[n++] = shares[i];
		else if (!dn_money_add(shares[n - 1].now, shares[i].now,
		    &shares[n - 1].now) || !dn_money_add(shares[n - 1].draft,
		    shares[i].draft, &shares[n - 1].draft))
			return overflow(work);
	}
	work->count = n;
	return 0;
}

/* ---- rows ---- */

static struct dn_simulation_row *
add_row(struct comparing *work, uint32_t batch, uint32_t component)
{
	struct dn_simulation *to = work->to;
	size_t more = to->room > 0 ? 2 * to->room : 16;
	struct dn_simulation_row *grown = to->rows;

	if (to->count == to->room) {
		grown = reallocarray(to->rows, more, sizeof(*grown));
		if (grown == NULL) {
			dn_err_memory(work->err);
			return NULL;
		}
		to->rows = grown;
		to->room = more;
	}
	grown += to->count++;
	*grown = (struct dn_simulation_row){
		.batch = batch, .component = component
	};
	return grown;
}

static int
add_share(struct comparing *work, struct dn_simulation_row *row,
    const struct share *share)
{
	if (!dn_money_add(row->now, share->now, &row->now) ||
	    !dn_money_add(row->draft, share->draft, &row->draft) ||
	    !dn_money_sub(row->draft, row->now, &row->difference))
		return overflow(work);
	if (share->person != NOBODY) {
		row->more += share->draft > share->now;
		row->less += share->draft < share->now;
	}
	return 0;
}

/* The rows of batches and components, then that of all. */
static int
make_rows(struct comparing *work)
{
	struct dn_simulation_row *row = NULL;
	size_t i;

	if (merge(work, true) < 0)
		return -1;
	for (i = 0; i < work->count; i++) {
		const struct share *share = &work->shares[i];

		if (i == 0 || share->row != work->shares[i - 1].row)
			row = add_row(work, share->batch, share->component);
		if (row == NULL || add_share(work, row, share) < 0)
			return -1;
	}
	if (merge(work, false) < 0)
		return -1;
	row = add_row(work, NOBODY, NOBODY);
	for (i = 0; i < work->count && row != NULL; i++)
		if (add_share(work, row, &work->shares[i]) < 0)
			return -1;
	return row != NULL ? 0 : -1;
}

int
dn_simulate(struct dn_simulation *simulation, const struct dn_book *book,
    const struct dn_entitlement *now, const struct dn_entitlement *draft,
    struct dn_err *err)
{
	struct comparing work = { .to = simulation, .err = err };
	int result = -1;

	*simulation = (struct dn_simulation){ .rows = NULL };
	work.shares = calloc(now->count + draft->count + 1,
	    sizeof(*work.shares));
	work.places = calloc(dn_names_count(book->batches) + 1,
	    sizeof(*work.places));
	work.rows = dn_names_new();
	if (work.shares == NULL || work.places == NULL || work.rows == NULL)
		dn_err_memory(err);
	else if (add_side(&work, now, false) == 0 &&
	    add_side(&work, draft, true) == 0)
		result = make_rows(&work);
	dn_names_free(work.rows);
	free(work.places);
	free(work.shares);
	return result;
}

void
dn_simulation_release(struct dn_simulation *simulation)
{
	free(simulation->rows);
	*simulation = (struct dn_simulation){ .rows = NULL };
}

void
dn_simulation_write(struct dn_bytes *out,
    const struct dn_simulation *simulation, const struct dn_book *book)
{
	size_t i;

	for (i = 0; i < simulation->count; i++) {
		const struct dn_simulation_row *row = &simulation->rows[i];

		dn_bytes_add_text(out, "{\"record\":\"simulation\"");
		if (row->batch != NOBODY) {
			dn_bytes_add_text(out, ",\"batch\":");
			dn_json_write_text(out, dn_names_get(book->batches,
			    row->batch));
		}
		if (row->component != NOBODY) {
			dn_bytes_add_text(out, ",\"component\":");
			dn_json_write_text(out, dn_names_get(
			    book->components, row->component));
		}
		dn_bytes_add_format(out, ",\"now_fen\":%lld,\"draft_fen\":"
		    "%lld,\"difference_fen\":%lld,\"persons_more\":%zu,"
		    "\"persons_less\":%zu}\n", (long long)row->now,
		    (long long)row->draft, (long long)row->difference,
		    row->more, row->less);
	}
}
