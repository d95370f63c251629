"""Whose trouble a refusal is: by its moment, its code and its words, the same for every adapter."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter import providers
from newsletter.model.delivery import Report, ReportKind
from newsletter.providers.wire import bounces
from newsletter.providers.wire.answers import judge
from newsletter.providers.wire.finding import load
from newsletter.providers.wire.refusals import (
    About,
    RefusalMoment,
    reread,
    whose,
    without_addresses,
)
from tests.providers.recordings import Recording, recordings

# As hosts and vendors write them; the code of each is one of providers.md's.
OURS = [
    "554 5.7.1 Service unavailable; Client host [192.0.2.3] blocked using zen.example.org",
    "550 5.7.1 Message rejected: listed by Spamhaus, see the link",
    "550-5.7.26 This mail has been blocked because the sender is unauthenticated.",
    "550 5.7.1 rejected by the DMARC policy of the sending domain",
    "550 5.7.1 <lezer1@example.org>: sender not permitted to relay",
    "550 5.1.0 sender verify failed",
    "550 5.7.515 Access denied, sending domain does not meet the required authentication level",
    "550 5.7.511 Access denied, banned sender",
    "550 5.7.1 Unfortunately, messages from [192.0.2.3] weren't sent; part of their network is on our block list (S3140)",
    "552 5.3.4 Message size exceeds fixed limit",
    "550 5.4.5 Daily user sending limit exceeded",
    "553 5.1.7 The sender's address has bad syntax",
    "550 5.1.8 sender domain not found",
    "550 5.7.20 no passing DKIM signature",
    "550 5.7.22 the author's signature is not acceptable",
    "550 5.7.23 SPF validation failed",
    "550 5.7.24 SPF validation error",
    "550 5.7.25 the sending address has no PTR record",
    "550 5.7.27 the sender domain has no address for SPF",
    "550 5.7.28 an unusual rate of unsolicited mail",
    "550 5.7.29 sent without TLS",
    "550 5.7.30 Basic authentication is not supported",
    "550 5.7.32 the From domain is not aligned",
    "550 5.7.40 blocked for its DMARC record",
    "554 5.7.9 Message not accepted for policy reasons",
    "554 5.6.0 message content rejected",
    "501 5.5.4 invalid argument",
    "552-5.7.0 this message was blocked because of its content",
]
READERS = [
    "550 5.1.1 user unknown",
    "550 5.1.2 domain not found",
    "501 5.1.3 bad recipient address syntax",
    "551 5.1.6 mailbox has moved",
    "556 5.1.10 recipient address has null MX",
    "550 5.2.1 the account is disabled",
    "552 5.2.2 mailbox full",
    "550 5.4.4 host or domain name not found",
    "550 5.7.17 mailbox owner has changed",
    "550 5.7.18 domain owner has changed",
    # Outlook.com's words for a dead mailbox, under a code of the protocol's
    "550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)",
]
UNDECIDED = [
    "550 5.7.1 not accepted",
    "554 5.0.0 transaction failed",
    "550 no",
    "554 rejected",
    "553 5.2.3 message longer than this mailbox takes",
    "",
]
HARD = {
    "brevo": "hard-bounce",
    "mailersend": "hard-bounced",
    "mailgun": "failed-permanent",
    "mailjet": "bounce-hard",
    "postmark": "bounce-hard",
    "resend": "bounced-permanent",
    "scaleway": "dropped",
    "sendgrid": "bounce",
    "ses": "bounce-permanent",
}
AFTER_A_READER_WAS_NAMED = [
    RefusalMoment.RCPT,
    RefusalMoment.DATA,
    RefusalMoment.CALL,
    RefusalMoment.LATER,
]


@pytest.mark.parametrize("moment", AFTER_A_READER_WAS_NAMED)
@pytest.mark.parametrize("words", OURS)
def test_what_speaks_of_us_is_ours_whenever_it_comes(words: str, moment: RefusalMoment) -> None:
    assert whose(moment, words) is About.US
    assert whose(moment, words.upper()) is About.US


@pytest.mark.parametrize("moment", AFTER_A_READER_WAS_NAMED)
@pytest.mark.parametrize("words", READERS)
def test_what_speaks_of_the_reader_is_theirs_whenever_it_comes(
    words: str, moment: RefusalMoment
) -> None:
    assert whose(moment, words) is About.READER


@pytest.mark.parametrize("words", UNDECIDED)
def test_what_speaks_of_nobody_is_undecided_and_after_data_the_letters(words: str) -> None:
    assert whose(RefusalMoment.RCPT, words) is About.UNDECIDED
    assert whose(RefusalMoment.LATER, words) is About.UNDECIDED
    assert whose(RefusalMoment.DATA, words) is About.US


@pytest.mark.parametrize("moment", [RefusalMoment.OPEN, RefusalMoment.LOGIN, RefusalMoment.MAIL])
@pytest.mark.parametrize("words", [*OURS, *READERS, *UNDECIDED])
def test_before_a_reader_was_named_it_is_always_us(words: str, moment: RefusalMoment) -> None:
    assert whose(moment, words) is About.US


@pytest.mark.parametrize("code", [530, 534, 535, 538])
def test_a_demand_to_log_in_is_ours_without_an_enhanced_code_too(code: int) -> None:
    assert whose(RefusalMoment.RCPT, f"{code} authentication required") is About.US


@pytest.mark.parametrize(
    "words",
    [
        "550 5.1.1 <dmarc@example.org>: user unknown",
        "550 5.1.1 spamhaus@blocked-using.example.org does not exist",
        "550 5.1.1 no mailbox here by that name (in reply to 192.5.7.26)",
        "550 5.1.1 host mx.example.org [5.7.26.1] says: user unknown",
        "550 5.7.1 relayed by 5.7.26.9",
        "550 5.1.1 spamhaus'fan+dmarc@example.org unknown",
        "550 5.1.2 dmarc-spamhaus.example.org: domain not found",
    ],
)
def test_nobody_is_believed_to_speak_of_us_by_an_address_or_a_number_in_the_words(
    words: str,
) -> None:
    assert whose(RefusalMoment.RCPT, words, "dmarc-spamhaus.example.org") is not About.US


@pytest.mark.parametrize("name", ["sender", "quota", "domain", "limit-exceeded", "suspended"])
@pytest.mark.parametrize("provider", sorted(HARD))
def test_an_address_in_an_answers_words_fits_no_line_about_the_account(
    provider: str, name: str
) -> None:
    table = load(provider)._ANSWERS
    words = f"invalid recipient: {name}@{name}.example.org"
    plain = judge(table, 422, "unheard-of", "invalid recipient: x")
    assert judge(table, 422, "unheard-of", words) == plain


def test_of_two_codes_the_host_behind_a_relay_is_believed() -> None:
    assert whose(RefusalMoment.LATER, "5.5.0 smtp; 550 5.1.1 user unknown") is About.READER
    assert whose(RefusalMoment.LATER, "5.1.1 smtp; 550 5.7.26 not authenticated") is About.US


def test_no_relaying_is_ours_where_we_hand_over_and_another_hosts_own_trouble_later() -> None:
    for words in ("554 5.7.1 relay access denied", "550 5.7.1 unable to relay"):
        assert whose(RefusalMoment.RCPT, words) is About.US
        assert whose(RefusalMoment.LATER, words) is About.UNDECIDED


def test_an_address_beyond_ascii_that_a_server_does_not_take_is_its_readers() -> None:
    assert whose(RefusalMoment.RCPT, "553 5.6.7 non-ASCII addresses not permitted") is About.READER


@pytest.mark.parametrize("kind", list(ReportKind))
@given(words=st.text(max_size=60) | st.sampled_from([*OURS, *READERS, *UNDECIDED]))
def test_a_report_is_read_anew_only_where_it_is_a_failure(kind: ReportKind, words: str) -> None:
    failures = {ReportKind.BOUNCED, ReportKind.DEFERRED, ReportKind.REFUSED}
    read_as, blames_us = reread(kind, words)
    gave_up = kind is ReportKind.BOUNCED and read_as is ReportKind.DEFERRED
    assert gave_up or read_as in {kind, ReportKind.REFUSED}
    assert kind in failures or (read_as is kind and not blames_us)
    assert not blames_us or read_as is ReportKind.REFUSED


def test_a_host_that_says_later_is_deferred_though_it_speaks_of_us() -> None:
    words = "421 4.7.26 this mail is unauthenticated, try again"
    assert reread(ReportKind.DEFERRED, words) == (ReportKind.DEFERRED, False)


_WORDS = {  # what a recording says, and in words of its host's
    "brevo": "550 5.1.1 user unknown",
    "mailersend": "550 5.1.1 user unknown",
    "mailgun": "5.1.1 The email account that you tried to reach does not exist",
    "mailjet": "Host or domain name not found.",
    "postmark": "550 5.1.1 The email account does not exist",
    "resend": "The recipient's email address does not exist",
    "scaleway": "550 no",
    "sendgrid": "500 unknown recipient",
    "ses": "550 5.1.1 user unknown",
}


def told(name: str, words: str) -> Report:
    """A provider's event of a hard bounce, with a host's words in it."""
    recording = next(one for one in recordings(name) if one.name == HARD[name])
    escaped = json.dumps(words)[1:-1]
    if name in {"ses", "scaleway"}:  # a text within a text
        escaped = json.dumps(escaped)[1:-1]
    text = recording.body.decode()
    assert _WORDS[name] in text
    text = text.replace(_WORDS[name], escaped).replace('"user unknown"', '""')
    body = text.replace('\\"5.1.1\\"', '\\"5.0.0\\"').encode()  # the status beside the words
    webhook = providers.webhook(name, providers.settings_type(name)())
    assert webhook is not None
    (report,) = webhook.read(body)
    return report


@pytest.mark.parametrize("words", OURS)
@pytest.mark.parametrize("name", HARD)
def test_a_hard_bounce_that_speaks_of_us_strikes_nobody_off_whatever_its_type(
    name: str, words: str
) -> None:
    report = told(name, words)
    assert report.kind is ReportKind.REFUSED
    assert report.blames_us
    assert report.listed is None


@pytest.mark.parametrize("name", HARD)
def test_a_hard_bounce_that_speaks_of_the_reader_is_one(name: str) -> None:
    for words in ("550 5.1.10 null MX", "551 5.1.6 moved", "550 5.7.17 owner has changed"):
        report = told(name, words)
        assert (report.kind, report.blames_us) == (ReportKind.BOUNCED, False)


@pytest.mark.parametrize("name", HARD)
def test_a_policy_that_names_nobody_says_nothing_about_the_mailbox(name: str) -> None:
    report = told(name, "550 5.7.1 not accepted")
    assert (report.kind, report.blames_us) == (ReportKind.REFUSED, False)


def bounce(words: str) -> Report:
    """A delivery status notification with a host's words."""
    recording: Recording = next(
        one for one in recordings("letterbox") if one.name == "bounce-unknown-user"
    )
    status = words.split(" ")[1] if words[4:6] == "5." else "5.0.0"
    body = recording.body.replace(b"550 5.1.1 user unknown", words.encode())
    (report,) = bounces.read(body.replace(b"Status: 5.1.1", f"Status: {status}".encode()))
    return report


