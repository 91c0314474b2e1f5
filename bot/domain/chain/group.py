"""The bot's one message in the Telegram group of a class, and the next act that the clock takes with it."""

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

    ``shown`` is a mark of the text in the message, and ``wanted`` is a mark of the text that it should have. The caller
    sets ``shown`` before it sends the message. So a send with an unknown outcome is not repeated. The next change of
    the text sends a new message.
    """
    if state is GroupState.LOST:
        return Act.NOTHING
    if shown != wanted:
        return Act.SEND if message_id is None else Act.EDIT
    if state is GroupState.BOUND and message_id is not None and pin is PinState.DUE:
        return Act.PIN
    return Act.NOTHING
