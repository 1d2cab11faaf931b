/* SPDX-License-Identifier: MIT */
/* Going through a COCO document from its start, part by part. */
#include "formats/coco_read.h"
#include "formats/compact.h"

/* What a document is made of. */
enum part { END, IMAGE, ANNOTATION, CATEGORY, MEMBER };

/* ---- part by part ---------------------------------------------------- */

void
dn_coco_leave(struct dn_coco_reader *reader)
{
	dn_jsondoc_free(reader->doc);
	dn_src_close(reader->src);
	reader->doc = NULL;
	reader->src = NULL;
}

/* Begin at the start: 1; 0 where there is nothing; -1. */
static int
begin(struct dn_coco_reader *reader, struct dn_err *err)
{
	enum dn_json_type type;

	reader->within = 0;
	reader->has_images = reader->has_annotations = false;
	reader->has_categories = false;
	reader->src = dn_store_src(reader->store, err);
	if (reader->src == NULL)
		return -1;
	reader->doc = dn_jsondoc_new(reader->src, reader->reading->max_value);
	if (reader->doc == NULL)
		return dn_err_memory(err);
	if (dn_jsondoc_set_fields(reader->doc, reader->fields, err) < 0 ||
	    dn_jsondoc_peek(reader->doc, &type, err) < 0)
		return -1;
	/* Empty input is a document of nothing. */
	if (type == DN_JSON_NONE)
		return 0;
	if (type < DN_JSON_ARRAY) {
		dn_err_set(err, DN_E_BAD_FORMAT,
		    "the document is neither an object nor an array");
		return dn_err_at(err, dn_jsondoc_line(reader->doc),
		    dn_jsondoc_column(reader->doc));
	}
	reader->results = type == DN_JSON_ARRAY;
	if (reader->results)
		reader->within = 'a';
	return dn_jsondoc_enter(reader->doc, &type, err) < 0 ? -1 : 1;
}

/* The list of the document that a member is, or 0. */
static char
list_of(struct dn_span name)
{
	return dn_span_is(name, "images") ? 'i' :
	    dn_span_is(name, "annotations") ? 'a' :
	    dn_span_is(name, "categories") ? 'c' : 0;
}

/* Note which lists there are, be they null. */
static void
see_list(struct dn_coco_reader *reader, char list)
{
	reader->has_images |= list == 'i';
	reader->has_annotations |= list == 'a';
	reader->has_categories |= list == 'c';
}

/* Go into the list that is due; what stands in its place is an error. */
static int
enter_list(struct dn_coco_reader *reader, struct dn_span name,
    enum dn_json_type type, struct dn_err *err)
{
	if (type == DN_JSON_ARRAY)
		return dn_jsondoc_enter(reader->doc, &type, err);
	dn_err_set(err, DN_E_BAD_FORMAT, "\"%.*s\" is not an array",
	    (int)name.len, name.ptr);
	return dn_err_at(err, dn_jsondoc_line(reader->doc),
	    dn_jsondoc_column(reader->doc));
}

/*
 * Go to the next part, which is then due; `name` of a MEMBER.  What nobody
 * takes is passed over.
 */
static int
next_part(struct dn_coco_reader *reader, enum part *part,
    struct dn_span *name, struct dn_err *err)
{
	struct dn_jsondoc *doc = reader->doc;
	enum dn_json_type type;
	int more;

	for (;;) {
		more = dn_jsondoc_next(doc, name, err);
		if (more < 0)
			return -1;
		if (more == 0 && (reader->within == 0 || reader->results)) {
			*part = END;
			return dn_jsondoc_finish(doc, err);
		}
		if (more == 0) {
			reader->within = 0;
			continue;
		}
		if (reader->within != 0) {
			*part = reader->within == 'i' ? IMAGE :
			    reader->within == 'a' ? ANNOTATION : CATEGORY;
			return 0;
		}
		if (dn_jsondoc_peek(doc, &type, err) < 0)
			return -1;
		see_list(reader, list_of(*name));
		/* What was never there may be null. */
		reader->within = type == DN_JSON_NULL ? 0 : list_of(*name);
		*part = MEMBER;
		if (reader->within == 0)
			return 0;
		if (enter_list(reader, *name, type, err) < 0)
			return -1;
	}
}

