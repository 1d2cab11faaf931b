/* SPDX-License-Identifier: MIT */
/* Worker threads that all run one function, and the number of processors. */
#ifndef DN_CORE_THREAD_H
#define DN_CORE_THREAD_H

#include <stddef.h>

#include "core/err.h"

/* Processors this process may run on, at least 1. */
size_t dn_thread_processors(void);

/*
 * Run work(state, index) for index 0..count-1, each in a thread of its own
 * but index 0, which runs in the caller's; return when all have ended.  Where
 * fewer threads can be had, the work runs with those: `work` must share the
 * job by what is left to do, not by index.  At least index 0 always runs.
 */
void dn_thread_run(size_t count, void (*work)(void *state, size_t index),
    void *state);

#endif
