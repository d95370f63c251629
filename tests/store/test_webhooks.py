"""Webhooks and their events, on each database."""

from dataclasses import replace
from datetime import timedelta

from newsletter.message import Message
from newsletter.model.delivery import Outcome
from newsletter.model.dispatch import Dispatch, Plan
from newsletter.model.webhook import LONGEST_RETRY, BulkCause, EventKind
from newsletter.store.events import SUMMARY_WAITS
from newsletter.store.store import Store
from tests.store.builders import LEASE, NOW, a_dispatch, a_newcomer, readers, receipts

URL = "https://crm.example/"
CRM = {"crm": (URL, (EventKind.JOINED, EventKind.LEFT))}
FAILED = Message("fetch-status", status=500)


def bring_in(store: Store, *names: str) -> None:
    newcomers = [a_newcomer(name) for name in names]
    store.subscribers.take_in(newcomers, source="list", cause=BulkCause.IMPORT)


def pass_by(store: Store, reach: timedelta) -> None:
    store._clock.pass_by(reach)  # type: ignore[attr-defined]  # that of the tests


def test_an_event_is_claimed_by_one_until_its_lease_is_over(any_store: Store) -> None:
    records = any_store.webhooks
    records.set_up(CRM)
    reader = any_store.subscribers.add(a_newcomer("anna"))
    first = records.claim("crm")
    assert first is not None
    assert (first.kind, first.attempts, first.address) == (EventKind.JOINED, 1, str(reader.address))
    assert records.claim("crm") is None
    pass_by(any_store, timedelta(minutes=3))
    second = records.claim("crm")
    assert second is not None
    assert (second.key, second.reader, second.attempts) == (first.key, first.reader, 2)
    records.note_failed(first, FAILED, None)  # of the call before: it decides nothing any more
    assert records.states()[0].waiting == 1
    records.note_delivered(second)
    assert records.states()[0].waiting == 0


def test_an_event_without_a_webhook_is_not_stored(any_store: Store) -> None:
    any_store.subscribers.add(a_newcomer("anna"))
    any_store.webhooks.set_up(CRM)
    assert any_store.webhooks.claim("crm") is None


def test_what_comes_in_while_its_event_is_on_its_way_makes_another(any_store: Store) -> None:
    records = any_store.webhooks
    records.set_up(CRM)
    bring_in(any_store, "a", "b")
    bring_in(any_store, "c")
    pass_by(any_store, SUMMARY_WAITS)
    first = records.claim("crm")
    assert first is not None
    assert first.data == {"count": 3, "cause": "import"}
    bring_in(any_store, "d")
    records.note_failed(first, FAILED, timedelta(hours=1))
    bring_in(any_store, "e")
    pass_by(any_store, timedelta(hours=1))
    told = [records.claim("crm"), records.claim("crm")]
    assert sorted(one.data["count"] for one in told if one is not None) == [2, 3]
    assert records.claim("crm") is None


def test_an_erased_reader_is_taken_out_of_what_waits(any_store: Store) -> None:
    records = any_store.webhooks
    records.set_up(CRM)
    reader = any_store.subscribers.add(a_newcomer("anna"))
    any_store.subscribers.erase(reader.id)
    told = [records.claim("crm"), records.claim("crm")]
    assert [(one.kind, one.address, one.reader is None) for one in told if one] == [
        (EventKind.JOINED, None, True),
        (EventKind.LEFT, None, False),
    ]


def test_the_settings_are_taken_over_with_what_waits_for_the_rest(any_store: Store) -> None:
    records = any_store.webhooks
    both = (EventKind.JOINED,)
    records.set_up({"crm": (URL, both), "shop": (URL, both)})
    any_store.subscribers.add(a_newcomer("anna"))
    records.set_up({"crm": (URL, (EventKind.LEFT,))})
    assert [one.name for one in records.states()] == ["crm"]
    any_store.subscribers.add(a_newcomer("bram"))
    assert records.states()[0].waiting == 1
    assert records.claim("shop") is None


def test_a_gone_address_gets_nothing_until_it_is_another(any_store: Store) -> None:
    records = any_store.webhooks
    records.set_up(CRM)
    any_store.subscribers.add(a_newcomer("anna"))
    event = records.claim("crm")
    assert event is not None
    records.note_gone(event, FAILED)
    any_store.subscribers.add(a_newcomer("bram"))
    state = records.states()[0]
    assert (state.waiting, state.gone_at is not None, state.trouble) == (0, True, FAILED)
    records.set_up({"crm": (f"{URL}new", CRM["crm"][1])})
    any_store.subscribers.add(a_newcomer("cleo"))
    state = records.states()[0]
    assert (state.waiting, state.gone_at, state.trouble) == (1, None, None)


