"""An import is undone after a look at what that comes to, and the log says who did it."""

import io
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.import_undo import ImportHistory
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.address import EmailAddress
from newsletter.model.audience import Arrival
from newsletter.model.editor import Act, Actor, Editor, Role
from tests.app.builders import SAID, SetClock, a_publication, with_issues_approved
from tests.patience import SECONDS

LIST = b"email,status\ncato@example.org,subscribed\ndirk@example.org,subscribed\nerik@example.org,unsubscribed\n"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, an undo is over when its page comes."""
    monkeypatch.setattr(ImportHistory, "patience", SECONDS)


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    """A publication with two readers, and an import that added two and keeps one out."""
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app)
    report = app.readers.importer.take_in(io.BytesIO(LIST), "list.csv", statement=SAID)
    assert report.number == 1
    return app


@pytest.fixture
def owner(app: Newsletter) -> Editor:
    return app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)


def addresses(app: Newsletter) -> list[str]:
    return [row.address.partition("@")[0] for row in app.people.rows(standing="confirmed")]


def test_what_it_would_do_is_told_before(app: Newsletter) -> None:
    view = app.people.imports.view(1)
    assert view.foreseen == (
        Message("import-undo-goes", count=2),
        Message("import-undo-barred", count=1),
    )
    assert view.source == Message("import-of", file="list.csv")
    assert (view.record.added, view.record.barred, view.record.removed) == (2, 1, 0)


def test_it_removes_whom_it_added_and_nobody_who_left_comes_back(
    app: Newsletter, owner: Editor
) -> None:
    app.people.imports.begin(1, owner)
    assert addresses(app) == ["anna", "bram"]
    assert app.container.store.suppressions.is_suppressed(EmailAddress("erik", "example.org"))
    assert app.people.imports.view(1).foreseen == (Message("import-undo-barred", count=1),)
    (entry,) = app.container.store.log.newest(9, acts=(Act.IMPORT_UNDONE,))
    assert (entry.thing, entry.editor, entry.after) == ("import 1", owner.id, "2 0")
    app.people.imports.begin(1, owner)
    assert len(app.container.store.log.newest(9, acts=(Act.IMPORT_UNDONE,))) == 1


def test_at_the_terminal_it_is_logged_as_well(app: Newsletter) -> None:
    assert app.people.imports.undo(1).removed == 2
    (entry,) = app.container.store.log.newest(9, acts=(Act.IMPORT_UNDONE,))
    assert (entry.actor, entry.editor) == (Actor.TERMINAL, None)
    assert app.people.imports.undo(1).removed == 2


def test_a_mended_list_may_follow(app: Newsletter) -> None:
    app.people.imports.undo(1)
    mended = io.BytesIO(b"email\ncato@example.org\n")
    report = app.readers.importer.take_in(mended, "mended.csv", statement=SAID)
    assert report.number == 2
    assert addresses(app) == ["anna", "bram", "cato"]
    assert [one.number for one in app.people.imports.all()] == [2, 1]


def test_who_got_a_letter_stays(app: Newsletter) -> None:
    app.dispatches.start("1")
    assert app.people.imports.view(1).foreseen[0] == Message("import-undo-mailed", count=2)
    assert app.people.imports.undo(1).removed == 0
    assert addresses(app) == ["anna", "bram", "cato", "dirk"]


def test_who_got_a_letter_is_unsubscribed_if_the_editor_says_so(
    app: Newsletter, owner: Editor
) -> None:
    app.dispatches.start("1")
    app.people.imports.undo(1)
    app.people.imports.begin(1, owner, with_mailed=True)
    assert addresses(app) == ["anna", "bram"]
    left = [row.address for row in app.people.rows(standing="unsubscribed")]
    assert left == ["cato@example.org", "dirk@example.org"]
    assert app.container.store.consents.of(3)[-1].kind == "left"
    entries = app.container.store.log.newest(9, acts=(Act.IMPORT_UNDONE,))
    assert [(one.editor, one.after) for one in entries] == [(owner.id, "0 2"), (None, "0 0")]
    again = app.readers.importer.take_in(io.BytesIO(LIST), "list.csv", statement=SAID)
    assert again.arrivals[Arrival.HAS_LEFT] == 2


def test_there_is_no_import_that_never_was(app: Newsletter, owner: Editor) -> None:
    for act in (app.people.imports.view, app.people.imports.undo):
        with pytest.raises(DeskError, match="import-unknown"):
            act(7)
    with pytest.raises(DeskError, match="import-unknown"):
        app.people.imports.begin(7, owner)
    assert app.container.store.log.newest(9, acts=(Act.IMPORT_UNDONE,)) == ()


def test_a_preview_is_no_import(app: Newsletter) -> None:
    report = app.readers.importer.preview(io.BytesIO(LIST), "list.csv")
    assert report.number == 0
    assert len(app.people.imports.all()) == 1
