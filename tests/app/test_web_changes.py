"""What changing an issue on the web answers the editor, as values."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.web_changes import Seen, SentText
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.archive import ArchivedIssue
from newsletter.model.editor import Act, Editor, LogEntry, Role
from tests.app.builders import SetClock, a_publication, with_issues_approved


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app, issues=["1"])
    app.dispatches.start("1")
    return app


def test_a_page_is_hidden_and_shown_once(app: Newsletter) -> None:
    assert app.web_changes.hide("1") == Message("page-hidden", issue=1)
    with pytest.raises(DeskError, match="page-hidden-already"):
        app.web_changes.hide("1")
    assert app.web_changes.hide("1", hidden=False) == Message("page-shown-again", issue=1)
    with pytest.raises(DeskError, match="page-shown-already"):
        app.web_changes.hide("1", hidden=False)


def test_a_page_is_corrected_only_where_it_would_say_something_else(app: Newsletter) -> None:
    path = app.issues.path("1")
    with pytest.raises(DeskError) as error:
        app.web_changes.correct("1", offline=True)
    assert error.value.data == {"issue": 1, "name": path.name}
    text = path.read_text("utf-8")
    path.write_text(f"{text}\nNog iets.\n", "utf-8")
    sentence = app.web_changes.correct("1", offline=True).sentence
    assert sentence.code == "page-corrected"
    assert str(sentence.data["address"]).startswith("/archive/")
    path.write_text(f"{text}\n[TODO]\n", "utf-8")
    refused = app.web_changes.correct("1", offline=True)
    assert (refused.done, refused.sentence) == (False, Message("page-not-corrected", issue=1))


def test_a_text_that_was_changed_since_it_was_sent_is_told_with_where_the_sent_one_is(
    app: Newsletter,
) -> None:
    path = app.issues.path("1")
    text = path.read_text("utf-8")
    assert app.web_changes.sent_text(1) == SentText(is_changed=False)
    path.write_text(f"{text}\nNog iets.\n", "utf-8")
    page = app.web_changes.page_of(1)
    assert page is not None
    changed = SentText(is_changed=True, address=f"{page.address}/email")
    assert app.web_changes.sent_text(1) == changed
    app.web_changes.correct("1", offline=True)
    assert app.web_changes.sent_text(1) == changed, "the email has the text of before"
    app.web_changes.hide("1")
    assert app.web_changes.sent_text(1) == SentText(is_changed=True), "no page shows it"
    path.write_text(text, "utf-8")
    assert app.web_changes.sent_text(1) == SentText(is_changed=False)


def test_a_link_that_was_found_since_changes_no_text(app: Newsletter) -> None:
    with app.container.store.database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE editions SET web_version = replace(web_version, 'stoel', 'kruk')"
        )
    assert app.web_changes.sent_text(1) == SentText(is_changed=False)


def test_of_a_text_without_its_sent_version_nothing_is_told(app: Newsletter) -> None:
    path = app.issues.path("1")
    path.write_text(f"{path.read_text('utf-8')}\nNog iets.\n", "utf-8")
    with app.container.store.database.write() as connection:
        connection.exec_driver_sql("UPDATE editions SET web_version = NULL")
    assert app.web_changes.sent_text(1) == SentText(is_changed=None)


# ─── at the desk ─────────────────────────────────────────────────────────────

ACTS = {Act.PAGE_CORRECTED, Act.PAGE_HIDDEN, Act.PAGE_SHOWN}


@pytest.fixture
def gerda(app: Newsletter) -> Editor:
    return app.desk.editors.add("Gerda", "gerda@example.org", Role.EDITOR)


def logged(app: Newsletter) -> list[LogEntry]:
    return [one for one in app.container.store.log.newest(200) if one.act in ACTS]


def add(app: Newsletter, words: str) -> None:
    path = app.issues.path("1")
    path.write_text(f"{path.read_text('utf-8')}\n{words}\n", "utf-8")


def archived(app: Newsletter) -> ArchivedIssue:
    page = app.web_changes.page_of(1)
    assert page is not None
    found = app.readers.archive.find(page.address.removeprefix("/archive/"))
    assert found is not None
    return found


def shown(app: Newsletter) -> str:
    return str(archived(app).issue.blocks)


def test_what_a_correction_changes_is_seen_before_anything_does(app: Newsletter) -> None:
    assert app.web_changes.look(1).is_same
    add(app, "Nog een zin.")
    change = app.web_changes.look(1)
    assert not change.is_same
    assert change.checked.done
    [one] = change.differences
    assert "Nog een zin." in one.mine
    assert "Nog een zin." not in shown(app)


def test_a_correction_at_the_desk_is_made_and_logged_once(app: Newsletter, gerda: Editor) -> None:
    add(app, "Nog een zin.")
    seen = app.web_changes.look(1).seen
    assert app.web_changes.correct("1", offline=True, by=gerda, seen=seen).done
    assert "Nog een zin." in shown(app)
    with pytest.raises(DeskError, match="page-same-already"):
        app.web_changes.correct("1", offline=True, by=gerda, seen=seen)
    [entry] = logged(app)
    assert (entry.act, entry.thing, entry.editor) == (Act.PAGE_CORRECTED, "issue 1", gerda.id)
    assert (entry.before, entry.after) == (seen.page_hash, app.web_changes.look(1).seen.page_hash)


@pytest.mark.parametrize("which", ["text", "page"])
def test_nothing_is_corrected_that_was_not_seen(app: Newsletter, gerda: Editor, which: str) -> None:
    add(app, "Nog een zin.")
    seen = app.web_changes.look(1).seen
    if which == "page":
        app.web_changes.correct("1", offline=True)
        add(app, "En nog een.")
        seen = Seen(app.web_changes.look(1).seen.file_hash, seen.page_hash)
    else:
        add(app, "En nog een.")
    with pytest.raises(DeskError, match="page-changed-meanwhile"):
        app.web_changes.correct("1", offline=True, by=gerda, seen=seen)
    assert "En nog een." not in shown(app)
    assert logged(app) == []


def test_hiding_at_the_desk_is_logged_once_each_way(app: Newsletter, gerda: Editor) -> None:
    for hidden in (True, False):
        app.web_changes.hide("1", hidden=hidden, by=gerda)
        with pytest.raises(DeskError, match="already"):
            app.web_changes.hide("1", hidden=hidden, by=gerda)
        page = app.web_changes.page_of(1)
        assert page is not None
        assert (page.hidden_at is not None) is hidden
        assert archived(app).is_hidden is hidden
    assert [one.act for one in logged(app)] == [Act.PAGE_SHOWN, Act.PAGE_HIDDEN]  # the newest first


def test_nothing_is_changed_that_cannot_be_logged(
    app: Newsletter, gerda: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_entry: LogEntry) -> None:
        raise OSError("full")

    add(app, "Nog een zin.")
    monkeypatch.setattr(app.container.store.log, "add", full)
    with pytest.raises(OSError, match="full"):
        app.web_changes.correct("1", offline=True, by=gerda)
    with pytest.raises(OSError, match="full"):
        app.web_changes.hide("1", by=gerda)
    assert "Nog een zin." not in shown(app)
    assert not archived(app).is_hidden


def test_a_letter_that_was_not_sent_has_no_page(app: Newsletter) -> None:
    assert app.web_changes.page_of(2) is None
    with pytest.raises(DeskError, match="letter-not-sent"):
        app.web_changes.look(2)
