"""A clause is cut out of a text, and words in a text are replaced."""

import pytest

from bot.domain.postings.posting.trim import replaced, without


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        ("限男性，能适应野外。", "限男", "能适应野外。"),
        ("能适应野外，限男性。", "限男", "能适应野外。"),
        ("能适应野外，限男性，会开车。", "限男", "能适应野外，会开车。"),
        ("负责施工。限男性。有双休。", "限男", "负责施工。有双休。"),
        ("负责施工\n限男性\n有双休", "限男", "负责施工\n有双休"),
        ("限男性", "限男", ""),
        ("负责施工，限男性", "限男", "负责施工"),
        ("限男性；限男生优先；会开车", "限男", "会开车"),
        ("负责施工。", "限男", "负责施工。"),
    ],
)
def test_the_clause_that_holds_the_words_is_cut(text: str, words: str, left: str) -> None:
    assert without(text, [words]) == left


def test_words_are_replaced_only_in_a_text_that_holds_them() -> None:
    assert replaced("底薪 3000 元，提成另算", "3000=>4000") == "底薪 4000 元，提成另算"
    assert replaced("底薪 3000 元左右", "左右=>") == "底薪 3000 元"
    assert replaced("底薪 3000 元", "5000=>4000") is None
    assert replaced("底薪 3000 元", "4000") is None
