"""The editor's desk: an issue is looked over, shown, tried and approved."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.app.articles import Articles
from newsletter.app.container import Container
from newsletter.app.emails import Emails
from newsletter.app.files import write_whole
from newsletter.app.findings import Checked
from newsletter.app.issues import Issues
from newsletter.app.numbered import file_hash
from newsletter.errors import DeskError, NewsletterError
from newsletter.model.address import EmailAddress
from newsletter.model.edition import Edition, fill
from newsletter.model.issue import Issue
from newsletter.model.web_version import WebVersion

if TYPE_CHECKING:
    from newsletter.app.queue import Queue
    from newsletter.editorial.checks.finding import Finding
    from newsletter.editorial.checks.inspected import Inspected

_SAMPLE = EmailAddress("lezer", "example.org")


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueDetails:
    """An issue as its readers get it, in words."""

    issue: Issue
    subject: str
    preheader: str
    text: str

    def facts(self) -> dict[str, object]:
        """For machines."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedOver:
    """An issue as it would be frozen now, with what the checks say of it."""

    issue: Issue
    path: Path
    file_hash: str
    edition: Edition
    web: WebVersion
    checked: Checked


class Desk:
    """What the editor does with an issue between drawing and sending."""

    def __init__(
        self,
        parts: Container,
        articles: Articles,
        issues: Issues,
        queue: "Callable[[], Queue]",
        mails: Emails,
    ) -> None:
        self._parts = parts
        self._articles = articles
        self._issues = issues
        self._queue = queue
        self._mails = mails

    def show(self, ref: str) -> IssueDetails:
        """An issue as its readers get it in plain text."""
        issue, path = self._issues.find(ref)
        edition = self._issues.compile(issue, path)
        values = self._mails.sample_values()
        return IssueDetails(
            issue=issue,
            subject=fill(edition.subject, values),
            preheader=issue.preheader,
            text=fill(edition.text, values),
        )

    @staticmethod
    def each(
        refs: Sequence[str], look: Callable[..., Checked], *, offline: bool
    ) -> Iterator[Checked]:
        """Look at several issues; one that cannot be looked at does not stop the others."""
        for ref in refs:
            try:
                yield look(ref, offline=offline)
            except NewsletterError as error:
                number = int(ref) if ref.isdecimal() else 0
                yield Checked(findings=(), done=False, sentence=str(error), issue=number)

    def check(self, ref: str, *, offline: bool = False) -> Checked:
        """Look an issue over as approval does."""
        return self.look_over(ref, offline=offline).checked

    def look_over(self, ref: str, *, offline: bool = False) -> LookedOver:
        """Compile an issue and check it.

        Raises:
            DeskError: Its file was changed meanwhile.
        """
        path = self._issues.path(ref)
        before = file_hash(path)
        issue, path = self._issues.find(ref)
        self._issues.links.note_missing(issue)
        resolved = self._issues.resolve(issue, path)
        findings = self._findings(self._inspected(issue, resolved.edition, offline=offline))
        if file_hash(path) != before:
            raise DeskError(f"{path.name} was changed while it was checked", "try again")
        good = not _stops(findings)
        sentence = f"{path.name} can go" if good else f"{path.name} cannot go yet"
        return LookedOver(
            issue=issue,
            path=path,
            file_hash=before,
            edition=resolved.edition,
            web=resolved.web,
            checked=Checked(findings=findings, done=good, sentence=sentence, issue=issue.number),
        )

    def approve(self, ref: str, *, offline: bool = False) -> Checked:
        """Check an issue, freeze it as it is now, and queue it; with errors nothing happens."""
        found = self.look_over(ref, offline=offline)
        issue, name = found.issue, found.path.name
        if issue.number == 0:
            raise DeskError(f"{name} has no number", "it goes by itself, without an approval")
        if not found.checked.done:
            return replace(found.checked, sentence=f"{name} was not approved")
        original = issue.audience.readers_of
        if original is not None:
            self._issues.demand_sent(original)
        store = self._parts.store
        with store.together():
            store.queue.approve(
                found.edition,
                audience=issue.audience,
                file_hash=found.file_hash,
                send_at=issue.send_at,
                web=found.web,
            )
            if original is None:
                store.queue.add(issue.number)
        when = self._when(issue)
        return replace(found.checked, sentence=f"approved {name}: {when}")

    def _when(self, issue: Issue) -> str:
        if issue.audience.readers_of is not None:
            return f"`newsletter dispatch start {issue.number}` sends it to the {issue.audience}"
        moment = self._queue().moments().get(issue.number)
        if moment is None:
            return "it has no moment; `newsletter queue list` says why"
        return f"goes {moment.astimezone(self._parts.zone):%a %d %b %Y %H:%M}".lower()

    def withdraw(self, ref: str) -> str:
        """Take an approval back."""
        number = self._queue().number(ref)
        if not self._parts.store.queue.withdraw(number):
            raise DeskError(f"issue {number} is not approved", "there is nothing to withdraw")
        return f"issue {number} is a draft again"

    def preview(self, ref: str, folder: Path | None = None, *, sheet: bool = False) -> list[Path]:
        """Write HTML, text and .eml as they would go out, or the contact sheet; their paths."""
        issue, path = self._issues.find(ref)
        edition = self._issues.compile(issue, path)
        place = (folder or self._parts.folder / "preview") / path.stem
        values = self._mails.sample_values()
        if sheet:
            written = {".sheet.html": self._sheet(issue, path, edition).encode()}
        else:
            written = {
                ".html": fill(edition.html, values).encode(),
                ".txt": fill(edition.text, values).encode(),
                ".eml": self._mails.eml(edition),
            }
        for ending, data in written.items():
            write_whole(place.with_name(place.name + ending), data)
        return [place.with_name(place.name + ending) for ending in written]

    def send_test(self, ref: str, to: str) -> str:
        """Send the real bytes of an issue to one address, its subject marked."""
        issue, path = self._issues.find(ref)
        return self._mails.send_one(
            self._issues.marked_as_test(issue, path), to, name=f"test-{path.stem}"
        )

    def _sheet(self, issue: Issue, path: Path, edition: Edition) -> str:
        """One page with every view of the mail beside the findings, pictures included."""
        from newsletter.editorial.checks.sheet import contact_sheet

        inspected = self._inspected(issue, edition, offline=True)
        width = self._parts.template(issue.template).theme.picture_width
        base = self._parts.settings.publication.base_url
        shown = self._issues.pictures.of(issue, path, width).values()
        pictures = {f"{base}/media/{picture.name}": picture.data for picture in shown}
        return contact_sheet(inspected, self._findings(inspected), pictures=pictures)

    def _inspected(self, issue: Issue, edition: Edition, *, offline: bool) -> "Inspected":
        """The issue with all that it became and, unless offline, how its links answer."""
        from newsletter.editorial.checks.inspected import Inspected

        with self._parts.listing() as listing:
            tags = frozenset(listing.tag_names())
        inspected = Inspected(
            issue=issue,
            article=self._articles.named(issue.article),
            edition=edition,
            values=self._mails.sample_values(),
            nameless=self._mails.sample_values(first_name=""),
            base_url=self._parts.settings.publication.base_url,
            is_local=self._parts.stays_here,
            mime=self._mails.eml(edition),
            spam=self._mails.spam_score(edition),
            settings=self._parts.settings.checks,
            unlinked=self._issues.links.unmatched(),
            tags=tags,
            language="en" if self._parts.settings.publication.language == "en" else "nl",
        )
        if offline or not inspected.outbound_links:
            return inspected
        return replace(inspected, links=self._mails.look_at_links(inspected.outbound_links))

    @staticmethod
    def _findings(inspected: "Inspected") -> tuple["Finding", ...]:
        from newsletter.editorial.checks.run import run

        return run(inspected)


def _stops(findings: tuple["Finding", ...]) -> bool:
    from newsletter.editorial.checks.run import stops_approval

    return stops_approval(findings)


def refresh_caniemail(package: Path) -> str:
    """Renew the table of what mail programs can do from the npm package ``caniemail``.

    Raises:
        DeskError: The file cannot be opened, or is not that package.
    """
    from newsletter.editorial.checks.caniemail import data_file, refresh

    try:
        data = package.read_bytes()
    except OSError as error:
        raise DeskError(f"{package} cannot be opened: {error.strerror}") from error
    write_whole(data_file(), refresh(data))
    return f"renewed {data_file()}"