/* Take the image or annotation that is due apart. */
static int
take_element(struct dn_coco_reader *reader, enum part part,
    struct dn_coco_place *place, struct dn_err *err)
{
	struct dn_coco_element *element = &reader->element;
	uint64_t line;

	if (dn_jsondoc_fields(reader->doc, &element->whole, element->member,
	    err) < 0)
		return -1;
	element->image = part == IMAGE;
	line = dn_jsondoc_line(reader->doc);
	place->offset = dn_jsondoc_offset(reader->doc);
	place->column = dn_jsondoc_column(reader->doc);
	place->length = (uint32_t)element->whole.raw.len;
	place->line = line < UINT32_MAX ? (uint32_t)line : UINT32_MAX;
	return 0;
}

/* ---- the first time -------------------------------------------------- */

/* Take the value that is due, on one line, with room behind to scan it. */
static int
take_value(struct dn_coco_reader *reader, struct dn_json_value *value,
    struct dn_err *err)
{
	char *room;

	if (dn_jsondoc_value(reader->doc, value, err) < 0)
		return -1;
	dn_bytes_clear(&reader->text);
	dn_compact_add(&reader->text, value->raw);
	room = dn_bytes_reserve(&reader->text, DN_JSON_PADDING);
	if (room == NULL)
		return dn_bytes_check(&reader->text, err);
	memset(room, 0, DN_JSON_PADDING);
	value->raw = dn_bytes_span(&reader->text);
	return 0;
}

/* A member of the document that is none of its lists. */
static int
note_member(struct dn_coco_reader *reader, struct dn_span name,
    struct dn_err *err)
{
	struct dn_json_value value;
	struct dn_bytes copy;
	int failed;

	dn_bytes_init(&copy, SIZE_MAX / 2);
	dn_bytes_add_span(&copy, name);
	failed = dn_bytes_check(&copy, err);
	if (failed == 0)
		failed = take_value(reader, &value, err);
	if (failed == 0)
		failed = dn_coco_member(&reader->categories,
		    dn_bytes_span(&copy), &value, err);
	dn_bytes_release(&copy);
	return failed;
}

/* Is the annotation one of a whole video, as YouTube-VIS has them? */
static bool
is_of_video(const struct dn_coco_element *element)
{
	struct dn_json_children walk = dn_json_children(&element->whole);
	struct dn_json_value value;
	struct dn_span name;

	if (element->member[DN_COCO_IMAGE_ID].type > DN_JSON_NULL ||
	    element->whole.type != DN_JSON_OBJECT)
		return false;
	while (dn_json_child(&walk, &name, &value))
		if (dn_span_is(name, "video_id"))
			return true;
	return false;
}

/* Note whether there are pictures; of what is of a video the first place. */
static void
see_medium(struct dn_coco_reader *reader, const struct dn_coco_place *place)
{
	const struct dn_coco_element *element = &reader->element;

	if (element->image || (reader->results &&
	    element->member[DN_COCO_IMAGE_ID].type > DN_JSON_NULL))
		reader->has_pictures = true;
	else if (reader->video.line == 0 && is_of_video(element))
		reader->video = *place;
}

/* Videos and no picture: a document of another kind. */
static int
refuse_videos(const struct dn_coco_reader *reader, struct dn_err *err)
{
	if (reader->video.line == 0 || reader->has_pictures)
		return 0;
	dn_err_set(err, DN_E_NOT_BUILT, "annotations of whole videos "
	    "(\"video_id\" and no \"image_id\", as YouTube-VIS has them) "
	    "are not built");
	return dn_err_at(err, reader->video.line, reader->video.column);
}

