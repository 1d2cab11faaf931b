#!/bin/sh
# SPDX-License-Identifier: MIT
# man - mandoc finds nothing to warn of in the pages.
set -eu

command -v mandoc >/dev/null || { echo "mandoc is not installed"; exit 77; }
for page in man/*.[1-9]; do
	[ ! -e "$page" ] || mandoc -Tlint -Wwarning "$page" 2>&1 |
		sed -n 's/^mandoc: \([^:]*:[0-9]*\):[0-9]*: /\1: /p'
done
