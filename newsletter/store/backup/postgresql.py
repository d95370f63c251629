"""Backup and restore of PostgreSQL with its own tools: pg_dump, pg_restore and psql."""

import subprocess
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from sys import intern
from typing import IO, Final

from sqlalchemy import URL, inspect

from newsletter.errors import StoreError
from newsletter.message import Message
from newsletter.store.database import Database
from newsletter.store.metadata import HOLD
from newsletter.store.migrate import VERSIONS, revision_is_known
from newsletter.system import reason_of

UNFINISHED: Final = Message("restore-unfinished")  # the hold between the tables and the journal
_BEGIN: Final = b"\\set ON_ERROR_STOP on\nBEGIN;\n"
_END: Final = (
    "RESET search_path;\n"
    f"INSERT INTO facts (name, value) VALUES ('{HOLD}', '{UNFINISHED.to_text()}')"
    " ON CONFLICT (name) DO NOTHING;\nCOMMIT;\n"
)


@dataclass(slots=True)
class DumpContent:
    """What a dump holds, read without a server.

    Attributes:
        rows: How many rows each table has.
        columns: The values of single columns, by table and column.
        chosen: The rows that were asked for, by table.
    """

    rows: Counter[str] = field(default_factory=Counter)
    columns: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    chosen: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, str]:
        """The facts about the database, by name."""
        names, values = self.columns.get(("facts", "name")), self.columns.get(("facts", "value"))
        return dict(zip(names or [], values or [], strict=True))


def dump(database: Database, path: Path) -> None:
    """Write a dump in PostgreSQL's own format.

    Raises:
        StoreError: The tool is missing or failed.
    """
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={path}", url=database.engine.url)


def read_dump(
    path: Path, *wanted: tuple[str, str], choose: Mapping[str, tuple[str, Container[str]] | None]
) -> DumpContent:
    """Read all of a dump, and return how many rows its tables have, and some columns and rows.

    Values are as PostgreSQL writes them to a dump (its documentation of COPY, "Text Format").

    Args:
        path: The dump.
        wanted: Tables with the columns whose values are returned.
        choose: By table, a column and the values for which whole rows are returned; ``None``
            for all rows.

    Raises:
        StoreError: It is no dump, or a damaged one.
    """
    found = DumpContent()
    with _opened(path) as archive, _Restoring(archive) as lines:
        for table, names, rows in _tables(lines):
            key, values = choose.get(table, ("", ())) or ("", None)
            place = names.index(key) if key in names else None
            for row in rows:
                found.rows[table] += 1
                if values is None or (place is not None and row[place] in values):
                    found.chosen.setdefault(table, []).append(dict(zip(names, row, strict=True)))
                for name, value in zip(names, row, strict=False):
                    if (table, name) in wanted:
                        # a state of a million rows is one string
                        found.columns.setdefault((table, name), []).append(intern(value))
    return found


def replace_with_dump(
    path: Path, database: Database, before: Callable[[], object] = lambda: None
) -> None:
    """Replace the tables with those of a dump, in one transaction.

    Nothing is sent from them until they are made safe, because that transaction puts all mail
    on hold. Killed in the middle, the database is as it was: psql commits nothing that it was
    not given the end of.

    Args:
        path: The dump.
        database: Its database.
        before: Called once the dump is open, before anything is changed. Its name may be
            deleted from then on.

    Raises:
        StoreError: The dump cannot be read, or a tool is missing or failed. The database is
            as it was.
    """
    with _opened(path) as archive:
        before()
        dropping = _drop(database)
        with _Psql(database.engine.url) as psql:
            with _Restoring(archive) as lines:
                psql.write(_BEGIN + dropping)
                psql.writelines(lines)
            psql.write(_END.encode())  # only once all of the dump is read


def _drop(database: Database) -> bytes:
    """Return the statement that drops our tables, those of later versions included.

    A dump of an earlier version drops only the tables that it has.
    """
    from newsletter.store.schema.all_tables import metadata  # what only sends uses few of them

    there = set(inspect(database.engine).get_table_names())
    ours = {*metadata.tables, VERSIONS}
    if there >= {VERSIONS} and not revision_is_known(database):
        ours = there  # tables of a newer version, which are not known here
    doomed = ", ".join(f'"{name}"' for name in sorted(ours & there))
    return f"DROP TABLE {doomed};\n".encode() if doomed else b""


