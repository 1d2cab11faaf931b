/* SPDX-License-Identifier: MIT */
/* Proofs of inclusion (RFC 9162, 2.1.3) as lines that travel alone. */
#include "ledger/proof.h"

#include <inttypes.h>

#include "io/json.h"
#include "io/jsontext.h"
#include "io/number.h"

static const char *const names[] = {
	"record", "event", "seq", "size", "line", "path", "root", NULL
};
enum { RECORD, EVENT, SEQ, SIZE, LINE, PATH, ROOT, MEMBERS };

static void
add_digest(struct dn_bytes *out, const struct dn_digest *digest)
{
	dn_bytes_add_byte(out, '"');
	dn_digest_write(out, digest);
	dn_bytes_add_byte(out, '"');
}

void
dn_proof_write(struct dn_bytes *out, const struct dn_proof *proof,
    const struct dn_digest *leaves)
{
	struct dn_digest path[DN_MERKLE_DEPTH];
	size_t length = dn_merkle_path(leaves, proof->size, proof->seq - 1,
	    path);

	dn_bytes_add_text(out, "{\"record\":\"proof\",\"event\":");
	dn_json_write_text(out, proof->event);
	dn_bytes_add_format(out, ",\"seq\":%" PRIu64 ",\"size\":%" PRIu64
	    ",\"line\":", proof->seq, proof->size);
	dn_json_write_text(out, proof->line);
	dn_bytes_add_text(out, ",\"path\":[");
	for (size_t i = 0; i < length; i++) {
		if (i > 0)
			dn_bytes_add_byte(out, ',');
		add_digest(out, &path[i]);
	}
	dn_bytes_add_text(out, "],\"root\":");
	add_digest(out, &proof->root);
	dn_bytes_add_text(out, "}\n");
}

/* ---- checking ------------------------------------------------------------ */

/* Scan one JSON text that has no padding behind it. */
static int
scan(struct dn_span text, struct dn_bytes *padded, struct dn_json_value *values,
    struct dn_err *err)
{
	struct dn_json_fields *fields;
	struct dn_json *json = NULL;
	int status = -1;

	dn_bytes_clear(padded);
	dn_bytes_add_span(padded, text);
	if (dn_bytes_reserve(padded, DN_JSON_PADDING) == NULL)
		return dn_bytes_check(padded, err);
	memset(padded->data + padded->len, 0, DN_JSON_PADDING);
	fields = dn_json_fields_new(names, MEMBERS, err);
	if (fields != NULL)
		json = dn_json_new(fields, DN_JSON_STRICT);
	if (json == NULL)
		dn_err_memory(err);
	else
		status = dn_json_scan(json, dn_bytes_span(padded), values,
		    err);
	dn_json_free(json);
	dn_json_fields_free(fields);
	return status;
}

/* A whole number from 1 on. */
static bool
read_count(const struct dn_json_value *value, uint64_t *to)
{
	int64_t number;

	if (value->type != DN_JSON_NUMBER ||
	    !dn_number_read_int(value->raw, &number) || number < 1)
		return false;
	*to = (uint64_t)number;
	return true;
}

static bool
read_digest(const struct dn_json_value *value, struct dn_digest *to)
{
	return value->type == DN_JSON_STRING && dn_digest_parse(
	    (struct dn_span){ value->raw.ptr + 1, value->raw.len - 2 }, to);
}

/* The root that the leaf leads to by the path; false where it leads nowhere. */
static bool
follow(const struct dn_proof *proof, const struct dn_json_value *list,
    struct dn_digest *root)
{
	struct dn_digest path[DN_MERKLE_DEPTH];
	struct dn_digest leaf = dn_merkle_leaf(proof->line);
	struct dn_json_children children;
	struct dn_json_value element;
	struct dn_span name;
	size_t length = 0;

	if (list->type != DN_JSON_ARRAY)
		return false;
	children = dn_json_children(list);
	while (dn_json_child(&children, &name, &element))
		if (length == DN_MERKLE_DEPTH ||
		    !read_digest(&element, &path[length++]))
			return false;
	return dn_merkle_follow(&leaf, proof->seq - 1, proof->size, path,
	    length, root);
}

/* Does the line itself say that it is this event, with this number? */
static bool
says_so(const struct dn_proof *proof)
{
	struct dn_json_value object = { .raw = proof->line,
		.type = DN_JSON_OBJECT };
	struct dn_json_children children = dn_json_children(&object);
	struct dn_json_value value;
	struct dn_bytes scratch;
	struct dn_span name;
	uint64_t seq = 0;
	bool same = false;

	dn_bytes_init(&scratch, SIZE_MAX);
	while (dn_json_child(&children, &name, &value)) {
		if (dn_span_is(name, "id"))
			same = dn_span_equal(dn_json_text(&value, &scratch),
			    proof->event);
		else if (dn_span_is(name, "seq") &&
		    !read_count(&value, &seq))
			seq = 0;
	}
	dn_bytes_release(&scratch);
	return same && seq == proof->seq;
}

/* Put the texts of two members behind each other into `out`, as spans. */
static int
keep_texts(const struct dn_json_value *values, struct dn_proof *proof,
    struct dn_bytes *out, struct dn_err *err)
{
	size_t event;

	dn_bytes_clear(out);
	dn_json_decode((struct dn_span){ values[EVENT].raw.ptr + 1,
	    values[EVENT].raw.len - 2 }, out);
	event = out->len;
	dn_json_decode((struct dn_span){ values[LINE].raw.ptr + 1,
	    values[LINE].raw.len - 2 }, out);
	if (dn_bytes_check(out, err) < 0)
		return -1;
	proof->event = (struct dn_span){ out->data, event };
	proof->line = (struct dn_span){ out->data + event,
		out->len - event };
	return 0;
}

/* All that can be wrong with a proof that is one. */
static int
judge(const struct dn_proof *proof, const struct dn_json_value *path,
    struct dn_err *err)
{
	struct dn_json_value values[MEMBERS];
	struct dn_digest root;
	struct dn_bytes padded;
	int status;

	if (!follow(proof, path, &root) ||
	    !dn_digest_equal(&root, &proof->root))
		return dn_err_set(err, DN_E_BROKEN,
		    "the line does not lead to the root by this path");
	dn_bytes_init(&padded, SIZE_MAX);
	status = scan(proof->line, &padded, values, err);
	dn_bytes_release(&padded);
	if (status < 0)
		return -1;
	return says_so(proof) ? 0 : dn_err_set(err, DN_E_BROKEN,
	    "the line is not that of this event");
}

int
dn_proof_check(struct dn_span text, struct dn_proof *proof,
    struct dn_bytes *scratch, struct dn_err *err)
{
	struct dn_json_value values[MEMBERS];
	struct dn_bytes padded;
	int status;

	*proof = (struct dn_proof){ .seq = 0 };
	dn_bytes_init(&padded, SIZE_MAX);
	status = scan(text, &padded, values, err);
	if (status == 0 && (!dn_span_is(values[RECORD].raw, "\"proof\"") ||
	    values[EVENT].type != DN_JSON_STRING ||
	    values[LINE].type != DN_JSON_STRING ||
	    !read_count(&values[SEQ], &proof->seq) ||
	    !read_count(&values[SIZE], &proof->size) ||
	    !read_digest(&values[ROOT], &proof->root)))
		status = dn_err_set(err, DN_E_BROKEN, "is no proof");
	if (status == 0)
		status = keep_texts(values, proof, scratch, err);
	if (status == 0)
		status = judge(proof, &values[PATH], err);
	dn_bytes_release(&padded);
	return status;
}
