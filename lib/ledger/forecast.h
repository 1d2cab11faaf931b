/* SPDX-License-Identifier: MIT */
/* How much cash the months ahead will need, by how persons stayed so far. */
#ifndef DN_LEDGER_FORECAST_H
#define DN_LEDGER_FORECAST_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "ledger/entitle.h"

#define DN_FORECAST_MONTHS_MAX 1200

/*
 * Of those who retained the month before (or did not), how many retained the
 * month that is the `age`-th since the month of their verdict.
 */
struct dn_forecast_rate {
	int64_t stayed, could_stay;
	int64_t entered, could_enter;
};

/* A month ahead, in fen. */
struct dn_forecast_month {
	int64_t expected;       /* rounded half up */
	int64_t upper;          /* all who may work do, from now on */
};

/* A forecast; to be released. */
struct dn_forecast {
	int32_t last;           /* month of the last that was retained; 0 */
	int64_t open;           /* owed, and not stated yet */
	int64_t staying;        /* persons who retained the last month */
	size_t held;            /* batches left out, as they are held */
	struct dn_forecast_rate *rates;         /* by age, from 0 */
	size_t rate_count;
	struct dn_forecast_month *months;       /* behind the last */
	size_t month_count;
};

/*
 * Forecast so many months (1 to DN_FORECAST_MONTHS_MAX) from what is owed, by
 * dn_entitle on `day` with the same `issued`, and from who has a home there.
 * 0, or -1 with DN_E_OVERFLOW or DN_E_NO_MEMORY; to be released in both cases.
 *
 * Each person who has passed is in the stream or out of it, by the last month
 * that anyone retained.  Age by age, over all batches, it is counted how many
 * of those in it stayed, and how many of those out of it came (back).  Where
 * an age was never seen the rates of all ages together hold (of coming, those
 * behind the first); where nothing was, all stay and nobody comes.  Persons
 * ahead are expected numbers in thousand-millionths, rounded half up each
 * month; each instalment is as long as the person's rest lasts.  Nothing is
 * expected of batches that are held, have no verdict yet, or are not opened.
 */
int dn_forecast_make(struct dn_forecast *forecast, const struct dn_book *book,
    const struct dn_policy *policy, const struct dn_entitlement *owed,
    const struct dn_issued *issued, int32_t day, size_t months,
    struct dn_err *err) DN_MUST_CHECK;

/* Free what it holds. */
void dn_forecast_release(struct dn_forecast *forecast);

/*
 * Append records: `survival` by age, one `forecast` of what is open, and one a
 * month.
 */
void dn_forecast_write(struct dn_bytes *out,
    const struct dn_forecast *forecast);

#endif
