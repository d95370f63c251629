"""What the editor sees of refusals and of cancelling, and how the issue still reaches everybody once."""

import threading
from pathlib import Path

import httpx
import pytest

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.delivery import Batch, Receipt, Report, ReportKind
from newsletter.model.delivery_ids import delivery_id
from newsletter.testing.sandbox import Sandbox
from tests import patience
from tests.app.builders import SetClock, a_publication, clock_of, outbox, with_issues_approved

READERS = [f"lezer{number}" for number in range(1, 11)]
RESEND = "[provider]\nname = 'resend'\n[provider.resend]\nkey = 'k'\nbase = '{base}'\n"
POSTMARK = "[provider]\nname = 'postmark'\n[provider.postmark]\ntoken = 't'\nbase = '{base}'\n"


def turn(sandbox: Sandbox, **knobs: object) -> None:
    address = f"{sandbox.url}/sandbox/knobs"
    answer = httpx.post(address, json=knobs, trust_env=False, timeout=patience.SECONDS)
    answer.raise_for_status()


def with_refusals(
    folder: Path, sandbox: Sandbox, settings: str = RESEND, clock: SetClock | None = None
) -> Newsletter:
    """An issue on its way that the provider refused for two readers."""
    app = a_publication(folder, clock or SetClock(), settings.format(base=sandbox.url))
    with_issues_approved(app, READERS)
    turn(sandbox, refuse=["lezer2@example.org", "lezer7@example.org"])
    app.dispatches.start("1")
    turn(sandbox, refuse=[])
    return app


def taken(sandbox: Sandbox) -> list[str]:
    return sorted(row["recipient"] for row in sandbox.simulator.log.everything())


def test_the_refused_are_named_and_get_it_by_a_dispatch_of_their_own(tmp_path: Path) -> None:
    with Sandbox(tmp_path / "log") as sandbox:
        app = with_refusals(tmp_path / "own", sandbox)
        row = app.dispatches.start("1")
        assert not row.is_new
        (remark,) = row.remarks
        assert remark == Message("refused-may-go-again", dispatch=1, count=2)
        again = app.dispatches.again(1)
        assert (again.id, again.again_of, again.counts) == (2, 1, {"accepted": 2})
        old = app.dispatches.show(1)
        assert (dict(old.counts), old.refusals) == ({"superseded": 2, "accepted": 8}, None)
        assert app.dispatches.start("1").remarks == ()
        assert taken(sandbox) == sorted(f"{name}@example.org" for name in READERS)
        with pytest.raises(DeskError, match="nobody-to-send-again"):
            app.dispatches.again(1)


def test_who_left_between_is_not_offered_it_and_the_remark_says_how_many_are(
    tmp_path: Path,
) -> None:
    with Sandbox(tmp_path / "log") as sandbox:
        app = with_refusals(tmp_path / "own", sandbox)
        app.people.unsubscribe("lezer2@example.org")
        some = Message("refused-some-may-go-again", dispatch=1, count=2, some=1)
        assert app.dispatches.show(1).refusals == some
        assert app.dispatches.again(1).counts == {"accepted": 1}
        assert app.dispatches.show(1).refusals == Message("refused-not-again", dispatch=1, count=1)


def test_the_first_call_is_prepared_in_another_thread_while_batches_are_made_and_may_fail_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = a_publication(tmp_path, SetClock())
    with_issues_approved(app, READERS)
    provider, was_waited_for = app.container.provider, []
    send, is_sent = provider.send, threading.Event()

    def prepare() -> None:
        was_waited_for.append(not is_sent.wait(patience.SECONDS))
        raise OSError("no certificates")

    def sent(batch: Batch) -> tuple[Receipt, ...]:
        is_sent.set()
        return send(batch)

    monkeypatch.setattr(provider, "open", prepare, raising=False)
    monkeypatch.setattr(provider, "send", sent)
    assert app.dispatches.start("1").counts == {"accepted": 10}
    assert was_waited_for == [False]


def test_after_two_weeks_nothing_is_offered(tmp_path: Path) -> None:
    clock = SetClock()
    with Sandbox(tmp_path / "log") as sandbox:
        app = with_refusals(tmp_path / "own", sandbox, clock=clock)
        clock.pass_by(days=14)
        assert app.dispatches.show(1).refusals == Message("refused-not-again", dispatch=1, count=2)
        with pytest.raises(DeskError, match="nobody-to-send-again"):
            app.dispatches.again(1)


def test_who_stands_on_the_providers_own_list_is_named_and_not_offered(tmp_path: Path) -> None:
    with Sandbox(tmp_path / "log") as sandbox:
        app = with_refusals(tmp_path / "own", sandbox, POSTMARK)
        assert app.dispatches.show(1).refusals == Message("refused-not-again", dispatch=1, count=2)
        with pytest.raises(DeskError, match="nobody-to-send-again"):
            app.dispatches.again(1)


def test_refusals_in_a_row_pause_with_the_cause_and_cost_only_those(tmp_path: Path) -> None:
    settings = RESEND + "[dispatch]\nconnections = 1\nbatch_size = 2\nrefusals_in_a_row = 4\n"
    with Sandbox(tmp_path / "log") as sandbox:
        app = a_publication(tmp_path / "own", SetClock(), settings.format(base=sandbox.url))
        with_issues_approved(app, READERS)
        turn(sandbox, refuse=[f"{name}@example.org" for name in READERS])
        row = app.dispatches.start("1")
        assert row.state == "paused"
        (why,) = row.why
        assert (why.code, why.data["refused"]) == ("refused-all", 4)
        assert row.counts == {"queued": 6, "refused": 4}
        turn(sandbox, refuse=[])
        app.dispatches.resume(1)
        app.dispatches.again(1)
        assert taken(sandbox) == sorted(f"{name}@example.org" for name in READERS)


