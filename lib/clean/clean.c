/* SPDX-License-Identifier: MIT */
/* Records looked at by rules, and the account of what was done. */
#include "clean/clean.h"

#include <stdlib.h>

#include "clean/look.h"
#include "io/jsontext.h"

struct dn_clean {
	struct dn_loop loop;
	struct dn_look look;
	uint64_t mended[DN_RULE_COUNT], marked[DN_RULE_COUNT];
	struct dn_sink *dropped;                /* borrowed, or NULL */
	struct dn_json_fields *reasons;         /* to find what is there */
	struct dn_json *json;
	struct dn_splice splice;
	struct dn_bytes line;
};

/* Write a record that is left out, with why. */
static int
write_dropped(struct dn_clean *clean, const struct dn_record *record,
    const struct dn_look_note *note, struct dn_err *err)
{
	struct dn_finding findings[DN_RULE_COUNT];
	struct dn_look_words words[DN_RULE_COUNT];
	struct dn_json_value whole = dn_splice_whole(record->line), reasons;
	size_t count = 0;
	int rule;

	for (rule = 0; rule < DN_RULE_COUNT; rule++) {
		struct dn_finding *finding = &findings[count];

		if (note->taken[rule] != DN_RULE_DROP)
			continue;
		dn_look_describe(&clean->look, note, (enum dn_rule_id)rule,
		    &words[count++], finding);
		finding->unit = finding->action = NULL;
	}
	dn_splice_begin(&clean->splice, record->line);
	dn_bytes_clear(&clean->line);
	if (dn_json_scan(clean->json, record->line, &reasons, err) < 0 ||
	    dn_findings_add(&clean->splice, &whole, &reasons, "dn_reasons",
	    findings, count, err) < 0 ||
	    dn_splice_write(&clean->splice, &clean->line, err) < 0)
		return -1;
	dn_bytes_add_byte(&clean->line, '\n');
	if (dn_bytes_check(&clean->line, err) < 0)
		return -1;
	return dn_sink_write(clean->dropped, clean->line.data,
	    clean->line.len, err);
}

static int
fold(void *state, const struct dn_record *record, void *note,
    struct dn_result *result, struct dn_err *err)
{
	struct dn_clean *clean = state;
	const struct dn_look_note *of = note;
	int rule;

	if (result->verdict == DN_DROP)
		return clean->dropped == NULL ? 0 :
		    write_dropped(clean, record, of, err);
	for (rule = 0; rule < DN_RULE_COUNT; rule++) {
		clean->mended[rule] += of->taken[rule] == DN_RULE_FIX;
		clean->marked[rule] += of->taken[rule] == DN_RULE_FLAG;
	}
	return 0;
}

static void *
worker_new(void *state)
{
	const struct dn_clean *clean = state;

	return dn_looker_new(&clean->look);
}

static void
worker_free(void *worker)
{
	dn_looker_free(worker);
}

/* What is needed to write the records that are left out. */
static int
prepare_dropped(struct dn_clean *clean, struct dn_err *err)
{
	static const char *const fields[] = { "dn_reasons" };

	clean->reasons = dn_json_fields_new(fields, 1, err);
	if (clean->reasons == NULL)
		return -1;
	clean->json = dn_json_new(clean->reasons, 0);
	return clean->json == NULL ? dn_err_memory(err) : 0;
}

struct dn_clean *
dn_clean_new(const struct dn_rules *rules, const char *field,
    struct dn_sink *dropped, struct dn_err *err)
{
	struct dn_clean *clean = calloc(1, sizeof(*clean));

	if (clean == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	clean->dropped = dropped;
	dn_splice_init(&clean->splice);
	dn_bytes_init(&clean->line, SIZE_MAX / 2);
	if (dn_look_init(&clean->look, rules, field, err) < 0 ||
	    (dropped != NULL && prepare_dropped(clean, err) < 0)) {
		dn_clean_free(clean);
		return NULL;
	}
	/* Without rules a record is scanned, and that is all. */
	clean->loop = (struct dn_loop){ .drops = dn_rule_names };
	if (!dn_rules_none(rules))
		clean->loop = (struct dn_loop){
			.fields = clean->look.fields,
			.field_count = DN_LOOK_COUNT,
			.note_size = sizeof(struct dn_look_note),
			.drops = dn_rule_names, .state = clean,
			.worker_new = worker_new, .worker_free = worker_free,
			.map = dn_looker_map, .fold = fold };
	return clean;
}

const struct dn_loop *
dn_clean_loop(const struct dn_clean *clean)
{
	return &clean->loop;
}

void
dn_clean_table(const struct dn_clean *clean, enum dn_rule_action action,
    struct dn_bytes *out)
{
	const uint64_t *counts = action == DN_RULE_FIX ? clean->mended :
	    clean->marked;
	const char *before = "{";
	int rule;

	for (rule = 0; rule < DN_RULE_COUNT; rule++)
		if (counts[rule] > 0) {
			dn_bytes_add_format(out, "%s\"%s\":%llu", before,
			    dn_rule_names[rule],
			    (unsigned long long)counts[rule]);
			before = ",";
		}
	dn_bytes_add_text(out, *before == '{' ? "{}" : "}");
}

/* "fixed: invisible 3, full-width 2", or nothing. */
static void
tell_counts(const char *what, const uint64_t *counts, const char *between,
    struct dn_bytes *out)
{
	const char *before = ": ";
	int rule;

	for (rule = 0; rule < DN_RULE_COUNT; rule++) {
		if (counts[rule] == 0)
			continue;
		if (*before == ':')
			dn_bytes_add_format(out, "%s%s", between, what);
		dn_bytes_add_format(out, "%s%s %llu", before,
		    dn_rule_names[rule], (unsigned long long)counts[rule]);
		before = ", ";
	}
}

void
dn_clean_tell(const struct dn_clean *clean, struct dn_bytes *out)
{
	tell_counts("fixed", clean->mended, "", out);
	tell_counts("flagged", clean->marked, out->len > 0 ? "; " : "", out);
}

void
dn_clean_free(struct dn_clean *clean)
{
	if (clean == NULL)
		return;
	dn_look_release(&clean->look);
	dn_json_free(clean->json);
	dn_json_fields_free(clean->reasons);
	dn_splice_release(&clean->splice);
	dn_bytes_release(&clean->line);
	free(clean);
}
