"""What happens in a process is counted."""

from pathlib import Path

from newsletter.app import Newsletter
from tests.app.builders import SetClock, a_publication, with_issues_approved


def a_publication_that_sent(folder: Path) -> Newsletter:
    app = a_publication(folder, SetClock())
    with_issues_approved(app)
    app.dispatches.start("1")
    return app


def test_calls_to_the_provider_are_counted_by_what_they_came_to(tmp_path: Path) -> None:
    app = a_publication_that_sent(tmp_path / "own")
    (called,) = app.container.meter.calls()
    assert called == ("outbox", "taken")
    assert app.container.meter.calls()[called] >= 1
