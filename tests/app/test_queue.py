"""What the queue answers the editor, as values."""

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.audience import Audience
from tests.app.builders import A_SATURDAY, SetClock, a_publication, clock_of, with_issues_approved

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FIRST, SECOND, THIRD = (datetime(2026, 3, day, 8, tzinfo=AMSTERDAM) for day in (8, 15, 22))


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app)
    return app


def refused(error: DeskError) -> tuple[str, dict[str, object]]:
    return error.code, dict(error.data)


def test_an_issue_that_is_moved_or_added_goes_at_the_moment_that_is_answered(
    app: Newsletter,
) -> None:
    assert app.queue.move("3", 1) == Message("issue-goes-at", issue=3, at=FIRST)
    assert app.queue.remove("1") == Message("issue-out-of-queue", issue=1)
    assert app.queue.add("1") == Message("issue-goes-at", issue=1, at=THIRD)


def test_no_issue_is_put_before_one_whose_moment_has_come(app: Newsletter, clock: SetClock) -> None:
    clock.go_to(FIRST + timedelta(seconds=5))
    with pytest.raises(DeskError) as error:
        app.queue.move("3", 1)
    assert error.value.code == "issue-before-being-sent"
    assert [row.number for row in app.queue.rows()] == [1, 2, 3]


def test_an_issue_that_moves_forward_takes_no_slot_that_passed(
    app: Newsletter, clock: SetClock
) -> None:
    clock.go_to(FIRST)
    app.approvals.withdraw("1")
    assert app.approvals.approve("1", offline=True).done  # at the slot, and so too late for it
    app.container.store.queue.move(1, 1)
    clock.go_to(FIRST + timedelta(days=2))  # nobody was awake, and the grace is over
    assert [row.number for row in app.queue.rows()] == [1, 2, 3]
    assert app.queue.move("2", 1) == Message("issue-goes-at", issue=2, at=SECOND)
    assert app.queue.due() == ()


def test_without_slots_an_issue_is_queued_for_no_moment(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app, issues=["1"])
    file = tmp_path / "own" / "newsletter.toml"
    text = file.read_text("utf-8")
    assert 'slots = ["sun 08:00"]' in text
    file.write_text(text.replace('slots = ["sun 08:00"]', "slots = []"), "utf-8")
    app = a_publication(tmp_path / "own", SetClock())
    assert app.queue.add("1") == Message("issue-goes-at-no-slot", issue=1)
    assert app.queue.rows()[0].notes == (Message("why-no-slots"),)


def test_a_skipped_date_moves_the_rest_until_it_is_taken_back(app: Newsletter) -> None:
    sunday = date(2026, 3, 15)
    assert app.queue.skip("2026-03-15") == Message("date-skipped", day=sunday)
    assert app.queue.rows()[1].goes_at == THIRD
    assert app.queue.skip("2026-03-15", back=True) == Message("date-free-again", day=sunday)
    assert app.queue.rows()[1].goes_at == SECOND
    with pytest.raises(DeskError) as error:
        app.queue.skip("2026-03-15", back=True)
    assert refused(error.value) == ("date-not-skipped", {"day": sunday})


@pytest.mark.parametrize(
    ("day", "refusal"),
    [
        ("next week", ("date-unreadable", {"text": "next week"})),
        ("2026-03-01", ("date-without-slot", {"day": date(2026, 3, 1)})),
        ("2026-03-16", ("date-without-slot", {"day": date(2026, 3, 16)})),
    ],
    ids=["no date", "past", "a Monday"],
)
def test_a_date_that_nothing_can_be_skipped_on_is_refused(
    app: Newsletter, day: str, refusal: tuple[str, dict[str, object]]
) -> None:
    with pytest.raises(DeskError) as error:
        app.queue.skip(day)
    assert refused(error.value) == refusal


