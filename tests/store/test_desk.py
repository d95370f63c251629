"""Editors, their sessions and links, and the log, on every database."""

import threading
from datetime import timedelta
from pathlib import Path

from newsletter.model.editor import Act, Actor, Editor, LogEntry, Role
from newsletter.store.store import Store
from tests.store.builders import NOW, Clock, a_store, an_address
from tests.store.places import url_of

KEY, OTHER = b"k" * 32, b"o" * 32


def an_editor(store: Store, name: str = "anna", role: Role = Role.OWNER) -> Editor:
    return store.editors.add(name.title(), an_address(name), role, NOW)


def test_an_account_is_what_was_stored(any_store: Store) -> None:
    anna = an_editor(any_store)
    assert any_store.editors.all() == (anna,)
    assert (anna.name, anna.role, anna.has_password, anna.is_active) == (
        "Anna",
        Role.OWNER,
        False,
        True,
    )
    assert any_store.editors.find(anna.id) == anna
    assert any_store.editors.find(anna.id + 1) is None


def test_an_address_is_found_in_capitals_too(any_store: Store) -> None:
    anna = an_editor(any_store)
    assert any_store.editors.at(an_address("ANNA")) == anna
    assert any_store.editors.at(an_address("bram")) is None


def test_of_an_account_that_ended_only_its_number_and_role_are_left(any_store: Store) -> None:
    anna = an_editor(any_store)
    any_store.editors.set_password(anna.id, "a hash")
    any_store.editors.end(anna.id, NOW)
    [left] = any_store.editors.all()
    assert (left.name, left.address, left.has_password, left.ended_at) == ("", None, False, NOW)
    assert any_store.editors.at(an_address("anna")) is None
    assert any_store.editors.password(anna.id) is None
    any_store.editors.set_password(anna.id, "another")
    any_store.editors.set_role(anna.id, Role.WRITER)
    assert any_store.editors.all() == (left,)
    assert an_editor(any_store).id != anna.id


def test_a_session_is_found_with_its_editor_and_ends(any_store: Store) -> None:
    anna = an_editor(any_store)
    any_store.sessions.add(KEY, anna.id, NOW)
    any_store.sessions.note_seen(KEY, NOW + timedelta(hours=1))
    found = any_store.sessions.find(KEY)
    assert found is not None
    assert (found.editor, found.began_at, found.proven_at) == (anna, NOW, NOW)
    assert found.seen_at == NOW + timedelta(hours=1)
    assert any_store.sessions.find(OTHER) is None
    assert (any_store.sessions.end(KEY), any_store.sessions.end(KEY)) == (True, False)
    assert any_store.sessions.find(KEY) is None


def test_all_sessions_of_an_editor_end_but_one(any_store: Store) -> None:
    anna, bram = an_editor(any_store), an_editor(any_store, "bram")
    for key, editor in ((KEY, anna), (OTHER, anna), (b"b" * 32, bram)):
        any_store.sessions.add(key, editor.id, NOW)
    assert any_store.sessions.end_all(anna.id, but=KEY) == 1
    assert any_store.sessions.end_all(anna.id) == 1
    assert any_store.sessions.drop(began_before=NOW) == 0
    assert any_store.sessions.drop(began_before=NOW + timedelta(days=1)) == 1


def test_the_sessions_of_one_editor_are_listed_the_one_used_last_first(any_store: Store) -> None:
    anna, bram = an_editor(any_store), an_editor(any_store, "bram")
    any_store.sessions.add(KEY, anna.id, NOW, "Firefox/Android")
    any_store.sessions.add(OTHER, anna.id, NOW + timedelta(hours=1))
    any_store.sessions.add(b"b" * 32, bram.id, NOW)
    found = any_store.sessions.of(anna.id)
    assert [(one.key, one.browser) for one in found] == [(OTHER, ""), (KEY, "Firefox/Android")]
    any_store.sessions.note_seen(KEY, NOW + timedelta(hours=2))
    assert [one.key for one in any_store.sessions.of(anna.id)] == [KEY, OTHER]


def test_that_an_editor_proved_who_they_are_is_noted_in_one_session(any_store: Store) -> None:
    anna = an_editor(any_store)
    for key in (KEY, OTHER):
        any_store.sessions.add(key, anna.id, NOW)
    any_store.sessions.note_proven(KEY, NOW + timedelta(hours=1))
    proven = {one.key: one.proven_at for one in any_store.sessions.of(anna.id)}
    assert proven == {KEY: NOW + timedelta(hours=1), OTHER: NOW}


def test_a_link_is_used_once_and_by_nobody_after_it_was_dropped(any_store: Store) -> None:
    anna = an_editor(any_store)
    links = any_store.sign_in_links
    links.add(KEY, anna.id, NOW)
    links.add(OTHER, None, NOW)
    assert links.find(KEY) == (anna.id, NOW)
    assert links.find(OTHER) == (None, NOW)
    assert (links.use(KEY, NOW), links.use(KEY, NOW)) == (True, False)
    assert links.find(KEY) is None
    links.drop_of(None)
    assert links.find(OTHER) is None
    assert links.drop(expired_before=NOW + timedelta(days=1)) == 1


