"""Postings: reading the row of a table or a pasted text into values, and grouping them into announcements."""

from .cells import WorkType
from .group import AnnouncementDraft, Grouped, content_hash, group, shown, vacancy
from .pasted import parse_pasted
from .row import PostingDraft, RowError, Unparsed, parse_row
from .template import TEMPLATE, Field, HeaderMap, label, map_headers

__all__ = [
    "TEMPLATE",
    "AnnouncementDraft",
    "Field",
    "Grouped",
    "HeaderMap",
    "PostingDraft",
    "RowError",
    "Unparsed",
    "WorkType",
    "content_hash",
    "group",
    "label",
    "map_headers",
    "parse_pasted",
    "parse_row",
    "shown",
    "vacancy",
]
