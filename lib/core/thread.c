/* SPDX-License-Identifier: MIT */
/* Worker threads: started together, joined together. */
#include "core/thread.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#define MOST_PROCESSORS (1 << 20)

struct worker {
	pthread_t thread;
	void (*work)(void *state, size_t index);
	void *state;
	size_t index;
};

/*
 * The set of the kernel may be larger than cpu_set_t; then it answers EINVAL
 * and a larger one is tried.
 */
static size_t
count_allowed(void)
{
	int room;

	for (room = CPU_SETSIZE; room <= MOST_PROCESSORS; room *= 2) {
		cpu_set_t *set = CPU_ALLOC((size_t)room);
		size_t size = CPU_ALLOC_SIZE((size_t)room);
		int count = -1;

		if (set == NULL)
			return 0;
		if (sched_getaffinity(0, size, set) == 0)
			count = CPU_COUNT_S(size, set);
		CPU_FREE(set);
		if (count >= 0)
			return (size_t)count;
	}
	return 0;
}

size_t
dn_thread_processors(void)
{
	size_t count = count_allowed();
	long online;

	if (count > 0)
		return count;
	online = sysconf(_SC_NPROCESSORS_ONLN);
	return online > 0 ? (size_t)online : 1;
}

static void *
start_worker(void *argument)
{
	struct worker *worker = argument;

	worker->work(worker->state, worker->index);
	return NULL;
}

void
dn_thread_run(size_t count, void (*work)(void *state, size_t index),
    void *state)
{
	struct worker *workers = NULL;
	size_t started, at;

	if (count > 1)
		workers = calloc(count - 1, sizeof(*workers));
	for (started = 0; workers != NULL && started < count - 1; started++) {
		struct worker *worker = &workers[started];

		*worker = (struct worker){ 0, work, state, started + 1 };
		if (pthread_create(&worker->thread, NULL, start_worker,
		    worker) != 0)
			break;
	}
	work(state, 0);
	for (at = 0; at < started; at++)
		pthread_join(workers[at].thread, NULL);
	free(workers);
}
