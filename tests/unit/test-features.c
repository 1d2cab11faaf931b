/* SPDX-License-Identifier: MIT */
/*
 * Each feature to each format and back: what does not come back is in the loss
 * report, what is not in it comes back, and the bits of the format tell which.
 */
#include <jansson.h>
#include <math.h>

#include "converting.h"
#include "features.h"
#include "suites.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define CLOSE 1e-6              /* px: what digits in a text may take */

/* One record that shows a feature, and what became of it. */
struct probe {
	enum dn_cap cap;
	const struct host *host;        /* NULL: the item has no annotation */
	const char *shows;              /* pointers, separated by blanks */
	char id[64];
	json_t *record, *back;          /* what was written, what was read */
	/* Losses told of it, by feature. */
	bool told[DN_CAP_COUNT], dropped[DN_CAP_COUNT], anything;
};

/* All records for one format. */
struct trial {
	const struct dn_format *format;
	struct probe *probes;
	size_t count;
	bool proved[DN_CAP_COUNT];      /* came back, and no loss was told */
	struct dn_bytes faults;
};

/* ---- the records ----------------------------------------------------- */

static const struct medium *
medium_of(enum dn_cap cap)
{
	for (size_t i = 0; i < COUNT(media); i++)
		if (media[i].cap == cap)
			return &media[i];
	ck_abort_msg("no medium %s", dn_cap_name(cap));
	return NULL;
}

/* Append the members, behind a comma where they are any. */
static void
add_members(struct dn_bytes *out, const char *members)
{
	if (members != NULL)
		dn_bytes_add_format(out, ",%s", members);
}

/* The record of a probe: an item of `medium`, of `host` where there is one. */
static void
make_record(struct probe *probe, const struct medium *medium,
    const struct extra *extra)
{
	char members[200];
	struct dn_bytes text;
	json_error_t error;

	dn_bytes_init(&text, SIZE_MAX);
	snprintf(members, sizeof(members), medium->members, probe->id);
	dn_bytes_add_format(&text, "{\"dn\":1,\"record\":\"item\",\"id\":"
	    "\"%s\",\"media\":{%s", probe->id, members);
	add_members(&text, extra != NULL ? extra->medium : NULL);
	dn_bytes_add_text(&text, "}");
	add_members(&text, extra != NULL ? extra->item : NULL);
	dn_bytes_add_text(&text, ",\"annotations\":[");
	if (probe->host != NULL) {
		dn_bytes_add_format(&text, "{\"id\":\"1\",%s",
		    probe->host->members);
		add_members(&text, extra != NULL ? extra->annotation : NULL);
		dn_bytes_add_text(&text, "}");
		if (extra != NULL && extra->second != NULL)
			dn_bytes_add_format(&text, ",{%s,%s}", extra->second,
			    probe->host->members);
	}
	dn_bytes_add_text(&text, "]}");
	probe->record = json_loads(dn_bytes_text(&text), 0, &error);
	if (probe->record == NULL)
		ck_abort_msg("%s: %s", dn_bytes_text(&text), error.text);
	dn_bytes_release(&text);
}

/* Add a record for the feature `cap` on `host`. */
static void
add_probe(struct trial *trial, enum dn_cap cap, const struct host *host,
    enum dn_cap medium, const struct extra *extra)
{
	struct probe *probe = &trial->probes[trial->count++];

	probe->cap = cap;
	probe->host = host;
	probe->shows = extra != NULL ? extra->shows : NULL;
	snprintf(probe->id, sizeof(probe->id), "p%zu-%s-%s", trial->count,
	    host != NULL ? host->name : medium_of(medium)->suffix,
	    dn_cap_name(cap));
	make_record(probe, medium_of(medium), extra);
}

/* Does what is added say something in this medium, and not in the host? */
static bool
fits(const struct extra *extra, const struct host *host)
{
	bool medium = extra->cap >= DN_CAP_IMAGE && extra->cap <= DN_CAP_DICOM;

	if (extra->cap == DN_CAP_DEPTH || extra->cap == DN_CAP_IMAGE_SIZE)
		return host->medium == DN_CAP_IMAGE;
	if (extra->cap == DN_CAP_TOKENS)
		return host->medium == DN_CAP_TEXT;
	if (extra->cap == DN_CAP_TIERS)
		return host->medium == DN_CAP_AUDIO;
	if (extra->cap == DN_CAP_TARGET)
		return host->cap == DN_CAP_CLASS || host->cap ==
		    DN_CAP_CAPTION || host->cap == DN_CAP_RATING;
	return !medium || host->medium == extra->cap;
}

