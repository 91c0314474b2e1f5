"""Draws PNG charts for a phone from labels and numbers.

Matplotlib is imported only here and only for drawing, because the import takes seconds. Each figure is its own object
(no pyplot), so that parallel drawings share no state.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

FONT = "NotoSansSC-GB2312.otf"
WIDTH = 7.2
"""The width in inches. With ``DPI`` it is 1080 pixels, which a phone shows without shrinking."""
DPI = 150
ROW = 0.46
INK, FAINT, TRACK = "#1f2933", "#7b8794", "#eef1f4"
COLOURS = ("#2f6fbd", "#e08a2c", "#3d9970", "#8a63b8")
MOST_ROWS = 40
"""The most rows in a chart. More would be too small, so the message's text lists them."""


def bars(
    title: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
    *,
    subtitle: str = "",
    unit: str = "%",
    empty: str = "N/A",
) -> bytes:
    """Draw horizontal bars, one group for each label and one colour for each series.

    ``series`` maps each name to one value for each label. None is written as ``empty``, and no value is negative. With
    the unit ``%`` the axis ends at 100, else at the largest value. Raises ValueError if a series is not as long as
    ``labels``.
    """
    if wrong := [name for name, values in series.items() if len(values) != len(labels)]:
        raise ValueError(f"{wrong} not of the length {len(labels)}")
    labels = labels[:MOST_ROWS]
    thick = 0.8 / max(1, len(series))
    figure, axes, font = _paper(title, subtitle, len(labels) * max(1.0, 0.75 * len(series)), legend=len(series) > 1)
    top = 100.0 if unit == "%" else max([v for values in series.values() for v in values if v] or [1.0])
    for place, (name, values) in enumerate(series.items()):
        rows = [row - 0.4 + thick * (place + 0.5) for row in range(len(labels))]
        axes.barh(rows, [top] * len(rows), height=thick * 0.86, color=TRACK)
        lengths = [value or 0.0 for value in values[:MOST_ROWS]]
        axes.barh(rows, lengths, height=thick * 0.86, color=COLOURS[place % len(COLOURS)], label=name)
        for row, value in zip(rows, values, strict=False):
            _write(axes, top * 1.02, row, empty if value is None else _number(value, unit), font)
    _finish(axes, labels, top * 1.2, font)
    if len(series) > 1:
        _legend(figure, axes, font)
    return _png(figure)


def draw(kind: str, **spec: Any) -> bytes:
    """Draw the chart ``kind`` (``bars`` or ``funnel``). Its arguments may come from JSON."""
    return bars(**spec) if kind == "bars" else funnel(**spec)


def funnel(
    title: str, terms: Sequence[tuple[str, int]], *, subtitle: str = "", tones: Sequence[int] | None = None
) -> bytes:
    """Draw a ledger as bars. ``terms`` are (label, count): first the whole, then its parts with their share in percent.

    Parts of zero are drawn too, so that all add up to the whole. ``tones`` gives each term an index in ``COLOURS``. By
    default, all parts have the first colour. The whole always has the colour ``INK``.
    """
    figure, axes, font = _paper(title, subtitle, len(terms), legend=False)
    whole = max(1, terms[0][1] if terms else 1)
    for row, (_, count) in enumerate(terms):
        colour = INK if row == 0 else COLOURS[tones[row] if tones else 0]
        axes.barh(row, whole, height=0.62, color=TRACK)
        axes.barh(row, count, height=0.62, color=colour)
        share = "" if row == 0 else f"  {_number(100 * count / whole, '%')}"
        _write(axes, whole * 1.02, row, f"{count}{share}", font)
    _finish(axes, [label for label, _ in terms], whole * 1.34, font)
    return _png(figure)


def _paper(title: str, subtitle: str, rows: float, *, legend: bool) -> "tuple[Figure, Axes, FontProperties]":
    """Return (figure, axes, font): a white page as high as its rows, with the title at the top left."""
    from matplotlib.figure import Figure

    font = _font()
    head = 0.72 + (0.3 if subtitle else 0.0) + (0.38 if legend else 0.0)
    height = head + ROW * max(1.0, rows) + 0.25
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
    figure.text(0.035, 1 - 0.42 / height, _drawable(title), fontproperties=font, fontsize=17, color=INK, va="center")
    figure.text(
        0.035, 1 - 0.78 / height, _drawable(subtitle), fontproperties=font, fontsize=10.5, color=FAINT, va="center"
    )
    axes = figure.add_axes((0.0, 0.2 / height, 1.0, 1 - (head + 0.2) / height))
    return figure, axes, font


def _finish(axes: "Axes", labels: Sequence[str], right: float, font: "FontProperties") -> None:
    """Put the labels at the left and the first row on top, and remove the frame."""
    room = min(0.42, 0.05 + 0.0245 * max([_width(label) for label in labels] or [1]))
    box = axes.get_position()
    axes.set_position((room, box.y0, 0.97 - room, box.height))
    axes.set_xlim(0, right)
    axes.set_ylim(max(1, len(labels)) - 0.5, -0.5)
    axes.set_xticks([])
    axes.set_yticks(
        range(len(labels)), [_short(_drawable(label)) for label in labels], fontproperties=font, fontsize=13, color=INK
    )
    axes.tick_params(length=0, pad=8)
    for side in axes.spines.values():
        side.set_visible(False)


def _legend(figure: "Figure", axes: "Axes", font: "FontProperties") -> None:
    handles, names = axes.get_legend_handles_labels()
    sized = font.copy()
    sized.set_size(11.5)
    legend = figure.legend(
        handles,
        names,
        loc="lower left",
        bbox_to_anchor=(0.025, axes.get_position().y1),
        prop=sized,
        ncols=len(names),
        frameon=False,
        handlelength=1.0,
        columnspacing=1.4,
    )
    for text in legend.get_texts():
        text.set_color(INK)


def _write(axes: "Axes", x: float, y: float, text: str, font: "FontProperties") -> Any:
    return axes.text(x, y, text, fontproperties=font, fontsize=11.5, color=INK, va="center", ha="left")


def _number(value: float, unit: str) -> str:
    if unit == "%":
        return f"{value:.2f}%"
    return f"{int(value)}{unit}" if value == int(value) else f"{value:.2f}{unit}"


def _width(label: str) -> float:
    """Return the width of a label in Chinese characters. A Latin letter or digit is a little more than half as wide."""
    return sum(1.0 if ord(letter) > 0x2E7F else 0.58 for letter in _short(label))


def _short(label: str) -> str:
    return label if len(label) <= 14 else label[:13] + "…"


def _drawable(text: str) -> str:
    """Return the text without characters that our font lacks. Emoji are left out, and a rare character becomes 〓."""
    known = _letters()
    return "".join(
        letter if ord(letter) in known else ("〓" if unicodedata.category(letter) == "Lo" else "") for letter in text
    ).strip()


@cache
def _letters() -> frozenset[int]:
    from matplotlib.font_manager import get_font

    return frozenset(get_font(str(_font().get_file())).get_charmap())


def _font() -> "FontProperties":
    """Return our own Chinese font, because a plain install has none and would draw empty boxes."""
    from matplotlib.font_manager import FontProperties

    with as_file(files("bot.reference").joinpath("fonts", FONT)) as path:
        return FontProperties(fname=path)


def _png(figure: "Figure") -> bytes:
    out = BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()
