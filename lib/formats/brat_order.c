/* SPDX-License-Identifier: MIT */
/* The order of the lines of a .ann file and their ends, there and back. */
#include <stdlib.h>

#include "formats/brat.h"
#include "io/jsontext.h"

#define ORDER "/ann"    /* member of the item's source.raw: ids of lines */

/* What is otherwise than the writer has it, in all lines that it is about. */
enum flag {
	CRLF,           /* they end so */
	UNENDED,        /* the last line has no end */
	BARE,           /* no tab behind the arguments of R */
	BLANK,          /* a blank behind those of E */
	OPEN,           /* a blank behind an E that has none */
	MARKED,         /* a byte order mark stands first */
	FLAGS
};

/* Members that are true; for ORDER's file so, else behind its suffix. */
static const char *const flags[FLAGS] = { "/crlf", "/unended", "/bare",
	"/blank", "/open", "/marked" };

bool
dn_brat_is_layout(const struct dn_node *node)
{
	for (int i = 0; i < FLAGS && node->type == DN_JSON_TRUE; i++) {
		size_t len = strlen(flags[i]);

		if (node->name.len >= len && memcmp(node->name.ptr +
		    node->name.len - len, flags[i], len) == 0)
			return true;
	}
	return node->type == DN_JSON_ARRAY && dn_span_is(node->name, ORDER);
}

/* The name of a flag of a file. */
static struct dn_span
flag_of(const char *file, int flag, struct dn_bytes *scratch)
{
	dn_bytes_clear(scratch);
	if (strcmp(file, ORDER) != 0)
		dn_bytes_add_text(scratch, file);
	dn_bytes_add_text(scratch, flags[flag]);
	return dn_bytes_span(scratch);
}

struct dn_span
dn_brat_line_id(struct dn_span line)
{
	const char *tab = line.len > 0 ? memchr(line.ptr, '\t', line.len) :
	    NULL;

	return tab == NULL ? line :
	    (struct dn_span){ line.ptr, (size_t)(tab - line.ptr) };
}

/* ---- on the way in --------------------------------------------------- */

/* The second word behind the id: what a line is about. */
static struct dn_span
owner_of(struct dn_span line)
{
	size_t at = dn_brat_line_id(line).len, from;

	while (at < line.len && line.ptr[at] != ' ')
		at++;
	from = ++at;
	while (at < line.len && line.ptr[at] != ' ' && line.ptr[at] != '\t')
		at++;
	return from < line.len ?
	    (struct dn_span){ line.ptr + from, at - from } :
	    (struct dn_span){ NULL, 0 };
}

/* Where the writer puts a line: spans, relations, what is about them, rest. */
static int
rank_of(char letter)
{
	static const char *const letters[] = { "T", "ER*", "AMN#" };
	int rank = 0;

	while (rank < 3 && (letter == '\0' ||
	    strchr(letters[rank], letter) == NULL))
		rank++;
	return rank;
}

/* Lines as they come by, and the last of them. */
struct sequence {
	struct dn_names *owners;        /* in their order */
	int rank;
	size_t about;                   /* owner, and what kind of line */
};

/* Does the line stand where the writer would put it? */
static bool
follows(struct sequence *sequence, struct dn_span line)
{
	struct dn_span id = dn_brat_line_id(line);
	char letter = id.len > 0 ? *id.ptr : '\0';
	int rank = rank_of(letter);
	size_t at;

	if (rank < 2 && letter != '*' && dn_names_add(sequence->owners, id,
	    NULL) == DN_NAMES_NONE)
		return false;
	if (rank == 2) {
		at = dn_names_find(sequence->owners, owner_of(line));
		if (at == DN_NAMES_NONE) {
			rank = 3;
		} else {
			at = at * 3 + (letter == 'N' ? 1u : 0u) +
			    (letter == '#' ? 2u : 0u);
			if (at < sequence->about)
				return false;
			sequence->about = at;
		}
	}
	if (rank < sequence->rank)
		return false;
	sequence->rank = rank;
	return true;
}

/* Would the writer put all of the lines in the order that they have? */
static bool
is_in_order(struct dn_span lines)
{
	struct sequence sequence = { .owners = dn_names_new() };
	struct dn_span line;
	bool same = sequence.owners != NULL;

	while (same && dn_span_next_line(&lines, &line))
		same = line.len == 0 || follows(&sequence, line);
	dn_names_free(sequence.owners);
	return same;
}

/* Do all of the lines that have an end end with CR and LF? */
static bool
is_crlf(struct dn_span lines)
{
	const char *end = lines.ptr, *stop = lines.ptr + lines.len;
	bool any = false;

	while (end < stop && (end = memchr(end, '\n', (size_t)(stop - end))) !=
	    NULL) {
		if (end == lines.ptr || end[-1] != '\r')
			return false;
		any = true;
		end++;
	}
	return any;
}

/* The ids of lines as a JSON list replace `out`. */
static void
list_ids(struct dn_span lines, struct dn_bytes *out)
{
	struct dn_span line;

	dn_bytes_clear(out);
	dn_bytes_add_byte(out, '[');
	while (dn_span_next_line(&lines, &line)) {
		if (line.len == 0)
			continue;
		if (out->len > 1)
			dn_bytes_add_byte(out, ',');
		dn_json_write_text(out, dn_brat_line_id(line));
	}
	dn_bytes_add_byte(out, ']');
}

