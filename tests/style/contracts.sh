#!/bin/sh
# SPDX-License-Identifier: MIT
# contracts - every function that a header of the library declares has a comment
# directly above it; functions of one kind may share one, when they stand under it
# with no blank line between.
set -eu
here=${0%/*}

"$here/sources" lib -name '*.h' |
	xargs -r awk -v strings=no -f "$here/code.awk" |
	awk -F '\t' -f "$here/contracts.awk"
