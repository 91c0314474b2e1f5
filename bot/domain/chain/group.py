"""A class's Telegram group has one message of the bot's: what the clock does with it next."""

from enum import StrEnum

from bot.domain.chain.chain import GroupState


class PinState(StrEnum):
    DUE = "due"  # to be tried
    PINNED = "pinned"
    NO_RIGHT = "no_right"  # refused for want of a right; tried again once the bot's rights change


class Act(StrEnum):
    NOTHING = "nothing"
    SEND = "send"
    EDIT = "edit"
    PIN = "pin"


def next_act(state: GroupState, message_id: int | None, shown: str, wanted: str, pin: PinState) -> Act:
    """``shown`` and ``wanted`` are marks of what the message says and of what it should say.

    A send is marked as shown before it leaves: one whose outcome nobody knows is not repeated, the next change
    of the text sends anew.
    """
    if state is GroupState.LOST:
        return Act.NOTHING
    if shown != wanted:
        return Act.SEND if message_id is None else Act.EDIT
    if state is GroupState.BOUND and message_id is not None and pin is PinState.DUE:
        return Act.PIN
    return Act.NOTHING
