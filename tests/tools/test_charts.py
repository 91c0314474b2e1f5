"""The charts are real PNGs with visible ink, and no Chinese character is drawn as an empty box."""

import io

import numpy
import pytest
from matplotlib.font_manager import get_font
from numpy.typing import NDArray
from PIL import Image

from bot import charts

BLUE, ORANGE = (47, 111, 189), (224, 138, 44)


def pixels(png: bytes) -> NDArray[numpy.uint8]:
    return numpy.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def inked(png: bytes, colour: tuple[int, int, int]) -> int:
    return int((pixels(png) == colour).all(axis=2).sum())


def test_a_chart_is_as_wide_as_a_telephone_and_as_high_as_its_rows() -> None:
    few = pixels(charts.bars("两率", ["土木学院"], {"落实率": [50.0]}))
    many = pixels(charts.bars("两率", ["土木学院"] * 20, {"落实率": [50.0] * 20}))
    assert few.shape[1] == many.shape[1] == 1080
    assert many.shape[0] > few.shape[0] + 1000


def test_a_bar_is_as_long_as_its_share_and_what_is_not_known_has_none() -> None:
    half, whole, unknown = (
        inked(charts.bars("率", ["土木学院"], {"落实率": [value]}), BLUE) for value in (50.0, 100.0, None)
    )
    assert half == pytest.approx(whole / 2, rel=0.02)
    assert unknown == 0


def test_two_series_have_two_colours() -> None:
    drawn = charts.bars("率", ["土木学院", "计算机学院"], {"落实率": [90.0, 80.0], "留省率": [None, 40.0]})
    assert inked(drawn, BLUE) > 3 * inked(drawn, ORANGE) > 0


def test_a_series_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="留省率"):
        charts.bars("率", ["土木学院"], {"留省率": [1.0, 2.0]})


def test_a_funnel_draws_each_part_by_its_share_of_the_whole() -> None:
    assert inked(charts.funnel("岗位", [("应达", 100), ("点开过", 0)]), BLUE) == 0
    ten, forty = (inked(charts.funnel("岗位", [("应达", 100), ("点开过", n)]), BLUE) for n in (10, 40))
    assert forty == pytest.approx(4 * ten, rel=0.05)
    assert charts.funnel("岗位", [("应达", 0), ("点开过", 0)])


def test_the_font_knows_every_character_of_gb2312() -> None:
    known = get_font(str(charts._font().get_file())).get_charmap()
    codes = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    text = b"".join(codes).decode("gb2312", errors="ignore")
    assert len(text) > 6700
    assert not {letter for letter in text if ord(letter) not in known}


def test_what_the_font_cannot_draw_is_no_tofu() -> None:
    assert charts._drawable("📢 双选会\u3000通知") == "双选会\u3000通知"
    assert charts._drawable("㼆学院") == "〓学院"