def test_an_issue_that_is_not_there_is_refused(app: Newsletter) -> None:
    app.queue.remove("1")
    for attempt in (lambda: app.queue.remove("1"), lambda: app.queue.move("1", 2)):
        with pytest.raises(DeskError) as error:
            attempt()
        assert refused(error.value) == ("issue-not-queued", {"issue": 1})
    app.approvals.withdraw("1")
    with pytest.raises(DeskError) as error:
        app.queue.add("1")
    assert refused(error.value) == ("issue-not-approved", {"issue": 1})


@pytest.mark.parametrize("ref", ["²", "einde", "-1", ""])
def test_what_names_no_issue_is_refused(app: Newsletter, ref: str) -> None:
    with pytest.raises(DeskError, match="issue-unknown"):
        app.queue.move(ref, 1)


def test_an_issue_that_went_out_is_refused(app: Newsletter) -> None:
    app.dispatches.start("1")
    with pytest.raises(DeskError) as error:
        app.queue.add("1")
    assert refused(error.value) == ("issue-dispatched-already", {"issue": 1})


@pytest.fixture(scope="module")
def three_approved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("queue") / "own"
    app = a_publication(folder, SetClock(A_SATURDAY))
    with_issues_approved(app)
    app.close()
    return folder


HOURS = st.integers(0, 20 * 24).map(lambda hours: timedelta(hours=hours))


@settings(max_examples=8, deadline=None)
@given(
    pins=st.lists(st.none() | HOURS, min_size=3, max_size=3),
    skipped=st.none() | HOURS,
    visits=st.lists(st.integers(1, 120), min_size=2, max_size=5),
)
def test_what_the_lists_and_the_reminders_show_is_what_a_round_starts(
    three_approved: Path,
    tmp_path_factory: pytest.TempPathFactory,
    pins: list[timedelta | None],
    skipped: timedelta | None,
    visits: list[int],
) -> None:
    folder = tmp_path_factory.mktemp("copy") / "own"
    shutil.copytree(three_approved, folder)
    clock = SetClock(A_SATURDAY)
    app = a_publication(folder, clock)
    for entry, pin in zip(app.container.store.queue.entries(), pins, strict=True):
        app.container.store.queue.approve(
            app.container.store.editions.get(entry.edition),
            audience=entry.audience,
            file_hash=entry.file_hash,
            send_at=None if pin is None else A_SATURDAY + pin,
        )
    if skipped is not None:
        app.container.store.queue.skip((A_SATURDAY + skipped).date())
    for hours in visits:
        clock.pass_by(hours=hours)
        shown = {row.number: row.goes_at for row in app.queue.rows()}
        assert shown.items() <= {row.number: row.goes_at for row in app.issue_list.rows()}.items()
        goes = {issue: at for issue, at in shown.items() if at is not None}
        reminded = {one.issue: one.at for _, one in app.queue.coming(timedelta(days=60)) if one}
        assert reminded == {issue: at for issue, at in goes.items() if at > clock.at}
        app.close()
        app = a_publication(folder, clock)  # as after a restart
        started = []
        while (dispatch := app.dispatches.start_due()) is not None:
            started.append(dispatch.issue)
        assert started == sorted(goes.keys() - reminded.keys(), key=lambda issue: goes[issue])
        assert {row.number: row.goes_at for row in app.queue.rows()}.items() <= shown.items()
    app.close()


def test_an_issue_that_cannot_go_does_not_hold_up_the_next_one_that_is_due(
    app: Newsletter,
) -> None:
    store = app.container.store
    before, after = FIRST.replace(hour=23), FIRST + timedelta(hours=17)
    audiences = (Audience("nobody"), Audience())
    for entry, at, audience in zip(store.queue.entries(), (before, after), audiences, strict=False):
        edition = store.editions.get(entry.edition)
        store.queue.approve(edition, audience=audience, file_hash="", send_at=at)
    clock_of(app).go_to(after + timedelta(hours=1))
    dispatch = app.dispatches.start_due()
    assert dispatch is not None
    assert dispatch.issue == 2
    assert app.dispatches.start_due() is None
    assert app.queue.rows()[0].goes_at == before