/* The flag that tells how a line ends, FLAGS if none; *so: as it says. */
static enum flag
end_of(struct dn_span line, bool *so)
{
	char last = line.len > 0 ? line.ptr[line.len - 1] : '\0';
	struct dn_span id = dn_brat_line_id(line);

	*so = last == ' ';
	if (id.len == 0 || id.len == line.len)
		return FLAGS;
	if (*id.ptr == 'R') {
		*so = memchr(line.ptr + id.len + 1, '\t', line.len - id.len -
		    1) == NULL;
		return *so || last == '\t' ? BARE : FLAGS;
	}
	if (*id.ptr != 'E' || last == '\t')
		return FLAGS;
	return memchr(line.ptr, ' ', line.len - (*so ? 1u : 0u)) != NULL ?
	    BLANK : OPEN;
}

/* See which flags hold for the lines. */
static void
look_at_ends(struct dn_span lines, bool *set)
{
	size_t held[FLAGS + 1] = { 0 }, count[FLAGS + 1] = { 0 };
	struct dn_span line;
	bool so;

	set[CRLF] = is_crlf(lines);
	set[UNENDED] = lines.ptr[lines.len - 1] != '\n';
	while (dn_span_next_line(&lines, &line)) {
		enum flag flag = end_of(line, &so);

		count[flag]++;
		held[flag] += so;
	}
	for (int i = BARE; i <= OPEN; i++)
		set[i] = count[i] > 0 && held[i] == count[i];
}

void
dn_brat_keep_layout(struct dn_item *item, const char *file,
    const struct dn_brat_file *given, struct dn_bytes *scratch)
{
	struct dn_span lines = given->lines;
	bool set[FLAGS] = { [MARKED] = given->marked };

	if (strcmp(file, ORDER) != 0 || !is_in_order(lines)) {
		list_ids(lines, scratch);
		dn_raw_set(&item->tree, item->root, dn_span_of(file),
		    dn_bytes_span(scratch));
	}
	if (lines.len > 0)
		look_at_ends(lines, set);
	for (int i = 0; i < FLAGS; i++)
		if (set[i])
			dn_raw_set(&item->tree, item->root, flag_of(file, i,
			    scratch), DN_SPAN("true"));
}

/* ---- on the way out -------------------------------------------------- */

/* A line, and the next one with its id, which "*" may have. */
struct entry {
	struct dn_span line;
	size_t next;                    /* SIZE_MAX: none */
	bool written;
};

struct index {
	struct entry *entries;
	size_t count;
	struct dn_names *ids;
	size_t *first, *last;           /* entries of each id */
};

static void
index_release(struct index *index)
{
	free(index->entries);
	free(index->first);
	free(index->last);
	dn_names_free(index->ids);
}

static int
index_lines(struct index *index, struct dn_span lines, struct dn_err *err)
{
	struct dn_span rest = lines, line;
	size_t count = 0;

	while (dn_span_next_line(&rest, &line))
		count++;
	index->entries = calloc(count + 1, sizeof(*index->entries));
	index->first = calloc(count + 1, sizeof(size_t));
	index->last = calloc(count + 1, sizeof(size_t));
	index->ids = dn_names_new();
	if (index->entries == NULL || index->first == NULL ||
	    index->last == NULL || index->ids == NULL)
		return dn_err_memory(err);
	while (dn_span_next_line(&lines, &line)) {
		size_t at = index->count++;
		int added;
		size_t id = dn_names_add(index->ids, dn_brat_line_id(line),
		    &added);

		if (id == DN_NAMES_NONE)
			return dn_err_memory(err);
		index->entries[at] = (struct entry){ line, SIZE_MAX, false };
		if (added)
			index->first[id] = at;
		else
			index->entries[index->last[id]].next = at;
		index->last[id] = at;
	}
	return 0;
}

static void
write_entry(struct entry *entry, const bool *set, struct dn_bytes *out)
{
	struct dn_span line = entry->line;
	bool so;
	enum flag flag = end_of(line, &so);
	bool other = flag < FLAGS && set[flag] && !so;

	if (entry->written)
		return;
	entry->written = true;
	line.len -= other && flag == BARE;
	dn_bytes_add_span(out, line);
	if (other && flag != BARE)
		dn_bytes_add_byte(out, ' ');
	dn_bytes_add_text(out, set[CRLF] ? "\r\n" : "\n");
}

/* The lines that a list of ids names, in its order, then all others. */
static void
write_index(struct index *index, struct dn_tree *tree, struct dn_node *list,
    const bool *set, struct dn_bytes *out)
{
	struct dn_node *node = dn_node_first(tree, list);

	for (; node != NULL; node = node->next) {
		size_t id = dn_names_find(index->ids, dn_node_text(tree,
		    node)), at;

		if (id == DN_NAMES_NONE || index->first[id] == SIZE_MAX)
			continue;
		at = index->first[id];
		index->first[id] = index->entries[at].next;
		write_entry(&index->entries[at], set, out);
	}
	for (size_t i = 0; i < index->count; i++)
		write_entry(&index->entries[i], set, out);
}

int
dn_brat_bring_layout(struct dn_item *item, const char *file,
    struct dn_span lines, struct dn_bytes *out, struct dn_err *err)
{
	struct dn_tree *tree = &item->tree;
	struct dn_node *order = dn_raw_get(tree, item->root,
	    dn_span_of(file));
	struct index index = { .count = 0 };
	bool set[FLAGS];
	int failed = index_lines(&index, lines, err);

	for (int i = 0; i < FLAGS; i++)
		set[i] = dn_node_type(dn_raw_get(tree, item->root,
		    flag_of(file, i, out))) == DN_JSON_TRUE;
	dn_bytes_clear(out);
	if (set[MARKED])
		dn_bytes_add_text(out, DN_BRAT_MARK);
	if (failed == 0)
		write_index(&index, tree, order, set, out);
	if (failed == 0 && set[UNENDED] && index.count > 0 &&
	    out->failed == DN_E_NONE)
		out->len -= set[CRLF] ? 2 : 1;
	index_release(&index);
	return failed < 0 ? -1 : dn_bytes_check(out, err);
}
