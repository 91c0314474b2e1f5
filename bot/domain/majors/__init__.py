"""Majors: the codes of the catalogues, their levels, and reading the majors that a posting asks for."""

from .catalogue import Cover, ancestors, bare, canonical, covers, level, name, resolve_major
from .notation import Majors, parse_majors

__all__ = [
    "Cover",
    "Majors",
    "ancestors",
    "bare",
    "canonical",
    "covers",
    "level",
    "name",
    "parse_majors",
    "resolve_major",
]
