"""The benchmark of ``make bench``. It compares matching with other tools that a user might choose. All of them get the
same data, and their answers are checked to be equal."""

import gc
import random
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.domain.matching.index import Openings
from bot.domain.matching.matching import Match, Weights, match
from bot.domain.wishes.wish import Graduate, Opening
from tests.bench import picture, population
from tests.bench.alone import alone
from tests.bench.peers import ArrayByArray, BitRows, DuckDB, NumpyColumns, Peer, PlainLoop, Polars, SQLite
from tests.bench.postgres import IntArray, Normalised, OneQueryEach, Server
from tests.bench.scored import PROVINCE, Scored

SIZES = (10_000, 100_000, 1_000_000)
FULL = 12_000_000
ASKED = 60
ROUNDS = 5
RANKED = 20
SECONDS = 20.0
"""The time limit of one peer in seconds. A slow peer answers fewer questions, but at least three."""
console = Console(width=120)


def p50(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]


def timed(work: Callable[..., Any], *values: Any) -> tuple[float, Any]:
    """Return (seconds that the call needed, its result)."""
    began = time.perf_counter()
    result = work(*values)
    return time.perf_counter() - began, result


def ask(peer: Peer, asked: list[Opening], right: list[set[int]]) -> float:
    """Return the median of the seconds that one question needs. The first answers are compared with ``right``."""
    times: list[float] = []
    for place, opening in enumerate(asked * ROUNDS):
        seconds, found = timed(peer.match, opening)
        times.append(seconds)
        if place < len(right) and set(found.tolist()) != right[place]:
            raise AssertionError(f"{peer.name} answers question {place} otherwise than the index")
        if len(times) >= 3 and sum(times) > SECONDS:
            break
    return p50(times)


@dataclass(frozen=True)
class Ours:
    """The times of the index, and its answers."""

    reading: float
    """The milliseconds that are needed only to read the rows of a question."""
    asking: float
    right: list[set[int]]
    ranking: float
    """The seconds that are needed to find the thousand best."""
    best: list[list[int]]


def one_posting(sizes: tuple[int, ...], server: Server) -> dict[str, dict[int, float]]:
    """Map each peer's name to {size: milliseconds for one posting, with all ids delivered}. Each peer runs in its own
    process, except the servers, which have their own processes anyway."""
    found: dict[str, dict[int, float]] = {}
    asked = population.openings(ASKED)
    for size in sizes:
        graduates = list(population.graduates(size))
        gc.collect()
        gc.freeze()  # otherwise the collector would traverse a million people again and again
        ours = alone(measured, graduates, size, asked)
        noted(found, ours, size)
        for kind in (ArrayByArray, NumpyColumns, Polars, DuckDB, SQLite, PlainLoop):
            found.setdefault(kind.name, {})[size] = alone(compared, kind(), graduates, size, asked, ours)
        for peer in (IntArray(server), Normalised(server)):
            found.setdefault(peer.name, {})[size] = compared(peer, graduates, size, asked, ours)
        if size == SIZES[-1]:
            theirs, best = alone(scored, graduates, asked)
            if best != ours.best:
                raise AssertionError("the thousand best are not the same")
            console.print(
                f"  top 1000 by score: {ours.ranking * 1000:.2f} ms, "
                f"numpy columns {theirs * 1000:.1f} ms = {theirs / ours.ranking:.0f}×"
            )
    return found


def noted(found: dict[str, dict[int, float]], ours: Ours, size: int) -> None:
    found.setdefault("just reading the rows", {})[size] = ours.reading
    found.setdefault(BitRows.name, {})[size] = ours.asking


def measured(graduates: Iterable[Graduate], size: int, asked: list[Opening]) -> Ours:
    ours = BitRows()
    seconds, _ = timed(ours.build, graduates)
    gc.collect()
    gc.freeze()
    console.print(f"  {size:>10,} built in {seconds:.1f} s, {ours.index.nbytes / size:.0f} bytes a student")
    right = [set(ours.match(opening).tolist()) for opening in asked[:10]]
    readings: list[float] = []
    askings: list[float] = []
    for _ in range(ROUNDS):  # alternately, so that a slow moment of the machine affects both times
        readings += [timed(ours.just_reading, opening)[0] for opening in asked]
        askings += [timed(ours.match, opening)[0] for opening in asked]
    asking = shown(ours.name, size, p50(askings) * 1000)
    ranked = [timed(ours.index.best, opening, Weights(), PROVINCE, 1000) for opening in asked[:RANKED] * ROUNDS]
    changes(ours, size)
    best = [scores.tolist() for _, (scores, _) in ranked]
    return Ours(p50(readings) * 1000, asking, right, p50([seconds for seconds, _ in ranked]), best)


