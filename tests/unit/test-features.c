/* SPDX-License-Identifier: MIT */
/*
 * Each feature to each format and back: what does not come back is in the loss
 * report, what is not in it comes back, and the bits of the format tell which.
 */
#include "converting.h"
#include "features.h"
#include "suites.h"

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
		/* What an answer is about is a region. */
		if (extra != NULL && extra->second != NULL)
			dn_bytes_add_format(&text, ",{%s,%s}", extra->second,
			    extra->cap == DN_CAP_TARGET ? hosts[0].members :
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
	    host != NULL ? host->name : features_medium(medium)->suffix,
	    dn_cap_name(cap));
	make_record(probe, features_medium(medium), extra);
	if (cap == DN_CAP_UNANNOTATED)
		json_object_del(probe->record, "annotations");
}

static void
make_probes(struct trial *trial)
{
	trial->probes = calloc(COUNT(hosts) * (COUNT(extras) + 1) +
	    3 * COUNT(media), sizeof(*trial->probes));
	ck_assert_ptr_nonnull(trial->probes);
	for (size_t i = 0; i < COUNT(media); i++) {
		add_probe(trial, DN_CAP_EMPTY, NULL, media[i].cap, NULL);
		add_probe(trial, DN_CAP_UNANNOTATED, NULL, media[i].cap,
		    NULL);
		add_probe(trial, media[i].cap, NULL, media[i].cap, NULL);
	}
	for (size_t i = 0; i < COUNT(hosts); i++) {
		add_probe(trial, hosts[i].cap, &hosts[i], hosts[i].medium,
		    NULL);
		for (size_t k = 0; k < COUNT(extras); k++)
			if (features_fit(&extras[k], &hosts[i]))
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
	dn_bytes_add_format(&trial->faults, "%s\n", text);
}

static void
take_loss(void *state, json_t *line)
{
	struct trial *trial = state;
	const char *action = json_string_value(json_object_get(line,
	    "action"));
	const char *feature = json_string_value(json_object_get(line,
	    "feature"));
	struct probe *probe = find_probe(trial,
	    json_string_value(json_object_get(line, "item")));
	enum dn_cap cap = features_cap(feature);

	if (probe == NULL)
		return;
	probe->anything = probe->told[cap] = true;
	probe->dropped[cap] |= strcmp(action, "dropped") == 0;
}

static void
take_back(void *state, json_t *line)
{
	struct trial *trial = state;
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

/* Does all that shows the feature stand in what came back? */
static bool
shown(const struct probe *probe, const char *before, const char *shows)
{
	char pointer[80];

	while (*shows != '\0') {
		size_t len = strcspn(shows, " ");

		snprintf(pointer, sizeof(pointer), "%s%.*s", before, (int)len,
		    shows);
		if (!features_same(probe->record, probe->back,
		    features_at(probe->record, pointer, strlen(pointer)),
		    features_at(probe->back, pointer, strlen(pointer))))
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
	if (probe->cap == DN_CAP_UNANNOTATED)
		return json_object_get(probe->back, "annotations") == NULL;
	return probe->cap == DN_CAP_EMPTY || shown(probe, "", "/media/type");
}

/* Did the annotation go as a whole, as was told? */
static bool
told_whole(const struct probe *probe)
{
	bool there = probe->back != NULL && (probe->host == NULL ||
	    features_at(probe->back, "/annotations/0", 14) != NULL);
	const struct host *host = probe->host;

	/* The region that it was about may stay. */
	if (probe->cap == DN_CAP_TARGET && probe->dropped[host->cap])
		return true;
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
	    features_at(probe->record, "/annotations/0/label", 20) != NULL &&
	    !shown(probe, "/annotations/0/", "label"))
		fault(trial, "%s: the label is lost and not told", probe->id);
	if (probe->back != NULL && !probe->anything &&
	    !shown(probe, "", "/media/path"))
		fault(trial, "%s: the path is lost and not told", probe->id);
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
		bool degraded = ((trial->format->degrades |
		    trial->format->partly) >> cap & 1) != 0;

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
	const char *format;
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

static void
take_header(void *state, json_t *line)
{
	json_t *labels = json_object_get(line, "labels");
	struct header *header = state;

	if (labels == NULL || header->labels[0] != '\0')
		return;
	join(labels, "name", NULL, header->labels, sizeof(header->labels));
	join(labels, "color", NULL, header->colors, sizeof(header->colors));
	join(labels, "ids", header->format, header->ids,
	    sizeof(header->ids));
	header->info = json_object_get(line, "info") != NULL;
}

/* The first header of a file. */
static struct header
read_header(const struct trial *trial, const char *name)
{
	struct header header = { .format = trial->format->name };

	features_lines(name, take_header, &header);
	return header;
}

static void
take_feature(void *state, json_t *line)
{
	bool *told = state;

	told[features_cap(json_string_value(json_object_get(line,
	    "feature")))] = true;
}

START_TEST(labels_come_back_in_their_order_or_it_is_told)
{
	struct trial trial = { .format = dn_formats[_i] };
	const struct dn_format *format = trial.format;
	struct header before, after;
	bool kept = (format->writes >> DN_CAP_LABEL_SET & 1) != 0;
	bool all_told[DN_CAP_COUNT] = { false }, told, info;

	if (converting_lacks(trial.format->name))
		return;
	if (format->reads == 0 || format->writes == 0)
		return;
	features_begin();
	dn_bytes_init(&trial.faults, SIZE_MAX);
	trial.probes = calloc(COUNT(hosts), sizeof(*trial.probes));
	ck_assert_ptr_nonnull(trial.probes);
	for (size_t i = 0; i < COUNT(hosts); i++)
		add_probe(&trial, hosts[i].cap, &hosts[i], hosts[i].medium,
		    NULL);
	write_header(&trial);
	ck_assert(convert(&trial, "dn", format->name, "records", "there"));
	features_lines("loss", take_feature, all_told);
	told = all_told[DN_CAP_LABEL_SET];
	info = all_told[DN_CAP_INFO];
	ck_assert(convert(&trial, format->name, "dn", "there", "back"));
	before = read_header(&trial, "records");
	after = read_header(&trial, "back");
	if ((kept || !told) && strstr(after.labels, "\"zebra\" \"ant\"") ==
	    NULL)
		fault(&trial, "labels %swere: %s, came back: %s",
		    told ? "" : "(nothing told) ", before.labels,
		    after.labels);
	if (!told && strstr(after.colors, before.colors) == NULL)
		fault(&trial, "colours were: %s, came back: %s",
		    before.colors, after.colors);
	if (!told && strspn(after.ids, "- ") < strlen(after.ids) &&
	    strncmp(after.ids, before.ids, 6) != 0)
		fault(&trial, "ids were: %s, came back: %s", before.ids,
		    after.ids);
	if (!info && !after.info)
		fault(&trial, "info is lost, and not told");
	if (trial.faults.len > 0)
		ck_abort_msg("%.3500s", dn_bytes_text(&trial.faults));
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

	if (converting_lacks(trial.format->name))
		return;
	if (trial.format->reads == 0 || trial.format->writes == 0)
		return;
	features_begin();
	dn_bytes_init(&trial.faults, SIZE_MAX);
	make_probes(&trial);
	write_records(&trial);
	if (convert(&trial, "dn", trial.format->name, "records", "there")) {
		features_lines("loss", take_loss, &trial);
		(void)convert(&trial, trial.format->name, "dn", "there",
		    "back");
		features_lines("back", take_back, &trial);
		for (size_t i = 0; i < trial.count; i++)
			judge(&trial, &trial.probes[i]);
		judge_bits(&trial);
	}
	if (trial.faults.len > 0)
		ck_abort_msg("%.3500s", dn_bytes_text(&trial.faults));
	dn_bytes_release(&trial.faults);
	free(trial.probes);
	scratch_end();
}
END_TEST

/* ---- what holds of every format -------------------------------------- */

/* Records of each kind of annotation, with a header `headers` times. */
static void
write_plain(struct trial *trial, int headers)
{
	static const char header[] = "{\"dn\":1,\"record\":\"dataset\","
	    "\"labels\":[{\"name\":\"man\",\"keypoints\":[\"head\","
	    "\"foot\"]},{\"name\":\"cat\"}]}\n";
	FILE *file = fopen("records", "wb");

	ck_assert_ptr_nonnull(file);
	if (headers > 0)
		fputs(header, file);
	for (size_t i = 0; i < trial->count; i++) {
		json_dumpf(trial->probes[i].record, file, JSON_COMPACT);
		fputc('\n', file);
		if (headers > 1)
			fputs(header, file);
	}
	ck_assert_int_eq(fclose(file), 0);
}

/* Begin: an item for each kind of annotation that the format carries. */
static void
begin_plain(struct trial *trial)
{
	uint64_t carried = trial->format->writes | trial->format->degrades;

	features_begin();
	dn_bytes_init(&trial->faults, SIZE_MAX);
	trial->probes = calloc(COUNT(hosts), sizeof(*trial->probes));
	ck_assert_ptr_nonnull(trial->probes);
	for (size_t i = 0; i < COUNT(hosts); i++)
		if (carried >> hosts[i].cap & carried >> hosts[i].medium & 1)
			add_probe(trial, hosts[i].cap, &hosts[i],
			    hosts[i].medium, NULL);
}

static void
end_plain(struct trial *trial)
{
	if (trial->faults.len > 0)
		ck_abort_msg("%.3500s", dn_bytes_text(&trial->faults));
	for (size_t i = 0; i < trial->count; i++)
		json_decref(trial->probes[i].record);
	free(trial->probes);
	dn_bytes_release(&trial->faults);
	scratch_end();
}

/* A format of relations alone writes nothing of items that have none. */
static bool
wrote_any(void)
{
	struct stat status;

	return stat("there", &status) < 0 || !S_ISREG(status.st_mode) ||
	    status.st_size > 0;
}

START_TEST(what_a_format_writes_is_guessed_as_its_own)
{
	struct trial trial = { .format = dn_formats[_i] };
	const struct dn_format *guess;
	struct dn_err err = DN_ERR_INIT;

	if (converting_lacks(trial.format->name))
		return;
	begin_plain(&trial);
	write_plain(&trial, 1);
	if (convert(&trial, "dn", trial.format->name, "records", "there") &&
	    wrote_any()) {
		guess = dn_format_guess("there", &err);
		/* Some are known by the suffix of their file alone. */
		if (guess != trial.format && (guess != NULL ||
		    strstr(err.text, "may be of several") != NULL))
			fault(&trial, "is guessed as %s",
			    guess != NULL ? guess->name : err.text);
	}
	end_plain(&trial);
}
END_TEST

START_TEST(what_a_format_writes_is_found_good)
{
	struct trial trial = { .format = dn_formats[_i] };
	struct dn_convert_settings settings = { .check = true,
		.from = trial.format->name };
	struct converted converted;

	if (converting_lacks(trial.format->name))
		return;
	begin_plain(&trial);
	write_plain(&trial, 1);
	if (convert(&trial, "dn", trial.format->name, "records", "there") &&
	    wrote_any()) {
		if (converting_by(&settings, "there", "none", &converted,
		    false) < 0)
			fault(&trial, "--check: %s", converted.err.text);
		else if (converted.counts.used == 0 ||
		    converted.counts.used > trial.count)
			fault(&trial, "--check counts %llu of %zu items",
			    (unsigned long long)converted.counts.used,
			    trial.count);
	}
	end_plain(&trial);
}
END_TEST

/* The first difference of two files, or -1. */
static long
differ(const char *a, const char *b)
{
	FILE *one = fopen(a, "rb"), *two = fopen(b, "rb");
	long at = 0;
	int byte;

	ck_assert(one != NULL && two != NULL);
	while ((byte = fgetc(one)) == fgetc(two) && byte != EOF)
		at++;
	at = feof(one) && feof(two) ? -1 : at;
	fclose(one);
	fclose(two);
	return at;
}

START_TEST(headers_may_stand_anywhere_and_repeat)
{
	struct trial trial = { .format = dn_formats[_i] };
	const char *name = trial.format->name;

	if (converting_lacks(trial.format->name))
		return;
	/* Records come out as they go in, headers and all. */
	if ((trial.format->flags & DN_FORMAT_RECORDS) != 0)
		return;
	begin_plain(&trial);
	write_plain(&trial, 1);
	ck_assert(convert(&trial, "dn", name, "records", "there"));
	ck_assert(convert(&trial, name, "dn", "there", "once"));
	ck_assert_int_eq(dn_fd_remove(AT_FDCWD, "there") == 0 ||
	    unlink("there") == 0, 1);
	write_plain(&trial, 2);
	ck_assert(convert(&trial, "dn", name, "records", "there"));
	ck_assert(convert(&trial, name, "dn", "there", "often"));
	if (differ("once", "often") >= 0)
		fault(&trial, "other records at byte %ld",
		    differ("once", "often"));
	end_plain(&trial);
}
END_TEST

START_TEST(a_file_of_another_kind_is_passed_over_and_counted)
{
	struct trial trial = { .format = dn_formats[_i] };
	struct dn_convert_settings settings = { .from = trial.format->name };
	struct converted converted;

	if (converting_lacks(trial.format->name))
		return;
	if ((trial.format->flags & DN_FORMAT_FOLDERS) == 0)
		return;
	begin_plain(&trial);
	write_plain(&trial, 1);
	if (convert(&trial, "dn", trial.format->name, "records", "there")) {
		scratch_put_text("there/stray.unknown", "?");
		if (converting_by(&settings, "there", "back", &converted,
		    false) < 0)
			fault(&trial, "a stray file: %s", converted.err.text);
		else if (converted.counts.ignored[0] == 0)
			fault(&trial, "a stray file is not counted");
	}
	end_plain(&trial);
}
END_TEST

Suite *
features_suite(void)
{
	const TTest *const tests[] = {
		what_does_not_come_back_is_told_and_what_is_not_told_does,
		labels_come_back_in_their_order_or_it_is_told,
		what_a_format_writes_is_guessed_as_its_own,
		what_a_format_writes_is_found_good,
		headers_may_stand_anywhere_and_repeat,
		a_file_of_another_kind_is_passed_over_and_counted,
	};
	Suite *suite = suite_create("features");
	TCase *tcase = tcase_create("features");
	int count = 0;

	while (dn_formats[count] != NULL)
		count++;
	for (size_t i = 0; i < COUNT(tests); i++)
		tcase_add_loop_test(tcase, tests[i], 0, count);
	suite_add_tcase(suite, tcase);
	return suite;
}
