/* SPDX-License-Identifier: MIT */
/* How a CoNLL file is laid out: lines, fields, and what they look like. */
#include "core/utf8.h"
#include "formats/conll.h"
#include "io/jsontext.h"
#include "model/words.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

struct dn_span
dn_conll_trim(struct dn_span line)
{
	while (line.len > 0 && is_blank(line.ptr[line.len - 1]))
		line.len--;
	while (line.len > 0 && is_blank(*line.ptr)) {
		line.ptr++;
		line.len--;
	}
	return line;
}

bool
dn_conll_is_blank(struct dn_span line)
{
	uint32_t point;
	size_t len;

	for (size_t at = 0; at < line.len; at += len) {
		len = dn_utf8_decode(line.ptr + at, line.len - at, &point);
		if (len == 0 || (!dn_words_blank(point) && point != 0xfeff &&
		    point != 0x200b))
			return false;
	}
	return true;
}

/* Does the line begin with that word, in either case? */
static bool
begins_with(struct dn_span line, const char *word)
{
	size_t len = strlen(word);

	line = dn_conll_trim(line);
	return line.len >= len && strncasecmp(line.ptr, word, len) == 0;
}

bool
dn_conll_is_start(struct dn_span line)
{
	return begins_with(line, "-docstart-") ||
	    begins_with(line, "#begin document");
}

bool
dn_conll_is_end(struct dn_span line)
{
	return begins_with(line, "#end document");
}

void
dn_conll_add_start(struct dn_bytes *out, struct dn_span id)
{
	dn_bytes_add_text(out, "-DOCSTART- id=");
	for (size_t i = 0; i < id.len; i++) {
		unsigned char c = (unsigned char)id.ptr[i];

		if (c <= ' ' || c == '%' || c == 0x7f)
			dn_bytes_add_format(out, "%%%02X", c);
		else
			dn_bytes_add_byte(out, (char)c);
	}
	dn_bytes_add_text(out, " O O");
}

/* "#begin document (ID); part PART": ID/PART, or ID. */
static bool
begin_id(struct dn_span line, struct dn_bytes *out)
{
	const char *open = memchr(line.ptr, '(', line.len);
	const char *close = memrchr(line.ptr, ')', line.len), *part;
	struct dn_span rest;

	if (open == NULL || close == NULL || close <= open + 1)
		return false;
	dn_bytes_add(out, open + 1, (size_t)(close - open - 1));
	rest = (struct dn_span){ close, line.len -
		(size_t)(close - line.ptr) };
	part = memmem(rest.ptr, rest.len, "part", 4);
	if (part == NULL)
		return true;
	rest = dn_conll_trim((struct dn_span){ part + 4, rest.len -
		(size_t)(part + 4 - rest.ptr) });
	if (rest.len > 0)
		dn_bytes_add_byte(out, '/');
	dn_bytes_add_span(out, rest);
	return true;
}

