#!/bin/sh
# SPDX-License-Identifier: MIT
# run - a job of a training lab from raw files to payout, a step a section.
#       实训室的一单活：从原始文件到兑现，一节一步。
#
# usage: run.sh OUTDIR       the dn tools are on PATH
#
# Each step writes files of its own, so that any of them can be looked at and
# done again; the tools say on standard error what they left out, and why.
# 每一步都写成单独的文件，可以单独查看、单独重做；被剔除的数据及原因，工具会在标准错误上说明。
set -eu

mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$(dirname "$0")"

# 1. Clean: customer messages without text are dropped, invisible characters and
#    full-width letters are mended, broken lines are set aside.
#    清洗：没有正文的剔除，不可见字符和全角字母数字改正，坏行另存。
dn-clean --profile text --text text --dropped "$out/1-dropped.jsonl" \
	--rejects "$out/1-rejects.jsonl" --summary "$out/1-summary.json" \
	-o "$out/1-clean.jsonl" messages.jsonl

# 2. Dedup: of messages with one text the first stays. After cleaning, since
#    only then "ＶＩＰ" and "VIP" are the same.
#    去重：同一正文只留第一条。必须在清洗之后，否则“ＶＩＰ”与“VIP”不算相同。
dn-dedup --by text -o "$out/2-messages.jsonl" "$out/1-clean.jsonl"

# 3. Agreement: three annotators judged what each message is about; all together,
#    then every two.
#    一致性：三人各自判断每条消息的意图；先看全体，再看两两。
dn-kappa -o "$out/3-agreement.jsonl" ratings.jsonl
for pair in li,wang li,zhang wang,zhang; do
	dn-kappa --coef cohen --between $pair ratings.jsonl
done >"$out/3-pairs.jsonl"

# 4. Convert: the pictures of each annotator become records with their name; a
#    file that was copied is set aside. The best annotator's go to the customer.
#    The notes with drugs and diseases become records too.
#    转换：每人的图片标注转成记录并记上姓名；重复的副本另存；最好的一份交给客户。
#    药物与疾病的文本标注也转成记录。
for name in li wang zhang; do
	dn-convert -f voc --as $name --rejects "$out/4-$name-rejects.jsonl" \
		-o "$out/4-$name.jsonl" pictures/$name/Annotations
done
dn-convert -t coco --loss "$out/4-loss.jsonl" -o "$out/4-coco.json" \
	"$out/4-zhang.jsonl"
dn-convert -f brat -o "$out/4-texts.jsonl" texts

# 5. Report: what is there, label by label and annotator by annotator; then the
#    same drawn for people.
#    报告：有哪些标注，按标签、按人统计；再画成给人看的表。
dn-report stats -o "$out/5-metrics.jsonl" "$out/4-li.jsonl" \
	"$out/4-wang.jsonl" "$out/4-zhang.jsonl" "$out/4-texts.jsonl" ratings.jsonl
dn-report render --format md --lang zh -o "$out/5-report.md" \
	"$out/3-agreement.jsonl" "$out/3-pairs.jsonl" "$out/5-metrics.jsonl"

# 6. Payout: what is owed for a class of eight up to a day, each line with its
#    clause. The policy is that of the programme, for which a class is 500 heads
#    and a person a citizen number; here it is one head and any name.
#    兑现：一个八人班截至某日应付多少，每一行都注明条款。政策即本项目的政策，
#    原文每批不少于500人，按公民身份号码识别；这里改为不少于1人，按学员编号识别。
sed -e 's/min_for_acceptance: 500/min_for_acceptance: 1/' \
	-e 's/scheme: gb11643/scheme: opaque/' ../policies/datong-2025.yaml |
	dn-ledger calc -p - --as-of 2026-06-15 -o "$out/6-payout.jsonl" \
		events.jsonl