def test_notices_do_not_go_again(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with pytest.raises(DeskError, match="notices-not-sent-again"):
        app.dispatches.again(0)


# cancelling


def half_way(folder: Path) -> Newsletter:
    """An issue that was cancelled when two of six readers had it."""
    app = a_publication(folder, SetClock(), "[dispatch]\nbatch_size = 2\n")
    with_issues_approved(app, READERS[:6])
    app.dispatches.dispatcher.stop()
    app.dispatches.start("1")
    del app.dispatches.dispatcher  # stopped before the first; the next one goes on
    assert app.dispatches.dispatcher.hand_over_next() == 2
    cancelled = Message("dispatch-cancelled", dispatch=1, count=4, issue=1)
    assert app.dispatches.cancel(1) == cancelled
    return app


def mend(app: Newsletter) -> None:
    path = app.issues.path("1")
    path.write_text(path.read_text("utf-8").replace("Rust", "Stilte"), "utf-8")


@pytest.mark.parametrize("is_mended", [True, False])
def test_a_cancelled_issue_goes_to_the_others_once_it_is_approved_anew(
    tmp_path: Path, is_mended: bool
) -> None:
    app = half_way(tmp_path / "own")
    if is_mended:
        mend(app)
    with pytest.raises(DeskError, match="dispatch-was-cancelled"):
        app.dispatches.start("1")
    assert len(outbox(app)) == 2
    assert app.approvals.approve("1", offline=True).done
    row = app.dispatches.start("1")
    assert (row.is_new, dict(row.counts)) == (True, {"accepted": 4})
    assert len(outbox(app)) == 6
    assert app.dispatches.show(1).counts == {"skipped": 4, "accepted": 2}


def test_the_list_of_issues_says_what_can_be_done_after_cancelling(tmp_path: Path) -> None:
    app = half_way(tmp_path / "own")
    row = app.issue_list.rows()[0]
    assert (row.status, row.goes_at) == ("cancelled", None)
    assert row.notes == (Message("cancelled-for-the-rest", dispatch=1, issue=1),)
    app.approvals.approve("1", offline=True)
    row = app.issue_list.rows()[0]
    assert row.status == "queued"
    assert row.notes == (Message("cancelled-goes-to-the-rest", dispatch=1),)


def test_a_cancelled_issue_that_is_queued_anew_goes_at_its_slot_to_the_others(
    tmp_path: Path,
) -> None:
    app = half_way(tmp_path / "own")
    for number in ("2", "3"):
        app.queue.remove(number)
    assert app.approvals.approve("1", offline=True).done
    (row,) = app.queue.rows()
    assert row.number == 1
    assert row.goes_at is not None
    clock_of(app).go_to(row.goes_at)
    app.rounds.make_at_once()
    assert app.dispatches.show(2).counts == {"accepted": 4}


def test_a_dispatch_that_is_done_is_not_cancelled(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app, READERS)
    app.dispatches.start("1")
    with pytest.raises(DeskError, match="dispatch-done-not-cancelled"):
        app.dispatches.cancel(1)


# bounces that were no fault of the readers


def bounced(app: Newsletter, dispatch: int, *numbers: int, kind: ReportKind) -> None:
    key = app.container.store.dispatches.find(dispatch).key
    for number in numbers:
        app.container.store.outcomes.record(
            Report(
                provider="outbox",
                kind=kind,
                replay_key=f"{kind.value} {number}",
                delivery_id=delivery_id(key, number),
                detail="550 no such user",
            )
        )


def test_the_suppressions_of_one_dispatchs_bounces_are_lifted_and_no_others(
    tmp_path: Path,
) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app, READERS)
    app.dispatches.start("1")
    app.dispatches.start("2")
    bounced(app, 2, 7, kind=ReportKind.BOUNCED)
    bounced(app, 1, 1, 2, 3, 4, 7, kind=ReportKind.BOUNCED)
    bounced(app, 1, 4, kind=ReportKind.COMPLAINED)
    bounced(app, 2, 2, 5, kind=ReportKind.BOUNCED)
    app.people.suppress("lezer6@example.org", "by hand")
    told = app.people.lift_bounced(1, "our own block list")
    lifted = Message("bounced-lifted", count=3, dispatch=1)
    assert told == Message("bounced-lifted-in-part", lifted=lifted, count=1)
    why = {name: app.people.show(f"{name}@example.org").suppressed_for for name in READERS[:7]}
    assert [name for name in why if why[name]] == ["lezer4", "lezer5", "lezer6", "lezer7"]
    again = app.people.lift_bounced(1, "once more")
    assert again.data["lifted"] == Message("bounced-lifted", count=0, dispatch=1)
    told_of = app.people.everything("lezer1@example.org")
    assert "our own block list" in str(told_of)
    with pytest.raises(DeskError, match="lift-bounced-needs-reason"):
        app.people.lift_bounced(1, " ")
    with pytest.raises(DeskError, match="dispatch-unknown"):
        app.people.lift_bounced(9, "x")
