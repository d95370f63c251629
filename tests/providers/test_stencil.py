"""Mails as JSON through a stencil: byte by byte what an adapter would write one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsletter.model.address import EmailAddress
from newsletter.model.delivery import Batch, EmailsOfBatch, Recipient
from newsletter.model.edition import Edition, Email, FieldPlace
from newsletter.model.secret import Secret
from newsletter.providers import mailjet, postmark, resend
from newsletter.providers.wire.stencil import Write, in_json
from newsletter.rendering.personalise import PartsPlan
from newsletter.testing.contract.samples import a_batch, a_recipient, an_edition, field

KEY = Secret("a key")


def writers(batch: Batch) -> dict[str, Write]:
    return {
        "postmark": partial(postmark.Provider(postmark.Settings(token=KEY))._mail, batch),
        "resend": partial(resend._mail, batch),
        "mailjet": partial(
            mailjet.Provider(mailjet.Settings(key="k", secret_key=KEY))._mail, batch
        ),
    }


def lazily(edition: Edition, readers: Sequence[Recipient]) -> Batch:
    written = PartsPlan(edition)
    batch = replace(a_batch(1, edition=edition), recipients=tuple(readers))
    return replace(batch, emails=EmailsOfBatch(batch.recipients, written.write))


def printed(text: str) -> str:
    """A text as a header may hold it."""
    return "".join(sign for sign in text if sign.isprintable()).strip()


def one_by_one(batch: Batch, write: Write) -> bytes:
    return orjson.dumps([write(email) for email in batch.emails])


@pytest.mark.parametrize("name", ["postmark", "resend", "mailjet"])
@given(names=st.lists(st.text(max_size=12), max_size=5), text=st.text(max_size=60))
@example(names=["Anna", "{{{ pm:unsubscribe }}}", "“Bo”"], text='{{{ pm:unsubscribe }}} "ja" \\ 😀')
@example(names=["zz", "%recipient%"], text="@stencil.invalid 1234567890")
def test_every_batch_is_what_it_would_be_mail_by_mail(
    name: str, names: list[str], text: str
) -> None:
    text = text.encode(errors="replace").decode()
    greeting = field("greeting", FieldPlace.HTML)
    edition = an_edition(subject=(printed(text),), html=("<p>", greeting, text, "</p>"))
    readers = [a_recipient(number, name=printed(who)) for number, who in enumerate(names, start=1)]
    batch = lazily(edition, readers)
    write = writers(batch)[name]
    assert b"".join(in_json(batch, write)) == one_by_one(batch, write)


def test_what_all_readers_share_is_in_memory_once() -> None:
    batch = lazily(an_edition(), [a_recipient(number) for number in range(1, 51)])
    pieces = in_json(batch, writers(batch)["postmark"])
    longest = max(pieces, key=len)
    assert sum(piece is longest for piece in pieces) == 50


def test_an_adapter_whose_mails_differ_in_more_than_the_values_is_written_one_by_one() -> None:
    batch = lazily(an_edition(), [a_recipient(1), a_recipient(2, name="Marieke")])

    def write(email: Email) -> Mapping[str, object]:
        return {"To": str(email.to), "Length": len(email.text)}

    assert b"".join(in_json(batch, write)) == one_by_one(batch, write)


def test_a_mail_of_another_reader_is_refused() -> None:
    batch = lazily(an_edition(), [a_recipient(1), a_recipient(2)])
    turned = replace(batch, recipients=batch.recipients[::-1])
    with pytest.raises(ValueError, match="its mails are not those of its recipients"):
        in_json(turned, writers(turned)["resend"])


def test_an_address_in_quotes_stays_valid_json() -> None:
    odd = a_recipient(2)._replace(address=EmailAddress('"a b"', "example.org"))
    batch = lazily(an_edition(), [a_recipient(1), odd])
    write = writers(batch)["mailjet"]
    assert orjson.loads(b"".join(in_json(batch, write)))[1]["To"] == [
        {"Email": '"a b"@example.org'}
    ]
