"""What stops by itself, what the editor then sees, and how it goes on."""

import stat
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.publication import init
from newsletter.audience.tokens import Purpose
from newsletter.delivery.reconcile import Settlement
from newsletter.errors import BadToken, DeskError, StoreError
from newsletter.message import Message
from newsletter.model.address import EmailAddress
from newsletter.model.audience import Standing
from newsletter.model.delivery import Report, ReportKind
from newsletter.model.delivery_ids import delivery_id
from newsletter.model.dispatch import NOTICES, DispatchState, Notice
from newsletter.model.notice import NoticeKind
from newsletter.testing.faults import Fault, Faults
from newsletter.testing.sandbox import Sandbox
from tests.app.builders import A_SATURDAY, SAID, SetClock, a_publication, with_issues_approved
from tests.store.builders import a_dispatch

READERS = [f"lezer{number}" for number in range(1, 11)]
POSTMARK = "[provider]\nname = 'postmark'\n[provider.postmark]\ntoken = 't'\nbase = '{base}'\n"


def reported(app: Newsletter, kind: ReportKind, many: int) -> None:
    """So many readers of the first dispatch did this, the provider says."""
    key = app.container.store.dispatches.find(1).key
    for number in range(1, many + 1):
        app.container.store.outcomes.record(
            Report(
                provider="outbox",
                kind=kind,
                replay_key=f"{kind.value} {number}",
                at=A_SATURDAY,
                delivery_id=delivery_id(key, number),
                address=f"lezer{number}@example.org",
            ),
            proves_batch=False,
        )


@pytest.mark.parametrize(
    ("kind", "many", "code"),
    [
        (ReportKind.COMPLAINED, 1, "complaints-over-limit"),
        (ReportKind.BOUNCED, 2, "bounces-over-limit"),
    ],
)
def test_a_round_pauses_what_draws_complaints_or_bounces_and_the_editor_resumes_it(
    tmp_path: Path, kind: ReportKind, many: int, code: str
) -> None:
    settings = "[dispatch]\njudge_from = 10\ncomplaints_percent = 9\nbounces_percent = 19\n"
    app = a_publication(tmp_path / "own", SetClock(), settings)
    with_issues_approved(app, READERS)
    app.dispatches.start("1")
    app.rounds.make()
    assert app.dispatches.show(1).state == "done"
    reported(app, kind, many)
    app.rounds.make()
    row = app.dispatches.show(1)
    assert row.state == DispatchState.PAUSED.value
    assert [why.code for why in row.why] == [code]
    app.dispatches.resume(1)
    app.rounds.make()
    assert app.dispatches.show(1).state == "done"


def test_every_round_rings_again_for_batches_of_which_no_worker_heard(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app, READERS)
    a_dispatch(app.container.store, batch_size=4, provider="outbox")
    rung: list[tuple[int, tuple[int, ...]]] = []
    app.container.store.dispatches.notifier = lambda _, dispatch, numbers: rung.append(
        (dispatch, tuple(numbers))
    )
    for _ in range(2):
        app.rounds.make()
    assert rung == [(1, (1, 2, 3))] * 2


