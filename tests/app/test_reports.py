"""What comes back is proved, kept once, and believed event by event."""

import base64
import hashlib
import hmac
import json
import mailbox
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlencode

import pytest

from newsletter.app import Newsletter
from newsletter.app.doctor import examine
from newsletter.audience.tokens import Purpose
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.address import EmailAddress
from newsletter.model.audience import Standing, SuppressionReason
from newsletter.model.delivery import BatchMember
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret
from newsletter.providers import smtp
from newsletter.providers.wire.relays import Relay
from newsletter.testing.sandbox import Sandbox
from tests.app.builders import OPENED, SetClock, a_publication, everything, with_issues_approved
from tests.web.builders import browser

MAILGUN = """
[provider]
name = "mailgun"
[provider.mailgun]
domain = "mail.example.nl"
key = "key-1"
signing_key = "signing"
base = "{base}"
"""


def a_call(
    event: str, delivery: str, recipient: str, at: float, token: str = "t" * 50, **more: object
) -> Hook:
    """As Mailgun posts it, signed with the key of these tests."""
    signature = hmac.new(b"signing", f"{at:.0f}{token}".encode(), hashlib.sha256).hexdigest()
    body = {
        "signature": {"timestamp": f"{at:.0f}", "token": token, "signature": signature},
        "event-data": {
            "event": event, "id": token[:8], "timestamp": at, "recipient": recipient,
            "user-variables": {"delivery": delivery}, "message": {"headers": {"message-id": "x@mail.example.nl"}}, **more,
        },
    }  # fmt: skip
    return Hook({"content-type": "application/json"}, json.dumps(body).encode())


@pytest.fixture
def sent(tmp_path: Path) -> tuple[Newsletter, SetClock, str]:
    clock = SetClock()
    with Sandbox(tmp_path / "sandbox.log") as sandbox:
        app = a_publication(tmp_path / "own", clock, MAILGUN.format(base=sandbox.url))
        with_issues_approved(app)
        row = app.dispatches.start("1")
    assert row.counts == {"accepted": 2}
    return app, clock, app.container.store.dispatches.find(row.id).key


def test_reports_in_any_order_and_any_number_give_the_same_ledger(
    sent: tuple[Newsletter, SetClock, str],
) -> None:
    app, clock, key = sent
    now = clock().timestamp()
    calls = [
        a_call("complained", f"{key}.1", "anna@example.org", now, "a" * 50),
        a_call("delivered", f"{key}.1", "anna@example.org", now, "b" * 50),
        a_call("failed", f"{key}.2", "bram@example.org", now, "c" * 50, severity="permanent"),
    ]
    for call in [*calls, *calls]:
        assert app.receive("mailgun", call)[0] == 200
    app.rounds.make()
    assert app.dispatches.show(1).counts == {"bounced": 1, "complained": 1}
    assert app.people.show("anna@example.org").standing is Standing.UNSUBSCRIBED
    assert app.people.show("bram@example.org").suppressed_for is SuppressionReason.BOUNCED
    with pytest.raises(DeskError, match="issue-for-nobody"):
        app.dispatches.start("2")


def test_what_speaks_of_us_or_of_mailguns_own_list_is_what_it_is(
    sent: tuple[Newsletter, SetClock, str],
) -> None:
    app, clock, key = sent
    now = clock().timestamp()
    words = {"code": 550, "message": "5.7.26 this mail is unauthenticated"}
    ours = {"severity": "permanent", "reason": "generic", "delivery-status": words}
    listed = {"severity": "permanent", "reason": "suppress-unsubscribe"}
    app.receive("mailgun", a_call("failed", f"{key}.1", "anna@example.org", now, "a" * 50, **ours))
    app.receive(
        "mailgun", a_call("failed", f"{key}.2", "bram@example.org", now, "b" * 50, **listed)
    )
    app.rounds.make()
    assert app.dispatches.show(1).counts == {"refused": 2}
    anna, bram = (app.people.show(f"{name}@example.org") for name in ("anna", "bram"))
    assert (anna.standing, anna.suppressed_for) == (Standing.CONFIRMED, None)
    assert (bram.standing, bram.suppressed_for) == (Standing.UNSUBSCRIBED, None)


