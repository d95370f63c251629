"""What is shown of the queue in the minute before an issue is sent that an editor sends now."""

from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from newsletter.editorial.expectation import expect
from newsletter.editorial.schedule import plan_queue
from tests.editorial.test_schedule import (
    FIRST,
    SECOND,
    TUESDAY,
    Publication,
    a_calendar,
    at,
    dates,
    on_hold,
    publications,
    queue,
)

A_MINUTE = timedelta(minutes=1)


def test_the_others_move_up_and_the_issue_has_the_moment_of_its_start() -> None:
    now, start = TUESDAY, TUESDAY + A_MINUTE
    expected = expect(queue(1, 2, 3), a_calendar(now), {1: start})
    assert dates(expected.schedule) == {2: FIRST, 3: SECOND}
    assert expected.moments[1] == start
    assert [one.issue for one in expected.entries] == [2, 3]


@pytest.mark.parametrize(("seconds", "is_leaving"), [(59, False), (61, True)])
def test_an_issue_whose_slot_comes_before_its_start_keeps_it(
    seconds: int, is_leaving: bool
) -> None:
    slot = at(3, 8)
    now = slot - timedelta(seconds=seconds)
    expected = expect(queue(1, 2), a_calendar(now), {1: now + A_MINUTE})
    assert dict(expected.leaving) == ({1: now + A_MINUTE} if is_leaving else {})
    assert dates(expected.schedule) == ({2: FIRST} if is_leaving else {1: FIRST, 2: SECOND})


def test_an_issue_that_waits_for_its_release_leaves_at_its_start() -> None:
    now = at(3, 8, 9)
    expected = expect(queue(1, since=TUESDAY), on_hold(now), {1: now + A_MINUTE})
    assert expected.moments == {1: now + A_MINUTE}


def test_a_start_of_an_issue_that_is_not_queued_changes_nothing() -> None:
    expected = expect(queue(1, 2), a_calendar(), {7: TUESDAY})
    assert expected.schedule == plan_queue(queue(1, 2), a_calendar())
    assert expected.leaving == {}


@settings(max_examples=200)
@given(publications(), st.data())
def test_what_is_expected_of_the_others_is_what_is_planned_once_it_has_left(
    drawn: tuple[Publication, datetime], data: st.DataObject
) -> None:
    publication, now = drawn
    assume(publication.entries)
    issue = data.draw(st.sampled_from([one.issue for one in publication.entries]))
    start = now + A_MINUTE
    before = publication.schedule(now)
    calendar = publication.calendar(now, frozenset(publication.taken))
    expected = expect(publication.entries, calendar, {issue: start})
    if issue not in expected.leaving:
        assert any(one.issue == issue for one in (*before.due, *before.coming))
        assert before.moments[issue] <= start
        return
    assert expected.leaving == {issue: start}
    publication.entries = [one for one in publication.entries if one.issue != issue]
    after = publication.schedule(start)
    passed = [one for plan in (expected.schedule, after) for one in (*plan.due, *plan.held)]
    assume(not passed)  # no slot comes in that minute, and none is given up in it
    assert expected.schedule.moments == after.moments
