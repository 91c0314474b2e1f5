"""Column types for features that databases lack: time zones, enums and encryption."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Index, Integer, LargeBinary, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A column for aware datetimes, returned in UTC. Raises ValueError for a naive datetime.

    It is needed because SQLite returns naive datetimes, which Python takes for local time.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: pass the aware now you were given")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Enumerated(TypeDecorator[StrEnum]):
    """A column that stores a ``StrEnum`` by its value, so that a new member needs no migration."""

    impl = String(32)
    cache_ok = True

    def __init__(self, of: type[StrEnum]) -> None:
        super().__init__()
        self.of = of

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.of(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.of(value)


class _Keys:
    """The encryption keys of this process, which are set before the first session."""

    ring: MultiFernet | None = None


def use_keys(keys: list[str]) -> None:
    """Set the Fernet keys of this process, newest first. The newest encrypts, and each can decrypt."""
    _Keys.ring = MultiFernet([Fernet(key) for key in keys])


def _ring() -> MultiFernet:
    if _Keys.ring is None:
        raise RuntimeError("encryption keys were not set; call use_keys() when the process starts")
    return _Keys.ring


class EncryptedJson(TypeDecorator[Any]):
    """A column that stores a JSON value encrypted, such as a note or a student's filing."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else _ring().encrypt(json.dumps(value, ensure_ascii=False).encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(_ring().decrypt(value))


class EncryptedBytes(TypeDecorator[bytes]):
    """A column that stores a file encrypted, such as evidence."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _ring().encrypt(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _ring().decrypt(value)


def unique_while(condition: str, name: str, *columns: str) -> Index:
    """Build an index that keeps ``columns`` unique among the rows that meet the SQL ``condition``."""
    return Index(name, *columns, unique=True, sqlite_where=text(condition), postgresql_where=text(condition))


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON column for small values that are read with their row."""

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit integer column. On SQLite it is INTEGER, because only an INTEGER key numbers new rows."""
