/* SPDX-License-Identifier: MIT */
/* Errors in words. */
#include "app/message.h"

#include "core/utf8.h"

#define TEXT_COLUMNS ((size_t)1 << 16)
#define EXCERPT_COLUMNS 60

/* FILE:LINE:COLUMN, or FILE alone. */
static void
add_place(struct dn_bytes *out, const struct dn_err *err)
{
	if (err->source == NULL)
		return;
	dn_utf8_show(out, err->source, strlen(err->source), TEXT_COLUMNS);
	if (err->line > 0) {
		dn_bytes_add_byte(out, ':');
		dn_bytes_add_uint(out, err->line);
	}
	if (err->line > 0 && err->column > 0) {
		dn_bytes_add_byte(out, ':');
		dn_bytes_add_uint(out, err->column);
	}
	dn_bytes_add_text(out, ": ");
}

void
dn_message_write(struct dn_bytes *out, const char *tool,
    const struct dn_err *err)
{
	dn_bytes_add_format(out, "%s: ", tool);
	add_place(out, err);
	dn_bytes_add_format(out, "error[%s]: ", dn_code_name(err->code));
	dn_utf8_show(out, err->text, strlen(err->text), TEXT_COLUMNS);
	if (err->field[0] != '\0') {
		dn_bytes_add_text(out, " (");
		dn_utf8_show(out, err->field, strlen(err->field),
		    EXCERPT_COLUMNS);
		dn_bytes_add_byte(out, ')');
	}
	if (err->excerpt_len > 0) {
		dn_bytes_add_text(out, "\n  ");
		dn_utf8_show(out, err->excerpt, err->excerpt_len,
		    EXCERPT_COLUMNS);
	}
	dn_bytes_add_byte(out, '\n');
}
