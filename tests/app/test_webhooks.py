"""Webhooks: what happens is told to programs on loopback, which answer, fail and come back."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from sqlalchemy import update

from newsletter.app import Newsletter
from newsletter.app.doctor import Examined, examine
from newsletter.app.webhooks import Webhooks
from newsletter.audience.tokens import Purpose
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.address import EmailAddress
from newsletter.model.preferences import LETTERS_KEPT
from newsletter.model.sign_up import SignUpChannel, SignUpRequest
from newsletter.model.webhook import RETRIES, BulkCause
from newsletter.store.schema.webhooks import webhook_events
from tests import patience
from tests.app.builders import A_SATURDAY, OPENED, SAID, SetClock, a_publication
from tests.app.dispatching import BY_TWO, accept, claimed, frozen, refuse
from tests.app.listener import (
    KEY,
    OLD_KEY,
    Listener,
    is_signed_by,
    listening,
    table,
    written_secret,
)
from tests.app.test_reminders import EDITOR, subjects
from tests.fetching.web import Answer
from tests.store.builders import a_newcomer


@pytest.fixture
def crm() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


def told(folder: Path, clock: SetClock, *tables: str) -> Newsletter:
    return a_publication(folder, clock, "\n".join(tables))


def join(app: Newsletter, name: str = "anna") -> None:
    app.people.add(f"{name}@example.org", statement=SAID)


def test_a_new_reader_is_told_in_a_signed_call(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, table(crm))
    join(app)
    assert app.webhooks.deliver() == 1
    assert crm.only["type"] == "subscriber.joined"
    assert crm.only["timestamp"] == "2026-03-07T12:00:00Z"
    [(_, headers, body)] = crm.calls
    assert is_signed_by(KEY, headers, body, clock.at.timestamp())
    assert not is_signed_by(KEY, headers, body + b" ", clock.at.timestamp())
    assert not is_signed_by(bytes(32), headers, body, clock.at.timestamp())
    assert b"anna" not in body
    assert app.webhooks.deliver() == 0


def punctual(app: Newsletter) -> Webhooks:
    """Return the webhooks of an app, which wait exactly as long as they must."""
    return Webhooks(app.container, chance=lambda: 0.0)


def test_a_call_that_fails_is_repeated_under_the_same_name(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, table(crm))
    hooks = punctual(app)
    join(app)
    crm.answers = [(500, {}, b""), (503, {}, b"")]
    assert hooks.deliver() == 0
    clock.pass_by(seconds=4)
    hooks.deliver()
    assert len(crm.calls) == 1  # not yet
    clock.pass_by(seconds=1)
    hooks.deliver()
    clock.pass_by(minutes=5)
    assert hooks.deliver() == 1
    assert len({key for key, _, _ in crm.calls}) == 1
    assert len({body for _, _, body in crm.calls}) == 1
    # each attempt is signed anew, as receivers refuse what is older than five minutes
    began = A_SATURDAY.timestamp()
    for (_, headers, body), seconds in zip(crm.calls, (0, 5, 305), strict=True):
        assert headers["webhook-timestamp"] == str(int(began) + seconds)
        assert is_signed_by(KEY, headers, body, began + seconds)


# ─── what is told ────────────────────────────────────────────────────────────

EVERYTHING = ("subscriber.joined", "subscriber.left", "issue.sent", "dispatch.paused")
RECIPIENT = (
    '[[privacy.recipients]]\nname = "Klanten BV"\ntask = "houdt klanten bij"\ncountry = "NL"\n'
)
NAMED = 'recipient = "Klanten BV"'
SUMMARY = timedelta(minutes=1)


def events(listener: Listener) -> list[tuple[str, object]]:
    return [(event["type"], event["data"]) for event in listener.taken.values()]


def test_who_confirms_joins_and_who_leaves_left(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, table(crm, events=EVERYTHING))
    app.readers.subscribe.sign_up(SignUpRequest(address="anna@example.org", way=SignUpChannel.API))
    app.webhooks.deliver()
    assert crm.types == []  # anybody can type an address
    app.readers.subscribe.confirm(app.container.keyring.token(Purpose.CONFIRM, 1))
    app.people.unsubscribe("anna@example.org")
    app.people.unsubscribe("anna@example.org")  # is no news
    app.webhooks.deliver()
    assert crm.types == ["subscriber.joined", "subscriber.left"]
    joined, left = (event["data"]["reader"] for event in crm.taken.values())
    assert joined == left


def test_a_request_that_is_withdrawn_before_it_was_confirmed_is_not_told(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, table(crm, events=EVERYTHING))
    app.readers.subscribe.sign_up(SignUpRequest(address="anna@example.org", way=SignUpChannel.API))
    reader = app.container.store.subscribers.by_address(EmailAddress("anna", "example.org"))
    assert reader is not None
    app.readers.unsubscribe.end(reader.id, "page")
    app.people.forget("anna@example.org")
    clock.pass_by(hours=1)
    app.webhooks.deliver()
    assert crm.calls == []


def test_an_event_is_stored_with_its_cause_or_not_at_all(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, table(crm))

    def fails_after() -> None:
        with app.container.store.together():
            join(app)
            raise ValueError("the rest of the transaction failed")

    with pytest.raises(ValueError, match="the rest"):
        fails_after()
    assert app.webhooks.deliver() == 0
    join(app)
    assert app.webhooks.deliver() == 1


def test_a_webhook_is_told_only_what_it_asked_for(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    with listening() as other:
        app = told(tmp_path, clock, table(crm), table(other, "shop", ("subscriber.left",)))
        join(app)
        app.people.unsubscribe("anna@example.org")
        app.webhooks.deliver()
    assert (crm.types, other.types) == (["subscriber.joined"], ["subscriber.left"])


def test_each_webhook_knows_a_reader_by_a_number_of_its_own(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    with listening() as other:
        app = told(tmp_path, clock, table(crm), table(other, "shop"))
        join(app)
        app.webhooks.deliver()
        (mine, theirs) = (one.only["data"]["reader"] for one in (crm, other))
        assert mine != theirs
        assert set(crm.taken).isdisjoint(other.taken)  # nor can the names of events be compared
        app.readers.unsubscribe.undo(*left_link(app, "anna"))
        app.webhooks.deliver()
    assert {event["data"]["reader"] for event in crm.taken.values()} == {mine}
    assert len(crm.taken) == 2
    for listener in (crm, other):
        assert all(b"example.org" not in body for _, _, body in listener.calls)


def left_link(app: Newsletter, name: str) -> tuple[str, str]:
    reader = app.container.store.subscribers.by_address(EmailAddress(name, "example.org"))
    assert reader is not None
    token = app.container.keyring.token(Purpose.LEAVE, reader.id)
    return token, app.readers.unsubscribe.leave(token).stamp


def test_an_address_is_told_where_the_privacy_page_names_who_gets_it(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, RECIPIENT, table(crm, more=NAMED))
    join(app)
    app.webhooks.deliver()
    assert crm.only["data"]["address"] == "anna@example.org"


def test_erasing_a_reader_empties_what_waits(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, RECIPIENT, table(crm, events=EVERYTHING, more=NAMED))
    join(app)
    crm.answers = [(500, {}, b"")]
    app.webhooks.deliver()
    assert b"anna@example.org" in crm.calls[0][2]
    number = json.loads(crm.calls[0][2])["data"]["reader"]
    app.people.forget("anna@example.org")
    clock.pass_by(minutes=5)
    app.webhooks.deliver()
    assert events(crm) == [
        # who knows her by a number from before can take her out too
        ("subscriber.left", {"reader": number, "address": None}),
        ("subscriber.joined", {"reader": None, "address": None}),
    ]
    # under the name of the call that failed, so that who took it after all takes it once
    assert crm.calls[0][0] in crm.taken


def test_who_left_before_does_not_leave_again_when_erased(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, table(crm, events=("subscriber.left",)))
    join(app)
    app.people.unsubscribe("anna@example.org")
    app.people.forget("anna@example.org")
    app.webhooks.deliver()
    assert events(crm) == [("subscriber.left", {"reader": None})]


def test_an_import_is_one_event_with_the_number_of_newcomers(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, table(crm, events=EVERYTHING))
    join(app)
    app.webhooks.deliver()
    lines = [f"lezer{number}@example.org" for number in range(2_500)]  # more than one transaction
    file = tmp_path / "people.csv"
    file.write_text("\n".join(["email", "anna@example.org", *lines]), "utf-8")
    app.people.import_file(file, statement=SAID)
    gone = tmp_path / "gone.csv"
    gone.write_text("email,status\nlezer1@example.org,unsubscribed\nlezer2@example.org,unsubscribed\n", "utf-8")  # fmt: skip
    app.people.import_file(gone, statement=SAID)
    assert app.webhooks.deliver() == 0  # there may be more to come
    clock.at += SUMMARY
    app.webhooks.deliver()
    assert events(crm)[1:] == [
        ("subscribers.joined", {"count": 2_500, "cause": "import"}),
        ("subscribers.left", {"count": 2, "cause": "import"}),
    ]


def test_an_import_that_goes_on_after_its_event_went_out_makes_another(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, table(crm))
    take = app.container.store.subscribers.take_in
    for name in ("a", "b"):
        take([a_newcomer(name)], source="list", cause=BulkCause.IMPORT)
        clock.at += SUMMARY
        app.webhooks.deliver()
    assert [event["data"]["count"] for event in crm.taken.values()] == [1, 1]


def test_a_restore_is_one_event_with_the_number_of_those_who_left_since(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, table(crm, events=("subscriber.left",)))
    for name in ("anna", "bram", "cleo", "dirk"):
        join(app, name)
    app.backups.make(tmp_path / "old.backup")
    clock.pass_by(seconds=5)
    app.people.unsubscribe("anna@example.org")
    app.people.forget("bram@example.org")
    app.people.suppress("cleo@example.org", "asked by phone")
    app.webhooks.deliver()
    told_before = len(crm.taken)
    app.close()
    again = Newsletter.at(tmp_path, clock)
    OPENED.append(again)
    again.backups.put_back(tmp_path / "old.backup")
    clock.at += SUMMARY
    again.webhooks.deliver()
    assert events(crm)[told_before:] == [("subscribers.left", {"count": 2, "cause": "restore"})]


# ─── issues and dispatches ───────────────────────────────────────────────────


def test_an_issue_is_sent_once_its_last_batch_is_settled(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, BY_TWO, table(crm, events=("issue.sent",)))
    number = frozen(app, readers=["anna", "bram", "cleo"])
    accept(app)
    assert app.webhooks.deliver() == 0
    refuse(app)
    assert app.webhooks.deliver() == 1
    assert events(crm) == [
        (
            "issue.sent",
            {"issue": 1, "dispatch": number, "again_of": None, "readers": 3, "refused": 1, "skipped": 0},
        )
    ]  # fmt: skip
    assert app.webhooks.deliver() == 0


def test_a_cancelled_dispatch_is_no_issue_sent(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, BY_TWO, table(crm, events=("issue.sent",)))
    number = frozen(app, readers=["anna", "bram", "cleo"])
    accept(app)
    app.dispatches.cancel(number)
    app.webhooks.deliver()
    assert crm.calls == []
    assert app.container.store.webhooks.states()[0].waiting == 0


def test_a_pause_is_told_with_a_code_and_never_in_a_providers_words(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, BY_TWO, table(crm, events=("dispatch.paused",)))
    number = frozen(app, readers=["anna", "bram", "cleo"])
    app.dispatches.pause(number)
    app.container.store.dispatches.resume(number)
    claim = claimed(app)
    assert claim is not None
    words = "mailbox of anna@example.org is over its limit"
    app.container.store.ledger.release_paused(claim, words)
    app.container.store.ledger.release_paused(claim, words)  # it is paused already
    app.webhooks.deliver()
    assert [data for _, data in events(crm)] == [
        {"dispatch": number, "issue": 1, "reason": "paused-by-hand"},
        {"dispatch": number, "issue": 1, "reason": "provider"},
    ]


# ─── what goes wrong ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((500, {}, b""), "fetch-status"),
        ((404, {}, b""), "fetch-status"),
        ((429, {"retry-after": "3600"}, b""), "fetch-status"),
        ((302, {"location": "/elsewhere"}, b""), "webhook-redirects"),
        ((308, {"location": "https://crm.example/"}, b""), "webhook-redirects"),
        ((301, {"location": "https://[::1/anna@example.org"}, b""), "fetch-redirect-nowhere"),
        (None, "fetch-unreachable"),  # the connection breaks
    ],
    ids=["500", "404", "429", "302", "308", "301 to nowhere", "broken"],
)
def test_what_was_not_taken_is_repeated(
    tmp_path: Path, clock: SetClock, crm: Listener, answer: Answer | None, code: str
) -> None:
    app = told(tmp_path, clock, table(crm))
    hooks = punctual(app)
    join(app)
    crm.answers = [answer]
    assert hooks.deliver() == 0
    assert {path for _, path, _ in crm.site.asked} == {"/hook"}  # no redirect is followed
    state = app.webhooks.every()[0].state
    assert state.trouble is not None
    assert code in str(state.trouble)
    assert "example.org" not in str(state.trouble)
    assert "/hook" not in str(state.trouble)  # some addresses are secrets themselves
    wait = 3600 if answer and answer[0] == 429 else 5
    assert state.next_at == clock.at + timedelta(seconds=wait)
    clock.pass_by(seconds=wait)
    assert hooks.deliver() == 1
    state = app.webhooks.every()[0].state
    assert (state.trouble, state.failing_since, state.waiting) == (None, None, 0)


def test_a_program_that_does_not_answer_is_left_and_delays_no_other(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    may_end = threading.Event()

    def never(_request: object) -> None:
        may_end.wait(patience.SECONDS)

    crm.site.pages["/hook"] = never
    with listening() as other:
        app = told(tmp_path, clock, table(crm), table(other, "shop"))
        impatient = Webhooks(app.container, within=timedelta(milliseconds=200))
        join(app)
        join(app, "bram")
        try:
            impatient.deliver()
            assert len(crm.site.asked) <= 1  # the second event waits for the next round
            for _ in range(20):  # on a busy machine the other may seem slow as well
                if len(other.taken) < 2:
                    clock.pass_by(hours=1)
                    impatient.deliver()
        finally:
            may_end.set()
        assert len(other.taken) == 2


def test_an_event_that_nobody_can_read_keeps_no_other_from_its_turn(
    tmp_path: Path, clock: SetClock, crm: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    with listening() as other:
        app = told(tmp_path, clock, table(crm), table(other, "shop"))
        join(app)
        odd = webhook_events.c.webhook == "crm"
        with app.container.store.database.write() as connection:
            connection.execute(update(webhook_events).where(odd).values(data="{"))
        join(app, "bram")
        app.webhooks.deliver()
        assert len(other.taken) == 2
    assert "webhook crm" in caplog.text
    clock.pass_by(seconds=30)
    assert app.webhooks.deliver() == 1
    assert len(crm.taken) == 1


def test_an_answer_without_end_is_not_waited_for(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    may_end = threading.Event()

    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("content-length", "1000000")
        request.end_headers()
        may_end.wait(patience.SECONDS)

    crm.site.pages["/hook"] = endless
    app = told(tmp_path, clock, table(crm))
    join(app)
    try:
        assert app.webhooks.deliver() == 1  # it was taken, and what it says is nothing to us
    finally:
        may_end.set()


def test_410_ends_the_calls_until_somebody_retries_or_gives_another_address(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, table(crm))
    join(app)
    crm.answers = [(410, {}, b"")]
    app.webhooks.deliver()
    join(app, "bram")
    clock.pass_by(days=4)
    app.webhooks.deliver()
    assert len(crm.calls) == 1
    assert [message.code for message, _ in app.webhooks.troubles()] == ["webhook-gone"]
    app.webhooks.retry("crm")
    join(app, "cleo")
    assert app.webhooks.deliver() == 1
    crm.answers = [(410, {}, b"")]
    join(app, "dirk")
    app.webhooks.deliver()
    settings = (tmp_path / "newsletter.toml").read_text("utf-8")
    (tmp_path / "newsletter.toml").write_text(settings.replace("/hook", "/new"), "utf-8")
    crm.site.pages["/new"] = crm.answer
    moved = told(tmp_path, clock)
    moved.webhooks.deliver()
    join(moved, "eva")
    assert moved.webhooks.deliver() == 1


def test_after_ten_attempts_over_three_days_an_event_is_kept_for_a_person(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, table(crm))
    join(app)
    crm.answers = [(500, {}, b"")] * 10
    for wait in (timedelta(), *RETRIES):
        clock.at += wait * 1.1
        app.webhooks.deliver()
    assert len(crm.calls) == 10
    assert sum(RETRIES, timedelta()) > timedelta(days=3)
    clock.pass_by(days=2)
    app.webhooks.deliver()
    assert len(crm.calls) == 10
    (failing, given_up) = app.webhooks.troubles()
    assert (failing[0].code, failing[1]) == ("webhook-failing", True)
    assert (given_up[0].code, given_up[0].data["count"]) == ("webhook-gave-up", 1)
    assert app.webhooks.retry("crm") == Message("webhook-retried", webhook="crm", count=1)
    assert app.webhooks.deliver() == 1
    assert len({key for key, _, _ in crm.calls}) == 1
    assert list(app.webhooks.troubles()) == []


@pytest.mark.parametrize("answer", [{}, {"retry-after": "86400"}], ids=["ours", "the longest"])
def test_two_publications_do_not_come_back_at_the_same_moment(
    tmp_path: Path, clock: SetClock, crm: Listener, answer: dict[str, str]
) -> None:
    app = told(tmp_path, clock, table(crm))
    waits = []
    for chance in (0.0, 0.5, 1 - 2**-53):
        crm.answers = [(503, answer, b"")]
        join(app, f"reader{chance}")
        Webhooks(app.container, chance=lambda chance=chance: chance).deliver()
        due = app.webhooks.every()[0].state.next_at
        waits.append(due - clock.at)
        clock.at = due
        assert app.webhooks.deliver() == 1
    longest = timedelta(days=1) if answer else RETRIES[0]
    assert waits[:2] == [longest, longest * 1.05]
    assert longest * 1.05 < waits[2] <= longest * 1.1


def test_what_was_given_up_is_deleted_after_a_while(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, table(crm))
    join(app)
    crm.answers = [(500, {}, b"")] * 10
    for wait in (timedelta(), *RETRIES):
        clock.at += wait * 1.1
        app.webhooks.deliver()
    app.rounds.make()
    assert app.webhooks.every()[0].state.given_up == 1
    clock.at += LETTERS_KEPT + timedelta(days=1)
    app.rounds.make()
    assert app.webhooks.every()[0].state.given_up == 0


def test_a_failure_of_an_hour_is_told_and_one_of_a_day_is_wrong(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, table(crm))
    join(app)
    crm.answers = [(500, {}, b"")]
    app.webhooks.deliver()
    clock.pass_by(hours=1)
    [(message, is_wrong)] = app.webhooks.troubles()
    assert (message.code, message.data["count"], is_wrong) == ("webhook-failing", 1, False)
    clock.pass_by(hours=23)
    [(_, is_wrong)] = app.webhooks.troubles()
    assert is_wrong
    [found] = [one for one in examine(tmp_path, clock) if one.about is Examined.WEBHOOKS]
    assert found.is_wrong


def test_a_private_destination_is_called_only_where_that_is_allowed(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    settings = table(crm).replace("allow_private = true", "").replace("http://", "https://")
    # what links may be tried with is no leave for webhooks
    app = told(tmp_path, clock, "[fetching]\nallow_loopback = true\n", settings)
    join(app)
    app.webhooks.deliver()
    assert crm.site.asked == []
    assert "fetch-private-network" in str(app.webhooks.every()[0].state.trouble)


def test_nothing_is_sent_unsigned(tmp_path: Path, clock: SetClock, crm: Listener) -> None:
    lines = [line for line in table(crm).splitlines() if not line.startswith("secret")]
    app = told(tmp_path, clock, "\n".join(lines))
    join(app)
    app.webhooks.deliver()
    assert crm.site.asked == []
    assert [message.code for message, _ in app.webhooks.troubles()] == ["webhook-without-secret"]
    with (tmp_path / ".env").open("a", encoding="utf-8") as file:
        file.write(f"NEWSLETTER_WEBHOOKS_CRM_SECRET={written_secret(KEY)}\n")
    assert told(tmp_path, clock).webhooks.deliver() == 1  # it has waited


def test_both_secrets_sign_while_they_are_changed(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, table(crm, more=f'old_secret = "{written_secret(OLD_KEY)}"'))
    join(app)
    app.webhooks.deliver()
    [(_, headers, body)] = crm.calls
    assert all(is_signed_by(key, headers, body, clock.at.timestamp()) for key in (KEY, OLD_KEY))


def test_what_leaves_the_settings_is_called_no_more(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, table(crm))
    join(app)
    (tmp_path / "newsletter.toml").write_text('name = "Rust"\n', "utf-8")
    without = told(tmp_path, clock)
    assert app.container.store.webhooks.states()[0].waiting == 1  # not by opening alone
    assert without.webhooks.deliver() == 0
    assert without.container.store.webhooks.states() == ()
    assert crm.calls == []


def test_two_processes_deliver_each_event_once(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, table(crm))
    for number in range(8):
        join(app, f"lezer{number}")
    others = [told(tmp_path, clock) for _ in range(3)]
    with ThreadPoolExecutor() as pool:
        done = sum(pool.map(lambda one: one.webhooks.deliver(), (app, *others)))
    assert (done, len(crm.calls), len(crm.taken)) == (8, 8, 8)


def test_a_clock_that_was_wrong_once_delays_no_event_for_longer_than_the_rules(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    clock.pass_by(days=4_000)
    app = told(tmp_path, clock, table(crm))
    join(app)
    clock.go_to(A_SATURDAY)
    assert app.webhooks.deliver() == 1


# ─── killed in the middle ────────────────────────────────────────────────────

DELIVER = "import sys; from pathlib import Path; from newsletter.app import Newsletter; Newsletter.at(Path(sys.argv[1])).webhooks.deliver()"  # fmt: skip


def test_a_process_killed_in_a_call_repeats_it_under_the_same_name(
    tmp_path: Path, crm: Listener
) -> None:
    clock = SetClock(datetime.now(UTC) - timedelta(minutes=1))
    app = told(tmp_path, clock, table(crm))
    join(app)
    app.close()
    arrived, may_answer = threading.Event(), threading.Event()

    def held(request: BaseHTTPRequestHandler) -> Answer | None:
        crm.answer(request)  # it took the event, and the sender will never hear of it
        arrived.set()
        may_answer.wait(patience.SECONDS)
        return None

    crm.site.pages["/hook"] = held
    began = datetime.now(UTC)
    process = subprocess.Popen([sys.executable, "-c", DELIVER, str(tmp_path)])
    try:
        assert arrived.wait(patience.SECONDS)
    finally:
        process.kill()
        process.wait()
        may_answer.set()
    crm.site.pages["/hook"] = crm.answer
    clock.go_to(began)
    again = told(tmp_path, clock)
    assert again.webhooks.deliver() == 0  # somebody may still be calling
    clock.pass_by(hours=1)
    assert again.webhooks.deliver() == 1
    assert len(crm.calls) == 2
    assert len(crm.taken) == 1


def test_the_running_newsletter_delivers_after_its_rounds(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, table(crm))
    join(app)
    with app.rounds.running():
        assert patience.until(lambda: crm.taken)
        join(app, "bram")
        app.rounds.make()
        assert patience.until(lambda: len(crm.taken) == 2)
    # it goes on for a moment, to note what has arrived
    assert patience.until(lambda: "webhooks" not in [one.name for one in threading.enumerate()])
    assert app.webhooks.every()[0].state.waiting == 0


def test_the_test_call_says_what_came_back(tmp_path: Path, clock: SetClock, crm: Listener) -> None:
    app = told(tmp_path, clock, table(crm))
    assert app.webhooks.test("crm") == Message("webhook-tested", webhook="crm", status=204)
    assert crm.types == ["webhook.test"]
    [(_, headers, body)] = crm.calls
    assert is_signed_by(KEY, headers, body, clock.at.timestamp())
    crm.answers = [(302, {"location": "/x"}, b"")]
    with pytest.raises(DeskError, match="webhook-redirects"):
        app.webhooks.test("crm")
    crm.answers = [None]
    with pytest.raises(DeskError, match="webhook-test-failed"):
        app.webhooks.test("crm")
    with pytest.raises(DeskError, match="webhook-unknown"):
        app.webhooks.test("shop")


def test_the_editor_is_mailed_once_about_a_program_that_takes_nothing(
    tmp_path: Path, clock: SetClock, crm: Listener
) -> None:
    app = told(tmp_path, clock, EDITOR, table(crm))
    join(app)
    crm.answers = [(500, {}, b"")] * 3
    app.webhooks.deliver()
    clock.pass_by(hours=23)
    assert app.reminders.write() == 0
    clock.pass_by(hours=1)
    assert app.reminders.write() == 1
    clock.pass_by(days=1)
    assert app.reminders.write() == 0
    app.webhooks.deliver()
    app.dispatches.dispatcher.drain()
    assert subjects(app) == ["Het programma achter de webhook crm neemt niets aan"]
    crm.answers = [(410, {}, b"")]
    clock.pass_by(days=1)
    app.webhooks.deliver()
    assert app.reminders.write() == 1  # another matter
