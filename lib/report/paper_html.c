/* SPDX-License-Identifier: MIT */
/* Paper as HTML: one file without script or network, made for A4. */
#include "report/paper_kind.h"

/*
 * On paper the head of a table is repeated on each page, no row is cut, and
 * pages are numbered.  What the head of a page says is taken from the title by
 * string-set: data never stands in the style.  No grid and no variables, which
 * programs that make PDF of such pages do not know.
 */
static const char style[] =
    "@page{size:A4;margin:20mm 17mm 18mm;@top-left{content:string(what);"
    "font-size:8.5pt;color:#666}@top-right{content:string(id);"
    "font-size:8.5pt;color:#666}@bottom-center{content:counter(page) \" / \" "
    "counter(pages);font-size:8.5pt;color:#666}}\n"
    "@page:first{margin-top:16mm;@top-left{content:none}@top-right{"
    "content:none}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;color:#1b1b1b;font-family:\"Noto Sans CJK SC\",\"Source "
    "Han Sans SC\",\"PingFang SC\",\"Microsoft YaHei\",\"Helvetica Neue\","
    "Arial,sans-serif;font-size:10pt;line-height:1.5;"
    "font-variant-numeric:tabular-nums lining-nums}\n"
    "h1,h2,p,dl,dd,figure{margin:0}\n"
    "header{text-align:center;border-bottom:1.6pt solid #8f1d1d;"
    "padding-bottom:3mm;margin-bottom:3mm}\n"
    ".programme{color:#666;letter-spacing:.06em}\n"
    "h1{font-family:\"Noto Serif CJK SC\",\"Source Han Serif SC\",\"Songti "
    "SC\",SimSun,Georgia,serif;font-weight:700;font-size:20pt;"
    "line-height:1.4;letter-spacing:.12em}\n"
    "h1:lang(en){letter-spacing:.01em}\n"
    "h1 span{string-set:what content()}\n"
    ".id{color:#8f1d1d;overflow-wrap:anywhere}\n"
    ".id span{string-set:id content()}\n"
    "dl{margin-bottom:4mm}\n"
    "dl div{display:inline-block;width:48%;padding:1mm 0;border-bottom:.5pt "
    "solid #c4c4c4;vertical-align:top}\n"
    "dl div:nth-child(odd){margin-right:3%}\n"
    "dt{float:left;color:#666}\n"
    "dd{margin-left:7em;text-align:right;overflow-wrap:anywhere}\n"
    "figure{background:#f4f2ee;border-left:1.2mm solid #8f1d1d;padding:2.5mm "
    "4mm;margin-bottom:4mm;break-inside:avoid}\n"
    "figure span{display:block;color:#666}\n"
    "figure b{font-size:17pt;line-height:1.3;margin-right:6mm}\n"
    "figure em{font-style:normal;display:inline-block}\n"
    "h2{font-size:11.5pt;margin:4mm 0 1.5mm;break-after:avoid}\n"
    "p{color:#666;font-size:8.5pt;margin-bottom:3mm;overflow-wrap:anywhere}\n"
    "table{width:100%;border-collapse:collapse;font-size:9.5pt;"
    "margin-bottom:4mm}\n"
    "thead{display:table-header-group}\n"
    "tr{break-inside:avoid}\n"
    "th,td{padding:.8mm 1.6mm;text-align:left;vertical-align:top;"
    "border-bottom:.5pt solid #c4c4c4;overflow-wrap:anywhere}\n"
    "th{font-weight:600;background:#f4f2ee;border-top:.8pt solid #1b1b1b;"
    "border-bottom:.8pt solid #1b1b1b;white-space:nowrap}\n"
    ".w{break-inside:avoid}\n"
    ".c th,.c td{padding:.25mm 1.6mm;line-height:1.4;font-size:9pt}\n"
    ".n{text-align:right;white-space:nowrap;overflow-wrap:normal}\n"
    ".m{color:#a11212}\n"
    ".s td{background:#f4f2ee;font-weight:600}\n"
    ".t td{font-weight:700;border-top:.8pt solid #1b1b1b;border-bottom:2.4pt "
    "double #1b1b1b}\n"
    ".s,.t{break-before:avoid}\n"
    "footer{margin-top:8mm;break-inside:avoid}\n"
    "section{display:inline-block;width:30%;vertical-align:top}\n"
    "section+section{margin-left:4%}\n"
    "section div{border-bottom:.6pt solid #1b1b1b;padding-bottom:9mm}\n"
    "section i{display:block;font-style:normal;color:#666;text-align:right;"
    "font-size:9pt;margin-top:1mm}\n"
    ".more{margin-top:4mm;font-size:9.5pt}\n"
    "@media screen{html{background:#e7e5e1}body{background:#fff;"
    "max-width:210mm;padding:16mm 17mm;margin:8mm auto;box-shadow:0 1mm 5mm "
    "rgba(0,0,0,.18)}}\n"
    "@media print{*{print-color-adjust:exact;"
    "-webkit-print-color-adjust:exact}}\n";

static void
add_escaped(struct dn_bytes *out, struct dn_span text)
{
	static const char signs[] = "&<>\"'";
	static const char *const names[] = {
		"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"
	};
	size_t at, start = 0;

	for (at = 0; at < text.len; at++) {
		const char *sign = text.ptr[at] == '\0' ? NULL :
		    strchr(signs, text.ptr[at]);

		if (sign == NULL)
			continue;
		dn_bytes_add(out, text.ptr + start, at - start);
		dn_bytes_add_text(out, names[sign - signs]);
		start = at + 1;
	}
	if (at > start)
		dn_bytes_add(out, text.ptr + start, at - start);
}

