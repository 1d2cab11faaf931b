/* SPDX-License-Identifier: MIT */
/* The evaluation of each batch, and what evidence its persons lack. */
#include <stdlib.h>

#include "core/money.h"
#include "core/stat.h"
#include "io/jsontext.h"
#include "ledger/review.h"
#include "ledger/review_write.h"

#define NOBODY DN_EVENT_NOBODY
#define BASIS_POINTS 10000
#define CONFIDENCE 0.95

/* The batch in hand. */
struct batch {
	struct dn_review *review;
	const struct dn_batch_standing *standing;
	const struct dn_review_class *class;
	const struct dn_member *members;
	size_t count;
	uint32_t number;
	struct dn_bytes *out;
};

/* ---- R10 ---- */

/* What the rate of certificates is of. */
static int64_t
count_base(const struct batch *batch, const char **name)
{
	static const char *const names[] = { "sat", "completed", "enrolled" };
	const struct dn_policy_version *version = batch->standing->version;
	int of = version != NULL ? version->certificate_of :
	    DN_DENOMINATOR_SAT;
	int64_t sat = 0;
	size_t i;

	*name = names[of];
	for (i = 0; i < batch->count; i++)
		sat += batch->members[i].sat;
	return of == DN_DENOMINATOR_SAT ? sat :
	    of == DN_DENOMINATOR_COMPLETED ? batch->standing->passed :
	    (int64_t)batch->count;
}

/* How the rate stands to the target, in whole numbers and surely. */
static void
write_target(const struct batch *batch, int64_t certified, int64_t base)
{
	const struct dn_policy_version *version = batch->standing->version;
	struct dn_bytes *out = batch->out;
	double low, high, target;

	dn_review_ratio(out, "rate", certified, base);
	if (base > 0 && certified <= base) {
		dn_stat_exact((double)certified, (double)base, CONFIDENCE,
		    &low, &high);
		dn_bytes_add_text(out, ",\"ci\":[");
		dn_review_real(out, low);
		dn_bytes_add_byte(out, ',');
		dn_review_real(out, high);
		dn_bytes_add_byte(out, ']');
	} else {
		dn_bytes_add_text(out, ",\"ci\":null");
	}
	if (version == NULL || version->certificate_bp < 0) {
		dn_bytes_add_text(out,
		    ",\"target_bp\":null,\"met\":null,\"sure\":null");
		return;
	}
	dn_review_int(out, "target_bp", version->certificate_bp);
	if (base <= 0 || certified > base) {
		dn_bytes_add_text(out, ",\"met\":null,\"sure\":null");
		return;
	}
	target = (double)version->certificate_bp / BASIS_POINTS;
	dn_bytes_add_format(out, ",\"met\":%s,\"sure\":\"%s\"",
	    certified * BASIS_POINTS >= version->certificate_bp * base ?
	    "true" : "false", low >= target ? "pass" : high < target ?
	    "fail" : "inconclusive");
}

static void
write_certificates(const struct batch *batch)
{
	int64_t sat = 0, certified = 0, base;
	const char *name;
	size_t i;

	for (i = 0; i < batch->count; i++) {
		sat += batch->members[i].sat;
		certified += batch->members[i].certified;
	}
	base = count_base(batch, &name);
	dn_review_int(batch->out, "sat", sat);
	dn_review_int(batch->out, "certified", certified);
	dn_bytes_add_format(batch->out, ",\"of\":\"%s\"", name);
	dn_review_int(batch->out, "of_count", base);
	write_target(batch, certified, base);
}

/* ---- R12 ---- */

