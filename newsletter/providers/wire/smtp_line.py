"""A connection to a mail server, with certificate checks and for many emails.

Where the server offers pipelining, MAIL, RCPT and DATA are sent together (RFC 2920),
which saves two round trips per email.
"""

import re
import smtplib
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from newsletter.message import Message
from newsletter.providers.wire.smtp_server import Server, SmtpReply, Stage, opened, why_lost
from newsletter.system import reason_of
from newsletter.text.folding import one_line

_AT_LINE_START = re.compile(rb"^\.", re.MULTILINE)
_GO_ON = 354


class LineClosed(ConnectionError):
    """The connection was closed before."""


class OutOfTime(TimeoutError):
    """The time for this email is over."""


_WHY: dict[type[Exception], Message] = {
    LineClosed: Message("smtp-line-closed"),
    OutOfTime: Message("smtp-out-of-time"),
}


class Line:
    """An open connection, whose ``send`` returns the reply that decided on the email.

    Raises:
        SmtpRefused: If connecting, encrypting or logging in fails.
    """

    def __init__(self, server: Server, ticking: Callable[[], float] = time.monotonic) -> None:
        self.server = server
        self.ticking = ticking
        self.sent = 0
        self.is_open = True
        self._until = ticking() + server.timeout.total_seconds()
        self._smtp = opened(server)

    def send(self, sender: str, to: str, mime: bytes) -> SmtpReply:
        """Send one email to one reader, within the server's time-out."""
        self._until = self.ticking() + self.server.timeout.total_seconds()
        self.sent += 1
        replies = self._envelope(sender, to, mime)
        # the first failure decides: DATA may succeed after a rejected RCPT (RFC 2920)
        refusal = next((reply for reply in replies if not _is_fine(reply)), None)
        if refusal is not None:
            self._start_again(replies)
            return refusal
        try:
            self._hurry()
            ended = mime if mime.endswith(b"\r\n") else mime + b"\r\n"
            self._write(_AT_LINE_START.sub(b"..", ended))  # RFC 5321 §4.5.2
        except OSError as error:
            # without its last line no server may accept an email (RFC 5321 §4.1.1.4)
            self.close()
            why = Message("smtp-broke-off", reason=reason_of(error))
            return SmtpReply(Stage.DATA, 0, str(error), why=why)
        return self._end()

    def _envelope(self, sender: str, to: str, mime: bytes) -> list[SmtpReply]:
        """Send the commands up to DATA and return the replies so far."""
        extras = " BODY=8BITMIME" if self.offers("8bitmime") and not mime.isascii() else ""
        if self.offers("size"):
            extras += f" SIZE={len(mime)}"
        if not (sender + to).isascii():
            if not self.offers("smtputf8"):
                return [SmtpReply(Stage.RCPT, 553, "5.6.7", why=Message("smtp-address-letters"))]
            extras += " SMTPUTF8"
        commands = [
            (Stage.MAIL, f"MAIL FROM:<{sender}>{extras}"),
            (Stage.RCPT, f"RCPT TO:<{to}>"),
            (Stage.DATA, "DATA"),
        ]
        return self._together(commands) if self.offers("pipelining") else self._in_turn(commands)

    def _together(self, commands: Sequence[tuple[Stage, str]]) -> list[SmtpReply]:
        try:
            self._hurry()
            self._write("".join(f"{command}\r\n" for _, command in commands).encode())
        except OSError as error:
            return [self._lost(Stage.MAIL, error)]
        replies = []
        for stage, _ in commands:
            replies.append(self._reply(stage))
            if replies[-1].is_lost:
                break
        return replies

    def _in_turn(self, commands: Sequence[tuple[Stage, str]]) -> list[SmtpReply]:
        replies: list[SmtpReply] = []
        for stage, command in commands:
            try:
                self._hurry()
                self._write(f"{command}\r\n".encode())
            except OSError as error:
                return [*replies, self._lost(stage, error)]
            replies.append(self._reply(stage))
            if not _is_fine(replies[-1]):
                break
        return replies

    def _end(self) -> SmtpReply:
        """Send the last line of an email and return the reply."""
        try:
            self._write(b".\r\n")
        except OSError as error:
            return self._lost(Stage.END, error)
        return self._reply(Stage.END)

    def _start_again(self, replies: Sequence[SmtpReply]) -> None:
        """Reset the connection for the next email after a rejection."""
        if any(reply.is_lost or reply.code == 421 for reply in replies):
            self.close()
            return
        if len(replies) == 3 and replies[-1].code == _GO_ON:
            # DATA succeeded although RCPT was rejected: an empty email ends it (RFC 2920 §3.1)
            self._end()
        try:
            self._hurry()
            self._write(b"RSET\r\n")
        except OSError:
            self.close()
        else:
            self._reply(Stage.MAIL)

    def offers(self, name: str) -> bool:
        """Return whether the server offers an extension, in lower case (RFC 5321 §2.2.1)."""
        return name in self._smtp.esmtp_features

    def _write(self, data: bytes) -> None:
        if self._smtp.sock is None:
            raise LineClosed
        self._smtp.sock.sendall(data)

    def _hurry(self) -> None:
        left = self._until - self.ticking()
        if left <= 0:
            raise OutOfTime
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(left)

    def _reply(self, stage: Stage) -> SmtpReply:
        try:
            self._hurry()
            code, words = self._smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return self._lost(stage, error)
        if not 200 <= code < 600:
            return self._lost(stage, ValueError(repr(words)))
        return SmtpReply(stage, code, one_line(words.decode(errors="replace")))

    def _lost(self, stage: Stage, error: Exception) -> SmtpReply:
        self.close()
        why = _WHY.get(type(error)) or why_lost(error)
        return SmtpReply(stage, 0, f"{type(error).__name__}: {error}", why=why)

    def close(self) -> None:
        """Close the connection without QUIT."""
        self.is_open = False
        self._smtp.close()

    def quit(self) -> None:
        """Close the connection with QUIT."""
        with suppress(OSError, smtplib.SMTPException):
            self._smtp.quit()
        self.close()


def _is_fine(reply: SmtpReply) -> bool:
    return reply.code == _GO_ON if reply.stage is Stage.DATA else 200 <= reply.code < 300
