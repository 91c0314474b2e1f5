"""What a route is, and who may use it.

``looks``: the handler changes no row. The door gives it a session that cannot write, so that it holds up nobody,
however long it computes; the form that it opens or closes is kept with its replies (``forms``), and what else it
has to write it gives back as a ``Rest``.
"""

from dataclasses import dataclass

from bot.chat.door.talk import Handler
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
    looks: bool = False


@dataclass(frozen=True)
class Press:
    """A button whose data is ``verb`` or ``verb:…``; ``groups``: it stands in groups."""

    verb: str
    handler: Handler
    roles: tuple[Role, ...] | None = BOUND
    groups: bool = False
    looks: bool = False
