/* SPDX-License-Identifier: MIT */
/* A gathering's life. */
#include "agree/gather.h"

#include <stdlib.h>

#include "agree/gathering.h"

const char *const dn_gather_members[DN_GATHER_MEMBER_COUNT] = {
	NULL, NULL, NULL, "field", "bbox", "span", "start", "end", "type",
	"at", "id", "split", "annotations", "text", NULL
};

const char *const dn_gather_repeats[] = { "error", "first", "last", "all",
	"intra", NULL };

const char *const dn_gather_reasons[] = {
	"other-record", "missing-label", "other-annotator", "geometry",
	"no-annotations", "kind", "target", "prediction",
	"repeated", NULL
};

/* Item records have their hashes made later. */
static void
ahead(void *state, const void *note)
{
	const struct dn_gather *gather = state;
	const struct dn_gather_note *own = note;

	if (!dn_gather_names_late(gather))
		dn_ratings_ahead(gather->ratings, own->item);
}

/* ---- life ---------------------------------------------------------- */

static void
init_worker(struct dn_gather_worker *worker, const struct dn_gather *gather)
{
	worker->gather = gather;
	dn_bytes_init(&worker->text, SIZE_MAX / 2);
	dn_bytes_init(&worker->key, SIZE_MAX / 2);
}

static void
release_worker(struct dn_gather_worker *worker)
{
	dn_bytes_release(&worker->text);
	dn_bytes_release(&worker->key);
}

static void *
new_worker(void *state)
{
	struct dn_gather_worker *worker = malloc(sizeof(*worker));

	if (worker != NULL)
		init_worker(worker, state);
	return worker;
}

static void
free_worker(void *state)
{
	if (state != NULL)
		release_worker(state);
	free(state);
}

/* Split --between A,B and give the two their numbers. */
static int
name_pair(struct dn_gather *gather, struct dn_err *err)
{
	struct dn_gather_fold *fold = gather->fold;
	const char *between = gather->spec.between, *comma;
	uint32_t number;

	if (between == NULL)
		return 0;
	comma = strchr(between, ',');
	if (comma == NULL || comma == between || comma[1] == '\0' ||
	    strchr(comma + 1, ',') != NULL)
		return dn_err_set(err, DN_E_USAGE, "--between: \"%s\" is not "
		    "two annotators with a comma between", between);
	fold->pair[0] = (struct dn_span){ between, (size_t)(comma - between) };
	fold->pair[1] = dn_span_of(comma + 1);
	if (dn_span_equal(fold->pair[0], fold->pair[1]))
		return dn_err_set(err, DN_E_USAGE, "--between: \"%s\" is one "
		    "annotator", between);
	if (dn_gather_number(gather->annotators, fold->pair[0], &number,
	    err) < 0)
		return -1;
	return dn_gather_number(gather->annotators, fold->pair[1], &number,
	    err);
}

/* The names of the members; ours give way to those of the user. */
static void
name_members(struct dn_gather *gather)
{
	const char **fields = gather->fold->fields;

	memcpy(fields, dn_gather_members, sizeof(dn_gather_members));
	fields[DN_GATHER_ITEM] = gather->spec.item;
	fields[DN_GATHER_ANNOTATOR] = gather->spec.annotator;
	fields[DN_GATHER_LABEL] = gather->spec.label;
	fields[DN_GATHER_GROUP] = gather->spec.group_by;
}

/* The tables that ratings go to; -1 without memory. */
static int
make_tables(struct dn_gather *gather)
{
	const struct dn_gather_spec *spec = &gather->spec;

	gather->ratings = dn_ratings_new();
	gather->categories = dn_categories_new();
	gather->annotators = dn_names_new();
	gather->fields = dn_names_new();
	gather->groups = dn_names_new();
	if (gather->ratings == NULL || gather->categories == NULL ||
	    gather->annotators == NULL || gather->fields == NULL ||
	    gather->groups == NULL)
		return -1;
	if (spec->repeat == DN_GATHER_LAST)
		dn_ratings_set_repeat(gather->ratings, DN_RATINGS_LAST);
	if (spec->repeat == DN_GATHER_ALL)
		dn_ratings_set_repeat(gather->ratings, DN_RATINGS_ALL);
	if (spec->group_by == NULL && !spec->merge)
		return 0;
	gather->parts = dn_names_new();
	return gather->parts == NULL ? -1 : 0;
}

