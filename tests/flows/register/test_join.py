"""Invite codes and bonds, tested without a chat."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import BindingRefused, BoundElsewhere, NotFound, Stale, UnknownClass, UnknownNumber
from bot.domain.register.invite_code import ALPHABET, digest, grouped, normalise
from bot.flows.register import invite, join
from bot.flows.register.join import Consents
from bot.store.tables import Invite
from tests.cast import Cast

PHONE = 9001


async def code_of(session: AsyncSession, unit: int, now: datetime, uses: int = 5) -> str:
    return digest((await invite.for_class(session, unit, now, uses=uses)).code)


def test_a_code_is_the_same_however_it_is_typed() -> None:
    assert digest("abcd-efgh jkmn") == digest("ABCDEFGHJKMN")
    assert normalise(grouped("ABCDEFGHJKMN")) == "ABCDEFGHJKMN"
    assert not set("01OIL") & set(ALPHABET)


async def test_the_store_keeps_only_the_hash_of_a_code(session: AsyncSession, cast: Cast, now: datetime) -> None:
    code = await invite.for_class(session, cast.civil1, now)
    kept = (await session.execute(select(Invite))).scalar_one()
    assert code.code not in kept.model_dump_json()
    assert kept.code_hash == digest(code.typed)


async def test_a_class_code_opens_its_own_class_only(session: AsyncSession, cast: Cast, now: datetime) -> None:
    code = await code_of(session, cast.civil2, now)
    with pytest.raises(BindingRefused):
        await join.prove(session, PHONE, cast.wang.number, cast.wang.name, code, now)


async def test_a_personal_code_works_for_nobody_else(session: AsyncSession, cast: Cast, now: datetime) -> None:
    code = digest((await invite.for_person(session, cast.wu.number, now)).code)
    with pytest.raises(BindingRefused):
        await join.prove(session, PHONE, cast.wang.number, cast.wang.name, code, now)


async def test_a_code_expires_at_its_hour(session: AsyncSession, cast: Cast, now: datetime) -> None:
    code = digest((await invite.for_class(session, cast.civil1, now, hours=2)).code)
    wang = cast.wang
    assert await join.prove(session, PHONE, wang.number, wang.name, code, now + timedelta(minutes=119))
    with pytest.raises(BindingRefused):
        await join.prove(session, PHONE, wang.number, wang.name, code, now + timedelta(hours=2))


async def test_the_code_is_checked_again_at_consent(session: AsyncSession, cast: Cast, now: datetime) -> None:
    code = await code_of(session, cast.civil1, now, uses=1)
    proof = await join.prove(session, PHONE, cast.wang.number, cast.wang.name, code, now)
    await join.bind(session, PHONE, proof.person_id, proof.invite_id, Consents(now, now), now)
    with pytest.raises(BindingRefused):
        await join.bind(session, PHONE + 1, proof.person_id, proof.invite_id, Consents(now, now), now)


async def test_the_second_person_to_bind_a_number_is_refused(session: AsyncSession, cast: Cast, now: datetime) -> None:
    code = await code_of(session, cast.civil1, now)
    first = await join.prove(session, PHONE, cast.wang.number, cast.wang.name, code, now)
    second = await join.prove(session, PHONE + 1, cast.wang.number, cast.wang.name, code, now)
    await join.bind(session, PHONE, first.person_id, first.invite_id, Consents(now, now), now)
    with pytest.raises(BoundElsewhere):
        await join.bind(session, PHONE + 1, second.person_id, second.invite_id, Consents(now, now), now)


async def test_a_new_personal_code_ends_the_earlier_one(session: AsyncSession, cast: Cast, now: datetime) -> None:
    first = digest((await invite.for_person(session, cast.wang.number, now)).code)
    await invite.for_person(session, cast.wang.number, now)
    with pytest.raises(BindingRefused):
        await join.prove(session, PHONE, cast.wang.number, cast.wang.name, first, now)


async def test_staff_join_by_a_personal_code(session: AsyncSession, cast: Cast, now: datetime) -> None:
    code = digest((await invite.for_person(session, cast.office.number.lower(), now)).code)
    proof = await join.prove(session, PHONE, cast.office.number, cast.office.name, code, now)
    joined = await join.bind(session, PHONE, proof.person_id, proof.invite_id, Consents(now, now), now)
    assert joined.left == cast.office.telegram_id


async def test_consent_without_a_waiting_bond_is_stale(session: AsyncSession, cast: Cast, now: datetime) -> None:
    with pytest.raises(Stale):
        await join.accept(session, PHONE, Consents(now, now), now)
    with pytest.raises(NotFound):
        await join.leave(session, PHONE, now)


async def test_codes_are_made_only_for_known_people_and_classes(
    session: AsyncSession, cast: Cast, now: datetime
) -> None:
    with pytest.raises(UnknownNumber):
        await invite.for_person(session, "404", now)
    with pytest.raises(UnknownClass):
        await invite.class_named(session, "木土2301")
    assert await invite.class_named(session, "土木学院/土木2301") == cast.civil1
