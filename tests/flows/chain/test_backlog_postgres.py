"""The backlog of classes runs on a real PostgreSQL, too."""

from collections.abc import AsyncIterator

import pytest

from bot.store.engine import Store
from tests.flows.chain.test_backlog import (
    test_announcements_that_reach_students_in_no_other_way_come_first as test_the_order_of_the_text,
)
from tests.flows.chain.test_backlog import (
    test_the_office_and_the_college_see_the_backlog_and_take_the_next_step as test_the_list_and_the_next_steps,
)

__all__ = ["test_the_list_and_the_next_steps", "test_the_order_of_the_text"]


@pytest.fixture
async def store(postgres: Store) -> AsyncIterator[Store]:
    """Use PostgreSQL in all tests of this file."""
    yield postgres
