"""Print the week's numbers at the end of the run, although pytest hides the output of tests."""

import pytest

from tests.stories.week import PRINTED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if PRINTED:
        terminalreporter.section("a week of 960 students: messages a person and day")
        for line in PRINTED:
            terminalreporter.line(line)