static void
make_probes(struct trial *trial)
{
	trial->probes = calloc(COUNT(hosts) * (COUNT(extras) + 1) +
	    2 * COUNT(media), sizeof(*trial->probes));
	ck_assert_ptr_nonnull(trial->probes);
	for (size_t i = 0; i < COUNT(media); i++) {
		add_probe(trial, DN_CAP_EMPTY, NULL, media[i].cap, NULL);
		add_probe(trial, media[i].cap, NULL, media[i].cap, NULL);
	}
	for (size_t i = 0; i < COUNT(hosts); i++) {
		add_probe(trial, hosts[i].cap, &hosts[i], hosts[i].medium,
		    NULL);
		for (size_t k = 0; k < COUNT(extras); k++)
			if (fits(&extras[k], &hosts[i]))
				add_probe(trial, extras[k].cap, &hosts[i],
				    hosts[i].medium, &extras[k]);
	}
}

static struct probe *
find_probe(struct trial *trial, const char *id)
{
	size_t number;

	if (id == NULL || sscanf(id, "p%zu-", &number) != 1 || number == 0 ||
	    number > trial->count ||
	    strcmp(trial->probes[number - 1].id, id) != 0)
		return NULL;
	return &trial->probes[number - 1];
}

/* ---- there and back -------------------------------------------------- */

/* What is known and not mended yet: this list may only shrink. */
static const char *const open_faults[] = {
	"brat: labels (nothing told)", "brat: colours", "brat: ids",
};

static void DN_PRINTF(2, 3)
fault(struct trial *trial, const char *format, ...)
{
	char text[600];
	va_list args;
	int used;

	used = snprintf(text, sizeof(text), "%s: ", trial->format->name);
	va_start(args, format);
	vsnprintf(text + used, sizeof(text) - (size_t)used, format, args);
	va_end(args);
	for (size_t i = 0; i < COUNT(open_faults); i++)
		if (strncmp(text, open_faults[i],
		    strlen(open_faults[i])) == 0)
			return;
	dn_bytes_add_format(&trial->faults, "%s\n", text);
}

/* Every line of a file as JSON to `take`. */
static void
each_line(struct trial *trial, const char *name,
    void (*take)(struct trial *, json_t *))
{
	FILE *file = fopen(name, "rb");
	json_t *line;

	if (file == NULL)
		return;
	while ((line = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL)) !=
	    NULL) {
		take(trial, line);
		json_decref(line);
	}
	fclose(file);
}

static void
take_loss(struct trial *trial, json_t *line)
{
	const char *action = json_string_value(json_object_get(line,
	    "action"));
	const char *feature = json_string_value(json_object_get(line,
	    "feature"));
	struct probe *probe = find_probe(trial,
	    json_string_value(json_object_get(line, "item")));
	int cap = 0;

	while (cap < DN_CAP_COUNT && strcmp(dn_cap_name((enum dn_cap)cap),
	    feature) != 0)
		cap++;
	ck_assert_msg(cap < DN_CAP_COUNT, "no feature: %s", feature);
	if (probe == NULL)
		return;
	probe->anything = probe->told[cap] = true;
	probe->dropped[cap] |= strcmp(action, "dropped") == 0;
}

static void
take_back(struct trial *trial, json_t *line)
{
	json_t *id = json_object_get(line, "id");
	struct probe *probe = find_probe(trial, json_string_value(id));

	if (id == NULL)
		return;
	if (probe == NULL)
		fault(trial, "an item \"%s\" that was not written",
		    json_string_value(id));
	else if (probe->back != NULL)
		fault(trial, "%s: twice", probe->id);
	else
		probe->back = json_incref(line);
}

static void
write_records(const struct trial *trial)
{
	FILE *file = fopen("records", "wb");

	ck_assert_ptr_nonnull(file);
	fputs("{\"dn\":1,\"record\":\"dataset\",\"labels\":[{\"name\":\"man\","
	    "\"keypoints\":[\"head\",\"foot\"]},{\"name\":\"cat\"}]}\n", file);
	for (size_t i = 0; i < trial->count; i++) {
		json_dumpf(trial->probes[i].record, file, JSON_COMPACT);
		fputc('\n', file);
	}
	ck_assert_int_eq(fclose(file), 0);
}

