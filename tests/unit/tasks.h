/* SPDX-License-Identifier: MIT */
/* tasks - Label Studio's documents there and back, in a test. */
#ifndef DN_TESTS_TASKS_H
#define DN_TESTS_TASKS_H

#include "converting.h"
#include "io/json.h"
#include "io/jsontext.h"
#include "io/src.h"

/* A task with a picture and one annotation with these entries. */
#define TASK(entries) "[{\"id\":1,\"data\":{\"image\":\"/up/a b.png\"}," \
	"\"annotations\":[{\"id\":5,\"completed_by\":2,\"result\":[" entries \
	"]}]}]"
/* An entry of a type with members of its value. */
#define ENTRY(type, value) "{\"id\":\"r1\",\"type\":\"" type "\"," \
	"\"from_name\":\"f\",\"to_name\":\"t\",\"original_width\":1000," \
	"\"original_height\":500,\"image_rotation\":0,\"value\":{" value "}}"

/* Members of a box that comes back with its own digits. */
#define BOX "\"x\":10,\"y\":10.123456789,\"width\":3,\"height\":7"

/* The document in a file, in the one form that equal ones share. */
static inline void
canonical(const char *name, struct dn_bytes *out)
{
	struct dn_json *json = dn_json_new(NULL, DN_JSON_STRICT);
	struct dn_err err = DN_ERR_INIT;
	struct dn_json_value value;
	struct dn_bytes text;
	size_t used;

	dn_bytes_init(&text, SIZE_MAX / 2);
	dn_bytes_init(out, SIZE_MAX / 2);
	ck_assert_int_eq(dn_src_slurp(name, &text, &err), 0);
	ck_assert_ptr_nonnull(dn_bytes_reserve(&text, DN_JSON_PADDING));
	memset(text.data + text.len, 0, DN_JSON_PADDING);
	if (dn_json_scan_prefix(json, dn_bytes_span(&text), true, &value,
	    &used, &err) != 1)
		ck_abort_msg("%s is no JSON: %s", name, err.text);
	dn_json_canonical(&value, out);
	dn_bytes_release(&text);
	dn_json_free(json);
}

/* Do both files hold the same JSON? */
static inline void
are_equal(const char *a, const char *b)
{
	struct dn_bytes one, other;

	canonical(a, &one);
	canonical(b, &other);
	ck_assert_str_eq(dn_bytes_text(&one), dn_bytes_text(&other));
	dn_bytes_release(&one);
	dn_bytes_release(&other);
}

/* The text goes to records and comes back, with nothing lost. */
static inline void
comes_back(const char *text)
{
	const struct dn_convert_settings back = { .to = "labelstudio",
		.strict = true };
	struct converted converted;

	scratch_put_text("in.json", text);
	converting_must("labelstudio", "dn", "in.json", "records.jsonl");
	if (converting_by(&back, "records.jsonl", "back.json", &converted,
	    false) < 0 || converted.refused != 0)
		ck_abort_msg("%s: %s %d", text, converted.err.text,
		    converted.refused);
	are_equal("in.json", "back.json");
}

/* "records.jsonl" holds this text somewhere. */
static inline void
records_hold(const char *part)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes text;

	dn_bytes_init(&text, SIZE_MAX / 2);
	ck_assert_int_eq(dn_src_slurp("records.jsonl", &text, &err), 0);
	if (strstr(dn_bytes_text(&text), part) == NULL)
		ck_abort_msg("no %s in %s", part, dn_bytes_text(&text));
	dn_bytes_release(&text);
}

#endif
