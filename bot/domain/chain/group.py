"""The bot's one message in the Telegram group of a class, and what to do next with it."""

from enum import StrEnum

from bot.domain.chain.chain import GroupState


class PinState(StrEnum):
    DUE = "due"  # the bot still has to try to pin it
    PINNED = "pinned"
    NO_RIGHT = "no_right"  # the bot lacks the right to pin, and tries again when its rights change


class Act(StrEnum):
    NOTHING = "nothing"
    SEND = "send"
    EDIT = "edit"
    PIN = "pin"


def next_act(state: GroupState, message_id: int | None, shown: str, wanted: str, pin: PinState) -> Act:
    """Return the next act.

    ``shown`` is the hash of the text in the message, and ``wanted`` is the hash of the text that it should have. The
    caller stores ``shown`` before it sends, so that a send with an unknown result is not repeated.
    """
    if state is GroupState.LOST:
        return Act.NOTHING
    if shown != wanted:
        return Act.SEND if message_id is None else Act.EDIT
    if state is GroupState.BOUND and message_id is not None and pin is PinState.DUE:
        return Act.PIN
    return Act.NOTHING
