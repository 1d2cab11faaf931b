/* SPDX-License-Identifier: MIT */
/*
 * compare - do two files of one format say the same?  What the format leaves
 * free does not count: white space and order in XML, the order of elements in
 * a JSON document's lists, the order of lines in an .ann file.  Other files
 * must be the same bytes.  The parsers are not ours.
 */
#include <jansson.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A list of texts, owned. */
struct list {
	char **texts;
	size_t count;
};

static void *
must(void *memory)
{
	if (memory == NULL) {
		fputs("compare: no memory\n", stderr);
		exit(2);
	}
	return memory;
}

static void
add(struct list *list, char *text)
{
	list->texts = must(realloc(list->texts,
	    (list->count + 1) * sizeof(char *)));
	list->texts[list->count++] = must(text);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The texts in order, each in brackets; frees the list. */
static char *
join(struct list *list, bool sorted)
{
	size_t len = 1;
	char *text, *at;

	if (sorted && list->count > 1)
		qsort(list->texts, list->count, sizeof(char *), by_text);
	for (size_t i = 0; i < list->count; i++)
		len += strlen(list->texts[i]) + 3;
	at = text = must(malloc(len));
	*at = '\0';
	for (size_t i = 0; i < list->count; i++) {
		len = strlen(list->texts[i]);
		*at++ = '<';
		memcpy(at, list->texts[i], len);
		at += len;
		*at++ = '>';
		*at++ = '\n';
		*at = '\0';
		free(list->texts[i]);
	}
	free(list->texts);
	*list = (struct list){ NULL, 0 };
	return text;
}

/* ---- XML ------------------------------------------------------------- */

static char *
trimmed(const char *text)
{
	size_t len;

	text += strspn(text, " \t\r\n");
	len = strlen(text);
	while (len > 0 && strchr(" \t\r\n", text[len - 1]) != NULL)
		len--;
	return must(strndup(text, len));
}

/* An element as a text that only what it says decides. */
static char *
canonical_element(xmlNode *element)
{
	struct list parts = { NULL, 0 };
	char *own = must(strdup((const char *)element->name));

	for (xmlAttr *a = element->properties; a != NULL; a = a->next) {
		xmlChar *value = xmlNodeListGetString(element->doc,
		    a->children, 1);
		size_t len = strlen((const char *)a->name) + 3 +
		    (value != NULL ? strlen((char *)value) : 0);
		char *text = must(malloc(len));

		snprintf(text, len, "@%s=%s", (const char *)a->name,
		    value != NULL ? (char *)value : "");
		add(&parts, text);
		xmlFree(value);
	}
	for (xmlNode *child = element->children; child != NULL;
	    child = child->next)
		if (child->type == XML_ELEMENT_NODE)
			add(&parts, canonical_element(child));
		else if (child->type == XML_TEXT_NODE)
			add(&parts, trimmed((const char *)child->content));
	/* Blank text between elements is nothing. */
	for (size_t i = 0; i < parts.count;)
		if (parts.texts[i][0] == '\0') {
			free(parts.texts[i]);
			parts.texts[i] = parts.texts[--parts.count];
		} else {
			i++;
		}
	add(&parts, own);
	return join(&parts, true);
}

static char *
canonical_xml(const char *path)
{
	xmlDoc *doc = xmlReadFile(path, NULL, XML_PARSE_NONET);
	char *text;

	if (doc == NULL)
		return NULL;
	text = canonical_element(xmlDocGetRootElement(doc));
	xmlFreeDoc(doc);
	return text;
}

/* ---- JSON ------------------------------------------------------------ */

static char *
canonical_json(const char *path)
{
	const size_t flags = JSON_SORT_KEYS | JSON_ENCODE_ANY;
	struct list parts = { NULL, 0 }, elements = { NULL, 0 };
	json_t *doc = json_load_file(path, 0, NULL), *value, *element;
	const char *name;
	size_t i;

	if (doc == NULL)
		return NULL;
	json_object_foreach(doc, name, value) {
		add(&elements, strdup(name));
		if (!json_is_array(value))
			add(&elements, json_dumps(value, flags));
		json_array_foreach(value, i, element)
			add(&elements, json_dumps(element, flags));
		add(&parts, join(&elements, true));
	}
	json_decref(doc);
	return join(&parts, true);
}

/* ---- lines and bytes ------------------------------------------------- */

static char *
slurp(const char *path)
{
	FILE *file = fopen(path, "rb");
	char *text = must(calloc(1, 1 << 20));
	size_t got;

	if (file == NULL) {
		free(text);
		return NULL;
	}
	got = fread(text, 1, (1 << 20) - 1, file);
	fclose(file);
	/* No sample holds a NUL or is as large as that. */
	if (got == (1 << 20) - 1 || strlen(text) != got) {
		free(text);
		return NULL;
	}
	return text;
}

static char *
canonical_lines(const char *path)
{
	struct list lines = { NULL, 0 };
	char *text = slurp(path), *line, *next;

	for (line = text; line != NULL && *line != '\0'; line = next) {
		next = line + strcspn(line, "\n");
		if (*next != '\0')
			*next++ = '\0';
		add(&lines, trimmed(line));
	}
	free(text);
	return join(&lines, true);
}

static char *
canonical(const char *path)
{
	const char *dot = strrchr(path, '.');

	if (dot != NULL && strcmp(dot, ".xml") == 0)
		return canonical_xml(path);
	if (dot != NULL && strcmp(dot, ".json") == 0)
		return canonical_json(path);
	if (dot != NULL && strcmp(dot, ".ann") == 0)
		return canonical_lines(path);
	return slurp(path);
}

int
main(int argc, char **argv)
{
	char *a, *b;
	bool same;

	if (argc != 3) {
		fputs("usage: compare FILE FILE\n", stderr);
		return 2;
	}
	a = canonical(argv[1]);
	b = canonical(argv[2]);
	same = a != NULL && b != NULL && strcmp(a, b) == 0;
	if (!same)
		printf("--- %s\n%s\n+++ %s\n%s\n", argv[1],
		    a != NULL ? a : "(unreadable)", argv[2],
		    b != NULL ? b : "(unreadable)");
	free(a);
	free(b);
	return same ? 0 : 1;
}
