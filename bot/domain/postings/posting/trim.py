"""Small changes to a long text, which nobody types anew on a phone: a clause goes, some words give way to others."""

from collections.abc import Iterable

ENDS = "，,；;。！!？?\n"
SOFT = "，,；;"
"""After these a sentence goes on."""
ARROW = "=>"


def clause_of(text: str, words: str) -> tuple[int, int]:
    """Where the clause begins and ends (its closing mark left out) in which the words stand."""
    at = text.index(words)
    begin = max(text.rfind(mark, 0, at) for mark in ENDS) + 1
    after = [place for mark in ENDS if (place := text.find(mark, at + len(words))) >= 0]
    return begin, min(after, default=len(text))


def without(text: str, several: Iterable[str]) -> str:
    """The text without the clauses in which the words stand, its punctuation mended."""
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
    """``old=>new`` carried out on the text; None when that is not what was typed, or the old words are not there."""
    old, arrow, new = typed.partition(ARROW)
    if not arrow or not old.strip() or old.strip() not in text:
        return None
    return text.replace(old.strip(), new.strip())
