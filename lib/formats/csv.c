/* SPDX-License-Identifier: MIT */
/* CSV and TSV for classification: a text or a picture a row, and its class. */
#include "formats/csv.h"

#include "formats/files.h"

const char *const dn_csv_role_names[DN_CSV_ROLES] = { "id", "split", "image",
	"text", "label", "annotator", "score" };
const char *const dn_csv_delimiters[] = { "auto", "comma", "tab",
	"semicolon", "bar", NULL };
const char *const dn_csv_headers[] = { "yes", "no", NULL };

char
dn_csv_delimiter(int choice)
{
	return "\0,\t;|"[choice];
}

/* Does the line have a cell that names the role, by its own name? */
static bool
has_role(struct dn_span line, enum dn_csv_role role)
{
	const char *name = dn_csv_role_names[role];
	size_t start = 0;

	for (size_t i = 0; i <= line.len; i++) {
		struct dn_span cell = { line.ptr + start, i - start };

		if (i < line.len && strchr(",\t;|\r", line.ptr[i]) == NULL)
			continue;
		if (dn_span_is(cell, name))
			return true;
		start = i + 1;
	}
	return false;
}

/* A table is known by its name, or by the names of its columns. */
static int
probe(const struct dn_probe *file)
{
	struct dn_span name = dn_span_of(file->name), head = file->head;
	const char *end = memchr(head.ptr, '\n', head.len);
	bool named = dn_files_suffix(name, ".csv") ||
	    dn_files_suffix(name, ".tsv");

	if (end != NULL)
		head.len = (size_t)(end - head.ptr);
	if (head.len == 0 || head.ptr[0] == '{' || head.ptr[0] == '<')
		return 0;
	if (has_role(head, DN_CSV_LABEL) && (has_role(head, DN_CSV_TEXT) ||
	    has_role(head, DN_CSV_IMAGE)))
		return named ? 90 : 60;
	return named ? 70 : 0;
}

#define CARRIED (DN_CAP_BIT(CLASS) | DN_CAP_BIT(SCORE) | \
	DN_CAP_BIT(ANNOTATOR) | DN_CAP_BIT(IMAGE) | DN_CAP_BIT(TEXT) | \
	DN_CAP_BIT(SPLIT) | DN_CAP_BIT(EMPTY))

extern const struct dn_format dn_format_csv;

const struct dn_format dn_format_csv = {
	.name = "csv",
	.title = "CSV and TSV: a text or picture a row, and its class",
	.reads = CARRIED | DN_CAP_BIT(FIELD) | DN_CAP_BIT(LABELS),
	.writes = CARRIED,
	.degrades = DN_CAP_BIT(UNANNOTATED),
	/* Where columns or a separator are told for them. */
	.partly = DN_CAP_BIT(FIELD) | DN_CAP_BIT(LABELS),
	.flags = DN_FORMAT_WHOLE | DN_FORMAT_LINES,
	.probe = probe,
	.read_open = dn_csv_read_open,
	.read_next = dn_csv_read_next,
	.read_close = dn_csv_read_close,
	.write_open = dn_csv_write_open,
	.write_item = dn_csv_write_item,
	.write_end = dn_csv_write_end,
	.write_close = dn_csv_write_close,
};
