/* SPDX-License-Identifier: MIT */
/* From texts that the library made to lines that a run says. */
#include "app/tell.h"

#include "agree/tally.h"

/* Cut the first line off a text; false at its end. */
static bool
next_line(struct dn_span *text, struct dn_span *line)
{
	const char *end;

	if (text->len == 0)
		return false;
	end = memchr(text->ptr, '\n', text->len);
	line->ptr = text->ptr;
	line->len = end == NULL ? text->len : (size_t)(end - text->ptr);
	text->ptr += line->len + (end != NULL);
	text->len -= line->len + (end != NULL);
	return true;
}

void
dn_tell_notes(struct dn_run *run, struct dn_span text)
{
	struct dn_span line;

	while (next_line(&text, &line))
		dn_run_note(run, "%.*s", (int)line.len, line.ptr);
}

void
dn_tell_missed(struct dn_run *run, struct dn_span text)
{
	struct dn_span line;

	while (next_line(&text, &line))
		dn_run_no(run, "%.*s", (int)line.len, line.ptr);
}

void
dn_tell_annotations(struct dn_run *run, const struct dn_gather *gather)
{
	struct dn_bytes text;

	dn_bytes_init(&text, SIZE_MAX / 2);
	dn_tally_write(gather, &text);
	if (text.len > 0)
		dn_run_summary(run, "annotations", dn_bytes_text(&text));
	dn_bytes_clear(&text);
	dn_tally_tell(gather, &text);
	if (text.len > 0)
		dn_run_note(run, "%s", dn_bytes_text(&text));
	dn_bytes_release(&text);
}
