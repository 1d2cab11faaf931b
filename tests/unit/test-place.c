/* SPDX-License-Identifier: MIT */
/* Places: what a path names as an output, through links and without them. */
#include "io/place.h"

#include <errno.h>

#include "scratch.h"
#include "suites.h"

/* Assert that `path` is the name `name` in the folder `folder`. */
static void
is_at(const char *path, const char *folder, const char *name, bool exists)
{
	struct dn_place place;
	struct dn_err err = DN_ERR_INIT;
	struct stat want, got;

	ck_assert_msg(dn_place_find(&place, path, &err) == 0, "%s: %s", path,
	    err.text);
	ck_assert_str_eq(place.name, name);
	ck_assert(place.exists == exists);
	ck_assert_int_eq(stat(folder, &want), 0);
	ck_assert_int_eq(fstat(place.folder, &got), 0);
	ck_assert(want.st_dev == got.st_dev && want.st_ino == got.st_ino);
	ck_assert_int_eq(dn_place_sync(&place), 0);
	dn_place_release(&place);
	ck_assert_int_eq(place.folder, -1);
	dn_place_release(&place);
}

static void
is_nowhere(const char *path)
{
	size_t before = scratch_descriptors();
	struct dn_err err = DN_ERR_INIT;
	struct dn_place place;

	ck_assert_msg(dn_place_find(&place, path, &err) == -1, "%s", path);
	ck_assert_int_eq(err.code, DN_E_NO_FILE);
	ck_assert_str_eq(err.source, path);
	ck_assert_uint_eq(scratch_descriptors(), before);
}

START_TEST(plain_paths_name_what_they_say)
{
	char path[5000];

	scratch_begin();
	ck_assert_int_eq(mkdir("a", 0777), 0);
	scratch_put_text("a/f", "x");
	is_at("f", ".", "f", false);
	is_at("./f", ".", "f", false);
	is_at("a/f", "a", "f", true);
	is_at("a/../a//f", "a", "f", true);
	is_at("a", ".", "a", true);
	snprintf(path, sizeof(path), "%s/g", scratch_path);
	is_at(path, ".", "g", false);
	is_at("/nothing-here", "/", "nothing-here", false);
	scratch_end();
}
END_TEST

START_TEST(links_are_followed_to_their_end)
{
	scratch_begin();
	ck_assert_int_eq(mkdir("a", 0777), 0);
	ck_assert_int_eq(mkdir("a/b", 0777), 0);
	scratch_put_text("a/f", "x");
	ck_assert_int_eq(symlink("a/f", "to-f"), 0);
	ck_assert_int_eq(symlink("../../to-f", "a/b/to-to-f"), 0);
	ck_assert_int_eq(symlink("a/g", "to-nothing"), 0);
	ck_assert_int_eq(symlink("a/b", "to-b"), 0);
	is_at("to-f", "a", "f", true);
	is_at("a/b/to-to-f", "a", "f", true);
	is_at("to-b/to-to-f", "a", "f", true);
	is_at("to-nothing", "a", "g", false);
	is_at("to-b/h", "a/b", "h", false);
	scratch_end();
}
END_TEST

START_TEST(what_is_no_place_is_refused)
{
	static char name[600];

	scratch_begin();
	scratch_put_text("f", "x");
	ck_assert_int_eq(mkdir("a", 0777), 0);
	ck_assert_int_eq(symlink("loop", "loop"), 0);
	ck_assert_int_eq(symlink("no/where", "lost"), 0);
	memset(name, 'n', sizeof(name) - 1);
	is_nowhere("");
	is_nowhere(".");
	is_nowhere("..");
	is_nowhere("a/");
	is_nowhere("a/.");
	is_nowhere("new/");
	is_nowhere("/");
	is_nowhere("f/g");
	is_nowhere("no/f");
	is_nowhere("loop");
	is_nowhere("lost");
	is_nowhere(name);
	scratch_end();
}
END_TEST

START_TEST(temporary_names_are_hidden_short_enough_and_new)
{
	struct dn_place place = { .folder = -1 };
	char one[DN_PLACE_NAME], two[DN_PLACE_NAME];

	snprintf(place.name, sizeof(place.name), "out.jsonl");
	dn_place_temporary(&place, one);
	dn_place_temporary(&place, two);
	ck_assert_int_eq(strncmp(one, ".out.jsonl.", 11), 0);
	ck_assert_uint_eq(strlen(one), 11 + 6);
	ck_assert_str_ne(one, two);
	memset(place.name, 'n', 255);
	place.name[255] = '\0';
	dn_place_temporary(&place, one);
	ck_assert_uint_eq(strlen(one), 255);
}
END_TEST

DN_SUITE(place, plain_paths_name_what_they_say,
    links_are_followed_to_their_end, what_is_no_place_is_refused,
    temporary_names_are_hidden_short_enough_and_new)
