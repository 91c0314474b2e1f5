"""The map of the bot in the repository is equal to the map that the code generates."""

from pathlib import Path

from bot.cli.app import app
from bot.cli.work import routes

ROOT = Path(__file__).parents[2]


def test_the_map_in_the_repository_is_true() -> None:
    assert (ROOT / "bot" / "MAP.md").read_text(encoding="utf-8") == routes.page(app), "run `make map`"


def test_a_button_a_job_and_a_terminal_command_lead_to_their_flows() -> None:
    found = {way.name: way for way in routes.ways(app)}
    assert "student/interests.say" in found["`unfit`"].flows
    assert "chain/chase.silent" in found["job chain"].flows
    assert found["`jiuye import roster`"].flows == ("register/roster.import_roster",)
    assert found["job pinned"].room == "chain"
