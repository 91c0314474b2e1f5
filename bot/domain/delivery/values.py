"""Typed parts of the ``values`` column (JSON) of a push or a delivery.

Most values only fill a template. A part that code reads again has a class here, or in its own room. The class writes
the part with ``dump`` and reads it with ``of``, so no other file knows its keys.
"""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Values(BaseModel):
    """A part of the JSON in a ``values`` column. Keys of other parts are ignored."""

    model_config = ConfigDict(frozen=True)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Read this part. Raises pydantic's ValidationError when a key without a default is missing."""
        return cls.model_validate(values)

    def dump(self) -> dict[str, Any]:
        """Return the part as JSON. A field that was never set is left out."""
        return self.model_dump(mode="json", exclude_unset=True)


class ToldRow(Values):
    """One posting of a delivery: its score for the reader, and the codes of the reasons, such as ``region_exact``."""

    posting: int
    score: int
    reasons: tuple[str, ...]
    fits: bool = True
    """False if the posting fitted when it was sent, and no longer fits since a correction."""


class Told(Values):
    """The postings in a delivery, the best first."""

    rows: tuple[ToldRow, ...] = ()

    @property
    def postings(self) -> list[int]:
        return [row.posting for row in self.rows]

    @property
    def reasons(self) -> dict[int, tuple[str, ...]]:
        """Map each posting id to the reasons why the posting fits."""
        return {row.posting: row.reasons for row in self.rows}

    @property
    def score(self) -> int:
        """The score of the best posting, or 0 if there is no posting."""
        return max((row.score for row in self.rows), default=0)

    @property
    def still(self) -> bool:
        """Whether at least one posting still fits after corrections. For a delivery without postings, it is True."""
        return not self.rows or any(row.fits for row in self.rows)


class Answer(Values):
    """The id of the question that the push answers. The only recipient of the push asked this question."""

    question: int | None = None
