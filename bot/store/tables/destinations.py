"""毕业去向: what graduates file, with every version kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from bot.domain.destinations.destination import DestinationState
from bot.store.columns import EncryptedBytes, EncryptedJson, Enumerated, UtcDateTime


class Destination(SQLModel, table=True):
    """One record of one graduate; a change of plans makes a new one and ends this (``superseded_at``)."""

    __table_args__ = (
        Index(
            "uq_destination_current",
            "person_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )
    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    code: str
    fields: dict[str, str] = Field(default_factory=dict, sa_type=EncryptedJson)
    region: str | None = None
    """Six digits of where the work is: decides 留省, so it stands outside the encrypted fields."""
    state: DestinationState = Field(sa_type=Enumerated(DestinationState))
    version: int = 1
    reason: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    superseded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DestinationEvent(SQLModel, table=True):
    """A move of a record: who, when, why, and the record as it then stood."""

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
    """A photo or paper that shows the destination, kept at least three years."""

    id: int = Field(default=None, primary_key=True)
    destination_id: int = Field(foreign_key="destination.id", index=True)
    filename: str
    sha256: str
    content: bytes = Field(sa_type=EncryptedBytes)
    added_at: datetime = Field(sa_type=UtcDateTime)
