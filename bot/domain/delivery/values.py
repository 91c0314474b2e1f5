"""Classes for the parts of the ``values`` column (JSON) that code reads again. Other values only fill templates.

Each class writes its part with ``dump`` and reads it with ``of``, so that its keys are known in one file only.
"""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Values(BaseModel):
    """One part of the JSON in a ``values`` column. It ignores keys of other parts."""

    model_config = ConfigDict(frozen=True)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Read this part. Raises pydantic's ValidationError if a required key is missing."""
        return cls.model_validate(values)

    def dump(self) -> dict[str, Any]:
        """Return the part as JSON, without the fields that were never set."""
        return self.model_dump(mode="json", exclude_unset=True)


class ToldRow(Values):
    """One posting of a delivery: its score for the student, and the codes of the reasons, such as ``region_exact``."""

    posting: int
    score: int
    reasons: tuple[str, ...]
    fits: bool = True
    """False if the posting no longer fits since a correction."""


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
        return max((row.score for row in self.rows), default=0)

    @property
    def still(self) -> bool:
        """Whether at least one posting still fits after corrections. Without postings, it is True."""
        return not self.rows or any(row.fits for row in self.rows)


class Answer(Values):
    """The id of the question that the push answers."""

    question: int | None = None
