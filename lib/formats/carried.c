/* SPDX-License-Identifier: MIT */
/* What most writers do with the annotations of an item. */
#include "formats/carried.h"

int
dn_carried_item(struct dn_writing *writing, struct dn_item *item, bool pixels,
    struct dn_media *media, struct dn_err *err)
{
	int carried;

	if (dn_item_media(item, media, err) < 0 ||
	    (pixels && dn_media_need(item, media, false, err) < 0))
		return -1;
	carried = dn_loss_item(writing->loss, item, media, err);
	if (carried <= 0)
		writing->run->annotations.dropped += dn_node_count(
		    &item->tree, item->annotations);
	return carried;
}

int
dn_carried_write(struct dn_writing *writing, struct dn_item *item,
    int (*write)(void *state, const struct dn_annotation *annotation,
    struct dn_err *err), void *state, struct dn_err *err)
{
	struct dn_annotation_counts *counts = &writing->run->annotations;
	struct dn_node *node = dn_item_first_annotation(item);

	for (; node != NULL; node = node->next) {
		struct dn_annotation annotation;
		bool carried;
		int written = 0;

		if (dn_annotation_read(item, node, &annotation, err) < 0 ||
		    dn_loss_annotation(writing->loss, item, &annotation,
		    &carried, err) < 0)
			return -1;
		if (carried)
			written = write(state, &annotation, err);
		if (written < 0)
			return -1;
		counts->out += written > 0;
		counts->dropped += written == 0;
	}
	return 0;
}
