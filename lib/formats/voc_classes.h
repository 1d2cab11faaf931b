/* SPDX-License-Identifier: MIT */
/* The classes of VOC's pictures of segmentation: numbers, names, colours. */
#ifndef DN_FORMATS_VOC_CLASSES_H
#define DN_FORMATS_VOC_CLASSES_H

#include "core/bytes.h"
#include "model/label.h"

#define DN_VOC_CLASSES 255      /* 0 is the background, 255 void */

/* Classes by number and by name. */
struct dn_voc_classes;

/* A *new* table of the background alone; NULL without memory. */
struct dn_voc_classes *dn_voc_classes_new(void);

/* Free it; NULL is fine. */
void dn_voc_classes_free(struct dn_voc_classes *classes);

/* Add the devkit's twenty, numbered as there; -1 without memory. */
int dn_voc_classes_devkit(struct dn_voc_classes *classes, struct dn_err *err)
    DN_MUST_CHECK;

/*
 * Add those of a labelmap.txt, "name:r,g,b:parts:actions" a line.  Their
 * numbers are those that have their colour in VOC's colour map, or else that
 * of the line, or if that is taken the lowest free one.  What is no such line,
 * and what is beyond DN_VOC_CLASSES, is passed over.  -1 without memory.
 */
int dn_voc_classes_read(struct dn_voc_classes *classes, struct dn_span text,
    struct dn_err *err) DN_MUST_CHECK;

/*
 * For a data set from elsewhere: the devkit's where all labels there are so
 * far are among them, else these numbered from 1, as dn_labels_number does.
 */
int dn_voc_classes_choose(struct dn_voc_classes *classes,
    struct dn_labels *labels, struct dn_err *err) DN_MUST_CHECK;

/* The number of a name; 0 where it has none. */
int dn_voc_classes_number(const struct dn_voc_classes *classes,
    struct dn_span name);

/* The same, but a new name gets the lowest free number; -1 without memory. */
int dn_voc_classes_need(struct dn_voc_classes *classes, struct dn_span name,
    struct dn_err *err) DN_MUST_CHECK;

/* The name of a number, *borrowed*; the absent span where it has none. */
struct dn_span dn_voc_classes_name(const struct dn_voc_classes *classes,
    int number);

/* The colours of all numbers: those of a labelmap, else of VOC's map. */
void dn_voc_classes_palette(const struct dn_voc_classes *classes,
    unsigned char palette[256][3]);

/* Append the labelmap.txt; nothing where the devkit's names say it all. */
void dn_voc_classes_write(const struct dn_voc_classes *classes,
    struct dn_bytes *out);

/* The colour of a number in VOC's colour map. */
void dn_voc_colour(int number, unsigned char colour[3]);

#endif
