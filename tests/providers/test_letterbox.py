"""Mail that comes back: what it states, from whom it is believed, and that none is lost."""

import mailbox
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter import providers
from newsletter.errors import BadHook, ConfigError, ProviderError
from newsletter.model.delivery import Report, ReportKind
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret
from newsletter.providers.wire import bounces, letterbox
from tests.builders.refusals import refused
from tests.providers.imap_script import Mailbox, imap
from tests.providers.recordings import Recording, recordings
from tests.providers.stand_ins.smtp import certificate

LETTERS = recordings("letterbox")
BOUNCE = next(one.body for one in LETTERS if one.name == "bounce-unknown-user")
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("recording", LETTERS, ids=str)
def test_a_letter_is_read_as_what_it_states(recording: Recording) -> None:
    told = [
        {"kind": report.kind.value, "delivery_id": report.delivery_id, "address": report.address}
        for report in bounces.read(recording.body)
    ]
    assert told == recording.expected


def test_a_bounce_carries_status_words_and_moment() -> None:
    (report,) = bounces.read(BOUNCE)
    assert report.detail == "5.1.1 smtp; 550 5.1.1 user unknown"
    assert report.at == datetime(2026, 3, 1, 12, 2, tzinfo=UTC)


def test_a_wish_to_leave_carries_its_token_and_believes_no_address() -> None:
    wishes = [one for one in LETTERS if one.name.startswith("leave")]
    reports = [bounces.read(one.body)[0] for one in wishes]
    assert {report.extra["token"] for report in reports} == {
        "mfrggzdfmztwq2lknnwg23tpobyxe43uov3ho6dzpiydcmrt"
    }
    assert {report.address for report in reports} == {""}


TOKEN = "mfrggzdfmztwq2lknnwg23tpobyxe43uov3ho6dzpiydcmrt"


@pytest.mark.parametrize(
    "mailbox",
    [
        f"{TOKEN}@leave.example.org",
        f"<{TOKEN.upper()}@leave.example.org>",
        f"mailto:{TOKEN}@leave.example.org",
        f"%3C{TOKEN}@leave.example.org%3E",
        f"%20{TOKEN}%20@leave.example.org",
        f"=3D{TOKEN}@leave.example.org",
        f'"{TOKEN}"@leave.example.org',
        f"({TOKEN})@leave.example.org",
        *(
            f"{TOKEN}{glue}@leave.example.org"
            for glue in (".", ">", ")", "=", "//", ",", ";", "%3E")
        ),
    ],
)
def test_a_wish_to_leave_is_read_whatever_was_glued_to_its_token(mailbox: str) -> None:
    wish = f"From: a@example.org\nTo: {mailbox}\nSubject: leave\n\n\n".encode()
    (report,) = bounces.read(wish)
    assert report.extra.get("token") == TOKEN


@pytest.mark.parametrize(
    "mailbox", [f"a{TOKEN}@b.nl", f"{TOKEN}a@b.nl", f"{TOKEN[:-1]}@b.nl", f"{TOKEN}.a@b.nl"]
)
def test_what_only_resembles_a_token_is_none(mailbox: str) -> None:
    reports = bounces.read(f"From: a@example.org\nTo: {mailbox}\n\n\n".encode())
    assert all("token" not in report.extra for report in reports)


def test_replay_keys_tell_letters_apart_and_recipients_too() -> None:
    keys = [report.replay_key for one in LETTERS for report in bounces.read(one.body)]
    same_wish = 1  # the same wish, once in capitals
    assert len(set(keys)) == len(keys) - same_wish


@settings(max_examples=200)
@given(st.sampled_from(LETTERS), st.data())
def test_no_mutilated_letter_makes_the_reader_fail(
    recording: Recording, data: st.DataObject
) -> None:
    body = bytearray(recording.body)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(body)))
        body[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=8))
    for report in bounces.read(bytes(body)):
        assert isinstance(report, Report)
        assert report.kind is not ReportKind.BOUNCED or report.delivery_id
        report.detail.encode()


def test_parts_nested_without_end_make_nobody_fail() -> None:
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number)
        for number in range(3000)
    )
    (report,) = bounces.read(deep)
    assert report.kind is ReportKind.UNREAD


def a_maildir(folder: Path, *raw: bytes) -> mailbox.Maildir:
    box = mailbox.Maildir(folder, create=True)
    for one in raw:
        box.add(one)
    return box


def test_a_maildir_gives_each_letter_until_it_is_done(tmp_path: Path) -> None:
    box = a_maildir(tmp_path / "in", BOUNCE, BOUNCE)
    told = letterbox.Settings(maildir=tmp_path / "in")
    with letterbox.opened(told) as opened:
        first, second = opened.unread()
        assert first.read()[0].kind is ReportKind.BOUNCED
        opened.done(first)
    with letterbox.opened(told) as opened:
        assert [letter.name for letter in opened.unread()] == [second.name]
        opened.done(first)
    assert [message.get_flags() for message in box if message.get_subdir() == "cur"] == ["S"]


def test_what_cannot_be_read_in_a_maildir_holds_up_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    box = a_maildir(tmp_path / "in", BOUNCE)
    (tmp_path / "in" / "new" / "0-a-folder").mkdir()
    (tmp_path / "in" / "new" / "0-a-loop").symlink_to("0-a-loop")
    with letterbox.opened(letterbox.Settings(maildir=tmp_path / "in")) as opened:
        assert [letter.raw for letter in opened.unread()] == [BOUNCE]
    assert "passed over" in caplog.text
    box.close()


