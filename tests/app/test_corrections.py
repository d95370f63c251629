"""A correction by mail: a short issue for those who got the first one, sent by hand."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from newsletter.app import Newsletter
from newsletter.errors import AuthorError, DeskError
from newsletter.locale.speech import say
from newsletter.message import Message
from newsletter.model.audience import Audience, Rhythm
from newsletter.model.delivery import Outcome, Report, ReportKind
from newsletter.model.delivery_ids import delivery_id
from newsletter.store.codes import OUTCOME
from newsletter.store.schema.sending import deliveries
from tests.app.builders import SAID, SetClock, a_publication, outbox, with_issues_approved
from tests.builders.refusals import refused
from tests.web.builders import browser


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    """Issue 1 went to five: one left, one bounced, one reads monthly, one was refused; one came after."""
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app, readers=("anna", "bram", "chris", "dora", "fred"))
    dora = app.container.store.subscribers.find(4)
    assert dora is not None
    app.container.store.subscribers.set_rhythm(4, Rhythm.MONTHLY)
    app.dispatches.start("1")
    app.people.unsubscribe("bram@example.org")
    key = app.container.store.dispatches.find(1).key
    app.container.store.outcomes.record(
        Report(
            provider="outbox",
            kind=ReportKind.BOUNCED,
            replay_key="1",
            at=clock(),
            delivery_id=delivery_id(key, 3),
            address="chris@example.org",
        ),
        proves_batch=False,
    )
    with app.container.store.database.write() as connection:
        connection.execute(
            update(deliveries)
            .where(deliveries.c.subscriber == 5)
            .values(state=OUTCOME[Outcome.REFUSED])
        )
    app.people.add("emma@example.org", statement=SAID)
    clock.pass_by(hours=2)
    return app


def dutch(message: Message) -> str:
    return say(message, "nl")


def test_it_goes_to_those_who_got_the_issue_and_still_read_however_seldom(app: Newsletter) -> None:
    path = app.issues.new_correction(1, dutch)
    assert path.name.startswith("004-verbetering-")
    assert "correction_of: 1\n" in path.read_text("utf-8")
    assert "audience" not in path.read_text("utf-8")
    approved = app.approvals.approve("4", offline=True)
    assert approved.done, approved.findings
    assert approved.sentence == Message("correction-approved", name=path.name, issue=4, corrects=1)
    assert 4 not in {row.number for row in app.queue.rows()}
    before = set(outbox(app))
    app.dispatches.start("4")
    got = {path.read_bytes() for path in set(outbox(app)) - before}
    assert len(got) == 2
    assert all(b"anna@" in mail or b"dora@" in mail for mail in got)


def test_it_takes_no_slot_and_puts_off_no_later_letter(app: Newsletter, clock: SetClock) -> None:
    app.issues.new_correction(1, dutch)
    assert app.approvals.approve("4", offline=True).done
    with refused(DeskError, "Issue 4 corrects issue 1"):
        app.queue.add("4")
    clock.pass_by(days=5)
    app.dispatches.start("4")
    clock.pass_by(days=22, hours=20)  # four weeks after issue 1: the monthly reader's next
    before = set(outbox(app))
    app.dispatches.start("2")
    assert any(b"dora@" in path.read_bytes() for path in set(outbox(app)) - before)


def test_it_is_in_no_list_and_its_own_link_leads_to_it(app: Newsletter) -> None:
    app.issues.new_correction(1, dutch, "Een woord verkeerd")
    assert app.approvals.approve("4", offline=True).done
    app.dispatches.start("4")
    pages = browser(app)
    assert pages.get("/archive/een-woord-verkeerd").status_code == 200
    for path in ("/archive", "/feed.xml", "/sitemap.xml"):
        assert "een-woord-verkeerd" not in pages.get(path).text
    assert [one.issue for one in app.container.store.history.sent()] == [1]


def test_what_has_not_gone_out_cannot_be_corrected_by_mail(app: Newsletter) -> None:
    with refused(DeskError, "Issue 2 has not gone out"):
        app.issues.new_correction(2, dutch)
    path = app.issues.new_correction(1, dutch)
    path.write_text(
        path.read_text("utf-8").replace("correction_of: 1", "correction_of: 2"), "utf-8"
    )
    with refused(DeskError, "Issue 2 has not gone out"):
        app.approvals.approve("4", offline=True)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("correction_of: 4", "must be the number of the issue that is corrected, not '4'"),
        ("correction_of: 0", "not '0'"),
        ("correction_of: eerste", "not 'eerste'"),
        ("correction_of: 1\naudience: proef", "remove 'audience'"),
    ],
)
def test_a_relation_that_means_nothing_is_refused_with_its_line(
    app: Newsletter, line: str, told: str
) -> None:
    path = app.issues.new_correction(1, dutch)
    path.write_text(path.read_text("utf-8").replace("correction_of: 1", line), "utf-8")
    with refused(AuthorError, told) as refusal:
        app.issues.find("4")
    assert refusal.value.line


def test_started_twice_it_goes_once_and_a_later_reader_gets_none(app: Newsletter) -> None:
    app.issues.new_correction(1, dutch)
    assert app.approvals.approve("4", offline=True).done
    first = app.dispatches.start("4")
    assert first.counts == {Outcome.ACCEPTED.value: 2}
    assert app.container.store.queue.approval(4).audience == Audience(readers_of=1)  # type: ignore[union-attr]
    app.container.now.pass_by(seconds=timedelta(days=1).total_seconds())  # type: ignore[attr-defined]
    app.people.add("gijs@example.org", statement=SAID)
    assert not app.dispatches.start("4").is_new