static int
write_attendance(const struct batch *batch, struct dn_err *err)
{
	int64_t attended = 0, scheduled;
	struct dn_bytes *out = batch->out;
	bool first = true;
	size_t i;

	if (!dn_money_mul(batch->class->minutes, (int64_t)batch->count,
	    &scheduled))
		return dn_err_set(err, DN_E_OVERFLOW,
		    "the minutes of a batch do not fit 64 bits");
	for (i = 0; i < batch->count; i++)
		attended += batch->members[i].minutes;
	dn_review_int(out, "sessions", (int64_t)batch->class->sessions);
	dn_review_int(out, "scheduled_minutes", scheduled);
	dn_review_int(out, "attended_minutes", attended);
	dn_review_ratio(out, "attendance", attended, scheduled);
	dn_bytes_add_text(out, ",\"unpaired\":[");
	for (i = 0; i < batch->count; i++) {
		if (!batch->members[i].unpaired)
			continue;
		if (!first)
			dn_bytes_add_byte(out, ',');
		first = false;
		dn_json_write_text(out, dn_review_name(batch->review,
		    batch->members[i].person));
	}
	dn_bytes_add_byte(out, ']');
	return 0;
}

/* ---- R11 ---- */

/* Append the kinds whose bits are not in `had`, but in `asked`. */
static void
write_kinds(const struct batch *batch, uint64_t asked, uint64_t had)
{
	const struct dn_policy_version *version = batch->standing->version;
	const struct dn_yaml_node *node = NULL;
	bool first = true;
	uint64_t bit = 1;

	if (version != NULL && version->evidence != NULL)
		node = version->evidence->first;
	dn_bytes_add_text(batch->out, ",\"missing\":[");
	for (; node != NULL && bit != 0; node = node->next, bit <<= 1) {
		if ((asked & bit) == 0 || (had & bit) != 0)
			continue;
		if (!first)
			dn_bytes_add_byte(batch->out, ',');
		first = false;
		dn_json_write_text(batch->out, node->text);
	}
	dn_bytes_add_byte(batch->out, ']');
}

static uint64_t
kinds_required(const struct batch *batch)
{
	const struct dn_policy_version *version = batch->standing->version;
	size_t count = version != NULL && version->evidence != NULL ?
	    dn_yaml_count(version->evidence) : 0;

	return count >= 64 ? UINT64_MAX : ((uint64_t)1 << count) - 1;
}

static int64_t
count_bits(uint64_t bits)
{
	return __builtin_popcountll(bits);
}

static void
write_evidence(const struct batch *batch)
{
	uint64_t required = kinds_required(batch);
	uint64_t personal = batch->class->personal & required;
	int64_t pieces = count_bits(required & ~personal) +
	    count_bits(personal) * (int64_t)batch->count;
	int64_t present = count_bits(batch->class->evidence & required &
	    ~personal);
	size_t i;

	for (i = 0; i < batch->count; i++)
		present += count_bits(batch->members[i].evidence & personal);
	dn_review_int(batch->out, "pieces_required", pieces);
	dn_review_int(batch->out, "pieces_present", present);
	dn_review_ratio(batch->out, "completeness", present, pieces);
	write_kinds(batch, required, batch->class->evidence);
}

/* What each person lacks of the kinds that came with others. */
static void
write_gaps(const struct batch *batch)
{
	uint64_t personal = batch->class->personal & kinds_required(batch);
	size_t i;

	for (i = 0; i < batch->count; i++) {
		const struct dn_member *member = &batch->members[i];

		if ((personal & ~member->evidence) == 0)
			continue;
		dn_bytes_add_text(batch->out,
		    "{\"record\":\"evidence_gap\",\"batch\":");
		dn_json_write_text(batch->out, dn_names_get(
		    batch->review->book->batches, batch->number));
		dn_bytes_add_text(batch->out, ",\"person\":");
		dn_json_write_text(batch->out, dn_review_name(batch->review,
		    member->person));
		write_kinds(batch, personal, member->evidence);
		dn_bytes_add_text(batch->out, "}\n");
	}
}

/* ---- R4, R18 ---- */

static void
write_verdict(const struct batch *batch)
{
	const struct dn_batch_standing *standing = batch->standing;
	const struct dn_event *events = batch->review->book->events;
	uint32_t verdict = standing->verdict != NOBODY ? standing->verdict :
	    standing->powerless;
	const char *word = "none";

	if (standing->verdict != NOBODY)
		word = events[verdict].pass ? "pass" : "fail";
	else if (verdict != NOBODY)
		word = standing->unproven ? "unproven" : "too_small";
	dn_bytes_add_format(batch->out, ",\"verdict\":\"%s\"", word);
	if (verdict != NOBODY)
		dn_review_day(batch->out, "verdict_on", events[verdict].at);
	else
		dn_bytes_add_text(batch->out, ",\"verdict_on\":null");
	dn_review_int(batch->out, "passed", standing->passed);
}

