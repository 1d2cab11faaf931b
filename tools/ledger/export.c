/* SPDX-License-Identifier: MIT */
/* export: the ledger as accounting programs and spreadsheets read it. */
#include "ledger/export_gather.h"
#include "tools/ledger/open.h"

/* What --format may be; those of dn_export_form come first, as there. */
static const char *const formats[] = {
	"hledger", "ledger", "beancount", "csv", "events", NULL
};
enum { CSV = DN_EXPORT_BEANCOUNT + 1, EVENTS };

/* As double entry. */
static int
write_accounts(struct dn_run *run, const struct opened *opened, int format,
    struct dn_bytes *out, struct dn_err *err)
{
	struct dn_export *export = dn_export_new();
	size_t left_out = 0;
	int written;

	if (export == NULL)
		return dn_err_memory(err);
	written = dn_export_gather(export, &opened->reg, opened->journal,
	    &left_out, err);
	if (written == 0)
		written = dn_export_write(export,
		    (enum dn_export_form)format, out, err);
	if (written == 0 && left_out > 0)
		dn_run_note(run, "payments without an amount above 0: %zu",
		    left_out);
	dn_export_free(export);
	return written;
}

static int
write_all(struct dn_run *run, const struct opened *opened, int format,
    struct dn_bytes *out, struct dn_err *err)
{
	switch (format) {
	case CSV:
		return dn_export_lines(&opened->reg, opened->journal, out,
		    err);
	case EVENTS:
		return dn_export_events(&opened->reg, opened->journal, out,
		    err);
	default:
		return write_accounts(run, opened, format, out, err);
	}
}

void
verb_export(struct dn_run *run, const struct asked *asked)
{
	struct dn_err err = DN_ERR_INIT;
	struct opened opened;
	struct dn_bytes out;
	int format = DN_EXPORT_HLEDGER;

	if (!asked_word(run, asked, OPTION_FORMAT, formats, &format))
		return;
	dn_bytes_init(&out, SIZE_MAX / 2);
	if (open_ledger(run, asked, DN_JOURNAL_READ, &opened) &&
	    dn_run_output(run)) {
		if (write_all(run, &opened, format, &out, &err) < 0)
			dn_run_fail(run, &err);
		else if (!dn_run_write(run, dn_bytes_span(&out)))
			dn_run_note(run, "nothing was exported");
	}
	dn_bytes_release(&out);
	close_ledger(&opened);
}
