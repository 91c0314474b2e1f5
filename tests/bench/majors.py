"""Measures how much of the text under 专业 in real postings is understood. The command is ``python -m
tests.bench.majors FILE.csv COLUMN …``.

The columns contain free text of job sites. The text after 专业要求： is used, and otherwise the words before …专业. The
words that were not understood are listed, the most frequent first. They belong into ``reference/major_aliases.csv``.
"""

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.domain.majors import parse_majors

MOST = 40
_NAMED = re.compile(r"(?:专业要求|所学专业|需求专业|招聘专业|专业)\s*[:：]\s*([^。；;！\n\r【】\s]{2,60})")
_BEFORE = re.compile(r"([^，,。；;：:！!\s\d.]{2,40}?(?:等)?(?:相关|类)?专业(?:优先|毕业|背景)?)(?=[，,。；;）)\s]|$)")
_DEGREE = re.compile(r"^.*?(?:学历|学位|本科|大专|硕士|研究生)(?:及以上|以上)?(?:学历)?[，,、（(]?")
_NEXT = re.compile(r"(?:岗位|职位|工作|任职|薪资|薪酬|待遇|需求人数|人数|形式|职责|要求[:：]|经验|[一二三四]、|\d).*$")


def phrases(text: str) -> Iterator[str]:
    """Yield the majors that a posting asks for. The text is cut where the next heading begins."""
    for found in _NAMED.findall(text) or _BEFORE.findall(text):
        words = _NEXT.sub("", found).strip(" 、，,（(")
        if words:
            yield _DEGREE.sub("", words) or words


def measure(path: str, column: str) -> None:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        read = [parse_majors(words) for row in csv.DictReader(file) for words in phrases(row[column] or "")]
    whole = sum(each.understood for each in read)
    some = sum(bool(each.codes) or each.unlimited for each in read)
    count = max(1, len(read))
    print(f"{path}: {len(read)} phrases, {whole / count:.1%} understood whole, {some / count:.1%} in part")
    odd = Counter(words for each in read for words in each.unknown)
    print("  " + "、".join(f"{words} {times}" for words, times in odd.most_common(MOST)))


if __name__ == "__main__":
    csv.field_size_limit(10**8)
    for path, column in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
        measure(path, column)
