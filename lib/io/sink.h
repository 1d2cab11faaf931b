/* SPDX-License-Identifier: MIT */
/* One output: stdout, or a file that appears whole or not at all. */
#ifndef DN_IO_SINK_H
#define DN_IO_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

/*
 * An open output.  A regular file is written as a file without a name in its
 * folder, which no crash leaves behind (with a hidden name, where the file
 * system has no others), and put in its place by dn_sink_commit; the target of
 * a symbolic link is what gets replaced; an existing file's mode is kept, its
 * owner where we may.  A FIFO, a device, stdout, /dev/fd/N, /dev/stdout,
 * /dev/stderr and /proc/self/fd/N are written straight.
 */
struct dn_sink;

/*
 * Open `path`; NULL or "-" is stdout.  A *new* sink; NULL with DN_E_NO_FILE
 * when the place cannot be written to, DN_E_WRITE when stdout is closed or the
 * disk full, DN_E_NOT_BUILT for a compression (by its suffix .gz or .zst) that
 * is not built, DN_E_SYSTEM or DN_E_NO_MEMORY.  `path` is *borrowed* as the
 * sink's name in errors for as long as they live; stdout's is "<stdout>".
 */
struct dn_sink *dn_sink_open(const char *path, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * A *new* sink on a file of its own without a name in $TMPDIR (/tmp), to be
 * read back; it ends with dn_sink_commit or dn_sink_abort alike.
 */
struct dn_sink *dn_sink_spool(struct dn_err *err) DN_MUST_CHECK;

/*
 * The descriptor of a spool, *borrowed*, to be read by offset: what was
 * written is there once it was flushed.
 */
int dn_sink_spool_fd(const struct dn_sink *sink);

/*
 * Read `len` bytes of a spool at `offset`, which were flushed.  -1 with
 * DN_E_READ, also when somebody has cut the file.
 */
int dn_sink_spool_read(const struct dn_sink *sink, uint64_t offset,
    void *data, size_t len, struct dn_err *err) DN_MUST_CHECK;

/*
 * Append bytes.  Small ones are gathered; large ones go out at once.  -1 with
 * DN_E_WRITE; after that every call fails the same way.  Short writes,
 * interrupted calls and full non-blocking pipes are taken up again.
 */
int dn_sink_write(struct dn_sink *sink, const void *data, size_t len,
    struct dn_err *err) DN_MUST_CHECK;

/* Append many spans with as few calls as can be, copying nothing large. */
int dn_sink_write_spans(struct dn_sink *sink, const struct dn_span *spans,
    size_t count, struct dn_err *err) DN_MUST_CHECK;

/* Write out what is gathered. */
int dn_sink_flush(struct dn_sink *sink, struct dn_err *err) DN_MUST_CHECK;

/*
 * Read back a spool from its start: calls `give` with piece after piece of
 * all that was written, until it returns other than 0, which is returned; -1
 * with DN_E_READ when it cannot be read.  Writing may go on after it.
 */
int dn_sink_replay(struct dn_sink *sink,
    int (*give)(void *state, const char *data, size_t len,
	struct dn_err *err), void *state, struct dn_err *err) DN_MUST_CHECK;

/* True when what is written can be seen before the sink is committed. */
bool dn_sink_is_straight(const struct dn_sink *sink);

/* Bytes given to the sink so far. */
uint64_t dn_sink_count(const struct dn_sink *sink);

/*
 * All is well: flush, check the close, and for a file fsync, rename, fsync
 * its folder.  The sink is freed, also on failure: then no file is left and an
 * old one stands as it was.  (Where a file system cannot exchange two files and
 * the fsync of the folder fails, the new one has replaced it, whole; a crash
 * within that fsync may leave the old one beside it with a hidden name.)
 */
int dn_sink_commit(struct dn_sink *sink, struct dn_err *err) DN_MUST_CHECK;

/* All is not well: leave no file, free.  What went to stdout stays there. */
void dn_sink_abort(struct dn_sink *sink);

#endif
