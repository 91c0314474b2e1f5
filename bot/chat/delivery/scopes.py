"""Choosing the addressees: the units that the speaker may address, page by page.

A press on a college lists its classes. In the button data, ``in7.0`` asks for page 0 of the units inside unit 7, and
``in0.0`` asks for page 0 of the speaker's own units.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.door.talk import LARGEST_ID, Talk
from bot.domain.errors import Stale
from bot.domain.paging import place
from bot.flows import scope
from bot.store.tables import Unit

A_PAGE = 7
FIRST = "in0.0"
LIST = re.compile(r"in(\d{1,10})\.(\d{1,4})")


@dataclass(frozen=True)
class Page:
    """A page of units. ``inside`` is the id of the unit that contains them, or 0 for the speaker's own units."""

    units: Sequence[Unit]
    inside: int
    number: int
    count: int


def is_list(word: str) -> bool:
    return word.startswith("in")


async def page(talk: Talk, word: str = FIRST) -> Page:
    """The page of units that ``word`` asks for.

    Raises Stale if ``word`` is invalid. Raises NotFound and NotAllowed as ``scope.below`` does.
    """
    found = LIST.fullmatch(word)
    if found is None:
        raise Stale
    inside, number = int(found[1]), int(found[2])
    if inside > LARGEST_ID:
        raise Stale
    if inside:
        units = await scope.below(talk.session, inside, talk.me)
    else:
        units = await scope.choices(talk.session, talk.me)
    number, count = place(len(units), number, A_PAGE)
    return Page(units[number * A_PAGE : (number + 1) * A_PAGE], inside, number, count)
