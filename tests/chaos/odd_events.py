"""A storm of reports, a tenth of them odd, over a letterbox and hooks, read by a real ``newsletter run``.

Half are mails in a Maildir, half are calls of Mailgun, posted while the process
works. Each good one is about a reader of its own, so that each can be looked
for. Nothing of an odd one may act, and each is kept with a reason.
"""

import hashlib
import hmac
import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
from sqlalchemy import func, select, update

from newsletter.app import Newsletter
from newsletter.app.publication import init
from newsletter.audience.tokens import Purpose
from newsletter.model.audience import NewSubscriber, Standing
from newsletter.model.delivery import BatchState, Outcome
from newsletter.store.codes import OUTCOME, QUEUED
from newsletter.store.schema.sending import batches, deliveries, reports, subscribers
from tests.chaos.world import Verdict
from tests.ports import a_free_port
from tests.store.builders import a_dispatch, an_address

ODD_EVENTS = "odd events"
KEY = "0dd0dd0dd0dd"
SETTINGS = """
database = "{url}"
[letterbox]
maildir = "{maildir}"
[provider]
name = "mailgun"
[provider.mailgun]
domain = "mail.example.nl"
key = "key"
signing_key = "signing"
base = "http://127.0.0.1:9"
[checks]
spamassassin = ""
"""
_AT_ONCE = 4  # calls of the provider
_PATIENCE_SECONDS = 1800
_ADDRESS = re.compile(r"\w@example\.(?:org|nl)")


@dataclass(frozen=True)
class Good:
    """What an event is about, and what it must lead to."""

    reader: int
    state: int
    leaves: bool = False


@dataclass
class Storm:
    """Events by the way on which they come; what the good ones lead to."""

    letters: list[bytes]
    calls: list[bytes]
    good: list[Good]
    odd: int


def befall(folder: Path, url: str, *, events: int, seed: int) -> Verdict:
    """Let that many events come in, and say what was lost.

    In the verdict an event is lost where it did not act or was not kept, and
    doubled where somebody was struck whom no good event was about.
    """
    started = time.monotonic()
    app = _publication(folder, url, readers=events + 1)
    storm = _storm(app, random.Random(seed), events)
    for number, letter in enumerate(storm.letters):
        (folder / "back" / "new" / f"{number:06}").write_bytes(letter)
    app.close()
    broken = _run(folder, storm.calls)
    app = Newsletter.at(folder)
    try:
        return _judge(app, storm, time.monotonic() - started, broken)
    finally:
        app.close()


def _publication(folder: Path, url: str, *, readers: int) -> Newsletter:
    """Readers who all have one issue, of which nothing was reported yet."""
    init(folder)
    for part in ("new", "cur", "tmp"):
        (folder / "back" / part).mkdir(parents=True)
    (folder / "newsletter.toml").write_text(
        SETTINGS.format(url=url, maildir=folder / "back"), "utf-8"
    )
    app = Newsletter.at(folder)
    store = app.container.store
    people = [
        NewSubscriber(address=an_address(f"lezer{number}")) for number in range(1, readers + 1)
    ]
    for first in range(0, readers, 2000):
        store.subscribers.take_in(people[first : first + 2000], source="chaos")
    a_dispatch(store, key=KEY, at=app.container.now(), batch_size=1000, provider="mailgun")
    with store.database.write() as connection:
        connection.execute(update(batches).values(state=BatchState.SENT))
    return app


def _storm(app: Newsletter, dice: random.Random, events: int) -> Storm:
    """One in ten is odd, in turn of every kind; good ones are of every kind too."""
    keyring = app.container.keyring
    name = partial(keyring.delivery_id, KEY)
    now = app.container.now().timestamp()
    storm = Storm([], [], [], 0)
    for number in range(1, events + 1):
        is_letter, kind = number % 2 == 0, number // 2
        if number % 10 < 2 and kind % 2:
            odd = _odd_letter(kind, name(number)) if is_letter else _odd_call(kind, now)
            storm.odd += 1
        elif is_letter:
            token = keyring.mailbox_tokens(Purpose.LEAVE, (number,))[0]
            odd, good = _good_letter(number, name(number), token)
            storm.good.append(good)
        else:
            odd, good = _good_call(number, name(number), now)
            storm.good.append(good)
        (storm.letters if is_letter else storm.calls).append(odd)
    dice.shuffle(storm.letters)
    dice.shuffle(storm.calls)
    return storm


def _good_letter(number: int, name: str, token: str) -> tuple[bytes, Good]:
    if number % 4 == 0:
        to = f"To: {token}@weg.example.nl\nFrom: x@example.org\nSubject: \n\n"
        return to.encode(), Good(number, QUEUED, leaves=True)
    words = "550 5.1.1 no such user" + ("\x00\x1b[2J" if number % 3 == 0 else "")
    dates = ("Sat, 28 Nov 2026 10:00:00 +0100", "Fri, 31 Dec 9999 23:59:59 -2359", "gisteren")
    return _dsn(name, words, "failed", dates[number % 3]), Good(number, OUTCOME[Outcome.BOUNCED])


def _dsn(name: str, words: str, action: str, date: str) -> bytes:
    return (
        f"From: MAILER-DAEMON@host.example\nTo: bounces@example.nl\nDate: {date}\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=B\n\n"
        "--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; host.example\n\n"
        f"Final-Recipient: rfc822; x@example.org\nAction: {action}\nStatus: 5.1.1\n"
        f"Diagnostic-Code: smtp; {words}\n\n"
        f"--B\nContent-Type: message/rfc822\n\nX-Newsletter-Delivery: {name}\nSubject: x\n\nx\n--B--\n"
    ).encode()


