/* SPDX-License-Identifier: MIT */
/* An error as people read it. */
#ifndef DN_APP_MESSAGE_H
#define DN_APP_MESSAGE_H

#include "core/bytes.h"
#include "core/err.h"

/*
 * Append "TOOL: FILE:LINE:COLUMN: error[CODE]: what is wrong (member)" as far
 * as it is known, and on a line of its own the bytes in question, all of it
 * safe for a terminal.
 */
void dn_message_write(struct dn_bytes *out, const char *tool,
    const struct dn_err *err);

#endif
