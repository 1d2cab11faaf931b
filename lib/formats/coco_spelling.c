/* SPDX-License-Identifier: MIT */
/* Ids that a document spells in more than one way, on their way back. */
#include "formats/coco_spelling.h"

#include "io/jsontext.h"
#include "io/number.h"

/* ---- categories ------------------------------------------------------ */

/* Are these edges, whatever white space is between them? */
static bool
are_edges(const struct dn_node *edges, const struct dn_bytes *text)
{
	const struct dn_json_value value =
	    dn_json_value_of(dn_bytes_span(text));
	struct dn_json_value said;
	struct dn_bytes now, left, right;
	bool same;

	dn_bytes_init(&now, SIZE_MAX / 2);
	dn_bytes_init(&left, SIZE_MAX / 2);
	dn_bytes_init(&right, SIZE_MAX / 2);
	dn_tree_write(edges, &now);
	said = dn_json_value_of(dn_bytes_span(&now));
	dn_json_canonical(&said, &left);
	dn_json_canonical(&value, &right);
	same = now.failed == DN_E_NONE && left.failed == DN_E_NONE &&
	    right.failed == DN_E_NONE &&
	    dn_span_equal(dn_bytes_span(&left), dn_bytes_span(&right));
	dn_bytes_release(&now);
	dn_bytes_release(&left);
	dn_bytes_release(&right);
	return same;
}

static struct dn_node *
find_color(struct dn_tree *tree, struct dn_node *label, struct dn_node *kept)
{
	struct dn_node *said = dn_node_get(tree, label, "color");
	char color[8];
	bool same, is = dn_coco_read_color(tree, kept, color, &same);

	if (said == NULL)
		return is ? NULL : kept;
	return is && dn_span_is(dn_node_text(tree, said), color) ? kept :
	    NULL;
}

static struct dn_node *
find_skeleton(struct dn_tree *tree, struct dn_node *label,
    struct dn_node *kept)
{
	struct dn_node *said = dn_node_get(tree, label, "edges");
	struct dn_bytes edges;
	bool same, is;

	dn_bytes_init(&edges, SIZE_MAX / 2);
	is = dn_coco_read_skeleton(tree, kept, &edges, &same);
	if (said != NULL)
		is = !is || !are_edges(said, &edges);
	if (edges.failed != DN_E_NONE)
		tree->failed = true;
	dn_bytes_release(&edges);
	return is ? NULL : kept;
}

struct dn_node *
dn_coco_drawing(struct dn_tree *tree, struct dn_node *label, const char *name)
{
	bool color = strcmp(name, "color") == 0;
	struct dn_node *kept = dn_raw_get(tree, label, color ?
	    DN_SPAN("/color") : DN_SPAN("/skeleton"));

	if (kept == NULL)
		return NULL;
	return color ? find_color(tree, label, kept) :
	    find_skeleton(tree, label, kept);
}

/* ---- categories that were kept whole --------------------------------- */

bool
dn_coco_odd_place(const struct dn_node *node, size_t *place)
{
	static const char start[] = "/categories/";
	const size_t len = sizeof(start) - 1;
	int64_t number;

	if (node->name.len <= len || memcmp(node->name.ptr, start, len) != 0)
		return false;
	*place = dn_number_read_int((struct dn_span){ node->name.ptr + len,
	    node->name.len - len }, &number) && number >= 0 ?
	    (size_t)number : SIZE_MAX;
	return true;
}

struct dn_node *
dn_coco_own_header(struct dn_coco_writer *writer)
{
	struct dn_labels *labels = writer->writing->labels;
	struct dn_tree *tree = dn_labels_tree(labels);
	struct dn_node *source = dn_labels_member(labels, "source", NULL);

	if (!dn_span_is(dn_node_text(tree, dn_node_get(tree, source,
	    "format")), "coco"))
		return NULL;
	return source->parent;
}

/* Such a category is found by the label of its annotations and its id. */
static void
write_key(struct dn_bytes *key, struct dn_span label, struct dn_span id)
{
	const struct dn_json_value value = dn_json_value_of(id);

	dn_bytes_clear(key);
	dn_bytes_add_span(key, label);
	dn_bytes_add_byte(key, '\0');
	dn_json_canonical(&value, key);
}

/* Know one; what has no id is asked for by nobody. */
static int
know_category(struct dn_coco_writer *writer, struct dn_node *category,
    struct dn_err *err)
{
	struct dn_tree *tree = dn_labels_tree(writer->writing->labels);
	struct dn_node *id = dn_node_get(tree, category, "id");
	struct dn_node *name = dn_node_get(tree, category, "name");

