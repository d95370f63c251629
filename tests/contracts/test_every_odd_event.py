"""One odd event stops nothing: any text in any field of any provider's event, on every database."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from newsletter import providers
from newsletter.app import Newsletter
from newsletter.config import load
from newsletter.model.delivery import BatchState
from newsletter.model.hook import Hook
from newsletter.store.codes import OUTCOME, QUEUED
from newsletter.store.schema.sending import batches, deliveries, subscribers, suppressions
from newsletter.testing.contract.cases import reporting
from tests.app.builders import SetClock, a_publication
from tests.providers.recordings import Recording, recordings
from tests.store.builders import a_dispatch, readers
from tests.store.places import url_of

REPORTING = [name for name in providers.names() if reporting(name, None)]
DATABASES = ("sqlite, wal", "postgresql")
KEY = "d1k2e3y4"  # of the dispatch in every recording; its events are about reader 1
GOOD = 9  # the reader whom the event behind the odd one is about


@dataclass
class Heard:
    """One publication, asked through any provider's ears; the ledger is reset before each try."""

    app: Newsletter
    calls: int = 0

    def through(self, provider: str) -> Newsletter:
        chosen = replace(
            self.app.settings,
            provider=provider,
            provider_settings=providers.settings_type(provider)(),
        )
        other = Newsletter(chosen, self.app.container.now)
        other.container.__dict__["store"] = (
            self.app.container.store
        )  # one pool of connections for all
        return other

    def reset(self) -> None:
        with self.app.container.store.database.write() as connection:
            connection.execute(update(deliveries).values(state=QUEUED, detail=None))
            connection.execute(update(batches).values(state=BatchState.SENT))
            connection.execute(subscribers.update().values(left_at=None))
            connection.execute(suppressions.delete())

    def keep(self, provider: str, body: bytes) -> None:
        self.calls += 1
        assert self.app.container.store.inbox.keep(provider, str(self.calls), Hook({}, body))

    def state(self, reader: int) -> int:
        with self.app.container.store.database.read() as connection:
            found = connection.execute(
                deliveries.select().where(deliveries.c.subscriber == reader)
            ).one()
        return int(found.state)


@pytest.fixture(scope="module", params=DATABASES)
def heard(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Heard]:
    folder: Path = tmp_path_factory.mktemp("odd")
    url = url_of(request.param, folder)
    a_publication(folder / "own", SetClock(), f'database = "{url}"\n').close()
    app = Newsletter(load(folder / "own"), SetClock())
    readers(app.container.store, 9)
    a_dispatch(app.container.store, key=KEY)
    yield Heard(app)
    app.close()


def good(provider: str) -> bytes:
    """A delivered event of another reader."""
    about = [{"kind": "delivered", "delivery_id": f"{KEY}.1", "address": "lezer1@example.org"}]
    body = next(one for one in recordings(provider) if one.expected == about).body
    other = str(GOOD).encode()
    tagged = KEY.encode().hex() + "2e"
    return (
        body.replace(f"{KEY}.1".encode(), f"{KEY}.".encode() + other)
        .replace(f"{KEY}_2e1".encode(), f"{KEY}_2e".encode() + other)
        .replace(f"{tagged}31".encode(), f"{tagged}39".encode())
        .replace(b"lezer1@", b"lezer9@")
    )


any_text = st.one_of(
    st.text(max_size=12),
    st.text(st.characters(categories=["Cc", "Cs", "Cf", "Zl", "Zp"]), min_size=1, max_size=4),
    st.sampled_from(
        [
            "550 5.1.1 \x00no such user\x00",
            f"{KEY}.2147483648",
            f"{KEY}.9999999999",
            f"{KEY}.1\x00",
            f"\ud800{KEY}.1",
            "lezer1@example.org\x00",
            "9" * 5000,
            "x" * 20_000,
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
            "1e308",
        ]
    ),
)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value where no other value is inside."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    found = [place for key, part in inner for place in leaves(part, (*path, key))]
    yield from found or [path]


def put(value: Any, path: tuple[Any, ...], leaf: Any) -> Any:
    if not path:
        return leaf
    value[path[0]] = put(value[path[0]], path[1:], leaf)
    return value


def mutated(recording: Recording, data: st.DataObject) -> bytes:
    """The recorded body with any text in one or two of its leaves; also within SNS's text in a text."""
    value = json.loads(recording.body)
    message = value.get("Message") if isinstance(value, dict) else None
    is_nested = isinstance(message, str) and message.startswith("{")
    event = json.loads(message) if is_nested else value
    for path in data.draw(st.lists(st.sampled_from(list(leaves(event))), min_size=1, max_size=2)):
        event = put(event, path, data.draw(any_text))
    if is_nested:
        event = value | {"Message": json.dumps(event)}
    return json.dumps(event).encode()


@pytest.mark.parametrize("provider", REPORTING)
@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_a_good_event_behind_any_odd_one_is_acted_on(
    heard: Heard, provider: str, data: st.DataObject
) -> None:
    heard.reset()
    app = heard.through(provider)
    odd = data.draw(st.sampled_from(recordings(provider)))
    heard.keep(provider, mutated(odd, data))
    heard.keep(provider, good(provider))
    app.reports.read_calls()
    assert heard.state(GOOD) == OUTCOME_DELIVERED
    assert app.container.store.inbox.unread() == ()


OUTCOME_DELIVERED = max(code for outcome, code in OUTCOME.items() if outcome.value == "delivered")


def test_the_round_after_odd_events_is_whole(heard: Heard) -> None:
    heard.reset()
    for provider in REPORTING:
        for text in ("\x00", f"{KEY}.9999999999", "\ud800"):
            odd = json.dumps(text)[1:-1].encode()
            for recording in recordings(provider)[:3]:
                heard.keep(provider, recording.body.replace(f"{KEY}.1".encode(), odd))
        heard.through(provider).reports.read_calls()
    assert heard.app.rounds.make()


def test_an_event_that_cannot_be_written_is_kept_with_its_reason_and_the_others_act(
    heard: Heard,
) -> None:
    heard.reset()
    app = heard.through("sendgrid")
    delivered = json.loads(good("sendgrid"))
    database = heard.app.container.store.database
    refuse, accept = REFUSALS[database.is_sqlite]
    with database.write() as connection:
        connection.exec_driver_sql(refuse)
    try:
        deferred = json.loads(
            next(one for one in recordings("sendgrid") if one.name == "deferred").body
        )
        heard.keep("sendgrid", json.dumps([*deferred, *delivered]).encode())
        app.reports.read_calls()
    finally:
        with database.write() as connection:
            connection.exec_driver_sql(accept)
    assert heard.state(GOOD) == OUTCOME_DELIVERED
    assert heard.state(1) == QUEUED  # undone alone, the ledger's line too
    ((kept, why), *_) = app.container.store.inbox.troubled()
    assert kept.provider == "sendgrid"
    assert "IntegrityError" in why


REFUSALS = {  # a rule of the database that the first event breaks, and the end of it
    True: (
        "CREATE TRIGGER odd BEFORE INSERT ON soft_bounces BEGIN SELECT RAISE(ABORT, 'odd'); END",
        "DROP TRIGGER odd",
    ),
    False: (
        "ALTER TABLE soft_bounces ADD CONSTRAINT odd CHECK (subscriber < 0) NOT VALID",
        "ALTER TABLE soft_bounces DROP CONSTRAINT odd",
    ),
}
