/* SPDX-License-Identifier: MIT */
/* One record looked at by the rules. */
#include "clean/look.h"

#include <stdlib.h>

#include "clean/anchor.h"
#include "clean/text.h"
#include "io/jsontext.h"

/* By enum dn_json_type, for missing-text. */
static const char *const type_names[] = {
	"absent", "null", "boolean", "boolean", "number", "string", "array",
	"object"
};

struct dn_looker {
	const struct dn_look *look;
	struct dn_text_fix fix;
	struct dn_anchor anchor;
	struct dn_splice splice;
	struct dn_bytes text;           /* decoded */
	struct dn_finding *findings;
	size_t finding_count, finding_cap;
};

/* One record on its way through the rules. */
struct record {
	struct dn_looker *looker;
	const struct dn_record *line;
	struct dn_look_note *note;
	struct dn_json_value whole;     /* the object that the line is */
	struct dn_span text;            /* as it is, then as it is mended */
	bool torn;                      /* a span could not follow it */
	struct dn_look_words words[DN_RULE_COUNT];
};

/* ---- setting up ---------------------------------------------------------- */

/* The pointer `field` with its last part replaced; *new*. */
static char *
sibling(const char *field, const char *name)
{
	size_t stem = (size_t)(strrchr(field, '/') - field) + 1;
	char *pointer = malloc(stem + strlen(name) + 1);

	if (pointer != NULL) {
		memcpy(pointer, field, stem);
		memcpy(pointer + stem, name, strlen(name) + 1);
	}
	return pointer;
}

/* Is the field the text of a further medium, /others/N/text? */
static bool
is_other(const char *field)
{
	static const char stem[] = "/others/";
	size_t digits;

	if (strncmp(field, stem, sizeof(stem) - 1) != 0)
		return false;
	field += sizeof(stem) - 1;
	digits = strspn(field, "0123456789");
	return digits > 0 && strcmp(field + digits, "/text") == 0;
}

int
dn_look_init(struct dn_look *look, const struct dn_rules *rules,
    const char *field, struct dn_err *err)
{
	static const char *const fields[DN_LOOK_COUNT] = {
		"text", "/media/text", "/media/tokens", "/media/text",
		"annotations", "quality", DN_KIND_FIELDS
	};

	*look = (struct dn_look){ .rules = *rules };
	memcpy(look->fields, fields, sizeof(fields));
	if (field == NULL) {
		look->anchored[1] = true;
		return 0;
	}
	look->fields[DN_LOOK_TEXT] = look->fields[DN_LOOK_TEXT_ELSE] = field;
	look->anchored[0] = strcmp(field, "/media/text") == 0;
	if (!is_other(field))
		return 0;
	look->tokens = sibling(field, "tokens");
	look->on = sibling(field, "name");
	if (look->tokens == NULL || look->on == NULL)
		return dn_err_memory(err);
	look->fields[DN_LOOK_TOKENS] = look->tokens;
	look->fields[DN_LOOK_ON] = look->on;
	look->anchored[0] = true;
	return 0;
}

void
dn_look_release(struct dn_look *look)
{
	free(look->tokens);
	free(look->on);
	look->tokens = look->on = NULL;
}

struct dn_looker *
dn_looker_new(const struct dn_look *look)
{
	struct dn_looker *looker = calloc(1, sizeof(*looker));

	if (looker == NULL)
		return NULL;
	looker->look = look;
	dn_text_fix_init(&looker->fix);
	dn_anchor_init(&looker->anchor);
	dn_splice_init(&looker->splice);
	dn_bytes_init(&looker->text, SIZE_MAX / 2);
	return looker;
}

void
dn_looker_free(struct dn_looker *looker)
{
	if (looker == NULL)
		return;
	dn_text_fix_release(&looker->fix);
	dn_anchor_release(&looker->anchor);
	dn_splice_release(&looker->splice);
	dn_bytes_release(&looker->text);
	free(looker->findings);
	free(looker);
}

/* ---- findings ------------------------------------------------------------ */

