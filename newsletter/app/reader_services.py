"""The use cases of readers, for one publication, available as ``newsletter.readers``."""

import logging
import secrets
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from newsletter.app.container import Container
from newsletter.model.audience import Standing, Subscriber, SuppressionReason
from newsletter.model.delivery import BatchMember
from newsletter.model.dispatch import Notice
from newsletter.model.notice import NoticeKind
from newsletter.model.preferences import LETTERS_KEPT
from newsletter.model.privacy import PrivacyNotice

if TYPE_CHECKING:
    from newsletter.app.archive import Archive
    from newsletter.app.emails import Emails
    from newsletter.app.notices import NoticeTexts
    from newsletter.audience.api_keys import ApiAccess
    from newsletter.audience.feedback import Feedback
    from newsletter.audience.importing.importer import Importer
    from newsletter.audience.preferences import Preferences
    from newsletter.audience.retention import Retention
    from newsletter.audience.settings import ReaderSettings
    from newsletter.audience.subscribe import Subscribe
    from newsletter.audience.unsubscribe import Unsubscribe
    from newsletter.model.secret import ApiKey

log = logging.getLogger(__name__)


class ReaderServices:
    """The use cases of ``audience``, each built on first use."""

    def __init__(self, container: Container) -> None:
        self._container = container

    def renew(self) -> None:
        """Discard what has a copy of the publication's name, after it was changed."""
        vars(self).pop("subscribe", None)

    @cached_property
    def archive(self) -> "Archive":
        """Return the archive."""
        from newsletter.app.archive import Archive
        from newsletter.app.articles import Articles
        from newsletter.app.issues import Issues

        issues = Issues(self._container, Articles.of(self._container.settings))
        return Archive(self._container, issues, self._mails)

    @cached_property
    def _mails(self) -> "Emails":
        from newsletter.app.emails import Emails

        return Emails(self._container)

    @cached_property
    def subscribe(self) -> "Subscribe":
        """Return sign-up and confirmation."""
        from newsletter.audience.subscribe import Subscribe

        store, publication = self._container.store, self._container.settings.publication
        return Subscribe(
            subscribers=store.subscribers,
            suppressions=store.suppressions,
            consents=store.consents,
            sign_ups=store.sign_ups,
            keyring=self._container.keyring,
            transaction=self._container.queueing_mail,
            clock=self._container.now,
            limiter=self._container.limiter,
            notify=self._notify,
            settings=self._settings,
            publication=publication.name,
            language=publication.language,
            is_disposable=self._is_disposable,
            unicode_local=self.unicode_local,
            provider_may_block=self._provider_may_block,
            tell_editor=self._tell_editor,
        )

    @cached_property
    def unsubscribe(self) -> "Unsubscribe":
        """Return unsubscribing and its undo."""
        from newsletter.audience.unsubscribe import Unsubscribe

        store = self._container.store
        return Unsubscribe(
            subscribers=store.subscribers,
            consents=store.consents,
            reasons=store.leave_reasons,
            keyring=self._container.keyring,
            transaction=self._container.queueing_mail,
            clock=self._container.now,
            settings=self._settings,
        )

    @cached_property
    def preferences(self) -> "Preferences":
        """Return the preferences and the reader's own data."""
        from newsletter.audience.preferences import Preferences

        store = self._container.store
        return Preferences(
            subscribers=store.subscribers,
            suppressions=store.suppressions,
            consents=store.consents,
            fresh_links=store.fresh_links,
            deliveries=store.history,
            replies=store.replies,
            keyring=self._container.keyring,
            transaction=self._container.queueing_mail,
            clock=self._container.now,
            limiter=self._container.limiter,
            notify=self._notify,
            settings=self._settings,
        )

    @cached_property
    def feedback(self) -> "Feedback":
        """Return the votes on "was this a clear moment?"."""
        from newsletter.audience.feedback import Feedback

        return Feedback(
            votes=self._container.store.votes,
            keyring=self._container.keyring,
            transaction=self._container.queueing_mail,
            clock=self._container.now,
            dice=secrets.token_bytes,
        )

    @cached_property
    def keys(self) -> "ApiAccess":
        """Return access by API key."""
        from newsletter.audience.api_keys import ApiAccess

        return ApiAccess(
            keys=self._container.store.api_keys, clock=self._container.now, dice=secrets.token_bytes
        )

    def every_key(self) -> "tuple[ApiKey, ...]":
        """Return every API key, revoked or not, oldest first."""
        with self._container.listing() as listing:
            return listing.api_keys()

    @cached_property
    def importer(self) -> "Importer":
        """Return the importer."""
        from newsletter.audience.importing.importer import Importer

        store = self._container.store
        return Importer(
            subscribers=store.subscribers,
            suppressions=store.suppressions,
            consents=store.consents,
            imports=store.imports,
            transaction=store.together,
            many=store.many,
            clock=self._container.now,
            language=self._container.settings.publication.language,
            unicode_local=self.unicode_local,
        )

    @cached_property
    def retention(self) -> "Retention":
        """Return the daily clean-up."""
        from newsletter.audience.retention import Retention

        store = self._container.store
        return Retention(
            subscribers=store.subscribers,
            consents=store.consents,
            sign_ups=store.sign_ups,
            fresh_links=store.fresh_links,
            limits=store.limits,
            votes=store.votes,
            clock=self._container.now,
            settings=self._settings,
        )

    @property
    def privacy(self) -> PrivacyNotice:
        """Return the content of the privacy page."""
        from newsletter.audience.consent import notice

        settings = self._container.settings
        return notice(
            settings.privacy,
            settings.readers,
            controller=", ".join(settings.publication.contact) or settings.publication.name,
            contact=str(settings.sender.reply_to or ""),
            letters_kept=LETTERS_KEPT if settings.letterbox.is_read else None,
        )

    @property
    def unicode_local(self) -> bool:
        """Return whether addresses may have letters outside ASCII before the @."""
        return self._container.capabilities.unicode_local

    @property
    def pages_at(self) -> str:
        """Return the URL of the pages, as readers and other programs open them."""
        return self._container.pages_at

    @property
    def has_outbox(self) -> bool:
        """Return whether emails become files in the outbox, so that no reader gets them."""
        return self._container.has_outbox()

    @property
    def fresh_link_for(self) -> timedelta:
        """Return how long a mailed link opens a reader's own data."""
        return self._settings.fresh_link_for

    @property
    def undo_within(self) -> timedelta:
        """Return how long unsubscribing can be undone with one click."""
        return self._settings.undo_within

    @property
    def topics(self) -> tuple[str, ...]:
        """Return the topics that readers may choose from."""
        return self._settings.tags

    @property
    def trusted_proxies(self) -> tuple[str, ...]:
        """Return the proxies whose ``X-Forwarded-For`` is trusted."""
        return self._container.settings.web.trusted_proxies

    @property
    def _settings(self) -> "ReaderSettings":
        return self._container.settings.readers

    def _notify(self, kind: NoticeKind, reader: Subscriber, *, action: str = "") -> None:
        """Store one notice in the open transaction."""
        edition = self.letters.edition(kind, reader.language)
        if edition is None:  # nothing was sent yet, so there is no last issue
            return
        if edition.issue and self._container.store.history.has(reader.id, edition.issue):
            return  # a returning reader may have received it before
        # before confirmation the name may be a stranger's text (``bit.ly/3x``)
        name = reader.first_name if reader.standing is Standing.CONFIRMED else ""
        ground = self._container.store.consents.ground_of(reader.id)
        member = BatchMember(reader.id, reader.address, name, reader.language, ground)
        values = self._mails.values_in_kept(edition.sha256, member, edition.issue)
        values["action_url"] = self._container.pages_at + action if action else ""
        self._container.store.notices.add(
            Notice(kind=kind.value, edition=edition.sha256, subscriber=reader.id, values=values)
        )

    @cached_property
    def letters(self) -> "NoticeTexts":
        """Return the notices as editions."""
        from newsletter.app.notices import NoticeTexts

        return NoticeTexts(self._container)

    def _provider_may_block(self, ended: SuppressionReason) -> bool:
        """Return whether the provider may still suppress an address after ours was lifted.

        It knows about an unsubscription only if its own link is in the email.
        """
        can = self._container.capabilities
        knows = ended is not SuppressionReason.LEFT or can.owns_list_unsubscribe
        return bool(can.block_list) and knows

    def _tell_editor(self, reader: Subscriber) -> None:
        """Notify the editor that the provider may block a reader, without naming the address."""
        sender, provider = self._container.settings.sender, self._container.settings.provider
        log.warning(
            "reader %s is back; look whether %s still blocks the address", reader.id, provider
        )
        editor = sender.reply_to or sender.address
        if editor is not None:
            can = self._container.capabilities
            kept = self.letters.blocked(reader.id, can.title or provider, can.block_list)
            values = {**self._mails.values(BatchMember(0, editor)), **kept.at_the_desk}
            self._container.store.notices.add(
                Notice(
                    kind=NoticeKind.BLOCKED.value,
                    edition=kept.sha256,
                    address=editor,
                    values=values,
                )
            )

    def _is_disposable(self, domain: str) -> bool:
        return domain in self._disposable

    @cached_property
    def _disposable(self) -> frozenset[str]:
        return disposable_domains(self._container)


def disposable_domains(container: Container) -> frozenset[str]:
    """Return the domains with which nobody can sign up, from the file in the settings.

    It has one on a line; lines that begin with ``#`` are comments.

    Raises:
        OSError: It cannot be read.
    """
    path = container.settings.readers.disposable_domains
    if path is None:
        return frozenset()
    # a comment in another encoding must not make every sign-up fail
    lines = (container.folder / path).read_text("utf-8-sig", "replace").splitlines()
    named = (line.strip().lower() for line in lines)
    return frozenset(line for line in named if line and not line.startswith("#"))
