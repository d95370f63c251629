"""The settings at the desk, built once."""

from functools import cached_property

import pytest

from newsletter.app import Newsletter
from newsletter.app.desk_settings import DeskSettings

SUBJECTS = {
    name: str(part.func.__annotations__["return"])
    for name, part in vars(DeskSettings).items()
    if isinstance(part, cached_property)
}


def test_the_settings_have_the_subjects_that_their_pages_ask_for() -> None:
    assert {"own", "overview", "checkup", "keys"} <= SUBJECTS.keys()


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_subject_of_the_settings_is_built_once(app: Newsletter, name: str) -> None:
    subject = getattr(app.desk.settings, name)
    assert type(subject).__name__ == SUBJECTS[name].strip('"')
    assert getattr(app.desk.settings, name) is subject
