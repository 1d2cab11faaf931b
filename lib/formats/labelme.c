/* SPDX-License-Identifier: MIT */
/* LabelMe: a JSON document a picture, of shapes with points. */
#include "formats/labelme.h"

/* ---- paths ----------------------------------------------------------- */

/* Does it say where a file is without regard to where it is said? */
static bool
is_absolute(struct dn_span path)
{
	return (path.len > 0 && path.ptr[0] == '/') ||
	    (path.len > 1 && path.ptr[1] == ':') ||
	    (path.len > 2 && memmem(path.ptr, path.len, "://", 3) != NULL);
}

/* The folders that a document stands in, with the last slash. */
static struct dn_span
folder_of(struct dn_span document)
{
	while (document.len > 0 && document.ptr[document.len - 1] != '/')
		document.len--;
	return document;
}

/* Take the next part of a path, and the slash behind it, off its front. */
static struct dn_span
take_part(struct dn_span *path)
{
	const char *slash = memchr(path->ptr, '/', path->len);
	size_t len = slash != NULL ? (size_t)(slash - path->ptr) : path->len;
	struct dn_span part = { path->ptr, len };

	path->ptr += slash != NULL ? len + 1 : len;
	path->len -= slash != NULL ? len + 1 : len;
	return part;
}

/* Add the parts of `path` to the path in `out`, ".." taking one away. */
static void
add_parts(struct dn_bytes *out, struct dn_span path)
{
	while (path.len > 0) {
		struct dn_span part = take_part(&path);
		size_t len = out->len;

		if (part.len == 0 || dn_span_is(part, "."))
			continue;
		if (!dn_span_is(part, "..") || len == 0 || (len >= 3 &&
		    memcmp(out->data + len - 3, "../", 3) == 0 &&
		    (len == 3 || out->data[len - 4] == '/'))) {
			dn_bytes_add_span(out, part);
			dn_bytes_add_byte(out, '/');
			continue;
		}
		for (len--; len > 0 && out->data[len - 1] != '/'; len--)
			;
		out->len = len;
	}
}

bool
dn_labelme_path(struct dn_bytes *out, struct dn_span document,
    struct dn_span path)
{
	struct dn_bytes plain;
	bool below;

	dn_bytes_init(&plain, SIZE_MAX / 2);
	for (size_t i = 0; i < path.len; i++)
		dn_bytes_add_byte(&plain,
		    path.ptr[i] == '\\' ? '/' : path.ptr[i]);
	dn_bytes_clear(out);
	below = !is_absolute(dn_bytes_span(&plain));
	if (below) {
		add_parts(out, folder_of(document));
		add_parts(out, dn_bytes_span(&plain));
		out->len -= out->len > 0;
		below = !(out->len >= 2 && memcmp(out->data, "..", 2) == 0 &&
		    (out->len == 2 || out->data[2] == '/'));
	} else {
		dn_bytes_add_span(out, dn_bytes_span(&plain));
	}
	if (plain.failed != DN_E_NONE)
		out->failed = plain.failed;
	dn_bytes_release(&plain);
	return below;
}

void
dn_labelme_relative(struct dn_bytes *out, struct dn_span document,
    struct dn_span path)
{
	struct dn_span folder = folder_of(document);

	dn_bytes_clear(out);
	if (is_absolute(path)) {
		dn_bytes_add_span(out, path);
		return;
	}
	while (folder.len > 0) {
		struct dn_span mine = folder, rest = path;
		struct dn_span step = take_part(&mine);

		if (!dn_span_equal(take_part(&rest), step) || rest.len == 0)
			break;
		folder = mine;
		path = rest;
	}
	while (folder.len > 0) {
		take_part(&folder);
		dn_bytes_add_text(out, "../");
	}
	dn_bytes_add_span(out, path);
}

/* ---- the descriptor -------------------------------------------------- */

/* The older LabelMe's documents are XML, with who made them in `source`. */
bool
dn_labelme_is_old(struct dn_span head)
{
	return memmem(head.ptr, head.len, "<annotation", 11) != NULL &&
	    (memmem(head.ptr, head.len, "<sourceAnnotation", 17) != NULL ||
	    memmem(head.ptr, head.len, "<sourceImage", 12) != NULL);
}

static int
probe(const struct dn_probe *file)
{
	struct dn_span head = file->head;
	size_t at = 0;

	if (dn_labelme_is_old(head))
		return 95;
	while (at < head.len && strchr(" \t\r\n\xef\xbb\xbf",
	    head.ptr[at]) != NULL && head.ptr[at] != '\0')
		at++;
	if (at == head.len || head.ptr[at] != '{')
		return 0;
	if (memmem(head.ptr, head.len, "\"shapes\"", 8) == NULL &&
	    memmem(head.ptr, head.len, "\"imageData\"", 11) == NULL)
		return 0;
	return memmem(head.ptr, head.len, "\"imagePath\"", 11) != NULL ||
	    memmem(head.ptr, head.len, "\"shape_type\"", 12) != NULL ? 90 : 40;
}

#define CARRIED (DN_CAP_BIT(BOX) | DN_CAP_BIT(ROTATED_BOX) | \
	DN_CAP_BIT(POLYGON) | DN_CAP_BIT(POLYLINE) | DN_CAP_BIT(POINTS) | \
	DN_CAP_BIT(MASK) | DN_CAP_BIT(CLASS) | DN_CAP_BIT(CAPTION) | \
	DN_CAP_BIT(ATTRIBUTES) | \
	DN_CAP_BIT(SCORE) | DN_CAP_BIT(GROUP) | DN_CAP_BIT(DIFFICULT) | \
	DN_CAP_BIT(NOTES) | DN_CAP_BIT(IMAGE) | DN_CAP_BIT(IMAGE_SIZE) | \
	DN_CAP_BIT(EMPTY))

extern const struct dn_format dn_format_labelme;

const struct dn_format dn_format_labelme = {
	.name = "labelme",
	.title = "LabelMe, a JSON document a picture",
	.reads = CARRIED | DN_CAP_BIT(ELLIPSE),
	.writes = CARRIED,
	.degrades = DN_CAP_BIT(ELLIPSE) | DN_CAP_BIT(PARTS) |
	    DN_CAP_BIT(HOLES) |
	    DN_CAP_BIT(SKELETON) | DN_CAP_BIT(CROWD) |
	    DN_CAP_BIT(OCCLUDED) | DN_CAP_BIT(TRUNCATED) |
	    DN_CAP_BIT(UNANNOTATED),
	.flags = DN_FORMAT_FOLDERS,
	.probe = probe,
	.read_open = dn_labelme_read_open,
	.read_next = dn_labelme_read_next,
	.read_close = dn_labelme_read_close,
	.write_open = dn_labelme_write_open,
	.write_item = dn_labelme_write_item,
	.write_end = dn_labelme_write_end,
	.write_close = dn_labelme_write_close,
};
