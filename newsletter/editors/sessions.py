"""Sessions: how one begins, and how it ends by time or by the editor."""

from base64 import urlsafe_b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from newsletter.editors.ports import Clock, Dice, Log, Sessions, Transaction
from newsletter.model.editor import Act, Actor, DeskSession, Editor, LogEntry
from newsletter.model.secret import hash_of

IDLE: Final = timedelta(hours=12)  # without a request
LONGEST: Final = timedelta(days=30)
_NOTED_EVERY: Final = timedelta(minutes=5)  # so that not every request writes
_BYTES: Final = 32  # of a token


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionService:
    """Begins, finds and ends sessions."""

    sessions: Sessions
    log: Log
    transaction: Transaction
    clock: Clock
    dice: Dice

    def begin(self, editor: Editor, browser: str) -> str:
        """Begin a session in the open transaction, and return the token for its cookie."""
        token, now = draw(self.dice), self.clock()
        self.sessions.add(hash_of(token), editor.id, now, browser)
        self._log(Act.SIGNED_IN, editor, now)
        return token

    def find(self, token: str, *, is_seen: bool = True) -> DeskSession | None:
        """Return the current session of an active editor, or ``None``.

        Args:
            token: The value of the cookie.
            is_seen: Whether a person made the request; what a page requests automatically
                keeps no session alive.
        """
        session = self.sessions.find(hash_of(token)) if token else None
        now = self.clock()
        if session is None or not session.editor.is_active or _is_over(session, now):
            return None
        if is_seen and not timedelta(0) <= now - session.seen_at < _NOTED_EVERY:
            self.sessions.note_seen(session.key, now)
        return session

    def current(self, keys: Collection[bytes]) -> Mapping[bytes, DeskSession]:
        """Return those of these sessions that have not ended, without extending any."""
        now = self.clock()
        return {
            one.key: one
            for one in self.sessions.among(keys)
            if one.editor.is_active and not _is_over(one, now)
        }

    def editor_of(self, token: str) -> Editor | None:
        """Return the active editor of a session, even of an expired one; ``None`` if unknown."""
        session = self.sessions.find(hash_of(token)) if token else None
        return session.editor if session is not None and session.editor.is_active else None

    def others(self, session: DeskSession) -> tuple[DeskSession, ...]:
        """Return the editor's other sessions that have not ended, the one used last first."""
        now = self.clock()
        return tuple(
            one
            for one in self.sessions.of(session.editor.id)
            if one.key != session.key and not _is_over(one, now)
        )

    def end(self, session: DeskSession) -> None:
        """End a session because its editor signs out."""
        with self.transaction():
            if self.sessions.end(session.key):
                self._log(Act.SIGNED_OUT, session.editor, self.clock())

    def end_other(self, session: DeskSession, key: bytes) -> bool:
        """End another session of the same editor, and return whether there was one."""
        with self.transaction():
            if all(one.key != key for one in self.others(session)) or not self.sessions.end(key):
                return False
            self._log(Act.SESSIONS_ENDED, session.editor, self.clock())
        return True

    def end_others(self, session: DeskSession) -> int:
        """End the editor's other sessions, and return how many there were."""
        with self.transaction():
            ended = self.sessions.end_all(session.editor.id, but=session.key)
            self._log(Act.SESSIONS_ENDED, session.editor, self.clock())
        return ended

    def _log(self, act: Act, editor: Editor, at: datetime) -> None:
        thing = f"editor {editor.id}"
        self.log.add(LogEntry(at=at, actor=Actor.DESK, act=act, thing=thing, editor=editor.id))


def _is_over(session: DeskSession, now: datetime) -> bool:
    return now - session.seen_at >= IDLE or now - session.began_at >= LONGEST


def draw(dice: Dice) -> str:
    """Return a new token of 43 letters, digits, hyphens and underscores."""
    return urlsafe_b64encode(dice(_BYTES)).rstrip(b"=").decode("ascii")
