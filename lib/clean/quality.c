/* SPDX-License-Identifier: MIT */
/* What was found wrong with a record, written into it. */
#include "clean/quality.h"

#include <stdlib.h>

#include "io/jsontext.h"
#include "model/kind.h"

/* An element that stands in the array already. */
struct element {
	struct dn_json_value value, rule, field;
};

struct elements {
	struct element *all;
	size_t count, cap;
	size_t next;            /* where the last one was found, plus one */
	struct dn_bytes scratch;
	bool failed;            /* a text could not be decoded */
};

void
dn_finding_write(const struct dn_finding *finding, struct dn_bytes *out)
{
	dn_bytes_add_format(out, "{\"rule\":\"%s\",\"field\":",
	    finding->rule);
	dn_json_write_text(out, finding->field);
	dn_bytes_add_text(out, ",\"value\":");
	dn_bytes_add_span(out, finding->value);
	dn_bytes_add_text(out, ",\"limit\":");
	dn_bytes_add_span(out, finding->limit);
	if (finding->unit != NULL)
		dn_bytes_add_format(out, ",\"unit\":\"%s\"", finding->unit);
	if (finding->action != NULL)
		dn_bytes_add_format(out, ",\"action\":\"%s\"",
		    finding->action);
	dn_bytes_add_byte(out, '}');
}

/* Note an element, if it is an object. */
static int
add_element(struct elements *elements, const struct dn_json_value *value)
{
	struct dn_json_children walk;
	struct dn_json_value child;
	struct dn_span name;
	struct element *more;

	if (value->type != DN_JSON_OBJECT)
		return 0;
	if (elements->count == elements->cap) {
		size_t cap = elements->cap == 0 ? 8 : elements->cap * 2;

		more = reallocarray(elements->all, cap, sizeof(*more));
		if (more == NULL)
			return -1;
		elements->all = more;
		elements->cap = cap;
	}
	more = &elements->all[elements->count++];
	*more = (struct element){ .value = *value };
	for (walk = dn_json_children(value);
	    dn_json_child(&walk, &name, &child);)
		if (dn_kind_name_is(name, "rule"))
			more->rule = child;
		else if (dn_kind_name_is(name, "field"))
			more->field = child;
	return 0;
}

/* All objects of the array. */
static int
read_elements(struct elements *elements, const struct dn_json_value *array)
{
	struct dn_json_children walk = dn_json_children(array);
	struct dn_json_value child;
	struct dn_span name;

	while (dn_json_child(&walk, &name, &child))
		if (add_element(elements, &child) < 0)
			return -1;
	return 0;
}

/* Is the string `value` this text? */
static bool
says(struct elements *elements, const struct dn_json_value *value,
    struct dn_span text)
{
	struct dn_span own;

	if (value->type != DN_JSON_STRING)
		return false;
	own = dn_json_text(value, &elements->scratch);
	elements->failed |= value->escaped &&
	    elements->scratch.failed != DN_E_NONE;
	return dn_span_equal(own, text);
}

/*
 * The element that speaks of the same, or NULL.  The search goes on behind the
 * last one found: findings come in the order in which they were written.
 */
static const struct element *
find_element(struct elements *elements, const struct dn_finding *finding)
{
	size_t tried;

	for (tried = 0; tried < elements->count; tried++) {
		size_t at = (elements->next + tried) % elements->count;
		const struct element *element = &elements->all[at];

		if (says(elements, &element->rule,
		    dn_span_of(finding->rule)) &&
		    says(elements, &element->field, finding->field)) {
			elements->next = at + 1;
			return element;
		}
	}
	return NULL;
}

/* Put a finding where it stood before; false when it never did. */
static bool
renew(struct dn_splice *splice, struct elements *elements,
    const struct dn_finding *finding)
{
	const struct element *element = find_element(elements, finding);
	struct dn_bytes *scratch = &elements->scratch;

	if (element == NULL)
		return false;
	dn_bytes_clear(scratch);
	dn_finding_write(finding, scratch);
	if (!dn_span_equal(element->value.raw, dn_bytes_span(scratch)))
		dn_bytes_add_span(dn_splice_replace(splice,
		    element->value.raw), dn_bytes_span(scratch));
	elements->failed |= scratch->failed != DN_E_NONE;
	return true;
}

/* Add to an array that is there. */
static int
extend(struct dn_splice *splice, const struct dn_json_value *array,
    const struct dn_finding *findings, size_t count, struct dn_err *err)
{
	struct elements elements = { .count = 0 };
	struct dn_bytes fresh;
	int failed = -1;
	size_t at;

	dn_bytes_init(&fresh, SIZE_MAX / 2);
	dn_bytes_init(&elements.scratch, SIZE_MAX / 2);
	if (read_elements(&elements, array) < 0) {
		dn_err_memory(err);
		goto out;
	}
	for (at = 0; at < count; at++) {
		if (renew(splice, &elements, &findings[at]))
			continue;
		if (fresh.len > 0)
			dn_bytes_add_byte(&fresh, ',');
		dn_finding_write(&findings[at], &fresh);
	}
	if (elements.failed) {
		dn_err_memory(err);
		goto out;
	}
	if (dn_bytes_check(&fresh, err) < 0)
		goto out;
	if (fresh.len > 0)
		dn_bytes_add_span(dn_splice_element(splice, array),
		    dn_bytes_span(&fresh));
	failed = 0;
out:
	dn_bytes_release(&fresh);
	dn_bytes_release(&elements.scratch);
	free(elements.all);
	return failed;
}

int
dn_findings_add(struct dn_splice *splice, const struct dn_json_value *object,
    const struct dn_json_value *array, const char *name,
    const struct dn_finding *findings, size_t count, struct dn_err *err)
{
	struct dn_bytes *text;
	size_t at;

	if (array->type == DN_JSON_ARRAY)
		return extend(splice, array, findings, count, err);
	if (array->type != DN_JSON_NONE && array->type != DN_JSON_NULL) {
		dn_err_set(err, DN_E_BAD_TYPE, "\"%s\" is no array, so nothing "
		    "can be added to it", name);
		dn_err_at(err, 0, (uint64_t)(array->raw.ptr -
		    splice->line.ptr) + 1);
		return dn_err_field(err, name, strlen(name));
	}
	text = array->type == DN_JSON_NULL ?
	    dn_splice_replace(splice, array->raw) :
	    dn_splice_member(splice, object, name);
	for (at = 0; at < count; at++) {
		dn_bytes_add_byte(text, at == 0 ? '[' : ',');
		dn_finding_write(&findings[at], text);
	}
	dn_bytes_add_byte(text, ']');
	return 0;
}
