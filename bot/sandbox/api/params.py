"""The parameters of a request. Telegram accepts them as a query, a form, a multipart body or a JSON body."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from bot.sandbox.errors import bad_request


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes


@dataclass(frozen=True)
class Params:
    """The parameters of a request. A value is a string if it came in a form, and a JSON value if it came in a JSON
    body. The methods accept both."""

    values: dict[str, Any]
    uploads: dict[str, Upload] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.values or name in self.uploads

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return "" if value is None else str(value)

    def number(self, name: str) -> int | None:
        try:
            return int(self.values[name])
        except (KeyError, TypeError, ValueError):
            return None

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("true", "yes", "1")

    def structure(self, name: str) -> Any:
        """Return a JSON value, or ``None`` if it is absent or empty. Raises 400 if the text is not JSON."""
        value = self.values.get(name)
        if not isinstance(value, str) or not value:
            return value or None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    @property
    def chat_id(self) -> int | None:
        return self.number("chat_id")

    def with_(self, **values: Any) -> "Params":
        return Params({**self.values, **values}, self.uploads)


async def read_params(request: web.Request) -> Params:
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        body = await request.json() if request.can_read_body else {}
        values |= body
    elif request.can_read_body:
        for name, part in (await request.post()).items():
            if isinstance(part, FileField):
                uploads[name] = Upload(part.filename, part.file.read())
            else:
                values[name] = part if isinstance(part, str) else bytes(part).decode()
    return Params(values, uploads)
