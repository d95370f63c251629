"""A database of an earlier version opens in the middle of its work, and everything in it goes on.

What is carried over is described in ``carried/README.md``.
"""

import base64
import hashlib
import hmac
import json
import lzma
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select, text

from newsletter.app import Newsletter
from newsletter.audience.tokens import Purpose
from newsletter.errors import DeskError
from newsletter.model.audience import Audience, Standing, SuppressionReason
from newsletter.model.hook import Hook
from newsletter.providers.wire.mails import from_tag
from newsletter.store.database import Database, connect
from newsletter.store.migrate import migrate
from newsletter.store.schema.all_tables import metadata
from newsletter.testing.sandbox import Sandbox
from tests.app.builders import OPENED, SetClock
from tests.store.builders import let_time_pass
from tests.store.places import url_of

CARRIED = Path(__file__).parent / "carried"
NOON = datetime(2026, 3, 7, 12, tzinfo=UTC)
UNDER_WAY = {f"lezer{n}@example.org" for n in (*range(1, 8), *range(13, 17))}
both = pytest.mark.parametrize("kind", ["sqlite, wal", "postgresql"])


@dataclass(frozen=True, slots=True)
class Carried:
    """The publication, opened by the code of today; its provider remembers what it took before."""

    app: Newsletter
    clock: SetClock
    sandbox: Sandbox
    maildir: Path

    def taken(self, dispatch: int) -> Counter[str]:
        """How often the provider took a mail of a dispatch for each address, then and now."""
        key = self.app.container.store.dispatches.find(dispatch).key
        rows = self.sandbox.simulator.log.everything()
        return Counter(row["recipient"] for row in rows if row["key"].startswith(f"{key}-"))

    def taken_of_issue(self, issue: int) -> Counter[str]:
        """How often the provider took an issue for each address, in whichever dispatch."""
        found: Counter[str] = Counter()
        for dispatch in self.app.container.store.dispatches.of_issue(issue):
            found += self.taken(dispatch.id)
        return found

    def pass_the_lease(self) -> None:
        let_time_pass(self.app.container.store, timedelta(minutes=4))


def replay(kind: str, url: str) -> None:
    """Fill an empty database with what was carried over, as if it had been at work a minute ago."""
    script = lzma.decompress((CARRIED / f"{kind.partition(',')[0]}.sql.xz").read_bytes()).decode()
    database = connect(url)
    if database.is_sqlite:
        with closing(sqlite3.connect(str(database.engine.url.database))) as plain:
            plain.executescript(script)
    else:
        with closing(database.engine.raw_connection()) as raw:
            raw.driver_connection.execute(script)
            raw.commit()
    with database.write() as connection:
        now = connection.execute(select(database.now)).scalar_one()
        last = connection.execute(text("SELECT max(handed_at) FROM batches")).scalar_one()
        for column in ("due_at", "leased_until", "keyed_at", "handed_at"):
            connection.execute(
                text(f"UPDATE batches SET {column} = {column} + :by WHERE {column} > 0"),
                {"by": now - last - 60_000_000},
            )
    database.engine.dispose()


@pytest.fixture
def carried(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Carried]:
    kind = request.getfixturevalue("kind")
    own, maildir = tmp_path / "own", tmp_path / "maildir"
    for folder in ("new", "cur", "tmp"):
        (maildir / folder).mkdir(parents=True)
    (own / "subscribers").mkdir(parents=True)
    shutil.copytree(CARRIED / "issues", own / "issues")
    shutil.copy(CARRIED / "journal.log", own / "subscribers")
    _as_if_taken_a_minute_ago(tmp_path / "accepted.jsonl")
    (own / ".env").write_text("NEWSLETTER_SECRET=a-secret-of-the-carried-database\n", "utf-8")
    url = url_of(kind, own / "subscribers", migrated=False)
    replay(kind, url)
    clock = SetClock(NOON)
    with Sandbox(tmp_path / "accepted.jsonl") as sandbox:  # by the database's clock
        settings = (CARRIED / "newsletter.toml").read_text("utf-8")
        (own / "newsletter.toml").write_text(
            settings.format(database=url, maildir=maildir, base=sandbox.url), "utf-8"
        )
        app = Newsletter.at(own, clock)
        OPENED.append(app)
        yield Carried(app, clock, sandbox, maildir)
        app.close()


def _as_if_taken_a_minute_ago(log: Path) -> None:
    """What the provider took, moved as ``replay`` moves the ledger: the ages of doubts rest on both."""
    rows = [json.loads(line) for line in (CARRIED / "accepted.jsonl").read_text().splitlines()]
    moved = datetime.now(UTC).timestamp() - 60 - max(row["at"] for row in rows)
    log.write_text("".join(f"{json.dumps({**row, 'at': row['at'] + moved})}\n" for row in rows))


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = connect(url)
    yield database
    database.engine.dispose()


