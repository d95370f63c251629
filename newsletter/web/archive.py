"""Issues that went out, for everybody: a list, readable pages, the mail itself, a feed, a sitemap."""

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from newsletter.model.archive import ArchivedIssue
from newsletter.web.blocks import shown
from newsletter.web.needs import Newsletter
from newsletter.web.pages import Pages

_KEPT = {"cache-control": "public, max-age=300"}
# the mail brings its styles along in the text; nothing else of it may act
_MAIL_CONTENT = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


def router(newsletter: Newsletter, pages: Pages) -> APIRouter:
    """``/archive``, ``/archive/{slug}``, ``/archive/{slug}/email``, ``/feed.xml``, ``/sitemap.xml``."""
    routes = APIRouter(include_in_schema=False)
    archive = newsletter.readers.archive

    @routes.api_route("/archive", methods=["GET", "HEAD"])
    def overview(request: Request) -> Response:
        _exists(archive.is_public)
        wishes = (request.query_params.get("lang"),)
        return pages.show(
            "archive",
            wishes=wishes,
            headers=_KEPT,
            issues=archive.issues(),
            is_indexed=archive.is_indexed,
        )

    @routes.api_route("/archive/{slug}", methods=["GET", "HEAD"])
    def read(slug: str) -> Response:
        """Also without a public archive: the letter's own link "view in browser" leads here."""
        found = _found(archive.find(slug))
        if found.is_mail_only:
            return mail(slug)
        newer, older = _neighbours(archive.issues(), found) if archive.is_public else (None, None)
        return pages.show(
            "issue",
            headers=_KEPT,
            archived=found,
            shown=shown(found),
            newer=newer,
            older=older,
            is_indexed=archive.is_public and archive.is_indexed and found.is_listed,
        )

    @routes.api_route("/archive/{slug}/email", methods=["GET", "HEAD"])
    def mail(slug: str) -> Response:
        """The mail as it went out, for who cannot see it well where it arrived."""
        _found(archive.find(slug))
        text = archive.email(slug)
        if text is None:
            raise HTTPException(404)
        headers = {"content-security-policy": _MAIL_CONTENT, "x-robots-tag": "noindex"}
        return HTMLResponse(text, headers=_KEPT | headers)

    @routes.api_route("/feed.xml", methods=["GET", "HEAD"])
    def feed() -> Response:
        _exists(archive.is_public)
        newest = archive.issues()[: archive.feed_length]
        entries = [(found, shown(found)) for found in newest]
        text = pages.text("feed.xml", entries=entries)
        return Response(text, media_type="application/atom+xml", headers=_KEPT)

    @routes.api_route("/sitemap.xml", methods=["GET", "HEAD"])
    def sitemap() -> Response:
        _exists(archive.is_public and archive.is_indexed)
        text = pages.text("sitemap.xml", issues=archive.issues())
        return Response(text, media_type="application/xml", headers=_KEPT)

    return routes


def _exists(is_there: bool) -> None:
    if not is_there:
        raise HTTPException(404)


def _found(issue: ArchivedIssue | None) -> ArchivedIssue:
    """The issue, unless none went out at that address or the editor took it off the web."""
    if issue is None:
        raise HTTPException(404)
    if issue.is_hidden:
        raise HTTPException(410)
    return issue


def _neighbours(
    issues: tuple[ArchivedIssue, ...], found: ArchivedIssue
) -> tuple[ArchivedIssue | None, ArchivedIssue | None]:
    """The issues that went out just after and just before."""
    slugs = [other.issue.slug for other in issues]
    place = slugs.index(found.issue.slug) if found.issue.slug in slugs else -1
    if place < 0:
        return None, None
    newer = issues[place - 1] if place > 0 else None
    return newer, issues[place + 1] if place + 1 < len(issues) else None
