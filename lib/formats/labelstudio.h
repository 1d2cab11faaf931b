/* SPDX-License-Identifier: MIT */
/* Label Studio's tasks and the record, both ways: what its parts share. */
#ifndef DN_FORMATS_LABELSTUDIO_H
#define DN_FORMATS_LABELSTUDIO_H

#include <stdbool.h>
#include <stddef.h>

#include "core/names.h"
#include "formats/format.h"
#include "io/src.h"
#include "model/offset.h"
#include "model/turn.h"

/* ---- types of entries ------------------------------------------------ */

/* What an entry of a `result` says, by its type. */
enum dn_studio_answer {
	DN_STUDIO_REGION,       /* a shape, labels, or both */
	DN_STUDIO_CHOICES,
	DN_STUDIO_TAXONOMY,
	DN_STUDIO_RATING,       /* also numbers and dates */
	DN_STUDIO_TEXT,
	DN_STUDIO_PREFERENCE,
	DN_STUDIO_RANKING,
	DN_STUDIO_RELATION,
	DN_STUDIO_UNKNOWN
};

/* What the members of an entry's `value` draw. */
enum dn_studio_shape {
	DN_STUDIO_NONE,
	DN_STUDIO_BOX,
	DN_STUDIO_POLYGON,
	DN_STUDIO_POINT,
	DN_STUDIO_ELLIPSE,
	DN_STUDIO_BRUSH,
	DN_STUDIO_BITMASK,
	DN_STUDIO_TRACK,
	DN_STUDIO_TIMELINE,
	DN_STUDIO_SPAN,
	DN_STUDIO_HYPERTEXT,
	DN_STUDIO_PARAGRAPHS,
	DN_STUDIO_INTERVAL
};

/* What an entry of that type says; DN_STUDIO_UNKNOWN for other types. */
enum dn_studio_answer dn_studio_answer(struct dn_span type);

/* The member of `value` in which a type has its labels or its answer. */
struct dn_span dn_studio_member(struct dn_span type);

/* The members of `value` that are a shape's geometry; NULL-ended. */
const char *const *dn_studio_geometry(enum dn_studio_shape shape);

/* Is the name one of a NULL-ended list? */
bool dn_studio_listed(struct dn_span name, const char *const *list);

/* ---- keys of `source.raw` that are no pointers ----------------------- */

/*
 * An entry that only brings the labels of the region before it, joined to that
 * one's annotation: its members, without those that both have; and its number
 * in the result, or that of a relation, where it stands in a place of its own.
 */
#define DN_STUDIO_JOINED "joined"
#define DN_STUDIO_PLACE "place"
#define DN_STUDIO_JOINED_PLACE "joined-place"
#define DN_STUDIO_SHARED "shared"       /* geometry is that of `target` */
#define DN_STUDIO_MEDIUM "medium"       /* pointer to it, seen from the task */
#define DN_STUDIO_NO_RESULT "no-result" /* of `work`: there was none */

/* What the files of a folder are called. */
#define DN_STUDIO_CONFIG "config.xml"
#define DN_STUDIO_TASKS "tasks.json"

/*
 * A member of an entry that stood as a text alone, or in a list of them; and of
 * an annotation, whose flat object had members that others had not so.
 */
#define DN_STUDIO_MIN "min"

/* The member of a value that is a picture. */
#define DN_STUDIO_PICTURE "imageDataURL"

/* Words of an item's `source.dialect`. */
#define DN_STUDIO_OBJECT "object"       /* the file is this task alone */
#define DN_STUDIO_COMPLETIONS "completions"     /* is what the list is called */
#define DN_STUDIO_FLAT "min"            /* a flat object of JSON_MIN */
#define DN_STUDIO_LONE "annotation"     /* one, with its task in it */
#define DN_STUDIO_UTF16 "utf16"         /* what offsets count */
#define DN_STUDIO_BYTE "byte"
#define DN_STUDIO_NEWLINE "newline"     /* and CR LF as one */

/* Is `word` one of the words, separated by blanks, of `dialect`? */
bool dn_studio_says(struct dn_span dialect, const char *word);

/* ---- percent and pixels ---------------------------------------------- */

/* What 100 % are: pixels of the picture, or 1 where its size is unknown. */
struct dn_studio_scale {
	double width, height;
	bool fraction;
};

