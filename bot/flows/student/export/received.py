"""Every message that was meant for a person: what became of it, and whether they pressed a button in it."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.flows.student.export.lines import Line, Part, code, line
from bot.store.student import me
from bot.store.tables import Delivery


async def deliveries(session: AsyncSession, person_id: int) -> list[Line]:
    kept = await me.deliveries(session, person_id)
    ids = {posting for delivery, _ in kept for posting in delivery.told.postings}
    titles = await me.titles(session, sorted(ids))
    return [
        line(
            "received",
            push.title or code("push", push.kind) or "",
            code("delivery", delivery.state),
            code("skip", delivery.reason),
            *(titles.get(posting) for posting in delivery.told.postings),
            ("score", str(delivery.score) if delivery.told.postings else None),
            *_moments(delivery),
            at=delivery.sent_at or delivery.queued_at or push.created_at,
        )
        for delivery, push in kept
    ]


def _moments(delivery: Delivery) -> tuple[Part, ...]:
    return (
        ("opened", delivery.opened_at),
        ("acknowledged", delivery.acknowledged_at),
        ("reminded", delivery.reminded_at),
        ("relayed", delivery.relayed_at),
        code("relay", delivery.relay_kind),
    )
