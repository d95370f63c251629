"""What an editor does is written into the log, within what its columns hold."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.acts import note
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


def test_an_act_is_logged_with_who_did_it_and_what_is_too_long_is_cut_off(
    app: Newsletter, gerda: Editor
) -> None:
    note(app.container, Act.ISSUE_SAVED, "issue " + "1" * 500, gerda, before="a" * 300)
    entry = app.desk.editors.log()[0]
    assert (entry.act, entry.editor, entry.at) == (Act.ISSUE_SAVED, gerda.id, app.container.now())
    assert (len(entry.thing), len(entry.before), entry.after) == (200, 100, "")
