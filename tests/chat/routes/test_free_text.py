"""A message that is neither a known command nor a button is answered by the first room that fits."""

from datetime import datetime

import pytest

from bot.store.engine import Store
from tests.cast import Cast
from tests.hands import Hands

POSTING = ">单位名称：长春示例设计院\n岗位名称：结构设计"
CASES = (
    ("office", (POSTING,), "提交审核"),
    ("office", (">你好",), "没看懂"),
    ("civil_staff", (POSTING,), "提交审核"),
    ("counsellor", (POSTING,), "没看懂"),
    ("li", (POSTING,), "问老师"),
    ("li", (">你好",), "问老师"),
    ("li", ("/search", ">设计院"), "改成问老师"),
    ("li", (">第一句", ">第二句"), "第二句"),
)


@pytest.mark.parametrize(("who", "path", "expected"), CASES)
async def test_the_first_reader_that_fits_answers(
    store: Store, cast: Cast, now: datetime, who: str, path: tuple[str, ...], expected: str
) -> None:
    seen = await Hands(store, now).press(getattr(cast, who).telegram_id, *path)
    assert expected in seen.words, (seen.words, seen.refused, seen.error)


async def test_a_stranger_is_shown_how_to_join(store: Store, cast: Cast, now: datetime) -> None:
    seen = await Hands(store, now).press(1, POSTING)
    assert "绑定" in seen.words
