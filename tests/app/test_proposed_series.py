"""A proposal says of each letter when it would go, and only of those that would be queued."""

from pathlib import Path

from tests.app.builders import SetClock, a_publication
from tests.app.test_reminders import EDITOR

NAME = "rust.txt"


def test_drafts_have_a_day_only_where_they_would_be_queued_too(
    tmp_path: Path, clock: SetClock
) -> None:
    app = a_publication(tmp_path / "own", clock, EDITOR)
    app.articles.add(app.container.folder / NAME)
    days = [one.goes_at for one in app.desk.drawing.propose(NAME).issues]
    app.issues.draw([NAME], weeks=2)
    both = app.desk.drawing.propose(NAME).issues
    assert [one.is_drawn for one in both[:3]] == [True, True, False]
    assert [one.goes_at for one in both] == days
    alone = app.desk.drawing.propose(NAME, has_drafts=False).issues
    assert [one.goes_at for one in alone] == [None, None, *days[:-2]]
