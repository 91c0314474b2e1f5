"""Delete what is kept about one student who asks for it, and tell them."""

import typer

from bot.cli.work.terminal import YES, print_plain, run
from bot.domain.errors import NotFound
from bot.flows.office import erasure
from bot.flows.office.erasure import Erased, Subject
from bot.flows.school import school
from bot.messenger import Message, SendFailed
from bot.parts import Parts
from bot.render import message, plain

ASK = "删除吗？输入 y 删除，直接回车取消："


def student(number: str, yes: bool) -> None:
    """Show what is deleted, ask for confirmation unless ``yes``, and delete."""

    async def look(made: Parts) -> Subject:
        async with made.store.writing() as session:
            found = [each for each in await erasure.find(session, number) if each.person.number == number.upper()]
        if not found:
            raise NotFound("student")
        return found[0]

    async def go(made: Parts) -> tuple[Erased, bool]:
        now = made.clock.now()
        async with made.store.writing() as session:
            done = await erasure.erase(session, of.person.id, None, now)
            words = message("forget/told", school=await school(session), now=now)
        return done, await _tell(made, done, words)

    of = run(look)
    print_plain(plain("forget/terminal", of=of, done=None))
    if not yes and typer.prompt(ASK, default="", show_default=False, prompt_suffix="").strip().lower() not in YES:
        raise typer.Abort
    done, told = run(go)
    print_plain(plain("forget/terminal", done=done, told=told))


async def _tell(made: Parts, done: Erased, words: Message) -> bool:
    """Send the message after the deletion, because no row is left that could queue it. Returns whether it arrived."""
    if done.telegram_id is None or not made.settings.bot_token.get_secret_value():
        return False
    from bot.app import say  # this loads the whole chat

    try:
        await say(made.settings, done.telegram_id, words)
    except SendFailed:
        return False
    return True
