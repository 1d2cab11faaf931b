/* SPDX-License-Identifier: MIT */
/* Members of records: what they must be, and what they name. */
#include <string.h>

#include "agree/gathering.h"
#include "agree/item_name.h"
#include "io/jsontext.h"

/* Say which member of the record is meant, and what stands there. */
int
dn_gather_about(const struct dn_record *record,
    const struct dn_json_value *value, const char *member,
    struct dn_err *err)
{
	if (value->raw.ptr >= record->line.ptr &&
	    value->raw.ptr < record->line.ptr + record->line.len)
		dn_err_at(err, record->number, 1 +
		    (uint64_t)(value->raw.ptr - record->line.ptr));
	dn_err_field(err, member, strlen(member));
	return dn_err_excerpt(err, value->raw.ptr, value->raw.len);
}

/* A name must be there, as a string or a number. */
int
dn_gather_check_name(const struct dn_record *record,
    const struct dn_json_value *value, const char *member,
    struct dn_err *err)
{
	if (value->type == DN_JSON_STRING || value->type == DN_JSON_NUMBER)
		return 0;
	if (!dn_gather_is_there(value)) {
		dn_err_set(err, DN_E_MISSING_FIELD, "a needed member is not "
		    "there");
		return dn_err_field(err, member, strlen(member));
	}
	dn_err_set(err, DN_E_BAD_TYPE, "neither a string nor a number");
	return dn_gather_about(record, value, member, err);
}

/* A field or split may be absent; else it is a string. */
int
dn_gather_check_text(const struct dn_record *record,
    const struct dn_json_value *value, const char *member,
    struct dn_err *err)
{
	if (!dn_gather_is_there(value) || value->type == DN_JSON_STRING)
		return 0;
	dn_err_set(err, DN_E_BAD_TYPE, "not a string");
	return dn_gather_about(record, value, member, err);
}

int
dn_gather_check_group(const struct dn_gather *gather,
    const struct dn_record *record, struct dn_err *err)
{
	struct dn_json_value value = dn_gather_group(gather, record);

	if (!dn_gather_is_there(&value) || value.type == DN_JSON_STRING ||
	    value.type == DN_JSON_NUMBER || value.type == DN_JSON_TRUE ||
	    value.type == DN_JSON_FALSE)
		return 0;
	dn_err_set(err, DN_E_BAD_TYPE, "neither a string nor a number");
	return dn_gather_about(record, &value, gather->spec.group_by, err);
}

struct dn_json_value
dn_gather_group(const struct dn_gather *gather,
    const struct dn_record *record)
{
	return gather->spec.group_by != NULL ?
	    record->fields[DN_GATHER_GROUP] :
	    (struct dn_json_value){ .type = DN_JSON_NONE };
}

struct dn_span
dn_gather_group_text(const struct dn_json_value *value,
    struct dn_bytes *scratch)
{
	return value->type == DN_JSON_STRING ||
	    value->type == DN_JSON_NUMBER ? dn_class_name(value, scratch) :
	    value->raw;
}

/* Add a part of a name behind the byte that begins it. */
static void
add_part(struct dn_gather_worker *worker, char byte, struct dn_span text)
{
	dn_bytes_add_byte(&worker->key, byte);
	dn_bytes_add_span(&worker->key, text);
}

/* The bytes of a name, *borrowed* from the record or the worker. */
static struct dn_span
key_of(struct dn_gather_worker *worker, const struct dn_gather_name *name)
{
	bool split = dn_gather_is_there(&name->split);
	bool field = dn_gather_is_there(&name->field);
	bool group = dn_gather_is_there(&name->group);
	struct dn_span id = dn_class_name(&name->id, &worker->text);

	if (!split && !field && !group && name->annotator.ptr == NULL)
		return id;
	dn_bytes_clear(&worker->key);
	dn_bytes_add_span(&worker->key, id);
	if (split)
		add_part(worker, DN_ITEM_NAME_SPLIT,
		    dn_json_text(&name->split, &worker->text));
	if (name->annotator.ptr != NULL)
		add_part(worker, DN_ITEM_NAME_ANNOTATOR, name->annotator);
	if (group)
		add_part(worker, DN_ITEM_NAME_GROUP,
		    dn_gather_group_text(&name->group, &worker->text));
	if (field)
		add_part(worker, DN_ITEM_NAME_FIELD,
		    dn_json_text(&name->field, &worker->text));
	return dn_bytes_span(&worker->key);
}

int
dn_gather_name_item(struct dn_gather_worker *worker, struct dn_names *keys,
    const struct dn_gather_name *name, struct dn_hash *hash,
    struct dn_err *err)
{
	struct dn_span key = key_of(worker, name);
	size_t number;

	if (worker->text.failed != DN_E_NONE ||
	    worker->key.failed != DN_E_NONE)
		return dn_err_memory(err);
	if (keys == NULL) {
		*hash = dn_hash_bytes(key.ptr, key.len);
		return 0;
	}
	number = dn_names_add(keys, key, NULL);
	if (number == DN_NAMES_NONE)
		return dn_err_memory(err);
	*hash = dn_item_name_hash(number);
	return 0;
}
