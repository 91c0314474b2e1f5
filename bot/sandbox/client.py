"""The client of the sandbox's control API, for the tests and for filling the demo."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Self, TypeVar

import aiohttp

from bot.sandbox.shelf import Json

T = TypeVar("T")


class SandboxError(Exception):
    """The sandbox refused the request. The text says why."""


class SandboxClient:
    """A client that is used as an async context manager. Each method sends one request and raises ``SandboxError`` if
    the sandbox refuses it."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._http is not None:
            await self._http.close()

    async def _ask(self, method: str, path: str, **options: Any) -> Any:
        if self._http is None:
            self._http = aiohttp.ClientSession()
        async with self._http.request(method, f"{self._base_url}/sandbox/{path}", **options) as answer:
            body = await answer.json()
        if answer.status != 200:
            raise SandboxError(body["error"])
        return body

    async def _get(self, path: str, **query: Any) -> Any:
        return await self._ask("GET", path, params={k: str(v) for k, v in query.items() if v is not None})

    async def _list(self, path: str, **query: Any) -> list[Json]:
        found: list[Json] = await self._get(path, **query)
        return found

    async def _post(self, path: str, **body: Any) -> Json:
        answer: Json = await self._ask("POST", path, json={k: v for k, v in body.items() if v is not None})
        return answer

    # people and groups

    async def add_user(
        self, first_name: str, *, id: int | None = None, last_name: str | None = None,
        username: str | None = None, persona: str = "", group: str = "", started: bool = False,
    ) -> int:  # fmt: skip
        """Create (or replace) an account and return its id. If ``started`` is True, the bot may write to the account as
        after a press on Start, but the bot gets no update."""
        person = await self._post(
            "users", id=id, first_name=first_name, last_name=last_name, username=username, persona=persona,
            group=group, started=started,
        )  # fmt: skip
        return int(person["id"])

    async def add_users(self, users: list[Json]) -> list[int]:
        """Create many accounts with one request and return their ids. Each dict has the arguments of ``add_user``."""
        return [int(person["id"]) for person in await self._ask("POST", "users/many", json={"users": users})]

    async def users(self) -> list[Json]:
        return await self._list("users")

    async def block(self, user_id: int, blocked: bool = True) -> None:
        await self._post(f"users/{user_id}", blocked=blocked)

    async def deactivate(self, user_id: int, deactivated: bool = True) -> None:
        await self._post(f"users/{user_id}", deactivated=deactivated)

    async def add_group(self, title: str, members: list[int], *, bot: str = "none", supergroup: bool = False) -> int:
        """Create a group and return its chat id. The first of ``members`` owns the group. ``bot`` is ``none``,
        ``member`` or ``administrator``."""
        group = await self._post("groups", title=title, members=members, bot=bot, supergroup=supergroup)
        return int(group["id"])

    async def set_bot(self, chat_id: int, status: str, by: int | None = None) -> None:
        """Add, promote or remove the bot. ``status`` is ``member``, ``administrator``, ``left`` or ``kicked``."""
        await self._post(f"groups/{chat_id}", bot=status, by=by)

    async def add_member(self, chat_id: int, user_id: int) -> None:
        await self._post(f"groups/{chat_id}", add=user_id)

    async def remove_member(self, chat_id: int, user_id: int) -> None:
        await self._post(f"groups/{chat_id}", remove=user_id)

    async def migrate(self, chat_id: int) -> int:
        """Turn a group into a supergroup and return its new id."""
        return int((await self._post(f"groups/{chat_id}", migrate=True))["id"])

    # acts

    async def say(self, user_id: int, text: str, chat_id: int | None = None, reply_to: int | None = None) -> Json:
        """Write a message to the bot, or into the chat ``chat_id``, as the person ``user_id``. Return the message."""
        return await self._post("say", user_id=user_id, text=text, chat_id=chat_id, reply_to=reply_to)

    async def press(
        self, user_id: int, chat_id: int, message_id: int, data: str | None = None, label: str | None = None
    ) -> Json:
        """Press the button that has the data ``data`` or the label ``label``. Return ``{"query_id": …}``, or ``{"url":
        …}`` if the button opens a page."""
        body = {"user_id": user_id, "chat_id": chat_id, "message_id": message_id}
        return await self._post("press", **body, data=data, label=label)

    async def rewrite(self, user_id: int, chat_id: int, message_id: int, text: str) -> Json:
        return await self._post("rewrite", user_id=user_id, chat_id=chat_id, message_id=message_id, text=text)

    async def forward(self, user_id: int, from_chat_id: int, message_id: int, to_chat_id: int) -> Json:
        chats = {"from_chat_id": from_chat_id, "to_chat_id": to_chat_id}
        return await self._post("forward", user_id=user_id, message_id=message_id, **chats)

    async def open_link(self, user_id: int, link: str) -> Json:
        """Follow the link ``https://t.me/<bot>?start=…`` and press Start."""
        return await self._post("open", user_id=user_id, link=link)

    async def attach(
        self, user_id: int, filename: str, content: bytes, caption: str = "", as_photo: bool = False,
        chat_id: int | None = None,
    ) -> Json:  # fmt: skip
        form = aiohttp.FormData(quote_fields=False)  # a Chinese file name is sent as a browser sends it
        form.add_field("file", content, filename=filename, content_type="application/octet-stream")
        fields = {
            "user_id": user_id,
            "caption": caption,
            "as_photo": str(as_photo).lower(),
            "chat_id": chat_id or "",
        }
        for name, value in fields.items():
            form.add_field(name, str(value))
        message: Json = await self._ask("POST", "attach", data=form)
        return message

    async def give(self, user_id: int, kind: str, chat_id: int | None = None, **details: Any) -> Json:
        """Send one of ``bot.sandbox.things.KINDS``, such as ``voice`` or ``location``. ``details`` are its fields."""
        return await self._post("give", user_id=user_id, kind=kind, chat_id=chat_id, **details)

    # looking

    async def chats(self, user_id: int) -> list[Json]:
        return await self._list("chats", user_id=user_id)

    async def messages(self, chat_id: int) -> list[Json]:
        """Return the newest 200 messages of a chat, oldest first, as Bot API Message objects."""
        return await self._list("messages", chat_id=chat_id)

    async def wire(self, since: int = 0, **equal: Any) -> list[Json]:
        """Return the log entries with an id above ``since`` whose columns (method, chat_id, status, …) have the values
        in ``equal``."""
        return await self._list("wire", since=since, **equal)

    async def deliveries(self, method: str | None = None, since: int = 0, chat_id: int | None = None) -> list[Json]:
        """Return the log entries of the requests that reached a phone."""
        return await self.wire(since, method=method, chat_id=chat_id, delivered=True)

    async def count(self, since: int = 0, **equal: Any) -> int:
        """Count the log entries whose columns have the values in ``equal``. This is cheaper than fetching the
        entries."""
        return int((await self._get("wire/count", since=since, **equal))["count"])

    async def last_id(self) -> int:
        """Return the id of the newest log entry. A later call with this id as ``since`` sees only later entries."""
        return int((await self._get("wire/count"))["last_id"])

    def wait_for(self, predicate: Callable[[], Awaitable[T]], timeout: float = 10.0) -> Awaitable[T]:
        """Call ``predicate`` repeatedly until its result is truthy, and return the result. Raises ``TimeoutError``
        after ``timeout`` seconds."""

        async def ask_again() -> T:
            while True:
                if found := await predicate():
                    return found
                await asyncio.sleep(0.05)

        return asyncio.wait_for(ask_again(), timeout)

    # faults, limits, clock

    async def fault(self, kind: str, **order: Any) -> Json:
        """Create a fault. ``kind`` is a ``Trouble``, and ``order`` has the fields of ``bot.sandbox.faults.Fault``."""
        return await self._post("faults", kind=kind, **order)

    async def faults(self) -> list[Json]:
        return await self._list("faults")

    async def clear_faults(self) -> None:
        await self._post("faults/clear")

    async def enforce_limits(self, enforced: bool = True) -> None:
        await self._post("limits", enforced=enforced)

    async def now(self) -> datetime:
        return datetime.fromisoformat((await self._get("clock"))["now"])

    async def jump(self, to: datetime) -> datetime:
        """Move the sandbox's clock forward to the moment ``to``. Return the new time."""
        return datetime.fromisoformat((await self._post("clock", to=to.isoformat()))["now"])
