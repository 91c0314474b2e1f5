"""Runs work in a process of its own, so that the memory of one measurement does not disturb another."""

import multiprocessing
from collections.abc import Callable
from typing import ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")


def alone(work: Callable[P, T], *values: P.args, **options: P.kwargs) -> T:
    """Return the result of ``work``. No arguments are copied, because the process is forked from this one."""
    here, there = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=lambda: there.send(work(*values, **options)))
    child.start()
    there.close()
    result: T = here.recv()  # EOFError when the work failed; its traceback was printed
    child.join()
    return result
