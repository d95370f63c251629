"""What open pages on a dispatch cost: a hundred streams of its progress, in the server's process."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import event

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from newsletter.web import build

FOLLOWERS, OF_A_SESSION = 100, 4
SECONDS = 12.0  # of counting, once all of them have had their first numbers
Row = tuple[str, float, str, str]


@contextmanager
def _statements(app: Newsletter) -> Iterator[list[str]]:
    asked: list[str] = []
    engine = app.container.store.database.engine

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


class _Follower:
    """A browser with a stream open, which never goes by itself."""

    def __init__(self, session: str, path: str) -> None:
        self.scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
            "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
            "root_path": "", "headers": [(b"host", b"127.0.0.1:8000"), (b"cookie", f"desk={session}".encode())],
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000),
        }  # fmt: skip
        self.status = 0
        self.has_numbers = asyncio.Event()
        self.is_gone = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.is_gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.status = message.get("status", self.status)
        if b"data: " in message.get("body", b""):
            self.has_numbers.set()


async def followed(app: Newsletter, path: str) -> list[Row]:
    """Rows about a hundred followers of one dispatch in which nothing moves."""
    site = build(app)
    noor = app.desk.editors.add("Noor", "noor@example.org", Role.WRITER)
    with app.container.store.together():
        keys = [app.desk.sign_in.sessions.begin(noor, "") for _ in range(FOLLOWERS // OF_A_SESSION)]
    crowd = [_Follower(keys[number // OF_A_SESSION], path) for number in range(FOLLOWERS)]
    async with asyncio.TaskGroup() as group:
        for one in crowd:
            group.create_task(site(one.scope, one.receive, one.send))
        for one in crowd:
            await one.has_numbers.wait()
        assert {one.status for one in crowd} == {200}
        with _statements(app) as asked:
            began, spent = perf_counter(), process_time()
            await asyncio.sleep(SECONDS)
            elapsed, used = perf_counter() - began, process_time() - spent
        for one in crowd:
            one.is_gone.set()
    return [
        ("desk: 100 followers of a dispatch, queries", len(asked) / elapsed, "/s", "≤ 1"),
        ("desk: 100 followers, share of a core", 100 * used / elapsed, "%", "≤ 5"),
    ]