def test_a_gone_address_is_called_again_once_a_person_asks_for_it(any_store: Store) -> None:
    records = any_store.webhooks
    records.set_up(CRM)
    any_store.subscribers.add(a_newcomer("anna"))
    event = records.claim("crm")
    assert event is not None
    records.note_gone(event, FAILED)
    assert records.retry("crm") == 0  # what waited was deleted
    any_store.subscribers.add(a_newcomer("bram"))
    state = records.states()[0]
    assert (state.waiting, state.gone_at) == (1, None)
    assert records.claim("crm") is not None


def test_how_a_webhook_fares(any_store: Store) -> None:
    records = any_store.webhooks
    records.set_up(CRM)
    for name in ("anna", "bram"):
        any_store.subscribers.add(a_newcomer(name))
    began = any_store._clock()  # that of the tests
    first = records.claim("crm")
    assert first is not None
    records.note_failed(first, FAILED, None)
    pass_by(any_store, timedelta(minutes=1))
    second = records.claim("crm")
    assert second is not None
    records.note_failed(second, FAILED, LONGEST_RETRY)
    state = records.states()[0]
    assert (state.waiting, state.given_up, state.failing_since) == (1, 1, began)
    assert state.next_at == began + timedelta(minutes=1) + LONGEST_RETRY
    assert records.retry("crm") == 2
    assert records.states()[0].given_up == 0
    again = records.claim("crm")
    assert again is not None
    records.note_delivered(again)
    state = records.states()[0]
    delivered = began + timedelta(minutes=1)
    assert (state.waiting, state.delivered_at) == (1, delivered)
    assert (state.failing_since, state.trouble) == (None, None)
    assert records.clean(began + timedelta(days=90)) == 0


def test_a_machine_with_settings_from_before_changes_no_webhook(any_store: Store) -> None:
    records = any_store.webhooks
    records.set_up({"crm": (f"{URL}new", (EventKind.LEFT,))})
    records.add(CRM)
    records.add({})
    reader = any_store.subscribers.add(a_newcomer("anna"))
    any_store.subscribers.unsubscribe(reader.id)
    event = records.claim("crm")
    assert event is not None
    assert event.kind is EventKind.LEFT
    records.add({"shop": (URL, (EventKind.JOINED,))})
    assert [one.name for one in records.states()] == ["crm", "shop"]


def test_a_dispatch_again_is_told_and_one_of_a_series_is_not(any_store: Store) -> None:
    records = any_store.webhooks
    records.set_up({"crm": (URL, (EventKind.SENT,))})
    readers(any_store, 2)
    first = a_dispatch(any_store)
    settle(any_store, Outcome.REFUSED)
    again = any_store.dispatches.freeze_again(replace(plan_of(first), again_of=first.id))
    assert again is not None
    settle(any_store, Outcome.ACCEPTED)
    any_store.subscribers.add(a_newcomer("anna"))
    series = any_store.dispatches.freeze(replace(plan_of(first, "series00"), newcomers_only=True))
    assert series is not None
    settle(any_store, Outcome.ACCEPTED)
    assert records.release_sent() == 2
    told = [records.claim("crm"), records.claim("crm")]
    keys = ("dispatch", "again_of", "readers", "refused", "skipped")
    assert [[one.data[key] for key in keys] for one in told if one is not None] == [
        [first.id, None, 2, 2, 0],
        [again.id, first.id, 2, 0, 0],
    ]
    assert records.claim("crm") is None


def plan_of(dispatch: Dispatch, key: str = "again000") -> Plan:
    return Plan(
        key=key,
        issue=dispatch.issue,
        edition=dispatch.edition,
        audience=dispatch.audience,
        at=dispatch.frozen_at,
        batch_size=10,
        provider=dispatch.provider,
    )


def settle(store: Store, outcome: Outcome) -> None:
    claim = store.ledger.claim(LEASE, NOW)
    assert claim is not None
    assert store.ledger.ready(claim, b"h" * 32)
    assert store.ledger.note(claim, receipts(claim, outcome=outcome))