class _Psql:
    """The input of psql. It is killed before its end if what writes to it fails."""

    def __init__(self, url: URL) -> None:
        self._url = url

    def __enter__(self) -> IO[bytes]:
        self._tool = subprocess.Popen(  # noqa: S603  # no shell, and the tool is PostgreSQL's
            [_found("psql"), f"--dbname={_plain(self._url)}", "--no-psqlrc", "--quiet"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=_environment(self._url),
        )
        assert self._tool.stdin is not None  # noqa: S101  # it is a pipe
        return self._tool.stdin

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        del error
        has_ended = kind is not None and issubclass(kind, BrokenPipeError)  # and says why
        if kind is not None and not has_ended:
            self._tool.kill()
        with suppress(BrokenPipeError):
            _, said = self._tool.communicate()
        if (kind is None or has_ended) and self._tool.returncode:
            raise _failed("psql", said, self._tool.returncode)


class _Restoring:
    """The lines of SQL of a dump, whose end is verified to be its end."""

    def __init__(self, archive: IO[bytes]) -> None:
        self._archive = archive
        self._command = [
            _found("pg_restore"),
            "--clean",
            "--if-exists",
            "--no-owner",
            "--file=-",
        ]

    def __enter__(self) -> IO[bytes]:
        self._tool = subprocess.Popen(  # noqa: S603  # no shell, and the tool is PostgreSQL's
            self._command, stdin=self._archive, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert self._tool.stdout is not None  # noqa: S101  # it is a pipe
        return self._tool.stdout

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        del error
        if kind is not None:
            self._tool.kill()
        _, said = self._tool.communicate()
        if kind is None and self._tool.returncode:
            raise _failed("pg_restore", said, self._tool.returncode)


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise StoreError("backup-not-readable", path=path, reason=reason_of(error)) from error


def _tables(lines: IO[bytes]) -> Iterator[tuple[str, list[str], Iterator[list[str]]]]:
    """Yield each table of a script with its columns and rows. Read the rows before the next one."""
    for line in lines:
        if line.startswith(b"COPY ") and line.endswith(b") FROM stdin;\n"):
            head, _, columns = line.decode()[5:-14].partition(" (")
            table = head.rpartition(".")[2].strip('"')
            yield table, [name.strip(' "') for name in columns.split(",")], _rows(lines)


def _rows(lines: IO[bytes]) -> Iterator[list[str]]:
    for line in lines:
        if line == b"\\.\n":
            return
        yield line.decode().rstrip("\n").split("\t")


def _run(tool: str, *arguments: str, url: URL) -> None:
    """Run one of PostgreSQL's own tools, with the password in the environment."""
    run = subprocess.run(  # noqa: S603  # no shell, and the tool is PostgreSQL's
        [_found(tool), f"--dbname={_plain(url)}", *arguments],
        capture_output=True,
        check=False,
        env=_environment(url),
    )
    if run.returncode:
        raise _failed(tool, run.stderr, run.returncode)


def _found(tool: str) -> str:
    found = which(tool)
    if found is None:
        raise StoreError("postgresql-tool-missing", tool=tool)
    return found


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _environment(url: URL) -> dict[str, str] | None:
    """Return the environment of a tool, with the password; ``None`` leaves it as it is."""
    if not url.password:  # libpq's own ways apply, such as .pgpass, as for our connections
        return None
    return {"PGPASSWORD": str(url.password)}


def _failed(tool: str, said: bytes, code: int) -> StoreError:
    # what follows the first line may quote a row
    lines: Sequence[str] = said.decode("utf-8", "replace").strip().splitlines()
    words = (lines[0] if lines else str(code))[:300]
    if b"version mismatch" in said:  # older tools say so in the second line
        return StoreError("postgresql-tool-too-old", tool=tool)
    return StoreError("postgresql-tool-failed", tool=tool, reason=words)
