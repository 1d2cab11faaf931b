/* SPDX-License-Identifier: MIT */
/* A line at a time, as messages are. */
#include "app/missed.h"

#include <string.h>

void
dn_run_say_missed(struct dn_run *run, struct dn_span missed)
{
	const char *line = missed.ptr, *end;

	for (; line < missed.ptr + missed.len; line = end + 1) {
		end = memchr(line, '\n',
		    (size_t)(missed.ptr + missed.len - line));
		dn_run_no(run, "%.*s", (int)(end - line), line);
	}
}