@pytest.mark.parametrize("date", ["gisteren", "Fri, 31 Dec 9999 23:59:59 -2359", "", "\x00"])
def test_an_odd_date_loses_no_bounce(date: str) -> None:
    head, _, rest = BOUNCE.partition(b"\n\n")
    lines = [line for line in head.split(b"\n") if not line.lower().startswith(b"date:")]
    raw = b"\n".join([*lines, f"Date: {date}".encode()]) + b"\n\n" + rest
    reports = bounces.read(raw)
    assert [report.kind for report in reports] == [report.kind for report in bounces.read(BOUNCE)]
    assert ReportKind.UNREAD not in {report.kind for report in reports}


def test_a_maildir_that_is_not_there_is_told(tmp_path: Path) -> None:
    with (
        refused(ProviderError, "cannot be read"),
        letterbox.opened(letterbox.Settings(maildir=tmp_path / "nowhere")) as box,
    ):
        list(box.unread())


def over_imap(box: Mailbox, **more: object) -> letterbox.Settings:
    told: dict = {
        "imap_host": "localhost",
        "imap_port": box.port,
        "imap_user": "gerrit",
        "imap_password": Secret("s3cret"),
        "authorities": certificate(),
    }
    return letterbox.Settings(**(told | more))


def test_imap_gives_each_letter_until_it_is_done() -> None:
    with imap(Mailbox({4: BOUNCE, 7: BOUNCE})) as box:
        with letterbox.opened(over_imap(box)) as opened:
            letters_found = list(opened.unread())
            assert [letter.raw for letter in letters_found] == [BOUNCE, BOUNCE]
            assert box.seen == set()
            opened.done(letters_found[0])
        with letterbox.opened(over_imap(box)) as opened:
            assert [letter.name for letter in opened.unread()] == ["7"]


def test_a_letter_that_somebody_deletes_meanwhile_is_no_empty_one() -> None:
    with (
        imap(Mailbox({4: BOUNCE, 7: BOUNCE})) as box,
        letterbox.opened(over_imap(box)) as opened,
    ):
        letters = opened.unread()
        assert next(letters).name == "4"
        del box.mails[7]
        assert list(letters) == []


@pytest.mark.parametrize(
    "wrong", [{"imap_password": Secret("x")}, {"imap_folder": "Weg"}, {"authorities": None}]
)
def test_imap_that_does_not_let_us_in_is_told(wrong: dict) -> None:
    with (
        imap(Mailbox({})) as box,
        refused(ProviderError, "cannot be read"),
        letterbox.opened(over_imap(box, **wrong)) as opened,
    ):
        list(opened.unread())


def test_without_a_letterbox_there_is_nothing_to_read() -> None:
    with letterbox.opened(letterbox.Settings()) as box:
        assert list(box.unread()) == []
    assert not letterbox.Settings().is_read


def test_two_letterboxes_are_one_too_many() -> None:
    with refused(ConfigError, "not both"):
        letterbox.Settings(maildir=Path("in"), imap_host="imap.example.org")


def test_a_mail_that_is_posted_needs_the_token() -> None:
    posted = providers.webhook("letterbox", letterbox.Settings(hook_token=Secret("token")))
    assert posted is not None
    assert posted.verify(Hook({"authorization": "Bearer token"}, BOUNCE), NOON)
    assert posted.read(BOUNCE)[0].kind is ReportKind.BOUNCED
    with pytest.raises(BadHook):
        posted.verify(Hook({}, BOUNCE), NOON)


def test_the_letterbox_is_no_way_out() -> None:
    assert "letterbox" not in providers.names()
    assert providers.settings_type("letterbox") is letterbox.Settings


@pytest.mark.parametrize(
    "head",
    [
        "Subject: {}",
        "To: {}",
        "Content-Type: multipart/report; report-type=delivery-status; {}",
        "Content-Type: text/html\n\n{}",
    ],
)
@pytest.mark.parametrize("bit", [";", "=?a?q?a?= ", "<!--", "<style ", "<", "</p ", "a"])
def test_a_letter_of_megabytes_is_read_at_once(head: str, bit: str) -> None:
    # a size that only linear reading survives, and anybody can send it
    letter = head.format(bit * (2_000_000 // len(bit)))
    assert len(bounces.read(f"From: anna@example.org\n{letter}\n\nhello\n".encode())) <= 1


def test_a_bounce_of_megabytes_is_read_at_once() -> None:
    long = b"Diagnostic-Code: smtp; 550 5.1.1 " + b"a" * 2_000_000
    (report,) = bounces.read(re.sub(rb"Diagnostic-Code: [^\n]*", long, BOUNCE, count=1))
    assert report.kind is ReportKind.BOUNCED
    assert report.detail.startswith("5.1.1 smtp; 550 5.1.1 aaa")


def test_of_a_web_page_only_the_words_are_read() -> None:
    page = "<head><title>T</title><style>p {}</style></head><p>Uit<br>graag</p><!-- x --><i>A</i> <script>1"
    (report,) = bounces.read(f"From: a@example.org\nContent-Type: text/html\n\n{page}".encode())
    assert report.extra["text"] == "Uit\ngraag\nA"
