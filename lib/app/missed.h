/* SPDX-License-Identifier: MIT */
/* What --min asked for and did not get. */
#ifndef DN_APP_MISSED_H
#define DN_APP_MISSED_H

#include "app/run.h"
#include "core/bytes.h"

/* Each line of `missed` (whole lines, or none) is the answer no: dn_run_no. */
void dn_run_say_missed(struct dn_run *run, struct dn_span missed);

#endif
