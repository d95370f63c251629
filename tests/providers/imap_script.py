"""An IMAP server of a few commands, over TLS, with one mailbox."""

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.providers.stand_ins.smtp import certificate


@dataclass
class Mailbox:
    mails: dict[int, bytes]
    seen: set[int] = field(default_factory=set)
    port: int = 0

    def answer(self, words: str) -> tuple[list[bytes], str]:
        """Untagged lines and the result of a command."""
        if words.startswith("LOGIN"):
            return [], "OK" if words == 'LOGIN gerrit "s3cret"' else "NO wrong password"
        if words.startswith("SELECT"):
            return [b"1 EXISTS"], "OK" if words == 'SELECT "INBOX"' else "NO no such folder"
        if words == "UID SEARCH UNSEEN":
            unseen = " ".join(str(number) for number in sorted(set(self.mails) - self.seen))
            return [f"SEARCH {unseen}".encode()], "OK"
        if found := re.match(r"UID FETCH (\d+) \(BODY\.PEEK\[]<0\.\d+>\)", words):
            raw = self.mails.get(int(found[1]))
            if raw is None:
                return [], "OK"  # a UID that is not there is no error (RFC 9051 §6.4.9)
            return [
                b"1 FETCH (UID %s BODY[]<0> {%d}\r\n%s)" % (found[1].encode(), len(raw), raw)
            ], "OK"
        if found := re.match(r"UID STORE (\d+) \+FLAGS\.SILENT \(\\Seen\)", words):
            self.seen.add(int(found[1]))
            return [], "OK"
        if words == "CAPABILITY":
            return [b"CAPABILITY IMAP4rev1"], "OK"
        return ([b"BYE"], "OK") if words == "LOGOUT" else ([], "BAD")


@contextmanager
def imap(box: Mailbox) -> Iterator[Mailbox]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate())
    listening = socket.create_server(("127.0.0.1", 0))
    box.port = listening.getsockname()[1]

    def serve() -> None:
        while True:
            try:
                plain, _ = listening.accept()
            except OSError:
                return
            with suppress(OSError), plain, context.wrap_socket(plain, server_side=True) as line:
                converse(box, line)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield box
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def converse(box: Mailbox, line: ssl.SSLSocket) -> None:
    line.settimeout(3)
    line.sendall(b"* OK ready\r\n")
    with line.makefile("rb") as reading:
        for command in reading:
            tag, _, words = command.decode().strip().partition(" ")
            untagged, result = box.answer(words)
            line.sendall(
                b"".join(b"* %s\r\n" % one for one in untagged)
                + f"{tag} {result} done\r\n".encode()
            )
