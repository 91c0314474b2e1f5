"""Print the ledger of a push."""

from rich.table import Table

from bot.cli.work.terminal import console, print_json, run
from bot.domain.delivery.delivery import Ledger
from bot.domain.delivery.push import PushState
from bot.domain.errors import NotFound
from bot.parts import Parts
from bot.render import plain
from bot.store.delivery import ledgers
from bot.store.tables import Push

STATES = {
    PushState.RUNNING: "进行中",
    PushState.PAUSED: "已暂停",
    PushState.STOPPED: "已停止",
    PushState.HALTED: "出错停发",
}


def status(push_id: int, as_json: bool) -> None:
    async def work(made: Parts) -> tuple[Push, Ledger]:
        async with made.store.reading() as session:
            push = await session.get(Push, push_id)
            if push is None:
                raise NotFound("push_number", push_id)
            return push, await ledgers.ledger_of(session, push_id)

    push, ledger = run(work)
    if as_json:
        print_json(as_dict(push, ledger))
        return
    table = Table("项目", "人数", title=f"{push.title}（{STATES[push.state]}）")
    for term, count in ledger.as_dict().items():
        parts = count if isinstance(count, dict) else {}
        table.add_row(plain("state/label", which=term), str(sum(parts.values()) if parts else count))
        for reason, number in parts.items():
            table.add_row("  " + plain("state/label", which=reason), str(number))
    console.print(table)


def as_dict(push: Push, ledger: Ledger) -> dict[str, object]:
    """Return the object for ``--json``. ``counts`` contains every number of the ledger."""
    return {
        "id": push.id,
        "kind": push.kind.value,
        "title": push.title,
        "state": push.state.value,
        "matched": ledger.matched,
        "balances": ledger.balances,
        "counts": ledger.as_dict(),
    }
