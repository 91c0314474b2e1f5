"""What people sent to the bot, and forms they are in the middle of."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field, SQLModel

from bot.store.columns import BigId, EncryptedJson, Enumerated, UtcDateTime


class IncomingState(StrEnum):
    NEW = "new"  # stored, not yet worked on
    APPLIED = "applied"  # its effects are committed, its answers not yet all sent
    DONE = "done"
    FAILED = "failed"  # our own bug; kept for a look


class Incoming(SQLModel, table=True):
    """An update of Telegram, stored before it is confirmed. A replay finds its number here and does nothing."""

    update_id: int = Field(primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False})
    payload: dict[str, Any] = Field(sa_type=EncryptedJson)
    state: IncomingState = Field(default=IncomingState.NEW, index=True, sa_type=Enumerated(IncomingState))
    replies: list[dict[str, Any]] | None = Field(default=None, sa_type=EncryptedJson)
    error: str = ""
    received_at: datetime = Field(sa_type=UtcDateTime)


class Dialog(SQLModel, table=True):
    """A half-filled form: survives a restart, ends with 取消."""

    telegram_id: int = Field(primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False})
    form: str
    step: str
    values: dict[str, Any] = Field(default_factory=dict, sa_type=EncryptedJson)
    updated_at: datetime = Field(sa_type=UtcDateTime)
