"""A rehearsal is the whole dispatch, of which nothing leaves and by which nothing is changed."""

import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from newsletter.app import Newsletter, rehearsals
from newsletter.app.rehearsals import Rehearsals
from newsletter.delivery.stand_in import RehearsalProvider
from newsletter.errors import DeskError
from newsletter.locale.speech import say
from newsletter.message import Message
from newsletter.model.audience import Exclusion, Rhythm
from newsletter.model.delivery import Batch, CallForm, Capabilities, Recipient
from newsletter.model.dispatch import DeliveryState
from newsletter.model.editor import Role
from newsletter.store.metadata import HOLD
from newsletter.store.schema.all_tables import metadata
from tests.app.builders import (
    A_SATURDAY,
    SETTLED,
    SetClock,
    a_publication,
    outbox,
    with_issues_approved,
)
from tests.builders.editions import an_edition
from tests.store.builders import an_address, with_the_welcome

READERS = [f"lezer{number}" for number in range(1, 11)]
POSTMARK = SETTLED.replace('name = "smtp"', 'name = "postmark"').replace(
    '[provider.smtp]\nhost = "127.0.0.1"\nport = 9\nsecurity = "none"\n', "{}"
)


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    """Ten readers, of whom some do not get the next letter, and one approved letter."""
    app = a_publication(tmp_path / "own", SetClock(), "[dispatch]\nbatch_size = 3\n")
    with_issues_approved(app, READERS, ["1"])
    store = app.container.store
    app.people.unsubscribe("lezer2@example.org")
    app.people.suppress("lezer3@example.org", "asked")
    store.subscribers.pause(4, app.container.now() + timedelta(days=90))
    return app


def everything(app: Newsletter) -> dict[str, list[object]]:
    with app.container.store.database.read() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table)).all()]
            for table in metadata.sorted_tables
        }


def test_every_letter_is_made_and_everybody_else_has_a_reason(app: Newsletter) -> None:
    done = Rehearsals.of(app).rehearse("1")
    assert (done.audience, done.made, done.calls, done.is_whole) == (7, 7, 3, True)
    assert done.left_out == {
        Exclusion.UNSUBSCRIBED: 1,
        Exclusion.SUPPRESSED: 1,
        Exclusion.PAUSED: 1,
    }
    assert done.everybody == 10
    assert [number for number, _ in done.people[Exclusion.PAUSED]] == [4]
    assert 10 < done.kilobytes < 102
    assert done.obstacles == ()


def test_it_says_what_the_dispatch_then_does(app: Newsletter) -> None:
    done = Rehearsals.of(app).rehearse("1")
    row = app.dispatches.start("1")
    assert (row.audience, dict(row.counts)) == (done.audience, {DeliveryState.ACCEPTED: done.made})


