"""Fixtures of the desk: a publication with an editor's address, its drafts, and its queue."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from tests.app.builders import (
    SetClock,
    a_publication,
    with_issues_approved,
    with_issues_drawn,
)
from tests.app.test_reminders import EDITOR


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return a_publication(tmp_path / "own", clock, EDITOR)


@pytest.fixture
def drawn(app: Newsletter) -> Newsletter:
    """The publication with its article drawn into drafts."""
    with_issues_drawn(app)
    return app


@pytest.fixture
def planned(app: Newsletter) -> Newsletter:
    """The publication with approved issues in its queue."""
    with_issues_approved(app)
    return app
