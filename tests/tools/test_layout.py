"""Every screen is easy to read on a phone: short buttons, few rows, few choices, few signs, one kind of punctuation."""

import ast
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from itertools import chain
from math import ceil

import pytest

from bot import reference
from bot.messenger import Button, Message
from bot.render import samples, wording
from tests.tools.test_templates import ROOT
from tests.tools.test_terms import templates

WIDEST = {1: 40, 2: 20, 3: 12, 4: 8}
"""The width of a button's label, by the number of buttons in its row. A Chinese character has the width 2."""
LINE, SCREEN = 36, 24
"""The width of a line of text, and the rows of a screen, which include the rows of buttons."""
MOST_CHOICES, MOST_SIGNS = 8, 3
SIGNS = {row["sign"] for row in reference.rows("signs")}
MANY = {"wishes/regions": "常去的十二个地方排成三行，比翻页快"}
"""Templates that may have more choices, each with the reason."""
WAYS = re.compile(r"/[a-z]+|请|点(?!名|击记录)|发送|重新|输入|联系")
"""Words of a sentence that tells the reader the next step."""
NOT_ALONE = {"join/joined": "随后就是菜单"}
"""Templates that need no next step, each with the reason. The kinds of warnings get the buttons of the warning."""
PAGES = frozenset({"上一页", "下一页"})
POPUPS_AND_PARTS = frozenset({"toast", "alert", "text", "plain", "picture", "_reason"})
"""The calls whose templates are no screens of their own: pop-ups, captions, and texts inside other texts or files."""

NAMES = list(samples.names())
SOURCES = [(name, text) for _, name, text in templates()]


def width(text: str) -> int:
    return sum(1 if ord(character) < 0x100 else 0 if ord(character) == 0xFE0E else 2 for character in text)


def buttons(message: Message) -> tuple[Button, ...]:
    return tuple(chain(*message.buttons))


def wide(message: Message) -> Iterator[str]:
    for row in message.buttons:
        if len(row) not in WIDEST:
            yield f"{len(row)} buttons in a row"
            continue
        for button in row:
            if width(button.label) > WIDEST[len(row)]:
                yield f"[{button.label}] has the width {width(button.label)} of {WIDEST[len(row)]}"


def rows(text: str) -> int:
    return sum(max(ceil(width(line) / LINE), 1) for line in text.split("\n"))


def collapsed(text: str) -> str:
    """Return the text as Telegram shows it at first: an expandable quote has at most three rows."""
    quote = re.compile(r"<blockquote expandable>(.*?)</blockquote>", re.DOTALL)
    return quote.sub(lambda found: "\n".join("…" * min(rows(found[1]), 3)), text)


def long(message: Message) -> Iterator[str]:
    shown = wording.shown(replace(message, text=collapsed(message.text)))
    text = rows(shown)
    if text + len(message.buttons) > SCREEN:
        yield f"{text} rows of text and {len(message.buttons)} rows of buttons"


def many(message: Message) -> Iterator[str]:
    """Buttons with the same verb are the choices of one question."""
    verbs = Counter((each.data or "").split(":")[0] for each in buttons(message) if each.label not in PAGES)
    for verb, count in verbs.items():
        if verb and count > MOST_CHOICES:
            yield f"{count} choices ({verb})"


def signs(message: Message) -> Iterator[str]:
    shown = "".join([wording.shown(message), *(button.label for button in buttons(message))])
    used = {character for character in shown if unicodedata.category(character) == "So"}
    if used - SIGNS:
        yield f"signs without a meaning: {' '.join(sorted(used - SIGNS))}"
    if len(used) > MOST_SIGNS:
        yield f"{len(used)} signs: {' '.join(sorted(used))}"


def stuck(message: Message) -> Iterator[str]:
    if not message.buttons and not WAYS.search(wording.shown(message)):
        yield "no next step and no way back"


Check = Callable[[Message], Iterator[str]]


def faults(check: Check, names: list[str]) -> list[str]:
    return sorted(
        {f"{name}: {fault}" for name in names for message in wording.shipped(name) for fault in check(message)}
    )


def no_screens() -> set[str]:
    """The templates that code uses only as pop-ups, captions or parts of files."""
    used: dict[str, set[str]] = {}
    for source in chain((ROOT / "bot").rglob("*.py"), (ROOT / "jobs").rglob("*.py")):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        used.setdefault(argument.value, set()).add(called)
    return {name for name, calls in used.items() if calls <= POPUPS_AND_PARTS}


def leads_on(name: str) -> bool:
    """Whether another message with a next step always comes with this one."""
    return name in NOT_ALONE or name.startswith("warning/kinds/")


@pytest.mark.parametrize(
    ("check", "excepted"),
    [
        (wide, ()),
        (long, ()),
        (many, MANY),
        (signs, ()),
        (stuck, no_screens() | {name for name in NAMES if leads_on(name)}),
    ],
    ids=["labels fit their buttons", "it fits one screen", "few choices", "few signs", "a next step"],
)
def test_every_screen(check: Check, excepted: Collection[str]) -> None:
    found = faults(check, [name for name in NAMES if name not in excepted])
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (r"\.\.\.", "……"),
        (r"(?<!…)…(?!…)", "……"),
        ("～", "-"),
        (r"\d\s*[–—]+\s*\d", "08:30-17:30"),
        (r"[–―]", "——"),
        ("你", "您"),
        (r"(?<!其)他(?!人|们)|她", "本人"),
        (r"(?:\d|\}\})(?:</b>)?(?:届|个|条|位|人|次)", "a space before the measure word"),
    ],
)
def test_one_kind_of_punctuation_and_address(wrong: str, right: str) -> None:
    found = [f"{name}: “{match[0]}”, write {right}" for name, text in SOURCES for match in re.finditer(wrong, text)]
    assert not found, "\n" + "\n".join(found)


def test_every_exception_is_needed() -> None:
    assert {fault.split(":")[0] for fault in faults(many, list(MANY))} == set(MANY)


def test_every_sign_has_one_meaning() -> None:
    assert len(SIGNS) == len(reference.rows("signs")) == len({row["meaning"] for row in reference.rows("signs")})
