/* SPDX-License-Identifier: MIT */
/* Pascal VOC: an XML file a picture, in the dialects of its writers. */
#include "formats/voc.h"

#include "formats/files.h"

const char *const dn_format_origins[] = { "auto", "0", "1", NULL };

/*
 * Those of this suite first, then what writers are known by.  "origin-N" is
 * what the user said, or what the other files of the run are.
 */
static const struct dn_voc_dialect dialects[] = {
	{ "dn-0", 0, 0 }, { "dn-1", 1, 0 }, { "devkit", 1, 0 },
	{ "labelstudio", 0, 0 }, { "supervision", 1, 1 },
	{ "roboflow", 0, 0 }, { "labelimg", 0, 0 },
	{ "origin-0", 0, 0 }, { "origin-1", 1, 0 }, { "origin-1-1", 1, 1 },
};

static const char mark_0[] = "dn --voc-origin 0";
static const char mark_1[] = "dn --voc-origin 1";

const struct dn_voc_dialect *
dn_voc_find(struct dn_span name)
{
	for (size_t i = 0; i < sizeof(dialects) / sizeof(dialects[0]); i++)
		if (dn_span_is(name, dialects[i].name))
			return &dialects[i];
	return NULL;
}

const struct dn_voc_dialect *
dn_voc_told(enum dn_voc_origin origin)
{
	return dn_voc_find(dn_span_of(origin == DN_VOC_ZERO ? "origin-0" :
	    "origin-1"));
}

bool
dn_voc_alike(const struct dn_voc_dialect *a, const struct dn_voc_dialect *b)
{
	return a->low == b->low && a->high == b->high;
}

const char *
dn_voc_mark(const struct dn_voc_dialect *dialect)
{
	if (dialect->high != 0)
		return NULL;
	return dialect->low == 0 ? mark_0 : mark_1;
}

const struct dn_voc_dialect *
dn_voc_choose(enum dn_voc_origin origin, struct dn_span came)
{
	const struct dn_voc_dialect *before = dn_voc_find(came), *told;

	if (origin == DN_VOC_AUTO)
		return before != NULL ? before : dn_voc_find(DN_SPAN("dn-1"));
	told = dn_voc_find(dn_span_of(origin == DN_VOC_ZERO ? "dn-0" :
	    "dn-1"));
	return before != NULL && dn_voc_alike(before, told) ? before : told;
}

struct dn_span
dn_voc_last_part(struct dn_span path)
{
	for (size_t i = path.len; i > 0; i--)
		if (path.ptr[i - 1] == '/')
			return (struct dn_span){ path.ptr + i, path.len - i };
	return path;
}

/* ---- signatures ------------------------------------------------------ */

/* The text of a grandchild, or the absent span. */
static struct dn_span
text_below(const struct dn_xml_element *root, const char *child,
    const char *grandchild)
{
	const struct dn_xml_element *element = dn_xml_child(root, child);

	if (element != NULL && grandchild != NULL)
		element = dn_xml_child(element, grandchild);
	return element != NULL ? element->text :
	    (struct dn_span){ NULL, 0 };
}

static bool
begins_with(struct dn_span text, const char *start)
{
	size_t len = strlen(start);

	return text.len >= len && memcmp(text.ptr, start, len) == 0;
}

/* The name of the dialect that a file's signature tells. */
static const char *
signature_name(const struct dn_xml_element *root)
{
	struct dn_span database = text_below(root, "source", "database");
	struct dn_span made_by = text_below(root, "source", "annotation");
	bool unfiled = text_below(root, "folder", NULL).len == 0;

	if (dn_span_is(made_by, mark_0))
		return "dn-0";
	if (dn_span_is(made_by, mark_1))
		return "dn-1";
	if (begins_with(database, "The VOC20"))
		return "devkit";
	if (dn_span_is(database, "MyDatabase") || dn_span_is(
	    text_below(root, "owner", "name"), "Label Studio"))
		return "labelstudio";
	if (begins_with(database, "roboflow"))
		return unfiled ? "roboflow" : "supervision";
	if (dn_span_is(database, "Unknown") &&
	    (dn_xml_child(root, "path") != NULL ||
	    dn_xml_value(root, "verified").ptr != NULL))
		return "labelimg";
	return NULL;
}

