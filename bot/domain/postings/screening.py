"""Screening the text of a posting (SEED 21). The results are findings with reasons, and never one score.

The rules are tables in ``bot/reference`` that the office may edit. A rule's expression finds words. A false friend's
expression cancels words that do not demand anything, as in negations, welfare or product names. Expressions search the
text of ``normalise``, and offsets refer to the original text.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from opencc import OpenCC

from bot.reference import rows


class Action(StrEnum):
    BLOCK = "block"  # the text must be edited
    REVIEW = "review"  # one person decides, with a reason
    WARN = "warn"  # the publisher is told, and nothing is stopped


@dataclass(frozen=True)
class Finding:
    rule: str
    kind: str
    action: Action
    start: int
    end: int
    words: str
    """The original text between ``start`` and ``end``."""
    basis: str
    """The law or notice behind the rule."""
    suggestion: str
    """What the reviewer should do next: rewrite the words, or check the employer."""
    report: bool = False
    """Whether the office should also report this to the police as fraud."""


@dataclass(frozen=True)
class _Rule:
    id: str
    kind: str
    pattern: re.Pattern[str]
    action: Action
    report: bool
    basis: str
    suggestion: str


@dataclass(frozen=True)
class _Friend:
    pattern: re.Pattern[str]
    rules: frozenset[str]
    whole_text: bool
    becomes: Action | None


@dataclass(frozen=True)
class Normal:
    """A normalised text. ``origin[i]`` is the index of its i-th character in the original text."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.origin[start], self.origin[end - 1] + 1


def screen(text: str) -> tuple[Finding, ...]:
    """Return all findings in ``text``, in the order of their places. Overlapping hits of one rule count once."""
    normal = normalise(text)
    found = []
    for rule in _rules():
        friends = [friend for friend in _friends() if rule.id in friend.rules]
        for hit in rule.pattern.finditer(normal.text):
            if hit.end() > hit.start() and (action := _judge(rule, hit, friends, normal.text)):
                found.append(_finding(rule, action, text, *normal.span(*hit.span())))
    return tuple(sorted(found, key=lambda finding: (finding.start, finding.end, finding.rule)))


def verdict(findings: tuple[Finding, ...]) -> Action | None:
    """Return the strictest action of the findings, or None if there are no findings."""
    return min((finding.action for finding in findings), key=list(Action).index, default=None)


def _judge(rule: _Rule, hit: re.Match[str], friends: list[_Friend], text: str) -> Action | None:
    """Return the action for a hit. A false friend may make it milder, or cancel it (None)."""
    action = rule.action
    for friend in friends:
        if not _befriends(friend, hit, text):
            continue
        if friend.becomes is None:
            return None
        action = max(action, friend.becomes, key=list(Action).index)
    return action


def _befriends(friend: _Friend, hit: re.Match[str], text: str) -> bool:
    if friend.whole_text:
        return friend.pattern.search(text) is not None
    return any(m.start() < hit.end() and hit.start() < m.end() for m in friend.pattern.finditer(text))


def _finding(rule: _Rule, action: Action, text: str, start: int, end: int) -> Finding:
    return Finding(rule.id, rule.kind, action, start, end, text[start:end], rule.basis, rule.suggestion, rule.report)


# Normal form

_HIDDEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACED = re.compile(r"(?<=[\u3400-\u9fff])[ \t*·•._~^|]+(?=[\u3400-\u9fff])")


def normalise(text: str) -> Normal:
    """Return the text in a form in which disguised words are found: NFKC, simplified Chinese, no hidden characters.

    Blanks and dots between two Chinese characters are removed too.
    """
    wide = [(char, i) for i, original in enumerate(text) for char in _plain(original)]
    joined = "".join(char for char, _ in wide)
    gaps = {i for m in _SPACED.finditer(joined) for i in range(*m.span())}
    kept = [pair for i, pair in enumerate(wide) if i not in gaps]
    return Normal("".join(char for char, _ in kept), tuple(i for _, i in kept))


@cache
def _plain(char: str) -> str:
    """Return one character in normal form. Characters are converted one by one, so that each offset stays known."""
    return str(_simplifier().convert(_HIDDEN.sub("", unicodedata.normalize("NFKC", char))))


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


# The tables


@cache
def _rules() -> tuple[_Rule, ...]:
    tables = ("discrimination_terms", "fraud_types")
    return tuple(_rule(row) for table in tables for row in rows(table) if row["action"] != "ALLOW")


def _rule(row: dict[str, str]) -> _Rule:
    action, _, report = row["action"].partition("+")
    return _Rule(
        id=row["id"],
        kind=row["kind"],
        pattern=re.compile(row["regex"]),
        action=Action(action.lower()),
        report=report == "REPORT",
        basis=row["legal_basis"],
        suggestion=row["reviewer_action"],
    )


@cache
def _friends() -> tuple[_Friend, ...]:
    return tuple(
        _Friend(
            pattern=re.compile(row["regex"]),
            rules=frozenset(row["cancels"].split("|")),
            whole_text=row["reach"] == "text",
            becomes=None if row["becomes"] == "KEEP" else Action(row["becomes"].lower()),
        )
        for row in rows("false_friends")
        if row["regex"]
    )
