"""Closes a school year, and merges two classes."""

from bot.cli.work.terminal import print_plain, run
from bot.flows.register import invite, rollover
from bot.flows.register.rollover import Rollover
from bot.flows.register.roster import merge
from bot.parts import Parts
from bot.render import plain

SHOWN = 30


def roll_over(yes: bool) -> None:
    """Close the year of the classes that left. If ``yes`` is False, only show them."""

    async def work(made: Parts) -> Rollover:
        async with made.store.writing() as session:
            act = rollover.roll_over if yes else rollover.preview
            return await act(session, made.clock.now())

    print_plain(plain("rollover/terminal", found=run(work), done=yes, shown=SHOWN))


def merge_class(old: str, into: str) -> None:
    """Move all people of the class ``old`` into the class ``into``. Later lists may still use the old name."""

    async def work(made: Parts) -> int:
        async with made.store.writing() as session:
            ids = await invite.class_named(session, old), await invite.class_named(session, into)
            return await merge(session, *ids, made.clock.now())

    print_plain(plain("roster/merged", old=old, into=into, count=run(work)))
