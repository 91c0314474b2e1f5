"""The routes of all rooms in one place. Each room declares its own routes in its ``routes.py``."""

from bot.chat.care import routes as care
from bot.chat.chain import routes as chain
from bot.chat.delivery import routes as delivery
from bot.chat.destinations import routes as destinations
from bot.chat.door import routes as door
from bot.chat.door.table import Command, Form, Press
from bot.chat.matching import routes as matching
from bot.chat.office import routes as office
from bot.chat.postings import routes as postings
from bot.chat.publishing import routes as publishing
from bot.chat.register import routes as register
from bot.chat.student import routes as student
from bot.chat.warnings import routes as warnings
from bot.chat.wishes import routes as wishes

ROOMS = (
    door,
    delivery,
    wishes,
    postings,
    destinations,
    warnings,
    matching,
    chain,
    publishing,
    student,
    register,
    care,
    office,
)
MENU = (
    *("start", "help", "bind", "cancel"),
    *("today", "tasks", "state"),
    *("postings", "applications", "saved", "search", "relax"),
    *("paste", "lead", "leads", "complaints", "policy", "review", "publish", "recommend", "published"),
    *("warn", "warnings", "schedule", "notify"),
    *("wishes", "destination", "audit"),
    *("reach", "year", "library", "settings", "stats"),
    *("invite", "confirm", "ask", "students", "questions", "cadres", "handover"),
    *("me", "privacy", "forget"),
)
"""The order of the commands in Telegram's menu."""

COMMANDS: tuple[Command, ...] = tuple(
    sorted((command for room in ROOMS for command in room.COMMANDS), key=lambda command: MENU.index(command.name))
)
PRESSES: tuple[Press, ...] = tuple(press for room in ROOMS for press in room.PRESSES)
FORMS: dict[str, Form] = {name: form for room in ROOMS for name, form in room.FORMS.items()}
