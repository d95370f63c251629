"""Compiling issues to emails and to pages in the archive."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.app.container import Container
from newsletter.app.portraits import portrait_of
from newsletter.errors import AuthorError, TemplateError
from newsletter.model.archive import free_slug
from newsletter.model.edition import Edition
from newsletter.model.issue import Issue
from newsletter.model.web_version import WebVersion

if TYPE_CHECKING:
    from newsletter.rendering.pictures import Picture
    from newsletter.rendering.templates import Template


@dataclass(frozen=True, slots=True)
class Resolved:
    """An issue as it would be frozen: the edition, and its page in the archive.

    Attributes:
        pictures: As prepared for the email, by the names in the issue.
    """

    edition: Edition
    web: WebVersion
    pictures: "Mapping[str, Picture]"


class IssueCompiler:
    """Compiles issues with the template that they name, or the publication's."""

    def __init__(self, container: Container) -> None:
        self._container = container

    def compile(self, issue: Issue, path: Path) -> Edition:
        """Compile an issue to an edition, as preview, test and dispatch do."""
        return self.resolve(issue, path).edition

    def resolve(self, issue: Issue, path: Path) -> Resolved:
        """Compile an issue and its page in the archive.

        Args:
            issue: An issue that ``Issues.find`` returned. Without a number it is a notice that
                the editor wrote, such as ``issues/welcome.md``.
            path: Its file. Pictures in its folder are stored for hosting.
        """
        from newsletter.model.notice import NoticeKind
        from newsletter.rendering.compile import compile_issue, compile_letter
        from newsletter.rendering.web_versions import web_version

        template, letter = self._template(issue, path), self._container.letter
        images = self._images(issue, path, template)
        portrait = portrait_of(self._container)
        web = web_version(issue, template.theme.words, letter, images)
        if issue.number == 0:
            edition = compile_letter(
                NoticeKind.WELCOME, issue, template, letter, images=images, portrait=portrait
            )
            return Resolved(edition, web, images)
        slug = self._free_slug(web)
        return Resolved(
            compile_issue(
                replace(issue, slug=slug), template, letter, images=images, portrait=portrait
            ),
            replace(web, issue=replace(web.issue, slug=slug)),
            images,
        )

    def web_version(self, issue: Issue, path: Path) -> WebVersion:
        """Return an issue's page in the archive as its file is now, under its own slug."""
        from newsletter.rendering.web_versions import web_version

        template = self._template(issue, path)
        images = self._images(issue, path, template)
        return web_version(issue, template.theme.words, self._container.letter, images)

    def marked_as_test(self, issue: Issue, path: Path) -> Edition:
        """Return the real edition with ``[test]`` in its subject."""
        edition = self.compile(issue, path)
        return replace(edition, subject=("[test] ", *edition.subject))

    def _images(self, issue: Issue, path: Path, template: "Template") -> "Mapping[str, Picture]":
        return self._container.pictures.of(issue, path, template.theme.picture_width)

    def _free_slug(self, web: WebVersion) -> str:
        # usually the slug is free, and no store is needed
        with self._container.listing() as listing:
            may_be_taken = listing.may_be_taken(web.issue.slug, web.issue.number)
        if not may_be_taken:
            return web.issue.slug
        return free_slug(web, self._container.store.web_versions.namesakes(web.issue.slug))

    def _template(self, issue: Issue, path: Path) -> "Template":
        if issue.template is not None:  # the issue chose it, so the error names the issue's file
            try:
                self._container.template_folder(issue.template)
            except TemplateError as error:
                raise AuthorError(error.problem, path) from error
        return self._container.template(issue.template)