@pytest.mark.parametrize("words", OURS)
def test_a_bounce_by_letter_that_speaks_of_us_strikes_nobody_off(words: str) -> None:
    report = bounce(words)
    assert (report.kind, report.blames_us) == (ReportKind.REFUSED, True)


def test_a_bounce_by_letter_that_speaks_of_the_reader_is_one() -> None:
    for words in ("550 5.1.10 null MX", "550 5.7.18 the domain has another owner", "550 no"):
        assert (bounce(words).kind, bounce(words).blames_us) == (ReportKind.BOUNCED, False)
    assert bounce("550 5.7.1 not accepted").kind is ReportKind.REFUSED


@pytest.mark.parametrize(
    "words",
    [
        "451 4.7.1 Greylisted, please try again later",
        "421 Service not available, closing transmission channel",
        "4.4.7 delivery time expired.",
        "452-4.2.2 The recipient's inbox is full",
    ],
)
def test_a_provider_that_gave_up_on_temporary_replies_says_nothing_of_the_mailbox(
    words: str,
) -> None:
    assert reread(ReportKind.BOUNCED, words) == (ReportKind.DEFERRED, False)


@pytest.mark.parametrize(
    "words",
    [
        "550 5.1.1 no such user; earlier: 451 4.7.1 greylisted",
        "hard bounce",
        "no host at 4.4.4.4, release 4.2.1b",
        "",
    ],
)
def test_a_hard_bounce_without_a_temporary_reply_alone_stays_one(words: str) -> None:
    assert reread(ReportKind.BOUNCED, words) == (ReportKind.BOUNCED, False)


def test_a_rejection_of_a_megabyte_is_read_at_once() -> None:
    words = f"550 5.1.1 {'a' * 1_000_000}"  # a size that only linear reading survives
    assert reread(ReportKind.BOUNCED, words) == (ReportKind.BOUNCED, False)
    assert without_addresses(f"<quota@b> x quota@b.nl, {words}") == f"  x  , {words}"
