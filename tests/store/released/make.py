"""Write the small database of this version: ``python -m tests.store.released.make 0.2.0``.

It is run once for each release, with the code of that release, and its files are never changed.
Its own code uses only what has been in every version.
"""

import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from shutil import which

from newsletter.model.audience import Audience, Standing, SuppressionReason
from tests.delivery.fakes import FakeProvider, a_dispatcher
from tests.store.builders import a_dispatch, a_newcomer, a_store, an_address, readers
from tests.store.places import url_of

try:
    from tests.builders.editions import an_edition
except ImportError:  # version 0.1.0
    from tests.store.builders import an_edition

HERE = Path(__file__).parent


def fill(url: str, folder: Path) -> None:
    """Seven readers, of whom some left; a letter that went out, one on its way, two queued."""
    store = a_store(url, journal=folder / "journal.log")
    readers(store, 7)
    store.subscribers.unsubscribe(5)
    store.suppressions.add(an_address("lezer6"), SuppressionReason.BOUNCED)
    store.subscribers.erase(7)
    store.subscribers.add(a_newcomer("wachtend"), standing=Standing.PENDING)
    for issue in (1, 2, 3, 4):
        store.queue.approve(an_edition(issue), audience=Audience(), file_hash="")
    for issue in (3, 4):
        store.queue.add(issue)
    a_dispatch(store, issue=1, batch_size=2)
    a_dispatcher(store, FakeProvider()).drain()
    a_dispatch(store, issue=2, batch_size=3)
    a_dispatcher(store, FakeProvider()).hand_over_next()
    store.close()


def write(version: str) -> None:
    """Write the files of a version, for SQLite and PostgreSQL."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = url_of("sqlite, rollback journal", folder, migrated=False)
        fill(url, folder)
        with closing(sqlite3.connect(folder / "newsletter.db")) as plain:
            lines = "\n".join(plain.iterdump())
        (HERE / f"{version}.sqlite.sql").write_text(f"{lines}\n", "utf-8")
        url = url_of("postgresql", folder, migrated=False)
        fill(url, folder)
        tool = which("pg_dump")
        assert tool is not None
        dumped = subprocess.run(
            [tool, "--inserts", "--no-owner", "--no-comments", f"--dbname={url}"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        kept = [line for line in dumped.splitlines() if line and not line.startswith(("--", "\\"))]
        (HERE / f"{version}.postgresql.sql").write_text("\n".join(kept) + "\n", "utf-8")


if __name__ == "__main__":
    write(sys.argv[1])
