"""Turns the name of a message and its values into a finished ``Message``. Only this package imports jinja2.

A template is one message: HTML text, then a line of four dashes, then its buttons. Each line of buttons is one row,
written ``[label](data)`` or ``[label](https://…)``. Labels are plain text, and every value is escaped.

The office may reword any template (``reword``). If a reworded template fails, the shipped one is used.
"""

import html
import re
from collections.abc import Mapping
from typing import Any

import structlog
from jinja2 import Environment

from bot.messenger import Attachment, Button, Message
from bot.render import environment, markup
from bot.render.environment import TEMPLATES

__all__ = ["RULE", "TEMPLATES", "loads", "message", "own_words", "plain", "reword", "split", "text"]

log = structlog.get_logger()
RULE = re.compile(r"^----$", re.MULTILINE)
BUTTON = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+)\)")


class _Own:
    """The office's reworded templates in this process. ``jobs/wording`` copies them from the table ``wording``."""

    bodies: Mapping[str, str] = {}
    environment: Environment | None = None


def reword(bodies: Mapping[str, str]) -> None:
    """Use the sources in ``bodies`` (``folder/name`` → source) from now on, and the shipped
    ones for other templates.
    """
    if dict(bodies) != _Own.bodies:
        _Own.environment = environment.reworded(bodies) if bodies else None
        _Own.bodies = dict(bodies)


def own_words() -> Mapping[str, str]:
    """Return the sources that the last call of ``reword`` set."""
    return _Own.bodies


def _rendered(name: str, values: Mapping[str, Any]) -> str:
    if _Own.environment is not None:
        try:
            found = _Own.environment.get_template(f"{name}.html").render(values)
            markup.check(RULE.split(found, maxsplit=1)[0])
        except Exception as error:  # a person wrote the template, so any error is possible
            log.warning("wording.failed", template=name, error=repr(error))
        else:
            return found
    return environment.shipped().get_template(f"{name}.html").render(values)


def _buttons(block: str) -> tuple[tuple[Button, ...], ...]:
    rows = []
    for line in block.splitlines():
        row = tuple(
            Button(html.unescape(label), url=html.unescape(target))
            if "://" in target
            else Button(html.unescape(label), data=html.unescape(target))
            for label, target in BUTTON.findall(line)
        )
        if row:
            rows.append(row)
    return tuple(rows)


def loads(name: str) -> bool:
    """Compile ``templates/NAME.html``. Return True, or raise jinja2's error."""
    return environment.shipped().get_template(f"{name}.html") is not None


def text(name: str, /, **values: Any) -> str:
    """Return the text of ``templates/NAME.html`` without buttons, for example for a pop-up, a caption or a chart's
    label.
    """
    rendered = _rendered(name, values)
    return RULE.split(rendered, maxsplit=1)[0].strip()


def plain(name: str, /, **values: Any) -> str:
    """Return ``text`` without tags and entities, for places without HTML (pop-ups, WeChat, file cells)."""
    return html.unescape(markup.TAG.sub("", text(name, **values)))


def message(name: str, /, *, attachment: Attachment | None = None, **values: Any) -> Message:
    """Return ``templates/NAME.html`` as a message with buttons. Raises jinja2's errors, because a failing shipped
    template is a bug.
    """
    found = split(_rendered(name, values))
    return Message(found.text, found.buttons, attachment)


def split(rendered: str) -> Message:
    """Return the text and the buttons of a rendered template."""
    body, *rest = RULE.split(rendered, maxsplit=1)
    squeezed = re.sub(r"\n{3,}", "\n\n", body).strip()
    return Message(squeezed, _buttons(rest[0]) if rest else ())
