/* SPDX-License-Identifier: MIT */
/* Items scaled and turned: every geometry, exactly, there and back. */
#include "model/reshape.h"

#include <stdio.h>

#include "model/orient.h"
#include "records.h"
#include "suites.h"

/* Annotations of a picture of 30 x 20. */
#define ALL \
	"{\"kind\":\"box\",\"bbox\":[1.1,2,3,4.5]}," \
	"{\"kind\":\"rotatedBox\",\"bbox\":[10,5,6,2],\"rotation\":33.3}," \
	"{\"kind\":\"polygon\",\"polygons\":[[[[0,0],[30,0],[30,20]]," \
	"[[1,1],[2,1],[2,0.3]]],[]]}," \
	"{\"kind\":\"polyline\",\"points\":[[1,2],[3,4]]}," \
	"{\"kind\":\"ellipse\",\"center\":[7,8],\"radii\":[3,1]," \
	"\"rotation\":10}," \
	"{\"kind\":\"skeleton\",\"keypoints\":[[0,0,0],[4,5,2],[6,7,1]]}," \
	"{\"kind\":\"cuboid3d\",\"center\":[1,2,3],\"bbox\":[1,2,3,4]," \
	"\"rotation\":[1,0,0,0]}," \
	"{\"kind\":\"track\",\"shape\":\"box\",\"shapes\":[{\"frame\":0," \
	"\"bbox\":[0,0,1,2]},{\"frame\":3,\"bbox\":[5,6,7,8]}]}," \
	"{\"kind\":\"class\",\"label\":\"a\"}"

/* An item with these annotations. */
static void
begin(struct record_text *record, struct dn_item *item,
    const char *annotations)
{
	char text[2000];

	snprintf(text, sizeof(text), "{\"id\":\"a\",\"annotations\":[%s]}",
	    annotations);
	record_read(record, item, text);
}

/* The item's annotations are just that. */
static void
holds(struct dn_item *item, const char *annotations)
{
	struct dn_bytes text;

	dn_bytes_init(&text, SIZE_MAX);
	dn_tree_write(item->annotations, &text);
	ck_assert_uint_eq(text.len, strlen(annotations) + 2);
	ck_assert_mem_eq(text.data + 1, annotations, strlen(annotations));
	dn_bytes_release(&text);
}

/* Turn annotations in 30 x 20. */
static void
turns(int orientation, const char *from, const char *to)
{
	struct dn_err err = DN_ERR_INIT;
	struct record_text record;
	struct dn_item item;

	begin(&record, &item, from);
	if (dn_reshape_turn(&item, orientation, dn_decimal_of(30),
	    dn_decimal_of(20), &err) < 0)
		ck_abort_msg("%s: %s", err.field, err.text);
	holds(&item, to);
	record_end(&record, &item);
}

START_TEST(everything_plane_is_turned)
{
	turns(6, ALL,
	    "{\"kind\":\"box\",\"bbox\":[13.5,1.1,4.5,3]},"
	    "{\"kind\":\"rotatedBox\",\"bbox\":[11,12,6,2],"
	    "\"rotation\":123.3},"
	    "{\"kind\":\"polygon\",\"polygons\":[[[[20,0],[20,30],[0,30]],"
	    "[[19,1],[19,2],[19.7,2]]],[]]},"
	    "{\"kind\":\"polyline\",\"points\":[[18,1],[16,3]]},"
	    "{\"kind\":\"ellipse\",\"center\":[12,7],\"radii\":[3,1],"
	    "\"rotation\":100},"
	    "{\"kind\":\"skeleton\",\"keypoints\":[[0,0,0],[15,4,2],"
	    "[13,6,1]]},"
	    "{\"kind\":\"cuboid3d\",\"center\":[1,2,3],\"bbox\":[14,1,4,3],"
	    "\"rotation\":[1,0,0,0]},"
	    "{\"kind\":\"track\",\"shape\":\"box\",\"shapes\":[{\"frame\":0,"
	    "\"bbox\":[18,0,2,1]},{\"frame\":3,\"bbox\":[6,5,8,7]}]},"
	    "{\"kind\":\"class\",\"label\":\"a\"}");
}
END_TEST

START_TEST(mirrored_boxes_stay_boxes)
{
	turns(2, "{\"kind\":\"box\",\"bbox\":[1,2,3,4]}",
	    "{\"kind\":\"box\",\"bbox\":[26,2,3,4]}");
	turns(4, "{\"kind\":\"rotatedBox\",\"bbox\":[1,2,3,4],"
	    "\"rotation\":30}", "{\"kind\":\"rotatedBox\","
	    "\"bbox\":[1,14,3,4],\"rotation\":150}");
	turns(7, "{\"kind\":\"box\",\"bbox\":[1,2,3,4]}",
	    "{\"kind\":\"box\",\"bbox\":[14,26,4,3]}");
}
END_TEST

