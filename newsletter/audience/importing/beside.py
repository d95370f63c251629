"""Rows read by a helper process while this one writes people down.

The helper opens the same file and runs the same code, so order, refusals and
line numbers are those of reading here. It sends pieces of rows through a pipe,
which also holds it back: it is one piece ahead at most, and memory stays flat.
One helper is enough: writing people down takes four times as long as reading
their rows. It ends when the rows end, when nobody reads them any more, and
with this process, whose end closes the pipe. Wherever it fails, the rest is
read here.
"""

import logging
import marshal
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, TypeAlias

from newsletter.audience.importing.columns import Column
from newsletter.audience.importing.overrides import Overrides
from newsletter.audience.importing.rows import ImportRow, RejectedRow, Row
from newsletter.audience.importing.words import ImportedStatus
from newsletter.message import Message
from newsletter.model.address import EmailAddress

log = logging.getLogger(__name__)
# About 20,000 rows: below that the helper's start, 0.2 s, costs more than it saves.
WORTH_A_HELPER: Final = 1 << 20  # bytes
_Plain: TypeAlias = tuple[Any, ...]  # a row in plain values: three times as fast as pickled
_SIZE_BYTES: Final = 4  # in front of each piece; 0 is the word that this was all
_PIECE: Final = 1_000  # rows; about 100 KB on their way


def is_worth_it(stream: BinaryIO) -> bool:
    """Whether a helper could read this, and sooner."""
    return _file_of(stream) is not None and os.fstat(stream.fileno()).st_size >= WORTH_A_HELPER


def rows_beside(
    stream: BinaryIO, here: Iterator[Row], *, name: str, unicode_local: bool, overrides: Overrides
) -> Iterator[Row]:
    """The rows of a file by way of a helper.

    Args:
        stream: The file; it is not read from.
        here: The same rows as they are read in this process, for when the
            helper fails.
        name: As for ``open_people``, like the others.
        unicode_local: The same.
        overrides: The same.
    """
    came = 0
    how = (name, unicode_local, _plain_overrides(overrides))
    helper = _started(stream, marshal.dumps(how).hex())
    if helper is not None:
        try:
            for piece in _pieces(helper):
                for row in map(_row, piece):
                    came += 1
                    yield row
        except (EOFError, ValueError, TypeError, OSError) as error:
            log.warning("the helper that reads rows ended after %s of them (%s)", came, error)
        else:
            return
        finally:
            helper.kill()
            helper.communicate()
    yield from islice(here, came, None)


def _file_of(stream: BinaryIO) -> Path | None:
    name = getattr(stream, "name", None)
    return Path(name) if isinstance(name, str | Path) and Path(name).is_file() else None


def _started(stream: BinaryIO, how: str) -> "subprocess.Popen[bytes] | None":
    path = _file_of(stream)
    if path is None or not sys.executable:
        return None
    file = os.fstat(stream.fileno())
    told = [str(path.resolve()), str(file.st_dev), str(file.st_ino), how]
    try:
        return subprocess.Popen(  # noqa: S603  # our own program and a file that we have open
            [sys.executable, "-P", "-m", __name__, *told],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        log.warning("no helper could be started: %s", error)
        return None


def _pieces(helper: "subprocess.Popen[bytes]") -> Iterator[list[_Plain]]:
    """What the helper sends, up to its word that this was all.

    Raises:
        EOFError: It ended without that word.
    """
    assert helper.stdout is not None, "it was started with a pipe"  # noqa: S101
    while size := int.from_bytes(_whole(helper.stdout, _SIZE_BYTES), "big"):
        yield marshal.loads(_whole(helper.stdout, size))  # noqa: S302  # from our own child


def _whole(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError("before its word that this was all")
    return data


def _plain(row: Row) -> _Plain:
    if isinstance(row, RejectedRow):
        return row.line, row.reason.to_text(), row.written
    return (
        row.line,
        row.address.local,
        row.address.domain,
        row.first_name,
        row.language,
        tuple(row.tags),
        row.told.value,
        row.left_at and row.left_at.isoformat(),
        row.proof,
        row.network,
    )


def _row(plain: _Plain) -> Row:
    if len(plain) == _LENGTH_OF_A_REFUSAL:
        line, reason, written = plain
        return RejectedRow(line, Message.from_text(reason), written)
    line, local, domain, first_name, language, tags, told, left, proof, network = plain
    return ImportRow(
        line,
        EmailAddress(local, domain),
        first_name,
        language,
        frozenset(tags) if tags else _NO_TAGS,
        _TOLD[told],
        left and datetime.fromisoformat(left),
        proof,
        network,
    )


_LENGTH_OF_A_REFUSAL: Final = 3
_NO_TAGS: Final[frozenset[str]] = frozenset()
_TOLD: Final = {told.value: told for told in ImportedStatus}


def _plain_overrides(overrides: Overrides) -> _Plain:
    columns = {plain: (one, column.value) for plain, (one, column) in overrides.columns.items()}
    values = {word: told.value for word, told in overrides.values.items()}
    return columns, values, overrides.everyone and overrides.everyone.value


def _overrides(plain: _Plain) -> Overrides:
    columns, values, everyone = plain
    return Overrides(
        columns={name: (one, Column(column)) for name, (one, column) in columns.items()},
        values={word: _TOLD[told] for word, told in values.items()},
        everyone=everyone and _TOLD[everyone],
    )


def _main(path: str, device: str, inode: str, how: str) -> None:
    """Send the rows of a file to whoever started this; a size of 0 is the last."""
    from newsletter.audience.importing.file import open_people

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started us
    out = sys.stdout.buffer
    with Path(path).open("rb") as stream:
        file = os.fstat(stream.fileno())
        if (str(file.st_dev), str(file.st_ino)) != (device, inode):
            sys.exit(1)  # another file has that name by now
        name, unicode_local, overrides = marshal.loads(bytes.fromhex(how))  # noqa: S302  # from who started us
        people = open_people(
            stream, name, unicode_local=unicode_local, overrides=_overrides(overrides)
        )
        rows = map(_plain, people.rows)
        while piece := list(islice(rows, _PIECE)):
            data = marshal.dumps(piece)
            out.write(len(data).to_bytes(_SIZE_BYTES, "big") + data)
            out.flush()
        out.write(bytes(_SIZE_BYTES))
        out.flush()


if __name__ == "__main__":
    try:
        _main(*sys.argv[1:])
    except BrokenPipeError:  # nobody reads any more
        os._exit(0)
