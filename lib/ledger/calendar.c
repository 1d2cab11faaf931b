/* SPDX-License-Identifier: MIT */
/* Days off: sorted numbers, read from a text or YAML. */
#include "ledger/calendar.h"

#include <stdlib.h>

#include "core/date.h"
#include "io/src.h"
#include "io/yaml.h"

#define WEEK 7
#define SATURDAY 2      /* 1970-01-01 was a Thursday */

/* Days in the order of their numbers once they are all there. */
struct day_list {
	int32_t *days;
	size_t count, room;
};

struct dn_calendar {
	struct day_list off, worked;
	bool weekends;
};

/* Where a day stands that is being read. */
struct place {
	const char *source;
	uint64_t line, column;
	struct dn_span text;
};

void
dn_calendar_free(struct dn_calendar *calendar)
{
	if (calendar == NULL)
		return;
	free(calendar->off.days);
	free(calendar->worked.days);
	free(calendar);
}

static struct dn_calendar *
calendar_new(struct dn_err *err)
{
	struct dn_calendar *calendar = calloc(1, sizeof(*calendar));

	if (calendar == NULL)
		dn_err_memory(err);
	return calendar;
}

/* ---- asking ------------------------------------------------------------ */

static int
compare_days(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

static bool
holds(const struct day_list *list, int32_t day)
{
	return list->count > 0 && bsearch(&day, list->days, list->count,
	    sizeof(day), compare_days) != NULL;
}

static bool
is_weekend(int32_t day)
{
	int32_t of_week = (day % WEEK + WEEK) % WEEK;

	return of_week == SATURDAY || of_week == SATURDAY + 1;
}

bool
dn_calendar_rests(const struct dn_calendar *calendar, int32_t day)
{
	return calendar != NULL && (holds(&calendar->off, day) ||
	    (calendar->weekends && is_weekend(day) &&
	    !holds(&calendar->worked, day)));
}

int32_t
dn_calendar_ends(const struct dn_calendar *calendar, int32_t start,
    int64_t days)
{
	const int32_t last = dn_date_number((struct dn_date){ 9999, 12, 31 });
	int32_t day = days < last - start ? start + (int32_t)days : last;

	while (day < last && dn_calendar_rests(calendar, day))
		day++;
	return day;
}

/* ---- reading ----------------------------------------------------------- */

static int
complain(const struct place *place, struct dn_err *err, const char *what)
{
	err->source = place->source;
	dn_err_set(err, DN_E_CONFIG, "%s", what);
	dn_err_at(err, place->line, place->column);
	dn_err_excerpt(err, place->text.ptr, place->text.len);
	return -1;
}

static int
add_day(struct day_list *list, int32_t day, const struct place *place,
    struct dn_err *err)
{
	size_t room = list->room > 0 ? 2 * list->room : 64;
	int32_t *days;

	if (list->count == DN_CALENDAR_DAYS_MAX)
		return complain(place, err, "too many days");
	if (list->count == list->room) {
		days = reallocarray(list->days, room, sizeof(*days));
		if (days == NULL)
			return dn_err_memory(err);
		list->days = days;
		list->room = room;
	}
	list->days[list->count++] = day;
	return 0;
}

/* Add "2026-10-01" or "2026-10-01..2026-10-08". */
static int
add_range(struct day_list *list, const struct place *place,
    struct dn_err *err)
{
	struct dn_span text = place->text, from = text, to = text;
	struct dn_date first, last;
	int32_t day, end;

	if (text.len == 2 * DN_DATE_TEXT + 2 &&
	    memcmp(text.ptr + DN_DATE_TEXT, "..", 2) == 0) {
		from.len = to.len = DN_DATE_TEXT;
		to.ptr += DN_DATE_TEXT + 2;
	}
	if (!dn_date_parse(from, &first) || !dn_date_parse(to, &last))
		return complain(place, err,
		    "a day must be a date, or a range DATE..DATE");
	day = dn_date_number(first);
	end = dn_date_number(last);
	if (day > end)
		return complain(place, err, "the range ends before it begins");
	for (; day <= end; day++)
		if (add_day(list, day, place, err) < 0)
			return -1;
	return 0;
}

/* Sort, and see that no day is both off and worked. */
static int
finish(struct dn_calendar *calendar, const char *source, struct dn_err *err)
{
	struct day_list *lists[] = { &calendar->off, &calendar->worked };
	char text[DN_DATE_TEXT + 1];
	size_t i;

	for (i = 0; i < 2; i++)
		if (lists[i]->count > 0)
			qsort(lists[i]->days, lists[i]->count,
			    sizeof(*lists[i]->days), compare_days);
	for (i = 0; i < calendar->worked.count; i++)
		if (holds(&calendar->off, calendar->worked.days[i])) {
			dn_date_write(dn_date_from_number(
			    calendar->worked.days[i]), text);
			err->source = source;
			return dn_err_set(err, DN_E_CONFIG,
			    "%s is both off and worked", text);
		}
	return 0;
}

/* ---- a text ------------------------------------------------------------ */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Take the next word off a line: to a blank, comma or colon. */
static struct dn_span
take_word(struct dn_span *line)
{
	struct dn_span word;
	size_t at = 0;

	while (at < line->len && (is_blank(line->ptr[at]) ||
	    line->ptr[at] == ',' || line->ptr[at] == ':'))
		at++;
	line->ptr += at;
	line->len -= at;
	for (at = 0; at < line->len && !is_blank(line->ptr[at]) &&
	    line->ptr[at] != ',' && line->ptr[at] != ':'; at++)
		;
	word = (struct dn_span){ line->ptr, at };
	line->ptr += at;
	line->len -= at;
	return word;
}

/* One line: a day or range, perhaps what it is; the rest is its name. */
static int
read_line(struct dn_calendar *calendar, struct dn_span line,
    struct place *place, struct dn_err *err)
{
	const char *begin = line.ptr;
	struct day_list *list = &calendar->off;

	place->text = take_word(&line);
	place->column = (uint64_t)(place->text.ptr - begin) + 1;
	if (place->text.len == 0 || place->text.ptr[0] == '#')
		return 0;
	if (dn_span_is(take_word(&line), "workday"))
		list = &calendar->worked;
	return add_range(list, place, err);
}

static int
read_text(struct dn_calendar *calendar, struct dn_span text,
    const char *source, struct dn_err *err)
{
	struct place place = { .source = source };

	while (text.len > 0) {
		const char *stop = memchr(text.ptr, '\n', text.len);
		size_t len = stop != NULL ? (size_t)(stop - text.ptr) :
		    text.len;

		place.line++;
		if (read_line(calendar, (struct dn_span){ text.ptr, len },
		    &place, err) < 0)
			return -1;
		len += stop != NULL;
		text.ptr += len;
		text.len -= len;
	}
	return 0;
}

/* Does the first thing that is said begin with a digit? */
static bool
is_text(struct dn_span text)
{
	bool comment = false;
	size_t at;

	for (at = 0; at < text.len; at++) {
		char c = text.ptr[at];

		if (c == '\n')
			comment = false;
		else if (c == '#')
			comment = true;
		else if (!comment && !is_blank(c))
			return c >= '0' && c <= '9';
	}
	return true;
}

/* ---- YAML -------------------------------------------------------------- */

static struct place
place_of(const struct dn_yaml *yaml, const struct dn_yaml_node *node)
{
	struct dn_err where = DN_ERR_INIT;

	/* The tree tells the name of its source only in an error. */
	dn_yaml_error(yaml, node, &where, "%s", "");
	return (struct place){ where.source, node->line, node->column,
		node->text };
}

/* A list of days and ranges; a NULL node is an empty one. */
static int
read_days(const struct dn_yaml *yaml, const struct dn_yaml_node *node,
    struct day_list *list, struct dn_err *err)
{
	if (node == NULL || dn_yaml_null(node))
		return 0;
	if (node->kind != DN_YAML_SEQUENCE)
		return dn_yaml_error(yaml, node, err, "must be a list of days");
	for (node = node->first; node != NULL; node = node->next) {
		struct place place = place_of(yaml, node);

		if (add_range(list, &place, err) < 0)
			return -1;
	}
	return 0;
}

/* Elements {date, isOffDay, name}. */
static int
read_marked_days(struct dn_calendar *calendar, const struct dn_yaml *yaml,
    const struct dn_yaml_node *node, struct dn_err *err)
{
	if (node->kind != DN_YAML_SEQUENCE)
		return dn_yaml_error(yaml, node, err, "must be a list of days");
	for (node = node->first; node != NULL; node = node->next) {
		const struct dn_yaml_node *date = dn_yaml_get(node, "date");
		const struct dn_yaml_node *off = dn_yaml_get(node, "isOffDay");
		struct place place;
		bool rests;

		if (date == NULL || off == NULL || !dn_yaml_bool(off, &rests))
			return dn_yaml_error(yaml, node, err,
			    "date and isOffDay, true or false, are needed");
		place = place_of(yaml, date);
		if (add_range(rests ? &calendar->off : &calendar->worked,
		    &place, err) < 0)
			return -1;
	}
	return 0;
}

/* A mapping: a policy has more keys, which are none of ours. */
static int
read_mapping(struct dn_calendar *calendar, const struct dn_yaml *yaml,
    const struct dn_yaml_node *root, struct dn_err *err)
{
	static const char *const passed_over[] = { "$schema", "$id", "year",
		"papers", "name", "source" };
	bool policy = dn_yaml_get(root, "dn_policy") != NULL;
	const struct dn_yaml_node *node;
	int result = 0;
	size_t i;

	for (node = root->first; node != NULL && result == 0;
	    node = node->next) {
		if (dn_span_is(node->key, "holidays"))
			result = read_days(yaml, node, &calendar->off, err);
		else if (policy)
			continue;
		else if (dn_span_is(node->key, "workdays"))
			result = read_days(yaml, node, &calendar->worked, err);
		else if (dn_span_is(node->key, "days"))
			result = read_marked_days(calendar, yaml, node, err);
		else if (dn_span_is(node->key, "weekends")) {
			if (!dn_yaml_bool(node, &calendar->weekends))
				result = dn_yaml_error(yaml, node, err,
				    "weekends must be true or false");
		} else {
			for (i = 0; i < 6; i++)
				if (dn_span_is(node->key, passed_over[i]))
					break;
			if (i == 6)
				result = dn_yaml_error(yaml, node, err,
				    "unknown key of a calendar");
		}
	}
	return result;
}

static int
read_yaml(struct dn_calendar *calendar, struct dn_span text,
    const char *source, struct dn_err *err)
{
	struct dn_yaml *yaml = dn_yaml_parse(text, source, err);
	const struct dn_yaml_node *root;
	int result;

	if (yaml == NULL)
		return -1;
	root = dn_yaml_root(yaml);
	if (root != NULL && root->kind == DN_YAML_MAPPING)
		result = read_mapping(calendar, yaml, root, err);
	else
		result = read_days(yaml, root, &calendar->off, err);
	dn_yaml_free(yaml);
	return result;
}

struct dn_calendar *
dn_calendar_parse(struct dn_span text, const char *source,
    struct dn_err *err)
{
	struct dn_calendar *calendar = calendar_new(err);
	int result;

	if (calendar == NULL)
		return NULL;
	if (text.len >= 3 && memcmp(text.ptr, "\xEF\xBB\xBF", 3) == 0) {
		text.ptr += 3;
		text.len -= 3;
	}
	result = is_text(text) ? read_text(calendar, text, source, err) :
	    read_yaml(calendar, text, source, err);
	if (result == 0 && finish(calendar, source, err) == 0)
		return calendar;
	dn_calendar_free(calendar);
	return NULL;
}

struct dn_calendar *
dn_calendar_load(const char *path, struct dn_err *err)
{
	struct dn_calendar *calendar = NULL;
	struct dn_bytes text;

	dn_bytes_init(&text, DN_YAML_MAX_BYTES);
	if (dn_src_slurp(path, &text, err) == 0)
		calendar = dn_calendar_parse(dn_bytes_span(&text), path, err);
	dn_bytes_release(&text);
	return calendar;
}