	if (dn_node_type(id) <= DN_JSON_NULL)
		return 0;
	if (dn_node_type(name) <= DN_JSON_NULL)
		name = id;
	write_key(&writer->other, name->type == DN_JSON_STRING ?
	    dn_node_text(tree, name) : name->raw, id->raw);
	if (dn_bytes_check(&writer->other, err) < 0)
		return -1;
	return dn_names_add(writer->whole, dn_bytes_span(&writer->other),
	    NULL) != DN_NAMES_NONE ? 0 : dn_err_memory(err);
}

int
dn_coco_has_whole(struct dn_coco_writer *writer, struct dn_span label,
    struct dn_span id, struct dn_err *err)
{
	struct dn_node *header, *node;
	size_t place;

	if (writer->whole == NULL) {
		header = dn_coco_own_header(writer);
		if (header == NULL)
			return 0;
		writer->whole = dn_names_new();
		if (writer->whole == NULL)
			return dn_err_memory(err);
		node = dn_raw_first(dn_labels_tree(writer->writing->labels),
		    header);
		for (; node != NULL; node = node->next)
			if (dn_coco_odd_place(node, &place) &&
			    know_category(writer, node, err) < 0)
				return -1;
	}
	if (dn_names_count(writer->whole) == 0)
		return 0;
	write_key(&writer->other, label, id);
	if (dn_bytes_check(&writer->other, err) < 0)
		return -1;
	return dn_names_find(writer->whole, dn_bytes_span(&writer->other)) !=
	    DN_NAMES_NONE;
}

/* ---- into the spools ------------------------------------------------- */

void
dn_coco_add_spelling(struct dn_coco_writer *writer, struct dn_node *kept)
{
	if (dn_node_type(kept) != DN_JSON_NUMBER &&
	    dn_node_type(kept) != DN_JSON_STRING)
		return;
	dn_bytes_add_byte(&writer->out, DN_COCO_SPELLING);
	dn_bytes_add_span(&writer->out, kept->raw);
	dn_bytes_add_byte(&writer->out, DN_COCO_SPELLING);
}

/* ---- out of them ----------------------------------------------------- */

void
dn_coco_spellings_init(struct dn_coco_spellings *spellings,
    struct dn_coco_writer *writer)
{
	spellings->writer = writer;
	spellings->within = false;
	dn_bytes_init(&spellings->text, SIZE_MAX / 2);
	dn_bytes_init(&spellings->key, SIZE_MAX / 2);
	dn_bytes_init(&spellings->other, SIZE_MAX / 2);
}

void
dn_coco_spellings_release(struct dn_coco_spellings *spellings)
{
	dn_bytes_release(&spellings->text);
	dn_bytes_release(&spellings->key);
	dn_bytes_release(&spellings->other);
}

/* Are they the same value? */
static bool
is_same(struct dn_coco_spellings *spellings, struct dn_span a,
    struct dn_span b)
{
	const struct dn_json_value left = dn_json_value_of(a);
	const struct dn_json_value right = dn_json_value_of(b);

	dn_bytes_clear(&spellings->key);
	dn_bytes_clear(&spellings->other);
	dn_json_canonical(&left, &spellings->key);
	dn_json_canonical(&right, &spellings->other);
	return dn_span_equal(dn_bytes_span(&spellings->key),
	    dn_bytes_span(&spellings->other));
}

/* Is the label nothing but the id as a text? */
static bool
is_text_of(struct dn_coco_spellings *spellings, struct dn_span label,
    struct dn_span id)
{
	if (id.ptr[0] != '"')
		return dn_span_equal(label, id);
	dn_bytes_clear(&spellings->other);
	dn_json_decode((struct dn_span){ id.ptr + 1, id.len - 2 },
	    &spellings->other);
	return dn_span_equal(label, dn_bytes_span(&spellings->other));
}

int
dn_coco_spell(struct dn_coco_spellings *spellings, struct dn_span label,
    bool nameless, struct dn_bytes *out, size_t begun, struct dn_err *err)
{
	struct dn_span text = dn_bytes_span(&spellings->text);
	int holds;

	if (text.len == 0 || out->failed != DN_E_NONE)
		return 0;
	/* In results a label is what the number was taken for. */
	holds = (nameless && is_text_of(spellings, label, text)) ||
	    is_same(spellings, text, (struct dn_span){ out->data + begun,
	    out->len - begun });
	if (!holds && label.ptr != NULL)
		holds = dn_coco_has_whole(spellings->writer, label, text,
		    err);
	if (holds > 0) {
		out->len = begun;
		dn_bytes_add_span(out, text);
	}
	dn_bytes_clear(&spellings->text);
	if (holds < 0 || dn_bytes_check(&spellings->key, err) < 0)
		return -1;
	return dn_bytes_check(&spellings->other, err);
}
