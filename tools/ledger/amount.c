/* SPDX-License-Identifier: MIT */
/* amount FEN...: amounts as the payment rules write them, in uppercase. */
#include "core/money.h"
#include "io/lines.h"
#include "tools/ledger/verbs.h"

/* Write one amount on a line of its own. */
static bool
write_amount(struct dn_run *run, int64_t fen, struct dn_bytes *out)
{
	struct dn_err err = DN_ERR_INIT;

	dn_bytes_clear(out);
	dn_money_write_uppercase(out, fen);
	dn_bytes_add_byte(out, '\n');
	if (dn_bytes_check(out, &err) == 0)
		return dn_run_write(run, dn_bytes_span(out));
	dn_run_fail(run, &err);
	return false;
}

/* The amounts on the command line: all are looked at before one is written. */
static void
write_operands(struct dn_run *run, struct dn_bytes *out)
{
	int64_t fen;

	for (size_t i = 0; i < run->file_count; i++)
		if (!dn_money_parse_fen(dn_span_of(run->files[i]), &fen))
			dn_run_usage(run, "\"%s\" is no whole number of fen",
			    run->files[i]);
	for (size_t i = 0; i < run->file_count && dn_run_intact(run); i++)
		if (!dn_money_parse_fen(dn_span_of(run->files[i]), &fen) ||
		    !write_amount(run, fen, out))
			return;
}

/* One line, its newline left out: written, blank or rejected. */
static bool
take_line(struct dn_run *run, struct dn_span line, struct dn_err *place,
    struct dn_bytes *out)
{
	int64_t fen;

	if (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	if (line.len == 0) {
		run->counts.blank++;
		return true;
	}
	run->counts.in++;
	if (dn_money_parse_fen(line, &fen)) {
		run->counts.out++;
		return write_amount(run, fen, out);
	}
	place->column = 1;
	dn_err_excerpt(place, line.ptr, line.len);
	return dn_run_reject(run, place, line);
}

/* The lines of a block. */
static bool
take_block(struct dn_run *run, const struct dn_block *block,
    struct dn_bytes *out)
{
	struct dn_err place = DN_ERR_INIT;
	const char *at = block->data, *end = at + block->len, *stop;
	uint64_t number = block->line;

	place.source = block->source;
	if (block->oversize) {
		run->counts.in++;
		dn_err_set(&place, DN_E_TOO_LONG,
		    "the line is longer than --max-record");
		place.byte = block->byte;
		dn_err_at(&place, number, 1);
		return dn_run_reject(run, &place, (struct dn_span){ NULL, 0 });
	}
	for (; at < end; at = stop + 1, number++) {
		stop = memchr(at, '\n', (size_t)(end - at));
		dn_err_set(&place, DN_E_BAD_VALUE, "no whole number of fen");
		dn_err_at(&place, number, 0);
		place.byte = block->byte + (uint64_t)(at - block->data);
		if (!take_line(run, (struct dn_span){ at, (size_t)(stop - at) },
		    &place, out))
			return false;
	}
	return true;
}

/* The amounts on standard input, a line each. */
static void
write_lines(struct dn_run *run, struct dn_bytes *out)
{
	struct dn_err err = DN_ERR_INIT;
	struct dn_lines *lines = dn_lines_new(NULL, 0, run->max_record);
	struct dn_block block = { 0 };
	int got = -1;

	if (lines == NULL)
		dn_err_memory(&err);
	else
		while ((got = dn_lines_next(lines, &block, &err)) == 1 &&
		    take_block(run, &block, out))
			;
	if (got < 0)
		dn_run_fail(run, &err);
	dn_block_release(&block);
	dn_lines_free(lines);
}

void
verb_amount(struct dn_run *run, const struct asked *asked)
{
	struct dn_bytes out;

	(void)asked;
	dn_bytes_init(&out, SIZE_MAX);
	if (run->file_count > 0)
		write_operands(run, &out);
	else if (dn_run_output(run))
		write_lines(run, &out);
	dn_bytes_release(&out);
}
