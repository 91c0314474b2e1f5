"""Grouping postings: those with one employer and one text form one announcement. A repeated vacancy is kept once."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.domain.employer import normalise_name
from bot.domain.postings import policy
from bot.domain.postings.policy import Policy
from bot.domain.postings.posting.cells import plain
from bot.domain.postings.posting.row import PostingDraft


@dataclass(frozen=True)
class AnnouncementDraft:
    """One or more postings of one employer, which are sent as one message.

    ``deadline`` is the last deadline of the postings, or None if a posting has none.
    """

    employer_name: str
    uscc: str | None
    title: str
    description: str
    apply_how: str
    source: str
    deadline: date | None
    policy: Policy | None
    postings: tuple[PostingDraft, ...]


@dataclass(frozen=True)
class Grouped:
    announcements: tuple[AnnouncementDraft, ...]
    duplicates: tuple[PostingDraft, ...]
    """Drafts that were left out, because an earlier draft of the employer says the same in everything that is shown."""
    alike: tuple[PostingDraft, ...]
    """Drafts whose employer, titles, place and pay are those of an earlier draft, with a difference elsewhere."""


def vacancy(titles: Iterable[str], regions_text: str, salary_text: str) -> tuple[object, ...]:
    """Return the key of a vacancy.

    Two announcements of one employer on different sites with the same key are one vacancy. Two rows of one table with
    the same key are only alike.
    """
    return tuple(titles), plain(regions_text), plain(salary_text)


def group(drafts: Iterable[PostingDraft]) -> Grouped:
    """Return the announcements, in the order of their first drafts.

    Rejected drafts are left out, and the caller reports them.
    """
    seen: set[str] = set()
    vacancies: set[tuple[object, ...]] = set()
    duplicates: list[PostingDraft] = []
    alike: list[PostingDraft] = []
    families: dict[tuple[str, str, str, Policy | None], list[PostingDraft]] = {}
    for draft in drafts:
        if draft.rejected:
            continue
        employer = draft.uscc or normalise_name(draft.employer_name)
        content = json.dumps([employer, _even(shown(draft)), plain(draft.apply_how)], sort_keys=True)
        if content in seen:
            duplicates.append(draft)
            continue
        seen.add(content)
        key = (employer, vacancy(draft.titles, draft.regions_text, draft.salary_text))
        if key in vacancies:
            alike.append(draft)
        vacancies.add(key)
        family = (employer, plain(draft.description), plain(draft.apply_how), draft.policy)
        families.setdefault(family, []).append(draft)
    return Grouped(tuple(_announcement(family) for family in families.values()), tuple(duplicates), tuple(alike))


class Stored(Protocol):
    """The part of a stored posting that students read, with the attribute names of ``PostingDraft``."""

    titles: list[str]
    work_type: str | None
    salary_text: str
    regions_text: str
    address: str
    degree_floor: int | None
    language: str
    majors_text: str
    cohorts: list[int]
    headcount: int | None
    experience_years: int | None
    deadline: date | None
    description: str
    notes: list[list[str]]


def shown(draft: PostingDraft | Stored) -> dict[str, object]:
    """Return everything in a posting that students read, as plain JSON values."""
    notes = {"notes": [list(note) for note in draft.notes]} if draft.notes else {}
    return notes | {
        "titles": list(draft.titles),
        "work_type": draft.work_type,
        "salary": draft.salary_text,
        "regions": draft.regions_text,
        "address": draft.address,
        "degree_floor": draft.degree_floor,
        "language": draft.language,
        "majors": draft.majors_text,
        "cohorts": sorted(draft.cohorts),
        "headcount": draft.headcount,
        "experience_years": draft.experience_years,
        "deadline": draft.deadline.isoformat() if draft.deadline else None,
        "description": draft.description,
    }


def content_hash(
    *,
    employer_name: str,
    apply_how: str,
    source: str,
    deadline: date | None,
    postings: Iterable[Mapping[str, object]],
    policy: Mapping[str, str] | None = None,
) -> str:
    """Return the SHA-256 (hex) of everything that students read. An edit that they cannot see needs no new approval.

    ``postings`` come from ``shown``, and ``policy`` comes from ``policy.hashed``. The order of postings and keys does
    not matter, and the number of blanks does not matter either. So an edit that readers cannot see needs no new
    approval. Two spellings of an employer's name count as one.
    """
    ordered = sorted(json.dumps(_even(posting), ensure_ascii=False, sort_keys=True) for posting in postings)
    whole = [normalise_name(employer_name), _even(apply_how), _even(source), str(deadline or ""), ordered]
    if policy is not None:
        whole.append(sorted([key, _even(fact)] for key, fact in policy.items()))
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()


def _even(value: object) -> object:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, Mapping):
        return {key: _even(inner) for key, inner in value.items()}
    return [_even(inner) for inner in value] if isinstance(value, list) else value


def _announcement(family: list[PostingDraft]) -> AnnouncementDraft:
    first = family[0]
    titles = dict.fromkeys(title for draft in family for title in draft.titles)
    deadlines = [draft.deadline for draft in family]
    return AnnouncementDraft(
        employer_name=first.employer_name,
        uscc=first.uscc,
        title="、".join(titles),
        description=first.description,
        apply_how=first.apply_how or dict(first.policy.facts if first.policy else ()).get(policy.LINK, ""),
        source=first.source,
        deadline=max((d for d in deadlines if d), default=None) if None not in deadlines else None,
        policy=first.policy,
        postings=tuple(family),
    )
