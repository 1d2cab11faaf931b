/* SPDX-License-Identifier: MIT */
/* import: tables of offices become events, by a map of their columns. */
#include "ledger/import.h"
#include "tools/ledger/verbs.h"

static int
write(void *state, struct dn_span lines, struct dn_err *err)
{
	struct dn_run *run = state;

	return dn_sink_write(run->out, lines.ptr, lines.len, err);
}

static int
reject(void *state, const struct dn_err *err, struct dn_span raw)
{
	return dn_run_reject(state, err, raw) ? 0 : -1;
}

/* Import one file after the other, as long as all is well. */
static void
import_files(struct dn_run *run, const struct dn_import_map *map)
{
	static const char *const input[] = { "-" };
	const char *const *files = run->file_count > 0 ? run->files : input;
	size_t count = run->file_count > 0 ? run->file_count : 1;
	const struct dn_import_host host = { run, write, reject,
		run->max_record };
	int done = 0;

	for (size_t i = 0; done == 0 && i < count; i++) {
		struct dn_err err = DN_ERR_INIT;

		done = dn_import_file(map, files[i], &host, &run->counts,
		    &err);
		if (done < 0)
			dn_run_fail(run, &err);
	}
}

void
verb_import(struct dn_run *run, const struct asked *asked)
{
	const char *path = asked->text[OPTION_MAP];
	struct dn_err err = DN_ERR_INIT;
	struct dn_import_map *map;

	if (!dn_run_side_input(run, path))
		return;
	map = dn_import_map_load(path, &err);
	dn_run_reasons(run, NULL, dn_import_ignores);
	if (map == NULL)
		dn_run_fail(run, &err);
	else if (dn_run_output(run))
		import_files(run, map);
	dn_import_map_free(map);
}
