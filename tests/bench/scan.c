/* SPDX-License-Identifier: MIT */
/* scan - scan each line of a file as the engine does, to be timed. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/json.h"
#include "io/lines.h"

enum { FIELDS = 3 };

/* Lines that were read, bytes of the field, and the first error. */
struct total {
	uint64_t lines, bytes;
	struct dn_err err;
};

/* Scan the lines of a block; false at the first that is bad. */
static bool
scan_block(struct dn_json *json, const struct dn_block *block,
    struct total *total)
{
	const char *line = block->data, *end = line + block->len, *newline;
	struct dn_json_value values[FIELDS];

	for (; line < end; line = newline + 1) {
		newline = memchr(line, '\n', (size_t)(end - line));
		if (newline == NULL)
			newline = end;
		total->lines++;
		if (dn_json_scan(json, (struct dn_span){ line,
		    (size_t)(newline - line) }, values, &total->err) < 0)
			return false;
		total->bytes += values[0].raw.len;
	}
	return true;
}

/* Scan a file; false on an error. */
static bool
scan_file(const char *path, const char *field, struct total *total)
{
	const char *names[FIELDS] = { field, "record", "dn" };
	struct dn_json_fields *fields =
	    dn_json_fields_new(names, FIELDS, &total->err);
	struct dn_json *json = dn_json_new(fields, DN_JSON_STRICT);
	struct dn_lines *lines = dn_lines_new(&path, 1, DN_BLOCK_SIZE);
	struct dn_block block = { 0 };
	bool good = fields != NULL && json != NULL && lines != NULL;
	int status = 0;

	while (good && (status = dn_lines_next(lines, &block,
	    &total->err)) == 1)
		good = scan_block(json, &block, total);
	dn_block_release(&block);
	dn_lines_free(lines);
	dn_json_free(json);
	dn_json_fields_free(fields);
	return good && status == 0;
}

int
main(int argc, char **argv)
{
	struct total total = { .err = DN_ERR_INIT };

	if (argc != 3) {
		fprintf(stderr, "usage: scan FILE FIELD\n");
		return 2;
	}
	if (!scan_file(argv[1], argv[2], &total)) {
		fprintf(stderr, "scan: %s: line %" PRIu64 ": %s\n", argv[1],
		    total.lines, total.err.text);
		return 3;
	}
	printf("%" PRIu64 " %" PRIu64 "\n", total.lines, total.bytes);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : 4;
}
