"""Texts that people type or paste."""

import re

_FORMAT = r"[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
_FILLERS = r"[\u115f\u1160\u2800\u3164\uffa0]"  # invisible letters that Unicode does not class as blank
_JOINER = "\u200d(?![\u2600-\u27bf\U0001f300-\U0001faff])"  # it joins emoji, and is invisible elsewhere
_INVISIBLE = re.compile(f"{_FORMAT}|{_FILLERS}|{_JOINER}")


def visible(text: str) -> str:
    """Return the text without characters that nobody can see, such as zero-width spaces and direction marks."""
    return _INVISIBLE.sub("", text)