/* Note an annotation, and whether something is wrong with it. */
static int
note_annotation(struct dn_coco_reader *reader,
    const struct dn_coco_place *place, struct dn_err *err)
{
	const struct dn_json_value *member = reader->element.member;

	if (dn_coco_check(&reader->element, &reader->mask, err) < 0) {
		if (dn_code_status(err->code) != 3)
			return -1;
		/* It is told when the document is gone through again. */
		reader->troubled = true;
		*err = (struct dn_err)DN_ERR_INIT;
	}
	if (member[DN_COCO_CATEGORY_ID].type > DN_JSON_NULL &&
	    member[DN_COCO_CAPTION].type == DN_JSON_NONE &&
	    dn_coco_ask(&reader->categories, &member[DN_COCO_CATEGORY_ID],
	    &reader->scratch, err) < 0)
		return -1;
	if (dn_coco_index_id(reader->index, &member[DN_COCO_ID], err) < 0)
		return -1;
	return dn_coco_index_annotation(reader->index,
	    &member[DN_COCO_IMAGE_ID], place, err);
}

static int
note_part(struct dn_coco_reader *reader, enum part part, struct dn_span name,
    struct dn_err *err)
{
	struct dn_coco_place place;
	struct dn_json_value value;

	switch (part) {
	case IMAGE:
		if (take_element(reader, part, &place, err) < 0)
			return -1;
		see_medium(reader, &place);
		return dn_coco_index_image(reader->index,
		    &reader->element.member[DN_COCO_ID], &place, err);
	case ANNOTATION:
		if (take_element(reader, part, &place, err) < 0)
			return -1;
		see_medium(reader, &place);
		return note_annotation(reader, &place, err);
	case CATEGORY:
		if (take_value(reader, &value, err) < 0)
			return -1;
		return dn_coco_category(&reader->categories, &value, err);
	default:
		return note_member(reader, name, err);
	}
}

/* Of a document that was gone through: keep which lists it lacks. */
static int
note_lacks(struct dn_coco_reader *reader, struct dn_err *err)
{
	const struct { const char *name; bool there; } lists[] = {
		{ "images", reader->has_images },
		{ "annotations", reader->has_annotations },
		{ "categories", reader->has_categories } };

	for (int i = 0; i < 3 && !reader->results; i++)
		if (!lists[i].there && dn_coco_lacks(&reader->categories,
		    lists[i].name, err) < 0)
			return -1;
	return 0;
}

int
dn_coco_note(struct dn_coco_reader *reader, struct dn_err *err)
{
	enum part part = END;
	struct dn_span name;
	int more = begin(reader, err);

	if (more == 0)
		reader->results = true;
	reader->has_pictures = false;
	reader->video.line = 0;
	reader->index = more < 0 ? NULL : dn_coco_index_new(reader->results,
	    reader->reading->memory);
	if (more >= 0 && reader->index == NULL)
		more = dn_err_memory(err);
	while (more > 0) {
		if (next_part(reader, &part, &name, err) < 0)
			more = -1;
		else if (part == END)
			more = 0;
		else if (note_part(reader, part, name, err) < 0)
			more = -1;
	}
	dn_coco_leave(reader);
	if (more < 0 || refuse_videos(reader, err) < 0 ||
	    note_lacks(reader, err) < 0 ||
	    dn_coco_index_close(reader->index, err) < 0)
		return -1;
	reader->troubled = reader->troubled ||
	    !dn_coco_index_sound(reader->index) || (!reader->results &&
	    !dn_coco_answered(&reader->categories));
	return 0;
}

/* ---- the second time ------------------------------------------------- */

/* What is wrong with an image: 0, nothing; 1; -1. */
static int
judge_image(struct dn_coco_reader *reader, struct dn_err *why,
    struct dn_err *err)
{
	int is = dn_coco_index_is_image(reader->index, err);

