"""Checks whether a template written by a person may replace the shipped one."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from traceback import extract_tb
from types import TracebackType
from typing import Any

import structlog
from jinja2 import Environment, TemplateError, TemplateSyntaxError, UndefinedError, meta

from bot.messenger import Message
from bot.render import RULE, environment, markup, samples, split

log = structlog.get_logger()
LONGEST_TEXT, LONGEST_CAPTION, LONGEST_DATA = 4096, 1024, 64
"""Telegram's limits: characters of a message, characters of a caption, bytes of a button's data."""
SCREEN_LINES, SCREEN_TEXT = 24, 900
"""The lines and characters that fit on one phone screen."""
_INCLUDED = re.compile(r'include "([\w/]+)\.html"')
_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_VERB = re.compile(r"\]\((?:([a-z_]+)(?=[:)])|(?:https?://|\{\{\s*(\w+)))")
_MISSING = re.compile(r"'(?:[\w.]+ object' has no attribute ')?(\w+)'")


@dataclass(frozen=True)
class Fault:
    """A reason to refuse a template. ``kind`` is a key of ``templates/wording/fault.html``.

    ``line`` counts from 1, or is 0 if the fault is in no single line.
    """

    kind: str
    line: int = 0
    words: str = ""


@dataclass(frozen=True)
class Tried:
    """The messages that a template makes of its samples, and its faults. A template that fails makes no messages."""

    messages: tuple[Message, ...]
    faults: tuple[Fault, ...]


def shown(message: Message) -> str:
    """Return the text of a message without tags and entities."""
    return html.unescape(markup.TAG.sub("", message.text))


def too_long(message: Message) -> bool:
    """Whether a message needs more than one phone screen."""
    words = shown(message)
    return words.count("\n") + 1 > SCREEN_LINES or len(words) > SCREEN_TEXT


def tried(name: str, body: str) -> Tried:
    """Check the source ``body`` for the template ``name``, and render it with its samples."""
    own = environment.reworded({name: body})
    faults = sorted(_of_source(own, name, body), key=lambda fault: fault.line or len(body))
    if faults:
        return Tried((), tuple(faults))
    messages = []
    for values in samples.of(name).cases:
        try:
            messages.append(split(own.get_template(f"{name}.html").render(values)))
        except Exception as error:  # a person wrote the template, so any error is possible
            return Tried((), (_of_error(error, name, body),))
    for message, wanted in zip(messages, as_shipped(name) or messages, strict=True):
        faults += _of_message(message, wanted, samples.of(name).caption)
    return Tried(tuple(messages), tuple(dict.fromkeys(faults)))


def shipped(name: str) -> tuple[Message, ...]:
    """Return the messages that the shipped template makes of its samples. Raises jinja2's error if a sample does not
    fit.
    """
    template = environment.shipped().get_template(f"{name}.html")
    return tuple(split(template.render(values)) for values in samples.of(name).cases)


def as_shipped(name: str) -> tuple[Message, ...]:
    """Return the same as ``shipped``, or an empty tuple if a sample does not fit, so that
    the page can still be shown.
    """
    try:
        return shipped(name)
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        log.warning("sample.unfit", template=name, error=repr(error))
        return ()


def variables(name: str) -> set[str]:
    """Return the names of all values that a shipped template and its included templates use."""
    original = environment.source(name)
    found = set(meta.find_undeclared_variables(environment.shipped().parse(original)))
    for included in _INCLUDED.findall(original):
        found |= variables(included)
    return found


def _of_source(own: Environment, name: str, body: str) -> Iterator[Fault]:
    original = environment.source(name)
    try:
        used = meta.find_undeclared_variables(own.parse(body))
    except TemplateSyntaxError as error:
        yield Fault("syntax", error.lineno, str(error.message))
        return
    known = meta.find_undeclared_variables(own.parse(original)) | set(samples.of(name).cases[0])
    for variable in sorted(used - known):
        yield Fault("variable", _line(body, rf"\b{variable}\b"), variable)
    text = _CODE.sub(lambda code: re.sub(r"[^\n]", "", code[0]), RULE.split(body, maxsplit=1)[0])
    yield from (Fault(flaw.kind, flaw.line, flaw.words) for flaw in markup.flaws(text))
    mine, theirs = _verbs(body), _verbs(original)
    for verb in sorted(mine - _all_verbs()):
        yield Fault("verb", _line(body, re.escape(verb)), verb)
    for verb in sorted(theirs - mine):
        yield Fault("lost", 0, f"{_labelled(original, verb)}（{verb}）")


def _of_error(error: Exception, name: str, body: str) -> Fault:
    line = _line_of(error.__traceback__, f"{name}.html")
    if isinstance(error, UndefinedError):
        found = _MISSING.search(str(error))
        missing = found[1] if found else ""
        return Fault("undefined", line or _line(body, rf"\b{missing}\b"), missing)
    if isinstance(error, TemplateError):
        return Fault("syntax", line, str(error))
    return Fault("fails", line, f"{type(error).__name__}: {error}"[:120])


def _of_message(message: Message, wanted: Message, caption: bool) -> Iterator[Fault]:
    words = shown(message)
    if not words.strip():
        yield Fault("empty")
    longest = LONGEST_CAPTION if caption else LONGEST_TEXT
    if len(words) > longest:
        yield Fault("long", 0, str(longest))
    yield from (Fault(flaw.kind, 0, flaw.words) for flaw in markup.flaws(message.text))
    for row in message.buttons:
        for button in row:
            if len((button.data or "").encode()) > LONGEST_DATA:
                yield Fault("data", 0, button.label)
    mine = {_verb(data) for data in _data(message)}
    for data, label in _data(wanted).items():
        if _verb(data) not in mine:
            yield Fault("lost", 0, f"{label}（{_verb(data)}）")


def _data(message: Message) -> dict[str, str]:
    return {button.data or "http": button.label for row in message.buttons for button in row}


def _verb(data: str) -> str:
    return data.split(":")[0]


def _verbs(body: str) -> set[str]:
    return {found[1] or found[2] or "http" for found in _VERB.finditer(body)}


def _all_verbs() -> set[str]:
    """Return the data prefixes of all buttons in shipped templates. A test checks that each has a handler."""
    bodies = (path.read_text(encoding="utf-8") for path in environment.TEMPLATES.rglob("*.html"))
    return {verb for body in bodies for verb in _verbs(body)}


def _labelled(body: str, verb: str) -> str:
    found = re.search(rf"\[([^\[\]]*)\]\((?:\{{\{{\s*)?{re.escape(verb)}\b", body)
    return _CODE.sub("…", found[1]) if found else "按钮"


def _line(body: str, pattern: str) -> int:
    found = re.search(pattern, body)
    return body.count("\n", 0, found.start()) + 1 if found else 0


def _line_of(trace: TracebackType | None, filename: str) -> int:
    """Return the line of the template at which rendering failed, from jinja2's traceback."""
    frames = reversed(extract_tb(trace))
    return next((each.lineno or 0 for each in frames if each.filename.endswith((filename, "<template>"))), 0)


def usable(bodies: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Any]]:
    """Return (name → body of each usable template, name → faults of each other template)."""
    good, bad = {}, {}
    for name, body in bodies.items():
        try:
            faults = tried(name, body).faults
        except (KeyError, FileNotFoundError):  # the template is gone, or has no sample
            faults = (Fault("gone"),)
        if faults:
            bad[name] = faults
        else:
            good[name] = body
    return good, bad