/* A count in decimal. */
static struct dn_span
write_count(char out[24], uint64_t count)
{
	char digits[24];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + count % 10);
		count /= 10;
	} while (count > 0);
	memcpy(out, digits + at, sizeof(digits) - at);
	return (struct dn_span){ out, sizeof(digits) - at };
}

/* A name in quotes. */
static struct dn_span
write_name(char out[24], const char *name)
{
	size_t len = strlen(name);

	out[0] = out[len + 1] = '"';
	memcpy(out + 1, name, len);
	return (struct dn_span){ out, len + 2 };
}

/* The limit of a rule that counts characters. */
static uint64_t
limit_of(const struct dn_look *look, enum dn_rule_id rule)
{
	if (rule == DN_RULE_INVISIBLE)
		return look->rules.params[DN_PARAM_INVISIBLE_MAX];
	if (rule == DN_RULE_FULL_WIDTH)
		return look->rules.params[DN_PARAM_FULL_WIDTH_MAX];
	return 1;               /* blank-text: characters that must be there */
}

void
dn_look_describe(const struct dn_look *look, const struct dn_look_note *note,
    enum dn_rule_id rule, struct dn_look_words *words,
    struct dn_finding *finding)
{
	*finding = (struct dn_finding){ .rule = dn_rule_name(rule),
		.field = dn_span_of(look->fields[note->which]),
		.unit = "characters" };
	if (rule == DN_RULE_MISSING_TEXT) {
		finding->value = write_name(words->value,
		    type_names[note->type]);
		finding->limit = write_name(words->limit, "string");
		finding->unit = "type";
	} else {
		finding->value = write_count(words->value,
		    note->measures[rule]);
		finding->limit = write_count(words->limit,
		    limit_of(look, rule));
	}
	finding->action = dn_rule_action_name(
	    (enum dn_rule_action)note->taken[rule]);
}

/* Room for one more finding; NULL without memory. */
static struct dn_finding *
add_finding(struct dn_looker *looker)
{
	struct dn_finding *more;
	size_t cap;

	if (looker->finding_count == looker->finding_cap) {
		cap = looker->finding_cap == 0 ? 2 * DN_RULE_COUNT :
		    looker->finding_cap * 2;
		more = reallocarray(looker->findings, cap, sizeof(*more));
		if (more == NULL)
			return NULL;
		looker->findings = more;
		looker->finding_cap = cap;
	}
	return &looker->findings[looker->finding_count++];
}

/* A mark for each rule whose action is to mark. */
static int
add_marks(struct record *record)
{
	const struct dn_look_note *note = record->note;
	struct dn_looker *looker = record->looker;
	int rule;

	for (rule = 0; rule < DN_RULE_COUNT; rule++) {
		struct dn_finding *finding;

		if (note->taken[rule] != DN_RULE_FLAG)
			continue;
		finding = add_finding(looker);
		if (finding == NULL)
			return -1;
		dn_look_describe(looker->look, note, (enum dn_rule_id)rule,
		    &record->words[rule], finding);
	}
	return 0;
}

/* A mark for each span that could not follow its text. */
static int
add_torn(struct dn_looker *looker)
{
	const struct dn_anchor *anchor = &looker->anchor;
	const char *words = anchor->words.data;
	size_t at;

	for (at = 0; at < anchor->torn_count; at++) {
		const struct dn_torn *torn = &anchor->torn[at];
		struct dn_finding *finding = add_finding(looker);

		if (finding == NULL)
			return -1;
		*finding = (struct dn_finding){
			.rule = dn_rule_name(DN_RULE_INVISIBLE),
			.field = { words + torn->pointer, torn->pointer_len },
			.value = { words + torn->value, torn->value_len },
			.limit = DN_SPAN("null"), .unit = "code points",
			.action = dn_rule_action_name(DN_RULE_FLAG) };
	}
	return 0;
}

/* ---- looking ------------------------------------------------------------- */

/* Note that a rule is broken, if it is on. */
static void
breaks(struct record *record, enum dn_rule_id rule, uint64_t measure)
{
	record->note->taken[rule] =
	    (uint8_t)record->looker->look->rules.actions[rule];
	record->note->measures[rule] = measure;
}

