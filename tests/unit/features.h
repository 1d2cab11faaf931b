/* SPDX-License-Identifier: MIT */
/* features - records that show each feature of caps.def, one at a time. */
#ifndef DN_TESTS_FEATURES_H
#define DN_TESTS_FEATURES_H

#include <check.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/loss.h"
#include "scratch.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define FEATURES_CLOSE 1e-6     /* px: what digits in a text may take */

/* The media that records of the tests have; %s is the item's id. */
struct medium {
	enum dn_cap cap;
	const char *suffix, *members;
};

static const struct medium media[] = {
	{ DN_CAP_IMAGE, "jpg", "\"type\":\"image\",\"path\":\"%s.jpg\","
	    "\"width\":64,\"height\":32" },
	{ DN_CAP_TEXT, "txt", "\"type\":\"text\",\"path\":\"%s.txt\","
	    "\"text\":\"\xe7\x8c\xab sat on it\"" },
	{ DN_CAP_AUDIO, "wav", "\"type\":\"audio\",\"path\":\"%s.wav\","
	    "\"duration\":4" },
	{ DN_CAP_VIDEO, "mp4", "\"type\":\"video\",\"path\":\"%s.mp4\","
	    "\"width\":64,\"height\":32,\"frames\":4,\"rate\":2" },
	{ DN_CAP_POINTCLOUD, "pcd", "\"type\":\"pointcloud\",\"path\":"
	    "\"%s.pcd\",\"points\":6" },
	{ DN_CAP_DICOM, "dcm", "\"type\":\"dicom\",\"path\":\"%s.dcm\"" },
};

/* An annotation that a feature may stand on: `field` is what shows `cap`. */
struct host {
	const char *name;
	enum dn_cap cap, medium;
	const char *members, *shows;
};

#define RING "[[8,6],[24,6],[24,18],[8,18]]"
#define SHAPE(frame) "{\"frame\":" frame ",\"keyframe\":true,\"outside\":" \
	"false,\"bbox\":[8,6,16,12]}"