def test_nothing_leaves_and_no_row_and_no_file_is_changed(
    app: Newsletter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    folder = app.container.folder
    app.container.store.dispatches.latest()
    before, journal = everything(app), app.container.journal.read_bytes()
    files = sorted(folder.rglob("*"))
    seen: list[tuple[int, int]] = []
    Rehearsals.of(app).rehearse("1", follow=lambda made, every: seen.append((made, every)))
    Rehearsals.of(app).at_desk(1, is_exact=True)
    assert seen == [(3, 7), (6, 7), (7, 7)]
    assert everything(app) == before
    assert app.container.journal.read_bytes() == journal
    assert sorted(folder.rglob("*")) == files
    assert outbox(app) == []
    assert "dispatch begun" not in caplog.text


def test_other_mail_that_waits_is_left_alone(app: Newsletter) -> None:
    app.dispatches.dispatcher.stop()
    app.dispatches.start("1")
    with_the_welcome(app.container.store, 1, 3)
    done = Rehearsals.of(app).rehearse("2")
    assert (done.audience, done.made, done.calls) == (7, 7, 3)


def test_a_draft_is_rehearsed_as_its_file_is_now(app: Newsletter) -> None:
    done = Rehearsals.of(app).rehearse("3")
    assert (done.issue, done.is_approved, done.made) == (3, False, 7)
    assert app.container.store.queue.approval(3) is None


def test_it_is_tried_for_the_moment_of_its_slot(app: Newsletter) -> None:
    sunday = app.queue.moments()[1]
    app.container.store.subscribers.pause(4, sunday - timedelta(hours=1))
    done = Rehearsals.of(app).rehearse("1")
    assert done.at == sunday
    assert Exclusion.PAUSED not in done.left_out


def test_without_readers_there_is_nothing_to_make(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app, [], ["1"])
    done = Rehearsals.of(app).rehearse("1")
    assert (done.audience, done.made, done.calls, done.is_whole) == (0, 0, 0, True)
    assert done.takes == timedelta(0)


def test_what_would_prevent_sending_is_named_and_the_rest_is_rehearsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSLETTER_SECRET", "a secret of the tests, long enough")
    app = a_publication(tmp_path / "own", SetClock(), POSTMARK.format(""))
    with_issues_approved(app, ["anna"], [])
    app.container.store.facts.put(HOLD, Message("journal-missing").to_text())
    done = Rehearsals.of(app).rehearse("1")
    assert {one.code for one in done.obstacles} == {"journal-missing", "provider-key-missing"}
    assert (done.provider, done.made) == ("postmark", 1)
    assert app.container.store.holding() is not None


def test_ceilings_lengthen_the_time_and_not_the_rehearsal(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock(), "[dispatch]\nemails_per_day = 2\n")
    with_issues_approved(app, READERS, ["1"])
    done = Rehearsals.of(app).rehearse("1")
    assert (done.made, done.calls) == (10, 5)
    assert done.takes // timedelta(days=1) == 4
    assert done.ends_at == done.at + done.takes


@pytest.mark.parametrize(
    ("takes", "until"),
    [
        (timedelta(minutes=59), None),
        (timedelta(hours=2), "10:00"),
        (timedelta(hours=17), "Monday 9 March 2026 at 01:00"),
    ],
    ids=["under an hour", "on the same day", "on the next day"],
)
def test_until_when_it_takes_is_said_from_an_hour_on(
    app: Newsletter, takes: timedelta, until: str | None
) -> None:
    """The letter is planned for Sunday at 08:00."""
    done = replace(Rehearsals.of(app).rehearse("1"), takes=takes)
    timing = say(done.timing(app.zone), "en")
    assert timing.endswith(f", until {until}." if until else " 59 minutes.")


def test_a_wait_after_the_first_readers_lengthens_the_time_and_not_the_rehearsal(
    tmp_path: Path,
) -> None:
    settings = "[dispatch]\nbatch_size = 2\ncanary = true\ncanary_at_least = 3\n"
    app = a_publication(tmp_path / "own", SetClock(), settings)
    with_issues_approved(app, [f"reader{number}" for number in range(10)], ["1"])
    found = Rehearsals.of(app).rehearse("1")
    assert (found.audience, found.made, found.is_whole) == (10, 10, True)
    assert found.takes > timedelta(minutes=30)


def test_people_who_are_left_out_are_listed_for_one_reason(app: Newsletter) -> None:
    found = list(Rehearsals.of(app).left_out("1", Exclusion.SUPPRESSED))
    assert [(number, str(address)) for number, address in found] == [(3, "lezer3@example.org")]
    assert list(Rehearsals.of(app).left_out("1", Exclusion.RHYTHM)) == []


def test_an_unknown_issue_is_refused(app: Newsletter) -> None:
    with pytest.raises(DeskError, match="issue-unknown"):
        Rehearsals.of(app).rehearse("99")


def test_letters_of_a_long_list_are_counted_at_the_desk_and_not_made(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Rehearsals.of(app).at_desk(1, is_exact=True)
    monkeypatch.setattr(rehearsals, "_AT_DESK", 5)
    counted = Rehearsals.of(app).at_desk(1, is_exact=True)
    assert (whole.made, counted.made) == (7, 0)
    assert (counted.audience, counted.calls, counted.takes, counted.left_out) == (
        whole.audience,
        whole.calls,
        whole.takes,
        whole.left_out,
    )


def test_a_page_waits_for_a_few_seconds_at_most(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter(range(0, 1_000, 6))
    monkeypatch.setattr(app.container, "ticking", lambda: float(next(ticks)))
    done = Rehearsals.of(app).at_desk(1, is_exact=True)
    assert (done.audience, done.made, done.is_whole) == (7, 3, False)


def test_to_editors_it_does_not_tell_who_left_or_was_never_there(tmp_path: Path) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app, READERS, ["1", "2"])
    app.container.store.subscribers.set_rhythm(6, Rhythm.MONTHLY)
    app.dispatches.start("1")
    clock.pass_by(minutes=5)
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.EDITOR)
    shown = [Rehearsals.of(app).at_desk(2, is_exact=False)]
    for address in ("lezer2@example.org", "lezer6@example.org", "nobody@example.org"):
        app.desk.reader_acts.unsubscribe_address(address, bram, "203.0.113.9")
        shown.append(Rehearsals.of(app).at_desk(2, is_exact=False))
    assert len({repr(one) for one in shown}) == 1
    assert (shown[0].audience, shown[0].left_out, shown[0].people) == (9, {Exclusion.RHYTHM: 1}, {})
    exact = Rehearsals.of(app).at_desk(2, is_exact=True)
    assert exact.left_out[Exclusion.UNSUBSCRIBED] == 2


def test_a_letter_that_lacks_a_value_is_not_taken() -> None:
    stand_in = RehearsalProvider("fake", Capabilities(form=CallForm.MERGE, recipients_per_call=5))
    batch = Batch(
        dispatch="k", number=1, attempt=1, key="k", date=A_SATURDAY, edition=an_edition(1),
        recipients=(Recipient("k.1", an_address(), {}),),
    )  # fmt: skip
    with pytest.raises(KeyError):
        stand_in.send(batch)
