"""What a route is, and who may use it."""

from dataclasses import dataclass

from bot.chat.door import Handler
from bot.domain.people import Role

ANYONE = None
BOUND: tuple[Role, ...] = ()
STUDENT = (Role.STUDENT,)
CADRE = (Role.CADRE,)
OFFICE = (Role.OFFICE,)
COLLEGE = (Role.OFFICE, Role.COLLEGE)
WATCH = (Role.OFFICE, Role.LEADER, Role.COLLEGE, Role.COUNSELLOR, Role.ADVISOR, Role.CADRE)
CHAIN = (Role.COLLEGE, Role.COUNSELLOR, Role.ADVISOR, Role.CADRE)
RATES = (Role.OFFICE, Role.LEADER, Role.COLLEGE)
CARE = (Role.COLLEGE, Role.COUNSELLOR, Role.ADVISOR)
STAFF = (Role.OFFICE, Role.COLLEGE, Role.COUNSELLOR, Role.ADVISOR)
ANSWERS = (*STAFF, Role.LEADER)
LOOKOUTS = (Role.STUDENT, Role.CADRE, Role.COUNSELLOR, Role.ADVISOR, Role.COLLEGE)


@dataclass(frozen=True)
class Command:
    """``/name``; ``menu`` is the line shown in the command menu of those who may use it (empty: not shown)."""

    name: str
    handler: Handler
    roles: tuple[Role, ...] | None = BOUND
    menu: str = ""


@dataclass(frozen=True)
class Press:
    """A button whose data is ``verb`` or ``verb:…``; ``groups``: it stands in groups."""

    verb: str
    handler: Handler
    roles: tuple[Role, ...] | None = BOUND
    groups: bool = False
