"""The parts that the bot, the command line and the tests start from: settings, clock and store."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from cryptography.fernet import Fernet

from bot.clock import Clock
from bot.settings import Settings
from bot.store.columns import use_keys
from bot.store.engine import Store
from bot.store.matching import wish_index


@dataclass(frozen=True)
class Parts:
    settings: Settings
    clock: Clock
    store: Store


@asynccontextmanager
async def parts(settings: Settings) -> AsyncIterator[Parts]:
    """Load the keys, open the store, and close it at the end."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    use_keys(keys(settings))
    store = Store(settings.async_database_url)
    wish_index.keep(store)
    try:
        yield Parts(settings, Clock(settings.clock_file), store)
    finally:
        await store.close()


def keys(settings: Settings) -> list[str]:
    """Return the encryption keys, newest first. Without any, create one and store it in ``data_dir``."""
    given = [key.strip() for key in settings.secret_keys.get_secret_value().split(",") if key.strip()]
    if given:
        return given
    path = settings.data_dir / "secret.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(Fernet.generate_key())
    return [path.read_text().strip()]
