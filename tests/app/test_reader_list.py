"""Readers in figures without names, in a list, and one by one with all their data."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.app import Newsletter
from newsletter.app.reader_list import ReaderPage
from newsletter.errors import DeskError
from newsletter.model.audience import Standing, SuppressionReason
from tests.app.builders import SAID, SetClock, a_publication

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def joined(app: Newsletter, *names: str) -> list[int]:
    """Readers of these names, with their numbers."""
    for name in names:
        app.people.add(f"{name}@example.org", first_name=name.title(), statement=SAID)
    return [
        one.id
        for one in app.container.store.subscribers.page()
        if str(one.address).partition("@")[0] in names
    ]


def test_without_readers_every_figure_is_nought(app: Newsletter) -> None:
    figures = app.desk.readers.figures()
    assert (figures.readers, figures.paused, figures.joined, figures.left, figures.gone) == (0,) * 5
    assert len(figures.weeks) == 26
    assert {week.readers for week in figures.weeks} == {0}


def test_growth_is_told_by_week_and_the_last_week_has_the_readers_of_now(
    app: Newsletter, clock: SetClock
) -> None:
    clock.go_to(MONDAY)
    anna, _ = joined(app, "anna", "bram")
    clock.pass_by(days=7)
    joined(app, "cleo")
    app.readers.unsubscribe.end(anna, "editor")
    clock.pass_by(days=7)
    figures = app.desk.readers.figures()
    assert [(one.monday, one.joined, one.left, one.readers) for one in figures.weeks[-4:]] == [
        (date(2026, 2, 23), 0, 0, 0),
        (date(2026, 3, 2), 2, 0, 2),
        (date(2026, 3, 9), 1, 1, 2),
        (date(2026, 3, 16), 0, 0, 2),
    ]
    assert (figures.readers, figures.joined, figures.left) == (2, 3, 1)


def test_who_was_erased_still_counts_and_leaves_once(app: Newsletter, clock: SetClock) -> None:
    clock.go_to(MONDAY)
    anna, bram = joined(app, "anna", "bram")
    app.readers.unsubscribe.end(anna, "page")
    clock.pass_by(days=35)
    for number in (anna, bram):
        app.people.forget(str(number))
    figures = app.desk.readers.figures()
    assert (figures.readers, figures.left) == (0, 1)  # Anna had left a month before
    assert [one.readers for one in figures.weeks[-6:]] == [1, 1, 1, 1, 1, 0]


def test_a_month_begins_at_midnight_of_the_publication(app: Newsletter, clock: SetClock) -> None:
    clock.go_to(datetime(2026, 3, 31, 21, 30, tzinfo=UTC))
    joined(app, "anna")
    clock.go_to(datetime(2026, 3, 31, 22, 30, tzinfo=UTC))  # 1 April, 00:30
    joined(app, "bram")
    assert app.desk.readers.figures().joined == 1


def test_who_pauses_is_a_reader_and_a_bounced_address_is_gone(
    app: Newsletter, clock: SetClock
) -> None:
    anna, bram = joined(app, "anna", "bram")
    store = app.container.store
    store.subscribers.pause(anna, clock() + timedelta(days=30))
    store.suppressions.add(app.desk.readers.one(bram).who.address, SuppressionReason.BOUNCED)
    figures = app.desk.readers.figures()
    assert (figures.readers, figures.paused, figures.gone) == (2, 1, 1)
    lines = app.desk.readers.page().lines
    assert [(one.is_paused, one.suppressed) for one in lines] == [
        (True, None),
        (False, SuppressionReason.BOUNCED),
    ]
    clock.pass_by(days=31)
    assert app.desk.readers.figures().paused == 0


def test_the_list_goes_on_after_fifty(app: Newsletter) -> None:
    joined(app, *(f"lezer{number}" for number in range(51)))
    first = app.desk.readers.page()
    assert (len(first.lines), first.count, first.after) == (50, 51, first.lines[-1].number)
    assert first.after is not None
    last = app.desk.readers.page(after=first.after)
    assert [one.address for one in last.lines] == ["lezer50@example.org"]
    assert (last.count, last.after) == (51, None)


def test_readers_are_found_by_part_of_address_or_name_standing_and_tag(app: Newsletter) -> None:
    anna, _bram = joined(app, "anna", "bram")
    app.readers.unsubscribe.end(anna, "editor")
    app.people.add("c@example.org", first_name="Annabel", tags=["rust"], statement=SAID)
    readers = app.desk.readers

    def names(page: ReaderPage) -> list[str]:
        assert page.count == len(page.lines)
        return [one.address.partition("@")[0] for one in page.lines]

    assert names(readers.page(search="ANNA")) == ["anna", "c"]
    assert names(readers.page(search="%")) == []
    assert names(readers.page(standing=Standing.UNSUBSCRIBED)) == ["anna"]
    assert names(readers.page(tag="rust")) == ["c"]
    assert names(readers.page(tag="rust", search="bram")) == []
    assert readers.tags() == ("rust",)


def test_one_reader_has_what_they_would_see_of_themselves(app: Newsletter, clock: SetClock) -> None:
    [anna] = joined(app, "anna")
    store = app.container.store
    store.replies.keep("x", sender="ANNA@example.org", subject="Dank", text="Mooi")
    one = app.desk.readers.one(anna)
    assert [(consent.kind, consent.wording) for consent in one.consents] == [
        ("added by the editor", SAID)
    ]
    assert [(mail.subject, mail.at) for mail in one.mails] == [("Dank", clock())]
    assert (one.letters, one.suppression, one.why_kept) == ((), None, None)
    store.suppressions.add(one.who.address, SuppressionReason.COMPLAINED)
    why = app.desk.readers.one(anna).why_kept
    assert why is not None
    assert why.code == "suppression-after-complaint"


@pytest.mark.parametrize("number", [0, -1, 77, 1 << 31, 10**30])
def test_nobody_has_a_number_that_was_never_given(app: Newsletter, number: int) -> None:
    with pytest.raises(DeskError) as never:
        app.desk.readers.one(number)
    [anna] = joined(app, "anna")
    app.people.forget(str(anna))
    with pytest.raises(DeskError) as erased:
        app.desk.readers.one(anna)
    assert never.value.message == erased.value.message


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("join", "leave", "return", "erase", "wait")),
        st.integers(min_value=0, max_value=3),
    ),
    max_size=25,
)


@settings(max_examples=25, deadline=None)
@given(steps=STEPS)
def test_whatever_readers_do_the_weeks_add_up_to_the_readers_of_now(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    clock = SetClock(MONDAY)
    app = a_publication(tmp_path_factory.mktemp("own") / "own", clock)
    people = app.container.store.subscribers
    for act, which in steps:
        name = f"r{which}"
        found = [one for one in people.page() if str(one.address).startswith(name)]
        if act == "wait":
            clock.pass_by(days=3 * which + 1)
        elif act == "join" and not found and not _is_barred(app, name):
            joined(app, name)
        elif found and act == "leave":
            people.unsubscribe(found[0].id)
        elif found and act == "return":
            people.confirm(found[0].id)
        elif found and act == "erase":
            people.erase(found[0].id)
    figures = app.desk.readers.figures()
    now = [one for one in people.page() if one.standing is Standing.CONFIRMED]
    assert figures.readers == figures.weeks[-1].readers == len(now)
    assert all(week.readers >= 0 for week in figures.weeks)
    pairs = zip(figures.weeks, figures.weeks[1:], strict=False)
    assert all(two.readers == one.readers + two.joined - two.left for one, two in pairs)
    assert figures.weeks[0].readers == figures.weeks[0].joined - figures.weeks[0].left


def _is_barred(app: Newsletter, name: str) -> bool:
    from newsletter.audience.addresses import parse

    return app.container.store.suppressions.is_suppressed(parse(f"{name}@example.org"))
