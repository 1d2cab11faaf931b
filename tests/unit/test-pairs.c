/* SPDX-License-Identifier: MIT */
/*
 * From one format to another and back: what both keep, by the table, is what
 * it was, and what is not is told by one of the two ways.
 */
#include "converting.h"
#include "features.h"
#include "suites.h"

#define ROUNDS 4                /* records for each kind of annotation */
#define RECORDS_MOST 200

/* An item on its way: as the first format has it, and as it came back. */
struct traveller {
	json_t *before, *after;
	bool told[DN_CAP_COUNT], anything;
};

struct journey {
	const struct dn_format *from, *through;
	struct traveller travellers[RECORDS_MOST];
	size_t count;
	bool sizeless;          /* one of the two cannot do without sizes */
	struct dn_bytes faults;
};

static bool
keeps(const struct journey *journey, enum dn_cap cap)
{
	return (journey->from->writes & journey->through->writes) >> cap & 1;
}

static void DN_PRINTF(2, 3)
fault(struct journey *journey, const char *format, ...)
{
	char text[600];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	dn_bytes_add_format(&journey->faults, "%s through %s: %s\n",
	    journey->from->name, journey->through->name, text);
}

/* ---- records with what both formats keep ----------------------------- */

/* Join members with commas. */
static void
add(struct dn_bytes *out, const char *members)
{
	if (members != NULL)
		dn_bytes_add_format(out, ",%s", members);
}

/* Write an item whose annotation is of `host`, with extras as chance has it. */
static void
write_item(const struct journey *journey, const struct host *host,
    size_t number, uint64_t *state, FILE *file)
{
	const struct medium *medium = features_medium(host->medium);
	const struct extra *chosen[COUNT(extras)];
	struct dn_bytes item;
	char id[40], members[200];
	bool relations = false, second = false;
	size_t count = 0, i;

	for (i = 0; i < COUNT(extras); i++) {
		const struct extra *extra = &extras[i];
		bool related = extra->item != NULL &&
		    strncmp(extra->item, "\"relations", 10) == 0;

		if (suite_next(state) % 5 > 1 || (related && relations) ||
		    !keeps(journey, extra->cap) ||
		    !features_fit(extra, host) ||
		    extra->cap == DN_CAP_MEMBERS ||
		    extra->cap == DN_CAP_FOREIGN)
			continue;
		relations |= related;
		second |= extra->second != NULL;
		chosen[count++] = extra;
	}
	dn_bytes_init(&item, SIZE_MAX);
	snprintf(id, sizeof(id), "p%zu-%s", number, host->name);
	snprintf(members, sizeof(members), medium->members, id);
	dn_bytes_add_format(&item, "{\"id\":\"%s\",\"media\":{%s", id,
	    members);
	for (i = 0; i < count; i++)
		add(&item, chosen[i]->medium);
	dn_bytes_add_text(&item, "}");
	for (i = 0; i < count; i++)
		add(&item, chosen[i]->item);
	dn_bytes_add_format(&item, ",\"annotations\":[{\"id\":\"1\",%s",
	    host->members);
	for (i = 0; i < count; i++)
		add(&item, chosen[i]->annotation);
	dn_bytes_add_text(&item, "}");
	if (second)
		dn_bytes_add_format(&item, ",{\"id\":\"2\",%s}",
		    host->members);
	fprintf(file, "%s]}\n", dn_bytes_text(&item));
	dn_bytes_release(&item);
}

static size_t
write_items(const struct journey *journey)
{
	FILE *file = fopen("records", "wb");
	uint64_t state = 20261122;
	size_t number = 0;

	ck_assert_ptr_nonnull(file);
	fputs("{\"dn\":1,\"record\":\"dataset\",\"labels\":[{\"name\":\"man\","
	    "\"keypoints\":[\"head\",\"foot\"]},{\"name\":\"cat\"}]}\n", file);
	for (size_t i = 0; i < COUNT(hosts); i++)
		for (int round = 0; round < ROUNDS; round++)
			if (keeps(journey, hosts[i].cap) &&
			    keeps(journey, hosts[i].medium))
				write_item(journey, &hosts[i], number++,
				    &state, file);
	ck_assert_int_eq(fclose(file), 0);
	return number;
}

/* ---- there and back -------------------------------------------------- */

static struct traveller *
find(struct journey *journey, json_t *id)
{
	size_t number;

	if (!json_is_string(id) || sscanf(json_string_value(id), "p%zu-",
	    &number) != 1 || number >= RECORDS_MOST)
		return NULL;
	return &journey->travellers[number];
}

static void
take_before(void *state, json_t *line)
{
	struct traveller *traveller = find(state, json_object_get(line,
	    "id"));

	if (traveller != NULL && traveller->before == NULL)
		traveller->before = json_incref(line);
}

static void
take_after(void *state, json_t *line)
{
	struct traveller *traveller = find(state, json_object_get(line,
	    "id"));

	if (traveller != NULL && traveller->after == NULL)
		traveller->after = json_incref(line);
}

