"""Pushes and their deliveries. A delivery stores its whole history."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain.chain.chain import Release
from bot.domain.delivery.delivery import State
from bot.domain.delivery.push import PushKind, PushState
from bot.domain.delivery.values import Answer, Told
from bot.store.columns import BigId, Enumerated, Json, UtcDateTime


class Push(SQLModel, table=True):
    """One message to many persons (推送). ``key`` is unique, so that one occasion creates one push."""

    id: int = Field(default=None, primary_key=True)
    kind: PushKind = Field(sa_type=Enumerated(PushKind))
    key: str | None = Field(default=None, unique=True)
    title: str = ""
    template: str
    values: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    announcement_id: int | None = Field(default=None, foreign_key="announcement.id", index=True)
    scope_unit_id: int | None = Field(default=None, foreign_key="unit.id")
    state: PushState = Field(default=PushState.RUNNING, index=True, sa_type=Enumerated(PushState))
    halt_reason: str = ""
    release: Release = Field(default=Release.IMMEDIATE, sa_type=Enumerated(Release))
    urgent: bool = False
    ack_wanted: bool = False
    not_after: datetime | None = Field(default=None, sa_type=UtcDateTime)
    matched: int = 0
    """The number of persons matched when the push was planned or caught up. The ledger must add up to it."""
    created_by: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    watch_chat_id: int | None = Field(default=None, sa_type=BigId)
    watch_message_id: int | None = Field(default=None, sa_type=BigId)
    watch_shown: str = ""

    @property
    def answers(self) -> int | None:
        """The id of the question that this push answers, or None."""
        return Answer.of(self.values).question


class Delivery(SQLModel, table=True):
    """One push to one person (送达)."""

    __table_args__ = (
        UniqueConstraint("push_id", "person_id", "part"),
        Index("ix_delivery_due", "state", "priority", "not_before"),
        Index("ix_delivery_person_sent", "person_id", "sent_at"),
    )
    id: int = Field(default=None, primary_key=True, sa_type=BigId)
    push_id: int = Field(foreign_key="push.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    part: int = 0
    class_id: int | None = Field(default=None, foreign_key="unit.id")
    college_id: int | None = Field(default=None, foreign_key="unit.id")
    state: State = Field(sa_type=Enumerated(State))
    reason: str | None = None
    priority: int = 2
    score: int = 0
    """How well the push fits the person. A digest carries the highest scores first."""
    bundled: bool = False
    """Whether the delivery waits for a digest instead of being sent alone."""
    carrier_id: int | None = Field(default=None, foreign_key="delivery.id", index=True, sa_type=BigId)
    """The id of the digest's delivery that carries this one. Both have the same states."""
    outdated: bool = Field(default=False, index=True)
    """Whether the message in the chat must be edited."""
    values: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    chat_id: int | None = Field(default=None, sa_type=BigId)
    message_id: int | None = Field(default=None, sa_type=BigId)
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = 0
    maybe_twice: bool = False
    queued_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sending_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    acknowledged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    relayed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    relay_kind: str | None = None
    detail: str = ""

    @property
    def told(self) -> Told:
        """The postings in this delivery, read from ``values``."""
        return Told.of(self.values)
