"""What code reads again from the values of a push or a delivery.

Most values only fill a template. Each value that code reads again has a class of its own, which writes it with
``dump`` and reads it with ``of``; no other file knows its keys. Classes of one room stand in that room.
"""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Values(BaseModel):
    """A part of the JSON in a ``values`` column; keys of other parts are ignored."""

    model_config = ConfigDict(frozen=True)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Read this part. Raises pydantic's ValidationError where a key without default is missing."""
        return cls.model_validate(values)

    def dump(self) -> dict[str, Any]:
        """The part as JSON; a field that was never given is left out."""
        return self.model_dump(mode="json", exclude_unset=True)


class ToldRow(Values):
    """One posting of a delivery: how well it fits the reader, and the codes of the reasons (``region_exact``)."""

    posting: int
    score: int
    reasons: tuple[str, ...]
    fits: bool = True
    """False: the posting fitted when it was told, and does not since it was corrected."""


class Told(Values):
    """The postings that a delivery tells of, best first."""

    rows: tuple[ToldRow, ...] = ()

    @property
    def postings(self) -> list[int]:
        return [row.posting for row in self.rows]

    @property
    def reasons(self) -> dict[int, tuple[str, ...]]:
        """posting → the reasons why it fits."""
        return {row.posting: row.reasons for row in self.rows}

    @property
    def score(self) -> int:
        """The score of the posting that fits best; 0 without any."""
        return max((row.score for row in self.rows), default=0)

    @property
    def still(self) -> bool:
        """Whether any of the postings fits since the last correction; a delivery without postings always does."""
        return not self.rows or any(row.fits for row in self.rows)


class Answer(Values):
    """The push answers a question that its only recipient asked."""

    question: int | None = None
