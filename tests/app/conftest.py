"""Fixtures of the app: a publication with its first drafts, and its owner."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Editor, Role
from tests.app.builders import SetClock, a_publication


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def drawn(tmp_path: Path, clock: SetClock) -> Newsletter:
    """A publication with its article drawn into drafts."""
    app = a_publication(tmp_path / "own", clock)
    app.issues.draw([str(app.container.folder / "rust.txt")])
    return app


@pytest.fixture
def owner_of_drawn(drawn: Newsletter) -> Editor:
    """The owner of that publication."""
    return drawn.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
