"""Signing in at the desk: the first owner, passwords, sessions and links."""

from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.editors import passwords
from newsletter.editors.sign_in import SignInRefusal
from newsletter.errors import BadAddress, DeskError
from newsletter.model.editor import Act, Actor, DeskSession, Editor, Permission, Role
from tests.app.builders import SetClock, a_publication, outbox
from tests.app.test_reminders import EDITOR

PASSWORD = "een rustig zinnetje"
HERE, ELSEWHERE = "192.0.2.7", "198.51.100.7"
MINUTES = timedelta(minutes=1)


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return a_publication(tmp_path / "own", clock, EDITOR)


@pytest.fixture
def owner(app: Newsletter) -> Editor:
    signed_in(app, claimed(app))
    return app.desk.editors.all()[0]


def claimed(app: Newsletter, token: str = "", name: str = "Gerda") -> str:
    token = token or app.desk.sign_in.first_link().rpartition("/")[2]
    session = app.desk.sign_in.claim(token, name, "gerda@example.org", PASSWORD)
    assert session is not None
    return session


def signed_in(app: Newsletter, given: object) -> DeskSession:
    assert isinstance(given, str)
    session = app.desk.sign_in.sessions.find(given)
    assert session is not None
    return session


def last_mail(app: Newsletter) -> str:
    """The text of the newest mail, after those that wait have left."""
    app.dispatches.dispatcher.drain()
    newest = max(outbox(app), key=lambda path: path.stat().st_mtime_ns)
    return newest.read_text("utf-8").replace("=\n", "").replace("=3D", "=")


def mailed_link(app: Newsletter) -> str:
    """The token in the newest mail."""
    text = last_mail(app)
    return text.partition("/desk/sign-in/")[2].split()[0].rstrip("\r")


def acts(app: Newsletter) -> list[tuple[Act, Actor]]:
    return [(one.act, one.actor) for one in reversed(app.container.store.log.newest(200))]


# ─── the first owner ─────────────────────────────────────────────────────────


def test_whoever_has_the_first_link_becomes_the_owner_and_is_signed_in(app: Newsletter) -> None:
    session = signed_in(app, claimed(app, name="  Gerda\n de   Wit "))
    assert (session.editor.name, session.editor.role) == ("Gerda de Wit", Role.OWNER)
    assert session.editor.may(Permission.READERS)
    assert acts(app) == [(Act.EDITOR_ADDED, Actor.DESK), (Act.SIGNED_IN, Actor.DESK)]


def test_the_first_link_works_once_and_for_an_hour(app: Newsletter, clock: SetClock) -> None:
    token = app.desk.sign_in.first_link().rpartition("/")[2]
    assert app.desk.sign_in.may_claim(token)
    clock.at += timedelta(hours=1)
    assert not app.desk.sign_in.may_claim(token)
    assert app.desk.sign_in.claim(token, "Gerda", "gerda@example.org", PASSWORD) is None
    claimed(app)
    with pytest.raises(DeskError, match="editors-there"):
        app.desk.sign_in.first_link()


def test_a_newer_first_link_ends_the_one_before(app: Newsletter) -> None:
    old = app.desk.sign_in.first_link().rpartition("/")[2]
    new = app.desk.sign_in.first_link().rpartition("/")[2]
    assert app.desk.sign_in.claim(old, "Mallory", "m@example.org", PASSWORD) is None
    claimed(app, new)
    assert app.desk.sign_in.claim(new, "Mallory", "m@example.org", PASSWORD) is None


@pytest.mark.parametrize("token", ["", "x", "\x00", "é", "a" * 5000])
def test_a_made_up_link_opens_nothing(app: Newsletter, token: str) -> None:
    app.desk.sign_in.first_link()
    assert not app.desk.sign_in.may_claim(token)
    assert app.desk.sign_in.look(token) is None
    assert app.desk.sign_in.with_link(token) is None
    assert app.desk.sign_in.sessions.find(token) is None


def test_what_is_typed_wrong_leaves_the_first_link_as_it_was(app: Newsletter) -> None:
    token = app.desk.sign_in.first_link().rpartition("/")[2]
    for name, address, password, error in (
        (" ", "gerda@example.org", PASSWORD, DeskError),
        ("Gerda", "gerda", PASSWORD, BadAddress),
        ("Gerda", "gerda@example.org", "kort", DeskError),
    ):
        with pytest.raises(error):
            app.desk.sign_in.claim(token, name, address, password)
    assert not app.desk.editors.are_there()
    claimed(app, token)


# ─── passwords ───────────────────────────────────────────────────────────────


def test_a_password_signs_in_whatever_the_case_of_the_address(
    app: Newsletter, owner: Editor
) -> None:
    given = app.desk.sign_in.with_password(" GERDA@example.ORG ", PASSWORD, HERE)
    assert signed_in(app, given).editor == owner