def shape_of(database: Database) -> dict[str, dict[str, object]]:
    """What the database itself says of every table of ours, in no order of columns."""
    looked = inspect(database.engine)
    return {
        table: {
            "columns": {
                # PostgreSQL keeps TEXT and VARCHAR without a length alike (documentation, 8.3)
                one["name"]: (
                    re.sub("^TEXT$", "VARCHAR", str(one["type"])),
                    one["nullable"],
                    one["default"],
                )
                for one in looked.get_columns(table)
            },
            "key": looked.get_pk_constraint(table)["constrained_columns"],
            "indexes": {one["name"]: _as_told(one) for one in looked.get_indexes(table)},
            "uniques": {tuple(one["column_names"]) for one in looked.get_unique_constraints(table)},
            "foreign keys": sorted(
                (one["constrained_columns"], one["referred_table"], sorted(one["options"].items()))
                for one in looked.get_foreign_keys(table)
            ),
            "made with": _made_with(database, table),
        }
        for table in looked.get_table_names()
        if table != "alembic_version"
    }


def _as_told(index: Any) -> tuple[object, ...]:
    options = {
        # SQLite gives the words of the migration back; PostgreSQL sets them its own way
        name: re.sub(r"\w+\.|[()\"\s]", "", str(value))
        for name, value in index.get("dialect_options", {}).items()
        if name.endswith("_where")
    }
    return tuple(index["column_names"]), bool(index["unique"]), tuple(options.items())


def _made_with(database: Database, table: str) -> set[str]:
    """Whether SQLite gave the table no row numbers, or never gives one twice."""
    if not database.is_sqlite:
        return set()
    with database.read() as connection:
        sql = connection.execute(
            text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :table"),
            {"table": table},
        ).scalar_one()
    return {words for words in ("WITHOUT ROWID", "AUTOINCREMENT") if words in sql}