const struct dn_voc_dialect *
dn_voc_signature(const struct dn_xml_element *root)
{
	const char *name = signature_name(root);

	return name != NULL ? dn_voc_find(dn_span_of(name)) : NULL;
}

size_t
dn_voc_vertex(struct dn_span name, char axis)
{
	size_t number = 0;

	if (name.len < 2 || name.len > 8 || name.ptr[0] != axis ||
	    name.ptr[1] == '0')
		return 0;
	for (size_t i = 1; i < name.len; i++) {
		if (name.ptr[i] < '0' || name.ptr[i] > '9')
			return 0;
		number = number * 10 + (size_t)(name.ptr[i] - '0');
	}
	return number;
}

/* ---- turned boxes ---------------------------------------------------- */

#define DEGREE 0.017453292519943295     /* pi / 180 */

/* Half of a size, and the shift of a left or upper edge. */
static bool
offset(const struct dn_voc_dialect *dialect, struct dn_decimal size,
    struct dn_decimal *sum)
{
	static const struct dn_decimal half = { 5, 1 };
	struct dn_decimal middle;

	return dn_decimal_multiply(size, half, &middle) && dn_decimal_add(
	    middle, dn_decimal_of(dialect->low), sum);
}

bool
dn_voc_centre(const struct dn_voc_dialect *dialect, struct dn_decimal start,
    struct dn_decimal size, struct dn_decimal *centre)
{
	struct dn_decimal by;

	if (!offset(dialect, size, &by) ||
	    !dn_decimal_add(start, by, centre))
		return false;
	*centre = dn_decimal_trim(*centre);
	return true;
}

bool
dn_voc_start(const struct dn_voc_dialect *dialect, struct dn_decimal centre,
    struct dn_decimal size, struct dn_decimal *start)
{
	struct dn_decimal by;

	if (!offset(dialect, size, &by) ||
	    !dn_decimal_subtract(centre, by, start))
		return false;
	*start = dn_decimal_trim(*start);
	return true;
}

double
dn_voc_degrees(double radians)
{
	return radians / DEGREE;
}

double
dn_voc_radians(double degrees)
{
	return degrees * DEGREE;
}

/* ---- the descriptor -------------------------------------------------- */

static int
probe(const struct dn_probe *file)
{
	const char *at = file->head.ptr, *end = at + file->head.len;

	/* CVAT's documents begin with <annotations>. */
	do
		at = memmem(at, (size_t)(end - at), "<annotation", 11);
	while (at != NULL && (at += 11) < end && *at == 's');
	if (at == NULL)
		return 0;
	return dn_files_suffix(dn_span_of(file->name), ".xml") ? 90 : 60;
}

#define CARRIED (DN_CAP_BIT(BOX) | DN_CAP_BIT(POLYGON) | \
	DN_CAP_BIT(PARTS) | DN_CAP_BIT(CLASS) | DN_CAP_BIT(ATTRIBUTES) | \
	DN_CAP_BIT(DIFFICULT) | DN_CAP_BIT(OCCLUDED) | \
	DN_CAP_BIT(TRUNCATED) | DN_CAP_BIT(IMAGE) | \
	DN_CAP_BIT(IMAGE_SIZE) | DN_CAP_BIT(DEPTH) | DN_CAP_BIT(SPLIT) | \
	DN_CAP_BIT(EMPTY))

extern const struct dn_format dn_format_voc;

const struct dn_format dn_format_voc = {
	.name = "voc",
	.title = "Pascal VOC, an XML file a picture",
	.reads = CARRIED | DN_CAP_BIT(ROTATED_BOX) | DN_CAP_BIT(MASK),
	.writes = CARRIED,
	.degrades = DN_CAP_BIT(ROTATED_BOX) | DN_CAP_BIT(MASK) |
	    DN_CAP_BIT(UNANNOTATED),
	.flags = DN_FORMAT_FOLDERS,
	.probe = probe,
	.read_open = dn_voc_read_open,
	.read_next = dn_voc_read_next,
	.read_close = dn_voc_read_close,
	.write_open = dn_voc_write_open,
	.write_item = dn_voc_write_item,
	.write_end = dn_voc_write_end,
	.write_close = dn_voc_write_close,
};
