"""Students' questions to the staff, and calls from staff to graduates."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.domain.care.care import CallOutcome, QuestionState
from bot.domain.people import UnitKind
from bot.store.columns import EncryptedJson, Enumerated, Json, UtcDateTime


class Question(SQLModel, table=True):
    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    class_id: int = Field(foreign_key="unit.id", index=True)
    college_id: int = Field(foreign_key="unit.id", index=True)
    announcement_id: int | None = Field(default=None, foreign_key="announcement.id")
    text: str = Field(sa_type=EncryptedJson)
    state: QuestionState = Field(default=QuestionState.OPEN, index=True, sa_type=Enumerated(QuestionState))
    level: UnitKind = Field(default=UnitKind.CLASS, sa_type=Enumerated(UnitKind))
    """The level that must answer: class (the counsellor), college, or school (the office)."""
    follows_id: int | None = Field(default=None, foreign_key="question.id")
    """The id of the answered question to which this one is a follow-up."""
    asked_at: datetime = Field(sa_type=UtcDateTime)
    answer: str | None = Field(default=None, sa_type=EncryptedJson)
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Call(SQLModel, table=True):
    """A telephone call from staff to a graduate (已通话)."""

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    by_person: int = Field(foreign_key="person.id")
    outcome: CallOutcome = Field(sa_type=Enumerated(CallOutcome))
    note: str | None = Field(default=None, sa_type=EncryptedJson)
    needs: list[str] = Field(default_factory=list, sa_type=Json)
    """The needs for which the call was made. They count as settled for ``CALL_LASTS``."""
    at: datetime = Field(sa_type=UtcDateTime)