static void
take_loss(void *state, json_t *line)
{
	struct traveller *traveller = find(state, json_object_get(line,
	    "item"));

	if (traveller == NULL)
		return;
	traveller->told[features_cap(json_string_value(json_object_get(line,
	    "feature")))] = traveller->anything = true;
}

static bool
convert(struct journey *journey, const char *from, const char *to,
    const char *path, const char *out)
{
	struct dn_convert_settings settings = { .from = from, .to = to };
	struct converted converted;

	if (converting_by(&settings, path, out, &converted, false) == 0)
		return true;
	/* Where one has no sizes the other may have to say so. */
	if (converted.err.code == DN_E_NEED_SIZE &&
	    !keeps(journey, DN_CAP_IMAGE_SIZE)) {
		journey->sizeless = true;
		return false;
	}
	fault(journey, "%s to %s: %s", from, to, converted.err.text);
	return false;
}

/* ---- what came back -------------------------------------------------- */

/* Was it told that the member of an annotation is lost, or may be? */
static bool
is_told(const struct traveller *traveller, json_t *annotation,
    const char *name)
{
	const char *kind = json_string_value(json_object_get(annotation,
	    "kind"));

	static const char *const members[] = {
#define CAP(id, name, member, meaning) member,
#include "formats/caps.def"
#undef CAP
	};
	bool known = false;

	/* A geometry is told by what kind it is of. */
	for (int i = 0; i < DN_ANNOTATION_COUNT; i++)
		if (kind != NULL && strcmp(kind, dn_annotation_name(
		    (enum dn_annotation_kind)i)) == 0 && traveller->told[
		    dn_cap_of_kind((enum dn_annotation_kind)i)])
			return true;
	for (int cap = 0; cap < DN_CAP_COUNT; cap++) {
		if (members[cap] == NULL || strcmp(members[cap], name) != 0)
			continue;
		known = true;
		if (traveller->told[cap])
			return true;
	}
	return !known && traveller->anything;
}

/* Members that another format would not bring back, or has elsewhere. */
static bool
is_free(const char *name, json_t *value, json_t *after)
{
	json_t *label;
	size_t i;

	/* Where there are several labels, one of them is the first. */
	json_array_foreach(json_object_get(after, "labels"), i, label)
		if (strcmp(name, "label") == 0 && json_equal(label, value))
			return true;
	return strcmp(name, "source") == 0 || strcmp(name, "id") == 0;
}

static void
judge_annotation(struct journey *journey, struct traveller *traveller,
    json_t *before, json_t *after)
{
	const char *name;
	json_t *value;

	json_object_foreach(before, name, value) {
		json_t *there = json_object_get(after, name);
		char *a, *b;

		/* False and 0 are what there is where nothing is said. */
		if (is_free(name, value, after) ||
		    features_same(traveller->before, traveller->after, value,
		    there) ||
		    is_told(traveller, before, name) || (there == NULL &&
		    (json_is_false(value) || (json_is_integer(value) &&
		    json_integer_value(value) == 0))))
			continue;
		a = json_dumps(before, JSON_COMPACT);
		b = json_dumps(after, JSON_COMPACT);
		fault(journey, "%s: %.200s came back as %.200s", name, a,
		    b != NULL ? b : "nothing");
		free(a);
		free(b);
	}
}

static void
judge(struct journey *journey, struct traveller *traveller)
{
	json_t *annotations = json_object_get(traveller->before,
	    "annotations"), *annotation;
	size_t i;

	if (traveller->before == NULL)
		return;
	if (traveller->after == NULL && !traveller->anything)
		fault(journey, "%s did not come back", json_string_value(
		    json_object_get(traveller->before, "id")));
	if (traveller->after == NULL)
		return;
	json_array_foreach(annotations, i, annotation)
		judge_annotation(journey, traveller, annotation,
		    json_array_get(json_object_get(traveller->after,
		    "annotations"), i));
	if (!features_same(traveller->before, traveller->after,
	    json_object_get(traveller->before, "media"),
	    json_object_get(traveller->after, "media")) &&
	    !traveller->anything)
		fault(journey, "another medium");
	if (json_object_get(traveller->before, "split") != NULL &&
	    !json_equal(json_object_get(traveller->before, "split"),
	    json_object_get(traveller->after, "split")) &&
	    !traveller->told[DN_CAP_SPLIT])
		fault(journey, "another split");
}

static void
travel(struct journey *journey)
{
	const char *from = journey->from->name;
	const char *through = journey->through->name;

	features_begin();
	journey->count = write_items(journey);
	ck_assert_uint_le(journey->count, RECORDS_MOST);
	if (journey->count > 0 &&
	    convert(journey, "dn", from, "records", "a") &&
	    convert(journey, from, "dn", "a", "before") &&
	    convert(journey, from, through, "a", "b")) {
		features_lines("before", take_before, journey);
		features_lines("loss", take_loss, journey);
		if (convert(journey, through, from, "b", "c") &&
		    (features_lines("loss", take_loss, journey),
		    convert(journey, from, "dn", "c", "after")))
			features_lines("after", take_after, journey);
	}
	for (size_t i = 0; i < journey->count; i++) {
		if (!journey->sizeless)
			judge(journey, &journey->travellers[i]);
		json_decref(journey->travellers[i].before);
		json_decref(journey->travellers[i].after);
	}
	scratch_end();
}

