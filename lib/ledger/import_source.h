/* SPDX-License-Identifier: MIT */
/* A file to be imported, and the SHA-256 that it is known by. */
#ifndef DN_LEDGER_IMPORT_SOURCE_H
#define DN_LEDGER_IMPORT_SOURCE_H

#include "io/digest.h"
#include "io/sink.h"
#include "io/src.h"

/* An open file. */
struct dn_import_source {
	struct dn_src *src;
	struct dn_digest digest;        /* of its bytes as they are stored */
	struct dn_span name;            /* without folders; absent for stdin */
	struct dn_sink *spool;          /* of what can be read once only */
};

/*
 * Open `path` ("-": stdin), which is read twice: for its digest, then for its
 * rows.  -1 as dn_src_open fails, or dn_digest_needed, or with DN_E_READ; to be
 * closed in both cases.
 */
int dn_import_source_open(struct dn_import_source *source, const char *path,
    struct dn_err *err) DN_MUST_CHECK;

/* Close what is open. */
void dn_import_source_close(struct dn_import_source *source);

#endif
