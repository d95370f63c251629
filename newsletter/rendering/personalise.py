"""Personalises an edition: split at the merge fields once, then filled per reader."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import assert_never

from newsletter.message import Message
from newsletter.model.audience import Ground
from newsletter.model.batch import Column
from newsletter.model.delivery import Batch, CallForm, EmailsOfBatch, Recipient
from newsletter.model.edition import Chunks, Edition, Email, Field, fill, fit
from newsletter.rendering.mime import MimePlan
from newsletter.rendering.plain_text import wrap
from newsletter.rendering.sentinels import clean
from newsletter.rendering.settings import LetterSettings
from newsletter.text.first_names import LONGEST

_KEPT_EDITIONS = 8  # a dispatch has one, a test mail another; some ten kilobytes each


def personalise(batch: Batch, form: CallForm) -> Batch:
    """Return the batch with its mails in the form that the provider accepts.

    The same batch gives the same bytes, on any machine. A provider that merges
    gets none: it fills the fields itself.

    Raises:
        KeyError: If a recipient lacks the value of a merge field. With
            ``CallForm.PARTS`` it is raised when that mail is accessed.
        AuthorError: If a header cannot hold a value.
    """
    match form:
        case CallForm.MERGE:
            return batch
        case CallForm.PARTS:
            parts = _parts_plan(batch.edition)
            return replace(batch, emails=EmailsOfBatch(batch.recipients, parts.write))
        case CallForm.MIME:
            mime = _mime_plan(batch.edition)
            subject = batch.edition.subject
            emails = tuple(
                Email(
                    each.delivery_id,
                    each.address,
                    fill(subject, each.values),
                    html="",
                    text="",
                    headers=(),
                    mime=mime.write(each, batch.date),
                )
                for each in batch.recipients
            )
            return replace(batch, emails=emails)
        case _:
            assert_never(form)


def eml(edition: Edition, recipient: Recipient, date: datetime) -> bytes:
    """Return one complete message (RFC 5322), the same as in a dispatch."""
    return _mime_plan(edition).write(recipient, date)


class PartsPlan:
    """One edition for a provider that takes subject, HTML, text and headers."""

    def __init__(self, edition: Edition) -> None:
        self._subject = _Gaps(edition.subject)
        self._html = _Gaps(edition.html)
        self._text = _Gaps(edition.text)
        self._headers = edition.headers
        self._fixed = {
            name: fill(value, {})
            for name, value in edition.headers
            if all(isinstance(chunk, str) for chunk in value)
        }

    def write(self, recipient: Recipient) -> Email:
        """Return the parts for one reader.

        Raises:
            KeyError: If the recipient lacks the value of a merge field.
        """
        values, fixed = recipient.values, self._fixed
        return Email(
            recipient.delivery_id,
            recipient.address,
            self._subject.fill(values),
            self._html.fill(values),
            self._text.fill(values),
            tuple(
                [
                    (name, fixed[name] if name in fixed else fill(value, values))
                    for name, value in self._headers
                ]
            ),
        )


class _Gaps:
    """Chunks with the places of their fields, so that only those are replaced."""

    def __init__(self, chunks: Chunks) -> None:
        self._texts = [chunk if isinstance(chunk, str) else "" for chunk in chunks]
        self._fields = [(at, each) for at, each in enumerate(chunks) if isinstance(each, Field)]

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text with a reader's values in it."""
        texts = self._texts.copy()
        for at, field in self._fields:
            texts[at] = fit(values[field.name], field.place)
        return "".join(texts)


@lru_cache(maxsize=_KEPT_EDITIONS)
def _parts_plan(edition: Edition) -> PartsPlan:
    return PartsPlan(edition)


@lru_cache(maxsize=_KEPT_EDITIONS)
def _mime_plan(edition: Edition) -> MimePlan:
    return MimePlan(edition)


