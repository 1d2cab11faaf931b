/* SPDX-License-Identifier: MIT */
/* Which dialect the documents without a signature are in: once for the run. */
#include "formats/voc.h"

/*
 * The dialect is that of the first document with a signature, and no other may
 * contradict it.  What is written may be seen at once (reading->early): then
 * all documents are looked at before any is read.  Else they are looked at as
 * they are read, since what was written so far is thrown away when two of them
 * contradict each other; only those before the first signature are read twice.
 */

bool
dn_voc_is_labelme(const struct dn_xml_element *root)
{
	const struct dn_xml_element *source = dn_xml_child(root, "source");

	return source != NULL &&
	    (dn_xml_child(source, "sourceImage") != NULL ||
	    dn_xml_child(source, "sourceAnnotation") != NULL);
}

/* Add the signature (NULL: none) of one more document; `path` is borrowed. */
static int
add_signature(struct dn_voc_signatures *found,
    const struct dn_voc_dialect *dialect, const char *path,
    struct dn_err *err)
{
	if (dialect == NULL)
		return 0;
	found->count++;
	if (found->dialect == NULL) {
		found->dialect = dialect;
		found->path = path;
	}
	if (dn_voc_alike(found->dialect, dialect))
		return 0;
	return dn_err_set(err, DN_E_USAGE, "\"%.80s\" and \"%.80s\" "
	    "count pixels differently: say --voc-origin 0 or 1",
	    found->path, path);
}

/* The root of a document that is looked at before it is read, or NULL. */
static struct dn_xml_element *
look_at(struct dn_voc_reader *reader, size_t index, struct dn_err *err)
{
	struct dn_xml_element *root;
	struct dn_err late = DN_ERR_INIT;

	if (strcmp(dn_files_name(reader->files, index), "-") != 0)
		/* What is bad is told of when it is read. */
		return dn_voc_load(reader, index, "object", &reader->arena,
		    &late);
	root = dn_voc_load(reader, index, NULL, &reader->kept, &late);
	/* What stdin gave is gone: its error is the run's. */
	if (root == NULL && !reader->nothing)
		*err = late;
	reader->standard_input = root;
	return root;
}

/*
 * Look at documents up to the first with a signature, or at all of them.
 * *needed: one of them has objects, signed or not.
 */
static int
look_ahead(struct dn_voc_reader *reader, bool *needed, struct dn_err *err)
{
	struct dn_voc_signatures *found = &reader->signatures;
	size_t count = dn_files_count(reader->files);

	for (size_t i = 0; i < count && (reader->reading->early ||
	    found->dialect == NULL); i++) {
		const struct dn_xml_element *root;

		if (!dn_voc_is_document(reader, i))
			continue;
		root = look_at(reader, i, err);
		if (root == NULL && err->code != DN_E_NONE)
			return -1;
		found->documents++;
		if (root == NULL || dn_voc_is_labelme(root))
			continue;
		*needed = *needed || dn_xml_child(root, "object") != NULL;
		if (add_signature(found, dn_voc_signature(root),
		    dn_files_path(reader->files, i), err) < 0)
			return -1;
	}
	return 0;
}

/* Say how it was decided. */
static void
tell(const struct dn_voc_reader *reader)
{
	const struct dn_voc_signatures *found = &reader->signatures;

	dn_format_note(reader->reading->run, "pixels are counted from %d%s: "
	    "%zu of %zu files are signed so, the first by \"%s\"",
	    found->dialect->low,
	    found->dialect->high != 0 ? " at both edges" : "", found->count,
	    found->documents, found->dialect->name);
}

int
dn_voc_decide(struct dn_voc_reader *reader, struct dn_err *err)
{
	const struct dn_format_run *run = reader->reading->run;
	const struct dn_voc_dialect *first;
	bool needed = false;

	if (run->options->voc_origin != DN_VOC_AUTO) {
		reader->common = dn_voc_told((enum dn_voc_origin)
		    run->options->voc_origin);
		return 0;
	}
	if (look_ahead(reader, &needed, err) < 0)
		return -1;
	first = reader->signatures.dialect;
	/* Where nothing has a place, it cannot matter. */
	if (first == NULL && !needed) {
		reader->common = dn_voc_told(DN_VOC_ONE);
		return 0;
	}
	if (first == NULL)
		return dn_err_set(err, DN_E_USAGE, "nothing tells whether "
		    "the writer counted pixels from 0 or from 1: say "
		    "--voc-origin 0 or 1");
	reader->common = first->high != 0 ?
	    dn_voc_find(DN_SPAN("origin-1-1")) :
	    dn_voc_told(first->low == 0 ? DN_VOC_ZERO : DN_VOC_ONE);
	if (reader->reading->early) {
		tell(reader);
		return 0;
	}
	/* Those that were looked at are read, and counted then. */
	reader->signatures.count = reader->signatures.documents = 0;
	reader->watching = true;
	return 0;
}

int
dn_voc_watch(struct dn_voc_reader *reader, const struct dn_voc_dialect *own,
    struct dn_err *err)
{
	return !reader->watching ? 0 : add_signature(&reader->signatures, own,
	    reader->path, err);
}

void
dn_voc_tell_origin(struct dn_voc_reader *reader)
{
	if (reader->watching)
		tell(reader);
	reader->watching = false;
}
