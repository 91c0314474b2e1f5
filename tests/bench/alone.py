"""Work done in a process of its own, so that nobody's memory stands in another's way."""

import multiprocessing
from collections.abc import Callable
from typing import ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")


def alone(work: Callable[P, T], *values: P.args, **options: P.kwargs) -> T:
    """What ``work`` returns. Nothing is copied to it, for its process is forked from this one."""
    here, there = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=lambda: there.send(work(*values, **options)))
    child.start()
    there.close()
    result: T = here.recv()  # EOFError when the work failed; its traceback was printed
    child.join()
    return result
