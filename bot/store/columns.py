"""Column types that keep promises the databases do not keep by themselves."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, LargeBinary, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in, aware UTC out. SQLite hands datetimes back naive, which would silently become local time."""

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
    """A ``StrEnum`` kept as its value, so that a new member needs no migration and the rows read well."""

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
    """The key ring of this process. ``app`` sets it before the first session is opened."""

    ring: MultiFernet | None = None


def use_keys(keys: list[str]) -> None:
    """Take the Fernet keys, newest first: the first encrypts, all decrypt."""
    _Keys.ring = MultiFernet([Fernet(key) for key in keys])


def _ring() -> MultiFernet:
    if _Keys.ring is None:
        raise RuntimeError("encryption keys were not set; call use_keys() when the process starts")
    return _Keys.ring


class EncryptedJson(TypeDecorator[Any]):
    """A JSON value encrypted at rest: telephone numbers, notes, what a student files."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else _ring().encrypt(json.dumps(value, ensure_ascii=False).encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(_ring().decrypt(value))


class EncryptedBytes(TypeDecorator[bytes]):
    """A file encrypted at rest: evidence of a destination."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _ring().encrypt(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _ring().decrypt(value)


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""Small values read whole with their row."""

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit key; SQLite numbers rows by itself only in columns spelt INTEGER."""
