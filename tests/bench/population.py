"""Made-up graduates and postings with the skew of real ones: most of them have one of a few cities, majors and
salaries."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain import region
from bot.domain.degree import Degree
from bot.domain.wishes.wish import Graduate, Opening, Wish
from bot.reference import rows

SEED = 20_270_701


@dataclass(frozen=True)
class Codes:
    """The codes of the reference tables. Each list is shuffled once, and codes are drawn from it with a Zipf-like
    skew."""

    majors: tuple[str, ...]
    cities: tuple[str, ...]
    provinces: tuple[str, ...]
    types: tuple[str, ...]
    categories: tuple[str, ...]


def codes() -> Codes:
    pick = random.Random(SEED)
    majors = [row["code"] for row in rows("majors") if len(row["code"].rstrip("KT")) == 6]
    provinces = list(region.provinces())
    cities = [city for province in provinces for city in region.cities(province)]
    types = [row["code"] for row in rows("employer_types") if row["scheme"] == "current"]
    categories = [row["code"] for row in rows("position_types")]
    for each in (majors, cities, provinces, types, categories):
        pick.shuffle(each)
    return Codes(*(tuple(each) for each in (majors, cities, provinces, types, categories)))


def skewed(pick: random.Random, among: tuple[str, ...]) -> str:
    """Draw one of ``among``. The first values are drawn most often, and the n-th about 1/n as often."""
    return among[int(len(among) ** pick.random()) - 1]


def several(pick: random.Random, among: tuple[str, ...], most: int) -> frozenset[str]:
    return frozenset(skewed(pick, among) for _ in range(pick.randint(1, most)))


def wish(pick: random.Random, of: Codes) -> Wish | None:
    """Make a wish. One student in ten has no wish, and one in six accepts any place."""
    if pick.random() < 0.1:
        return None
    roll = pick.random()
    if roll < 0.17:
        places: frozenset[str] | None = frozenset()
    else:
        places = several(pick, of.cities, 3) | (several(pick, of.provinces, 1) if roll > 0.6 else frozenset())
    floor = pick.choice([None, 3000, 4000, 4000, 5000, 5000, 5000, 6000, 6000, 8000, 10000, pick.randint(30, 99) * 100])
    return Wish(
        regions=places,
        employer_types=several(pick, of.types, 2) if pick.random() < 0.4 else frozenset(),
        categories=several(pick, of.categories, 3) if pick.random() < 0.6 else frozenset(),
        floor=floor,
        negotiable=pick.random() < 0.75,
        own_major_only=pick.random() < 0.25,
        accepts_experience=pick.random() < 0.1,
    )


def graduates(count: int, seed: int = SEED) -> Iterator[Graduate]:
    """Yield graduates in roster order, so that classmates, who share a major, are neighbours."""
    pick, of = random.Random(seed), codes()
    major = degree = None
    for place in range(count):
        if place % 40 == 0:
            major = skewed(pick, of.majors)
            degree = Degree.MASTER if major.startswith("Y") else Degree.BACHELOR
        assert major is not None and degree is not None
        yield Graduate(
            person_id=place + 1,
            cohort=2027 if pick.random() < 0.9 else 2026,
            degree=degree,
            majors=frozenset({major}),
            active=pick.random() < 0.99,
            settled=pick.random() < 0.2,
            keeps_receiving=False,
            muted_employers=frozenset({pick.randint(1, 500)}) if pick.random() < 0.02 else frozenset(),
            wish=wish(pick, of),
        )


def openings(count: int, seed: int = SEED + 1) -> list[Opening]:
    pick, of = random.Random(seed), codes()
    found = []
    for place in range(count):
        major = skewed(pick, of.majors)
        named = pick.choice([frozenset(), frozenset({major}), frozenset({major[: 5 if major[0] == "Y" else 4]})])
        low = pick.randint(6, 24) * 500
        priced = pick.random() < 0.85
        found.append(
            Opening(
                id=place + 1,
                employer_id=pick.randint(1, 500),
                cohorts=frozenset({2027}) if pick.random() < 0.7 else frozenset(),
                degree_floor=pick.choice([None, Degree.COLLEGE, Degree.BACHELOR, Degree.BACHELOR, Degree.MASTER]),
                majors=named,
                majors_soft=pick.random() < 0.15,
                regions=several(pick, of.cities, 2) if pick.random() < 0.93 else frozenset(),
                anywhere=False,
                employer_type=skewed(pick, of.types) if pick.random() < 0.8 else None,
                category=skewed(pick, of.categories) if pick.random() < 0.8 else None,
                min_monthly=low if priced else None,
                max_monthly=low + pick.choice([1000, 2000, 3000, 4500]) if priced else None,
                negotiable=not priced,
                experience_years=3 if pick.random() < 0.05 else None,
            )
        )
    return found
