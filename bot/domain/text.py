"""Texts that people type or paste: their invisible characters, and the dot in names of minorities."""

import re

_FORMAT = r"[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
_FILLERS = r"[\u115f\u1160\u2800\u3164\uffa0]"  # letters without ink, which Unicode does not call blank
_INVISIBLE = re.compile(f"{_FORMAT}|{_FILLERS}")
_DOT = re.compile(r"(?<=[\u4e00-\u9fff])\s*[·•・･．.‧∙⋅●▪。˙]\s*(?=[\u4e00-\u9fff])")


def visible(text: str) -> str:
    """Return the text without characters that nobody can see, such as zero-width spaces and direction marks."""
    return _INVISIBLE.sub("", text)


def one_dot(name: str) -> str:
    """Return the name with ``·`` for every dot between two Chinese characters (买买提·艾力)."""
    return _DOT.sub("·", name)