/* Convert one way; what is refused is a fault, and the rest goes on. */
static bool
convert(struct trial *trial, const char *from, const char *to,
    const char *path, const char *out)
{
	struct dn_convert_settings settings = { .from = from, .to = to };
	struct converted converted;
	bool good = converting_by(&settings, path, out, &converted, true) == 0;

	if (!good)
		fault(trial, "%s to %s ends: %s", from, to,
		    converted.err.text);
	else if (converted.rejects + converted.parts > 0)
		fault(trial, "%s to %s: %u rejects, the last: %s", from, to,
		    converted.rejects + converted.parts, converted.reject);
	return good;
}

/* ---- what came back -------------------------------------------------- */

/* Is it the id of annotation `index`? */
static bool
is_id(json_t *record, json_t *id, size_t index)
{
	json_t *annotation = json_array_get(json_object_get(record,
	    "annotations"), index);

	return annotation != NULL && json_equal(json_object_get(annotation,
	    "id"), id);
}

/* Annotations may be renumbered: what names one is as good as the other. */
static bool
same_text(const struct probe *probe, json_t *a, json_t *b)
{
	for (size_t i = 0; i < 2; i++)
		if (is_id(probe->record, a, i) && is_id(probe->back, b, i))
			return true;
	return json_equal(a, b);
}

static bool
same(const struct probe *probe, json_t *a, json_t *b)
{
	const char *name;
	json_t *value;
	size_t i;

	if (json_is_number(a) && json_is_number(b))
		return fabs(json_number_value(a) - json_number_value(b)) <
		    CLOSE;
	/* 0 and 1 are what a format may have for false and true. */
	if (json_is_boolean(a) && json_is_integer(b))
		return json_integer_value(b) == json_is_true(a);
	if (a == NULL || b == NULL || json_typeof(a) != json_typeof(b))
		return false;
	if (json_is_string(a))
		return same_text(probe, a, b);
	if (json_is_array(a) && json_array_size(a) != json_array_size(b))
		return false;
	json_array_foreach(a, i, value)
		if (!same(probe, value, json_array_get(b, i)))
			return false;
	json_object_foreach(a, name, value)
		if (!same(probe, value, json_object_get(b, name)))
			return false;
	return true;
}

/* The value at a pointer of `len` bytes, or NULL. */
static json_t *
at(json_t *value, const char *pointer, size_t len)
{
	const char *end = pointer + len;

	while (value != NULL && pointer < end) {
		char step[40];
		size_t size = strcspn(++pointer, "/ ");

		snprintf(step, sizeof(step), "%.*s", (int)size, pointer);
		value = json_is_array(value) ?
		    json_array_get(value, (size_t)atoll(step)) :
		    json_object_get(value, step);
		pointer += size;
	}
	return value;
}

/* Does all that shows the feature stand in what came back? */
static bool
shown(const struct probe *probe, const char *before, const char *shows)
{
	char pointer[80];

	while (*shows != '\0') {
		size_t len = strcspn(shows, " ");

		snprintf(pointer, sizeof(pointer), "%s%.*s", before, (int)len,
		    shows);
		if (!same(probe, at(probe->record, pointer, strlen(pointer)),
		    at(probe->back, pointer, strlen(pointer))))
			return false;
		shows += len;
		shows += *shows == ' ';
	}
	return true;
}

static bool
came_back(const struct probe *probe)
{
	if (probe->back == NULL)
		return false;
	if (probe->shows != NULL)
		return shown(probe, "", probe->shows);
	if (probe->host != NULL)
		return shown(probe, "/annotations/0/", probe->host->shows);
	return probe->cap == DN_CAP_EMPTY || shown(probe, "", "/media/type");
}

/* Did the annotation go as a whole, as was told? */
static bool
told_whole(const struct probe *probe)
{
	bool there = probe->back != NULL && (probe->host == NULL ||
	    at(probe->back, "/annotations/0", 14) != NULL);
	const struct host *host = probe->host;

	if (there)
		return false;
	for (int cap = DN_CAP_IMAGE; cap <= DN_CAP_DICOM; cap++)
		if (probe->dropped[cap])
			return true;
	if (host == NULL)
		return probe->dropped[DN_CAP_EMPTY];
	if (host->cap == DN_CAP_PARTS || host->cap == DN_CAP_HOLES)
		return probe->dropped[DN_CAP_POLYGON] ||
		    probe->dropped[host->cap];
	if (host->cap == DN_CAP_DISCONTINUOUS)
		return probe->dropped[DN_CAP_SPAN] ||
		    probe->dropped[host->cap];
	return probe->dropped[host->cap];
}

