"""Accounts of editors: roles, invitations and their end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.outgoing import Outgoing
from newsletter.errors import DeskError
from newsletter.model.editor import Act, Editor, Permission, Role
from newsletter.model.notice import NoticeKind
from tests.app.builders import SETTLED, UNSETTLED, SetClock, a_publication
from tests.app.test_reminders import EDITOR
from tests.app.test_sign_in import claimed, mailed_link, signed_in


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return a_publication(tmp_path / "own", clock, EDITOR)


@pytest.fixture
def owner(app: Newsletter) -> Editor:
    signed_in(app, claimed(app))
    return app.desk.editors.all()[0]


def test_two_owners_who_end_each_other_at_once_leave_one(app: Newsletter, owner: Editor) -> None:
    other = app.desk.editors.add("Bram", "bram@example.org", Role.OWNER)

    def end(number: int) -> bool:
        try:
            app.desk.editors.end(number)
        except DeskError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(end, [owner.id, other.id])) == [False, True]


def test_who_loses_a_role_is_signed_out_and_the_log_names_numbers_only(
    app: Newsletter, owner: Editor
) -> None:
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.EDITOR, by=owner)
    session = app.desk.sign_in.with_link(app.desk.editors.link(bram.id).rpartition("/")[2])
    assert session is not None
    changed = app.desk.editors.set_role(bram.id, Role.WRITER, by=owner)
    assert (changed.may(Permission.WRITE), changed.may(Permission.SEND)) == (True, False)
    assert app.desk.sign_in.sessions.find(session) is None
    newest = app.container.store.log.newest(200)[0]
    assert (newest.act, newest.editor, newest.thing) == (
        Act.ROLE_CHANGED,
        owner.id,
        f"editor {bram.id}",
    )
    assert (newest.before, newest.after) == ("editor", "writer")
    assert "example.org" not in repr(app.container.store.log.newest(200))


def test_who_left_has_no_way_in_any_more(app: Newsletter, owner: Editor) -> None:
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.EDITOR, by=owner)
    link = app.desk.editors.link(bram.id).rpartition("/")[2]
    app.desk.editors.end(bram.id, by=owner)
    assert app.desk.sign_in.with_link(link) is None
    for act in (app.desk.editors.end, app.desk.editors.link):
        with pytest.raises(DeskError, match="editor-unknown"):
            act(bram.id)


def test_the_last_owner_stays(app: Newsletter, owner: Editor) -> None:
    with pytest.raises(DeskError, match="editor-last-owner"):
        app.desk.editors.end(owner.id)
    with pytest.raises(DeskError, match="editor-last-owner"):
        app.desk.editors.set_role(owner.id, Role.EDITOR)
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.OWNER)
    app.desk.editors.end(owner.id)
    with pytest.raises(DeskError, match="editor-last-owner"):
        app.desk.editors.end(bram.id)


def test_one_address_has_one_account(app: Newsletter, owner: Editor) -> None:
    with pytest.raises(DeskError, match="editor-there-already"):
        app.desk.editors.add("Gerda", "GERDA@example.org", Role.WRITER, by=owner)


def test_where_no_mail_leaves_nobody_is_invited(app: Newsletter, owner: Editor) -> None:
    assert not app.desk.outgoing.can_mail_links
    app.desk.editors.add("Bram", "bram@example.org", Role.WRITER, by=owner)
    assert app.dispatches.dispatcher.drain() == 0


@pytest.mark.parametrize(("settings", "leaves"), [(UNSETTLED, False), (SETTLED, True)])
def test_where_a_provider_is_set_mail_leaves_once_its_other_settings_are(
    tmp_path: Path, clock: SetClock, settings: str, *, leaves: bool
) -> None:
    app = a_publication(tmp_path / "real", clock, settings)
    assert app.desk.outgoing.can_mail_links is leaves
    app.desk.editors.add("Bram", "bram@voorbeeld.nl", Role.OWNER)
    made = app.container.store.notices.made_since(NoticeKind.INVITATION.value, clock())
    assert made == (1 if leaves else 0)


def test_an_invitation_opens_for_three_days(
    app: Newsletter, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Outgoing, "can_mail_links", True)
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.WRITER)
    token = mailed_link(app)
    clock.at += timedelta(days=2)
    assert app.desk.sign_in.look(token) == bram
    clock.at += timedelta(days=1)
    assert app.desk.sign_in.look(token) is None
