"""Finds HTML that Telegram would refuse."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

TAG = re.compile(r"</?(?:b|i|u|s|code|pre|a|blockquote)\b[^>]*>")
"""The tags that our templates use. Typed text is escaped and never matches."""
KNOWN = frozenset(
    {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "blockquote", "tg-spoiler"}
)
_ANGLE = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)(?P<rest>[^<>]*)>|<|>")


class BadMarkup(ValueError):
    """Telegram would refuse the message because of its HTML."""


@dataclass(frozen=True)
class Flaw:
    """A mistake in the HTML of a text. ``line`` counts from 1.

    ``kind`` is ``tag`` (unknown to Telegram), ``angle`` (a single <), ``open`` (never closed) or ``close`` (never
    opened).
    """

    kind: str
    line: int
    words: str


def flaws(text: str) -> Iterator[Flaw]:
    """Yield every mistake for which Telegram would refuse the text."""
    opened: list[tuple[str, int]] = []
    for line, words in enumerate(text.split("\n"), start=1):
        for found in _ANGLE.finditer(words):
            name = (found["name"] or "").lower()
            if not name:
                if found[0] == "<":
                    yield Flaw("angle", line, words.strip()[:20])
            elif name not in KNOWN:
                yield Flaw("tag", line, found[0][:20])
            elif not found["end"]:
                opened.append((name, line))
            elif opened and opened[-1][0] == name:
                opened.pop()
            else:
                yield Flaw("close", line, found[0])
    for name, line in opened:
        yield Flaw("open", line, f"<{name}>")


def check(text: str) -> None:
    """Raise BadMarkup if Telegram would refuse the text."""
    for flaw in flaws(text):
        raise BadMarkup(f"{flaw.kind} {flaw.words} in line {flaw.line}")
