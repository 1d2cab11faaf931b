/* SPDX-License-Identifier: MIT */
/* Keypoints of COCO whose third number is how sure a detector was of them. */
#include "formats/coco.h"
#include "formats/coco_write.h"
#include "formats/compact.h"
#include "io/number.h"

/* The visibility that the record has, for what stands in its place. */
static char
settled(struct dn_span text)
{
	double said = 0;

	(void)dn_number_read(text, &said);
	if (!(said > 0))
		return '0';
	return said < 0.5 || (said >= 1 && said < 2) ? '1' : '2';
}

bool
dn_coco_settle(struct dn_bytes *keypoints)
{
	char *data = keypoints->data, *to = data;
	size_t comma = 0, len = keypoints->len;
	bool same = true;

	for (size_t i = 0; i < len; i++) {
		if (data[i] == ',' || data[i] == '[')
			comma = (size_t)(to - data) + 1;
		if (data[i] == ']' && i > 0 && data[i - 1] != ']') {
			struct dn_span text = { data + comma,
				(size_t)(to - data) - comma };
			char digit = settled(text);

			if (text.len != 1 || text.ptr[0] != digit) {
				data[comma] = digit;
				to = data + comma + 1;
				same = false;
			}
		}
		*to++ = data[i];
	}
	keypoints->len = (size_t)(to - data);
	return same;
}

bool
dn_coco_keypoints_stay(struct dn_coco_writer *writer,
    const struct dn_node *kept, struct dn_node *keypoints)
{
	const struct dn_json_value value = dn_json_value_of(kept->raw);
	struct dn_err ignored = DN_ERR_INIT;
	struct dn_bytes then, now;
	bool equal = false;

	dn_bytes_init(&then, SIZE_MAX / 2);
	dn_bytes_init(&now, SIZE_MAX / 2);
	if (dn_coco_keypoints(&value, &then, &ignored) == 1) {
		(void)dn_coco_settle(&then);
		dn_bytes_clear(&writer->other);
		dn_tree_write(keypoints, &writer->other);
		dn_compact_add(&now, dn_bytes_span(&writer->other));
		equal = then.failed == DN_E_NONE &&
		    now.failed == DN_E_NONE && dn_span_equal(
		    dn_bytes_span(&then), dn_bytes_span(&now));
	}
	dn_bytes_release(&then);
	dn_bytes_release(&now);
	return equal;
}