START_TEST(what_both_formats_keep_comes_back)
{
	struct dn_bytes faults;

	dn_bytes_init(&faults, SIZE_MAX);
	for (size_t i = 0; dn_formats[i] != NULL; i++) {
		struct journey journey = { .from = dn_formats[_i],
			.through = dn_formats[i] };

		if (i == (size_t)_i || journey.from->reads == 0 ||
		    journey.through->reads == 0 ||
		    converting_lacks(journey.from->name) ||
		    converting_lacks(journey.through->name))
			continue;
		dn_bytes_init(&journey.faults, SIZE_MAX);
		travel(&journey);
		dn_bytes_add_span(&faults, dn_bytes_span(&journey.faults));
		dn_bytes_release(&journey.faults);
	}
	if (faults.len > 0)
		ck_abort_msg("%.3500s", dn_bytes_text(&faults));
	dn_bytes_release(&faults);
}
END_TEST

/* ---- labels ---------------------------------------------------------- */

static void
take_labels(void *state, json_t *line)
{
	char *names = state;
	json_t *label;
	size_t i;

	json_array_foreach(json_object_get(line, "labels"), i, label)
		if (strlen(names) < 300) {
			size_t used = strlen(names);

			snprintf(names + used, 60, "%s ", json_string_value(
			    json_object_get(label, "name")));
		}
}

/* Through both formats and back, labels in no order that comes by itself. */
static void
travel_labels(struct journey *journey)
{
	const char *from = journey->from->name;
	const char *through = journey->through->name;
	FILE *file = fopen("records", "wb");
	char names[400] = "";

	ck_assert_ptr_nonnull(file);
	fputs("{\"dn\":1,\"record\":\"dataset\",\"labels\":[{\"name\":"
	    "\"man\",\"keypoints\":[\"head\",\"foot\"]},{\"name\":\"zoo\"},"
	    "{\"name\":\"cat\"},{\"name\":\"dog\"}]}\n", file);
	for (size_t i = 0; i < COUNT(hosts); i++)
		if (keeps(journey, hosts[i].cap) &&
		    keeps(journey, hosts[i].medium)) {
			char members[200], id[40];

			snprintf(id, sizeof(id), "i%zu", i);
			snprintf(members, sizeof(members),
			    features_medium(hosts[i].medium)->members, id);
			fprintf(file, "{\"id\":\"%s\",\"media\":{%s},"
			    "\"annotations\":[{\"id\":\"1\",%s}]}\n", id,
			    members, hosts[i].members);
			journey->count++;
		}
	ck_assert_int_eq(fclose(file), 0);
	if (journey->count == 0 ||
	    !convert(journey, "dn", from, "records", "a") ||
	    !convert(journey, from, through, "a", "b") ||
	    !convert(journey, through, from, "b", "c") ||
	    !convert(journey, from, "dn", "c", "after"))
		return;
	features_lines("after", take_labels, names);
	/* Known, and not mended yet: BRAT writes them in byte order. */
	if (strcmp(from, "brat") == 0 || strcmp(through, "brat") == 0)
		return;
	if (strcmp(names, "man zoo cat dog ") != 0)
		fault(journey, "labels were man zoo cat dog, are %s", names);
}

START_TEST(labels_keep_their_order_from_format_to_format)
{
	struct dn_bytes faults;

	dn_bytes_init(&faults, SIZE_MAX);
	for (size_t i = 0; dn_formats[i] != NULL; i++) {
		struct journey journey = { .from = dn_formats[_i],
			.through = dn_formats[i] };

		if (i == (size_t)_i || !keeps(&journey, DN_CAP_LABEL_SET))
			continue;
		dn_bytes_init(&journey.faults, SIZE_MAX);
		features_begin();
		travel_labels(&journey);
		scratch_end();
		dn_bytes_add_span(&faults, dn_bytes_span(&journey.faults));
		dn_bytes_release(&journey.faults);
	}
	if (faults.len > 0)
		ck_abort_msg("%.3500s", dn_bytes_text(&faults));
	dn_bytes_release(&faults);
}
END_TEST

Suite *
pairs_suite(void)
{
	Suite *suite = suite_create("pairs");
	TCase *tcase = tcase_create("pairs");
	int count = 0;

	while (dn_formats[count] != NULL)
		count++;
	tcase_add_loop_test(tcase, what_both_formats_keep_comes_back, 0,
	    count);
	tcase_add_loop_test(tcase,
	    labels_keep_their_order_from_format_to_format, 0, count);
	suite_add_tcase(suite, tcase);
	return suite;
}
