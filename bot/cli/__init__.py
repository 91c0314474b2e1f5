"""The typer app ``jiuye``: what an administrator does at a terminal. One file a noun; ``app`` gathers them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer
from rich.console import Console

from bot.app import Parts, parts
from bot.domain.errors import Refusal
from bot.settings import Settings

console = Console()
T = TypeVar("T")


def run(work: Callable[[Parts], Awaitable[T]]) -> T:
    """Run one piece of work with settings, clock and store; a refusal is printed and ends with exit code 1."""

    async def with_parts() -> T:
        async with parts(Settings()) as made:
            return await work(made)

    try:
        return asyncio.run(with_parts())
    except Refusal as refusal:
        console.print(f"[red]✗[/red] {refusal}", highlight=False)
        raise typer.Exit(1) from None
