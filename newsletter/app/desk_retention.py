"""How long the desk keeps sessions, links, shared drafts and its log."""

from datetime import timedelta
from typing import Final

from newsletter.app.container import Container

_LOG_KEPT: Final = timedelta(days=730)


def tidy_desk(container: Container) -> None:
    """Delete expired links and shared drafts, and old sessions and log entries."""
    from newsletter.editors.sessions import LONGEST

    store, now = container.store, container.now()
    store.sessions.drop(began_before=now - LONGEST)
    store.sign_in_links.drop(expired_before=now)
    store.shared_drafts.drop(before=now)
    store.log.drop(before=now - _LOG_KEPT)