START_TEST(masks_are_turned)
{
	/* One pixel, at x 2, y 1, of 3 x 2. */
	turns(3, "{\"kind\":\"mask\",\"mask\":{\"size\":[2,3],"
	    "\"counts\":\"51\"}}", "{\"kind\":\"mask\",\"mask\":"
	    "{\"size\":[2,3],\"counts\":\"015\"}}");
	turns(6, "{\"kind\":\"mask\",\"mask\":{\"size\":[2,3],"
	    "\"counts\":\"51\"}}", "{\"kind\":\"mask\",\"mask\":"
	    "{\"size\":[3,2],\"counts\":\"213\"}}");
}
END_TEST

START_TEST(what_is_turned_back_is_as_it_was)
{
	int orientation;

	for (orientation = 1; orientation <= 8; orientation++) {
		bool swaps = dn_orient_swaps(orientation);
		struct dn_err err = DN_ERR_INIT;
		struct record_text record;
		struct dn_item item;

		begin(&record, &item, ALL);
		ck_assert_int_eq(dn_reshape_turn(&item, orientation,
		    dn_decimal_of(30), dn_decimal_of(20), &err), 0);
		ck_assert_int_eq(dn_reshape_turn(&item,
		    dn_orient_inverse(orientation),
		    dn_decimal_of(swaps ? 20 : 30),
		    dn_decimal_of(swaps ? 30 : 20), &err), 0);
		holds(&item, ALL);
		record_end(&record, &item);
	}
}
END_TEST

START_TEST(fractions_become_pixels)
{
	struct dn_err err = DN_ERR_INIT;
	struct record_text record;
	struct dn_item item;

	begin(&record, &item, "{\"kind\":\"box\","
	    "\"bbox\":[0.123456,0.5,0.1,1e-1]},{\"kind\":\"skeleton\","
	    "\"keypoints\":[[0,0,0],[0.25,0.5,2]]},{\"kind\":\"ellipse\","
	    "\"center\":[0.5,0.5],\"radii\":[0.1,0.2],\"rotation\":7}");
	ck_assert_int_eq(dn_reshape_scale(&item, dn_decimal_of(640),
	    dn_decimal_of(480), &err), 0);
	holds(&item, "{\"kind\":\"box\",\"bbox\":[79.01184,240,64,48]},"
	    "{\"kind\":\"skeleton\",\"keypoints\":[[0,0,0],[160,240,2]]},"
	    "{\"kind\":\"ellipse\",\"center\":[320,240],\"radii\":[64,96],"
	    "\"rotation\":7}");
	record_end(&record, &item);
}
END_TEST

START_TEST(what_is_no_geometry_is_refused_by_pointer)
{
	static const struct {
		const char *annotation, *field;
		enum dn_code code;
	} bads[] = {
		{ "{\"kind\":\"box\",\"bbox\":[1,2,3]}",
		    "/annotations/0/bbox", DN_E_BAD_VALUE },
		{ "{\"kind\":\"box\",\"bbox\":[1,2,3,\"4\"]}",
		    "/annotations/0/bbox/3", DN_E_BAD_TYPE },
		{ "{\"kind\":\"box\",\"bbox\":[1e300,2,3,4]}",
		    "/annotations/0/bbox/0", DN_E_OVERFLOW },
		{ "{\"kind\":\"box\",\"bbox\":[1e999,2,3,4]}",
		    "/annotations/0/bbox/0", DN_E_BAD_VALUE },
		{ "{\"kind\":\"points\",\"points\":[[1]]}",
		    "/annotations/0/points/0", DN_E_BAD_VALUE },
		{ "{\"kind\":\"points\",\"points\":[[[[[[[[1,2]]]]]]]]}",
		    "/annotations/0/points/0/0/0/0/0", DN_E_BAD_TYPE },
		{ "{\"kind\":\"points\",\"points\":7}",
		    "/annotations/0/points", DN_E_BAD_TYPE },
	};
	size_t i;

	for (i = 0; i < sizeof(bads) / sizeof(bads[0]); i++) {
		struct dn_err err = DN_ERR_INIT;
		struct record_text record;
		struct dn_item item;

		begin(&record, &item, bads[i].annotation);
		ck_assert_int_eq(dn_reshape_turn(&item, 6, dn_decimal_of(30),
		    dn_decimal_of(20), &err), -1);
		ck_assert_str_eq(err.field, bads[i].field);
		ck_assert_int_eq(err.code, bads[i].code);
		record_end(&record, &item);
	}
}
END_TEST

START_TEST(noise_without_digits_that_matter_is_nothing)
{
	turns(2, "{\"kind\":\"points\",\"points\":[[1e-200,1e-200]]}",
	    "{\"kind\":\"points\",\"points\":[[30,0]]}");
	turns(1, "{\"kind\":\"points\",\"points\":[[1e-200,1e-200]]}",
	    "{\"kind\":\"points\",\"points\":[[1e-200,1e-200]]}");
}
END_TEST

DN_SUITE(reshape,
    everything_plane_is_turned,
    mirrored_boxes_stay_boxes,
    masks_are_turned,
    what_is_turned_back_is_as_it_was,
    fractions_become_pixels,
    what_is_no_geometry_is_refused_by_pointer,
    noise_without_digits_that_matter_is_nothing)
