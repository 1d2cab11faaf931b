#!/bin/sh
# SPDX-License-Identifier: MIT
# shape - nothing is too long or too tangled to be read at once: complexity <= 20,
# function <= 60 lines, file <= 700; in tools/ file <= 150 and main <= 40.
set -eu
here=${0%/*}

command -v pmccabe >/dev/null || { echo "pmccabe is not installed"; exit 77; }
"$here/sources" lib tools | xargs -r pmccabe | awk -F '\t' '
{
	match($6, /\([0-9]+\): /)
	file = substr($6, 1, RSTART - 1)
	name = substr($6, RSTART + RLENGTH)
	where = file ":" $4 ": "
	limit = file ~ /^tools\// && name == "main" ? 40 : 60
}
$1 > 20 {
	print where name " has complexity " $1 ", limit 20"
}
$5 > limit {
	print where name " has " $5 " lines, limit " limit
}'
"$here/sources" lib tools | while read -r file; do
	limit=700
	case $file in tools/*) limit=150 ;; esac
	lines=$(wc -l <"$file")
	[ "$lines" -le $limit ] ||
		echo "$file:$lines: $lines lines, limit $limit"
done
