"""Notices as editions, made from the theme's words or from the editor's own file."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from newsletter.app import agreement, unsubscribing
from newsletter.app.container import Container
from newsletter.app.portraits import portrait_of
from newsletter.model.edition import Edition
from newsletter.model.notice import Detail, LastIssue, NoticeKind, WeeklyMoment

if TYPE_CHECKING:
    from newsletter.rendering.templates import Template

log = logging.getLogger(__name__)

# Where at the desk an editor can do something about it. The others have no page there, or
# a button of their own.
_AT_THE_DESK: Final[Mapping[NoticeKind, str]] = {
    NoticeKind.EMPTY: "queue",
    NoticeKind.MISSED: "issues/{number}",
    NoticeKind.OUTDATED: "queue",
    NoticeKind.STOPPED: "dispatches/{dispatch}",
    NoticeKind.FAILING: "settings",
    NoticeKind.ILL: "settings",
    NoticeKind.REPLY: "readers/replies",
    NoticeKind.REPLIES: "readers/replies",
    NoticeKind.WEBHOOK: "settings",
    NoticeKind.PROPOSED: "articles",
    NoticeKind.FEED_GONE: "feeds",
    NoticeKind.FEED_MOVED: "feeds",
    NoticeKind.BLOCKED: "readers/{reader}",
}


@dataclass(frozen=True, slots=True)
class KeptNotice:
    """A stored edition by its hash.

    Attributes:
        issue: 0 for a notice.
        at_the_desk: The merge value of a button that leads to the desk; empty without one.
    """

    issue: int
    sha256: str
    at_the_desk: Mapping[str, str] = field(default_factory=dict)


class NoticeTexts:
    """The notices of a publication, compiled once per process and version of the file."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._kept: dict[tuple[object, ...], KeptNotice] = {}

    def edition(self, kind: NoticeKind, language: str) -> KeptNotice | None:
        """Return a notice in a reader's language; ``None`` if there is no last issue yet.

        Raises:
            TemplateError: The template is invalid.
            AuthorError: ``issues/welcome.md`` is invalid.
        """
        if kind is NoticeKind.LAST_ISSUE:
            return self._last_issue()
        own = self._own_file(kind, language)
        changed = own.stat().st_mtime_ns if own else 0
        last = None if own else self._latest(kind)
        # a change of these settings at the desk counts from the next notice
        using = (self._container.letter, self._container.settings.sender.portrait)
        made_of = (kind, language, changed, last, using)
        known = self._kept.get(made_of)
        if known is None:
            edition = (
                self._from_file(own, kind, language)
                if own
                else self._from_theme(kind, language, last)
            )
            known = KeptNotice(0, self._container.store.editions.keep(edition))
            self._kept[made_of] = known
        return known

    def _latest(self, kind: NoticeKind) -> LastIssue | None:
        """Return the latest issue that anybody may read in the archive, for a new reader."""
        settings, kept = self._container.settings, self._container.store.web_versions
        if kind not in {NoticeKind.CONFIRM, NoticeKind.WELCOME} or not settings.archive.is_public:
            return None
        changes = kept.changes()
        hidden = {issue for issue, change in changes.items() if change.hidden_at is not None}
        for sent in reversed(kept.sent()):
            if sent.went_to_all and sent.slug and sent.edition and sent.issue not in hidden:
                title = self._container.store.editions.get(sent.edition).title
                return LastIssue(title, f"{self._container.letter.imprint.archive}/{sent.slug}")
        return None

    def _last_issue(self) -> KeptNotice | None:
        """Return the last issue, as sent or renewed; ``None`` if neither matches the settings."""
        sent = self._container.store.history.sent()
        if not sent:
            return None
        last = sent[-1]
        approval = self._container.store.queue.approval(last.issue)
        renewed = [approval.edition] if approval is not None else []
        edition = agreement.agreeing(self._container, [*renewed, last.edition])
        if edition is None:
            log.error(
                "issue %s is not sent as a welcome: it was approved under other settings",
                last.issue,
            )
            return None
        return KeptNotice(last.issue, edition)

    def blocked(self, reader: int, provider: str, where: str) -> KeptNotice:
        """Return a notice to the editor that the provider may still block a returned reader.

        Args:
            reader: The reader's number. An address would remain in the stored edition after
                the reader was erased.
            provider: The provider that may block them.
            where: The place of its suppression list in its menus.
        """
        details = {"reader": str(reader), "provider": provider, "where": where}
        return self.to_editor(NoticeKind.BLOCKED, details)

    def to_editor(self, kind: NoticeKind, details: Mapping[str, Detail]) -> KeptNotice:
        """Return a notice to the editor, in the publication's language and the theme's words.

        It leads to the desk if somebody has an account there, and names commands otherwise.

        Args:
            kind: The kind of notice.
            details: The values of the names in braces. Times carry their time zones.

        Raises:
            TemplateError: The template is invalid.
        """
        from newsletter.rendering.compile import compile_notice

        letter = self._container.letter
        template = self._container.template(language=letter.imprint.language)
        if kind.value not in template.theme.notices:
            # the publication's template may be older than this notice
            template = self._container.shipped_template(letter.imprint.language)
        ways = self._ways(kind, details)
        edition = compile_notice(kind, template, letter, details={**details, **ways})
        desk = ways.get("desk", "")
        sha256 = self._container.store.editions.keep(edition)
        return KeptNotice(0, sha256, {"action_url": desk} if desk else {})

    def _ways(self, kind: NoticeKind, details: Mapping[str, Detail]) -> dict[str, str]:
        """Return ``desk`` and ``terminal`` for a notice about which something can be done there.

        That of an invitation, for one, is not among them: its button leads elsewhere.
        """
        if kind not in _AT_THE_DESK:
            return {}
        if not any(one.address for one in self._container.store.editors.all()):
            return {"desk": ""}
        path = _AT_THE_DESK[kind].format_map(details)
        return {"desk": f"{self._container.pages_at}/desk/{path}", "terminal": ""}

    def _own_file(self, kind: NoticeKind, language: str) -> Path | None:
        """Return the editor's ``welcome.en.md`` or ``welcome.md``; ``None`` if there is neither."""
        if kind is not NoticeKind.WELCOME or not language.isalpha():
            return None
        folder = self._container.folder / "issues"
        for path in (folder / f"welcome.{language}.md", folder / "welcome.md"):
            if path.is_file():
                return path
        return None

    def _from_theme(self, kind: NoticeKind, language: str, last: LastIssue | None) -> Edition:
        from newsletter.rendering.compile import compile_notice

        letter = self._container.letter
        letter = replace(letter, imprint=replace(letter.imprint, language=language))
        template = self._container.template(language=language)
        settings = self._container.settings
        slots = settings.schedule.slots
        details: dict[str, Detail] = {
            "when": tuple(WeeklyMoment(slot.weekday, slot.time) for slot in slots),
            "term": settings.readers.fresh_link_for,
        }
        return self._with_unsubscribe(
            lambda using: compile_notice(kind, using, letter, details=details, last=last),
            template,
            kind,
            language,
        )

    def _with_unsubscribe(
        self,
        compiled: "Callable[[Template], Edition]",
        own: "Template",
        kind: NoticeKind,
        language: str,
    ) -> Edition:
        """Return a notice in the publication's own template, if readers can unsubscribe there.

        Otherwise the shipped template is used, so that a new reader gets the notice
        nevertheless.
        """
        edition = compiled(own)
        faults = unsubscribing.faults(edition) if kind.can_leave else ()
        if not faults:
            return edition
        log.error("%s is sent in the shipped template: %s", kind.value, tuple(faults))
        return compiled(self._container.shipped_template(language))

    def _from_file(self, path: Path, kind: NoticeKind, language: str) -> Edition:
        from newsletter.editorial import issue_files
        from newsletter.editorial.typography import set_marks
        from newsletter.rendering.compile import compile_letter

        letter = self._container.letter
        letter = replace(letter, imprint=replace(letter.imprint, language=language))
        issue = set_marks(
            issue_files.read(path, self._container.zone), letter.voice.marks(language)
        )
        template = self._container.template(issue.template, language)
        images = self._container.pictures.of(issue, path, template.theme.picture_width)
        portrait = portrait_of(self._container)

        def compiled(using: "Template") -> Edition:
            return compile_letter(kind, issue, using, letter, images=images, portrait=portrait)

        return self._with_unsubscribe(compiled, template, kind, language)
