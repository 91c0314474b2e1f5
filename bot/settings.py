"""The settings that differ between machines, read once from the environment and ``.env``."""

from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings of one machine. Each field is the variable ``JIUYE_<FIELD>``, which ``.env.example`` explains."""

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
    """The loopback port of /healthz, /metrics, /templates and the webhook."""
    quiet_hours: str = "22:00-08:00"
    messages_per_second: float = 30.0
    answer_seconds: float = 20.0
    """Seconds to wait for Telegram's answer. After that, it is uncertain whether a message arrived."""
    daily_cap: int = Field(5, ge=1)
    home_province: str = "220000"
    home_city: str = "220100"
    secret_keys: SecretStr = SecretStr("")
    """Comma-separated Fernet keys, newest first. If empty, the first start creates a key in ``data_dir``."""
    overseas_recipient: str = "Telegram Messenger Inc."
    """The company abroad that carries the messages. Telegram's privacy policy names it; a lawyer should compare."""
    overseas_contact: str = "telegram.org/privacy"
    filing_permit: str = ""
    """The document number (文号) of the school's permission to collect destinations in chat. If empty, students are
    only reminded.
    """
    register_url: str = "https://www.ncss.cn/"
    """The system in which students file their destination (就业管理系统) if they may not file in chat."""
    clock_file: Path | None = None
    """A file with the offset of the clock in seconds, only for training and the sandbox."""
    tick_seconds: float = 5.0
    """Seconds between two checks of the jobs for due work."""

    @property
    def recipient(self) -> dict[str, str]:
        """The name and the contact of the overseas recipient, as the screens show them."""
        return {"name": self.overseas_recipient, "contact": self.overseas_contact}

    @cached_property
    def async_database_url(self) -> str:
        """Return the database URL with the store's driver. The default is SQLite in ``data_dir``."""
        url = self.database_url or f"sqlite:///{self.data_dir}/jiuye.db"
        for plain, driver in (
            ("sqlite://", "sqlite+aiosqlite://"),
            ("postgresql://", "postgresql+asyncpg://"),
        ):
            if url.startswith(plain):
                return driver + url.removeprefix(plain)
        return url
