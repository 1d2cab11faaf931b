#!/bin/sh
# SPDX-License-Identifier: MIT
# monthly - the month's work of a ledger, from the drop folder to the statement.
#           每月一次：从投递文件夹到对账单。
#
# usage: monthly.sh CONF [MONTH]     MONTH as 2026-07, by default this month
#
# CONF is a shell file that sets
#   ledger   the ledger's folder            drop   where offices put their tables
#   maps     NAME.yaml for NAME-*.*         out    where statements go
#   policy   the policy                     key    made by dn-ledger keygen -o KEY
#   cut_day  last day of a statement's month that counts, 15 if it is not set
#   mailto   who gets the summary; nobody: it is printed
#   recorded day the events are recorded; today if it is not set
#
# It can be run twice, at any time, and killed anywhere: the next run ends what
# this one began. Nothing is counted twice, as ids of events are the same for the
# same table, and a statement that is there is printed again, byte for byte.
# Status: 0 done; 1 something is for people to look at; 4 locked, try again; else
# as dn-ledger has it.
# 可以重复运行，也可以在任何一处被中断：下一次会接着做完，什么也不会多计。
set -eu
umask 077

. "$1"
month=${2:-$(date +%Y-%m)}
id=S-$month cut=$month-${cut_day:-15} worst=0
mkdir -p "$out" "$drop" "$drop/done"

# What a killed run has left is in the way of nobody, but holds personal data.
for left in "$out"/.work-*; do
	kill -0 "${left##*-}" 2>/dev/null || rm -rf "$left"
done
work=$out/.work-$$
mkdir "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 4' HUP INT TERM

# What is new is noted at once, so that a run that was killed is told of too.
news=$out/$id.news

# try WHAT COMMAND...: run it; what it says becomes news. Status 1 is an answer,
# and the work goes on; any other but 0 ends it.
try() {
	what=$1 status=0
	shift
	"$@" 2>"$work/said" || status=$?
	if [ -s "$work/said" ] || [ $status != 0 ]; then
		echo "$what: status $status" >>"$news"
		sed 's/^/    /' "$work/said" >>"$news"
	fi
	case $status in
	0) ;;
	1) worst=1 ;;
	*) finish $status ;;
	esac
}

# finish STATUS: mail the news, if there are any, and keep what was mailed.
finish() {
	[ -s "$news" ] || exit "$1"
	if [ -n "${mailto-}" ] && command -v sendmail >/dev/null; then
		{
			printf 'To: %s\nSubject: dn-ledger %s: status %s\n' \
				"$mailto" "$id" "$1"
			printf 'Content-Type: text/plain; charset=utf-8\n\n'
			cat "$news"
		} | sendmail -t
	else
		cat "$news"
	fi
	mv "$news" "$out/$id.mail"
	exit "$1"
}

# 1. Each table becomes events; its bad rows are kept for who sent it. 导入
for table in "$drop"/*-*.*; do
	[ -f "$table" ] || continue
	name=${table##*/}
	try "import $name" dn-ledger import --map "$maps/${name%%-*}.yaml" \
		--rejects "$out/$name.rejects" -o "$work/events" "$table"
	[ -s "$out/$name.rejects" ] || rm -f "$out/$name.rejects"

	# 2. The events go into the journal; the table out of the way. 记账
	try "append $name" dn-ledger append -q -d "$ledger" -p "$policy" \
		${recorded:+--recorded "$recorded"} --summary "$work/counts" \
		-o /dev/null "$work/events"
	sed -n 's/.*"out":\([0-9]*\),.*"duplicates":\([0-9]*\).*/\1 \2/p' \
		"$work/counts" | while read -r new known; do
		echo "$name: $new new events, $known known"
	done >>"$news"
	mv "$table" "$drop/done/$name"
done

# 3. The statement, as it is kept, and for people. 对账单
try statement dn-ledger statement -d "$ledger" -p "$policy" --id "$id" \
	--cut "$cut" -o "$out/$id.jsonl"
for format in csv html; do
	try $format dn-ledger statement -q -d "$ledger" --id "$id" --cut "$cut" \
		--format $format --lang zh -o "$out/$id.$format"
done
[ -e "$out/$id.mail" ] || echo "statement $id, cut $cut" >>"$news"

# 4. A checkpoint, to be kept elsewhere; then all is checked. 签名与核对
[ -e "$out/$id.checkpoint" ] ||
	try sign dn-ledger sign -d "$ledger" --key "$key" \
		-o "$out/$id.checkpoint"
try verify dn-ledger verify -d "$ledger" --pub "$key.pub" \
	--since "$out/$id.checkpoint" -o "$work/verified"
if [ -s "$news" ]; then
	{
		sed -n '$s/.*"payable_fen":\([0-9]*\).*"amount_text":"\([^"]*\)".*/payable: \1 fen, \2/p' \
			"$out/$id.jsonl"
		sed -n 's/.*"lines":\([0-9]*\).*"faults":\([0-9]*\).*/verified: \1 lines, \2 faults/p' \
			"$work/verified"
	} >"$work/summary"
	cat "$work/summary" >>"$news"
fi
finish $worst