static void
judge(struct trial *trial, struct probe *probe)
{
	bool came = came_back(probe), told = probe->told[probe->cap];
	const struct dn_format *format = trial->format;
	bool kept = (format->writes >> probe->cap & 1) != 0;
	char *text;

	if (came && !probe->anything && probe->shows == NULL &&
	    at(probe->record, "/annotations/0/label", 20) != NULL &&
	    !shown(probe, "/annotations/0/", "label"))
		fault(trial, "%s: the label is lost and not told", probe->id);
	if (came && !told)
		trial->proved[probe->cap] = true;
	if (came && told && !kept && probe->dropped[probe->cap])
		fault(trial, "%s: %s is told as dropped, and came back",
		    probe->id, dn_cap_name(probe->cap));
	if (!came && !told && !told_whole(probe)) {
		text = json_dumps(probe->back, JSON_COMPACT);
		fault(trial, "%s: %s is lost and not told: %.400s",
		    probe->id, dn_cap_name(probe->cap),
		    text != NULL ? text : "nothing came back");
		free(text);
	}
	json_decref(probe->record);
	json_decref(probe->back);
}

/* The bits against what was seen. */
static void
judge_bits(struct trial *trial)
{
	for (int cap = 0; cap < DN_CAP_COUNT; cap++) {
		bool kept = (trial->format->writes >> cap & 1) != 0;
		bool degraded = (trial->format->degrades >> cap & 1) != 0;

		/* What the header says is not in these records. */
		if (cap == DN_CAP_LABEL_SET || cap == DN_CAP_INFO)
			continue;
		if (kept && !trial->proved[cap])
			fault(trial, "%s never came back, the table says K",
			    dn_cap_name((enum dn_cap)cap));
		if (!kept && !degraded && trial->proved[cap])
			fault(trial, "%s came back, the table says -",
			    dn_cap_name((enum dn_cap)cap));
	}
}

/* ---- what headers say ------------------------------------------------ */

#define LABEL(name, color, id) "{\"name\":\"" name "\",\"color\":\"" color \
	"\",\"ids\":{\"%s\":" id "}}"

/* A header, and an item of each kind of medium. */
static void
write_header(const struct trial *trial)
{
	FILE *file = fopen("records", "wb");

	ck_assert_ptr_nonnull(file);
	fprintf(file, "{\"dn\":1,\"record\":\"dataset\",\"labels\":["
	    LABEL("zebra", "#ff0000", "0") "," LABEL("ant", "#00ff00", "1")
	    "," LABEL("man", "#0000ff", "2") "],\"info\":{\"description\":"
	    "\"d\"}}\n", trial->format->name, trial->format->name,
	    trial->format->name);
	for (size_t i = 0; i < trial->count; i++) {
		json_dumpf(trial->probes[i].record, file, JSON_COMPACT);
		fputc('\n', file);
	}
	ck_assert_int_eq(fclose(file), 0);
}

/* What a header is to have, and where it stands in the trial. */
struct header {
	char labels[400], colors[400], ids[400];
	bool info;
};

/* Join a member of the labels. */
static void
join(json_t *labels, const char *name, const char *inner, char *out,
    size_t room)
{
	size_t used = 0, i;
	json_t *label;

	out[0] = '\0';
	json_array_foreach(labels, i, label) {
		json_t *value = json_object_get(label, name);
		char *text;

		if (inner != NULL)
			value = json_object_get(value, inner);
		text = json_dumps(value, JSON_ENCODE_ANY);
		used += (size_t)snprintf(out + used, room - used, "%s ",
		    text != NULL ? text : "-");
		free(text);
		if (used >= room)
			return;
	}
}

/* The first header of a file. */
static void
read_header(const struct trial *trial, const char *name,
    struct header *header)
{
	FILE *file = fopen(name, "rb");
	json_t *line;

	memset(header, 0, sizeof(*header));
	if (file == NULL)
		return;
	while ((line = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL)) !=
	    NULL) {
		json_t *labels = json_object_get(line, "labels");

		if (labels != NULL && header->labels[0] == '\0') {
			join(labels, "name", NULL, header->labels,
			    sizeof(header->labels));
			join(labels, "color", NULL, header->colors,
			    sizeof(header->colors));
			join(labels, "ids", trial->format->name, header->ids,
			    sizeof(header->ids));
			header->info = json_object_get(line, "info") != NULL;
		}
		json_decref(line);
	}
	fclose(file);
}

