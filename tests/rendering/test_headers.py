"""The headers say which list this is and how to leave it, in ASCII and with nothing of one reader."""

import pytest

from newsletter.errors import AuthorError
from newsletter.model.address import EmailAddress, Mailbox
from newsletter.model.edition import Field, FieldPlace, fill
from newsletter.rendering.headers import feedback_id, issue_headers, notice_headers
from newsletter.rendering.personalise import merge_values
from newsletter.rendering.settings import Voice
from tests.builders.refusals import refused
from tests.rendering.builders import a_letter, an_imprint, personal

VALUES = {
    "unsubscribe_url": "https://brief.example.org/unsubscribe/abc",
    "unsubscribe_mailbox": "abc@weg.example.org",
}


def headers(**changes) -> dict[str, str]:
    found = issue_headers(an_imprint(**changes), issue=12)
    assert len({name for name, _ in found}) == len(found)
    return {name: fill(value, VALUES) for name, value in found}


def test_an_issue_s_headers() -> None:
    assert headers() == {
        "List-Unsubscribe": "<https://brief.example.org/unsubscribe/abc>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": '"Een helder moment" <helder-moment.example.org>',
        "List-Archive": "<https://brief.example.org/archive>",
        "List-Post": "NO",
        "Precedence": "bulk",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Feedback-ID": "12:helder-moment:issue:exampleorg",
    }


def test_a_mailbox_to_leave_by_is_offered_only_where_one_is_read() -> None:
    mailbox = EmailAddress("weg", "example.org")
    assert "mailto" not in headers()["List-Unsubscribe"]
    assert headers(unsubscribe_mailbox=mailbox)["List-Unsubscribe"] == (
        "<https://brief.example.org/unsubscribe/abc>, <mailto:abc@weg.example.org>"
    )


def test_the_address_to_leave_by_is_a_field_of_the_header() -> None:
    (_, value), *_ = issue_headers(an_imprint(), issue=1)
    assert value == ("<", Field("unsubscribe_url", FieldPlace.HEADER), ">")


def test_what_is_not_there_is_not_named() -> None:
    assert "List-Archive" not in headers(archive_url="")
    assert "List-Help" not in headers()
    assert headers(help_url="https://example.org/hulp")["List-Help"] == "<https://example.org/hulp>"


@pytest.mark.parametrize(
    "publication", ["Café “De Stilte”", "静かな朝", 'De "brief"', "a\r\nBcc: b", "é" * 90]
)
def test_every_value_is_ascii_and_one_line(publication) -> None:
    for value in headers(publication=publication).values():
        assert value.isascii()
        assert "\r" not in value
        assert "\n" not in value


def test_a_list_id_that_no_filter_can_read_is_refused() -> None:
    with refused(AuthorError, "must look like a host name"):
        headers(list_id="een helder moment")


@pytest.mark.parametrize(
    ("base_url", "list_id"),
    [
        ("https://brief.example.org", "nieuwsbrief.brief.example.org"),
        ("http://127.0.0.1:8000", "nieuwsbrief.127.0.0.1"),
        ("http://localhost:8000", "nieuwsbrief.localhost"),
    ],
)
def test_a_list_without_a_name_is_named_for_its_host(base_url, list_id) -> None:
    found = headers(list_id="", base_url=base_url)["List-Id"]
    assert found == f'"Een helder moment" <{list_id}>'


@pytest.mark.parametrize(
    ("given", "domain", "sender_id"),
    [
        ("", "example.org", "exampleorg"),
        ("", "a.nl", "anl00"),
        ("", "een-heel-lange-naam.example.org", "eenheellangenaa"),
        ("helder", "example.org", "helder"),
    ],
)
def test_the_sender_s_mark_for_complaints_has_five_to_fifteen_signs(
    given, domain, sender_id
) -> None:
    sender = Mailbox("x", EmailAddress("brief", domain))
    found = feedback_id(an_imprint(sender=sender, feedback_sender=given), what="3", stream="issue")
    assert found == f"3:helder-moment:issue:{sender_id}"


def test_a_notice_is_written_by_a_machine_and_belongs_to_no_list() -> None:
    names = dict(notice_headers(an_imprint(), kind="confirm", can_leave=False))
    assert names == {
        "Auto-Submitted": ("auto-generated",),
        "X-Auto-Response-Suppress": ("All",),
        "Feedback-ID": ("confirm:helder-moment:notice:exampleorg",),
    }


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("Anna", "Dag Anna,"),
        ("", "Dag,"),
        ("   ", "Dag,"),
        ("\x00\u202f", "Dag,"),
        ("Anna\r\nBcc: x", "Dag Anna Bcc: x,"),
        ("{first_name}", "Dag {first_name},"),
        ("a" * 61, "Dag,"),
    ],
)
def test_a_greeting_falls_back_well(name, greeting) -> None:
    assert merge_values(a_letter(), personal(name))["greeting"] == [greeting]


@pytest.mark.parametrize(
    ("language", "named", "nameless", "reply_line"),
    [
        ("nl", "Dag Bo,", "Dag,", "Schrijf gerust terug. Ik lees alles."),
        ("nl-BE", "Dag Bo,", "Dag,", "Schrijf gerust terug. Ik lees alles."),
        ("en", "Hello Bo,", "Hello,", "Do write back. I read everything."),
        ("fr", "Hello Bo,", "Hello,", "Do write back. I read everything."),
    ],
)
def test_a_letter_without_words_of_its_own_speaks_the_publication_s_language(
    language: str, named: str, nameless: str, reply_line: str
) -> None:
    letter = a_letter(language=language)
    assert merge_values(letter, personal("Bo"))["greeting"] == [named]
    assert merge_values(letter, personal(""))["greeting"] == [nameless]
    assert letter.reply_line == reply_line


def test_words_that_are_left_empty_on_purpose_stay_empty() -> None:
    voice = Voice(greeting="", greeting_without_name="", reply_line="")
    letter = a_letter(voice=voice, language="en")
    assert (letter.greeting, letter.greeting_without_name, letter.reply_line) == ("", "", "")


def test_a_greeting_is_the_publication_s_own() -> None:
    letter = a_letter(
        voice=Voice(greeting="Lieve {first_name}", greeting_without_name="Lieve lezer")
    )
    assert merge_values(letter, personal("Bo"))["greeting"] == ["Lieve Bo"]
    assert merge_values(letter, personal(""))["greeting"] == ["Lieve lezer"]
