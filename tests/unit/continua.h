/* SPDX-License-Identifier: MIT */
/* continua - sets of continua from a few words, or from DN_SHARED/agreement. */
#ifndef DN_TESTS_CONTINUA_H
#define DN_TESTS_CONTINUA_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agree/continuum.h"
#include "core/names.h"
#include "io/json.h"
#include "io/jsontext.h"
#include "io/number.h"
#include "io/src.h"

#define CONTINUA_MOST 64        /* units of an item, and annotators */

/* Sort the units of an item, and note who worked on it besides. */
static inline void
continua_settle(struct dn_continuum *item, uint32_t annotators)
{
	qsort(item->units, item->count, sizeof(*item->units),
	    dn_stretch_compare);
	item->annotators = calloc(annotators, sizeof(*item->annotators));
	ck_assert_ptr_nonnull(item->annotators);
	for (uint32_t g = 0; g < annotators; g++)
		item->annotators[item->annotator_count++] = g;
}

/*
 * A set, *new*: an item a line, "BEGIN END ANNOTATORS: annotator label start
 * end, ...", all of them numbers.
 */
static inline void
continua_read(struct dn_continua *set, const char *text)
{
	*set = (struct dn_continua){ .ticks = 1,
		.list = calloc(16, sizeof(*set->list)) };
	for (; *text != '\0'; text += strcspn(text, "\n"),
	    text += *text == '\n') {
		struct dn_continuum *item = &set->list[set->count++];
		long begin, end, g, c, from, to;
		int used;

		item->units = calloc(CONTINUA_MOST, sizeof(*item->units));
		ck_assert_int_eq(sscanf(text, "%ld %ld %ld:%n", &begin, &end,
		    &g, &used), 3);
		item->begin = begin;
		item->end = end;
		if ((uint32_t)g > set->annotator_count)
			set->annotator_count = (uint32_t)g;
		for (text += used; sscanf(text, "%*[ ,]%ld %ld %ld %ld%n",
		    &begin, &c, &from, &to, &used) == 4; text += used) {
			item->units[item->count++] = (struct dn_stretch){
				from, to, (uint32_t)begin, (uint32_t)c };
			if ((uint32_t)c >= set->label_count)
				set->label_count = (uint32_t)c + 1;
		}
		continua_settle(item, (uint32_t)g);
	}
}

/* ---- DN_SHARED/agreement ------------------------------------------------ */

/* A file there as *new* text, NULL-ended; false where there is none. */
static inline bool
continua_slurp(const char *name, struct dn_bytes *text)
{
	const char *shared = getenv("DN_SHARED");
	struct dn_err err = DN_ERR_INIT;
	char path[1024];

	snprintf(path, sizeof(path), "%s/agreement/%s",
	    shared == NULL ? "/nonexistent" : shared, name);
	dn_bytes_init(text, SIZE_MAX / 2);
	if (dn_src_slurp(path, text, &err) == 0 &&
	    dn_bytes_text(text) != NULL && text->len > 0)
		return true;
	dn_bytes_release(text);
	return false;
}

/* The next line of a text as the values of its fields. */
static inline bool
continua_line(struct dn_json *json, const char **at, char *line, size_t room,
    struct dn_json_value *values)
{
	struct dn_err err = DN_ERR_INIT;
	size_t len = strcspn(*at, "\n");

	if (len == 0)
		return false;
	ck_assert_uint_lt(len + DN_JSON_PADDING, room);
	memset(line, 0, len + DN_JSON_PADDING);
	memcpy(line, *at, len);
	*at += len + ((*at)[len] == '\n');
	ck_assert_int_eq(dn_json_scan(json, (struct dn_span){ line, len },
	    values, &err), 0);
	return true;
}

static inline double
continua_number(const struct dn_json_value *value)
{
	double number;

	return value->type == DN_JSON_NUMBER &&
	    dn_number_read(value->raw, &number) ? number : -1e9;
}

/* A data set of one item; its labels go to `labels`, as JSON texts. */
static inline bool
continua_load(struct dn_continua *set, const char *name, double begin,
    double length, struct dn_names *labels)
{
	static const char *const members[] = { "annotator", "start", "end",
		"label" };
	struct dn_err err = DN_ERR_INIT;
	struct dn_json_fields *fields = dn_json_fields_new(members, 4, &err);
	struct dn_json *json = dn_json_new(fields, DN_JSON_STRICT);
	struct dn_names *annotators = dn_names_new();
	struct dn_json_value values[4];
	struct dn_continuum *item;
	struct dn_bytes text;
	char file[256], line[4096];
	const char *at;

	snprintf(file, sizeof(file), "%s.jsonl", name);
	if (!continua_slurp(file, &text))
		ck_abort_msg("%s", file);
	*set = (struct dn_continua){ .ticks = 1, .count = 1,
		.list = calloc(1, sizeof(*set->list)) };
	item = set->list;
	item->units = calloc(CONTINUA_MOST, sizeof(*item->units));
	item->begin = (int64_t)begin;
	item->end = (int64_t)(begin + length);
	for (at = dn_bytes_text(&text); continua_line(json, &at, line,
	    sizeof(line), values);) {
		ck_assert_uint_lt(item->count, CONTINUA_MOST);
		item->units[item->count++] = (struct dn_stretch){
			(int64_t)continua_number(&values[1]),
			(int64_t)continua_number(&values[2]),
			(uint32_t)dn_names_add(annotators, values[0].raw,
			    NULL),
			(uint32_t)dn_names_add(labels, values[3].raw, NULL) };
	}
	set->annotator_count = (uint32_t)dn_names_count(annotators);
	set->label_count = (uint32_t)dn_names_count(labels);
	continua_settle(item, set->annotator_count);
	dn_bytes_release(&text);
	dn_names_free(annotators);
	dn_json_free(json);
	dn_json_fields_free(fields);
	return true;
}

#endif