@both
def test_a_carried_database_has_the_tables_of_a_new_one(kind: str, tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    url = url_of(kind, tmp_path / "old", migrated=False)
    replay(kind, url)
    with opened(url) as old, opened(url_of(kind, tmp_path / "new", migrated=False)) as new:
        migrate(old)
        metadata.create_all(new.engine)
        assert shape_of(old) == shape_of(new)


@both
def test_a_dispatch_under_way_reaches_each_reader_once(kind: str, carried: Carried) -> None:
    del kind
    app = carried.app
    app.rounds.make_at_once()
    carried.pass_the_lease()
    app.rounds.make_at_once()
    assert app.dispatches.show(3).counts == {"accepted": 9, "held": 2}
    app.dispatches.settle(3, None, went_out=None)
    assert app.dispatches.show(3).counts == {"accepted": 11}
    assert carried.taken(3) == dict.fromkeys(UNDER_WAY, 1)


@both
def test_what_was_under_way_keeps_its_names_and_what_comes_later_gets_a_tag(
    kind: str, carried: Carried
) -> None:
    del kind
    app = carried.app
    app.rounds.make_at_once()
    app.dispatches.start("6")
    names = [row["delivery"] for row in carried.sandbox.simulator.log.everything()]
    tagged = {from_tag(name).partition(".")[0]: "-" in from_tag(name) for name in names}
    keys = {one.id: one.key for one in app.container.store.dispatches.latest()}
    assert not tagged[keys[3]]
    assert not tagged["notice"]
    assert tagged[keys[max(keys)]]


@both
def test_a_held_batch_still_takes_the_editors_word(kind: str, carried: Carried) -> None:
    del kind
    carried.app.dispatches.settle(3, 5, went_out=False)
    carried.pass_the_lease()
    carried.app.rounds.make_at_once()
    assert carried.app.dispatches.show(3).is_done
    assert carried.taken(3) == dict.fromkeys(UNDER_WAY, 1)


@both
def test_bounces_of_letters_already_out_are_heard(kind: str, carried: Carried) -> None:
    del kind
    app, clock = carried.app, carried.clock
    shutil.copy(CARRIED / "bounce.eml", carried.maildir / "new" / "1")
    call = signed((CARRIED / "bounced.json").read_bytes(), clock())
    assert app.receive("resend", call)[0] == 200
    app.rounds.make()
    for address in ("lezer2@example.org", "lezer4@example.org"):
        assert app.people.show(address).suppressed_for is SuppressionReason.BOUNCED
    assert app.dispatches.show(1).counts["bounced"] == 1
    assert app.dispatches.show(2).counts["bounced"] == 1
    assert app.people.show("lezer3@example.org").suppressed_for is None


def signed(body: bytes, at: datetime) -> Hook:
    """As svix signs, with the key in ``newsletter.toml``."""
    stamp = f"{at.timestamp():.0f}"
    mac = hmac.digest(b"signing", f"msg_1.{stamp}.".encode() + body, hashlib.sha256)
    return Hook(
        {
            "svix-id": "msg_1",
            "svix-timestamp": stamp,
            "svix-signature": f"v1,{base64.b64encode(mac).decode()}",
        },
        body,
    )


@both
def test_the_links_of_a_letter_already_out_still_act(kind: str, carried: Carried) -> None:
    del kind
    app = carried.app
    letter = message_from_bytes((CARRIED / "letter.eml").read_bytes())
    found = re.search(r"/unsubscribe/([\w-]+)>", str(letter["List-Unsubscribe"]))
    assert found is not None
    app.readers.unsubscribe.leave(found[1], "one-click")
    assert app.people.show("lezer3@example.org").standing is Standing.UNSUBSCRIBED


@both
def test_a_cancelled_dispatch_stays_cancelled(kind: str, carried: Carried) -> None:
    del kind
    app = carried.app
    before = app.dispatches.show(2)
    assert (before.state, before.counts) == ("cancelled", {"accepted": 4, "skipped": 12})
    for _ in range(2):
        app.rounds.make_at_once()
        carried.pass_the_lease()
    assert app.dispatches.show(2) == before
    assert carried.taken(2) == {f"lezer{n}@example.org": 1 for n in range(1, 5)}


@both
def test_a_cancelled_issue_goes_to_the_others_once_it_is_approved_anew(
    kind: str, carried: Carried
) -> None:
    del kind
    app, store = carried.app, carried.app.container.store
    with pytest.raises(DeskError, match="dispatch-was-cancelled"):
        app.dispatches.start("2")
    edition = store.editions.get(store.dispatches.find(2).edition)
    store.queue.approve(edition, audience=Audience(), file_hash="as it was")
    app.dispatches.start("2")
    taken = carried.taken_of_issue(2)
    assert taken.keys() >= UNDER_WAY
    assert set(taken.values()) == {1}


@both
@pytest.mark.parametrize(
    ("before", "kept"),
    [
        ("SELECT 1", [1, 3, 4, 5, 6]),
        ("UPDATE dispatches SET issue = 2 WHERE id = 3", [1, 2, 3, 4, 5, 6]),
        ("UPDATE dispatches SET provider = '' WHERE id = 2", [1, 2, 3, 4, 5, 6]),
    ],
    ids=["cancelled", "sent again since", "known by the journal alone"],
)
def test_approvals_are_kept_but_where_the_last_dispatch_was_cancelled(
    kind: str, tmp_path: Path, before: str, kept: list[int]
) -> None:
    url = url_of(kind, tmp_path, migrated=False)
    replay(kind, url)
    with opened(url) as database:
        with database.write() as connection:
            connection.execute(text(before))
        migrate(database)
        with database.read() as connection:
            found = connection.execute(text("SELECT issue FROM approvals ORDER BY issue"))
            assert found.scalars().all() == kept


@both
def test_what_was_approved_goes_at_its_moment_to_whom_it_is_for(
    kind: str, carried: Carried
) -> None:
    del kind
    app, clock = carried.app, carried.clock
    app.rounds.make_at_once()
    assert [(one.number, one.goes_at) for one in app.queue.rows()] == [
        (4, datetime(2026, 3, 8, 7, tzinfo=UTC)),
        (5, datetime(2026, 3, 14, 9, tzinfo=UTC)),
    ]
    clock.go_to(datetime(2026, 3, 8, 7, 1, tzinfo=UTC))
    app.rounds.make_at_once()
    clock.go_to(datetime(2026, 3, 14, 9, 1, tzinfo=UTC))
    app.rounds.make_at_once()
    assert carried.taken_of_issue(1) == {"nieuw@example.org": 1}  # the others had it by SMTP
    assert carried.taken_of_issue(4).keys() >= UNDER_WAY
    assert carried.taken_of_issue(5) == {f"lezer{n}@example.org": 1 for n in (2, 5, 8, 13)}
    assert not carried.taken_of_issue(6)
    assert app.queue.rows() == []


@both
def test_notices_that_were_waiting_leave_and_what_they_ask_still_counts(
    kind: str, carried: Carried
) -> None:
    del kind
    app = carried.app
    app.rounds.make_at_once()
    taken = carried.taken(0)
    assert (taken["wachtend@example.org"], taken["nieuw@example.org"]) == (1, 2)
    app.readers.subscribe.confirm(app.container.keyring.token(Purpose.CONFIRM, 1))
    assert app.people.show("wachtend@example.org").standing is Standing.CONFIRMED


@both
def test_who_left_bounced_or_was_erased_stays_so(kind: str, carried: Carried) -> None:
    del kind
    people = carried.app.people
    assert people.show("lezer9@example.org").standing is Standing.UNSUBSCRIBED
    assert people.show("lezer11@example.org").suppressed_for is SuppressionReason.BOUNCED
    told = people.rows()
    assert "lezer12@example.org" not in {one.address for one in told}
    assert carried.app.dispatches.start("6").counts["accepted"] > 0
    gone = {f"{name}@example.org" for name in ("lezer9", "lezer10", "lezer11", "lezer12", "nooit")}
    assert not gone & carried.taken_of_issue(6).keys()


@both
def test_the_link_of_a_letter_of_before_still_leads_to_it(kind: str, carried: Carried) -> None:
    del kind
    sent = carried.app.container.store.web_versions.sent()
    assert {one.issue for one in sent} >= {1, 2, 3}
    archive = carried.app.readers.archive
    for one in sent:
        page = archive.find(one.slug)
        assert page is not None, one
        assert page.issue.number == one.issue
        edition = carried.app.container.store.editions.get(one.edition)
        assert f"/archive/{one.slug}" in "".join(map(str, edition.html))
    assert [one.issue.number for one in archive.issues()] == [3, 2, 1]


@both
def test_what_was_approved_before_goes_on_under_the_same_settings(
    kind: str, carried: Carried
) -> None:
    del kind
    assert carried.app.queue.outdated() == []


@both
def test_a_day_skipped_before_stays_skipped_and_belongs_to_no_absence(
    kind: str, carried: Carried
) -> None:
    del kind
    store, day = carried.app.container.store, date(2026, 3, 1)
    assert store.queue.skipped() == (day,)
    assert store.absences.by_day() == {day: None}


KEYS_BEFORE = """
DROP TABLE imports;
ALTER TABLE batches DROP COLUMN account;
ALTER TABLE batches DROP COLUMN seen_at;
ALTER TABLE subscribers DROP COLUMN imported;
ALTER TABLE dispatches DROP COLUMN canary;
ALTER TABLE dispatches DROP COLUMN waits_until;
DROP TABLE webhook_events;
DROP TABLE webhooks;
DROP INDEX ix_subscribers_confirmed_at;
DROP INDEX ix_subscribers_fingerprint;
DROP INDEX ix_subscribers_left_at;
DROP INDEX ix_subscribers_paused_until;
DROP INDEX ix_deliveries_apart;
DROP TABLE saved_addresses;
ALTER TABLE api_keys DROP COLUMN made_by;
UPDATE alembic_version SET version_num = '0021';
INSERT INTO editors (id, name, role, made_at, ended_at) VALUES
    (1, 'Gerda', 3, 5, NULL), (2, 'Hilde', 3, 5, 90), (3, 'Ida', 2, 5, NULL);
INSERT INTO api_keys (id, name, digest, scopes, made_at) VALUES
    (1, 'site', '1', 2, 10), (2, 'crm', '2', 2, 10), (3, 'old', '3', 2, 10), (4, 'cron', '4', 2, 10),
    (5, 'form', '5', 2, 8);
INSERT INTO api_keys (id, name, digest, scopes, made_at, revoked_at) VALUES
    (6, 'form', '6', 2, 10, 20);
INSERT INTO log_entries (at, actor, act, thing, editor, before, after) VALUES
    (10, 1, 'key made', 'key site', 1, '', ''), (10, 1, 'key made', 'key crm', 2, '', ''),
    (10, 1, 'key made', 'key old', 3, '', ''), (10, 1, 'key made', 'key form', 2, '', ''),
    (70, 1, 'role changed', 'editor 3', 1, 'owner', 'editor')
"""


@both
def test_a_key_made_before_ends_with_the_account_of_who_made_it(kind: str, tmp_path: Path) -> None:
    with opened(url_of(kind, tmp_path, migrated=False)) as database:
        migrate(database)
        with database.write() as connection:
            for statement in KEYS_BEFORE.split(";"):
                connection.execute(text(statement))
        migrate(database)
        with database.read() as connection:
            asked = text("SELECT id, made_by, revoked_at FROM api_keys ORDER BY id")
            found = [tuple(row) for row in connection.execute(asked)]
    assert found[:4] == [(1, 1, None), (2, 2, 90), (3, 3, 70), (4, None, None)]
    of_one_name = found[4:]  # one of them from the terminal, and in use
    assert of_one_name == [(5, None, None), (6, None, 20)]