@pytest.mark.parametrize(
    ("address", "password"),
    [
        ("gerda@example.org", "een ander zinnetje"),
        ("gerda@example.org", ""),
        ("nobody@example.org", PASSWORD),
        ("no address", PASSWORD),
        ("", ""),
    ],
)
def test_nobody_learns_whether_there_is_an_account(
    app: Newsletter, owner: Editor, address: str, password: str
) -> None:
    assert owner.is_active
    assert app.desk.sign_in.with_password(address, password, HERE) is SignInRefusal.WRONG


def test_who_tries_many_passwords_does_not_lock_the_owner_out(
    app: Newsletter, owner: Editor
) -> None:
    for _ in range(10):
        assert (
            app.desk.sign_in.with_password("gerda@example.org", "guess", HERE)
            is SignInRefusal.WRONG
        )
    assert (
        app.desk.sign_in.with_password("gerda@example.org", PASSWORD, HERE)
        is SignInRefusal.TOO_MANY_TRIES
    )
    assert (
        signed_in(
            app, app.desk.sign_in.with_password("gerda@example.org", PASSWORD, ELSEWHERE)
        ).editor
        == owner
    )


def test_a_network_that_tries_every_account_is_refused(app: Newsletter, owner: Editor) -> None:
    answers = [
        app.desk.sign_in.with_password(f"a{n}@example.org", "guess", HERE) for n in range(61)
    ]
    assert answers.count(SignInRefusal.WRONG) == 60
    assert answers[-1] is SignInRefusal.TOO_MANY_TRIES
    assert owner.is_active


def test_a_new_password_ends_the_other_sessions_and_the_links(
    app: Newsletter, owner: Editor
) -> None:
    here, there = (
        app.desk.sign_in.with_password("gerda@example.org", PASSWORD, HERE) for _ in range(2)
    )
    link = app.desk.editors.link(owner.id).rpartition("/")[2]
    app.desk.editors.set_password(signed_in(app, here), "een ander zinnetje")
    assert isinstance(there, str)
    assert app.desk.sign_in.sessions.find(there) is None
    assert app.desk.sign_in.with_link(link) is None
    assert signed_in(app, here).editor == owner
    assert (
        app.desk.sign_in.with_password("gerda@example.org", PASSWORD, HERE) is SignInRefusal.WRONG
    )


def test_a_stolen_cookie_does_not_change_the_password(
    app: Newsletter, owner: Editor, clock: SetClock
) -> None:
    session = signed_in(app, app.desk.sign_in.with_password("gerda@example.org", PASSWORD, HERE))
    assert app.desk.sign_in.is_proven(session)
    clock.at += 15 * MINUTES
    assert not app.desk.sign_in.is_proven(session)
    for current in ("", "geraden"):
        with pytest.raises(DeskError, match="password-current-wrong"):
            app.desk.editors.set_password(session, "van een ander nu", current)
    app.desk.editors.set_password(session, "een ander zinnetje", PASSWORD)
    assert owner.is_active


def test_the_current_password_is_not_guessed_for_ever(
    app: Newsletter, owner: Editor, clock: SetClock
) -> None:
    session = signed_in(app, app.desk.sign_in.with_password("gerda@example.org", PASSWORD, HERE))
    clock.at += 15 * MINUTES
    for _ in range(10):
        with pytest.raises(DeskError, match="password-current-wrong"):
            app.desk.editors.set_password(session, "van een ander nu", "geraden")
    with pytest.raises(DeskError, match="sign-in-refusal-too-many-tries"):
        app.desk.editors.set_password(session, "van een ander nu", PASSWORD)
    assert owner.is_active


def test_a_session_that_was_ended_meanwhile_sets_no_password(
    app: Newsletter, owner: Editor
) -> None:
    thief, gerda = (
        signed_in(app, app.desk.sign_in.with_password("gerda@example.org", PASSWORD, HERE))
        for _ in range(2)
    )
    app.desk.sign_in.sessions.end_others(gerda)
    with pytest.raises(DeskError, match="desk-signed-out"):
        app.desk.editors.set_password(thief, "van een ander nu")
    assert owner.is_active


