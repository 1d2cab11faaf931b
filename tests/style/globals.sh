#!/bin/sh
# SPDX-License-Identifier: MIT
# globals - the library has no variable that outlives a call; constant tables are
# no variables.
set -eu

nm -A --format=sysv "$DN_BIN/libdn.a" | awk -F '|' '
$NF ~ /^\.(data|bss|tdata|tbss)/ && $NF !~ /^\.data\.rel\.ro/ ||
    $NF == "*COM*" {
	object = $1
	name = $1
	sub(/^[^:]*:/, "", object)
	sub(/\.o:.*/, ".c", object)
	sub(/.*:/, "", name)
	gsub(/ /, "", name)
	print object ":0: " name " is a variable of the library"
}'
