"""The types of a command, a button and a form, and the roles that may use them.

``looks`` says that the handler changes no row. Such a handler gets a session that cannot write, so that it holds no
lock, even if it computes for a long time. If it opens or closes a form, the form is saved with its replies (see
``forms``). It returns all other writes as a ``Rest``.
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
    """The command ``/name``.

    ``menu`` is its line in the command menu. If ``menu`` is empty, the menu has no such line.
    """

    name: str
    handler: Handler
    roles: tuple[Role, ...] | None = BOUND
    menu: str = ""
    looks: bool = False


@dataclass(frozen=True)
class Press:
    """A button whose data is ``verb`` or ``verb:…``. If ``groups`` is True, the button is used in group chats.

    If ``bound`` is True, the button acts on the text of a form, as its message shows it (see ``drafts``).
    """

    verb: str
    handler: Handler
    roles: tuple[Role, ...] | None = BOUND
    groups: bool = False
    looks: bool = False
    bound: bool = False


@dataclass(frozen=True)
class Form:
    """Reads a message while the form is open. The sender must then have one of the ``roles``, as for a button."""

    handler: Reader
    roles: tuple[Role, ...] | None = BOUND
    looks: bool = False
