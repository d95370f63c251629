"""The log as people read it: sentences, names, pages and choices."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.log import LogKind, kind_of
from newsletter.app.log_lines import LogLine
from newsletter.locale.speech import say
from newsletter.model.editor import Act, Actor, Editor, LogEntry, Role
from tests.app.builders import SetClock, a_publication
from tests.app.test_reminders import EDITOR
from tests.app.test_sign_in import claimed


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return a_publication(tmp_path / "own", clock, EDITOR)


@pytest.fixture
def owner(app: Newsletter) -> Editor:
    claimed(app)
    return app.desk.editors.all()[0]


def noted(app: Newsletter, act: Act, thing: str, **more: object) -> LogLine:
    """The line of an entry that was just added."""
    values = {"at": app.container.now(), "actor": Actor.DESK, "editor": 1} | more
    app.container.store.log.add(LogEntry(act=act, thing=thing, **values))
    return app.desk.log.page().lines[0]


def in_dutch(line: LogLine) -> str:
    return say(line.sentence, "nl")


def sentences(app: Newsletter, **asked: object) -> list[str]:
    return [say(line.sentence, "en") for line in app.desk.log.page(**asked).lines]


def test_the_log_says_who_did_what_the_latest_first(app: Newsletter, owner: Editor) -> None:
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.WRITER, by=owner)
    app.desk.editors.set_role(bram.id, Role.EDITOR, by=owner)
    app.desk.editors.link(bram.id, by=owner)
    app.desk.editors.add("Cato", "cato@example.org", Role.WRITER)
    assert sentences(app) == [
        "somebody at the terminal added Cato as writer.",
        "Gerda made the link with which Bram can sign in for the first time.",
        "Gerda changed the role of Bram from writer to editor.",
        "Gerda added Bram as writer.",
        "Gerda signed in.",
        "Gerda made the first account.",
    ]


def test_a_first_link_an_invitation_sent_again_and_any_other_link_are_told_apart(
    app: Newsletter, owner: Editor
) -> None:
    editors = app.desk.editors
    bram = editors.add("Bram", "bram@example.org", Role.WRITER, by=owner)
    editors.invite(bram.id, by=owner)
    link = editors.link(bram.id, by=owner)
    assert app.desk.sign_in.with_link(link.rpartition("/")[2])
    editors.link(bram.id, by=owner)
    assert sentences(app)[:4] == [
        "Gerda made a sign-in link for Bram.",
        "Bram signed in.",
        "Gerda made the link with which Bram can sign in for the first time.",
        "Gerda sent Bram the invitation once more.",
    ]


def test_who_left_is_a_former_editor_with_a_number_and_no_name(
    app: Newsletter, owner: Editor
) -> None:
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.OWNER, by=owner)
    app.desk.editors.end(owner.id, by=bram)
    told = sentences(app)
    assert told[0] == "Bram ended the account of former editor 1."
    assert "former editor 1 added Bram as owner." in told
    assert "Gerda" not in repr(app.desk.log.page())


@pytest.mark.parametrize("act", Act, ids=str)
def test_every_act_has_its_sentence_and_its_kind(app: Newsletter, owner: Editor, act: Act) -> None:
    line = noted(app, act, "editor 1", before="writer", after="owner")
    for language in ("nl", "en"):
        told = say(line.sentence, language)
        assert told.startswith("Gerda ")
        assert "act-" not in told
    [found] = app.desk.log.page(kind=kind_of(act), before=None).lines[:1]
    assert found == line
    assert owner.is_active


def test_pages_follow_each_other_without_a_gap_while_entries_are_added(
    app: Newsletter, owner: Editor
) -> None:
    for number in range(119):
        noted(app, Act.ISSUE_SAVED, f"issue {number}")
    first = app.desk.log.page()
    noted(app, Act.ISSUE_SAVED, "issue 999")
    second = app.desk.log.page(before=first.older)
    third = app.desk.log.page(before=second.older)
    lines = [*first.lines, *second.lines, *third.lines]
    assert [len(page.lines) for page in (first, second, third)] == [50, 50, 21]
    assert third.older is None
    told = [say(line.sentence, "en") for line in lines[:119]]
    assert told == [f"Gerda saved letter {number}." for number in reversed(range(119))]
    assert owner.is_active


def test_a_full_last_page_is_the_last(app: Newsletter, owner: Editor) -> None:
    for number in range(48):  # beside the two of the first account
        noted(app, Act.ISSUE_SAVED, f"issue {number}")
    page = app.desk.log.page()
    assert (len(page.lines), page.older) == (50, None)
    assert owner.is_active


def test_one_editor_or_one_kind_can_be_chosen(app: Newsletter, owner: Editor) -> None:
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.WRITER, by=owner)
    app.desk.sign_in.with_link(app.desk.editors.link(bram.id).rpartition("/")[2])
    assert sentences(app, editor=bram.id) == ["Bram signed in."]
    assert sentences(app, kind=LogKind.SIGNING_IN) == ["Bram signed in.", "Gerda signed in."]
    assert sentences(app, kind=LogKind.SIGNING_IN, editor=owner.id) == ["Gerda signed in."]
    assert sentences(app, kind=LogKind.LETTERS) == []


def test_when_each_editor_last_signed_in_is_known(
    app: Newsletter, owner: Editor, clock: SetClock
) -> None:
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.WRITER, by=owner)
    assert set(app.desk.log.last_signed_in()) == {owner.id}
    clock.pass_by(days=2)
    app.desk.sign_in.with_link(app.desk.editors.link(bram.id).rpartition("/")[2])
    assert app.desk.log.last_signed_in()[bram.id] == clock.at