def test_of_two_who_use_one_link_at_once_one_does(any_store: Store) -> None:
    any_store.sign_in_links.add(KEY, None, NOW)
    used: list[bool] = []
    both = [
        threading.Thread(target=lambda: used.append(any_store.sign_in_links.use(KEY, NOW)))
        for _ in range(4)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(used) == [False, False, False, True]


def test_the_log_says_the_latest_first_and_forgets_the_old(any_store: Store) -> None:
    entries = [
        LogEntry(
            at=NOW + timedelta(hours=n),
            actor=Actor.DESK,
            act=Act.SIGNED_IN,
            thing="editor 1",
            editor=1,
        )
        for n in range(3)
    ]
    terminal = LogEntry(
        at=NOW,
        actor=Actor.TERMINAL,
        act=Act.ROLE_CHANGED,
        thing="editor 1",
        before="writer",
        after="owner",
    )
    for entry in (terminal, *entries):
        any_store.log.add(entry)
    assert any_store.log.newest(2) == (entries[2], entries[1])
    assert any_store.log.newest(9)[-1] == terminal
    assert any_store.log.drop(before=NOW + timedelta(hours=1)) == 2
    assert len(any_store.log.newest(9)) == 2


def test_the_log_is_read_by_pages_by_editor_and_by_act(any_store: Store) -> None:
    for number, act in enumerate((Act.SIGNED_IN, Act.ISSUE_SAVED, Act.SIGNED_IN, Act.ISSUE_SAVED)):
        at = NOW + timedelta(hours=number)
        thing, editor = f"issue {number}", number % 2 + 1
        any_store.log.add(LogEntry(at=at, actor=Actor.DESK, act=act, thing=thing, editor=editor))
    newest = any_store.log.newest(2)
    assert [one.thing for one in newest] == ["issue 3", "issue 2"]
    older = any_store.log.newest(9, before=newest[-1].id)
    assert [one.thing for one in older] == ["issue 1", "issue 0"]
    assert [one.thing for one in any_store.log.newest(9, editor=2)] == ["issue 3", "issue 1"]
    saved = any_store.log.newest(9, acts=[Act.ISSUE_SAVED], editor=1)
    assert saved == ()
    assert any_store.log.newest(9, acts=[]) == ()
    assert any_store.log.last(Act.SIGNED_IN) == {1: NOW + timedelta(hours=2)}


def test_a_restored_backup_opens_no_session_and_no_link_again(tmp_path: Path) -> None:
    store = a_store(url_of("sqlite, wal", tmp_path), Clock(), journal=tmp_path / "journal.log")
    anna = an_editor(store)
    store.sessions.add(KEY, anna.id, NOW)
    store.sign_in_links.add(OTHER, anna.id, NOW)
    store.make_safe(has_journal=True)
    assert (store.sessions.find(KEY), store.sign_in_links.find(OTHER)) == (None, None)
    assert store.editors.all() == (anna,)
    store.close()


def test_a_calendar_address_is_its_editors_only_one_and_opens_nothing_after_them(
    any_store: Store,
) -> None:
    anna, bram = an_editor(any_store), an_editor(any_store, "bram", Role.WRITER)
    any_store.calendars.put(KEY, anna.id, NOW)
    any_store.calendars.put(b"b" * 32, bram.id, NOW)
    any_store.calendars.put(OTHER, anna.id, NOW + timedelta(hours=1))
    assert [any_store.calendars.is_open(key) for key in (KEY, OTHER, b"b" * 32)] == [
        False,
        True,
        True,
    ]
    assert any_store.calendars.made_at(anna.id) == NOW + timedelta(hours=1)
    any_store.editors.end(bram.id, NOW)
    assert not any_store.calendars.is_open(b"b" * 32)
    assert any_store.calendars.drop(anna.id)
    assert not any_store.calendars.drop(anna.id)
    assert not any_store.calendars.is_open(OTHER)
    assert any_store.calendars.made_at(anna.id) is None


def test_what_was_revoked_since_a_backup_opens_nothing_after_a_restore(any_store: Store) -> None:
    anna = an_editor(any_store)
    any_store.calendars.put(KEY, anna.id, NOW)
    any_store.make_safe(has_journal=True)
    assert not any_store.calendars.is_open(KEY)


def test_who_has_a_letter_open_is_known_by_the_others_until_a_moment(any_store: Store) -> None:
    anna, bram, noor = (an_editor(any_store, name) for name in ("anna", "bram", "noor"))
    records, soon = any_store.open_letters, NOW + timedelta(minutes=1)
    for issue, editor, at in ((1, bram, NOW), (1, noor, NOW), (1, bram, soon), (2, anna, NOW)):
        records.note(issue, editor.id, at)
    before = NOW - timedelta(minutes=1)
    assert records.others(1, anna.id, since=before) == ("Bram", "Noor")
    assert records.others(1, anna.id, since=NOW) == ("Bram",)
    assert records.others(1, bram.id, since=before) == ("Noor",)
    assert records.others(2, anna.id, since=before) == ()
    any_store.editors.end(noor.id, NOW)
    assert records.others(1, anna.id, since=before) == ("Bram",)
    records.remove(1, bram.id)
    assert records.others(1, anna.id, since=before) == ()
    assert records.others(2, bram.id, since=before) == ("Anna",)
    records.drop(before=NOW)
    assert records.others(2, bram.id, since=before) == ("Anna",)
    records.drop(before=soon)
    assert records.others(2, bram.id, since=before) == ()


def test_two_pages_of_one_editor_note_one_letter_at_once(any_store: Store) -> None:
    anna, bram = (an_editor(any_store, name) for name in ("anna", "bram"))
    both = [
        threading.Thread(target=lambda: any_store.open_letters.note(1, bram.id, NOW))
        for _ in range(4)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    since = NOW - timedelta(minutes=1)
    assert any_store.open_letters.others(1, anna.id, since=since) == ("Bram",)
