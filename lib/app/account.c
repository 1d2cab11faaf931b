/* SPDX-License-Identifier: MIT */
/* The account of a run. */
#include "app/account.h"

#include "config.h"
#include "io/jsontext.h"

/* Sum of one table of counts. */
static uint64_t
total(const uint64_t *counts)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < DN_REASONS_MAX; i++)
		sum += counts[i];
	return sum;
}

bool
dn_account_adds_up(const struct dn_counts *counts)
{
	return counts->in == counts->out + counts->rejected + counts->used +
	    total(counts->dropped) + total(counts->ignored);
}

/* ", 13 dropped (blank 9, missing 4)", or nothing for none. */
static void
tell_table(struct dn_bytes *out, const char *what, const uint64_t *counts,
    const char *const *names)
{
	const char *before = " (";

	if (names == NULL || total(counts) == 0)
		return;
	dn_bytes_add_format(out, ", %llu %s",
	    (unsigned long long)total(counts), what);
	for (size_t i = 0; names[i] != NULL; i++)
		if (counts[i] > 0) {
			dn_bytes_add_format(out, "%s%s %llu", before,
			    names[i], (unsigned long long)counts[i]);
			before = ", ";
		}
	dn_bytes_add_byte(out, ')');
}

void
dn_account_tell(const struct dn_counts *counts, const char *const *drops,
    const char *const *ignores, struct dn_bytes *out)
{
	const char *before = " (";

	if (counts->rejected + total(counts->dropped) +
	    total(counts->ignored) == 0)
		return;
	dn_bytes_add_format(out, "%llu in, %llu out",
	    (unsigned long long)counts->in, (unsigned long long)counts->out);
	if (counts->used > 0)
		dn_bytes_add_format(out, ", %llu used",
		    (unsigned long long)counts->used);
	tell_table(out, "dropped", counts->dropped, drops);
	tell_table(out, "ignored", counts->ignored, ignores);
	if (counts->rejected == 0)
		return;
	dn_bytes_add_format(out, ", %llu rejected",
	    (unsigned long long)counts->rejected);
	for (int code = 1; code < DN_E_COUNT; code++)
		if (counts->codes[code] > 0) {
			dn_bytes_add_format(out, "%s%s %llu", before,
			    dn_code_name((enum dn_code)code),
			    (unsigned long long)counts->codes[code]);
			before = ", ";
		}
	dn_bytes_add_byte(out, ')');
}

/* "name":{"rule":n,...} with the counts that are not 0. */
static void
write_table(struct dn_bytes *out, const char *name, const uint64_t *counts,
    const char *const *names)
{
	const char *before = "";

	dn_bytes_add_format(out, ",\"%s\":{", name);
	for (size_t i = 0; names != NULL && names[i] != NULL; i++)
		if (counts[i] > 0) {
			dn_bytes_add_text(out, before);
			dn_json_write_text(out, dn_span_of(names[i]));
			dn_bytes_add_byte(out, ':');
			dn_bytes_add_uint(out, counts[i]);
			before = ",";
		}
	dn_bytes_add_byte(out, '}');
}

void
dn_account_write(const struct dn_counts *counts, const char *tool,
    const char *const *drops, const char *const *ignores, const char *more,
    struct dn_bytes *out)
{
	const struct { const char *name; uint64_t value; } plain[] = {
		{ "in", counts->in }, { "out", counts->out },
		{ "rejected", counts->rejected }, { "used", counts->used },
		{ "blank", counts->blank },
	};

	dn_bytes_add_format(out, "{\"tool\":\"%s\",\"version\":\"%s\"", tool,
	    PACKAGE_VERSION);
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		dn_bytes_add_format(out, ",\"%s\":%llu", plain[i].name,
		    (unsigned long long)plain[i].value);
	write_table(out, "dropped", counts->dropped, drops);
	write_table(out, "ignored", counts->ignored, ignores);
	dn_bytes_add_text(out, more);
	dn_bytes_add_text(out, "}\n");
}
