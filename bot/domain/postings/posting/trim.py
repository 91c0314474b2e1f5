"""Small changes to a long text, so that it need not be typed again: removing a clause or replacing words."""

from collections.abc import Iterable

ENDS = "，,；;。！!？?\n"
SOFT = "，,；;"
"""Punctuation marks after which a sentence continues."""
ARROW = "=>"


def clause_of(text: str, words: str) -> tuple[int, int]:
    """Return (start, end) of the clause that contains ``words``, without its closing mark. Raises ValueError if there
    is none.
    """
    at = text.index(words)
    begin = max(text.rfind(mark, 0, at) for mark in ENDS) + 1
    after = [place for mark in ENDS if (place := text.find(mark, at + len(words))) >= 0]
    return begin, min(after, default=len(text))


def without(text: str, several: Iterable[str]) -> str:
    """Return the text without the clauses that contain one of the words in ``several``. The punctuation is repaired."""
    for words in several:
        while words and words in text:
            begin, end = clause_of(text, words)
            before, rest = text[:begin], text[end:]
            if rest and (rest[0] in SOFT or not before or before[-1] not in SOFT):
                rest = rest[1:]
            elif before and before[-1] in SOFT:
                before = before[:-1]
            text = before + rest
    return text.strip()


def replaced(text: str, typed: str) -> str | None:
    """Return the text after the replacement ``old=>new``.

    Return None if ``typed`` has another form, or if the text does not contain ``old``.
    """
    old, arrow, new = typed.partition(ARROW)
    if not arrow or not old.strip() or old.strip() not in text:
        return None
    return text.replace(old.strip(), new.strip())