/* What of the advances may be kept: the lines that heads are counted by. */
static void
find_kept(const struct dn_review *review, struct dn_review_class *classes)
{
	size_t i;

	for (i = 0; i < review->owed.count; i++) {
		const struct dn_line *line = &review->owed.lines[i];

		if (line->batch != NOBODY && line->rule != NULL &&
		    line->rule->unit == DN_UNIT_BATCH_HEAD)
			classes[line->batch].kept = line->fen;
	}
}

/* The advance for all heads, and what of it is entitled to be kept. */
static int
write_advance(const struct batch *batch, struct dn_err *err)
{
	const struct dn_policy_version *version = batch->standing->version;
	int64_t advance = 0, kept = batch->class->kept;

	if (version != NULL && !dn_money_mul(batch->standing->heads,
	    version->upfront_fen, &advance))
		return dn_err_set(err, DN_E_OVERFLOW,
		    "an advance does not fit 64 bits of fen");
	dn_review_int(batch->out, "advance_fen", advance);
	dn_review_int(batch->out, "kept_fen", kept);
	dn_review_int(batch->out, "return_fen",
	    batch->standing->verdict == NOBODY ? 0 : advance - kept);
	return 0;
}

/* ---- all of it ---- */

static int
write_batch(const struct batch *batch, struct dn_err *err)
{
	const struct dn_book *book = batch->review->book;
	const struct dn_event *open = &book->events[batch->standing->open];
	struct dn_bytes *out = batch->out;

	dn_bytes_add_text(out, "{\"record\":\"batch_evaluation\",\"batch\":");
	dn_json_write_text(out, dn_names_get(book->batches, batch->number));
	dn_review_day(out, "as_of", batch->review->cut.day);
	dn_review_day(out, "opened", open->at);
	dn_review_int(out, "planned", open->amount);
	dn_review_int(out, "enrolled", (int64_t)batch->count);
	write_certificates(batch);
	if (write_attendance(batch, err) < 0)
		return -1;
	write_evidence(batch);
	write_verdict(batch);
	if (write_advance(batch, err) < 0)
		return -1;
	dn_review_int(out, "spot_checks",
	    (int64_t)batch->class->spot_checks);
	dn_review_int(out, "sampled", batch->class->sampled);
	dn_review_int(out, "months_voided", batch->class->voided);
	dn_bytes_add_format(out, ",\"held\":%s}\n",
	    batch->standing->held ? "true" : "false");
	write_gaps(batch);
	return dn_bytes_check(out, err);
}

/* The members of a batch stand together. */
static void
find_members(struct batch *batch)
{
	const struct dn_review *review = batch->review;
	size_t low = 0, high = review->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (review->members[middle].batch < batch->number)
			low = middle + 1;
		else
			high = middle;
	}
	batch->members = review->members + low;
	while (low + batch->count < review->count &&
	    review->members[low + batch->count].batch == batch->number)
		batch->count++;
}

int
dn_review_batches(struct dn_review *review, struct dn_bytes *out,
    struct dn_err *err)
{
	struct dn_review_class *classes =
	    calloc(review->batch_count + 1, sizeof(*classes));
	int result;
	size_t i;

	if (classes == NULL)
		return dn_err_memory(err);
	find_kept(review, classes);
	result = dn_review_train(review, classes, err);
	for (i = 0; i < review->batch_count && result == 0; i++) {
		struct batch batch = {
			.review = review, .out = out,
			.number = (uint32_t)review->batches[i]
		};

		batch.standing = &review->owed.batches[batch.number];
		batch.class = &classes[batch.number];
		if (batch.standing->open == NOBODY)
			continue;
		find_members(&batch);
		result = write_batch(&batch, err);
	}
	free(classes);
	return result;
}
