"""What is sent, to whom, and what became of it."""

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
    """推送: one message to many. ``key`` is unique, so the same occasion never makes two."""

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
    """How many were matched when it was planned or caught up: what the ledger must add up to."""
    created_by: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    watch_chat_id: int | None = Field(default=None, sa_type=BigId)
    watch_message_id: int | None = Field(default=None, sa_type=BigId)
    watch_shown: str = ""

    @property
    def answers(self) -> int | None:
        """The question that this push answers. Who asked gets the answer even while everything else is paused."""
        return Answer.of(self.values).question


class Delivery(SQLModel, table=True):
    """送达: one push to one person. One row, its whole story."""

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
    """How well it fits, by which a digest orders what it carries."""
    bundled: bool = False
    """Waits for the reader's digest instead of going out alone."""
    carrier_id: int | None = Field(default=None, foreign_key="delivery.id", index=True, sa_type=BigId)
    """The digest's delivery that carries this one; what becomes of the carrier becomes of it."""
    outdated: bool = Field(default=False, index=True)
    """What stands in the reader's chat is not what it should say any more: it waits to be edited in place."""
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
        """The postings that this delivery tells of."""
        return Told.of(self.values)