def test_a_password_that_is_changed_while_it_is_compared_signs_nobody_in(
    app: Newsletter, owner: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare = passwords.is_password

    def slowly(password: str, hashed: str | None) -> bool:
        matches = compare(password, hashed)
        app.container.store.editors.set_password(owner.id, "another hash")
        return matches

    monkeypatch.setattr(passwords, "is_password", slowly)
    answer = app.desk.sign_in.with_password("gerda@example.org", PASSWORD, HERE)
    assert answer is SignInRefusal.WRONG
    assert app.container.store.editors.password(owner.id) == "another hash"


def test_a_made_up_first_link_costs_no_hash(
    app: Newsletter, owner: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "hash_password", lambda _: pytest.fail("it is slow"))
    assert app.desk.sign_in.claim("made up", "M", "m@example.org", PASSWORD) is None
    assert owner.is_active


def test_capitals_give_no_more_tries(app: Newsletter, owner: Editor) -> None:
    spellings = [
        "gerda",
        "Gerda",
        "gErda",
        "geRda",
        "gerDa",
        "gerdA",
        "GErda",
        "GERda",
        "GERDa",
        "GERDA",
    ]
    for name in spellings:
        app.desk.sign_in.with_password(f"{name}@example.org", "guess", HERE)
    again = app.desk.sign_in.with_password("gerda@example.org", PASSWORD, HERE)
    assert again is SignInRefusal.TOO_MANY_TRIES
    assert owner.is_active


# ─── sessions ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("waits", "lives"),
    [
        ([timedelta(hours=11)] * 3, True),
        ([timedelta(hours=12)], False),
        ([timedelta(hours=11)] * 66, False),
        ([timedelta(hours=-1)], True),
    ],
)
def test_a_session_lives_while_it_is_used_but_not_for_ever(
    app: Newsletter, clock: SetClock, waits: list[timedelta], lives: bool
) -> None:
    token, found = claimed(app), True
    for wait in waits:
        clock.at += wait
        found = app.desk.sign_in.sessions.find(token) is not None
    assert found is lives


def test_what_a_page_does_by_itself_keeps_no_session_alive(
    app: Newsletter, clock: SetClock
) -> None:
    token = claimed(app)
    for _ in range(3):
        clock.at += timedelta(hours=5)
        app.desk.sign_in.sessions.find(token, is_seen=False)
    assert app.desk.sign_in.sessions.find(token) is None


def test_that_a_page_was_asked_for_is_noted_once_in_five_minutes(
    app: Newsletter, clock: SetClock
) -> None:
    token, seen = claimed(app), []
    for _ in range(7):
        clock.at += 2 * MINUTES
        seen.append(signed_in(app, token).seen_at)
    app.desk.sign_in.sessions.find(token)
    assert len(set(seen)) == 3


def test_signing_out_ends_this_session_and_no_other(app: Newsletter, owner: Editor) -> None:
    here, there = (
        app.desk.sign_in.with_password("gerda@example.org", PASSWORD, HERE) for _ in range(2)
    )
    app.desk.sign_in.sessions.end(signed_in(app, here))
    assert isinstance(here, str)
    assert app.desk.sign_in.sessions.find(here) is None
    assert app.desk.sign_in.sessions.end_others(signed_in(app, there)) == 1
    assert signed_in(app, there).editor == owner


# ─── links ───────────────────────────────────────────────────────────────────


def test_a_mailed_link_signs_in_once_within_a_quarter_of_an_hour(
    app: Newsletter, owner: Editor, clock: SetClock
) -> None:
    assert app.desk.sign_in.mail_link("gerda@example.org", HERE)
    token = mailed_link(app)
    for _ in range(3):  # a scanner looks, and uses nothing up
        assert app.desk.sign_in.look(token) == owner
    assert signed_in(app, app.desk.sign_in.with_link(token)).editor == owner
    assert app.desk.sign_in.with_link(token) is None
    assert app.desk.sign_in.mail_link("gerda@example.org", HERE)
    late = mailed_link(app)
    clock.at += 15 * MINUTES
    assert app.desk.sign_in.with_link(late) is None


def test_a_stranger_who_asks_for_a_link_is_answered_alike_and_mailed_nothing(
    app: Newsletter, owner: Editor
) -> None:
    assert app.desk.sign_in.mail_link("nobody@example.org", HERE)
    assert app.desk.sign_in.mail_link("no address", HERE)
    assert app.dispatches.dispatcher.drain() == 0
    assert owner.is_active


def test_a_mailbox_gets_three_links_an_hour_and_a_stranger_uses_up_none_of_the_others(
    app: Newsletter, owner: Editor
) -> None:
    for _ in range(5):
        assert app.desk.sign_in.mail_link("gerda@example.org", ELSEWHERE)
    assert app.dispatches.dispatcher.drain() == 3
    assert app.desk.sign_in.mail_link("gerda@example.org", HERE)
    token = mailed_link(app)
    assert app.desk.sign_in.mail_link("gerda@example.org", "203.0.113.9")
    assert signed_in(app, app.desk.sign_in.with_link(token)).editor == owner


def test_all_networks_together_mail_twelve_links_an_hour(app: Newsletter, owner: Editor) -> None:
    for network in range(20):
        assert app.desk.sign_in.mail_link("gerda@example.org", f"198.51.{network}.1")
    assert app.dispatches.dispatcher.drain() == 12
    assert owner.is_active
