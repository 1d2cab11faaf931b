/* SPDX-License-Identifier: MIT */
/* The options that all tools have, and what --help and --version print. */
#ifndef DN_APP_COMMON_H
#define DN_APP_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/run.h"
#include "core/bytes.h"
#include "core/opt.h"

#define DN_COMMON_ROWS 16

/* The values of the common options (dn(7)). */
struct dn_common {
	const char *output, *rejects, *summary, *max_rejects;
	uint64_t threads, max_record;
	bool quiet, help, version, list;
	uint64_t reject_limit;          /* rejects that may be, at most */
	uint64_t reject_millionths;     /* of the records; UINT64_MAX: any */
	struct dn_opt rows[DN_COMMON_ROWS];
};

/* Defaults, and rows that point at this struct (which must not move). */
void dn_common_init(struct dn_common *common);

/* --help and its like are answered even where other words are wrong. */
void dn_common_look_ahead(struct dn_common *common, int argc, char **argv);

/* Read --max-rejects N or P% into the limits. */
int dn_common_limits(struct dn_common *common, struct dn_err *err)
    DN_MUST_CHECK;

/* Append what --help, --version and --list-options print. */
void dn_common_help(const struct dn_tool *tool,
    const struct dn_opt *const *tables, struct dn_bytes *out);
void dn_common_version(const struct dn_tool *tool, struct dn_bytes *out);

#endif
