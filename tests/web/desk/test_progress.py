"""Progress over a real socket: what streams cost, and what ends them."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Self

import pytest
import uvicorn
from sqlalchemy import event

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from newsletter.web import build
from newsletter.web.site import HeadTimeoutProtocol, StreamEndingServer
from tests import patience
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_dispatches import READERS
from tests.app.test_reminders import EDITOR
from tests.serving import serving
from tests.web.desk.builders import signed_in

PATH = "/desk/dispatches/1/progress"
ENOUGH = 6  # statements to count: those of three looks


@pytest.fixture
def going(tmp_path: Path) -> Newsletter:
    """A publication with a dispatch of which two of ten readers have the letter."""
    settings = f"{EDITOR}\n[dispatch]\nbatch_size = 2\n"
    app = a_publication(tmp_path / "own", SetClock(), settings)
    with_issues_approved(app, READERS)
    app.dispatches.dispatcher.stop()
    app.dispatches.start("1")
    del app.dispatches.dispatcher
    app.dispatches.dispatcher.hand_over_next()
    return app


@contextmanager
def served(app: Newsletter) -> Iterator[tuple[int, StreamEndingServer]]:
    """The pages as ``newsletter run`` serves them; the port and the server."""
    with socket.create_server(("127.0.0.1", 0), backlog=200) as listening:
        config = uvicorn.Config(
            build(app), http=HeadTimeoutProtocol, log_config=None, access_log=False, lifespan="off"
        )
        server = StreamEndingServer(config, app)
        with serving(server, listening) as port:
            yield port, server


class Stream:
    """A page that is open on the progress."""

    def __init__(self, port: int, session: str, path: str = PATH) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.settimeout(patience.SECONDS)
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: desk={session}\r\n\r\n"
        self._socket.sendall(head.encode())
        self._told = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def until(self, words: bytes) -> str:
        """What came up to these words, and they."""
        while words not in self._told:
            part = self._socket.recv(65536)
            assert part, self._told
            self._told += part
        before, _, self._told = self._told.partition(words)
        return (before + words).decode()

    def status(self) -> int:
        return int(self.until(b"\r\n\r\n").split()[1])

    def news(self) -> dict[str, Any]:
        """The counts of the next event."""
        self.until(b"data: ")
        return json.loads(self.until(b"\n\n"))

    def rest(self) -> bytes:
        """Everything until the other side ends it."""
        while part := self._socket.recv(65536):
            self._told += part
            if self._told.endswith(b"0\r\n\r\n"):  # the last chunk: HTTP keeps the connection
                break
        return self._told


def sessions(app: Newsletter, many: int, role: Role = Role.WRITER) -> list[str]:
    """So many sessions of one editor."""
    signed_in(app)
    editor = app.desk.editors.add("Noor", "noor@example.org", role)
    with app.container.store.together():
        return [app.desk.sign_in.sessions.begin(editor, "") for _ in range(many)]


@contextmanager
def statements(app: Newsletter) -> Iterator[list[str]]:
    """The statements that ask the database for something."""
    asked: list[str] = []
    engine = app.container.store.database.engine

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_stream_tells_the_counts_and_ends_when_all_is_handed_over(going: Newsletter) -> None:
    (session,) = sessions(going, 1)
    with served(going) as (port, _), Stream(port, session) as stream:
        head = stream.until(b"\r\n\r\n").lower()
        assert "200 ok" in head
        assert "content-type: text/event-stream" in head
        assert "cache-control: no-store" in head
        assert "x-accel-buffering: no" in head
        first = stream.news()
        assert first["counts"] == dict(going.dispatches.show(1).counts)
        assert (first["sent"], first["to_go"], first["is_done"]) == (2, 8, False)
        going.dispatches.dispatcher.drain()
        while not (told := stream.news())["is_done"]:
            assert sum(told["counts"].values()) == told["audience"] == 10
        assert told["counts"] == dict(going.dispatches.show(1).counts)
        assert stream.rest().endswith(b"0\r\n\r\n")


def test_a_hundred_streams_cost_no_thread_each_and_at_most_a_query_a_second(
    going: Newsletter,
) -> None:
    keys = sessions(going, 26)
    before = threading.active_count()
    with served(going) as (port, _), ExitStack() as open_ones:
        one = open_ones.enter_context(Stream(port, keys[0]))
        one.news()
        for number in range(1, 100):
            stream = open_ones.enter_context(Stream(port, keys[number // 4]))
            assert stream.status() == 200
        threads = threading.active_count()
        with Stream(port, keys[25]) as too_many:
            assert too_many.status() == 503
        with statements(going) as asked:
            began = time.monotonic()
            assert patience.until(lambda: len(asked) >= ENOUGH)
            seconds = time.monotonic() - began
        assert len(asked) <= seconds + 3, asked  # those of one look come together
        # those that answered the requests: the server has them anyway, and they do not grow
        assert threads - before < 50
        open_ones.close()
        with statements(going) as asked:
            assert patience.until(lambda: going.desk.live_progress._task is None)
            asked.clear()
            time.sleep(3)
        assert asked == []


def test_a_fifth_stream_of_a_session_is_refused_in_words_until_another_ends(
    going: Newsletter,
) -> None:
    (session,) = sessions(going, 1)
    with served(going) as (port, _), ExitStack() as open_ones:
        four = [open_ones.enter_context(Stream(port, session)) for _ in range(4)]
        assert [stream.status() for stream in four] == [200] * 4
        with Stream(port, session) as fifth:
            assert fifth.status() == 429
            assert "4 tabbladen" in fifth.until(b".")
        four[0].__exit__()

        def is_let_in() -> bool:
            with Stream(port, session) as again:
                return again.status() == 200

        assert patience.until(is_let_in)


def test_a_stream_ends_with_its_session_and_does_not_extend_it(going: Newsletter) -> None:
    (session,) = sessions(going, 1)
    clock = going.container.now
    assert isinstance(clock, SetClock)
    found = going.desk.sign_in.sessions.find(session)
    assert found is not None
    with served(going) as (port, _), Stream(port, session) as stream:
        clock.pass_by(hours=1)  # a person's request would be noted by now
        stream.news()
        (now,) = going.container.store.sessions.among([found.key])
        assert now.seen_at == found.seen_at
        going.container.store.sessions.end(found.key)
        assert stream.rest().endswith(b"0\r\n\r\n")
        with Stream(port, session) as again:
            assert again.status() == 401


def test_the_server_stops_at_once_although_streams_are_open(going: Newsletter) -> None:
    keys = sessions(going, 5)
    with served(going) as (port, server), ExitStack() as open_ones:
        streams = [open_ones.enter_context(Stream(port, key)) for key in keys]
        assert [stream.status() for stream in streams] == [200] * 5
        began = time.monotonic()
        server.should_exit = True
        for stream in streams:
            assert stream.rest().endswith(b"0\r\n\r\n")
        assert time.monotonic() - began < 15  # uvicorn gives what goes on for ever 20 seconds


def test_who_is_not_signed_in_or_asks_for_nothing_gets_no_stream(going: Newsletter) -> None:
    browser = signed_in(going)
    assert browser.get("/desk/dispatches/9/progress").status_code == 422
    assert browser.get("/desk/dispatches/0/progress").status_code == 422
    assert browser.get("/desk/dispatches/x/progress").status_code == 404
    head = browser.request("HEAD", PATH)
    assert head.headers["content-type"].startswith("text/event-stream")
    browser.cookies.clear()
    answer = browser.get(PATH)
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/plain")


def test_the_part_of_a_page_that_moves_has_the_ledgers_counts(going: Newsletter) -> None:
    from newsletter.web.pages import Pages

    row = going.dispatches.show(1)
    part = Pages(going).text("desk/progress_part.html", dispatch=row, counts=row.counts, to_go=8)
    assert f'data-progress="{PATH}" data-state="going"' in part
    assert '<progress max="10" value="2"' in part
    assert '<span data-count="sent">2</span>' in part
    assert 'data-some hidden><span data-count="returned">0</span>' in part
