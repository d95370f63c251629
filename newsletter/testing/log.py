"""The log of accepted mails: an append-only file, and an index for look-ups.

One JSON line per accepted mail. The lines of a call are written at once, before
it is answered, so they survive if the sandbox is killed. With ``sync`` they are
also on the disk (fsync) by then and survive a power cut. Memory grows with the
calls, not with the readers.
"""

import os
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from newsletter.testing.dialects.offers import KEY_NAMES, AcceptedEmail, Offer, Row, first_of

KEPT_MAIL_BYTES = 32 * 1024 * 1024
_FEW = 8  # a name with more values than this in one call is searched line by line


@dataclass(frozen=True, slots=True)
class Call:
    """Where one call's lines are in the file."""

    number: int
    dialect: str
    at: float
    start: int
    length: int
    count: int


class AcceptedLog:
    """The file and its index. An existing file is continued."""

    def __init__(self, path: Path, *, sync: bool = False) -> None:
        self.path = path
        self.salt = f"{os.getpid() & 0xFFFF:04x}{os.urandom(2).hex()}"
        self.count = 0
        self._sync = sync
        self._calls: list[Call] = []
        self._places: defaultdict[tuple[str, str, str | None], list[Call]] = defaultdict(list)
        self._mails: OrderedDict[int, Offer] = OrderedDict()
        self._mail_bytes = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self._end = self._read_again()

    @property
    def calls(self) -> Sequence[Call]:
        """The calls with at least one accepted mail, oldest first."""
        return self._calls

    @property
    def next_call(self) -> int:
        """The number of the next call."""
        return self._calls[-1].number + 1 if self._calls else 1

    def take(self, offer: Offer, ids: Sequence[str], indexes: Iterable[int], at: float) -> None:
        """Write these mails of a call.

        Raises:
            OSError: If the disk is full. Then nothing of the call is in the file.
        """
        rows = _rows(offer, ids, indexes, at, self.next_call)
        if not rows:
            return
        lines = b"".join([orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows])
        self._append(lines)
        self._index(rows, self._end, len(lines))
        self._end += len(lines)
        self._keep(rows[0]["call"], offer)

    def having(self, dialect: str, name: str, value: str, until: float) -> list[Row]:
        """Return the rows with this tag, id or variable up to then, oldest first."""
        calls = self._places.get((dialect, name, value), []) + self._places.get(
            (dialect, name, None), []
        )
        return [
            row
            for call in sorted(calls, key=lambda call: call.start)
            if call.at <= until
            for row in self.rows(call)
            if value in _values(row, name)
        ]

    def latest(self, dialect: str, until: float, limit: int = 1000) -> list[Row]:
        """Return the last rows of a dialect up to then, oldest first."""
        found: list[Row] = []
        for call in reversed(self._calls):
            if call.dialect == dialect and call.at <= until:
                found[:0] = self.rows(call)
            if len(found) >= limit:
                break
        return found[-limit:]

    def rows(self, call: Call) -> list[Row]:
        """Return the rows of one call."""
        return [
            orjson.loads(line)
            for line in os.pread(self._file, call.length, call.start).splitlines()
        ]

    def everything(self) -> Iterator[Row]:
        """Yield all rows, oldest first."""
        for call in list(self._calls):
            yield from self.rows(call)

    def mail(self, row: Row) -> AcceptedEmail | None:
        """Return one mail whole, or ``None`` when it is no longer kept."""
        offer = self._mails.get(row["call"])
        return None if offer is None else offer.mail(row["index"])

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _append(self, lines: bytes) -> None:
        try:
            written = 0
            while written < len(lines):
                written += os.write(self._file, lines[written:])
            if self._sync:
                os.fsync(self._file)
        except OSError:
            os.ftruncate(self._file, self._end)
            raise

    def _index(self, rows: Sequence[Row], start: int, length: int) -> None:
        first = rows[0]
        call = Call(first["call"], first["dialect"], first["at"], start, length, len(rows))
        self._calls.append(call)
        self.count += len(rows)
        for name in ("tag", "id", *first["variables"]):
            values = _distinct(rows, name)
            for value in values if len(values) <= _FEW else (None,):
                self._places[call.dialect, name, value].append(call)

    def _keep(self, number: int, offer: Offer) -> None:
        self._mails[number] = offer
        self._mail_bytes += offer.size_bytes
        while self._mail_bytes > KEPT_MAIL_BYTES and len(self._mails) > 1:
            self._mail_bytes -= self._mails.popitem(last=False)[1].size_bytes

    def _read_again(self) -> int:
        """Index what an earlier run wrote, and cut off an incomplete line."""
        start = end = 0
        rows: list[Row] = []
        with self.path.open("rb") as file:
            for line in file:
                if not line.endswith(b"\n"):
                    break
                row = orjson.loads(line)
                if rows and row["call"] != rows[0]["call"]:
                    self._index(rows, start, end - start)
                    rows, start = [], end
                rows.append(row)
                end += len(line)
        if rows:
            self._index(rows, start, end - start)
        os.ftruncate(self._file, end)
        return end


def doubled(rows: Iterable[Row]) -> dict[str, int]:
    """Return how often each delivery accepted more than once was accepted."""
    counts = Counter(row["delivery"] for row in rows if row["delivery"])
    return {delivery: count for delivery, count in counts.items() if count > 1}


def _rows(
    offer: Offer, ids: Sequence[str], indexes: Iterable[int], at: float, call: int
) -> list[Row]:
    key = offer.key or (first_of(offer.items[0].variables, KEY_NAMES) if offer.items else "")
    digest = {"digest": offer.digest} if offer.digest else {}
    items = offer.items
    return [
        {
            "at": at,
            "dialect": offer.dialect,
            "call": call,
            "index": index,
            "id": ids[index],
            "recipient": items[index].recipient,
            "delivery": items[index].delivery,
            "key": key,
            "tags": items[index].tags,
            "variables": items[index].variables,
            **({"stream": items[index].stream} if items[index].stream else {}),
            **digest,
        }
        for index in indexes
    ]


def _distinct(rows: Sequence[Row], name: str) -> set[str]:
    match name:
        case "tag":
            return {tag for tags in {tuple(row["tags"]) for row in rows} for tag in tags}
        case "id":
            return {row["id"] for row in rows}
        case _:
            return {row["variables"][name] for row in rows if name in row["variables"]}


def _values(row: Row, name: str) -> Sequence[str]:
    if name == "tag":
        tags: Sequence[str] = row["tags"]
        return tags
    if name == "id":
        return (row["id"],)
    value = row["variables"].get(name)
    return () if value is None else (value,)