/* The text of an item, and the utterances that it is joined of, if any. */
struct dn_studio_text {
	bool known;                     /* there is one */
	struct dn_points points;
	struct dn_offsets offsets;
	enum dn_offset_unit unit;       /* of the file */
	size_t *starts;                 /* of utterances; count + 1, borrowed */
	size_t count;                   /* of utterances; 0: a plain text */
};

/* A task on its way to an item. */
struct dn_studio_task {
	struct dn_reading *reading;
	struct dn_item *item;
	struct dn_tree *tree;           /* of the item */
	struct dn_node *task;
	uint64_t number;                /* in its document, from 1 */
	/* Of JSON_MIN: the objects of one task, an annotation each. */
	struct dn_node **flats;
	size_t flat_count;              /* 0: it is none of these */
	struct dn_names *choices, *areas;       /* controls by configurations */
	struct dn_studio_scale scale;
	struct dn_studio_text text;
	struct dn_bytes scratch;
	uint64_t texts[DN_OFFSETS_COUNT];       /* by their unit, so far */
	uint64_t mismatches;            /* spans whose text is another */
	uint64_t sizeless;              /* regions kept for want of a size */
	uint64_t elsewhere;             /* regions of other media of tasks */
	/* The tag that the first region on a medium of that type is about. */
	struct dn_span shown[DN_MEDIA_VIDEO + 1];
	bool by_file;                   /* its id is that of a file */
	bool lone;                      /* it was an annotation with it */
};

/* Names of a configuration's tags: all, Choices, TextArea; each or NULL. */
struct dn_studio_names {
	struct dn_names *all, *choices, *areas;
};

/* How annotations name their set: by which member; NULL: they need not. */
struct dn_studio_name {
	const char *member;
	struct dn_span text;
};

/*
 * Give `annotation` of the item the geometry of `value`, its kind and its
 * numbers; digits that would not come back of themselves are kept.  -1 with
 * DN_E_BAD_VALUE, or DN_E_NEED_SIZE where only pixels will do.
 */
