/* SPDX-License-Identifier: MIT */
/* Policies beside a journal: a name tells what must be in it. */
#include "ledger/audit.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "io/folder.h"
#include "io/src.h"
#include "io/yaml.h"

/* Tell of a fault of this file. */
static void
fault(const struct dn_register_watch *watch, const char *path,
    const char *text)
{
	struct dn_err err = { .source = path };

	dn_err_set(&err, DN_E_BROKEN, "%s", text);
	watch->fault(watch->state, &err);
}

/* Read all of a file into `text`: 1; 0 where it is none; -1. */
static int
read_file(const char *path, struct dn_bytes *text, struct dn_err *err)
{
	dn_bytes_clear(text);
	if (dn_src_slurp(path, text, err) == 0)
		return 1;
	if (dn_code_status(err->code) == 4)
		return -1;
	*err = (struct dn_err)DN_ERR_INIT;
	return 0;
}

/* Is the policy of that digest there and, when `whole`, what it was? */
static int
check_policy(const struct dn_journal *journal, const struct dn_digest *digest,
    bool whole, const struct dn_register_watch *watch, struct dn_bytes *text,
    struct dn_err *err)
{
	struct dn_digest is;
	struct dn_bytes name;
	char *path;
	int found = -1;

	dn_bytes_init(&name, SIZE_MAX);
	dn_bytes_add_text(&name, "policy/");
	dn_digest_write(&name, digest);
	dn_bytes_add_text(&name, ".yaml");
	path = dn_journal_beside(journal, dn_bytes_text(&name));
	if (path != NULL)
		found = read_file(path, text, err);
	else
		dn_err_memory(err);
	is = dn_digest_of(dn_bytes_span(text));
	if (found == 0)
		fault(watch, path, "is missing or too long");
	else if (found == 1 && whole && !dn_digest_equal(&is, digest))
		fault(watch, path, "was changed: its name is not its SHA-256");
	dn_bytes_release(&name);
	free(path);
	return found < 0 ? -1 : 0;
}

/* A file of the folder: one that is named by a digest, or the last's name. */
static int
check_name(const struct dn_journal *journal, const char *name,
    const struct dn_register_watch *watch, struct dn_bytes *text,
    struct dn_err *err)
{
	struct dn_span whole = dn_span_of(name);
	struct dn_digest digest;
	char *path;
	int found;

	if (whole.len == DN_DIGEST_HEX + 5 && dn_digest_parse(
	    (struct dn_span){ name, DN_DIGEST_HEX }, &digest) &&
	    strcmp(name + DN_DIGEST_HEX, ".yaml") == 0)
		return check_policy(journal, &digest, true, watch, text, err);
	if (strcmp(name, "last") != 0)
		return 0;
	path = dn_journal_beside(journal, "policy/last");
	if (path == NULL)
		return dn_err_memory(err);
	found = read_file(path, text, err);
	if (found == 1 && text->len == DN_DIGEST_HEX + 1 && dn_digest_parse(
	    (struct dn_span){ text->data, DN_DIGEST_HEX }, &digest))
		found = check_policy(journal, &digest, false, watch, text,
		    err);
	else if (found >= 0)
		fault(watch, path, "names no policy");
	free(path);
	return found < 0 ? -1 : 0;
}

/* Every file of DIR/policy. */
static int
check_names(const struct dn_journal *journal,
    const struct dn_register_watch *watch, struct dn_bytes *text,
    struct dn_err *err)
{
	char *path = dn_journal_beside(journal, "policy");
	struct dn_folder *folder = NULL;
	int status = 0;

	if (path == NULL)
		return dn_err_memory(err);
	if (dn_folder_is(path)) {
		folder = dn_folder_open(path, err);
		status = folder == NULL ? -1 : 0;
	}
	for (size_t i = 0; folder != NULL && status == 0 &&
	    i < dn_folder_count(folder); i++)
		status = check_name(journal, dn_folder_name(folder, i), watch,
		    text, err);
	dn_folder_close(folder);
	free(path);
	return status;
}

int
dn_audit_policies(const struct dn_journal *journal,
    const struct dn_register *reg, const struct dn_register_watch *watch,
    struct dn_err *err)
{
	struct dn_bytes text;
	int status;

	dn_bytes_init(&text, DN_YAML_MAX_BYTES);
	status = check_names(journal, watch, &text, err);
	/* Those that are there were looked at; one may not be there. */
	for (size_t i = 0; i < reg->issue_count && status == 0; i++)
		if (i == 0 || !dn_digest_equal(&reg->issues[i].policy,
		    &reg->issues[i - 1].policy))
			status = check_policy(journal, &reg->issues[i].policy,
			    false, watch, &text, err);
	if (status < 0)
		err->source = dn_journal_path(journal); /* others are gone */
	dn_bytes_release(&text);
	return status;
}
