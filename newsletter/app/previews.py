"""Previews of issues: in the terminal, as files, or as a test email."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from newsletter.app.container import Container
from newsletter.app.emails import Emails
from newsletter.app.inspections import Inspections
from newsletter.app.issues import Issues
from newsletter.app.portraits import portrait_of
from newsletter.app.queue import Queue
from newsletter.errors import NewsletterError
from newsletter.message import Message
from newsletter.model.edition import Edition, fill
from newsletter.model.issue import Issue
from newsletter.text import files
from newsletter.text.first_names import filled

if TYPE_CHECKING:
    from newsletter.rendering.pictures import Picture


class AddedWords(NamedTuple):
    """Words that an email has around an issue's own text.

    Attributes:
        above: The greeting of a fictitious reader; empty for none.
        below: The invitation to reply and the farewell, as far as there are any.
    """

    above: str
    below: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueDetails:
    """An issue as plain text, with its headers."""

    issue: Issue
    subject: str
    preheader: str
    text: str

    def facts(self) -> dict[str, object]:
        """Return all of it for programs."""
        return {
            "number": self.issue.number,
            "title": self.issue.title,
            "subject": self.subject,
            "preheader": self.preheader,
            "article": self.issue.article,
            "sections": list(self.issue.sections),
            "audience": str(self.issue.audience),
            "send_at": self.issue.send_at.isoformat() if self.issue.send_at else None,
            "text": self.text,
        }


class Previews:
    """Previews of issues before they are sent."""

    def __init__(
        self,
        container: Container,
        issues: Issues,
        inspections: Inspections,
        mails: Emails,
        queue: Queue,
    ) -> None:
        self._container = container
        self._issues = issues
        self._inspections = inspections
        self._mails = mails
        self._queue = queue

    def show(self, ref: str) -> IssueDetails:
        """Return an issue as readers get it in plain text."""
        issue, path = self._issues.find(ref)
        edition = self._issues.compiler.compile(issue, path)
        values = self._values(issue, edition)
        return IssueDetails(
            issue=issue,
            subject=fill(edition.subject, values),
            preheader=filled(issue.preheader, values["first_name"]),
            text=fill(edition.text, values),
        )

    def seen(self, ref: str, view: str) -> str:
        """Return the HTML of an issue as a mail program displays it, with its pictures in it.

        Args:
            ref: The issue's number or file.
            view: The name of a view, such as ``dark``. An unknown one means light.
        """
        from newsletter.editorial.checks.views import View, seen, with_pictures

        issue, path = self._issues.find(ref)
        resolved = self._issues.compiler.resolve(issue, path)
        edition = resolved.edition
        html = fill(edition.html, self._values(issue, edition))
        chosen = {one.value: one for one in View}.get(view, View.LIGHT)
        return seen(with_pictures(html, self._hosted(resolved.pictures)), chosen)

    def preview(self, ref: str, folder: Path | None = None) -> list[Path]:
        """Write the HTML, text and .eml as they would be sent, and return their paths."""
        issue, path = self._issues.find(ref)
        edition = self._issues.compiler.compile(issue, path)
        values = self._values(issue, edition)
        written = {
            ".html": fill(edition.html, values).encode(),
            ".txt": fill(edition.text, values).encode(),
            ".eml": self._mails.eml(edition),
        }
        return [self._write(path, folder, ending, data) for ending, data in written.items()]

    def sheet(
        self, ref: str, folder: Path | None, say: Callable[[Message], str], *, language: str
    ) -> Path:
        """Write one page with every view of the email and the findings, and return its path.

        Args:
            ref: The issue's number or file.
            folder: The folder for the page; by default ``preview/``.
            say: Turns a message into a sentence.
            language: The language of ``say``.
        """
        from newsletter.editorial.checks.finding import run
        from newsletter.editorial.checks.sheet import contact_sheet

        issue, path = self._issues.find(ref)
        resolved = self._issues.compiler.resolve(issue, path)
        inspected = self._inspections.inspect(issue, resolved, offline=True)
        pictures = self._hosted(resolved.pictures)
        page = contact_sheet(inspected, run(inspected), say, language=language, pictures=pictures)
        return self._write(path, folder, ".sheet.html", page.encode())

    def _values(self, issue: Issue, edition: Edition) -> dict[str, str]:
        """Return an invented reader's values, with the day on which a queued issue is sent."""
        values = self._mails.sample_values(edition=edition)
        at = self._queue.moments().get(issue.number)
        return values if at is None else values | {"day": self._mails.day(at)}

    def _write(self, path: Path, folder: Path | None, ending: str, data: bytes) -> Path:
        place = (folder or self._container.folder / "preview") / f"{path.stem}{ending}"
        files.replace(place, data)
        return place

    def send_test(self, ref: str, to: str, first_name: str = "") -> Message:
        """Send an issue to one address with a marked subject.

        Args:
            ref: The issue's number or file. If it is queued, the email shows the day of
                its slot.
            to: The address as typed.
            first_name: With which the email greets; empty for a greeting without a name.
        """
        return self.test_of(ref)(to, first_name)

    def test_of(self, ref: str) -> Callable[[str, str], Message]:
        """Compile an issue with a marked subject, and return a function that sends it.

        The function takes an address and a first name, as ``send_test`` does.
        """
        issue, path = self._issues.find(ref)
        edition = self._issues.compiler.marked_as_test(issue, path)
        at = self._queue.moments().get(issue.number)

        def send(to: str, first_name: str) -> Message:
            name = f"test-{path.stem}"
            return self._mails.send_one(edition, to, name=name, first_name=first_name, at=at)

        return send

    def added(self, ref: str) -> AddedWords | None:
        """Return the words that the email has around an issue's own text.

        Returns:
            ``None`` if its template has none of them, or if either cannot be read.
        """
        letter = self._container.letter
        try:
            issue, _ = self._issues.find(ref)
            pages = self._container.template(issue.template).sources()
        except NewsletterError:
            return None
        used = "".join(text for name, text in pages.items() if "/notice." not in name)
        farewell = letter.voice.sign_off
        texts = {
            "greeting": self._mails.sample_values()["greeting"],
            "reply_line": letter.reply_line,
            "sign_off": issue.sign_off or "" if farewell is None else farewell,
        }
        above, *below = (
            " ".join(text.split()) if f"letter.{name}" in used else ""
            for name, text in texts.items()
        )
        found = AddedWords(above, tuple(filter(None, below)))
        return found if found.above or found.below else None

    def _hosted(self, pictures: "Mapping[str, Picture]") -> dict[str, bytes]:
        """Return pictures by the URL at which they will be hosted."""
        base = self._container.settings.publication.base_url
        hosted = [*pictures.values()]
        if portrait := portrait_of(self._container):
            hosted.append(portrait)
        return {f"{base}/media/{picture.name}": picture.data for picture in hosted}