static const struct host hosts[] = {
	{ "box", DN_CAP_BOX, DN_CAP_IMAGE, "\"kind\":\"box\",\"label\":"
	    "\"cat\",\"bbox\":[8,6,16.5,12]", "bbox" },
	{ "turned", DN_CAP_ROTATED_BOX, DN_CAP_IMAGE, "\"kind\":"
	    "\"rotatedBox\",\"label\":\"cat\",\"bbox\":[8,6,16,12],"
	    "\"rotation\":30", "bbox rotation" },
	{ "polygon", DN_CAP_POLYGON, DN_CAP_IMAGE, "\"kind\":\"polygon\","
	    "\"label\":\"cat\",\"polygons\":[[" RING "]]", "polygons" },
	{ "parts", DN_CAP_PARTS, DN_CAP_IMAGE, "\"kind\":\"polygon\","
	    "\"label\":\"cat\",\"polygons\":[[" RING "],[[[40,6],[48,6],"
	    "[48,18]]]]", "polygons" },
	{ "holes", DN_CAP_HOLES, DN_CAP_IMAGE, "\"kind\":\"polygon\","
	    "\"label\":\"cat\",\"polygons\":[[" RING ",[[12,8],[16,8],"
	    "[16,12]]]]", "polygons" },
	{ "line", DN_CAP_POLYLINE, DN_CAP_IMAGE, "\"kind\":\"polyline\","
	    "\"label\":\"cat\",\"points\":[[8,6],[24,6],[24,18]]", "points" },
	{ "points", DN_CAP_POINTS, DN_CAP_IMAGE, "\"kind\":\"points\","
	    "\"label\":\"cat\",\"points\":[[8,6],[24,6]]", "points" },
	{ "point", DN_CAP_POINTS, DN_CAP_IMAGE, "\"kind\":\"points\","
	    "\"label\":\"cat\",\"points\":[[8,6]]", "points" },
	{ "ellipse", DN_CAP_ELLIPSE, DN_CAP_IMAGE, "\"kind\":\"ellipse\","
	    "\"label\":\"cat\",\"center\":[20,12],\"radii\":[8,4]",
	    "center radii" },
	{ "mask", DN_CAP_MASK, DN_CAP_IMAGE, "\"kind\":\"mask\",\"label\":"
	    "\"cat\",\"mask\":{\"size\":[32,64],\"counts\":\"X6<d00hg1\"}",
	    "mask" },
	{ "skeleton", DN_CAP_SKELETON, DN_CAP_IMAGE, "\"kind\":\"skeleton\","
	    "\"label\":\"man\",\"keypoints\":[[8,6,2],[24,6,1]]",
	    "keypoints" },
	{ "cuboid", DN_CAP_CUBOID_2D, DN_CAP_IMAGE, "\"kind\":\"cuboid2d\","
	    "\"label\":\"cat\",\"points\":[[8,6],[24,6],[24,18],[8,18],"
	    "[12,4],[28,4],[28,16],[12,16]]", "points" },
	{ "class", DN_CAP_CLASS, DN_CAP_IMAGE, "\"kind\":\"class\","
	    "\"label\":\"cat\"", "label" },
	{ "caption", DN_CAP_CAPTION, DN_CAP_IMAGE, "\"kind\":\"caption\","
	    "\"text\":\"a \xe7\x8c\xab\"", "text" },
	{ "rating", DN_CAP_RATING, DN_CAP_IMAGE, "\"kind\":\"rating\","
	    "\"value\":4", "value" },
	{ "span", DN_CAP_SPAN, DN_CAP_TEXT, "\"kind\":\"span\",\"label\":"
	    "\"cat\",\"spans\":[[2,5]],\"text\":\"sat\"", "spans" },
	{ "pieces", DN_CAP_DISCONTINUOUS, DN_CAP_TEXT, "\"kind\":\"span\","
	    "\"label\":\"cat\",\"spans\":[[0,1],[6,8]],\"text\":"
	    "\"\xe7\x8c\xab on\"", "spans" },
	{ "topic", DN_CAP_CLASS, DN_CAP_TEXT, "\"kind\":\"class\","
	    "\"label\":\"cat\"", "label" },
	{ "summary", DN_CAP_CAPTION, DN_CAP_TEXT, "\"kind\":\"caption\","
	    "\"text\":\"a \xe7\x8c\xab\"", "text" },
	{ "choice", DN_CAP_PREFERENCE, DN_CAP_TEXT, "\"kind\":"
	    "\"preference\",\"selected\":\"left\"", "selected" },
	{ "ranks", DN_CAP_RANKING, DN_CAP_TEXT, "\"kind\":\"ranking\","
	    "\"order\":[\"b\",\"a\"]", "order" },
	{ "interval", DN_CAP_INTERVAL, DN_CAP_AUDIO, "\"kind\":\"interval\","
	    "\"label\":\"cat\",\"start\":1,\"end\":2.5", "start end" },
	{ "instant", DN_CAP_INSTANT, DN_CAP_AUDIO, "\"kind\":\"instant\","
	    "\"label\":\"cat\",\"at\":1.5", "at" },
	{ "transcript", DN_CAP_CAPTION, DN_CAP_AUDIO, "\"kind\":"
	    "\"transcript\",\"text\":\"a \xe7\x8c\xab\"", "text" },
	{ "track", DN_CAP_TRACK, DN_CAP_VIDEO, "\"kind\":\"track\","
	    "\"label\":\"cat\",\"shape\":\"box\",\"shapes\":[" SHAPE("0") ","
	    SHAPE("2") "]", "shapes" },
	{ "solid", DN_CAP_CUBOID_3D, DN_CAP_POINTCLOUD, "\"kind\":"
	    "\"cuboid3d\",\"label\":\"cat\",\"center\":[1,2,3],\"size\":"
	    "[4,2,1],\"yaw\":0.5,\"frame\":\"lidar\"", "center size yaw" },
	{ "parts3d", DN_CAP_POINT_LABELS, DN_CAP_POINTCLOUD, "\"kind\":"
	    "\"pointLabels\",\"counts\":[2,4],\"ids\":[0,1]", "counts ids" },
};

/* What is added to an annotation, or to its item, to show a feature. */
struct extra {
	enum dn_cap cap;
	const char *annotation;         /* members of the first annotation */
	const char *second;             /* another annotation */
	const char *item, *medium;      /* members of the item or medium */
	const char *shows;              /* pointers that must come back */
};

