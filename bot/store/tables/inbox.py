"""Updates from Telegram, and unfinished forms."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field, SQLModel

from bot.store.columns import BigId, EncryptedJson, Enumerated, UtcDateTime


class IncomingState(StrEnum):
    NEW = "new"  # stored, but not handled yet
    APPLIED = "applied"  # its effects are committed, but not all of its answers are sent
    DONE = "done"
    FAILED = "failed"  # it failed because of our own bug, and is kept so that a developer can examine it


class Incoming(SQLModel, table=True):
    """An update from Telegram, stored before it is confirmed. If Telegram repeats it, its id is found here and it is
    ignored.
    """

    update_id: int = Field(primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False})
    payload: dict[str, Any] = Field(sa_type=EncryptedJson)
    state: IncomingState = Field(default=IncomingState.NEW, index=True, sa_type=Enumerated(IncomingState))
    replies: list[dict[str, Any]] | None = Field(default=None, sa_type=EncryptedJson)
    error: str = ""
    received_at: datetime = Field(sa_type=UtcDateTime)


class Dialog(SQLModel, table=True):
    """A form that a person has not finished. It survives a restart, and they can cancel it (取消)."""

    telegram_id: int = Field(primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False})
    form: str
    step: str
    values: dict[str, Any] = Field(default_factory=dict, sa_type=EncryptedJson)
    run: str = ""
    """The run of the draft that the form shows now, or empty. See ``Draft``."""
    updated_at: datetime = Field(sa_type=UtcDateTime)


class Draft(SQLModel, table=True):
    """The form as it was when a preview was sent. The preview's buttons contain ``stamp``, so that a press acts on what
    stands above it, and not on what was typed later.

    The previews that follow from one text have one ``run``. They end together.
    """

    stamp: str = Field(primary_key=True)
    telegram_id: int = Field(index=True, sa_type=BigId)
    run: str = Field(index=True)
    form: str
    step: str
    values: dict[str, Any] = Field(default_factory=dict, sa_type=EncryptedJson)
    at: datetime = Field(sa_type=UtcDateTime)
