"""A provider of our own on this machine, to try the newsletter against."""

from collections.abc import Callable
from pathlib import Path

from newsletter.errors import DeskError


def serve(
    host: str,
    port: int,
    log_file: Path,
    knobs: str,
    ready: Callable[[str], None],
    hooks: tuple[str, str] | None = None,
) -> None:
    """Serve until it is stopped.

    Args:
        host: Where to listen.
        port: 0 takes a free one.
        log_file: One JSON line for every mail that it accepted.
        knobs: A JSON object of misfortunes; ``{}`` for a good day.
        ready: Called with its address once it listens.
        hooks: Where it reports what became of the mails, and the secret that proves it.

    Raises:
        ConfigError: The knobs are not understood.
        DeskError: The port is taken, or the log cannot be written.
    """
    from newsletter.testing.knobs import read as read_knobs
    from newsletter.testing.reporting import Hooks
    from newsletter.testing.sandbox import serve as serve_sandbox

    faults = read_knobs(knobs)
    try:
        told = Hooks(url=hooks[0].rstrip("/"), secret=hooks[1]) if hooks else None
        serve_sandbox(host, port, log_file, faults, ready=ready, hooks=told)
    except OSError as error:
        raise DeskError("sandbox-not-started", reason=error.strerror or str(error)) from error
