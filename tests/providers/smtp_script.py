"""A mail server that follows a script, word for word, and drops the line where told."""

import socket
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

DROP = "drop"
SILENCE = "silence"
NO_MAIL = "503 5.5.1 bad sequence of commands"


@dataclass
class Script:
    """Replies by command, each used once; what is not in it goes well."""

    replies: dict[str, deque[str]] = field(default_factory=dict)
    offers: tuple[str, ...] = ("PIPELINING", "8BITMIME", "SIZE 10240000", "SMTPUTF8")
    commands: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)
    reads: list[bytes] = field(default_factory=list)
    port: int = 0
    connections: int = 0

    def plan(self, command: str, *replies: str) -> "Script":
        self.replies.setdefault(command, deque()).extend(replies)
        return self

    def reply(self, command: str, usual: str) -> str:
        waiting = self.replies.get(command)
        return waiting.popleft() if waiting else usual


class Dropped(Exception):
    pass


class Conversation:
    """One connection of the scripted server."""

    def __init__(self, script: Script, line: socket.socket) -> None:
        self.script = script
        self.line = line
        self.buffer = b""
        self.has_sender = self.has_reader = False

    def hold(self) -> None:
        self.say("CONNECT", "220 script.example ESMTP")
        while True:
            command = self.read_line()
            verb = command.split(b" ")[0].split(b":")[0].decode().upper()
            self.script.commands.append(command.decode())
            if verb == "EHLO":
                features = "".join(f"250-{offer}\r\n" for offer in self.script.offers)
                self.say(verb, f"250-script.example\r\n{features}250 HELP")
            elif verb == "DATA":
                self.data()
            elif verb in {"MAIL", "RCPT"}:
                answer = self.say(
                    verb, "250 2.0.0 Ok" if verb == "MAIL" or self.has_sender else NO_MAIL
                )
                self.has_sender = answer.startswith("250") if verb == "MAIL" else self.has_sender
                self.has_reader = verb == "RCPT" and answer.startswith("250")
            elif verb == "QUIT":
                self.say(verb, "221 2.0.0 Bye")
                return
            else:
                self.say(verb, "250 2.0.0 Ok")

    def data(self) -> None:
        usual = "354 End data with <CR><LF>.<CR><LF>" if self.has_reader else NO_MAIL
        if not self.say("DATA", usual).startswith("354"):
            return
        self.has_sender = self.has_reader = False
        lines = []
        while (line := self.read_line(raw=True)) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        answer = self.script.reply("END", "250 2.0.0 Ok: queued as 1")
        if answer.startswith(("250", DROP)):
            self.script.mails.append(b"".join(lines))
        self.answer(answer)

    def say(self, command: str, usual: str) -> str:
        answer = self.script.reply(command, usual)
        self.answer(answer)
        return answer

    def answer(self, answer: str) -> None:
        if answer == DROP:
            raise Dropped
        if answer == SILENCE:
            self.line.settimeout(0.6)
            self.line.recv(1)
            raise Dropped
        self.line.sendall(answer.encode() + b"\r\n")
        if answer.startswith("421"):
            raise Dropped

    def read_line(self, *, raw: bool = False) -> bytes:
        while b"\r\n" not in self.buffer:
            got = self.line.recv(65536)
            if not got:
                raise Dropped
            self.script.reads.append(got)
            self.buffer += got
        line, _, self.buffer = self.buffer.partition(b"\r\n")
        return line + b"\r\n" if raw else line


@contextmanager
def scripted(script: Script) -> Iterator[Script]:
    listening = socket.create_server(("127.0.0.1", 0))
    script.port = listening.getsockname()[1]
    open_lines: list[socket.socket] = []

    def serve() -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            script.connections += 1
            open_lines.append(line)
            with line:
                line.settimeout(3)
                try:
                    Conversation(script, line).hold()
                except (Dropped, OSError, UnicodeDecodeError):
                    continue

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield script
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        for line in open_lines[-1:]:  # a client that keeps its connection is not waited for
            with suppress(OSError):  # it is closed already
                line.shutdown(socket.SHUT_RDWR)
        thread.join()
