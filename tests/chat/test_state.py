"""Where a push stands, as the office, a college and a student may see it."""

from bot.domain.push import PushKind
from bot.flows import pushing
from bot.store import people
from bot.store.tables import Unit
from tests.cast import Cast
from tests.live import Live


async def test_the_office_sees_a_push_arrive_and_be_counted(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        unit = await session.get_one(Unit, cast.school)
        everybody = await people.student_ids(session, unit)
        await pushing.to_people(
            session,
            PushKind.NOTICE,
            "chain/tasks",
            everybody,
            live.made.clock.now(),
            title="双选会通知",
            values={"colleges": [], "reports": []},
        )
    for student in (cast.cadre, cast.li, cast.zhao, cast.sun, cast.zhou):
        await live.sees(student, "现在没有要处理的事")
    await live.settled()
    await live.say(cast.office, "/state")
    await live.press(cast.office, "双选会通知")
    await live.sees(cast.office, "应达 7 人", "只送到 5", "还没转告 2")


async def test_a_student_is_told_that_state_is_not_for_him(live: Live, cast: Cast) -> None:
    await live.say(cast.sun, "/state")
    await live.sees(cast.sun, "需要相应的身份")
