"""Keyboards that the bot sends, checked by Telegram's rules. An inline keyboard belongs to its message, and a reply
keyboard belongs to the chat."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.errors import bad_request
from bot.sandbox.shelf import Json

ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
MOST_BUTTONS = 100


def inline_keyboard(markup: Any) -> Json | None:
    """Return ``{"inline_keyboard": rows}``, or ``None`` if the markup has no inline buttons. Raises 400 for a button
    that Telegram would refuse."""
    if not isinstance(markup, dict) or "inline_keyboard" not in markup:
        return None
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    for row in rows:
        for button in row:
            _check(button)
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": [row for row in rows if row]} if any(rows) else None


def _check(button: Any) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not button.get("text"):
        raise bad_request("can't parse inline keyboard button: text is empty")
    if not any(action in button for action in ACTIONS):
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        _check_url(str(button["url"]))


def _check_url(url: str) -> None:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    named = parts.hostname is not None and ("." in parts.hostname or parts.hostname == "localhost")
    if not (parts.scheme == "tg" or (parts.scheme in ("http", "https", "ton") and named)):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def reply_keyboard(markup: Any) -> tuple[bool, Json | None]:
    """Return (whether the markup changes the keyboard below the text field, the new keyboard). If the markup removes
    the keyboard, the second value is None."""
    if not isinstance(markup, dict):
        return False, None
    if markup.get("remove_keyboard"):
        return True, None
    if "keyboard" not in markup:
        return False, None
    rows = [[{"text": b} if isinstance(b, str) else b for b in row] for row in markup["keyboard"]]
    return True, {**markup, "keyboard": rows}


def buttons(message: Json) -> Iterator[Json]:
    for row in message.get("reply_markup", {}).get("inline_keyboard", []):
        yield from row


def forwarded_markup(message: Json) -> Json | None:
    """Return the keyboard that a forwarded message keeps. It has only the buttons that open pages."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    kept = [[button for button in row if "url" in button] for row in rows]
    return {"inline_keyboard": [row for row in kept if row]} if any(kept) else None