	if (is != 0)
		return is < 0 ? -1 : 0;
	if (reader->element.member[DN_COCO_ID].type > DN_JSON_NULL)
		dn_err_set(why, DN_E_REPEATED,
		    "a second image with the same id");
	else
		dn_err_set(why, reader->element.whole.type == DN_JSON_OBJECT ?
		    DN_E_MISSING_FIELD : DN_E_BAD_TYPE,
		    "an image is an object with an \"id\"");
	return 1;
}

/* The same of an annotation. */
static int
judge_annotation(struct dn_coco_reader *reader,
    const struct dn_coco_place *place, struct dn_err *why,
    struct dn_err *err)
{
	const struct dn_coco_making making = {
		.categories = &reader->categories,
		.results = reader->results, .scratch = &reader->scratch };
	const struct dn_json_value *id =
	    &reader->element.member[DN_COCO_IMAGE_ID];
	int has = dn_coco_index_has_image(reader->index, place->offset, err);

	if (has < 0)
		return -1;
	if (has == 0 && id->type > DN_JSON_NULL)
		dn_err_set(why, DN_E_UNKNOWN_ID, "no image has the id %.*s%s",
		    id->raw.len < 60 ? (int)id->raw.len : 60, id->raw.ptr,
		    id->type == DN_JSON_STRING ? ", a text" : "");
	else if (has == 0)
		dn_err_set(why, DN_E_MISSING_FIELD,
		    "an annotation without \"image_id\"%s",
		    is_of_video(&reader->element) ? ", of a video" : "");
	else if (dn_coco_check_category(&making, &reader->element, why) == 0 &&
	    dn_coco_check(&reader->element, &reader->mask, why) == 0)
		return 0;
	return 1;
}

/* Hold back what is wrong first. */
static int
hold(struct dn_coco_reader *reader, const struct dn_err *why, bool image,
    uint64_t offset, struct dn_err *err)
{
	struct dn_coco_held *held = &reader->held;

	held->any = true;
	held->image = image;
	held->err = *why;
	held->offset = offset;
	dn_bytes_clear(&held->raw);
	dn_bytes_add_span(&held->raw, reader->bad);
	return dn_bytes_check(&held->raw, err);
}

/* Something is wrong with the element: 1, give it out; 0, go on; -1. */
static int
turn_away(struct dn_coco_reader *reader, const struct dn_coco_place *place,
    struct dn_err *why, struct dn_err *err)
{
	struct dn_format_run *run = reader->reading->run;
	bool image = reader->element.image;

	dn_bytes_clear(&reader->text);
	dn_compact_add(&reader->text, reader->element.whole.raw);
	if (dn_bytes_check(&reader->text, err) < 0)
		return -1;
	reader->bad = dn_bytes_span(&reader->text);
	why->source = dn_store_name(reader->store);
	dn_err_at(why, place->line, place->column);
	why->byte = place->offset;
	if (!run->keeps_rejects)
		return hold(reader, why, image, place->offset, err);
	if (image) {
		*err = *why;
		return 1;
	}
	run->annotations.in++;
	run->annotations.rejected++;
	return run->reject(run->state, why, reader->bad) < 0 ? -1 : 0;
}

int
dn_coco_tell(struct dn_coco_reader *reader, struct dn_err *err)
{
	enum part part = END;
	struct dn_span name;
	int more;

	if (reader->doc == NULL) {
		more = begin(reader, err);
		if (more <= 0)
			return more;
	}
	for (;;) {
		struct dn_err why = DN_ERR_INIT;
		struct dn_coco_place place;
		int bad;

		if (next_part(reader, &part, &name, err) < 0)
			return -1;
		if (part == END || reader->held.any)
			return 0;
		if (part != IMAGE && part != ANNOTATION)
			continue;
		if (take_element(reader, part, &place, err) < 0)
			return -1;
		bad = part == IMAGE ? judge_image(reader, &why, err) :
		    judge_annotation(reader, &place, &why, err);
		if (bad > 0)
			bad = turn_away(reader, &place, &why, err);
		if (bad != 0)
			return bad;
	}
}
