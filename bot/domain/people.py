"""Who is who: the roles of the chain and the units they belong to."""

from dataclasses import dataclass
from enum import StrEnum


class UnitKind(StrEnum):
    SCHOOL = "school"
    COLLEGE = "college"
    CLASS = "class"


class Role(StrEnum):
    OFFICE = "office"  # 就业处: everything
    LEADER = "leader"  # 校领导: reads only
    COLLEGE = "college"  # 学院副书记/就业专员
    COUNSELLOR = "counsellor"  # 辅导员: several classes, calls and first audit
    ADVISOR = "advisor"  # 班主任: one class
    CADRE = "cadre"  # 班干部
    HELPER = "helper"  # 帮扶人
    STUDENT = "student"


STAFF = frozenset({Role.OFFICE, Role.COLLEGE, Role.COUNSELLOR, Role.ADVISOR})

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
"""What an office writes in a staff list → the role."""

SEATS: dict[Role, UnitKind] = {
    Role.OFFICE: UnitKind.SCHOOL,
    Role.LEADER: UnitKind.SCHOOL,
    Role.COLLEGE: UnitKind.COLLEGE,
    Role.COUNSELLOR: UnitKind.CLASS,
    Role.ADVISOR: UnitKind.CLASS,
    Role.CADRE: UnitKind.CLASS,
    Role.STUDENT: UnitKind.CLASS,
}
"""The kind of unit in which a role is held."""


class Standing(StrEnum):
    """Whether a graduate is being served at present (DESIGN: 休学, 参军, illness stop everything silently)."""

    ACTIVE = "active"
    PAUSED = "paused"
    LEFT = "left"  # graduated, and the year was rolled over


class Rhythm(StrEnum):
    """How often a student wants postings; urgent ones and warnings keep to no rhythm."""

    INSTANT = "instant"  # each as it comes
    NOON = "noon"  # one digest a day
    WEEKLY = "weekly"  # one digest on Monday


class HandoverState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Intent(StrEnum):
    """The first and only obligatory question after binding."""

    JOB = "job"  # 找工作
    STUDY = "study"  # 考研
    CIVIL = "civil"  # 考公
    SETTLED = "settled"  # 已定


class Trust(StrEnum):
    """How well a bond proves who holds the telephone."""

    CLASS = "class"  # a class code: classmates know it too; opens postings only
    PERSONAL = "personal"  # a personal code, or confirmed by the counsellor: opens own records


class BondState(StrEnum):
    PENDING = "pending"  # taken over from another bot; gets messages, is asked on first contact
    BOUND = "bound"
    ENDED = "ended"


class Reach(StrEnum):
    """What the last send told about the chat."""

    OPEN = "open"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    NOT_FOUND = "not_found"


@dataclass(frozen=True)
class Seat:
    """A role held in a unit today."""

    role: Role
    unit_id: int


def normalise_name(name: str) -> str:
    """A person's name as it is compared: no spaces, one kind of middle dot (艾力·买买提 has five spellings)."""
    joined = "".join(name.split())
    for dot in "•・．‧∙●.":
        joined = joined.replace(dot, "·")
    return joined
