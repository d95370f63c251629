"""The public archive: a list of issues, their pages, the mail, a feed, a sitemap."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from newsletter.app import Newsletter
from newsletter.model.archive import ArchivedIssue
from newsletter.web.blocks import letter_of
from newsletter.web.pages import Pages, wishes_of
from newsletter.web.routes import PageRoutes

_KEPT = {"cache-control": "public, max-age=300"}
# the mail has its styles in its text; nothing else in it may act
_MAIL_CONTENT = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


class ArchivePages:
    """``/archive``, ``/archive/{slug}``, ``/archive/{slug}/email``, ``/feed.xml``, ``/sitemap.xml``."""

    def __init__(self, newsletter: Newsletter, pages: Pages) -> None:
        self._archive = newsletter.readers.archive
        self._pages = pages

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        routes.add("/archive", self.overview)
        routes.add("/archive/{slug}", self.read)
        routes.add("/archive/{slug}/email", self.mail)
        routes.add("/feed.xml", self.feed)
        routes.add("/sitemap.xml", self.sitemap)
        return routes

    def overview(self, request: Request) -> Response:
        """List the issues."""
        _not_found_unless(self._archive.is_public)
        return self._pages.show(
            "archive",
            wishes=wishes_of(request),
            headers=_KEPT,
            issues=self._archive.issues(),
            is_indexed=self._archive.is_indexed,
        )

    def read(self, slug: str) -> Response:
        """Show an issue, even without a public archive: "view in browser" leads here."""
        archive = self._archive
        found = _found(archive.find(slug))
        if found.is_mail_only:
            return self.mail(slug)
        newer, older = _neighbours(archive.issues(), found) if archive.is_public else (None, None)
        return self._pages.show(
            "issue",
            headers=_KEPT,
            archived=found,
            shown=letter_of(found),
            newer=newer,
            older=older,
            is_indexed=archive.is_public and archive.is_indexed and found.is_listed,
        )

    def mail(self, slug: str) -> Response:
        """Show the email as sent, for readers whose mail program shows it badly."""
        _found(self._archive.find(slug))
        text = self._archive.email(slug)
        if text is None:
            raise HTTPException(404)
        headers = {"content-security-policy": _MAIL_CONTENT, "x-robots-tag": "noindex"}
        return HTMLResponse(text, headers=_KEPT | headers)

    def feed(self) -> Response:
        """Return the newest issues as Atom."""
        _not_found_unless(self._archive.is_public)
        newest = self._archive.issues()[: self._archive.feed_length]
        entries = [(found, letter_of(found)) for found in newest]
        text = self._pages.text("feed.xml", entries=entries)
        return Response(text, media_type="application/atom+xml", headers=_KEPT)

    def sitemap(self) -> Response:
        """Return the addresses of all issues."""
        _not_found_unless(self._archive.is_public and self._archive.is_indexed)
        text = self._pages.text("sitemap.xml", issues=self._archive.issues())
        return Response(text, media_type="application/xml", headers=_KEPT)


def _not_found_unless(is_there: bool) -> None:
    """Raise 404 for a page that the settings switch off."""
    if not is_there:
        raise HTTPException(404)


def _found(issue: ArchivedIssue | None) -> ArchivedIssue:
    """Return the issue, or raise 404 if there is none or it was withdrawn."""
    if issue is None:
        raise HTTPException(404)
    if issue.is_hidden:
        raise HTTPException(410)
    return issue


def _neighbours(
    issues: tuple[ArchivedIssue, ...], found: ArchivedIssue
) -> tuple[ArchivedIssue | None, ArchivedIssue | None]:
    """Return the issues sent just after and just before."""
    slugs = [other.issue.slug for other in issues]
    place = slugs.index(found.issue.slug) if found.issue.slug in slugs else -1
    if place < 0:
        return None, None
    newer = issues[place - 1] if place > 0 else None
    return newer, issues[place + 1] if place + 1 < len(issues) else None
