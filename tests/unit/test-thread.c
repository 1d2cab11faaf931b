/* SPDX-License-Identifier: MIT */
/* Worker threads: all indices run, with fewer threads the work still ends. */
#include "core/thread.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/resource.h>

#include "suites.h"

#define JOBS 5000

/* A job shared by what is left to do. */
struct job {
	atomic_size_t next, sum, workers;
	atomic_int ran[64];
	pthread_t caller;
};

static void
take_jobs(void *state, size_t index)
{
	struct job *job = state;
	size_t at;

	if (index == 0)
		job->caller = pthread_self();
	atomic_fetch_add(&job->ran[index], 1);
	atomic_fetch_add(&job->workers, 1);
	while ((at = atomic_fetch_add(&job->next, 1)) < JOBS)
		atomic_fetch_add(&job->sum, at);
}

START_TEST(every_index_runs_once_and_all_work_is_done)
{
	size_t count, at;

	for (count = 0; count <= 64; count++) {
		struct job job = { 0 };
		size_t want = count > 0 ? count : 1;

		dn_thread_run(count, take_jobs, &job);
		ck_assert_uint_eq(job.sum, (size_t)JOBS * (JOBS - 1) / 2);
		ck_assert_uint_eq(job.workers, want);
		for (at = 0; at < want; at++)
			ck_assert_int_eq(job.ran[at], 1);
	}
}
END_TEST

START_TEST(index_0_runs_in_the_callers_thread)
{
	struct job job = { 0 };

	dn_thread_run(4, take_jobs, &job);
	ck_assert(pthread_equal(job.caller, pthread_self()));
}
END_TEST

START_TEST(all_work_is_done_where_no_thread_can_be_had)
{
	struct rlimit none = { 1, 1 };
	struct job job = { 0 };

	/* The test has a process of its own; root is not bound by the limit. */
	ck_assert_int_eq(setrlimit(RLIMIT_NPROC, &none), 0);
	dn_thread_run(8, take_jobs, &job);
	ck_assert_uint_eq(job.sum, (size_t)JOBS * (JOBS - 1) / 2);
	ck_assert_int_eq(job.ran[0], 1);
}
END_TEST

START_TEST(a_count_beyond_all_memory_still_runs_index_0)
{
	struct job job = { 0 };

	dn_thread_run(SIZE_MAX, take_jobs, &job);
	ck_assert_uint_eq(job.workers, 1);
	ck_assert_uint_eq(job.sum, (size_t)JOBS * (JOBS - 1) / 2);
}
END_TEST

START_TEST(processors_are_those_that_the_process_may_use)
{
	cpu_set_t all, one;
	int at = 0;

	ck_assert_int_eq(sched_getaffinity(0, sizeof(all), &all), 0);
	ck_assert_uint_eq(dn_thread_processors(), (size_t)CPU_COUNT(&all));
	while (!CPU_ISSET((size_t)at, &all))
		at++;
	CPU_ZERO(&one);
	CPU_SET((size_t)at, &one);
	ck_assert_int_eq(sched_setaffinity(0, sizeof(one), &one), 0);
	ck_assert_uint_eq(dn_thread_processors(), 1);
}
END_TEST

DN_SUITE(thread,
    every_index_runs_once_and_all_work_is_done,
    index_0_runs_in_the_callers_thread,
    all_work_is_done_where_no_thread_can_be_had,
    a_count_beyond_all_memory_still_runs_index_0,
    processors_are_those_that_the_process_may_use)
