#!/bin/sh
# SPDX-License-Identifier: MIT
# floors - a file includes only headers of its own floor and of those below:
#
#   core < io < model < formats, match < agree, dedup, clean, ledger, report < app
#
# Neighbours on one floor never include each other, the foreign parsers and
# decoders are included by io alone, and what tools include lies in lib.
set -eu
here=${0%/*}

"$here/sources" lib tools | xargs -r awk -f "$here/code.awk" | awk -F '\t' '
BEGIN {
	count = split("core:io:model:formats match:" \
	    "agree dedup clean ledger report:app", floors, ":")
	for (i = 1; i <= count; i++) {
		rooms = split(floors[i], room, " ")
		for (j = 1; j <= rooms; j++)
			level[room[j]] = i
	}
	foreign = "^<(libxml/|yaml|sndfile|jpeglib|turbojpeg|png|utf8proc|zlib|zstd|nettle/|sodium)"
}

$3 !~ /^[ \t]*#[ \t]*include/ {
	next
}

{
	header = $3
	sub(/^[ \t]*#[ \t]*include[ \t]*/, "", header)
	split($1, part, "/")
	from = part[1] == "tools" ? "tools" : part[2]
	to = header
	gsub(/^"|\/.*/, "", to)
	where = $1 ":" $2 ": "
}

from != "tools" && !(from in level) {
	print where "lib/" from " is on no floor"
}
header ~ foreign && from != "io" {
	print where header " is included outside lib/io"
}
header ~ /^"/ && header != "\"config.h\"" && !(to in level) &&
    !(from == "tools" && to == "tools") {
	print where header " is not written from lib/"
}
(from in level) && (to in level) && header ~ /^"/ && from != to &&
    level[to] >= level[from] {
	print where "lib/" from " includes lib/" to ", which is not below it"
}'