def test_mail_by_smtp_is_reported_on_by_the_company_behind_the_server(
    sent: tuple[Newsletter, SetClock, str],
) -> None:
    before, clock, key = sent
    behind = smtp.Settings(host="localhost", hooks=Relay.BREVO, hook_secret=Secret("token"))
    chosen = replace(before.settings, provider="smtp", provider_settings=behind)
    app = Newsletter(chosen, clock)
    OPENED.append(app)
    bounced = {"event": "hard_bounce", "reason": "550 5.1.1 user unknown"}
    for number, event in enumerate((bounced, {"event": "delivered"}), 1):
        told = {"X-Mailin-custom": f"{key}.{number}", "ts_epoch": 1772870400000, **event}
        call = Hook({"authorization": "Bearer token"}, json.dumps(told).encode())
        assert app.receive("smtp", call)[0] == 200
        assert app.receive("brevo", call)[0] == 404
        assert app.receive("smtp", replace(call, headers={}))[0] == 401
    app.rounds.make()
    assert app.dispatches.show(1).counts == {"bounced": 1, "delivered": 1}
    assert app.people.show("anna@example.org").suppressed_for is SuppressionReason.BOUNCED


def test_who_is_on_a_list_without_a_reason_is_held_until_the_editor_lifts_it(
    tmp_path: Path,
) -> None:
    app = a_publication(tmp_path / "own", SetClock(), BREVO)
    with_issues_approved(app)
    event = {"event": "blocked", "email": "anna@example.org", "ts_epoch": 1772870400000}
    call = Hook({"authorization": "Bearer token"}, json.dumps(event).encode())
    assert app.receive("brevo", call)[0] == 200
    app.rounds.make()
    assert app.people.show("anna@example.org").standing is Standing.CONFIRMED
    shown = app.people.show("anna@example.org")
    assert shown.suppressed_for is SuppressionReason.PROVIDERS_LIST
    (held,) = app.people.held()
    assert held.address == "anna@example.org"
    assert Message(
        "readers-held", count=1, provider="Brevo", where="Transactional › Blocked contacts"
    ) in [one.message for one in examine(app.container.folder)]
    with pytest.raises(DeskError, match="reason"):
        app.people.lift("anna@example.org", "")
    app.people.lift("anna@example.org", "taken off Brevo's list")
    assert app.people.held() == []


def test_a_forged_call_an_old_one_and_a_stranger_are_turned_away(
    sent: tuple[Newsletter, SetClock, str],
) -> None:
    app, clock, key = sent
    good = a_call("complained", f"{key}.1", "anna@example.org", clock().timestamp())
    forged = Hook(good.headers, good.body.replace(b'"signature": "', b'"signature": "0'))
    assert app.receive("mailgun", forged)[0] >= 400
    old = a_call("complained", f"{key}.1", "anna@example.org", clock().timestamp() - 86_400)
    assert (
        app.receive("mailgun", old)[0] == 406
    )  # Mailgun would repeat it for hours, as old as it is
    assert app.receive("postmark", good)[0] == 404
    app.rounds.make()
    assert app.dispatches.show(1).counts == {"accepted": 2}


HEAD_PROVED = {
    "postmark": ("hook_password", "Basic " + base64.b64encode(b"newsletter:secret").decode()),
    "mailjet": ("hook_password", "Basic " + base64.b64encode(b"newsletter:secret").decode()),
    "scaleway": ("hook_password", "Basic " + base64.b64encode(b"newsletter:secret").decode()),
    "brevo": ("hook_token", "Bearer secret"),
    "letterbox": ("hook_token", "Bearer secret"),
}


