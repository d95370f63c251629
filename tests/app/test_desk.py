"""The desk's parts are made once."""

import pytest

from newsletter.app import Newsletter


@pytest.mark.parametrize(
    "name", ["writing", "sharing", "discarded", "removed", "open_letters", "agenda"]
)
def test_a_part_of_the_desk_is_made_once(app: Newsletter, name: str) -> None:
    assert getattr(app.desk, name) is getattr(app.desk, name)
