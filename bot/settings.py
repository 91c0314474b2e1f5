"""The settings that differ between machines, read once from the environment and ``.env`` into one frozen value."""

from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Each field is the variable ``JIUYE_<FIELD>``; ``.env.example`` explains them to the administrator."""

    model_config = SettingsConfigDict(env_prefix="JIUYE_", env_file=".env", extra="ignore", frozen=True)

    bot_token: SecretStr = SecretStr("")
    database_url: str = ""
    data_dir: Path = Path("var")
    api_base_url: str = "https://api.telegram.org/bot"
    api_file_url: str = "https://api.telegram.org/file/bot"
    proxy_url: str = ""
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    listen: str = "127.0.0.1"
    port: int = 8081
    """Loopback port of /healthz, /metrics and the webhook."""
    quiet_hours: str = "22:00-08:00"
    messages_per_second: float = 30.0
    answer_seconds: float = 20.0
    """Seconds to wait for Telegram's answer; after them it is uncertain whether a message was delivered."""
    daily_cap: int = Field(5, ge=1)
    home_province: str = "220000"
    home_city: str = "220100"
    secret_keys: SecretStr = SecretStr("")
    """Comma-separated Fernet keys, newest first. When empty, the first start creates a key in ``data_dir``."""
    filing_permit: str = ""
    """文号 of the school's written permission to collect destinations in chat. When empty, the bot only reminds."""
    register_url: str = "https://www.ncss.cn/"
    """Where students file when filing in chat is not permitted (就业管理系统)."""
    clock_file: Path | None = None
    """A file that holds the offset of the clock in seconds; only for training and the sandbox."""
    tick_seconds: float = 5.0
    """Seconds between two looks of the scheduled jobs for due work."""

    @cached_property
    def async_database_url(self) -> str:
        """The database URL with the driver that the store uses. The default is SQLite in ``data_dir``."""
        url = self.database_url or f"sqlite:///{self.data_dir}/jiuye.db"
        for plain, driver in (
            ("sqlite://", "sqlite+aiosqlite://"),
            ("postgresql://", "postgresql+asyncpg://"),
        ):
            if url.startswith(plain):
                return driver + url.removeprefix(plain)
        return url
