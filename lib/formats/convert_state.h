/* SPDX-License-Identifier: MIT */
/* What a conversion is on its way; for convert.c and convert_items.c alone. */
#ifndef DN_FORMATS_CONVERT_STATE_H
#define DN_FORMATS_CONVERT_STATE_H

#include "core/names.h"
#include "formats/convert.h"
#include "formats/parts.h"
#include "io/keys.h"

enum { DN_DROP_MEDIUM, DN_DROP_SPLIT };
enum { DN_IGNORE_FILE, DN_IGNORE_RECORD };

struct dn_convert {
	const struct dn_convert_settings *settings;
	const struct dn_convert_host *host;
	const struct dn_format *from, *to;      /* `to` NULL: --check */
	const char *const *paths;
	size_t path_count;
	struct dn_format_run run;
	struct dn_reading reading;
	struct dn_writing writing;
	struct dn_media_finder *finder;
	struct dn_media_counts media;
	struct dn_alter *alter;
	struct dn_vanish_counts vanished;
	struct dn_names *unlisted;      /* labels that --labels does not list */
	struct dn_parts *parts;         /* of --gather */
	struct dn_loop loop;
	void *reader, *writer;
	struct dn_keys *ids;            /* of items read so far */
	struct dn_bytes key;
	struct dn_item item;            /* what is being converted */
	bool stopped;                   /* the host was told, and ended it */
	struct dn_sink *out, *spool;    /* of --strict: nothing goes early */
};

/* Bytes that lists may take in memory: --memory, or by default. */
size_t dn_convert_memory(const struct dn_convert *convert);

/* True when the format (NULL: none) has the flag. */
bool dn_convert_has(const struct dn_format *format, unsigned flag);

/*
 * A header goes into the labels of what is written, or where records are, out
 * to them; -1 with `err`.
 */
int dn_convert_header(struct dn_convert *convert, struct dn_item *header,
    const char *source, uint64_t line, struct dn_err *err) DN_MUST_CHECK;

#endif