/* Did a rule with this action break? */
static bool
any_taken(const struct dn_look_note *note, enum dn_rule_action action)
{
	int rule;

	for (rule = 0; rule < DN_RULE_COUNT; rule++)
		if (note->taken[rule] == action)
			return true;
	return false;
}

/* What to look for in texts by the rules that are on. */
static unsigned
wanted(const struct dn_rules *rules)
{
	unsigned find = 0;

	if (rules->actions[DN_RULE_INVISIBLE] != DN_RULE_OFF)
		find |= DN_TEXT_INVISIBLE;
	if (rules->actions[DN_RULE_FULL_WIDTH] != DN_RULE_OFF)
		find |= DN_TEXT_FORMS;
	if (rules->params[DN_PARAM_FULL_WIDTH_PUNCTUATION] != 0)
		find |= DN_TEXT_PUNCTUATION;
	return find;
}

/* Count what the rules count. */
static int
measure(struct record *record, unsigned find, struct dn_err *err)
{
	const struct dn_look *look = record->looker->look;
	struct dn_text_fix *fix = &record->looker->fix;

	if (!dn_text_suspect(record->text, find))
		return 0;
	if (dn_text_mend(fix, record->text, find, 0, false, err) < 0)
		return -1;
	if (fix->invisible > limit_of(look, DN_RULE_INVISIBLE))
		breaks(record, DN_RULE_INVISIBLE, fix->invisible);
	if (fix->forms > limit_of(look, DN_RULE_FULL_WIDTH))
		breaks(record, DN_RULE_FULL_WIDTH, fix->forms);
	return 0;
}

/* The text stays as it is: what would have been mended is marked. */
static void
leave_alone(struct record *record)
{
	int rule;

	record->torn = true;
	dn_splice_begin(&record->looker->splice, record->line->line);
	for (rule = 0; rule < DN_RULE_COUNT; rule++)
		if (record->note->taken[rule] == DN_RULE_FIX)
			record->note->taken[rule] = DN_RULE_FLAG;
}

/* Move what stands on the text; 1 done, 0 it cannot be, -1 without memory. */
static int
move_anchors(struct record *record, unsigned mend, struct dn_err *err)
{
	struct dn_looker *looker = record->looker;
	const struct dn_json_value *fields = record->line->fields;
	struct dn_anchored what = { .annotations = &fields[DN_LOOK_ANNOTATIONS],
		.tokens = &fields[DN_LOOK_TOKENS],
		.tokens_pointer = looker->look->fields[DN_LOOK_TOKENS],
		.text = record->text, .mend = mend };
	struct dn_bytes name;
	int moved;

	if (looker->look->on == NULL)
		return dn_anchor_move(&looker->anchor, &what, &looker->fix,
		    &looker->splice, err);
	/* A medium without a name is one that no annotation speaks of. */
	dn_bytes_init(&name, SIZE_MAX / 2);
	what.on = dn_json_text(&fields[DN_LOOK_ON], &name);
	if (what.on.ptr == NULL)
		what.annotations = &fields[DN_LOOK_ON];
	moved = dn_bytes_check(&name, err) < 0 ? -1 :
	    dn_anchor_move(&looker->anchor, &what, &looker->fix,
	    &looker->splice, err);
	dn_bytes_release(&name);
	return moved;
}

/* Mend the text by the rules that were broken and fix. */
static int
mend(struct record *record, unsigned find, struct dn_err *err)
{
	struct dn_looker *looker = record->looker;
	const struct dn_look_note *note = record->note;
	bool anchored = looker->look->anchored[note->which];
	unsigned flags = 0;
	int moved = 1;

	if (note->taken[DN_RULE_INVISIBLE] == DN_RULE_FIX)
		flags |= DN_TEXT_INVISIBLE;
	if (note->taken[DN_RULE_FULL_WIDTH] == DN_RULE_FIX)
		flags |= DN_TEXT_FORMS | (find & DN_TEXT_PUNCTUATION);
	if (flags == 0)
		return 0;
	if (dn_text_mend(&looker->fix, record->text, find, flags, anchored,
	    err) < 0)
		return -1;
	if (anchored)
		moved = move_anchors(record, flags, err);
	if (moved < 0)
		return -1;
	if (moved == 0) {
		leave_alone(record);
		return 0;
	}
	record->text = dn_bytes_span(&looker->fix.text);
	dn_json_write_text(dn_splice_replace(&looker->splice,
	    record->line->fields[note->which].raw), record->text);
	return 0;
}

