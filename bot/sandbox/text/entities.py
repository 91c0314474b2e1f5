"""The entities of a text: how Telegram counts them, and which it finds without markup. Offsets count UTF-16 units."""

import re

from bot.sandbox.shelf import Json

FOUND = (
    (
        "url",
        re.compile(r"(?:https?://|www\.)[^\s<>\"'，。；、（）《》]+|(?<![\w@.])t\.me/[^\s<>\"'，。；、（）《》]+"),
    ),
    ("email", re.compile(r"(?<![\w.])[\w.+-]+@[\w-]+\.[\w.-]*\w", re.ASCII)),
    ("mention", re.compile(r"(?<![\w@/.])@[A-Za-z]\w{3,31}\b", re.ASCII)),
    ("bot_command", re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{3,31})?(?![\w/])", re.ASCII)),
    ("hashtag", re.compile(r"(?<!\w)#(?=\w*[^\W\d])\w+")),
)


def units(text: str) -> int:
    """Return the length as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def find_entities(text: str, marked: list[Json]) -> list[Json]:
    """Return ``marked`` together with every link, e-mail address, mention, command and hashtag outside links and
    code."""
    closed = ("code", "pre", "text_link")
    taken = [(e["offset"], e["offset"] + e["length"]) for e in marked if e["type"] in closed]
    found = list(marked)
    for kind, pattern in FOUND:
        for match in pattern.finditer(text):
            start = units(text[: match.start()])
            end = start + units(match[0])
            if not any(a < end and start < b for a, b in taken):
                taken.append((start, end))
                found.append({"type": kind, "offset": start, "length": end - start})
    return sorted(found, key=lambda entity: (entity["offset"], -entity["length"]))


def written(text: str, entities: list[Json], key: str = "text") -> Json:
    """Return the text and its entities as a part of a message. ``key`` is ``text`` or ``caption``. Empty values are
    left out."""
    values = {key: text, "entities" if key == "text" else f"{key}_entities": entities}
    return {name: value for name, value in values.items() if value}


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Return the text without white space at both ends, as Telegram shows it, and its entities moved and cut to
    match."""
    shift = units(text[: len(text) - len(text.lstrip())])
    text = text.strip()
    size = units(text)
    moved = []
    for entity in entities:
        start = max(entity["offset"] - shift, 0)
        end = min(entity["offset"] + entity["length"] - shift, size)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return text, moved