def compared(peer: Peer, graduates: list[Graduate], size: int, asked: list[Opening], ours: Ours) -> float:
    peer.build(graduates)
    return shown(peer.name, size, ask(peer, asked, ours.right) * 1000)


def shown(name: str, size: int, milliseconds: float) -> float:
    console.print(f"  {size:>10,} {name:<22} {milliseconds:10.3f} ms")
    return milliseconds


def scored(graduates: list[Graduate], asked: list[Opening]) -> tuple[float, list[list[int]]]:
    """Return (seconds, scores) of the thousand best in numpy columns."""
    columns = NumpyColumns()
    columns.build(graduates)
    in_columns = Scored(columns)
    ranked = [timed(in_columns.best, opening, 1000) for opening in asked[:RANKED] * ROUNDS]
    return p50([seconds for seconds, _ in ranked]), [found for _, found in ranked]


def a_country(found: dict[str, dict[int, float]]) -> None:
    """Measure twelve million graduates. They are created and added one by one, and only for the index, so that the
    memory of the machine is sufficient."""
    noted(found, alone(measured, population.graduates(FULL), FULL, population.openings(ASKED)), FULL)


def changes(ours: BitRows, size: int) -> None:
    """Measure changes of wishes. There are so many that the index uses up its spare slots several times at small sizes,
    and once at a million."""
    pick = random.Random(1)
    some = list(population.graduates(min(size, 70_000), seed=5))
    changed = [replace(each, person_id=pick.randrange(size) + 1) for each in some]
    times = [timed(ours.index.put, each)[0] for each in changed]
    console.print(
        f"  {size:>10,} one changed wish into the index: {sum(times) / len(times) * 1e6:.0f} µs (goal < 50), "
        f"the slowest {max(times) * 1000:.0f} ms"
    )


def digests(server: Server) -> None:
    """Measure the ten best of 5,000 open postings for each of 100,000 students."""
    graduates, offered = list(population.graduates(100_000)), population.openings(5_000)
    gc.collect()
    gc.freeze()
    seconds, found = timed(lambda: list(Openings(offered, Weights(), PROVINCE).best_for(graduates, 10)))
    ours = len(graduates) / seconds

    def by_hand(graduate: Graduate) -> list[tuple[int, int]]:
        results = ((match(opening, graduate, Weights(), PROVINCE), opening.id) for opening in offered)
        scored = sorted((-result.score, opening) for result, opening in results if isinstance(result, Match))
        return [(-score, opening) for score, opening in scored[:10]]

    some = graduates[:40]
    seconds, right = timed(lambda: [by_hand(each) for each in some])
    if [each.openings for each in found[: len(some)]] != right:
        raise AssertionError("digests differ from the readable rule")
    loop = len(some) / seconds
    some = graduates[:300]
    each_asks = OneQueryEach(server, offered, Weights(), PROVINCE)
    seconds, answers = timed(lambda: [each_asks.best(each) for each in some])
    if [best.openings for best in found[: len(some)]] != answers:
        raise AssertionError("one query a student finds others than the index")
    query = len(some) / seconds
    table = Table(title="top-10 digests, 100k students × 5,000 open postings: students a second")
    for name, value in (("jiuye's index", ours), ("one PG query a student", query), ("plain loop", loop)):
        table.add_row(name, f"{value:,.0f}", f"{ours / value:,.0f}×")
    console.print(table)


def report(found: dict[str, dict[int, float]], sizes: tuple[int, ...]) -> None:
    table = Table(title="one posting against all students, all ids delivered: milliseconds (median)")
    table.add_column("")
    for size in sizes:
        table.add_column(f"{size:,}", justify="right")
    table.add_column("at 1M, times ours", justify="right")
    ours = found["jiuye's index"]
    for name, row in sorted(found.items(), key=lambda item: item[1][SIZES[-1]]):
        cells = [f"{row[size]:.3f}" if size in row else "–" for size in sizes]
        table.add_row(name, *cells, f"{row[SIZES[-1]] / ours[SIZES[-1]]:.1f}×")
    console.print(table)
    small, large = sizes[1], sizes[-1]
    exponent = np.log(ours[large] / ours[small]) / np.log(large / small)
    console.print(f"growth exponent of ours from {small:,} to {large:,}: {exponent:.2f} (goal ≤ 1.1)")


def main() -> None:
    full = "--full" in sys.argv
    with Server() as server:
        found = one_posting(SIZES, server)
        digests(server)
    if full:
        a_country(found)
    report(found, (*SIZES, FULL) if full else SIZES)
    path = picture.draw(found, Path("var"))
    console.print(f"picture: {path}")


if __name__ == "__main__":
    main()