static const struct extra extras[] = {
	{ DN_CAP_AREA, "\"area\":77", NULL, NULL, NULL,
	    "/annotations/0/area" },
	{ DN_CAP_TARGET, "\"target\":\"2\"", "\"id\":\"2\"", NULL, NULL,
	    "/annotations/0/target" },
	{ DN_CAP_RELATION, NULL, "\"id\":\"2\"", "\"relations\":[{\"id\":"
	    "\"r1\",\"type\":\"near\",\"args\":[{\"role\":\"Arg1\",\"ref\":"
	    "\"1\"},{\"role\":\"Arg2\",\"ref\":\"2\"}]}]", NULL,
	    "/relations/0/type /relations/0/args/0/ref "
	    "/relations/0/args/1/ref" },
	{ DN_CAP_EVENT, NULL, "\"id\":\"2\"", "\"relations\":[{\"id\":\"e1\","
	    "\"type\":\"cat\",\"trigger\":\"1\",\"args\":[{\"role\":"
	    "\"Theme\",\"ref\":\"2\"}]}]", NULL,
	    "/relations/0/trigger /relations/0/args/0/ref" },
	{ DN_CAP_LABELS, "\"labels\":[\"cat\",\"man\"]", NULL, NULL, NULL,
	    "/annotations/0/labels" },
	{ DN_CAP_FIELD, "\"field\":\"question\"", NULL, NULL, NULL,
	    "/annotations/0/field" },
	{ DN_CAP_ATTRIBUTES, "\"attributes\":{\"colour\":\"red\"}", NULL,
	    NULL, NULL, "/annotations/0/attributes" },
	{ DN_CAP_SCORE, "\"score\":0.75", NULL, NULL, NULL,
	    "/annotations/0/score" },
	{ DN_CAP_ANNOTATOR, "\"annotator\":\"anna\"", NULL, "\"work\":["
	    "{\"annotator\":\"anna\"}]", NULL, "/annotations/0/annotator" },
	{ DN_CAP_TIME, "\"created\":\"2026-07-10T01:02:03Z\"", NULL, NULL,
	    NULL, "/annotations/0/created" },
	{ DN_CAP_ORIGIN, "\"origin\":\"auto\"", NULL, NULL, NULL,
	    "/annotations/0/origin" },
	{ DN_CAP_GROUP, "\"group\":5", NULL, NULL, NULL,
	    "/annotations/0/group" },
	{ DN_CAP_TRACK_ID, "\"trackId\":7", NULL, NULL, NULL,
	    "/annotations/0/trackId" },
	{ DN_CAP_PARENT, "\"parent\":\"2\"", "\"id\":\"2\"", NULL, NULL,
	    "/annotations/0/parent" },
	{ DN_CAP_Z, "\"z\":3", NULL, NULL, NULL, "/annotations/0/z" },
	{ DN_CAP_CROWD, "\"crowd\":true", NULL, NULL, NULL,
	    "/annotations/0/crowd" },
	{ DN_CAP_DIFFICULT, "\"difficult\":true", NULL, NULL, NULL,
	    "/annotations/0/difficult" },
	{ DN_CAP_OCCLUDED, "\"occluded\":true", NULL, NULL, NULL,
	    "/annotations/0/occluded" },
	{ DN_CAP_TRUNCATED, "\"truncated\":true", NULL, NULL, NULL,
	    "/annotations/0/truncated" },
	{ DN_CAP_OUTSIDE, "\"outside\":true", NULL, NULL, NULL,
	    "/annotations/0/outside" },
	{ DN_CAP_NOTES, "\"notes\":[{\"type\":\"AnnotatorNotes\",\"text\":"
	    "\"why\"}]", NULL, NULL, NULL, "/annotations/0/notes/0/text" },
	{ DN_CAP_REFERENCES, "\"references\":[{\"db\":\"Wiki\",\"ref\":"
	    "\"12\",\"text\":\"cat\"}]", NULL, NULL, NULL,
	    "/annotations/0/references/0/ref" },
	{ DN_CAP_MEMBERS, "\"mine\":[1]", NULL, NULL, NULL,
	    "/annotations/0/mine" },
	{ DN_CAP_FOREIGN, "\"source\":{\"format\":\"elsewhere\",\"raw\":"
	    "{\"/x\":1}}", NULL, NULL, NULL,
	    "/annotations/0/source/raw" },
	{ DN_CAP_SPLIT, NULL, NULL, "\"split\":\"val\"", NULL, "/split" },
	{ DN_CAP_TIERS, NULL, NULL, "\"tiers\":[{\"name\":\"t\",\"kind\":"
	    "\"interval\",\"start\":0,\"end\":4}]", NULL, "/tiers/0/name" },
	{ DN_CAP_OTHERS, NULL, NULL, "\"others\":[{\"name\":\"o\",\"type\":"
	    "\"image\",\"path\":\"o.png\"}]", NULL, "/others/0/path" },
	{ DN_CAP_MEMBERS, NULL, NULL, "\"mine\":2", NULL, "/mine" },
	{ DN_CAP_DEPTH, NULL, NULL, NULL, "\"depth\":3", "/media/depth" },
	{ DN_CAP_MEDIA, NULL, NULL, NULL, "\"sha256\":\"00ff\"",
	    "/media/sha256" },
	{ DN_CAP_TOKENS, NULL, NULL, NULL,
	    "\"tokens\":[[0,1],[2,5],[6,8],[9,11]]", "/media/tokens" },
	{ DN_CAP_IMAGE_SIZE, NULL, NULL, NULL, NULL,
	    "/media/width /media/height" },
	{ DN_CAP_IMAGE, NULL, NULL, NULL, NULL, "/media/type" },
	{ DN_CAP_TEXT, NULL, NULL, NULL, NULL, "/media/type /media/text" },
	{ DN_CAP_AUDIO, NULL, NULL, NULL, NULL, "/media/type" },
	{ DN_CAP_VIDEO, NULL, NULL, NULL, NULL, "/media/type" },
	{ DN_CAP_POINTCLOUD, NULL, NULL, NULL, NULL, "/media/type" },
	{ DN_CAP_DICOM, NULL, NULL, NULL, NULL, "/media/type" },
};

