/* SPDX-License-Identifier: MIT */
/* Files of JSON one after the other, and what is bad in them put away. */
#include "formats/jsonfile.h"

#include <stdio.h>

int
dn_jsonfile_init(struct dn_jsonfile *at, struct dn_reading *reading,
    struct dn_err *err)
{
	*at = (struct dn_jsonfile){ .reading = reading };
	dn_tree_init(&at->tree, SIZE_MAX / 2);
	dn_rawjson_init(&at->raw);
	at->files = dn_format_files(reading, err);
	return at->files != NULL ? 0 : -1;
}

void
dn_jsonfile_release(struct dn_jsonfile *at)
{
	dn_jsonfile_close(at);
	dn_files_free(at->files);
	dn_tree_release(&at->tree);
	dn_rawjson_release(&at->raw);
}

int
dn_jsonfile_open(struct dn_jsonfile *at, size_t index,
    enum dn_json_type *type, struct dn_err *err)
{
	at->src = dn_files_open(at->files, index, err);
	if (at->src == NULL)
		return -1;
	at->document = dn_jsondoc_new(at->src, at->reading->max_value);
	if (at->document == NULL)
		return dn_err_memory(err);
	return dn_jsondoc_peek(at->document, type, err);
}

void
dn_jsonfile_close(struct dn_jsonfile *at)
{
	dn_jsondoc_free(at->document);
	at->document = NULL;
	dn_src_close(at->src);
	at->src = NULL;
}

int
dn_jsonfile_take(struct dn_jsonfile *at, struct dn_json_value *value,
    struct dn_err *err)
{
	if (dn_jsondoc_value(at->document, value, err) < 0)
		return -1;
	dn_tree_clear(&at->tree);
	if (dn_tree_read(&at->tree, value) == NULL)
		return dn_err_memory(err);
	dn_locate_begin(&at->locate, at->document, value);
	return 0;
}

struct dn_node *
dn_jsonfile_annotate(struct dn_jsonfile *at, struct dn_item *item,
    uint64_t number, enum dn_annotation_kind kind)
{
	struct dn_tree *tree = &item->tree;
	struct dn_node *node = dn_node_add_object(tree,
	    dn_item_need_annotations(item));
	char id[24];

	at->reading->run->annotations.in++;
	snprintf(id, sizeof(id), "%llu", (unsigned long long)number);
	dn_node_set_text(tree, node, "id", dn_span_of(id));
	dn_node_set_text(tree, node, "kind",
	    dn_span_of(dn_annotation_name(kind)));
	return node;
}

int
dn_jsonfile_reject(struct dn_jsonfile *at, struct dn_item *item,
    struct dn_node *made, const struct dn_node *given, struct dn_err *why,
    struct dn_err *err)
{
	struct dn_format_run *run = at->reading->run;

	if (dn_code_status(why->code) != 3) {
		*err = *why;
		return -1;
	}
	run->annotations.rejected++;
	dn_node_remove(&item->tree, made);
	why->source = at->reading->source;
	dn_locate_node(&at->locate, given, why);
	*err = *why;
	return run->reject(run->state, why, given->raw);
}
