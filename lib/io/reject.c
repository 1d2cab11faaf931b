/* SPDX-License-Identifier: MIT */
/* The reject line: a bad record with all that is needed to mend it. */
#include "io/reject.h"

#include "core/base64.h"
#include "core/utf8.h"
#include "io/jsontext.h"

/* Text that came from outside: what is no UTF-8 in it must not go out. */
static void
add_text(struct dn_bytes *out, const char *text)
{
	size_t len = text != NULL ? strlen(text) : 0;
	struct dn_bytes shown;

	if (len == 0) {
		dn_bytes_add_text(out, "null");
		return;
	}
	if (dn_utf8_valid(text, len) == len) {
		dn_json_write_text(out, (struct dn_span){ text, len });
		return;
	}
	dn_bytes_init(&shown, len * 16);
	dn_utf8_show(&shown, text, len, len * 8);
	dn_json_write_text(out, dn_bytes_span(&shown));
	dn_bytes_release(&shown);
}

void
dn_reject_write(struct dn_bytes *out, const struct dn_err *err,
    struct dn_span raw)
{
	dn_bytes_add_text(out, "{\"record\":\"reject\",\"file\":");
	add_text(out, err->source);
	dn_bytes_add_text(out, ",\"line\":");
	dn_bytes_add_uint(out, err->line);
	dn_bytes_add_text(out, ",\"column\":");
	dn_bytes_add_uint(out, err->column);
	dn_bytes_add_text(out, ",\"byte\":");
	dn_bytes_add_uint(out, err->byte);
	dn_bytes_add_text(out, ",\"code\":\"");
	dn_bytes_add_text(out, dn_code_name(err->code));
	dn_bytes_add_text(out, "\",\"reason\":");
	add_text(out, err->text);
	dn_bytes_add_text(out, ",\"field\":");
	add_text(out, err->field);
	if (raw.ptr != NULL && dn_utf8_valid(raw.ptr, raw.len) == raw.len) {
		dn_bytes_add_text(out, ",\"raw\":");
		dn_json_write_text(out, raw);
	} else if (raw.ptr != NULL) {
		dn_bytes_add_text(out, ",\"raw_b64\":\"");
		dn_base64_encode(out, raw);
		dn_bytes_add_byte(out, '"');
	}
	dn_bytes_add_text(out, "}\n");
}
