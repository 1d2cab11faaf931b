#!/bin/sh
# SPDX-License-Identifier: MIT
# run - two months of the monthly job, the second one run twice.
#       每月的任务运行两个月；第二个月运行两遍，结果不变。
#
# usage: run.sh OUTDIR       dn-ledger is on PATH
set -eu

mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$(dirname "$0")"
import=../04-import

# A ledger for a class of five, with a secret that is known so that the results
# can be compared; a real one is made by the first append, and is nobody's.
# 五人班的账簿；为便于比较，这里的密钥是公开的，真正的密钥由第一次记账生成。
mkdir "$out/ledger" "$out/drop" "$out/maps"
printf '%064d 6*4\n' 1 >"$out/ledger/secret.key"
chmod 600 "$out/ledger/secret.key"
sed -e 's/min_for_acceptance: 500/min_for_acceptance: 1/' \
	-e 's/on_missing: block/on_missing: warn/' \
	../policies/datong-2025.yaml >"$out/policy.yaml"
cp $import/wages.yaml $import/enrol.yaml $import/contract.yaml "$out/maps"
dn-ledger keygen -o "$out/key"
cat >"$out/conf" <<END
ledger='$out/ledger' drop='$out/drop' maps='$out/maps' out='$out/statements'
policy='$out/policy.yaml' key='$out/key' recorded=\$day
END

# March: the class opens, the roster comes. 三月：开班，名册到。
export day=2026-03-15
echo '{"type":"batch_open","id":"open-B1","at":"2026-03-02","batch":"B1","planned":5}' |
	dn-ledger append -d "$out/ledger" -p "$out/policy.yaml" --recorded $day
cp $import/roster.csv "$out/drop/enrol-B1.csv"
sh monthly.sh "$out/conf" 2026-03 >"$out/2026-03"

# July: all five have passed; the roster, now with contracts, and the wages come.
# 七月：五人全部通过；带合同的名册与工资明细到。
export day=2026-07-15
dn-ledger import -q --map $import/enrol.yaml -o "$out/enrol" $import/roster.csv
sed 's/.*"person":\("[^"]*"\).*/\1/' "$out/enrol" | paste -sd, >"$out/passed"
echo '{"type":"training_acceptance","id":"pass-B1","at":"2026-06-05","batch":"B1","verdict":"pass","passed":['"$(cat "$out/passed")"']}' |
	dn-ledger append -d "$out/ledger" --recorded $day
cp $import/roster.csv "$out/drop/contract-B1.csv"
cp $import/wages.csv "$out/drop/wages-2026-06.csv"
sh monthly.sh "$out/conf" 2026-07 >"$out/2026-07"

# Once more: nothing is new, and nothing is mailed. 再运行一遍：没有新内容。
cp "$out/statements/S-2026-07.html" "$out/before"
sh monthly.sh "$out/conf" 2026-07 >"$out/2026-07-again"
cmp "$out/before" "$out/statements/S-2026-07.html"

# Keys and what hangs on them differ each time. 密钥及签名每次不同，不作比较。
dn-ledger export -d "$out/ledger" --format hledger -o "$out/book.journal"
rm -r "$out/ledger" "$out/maps" "$out/drop"
rm "$out"/key* "$out"/statements/*.checkpoint* "$out"/statements/*.html \
	"$out"/statements/*.csv "$out/policy.yaml" "$out/conf" "$out/enrol" \
	"$out/passed" "$out/before"
