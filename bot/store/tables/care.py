"""What passes between a graduate and the people who look after him."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.domain.care import CallOutcome, QuestionState
from bot.store.columns import Choice, EncryptedJson, UtcDateTime


class Question(SQLModel, table=True):
    """A student's question to a human, and the answer that came back."""

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    class_id: int = Field(foreign_key="unit.id", index=True)
    college_id: int = Field(foreign_key="unit.id", index=True)
    announcement_id: int | None = Field(default=None, foreign_key="announcement.id")
    text: str = Field(sa_type=EncryptedJson)
    state: QuestionState = Field(default=QuestionState.OPEN, index=True, sa_type=Choice(QuestionState))
    asked_at: datetime = Field(sa_type=UtcDateTime)
    answer: str | None = Field(default=None, sa_type=EncryptedJson)
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Call(SQLModel, table=True):
    """已通话: a member of staff spoke with a graduate."""

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    by_person: int = Field(foreign_key="person.id")
    outcome: CallOutcome = Field(sa_type=Choice(CallOutcome))
    note: str | None = Field(default=None, sa_type=EncryptedJson)
    at: datetime = Field(sa_type=UtcDateTime)
