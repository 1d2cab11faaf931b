#!/bin/sh
# SPDX-License-Identifier: MIT
# run - an exercise is graded: what each trainee did other than the gold, an error
#       library and a drill made of it, and who has passed.
#       批改一次练习：每位学员与标准答案的差异、由此而来的错例库与训练题，以及谁合格。
#
# usage: run.sh OUTDIR       the dn tools are on PATH
#
# Status 1 of dn-diff and dn-kappa is an answer, "no", not a failure.
# dn-diff 与 dn-kappa 的退出状态 1 是“否”这一回答，不是出错。
set -eu

mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$(dirname "$0")"

# ask COMMAND...: run it; prints yes or no, ends the script where it failed.
ask() {
	if "$@" 2>>"$out/asked"; then
		echo yes
	elif [ $? = 1 ]; then
		echo no
	else
		cat "$out/asked" >&2
		exit 1
	fi
}

# 1. What differs from the gold, trainee by trainee, and what it comes to.
#    与标准答案的差异，逐人逐条；再算成绩。
ask dn-diff -q --gold gold.jsonl --scores "$out/1-scores.jsonl" \
	-o "$out/1-differences.jsonl" li.jsonl wang.jsonl zhang.jsonl >/dev/null

# 2. The error library: of each kind the worst two and the two nearest to being
#    none. The same as a drill, in which the kind is to be found.
#    错例库：每类取最严重的两例和最接近界限的两例；同样的内容去掉答案，就是训练题。
ask dn-diff -q --gold gold.jsonl --cases 2 -o "$out/2-library.jsonl" \
	li.jsonl wang.jsonl zhang.jsonl >/dev/null
ask dn-diff -q --gold gold.jsonl --cases 2 --drill -o "$out/2-drill.jsonl" \
	li.jsonl wang.jsonl zhang.jsonl >/dev/null

# 3. The drill as wang has filled it in, compared with the library.
#    王同学填好的训练题，与错例库核对。
ask dn-diff -q --gold "$out/2-library.jsonl" -o "$out/3-answers.jsonl" \
	answers.jsonl >/dev/null

# 4. Do the trainees agree on the light of the pictures? First how far, then
#    whether far enough to go on without a fourth opinion.
#    Then what the three settle by vote, and what a person must.
#    三人对画面光线的判断是否一致：先看程度，再看是否达标；最后表决，争议留给人裁定。
dn-kappa -q --coef percent,krippendorff -o "$out/4-agreement.jsonl" \
	li.jsonl wang.jsonl zhang.jsonl
agree=$(ask dn-kappa -q --min krippendorff=0.667 -o /dev/null li.jsonl \
	wang.jsonl zhang.jsonl)
dn-vote -q --queue "$out/4-queue.jsonl" -o "$out/4-votes.jsonl" \
	li.jsonl wang.jsonl zhang.jsonl

# 5. Who has passed: nine units in ten correct, and next to none missed.
#    谁合格：正确率九成以上，召回率九成五以上。
{
	for name in li wang zhang; do
		echo "$name $(ask dn-diff -q --gold gold.jsonl \
			--min accuracy=0.9 --min recall=0.95 -o /dev/null \
			$name.jsonl)"
	done
	echo "agreement $agree"
} >"$out/5-passed"
grep -v ' differences\{0,1\}$' "$out/asked" >"$out/5-why"
rm "$out/asked"

# 6. The scores for people. 成绩单。
dn-report render -q --format md --lang zh -o "$out/6-report.md" \
	"$out/1-scores.jsonl" "$out/4-agreement.jsonl"
