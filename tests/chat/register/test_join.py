"""A student joins by link, by one line or step by step. Refusals are one sentence, and the counsellor confirms."""

from datetime import timedelta

from bot.domain.people import Role, Trust
from bot.flows.register import invite
from bot.store import people
from bot.store.people import Speaker
from tests.cast import Cast, Member
from tests.live import Live

WANG_PHONE = 9001


async def phone_of(live: Live, who: Member, telegram_id: int = WANG_PHONE) -> Member:
    """Return a member of the cast with the new phone ``telegram_id``."""
    await live.phones.add_user(who.name, id=telegram_id, started=True)
    return Member(who.person_id, telegram_id, who.number, who.name)


async def class_code(live: Live, class_id: int, uses: int | None = None) -> str:
    async with live.store.writing() as session:
        return (await invite.for_class(session, class_id, live.parts.clock.now(), uses=uses)).typed


async def personal_code(live: Live, number: str) -> str:
    async with live.store.writing() as session:
        return (await invite.for_person(session, number, live.parts.clock.now())).typed


async def speaker(live: Live, who: Member) -> Speaker | None:
    async with live.store.reading() as session:
        return await people.speaker(session, who.telegram_id)


async def test_a_link_number_name_and_consent_lead_to_the_first_question(live: Live, cast: Cast) -> None:
    wang = await phone_of(live, cast.wang)
    code = await class_code(live, cast.civil1)
    await live.phones.open_link(wang.telegram_id, f"https://t.me/jiuye_bot?start={code}")
    await live.last(wang, "谁处理", "长春示范大学就业处", "存多久")
    await live.agree_on(wang)
    await live.last(wang, "学号和姓名")
    await live.say(wang, wang.number)
    await live.last(wang, "姓名")
    assert await speaker(live, wang) is None
    await live.say(wang, "王伟")
    await live.sees(wang, "绑定成功", "辅导员确认")
    await live.press(wang, "找工作")
    await live.sees(wang, "想去哪里工作")
    await live.press(wang, "省内")
    await live.press(wang, "返回意向")
    await live.press(wang, "完成，看岗位")
    await live.sees(wang, "记下了")


async def test_step_by_step_a_stranger_is_asked_for_the_code_last(live: Live, cast: Cast) -> None:
    wang = await phone_of(live, cast.wang)
    await live.say(wang, "/start")
    await live.press(wang, "绑定学号")
    await live.agree_on(wang)
    await live.last(wang, "学号、姓名和绑定码")
    await live.say(wang, wang.number)
    await live.last(wang, "姓名")
    await live.say(wang, "王伟")
    await live.last(wang, "绑定码")
    await live.say(wang, (await class_code(live, cast.civil1)).lower())
    await live.sees(wang, "绑定成功")


async def test_the_counsellor_is_told_and_confirms(live: Live, cast: Cast) -> None:
    wang = await phone_of(live, cast.wang)
    await live.agree(wang)
    await live.say(wang, f"/bind {wang.number} 王伟 {await class_code(live, cast.civil1)}")
    await live.sees(cast.counsellor, "请确认身份：是不是本人")
    await live.press(cast.counsellor, "去确认身份")
    await live.press(cast.counsellor, "王伟 是本人")
    await live.sees(wang, "辅导员已确认您的身份")
    found = await speaker(live, wang)
    assert found is not None
    assert found.trust == Trust.PERSONAL


async def test_an_impostor_loses_the_bond_and_is_told_why(live: Live, cast: Cast) -> None:
    await live.say(cast.counsellor, "/confirm")
    await live.press(cast.counsellor, "不是本人")
    await live.sees(cast.counsellor, "赵磊 不是本人？", "不能撤销")
    assert await speaker(live, cast.zhao) is not None
    await live.press(cast.counsellor, "确定解除")
    await live.sees(cast.zhao, "已先解除绑定")
    await live.sees(cast.counsellor, "没有待确认身份")
    assert await speaker(live, cast.zhao) is None


async def test_a_student_cannot_confirm_anybody(live: Live, cast: Cast) -> None:
    await live.say(cast.li, "/confirm")
    await live.last(cast.li, "需要相应的身份")


async def test_every_wrong_try_gets_the_same_sentence_and_is_counted(live: Live, cast: Cast) -> None:
    wang = await phone_of(live, cast.wang)
    code = await class_code(live, cast.civil1)
    wrong = [f"99999999 王伟 {code}", f"{wang.number} 张三 {code}", f"{wang.number} 王伟 WRONGCODE"]
    await live.agree(wang)
    for line in [*wrong, *wrong[:2]]:
        await live.say(wang, f"/bind {line}")

    async def refused_five_times() -> bool:
        return sum("没有对上" in text for text in await live.texts(wang)) == 5

    await live.phones.wait_for(refused_five_times)
    await live.say(wang, f"/bind {wang.number} 王伟 {code}")
    await live.last(wang, "尝试次数太多")
    await live.jump(live.parts.clock.now() + timedelta(minutes=16))
    await live.say(wang, f"/bind {wang.number} 王伟 {code}")
    await live.sees(wang, "绑定成功")


