"""Shows where every task of the event loop waits, because the traceback of a blocked story ends at ``select``."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SECONDS = 300.0


@contextmanager
def shown_when_stuck() -> Iterator[None]:
    """Print the tasks once if the block takes longer than any story."""
    loop = asyncio.get_running_loop()
    alarm = loop.call_later(SECONDS, lambda: print(*map(_where, asyncio.all_tasks(loop)), sep="\n", file=sys.stderr))
    try:
        yield
    finally:
        alarm.cancel()


def _where(task: asyncio.Task[Any]) -> str:
    lines, waits = [f"task {task.get_name()}"], task.get_coro()
    while waits is not None:
        frame = getattr(waits, "cr_frame", None) or getattr(waits, "gi_frame", None)
        if frame is not None:
            lines.append(f"  {frame.f_code.co_filename}:{frame.f_lineno} {frame.f_code.co_name}")
        waits = getattr(waits, "cr_await", None) or getattr(waits, "gi_yieldfrom", None)
    return "\n".join(lines)
