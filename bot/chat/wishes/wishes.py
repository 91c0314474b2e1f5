"""/wishes: a student sets their wishes, tap by tap."""

from bot.chat.door import forms
from bot.chat.door.talk import Replies, Reply, Talk
from bot.domain import region
from bot.domain.errors import Stale
from bot.domain.paging import paged
from bot.flows.matching import own_list
from bot.flows.wishes import mutes, rhythm, wishes
from bot.flows.wishes.rhythm import Told
from bot.reference import rows

A_PAGE = 8
"""The most choices on one screen."""
PARTS = {"north": "1", "northeast": "2", "east": "3", "south": "4", "southwest": "5", "northwest": "6", "islands": "78"}
"""Map each part of the country to the first digits of its provinces' codes (GB/T 2260)."""
FORM = "wishes"
QUIET_FORM = "quiet"
"""The form of the quiet hours. Its screen is reached from /wishes."""


async def show(talk: Talk) -> Replies:
    """Show all wishes that are set, with buttons to change them."""
    await close(talk)
    return await _summary(talk)


async def _summary(talk: Talk) -> Reply:
    told = await wishes.told(talk.session, talk.me.person_id)
    muted = len(await mutes.of(talk.session, talk.me.person_id))
    return talk.edit("wishes/summary", wish=told, told=await _rhythm(talk), muted=muted)


async def _rhythm(talk: Talk) -> Told:
    return await rhythm.told(talk.session, talk.me.person_id, talk.now, talk.settings.quiet_hours)


async def close(talk: Talk) -> None:
    """Close the forms of the wishes, so that typed text no longer changes them."""
    if talk.form in (FORM, QUIET_FORM):
        await forms.close(talk)


async def regions(talk: Talk) -> Replies:
    """Offer the most common places as buttons. Other places are chosen by province or typed."""
    await forms.open_step(talk, FORM, "regions")
    home = [talk.settings.home_province, talk.settings.home_city]
    common = [*home, *(row["code"] for row in rows("common_regions") if row["code"] not in home)]
    return talk.edit(
        "wishes/regions", common=common, home=home[0], wish=await wishes.told(talk.session, talk.me.person_id)
    )


async def provinces(talk: Talk) -> Replies:
    """List the parts of the country (``wish_provinces``), or the provinces of one part (``wish_provinces:2``)."""
    wish = await wishes.told(talk.session, talk.me.person_id)
    part = talk.args[0] if talk.args else ""
    codes = [code for code in region.provinces() if part and code[0] in PARTS.get(part, "")]
    return talk.edit("wishes/provinces", parts=[] if codes else list(PARTS), provinces=codes, wish=wish)


async def province(talk: Talk) -> Replies:
    return await _cities(talk, _division(talk, 0), talk.page(1))


async def _cities(talk: Talk, code: str, page: int) -> Reply:
    wish = await wishes.told(talk.session, talk.me.person_id)
    shown = paged(region.cities(code), page, A_PAGE)
    return talk.edit("wishes/cities", province=code, cities=shown.lines, wish=wish, **shown.turns)


async def tap_region(talk: Talk) -> Replies:
    """Add or remove one place, and show the same screen again.

    If the button data contains a second code, the screen is that of the province with this code.
    """
    await wishes.tap(talk.session, talk.me.person_id, "regions", _division(talk, 0), talk.now)
    return await _cities(talk, _division(talk, 1), talk.page(2)) if len(talk.args) > 1 else await regions(talk)


def _division(talk: Talk, place: int) -> str:
    """The six-digit code of a region, at position ``place`` of the button data.

    Raises Stale if the table has no such code.
    """
    code = f"{talk.number(place):06d}"
    if region.current(code) != code:
        raise Stale
    return code


async def types(talk: Talk) -> Replies:
    codes = [row["code"] for row in rows("employer_types") if row["scheme"] == "current"]
    return await _choices(talk, "wishes/types", codes, talk.page())


async def categories(talk: Talk) -> Replies:
    return await _choices(talk, "wishes/categories", [row["code"] for row in rows("position_types")], talk.page())


async def _choices(talk: Talk, template: str, codes: list[str], page: int) -> Reply:
    await close(talk)
    shown = paged(codes, page, A_PAGE)
    wish = await wishes.told(talk.session, talk.me.person_id)
    return talk.edit(template, codes=shown.lines, wish=wish, **shown.turns)


async def tap_type(talk: Talk) -> Replies:
    """Add or remove one kind of employer: ``wish_type:CODE:PAGE``. The same page is shown again."""
    await _tap(talk, "employer_types", "employer_types")
    talk.args = talk.args[1:]
    return await types(talk)


async def tap_category(talk: Talk) -> Replies:
    await _tap(talk, "categories", "position_types")
    talk.args = talk.args[1:]
    return await categories(talk)


async def _tap(talk: Talk, key: str, table: str) -> None:
    code = f"{talk.number():02d}"
    if code not in {row["code"] for row in rows(table)}:
        raise Stale
    await wishes.tap(talk.session, talk.me.person_id, key, code, talk.now)


async def floor(talk: Talk) -> Replies:
    """Set or ask for the lowest pay. Buttons offer a few amounts. Any other amount can be typed."""
    if talk.args and talk.callback_id:
        await wishes.put_typed_floor(talk.session, talk.me.person_id, talk.args[0], talk.now)
        return await show(talk)
    await forms.open_step(talk, FORM, "floor")
    return talk.edit("wishes/floor", wish=await wishes.told(talk.session, talk.me.person_id))


async def anything(talk: Talk) -> Replies:
    """Record that any value is fine (不限). This is an answer, and so it differs from not filled in (未填)."""
    if not talk.args or talk.args[0] not in (*wishes.SEVERAL, "floor"):
        raise Stale
    key = talk.args[0]
    await wishes.put(talk.session, talk.me.person_id, talk.now, **{key: 0 if key == "floor" else []})
    return await show(talk)


async def switch(talk: Talk) -> Replies:
    if not talk.args or talk.args[0] not in wishes.SWITCHES:
        raise Stale
    await wishes.switch(talk.session, talk.me.person_id, talk.args[0], talk.now)
    return await show(talk)


async def undo(talk: Talk) -> Replies:
    await wishes.undo(talk.session, talk.me.person_id, talk.now)
    return await show(talk)


async def typed(talk: Talk) -> Replies:
    """Read typed places such as 长春、沈阳、省内, or a typed pay such as 6000 or 6k.

    The open step decides which one is read.
    """
    if talk.speaker is None:
        raise Stale
    person_id, now = talk.me.person_id, talk.now
    if talk.step == "floor":
        await wishes.put_typed_floor(talk.session, person_id, talk.text, now)
    else:
        await wishes.put_typed_regions(talk.session, person_id, talk.text, talk.settings.home_city, now)
    return await show(talk)


async def done(talk: Talk) -> Replies:
    """Show three open postings that fit now (完成), so that the student sees that the wishes work."""
    await close(talk)
    found = await own_list.three_for(talk.session, talk.me.person_id, talk.now, province=talk.settings.home_province)
    return talk.edit("wishes/fitting", fits=found, told=await _rhythm(talk))


async def pause(talk: Talk) -> Replies:
    """Pause the student's pushes (暂停接收) or resume them (恢复). Each button undoes the other."""
    paused = talk.args[:1] != ("0",)
    await wishes.pause(talk.session, talk.me.person_id, paused)
    return talk.edit("wishes/paused", paused=paused, told=await _rhythm(talk))
