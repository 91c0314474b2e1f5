"""Checks the answers of every method against the Bot API as another project, aiogram, describes it."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.sandbox.api.methods import METHODS
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import Running
from bot.sandbox.things import KINDS
from tests.sandbox.test_bot_api import picture

ROOT = Path(__file__).parents[2]
PLACE = ROOT / ".sandbox-types"
CHECK = Path(__file__).with_name("check_answers.py")
LOCK = ROOT / "requirements-sandbox-types.lock"
KEYBOARD = {"inline_keyboard": [[{"text": "有意向", "callback_data": "y"}, {"text": "官网", "url": "https://a.cn"}]]}


@pytest.fixture(scope="session")
def types_python() -> Path:
    """Return the interpreter of an environment with aiogram. The environment is created if it is missing or if the lock
    file has changed."""
    python, mark = PLACE / "bin" / "python", PLACE / "lock"
    if not mark.exists() or mark.read_text() != LOCK.read_text():
        uv = [sys.executable, "-m", "uv", "--quiet"]
        subprocess.run([*uv, "venv", "--clear", "--python", sys.executable, PLACE], check=True)
        subprocess.run([*uv, "pip", "sync", "--python", python, "--require-hashes", LOCK], check=True)
        mark.write_text(LOCK.read_text())
    return python


class Recorder:
    """Calls the Bot API directly and stores every answer."""

    def __init__(self, server: Running, http: aiohttp.ClientSession) -> None:
        self._base, self._http = f"{server.api_base_url}{server.token}", http
        self.answers: list[tuple[str, Any]] = []

    async def __call__(self, method: str, **params: Any) -> Any:
        async with self._http.post(f"{self._base}/{method}", json=params) as answer:
            body = await answer.json()
        assert body["ok"], f"{method}: {body}"
        self.answers.append((method, body["result"]))
        return body["result"]

    async def upload(self, method: str, kind: str, content: bytes, **params: Any) -> Any:
        form = aiohttp.FormData({name: str(value) for name, value in params.items()})
        form.add_field(kind, content, filename=f"x.{'png' if kind == 'photo' else 'pdf'}")
        async with self._http.post(f"{self._base}/{method}", data=form) as answer:
            body = await answer.json()
        assert body["ok"], f"{method}: {body}"
        self.answers.append((method, body["result"]))
        return body["result"]


async def play(call: Recorder, phones: SandboxClient) -> None:
    """Play a day in which every method is called at least once."""
    ming = await phones.add_user("明", last_name="李", username="liming")
    hong = await phones.add_user("红", started=True)
    await phones.open_link(ming, "https://t.me/jiuye_bot?start=c-1")
    await speak(call, phones, ming)
    await send_files(call, phones, ming)
    await run_groups(call, phones, [ming, hong])
    await introduce(call, ming)
    await phones.block(ming)
    await phones.block(ming, False)
    await call("getUpdates")
    await call("setWebhook", url="https://a.cn/hook", secret_token="s", allowed_updates=["message"])
    await call("getWebhookInfo")
    await call("deleteWebhook", drop_pending_updates=True)
    await call("getWebhookInfo")


async def speak(call: Recorder, phones: SandboxClient, ming: int) -> None:
    html = '<b>粗</b><pre><code class="language-py">x</code></pre><tg-spoiler>y</tg-spoiler> https://a.cn #校招'
    sent = await call("sendMessage", chat_id=ming, text=html, parse_mode="HTML", reply_markup=KEYBOARD)
    here = {"chat_id": ming, "message_id": sent["message_id"]}
    pressed = await phones.press(ming, ming, sent["message_id"], data="y")
    await call("answerCallbackQuery", callback_query_id=pressed["query_id"], text="好", show_alert=True)
    said = await phones.say(ming, "/help 你好", reply_to=sent["message_id"])
    await phones.rewrite(ming, ming, said["message_id"], "改了")
    await call("editMessageText", **here, text="新", reply_markup=KEYBOARD)
    await call("editMessageReplyMarkup", **here)
    await call("forwardMessage", chat_id=ming, from_chat_id=ming, message_id=said["message_id"])
    copy = await call("copyMessage", chat_id=ming, from_chat_id=ming, message_id=sent["message_id"])
    await call("sendMessage", chat_id=ming, text="答", reply_parameters={"message_id": said["message_id"]})
    await call("sendChatAction", chat_id=ming, action="typing")
    await call("pinChatMessage", **here)
    await call("getChat", chat_id=ming)
    await call("unpinChatMessage", **here)
    await call("deleteMessage", chat_id=ming, message_id=copy["message_id"])
    await call("deleteMessages", chat_id=ming, message_ids=[said["message_id"]])


async def send_files(call: Recorder, phones: SandboxClient, ming: int) -> None:
    photo = await call.upload("sendPhoto", "photo", picture(), chat_id=ming, caption="<i>图</i>", parse_mode="HTML")
    file = await call.upload("sendDocument", "document", b"%PDF", chat_id=ming)
    photo_id, file_id = photo["photo"][0]["file_id"], file["document"]["file_id"]
    here = {"chat_id": ming, "message_id": file["message_id"]}
    await call("getFile", file_id=file_id)
    await call("sendMediaGroup", chat_id=ming, media=[{"type": "photo", "media": photo_id}] * 2)
    await call("editMessageCaption", **here, caption="说明 @liming")
    await call("editMessageMedia", **here, media={"type": "photo", "media": photo_id})
    await phones.attach(ming, "x.png", picture(), "海报", as_photo=True)
    await phones.attach(ming, "协议.pdf", b"%PDF")
    for kind in KINDS:
        given = await phones.give(ming, kind)
        await call("forwardMessage", chat_id=ming, from_chat_id=ming, message_id=given["message_id"])


async def run_groups(call: Recorder, phones: SandboxClient, people: list[int]) -> None:
    group = await phones.add_group("计科2001班", people, bot="administrator")
    sent = await call("sendMessage", chat_id=group, text="日报")
    await call("pinChatMessage", chat_id=group, message_id=sent["message_id"])
    await phones.remove_member(group, people[1])
    await phones.add_member(group, people[1])
    for user_id in people:
        await call("getChatMember", chat_id=group, user_id=user_id)
    await call("getChatMember", chat_id=group, user_id=10001)
    await call("getChatAdministrators", chat_id=group)
    await call("getChatMemberCount", chat_id=group)
    moved = await phones.migrate(group)
    await call("getChat", chat_id=moved)
    await call("unpinAllChatMessages", chat_id=moved)
    await call("leaveChat", chat_id=moved)


async def introduce(call: Recorder, ming: int) -> None:
    await call("setMyDescription", description="推送岗位")
    await call("getMyDescription")
    await call("setMyShortDescription", short_description="岗位", language_code="zh")
    await call("getMyShortDescription", language_code="zh")
    await call("getMe")
    await call("setMyCommands", commands=[{"command": "start", "description": "开始"}])
    await call("getMyCommands")
    await call("deleteMyCommands")
    await call("setChatMenuButton", chat_id=ming, menu_button={"type": "commands"})
    await call("getChatMenuButton", chat_id=ming)


async def test_every_answer_is_what_the_bot_api_promises(
    server: Running, phones: SandboxClient, types_python: Path
) -> None:
    async with aiohttp.ClientSession() as http:
        call = Recorder(server, http)
        await play(call, phones)
    assert {method for method, _ in call.answers} == set(METHODS)
    check = await asyncio.create_subprocess_exec(types_python, CHECK, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    found, _ = await check.communicate(json.dumps(call.answers).encode())
    assert (found.decode(), check.returncode) == ("", 0)
