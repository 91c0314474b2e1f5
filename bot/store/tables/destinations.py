"""The destinations (毕业去向) that graduates file. Every version is kept."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from bot.domain.destinations.destination import DestinationState
from bot.store.columns import EncryptedBytes, EncryptedJson, Enumerated, UtcDateTime, unique_while


class Destination(SQLModel, table=True):
    """One destination record of a graduate. If their plans change, a new record supersedes it."""

    __table_args__ = (unique_while("superseded_at IS NULL", "uq_destination_current", "person_id"),)
    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    code: str
    fields: dict[str, str] = Field(default_factory=dict, sa_type=EncryptedJson)
    region: str | None = None
    """The six-digit code of the place of work, for 留省率. It is not encrypted, because queries use it."""
    state: DestinationState = Field(sa_type=Enumerated(DestinationState))
    version: int = 1
    reason: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    superseded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DestinationEvent(SQLModel, table=True):
    """One step of a destination record: author, time, reason, and a copy of the record."""

    __tablename__ = "destination_event"
    id: int = Field(default=None, primary_key=True)
    destination_id: int = Field(foreign_key="destination.id", index=True)
    version: int
    state: DestinationState = Field(sa_type=Enumerated(DestinationState))
    by_person: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
    reason: str = ""
    snapshot: Any = Field(default=None, sa_type=EncryptedJson)


class Evidence(SQLModel, table=True):
    """A photo or paper that proves a destination. It is kept for at least three years."""

    id: int = Field(default=None, primary_key=True)
    destination_id: int = Field(foreign_key="destination.id", index=True)
    filename: str
    sha256: str
    content: bytes = Field(sa_type=EncryptedBytes)
    added_at: datetime = Field(sa_type=UtcDateTime)
