/* SPDX-License-Identifier: MIT */
/* What tools that compare annotators have to say in common. */
#ifndef DN_APP_TELL_H
#define DN_APP_TELL_H

#include "agree/gather.h"
#include "app/run.h"

/* Say each line of `text`, which ends in newlines, as something to know. */
void dn_tell_notes(struct dn_run *run, struct dn_span text);

/* Say each line as a reason for which the answer is no. */
void dn_tell_missed(struct dn_run *run, struct dn_span text);

/* Say, and put into --summary, what became of the annotations of items. */
void dn_tell_annotations(struct dn_run *run, const struct dn_gather *gather);

#endif