/* What goes together? */
static int
check_spec(const struct dn_gather_spec *spec, struct dn_err *err)
{
	if (spec->partial && spec->merge)
		return dn_err_set(err, DN_E_USAGE,
		    "--partial and --merge exclude each other");
	if ((spec->partial || spec->merge) && (spec->exact ||
	    spec->gold != NULL))
		return dn_err_set(err, DN_E_USAGE, "--%s does not go with %s",
		    spec->partial ? "partial" : "merge",
		    spec->gold != NULL ? "--gold" : "--per-item");
	if (spec->repeat == DN_GATHER_INTRA && spec->between != NULL)
		return dn_err_set(err, DN_E_USAGE, "--repeat intra compares "
		    "no two annotators: it does not go with --between");
	return 0;
}

/* How items are known: as the present one, by name or by hash. */
static int
choose_items(struct dn_gather *gather)
{
	const struct dn_gather_spec *spec = &gather->spec;
	struct dn_gather_fold *fold = gather->fold;

	if (spec->sorted && !spec->exact && spec->gold == NULL &&
	    spec->repeat != DN_GATHER_INTRA) {
		fold->present = dn_present_new(dn_ratings_repeat(
		    gather->ratings));
		return fold->present == NULL ? -1 : 0;
	}
	if (!spec->exact && dn_hash_available())
		return 0;
	fold->keys = dn_names_new();
	return fold->keys == NULL ? -1 : 0;
}

int
dn_gather_init(struct dn_gather *gather, const struct dn_gather_spec *spec,
    struct dn_err *err)
{
	struct dn_gather_fold *fold = calloc(1, sizeof(*fold));

	*gather = (struct dn_gather){ .spec = *spec, .fold = fold,
		.gold = DN_GATHER_NO_GOLD, .absent = DN_GATHER_NO_LABEL };
	if (fold == NULL || make_tables(gather) < 0)
		return dn_err_memory(err);
	dn_bytes_init(&fold->who, SIZE_MAX / 2);
	init_worker(&fold->own, gather);
	dn_gather_last_init(&fold->last);
	dn_classes_init(&fold->classes);
	fold->classes.predictions = spec->predictions;
	fold->classes.texts = spec->transcripts;
	if (choose_items(gather) < 0)
		return dn_err_memory(err);
	name_members(gather);
	gather->loop = (struct dn_loop){ .fields = fold->fields,
		.field_count = spec->group_by != NULL ?
		    DN_GATHER_MEMBER_COUNT : DN_GATHER_GROUP,
		.note_size = sizeof(struct dn_gather_note),
		.ignores = dn_gather_reasons, .state = gather,
		.worker_new = new_worker, .worker_free = free_worker,
		.map = dn_gather_map, .fold = dn_gather_record,
		.ahead = ahead };
	if (check_spec(spec, err) < 0)
		return -1;
	if (name_pair(gather, err) < 0)
		return -1;
	if (spec->categories != NULL && dn_categories_declare(
	    gather->categories, spec->categories, err) < 0)
		return err->code != DN_E_USAGE ? -1 : dn_err_set(err,
		    DN_E_USAGE, "--categories: %s", err->text);
	if (!spec->merge)
		return 0;
	if (dn_merge_init(&fold->merge, gather, err) < 0)
		return -1;
	gather->loop = fold->merge.loop;
	return 0;
}

int
dn_gather_find_gold(struct dn_gather *gather, struct dn_err *err)
{
	const char *name = gather->spec.gold;
	size_t number;

	if (name == NULL)
		return 0;
	number = dn_names_find(gather->annotators, dn_span_of(name));
	/* A file may well say nothing, as may the input as a whole. */
	if (number == DN_NAMES_NONE && (strcmp(name, DN_GATHER_GOLD) == 0 ||
	    dn_ratings_fields(gather->ratings) == 0))
		return 0;
	if (number == DN_NAMES_NONE)
		return dn_err_set(err, DN_E_USAGE, "--gold: \"%.80s\" is "
		    "neither a file nor an annotator with a rating", name);
	gather->gold = (uint32_t)number;
	return 0;
}

const struct dn_names *
dn_gather_keys(const struct dn_gather *gather)
{
	return gather->fold->keys;
}

void
dn_gather_release(struct dn_gather *gather)
{
	struct dn_gather_fold *fold = gather->fold;

	dn_ratings_free(gather->ratings);
	dn_categories_free(gather->categories);
	dn_names_free(gather->annotators);
	dn_names_free(gather->fields);
	dn_names_free(gather->groups);
	dn_names_free(gather->parts);
	if (fold != NULL) {
		release_worker(&fold->own);
		dn_bytes_release(&fold->who);
		dn_present_free(fold->present);
		dn_merge_release(&fold->merge);
		dn_gather_last_release(&fold->last);
		dn_names_free(fold->keys);
		dn_classes_release(&fold->classes);
		free(fold->added);
		free(fold);
	}
	*gather = (struct dn_gather){ .fold = NULL };
}
