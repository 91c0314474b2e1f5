"""Runs the work of a command against the store, and prints the result."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer
from rich.console import Console
from rich.markup import escape

from bot.domain.errors import Refusal
from bot.parts import Parts, parts
from bot.settings import Settings

console = Console()
T = TypeVar("T")
YES = {"y", "yes", "是"}
"""The answers that confirm."""


def run(work: Callable[[Parts], Awaitable[T]]) -> T:
    """Run ``work`` with settings, clock and store. A refusal is printed and gives exit code 1."""

    async def with_parts() -> T:
        async with parts(Settings()) as made:
            return await work(made)

    try:
        return asyncio.run(with_parts())
    except Refusal as refusal:
        console.print(f"[red]✗[/red] {escape(str(refusal))}", highlight=False)
        raise typer.Exit(1) from None


def print_plain(text: str) -> None:
    """Print ``text`` without rich's markup, because names may contain brackets."""
    console.print(text, highlight=False, markup=False)


def print_json(value: object) -> None:
    """Print JSON to standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False))
