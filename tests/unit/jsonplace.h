/* SPDX-License-Identifier: MIT */
/* jsonplace - JSON texts in memory of their own, so that reading past shows. */
#ifndef DN_TESTS_JSONPLACE_H
#define DN_TESTS_JSONPLACE_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "io/json.h"

/* A copy, ended by `end` and just the padding that the scanner may read. */
static inline char *
json_place_ended(const char *text, size_t len, char end)
{
	char *copy = malloc(len + DN_JSON_PADDING);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, text, len);
	/* Quotes in the padding: a scan that goes on there would like them. */
	memset(copy + len, '"', DN_JSON_PADDING);
	copy[len] = end;
	return copy;
}

static inline char *
json_place(const char *text, size_t len)
{
	return json_place_ended(text, len, '\n');
}

/* Scan a copy without fields; the status and the error. */
static inline int
json_check(unsigned flags, const char *text, size_t len, struct dn_err *err)
{
	char *copy = json_place(text, len);
	struct dn_json *json = dn_json_new(NULL, flags);
	int status;

	ck_assert_ptr_nonnull(json);
	status = dn_json_scan(json, (struct dn_span){ copy, len }, NULL, err);
	dn_json_free(json);
	free(copy);
	return status;
}

#endif
