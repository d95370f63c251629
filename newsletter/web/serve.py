"""The pages on a socket, until the process is told to stop."""

import errno
import socket
from contextlib import suppress

from newsletter.errors import DeskError
from newsletter.web import build
from newsletter.web.needs import Newsletter

_WAITING_CALLS = 2048  # as many as uvicorn lets wait
_MOST_CONNECTIONS = 1024  # each holds up to 64 KB that nobody asked for yet; more get 503


def listen(host: str, port: int) -> socket.socket:
    """Take the place where the pages will be; 0 takes a free port.

    Raises:
        DeskError: It cannot be had, with what to do about it.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_WAITING_CALLS)
    except (OSError, OverflowError) as error:
        raise DeskError(*_why_not(error, host, port)) from error


def _why_not(error: Exception, host: str, port: int) -> tuple[str, str]:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return (
            f"port {port} of {host} is taken, perhaps by another `newsletter run`",
            f"stop that one, or choose another port: --port {port + 1}",
        )
    if number in {errno.EACCES, errno.EPERM}:
        return (
            f"port {port} may not be taken by this user",
            "choose one above 1024, such as --port 8000, and let a web server pass calls on to it",
        )
    return (
        f"the pages cannot be served on {host}:{port}",
        "host must be an address of this machine and port a number up to 65535; see [web] in the settings",
    )


def serve(newsletter: Newsletter, listening: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT; requests in flight end first.

    Without an access log, whose lines would hold readers' tokens, and without
    believing a proxy's headers: the pages read those of trusted proxies themselves.
    """
    import uvicorn

    from newsletter.web.connections import HurriedProtocol

    config = uvicorn.Config(
        build(newsletter),
        http=HurriedProtocol,
        limit_concurrency=_MOST_CONNECTIONS,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        log_config=None,  # its lines go where those of the newsletter go
        log_level="warning",
        timeout_graceful_shutdown=20,
    )
    with suppress(KeyboardInterrupt):  # uvicorn raises the signal anew when it has ended
        uvicorn.Server(config).run(sockets=[listening])
