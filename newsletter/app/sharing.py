"""Drafts for people without an account, at addresses that work for two weeks."""

import secrets
from datetime import timedelta
from typing import Final

from newsletter.app.acts import note
from newsletter.app.container import Container
from newsletter.app.previews import Previews
from newsletter.editors.sessions import draw
from newsletter.model.editor import Act, Editor
from newsletter.model.secret import hash_of
from newsletter.model.writing import SharedDraft

_FOR: Final = timedelta(days=14)
_LONGEST_TITLE: Final = 500  # characters


class Sharing:
    """Makes and ends the addresses, at most one for each issue.

    An address shows the letter as it was when it was shared, with the name of an invented
    reader, and nothing else. Only a hash of its secret part is stored.
    """

    def __init__(self, container: Container, previews: Previews) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._previews = previews

    def share(self, number: int, by: Editor) -> str:
        """Return a new address that shows an issue as it is now. The former address ends.

        Raises:
            DeskError: There is no such issue.
            AuthorError: It cannot be read or compiled.
        """
        details = self._previews.show(str(number))
        html = self._previews.seen(str(number), "light")
        token = draw(secrets.token_bytes)
        draft = SharedDraft(
            issue=number,
            title=details.subject[:_LONGEST_TITLE],
            by=by.id,
            until=self._container.now() + _FOR,
            html=html,
        )
        with self._container.store.together():
            self._container.store.shared_drafts.put(hash_of(token), draft)
            note(self._container, Act.DRAFT_SHARED, f"issue {number}", by)
        return f"{self._container.pages_at}/preview/{token}"

    def end(self, number: int, by: Editor) -> bool:
        """End the address of an issue, and return whether there was one."""
        with self._container.store.together():
            if not self._container.store.shared_drafts.remove(number):
                return False
            note(self._container, Act.SHARING_ENDED, f"issue {number}", by)
        return True

    def of(self, number: int) -> SharedDraft | None:
        """Return the draft of an issue that is shared now, or ``None``."""
        return self._open(self._container.store.shared_drafts.of(number))

    def find(self, token: str) -> SharedDraft | None:
        """Return the draft at an address; ``None`` if it no longer works."""
        return self._open(self._container.store.shared_drafts.find(hash_of(token)))

    def _open(self, draft: SharedDraft | None) -> SharedDraft | None:
        """Return a draft, unless it has expired or its editor's account has ended."""
        if draft is None or draft.until <= self._container.now():
            return None
        editor = self._container.store.editors.find(draft.by)
        return draft if editor is not None and editor.is_active else None
