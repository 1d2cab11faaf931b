/* SPDX-License-Identifier: MIT */
/* Policies that a ledger keeps: each under its SHA-256, and which was last. */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "io/src.h"
#include "tools/ledger/open.h"

/* Say what failed: always false. */
static bool
fail(struct dn_run *run, const struct dn_err *err)
{
	dn_run_fail(run, err);
	return false;
}

static bool
fail_memory(struct dn_run *run)
{
	struct dn_err err = DN_ERR_INIT;

	dn_err_memory(&err);
	return fail(run, &err);
}

bool
load_policy(struct dn_run *run, struct opened *opened)
{
	struct dn_err err = DN_ERR_INIT;

	if (opened->policy_path == NULL)
		return fail_memory(run);
	if (dn_src_slurp(opened->policy_path, &opened->policy_text, &err) == 0)
		opened->policy = dn_policy_parse(
		    dn_bytes_span(&opened->policy_text), opened->policy_path,
		    &err);
	if (opened->policy == NULL)
		return fail(run, &err);
	opened->policy_digest =
	    dn_digest_of(dn_bytes_span(&opened->policy_text));
	return true;
}

/* The path of a policy that was kept, NULL without memory. */
static char *
kept_path(const struct opened *opened, const struct dn_digest *digest)
{
	struct dn_bytes name;
	char *path;

	dn_bytes_init(&name, SIZE_MAX);
	dn_bytes_add_text(&name, "policy/");
	dn_digest_write(&name, digest);
	dn_bytes_add_text(&name, ".yaml");
	path = dn_journal_beside(opened->journal, dn_bytes_text(&name));
	dn_bytes_release(&name);
	return path;
}

/* Which policy was the last?  1; 0 where there is none; -1, and said so. */
static int
last_policy(struct dn_run *run, const struct opened *opened,
    struct dn_digest *digest)
{
	char *path = dn_journal_beside(opened->journal, "policy/last");
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes text;
	struct stat status;
	int found = -1;

	dn_bytes_init(&text, DN_DIGEST_HEX + 1);
	if (path == NULL) {
		fail_memory(run);
	} else if (stat(path, &status) < 0 && errno == ENOENT) {
		found = 0;
	} else if (S_ISREG(status.st_mode) &&
	    dn_src_slurp(path, &text, &err) == 0 && text.len > 0 &&
	    dn_digest_parse((struct dn_span){ text.data, text.len - 1 },
	    digest)) {
		found = 1;
	} else {
		err.source = path;
		dn_err_set(&err, DN_E_BROKEN, "names no policy");
		fail(run, &err);
	}
	dn_bytes_release(&text);
	free(path);
	return found;
}

bool
load_last(struct dn_run *run, struct opened *opened)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_digest digest;
	int found = last_policy(run, opened, &digest);

	if (found <= 0)
		return found == 0;
	opened->policy_path = kept_path(opened, &digest);
	if (!load_policy(run, opened))
		return false;
	if (dn_digest_equal(&digest, &opened->policy_digest))
		return true;
	err.source = opened->policy_path;
	dn_err_set(&err, DN_E_BROKEN, "was changed: its name is its SHA-256");
	return fail(run, &err);
}

bool
keep_policy(struct dn_run *run, const struct opened *opened)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes name, digest;
	bool kept;

	if (opened->policy == NULL)
		return true;
	dn_bytes_init(&digest, SIZE_MAX);
	dn_bytes_init(&name, SIZE_MAX);
	dn_digest_write(&digest, &opened->policy_digest);
	dn_bytes_add_format(&name, "policy/%s.yaml", dn_bytes_text(&digest));
	dn_bytes_add_byte(&digest, '\n');
	kept = dn_bytes_check(&digest, &err) == 0 &&
	    dn_bytes_check(&name, &err) == 0 &&
	    dn_journal_put(opened->journal, dn_bytes_text(&name),
	    dn_bytes_span(&opened->policy_text), &err) == 0 &&
	    dn_journal_put(opened->journal, "policy/last",
	    dn_bytes_span(&digest), &err) == 0;
	dn_bytes_release(&name);
	dn_bytes_release(&digest);
	return kept || fail(run, &err);
}