/* ---- what is done with them ------------------------------------------ */

/* A scratch folder, in memory where there is such a place: many are synced. */
static inline void
features_begin(void)
{
	if (access("/dev/shm", W_OK) == 0)
		setenv("TMPDIR", "/dev/shm", 1);
	scratch_begin();
}

static inline const struct medium *
features_medium(enum dn_cap cap)
{
	for (size_t i = 0; i < COUNT(media); i++)
		if (media[i].cap == cap)
			return &media[i];
	ck_abort_msg("no medium %s", dn_cap_name(cap));
	return NULL;
}

/* Does what is added say something in this medium, and not in the host? */
static inline bool
features_fit(const struct extra *extra, const struct host *host)
{
	bool medium = extra->cap >= DN_CAP_IMAGE && extra->cap <= DN_CAP_DICOM;

	if (extra->cap == DN_CAP_DEPTH || extra->cap == DN_CAP_IMAGE_SIZE)
		return host->medium == DN_CAP_IMAGE;
	if (extra->cap == DN_CAP_TOKENS)
		return host->medium == DN_CAP_TEXT;
	if (extra->cap == DN_CAP_TIERS)
		return host->medium == DN_CAP_AUDIO;
	if (extra->cap == DN_CAP_TARGET)
		return host->medium == DN_CAP_IMAGE &&
		    (host->cap == DN_CAP_CLASS || host->cap ==
		    DN_CAP_CAPTION || host->cap == DN_CAP_RATING);
	return !medium || host->medium == extra->cap;
}

/* The feature of that name. */
static inline enum dn_cap
features_cap(const char *name)
{
	int cap = 0;

	while (cap < DN_CAP_COUNT && strcmp(dn_cap_name((enum dn_cap)cap),
	    name) != 0)
		cap++;
	ck_assert_msg(cap < DN_CAP_COUNT, "no feature: %s", name);
	return (enum dn_cap)cap;
}

/* Every line of a file as JSON to `take`. */
static inline void
features_lines(const char *name, void (*take)(void *, json_t *), void *state)
{
	FILE *file = fopen(name, "rb");
	json_t *line;

	if (file == NULL)
		return;
	while ((line = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL)) !=
	    NULL) {
		take(state, line);
		json_decref(line);
	}
	fclose(file);
}

/* Is it the id of annotation `index`? */
static inline bool
features_is_id(json_t *record, json_t *id, size_t index)
{
	json_t *annotation = json_array_get(json_object_get(record,
	    "annotations"), index);

	return annotation != NULL && json_equal(json_object_get(annotation,
	    "id"), id);
}

/*
 * Are two values of a record and of what came back the same?  Annotations may
 * be renumbered: what names one is as good as the other.
 */
static inline bool
features_same_text(json_t *record, json_t *back, json_t *a, json_t *b)
{
	for (size_t i = 0; i < 2; i++)
		if (features_is_id(record, a, i) &&
		    features_is_id(back, b, i))
			return true;
	return json_equal(a, b);
}

static inline bool
features_same(json_t *record, json_t *back, json_t *a, json_t *b)
{
	const char *name;
	json_t *value;
	size_t i;

	if (json_is_number(a) && json_is_number(b))
		return fabs(json_number_value(a) - json_number_value(b)) <
		    FEATURES_CLOSE;
	/* 0 and 1 are what a format may have for false and true. */
	if (json_is_boolean(a) && json_is_integer(b))
		return json_integer_value(b) == json_is_true(a);
	if (a == NULL || b == NULL || json_typeof(a) != json_typeof(b))
		return false;
	if (json_is_string(a))
		return features_same_text(record, back, a, b);
	if (json_is_array(a) && json_array_size(a) != json_array_size(b))
		return false;
	json_array_foreach(a, i, value)
		if (!features_same(record, back, value,
		    json_array_get(b, i)))
			return false;
	json_object_foreach(a, name, value)
		if (!features_same(record, back, value,
		    json_object_get(b, name)))
			return false;
	return true;
}

/* The value at a pointer of `len` bytes, or NULL. */
static inline json_t *
features_at(json_t *value, const char *pointer, size_t len)
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

#endif
