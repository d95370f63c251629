"""An issue as its readers will get it: shown, written to files, or sent to one address as a test."""

from dataclasses import dataclass
from pathlib import Path

from newsletter.app.container import Container
from newsletter.app.emails import Emails
from newsletter.app.inspections import Inspections
from newsletter.app.issues import Issues
from newsletter.model.edition import Edition, fill
from newsletter.model.issue import Issue
from newsletter.text import files


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


class Previews:
    """Shows an issue before it goes."""

    def __init__(
        self, parts: Container, issues: Issues, inspections: Inspections, mails: Emails
    ) -> None:
        self._parts = parts
        self._issues = issues
        self._inspections = inspections
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
            files.replace(place.with_name(place.name + ending), data)
        return [place.with_name(place.name + ending) for ending in written]

    def send_test(self, ref: str, to: str) -> str:
        """Send the real bytes of an issue to one address, its subject marked."""
        issue, path = self._issues.find(ref)
        return self._mails.send_one(
            self._issues.marked_as_test(issue, path), to, name=f"test-{path.stem}"
        )

    def _sheet(self, issue: Issue, path: Path, edition: Edition) -> str:
        """One page with every view of the mail beside the findings, pictures included."""
        from newsletter.editorial.checks.run import run
        from newsletter.editorial.checks.sheet import contact_sheet

        inspected = self._inspections.inspect(issue, edition, offline=True)
        width = self._parts.template(issue.template).theme.picture_width
        base = self._parts.settings.publication.base_url
        shown = self._issues.pictures.of(issue, path, width).values()
        pictures = {f"{base}/media/{picture.name}": picture.data for picture in shown}
        return contact_sheet(inspected, run(inspected), pictures=pictures)
