/* SPDX-License-Identifier: MIT */
/* records - read an item from a text, and write one, in the tests. */
#ifndef DN_TESTS_RECORDS_H
#define DN_TESTS_RECORDS_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "io/json.h"
#include "model/item.h"

/* A scanned text, kept for as long as what borrows it. */
struct record_text {
	struct dn_json_value value;
	char *memory;
};

/* Scan `text`, which must be legal. */
static inline void
record_scan(struct record_text *record, const char *text)
{
	struct dn_json *json = dn_json_new(NULL, DN_JSON_STRICT);
	struct dn_err err = DN_ERR_INIT;
	size_t len = strlen(text), used;

	record->memory = calloc(1, len + DN_JSON_PADDING);
	ck_assert(json != NULL && record->memory != NULL);
	memcpy(record->memory, text, len);
	ck_assert_int_eq(dn_json_scan_prefix(json,
	    (struct dn_span){ record->memory, len }, true, &record->value,
	    &used, &err), 1);
	dn_json_free(json);
}

/* Read `text` as an item, which must be one. */
static inline void
record_read(struct record_text *record, struct dn_item *item,
    const char *text)
{
	struct dn_err err = DN_ERR_INIT;

	record_scan(record, text);
	dn_item_init(item);
	if (dn_item_read(item, &record->value, &err) < 0)
		ck_abort_msg("%s: %s", text, err.text);
}

/* End both. */
static inline void
record_end(struct record_text *record, struct dn_item *item)
{
	dn_item_release(item);
	free(record->memory);
}

/* The item is written as `want` and a newline. */
static inline void
record_is(const struct dn_item *item, const char *want)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes out;

	dn_bytes_init(&out, SIZE_MAX);
	ck_assert_int_eq(dn_item_write(item, &out, &err), 0);
	ck_assert_uint_gt(out.len, 0);
	ck_assert_int_eq(out.data[--out.len], '\n');
	ck_assert_str_eq(dn_bytes_text(&out), want);
	dn_bytes_release(&out);
}

#endif
