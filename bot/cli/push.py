"""``jiuye push``: where a push stands."""

import json

import typer
from rich.table import Table

from bot.app import Parts
from bot.cli import console, run
from bot.cli.app import app
from bot.domain.delivery.delivery import Ledger
from bot.domain.errors import NotFound
from bot.render import plain
from bot.store.delivery import ledgers
from bot.store.tables import Push

commands = typer.Typer(no_args_is_help=True, help="查看推送")
app.add_typer(commands, name="push")


@commands.command()
def status(push_id: int, as_json: bool = typer.Option(False, "--json", help="只输出 JSON")) -> None:
    """一次推送的台账：每一位应达学生都有去处。"""

    async def work(made: Parts) -> tuple[Push, Ledger]:
        async with made.store.reading() as session:
            push = await session.get(Push, push_id)
            if push is None:
                raise NotFound(f"编号 {push_id} 的推送")
            return push, await ledgers.ledger_of(session, push_id)

    push, ledger = run(work)
    if as_json:
        print(json.dumps(as_dict(push, ledger), ensure_ascii=False))
        return
    table = Table("项目", "人数", title=f"{push.title}（{push.state.value}）")
    for term, count in ledger.as_dict().items():
        parts = count if isinstance(count, dict) else {}
        table.add_row(plain("state/label", which=term), str(sum(parts.values()) if parts else count))
        for reason, number in parts.items():
            table.add_row("  " + plain("state/label", which=reason), str(number))
    console.print(table)


def as_dict(push: Push, ledger: Ledger) -> dict[str, object]:
    """What ``--json`` prints: every term of the sum under ``counts``."""
    return {
        "id": push.id,
        "kind": push.kind.value,
        "title": push.title,
        "state": push.state.value,
        "matched": ledger.matched,
        "balances": ledger.balances,
        "counts": ledger.as_dict(),
    }
