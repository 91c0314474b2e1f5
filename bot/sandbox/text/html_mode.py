"""The parser of Telegram's HTML mode. It checks a text and turns it into plain text and entities.

The rules and the error texts follow ``parse_html`` of TDLib (``td/telegram/MessageEntity.cpp``), which the real Bot API
server uses. Offsets in entities count UTF-16 units. Offsets in errors count bytes.
"""

import re
from dataclasses import dataclass, field
from html.entities import html5
from urllib.parse import urlsplit

from bot.sandbox.errors import Refusal, bad_request
from bot.sandbox.shelf import Json
from bot.sandbox.text.entities import units

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
NAMED = {name: html5[f"{name};"] for name in ("lt", "gt", "amp", "quot")}
CHARACTER = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|(lt|gt|amp|quot));?")
START_TAG = re.compile(r"<([^\s>]*)")
END_TAG = re.compile(r"</([^\s>]*)\s*")
ATTRIBUTE = re.compile(r"\s*([^\s=>/\"']*)\s*(=?)\s*")
QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
TOKEN = re.compile(r"[A-Za-z0-9.-]*")


def parse_html(text: str) -> tuple[str, list[Json]]:
    """Return (plain text, its entities). Raises 400 *can't parse entities: …* if HTML mode does not accept the text."""
    return _Parser(text).parse()


@dataclass
class _Open:
    tag: str
    argument: str
    offset: int
    begin: int


@dataclass
class _Parser:
    text: str
    at: int = 0
    out: list[str] = field(default_factory=list)
    offset: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def parse(self) -> tuple[str, list[Json]]:
        while self.at < len(self.text):
            character = self.text[self.at]
            if character == "<":
                self._end_tag() if self.text.startswith("</", self.at) else self._start_tag()
            elif character == "&" and (match := CHARACTER.match(self.text, self.at)):
                self._emit(_decoded(match))
                self.at = match.end()
            else:
                self._emit(character)
                self.at += 1
        if self.stack:
            raise _complaint(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        order = sorted(self.entities, key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.out), _merged_code(order)

    def _emit(self, piece: str) -> None:
        self.out.append(piece)
        self.offset += units(piece)

    def _bytes(self, at: int) -> str:
        return f"at byte offset {len(self.text[:at].encode())}"

    def _start_tag(self) -> None:
        begin = self.at
        match = START_TAG.match(self.text, begin)
        assert match is not None
        self.at = match.end()
        tag = match[1].lower()
        if self.at == len(self.text):
            raise _complaint(f"Unclosed start tag {self._bytes(begin)}")
        if tag not in TAGS:
            raise _complaint(f'Unsupported start tag "{tag}" {self._bytes(begin)}')
        argument = self._attributes(tag, begin)
        if tag == "span" and argument != "spoiler":
            raise _complaint(f'Tag "span" must have class "tg-spoiler" {self._bytes(begin)}')
        self.stack.append(_Open(tag, argument, self.offset, len(self.out)))

    def _attributes(self, tag: str, begin: int) -> str:
        argument = ""
        while True:
            if re.compile(r"\s*>").match(self.text, self.at):
                self.at = self.text.index(">", self.at) + 1
                return argument
            match = ATTRIBUTE.match(self.text, self.at)
            assert match is not None
            name = match[1]
            if not name and match.end() < len(self.text):
                raise _complaint(f'Empty attribute name in the tag "{tag}" {self._bytes(begin)}')
            self.at = match.end()
            value = self._value(begin) if match[2] else ""
            if self.at >= len(self.text):
                raise _complaint(f'Unclosed start tag "{tag}" {self._bytes(begin)}')
            argument = _argument(tag, name, value) or argument

    def _value(self, begin: int) -> str:
        if self.text[self.at : self.at + 1] in ('"', "'"):
            match = QUOTED.match(self.text, self.at)
            if match is None:
                raise _complaint(f"Unclosed start tag {self._bytes(begin)}")
            self.at = match.end()
            return CHARACTER.sub(_decoded, match[1] if match[1] is not None else match[2])
        token = TOKEN.match(self.text, self.at)
        assert token is not None
        start, self.at = self.at, token.end()
        if self.at < len(self.text) and not (self.text[self.at].isspace() or self.text[self.at] == ">"):
            raise _complaint(f"Unexpected end of name token {self._bytes(start)}")
        return token[0].lower()

    def _end_tag(self) -> None:
        begin = self.at
        if not self.stack:
            raise _complaint(f"Unexpected end tag {self._bytes(begin)}")
        match = END_TAG.match(self.text, begin)
        assert match is not None
        self.at = match.end() + 1
        if not self.text.startswith(">", match.end()):
            raise _complaint(f"Unclosed end tag {self._bytes(begin)}")
        opened = self.stack.pop()
        if match[1] and match[1] != opened.tag:
            raise _complaint(
                f'Unmatched end tag {self._bytes(begin)}, expected "</{opened.tag}>", found "</{match[1]}>"'
            )
        if entity := _entity(opened, "".join(self.out[opened.begin :])):
            self.entities.append({"offset": opened.offset, "length": self.offset - opened.offset, **entity})


def _complaint(what: str) -> Refusal:
    return bad_request(f"can't parse entities: {what}")


def _decoded(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return NAMED[name]
    number = int(decimal) if decimal else int(hexadecimal, 16)
    valid = 0 < number < 0x10FFFF and not 0xD800 <= number < 0xE000
    return chr(number) if valid else match[0]


def _argument(tag: str, name: str, value: str) -> str:
    match tag, name.lower():
        case "a", "href":
            return value
        case "code", "class":
            return value.removeprefix("language-") if value.startswith("language-") else ""
        case "span", "class":
            return value.removeprefix("tg-")
        case "blockquote", "expandable":
            return "expandable"
        case "tg-emoji", "emoji-id":
            return value
    return ""


def _entity(opened: _Open, covered: str) -> Json | None:
    """Return the entity without its offset and length. The result is None if Telegram drops the entity without an
    error, because it covers no text or its link is not a real link."""
    if not covered:
        return None
    kind = TAGS[opened.tag]
    if kind == "text_link":
        return _link(opened.argument or covered)
    if kind == "blockquote" and opened.argument:
        return {"type": "expandable_blockquote"}
    if kind == "custom_emoji":
        return {"type": kind, "custom_emoji_id": opened.argument}
    return {"type": kind, "language": opened.argument} if opened.argument and kind == "code" else {"type": kind}


def _link(url: str) -> Json | None:
    if url.startswith("tg://"):
        return {"type": "text_link", "url": url}
    address = url if "://" in url else f"http://{url}"
    parts = urlsplit(address)
    real = parts.scheme in ("http", "https") and "." in parts.netloc and " " not in address
    local = parts.hostname in ("localhost", "127.0.0.1")
    return {"type": "text_link", "url": address if parts.path else f"{address}/"} if real or local else None


def _merged_code(entities: list[Json]) -> list[Json]:
    """Return the entities with each ``<pre><code class="language-x">`` merged into one ``pre`` with a language. A
    ``code`` without ``pre`` loses its language."""
    blocks = {_place(entity): entity for entity in entities if entity["type"] == "pre"}
    kept = []
    for entity in entities:
        language = entity.pop("language", None) if entity["type"] == "code" else None
        block = blocks.get(_place(entity)) if entity["type"] == "code" else None
        if block is None:
            kept.append(entity)
        elif language:
            block["language"] = language
    return kept


def _place(entity: Json) -> tuple[int, int]:
    return entity["offset"], entity["length"]
