#!/bin/sh
# SPDX-License-Identifier: MIT
# run - two policies that are nothing but data: certificates paid by level, and
#       apprenticeships paid in equal parts; README.md has the figures by hand.
#       两份政策都只是数据：按证书等级发放的补贴，等分拨付的学徒培训；手算见 README.md。
#
# usage: run.sh OUTDIR       dn-ledger is on PATH
set -eu

mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$(dirname "$0")"

# Are the policies good? 政策文件是否合格？
dn-ledger check-policy ../policies/jiujiang-2023.yaml
dn-ledger check-policy ../policies/apprenticeship.yaml

# What is owed for certificates by the end of June. 到六月底应发的证书补贴。
dn-ledger calc -q -p ../policies/jiujiang-2023.yaml --as-of 2023-06-30 \
	-o "$out/1-certificates.jsonl" certificates.jsonl

# The apprentices half-way, and a year later. 学徒：半年时，一年后。
dn-ledger calc -q -p ../policies/apprenticeship.yaml --as-of 2026-06-30 \
	-o "$out/2-half-way.jsonl" apprentices.jsonl
dn-ledger calc -q -p ../policies/apprenticeship.yaml --as-of 2027-01-31 \
	-o "$out/2-apprentices.jsonl" apprentices.jsonl
