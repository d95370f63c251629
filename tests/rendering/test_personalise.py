"""One edition, many readers: the bytes parse back to exactly the parts."""

import re
from datetime import timedelta, timezone
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from itertools import groupby

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsletter.errors import AuthorError
from newsletter.model.address import EmailAddress, Mailbox
from newsletter.model.delivery import CallForm, Recipient
from newsletter.model.edition import Field, FieldPlace, fill, fit, whole_header
from newsletter.rendering.compile import compile_issue
from newsletter.rendering.encoding import quoted_printable
from newsletter.rendering.personalise import eml, personalise
from tests.builders.editions import an_edition
from tests.builders.refusals import refused
from tests.rendering.builders import SENT, a_batch, a_full_issue, a_letter, a_recipient, a_template


def read(message: bytes) -> EmailMessage:
    parsed = BytesParser(policy=policy.default).parsebytes(message)
    assert isinstance(parsed, EmailMessage)
    assert not parsed.defects
    return parsed


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    assert part.get_content_charset() == "utf-8"
    raw = part.get_payload(decode=True)
    assert isinstance(raw, bytes)
    return raw.decode().replace("\r\n", "\n")


def lines_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check_lines(message: bytes) -> None:
    assert message.endswith(b"\r\n")
    lines = message.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    head, _, bodies = message.partition(b"\r\n\r\n")
    assert all(len(line) <= 998 for line in head.split(b"\r\n"))
    for line in bodies.split(b"\r\n"):
        assert len(line) <= 76
        assert not line.endswith((b" ", b"\t"))
        assert line.isascii()


texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=120)
long_lines = st.builds(
    lambda sign, n: sign * n, st.sampled_from(["a", "=", "é", " ", "静", "."]), st.integers(70, 160)
)
chunks = st.lists(
    st.one_of(
        texts,
        long_lines,
        st.sampled_from(["\n", "\n\n", "From hier", "\nFrom daar", "regel \n", " ", "."]),
        st.builds(
            Field, st.sampled_from(["greeting", "unsubscribe_url"]), st.just(FieldPlace.TEXT)
        ),
    ),
    max_size=7,
).map(tuple)


def lines_of(parts, values) -> str:
    """The text with its line ends; a CR before a value and a LF at its start are two of them."""
    runs = groupby(enumerate(parts), key=lambda one: one[0] if isinstance(one[1], Field) else -1)
    return "".join(lines_end(fill(tuple(part for _, part in run), values)) for _, run in runs)


@given(chunks, chunks, texts, texts | long_lines)
@settings(max_examples=150)
@example((), ("\r", "\n"), "", "")
@example(("\r", Field("greeting", FieldPlace.TEXT), "\n"), (), "\n", "")
@example(
    ("a" * 76, Field("greeting", FieldPlace.TEXT)),
    ("é" * 13, Field("greeting", FieldPlace.TEXT)),
    "",
    "x ",
)
@example(
    (Field("greeting", FieldPlace.TEXT), "\nx"),
    (" ", Field("greeting", FieldPlace.TEXT)),
    "From mij",
    " ",
)
def test_a_message_parses_back_to_exactly_its_parts(text, html, greeting, url) -> None:
    edition = an_edition(text=text, html=html)
    values = {"greeting": greeting, "unsubscribe_url": url}
    reader = Recipient("5f2c9d.7", EmailAddress("lezer7", "example.org"), values)
    message = eml(edition, reader, SENT)
    check_lines(message)
    parsed = read(message)
    assert body(parsed, "plain") == lines_of(text, values)
    assert body(parsed, "html") == lines_of(html, values)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=150))
@settings(max_examples=100)
@example("=?utf-8?q?geen_kop?=")
@example(
    "Een lange kop van louter gewone letters die over twee regels moet, en dan nog een stukje verder"
)
@example("é" * 80)
@example("a" * 200)
@example("👩‍👩‍👧‍👦" * 20)
def test_a_subject_parses_back_as_written(subject) -> None:
    written = whole_header(subject)
    message = eml(an_edition(subject=(subject,)), a_recipient(), SENT)
    head = message.partition(b"\r\n\r\n")[0]
    assert all(len(line) <= 78 for line in head.split(b"\r\n"))
    assert head.isascii()
    assert read(message)["Subject"] == written


@given(st.text(alphabet=st.sampled_from("aé🌷 \t\n\r\0\x0b\x1c\x85\xa0\u2028\u3000"), max_size=8))
@example("Dag  Anna")
@example(" Anna ")
def test_a_value_in_a_header_is_on_one_line_with_single_spaces(value: str) -> None:
    written = fit(value, FieldPlace.HEADER)
    assert written == re.sub(r"\s+", " ", value.replace("\0", ""))
    assert len(f"x{written}x".splitlines()) == 1


@pytest.mark.parametrize(
    "name",
    [
        "Lotte",
        "Een helder moment",
        "Café “De Stilte”",
        'De "brief", wekelijks; <gratis>',
        "静かな朝",
        "Een heel lange naam van een heel lange brief die op één regel niet past maar wel moet kunnen",
        "=?utf-8?q?x?=",
        "",
    ],
)
def test_a_sender_s_name_parses_back_as_written(name) -> None:
    sender = Mailbox(name, EmailAddress("brief", "example.org"))
    # the standard library's newer parser keeps the fold between two encoded words of a name
    message = BytesParser(policy=policy.compat32).parsebytes(
        eml(an_edition(sender=sender), a_recipient(), SENT)
    )
    shown, address = parseaddr(message["From"])
    assert str(make_header(decode_header(shown))) == name
    assert address == "brief@example.org"