@pytest.mark.parametrize("name", HEAD_PROVED)
def test_a_proof_in_the_head_is_asked_for_before_the_body(tmp_path: Path, name: str) -> None:
    key, proof = HEAD_PROVED[name]
    table = (
        "[letterbox]" if name == "letterbox" else f'[provider]\nname = "{name}"\n[provider.{name}]'
    )
    app = a_publication(tmp_path / "own", SetClock(), f'{table}\n{key} = "secret"\n')
    for header in ({}, {"authorization": "Bearer other"}, {"authorization": proof[:-1]}):
        assert app.admit(name, Hook(header, b"")).refusal == 401
    assert app.admit(name, Hook({"authorization": proof}, b"")).refusal is None
    assert app.admit("nobody", Hook({"authorization": proof}, b"")).refusal == 404
    assert app.admit("resend", Hook({}, b"")).refusal == 404


SIGNED = {
    "resend": "signing_secret = 'whsec_c2VjcmV0'",
    "mailersend": "signing_secret = 's'",
    "sendgrid": "public_key = 'x'",
}


@pytest.mark.parametrize("name", SIGNED)
def test_a_call_without_a_signature_is_refused_before_its_body(tmp_path: Path, name: str) -> None:
    settings = f'[provider]\nname = "{name}"\n[provider.{name}]\n{SIGNED[name]}\n'
    app = a_publication(tmp_path / "own", SetClock(), settings)
    assert app.admit(name, Hook({}, b"")).refusal == 401


def test_how_much_a_hook_may_bring_is_said_by_whom_it_serves(tmp_path: Path) -> None:
    megabyte = 1024 * 1024
    app = a_publication(
        tmp_path / "own",
        SetClock(),
        MAILGUN.format(base="http://127.0.0.1:9") + "[letterbox]\nmailgun_signing_key = 's'\n",
    )
    assert app.admit("mailgun", Hook({}, b"")).largest_bytes == megabyte
    assert app.admit("letterbox-mime", Hook({}, b"")).largest_bytes == 10 * megabyte


BREVO = """
[provider]
name = "brevo"
[provider.brevo]
key = "k"
base = "http://127.0.0.1:9"
hook_token = "token"
"""
POSTMARK = """
[provider]
name = "postmark"
[provider.postmark]
token = "t"
base = "http://127.0.0.1:9"
hook_password = "secret"
"""


def test_a_report_that_cannot_be_kept_is_answered_so_that_it_comes_again(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock(), BREVO)
    with_issues_approved(app)
    call = Hook({"authorization": "Bearer token"}, b'{"event": "delivered"}')
    assert app.receive("brevo", call)[0] == 200
    with app.container.store.database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE reports RENAME TO away")
    status, headers = app.receive("brevo", Hook(call.headers, b'{"event": "blocked"}'))
    assert (status, headers) == (429, {"retry-after": "60"})


def test_who_comes_back_at_the_provider_is_noted_and_not_written_to(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock(), POSTMARK)
    with_issues_approved(app)
    basic = "Basic " + base64.b64encode(b"newsletter:secret").decode()

    def change(suppressed: bool, at: str) -> None:
        event = {"RecordType": "SubscriptionChange", "Recipient": "anna@example.org"}
        event |= {"ChangedAt": at, "SuppressSending": suppressed}
        event |= {"SuppressionReason": "ManualSuppression" if suppressed else None}
        call = Hook({"authorization": basic}, json.dumps(event).encode())
        assert app.receive("postmark", call)[0] == 200
        app.rounds.make()

    change(True, "2026-03-07T10:00:00Z")
    assert app.people.show("anna@example.org").standing is Standing.UNSUBSCRIBED
    for _ in range(2):
        change(False, "2026-03-07T11:00:00Z")
    assert app.people.show("anna@example.org").standing is Standing.UNSUBSCRIBED
    kinds = [consent["what"] for consent in everything(app, "anna@example.org")["consent"]]
    assert kinds.count("returned elsewhere") == 1


def test_one_odd_event_is_kept_with_its_reason_and_loses_nobody_else(
    sent: tuple[Newsletter, SetClock, str],
) -> None:
    app, clock, key = sent
    now = clock().timestamp()
    odd = a_call("levitated", f"{key}.1", "anna@example.org", now, "d" * 50)
    assert app.receive("mailgun", odd)[0] == 200
    assert (
        app.receive("mailgun", a_call("delivered", f"{key}.2", "bram@example.org", now, "e" * 50))[
            0
        ]
        == 200
    )
    app.rounds.make()
    assert app.dispatches.show(1).counts == {"accepted": 1, "delivered": 1}
    (kept,) = app.unread_reports.rows()
    assert (kept.provider, kept.text) == ("mailgun", "")
    assert "levitated" in str(kept.reason)
    assert "levitated" in app.unread_reports.show(kept.id).text
    with pytest.raises(DeskError, match=r"unread-report-missing .report=99"):
        app.unread_reports.show(99)


