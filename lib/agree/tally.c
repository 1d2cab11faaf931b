/* SPDX-License-Identifier: MIT */
/* The account of annotations. */
#include "agree/tally.h"

/* Annotations that were left out. */
static uint64_t
count_ignored(const struct dn_gather *gather)
{
	uint64_t total = 0;

	for (size_t i = 0; i < DN_REASONS_MAX; i++)
		total += gather->annotations_ignored[i];
	return total;
}

void
dn_tally_write(const struct dn_gather *gather, struct dn_bytes *out)
{
	uint64_t used = gather->annotations_used;
	uint64_t ignored = count_ignored(gather);
	const char *before = "";

	if (used + ignored == 0)
		return;
	dn_bytes_add_format(out, "{\"in\":%llu,\"used\":%llu,\"ignored\":{",
	    (unsigned long long)(used + ignored), (unsigned long long)used);
	for (size_t i = 0; gather->loop.ignores[i] != NULL; i++)
		if (gather->annotations_ignored[i] > 0) {
			dn_bytes_add_format(out, "%s\"%s\":%llu", before,
			    gather->loop.ignores[i], (unsigned long long)
			    gather->annotations_ignored[i]);
			before = ",";
		}
	dn_bytes_add_text(out, "}}");
}

void
dn_tally_tell(const struct dn_gather *gather, struct dn_bytes *out)
{
	uint64_t used = gather->annotations_used;
	uint64_t ignored = count_ignored(gather);
	const char *before = "(";

	if (ignored == 0)
		return;
	dn_bytes_add_format(out, "annotations: %llu in, %llu used, "
	    "%llu ignored ", (unsigned long long)(used + ignored),
	    (unsigned long long)used, (unsigned long long)ignored);
	for (size_t i = 0; gather->loop.ignores[i] != NULL; i++)
		if (gather->annotations_ignored[i] > 0) {
			dn_bytes_add_format(out, "%s%s %llu", before,
			    gather->loop.ignores[i], (unsigned long long)
			    gather->annotations_ignored[i]);
			before = ", ";
		}
	dn_bytes_add_byte(out, ')');
}

void
dn_tally_clear(struct dn_gather *gather)
{
	gather->annotations_used = 0;
	for (size_t i = 0; i < DN_REASONS_MAX; i++)
		gather->annotations_ignored[i] = 0;
}
