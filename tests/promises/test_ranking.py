"""/me and /privacy name everything that decides whether and in which order postings come, and nothing else does."""

from dataclasses import fields

import pytest

from bot import render
from bot.domain.matching.scoring import Weights
from bot.domain.wishes.wish import Graduate
from bot.render import environment, samples

PARTS = environment.shipped().get_template("me/_ranking.html").module
SCREENS = [("me/seen", 0), ("privacy", 1)]
WHETHER_AT_ALL = {
    "person_id": "the key",
    "active": "a pause by staff, which the student is told of",
    "settled": "the student has a place",
    "keeps_receiving": "the student's own switch for after that",
    "lifted": "counts through its weight",
}
"""Facts about a graduate that the sentence does not name → why."""


def words(kind: str) -> dict[str, str]:
    return dict(getattr(PARTS, kind))


def test_every_weight_has_its_word_and_every_word_its_weight() -> None:
    assert set(words("weighed")) == {field.name for field in fields(Weights)}


def test_matching_knows_of_a_graduate_only_what_the_sentence_names() -> None:
    assert set(words("asked")) | set(WHETHER_AT_ALL) == {field.name for field in fields(Graduate)}


@pytest.mark.parametrize(("screen", "case"), SCREENS)
def test_both_screens_say_it_whole(screen: str, case: int) -> None:
    shown = render.message(screen, **samples.of(screen).cases[case]).text
    assert not [word for word in (*words("weighed").values(), *words("asked").values()) if word not in shown]
    assert "不看性别、民族、户籍和生源地" in shown