def test_a_mail_to_the_leave_address_lets_its_reader_leave_and_a_stranger_nobody(
    tmp_path: Path,
) -> None:
    box = mailbox.Maildir(tmp_path / "back")
    app = a_publication(
        tmp_path / "own",
        SetClock(),
        f'[sender]\nunsubscribe_mailbox = "weg@example.nl"\n[letterbox]\nmaildir = "{tmp_path / "back"}"\n',
    )
    with_issues_approved(app)
    token = app.container.keyring.mailbox_tokens(Purpose.LEAVE, (1,))[0]
    for to in (f"{token.upper()}@example.nl", f"{'a' * 48}@example.nl"):
        mail = EmailMessage()
        mail["From"], mail["To"] = "whoever@example.org", to
        mail.set_content("")
        box.add(mail.as_bytes())
    app.rounds.make()
    assert app.people.show("anna@example.org").standing is Standing.UNSUBSCRIBED
    assert app.people.show("bram@example.org").standing is Standing.CONFIRMED
    assert not list((tmp_path / "back" / "new").iterdir())


def test_the_mail_form_of_leaving_is_offered_only_where_somebody_reads_it(tmp_path: Path) -> None:
    without = a_publication(
        tmp_path / "without", SetClock(), '[sender]\nunsubscribe_mailbox = "weg@example.nl"\n'
    )
    assert without.emails.sample_values()["unsubscribe_mailbox"] == ""
    assert any(
        one.message.code == "mailbox-read-nowhere" for one in examine(without.container.folder)
    )
    (tmp_path / "back").mkdir()
    with_one = a_publication(
        tmp_path / "with",
        SetClock(),
        f'[sender]\nunsubscribe_mailbox = "weg@example.nl"\n[letterbox]\nmaildir = "{tmp_path / "back"}"\n',
    )
    assert with_one.emails.sample_values()["unsubscribe_mailbox"].endswith("@example.nl")
    assert not any(
        one.message.code == "mailbox-read-nowhere" for one in examine(with_one.container.folder)
    )


def test_a_mail_that_mailgun_received_and_posts_lets_its_reader_leave(tmp_path: Path) -> None:
    clock = SetClock()
    app = a_publication(
        tmp_path / "own",
        clock,
        '[sender]\nunsubscribe_mailbox = "weg@example.nl"\n[letterbox]\nmailgun_signing_key = "signing"\n',
    )
    with_issues_approved(app)
    to = app.emails.values(BatchMember(1, EmailAddress("anna", "example.org")))[
        "unsubscribe_mailbox"
    ]
    stamp, token = f"{clock().timestamp():.0f}", "t" * 50
    fields = {
        "timestamp": stamp,
        "token": token,
        "signature": hmac.new(b"signing", f"{stamp}{token}".encode(), hashlib.sha256).hexdigest(),
        "recipient": to,
        "body-mime": f"From: whoever@example.org\r\nTo: {to}\r\nSubject: \r\n\r\n",
    }
    forged = Hook({}, urlencode(fields | {"signature": "0" * 64}).encode())
    pages = browser(app)
    assert pages.post("/hooks/letterbox-mime", content=forged.body).status_code == 401
    for _ in range(2):
        answer = pages.post("/hooks/letterbox-mime", content=urlencode(fields))
        assert answer.status_code == 200
    app.rounds.make()
    assert app.people.show("anna@example.org").standing is Standing.UNSUBSCRIBED
    assert app.people.show("bram@example.org").standing is Standing.CONFIRMED
    kinds = [consent["what"] for consent in everything(app, "anna@example.org")["consent"]]
    assert kinds.count("left") == 1
