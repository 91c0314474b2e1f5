"""A message name and values in, a finished ``Message`` out. The only importer of jinja2.

A template is one message: HTML text, and below a line of four dashes its buttons, one row a line, written
``[label](data)`` or ``[label](https://…)``. Everything put into a template is escaped; labels are plain text.

The office may word any of them its own way (``reword``). Its words never stop a message: where they fail, the
shipped ones are sent.
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
    """The office's own words in this process. ``jobs/wording`` keeps them as the table has them."""

    bodies: Mapping[str, str] = {}
    environment: Environment | None = None


def reword(bodies: Mapping[str, str]) -> None:
    """From now on these templates (``folder/name`` → source) say what is given; all others what they shipped with."""
    if dict(bodies) != _Own.bodies:
        _Own.environment = environment.reworded(bodies) if bodies else None
        _Own.bodies = dict(bodies)


def own_words() -> Mapping[str, str]:
    """What ``reword`` was last given."""
    return _Own.bodies


def _rendered(name: str, values: Mapping[str, Any]) -> str:
    if _Own.environment is not None:
        try:
            found = _Own.environment.get_template(f"{name}.html").render(values)
            markup.check(RULE.split(found, maxsplit=1)[0])
        except Exception as error:  # whatever a person may have written
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
    """Whether ``templates/NAME.html`` compiles."""
    return environment.shipped().get_template(f"{name}.html") is not None


def text(name: str, /, **values: Any) -> str:
    """The text of ``templates/NAME.html`` alone: a relay text, a caption, a toast, a chart's label."""
    rendered = _rendered(name, values)
    return RULE.split(rendered, maxsplit=1)[0].strip()


def plain(name: str, /, **values: Any) -> str:
    """The same without tags and entities, for places that show no HTML (toasts, relay texts for WeChat, file cells)."""
    return html.unescape(markup.TAG.sub("", text(name, **values)))


def message(name: str, /, *, attachment: Attachment | None = None, **values: Any) -> Message:
    """``templates/NAME.html`` with its buttons. Raises what jinja2 raises: a template that fails is a bug."""
    found = split(_rendered(name, values))
    return Message(found.text, found.buttons, attachment)


def split(rendered: str) -> Message:
    """A rendered template taken apart into text and buttons."""
    body, *rest = RULE.split(rendered, maxsplit=1)
    squeezed = re.sub(r"\n{3,}", "\n\n", body).strip()
    return Message(squeezed, _buttons(rest[0]) if rest else ())
