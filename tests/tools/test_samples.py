"""Every message can be read with made-up values, fits Telegram, and fits a phone's screen."""

import json
import re

import pytest

from bot import render
from bot.chat.routes import tables
from bot.domain.people import Role
from bot.render import environment, markup, samples, wording

LONG = frozenset(
    {
        "chain/relay_text",  # a cadre forwards it to a class group; it has eight announcements
        "chain/report",  # contains that text
        "student/detail",  # the whole posting, which the student asked for
        "student/fit",
    }
)
"""The templates that may be longer than one screen, each with the reason."""


def missing(name: str) -> str:
    """Return the instruction for a template that has no sample values yet."""
    needs = sorted(wording.variables(name) - {"now"})
    row = {name: {"role": "学生", "values": dict.fromkeys(needs, "…")}}
    example = json.dumps(row, ensure_ascii=False, indent=2).strip("{}\n")
    return f"{name} has no sample values. Put this into {where(name)} (who reads it; what it needs):\n{example}"


def where(name: str) -> str:
    return samples.file_of(name).relative_to(environment.TEMPLATES.parent).as_posix()


@pytest.mark.parametrize("name", samples.names())
def test_every_template_has_sample_values_that_fit_it(name: str) -> None:
    assert name in samples.every(), missing(name)
    faults = wording.tried(name, environment.source(name)).faults
    assert not faults, f"the values of {name} in {where(name)} do not fit it (any more): {faults}"


@pytest.mark.parametrize("name", sorted(set(samples.names()) - LONG))
def test_it_fits_one_phone_screen(name: str) -> None:
    if name not in samples.every():
        pytest.fail(missing(name))
    for message in wording.shipped(name):
        shown = wording.shown(message)
        assert not wording.too_long(message), f"{shown.count(chr(10)) + 1} lines, {len(shown)} characters:\n{shown}"


@pytest.mark.parametrize("role", Role)
def test_the_help_of_every_role_fits_one_phone_screen(role: Role) -> None:
    roles = {role.value, "student"} if role == Role.CADRE else {role.value}
    for page in ("", "more", "more2", "post", "tell", "got", "look", "set"):
        message = render.message("help", name="李娜", roles=roles, filing=True, page=page)
        assert not wording.too_long(message), wording.shown(message)
        assert sum(line.startswith("/") for line in message.text.splitlines()) <= 8
        assert sum(len(row) for row in message.buttons) <= 8


def test_the_help_of_a_person_names_every_command_of_their_role_and_no_other() -> None:
    for role in Role:
        shown = "".join(
            render.message("help", name="李娜", roles={role.value}, filing=True, page=page).text
            for page in ("", "more", "more2", "post", "tell", "got", "look", "set")
        )
        known = set(re.findall(r"/([a-z]+)", shown.replace("</b>", "")))
        for command in tables.COMMANDS:
            if command.roles and role in command.roles and command.name != "today":
                assert command.name in known, (role, command.name)
        able = {each.name for each in tables.COMMANDS if not each.roles or role in each.roles}
        assert known <= able, (role, known - able)


@pytest.mark.parametrize("name", samples.names())
def test_what_is_shown_is_what_telegram_takes(name: str) -> None:
    for message in wording.shipped(name):
        markup.check(message.text)
        assert "----" not in message.text, "what stands below is shown instead of being buttons"
        assert all(len((button.data or "").encode()) <= 64 for row in message.buttons for button in row)


def test_no_sample_is_left_of_a_template_that_is_gone() -> None:
    assert set(samples.every()) - set(samples.names()) == set()


def test_an_exception_is_one() -> None:
    assert set(samples.names()) >= LONG
