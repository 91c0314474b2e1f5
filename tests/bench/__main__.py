"""``make bench``: matching side by side with what a user might pick instead, same data, answers checked equal."""

import gc
import random
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.domain.index import Openings
from bot.domain.matching import Match, Weights, match
from bot.domain.wish import Graduate, Opening
from tests.bench import picture, population
from tests.bench.peers import BitRows, DuckDB, NumpyColumns, Peer, PlainLoop, Polars, SQLite, row_of
from tests.bench.postgres import IntArray, Normalised, OneQueryEach, Server

SIZES = (10_000, 100_000, 1_000_000)
FULL = 12_000_000
ASKED = 60
SECONDS = 20.0
"""A peer that is slow answers fewer questions, but at least three."""
PROVINCE = "220000"
console = Console(width=120)


def p50(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]


def timed(work: Callable[..., Any], *values: Any) -> tuple[float, Any]:
    """(seconds, what it returned)."""
    began = time.perf_counter()
    result = work(*values)
    return time.perf_counter() - began, result


def ask(peer: Peer, asked: list[Opening], right: list[set[int]]) -> float:
    """Seconds a question (median); the first answers are held against ``right``."""
    times: list[float] = []
    for place, opening in enumerate(asked):
        seconds, found = timed(peer.match, opening)
        times.append(seconds)
        if place < len(right) and set(found.tolist()) != right[place]:
            raise AssertionError(f"{peer.name} answers question {place} otherwise than the index")
        if len(times) >= 3 and sum(times) > SECONDS:
            break
    return p50(times)


def one_posting(sizes: tuple[int, ...], server: Server) -> dict[str, dict[int, float]]:
    """peer → size → milliseconds a posting, all ids delivered."""
    found: dict[str, dict[int, float]] = {}
    asked = population.openings(ASKED)
    for size in sizes:
        graduates = list(population.graduates(size))
        ours = built(graduates, size, asked, found)
        right = [set(ours.match(opening).tolist()) for opening in asked[:10]]
        peers: list[Peer] = [ours, NumpyColumns(), Polars(), DuckDB(), IntArray(server), SQLite(), Normalised(server)]
        for peer in [*peers, PlainLoop()]:
            if peer is not ours:
                peer.build(graduates)
            found.setdefault(peer.name, {})[size] = ask(peer, asked, right) * 1000
            console.print(f"  {size:>10,} {peer.name:<16} {found[peer.name][size]:10.3f} ms")
        if size == SIZES[-1]:
            ranking(ours, graduates, asked)
            changes(ours, size)
    return found


def built(
    graduates: Iterable[Graduate], size: int, asked: list[Opening], found: dict[str, dict[int, float]]
) -> BitRows:
    """Ours, and how long it takes just to read the rows that a question touches."""
    ours = BitRows()
    gc.collect()
    gc.freeze()  # a bot does not hold a million made-up people whom the collector would walk through again and again
    seconds, _ = timed(ours.build, graduates)
    reading = [timed(ours.just_reading, opening)[0] for opening in asked]
    found.setdefault("just reading the rows", {})[size] = p50(reading) * 1000
    console.print(f"  {size:>10,} built in {seconds:.1f} s, {ours.index.nbytes / size:.0f} bytes a student")
    return ours


def a_country(found: dict[str, dict[int, float]]) -> None:
    """Twelve million, made and taken in one by one: only ours, so that the machine's memory lasts."""
    asked = population.openings(ASKED)
    ours = built(population.graduates(FULL), FULL, asked, found)
    found[ours.name][FULL] = ask(ours, asked, []) * 1000
    console.print(f"  {FULL:>10,} {ours.name:<16} {found[ours.name][FULL]:10.3f} ms")


def changes(ours: BitRows, size: int) -> None:
    pick = random.Random(1)
    changed = [replace(each, person_id=pick.randrange(size) + 1) for each in population.graduates(3_000, seed=5)]
    seconds, _ = timed(lambda: [ours.index.put(each) for each in changed])
    console.print(f"  one changed wish into the index: {seconds / len(changed) * 1e6:.0f} µs (goal < 50)")


def ranking(ours: BitRows, graduates: list[Graduate], asked: list[Opening]) -> None:
    """The thousand best of one posting, against numpy columns that score every match."""
    columns = NumpyColumns()
    columns.build(graduates)
    kept = [each for each in graduates if row_of(each) is not None]
    scored = Scored(columns, kept)
    mine, theirs = [], []
    for opening in asked[:20]:
        seconds, best = timed(ours.index.best, opening, Weights(), PROVINCE, 1000)
        mine.append(seconds)
        seconds, other = timed(scored.best, opening, 1000)
        theirs.append(seconds)
        if [score for score, _ in best] != other:
            raise AssertionError("the thousand best are not the same")
    ratio = p50(theirs) / p50(mine)
    console.print(
        f"  top 1000 by score: {p50(mine) * 1000:.2f} ms, numpy columns {p50(theirs) * 1000:.1f} ms = {ratio:.0f}×"
    )


class Scored:
    """Scores in numpy columns: every match gets its points, the best are partitioned out."""

    def __init__(self, columns: NumpyColumns, graduates: list[Graduate]) -> None:
        self._columns = columns
        self._floors = columns.flat["floor"].astype(np.int64)

    def best(self, opening: Opening, most: int) -> list[int]:
        columns, weights = self._columns, Weights()
        here = np.flatnonzero(columns.mask(opening))
        named = {code.rstrip("KT") for code in opening.majors}
        above = {up for code in opening.regions for up in (code, *population.region.ancestors(code))}
        exact, classes, fields = (
            self._held("majors", [code for code in named if len(code.removeprefix("Y")) == size], here)
            for size in (6, 4, 2)
        )
        classes, fields = classes & ~exact, fields & ~exact & ~classes
        near = self._held("places", above, here)
        broad = self._held("above", opening.regions, here) & ~near
        scores = exact * weights.major_exact + classes * weights.major_class + fields * weights.major_category
        scores = scores + near * weights.region_exact + broad * weights.region_broad
        scores += self._held("types", [opening.employer_type], here) * weights.type_named
        scores += self._held("categories", [opening.category], here) * weights.category_named
        scores += (
            weights.in_province if any(population.region.is_within(code, PROVINCE) for code in opening.regions) else 0
        )
        lowest = opening.min_monthly if opening.min_monthly is not None else opening.max_monthly
        if lowest is not None:
            floors = self._floors[here]
            over = np.clip(weights.pay_above * (lowest - floors) // np.maximum(floors, 1), 1, weights.pay_above)
            scores += np.where((floors > 0) & (floors < lowest), over, 0)
        best = np.partition(scores, len(scores) - most)[-most:] if len(scores) > most else scores
        return sorted(best.tolist(), reverse=True)

    def _held(self, name: str, codes: Any, here: Any) -> Any:
        known = [self._columns._codes[code] for code in codes if code in self._columns._codes]
        result = np.zeros(len(here), bool)
        for column in self._columns.lists[name]:
            for code in known:
                result |= column[here] == code
        return result


def digests(server: Server) -> None:
    """The ten best of 5,000 open postings for each of 100,000 students."""
    graduates, offered = list(population.graduates(100_000)), population.openings(5_000)
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
