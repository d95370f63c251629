"""What became of a correction: begun, sent, or stopped when some had got it, or may have."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.known_corrections import KnownCorrections
from newsletter.delivery.reconcile import Settlement
from newsletter.locale.speech import say
from tests.app.builders import SetClock, a_publication
from tests.app.dispatching import BY_TWO, accept, doubt, frozen


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    """Ten got letter 1; its correction is on its way, and nothing was handed over yet."""
    app = a_publication(tmp_path / "own", clock, BY_TWO)
    frozen(app)
    for _ in range(5):
        accept(app)
    app.issues.new_correction(1, lambda message: say(message, "nl"))
    assert app.approvals.approve("4", offline=True).done
    app.dispatches.dispatcher.stop()
    app.dispatches.start("4")
    del app.dispatches.dispatcher
    return app


def known(app: Newsletter) -> tuple[int | None, list[int], list[tuple[int, int]]]:
    """The draft, those that were sent, and how many got each stopped one, and how many not."""
    found = KnownCorrections(app.container, app.issues)
    return (
        found.draft_of(1),
        [one.dispatch for one in found.sent(1)],
        [(one.got, one.rest) for one in found.stopped(1, is_exact=True)],
    )


def test_what_is_on_its_way_counts_as_sent(app: Newsletter) -> None:
    assert known(app) == (None, [2], [])


def test_what_was_stopped_before_anybody_got_it_is_the_draft(app: Newsletter) -> None:
    app.dispatches.cancel(2)
    assert known(app) == (4, [], [])


def test_what_some_got_and_then_was_stopped_is_neither_sent_nor_a_draft(app: Newsletter) -> None:
    accept(app)
    app.dispatches.cancel(2)
    assert known(app) == (None, [], [(2, 8)])


def test_what_everybody_got_although_it_was_stopped_is_sent(app: Newsletter) -> None:
    for _ in range(4):
        accept(app)
    doubt(app)
    app.dispatches.cancel(2)
    assert known(app) == (None, [], [(8, 0)])
    app.dispatches.reconciler.settle(2, 5, Settlement.SENT)
    app.rounds.make_at_once()
    assert known(app) == (None, [2], [])


def test_what_perhaps_somebody_got_is_no_draft_until_that_is_known(app: Newsletter) -> None:
    doubt(app)
    app.dispatches.cancel(2)
    assert known(app) == (None, [], [(0, 8)])
    app.dispatches.reconciler.settle(2, 1, Settlement.AGAIN)
    assert known(app) == (4, [], [])


def test_of_what_was_stopped_and_then_sent_to_the_rest_the_first_sending_is_named(
    app: Newsletter,
) -> None:
    accept(app)
    app.dispatches.cancel(2)
    assert app.approvals.approve("4", offline=True).done
    app.dispatches.start("4")
    assert known(app) == (None, [2], [])


def change(app: Newsletter, words: str) -> None:
    """Change the text of the correction in its file."""
    _, path = app.issues.find("4")
    path.write_text(f"{path.read_text('utf-8').rstrip()}\n\n{words}\n", "utf-8")


def test_a_text_that_was_changed_after_some_got_it_is_told_with_what_differs(
    app: Newsletter,
) -> None:
    accept(app)
    app.dispatches.cancel(2)
    _, path = app.issues.find("4")
    before = path.read_text("utf-8")

    def look() -> tuple[bool, list[tuple[str, ...]]]:
        found = KnownCorrections(app.container, app.issues)
        [one] = found.stopped(1, is_exact=True)
        return one.is_changed, [place.mine for place in one.differences]

    assert look() == (False, [])
    path.write_text(before.replace("correction_of: 1", "correction_of:   1"), "utf-8")
    assert look() == (False, []), "the file is another one, the text is not"
    path.write_text(before, "utf-8")
    change(app, "En nog iets.")
    assert look() == (True, [("", "En nog iets.")])
    change(app, "![Een stoel](nergens.jpg)")
    assert look() == (True, []), "it cannot be compiled"


def test_what_was_sent_or_stopped_is_known_without_its_file_too(app: Newsletter) -> None:
    _, path = app.issues.find("4")
    path.write_text("geen brief", "utf-8")
    assert known(app) == (None, [2], [])
    accept(app)
    app.dispatches.cancel(2)
    assert known(app) == (None, [], [(2, 8)])
    path.unlink()
    [one] = KnownCorrections(app.container, app.issues).stopped(1, is_exact=True)
    assert (one.is_changed, one.sha256, len(one.edition)) == (True, "", 64)


def test_what_reached_nobody_and_has_no_file_any_more_is_nothing(app: Newsletter) -> None:
    app.dispatches.cancel(2)
    app.issues.path("4").unlink()
    assert known(app) == (None, [], [])


def test_how_many_got_it_tells_an_editor_of_nobody_who_left(app: Newsletter) -> None:
    app.people.unsubscribe("lezer1@example.org")
    accept(app)
    app.dispatches.cancel(2)
    found = KnownCorrections(app.container, app.issues)
    assert [one.got for one in found.stopped(1, is_exact=True)] == [1]
    assert [one.got for one in found.stopped(1, is_exact=False)] == [2]