async def test_a_person_who_guesses_locks_out_no_other(live: Live, cast: Cast) -> None:
    guesser, wang = await phone_of(live, cast.wu, 9002), await phone_of(live, cast.wang)
    await live.agree(guesser)
    for _ in range(6):
        await live.say(guesser, f"/bind {wang.number} 王伟 WRONGCODE")
    await live.last(guesser, "尝试次数太多")
    await live.agree(wang)
    await live.say(wang, f"/bind {wang.number} 王伟 {await class_code(live, cast.civil1)}")
    await live.sees(wang, "绑定成功")


async def test_a_new_phone_needs_a_personal_code_and_ends_the_old_bond(live: Live, cast: Cast) -> None:
    new = await phone_of(live, cast.li, 9002)
    await live.agree(new)
    await live.say(new, f"/bind {new.number} 李娜 {await class_code(live, cast.civil1)}")
    await live.last(new, "已绑定另一个 Telegram 账号")
    await live.say(new, f"/bind {new.number} 李娜 {await personal_code(live, new.number)}")
    await live.sees(cast.li, "换到另一个 Telegram 账号")
    assert await speaker(live, cast.li) is None
    found = await speaker(live, new)
    assert found is not None
    assert (found.person_id, found.trust) == (cast.li.person_id, Trust.PERSONAL)


async def test_an_expired_code_is_refused(live: Live, cast: Cast) -> None:
    wang = await phone_of(live, cast.wang)
    code = await personal_code(live, wang.number)
    await live.jump(live.parts.clock.now() + timedelta(hours=25))
    await live.agree(wang)
    await live.say(wang, f"/bind {wang.number} 王伟 {code}")
    await live.last(wang, "没有对上")


async def test_the_code_is_kept_after_a_mistyped_name(live: Live, cast: Cast) -> None:
    wang = await phone_of(live, cast.wang)
    code = await class_code(live, cast.civil1, uses=1)
    await live.agree(wang)
    await live.say(wang, f"/bind {wang.number} 王五 {code}")
    await live.sees(wang, "没有对上", "直接重发")
    await live.say(wang, f"{wang.number} 王伟")
    await live.sees(wang, "绑定成功")


async def test_a_code_that_another_person_used_is_refused(live: Live, cast: Cast) -> None:
    wang, wu = await phone_of(live, cast.wang), await phone_of(live, cast.wu, 9002)
    code = await class_code(live, cast.civil1, uses=1)
    await live.agree(wang)
    await live.say(wang, f"/bind {wang.number} 王伟 {code}")
    await live.sees(wang, "绑定成功")
    await live.agree(wu)
    await live.say(wu, f"/bind {wang.number} 王伟 {code}")
    await live.last(wu, "没有对上")


async def test_a_class_code_binds_no_staff(live: Live, cast: Cast) -> None:
    stranger = await phone_of(live, cast.counsellor, 9003)
    await live.agree(stranger)
    await live.say(stranger, f"/bind {cast.counsellor.number} 马丽 {await class_code(live, cast.civil1)}")
    await live.last(stranger, "没有对上")


async def test_a_cadre_who_joined_by_class_code_holds_no_seat_until_confirmed(live: Live, cast: Cast) -> None:
    async with live.store.writing() as session:
        bond = await people.bond_of(session, cast.cadre.person_id)
        assert bond is not None
        bond.trust = Trust.CLASS
    found = await speaker(live, cast.cadre)
    assert found is not None
    assert {seat.role for seat in found.seats} == {Role.STUDENT}
    await live.say(cast.cadre, "/tasks")
    await live.last(cast.cadre, "需要相应的身份")


async def test_a_person_who_leaves_is_asked_once_more(live: Live, cast: Cast) -> None:
    await live.say(cast.sun, "/me")
    await live.press(cast.sun, "退出绑定")
    await live.sees(cast.sun, "确定退出绑定吗")
    await live.press(cast.sun, "确定退出")
    await live.sees(cast.sun, "已退出绑定")
    assert await speaker(live, cast.sun) is None


async def test_a_bound_person_is_told_the_name_they_are_bound_as(live: Live, cast: Cast) -> None:
    await live.say(cast.li, f"/bind {cast.wang.number} 王伟 {await class_code(live, cast.civil1)}")
    await live.last(cast.li, "已经绑定“李娜”")


async def test_the_counsellor_makes_codes_in_chat(live: Live, cast: Cast) -> None:
    await live.say(cast.counsellor, "/invite")
    await live.press(cast.counsellor, "土木2301")
    await live.sees(cast.counsellor, "https://t.me/jiuye_bot?start=", "看完说明并同意后")
    await live.press(cast.counsellor, "再生成一个")
    await live.press(cast.counsellor, "个人绑定码")
    await live.sees(cast.counsellor, "学号", "只给本人")
    await live.say(cast.counsellor, cast.wu.number)
    await live.sees(cast.counsellor, "吴倩", "只能用一次")


async def test_a_college_makes_no_codes_for_another_or_for_staff(live: Live, cast: Cast) -> None:
    await live.say(cast.computing_staff, f"/invite {cast.wang.number}")
    await live.last(cast.computing_staff, "需要相应的身份")
    await live.say(cast.computing_staff, f"/invite {cast.office.number}")

    async def refused_twice() -> bool:
        return sum("需要相应的身份" in text for text in await live.texts(cast.computing_staff)) == 2

    await live.phones.wait_for(refused_twice)
