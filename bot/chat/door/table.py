"""What a command, a button and a form are, and the roles that may use them.

``looks`` says that the handler changes no row. Such a handler gets a session that cannot write, so it holds no
lock however long it computes. A form that it opens or closes is saved with its replies (see ``forms``); anything
else that it has to write it returns as a ``Rest``.
"""

from dataclasses import dataclass

from bot.chat.door.talk import Handler, Reader
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
    """``/name``. ``menu`` is its line in the command menu of the people who may use it; empty means no line."""

    name: str
    handler: Handler
    roles: tuple[Role, ...] | None = BOUND
    menu: str = ""
    looks: bool = False


@dataclass(frozen=True)
class Press:
    """A button whose data is ``verb`` or ``verb:…``. ``groups`` says that the button stands in group chats."""

    verb: str
    handler: Handler
    roles: tuple[Role, ...] | None = BOUND
    groups: bool = False
    looks: bool = False


@dataclass(frozen=True)
class Form:
    """Reads a message while the form is open. The sender must hold one of ``roles`` at that moment, as for a press."""

    handler: Reader
    roles: tuple[Role, ...] | None = BOUND
    looks: bool = False
