"""What every mail needs from the publication: who sends it, and its wording."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from newsletter.model.address import EmailAddress, Mailbox
from newsletter.text.quotation import QuoteStyle


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """Who sends, and where the publication lives; the same in every mail.

    Attributes:
        publication: Its name, as the masthead shows it.
        tagline: A line under the name; empty for none.
        language: BCP 47 tag of the letter, such as ``nl``.
        base_url: Where the reader pages are, without a slash at the end.
        sender: The From of every mail.
        reply_to: Where answers go; a person reads it.
        contact: Who that is and how to reach them, for the footer: name and a
            street address, telephone number or the like; one line an entry.
        archive_url: Where earlier issues can be read. ``None`` means
            ``{base_url}/archive``; empty means that there is no archive.
        help_url: A page about this mail (List-Help); empty for none.
        list_id: The list's name for machines, stable for ever (RFC 2919 §3);
            empty means ``nieuwsbrief.`` and the base URL's host.
        feedback_sender: 5–15 characters by which Gmail counts complaints
            (Feedback-ID); empty means the sender's domain, cut to fit.
        unsubscribe_mailbox: A mailbox whose mail unsubscribes its sender;
            ``None`` if there is none, so that no ``mailto:`` is offered.
        asks_clear_moment: Whether issues end with the question whether it was a
            clear moment, which leads to a page and is counted there.
    """

    publication: str
    sender: Mailbox
    reply_to: EmailAddress
    base_url: str = "http://127.0.0.1:8000"
    tagline: str = ""
    language: str = "nl"
    contact: tuple[str, ...] = ()
    archive_url: str | None = None
    help_url: str = ""
    list_id: str = ""
    feedback_sender: str = ""
    unsubscribe_mailbox: EmailAddress | None = None
    asks_clear_moment: bool = False

    @property
    def writer(self) -> str:
        """Who writes: the sender's name, or nothing where that is the publication's."""
        name = self.sender.name
        return "" if name == self.publication else name

    @property
    def archive(self) -> str:
        """The archive's address, or nothing where there is none."""
        if self.archive_url is None:
            return f"{self.base_url}/archive"
        return self.archive_url

    @property
    def list_name(self) -> str:
        """The List-Id without its phrase: the part that filters compare."""
        if self.list_id:
            return self.list_id
        return f"nieuwsbrief.{urlsplit(self.base_url).hostname or 'localhost'}"

    @property
    def complaint_name(self) -> str:
        """The last part of Feedback-ID: 5–15 characters, the same for every mail."""
        given = self.feedback_sender or self.sender.address.domain
        return re.sub(r"[^A-Za-z0-9]", "", given)[:15].ljust(5, "0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How the letter speaks. ``{first_name}`` and ``{publication}`` are filled in.

    Attributes:
        greeting: With a first name; by default in the publication's language.
        greeting_without_name: Where the reader gave no name; by default in the publication's language.
        sign_off: The farewell; line ends stay. ``None``: the issue's own.
        reply_line: Invites an answer, above the farewell; empty for none. By default in the publication's language.
        care_line: Where to turn when a letter touches a nerve, such as the GP
            or a helpline; empty for none.
        quotes: Which quotation marks straight ones become: those of ``nl``, ``en``, ``de``
            or ``fr``, or ``as written``. By default those of the publication's language,
            where it is one of these.
        why: Why the reader gets this, in the footer; empty: in the publication's language.
        why_customer: The same for an existing customer who was imported.
        why_asked_elsewhere: The same for a reader who asked for it elsewhere and was imported.
    """

    greeting: str | None = None
    greeting_without_name: str | None = None
    sign_off: str | None = None
    reply_line: str | None = None
    care_line: str = ""
    quotes: QuoteStyle | None = None
    why: str = ""
    why_customer: str = ""
    why_asked_elsewhere: str = ""

    def marks(self, language: str) -> QuoteStyle:
        """Return the quotation marks of a letter in a language."""
        return self.quotes or QuoteStyle.of(language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The texts of a letter where the settings give none."""

    greeting: str
    greeting_without_name: str
    reply_line: str


_PHRASES: Final[Mapping[str, Phrases]] = {
    "nl": Phrases(
        greeting="Dag {first_name},",
        greeting_without_name="Dag,",
        reply_line="Schrijf gerust terug. Ik lees alles.",
    ),
    "en": Phrases(
        greeting="Hello {first_name},",
        greeting_without_name="Hello,",
        reply_line="Do write back. I read everything.",
    ),
}


@lru_cache(maxsize=16)  # asked for each reader
def phrases(language: str) -> Phrases:
    """Return the phrases of a BCP 47 language tag, by default the English ones."""
    return _PHRASES.get(language.partition("-")[0].lower(), _PHRASES["en"])


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSettings:
    """All that a template needs from the publication."""

    imprint: Imprint
    voice: Voice = field(default_factory=Voice)

    @property
    def greeting(self) -> str:
        """The greeting of a reader whose first name is known."""
        own = self.voice.greeting
        return phrases(self.imprint.language).greeting if own is None else own

    @property
    def greeting_without_name(self) -> str:
        """The greeting of a reader whose first name is not known."""
        own = self.voice.greeting_without_name
        return phrases(self.imprint.language).greeting_without_name if own is None else own

    @property
    def reply_line(self) -> str:
        """The invitation to reply, or an empty text."""
        own = self.voice.reply_line
        return phrases(self.imprint.language).reply_line if own is None else own
