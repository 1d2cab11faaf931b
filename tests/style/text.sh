#!/bin/sh
# SPDX-License-Identifier: MIT
# text - how a source looks: the licence first, then a sentence, tabs of 8
# columns for indentation, at most 80 columns, no space at a line's end, no "//".
set -eu
here=${0%/*}

"$here/sources" lib tools tests | LC_ALL=C xargs -r awk '
function breach(reason)
{
	print FILENAME ":" FNR ": " reason
}

# Columns of a line of UTF-8: tabs go to the next eighth, wide characters
# (Hangul, kana, Han, full-width forms) take two.
function columns(line,    tab, width)
{
	gsub(/[\343-\355][\200-\277][\200-\277]|\357\274[\200-\277]/, "ww", line)
	gsub(/[\200-\277]/, "", line)
	while ((tab = index(line, "\t")) > 0) {
		width += tab - 1
		width += 8 - width % 8
		line = substr(line, tab + 1)
	}
	return width + length(line)
}

FNR == 1 && $0 != "/* SPDX-License-Identifier: MIT */" {
	breach("the first line is not the licence")
}
FNR == 2 && !/^\/\*/ {
	breach("the second line does not say what the file is for")
}
columns($0) > 80 {
	breach(columns($0) " columns")
}
/^\t* \t/ || /^        / {
	breach("indented with spaces")
}
/[ \t\r]$/ {
	breach("space at the end")
}
'
"$here/sources" lib tools tests |
	xargs -r awk -v strings=no -f "$here/code.awk" |
	awk -F '\t' '$3 ~ /\/\// { print $1 ":" $2 ": comment with //" }'
