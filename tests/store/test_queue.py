"""The queue, the editions and the inbox: what is kept is what comes back."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select, update

from newsletter.errors import DeskError, StoreError
from newsletter.model.audience import Audience
from newsletter.model.dispatch import Plan
from newsletter.model.hook import Hook
from newsletter.store.inbox import Inbox
from newsletter.store.schema.sending import editions, reports
from newsletter.store.store import Store
from tests.builders.editions import an_edition
from tests.patience import SECONDS
from tests.store.builders import NOW, Clock, a_dispatch, a_store, readers
from tests.store.places import url_of


def approve(store: Store, *issues: int) -> None:
    for issue in issues:
        store.queue.approve(an_edition(issue), audience=Audience(), file_hash=f"file {issue}")
        store.queue.add(issue)


def order(store: Store) -> list[int]:
    assert [one.position for one in store.queue.entries()] == list(
        range(1, len(store.queue.entries()) + 1)
    )
    return [one.issue for one in store.queue.entries()]


def test_approved_issues_queue_up_in_order(any_store: Store) -> None:
    approve(any_store, 3, 1, 2)
    assert order(any_store) == [3, 1, 2]


def test_an_issue_that_is_not_approved_cannot_queue(any_store: Store) -> None:
    with pytest.raises(DeskError, match=r"issue-not-approved .issue=4"):
        any_store.queue.add(4)


def test_approving_again_keeps_the_place_and_takes_the_new_edition(any_store: Store) -> None:
    approve(any_store, 1, 2)
    again = any_store.queue.approve(
        an_edition(1, "Een ander woord"),
        audience=Audience("rust"),
        file_hash="new",
        send_at=NOW + timedelta(days=3),
    )
    assert (again.position, again.audience, again.file_hash) == (1, Audience("rust"), "new")
    assert any_store.queue.approval(1) == again
    assert any_store.editions.get(again.edition).title == "Een ander woord"
    assert again.send_at == NOW + timedelta(days=3)


def test_a_pin_changes_the_moment_and_the_file_that_was_approved_and_nothing_else(
    any_store: Store,
) -> None:
    approve(any_store, 1, 2)
    before, other = any_store.queue.entries()
    at = NOW + timedelta(days=3)
    assert any_store.pins.put(1, at, was="file 1", becomes="with the moment")
    pinned = replace(before, send_at=at, file_hash="with the moment")
    assert any_store.queue.entries() == (pinned, other)
    # of a file that was changed since its approval the hash stays, so that the list still says so
    assert any_store.pins.put(1, None, was="changed", becomes="changed and without the moment")
    assert any_store.queue.entries() == (replace(pinned, send_at=None), other)


def test_only_a_queued_issue_can_be_pinned(any_store: Store) -> None:
    approve(any_store, 1)
    any_store.queue.remove(1)
    before = any_store.queue.approval(1)
    assert not any_store.pins.put(1, NOW, was="file 1", becomes="other")
    assert not any_store.pins.put(9, NOW, was="file 1", becomes="other")
    assert any_store.queue.approval(1) == before


def test_withdrawing_takes_the_issue_out_and_the_rest_moves_up(any_store: Store) -> None:
    approve(any_store, 1, 2, 3)
    assert any_store.queue.withdraw(2)
    assert not any_store.queue.withdraw(2)
    assert order(any_store) == [1, 3]
    assert any_store.queue.approval(2) is None


def test_taking_out_leaves_it_approved(any_store: Store) -> None:
    approve(any_store, 1)
    assert any_store.queue.remove(1)
    assert not any_store.queue.remove(1)
    assert any_store.queue.approval(1).position is None


def test_a_dispatched_issue_leaves_the_queue_and_cannot_come_back(any_store: Store) -> None:
    readers(any_store, 1)
    approve(any_store, 1, 2)
    a_dispatch(any_store, issue=1, slot=date(2026, 3, 1))
    assert order(any_store) == [2]
    for attempt in (any_store.queue.add, any_store.queue.withdraw):
        with pytest.raises(DeskError, match="issue-dispatched-already"):
            attempt(1)


def test_skipped_days_are_kept_and_given_back(any_store: Store) -> None:
    any_store.queue.skip(date(2026, 3, 8))
    any_store.queue.skip(date(2026, 3, 8))
    any_store.queue.skip(date(2026, 3, 1))
    assert any_store.queue.skipped() == (date(2026, 3, 1), date(2026, 3, 8))
    assert any_store.queue.unskip(date(2026, 3, 1))
    assert not any_store.queue.unskip(date(2026, 3, 1))


def test_days_that_are_skipped_together_know_it_and_the_others_do_not(any_store: Store) -> None:
    first, second, third = (date(2026, 3, day) for day in (1, 8, 15))
    any_store.queue.skip(second)
    any_store.absences.skip([first, second])
    any_store.absences.skip([third])
    assert any_store.absences.by_day() == {first: 1, second: None, third: 2}
    assert any_store.queue.skipped() == (first, second, third)


def test_a_missed_slot_is_missed_once_and_waits_for_the_editor(any_store: Store) -> None:
    approve(any_store, 1, 2)
    assert any_store.queue.miss(date(2026, 3, 8), 1)
    assert not any_store.queue.miss(date(2026, 3, 8), 2)
    (missed,) = any_store.queue.missed()
    assert (missed.day, missed.issue) == (date(2026, 3, 8), 1)
    assert order(any_store) == [2]
    any_store.queue.add(1)
    assert any_store.queue.missed() == ()


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["add", "move", "remove"]), st.integers(1, 5), st.integers(-2, 9)
        ),
        max_size=12,
    )
)
def test_the_order_is_always_a_list_without_gaps(tmp_path_factory, steps) -> None:
    store = a_store(url_of("sqlite, wal", tmp_path_factory.mktemp("queue")))
    approve(store, 1, 2, 3, 4, 5)
    expected = [1, 2, 3, 4, 5]
    for step, issue, position in steps:
        if step == "add":
            store.queue.add(issue)
            expected += [issue] if issue not in expected else []
        elif step == "remove":
            assert store.queue.remove(issue) == (issue in expected)
            expected = [one for one in expected if one != issue]
        elif issue in expected:
            store.queue.move(issue, position)
            expected.remove(issue)
            expected.insert(max(0, position - 1), issue)
        else:
            with pytest.raises(DeskError, match="issue-not-queued"):
                store.queue.move(issue, position)
        assert order(store) == expected
    store.close()


def test_an_edition_that_was_altered_is_not_sent(any_store: Store) -> None:
    kept = any_store.editions.keep(an_edition())
    assert any_store.editions.keep(an_edition()) == kept
    with any_store.database.write() as connection:
        connection.execute(update(editions).values(json=editions.c.json.concat(" ")))
    any_store.editions.get(kept)  # white space is no alteration
    with any_store.database.write() as connection:
        storm = func.replace(editions.c.json, "Stilte", "Storm")
        connection.execute(update(editions).values(json=storm))
    with pytest.raises(StoreError, match="edition-altered"):
        any_store.editions.get(kept)
    with pytest.raises(StoreError, match="edition-missing"):
        any_store.editions.get("0" * 64)


def test_a_call_comes_in_once_and_is_read_once(any_store: Store) -> None:
    hook = Hook({"content-type": "application/json"}, b'{"a": "\xc3\xa9"}', {"k": "v"})
    assert any_store.inbox.keep("mailgun", "token", hook)
    assert not any_store.inbox.keep("mailgun", "token", hook)
    assert any_store.inbox.keep("postmark", "token", hook)
    first, second = any_store.inbox.unread()
    assert (first.provider, first.hook) == ("mailgun", hook)
    any_store.inbox.note_read([(first, ""), (second, "an odd event")])
    assert any_store.inbox.unread() == ()
    assert any_store.inbox.troubled() == ((second, "an odd event"),)
    assert any_store.inbox.clean(NOW + timedelta(days=1)) == 1


def test_of_old_calls_the_newest_of_each_provider_stays_without_its_content(
    any_store: Store,
) -> None:
    inbox = any_store.inbox
    for provider, key in (("mailgun", "1"), ("mailgun", "2"), ("mailgun", "odd"), ("ses", "3")):
        assert inbox.keep(provider, key, Hook({}, key.encode()))
    inbox.note_read([(call, call.hook.body.decode() * (call.id == 3)) for call in inbox.unread()])
    assert inbox.clean(NOW + timedelta(days=1)) == 2
    assert (inbox.newest("mailgun"), inbox.newest("ses"), inbox.troubled()) == (NOW, NOW, ())
    with any_store.database.read() as connection:
        kept = connection.execute(select(reports.c.replay_key, reports.c.body)).all()
    assert [(key, bytes(body)) for key, body in kept] == [("2", b""), ("3", b"")]


def test_a_call_does_not_wait_for_long_while_the_database_is_locked_and_is_known_when_repeated(
    store: Store,
) -> None:
    hurried = Inbox(store.database, Clock(), patience=timedelta(0))
    with store.database.write(), ThreadPoolExecutor(3) as pool:
        made = [pool.submit(hurried.keep, "mailgun", key, Hook({}, b"{}")) for key in ("1", "2")]
        for one in made:
            with pytest.raises(StoreError, match="report-not-kept"):
                one.result(SECONDS)
    for key in ("1", "2"):
        store.inbox.keep("mailgun", key, Hook({}, b"{}"))
    assert len(store.inbox.unread()) == 2


def test_calls_that_no_longer_wait_cost_a_locked_database_nothing(store: Store) -> None:
    hurried = Inbox(store.database, Clock(), patience=timedelta(0))
    begun: list[object] = []
    event.listen(store.database.engine, "begin", begun.append)
    with store.database.write(), ThreadPoolExecutor(3) as pool:
        made = [pool.submit(hurried.keep, "mailgun", str(key), Hook({}, b"{}")) for key in range(9)]
        assert all(isinstance(one.exception(SECONDS), StoreError) for one in made)
    store.close()  # waits for what the inbox still does
    assert len(begun) <= 2  # this test's, and that of the call that was being stored


def test_an_issue_that_left_the_queue_since_it_was_planned_takes_no_slot(any_store: Store) -> None:
    readers(any_store, 1)
    approve(any_store, 1)
    approval = any_store.queue.approval(1)
    assert approval is not None
    plan = Plan(
        key="key00001",
        issue=1,
        edition=approval.edition,
        audience=Audience(),
        at=NOW,
        batch_size=10,
        provider="fake",
        slot=date(2026, 3, 1),
    )
    any_store.queue.remove(1)
    assert any_store.dispatches.freeze(plan) is None
    any_store.queue.add(1)
    assert any_store.dispatches.freeze(plan) is not None
