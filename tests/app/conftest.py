"""Fixtures of the app: a publication as many tests begin with, its first drafts, and its owner."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Editor, Role
from tests.app.builders import SetClock, a_publication, with_issues_drawn


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return a_publication(tmp_path / "own", clock)


@pytest.fixture
def drawn(app: Newsletter) -> Newsletter:
    """The publication with its article drawn into drafts."""
    with_issues_drawn(app)
    return app


@pytest.fixture
def gerda(app: Newsletter) -> Editor:
    """The owner of the publication."""
    return app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