def test_the_headers_of_a_message_in_their_order() -> None:
    edition = compile_issue(a_full_issue(), a_template(), a_letter())
    summer = SENT.astimezone(timezone(timedelta(hours=2)))
    message = read(eml(edition, a_recipient(number=7), summer))
    assert message.keys() == [
        "From",
        "To",
        "Reply-To",
        "Subject",
        "Date",
        "Message-ID",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "List-Id",
        "List-Archive",
        "List-Post",
        "Precedence",
        "X-Auto-Response-Suppress",
        "Feedback-ID",
        "MIME-Version",
        "Content-Type",
    ]
    assert message["To"] == "lezer7@example.org"
    assert message["Message-ID"] == "<5f2c9d.7@example.org>"
    assert message["Date"] == "Sun, 18 Jan 2026 09:00:00 +0200"
    assert parsedate_to_datetime(message["Date"]) == SENT
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_header_with_two_ways_out_is_folded_between_them() -> None:
    letter = a_letter(unsubscribe_mailbox=EmailAddress("weg", "example.org"))
    message = eml(compile_issue(a_full_issue(), a_template(), letter), a_recipient(), SENT)
    found = read(message)["List-Unsubscribe"]
    token = "00000001" + "a" * 32
    assert found == (
        f"<https://brief.example.org/unsubscribe/{token}>, <mailto:{token}@weg.example.org>"
    )
    assert b">,\r\n <mailto:" in message


def test_a_value_cannot_forge_a_header_or_another_line() -> None:
    edition = an_edition(headers=(("X-Naam", ("voor ", Field("first_name", FieldPlace.HEADER))),))
    nasty = a_recipient(first_name="a\r\nBcc: b@example.org\x00")
    message = read(eml(edition, nasty, SENT))
    assert message["Bcc"] is None
    assert message["X-Naam"] == "voor a Bcc: b@example.org"


def test_a_header_value_outside_ascii_is_encoded() -> None:
    edition = an_edition(headers=(("X-Naam", ("voor ", Field("first_name", FieldPlace.HEADER))),))
    message = eml(edition, a_recipient("Zoë"), SENT)
    assert message.partition(b"\r\n\r\n")[0].isascii()
    assert read(message)["X-Naam"] == "voor Zoë"


@pytest.mark.parametrize(
    ("recipient", "said"),
    [
        (
            Recipient("5f 2c", EmailAddress("a", "example.org"), {}),
            "cannot be part of a Message-ID",
        ),
        (a_recipient(unsubscribe_url="https://example.org/" + "a" * 1000), "longer than a mail"),
    ],
)
def test_what_cannot_stand_in_a_header_is_refused(recipient, said) -> None:
    edition = an_edition(
        html=(),
        text=(),
        headers=(("List-Unsubscribe", (Field("unsubscribe_url", FieldPlace.HEADER),)),),
    )
    with refused(AuthorError, said):
        eml(edition, recipient, SENT)


def test_a_hole_is_never_sent() -> None:
    with pytest.raises(KeyError):
        eml(an_edition(), Recipient("5f.1", EmailAddress("a", "example.org"), {}), SENT)


def test_an_address_in_another_script_goes_as_the_mail_system_writes_it() -> None:
    reader = Recipient("5f.1", EmailAddress("o'brien.x", "bücher.example"), a_recipient().values)
    assert b"To: o'brien.x@xn--bcher-kva.example\r\n" in eml(an_edition(), reader, SENT)


def test_a_batch_in_parts_is_the_edition_filled_for_each() -> None:
    edition = compile_issue(a_full_issue(), a_template(), a_letter())
    readers = [a_recipient("<Anna>", 1), a_recipient("", 2)]
    batch = personalise(a_batch(edition, *readers), CallForm.PARTS)
    assert [email.html for email in batch.emails] == [
        fill(edition.html, reader.values) for reader in readers
    ]
    assert "Dag &lt;Anna&gt;," in batch.emails[0].html
    assert "Dag <Anna>," in batch.emails[0].text
    assert "\nDag,\n" in batch.emails[1].text
    assert dict(batch.emails[1].headers)["List-Unsubscribe"].startswith(
        "<https://brief.example.org"
    )
    assert batch.emails[0].mime == b""


def test_a_batch_as_bytes_has_the_batch_s_own_date_and_repeats_itself() -> None:
    edition = compile_issue(a_full_issue(), a_template(), a_letter())
    batch = a_batch(edition, a_recipient(number=1), a_recipient(number=2))
    one, other = personalise(batch, CallForm.MIME), personalise(batch, CallForm.MIME)
    assert one == other
    assert [read(email.mime)["Date"] for email in one.emails] == [
        "Sun, 18 Jan 2026 07:00:00 +0000"
    ] * 2
    assert [email.delivery_id for email in one.emails] == ["5f2c9d.1", "5f2c9d.2"]
    assert one.emails[0].subject == "De stapel op je bureau"


def test_a_provider_that_merges_gets_the_batch_as_it_is() -> None:
    batch = a_batch(an_edition())
    assert personalise(batch, CallForm.MERGE) is batch


def test_no_body_can_hold_the_boundary() -> None:
    message = eml(an_edition(text=("=_" * 40 + "\n--=_x\n",)), a_recipient(), SENT)
    boundary = read(message).get_boundary()
    assert boundary is not None
    assert boundary.startswith("=_")
    assert message.count(boundary.encode()) == 4


def test_the_message_of_the_sample_is_as_accepted(golden) -> None:
    edition = compile_issue(a_full_issue(), a_template(), a_letter())
    golden("rendering/helder-moment.eml", eml(edition, a_recipient(), SENT).decode("ascii"))


@given(texts | long_lines)
def test_quoted_printable_may_be_followed_by_a_soft_break(text) -> None:
    assert all(len(line) <= 75 for line in quoted_printable(text).split(b"\r\n")[-1:])
