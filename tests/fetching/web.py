"""A little web on loopback: real sockets, and names that lead wherever a test wants."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from newsletter.fetching import FetchSettings
from newsletter.fetching.fetcher import Fetcher

Answer = tuple[int, Mapping[str, str], bytes]


class Call(BaseHTTPRequestHandler):
    """One request. Others may come in at the same time, so pages read it here."""

    body = b""


Page = Callable[[Call], Answer | None]


@dataclass
class Site:
    """A server with pages by path; it remembers what it was asked."""

    pages: dict[str, Page]
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    port: int = 0

    def url(self, path: str, host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


def says(status: int, body: bytes = b"", **headers: str) -> Page:
    """A page that always answers the same; ``content_type=`` becomes ``content-type``."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: (status, named, body)


@contextmanager
def served(pages: Mapping[str, Page], tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    site = Site(dict(pages))

    class Handler(Call):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            site.asked.append((self.command, self.path, dict(self.headers.items())))
            self.body = self.rfile.read(int(self.headers.get("content-length", 0)))
            site.bodies.append(self.body)
            page = site.pages.get(self.path, says(404))
            answer = page(self)
            if answer is None:
                self.close_connection = True
                return
            status, headers, body = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "content-length" not in headers:
                self.send_header("content-length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_HEAD = do_POST = answer  # noqa: N815  # the server's names

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A visitor who hangs up is no news."""

    server = Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def names(**machines: str) -> Callable[[str, int], tuple[str, ...]]:
    """A resolver that knows these names (``_`` for a dot) and loopback; several machines by comma."""
    known = {name.replace("_", "."): tuple(found.split(",")) for name, found in machines.items()}
    known.setdefault("127.0.0.1", ("127.0.0.1",))

    def resolve(host: str, port: int) -> tuple[str, ...]:
        if host not in known:
            raise OSError(f"no such name: {host}")
        return known[host]

    return resolve


def a_fetcher(
    resolve: Callable[[str, int], tuple[str, ...]] | None = None,
    *,
    seconds: float = 5,
    transport: Any = None,
    **settings: Any,
) -> Fetcher:
    settings.setdefault("allow_loopback", True)
    more = {} if transport is None else {"transport": transport}
    return Fetcher(
        FetchSettings(within=timedelta(seconds=seconds), **settings),
        resolve=resolve or names(),
        monotonic=time.monotonic,
        **more,
    )
