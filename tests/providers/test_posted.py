"""Mails that a provider receives for us and posts: whom they come from, and what they state."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.errors import BadHook
from newsletter.model.delivery import ReportKind
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret
from newsletter.providers.wire import letterbox
from newsletter.providers.wire.posted import form_fields, mime_in
from tests.providers.recordings import Recording, recordings

POSTED = recordings("inbound")
AT = datetime(2026, 3, 1, 14, 0, 5, tzinfo=UTC)
TOKEN = "mfrggzdfmztwq2lknnwg23tpobyxe43uov3ho6dzpiydcmrt"
SETTINGS = letterbox.Settings(
    hook_token=Secret("s3cret"), mailgun_signing_key=Secret("key-for-these-tests")
)
BY_MAILGUN = [one for one in POSTED if one.name.startswith("mailgun")]


def basic(user: str, password: str) -> dict[str, str]:
    told = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"authorization": f"Basic {told}"}


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("recording", POSTED, ids=str)
def test_a_posted_mail_is_read_as_what_it_states(recording: Recording, line_end: bytes) -> None:
    reports = letterbox.webhook(SETTINGS).read(recording.body.replace(b"\n", line_end))
    told = [
        {"kind": report.kind.value, "delivery_id": report.delivery_id, "address": report.address}
        for report in reports
    ]
    assert told == recording.expected
    if reports[0].kind is ReportKind.UNSUBSCRIBED:
        assert reports[0].extra["token"] == TOKEN


def test_a_body_without_the_whole_mail_says_what_to_switch_on() -> None:
    parsed_only = next(one for one in POSTED if one.name == "postmark-without-raw")
    (report,) = letterbox.webhook(SETTINGS).read(parsed_only.body)
    assert report.kind is ReportKind.UNREAD
    assert "posted-email-missing" in report.detail


def test_a_mail_as_a_mail_server_posts_it_stays_as_it_is() -> None:
    raw = b"Return-Path: <x@example.org>\r\nTo: a=b@example.nl\r\n\r\n{}"
    assert mime_in(raw) == raw


def test_the_envelope_cannot_bring_fields_of_its_own() -> None:
    body = b'{"OriginalRecipient": "a@b.nl\\r\\nX-Evil: 1", "RawEmail": "To: c@d.nl\\r\\n\\r\\n"}'
    assert mime_in(body).splitlines()[:2] == [b"X-Original-To: a@b.nl X-Evil: 1", b"To: c@d.nl"]


def test_postmark_and_sendgrid_prove_themselves_by_the_password_in_the_address() -> None:
    posted = letterbox.webhooks(SETTINGS)["letterbox"]
    body = POSTED[0].body
    assert posted.verify(Hook(basic("newsletter", "s3cret"), body), AT)
    for headers in ({}, basic("newsletter", "guess"), basic("other", "s3cret"), basic("", "")):
        with pytest.raises(BadHook):
            posted.verify(Hook(headers, body), AT)


@pytest.mark.parametrize("recording", BY_MAILGUN, ids=str)
def test_mailgun_proves_itself_by_its_signature_and_each_call_counts_once(
    recording: Recording,
) -> None:
    routed = letterbox.webhooks(SETTINGS)["letterbox-mime"]
    key = routed.verify(Hook({}, recording.body), AT)
    assert key == "2b90a03befc0b98ae2b641b0080850cada918a2d2f670e0141"
    forged = recording.body.replace(b"1772373602", b"1772373603")
    for hook, at in (
        (Hook({}, forged), AT),
        (Hook({}, b"a=1&" * 500), AT),
        (Hook({}, recording.body), AT + timedelta(hours=10)),
        (Hook(basic("newsletter", "s3cret"), b"To: x@example.nl\n\n"), AT),
    ):
        with pytest.raises(BadHook):
            routed.verify(hook, at)


def test_only_whose_proof_is_set_may_call_and_only_then_is_mail_offered() -> None:
    assert letterbox.webhooks(letterbox.Settings()) == {}
    assert not letterbox.Settings().is_read
    for one, name in (
        (letterbox.Settings(hook_token=Secret("x")), "letterbox"),
        (letterbox.Settings(mailgun_signing_key=Secret("x")), "letterbox-mime"),
    ):
        assert set(letterbox.webhooks(one)) == {name}
        assert one.is_read


@settings(max_examples=150)
@given(st.sampled_from(POSTED), st.data())
def test_no_mutilated_body_makes_the_reader_fail(recording: Recording, data: st.DataObject) -> None:
    body = bytearray(recording.body)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(body)))
        body[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=8))
    for report in letterbox.webhook(SETTINGS).read(bytes(body)):
        assert report.kind in {ReportKind.UNREAD, ReportKind.UNSUBSCRIBED, ReportKind.WORDS}
        assert report.replay_key
    routed = letterbox.webhooks(SETTINGS)["letterbox-mime"]
    try:
        routed.verify(Hook({}, bytes(body)), AT)
    except BadHook:
        pass
    else:
        assert form_fields(bytes(body)) is not None
