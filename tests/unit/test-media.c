/* SPDX-License-Identifier: MIT */
/* Media completed: sizes found, fractions scaled, pictures turned. */
#include "formats/media.h"

#include <stdio.h>

#include "records.h"
#include "scratch.h"
#include "suites.h"

/* A GIF's header: it cannot say an orientation. */
#define GIF(w, h) "GIF89a" w "\0" h "\0\0\0"

/* Apply what `settings` say to an image with these members and a box. */
static void
becomes(const struct dn_media_settings *settings, const char *media,
    const char *box, const char *want_media, const char *want_box)
{
	static const char form[] = "{\"dn\":1,\"record\":\"item\",\"id\":"
	    "\"a\",\"media\":{\"type\":\"image\"%s},\"annotations\":[{"
	    "\"kind\":\"box\",\"bbox\":%s}]}";
	struct dn_media_counts counts = { 0 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_media_finder *finder = dn_media_open(settings, &err);
	struct record_text record;
	struct dn_item item;
	char text[600];

	ck_assert_ptr_nonnull(finder);
	snprintf(text, sizeof(text), form, media, box);
	record_read(&record, &item, text);
	if (dn_media_apply(finder, &item, &counts, &err) < 0)
		ck_abort_msg("%s: %s", err.field, err.text);
	snprintf(text, sizeof(text), form, want_media, want_box);
	record_is(&item, text);
	record_end(&record, &item);
	dn_media_close(finder);
}

START_TEST(the_size_is_the_items_then_the_tables_then_the_files)
{
	struct dn_media_settings settings = { .sizes = "sizes",
		.folder = "." };

	scratch_begin();
	scratch_put_text("sizes", "b.gif,10,20\n");
	scratch_put("a.gif", GIF("\7", "\11"), 12);
	scratch_put("b.gif", GIF("\7", "\11"), 12);
	becomes(&settings, ",\"path\":\"a.gif\",\"width\":3,\"height\":4",
	    "[1,2,3,4]", ",\"path\":\"a.gif\",\"width\":3,\"height\":4",
	    "[1,2,3,4]");
	becomes(&settings, ",\"path\":\"b.gif\"", "[1,2,3,4]",
	    ",\"path\":\"b.gif\",\"width\":10,\"height\":20", "[1,2,3,4]");
	becomes(&settings, ",\"path\":\"a.gif\"", "[1,2,3,4]",
	    ",\"path\":\"a.gif\",\"width\":7,\"height\":9", "[1,2,3,4]");
	becomes(&settings, ",\"path\":\"C:\\\\x\\\\a.gif\"", "[1,2,3,4]",
	    ",\"path\":\"C:\\\\x\\\\a.gif\",\"width\":7,\"height\":9",
	    "[1,2,3,4]");
	becomes(&settings, "", "[1,2,3,4]",
	    ",\"path\":\"a.gif\",\"width\":7,\"height\":9", "[1,2,3,4]");
	scratch_end();
}
END_TEST

START_TEST(fractions_are_scaled_once_the_size_is_known)
{
	struct dn_media_settings settings = { 0 };

	scratch_begin();
	becomes(&settings, ",\"width\":200,\"height\":50,"
	    "\"units\":\"fraction\"", "[0.1,0.2,0.30,0.4]",
	    ",\"width\":200,\"height\":50", "[20,10,60,20]");
	becomes(&settings, ",\"units\":\"fraction\"", "[0.1,0.2,0.30,0.4]",
	    ",\"units\":\"fraction\"", "[0.1,0.2,0.30,0.4]");
	scratch_end();
}
END_TEST

START_TEST(what_the_medium_says_of_itself_is_believed)
{
	struct dn_media_settings settings = {
		.orientation = DN_MEDIA_UPRIGHT };

	scratch_begin();
	becomes(&settings, ",\"width\":30,\"height\":20,\"orientation\":8",
	    "[1,2,3,4]", ",\"width\":20,\"height\":30,\"orientation\":8,"
	    "\"space\":\"upright\"", "[2,26,4,3]");
	becomes(&settings, ",\"width\":30,\"height\":20,\"orientation\":8,"
	    "\"space\":\"upright\"", "[1,2,3,4]",
	    ",\"width\":30,\"height\":20,\"orientation\":8,"
	    "\"space\":\"upright\"", "[1,2,3,4]");
	settings.orientation = DN_MEDIA_RAW;
	becomes(&settings, ",\"width\":20,\"height\":30,\"orientation\":8,"
	    "\"space\":\"upright\"", "[2,26,4,3]",
	    ",\"width\":30,\"height\":20,\"orientation\":8,"
	    "\"space\":\"raw\"", "[1,2,3,4]");
	scratch_end();
}
END_TEST

START_TEST(sizes_that_regions_keep_change_over_with_the_picture)
{
	static const char form[] = "{\"dn\":1,\"record\":\"item\",\"id\":"
	    "\"a\",\"media\":{\"type\":\"image\",\"width\":%s,"
	    "\"height\":%s,\"orientation\":%s},\"annotations\":[{"
	    "\"kind\":\"class\",\"source\":{\"raw\":{"
	    "\"/original_width\":%s,\"/original_height\":%s}}}]}";
	const struct dn_media_settings settings = {
		.orientation = DN_MEDIA_UPRIGHT };
	struct dn_media_counts counts = { 0 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_media_finder *finder = dn_media_open(&settings, &err);
	struct record_text record;
	struct dn_item item;
	char text[400];

	scratch_begin();
	ck_assert_ptr_nonnull(finder);
	snprintf(text, sizeof(text), form, "30", "20", "6", "30", "2e1");
	record_read(&record, &item, text);
	ck_assert_int_eq(dn_media_apply(finder, &item, &counts, &err), 1);
	snprintf(text, sizeof(text), form, "20", "30",
	    "6,\"space\":\"upright\"", "2e1", "30");
	record_is(&item, text);
	record_end(&record, &item);
	dn_media_close(finder);
	scratch_end();
}
END_TEST

/* Applying fails with this code about this field. */
static void
fails(const struct dn_media_settings *settings, const char *media,
    enum dn_code code, const char *field)
{
	struct dn_media_counts counts = { 0 };
	struct dn_err err = DN_ERR_INIT;
	struct dn_media_finder *finder = dn_media_open(settings, &err);
	struct record_text record;
	struct dn_item item;
	char text[300];

	ck_assert_ptr_nonnull(finder);
	snprintf(text, sizeof(text), "{\"id\":\"a\",\"media\":{\"type\":"
	    "\"image\"%s},\"annotations\":[]}", media);
	record_read(&record, &item, text);
	ck_assert_int_eq(dn_media_apply(finder, &item, &counts, &err), -1);
	ck_assert_int_eq(err.code, code);
	ck_assert_str_eq(err.field, field);
	record_end(&record, &item);
	dn_media_close(finder);
}

START_TEST(what_cannot_be_turned_says_why)
{
	const struct dn_media_settings settings = {
		.orientation = DN_MEDIA_UPRIGHT };

	scratch_begin();
	fails(&settings, ",\"orientation\":6", DN_E_NEED_SIZE, "/media");
	fails(&settings, ",\"orientation\":9", DN_E_BAD_VALUE,
	    "/media/orientation");
	fails(&settings, ",\"width\":\"1\"", DN_E_BAD_TYPE, "/media/width");
	scratch_end();
}
END_TEST

START_TEST(who_needs_pixels_is_told_what_to_do)
{
	struct dn_media media = { .type = DN_MEDIA_IMAGE };
	struct dn_err err = DN_ERR_INIT;
	struct dn_item item;

	scratch_begin();
	dn_item_init(&item);
	dn_item_begin(&item, DN_SPAN("a"));
	ck_assert_int_eq(dn_media_need(&item, &media, false, &err), 0);
	ck_assert_int_eq(dn_media_need(&item, &media, true, &err), -1);
	ck_assert_int_eq(err.code, DN_E_NEED_SIZE);
	media.width = media.height = 7;
	ck_assert_int_eq(dn_media_need(&item, &media, true, &err), 0);
	media.fraction = true;
	ck_assert_int_eq(dn_media_need(&item, &media, false, &err), -1);
	dn_item_release(&item);
	scratch_end();
}
END_TEST

/* What a reader is told of a medium with these members. */
static void
finds(const char *media, int got, const char *want)
{
	static const char form[] = "{\"id\":\"a\",\"media\":{%s},"
	    "\"annotations\":[{\"kind\":\"box\",\"bbox\":[1,2,3,4]}]}";
	const struct dn_media_settings settings = { .sizes = "sizes",
		.folder = "." };
	struct dn_err err = DN_ERR_INIT;
	struct dn_media_finder *finder = dn_media_open(&settings, &err);
	struct record_text record;
	struct dn_item item;
	char text[300];

	ck_assert_ptr_nonnull(finder);
	snprintf(text, sizeof(text), form, media);
	record_read(&record, &item, text);
	ck_assert_int_eq(dn_media_find(finder, &item, &err), got);
	snprintf(text, sizeof(text), form, want);
	record_is(&item, text);
	ck_assert_int_eq(dn_media_find(NULL, &item, &err), 0);
	record_end(&record, &item);
	dn_media_close(finder);
}

START_TEST(readers_are_told_the_size_and_geometry_is_left_alone)
{
	scratch_begin();
	scratch_put_text("sizes", "b.gif,10,20\nm.mp4,30,40\n");
	scratch_put("c.gif", GIF("\7", "\11"), 12);
	finds("\"type\":\"image\",\"path\":\"b.gif\"", 1,
	    "\"type\":\"image\",\"path\":\"b.gif\",\"width\":10,"
	    "\"height\":20");
	finds("\"type\":\"image\",\"path\":\"c.gif\"", 1,
	    "\"type\":\"image\",\"path\":\"c.gif\",\"width\":7,"
	    "\"height\":9");
	finds("\"type\":\"video\",\"path\":\"m.mp4\"", 1,
	    "\"type\":\"video\",\"path\":\"m.mp4\",\"width\":30,"
	    "\"height\":40");
	finds("\"type\":\"video\",\"path\":\"c.gif\"", 0,
	    "\"type\":\"video\",\"path\":\"c.gif\"");
	finds("\"type\":\"audio\",\"path\":\"b.gif\"", 0,
	    "\"type\":\"audio\",\"path\":\"b.gif\"");
	finds("\"type\":\"image\",\"path\":\"x.gif\",\"units\":"
	    "\"fraction\"", 0, "\"type\":\"image\",\"path\":\"x.gif\","
	    "\"units\":\"fraction\"");
	scratch_end();
}
END_TEST

START_TEST(what_cannot_be_opened_is_said_at_once)
{
	struct dn_media_settings settings = { .folder = "nowhere" };
	struct dn_err err = DN_ERR_INIT;

	scratch_begin();
	ck_assert_ptr_null(dn_media_open(&settings, &err));
	ck_assert_int_eq(err.code, DN_E_NO_FILE);
	settings.sizes = "nowhere";
	ck_assert_ptr_null(dn_media_open(&settings, &err));
	ck_assert_int_eq(err.code, DN_E_NO_FILE);
	scratch_end();
}
END_TEST

DN_SUITE(media,
    the_size_is_the_items_then_the_tables_then_the_files,
    fractions_are_scaled_once_the_size_is_known,
    what_the_medium_says_of_itself_is_believed,
    sizes_that_regions_keep_change_over_with_the_picture,
    what_cannot_be_turned_says_why,
    who_needs_pixels_is_told_what_to_do,
    readers_are_told_the_size_and_geometry_is_left_alone,
    what_cannot_be_opened_is_said_at_once)
