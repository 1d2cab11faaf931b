/* SPDX-License-Identifier: MIT */
/* The records themselves: read by the record loop, written line by line. */
#include <stdlib.h>

#include "formats/files.h"
#include "formats/format.h"

struct writer {
	struct dn_writing *writing;
	struct dn_bytes line;
};

static void *
write_open(struct dn_writing *writing, struct dn_err *err)
{
	struct writer *writer = calloc(1, sizeof(*writer));

	if (writer == NULL) {
		dn_err_memory(err);
		return NULL;
	}
	writer->writing = writing;
	dn_bytes_init(&writer->line, SIZE_MAX / 2);
	return writer;
}

static int
write_item(void *state, struct dn_item *item, struct dn_err *err)
{
	struct writer *writer = state;

	dn_bytes_clear(&writer->line);
	if (dn_item_write(item, &writer->line, err) < 0 ||
	    dn_sink_write(writer->writing->out, writer->line.data,
	    writer->line.len, err) < 0)
		return -1;
	if (!item->header)
		writer->writing->run->annotations.out +=
		    dn_node_count(&item->tree, item->annotations);
	return 1;
}

static int
write_end(void *state, struct dn_err *err)
{
	(void)state;
	(void)err;
	return 0;
}

static void
write_close(void *state)
{
	struct writer *writer = state;

	if (writer == NULL)
		return;
	dn_bytes_release(&writer->line);
	free(writer);
}

/* A line that begins an object, and names a record or an item's members. */
static int
probe(const struct dn_probe *file)
{
	struct dn_span head = file->head;
	const char *end;
	size_t line;

	if (head.len < 2 || head.ptr[0] != '{')
		return 0;
	end = memchr(head.ptr, '\n', head.len);
	line = end != NULL ? (size_t)(end - head.ptr) : head.len;
	if (memmem(head.ptr, line, "\"dn\":1", 6) != NULL ||
	    memmem(head.ptr, line, "\"record\":\"", 10) != NULL)
		return 95;
	return dn_files_suffix(dn_span_of(file->name), ".jsonl") ? 60 : 0;
}

extern const struct dn_format dn_format_dn;

const struct dn_format dn_format_dn = {
	.name = "dn",
	.title = "the records of this suite, see dn-record(5)",
	.reads = UINT64_MAX >> (64 - DN_CAP_COUNT),
	.writes = UINT64_MAX >> (64 - DN_CAP_COUNT),
	.flags = DN_FORMAT_RECORDS,
	.probe = probe,
	.write_open = write_open,
	.write_item = write_item,
	.write_end = write_end,
	.write_close = write_close,
};
