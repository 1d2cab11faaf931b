#!/bin/sh
# SPDX-License-Identifier: MIT
# lists - lib/sources.mk lists what stands in lib/, tests/local.mk what stands in
# tests/unit/, and both do it in byte order; each tool is built and has its page.
set -eu
export LC_ALL=C

# same LIST PATTERN FOLDER: the names in LIST that match PATTERN are FOLDER's files.
same() {
	listed=$(grep -o "$2" "$1")
	found=$(find "$3" -name '*.[ch]' -o -name '*.def' | sort)
	[ "$listed" = "$(echo "$listed" | sort)" ] ||
		echo "$1:0: the files are not in byte order"
	{ echo "$listed"; echo "$found"; } | sort | uniq -u |
		sed "s|.*|&:0: does not stand once in $1 and once in $3/|"
}

same lib/sources.mk 'lib/[a-z0-9_/-]*\.[a-z]*' lib
same tests/local.mk 'tests/unit/[a-z0-9_-]*\.[chdef]*' tests/unit
for tool in tools/*.c; do
	[ -e "$tool" ] || continue
	name=$(basename "$tool" .c)
	[ -e "man/$name.1" ] || echo "$tool:0: has no page man/$name.1"
	grep -q "^bin_PROGRAMS.* $name\$" Makefile.am ||
		grep -q "^	$name\\( \\\\\\)\\{0,1\\}\$" Makefile.am ||
		echo "$tool:0: is not in bin_PROGRAMS of Makefile.am"
done
for page in man/*.[1-9]; do
	[ -e "$page" ] || continue
	grep -q "$page" Makefile.am ||
		echo "$page:0: is not in dist_man_MANS of Makefile.am"
done
