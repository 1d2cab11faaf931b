/* SPDX-License-Identifier: MIT */
/* A journal read back: every byte that is changed is found, with its line. */
#include "ledger/register.h"

#include "scratch.h"
#include "suites.h"

#define LINES 3
#define LATE 2          /* a line whose rec was added */

/* What a watcher was told. */
struct told {
	size_t faults;
	uint64_t line;                  /* of the first */
	char source[64];
};

static void
tell(void *state, const struct dn_err *err)
{
	struct told *told = state;

	if (told->faults++ > 0)
		return;
	told->line = err->line;
	snprintf(told->source, sizeof(told->source), "%s", err->source);
}

/* Read the journal as it is; what was told goes to `told`. */
static void
read_back(struct told *told, struct dn_register *reg)
{
	struct dn_register_watch watch = { told, tell, NULL };
	struct dn_err err = DN_ERR_INIT;
	struct dn_journal *journal;

	*told = (struct told){ .faults = 0 };
	journal = dn_journal_open("book", DN_JOURNAL_READ, &err);
	ck_assert_ptr_nonnull(journal);
	ck_assert_int_eq(dn_register_read(reg, journal, 1, &watch, &err), 0);
	dn_journal_close(journal);
}

/* How many faults there are now, and where the first is. */
static struct told
faults(void)
{
	struct dn_register reg;
	struct told told;

	read_back(&told, &reg);
	dn_register_release(&reg);
	return told;
}

/* Make a journal of some lines. */
static void
make(void)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_journal *journal =
	    dn_journal_open("book", DN_JOURNAL_MAKE, &err);
	struct dn_register reg = { .lines = 0 };
	struct dn_bytes object, line;

	ck_assert_ptr_nonnull(journal);
	dn_bytes_init(&object, SIZE_MAX);
	dn_bytes_init(&line, SIZE_MAX);
	for (int i = 1; i <= LINES; i++) {
		dn_bytes_clear(&object);
		dn_bytes_add_format(&object, "{\"type\":\"enrol\",\"id\":"
		    "\"e%d\",\"at\":\"2026-03-02\",\"batch\":\"B\","
		    "\"person\":\"P%d\"%s", i, i, i == LATE ? "" :
		    ",\"rec\":\"2026-03-03\"");
		dn_register_seal(&reg, dn_bytes_span(&object), i == LATE ?
		    DN_SPAN("2026-03-03") : (struct dn_span){ NULL, 0 },
		    &line);
	}
	ck_assert_int_eq(dn_journal_add(journal, dn_bytes_span(&line), &err),
	    0);
	ck_assert_int_eq(dn_register_commit(&reg, journal, &err), 0);
	dn_bytes_release(&object);
	dn_bytes_release(&line);
	dn_journal_close(journal);
}

/* The whole journal; the memory is good until the next call. */
static struct dn_span
slurp(void)
{
	static char text[8192];
	FILE *file = fopen("book/journal.jsonl", "rb");
	size_t len;

	ck_assert_ptr_nonnull(file);
	len = fread(text, 1, sizeof(text), file);
	fclose(file);
	return (struct dn_span){ text, len };
}

START_TEST(what_was_sealed_reads_back)
{
	struct dn_register reg;
	struct told told;
	struct dn_digest root;

	if (!dn_digest_available())
		return;
	scratch_begin();
	make();
	read_back(&told, &reg);
	ck_assert_uint_eq(told.faults, 0);
	ck_assert_uint_eq(reg.lines, LINES);
	ck_assert_uint_eq(reg.tree.size, LINES);
	ck_assert_uint_eq(reg.book->count, LINES);
	ck_assert_uint_eq(reg.issue_count, 0);
	ck_assert_uint_eq(reg.book->events[0].byte, 0);
	ck_assert_int_eq(reg.book->events[LATE - 1].day,
	    reg.book->events[0].day);
	root = dn_merkle_root(&reg.tree);
	ck_assert(!dn_digest_equal(&root, &reg.last));
	ck_assert_ptr_null(dn_register_issue(&reg, DN_SPAN("e1")));
	dn_register_release(&reg);
	scratch_end();
}
END_TEST

