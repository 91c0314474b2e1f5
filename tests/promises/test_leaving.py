"""The screen before leaving says what is deleted at once and what stays, and exactly that happens."""

from sqlalchemy import func, select
from sqlmodel import SQLModel, col

from bot.domain.people import BondState
from bot.store.engine import Store
from bot.store.tables import (
    Bond,
    Bookmark,
    Complaint,
    Delivery,
    Destination,
    Interest,
    Lead,
    Question,
    Student,
    Wish,
)
from tests.cast import Cast, Member
from tests.live import Live
from tests.promises.kept import keep

GO = (Wish, Bookmark, Interest)
STAY = (Question, Complaint, Lead, Delivery, Destination, Bond)


async def kept(store: Store, of: Member, tables: tuple[type[SQLModel], ...]) -> dict[str, bool]:
    async with store.reading() as session:
        return {
            table.__name__: bool(
                await session.scalar(select(func.count()).where(getattr(table, "person_id") == of.person_id))  # noqa: B009
            )
            for table in tables
        }


async def test_leaving_deletes_and_keeps_what_its_screen_says(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        await keep(session, cast, live.parts.clock.now(), cast.li)
        (await session.get_one(Student, cast.li.person_id)).muted_categories = ["13"]
    await live.say(cast.li, "/me")
    await live.press(cast.li, "退出绑定")
    await live.last(cast.li, "马上删除", "求职意向、收藏、岗位标记", "继续保留", "毕业次年 12 月 31 日", "至少 3 年")
    await live.press(cast.li, "确定退出")
    await live.sees(cast.li, "已退出绑定")
    assert await kept(live.store, cast.li, GO) == {table.__name__: False for table in GO}
    assert await kept(live.store, cast.li, STAY) == {table.__name__: True for table in STAY}
    async with live.store.reading() as session:
        li = await session.get_one(Student, cast.li.person_id)
        assert (li.muted_categories, li.quiet, li.intent) == ([], None, None)
        states = (
            await session.execute(select(col(Bond.state)).where(col(Bond.person_id) == cast.li.person_id))
        ).scalars()
        assert set(states) == {BondState.ENDED}


async def test_staff_are_told_of_no_wishes(live: Live, cast: Cast) -> None:
    await live.say(cast.counsellor, "/me")
    await live.press(cast.counsellor, "退出绑定")
    shown = await live.last(cast.counsellor, "继续保留")
    assert "求职意向" not in shown["text"]
