"""The commands, buttons and forms of the room ``publishing``."""

from bot.chat.door.table import OFFICE, Command, Form, Press
from bot.chat.publishing import publish, published

COMMANDS: tuple[Command, ...] = (
    Command("publish", publish.listed, OFFICE, "发布岗位", looks=True),
    Command("published", published.listed, OFFICE, "更正、撤回已发布的岗位", looks=True),
)

PRESSES: tuple[Press, ...] = (
    Press("published", published.listed, OFFICE, looks=True),
    Press("pub", published.card, OFFICE, looks=True),
    Press("recall", published.ask, OFFICE, looks=True),
    Press("recall_go", published.go, OFFICE, bound=True),
    Press("publish", publish.listed, OFFICE, looks=True),
    Press("publish_one", publish.preview, OFFICE, looks=True),
    Press("publish_go", publish.go, OFFICE),
    Press("publish_all", publish.preview_all, OFFICE, looks=True),
    Press("publish_all_go", publish.go_all, OFFICE),
)

FORMS: dict[str, Form] = {
    published.FORM: Form(published.words, OFFICE, looks=True),
}
