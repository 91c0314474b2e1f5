"""Reading one row of a table as a posting. Cells that are not understood are listed, and no value is guessed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from bot.domain.degree import Degree
from bot.domain.employer import check_uscc, parse_industry
from bot.domain.errors import BadUscc
from bot.domain.majors import Majors, parse_majors
from bot.domain.position import classify_position, parse_category
from bot.domain.postings.policy import Policy
from bot.domain.postings.posting import cells as cell
from bot.domain.postings.posting import readers
from bot.domain.postings.posting.cells import plain
from bot.domain.postings.posting.columns import by_field, mended, notes
from bot.domain.postings.posting.dates import read_date
from bot.domain.postings.posting.policy import closes_before_opening, read_policy
from bot.domain.postings.posting.template import REQUIRED, Field
from bot.domain.postings.posting.text import READABLE, phrases
from bot.domain.postings.salary import Salary, Unit
from bot.domain.region import Regions

T = TypeVar("T")
SHORTEST_USCC = 15
"""A shorter text is no credit code with a mistake, because credit codes have 18 characters."""
LONGEST = 500
"""The most characters of a cell with a value. A longer text must be in the wrong column and is not read."""


@dataclass(frozen=True)
class Unparsed:
    """A cell's text that was not understood. The posting is accepted without it."""

    field: Field
    text: str


@dataclass(frozen=True)
class RowError:
    """A fault for which a row is rejected. ``why_key`` is ``missing``, ``uscc_`` with a ``BadUscc.why``, or
    ``policy_…``.
    """

    field: Field
    text: str
    why_key: str


@dataclass(frozen=True)
class PostingDraft:
    """A posting from a table or a pasted text: its texts, and the values that were understood."""

    title: str
    titles: tuple[str, ...]
    employer_name: str
    uscc: str | None
    employer_type: str | None
    industry: str | None
    work_type: cell.WorkType | None
    salary_text: str
    salary: Salary
    regions_text: str
    regions: Regions
    address: str
    category: str | None
    degree_floor: Degree | None
    language: str
    """A required language. Job sites write it in other columns."""
    majors_text: str
    majors: Majors
    cohorts: frozenset[int]
    headcount: int | None
    deadline: date | None
    experience_years: int | None
    description: str
    apply_how: str
    source: str
    published: date | None
    policy: Policy | None
    unparsed: tuple[Unparsed, ...]
    problems: tuple[RowError, ...]
    from_text: frozenset[Field]
    """Fields that were read from a phrase of the description, because their column is missing or empty."""
    notes: tuple[tuple[str, str], ...] = ()
    """(header, text) of each cell that no field reads. Students and reviewers read it as it was written."""

    @property
    def rejected(self) -> bool:
        return bool(self.problems)


def parse_row(cells: Mapping[str, str], today: date, unit: Unit | None = None) -> PostingDraft:
    """Return the posting of a row (header → cell). ``map_headers`` must know the headers.

    No text in a cell raises an error. ``today`` completes a deadline without a year. ``unit`` (yuan, K, wan) applies to
    bare figures of pay.
    """
    return replace(parse_fields(by_field(cells), today, unit), notes=notes(cells))


