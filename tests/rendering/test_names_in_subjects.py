"""A subject with a name in it has its spaces, whoever fills the name in."""

from email import policy
from email.parser import BytesParser

import orjson
import pytest

from newsletter.model.delivery import Batch, CallForm
from newsletter.model.edition import Edition, fill, with_phrases
from newsletter.providers.wire.merging import Syntax, merge
from newsletter.providers.wire.stencil import in_json
from newsletter.rendering.compile import compile_issue
from newsletter.rendering.personalise import eml, personalise
from tests.rendering.builders import SENT, a_batch, a_full_issue, a_letter, a_recipient, a_template

SUBJECTS = [
    ("Even stil, dank je {first_name|}", "Even stil, dank je Anna", "Even stil, dank je"),
    ("Even {first_name|} stil", "Even Anna stil", "Even stil"),
    ("Even stil met {first_name|jou} nu", "Even stil met Anna nu", "Even stil met jou nu"),
    ("Stil, {first_name|}, Els en Bo", "Stil, Anna, Els en Bo", "Stil, Els en Bo"),
    ("Even stil, {first_name|}", "Even stil, Anna", "Even stil"),
    ("{first_name|}, Els is stil", "Anna, Els is stil", "Els is stil"),
    ("{first_name|}, 3 minuten stil", "Anna, 3 minuten stil", "3 minuten stil"),
    ("{first_name|} 3 minuten stil", "Anna 3 minuten stil", "3 minuten stil"),
    ("{first_name|}, even stil", "Anna, even stil", "Even stil"),
    ("  Even   stil  {first_name|}  ", "Even stil Anna", "Even stil"),
]


def compiled(subject: str) -> Edition:
    return compile_issue(a_full_issue(subject=subject), a_template(), a_letter())


def two_readers(edition: Edition) -> Batch:
    """One reader with a name and one without, with the values that a dispatch gives them."""
    readers = (a_recipient("Anna", 1), a_recipient("", 2))
    return a_batch(
        edition,
        *(
            a_recipient(one.values["first_name"], at, **with_phrases(edition.phrases, one.values))
            for at, one in enumerate(readers, 1)
        ),
    )


@pytest.mark.parametrize(("subject", "named", "nameless"), SUBJECTS)
def test_readers_see_the_subject_with_its_spaces(subject: str, named: str, nameless: str) -> None:
    batch = two_readers(compiled(subject))
    in_parts = personalise(batch, CallForm.PARTS)
    assert [email.subject for email in in_parts.emails] == [named, nameless]
    read = BytesParser(policy=policy.default).parsebytes
    messages = [read(eml(batch.edition, one, SENT)) for one in batch.recipients]
    assert [one["Subject"] for one in messages] == [named, nameless]


@pytest.mark.parametrize(("subject", "named", "nameless"), SUBJECTS)
def test_a_stencil_gives_the_same_subject(subject: str, named: str, nameless: str) -> None:
    batch = personalise(two_readers(compiled(subject)), CallForm.PARTS)
    sent = orjson.loads(b"".join(in_json(batch, lambda email: {"subject": email.subject})))
    assert [one["subject"] for one in sent] == [named, nameless]


@pytest.mark.parametrize(("subject", "named", "nameless"), SUBJECTS)
def test_a_provider_that_merges_gets_the_spaces_too(
    subject: str, named: str, nameless: str
) -> None:
    batch = two_readers(compiled(subject))
    merged = merge(batch.edition, "key", Syntax("{{", "}}"))
    shown = []
    for one in batch.recipients:
        text = merged.subject
        for key, value in merged.values(one).items():
            text = text.replace(f"{{{{{key}}}}}", value)
        shown.append(text)
    assert shown == [named, nameless]


def test_a_line_end_at_the_edge_of_a_value_starts_no_header_of_its_own() -> None:
    edition = compiled("Stil, {first_name|}")
    values = with_phrases(edition.phrases, {"first_name": "\r\nBcc: b@example.org\u2028"})
    assert fill(edition.subject, values) == "Stil, Bcc: b@example.org "
