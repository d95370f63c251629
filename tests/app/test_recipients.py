"""Who is in which state of a dispatch, and whom a letter did not reach and why."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.app import Newsletter
from newsletter.app.recipients import UnreachedGroup
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.audience import SuppressionReason
from newsletter.model.delivery import ReportKind
from newsletter.model.dispatch import NOTICES, DeliveryState
from tests.app.builders import SetClock, a_publication
from tests.app.dispatching import (
    BY_TWO,
    STEPS,
    accept,
    cancel,
    doubt,
    frozen,
    hold,
    refuse,
    report,
)
from tests.store.builders import NOW


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return a_publication(tmp_path / "own", clock, BY_TWO)


def causes(app: Newsletter, *, is_exact: bool = True) -> dict[str, tuple[int, list[int]]]:
    """How many a letter did not reach for each cause, and the first of them."""
    found = app.desk.dispatch_views.recipients.unreached(1, is_exact=is_exact).groups
    assert len({(one.state, one.why) for one in found}) == len(found)
    return {
        one.why or one.state.value: (one.count, [each.subscriber for each in one.people])
        for one in found
    }


def leave(app: Newsletter) -> None:
    """Readers 3, 5, 7 and 9 are left out, each for a reason of their own."""
    store = app.container.store
    three = store.subscribers.find(3)
    assert three is not None
    store.suppressions.add(three.address, SuppressionReason.MANUAL, "asked")
    app.people.unsubscribe("lezer5@example.org")
    store.subscribers.pause(7, app.container.now() + timedelta(days=30))
    if store.subscribers.find(9) is not None:
        app.people.forget("9")


# in one state


def test_people_are_listed_by_a_hundred_in_the_order_of_their_numbers(app: Newsletter) -> None:
    frozen(app, readers=[f"lezer{number}" for number in range(1, 104)])
    for _ in range(51):
        accept(app)
    views = app.desk.dispatch_views.recipients
    first = views.page(1, DeliveryState.ACCEPTED)
    assert len(first.people) == 100
    numbers = [one.subscriber for one in first.people]
    assert numbers == sorted(numbers)
    assert first.following == numbers[-1]
    rest = views.page(1, DeliveryState.ACCEPTED, after=first.following)
    assert (len(rest.people), rest.following) == (2, None)
    assert len(views.page(1, DeliveryState.QUEUED).people) == 1


def test_of_whom_it_was_refused_it_is_said_why(app: Newsletter) -> None:
    frozen(app, readers=["anna", "bram"])
    claim_words = "the box is full"
    refuse(app)
    with app.container.store.database.write() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET detail = ?", (claim_words,))
    page = app.desk.dispatch_views.recipients.page(1, DeliveryState.REFUSED)
    assert set(page.reasons.values()) == {Message.in_own_words(claim_words)}


def test_who_left_in_time_is_listed_as_left_out(app: Newsletter) -> None:
    frozen(app, readers=["anna", "bram"])
    [anna, _] = app.container.store.subscribers.page(limit=2)
    app.container.store.suppressions.add(anna.address, SuppressionReason.MANUAL, "asked")
    accept(app)
    [left] = app.desk.dispatch_views.recipients.page(1, DeliveryState.SKIPPED).people
    assert left.subscriber == anna.id


# whom it did not reach


def test_whom_a_letter_did_not_reach_is_told_by_cause_with_the_first_of_them(
    app: Newsletter,
) -> None:
    frozen(app)
    leave(app)
    for step in (accept, accept, accept, refuse, hold):
        step(app)
    report(app, ReportKind.BOUNCED)
    assert causes(app) == {
        "bounced": (1, [1]),
        "refused": (1, [8]),
        "held": (1, [10]),
        "skipped-unsubscribed": (1, [5]),
        "skipped-paused": (1, [7]),
        "skipped-suppressed": (1, [3]),
        "skipped-erased": (1, [9]),
    }
    page = app.desk.dispatch_views.recipients.unreached(1)
    assert page.missed == 6, "of one it is not certain"


def test_what_was_stopped_is_one_cause_next_to_those_who_left_before(app: Newsletter) -> None:
    frozen(app, readers=[f"lezer{number}" for number in range(1, 61)])
    leave(app)
    for step in (accept, accept, accept, doubt, cancel):
        step(app)
    found = causes(app)
    assert found["skipped-unsubscribed"] == (1, [5])
    assert found["skipped-cancelled"] == (52, list(range(9, 34)))
    recipients = app.desk.dispatch_views.recipients
    stopped = recipients.page(1, DeliveryState.SKIPPED, why="skipped-cancelled", after=33)
    assert [one.subscriber for one in stopped.people] == list(range(34, 61))
    assert len(recipients.page(1, DeliveryState.SKIPPED, why="anything").people) == 55


def test_a_reason_of_another_version_is_a_cause_of_its_own(app: Newsletter) -> None:
    frozen(app)
    leave(app)
    for _ in range(5):
        accept(app)
    with app.container.store.database.write() as connection:
        for reader, words in ((3, Message("skipped-otherwise").to_text()), (5, None), (7, "full")):
            connection.exec_driver_sql(
                "UPDATE deliveries SET detail = ? WHERE subscriber = ?", (words, reader)
            )
    assert causes(app) == {"skipped": (3, [3, 5, 7]), "skipped-erased": (1, [9])}
    *_, others = app.desk.dispatch_views.recipients.unreached(1).groups
    assert others.reasons[7] == Message.in_own_words("full")


def test_those_who_may_not_know_who_reads_see_numbers_alone(app: Newsletter) -> None:
    frozen(app)
    leave(app)
    for step in (accept, accept, accept, refuse):
        step(app)
    page = app.desk.dispatch_views.recipients.unreached(1, is_exact=False)
    assert page.groups == (UnreachedGroup(state=DeliveryState.REFUSED, count=1),)
    assert page.line.row == app.dispatches.show(1, is_exact=False)


def test_of_the_notices_and_of_no_dispatch_there_is_none(app: Newsletter) -> None:
    recipients = app.desk.dispatch_views.recipients
    for number in (NOTICES, 99):
        with pytest.raises(DeskError, match="dispatch-unknown"):
            recipients.unreached(number)
        with pytest.raises(DeskError, match="dispatch-unknown"):
            recipients.page(number, DeliveryState.REFUSED)


@settings(max_examples=15, deadline=None)
@given(steps=st.lists(st.sampled_from([*sorted(STEPS), "go"]), max_size=8), is_exact=st.booleans())
def test_with_those_who_got_it_and_those_to_whom_it_goes_the_causes_sum_to_the_audience(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str], is_exact: bool
) -> None:
    app = a_publication(tmp_path_factory.mktemp("own"), SetClock(NOW), BY_TWO)
    frozen(app)
    for step in steps:
        (STEPS | {"go": leave})[step](app)
        page = app.desk.dispatch_views.recipients.unreached(1, is_exact=is_exact)
        out = page.line.outcomes
        told = sum(one.count for one in page.groups)
        assert told + out.arrived + out.to_go == page.line.row.audience
        assert told == page.missed + out.doubtful
        for one in page.groups:
            assert len(one.people) == (min(one.count, 25) if is_exact else 0)


# and what followed


def test_of_many_later_sendings_the_first_are_named_with_a_sign_that_there_are_more(
    app: Newsletter,
) -> None:
    frozen(app, readers=[f"lezer{number}" for number in range(1, 21)])
    for number in range(1, 8):
        accept(app)
        app.dispatches.cancel(number)
        assert app.approvals.approve("1", offline=True).done
        app.dispatches.dispatcher.stop()
        app.dispatches.start("1")
        del app.dispatches.dispatcher
    recipients = app.desk.dispatch_views.recipients
    page, following = recipients.unreached(1), recipients.unreached(3)
    assert [one.id for one in page.later] == [2, 3, 4, 5, 6]
    assert page.has_more
    assert [one.id for one in following.later] == [4, 5, 6, 7, 8]
    assert not following.has_more