/* All rules about a text that is there. */
static int
look_at_text(struct record *record, struct dn_err *err)
{
	struct dn_looker *looker = record->looker;
	const struct dn_rules *rules = &looker->look->rules;
	const struct dn_json_value *value =
	    &record->line->fields[record->note->which];
	unsigned find = wanted(rules);

	record->text = dn_json_text(value, &looker->text);
	if (value->escaped && dn_bytes_check(&looker->text, err) < 0)
		return -1;
	if (measure(record, find, err) < 0)
		return -1;
	if (!any_taken(record->note, DN_RULE_DROP) &&
	    mend(record, find, err) < 0)
		return -1;
	if (rules->actions[DN_RULE_BLANK_TEXT] != DN_RULE_OFF &&
	    dn_text_blank(record->text))
		breaks(record, DN_RULE_BLANK_TEXT, 0);
	return 0;
}

/* Choose the field of the text, and look. */
static int
look_at(struct record *record, struct dn_err *err)
{
	const struct dn_record *line = record->line;
	const struct dn_json_value *fields = line->fields;
	struct dn_look_note *note = record->note;

	note->which = fields[DN_LOOK_TEXT].type != DN_JSON_STRING &&
	    fields[DN_LOOK_TEXT_ELSE].type == DN_JSON_STRING;
	note->type = (uint8_t)fields[note->which].type;
	if (note->type == DN_JSON_STRING)
		return look_at_text(record, err);
	if (dn_kind_of(&line->record, &fields[DN_LOOK_KIND]) != DN_KIND_ITEM)
		return 0;
	/* A text is missed where the record says that it would stand. */
	note->which = fields[DN_LOOK_TEXT].type == DN_JSON_NONE &&
	    (fields[DN_LOOK_TEXT_ELSE].type != DN_JSON_NONE ||
	    line->record.type == DN_JSON_STRING);
	note->type = (uint8_t)fields[note->which].type;
	breaks(record, DN_RULE_MISSING_TEXT, 0);
	return 0;
}

/* The first rule by which the record is left out. */
static unsigned
first_drop(const struct dn_look_note *note)
{
	unsigned rule = 0;

	while (note->taken[rule] != DN_RULE_DROP)
		rule++;
	return rule;
}

/* Write the record if it changed. */
static int
write_changed(struct record *record, struct dn_result *result,
    struct dn_err *err)
{
	struct dn_looker *looker = record->looker;
	struct dn_splice *splice = &looker->splice;

	if (add_marks(record) < 0 || (record->torn && add_torn(looker) < 0))
		return dn_err_memory(err);
	record->whole = dn_splice_whole(record->line->line);
	if (looker->finding_count > 0 &&
	    dn_findings_add(splice, &record->whole,
	    &record->line->fields[DN_LOOK_QUALITY], "quality",
	    looker->findings, looker->finding_count, err) < 0)
		return -1;
	if (dn_splice_empty(splice))
		return 0;
	if (dn_splice_write(splice, result->out, err) < 0)
		return -1;
	dn_bytes_add_byte(result->out, '\n');
	result->verdict = DN_WRITE;
	return 0;
}

int
dn_looker_map(void *worker, const struct dn_record *line, void *note,
    struct dn_result *result, struct dn_err *err)
{
	struct dn_looker *looker = worker;
	struct record record = { .looker = looker, .line = line,
		.note = note };

	looker->finding_count = 0;
	dn_splice_begin(&looker->splice, line->line);
	if (look_at(&record, err) < 0)
		return -1;
	if (!any_taken(note, DN_RULE_DROP))
		return write_changed(&record, result, err);
	result->verdict = DN_DROP;
	result->reason = first_drop(note);
	return 0;
}