/* Is there a loss of that feature? */
static bool
loss_tells(const char *feature)
{
	FILE *file = fopen("loss", "rb");
	bool found = false;
	json_t *line;

	ck_assert_ptr_nonnull(file);
	while ((line = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL)) !=
	    NULL) {
		found |= strcmp(json_string_value(json_object_get(line,
		    "feature")), feature) == 0;
		json_decref(line);
	}
	fclose(file);
	return found;
}

START_TEST(labels_come_back_in_their_order_or_it_is_told)
{
	struct trial trial = { .format = dn_formats[_i] };
	const struct dn_format *format = trial.format;
	struct header before, after;
	bool kept = (format->writes >> DN_CAP_LABEL_SET & 1) != 0;
	bool told, info;

	if (format->reads == 0 || format->writes == 0)
		return;
	scratch_begin();
	dn_bytes_init(&trial.faults, SIZE_MAX);
	trial.probes = calloc(COUNT(hosts), sizeof(*trial.probes));
	ck_assert_ptr_nonnull(trial.probes);
	for (size_t i = 0; i < COUNT(hosts); i++)
		add_probe(&trial, hosts[i].cap, &hosts[i], hosts[i].medium,
		    NULL);
	write_header(&trial);
	ck_assert(convert(&trial, "dn", format->name, "records", "there"));
	told = loss_tells(dn_cap_name(DN_CAP_LABEL_SET));
	info = loss_tells(dn_cap_name(DN_CAP_INFO));
	ck_assert(convert(&trial, format->name, "dn", "there", "back"));
	read_header(&trial, "records", &before);
	read_header(&trial, "back", &after);
	if ((kept || !told) && strstr(after.labels, "\"zebra\" \"ant\"") ==
	    NULL)
		fault(&trial, "labels %swere: %s, came back: %s",
		    told ? "" : "(nothing told) ", before.labels,
		    after.labels);
	if (!told && strstr(after.colors, before.colors) == NULL)
		fault(&trial, "colours were: %s, came back: %s",
		    before.colors, after.colors);
	if (!told && strcmp(after.ids, "- - - ") != 0 &&
	    strncmp(after.ids, before.ids, 6) != 0)
		fault(&trial, "ids were: %s, came back: %s", before.ids,
		    after.ids);
	if (!info && !after.info)
		fault(&trial, "info is lost, and not told");
	if (trial.faults.len > 0)
		ck_abort_msg("%s", dn_bytes_text(&trial.faults));
	for (size_t i = 0; i < trial.count; i++)
		json_decref(trial.probes[i].record);
	free(trial.probes);
	dn_bytes_release(&trial.faults);
	scratch_end();
}
END_TEST

/* ---- what items say -------------------------------------------------- */

START_TEST(what_does_not_come_back_is_told_and_what_is_not_told_does)
{
	struct trial trial = { .format = dn_formats[_i] };

	if (trial.format->reads == 0 || trial.format->writes == 0)
		return;
	scratch_begin();
	dn_bytes_init(&trial.faults, SIZE_MAX);
	make_probes(&trial);
	write_records(&trial);
	if (convert(&trial, "dn", trial.format->name, "records", "there")) {
		each_line(&trial, "loss", take_loss);
		(void)convert(&trial, trial.format->name, "dn", "there",
		    "back");
		each_line(&trial, "back", take_back);
		for (size_t i = 0; i < trial.count; i++)
			judge(&trial, &trial.probes[i]);
		judge_bits(&trial);
	}
	if (trial.faults.len > 0)
		ck_abort_msg("%s", dn_bytes_text(&trial.faults));
	dn_bytes_release(&trial.faults);
	free(trial.probes);
	scratch_end();
}
END_TEST

Suite *
features_suite(void)
{
	Suite *suite = suite_create("features");
	TCase *tcase = tcase_create("features");
	int count = 0;

	while (dn_formats[count] != NULL)
		count++;
	tcase_add_loop_test(tcase,
	    what_does_not_come_back_is_told_and_what_is_not_told_does, 0,
	    count);
	tcase_add_loop_test(tcase,
	    labels_come_back_in_their_order_or_it_is_told, 0, count);
	suite_add_tcase(suite, tcase);
	return suite;
}