bool
dn_conll_start_id(struct dn_span line, struct dn_bytes *out)
{
	static const struct dn_conll_layout blanks = { .tabs = false };
	struct dn_span gaps[4], fields[4], tail, id;
	size_t count = dn_conll_fields(&blanks, line, gaps, fields, 4, &tail);

	if (begins_with(line, "#begin document"))
		return begin_id(line, out);
	if (count < 2 || !dn_conll_is_start(line) || fields[1].len < 4 ||
	    memcmp(fields[1].ptr, "id=", 3) != 0)
		return false;
	id = (struct dn_span){ fields[1].ptr + 3, fields[1].len - 3 };
	for (size_t i = 0; i < id.len; i++) {
		int high = -1, low = -1;
		char byte = id.ptr[i];

		if (byte == '%' && id.len - i > 2) {
			high = dn_json_hex(id.ptr[i + 1]);
			low = dn_json_hex(id.ptr[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			byte = (char)(high << 4 | low);
			i += 2;
		}
		dn_bytes_add_byte(out, byte);
	}
	return true;
}

/* ---- fields ---------------------------------------------------------- */

/* Where the field that begins at `at` ends. */
static size_t
field_end(struct dn_span line, size_t at, bool tabs)
{
	while (at < line.len && line.ptr[at] != '\t' &&
	    (tabs || line.ptr[at] != ' '))
		at++;
	return at;
}

size_t
dn_conll_fields(const struct dn_conll_layout *layout, struct dn_span line,
    struct dn_span *gaps, struct dn_span *fields, size_t most,
    struct dn_span *tail)
{
	size_t at = 0, count = 0, end = line.len;
	bool tabs = layout->tabs && line.len > 0 &&
	    memchr(line.ptr, '\t', line.len) != NULL;

	while (end > 0 && is_blank(line.ptr[end - 1]))
		end--;
	*tail = (struct dn_span){ line.ptr + end, line.len - end };
	line.len = end;
	while (at < end || (tabs && at == 0 && end > 0)) {
		size_t from = at, to;

		while (at < end && (tabs ? count > 0 && at == from :
		    is_blank(line.ptr[at])))
			at++;
		to = field_end(line, at, tabs);
		/* Of too many fields the last is still the tag. */
		if (count == most)
			count--;
		gaps[count] = (struct dn_span){ line.ptr + from, at - from };
		fields[count++] = dn_conll_trim((struct dn_span){
			line.ptr + at, to - at });
		at = to;
	}
	return count;
}

bool
dn_conll_is_comment(const struct dn_conll_layout *layout, struct dn_span line)
{
	struct dn_span gaps[2], fields[2], tail;

	return line.len > 0 && line.ptr[0] == '#' && (layout->token > 0 ||
	    dn_conll_fields(layout, line, gaps, fields, 2, &tail) < 2 ||
	    !dn_conll_is_tag(layout->layers[0].kind, fields[1]));
}

/* ---- the survey ------------------------------------------------------ */

/* What was seen in the lines so far. */
struct survey {
	uint64_t lines, tabs, returns, starts;          /* of lines */
	uint64_t barred, unbarred;      /* lines of a|b|c, and others */
	size_t least_bars;
	uint64_t tokens, digits, ideographs, words, latin;
	uint64_t begins, insides, ends, singles, lasts, units, middles;
	uint64_t first_begins, first_insides;   /* with no such label open */
	uint64_t good, bad;             /* lines with and without a tag */
	struct dn_span before;          /* the tag before, absent: none */
};

/* The number of "|" in a word whose last part is a tag; 0 for others. */
static size_t
count_bars(struct dn_span word)
{
	size_t bars = 0, last = 0;

	for (size_t i = 0; i < word.len; i++)
		if (word.ptr[i] == '|') {
			bars++;
			last = i + 1;
		}
	return bars > 0 && dn_conll_is_tag(DN_CONLL_TAGS,
	    (struct dn_span){ word.ptr + last, word.len - last }) ? bars : 0;
}

/* Is a line of words that all are TOKEN|...|TAG? */
static bool
is_barred(struct survey *survey, struct dn_span line)
{
	while (line.len > 0) {
		size_t end = field_end(line, 0, false);
		size_t bars = count_bars((struct dn_span){ line.ptr, end });

		if (bars == 0)
			return false;
		if (survey->least_bars == 0 || bars < survey->least_bars)
			survey->least_bars = bars;
		line = dn_conll_trim((struct dn_span){ line.ptr + end,
			line.len - end });
	}
	return true;
}

/* The first look at a line: what it is cut at. */
static void
look_at_line(struct survey *survey, struct dn_span line)
{
	const char *from;

	survey->returns += survey->lines++ == 0 && line.len > 0 &&
	    line.ptr[line.len - 1] == '\r';
	if (dn_conll_is_start(line)) {
		survey->starts++;
		return;
	}
	from = line.ptr;
	line = dn_conll_trim(line);
	if (line.len == 0 || line.ptr[0] == '#')
		return;
	/* Before its first tab a token may be empty. */
	survey->tabs += memchr(from, '\t', (size_t)(line.ptr - from) +
	    line.len) != NULL;
	if (is_barred(survey, line))
		survey->barred++;
	else
		survey->unbarred++;
}

/* What a token is made of. */
static void
look_at_token(struct survey *survey, struct dn_span token)
{
	size_t len, at = 0, points = 0, ideographs = 0;
	uint32_t point = 0;
	bool latin = false;

	for (; at < token.len; at += len, points++) {
		len = dn_utf8_decode(token.ptr + at, token.len - at, &point);
		if (len == 0)
			len = 1;
		else if (dn_words_ideograph(point))
			ideographs++;
		else
			latin = latin || (point | 0x20) - 'a' < 26;
	}
	survey->tokens++;
	survey->digits += points == 2 && point - '0' < 10;
	/* A digit may stand behind each of them. */
	survey->ideographs += ideographs == 1 && points <= 2;
	survey->words += ideographs > 1;
	survey->latin += latin;
}

/* What a tag says, and whether its span was open. */
static void
look_at_tag(struct survey *survey, enum dn_conll_kind kind,
    struct dn_span text)
{
	struct dn_conll_tag tag = dn_conll_tag(kind, text);
	struct dn_conll_tag before = dn_conll_tag(kind, survey->before);
	bool good = dn_conll_is_tag(kind, text);
	bool open = before.part != DN_CONLL_OUTSIDE &&
	    dn_span_equal(before.label, tag.label);

	survey->good += good;
	survey->bad += !good;
	survey->before = text;
	survey->begins += tag.letter == 'B';
	survey->insides += tag.letter == 'I';
	survey->middles += tag.letter == 'M';
	survey->ends += tag.letter == 'E';
	survey->singles += tag.letter == 'S';
	survey->lasts += tag.letter == 'L';
	survey->units += tag.letter == 'U';
	survey->first_begins += tag.letter == 'B' && !open;
	survey->first_insides += tag.letter == 'I' && !open;
}

/* The second look at a line: its token and tag. */
static void
look_at_fields(struct survey *survey, const struct dn_conll_layout *layout,
    struct dn_span line)
{
	struct dn_span gaps[DN_CONLL_FIELDS], fields[DN_CONLL_FIELDS], tail;
	const struct dn_conll_layer *layer = layout->layers;
	size_t count, column;

	if (dn_conll_is_blank(line) || dn_conll_is_start(line)) {
		survey->before.len = 0;
		return;
	}
	if (dn_conll_is_comment(layout, line) || dn_conll_is_end(line) ||
	    dn_conll_is_aside(layout, line))
		return;
	count = dn_conll_fields(layout, line, gaps, fields, DN_CONLL_FIELDS,
	    &tail);
	column = layout->layer_count > 0 ? dn_conll_column(layer, count) : 0;
	if (count < 2 || layout->token >= count || column >= count) {
		survey->bad++;
		return;
	}
	look_at_token(survey, fields[layout->token]);
	if (layout->layer_count > 0 && dn_conll_is_tags(layer->kind))
		look_at_tag(survey, layer->kind, fields[column]);
	else
		survey->good++;
}

/* Cut TOKEN|...|TAG at its last bars: its number of fields. */
size_t
dn_conll_bars(struct dn_span word, size_t most, struct dn_span *fields)
{
	size_t count = 1, at = word.len;

	for (size_t i = word.len; i > 0 && count < most; i--)
		count += word.ptr[i - 1] == '|';
	for (size_t left = count; left > 1; left--) {
		size_t end = at;

		while (word.ptr[at - 1] != '|')
			at--;
		fields[left - 1] = (struct dn_span){ word.ptr + at, end - at };
		at--;
	}
	fields[0] = (struct dn_span){ word.ptr, at };
	return count;
}

/* The same for a line of TOKEN|...|TAG. */
static void
look_at_words(struct survey *survey, const struct dn_conll_layout *layout,
    struct dn_span line)
{
	struct dn_span fields[DN_CONLL_FIELDS];

	survey->before.len = 0;
	line = dn_conll_trim(line);
	while (line.len > 0) {
		size_t end = field_end(line, 0, false), count;

		count = dn_conll_bars((struct dn_span){ line.ptr, end },
		    layout->fields, fields);
		look_at_token(survey, fields[0]);
		look_at_tag(survey, DN_CONLL_TAGS, fields[count - 1]);
		line = dn_conll_trim((struct dn_span){ line.ptr + end,
			line.len - end });
	}
}

/* The scheme that the tags follow most. */
static enum dn_conll_scheme
guess_scheme(const struct survey *survey)
{
	uint64_t closed = survey->ends + survey->singles;
	uint64_t closed_too = survey->lasts + survey->units;
	uint64_t begun = survey->begins + survey->first_insides;

	/* Where spans are closed by a tag, about each of them is. */
	if (closed_too > closed && closed_too * 2 >= begun)
		return DN_CONLL_BILOU;
	if (closed > 0 && closed * 2 >= begun)
		return survey->middles > survey->insides ? DN_CONLL_BMES :
		    DN_CONLL_BIOES;
	return survey->first_insides > survey->first_begins ? DN_CONLL_IOB1 :
	    DN_CONLL_IOB2;
}

/* Both looks at all lines, with the columns chosen between them. */
static int
survey_lines(struct survey *survey, struct dn_span head, const char *told,
    struct dn_conll_layout *layout, struct dn_err *err)
{
	struct dn_span rest = head, line;

	*layout = (struct dn_conll_layout){ .scheme = DN_CONLL_IOB2 };
	while (dn_span_cut_line(&rest, &line))
		look_at_line(survey, line);
	layout->tabs = survey->tabs * 2 > survey->barred + survey->unbarred;
	layout->lines = !layout->tabs && survey->barred > 0 &&
	    survey->unbarred == 0;
	layout->fields = survey->least_bars + 1;
	if (layout->fields > DN_CONLL_FIELDS)
		layout->fields = DN_CONLL_FIELDS;
	layout->returns = survey->returns > 0;
	if (dn_conll_choose(layout, head, told, err) < 0)
		return -1;
	layout->lines = layout->lines && dn_conll_is_plain(layout);
	if (!layout->lines)
		dn_conll_find_case(layout, head);
	for (rest = head; dn_span_cut_line(&rest, &line);)
		if (layout->lines && !dn_conll_is_start(line))
			look_at_words(survey, layout, line);
		else
			look_at_fields(survey, layout, line);
	return 0;
}

int
dn_conll_survey_as(struct dn_span head, bool whole, const char *told,
    struct dn_conll_layout *layout, struct dn_err *err)
{
	struct survey survey = { .lines = 0 };

	if (survey_lines(&survey, head, told, layout, err) < 0)
		return -1;
	layout->scheme = guess_scheme(&survey);
	layout->letters = survey.ideographs > 0 &&
	    survey.ideographs >= survey.words * 100 &&
	    survey.ideographs >= survey.latin;
	layout->digits = layout->letters && survey.digits == survey.tokens;
	/* A document that does not end in sight is a corpus. */
	layout->documents = survey.starts > 1 || (whole && survey.starts > 0);
	return 0;
}

struct dn_conll_layout
dn_conll_survey(struct dn_span head, bool whole)
{
	struct dn_conll_layout layout;
	struct dn_err err = DN_ERR_INIT;

	/* Only what is told can be wrong. */
	if (dn_conll_survey_as(head, whole, NULL, &layout, &err) < 0)
		layout = (struct dn_conll_layout){ .tabs = false };
	return layout;
}

int
dn_conll_likeness(struct dn_span head)
{
	struct survey survey = { .lines = 0 };
	struct dn_conll_layout layout;
	struct dn_err err = DN_ERR_INIT;
	const char *end = head.len > 0 ? memrchr(head.ptr, '\n', head.len) :
	    NULL;
	uint64_t prefixed;

	/* The last line may be cut. */
	if (end != NULL)
		head.len = (size_t)(end - head.ptr);
	if (survey_lines(&survey, head, NULL, &layout, &err) < 0)
		return 0;
	prefixed = survey.begins + survey.insides + survey.singles +
	    survey.units;
	if (survey.good == 0 || survey.bad * 20 > survey.good)
		return 0;
	if (prefixed == 0 && survey.starts == 0)
		return layout.token > 0 ? 50 : 30;
	return survey.bad == 0 ? 90 : 70;
}