START_TEST(every_byte_that_is_changed_is_found_with_its_line)
{
	const char changes[] = { 1, ' ', '\n', '\0' };
	char text[8192];
	struct told told;
	struct dn_span whole;
	uint64_t line = 1;

	if (!dn_digest_available())
		return;
	scratch_begin();
	make();
	whole = slurp();
	for (size_t i = 0; i < whole.len; i++) {
		for (size_t j = 0; j < sizeof(changes); j++) {
			memcpy(text, whole.ptr, whole.len);
			text[i] = changes[j] == 1 ? (char)(text[i] ^ 1) :
			    changes[j];
			if (text[i] == whole.ptr[i] || (j > 0 && i % 7 > 0))
				continue;
			scratch_put("book/journal.jsonl", text, whole.len);
			told = faults();
			ck_assert_msg(told.faults > 0 && told.line + 1 >=
			    line && told.line <= line + 1,
			    "byte %zu of line %d: %zu faults, line %d", i,
			    (int)line, told.faults, (int)told.line);
		}
		line += whole.ptr[i] == '\n';
	}
	scratch_end();
}
END_TEST

START_TEST(a_changed_byte_within_a_text_names_just_its_line)
{
	char text[8192];
	struct told told;
	struct dn_span whole;

	if (!dn_digest_available())
		return;
	scratch_begin();
	make();
	whole = slurp();
	for (uint64_t line = 1; line <= LINES; line++) {
		char name[8];
		char *at;

		memcpy(text, whole.ptr, whole.len);
		text[whole.len] = '\0';
		snprintf(name, sizeof(name), "\"P%d\"", (int)line);
		at = strstr(text, name);
		ck_assert_ptr_nonnull(at);
		at[1] = 'Q';
		scratch_put("book/journal.jsonl", text, whole.len);
		told = faults();
		ck_assert_uint_eq(told.faults, 1);
		ck_assert_uint_eq(told.line, line);
		ck_assert_str_eq(told.source, "book/journal.jsonl");
	}
	scratch_end();
}
END_TEST

START_TEST(a_cut_at_any_byte_is_torn_or_missing)
{
	struct told told;
	struct dn_span whole;
	size_t last;

	if (!dn_digest_available())
		return;
	scratch_begin();
	make();
	whole = slurp();
	last = (size_t)((const char *)memrchr(whole.ptr, '\n',
	    whole.len - 1) - whole.ptr) + 1;
	for (size_t len = 0; len < whole.len; len += 3) {
		scratch_put("book/journal.jsonl", whole.ptr, len);
		ck_assert_uint_eq(faults().faults, 1);
	}
	/* Without a head, as after a kill, the last line may be torn. */
	ck_assert_int_eq(unlink("book/journal.head"), 0);
	for (size_t len = last; len < whole.len; len++) {
		scratch_put("book/journal.jsonl", whole.ptr, len);
		ck_assert_uint_eq(faults().faults, 0);
	}
	told = faults();
	ck_assert_uint_eq(told.faults, 0);
	scratch_end();
}
END_TEST

START_TEST(the_first_fault_ends_a_reading_that_nobody_watches)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_register reg;
	struct dn_journal *journal;
	struct dn_span whole;
	char text[8192];

	if (!dn_digest_available())
		return;
	scratch_begin();
	make();
	whole = slurp();
	memcpy(text, whole.ptr, whole.len);
	text[whole.len] = '\0';
	strstr(text, "P2")[1] = '7';
	scratch_put("book/journal.jsonl", text, whole.len);
	journal = dn_journal_open("book", DN_JOURNAL_WRITE, &err);
	ck_assert_ptr_nonnull(journal);
	ck_assert_int_eq(dn_register_read(&reg, journal, 2, NULL, &err), -1);
	ck_assert_int_eq(err.code, DN_E_BROKEN);
	ck_assert_uint_eq(err.line, 2);
	ck_assert_str_eq(err.source, "book/journal.jsonl");
	dn_register_release(&reg);
	dn_journal_close(journal);
	scratch_end();
}
END_TEST

DN_SUITE(register, what_was_sealed_reads_back,
    every_byte_that_is_changed_is_found_with_its_line,
    a_changed_byte_within_a_text_names_just_its_line,
    a_cut_at_any_byte_is_torn_or_missing,
    the_first_fault_ends_a_reading_that_nobody_watches)
