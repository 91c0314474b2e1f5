"""People: their roles and units, and how each of them can be reached and served."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.text import visible


class UnitKind(StrEnum):
    SCHOOL = "school"
    COLLEGE = "college"
    CLASS = "class"


class Role(StrEnum):
    OFFICE = "office"  # 就业处: may do everything
    LEADER = "leader"  # 校领导: reads only
    COLLEGE = "college"  # 学院副书记/就业专员
    COUNSELLOR = "counsellor"  # 辅导员: has several classes, makes the calls and the first audit
    ADVISOR = "advisor"  # 班主任: has one class
    CADRE = "cadre"  # 班干部
    HELPER = "helper"  # 帮扶人
    STUDENT = "student"


ROLE_NAMES: dict[str, Role] = {
    "就业处": Role.OFFICE,
    "校领导": Role.LEADER,
    "学院": Role.COLLEGE,
    "学院副书记": Role.COLLEGE,
    "就业专员": Role.COLLEGE,
    "辅导员": Role.COUNSELLOR,
    "班主任": Role.ADVISOR,
    "班干部": Role.CADRE,
    "替补班干部": Role.CADRE,
    "替补": Role.CADRE,
    "帮扶人": Role.HELPER,
    "学生": Role.STUDENT,
}
"""Map each word in an office's staff list to its role."""

SEATS: dict[Role, UnitKind] = {
    Role.OFFICE: UnitKind.SCHOOL,
    Role.LEADER: UnitKind.SCHOOL,
    Role.COLLEGE: UnitKind.COLLEGE,
    Role.COUNSELLOR: UnitKind.CLASS,
    Role.ADVISOR: UnitKind.CLASS,
    Role.CADRE: UnitKind.CLASS,
    Role.STUDENT: UnitKind.CLASS,
}
"""Map each role to the kind of unit to which it belongs."""


class Standing(StrEnum):
    """Whether a graduate is served at present. A paused graduate gets only fraud warnings
    and news of their own record.
    """

    ACTIVE = "active"
    PAUSED = "paused"
    LEFT = "left"  # graduated, and their year was rolled over


class Rhythm(StrEnum):
    """How often a student wants postings. Urgent postings and warnings are sent at once."""

    INSTANT = "instant"  # each posting at once
    NOON = "noon"  # one digest a day
    WEEKLY = "weekly"  # one digest a week, on its first workday


class HandoverState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Intent(StrEnum):
    """The answer to the first question after binding, the only one that must be answered."""

    JOB = "job"  # 找工作
    STUDY = "study"  # 考研
    CIVIL = "civil"  # 考公
    SETTLED = "settled"  # 已定


class Trust(StrEnum):
    """How well a bond proves that the Telegram user is the person."""

    CLASS = "class"  # by a class code, which classmates know too, so it gives access to postings only
    PERSONAL = "personal"  # by a personal code or a counsellor's confirmation; gives access to own records too


class BondState(StrEnum):
    PENDING = "pending"  # gets messages, and is asked for both consents at the next press or message
    BOUND = "bound"
    ENDED = "ended"


class Reach(StrEnum):
    """Whether the person's chat could be reached at the last send."""

    OPEN = "open"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    NOT_FOUND = "not_found"


@dataclass(frozen=True)
class Seat:
    """A role that a person has in a unit today."""

    role: Role
    unit_id: int


def normalise_name(name: str) -> str:
    """Return a person's name for comparison.

    It has half-width letters, no blanks, no invisible characters and one kind of middle dot: 艾力 • 买买提 becomes
    艾力·买买提.
    """
    joined = "".join(unicodedata.normalize("NFKC", visible(name)).split())
    for dot in "•・．‧∙●⋅▪.｡":
        joined = joined.replace(dot, "·")
    return joined