def _odd_letter(kind: int, name: str) -> bytes:
    unique = f"X-Number: {kind}\n".encode()
    forged = f"{KEY}.1-{'a' * 16}"
    match kind % 5:
        case 0:
            return unique + _dsn(forged, "no such user", "failed", "gisteren")
        case 1:
            return unique + _dsn("nobody", "no such user", "failed", "gisteren")
        case 2:
            return unique + _dsn(name, "no such user", "levitated", "gisteren")
        case 3:
            return unique + _dsn(f"{KEY}.9999999999", "no such user", "failed", "gisteren")
        case _:
            return unique + b"Content-Type: multipart/report; report-type=x\n\n\x00\xff\xfe"


def _good_call(number: int, name: str, at: float) -> tuple[bytes, Good]:
    kinds = (
        ("delivered", {}, Outcome.DELIVERED),
        ("failed", {"severity": "permanent", "reason": "bounce"}, Outcome.BOUNCED),
        ("complained", {}, Outcome.COMPLAINED),
        ("unsubscribed", {}, Outcome.DELIVERED),
    )
    kind, more, outcome = kinds[number // 2 % 4]
    words = "no such user" + ("\x00" if number % 3 == 0 else "\ud800" if number % 7 == 0 else "")
    status = {"code": 550, "message": words}
    event = _event(kind, name, at if number % 5 else 1e17, **more, **{"delivery-status": status})
    leaves = kind in {"complained", "unsubscribed"}
    return _call(number, event, at), Good(number, OUTCOME[outcome], leaves=leaves)


def _event(kind: object, name: str, at: object, **more: object) -> dict[str, object]:
    return {
        "event": kind, "id": f"{name}{kind}", "timestamp": at, "recipient": "x@example.org",
        "user-variables": {"delivery": name}, **more,
    }  # fmt: skip


def _odd_call(kind: int, at: float) -> bytes:
    odd: tuple[object, ...] = (
        _event("levitated", f"{KEY}.1", at),
        _event("delivered", f"{KEY}.9999999999", at),
        _event({"a": ["\x00"]}, f"{KEY}.1", at),
        "\ud800",
        None,
        [],
    )
    return _call(-kind, odd[kind % len(odd)], at)


def _call(number: int, event: object, at: float) -> bytes:
    token = hashlib.sha256(str(number).encode()).hexdigest()[:50]
    told = f"{at:.0f}"
    true = hmac.new(b"signing", f"{told}{token}".encode(), hashlib.sha256).hexdigest()
    signature = {"timestamp": told, "token": token, "signature": true}
    return json.dumps({"signature": signature, "event-data": event}).encode()


def _run(folder: Path, calls: list[bytes]) -> list[str]:
    """Let a process work through everything; what it did that it must not."""
    port = a_free_port()
    broken: list[str] = []
    with _running(folder, port) as process:
        base = f"http://127.0.0.1:{port}"
        with httpx.Client(trust_env=False, timeout=60) as client:
            if not _until(lambda: _answers(client, base), 60):
                broken.append("no pages")
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                posts = pool.map(
                    lambda body: client.post(f"{base}/hooks/mailgun", content=body).status_code,
                    calls,
                )
                broken += [f"a call was answered with {one}" for one in set(posts) - {200}]
            if not _until(
                lambda: process.poll() is not None or _is_read(folder), _PATIENCE_SECONDS
            ):
                broken.append("not everything was read")
            broken += [] if _answers(client, base) else ["/health is ill"]
        broken += [] if process.poll() is None else ["the process ended"]
    log = (folder / "run.log").read_text("utf-8", "replace")
    broken += ["a traceback in the log"] if "Traceback" in log else []
    broken += ["an address in the log"] if _ADDRESS.search(log) else []
    return broken


@contextmanager
def _running(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "newsletter", "-C", str(folder), "run", "--port", str(port)]
    with (folder / "run.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(client: httpx.Client, base: str) -> bool:
    try:
        return client.get(f"{base}/health").status_code == 200
    except httpx.TransportError:
        return False


def _is_read(folder: Path) -> bool:
    if any((folder / "back" / "new").iterdir()):
        return False
    app = Newsletter.at(folder)
    try:
        return app.container.store.inbox.unread(limit=1) == ()
    finally:
        app.close()


def _until(holds, seconds: float) -> bool:
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if holds():
            return True
        time.sleep(0.5)
    return False


def _judge(app: Newsletter, storm: Storm, seconds: float, broken: list[str]) -> Verdict:
    with app.container.store.database.read() as connection:
        states = dict(connection.execute(select(deliveries.c.subscriber, deliveries.c.state)).all())
        gone = set(
            connection.execute(
                select(subscribers.c.id).where(subscribers.c.standing == Standing.UNSUBSCRIBED)
            ).scalars()
        )
        kept = connection.execute(
            select(func.count()).where(reports.c.trouble != "", reports.c.trouble.is_not(None))
        ).scalar_one()
    acted = sum(
        states[one.reader] == one.state and (one.reader in gone) is one.leaves for one in storm.good
    )
    about = {one.reader for one in storm.good}
    struck = sum(state != QUEUED for reader, state in states.items() if reader not in about)
    return Verdict(
        lost=len(storm.good) - acted + max(0, storm.odd - kept),
        doubled=struck + len(gone - about),
        in_doubt=0,
        audience=len(storm.good) + storm.odd,
        seconds=seconds,
        broken=tuple(broken) + (() if kept == storm.odd else (f"{kept} of {storm.odd} are kept",)),
        struck=(f"{acted} acted", f"{kept} kept"),
    )
