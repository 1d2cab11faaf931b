#!/bin/sh
# SPDX-License-Identifier: MIT
# run - tables that an office has become events: a roster, an attendance sheet, a
#       bank's wage file in GB18030.
#       办公室现有的表格变成事件：学员名册、签到签退表、银行代发工资明细（GB18030）。
#
# usage: run.sh OUTDIR       dn-ledger is on PATH
set -eu

mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$(dirname "$0")"

# One roster, two maps: who came, and who has a contract.
# 一份名册，两份对照表：谁入学，谁签了劳动合同。
dn-ledger import --map enrol.yaml -o "$out/1-enrol.jsonl" roster.csv
dn-ledger import --map contract.yaml -o "$out/1-contract.jsonl" roster.csv

# Sign-in and sign-out. 签到签退。
dn-ledger import --map attendance.yaml -o "$out/2-attend.jsonl" attendance.tsv

# The wage file: what a spreadsheet spoiled goes to the rejects, with its line and
# column; the counts say what became of each row.
# 代发工资：被电子表格毁掉的号码另存，注明行列；每一行的去向都有计数。
dn-ledger import --map wages.yaml --rejects "$out/3-rejects.jsonl" \
	--summary "$out/3-summary.json" -o "$out/3-payroll.jsonl" wages.csv

# A row that was taken out is missed: the total no longer fits. 删去一行，合计就不符。
status=0
sed '/0002,/d' wages.csv | dn-ledger import --map wages.yaml \
	--rejects "$out/4-rejects.jsonl" 2>"$out/4-cut" || status=$?
echo "status $status" >>"$out/4-cut"

# What is printed is ready for the journal; a second time all are duplicates.
# 输出可直接记入账簿；再记一次，全是重复，不会多记。
for time in 1 2; do
	dn-ledger append -d "$out/book" --recorded 2026-07-15 \
		--summary "$out/5-append-$time.json" "$out/1-enrol.jsonl" \
		"$out/1-contract.jsonl" "$out/2-attend.jsonl" "$out/3-payroll.jsonl"
done
rm -r "$out/book"