/* `before`, the text escaped, `after`. */
static void
add_between(struct dn_paper *paper, const char *before, struct dn_span text,
    const char *after)
{
	dn_bytes_add_text(paper->out, before);
	add_escaped(paper->out, text);
	dn_bytes_add_text(paper->out, after);
}

static void
html_title(struct dn_paper *paper, struct dn_span what,
    struct dn_span programme, struct dn_span id)
{
	dn_bytes_add_text(paper->out, "<!DOCTYPE html>\n<html lang=\"");
	dn_bytes_add_text(paper->out,
	    paper->lang == DN_LANG_ZH ? "zh-CN" : "en");
	dn_bytes_add_text(paper->out, "\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
	    "content=\"width=device-width\">\n");
	add_between(paper, "<title>", what, " ");
	add_between(paper, "", id, "</title>\n<style>\n");
	dn_bytes_add_text(paper->out, style);
	dn_bytes_add_text(paper->out, "</style>\n</head>\n<body>\n<header>\n");
	if (programme.len > 0)
		add_between(paper, "<div class=\"programme\">", programme,
		    "</div>\n");
	add_between(paper, "<h1><span>", what, "</span></h1>\n");
	if (id.len > 0)
		add_between(paper, "<div class=\"id\"><span>", id,
		    "</span></div>\n");
	dn_bytes_add_text(paper->out, "</header>\n");
}

static void
html_facts(struct dn_paper *paper, bool begin)
{
	dn_bytes_add_text(paper->out, begin ? "<dl>\n" : "</dl>\n");
}

static void
html_fact(struct dn_paper *paper, struct dn_span word, struct dn_span text)
{
	add_between(paper, "<div><dt>", word, "</dt>");
	add_between(paper, "<dd>", text, "</dd></div>\n");
}

static void
html_figure(struct dn_paper *paper, struct dn_span word,
    struct dn_span amount, struct dn_span text)
{
	add_between(paper, "<figure><span>", word, "</span>");
	add_between(paper, "<b>", amount, "</b>");
	if (text.len > 0)
		add_between(paper, "<em>", text, "</em>");
	dn_bytes_add_text(paper->out, "</figure>\n");
}

static void
html_heading(struct dn_paper *paper, struct dn_span text)
{
	add_between(paper, "<h2>", text, "</h2>\n");
}

static void
html_note(struct dn_paper *paper, struct dn_span text)
{
	add_between(paper, "<p>", text, "</p>\n");
}

static void
html_table(struct dn_paper *paper)
{
	static const char *const begins[] = {
		"<table>\n", "<table class=\"w\">\n",
		"<table class=\"w c\">\n"
	};

	dn_bytes_add_text(paper->out, begins[paper->fit]);
	dn_bytes_add_text(paper->out, "<thead>\n<tr>");
	for (; paper->column < paper->column_count; paper->column++) {
		dn_paper_word(paper, paper->columns[paper->column].word);
		add_between(paper, paper->columns[paper->column].number ?
		    "<th class=\"n\">" : "<th>", dn_bytes_span(&paper->cell),
		    "</th>");
		if (paper->cell.failed == DN_E_NONE)
			dn_bytes_clear(&paper->cell);
	}
	paper->data = false;
	dn_bytes_add_text(paper->out, "</tr>\n</thead>\n<tbody>\n");
}

static void
html_row(struct dn_paper *paper)
{
	static const char *const begins[] = {
		"<tr>", "<tr class=\"s\">", "<tr class=\"t\">"
	};

	dn_bytes_add_text(paper->out, begins[paper->row]);
}

static void
html_cell(struct dn_paper *paper, struct dn_span text)
{
	bool number = paper->columns[paper->column].number;
	bool minus = number && text.len > 0 && text.ptr[0] == '-';

	add_between(paper, minus ? "<td class=\"n m\">" :
	    number ? "<td class=\"n\">" : "<td>", text, "</td>");
}

static void
html_end_row(struct dn_paper *paper)
{
	dn_bytes_add_text(paper->out, "</tr>\n");
}

static void
html_end_table(struct dn_paper *paper)
{
	dn_bytes_add_text(paper->out, "</tbody>\n</table>\n");
}

static void
html_signatures(struct dn_paper *paper)
{
	static const char *const words[] = {
		"prepared-by", "reviewed-by", "approved-by"
	};
	size_t at;

	dn_bytes_add_text(paper->out, "<footer>\n<div class=\"sign\">\n");
	for (at = 0; at < 3; at++) {
		dn_bytes_add_text(paper->out, "<section><div>");
		dn_word_write(paper->out, paper->lang, dn_span_of(words[at]));
		dn_bytes_add_text(paper->out, "</div><i>");
		dn_word_write(paper->out, paper->lang, DN_SPAN("date-line"));
		dn_bytes_add_text(paper->out, "</i></section>\n");
	}
	dn_bytes_add_text(paper->out, "</div>\n<div class=\"more\">");
	dn_word_write(paper->out, paper->lang, DN_SPAN("attachments-line"));
	dn_bytes_add_text(paper->out, "</div>\n</footer>\n");
}

static void
html_end(struct dn_paper *paper)
{
	dn_bytes_add_text(paper->out, "</body>\n</html>\n");
}

const struct dn_paper_kind dn_paper_html = {
	.title = html_title,
	.facts = html_facts,
	.fact = html_fact,
	.figure = html_figure,
	.heading = html_heading,
	.note = html_note,
	.table = html_table,
	.row = html_row,
	.cell = html_cell,
	.end_row = html_end_row,
	.end_table = html_end_table,
	.signatures = html_signatures,
	.end = html_end
};
