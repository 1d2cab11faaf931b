/* SPDX-License-Identifier: MIT */
/* suites - the unit test suites; a file that defines one includes this. */
#ifndef DN_TESTS_SUITES_H
#define DN_TESTS_SUITES_H

#include <check.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Check sends each assertion that holds to the process that waits, in case a
 * crash wants to know where it last was: the first of a test are enough.
 */
#define SUITE_MARKS 500

static inline void
suite_mark(const char *file, int line)
{
	static int marks;

	if (marks < SUITE_MARKS) {
		marks++;
		_mark_point(file, line);
	}
}

#define _mark_point(file, line) suite_mark(file, line)

#define SUITE(name) Suite *name##_suite(void);
#include "suites.def"
#undef SUITE

/* A suite with these tests, in this order. */
static inline Suite *
suite_of(const char *name, const TTest *const *tests, size_t count)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);
	size_t at;

	for (at = 0; at < count; at++)
		tcase_add_test(tcase, tests[at]);
	suite_add_tcase(suite, tcase);
	return suite;
}

/* DN_SUITE(NAME, TEST...) at the end of a file defines NAME_suite(). */
#define DN_SUITE(name, ...) \
	Suite * \
	name##_suite(void) \
	{ \
		const TTest *const tests[] = { __VA_ARGS__ }; \
	\
		return suite_of(#name, tests, \
		    sizeof(tests) / sizeof(tests[0])); \
	}

/* The next number of a fixed sequence: many inputs, the same every time. */
static inline uint64_t
suite_next(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return *state >> 33 ^ *state << 17 ^ *state >> 11;
}

#endif
