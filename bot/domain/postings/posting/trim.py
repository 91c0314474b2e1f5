"""Small changes to a long text, so that nobody has to type it anew: cutting a clause, replacing some words."""

from collections.abc import Iterable

ENDS = "，,；;。！!？?\n"
SOFT = "，,；;"
"""The marks after which a sentence goes on."""
ARROW = "=>"


def clause_of(text: str, words: str) -> tuple[int, int]:
    """(begin, end) of the clause that holds ``words``, without its closing mark. Raises ValueError if none does."""
    at = text.index(words)
    begin = max(text.rfind(mark, 0, at) for mark in ENDS) + 1
    after = [place for mark in ENDS if (place := text.find(mark, at + len(words))) >= 0]
    return begin, min(after, default=len(text))


def without(text: str, several: Iterable[str]) -> str:
    """The text without the clauses that hold one of the words, and with its punctuation mended."""
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
    """The text after the replacement ``old=>new``. None: ``typed`` is not of that form, or the text lacks ``old``."""
    old, arrow, new = typed.partition(ARROW)
    if not arrow or not old.strip() or old.strip() not in text:
        return None
    return text.replace(old.strip(), new.strip())