def day_in_words(letter: LetterSettings, day: date) -> str:
    """Return the day under an issue's title, such as Sunday 8 March."""
    from newsletter.locale.speech import day_of_year

    return day_of_year(day, letter.imprint.language)


def why(letter: LetterSettings, ground: Ground) -> str:
    """Return the footer's sentence, in lines for plain text. HTML ignores the breaks."""
    publication = letter.imprint.publication
    if own := _own(letter, ground):
        return wrap(own.replace("{publication}", publication))
    from newsletter.locale.speech import say

    return wrap(say(_usual(ground, publication), letter.imprint.language))


def _usual(ground: Ground, publication: str) -> Message:
    match ground:
        case Ground.SIGNED_UP:
            return Message("email-because-signed-up", publication=publication)
        case Ground.CUSTOMER:
            return Message("email-because-customer")
        case Ground.ASKED_ELSEWHERE:
            return Message("email-because-asked", publication=publication)
        case _:
            assert_never(ground)


def _own(letter: LetterSettings, ground: Ground) -> str:
    """Return the sentence from the settings, or an empty text."""
    match ground:
        case Ground.SIGNED_UP:
            return letter.voice.why
        case Ground.CUSTOMER:
            return letter.voice.why_customer
        case Ground.ASKED_ELSEWHERE:
            return letter.voice.why_asked_elsewhere
        case _:
            assert_never(ground)


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """What belongs to each of some readers, by column, because a dispatch has a million.

    Attributes:
        first_names: As the readers gave them, which may be empty.
        leave: The one-click addresses with the readers' tokens.
        mailboxes: The whole addresses with the token in their local part, where the
            settings have such a mailbox.
        preferences: The readers' own pages.
        moments: Their pages of the question at the end, where it is asked.
        grounds: The grounds on which they get the letter.
    """

    first_names: list[str]
    leave: Column
    mailboxes: Column
    preferences: Column
    moments: Column
    grounds: list[Ground]


def merge_values(
    letter: LetterSettings,
    readers: Personal,
    *,
    reasons: Mapping[Ground, str] | None = None,
    day: str | None = None,
) -> dict[str, Column]:
    """Return the values that ``personalise`` fills in, for some readers, by column.

    A name is a stranger's text. It is put on one line, and left out if it is too
    long to be a name. Without a name, the greeting without one is used.

    Args:
        letter: Has the greetings.
        readers: What belongs to each of them.
        reasons: What ``why`` returns for each ground; ``None`` for an edition that says it
            in its own text.
        day: When the issue is sent, in words; ``None`` for an edition that does not say it.
    """
    named, nameless = letter.greeting, letter.greeting_without_name
    names = _on_one_line_each(readers.first_names)
    columns: dict[str, Column] = {
        "greeting": [named.replace("{first_name}", name) if name else nameless for name in names],
        "first_name": names,
        "unsubscribe_url": readers.leave,
        "unsubscribe_mailbox": readers.mailboxes,
        "preferences_url": readers.preferences,
        "moment_url": readers.moments,
        "action_url": "",  # a notice has values of its own
    }
    if reasons:
        columns["why"] = [reasons[ground] for ground in readers.grounds]
    if day is not None:
        columns["day"] = day
    return columns


def _on_one_line_each(first_names: list[str]) -> list[str]:
    """Return each name on one line, or an empty text if it is too long to be one."""
    together = "|".join(("", *first_names, ""))
    # of all white space, only a space is printable
    if together.isprintable() and not any(gap in together for gap in ("  ", "| ", " |")):
        return [name if len(name) <= LONGEST else "" for name in first_names]
    return [_on_one_line(name) for name in first_names]


def _on_one_line(first_name: str) -> str:
    """Return a first name on one line, or an empty text if it is too long to be one."""
    # printable text needs no cleaning, and nearly every name is printable
    name = " ".join((first_name if first_name.isprintable() else clean(first_name)).split())
    return name if len(name) <= LONGEST else ""
