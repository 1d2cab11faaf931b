#!/bin/sh
# SPDX-License-Identifier: MIT
# run - two months of the monthly job, the second one run twice.
#       每月的任务运行两个月；第二个月运行两遍，结果不变。
#
# usage: run.sh OUTDIR       dn-ledger is on PATH
set -eu

mkdir -p "$1"
out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
import=$here/../04-import
cd "$out"

# A ledger for a class of five, with a secret that is known so that the results
# can be compared; a real one is made by the first append, and is nobody's.
# 五人班的账簿；为便于比较，这里的密钥是公开的，真正的密钥由第一次记账生成。
mkdir ledger drop maps
printf '%064d 6*4\n' 1 >ledger/secret.key
chmod 600 ledger/secret.key
sed -e 's/min_for_acceptance: 500/min_for_acceptance: 1/' \
	-e 's/on_missing: block/on_missing: warn/' \
	"$here/../policies/datong-2025.yaml" >policy.yaml
cp "$import"/wages.yaml "$import"/enrol.yaml "$import"/contract.yaml maps
dn-ledger keygen -o key
cat >conf <<'END'
ledger=ledger drop=drop maps=maps out=statements
policy=policy.yaml key=key recorded=$day
END

# March: the class opens, the roster comes. 三月：开班，名册到。
export day=2026-03-15
echo '{"type":"batch_open","id":"open-B1","at":"2026-03-02","batch":"B1","planned":5}' |
	dn-ledger append -d ledger -p policy.yaml --recorded $day
cp "$import"/roster.csv drop/enrol-B1.csv
sh "$here/monthly.sh" ./conf 2026-03 >2026-03

# July: all five have passed; the roster, now with contracts, and the wages come.
# 七月：五人全部通过；带合同的名册与工资明细到。
export day=2026-07-15
dn-ledger import -q --map "$import"/enrol.yaml -o enrol "$import"/roster.csv
sed 's/.*"person":\("[^"]*"\).*/\1/' enrol | paste -sd, >passed
echo '{"type":"training_acceptance","id":"pass-B1","at":"2026-06-05","batch":"B1","verdict":"pass","passed":['"$(cat passed)"']}' |
	dn-ledger append -d ledger --recorded $day
cp "$import"/roster.csv drop/contract-B1.csv
cp "$import"/wages.csv drop/wages-2026-06.csv
sh "$here/monthly.sh" ./conf 2026-07 >2026-07

# Once more: nothing is new, and nothing is mailed. 再运行一遍：没有新内容。
cp statements/S-2026-07.html before
sh "$here/monthly.sh" ./conf 2026-07 >2026-07-again
cmp before statements/S-2026-07.html

# Keys and what hangs on them differ each time. 密钥及签名每次不同，不作比较。
dn-ledger export -d ledger --format hledger -o book.journal
rm -r ledger maps drop
rm key* statements/*.checkpoint* statements/*.html statements/*.csv \
	policy.yaml conf enrol passed before