def parse_fields(texts: dict[Field, str], today: date, unit: Unit | None = None) -> PostingDraft:
    """Return the same as ``parse_row``. ``texts`` maps each field to its text."""
    row = _Row(mended(texts))
    titles = row.read_titles()
    row.read_description(titles)
    floor = row.read(Field.DEGREE, readers.read_degree)
    policy, faults = read_policy(row.texts, today)
    row.problems += [RowError(*fault) for fault in faults]
    deadline = row.read(Field.DEADLINE, lambda text: read_date(text, today, coming=True))
    if policy and deadline and deadline >= today and closes_before_opening(policy, deadline):
        row.problems.append(RowError(Field.DEADLINE, row.text(Field.DEADLINE), "policy_order"))
    return PostingDraft(
        title=titles[0] if titles else "",
        titles=titles,
        employer_name=row.text(Field.EMPLOYER),
        uscc=row.read_uscc(),
        employer_type=row.read(Field.EMPLOYER_TYPE, readers.read_employer_type),
        industry=row.read(Field.INDUSTRY, readers.known(parse_industry)),
        work_type=row.read(Field.WORK_TYPE, cell.read_work_type) or _internship(titles),
        salary_text=row.text(Field.SALARY),
        salary=row.read(Field.SALARY, lambda text: readers.read_salary(text, unit)),
        regions_text=row.text(Field.REGION),
        regions=row.read(Field.REGION, lambda text: readers.read_regions(text, row.near)),
        address=re.sub(r"^上班地址\s*[:：]\s*", "", row.text(Field.ADDRESS)),
        category=row.read(Field.CATEGORY, readers.known(parse_category)) or _category(titles),
        degree_floor=floor,
        language=row.language,
        majors_text=row.text(Field.MAJORS),
        majors=row.read_majors(floor),
        cohorts=row.read(Field.COHORTS, cell.read_cohorts),
        headcount=row.read(Field.HEADCOUNT, cell.read_headcount),
        deadline=deadline,
        experience_years=row.read(Field.EXPERIENCE, cell.read_experience),
        description=row.text(Field.DESCRIPTION),
        apply_how=row.text(Field.APPLY_HOW),
        source=row.text(Field.SOURCE),
        published=row.read(Field.PUBLISHED, lambda text: read_date(text, today)),
        policy=policy,
        unparsed=tuple(row.unparsed),
        problems=tuple(row.missing() + row.problems),
        from_text=frozenset(row.from_text),
    )


@dataclass
class _Row:
    """The texts of a row, and the results of reading them so far."""

    texts: dict[Field, str]
    unparsed: list[Unparsed] = field(default_factory=list)
    problems: list[RowError] = field(default_factory=list)
    from_text: set[Field] = field(default_factory=set)

    @property
    def language(self) -> str:
        return self.texts.get(Field.LANGUAGE, "")

    @property
    def near(self) -> tuple[str, ...]:
        """The texts that may tell in which city a district lies."""
        return self.text(Field.ADDRESS), self.text(Field.EMPLOYER)

    def text(self, name: Field) -> str:
        return self.texts.get(name, "")

    def read(self, name: Field, reader: Callable[[str], tuple[T, bool]]) -> T:
        text = self.text(name)
        if len(text) > LONGEST:
            self.unparsed.append(Unparsed(name, f"{text[:40]}…"))
            return reader("")[0]
        value, understood = reader(text)
        if not understood:
            self.unparsed.append(Unparsed(name, text))
        return value

    def read_uscc(self) -> str | None:
        text = self.text(Field.USCC)[:LONGEST]
        if len(plain(text)) < SHORTEST_USCC:  # it is a number of another list, such as a 单位代码
            self.unparsed += [Unparsed(Field.USCC, text)] if text else []
            return None
        try:
            return check_uscc(text) if text else None
        except BadUscc as fault:
            self.problems.append(RowError(Field.USCC, text, f"uscc_{fault.why}"))
            return None

    def read_majors(self, floor: Degree | None) -> Majors:
        majors = self.read(Field.MAJORS, lambda text: (parse_majors(text, floor), True))
        self.unparsed += [Unparsed(Field.MAJORS, text) for text in majors.unknown]
        return majors

    def missing(self) -> list[RowError]:
        return [RowError(name, "", "missing") for name in REQUIRED if not self.text(name)]

    def read_titles(self) -> tuple[str, ...]:
        title = self.text(Field.TITLE)
        if len(title) > LONGEST:
            self.unparsed.append(Unparsed(Field.TITLE, f"…{title[LONGEST:][:40]}"))
        return cell.split_titles(title[:LONGEST])

    def read_description(self, titles: tuple[str, ...]) -> None:
        """Fill each empty field from the description, if all its phrases about the field agree.

        With several titles no field is filled, because the phrases may be about different vacancies.
        """
        if len(titles) > 1:
            return
        for name in READABLE:
            if self.text(name):
                continue
            found = phrases(self.text(Field.DESCRIPTION), name)
            meanings = {readers.OF_PHRASE[name](phrase): phrase for phrase in found}
            if len(meanings) == 1:
                (_, understood), phrase = meanings.popitem()
                if understood:
                    self.texts[name] = phrase
                    self.from_text.add(name)


def _internship(titles: tuple[str, ...]) -> cell.WorkType | None:
    return cell.WorkType.INTERN if titles and all("实习生" in title for title in titles) else None


def _category(titles: tuple[str, ...]) -> str | None:
    return next((code for title in titles if (code := classify_position(title))), None)
