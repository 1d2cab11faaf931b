/* SPDX-License-Identifier: MIT */
/* suites - the unit test suites; a file that defines one includes this. */
#ifndef DN_TESTS_SUITES_H
#define DN_TESTS_SUITES_H

#include <check.h>

#define SUITE(name) Suite *name##_suite(void);
#include "suites.def"
#undef SUITE

#endif
