#!/bin/sh
# SPDX-License-Identifier: MIT
# run - one set of pictures and one of texts, from format to format and back.
#       一组图片、一组文本，在各种格式之间来回转换。
#
# usage: run.sh OUTDIR       the dn tools are on PATH
#
# What a format cannot carry is written to a file of losses, never left out in
# silence; what it can carry comes back the same, which is compared here.
# 目标格式装不下的，逐条写进损失报告，绝不悄悄丢掉；装得下的，转回来必须一样，这里逐一比对。
set -eu

mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$(dirname "$0")"
: >"$out/same"

# same WHAT FILE FILE: the two are the same, byte for byte.
same() {
	cmp "$2" "$3"
	echo "same: $1" >>"$out/same"
}

# 1. COCO to records and back: the same document, ids and order included.
#    COCO 转成记录再转回来：编号、顺序都不变，逐字节相同。
dn-convert -q -f coco -o "$out/1-street.jsonl" street.json
dn-convert -q -t coco -o "$out/1-street.json" "$out/1-street.jsonl"
same 'COCO, records, COCO' street.json "$out/1-street.json"

# 2. The same pictures as VOC and as LabelMe, and what each of them loses.
#    同一批图片转成 VOC 和 LabelMe，各自丢了什么，逐条记下。
for format in voc labelme; do
	dn-convert -q -t $format --loss "$out/2-loss-$format.jsonl" \
		-o "$out/2-$format" "$out/1-street.jsonl"
done

# 3. From one to the other and back: each picture's file is what it was.
#    从 VOC 到 LabelMe 再转回来：每张图的标注文件与原来相同。
dn-convert -q -f voc -t labelme -o "$out/3-labelme" "$out/2-voc"
dn-convert -q -f labelme -t voc -o "$out/3-voc" "$out/3-labelme"
for file in "$out"/2-voc/*; do
	same "VOC, LabelMe, VOC: ${file##*/}" "$file" "$out/3-voc/${file##*/}"
done

# 4. For the customer: labels renamed, joined, ordered and numbered as they have
#    them, and the pictures divided. An item stays in its part for ever.
#    交给客户：按客户的叫法改名、合并、排序、编号，再划分训练集与验证集；
#    一条数据分到哪一份，只由它的编号决定，以后增删别的数据都不会变。
dn-convert -q --labels labels.yaml --split train=0.5,val=0.5 --seed 4 \
	-o "$out/4-customer.jsonl" "$out/1-street.jsonl"
dn-convert -q -t coco --exclude signal -o "$out/4-customer.json" \
	"$out/4-customer.jsonl"

# 5. Texts: BRAT to records and back, Chinese names of types as they were.
#    文本：BRAT 转成记录再转回来，中文标签名照旧。
dn-convert -q -f brat -o "$out/5-notes.jsonl" notes
dn-convert -q -t brat -o "$out/5-notes" "$out/5-notes.jsonl"
for file in notes/*; do
	same "BRAT, records, BRAT: ${file##*/}" "$file" \
		"$out/5-notes/${file##*/}"
done

# 6. Characters and their tags, a line each, to BRAT and back.
#    逐字一行的序列标注转成 BRAT，再转回来。
dn-convert -q -f conll -o "$out/6-words.jsonl" words.conll
dn-convert -q -t conll -o "$out/6-words.conll" "$out/6-words.jsonl"
same 'CoNLL, records, CoNLL' words.conll "$out/6-words.conll"
dn-convert -q -t brat -o "$out/6-brat" "$out/6-words.jsonl"

# 7. Two people marked the same notes: one item of both, for whoever compares.
#    两人标注同一批文本：合成一条，各自的标注都在，方便比对。
for name in li wang; do
	dn-convert -q -f brat --as $name notes
done | dn-convert -q --gather -o "$out/7-both.jsonl"