def test_notices_that_stand_still_are_listed_and_told_at_the_start(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    assert app.dispatch_list.rows() == []
    assert app.container.store.dispatches.pause(NOTICES, "the key is wrong")
    (row,) = app.dispatch_list.rows()
    wrong = Message.in_own_words("the key is wrong")
    assert (row.id, row.state, row.why) == (NOTICES, "paused", (wrong,))
    assert Message("notices-paused", reason=wrong, dispatch=NOTICES) in app.startup.words()
    app.dispatches.resume(NOTICES)
    assert app.dispatch_list.rows() == []


def test_a_notice_of_which_nothing_is_known_is_listed_until_it_is_settled(tmp_path: Path) -> None:
    with Sandbox(tmp_path / "log", Faults(faults=(Fault(answer="drop", first=1),))) as sandbox:
        settings = POSTMARK.format(base=sandbox.url) + "[dispatch]\nlook_up_for = '0 s'\n"
        app = a_publication(tmp_path / "own", SetClock(), settings)
        edition = app.readers.letters.to_editor(NoticeKind.EMPTY, {"slot": "zondag"}).sha256
        editor = EmailAddress("redactie", "example.nl")
        values = {**app.emails.sample_values(), "action_url": "x"}
        app.container.store.notices.add(
            Notice(kind="empty", edition=edition, address=editor, values=values)
        )
        app.rounds.make_at_once()
        app.rounds.make_at_once()
        assert [(row.id, dict(row.counts)) for row in app.dispatch_list.rows()] == [
            (0, {"held": 1})
        ]
        app.dispatches.settle(NOTICES, None, went_out=False)
        assert app.dispatch_list.rows() == []
        assert sandbox.simulator.log.count == 1


def test_two_terminals_that_settle_at_once_settle_everything_between_them(tmp_path: Path) -> None:
    """One has listed the doubts; before it comes to the second, the other has settled it."""
    with Sandbox(tmp_path / "log", Faults(faults=(Fault(answer="drop", every=1),))) as sandbox:
        settings = POSTMARK.format(base=sandbox.url) + "[dispatch]\nbatch_size = 2\n"
        app = a_publication(tmp_path / "own", lambda: datetime.now(UTC), settings)
        with_issues_approved(app, READERS)
        app.dispatches.start("1")
        assert app.dispatches.show(1).counts == {"in doubt": 10}
    one = app.dispatches.reconciler
    settled = threading.Event()
    usual = one.settle

    def slowly(dispatch: int, number: int, verdict: Settlement) -> None:
        if not settled.is_set():
            settled.set()
            usual(dispatch, 2, Settlement.SENT)  # the other terminal
        usual(dispatch, number, verdict)

    app.dispatches.__dict__["reconciler"] = type("Slow", (), {"settle": staticmethod(slowly)})()
    app.dispatches.settle(1, None, went_out=True)
    assert app.dispatches.show(1).counts == {"accepted": 10}
    with pytest.raises(DeskError, match="batch-not-in-doubt"):
        app.dispatches.settle(1, 2, went_out=True)


def test_a_new_database_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    init(tmp_path / "own")
    with closing(Newsletter.at(tmp_path / "own", SetClock())) as app:
        app.people.add("anna@example.org", statement=SAID)
    kept = [
        file
        for file in (tmp_path / "own" / "subscribers").iterdir()
        if "newsletter.db" in file.name
    ]
    assert kept
    assert {stat.S_IMODE(file.stat().st_mode) for file in kept} == {0o600}


def test_a_database_with_the_older_journal_of_sqlite_is_as_private(tmp_path: Path) -> None:
    init(tmp_path / "own")
    settings = tmp_path / "own" / "newsletter.toml"
    text = settings.read_text()
    settings.write_text(text.replace("newsletter.db", "newsletter.db?journal=rollback"))
    with closing(Newsletter.at(tmp_path / "own", SetClock())) as app:
        app.people.add("anna@example.org", statement=SAID)
    kept = (tmp_path / "own" / "subscribers").glob("newsletter.db*")
    assert {one.name: stat.S_IMODE(one.stat().st_mode) for one in kept} == {
        "newsletter.db": 0o600,
        "newsletter.db-lock": 0o600,
    }


def test_a_secret_is_drawn_onto_a_line_of_its_own(tmp_path: Path) -> None:
    init(tmp_path / "own")
    env = tmp_path / "own" / ".env"
    env.write_text("NEWSLETTER_TAGLINE=Elke zondag")  # without a line end
    secret = Newsletter.at(tmp_path / "own", SetClock()).container.secret.reveal
    assert env.read_text() == f"NEWSLETTER_TAGLINE=Elke zondag\nNEWSLETTER_SECRET={secret}\n"
    assert Newsletter.at(tmp_path / "own", SetClock()).container.secret.reveal == secret


def test_a_secret_that_got_known_is_replaced_and_old_mail_still_lets_a_reader_leave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = "the first one and long enough"
    monkeypatch.setenv("NEWSLETTER_SECRET", first)
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app)
    leave, choose = (
        app.container.keyring.token(one, 1) for one in (Purpose.LEAVE, Purpose.PREFERENCES)
    )
    app.close()
    monkeypatch.setenv("NEWSLETTER_SECRET", "another that is as long as the first")
    with pytest.raises(StoreError, match="database-of-another-secret"):
        Newsletter.at(app.container.folder).queue.rows()
    monkeypatch.setenv("NEWSLETTER_OLD_SECRETS", f"one from somewhere else,{first}")
    rotated = Newsletter.at(app.container.folder)
    with pytest.raises(BadToken):
        rotated.container.keyring.read(Purpose.PREFERENCES, choose)
    rotated.readers.unsubscribe.leave(leave, "page")
    reader = rotated.container.store.subscribers.find(1)
    assert reader is not None
    assert reader.standing is Standing.UNSUBSCRIBED
    rotated.close()


def test_an_issue_that_nobody_would_get_waits_for_its_first_reader(tmp_path: Path) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app, readers=())
    with pytest.raises(DeskError, match="issue-for-nobody"):
        app.dispatches.start("1")
    clock.go_to(datetime(2026, 3, 8, 7, 0, 30, tzinfo=UTC))
    app.rounds.make_at_once()
    assert not app.dispatch_list.rows()
    app.people.add("anna@example.org", statement=SAID)
    app.rounds.make_at_once()
    assert [(row.issue, row.counts) for row in app.dispatch_list.rows()] == [(1, {"accepted": 1})]
