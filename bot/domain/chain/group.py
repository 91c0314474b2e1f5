"""The one message of the bot in a class's Telegram group, and the clock's next act with it."""

from enum import StrEnum

from bot.domain.chain.chain import GroupState


class PinState(StrEnum):
    DUE = "due"  # pinning is to be tried
    PINNED = "pinned"
    NO_RIGHT = "no_right"  # the bot lacks the right to pin: it is tried again when the bot's rights change


class Act(StrEnum):
    NOTHING = "nothing"
    SEND = "send"
    EDIT = "edit"
    PIN = "pin"


def next_act(state: GroupState, message_id: int | None, shown: str, wanted: str, pin: PinState) -> Act:
    """The next act. ``shown`` is a mark of the text in the message, ``wanted`` a mark of the text that it should have.

    The caller sets ``shown`` before it sends. So a send with an unknown outcome is not repeated; the next change of
    the text sends a new message.
    """
    if state is GroupState.LOST:
        return Act.NOTHING
    if shown != wanted:
        return Act.SEND if message_id is None else Act.EDIT
    if state is GroupState.BOUND and message_id is not None and pin is PinState.DUE:
        return Act.PIN
    return Act.NOTHING