int dn_studio_read_shape(struct dn_item *item, struct dn_node *annotation,
    struct dn_node *value, enum dn_studio_shape shape,
    struct dn_studio_scale scale, struct dn_bytes *scratch,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * Of several parts, points or stretches of one annotation the one that is to be
 * written.  Zeroed but for `number`; the rest is read with the first.
 */
struct dn_studio_piece {
	size_t number, count;
	bool known;
	struct dn_part *parts;
	struct dn_ring points;
	struct dn_range *ranges;
};

/*
 * The way back: set members of `value`, an object of the tree `out`.  `own`:
 * what was kept is used, as long as it still says the same.  1; 0 where the
 * annotation has no such geometry; -1 with data that is bad.
 */
int dn_studio_write_shape(struct dn_item *item,
    const struct dn_annotation *annotation, bool own,
    struct dn_studio_piece *piece, struct dn_studio_scale scale,
    struct dn_tree *out, struct dn_node *value,
    struct dn_err *err) DN_MUST_CHECK;

/* The same for brush strokes alone, whose run lengths become a mask. */
int dn_studio_read_brush(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *value, struct dn_studio_scale scale,
    struct dn_bytes *scratch, struct dn_err *err) DN_MUST_CHECK;
int dn_studio_write_brush(struct dn_item *item, struct dn_node *annotation,
    bool own, struct dn_tree *out, struct dn_node *value, struct dn_err *err)
    DN_MUST_CHECK;

/* The same for masks that are pictures in the text of an address. */
int dn_studio_read_bitmask(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *value, struct dn_studio_scale scale, struct dn_err *err)
    DN_MUST_CHECK;
int dn_studio_write_bitmask(struct dn_item *item, struct dn_node *annotation,
    struct dn_node *kept, struct dn_tree *out, struct dn_node *value,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * The same for what moves through a video: a `sequence` of boxes by frames is
 * a track, where what is not enabled is outside.
 */
int dn_studio_read_track(struct dn_item *item, struct dn_node *annotation,
    struct dn_node *value, struct dn_studio_scale scale,
    struct dn_bytes *scratch, struct dn_err *err) DN_MUST_CHECK;
int dn_studio_write_track(struct dn_item *item, struct dn_node *annotation,
    bool own, struct dn_studio_scale scale, struct dn_tree *out,
    struct dn_node *value, struct dn_err *err) DN_MUST_CHECK;

/*
 * The same for a `timelinelabels`: its ranges of frames are a track whose
 * shape is a class, outside from behind each of them on.
 */
int dn_studio_read_timeline(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *value, struct dn_bytes *scratch, struct dn_err *err)
    DN_MUST_CHECK;
int dn_studio_write_timeline(struct dn_tree *tree,
    struct dn_node *annotation, bool own, struct dn_tree *out,
    struct dn_node *value, struct dn_err *err) DN_MUST_CHECK;

/* Is it a track of that kind? */
bool dn_studio_is_timeline(struct dn_tree *tree, struct dn_node *annotation);

/* A box in percent as pixels, turned about its centre, and the way back. */
struct dn_turned dn_studio_box_pixels(const double numbers[5],
    struct dn_studio_scale scale);
void dn_studio_box_percent(struct dn_turned turned,
    struct dn_studio_scale scale, double numbers[5]);

/* ---- texts ----------------------------------------------------------- */

/* Make ready for `text`, *borrowed*.  Release is due either way. */
int dn_studio_text_init(struct dn_studio_text *text, struct dn_span content,
    struct dn_err *err) DN_MUST_CHECK;
void dn_studio_text_release(struct dn_studio_text *text);

/*
 * The utterances of a dialogue, objects with a "text", joined by newlines in
 * `out`, and where they start in text->starts, taken from the tree.  False,
 * with nothing set, when the node is no such list.
 */
bool dn_studio_dialogue(struct dn_tree *tree, struct dn_node *node,
    struct dn_bytes *out, struct dn_studio_text *text);

/* Is it a time: a number, or a date that is seconds since 1970? */
bool dn_studio_is_time(struct dn_tree *tree, struct dn_node *node);

/* As dn_studio_read_shape, for what stands in a text or in time. */
int dn_studio_read_span(struct dn_item *item, struct dn_node *annotation,
    struct dn_node *value, enum dn_studio_shape shape,
    const struct dn_studio_text *text, struct dn_err *err) DN_MUST_CHECK;

/* As dn_studio_write_shape. */
int dn_studio_write_span(struct dn_item *item,
    const struct dn_annotation *annotation, bool own,
    struct dn_studio_piece *piece, const struct dn_studio_text *text,
    struct dn_tree *out, struct dn_node *value,
    struct dn_err *err) DN_MUST_CHECK;

/* ---- source.raw ------------------------------------------------------ */

/* Keep `member` of an entry's `value` in the raw members of `annotation`. */
void dn_studio_keep_value(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *member);

/* What was kept of that member of `value`, or NULL. */
struct dn_node *dn_studio_kept_value(struct dn_tree *tree,
    struct dn_node *annotation, const char *name);

/*
 * Put the members that `names` (NULL-ended) lists behind the others in its
 * order, `source` last, its raw members in byte order: what is written and
 * read again is then the same record, however it was ordered.
 */
void dn_studio_order(struct dn_tree *tree, struct dn_node *object,
    const char *const *names);

/*
 * Set what the pointer names, seen from `object` of the tree `out`, to a copy
 * of `from`, making objects on the way.  False when it is no pointer.
 */
bool dn_studio_put(struct dn_tree *out, struct dn_node *object,
    struct dn_span pointer, const struct dn_node *from);

/* ---- reading --------------------------------------------------------- */

/*
 * Fill task->item from task->task.  `object`: it is all of its document.  -1
 * when the task is bad, or the run ends of one of its parts (then with no code
 * in `err`).
 */
int dn_studio_read_task(struct dn_studio_task *task, bool object,
    struct dn_err *err) DN_MUST_CHECK;

/* Is this a flat object: a task with one annotation, as JSON_MIN has it? */
bool dn_studio_is_flat(struct dn_tree *tree, struct dn_node *task);

/*
 * Make task->scratch the text of the task that task->flats stand for.  What is
 * a list of shapes or labels, or an object of choices, is an answer, and so is
 * a text under the name of a control of choices or texts; all else is data,
 * but what is not the same in all of them: that is kept with the annotation.
 */
void dn_studio_widen(struct dn_studio_task *task);

/* Is it an annotation with its task in it? */
bool dn_studio_is_lone(struct dn_tree *tree, struct dn_node *node);

/* Make task->scratch the task that such an annotation is the only one of. */
void dn_studio_turn(struct dn_studio_task *task);

/* The lists of sets that a task may have. */
#define DN_STUDIO_LISTS 3
extern const char *const dn_studio_lists[DN_STUDIO_LISTS];

/*
 * Give the item its id and medium, by what its sets draw and its `data` holds,
 * and keep the rest of `data`.
 */
int dn_studio_set_medium(struct dn_studio_task *task, struct dn_node *data,
    struct dn_err *err) DN_MUST_CHECK;

/* Note what tag the regions of the task are about, from the first on. */
void dn_studio_note_target(struct dn_studio_task *task,
    struct dn_node *entry, enum dn_studio_shape shape);

/* Is the region on another picture or text than the item's medium? */
bool dn_studio_is_elsewhere(struct dn_studio_task *task,
    struct dn_node *entry, enum dn_studio_shape shape);

/* Then say so in its annotation, and of that medium among `others`. */
void dn_studio_set_other(struct dn_studio_task *task,
    struct dn_node *annotation, struct dn_node *entry,
    enum dn_studio_shape shape);

/* The first of the only list of texts in the data, which pages may be in. */
struct dn_node *dn_studio_first_page(struct dn_tree *tree,
    struct dn_node *data);

/* Is an entry that tells a size on a later picture than the first? */
bool dn_studio_is_later(struct dn_studio_task *task, struct dn_node *entry);

/* Add "task-" and the id of the task, else its number, to task->scratch. */
void dn_studio_call_task(struct dn_studio_task *task);

/* Keep a member of the task under `before` and its own step. */
void dn_studio_keep(struct dn_studio_task *task, const char *before,
    struct dn_node *member);

/*
 * Add the entries of `result`, an array, of the set of that name; bad ones are
 * rejected.  `prediction`: they stand in one.
 */
int dn_studio_read_result(struct dn_studio_task *task,
    struct dn_node *result, const struct dn_studio_name *name,
    bool prediction, struct dn_err *err) DN_MUST_CHECK;

/* True for a list of at least one string, and of nothing else. */
bool dn_studio_are_strings(struct dn_tree *tree, struct dn_node *list);

/* Set `label`, or `labels` where there are several; false for other lists. */
bool dn_studio_set_labels(struct dn_tree *tree, struct dn_node *annotation,
    struct dn_node *list);

/*
 * Set the kind of an answer, and what `member` of the value says.  False, with
 * nothing set, when it is no such answer.
 */
bool dn_studio_set_answer(struct dn_tree *tree, struct dn_node *annotation,
    enum dn_studio_answer answer, struct dn_node *member,
    struct dn_bytes *scratch) DN_MUST_CHECK;

/*
 * Make `header` say what a labelling configuration does: the labels and choices
 * in their order, and its `text` as it is.  `src` reads the same text.  The
 * names of its tags are added to those of `names`.
 */
int dn_studio_read_config(struct dn_item *header, struct dn_src *src,
    struct dn_span text, const struct dn_studio_names *names,
    struct dn_err *err) DN_MUST_CHECK;

/* What an entry's value draws, as far as its members tell. */
enum dn_studio_shape dn_studio_shape(struct dn_studio_task *task,
    struct dn_span type, struct dn_node *value);

/* Who a person is: by address, else by number; absent where nobody is. */
struct dn_span dn_studio_person(struct dn_tree *tree,
    struct dn_node *person);

/* True for a number that is written as a person's id: digits alone. */
bool dn_studio_is_number(struct dn_span person);

/* The functions of the descriptor: see format.h. */
void *dn_studio_read_open(struct dn_reading *reading, struct dn_err *err);
int dn_studio_read_next(void *state, struct dn_item *item,
    struct dn_span *raw, struct dn_err *err);
void dn_studio_read_close(void *state);
void *dn_studio_write_open(struct dn_writing *writing, struct dn_err *err);
int dn_studio_write_item(void *state, struct dn_item *item,
    struct dn_err *err);
int dn_studio_write_end(void *state, struct dn_err *err);
void dn_studio_write_close(void *state);

#endif
