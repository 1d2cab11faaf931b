#!/bin/sh
# SPDX-License-Identifier: MIT
# top - at most 15 entries at the top, so that a stranger sees the house at once.
set -eu
here=${0%/*}

[ -e .git ] || [ -e MANIFEST ] ||
	{ echo "neither git nor MANIFEST tells what belongs here"; exit 77; }
entries=$("$here/../manifest" . | grep -v '^\.' | cut -d / -f 1 | uniq | wc -l)
[ "$entries" -le 15 ] || echo ".:0: $entries entries at the top, limit 15"
