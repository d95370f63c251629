"""How fast an issue becomes an edition, and an edition a hundred thousand mails."""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from statistics import median
from unittest.mock import patch

import mjml
from mjml import mjml2html
from premailer import transform

from newsletter.model.delivery import CallForm, Recipient
from newsletter.model.edition import Edition, fill
from newsletter.rendering.compile import compile_issue
from newsletter.rendering.mime import MimePlan
from newsletter.rendering.personalise import PartsPlan, personalise
from tests.rendering.builders import (
    BODY,
    SENT,
    a_batch,
    a_full_issue,
    a_letter,
    a_recipient,
    a_template,
)

Figure = tuple[str, float, str, str]

_COLD = """
from tests.rendering.builders import a_letter, a_full_issue, TEMPLATES
from newsletter.rendering.compile import compile_issue
from newsletter.rendering.templates import load_template
compile_issue(a_full_issue(), load_template(TEMPLATES / "helder-moment"), a_letter())
"""
_READERS = 5_000
_BATCH = 500


def measure() -> list[Figure]:
    """Every figure of rendering, with what it is held against."""
    edition = compile_issue(a_full_issue(blocks=BODY * 3), a_template(), a_letter())
    sample = compile_issue(a_full_issue(), a_template(), a_letter())
    readers = [a_recipient(number=number) for number in range(_READERS)]
    parts, mime = PartsPlan(edition), MimePlan(edition)
    warm, bare = _warm(), _bare()
    filled = _pace(parts.write, readers)
    written = _pace(lambda each: mime.write(each, SENT), readers)
    return [
        ("compile one issue, warm", warm, "ms", "≤ 25"),
        ("… time beside MJML and premailer alone", warm / bare, "×", ""),
        ("compile one issue, whole process over an empty Python", _cold(), "ms", "≤ 700"),
        ("finished HTML of the sample issue", _html_size(sample), "kB", "≤ 40"),
        ("finished HTML of the issue in the figures below", _html_size(edition), "kB", "–"),
        ("fill merge fields", filled, "readers/s", "≥ 50,000"),
        (
            "… as fast as str.replace for each field",
            filled / _pace(_replacing(edition), readers),
            "×",
            "",
        ),
        ("whole messages", written, "mails/s", "≥ 15,000"),
        (
            "… as fast as the standard library's EmailMessage",
            written / _pace(_plainly(edition), readers[:200]),
            "×",
            "",
        ),
        (
            f"whole messages, kept in batches of {_BATCH}",
            _batches(edition, readers),
            "mails/s",
            "–",
        ),
        ("memory from 1,000 to 100,000 readers", _growth(edition), "MB more", "≤ 5"),
    ]


def _html_size(edition: Edition) -> float:
    html = fill(edition.html, a_recipient().values)
    return len(html.encode()) / 1000


def _warm() -> float:
    def once() -> float:
        start = time.perf_counter()
        compile_issue(a_full_issue(), a_template(), a_letter())
        return time.perf_counter() - start

    once()
    return 1000 * median(once() for _ in range(15))


def _bare() -> float:
    """The yardstick: milliseconds that MJML and premailer take for the same letter, alone."""
    documents: list[tuple[str, str]] = []

    def noted(document: str, **options: object) -> str:
        html: str = mjml2html(document, **options)
        documents.append((document, html))
        return html

    with patch.object(mjml, "mjml2html", noted):
        compile_issue(a_full_issue(), a_template(), a_letter())
    [(document, html)] = documents

    def once() -> float:
        start = time.perf_counter()
        mjml2html(document, fonts={})
        transform(html)
        return time.perf_counter() - start

    once()
    return 1000 * median(once() for _ in range(15))


def _cold() -> float:
    def run(code: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - start

    return 1000 * (median(run(_COLD) for _ in range(5)) - median(run("") for _ in range(5)))


def _pace(write: Callable[[Recipient], object], readers: list[Recipient]) -> float:
    """Readers a second, the best of five rounds: what the code costs, not the neighbours."""

    def round_() -> float:
        start = time.perf_counter()
        for reader in readers:
            write(reader)
        return time.perf_counter() - start

    return len(readers) / min(round_() for _ in range(5))


def _replacing(edition: Edition) -> Callable[[Recipient], object]:
    """The yardstick for filling: a text with a mark for each field."""
    marks = {name: f"@@{name}@@" for name in edition.fields}
    html, text = fill(edition.html, marks), fill(edition.text, marks)

    def write(reader: Recipient) -> object:
        one, other = html, text
        for name, mark in marks.items():
            one = one.replace(mark, escape(reader.values[name]))
            other = other.replace(mark, reader.values[name])
        return one, other

    return write


def _plainly(edition: Edition) -> Callable[[Recipient], object]:
    """The yardstick for messages."""

    def write(reader: Recipient) -> bytes:
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"] = "post@example.nl", str(reader.address)
        message["Subject"] = fill(edition.subject, reader.values)
        message.set_content(fill(edition.text, reader.values))
        message.add_alternative(fill(edition.html, reader.values), subtype="html")
        return message.as_bytes()

    return write


def _batches(edition: Edition, readers: list[Recipient]) -> float:
    batches = [
        a_batch(edition, *readers[at : at + _BATCH]) for at in range(0, len(readers), _BATCH)
    ]
    start = time.perf_counter()
    for batch in batches:
        personalise(batch, CallForm.MIME)
    return len(readers) / (time.perf_counter() - start)


def _growth(edition: Edition) -> float:
    """How much higher the peak is after a hundred times as many readers."""

    def peak_after(count: int) -> int:
        for at in range(0, count, _BATCH):
            readers = (a_recipient(number=number) for number in range(at, at + _BATCH))
            personalise(a_batch(edition, *readers), CallForm.MIME)
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    few = peak_after(1_000)
    return (peak_after(100_000) - few) / 1000
