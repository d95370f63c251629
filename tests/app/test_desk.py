"""The desk's parts are made once."""

from functools import cached_property

import pytest

from newsletter.app import Newsletter
from newsletter.app.desk import Desk

PARTS = {
    name: str(part.func.__annotations__["return"])
    for name, part in vars(Desk).items()
    if isinstance(part, cached_property)
}


def test_the_desk_has_the_parts_that_its_pages_ask_for() -> None:
    assert {"writing", "sharing", "discarded", "removed", "open_letters", "agenda"} <= PARTS.keys()


@pytest.mark.parametrize("name", PARTS)
def test_a_part_of_the_desk_is_made_once(app: Newsletter, name: str) -> None:
    part = getattr(app.desk, name)
    assert type(part).__name__ == PARTS[name].strip('"')
    assert getattr(app.desk, name) is part
