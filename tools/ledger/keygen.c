/* SPDX-License-Identifier: MIT */
/* keygen -o KEY: a key pair, KEY and KEY.pub, never in the place of one. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "io/fd.h"
#include "io/signature.h"
#include "tools/ledger/verbs.h"

/* Make a file that was not there, and fill it. */
static int
make_file(const char *path, mode_t mode, struct dn_span text,
    struct dn_err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	int status;

	err->source = path;
	if (fd < 0 && errno == EEXIST)
		return dn_err_set(err, DN_E_USAGE,
		    "is there already: a key is never written over");
	if (fd < 0)
		return dn_err_system(err, dn_fd_open_code(errno),
		    "cannot be made");
	status = dn_fd_write(fd, text.ptr, text.len);
	if (status == 0)
		status = dn_fd_sync(fd);
	if (dn_fd_close(fd) < 0)
		status = -1;
	if (status == 0)
		return 0;
	dn_err_system(err, DN_E_WRITE, "cannot be written");
	(void)unlink(path);
	return -1;
}

/* Write both files, or none. */
static int
write_pair(const char *path, const char *public_path, struct dn_err *err)
{
	struct dn_secret_key secret;
	struct dn_public_key public;
	struct dn_bytes text;
	int status;

	if (dn_key_make(&secret, &public, err) < 0)
		return -1;
	dn_bytes_init(&text, SIZE_MAX);
	dn_public_key_write(&text, &public);
	status = dn_bytes_check(&text, err);
	if (status == 0)
		status = make_file(public_path, 0666, dn_bytes_span(&text),
		    err);
	dn_bytes_clear(&text);
	dn_secret_key_write(&text, &secret);
	if (status == 0 && (dn_bytes_check(&text, err) < 0 ||
	    make_file(path, 0600, dn_bytes_span(&text), err) < 0)) {
		(void)unlink(public_path);
		status = -1;
	}
	explicit_bzero(&secret, sizeof(secret));
	if (text.len > 0)
		explicit_bzero(text.data, text.len);
	dn_bytes_release(&text);
	return status;
}

void
verb_keygen(struct dn_run *run, const struct asked *asked)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_bytes public_path;

	(void)asked;
	if (run->output == NULL || strcmp(run->output, "-") == 0) {
		dn_run_usage(run, "keygen needs -o KEY, a file to make");
		return;
	}
	dn_bytes_init(&public_path, SIZE_MAX);
	dn_bytes_add_text(&public_path, run->output);
	dn_bytes_add_text(&public_path, ".pub");
	if (write_pair(run->output, dn_bytes_text(&public_path), &err) < 0)
		dn_run_fail(run, &err);
	dn_bytes_release(&public_path);
}
