"""Who else has a letter open is known for two minutes, and locks nobody out."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Act, Editor, Role
from tests.app.builders import SetClock, a_publication


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    app = a_publication(tmp_path / "own", clock)
    app.issues.draw([str(app.container.folder / "rust.txt")])
    return app


@pytest.fixture
def gerda(app: Newsletter) -> Editor:
    return app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)


def test_another_editor_is_named_until_they_leave_or_are_silent_for_two_minutes(
    app: Newsletter, gerda: Editor, clock: SetClock
) -> None:
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.WRITER)
    letters = app.desk.open_letters
    letters.note(1, bram)
    assert letters.others(1, gerda) == ("Bram",)
    assert letters.others(1, bram) == letters.others(2, gerda) == ()
    letters.leave(1, bram)
    assert letters.others(1, gerda) == ()
    letters.note(1, bram)
    clock.pass_by(minutes=2)
    assert letters.others(1, gerda) == ()
    assert Act.ISSUE_SAVED not in [one.act for one in app.desk.editors.log()]
